"""A file of candles as a feed: the present, the past, and what is guessed about the instrument."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.services.feeds import CandleItem
from finbyte_desktop.services.trade_bars import MINUTE_NS
from finbyte_desktop.services.venues.instrument_guess import split_symbol
from finbyte_desktop.services.venues.replay import CandleReplay

D = Decimal
HEAD = "open_time,open,high,low,close,volume"
START_MS = 1_700_000_040_000


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    return path


def minutes(count: int, base: int = 100) -> list[str]:
    """Candles of one minute; the open of each is its number above the base."""
    return [
        f"{START_MS + n * 60_000},{base + n}.0,{base + n + 2}.5,{base + n - 2}.5,{base + n}.5,{n}.25"
        for n in range(count)
    ]


@pytest.fixture
def feed(tmp_path: Path) -> CandleReplay:
    return CandleReplay(write(tmp_path / "BTCUSDT.csv", minutes(10)))


def test_candles_come_in_order_and_end(feed: CandleReplay) -> None:
    """Every candle once, with its own time, then None for ever."""
    items = [feed.next() for _ in range(12)]
    opens = [START_MS * 1_000_000 + n * MINUTE_NS for n in range(10)]
    assert [None if item is None else item.ns for item in items] == [*opens, None, None]
    assert isinstance(items[3], CandleItem)
    assert items[3].candle == (opens[3], D("103"), D("105.5"), D("101.5"), D("103.5"), D("3.25"))
    assert feed.peek_ns() is None
    assert feed.progress() == 1.0


def test_candle_under_way_is_not_history(feed: CandleReplay) -> None:
    """A candle that was given shows in the history only when the next one is asked for."""
    name = feed.instruments()[0].id
    assert len(feed.history(name, MINUTE_NS, 5).open_ns) == 0
    feed.next()
    assert len(feed.history(name, MINUTE_NS, 5).open_ns) == 0
    feed.next()
    assert feed.history(name, MINUTE_NS, 5).open.tolist() == [100.0]
    while feed.next() is not None:
        continue
    assert feed.history(name, MINUTE_NS, 3).open.tolist() == [107.0, 108.0, 109.0]


def test_history_joins_to_longer_intervals(feed: CandleReplay) -> None:
    """Five minutes are one candle, from first open to last close; nothing finer than the file is made up."""
    while feed.next() is not None:
        continue
    name = feed.instruments()[0].id
    joined = feed.history(name, 5 * MINUTE_NS, 2)
    assert (START_MS // 60_000) % 5 == 4
    assert joined.open_ns.tolist() == [(START_MS + n * 60_000) * 1_000_000 for n in (1, 6)]
    assert (joined.open[0], joined.high[0], joined.low[0], joined.close[0]) == (101, 107.5, 99.5, 105.5)
    assert joined.volume[0] == sum(n + 0.25 for n in range(1, 6))
    assert feed.history(name, 1_000_000_000, 2).interval_ns == MINUTE_NS


def test_series_holds_the_past_exactly(feed: CandleReplay) -> None:
    """For backtests the file's own candles that are over, as exact numbers."""
    name = feed.instruments()[0].id
    with pytest.raises(UserError, match="yet"):
        feed.series(name, 3)
    for _ in range(5):
        feed.next()
    series = feed.series(name, 1)
    assert len(series) == 4
    assert series.price(int(series.close[-1])) == D("103.5")


@pytest.mark.parametrize("given", [0, 1, 9, 10, 11])
def test_cursor_goes_on_exactly(tmp_path: Path, given: int) -> None:
    """Another replay of the same file goes on where the cursor stands, with the same past."""
    path = write(tmp_path / "BTCUSDT.csv", minutes(10))
    feed, twin = CandleReplay(path), CandleReplay(path)
    for _ in range(given):
        feed.next()
    twin.seek(feed.cursor())
    name = feed.instruments()[0].id
    assert twin.cursor() == feed.cursor()
    assert twin.history(name, MINUTE_NS, 9).open.tolist() == feed.history(name, MINUTE_NS, 9).open.tolist()
    assert [twin.next() for _ in range(11)] == [feed.next() for _ in range(11)]


