"""PageHeader: title or path, tabs with counts, the command field and the page's actions; 56 px."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from finbyte_desktop.widgets.buttons import ButtonKind, KeyCap, LinkButton
from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import HEADER_HEIGHT, RADIUS, RADIUS_SMALL, SPACE_3, SPACE_5
from finbyte_desktop.widgets.paint import CENTER, LEFT, round_box
from finbyte_desktop.widgets.text import Text

FIELD_WIDTH = 264


RING_ROOM = 6  # left and right of a tab's text, for the ring of the keyboard
RING_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Tab:
    key: Hashable
    text: str
    count: int | None = None


class TabButton(Themed, KeyFocus, QAbstractButton):
    """One tab: text, an optional count, a 2 px accent line below while chosen."""

    def __init__(self, tab: Tab, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = tab.key
        self.count = tab.count
        self.setText(tab.text)
        self.setCheckable(True)
        self.setFixedHeight(height)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._small = height < 40
        self.init_colors()
        self.name()

    def name(self) -> None:
        self.setAccessibleName(self.text() if self.count is None else f"{self.text()}, {self.count}")

    def _font(self, chosen: bool) -> Role:
        if self._small:
            return Role.TABLE_STRONG if chosen else Role.TABLE
        return Role.STRONG if chosen else Role.BODY

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(self._font(True))).horizontalAdvance(self.text())
        if self.count is not None:
            width += 8 + self._count_width()
        return QSize(width + 2 * RING_ROOM, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            chosen = self.isChecked()
            inner = self.rect().adjusted(RING_ROOM, 0, -RING_ROOM, 0)
            if self.ring:
                high = min(self.height() - 8, RING_HEIGHT)
                ring = QRectF(0, (self.height() - high) / 2, self.width(), high)
                round_box(painter, ring, RADIUS_SMALL, None, c.accent, 2)
            painter.setFont(font(self._font(chosen)))
            painter.setPen(c.text if chosen or self.underMouse() or self.ring else c.muted)
            painter.drawText(QRectF(inner), LEFT, self.text())
            if self.count is not None:
                width = self._count_width()
                box = QRectF(inner.right() + 1 - width, (self.height() - 18) / 2, width, 18)
                round_box(painter, box, RADIUS_SMALL, c.raised)
                painter.setFont(font(Role.CHIP))
                painter.setPen(c.muted)
                painter.drawText(box, CENTER, str(self.count))
            if chosen:
                painter.fillRect(inner.x(), self.height() - 2, inner.width(), 2, c.accent)

    def _count_width(self) -> int:
        return max(18, QFontMetrics(font(Role.CHIP)).horizontalAdvance(str(self.count)) + 12)


class TabRow(QWidget):
    """A row of tabs; arrow keys move the focus, Space or a click chooses. `selected` carries the key."""

    selected = Signal(object)

    def __init__(
        self, tabs: Sequence[Tab] = (), parent: QWidget | None = None, *, height: int = HEADER_HEIGHT
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing((28 if height >= 40 else 20) - 2 * RING_ROOM)
        self._buttons: dict[Hashable, TabButton] = {}
        self.set_tabs(tabs)

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        current = self.current()
        for button in self._buttons.values():
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for tab in tabs:
            button = TabButton(tab, self._height, self)
            button.clicked.connect(lambda _checked=False, key=tab.key: self._chosen(key))
            self._layout.addWidget(button)
            self._buttons[tab.key] = button
        if self._buttons:
            self.set_current(current if current in self._buttons else next(iter(self._buttons)))

    def current(self) -> Hashable:
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def set_current(self, key: Hashable) -> None:
        for other, button in self._buttons.items():
            button.setChecked(other == key)

    def set_text(self, key: Hashable, text: str) -> None:
        """Another name for a tab."""
        button = self._buttons[key]
        if button.text() != text:
            button.setText(text)
            button.name()
            button.updateGeometry()

    def set_count(self, key: Hashable, count: int | None) -> None:
        button = self._buttons[key]
        if button.count != count:
            button.count = count
            button.name()
            button.updateGeometry()
            button.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        focused = next((i for i, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        buttons[max(0, min(len(buttons) - 1, focused + step))].setFocus(Qt.FocusReason.TabFocusReason)

    def _chosen(self, key: Hashable) -> None:
        self.set_current(key)
        self.selected.emit(key)


class CommandField(Themed, KeyFocus, QAbstractButton):
    """Looks like a field, opens the command palette. It gives way in a narrow window, down to its icon."""

    def __init__(self, parent: QWidget | None = None, *, shortcut: str = "Ctrl K") -> None:
        super().__init__(parent)
        self.setText(self.tr("Search or run a command"))
        self.setAccessibleName(self.text())
        self.setFixedHeight(32)
        self.setMinimumWidth(32)
        self.setMaximumWidth(FIELD_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(Role.TABLE))
        self._cap = KeyCap(shortcut, self)
        self.init_colors()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cap.move(self.width() - self._cap.width() - 8, 7)
        self._cap.setVisible(self.width() > 200)

    def sizeHint(self) -> QSize:
        return QSize(FIELD_WIDTH, 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(32, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            border = c.accent if self.ring else c.line_strong if self.underMouse() else c.line
            round_box(painter, self.rect(), RADIUS, c.field, border)
            if self.width() < 64:
                paint_icon(painter, "ph.magnifying-glass", c.muted, self.rect(), 15)
                return
            paint_icon(painter, "ph.magnifying-glass", c.muted, QRectF(10, 0, 16, self.height()), 15)
            painter.setPen(c.muted)
            room = self.width() - 35 - (self._cap.width() + 12 if self._cap.isVisible() else 8)
            shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(35, 0, room + 4, self.height()), LEFT, shown)


class PageHeader(Themed, QWidget):
    """`tabs` is its TabRow, `middle` a layout after it (a stepper, chips), `actions` the row at the right."""

    tab_selected = Signal(object)
    back_clicked = Signal()
    command_clicked = Signal()

    def __init__(
        self,
        title: str,
        tabs: Sequence[Tab] = (),
        parent: QWidget | None = None,
        *,
        parent_title: str = "",
        height: int = HEADER_HEIGHT,
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_5, 0, SPACE_5, 0)
        row.setSpacing(SPACE_3)
        self._back = LinkButton(parent_title)
        self._back.set_kind(ButtonKind.QUIET_LINK)
        self._back.setFont(font(Role.SUBTITLE))
        self._back.clicked.connect(lambda: self.back_clicked.emit())
        self._slash = Text("/", Role.SUBTITLE, Tone.MUTED)
        self._title = Text(title, Role.TITLE)
        row.addWidget(self._back)
        row.addWidget(self._slash)
        row.addWidget(self._title)
        self._back.setVisible(bool(parent_title))
        self._slash.setVisible(bool(parent_title))
        row.addSpacing(SPACE_5 - SPACE_3 - RING_ROOM)
        self.tabs = TabRow(tabs, height=height)
        self.tabs.setVisible(bool(tabs))
        self.tabs.selected.connect(self.tab_selected)
        row.addWidget(self.tabs)
        self.middle = QHBoxLayout()
        self.middle.setSpacing(SPACE_3)
        row.addLayout(self.middle)
        row.addStretch(1)
        self.command_field = CommandField(self)
        self.command_field.clicked.connect(lambda: self.command_clicked.emit())
        row.addWidget(self.command_field)
        row.addSpacing(SPACE_3)
        self.actions = QHBoxLayout()
        self.actions.setSpacing(8)
        row.addLayout(self.actions)
        self.init_colors()

    def set_title(self, title: str, parent_title: str = "") -> None:
        self._title.setText(title)
        self._back.setText(parent_title)
        self._back.setVisible(bool(parent_title))
        self._slash.setVisible(bool(parent_title))

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        self.tabs.set_tabs(tabs)
        self.tabs.setVisible(bool(tabs))

    def add_action(self, widget: QWidget) -> None:
        self.actions.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, self.colors.line)
