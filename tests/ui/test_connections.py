"""Accounts in the window: adding one, real money only after its name was typed, what waits for an answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.services import ports as p
from finbyte_desktop.services.venues.venue_trouble import Trouble, VenueTrouble
from finbyte_desktop.ui import words_accounts, words_problems
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.dialogs.connection_dialog import (
    AddConnectionDialog,
    LogOutDialog,
    RemoveConnectionDialog,
    RenewKeyDialog,
)
from finbyte_desktop.ui.dialogs.go_live_dialog import GoLiveDialog
from finbyte_desktop.ui.dialogs.panic_dialog import ACCOUNT, ALL, BOT, PanicDialog
from finbyte_desktop.ui.dialogs.panic_result_dialog import PanicResultDialog
from finbyte_desktop.ui.dialogs.vault_dialog import VaultDialog
from finbyte_desktop.ui.matters import matters_of
from finbyte_desktop.ui.pages.account_answers import (
    AnswersCard,
    DifferencesDialog,
    PositionDialog,
    QuarantineDialog,
    QuarantinesDialog,
    UnclaimedDialog,
    away_text,
)
from finbyte_desktop.ui.pages.approvals_page import ApprovalsPage
from finbyte_desktop.ui.pages.portfolio_page import PortfolioPage
from finbyte_desktop.ui.pages.settings_connections import ConnectionsSection
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.shell_status import ShellStatus
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown
from finbyte_desktop.ui.viewmodels.connections import restored_key
from finbyte_desktop.ui.viewmodels.overview import Overview
from finbyte_desktop.ui.viewmodels.portfolio import worth_course
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.status_line import StatusLine
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit
from tests.support.fake_accounts import QUARANTINED, UNCLAIMED, FakeAccounts, LiveFakeDesk, health_of
from tests.support.fake_desk import WALL_NS, FakeDesk
from tests.ui import desk_data as data
from tests.ui.conftest import SpawnAtOnce

D = Decimal
PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"


@pytest.fixture
def accounts(qtbot: QtBot, english: object) -> FakeAccounts:
    return FakeAccounts(FakeDesk())


@pytest.fixture
def open_session(accounts: FakeAccounts, qtbot: QtBot, spawn: SpawnAtOnce) -> Callable[[str], Session]:
    """Makes the session of an account's window, with room for dialogs."""

    def make(account: str) -> Session:
        desk = accounts.desk(account)
        session = Session(desk, spawn, lambda: WALL_NS, None, accounts=accounts, account=account)
        session.overview = Overview(session)
        session.host = QWidget()
        session.host.resize(1000, 700)
        qtbot.addWidget(session.host)
        session.host.show()
        return session

    return make


@pytest.fixture
def session(open_session: Callable[[str], Session]) -> Session:
    return open_session("paper")


def opened_dialogs(session: Session, kind: type) -> list[object]:
    assert session.host is not None
    return [d for d in session.host.findChildren(kind) if d.is_open()]


def fill(dialog: AddConnectionDialog, name: str = "savings") -> None:
    """Everything; real money unless another was chosen."""
    if dialog.money.current() is None:
        dialog.money.set_current("live")
    for field, text in ((dialog.name, name), (dialog.keys.key, "K1"), (dialog.keys.secret, "S1")):
        field.line.setText("")
        field.line.insert(text)
        field.edited.emit(text)


def test_key_is_added_only_after_the_name_was_typed(accounts: FakeAccounts, session: Session) -> None:
    """A key that works is not kept before the name was typed: the button works for the exact name."""
    wanted: list[str] = []
    session.account_wanted.connect(wanted.append)
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    assert not dialog.button("add").isEnabled()
    fill(dialog)
    dialog.button("add").click()
    assert [call[0] for call in accounts.calls] == ["try_key"]
    (question,) = opened_dialogs(session, GoLiveDialog)
    assert isinstance(question, GoLiveDialog)
    for text, works in (("saving", False), ("Savings", False), ("savings", True)):
        question.name.set_text(text)
        question.name.edited.emit(text)
        assert question.button("live").isEnabled() is works
    question.button("live").click()
    _, call = accounts.calls
    assert call[0] == "add"
    connection, key = call[1], call[2]
    assert isinstance(connection, p.Connection)
    assert isinstance(key, p.ApiKey)
    assert (connection.name, connection.home, connection.testnet) == ("savings", p.Home.KEYRING, False)
    assert (key.key.reveal(), key.secret.reveal(), key.passphrase) == ("K1", "S1", None)
    assert wanted == [connection.id]


def test_another_address_is_told_where_the_name_is_typed(accounts: FakeAccounts, session: Session) -> None:
    """Whoever answers there holds the money's key: a person sees who it is before real money goes there."""
    account = p.AccountState("x", "savings", "Binance", "live", p.Link.OFF, address="http://127.0.0.1:9191")
    question = GoLiveDialog(session, account, lambda: None)
    question.open()
    told = [banner.text() for banner in question.findChildren(Banner) if banner.isVisibleTo(question)]
    assert "At http://127.0.0.1:9191, not at the address of Binance itself." in told


