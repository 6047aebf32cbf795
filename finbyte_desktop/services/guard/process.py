"""The guard process: `python -m finbyte_desktop.services.guard.process FOLDER`.

The application starts it, hands keys over on standard input, and tells a heartbeat and our open orders. A
panic comes over that pipe or over a local socket in the data folder. It needs nothing of the application:
it has its own connection to each venue.

It cancels nothing by itself. When the application ends cleanly it ends too; when the application dies, it can
be asked for a while longer and ends then.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.control import GUARD, ControlServer, ask
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.guard.port import LINGER_S
from finbyte_desktop.services.guard.scope import Scope, scope_of
from finbyte_desktop.services.shown_accounts import ACCOUNTS
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.ccxt_alone import load

if TYPE_CHECKING:  # the door opens before what a venue needs is loaded
    from finbyte_desktop.services.guard.cancelling import Cancelling, Panic
    from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue

HANGS_S = 1.0  # four heartbeats
LOOK_S = 0.5
WARM_S = 20.0  # so often a request keeps connection and clock fresh
AGAIN_S = (1.0, 2.0, 5.0, 15.0, 30.0)
CONFIRM_S = 30.0  # so long an answer waits; the work goes on after that
YIELD_S = 2.0
MOST_LINES = 1_000
NO_PIPES = 3


@dataclass
class Running:
    """A panic that is under way. `panic` is there once the venue's code is loaded."""

    bot: str | None
    held: bool = False
    panic: Panic | None = None
    task: asyncio.Task[None] | None = None


@dataclass
class Watched:
    """One account."""

    id: str
    name: str
    mark: PanicMark
    given: Mapping[str, Any]
    bots: list[str] = field(default_factory=list)
    port: CcxtVenue | None = None
    cancelling: Cancelling | None = None
    keeping: asyncio.Task[None] | None = None
    orders: list[Any] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    panics: dict[str | None, Running] = field(default_factory=dict)


