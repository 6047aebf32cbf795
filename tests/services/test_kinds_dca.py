"""DCA before it starts and while it runs: the ladder that is shown is the one that is traded, problems stand
beside their cause.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.kinds.dca_recurring import DcaRecurringKind
from finbyte_desktop.services.kinds.dca_safety import DcaSafetyKind
from finbyte_desktop.services.kinds.kind import Kind, Moment, values_of
from finbyte_desktop.services.shown import FieldProblem, Preflight
from finbyte_desktop.services.shown_markets import CandleArrays
from tests.bots.test_dca_with_a_person import HOUR_NS, DcaDesk
from tests.core.test_kernel import I

D = Decimal
SAFETY, RECURRING = DcaSafetyKind(), DcaRecurringKind()
LADDER: dict[str, Any] = {
    "base_order": "100", "safety_orders": 4, "safety_order": "100", "deviation": "0.02",
    "deviation_scale": "1.2", "volume_scale": "1.5", "take_profit": "0.01", "stop_loss": "0.2",
}  # fmt: skip
DAILY: dict[str, Any] = {"amount": "100", "investment": "1000", "interval": "day"}
MARKETS = {
    "quote": I,
    "base": Instrument(
        "m", "COIN", "CASH", I.tick, I.lot, I.min_qty, I.min_notional, Fees(D("0.0005"), D("0.001"), "base")
    ),
}


def asked(kind: Kind, free: str | None = "5000", i: Instrument = I, **raw: Any) -> Preflight:
    with exact():
        return kind.preflight(i, raw, Moment(D(100), None if free is None else D(free)))


def safety(free: str | None = "5000", i: Instrument = I, **changed: Any) -> Preflight:
    return asked(SAFETY, free, i, **{**LADDER, **changed})


def recurring(free: str | None = "5000", **changed: Any) -> Preflight:
    return asked(RECURRING, free, **{**DAILY, **changed})


def of(found: Preflight, field: str) -> FieldProblem:
    return next(problem for problem in found.problems if problem.field == field)


@pytest.mark.parametrize("fees", MARKETS)
@pytest.mark.parametrize("more", [{}, {"deviation_kind": "compounding"}, {"take_profit_from": "base_order"}])
def test_the_ladder_that_is_shown_is_the_one_that_is_traded(fees: str, more: dict[str, Any]) -> None:
    """Every order, what a coin costs after it, the take profit and the stop loss, to the last digit."""
    desk = DcaDesk(money="3000")
    i = MARKETS[fees]
    desk.kernel.instruments[i.id] = desk.venue.instrument = i
    found = safety(i=i, **more)
    assert found.ok
    desk.make(ev.Policy.AUTOMATIC, **values_of(SAFETY, {**LADDER, **more}))
    record = desk.kernel.bots["b1"]
    assert len(found.rungs) == 5
    for rung in found.rungs:
        if rung.number:
            desk.goto(str(rung.price))
        with exact():
            state, ends = SAFETY.deal(record), SAFETY.ends(record)
            assert state is not None
            assert (state.average, state.take_profit, state.stop) == (
                rung.average, rung.take_profit, rung.stop,
            )  # fmt: skip
            assert state.spent == rung.cumulative
            assert (state.used, state.rungs) == (rung.number, 4)
            assert (ends.stop, ends.take_profit) == (rung.stop, rung.take_profit)
            kinds = [(level.kind, level.price, level.qty) for level in SAFETY.ladder(record)]
        waiting = [("buy", r.price, r.qty) for r in found.rungs[rung.number + 1 :]]
        done = [("done", r.price, r.qty) for r in found.rungs[1 : rung.number + 1]]
        sold = [row for row in kinds if row[0] == "sell"]
        assert [row[1] for row in sold] == [rung.take_profit]
        assert sorted(kinds) == sorted(done + waiting + sold)  # type: ignore[operator]
    assert found.investment == record.bot.budget(i)["CASH"]  # type: ignore[attr-defined]
    assert SAFETY.bounds({}, record) == (found.rungs[-1].price, found.rungs[-1].take_profit)
    desk.goto(str(found.rungs[-1].take_profit))
    again = SAFETY.deal(record)
    assert again is not None
    assert (again.number, again.used) == (2, 0)


def test_the_next_safety_order_says_whether_it_rests() -> None:
    """Its orders are away while the bot is paused."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **values_of(SAFETY, LADDER))
    record = desk.kernel.bots["b1"]
    first = safety().rungs[1].price
    for away in (False, True):
        if away:
            desk.do(ev.BotPaused(desk.ns, "b1", keep_orders=False))
        state = SAFETY.deal(record)
        assert state is not None
        assert (state.next_price, state.next_rests) == (first, not away)


