"""What a rebalance trades: values, deviations, sales and purchases, exactly (bots.md 3, decision 0020)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from finbyte_desktop.bots.rebalance_params import RebalanceParams
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import BUY, SELL, OrderSpec, OrderType

LEAST_DEVIATION = Decimal("0.5")
HUNDRED = Decimal(100)


def whole(numerators: Iterable[Decimal], denominators: Iterable[Decimal]) -> Decimal:
    """The whole part of a product divided by a product, all above 0: exact, however many digits they have."""
    up = down = 1
    for value in numerators:
        a, b = value.as_integer_ratio()
        up, down = up * a, down * b
    for value in denominators:
        a, b = value.as_integer_ratio()
        up, down = up * b, down * a
    return Decimal(up // down)


class Purse(Protocol):
    """What a rebalance is reckoned from: of a `BotView` the markets, their prices, and the money."""

    @property
    def markets(self) -> Sequence[Instrument]: ...

    @property
    def collar(self) -> Decimal: ...

    @property
    def slippage(self) -> Decimal: ...

    @property
    def purchase_margin(self) -> Decimal: ...

    def price(self, market: str) -> Decimal: ...

    def free(self, asset: str) -> Decimal: ...

    def held(self, asset: str) -> Decimal: ...


class Leg(NamedTuple):
    """One asset that is away from its target. `over` is how far in quote times the sum of the shares: above 0
    is sold, below 0 is bought.
    """

    market: Instrument
    over: Decimal


class Worth(NamedTuple):
    """What a bot holds at the prices of now. `parts` is the sum of all shares; a target is
    `equity * share / parts`. `quote_over` is for the quote asset what `over` is for a leg.
    """

    equity: Decimal
    parts: Decimal
    quote_over: Decimal
    legs: Sequence[Leg]

    def reaches(self, points: Decimal) -> bool:
        """Whether any deviation is at or above so many percentage points."""
        bound = points * self.equity * self.parts
        if HUNDRED * abs(self.quote_over) >= bound:
            return self.equity > 0
        return self.equity > 0 and any(HUNDRED * abs(over) >= bound for _, over in self.legs)

    def largest(self, places: int) -> Decimal:
        """The largest deviation in percentage points, rounded to so many places."""
        most = max(abs(self.quote_over), *(abs(over) for _, over in self.legs))
        return half_even_div(HUNDRED * most, self.equity * self.parts, places)


def worth(p: RebalanceParams, view: Purse) -> Worth:
    """The equity and how far each asset is from its target."""
    markets = view.markets
    quote = markets[0].quote
    values = [view.held(market.base) * view.price(market.id) for market in markets]
    money = view.held(quote)
    equity = sum(values, money)
    shares = p.shares
    parts = sum(shares.values(), ZERO)
    get = shares.get
    legs = [
        Leg(market, value * parts - equity * get(market.base, ZERO))
        for market, value in zip(markets, values, strict=True)
    ]
    order = {asset: at for at, asset in enumerate(shares)}
    legs.sort(key=lambda leg: order.get(leg.market.base, len(order)))
    return Worth(equity, parts, money * parts - equity * get(quote, ZERO), legs)


def sales(w: Worth, view: Purse) -> tuple[list[tuple[Instrument, OrderSpec]], list[str]]:
    """The orders that sell what is too much, and the assets of which it is too little to be sold."""
    orders, skipped = [], []
    for market, over in w.legs:
        if over <= 0:
            continue
        price = view.price(market.id)
        qty = min(
            whole((over,), (w.parts, price, market.lot)) * market.lot, market.qty_down(view.free(market.base))
        )
        order = sale(market, qty, view)
        if order is None:
            skipped.append(market.base)
        else:
            orders.append((market, order))
    return orders, skipped


def sale(market: Instrument, qty: Decimal, view: Purse) -> OrderSpec | None:
    """A sale at the market; None where the venue would not take so little."""
    worst = market.worse(view.price(market.id), SELL, view.collar)
    if qty <= 0 or qty < market.min_qty or qty * worst < market.min_notional:
        return None
    return OrderSpec(SELL, qty, worst, OrderType.MARKET)


def missing(w: Worth) -> dict[str, Decimal]:
    """What assets miss, in quote times the sum of the shares, by market."""
    return {market.id: -over for market, over in w.legs if over < 0}


def purchases(
    lacks: Mapping[str, Decimal], parts: Decimal, quote_target: Decimal, view: Purse
) -> tuple[list[tuple[Instrument, OrderSpec]], list[str]]:
    """The orders that spend the money that is there on what is missing, pro rata, and the assets of which too
    little would be bought.

    Args:
        lacks: what each market misses, as `missing` told it when the rebalance began.
        parts: the sum of the shares then.
        quote_target: what of the money stays, in quote times `parts`.
    """
    markets = {market.id: market for market in view.markets}
    quote = view.markets[0].quote
    pays = [markets[name] for name in lacks if markets[name].taker_in_quote]
    steps = sum((market.fees.step for market in pays), ZERO)
    money = (view.free(quote) - steps) * parts - quote_target
    total = sum(lacks.values(), ZERO)
    orders: list[tuple[Instrument, OrderSpec]] = []
    skipped: list[str] = []
    for name, lack in lacks.items():
        market = markets[name]
        last = view.price(name)
        unit = market.worse(last, BUY, view.purchase_margin)
        lots = ZERO
        if money > 0:
            up, down = ((lack,), (parts,)) if money >= total else ((lack, money), (total, parts))
            lots = whole(up, (*down, unit, 1 + market.taker_in_quote, market.lot))
        qty = lots * market.lot
        if qty <= 0 or qty < market.min_qty or qty * unit < market.min_notional:
            skipped.append(market.base)
        else:
            worst = max(unit, market.worse(last, BUY, view.collar))
            orders.append((market, OrderSpec(BUY, qty, worst, OrderType.MARKET)))
    return orders, skipped


def too_dear(
    p: RebalanceParams, w: Worth, sold: Sequence[tuple[Instrument, OrderSpec]], view: Purse
) -> Decimal | None:
    """What a rebalance would cost in fees and slippage, where that is more than it is worth; else None."""
    slip = view.slippage
    cost = sum(
        (spec.qty * view.price(market.id) * (market.fees.taker + slip) * w.parts for market, spec in sold),
        ZERO,
    )
    cost += sum((-over * (market.fees.taker + slip) for market, over in w.legs if over < 0), ZERO)
    turnover = sum((abs(over) for _, over in w.legs), abs(w.quote_over))
    return cost if 2 * cost > p.cost_guard * turnover else None
