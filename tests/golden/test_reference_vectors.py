"""The spot grid reference against the vectors of its specification, hand-worked cases and wrong engines."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.reference.scenarios import scenario, stops_scenario
from tests.support.reference.spot_grid import SpotGrid, exact_context, run
from tests.support.reference.wrong_conditions import WRONG_CONDITIONS
from tests.support.reference.wrong_engines import WRONG_ENGINES, differs

MINUTE = 60_000_000_000
SERIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "series" / "grid_year.py"
SEEDS = range(200)


def market(**changes: Any) -> dict[str, Any]:
    """A market without fees, tick 0.01, lot 0.001, unless said otherwise."""
    plain = {
        "tick": "0.01",
        "lot": "0.001",
        "min_notional": 5,
        "min_qty": "0.001",
        "fee_maker": 0,
        "fee_taker": 0,
    }
    names = {"fee_asset": "quote", "slippage": 0, "base_asset": "COIN", "quote_asset": "CASH"}
    return {**plain, **names, **changes}


def candles(*rows: tuple[Any, Any, Any, Any]) -> list[tuple[int, Decimal, Decimal, Decimal, Decimal]]:
    """One-minute candles from (open, high, low, close)."""
    made = []
    for number, row in enumerate(rows):
        o, high, low, c = (Decimal(str(x)) for x in row)
        made.append((number * 60_000, o, high, low, c))
    return made


def flat(price: Any) -> tuple[Any, Any, Any, Any]:
    """A candle that stands at one price."""
    return (price, price, price, price)


def grid(params: dict[str, Any], start: Any = 1, **changes: Any) -> SpotGrid:
    """An engine that has not run yet."""
    return SpotGrid({"investment": 1, **params}, candles(flat(start)), MINUTE, market(**changes))


def played(params: dict[str, Any], *rows: tuple[Any, Any, Any, Any], **changes: Any) -> dict[str, Any]:
    """The result of a run over one-minute candles."""
    return run(params, candles(*rows), MINUTE, market(**changes))


def trades(result: dict[str, Any]) -> list[tuple[str, Decimal, Decimal, str]]:
    """Side, price, quantity and role of each fill."""
    return [(f["side"], f["price"], f["qty"], f["role"]) for f in result["fills"]]


@pytest.mark.parametrize(
    ("lower", "upper", "grids", "levels"),
    [
        (27, 64, 3, [27, 36, 48, 64]),
        (100, 800, 3, [100, 200, 400, 800]),
        (64, 729, 6, [64, 96, 144, 216, 324, 486, 729]),
    ],
)
def test_geometric_levels(lower: int, upper: int, grids: int, levels: list[int]) -> None:
    """The geometric vectors come out exactly, also where a float would fall one tick short."""
    engine = grid({"lower": lower, "upper": upper, "grids": grids, "spacing": "geometric"})
    assert [engine.level(i) for i in range(grids + 1)] == levels


def test_arithmetic_levels_multiply_before_dividing() -> None:
    """The truncation of one level is not carried to the next."""
    engine = grid({"lower": 100, "upper": 101, "grids": 3})
    assert [str(engine.level(i)) for i in range(4)] == ["100.00", "100.33", "100.66", "101.00"]


def test_resting_orders_of_133_to_155() -> None:
    """13 buys, 146 vacant, 9 sells; 1.267 coins an order for 4,000."""
    params = {"lower": 133, "upper": 155, "grids": 22, "investment": 4000}
    engine = SpotGrid(params, candles(flat(146)), MINUTE, market(fee_maker="0.0008", fee_taker="0.0008"))
    result = engine.run()
    assert result["vacant_level"] == 13
    assert [o.price for o in engine.plan.values() if o.side == "buy"] == list(range(133, 146))
    assert [o.price for o in engine.plan.values() if o.side == "sell"] == list(range(147, 156))
    with localcontext(exact_context()):
        assert engine.cost(Decimal(1), Decimal(146)) == Decimal("3123.4968")
    assert result["order_qty"] == Decimal("1.267")


def test_vacant_level_is_the_first_above_the_price() -> None:
    """25,000-30,000, N=5, price 26,500: buys 25,000 and 26,000, vacant 27,000, three sells."""
    params = {"lower": 25000, "upper": 30000, "grids": 5, "investment": 10**6}
    engine = SpotGrid(params, candles(flat(26500)), MINUTE, market())
    assert engine.run()["levels"][engine.start_vacant] == 27000
    sides = {int(o.price): o.side for o in engine.plan.values()}
    assert sides == {25000: "buy", 26000: "buy", 28000: "sell", 29000: "sell", 30000: "sell"}


def test_minimum_investment() -> None:
    """Minimum notional 5, lot 0.01: at least 0.04 an order and 126.21 in all."""
    fees = {"fee_maker": "0.0008", "fee_taker": "0.0008", "lot": "0.01", "min_qty": "0.01"}
    params = {"lower": 133, "upper": 155, "grids": 22}
    engine = grid(params, 146, **fees)
    with localcontext(exact_context()):
        assert engine.minimum_size() == Decimal("0.04")
        assert engine.minimum_investment(Decimal(146)) == Decimal("126.21")
    assert played({**params, "investment": "126.21"}, flat(146), **fees)["order_qty"] == Decimal("0.04")
    with pytest.raises(ValueError, match="min_investment"):
        played({**params, "investment": "126.20"}, flat(146), **fees)


def test_base_fee_enlarges_the_opening_and_shrinks_the_mirror() -> None:
    """Fee 0.1 % in base, q=1, nine sells: 9.010 are bought, a buy of 1 leads to a sell of 0.999."""
    params = {"lower": 133, "upper": 155, "grids": 22, "investment": 5000, "order_qty": 1}
    fees = {"fee_maker": "0.001", "fee_taker": "0.001", "fee_asset": "base"}
    result = played(params, (146, 146, 145, 146), **fees)
    assert trades(result) == [
        ("buy", Decimal(146), Decimal("9.010"), "taker"),
        ("buy", Decimal(145), Decimal(1), "maker"),
        ("sell", Decimal(146), Decimal("0.999"), "maker"),
    ]


def test_trip_with_a_base_fee() -> None:
    """0.08795882 bought at 53,000, 0.08787086 sold at 57,000: profit 341.813."""
    params = {"lower": 49000, "upper": 57000, "grids": 2, "investment": 20000, "order_qty": "0.08795882"}
    fees = {"fee_maker": "0.001", "fee_taker": "0.001", "fee_asset": "base", "lot": "0.00000001"}
    result = played(params, (57000, 57000, 53000, 57000), **fees)
    assert trades(result) == [
        ("buy", Decimal(53000), Decimal("0.08795882"), "maker"),
        ("sell", Decimal(57000), Decimal("0.08787086"), "maker"),
    ]
    assert round(result["grid_profit"], 3) == Decimal("341.813")


@pytest.mark.parametrize(
    ("grids", "least", "most", "digits"),
    [(100, "-0.018", "0.005", 3), (22, "0.489", "0.591", 3), (5, "2.76", "3.15", 2)],
)
def test_net_profit_per_grid(grids: int, least: str, most: str, digits: int) -> None:
    """133-155 with 0.08 %: the range of net profit per grid in percent; a loss is refused."""
    params = {"lower": 133, "upper": 155, "grids": grids, "investment": 4000}
    engine = grid(params, 146, fee_maker="0.0008", fee_taker="0.0008")
    levels = [Fraction(engine.level(i)) for i in range(grids + 1)]
    c = Fraction("0.0008")
    profits = [100 * (high * (1 - c) / low - (1 + c)) for low, high in pairwise(levels)]
    assert round(min(profits), digits) == Fraction(least)
    assert round(max(profits), digits) == Fraction(most)
    if min(profits) <= 0:
        with pytest.raises(ValueError, match="net_profit"):
            engine.run()


def test_accounting_vector() -> None:
    """A sold opening coin is no trip until it is bought back; the totals are those of the specification."""
    params = {"lower": 25000, "upper": 30000, "grids": 5, "investment": 10**6, "order_qty": 1}
    first = (26500, 28000, 26500, 28000)
    result = played(params, first)
    assert trades(result)[0] == ("buy", Decimal(26500), Decimal(3), "taker")
    assert (result["round_trips"], result["grid_profit"], result["total_profit"]) == (0, 0, 4500)
    result = played(params, first, (28000, 28000, 27000, 27000))
    assert (result["round_trips"], result["grid_profit"], result["total_profit"]) == (1, 1000, 2500)
    assert result["floating_profit"] == 1500


def test_equal_quote_takes_the_largest_amount_that_fits() -> None:
    """Q is the last cent for which two buys and the opening of three cells fit into 99 % of the money."""
    params = {"lower": 100, "upper": 110, "grids": 5, "investment": 1000, "qty_mode": "equal_quote"}
    q = Fraction(played(params, flat(104), fee_maker="0.001", fee_taker="0.002")["order_qty"])

    def need(amount: Fraction) -> Fraction:
        lots = {level: Fraction(amount * 1000 // level, 1000) for level in (100, 102, 104, 106, 108)}
        buys = 100 * lots[100] + 102 * lots[102]
        return buys * Fraction("1.001") + (lots[104] + lots[106] + lots[108]) * 104 * Fraction("1.002")

    assert need(q) <= 990 < need(q + Fraction("0.01"))


@pytest.mark.slow
@pytest.mark.data
def test_year_vector() -> None:
    """525,600 seeded candles: counts and money of the specification, to the last digit."""
    if not SERIES.exists():
        pytest.skip("the shared data folder with series/grid_year.py is not beside the repository")
    pytest.importorskip("numpy")
    names: dict[str, Any] = {"__name__": "grid_year"}
    exec(compile(SERIES.read_text(encoding="utf-8"), str(SERIES), "exec"), names)
    cents = zip(*(column.tolist() for column in names["synth"]()[:4]), strict=True)
    year = [
        (1_704_067_200_000 + i * 60_000, *(Decimal(x).scaleb(-2) for x in row)) for i, row in enumerate(cents)
    ]
    params = {
        "lower": 54000,
        "upper": 54000 + 250 * 49,
        "grids": 49,
        "investment": 20000,
        "order_qty": "0.002",
    }
    result = run(params, year, MINUTE, market(fee_maker="0.001", fee_taker="0.001"))
    opening, *rest = trades(result)
    assert opening == ("buy", year[0][1], Decimal("0.050"), "taker")
    assert Counter(side for side, *_ in rest) == {"buy": 7144, "sell": 7145}
    assert result["round_trips"] == 7144
    assert result["grid_profit"] == Decimal("1858.224")
    assert result["floating_profit"] == Decimal("3.1803")
    assert result["equity"] == Decimal("21861.4043")
    assert result["max_drawdown"] == Decimal("849.08932")


# Hand-worked cases: 100..110 in steps of 2, one coin an order, no fees.
SMALL = {"lower": 100, "upper": 110, "grids": 5, "investment": 1000, "order_qty": 1}


def test_jump_fills_orders_at_their_price_and_stops_at_the_open() -> None:
    """From 103 to 95: 102 and 100 are bought there, the stop at 98 sells everything at 95."""
    result = played({**SMALL, "stop_price": 98, "exit": "sell"}, (104, 104, 103, 103), flat(95), flat(97))
    assert trades(result) == [
        ("buy", 104, 3, "taker"),
        ("buy", 102, 1, "maker"),
        ("buy", 100, 1, "maker"),
        ("sell", 95, 5, "taker"),
    ]
    assert {f["ts_ns"] for f in result["fills"][1:]} == {MINUTE}
    assert (result["state"], result["stop_reason"], result["base"]) == ("stopped", "stop_price", 0)


def test_orders_that_become_live_in_a_jump_are_marketable() -> None:
    """Two live orders, a jump to 111: 106 fills there, 108 and 110 come live late and take 111."""
    result = played({**SMALL, "max_live_orders": 2}, flat(104), flat(111))
    assert trades(result)[1:] == [
        ("sell", 106, 1, "maker"),
        ("sell", 111, 1, "taker"),
        ("sell", 111, 1, "taker"),
    ]


def test_hold_delay_needs_the_whole_time() -> None:
    """At the stop from 80 s to 100 s and from 160 s to 180 s: 30 s never pass, 10 s have passed at 90 s."""
    rows = (flat(104), (104, 104, 98, 104), (104, 104, 97, 97), flat(99))
    result = played({**SMALL, "stop_price": 98, "hold_delay_s": 30, "exit": "sell"}, *rows)
    assert result["stop_reason"] is None
    result = played({**SMALL, "stop_price": 98, "hold_delay_s": 10, "exit": "sell"}, *rows)
    assert result["fills"][-1]["ts_ns"] == 90 * 10**9
    assert result["fills"][-1]["price"] == 98


def test_entry_price_starts_at_the_touch_or_at_the_open_after_a_jump() -> None:
    """Entry 104 from below: touched on a walk P = 104, jumped over P = the open, from above not at all."""
    params = {**SMALL, "entry_price": 104, "entry_direction": "above"}
    assert trades(played(params, (103, 105, 103, 105)))[0] == ("buy", 104, 3, "taker")
    assert trades(played(params, flat(103), flat(105)))[0] == ("buy", 105, 2, "taker")
    assert played(params, (105, 105, 103, 103))["state"] == "waiting"


def test_trailing_up_buys_at_the_old_top() -> None:
    """From 110 to 112 the buy moves from 100 to 110; the cap compares the new top."""
    rows = ((110, 112, 110, 112), (112, 112, 100, 100))
    ladder = [
        ("buy", 108, 1, "maker"),
        ("buy", 106, 1, "maker"),
        ("buy", 104, 1, "maker"),
        ("buy", 102, 1, "maker"),
    ]
    top, bottom = [("buy", 110, 1, "maker")], [("buy", 100, 1, "maker")]
    assert trades(played({**SMALL, "trailing_up": True}, *rows)) == top + ladder
    assert trades(played({**SMALL, "trailing_up": True, "trailing_up_cap": 112}, *rows)) == top + ladder
    assert trades(played({**SMALL, "trailing_up": True, "trailing_up_cap": 111}, *rows)) == ladder + bottom


def test_trailing_up_takes_what_is_paid_for() -> None:
    """530 - 420 in other buys - 5.3 reserve = 104.7: 0.951 coins at 110."""
    result = played(
        {**SMALL, "investment": 530, "trailing_up": True}, (110, 112, 110, 112), (112, 112, 110, 110)
    )
    assert trades(result) == [("buy", 110, Decimal("0.951"), "maker")]


def test_trailing_down_sells_the_top_coin_at_the_old_bottom() -> None:
    """From 100 to 98 the sell moves from 110 to 100."""
    result = played({**SMALL, "trailing_down": True}, (100, 100, 98, 98), (98, 111, 98, 98))
    sells = [price for side, price, *_ in trades(result) if side == "sell"]
    assert sells == [100, 102, 104, 106, 108]


def test_pump_guard_holds_the_second_step_for_a_minute() -> None:
    """k=1: 112 is taken at 40 s, 114 only at 100 s, when the price has stood still for 60 s."""
    params = {**SMALL, "investment": 5000, "trailing_up": True, "pump_guard_steps": 1}
    pump = (110, 114, 110, 114)
    early = played(params, pump, (112, 112, 112, 112))
    late = played(params, pump, flat(114), (114, 114, 112, 112))
    assert trades(early) == []
    assert trades(late) == [("buy", 112, 1, "maker")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lower": 120}, "range"),
        ({"upper": "110.005"}, "off_tick"),
        ({"lower": "109.99", "grids": 2}, "tick_collision"),
        ({"investment": 300}, "min_investment"),
        ({"upper": 103}, "price_outside"),
        ({"stop_price": 100}, "stop_inside"),
        ({"take_profit_price": 110}, "take_profit_inside"),
        ({"grids": 1}, "grids"),
        ({"stop_amount": 0}, "out_of_bounds"),
        ({"stop_ratio": "-0.1"}, "out_of_bounds"),
        ({"stop_ratio": "1.01"}, "out_of_bounds"),
        ({"take_profit_amount": -5}, "out_of_bounds"),
        ({"take_profit_ratio": 0}, "out_of_bounds"),
        ({"take_profit_ratio": "100.01"}, "out_of_bounds"),
        ({"stop_price": 90, "stop_amount": 5}, "two_conditions"),
        ({"stop_amount": 5, "stop_ratio": "0.1"}, "two_conditions"),
        ({"take_profit_price": 120, "take_profit_ratio": "0.1"}, "two_conditions"),
        ({"stop_amount": "1000.01"}, "stop_amount_too_large"),
    ],
)
def test_refusals(change: dict[str, Any], code: str) -> None:
    """What cannot run is refused with its code."""
    with pytest.raises(ValueError, match=f"^{code}$"):
        played({**SMALL, **change}, flat(104))


# Stop and take profit by amount or ratio: three coins bought at 26,500 of 140,000 leave 60,500.
THREE = {"lower": 25000, "upper": 30000, "grids": 5, "investment": 140_000, "order_qty": 1}
COINS = {"lot": 1, "min_qty": 1}


def live(params: dict[str, Any], start: Any = 26500, **changes: Any) -> SpotGrid:
    """An engine that has just gone live."""
    engine = SpotGrid({**THREE, **params}, candles(flat(start)), MINUTE, market(**COINS, **changes))
    engine.run()
    return engine


@pytest.mark.parametrize(
    ("params", "stop", "target"),
    [
        ({"stop_amount": 1000, "take_profit_amount": 5000}, "26166.66", "28166.67"),
        ({"stop_ratio": "0.01", "take_profit_ratio": "0.01"}, "26033.33", "26966.67"),
        ({"stop_ratio": "0.01", "take_profit_ratio": "0.02", "base_qty": 1}, "25945.00", "27610.00"),
        ({"stop_amount": 79_499}, "0.33", None),
        ({"stop_amount": 79_500}, None, None),
        ({"stop_amount": 140_000}, None, None),
        ({"stop_amount": 166_000, "base_qty": 1}, None, None),
        ({"stop_price": 20000, "take_profit_amount": 6000}, "20000", "28500.00"),
    ],
)
def test_an_amount_is_a_price(params: dict[str, Any], stop: str | None, target: str | None) -> None:
    """The stop is rounded down to the tick, the take profit up; own coins are investment too."""
    engine = live(params)
    with localcontext(exact_context()):
        assert engine.stop_level() == (None if stop is None else Decimal(stop))
        assert engine.target_level() == (None if target is None else Decimal(target))


def test_what_was_withdrawn_is_profit() -> None:
    """500 withdrawn: the loss of 1,000 stands at (140,000 - 500 - 1,000 - 60,000) / 3."""
    engine = live({"stop_amount": 1000})
    with localcontext(exact_context()):
        engine.quote -= 500
        engine.withdrawn += 500
        assert engine.stop_level() == Decimal("26166.66")
        engine.quote += 500
        assert engine.stop_level() == 26000


def test_stop_by_amount_follows_the_fills() -> None:
    """1,000 lost at 26,166.66; 2,000 at 25,875, after the fourth coin was bought at 26,000."""
    row = (26500, 26500, 25500, 25600)
    result = played({**THREE, "stop_amount": 1000, "exit": "sell"}, row, **COINS)
    assert trades(result)[1:] == [("sell", Decimal("26166.66"), 3, "taker")]
    assert (result["stop_reason"], result["total_profit"]) == ("stop_price", Decimal("-1000.02"))
    result = played({**THREE, "stop_amount": 2000, "exit": "sell"}, row, **COINS)
    assert trades(result)[1:] == [("buy", 26000, 1, "maker"), ("sell", 25875, 4, "taker")]
    assert result["total_profit"] == -2000


def test_take_profit_by_amount_follows_the_fills() -> None:
    """5,000 stand at 28,166.67, after the sell at 28,000 at 28,250; sold there it is 5,000."""
    result = played(
        {**THREE, "take_profit_amount": 5000, "exit": "sell"}, (26500, 28800, 26500, 28800), **COINS
    )
    assert trades(result)[1:] == [("sell", 28000, 1, "maker"), ("sell", 28250, 2, "taker")]
    assert (result["stop_reason"], result["total_profit"]) == ("take_profit", 5000)


def test_take_profit_in_a_jump_acts_at_the_open_after_the_fills() -> None:
    """From 26,500 to 29,500: two coins go at their levels, the third at the open: 1,500 + 2,500 + 3,000."""
    result = played({**THREE, "take_profit_amount": 5000, "exit": "sell"}, flat(26500), flat(29500), **COINS)
    assert trades(result)[1:] == [
        ("sell", 28000, 1, "maker"),
        ("sell", 29000, 1, "maker"),
        ("sell", 29500, 1, "taker"),
    ]
    assert result["total_profit"] == 7000


def test_a_sure_profit_stands_at_one_tick() -> None:
    """All coins sold in a jump to 40,000 earn 7,500: 5,000 are there at any price, 7,501 at none.

    With a hundredth of a coin left it stands at one tick.
    """
    rows = (flat(26500), flat(40000))
    assert played({**THREE, "take_profit_amount": 5000}, *rows, **COINS)["stop_reason"] == "take_profit"
    assert played({**THREE, "take_profit_amount": 7501}, *rows, **COINS)["state"] == "running"
    with_rest = {**THREE, "take_profit_amount": 5000, "base_qty": "3.01"}
    engine = SpotGrid(with_rest, candles(*rows), MINUTE, market(**COINS))
    assert engine.run()["stop_reason"] == "take_profit"
    with localcontext(exact_context()):
        assert (engine.quote, engine.base) == (227_000, Decimal("0.01"))
        assert engine.target_level() == Decimal("0.01")


def test_an_opening_that_costs_the_amount_is_refused() -> None:
    """Three coins at 1 % fee cost 795: a stop of 795 would be reached at the start, one of 796 is not."""
    with pytest.raises(ValueError, match="stop_at_once"):
        played({**THREE, "stop_amount": 795}, flat(26500), fee_taker="0.01", **COINS)
    result = played({**THREE, "stop_amount": 796}, flat(26500), fee_taker="0.01", **COINS)
    assert result["stop_reason"] is None


@pytest.mark.parametrize(("then", "stopped"), [(25870, 130), (25890, 130), (26000, None)])
def test_a_delay_goes_on_with_the_moved_price(then: int, stopped: int | None) -> None:
    """At 60 s 25,900 is below 26,125; at 100 s a fifth coin moves it to 25,900, where the delay goes on.

    At 120 s the price is 25,870 or 25,890: it still holds, and acts at 130 s. At 26,000 a coin is sold, the
    condition stands at 25,875 and the delay is over.
    """
    rows = (flat(26500), (25900, 25900, 25000, 25000), flat(then))
    result = played({**THREE, "stop_amount": 1000, "hold_delay_s": 70, "exit": "sell"}, *rows, **COINS)
    if stopped is None:
        assert result["state"] == "running"
    else:
        assert trades(result)[-1] == ("sell", then, 5, "taker")
        assert result["fills"][-1]["ts_ns"] == stopped * 10**9


def test_a_delay_ends_between_two_touched_prices() -> None:
    """The loss of 900 is there below 27,980 and, after the fee of the sell at 28,000, below 28,110 again.

    Between them it was not: the delay of 70 s begins anew at 160 s and acts at 230 s, not at 170 s.
    """
    rows = (flat(29500), (29500, 29500, 27000, 27100), (27100, 28000, 27100, 28000), flat(28050))
    params = {**THREE, "stop_amount": 900, "hold_delay_s": 70, "exit": "sell"}
    result = played(params, *rows, fee_maker="0.01", **COINS)
    assert trades(result)[-2:] == [("sell", 28000, 1, "maker"), ("sell", 28050, 2, "taker")]
    assert result["fills"][-1]["ts_ns"] == 230 * 10**9


FAMILIES = {"any": scenario, "stops": stops_scenario}


@cache
def reference(seed: int, family: str = "any") -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A scenario and its reference result."""
    drawn = FAMILIES[family](seed)
    return drawn, run(*drawn)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", SEEDS[:60])