def test_the_money_of_the_plan_adds_up() -> None:
    """Purchase, fee, what rests and the reserve are the investment."""
    found = safety()
    assert found.opening is not None
    assert found.opening_fee is not None
    assert found.held_for_buys is not None
    parts = (found.opening.cost, found.opening_fee, found.held_for_buys, found.reserve)
    assert sum(parts, D(0)) == found.investment  # type: ignore[arg-type]
    assert [order.price for order in found.buys] == [rung.price for rung in found.rungs[1:]]
    assert [order.price for order in found.sells] == [found.rungs[0].take_profit]


@pytest.mark.parametrize(
    ("changed", "free", "field", "code"),
    [
        ({"volume_scale": "3"}, "2000", "volume_scale", "insufficient_funds"),
        (
            {"volume_scale": "1", "safety_orders": 30, "deviation": "0.001", "deviation_scale": "1"},
            "2000",
            "safety_orders",
            "insufficient_funds",
        ),
        ({"base_order": "6000"}, "2000", "base_order", "insufficient_funds"),
        ({"deviation_scale": "4"}, "9000", "deviation_scale", "ladder_below_zero"),
        ({"deviation": "0.3", "deviation_scale": "1"}, "9000", "deviation", "ladder_below_zero"),
        ({"deviation": "0.15", "safety_orders": 5}, "9000", "deviation", "ladder_below_zero"),
        (
            {"deviation": "0.06", "deviation_scale": "5"},
            "9000",
            "deviation_scale",
            "ladder_below_zero",
        ),
        (
            {"deviation": "0.04", "deviation_scale": "1", "safety_orders": 30},
            "9000",
            "safety_orders",
            "ladder_below_zero",
        ),
    ],
)
def test_a_ladder_that_is_too_large_names_its_cause_and_a_value_that_fits(
    changed: dict[str, Any], free: str, field: str, code: str
) -> None:
    """The value offered is taken, and the next larger one is not."""
    found = of(safety(free, **changed), field)
    assert found.code == code
    assert found.fix is not None
    assert found.feasible is not None
    mended = safety(free, **{**changed, field: found.fix})
    assert not [p for p in mended.problems if p.code == code]
    step = D("0.0001") if field == "deviation" else D("0.01") if "." in found.fix else D(1)
    if field != "base_order":
        worse = safety(free, **{**changed, field: str(D(found.fix) + step)})
        assert [p for p in worse.problems if p.code == code]


def test_orders_that_the_market_would_refuse_are_named() -> None:
    """By the market's minimum, by whole lots, and by how many may rest."""
    assert of(safety(base_order="0.5"), "base_order").code == "order_too_small"
    assert of(safety(safety_order="0.5"), "safety_order").code == "order_too_small"
    coarse = Instrument("m", "COIN", "CASH", I.tick, D("0.03"), I.min_qty, D(5), I.fees)
    small = of(safety(i=coarse, safety_order="5"), "safety_order")
    assert small.fix is not None
    assert not [p for p in safety(i=coarse, safety_order=small.fix).problems if p.field == "safety_order"]
    few = Instrument("m", "COIN", "CASH", I.tick, I.lot, I.min_qty, I.min_notional, I.fees, max_live_orders=4)
    assert of(safety(i=few), "safety_orders").fix == "3"


def test_a_field_that_is_needed_is_said_to_be_missing() -> None:
    """Size and deviation only where there are safety orders."""
    found = safety(safety_order=None, deviation=None)
    assert {p.field for p in found.problems} == {"safety_order", "deviation"}
    assert safety(safety_orders=0, safety_order=None, deviation=None).ok
    assert of(safety(base_order=None), "base_order").code == "missing"
    assert of(safety(safety_orders="x"), "safety_orders").code == "not_a_number"


