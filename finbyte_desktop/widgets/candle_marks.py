"""FillMarks: triangles at the fills of a bot; fills closer than 4 px share one mark. Where many marks stand
close together each is a thin tick at its price, so that the candles are seen.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainterPath

from finbyte_desktop.widgets.candle_data import CandleStore, Floats, Times
from finbyte_desktop.widgets.colors import Colors

MERGE_PX = 4
OFFSET_PX = 7
SIZE_PX = 7
CROWD_PX = 24  # a square of this side
CROWDED = 4  # holds at most so many whole marks
TICK_PX = 6
TICK_SHARE = 0.25  # how high a tick is for its width


class FillMarks:
    """Scatter items: buys point up from below the price, sells down from above; each side has its ticks."""

    def __init__(self) -> None:
        self._times: Times = np.empty(0, np.int64)
        self._prices: Floats = np.empty(0)
        self._buys = np.empty(0, bool)
        self._buy_item = pg.ScatterPlotItem(symbol="t1", size=SIZE_PX, pen=None, pxMode=True)
        self._sell_item = pg.ScatterPlotItem(symbol="t", size=SIZE_PX, pen=None, pxMode=True)
        tick = QPainterPath()
        tick.addRect(-0.5, -TICK_SHARE / 2, 1, TICK_SHARE)
        self._buy_ticks = pg.ScatterPlotItem(symbol=tick, size=TICK_PX, pen=None, pxMode=True)
        self._sell_ticks = pg.ScatterPlotItem(symbol=tick, size=TICK_PX, pen=None, pxMode=True)
        self.items = (self._buy_ticks, self._sell_ticks, self._buy_item, self._sell_item)
        self.counts: tuple[int, ...] = ()
        """How many fills each drawn mark stands for."""
        self.ticks = 0
        """How many marks are drawn as ticks."""

    def set_colors(self, colors: Colors) -> None:
        for buy, sell in ((self._buy_item, self._sell_item), (self._buy_ticks, self._sell_ticks)):
            buy.setBrush(colors.buy)
            sell.setBrush(colors.sell)

    def set_fills(self, times_ns: Times, prices: Floats, buys: np.ndarray) -> bool:
        """Takes other fills; False when they are the same ones."""
        given = np.asarray(times_ns, np.int64), np.asarray(prices, np.float64), np.asarray(buys, bool)
        held = self._times, self._prices, self._buys
        if all(np.array_equal(new, old) for new, old in zip(given, held, strict=True)):
            return False
        self._times, self._prices, self._buys = given
        return True

    def place(
        self,
        store: CandleStore,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        rect: QRect,
        *,
        log: bool,
    ) -> None:
        """Merges for the scale in force and draws what is visible."""
        counts: list[int] = []
        if not len(self._times) or not len(store):
            for item in self.items:
                if len(item.data):
                    item.clear()
            self.counts, self.ticks = (), 0
            return
        per_x, per_y = (x_range[1] - x_range[0]) / rect.width(), (y_range[1] - y_range[0]) / rect.height()
        units = np.log10(np.maximum(self._prices, 1e-300)) if log else self._prices
        x_px = (np.round(store.xs_of(self._times)) - x_range[0]) / per_x
        y_px = (y_range[1] - units) / per_y
        seen = (x_px > -8) & (x_px < rect.width() + 8) & (y_px > -16) & (y_px < rect.height() + 16)
        merged = [
            merge_close(x_px[chosen], y_px[chosen]) for chosen in (seen & self._buys, seen & ~self._buys)
        ]
        # cells that lie still when the chart is moved: no mark changes its look by that
        first = x_range[0] / per_x, y_range[1] / per_y
        crowd = crowded(
            np.concatenate([x for x, _, _ in merged]) + first[0],
            np.concatenate([y for _, y, _ in merged]) - first[1],
        )
        buys = len(merged[0][0])
        for whole, ticks, shift, part, (mean_x, mean_y, members) in zip(
            (self._buy_item, self._sell_item),
            (self._buy_ticks, self._sell_ticks),
            (OFFSET_PX, -OFFSET_PX),
            (crowd[:buys], crowd[buys:]),
            merged,
            strict=True,
        ):
            counts += members.tolist()
            x = x_range[0] + mean_x * per_x
            whole.setData(
                x=x[~part],
                y=y_range[1] - (mean_y[~part] + shift) * per_y,
                size=SIZE_PX + np.minimum(3, members[~part] - 1),
            )
            if len(ticks.data) or part.any():
                ticks.setData(x=x[part], y=y_range[1] - mean_y[part] * per_y)
        self.counts, self.ticks = tuple(counts), int(crowd.sum())


def crowded(x_px: Floats, y_px: Floats) -> np.ndarray:
    """Which marks stand in a square of 24 px that holds more than four of them."""
    if not len(x_px):
        return np.zeros(0, bool)
    columns = np.floor(x_px / CROWD_PX).astype(np.int64)
    cells = columns * 1_000_003 + np.floor(y_px / CROWD_PX).astype(np.int64)
    _, inverse, members = np.unique(cells, return_inverse=True, return_counts=True)
    return np.asarray(members[inverse] > CROWDED)


def merge_close(x_px: Floats, y_px: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """Points that fall into one cell of 4 px become their mean; (x, y, how many)."""
    if not len(x_px):
        return np.empty(0), np.empty(0), np.empty(0, np.int64)
    cells = np.floor(x_px / MERGE_PX).astype(np.int64) * 1_000_003 + np.floor(y_px / MERGE_PX).astype(
        np.int64
    )
    _, inverse, members = np.unique(cells, return_inverse=True, return_counts=True)
    return np.bincount(inverse, x_px) / members, np.bincount(inverse, y_px) / members, members
