"""Rail: the pages of the application at the left edge, 64 px wide."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from finbyte_desktop.widgets.colors import KeyFocus, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS, RAIL_WIDTH
from finbyte_desktop.widgets.paint import CENTER, round_box


@dataclass(frozen=True, slots=True)
class RailItem:
    key: Hashable
    text: str
    icon: str
    shortcut: str = ""


class _RailButton(Themed, KeyFocus, QAbstractButton):
    def __init__(self, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self.badge = 0
        self.setText(item.text)
        self.setAccessibleName(item.text)
        self.setToolTip(f"{item.text}  {item.shortcut}".strip())
        self.setCheckable(True)
        self.setFixedWidth(RAIL_WIDTH)
        self.setFixedHeight(56)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(Role.LABEL))
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            chosen = self.isChecked()
            box = QRectF(4, 0, RAIL_WIDTH - 8, self.height())
            if chosen or self.underMouse():
                round_box(painter, box, RADIUS, c.raised)
            if self.ring:
                round_box(painter, box, RADIUS, None, c.accent)
            if chosen:
                bar = QRectF(0, (self.height() - 32) / 2, 3, 32)
                painter.fillRect(bar, c.accent)
            top = (self.height() - 38) / 2
            ink = c.accent if chosen else c.text if self.underMouse() else c.muted
            paint_icon(painter, self.item.icon, ink, QRectF(0, top, RAIL_WIDTH, 20), 20)
            used = font(Role.CHIP if chosen else Role.LABEL)
            if QFontMetrics(used).horizontalAdvance(self.text()) > RAIL_WIDTH - 8:
                used.setPixelSize(10)
            painter.setFont(used)
            painter.setPen(c.text if chosen or self.underMouse() else c.muted)
            painter.drawText(QRectF(0, top + 22, RAIL_WIDTH, 16), CENTER, self.text())
            if self.badge:
                self._paint_badge(painter, top)

    def _paint_badge(self, painter: QPainter, top: float) -> None:
        text = str(self.badge) if self.badge < 100 else "99+"
        used = font(Role.CHIP)
        used.setPixelSize(10)
        used.setWeight(QFont.Weight.DemiBold)
        width = max(16, QFontMetrics(used).horizontalAdvance(text) + 8)
        rect = QRectF(RAIL_WIDTH / 2 + 4, top - 4, width, 16)
        ring = self.colors.raised if self.isChecked() else self.colors.panel
        round_box(painter, rect.adjusted(-1.5, -1.5, 1.5, 1.5), 9.5, ring)
        round_box(painter, rect, 8, self.colors.live)
        painter.setFont(used)
        painter.setPen(self.colors.on_live)
        painter.drawText(rect, CENTER, text)


class _Shade(Themed, QWidget):
    """Dims what it covers; clicks end here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.init_colors()
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.scrim)


class Rail(Themed, QWidget):
    """Exclusive page choice. `page_selected` tells what a person chose; `set_current` stays silent."""

    page_selected = Signal(object)

    def __init__(
        self,
        items: Sequence[RailItem],
        bottom: Sequence[RailItem] = (),
        parent: QWidget | None = None,
        *,
        logo: str = "F.",
    ) -> None:
        super().__init__(parent)
        self._logo = logo
        self.setFixedWidth(RAIL_WIDTH)
        self.setAccessibleName(self.tr("Pages"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 56, 0, 8)
        self._layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._buttons: dict[Hashable, _RailButton] = {}
        for item in items:
            self._add(item)
        self._layout.addStretch(1)
        for item in bottom:
            self._add(item)
        self._shade = _Shade(self)
        self.init_colors()
        if items:
            self.set_current(items[0].key)

    def current(self) -> Hashable:
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def set_current(self, key: Hashable) -> None:
        for other, button in self._buttons.items():
            button.setChecked(other == key)

    def set_covered(self, covered: bool) -> None:
        """Dimmed and without an answer to mouse and keys, while a question is open beside it."""
        self._shade.setGeometry(self.rect())
        self._shade.setVisible(covered)
        self._shade.raise_()
        for button in self._buttons.values():
            button.setEnabled(not covered)

    def is_covered(self) -> bool:
        return self._shade.isVisibleTo(self)

    def set_badge(self, key: Hashable, count: int) -> None:
        button = self._buttons[key]
        if button.badge != count:
            button.badge = count
            button.setAccessibleDescription(self.tr("%n waiting", "", count) if count else "")
            button.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        focused = next((i for i, button in enumerate(buttons) if button.hasFocus()), None)
        if focused is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            buttons[focused].click()
            return
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        buttons[max(0, min(len(buttons) - 1, focused + step))].setFocus(Qt.FocusReason.TabFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH, 64 + 40 * len(self._buttons))

    def resizeEvent(self, event: QResizeEvent) -> None:
        roomy = self.height() >= 64 + 60 * len(self._buttons)
        self._layout.setSpacing(4 if roomy else 0)
        room = (self.height() - 64) // max(1, len(self._buttons))
        height = 56 if roomy else max(40, min(52, room))
        for button in self._buttons.values():
            button.setFixedHeight(height)
        self._shade.setGeometry(self.rect())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), c.panel)
            painter.fillRect(self.width() - 1, 0, 1, self.height(), c.line)
            tile = QRectF((RAIL_WIDTH - 28) / 2, 14, 28, 28)
            round_box(painter, tile, RADIUS, c.accent_fill)
            used = font(Role.TITLE)
            used.setWeight(QFont.Weight.Bold)
            painter.setFont(used)
            painter.setPen(c.on_fill)
            painter.drawText(tile, CENTER, self._logo)

    def _add(self, item: RailItem) -> None:
        button = _RailButton(item, self)
        button.clicked.connect(lambda _checked=False, key=item.key: self._chosen(key))
        self._layout.addWidget(button)
        self._buttons[item.key] = button

    def _chosen(self, key: Hashable) -> None:
        self.set_current(key)
        self.page_selected.emit(key)
