"""How money is spread over assets: a bar for each, with a mark at its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from finbyte_desktop.widgets.coin import paint_coin
from finbyte_desktop.widgets.colors import Themed, Tone, paint_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.paint import LEFT, RIGHT, round_box

ROW, LEAST_ROW = 52, 24
COIN = 16
NAME_WIDTH, NUMBERS_WIDTH = 92, 196
PAINTS = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """One asset. Fractions draw the bars (None where nothing is known), the texts are what is read. `tone` is
    that of the third text.
    """

    name: str
    now: float | None
    target: float
    now_text: str
    target_text: str
    drift_text: str = ""
    tone: Tone | None = None
    coin: str = ""


class AllocationChart(Themed, QWidget):
    """A row an asset: its name, its weight as a bar with a mark where it should end, both as numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[AllocationRow, ...] = ()
        self._heads = ("", "", "")
        self._dim = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.init_colors()

    def set_heads(self, now: str, target: str, drift: str = "") -> None:
        """What stands above the numbers."""
        self._heads = (now, target, drift)
        self.update()

    def set_rows(self, rows: Sequence[AllocationRow]) -> None:
        """The assets in their order."""
        if tuple(rows) == self._rows:
            return
        changed = len(rows) != len(self._rows)
        self._rows = tuple(rows)
        self.setAccessibleName(
            "; ".join(f"{row.name} {row.now_text} / {row.target_text} {row.drift_text}" for row in rows)
        )
        if changed:
            self.setMinimumHeight(LEAST_ROW * (len(rows) + 1))
            self.updateGeometry()
        self.update()

    def set_dim(self, dim: bool) -> None:
        """Grey while the numbers are not of now."""
        self._dim = dim
        self.update()

    def rows(self) -> tuple[AllocationRow, ...]:
        """What is shown."""
        return self._rows

    def sizeHint(self) -> QSize:
        return QSize(520, ROW * (len(self._rows) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._rows:
                self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        c = self.colors
        tall = max(LEAST_ROW, min(ROW, self.height() // (len(self._rows) + 1)))
        name_width = max(
            NAME_WIDTH, *(QFontMetrics(font(Role.STRONG)).horizontalAdvance(r.name) + 36 for r in self._rows)
        )
        right = self.width() - NUMBERS_WIDTH
        room = max(40, right - name_width - 16)
        most = max(max(row.target, row.now or 0.0) for row in self._rows) or 1.0
        painter.setFont(font(Role.LABEL))
        painter.setPen(c.muted)
        columns = [(right, 64), (right + 64, 64), (right + 128, 68)]
        for (x, width), head in zip(columns, self._heads, strict=True):
            painter.drawText(QRectF(x, 0, width, LEAST_ROW), RIGHT, head)
        for number, row in enumerate(self._rows):
            y = LEAST_ROW + number * tall
            paint_coin(painter, c, row.coin or row.name, QRectF(0, y + (tall - COIN) / 2, COIN, COIN))
            painter.setFont(font(Role.STRONG))
            painter.setPen(c.muted if self._dim else c.text)
            painter.drawText(QRectF(COIN + 8, y, name_width - COIN - 8, tall), LEFT, row.name)
            bar = QRectF(name_width, y + tall / 2 - 5, room, 10)
            round_box(painter, bar, 3, c.row_line)
            if row.now is not None and row.now > 0:
                filled = QRectF(bar.x(), bar.y(), max(2.0, room * row.now / most), bar.height())
                paint = PAINTS[number % len(PAINTS)]
                round_box(painter, filled, 3, c.muted if self._dim else paint_color(c, paint))
            mark = round(bar.x() + room * row.target / most)
            painter.fillRect(QRectF(mark - 1, bar.y() - 4, 2, bar.height() + 8), c.text)
            painter.setFont(font(Role.TABLE))
            texts = (
                (row.now_text, c.muted if self._dim else c.text),
                (row.target_text, c.muted),
                (row.drift_text, c.muted if self._dim or row.tone is None else text_color(c, row.tone)),
            )
            for (x, width), (text, color) in zip(columns, texts, strict=True):
                painter.setPen(color)
                painter.drawText(QRectF(x, y, width, tall), RIGHT, text)


class AllocationBar(Themed, QWidget):
    """The same in one line: parts beside each other, each with its name below where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[AllocationRow, ...] = ()
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def set_rows(self, rows: Sequence[AllocationRow]) -> None:
        """The assets in their order."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self.setAccessibleName("; ".join(f"{row.name} {row.now_text} / {row.target_text}" for row in rows))
        self.update()

    def rows(self) -> tuple[AllocationRow, ...]:
        """What is shown."""
        return self._rows

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        whole = sum(row.now or 0.0 for row in self._rows)
        with QPainter(self) as painter:
            if whole <= 0:
                round_box(painter, QRectF(0, 22, self.width(), 8), 3, c.row_line)
                return
            x = 0.0
            metrics = QFontMetrics(font(Role.LABEL))
            for number, row in enumerate(self._rows):
                width = self.width() * (row.now or 0.0) / whole
                if width <= 0:
                    continue
                part = QRectF(x, 22, max(1.0, width - 2), 8)
                round_box(painter, part, 2, paint_color(c, PAINTS[number % len(PAINTS)]))
                painter.setFont(font(Role.LABEL))
                above = row.name
                if metrics.horizontalAdvance(above) <= width - 4:
                    painter.setPen(c.text)
                    painter.drawText(QRectF(x, 2, width - 4, 16), LEFT, above)
                below = row.now_text
                if metrics.horizontalAdvance(below) <= width - 4:
                    painter.setPen(c.muted)
                    painter.drawText(QRectF(x, 34, width - 4, 16), LEFT, below)
                x += width
