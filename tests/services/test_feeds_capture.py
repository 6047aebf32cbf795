"""Raw captures as a feed: exact books by the venue's rules, gaps, damage, and positions."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.services.feeds import BookItem, FeedItem, TradeItem
from finbyte_desktop.services.trade_bars import MINUTE_NS, SECOND_NS
from finbyte_desktop.services.venues import capture as capture_module
from finbyte_desktop.services.venues import depth_book as depth_module
from finbyte_desktop.services.venues.depth_book import Unreadable, key_of_text
from finbyte_desktop.services.venues.replay import CaptureReplay

D = Decimal
T0 = 1_700_000_000_000
NAME = "replay:AB/USDT"


def stream(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"stream": f"abusdt@{kind}", "data": data}


def depth(first: int, last: int, bids: Any = (), asks: Any = (), **more: Any) -> dict[str, Any]:
    sides = {"b": [list(level) for level in bids], "a": [list(level) for level in asks]}
    return stream("depth", {"e": "depthUpdate", "s": "ABUSDT", "U": first, "u": last, **sides, **more})


def trade(ms: int, price: str, qty: str, maker: bool = False, kind: str = "trade") -> dict[str, Any]:
    data = {"e": kind, "s": "ABUSDT", "p": price, "q": qty, "T": T0 + ms, "m": maker}
    return stream(kind, data)


def ticker(last: int, bid: tuple[str, str], ask: tuple[str, str]) -> dict[str, Any]:
    data = {"u": last, "s": "ABUSDT", "b": bid[0], "B": bid[1], "a": ask[0], "A": ask[1]}
    return stream("bookTicker", data)


def snapshot(last: int, bids: Any, asks: Any) -> dict[str, Any]:
    return {"lastUpdateId": last, "bids": [list(b) for b in bids], "asks": [list(a) for a in asks]}


SNAPSHOT = snapshot(10, [("9.9", "1"), ("9.8", "2")], [("10.1", "1.5"), ("10.2", "2")])
HEAD = [depth(9, 10, [("9.9", "1")]), trade(0, "10.0", "0.5"), SNAPSHOT]


def write(path: Path, messages: list[Any], torn: bytes = b"") -> Path:
    """A capture of one message a millisecond; texts are written as they are."""
    lines = [
        message if isinstance(message, str) else f"{(T0 + n) * 1_000_000} {json.dumps(message)}"
        for n, message in enumerate(messages)
    ]
    data = ("\n".join(lines) + "\n").encode() + torn
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def play(feed: CaptureReplay) -> list[FeedItem]:
    """Everything up to the end."""
    return [item for item in iter(feed.next, None) if item is not None]


def levels(*rows: tuple[str, str]) -> tuple[BookLevel, ...]:
    return tuple(BookLevel(D(price), D(qty)) for price, qty in rows)


# --- the book -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["txt", "gz"])
def test_updates_change_the_snapshot(tmp_path: Path, suffix: str) -> None:
    """Quantity 0 removes a level, another one replaces it, a new price takes its place; plain or gzipped."""
    changes = depth(11, 12, [("9.9", "0"), ("9.85", "3")], [("10.1", "7")])
    feed = CaptureReplay(write(tmp_path / f"a.{suffix}", [*HEAD, changes]))
    items = play(feed)
    assert [type(item) for item in items] == [TradeItem, BookItem, BookItem]
    last = items[-1]
    assert isinstance(last, BookItem)
    assert last.bids == levels(("9.85", "3"), ("9.8", "2"))
    assert last.asks == levels(("10.1", "7"), ("10.2", "2"))
    assert last.ns == (T0 + 3) * 1_000_000
    assert (feed.counts.depth_applied, feed.counts.depth_old, feed.counts.gaps) == (1, 1, 0)


@pytest.mark.parametrize(("more", "asset"), [({}, "base"), ({"pu": 10}, "quote")])
def test_fees_are_taken_as_the_venue_takes_them(tmp_path: Path, more: dict[str, Any], asset: str) -> None:
    """Binance's spot market takes a buy's fee in the coin bought, its futures take quote."""
    feed = CaptureReplay(write(tmp_path / "a.txt", [*HEAD[1:], depth(11, 12, [("9.9", "1")], **more)]))
    (market,) = feed.instruments()
    assert market.fees.asset == asset
    assert any("pays its fee in AB" in note for note in feed.notes) is (asset == "base")


def test_updates_before_the_snapshot_wait_for_it(tmp_path: Path) -> None:
    """What straddles the snapshot's number is applied after it, what ends before it is dropped."""
    messages = [depth(8, 9, [("1", "1")]), depth(10, 11, [("9.9", "5")]), depth(12, 13, [("9.8", "6")])]
    feed = CaptureReplay(write(tmp_path / "a.txt", [*messages, SNAPSHOT]))
    (book,) = play(feed)
    assert isinstance(book, BookItem)
    assert book.bids == levels(("9.9", "5"), ("9.8", "6"))
    assert (feed.counts.depth_applied, feed.counts.depth_old) == (2, 1)