def test_not_now_keeps_what_was_typed(accounts: FakeAccounts, session: Session) -> None:
    """A person who does not go on finds the form as it was, and nothing was kept."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    fill(dialog)
    dialog.button("add").click()
    (question,) = opened_dialogs(session, GoLiveDialog)
    question.button("stay").click()  # type: ignore[attr-defined]
    assert dialog.is_open()
    assert dialog.keys.secret.text() == "S1"
    assert [call[0] for call in accounts.calls] == ["try_key"]


def test_key_that_is_no_good_is_refused_before_the_name_is_asked(
    accounts: FakeAccounts, session: Session
) -> None:
    """Nobody types a confirmation for a key that the venue does not take."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    fill(dialog)
    accounts.fail_with = VenueRejected("Binance does not know this key.", "bad_key")
    dialog.button("add").click()
    assert opened_dialogs(session, GoLiveDialog) == []
    assert dialog.is_open()
    assert [call[0] for call in accounts.calls] == ["try_key"]


@pytest.mark.parametrize("kind", ["testnet", "demo"])
def test_play_money_needs_no_typing(accounts: FakeAccounts, session: Session, kind: str) -> None:
    """Testnet and demo trading are connected at once: nothing real is at stake."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    dialog.money.set_current(kind)
    fill(dialog, "play")
    dialog.button("add").click()
    connection = accounts.calls[0][1]
    assert isinstance(connection, p.Connection)
    assert connection.mode == kind
    assert opened_dialogs(session, GoLiveDialog) == []


def test_only_the_money_that_a_venue_has_is_offered(accounts: FakeAccounts, session: Session) -> None:
    """What is chosen and not there is chosen no more: neither real money nor another kind of play instead."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    assert dialog.money.keys() == ["live", "testnet", "demo"]
    dialog.money.set_current("demo")
    dialog.search.edited.emit("gate")
    assert (dialog.money.keys(), dialog.money.current()) == (["live", "testnet"], None)
    assert dialog.money_note.text() == "Choose which money its orders move."
    dialog.search.edited.emit("kuc")
    assert dialog.venue.current() == "kucoin"
    assert (dialog.money.keys(), dialog.money.current()) == (["live"], None)
    assert "KuCoin has no play money" in dialog.money_note.text()
    assert not dialog.keys.passphrase.isHidden()
    fill(dialog)
    assert not dialog.button("add").isEnabled()  # its keys have a passphrase
    dialog.search.edited.emit("nothing of that name")
    assert dialog.search.has_error()


def test_no_money_is_chosen_until_the_trader_chooses(
    accounts: FakeAccounts, session: Session, qtbot: QtBot
) -> None:
    """Nobody connects real money because it stood there first; what was chosen stays with another venue."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    assert dialog.money.current() is None
    for field, text in ((dialog.name, "savings"), (dialog.keys.key, "K1"), (dialog.keys.secret, "S1")):
        field.line.setText(text)
        field.edited.emit(text)
    assert not dialog.button("add").isEnabled()
    assert "money" in dialog.button("add").toolTip()
    qtbot.keyClick(dialog.keys.secret.line, Qt.Key.Key_Return)
    assert accounts.calls == []
    dialog.money.setFocus()
    qtbot.keyClick(dialog.money, Qt.Key.Key_Right)
    assert dialog.money.current() == "live"
    qtbot.keyClick(dialog.money, Qt.Key.Key_Right)
    assert dialog.money.current() == "testnet"
    assert dialog.button("add").isEnabled()
    assert dialog.button("add").toolTip() == ""
    dialog.search.edited.emit("gate")
    assert dialog.money.current() == "testnet"
    assert dialog.button("add").isEnabled()
    dialog.search.edited.emit("kuc")
    assert dialog.money.current() is None
    assert not dialog.button("add").isEnabled()


def test_without_a_keyring_a_home_that_works_is_chosen(accounts: FakeAccounts, session: Session) -> None:
    """The keyring is not offered, the vault is chosen, and the reason stands beside it."""
    accounts.keyring = False
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    assert dialog.home.keys() == [p.Home.VAULT, p.Home.SESSION]
    assert dialog.home.current() is p.Home.VAULT
    assert not dialog.home_note.isHidden()
    assert "no keyring" in dialog.home_note.text()
    other = AddConnectionDialog(session, FakeAccounts(FakeDesk()))
    other.open()
    assert other.home.current() is p.Home.KEYRING
    assert other.home_note.isHidden()


def test_answer_about_the_keyring_that_comes_late_hurts_nobody(
    accounts: FakeAccounts, open_session: Callable[[str], Session], spawn: SpawnAtOnce
) -> None:
    """A person chose another home or closed the dialog before the system answered."""
    session = open_session("paper")
    waiting: list[Any] = []
    session.spawn = waiting.append  # type: ignore[assignment]
    accounts.keyring = False
    chosen, closed = AddConnectionDialog(session, accounts), AddConnectionDialog(session, accounts)
    chosen.open()
    chosen.home.set_current(p.Home.SESSION)
    closed.open()
    closed.button("cancel").click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for work in waiting:
        spawn(work)
    assert chosen.home.current() is p.Home.SESSION


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (UserError("This key may withdraw.", "key_too_wide", "key"), "key"),
        (UserError("This private key cannot be read.", "bad_private_key", "secret"), "secret"),
        (Unavailable("Binance did not answer. Nothing was connected.", "no_answer"), ""),
    ],
)
def test_refused_key_is_told_beside_its_cause(
    accounts: FakeAccounts, session: Session, error: UserError | Unavailable, field: str
) -> None:
    """The form comes back with all that was typed and the reason."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    dialog.money.set_current("testnet")
    fill(dialog, "play")
    accounts.fail_with = error
    dialog.button("add").click()
    assert dialog.is_open()
    fields: dict[str, TextEdit] = {"key": dialog.keys.key, "secret": dialog.keys.secret}
    if field:
        assert fields[field].message_text() == words_problems.error(error)
    else:
        assert dialog.error_line.text() == error.text
    assert dialog.keys.key.text() == "K1"


