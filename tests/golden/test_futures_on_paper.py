"""A futures grid on real prices of a perpetual: the replay on paper comes to what the backtest says."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import Role
from finbyte_desktop.services.backtest import Backtest, BacktestRequest
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind, PerpetualFiles
from finbyte_desktop.services.venues.replay import CandleReplay

D = Decimal
ROWS = 9_000
CANDLES = ["candles_binance_usdm_BTCUSDT_PERP_1m.parquet", "candles_binance_usdm_ETHUSDT_PERP_5m.parquet"]
CAPTURE = "hftbacktest_binance_usdm_btcusdt_20240808.txt.gz"


def files(data: Path) -> PerpetualFiles:
    """The venue's tiers, fundings and mark prices."""
    folder = data / "candles"
    return PerpetualFiles(
        data / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz",
        folder / "funding_binance_usdm.parquet",
        folder / "mark_binance_usdm_8h.parquet",
    )


async def played(folder: Path, choice: FeedChoice, params: dict[str, Any], until_ns: int | None) -> PaperDesk:
    """A desk on which the bot b1 has lived up to a time, or to the end of the feed."""
    desk = await PaperDesk.open(folder, choice)
    desk.feed_pause(True)
    market = desk.markets()[0]
    await desk.create_bot(
        "futures_grid", market.id, {**params, "accept_liquidation": True}, Policy.AUTOMATIC, True
    )
    await go_on(desk, until_ns)
    return desk


async def go_on(desk: PaperDesk, until_ns: int | None) -> None:
    if until_ns is not None:
        desk.feed_until(until_ns)
    async with desk._runner.lock:
        desk._runner.pace.paused = False
        while desk._runner.work():
            await desk._runner.flush()
        await desk._runner.flush()
    await asyncio.sleep(0.1)


@pytest.mark.data
@pytest.mark.parametrize("name", CANDLES)
@pytest.mark.parametrize(("direction", "leverage"), [("long", 6), ("short", 60), ("neutral", 25)])
def test_replay_on_paper_equals_the_backtest(
    shared_data: Path, tmp_path: Path, name: str, direction: str, leverage: int
) -> None:
    """Every trade with its time, price, fee and role, every funding, and the profit to the last digit."""
    path, named = shared_data / "candles" / name, files(shared_data)
    feed = CandleReplay(path, perpetual=named)
    (i,) = feed.instruments()
    series = feed._series.slice(0, ROWS)
    first, tick = series.price(int(series.open[0])), i.tick
    low, high = series.price(int(series.low.min())), series.price(int(series.high.max()))
    params: dict[str, Any] = {
        "direction": direction,
        "leverage": leverage,
        "lower": plain((low + (first - low) / 4) // tick * tick),
        "upper": plain((first + (high - first) * 3 / 4) // tick * tick),
        "grids": 20,
        "investment": "3000",
    }
    rows, ns = [], int(series.open_ns[0])
    end_ns = int(series.open_ns[-1]) + series.interval_ns - 1
    while (row := feed.funding_after(i.id, ns)) is not None and row.ns <= end_ns:
        rows.append(row)
        ns = row.ns
    assert len(rows) > 5
    run = Backtest(BacktestRequest("futures_grid", params, i, series, policy=Policy.AUTOMATIC, funding=rows))
    wanted = run.run()
    assert len(wanted.fills) > 10

    async def work() -> None:
        desk = await played(
            tmp_path, FeedChoice(FeedKind.CANDLES, path, None, None, 1, named), params, end_ns
        )
        found = [
            (f.ns, f.trade_id, f.side, f.price, f.qty, f.fee, f.role)
            for f in reversed(desk.history_fills("b1"))
        ]
        assert found == [(f.ns, f.trade_id, f.side, f.price, f.qty, f.fee, f.role) for f in wanted.fills]
        card, detail = desk.card("b1"), desk.detail("b1")
        assert card.position is not None
        assert card.position.funding == sum(row.amount for row in wanted.fundings)
        assert (card.grid_profit, card.trips) == (wanted.bot.profit, wanted.bot.trips)
        last = series.price(int(series.close[-1]))
        equity = wanted.kernel.bots["bot1"].worth(last, D(0), wanted.kernel.ledger.held("bot1", i.quote))
        assert card.total_profit == equity - 3000
        assert card.state is wanted.kernel.bots["bot1"].state
        assert detail.ties_out
        assert sum(line.amount for line in detail.breakdown) == card.total_profit
        assert (card.position.lost > 0) is any(f.role is Role.LIQUIDATION for f in wanted.fills)
        await desk.close("keep")

    asyncio.run(asyncio.wait_for(work(), 300))


@pytest.mark.data
def test_raw_capture_of_a_perpetual_is_a_feed_of_a_futures_grid(shared_data: Path, tmp_path: Path) -> None:
    """Messages as they were received: the bot trades on them, over a restart as without one."""
    named = PerpetualFiles(files(shared_data).tiers)
    choice = FeedChoice(FeedKind.CAPTURE, shared_data / "ws" / CAPTURE, None, None, 1, named)
    params = {
        "direction": "neutral", "leverage": 10, "lower": "61560", "upper": "61960", "grids": 10,
        "investment": "2000",
    }  # fmt: skip
    middle_ns = 1_723_161_450_000_000_000

    async def work() -> None:
        whole = await played(tmp_path / "whole", choice, params, None)
        assert whole.markets()[0].id == "replay:BTC/USDT:USDT"
        first = await played(tmp_path / "cut", choice, params, middle_ns)
        await first.close("keep")
        second = await PaperDesk.open(tmp_path / "cut", choice)
        await go_on(second, None)
        one, two = whole.card("b1"), second.card("b1")
        assert len(whole.history_fills("b1")) > 20
        assert (one.total_profit, one.position, one.trips) == (two.total_profit, two.position, two.trips)
        assert whole._venue.held() == second._venue.held()
        for desk in (whole, second):
            ledger, held = desk._kernel.ledger, desk._venue.held()
            assert {a: ledger.account_total(a) for a in held} == held
            await desk.close("keep")

    asyncio.run(asyncio.wait_for(work(), 300))
