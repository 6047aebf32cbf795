"""What must hold after every step, and when everything has come to rest (order-safety.md 5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import FeedChanged
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.ledger import VENUE
from finbyte_desktop.core.orders import State
from finbyte_desktop.services.live.shell import LiveShell
from tests.support.exchange import Exchange
from tests.support.exchange.values import ATOMS, Order, Side
from tests.support.exchange.values import State as Venue
from tests.support.simulation.dialect import Dialect

if TYPE_CHECKING:
    from tests.support.simulation.disk import Disk

D = Decimal
DEADLINE_NS = 20 * 10**9
LAG_NS = 5 * 10**9  # balances lag 4 s, and a request takes its time


class Broken(AssertionError):
    """An invariant does not hold. The first word names it."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name} {what}")
        self.name = name


class Reads:
    """I19: a market that was closed opens only after its open orders and its trades were read."""

    def __init__(self, exchange: Exchange, dialect: Dialect) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._closed_ns: dict[str, int] = {}

    def changed(self, event: FeedChanged) -> None:
        """A gate closed or opened, as the bots were told."""
        if not event.fresh:
            self._closed_ns.setdefault(event.instrument, self._exchange.now_ns)
            return
        closed_ns = self._closed_ns.pop(event.instrument, None)
        if closed_ns is None:
            return
        symbol = event.instrument.partition(":")[2].replace("/", "")
        asked: set[str] = set()
        for record in reversed(self._dialect.at(self._exchange).records):
            if record.time_ns < closed_ns:
                break
            if record.params.get("symbol") == symbol and self._dialect.told(record):
                asked.add(record.path)
        if not self._dialect.reads <= asked:
            raise Broken("I19", f"{event.instrument} was opened unread, {sorted(asked)} were asked")


def ours(shell: LiveShell, client_id: str) -> bool:
    return client_id.startswith(shell.kernel.placing.prefix)


def check_always(dialect: Dialect, exchange: Exchange, disk: Disk, shell: LiveShell) -> None:
    """I1, I2, I4 (subset), I6, I7, I10, I11, I13."""
    found = dialect.truth(exchange)
    by_id = found.orders_by_client_id()
    for client_id, orders in by_id.items():
        if not ours(shell, client_id):
            continue
        if len(orders) > 1:
            raise Broken("I1", f"{client_id} is {len(orders)} orders at the venue")
        if client_id not in disk.planned:
            raise Broken("I2", f"{client_id} is at the venue without a durable intent")
    for client_id, requests in found.requests_by_client_id.items():
        if ours(shell, client_id):
            creates = [r for r in requests if r.kind == "create"]
            if len(creates) > 1:
                raise Broken("I11", f"{client_id} was sent {len(creates)} times")
            if creates and client_id not in disk.planned:
                raise Broken("I10", f"{client_id} was sent before its intent was durable")
    _check_the_dead(by_id, disk, shell)
    if found.banned or found.count_418:
        raise Broken("I13", f"banned: {found.count_418} times 418")
    _check_ledger(shell)
    _check_fills(dialect, exchange, disk, shell, complete=False)


def _check_the_dead(by_id: dict[str, list[Order]], disk: Disk, shell: LiveShell) -> None:
    """I14: what is called ended does not rest at the venue, and was not there when it was called so. An
    order that a venue takes in after its own deadline is late evidence, and no mistake.
    """
    for client_id, found in by_id.items():
        planned_ns = disk.planned_ns.get(client_id)
        order = shell.order(client_id)
        if planned_ns is None or order is None or found[0].created_ns - planned_ns > DEADLINE_NS:
            continue
        if order.state is State.REJECTED and found[0].state is Venue.REJECTED:
            continue  # Bybit takes an order in first, and rejects it then
        never = order.state in (State.REJECTED, State.NEVER_ACCEPTED)
        if never or (order.state in (State.CANCELED, State.EXPIRED) and found[0].state.is_open):
            raise Broken("I14", f"{client_id} is called {order.state.name}, and the venue has it")


