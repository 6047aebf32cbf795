"""Seeded scenarios for the spot grid: candle series with every awkward shape, and parameters that fit them.

Only integers and `random.Random(seed)` are used, so that a seed means the same scenario on every machine.
`scenario(seed)` returns (params, candles, interval_ns, market), valid and paid for at every moment.
`stops_scenario(seed)` has the same form, with stop and take profit by amount or ratio.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

from tests.support.reference.spot_grid import FEE_STEP, Candle, SpotGrid, ceil_to, exact_context, floor_to

Scenario = tuple[dict[str, Any], list[Candle], int, dict[str, Any]]

# tick, lot, about the price in ticks, min_notional, min_qty
MARKETS = (
    ("0.01", "0.00001", 6_000_000, "5", "0.00001"),
    ("0.01", "0.001", 14_600, "5", "0.001"),
    ("0.5", "0.0001", 240, "1", "0.001"),
    ("0.00001", "1", 11_000, "1", "1"),
    ("0.001", "0.01", 30_000, "10", "0.01"),
    ("0.1", "0.00000001", 250_000, "5", "0.00001"),
)
EXACT_GEOMETRIC = ((27, 64, 3), (100, 800, 3), (64, 729, 6), (1, 1024, 10), (16, 81, 4))
FEES = ("0", "0.0002", "0.00075", "0.0008", "0.001", "0.001", "0.002")
SLIPPAGES = ("0", "0", "0.0005", "0.001", "0.00137")
INTERVALS_S = (20, 60, 60, 60, 300, 3600)
PROFILES = ("any", "any", "trailing", "entry", "stops")  # what a scenario leans to
DAY_S = 86_400
FINE = 10  # candle prices may lie on tenths of a tick


def random_market(rng: random.Random) -> tuple[dict[str, Any], int]:
    """A market and the price, in ticks, about which it trades."""
    tick, lot, about, min_notional, min_qty = rng.choice(MARKETS)
    maker = Decimal(rng.choice(FEES))
    taker = maker if rng.random() < 0.3 else maker + Decimal(rng.choice(FEES))
    market = {
        "tick": Decimal(tick),
        "lot": Decimal(lot),
        "min_notional": Decimal(min_notional),
        "min_qty": Decimal(min_qty),
        "fee_maker": maker,
        "fee_taker": taker,
        "fee_asset": rng.choice(("quote", "base")),
        "slippage": Decimal(rng.choice(SLIPPAGES)),
        "base_asset": "COIN",
        "quote_asset": "CASH",
    }
    return market, about


def random_range(rng: random.Random, market: dict[str, Any], about: int) -> dict[str, Any]:
    """lower, upper, grids and spacing round the usual price."""
    tick = market["tick"]
    if rng.random() < 0.12:
        low, high, n = rng.choice(EXACT_GEOMETRIC)
        scale = max(1, about // ((low + high) // 2))
        low, high, spacing = low * scale, high * scale, "geometric"
    else:
        n = rng.choice((2, 3, 5, 8, 11, 16, 22, 31))
        width = max(n + 1, about * rng.randint(5, 40) // 100)
        low = max(2, about - width * rng.randint(20, 80) // 100)
        high, spacing = low + width, rng.choice(("arithmetic", "geometric"))
        if rng.random() < 0.3:
            high = low + n * max(1, width // n)
    return {"lower": low * tick, "upper": high * tick, "grids": n, "spacing": spacing}


def random_candles(
    rng: random.Random,
    middle: int,
    step: int,
    marks: list[int],
    interval_ms: int,
    tick: Decimal,
    start: int,
    profile: str,
    count: int | None = None,
) -> list[Candle]:
    """A series in tenths of a tick: gaps, missing and flat candles, wicks, prices on `marks`, regimes."""
    unit = tick / FINE
    off_tick = rng.random() < 0.25
    floor = FINE
    spread = max(2 * FINE, step * rng.choice((20, 40, 80, 150)) // 100)
    snap_chance = rng.choice((5, 15, 40))
    leap_chance = 0.25 if profile in ("entry", "stops") else 0.12
    regimes = ("revert", "revert", "up", "down", "wild") + ("pump", "up") * (profile == "trailing")

    def clean(value: int, snap: bool = True) -> int:
        value = max(floor, value)
        if snap and marks and rng.randrange(100) < snap_chance:
            return min(marks, key=lambda x: (abs(x - value), x))
        return value if off_tick else max(floor, value // FINE * FINE)

    def move(size: int) -> int:
        return rng.randint(-size, size)

    candles: list[Candle] = []
    t = 1_700_000_000_000 // interval_ms * interval_ms
    close, regime = start, "revert"
    for number in range(rng.randint(150, 400) if count is None else count):
        if number % 50 == 0:
            regime = rng.choice(regimes)
        o = close
        if number and rng.random() < 0.45:
            o = clean(close + move(spread * (6 if rng.random() < leap_chance else 1)))
        pull = (middle - o) // 25
        drift = {"revert": pull, "up": spread // 4, "down": -spread // 4, "wild": 0, "pump": 0}[regime]
        if regime == "pump" and rng.random() < 0.2:
            drift = step * rng.randint(1, 4)
        c = clean(o + drift + move(spread * (3 if regime == "wild" else 1)))
        shape = rng.random()
        if shape < 0.05:
            c = o
            high = low = o
        elif shape < 0.10:
            high, low = max(o, c), min(o, c)
        else:
            if shape < 0.15:
                c = o
            up, down = abs(move(spread)), abs(move(spread))
            if rng.random() < 0.04:
                up, down = up * rng.choice((1, 6)), down * rng.choice((1, 6))
            high, low = clean(max(o, c) + up), clean(min(o, c) - down)
            high, low = max(high, o, c), min(low, o, c)
        if number and rng.random() < 0.05:
            t += interval_ms * rng.randint(1, 10)
        candles.append((t, o * unit, high * unit, low * unit, c * unit))
        t += interval_ms
        close = c
    return candles


def random_params(
    rng: random.Random,
    area: dict[str, Any],
    market: dict[str, Any],
    levels: list[Decimal],
    interval_s: int,
    profile: str,
) -> dict[str, Any]:
    """Everything but the money: options and watched prices round the range."""
    params = dict(area)
    tick, d = market["tick"], (area["upper"] - area["lower"]) / area["grids"]

    def near(price: Decimal, steps_in_tenths: int) -> Decimal:
        return max(tick, floor_to(price + d * steps_in_tenths / 10, tick))

    params["qty_mode"] = rng.choice(("equal_base", "equal_quote"))
    params["exit"] = rng.choice(("keep", "sell"))
    stops = {"stops": 0.8, "trailing": 0.15}.get(profile, 0.25)
    if rng.random() < stops:
        params["stop_price"] = min(near(area["lower"], -rng.randint(2, 30)), area["lower"] - tick)
        if params["stop_price"] <= 0:
            del params["stop_price"]
    if rng.random() < stops:
        params["take_profit_price"] = max(near(area["upper"], rng.randint(2, 40)), area["upper"] + tick)
    if rng.random() < 0.5:
        params["hold_delay_s"] = rng.choice(
            (0, interval_s // 4, interval_s // 3, interval_s, 2 * interval_s, 60)
        )
    if rng.random() < (0.9 if profile == "entry" else 0.1):
        params["entry_price"] = rng.choice(levels + [near(area["lower"], rng.randint(1, 10 * area["grids"]))])
        way = rng.choice((None, "above", "below"))
        if way:
            params["entry_direction"] = way
    if rng.random() < (0.95 if profile == "trailing" else 0.3):
        params["trailing_up"] = True
        if rng.random() < 0.45:
            params["trailing_up_cap"] = near(area["upper"], rng.choice((10, 20, 25, 30, 50, 100)))
        if rng.random() < 0.6:
            params["pump_guard_steps"] = rng.choice((1, 1, 2, 3))
    if rng.random() < 0.35:
        params["trailing_down"] = True
    if rng.random() < 0.25:
        params["max_live_orders"] = rng.choice((1, 2, 2, 3, 4, 6, 10))
    return params


def add_money(
    rng: random.Random, params: dict[str, Any], candles: list[Candle], market: dict[str, Any]
) -> None:
    """investment, base_qty and order_qty, so that the quantity is a few lots or very many of them."""
    start = params.get("entry_price") or candles[0][1]
    lots = rng.choice((3, 20, 150)) if market["fee_asset"] == "quote" else rng.choice((150, 2_000))
    size = market["lot"] * (lots * rng.randint(7, 20) // 7)
    by_notional = ceil_to(2 * market["min_notional"] / params["lower"], market["lot"])
    size = max(size, by_notional, 2 * market["min_qty"])
    size = ceil_to(size, market["lot"])
    if params["qty_mode"] == "equal_quote":
        size = ceil_to(size * params["upper"], market["tick"])
    probe = SpotGrid({**params, "investment": 1}, candles, 1, market)
    with localcontext(exact_context()):
        if rng.random() < 0.25:
            need = probe.opening_qty(size, probe.vacant_for(start))
            whole = floor_to(need * rng.choice((30, 70, 100, 160)) / 100, market["lot"])
            params["base_qty"] = whole + floor_to(market["lot"] * rng.choice((0, 0, 1)) / 4, FEE_STEP)
        probe = SpotGrid({**params, "investment": 1}, candles, 1, market)
        cost = probe.cost(size, start) + market["tick"] * rng.randint(0, 500)
        params["investment"] = ceil_to(cost * 1010102 / 1000000, market["tick"])
    if rng.random() < 0.45:
        params["order_qty"] = size
        params["investment"] = ceil_to(params["investment"] * rng.randint(100, 220) / 100, market["tick"])


def attempt(rng: random.Random) -> Scenario | None:
    """One draw; None when the specification refuses it or leaves it undefined."""
    market, about = random_market(rng)
    area = random_range(rng, market, about)
    interval_s = rng.choice(INTERVALS_S)
    profile = rng.choice(PROFILES)
    probe = SpotGrid({**area, "investment": 1}, [], 1, market)
    tick = market["tick"]
    levels = [probe.level(i) for i in range(area["grids"] + 1)]
    params = random_params(rng, area, market, levels, interval_s, profile)
    special = [
        params[k]
        for k in ("stop_price", "take_profit_price", "entry_price", "trailing_up_cap")
        if k in params
    ]
    marks = [int(x / tick) * FINE for x in levels + special]
    low, high = int(area["lower"] / tick) * FINE, int(area["upper"] / tick) * FINE
    step = max(FINE, (high - low) // area["grids"])
    beyond = 2 * step if "entry_price" in params else 0
    start = max(FINE, rng.randint(low - beyond, high + beyond)) // FINE * FINE
    if rng.random() < 0.2:
        start = rng.choice(marks[: area["grids"] + 1])
    candles = random_candles(rng, (low + high) // 2, step, marks, interval_s * 1000, tick, start, profile)
    interval_ns = interval_s * 1_000_000_000
    try:
        add_money(rng, params, candles, market)
        result = paid_run(params, candles, interval_ns, market)
    except ValueError:
        return None
    if result is None or (len(result["fills"]) < 4 and rng.random() < 0.9):
        return None
    return params, candles, interval_ns, market


def paid_run(
    params: dict[str, Any], candles: list[Candle], interval_ns: int, market: dict[str, Any]
) -> dict[str, Any] | None:
    """The result of the reference; None when the run ever owed more than it had."""
    engine = SpotGrid(params, candles, interval_ns, market)
    result = engine.run()
    if result["state"] != "waiting" and (engine.lowest_free_quote < 0 or engine.lowest_free_base < 0):
        return None
    return result


def add_conditions(rng: random.Random, params: dict[str, Any], tick: Decimal) -> None:
    """Each side anew: a third by amount, a third by ratio, a third as it was; small ones more often."""
    for side in ("stop", "take_profit"):
        kind = rng.choice(("amount", "ratio", "as it was"))
        if kind == "as it was":
            continue
        params.pop(side + "_price", None)
        ratio = Decimal(rng.choice((1, 20, 50, 100, 200)) * rng.randint(1, 99)) / 100_000
        if kind == "ratio":
            params[side + "_ratio"] = ratio
        else:
            step = rng.choice((tick, 3 * tick, FEE_STEP))
            params[side + "_amount"] = max(step, floor_to(params["investment"] * ratio, step))


def stops_attempt(rng: random.Random) -> Scenario | None:
    """One draw with stop or take profit by amount or ratio; None when nothing would be seen of it."""
    drawn = attempt(rng)
    if drawn is None:
        return None
    params, candles, interval_ns, market = drawn
    params = dict(params)
    with localcontext(exact_context()):
        add_conditions(rng, params, market["tick"])
    if rng.random() < 0.3:
        interval_s = interval_ns // 1_000_000_000
        params["hold_delay_s"] = rng.choice((interval_s // 3, interval_s, 4 * interval_s))
    try:
        result = paid_run(params, candles, interval_ns, market)
    except ValueError:  # a start that would end at once
        return None
    if result is None or (result["stop_reason"] is None and rng.random() < 0.5):
        return None
    return params, candles, interval_ns, market


def first_drawn(rng: random.Random, draw: Callable[[random.Random], Scenario | None]) -> Scenario:
    """The first draw that is one."""
    while True:
        drawn = draw(rng)
        if drawn is not None:
            return drawn


def scenario(seed: int) -> Scenario:
    """The scenario of a seed: (params, candles, interval_ns, market)."""
    return first_drawn(random.Random(seed), attempt)


def stops_scenario(seed: int) -> Scenario:
    """A scenario whose stop and take profit are mostly given by amount or ratio."""
    return first_drawn(random.Random(f"stops {seed}"), stops_attempt)
