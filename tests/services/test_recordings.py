"""Recordings: what was seen comes back, limits hold, a crash costs only the torn end."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import Bug, UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.market import BookLevel, Candle
from finbyte_desktop.services.feeds import BookItem, CandleItem, FeedItem, TradeItem
from finbyte_desktop.services.recording_frames import HEADER, all_frames, segments
from finbyte_desktop.services.recording_replay import Hole, RecordingReplay
from finbyte_desktop.services.recordings import BOOK_LEVELS, Recorder, RecordingLimits
from finbyte_desktop.services.trade_bars import MINUTE_NS, SECOND_NS
from finbyte_desktop.services.venues.demo_market import DemoMarket

D = Decimal
T0 = 1_700_000_040_000_000_000
FEES = Fees(D("0.001"), D("0.002"), "GAS", D(7), D("0.0001"))
AB = Instrument("rec:A/B", "A", "B", D("0.01"), D("0.1"), D("0.1"), D(5), FEES, 77)
XY = Instrument("rec:X/Y", "X", "Y", D("0.5"), D(1), D(1), D(5), Fees(D(0), D(0)))
SMALL = RecordingLimits(40_000, 100_000, 8_000, 2_000, 10 * SECOND_NS)


def trade(second: int, price: str = "10.05", one: Instrument = AB) -> TradeItem:
    return TradeItem(T0 + second * SECOND_NS, one.id, D(price), D("1.5"), second % 2 == 0)


def noisy(count: int, start: int = 0) -> list[TradeItem]:
    """Trades that do not pack well."""
    numbers = random.Random(start)
    return [
        trade(start + n)._replace(
            price=D(numbers.randrange(10**9, 10**10)) / 100, qty=D(numbers.getrandbits(40))
        )
        for n in range(count)
    ]


def book(ns: int, one: Instrument = AB) -> BookItem:
    bids = tuple(BookLevel(D("10") - D(n) / 100, D(n + 1)) for n in range(20))
    asks = tuple(BookLevel(D("10.01") + D(n) / 100, D(n + 1)) for n in range(20))
    return BookItem(ns, one.id, bids, asks)


def candle(number: int) -> CandleItem:
    return CandleItem(
        AB.id,
        Candle(T0 + number * MINUTE_NS, D(10), D(12), D(9), D("11.25") + number, D("3.5")),
        MINUTE_NS,
    )


def play(feed: RecordingReplay) -> list[FeedItem]:
    return [item for item in iter(feed.next, None) if item is not None]


def record(folder: Path, items: list[FeedItem], limits: RecordingLimits | None = None) -> Path:
    """A closed recording of bot "b1"."""
    recorder = Recorder(folder, limits)
    recorder.open("b1", [AB, XY], T0)
    for item in items:
        recorder.record(item)
    recorder.close("b1")
    assert recorder.failures() == {}
    return recorder.folder_of("b1")


def test_what_was_seen_comes_back(tmp_path: Path) -> None:
    """Trades and candles of all instruments are replayed as they were, with the instruments."""
    items: list[FeedItem] = [trade(1), trade(2, "77.5", XY), candle(3), trade(400, "0.00000001")]
    feed = RecordingReplay(record(tmp_path, items))
    assert feed.instruments() == [AB, XY]
    assert feed.peek_ns() == items[0].ns
    assert play(feed) == items
    assert (feed.peek_ns(), feed.progress(), feed.next()) == (None, 1.0, None)


def test_items_of_other_instruments_are_not_recorded(tmp_path: Path) -> None:
    """A bot's recording holds only what the bot watched."""
    recorder = Recorder(tmp_path)
    recorder.open("b1", [AB], T0)
    recorder.record(trade(1, one=XY))
    recorder.record(trade(2))
    recorder.close("b1")
    assert play(RecordingReplay(recorder.folder_of("b1"))) == [trade(2)]


