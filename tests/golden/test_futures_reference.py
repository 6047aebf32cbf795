"""The futures grid reference against hand-worked cases, published liquidation prices and wrong engines."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.reference.arithmetic import exact_context
from tests.support.reference.futures_grid import FuturesGrid, run
from tests.support.reference.futures_position import (
    Position,
    Tier,
    closed_entry,
    liquidation_price,
    tier_of,
    tiers_of,
)
from tests.support.reference.futures_scenarios import VECTORS, FuturesScenario, Vector, futures_scenario
from tests.support.reference.futures_vectors import (
    FEES,
    LONG,
    SHORT,
    candles,
    expected,
    flat,
    plain_market,
    seen,
)
from tests.support.reference.wrong_futures import WRONG_FUTURES, differs, outcome, told_apart_by

MINUTE = 60_000_000_000
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SEEDS = range(200)
D = Decimal


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name.replace(" ", "_"))
def test_hand_worked_cases(vector: Vector) -> None:
    """What was worked out by hand comes out, to the last digit."""
    if vector.refused is not None:
        with pytest.raises(ValueError, match=f"^{vector.refused}$"):
            run(*vector.arguments())
        return
    found = seen(vector, run(*vector.arguments()))
    assert found == expected(vector, found)


@pytest.mark.parametrize(
    ("rule", "qty", "price"),
    [
        ("binance", 1, "45180.8"),  # 45,000 / 0.996 = 45,180.72, up
        ("binance", -1, "54780.8"),  # 55,000 / 1.004 = 54,780.87, down
        ("bybit", 1, "45200"),
        ("bybit", -1, "54800"),
        ("gate", 1, "45203.5"),  # 45,000 / (1 - 0.0045) = 45,203.41, up
        ("gate", -1, "54753.6"),  # 55,000 / 1.0045 = 54,753.60, down
    ],
)
def test_liquidation_at_ten_times(rule: str, qty: int, price: str) -> None:
    """E = 50,000, ten times, 0.4 %, no amount."""
    position, tier = Position(D(qty), D(50_000)), Tier(None, D("0.004"), D(0))
    with localcontext(exact_context()):
        found = liquidation_price(position, D(5000), tier, rule, D("0.0005"), D("0.1"))
    assert found == D(price)


def test_more_money_than_the_position_is_worth() -> None:
    """A long one with more money than its value has no price of liquidation, a short one always has."""
    tier = Tier(None, D("0.01"), D(0))
    with localcontext(exact_context()):
        assert liquidation_price(Position(D(1), D(100)), D(100), tier, "binance", D(0), D("0.01")) is None
        assert liquidation_price(Position(D(-1), D(101)), D(100), tier, "binance", D(0), D(1)) == 199


@pytest.mark.data
def test_published_liquidation_prices() -> None:
    """The examples of the venues, each within its printed digits."""
    path = DATA / "known_answers" / "liquidation_price.json"
    if not path.exists():
        pytest.skip("the shared data folder is not beside the repository")
    known = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    cases = [("binance", x) for x in known["binance"]] + [("bybit", x) for x in known["bybit"]]
    cases += [("gate", x) for x in known["gate_okx"]]
    assert len(cases) == 10
    for rule, case in cases:
        size = case.get("amount", D(1))
        value = size * case["open_rate"]
        money = case["wallet_balance"] if "wallet_balance" in case else round(value / case["leverage"], 20)
        position = Position(size if case["side"] == "long" else -size, value)
        tier = Tier(None, case["mm_ratio"], case.get("maintenance_amt", D(0)))
        with localcontext(exact_context()):
            price = liquidation_price(position, money, tier, rule, case.get("taker", D(0)), D("1e-12"))
        assert price is not None
        digits = int(case.get("round", 6))
        assert abs(round(price, digits) - round(case["expected"], digits)) <= D("1e-6")


@pytest.mark.data
def test_real_tiers() -> None:
    """The brackets of a real venue: the tier of a value, and amounts that keep the margin continuous."""
    path = DATA / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz"
    if not path.exists():
        pytest.skip("the shared data folder is not beside the repository")
    rows = json.loads(gzip.decompress(path.read_bytes()))["BTC/USDT:USDT"]
    infos = [row["info"] for row in rows]
    tiers = tiers_of([(i["notionalCap"], i["maintMarginRatio"], i["cum"]) for i in infos])
    assert [tier_of(tiers, D(v)).amount for v in (1, 50_000, 50_001, 600_000, 600_001)] == [0, 0, 50, 50, 950]
    for low, high in pairwise(tiers):
        assert low.cap is not None
        assert low.cap * low.rate - low.amount == low.cap * high.rate - high.amount
    assert tier_of(tiers, D(10**15)) is tiers[-1]


def test_closing_is_rounded_against_the_trader() -> None:
    """A third of 100: a long gives up 33.33333334 of entry, a short 33.33333333."""
    with localcontext(exact_context()):
        assert closed_entry(Position(D(3), D(100)), D(1)) == D("33.33333334")
        assert closed_entry(Position(D(-3), D(100)), D(1)) == D("33.33333333")
        assert closed_entry(Position(D(-3), D(100)), D(3)) == 100


def test_a_trade_may_cross_zero() -> None:
    """Long 1 at 100, 3 sold at 110: 10 are booked, short 2 at 110 are left."""
    engine = FuturesGrid(LONG, candles(flat(104)), MINUTE, plain_market())
    position = Position(D(1), D(100))
    with localcontext(exact_context()):
        assert engine.trade(position, "sell", D(3), D(110)) == 10
    assert (position.qty, position.entry) == (-2, 220)


@pytest.mark.parametrize(("tick", "least"), [("0.001", "6.26"), ("0.5", "6.5"), ("1", "7"), ("2", "6.26")])
def test_minimum_investment(tick: str, least: str) -> None:
    """30.96228135 / 4.95 = 6.2550..., up to a cent, or to a tick that is coarser and not above 1."""
    market = plain_market(**FEES, lot="0.01", min_qty="0.01", tick=tick)
    params = {**LONG, "leverage": 5, "order_qty": None}
    engine = FuturesGrid(params, candles(flat("104.5")), MINUTE, market, slippage="0.001")
    with localcontext(exact_context()):
        assert engine.minimum_size() == D("0.06")
        assert engine.minimum_investment(D("104.5")) == D(least)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"direction": None}, "missing_param"),
        ({"leverage": "0.5"}, "leverage"),
        ({"leverage": 126}, "leverage"),
        ({"direction": "up"}, "choice"),
        ({"exit": "sell"}, "choice"),
        ({"upper": "110.005"}, "off_tick"),
        ({"investment": 250}, "min_investment"),
        ({"order_qty": "0.0005"}, "order_qty"),
        ({"upper": 103}, "price_outside"),
        ({"stop_price": 100}, "stop_inside"),
        ({"take_profit_price": 110}, "take_profit_inside"),
        ({"stop_price_high": 120}, "direction"),
        ({"stop_amount": 0}, "out_of_bounds"),
        ({"stop_ratio": "1.01"}, "out_of_bounds"),
        ({"stop_price": 90, "stop_ratio": "0.1"}, "two_conditions"),
        ({"take_profit_price": 120, "take_profit_amount": 1}, "two_conditions"),
        ({"stop_amount": "1000.01"}, "stop_amount_too_large"),
        ({"base_qty": 1}, "unknown_param"),
    ],
)
def test_refusals(change: dict[str, Any], code: str) -> None:
    """What cannot run is refused with its code."""
    with pytest.raises(ValueError, match=f"^{code}$"):
        run({**LONG, **change}, candles(flat(104)), MINUTE, plain_market(max_leverage=125))


def test_a_short_grid_can_outgrow_its_margin() -> None:
    """Sold 110, 120, ... 200 (1,550 in all, 155 on average), then bought back one by one down to 150.

    Each buy takes 155 of entry value, the sell it leads to is dearer until 160: 45 + 35 + 25 + 15 + 5 = 125
    more than the plan of the start. 1,566 were put in at leverage 1: 1,566 - 1,675 = -109.
    """
    params = {**SHORT, "lower": 100, "upper": 200, "grids": 10, "leverage": 1, "investment": 1566}
    path = candles((100, 200, 100, 200), (200, 200, 150, 150))
    engine = FuturesGrid(params, path, MINUTE, plain_market())
    engine.run()
    assert engine.lowest_free_margin == -109


@cache
def reference(seed: int) -> tuple[FuturesScenario, dict[str, Any]]:
    """A scenario and its reference result."""
    drawn = futures_scenario(seed)
    return drawn, run(*drawn)


@pytest.mark.parametrize("seed", SEEDS)
def test_money_adds_up(seed: int) -> None:
    """Equity and position follow from fills and fundings alone, whatever the average entry says."""
    (params, series, *_), result = reference(seed)
    lost = any(f["role"] == "liquidation" for f in result["fills"])
    money, held = params["investment"], D(0)
    with localcontext(exact_context()):
        for f in result["fills"]:
            sign = 1 if f["side"] == "buy" else -1
            money -= sign * f["qty"] * f["price"] + f["fee"]
            held += sign * f["qty"]
        money += result["funding_total"]
        assert held == result["position_qty"]
        if lost:
            assert (result["equity"], result["quote"], held) == (0, 0, 0)
        else:
            assert result["equity"] == money + held * series[-1][4]
        assert result["total_profit"] == result["equity"] - result["investment"]
        assert result["floating_profit"] == result["total_profit"] - result["grid_profit"]
    levels = result["levels"]
    cells = Counter(
        levels.index(f["level"]) - (f["side"] == "sell") for f in result["fills"] if f["level"] is not None
    )
    assert result["round_trips"] == sum(count // 2 for count in cells.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_close_what_is_held(seed: int) -> None:
    """While a long or short grid runs, its reduce-only orders add up to its position."""
    (params, *_), result = reference(seed)
    if result["state"] != "running" or "max_live_orders" in params:
        return
    reducing = sum((qty for _, _, qty, only in result["orders"] if only), D(0))
    assert reducing == (0 if params["direction"] == "neutral" else abs(result["position_qty"]))
    assert len(result["orders"]) == params["grids"]


def test_scenarios_use_their_options() -> None:
    """Each way to end, each direction, rule and option appears often enough to be seen."""
    seen_in: Counter[Any] = Counter()
    for seed in SEEDS:
        (params, _, _, _, _, tiers, rule, slippage), result = reference(seed)
        seen_in.update(
            [params["direction"], rule, len(tiers), result["stop_reason"], "slipped" * bool(slippage)]
        )
        seen_in.update(name for name in params if params[name] is not None)
        seen_in["funded"] += bool(result["funding"])
        seen_in["estimated"] += any(result["liquidation_estimate"].values())
        seen_in[params["direction"], result["stop_reason"]] += 1
    for name in ("long", "short", "neutral", "binance", "bybit", "gate", 1, 2, 3, 4, "slipped", "funded"):
        assert seen_in[name] >= 20, name
    for name in ("liquidated", "stop_price", "take_profit", None, "hold_delay_s", "entry_price", "estimated"):
        assert seen_in[name] >= 20, name
    for name in ("stop_amount", "stop_ratio", "take_profit_amount", "take_profit_ratio", "stop_price_high"):
        assert seen_in[name] >= 8, name
    for way in ("long", "short", "neutral"):
        assert seen_in[way, "liquidated"] >= 3, way
        assert seen_in[way, "stop_price"] >= 3, way


@cache
def of_vector(index: int) -> Any:
    """What the reference makes of a hand-worked case."""
    return outcome(FuturesGrid, VECTORS[index].arguments())


@pytest.mark.parametrize("engine", WRONG_FUTURES, ids=lambda engine: engine.__name__)
def test_wrong_engines_are_told_apart(engine: type[FuturesGrid]) -> None:
    """Some hand-worked case or scenario tells each wrong engine from the reference."""
    by_hand = any(differs(engine, v.arguments(), of_vector(i)) for i, v in enumerate(VECTORS))
    assert by_hand or any(differs(engine, *reference(seed)) for seed in SEEDS), engine.__doc__


def test_the_first_difference_is_named() -> None:
    """The bank says where a wrong engine is caught; the right one is caught nowhere."""
    named = {engine.__name__: told_apart_by(engine, range(0)) for engine in WRONG_FUTURES}
    assert named["FundingSign"] == "funding of a long grid"
    assert told_apart_by(FuturesGrid, range(3)) is None
    assert len(WRONG_FUTURES) >= 18
