"""Seeded scenarios for the futures grid, and the hand-worked cases (`VECTORS`).

Only integers and `random.Random(seed)` are used, so that a seed means the same scenario on every machine.
`futures_scenario(seed)` returns the arguments of `run`: (params, candles, interval_ns, market, funding,
tiers, rule, slippage). Each is valid, and never goes beyond the rule of margin (reading 7 of
`futures_grid.py`).
"""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from typing import Any

from tests.support.reference.arithmetic import ZERO, ceil_quotient, ceil_to, exact_context, floor_to
from tests.support.reference.futures_grid import CENT, Candle, FuturesGrid
from tests.support.reference.futures_position import RULES
from tests.support.reference.futures_vectors import VECTORS, Vector
from tests.support.reference.scenarios import FINE, MARKETS, random_candles, random_range

__all__ = ["VECTORS", "FuturesScenario", "Vector", "futures_scenario"]

FuturesScenario = tuple[
    dict[str, Any],
    list[Candle],
    int,
    dict[str, Any],
    list[tuple[Any, ...]],
    list[tuple[Any, ...]],
    str,
    Decimal,
]

FEES = ("0", "0.0002", "0.0002", "0.0005", "0.00055", "0.0001234")
SLIPPAGES = ("0", "0", "0.0005", "0.001", "0.00137")
LEVERAGES = (1, 2, 3, 5, 10, 20, 50)
INTERVALS_S = (60, 60, 300, 3600)
TIER_RATES = ("0.004", "0.01", "0.025", "0.05", "0.1")
FUNDING_RATES = ("0.0001", "-0.0001", "0.00037512345", "-0.0011", "0.003", "0.0075", "0.03", "-0.02")
PROFILES = ("any", "any", "stops", "liquidation", "liquidation", "entry", "aimed")  # what it leans to


def futures_market(rng: random.Random) -> tuple[dict[str, Any], int]:
    """A market and the price, in ticks, about which it trades."""
    tick, lot, about, min_notional, min_qty = rng.choice(MARKETS)
    maker = Decimal(rng.choice(FEES))
    market = {
        "tick": Decimal(tick),
        "lot": Decimal(lot),
        "min_notional": Decimal(min_notional),
        "min_qty": Decimal(min_qty),
        "fee_maker": maker,
        "fee_taker": maker + Decimal(rng.choice(FEES)),
    }
    return market, about


def futures_tiers(rng: random.Random, value: Decimal) -> list[tuple[Any, ...]]:
    """One to four tiers about the size of a position; the amounts make the maintenance margin continuous."""
    rates = sorted(Decimal(x) for x in rng.sample(TIER_RATES, rng.randint(1, 4)))
    caps = sorted(rng.sample(range(5, 130), len(rates) - 1))
    rows: list[tuple[Any, ...]] = []
    amount, before = ZERO, ZERO
    cap = ZERO
    for number, rate in enumerate(rates):
        amount += cap * (rate - before)
        before = rate
        if number < len(caps):
            cap = ceil_to(value * caps[number] / 100, Decimal(1))
            rows.append((cap, rate, amount))
        else:
            rows.append((None, rate, amount))
    return rows


