"""Stepper: the steps of a wizard, what is done, what is now, what comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from finbyte_desktop.widgets.colors import KeyFocus, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.paint import CENTER, LEFT, round_box


class _Step(Themed, KeyFocus, QAbstractButton):
    def __init__(self, number: int, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self.done = False
        self.now = False
        self.setText(text)
        self.setFont(font(Role.TABLE_STRONG))
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(28 + QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2, 32)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            circle = QRectF(0, 6, 20, 20)
            if self.now:
                round_box(painter, circle, 10, c.accent_fill)
            elif self.done:
                round_box(painter, circle, 10, c.accent_soft)
            else:
                round_box(painter, circle, 10, None, c.line)
            if self.ring:
                round_box(painter, circle, 10, None, c.accent, 2)
            if self.done:
                paint_icon(painter, "ph.check-bold", c.accent_text, circle, 11)
            else:
                painter.setFont(font(Role.CHIP))
                painter.setPen(c.on_fill if self.now else c.muted)
                painter.drawText(circle, CENTER, str(self.number))
            painter.setFont(font(Role.TABLE_STRONG if self.now else Role.TABLE))
            painter.setPen(c.text if self.now or self.done else c.muted)
            painter.drawText(QRectF(28, 0, self.width(), 32), LEFT, self.text())


class _Dash(Themed, QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(20, 32)
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(0, 16, self.width(), 1, self.colors.line)


class Stepper(QWidget):
    """Steps before the current one can be clicked; `step_clicked` carries their number from 0."""

    step_clicked = Signal(int)

    def __init__(self, steps: Sequence[str], current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._steps: list[_Step] = []
        for number, text in enumerate(steps):
            if number:
                row.addWidget(_Dash(self))
            step = _Step(number + 1, text, self)
            step.clicked.connect(lambda _checked=False, number=number: self.step_clicked.emit(number))
            row.addWidget(step)
            self._steps.append(step)
        self._current = 0
        self.set_current(current)

    def current(self) -> int:
        return self._current

    def set_current(self, current: int) -> None:
        self._current = current
        states = (self.tr("done"), self.tr("now"), self.tr("later"))
        for number, step in enumerate(self._steps):
            step.done, step.now = number < current, number == current
            step.setEnabled(step.done)
            step.setFocusPolicy(Qt.FocusPolicy.TabFocus if step.done else Qt.FocusPolicy.NoFocus)
            step.setCursor(Qt.CursorShape.PointingHandCursor if step.done else Qt.CursorShape.ArrowCursor)
            state = states[0 if step.done else 1 if step.now else 2]
            step.setAccessibleName(f"{step.number}. {step.text()}, {state}")
            step.update()
