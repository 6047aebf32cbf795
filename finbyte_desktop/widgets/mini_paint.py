"""Small pictures of numbers: sparkline, range, parts of a whole, countdown, ring, breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import Colors, Paint, Themed, Tone, paint_color, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.paint import LEFT, RIGHT, dot, round_box

AROUND_TEXT = 8


def paint_spark(
    painter: QPainter,
    colors: Colors,
    rect: QRectF,
    values: Sequence[float],
    tone: Tone | None,
    base: float | None,
) -> None:
    """A line with a soft area to its base line; without a tone, the sign of (last - base) decides."""
    if len(values) < 2:
        painter.fillRect(QRectF(rect.x(), round(rect.center().y()), rect.width(), 1), colors.line)
        return
    floor = values[0] if base is None else base
    low, high = min(*values, floor), max(*values, floor)
    span = (high - low) or 1.0
    if tone is None:
        tone = Tone.BUY if values[-1] >= floor else Tone.SELL
    color = strong_color(colors, tone)
    area = rect.adjusted(0, 3, -3, -3)
    step = area.width() / (len(values) - 1)
    points = [
        QPointF(area.x() + i * step, area.bottom() - (value - low) / span * area.height())
        for i, value in enumerate(values)
    ]
    base_y = area.bottom() - (floor - low) / span * area.height()
    painter.save()
    fill = QColor(color)
    fill.setAlpha(30)
    path = QPainterPath(QPointF(points[0].x(), base_y))
    for point in points:
        path.lineTo(point)
    path.lineTo(points[-1].x(), base_y)
    painter.fillPath(path, fill)
    painter.setPen(QPen(colors.line_strong, 1, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(area.x(), round(base_y) + 0.5, rect.right(), round(base_y) + 0.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(
        QPen(color, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolyline(QPolygonF(points))
    painter.restore()
    dot(painter, points[-1], 2.4, color)


class Sparkline(Themed, QWidget):
    """A line of the last values, 232x48 unless sized otherwise."""

    def __init__(
        self, values: Sequence[float] = (), tone: Tone | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = tuple(values)
        self._tone = tone
        self._base: float | None = None
        self.setAccessibleName(self.tr("Course"))
        self.init_colors()

    def set_values(
        self, values: Sequence[float], base: float | None = None, tone: Tone | None = None
    ) -> None:
        """`base` is where the area starts (0 for a profit); None takes the first value."""
        self._values, self._base, self._tone = tuple(values), base, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(232, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_spark(QPainter(self), self.colors, QRectF(self.rect()), self._values, self._tone, self._base)


class RangeBar(Themed, QWidget):
    """Where the price stands between lower and upper: buys (green) left of now, sells (red) right of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: tuple[float, float, float | None, float | None] | None = None
        self._texts = ("", "", "", "", "", "")
        self._tones = (Tone.BUY, Tone.SELL)
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def set_range(
        self,
        low: float,
        high: float,
        now: float | None,
        entry: float | None = None,
        *,
        tones: tuple[Tone, Tone] = (Tone.BUY, Tone.SELL),
    ) -> None:
        self._state = (low, high, now, entry)
        self._tones = tones
        self.update()

    def set_texts(
        self, left: str = "", right: str = "", entry: str = "", now: str = "", low: str = "", high: str = ""
    ) -> None:
        """Above the bar: left, `entry` and `now` in the middle, right; below: low and high."""
        self._texts = (left, right, entry, now, low, high)
        self.setAccessibleName(", ".join(text for text in self._texts if text))
        self.update()

    def position(self) -> float | None:
        """Where "now" is drawn, as a share of the width from 0 to 1; None without a price."""
        if self._state is None or self._state[2] is None:
            return None
        low, high, now, _ = self._state
        return min(1.0, max(0.0, (now - low) / ((high - low) or 1.0)))

    def between(self) -> list[str]:
        """The texts of entry and now, in the order of their marks."""
        _, _, entry, now, _, _ = self._texts
        _, _, price, began = self._state or (0.0, 0.0, None, None)
        texts = [now, entry] if price is not None and began is not None and price < began else [entry, now]
        return [text for text in texts if text]

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            width = float(self.width())
            bar = QRectF(0, 22, width, 4)
            share = self.position()
            if self._state is None or share is None:
                round_box(painter, bar, 2, c.line)
            else:
                low, high, _, entry = self._state
                for rect, tone in (
                    (QRectF(0, 22, width * share, 4), self._tones[0]),
                    (QRectF(width * share, 22, width * (1 - share), 4), self._tones[1]),
                ):
                    color = QColor(strong_color(c, tone) if tone is not Tone.MUTED else c.line)
                    if tone is not Tone.MUTED:
                        color.setAlpha(150)
                    round_box(painter, rect, 2, color)
                if entry is not None and low <= entry <= high:
                    painter.fillRect(
                        QRectF(round(width * (entry - low) / ((high - low) or 1.0)), 18, 1, 12), c.muted
                    )
                x = min(width - 3, max(0.0, round(width * share) - 1.5))
                round_box(painter, QRectF(x - 1, 17, 5, 14), 1, c.panel)
                painter.fillRect(QRectF(x, 18, 3, 12), c.text)
            self._paint_texts(painter, width)

    def _paint_texts(self, painter: QPainter, width: float) -> None:
        c = self.colors
        left, right, _, now, low, high = self._texts
        painter.setFont(font(Role.LABEL))
        above, below = QRectF(0, 0, width, 14), QRectF(0, 36, width, 14)
        for rect, flags, text, color in (
            (above, LEFT, left, text_color(c, self._tones[0])),
            (above, RIGHT, right, text_color(c, self._tones[1])),
            (below, LEFT, low, c.muted),
            (below, RIGHT, high, c.muted),
        ):
            painter.setPen(color)
            painter.drawText(rect, flags, text)
        parts = [
            (text, font(Role.CHIP if text is now else Role.LABEL), c.text if text is now else c.muted)
            for text in self.between()
        ]
        gap = painter.fontMetrics().horizontalAdvance("  ")
        widths = [QFontMetrics(used).horizontalAdvance(text) for text, used, _ in parts]
        x = (width - sum(widths) - gap * (len(parts) - 1)) / 2
        for (text, used, color), wide in zip(parts, widths, strict=True):
            painter.setFont(used)
            painter.setPen(color)
            painter.drawText(QRectF(x, 0, wide + 2, 14), LEFT, text)
            x += wide + gap


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole. `share` is relative to the sum of all parts."""

    share: float
    paint: Paint
    name: str = ""
    target: float | None = None  # where a tick marks the wanted boundary, 0 to 1 of the whole


class StackBar(Themed, QWidget):
    """Where the money goes: parts side by side, with an optional tick at each wanted boundary."""

    def __init__(self, parts: Sequence[Part] = (), parent: QWidget | None = None, *, height: int = 8) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._bar = height
        self.setFixedHeight(height + 6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_colors()
        self.set_parts(parts)

    def set_parts(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        total = sum(part.share for part in parts) or 1.0
        self.setAccessibleName(
            ", ".join(f"{part.name} {part.share / total:.0%}" for part in parts if part.name)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            total = sum(max(0.0, part.share) for part in self._parts)
            if total <= 0:
                round_box(painter, QRectF(0, 3, self.width(), self._bar), 1, self.colors.line)
                return
            gap = 3.0
            room = self.width() - gap * (len(self._parts) - 1)
            x = 0.0
            for part in self._parts:
                width = max(0.0, part.share) / total * room
                rect = QRectF(round(x), 3, max(1.0, round(x + width) - round(x)), self._bar)
                painter.fillRect(rect, paint_color(self.colors, part.paint))
                x += width + gap
            for part in self._parts:
                if part.target is not None:
                    painter.fillRect(
                        QRectF(round(self.width() * part.target) - 1, 0, 2, self.height()), self.colors.text
                    )


class ShareBar(Themed, QWidget):
    """One share of a whole, 0 to 1, on a trough."""

    def __init__(self, share: float = 0.0, paint: Paint = Tone.ACCENT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = share
        self._paint = paint
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def set_share(self, share: float, paint: Paint | None = None) -> None:
        self._share = share
        if paint is not None:
            self._paint = paint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            round_box(painter, rect, 3, self.colors.window)
            rect.setWidth(rect.width() * min(1.0, max(0.0, self._share)))
            if rect.width() >= 1:
                round_box(painter, rect, 3, paint_color(self.colors, self._paint))


class CountdownBar(Themed, QWidget):
    """Time left: "06:48" over a thin bar that turns amber under half and red under a minute."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left_s = 0
        self._total_s = 1
        self.setFixedSize(56, 24)
        self.init_colors()

    def set_left(self, left_s: int, total_s: int) -> None:
        self._left_s, self._total_s = max(0, left_s), max(1, total_s)
        self.setAccessibleName(self.tr("{time} left").format(time=self.text()))
        self.update()

    def text(self) -> str:
        minutes, seconds = divmod(self._left_s, 60)
        if minutes < 60:
            return f"{minutes:02}:{seconds:02}"
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"

    def tone(self) -> Tone:
        return countdown_tone(self._left_s, self._total_s)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            tone = self.tone()
            painter.setFont(font(Role.TABLE_STRONG))
            painter.setPen(c.text if tone is Tone.ACCENT else text_color(c, tone))
            painter.drawText(QRectF(0, 0, self.width(), 16), RIGHT, self.text())
            bar = QRectF(0, self.height() - 3, self.width(), 3)
            painter.fillRect(bar, c.line)
            bar.setWidth(bar.width() * min(1.0, self._left_s / self._total_s))
            painter.fillRect(bar, strong_color(c, tone))


