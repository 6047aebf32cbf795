"""The exact figures of a bot on a linear perpetual: its position, what closing it paid, fundings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finbyte_desktop.bots.grid import OPEN
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.ledger import POSITION, Ledger
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.core.position import Position, adjusted, traded
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.figures import SHOWN_PLACES, Figures


def figures_of(bot: str, i: Instrument, several: Sequence[Instrument] = ()) -> Figures:
    """Figures, all zero, of a bot on this market, or of one that trades `several`."""
    if several:
        return BasketFigures(bot, several)
    if i.perpetual is None:
        return Figures(bot, i.base, i.quote)
    return PositionFigures(bot, i)


class PositionFigures(Figures):
    """`held_base` is the position (negative: short), `cost` what it was entered at, `held_quote` the money
    behind it.

    Attributes:
        funding: what was received less what was paid.
        lost: what a liquidation took.
    """

    def __init__(self, bot: str, i: Instrument) -> None:
        super().__init__(bot, i.base, i.quote)
        self.market = i.id
        self.funding = ZERO
        self.lost = ZERO

    @property
    def position(self) -> Position:
        """What is held."""
        return Position(self.held_base, self.cost)

    def held_in(self, ledger: Ledger) -> tuple[Decimal, ...]:
        """What the ledger has for the bot: contracts and money."""
        return ledger.balance(self.bot, POSITION, self.market), ledger.held(self.bot, self.quote)

    def _fill(self, fact: fx.FillBooked) -> None:
        buys = fact.side is Side.BUY
        self.buys += buys
        self.sells += not buys
        if fact.role is Role.LIQUIDATION:
            self.lost += self.held_quote
            self.held_base = self.cost = self.held_quote = ZERO
            return
        qty = fact.qty if buys else -fact.qty
        change = traded(self.position, qty, fact.price, booked=fact.realised)
        self.held_base, self.cost = change.position
        self.realised += change.realised
        self.held_quote += change.realised
        if fact.slot == OPEN:
            self._entered(fact.qty, fact.price * fact.qty)
        if fact.fee:
            self.fees[fact.fee_asset] = self.fees.get(fact.fee_asset, ZERO) + fact.fee
            self.fees_quote += fact.fee_quote
            if fact.fee_asset == self.quote:
                self.paid_in_quote += fact.fee
                self.held_quote -= fact.fee
            else:
                self.paid_elsewhere += fact.fee_quote

    def _adjusted(self, fact: fx.PositionAdjusted) -> None:
        self.held_base, self.cost = adjusted(self.position, fact.qty)

    def _said(self, fact: fx.Said) -> None:
        super()._said(fact)
        if fact.code == "funding":
            amount = dict(fact.fields)["amount"]
            assert isinstance(amount, Decimal)
            self.funding += amount
            self.held_quote += amount

    # --- what is shown ----------------------------------------------------------------------------

    def equity(self, last: Decimal) -> Decimal:
        """The money with the profit of the open position at this price."""
        return self.held_quote + self.position.unrealised(last)

    def breakdown(self, last: Decimal) -> list[tuple[str, Decimal]]:
        """Lines that add up to `total`: round trips; the open position; what closing paid by its average
        entry less the round trips; fundings; what a liquidation took; fees outside trips.
        """
        return [
            ("grid_profit", self.trip_profit),
            ("position", self.position.unrealised(last)),
            ("realised_outside", self.realised - self.trip_profit - self.trip_fees),
            ("funding", self.funding),
            *([("liquidation", -self.lost)] if self.lost else []),
            ("fees_outside", self.trip_fees - self.paid_in_quote - self.paid_elsewhere),
        ]

    def holds_nothing(self, instrument: Instrument) -> bool:
        """Whether a bot that was started has no position."""
        return self.started_ns is not None and not self.held_base

    def average_cost(self) -> Decimal | None:
        """The average entry price; None without a position."""
        return half_even_div(self.cost, abs(self.held_base), SHOWN_PLACES) if self.held_base else None

    def break_even(self, taker: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """Prices at which closing the position ends at zero: without and with what was earned so far."""
        qty = self.held_base
        if not qty:
            return None, None
        part = qty - abs(qty) * taker  # of each unit of price; negative for a short position
        entered = self.cost if qty > 0 else -self.cost
        earned = self.held_quote + self.withdrawn - self.invested - self.paid_elsewhere
        alone = half_even_div(entered, part, SHOWN_PLACES)
        with_profit = half_even_div(entered - earned, part, SHOWN_PLACES)
        return alone, with_profit if with_profit > 0 else None

    def versus_holding(self, last: Decimal) -> Decimal | None:
        """As on a spot market: coins for the same money, from the price of the opening or of the start on."""
        if self.entry is not None or not self.start_price:
            return super().versus_holding(last)
        held = ZERO
        first = self.invested
        for _, amount, price in self.additions:
            first -= amount
            held += half_even_div(amount * (last - price), price, SHOWN_PLACES)
        held += half_even_div(first * (last - self.start_price), self.start_price, SHOWN_PLACES)
        return self.total(last) - held
