"""The paper desk without a window: a bot's whole life, every verb, and the books tied out after each step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.desk_market import START_BALANCE
from finbyte_desktop.services.ports import FeedChoice, FeedKind, HistoryQuery

D = Decimal
T = 1_700_000_040_000
GOOD = {"lower": "90", "upper": "110", "grids": 10, "investment": "1000"}
WAIT_S = 20.0


def candle_file(folder: Path, name: str = "COINUSDT.csv", count: int = 4_000) -> Path:
    """A market that swings between 94 and 106."""
    lines = ["open_time,open,high,low,close,volume"]
    price = 100
    for n in range(count):
        close = 100 + (6 if n % 8 == 3 else -6 if n % 8 == 7 else 0)
        low, high = min(price, close), max(price, close)
        lines.append(f"{T + n * 60_000},{price},{high},{low},{close},1")
        price = close
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ties(desk: PaperDesk) -> None:
    """The ledger and the venue agree in every asset, to the last unit."""
    ledger, balances = desk._kernel.ledger, desk._venue.balances
    assets = {*ledger.assets(), *balances}
    assert {a: ledger.account_total(a) for a in assets} == {a: balances.get(a, D(0)) for a in assets}


@asynccontextmanager
async def opened(folder: Path, feed: FeedChoice | None = None) -> AsyncIterator[PaperDesk]:
    """A desk on a folder; its market stands still until `until` runs it."""
    choice = feed or FeedChoice(FeedKind.CANDLES, candle_file(folder), speed=None)
    desk = await PaperDesk.open(folder / "data", choice)
    desk.feed_pause(True)
    desk.start()
    ties(desk)
    try:
        yield desk
    finally:
        ties(desk)
        await desk.close("keep")


async def still(desk: PaperDesk) -> None:
    """The market stands: steps that were asked for are forgotten, those begun are taken to their end."""
    desk._runner.steps_wanted = 0
    async with desk._runner.lock:
        while desk._runner.work():
            pass
        await desk._runner.flush()


async def until(desk: PaperDesk, true: Callable[[], object]) -> None:
    """Runs the market until something is so."""
    for _ in range(2_000):
        if true():
            break
        desk.feed_step()
        await asyncio.sleep(0.001)
        ties(desk)
    assert true()
    await still(desk)


async def running(desk: PaperDesk, **changed: Any) -> str:
    """A bot whose plan was approved, with some fills."""
    bot = await desk.create_bot("spot_grid", desk.markets()[0].id, {**GOOD, **changed}, Policy.PLAN, False)
    ties(desk)
    request = desk.approvals()[0]
    assert request.bot == bot
    assert desk.card(bot).state is BotState.WAIT_APPROVAL
    await desk.decide(request.id, request.digest, True)
    ties(desk)
    await until(desk, lambda: desk.card(bot).trips >= 2)
    return bot


def run(work: Any) -> None:
    """One test on a loop of its own."""
    asyncio.run(asyncio.wait_for(work, WAIT_S))


def test_bot_lives_from_creation_to_the_offline_review(tmp_path: Path) -> None:
    """Create, approve, fill, stop, close, open again: the review shows what was, and the books tie out."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            assert desk.detail(bot).ties_out
            card = desk.card(bot)
            assert card.spark[-1] == float(card.total_profit)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            await until(desk, lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
            before = desk.detail(bot)
            fills, orders = desk.history_fills(bot), desk.history_orders(bot)
            assert [c.id for c in desk.cards(ended=True)] == [bot]
            assert desk.cards() == []
            assert {order.state for order in orders} <= {"filled", "canceled"}
        async with opened(tmp_path, FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, "OTHER.csv"))) as desk:
            after = desk.detail(bot)
            assert after.card.total_profit == before.card.total_profit
            assert after.card.grid_profit == before.card.grid_profit
            assert (after.card.trips, after.card.state) == (before.card.trips, before.card.state)
            assert desk.history_fills(bot) == fills
            assert desk.history_orders(bot) == orders
            assert after.decisions == before.decisions
            assert desk.history_candles(bot) is not None

    run(work())


