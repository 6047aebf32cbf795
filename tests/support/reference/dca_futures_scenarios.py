"""Seeded scenarios of DCA on perpetuals, and what occurs in them.

Only integers and `random.Random` are used, so that a seed means the same scenario on every machine.
`futures_dca_scenario(seed)` returns (params, candles, interval_ns, market, funding, tiers, rule), inside the
specification (see `OUTSIDE`): runs, and now and then one that is refused.
"""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Any

from tests.support.reference.arithmetic import NS_PER_MS, NS_PER_S, ceil_to, exact_context, floor_to
from tests.support.reference.dca_futures import FuturesDca
from tests.support.reference.dca_path import CENT, Candle, Order
from tests.support.reference.dca_scenarios import (
    PER_MILLE,
    amount_for,
    chance,
    closing_params,
    ladder_params,
    points,
    series,
)
from tests.support.reference.futures_position import RULES
from tests.support.reference.futures_scenarios import (
    SLIPPAGES,
    crash,
    futures_funding,
    futures_market,
    futures_tiers,
)

FuturesDcaScenario = tuple[
    dict[str, Any], list[Candle], int, dict[str, Any], list[tuple[Any, ...]], list[tuple[Any, ...]], str
]

# left open by the specification, or by more than one rule at once
OUTSIDE = {"order below the minimum", "minimum at the edge", "no take profit", "refused twice"}
PROFILES = ("any", "any", "any", "liquidation", "stops", "edge", "aimed", "poor", "tight", "refused")
MILD, HIGH = (1, 1, 2, 3, 5, 8, 10), (10, 15, 20, 25, 50)
HARD = ("0.004", "0.01", "0.03")  # fundings that eat the money of a bot
MOST = 60  # the leverage of the first tier


def market_for(rng: random.Random) -> tuple[dict[str, Any], int]:
    """A market and its price in ticks; one in four has tiny minimums."""
    market, about = futures_market(rng)
    market |= {
        "base_asset": "COIN",
        "quote_asset": "CASH",
        "fee_asset": "quote",
        "max_leverage": Decimal(100),
    }
    market["slippage"] = Decimal(rng.choice(SLIPPAGES))
    if chance(rng, 25):
        market["min_notional"] = Decimal(rng.choice((0, 1))) * market["tick"]
        market["min_qty"] = market["lot"]
    return market, about


def bot_params(
    rng: random.Random, market: dict[str, Any], about: int, interval_s: int, profile: str
) -> dict[str, Any]:
    """Everything but the money and the entry."""
    base = amount_for(rng, market, about, rng.choice((15, 15, 40)))
    params: dict[str, Any] = {
        "form": "futures",
        "direction": rng.choice(("long", "short")),
        "base_order": base,
    }
    ladder_params(rng, params, base)
    closing_params(rng, params, interval_s)
    params["exit"] = rng.choice(("close", "keep"))
    params["leverage"] = Decimal(rng.choice(MILD if profile in ("any", "poor") else HIGH))
    if chance(rng, 20):
        params["leverage"] += rng.choice((Decimal("0.5"), Decimal("0.37")))
    if profile == "stops":
        params["stop_loss"] = PER_MILLE * rng.choice((3, 5, 8, 10, 15, 20, 40))
    elif profile == "aimed" or (profile in ("liquidation", "edge") and chance(rng, 60)):
        params.pop("stop_loss", None)
        params.pop("stop_loss_from", None)
    if chance(rng, 45):
        params["accept_liquidation"] = rng.choice((False, True))
    if profile in ("edge", "aimed"):
        params |= {"accept_liquidation": False, "leverage": Decimal(rng.choice((15, 25, 50)))}
        params["take_profit"] = PER_MILLE * rng.choice((2, 3, 5))
        params.pop("trailing", None)
        if "safety_order" in params:
            params["deviation"] = PER_MILLE * rng.choice((5, 8, 10, 20))
    if profile == "poor":
        params |= {"reserve": Decimal(0), "cooldown_s": rng.choice((0, 0, interval_s))}
        if chance(rng, 30):
            market |= {"fee_maker": Decimal(0), "fee_taker": Decimal(0)}
    if profile == "tight":
        tight(rng, params, market)
    if profile == "refused":
        wrong(rng, params)
    return params