def test_hole_loses_the_book_until_the_next_snapshot(tmp_path: Path) -> None:
    """After a missing update no book is shown until a snapshot and what came after the hole make it whole."""
    lost = depth(13, 14, [("9.9", "77")])
    later = depth(15, 16, [("9.8", "88")])
    fresh = snapshot(14, [("9.9", "4"), ("9.8", "5")], [("10.1", "6")])
    feed = CaptureReplay(write(tmp_path / "a.txt", [*HEAD, depth(11, 11), lost, later, fresh, depth(17, 17)]))
    books = [item for item in play(feed) if isinstance(item, BookItem)]
    assert [book.bids[0].qty for book in books] == [D(1), D(1), D(4), D(4)]
    assert books[-1].bids == levels(("9.9", "4"), ("9.8", "88"))
    assert feed.counts.gaps == 1


def test_known_update_is_dropped(tmp_path: Path) -> None:
    """An update that comes twice changes nothing and is no hole."""
    update = depth(11, 12, [("9.9", "2")])
    feed = CaptureReplay(write(tmp_path / "a.txt", [*HEAD, update, update, depth(13, 13)]))
    play(feed)
    assert (feed.counts.depth_applied, feed.counts.depth_old, feed.counts.gaps) == (2, 2, 0)


def test_futures_updates_follow_by_their_own_number(tmp_path: Path) -> None:
    """On futures `pu` must be the end of the update before; numbers in between may be missing."""
    messages = [
        depth(5, 9, pu=4),
        snapshot(12, [("9.9", "1")], [("10.1", "1")]),
        depth(8, 15, [("9.9", "2")], pu=9),
        depth(20, 30, [("9.9", "3")], pu=15),
        depth(40, 50, [("9.9", "4")], pu=31),
    ]
    feed = CaptureReplay(write(tmp_path / "a.txt", messages))
    books = [item for item in play(feed) if isinstance(item, BookItem)]
    assert [book.bids[0].qty for book in books] == [D(1), D(2), D(3)]
    assert (feed.counts.depth_applied, feed.counts.depth_old, feed.counts.gaps) == (2, 1, 1)
    assert feed.instruments()[0].id == "replay:AB/USDT:USDT"


def test_futures_update_that_ends_at_the_snapshot_is_applied(tmp_path: Path) -> None:
    """On futures only updates that end before the snapshot's number are dropped."""
    messages = [snapshot(12, [("9.9", "1")], [("10.1", "1")]), depth(8, 12, [("9.9", "2")], pu=7)]
    feed = CaptureReplay(write(tmp_path / "a.txt", messages))
    play(feed)
    assert feed.counts.depth_applied == 1


def test_snapshot_older_than_the_book_is_ignored(tmp_path: Path) -> None:
    """A book that is in step is not set back."""
    old = snapshot(9, [("9.9", "55")], [("10.1", "55")])
    feed = CaptureReplay(
        write(tmp_path / "a.txt", [*HEAD, depth(11, 12, [("9.9", "4")]), old, depth(13, 13)])
    )
    last = play(feed)[-1]
    assert isinstance(last, BookItem)
    assert last.bids[0].qty == D(4)
    assert feed.counts.gaps == 0