def countdown_tone(left_s: int, total_s: int) -> Tone:
    """Red under a minute, amber under half of the time, else the accent."""
    if left_s < 60:
        return Tone.DANGER
    return Tone.WARN if left_s * 2 < total_s else Tone.ACCENT


class Ring(Themed, QWidget):
    """A share as a ring, 40 px."""

    def __init__(
        self, share: float | None = None, tone: Tone = Tone.BUY, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._share = share
        self._tone = tone
        self.setFixedSize(40, 40)
        self.init_colors()

    def set_share(self, share: float | None, tone: Tone = Tone.BUY) -> None:
        self._share, self._tone = share, tone
        self.setAccessibleName("-" if share is None else f"{share:.1%}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            painter.setPen(QPen(self.colors.line, 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawEllipse(rect)
            if self._share:
                color = strong_color(self.colors, self._tone)
                painter.setPen(QPen(color, 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawArc(rect, 90 * 16, -round(min(1.0, self._share) * 360 * 16))


class RiskDots(Themed, QWidget):
    """One to three small squares: low, medium, high."""

    def __init__(self, level: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self.setFixedSize(32, 10)
        self.init_colors()

    def set_level(self, level: int) -> None:
        self._level = level
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            tone = {1: Tone.BUY, 2: Tone.WARN, 3: Tone.DANGER}.get(self._level, Tone.MUTED)
            for number in range(3):
                on = number < self._level
                round_box(
                    painter,
                    QRectF(number * 12, 1, 8, 8),
                    2,
                    strong_color(self.colors, tone) if on else self.colors.line,
                )


class Legend(Themed, QWidget):
    """Short lines with names, for charts: ("this bot +272.96", colour, dashed). Where there is no room the
    last word goes first; the tooltip has them all.
    """

    def __init__(
        self, entries: Sequence[tuple[str, Paint, bool]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def set_entries(self, entries: Sequence[tuple[str, Paint, bool]]) -> None:
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        self.setAccessibleName(", ".join(entry[0] for entry in self._entries))
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        used = QFontMetrics(font(Role.LABEL))
        return QSize(sum(used.horizontalAdvance(text) + 36 for text, _, _ in self._entries), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font(Role.LABEL))
            x = 0.0
            y = self.height() / 2
            for text, paint, dashed in self._entries:
                style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
                painter.setPen(QPen(paint_color(self.colors, paint), 2, style))
                painter.drawLine(QLineF(x, y, x + 12, y))
                painter.setPen(self.colors.muted)
                metrics = painter.fontMetrics()
                room = self.width() - x - 20
                if metrics.horizontalAdvance(text) > room:
                    text = text.rpartition(" ")[0] or text  # no half of a number
                    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
                width = metrics.horizontalAdvance(text)
                painter.drawText(QRectF(x + 20, 0, width + 4, self.height()), LEFT, text)
                x += 20 + width + 16


def paint_centered(painter: QPainter, rect: QRectF, text: str, color: QColor) -> None:
    """A quiet text in the middle, for charts that have nothing to show yet: in lines where it is long, and a
    long name of a file in two.
    """
    painter.setFont(font(Role.TABLE))
    painter.setPen(color)
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    painter.drawText(rect.adjusted(AROUND_TEXT, 0, -AROUND_TEXT, 0), text, option)
