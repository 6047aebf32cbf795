"""Candles made of what a strategy has heard, and of nothing later: the same in a backtest and on paper."""

from __future__ import annotations

from collections import deque
from typing import Any

from finbyte_desktop.services.strategy_host.levels import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    candle_bin,
    level_ms,
)

KEPT = {MINUTE_MS: 30_000, HOUR_MS: 12_000, DAY_MS: 10_000}  # enough for 1,000 candles of any level
MOST_ROWS = 1_000
UNFOLDED = 4_096
OPEN, HIGH, LOW, CLOSE, VOLUME, TIME = range(6)
NAMES = ("open", "high", "low", "close", "volume", "time")


class CandleBook:
    """Candles of one market from its trades."""

    def __init__(self) -> None:
        self._trades: list[tuple[int, float, float]] = []
        self._rows: dict[int, deque[list[Any]]] = {step: deque(maxlen=kept) for step, kept in KEPT.items()}

    def trade(self, ms: int, price: float, size: float) -> None:
        """A trade that was heard."""
        self._trades.append((ms, price, size))
        if len(self._trades) >= UNFOLDED:
            self._fold()

    def load(self, rows: list[list[Any]]) -> None:
        """Minutes of before the start: open, high, low, close, volume, time (ms)."""
        for row in rows:
            for step, kept in self._rows.items():
                _join(kept, step, row)

    def candles(self, level: str, since: int | None) -> list[dict[str, Any]]:
        """The last candles of a level, or the first ones from a time (ms) on. At most 1,000. Raises
        ValueError for a level that there is not.
        """
        self._fold()
        step = level_ms(level)
        base = max(fine for fine in KEPT if step % fine == 0)
        made: deque[list[Any]] = deque()
        for row in self._rows[base]:
            _join(made, level, row)
        rows = list(made) if since is None else [row for row in made if row[TIME] >= since]
        rows = rows[-MOST_ROWS:] if since is None else rows[:MOST_ROWS]
        return [dict(zip(NAMES, row, strict=True)) for row in rows]

    def _fold(self) -> None:
        trades, self._trades = self._trades, []
        for ms, price, size in trades:
            for step, kept in self._rows.items():
                begin = ms - ms % step
                last = kept[-1] if kept else None
                if last is not None and last[TIME] == begin:
                    last[CLOSE] = price
                    last[VOLUME] += size
                    if price > last[HIGH]:
                        last[HIGH] = price
                    elif price < last[LOW]:
                        last[LOW] = price
                else:
                    kept.append([price, price, price, price, size, begin])


def _join(made: deque[list[Any]], level: str | int, row: list[Any]) -> None:
    """Adds a finer candle to the coarser one in which it lies."""
    begin = candle_bin(row[TIME], level) if isinstance(level, str) else row[TIME] - row[TIME] % level
    last = made[-1] if made else None
    if last is None or last[TIME] != begin:
        made.append([*row[:TIME], begin])
        return
    last[HIGH], last[LOW] = max(last[HIGH], row[HIGH]), min(last[LOW], row[LOW])
    last[CLOSE] = row[CLOSE]
    last[VOLUME] += row[VOLUME]
