"""A futures grid before it starts and while it runs: what is shown is what is traded, lost and liquidated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.bots.futures_grid_params import FuturesGridParams
from finbyte_desktop.bots.futures_plan import FuturesSizer, after_opening, planned_liquidations
from finbyte_desktop.bots.futures_straight import at_start, reached
from finbyte_desktop.bots.grid_params import STOP
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import BUY, SELL
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.kinds.dca_futures import DcaFuturesKind
from finbyte_desktop.services.kinds.futures_grid import FuturesGridKind
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.ports import FieldProblem, Preflight
from tests.services.test_desk_perpetuals import BTC, demo, near, play, run
from tests.support.dca_line import FUTURES
from tests.support.perpetual_market import MARKET, swinging

D = Decimal
KIND = FuturesGridKind()
LONG: dict[str, Any] = {
    "direction": "long", "leverage": "5", "lower": "90", "upper": "110", "grids": 10, "investment": "1000",
}  # fmt: skip
BEGINS = 1_790_000_000_000_000_000


def asked(free: str | None = "5000", price: str = "100", **changed: Any) -> Preflight:
    raw = {**LONG, **changed}
    with exact():
        return KIND.preflight(MARKET, raw, Moment(D(price), None if free is None else D(free)))


def problem(found: Preflight, code: str) -> FieldProblem:
    return next(one for one in found.problems if one.code == code)


def lost(found: Preflight, at: str, side: Any) -> Decimal:
    """What is lost at a price, order by order: everything of one side traded, the rest closed there."""
    price, sign = D(at), 1 if side is BUY else -1
    rows = [] if found.opening is None else [(found.opening.price, found.opening.qty, MARKET.fees.taker)]
    planned = found.buys if side is BUY else found.sells
    rows += [(row.price, row.qty, MARKET.fees.maker) for row in planned]
    qty = sum((row[1] for row in rows), D(0))
    paid = sum((p * q for p, q, _ in rows), D(0))
    fees = sum((MARKET.fee_up(p * q * rate) for p, q, rate in rows), D(0))
    return sign * (paid - qty * price) + fees + MARKET.fee_up(qty * price * MARKET.fees.taker)


def test_plan_says_what_is_opened_and_where_it_ends() -> None:
    """The opening is what the sells above close; the largest position is that with every buy traded."""
    found = asked()
    assert found.ok
    position = found.position
    assert position is not None
    assert found.opening is not None
    assert found.order_qty is not None
    assert (found.opening.side, found.opening.qty) == (BUY, 5 * found.order_qty)
    assert position.opening == found.opening.qty
    bought = sum((row.cost for row in found.buys), D(0))
    assert position.most == found.opening.cost + bought
    with exact():
        p = FuturesGridParams.from_raw(LONG)
        ends = planned_liquidations(p, MARKET, D(100), D(0), found.order_qty)
    assert (position.liquidation_low, position.liquidation_high) == ends
    assert ends.low is not None
    assert ends.high is None
    assert ends.low < 90
    assert position.inside == ()


@pytest.mark.parametrize(
    ("direction", "stop", "side"), [("long", "85", BUY), ("short", "115", SELL)], ids=["long", "short"]
)
def test_loss_at_a_stop_is_counted_order_by_order(direction: str, stop: str, side: Any) -> None:
    """Every order on the way, the opening, and the market order that closes all of it."""
    found = asked(direction=direction, leverage="3", stop_price=stop)
    assert found.ok
    assert found.loss_at_stop == lost(found, stop, side)


def test_loss_of_a_neutral_grid_is_that_of_its_worse_side() -> None:
    found = asked(direction="neutral", leverage="3", stop_price="80", stop_price_high="116")
    assert found.ok
    assert found.opening is None
    assert found.loss_at_stop == max(lost(found, "80", BUY), lost(found, "116", SELL))
    assert found.position is not None
    assert None not in (found.position.liquidation_low, found.position.liquidation_high)


def test_an_amount_is_reached_where_so_much_is_lost() -> None:
    """By a straight fall: the price at which the bot is worth so much less, before the fee of closing; the
    largest loss has that fee.
    """
    found = asked(leverage="3", stop_amount="300")
    assert found.ok
    at = found.stop_in_fall
    assert at is not None
    assert at < 90
    fee = MARKET.fee_up(sum(o.qty for o in (*found.buys, found.opening)) * at * MARKET.fees.taker)  # type: ignore[union-attr]
    assert 0 <= lost(found, str(at), BUY) - fee - 300 < 1
    assert found.loss_at_stop == lost(found, str(at), BUY)
    assert found.loss_at_stop > 300


def test_an_amount_that_a_liquidation_comes_before_is_refused() -> None:
    found = asked(leverage="10", stop_amount="990")
    assert problem(found, "amount_after_liquidation").field == "stop_amount"


def test_an_amount_of_a_neutral_grid_is_judged_on_both_sides() -> None:
    """Nearer the upper bound more orders rest below, yet a rise may be liquidated before the stop of it."""
    neutral = {"direction": "neutral", "leverage": "9", "accept_liquidation": True}
    for price, amount in (("92", "880"), ("108", "880"), ("92", "930"), ("108", "930")):
        found = asked(**neutral, price=price, stop_amount=amount)
        fall, rise = stops_of(found, {**LONG, **neutral, "stop_amount": amount}, price)
        position = found.position
        assert position is not None
        ends = position.liquidation_low, position.liquidation_high
        late = ends[0] is not None and (fall is None or fall <= ends[0])
        late |= ends[1] is not None and (rise is None or rise >= ends[1])
        assert found.ok is not late, (price, amount, fall, rise, ends)
        assert not late or problem(found, "amount_after_liquidation").field == "stop_amount"


def test_a_neutral_grid_shows_the_stop_that_comes_first() -> None:
    for price in ("92", "108"):
        raw = {"direction": "neutral", "leverage": "5", "stop_amount": "300"}
        found = asked(**raw, price=price)
        assert found.ok
        sides = [at for at in stops_of(found, {**LONG, **raw}, price) if at is not None]
        assert len(sides) == 2
        assert found.stop_in_fall == min(sides, key=lambda at: abs(at - D(price)))


def stops_of(found: Preflight, raw: dict[str, Any], price: str) -> tuple[Decimal | None, Decimal | None]:
    """Where a straight fall and a straight rise from a price reach the amount."""
    assert found.order_qty is not None
    with exact():
        p = FuturesGridParams.from_raw(raw)
        sizer = FuturesSizer(p, D(price), MARKET, D(0))
        opened = after_opening(p, MARKET, D(0), D(price), D(0))
        standing = at_start(p, sizer, found.order_qty, opened)
        fall, rise = (reached(p, MARKET, standing, STOP, rises=up) for up in (False, True))
    return fall, rise


def test_liquidation_inside_the_range_is_accepted_by_a_person_or_refused() -> None:
    """Refused beside the box that accepts it; then it is a warning beside the leverage."""
    wide = {"lower": "60", "upper": "110", "leverage": "10"}
    found = asked(**wide)
    assert not found.ok
    assert problem(found, "liquidation_not_accepted").field == "accept_liquidation"
    assert found.position is not None
    assert found.position.inside == (found.position.liquidation_low,)
    accepted = asked(**wide, accept_liquidation=True)
    assert accepted.ok
    assert [(w.field, w.code) for w in accepted.warnings] == [("leverage", "liquidation_inside")]


def test_a_backtest_shows_what_a_liquidation_inside_the_range_does() -> None:
    """Nobody is asked there: the run is made, whatever the form says."""
    raw = {**LONG, "leverage": "10", "lower": "60", "accept_liquidation": False}
    tested = KIND.tested_with(raw, swinging(200), MARKET)
    run = Backtest(BacktestRequest("futures_grid", tested, MARKET, swinging(200))).run()
    assert run.kernel.bots[BOT].state is BotState.RUNNING
    with pytest.raises(UserError, match="inside the range"):
        Backtest(BacktestRequest("futures_grid", raw, MARKET, swinging(200))).run()


def test_each_bad_field_is_told_at_once() -> None:
    """One that is nonsense does not hide another."""
    found = asked(leverage="x", grids=0, direction="up", lower="-1")
    assert {one.field for one in found.problems} >= {"leverage", "grids", "direction", "lower"}
    dear = asked(free="100")
    assert [one.code for one in dear.problems] == ["insufficient_funds"]
    assert dear.position is not None, "the figures of what is only too dear are known"


@pytest.mark.parametrize("kind", ["grid", "dca"])
def test_leverage_has_one_bound(kind: str) -> None:
    """That of the market, however far beyond it a value is."""
    assert MARKET.perpetual is not None
    most = MARKET.perpetual.max_leverage
    for leverage in (most + 1, D(500)):
        found = asked(leverage=str(leverage))
        if kind == "dca":
            raw = {**FUTURES, "leverage": str(leverage)}
            found = DcaFuturesKind().preflight(MARKET, raw, Moment(D(100), D(100000)))
        told = next(one for one in found.problems if one.field == "leverage")
        assert (told.feasible, told.fix) == (f"1 - {most}", str(most))


def test_suggestion_can_be_started(tmp_path: Path) -> None:
    """On every perpetual of the demo market."""

    async def work() -> None:
        desk = await demo(tmp_path, BEGINS)
        for market in desk.markets("futures_grid"):
            given = desk.suggest("futures_grid", market.id)
            assert desk.preflight("futures_grid", market.id, given).ok, market.id
        assert BTC in {market.id for market in desk.markets("futures_grid")}
        assert BTC not in {market.id for market in desk.markets("spot_grid")}
        await desk.close("keep")

    run(work)


def test_what_added_margin_does_is_what_was_said(tmp_path: Path) -> None:
    """The order at the market and every order that grows, as the dialog told them before."""

    async def work() -> None:
        desk = await demo(tmp_path, BEGINS)
        raw = near(desk, leverage="5")
        bot = await desk.create_bot("futures_grid", BTC, raw, Policy.AUTOMATIC, True)
        await play(desk, BEGINS + 60_000_000_000)
        plan = desk.added_plan(bot, D(2000))
        assert plan is not None
        assert plan.side is BUY
        assert plan.grown
        held = desk.card(bot).position
        assert held is not None
        await desk.add_investment(bot, D(2000))
        await play(desk, BEGINS + 62_000_000_000)
        now = desk.card(bot).position
        assert now is not None
        assert now.qty - held.qty == plan.qty
        resting = {order.price: order.qty for order in desk.detail(bot).orders}
        assert {one.price: one.then for one in plan.grown} == {
            price: qty for price, qty in resting.items() if price in {one.price for one in plan.grown}
        }
        assert desk.detail(bot).ties_out
        await desk.close("keep")

    run(work)


def test_last_days_of_a_futures_grid_count_its_position(tmp_path: Path) -> None:
    """The preview's backtest: total profit is what its money and its position are worth, less the margin."""

    async def work() -> None:
        desk = await demo(tmp_path, BEGINS)
        found = await desk.quick_backtest("futures_grid", BTC, near(desk, leverage="3"), 1)
        assert found.equity
        assert abs(D(str(found.equity[-1][1])) - found.total) < D("0.01")
        assert found.fill_rule.endswith("no fundings")
        await desk.close("keep")

    run(work)
