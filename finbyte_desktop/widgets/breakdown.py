"""BreakdownBars: how parts make a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from finbyte_desktop.widgets.colors import Paint, Themed, Tone, paint_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.number_label import tone_of_sign
from finbyte_desktop.widgets.paint import LEFT, RIGHT

ROW, PART_ROW = 28, 20
PART_INDENT, LABEL_GAP = 12, 8
LEAST_BAR = 40


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One part of a sum. `value` draws the bar, the texts are what is read."""

    label: str
    value: float
    text: str
    note: str = ""
    paint: Paint = Tone.ACCENT
    total: bool = False  # starts at zero again and gets a line above
    part: bool = False  # one of the parts of the row before that is none: it is counted there
    tip: str = ""  # what is counted in it


def running_offsets(rows: Sequence[BreakdownRow]) -> list[tuple[float, float]]:
    """(from, to) of each bar: each starts where the one before ended, a total runs from zero, and parts of a
    row start where that row did.
    """
    result: list[tuple[float, float]] = []
    at = inner = 0.0
    for row in rows:
        start = inner if row.part else 0.0 if row.total else at
        end = start + row.value
        result.append((start, end))
        if row.part:
            inner = end
        else:
            inner, at = start, end
    return result


def _height(row: BreakdownRow) -> int:
    return PART_ROW if row.part else ROW


class BreakdownBars(Themed, QWidget):
    """How parts make a total: bars that start where the last ended; negative parts run left."""

    def __init__(
        self, rows: Sequence[BreakdownRow] = (), parent: QWidget | None = None, *, label_width: int = 84
    ) -> None:
        super().__init__(parent)
        self._rows: tuple[BreakdownRow, ...] = ()
        self._label_width = label_width
        self.init_colors()
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[BreakdownRow]) -> None:
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        height = sum(_height(row) + 8 * row.total for row in self._rows)
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
            self.updateGeometry()
        self.setAccessibleName(", ".join(f"{row.label} {row.text}" for row in self._rows))
        self.update()

    def tip_at(self, y: float) -> str:
        """What the row at this height is, and what is counted in it."""
        top = 0
        for row in self._rows:
            top += _height(row) + 8 * row.total
            if y < top:
                return "\n".join(
                    part for part in (f"{row.label}  {row.text}  {row.note}".strip(), row.tip) if part
                )
        return ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().y()), self)
            return True
        return super().event(event)

    def label_room(self) -> int:
        """How wide the names are: as wide as the longest one, half of the widget at most."""
        plain, strong = (QFontMetrics(font(role)) for role in (Role.TABLE, Role.TABLE_STRONG))
        wanted = [
            (strong if row.total else plain).horizontalAdvance(row.label) + (PART_INDENT if row.part else 0)
            for row in self._rows
        ]
        return min(max([self._label_width, *(width + LABEL_GAP for width in wanted)]), self.width() // 2)

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            offsets = running_offsets(self._rows)
            low = min((min(pair) for pair in offsets), default=0.0)
            high = max((max(pair) for pair in offsets), default=0.0)
            span = (high - low) or 1.0
            number_width = 76
            left = self.label_room()
            room = self.width() - left - number_width
            small = QFontMetrics(font(Role.LABEL))
            note_width = max((small.horizontalAdvance(row.note) for row in self._rows), default=0) + 16
            has_notes = note_width > 16 and room - note_width >= LEAST_BAR  # else they stand in the tooltip
            bar_room = max(20, room - (note_width if has_notes else 0))
            y = 0
            for row, (start, end) in zip(self._rows, offsets, strict=True):
                if row.total:
                    painter.fillRect(0, y + 3, self.width(), 1, c.line)
                    y += 8
                painter.setFont(font(Role.TABLE_STRONG if row.total else Role.TABLE))
                painter.setPen(c.text if row.total else c.muted)
                tall, indent = _height(row), PART_INDENT if row.part else 0
                painter.drawText(QRectF(indent, y, left - indent, tall), LEFT, row.label)
                a, b = sorted((start, end))
                x0 = left + (a - low) / span * bar_room
                x1 = left + (b - low) / span * bar_room
                painter.fillRect(
                    QRectF(
                        round(x0), y + (7 if row.part else 9), max(1.0, round(x1 - x0)), 6 if row.part else 10
                    ),
                    paint_color(c, row.paint),
                )
                painter.setPen(text_color(c, tone_of_sign(row.text)))
                painter.drawText(QRectF(left + bar_room, y, number_width, tall), RIGHT, row.text)
                if row.note and has_notes:
                    painter.setFont(font(Role.LABEL))
                    painter.setPen(c.muted)
                    x = left + bar_room + number_width + 12
                    painter.drawText(QRectF(x, y, note_width, tall), LEFT, row.note)
                y += tall
