"""Feeds of different times on one desk: every bot lives in the time of its own market."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from finbyte_desktop.services.settings import load_settings
from tests.services.test_desk import GOOD, T, candle_file, opened, run, running, still, until

HOUR = 3_600_000_000_000
BACK_MS = 250 * 24 * 3_600_000


def earlier_file(folder: Path, count: int = 400) -> Path:
    """Another coin, two hundred and fifty days before the usual candles."""
    lines = ["open_time,open,high,low,close,volume"]
    price = 100
    for n in range(count):
        close = 100 + (6 if n % 8 == 3 else -6 if n % 8 == 7 else 0)
        row = (T - BACK_MS + n * 60_000, price, max(price, close), min(price, close), close, 1)
        lines.append(",".join(map(str, row)))
        price = close
    path = folder / "ABCUSDT.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def moved_to(desk: PaperDesk, path: Path) -> None:
    await desk.choose_feed(FeedChoice(FeedKind.CANDLES, path, speed=None))
    desk.feed_pause(True)


def test_a_bot_of_an_earlier_feed_lives_in_its_time(tmp_path: Path) -> None:
    """Created, approved, started and dated as that market's own clock says, not as the later feed's."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await running(desk)
            later = desk.health().feed.now_ns
            await moved_to(desk, earlier_file(tmp_path))
            bot = await running(desk)
            now, card = desk.health().feed.now_ns, desk.card(bot)
            assert now is not None
            assert later is not None
            assert card.started_ns is not None
            assert now < later - 200 * 24 * HOUR
            assert card.created_ns <= card.started_ns <= now
            assert 0 < card.runtime_ns == now - card.started_ns
            assert [row.ns <= now for row in desk.decided_today() if row.bot == bot] == [True]
            assert all(row.ns <= now for row in desk.history_decisions(bot))
            candles = desk.history_candles(bot)
            assert candles is not None
            assert len(candles.open_ns)

    run(work())


def test_a_bot_that_waits_keeps_the_time_at_which_it_was_left(tmp_path: Path) -> None:
    """Its age stands still while another feed plays, in this session and in the next one."""

    async def work() -> None:
        earlier = earlier_file(tmp_path)
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            age = desk.card(bot).runtime_ns
            assert age > 0
            await moved_to(desk, earlier)
            assert desk.card(bot).state is BotState.DEGRADED
            assert desk.card(bot).runtime_ns == age
            event_ns = desk.card(bot).event_ns
            await desk.pause(bot)
            paused = desk.card(bot)
            assert paused.runtime_ns == age
            assert event_ns is not None
            assert paused.event_ns is not None
            assert paused.event_ns >= event_ns
        async with opened(tmp_path, FeedChoice(FeedKind.CANDLES, earlier, speed=None)) as desk:
            assert desk.card(bot).runtime_ns == age

    run(work())


def test_a_command_that_waited_for_the_change_is_dated_after_it(tmp_path: Path) -> None:
    """What was asked under the later feed and comes to pass under the earlier one is of the earlier time."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await moved_to(desk, earlier_file(tmp_path))
            market = desk.markets()[0].id
            bot = await desk.create_bot("spot_grid", market, GOOD, Policy.PLAN, False)
            request = desk.approvals()[0]
            await moved_to(desk, tmp_path / "COINUSDT.csv")
            own = FeedChoice(FeedKind.CANDLES, tmp_path / "ABCUSDT.csv", speed=None)
            back = asyncio.ensure_future(desk.choose_feed(own))
            answer = asyncio.ensure_future(desk.decide(request.id, request.digest, True))
            await asyncio.gather(back, answer)
            desk.feed_pause(True)
            now = desk.health().feed.now_ns
            assert now is not None
            assert desk.decided_today()[0].ns <= now
            started = desk.card(bot).started_ns
            assert started is not None
            assert started <= now

    run(work())


def test_profits_over_two_times_do_not_stretch_the_curve(tmp_path: Path) -> None:
    """What a bot of another time earned is part of the sum, all the time; the curve is that of this feed."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            first = await running(desk)
            before = desk.profits().total
            await moved_to(desk, earlier_file(tmp_path))
            bot = await running(desk)
            await until(desk, lambda: desk.card(bot).trips >= 6)
            here = desk.profits()
            assert before is not None
            assert here.total is not None
            assert here.curve[0][0] >= (desk.card(bot).started_ns or 0) - HOUR
            waiting, began = desk.card(first).total_profit, desk.detail(bot).equity[0][1]
            assert waiting is not None
            assert abs(here.curve[0][1] - float(waiting) - began) < 0.01
            await moved_to(desk, tmp_path / "COINUSDT.csv")
            there = desk.profits()
            assert there.curve[0][0] >= (desk.card(first).started_ns or 0) - HOUR

    run(work())


