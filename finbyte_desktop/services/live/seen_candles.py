"""Candles that were read, kept beside an account for looking at while its venue is away. Nothing is decided
from them.
"""

from __future__ import annotations

import contextlib
import zlib
from pathlib import Path
from urllib.parse import quote

from finbyte_desktop.services.kept_candles import empty_candles, joined, pack_candles, unpack_candles
from finbyte_desktop.services.ports import CandleArrays
from finbyte_desktop.services.venues.ccxt_candles import TIMEFRAMES

MOST_FILES = 64  # of markets and intervals, about 100 KB each
NS_PER_S = 1_000_000_000


class SeenCandles:
    """The last candles of each market and interval that somebody looked at, a file each.

    A file that cannot be read or written is a picture less: nothing is said of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, int], CandleArrays | None] = {}

    def keep(self, market: str, candles: CandleArrays) -> None:
        """Keeps these in the place of those of before. It compresses: not for the window's thread."""
        if not len(candles.open_ns):
            return
        self._known[market, candles.interval_ns] = candles
        path = self._path(market, candles.interval_ns)
        made = path.with_suffix(".part")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            made.write_bytes(pack_candles(candles))
            made.replace(path)
            self._trim()

    def seen(self, market: str, interval_ns: int, limit: int) -> CandleArrays:
        """The last of them, joined from a shorter interval where this one was never looked at; none where
        nothing was.
        """
        for base in sorted(TIMEFRAMES, reverse=True):
            if interval_ns % base == 0 and (found := self._of(market, base)) is not None:
                return joined(found, interval_ns, limit)
        return empty_candles(interval_ns)

    def _of(self, market: str, interval_ns: int) -> CandleArrays | None:
        key = market, interval_ns
        if key not in self._known:
            self._known[key] = self._read(market, interval_ns)
        return self._known[key]

    def _read(self, market: str, interval_ns: int) -> CandleArrays | None:
        try:
            found = unpack_candles(interval_ns, self._path(market, interval_ns).read_bytes())
        except (OSError, ValueError, zlib.error):
            return None
        return found if len(found.open_ns) else None

    def _path(self, market: str, interval_ns: int) -> Path:
        return self._folder / f"{quote(market, safe='')}-{interval_ns // NS_PER_S}.candles"

    def _trim(self) -> None:
        files = sorted(self._folder.glob("*.candles"), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-MOST_FILES]:
            path.unlink()