def test_cursor_of_a_changed_file_is_refused(tmp_path: Path) -> None:
    """A file whose times moved is another file; the feed stays where it was."""
    feed = CandleReplay(write(tmp_path / "a.csv", minutes(10)))
    feed.next()
    other = CandleReplay(write(tmp_path / "b.csv", minutes(10)[2:]))
    with pytest.raises(UserError, match="changed"):
        other.seek(feed.cursor())
    with pytest.raises(UserError, match="position"):
        other.seek({"given": 99, "past": 0, "next_ns": None})
    assert other.cursor()["given"] == 0


def test_instrument_is_guessed_and_said(tmp_path: Path) -> None:
    """Tick and lot come from the file's numbers, the rest is named as usual for spot venues."""
    rows = ["60000,0.5010,0.5025,0.5000,0.5015,12.5", "120000,0.5015,0.5020,0.5005,0.5005,7"]
    feed = CandleReplay(write(tmp_path / "prices_of_xrp_usdt.csv", rows), symbol=None)
    (one,) = feed.instruments()
    assert (one.tick, one.lot, one.min_notional) == (D("0.0005"), D("0.1"), D(5))
    assert (one.base, one.quote, one.id) == ("XRP", "USDT", "replay:XRP/USDT")
    assert [note.split(":")[0] for note in feed.notes][:2] == ["Tick 0.0005", "Lot 0.1"]


def test_given_instrument_overrides_the_guess(tmp_path: Path) -> None:
    """What a person says about the market stands."""
    mine = Instrument("my:COIN/CASH", "COIN", "CASH", D("0.01"), D(1), D(1), D(1), Fees(D(0), D(0)))
    feed = CandleReplay(write(tmp_path / "a.csv", minutes(3)), instrument=mine)
    assert feed.instruments() == [mine]
    assert feed.notes == ()
    item = feed.next()
    assert item is not None
    assert item.instrument == "my:COIN/CASH"


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("BTC/USDT", ("BTC", "USDT")),
        ("BTCUSDT", ("BTC", "USDT")),
        ("btc_usdt_usdt", ("BTC", "USDT")),
        ("BTC/USDT:USDT", ("BTC", "USDT")),
        ("1000SATSUSDT", ("1000SATS", "USDT")),
        ("ETHBTC", ("ETH", "BTC")),
        ("candles_binance_spot_SOLUSDT_5m", ("SOL", "USDT")),
        ("RELIANCE", ("RELIANCE", "USD")),
        ("ETH/ABC", ("ETH", "ABC")),
    ],
)
def test_symbol_splits_into_base_and_quote(symbol: str, expected: tuple[str, str]) -> None:
    """The usual ways of writing a market are understood."""
    assert split_symbol(symbol) == expected


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "tick", "lot"),
    [
        ("candles_binance_spot_BTCUSDT_1m", "0.01", "0.00001"),
        ("candles_binance_spot_SOLUSDT_1m", "0.01", "0.001"),
        ("candles_binance_spot_DOGEUSDT_5m", "0.00001", "1"),
        ("candles_binance_usdm_BTCUSDT_PERP_5m", "0.1", "0.00001"),
    ],
)
def test_guess_fits_real_files(shared_data: Path, name: str, tick: str, lot: str) -> None:
    """On real files the guessed steps are those of the venue."""
    feed = CandleReplay(shared_data / "candles" / f"{name}.parquet")
    (one,) = feed.instruments()
    assert (one.tick, one.lot) == (D(tick), D(lot))


@pytest.mark.data
def test_symbol_of_a_file_with_many_is_chosen(shared_data: Path) -> None:
    """A file of several symbols needs a choice, and replays only that one."""
    path = shared_data / "candles" / "candles_binance_spot_multi_1h.parquet"
    with pytest.raises(UserError, match="symbol"):
        CandleReplay(path)
    feed = CandleReplay(path, "ETHUSDT")
    assert feed.instruments()[0].id == "replay:ETH/USDT"
    item = feed.next()
    assert isinstance(item, CandleItem)
    assert 1_000 < item.candle.close < 10_000
