"""What stands in front of a candle chart: lines, tags, crosshair, and the values of a candle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from finbyte_desktop.widgets.candle_items import LineStyle, PixelItem, Tag
from finbyte_desktop.widgets.chart_axes import PRICE_AXIS_WIDTH, TIME_AXIS_HEIGHT
from finbyte_desktop.widgets.chart_ticks import TAG_HEIGHT
from finbyte_desktop.widgets.colors import Tone, paint_color, soft_color, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.ladder_base import RowPen, TextRun
from finbyte_desktop.widgets.mini_paint import paint_centered
from finbyte_desktop.widgets.paint import CENTER, RIGHT, frame, round_box

if TYPE_CHECKING:
    from finbyte_desktop.widgets.candle_chart import CandleChart

VEIL_ALPHA = 158
VALUES_TOP = 8
CHIP_GAP = 8  # between a line's name and the axis
PICTURES_KEPT = 64
VALUES_HEIGHT = 16

_STYLES = {
    LineStyle.SOLID: Qt.PenStyle.SolidLine,
    LineStyle.DASH: Qt.PenStyle.DashLine,
    LineStyle.DOT: Qt.PenStyle.DotLine,
}

_FILLS = {Tone.BUY: "buy_fill", Tone.SELL: "sell_fill", Tone.DANGER: "danger_fill"}


class Overlay(PixelItem):
    """Veil, named lines, their tags, the price now, the crosshair."""

    def __init__(self, chart: CandleChart) -> None:
        super().__init__(chart)
        self._pictures: dict[object, QPixmap] = {}
        self._pictures_for: object = None

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
        y = round(tag.y) - TAG_HEIGHT / 2
        text = tag.text + {-1: " \u2191", 1: " \u2193"}.get(tag.off_view, "")
        if tag.line is None:
            c = self.chart.colors
            fill, ink = (c.line_strong, c.text) if self.chart.price_stale() else (c.accent_fill, c.on_fill)
            box = QRectF(plot.width() + 1, y, PRICE_AXIS_WIDTH - 1, TAG_HEIGHT)
            p.fillRect(box, fill)
            p.setFont(font(Role.CHIP))
            p.setPen(ink)
            p.drawText(box.adjusted(0, 0, -7, 0), RIGHT, text)
            return
        picture = self._picture(tag.line.label, tag.line.tone, text, filled=tag.line.filled)
        wide = picture.deviceIndependentSize().width()
        p.drawPixmap(QPointF(plot.width() + PRICE_AXIS_WIDTH - wide, y), picture)

    def _picture(self, label: str, tone: Tone, text: str, *, filled: bool) -> QPixmap:
        """The tag of a line: the chip with its name, and its box on the axis. The same for hours, so that a
        new price, whose own tag is often near, paints none of its texts anew.
        """
        ratio = self.chart.devicePixelRatioF()
        if self._pictures_for != (self.chart.colors, ratio):
            self._pictures_for = (self.chart.colors, ratio)
            self._pictures.clear()
        key = (label, tone, text, filled)
        picture = self._pictures.get(key)
        if picture is None:
            if len(self._pictures) >= PICTURES_KEPT:
                self._pictures.clear()
            picture = self._pictures[key] = self._draw_tag(label, tone, text, ratio, filled=filled)
        return picture

    def _draw_tag(self, label: str, tone: Tone, text: str, ratio: float, *, filled: bool) -> QPixmap:
        c = self.chart.colors
        strong = strong_color(c, tone) if tone is not Tone.NEUTRAL else c.muted
        if filled:
            fill, ink = getattr(c, _FILLS.get(tone, "accent_fill")), c.on_fill
        else:
            fill = c.panel if tone is Tone.NEUTRAL else soft_color(c, tone)
            ink = text_color(c, tone)
        used = font(Role.LABEL)
        wide = QFontMetrics(used).horizontalAdvance(label) + 16 if label else 0
        before = wide + CHIP_GAP if label else 0
        size = QSizeF(before + PRICE_AXIS_WIDTH, TAG_HEIGHT)
        picture = QPixmap(max(1, math.ceil(size.width() * ratio)), math.ceil(size.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as p:
            box = QRectF(before + 1, 0, PRICE_AXIS_WIDTH - 1, TAG_HEIGHT)
            p.fillRect(box, fill)
            if not filled:
                frame(p, box.toRect(), strong)
            p.setFont(used)
            p.setPen(ink)
            p.drawText(box.adjusted(0, 0, -7, 0), RIGHT, text)
            if label:
                chip = QRectF(0, 0, wide, TAG_HEIGHT)
                round_box(p, chip, 4, fill, None if filled else strong)
                p.setPen(ink)
                p.drawText(chip, CENTER, label)
        return picture

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


class ValuesItem(PixelItem):
    """The values of a candle in one row at the top; apart from the overlay, so that a new price repaints this
    row and its own tag, and not all that lies between them.
    """

    def boundingRect(self) -> QRectF:
        return QRectF(0, VALUES_TOP, self.chart.scale.rect().width(), VALUES_HEIGHT)

    def __init__(self, chart: CandleChart) -> None:
        super().__init__(chart)
        self._small, self._strong = TextRun(Role.LABEL), TextRun(Role.CHIP)

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        end = self.chart.scale.rect().width() - 8
        parts = [
            (text, paint, self._small if paint is Tone.MUTED else self._strong)
            for text, paint in self.chart.value_parts()
        ]
        wide = [run.width(text) for text, _, run in parts]
        c = self.chart.colors
        pen = RowPen(p, {})
        x = 12.0
        for number, (text, paint, run) in enumerate(parts):
            label = paint is Tone.MUTED
            width = wide[number]
            needed = width + 4 + wide[number + 1] if label and number + 1 < len(parts) else width
            if x + needed > end:
                break
            color = text_color(c, paint) if isinstance(paint, Tone) else paint_color(c, paint)
            pen.text(run, text, color, x, VALUES_TOP, VALUES_HEIGHT, 0.0)
            x += width + (4 if label else 9)
        pen.flush()
