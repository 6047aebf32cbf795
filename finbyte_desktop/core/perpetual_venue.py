"""PerpetualVenue: the simulated exchange of one linear perpetual, with one isolated position (bots.md 2, 10).

Its mark price is the price of the walk, so a liquidation comes on the same path as the fills. The venue's
money of the position is `margin`: what was put behind it, plus what closing paid, less fees and funding.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.events import (
    FundingSettled,
    JsonValue,
    Liquidated,
    OrderCanceled,
    OrderFilled,
    OrderRejected,
)
from finbyte_desktop.core.fees import fee_of
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.margin import Perpetual, liquidation_price, tier_of
from finbyte_desktop.core.matching import Report, Resting, SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import ONE, ZERO, plain
from finbyte_desktop.core.orders import BUY, OrderSpec, Role, Side
from finbyte_desktop.core.position import FLAT, Position, funding, traded


class Isolated(NamedTuple):
    """What an account has in one market: its position and the money behind it, in `quote`."""

    quote: str
    position: Position = FLAT
    margin: Decimal = ZERO
    leverage: Decimal = ONE
    fundings: int = 0  # settled so far: each has a number of its own


class PerpetualVenue(SimulatedVenue):
    """`ends_below` or `ends_above` is the price at which the position of now is liquidated."""

    def __init__(
        self,
        instrument: Instrument,
        options: VenueOptions | None = None,
        balances: Mapping[str, Decimal] | None = None,
    ) -> None:
        super().__init__(instrument, options, balances)
        if instrument.perpetual is None:
            raise Bug(f"{instrument.id} is no perpetual.", "no_perpetual")
        self._terms: Perpetual = instrument.perpetual
        self.position = FLAT
        self.margin = ZERO
        self.leverage = ONE
        self.fundings = 0

    def isolate(self, margin: Decimal, leverage: Decimal) -> None:
        """Puts money of the account behind the position, or (negative) takes it back."""
        quote = self.instrument.quote
        self.balances[quote] = self.balances.get(quote, ZERO) - margin
        self.margin += margin
        self.leverage = leverage
        self._watch_liquidation()

    @property
    def isolated(self) -> Isolated:
        """The account's part of the state, which outlives the market's."""
        return Isolated(self.instrument.quote, self.position, self.margin, self.leverage, self.fundings)

    @isolated.setter
    def isolated(self, kept: Isolated) -> None:
        _, self.position, self.margin, self.leverage, self.fundings = kept
        self._watch_liquidation()

    def settle_funding(self, ns: int, rate: Decimal, mark: Decimal | None) -> FundingSettled:
        """Pays the funding of the position of now; without a mark price at the last price."""
        price = self.price if mark is None else mark
        amount = funding(self.position, price, rate)
        self.margin += amount
        self.fundings += 1
        self._watch_liquidation()
        return FundingSettled(ns, self.instrument.id, f"F{self.fundings}", rate, price, amount)

    def end_position(self, ns: int) -> list[Report]:
        """Liquidates: open orders are cancelled, those on their way too, and the whole margin is lost."""
        resting = sorted(self.orders.values())
        for order in resting:
            self._forget(order)
        on_their_way = [row.client_id for row in self.pending if row.spec is not None]
        self.pending = []  # a cancel that is on its way finds nothing
        canceled = [*(order.client_id for order in resting), *on_their_way]
        reports: list[Report] = [OrderCanceled(ns, client_id, "liquidated") for client_id in canceled]
        qty = self.position.qty
        price = self.ends_below if qty > 0 else self.ends_above
        assert price is not None
        self.trade_seq += 1
        side = Side.SELL if qty > 0 else Side.BUY
        reports.append(Liquidated(ns, self.instrument.id, f"T{self.trade_seq}", side, price, abs(qty)))
        self.position, self.margin = FLAT, ZERO
        self._watch_liquidation()
        return reports

    def _admit(self, client_id: str, spec: OrderSpec, seq: int, ns: int) -> list[Report]:
        if spec.reduce_only and spec.qty > self._to_close(spec.side):
            return [OrderRejected(ns, client_id, "reduce_only")]
        return super()._admit(client_id, spec, seq, ns)

    def _to_close(self, side: Side) -> Decimal:
        """What orders of a side may still close: the position less what rests for that."""
        qty = -self.position.qty if side is BUY else self.position.qty
        resting = (o for o in self.orders.values() if o.spec.reduce_only and o.spec.side is side)
        return qty - sum((order.left for order in resting), ZERO)

    def _trade(self, resting: Resting, price: Decimal, qty: Decimal, role: Role, ns: int) -> OrderFilled:
        buy = resting.spec.side is BUY
        fee = fee_of(self.instrument, buy, price, qty, price * qty, role)
        self.position, realised = traded(self.position, qty if buy else -qty, price)
        self.margin += realised
        if fee.asset == self.instrument.quote:
            self.margin -= fee.amount
        else:
            self.balances[fee.asset] = self.balances.get(fee.asset, ZERO) - fee.amount
        self._watch_liquidation()
        self.trade_seq += 1
        head = (ns, resting.client_id, f"T{self.trade_seq}", price, qty)
        return OrderFilled(*head, fee.amount, fee.asset, fee.quote, role)

    def _watch_liquidation(self) -> None:
        self.ends_below = self.ends_above = None
        qty, value = self.position
        if not qty or not self._terms.tiers:
            return
        i, terms = self.instrument, self._terms
        tier = tier_of(terms.tiers, value)
        price = liquidation_price(terms.rule, qty, value, self.margin, tier, i.tick, i.fees.taker)
        if qty > 0:
            self.ends_below = price
        else:
            self.ends_above = price

    # --- to disk and back -----------------------------------------------------------------------------------

    def save(self) -> dict[str, JsonValue]:
        """Everything that the venue must remember, with its position."""
        state = super().save()
        state["position"] = encode(tuple(self.position))
        state["margin"], state["leverage"] = plain(self.margin), plain(self.leverage)
        state["fundings"] = self.fundings
        return state

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave, on a venue of the same instrument and options."""
        super().restore(state)
        self.position = Position(*decode(state["position"]))
        self.margin, self.leverage = Decimal(state["margin"]), Decimal(state["leverage"])
        self.fundings = state["fundings"]
        self._watch_liquidation()