def futures_funding(rng: random.Random, candles: list[Candle], interval_ms: int) -> list[tuple[Any, ...]]:
    """Rates at opens, at other points and between them, some with a mark price."""
    if rng.random() < 0.25:
        return []
    rows = []
    every = rng.choice((3, 8, 20))
    for candle in candles[rng.randint(0, 3) :: every]:
        offset = rng.choice((0, 0, 0, 5, interval_ms // 3, interval_ms // 2, 2 * interval_ms // 3))
        mark = candle[1] * rng.choice((99, 100, 101)) / 100 if rng.random() < 0.3 else None
        rows.append((candle[0] + offset, Decimal(rng.choice(FUNDING_RATES)), mark))
    return rows


def futures_params(
    rng: random.Random,
    area: dict[str, Any],
    levels: list[Decimal],
    tick: Decimal,
    interval_s: int,
    profile: str,
) -> dict[str, Any]:
    """Everything but the money and the conditions in money."""
    params = dict(area)
    d = (area["upper"] - area["lower"]) / area["grids"]
    way = params["direction"] = rng.choice(("long", "short", "neutral"))
    params["leverage"] = rng.choice(LEVERAGES)
    if profile in ("liquidation", "aimed"):
        params["leverage"] = rng.choice((5, 10, 20, 50))
    below = min(floor_to(area["lower"] - d * rng.randint(2, 40) / 10, tick), area["lower"] - tick)
    above = max(floor_to(area["upper"] + d * rng.randint(2, 40) / 10, tick), area["upper"] + tick)
    names = {
        "long": ("stop_price", "take_profit_price"),
        "short": ("take_profit_price", "stop_price"),
        "neutral": ("stop_price", "stop_price_high"),
    }[way]
    chance = 0.8 if profile == "stops" else 0.2
    if below > 0 and rng.random() < chance:
        params[names[0]] = below
    if rng.random() < chance:
        params[names[1]] = above
    if profile == "liquidation" and rng.random() < 0.5 and below > 0 and way != "short":
        params["stop_price"] = below  # a stop that a jump can pass together with the liquidation
    if profile == "liquidation" and rng.random() < 0.5 and way != "long":
        params[names[1]] = above
    if rng.random() < 0.4:
        params["hold_delay_s"] = rng.choice((0, interval_s // 3, interval_s, 2 * interval_s, 45))
    if rng.random() < (0.9 if profile == "entry" else 0.1):
        near = max(tick, floor_to(area["lower"] + d * rng.randint(1, 10 * area["grids"]) / 10, tick))
        params["entry_price"] = rng.choice([*levels, near])
        direction = rng.choice((None, "above", "below"))
        if direction:
            params["entry_direction"] = direction
    if rng.random() < 0.25:
        params["max_live_orders"] = rng.choice((1, 2, 2, 3, 4, 6, 10))
    if rng.random() < 0.4:
        params["exit"] = "keep"
    if rng.random() < 0.2:
        params["reserve"] = Decimal(rng.choice(("0", "0.05", "0.2")))
    return params


def futures_conditions(rng: random.Random, params: dict[str, Any], chance: float) -> None:
    """Stop and take profit by amount or ratio."""
    for side in ("stop", "take_profit"):
        if rng.random() >= chance:
            continue
        for kind in ("_price", "_price_high"):
            params.pop(side + kind, None)
        ratio = Decimal(rng.choice((10, 50, 100, 300)) * rng.randint(1, 99)) / 100_000
        if rng.random() < 0.5:
            params[side + "_ratio"] = ratio
        else:
            params[side + "_amount"] = max(CENT, floor_to(params["investment"] * ratio, CENT))


def investment_for(rng: random.Random, engine: FuturesGrid, size: Decimal, start: Decimal) -> Decimal:
    """Just enough money for a quantity, in cents."""
    with localcontext(exact_context()):
        carried = engine.leverage * (1 - engine.p["reserve"])
        return ceil_quotient(engine.cost(size, start), carried, CENT) + CENT * rng.randint(0, 200)


def aim(engine: FuturesGrid, size: Decimal, start: Decimal) -> Decimal | None:
    """Money with which the estimated liquidation is the price of an order that still rests there."""
    side = "sell" if engine.p["direction"] == "short" else "buy"
    levels = {engine.level(i) for i in range(engine.n + 1)}
    low = int(engine.p["investment"] * 100)
    with localcontext(exact_context()):
        for step in range(400):
            engine.p["investment"] = Decimal(low + step * max(1, low // 4000)) / 100
            if engine.estimate_on(side, size, start) in levels:
                return engine.p["investment"]
    return None


def futures_attempt(rng: random.Random, check_margin: bool = True) -> FuturesScenario | None:
    """One draw; None when the specification refuses it or leaves it undefined."""
    market, about = futures_market(rng)
    tick = market["tick"]
    area = random_range(rng, market, about)
    interval_s = rng.choice(INTERVALS_S)
    profile = rng.choice(PROFILES)
    slippage = Decimal(rng.choice(SLIPPAGES))
    fixed = {"investment": 1, "direction": "long", "leverage": 1}
    probe = FuturesGrid({**area, **fixed}, [], 1, market)
    levels = [probe.level(i) for i in range(area["grids"] + 1)]
    params = futures_params(rng, area, levels, tick, interval_s, profile)
    special = [params[k] for k in params if k.endswith(("_price", "_high")) and params[k]]
    marks = [int(x / tick) * FINE for x in levels + special]
    low, high = int(area["lower"] / tick) * FINE, int(area["upper"] / tick) * FINE
    step = max(FINE, (high - low) // area["grids"])
    beyond = 2 * step if "entry_price" in params else 0
    begin = max(FINE, rng.randint(low - beyond, high + beyond)) // FINE * FINE
    if rng.random() < 0.2:
        begin = rng.choice(marks[: area["grids"] + 1])
    leaning = "entry" if profile in ("entry", "stops", "liquidation") else "any"
    candles = random_candles(
        rng,
        (low + high) // 2,
        step,
        marks,
        interval_s * 1000,
        tick,
        begin,
        leaning,
        rng.randint(50, 130),
    )
    if profile == "liquidation" and rng.random() < 0.5:
        shift = (high - low) * rng.randint(3, 20) // 10
        crash(candles, rng.randint(2, 40), shift * rng.choice((1, -1)) // FINE * tick, tick)
    if profile == "aimed":  # straight through the whole range, to either side
        t, o, *_ = candles[0]
        if params["direction"] == "short":
            end = Decimal(2 * high - low) * tick / FINE
            candles[0] = (t, o, max(o, end), o, max(o, end))
        else:
            end = Decimal(max(FINE, 2 * low - high)) * tick / FINE
            candles[0] = (t, o, o, min(o, end), min(o, end))
    return with_money(rng, params, candles, interval_s, market, slippage, profile, check_margin)


def crash(candles: list[Candle], number: int, shift: Decimal, tick: Decimal) -> None:
    """From candle `number` on the market stands elsewhere."""
    for i in range(number, len(candles)):
        t, *prices = candles[i]
        o, high, low, c = (max(tick, price + shift) for price in prices)
        candles[i] = (t, o, high, low, c)


def with_money(
    rng: random.Random,
    params: dict[str, Any],
    candles: list[Candle],
    interval_s: int,
    market: dict[str, Any],
    slippage: Decimal,
    profile: str,
    check_margin: bool,
) -> FuturesScenario | None:
    """The rest of a draw: quantity, investment, tiers, funding; None if it cannot be used."""
    start = params.get("entry_price") or candles[0][1]
    size = market["lot"] * (rng.choice((3, 20, 150)) * rng.randint(7, 20) // 7)
    by_notional = ceil_to(2 * market["min_notional"] / params["lower"], market["lot"])
    size = ceil_to(max(size, by_notional, 2 * market["min_qty"]), market["lot"])
    probe = FuturesGrid({**params, "investment": 1}, candles, 1, market, slippage=slippage)
    with localcontext(exact_context()):
        try:
            worst = probe.worst_and_fees(size, start)[0]
        except StopIteration:  # a start outside the range
            return None
        params["investment"] = investment_for(rng, probe, size, start)
        tiers = futures_tiers(rng, worst)
    rule = rng.choice((*RULES, "binance", "binance"))
    if profile == "aimed":
        params["order_qty"] = size
        money = aim(FuturesGrid(params, candles, 1, market, (), tiers, rule, slippage), size, start)
        if money is None:
            return None
        params["investment"] = money
    elif rng.random() < 0.5:
        params["order_qty"] = size
        more = rng.randint(100, 130) if profile == "liquidation" else rng.randint(100, 300)
        params["investment"] = ceil_to(params["investment"] * more / 100, CENT)
    with localcontext(exact_context()):
        futures_conditions(rng, params, 0.5 if profile == "stops" else 0.15)
    funding = futures_funding(rng, candles, interval_s * 1000)
    scenario = (params, candles, interval_s * 1_000_000_000, market, funding, tiers, rule, slippage)
    engine = FuturesGrid(*scenario)
    try:
        result = engine.run()
    except ValueError:
        return None
    if check_margin and engine.lowest_free_margin is not None and engine.lowest_free_margin < 0:
        return None
    if len(result["fills"]) < 4 and rng.random() < 0.9:
        return None
    return scenario


def futures_scenario(seed: int) -> FuturesScenario:
    """The scenario of a seed."""
    rng = random.Random(f"futures {seed}")
    while True:
        drawn = futures_attempt(rng)
        if drawn is not None:
            return drawn