def test_updates_without_a_snapshot_wait_within_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long no snapshot comes, only so many updates are kept, the newest, and the lost are counted."""
    monkeypatch.setattr(depth_module, "MAX_BUFFERED_UPDATES", 5)
    updates = [depth(n, n, [("9.9", str(n))]) for n in range(1, 21)]
    late = snapshot(16, [("9.8", "1")], [("10.1", "1")])
    feed = CaptureReplay(write(tmp_path / "a.txt", [*updates, late]))
    (book,) = play(feed)
    assert isinstance(book, BookItem)
    assert book.bids[0].qty == D(20)
    assert (feed.counts.overflows, feed.counts.depth_applied) == (15, 4)


def test_twenty_levels_a_side_are_shown(tmp_path: Path) -> None:
    """The best levels, best first, and no more than are promised."""
    deep = snapshot(
        1, [(f"9.{n:02d}", "1") for n in range(1, 30)], [(f"10.{n:02d}", "1") for n in range(1, 30)]
    )
    (book,) = play(CaptureReplay(write(tmp_path / "a.txt", [depth(1, 1), deep])))
    assert isinstance(book, BookItem)
    assert [level.price for level in book.bids] == [D(f"9.{n:02d}") for n in range(29, 9, -1)]
    assert [level.price for level in book.asks] == [D(f"10.{n:02d}") for n in range(1, 21)]


def test_first_update_that_does_not_meet_the_snapshot_is_a_hole(tmp_path: Path) -> None:
    """A snapshot older than the first update is of no use."""
    feed = CaptureReplay(write(tmp_path / "a.txt", [*HEAD, depth(12, 13, [("9.9", "2")])]))
    play(feed)
    assert feed.counts.gaps == 1
    assert not feed.book(NAME).in_step


def test_ticker_stands_in_until_there_is_a_book_and_checks_it_then(tmp_path: Path) -> None:
    """Without a book the ticker shows one level a side; with one it is compared with it, never shown."""
    best, wrong = (("9.9", "1"), ("10.1", "1.5")), (("9.9", "2"), ("10.1", "1.5"))
    messages = [ticker(8, *best), *HEAD, depth(11, 11), ticker(11, *best), ticker(12, *wrong), depth(12, 12)]
    feed = CaptureReplay(write(tmp_path / "a.txt", messages))
    books = [item for item in play(feed) if isinstance(item, BookItem)]
    assert [len(book.bids) for book in books] == [1, 2, 2, 2]
    assert (feed.counts.ticker_checks, feed.counts.ticker_mismatches) == (2, 1)


# --- trades and candles -------------------------------------------------------------------------------


def test_trades_keep_the_decimals_as_written(tmp_path: Path) -> None:
    """No float comes between the text and the value."""
    feed = CaptureReplay(write(tmp_path / "a.txt", [trade(0, "61837.63000001", "0.10000000", maker=True)]))
    (item,) = play(feed)
    assert item == TradeItem(T0 * 1_000_000, "replay:AB/USDT", D("61837.63000001"), D("0.10000000"), True)
    assert str(item.price) == "61837.63000001"


def test_joined_trades_count_only_where_there_are_no_single_ones(tmp_path: Path) -> None:
    """The two streams tell the same trades; only one of them is used."""
    both = CaptureReplay(
        write(tmp_path / "a.txt", [trade(0, "10", "1"), trade(0, "10", "1", kind="aggTrade")])
    )
    assert len(play(both)) == 1
    only = CaptureReplay(write(tmp_path / "b.txt", [trade(0, "10", "1", kind="aggTrade")]))
    assert len(play(only)) == 1


def test_history_is_cut_by_the_venues_time_and_ends_at_the_present(tmp_path: Path) -> None:
    """Candles hold the trades that were given, in the second or minute of the venue's own clock."""
    ms = 60_000 - T0 % 60_000
    messages = [trade(ms - 10, "10", "1"), trade(ms + 5, "11", "2"), trade(ms + 6, "9", "3")]
    feed = CaptureReplay(write(tmp_path / "a.txt", messages))
    assert len(feed.history(NAME, SECOND_NS, 5).open_ns) == 0
    feed.next()
    feed.next()
    arrays = feed.history(NAME, MINUTE_NS, 5)
    assert arrays.close.tolist() == [10.0, 11.0]
    assert arrays.volume.tolist() == [1.0, 2.0]
    feed.next()
    arrays = feed.history(NAME, SECOND_NS, 1)
    assert (arrays.open[0], arrays.high[0], arrays.low[0], arrays.close[0]) == (11.0, 11.0, 9.0, 9.0)
    assert len(feed.series(NAME, 1)) == 1


# --- damage -------------------------------------------------------------------------------------------

BAD = [
    ("no JSON", f"{T0}000000 {{half"),
    ("no time", '{"stream": "x"}'),
    ("no object", f"{T0}000000 [1, 2]"),
    ("a price as a float", trade(0, "10", "1") | {"data": {**trade(0, "1", "1")["data"], "p": 10.5}}),
    ("not a number", trade(0, "NaN", "1")),
    ("a negative price", trade(0, "-10", "1")),
    ("an exponent", trade(0, "1e3", "1")),
    ("a trade of nothing", trade(0, "10", "0")),
    ("a level without quantity", depth(11, 11, [["9.9"]])),
    ("a level at price 0", depth(11, 11, [("0", "1")])),
    ("a depth without numbers", stream("depth", {"e": "depthUpdate", "s": "ABUSDT", "b": [], "a": []})),
    ("a number as text", depth(11, 11) | {"data": {**depth(11, 11)["data"], "U": "11"}}),
    ("too many decimals", trade(0, "10.0000000000001", "1")),
    ("a price finer than the venue's finest", trade(0, "10.000000001", "1")),
    ("no side", trade(0, "10", "1") | {"data": {**trade(0, "10", "1")["data"], "m": None}}),
]


