"""DCA on perpetuals on the paper desk: its deals both ways, its position and funding, its end and restart."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ceil_div
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.desk_market import START_BALANCE
from finbyte_desktop.services.ports import FeedChoice
from tests.services.test_desk_perpetuals import FILE, T, agree, choice, play, run, swings
from tests.support.perpetual_line import MINUTE

D = Decimal
DEAL: dict[str, Any] = {
    "direction": "long", "leverage": "4", "base_order": "500", "safety_order": "500", "safety_orders": 3,
    "deviation": "0.02", "deviation_scale": "1", "volume_scale": "1.2", "take_profit": "0.02",
}  # fmt: skip
NS = 1_000_000


async def opened(folder: Path, *lines: str, name: str = "data") -> PaperDesk:
    funding = (f"{T + MINUTE},0.001", f"{T + 11 * MINUTE},0.001")
    desk = await PaperDesk.open(folder / name, choice(folder, *lines, fundings=funding))
    desk.feed_pause(True)
    return desk


async def begun(desk: PaperDesk, **changed: Any) -> str:
    return await desk.create_bot("dca_futures", FILE, {**DEAL, **changed}, Policy.AUTOMATIC, True)


@pytest.mark.parametrize("direction", ["long", "short"])
def test_deals_both_ways_add_close_and_tie_out(tmp_path: Path, direction: str) -> None:
    """Safety orders and take profits trade, funding is booked, the deal is shown as it stands."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(400))
        bot = await begun(desk, direction=direction)
        await play(desk, (T + 45 * MINUTE) * NS)
        agree(desk)
        card, detail = desk.card(bot), desk.detail(bot)
        assert card.type == "dca_futures"
        assert card.state is BotState.RUNNING
        assert card.trips > 3
        assert card.grid_profit > 0
        assert card.position is not None
        assert card.position.funding != 0
        deal = detail.deal
        assert deal is not None
        assert deal.coins == abs(card.position.qty)
        if card.position.qty:
            assert (card.position.qty > 0) is (direction == "long")
            assert deal.average is not None
            assert card.position.entry is not None
            assert abs(deal.average - card.position.entry) < D("0.0001")
        codes = {row.code for row in desk.history_decisions(bot)}
        assert {"deal_opened", "deal_added", "deal_reduced", "deal_closed"} <= codes
        await desk.stop(bot, Exit.SELL)
        await asyncio.sleep(0.2)
        await play(desk, (T + 46 * MINUTE) * NS)
        await asyncio.sleep(0.2)
        ended = desk.card(bot)
        assert (ended.state, ended.reason) == (BotState.STOPPED, "by_you")
        assert ended.position is not None
        assert ended.position.qty == 0
        agree(desk)
        assert ended.total_profit is not None
        assert desk._venue.balances["USDT"] == START_BALANCE + ended.total_profit
        await desk.close("keep")

    run(work)


def test_the_ladder_that_was_shown_is_the_one_that_is_traded(tmp_path: Path) -> None:
    """Prices, quantities, the average after each order, and where the position of now is liquidated."""

    async def work() -> None:
        falls = [f"{T + n * MINUTE},{p},{p},{q},{q},1" for n, (p, q) in enumerate([(100, 100), (100, 93)])]
        desk = await opened(tmp_path, *falls, f"{T + 2 * MINUTE},93,93,93,93,1")
        shown = desk.preflight("dca_futures", FILE, DEAL)
        assert shown.ok, shown.problems
        assert shown.opening is not None
        margin = ceil_div(shown.opening.cost, D(4), D("0.01"))
        parts = (margin, shown.opening_fee, shown.held_for_buys, shown.reserve)
        assert sum(part or D(0) for part in parts) == shown.investment
        bot = await begun(desk)
        await play(desk)
        card, deal = desk.card(bot), desk.detail(bot).deal
        fills = [(row.price, row.qty) for row in reversed(desk.history_fills(bot))]
        assert fills == [(rung.price, rung.qty) for rung in shown.rungs]
        assert deal is not None
        assert card.position is not None
        last = shown.rungs[-1]
        assert (deal.average, deal.take_profit, deal.spent) == (
            last.average,
            last.take_profit,
            last.cumulative,
        )
        assert card.position.value == last.cumulative
        assert card.position.liquidation == last.liquidation
        assert shown.position is not None
        assert shown.position.liquidation_low == last.liquidation
        await desk.close("keep")

    run(work)