def test_name_that_is_taken_is_said_beside_the_name(accounts: FakeAccounts, session: Session) -> None:
    """Before anything is asked of the venue."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    fill(dialog, "practice")
    dialog.button("add").click()
    assert dialog.is_open()
    assert dialog.name.has_error()
    assert accounts.calls == []


def test_vault_is_made_before_a_key_goes_into_it(accounts: FakeAccounts, session: Session) -> None:
    """Two passwords that differ make no vault; afterwards the key is checked without another press."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    fill(dialog)
    dialog.home.set_current(p.Home.VAULT)
    dialog.button("add").click()
    (vault,) = opened_dialogs(session, VaultDialog)
    assert isinstance(vault, VaultDialog)
    vault.password.set_text("correct horse")
    vault.again.set_text("correct house")
    vault.button("do").click()
    assert vault.is_open()
    assert vault.again.has_error()
    assert accounts.calls == []
    vault.again.set_text("correct horse")
    vault.button("do").click()
    assert accounts.calls[0] == ("create_vault", "correct horse")
    assert [call[0] for call in accounts.calls] == ["create_vault", "try_key"]
    assert len(opened_dialogs(session, GoLiveDialog)) == 1  # real money: its name is asked first


def test_fields_of_a_key_stay_in_line_when_one_is_wrong(
    accounts: FakeAccounts, session: Session, qtbot: QtBot
) -> None:
    """An error below the key moves the field of the secret no pixel."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    dialog.keys.key.set_error("Binance does not know this API key, or its secret does not fit it at all.")
    qtbot.wait(30)
    tops = {
        field.line.mapTo(dialog, field.line.rect().topLeft()).y()
        for field in (dialog.keys.key, dialog.keys.secret)
    }
    assert len(tops) == 1


def test_focus_is_on_what_comes_next_after_the_vault_was_made(
    accounts: FakeAccounts, session: Session, qtbot: QtBot
) -> None:
    """By keys alone: where the vault was not made, Space asks for it again; once it is made the key is
    checked and added.
    """
    assert session.host is not None
    session.host.show()
    session.host.activateWindow()
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    dialog.money.set_current("testnet")
    fill(dialog, "play")
    dialog.home.set_current(p.Home.VAULT)
    dialog.button("add").setFocus()
    for answer in ("cancel", "do"):
        qtbot.keyClick(dialog.button("add"), Qt.Key.Key_Space)
        (vault,) = opened_dialogs(session, VaultDialog)
        assert isinstance(vault, VaultDialog)
        vault.password.set_text("correct horse")
        vault.again.set_text("correct horse")
        if answer == "do":
            vault.button(answer).click()
            break
        vault.button(answer).click()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        assert QApplication.focusWidget() is dialog.button("add")
        assert dialog.button("add").ring
    assert [call[0] for call in accounts.calls] == ["create_vault", "add"]


def test_private_key_gets_its_lines_back() -> None:
    """A field of one line makes blanks of line ends; other secrets stay as they are."""
    assert restored_key(PEM.replace("\n", " ")) == PEM
    assert restored_key(PEM) == PEM
    assert restored_key("  abc ") == "abc"


def test_section_shows_each_account_and_what_can_be_done(accounts: FakeAccounts, session: Session) -> None:
    """A refused key says why and can be replaced; a connected account can be shown here or logged out."""
    section = ConnectionsSection(session)
    section.show()
    section.model.choose("okx-1")
    assert "may move money out of the account" in section.why.text()
    assert not section.connect_button.isHidden()
    assert section.open_button.isHidden()
    section.model.choose("binance-1")
    wanted: list[str] = []
    session.account_wanted.connect(wanted.append)
    section.open_button.click()
    assert wanted == ["binance-1"]
    assert "prices are not fresh" in section.notes.text()
    assert "stolen key is worthless" in section.notes.text()
    section.disconnect_button.click()
    (question,) = opened_dialogs(session, LogOutDialog)  # five bots would be left alone
    assert accounts.calls == []
    question.button("out").click()  # type: ignore[attr-defined]
    assert accounts.calls == [("disconnect", "binance-1")]
    assert section.answers.isHidden()
    section.model.choose("paper")
    assert section.remove_button.isHidden()
    section.model.choose("bybit-1")
    section.disconnect_button.click()  # no bot: nothing to ask
    assert accounts.calls[-1] == ("disconnect", "bybit-1")


def test_connecting_real_money_again_asks_for_the_name(accounts: FakeAccounts, session: Session) -> None:
    """And a testnet does not."""
    section = ConnectionsSection(session)
    section.model.choose("okx-1")
    section.connect_button.click()
    assert accounts.calls == []
    (question,) = opened_dialogs(session, GoLiveDialog)
    assert isinstance(question, GoLiveDialog)
    question.name.set_text("old key")
    question.name.edited.emit("old key")
    question.button("live").click()
    assert accounts.calls == [("connect", "okx-1")]


def test_renew_and_remove_ask_first(accounts: FakeAccounts, session: Session) -> None:
    """A key that is no good leaves the old one; removing says that the key stays valid at the venue."""
    state = accounts.states()[1]
    renew = RenewKeyDialog(session, accounts, state, False, lambda: None)
    renew.open()
    for field, text in ((renew.keys.key, "K2"), (renew.keys.secret, "S2")):
        field.set_text(text)
        field.edited.emit(text)
    accounts.fail_with = UserError("This key may withdraw.", "key_too_wide", "")
    renew.button("renew").click()
    assert renew.is_open()
    renew.button("renew").click()
    assert [call[0] for call in accounts.calls] == ["renew", "renew"]
    remove = RemoveConnectionDialog(session, accounts, state)
    remove.open()
    remove.button("remove").click()
    assert accounts.calls[-1] == ("remove", "binance-1")


def test_person_answers_what_nothing_proves(accounts: FakeAccounts, session: Session) -> None:
    """The order, its money and our number of it are shown; the answer goes to the account's own desk."""
    desk = accounts.desks["binance-1"]
    section = ConnectionsSection(session)
    section.model.choose("binance-1")
    assert not section.answers.isHidden()
    dialog = QuarantineDialog(session, desk, QUARANTINED)
    dialog.open()
    dialog.button(p.QuarantineAnswer.NEVER.value).click()
    assert desk.calls == [("answer_quarantine", QUARANTINED.client_id, p.QuarantineAnswer.NEVER)]
    health = desk.account_health()
    assert health is not None
    book = DifferencesDialog(session, desk, list(health.differences))
    book.open()
    book.button("book").click()
    assert desk.calls[-1] == ("book_differences",)


