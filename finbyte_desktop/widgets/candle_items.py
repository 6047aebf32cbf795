"""What stands inside a candle chart: backdrop, candles, and the overlay of lines, tags and crosshair.

All items paint in pixels of the plot area, so that lines are crisp and tags keep their size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from finbyte_desktop.widgets.candle_data import DENSE_BELOW_PX, Bars
from finbyte_desktop.widgets.colors import Paint, Tone, paint_color, strong_color

if TYPE_CHECKING:
    from finbyte_desktop.widgets.candle_chart import CandleChart

VOLUME_SHARE = 0.14
VOLUME_ALPHA = 56  # 22 %
FAR_PX = 20_000  # nothing is painted further away


class LineStyle(Enum):
    SOLID = "solid"
    DASH = "dash"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a bot: live (an order rests there) or vacant."""

    price: float
    tone: Tone
    live: bool = True


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A named horizontal line with its tag on the price axis."""

    key: str
    price: float
    label: str
    tone: Tone = Tone.NEUTRAL
    style: LineStyle = LineStyle.SOLID
    text: str = ""  # what the axis tag says; the price when empty
    filled: bool = False  # strong tags, for a line that is in error
    draggable: bool = False
    visible_line: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """An indicator: one value a candle, NaN where there is none."""

    key: str
    label: str
    values: np.ndarray
    paint: Paint = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A line's tag where it is drawn, in px from the top of the plot."""

    line: PriceLine | None  # None: the price now
    line_y: float
    y: float
    text: str
    off_view: int = 0  # -1 above, 1 below


class PixelItem(pg.GraphicsObject):
    """An item whose coordinates are the pixels of the plot area."""

    def __init__(self, chart: CandleChart) -> None:
        super().__init__()
        self.chart = chart
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        return QRectF(self.chart.scale.rect())

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()
        self.update()


class Backdrop(PixelItem):
    """Grid, the band of a bot's range, its levels, and the level that the ladder points at."""

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        chart = self.chart
        c = chart.colors
        rect = self.boundingRect()
        width, height = rect.width(), rect.height()
        p.setPen(QPen(c.grid, 1))
        lines = [QLineF(x, 0, x, height) for x in chart.time_marks()]
        lines += [QLineF(0, y, width, y) for y in chart.price_marks()]
        p.drawLines(lines)
        if chart.band is not None:
            top, bottom = chart.scale.y_of(chart.band[1]), chart.scale.y_of(chart.band[0])
            p.fillRect(QRectF(0, top, width, bottom - top), c.with_alpha("accent", 12))
        for tone in {level.tone for level in chart.levels}:
            for live in (True, False):
                color = QColor(strong_color(c, tone if live else Tone.MUTED))
                color.setAlpha(150 if live else 130)
                p.setPen(QPen(color, 1, Qt.PenStyle.SolidLine if live else Qt.PenStyle.DotLine))
                ys = [
                    chart.scale.y_of(v.price) for v in chart.levels if v.tone is tone and bool(v.live) is live
                ]
                p.drawLines([QLineF(0, round(y), width, round(y)) for y in ys if -1 <= y <= height + 1])
        if chart.highlight is not None:
            y = round(chart.scale.y_of(chart.highlight))
            p.fillRect(QRectF(0, y - 4, width, 9), c.with_alpha("accent", 40))
            p.fillRect(QRectF(0, y, width, 1), c.accent)


