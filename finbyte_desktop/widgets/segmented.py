"""SegmentedControl: a few exclusive choices in one trough."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS, RADIUS_SMALL
from finbyte_desktop.widgets.paint import CENTER, round_box


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice. With an icon the text is its tooltip and accessible name only."""

    key: Hashable
    text: str
    icon: str = ""
    tone: Tone = Tone.NEUTRAL  # BUY and SELL fill the chosen segment strongly


class _SegmentButton(Themed, KeyFocus, QAbstractButton):
    def __init__(self, segment: Segment, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.segment = segment
        self.setText(segment.text)
        self.setAccessibleName(segment.text)
        self.setCheckable(True)
        self.setFixedHeight(height)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(Role.TABLE if height < 30 else Role.BODY))
        if segment.icon:
            self.setToolTip(segment.text)
        self.init_colors()

    def sizeHint(self) -> QSize:
        if self.segment.icon:
            return QSize(self.height() + 4, self.height())
        strong = font(Role.TABLE_STRONG if self.height() < 30 else Role.STRONG)
        return QSize(QFontMetrics(strong).horizontalAdvance(self.text()) + 20, self.height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(max(24, hint.width() - 8), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            chosen = self.isChecked()
            strong = chosen and self.segment.tone in (Tone.BUY, Tone.SELL)
            if chosen:
                fill = c.segment_on
                if strong:
                    fill = c.buy_fill if self.segment.tone is Tone.BUY else c.sell_fill
                round_box(painter, QRectF(self.rect()), RADIUS_SMALL, fill)
                used = font(Role.TABLE_STRONG if self.height() < 30 else Role.STRONG)
                painter.setFont(used)
            if self.ring:
                round_box(painter, QRectF(self.rect()), RADIUS_SMALL, None, c.accent)
            ink = c.on_fill if strong else c.text if chosen or self.underMouse() else c.muted
            if not self.isEnabled():
                ink = c.faint
            if self.segment.icon:
                paint_icon(painter, self.segment.icon, ink, self.rect(), 16)
                return
            painter.setPen(ink)
            painter.drawText(self.rect(), CENTER, self.text())


class SegmentedControl(Themed, QWidget):
    """Exclusive choice; arrow keys move it. `selected` tells a choice made by a person, not `set_current`.
    With `asks` nothing is chosen before a person chooses.
    """

    selected = Signal(object)

    def __init__(
        self,
        segments: Sequence[Segment | tuple[Hashable, str]],
        current: Hashable = None,
        parent: QWidget | None = None,
        *,
        height: int = 32,
        stretch: bool = False,
        name: str = "",
        asks: bool = False,
    ) -> None:
        super().__init__(parent)
        self._asks = asks
        self._height = height
        self._stretch = stretch
        self._group = QButtonGroup(self)
        self._buttons: dict[Hashable, _SegmentButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(1)
        self.setFixedHeight(height)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding if stretch else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed
        )
        self.setAccessibleName(name)
        self.init_colors()
        self.set_segments(segments, current)
        self._group.buttonClicked.connect(self._clicked)

    def set_segments(
        self, segments: Sequence[Segment | tuple[Hashable, str]], current: Hashable = None
    ) -> None:
        """Replaces the choices; the first is chosen unless `current` names another, or it asks."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for entry in segments:
            segment = entry if isinstance(entry, Segment) else Segment(*entry)
            button = _SegmentButton(segment, self._height - 4, self)
            self._group.addButton(button)
            self._layout.addWidget(button, 1 if self._stretch else 0)
            self._buttons[segment.key] = button
        if self._buttons and (current in self._buttons or not self._asks):
            self.set_current(current if current in self._buttons else next(iter(self._buttons)))

    def keys(self) -> list[Hashable]:
        """What can be chosen, from left to right."""
        return list(self._buttons)

    def current(self) -> Hashable:
        button = self._group.checkedButton()
        return button.segment.key if isinstance(button, _SegmentButton) else None

    def set_current(self, key: Hashable) -> None:
        self._buttons[key].setChecked(True)

    def text(self, key: Hashable) -> str:
        """The words of a choice."""
        return self._buttons[key].text()

    def set_text(self, key: Hashable, text: str) -> None:
        """Changes the words of one choice, for counts that grow."""
        button = self._buttons[key]
        button.setText(text)
        button.setAccessibleName(text)
        button.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        current = self.current()
        index = keys.index(current) + step if current in keys else 0 if step > 0 else len(keys) - 1
        if 0 <= index < len(keys):
            button = self._buttons[keys[index]]
            button.setFocus(Qt.FocusReason.TabFocusReason)
            button.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        round_box(QPainter(self), self.rect(), RADIUS, self.colors.segment, self.colors.line)

    def _clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _SegmentButton):
            self.selected.emit(button.segment.key)
