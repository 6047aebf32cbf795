"""The lines of WebSocket captures, two layouts, plain or gzipped, and what Binance's messages in them say."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias, cast

import orjson

from finbyte_desktop.services.venues.depth_book import (
    DepthUpdate,
    KeyedLevel,
    Unreadable,
    key_of_text,
    read_levels,
)

MAX_LINE_BYTES = 32_000_000
MAX_SNAPSHOTS = 256
NS_DIGITS = 9
_SYMBOL = re.compile(r"[?&]symbol=([A-Za-z0-9]+)")
_SESSION = re.compile(r"\.ws\.\d+\.\d+")


class Snapshot(NamedTuple):
    """A whole book. `symbol` is empty where the message does not name it."""

    symbol: str
    last: int
    bids: list[KeyedLevel]
    asks: list[KeyedLevel]


class Depth(NamedTuple):
    """A change of a book."""

    symbol: str
    update: DepthUpdate


class Ticker(NamedTuple):
    """Best bid and ask after update `last`: price keys and quantities as written."""

    symbol: str
    last: int
    bid: tuple[str, str]
    ask: tuple[str, str]


class Traded(NamedTuple):
    """A trade as written. `venue_ns` is the venue's own time; a `summed` one joins trades of one price."""

    symbol: str
    venue_ns: int
    price: str
    qty: str
    buyer_is_maker: bool
    summed: bool


Message: TypeAlias = Snapshot | Depth | Ticker | Traded


class Line(NamedTuple):
    """A line that carries a message: when it was received, ns UTC, and its JSON."""

    ns: int
    raw: bytes


def read_line(raw: bytes) -> Line | None:
    """Splits a line; None for one that carries no received message (a header, something the client sent).

    Raises Unreadable for a line without a time.
    """
    head, _, rest = raw.partition(b" ")
    rest = rest.strip()
    if rest.startswith(b"<-") or raw.startswith((b"ws://", b"wss://", b"<-", b"->")) or not raw.strip():
        return None
    if head.endswith(b":"):
        seconds, _, fraction = head[:-1].partition(b".")
        if not seconds.isdigit() or len(fraction) > NS_DIGITS or (fraction and not fraction.isdigit()):
            raise Unreadable("no time")
        return Line(int(seconds + fraction.ljust(NS_DIGITS, b"0")), rest)
    if not head.isdigit():
        raise Unreadable("no time")
    return Line(int(head), rest)


def read_message(raw: bytes) -> Message | None:
    """What a message says; None for one of another kind. Raises Unreadable."""
    try:
        message = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable(str(error)) from None
    if not isinstance(message, dict):
        raise Unreadable("no object")
    stream = message.get("stream")
    data = message.get("data") if stream is not None else message
    if not isinstance(data, dict):
        raise Unreadable("no data")
    kind = data.get("e")
    try:
        if kind == "depthUpdate":
            before = _whole(data["pu"]) if "pu" in data else None
            bids, asks = read_levels(data["b"]), read_levels(data["a"])
            return Depth(
                _text(data["s"]), DepthUpdate(_whole(data["U"]), _whole(data["u"]), before, bids, asks)
            )
        if kind in ("trade", "aggTrade"):
            return _read_trade(data, kind == "aggTrade")
        if kind == "bookTicker" or (isinstance(stream, str) and stream.endswith("@bookTicker")):
            best = (_text(data["b"]), _text(data["B"])), (_text(data["a"]), _text(data["A"]))
            return Ticker(_text(data["s"]), _whole(data["u"]), *best)
        if "lastUpdateId" in data:
            return _read_snapshot("", data)
    except KeyError as error:
        raise Unreadable(f"{error} is missing") from None
    return None


def _read_trade(data: dict[str, Any], summed: bool) -> Traded | None:
    price, qty = _text(data["p"]), _text(data["q"])
    if not key_of_text(price) or not key_of_text(qty):
        if data.get("X") == "NA":
            return None
        raise Unreadable("a trade of nothing")
    maker = data["m"]
    if not isinstance(maker, bool):
        raise Unreadable("no side")
    return Traded(_text(data["s"]), _whole(data["T"]) * 1_000_000, price, qty, maker, summed)


def _read_snapshot(symbol: str, data: dict[str, Any]) -> Snapshot:
    bids, asks = read_levels(data["bids"]), read_levels(data["asks"])
    return Snapshot(symbol, _whole(data["lastUpdateId"]), bids, asks)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Unreadable(f"{value!r} is not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"{value!r} is not a whole number")
    return value


def snapshots_beside(path: Path) -> list[tuple[int, Snapshot]]:
    """The snapshots that a recorder kept in a file of its own (`.http.` beside `.ws.`), by time received."""
    other = path.with_name(_SESSION.sub(".http.0.0", path.name))
    if other == path or not other.is_file():
        return []
    found: list[tuple[int, Snapshot]] = []
    with open_capture(other) as file:
        for raw in file:
            url, arrow, rest = raw.partition(b" -> ")
            symbol = _SYMBOL.search(url.decode("ascii", "replace"))
            if not arrow or symbol is None or len(found) >= MAX_SNAPSHOTS:
                continue
            line = read_line(rest)
            message = None if line is None else read_message(line.raw)
            if line is not None and isinstance(message, Snapshot):
                found.append((line.ns, message._replace(symbol=symbol[1].upper())))
    return sorted(found, key=lambda row: row[0])


def open_capture(path: Path) -> IO[bytes]:
    """The bytes of a capture, unpacked where its first bytes say gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


class CaptureFiles:
    """The lines of one or more captures, one after the other, from any byte on."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self._sizes = [path.stat().st_size for path in paths]
        self.broken = False
        self._file: IO[bytes] | None = None
        self.at = (0, 0)

    def lines(self, at: tuple[int, int] = (0, 0)) -> Iterator[bytes]:
        """The lines from a position on: a file's number and a byte of its content.

        After each line `self.at` is the position behind it.
        """
        first, offset = at
        for number in range(first, len(self._paths)):
            self.close()
            with open_capture(self._paths[number]) as file:
                self._file = file
                file.seek(offset)
                while True:
                    try:
                        raw = file.readline(MAX_LINE_BYTES)
                    except (EOFError, OSError, zlib.error):
                        self.broken = True
                        raw = b""
                    if not raw:
                        break
                    offset += len(raw)
                    self.at = (number, offset)
                    yield raw
            offset = 0

    def progress(self) -> float:
        """The part of the bytes on disk that has been read, 0 to 1."""
        total = sum(self._sizes)
        number = self.at[0]
        done = sum(self._sizes[:number])
        if self._file is not None and not self._file.closed:
            raw = getattr(self._file, "fileobj", None) or self._file
            done += min(raw.tell(), self._sizes[number])
        else:
            done = total if self.at != (0, 0) else 0
        return done / total if total else 1.0

    def close(self) -> None:
        """Lets go of the open file."""
        if self._file is not None:
            self._file.close()
            self._file = None