def test_books_are_thinned_in_time_and_depth(tmp_path: Path) -> None:
    """At most one book each half second, its best levels only, an instrument at a time."""
    items: list[FeedItem] = []
    for n in range(20):
        items += [book(T0 + n * SECOND_NS // 10), book(T0 + n * SECOND_NS // 10 + 1, XY)]
    found = [item for item in play(RecordingReplay(record(tmp_path, items))) if item.instrument == AB.id]
    assert [(item.ns - T0) * 10 // SECOND_NS for item in found] == [0, 5, 10, 15]
    first = found[0]
    assert isinstance(first, BookItem)
    assert first.bids == book(T0).bids[:BOOK_LEVELS]
    assert first.asks == book(T0).asks[:BOOK_LEVELS]


def test_two_bots_share_what_one_market_says(tmp_path: Path) -> None:
    """Each bot has its own recording, from the moment it was opened."""
    recorder = Recorder(tmp_path)
    recorder.open("b1", [AB], T0)
    recorder.record(trade(1))
    recorder.open("b/2", [XY, AB], T0)
    recorder.record(trade(2))
    with pytest.raises(Bug):
        recorder.open("b1", [AB], T0)
    recorder.close("b1")
    recorder.record(trade(3))
    recorder.close("b/2")
    assert play(RecordingReplay(recorder.folder_of("b1"))) == [trade(1), trade(2)]
    assert play(RecordingReplay(recorder.folder_of("b/2"))) == [trade(2), trade(3)]
    assert recorder.folder_of("b/2").parent == tmp_path


def test_limit_per_bot_drops_the_oldest(tmp_path: Path) -> None:
    """A recording never grows beyond its limit, and what stays is the newest without a hole."""
    items = noisy(6_000)
    recorder = Recorder(tmp_path, SMALL)
    recorder.open("b1", [AB], T0)
    for item in items:
        recorder.record(item)
        assert recorder.size <= SMALL.bytes_per_bot
    recorder.close("b1")
    folder = recorder.folder_of("b1")
    assert sum(path.stat().st_size for path in folder.glob("*.frames")) <= SMALL.bytes_per_bot
    assert segments(folder)[0] > 1
    found = play(RecordingReplay(folder))
    assert 100 < len(found) < len(items)
    assert found == items[-len(found) :]


def test_limit_in_total_drops_recordings_that_ended_first(tmp_path: Path) -> None:
    """The limit over all bots holds; what nobody writes any more goes before what is being written."""
    recorder = Recorder(tmp_path, SMALL)
    for bot in ("old1", "old2", "new1", "new2"):
        recorder.open(bot, [AB], T0)
        for item in noisy(1_500, start=ord(bot[0])):
            recorder.record(item)
        if bot.startswith("old"):
            recorder.close(bot)
    for item in noisy(3_000, start=5_000):
        recorder.record(item)
        assert recorder.size <= SMALL.bytes_in_total
    recorder.flush()
    assert not recorder.folder_of("old1").exists()
    on_disk = sum(path.stat().st_size for path in tmp_path.rglob("*.frames"))
    assert on_disk == recorder.size <= SMALL.bytes_in_total
    again = Recorder(tmp_path, SMALL)
    assert again.size == on_disk


def test_limit_in_total_drops_the_oldest_segment_of_all_that_are_written(tmp_path: Path) -> None:
    """Where every recording is being written, the oldest part of any of them goes, and none goes entirely."""
    limits = RecordingLimits(40_000, 50_000, 8_000, 2_000, 10 * SECOND_NS)
    recorder = Recorder(tmp_path, limits)
    recorder.open("late", [XY], T0)
    recorder.open("early", [AB], T0)
    for item in noisy(1_500):
        recorder.record(item)
    recorder.flush()
    before = segments(recorder.folder_of("early"))
    for item in noisy(1_500, start=10_000):
        recorder.record(item._replace(instrument=XY.id))
        assert recorder.size <= limits.bytes_in_total
    recorder.flush()
    kept = segments(recorder.folder_of("early"))
    assert 1 <= len(kept) < len(before)
    assert kept[-1] == before[-1]
    assert segments(recorder.folder_of("late"))[0] == 1


def test_segments_and_frames_stay_small(tmp_path: Path) -> None:
    """A burst is written in frames of bounded size, and no segment grows beyond its own."""
    recorder = Recorder(tmp_path, SMALL)
    recorder.open("b1", [AB], T0)
    for item in noisy(900):
        recorder.record(item._replace(ns=T0))
    folder = recorder.folder_of("b1")
    frames = list(all_frames(folder))
    assert max(frame.rows for frame in frames) < 60
    assert sum(frame.rows for frame in frames) > 900 - 60
    assert len(segments(folder)) > 1
    assert all(path.stat().st_size <= SMALL.segment_bytes for path in folder.glob("*.frames"))


def test_crash_costs_at_most_one_frame_s_time(tmp_path: Path) -> None:
    """What was seen longer ago than a frame lasts is on disk, though nobody closed or flushed anything."""
    recorder = Recorder(tmp_path, SMALL)
    recorder.open("b1", [AB], T0)
    for second in range(65):
        recorder.record(trade(second))
    found = play(RecordingReplay(recorder.folder_of("b1")))
    assert found[-1].ns >= T0 + (64 - 11) * SECOND_NS
    recorder.flush()
    assert len(play(RecordingReplay(recorder.folder_of("b1")))) == 65


def test_recorder_goes_on_after_a_restart_with_a_hole(tmp_path: Path) -> None:
    """The time between two sessions is a hole with its reason; items around it are whole."""
    record(tmp_path, [trade(1), trade(2)])
    recorder = Recorder(tmp_path)
    recorder.open("b1", [AB], trade(100).ns)
    recorder.record(trade(101))
    recorder.gap(AB.id, trade(102).ns, trade(110).ns, "stale")
    recorder.record(trade(111))
    recorder.close("b1")
    feed = RecordingReplay(recorder.folder_of("b1"))
    assert play(feed) == [trade(1), trade(2), trade(101), trade(111)]
    assert feed.holes == [
        Hole(trade(2).ns, trade(100).ns, "not_recorded"),
        Hole(trade(102).ns, trade(110).ns, "stale"),
    ]


@pytest.mark.parametrize("kept", ["all but one byte", "only the header", "half a header", "a wrong byte"])
def test_torn_end_is_dropped(tmp_path: Path, kept: str) -> None:
    """A frame that a crash tore is left out at once and cut off when the recording goes on."""
    items = noisy(500)
    folder = record(tmp_path, [*items], SMALL)
    frames = list(all_frames(folder))
    last = frames[-1]
    path = folder / f"{last.segment:06d}.frames"
    data = path.read_bytes()
    cut = {
        "all but one byte": data[:-1],
        "only the header": data[: last.offset + HEADER.size],
        "half a header": data[: last.offset + 9],
        "a wrong byte": data[:-3] + bytes([data[-3] ^ 255]) + data[-2:],
    }[kept]
    path.write_bytes(cut)
    whole = items[: sum(frame.rows for frame in frames[:-1])]
    assert play(RecordingReplay(folder)) == whole
    recorder = Recorder(tmp_path, SMALL)
    recorder.open("b1", [AB, XY], trade(1_000).ns)
    recorder.record(trade(1_001))
    recorder.close("b1")
    feed = RecordingReplay(folder)
    assert play(feed) == [*whole, trade(1_001)]
    assert feed.damaged == 0


def test_damaged_frame_in_the_middle_becomes_a_hole(tmp_path: Path) -> None:
    """Bytes that rotted on disk are noticed, and the rest is replayed."""
    items = noisy(500)
    folder = record(tmp_path, [*items], SMALL)
    frames = list(all_frames(folder))
    path = folder / f"{frames[1].segment:06d}.frames"
    data = bytearray(path.read_bytes())
    data[frames[1].offset + HEADER.size + 5] ^= 255
    path.write_bytes(data)
    feed = RecordingReplay(folder)
    first, second = frames[0].rows, frames[0].rows + frames[1].rows
    assert play(feed) == items[:first] + items[second:]
    assert feed.damaged == 1
    assert feed.holes == [Hole(items[first].ns, items[second - 1].ns, "damaged")]


@pytest.mark.parametrize("given", [0, 1, 60, 333, 499, 500])
def test_cursor_goes_on_exactly(tmp_path: Path, given: int) -> None:
    """From any position another replay gives the same items and shows the same past."""
    items = noisy(500)
    folder = record(tmp_path, [*items], SMALL)
    feed, twin = RecordingReplay(folder), RecordingReplay(folder)
    for _ in islice(iter(feed.next, None), given):
        continue
    twin.seek(json.loads(json.dumps(feed.cursor())))
    assert twin.cursor() == feed.cursor()
    past = feed.history(AB.id, MINUTE_NS, 50)
    assert twin.history(AB.id, MINUTE_NS, 50).close.tolist() == past.close.tolist()
    assert play(twin) == play(feed) == items[given:]


@pytest.mark.parametrize(
    "cursor",
    [
        {},
        {"next": [1, 0, 0], "now_ns": 0},
        {"next": [1, 0], "past": [1, 0, 0], "now_ns": 0},
        {"next": "1", "past": [1, 0, 0], "now_ns": 0},
        {"next": [1, 0, 0], "past": [1, 0, 0], "now_ns": None},
    ],
)
def test_nonsense_is_no_position(tmp_path: Path, cursor: Any) -> None:
    """A cursor of another shape is an error in plain words, and the feed stays where it was."""
    feed = RecordingReplay(record(tmp_path, [trade(1), trade(2)]))
    feed.next()
    with pytest.raises(UserError, match="position"):
        feed.seek(cursor)
    assert play(feed) == [trade(2)]


def test_position_that_was_dropped_is_refused(tmp_path: Path) -> None:
    """A cursor into a segment that is gone is an error in plain words."""
    folder = record(tmp_path, [*noisy(2_000)], SMALL)
    feed = RecordingReplay(folder)
    cursor = feed.cursor()
    next(folder.glob("*.frames")).parent.joinpath(f"{segments(folder)[0]:06d}.frames").unlink()
    with pytest.raises(UserError, match="dropped"):
        RecordingReplay(folder).seek(cursor)


def test_history_ends_at_the_present(tmp_path: Path) -> None:
    """Candles are made of the trades that were given, over all frames, and of no later one."""
    items = [trade(n, f"{10 + n % 7}.05") for n in range(300)]
    feed = RecordingReplay(record(tmp_path, [*items], SMALL))
    assert len(feed.history(AB.id, MINUTE_NS, 5).open_ns) == 0
    for _ in range(150):
        feed.next()
    arrays = feed.history(AB.id, MINUTE_NS, 2)
    assert arrays.interval_ns == MINUTE_NS
    assert arrays.open_ns.tolist() == [T0 + MINUTE_NS, T0 + 2 * MINUTE_NS]
    part = [float(item.price) for item in items[120:150]]
    assert (arrays.open[1], arrays.high[1], arrays.low[1], arrays.close[1]) == (
        part[0],
        max(part),
        min(part),
        part[-1],
    )
    assert arrays.volume.tolist() == [90.0, 45.0]
    series = feed.series(AB.id, 1)
    assert len(series) == 2
    assert series.price(int(series.close[0])) == items[59].price


def test_candle_under_way_is_not_history(tmp_path: Path) -> None:
    """A recorded candle counts as past once the next one was asked for."""
    feed = RecordingReplay(record(tmp_path, [candle(n) for n in range(4)]))
    feed.next()
    assert len(feed.history(AB.id, MINUTE_NS, 9).open_ns) == 0
    play(feed)
    assert feed.history(AB.id, SECOND_NS, 9).close.tolist() == [11.25, 12.25, 13.25, 14.25]
    assert len(feed.series(AB.id, 1)) == 4


def test_disk_that_refuses_ends_only_the_recording(tmp_path: Path) -> None:
    """An error of the disk is told in `failures`; other bots go on."""
    recorder = Recorder(tmp_path, SMALL)
    recorder.open("b1", [AB], T0)
    recorder.open("b2", [AB], T0)
    for path in (recorder.folder_of("b1") / "recording.json", recorder.folder_of("b1")):
        path.unlink() if path.is_file() else path.rmdir()
    for item in noisy(200):
        recorder.record(item)
    recorder.close("b2")
    assert list(recorder.failures()) == ["b1"]
    assert len(play(RecordingReplay(recorder.folder_of("b2")))) == 200
    recorder.close("b1")


def test_folder_that_cannot_be_made_is_a_failure(tmp_path: Path) -> None:
    """A recording that cannot begin says so, and nothing is written."""
    (tmp_path / "file").write_text("")
    recorder = Recorder(tmp_path / "file")
    recorder.open("b1", [AB], T0)
    recorder.record(trade(1))
    recorder.flush()
    assert list(recorder.failures()) == ["b1"]


def test_removed_recording_is_gone(tmp_path: Path) -> None:
    """A bot that is deleted leaves nothing behind."""
    folder = record(tmp_path, [trade(1)])
    recorder = Recorder(tmp_path)
    assert recorder.size > 0
    recorder.remove("b1")
    assert (recorder.size, folder.exists()) == (0, False)


@pytest.mark.parametrize("text", [None, "not json", '{"format": 99}'])
def test_folder_of_something_else_is_refused(tmp_path: Path, text: str | None) -> None:
    """Not every folder is a recording."""
    if text is not None:
        (tmp_path / "recording.json").write_text(text)
    with pytest.raises(UserError):
        RecordingReplay(tmp_path)


def test_demo_market_packs_within_a_bot_s_limit_for_days(tmp_path: Path) -> None:
    """An hour of a lively market takes little enough that the limit holds at least a day."""
    market = DemoMarket(1, T0)
    recorder = Recorder(tmp_path)
    one = market.instruments()[0]
    recorder.open("b1", [one], T0)
    while (market.peek_ns() or 0) < T0 + 10 * MINUTE_NS:
        item = market.next()
        assert item is not None
        recorder.record(item)
    recorder.close("b1")
    assert recorder.size * 6 * 24 < RecordingLimits().bytes_per_bot
