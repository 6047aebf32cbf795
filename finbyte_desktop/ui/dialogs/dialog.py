"""What all dialogs share: an overlay over the page that is made, asked once and thrown away."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui import words, words_accounts, words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.overlay import Answer, Overlay


class Dialog(Overlay):
    """Subclasses implement `open` (which calls `put`) and `chosen`. Escape always gives the safe answer.

    A command that fails brings the dialog back with the reason: nothing that was typed is lost. Enter in a
    field gives the answer `confirms`, where a dialog has one: never one that trades or stops.
    """

    confirms: Hashable = None
    takes_files = False  # whether a file of prices can be dropped on it

    def __init__(self, session: Session, *, width: int = 560) -> None:
        host = session.host
        if host is None:
            raise RuntimeError("a dialog needs the window's page area")
        super().__init__(host, width=width)
        self.session = session
        self.came_or_went.connect(session.questions_changed)
        self.subject = ""  # what its notes are about, such as a bot
        self._question: tuple[str, str, Answer, Sequence[Answer]] | None = None
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.add_body(self.content)
        self.error_line = Banner("", Tone.DANGER, wrap=True)
        self.error_line.hide()
        self.add_body(self.error_line)
        self.answered.connect(self._answered)

    def open(self) -> None:
        """Shows the dialog."""
        raise NotImplementedError

    def take_files(self, paths: Sequence[Path]) -> None:
        """Takes files that were dropped on it."""
        raise NotImplementedError

    def chosen(self, key: Hashable) -> bool:
        """An answer that is not the safe one. True when the dialog is done, False when it waits for a
        command.
        """
        raise NotImplementedError

    def show_stake(self) -> None:
        """Adds which account it is about, and what kind of money moves there."""
        health = self.session.desk.health()
        self.column.addWidget(FactRow(self.tr("Account"), self.session.account_name()))
        money = words_accounts.money_at_stake(health.mode, words.venue(health.feed.label))
        tone = words_accounts.MODE_TONES.get(health.mode, Tone.PAPER)
        self.stake = Banner(money, tone, height=32)
        self.column.addWidget(self.stake)

    def put(self, title: str, consequence: str, safe: Answer, others: Sequence[Answer] = ()) -> None:
        """Asks, and remembers the question for coming back after an error."""
        self._question = (title, consequence, safe, others)
        self.ask(title, consequence, safe, others)

    def do(self, work: object, done: str = "") -> None:
        """Runs the command of the answer; an error brings the dialog back."""
        self.session.act(
            work, done, failed=self._failed, then=lambda _: self.deleteLater(), subject=self.subject
        )

    def show_error(self, error: FinByteError) -> None:
        """Where an error stands; dialogs with fields put it beside the field."""
        self.error_line.set_event(words_problems.error(error), Tone.DANGER)
        self.error_line.show()

    def say(self, text: str) -> None:
        """Another consequence, while the question is open."""
        self._consequence.setText(text)
        if self._question is not None:
            title, _, safe, others = self._question
            self._question = (title, text, safe, others)

    def put_back(self) -> None:
        """The question once more, with all that was typed."""
        if self._question is not None:
            self.ask(*self._question)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and self.confirms is not None and isinstance(self.focusWidget(), QLineEdit):
            self.button(self.confirms).click()  # one that is off does nothing
            event.accept()
            return
        super().keyPressEvent(event)

    def _failed(self, error: FinByteError) -> None:
        self.put_back()
        self.show_error(error)

    def _answered(self, key: Hashable) -> None:
        if self._question is not None and key == self._question[2].key:
            self.dismissed()
            self.deleteLater()
            return
        self.error_line.hide()
        if self.chosen(key):
            self.deleteLater()

    def dismissed(self) -> None:
        """The safe answer was given."""
