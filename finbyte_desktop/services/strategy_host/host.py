"""The strategies of one desk: each in its process, told one thing after the other, halted with a reason.

Where the market is a file it stands until a strategy has heard what happened, so that a replay gives the
orders of the backtest. Elsewhere it goes on: of quotes that were not heard the last one counts.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Event
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.core.walk import Seen
from finbyte_desktop.services.strategy_files import MOST_BYTES, digest_of
from finbyte_desktop.services.strategy_host.life import HUNG, WORK, Life
from finbyte_desktop.services.strategy_host.process import Ended, StrategyProcess
from finbyte_desktop.services.strategy_host.session import Session
from finbyte_desktop.services.strategy_host.trial import MEMORY_MB, START_S, found
from finbyte_desktop.services.strategy_host.words import ended_text

LOOK_S = 0.1
CALLBACK_S = 1.0
MOST_PENDING = 20_000
KEPT_LOGS = 50  # of strategies that have ended
MOST_PARTS = 200
Row = list[Any]
Spawn = Callable[[str, Coroutine[Any, Any, Any]], object]
Result = TypeVar("Result")


class StrategyEngine(Protocol):
    """The engine below: the paper runner, or a live account. `strategies` hears what happens in it."""

    kernel: Kernel
    strategies: Any

    def apply(self, *events: Event) -> None:
        """Hands events to the kernel, within `doing`. Raises UserError for one that cannot be done."""
        ...

    async def doing(self, work: Callable[[], Result], *, durable: bool) -> Result:
        """Does something with nothing else happening in between; with `durable` it is on disk when this
        returns.
        """
        ...

    def tell_of(self, markets: set[str]) -> None:
        """From now on trades and books of these markets are told."""
        ...


@dataclass(frozen=True, slots=True)
class HostOptions:
    """Limits: seconds that a callback and a start may take, memory in megabytes."""

    callback_s: float = CALLBACK_S
    start_s: float = START_S
    memory_mb: int = MEMORY_MB


class StrategyHost:
    """Runs the strategies of the bots of one runner. `holds` says whether the market waits for them now,
    `history` gives minutes of before the start, `could_not_start` hears of a bot whose strategy is not there.
    """

    def __init__(
        self,
        runner: StrategyEngine,
        spawn: Spawn,
        clock: Callable[[], int],
        holds: Callable[[], bool],
        history: Callable[[Instrument], Coroutine[Any, Any, list[Row]]],
        could_not_start: Callable[[str, UserError], Coroutine[Any, Any, None]],
        options: HostOptions | None = None,
    ) -> None:
        self._runner, self._spawn, self._clock, self._holds = runner, spawn, clock, holds
        self._history, self._could_not_start = history, could_not_start
        self.options = options or HostOptions()
        self.lives: dict[str, Life] = {}
        self._starting: set[str] = set()
        self._past: dict[str, tuple[tuple[int, str, str], ...]] = {}
        self._settled = asyncio.Event()
        self._watches = False
        runner.strategies = self

    # --- what the runner asks ---------------------------------------------------------------------

    @property
    def waits(self) -> bool:
        """Whether the market has to stand: somebody has not heard yet what happened."""
        return bool(self._starting or any(life.has_work for life in self.lives.values())) and self._holds()

    @property
    def next_ns(self) -> int | None:
        """The earliest timer of any strategy."""
        timers = [
            life.wake_ns
            for life in self.lives.values()
            if life.wake_ns is not None and life.fires is None and life.session.is_running
        ]
        return min(timers, default=None)

    def due(self, ns: int) -> None:
        """The time of timers has come."""
        for life in self.lives.values():
            if life.wake_ns is not None and life.wake_ns <= ns and life.session.is_running:
                life.fire(ns)

    def seen(self, seen: Seen) -> None:
        """The market came to something new."""
        for life in self.lives.values():
            if not self._holds():
                life.forget_older_quote()
            life.session.seen(seen)
            self._nudge(life)

    def after(self, event: Event, step: Step) -> None:
        """Something happened in the engine."""
        for life in self.lives.values():
            life.session.after(event, step)
            self._nudge(life)

    def _nudge(self, life: Life) -> None:
        if len(life.session.pending) > MOST_PENDING:
            life.session.pending.clear()
            life.inbox.put_nowait({"failed": "strategy_slow", "text": "It does not keep up with the market."})
        life.nudge()

    async def settle(self) -> None:
        """Returns when every strategy has heard everything."""
        while self.waits:
            self._settled.clear()
            await self._settled.wait()

    # --- lives ------------------------------------------------------------------------------------

    def begin(self, bot: str, file: Path) -> None:
        """Starts the strategy of a bot that runs, where it does not yet. The market waits for it."""
        if bot not in self.lives and bot not in self._starting:
            self._starting.add(bot)
            self._spawn(f"strategy {bot}", self._begin(bot, file))

    async def _begin(self, bot: str, file: Path) -> None:
        try:
            life = await self._loaded(bot, file)
            self._take(life)
        except UserError as error:
            self._starting.discard(bot)
            await self._could_not_start(bot, error)
        finally:
            self._starting.discard(bot)
            self._settled.set()

    def _take(self, life: Life) -> None:
        """From now on this is the strategy of its bot."""
        bot = life.session.bot_id
        life.session = self._session(bot)
        self.lives[bot] = life
        self._tell_of()
        life.begins = True
        self._spawn(f"strategy {bot}", self._pump(life))
        if not self._watches:
            self._watches = True
            self._spawn("strategies", self._watch())

    def _session(self, bot: str) -> Session:
        return Session(self._runner.kernel, bot, lambda event: self._runner.apply(event), self._clock)

    def _tell_of(self) -> None:
        """The venue stops where something is to be told."""
        self._runner.tell_of({life.session.market for life in self.lives.values()})

    async def _loaded(self, bot: str, file: Path) -> Life:
        """A process with the strategy read in it. Raises UserError with the line at fault."""
        session = self._session(bot)
        return await self._process(session, file, await self._history(session.instrument))

    async def check(self, file: Path) -> None:
        """Raises UserError for a file that is no strategy, with the line at fault; runs nothing of it but its
        import.
        """
        life = await self._process(None, file, [])
        await asyncio.to_thread(life.process.end)

    async def _process(self, session: Session | None, file: Path, history: list[Row]) -> Life:
        file = found(file)
        loop, inbox = asyncio.get_running_loop(), asyncio.Queue[Any]()

        def heard(message: Any) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(inbox.put_nowait, message)

        try:
            digest = digest_of(file.read_bytes())
        except OSError as error:
            raise UserError(
                f"{file.name} cannot be read: {error.strerror}.", "strategy_file", "strategy"
            ) from None
        process = StrategyProcess(file.parent, heard)
        process.tell(
            {
                "do": "live",
                "file": str(file),
                "src": session.src if session else "",
                "venue": session.venue if session else "",
                "sym": session.sym if session else "",
                "threads": not self._holds(),
                "history": history,
                "memory_mb": self.options.memory_mb,
            }
        )
        life = Life(session, process, inbox, file, digest)  # type: ignore[arg-type]  # a check has no bot
        try:
            await self._until_ready(life)
            life.parts = await asyncio.to_thread(_digests, file.parent, life.told_parts)
        except BaseException:
            await asyncio.to_thread(process.end)
            raise
        return life

    async def _until_ready(self, life: Life) -> None:
        wait_s = self.options.start_s
        try:
            async with asyncio.timeout(wait_s):
                while not life.is_ready:
                    message = await life.inbox.get()
                    life.process.took()
                    self._of_start(life, message)
        except TimeoutError:
            place = await asyncio.to_thread(life.process.where)
            raise UserError(
                f"{place or life.file.name}: it was not imported within {wait_s:g} s and was ended.",
                "strategy_hang",
                "strategy",
            ) from None

    @staticmethod
    def _of_start(life: Life, message: Any) -> None:
        if isinstance(message, Ended):
            text = ended_text(life.process.status(), message.why)
            raise UserError(text, "strategy_exited", "strategy")
        if not isinstance(message, dict):
            raise UserError(ended_text(None, "unreadable"), "strategy_message", "strategy")
        if "failed" in message:
            raise UserError(str(message.get("text"))[:2_000], str(message["failed"])[:40], "strategy")
        if "log" in message:
            life.noted(message)
        elif isinstance(message.get("ready"), list):
            life.told_parts = message.get("parts")
            life.ready(message["ready"])

    async def end(self, bot: str) -> None:
        """Ends the strategy of a bot; nothing of it is left."""
        life = self.lives.pop(bot, None)
        if life is None:
            return
        life.over = True
        self._past.pop(bot, None)
        self._past[bot] = tuple(life.lines)
        for oldest in list(self._past)[:-KEPT_LOGS]:
            del self._past[oldest]
        life.leave()
        life.inbox.put_nowait(WORK)
        self._tell_of()
        self._settled.set()
        await asyncio.to_thread(life.process.end)

    def end_soon(self, bot: str) -> None:
        """The same, for those who cannot wait."""
        life = self.lives.get(bot)
        if life is not None:
            life.over = True
            self._spawn(f"strategy {bot}", self.end(bot))

    async def close(self) -> None:
        """Ends all of them."""
        for bot in list(self.lives):
            await self.end(bot)

    async def reload(self, bot: str) -> None:
        """Takes the file of a strategy anew: the old code goes on until the new one was read, orders stay.
        Raises UserError with the line at fault, and the old code goes on.
        """
        before = self.lives.get(bot)
        if before is None:
            raise UserError("The strategy does not run.", "strategy_off")
        life = await self._loaded(bot, before.file)
        if self.lives.get(bot) is not before:
            await asyncio.to_thread(life.process.end)
            raise UserError("The strategy has ended meanwhile.", "strategy_off")
        life.lines.extendleft(reversed(before.lines))
        self._starting.add(bot)  # the market waits for the new code, where it waits at all
        try:
            await self.end(bot)
            await self._runner.doing(lambda: self._taken_anew(life), durable=True)
        finally:
            self._starting.discard(bot)
            self._settled.set()

    def _taken_anew(self, life: Life) -> None:
        if self._runner.kernel.bots[life.session.bot_id].state in ENDED_BOTS:
            life.process.end()
            raise UserError("The strategy has ended meanwhile.", "strategy_off")
        self._take(life)
        life.session.note(f"{life.file.name} was read anew.")

    # --- talking ----------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Finds the callbacks that do not come back."""
        while self.lives:
            await asyncio.sleep(LOOK_S)
            for life in list(self.lives.values()):
                if life.waited_s() > self.options.callback_s:
                    life.begun_s = None
                    life.inbox.put_nowait(HUNG)
        self._watches = False

    async def _pump(self, life: Life) -> None:
        """Tells one thing after the other and does what is asked, until the end. Where the engine stands,
        which is told there, the process ends: nobody would answer it.
        """
        try:
            await self._talk(life)
        except Unavailable:
            await self.end(life.session.bot_id)

    async def _talk(self, life: Life) -> None:
        while not life.over:
            if not life.is_busy and not life.next_message(self._clock()):
                await self._heard_all(life)
            message = await life.inbox.get()
            if self._is_over(life):
                return
            if message is WORK:
                life.nudged = False
                continue
            if message is HUNG:
                await self._hung(life)
                return
            life.process.took()
            if isinstance(message, Ended):
                status = await asyncio.to_thread(life.process.status)
                await self._halt(life, "strategy_exited", ended_text(status, message.why))
                return
            wrong = await self._work_off(life, message)
            if wrong is not None:
                await self._halt(life, *wrong)
                return

    @staticmethod
    def _is_over(life: Life) -> bool:
        return life.over

    async def _heard_all(self, life: Life) -> None:
        """A strategy has heard everything: what it asked for is durable, and the market may go on."""
        if life.asked:
            life.asked = False
            await self._runner.doing(lambda: None, durable=True)
        self._settled.set()

    async def _work_off(self, life: Life, message: Any) -> tuple[str, str] | None:
        """Does what one message says; why the strategy is halted, where it is."""
        if life.floods():
            return "strategy_flood", "It sends more messages than any strategy needs, and was ended."
        if not isinstance(message, dict):
            return "strategy_message", ended_text(None, "unreadable")
        if "call" in message and isinstance(message["call"], int):
            spent, name, args = life.pause(), message.get("name"), message.get("args")
            answer = await self._runner.doing(lambda: life.session.call(name, args), durable=False)
            life.asked = True
            if not life.process.tell({"answer": message["call"], "body": answer}):
                return "strategy_flood", "It asks without reading the answers, and was ended."
            life.resume(spent)
            return None
        if "done" in message:
            return None if life.done(message) else ("strategy_message", ended_text(None, "unreadable"))
        if "log" in message:
            life.noted(message)
        elif "publish" in message:
            life.published(message)
        elif "routed" in message:
            life.routed(message)
        elif "failed" in message:
            return str(message["failed"])[:40], str(message.get("text"))[:2_000]
        else:
            return "strategy_message", ended_text(None, "unreadable")
        return None

    async def _hung(self, life: Life) -> None:
        place = await asyncio.to_thread(life.process.where)
        wait = f"{self.options.callback_s:g} s"
        text = f"{place or life.file.name}: it did not come back within {wait} and was ended."
        await self._halt(life, "strategy_hang", text)

    async def _halt(self, life: Life, code: str, text: str) -> None:
        """The strategy is over: its process ends, its bot pulls its orders and stops."""
        bot = life.session.bot_id
        if self.lives.get(bot) is not life:
            return
        await self.end(bot)
        await self._runner.doing(lambda: life.session.halt(code, text), durable=True)

    # --- for the local API ------------------------------------------------------------------------

    def routes(self, bot: str) -> Sequence[tuple[str, str]]:
        """The routes of a bot's strategy: GET or POST, and the name."""
        life = self.lives.get(bot)
        return () if life is None else life.routes

    async def route(self, bot: str, method: str, name: str, data: Mapping[str, Any]) -> Any:
        """The answer of a route. Raises UserError for one that there is not, or that does not answer."""
        life = self.lives.get(bot)
        if life is None or (method, name) not in life.routes:
            raise UserError(f"There is no route {method} {name}.", "no_such_route")
        return await life.ask_route(method, name, data)

    def log(self, bot: str) -> Sequence[tuple[int, str, str]]:
        """The last lines that a strategy wrote: market time, level, text. Also of one that has ended."""
        life = self.lives.get(bot)
        return self._past.get(bot, ()) if life is None else tuple(life.lines)

    def listen(self, bot: str, heard: Callable[[str, Any], None]) -> Callable[[], None]:
        """`heard` is called with each topic and data that the strategy publishes; gives what ends that."""
        life = self.lives.get(bot)
        if life is None:
            raise UserError("The strategy does not run.", "strategy_off")
        listeners: deque[Callable[[str, Any], None]] = life.listeners
        listeners.append(heard)
        return lambda: listeners.remove(heard)


def _digests(folder: Path, names: object) -> Mapping[Path, str]:
    """The digests of files below a folder; what is none, or cannot be read, is left out."""
    found: dict[Path, str] = {}
    for name in names[:MOST_PARTS] if isinstance(names, list) else ():
        file = folder / str(name)
        with contextlib.suppress(OSError, ValueError):
            is_own = file not in found and file.resolve().is_relative_to(folder.resolve())
            if is_own and file.is_file() and file.stat().st_size <= MOST_BYTES:  # no pipe, which has no end
                found[file] = digest_of(file.read_bytes())
    return found
