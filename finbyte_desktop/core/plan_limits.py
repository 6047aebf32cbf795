"""What a bot's opening plan would break of the account's limits, told before it is created.

It only reads; what counts is what `core.restraint` says of each order when it is about to leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.passing import LIMIT_MARKET, LIMIT_NOTIONAL
from finbyte_desktop.core.restraint import HALT, REDUCE, Exceeded
from finbyte_desktop.core.risk import TIERS
from finbyte_desktop.core.slots import BotRecord

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel


OF_A_MARKET = frozenset(
    {LIMIT_MARKET, "limit_price_band", "limit_open_orders_a_market", "limit_exposure_a_market"}
)


class OpeningPlan(NamedTuple):
    """What a bot does at its start, money in the market's quote asset.

    Attributes:
        orders: all that are sent, the purchase at the start among them.
        resting: those that are open together, at most.
        largest: the value of the largest order.
        invested: the value of the coins that the bot holds or buys at the start and of what rests to buy.
        worst: the price up to which the purchase at the start may go; None without one.
    """

    orders: int
    resting: int
    largest: Decimal
    invested: Decimal
    worst: Decimal | None = None


def plan_breaks(kernel: Kernel, instrument: Instrument, plan: OpeningPlan) -> Sequence[Exceeded]:
    """Every limit that the plan would break together with what is there, in the order of the settings.
    Nothing where nobody keeps limits.
    """
    limits, market = kernel.limits, instrument.id
    if not limits.version:
        return ()
    found: list[Exceeded] = []
    if limits.markets is not None and market not in limits.markets:
        found.append(Exceeded(LIMIT_MARKET, market, ", ".join(limits.markets)))
    last = kernel.last.get(market)
    if limits.price_band is not None and plan.worst is not None and last is not None:
        bound = last * (1 + limits.price_band)
        if plan.worst > bound:
            found.append(Exceeded("limit_price_band", plan.worst, bound))
    if limits.max_orders_a_minute is not None and plan.orders > limits.max_orders_a_minute:
        found.append(Exceeded("limit_order_rate", plan.orders, limits.max_orders_a_minute))
    found += _counts(kernel, market, plan)
    found += _amounts(kernel, instrument, plan)
    for kind in TIERS:
        tier, steps = kernel.restraint.tiers.get((kind, instrument.quote)), getattr(limits, kind)
        reached = steps.halt if tier == HALT else steps.reduce if tier == REDUCE else None
        if reached is not None:
            found.append(Exceeded(f"limit_{kind}", reached, reached))
    return found


def basket_breaks(
    kernel: Kernel, plan: OpeningPlan, parts: Mapping[str, OpeningPlan], first: Instrument
) -> Sequence[Exceeded]:
    """The same of a bot that trades several markets: `plan` is all of it, `parts` what of it is on each, and
    `first` is one of them. A limit that several markets break is told once, of the first of them.
    """
    rows = [row for row in plan_breaks(kernel, first, plan) if row.code not in OF_A_MARKET]
    told: dict[str, Exceeded] = {}
    for name, part in parts.items():
        for row in plan_breaks(kernel, kernel.instruments[name], part):
            if row.code in OF_A_MARKET:
                told.setdefault(row.code, row)
    return [*rows, *told.values()]


def _counts(kernel: Kernel, market: str, plan: OpeningPlan) -> list[Exceeded]:
    limits, unclaimed = kernel.limits, kernel.late.unclaimed.values()
    here = sum(owner.instrument.id == market for owner, _ in kernel.orders.values())
    here += sum(found.instrument == market for found in unclaimed)
    rows = (
        ("limit_open_orders", len(kernel.orders) + len(unclaimed), limits.max_open_orders),
        ("limit_open_orders_a_bot", 0, limits.max_open_orders_a_bot),
        ("limit_open_orders_a_market", here, limits.max_open_orders_a_market),
    )
    return [
        Exceeded(code, there + plan.resting, bound)
        for code, there, bound in rows
        if bound is not None and there + plan.resting > bound
    ]


def _amounts(kernel: Kernel, instrument: Instrument, plan: OpeningPlan) -> list[Exceeded]:
    limits, restraint, market = kernel.limits, kernel.restraint, instrument.id
    rows: tuple[tuple[str, Decimal | None, list[BotRecord]], ...] = (
        ("limit_exposure", limits.max_exposure, list(kernel.bots.values())),
        ("limit_exposure_a_bot", limits.max_exposure_a_bot, []),
        (
            "limit_exposure_a_market",
            limits.max_exposure_a_market,
            [record for record in kernel.bots.values() if record.instrument.id == market],
        ),
    )
    if limits.max_order_notional is None and all(bound is None for _, bound, _ in rows):
        return []
    largest = restraint.money(plan.largest, instrument.quote)
    invested = restraint.money(plan.invested, instrument.quote)
    if largest is None or invested is None:
        return [Exceeded("limit_no_rate", instrument.quote, limits.currency)]
    found = []
    if limits.max_order_notional is not None and largest > limits.max_order_notional:
        found.append(Exceeded(LIMIT_NOTIONAL, largest, limits.max_order_notional))
    for code, bound, others in rows:
        held = [restraint.exposure(record) for record in others] if bound is not None else []
        total = invested + sum((value for value in held if value is not None), ZERO)
        if bound is not None and total > bound:
            found.append(Exceeded(code, total, bound))
    return found
