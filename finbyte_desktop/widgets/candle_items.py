"""What stands inside a candle chart: backdrop, candles, and the overlay of lines, tags and crosshair.

All items paint in pixels of the plot area, so that lines are crisp and tags keep their size.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from finbyte_desktop.widgets.chart_axes import PRICE_AXIS_WIDTH, TIME_AXIS_HEIGHT
from finbyte_desktop.widgets.chart_ticks import TAG_HEIGHT
from finbyte_desktop.widgets.colors import Paint, Tone, paint_color, soft_color, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.mini_paint import paint_centered
from finbyte_desktop.widgets.paint import CENTER, LEFT, RIGHT, round_box

if TYPE_CHECKING:
    from finbyte_desktop.widgets.candle_chart import CandleChart

VOLUME_SHARE = 0.14
VOLUME_ALPHA = 56  # 22 %
VEIL_ALPHA = 158
VALUES_TOP = 8
VALUES_HEIGHT = 16


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


_STYLES = {
    LineStyle.SOLID: Qt.PenStyle.SolidLine,
    LineStyle.DASH: Qt.PenStyle.DashLine,
    LineStyle.DOT: Qt.PenStyle.DotLine,
}

_FILLS = {Tone.BUY: "buy_fill", Tone.SELL: "sell_fill", Tone.DANGER: "danger_fill"}


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
    """Candles and volume of the visible range only."""

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        chart = self.chart
        c = chart.colors
        rect = self.boundingRect()
        low_x, high_x = chart.scale.x_range()
        if not len(chart.store) or high_x <= low_x:
            return
        bars = chart.store.bars(low_x, high_x, rect.width())
        if not len(bars.x):
            return
        step = rect.width() / (high_x - low_x)
        body = 1 if bars.dense else max(1, int(step * 0.7))
        if body > 2 and body % 2 == 0:
            body -= 1
        centers = np.floor((bars.x - low_x) * step).astype(np.int64)
        ys = [self._pixels(values) for values in (bars.open, bars.high, bars.low, bars.close)]
        self._paint_volume(p, bars.volume, bars.close >= bars.open, centers - body // 2, body, rect)
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
        return np.clip(np.nan_to_num(np.round(ys)), -20_000, 20_000).astype(np.int64)

    def _paint_volume(
        self, p: QPainter, volume: np.ndarray, rising: np.ndarray, left: np.ndarray, body: int, rect: QRectF
    ) -> None:
        top = float(np.nanmax(volume)) if len(volume) else 0.0
        if not (self.chart.volume_visible and top > 0):
            return
        tall = np.ceil(np.nan_to_num(volume) / top * rect.height() * VOLUME_SHARE).astype(np.int64)
        bottom = int(rect.height())
        for side, name in ((True, "buy"), (False, "sell")):
            chosen = np.flatnonzero((rising == side) & (tall > 0))
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.chart.colors.with_alpha(name, VOLUME_ALPHA))
            pairs = zip(left[chosen].tolist(), tall[chosen].tolist(), strict=True)
            p.drawRects([QRect(a, bottom - h, body, h) for a, h in pairs])


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


class Overlay(PixelItem):
    """Veil, named lines, their tags, the price now, the crosshair and its values."""

    def boundingRect(self) -> QRectF:
        return QRectF(self.chart.scale.rect()).adjusted(0, 0, PRICE_AXIS_WIDTH, TIME_AXIS_HEIGHT)

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        plot = QRectF(self.chart.scale.rect())
        if not len(self.chart.store):
            paint_centered(p, plot, self.chart.message, self.chart.colors.muted)
        self._paint_veil(p, plot)
        tags = self.chart.tags()
        for tag in tags:
            self._paint_line(p, plot, tag)
        for tag in sorted(tags, key=lambda tag: tag.line is None):
            self._paint_tag(p, plot, tag)
        if self.chart.pointer.at is not None:
            self._paint_crosshair(p, plot, self.chart.pointer.at)
        self._paint_values(p, plot)

    def values_rect(self) -> QRectF:
        """Where the values of a candle stand."""
        return QRectF(0, VALUES_TOP, self.chart.scale.rect().width(), VALUES_HEIGHT)

    def tag_rects(self, tag: Tag) -> tuple[QRectF, QRectF]:
        """What a tag and its line cover, with a pixel to spare."""
        width = self.chart.scale.rect().width()
        line = QRectF(0, round(tag.line_y) - 2, width, 4)
        left = 0.0 if tag.line is not None and tag.line.label else width
        high = TAG_HEIGHT + 4
        return line, QRectF(left, round(tag.y) - high / 2, width + PRICE_AXIS_WIDTH - left, high)

    def _paint_veil(self, p: QPainter, plot: QRectF) -> None:
        x = self.chart.cursor_x()
        if x is None:
            return
        c = self.chart.colors
        left = min(plot.width(), max(0.0, x))
        veil = QRectF(left, 0, plot.width() - left, plot.height())
        p.fillRect(veil, c.with_alpha("panel", VEIL_ALPHA))
        if 0 <= x <= plot.width():
            p.fillRect(QRectF(round(x), 0, 1, plot.height()), c.accent)

    def _paint_line(self, p: QPainter, plot: QRectF, tag: Tag) -> None:
        if tag.off_view or (tag.line is not None and not tag.line.visible_line):
            return
        c = self.chart.colors
        if tag.line is None:
            pen = QPen(c.accent, 1, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
        else:
            tone = tag.line.tone
            color = QColor(c.muted if tone is Tone.NEUTRAL else strong_color(c, tone))
            pen = QPen(color, 1, _STYLES[tag.line.style])
            if tag.line.style is LineStyle.DASH:
                pen.setDashPattern([5, 3])
            if self.chart.dragging_key() == tag.line.key:
                pen.setWidth(2)
        p.setPen(pen)
        y = round(tag.line_y)
        p.drawLine(QLineF(0, y, plot.width(), y))

    def _paint_tag(self, p: QPainter, plot: QRectF, tag: Tag) -> None:
        c = self.chart.colors
        box = QRectF(plot.width() + 1, round(tag.y) - TAG_HEIGHT / 2, PRICE_AXIS_WIDTH - 1, TAG_HEIGHT)
        arrow = {-1: " \u2191", 1: " \u2193"}.get(tag.off_view, "")
        if tag.line is None:
            fill = c.accent_fill if not self.chart.price_stale() else c.line_strong
            p.fillRect(box, fill)
            p.setFont(font(Role.CHIP))
            p.setPen(c.on_fill if not self.chart.price_stale() else c.text)
            p.drawText(box.adjusted(0, 0, -7, 0), RIGHT, tag.text + arrow)
            return
        tone = tag.line.tone
        strong = strong_color(c, tone) if tone is not Tone.NEUTRAL else c.muted
        if tag.line.filled:
            fill, ink = getattr(c, _FILLS.get(tone, "accent_fill")), c.on_fill
        else:
            fill = c.panel if tone is Tone.NEUTRAL else soft_color(c, tone)
            ink = text_color(c, tone)
        p.fillRect(box, fill)
        if not tag.line.filled:
            p.setPen(QPen(strong, 1))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRect(box.adjusted(0, 0, -1, -1))
        p.setFont(font(Role.LABEL))
        p.setPen(ink)
        p.drawText(box.adjusted(0, 0, -7, 0), RIGHT, tag.text + arrow)
        if tag.line.label:
            used = font(Role.LABEL)
            width = QFontMetrics(used).horizontalAdvance(tag.line.label) + 16
            chip = QRectF(plot.width() - width - 8, box.y(), width, TAG_HEIGHT)
            round_box(p, chip, 4, fill, None if tag.line.filled else strong)
            p.setPen(ink)
            p.drawText(chip, CENTER, tag.line.label)

    def _paint_crosshair(self, p: QPainter, plot: QRectF, at: QPointF) -> None:
        c = self.chart.colors
        pen = QPen(c.muted, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 3])
        p.setPen(pen)
        x, y = round(at.x()), round(at.y())
        p.drawLine(QLineF(x, 0, x, plot.height()))
        p.drawLine(QLineF(0, y, plot.width(), y))
        p.setFont(font(Role.CHIP))
        box = QRectF(plot.width() + 1, y - TAG_HEIGHT / 2, PRICE_AXIS_WIDTH - 1, TAG_HEIGHT)
        p.fillRect(box, c.line)
        p.setPen(c.text)
        p.drawText(
            box.adjusted(0, 0, -7, 0), RIGHT, self.chart.spell_price(self.chart.scale.price_at(at.y()))
        )
        text = self.chart.spell_time_at(at.x())
        width = p.fontMetrics().horizontalAdvance(text) + 16
        left = min(plot.width() - width, max(0.0, x - width / 2))
        box = QRectF(left, plot.height() + 2, width, TAG_HEIGHT)
        p.fillRect(box, c.line)
        p.drawText(box, CENTER, text)

    def _paint_values(self, p: QPainter, plot: QRectF) -> None:
        parts = self.chart.value_parts()
        x = 12.0
        small, strong = font(Role.LABEL), font(Role.CHIP)
        wide = [QFontMetrics(small if v is Tone.MUTED else strong).horizontalAdvance(t) for t, v in parts]
        c = self.chart.colors
        for number, (text, paint) in enumerate(parts):
            label = paint is Tone.MUTED
            width = wide[number]
            needed = width + 4 + wide[number + 1] if label and number + 1 < len(parts) else width
            if x + needed > plot.width() - 8:
                break
            p.setFont(small if label else strong)
            p.setPen(text_color(c, paint) if isinstance(paint, Tone) else paint_color(c, paint))
            p.drawText(QRectF(x, VALUES_TOP, width + 4, VALUES_HEIGHT), LEFT, text)
            x += width + (4 if label else 9)
