"""Stop and liquidation of a futures grid: no edit turns their order, and the page tells where both are."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from tests.services.test_desk_perpetuals import AUTOMATIC, FILE, LONG, choice, play, run
from tests.support.perpetual_line import MINUTE, T

D = Decimal
NEUTRAL = {**LONG, "direction": "neutral", "leverage": "9"}


def closes(*prices: str) -> list[str]:
    """A minute a price; the market moves from one straight to the next."""
    lines, before = [f"{T},{prices[0]},100.01,99.99,{prices[0]},1.001"], prices[0]
    for n, close in enumerate(prices[1:], 1):
        low, high = sorted((before, close), key=float)
        lines.append(f"{T + n * MINUTE},{before},{high},{low},{close},1.001")
        before = close
    return lines


async def opened(folder: Path, *prices: str, **fundings: Any) -> PaperDesk:
    desk = await PaperDesk.open(folder, choice(folder, *closes(*prices), **fundings))
    desk.feed_pause(True)
    return desk


async def begun(desk: PaperDesk, raw: dict[str, Any], minutes: int, policy: Policy = AUTOMATIC) -> str:
    """A bot, and the market a few minutes later."""
    bot = await desk.create_bot("futures_grid", FILE, raw, policy, True)
    await play(desk, (T + minutes * MINUTE) * 1_000_000)
    return bot


async def refused(desk: PaperDesk, bot: str, raw: dict[str, Any]) -> tuple[str | None, str]:
    """Field and code with which dialog and command refuse an edit, both the same."""
    shown = desk.stands_at(bot, raw).refused
    assert shown is not None
    with pytest.raises(UserError) as error:
        await desk.edit(bot, raw)
    assert (shown.field, shown.code, shown.text) == (error.value.field, error.value.code, error.value.text)
    return shown.field, shown.code


def test_edit_refuses_a_stop_price_that_the_liquidation_of_now_comes_before(tmp_path: Path) -> None:
    """Fundings ate the margin: a stop that a start would take is refused at the estimate of the page."""

    async def work() -> None:
        paid = tuple(f"{T + n * MINUTE},0.01" for n in range(3, 8))
        desk = await opened(tmp_path, *["100"] * 3, *["90", "100"] * 3, *["92"] * 10, fundings=paid)
        bot = await begun(desk, LONG, 12)
        position = desk.card(bot).position
        assert position is not None
        fall = position.liquidation_low
        assert fall is not None
        asked = desk.preflight("futures_grid", FILE, {**LONG, "stop_price": "77"})
        assert [problem.code for problem in asked.problems] == ["position_taken"], (
            "a start would take the stop"
        )
        for stop in (D(77), fall):
            found = await refused(desk, bot, {**LONG, "stop_price": str(stop)})
            assert found == ("stop_price", "stop_after_liquidation")
        before = {**LONG, "stop_price": str(fall + D("0.01"))}
        assert desk.stands_at(bot, before).refused is None
        await desk.edit(bot, before)
        await desk.close("keep")

    run(work)


@pytest.mark.parametrize("field", ["stop_amount", "stop_ratio"])
def test_edit_refuses_an_amount_that_the_liquidation_comes_before(tmp_path: Path, field: str) -> None:
    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 20)
        bot = await begun(desk, LONG, 5)
        most, less = ("990", "700") if field == "stop_amount" else ("0.99", "0.7")
        assert await refused(desk, bot, {**LONG, field: most}) == (field, "amount_after_liquidation")
        await desk.edit(bot, {**LONG, field: less})
        await desk.close("keep")

    run(work)


@pytest.mark.parametrize(("field", "price"), [("stop_price", "60"), ("stop_price_high", "140")])
def test_edit_of_a_neutral_grid_is_judged_on_both_sides(tmp_path: Path, field: str, price: str) -> None:
    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 20)
        bot = await begun(desk, {**NEUTRAL, "leverage": "5"}, 5)
        found = await refused(desk, bot, {**NEUTRAL, "leverage": "5", field: price})
        assert found == (field, "stop_after_liquidation")
        await desk.close("keep")

    run(work)


def test_another_edit_is_taken_though_the_stop_has_become_late(tmp_path: Path) -> None:
    """Only a stop that is changed is judged: what a person sets beside it does not make it worse."""

    async def work() -> None:
        paid = tuple(f"{T + n * MINUTE},0.01" for n in range(3, 8))
        desk = await opened(tmp_path, *["100"] * 20, fundings=paid)
        raw = {**LONG, "stop_price": "79"}
        bot = await begun(desk, raw, 12)
        position = desk.card(bot).position
        assert position is not None
        assert position.liquidation_low is not None
        assert position.liquidation_low > 79
        assert desk.stands_at(bot, {**raw, "take_profit_price": "120"}).refused is None
        await desk.edit(bot, {**raw, "take_profit_price": "120"})
        await desk.close("keep")

    run(work)


def test_edit_of_a_plan_that_waits_is_judged_with_what_it_will_open(tmp_path: Path) -> None:
    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 20)
        bot = await begun(desk, LONG, 5, Policy.PLAN)
        assert desk.card(bot).state is BotState.WAIT_APPROVAL
        with pytest.raises(UserError, match="liquidated at about"):
            await desk.edit(bot, {**LONG, "stop_price": "60"})
        await desk.edit(bot, {**LONG, "stop_price": "85"})
        await desk.close("keep")

    run(work)


def test_loss_in_the_approval_of_an_amount_counts_the_fee_of_closing(tmp_path: Path) -> None:
    """As the form says it, and no less than what is lost then."""

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 6, "70", *["70"] * 6)
        raw = {**LONG, "stop_amount": "300"}
        shown = desk.preflight("futures_grid", FILE, raw).loss_at_stop
        assert shown is not None
        bot = await begun(desk, raw, 3, Policy.PLAN)
        request = desk.approvals()[0]
        assert request.loss_at_stop is not None
        assert abs(request.loss_at_stop - shown) < 1
        assert request.loss_at_stop > 301
        await desk.decide(request.id, request.digest, True)
        await play(desk, (T + 10 * MINUTE) * 1_000_000)
        assert desk.card(bot).total_profit == -request.loss_at_stop
        await desk.close("keep")

    run(work)


def test_page_and_plan_count_levels_that_do_not_rest(tmp_path: Path) -> None:
    """A straight fall fills them too: with four orders at a time it ends where it ends with all of them."""
    raw = {**LONG, "leverage": "9", "lower": "85", "upper": "105", "grids": 20, "accept_liquidation": True}

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 5, *["99"] * 15)
        shown = desk.preflight("futures_grid", FILE, raw).position
        bot = await begun(desk, {**raw, "max_live_orders": 4}, 3, Policy.PLAN)
        request = desk.approvals()[0]
        assert shown is not None
        assert request.position is not None
        assert request.position.liquidation_low == shown.liquidation_low
        assert request.position.inside == shown.inside
        assert request.position.most == shown.most
        await desk.decide(request.id, request.digest, True)
        await play(desk, (T + 9 * MINUTE) * 1_000_000)
        position = desk.card(bot).position
        assert position is not None
        assert len(desk.detail(bot).orders) == 4
        assert position.liquidation_low == shown.liquidation_low
        await desk.close("keep")

    run(work)


def test_page_counts_a_level_that_a_person_took_away(tmp_path: Path) -> None:
    """Its order is placed again by one press, and a stop is judged with it."""

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 20)
        bot = await begun(desk, LONG, 5)
        before = desk.card(bot).position
        assert before is not None
        slot = next(o.slot for o in desk.detail(bot).orders if o.price == 90)
        await desk.cancel_order(bot, slot)
        await play(desk, (T + 8 * MINUTE) * 1_000_000)
        now = desk.card(bot).position
        assert now is not None
        assert all(o.price != 90 for o in desk.detail(bot).orders)
        assert now.liquidation_low == before.liquidation_low
        await desk.close("keep")

    run(work)


async def answered(desk: PaperDesk, minutes: int) -> None:
    """Says yes to what is asked; where the price has moved it is asked anew, or not at all."""
    request = desk.approvals()[0]
    with suppress(UserError):
        await desk.decide(request.id, request.digest, True)
    await play(desk, (T + minutes * MINUTE) * 1_000_000)


def risky(desk: PaperDesk, **more: Any) -> dict[str, Any]:
    """The most leverage that a start at the price of now takes."""
    for tenths in range(100, 40, -1):
        raw = {**LONG, "lower": "84", "leverage": str(D(tenths) / 10), **more}
        if desk.preflight("futures_grid", FILE, raw).ok:
            return raw
    raise AssertionError("no leverage is taken")


@pytest.mark.parametrize("accepts", [False, True])
def test_a_plan_asked_anew_is_not_liquidated_inside_its_range(tmp_path: Path, accepts: bool) -> None:
    """The bot ends with its reason; where a person accepted the liquidation, it asks."""

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 5, *["108"] * 30)
        raw = risky(desk)
        raw |= {"accept_liquidation": True} if accepts else {}
        bot = await begun(desk, raw, 8, Policy.PLAN)
        await answered(desk, 10)
        asked, card = desk.approvals(), desk.cards(ended=not accepts)[0]
        assert card.id == bot
        if accepts:
            assert asked[0].position is not None
            assert asked[0].position.inside
            assert card.state is BotState.WAIT_APPROVAL
        else:
            assert not asked
            assert card.state is BotState.STOPPED
            assert desk.detail(bot).decisions[0].fields["reason"] == "liquidation_not_accepted"
            assert not desk.detail(bot).orders
        await desk.close("keep")

    run(work)


def test_an_automatic_start_is_not_liquidated_inside_its_range(tmp_path: Path) -> None:
    """The price has moved between the form and the bot's first look at it."""

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 5, *["108"] * 30)
        raw = {**risky(desk), "entry_price": "107"}
        found = desk.preflight("futures_grid", FILE, raw)
        assert [one.code for one in found.problems] == ["liquidation_not_accepted"]
        raw.pop("entry_price")
        await play(desk, (T + 8 * MINUTE) * 1_000_000)
        created = ev.BotCreated(
            desk._now_ns(), "b1", "futures_grid", FILE, {**raw, "accept_liquidation": False}, AUTOMATIC
        )
        await desk._runner.command(created)
        record = desk._kernel.bots["b1"]
        assert record.state is BotState.STOPPED
        assert record.reason == "liquidation_not_accepted"
        assert not record.position.qty
        await desk.close("keep")

    run(work)


