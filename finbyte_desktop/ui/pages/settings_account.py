"""Section Paper account: balances, deposit, withdraw, reset."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtWidgets import QHBoxLayout

from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.money_dialog import DepositDialog
from finbyte_desktop.ui.pages.settings_fills import FillsCard
from finbyte_desktop.ui.pages.settings_sections import Section, setting_row
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.settings import SettingsModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.metrics import SPACE_2
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.table import TableView


class ResetDialog(Dialog):
    """Back to the first day, asked once."""

    def open(self) -> None:
        self.put(
            self.tr("Reset the paper account?"),
            self.tr(
                "All bots stop, all orders are cancelled, and the account holds its starting money again."
            ),
            Answer("keep", self.tr("Keep it as it is")),
            (Answer("reset", self.tr("Reset"), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(self.session.desk.reset_paper_account(), self.tr("The paper account was reset."))
        return False


ROW_HEIGHT, HEAD_HEIGHT, EMPTY_HEIGHT, MOST_ROWS = 36, 40, 220, 8


class PaperSection(Section):
    """Virtual money only."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__()
        self._session: Session = model.session
        card = Card(self.tr("Balances"), self.tr("virtual money"), flush=True)
        table = TableView(
            model.balances,
            empty_title=self.tr("The account is empty"),
            empty_text=self.tr("Deposit virtual money to begin."),
            empty_action=self.tr("Deposit"),
            row_height=ROW_HEIGHT,
            name=self.tr("Balances"),
            key="balances",
        )
        table.empty_action_clicked.connect(self._deposit)
        self._table = table
        card.body.addWidget(table)
        self._balances = card
        self.column.addWidget(card)
        self.fills = FillsCard(self._session)
        self.column.addWidget(self.fills)
        actions = self.card()
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.deposit = Button(self.tr("Deposit or withdraw"), icon="ph.currency-circle-dollar")
        self.deposit.clicked.connect(self._deposit)
        note = self.tr("Moves virtual money into the account or out of it.")
        actions.body.addLayout(setting_row(self.tr("Paper money"), note, self.deposit))
        self.reset = Button(self.tr("Reset"), ButtonKind.DANGER)
        self.reset.clicked.connect(lambda: ResetDialog(self._session).open())
        note = self.tr("Starts anew with the first balance. History stays readable.")
        actions.body.addLayout(setting_row(self.tr("Reset the paper account"), note, self.reset))

    def _deposit(self) -> None:
        DepositDialog(self._session).open()

    def show_model(self, model: SettingsModel) -> None:
        """The table follows its model by itself; it is as high as its rows, up to eight."""
        rows = model.balances.source_count()
        self._balances.setVisible(bool(rows) or not model.error)  # unread is not empty
        self._table.setFixedHeight(ROW_HEIGHT * min(rows, MOST_ROWS) + HEAD_HEIGHT if rows else EMPTY_HEIGHT)
        self.fills.show_settings(model.values)