def test_the_market_of_a_bot_that_waits_is_still_seen(tmp_path: Path) -> None:
    """Its candles up to the change are shown, at every interval, in this session and in the next one."""

    async def work() -> None:
        earlier = earlier_file(tmp_path)
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            market, minute = desk.card(bot).market, 60_000_000_000
            before = desk.candles(market, minute)
            await moved_to(desk, earlier)
            kept = desk.candles(market, minute)
            assert kept.open_ns[-1] == before.open_ns[-1]
            assert kept.close[-1] == before.close[-1]
            life = desk.history_candles(bot)
            assert life is not None
            assert life.open_ns[-1] == before.open_ns[-1]
            joined, five = desk.candles(market, 5 * minute), 5 * minute
            assert joined.interval_ns == five
            assert joined.high.max() == kept.high.max()
            assert all(ns % five == 0 for ns in joined.open_ns)
            assert joined.volume.sum() == kept.volume.sum()
        async with opened(tmp_path, FeedChoice(FeedKind.CANDLES, earlier, speed=None)) as desk:
            assert desk.candles(market, minute).open_ns[-1] == before.open_ns[-1]

    run(work())


def test_a_bot_that_waits_knows_its_feed(tmp_path: Path) -> None:
    """It is named before the change and after it, after a restart too; choosing it brings the bot back."""

    async def work() -> None:
        earlier = earlier_file(tmp_path)
        other = FeedChoice(FeedKind.CANDLES, earlier, speed=None)
        async with opened(tmp_path) as desk:
            assert desk.bots_that_wait(other) == []
            bot = await running(desk)
            market, own = desk.card(bot).market, desk.settings().feed
            assert [card.id for card in desk.bots_that_wait(other)] == [bot]
            assert desk.bots_that_wait(own) == []
            await moved_to(desk, earlier)
            assert desk.feed_of(market) == own
        async with opened(tmp_path, other) as desk:
            back = desk.feed_of(market)
            assert back == own
            await desk.choose_feed(back)
            desk.feed_pause(True)
            assert desk.card(bot).state is not BotState.DEGRADED

    run(work())


def test_a_profit_ends_where_its_feed_was_left(tmp_path: Path) -> None:
    """The curve of a bot that waits and its total are one figure."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await moved_to(desk, earlier_file(tmp_path))
            total = desk.card(bot).total_profit
            assert total is not None
            assert desk.detail(bot).equity[-1][1] == float(total)

    run(work())


def test_a_request_is_shown_once_its_bot_is_on_disk(tmp_path: Path) -> None:
    """Whoever looks while a bot is being created sees the queue as it was."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            made = asyncio.ensure_future(
                desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            )
            seen = 0
            while not made.done():
                seen = max(seen, len(desk.approvals()))
                await asyncio.sleep(0)
            assert seen <= 1
            assert [r.bot for r in desk.approvals()] == [made.result()]

    run(work())


def test_a_moved_plan_is_asked_anew_at_once(tmp_path: Path) -> None:
    """The answer fails with the reason, and the new plan of the same bot waits already."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            old = desk.approvals()[0]
            await until(desk, lambda: desk.approvals()[0].moved)
            with pytest.raises(UserError) as raised:
                await desk.decide(old.id, old.digest, True)
            assert raised.value.code == "moved"
            (new,) = desk.approvals()
            assert (new.bot, new.kind, new.moved) == (bot, "plan", False)
            assert new.id != old.id

    run(work())


def test_a_plan_without_a_purchase_names_the_whole_grid(tmp_path: Path) -> None:
    """Its empty level belongs to the range, though no order of the plan stands there."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            params = {**GOOD, "upper": "104", "grids": 2}
            await desk.create_bot("spot_grid", desk.markets()[0].id, params, Policy.PLAN, False)
            (plan,) = desk.approvals()
            assert plan.opening is None
            assert max(order.price for order in plan.orders) < 104
            assert (plan.low, plan.high) == (90, 104)

    run(work())