@pytest.mark.parametrize("by_itself", [True, False])
def test_page_knows_what_a_restart_does_to_the_bot(tmp_path: Path, *, by_itself: bool) -> None:
    """As it was chosen, also after the restart."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, by_itself)
            await still(desk)
            assert desk.detail(bot).auto_start is by_itself
        async with opened(tmp_path) as desk:
            assert desk.detail(bot).auto_start is by_itself

    run(work())


def test_refused_plan_sends_nothing(tmp_path: Path) -> None:
    """A no ends the bot before any order, and the money is free again."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            request = desk.approvals()[0]
            await desk.decide(request.id, request.digest, False)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            await until(desk, lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
            assert desk.history_orders() == []
            assert desk.decided_today()[0].answer.value == "refused"

    run(work())


def test_futures_grid_is_refused_on_a_spot_market(tmp_path: Path) -> None:
    """The desk says what it needs, and keeps its money."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            before = desk._kernel.ledger.free("unattributed", "USDT")
            market = desk.markets()[0].id
            for params in (GOOD, {**GOOD, "direction": "long", "leverage": "5"}):
                with pytest.raises(UserError) as refused:
                    await desk.create_bot("futures_grid", market, params, Policy.PLAN, False)
                assert refused.value.code == "perpetual_needed"
            assert desk.cards() == []
            assert desk._kernel.ledger.free("unattributed", "USDT") == before

    run(work())


def test_countdown_that_ends_sends_nothing(tmp_path: Path) -> None:
    """Nobody answers for one second: the plan lapses."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await desk.save_settings(replace(desk.settings(), approval_countdown_s=1))
            await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            request = desk.approvals()[0]
            await asyncio.sleep(0.5)
            assert len(desk.approvals()) == 1
            for _ in range(300):
                await asyncio.sleep(0.01)
                if desk.decided_today():
                    break
            with pytest.raises(UserError) as caught:
                await desk.decide(request.id, request.digest, True)
            assert caught.value.code == "expired"
            assert desk.history_orders() == []
            assert desk.decided_today()[0].answer.value == "lapsed"

    run(work())


def test_the_card_tells_of_the_opening_purchase(tmp_path: Path) -> None:
    """As soon as the plan is approved, in the bot's own words."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.AUTOMATIC, False)
            await until(desk, lambda: desk.card(bot).event is not None)
            event = desk.card(bot).event
            assert event is not None
            assert event[0] == "opened"
            assert Decimal(event[1]["qty"]) > 0

    run(work())


def test_the_market_of_a_bot_goes_on_after_a_restart(tmp_path: Path) -> None:
    """What was kept at the end of the session does not stand for what came after it."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            kept = desk.history_candles(bot)
            trips = desk.card(bot).trips
        async with opened(tmp_path) as desk:
            await desk.resume(bot)
            await until(desk, lambda: desk.card(bot).trips >= trips + 4)
            now, life = desk.history_candles(bot), await desk.read_life(bot)
            assert kept is not None
            assert now is not None
            assert life is not None
            assert life.candles is not None
            assert min(now.open_ns[-1], life.candles.open_ns[-1]) > kept.open_ns[-1]

    run(work())


def test_price_that_moved_asks_again(tmp_path: Path) -> None:
    """An approval beyond the collar sends nothing; a plan at the price of now takes its place."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            first = desk.approvals()[0]
            await until(desk, lambda: (desk._kernel.last[desk.markets()[0].id] or 0) > 103)
            with pytest.raises(UserError, match="nothing was sent"):
                await desk.decide(first.id, first.digest, True)
            second = desk.approvals()[0]
            assert second.id != first.id
            assert desk.history_orders() == []
            await desk.decide(second.id, second.digest, True)
            await until(desk, lambda: desk.card(bot).state is BotState.RUNNING)

    run(work())


def test_pause_pulls_the_orders_and_resume_puts_them_back(tmp_path: Path) -> None:
    """A paused bot has no order at the venue; resumed it wants the same ones."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            live = {(o.slot, o.price) for o in desk._kernel.bots[bot].live_orders() for o in [_row(o)]}
            await desk.pause(bot)
            assert desk._venue.open_orders() == {}
            assert desk.card(bot).state is BotState.PAUSED
            ties(desk)
            await desk.resume(bot)
            assert {(o.slot, o.price) for o in map(_row, desk._kernel.bots[bot].live_orders())} == live
            with pytest.raises(UserError):
                await desk.resume(bot)

    run(work())


class _row:  # noqa: N801 - a row for comparisons
    def __init__(self, order: Any) -> None:
        self.slot, self.price = order.slot, order.spec.price


def test_money_goes_in_and_out(tmp_path: Path) -> None:
    """Added investment grows the orders, realised profit can be taken out, more than that cannot."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            invested = desk.card(bot).investment
            await desk.add_investment(bot, D(500))
            ties(desk)
            assert desk.card(bot).investment == invested + 500
            await until(desk, lambda: desk.card(bot).trips >= 4)
            with pytest.raises(UserError):
                await desk.withdraw_profit(bot, D(100_000))
            free = desk._kernel.ledger.free("unattributed", "USDT")
            await desk.withdraw_profit(bot, D("0.01"))
            assert desk._kernel.ledger.free("unattributed", "USDT") == free + D("0.01")
            with pytest.raises(UserError):
                await desk.add_investment(bot, D(10_000_000))

    run(work())


def test_edit_is_validated_before_any_order_is_touched(tmp_path: Path) -> None:
    """A wrong edit changes nothing; a right one is on the page and on disk."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            before = desk._venue.open_orders()
            with pytest.raises(UserError):
                await desk.edit(bot, {**GOOD, "stop_price": "95"})
            assert desk._venue.open_orders() == before
            await desk.edit(bot, {**GOOD, "stop_price": "80"})
            assert desk.detail(bot).params["stop_price"] == "80"
            ties(desk)
        async with opened(tmp_path) as desk:
            assert desk.detail(bot).params["stop_price"] == "80"
            assert desk.card(bot).state is BotState.PAUSED

    run(work())


def test_other_feed_degrades_the_bot_and_its_own_brings_it_back(tmp_path: Path) -> None:
    """On a feed without its market a bot waits with its orders kept, and goes on when the market is back."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await running(desk)
            live = {o.client_id for o in desk._kernel.bots[bot].live_orders()}
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, "ABCUSDT.csv")))
            ties(desk)
            assert desk.card(bot).state is BotState.DEGRADED
            assert {o.client_id for o in desk._kernel.bots[bot].live_orders()} == live
            assert desk._venue.open_orders() == {}
            await desk.choose_feed(own)
            desk.feed_pause(True)
            ties(desk)
            assert desk.card(bot).state is BotState.RUNNING
            now = {o.client_id for o in desk._kernel.bots[bot].live_orders()}
            assert set(desk._venue.open_orders()) == now
            trips = desk.card(bot).trips
            await until(desk, lambda: desk.card(bot).trips > trips)

    run(work())


def test_a_bot_whose_market_was_away_at_the_end_waits_after_the_restart(tmp_path: Path) -> None:
    """It does not go on by itself because its market came back between two starts."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await running(desk)
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, "ABCUSDT.csv")))
            assert desk.card(bot).state is BotState.DEGRADED
        async with opened(tmp_path, own) as desk:
            assert desk.card(bot).state is BotState.PAUSED

    run(work())


