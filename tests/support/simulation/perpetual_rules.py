"""What must hold of perpetuals beside the invariants of every world, by the exchange's own books.

P1 positions and what they were entered at, P2 fees and fundings, P3 trades of nobody here, P4 no bot holds
more than it was planned for, P5 what closes cannot open, P6 what is stopped ends, P7 and P8 nothing is
opened for long where somebody trades by hand, or with another leverage.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.ledger import FEES, FUNDING, VENUE
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import Side as OurSide
from finbyte_desktop.core.orders import State
from finbyte_desktop.services.live.shell import LiveShell
from tests.support.exchange import Exchange
from tests.support.exchange.values import (
    ATOMS,
    BalanceChanged,
    ConfigChanged,
    Event,
    Fill,
    OrderChanged,
    Side,
)
from tests.support.simulation.broken_invariant import Broken
from tests.support.simulation.invariants import ACCOUNT, DEPOSIT, Invariants
from tests.support.simulation.plans import Plans

if TYPE_CHECKING:
    from tests.support.simulation.dialect import Dialect
    from tests.support.simulation.disk import Disk

D = Decimal
SETTLE = "USDT"


class PerpetualInvariants(Invariants):
    """Checks one world of perpetuals."""

    def __init__(self, dialect: Dialect, exchange: Exchange, disk: Disk) -> None:
        super().__init__(dialect, exchange, disk)
        self.paid = 0  # fundings, in atoms, as the exchange booked them
        self._foreign: list[Fill] = []
        self._plans = Plans()
        self._canceled: set[int] = set()  # orders that ended before their last trade
        self._ghosts: set[str] = set()  # trades of those
        self._venue.engine.listeners.append(self._heard)

    def _heard(self, event: Event) -> None:
        if isinstance(event, BalanceChanged) and event.account == ACCOUNT and event.why == "FUNDING_FEE":
            self.paid += event.delta
        elif isinstance(event, ConfigChanged) and event.account == ACCOUNT:
            market, now_ns = self._dialect.market_of(event.key), self._exchange.now_ns
            self._plans.leverage(market, event.leverage, now_ns)
        elif isinstance(event, OrderChanged) and event.order.account == ACCOUNT:
            if event.fill is not None and event.order.id in self._canceled:
                self._ghosts.add(self._dialect.fill_name(event.fill))
            elif event.what in ("CANCELED", "EXPIRED"):
                self._canceled.add(event.order.id)

    def always(self, shell: LiveShell) -> None:
        """As below, and P4, P5, P7, P8."""
        super().always(shell)
        there = self._held()
        for market in self._dialect.markets:
            held = [r.position.qty for r in shell.kernel.bots.values() if r.instrument.id == market]
            self._plans.away(market, there.get(market, D(0)) - sum(held, ZERO), self._exchange.now_ns)

    def _durable(self, fact: fx.Fact) -> None:
        self._plans.durable(fact)

    def _arrived(self, client_id: str, now_ns: int) -> None:
        self._plans.arrived(client_id, now_ns)

    def _own_fill(self, fill: Fill) -> None:
        client_id = fill.client_id
        was_canceled = self._dialect.fill_name(fill) in self._ghosts
        self._plans.filled(client_id, abs(self._signed(fill)), was_canceled)

    def _signed(self, fill: Fill) -> Decimal:
        lot = self._venue.engine.instruments[fill.key].lot_atoms
        return D(fill.side.sign * fill.lots * lot) / ATOMS

    def _foreign_fill(self, fill: Fill) -> None:
        """The venue's own: what it closed is the bot's that held it."""
        self._foreign.append(fill)
        engine = self._venue.engine
        order = engine.orders.get((fill.key if engine.rules.ids_per_market else "", fill.order_id))
        if order is not None and order.wish.tags.get("liquidation"):
            self._ended.add(self._dialect.fill_name(fill))
            self._plans.closed(self._dialect.market_of(fill.key))

    def _kept(self, shell: LiveShell) -> None:
        """I7: nothing is reserved order by order here; one of unknown fate goes on counting as live."""
        for record in shell.kernel.bots.values():
            for order in record.live_orders():
                if order.state is State.QUARANTINED and order.client_id not in shell.kernel.orders:
                    raise Broken("I7", f"{order.client_id} is in doubt, and does not count")

    # --- at rest ----------------------------------------------------------------------------------

    def at_rest(self, shell: LiveShell) -> None:
        """As below, and P1, P2, P3."""
        super().at_rest(shell)
        self._trades_of_nobody(shell)
        self._positions(shell)
        ledger, fills = shell.kernel.ledger, self._venue.engine.fills.get(ACCOUNT, [])
        fees = D(sum(fill.fee for fill in fills)) / ATOMS
        if ledger.balance(VENUE, FEES, SETTLE) != fees:
            raise Broken("P2", f"fees: venue {fees}, ledger {ledger.balance(VENUE, FEES, SETTLE)}")
        paid = D(self.paid) / ATOMS
        if -ledger.balance(VENUE, FUNDING, SETTLE) != paid:
            raise Broken("P2", f"fundings: venue {paid}, ledger {-ledger.balance(VENUE, FUNDING, SETTLE)}")

    def _held(self) -> dict[str, Decimal]:
        held = super()._held()
        for (key, _), position in self._venue.engine.account(ACCOUNT).positions.items():
            lot = self._venue.engine.instruments[key].lot_atoms
            name = self._dialect.market_of(key)
            held[name] = held.get(name, D(0)) + D(position.lots * lot) / ATOMS
        return held

    def _trades_of_nobody(self, shell: LiveShell) -> None:
        """P3: each is booked once, as a trade of nobody here or as the end of a bot's position."""
        for fill in self._foreign:
            name, market = self._dialect.fill_name(fill), self._dialect.market_of(fill.key)
            side = OurSide.BUY if fill.side is Side.BUY else OurSide.SELL
            trade_id = self._dialect.trade_name(fill)
            if name not in self._booked and not shell.kernel.late.is_foreign(market, trade_id, side):
                raise Broken("P3", f"at the venue, ordered by nobody, and never booked: {name}")

    def _positions(self, shell: LiveShell) -> None:
        """P1: what bots hold was entered at what the venue says, where nobody else traded, and no order of
        another bot came late: the venue has one average, and what one bot closes is booked by it.
        """
        engine = self._venue.engine
        strange = {fill.key for fill in self._foreign}
        for (key, _), position in engine.account(ACCOUNT).positions.items():
            if key in strange:
                continue
            market = self._dialect.market_of(key)
            held = [r for r in shell.kernel.bots.values() if r.instrument.id == market and r.position.qty]
            qty = sum((r.position.qty for r in held), ZERO)
            there = D(position.lots * engine.instruments[key].lot_atoms) / ATOMS
            if qty != there:
                raise Broken("P1", f"{market}: bots hold {qty}, the venue {there}")
            fills = [fill for fill in engine.fills[ACCOUNT] if fill.key == key]
            since = {self._plans.bot_of(f.client_id) for f in fills if f.time_ns >= position.created_ns}
            value = sum((r.position.value for r in held), ZERO)
            if len(since) <= 1 and value != D(position.entry_cost) / ATOMS:
                raise Broken("P1", f"{market}: entered at {value}, at the venue {position.entry_cost}")

    def _untold(self, shell: LiveShell, asset: str) -> list[Decimal]:
        """Deposits alone: every trade of these markets can be asked for."""
        paid_in = self._exchange.faults.counts["account.deposit"] if asset == SETTLE else 0
        return [DEPOSIT] * paid_in
