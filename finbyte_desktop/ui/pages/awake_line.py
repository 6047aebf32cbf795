"""Whether this computer stays awake for the bots: in words, with the click that mends it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Awake
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2
from finbyte_desktop.widgets.text import Text


class AwakeLine(QWidget):
    """Follows the settings and the system's answer. The click switches the setting on, or asks again. With
    `of_stop` it names the stop, where it does not stand beside it.
    """

    def __init__(self, session: Session, *, of_stop: bool = False) -> None:
        super().__init__()
        self._of_stop = of_stop
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        self.text = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        row.addWidget(self.text, 1)
        self.turn_on = LinkButton("")
        self.turn_on.clicked.connect(self._ask)
        row.addWidget(self.turn_on)
        session.bridge.slow.connect(self._told)
        self.refresh()

    def _told(self, topics: frozenset[str]) -> None:
        if topics & {"health", "settings"}:
            self.refresh()

    def refresh(self) -> None:
        """Says how it stands now."""
        try:
            health = self._session.desk.health()
        except FinByteError:
            return  # the status line says why
        wanted = self._session.desk.settings().keep_awake
        text, tone = words.awake(health.awake, health.awake_why, wanted=wanted)
        words_of = self.tr("Works only while this computer is awake. {state}")
        if self._of_stop:
            words_of = self.tr("This stop works only while this computer is awake. {state}")
        self.text.setText(words_of.format(state=text))
        self.text.set_tone(tone)
        refused = health.awake is Awake.REFUSED
        self.turn_on.setText(self.tr("Ask again") if refused else self.tr("Keep it awake"))
        self.turn_on.setVisible(refused or not wanted)

    def _ask(self) -> None:
        self._session.change_settings(keep_awake=True)
