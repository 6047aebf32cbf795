"""Text: a label in a role and a tone. What it shows is always plain text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QWidget

from finbyte_desktop.widgets.colors import Themed, Tone, text_color
from finbyte_desktop.widgets.fonts import Role, font

LEAST_ELIDED = 24


class Text(Themed, QLabel):
    """One line (or, with `wrap`, a paragraph) of plain text. With `elide` it shortens instead of pushing,
    with `lines` only what does not fit into so many lines.
    """

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.NEUTRAL,
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        elide: bool = False,
        lines: int = 1,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._lines = lines
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
            painter.drawText(self.rect(), int(self.alignment()), "\n".join(self.shown_lines()))

    def shown_lines(self) -> list[str]:
        """An eliding text as it stands in its room."""
        return elided(self.text(), self.font(), self.width(), self._lines)


def elided(text: str, of: QFont, width: int, lines: int) -> list[str]:
    """A text broken at its words into so many lines of a width, the last one shortened."""
    found: list[str] = []
    rest = " ".join(text.split())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    while rest and len(found) < lines - 1:
        layout = QTextLayout(rest, of)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(width)
        layout.endLayout()
        found.append(rest[: line.textLength()].rstrip())
        rest = rest[line.textLength() :]
    last = QFontMetrics(of).elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return [*found, last] if last else found