def test_money_adds_up(seed: int, family: str) -> None:
    """Quote and base follow from the fills alone, equity from them, and trips from the fills of each cell."""
    (params, series, _, where), result = reference(seed, family)
    quote, base = params["investment"], params.get("base_qty", Decimal(0))
    with localcontext(exact_context()):
        for f in result["fills"]:
            sign = 1 if f["side"] == "buy" else -1
            quote -= sign * f["qty"] * f["price"] + (
                f["fee"] if f["fee_asset"] == where["quote_asset"] else 0
            )
            base += sign * f["qty"] - (f["fee"] if f["fee_asset"] == where["base_asset"] else 0)
        assert (quote, base) == (result["quote"], result["base"])
        assert result["equity"] == quote + base * series[-1][4]
        assert result["total_profit"] == result["equity"] - result["investment"]
    if not params.get("trailing_up") and not params.get("trailing_down"):
        levels = result["levels"]
        cells = Counter(
            levels.index(f["level"]) - (f["side"] == "sell")
            for f in result["fills"]
            if f["level"] is not None
        )
        assert result["round_trips"] == sum(count // 2 for count in cells.values())


@pytest.mark.parametrize("engine", WRONG_ENGINES, ids=lambda engine: engine.__name__)
def test_wrong_engines_are_told_apart(engine: type[SpotGrid]) -> None:
    """Some scenario tells each wrong engine from the reference."""
    assert any(differs(engine, *reference(seed)) for seed in SEEDS), engine.__doc__


@pytest.mark.parametrize("engine", WRONG_CONDITIONS, ids=lambda engine: engine.__name__)
def test_wrong_conditions_are_told_apart(engine: type[SpotGrid]) -> None:
    """Some scenario with stops by amount or ratio tells each wrong engine from the reference."""
    assert any(differs(engine, *reference(seed, "stops")) for seed in SEEDS), engine.__doc__


def test_families_use_their_options() -> None:
    """Amounts and ratios are given on both sides and reached."""
    drawn = [reference(seed, "stops") for seed in SEEDS]
    for name in ("stop_amount", "stop_ratio", "take_profit_amount", "take_profit_ratio"):
        reason = "stop_price" if name.startswith("stop") else "take_profit"
        assert sum(name in d[0] and r["stop_reason"] == reason for d, r in drawn) >= 15, name
