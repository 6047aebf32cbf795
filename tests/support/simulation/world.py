"""One run: the client, the test exchange with its faults, a person and kills, all from one seed."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import ccxt

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import State
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.exchange import Faults, add_account, build, truth
from tests.support.exchange.assembly import venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.exchange.wire import WireRequest
from tests.support.simulation import juggler
from tests.support.simulation.computer import Computer
from tests.support.simulation.disk import Disk, MemoryJournal
from tests.support.simulation.invariants import Broken, check_always, check_at_rest
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.swarm import swarm
from tests.support.simulation.virtual import run

NS = 1_000_000_000
KEPT_ENDED = 5_000
SETTLE_S = 240.0
LEAST_ORDERS = 60
BOTS = 3
KILLED_AT_AN_ORDER = 0.02
HALF = 0.5
BOOT_PAUSE_S = 3.0
MARKETS = ("binance:BTC/USDT", "binance:DOGE/USDT")
UNUSED = ("ETHUSDT", "SOLUSDT", "BNBUSDT")


class Killed(Exception):
    """The process died here."""


@dataclass
class Report:
    """What one seed did."""

    seed: int
    orders: int = 0
    fills: int = 0
    kills: int = 0
    minutes: float = 0.0
    trace: str = ""
    faults: Counter[str] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    unknown_s: float = 0.0
    broken: str = ""


class Client:
    """One life of the application: from a start to a kill."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session = MemorySession(world.exchange)
        self.session.sending = self._sending
        self.failed: BaseException | None = None
        self.supervisor = Supervisor(self._on_failure)
        self.journal = MemoryJournal(world.disk)
        self.port: CcxtVenue | None = None
        self.shell: LiveShell | None = None

    def _on_failure(self, name: str, error: BaseException) -> None:
        if not isinstance(error, Killed) and self.failed is None:
            self.failed = error
        self.world.died.set()

    def _sending(self, request: WireRequest) -> None:
        """Now and then the process ends just when an order leaves; whether it arrives is the dice's."""
        if self.world.is_harsh and request.method == "POST" and self.world.dice.random() < KILLED_AT_AN_ORDER:
            self.session.dead = self.world.dice.random() < HALF
            self.world.died.set()
            asyncio.get_running_loop().call_soon(self.session.kill)

    async def boot(self, tries: int = 1_000_000) -> None:
        """Starts until it succeeds, or raises what the last of so many tries raised."""
        world = self.world
        port = self.port = CcxtVenue(
            "binance",
            world.key.key,
            world.key.secret,
            world.computer.wall_ns,
            session=self.session,
            steady_ns=world.computer.steady_ns,
        )
        while True:
            with contextlib.suppress(Unavailable, VenueRejected):
                await port.open()
                break
            await asyncio.sleep(BOOT_PAUSE_S)
        instruments = {name: port.instruments()[name] for name in MARKETS if name in port.instruments()}
        kernel = Kernel(instruments, juggler.make, secret=b"simulated", kept_ended=KEPT_ENDED)
        shell = LiveShell(kernel, self.journal, port, self.supervisor, world.heard, True, world.epoch)  # type: ignore[arg-type]
        self.shell = shell
        shell.recover()
        self._recovered(kernel)
        while True:
            tries -= 1
            try:
                await shell.start()
                return
            except (Unavailable, VenueRejected):
                if tries <= 0:
                    raise
            await asyncio.sleep(BOOT_PAUSE_S)

    def _recovered(self, kernel: Kernel) -> None:
        """I17: what is recovered from what was recovered is the same."""
        port = self.port
        assert port is not None
        again = Kernel(kernel.instruments, juggler.make, secret=b"simulated", kept_ended=KEPT_ENDED)
        snapshot.load(again, snapshot.save(kernel))
        if snapshot.save(again) != snapshot.save(kernel):
            raise Broken("I17", "the recovered state is not what recovers from it")

    async def kill(self) -> None:
        """The process is gone at once: nothing is written, its connections are cut."""
        if self.shell is not None:
            for name, times in self.shell.resolver.outcomes.items():
                self.world.report.findings[name.value] += times
        self.session.kill()
        await self.supervisor.close()
        if self.port is not None:
            with contextlib.suppress(Exception):
                await self.port.close()
        self.abandon()

    def abandon(self) -> None:
        """Its connections are gone with it; ccxt would complain of them when it is collected."""
        if self.port is not None:
            for exchange in self.port._exchanges:
                exchange.session = None


