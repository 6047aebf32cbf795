"""Select: a combo box with a quiet label inside ("Type Any")."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import KeyFocus, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS
from finbyte_desktop.widgets.paint import LEFT, round_box


class Select(Themed, KeyFocus, QComboBox):
    """Exclusive choice from a list. `selected` carries the key of a choice made by a person."""

    selected = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[Hashable, str]],
        label: str = "",
        current: Hashable = None,
        parent: QWidget | None = None,
        *,
        height: int = 32,
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._keys: list[Hashable] = []
        self.setFont(font(Role.STRONG if height >= 32 else Role.TABLE_STRONG))
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(label)
        self.init_colors()
        self.set_options(options, current)
        self.activated.connect(lambda index: self.selected.emit(self._keys[index]))

    def set_options(self, options: Sequence[tuple[Hashable, str]], current: Hashable = None) -> None:
        self.clear()
        self._keys = [key for key, _ in options]
        self.addItems([text for _, text in options])
        if current in self._keys:
            self.set_current(current)
        self.updateGeometry()

    def current(self) -> Hashable:
        index = self.currentIndex()
        return self._keys[index] if index >= 0 else None

    def set_current(self, key: Hashable) -> None:
        self.setCurrentIndex(self._keys.index(key))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=40)
        label = metrics.horizontalAdvance(self._label) + 8 if self._label else 0
        return QSize(widest + label + 46, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            border = c.accent if self.ring else c.line_strong if self.underMouse() else c.line
            round_box(painter, self.rect(), RADIUS, c.button, border)
            x = 11.0
            metrics = QFontMetrics(self.font())
            if self._label:
                painter.setPen(c.muted)
                painter.drawText(QRectF(x, 0, self.width(), self.height()), LEFT, self._label)
                x += metrics.horizontalAdvance(self._label) + 8
            painter.setPen(c.text if self.isEnabled() else c.faint)
            room = self.width() - x - 28
            shown = metrics.elidedText(self.currentText(), Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(x, 0, room + 2, self.height()), LEFT, shown)
            paint_icon(painter, "ph.caret-down", c.muted, QRectF(self.width() - 27, 0, 16, self.height()), 13)