def tight(rng: random.Random, params: dict[str, Any], market: dict[str, Any]) -> None:
    """Money for exactly one deal: a jump over the first take profit makes the next one too dear."""
    market |= {"fee_maker": Decimal(0), "fee_taker": Decimal(0), "slippage": Decimal(0)}
    params |= {"direction": "long", "leverage": Decimal(rng.choice((1, 1, 2))), "reserve": Decimal(0)}
    params |= {"take_profit": PER_MILLE, "cooldown_s": 0, "safety_orders": rng.choice((1, 2))}
    params |= {"safety_order": params["base_order"], "deviation": PER_MILLE * 5}
    for name in ("trailing", "stop_loss", "stop_loss_from", "max_deals"):
        params.pop(name, None)


def wrong(rng: random.Random, params: dict[str, Any]) -> None:
    """Something that may well be refused."""
    way = rng.choice(("deep", "deep", "unsafe", "unsafe", "late", "small", "leverage"))
    if way == "deep":  # below nothing for a long bot, to many times the price for a short one
        params |= {"safety_orders": rng.choice((3, 5, 8)), "safety_order": params["base_order"] * 5}
        params |= {"deviation": Decimal(rng.choice(("0.1", "0.25", "0.3", "0.5")))}
        params["deviation_scale"] = Decimal(rng.choice(("1", "1.3", "2")))
    elif way == "small":
        params["base_order"] = floor_to(params["base_order"] * 3 / 10, CENT)
    elif way == "leverage":
        params["leverage"] = Decimal(rng.choice((45, 46, 60, 61)))
    else:
        params["leverage"] = Decimal(rng.choice((15, 30)))
        params["accept_liquidation"] = False
        if way == "late":
            params["stop_loss"] = Decimal(rng.choice(("0.05", "0.1", "0.5")))


def tiers_for(rng: random.Random, funds: Decimal, rule: str) -> list[tuple[Any, ...]]:
    """Tiers about the size of a deal; the amounts are those of Binance's formula alone."""
    rows = futures_tiers(rng, max(funds, Decimal(1)))
    return [
        (cap, rate, amount if rule == "binance" else Decimal(0), Decimal(max(10, MOST - 15 * n)))
        for n, (cap, rate, amount) in enumerate(rows)
    ]


def marks_of(engine: FuturesDca, price: Decimal) -> list[Decimal]:
    """Prices of a deal that begins at `price`: where a walk should now and then end exactly."""
    engine.price, engine.quote = price, Decimal(10**12)
    engine.begin_deal()
    engine.quote = engine.investment = engine.budget()
    marks = [order.price for order in engine.orders]
    if engine.trigger is not None:
        marks += [engine.trigger, engine.trigger + engine.s * engine.tick]
    return marks + [x for x in (engine.stop_price, engine.liquidation()) if x is not None]


def smallest_extra(scenario: FuturesDcaScenario, price: Decimal) -> Decimal | None:
    """The extra margin, in cents, with which the plan at `price` is just not refused."""
    params = scenario[0]

    def refused(cents: int) -> bool:
        probe = FuturesDca({**params, "extra_margin": Decimal(cents) / 100}, *scenario[1:])
        return probe.judge(price, probe.budget())[0] is not None

    low, high = -1, 1
    while refused(high):
        low, high = high, high * 4
        if high > 10**9:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if refused(middle) else (low, middle)
    return Decimal(high) / 100


def at_an_order(scenario: FuturesDcaScenario, price: Decimal, extra: Decimal) -> Decimal:
    """A little less, so that the position is liquidated at the very price of a safety order."""
    for cents in range(1, 30):
        probe = FuturesDca({**scenario[0], "extra_margin": max(extra - CENT * cents, CENT)}, *scenario[1:])
        if probe.judge(price, probe.budget())[1] in [step for step, _, _ in probe.plan(price)]:
            return probe.p["extra_margin"]
    raise ValueError("nowhere")


