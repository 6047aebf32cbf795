"""A validator and a search that answer at once, for the wizard's tests. Figures are plausible, not exact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from finbyte_desktop.services.kinds.spot_grid import SpotGridKind
from finbyte_desktop.services.ports import (
    Candidate,
    FieldProblem,
    FieldSpec,
    Market,
    Preflight,
    QuickBacktest,
    SearchResult,
    Stands,
)
from tests.ui import desk_data as data

D = Decimal
FIELDS: tuple[FieldSpec, ...] = tuple(
    FieldSpec(name, label, kind, text, required, default, choices, name in SpotGridKind.editable)
    for name, label, kind, text, required, default, choices in (
        ("lower", "Lower price", "price", "The lowest buy order stands here.", True, None, ()),
        ("upper", "Upper price", "price", "The highest sell order stands here.", True, None, ()),
        ("grids", "Grids", "count", "Into how many steps the range is divided.", True, None, ()),
        (
            "spacing",
            "Spacing",
            "choice",
            "Equal steps in price or in percent.",
            False,
            "arithmetic",
            ("arithmetic", "geometric"),
        ),
        (
            "qty_mode",
            "Quantity",
            "choice",
            "The same coins or the same money at every level.",
            False,
            "equal_base",
            ("equal_base", "equal_quote"),
        ),
        ("investment", "Investment", "amount", "Money that the bot may use.", True, None, ()),
        ("base_qty", "Own coins", "qty", "Coins that you add to the investment.", False, "0", ()),
        ("entry_price", "Entry price", "price", "The bot starts at this price.", False, None, ()),
        ("entry_direction", "Entry direction", "choice", "Above or below.", False, None, ("above", "below")),
        ("stop_price", "Stop price", "price", "Everything is cancelled here.", False, None, ()),
        ("take_profit_price", "Take profit price", "price", "Everything is cancelled here.", False, None, ()),
        ("stop_amount", "Stop at a loss", "amount", "Lost this much.", False, None, ()),
        ("stop_ratio", "Stop at a loss in percent", "ratio", "Lost this part.", False, None, ()),
        ("take_profit_amount", "Take a profit", "amount", "Earned this much.", False, None, ()),
        ("take_profit_ratio", "Take a profit in percent", "ratio", "Earned this part.", False, None, ()),
        ("hold_delay_s", "Hold delay", "seconds", "How long it must stay true.", False, 0, ()),
        ("exit", "At the end", "choice", "Keep or sell the coins.", False, "keep", ("keep", "sell")),
        ("trailing_up", "Trailing up", "flag", "The range follows a rising price.", False, False, ()),
        ("trailing_up_cap", "Trailing up to", "price", "Never above this.", False, None, ()),
        ("trailing_down", "Trailing down", "flag", "The range follows a falling price.", False, False, ()),
        ("pump_guard_steps", "Pump guard", "count", "Steps within a minute.", False, None, ()),
        ("max_live_orders", "Live orders", "count", "Only the nearest rest.", False, None, ()),
    )
)


def _number(params: Mapping[str, Any], name: str) -> Decimal | None:
    value = params.get(name)
    if value is None:
        return None
    try:
        return D(str(value))
    except InvalidOperation:
        return None


def check(market: Market, params: Mapping[str, Any], free: Decimal, free_base: Decimal) -> Preflight:
    """The same answers in shape as the real validator's."""
    price = market.last or D(1)
    problems: list[FieldProblem] = []
    numbers = {name: _number(params, name) for name in ("lower", "upper", "grids", "investment")}
    for name, value in numbers.items():
        if value is None:
            problems.append(FieldProblem(name, "missing", "Needed.", None, None))
    low, high, grids, investment = numbers.values()
    if low is not None and high is not None and low >= high:
        problems.append(FieldProblem("upper", "range_reversed", "Reversed.", None, None))
        low = None
    if low is None or high is None or grids is None or investment is None or grids < 2:
        if grids is not None and grids < 2:
            problems.append(FieldProblem("grids", "out_of_bounds", "2 to 200.", "2 - 200", "2"))
        return _empty(market, problems)
    if not low <= price <= high:
        field = "lower" if price < low else "upper"
        problems.append(FieldProblem(field, "price_outside", "Outside.", None, str(price)))
    step = (high - low) / grids
    net_low = (high * (1 - data.FEE)) / (high - step) - (1 + data.FEE)
    net_high = ((low + step) * (1 - data.FEE)) / low - (1 + data.FEE)
    most = int((high - low) / (high * data.FEE * 2)) - 1
    if net_low <= 0:
        problems.append(FieldProblem("grids", "net_profit", "Loses.", f"2 - {most}", str(most)))
    for name, wrong, feasible, fix in (
        ("stop_price", lambda v: v >= low, f"{market.tick} - {low - market.tick}", low - market.tick),
        ("take_profit_price", lambda v: v <= high, f"from {high + market.tick}", high + market.tick),
        ("trailing_up_cap", lambda v: v < high, f"from {high}", high),
        ("entry_price", lambda v: not low <= v <= high, f"{low} - {high}", low),
    ):
        value = _number(params, name)
        if value is not None and wrong(value):
            code = {
                "stop_price": "stop_inside",
                "take_profit_price": "take_profit_inside",
                "trailing_up_cap": "cap_below_upper",
                "entry_price": "entry_outside",
            }[name]
            problems.append(FieldProblem(name, code, "Not feasible.", feasible, str(fix)))
    problems += _money_problems(params, investment)
    minimum = (D("5.25") * (grids + 1) * high / low).quantize(D("0.01"))
    if investment < minimum:
        problems.append(
            FieldProblem("investment", "min_investment", "Too little.", f"{minimum} - {free}", str(minimum))
        )
    if investment > free:
        problems.append(
            FieldProblem("investment", "insufficient_funds", "Too much.", f"{minimum} - {free}", str(free))
        )
    own = _number(params, "base_qty") or D(0)
    if own > free_base:
        feasible = f"0 - {free_base}"
        problems.append(FieldProblem("base_qty", "insufficient_funds", "Much.", feasible, str(free_base)))
    warnings = []
    if high > price * 10:
        warnings.append(FieldProblem("upper", "upper_high", "High.", str(int(high / price)), None))
    qty = (investment * D("0.98") / (grids * price)).quantize(market.lot)
    opening, buys, sells, vacant = data.planned(market, low, high, int(grids), qty)
    fee = opening.cost * data.FEE
    held = sum((order.cost for order in buys), D(0))
    # a buy's fee in coins, and what is sold is a lot less
    dust = market.lot - qty * data.FEE % market.lot if market.fee_asset == "base" else D(0)
    stands = stands_at(market, params, investment)
    stop, target = stands.stop, stands.take_profit
    loss = None if stop is None else -(investment * (1 - stop / price) * D("0.6")).quantize(D("0.01"))
    return Preflight(
        not problems,
        problems,
        {},
        price,
        [low + step * n for n in range(int(grids) + 1)],
        vacant,
        step,
        net_low,
        net_high,
        qty,
        minimum,
        most,
        opening,
        fee,
        price * D("1.0005"),
        buys,
        sells,
        held,
        investment - opening.cost - fee - held,
        min((o.cost for o in buys), default=None),
        qty * low * net_low,
        qty * high * net_high,
        loss,
        stop,
        target,
        4,
        200,
        14,
        warnings,
        D("0.005"),
        stands.stop_in_fall,
        stands.take_profit_in_rise,
        investment * D("0.06"),
        min(own, qty * len(sells)),
        (),
        dust,
        dust,
        dust * price,
    )


