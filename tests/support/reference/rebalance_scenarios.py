"""Seeded runs of the smart rebalance: markets, parameters and candles with gaps.

Only integers and `random.Random` are used, so that a seed means the same scenario on every machine.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from tests.support.reference.rebalance import Candle
from tests.support.reference.rebalance_cases import Scenario

NAMES = ("BTC", "ETH", "SOL", "XRP", "DOGE", "ADA")
START_S = 1_700_006_400  # a whole day of UTC


def text(units: int, decimals: int) -> str:
    """A number of units of 10^-decimals as plain text."""
    if decimals <= 0:
        return str(units * 10**-decimals)
    whole = str(abs(units)).rjust(decimals + 1, "0")
    return ("-" if units < 0 else "") + whole[:-decimals] + "." + whole[-decimals:]


def chance(rng: random.Random, percent: int) -> bool:
    """True in that many of a hundred draws."""
    return rng.randrange(100) < percent


def market(rng: random.Random) -> tuple[dict[str, str], int, int]:
    """A market, the decimals of its prices in the file, and its usual price in those units."""
    decimals = rng.choice((0, 2, 2, 4))
    units = rng.choice((900, 12_345, 250_000, 4_200_000))
    finer = rng.choice((0, 0, 0, 1, 2))  # prices of a file may be finer than the tick
    price = Fraction(units, 10**decimals)
    lot_decimals = rng.choice((0, 1, 2, 3, 5))
    while Fraction(1, 10**lot_decimals) * price > 40:
        lot_decimals += 1
    lot_decimals = min(lot_decimals, 8 - decimals)  # a cost of whole 1e-8
    finer = min(finer, max(0, 8 - decimals - lot_decimals))
    lot = text(1, lot_decimals)
    made = {"tick": text(rng.choice((1, 1, 5)) if units > 10_000 else 1, decimals), "lot": lot}
    if chance(rng, 50):
        made["min_qty"] = text(rng.choice((1, 2, 5)), lot_decimals)
    made["min_notional"] = rng.choice(("0", "1", "5", "10"))
    return made, decimals + finer, units * 10**finer


def candles(
    rng: random.Random, decimals: int, units: int, interval_s: int, count: int, gaps: int
) -> list[Candle]:
    """A walk in steps of a part of the price; some candles are missing."""
    step = max(1, units * rng.choice((1, 3, 10, 30)) // 1000)
    rows: list[Candle] = []
    last = units
    calm = chance(rng, 30)
    for number in range(count):
        opening = last if chance(rng, 60) else max(step, last + rng.randint(-step, step))
        closing = max(units // 5 + 1, opening + rng.randint(-step, step))
        if calm and chance(rng, 60):
            closing = opening
        high = max(opening, closing) + rng.choice((0, 0, rng.randint(0, step)))
        low = max(1, min(opening, closing) - rng.choice((0, 0, rng.randint(0, step))))
        last = closing
        missing = 1 < number < count - 1 and chance(rng, gaps)
        if not missing:
            prices = (text(x, decimals) for x in (opening, high, low, closing))
            rows.append(((START_S + number * interval_s) * 1000, *prices))
    return rows


def shares(rng: random.Random, assets: list[str], weighting: str) -> dict[str, str]:
    """A share for each asset."""
    if weighting == "equal":
        return dict.fromkeys(assets, "1")
    if weighting != "custom":
        return {asset: text(rng.randint(1, 5000), 2) for asset in assets}
    cuts = sorted(rng.sample(range(1, 1000), len(assets) - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    return {asset: text(part, 1) for asset, part in zip(assets, parts, strict=True)}


def options(rng: random.Random) -> dict[str, Any]:
    """The parameters that have nothing to do with markets."""
    made: dict[str, Any] = {"trigger": rng.choice(("deviation", "interval", "either"))}
    made["threshold"] = rng.choice(("0.5", "0.5", "1", "1.5", "3", "5"))
    made["interval_s"] = rng.choice((1800, 1800, 1830, 3600, 7201))
    if chance(rng, 40):
        made["cost_guard"] = rng.choice(("0", "0.001", "0.01", "0.1", "1"))
    if chance(rng, 30):
        made["stop_equity"] = rng.choice(("0.9", "0.95", "0.98", "0.99"))
    if chance(rng, 30):
        made["take_profit_equity"] = rng.choice(("1.005", "1.02", "1.05", "1.2"))
    if chance(rng, 40):
        made["exit"] = rng.choice(("keep", "sell"))
    return made


def drawn(seed: int) -> Scenario:
    """The scenario of a seed."""
    rng = random.Random(seed)
    names = list(NAMES[: rng.randint(2, 6)])
    rng.shuffle(names)
    interval_s = rng.choice((60, 60, 300, 300, 900, 3600))
    count = rng.randint(20, 90)
    gaps = rng.choice((0, 0, 3, 10))
    markets, series, prices = {}, {}, {}
    for name in names:
        made, decimals, units = market(rng)
        rows = candles(rng, decimals, units, interval_s, count, gaps)
        if chance(rng, 15):
            rows = rows[rng.randint(0, 5) : len(rows) - rng.randint(0, 5)]
        markets[f"{name}/USDT"], series[f"{name}/USDT"] = made, rows
        prices[name] = Fraction(units, 10**decimals)
    assets = list(names)
    if chance(rng, 35):
        assets.insert(rng.randrange(len(assets) + 1), "USDT")
    weighting = rng.choice(("custom", "custom", "equal", "market_value", "ai"))
    params = {"assets": shares(rng, assets, weighting), "weighting": weighting, **options(rng)}
    params["investment"] = rng.choice(("1000", "5000", "12345.67", "300000"))
    if chance(rng, 35):
        lots = {n: Fraction(markets[f"{n}/USDT"]["lot"]) for n in names}
        taken = rng.sample(names, rng.randint(1, 2))
        part = Fraction(params["investment"]) * rng.choice((1, 5, 10)) / 10
        params["own"] = {}
        for name in taken:
            decimals = len(markets[f"{name}/USDT"]["lot"].partition(".")[2])
            units = part / prices[name] // lots[name]
            if units:
                params["own"][name] = text(int(units), decimals)
    fee = rng.choice(("0", "0.001", "0.001", "0.00075", "0.0033"))
    slippage = rng.choice(("0", "0", "0.0005", "0.0013", "0.004"))
    return Scenario(params, markets, series, interval_s, fee, rng.choice(("quote", "base")), slippage)
