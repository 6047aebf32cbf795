"""TextEdit: a line of text with its label, its error below it, and an eye where the text is secret."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import ButtonKind, IconButton
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import FieldFrame, LineBelow
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import FIELD_HEIGHT
from finbyte_desktop.widgets.text import Text

LONGEST = 8_192  # a private key of RSA has about 3,300 characters


class TextEdit(QWidget):
    """Label above, field, message line below. `edited` carries the text after each change by a person.

    With `secret` the text is dots until the eye is pressed, and it is never offered by an input method.
    """

    edited = Signal(str)

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        secret: bool = False,
        placeholder: str = "",
        lines: int = 1,
        height: int = FIELD_HEIGHT,
    ) -> None:
        super().__init__(parent)
        self._hint, self._hint_tone = "", Tone.MUTED
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Text(label, Role.TABLE, Tone.MUTED))
        self._frame = FieldFrame(self, height)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(12, 0, 6 if secret else 12, 0)
        row.setSpacing(8)
        self.line = QLineEdit(self._frame)
        self.line.setProperty("bare", True)
        self.line.setFrame(False)
        self.line.setFont(font(Role.STRONG))
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(placeholder)
        row.addWidget(self.line, 1)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
            self.eye = IconButton("ph.eye", self.tr("Show"), ButtonKind.GHOST, size=28, icon_size=16)
            self.eye.clicked.connect(self._turn_eye)
            row.addWidget(self.eye)
        self._frame.watch(self.line)
        column.addWidget(self._frame)
        self._below = LineBelow(self, lines)
        column.addWidget(self._below)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Shows a text without saying `edited`."""
        self.line.setText(text)

    def set_hint(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """What stands below while there is no error."""
        self._hint, self._hint_tone = text, tone
        self.clear_error()

    def set_error(self, text: str) -> None:
        self._frame.error = True
        self._frame.update()
        self._below.show_text(text, error=True)
        self.line.setAccessibleDescription(text)

    def clear_error(self) -> None:
        self._frame.error = False
        self._frame.update()
        self._below.show_text(self._hint, error=False, tone=self._hint_tone)
        self.line.setAccessibleDescription(self._hint)

    def has_error(self) -> bool:
        return self._frame.error

    def message_text(self) -> str:
        """What stands below the field now."""
        return self._below.text.text()

    def _typed(self, text: str) -> None:
        self.clear_error()
        self.edited.emit(text)

    def _turn_eye(self) -> None:
        hidden = self.line.echoMode() is QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.set_icon_name("ph.eye-slash" if hidden else "ph.eye")
        self.eye.setAccessibleName(self.tr("Hide") if hidden else self.tr("Show"))
        self.eye.setToolTip(self.tr("Hide") if hidden else self.tr("Show"))