class World:
    """Everything of one seed."""

    def __init__(self, seed: int, minutes: float, faults: bool = True) -> None:
        self.seed = seed
        self.minutes = minutes
        self.dice = Random(f"world:{seed}")
        rules = swarm(seed, int(minutes * 60_000)) if faults else Faults(seed)
        self.exchange = build(seed=seed, venues=["binance"], faults=rules, market_step_ms=1_000)
        self.computer = Computer(self.exchange)
        market = venue_named(self.exchange, "binance").market
        assert isinstance(market, SeededMarket)
        market._paused.update(UNUSED)  # their traders would cost more than everything else
        self.key = add_account(self.exchange, balances={"USDT": "100000", "BTC": "2", "DOGE": "500000"})
        self.is_harsh = faults
        self.disk = Disk()
        self.died = asyncio.Event()
        self.report = Report(seed)
        self._digest = hashlib.sha256()
        self.client: Client | None = None
        self._bots = self._epochs = 0
        self._states: dict[str, State] = {}

    def epoch(self) -> str:
        """Another one for each life."""
        self._epochs += 1
        return f"{self.seed}:{self._epochs}"

    def heard(self, event: ev.Event, facts: Any, marks: Any) -> None:
        """What the window would be told: the trace of the run."""
        self._digest.update(repr((event, tuple(facts))).encode())
        for fact in facts:
            if isinstance(fact, fx.OrderPlanned):
                self._states[fact.order.client_id] = State.SENT
            elif isinstance(fact, fx.OrderMoved):
                was = self._states.get(fact.client_id, State.SENT)
                if was is not fact.state:
                    self.report.moves[f"{was.name} > {fact.state.name}"] += 1
                self._states[fact.client_id] = fact.state

    # --- the run ----------------------------------------------------------------------------------

    def run(self) -> Report:
        """Runs to the end. The report says what broke, if anything did."""
        real = ccxt.Exchange.milliseconds
        ccxt.Exchange.milliseconds = staticmethod(lambda: self.exchange.now_ns // 1_000_000)  # type: ignore[method-assign]
        try:
            run(self.exchange, self._live(), self.minutes * 60 + 3_600)
        except Broken as broken:
            self.report.broken = str(broken)
        except TimeoutError:
            self.report.broken = "I12 the client never came to rest"
        finally:
            ccxt.Exchange.milliseconds = real  # type: ignore[method-assign]
            if self.client is not None:
                self.client.abandon()
        found = truth(self.exchange, "binance")
        self.report.orders, self.report.fills = len(found.orders), len(found.fills)
        self.report.faults = Counter(found.faults)
        self.report.minutes = (self.exchange.now_ns - self.exchange.start_ns) / NS / 60
        self._digest.update(repr([(o.client_id, o.state, o.filled) for o in found.orders]).encode())
        self.report.trace = self._digest.hexdigest()
        return self.report

    async def _live(self) -> None:
        end_ns = self.exchange.now_ns + int(self.minutes * 60 * NS)
        await self._boot()
        while self.exchange.now_ns < end_ns or self._is_too_short(end_ns):
            await self._wait(self.dice.uniform(0.5, 15.0))
            if self.died.is_set() or (self.is_harsh and self.dice.random() < 0.04):
                await self._restart()
            else:
                await self._person()
            self._check()
        self.exchange.faults.clear()
        self.exchange.faults.add("net.latency", min_ms=5, max_ms=60)
        await self._settle()

    def _is_too_short(self, end_ns: int) -> bool:
        """A run in which little could be ordered goes on, three times as long at most."""
        most_ns = self.exchange.start_ns + 3 * (end_ns - self.exchange.start_ns)
        ordered = len(truth(self.exchange, "binance").orders)
        return ordered < LEAST_ORDERS and self.exchange.now_ns < most_ns

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.died.wait()

    def _check(self) -> None:
        client = self.client
        if client is None or client.shell is None:
            return
        if client.failed is not None:
            raise Broken(
                "I0", f"a task failed: {type(client.failed).__name__}: {client.failed}"
            ) from client.failed
        check_always(self.exchange, self.disk, client.shell)

    async def _boot(self) -> None:
        self.died.clear()
        client = self.client = Client(self)
        booting = client.supervisor.spawn("boot", client.boot())
        limit_s = self.dice.uniform(1, 90)
        done, _ = await asyncio.wait([booting], timeout=limit_s)
        if not done:  # killed while it was starting
            await self._restart()
            return
        if client.shell is not None and not client.failed:
            await self._first_money(client.shell)

    async def _restart(self) -> None:
        assert self.client is not None
        self._check()
        await self.client.kill()
        self.report.kills += 1
        await asyncio.sleep(self.dice.uniform(0.1, 20.0))
        await self._boot()

    async def _first_money(self, shell: LiveShell) -> None:
        """At the first connection, what the account holds becomes the ledger's start."""
        if not shell.adopted_ns:
            with contextlib.suppress(Unavailable, VenueRejected):
                await shell.adopt_balances()

    # --- a person ---------------------------------------------------------------------------------

    async def _person(self) -> None:
        client = self.client
        if client is None or client.shell is None or client.shell.failure is not None:
            return
        shell, draw = client.shell, self.dice.random()
        kernel = shell.kernel
        if not shell.adopted_ns:
            await self._first_money(shell)
            return
        now = shell.port.now_ns()
        running = [r for r in kernel.bots.values() if r.state not in ENDED_BOTS]
        with contextlib.suppress(UserError, Unavailable, VenueRejected):
            if len(running) < BOTS:
                await self._create(shell)
                return
            record = self.dice.choice(running)
            if draw < 0.10:
                await shell.command(ev.BotPaused(now, record.id))
            elif draw < 0.30 and record.state is BotState.PAUSED:
                await shell.command(ev.BotResumed(now, record.id))
            elif draw < 0.36:
                await shell.command(ev.BotStopped(now, record.id, ev.Exit.KEEP))
            elif draw < 0.44 and record.live_orders():
                slot = self.dice.choice(record.live_orders()).slot
                await shell.command(ev.OrderPulled(now, record.id, slot))

    async def _create(self, shell: LiveShell) -> None:
        self._bots += 1
        market = self.dice.choice(MARKETS)
        await shell.use(market)
        base = "0.5" if "BTC" in market else "100000"
        params = {"seed": f"{self.seed}:{self._bots}", "base": base, "quote": "20000"}
        now = shell.port.now_ns()
        name = f"b{len(shell.kernel.bots) + 1}"
        await shell.command(ev.BotCreated(now, name, "juggler", market, params, ev.Policy.AUTOMATIC, True))

    # --- the end ----------------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Faults are over: everything must become known in the time that the tier promises."""
        assert self.client is not None
        if self.died.is_set():
            await self._restart()
        quiet_ns = self.exchange.now_ns
        end_ns = quiet_ns + int(SETTLE_S * NS)
        while self.exchange.now_ns < end_ns:
            await asyncio.sleep(5)
            self._check()
            shell = self.client.shell
            if self.died.is_set() or shell is None:
                await self._restart()
                continue
            if any(state in (State.SENT, State.UNKNOWN) for state in self._states.values()):
                self.report.unknown_s = (self.exchange.now_ns - quiet_ns) / NS
            for record in list(shell.kernel.bots.values()):
                if record.state not in ENDED_BOTS and not record.stopping:
                    with contextlib.suppress(UserError):
                        await shell.command(ev.BotStopped(shell.port.now_ns(), record.id, ev.Exit.KEEP))
        shell = self.client.shell
        assert shell is not None
        for _ in range(10):
            with contextlib.suppress(Unavailable, VenueRejected):
                shell.differences = await shell.compare()
                break
        check_at_rest(self.exchange, self.disk, shell)
        await self.client.kill()


def simulate(seed: int, minutes: float = 10.0, faults: bool = True) -> Report:
    """One seed from start to rest."""
    return World(seed, minutes, faults).run()