OTHER = p.DifferingPosition("binance:BTC/USDT:USDT", "BTC", 3, "bot-1", "BTC/USDT perp", D("0.3"), D(0), True)


@pytest.mark.parametrize("can_take", [True, False])
def test_person_answers_for_a_position_that_was_closed_outside(
    accounts: FakeAccounts, session: Session, can_take: bool
) -> None:
    """What the bot says and what the venue says stand there; the answer goes to the account's own desk. One
    that became larger is told with what to do, and nothing is offered.
    """
    desk = accounts.desks["binance-1"]
    row = OTHER if can_take else replace(OTHER, venue=D("0.5"), can_take=False)
    desk.of_account = replace(desk.of_account, quarantined=(), unclaimed=(), differences=(), positions=(row,))
    section = ConnectionsSection(session)
    section.model.choose("binance-1")
    shown = [text.text() for text in section.answers.findChildren(Text)]
    said = "the venue says 0.000 BTC" if can_take else "the venue says +0.500 BTC"
    assert f"BTC/USDT perp says +0.300 BTC, {said}." in shown
    buttons = [b for b in section.answers.findChildren(Button) if b.text() == "Answer"]
    assert len(buttons) == (1 if can_take else 0)
    found = matters_of(accounts.states()[1], desk, shown=False, now_ns=desk.health().feed.now_ns or 0)
    assert [m.text for m in found if m.about == row.market and m.asks] == [words_accounts.other_position(row)]
    dialog = PositionDialog(session, desk, row)
    dialog.open()
    dialog.button("take").click()
    assert desk.calls[-1] == ("take_position", "bot-1", row.venue)


def test_person_answers_for_many_lost_orders_at_once(accounts: FakeAccounts, session: Session) -> None:
    """A testnet that began anew: one row and one question a market; a refused answer stops no other."""
    desk = accounts.desks["binance-1"]
    lost = tuple(replace(QUARANTINED, client_id=f"FBlost-{n}") for n in range(12))
    desk.of_account = replace(desk.of_account, quarantined=lost)
    section = ConnectionsSection(session)
    section.model.choose("binance-1")
    rows = [row.text() for row in section.answers.findChildren(Text)]
    assert sum(row.startswith("Nothing proves what became of 12 orders") for row in rows) == 1
    assert not [row for row in rows if "Nothing proves whether the venue has it." in row]
    dialog = QuarantinesDialog(session, desk, lost)
    dialog.open()
    assert any("and 4 more" in text.text() for text in dialog.findChildren(Text))
    desk.fail_with = UserError("It is there.", "order_is_there")
    dialog.button("none").click()
    asked = [call[1] for call in desk.calls if call[0] == "answer_quarantine"]
    assert asked == [order.client_id for order in lost]


@pytest.mark.parametrize("answer", list(p.UnclaimedAnswer))
def test_person_answers_for_an_order_without_records(
    accounts: FakeAccounts, session: Session, answer: p.UnclaimedAnswer
) -> None:
    """The order and our number of it are shown; it is kept or cancelled by the account's own desk."""
    desk = accounts.desks["binance-1"]
    dialog = UnclaimedDialog(session, desk, UNCLAIMED)
    dialog.open()
    shown = [text.text() for text in dialog.findChildren(Text)]
    assert any(UNCLAIMED.client_id in text for text in shown)
    assert any("Sell 1.500 SOL at 212.40, SOL/USDT" in text for text in shown)
    dialog.button("later").click()
    assert desk.calls == []
    dialog.open()
    dialog.button(answer.value).click()
    assert desk.calls == [("answer_unclaimed", UNCLAIMED.client_id, answer)]


