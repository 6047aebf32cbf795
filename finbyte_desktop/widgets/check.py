"""CheckBox, RadioButton and Switch in the application's look."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from finbyte_desktop.widgets.colors import Colors, KeyFocus, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.paint import LEFT, dot, round_box

_BOX = 16


def paint_check(
    painter: QPainter, colors: Colors, rect: QRectF, state: Qt.CheckState, border: QColor
) -> None:
    """A 16 px check box: empty, ticked, or a dash for "some"."""
    if state == Qt.CheckState.Unchecked:
        round_box(painter, rect, 3, colors.field, border)
        return
    round_box(painter, rect, 3, colors.accent_fill)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(
        QPen(colors.on_fill, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    x, y = rect.x(), rect.y()
    if state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(QPointF(x + 4.5, y + 8), QPointF(x + 11.5, y + 8))
    else:
        painter.drawPolyline([QPointF(x + 4, y + 8.2), QPointF(x + 6.9, y + 11), QPointF(x + 12, y + 5.4)])
    painter.restore()


def paint_radio(painter: QPainter, colors: Colors, rect: QRectF, chosen: bool, border: QColor) -> None:
    """A 16 px radio mark."""
    round_box(painter, rect, rect.width() / 2, colors.field, colors.accent if chosen else border, 1.4)
    if chosen:
        dot(painter, rect.center(), 4.2, colors.accent)


class _Marked(Themed, KeyFocus):
    """Shared by check box and radio button: mark at the left, text at the right."""

    def _prepare(self) -> None:
        assert isinstance(self, QAbstractButton)
        self.setFont(font(Role.BODY))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.init_colors()

    def _hint(self) -> QSize:
        assert isinstance(self, QAbstractButton)
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_BOX + (8 + width + 2 if self.text() else 0), 20)

    def _mark_rect(self) -> QRectF:
        assert isinstance(self, QAbstractButton)
        return QRectF(0, (self.height() - _BOX) / 2, _BOX, _BOX)

    def _border(self) -> QColor:
        assert isinstance(self, QAbstractButton)
        if self.ring:
            return self.colors.accent
        return self.colors.muted if self.underMouse() else self.colors.faint

    def _paint_text(self, painter: QPainter) -> None:
        assert isinstance(self, QAbstractButton)
        painter.setPen(self.colors.text if self.isEnabled() else self.colors.faint)
        painter.drawText(QRectF(_BOX + 8, 0, self.width() - _BOX - 8, self.height()), LEFT, self.text())
        if self.ring:
            round_box(painter, self._mark_rect(), 3, None, self.colors.text, 2)

    def hitButton(self, pos: QPoint) -> bool:
        assert isinstance(self, QAbstractButton)
        return self.rect().contains(pos)


class CheckBox(_Marked, QCheckBox):
    """A check box; see QCheckBox for its signals."""

    def __init__(self, text: str = "", checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self._prepare()

    def sizeHint(self) -> QSize:
        return self._hint()

    def minimumSizeHint(self) -> QSize:
        return self._hint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_check(painter, self.colors, self._mark_rect(), self.checkState(), self._border())
            self._paint_text(painter)


class RadioButton(_Marked, QRadioButton):
    """A radio button; see QRadioButton for its signals."""

    def __init__(self, text: str = "", checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self._prepare()

    def sizeHint(self) -> QSize:
        return self._hint()

    def minimumSizeHint(self) -> QSize:
        return self._hint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_radio(painter, self.colors, self._mark_rect(), self.isChecked(), self._border())
            painter.setPen(self.colors.text if self.isEnabled() else self.colors.faint)
            painter.drawText(QRectF(_BOX + 8, 0, self.width() - _BOX - 8, self.height()), LEFT, self.text())


class Switch(Themed, KeyFocus, QAbstractButton):
    """An on/off switch, 28x16. `armed` paints it amber, for what may cost money."""

    def __init__(
        self, name: str, checked: bool = False, parent: QWidget | None = None, *, armed: bool = False
    ) -> None:
        super().__init__(parent)
        self._armed = armed
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(28, 16)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(28, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            on = self.isChecked()
            trough = (c.live if self._armed else c.accent_fill) if on else c.line_strong
            if not self.isEnabled():
                trough = c.line
            round_box(painter, self.rect(), 8, trough, c.text if self.ring else None)
            dot(painter, QPointF(20 if on else 8, 8), 6, c.on_fill)
