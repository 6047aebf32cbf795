"""A desk and its guard: what the guard is told, and what the mark of a panic means for the bots."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.services.guard.port import Guarding, GuardState, Row
from finbyte_desktop.services.live.account import LiveAccount
from finbyte_desktop.services.live.remainder import in_words
from finbyte_desktop.services.shown_accounts import ShownPosition

LOOK_S = 0.25


class Guarded:
    """Of one account. `living` are the bots that have not ended, `stop` stops one of them or all."""

    def __init__(
        self,
        account: LiveAccount,
        guard: Guarding | None,
        living: Callable[[], list[str]],
        stop: Callable[[str | None], Awaitable[None]],
    ) -> None:
        self._account = account
        self._guard = guard
        self._living = living
        self._stop = stop
        self._stirred = False
        self._is_obeyed = False
        self._asked: set[str] = set()
        self._torn: list[str | None] = []  # panics whose stop was not carried out: they hold on
        self._woken = asyncio.Event()
        self._obeying = asyncio.Lock()

    # --- what the guard is told -------------------------------------------------------------------

    def stir(self) -> None:
        """Orders or bots changed: the guard hears of it before the next request leaves."""
        if self._guard is not None and not self._stirred:
            self._stirred = True
            asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._stirred = False
        if self._guard is not None:
            live = self._account.shell.live()
            rows: list[Row] = [(o.client_id, o.venue_id, o.instrument, o.bot) for o in live]
            self._guard.orders(self._account.connection.id, rows, self._living())

    def positions(self, rows: Sequence[ShownPosition]) -> None:
        """The guard names them in a panic, also while this application hangs."""
        if self._guard is not None:
            self._guard.positions(self._account.connection.id, [in_words(row) for row in rows])

    async def panic(self, bot: str | None, stop: Callable[[], Awaitable[None]]) -> None:
        """A person asked the desk, and `stop` stops the bots. The guard is told first. Until the stop was
        carried out nothing of those bots leaves: also when whoever asked waits no more, or it failed.
        """
        if self._guard is not None:
            self._guard.panic(self._account.connection.id, bot)
        shell = self._account.shell
        shell.panicking.append(bot)
        error = await asyncio.shield(shell.supervisor.spawn("panic", self._held(bot, stop)))
        if error is not None:
            raise error

    async def _held(self, bot: str | None, stop: Callable[[], Awaitable[None]]) -> FinByteError | None:
        is_done = False
        try:
            await stop()
            is_done = True
        except FinByteError as error:  # for whoever asked, if anybody still does
            return error
        finally:
            if is_done:
                self._account.shell.panicking.remove(bot)
                self._stopped(bot)
            else:
                self._torn.append(bot)
        return None

    def _stopped(self, bot: str | None) -> None:
        """A stop was carried out: a panic of the same bots whose own stop was not holds them no more."""
        for held in [held for held in self._torn if bot in (None, held)]:
            self._torn.remove(held)
            self._account.shell.panicking.remove(held)

    @property
    def is_held(self) -> bool:
        """Whether a panic holds orders of this account until a person releases it."""
        return bool(self._torn) or self._account.shell.mark.is_set()

    def state(self) -> GuardState:
        """How the guard stands; OFF where none is wanted."""
        return GuardState.OFF if self._guard is None else self._guard.state(self._account.connection.id)

    # --- what the mark means ----------------------------------------------------------------------

    def wake(self) -> None:
        """Looks at the mark now."""
        self._woken.set()

    async def run(self) -> None:
        """Obeys a panic that came from outside, also one of the time when this loop stood still."""
        while True:
            with contextlib.suppress(FinByteError):  # tried again; why nothing goes on is shown
                await self.obey()
            self._woken.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._woken.wait()

    async def obey(self) -> None:
        """Stops the bots that a panic means. Their orders are gone or going; none is placed again."""
        mark, markets = self._account.shell.mark, self._account.shell.markets
        async with self._obeying:
            is_set = mark.is_set()
            markets.take_mark()
            if not is_set:
                self._is_obeyed = False
            elif not self._is_obeyed:
                if self._living():
                    await self._stop(None)
                self._is_obeyed = True
            for bot in mark.bots():
                if bot in self._living() and bot not in self._asked:
                    await self._stop(bot)
                    self._asked.add(bot)
                if bot not in self._living():
                    self._asked.discard(bot)
                    await asyncio.to_thread(mark.release, bot)

    async def release(self) -> None:
        """A person lets orders leave again; what a panic could not stop is stopped first. Raises UserError
        while the guard cancels, Unavailable.
        """
        for bot in [*self._torn]:
            await self._stop(bot)
            self._stopped(bot)
        mark = self._account.shell.mark
        if not mark.is_set():
            return
        if self._guard is not None and self._guard.is_busy(self._account.connection.id):
            raise UserError(
                "The panic is still under way: the orders of this account are being cancelled. Nothing was "
                "started. Try again in a moment.",
                "panic_under_way",
            )
        await self.obey()
        await asyncio.to_thread(mark.release)
        await self.obey()
