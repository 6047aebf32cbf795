"""A connection to a venue: which one, a key that may only trade, where the key is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import (
    Accounts,
    AccountState,
    ApiKey,
    Connection,
    Home,
    KeyReport,
    Link,
    Secret,
    VenueChoice,
)
from finbyte_desktop.ui import words_accounts, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.go_live_dialog import GoLiveDialog
from finbyte_desktop.ui.dialogs.vault_dialog import VaultDialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.connections import restored_key
from finbyte_desktop.widgets.buttons import ButtonKind, LinkButton
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit

LIVE = "live"
LONGEST_BESIDE = 90
FIRST = ("binance", "bybit")


@dataclass
class KeyFields:
    """What is typed of a key; no more than the dialog that holds it keeps it."""

    key: TextEdit
    secret: TextEdit
    passphrase: TextEdit

    def read(self) -> ApiKey:
        """The key as it was typed."""
        said = self.passphrase.text().strip()
        return ApiKey(
            Secret(self.key.text().strip()),
            Secret(restored_key(self.secret.text())),
            Secret(said) if said else None,
        )

    def are_full(self) -> bool:
        needs = not self.passphrase.isHidden()
        return bool(self.key.text().strip() and self.secret.text().strip()) and (
            not needs or bool(self.passphrase.text().strip())
        )

    def place(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for field in (self.key, self.secret):  # the error below one moves the other nowhere
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.passphrase)


class AddConnectionDialog(Dialog):
    """Nothing is kept before the venue took the key and told that it cannot move money out."""

    confirms = "add"

    def __init__(self, session: Session, accounts: Accounts) -> None:
        super().__init__(session, width=640)
        self.subject = "connection"
        self._accounts = accounts
        self._venues = sorted(accounts.venues(), key=lambda v: (v.id not in FIRST, v.tier, v.label.lower()))
        self.search = TextEdit(self.tr("Find a venue"), placeholder=self.tr("Binance, Bybit, OKX"))
        self.search.edited.connect(self._search)
        self.venue = Select([(v.id, _line(v)) for v in self._venues], height=40)
        self.venue.setAccessibleName(self.tr("Venue"))
        self.venue.selected.connect(lambda _: self._venue_chosen())
        self.meaning = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self.name = TextEdit(self.tr("Your name for it"))
        real = (LIVE, words_accounts.money_name(LIVE))
        money = self.tr("Which money")
        self.money = SegmentedControl([real], height=36, stretch=True, name=money, asks=True)
        self.money_note = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self.keys = KeyFields(
            TextEdit(self.tr("API key")),
            TextEdit(self.tr("Secret, or private key"), secret=True),
            TextEdit(self.tr("Passphrase"), secret=True),
        )
        self.home = SegmentedControl(
            [
                (Home.KEYRING, self.tr("System keyring")),
                (Home.VAULT, self.tr("Vault file")),
                (Home.SESSION, self.tr("This session")),
            ],
            Home.KEYRING,
            name=self.tr("Where the key is kept"),
        )
        self.home_note = Text("", Role.TABLE, Tone.WARN, wrap=True)
        self.home_note.hide()
        self._is_over = False
        self.address = TextEdit(self.tr("Another address"), placeholder="http://127.0.0.1:8080")
        self.home.selected.connect(lambda _: self._judge())
        self.money.selected.connect(lambda _: self._money_chosen())
        for field in (self.name, self.keys.key, self.keys.secret, self.keys.passphrase):
            field.edited.connect(lambda _: self._judge())

    def open(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        chosen = QVBoxLayout()
        chosen.setSpacing(4)
        chosen.addWidget(Text(self.tr("Venue"), Role.TABLE, Tone.MUTED))
        chosen.addWidget(self.venue)
        chosen.addStretch(1)
        top.addLayout(chosen, 1)
        self.column.addLayout(top)
        self.column.addWidget(self.meaning)
        names = QHBoxLayout()
        names.setSpacing(12)
        names.addWidget(self.name, 1)
        money = QVBoxLayout()
        money.setSpacing(4)
        money.addWidget(Text(self.tr("Money"), Role.TABLE, Tone.MUTED))
        money.addWidget(self.money)
        money.addStretch(1)
        names.addLayout(money, 1)
        self.column.addLayout(names)
        self.column.addWidget(self.money_note)
        self.keys.place(self.column)
        keep = QHBoxLayout()
        keep.addWidget(Text(self.tr("Kept in"), Role.TABLE, Tone.MUTED))
        keep.addStretch(1)
        keep.addWidget(self.home)
        self.column.addLayout(keep)
        self.column.addWidget(self.home_note)
        self.column.addWidget(self.address)
        self.address.hide()
        other = LinkButton(self.tr("Another address"))
        other.clicked.connect(self.show_address)
        self.foot_left.addWidget(other)
        self.put(
            self.tr("Add a connection"),
            self.tr("Make a key at the venue that may read and trade, and nothing else."),
            Answer("cancel", self.tr("Cancel")),
            (Answer("add", self.tr("Check and add"), ButtonKind.PRIMARY),),
        )
        self._venue_chosen()
        self.search.setFocus()
        self.session.act(self._accounts.has_keyring(), then=self._homes_known)

    def show_address(self) -> None:
        """A field for another address of the venue, such as a server on this computer."""
        self.address.show()

    def chosen(self, key: Hashable) -> bool:
        if self.home.current() is Home.VAULT and not self._accounts.vault_is_open():
            vault = VaultDialog(self.session, self._accounts, self._check)
            vault.refused = self._go_on
            vault.open()
            return False
        try:
            connection = self._accounts.new_connection(
                str(self.venue.current()),
                self.name.text(),
                Home(str(self.home.current())),
                self.money.current() == "testnet",
                self.address.text().strip() or None,
                self.money.current() == "demo",
            )
        except FinByteError as error:
            self.put_back()
            self.show_error(error)
            return False
        if connection.mode != LIVE:
            self._add(connection)
            return False
        self._say_checking()
        self.session.act(
            self._accounts.try_key(connection, self.keys.read()),
            failed=self._failed,
            then=lambda report: self._ask(connection, report),
        )
        return False

    def _go_on(self) -> None:
        """The form once more, with the keys on what comes next."""
        self.put_back()
        self._judge()
        self.button("add").focus_with_ring()

    def _check(self) -> None:
        """The vault is open: what was asked for goes on."""
        self._go_on()
        self.button("add").click()

    def _ask(self, connection: Connection, report: KeyReport) -> None:
        """The name is typed for a key that works; a key that is no good was refused before."""
        if self._is_over:
            return
        self.session.say(self.tr("The key works. Nothing is kept yet."), subject=self.subject)
        venue = self._venue().label
        asked = AccountState(
            connection.id, connection.name, venue, LIVE, Link.OFF, address=connection.address
        )
        question = GoLiveDialog(self.session, asked, lambda: self._add(connection), _told(report))
        question.refused = self.put_back
        question.open()

    def _say_checking(self) -> None:
        text = self.tr("Checking the key at {venue}").format(venue=self._venue().label)
        self.session.say(text, subject=self.subject)

    def _add(self, connection: Connection) -> None:
        self._say_checking()
        self.session.act(
            self._accounts.add(connection, self.keys.read()),
            failed=self._failed,
            then=lambda report: self._added(connection, report),
        )

    def dismissed(self) -> None:
        self._is_over = True

    def _added(self, connection: Connection, report: KeyReport) -> None:
        self._is_over = True
        self.deleteLater()
        told = _told(report)
        text = self.tr("{name} is connected.").format(name=connection.name)
        self.session.say(
            f"{text} {told}".strip(), Tone.WARN if report.warnings else Tone.BUY, subject=self.subject
        )
        self.session.account_wanted.emit(connection.id)

    def show_error(self, error: FinByteError) -> None:
        """Beside the field that it is about."""
        field = {
            "name": self.name,
            "key": self.keys.key,
            "secret": self.keys.secret,
            "passphrase": self.keys.passphrase,
        }.get(getattr(error, "field", None) or "")
        if error.code in ("bad_name", "connection_exists"):
            field = self.name
        text = words_problems.error(error)
        if field is None or len(error.text) > LONGEST_BESIDE:
            super().show_error(error)
        else:
            field.set_error(text)

    # -- inside

    def _venue(self) -> VenueChoice:
        return next(v for v in self._venues if v.id == self.venue.current())

    def _search(self, text: str) -> None:
        wanted = text.strip().lower()
        found = [v for v in self._venues if wanted in v.label.lower() or wanted in v.id]
        if not found:
            self.search.set_error(self.tr("No venue of that name"))
            return
        self.venue.set_options([(v.id, _line(v)) for v in found], found[0].id)
        self._venue_chosen()

    def _venue_chosen(self) -> None:
        venue = self._venue()
        self.meaning.setText(words_accounts.tier(venue.tier))
        kinds = [LIVE, *(["testnet"] if venue.testnet else []), *(["demo"] if venue.demo else [])]
        if self.money.keys() != kinds:
            named = [(kind, words_accounts.money_name(kind)) for kind in kinds]
            self.money.set_segments(named, self.money.current())
        self._money_chosen()
        self.keys.passphrase.setVisible(venue.passphrase)
        taken = {state.name for state in self._accounts.states()}
        if not self.name.text() or self.name.text() in {v.label for v in self._venues}:
            label = venue.label
            self.name.set_text(label if label not in taken else "")
        self._judge()

    def _money_chosen(self) -> None:
        venue, money = self._venue(), self.money.current()
        if money is None:
            text = self.tr("Choose which money its orders move.")
        else:
            text = words_accounts.money_note(str(money), venue.label)
        if len(self.money.keys()) == 1:
            none = self.tr("{venue} has no play money here.").format(venue=venue.label)
            text = f"{text} {none}"
        self.money_note.setText(text)
        self._judge()

    def _homes_known(self, has_keyring: bool) -> None:
        """A home that cannot keep the key is not offered."""
        if has_keyring or self._is_over:
            return
        self.home.set_segments(
            [(Home.VAULT, self.tr("Vault file")), (Home.SESSION, self.tr("This session"))],
            self.home.current(),
        )
        self.home_note.setText(
            self.tr(
                "This computer has no keyring that keeps secrets. The vault is a file in the data folder, "
                "sealed with a password of yours."
            )
        )
        self.home_note.show()
        self._judge()

    def _judge(self) -> None:
        if self.is_open():
            chosen = self.money.current() is not None
            add = self.button("add")
            add.setEnabled(chosen and bool(self.name.text().strip()) and self.keys.are_full())
            add.setToolTip("" if chosen else self.tr("Choose which money its orders move."))


def _told(report: KeyReport) -> str:
    """What a person should know of a key that works."""
    return " ".join(words_accounts.key_warning(code) for code in report.warnings)


class RenewKeyDialog(Dialog):
    """Another key in the place of the old one; the old one stays when the new one is no good."""

    confirms = "renew"

    def __init__(
        self,
        session: Session,
        accounts: Accounts,
        account: AccountState,
        passphrase: bool,
        done: Callable[[], None],
    ) -> None:
        super().__init__(session, width=640)
        self.subject = "connection"
        self._accounts, self._account, self._done = accounts, account, done
        self.keys = KeyFields(
            TextEdit(self.tr("API key")),
            TextEdit(self.tr("Secret, or private key"), secret=True),
            TextEdit(self.tr("Passphrase"), secret=True),
        )
        self.keys.passphrase.setVisible(passphrase)
        for field in (self.keys.key, self.keys.secret, self.keys.passphrase):
            field.edited.connect(lambda _: self._judge())

    def open(self) -> None:
        self.keys.place(self.column)
        self.put(
            self.tr("Another key for {name}").format(name=self._account.name),
            self.tr("It is checked first. Orders at the venue stay as they are."),
            Answer("cancel", self.tr("Cancel")),
            (Answer("renew", self.tr("Check and replace"), ButtonKind.PRIMARY),),
        )
        self._judge()
        self.keys.key.setFocus()

    def chosen(self, key: Hashable) -> bool:
        self.session.act(
            self._accounts.renew(self._account.id, self.keys.read()),
            self.tr("The key was replaced."),
            failed=self._failed,
            then=lambda _: self._replaced(),
            subject=self.subject,
        )
        return False

    def _replaced(self) -> None:
        self.deleteLater()
        self._done()

    def _judge(self) -> None:
        if self.is_open():
            self.button("renew").setEnabled(self.keys.are_full())


class LogOutDialog(Dialog):
    """Asked where bots would be left alone."""

    def __init__(self, session: Session, accounts: Accounts, account: AccountState) -> None:
        super().__init__(session)
        self.subject = "connection"
        self._accounts, self._account = accounts, account

    def open_if_needed(self) -> None:
        """Logs out at once where no bot is left alone."""
        if self._account.bots:
            self.open()
        else:
            self.do(*self._work())

    def _work(self) -> tuple[Awaitable[None], str]:
        done = self.tr("{name} is logged out. What it has at the venue stays.").format(
            name=self._account.name
        )
        return self._accounts.disconnect(self._account.id), done

    def open(self) -> None:
        text = self.tr(
            "{bots} not finished. What orders they have stay at the venue and may fill; nobody answers them, "
            "and no stop acts, until you connect again."
        ).format(bots=Counts().bots(self._account.bots or 0))
        self.put(
            self.tr("Log out of {name}?").format(name=self._account.name),
            text,
            Answer("stay", self.tr("Stay connected")),
            (Answer("out", self.tr("Log out"), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(*self._work())
        return False


class RemoveConnectionDialog(Dialog):
    """The key is forgotten; at the venue it stays valid."""

    def __init__(self, session: Session, accounts: Accounts, account: AccountState) -> None:
        super().__init__(session)
        self.subject = "connection"
        self._accounts, self._account = accounts, account

    def open(self) -> None:
        self.put(
            self.tr("Remove {name}?").format(name=self._account.name),
            self.tr(
                "FinByte forgets its key. Delete the key at the venue too: it stays valid there. The history "
                "of this account stays in the data folder."
            ),
            Answer("keep", self.tr("Keep it")),
            (Answer("remove", self.tr("Remove"), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(self._accounts.remove(self._account.id), self.tr("The connection was removed."))
        return False


def _line(venue: VenueChoice) -> str:
    return f"{venue.label}, {words_accounts.tier_name(venue.tier)}"
