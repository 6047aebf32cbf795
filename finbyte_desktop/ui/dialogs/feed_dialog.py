"""Choose where prices come from, also for files that were dropped on the window."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui import words_feed
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.feed_change import FeedChangeDialog
from finbyte_desktop.ui.dialogs.feed_form import FeedForm
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer


class FeedDialog(Dialog):
    """Bots on another feed pause: their prices would not be continued."""

    takes_files = True

    def __init__(self, session: Session, *paths: Path) -> None:
        super().__init__(session, width=620)
        self.form = FeedForm(session, session.settings.feed)
        self.form.changed.connect(self._judge)
        self.column.addWidget(self.form)
        self._paths = paths

    def open(self) -> None:
        if self._paths:
            self.form.take_files(self._paths)
        self.put(
            self.tr("Price feed"),
            self.tr("Where shall prices come from?"),
            Answer("cancel", self.tr("Cancel")),
            (Answer("use", self.tr("Use this feed"), ButtonKind.PRIMARY),),
        )
        self._judge()
        if self._paths:
            self._offer()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Other files, dropped on the open question."""
        self.form.take_files(paths)
        self._offer()

    def _offer(self) -> None:
        """Enter plays the file that was dropped."""
        if self.button("use").isEnabled():
            self.button("use").setFocus()

    def _judge(self) -> None:
        if self.is_open():
            self.button("use").setEnabled(self.form.choice() is not None)

    def chosen(self, key: Hashable) -> bool:
        choice = self.form.choice()
        if choice is None:
            return True
        self.subject = "feed"
        try:
            waiting = self.session.desk.bots_that_wait(choice)
        except FinByteError as error:
            self._failed(error)
            return False
        if waiting:
            FeedChangeDialog(self.session, choice, waiting).open()
            return True
        done = words_feed.taken(self.session.desk.health().feed, choice)
        self.do(self.session.desk.choose_feed(choice), done)
        return False
