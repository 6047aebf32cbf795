"""What a change of the price feed may not do to a bot: stop it, disarm its stop, orphan its orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.feed_choice import choice_of, feed_key
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from tests.services.test_desk import GOOD, T, candle_file, opened, run, running, still, until

MINUTE_MS = 60_000
DAYS = 250 * 24 * 60 * MINUTE_MS
HOLD_S = 600


def falling(folder: Path, start_ms: int) -> Path:
    """A market that swings and then stands at 88, under a stop at 89."""
    lines, price = ["open_time,open,high,low,close,volume"], 100
    for n in range(3_000):
        close = 88 if n >= 24 else 100 + (6 if n % 8 == 3 else -6 if n % 8 == 7 else 0)
        high, low = max(price, close), min(price, close)
        lines.append(f"{start_ms + n * MINUTE_MS},{price},{high},{low},{close},1")
        price = close
    path = folder / "ABCUSDT.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def holding(desk: PaperDesk) -> str:
    """A bot whose stop was reached and waits out its hold delay."""
    params = {**GOOD, "stop_price": "89", "hold_delay_s": str(HOLD_S)}
    bot = await desk.create_bot("spot_grid", desk.markets()[0].id, params, Policy.AUTOMATIC, False)
    await until(desk, lambda: desk._kernel.alarms.next_ns)
    return bot


@pytest.mark.parametrize("shift_ms", [DAYS, -DAYS, 5 * MINUTE_MS])
def test_hold_delay_counts_in_its_own_market_alone(tmp_path: Path, shift_ms: int) -> None:
    """A feed of another time neither ends the delay nor begins it anew: back home the rest of it passes."""

    async def work() -> None:
        home = FeedChoice(FeedKind.CANDLES, falling(tmp_path, T), speed=None)
        other = tmp_path / "other"
        other.mkdir()
        lines = candle_file(other).read_text(encoding="utf-8").splitlines()
        moved = [f"{int(row.partition(',')[0]) + shift_ms},{row.partition(',')[2]}" for row in lines[1:]]
        away = other / "XYZUSDT.csv"
        away.write_text("\n".join([lines[0], *moved]) + "\n", encoding="utf-8")
        async with opened(tmp_path, home) as desk:
            bot = await holding(desk)
            due = desk._kernel.alarms.next_ns
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, away, speed=None))
            desk.feed_pause(True)
            for _ in range(30):
                desk.feed_step()
            await still(desk)
            assert desk.card(bot).state is BotState.DEGRADED
            await desk.choose_feed(home)
            desk.feed_pause(True)
            await still(desk)
            if desk.card(bot).state is BotState.RUNNING:
                assert desk._kernel.alarms.next_ns == due
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            stopped = desk._entries[bot]
            assert desk._kernel.bots[bot].reason == "stop"
            assert stopped.figures.ended_ns is None or stopped.figures.ended_ns >= due

    run(work())


def test_other_prices_for_a_traded_market_are_refused(tmp_path: Path) -> None:
    """A second file of the same market would orphan the bot's orders: it is refused, and nothing changed."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            folder = tmp_path / "next month"
            folder.mkdir()
            other = FeedChoice(FeedKind.CANDLES, candle_file(folder), speed=None)
            live = set(desk._venue.open_orders())
            with pytest.raises(UserError) as caught:
                await desk.choose_feed(other)
            assert caught.value.code == "other_prices"
            assert set(desk._venue.open_orders()) == live
            assert desk.card(bot).state is BotState.RUNNING
            trips = desk.card(bot).trips
            await until(desk, lambda: desk.card(bot).trips > trips)

    run(work())


def test_other_prices_are_refused_at_a_start_too(tmp_path: Path) -> None:
    """The command line cannot put another file under a bot's orders; with its own feed it goes on."""

    async def work() -> None:
        folder = tmp_path / "next month"
        folder.mkdir()
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await running(desk)
        with pytest.raises(Unavailable) as caught:
            async with opened(tmp_path, FeedChoice(FeedKind.CANDLES, candle_file(folder), speed=None)):
                raise AssertionError("it opened")
        assert caught.value.code == "other_prices"
        async with opened(tmp_path, own) as desk:
            assert desk.card(bot).state is BotState.PAUSED
            assert set(desk._venue.open_orders()) == set(desk._kernel.orders)

    run(work())