async def ended(desk: PaperDesk) -> None:
    desk.feed_pause(False)
    for _ in range(2_000):
        if desk.health().feed.finished:
            return
        await asyncio.sleep(0.002)
    raise AssertionError("the recording did not end")


def test_the_last_candle_of_an_ended_file_is_shown(tmp_path: Path) -> None:
    """On charts and in the life of a bot that ended there; whoever looks is told that it came."""

    async def work() -> None:
        own = FeedChoice(FeedKind.CANDLES, earlier_file(tmp_path), speed=None)
        async with opened(tmp_path, own) as desk:
            bot = await running(desk)
            seen: list[int] = []
            minute = HOUR // 60

            def look(topics: frozenset[str]) -> None:
                if "quotes" in topics:
                    seen.append(int(desk.candles(desk.markets()[0].id, minute).open_ns[-1]))

            desk.subscribe(look)
            await ended(desk)
            last_ns = (T - BACK_MS + 399 * 60_000) * 1_000_000
            candles = desk.candles(desk.markets()[0].id, minute)
            assert int(candles.open_ns[-1]) == last_ns
            assert float(candles.close[-1]) == float(desk.markets()[0].last or 0)
            await asyncio.sleep(0.1)
            assert seen[-1] == last_ns
            await desk.stop(bot, Exit.KEEP)
            life = desk.history_candles(bot)
            assert life is not None
            assert int(life.open_ns[-1]) == last_ns

    run(work())


def test_an_ended_recording_begins_anew_when_it_is_chosen_again(tmp_path: Path) -> None:
    """Also after another feed: from its first candle, with the account's money as it stands."""

    async def work() -> None:
        own = FeedChoice(FeedKind.CANDLES, earlier_file(tmp_path), speed=None)
        async with opened(tmp_path, own) as desk:
            began = desk.health().feed.now_ns
            bot = await running(desk)
            await ended(desk)
            end = desk.health().feed.now_ns
            assert began is not None
            assert end is not None
            await desk.stop(bot, Exit.KEEP)
            money = desk.balances()
            slow = replace(own, speed=Decimal(1))
            await desk.choose_feed(slow)
            again = desk.health().feed
            assert (again.finished, again.now_ns) == (False, began)
            assert desk.balances() == money
            second = await running_at(desk, slow)
            assert desk.card(second).trips >= 2
            await desk.stop(second, Exit.KEEP)
            await desk.choose_feed(own)
            await ended(desk)
            await desk.choose_feed(FeedChoice())
            await desk.choose_feed(slow)
            assert desk.health().feed.now_ns == began

    run(work())


async def running_at(desk: PaperDesk, choice: FeedChoice) -> str:
    desk.feed_pause(True)
    bot = await running(desk)
    assert desk.settings().feed == choice
    return bot


def test_an_ended_recording_is_not_begun_anew_under_its_bots(tmp_path: Path) -> None:
    """Their market time would jump back: it is refused, names them, and nothing changed."""

    async def work() -> None:
        own = FeedChoice(FeedKind.CANDLES, earlier_file(tmp_path), speed=None)
        async with opened(tmp_path, own) as desk:
            bot = await running(desk)
            await ended(desk)
            before, orders = desk.health().feed, set(desk._venue.open_orders())
            with pytest.raises(UserError) as caught:
                await desk.choose_feed(own)
            assert caught.value.code == "bots_of_recording"
            assert before.bots == 1
            assert desk.card(bot).name in caught.value.text
            assert desk.health().feed.now_ns == before.now_ns
            assert set(desk._venue.open_orders()) == orders
            await desk.choose_feed(FeedChoice())
            await desk.choose_feed(own)
            assert desk.health().feed.finished
            assert set(desk._venue.open_orders()) == orders

    run(work())


@pytest.mark.parametrize(
    ("name", "symbol", "stand_in"),
    [
        ("prices.csv", None, "USD"),
        ("prices.csv", "RELIANCE", "USD"),
        ("prices.csv", "COIN/ABC", ""),
        ("COINUSDT.csv", None, ""),
    ],
)
def test_a_currency_that_nothing_names_is_told_as_a_stand_in(
    tmp_path: Path, name: str, symbol: str | None, stand_in: str
) -> None:
    """Where the file, its name or a person names the market there is none; the demo market has its own."""

    async def work() -> None:
        choice = FeedChoice(FeedKind.CANDLES, candle_file(tmp_path, name, 20), symbol)
        async with opened(tmp_path, choice) as desk:
            assert desk.health().feed.stand_in == stand_in
            await desk.choose_feed(FeedChoice())
            assert desk.health().feed.stand_in == ""

    run(work())