@pytest.mark.parametrize(("seconds", "head"), [(20, "At "), (600, "From ")])
def test_a_short_absence_has_one_time(session: Session, seconds: int, head: str) -> None:
    """Both ends in one minute would read "from 01:42 to 01:42"."""
    since = data.NOW - data.NOW % (3600 * data.SECOND)
    away = p.AwaySummary(since, since + seconds * data.SECOND, 0, (), 1, ())
    said = away_text(session, away)
    assert said.startswith(head)
    assert said.count(":00") == 1


def lines(card: AnswersCard) -> list[str]:
    return [text.text() for text in card.findChildren(Text)]


def test_what_waits_for_a_person_is_listed(accounts: FakeAccounts, session: Session) -> None:
    """Orders without records and bots that wait for hours stand beside what nothing proves."""
    section = ConnectionsSection(session)
    section.model.choose("binance-1")
    told = lines(section.answers)
    assert "Sell 1.500 SOL at 212.40, SOL/USDT" in told
    assert "BTC/USDT spot grid waits" in told
    assert any("does not trade this market now" in text for text in told)
    assert [b.text() for b in section.answers.findChildren(Button)].count("Answer") == 2
    rows = section.answers._rows.count()
    desk = accounts.desks["binance-1"]
    desk.of_account = replace(desk.of_account, unclaimed=(), waits=())  # type: ignore[attr-defined]
    section.model.refresh()
    assert section.answers._rows.count() == rows - 2


@pytest.mark.parametrize(
    ("scope", "paper", "live"),
    [(BOT, [], [("panic", "bot-1")]), (ACCOUNT, [], [("panic",)]), (ALL, [("panic",)], [("panic",)])],
)
def test_panic_reaches_its_scope(
    accounts: FakeAccounts,
    qtbot: QtBot,
    scope: str,
    paper: list[tuple[str, ...]],
    live: list[tuple[str, ...]],
    open_session: Callable[[str], Session],
) -> None:
    """One bot, this account, or every account that is open."""
    session = open_session("binance-1")
    dialog = PanicDialog(session, "bot-1")
    dialog.open()
    dialog.scope.selected.emit(scope)
    dialog.button("panic").click()
    assert accounts.desks["binance-1"].calls == live
    assert accounts.desks["paper"].calls == paper
    assert accounts.desks["bybit-1"].calls == (live if scope == ALL else [])