def stands_at(market: Market, params: Mapping[str, Any], investment: Decimal) -> Stands:
    """Stop and take profit as prices, as if half of the investment stood in coins; a straight move that fills
    levels reaches them a little earlier, and later for a profit.
    """
    price = market.last or D(1)
    found: list[Decimal | None] = []
    for key, sign in (("stop", -1), ("take_profit", 1)):
        amount, ratio = _number(params, f"{key}_amount"), _number(params, f"{key}_ratio")
        at = _number(params, f"{key}_price")
        part = amount / investment if amount is not None else ratio
        if at is None and part is not None:
            at = (price * (1 + sign * 2 * part) / market.tick).to_integral_value() * market.tick
        found.append(at if at is not None and at > 0 else None)
    straight = [
        None if at is None or _number(params, f"{key}_price") is not None else at + 900
        for key, at in zip(("stop", "take_profit"), found, strict=True)
    ]
    return Stands(True, found[0], found[1], straight[0], straight[1])


def _money_problems(params: Mapping[str, Any], investment: Decimal) -> list[FieldProblem]:
    problems = []
    for key in ("stop", "take_profit"):
        given = [f"{key}_{kind}" for kind in ("price", "amount", "ratio") if f"{key}_{kind}" in params]
        if len(given) > 1:
            problems.append(FieldProblem(given[-1], "two_conditions", "Only one.", None, ""))
    amount, ratio = _number(params, "stop_amount"), _number(params, "stop_ratio")
    if amount is not None and amount > investment:
        text = f"up to {investment}"
        problems.append(FieldProblem("stop_amount", "stop_amount_too_large", "Much.", text, str(investment)))
    if ratio is not None and not 0 < ratio <= 1:
        problems.append(FieldProblem("stop_ratio", "out_of_bounds", "Bounds.", "above 0 to 1", None))
    return problems


