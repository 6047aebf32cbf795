"""The candles of a bot's life as one compressed block, kept with it for the offline review."""

from __future__ import annotations

import zlib

from finbyte_desktop.services import ports

CANDLE_COLUMNS = 6


def empty_candles(interval_ns: int) -> ports.CandleArrays:
    """No candles."""
    import numpy as np  # late: the first window needs no arrays

    none = np.zeros(0)
    return ports.CandleArrays(interval_ns, np.zeros(0, dtype=np.int64), none, none, none, none, none)


def pack_candles(candles: ports.CandleArrays) -> bytes:
    """Candles as compressed little-endian columns."""
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    parts = [candles.open_ns.astype("<i8").tobytes()] + [c.astype("<f8").tobytes() for c in columns]
    return zlib.compress(b"".join(parts), 6)


def unpack_candles(interval_ns: int, body: bytes) -> ports.CandleArrays:
    """What `pack_candles` packed."""
    import numpy as np

    raw = zlib.decompress(body)
    n = len(raw) // (8 * CANDLE_COLUMNS)
    times = np.frombuffer(raw, dtype="<i8", count=n).astype(np.int64)
    rest = [
        np.frombuffer(raw, dtype="<f8", count=n, offset=8 * n * k).copy() for k in range(1, CANDLE_COLUMNS)
    ]
    return ports.CandleArrays(interval_ns, times, *rest)