def finer_file(folder: Path, volume: str, name: str) -> Path:
    """The usual candles of the later year with another smallest quantity; `name` is another file."""
    path = folder / name / "COINUSDT.csv"
    path.parent.mkdir()
    rows = candle_file(folder).read_text(encoding="utf-8").splitlines()
    lines = [rows[0], *(row.rpartition(",")[0] + "," + volume for row in rows[1:])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("end", ["ended", "paused"])
def test_a_bot_keeps_the_digits_of_its_own_market(tmp_path: Path, end: str) -> None:
    """Another feed may have fewer for the same name: trades and orders stand as they were, also after the
    next start.
    """
    fine = FeedChoice(FeedKind.CANDLES, finer_file(tmp_path, "1.00000001", "fine"), speed=None)
    coarse = finer_file(tmp_path, "1.001", "coarse")

    async def work() -> None:
        async with opened(tmp_path, fine) as desk:
            if end == "ended":
                bot = await running(desk)
                await desk.stop(bot, Exit.KEEP)
            else:  # one that holds nothing: else the other feed would be refused
                later = {"amount": "10", "investment": "100", "interval": "day", "first": "scheduled"}
                market = desk.markets()[0].id
                bot = await desk.create_bot("dca_recurring", market, later, Policy.AUTOMATIC, False)
                await desk.pause(bot)
                await until(desk, lambda: not desk.card(bot).buys_open + desk.card(bot).sells_open)
            await until(desk, lambda: desk.card(bot).state in (BotState.STOPPED, BotState.PAUSED))
            assert desk.card(bot).qty_places == 8
            await moved_to(desk, coarse)
            assert desk.markets()[0].qty_places == 3
            assert desk.card(bot).qty_places == 8
        async with opened(tmp_path, FeedChoice(FeedKind.CANDLES, coarse, speed=None)) as desk:
            assert (desk.card(bot).qty_places, desk.markets()[0].qty_places) == (8, 3)

    run(work())


def test_a_folder_opens_again_after_coarser_prices_of_the_market_of_an_ended_bot(tmp_path: Path) -> None:
    """Its levels would collide on their steps; it has ended, and places nothing by them."""
    (tmp_path / "coarse").mkdir()
    lines = ["open_time,open,high,low,close,volume"]
    for n in range(400):
        row = (105, 110, 100, 105) if n % 2 else (100, 105, 95, 100)
        lines.append(",".join(map(str, (T + n * 60_000, *row, 1))))
    coarse = tmp_path / "coarse" / "COINUSDT.csv"
    coarse.write_text("\n".join(lines), encoding="utf-8")

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            levels = (await desk.read_life(bot)).level_prices  # type: ignore[union-attr]
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).ended_ns is not None)
            profit = desk.card(bot).total_profit
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, coarse, speed=Decimal(10)))
            assert desk._kernel.instruments[desk.card(bot).market].tick == 5
        for _ in range(2):  # what the first one saved is opened by the second
            desk = await PaperDesk.open(tmp_path / "data")
            life = await desk.read_life(bot)
            assert life is not None
            assert list(life.level_prices) == list(levels)
            assert desk.card(bot).total_profit == profit
            await desk.close("keep")

    run(work())