class CandleItem(PixelItem):
    """Candles and volume of the visible range only, without the last candle while each has its own pixels:
    that one moves with every price, and the others need no new picture then.
    """

    volume_top = 0.0
    """The volume that the tallest painted bar stands for."""
    whole = True
    """Whether the last painting held the last candle too."""

    def step(self) -> float:
        """Pixels a candle; 0 where there is none."""
        low_x, high_x = self.chart.scale.x_range()
        count = len(self.chart.store)
        return self.chart.scale.rect().width() / (high_x - low_x) if count and high_x > low_x else 0.0

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        step, shown = self.step(), self.chart.scale.x_range()
        if not step:
            return
        store, rect = self.chart.store, QRectF(self.chart.scale.rect())
        bars = store.bars(*shown, rect.width())
        self.whole = step < DENSE_BELOW_PX
        self.volume_top = store.volume_top(*shown)
        if not self.whole:
            bars = bars.where(bars.x != len(store) - 1)
        self._paint_bars(p, bars, self.volume_top, rect)

    def _paint_bars(self, p: QPainter, bars: Bars, top: float, rect: QRectF) -> None:
        c, step = self.chart.colors, self.step()
        low_x = self.chart.scale.x_range()[0]
        body = body_width(step, dense=bars.dense)
        centers = np.floor((bars.x - low_x) * step).astype(np.int64)
        ys = [self._pixels(values) for values in (bars.open, bars.high, bars.low, bars.close)]
        self._paint_volume(p, bars, centers - body // 2, body, top, rect)
        for rising, color in ((True, c.buy), (False, c.sell)):
            chosen = np.flatnonzero((bars.close >= bars.open) == rising)
            if not len(chosen):
                continue
            x = centers[chosen]
            opens, highs, lows, closes = (values[chosen] for values in ys)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(color)
            wicks = zip(x.tolist(), highs.tolist(), (lows - highs + 1).tolist(), strict=True)
            p.drawRects([QRect(a, b, 1, h) for a, b, h in wicks])
            if body > 1:
                tops = np.minimum(opens, closes)
                tall = np.maximum(1, np.abs(opens - closes) + 1)
                bodies = zip((x - body // 2).tolist(), tops.tolist(), tall.tolist(), strict=True)
                p.drawRects([QRect(a, b, body, h) for a, b, h in bodies])

    def _pixels(self, values: np.ndarray) -> np.ndarray:
        ys = self.chart.scale.ys_of(values)
        return np.clip(np.nan_to_num(np.round(ys)), -FAR_PX, FAR_PX).astype(np.int64)

    def _pixel(self, price: float) -> int:
        y = self.chart.scale.y_of(price)
        return round(min(FAR_PX, max(-FAR_PX, y))) if math.isfinite(y) else 0

    def _paint_volume(
        self, p: QPainter, bars: Bars, left: np.ndarray, body: int, top: float, rect: QRectF
    ) -> None:
        if not (self.chart.volume_visible and top > 0):
            return
        tall = np.ceil(np.nan_to_num(bars.volume) / top * rect.height() * VOLUME_SHARE).astype(np.int64)
        bottom = int(rect.height())
        for side, name in ((True, "buy"), (False, "sell")):
            chosen = np.flatnonzero(((bars.close >= bars.open) == side) & (tall > 0))
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.chart.colors.with_alpha(name, VOLUME_ALPHA))
            pairs = zip(left[chosen].tolist(), tall[chosen].tolist(), strict=True)
            p.drawRects([QRect(a, bottom - h, body, h) for a, h in pairs])


class LastCandleItem(CandleItem):
    """The last candle alone, with its volume, in the measure of the others."""

    def boundingRect(self) -> QRectF:
        """The column of the last candle: nothing else is painted anew when the price moves."""
        step, number = self.step(), len(self.chart.store) - 1
        low_x, high_x = self.chart.scale.x_range()
        if step < DENSE_BELOW_PX or not low_x - 1 <= number <= high_x + 1:
            return QRectF()
        rect, body = QRectF(self.chart.scale.rect()), body_width(step, dense=False)
        left = float(np.floor((number - low_x) * step)) - body // 2
        return QRectF(left - 1, 0, body + 2, rect.height()).intersected(rect)

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        step, store = self.step(), self.chart.store
        if step < DENSE_BELOW_PX:
            return
        c, rect, shown = self.chart.colors, QRectF(self.chart.scale.rect()), self.chart.scale.x_range()
        rising = bool(store.columns[3, -1] >= store.columns[0, -1])
        open_, high, low, close = (self._pixel(price) for price in store.columns[:4, -1].tolist())
        body = body_width(step, dense=False)
        middle = int(np.floor((len(store) - 1 - shown[0]) * step))
        volume, top = float(store.columns[4, -1]), store.volume_top(*shown)
        if self.chart.volume_visible and top > 0 and math.isfinite(volume):
            tall = math.ceil(volume / top * rect.height() * VOLUME_SHARE)
            foot = QRect(middle - body // 2, int(rect.height()) - tall, body, tall)
            p.fillRect(foot, c.with_alpha("buy" if rising else "sell", VOLUME_ALPHA))
        color = c.buy if rising else c.sell
        p.fillRect(QRect(middle, high, 1, low - high + 1), color)
        if body > 1:
            p.fillRect(QRect(middle - body // 2, min(open_, close), body, abs(open_ - close) + 1), color)


def body_width(step: float, *, dense: bool) -> int:
    """Pixels of a candle's body, odd so that its wick stands in the middle."""
    body = 1 if dense else max(1, int(step * 0.7))
    return body - 1 if body > 2 and body % 2 == 0 else body


class CurveItem(PixelItem):
    """Indicator lines."""

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        chart = self.chart
        rect = self.boundingRect()
        low_x, high_x = chart.scale.x_range()
        part = chart.store.visible(low_x - 1, high_x + 1)
        if part.start == part.stop:
            return
        stride = max(1, (part.stop - part.start) // max(1, int(rect.width())))
        numbers = np.arange(part.start, part.stop, stride)
        xs = (numbers - low_x) * rect.width() / (high_x - low_x)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for curve in chart.curves:
            if len(curve.values) != len(chart.store):
                continue
            ys = chart.scale.ys_of(curve.values[numbers])
            style = Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine
            p.setPen(QPen(paint_color(chart.colors, curve.paint), 1.4, style))
            p.drawPath(pg.functions.arrayToQPath(xs, ys, connect="finite"))
