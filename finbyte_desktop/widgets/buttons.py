"""Buttons: one painted push button in several kinds, an icon button and a text link."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import KeyFocus, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import BUTTON_HEIGHT, RADIUS
from finbyte_desktop.widgets.paint import CENTER, LEFT, round_box


class ButtonKind(Enum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    GHOST = "ghost"  # no border until the pointer is over it
    DANGER = "danger"  # red outline
    DANGER_FILL = "danger_fill"
    BUY = "buy"
    SELL = "sell"
    LINK = "link"  # coloured words without a box
    QUIET_LINK = "quiet_link"  # muted words, for a path


class Button(Themed, KeyFocus, QPushButton):
    """A push button. Enter and Space press it while it has the focus."""

    def __init__(
        self,
        text: str = "",
        kind: ButtonKind = ButtonKind.SECONDARY,
        icon: str = "",
        parent: QWidget | None = None,
        *,
        height: int = BUTTON_HEIGHT,
        shortcut_text: str = "",
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon_name = icon
        self._height = height
        self._shortcut_text = shortcut_text
        self.setFont(font(Role.CHIP if height < 28 else Role.TABLE_STRONG if height < 32 else Role.STRONG))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.init_colors()

    def kind(self) -> ButtonKind:
        return self._kind

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self.update()

    def set_icon_name(self, name: str) -> None:
        if name == self._icon_name:
            return
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + 2 * self._padding()
        if self._icon_name:
            width += 16 + (8 if self.text() else 0)
        if self._shortcut_text:
            width += 8 + metrics.horizontalAdvance(self._shortcut_text)
        return QSize(max(width, self._height), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            hover = self.underMouse() and self.isEnabled()
            fill, border, ink = self._look(hover)
            if self.isDown() and fill is not None:
                fill = fill.darker(112)
            rect = QRectF(self.rect())
            if fill is not None or border is not None:
                round_box(painter, rect, RADIUS, fill, border)
            if self.ring:
                ring = self.colors.text if self._kind in _STRONG_FILLS else self.colors.accent
                round_box(painter, rect, RADIUS, None, ring, 2)
            self._paint_content(painter, ink)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        metrics = QFontMetrics(self.font())
        text_width = metrics.horizontalAdvance(self.text())
        shortcut_width = metrics.horizontalAdvance(self._shortcut_text) + 8 if self._shortcut_text else 0
        icon_width = 16 + (8 if self.text() else 0) if self._icon_name else 0
        x = (self.width() - text_width - icon_width - shortcut_width) / 2
        if self._icon_name:
            paint_icon(painter, self._icon_name, ink, QRectF(x, 0, 16, self.height()), 16)
            x += icon_width
        painter.setPen(ink)
        if self._kind in _LINKS and self.underMouse() and self.isEnabled():
            line_font = self.font()
            line_font.setUnderline(True)
            painter.setFont(line_font)
        painter.drawText(QRectF(x, 0, text_width + 4, self.height()), LEFT, self.text())
        if self._shortcut_text:
            painter.setPen(self.colors.muted)
            painter.drawText(
                QRectF(x + text_width + 8, 0, shortcut_width + 4, self.height()), LEFT, self._shortcut_text
            )

    def _padding(self) -> int:
        if self._kind in _LINKS:
            return 2
        return 8 if self._height < 28 else 12 if self._height < 32 else 14 if self._height < 40 else 20

    def _look(self, hover: bool) -> tuple[QColor | None, QColor | None, QColor]:
        c = self.colors
        kind = self._kind
        if not self.isEnabled():
            if kind is ButtonKind.GHOST or kind in _LINKS:
                return None, None, c.faint
            return c.raised, c.line, c.faint
        if kind is ButtonKind.SECONDARY:
            return c.button, c.line_strong if hover else c.line, c.text
        if kind is ButtonKind.GHOST:
            return (c.raised if hover or self.isChecked() else None), None, c.text if hover else c.muted
        if kind is ButtonKind.DANGER:
            return (c.danger_soft if hover else None), c.danger, c.danger_text
        if kind is ButtonKind.LINK:
            return None, None, c.accent_text if hover else c.accent
        if kind is ButtonKind.QUIET_LINK:
            return None, None, c.text if hover else c.muted
        fill = {
            ButtonKind.PRIMARY: c.accent_fill,
            ButtonKind.BUY: c.buy_fill,
            ButtonKind.SELL: c.sell_fill,
            ButtonKind.DANGER_FILL: c.danger_fill,
        }[kind]
        return (fill.darker(110) if hover else fill), None, c.on_fill


_LINKS = (ButtonKind.LINK, ButtonKind.QUIET_LINK)
_STRONG_FILLS = (ButtonKind.PRIMARY, ButtonKind.BUY, ButtonKind.SELL, ButtonKind.DANGER_FILL)


class IconButton(Button):
    """A square button with an icon only; `name` is its tooltip and what a screen reader says."""

    def __init__(
        self,
        icon: str,
        name: str,
        kind: ButtonKind = ButtonKind.GHOST,
        parent: QWidget | None = None,
        *,
        size: int = 28,
        icon_size: int = 16,
    ) -> None:
        super().__init__("", kind, icon, parent, height=size)
        self._icon_size = icon_size
        self.setFixedSize(size, size)
        self.setToolTip(name)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(self._height, self._height)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        paint_icon(painter, self._icon_name, ink, QRectF(self.rect()), self._icon_size)


class LinkButton(Button):
    """Words that act, in the accent colour."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, ButtonKind.LINK, "", parent, height=20)
        self.setFont(font(Role.TABLE_STRONG))


class KeyCap(Themed, QWidget):
    """A key as it stands on the keyboard: "Ctrl K"."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setFont(font(Role.CHIP))
        self.setFixedSize(QFontMetrics(self.font()).horizontalAdvance(text) + 10, 18)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            round_box(painter, self.rect(), 3, self.colors.raised, self.colors.line)
            painter.setPen(self.colors.muted)
            painter.drawText(self.rect(), CENTER, self._text)
