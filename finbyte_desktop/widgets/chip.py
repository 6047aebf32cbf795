"""Chip: a short state or kind in a small coloured box."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import Themed, Tone, soft_color, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS_SMALL
from finbyte_desktop.widgets.paint import LEFT, dot, round_box


class Chip(Themed, QWidget):
    """20 px high. With `dot` a point of the tone stands before the text, with `icon` an icon."""

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.NEUTRAL,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        dot: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._icon = icon
        self._dot = dot
        self._text = text
        self.setFont(font(Role.CHIP))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.init_colors()

    def text(self) -> str:
        return self._text

    def tone(self) -> Tone:
        return self._tone

    def set_chip(self, text: str, tone: Tone = Tone.NEUTRAL, *, icon: str = "", dot: bool = False) -> None:
        if (text, tone, icon, dot) == (self._text, self._tone, self._icon, self._dot):
            return
        wider = self.sizeHint()
        self._text, self._tone, self._icon, self._dot = text, tone, icon, dot
        self.setAccessibleName(text)
        if self.sizeHint() != wider:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lead = 18 if self._icon else 12 if self._dot else 0
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._text) + 13 + lead, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            round_box(painter, rect, RADIUS_SMALL, soft_color(self.colors, self._tone))
            muted = self._tone in (Tone.NEUTRAL, Tone.MUTED)
            ink = self.colors.muted if muted else text_color(self.colors, self._tone)
            x = 6.0
            if self._icon:
                paint_icon(painter, self._icon, ink, QRectF(x, 0, 13, rect.height()), 13)
                x += 18
            elif self._dot:
                dot(painter, QPointF(x + 3, rect.center().y()), 3, strong_color(self.colors, self._tone))
                x += 12
            painter.setPen(ink)
            painter.drawText(QRectF(x, 0, rect.width() - x, rect.height()), LEFT, self._text)
