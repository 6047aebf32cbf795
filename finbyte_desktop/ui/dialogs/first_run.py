"""The introduction: three steps to a bot that trades on paper."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import FeedKind
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.feed_form import FeedForm
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.stepper import Stepper
from finbyte_desktop.widgets.text import Text

STEP_HEIGHT = 224  # of the tallest step: the buttons keep their place


class FirstRun(Dialog):
    """Welcome, price feed (demo is chosen already), first bot. Escape goes straight to the application."""

    takes_files = True

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=640)
        self._step = 0
        self.stepper = Stepper([self.tr("Welcome"), self.tr("Prices"), self.tr("First bot")])
        steps = QHBoxLayout()
        steps.addWidget(self.stepper)
        steps.addStretch(1)
        self.column.addLayout(steps)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(STEP_HEIGHT)
        self._stack.addWidget(
            self._lines(
                self.tr(
                    "All money is virtual until you connect an exchange. No account, no key, no network."
                ),
                self.tr("A bot asks before it trades. You see every order before it is sent."),
                self.tr("Everything a bot did and why is written down on this computer."),
            )
        )
        self.form = FeedForm(session, session.settings.feed)
        self.form.changed.connect(self._judge)
        self._stack.addWidget(self.form)
        self._stack.addWidget(
            self._lines(
                self.tr(
                    "A spot grid buys low and sells high inside a price range. "
                    "The range is suggested for you."
                ),
                self.tr("Next you see its exact orders. Approve them, and the bot runs."),
            )
        )
        self.column.addWidget(self._stack)
        self._holds = False

    def _hold(self) -> None:
        """On the very first start the prices wait: nobody shall find a recording that is over. They wait
        already when the program ended before the introduction did.
        """
        if not self.session.settings.first_run_done:
            self._holds = True
            self.session.desk.feed_pause(True)

    def _let_go(self) -> None:
        if self._holds:
            self._holds = False
            self.session.desk.feed_pause(False)

    def _lines(self, *texts: str) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(10)
        for text in texts:
            column.addWidget(Text(text, Role.BODY, Tone.MUTED, wrap=True))
        column.addStretch(1)
        return area

    def open(self) -> None:
        self._hold()
        self.show_step(0)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Files dropped on the introduction are where prices come from."""
        self.show_step(1)
        self.form.take_files(paths)

    def show_step(self, step: int) -> None:
        """0 welcome, 1 prices, 2 first bot."""
        self._step = step
        self.stepper.set_current(step)
        for number in range(self._stack.count()):  # a page not shown yet knows no width, and asks for more
            kept = QSizePolicy.Policy.Preferred if number == step else QSizePolicy.Policy.Ignored
            self._stack.widget(number).setSizePolicy(QSizePolicy.Policy.Preferred, kept)
        self._stack.setCurrentIndex(step)
        titles = (
            self.tr("Trading bots on your own computer. This starts on paper."),
            self._where(),
            self.tr("Create your first bot. It takes a minute."),
        )
        forward = (self.tr("Continue"), self.tr("Continue"), self.tr("Create the first bot"))
        self.put(
            self.tr("Welcome to FinByte Desktop"),
            titles[step],
            Answer("later", self.tr("Look around first")),
            (Answer("next", forward[step], ButtonKind.PRIMARY),),
        )
        self.button("next").setFocus()
        self._judge()

    def _where(self) -> str:
        feed = self.session.desk.health().feed
        if feed.choice.kind is FeedKind.DEMO:
            return self.tr("Where shall prices come from? The demo market is ready.")
        return self.tr("Where shall prices come from? {name} is ready.").format(name=feed.label)

    def _judge(self) -> None:
        if self.is_open() and self._step == 1:
            self.button("next").setEnabled(self.form.choice() is not None)

    def chosen(self, key: Hashable) -> bool:
        if self._step == 0:
            self.show_step(1)
            return False
        if self._step == 1:
            choice = self.form.choice()
            if choice is None or choice == self.session.settings.feed:
                self.show_step(2)
            else:
                self.session.act(
                    self.session.desk.choose_feed(choice),
                    failed=self._feed_failed,
                    then=lambda _: self._chose(),
                )
            return False
        self._let_go()
        self._remember()
        markets = self.session.spot_markets()
        self.session.go(Place("wizard", market=markets[0].id if markets else ""))
        return True

    def _chose(self) -> None:
        if self._holds:
            self._hold()
        self.show_step(2)

    def _feed_failed(self, error: FinByteError) -> None:
        self.show_step(1)
        self.show_error(error)

    def dismissed(self) -> None:
        self._let_go()
        self._remember()

    def _remember(self) -> None:
        if not self.session.settings.first_run_done:
            self.session.change_settings(first_run_done=True)
