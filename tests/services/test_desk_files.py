"""Bots of several assets on a recording of several coins: created, run, changed, stopped, opened again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.basket_backtest import BasketBacktest, BasketRequest
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.feed_choice import make_feed, several
from finbyte_desktop.services.ports import CandleFile, FeedChoice, QuickBacktest
from finbyte_desktop.services.proportion import Closes, proportion
from tests.services.test_desk import opened, run, still, ties, until
from tests.services.test_feed_of_files import candles

D = Decimal
HOUR_NS = 3_600_000_000_000
DAY_NS = 24 * HOUR_NS
BEGIN_NS = 1_711_929_600 * 1_000_000_000  # 2024-04-01
COINS = ("BTC", "ETH", "SOL")
SPREAD: dict[str, Any] = {
    "assets": {"BTC": "50", "ETH": "30", "SOL": "20"},
    "threshold": "1",
    "interval_s": 86_400,
    "investment": "10000",
}
MONTHLY: dict[str, Any] = {
    "assets": {"BTC": "1", "ETH": "1", "SOL": "1"},
    "weighting": "equal",
    "amount": "300",
    "investment": "3000",
    "interval": "day",
}


def coins(data: Path, *, begin_ns: int | None = BEGIN_NS) -> FeedChoice:
    """Three coins of the recording, by the hour, from a day on."""
    path = data / "candles" / "candles_binance_spot_multi_1h.parquet"
    return several([CandleFile(path, f"{coin}USDT") for coin in COINS], None, begin_ns)


def market(coin: str) -> str:
    return f"replay:{coin}/USDT"


async def approved(desk: PaperDesk, kind: str, params: dict[str, Any]) -> str:
    assert desk.preflight(kind, market("BTC"), params).problems == ()
    bot = await desk.create_bot(kind, market("BTC"), params, Policy.PLAN, True)
    asked = next(one for one in desk.approvals() if one.bot == bot)
    await desk.decide(asked.id, asked.digest, True)
    return bot


def grid(desk: PaperDesk) -> dict[str, Any]:
    return {**desk.suggest("spot_grid", market("BTC")), "investment": "5000"}


def test_bots_of_several_assets_live_on_a_recording_of_several_coins(
    shared_data: Path, tmp_path: Path
) -> None:
    """A rebalance, a basket that is bought by a schedule and a grid, from the plan to the review."""

    async def work() -> None:
        async with opened(tmp_path, coins(shared_data)) as desk:
            assert [one.id for one in desk.markets()] == [market(coin) for coin in COINS]
            assert all(one.last is not None and not one.stale_ns for one in desk.markets())
            assert all(one.change_24h is not None for one in desk.markets())
            assert (desk.health().feed.now_ns or 0) - BEGIN_NS < HOUR_NS
            tested: QuickBacktest = await desk.quick_backtest("rebalance", market("BTC"), SPREAD, 30)
            assert tested.to_ns - tested.from_ns > 29 * DAY_NS
            assert tested.to_ns <= BEGIN_NS
            balance, recurring = [
                await approved(desk, kind, params)
                for kind, params in (("rebalance", SPREAD), ("dca_basket", MONTHLY))
            ]
            ladder = await approved(desk, "spot_grid", grid(desk))
            await until(desk, lambda: desk.card(balance).trips >= 2 and desk.card(ladder).trips >= 1)
            for bot in (balance, recurring, ladder):
                assert desk.detail(bot).ties_out
            changed = {**desk.detail(balance).params, "assets": {"BTC": "40", "ETH": "40", "SOL": "20"}}
            await desk.edit(balance, changed)
            trips = desk.card(balance).trips
            await until(desk, lambda: desk.card(balance).trips > trips)
            state = desk.card(balance).basket
            assert state is not None
            weights = {row.asset: row.weight for row in state.assets}
            assert abs((weights["ETH"] or 0) - D("0.4")) < D("0.02")
            for bot in (balance, recurring, ladder):
                await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: not desk.cards() and not desk._venue.open_orders())
            life = await desk.read_life(balance)
            assert life is not None
            assert len(life.fills) == len(desk.history_fills(balance))

    run(work())


def test_a_restart_goes_on_where_the_files_were(shared_data: Path, tmp_path: Path) -> None:
    """Also when they are chosen in another order; and what a straight run would have done is what happens."""
    prices: list[tuple[int | None, Decimal | None]] = []

    async def first() -> str:
        async with opened(tmp_path, coins(shared_data)) as desk:
            bot = await approved(desk, "rebalance", SPREAD)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            prices.append((desk.health().feed.now_ns, desk.market(market("SOL")).last))
            return bot

    async def again() -> None:
        own = coins(shared_data)
        turned = several(own.files[::-1], None, own.begin_ns)
        async with opened(tmp_path, turned) as desk:
            card = desk.cards()[0]
            assert card.state is BotState.RUNNING
            assert (desk.health().feed.now_ns, desk.market(market("SOL")).last) == prices[0]
            await until(desk, lambda: desk.card(card.id).trips >= 3)
            assert desk.detail(card.id).ties_out

    async def straight() -> None:
        async with opened(tmp_path / "straight", coins(shared_data)) as desk:
            bot = await approved(desk, "rebalance", SPREAD)
            await until(desk, lambda: desk.card(bot).trips >= 3)
            rows = desk.history_fills(bot)
        async with opened(tmp_path, coins(shared_data)) as desk:
            bot = desk.cards()[0].id
            kept = [(fill.ns, fill.market, fill.price, fill.qty) for fill in desk.history_fills(bot)]
            assert kept == [(fill.ns, fill.market, fill.price, fill.qty) for fill in rows]

    run(first())
    run(again())
    run(straight())


def test_the_files_trade_as_their_backtest(shared_data: Path, tmp_path: Path) -> None:
    """A bot that begins with the feed makes the fills of its exact backtest on the same candles."""
    choice = coins(shared_data)
    feed = make_feed(choice, 0)
    request = BasketRequest(
        "rebalance",
        SPREAD,
        [
            (one, load_candles(file.path, file.symbol)[0].between(BEGIN_NS, BEGIN_NS + 40 * DAY_NS))
            for one, file in zip(feed.instruments(), choice.files, strict=True)
        ],
    )
    wanted = [(f.ns, f.instrument, f.price, f.qty) for f in BasketBacktest(request).run().fills]

    async def work() -> None:
        async with opened(tmp_path, choice) as desk:
            bot = await desk.create_bot("rebalance", market("BTC"), SPREAD, Policy.AUTOMATIC, True)
            desk.feed_until(BEGIN_NS + 40 * DAY_NS)
            desk.feed_pause(False)
            for _ in range(2_000):
                if desk.feed_is_over():
                    break
                await asyncio.sleep(0.01)
            await desk.settle()
            made = [(f.ns, f.market, f.price, f.qty) for f in reversed(desk.history_fills(bot))]
            assert len(wanted) > 30
            assert sorted(made)[: len(wanted)] == sorted(wanted)

    run(work())


@pytest.mark.parametrize("back", ["same place", "other place"])
def test_a_missing_file_among_them_is_named(tmp_path: Path, back: str) -> None:
    """The bots wait; where the file is back, or chosen at its new place, everything goes on."""
    names = ("AAAUSDT.csv", "BBBUSDT.csv")
    paths = [candles(tmp_path / name, range(600), 100 * (n + 1)) for n, name in enumerate(names)]
    choice = several([CandleFile(path) for path in paths], D(1))
    params = {"assets": {"AAA": "50", "BBB": "50"}, "investment": "1000"}

    async def begun() -> None:
        async with opened(tmp_path, choice) as desk:
            bot = await desk.create_bot("rebalance", market("AAA"), params, Policy.AUTOMATIC, True)
            await until(desk, lambda: desk.card(bot).event == ("basket_opened", {}))
            await desk.change_settings(feed=choice)

    async def without() -> None:
        desk = await PaperDesk.open(tmp_path / "data")
        feed = desk.health().feed
        assert (feed.reason, feed.missing, feed.label) == ("feed_missing", paths[1], "BBBUSDT.csv")
        assert desk.cards()[0].state is BotState.DEGRADED
        assert desk.settings().feed == choice
        await desk.close("keep")

    async def found(one: FeedChoice) -> None:
        desk = await PaperDesk.open(tmp_path / "data")
        desk.feed_pause(True)
        if one != choice:
            await desk.choose_feed(one)
        assert desk.cards()[0].state is BotState.RUNNING
        ties(desk)
        await desk.close("keep")

    run(begun())
    elsewhere = tmp_path / "elsewhere_BBB_USDT.csv"
    paths[1].rename(elsewhere)
    run(without())
    if back == "same place":
        elsewhere.rename(paths[1])
        run(found(choice))
    else:
        run(found(several([CandleFile(paths[0]), CandleFile(elsewhere)], D(1))))


def coins_of(data: Path, *names: str, speed: Decimal | None = None) -> FeedChoice:
    every = coins(data, begin_ns=None)
    return several([one for one in every.files if one.symbol in {f"{n}USDT" for n in names}], speed)


def test_bot_of_a_market_that_a_feed_lacks_stands_where_it_was_left(
    shared_data: Path, tmp_path: Path
) -> None:
    """No price of another time comes into its figures; its own feed is known, and goes on as it was left."""

    async def work() -> None:
        own = replace(coins(shared_data), speed=D(60))
        other = coins_of(shared_data, "BTC", "ETH")
        async with opened(tmp_path, own) as desk:
            params = {**SPREAD, "assets": {"BTC": "1", "ETH": "1", "SOL": "98"}}
            bot = await approved(desk, "rebalance", params)
            desk.feed_speed(None)
            await until(desk, lambda: (state := desk.card(bot).basket) and all(r.qty for r in state.assets))
            empty = {"BTC": "0", "ETH": "0", "SOL": "100"}
            await desk.edit(bot, {**desk.detail(bot).params, "assets": empty})
            ledger = desk._kernel.ledger
            await until(desk, lambda: not any(ledger.held(bot, coin) for coin in ("BTC", "ETH")))
            for _ in range(50):  # the prices go on after its last fact
                desk.feed_step()
                await asyncio.sleep(0.001)
            await still(desk)
            desk.feed_speed(D(60))
            assert [card.id for card in desk.bots_that_wait(other)] == [bot]
            assert desk.card(bot).away == ""
            before = desk.card(bot)
            await desk.choose_feed(other)
            assert not desk.health().feed.paused
            desk.feed_pause(True)
            for _ in range(50):
                desk.feed_step()
                await asyncio.sleep(0.001)
            await still(desk)
            waits = desk.card(bot)
            assert (waits.away, waits.fresh, waits.state) == (market("SOL"), False, BotState.DEGRADED)
            assert (waits.basket, waits.total_profit) == (before.basket, before.total_profit)
            assert waits.runtime_ns == before.runtime_ns
            row = desk.profits().by_bot[0]
            assert row.total == before.total_profit
        async with opened(tmp_path, other) as desk:
            again = desk.card(bot)
            assert (again.basket, again.total_profit) == (before.basket, before.total_profit)
            back = desk.feed_of(again.away)
            assert back == own  # its speed, too
            await desk.choose_feed(back)
            assert desk.health().feed.paused  # it was held
            assert desk.settings().feed_held
            assert desk.card(bot).away == ""

    run(work())


def test_bots_of_a_feed_that_is_not_there_are_named_before_another(tmp_path: Path) -> None:
    """They wait already, and would wait while the other plays."""
    paths = [candles(tmp_path / f"{name}USDT.csv", range(2_000)) for name in ("AAA", "BBB")]
    choice = several([CandleFile(path) for path in paths], None)
    params = {**MONTHLY, "assets": {"AAA": "1", "BBB": "1"}, "first": "scheduled"}

    async def work() -> None:
        async with opened(tmp_path, choice) as desk:
            bot = await desk.create_bot("dca_basket", "replay:AAA/USDT", params, Policy.AUTOMATIC, True)
            await desk.change_settings(feed=choice)
        paths[1].rename(tmp_path / "gone")
        desk = await PaperDesk.open(tmp_path / "data")
        assert desk.health().feed.reason == "feed_missing"
        one = several(choice.files[:1], None)
        assert [card.id for card in desk.bots_that_wait(one)] == [bot]
        await desk.choose_feed(one)
        assert desk.card(bot).away == "replay:BBB/USDT"
        assert desk.feed_of(desk.card(bot).away) == choice
        await desk.close("keep")

    run(work())


def test_a_market_in_a_gap_is_shown_as_old(tmp_path: Path) -> None:
    """Its price with its age; the others are of now."""
    gap = [*range(10), *range(70, 80)]
    paths = [
        candles(tmp_path / "AAAUSDT.csv", gap),
        candles(tmp_path / "BBBUSDT.csv", range(80), 200),
    ]

    async def work() -> None:
        async with opened(tmp_path, several([CandleFile(path) for path in paths], None)) as desk:
            await until(desk, lambda: desk.market(market("AAA")).stale_ns)
            desk._runner.pace.paused = False
            old, now = desk.market(market("AAA")), desk.market(market("BBB"))
            assert old.stale_ns == (desk.health().feed.now_ns or 0) - (old.last_ns or 0)
            assert old.last == D("109.5")
            assert (now.stale_ns, now.last_ns) == (None, desk.health().feed.now_ns)
            desk._runner.pace.paused = True

    run(work())


def daily(data: Path, begin: str) -> FeedChoice:
    """Four coins of the recording, by the day."""
    path = data / "candles" / "candles_binance_spot_daily_multi_1d.parquet"
    begin_ns = int(datetime.fromisoformat(begin).replace(tzinfo=UTC).timestamp()) * 1_000_000_000
    return several([CandleFile(path, f"{coin}USDT") for coin in (*COINS, "XRP")], None, begin_ns)


def test_weights_are_found_on_what_lies_before_now(shared_data: Path, tmp_path: Path) -> None:
    """Those of the pure calculation on the days before the feed's beginning; a bot runs with them."""
    frame = pl.read_parquet(shared_data / "candles" / "candles_binance_spot_daily_multi_1d.parquet")
    until = int(datetime(2024, 6, 15, tzinfo=UTC).timestamp() * 1000)
    rows = {}
    for coin in (*COINS, "XRP"):
        own = frame.filter((pl.col("symbol") == f"{coin}USDT") & (pl.col("open_time") < until)).sort(
            "open_time"
        )
        rows[coin] = Closes((own["open_time"] // 86_400_000).to_list(), own["close"].to_list())

    async def work() -> None:
        async with opened(tmp_path, daily(shared_data, "2024-06-15")) as desk:
            found = await desk.ai_proportion(market("BTC"), list(rows))
            assert found == proportion(rows, dict.fromkeys(rows, 0.001))
            assert found.shares["BTC"] == max(found.shares.values())
            shares = {asset: str(share) for asset, share in found.shares.items()}
            given = {"assets": shares, "weighting": "ai", "investment": "10000"}
            bot = await approved(desk, "rebalance", given)
            await until_rebalanced(desk, bot)
            state = desk.card(bot).basket
            assert state is not None
            assert {row.asset: row.target * 100 for row in state.assets if row.market} == dict(found.shares)

    run(work())


async def until_rebalanced(desk: PaperDesk, bot: str) -> None:
    await until(desk, lambda: desk.card(bot).event == ("basket_opened", {}))


@pytest.mark.parametrize(
    ("begin", "assets", "code"),
    [
        ("2024-02-01", ["BTC", "ETH"], "history_too_short"),
        ("2024-06-15", ["BTC", "USDT"], "money_weighed"),
        ("2024-06-15", ["BTC", "LUNA"], "no_market"),
        ("2024-06-15", ["BTC"], "too_few_assets"),
    ],
)
def test_weights_that_cannot_be_found_are_refused(
    shared_data: Path, tmp_path: Path, begin: str, assets: list[str], code: str
) -> None:
    """Each for its reason."""

    async def work() -> None:
        async with opened(tmp_path, daily(shared_data, begin)) as desk:
            with pytest.raises(UserError) as raised:
                await desk.ai_proportion(market("BTC"), assets)
            assert raised.value.code == code
            assert raised.value.field == "assets"

    run(work())


def test_indian_shares_of_a_recording_run_in_their_own_money(shared_data: Path, tmp_path: Path) -> None:
    """Whole shares, rupees that come as virtual money, and days without any candle."""
    frame = pl.read_parquet(shared_data / "candles" / "candles_nse_daily.parquet").sort("date")
    shares = ("ONGC", "TATASTEEL", "RELIANCE", "INFY", "SBIN")
    files = []
    for name in shares:
        own = frame.filter((pl.col("symbol") == name) & (pl.col("date") >= "2021-01-01"))
        times = pl.col("date").str.to_date().cast(pl.Datetime("ms")).cast(pl.Int64).alias("open_time")
        own = own.select(times, "open", "high", "low", "close", "volume")
        path = tmp_path / f"{name}.csv"
        own.write_csv(path)
        files.append(CandleFile(path, market=f"{name}/INR"))
    begin_ns = int(datetime(2021, 9, 1, tzinfo=UTC).timestamp()) * 1_000_000_000

    async def work() -> None:
        async with opened(tmp_path, several(files, None, begin_ns)) as desk:
            assert {balance.asset for balance in desk.balances()} == {"INR"}
            assert {one.lot for one in desk.markets()} == {D(1)}
            params = {"assets": dict.fromkeys(shares, "1"), "weighting": "equal", "investment": "50000"}
            bot = await desk.create_bot("rebalance", "replay:ONGC/INR", params, Policy.AUTOMATIC, True)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            detail = desk.detail(bot)
            assert detail.ties_out
            assert all(fill.qty == fill.qty.to_integral_value() for fill in detail.fills)
            assert len({fill.market for fill in detail.fills}) == 5
            found = await desk.ai_proportion("replay:ONGC/INR", list(shares))
            assert sum(found.shares.values()) == 100

    run(work())
