"""What stands in front of a candle chart: lines, tags, crosshair, and the values of a candle."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from finbyte_desktop.widgets.candle_items import LineStyle, PixelItem, Tag
from finbyte_desktop.widgets.chart_axes import PRICE_AXIS_WIDTH, TIME_AXIS_HEIGHT
from finbyte_desktop.widgets.chart_ticks import TAG_HEIGHT
from finbyte_desktop.widgets.colors import Tone, paint_color, soft_color, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.mini_paint import paint_centered
from finbyte_desktop.widgets.paint import CENTER, LEFT, RIGHT, frame, round_box

VEIL_ALPHA = 158
VALUES_TOP = 8
VALUES_HEIGHT = 16

_STYLES = {
    LineStyle.SOLID: Qt.PenStyle.SolidLine,
    LineStyle.DASH: Qt.PenStyle.DashLine,
    LineStyle.DOT: Qt.PenStyle.DotLine,
}

_FILLS = {Tone.BUY: "buy_fill", Tone.SELL: "sell_fill", Tone.DANGER: "danger_fill"}


class Overlay(PixelItem):
    """Veil, named lines, their tags, the price now, the crosshair."""

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
            frame(p, box.toRect(), strong)
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


class ValuesItem(PixelItem):
    """The values of a candle in one row at the top; apart from the overlay, so that a new price repaints this
    row and its own tag, and not all that lies between them.
    """

    def boundingRect(self) -> QRectF:
        return QRectF(0, VALUES_TOP, self.chart.scale.rect().width(), VALUES_HEIGHT)

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        end = self.chart.scale.rect().width() - 8
        parts = self.chart.value_parts()
        x = 12.0
        small, strong = font(Role.LABEL), font(Role.CHIP)
        wide = [QFontMetrics(small if v is Tone.MUTED else strong).horizontalAdvance(t) for t, v in parts]
        c = self.chart.colors
        for number, (text, paint) in enumerate(parts):
            label = paint is Tone.MUTED
            width = wide[number]
            needed = width + 4 + wide[number + 1] if label and number + 1 < len(parts) else width
            if x + needed > end:
                break
            p.setFont(small if label else strong)
            p.setPen(text_color(c, paint) if isinstance(paint, Tone) else paint_color(c, paint))
            p.drawText(QRectF(x, VALUES_TOP, width + 4, VALUES_HEIGHT), LEFT, text)
            x += width + (4 if label else 9)