def _check_ledger(shell: LiveShell) -> None:
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


def _booked(disk: Disk) -> Counter[str]:
    counted: Counter[str] = Counter()
    for fact in disk.facts:
        if isinstance(fact, fx.FillBooked):
            counted[f"{fact.instrument}/{fact.trade_id}"] += 1
    return counted


def _check_fills(
    dialect: Dialect, exchange: Exchange, disk: Disk, shell: LiveShell, *, complete: bool
) -> None:
    booked = _booked(disk)
    twice = [key for key, times in booked.items() if times > 1]
    if twice:
        raise Broken("I4", f"booked more than once: {twice}")
    found = dialect.truth(exchange)
    mine = {order.id for order in found.orders if ours(shell, order.client_id)}
    there = {dialect.fill_name(fill) for fill in found.fills if fill.order_id in mine}
    invented = set(booked) - there
    if invented:
        raise Broken("I4", f"booked, but not at the venue: {sorted(invented)[:5]}")
    if complete and there - set(booked):
        raise Broken("I4", f"at the venue, but never booked: {sorted(there - set(booked))[:5]}")


def check_at_rest(dialect: Dialect, exchange: Exchange, disk: Disk, shell: LiveShell) -> None:
    """I3, I4, I5, I12, and that no order of ours is left at the venue unknown to us."""
    check_always(dialect, exchange, disk, shell)
    found = dialect.truth(exchange)
    resting = {o.client_id for o in found.orders if o.state.is_open and ours(shell, o.client_id)}
    shown = {o.client_id: o for r in shell.kernel.bots.values() for o in r.live_orders()}
    for client_id, order in shown.items():
        if order.state in (State.SENT, State.UNKNOWN):
            raise Broken("I12", f"{client_id} is still {order.state.name}")
        if client_id not in resting:
            raise Broken("I3", f"{client_id} is shown {order.state.name} and is not at the venue")
    if resting - set(shown):
        raise Broken("I3", f"at the venue, and not shown: {sorted(resting - set(shown))}")
    _check_fills(dialect, exchange, disk, shell, complete=True)
    ledger = shell.kernel.ledger
    for asset in sorted(set(found.balances) | {a for o, _, a, _ in ledger.rows() if o != VENUE}):
        venue, ours_total = D(found.balances.get(asset, "0")), ledger.account_total(asset)
        if venue != ours_total and not _is_told(dialect, exchange, shell, asset, venue, ours_total):
            raise Broken(
                "I5", f"{asset}: venue {venue}, ledger {ours_total}, {venue - ours_total} between them"
            )


def _is_told(
    dialect: Dialect, exchange: Exchange, shell: LiveShell, asset: str, venue: Decimal, ledger: Decimal
) -> bool:
    """A difference is shown, and more cannot be asked: by trades in markets that were never used here, or by
    the owner's own trades of the last moments before the ledger began, which a read that lagged left out.
    """
    if (asset, venue, ledger) not in shell.differences:
        return False
    used = {name.partition(":")[2].partition("/")[0] for name in shell.known_markets()}
    return asset not in used or venue - ledger in _left_out(dialect, exchange, shell, asset)


def _left_out(dialect: Dialect, exchange: Exchange, shell: LiveShell, asset: str) -> list[Decimal]:
    """What the owner's last one, two ... trades within the longest lag before the beginning changed."""
    engine = dialect.at(exchange).engine
    sums: list[Decimal] = []
    total = 0
    for fill in reversed(dialect.truth(exchange).fills):
        before_ns = shell.adopted_ns - fill.time_ns
        if ours(shell, fill.client_id) or not 0 <= before_ns <= LAG_NS:
            continue
        instrument, sign = engine.instruments[fill.key], 1 if fill.side is Side.BUY else -1
        total += sign * fill.lots * instrument.lot_atoms if asset == instrument.base else 0
        total -= sign * fill.cost if asset == instrument.quote else 0
        total -= fill.fee if asset == fill.fee_asset else 0
        sums.append(D(total) / ATOMS)
    return sums