@pytest.mark.parametrize("bad", [row[1] for row in BAD], ids=[row[0] for row in BAD])
def test_unreadable_line_is_counted_and_dropped(tmp_path: Path, bad: Any) -> None:
    """A line that cannot be read changes nothing but the count, and never becomes a default."""
    clean = play(CaptureReplay(write(tmp_path / "clean.txt", [*HEAD, depth(11, 11)])))
    feed = CaptureReplay(write(tmp_path / "bad.txt", [*HEAD, depth(11, 11), bad]))
    assert play(feed) == clean
    assert feed.counts.unreadable == 1


def test_unreadable_update_is_a_hole(tmp_path: Path) -> None:
    """A dropped update leaves the book incomplete, and the next one finds that out."""
    bad = depth(11, 11, [("9.9", "x")])
    feed = CaptureReplay(write(tmp_path / "a.txt", [*HEAD, bad, depth(12, 12)]))
    play(feed)
    assert (feed.counts.unreadable, feed.counts.gaps) == (1, 1)


def test_torn_gzip_ends_at_its_last_whole_line(tmp_path: Path) -> None:
    """A file whose end is missing is replayed as far as it goes, and says so."""
    path = write(tmp_path / "a.gz", [*HEAD, *(trade(n, f"10.{n:03d}", "1") for n in range(300))])
    whole = play(CaptureReplay(path))
    path.write_bytes(path.read_bytes()[:-200])
    feed = CaptureReplay(path)
    part = play(feed)
    assert 0 < len(part) < len(whole)
    assert part == whole[: len(part)]
    assert feed.counts.truncated


def test_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """A file without a single Binance message is an error in plain words."""
    with pytest.raises(UserError, match="Binance"):
        CaptureReplay(write(tmp_path / "a.txt", ["hello", "world"]))
    with pytest.raises(UserError, match="no file"):
        CaptureReplay(tmp_path / "missing.txt")


@pytest.mark.parametrize(
    "text", ["", ".", ".5", "+1", "1_000", " 1", "1 ", "1.2.3", "\u0661", "1e5", None, 1]
)
def test_text_that_is_no_plain_number_is_unreadable(text: object) -> None:
    """Only digits and one point are a number."""
    with pytest.raises(Unreadable):
        key_of_text(text)


def test_written_numbers_are_exact() -> None:
    """Twelve decimals are kept, and equal numbers have equal keys however they are written."""
    assert key_of_text("1.123456789012") == 1_123_456_789_012
    assert key_of_text("61837.63000000") == key_of_text("61837.63") == 61_837_630_000_000_000
    assert key_of_text("1.") == key_of_text("1") == 10**12


