"""PriceScale: between prices, plot units and pixels of a candle chart."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF

from finbyte_desktop.widgets.candle_data import Floats


class PriceScale:
    """Plot x is the candle's number; plot y is the price, or its log10 in log mode."""

    def __init__(self, box: pg.ViewBox) -> None:
        self._box = box
        self.log = False

    def rect(self) -> QRect:
        """The plot area in pixels of itself."""
        rect = self._box.rect()
        return QRect(0, 0, int(rect.width()), int(rect.height()))

    def contains(self, at: QPointF) -> bool:
        return QRectF(self.rect()).contains(at)

    def x_range(self) -> tuple[float, float]:
        low, high = self._box.viewRange()[0]
        return float(low), float(high)

    def y_range(self) -> tuple[float, float]:
        low, high = self._box.viewRange()[1]
        return float(low), float(high)

    def set_x(self, low: float, high: float) -> None:
        self._box.setRange(xRange=(low, high), padding=0, disableAutoRange=True)

    def set_y(self, low: float, high: float) -> None:
        """Ignored where it is not a range, so that odd data cannot break the view."""
        if math.isfinite(low) and math.isfinite(high) and high - low > 1e-15:
            self._box.setRange(yRange=(low, high), padding=0, disableAutoRange=True)

    def unit(self, price: float) -> float:
        """Plot y of a price."""
        return math.log10(max(price, 1e-300)) if self.log else price

    def y_of(self, price: float) -> float:
        """Pixel of a price, from the top."""
        low, high = self.y_range()
        return (high - self.unit(price)) / ((high - low) or 1.0) * self._box.rect().height()

    def ys_of(self, prices: Floats) -> Floats:
        """`y_of` for many prices."""
        low, high = self.y_range()
        with np.errstate(invalid="ignore", divide="ignore"):
            units = np.log10(prices) if self.log else prices
        return np.asarray((high - units) / ((high - low) or 1.0) * self._box.rect().height())

    def price_at(self, y: float) -> float:
        low, high = self.y_range()
        unit = high - y / max(1.0, self._box.rect().height()) * (high - low)
        return 10.0 ** min(300.0, unit) if self.log else unit

    def px_of(self, x: float) -> float:
        """Pixel of a plot x."""
        low, high = self.x_range()
        return (x - low) / ((high - low) or 1.0) * self._box.rect().width()

    def x_at(self, px: float) -> float:
        low, high = self.x_range()
        return low + px / max(1.0, self._box.rect().width()) * (high - low)