def test_what_looks_like_a_slip_is_pointed_at() -> None:
    """A sale that follows the price further than it earns; a stop before the orders."""
    trail = safety(trailing="0.05")
    assert trail.ok
    assert [w.code for w in trail.warnings] == ["trailing_loses"]
    assert not safety(trailing="0.001").warnings
    stop = safety(stop_loss="0.03", stop_loss_from="base_price")
    assert [(w.code, w.feasible) for w in stop.warnings] == [("stop_before_orders", "2")]
    assert stop.loss_at_stop is not None
    assert stop.loss_at_lower is not None
    assert 0 < stop.loss_at_stop < stop.loss_at_lower


@pytest.mark.parametrize("free", ["100", "1000", "50000"])
@pytest.mark.parametrize("kind", [SAFETY, RECURRING], ids=lambda kind: kind.key)
def test_what_is_suggested_can_be_started(kind: Kind, free: str) -> None:
    """With little and with much money; without a price nothing is suggested."""
    with exact():
        moment = Moment(D(100), D(free))
        none = CandleArrays.__new__(CandleArrays)
        given = kind.suggest(I, moment, _day())
        assert kind.preflight(I, given, moment).ok
        assert kind.suggest(I, Moment(None, D(free)), none) == {}


def _day() -> CandleArrays:
    import numpy as np

    ones = np.full(24, 100.0)
    return CandleArrays(HOUR_NS, np.arange(24) * HOUR_NS, ones, ones + 3, ones - 2, ones, ones)


# --- recurring ------------------------------------------------------------------------------------


def test_a_schedule_tells_its_next_orders_and_when_its_money_ends() -> None:
    """Ten orders of 100 with their fees are more than 1,000 pay for."""
    found = recurring()
    assert found.ok
    assert found.runs is not None
    assert found.runs.orders == 9
    assert found.opening is not None
    assert found.opening.qty == 1
    day = 24 * HOUR_NS
    assert list(found.runs.next_ns) == [day * n for n in range(1, 6)]
    assert found.runs.ends_ns == 8 * day
    later = recurring(first="scheduled")
    assert later.opening is None
    assert later.runs is not None
    assert later.runs.next_ns[0] == 0


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"investment": "50"}, "investment", "investment_too_small"),
        ({"investment": "9000"}, "investment", "insufficient_funds"),
        ({"amount": "0.5"}, "amount", "order_too_small"),
        ({"interval": "week"}, "weekday", "interval_and_day"),
        ({"interval": "month"}, "day", "interval_and_day"),
        ({"interval": "hour", "at": "09:30"}, "at", "interval_and_time"),
        ({"at": "25:00"}, "at", "not_a_time"),
        ({"time_zone": "Berlin"}, "time_zone", "not_a_zone"),
        ({"price_cap": "90", "price_floor": "95"}, "price_floor", "floor_above_cap"),
        ({"interval": "5_minutes"}, "interval", "not_a_choice"),
    ],
)
def test_a_schedule_that_is_not_possible(changed: dict[str, Any], field: str, code: str) -> None:
    """The problem stands beside its field."""
    assert of(recurring(**changed), field).code == code


def test_a_limit_beyond_the_price_of_now_is_pointed_at() -> None:
    """Nothing would be bought yet."""
    found = recurring(price_cap="90")
    assert found.ok
    assert found.opening is None
    assert [w.code for w in found.warnings] == ["limit_beyond_now"]


def test_a_schedule_that_runs_tells_where_it_stands() -> None:
    """What it spent and may still spend, what a coin cost, where its profit is taken, when it goes on."""
    desk = DcaDesk(money="3000")
    values = values_of(RECURRING, {**DAILY, "interval": "hour", "take_profit": "0.05"})
    desk.make(ev.Policy.AUTOMATIC, **values)
    record = desk.kernel.bots["b1"]
    with exact():
        state, levels = RECURRING.schedule(record), RECURRING.ladder(record)
    assert state is not None
    assert (state.spent, state.left, state.coins) == (D("100.1"), D("899.9"), D(1))
    assert state.average == D("100.1")
    assert state.next_ns == HOUR_NS
    assert [(level.kind, level.price) for level in levels] == [("sell", state.take_profit)]
    with exact():
        assert RECURRING.ends_with(record, {**values, "take_profit": "0.1"}).take_profit == D("110.17")