def test_other_prices_for_a_held_coin_are_refused(tmp_path: Path) -> None:
    """A bot without an order would be worth something else at once, and sell there; at a start too."""

    async def work() -> None:
        folder = tmp_path / "next month"
        folder.mkdir()
        other = FeedChoice(FeedKind.CANDLES, candle_file(folder), speed=None)
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await running(desk)
            await desk.pause(bot)
            await still(desk)
            assert not desk._kernel.bots[bot].live_orders()
            total = desk.card(bot).total_profit
            with pytest.raises(UserError) as caught:
                await desk.choose_feed(other)
            assert (caught.value.code, desk.card(bot).name in caught.value.text) == ("other_prices", True)
            assert desk.card(bot).total_profit == total
        with pytest.raises(Unavailable) as named:
            async with opened(tmp_path, other):
                raise AssertionError("it opened")
        assert named.value.code == "other_prices"
        async with opened(tmp_path, own) as desk:
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            await until(desk, lambda: not desk._kernel.ledger.held(bot, desk.card(bot).base))
            await desk.choose_feed(other)
            assert desk.settings().feed == other

    run(work())


def test_choice_is_read_back_from_the_name_of_its_position(tmp_path: Path) -> None:
    """Also where path and symbol hold colons."""
    path = tmp_path / "a:b.csv"
    path.write_text("x")
    for symbol in (None, "BTCUSDT", "BTC/USDT:USDT"):
        choice = FeedChoice(FeedKind.CANDLES, path, symbol, None)
        assert choice_of(feed_key(choice), None) == choice


def test_bot_resumed_while_its_market_is_away_waits_for_it(tmp_path: Path) -> None:
    """Resume is taken in, and the bot trades when its prices are back."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await running(desk)
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, "ABCUSDT.csv")))
            await desk.pause(bot)
            await desk.resume(bot)
            assert desk.card(bot).state is BotState.DEGRADED
            await desk.choose_feed(own)
            desk.feed_pause(True)
            assert desk.card(bot).state is BotState.RUNNING

    run(work())


def test_plan_is_not_approved_at_a_price_that_is_away(tmp_path: Path) -> None:
    """The request waits; nothing is sent and nothing is used up."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            own = desk.settings().feed
            bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, "ABCUSDT.csv")))
            request = desk.approvals()[0]
            with pytest.raises(UserError) as caught:
                await desk.decide(request.id, request.digest, True)
            assert caught.value.code == "market_away"
            assert desk.approvals()[0].id == request.id
            await desk.choose_feed(own)
            desk.feed_pause(True)
            await still(desk)
            again = desk.approvals()[0]
            await desk.decide(again.id, again.digest, True)
            await until(desk, lambda: desk.card(bot).state is BotState.RUNNING)

    run(work())


def test_money_of_a_bot_that_ended_at_the_very_end_is_free_after_the_restart(tmp_path: Path) -> None:
    """A plan is refused and the application closes at once: the next start gives the money back."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            request = desk.approvals()[0]
            await desk.decide(request.id, request.digest, False)
        async with opened(tmp_path) as desk:
            assert {b.asset: b.in_bots for b in desk.balances()} == {"USDT": 0}
            assert {b.asset: b.free for b in desk.balances()} == {"USDT": 50_000}

    run(work())


def test_coins_of_a_bot_whose_market_is_away_keep_its_price(tmp_path: Path) -> None:
    """Another feed plays the same coin at another price: what the bot is worth does not change by that."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            desk.feed_pause(True)
            card, before = desk.card(bot), {row.asset: row for row in desk.holdings()}
            assert card.last is not None
            base = before[card.base]
            assert base.in_bots_value == base.in_bots * card.last
            other = tmp_path / "other"
            other.mkdir()
            path = candle_file(other, "ABCUSDT.csv")
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, path))
            after = {row.asset: row for row in desk.holdings()}
            assert after[card.base].value == base.value
            assert after[card.base].in_bots_value == base.in_bots_value

    run(work())