def test_account_is_as_on_the_first_day_after_a_reset(tmp_path: Path) -> None:
    """Refused while a bot runs; afterwards the start balance and nothing else."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            with pytest.raises(UserError):
                await desk.reset_paper_account()
            await desk.stop(bot, Exit.KEEP)
            await until(desk, lambda: desk._kernel.ledger.held(bot, "COIN") == 0)
            assert desk._kernel.ledger.free("unattributed", "COIN") > 0
            await desk.reset_paper_account()
            ties(desk)
            assert {b.asset: b.total for b in desk.balances()} == {"USDT": START_BALANCE}

    run(work())


def test_second_desk_on_the_folder_is_refused(tmp_path: Path) -> None:
    """A folder has one desk; after it is closed another can have it."""

    async def work() -> None:
        async with opened(tmp_path):
            with pytest.raises(Unavailable):
                await PaperDesk.open(tmp_path / "data")
        async with opened(tmp_path):
            pass

    run(work())


def test_a_cancelled_order_tells_who_cancelled_it(tmp_path: Path) -> None:
    """The person's own cancel and the stop of the bot are two reasons; the sale tells its average price."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            level = next(x for x in reversed(desk.detail(bot).levels) if x.kind == "buy")
            await desk.cancel_order(bot, level.slot)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            page = await desk.read_history(HistoryQuery("orders", bot))
            assert page is not None
            canceled = {row.slot: row.why for row in page.rows if row.state == "canceled"}
            assert canceled[level.slot] == "pulled_by_you"
            assert set(canceled.values()) == {"pulled_by_you", "stopping_by_you"}
            sale = next(row for row in page.rows if row.slot == "take:exit")
            fills = [fill for fill in desk.detail(bot).fills if fill.why == "exit"]
            assert sale.average is not None
            cost, qty = sum(f.price * f.qty for f in fills), sum(f.qty for f in fills)
            assert abs(sale.average - cost / qty) < D("0.00000001")
            assert desk.card(bot).sold

    run(work())


def test_what_was_decided_today_outlasts_a_fast_market_day(tmp_path: Path) -> None:
    """An answer of a few minutes ago is still listed when the market is days ahead."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await running(desk)
            later = desk._now_ns() + 5 * 24 * 3_600_000_000_000
            desk._now_ns = lambda: later
            assert [row.answer.value for row in desk.decided_today()] == ["approved"]

    run(work())


def test_bots_of_one_market_have_names_of_their_own(tmp_path: Path) -> None:
    """The later ones have a number, in lists and in the queue, also beside a bot that has ended; a name that
    a person gave stays as it is.
    """

    async def work() -> None:
        async with opened(tmp_path) as desk:
            market = desk.markets()[0].id
            first = await running(desk)
            await desk.stop(first, Exit.KEEP)
            for name in (None, "COIN/USDT 3", None):
                await desk.create_bot("spot_grid", market, GOOD, Policy.PLAN, False, name)
            names = ["COIN/USDT 2", "COIN/USDT 3", "COIN/USDT 4"]
            assert sorted(card.name for card in desk.cards()) == names
            assert sorted(request.bot_name for request in desk.approvals()) == names
            assert desk.card(first).name == "COIN/USDT"

    run(work())


def test_an_approval_that_came_too_late_says_so(tmp_path: Path) -> None:
    """What was asked was replaced while the answer was on its way: nothing was sent, and that is said."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            request = desk.approvals()[0]
            async with desk._runner.lock:
                late = asyncio.create_task(desk.decide(request.id, request.digest, True))
                await asyncio.sleep(0)
                stop = ev.BotStopped(desk._now_ns(), request.bot, Exit.KEEP)
                desk._runner.apply(stop)
                await desk._runner.flush()
            with pytest.raises(UserError) as caught:
                await late
            assert caught.value.code == "expired"

    run(work())
