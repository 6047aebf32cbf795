"""Text: a label in a role and a tone. What it shows is always plain text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from finbyte_desktop.widgets.colors import Themed, Tone, text_color
from finbyte_desktop.widgets.fonts import Role, font

LEAST_ELIDED = 24


class Text(Themed, QLabel):
    """One line (or, with `wrap`, a paragraph) of plain text. With `elide` it shortens instead of pushing."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.NEUTRAL,
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        elide: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(role))
        self.setWordWrap(wrap)
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # inside a button it would be ButtonText
        self.setText(text)
        self.init_colors()
        self.colors_changed()
        if elide:
            self.setMinimumWidth(LEAST_ELIDED)

    def minimumSizeHint(self) -> QSize:
        """An eliding text never asks for more room than an ellipsis and a letter."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), LEAST_ELIDED), hint.height()) if self._elide else hint

    def tone(self) -> Tone:
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self.colors_changed()

    def set_role(self, role: Role) -> None:
        self.setFont(font(role))

    def colors_changed(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, text_color(self.colors, self._tone))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setPen(text_color(self.colors, self._tone))
            shown = QFontMetrics(self.font()).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(self.rect(), int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)
