"""Seeded scenarios for both DCA forms: candle series with every awkward shape, and parameters that fit them.

Only integers and `random.Random` are used, so that a seed means the same scenario on every machine.
`safety_scenario(seed)` and `recurring_scenario(seed)` return (params, candles, interval_ns, market), valid and
inside the specification (see `OUTSIDE`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

from tests.support.reference.arithmetic import NS_PER_MS, NS_PER_S, exact_context, floor_to
from tests.support.reference.dca_path import Candle, CandleBot
from tests.support.reference.dca_recurring import Recurring
from tests.support.reference.dca_safety import SafetyOrders
from tests.support.reference.dca_schedule import HOURS, WEEKDAYS, Schedule
from tests.support.reference.scenarios import FINE, random_candles, random_market

Scenario = tuple[dict[str, Any], list[Candle], int, dict[str, Any]]

OUTSIDE = {"order below the minimum", "minimum at the edge", "not paid for"}  # left open by the specification
PER_MILLE = Decimal("0.001")
RESERVES = ("0.01", "0.01", "0.01", "0", "0.05", "0.2")
# zone, a time near which its clocks change (or a month ends), at such a time of day
CLOCKS = (
    ("Europe/Berlin", "2024-03-28", ("02:30", "02:00", "03:00", "01:59")),
    ("Europe/Berlin", "2024-10-24", ("02:30", "02:00", "03:00", "00:15")),
    ("America/New_York", "2024-03-07", ("02:30", "02:00", "02:01", "16:00")),
    ("America/New_York", "2024-11-01", ("01:30", "01:00", "02:00")),
    ("Australia/Lord_Howe", "2024-10-03", ("02:15", "02:00", "02:30")),
    ("Australia/Lord_Howe", "2024-04-04", ("01:45", "01:30", "02:00")),
    ("America/Santiago", "2024-09-05", ("00:00", "00:30", "23:30")),
    ("Africa/Cairo", "2024-04-24", ("00:00", "00:59", "01:00")),
    ("Pacific/Apia", "2011-12-27", ("00:00", "09:30")),
    ("Asia/Kathmandu", "2024-02-26", ("00:00", "05:45", "23:59")),
    ("UTC", "2024-01-29", ("00:00", "08:00", "12:20")),
    ("UTC", "2023-02-25", ("00:00", "23:59", "06:40")),
    ("Asia/Tokyo", "2024-12-29", ("00:00", "09:00", "21:00")),
)
SMALLER = {"hour": 900, "4_hours": 3600, "12_hours": 3600, "day": 3600 * 4, "week": 43_200}
SMALLER |= {"2_weeks": 86_400, "month": 86_400}


def chance(rng: random.Random, percent: int) -> bool:
    """True in that many of a hundred draws."""
    return rng.randrange(100) < percent


def market_for(rng: random.Random) -> tuple[dict[str, Any], int]:
    """A market and its price in ticks; one in four has tiny minimums."""
    market, about = random_market(rng)
    if chance(rng, 25):
        market["min_notional"] = Decimal(rng.choice((0, 1))) * market["tick"]
        market["min_qty"] = market["lot"]
    return market, about


def amount_for(rng: random.Random, market: dict[str, Any], about: int, least: int) -> Decimal:
    """A quote amount: often round, at least `least` tenths of what the market takes."""
    price = about * market["tick"]
    smallest = max(market["min_notional"], market["min_qty"] * price, market["lot"] * price)
    size = smallest * least * rng.choice((10, 11, 13, 30, 100, 977)) / 100
    return max(Decimal("0.01"), floor_to(size, Decimal(rng.choice(("0.01", "0.01", "1")))))


def series(
    rng: random.Random,
    market: dict[str, Any],
    about: int,
    step_per_mille: int,
    marks: list[Decimal],
    interval_s: int,
    count: int,
) -> list[Candle]:
    """Candles round the usual price whose steps are a part of it; some stand exactly on `marks`."""
    middle = about * FINE
    step = max(FINE, middle * step_per_mille // 1000)
    start = max(FINE, middle + step * rng.randint(-2, 2)) // FINE * FINE
    fine = [int(x / market["tick"]) * FINE for x in marks]
    profile = rng.choice(("any", "any", "entry", "trailing"))
    tick = market["tick"]
    return random_candles(rng, middle, step, fine, interval_s * 1000, tick, start, profile, count)


def first_drawn(rng: random.Random, draw: Callable[[random.Random], Scenario | None]) -> Scenario:
    """The first draw that is one."""
    with localcontext(exact_context()):
        while True:
            drawn = draw(rng)
            if drawn is not None:
                return drawn


def accepted(engine: CandleBot) -> dict[str, Any] | None:
    """The result of a run that is inside the specification."""
    try:
        result = engine.run()
    except ValueError:
        return None
    return None if engine.flags & OUTSIDE else result


# safety orders


def ladder_params(rng: random.Random, params: dict[str, Any], base: Decimal) -> None:
    """How many safety orders, how far and how large."""
    count = params["safety_orders"] = rng.choice((0, 1, 2, 3, 3, 4, 5, 6, 8, 12, 25))
    if not count and chance(rng, 50):
        return
    params["deviation"] = PER_MILLE * rng.choice((1, 3, 5, 8, 10, 15, 20, 30))
    if count > 8:
        params["deviation"] = PER_MILLE * rng.choice((1, 2, 5))
    params["safety_order"] = floor_to(base * rng.choice((10, 15, 20, 33)) / 10, Decimal("0.01"))
    scales = ("0.8", "0.9", "1", "1.05", "1.2", "1.37", "1.5", "2")
    if chance(rng, 60):
        params["deviation_scale"] = Decimal(rng.choice(scales[: 4 if count > 8 else 8]))
    if chance(rng, 60):
        params["volume_scale"] = Decimal(rng.choice(scales[2 : 5 if count > 8 else 8]))
    if chance(rng, 50):
        params["deviation_kind"] = rng.choice(("compounding", "compounding", "cumulative"))


def closing_params(rng: random.Random, params: dict[str, Any], interval_s: int) -> None:
    """How a deal ends, and what happens then."""
    params["take_profit"] = PER_MILLE * rng.choice((2, 5, 8, 10, 15, 20, 30))
    if chance(rng, 45):
        params["take_profit_from"] = rng.choice(("base_order", "base_order", "average"))
    if chance(rng, 35):
        params["trailing"] = PER_MILLE * rng.choice((1, 2, 3, 5, 10, 30))
    if chance(rng, 40):
        params["stop_loss"] = PER_MILLE * rng.choice((5, 20, 40, 60, 100, 200, 400))
        if chance(rng, 60):
            params["stop_loss_from"] = rng.choice(("base_price", "base_price", "average"))
    if chance(rng, 50):
        thirds = rng.choice((1, 2, 3, 7, 10, 11, 30))
        params["cooldown_s"] = rng.choice((interval_s * thirds // 3, interval_s * thirds // 3, 1, 100))
    if chance(rng, 25):
        params["max_deals"] = rng.choice((1, 2, 5, 20))
    if chance(rng, 20):
        params["exit"] = "sell"
    if chance(rng, 60):
        params["reserve"] = Decimal(rng.choice(RESERVES))


def marks_of(params: dict[str, Any], market: dict[str, Any], price: Decimal) -> list[Decimal]:
    """Prices of a deal that begins at `price`: where a walk should now and then end exactly."""
    probe = SafetyOrders(params, [], 1, market)
    probe.price = price
    probe.quote = Decimal(10**12)
    probe.begin_deal()
    marks = [o.price for o in probe.orders]
    return marks + [x for x in (probe.trigger, probe.stop_price) if x is not None]


def safety_attempt(rng: random.Random) -> Scenario | None:
    """One draw of the form `safety_orders`; None when it is refused or left open."""
    market, about = market_for(rng)
    interval_s = rng.choice((20, 60, 60, 300, 3600))
    base = amount_for(rng, market, about, rng.choice((15, 15, 40)))
    params: dict[str, Any] = {"form": "safety_orders", "base_order": base}
    ladder_params(rng, params, base)
    closing_params(rng, params, interval_s)
    price = about * market["tick"]
    try:
        marks = marks_of(params, market, price)
    except ValueError:
        return None
    if chance(rng, 22):
        offset = rng.choice((-20, -8, -3, 3, 8, 20))
        params["entry_price"] = floor_to(price * (1000 + offset) / 1000, market["tick"])
        marks.append(params["entry_price"])
        way = rng.choice((None, "above", "below"))
        if way:
            params["entry_direction"] = way
    step = int(params["take_profit"] * 1000) + rng.choice((2, 5, 10, 20))
    candles = series(rng, market, about, step, marks, interval_s, rng.randint(60, 150))
    interval_ns = interval_s * NS_PER_S
    result = accepted(SafetyOrders(params, candles, interval_ns, market))
    if result is None or (len(result["fills"]) < 12 and not chance(rng, 8)):
        return None
    return params, candles, interval_ns, market


def safety_scenario(seed: int) -> Scenario:
    """The scenario of a seed for the form with safety orders."""
    return first_drawn(random.Random(f"safety {seed}"), safety_attempt)


# recurring


def schedule_params(rng: random.Random) -> tuple[dict[str, Any], datetime]:
    """When orders come, and a date near which something happens to the clocks or to the month."""
    zone, day, times = rng.choice(CLOCKS)
    interval = rng.choice((*HOURS, "day", "day", "day", "day", "week", "week", "2_weeks", "month", "month"))
    params: dict[str, Any] = {"interval": interval, "time_zone": zone}
    if interval not in HOURS:
        params["at"] = rng.choice(times)
    if interval in ("week", "2_weeks"):
        params["weekday"] = rng.choice((WEEKDAYS[6], WEEKDAYS[6], rng.choice(WEEKDAYS)))
    if interval == "month":
        params["day"] = rng.choice((1, 15, 28, 29, 30, 31, 31))
    if chance(rng, 50):
        params["first"] = rng.choice(("scheduled", "scheduled", "now"))
    return params, datetime.fromisoformat(day).replace(tzinfo=UTC)


def money_params(rng: random.Random, params: dict[str, Any], market: dict[str, Any], about: int) -> None:
    """Amounts, bounds and profit."""
    smart = chance(rng, 45)
    params["amount"] = amount_for(rng, market, about, rng.choice((15, 60)) * (4 if smart else 1))
    count = rng.choice((4, 9, 15, 40, 400))
    params["investment"] = floor_to(params["amount"] * count * rng.randint(900, 1100) / 1000, Decimal("0.01"))
    if smart:
        params["smart_runs"] = rng.choice((5, 5, 6, 8, 20, 1000))
        if chance(rng, 60):
            params["smart_most"] = Decimal(rng.choice(("1", "1.5", "3")))
            params["smart_least"] = Decimal(rng.choice(("0.3", "0.5", "1")))
    price = about * market["tick"]
    for name, offsets in (("price_cap", (-5, 5, 30, 60)), ("price_floor", (5, -5, -30, -60))):
        if chance(rng, 22):
            params[name] = floor_to(price * (1000 + rng.choice(offsets)) / 1000, market["tick"])
    if chance(rng, 65):
        params["take_profit"] = PER_MILLE * rng.choice((2, 5, 10, 20, 40, 80))
        if chance(rng, 65):
            params["take_profit_part"] = Decimal(rng.choice(("0.2", "0.25", "0.333", "0.5", "0.9")))
    if chance(rng, 35):
        params["exit"] = rng.choice(("sell", "sell", "keep"))
    if chance(rng, 30):
        params["missed"] = "catch_up"


def recurring_attempt(rng: random.Random) -> Scenario | None:
    """One draw of the form `recurring`; None when it is refused or left open."""
    market, about = market_for(rng)
    params, near = schedule_params(rng)
    params = {"form": "recurring", **params}
    money_params(rng, params, market, about)
    interval_s = SMALLER[params["interval"]] // rng.choice((1, 1, 2, 3))
    marks = [params[name] for name in ("price_cap", "price_floor") if name in params]
    spread = rng.choice((5, 10, 20, 40))
    count = rng.randint(250, 330) if params["interval"] == "month" else rng.randint(90, 170)
    candles = series(rng, market, about, spread, marks, interval_s, count)
    ahead = interval_s * rng.randint(0, 12)
    first_s = (int(near.timestamp()) - ahead) // interval_s * interval_s
    shift = first_s * 1000 - candles[0][0]
    candles = [(t + shift, *rest) for t, *rest in candles]
    interval_ns = interval_s * NS_PER_S
    result = accepted(Recurring(params, candles, interval_ns, market))
    if result is None or (len(result["fills"]) < 6 and not chance(rng, 10)):
        return None
    return params, candles, interval_ns, market


def recurring_scenario(seed: int) -> Scenario:
    """The scenario of a seed for the recurring form."""
    return first_drawn(random.Random(f"recurring {seed}"), recurring_attempt)


# what occurs


def shift_of_clocks(params: dict[str, Any], candles: list[Candle]) -> set[str]:
    """Which rules of the schedule a series meets: times that do not exist or occur twice, short months."""
    if params["interval"] in HOURS:
        return set()
    full = {**Recurring.DEFAULTS, **params}
    plan = Schedule(full, candles[0][0] * NS_PER_MS)
    found = set()
    for moment in plan.moments():
        if moment > candles[-1][0] * NS_PER_MS:
            return found
        local = datetime.fromtimestamp(moment // NS_PER_S, plan.zone)
        if (local.hour, local.minute) != (plan.at.hour, plan.at.minute):
            found.add("time that does not exist")
        elif local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
            found.add("time that occurs twice")
        if params["interval"] == "month" and local.day != int(params["day"]):
            found.add("day that the month lacks")
    return found


def features(scenario: Scenario, engine: CandleBot, result: dict[str, Any]) -> Counter[str]:
    """What a scenario uses and what happened in it, each counted once."""
    params, candles, interval_ns, market = scenario
    seen = {f"{k}={v}" if isinstance(v, str) else k for k, v in params.items() if v is not None}
    seen |= {f"flag: {flag}" for flag in engine.flags}
    seen |= {f"fee in {market['fee_asset']}", f"state {result['state']}", f"reason {result['reason']}"}
    if market["slippage"]:
        seen.add("slippage")
    if market["min_notional"] <= market["tick"]:
        seen.add("tiny minimums")
    opens = {c[0] * NS_PER_MS for c in candles}
    resting = [f for f in result["fills"] if f["role"] == "maker"]
    in_jump = Counter(f["ts_ns"] for f in resting if f["ts_ns"] in opens)
    if in_jump:
        seen.add("order filled in a jump")
    if max(in_jump.values(), default=0) > 1:
        seen.add("several orders in one jump")
    if any(b[0] - a[0] > interval_ns // NS_PER_MS for a, b in zip(candles, candles[1:], strict=False)):
        seen.add("missing candles")
    if any(f["role"] == "taker" and f["ts_ns"] not in points(candles, interval_ns) for f in result["fills"]):
        seen.add("alarm between points")
    for least in (2, 5, 20):
        if len(result["deals"]) >= least:
            seen.add(f"{least} deals or more")
    if len(result["fills"]) >= 20:
        seen.add("20 fills or more")
    if any(deal["profit"] < 0 for deal in result["deals"]):
        seen.add("deal with a loss")
    if params["form"] == "recurring":
        seen |= shift_of_clocks(params, candles)
    elif not params["safety_orders"]:
        seen.add("no safety orders")
    return Counter(seen)


def points(candles: list[Candle], interval_ns: int) -> set[int]:
    """The times of all points."""
    offsets = (0, interval_ns // 3, 2 * interval_ns // 3, interval_ns - 1)
    return {c[0] * NS_PER_MS + offset for c in candles for offset in offsets}


def count_features(form: str, seeds: range) -> Counter[str]:
    """How many scenarios of a form show each feature."""
    draw, engine_class = {
        "safety_orders": (safety_scenario, SafetyOrders),
        "recurring": (recurring_scenario, Recurring),
    }[form]
    total: Counter[str] = Counter()
    for seed in seeds:
        scenario = draw(seed)
        engine = engine_class(*scenario)
        total += features(scenario, engine, engine.run())
    return total
