"""Banner: one line that says what happened and offers one action."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.colors import Themed, Tone, soft_color, text_color
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS_SMALL
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text

_ICONS = {
    Tone.DANGER: "ph.warning-bold",
    Tone.SELL: "ph.warning-bold",
    Tone.WARN: "ph.clock-bold",
    Tone.BUY: "ph.check-bold",
    Tone.NEUTRAL: "ph.check-bold",
    Tone.MUTED: "ph.check-bold",
    Tone.PAPER: "ph.info-bold",
    Tone.ACCENT: "ph.info-bold",
    Tone.STALE: "ph.clock-bold",
}


class Banner(Themed, QWidget):
    """28 px event line; with `wrap` as high as its text. NEUTRAL is a quiet note, WARN and DANGER ask for
    attention.
    """

    action_clicked = Signal()

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.NEUTRAL,
        action: str = "",
        parent: QWidget | None = None,
        *,
        icon: str = "",
        height: int = 28,
        wrap: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._icon = icon
        row = QHBoxLayout(self)
        if wrap:
            self.setMinimumHeight(height)
            row.setContentsMargins(32, 6, 8, 6)
        else:
            self.setFixedHeight(height)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.setContentsMargins(32, 0, 8, 0)
        row.setSpacing(12)
        self._text = Text(text, Role.TABLE, wrap=wrap, elide=not wrap)
        self._countdown = Text("", Role.TABLE_STRONG)
        self._action = LinkButton(action)
        self._action.clicked.connect(lambda: self.action_clicked.emit())
        row.addWidget(self._text, 1)
        row.addWidget(self._countdown)
        row.addWidget(self._action)
        self.init_colors()
        self.set_event(text, tone, action, icon=icon)

    def set_event(self, text: str, tone: Tone = Tone.NEUTRAL, action: str = "", *, icon: str = "") -> None:
        self._tone = tone
        self._icon = icon or _ICONS[tone]
        self._text.setText(text)
        self._text.setToolTip(text)
        self._text.set_tone(Tone.MUTED if tone in (Tone.NEUTRAL, Tone.MUTED) else Tone.NEUTRAL)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.set_countdown("")
        self.update()

    def set_countdown(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Shows the time left; an empty text hides it."""
        self._countdown.setText(text)
        self._countdown.set_tone(tone)
        self._countdown.setVisible(bool(text))

    def text(self) -> str:
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            c = self.colors
            quiet = self._tone in (Tone.NEUTRAL, Tone.MUTED)
            round_box(painter, self.rect(), RADIUS_SMALL, c.window if quiet else soft_color(c, self._tone))
            ink = c.muted if quiet else text_color(c, self._tone)
            area = self.rect()
            area.setWidth(30)
            paint_icon(painter, self._icon, ink, area, 14)
