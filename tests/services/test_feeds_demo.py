"""The demo market: the same for the same seed, one history for all intervals, and alive."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import exact, is_multiple
from finbyte_desktop.services.feeds import SHOWN_LEVELS, BookItem, FeedItem, TradeItem
from finbyte_desktop.services.trade_bars import DAY_NS, MINUTE_NS, SECOND_NS
from finbyte_desktop.services.venues.demo_market import DemoMarket

START_NS = 1_790_000_000_123_456_789
HOUR_NS = 60 * MINUTE_NS
KNOWN_TRADES = [
    ("demo:XRP/USDT", "0.5980", "109.3"),
    ("demo:SOL/USDT", "159.04", "6.233"),
    ("demo:XRP/USDT", "0.5982", "198.3"),
]
KNOWN_CANDLE = [600_863, 602_063, 600_718, 601_916]
COINS = ("demo:BTC/USDT", "demo:ETH/USDT", "demo:SOL/USDT", "demo:XRP/USDT")
NAMES = (*COINS, "demo:BTC/USDT:USDT", "demo:ETH/USDT:USDT")


def take(feed: DemoMarket, count: int) -> list[FeedItem]:
    """The next items."""
    return [item for item in islice(iter(feed.next, None), count) if item is not None]


def rows(arrays: Any) -> list[tuple[Any, ...]]:
    """Candles as comparable rows."""
    columns = (arrays.open_ns, arrays.open, arrays.high, arrays.low, arrays.close, arrays.volume)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_same_seed_gives_the_same_bytes() -> None:
    """Two markets of one seed and start give equal items; another seed does not."""
    first, second, other = DemoMarket(7, START_NS), DemoMarket(7, START_NS), DemoMarket(8, START_NS)
    assert repr(take(first, 3_000)) == repr(take(second, 3_000))
    assert repr(take(other, 10)) != repr(take(DemoMarket(7, START_NS), 10))


def test_known_first_items_stay_what_they_were() -> None:
    """The generator's numbers are part of saved sessions: a change of them must be noticed."""
    feed = DemoMarket(1, 1_790_000_040_000_000_000)
    given = [item for item in take(feed, 600) if item.instrument in COINS]
    trades = [item for item in given if isinstance(item, TradeItem)]
    assert [(t.instrument, str(t.price), str(t.qty)) for t in trades[:3]] == KNOWN_TRADES
    series = feed.series("demo:BTC/USDT", 1)
    assert [
        int(series.open[0]),
        int(series.high[0]),
        int(series.low[0]),
        int(series.close[0]),
    ] == KNOWN_CANDLE


def test_items_begin_at_the_start_and_rise_in_time() -> None:
    """No item is earlier than the start or than the item before it."""
    items = take(DemoMarket(1, START_NS), 8_000)
    assert items[0].ns >= START_NS
    assert all(a.ns <= b.ns for a, b in pairwise(items))


@pytest.mark.parametrize("given", [0, 1, 777, 9_000])
def test_cursor_goes_on_exactly(given: int) -> None:
    """A feed that seeks to a cursor gives what the first one gives next, and shows the same history."""
    feed = DemoMarket(3, START_NS)
    take(feed, given)
    cursor = feed.cursor()
    twin = DemoMarket(3, START_NS + 5 * DAY_NS)
    twin.seek(cursor)
    assert twin.cursor() == cursor
    assert rows(twin.history(NAMES[0], MINUTE_NS, 5)) == rows(feed.history(NAMES[0], MINUTE_NS, 5))
    assert repr(take(twin, 500)) == repr(take(feed, 500))


def test_cursor_of_another_seed_is_refused() -> None:
    """A position belongs to its seed."""
    with pytest.raises(UserError, match="seed 4"):
        DemoMarket(3, START_NS).seek(DemoMarket(4, START_NS).cursor())
    with pytest.raises(UserError, match="position"):
        DemoMarket(3, START_NS).seek({"line": 3})


