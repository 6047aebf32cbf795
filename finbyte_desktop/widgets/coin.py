"""The round badge of an asset: its first letter on its colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import Colors, Themed, paint_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.paint import CENTER, dot


def paint_coin(painter: QPainter, colors: Colors, symbol: str, rect: QRectF) -> None:
    """Draws the badge of a symbol ("BTC") filling the rect."""
    radius = min(rect.width(), rect.height()) / 2
    dot(painter, rect.center(), radius, paint_color(colors, symbol))
    letter_font = QFont(font(Role.CHIP))
    letter_font.setPixelSize(max(8, round(radius * 1.05)))
    letter_font.setWeight(QFont.Weight.Bold)
    painter.save()
    painter.setFont(letter_font)
    painter.setPen(colors.on_fill)
    painter.drawText(rect, CENTER, "Ξ" if symbol == "ETH" else symbol[:1])
    painter.restore()


class CoinBadge(Themed, QWidget):
    """One badge, or several that overlap for a basket."""

    def __init__(self, symbols: str | Sequence[str], size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._symbols: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_colors()
        self.set_symbols(symbols)

    def set_symbols(self, symbols: str | Sequence[str]) -> None:
        wanted = (symbols,) if isinstance(symbols, str) else tuple(symbols)[:4]
        if wanted == self._symbols:
            return
        self._symbols = wanted
        self.setAccessibleName(", ".join(self._symbols))
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size + max(0, len(self._symbols) - 1) * self._step(), self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for number in range(len(self._symbols) - 1, -1, -1):
                rect = QRectF(number * self._step(), 0, self._size, self._size)
                if number < len(self._symbols) - 1:
                    dot(painter, QPointF(rect.center()), self._size / 2 + 1.5, self.colors.panel)
                paint_coin(painter, self.colors, self._symbols[number], rect)

    def _step(self) -> int:
        return round(self._size * 0.7)
