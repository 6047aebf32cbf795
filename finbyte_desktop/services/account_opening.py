"""Connecting accounts: opened once at a time, tried again by themselves while their venue is away, and closed
with their orders left as they are.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.core.placing import install_prefix
from finbyte_desktop.services.account_keys import AccountKeys, load_venue
from finbyte_desktop.services.account_links import AccountLink, AccountLinks
from finbyte_desktop.services.clock import NS_PER_S, wall_ns
from finbyte_desktop.services.guard.link import GuardLink
from finbyte_desktop.services.later import OVER_BY_ITSELF, wait_s
from finbyte_desktop.services.logs import text_of
from finbyte_desktop.services.ports import Link
from finbyte_desktop.services.settings import SharedSettings, install_secret
from finbyte_desktop.services.supervisor import Supervisor

if TYPE_CHECKING:  # the first window opens without what a venue needs
    from finbyte_desktop.services.live.desk import LiveDesk

OPENING = "open"
# A key that cannot be read before a person does something: it is not tried again by itself.
LOCKED = frozenset({"vault_locked", "key_gone", "damaged_key", "no_keyring"})
AGAIN_S = (2.0, 5.0, 15.0, 30.0, 60.0)


class AccountOpening:
    """Connects and disconnects the accounts of one data folder."""

    def __init__(
        self,
        folder: Path,
        settings: SharedSettings,
        links: AccountLinks,
        keys: AccountKeys,
        guard: GuardLink | None,
        supervisor: Supervisor,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._links = links
        self._keys = keys
        self._guard = guard
        self._supervisor = supervisor
        self._locks: dict[str, asyncio.Lock] = {}

    async def connect(self, account: str, remember: bool = True) -> None:
        """Opens an account; its bots go on. Asking twice changes nothing, except that an engine which
        stopped is started anew. With `remember` the next start connects it too, whatever comes of it now.

        Raises UserError or VenueRejected when it is refused, Unavailable when it cannot be reached now: then
        it is tried again by itself, unless its key cannot be read (`Link.LOCKED`).
        """
        link = self._links.known(account)
        self.forget_again(link)
        try:
            await self._connect(link, remember)
        except (Unavailable, VenueRejected):
            if link.link is Link.AWAY:
                self.try_again(link)
            raise

    def connect_soon(self, account: str, remember: bool = True) -> None:
        """The same without waiting for it; `states` tell how it goes."""
        self._supervisor.spawn(f"connect:{account}", self.connect_quietly(account, remember))

    async def connect_quietly(self, account: str, remember: bool = True) -> None:
        """The same; the state of the account says why it failed."""
        with contextlib.suppress(FinByteError):  # the state says why
            await self.connect(account, remember)

    def connect_as_before(self) -> None:
        """Connects what was connected when the last session ended."""
        for account in self._settings.now.connected:
            if account in self._links:
                self.connect_soon(account, remember=False)

    async def disconnect(self, account: str) -> None:
        """Closes an account, or ends its opening; its orders stay at the venue as they are."""
        link = self._links.known(account)
        self.forget_again(link)
        if link.opening is not None:
            link.opening.cancel()
        async with self._changing_of(link):
            self.forget_again(link)  # of a connect that was under way
            self._remember(account, wanted=False)
            try:
                await self._leave(link)
            finally:
                self._links.set(link, Link.OFF)

    async def connect_anew(self, link: AccountLink) -> None:
        """With the key that it has now, if it is wanted."""
        if link.link is Link.OFF:
            return
        self.forget_again(link)
        if link.opening is not None:
            link.opening.cancel()
        async with self._changing_of(link):
            await self._leave(link)
            self._links.set(link, Link.OFF)
        await self.connect_quietly(link.connection.id)

    # --- opening ----------------------------------------------------------------------------------

    async def _connect(self, link: AccountLink, remember: bool = False) -> None:
        async with self._changing_of(link):
            if remember:
                self._remember(link.connection.id, wanted=True)
            if link.desk is not None and link.desk.failure is None:
                return
            await self._leave(link)
            self._links.set(link, Link.CONNECTING)
            connection = link.connection
            await self._keys.blocking(lambda: load_venue(connection.venue))
            from finbyte_desktop.services.live.desk import LiveDesk

            try:
                key = await self._keys.of(connection)
                if self._guard is not None:
                    prefix = install_prefix(install_secret(self._folder))
                    self._guard.watch(connection, key, prefix)
                work = LiveDesk.open(self._folder, connection, key, self._settings, self._guard)
                link.opening = self._supervisor.spawn(f"{OPENING}:{connection.id}", work)
                desk = await link.opening
            except Unavailable as error:
                state = Link.LOCKED if error.code in LOCKED else Link.AWAY
                self._links.set(link, state, error.text, error.code, until_ns=error.until_ns)
                raise
            except (UserError, VenueRejected) as error:
                state = Link.AWAY if error.code in OVER_BY_ITSELF else Link.REFUSED
                self._links.set(link, state, error.text, error.code, until_ns=error.until_ns)
                raise
            except asyncio.CancelledError:
                await self._close_untaken(link.opening)
                self._links.set(link, Link.OFF)
                if link.opening is None or not link.opening.cancelled():
                    raise
                raise UserError(f"{connection.name} was disconnected meanwhile.", "not_connected") from None
            except BaseException as error:
                self._links.set(link, Link.REFUSED, text_of(error), "bug")
                raise
            finally:
                link.opening = None
                if link.link is not Link.CONNECTING:
                    self._keys.let_go(connection.id)
                    if self._guard is not None:
                        self._guard.forget(connection.id)
            link.desk = desk
            desk.subscribe(self._links.desk_told)
            desk.start()
            self._links.set(link, Link.LIVE)

    async def _close_untaken(self, opening: asyncio.Task[LiveDesk] | None) -> None:
        """A desk that was opened in the moment in which nobody wanted it any more."""
        if opening is None or not opening.done() or opening.cancelled() or opening.exception() is not None:
            return
        closing = self._supervisor.spawn(f"{OPENING}:close", opening.result().close("keep"))
        with contextlib.suppress(FinByteError):  # nothing runs any more all the same
            await asyncio.shield(closing)

    async def _leave(self, link: AccountLink) -> None:
        """Closes a desk, if there is one: also one whose engine has stopped."""
        desk, link.desk = link.desk, None
        if desk is not None:
            link.bots, link.orders = len(desk.living), desk.may_rest
            try:
                await desk.close("keep")
            finally:
                self._keys.let_go(link.connection.id)
            if self._guard is not None:
                self._guard.forget(link.connection.id)

    def _changing_of(self, link: AccountLink) -> asyncio.Lock:
        return self._locks.setdefault(link.connection.id, asyncio.Lock())

    def _remember(self, account: str, *, wanted: bool) -> None:
        """Whether the next start connects it. A disk that is full keeps nobody from connecting."""
        now = self._settings.now
        others = tuple(name for name in now.connected if name != account)
        connected = (*others, account) if wanted else others
        if set(connected) != set(now.connected):
            with contextlib.suppress(Unavailable):
                self._settings.save(replace(now, connected=connected))

    # --- trying again -----------------------------------------------------------------------------

    def try_again(self, link: AccountLink) -> None:
        """Tries an account that is away again and again, ever later."""
        link.again = self._supervisor.spawn(f"again:{link.connection.id}", self._again(link))

    async def _again(self, link: AccountLink) -> None:
        tries = 0
        while link.link is Link.AWAY:
            usual_s = AGAIN_S[min(tries, len(AGAIN_S) - 1)]
            pause_s = wait_s(link.until_ns, wall_ns(), usual_s)
            link.again_ns = wall_ns() + int(pause_s * NS_PER_S)
            self._links.tell()
            await asyncio.sleep(pause_s)
            tries += 1
            with contextlib.suppress(FinByteError):  # the state says why
                await self._connect(link)

    def forget_again(self, link: AccountLink) -> None:
        """Tries no more."""
        link.again_ns = 0
        if link.again is not None:
            link.again.cancel()
            link.again = None
