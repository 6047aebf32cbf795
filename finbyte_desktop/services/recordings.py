"""Recordings: what a running bot saw of the market, kept on disk within limits.

Trades, candles and fundings are kept whole; of books the best `BOOK_LEVELS` levels, at most one each
`BOOK_EVERY_NS`. The oldest segments go first when a limit is reached, and every hole in time is a row of its
own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import quote, unquote

import orjson

from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.feeds import BookItem, CandleItem, FeedItem, TradeItem
from finbyte_desktop.services.recording_frames import (
    cut_torn_end,
    frames_of,
    packed_frame,
    segment_path,
    segments,
    write_about,
)
from finbyte_desktop.services.recording_fundings import keep_funding

MAX_BYTES_PER_BOT = 64_000_000
MAX_BYTES_IN_TOTAL = 1_000_000_000
SEGMENT_BYTES = 4_000_000
FRAME_BYTES = 64_000
FRAME_NS = 30_000_000_000
BOOK_EVERY_NS = 500_000_000
BOOK_LEVELS = 5


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """How much is kept, in bytes on disk, and in what pieces it is written."""

    bytes_per_bot: int = MAX_BYTES_PER_BOT
    bytes_in_total: int = MAX_BYTES_IN_TOTAL
    segment_bytes: int = SEGMENT_BYTES
    frame_bytes: int = FRAME_BYTES
    frame_ns: int = FRAME_NS
    book_every_ns: int = BOOK_EVERY_NS


class _Segment:
    """A file of a recording that can be dropped."""

    __slots__ = ("first_ns", "number", "size")

    def __init__(self, number: int, size: int, first_ns: int) -> None:
        self.number, self.size, self.first_ns = number, size, first_ns


class _Track:
    """The recording of one bot that is being written."""

    def __init__(self, folder: Path, bot: str, instruments: Sequence[Instrument]) -> None:
        self.folder, self.bot = folder, bot
        self.places = {instrument.id: at for at, instrument in enumerate(instruments)}
        self.kept: deque[_Segment] = deque()
        self.last_ns: int | None = None
        self.lines: list[bytes] = []
        self.waiting_bytes = 0
        self.first_waiting_ns = 0
        self.failed = ""

    def reopen(self) -> None:
        """Learns what is on disk and cuts off what a crash tore."""
        numbers = segments(self.folder)
        for number in numbers:
            frames = cut_torn_end(self.folder, number) if number == numbers[-1] else None
            if frames is None:
                frames = frames_of(self.folder, number)[0]
            if frames:
                self.last_ns = frames[-1].last_ns
            size = segment_path(self.folder, number).stat().st_size
            self.kept.append(_Segment(number, size, frames[0].first_ns if frames else 0))

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(segment.size for segment in self.kept)

    def add(self, ns: int, line: bytes) -> None:
        """One row for the next frame."""
        if not self.lines:
            self.first_waiting_ns = ns
        self.lines.append(line)
        self.waiting_bytes += len(line) + 1
        self.last_ns = ns if self.last_ns is None else max(self.last_ns, ns)

    def write(self, segment_bytes: int) -> None:
        """Writes the waiting rows as a frame."""
        if not self.lines or self.last_ns is None:
            return
        frame = packed_frame(self.lines, self.first_waiting_ns, self.last_ns)
        if not self.kept or self.kept[-1].size + len(frame) > segment_bytes:
            number = self.kept[-1].number + 1 if self.kept else 1
            self.kept.append(_Segment(number, 0, self.first_waiting_ns))
        segment = self.kept[-1]
        with segment_path(self.folder, segment.number).open("ab") as file:
            file.write(frame)
        segment.size += len(frame)
        self.lines.clear()
        self.waiting_bytes = 0

    def drop_oldest(self) -> int:
        """Deletes the oldest segment, never the last one; the bytes that this gave back."""
        if len(self.kept) < 2:
            return 0
        oldest = self.kept.popleft()
        segment_path(self.folder, oldest.number).unlink(missing_ok=True)
        return oldest.size


class Recorder:
    """Writes the recordings of all bots below one folder.

    A disk that refuses does not stop a bot: its recording ends, and `failures` says why.
    """

    def __init__(self, folder: Path, limits: RecordingLimits | None = None) -> None:
        self._folder = folder
        self._limits = limits or RecordingLimits()
        self._tracks: dict[str, _Track] = {}
        self._by_instrument: dict[str, list[_Track]] = {}
        self._book_ns: dict[str, int] = {}
        self._closed_bytes = self._bytes_of_others()

    def folder_of(self, bot: str) -> Path:
        """Where the recording of a bot lies."""
        return self._folder / quote(bot, safe="")

    def _bytes_of_others(self) -> dict[str, int]:
        found = {}
        if self._folder.is_dir():
            for folder in sorted(self._folder.iterdir()):
                if folder.is_dir():
                    sizes = [segment_path(folder, n).stat().st_size for n in segments(folder)]
                    found[unquote(folder.name)] = sum(sizes)
        return found

    def open(self, bot: str, instruments: Sequence[Instrument], ns: int) -> None:
        """Begins the recording of a bot, or goes on with it; the time in between becomes a hole."""
        if bot in self._tracks:
            raise Bug(f"{bot} is being recorded already.", "recording")
        track = _Track(self.folder_of(bot), bot, instruments)
        self._tracks[bot] = track
        self._closed_bytes.pop(bot, None)
        try:
            track.folder.mkdir(parents=True, exist_ok=True)
            track.reopen()
            write_about(track.folder, _about(bot, instruments))
        except OSError as error:
            track.failed = str(error)
            return
        for instrument in instruments:
            self._by_instrument.setdefault(instrument.id, []).append(track)
        if track.last_ns is not None and ns > track.last_ns:
            self._add_gap(track, track.last_ns, ns, "not_recorded")

    def record(self, item: FeedItem) -> None:
        """One item for every bot that watches its instrument."""
        tracks = self._by_instrument.get(item.instrument)
        if not tracks:
            return
        if type(item) is BookItem:
            last_ns = self._book_ns.get(item.instrument)
            if last_ns is not None and 0 <= item.ns - last_ns < self._limits.book_every_ns:
                return
            self._book_ns[item.instrument] = item.ns
        ns = item.ns
        body = _body(item)
        for track in tuple(tracks):  # one whose disk refuses leaves the list
            track.add(ns, b"[%d,%d,%b" % (ns, track.places[item.instrument], body))
            self._write_if_due(track, ns)

    def funded(self, instrument: str, row: Funding) -> None:
        """A funding was settled."""
        for track in tuple(self._by_instrument.get(instrument, ())):
            try:
                keep_funding(track.folder, instrument, row)
            except OSError as error:
                track.failed = str(error)
                self._forget(track)

    def gap(self, instrument: str, from_ns: int, to_ns: int, why: str) -> None:
        """Nothing was seen of an instrument between two times."""
        for track in self._by_instrument.get(instrument, ()):
            self._add_gap(track, from_ns, to_ns, why)

    def _add_gap(self, track: _Track, from_ns: int, to_ns: int, why: str) -> None:
        track.add(to_ns, orjson.dumps([to_ns, 0, "g", from_ns, why]))

    def _write_if_due(self, track: _Track, ns: int) -> None:
        limits = self._limits
        if track.waiting_bytes >= limits.frame_bytes or ns - track.first_waiting_ns >= limits.frame_ns:
            self._write(track)

    def _write(self, track: _Track) -> None:
        limits = self._limits
        try:
            track.write(limits.segment_bytes)
            while track.size > limits.bytes_per_bot and track.drop_oldest():
                continue
            while self.size > limits.bytes_in_total and self._drop_oldest_of_all():
                continue
        except OSError as error:
            track.failed = str(error)
            self._forget(track)

    @property
    def size(self) -> int:
        """Bytes on disk of all recordings."""
        return sum(track.size for track in self._tracks.values()) + sum(self._closed_bytes.values())

    def _drop_oldest_of_all(self) -> int:
        """Drops a recording that nobody writes, else the oldest segment of those that are written."""
        for bot, size in list(self._closed_bytes.items()):
            if size:
                self.remove(bot)
                return size
        tracks = [track for track in self._tracks.values() if len(track.kept) > 1]
        if not tracks:
            return 0
        return min(tracks, key=lambda track: (track.kept[0].first_ns, track.bot)).drop_oldest()

    def flush(self) -> None:
        """Writes everything that waits."""
        for track in list(self._tracks.values()):
            if not track.failed:
                self._write(track)

    def close(self, bot: str) -> None:
        """Ends the recording of a bot; it stays on disk."""
        track = self._tracks.get(bot)
        if track is None:
            return
        if not track.failed:
            self._write(track)
        self._forget(track)
        del self._tracks[bot]
        self._closed_bytes[bot] = track.size

    def remove(self, bot: str) -> None:
        """Deletes the recording of a bot from the disk."""
        self.close(bot)
        self._closed_bytes.pop(bot, None)
        folder = self.folder_of(bot)
        if folder.is_dir():
            rmtree(folder)

    def _forget(self, track: _Track) -> None:
        track.lines.clear()
        track.waiting_bytes = 0
        for name in track.places:
            tracks = self._by_instrument.get(name, [])
            if track in tracks:
                tracks.remove(track)

    def failures(self) -> dict[str, str]:
        """The bots whose recording ended because the disk refused, and what it said."""
        return {bot: track.failed for bot, track in self._tracks.items() if track.failed}


def _body(item: FeedItem) -> bytes:
    """The part of a row after time and instrument, without its opening bracket."""
    row: list[Any]
    if isinstance(item, TradeItem):
        row = ["t", plain(item.price), plain(item.qty), item.buyer_is_maker]
    elif isinstance(item, CandleItem):
        row = ["c", item.interval_ns, *(plain(value) for value in item.candle[1:])]
    else:
        sides = (item.bids[:BOOK_LEVELS], item.asks[:BOOK_LEVELS])
        row = ["b", *([[plain(price), plain(qty)] for price, qty in side] for side in sides)]
    return orjson.dumps(row)[1:]


def _about(bot: str, instruments: Sequence[Instrument]) -> dict[str, Any]:
    return {"format": 1, "bot": bot, "instruments": [instrument_row(one) for one in instruments]}


def instrument_row(one: Instrument) -> dict[str, Any]:
    """An instrument as JSON, decimals as text."""
    fees = one.fees
    terms = {} if one.perpetual is None else {"perpetual": encode(one.perpetual)}
    return {
        **terms,
        "id": one.id,
        "base": one.base,
        "quote": one.quote,
        "tick": plain(one.tick),
        "lot": plain(one.lot),
        "min_qty": plain(one.min_qty),
        "min_notional": plain(one.min_notional),
        "max_live_orders": one.max_live_orders,
        "fee_maker": plain(fees.maker),
        "fee_taker": plain(fees.taker),
        "fee_asset": fees.asset,
        "fee_asset_price": None if fees.asset_price is None else plain(fees.asset_price),
        "fee_step": plain(fees.step),
    }
