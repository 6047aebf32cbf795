"""Candles as numpy arrays, and what of them one frame needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
VOLUME_STEPS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.4, 8.0, 10.0, 12.5)
DENSE_BELOW_PX = 2.2  # narrower candles share their pixels


@dataclass(frozen=True, slots=True)
class Bars:
    """What is painted: one entry a candle, or one a pixel column where candles are denser than pixels."""

    x: Floats  # plot x of the centre
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    dense: bool

    def where(self, chosen: NDArray[np.bool_]) -> Bars:
        """Some of the bars."""
        columns = (self.x, self.open, self.high, self.low, self.close, self.volume)
        return Bars(*(column[chosen] for column in columns), dense=self.dense)


class CandleStore:
    """Columns of equal length, oldest first. Plot x of a candle is its number."""

    def __init__(self) -> None:
        self.times: Times = np.empty(0, np.int64)
        self.columns: Floats = np.empty((5, 0), np.float64)  # open, high, low, close, volume
        self.interval_ns = 60_000_000_000
        self.revision = 0

    def __len__(self) -> int:
        return len(self.times)

    def replace(
        self, times_ns: Times, opens: Floats, highs: Floats, lows: Floats, closes: Floats, volumes: Floats
    ) -> None:
        """Takes copies. Raises ValueError if the columns differ in length or times do not increase."""
        times = np.array(times_ns, np.int64)
        columns = np.array([opens, highs, lows, closes, volumes], np.float64)
        if columns.shape != (5, len(times)):
            raise ValueError(f"columns of {columns.shape} do not fit {len(times)} times")
        steps = np.diff(times)
        if len(steps) and steps.min() <= 0:
            raise ValueError("candle times must increase")
        self.times, self.columns = times, columns
        if len(steps):
            self.interval_ns = int(np.median(steps[-2000:]))
        self.revision += 1

    def update_last(self, time_ns: int, candle: tuple[float, float, float, float, float]) -> bool | None:
        """Replaces the last candle (False) or appends a newer one (True); None: older, ignored."""
        count = len(self.times)
        if count and time_ns < self.times[-1]:
            return None
        self.revision += 1
        if count and time_ns == self.times[-1]:
            self.columns[:, -1] = candle
            return False
        self.times = np.append(self.times, np.int64(time_ns))
        self.columns = np.concatenate([self.columns, np.array(candle, np.float64).reshape(5, 1)], axis=1)
        return True

    def x_of(self, time_ns: float) -> float:
        """Plot x of a moment: between candles in proportion, beyond the ends by the interval."""
        count = len(self.times)
        if not count:
            return 0.0
        if time_ns <= self.times[0]:
            return float(time_ns - self.times[0]) / self.interval_ns
        if time_ns >= self.times[-1]:
            return count - 1 + float(time_ns - self.times[-1]) / self.interval_ns
        # An integer key: with a float one numpy converts the whole column at each call.
        number = int(np.searchsorted(self.times, np.int64(time_ns), side="right")) - 1
        step = float(self.times[number + 1] - self.times[number])
        return number + float(time_ns - self.times[number]) / step

    def xs_of(self, times_ns: Times) -> Floats:
        """`x_of` for many moments."""
        count = len(self.times)
        if not count:
            return np.zeros(len(times_ns))
        numbers = np.clip(np.searchsorted(self.times, times_ns, side="right") - 1, 0, count - 1)
        after = np.minimum(numbers + 1, count - 1)
        step = np.where(after > numbers, self.times[after] - self.times[numbers], self.interval_ns)
        return np.asarray(numbers + (times_ns - self.times[numbers]) / step, np.float64)

    def time_of(self, x: float) -> float:
        """The moment (ns) at a plot x."""
        count = len(self.times)
        if not count:
            return 0.0
        number = int(np.floor(x))
        if number < 0:
            return float(self.times[0]) + x * self.interval_ns
        if number >= count - 1:
            return float(self.times[-1]) + (x - (count - 1)) * self.interval_ns
        step = float(self.times[number + 1] - self.times[number])
        return float(self.times[number]) + (x - number) * step

    def visible(self, low_x: float, high_x: float) -> slice:
        """The candles that touch a range of plot x."""
        count = len(self.times)
        start = min(count, max(0, int(np.floor(low_x + 0.5))))
        stop = min(count, max(start, int(np.ceil(high_x + 0.5))))
        return slice(start, stop)

    def extremes(self, low_x: float, high_x: float) -> tuple[float, float] | None:
        """Lowest low and highest high of a range, None without a candle in it."""
        part = self.visible(low_x, high_x)
        if part.start == part.stop:
            return None
        low = float(np.nanmin(self.columns[2, part]))
        high = float(np.nanmax(self.columns[1, part]))
        return (low, high) if np.isfinite(low) and np.isfinite(high) else None

    def volume_top(self, low_x: float, high_x: float) -> float:
        """The top of the volume's scale: the largest volume of a range, rounded up, so that a last candle
        which is the largest does not rescale all the others with every trade. 0 without a volume.
        """
        volumes = self.columns[4, self.visible(low_x, high_x)]
        volumes = volumes[np.isfinite(volumes)]
        largest = float(volumes.max()) if len(volumes) else 0.0
        if largest <= 0:
            return 0.0
        unit = 10.0 ** np.floor(np.log10(largest))
        return next(float(step * unit) for step in VOLUME_STEPS if step * unit >= largest)

    def bars(self, low_x: float, high_x: float, width_px: float) -> Bars:
        """What to paint of a range that is `width_px` wide: never more than about one bar a pixel."""
        part = self.visible(low_x, high_x)
        opens, highs, lows, closes, volumes = self.columns[:, part]
        per_candle = width_px / max(1e-9, high_x - low_x)
        if per_candle >= DENSE_BELOW_PX or part.stop - part.start < 2:
            xs = np.arange(part.start, part.stop, dtype=np.float64)
            return Bars(xs, opens, highs, lows, closes, volumes, dense=False)
        numbers = np.arange(part.start, part.stop)
        pixels = np.floor((numbers - low_x) * per_candle)
        starts = np.flatnonzero(np.diff(pixels, prepend=pixels[0] - 1))
        ends = np.append(starts[1:], len(numbers)) - 1
        xs = low_x + (pixels[starts] + 0.5) / per_candle
        return Bars(
            xs,
            opens[starts],
            np.maximum.reduceat(highs, starts),
            np.minimum.reduceat(lows, starts),
            closes[ends],
            np.maximum.reduceat(volumes, starts),
            dense=True,
        )
