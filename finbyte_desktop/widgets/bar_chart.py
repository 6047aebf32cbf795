"""BarChart and Histogram: amounts by day, and how often each result occurred."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from finbyte_desktop.widgets.chart_axes import spell_value
from finbyte_desktop.widgets.chart_ticks import nice_step, step_decimals
from finbyte_desktop.widgets.colors import Themed, Tone, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.mini_paint import paint_centered
from finbyte_desktop.widgets.paint import CENTER, RIGHT

FOOT = 24
HEAD = 8  # half a label: the highest value is not cut
WIDEST_BAR = 36  # a single day is a bar, not a wall
OTHER_ALPHA = 205  # 80 %: today stands out


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `label` may stand below it, `text` is its tooltip."""

    value: float
    label: str = ""
    text: str = ""
    strong: bool = False  # today


class BarChart(Themed, QWidget):
    """Positive bars up, negative bars down, values at the right, labels where they fit."""

    def __init__(
        self, bars: Sequence[Bar] = (), parent: QWidget | None = None, *, axis_width: int = 56
    ) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = tuple(bars)
        self._axis = axis_width
        self._message = self.tr("No data yet")
        self.setMinimumSize(120, 80)
        self.setAccessibleName(self.tr("Bars"))
        self.init_colors()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        self._bars = tuple(bars)
        self.setAccessibleDescription(
            ", ".join(bar.text or f"{bar.label} {bar.value:g}" for bar in self._bars[-40:])
        )
        self.update()

    def set_message(self, text: str) -> None:
        self._message = text
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def bar_rects(self) -> list[QRectF]:
        """Where each bar is drawn."""
        if not self._bars:
            return []
        width = self.width() - self._axis
        zero = self._y(0.0)
        step = width / len(self._bars)
        body = min(WIDEST_BAR, max(1.0, step * 0.78))
        rects = []
        for number, bar in enumerate(self._bars):
            y = self._y(bar.value)
            x = round(number * step + (step - body) / 2)
            tall = max(1.0, abs(round(zero) - round(y)))
            rects.append(QRectF(x, min(round(zero), round(y)), max(1.0, round(body)), tall))
        return rects

    def event(self, event: QHelpEvent) -> bool:  # type: ignore[override]
        if event.type() == QHelpEvent.Type.ToolTip:
            number = self._number_at(event.pos().x())
            text = self._bars[number].text if number is not None else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            if not self._bars:
                paint_centered(painter, QRectF(self.rect()), self._message, c.muted)
                return
            width, height = self.width() - self._axis, self.height() - FOOT
            painter.setFont(font(Role.LABEL))
            values, places = self.axis_values()
            for value in values:
                y = round(self._y(value))
                painter.fillRect(QRectF(0, y, width, 1), c.line_strong if value == 0 else c.grid)
                painter.setPen(c.muted)
                box = QRectF(width + 4, y - 8, self._axis - 8, 16)
                painter.drawText(box, RIGHT, spell_value(value, places))
            for bar, rect in zip(self._bars, self.bar_rects(), strict=True):
                color = QColor(c.buy if bar.value >= 0 else c.sell)
                if not bar.strong:
                    color.setAlpha(OTHER_ALPHA)
                painter.fillRect(rect, color)
            self._paint_labels(painter, width, height)

    def _paint_labels(self, painter: QPainter, width: float, height: float) -> None:
        metrics = QFontMetrics(font(Role.LABEL))
        painter.setPen(self.colors.muted)
        step = width / len(self._bars)
        free_from = -1e9
        for number, bar in enumerate(self._bars):
            if not bar.label:
                continue
            wide = metrics.horizontalAdvance(bar.label)
            middle = min(width - wide / 2, max(wide / 2, (number + 0.5) * step))
            if middle - wide / 2 < free_from:
                continue
            free_from = middle + wide / 2 + 24
            painter.drawText(QRectF(middle - wide / 2 - 4, height + 4, wide + 8, 18), CENTER, bar.label)

    def axis_values(self) -> tuple[list[float], int]:
        """Round values from the lowest to the highest edge, 0 among them, and the decimals they need."""
        low = min(0.0, *(bar.value for bar in self._bars))
        high = max(0.0, *(bar.value for bar in self._bars))
        if high == low:
            high = 1.0
        step = nice_step(high - low, max(2, int((self.height() - FOOT - HEAD) / 44)))
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        return [number * step for number in range(first, last + 1)], step_decimals(step)

    def _y(self, value: float) -> float:
        values, _ = self.axis_values()
        height = self.height() - FOOT - HEAD
        return HEAD + (values[-1] - value) / (values[-1] - values[0]) * height

    def _number_at(self, x: float) -> int | None:
        width = self.width() - self._axis
        if not self._bars or not 0 <= x < width:
            return None
        return min(len(self._bars) - 1, int(x / width * len(self._bars)))


@dataclass(frozen=True, slots=True)
class Bin:
    """One class of a histogram; `label` stands at its left edge."""

    count: int
    label: str = ""
    tone: Tone = Tone.BUY


class Histogram(Themed, QWidget):
    """Counts by class, each with its number on top."""

    def __init__(self, bins: Sequence[Bin] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: tuple[Bin, ...] = tuple(bins)
        self._message = self.tr("No data yet")
        self.setMinimumSize(120, 80)
        self.setAccessibleName(self.tr("Distribution"))
        self.init_colors()

    def set_bins(self, bins: Sequence[Bin]) -> None:
        self._bins = tuple(bins)
        self.setAccessibleDescription(", ".join(f"{entry.label}: {entry.count}" for entry in self._bins))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            top = max((entry.count for entry in self._bins), default=0)
            if top <= 0:
                paint_centered(painter, QRectF(self.rect()), self._message, c.muted)
                return
            foot = 20
            height = self.height() - foot - 20
            step = self.width() / len(self._bins)
            painter.fillRect(QRectF(0, 20 + height, self.width(), 1), c.line)
            for number, entry in enumerate(self._bins):
                x = number * step
                if entry.count:
                    tall = max(2, round(entry.count / top * height))
                    color = QColor(strong_color(c, entry.tone))
                    color.setAlpha(OTHER_ALPHA)
                    rect = QRectF(round(x) + 2, 20 + height - tall, round(step) - 4, tall)
                    painter.fillRect(rect, color)
                    painter.setFont(font(Role.CHIP))
                    painter.setPen(text_color(c, Tone.NEUTRAL))
                    painter.drawText(QRectF(x, rect.y() - 18, step, 16), CENTER, str(entry.count))
                if entry.label:
                    painter.setFont(font(Role.LABEL))
                    painter.setPen(c.muted)
                    center = QPointF(x, 20 + height + 12)
                    box = QRectF(center.x() - 40, center.y() - 8, 80, 16)
                    if box.x() < 0:
                        box = QRectF(0, box.y(), 80, 16)
                        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), entry.label)
                    else:
                        painter.drawText(box, CENTER, entry.label)
