"""Closing the window while bots run: asked once, unless the settings already say what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QMenu, QSystemTrayIcon

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import BotCard
from finbyte_desktop.ui.accounts_menu import AccountsMenu
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.colors import color_source
from finbyte_desktop.widgets.icons import icon
from finbyte_desktop.widgets.overlay import Answer

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow

TRAY, KEEP, CANCEL = "tray", "keep", "cancel"
ENDED = (BotState.STOPPED, BotState.ERROR, BotState.DRAFT)


def close_window(window: MainWindow) -> None:
    """Closes at once without bots or with a remembered answer, else asks."""
    alive = _alive(window)
    closing = window.session.settings.closing
    if not alive:
        window.finish(KEEP)
    elif closing in (KEEP, CANCEL):
        window.finish(closing)
    elif closing == TRAY and QSystemTrayIcon.isSystemTrayAvailable():
        to_tray(window)
    else:
        ClosingDialog(window, len(alive)).open()


def _alive(window: MainWindow) -> list[BotCard]:
    """The bots of every open account that have not ended."""
    accounts = window.session.accounts
    desks = [window.session.desk]
    if accounts is not None:
        desks = []
        for state in accounts.states():
            with contextlib.suppress(FinByteError):  # one that is not open has no bots that run
                desks.append(accounts.desk(state.id))
    alive = []
    for desk in desks:
        with contextlib.suppress(FinByteError):
            alive += [card for card in desk.cards() if card.state not in ENDED]
    return alive


def to_tray(window: MainWindow) -> None:
    """Hides the window; bots run on, the tray brings it back."""
    translate = QCoreApplication.translate
    tray = getattr(window, "tray", None)
    if tray is None:
        tray = QSystemTrayIcon(icon("ph.robot", color_source().colors().accent), window)
        menu = QMenu(window)
        show = QAction(translate("Tray", "Show FinByte Desktop"), menu)
        show.triggered.connect(lambda: _back(window))
        menu.addAction(show)
        if window.session.accounts is not None:
            menu.addMenu(AccountsMenu(window.session, menu, lambda: _back(window)))
        for text, action in (
            (translate("Tray", "Panic"), lambda: _panic(window)),
            (translate("Tray", "Quit"), lambda: _quit(window)),
        ):
            entry = QAction(text, menu)
            entry.triggered.connect(action)
            menu.addAction(entry)
        tray.setContextMenu(menu)
        tray.activated.connect(lambda _: _back(window))
        window.tray = tray
    tray.show()
    window.hide()


def _back(window: MainWindow) -> None:
    window.tray.hide()
    window.show()
    window.raise_()


def _panic(window: MainWindow) -> None:
    _back(window)
    window.open_panic()


def _quit(window: MainWindow) -> None:
    _back(window)
    ClosingDialog(window, 1).open()


class ClosingDialog(Dialog):
    """What happens to bots and orders; staying is the safe answer."""

    def __init__(self, window: MainWindow, bots: int) -> None:
        super().__init__(window.session)
        self._window = window
        self._bots = bots
        self._closing = KEEP
        self.choices: dict[str, ChoiceCard] = {}
        self.remember = CheckBox(self.tr("Do not ask again"))

    def open(self) -> None:
        entries = [
            (KEEP, self.tr("Close and keep the orders"),
             self.tr("Bots: rest while the program is closed. At the next start each waits for you "
                 "or goes on, as it was set.\n"
                 "Orders: stay as they are. On paper nothing fills meanwhile; at a venue they may "
                 "fill, and nothing answers them.\n"
                 "Money: stays in the bots.")),
            (CANCEL, self.tr("Cancel the orders and close"),
             self.tr("Bots: paused. At the next start you resume them.\n"
                 "Orders: all of them are cancelled now.\n"
                 "Money: nothing is sold. Coins and money stay in the bots.")),
        ]  # fmt: skip
        if QSystemTrayIcon.isSystemTrayAvailable():
            entries.insert(
                0,
                (
                    TRAY,
                    self.tr("Keep running in the tray"),
                    self.tr(
                        "Bots: go on trading without a window.\n"
                        "Orders: stay, and are replaced as they fill.\n"
                        "Money: goes on working in the bots."
                    ),
                ),
            )
        self._closing = entries[0][0]
        group = QButtonGroup(self)
        for key, title, text in entries:
            card = ChoiceCard(title, text, checked=key == self._closing)
            card.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            group.addButton(card)
            self.column.addWidget(card)
            self.choices[key] = card
        self.column.addWidget(self.remember)
        text = self.tr("%n bot(s) not finished.", "", self._bots)
        self.put(
            self.tr("Close FinByte Desktop?"),
            text,
            Answer("stay", self.tr("Stay")),
            (Answer("close", self.tr("Close"), ButtonKind.PRIMARY),),
        )

    def _choose(self, key: str) -> None:
        self._closing = key

    def chosen(self, key: Hashable) -> bool:
        if self.remember.isChecked():
            self.session.change_settings(closing=self._closing)
        if self._closing == TRAY:
            to_tray(self._window)
        else:
            self._window.finish(self._closing)
        return True