def test_stop_loss_of_a_short_closes_above_and_ends_it(tmp_path: Path) -> None:
    """The whole position is closed at once, its loss is realised, nothing rests."""

    async def work() -> None:
        rises = [f"{T + n * MINUTE},{p},{q},{p},{q},1" for n, (p, q) in enumerate([(100, 100), (100, 113)])]
        desk = await opened(tmp_path, *rises, f"{T + 2 * MINUTE},113,113,113,113,1")
        late = {**DEAL, "direction": "short", "stop_loss": "0.8", "leverage": "10"}
        found = desk.preflight("dca_futures", FILE, late)
        assert ("stop_loss", "stop_loss_late") in {(p.field, p.code) for p in found.problems}
        assert found.loss_at_stop is None  # no more than the margin can be lost
        bot = await begun(desk, direction="short", stop_loss="0.08", leverage="2")
        await play(desk)
        card = desk.card(bot)
        assert (card.state, card.reason) == (BotState.STOPPED, "stop_loss")
        assert card.position is not None
        assert card.position.qty == 0
        assert card.grid_profit < 0
        assert card.buys_open + card.sells_open == 0
        agree(desk)
        await desk.close("keep")

    run(work)


def test_liquidated_bot_has_lost_its_margin_and_no_more(tmp_path: Path) -> None:
    """A person had accepted it."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(3, "60"), f"{T + 3 * MINUTE},60,61,60,61,1")
        problems = desk.preflight("dca_futures", FILE, {**DEAL, "leverage": "20", "deviation": "0.06"})
        assert [rung.comes for rung in problems.rungs] == [True, True, True, False]
        assert [problem.code for problem in problems.problems] == ["ladder_liquidated"]
        bot = await begun(desk, leverage="20", deviation="0.06", accept_liquidation=True)
        await play(desk)
        card = desk.card(bot)
        assert (card.state, card.reason) == (BotState.STOPPED, "liquidated")
        assert card.position is not None
        assert card.total_profit == -card.investment
        agree(desk)
        await desk.close("keep")

    run(work)


def test_an_edit_moves_stop_and_take_profit_and_what_comes_too_late_is_refused(tmp_path: Path) -> None:
    """What a deal trades stays; a stop beyond the liquidation is refused beside its field."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(400))
        bot = await begun(desk, take_profit="0.5")
        await play(desk, (T + 8 * MINUTE) * NS)
        for field, value, code in (
            ("stop_loss", "0.6", "stop_loss_late"),
            ("leverage", "5", "not_editable"),
            ("direction", "short", "not_editable"),
        ):
            with pytest.raises(UserError) as refused:
                await desk.edit(bot, {**DEAL, "take_profit": "0.5", field: value})
            assert (refused.value.code, refused.value.field) == (code, field)
        await desk.edit(bot, {**DEAL, "take_profit": "0.01", "stop_loss": "0.1"})
        detail = desk.detail(bot)
        assert detail.stop_at is not None
        assert detail.deal is not None
        assert detail.deal.take_profit is not None
        assert detail.deal.average is not None
        assert detail.deal.take_profit < detail.deal.average * D("1.02")
        await play(desk, (T + 60 * MINUTE) * NS)
        assert desk.card(bot).trips > 0
        agree(desk)
        await desk.close("keep")

    run(work)


