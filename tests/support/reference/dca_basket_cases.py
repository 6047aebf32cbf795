"""Hand-worked runs of the recurring purchase of several assets, and seeded ones.

A seed draws from integers and `random.Random` alone, so that it means the same run on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tests.support.reference.dca_basket import DcaBasket
from tests.support.reference.dca_schedule import WEEKDAYS
from tests.support.reference.rebalance import Candle
from tests.support.reference.rebalance_cases import Case, Scenario, flat, two
from tests.support.reference.rebalance_scenarios import NAMES, candles, chance, market, shares

HOUR = 3600
EQUAL = {"form": "recurring", "assets": {"AAA": "1", "BBB": "1"}, "interval": "hour", "first": "scheduled"}
HALVES = {**EQUAL, "amount": "100", "investment": "1000"}
THIRDS = {**HALVES, "assets": {"AAA": "75", "BBB": "25"}, "weighting": "custom"}
BOTH = [(0, "AAA", "buy", "100", "0.5"), (0, "BBB", "buy", "50", "1")]


def steady(*prices: Any) -> list[Candle]:
    """Hourly candles."""
    return flat(*prices, interval_s=HOUR)


CASES = [
    Case("split in halves", HALVES, two(steady(100, 100), steady(50, 50)),
         [*BOTH, (HOUR, "AAA", "buy", "100", "0.5"), (HOUR, "BBB", "buy", "50", "1")],
         {"spent": "200", "quote": "800", "equity": "1000"}, options={"interval_s": HOUR}),
    # 75 / 80 = 0.9375 and 25 / 70 = 0.357..
    Case("split by weights, floored to the lot", THIRDS, two(steady(80, 80), steady(70, 70)),
         [(0, "AAA", "buy", "80", "0.937"), (0, "BBB", "buy", "70", "0.357"),
          (HOUR, "AAA", "buy", "80", "0.937"), (HOUR, "BBB", "buy", "70", "0.357")],
         {"spent": "199.9"}, options={"interval_s": HOUR}),
    # 25 is below the smallest value: its part stays.
    Case("a part that is too small", THIRDS, two(steady(100), steady(50)), [(0, "AAA", "buy", "100", "0.75")],
         {"quote": "925"}, {"min_notional": "25.01"}, {"interval_s": HOUR}),
    Case("exactly the smallest value", THIRDS, two(steady(100), steady(50)),
         [(0, "AAA", "buy", "100", "0.75"), (0, "BBB", "buy", "50", "0.5")], {}, {"min_notional": "25"},
         {"interval_s": HOUR}),
    # 150: after 100 there are 50 for both, 25 each at the worst prices of 100.5 and 50.25.
    Case("the last money is split by weights", {**HALVES, "investment": "150"},
         two(steady(100, 100, 100), steady(50, 50, 50)),
         [*BOTH, (HOUR, "AAA", "buy", "100", "0.248"), (HOUR, "BBB", "buy", "50", "0.497")],
         {"state": "stopped", "reason": "all_spent", "spent": "149.65"}, {}, {"interval_s": HOUR}),
    # 100 * 0.5 is 55 and 50 is 50: 105 of 100 are 5 %.
    Case("the profit of all together", {**HALVES, "take_profit": "0.05"},
         two(steady(100, 110), steady(50, 50)),
         [*BOTH, (HOUR, "AAA", "sell", "110", "0.5"), (HOUR, "BBB", "sell", "50", "1"),
          (HOUR, "AAA", "buy", "110", "0.454"), (HOUR, "BBB", "buy", "50", "1")],
         {"realised_profit": "5", "round_trips": 1}, options={"interval_s": HOUR}),
    Case("just below it", {**HALVES, "take_profit": "0.05"}, two(steady(100, "109.99"), steady(50, 50)),
         [*BOTH, (HOUR, "AAA", "buy", "109.99", "0.454"), (HOUR, "BBB", "buy", "50", "1")],
         {"round_trips": 0}, options={"interval_s": HOUR}),
    # One stands 20 % higher, the other 20 % lower: together nothing was earned.
    Case("one asset alone does not take profit", {**HALVES, "take_profit": "0.05"},
         two(steady(100, 120), steady(50, 40)),
         [*BOTH, (HOUR, "AAA", "buy", "120", "0.416"), (HOUR, "BBB", "buy", "40", "1.25")],
         {"round_trips": 0}, options={"interval_s": HOUR}),
    # A half of each; 110 + 110 of 200 have 10 %.
    Case("a part of the coins",
         {**HALVES, "take_profit": "0.1", "take_profit_part": "0.5", "interval": "day"},
         two(flat(100, 110, 130), flat(50, 55, 70)),
         [*BOTH, (60, "AAA", "sell", "110", "0.25"), (60, "BBB", "sell", "55", "0.5")],
         {"round_trips": 1, "realised_profit": "5", "held": {"AAA": "0.25", "BBB": "0.5"},
          "costs": {"AAA": "25", "BBB": "25"}}),
    # Nothing is left after the first: it waits for the profit, and ends with the sale.
    Case("everything is spent, then sold", {**HALVES, "investment": "101", "take_profit": "0.1"},
         two(steady(100, 100, 120, 130), steady(50, 50, 60, 70)),
         [*BOTH, (2 * HOUR, "AAA", "sell", "120", "0.5"), (2 * HOUR, "BBB", "sell", "60", "1")],
         {"state": "stopped", "reason": "all_spent", "realised_profit": "20"}, options={"interval_s": HOUR}),
    Case("the end sells", {**HALVES, "investment": "101", "exit": "sell"},
         two(steady(100, 90), steady(50, 45)),
         [*BOTH, (HOUR, "AAA", "sell", "90", "0.5"), (HOUR, "BBB", "sell", "45", "1")],
         {"state": "stopped", "realised_profit": "-10", "round_trips": 0}, options={"interval_s": HOUR}),
    # The candles of the third hour are missing on one market: the order is late, and what came due in
    # the hole is missed with it.
    Case("an order in a hole is missed", {**HALVES, "investment": "5000"},
         two(steady(100, 100, None, 100), steady(50, 50, 50, 50)),
         [*BOTH, (HOUR, "AAA", "buy", "100", "0.5"), (HOUR, "BBB", "buy", "50", "1")],
         {"spent": "200"}, options={"interval_s": HOUR}),
    Case("an order in a hole is caught up once", {**HALVES, "missed": "catch_up"},
         two(steady(100, 100, None, None, 90), steady(50, 50, 50, 50, 45)),
         [*BOTH, (HOUR, "AAA", "buy", "100", "0.5"), (HOUR, "BBB", "buy", "50", "1"),
          (4 * HOUR, "AAA", "buy", "90", "0.555"), (4 * HOUR, "BBB", "buy", "45", "1.111")],
         {}, options={"interval_s": HOUR}),
    # 50 / 1.001 / 100: the fee is not part of the amount. Bought 0.5, paid in coins 0.0005.
    Case("fees in coins", HALVES, two(steady(100), steady(50)), BOTH,
         {"held": {"AAA": "0.4995", "BBB": "0.999"}, "costs": {"AAA": "50", "BBB": "50"}},
         options={"fee": "0.001", "fee_asset": "base", "interval_s": HOUR}),
    # 60.05 * 0.5 + 30.05 * 1 would be 0.15 % more, but 60 * 0.999 = 59.94 a coin; 110.3 * 0.999 = 110.1897
    Case("the profit is net of fees", {**HALVES, "take_profit": "0.1", "interval": "day"},
         two(flat(100, "110.2", "110.3"), flat(50, "55.1", "55.15")),
         [*BOTH, (120, "AAA", "sell", "110.3", "0.5"), (120, "BBB", "sell", "55.15", "1")],
         # 50.05 each were paid; 55.15 - 0.05515 - 50.05 = 5.04485 each
         {"round_trips": 1, "realised_profit": "10.0897"}, options={"fee": "0.001"}),
]  # fmt: skip


def reference_of(scenario: Scenario, engine: Callable[..., DcaBasket] = DcaBasket) -> dict[str, Any]:
    """What the reference makes of a scenario."""
    fees = {"fee_taker": scenario.fee, "fee_asset": scenario.fee_asset}
    markets = {symbol: {**market, **fees} for symbol, market in scenario.markets.items()}
    bot = engine(scenario.params, markets, scenario.candles, scenario.interval_s, scenario.slippage)
    return bot.result()


def options(rng: random.Random, hourly: bool) -> dict[str, Any]:
    """The parameters that have nothing to do with markets. `hourly` is a short run."""
    hours = ("hour", "hour", "4_hours", "12_hours")
    interval = rng.choice((*hours, "day") if hourly else (*hours, "day", "day", "week", "2_weeks", "month"))
    made: dict[str, Any] = {"form": "recurring", "interval": interval}
    if interval not in hours:
        made["at"] = f"{rng.randrange(24):02}:{rng.choice((0, 7, 30)):02}"
        made["time_zone"] = rng.choice(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"))
    if interval in ("week", "2_weeks"):
        made["weekday"] = rng.choice(WEEKDAYS)
    if interval == "month":
        made["day"] = rng.choice((1, 15, 31))
    if chance(rng, 40):
        made["first"] = "scheduled"
    if chance(rng, 50):
        made["missed"] = "catch_up"
    if chance(rng, 70):
        made["take_profit"] = rng.choice(("0.002", "0.005", "0.01", "0.02", "0.05"))
        if chance(rng, 50):
            made["take_profit_part"] = rng.choice(("0.1", "0.3333", "0.5", "0.9"))
    if chance(rng, 50):
        made["exit"] = "sell"
    return made


def money(rng: random.Random, assets: Sequence[str]) -> dict[str, Any]:
    """The assets with their weights, the amount, and for how many orders there is money."""
    weighting = rng.choice(("equal", "custom"))
    amount = rng.choice(("37.5", "100", "250.25", "1000", "3333.33"))
    times = rng.choice((1, 2, 3, 7, 20, 100))
    most = Fraction(amount) * times * 100 + rng.randrange(100)
    made = {"assets": shares(rng, [*assets], weighting), "amount": amount,
            "investment": str(float(most / 100))}  # fmt: skip
    return made if weighting == "equal" and chance(rng, 50) else {**made, "weighting": weighting}


def fees(rng: random.Random) -> tuple[str, str, str]:
    """Rate, where it is paid, and the slippage."""
    rate = rng.choice(("0", "0.001", "0.001", "0.00075", "0.0033"))
    return rate, rng.choice(("quote", "base")), rng.choice(("0", "0", "0.0005", "0.0013", "0.004"))


def drawn(seed: int) -> Scenario:
    """The scenario of a seed, on made candles."""
    rng = random.Random(seed)
    names = list(NAMES[: rng.randint(2, 6)])
    rng.shuffle(names)
    interval_s = rng.choice((60, 300, 900, 3600, 3600))
    count, gaps = rng.randint(40, 150), rng.choice((0, 0, 3, 10))
    markets, series = {}, {}
    for name in names:
        made, decimals, units = market(rng)
        markets[f"{name}/USDT"] = made
        series[f"{name}/USDT"] = candles(rng, decimals, units, interval_s, count, gaps)
    params = {**options(rng, hourly=True), **money(rng, names)}
    rate, asset, slippage = fees(rng)
    return Scenario(params, markets, series, interval_s, rate, asset, slippage)


def drawn_on(
    seed: int, recorded: Mapping[str, Sequence[Candle]], steps: Mapping[str, tuple[str, str]], interval_s: int
) -> Scenario:
    """The scenario of a seed, on candles that were recorded, by coin."""
    rng = random.Random(seed)
    names = rng.sample(list(recorded), rng.randint(2, len(recorded)))
    markets = {
        f"{name}/USDT": {"tick": steps[name][0], "lot": steps[name][1], "min_qty": steps[name][1],
                         "min_notional": rng.choice(("5", "5", "10", "40"))}
        for name in names
    }  # fmt: skip
    series = {f"{name}/USDT": recorded[name] for name in names}
    params = {**options(rng, hourly=interval_s < HOUR), **money(rng, names)}
    rate, asset, slippage = fees(rng)
    return Scenario(params, markets, series, interval_s, rate, asset, slippage)
