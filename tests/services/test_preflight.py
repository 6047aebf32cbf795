"""The one validator: stops in money, far prices, the range of the investment, own coins."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.instrument import Fees
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight
from finbyte_desktop.services.ports import FieldProblem, Preflight
from tests.services.test_desk import opened, run
from tests.services.test_errors_table import GOOD, MARKET

D = Decimal


def asked(available: str | None = "50000", base: str = "5", **changed: Any) -> Preflight:
    """The validator's answer at a price of 100."""
    free = None if available is None else D(available)
    return preflight(MARKET, {**GOOD, **changed}, D(100), free, D(base))


def of(found: Preflight, field: str) -> FieldProblem:
    return next(problem for problem in found.problems if problem.field == field)


def test_a_stop_in_money_is_placed_with_and_without_the_levels_on_the_way() -> None:
    """Five buys fill before a loss of 100 is there: it comes earlier than the coins of the start say."""
    found = asked(stop_amount="100")
    assert found.ok
    assert found.stop_at is not None
    assert found.stop_in_fall is not None
    assert found.stop_in_fall > found.stop_at
    assert asked(stop_price="85").stop_in_fall is None


def test_a_loss_that_no_fall_reaches_stands_nowhere() -> None:
    """Half of the money was never spent: the whole investment cannot be lost."""
    found = asked(stop_ratio="1")
    assert (found.stop_in_fall, found.loss_at_stop) == (None, None)


def test_a_profit_that_a_straight_rise_never_earns_stands_nowhere() -> None:
    """All coins are sold at 110; the price with the coins of the start still has a figure."""
    found = asked(take_profit_ratio="0.5")
    assert found.take_profit_at is not None
    assert found.take_profit_in_rise is None


def test_the_loss_at_the_lower_price_is_told_without_a_stop() -> None:
    """As much as a stop one tick below it would cost, to a tick's worth of coins."""
    free, stopped = asked(), asked(stop_price="89.99")
    assert free.loss_at_lower is not None
    assert stopped.loss_at_stop is not None
    assert D(0) < stopped.loss_at_stop - free.loss_at_lower < D("0.11")


@pytest.mark.parametrize(
    ("upper", "refused", "warned"),
    [("1000", False, False), ("1000.01", False, True), ("10000", False, True), ("10000.01", True, False)],
)
def test_an_upper_price_far_beyond_the_price(upper: str, refused: bool, warned: bool) -> None:
    """Above 10 times the price it is pointed at, above 100 times refused with the highest possible one."""
    found = asked(upper=upper)
    problems = [problem for problem in found.problems if problem.field == "upper"]
    assert [problem.code for problem in problems] == ["upper_far"] * refused
    assert [warning.code for warning in found.warnings] == ["upper_high"] * warned
    assert found.ok is not refused
    if refused:
        assert problems[0].fix == "10000"


@pytest.mark.parametrize(
    ("investment", "code"),
    [
        ("-5", "out_of_bounds"),
        ("0", "min_investment"),
        ("10", "min_investment"),
        ("60000", "insufficient_funds"),
    ],
)
def test_every_problem_of_the_investment_names_one_range(investment: str, code: str) -> None:
    """The minimum beside the field and the feasible range say the same."""
    found = asked(investment=investment)
    problem = of(found, "investment")
    assert problem.code == code
    assert found.min_investment is not None
    assert problem.feasible == f"{found.min_investment} - 50000"


def test_what_is_offered_of_the_account_has_two_places() -> None:
    """No more than there is, and no digit that nobody types."""
    problem = of(asked(available="41864.2663506175", investment="60000"), "investment")
    assert problem.feasible is not None
    assert problem.feasible.endswith(" - 41864.26")
    assert problem.fix == "41864.26"


def test_an_account_below_the_minimum_has_no_feasible_range() -> None:
    """Nothing is offered that would be refused next."""
    problem = of(asked(available="3", investment="5000"), "investment")
    assert (problem.feasible, problem.fix) == (None, None)


