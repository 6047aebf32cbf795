"""One run: the client, the test exchange with its faults, a person and kills, all from one seed."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import ccxt
import orjson

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import State
from finbyte_desktop.core.risk import LIVE_LIMITS, Limits
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.exchange import Faults, add_account, build
from tests.support.exchange.market import SeededMarket
from tests.support.exchange.wire import WireRequest
from tests.support.simulation import juggler
from tests.support.simulation.asked import Forgetting
from tests.support.simulation.broken_invariant import Broken
from tests.support.simulation.computer import Computer
from tests.support.simulation.dialect import COINS, DIALECTS, Dialect, dialect_of
from tests.support.simulation.disk import Disk, MemoryJournal
from tests.support.simulation.invariants import Invariants, Reads
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.swarm import limits_of, swarm
from tests.support.simulation.taken_away import TakenAway
from tests.support.simulation.virtual import run

NS = 1_000_000_000
KEPT_ENDED = 5_000
SETTLE_S = 240.0
LISTED_S = 320.0  # so long after that at most, where a market was halted when it was listed
LAST_LOOKS, LAST_PAUSE_S = 16, 20.0  # for what is asked a long time before it is believed
LEAST_ORDERS = 60
MOST_TIMES = 6  # so much longer a run lasts that has too few orders
CALM_TIMES = 3  # so much longer it may be rough; from then on the venue has no faults
RESTS_S = 3_600  # the most that it takes to come to rest after that
STARTS_S = 600.0  # the most that a start takes when nothing else is waited for
KILLED_AT_AN_ORDER = 0.02
QUOTES_A_STEP = 1  # beside the two best ones; more cost time and find nothing
NEW_LIMITS = 0.06  # of the moments of a person
HALF = 0.5
BOOT_PAUSE_S = 3.0
PROVED_S = 30.0  # I12, tier A
DEADLINE_S = 15.0  # how long a request may work at a venue: its receive window, and its own time-out
LOOKS_S = 6.0  # what the looks take that must agree then
MOST_LAG_S = 120.0  # twice the longest that an order comes late in a swarm (45 s), and ten seconds on its way
DAY_S = 86_400.0


class Killed(Exception):
    """The process died here."""


@dataclass
class Report:
    """What one seed did."""

    seed: int
    venue: str = ""
    orders: int = 0
    fills: int = 0
    kills: int = 0
    minutes: float = 0.0
    trace: str = ""
    faults: Counter[str] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    host: Counter[str] = field(default_factory=Counter)
    limits: Counter[str] = field(default_factory=Counter)
    unknown_s: float = 0.0
    broken: str = ""

    @property
    def kinds(self) -> int:
        """How many kinds of faults struck; that requests take their time is none."""
        return len(set(self.faults) - {"net.latency"})


class Client:
    """One life of the application: from a start to a kill."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session = MemorySession(world.exchange)
        self.session.sending = self._sending
        self.failed: BaseException | None = None
        self.supervisor = Supervisor(self._on_failure, self._begins_anew)
        self.journal = MemoryJournal(world.disk)
        self.port: CcxtVenue | None = None
        self.shell: LiveShell | None = None

    def _on_failure(self, name: str, error: BaseException) -> None:
        """As in `open_account`: whoever waits for the engine hears that it ended."""
        if self.shell is not None:
            self.shell.task_failed(name, error)
        if not isinstance(error, Killed) and self.failed is None:
            self.failed = error
        self.world.died.set()

    def _begins_anew(self, name: str, error: BaseException, _pause_s: float) -> None:
        """As there. An error that the product survives is one that the run tells all the same."""
        if self.shell is not None:
            self.shell.task_begins_anew(name)
        if not isinstance(error, Killed) and self.failed is None:
            self.failed = error
        self.world.died.set()

    def _sending(self, request: WireRequest) -> None:
        """Now and then the process ends just when an order leaves; whether it arrives is the dice's."""
        leaves = request.method == "POST" and request.path == self.world.dialect.placing
        if self.world.is_harsh and leaves and self.world.dice.random() < KILLED_AT_AN_ORDER:
            self.session.dead = self.world.dice.random() < HALF
            self.world.died.set()
            asyncio.get_running_loop().call_soon(self.session.kill)

    async def boot(self, tries: int = 1_000_000) -> None:
        """Starts until it succeeds, or raises what the last of so many tries raised."""
        world = self.world
        port = self.port = CcxtVenue(
            world.dialect.venue,
            world.key.key,
            world.key.secret,
            world.computer.wall_ns,
            session=self.session,
            perpetuals=bool(world.dialect.settle),
            steady_ns=world.computer.steady_ns,
        )
        while True:
            with contextlib.suppress(Unavailable, VenueRejected):
                await port.open()
                break
            await asyncio.sleep(BOOT_PAUSE_S)
        instruments = {
            name: port.instruments()[name] for name in world.dialect.markets if name in port.instruments()
        }
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
        saved = orjson.dumps(snapshot.save(kernel), option=orjson.OPT_SORT_KEYS)
        snapshot.load(again, orjson.loads(saved))
        if orjson.dumps(snapshot.save(again), option=orjson.OPT_SORT_KEYS) != saved:
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
    """Everything of one seed.

    Attributes:
        DIALECTS: the languages that a seed may speak.
        BOTS, LATE_BOTS: so many bots there are, and when orders are missing at the end.
        RULES_FACTOR: by which a venue enlarges its smallest quantity.
    """

    DIALECTS: Mapping[str, Dialect] = DIALECTS
    BOTS, LATE_BOTS = 3, 6
    RULES_FACTOR = 60  # the smallest quantity is then about what the bots order

    def __init__(self, seed: int, minutes: float, faults: bool = True, dialect: str | None = None) -> None:
        self.seed = seed
        self.dialect = dialect_of(seed, dialect, self.DIALECTS)
        self.minutes = minutes
        self.dice = Random(f"world:{seed}")
        rules = self._swarm() if faults else Faults(seed)
        self.exchange = build(
            seed=seed,
            venues=[self.dialect.venue],
            faults=rules,
            market_step_ms=1_000,
            markets=self.dialect.listed,
            quotes_a_step=QUOTES_A_STEP,
        )
        self.computer = Computer(self.exchange)
        venue = self.dialect.at(self.exchange)
        assert isinstance(venue.market, SeededMarket)
        used = {self.dialect.key(f"{coin}USDT") for coin in COINS}
        for unused in sorted(set(venue.engine.instruments) - used):
            venue.market.withdraw(unused)
        self.key = add_account(self.exchange, balances=dict(self.dialect.balances))
        self.is_harsh = faults
        self._forgetting = Forgetting(seed, self.exchange, venue, self.key.account)
        self.disk = Disk()
        self.died = asyncio.Event()
        self.report = Report(seed, self.dialect.venue)
        self._digest = hashlib.sha256()
        self.client: Client | None = None
        self._bots = self._epochs = 0
        self._is_settling = self._is_calm = False
        self._changed: set[str] = set()
        self._states: dict[str, State] = {}
        self._unproved_ns: dict[str, int] = {}
        self._reads = Reads(self.exchange, self.dialect)
        self._taken_away = TakenAway()
        self._invariants = self._rules()

    def _swarm(self) -> Faults:
        return swarm(self.seed, int(self.minutes * 60_000), self.dialect)

    def _rules(self) -> Invariants:
        return Invariants(self.dialect, self.exchange, self.disk)

    def _limits(self) -> Limits:
        """Other limits, as a person may set them."""
        return limits_of(self.dice, self.dialect.markets)

    def epoch(self) -> str:
        """Another one for each life."""
        self._epochs += 1
        return f"{self.seed}:{self._epochs}"

    def heard(self, event: ev.Event, facts: Any, marks: Any) -> None:
        """What the window would be told: the trace of the run."""
        self._digest.update(repr((event, tuple(facts))).encode())
        if isinstance(event, ev.FeedChanged):
            self._reads.changed(event, self._is_used(event.instrument))
        self._taken_away.heard(event, facts)
        for fact in facts:
            if isinstance(fact, fx.OrderPlanned):
                self._states[fact.order.client_id] = State.SENT
            elif isinstance(fact, fx.OrderMoved):
                was = self._states.get(fact.client_id, State.SENT)
                if was is not fact.state:
                    self.report.moves[f"{was.name} > {fact.state.name}"] += 1
                self._states[fact.client_id] = fact.state
            if isinstance(fact, fx.OrderPlanned | fx.OrderMoved):
                self._note_proof(fact)

    def _is_used(self, market: str) -> bool:
        """Whether a bot trades this market."""
        shell = None if self.client is None else self.client.shell
        records = () if shell is None else shell.kernel.bots.values()
        living = (record for record in records if record.state not in ENDED_BOTS)
        return any(market == one.id for record in living for one in record.markets)

    def _note_proof(self, fact: fx.OrderPlanned | fx.OrderMoved) -> None:
        moved = isinstance(fact, fx.OrderMoved)
        client_id = fact.client_id if moved else fact.order.client_id
        if moved and fact.state not in (State.SENT, State.UNKNOWN):
            self._unproved_ns.pop(client_id, None)
        else:
            self._unproved_ns.setdefault(client_id, self.exchange.now_ns)

    # --- the run ----------------------------------------------------------------------------------

    def run(self) -> Report:
        """Runs to the end. The report says what broke, if anything did."""
        real = ccxt.Exchange.milliseconds
        ccxt.Exchange.milliseconds = staticmethod(lambda: self.exchange.now_ns // 1_000_000)  # type: ignore[method-assign]
        try:
            run(self.exchange, self._live(), MOST_TIMES * self.minutes * 60 + RESTS_S)
        except Broken as broken:
            self.report.broken = str(broken)
        except TimeoutError:
            self.report.broken = "I12 the client never came to rest"
        finally:
            ccxt.Exchange.milliseconds = real  # type: ignore[method-assign]
            if self.client is not None:
                self.client.abandon()
        found = self.dialect.truth(self.exchange)
        self.report.orders, self.report.fills = len(found.orders), len(found.fills)
        self.report.faults = Counter(found.faults)
        self.report.host["answered"] = self._forgetting.answers
        self.report.limits = self._invariants.sends.held
        self.report.minutes = self._passed_s() / 60
        self._digest.update(repr([(o.client_id, o.state, o.filled) for o in found.orders]).encode())
        self.report.trace = self._digest.hexdigest()
        return self.report

    async def _live(self) -> None:
        self._before_us()
        await self._boot()
        while self._passed_s() < self.minutes * 60 or self._is_too_short():
            await self._wait(self.dice.uniform(0.5, 15.0))
            if self._passed_s() > CALM_TIMES * self.minutes * 60:  # so rough that little can be ordered
                self._calm()
            is_rough = self.is_harsh and not self._is_late()
            if self.died.is_set() or (is_rough and self.dice.random() < 0.04):
                await self._restart()
            else:
                await self._person()
            self._check()
            if is_rough:
                await self._host()
                self._forgetting.maybe(None if self.client is None else self.client.shell)
        self._calm()
        await self._settle()

    def _before_us(self) -> None:
        """A person trades before FinByte comes."""
        if self.is_harsh and self.dice.random() < HALF:
            self.exchange.act("account.external_trade", symbol=self.dialect.key("BTCUSDT"))

    def _calm(self) -> None:
        """The venue has no faults any more."""
        if not self._is_calm:
            self._is_calm = True
            self.exchange.faults.clear()
            self.exchange.faults.add("net.latency", min_ms=5, max_ms=60)

    def _passed_s(self) -> float:
        return self.exchange.elapsed_ms / 1000

    def _is_too_short(self) -> bool:
        """A run in which little could be ordered goes on, but not for ever."""
        ordered = len(self.dialect.at(self.exchange).orders_of(self.key.account))
        return ordered < LEAST_ORDERS and self._passed_s() < MOST_TIMES * self.minutes * 60

    def _is_late(self) -> bool:
        """Whether the run is over but for the orders that are missing: a person sees to it that they come."""
        return self._passed_s() > self.minutes * 60

    # --- the computer -----------------------------------------------------------------------------

    async def _host(self) -> None:
        """Now and then the computer sleeps, its clock is set, its disk is full, or its key may not trade."""
        draw = self.dice.random()
        if draw < 0.02:
            self.report.host["sleep"] += 1
            self.computer.sleep(self.dice.uniform(2, 240))
        elif draw < 0.05:
            self.report.host["clock set"] += 1
            self.computer.set_clock(self.dice.choice((-3_600.0, -20.0, -3.0, 3.0, 20.0, 3_600.0)))
        elif draw < 0.065:
            self.report.host["key refused"] += 1
            self.exchange.act("account.permission_change", trade=False)
            again = partial(self.exchange.act, "account.permission_change", trade=True)
            self.exchange.after_ms(self.dice.randint(2_000, 30_000), again)
        elif draw < 0.075:
            self.report.host["disk full"] += 1
            await self._full_disk()

    async def _full_disk(self) -> None:
        """Nothing that cannot be written may leave; a person makes room and starts again."""
        self.disk.full = True
        await self._wait(self.dice.uniform(1, 30))
        client = self.client
        if client is not None and isinstance(client.failed, Unavailable):
            client.failed = None
        self.disk.full = False
        await self._restart()

    async def _absence(self) -> None:
        """The application was closed for minutes or days, and the market went on without it."""
        self.exchange.advance(self.dice.uniform(5, 60))
        self.exchange.leap(self.dice.choice((600.0, 3_600.0, DAY_S, 9 * DAY_S)))
        self.report.host["absence"] += 1

    def _between_lives(self) -> None:
        """The venue changes its rules, or halts a market for a while."""
        draw = self.dice.random()
        symbol = self.dialect.key(self.dice.choice(("BTCUSDT", "DOGEUSDT")))
        if draw < 0.15 and symbol not in self._changed:
            self._changed.add(symbol)
            self.report.host["rules changed"] += 1
            self.exchange.act("order.filter_change", symbol=symbol, factor=self.RULES_FACTOR)
        elif 0.15 <= draw < 0.25:
            self.report.host["halted"] += 1
            self.exchange.act("market.halt", symbol=symbol, for_ms=self.dice.randint(1_000, 60_000))

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.died.wait()

    def _check(self) -> None:
        client = self.client
        if client is None or client.shell is None:
            return
        if isinstance(client.failed, Broken):
            raise client.failed
        if client.failed is not None:
            raise Broken(
                "I0", f"a task failed: {type(client.failed).__name__}: {client.failed}"
            ) from client.failed
        self._invariants.always(client.shell)

    async def _boot(self) -> None:
        self.died.clear()
        client = self.client = Client(self)
        booting = client.supervisor.spawn("boot", client.boot())
        limit_s = self.dice.uniform(1, 90)
        if self._is_late():  # a person waits, however slow the venue is
            limit_s = STARTS_S
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
        if self.is_harsh and not self._is_settling and not self._is_late():
            self._between_lives()
            if self.dice.random() < 0.2:
                await self._absence()
        await self._boot()

    async def _first_money(self, shell: LiveShell) -> None:
        """At the first connection, what the account holds becomes the ledger's start."""
        if not shell.adopted_ns:
            with contextlib.suppress(Unavailable, VenueRejected, UserError):
                await shell.adopt_balances()
                if self.is_harsh and self.dice.random() < HALF:
                    found = self._limits()
                    await shell.command(ev.LimitsSet(shell.port.now_ns(), found))

    def _check_proofs(self, shell: LiveShell, quiet_ns: int) -> None:
        """I12: without faults no order is longer without proof than its tier promises. A venue that was seen
        to take an order in long after its own deadline is waited for as long again.
        """
        lag_s = shell.resolver.read_lag_ns / NS
        if lag_s > MOST_LAG_S:
            raise Broken("I12", f"answers are thought to lag {lag_s:.0f} s")
        most_s = max(PROVED_S, DEADLINE_S + lag_s + LOOKS_S)
        for client_id, since_ns in self._unproved_ns.items():
            waited_s = (self.exchange.now_ns - max(since_ns, quiet_ns)) / NS
            if waited_s > most_s:
                raise Broken("I12", f"{client_id} is without proof for {waited_s:.0f} s")

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
        await self._forgetting.answer(shell)
        now = shell.port.now_ns()
        running = [r for r in kernel.bots.values() if r.state not in ENDED_BOTS]
        with contextlib.suppress(UserError, Unavailable, VenueRejected):
            if self._is_late():
                await self._hurry(shell, running)
                return
            if len(running) < self.BOTS:
                await self._create(shell)
                return
            if self.is_harsh and self.dice.random() < NEW_LIMITS:
                await shell.command(ev.LimitsSet(now, self._limits()))
                return
            await self._command(shell, self.dice.choice(running), draw)

    async def _command(self, shell: LiveShell, record: BotRecord, draw: float) -> None:
        """What a person does to a bot now and then; `draw` decides."""
        now = shell.port.now_ns()
        if draw < 0.10:
            await shell.command(ev.BotPaused(now, record.id))
        elif draw < 0.30 and record.state is BotState.PAUSED:
            await shell.command(ev.BotResumed(now, record.id))
        elif draw < 0.36:
            await shell.command(ev.BotStopped(now, record.id, ev.Exit.KEEP))
        elif draw < 0.44 and record.live_orders():
            slot = self.dice.choice(record.live_orders()).slot
            await shell.command(ev.OrderPulled(now, record.id, slot))
        elif draw < 0.52:
            away = [name for name, slot in record.slots.items() if slot.blocked is not None]
            if away:
                await shell.command(ev.TriedAgain(now, record.id, self.dice.choice(away)))

    async def _hurry(self, shell: LiveShell, running: list[BotRecord]) -> None:
        """The limits of the beginning, bots that are paused go on, and there are more of them."""
        now = shell.port.now_ns()
        if shell.kernel.limits._replace(version=0) != LIVE_LIMITS:
            await shell.command(ev.LimitsSet(now, LIVE_LIMITS))
        for record in running:
            if record.state is BotState.PAUSED:
                await shell.command(ev.BotResumed(now, record.id))
        if len(running) < self.LATE_BOTS:
            await self._create(shell)

    async def _create(self, shell: LiveShell) -> None:
        self._bots += 1
        market = self.dice.choice(self.dialect.markets)
        await shell.use(market)
        base = (
            "0.1" if "BTC" in market else "20000"
        )  # what has ended keeps its money; it must be enough for all
        params = {"seed": f"{self.seed}:{self._bots}", "base": base, "quote": "4000"}
        now = shell.port.now_ns()
        name = f"b{len(shell.kernel.bots) + 1}"
        await shell.command(ev.BotCreated(now, name, "juggler", market, params, ev.Policy.AUTOMATIC, True))

    # --- the end ----------------------------------------------------------------------------------

    async def _stop_all(self, shell: LiveShell) -> None:
        for record in list(shell.kernel.bots.values()):
            await stop(shell, record)

    def _waits(self) -> bool:
        """Whether something comes to its end only when the list of markets is read anew."""
        return False

    async def _settle(self) -> None:
        """Faults are over: everything must become known in the time that the tier promises."""
        assert self.client is not None
        self._is_settling = True
        if self.died.is_set():
            await self._restart()
        # a suspension that began before goes on: until its end nothing gets through
        quiet_ns = proved_ns = max(self.exchange.now_ns, self.exchange.suspended_until_ns)
        end_ns = quiet_ns + int(SETTLE_S * NS)
        last_ns = end_ns + int(LISTED_S * NS)
        while self.exchange.now_ns < end_ns or (self._waits() and self.exchange.now_ns < last_ns):
            await asyncio.sleep(5)
            self._check()
            shell = self.client.shell
            if self.died.is_set() or shell is None:
                await self._restart()
                proved_ns = self.exchange.now_ns
                continue
            self._check_proofs(shell, proved_ns)
            await self._forgetting.answer(shell, at_once=True)
            if any(state in (State.SENT, State.UNKNOWN) for state in self._states.values()):
                self.report.unknown_s = (self.exchange.now_ns - quiet_ns) / NS
            await self._stop_all(shell)
        shell = self.client.shell
        assert shell is not None
        for rest in range(LAST_LOOKS):
            for _ in range(10):
                with contextlib.suppress(Unavailable, VenueRejected):
                    shell.differences = await shell.compare()
                    break
            try:
                self._invariants.at_rest(shell)
                break
            except Broken as broken:  # whose a trade is takes minutes where the venue forgot its order
                if broken.name not in ("I4", "I5") or rest == LAST_LOOKS - 1:
                    raise
                await self._wait(LAST_PAUSE_S)
        await self.client.kill()


async def stop(shell: LiveShell, record: BotRecord, again: bool = False) -> None:
    """A person stops a bot, and keeps its coins; `again` also one that is stopping already."""
    if record.state not in ENDED_BOTS and (again or not record.stopping):
        with contextlib.suppress(UserError):
            stopped = ev.BotStopped(shell.port.now_ns(), record.id, ev.Exit.KEEP, is_last=record.stopping)
            await shell.command(stopped)


def simulate(
    seed: int,
    minutes: float = 10.0,
    faults: bool = True,
    dialect: str | None = None,
    world: type[World] = World,
) -> Report:
    """One seed from start to rest."""
    return world(seed, minutes, faults, dialect).run()
