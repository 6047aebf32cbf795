"""What must hold after every step, and when everything has come to rest (order-safety.md 5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.control import ANSWERED
from finbyte_desktop.core.events import FeedChanged
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.late import LATE
from finbyte_desktop.core.ledger import VENUE
from finbyte_desktop.core.orders import ENDED, State
from finbyte_desktop.services.live.shell import LiveShell
from tests.support.exchange import Exchange
from tests.support.exchange.values import ATOMS, Fill, Order, Side
from tests.support.exchange.values import State as There
from tests.support.simulation.broken_invariant import Broken
from tests.support.simulation.sends import Sends

if TYPE_CHECKING:
    from tests.support.simulation.dialect import Dialect
    from tests.support.simulation.disk import Disk

D = Decimal
Row = TypeVar("Row")
ACCOUNT = "trader"
DEADLINE_NS = 20 * 10**9
DEPOSIT = D(100)  # what comes in at once
LAG_NS = 5 * 10**9  # balances lag 4 s, and a request takes its time
PULLED = frozenset({State.CANCELED, State.EXPIRED})
NEVER_THERE = frozenset({State.REJECTED, State.NEVER_ACCEPTED})


class Reads:
    """I19: a market that was closed opens only after what closed it was read: its open orders and its trades,
    or its position and its settings. Of a market that no bot uses any more those are read before the next
    one is made.
    """

    def __init__(self, exchange: Exchange, dialect: Dialect) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._closed_ns: dict[str, int] = {}
        self._wanted: dict[str, frozenset[str]] = {}

    def changed(self, event: FeedChanged, is_used: bool) -> None:
        """A gate closed or opened, as the bots were told."""
        if not event.fresh:
            self._closed_ns.setdefault(event.instrument, self._exchange.now_ns)
            looks = self._dialect.looks.get(event.reason, self._dialect.reads)
            self._wanted[event.instrument] = self._wanted.get(event.instrument, frozenset()) | looks
            return
        closed_ns = self._closed_ns.pop(event.instrument, None)
        wanted = self._wanted.pop(event.instrument, frozenset())
        if closed_ns is None:
            return
        symbol = self._dialect.symbol(event.instrument)
        asked: set[str] = set()
        for record in reversed(self._dialect.at(self._exchange).records):
            if record.time_ns < closed_ns:
                break
            if record.params.get("symbol", symbol) == symbol and self._dialect.told(record):
                asked.add(record.path)
        if not is_used:
            wanted &= self._dialect.reads
        if not wanted <= asked:
            raise Broken("I19", f"{event.instrument} was opened unread, {sorted(asked)} were asked")


class Invariants:
    """Checks one world. What is only ever added to (orders, trades and requests at the venue, facts on the
    disk) is looked at once, when it is new.
    """

    def __init__(self, dialect: Dialect, exchange: Exchange, disk: Disk) -> None:
        self._dialect = dialect
        self._exchange = exchange
        self._venue = dialect.at(exchange)
        self._disk = disk
        self.sends = Sends(dialect)
        self._seen: Counter[str] = Counter()
        self._ours: dict[str, Order] = {}
        self._numbers: set[int] = set()
        self._creates: Counter[str] = Counter()
        self._there: set[str] = set()
        self._ended: set[str] = set()  # trades by which the venue ended a position of ours
        self._booked: set[str] = set()
        self._open: dict[str, Order] = {}  # of ours, what may still be called something else than it is
        self._called: dict[str, State] = {}  # what was ever called refused or never accepted
        self._forgotten: set[str] = set()
        self._answered: set[str] = set()
        self._late: set[str] = set()
        self._reserved: dict[tuple[str, Decimal], Decimal] = {}
        self._shell: LiveShell | None = None

    def _new(self, name: str, rows: list[Row]) -> list[Row]:
        seen, self._seen[name] = self._seen[name], len(rows)
        return rows[seen:]

    @staticmethod
    def _is_ours(shell: LiveShell, client_id: str) -> bool:
        return client_id.startswith(shell.kernel.placing.prefix)

    def always(self, shell: LiveShell) -> None:
        """I1, I2, I4 (subset), I6 to I11, I13, I14."""
        self._facts()
        self._orders(shell)
        self._requests(shell)
        self._dead(shell)
        now_ms = self._venue.now_ms
        banned = any(until > now_ms for until in self._venue.bans.until_ms.values())
        if banned or self._venue.bans.count_418:
            raise Broken("I13", f"banned: {self._venue.bans.count_418} times 418")
        self._ledger(shell)
        self._kept(shell)
        self._fills()

    def _kept(self, shell: LiveShell) -> None:
        """I7: what an order of unknown fate reserves stays reserved. One that came late has what was free."""
        before, self._reserved = self._reserved, {}
        for record in shell.kernel.bots.values():
            for slot in (*record.slots.values(), *record.strays.values()):
                order = slot.order
                if order is None or order.state is not State.QUARANTINED or order.client_id in self._late:
                    continue
                was = before.get((order.client_id, order.filled), slot.reserved)
                if slot.reserved != was or not was:
                    raise Broken(
                        "I7", f"{order.client_id} is in doubt, and {slot.reserved} of {was} reserved"
                    )
                self._reserved[order.client_id, order.filled] = was

    def _facts(self) -> None:
        """I4: nothing is booked twice; I8 and I9 are counted on."""
        self._forgotten |= {order.client_id for order in self._venue.engine.forgotten.values()}
        for fact in self._new("facts", self._disk.facts):
            self.sends.durable(fact)
            self._durable(fact)
            if isinstance(fact, fx.OrderMoved):
                self._moved(fact)
            if isinstance(fact, fx.FillBooked):
                name = f"{fact.instrument}/{fact.trade_id}"
                if name in self._booked:
                    raise Broken("I4", f"booked more than once: {name}")
                self._booked.add(name)

    def _durable(self, fact: fx.Fact) -> None:
        """What else is to be known of a fact that is on the disk."""

    def _moved(self, fact: fx.OrderMoved) -> None:
        """I14: of an order that the venue forgot nobody but a person can say that it ended."""
        if fact.state in NEVER_THERE:
            self._called[fact.client_id] = fact.state
        elif fact.why == ANSWERED:
            self._answered.add(fact.client_id)  # a trade of it that is found later leaves it ended
        elif fact.state in ENDED and fact.client_id in self._forgotten - self._answered:
            raise Broken(
                "I14", f"{fact.client_id} was forgotten, and is called {fact.state.name}: {fact.why}"
            )
        if fact.why == LATE:
            self._late.add(fact.client_id)

    def _orders(self, shell: LiveShell) -> None:
        for order in self._new("orders", self._venue.engine.placed.get(ACCOUNT, [])):
            client_id = order.client_id
            if not self._is_ours(shell, client_id):
                continue
            if client_id in self._ours:
                raise Broken("I1", f"{client_id} is more than one order at the venue")
            if client_id not in self._disk.planned:
                raise Broken("I2", f"{client_id} is at the venue without a durable intent")
            self._ours[client_id] = self._open[client_id] = order
            self._numbers.add(order.id)

    def _requests(self, shell: LiveShell) -> None:
        for record in self._new("records", self._venue.records):
            if record.account != ACCOUNT or record.kind != "create":
                continue
            for client_id in record.client_ids:
                if not self._is_ours(shell, client_id):
                    continue
                self._creates[client_id] += 1
                if self._creates[client_id] > 1:
                    raise Broken("I11", f"{client_id} was sent {self._creates[client_id]} times")
                if client_id not in self._disk.planned:
                    raise Broken("I10", f"{client_id} was sent before its intent was durable")
                self.sends.arrived(record, client_id)
                self._arrived(client_id, record.time_ns)

    def _arrived(self, client_id: str, now_ns: int) -> None:
        """A request that places an order of ours came to the venue."""

    def _dead(self, shell: LiveShell) -> None:
        """I14: what is called ended does not rest at the venue, and what was ever called refused or never
        accepted never came there. An order that a venue takes in after its own deadline is late evidence, and
        no mistake; one that Bybit takes in and rejects then is refused.
        """
        for client_id, state in self._called.items():
            there = self._ours.get(client_id)
            if client_id in self._forgotten:  # and so it is right
                continue
            if there is None or there.created_ns - self._disk.planned_ns[client_id] > DEADLINE_NS:
                continue
            if state is not State.REJECTED or there.state is not There.REJECTED:
                raise Broken("I14", f"{client_id} was called {state.name}, and the venue has it")
        if shell is not self._shell:  # another life may have forgotten, and call things otherwise
            self._shell, self._open = shell, dict(self._ours)
        for client_id, found in list(self._open.items()):
            planned_ns = self._disk.planned_ns[client_id]
            if found.created_ns - planned_ns > DEADLINE_NS:
                del self._open[client_id]
                continue
            order = shell.order(client_id)
            if order is None:
                continue
            is_open = found.state.is_open
            if order.state in PULLED and is_open:
                raise Broken("I14", f"{client_id} is called {order.state.name}, and the venue has it")
            if not is_open and (order.state in PULLED or order.state is State.FILLED):
                del self._open[client_id]

    @staticmethod
    def _ledger(shell: LiveShell) -> None:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for _, _, asset, amount in shell.kernel.ledger.rows():
            sums[asset] += amount
        for asset, total in sums.items():
            if total != 0:
                raise Broken("I6", f"the ledger's {asset} do not add up to 0 but to {total}")
        for record in shell.kernel.bots.values():
            if record.state is BotState.ERROR:
                raise Broken("I18", f"{record.id} failed: {record.reason}")
            for order in record.live_orders():
                if order.filled < 0 or (order.filled > order.spec.qty):
                    raise Broken("I7", f"{order.client_id}: {order.filled} of {order.spec.qty}")

    def _fills(self) -> None:
        for fill in self._new("fills", self._venue.engine.fills.get(ACCOUNT, [])):
            if fill.order_id in self._numbers:
                self._there.add(self._dialect.fill_name(fill))
                self._own_fill(fill)
            else:
                self._foreign_fill(fill)
        if not self._booked <= self._there | self._ended:
            invented = sorted(self._booked - self._there - self._ended)
            raise Broken("I4", f"booked, but not at the venue: {invented[:5]}")

    def _own_fill(self, fill: Fill) -> None:
        """A trade of an order of ours."""

    def _foreign_fill(self, fill: Fill) -> None:
        """A trade that no order of ours made."""

    # --- at rest ----------------------------------------------------------------------------------

    def at_rest(self, shell: LiveShell) -> None:
        """I3, I4, I5, I12, and that no order of ours is left at the venue unknown to us."""
        self.always(shell)
        resting = {client_id for client_id, order in self._ours.items() if order.state.is_open}
        shown = {o.client_id: o for r in shell.kernel.bots.values() for o in r.live_orders()}
        for client_id, order in shown.items():
            if order.state in (State.SENT, State.UNKNOWN):
                raise Broken("I12", f"{client_id} is still {order.state.name}")
            if client_id not in resting:
                raise Broken("I3", f"{client_id} is shown {order.state.name} and is not at the venue")
        if resting - set(shown):
            raise Broken("I3", f"at the venue, and not shown: {sorted(resting - set(shown))}")
        if self._there - self._booked:
            raise Broken("I4", f"at the venue, but never booked: {sorted(self._there - self._booked)[:5]}")
        balances, ledger = self._held(), shell.kernel.ledger
        for asset in sorted(set(balances) | {a for o, _, a, _ in ledger.rows() if o != VENUE}):
            venue, ours_total = balances.get(asset, D(0)), ledger.account_total(asset)
            if venue != ours_total and not self._is_told(shell, asset, venue, ours_total):
                raise Broken(
                    "I5", f"{asset}: venue {venue}, ledger {ours_total}, {venue - ours_total} between them"
                )

    def _held(self) -> dict[str, Decimal]:
        """What the account has at the venue, by asset."""
        balances = self._dialect.truth(self._exchange).balances
        return {asset: D(amount) for asset, amount in balances.items()}

    def _is_told(self, shell: LiveShell, asset: str, venue: Decimal, ledger: Decimal) -> bool:
        """A difference is shown, and is exactly what could not be asked for: what the owner did in markets
        that were not used here yet, in the last moments before the ledger began (a read that lagged left it
        out), or what was paid in.
        """
        if (asset, venue, ledger) not in shell.differences:
            return False
        possible = {D(0)}
        for amount in self._untold(shell, asset):
            possible |= {amount + other for other in possible}
        return venue - ledger in possible

    def _untold(self, shell: LiveShell, asset: str) -> list[Decimal]:
        """What each of those orders, and each deposit, changed of an asset."""
        engine = self._venue.engine
        changes: dict[int, int] = {}
        for fill in engine.fills.get(ACCOUNT, []):
            used_ns = self.sends.used_ns.get(self._dialect.market_of(fill.key))
            is_unused = used_ns is None or fill.time_ns < used_ns
            is_last = 0 <= shell.adopted_ns - fill.time_ns <= LAG_NS
            if fill.order_id in self._numbers or not (is_unused or is_last):
                continue
            instrument, sign = engine.instruments[fill.key], 1 if fill.side is Side.BUY else -1
            change = sign * fill.lots * instrument.lot_atoms if asset == instrument.base else 0
            change -= sign * fill.cost if asset == instrument.quote else 0
            change -= fill.fee if asset == fill.fee_asset else 0
            changes[fill.order_id] = changes.get(fill.order_id, 0) + change
        paid_in = self._exchange.faults.counts["account.deposit"] if asset == "USDT" else 0
        return [D(change) / ATOMS for change in changes.values()] + [DEPOSIT] * paid_in