def test_the_speed_is_on_disk_when_it_is_set(tmp_path: Path) -> None:
    """A process that dies after that comes back with it."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            for speed in (Decimal(10), None, Decimal(60)):
                desk.feed_speed(speed)
                assert load_settings(tmp_path / "data").feed.speed == speed
                assert desk.health().feed.choice.speed == speed

    run(work())


def test_a_held_market_is_held_at_the_next_start(tmp_path: Path) -> None:
    """Closed while it is held at full speed, it does not run away when the window opens again."""

    async def started(choice: FeedChoice | None = None) -> PaperDesk:
        desk = await PaperDesk.open(tmp_path / "data", choice)
        desk.start()
        await asyncio.sleep(0.05)
        return desk

    async def work() -> None:
        prices = FeedChoice(FeedKind.CANDLES, candle_file(tmp_path), speed=None)
        desk = await PaperDesk.open(tmp_path / "data", prices)
        await desk.choose_feed(prices)
        desk.start()
        desk.feed_pause(True)
        at = desk.health().feed.now_ns
        await desk.close("keep")
        desk = await started()
        assert (desk.health().feed.paused, desk.health().feed.now_ns) == (True, at)
        desk.feed_pause(False)
        assert not load_settings(tmp_path / "data").feed_held
        desk.feed_pause(True)
        await desk.close("keep")
        desk = await started(prices)  # named: it is to be played
        assert not desk.health().feed.paused
        desk.feed_pause(True)
        await desk.choose_feed(FeedChoice())
        assert not desk.health().feed.paused
        assert not load_settings(tmp_path / "data").feed_held
        await desk.close("keep")

    run(work())


def test_the_change_of_a_day_follows_the_price(tmp_path: Path) -> None:
    """Beside the price of now stands its change, not that of some seconds ago."""

    async def work() -> None:
        async with opened(tmp_path, FeedChoice(speed=None)) as desk:
            market = desk.markets()[0].id
            seen: set[tuple[Decimal | None, Decimal | None]] = set()
            desk.feed_pause(False)
            for _ in range(20_000):  # how soon prices move is the market's
                await asyncio.sleep(0.001)
                shown = desk.market(market)
                seen.add((shown.last, shown.change_24h))
                if len({last for last, _ in seen}) >= 5:
                    break
            desk.feed_pause(True)
            assert len({change for _, change in seen if change is not None}) >= 3

    run(work())


def test_change_of_a_day_needs_a_day_and_is_of_the_market_time(tmp_path: Path) -> None:
    """A replay: nothing before a day of it was played; then since 24 hours of it, however fast it ran."""
    start = 1_700_000_000_000 // 3_600_000 * 3_600_000
    lines = [f"{start + n * 60_000},{100 + n},{100 + n},{100 + n},{100 + n},1" for n in range(3000)]
    path = tmp_path / "BTCUSDT.csv"
    path.write_text("\n".join(["open_time,open,high,low,close,volume", *lines]), encoding="utf-8")

    async def work() -> None:
        async with opened(tmp_path, FeedChoice(FeedKind.CANDLES, path, speed=None)) as desk:
            (market,) = desk.markets()
            seen = {}
            for hours in (2, 20, 26, 40, 48):
                desk.feed_until((start + hours * 3_600_000) * 1_000_000)
                desk.feed_pause(False)
                await until(desk, desk.feed_is_over)
                shown = desk.market(market.id)
                assert shown.last is not None
                seen[hours] = shown.change_24h
                if hours < 24:
                    assert shown.change_24h is None
                else:
                    before = shown.last - 24 * 60
                    assert shown.change_24h == pytest.approx(shown.last / before - 1, abs=Decimal("0.06"))
            assert len(set(seen.values())) == 4

    run(work())


def test_no_order_ends_before_it_was_created(tmp_path: Path) -> None:
    """Several markets share one clock: an order is filled at the time of the feed at which it was sent."""

    async def work() -> None:
        async with opened(tmp_path, FeedChoice(speed=None)) as desk:
            venue, tried = desk._venue, 0
            for _ in range(400):
                desk.feed_step()
                await asyncio.sleep(0)
                await still(desk)
                behind = [
                    name
                    for name, walk in venue._walks.items()
                    if walk.ns < venue.ns and desk.market(name).perpetual is None
                ]
                if behind:
                    market = desk.market(behind[0])
                    assert market.last is not None
                    params = {
                        "lower": str((market.last * Decimal("0.9")).quantize(market.tick)),
                        "upper": str((market.last * Decimal("1.1")).quantize(market.tick)),
                        "grids": 4,
                        "investment": "1000",
                    }
                    await desk.create_bot("spot_grid", market.id, params, Policy.AUTOMATIC, False)
                    tried += 1
                if tried == 3:
                    break
            assert tried
            ended = sa.text("SELECT created_ns, ended_ns FROM orders WHERE ended_ns IS NOT NULL")
            rows: Sequence[Any] = ()
            for _ in range(1_000):
                desk.feed_step()
                await asyncio.sleep(0.002)
                await still(desk)
                with desk._journal._database.engine.connect() as connection:
                    rows = connection.execute(ended).all()
                if rows:
                    break
            assert rows
            assert all(ended_ns >= created_ns for created_ns, ended_ns in rows)

    run(work())