def test_a_killed_desk_goes_on_as_one_that_was_not(tmp_path: Path) -> None:
    """A copy of the folder taken in the middle of a deal comes to the same fills, fundings and money."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(400))
        bot = await begun(desk, direction="short", trailing="0.005")
        await play(desk, (T + 22 * MINUTE) * NS + 1)
        shutil.copytree(tmp_path / "data", tmp_path / "two", ignore=shutil.ignore_patterns("*.lock"))
        await play(desk, (T + 70 * MINUTE) * NS)
        twin = await opened(tmp_path, *swings(400), name="two")
        await play(twin, (T + 70 * MINUTE) * NS)
        agree(twin)
        fills = [[replace(row, seq=0) for row in one.history_fills(bot)] for one in (twin, desk)]
        assert fills[0] == fills[1]
        assert len(fills[0]) >= 12
        assert twin.card(bot).position == desk.card(bot).position
        assert twin.balances() == desk.balances()
        await twin.close("keep")
        await desk.close("keep")

    run(work)


def test_a_position_that_was_kept_is_enlarged_by_nothing(tmp_path: Path) -> None:
    """Its safety orders are gone, and so is what they would have done to its liquidation."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(400))
        bot = await begun(desk, take_profit="0.5", leverage="10")
        await play(desk, (T + 2 * MINUTE) * NS)
        await desk.stop(bot, Exit.KEEP)
        await asyncio.sleep(0.2)
        await play(desk, (T + 3 * MINUTE) * NS)
        held = desk.card(bot).position
        assert held is not None
        assert held.qty > 0
        assert held.liquidation_low == held.liquidation
        agree(desk)
        await desk.close("keep")

    run(work)


def test_additions_do_not_lead_a_deal_beyond_its_tier(tmp_path: Path) -> None:
    """The market would refuse orders of that size at this leverage: the next deal does not begin."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(400))
        bot = await begun(desk, leverage="15", safety_orders=3, deviation="0.01")
        await play(desk, (T + 2 * MINUTE) * NS)
        await desk.add_investment(bot, D(400))
        await play(desk, (T + 60 * MINUTE) * NS)
        await asyncio.sleep(0.2)
        card = desk.card(bot)
        assert (card.state, card.reason) == (BotState.STOPPED, "leverage_over_tier")
        assert card.trips > 0
        agree(desk)
        await desk.close("keep")

    run(work)


@pytest.mark.parametrize("kind", ["dca_futures", "dca_safety"])
def test_loss_and_price_of_a_stop_belong_together(tmp_path: Path, kind: str) -> None:
    """The question before the start names the stop that the largest loss comes at: that of the last order."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", FeedChoice(speed=None))
        desk.feed_pause(True)
        market = "demo:BTC/USDT:USDT" if kind == "dca_futures" else "demo:BTC/USDT"
        params = {**desk.suggest(kind, market), "stop_loss": "0.2"}
        shown = desk.preflight(kind, market, params)
        await desk.create_bot(kind, market, params, Policy.PLAN, True)
        (asked,) = desk.approvals()
        assert shown.rungs[0].stop != shown.rungs[-1].stop
        assert asked.stop_price == shown.rungs[-1].stop
        assert asked.loss_at_stop == shown.loss_at_stop
        await desk.close("keep")

    run(work)


@pytest.mark.parametrize("direction", ["long", "short"])
def test_added_investment_says_where_the_liquidation_goes(tmp_path: Path, direction: str) -> None:
    """As the page tells it before and after; the deal's orders stay, those of later ones grow."""

    async def work() -> None:
        desk = await opened(tmp_path, *swings(400))
        bot = await begun(desk, direction=direction, leverage="8")
        await play(desk, (T + 2 * MINUTE) * NS)

        def ends() -> tuple[Decimal | None, Decimal | None]:
            held = desk.card(bot).position
            assert held is not None
            assert held.qty
            straight = held.liquidation_low if direction == "long" else held.liquidation_high
            return held.liquidation, straight

        before, orders, put_in = ends(), desk.detail(bot).orders, desk.card(bot).investment
        plan = desk.added_plan(bot, D(40))
        assert plan is not None
        assert plan.deal is not None
        assert plan.deal.liquidations is not None
        assert plan.deal.liquidations[0] == before
        assert abs(plan.deal.times - (put_in + 40) / put_in) < D("0.0001")
        await desk.add_investment(bot, D(40))
        assert plan.deal.liquidations[1] == ends() != before
        assert desk.detail(bot).orders == orders
        await desk.close("keep")

    run(work)