def test_the_approval_names_the_stop_of_the_review(tmp_path: Path) -> None:
    """One price and one loss from the wizard to the dialog, for an amount too."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            params = dict(desk.suggest("spot_grid", desk.markets()[0].id))
            for condition in ({"stop_ratio": "0.04"}, {"stop_amount": "70"}):
                given = {**params, **condition}
                market = desk.markets()[0].id
                told = desk.preflight("spot_grid", market, given)
                bot = await desk.create_bot("spot_grid", market, given, Policy.PLAN, False)
                request = next(r for r in desk.approvals() if r.bot == bot)
                assert told.stop_in_fall is not None
                assert request.stop_price == told.stop_in_fall
                assert request.loss_at_stop == told.loss_at_stop

    run(work())


def test_own_coins_stand_in_for_the_first_purchase() -> None:
    """What the sells need is taken from the own coins first; more than the account has is refused."""
    found = asked(base_qty="2.5")
    assert found.ok
    assert found.own_used == D("2.5")
    assert found.opening is not None
    without = asked().opening
    assert without is not None
    assert found.opening.qty < without.qty
    assert of(asked(base_qty="5.1"), "base_qty").feasible == "0 - 5"


def test_a_range_that_misses_the_price_is_offered_a_round_bound_with_room() -> None:
    """The offered bound leaves at least a hundredth, and is the same for a price a little beside it."""
    for price, lower, upper, field, fix in (
        ("100.37", "90", "95", "upper", "102"),
        ("100.41", "90", "95", "upper", "102"),
        ("100.37", "110", "120", "lower", "99.3"),
    ):
        given = {**GOOD, "lower": lower, "upper": upper}
        found = preflight(MARKET, given, D(price), D(50000), D(5))
        assert of(found, field).code == "price_outside"
        assert of(found, field).fix == fix


def test_lots_that_eat_the_round_trips_are_told() -> None:
    """Fees in coins make a sell one lot smaller: pointed at where it takes a fifth of the profit and more,
    with what a round trip then shows; not where fees are paid in quote.
    """
    coins = replace(MARKET, fees=Fees(D("0.001"), D("0.001"), "base"), lot=D("0.01"), min_qty=D("0.01"))
    given = {"lower": "90", "upper": "110", "grids": 10, "investment": "1000"}
    price, money = D("100"), D("100000")
    (told,) = preflight(coins, given, price, money, None).warnings
    assert (told.field, told.code) == ("investment", "coin_dust")
    qty = preflight(coins, given, price, money, None).order_qty
    assert qty is not None
    sold = qty - coins.lot
    low, high = D(108), D(110)  # where a coin is worth most
    trip = sold * high - (sold * high * D("0.001")).quantize(D("1e-8"), ROUND_UP) - qty * low
    assert f"{plain(sold)} are sold" in told.text
    assert f"A round trip shows {plain(trip.quantize(D('0.0001'), ROUND_HALF_EVEN))} CASH" in told.text
    quote = replace(coins, fees=Fees(D("0.001"), D("0.001"), "quote"))
    assert not preflight(quote, given, price, money, None).warnings
    fine = replace(coins, lot=D("0.00001"), min_qty=D("0.00001"))
    assert not preflight(fine, given, price, money, None).warnings


@pytest.mark.parametrize(
    "wrong",
    [
        {"lower": "120", "upper": "110"},
        {"upper": "0,61"},
        {"lower": "130", "upper": "140"},
        {"grids": "3.5", "upper": ""},
    ],
)
def test_what_a_field_alone_tells_is_told_while_others_are_wrong(wrong: dict[str, str]) -> None:
    """Nobody mends one field only to be told of the next: more than there is, and prices off the tick."""
    found = asked(investment="99999999", base_qty="6", **wrong)
    told = of(found, "investment")
    assert (told.code, told.fix) == ("insufficient_funds", "50000")
    assert of(found, "base_qty").code == "insufficient_funds"
    assert len(found.problems) == len({(problem.field, problem.code) for problem in found.problems})


def test_a_price_off_the_tick_is_told_while_the_other_is_no_number() -> None:
    """And the upper one beside a lower one that is empty."""
    assert of(asked(lower="90.005", upper="0,61"), "lower").code == "off_tick"
    assert of(asked(lower="", upper="110.005"), "upper").code == "off_tick"
    both = asked(lower="90.005", upper="110.005").problems
    assert [(problem.field, problem.code) for problem in both] == [
        ("lower", "off_tick"),
        ("upper", "off_tick"),
    ]