def _empty(market: Market, problems: list[FieldProblem]) -> Preflight:
    none: list[Any] = [None] * 9
    return Preflight(
        False,
        problems,
        {},
        market.last,
        (),
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        *none[:3],
        (),
        (),
        *none[3:9],
        None,
        None,
        None,
        200,
        14,
    )


def seven_days(days: int) -> QuickBacktest:
    days = min(days, 200)  # what this desk has loaded
    count = days * 24
    total = data.series(6, count, 126.13, 90)
    grid = np.linspace(0, 20.04, count)
    points = [(data.NOW - (count - 1 - i) * data.HOUR, total[i], float(grid[i])) for i in range(count)]
    return QuickBacktest(
        days, D("126.13"), D("20.04"), 50, D("0.035"), points, "touch", points[0][0], data.NOW
    )


def search(market: Market, days: int) -> SearchResult:
    """Four candidates from robust to overfitted."""
    last = market.last or D(1)
    rows = (
        ("wide", "0.88", "1.10", 24, "0.0231", "0.0260", None, "0.0475", "7.0", "0.99", 95),
        ("moderate", "0.90", "1.08", 30, "0.0246", "0.0220", "0.104", "0.0472", "12.7", "0.86", 86),
        ("narrow", "0.92", "1.06", 24, "0.0291", "0.0158", "0.458", "0.0478", "7.9", "0.53", 58),
        ("narrowest", "0.95", "1.05", 20, "0.0358", "0.0112", "0.687", "0.0577", "6.2", "0.27", 38),
    )
    found = []
    for seed, (name, low, high, grids, inside, outside, haircut, down, fills, share, fit) in enumerate(rows):
        step = D(10) ** (last.adjusted() - 2)
        lower = (last * D(low) / step).to_integral_value() * step
        upper = (last * D(high) / step).to_integral_value() * step
        count = 9 * 24
        total = data.series(seed + 2, count, float(D(outside) * 2400), 60)
        grid = np.linspace(0, float(D(outside)) * 900, count)
        unseen = [(data.NOW - (count - 1 - i) * data.HOUR, total[i], float(grid[i])) for i in range(count)]
        found.append(
            Candidate(
                name,
                {"lower": str(lower), "upper": str(upper), "grids": grids, "spacing": "arithmetic"},
                lower,
                upper,
                grids,
                D(inside),
                D(outside),
                None if haircut is None else D(haircut),
                D(down),
                D(fills),
                D(share),
                fit,
                (D("0.5"), D("0.3"), D("0.15")),
                unseen,
            )
        )
    start = data.NOW - days * data.DAY
    return SearchResult(days, start, start + days * 7 // 10 * data.DAY, data.NOW, 1_240, found, "")
