"""FillMarks: triangles at the fills of a bot; fills closer than 4 px share one mark."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRect

from finbyte_desktop.widgets.candle_data import CandleStore, Floats, Times
from finbyte_desktop.widgets.colors import Colors

MERGE_PX = 4
OFFSET_PX = 7
SIZE_PX = 7


class FillMarks:
    """Two scatter items, buys pointing up from below the price and sells down from above."""

    def __init__(self) -> None:
        self._times: Times = np.empty(0, np.int64)
        self._prices: Floats = np.empty(0)
        self._buys = np.empty(0, bool)
        self._buy_item = pg.ScatterPlotItem(symbol="t1", size=SIZE_PX, pen=None, pxMode=True)
        self._sell_item = pg.ScatterPlotItem(symbol="t", size=SIZE_PX, pen=None, pxMode=True)
        self.items = (self._buy_item, self._sell_item)
        self.counts: tuple[int, ...] = ()
        """How many fills each drawn mark stands for."""

    def set_colors(self, colors: Colors) -> None:
        self._buy_item.setBrush(colors.buy)
        self._sell_item.setBrush(colors.sell)

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
            if self.counts or len(self._buy_item.data) or len(self._sell_item.data):
                self._buy_item.clear()
                self._sell_item.clear()
            self.counts = ()
            return
        per_x, per_y = (x_range[1] - x_range[0]) / rect.width(), (y_range[1] - y_range[0]) / rect.height()
        units = np.log10(np.maximum(self._prices, 1e-300)) if log else self._prices
        x_px = (np.round(store.xs_of(self._times)) - x_range[0]) / per_x
        y_px = (y_range[1] - units) / per_y
        seen = (x_px > -8) & (x_px < rect.width() + 8) & (y_px > -16) & (y_px < rect.height() + 16)
        for item, side, shift in (
            (self._buy_item, True, OFFSET_PX),
            (self._sell_item, False, -OFFSET_PX),
        ):
            chosen = seen & (self._buys == side)
            mean_x, mean_y, members = merge_close(x_px[chosen], y_px[chosen])
            counts += members.tolist()
            item.setData(
                x=x_range[0] + mean_x * per_x,
                y=y_range[1] - (mean_y + shift) * per_y,
                size=SIZE_PX + np.minimum(3, members - 1),
            )
        self.counts = tuple(counts)


def merge_close(x_px: Floats, y_px: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """Points that fall into one cell of 4 px become their mean; (x, y, how many)."""
    if not len(x_px):
        return np.empty(0), np.empty(0), np.empty(0, np.int64)
    cells = np.floor(x_px / MERGE_PX).astype(np.int64) * 1_000_003 + np.floor(y_px / MERGE_PX).astype(
        np.int64
    )
    _, inverse, members = np.unique(cells, return_inverse=True, return_counts=True)
    return np.bincount(inverse, x_px) / members, np.bincount(inverse, y_px) / members, members