def test_added_money_tells_the_liquidation_that_follows(tmp_path: Path) -> None:
    """As the page shows it when the orders have grown."""

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 5, *["95"] * 15)
        bot = await begun(desk, LONG, 7)
        plan = desk.added_plan(bot, D(1000))
        assert plan is not None
        assert plan.refused is None
        await desk.add_investment(bot, D(1000))
        await play(desk, (T + 9 * MINUTE) * 1_000_000)
        position = desk.card(bot).position
        assert position is not None
        assert position.liquidation_low is not None
        assert plan.liquidation_low is not None
        assert abs(position.liquidation_low - plan.liquidation_low) < D("0.05")
        await desk.close("keep")

    run(work)


def test_money_whose_orders_are_liquidated_before_the_stop_is_refused(tmp_path: Path) -> None:
    """A grid of small orders takes the whole leverage with the money that is added."""
    raw = {**LONG, "order_qty": "2", "stop_price": "60"}

    async def work() -> None:
        desk = await opened(tmp_path, *["100"] * 20)
        bot = await begun(desk, raw, 4)
        before = desk.card(bot).position
        assert before is not None
        assert before.liquidation_low is not None
        assert before.liquidation_low < 60
        plan = desk.added_plan(bot, D(1000))
        assert plan is not None
        assert plan.liquidation_low is not None
        assert plan.liquidation_low > 60
        assert plan.refused is not None
        with pytest.raises(UserError, match="before this stop"):
            await desk.add_investment(bot, D(1000))
        assert desk.card(bot).investment == 1000
        await desk.edit(bot, {**raw, "stop_price": "85"})
        await desk.add_investment(bot, D(1000))
        assert desk.card(bot).investment == 2000
        await desk.close("keep")

    run(work)
