"""A feed whose file is gone: nothing takes its place unasked, its bots wait, and it can be found again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from tests.services.test_desk import GOOD, candle_file, opened, run, running, ties, until

REAL_TIME = Decimal(1)  # the market stands while a test looks


async def left(folder: Path) -> tuple[str, set[str], Path]:
    """A bot that goes on by itself, with orders on a file that is then moved away."""
    async with opened(folder) as desk:
        market = desk.markets()[0].id
        bot = await desk.create_bot("spot_grid", market, GOOD, Policy.AUTOMATIC, True)
        await until(desk, lambda: desk.card(bot).trips >= 2)
        await desk.change_settings(feed=replace(desk.settings().feed, speed=REAL_TIME))
        orders = set(desk._venue.open_orders())
    moved = folder / "moved"
    moved.mkdir()
    return bot, orders, (folder / "COINUSDT.csv").rename(moved / "COINUSDT.csv")


async def reopened(folder: Path) -> PaperDesk:
    desk = await PaperDesk.open(folder / "data")
    desk.feed_pause(True)
    desk.start()
    return desk


def test_a_missing_file_is_replaced_by_nothing(tmp_path: Path) -> None:
    """No other market runs, the bot waits with its orders, and the choice stays as it was."""

    async def work() -> None:
        bot, _, _ = await left(tmp_path)
        desk = await reopened(tmp_path)
        try:
            feed = desk.health().feed
            assert desk.markets() == []
            assert (feed.reason, feed.fresh, feed.finished) == ("feed_missing", False, False)
            assert feed.choice.path == tmp_path / "COINUSDT.csv"
            assert desk.settings().feed == feed.choice
            assert desk.card(bot).state is BotState.DEGRADED
            assert desk.feed_of(desk.card(bot).market) == feed.choice
            with pytest.raises(UserError):
                await desk.reset_paper_account()
        finally:
            await desk.close("keep")

    run(work())


def test_a_file_that_is_back_goes_on_where_it_was(tmp_path: Path) -> None:
    """Sessions without the file lose neither the orders nor the position."""

    async def work() -> None:
        bot, orders, moved = await left(tmp_path)
        for _ in range(2):
            await (await reopened(tmp_path)).close("keep")
        moved.rename(tmp_path / "COINUSDT.csv")
        desk = await reopened(tmp_path)
        try:
            assert set(desk._venue.open_orders()) == orders
            assert desk.card(bot).state is BotState.RUNNING
            ties(desk)
        finally:
            await desk.close("keep")

    run(work())


def test_a_file_chosen_at_its_new_place_goes_on_where_it_was(tmp_path: Path) -> None:
    """The moved file is the same feed: its bot goes on with the same orders, now and at the next start."""

    async def work() -> None:
        bot, orders, moved = await left(tmp_path)
        desk = await reopened(tmp_path)
        await desk.choose_feed(FeedChoice(FeedKind.CANDLES, moved, speed=REAL_TIME))
        assert set(desk._venue.open_orders()) == orders
        assert desk.card(bot).state is BotState.RUNNING
        ties(desk)
        await desk.close("keep")
        desk = await reopened(tmp_path)
        orders, own = set(desk._venue.open_orders()), desk.settings().feed
        await desk.choose_feed(FeedChoice())
        assert desk.feed_of(desk.card(bot).market) == own  # its speed, too
        await desk.choose_feed(FeedChoice(FeedKind.CANDLES, moved, speed=REAL_TIME))
        assert set(desk._venue.open_orders()) == orders
        await desk.close("keep")

    run(work())


def test_a_bot_of_a_missing_file_can_be_stopped(tmp_path: Path) -> None:
    """Nothing trades where no price comes: its orders are cancelled at once, and are gone when the file is
    back. Only coins that are to be sold wait for a price, until somebody decides to keep them.
    """

    async def work() -> None:
        bot, orders, moved = await left(tmp_path)
        assert orders
        desk = await reopened(tmp_path)
        await desk.stop(bot, Exit.SELL)
        assert desk.card(bot).state is BotState.STOPPING
        await desk.stop(bot, Exit.KEEP)
        assert desk.card(bot).state is BotState.STOPPED
        await until(desk, lambda: not any(balance.in_bots for balance in desk.balances()))
        await desk.close("keep")
        moved.rename(tmp_path / "COINUSDT.csv")
        desk = await reopened(tmp_path)
        try:
            assert desk._venue.open_orders() == {}
            ties(desk)
        finally:
            await desk.close("keep")

    run(work())


def test_orders_pulled_while_another_feed_plays_are_gone_when_theirs_is_back(tmp_path: Path) -> None:
    """A pause is done at once there, too, and the bot goes on with new orders."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await running(desk)
            before = set(desk._venue.open_orders())
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, "ABCUSDT.csv")))
            await desk.pause(bot)
            assert desk.card(bot).buys_open + desk.card(bot).sells_open == 0
            await desk.choose_feed(own)
            assert desk._venue.open_orders() == {}
            await desk.resume(bot)
            assert desk.card(bot).state is BotState.RUNNING
            assert desk._venue.open_orders()
            assert before.isdisjoint(desk._venue.open_orders())
            ties(desk)

    run(work())


def test_another_file_does_not_take_the_place_of_the_missing_one(tmp_path: Path) -> None:
    """Other prices for the market of a bot's orders stay refused."""

    async def work() -> None:
        bot, _, _ = await left(tmp_path)
        desk = await reopened(tmp_path)
        other = tmp_path / "other"
        other.mkdir()
        path = candle_file(other)
        path.write_text(path.read_text(encoding="utf-8").replace(",100", ",100.01"), encoding="utf-8")
        near = FeedChoice(FeedKind.CANDLES, path, speed=None)
        with pytest.raises(UserError) as caught:
            await desk.choose_feed(near)
        assert caught.value.code == "other_prices"
        assert desk.card(bot).state is BotState.DEGRADED
        await desk.close("keep")

    run(work())


def test_a_feed_that_is_named_and_missing_is_refused(tmp_path: Path) -> None:
    """Who names a file at the start is told that it is not there; nothing opens."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await running(desk)
        with pytest.raises(UserError) as caught:
            await PaperDesk.open(tmp_path / "data", FeedChoice(FeedKind.CANDLES, tmp_path / "gone.csv"))
        assert caught.value.code == "no_such_file"

    run(work())


def test_a_price_is_of_now_until_the_next_candle_is_due(tmp_path: Path) -> None:
    """At real time a candle of a minute leaves nothing to be told for a minute; after that it is missed."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            desk._runner.pace.speed = REAL_TIME
            desk.feed_pause(False)
            comes_s = desk._next_comes_ns() / 1e9
            assert 0 < comes_s <= 60
            for age_s, fresh in ((comes_s + 5, True), (comes_s + 15, False)):
                desk._seen_wall_ns = wall_ns() - int(age_s * 1e9)
                assert desk.health().feed.fresh is fresh

    run(work())