class GuardProcess:
    """Everything of the process but its pipes: `heard` takes a line of the application, `answer` a request of
    the door, `tell` sends a line to the application.
    """

    def __init__(self, folder: Path, tell: Any, linger_s: float = LINGER_S) -> None:
        self._folder = folder
        self._tell = tell
        self._linger_s = linger_s
        self._accounts: dict[str, Watched] = {}
        self._supervisor = Supervisor(self._failed)
        self._beat_s = time.monotonic()
        self._orphan_s: float | None = None
        self.ended = asyncio.Event()

    def _failed(self, name: str, error: BaseException) -> None:
        text = getattr(error, "text", f"{type(error).__name__}")
        self._tell({"told": "trouble", "text": f"{name}: {text}"})

    # --- what the application tells ---------------------------------------------------------------

    def heard(self, told: Mapping[str, Any] | None) -> None:
        """One line; None when the application is gone."""
        if told is None:
            self._orphaned()
            return
        self._beat_s = time.monotonic()
        match told.get("do"):
            case "beat":
                self._tell({"told": "beat"})
            case "account":
                self._take(told)
            case "orders":
                watched = self._accounts.get(str(told["account"]))
                if watched is not None:
                    watched.bots, watched.orders = list(told["bots"]), list(told["orders"])
                    self._pass_on(watched)
            case "positions":
                watched = self._accounts.get(str(told["account"]))
                if watched is not None:
                    watched.positions = [str(row) for row in told["rows"]]
            case "forget":
                watched = self._accounts.pop(str(told["account"]), None)
                if watched is not None:
                    self._supervisor.spawn("forget", self._forget(watched))
            case "panic":
                self._begin(Scope(told["account"], told["bot"]), tell=False)
            case "bye":
                self._supervisor.spawn("end", self._end())

    def _take(self, told: Mapping[str, Any]) -> None:
        """An account and its key."""
        before = self._accounts.pop(str(told["id"]), None)
        if before is not None:
            self._supervisor.spawn("forget", self._forget(before))
        account = str(told["id"])
        mark = PanicMark(self._folder / ACCOUNTS / account)
        watched = self._accounts[account] = Watched(account, str(told["name"]), mark, told)
        watched.keeping = self._supervisor.spawn("keep", self._keep(watched))

    def _connect(self, watched: Watched) -> Cancelling:
        if watched.cancelling is None:
            from finbyte_desktop.services.guard.cancelling import Cancelling
            from finbyte_desktop.services.venues.ccxt_venue import TELLS_ALL_ORDERS, CcxtVenue

            given = watched.given
            load(given["venue"])  # alone: this process is small, and lives beside the application for hours
            port = CcxtVenue(
                given["venue"],
                given["key"],
                given["secret"],
                wall_ns,
                given["passphrase"],
                address=given["address"],
                testnet=given["testnet"],
                demo=given["demo"],
                perpetuals=given["venue"] == "bybit",  # there they share the account of spot
                steady_ns=time.monotonic_ns,
            )
            watched.port = port
            watched.cancelling = Cancelling(port, given["prefix"], given["venue"] in TELLS_ALL_ORDERS)
            watched.given = {}  # the key is with the connection now
            self._pass_on(watched)
        return watched.cancelling

    def _pass_on(self, watched: Watched) -> None:
        if watched.cancelling is not None:
            from finbyte_desktop.services.guard.cancelling import Told

            watched.cancelling.told(Told(*row) for row in watched.orders)

    async def _keep(self, watched: Watched) -> None:
        """Opens the venue, and keeps the connection warm and the clock measured."""
        cancelling = self._connect(watched)
        assert watched.port is not None
        tries = 0
        told = False
        while True:
            try:
                await cancelling.opened()
                if tries or not told:
                    self._tell({"told": "ready", "account": watched.id})
                    tries, told = 0, True
                await asyncio.sleep(WARM_S)
                await watched.port.measure_clock()
            except (Unavailable, VenueRejected) as error:
                if not tries:
                    self._tell({"told": "away", "account": watched.id, "text": error.text})
                await asyncio.sleep(AGAIN_S[min(tries, len(AGAIN_S) - 1)])
                tries += 1

    async def _forget(self, watched: Watched) -> None:
        """Lets go of an account, after its panics have ended, or went on for as long as one waits."""
        await _finished(watched)
        tasks = [watched.keeping, *(running.task for running in watched.panics.values())]
        left = [task for task in tasks if task is not None]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if watched.port is not None:
            await watched.port.close()

    # --- panic ------------------------------------------------------------------------------------

    async def answer(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """A request of the door. Raises UserError for a scope that names nothing here."""
        verb = request.get("do")
        if verb == "panic":
            scope = scope_of(
                str(request.get("scope", "all")),
                [(watched.id, watched.name, watched.bots) for watched in self._accounts.values()],
            )
            begun = self._begin(scope, tell=True)
            tasks = [running.task for _, running in begun if running.task is not None]
            if tasks:
                await asyncio.wait(tasks, timeout=CONFIRM_S)
            return {"accounts": [_row(*each) for each in begun], "engine": self._engine()}
        if verb == "status":
            return {"pid": os.getpid(), "engine": self._engine(), "accounts": self._status()}
        if verb == "leave":
            if self._orphan_s is None:
                raise UserError("The application of this guard lives.", "guard_needed")
            await self._end()
            return {}
        raise UserError(f"There is no command {verb!r}.", "bad_request")

    def _engine(self) -> str:
        if self._orphan_s is not None:
            return "gone"
        return "hangs" if time.monotonic() - self._beat_s > HANGS_S else "lives"

    def _status(self) -> list[dict[str, Any]]:
        return [
            {
                "id": watched.id,
                "name": watched.name,
                "ready": watched.cancelling is not None and watched.cancelling.is_open,
                "orders": len(watched.orders),
                "held": watched.mark.is_set(),
            }
            for watched in self._accounts.values()
        ]

    def _begin(self, scope: Scope, tell: bool) -> list[tuple[Watched, Running]]:
        """Starts the panic in every account that the scope means; one that runs already is joined."""
        if tell:
            self._tell({"told": "panic", "account": scope.account, "bot": scope.bot})
        begun = []
        for watched in list(self._accounts.values()):
            if scope.account not in (None, watched.id):
                continue
            running = watched.panics.get(scope.bot)
            if running is None:
                running = watched.panics[scope.bot] = Running(scope.bot)
                running.task = self._supervisor.spawn("panic", self._panic(watched, running))
                self._tell({"told": "begun", "account": watched.id})
                running.task.add_done_callback(partial(self._over, watched, scope.bot))
            begun.append((watched, running))
        return begun

    def _over(self, watched: Watched, bot: str | None, _task: asyncio.Task[None]) -> None:
        del watched.panics[bot]
        if not watched.panics:
            if watched.port is not None:
                watched.port.urgent = False
            self._tell({"told": "over", "account": watched.id})

    async def _panic(self, watched: Watched, running: Running) -> None:
        """Holds the account first, then cancels. A disk that refuses the mark keeps no cancel back."""
        synced = None
        with contextlib.suppress(Unavailable):  # the answer says that the account is not held
            watched.mark.set(running.bot)
            running.held = True
            synced = asyncio.get_running_loop().run_in_executor(None, watched.mark.sync)
        cancelling = self._connect(watched)
        assert watched.port is not None
        watched.port.urgent = True
        running.panic = cancelling.panic(running.bot)
        await running.panic.run()
        if synced is not None:
            with contextlib.suppress(Unavailable):  # it holds while this computer runs
                await synced

    # --- the end ----------------------------------------------------------------------------------

    def _orphaned(self) -> None:
        if self._orphan_s is None:
            self._orphan_s = time.monotonic()
            self._supervisor.spawn("linger", self._linger())

    async def _linger(self) -> None:
        """The orders rest as the person chose; for a while a panic is still taken."""
        await asyncio.sleep(self._linger_s)
        await self._end()

    async def _end(self) -> None:
        """Ends, after the panics that are under way, or when they went on for as long as one waits."""
        await asyncio.gather(*(_finished(watched) for watched in self._accounts.values()))
        self.ended.set()

    async def close(self) -> None:
        """Lets go of everything."""
        accounts = list(self._accounts.values())
        self._accounts.clear()
        await asyncio.gather(*(self._forget(watched) for watched in accounts), return_exceptions=True)
        await self._supervisor.close()


async def _finished(watched: Watched) -> None:
    tasks = [running.task for running in watched.panics.values() if running.task is not None]
    if tasks:
        await asyncio.wait(tasks, timeout=CONFIRM_S)


def _row(watched: Watched, running: Running) -> dict[str, Any]:
    """What is known now of a panic. "going" says that it goes on."""
    row: dict[str, Any] = {
        "id": watched.id,
        "name": watched.name,
        "bot": running.bot,
        "held": running.held,
        "going": running.task is not None and not running.task.done(),
        "cancelled": 0,
        "gone": 0,
        "seen": False,
        "positions": watched.positions if running.bot is None else [],
        "unconfirmed": [{"id": o[0], "market": o[2], "why": "not asked"} for o in watched.orders],
    }
    if running.panic is not None:
        result = running.panic.result()
        row |= {"cancelled": result.cancelled, "gone": result.gone, "seen": result.seen}
        left = sorted(result.open.items())
        row["unconfirmed"] = [{"id": name, "market": where, "why": why} for name, (where, why) in left]
    return row


# --- the process ------------------------------------------------------------------------------------


async def _run(folder: Path, linger_s: float) -> None:
    loop = asyncio.get_running_loop()
    out: queue.Queue[bytes | None] = queue.Queue(MOST_LINES)

    def tell(line: Mapping[str, Any]) -> None:
        with contextlib.suppress(queue.Full):  # nobody reads; whoever does later asks for the state
            out.put_nowait(orjson.dumps(line) + b"\n")

    guard = GuardProcess(folder, tell, linger_s)

    def hear(line: Mapping[str, Any] | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(guard.heard, line)

    for target, args in ((_write, (out,)), (_read, (hear,)), (_watch_parent, (hear, os.getppid()))):
        threading.Thread(target=target, args=args, daemon=True).start()
    door = await _door(folder, guard, tell)
    try:
        await guard.ended.wait()
    finally:
        if door is not None:
            await door.close()
        await guard.close()


async def _door(folder: Path, guard: GuardProcess, tell: Any) -> ControlServer | None:
    """The socket. A guard whose application died may have it still: it is asked to leave."""
    with contextlib.suppress(FinByteError, TimeoutError):
        async with asyncio.timeout(YIELD_S):
            await asyncio.to_thread(ask, folder, {"do": "leave"}, GUARD)
    try:
        door = await ControlServer.open(folder, guard.answer, GUARD)
    except Unavailable as error:
        tell({"told": "trouble", "text": error.text})
        return None
    tell({"told": "door"})
    return door


def _read(hear: Any) -> None:
    for line in iter(sys.stdin.buffer.readline, b""):
        if not line.endswith(b"\n"):
            break  # half a line: the application died while it wrote
        hear(orjson.loads(line))
    hear(None)


def _write(out: queue.Queue[bytes | None]) -> None:
    with contextlib.suppress(OSError):  # the application is gone
        while (line := out.get()) is not None:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
    while out.get() is not None:
        pass


def _watch_parent(hear: Any, parent: int) -> None:
    """A pipe can outlive its owner in another child of it."""
    while os.name != "nt":
        time.sleep(LOOK_S)
        if os.getppid() != parent:
            hear(None)
            return


def main(argv: list[str]) -> int:
    """Guards a data folder; a second argument is how long it stays after the application died, in s."""
    if sys.stdin is None or sys.stdout is None:  # a program without a console that was not given pipes
        return NO_PIPES
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the application
    asyncio.run(_run(Path(argv[0]), float(argv[1]) if len(argv) > 1 else LINGER_S))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
