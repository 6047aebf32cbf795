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


def joined(candles: ports.CandleArrays, interval_ns: int, limit: int) -> ports.CandleArrays:
    """The last candles in a longer interval; finer ones than there are nobody can make."""
    import numpy as np

    times = candles.open_ns
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    if interval_ns <= candles.interval_ns or not len(times):
        cut = slice(max(len(times) - limit, 0), None)
        return ports.CandleArrays(candles.interval_ns, times[cut], *(column[cut] for column in columns))
    group = times // interval_ns
    starts = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])[-limit:]
    ends = np.concatenate([starts[1:], [len(group)]]) - 1
    return ports.CandleArrays(
        interval_ns,
        group[starts] * interval_ns,
        candles.open[starts],
        np.maximum.reduceat(candles.high, starts),
        np.minimum.reduceat(candles.low, starts),
        candles.close[ends],
        np.add.reduceat(candles.volume, starts),
    )
