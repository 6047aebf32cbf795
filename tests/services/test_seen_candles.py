"""Candles that were seen stay to be looked at while the venue is away, also in a later session."""

from __future__ import annotations

import asyncio
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from finbyte_desktop.services.kept_candles import empty_candles
from finbyte_desktop.services.live import candle_store, seen_candles
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.live.seen_candles import SeenCandles
from finbyte_desktop.services.ports import CandleArrays
from tests.services.test_live_desk import BALANCES, run
from tests.support.exchange import TestExchange
from tests.support.live_desk import live_desk, running, until

MINUTE_NS = 60_000_000_000
HOUR_NS = 60 * MINUTE_NS
MARKET = "binance:BTC/USDT"
KLINES = {"binance": "/api/v3/klines", "bybit": "/v5/market/kline"}


def made(interval_ns: int, count: int, start: int = 0) -> CandleArrays:
    times = (np.arange(count, dtype=np.int64) + start) * interval_ns
    prices = np.arange(count, dtype=float) + 100
    return CandleArrays(interval_ns, times, prices, prices + 2, prices - 2, prices + 1, prices * 0 + 3)


def same(one: CandleArrays, other: CandleArrays) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(astuple(one), astuple(other), strict=True))


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_chart_that_was_seen_is_there_while_the_venue_is_away(venue: str, tmp_path: Path) -> None:
    """In another session, with candles out of reach: those of before, also joined to a longer interval; a
    suggestion is not made from them. The venue's own come in their place when it is back.
    """
    market = f"{venue}:BTC/USDT"

    async def seen(desk: LiveDesk, interval_ns: int) -> CandleArrays:
        await until(lambda: len(desk.candles(market, interval_ns, 300).open_ns) > 30)
        return desk.candles(market, interval_ns, 300)

    async def work() -> None:
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await running(desk, market)
                before = await seen(desk, HOUR_NS)
                folder = tmp_path / "accounts" / "acc1" / "candles"
                await until(lambda: list(folder.glob("*.candles")))
            away = exchange.faults.add("http.status", status=503, body="html", where={"path": KLINES[venue]})
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await asyncio.sleep(0.5)
                shown = desk.candles(market, HOUR_NS, 300)
                assert len(shown.open_ns) > 30
                assert set(shown.open_ns[:-1]) <= set(before.open_ns)
                assert len(desk.candles(market, 4 * HOUR_NS, 300).open_ns) >= len(shown.open_ns) // 4
                assert not len(desk._history(market, HOUR_NS, 24).open_ns)
                exchange.faults.take_back(away)
                await until(lambda: len(desk._history(market, HOUR_NS, 24).open_ns), wait_s=30)

    run(work())


def test_what_was_seen_is_kept_and_joined(tmp_path: Path) -> None:
    """The same candles come back; of several intervals the longest that makes the one wanted."""
    kept = SeenCandles(tmp_path / "candles")
    hours, minutes = made(HOUR_NS, 50), made(MINUTE_NS, 600)
    kept.keep(MARKET, hours)
    kept.keep(MARKET, minutes)
    again = SeenCandles(tmp_path / "candles")
    assert same(again.seen(MARKET, HOUR_NS, 300), hours)
    assert list(again.seen(MARKET, HOUR_NS, 7).open_ns) == list(hours.open_ns[-7:])
    assert list(again.seen(MARKET, 4 * HOUR_NS, 300).open_ns) == [n * 4 * HOUR_NS for n in range(13)]
    assert len(again.seen(MARKET, 15 * MINUTE_NS, 300).open_ns) == 40
    assert same(again.seen("binance:ETH/USDT", HOUR_NS, 300), empty_candles(HOUR_NS))
    kept.keep(MARKET, made(HOUR_NS, 3, start=60))
    assert list(kept.seen(MARKET, HOUR_NS, 300).open_ns) == [n * HOUR_NS for n in (60, 61, 62)]


def test_files_that_cannot_be_read_are_no_candles(tmp_path: Path) -> None:
    """A file that was cut or written over shows nothing, and the next reading takes its place."""
    folder = tmp_path / "candles"
    SeenCandles(folder).keep(MARKET, made(HOUR_NS, 50))
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for broken in (b"", whole[:40], b"a letter" * 9):
        file.write_bytes(broken)
        assert not len(SeenCandles(folder).seen(MARKET, HOUR_NS, 300).open_ns)
    SeenCandles(folder).keep(MARKET, made(HOUR_NS, 5))
    assert len(SeenCandles(folder).seen(MARKET, HOUR_NS, 300).open_ns) == 5


def test_folder_that_cannot_be_written_hinders_nothing(tmp_path: Path) -> None:
    """A picture is lost, and nothing else."""
    (tmp_path / "candles").write_text("a letter")
    kept = SeenCandles(tmp_path / "candles")
    kept.keep(MARKET, made(HOUR_NS, 5))
    assert len(kept.seen(MARKET, HOUR_NS, 300).open_ns) == 5
    assert not len(SeenCandles(tmp_path / "candles").seen(MARKET, HOUR_NS, 300).open_ns)


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were kept longest ago go."""
    monkeypatch.setattr(seen_candles, "MOST_FILES", 3)
    kept = SeenCandles(tmp_path)
    for number in range(5):
        kept.keep(f"binance:C{number}/USDT", made(HOUR_NS, 5))
    again = SeenCandles(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    assert len(again.seen("binance:C4/USDT", HOUR_NS, 5).open_ns) == 5
    assert not len(again.seen("binance:C0/USDT", HOUR_NS, 5).open_ns)


def test_answer_without_candles_takes_none_away() -> None:
    """A venue that tells nothing of a market whose candles are known has a bad moment."""
    kept = candle_store._Kept(HOUR_NS)
    kept.times.append(HOUR_NS)
    for column in kept.columns:
        column.append(1.0)
    kept.put([], whole=True)
    assert len(kept.times) == 1