@pytest.mark.parametrize("name", NAMES)
def test_minute_candles_are_made_of_the_trades(name: str) -> None:
    """A candle's open, high, low, close and volume are those of the trades that were given in its minute."""
    feed = DemoMarket(2, START_NS - START_NS % MINUTE_NS)
    start = (START_NS // MINUTE_NS) * MINUTE_NS
    trades: list[TradeItem] = []
    while (ns := feed.peek_ns()) is not None and ns < start + 3 * MINUTE_NS:
        item = feed.next()
        if isinstance(item, TradeItem) and item.instrument == name:
            trades.append(item)
    feed.next()
    expected = []
    for minute in range(3):
        opens = start + minute * MINUTE_NS
        part = [t for t in trades if opens <= t.ns < opens + MINUTE_NS]
        prices = [t.price for t in part]
        volume = sum((t.qty for t in part), Decimal(0))
        row = (prices[0], max(prices), min(prices), prices[-1], volume)
        expected.append((opens, *(float(value) for value in row)))
    found = [
        row for row in rows(feed.history(name, MINUTE_NS, 10)) if start <= row[0] < start + 3 * MINUTE_NS
    ]
    assert found == expected


def test_unfinished_candle_holds_only_what_was_given() -> None:
    """The last candle of the history ends at the last trade given; nothing of the future is in it."""
    feed = DemoMarket(2, START_NS)
    take(feed, 1_000)
    name = NAMES[1]
    trade = None
    while not (isinstance(trade, TradeItem) and trade.instrument == name):
        trade = feed.next()
    last = rows(feed.history(name, MINUTE_NS, 1))[-1]
    assert last[0] == trade.ns - trade.ns % MINUTE_NS
    assert last[4] == float(trade.price)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("interval_ns", [5 * MINUTE_NS, 15 * MINUTE_NS, HOUR_NS, DAY_NS])
def test_longer_candles_are_joined_from_minutes(name: str, interval_ns: int) -> None:
    """Every interval shows the same market."""
    feed = DemoMarket(5, START_NS)
    take(feed, 100)
    minutes = rows(feed.history(name, MINUTE_NS, 3 * DAY_NS // MINUTE_NS))
    for opens, first, high, low, last, volume in rows(feed.history(name, interval_ns, 3))[1:]:
        part = [row for row in minutes if opens <= row[0] < opens + interval_ns]
        assert (first, high, low, last) == (
            part[0][1],
            max(row[2] for row in part),
            min(row[3] for row in part),
            part[-1][4],
        )
        assert volume == pytest.approx(sum(row[5] for row in part))


def test_second_candles_join_to_the_minute() -> None:
    """The finest candles come from the same trades as the minutes."""
    feed = DemoMarket(5, START_NS)
    take(feed, 4_000)
    minute = rows(feed.history(NAMES[0], MINUTE_NS, 2))[0]
    seconds = [
        row
        for row in rows(feed.history(NAMES[0], SECOND_NS, 150))
        if minute[0] <= row[0] < minute[0] + MINUTE_NS
    ]
    assert len(seconds) > 20
    joined = (seconds[0][1], max(r[2] for r in seconds), min(r[3] for r in seconds), seconds[-1][4])
    assert joined == minute[1:5]


def test_half_a_year_of_minutes_has_no_hole_and_valid_bars() -> None:
    """180 days back every minute is there, low <= open, close <= high, and prices move on from each other."""
    series = DemoMarket(1, START_NS).series(NAMES[2], 180)
    assert len(series) == 180 * 1_440
    assert series.gaps == 0
    assert (series.low > 0).all()
    assert (series.low <= np.minimum(series.open, series.close)).all()
    assert (series.high >= np.maximum(series.open, series.close)).all()
    assert int(np.abs(series.open[1:] - series.close[:-1]).max()) <= 2
    assert int(series.open_ns[-1]) + MINUTE_NS <= START_NS


def test_oldest_history_is_of_whole_candles() -> None:
    """However many candles are asked for, the oldest one is not cut in the middle."""
    feed = DemoMarket(1, START_NS)
    days = feed.history(NAMES[0], DAY_NS, 5_000)
    assert 180 <= len(days.open_ns) <= 401
    assert set(np.diff(days.open_ns).tolist()) == {DAY_NS}
    first = int(days.open_ns[0])
    hours = feed.history(NAMES[0], HOUR_NS, 24 * 500)
    inside = (hours.open_ns >= first) & (hours.open_ns < first + DAY_NS)
    assert int(inside.sum()) == 24
    assert float(hours.volume[inside].sum()) == pytest.approx(float(days.volume[0]))


def test_history_does_not_depend_on_when_it_is_asked() -> None:
    """A minute that is past looks the same from every later moment."""
    early, late = DemoMarket(1, START_NS), DemoMarket(1, START_NS + 9 * DAY_NS)
    wanted = {row[0]: row for row in rows(early.history(NAMES[3], MINUTE_NS, 2_000))[:-1]}
    seen = {row[0]: row for row in rows(late.history(NAMES[3], MINUTE_NS, 20_000))}
    assert wanted == {ns: seen[ns] for ns in wanted}


def test_feed_never_ends_when_a_minute_does() -> None:
    """There is a next item at every moment, also after the last one of a minute."""
    feed = DemoMarket(1, START_NS)
    for _ in range(12_000):
        ns = feed.peek_ns()
        item = feed.next()
        assert item is not None
        assert item.ns == ns


def test_books_and_trades_keep_the_instruments_steps() -> None:
    """Prices on the tick, quantities on the lot, twenty ordered levels a side, never crossed."""
    feed = DemoMarket(4, START_NS)
    instruments = {one.id: one for one in feed.instruments()}
    assert tuple(instruments) == NAMES
    with exact():
        for item in take(feed, 3_000):
            one = instruments[item.instrument]
            if isinstance(item, TradeItem):
                assert is_multiple(item.price, one.tick)
                assert is_multiple(item.qty, one.lot)
                assert item.qty > 0
                continue
            assert isinstance(item, BookItem)
            assert len(item.bids) == len(item.asks) == SHOWN_LEVELS
            assert item.bids[0].price < item.asks[0].price
            assert item.asks[0].price - item.bids[0].price <= 4 * one.tick
            assert all(a.price > b.price for a, b in pairwise(item.bids))
            assert all(a.price < b.price for a, b in pairwise(item.asks))
            for level in (*item.bids, *item.asks):
                assert is_multiple(level.price, one.tick)
                assert is_multiple(level.qty, one.lot)
                assert level.qty > 0


def test_first_trade_of_a_burst_meets_the_shown_best() -> None:
    """A trade that follows a book directly is at that book's best price of the side it takes."""
    last: dict[str, BookItem | None] = {}
    met = 0
    for item in take(DemoMarket(4, START_NS), 6_000):
        if isinstance(item, BookItem):
            last[item.instrument] = item
        elif isinstance(item, TradeItem) and (shown := last.get(item.instrument)) is not None:
            side = shown.bids if item.buyer_is_maker else shown.asks
            assert item.price == side[0].price
            last[item.instrument] = None
            met += 1
    assert met > 300


def test_market_is_as_lively_as_promised() -> None:
    """Three to eight trades and five to ten books a second, in clusters, both sides taking."""
    items = take(DemoMarket(1, START_NS), 60_000)
    seconds = (items[-1].ns - items[0].ns) / SECOND_NS
    counts = Counter((item.instrument, type(item)) for item in items)
    sellers = Counter(
        item.instrument for item in items if isinstance(item, TradeItem) and item.buyer_is_maker
    )
    for name in NAMES:
        assert 3 <= counts[name, TradeItem] / seconds <= 8
        assert 5 <= counts[name, BookItem] / seconds <= 11
        assert 0.3 < sellers[name] / counts[name, TradeItem] < 0.7


@pytest.mark.parametrize("name", NAMES)
def test_prices_return_to_their_level_and_grids_trade(name: str) -> None:
    """Within half a year the price stays in sight of its level and crosses a 0.4 % step many times a day."""
    series = DemoMarket(1, START_NS).series(name, 180)
    closes = series.close.astype(float)
    middle = float(np.median(closes))
    assert 0.5 < closes.min() / middle < 0.95
    assert 1.05 < closes.max() / middle < 1.9
    steps = np.floor(np.log(closes) / np.log(1.004))
    crossings = int(np.abs(np.diff(steps)).sum())
    assert crossings / 180 > 300


def test_unknown_instrument_is_named() -> None:
    """A market that the demo does not have is an error that names it."""
    feed = DemoMarket(1, START_NS)
    with pytest.raises(UserError, match="demo:DOGE/USDT"):
        feed.history("demo:DOGE/USDT", MINUTE_NS, 5)
    with pytest.raises(UserError, match="demo:DOGE/USDT"):
        feed.series("demo:DOGE/USDT", 5)