def test_panic_tells_every_account_also_when_one_fails(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """And the failure is shown beside what was done."""
    session = open_session("binance-1")
    accounts.desks["paper"].fail_with = Unavailable("The disk is full.", "disk_full")
    dialog = PanicDialog(session)
    dialog.open()
    dialog.scope.selected.emit(ALL)
    dialog.button("panic").click()
    assert accounts.desks["binance-1"].calls == [("panic",)]
    assert accounts.desks["bybit-1"].calls == [("panic",)]
    assert session.host is not None
    result = next(d for d in session.host.findChildren(PanicResultDialog) if d.is_open())
    assert result.texts == [
        "The disk is full.",
        "BTC/USDT: 24 orders cancelled.",
        "BTC/USDT: 24 orders cancelled.",
    ]
    assert "NOT everything" in result._consequence.text()


def test_portfolio_adds_money_of_one_kind_only(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """Real money is not mixed with play money, what has no price is in no sum, differences are counted."""
    page = PortfolioPage(open_session("binance-1"))
    qtbot.addWidget(page)
    page.show()
    shown = page.portfolio.shown
    assert shown is not None
    assert shown.total == D("12480.47") + D("7831.43") + D("4417.67") + D("1404.08")
    assert shown.unpriced == ("SHIB",)
    assert shown.differing == 1
    assert shown.in_bots is not None
    assert shown.outside == shown.total - shown.in_bots
    assert {row.account.id for row in page.portfolio.table.rows()} == {"binance-1"}
    assert not page.problem.isHidden()
    (shown_as,) = [t.text() for t in page.differences.findChildren(Text) if "ledger." in t.text()]
    assert shown_as == "The venue holds 0.314 BNB more than the ledger."
    page.book_buttons[0].click()
    dialog = next(d for d in page.session.host.findChildren(DifferencesDialog) if d.is_open())  # type: ignore[union-attr]
    dialog.button("book").click()
    assert accounts.desks["binance-1"].calls[-1] == ("book_differences",)
    page.hide_small.setChecked(True)
    assert len(page.portfolio.table.rows()) == 5  # none of them is small, and one without a price is kept


def test_courses_of_accounts_are_added(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """The course is that of the sums above it: each account counts with its last value, from its first on."""
    one, other = [(10, 100.0, 40.0), (30, 110.0, 50.0)], [(20, 7.0, 0.0), (40, 9.0, 1.0)]
    course = worth_course([("One", one), ("None", ()), ("Other", other)])
    assert course is not None
    assert course.times_ns.tolist() == [20, 30, 40]  # they began together
    assert course.total.tolist() == [107.0, 117.0, 119.0]
    assert course.in_bots.tolist() == [40.0, 50.0, 51.0]
    assert course.joined == ()
    assert worth_course([]) is None
    page = PortfolioPage(open_session("binance-1"))
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    axis = page.course._values
    texts = [f"{value:,.0f}" for value in axis.tick_values()[0]]
    assert len(texts) >= 3
    assert axis.width() >= axis.widest()


def test_course_of_the_accounts_ends_at_their_sum(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """The line and the number above it agree, also between two samples."""
    session = open_session("binance-1")
    page = PortfolioPage(session)
    qtbot.addWidget(page)
    page.portfolio.refresh()
    course, shown = page.portfolio.course, page.portfolio.shown
    assert course is not None
    assert shown is not None
    assert shown.total is not None
    assert shown.in_bots is not None
    assert course.times_ns[-1] == session.clock()
    assert list(course.times_ns) == sorted(set(course.times_ns))
    assert (course.total[-1], course.in_bots[-1]) == (float(shown.total), float(shown.in_bots))


def test_account_that_comes_later_begins_the_line_anew(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """Its money is no profit: there is a gap before it, and it is said which account came when."""
    minute = 60 * 10**9
    start = WALL_NS - 60 * minute
    one = [(start + n * minute, 100.0, 40.0) for n in range(4)]
    other = [(start + 10 * minute, 7.0, 0.0), (start + 11 * minute, 8.0, 0.0)]
    course = worth_course([("One", one), ("Other", other)])
    assert course is not None
    assert course.joined == ((start + 10 * minute, "Other"),)
    assert course.times_ns.tolist()[4:] == [start + 10 * minute - 1, *(ns for ns, *_ in other)]
    assert course.total.tolist()[:4] == [100.0] * 4
    assert math.isnan(course.total[4])
    assert math.isnan(course.in_bots[4])
    assert course.total.tolist()[5:] == [107.0, 108.0]
    session = open_session("binance-1")
    page = PortfolioPage(session)
    qtbot.addWidget(page)
    page.show()
    assert page.joined.isHidden()
    page.portfolio.course = course
    page._show_course()
    when = session.times.moment(start + 10 * minute)
    assert page.joined.text() == (
        f"The line begins anew where an account came: from {when} on with Other. Its money is no profit."
    )
    assert not page.joined.isHidden()


def test_holding_nobody_knows_the_price_of_is_not_nothing(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """An account of unpriced assets alone has no total, and not the total 0."""
    desk = accounts.desks["binance-1"]
    only = [h for h in desk.holdings() if h.value is None]
    desk.holdings = lambda: only  # type: ignore[method-assign]
    page = PortfolioPage(open_session("binance-1"))
    qtbot.addWidget(page)
    page.show()
    shown = page.portfolio.shown
    assert shown is not None
    assert shown.total is None


def test_live_health_is_on_the_status_line(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """Clock, requests, closed markets; and a market that opens again takes its cell away."""
    session = open_session("binance-1")
    line = StatusLine()
    qtbot.addWidget(line)
    status = ShellStatus(session, line)
    cells = {key: (cell.label, cell.value) for key, cell in line._cells.items()}
    assert cells["clock"] == ("Clock", "+12 ms")
    assert cells["budget"] == ("Requests", "184")
    assert cells["gates"] == ("No new orders", "1")
    assert line._mode.text == "LIVE"
    desk = accounts.desks["binance-1"]
    desk.of_account = replace(desk.of_account, gates={})  # type: ignore[attr-defined]
    status.refresh()
    assert "gates" not in line._cells


@pytest.mark.parametrize(
    ("state", "word", "says"),
    [
        (p.GuardState.STARTING, "starting", "Until it is ready"),
        (p.GuardState.AWAY, "cannot reach the venue", "cancel them on the venue's website"),
        (p.GuardState.SILENT, "does not answer", "Start FinByte again"),
        (p.GuardState.ENDED, "not running", "started again by itself"),
    ],
)
def test_guard_that_is_not_there_is_told(
    accounts: FakeAccounts,
    qtbot: QtBot,
    open_session: Callable[[str], Session],
    state: p.GuardState,
    word: str,
    says: str,
) -> None:
    """In plain words with what it means and what to do; a guard that is ready needs no words."""
    session = open_session("binance-1")
    line = StatusLine()
    qtbot.addWidget(line)
    status = ShellStatus(session, line)
    assert "guard" not in line._cells
    desk = accounts.desks["binance-1"]
    assert isinstance(desk, LiveFakeDesk)
    desk.of_account = replace(desk.of_account, guard=state)
    status.refresh()
    cell = line._cells["guard"]
    assert (cell.label, cell.value) == ("Panic guard", word)
    assert says in cell.toolTip()
    section = ConnectionsSection(session)
    qtbot.addWidget(section)
    section.model.choose("binance-1")
    assert section.venue_facts.rows["guard"].value.shown_text() == word
    assert (says in section.notes.text()) is (state is not p.GuardState.STARTING)
    desk.of_account = replace(desk.of_account, guard=p.GuardState.READY)
    status.refresh()
    assert "guard" not in line._cells


def test_panic_is_for_all_where_another_account_has_bots(accounts: FakeAccounts, session: Session) -> None:
    """The paper window opens first: its panic stops the bots with real money too, and says what it does."""
    dialog = PanicDialog(session)
    dialog.open()
    assert dialog.scope.current() == ALL
    assert dialog.button("panic").text() == "Stop everything"
    assert "old key" in dialog._consequence.text()  # not connected: its orders stay
    dialog.scope.selected.emit(ACCOUNT)
    assert dialog.button("panic").text() == "Stop this account"


def test_account_that_should_be_connected_stands_on_the_status_line(
    accounts: FakeAccounts, open_session: Callable[[str], Session], qtbot: QtBot
) -> None:
    """Until it is: nobody looks after its orders."""
    paper = accounts.desks["paper"]
    paper.current = replace(paper.current, connected=("okx-1", "binance-1"))
    for desk in accounts.desks.values():
        desk.waiting = []
    line = StatusLine()
    qtbot.addWidget(line)
    ShellStatus(open_session("paper"), line)
    cell = line._cells["need"]
    assert (cell.value, cell.note) == ("2 accounts need you", "main account, old key")
    assert cell.tone is Tone.DANGER
    assert "old key: This key may move money" in cell.toolTip()
    assert "rest at the venue is not known" in cell.toolTip()
    calm = health_of("binance-1", "main account", "Binance")
    accounts.desks["binance-1"].of_account = calm  # type: ignore[attr-defined]
    accounts.rows = [replace(row, link=p.Link.LIVE, why="") for row in accounts.rows[:3]]
    accounts.say()
    assert "need" not in line._cells


def test_vault_is_locked_and_opened_from_the_settings(
    accounts: FakeAccounts, qtbot: QtBot, session: Session
) -> None:
    """Shown where there is one; locked and opened; the time after which it locks by itself."""
    section = ConnectionsSection(session)
    qtbot.addWidget(section)
    assert section.vault.isHidden()
    accounts.vault = accounts.opened = True
    section.model.refresh()
    assert not section.vault.isHidden()
    section.vault.lock.click()
    assert accounts.calls == [("lock_vault",)]
    section.model.refresh()
    assert section.vault.text.text().startswith("Locked.")
    section.vault.lock.click()
    assert opened_dialogs(session, VaultDialog)
    section.vault.idle.selected.emit(60)
    assert accounts.desks["paper"].calls == [("change_settings", {"vault_idle_min": 60})]


def test_key_that_lost_its_trade_right_says_so(
    accounts: FakeAccounts, open_session: Callable[[str], Session]
) -> None:
    """The row, the banner, what the key may do, and what is told of the account: none says that all is
    well.
    """
    lost = VenueTrouble(Trouble.KEY_NO_TRADE, "binance", 0)
    accounts.rows[1] = replace(accounts.rows[1], link=p.Link.NO_TRADE, why=lost.text, code=lost.code)
    desk = accounts.desks["binance-1"]
    assert isinstance(desk, LiveFakeDesk)
    rights = replace(desk.of_account.rights, can_trade=False, can_withdraw=True)
    desk.of_account = replace(desk.of_account, rights=rights, warnings=("key_moves_money",))
    section = ConnectionsSection(open_session("binance-1"))
    cells = [section.model.table.cell(1, column).text for column in range(4)]
    assert "Connected, may not trade" in cells
    assert section.why.text() == lost.text
    assert section.why.isVisibleTo(section)
    shown = [section.key_facts.rows[key].value.shown_text() for key in ("trade", "withdraw")]
    assert shown == ["no", "yes"]
    assert "right to move money out" in section.notes.text()
    (told, *_) = matters_of(accounts.rows[1], desk, shown=True, now_ns=0)
    assert (told.tone, told.text) == (Tone.DANGER, lost.text)


def test_values_of_a_refused_key_are_stale_and_the_status_line_says_why(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """Nothing stays in full colour: sums, holdings and the window's own values; the other account's are
    fresh. The reason stands on the status line of every window in the same moment.
    """
    desk = accounts.desks["binance-1"]
    assert isinstance(desk, LiveFakeDesk)
    session, line = open_session("binance-1"), StatusLine()
    elsewhere, paper_line = open_session("paper"), StatusLine()
    for each in (line, paper_line):
        qtbot.addWidget(each)
    page, status = PortfolioPage(session), ShellStatus(session, line)
    ShellStatus(elsewhere, paper_line)
    qtbot.addWidget(page)
    page.show()
    assert session.stale_age() is None
    assert page.total.value.sign_tone() is Tone.NEUTRAL
    since = p.ShownTrouble("key_or_address", "Binance refuses this API key.", WALL_NS - 47 * 10**9)
    desk.of_account = replace(desk.of_account, trouble=since)
    feed = replace(desk.health().feed, fresh=False, reason="key_or_address", now_ns=WALL_NS, age_ns=None)
    health = replace(desk.health(), feed=feed)
    desk.health = lambda: health  # type: ignore[method-assign]
    why = {"link": p.Link.AWAY, "code": "key_or_address", "why": "Binance refuses this API key."}
    accounts.rows[1] = replace(accounts.rows[1], **why)  # type: ignore[arg-type]
    accounts.say()
    for each in (line, paper_line):  # at once, without a turn of the loop
        cell = each._cells["need"]
        assert (cell.tone, cell.note.split(",")[0]) == (Tone.DANGER, "main account")
        assert "API key" in cell.toolTip()
    status.refresh()
    assert (line._cells["feed"].label, line._cells["feed"].tone) == ("Key refused", Tone.DANGER)
    page.portfolio.refresh()
    assert session.stale_age() == "47 s"
    assert elsewhere.stale_age() is None
    for card in (page.total, page.in_bots, page.outside, page.difference):
        assert card.value.sign_tone() is Tone.STALE
        assert card.value.shown_text().endswith("47 s")
    table = page.portfolio.table
    shares = [page._shares.itemAt(n).widget() for n in range(page._shares.count())]
    assert {row.value.sign_tone() for row in shares} == {Tone.STALE}
    for key in ("total", "bots", "outside", "difference", "value"):
        column = next(i for i, c in enumerate(table.columns) if c.key == key)
        assert {table.cell(row, column).tone for row in range(table.rowCount())} == {Tone.STALE}


def test_requests_of_a_refused_key_are_stale_with_their_age(
    accounts: FakeAccounts, qtbot: QtBot, open_session: Callable[[str], Session]
) -> None:
    """What a request would move was computed at a price that nobody knows any more: grey as everywhere, the
    age beside the price and in the question; fresh again once the venue takes the key.
    """
    desk = accounts.desks["binance-1"]
    assert isinstance(desk, LiveFakeDesk)
    session = open_session("binance-1")
    page = ApprovalsPage(session)
    qtbot.addWidget(page)
    page.show()

    def tones() -> set[Tone]:
        return {text.tone() for row in page.rows() for text in row.figures()}

    def price_now() -> tuple[str, Tone | None]:
        facts = dialog_shown(desk.approvals()[0], session).facts
        return next((text, tone) for label, text, tone in facts if label == "Price now")

    assert page.rows()
    assert tones() == {Tone.NEUTRAL}
    shown, tone = price_now()
    assert tone is None
    healthy, before = desk.of_account, desk.health
    since = p.ShownTrouble("key_or_address", "Binance refuses this API key.", WALL_NS - 47 * 10**9)
    desk.of_account = replace(desk.of_account, trouble=since)
    feed = replace(desk.health().feed, fresh=False, reason="key_or_address", now_ns=WALL_NS, age_ns=None)
    health = replace(desk.health(), feed=feed)
    desk.health = lambda: health  # type: ignore[method-assign]
    desk.say("health")
    qtbot.waitUntil(lambda: tones() == {Tone.STALE}, timeout=2_000)
    for waiting in page.rows():
        assert (waiting.age.text(), waiting.age.tone(), waiting.age.isHidden()) == ("47 s", Tone.WARN, False)
        assert waiting._effect.tone() in (Tone.STALE, Tone.WARN)
        assert "47 s" in waiting.accessibleName()
        waiting.tick.setChecked(True)
    assert page._chosen_note.tone() is Tone.STALE
    assert price_now() == (shown, Tone.STALE)
    ApprovalDialog(session, page.rows()[0].request).open()
    (question,) = opened_dialogs(session, ApprovalDialog)
    (row,) = [row for row in question._facts if row.label.text() == "Price now"]
    assert row.value.shown_text() == f"{shown} 47 s"
    assert row.value.sign_tone() is Tone.STALE
    desk.of_account, desk.health = healthy, before  # type: ignore[method-assign]
    desk.say("health")
    qtbot.waitUntil(lambda: tones() == {Tone.NEUTRAL}, timeout=2_000)
    assert row.value.shown_text() == shown
    assert all(row.age.isHidden() for row in page.rows())
    assert page._chosen_note.tone() is Tone.MUTED


# --- Enter, and what is not told ------------------------------------------------------------------------


def test_enter_opens_the_vault_and_shows_why_it_does_not(
    accounts: FakeAccounts, session: Session, qtbot: QtBot
) -> None:
    """In the field of the password; the error stands there, and the field keeps the keys."""
    accounts.vault = True
    opened: list[bool] = []
    dialog = VaultDialog(session, accounts, lambda: opened.append(True))
    dialog.open()
    accounts.fail_with = Unavailable("This is not the master password.", "wrong_password")
    dialog.password.line.setText("wrong")
    qtbot.keyClick(dialog.password.line, Qt.Key.Key_Return)
    assert dialog.password.has_error()
    assert dialog.is_open()
    assert opened == []
    dialog.password.line.setText("right")
    qtbot.keyClick(dialog.password.line, Qt.Key.Key_Enter)
    assert opened == [True]


def test_enter_in_a_field_connects_no_real_money(
    accounts: FakeAccounts, session: Session, qtbot: QtBot
) -> None:
    """It checks a key, and no more: the name of the account must be typed, and the button pressed."""
    dialog = AddConnectionDialog(session, accounts)
    dialog.open()
    fill(dialog)
    qtbot.keyClick(dialog.keys.secret.line, Qt.Key.Key_Return)
    assert [call[0] for call in accounts.calls] == ["try_key"]
    (question,) = opened_dialogs(session, GoLiveDialog)
    assert isinstance(question, GoLiveDialog)
    question.name.line.setText("savings")
    question.name.edited.emit("savings")
    qtbot.keyClick(question.name.line, Qt.Key.Key_Return)
    assert question.is_open()
    assert [call[0] for call in accounts.calls] == ["try_key"]


def test_connections_follow_the_accounts_that_the_window_does_not_show(
    accounts: FakeAccounts, session: Session, qtbot: QtBot
) -> None:
    """A bot that starts elsewhere, and requests, of which nobody tells."""
    section = ConnectionsSection(session)
    qtbot.addWidget(section)
    section.show()
    section.model.choose("binance-1")
    desk = accounts.desks["binance-1"]
    assert isinstance(desk, LiveFakeDesk)
    row = accounts.rows[1]
    accounts.rows[1] = replace(row, bots=(row.bots or 0) + 1)
    desk.waiting = []
    desk.say("bots", "approvals")

    def shown() -> bool:
        state = section.model.state()
        return state is not None and state.bots == (row.bots or 0) + 1

    qtbot.waitUntil(shown, timeout=2_000)
    desk.of_account = replace(desk.of_account, budget_used=777)
    qtbot.waitUntil(lambda: "777" in section.venue_facts.rows["requests"].accessibleName(), timeout=2_000)
    section.hide()
    assert not section._clock.isActive()
