"""Section Connections: every account, how it stands with its venue, what its key may do, what waits for an
answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import AccountHealth, AccountState, GuardState, Link
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.dialogs.connection_dialog import (
    AddConnectionDialog,
    LogOutDialog,
    RemoveConnectionDialog,
    RenewKeyDialog,
)
from finbyte_desktop.ui.dialogs.go_live_dialog import GoLiveDialog
from finbyte_desktop.ui.dialogs.vault_dialog import VaultDialog
from finbyte_desktop.ui.pages.account_answers import AnswersCard
from finbyte_desktop.ui.pages.settings_sections import Section
from finbyte_desktop.ui.pages.vault_card import VaultCard
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.connections import PAPER, ConnectionsModel
from finbyte_desktop.ui.viewmodels.settings import SettingsModel
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactList
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_5
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

REFRESH_MS = 500  # as the status line
ROW_HEIGHT, HEAD_HEIGHT, MOST_ROWS = 44, 40, 5
NS_PER_MS = 1_000_000


class ConnectionsSection(Section):
    """What a person does with an account is the same wherever it stands: choose its row, press a button."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model = ConnectionsModel(session, self)
        session.account_chosen.connect(self.model.choose)
        card = Card(self.tr("Accounts"), flush=True)
        self.add = Button(self.tr("Add connection"), ButtonKind.PRIMARY, icon="ph.plus", height=28)
        self.add.clicked.connect(self._add)
        card.add_header_widget(self.add)
        self.table = TableView(
            self.model.table,
            row_height=ROW_HEIGHT,
            multi_select=False,
            name=self.tr("Accounts"),
            key="accounts",
        )
        self.table.selection_changed.connect(self._selected)
        self.table.row_activated.connect(lambda _: self._open())
        card.body.addWidget(self.table)
        self.column.addWidget(card)
        self.column.addWidget(self._make_details())
        self.vault = VaultCard(session, self.model.accounts)
        self.column.addWidget(self.vault)
        self.answers = AnswersCard(session)
        self.column.addWidget(self.answers)
        self.model.changed.connect(self._show)
        self._clock = QTimer(self)  # nobody tells of each request
        self._clock.setInterval(REFRESH_MS)
        self._clock.timeout.connect(self.model.refresh)
        self._show()

    # -- the parts

    def _make_details(self) -> QWidget:
        self.details = Card(" ")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        self.open_button = Button(self.tr("Show in this window"), ButtonKind.PRIMARY, height=28)
        self.connect_button = Button(self.tr("Connect"), height=28)
        self.disconnect_button = Button(self.tr("Log out"), height=28)
        self.renew_button = Button(self.tr("Replace key"), height=28)
        self.remove_button = Button(self.tr("Remove"), ButtonKind.DANGER, height=28)
        for button, action in (
            (self.open_button, self._open),
            (self.connect_button, self._connect),
            (self.disconnect_button, self._disconnect),
            (self.renew_button, self._renew),
            (self.remove_button, self._remove),
        ):
            button.clicked.connect(action)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.why = Banner("", Tone.DANGER, wrap=True)
        self.details.body.addWidget(self.why)
        self.details.body.addLayout(buttons)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_5)
        self.key_facts, self.venue_facts = FactList(), FactList()
        for key, label in (
            ("trade", self.tr("Trade")),
            ("withdraw", self.tr("Withdraw")),
            ("transfer", self.tr("Move between accounts")),
            ("ip", self.tr("Bound to addresses")),
            ("home", self.tr("Key kept in")),
        ):
            self.key_facts.add(key, label)
        for key, label in (
            ("tier", self.tr("Capability tier")),
            ("clock", self.tr("Venue's clock less ours")),
            ("requests", self.tr("Requests this minute")),
            ("closed", self.tr("Markets closed for new orders")),
            ("differences", self.tr("Difference to the ledger")),
            ("guard", self.tr("Panic guard")),
        ):
            self.venue_facts.add(key, label)
        for title, facts in (
            (self.tr("What the key may do"), self.key_facts),
            (self.tr("How it stands"), self.venue_facts),
        ):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(Text(title, Role.STRONG))
            column.addWidget(facts)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._facts = QWidget()
        self._facts.setLayout(columns)
        columns.setContentsMargins(0, 0, 0, 0)
        self.details.body.addWidget(self._facts)
        self.notes = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self.details.body.addWidget(self.notes)
        return self.details

    # -- what it shows

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.refresh()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def show_model(self, model: SettingsModel) -> None:
        """The accounts have a model of their own."""

    def _show(self) -> None:
        rows = self.model.table.source_count()
        self.table.setFixedHeight(ROW_HEIGHT * min(rows, MOST_ROWS) + HEAD_HEIGHT)
        self.vault.show_vault()
        state = self.model.state()
        self.details.setVisible(state is not None)
        if state is None:
            return
        self.details.set_title(state.name if state.id != PAPER else self.tr("Paper account"), state.venue)
        paper, here = state.id == PAPER, state.id == self._session.account
        self.open_button.setVisible(state.is_open and not here)
        self.connect_button.setVisible(not state.is_open and state.link is not Link.CONNECTING)
        self.disconnect_button.setVisible(not paper and state.link not in (Link.OFF, Link.CONNECTING))
        self.renew_button.setVisible(not paper)
        self.remove_button.setVisible(not paper)
        self.why.setVisible(bool(state.why))
        if state.why:
            self.why.set_event(words_accounts.why(state), words_accounts.LINK_TONES[state.link])
        health = self.model.health()
        self._facts.setVisible(health is not None)
        self.notes.setVisible(bool(health) or paper)
        if health is not None:
            self._show_health(state, health)
        elif paper:
            self.notes.setText(
                self.tr("Virtual money and prices made on this computer. It is there without a network.")
            )
        self.answers.show_account(state, health)

    def _show_health(self, state: AccountState, health: AccountHealth) -> None:
        rights, facts = health.rights, self.key_facts
        lost = Tone.DANGER if rights.can_trade is False else Tone.NEUTRAL
        facts.set_value("trade", words_accounts.right(rights.can_trade), tone=lost)
        for key, may in (("withdraw", rights.can_withdraw), ("transfer", rights.can_transfer)):
            tone = Tone.WARN if may is None else Tone.DANGER if may else Tone.NEUTRAL
            facts.set_value(key, words_accounts.right(may), tone=tone)
        facts.set_value(
            "ip",
            words_accounts.right(rights.ip_bound),
            tone=Tone.NEUTRAL if rights.ip_bound else Tone.WARN,
        )
        facts.set_value("home", words_accounts.home(state.home))
        venue = self.venue_facts
        venue.set_value("tier", health.tier)
        venue.set_value("clock", fmt.number(health.clock_offset_ns // NS_PER_MS, sign=True), "ms")
        venue.set_value("requests", f"{fmt.number(health.budget_used)} / {fmt.number(health.budget_limit)}")
        venue.set_value("closed", str(len(health.gates)), tone=Tone.WARN if health.gates else Tone.NEUTRAL)
        count = len(health.differences)
        venue.set_value("differences", str(count), tone=Tone.DANGER if count else Tone.NEUTRAL)
        if health.guard is GuardState.OFF:
            venue.set_value("guard", fmt.ABSENT)
        else:
            tone = words_accounts.GUARD_TONES[health.guard]
            venue.set_value("guard", words_accounts.guard(health.guard)[0], tone=tone)
        self.notes.setText("\n".join(self._notes(health)))

    def _notes(self, health: AccountHealth) -> Sequence[str]:
        told = [words_accounts.tier(health.tier)]
        told += [words_accounts.key_warning(code) for code in health.warnings]
        if health.guard in (GuardState.AWAY, GuardState.SILENT, GuardState.ENDED):
            told.append(words_accounts.guard(health.guard)[1])
        for market, reasons in sorted(health.gates.items()):
            why = ", ".join(words_accounts.gate(reason) for reason in reasons)
            told.append(
                self.tr("No new order leaves for {market}: {why}.").format(
                    market=market.partition(":")[2] or market, why=why
                )
            )
        return told

    # -- what it does

    def _selected(self, rows: Sequence[AccountState]) -> None:
        if rows and rows[0].id != self.model.chosen:
            self.model.choose(rows[0].id)

    def _add(self) -> None:
        AddConnectionDialog(self._session, self.model.accounts).open()

    def _open(self) -> None:
        state = self.model.state()
        if state is not None and state.is_open:
            self._session.account_wanted.emit(state.id)

    def _connect(self) -> None:
        state = self.model.state()
        if state is None:
            return
        if state.home == "vault" and not self.model.accounts.vault_is_open():
            VaultDialog(self._session, self.model.accounts, self._connect).open()
        elif state.mode == "live":
            question = GoLiveDialog(self._session, state, lambda: self._connected(state))
            if state.link is not Link.OFF:  # it would go on trying by itself
                question.refused = lambda: self._session.act(self.model.accounts.disconnect(state.id))
            question.open()
        else:
            self._connected(state)

    def _connected(self, state: AccountState) -> None:
        done = self.tr("{name} is connected.").format(name=state.name)
        self._session.act(
            self.model.accounts.connect(state.id),
            done,
            subject="connection",
            then=lambda _: self._session.account_wanted.emit(state.id),
        )

    def _disconnect(self) -> None:
        state = self.model.state()
        if state is not None:
            LogOutDialog(self._session, self.model.accounts, state).open_if_needed()

    def _renew(self) -> None:
        state = self.model.state()
        if state is not None:
            venues = {venue.label: venue for venue in self.model.accounts.venues()}
            venue = venues.get(state.venue)
            needs = venue is not None and venue.passphrase
            RenewKeyDialog(self._session, self.model.accounts, state, needs, self.model.refresh).open()

    def _remove(self) -> None:
        state = self.model.state()
        if state is not None:
            RemoveConnectionDialog(self._session, self.model.accounts, state).open()
