"""Toasts: short notes at the lower edge that go away by themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import IconButton, LinkButton
from finbyte_desktop.widgets.colors import Themed, Tone, strong_color
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import RADIUS, RADIUS_SMALL
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text

MAX_SHOWN = 3
WIDTH = 360


class _Toast(Themed, QWidget):
    closed = Signal(object)
    acted = Signal(object)

    def __init__(self, key: Hashable, text: str, tone: Tone, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 8, 8)
        row.setSpacing(10)
        self.text = Text(text, Role.TABLE, wrap=True)
        row.addWidget(self.text, 1)
        if action:
            button = LinkButton(action)
            button.clicked.connect(lambda: self.acted.emit(self.key))
            row.addWidget(button)
        close = IconButton("ph.x", self.tr("Close"), size=24, icon_size=12)
        close.clicked.connect(lambda: self.closed.emit(self.key))
        row.addWidget(close)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(text)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(lambda: self.closed.emit(self.key))
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            round_box(painter, rect, RADIUS, self.colors.raised, self.colors.line_strong)
            bar = QRectF(7, 10, 3, rect.height() - 20)
            round_box(painter, bar, RADIUS_SMALL / 2, strong_color(self.colors, self._tone))

    def enterEvent(self, event: QEvent) -> None:
        self.timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.timer.interval() > 0:
            self.timer.start()


class ToastHost(QObject):
    """Stacks at most three toasts over a widget. One key is one subject: a newer text replaces the older.

    `corner` says which lower right corner they keep to, so that they cover nothing that is read there;
    without it they stand in the middle of the foot.
    """

    action_clicked = Signal(object)

    def __init__(self, over: QWidget, corner: Callable[[], QPoint | None] = lambda: None) -> None:
        super().__init__(over)
        self._over = over
        self._corner = corner
        self._toasts: dict[Hashable, _Toast] = {}
        over.installEventFilter(self)

    def say(
        self,
        text: str,
        tone: Tone = Tone.NEUTRAL,
        *,
        key: Hashable = None,
        action: str = "",
        timeout_ms: int = 6000,
    ) -> None:
        """Shows a note; a timeout of 0 keeps it until it is closed."""
        key = text if key is None else key
        self.drop(key)
        while len(self._toasts) >= MAX_SHOWN:
            self.drop(next(iter(self._toasts)))
        toast = _Toast(key, text, tone, action, self._over)
        toast.closed.connect(self.drop)
        toast.acted.connect(self._acted)
        self._toasts[key] = toast
        if timeout_ms > 0:
            toast.timer.setInterval(timeout_ms)
            toast.timer.start()
        toast.show()
        self.place()

    def drop(self, key: Hashable) -> None:
        toast = self._toasts.pop(key, None)
        if toast is not None:
            toast.timer.stop()
            toast.hide()
            toast.deleteLater()
            self.place()

    def texts(self) -> list[str]:
        """What is shown, oldest first."""
        return [toast.text.text() for toast in self._toasts.values()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def _acted(self, key: Hashable) -> None:
        self.drop(key)
        self.action_clicked.emit(key)

    def place(self) -> None:
        """Puts them where they belong; asked for when the page below has changed."""
        corner = self._corner()
        right, bottom = (self._over.width() + WIDTH) // 2, self._over.height() - 16
        if corner is not None:
            right, bottom = max(WIDTH + 16, corner.x() - 16), corner.y() - 16
        for toast in reversed(list(self._toasts.values())):
            wraps = toast.hasHeightForWidth()
            height = max(40, toast.heightForWidth(WIDTH)) if wraps else toast.sizeHint().height()
            toast.setFixedHeight(height)
            bottom -= height
            toast.move(right - WIDTH, bottom)
            toast.raise_()
            bottom -= 8