def extra_margin(rng: random.Random, scenario: FuturesDcaScenario, price: Decimal, profile: str) -> None:
    """More money, none, or just so much that the ladder or the stop is in time."""
    params, funds = scenario[0], FuturesDca(*scenario).funds()
    if profile in ("edge", "aimed", "stops"):
        extra = smallest_extra(scenario, price)
        if profile == "aimed":
            if not extra:
                raise ValueError("safe")
            params |= {"extra_margin": at_an_order(scenario, price, extra), "accept_liquidation": True}
        elif extra is not None and chance(rng, 85):
            params["extra_margin"] = extra + CENT * rng.choice((0, 0, 1, 5, int(funds) // 20))
    elif profile != "tight" and chance(rng, 30):
        params["extra_margin"] = floor_to(Decimal(int(funds)) * rng.choice((1, 10, 40, 100)) / 100, CENT)


def entry(
    rng: random.Random, params: dict[str, Any], price: Decimal, tick: Decimal, marks: list[Decimal]
) -> None:
    """An entry price near the price of the start."""
    near = floor_to(price * (1000 + rng.choice((-20, -8, -3, 3, 8, 20))) / 1000, tick)
    params["entry_price"] = max(near, tick)
    marks.append(params["entry_price"])
    way = rng.choice((None, "above", "below"))
    if way:
        params["entry_direction"] = way


def attempt(rng: random.Random, profile: str) -> FuturesDcaScenario | None:
    """One draw; None when it is left open, or does not show what it is drawn for."""
    market, about = market_for(rng)
    interval_s = rng.choice((60, 60, 300, 3600))
    params = bot_params(rng, market, about, interval_s, profile)
    price, interval_ns = about * market["tick"], interval_s * NS_PER_S
    rule = rng.choice(RULES)
    probe = FuturesDca(params, [], interval_ns, market)
    tiers = tiers_for(rng, ceil_to(Decimal(int(probe.funds())), CENT), rule)
    drawn: FuturesDcaScenario = (params, [], interval_ns, market, [], tiers, rule)
    try:
        extra_margin(rng, drawn, price, profile)
        marks = marks_of(FuturesDca(*drawn), price)
    except (ValueError, ArithmeticError):
        if profile != "refused":
            return None
        marks = []
    if profile not in ("aimed", "tight") and chance(rng, 20):
        entry(rng, params, price, market["tick"], marks)
    step = int(params["take_profit"] * 1000) + rng.choice((2, 5, 10, 20))
    candles = series(rng, market, about, step, marks, interval_s, rng.randint(60, 150))
    if profile == "tight":
        leap(candles, price, market["tick"])
    if profile == "liquidation" or (profile != "tight" and chance(rng, 10)):
        fall = candles[0][1] * rng.randint(2, 30) / 100
        ticks = int(fall / market["tick"]) * rng.choice((1, -1))
        crash(candles, rng.randint(2, 50), ticks * market["tick"], market["tick"])
    if profile == "aimed":
        straight(candles, params["direction"], price)
    funding = futures_funding(rng, candles, interval_s * 1000) if profile != "tight" else []
    if profile in ("poor", "edge", "liquidation") and chance(rng, 75):
        way = 1 if params["direction"] == "long" else -1
        funding = [(t, way * Decimal(rng.choice(HARD)), m) for t, _, m in funding]
    return worth((params, candles, interval_ns, market, funding, tiers, rule), rng, profile)


def leap(candles: list[Candle], price: Decimal, tick: Decimal) -> None:
    """Over the take profit of the first deal by nearly as much as a base order may cost more, then down."""
    above = floor_to(price * Decimal("1.0048"), tick)
    candles[0] = (candles[0][0], *[price] * 4)
    candles[1] = (candles[1][0], above, above, floor_to(price * Decimal("0.97"), tick), price)


def straight(candles: list[Candle], direction: str, price: Decimal) -> None:
    """From the price of the plan a long way against the position, in one candle."""
    end = price * (Decimal("0.7") if direction == "long" else Decimal("1.3"))
    candles[0] = (candles[0][0], price, max(price, end), min(price, end), end)


def worth(scenario: FuturesDcaScenario, rng: random.Random, profile: str) -> FuturesDcaScenario | None:
    """A scenario that is inside the specification and shows something."""
    engine = FuturesDca(*scenario)
    try:
        result = engine.run()
    except ValueError as error:
        if engine.flags & OUTSIDE or profile not in ("any", "refused"):
            return None
        return scenario if chance(rng, 3 if str(error) == "base_minimum" else 20) else None
    if engine.flags & OUTSIDE:
        return None
    reason, enough = result["reason"], len(result["fills"]) >= 10
    shown = {
        "edge": reason in ("ladder_liquidated", "stop_loss_late"),
        "aimed": reason == "liquidated",
        "liquidation": is_odd_liquidation(scenario, result) or (enough and chance(rng, 5)),
        "poor": reason == "out_of_money",
        "tight": "safety order not covered" in engine.flags
        and Uncovered(*scenario).run()["fills"] != result["fills"],
        "refused": False,
    }.get(profile, enough)
    return scenario if shown or (profile not in ("tight", "aimed") and chance(rng, 2)) else None


class Uncovered(FuturesDca):
    """An engine that places what the money does not cover."""

    def is_covered(self, order: Order) -> bool:
        """Always."""
        return True


def is_odd_liquidation(scenario: FuturesDcaScenario, result: dict[str, Any]) -> bool:
    """Whether orders filled in the jump of a liquidation, or a funding between two points led to it."""
    if result["reason"] != "liquidated":
        return False
    *before, last = result["fills"]
    if before and before[-1]["role"] == "maker" and before[-1]["ts_ns"] == last["ts_ns"]:
        return last["ts_ns"] in {candle[0] * NS_PER_MS for candle in scenario[1]}
    return last["ts_ns"] not in points(scenario[1], scenario[2])


def futures_dca_scenario(seed: int) -> FuturesDcaScenario:
    """The scenario of a seed."""
    rng = random.Random(f"futures dca {seed}")
    profile = PROFILES[seed % len(PROFILES)]
    with localcontext(exact_context()):
        while True:
            drawn = attempt(rng, profile)
            if drawn is not None:
                return drawn


# what occurs


def features(scenario: FuturesDcaScenario) -> Counter[str]:
    """What a scenario uses and what happened in it, each counted once."""
    params, candles, interval_ns, market, _, tiers, rule = scenario
    engine = FuturesDca(*scenario)
    seen = {k if isinstance(v, Decimal | int) and v is not False else f"{k}={v}" for k, v in params.items()}
    seen |= {f"rule {rule}"} | ({"several tiers"} if len(tiers) > 1 else set())
    seen |= {"slippage"} if market["slippage"] else set()
    seen |= {"both fees"} if 0 < market["fee_maker"] < market["fee_taker"] else set()
    try:
        result = engine.run()
    except ValueError as error:
        return Counter(seen | {f"refused {error}"})
    way = params["direction"]
    seen |= {f"flag: {flag}" for flag in engine.flags}
    seen |= {f"reason {result['reason']}", f"{way} {result['reason']}"}
    if params.get("accept_liquidation") is not False:
        seen |= {"unsafe ladder" for _ in [0] if is_unsafe(scenario)}
    if params.get("extra_margin"):
        seen.add("extra margin")
    if market["min_notional"] <= market["tick"]:
        seen.add("tiny minimums")
    seen |= {f"funding {'paid' if line['amount'] < 0 else 'received'}" for line in result["fundings"]}
    opens = {c[0] * NS_PER_MS for c in candles}
    in_jump = Counter(f["ts_ns"] for f in result["fills"] if f["role"] == "maker" and f["ts_ns"] in opens)
    seen |= {"order filled in a jump"} if in_jump else set()
    seen |= {"several orders in one jump"} if max(in_jump.values(), default=0) > 1 else set()
    if any(f["role"] == "liquidation" and f["ts_ns"] in opens for f in result["fills"]):
        seen.add("liquidated in a jump")
    if any(b[0] - a[0] > interval_ns // NS_PER_MS for a, b in pairwise(candles)):
        seen.add("missing candles")
    if any(f["role"] == "taker" and f["ts_ns"] not in points(candles, interval_ns) for f in result["fills"]):
        seen.add("alarm between points")
    if any(deal["profit"] < 0 for deal in result["deals"]):
        seen.add("deal with a loss")
    seen |= {f"{n} deals or more" for n in (2, 5, 20) if len(result["deals"]) >= n}
    return Counter(seen)


def is_unsafe(scenario: FuturesDcaScenario) -> bool:
    """Whether the plan of the start has a liquidation before its last safety order."""
    params, candles, *rest = scenario
    asked = FuturesDca({**params, "accept_liquidation": False}, candles, *rest)
    with localcontext(exact_context()):
        return (
            asked.judge(params.get("entry_price") or candles[0][1], asked.budget())[0] == "ladder_liquidated"
        )