# --- positions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [0, 1, 2, 40, 77, 120])
@pytest.mark.parametrize("step", [1, 25, 10_000])
def test_cursor_goes_on_exactly(
    tmp_path: Path, given: int, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From any line a new feed, and the same feed going back, give the same items, books and candles."""
    monkeypatch.setattr(capture_module, "CHECKPOINT_LINES", step)
    changes = [depth(11 + n, 11 + n, [(f"9.{n % 90 + 1:02d}", str(n % 3))]) for n in range(60)]
    mixed = [m for n, change in enumerate(changes) for m in (change, trade(n * 700, f"10.{n:02d}", "1"))]
    path = write(tmp_path / "a.gz", [*HEAD, *mixed])
    feed = CaptureReplay(path)
    for _ in islice(iter(feed.next, None), given):
        continue
    cursor = feed.cursor()
    history = feed.history(NAME, SECOND_NS, 100)
    rest = play(feed)
    for twin in (CaptureReplay(path), feed):
        twin.seek(cursor)
        assert twin.cursor() == cursor
        assert twin.history(NAME, SECOND_NS, 100).close.tolist() == history.close.tolist()
        assert twin.history(NAME, SECOND_NS, 100).volume.tolist() == history.volume.tolist()
        assert play(twin) == rest


def test_checkpoints_stay_within_their_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a capture is, only so many states are remembered."""
    monkeypatch.setattr(capture_module, "CHECKPOINT_LINES", 2)
    path = write(tmp_path / "a.txt", [trade(n, "10", "1") for n in range(400)])
    feed = CaptureReplay(path)
    play(feed)
    assert 0 < len(feed._checkpoints) <= capture_module.MAX_CHECKPOINTS
    feed.seek({"line": 399, "now_ns": 0})
    assert len(play(feed)) == 1


@pytest.mark.parametrize("suffix", ["txt", "gz"])
def test_progress_rises_over_all_files_to_one(tmp_path: Path, suffix: str) -> None:
    """The part that was read grows from the beginning to exactly 1 at the end, over several files."""
    paths = [
        write(tmp_path / f"{n}.{suffix}", [trade(n * 9_000 + m, f"10.{m:04d}", "1") for m in range(3_000)])
        for n in range(2)
    ]
    feed = CaptureReplay(*paths)
    seen = [feed.progress() or 0.0]
    while feed.next() is not None:
        seen.append(feed.progress() or 0.0)
    assert len(seen) == 6_001
    assert seen[0] < 0.6
    assert seen == sorted(seen)
    assert any(0.5 <= part < 1 for part in seen)
    assert seen[-1] == 1.0


def test_position_beyond_the_file_is_refused(tmp_path: Path) -> None:
    """A cursor of a longer file does not fit."""
    feed = CaptureReplay(write(tmp_path / "a.txt", HEAD))
    with pytest.raises(UserError, match="lines"):
        feed.seek({"line": 99, "now_ns": 0})


# --- real captures ------------------------------------------------------------------------------------


@pytest.mark.data
@pytest.mark.parametrize("name", ["spot_btcusdt", "usdm_btcusdt"])
def test_real_capture_ends_with_the_known_book(shared_data: Path, name: str) -> None:
    """Snapshot and differences of two real captures give the published book, candles and cross-checks."""
    known = json.loads((shared_data / "known_answers" / "ws_replay_expected.json").read_text())
    known = known["captures"][name]
    feed = CaptureReplay(*(shared_data / "ws" / file for file in known["files"]))
    trades = sum(isinstance(item, TradeItem) for item in play(feed))
    wanted = known["order_book"]
    one = feed.instruments()[0].id
    book, counts = feed.book(one), feed.counts
    assert [[str(p), str(q)] for p, q in book.bids(10)] == wanted["top10_bids"]
    assert [[str(p), str(q)] for p, q in book.asks(10)] == wanted["top10_asks"]
    assert book.size == (wanted["bid_levels"], wanted["ask_levels"])
    assert book.last == wanted["final_u"]
    assert counts.depth_applied == wanted["depth_events_applied"]
    assert counts.depth_old == wanted["depth_events_buffered_or_old_dropped"]
    assert counts.gaps == wanted["sequence_gaps"]
    assert (counts.ticker_checks, counts.ticker_mismatches) == (
        wanted["bookTicker_crosschecks"],
        wanted["bookTicker_mismatches"],
    )
    assert counts.unreadable == 0
    assert trades == counts.trades
    series = feed.series(one, 1)
    rows = {int(ns) // 1_000_000: at for at, ns in enumerate(series.open_ns)}
    for candle in known["complete_1m_candles_from_trades"]:
        at = rows[candle["open_time"]]
        found = [series.price(int(getattr(series, side)[at])) for side in ("open", "high", "low", "close")]
        assert found == [D(candle[side]) for side in ("open", "high", "low", "close")]
        assert series.volume[at] == pytest.approx(float(candle["volume"]), rel=1e-12)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "applied"), [("cryptofeed_BINANCE.ws.1.0", 172), ("cryptofeed_BINANCE_FUTURES.ws.1.0", 752)]
)
def test_capture_with_snapshots_in_a_file_beside_it(shared_data: Path, name: str, applied: int) -> None:
    """The other layout: a header, times in seconds, four symbols, snapshots in the recorder's own file."""
    feed = CaptureReplay(shared_data / "ws" / f"{name}.txt.gz")
    items = play(feed)
    assert len(feed.instruments()) == 4
    assert {item.instrument for item in items} == {one.id for one in feed.instruments()}
    counts = feed.counts
    assert (counts.unreadable, counts.gaps, counts.ticker_mismatches) == (0, 0, 0)
    assert counts.depth_applied == applied
    assert counts.ticker_checks > 20
    assert all(feed.book(one.id).in_step for one in feed.instruments())
