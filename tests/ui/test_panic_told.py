"""A panic names what it leaves open before, and what became of everything after."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.errors import FinByteError, Unavailable
from finbyte_desktop.services import ports as p
from finbyte_desktop.ui.dialogs.panic_dialog import ACCOUNT, ALL, BOT, PanicDialog
from finbyte_desktop.ui.dialogs.panic_result_dialog import PanicResultDialog
from finbyte_desktop.ui.session import Note, Session
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_accounts import FakeAccounts
from tests.support.fake_desk import WALL_NS, full
from tests.ui.conftest import SpawnAtOnce
from tests.ui.position_data import LONG, SHORT, positions

D = Decimal


@pytest.fixture
def accounts() -> FakeAccounts:
    made = FakeAccounts(full())
    made.desks["binance-1"].held_positions = positions(LONG)
    made.desks["bybit-1"].held_positions = positions(SHORT)
    return made


@pytest.fixture
def session(accounts: FakeAccounts, qtbot: QtBot, spawn: SpawnAtOnce) -> Session:
    desk = accounts.desk("binance-1")
    made = Session(desk, spawn, lambda: WALL_NS, None, accounts=accounts, account="binance-1")
    made.host = QWidget()
    made.host.resize(1000, 700)
    qtbot.addWidget(made.host)
    made.host.show()
    return made


@pytest.fixture
def notes(session: Session) -> list[Note]:
    found: list[Note] = []
    session.said.connect(found.append)
    return found


def opened(session: Session, scope: str = ALL, bot: str = "bot-1") -> PanicDialog:
    dialog = PanicDialog(session, bot)
    dialog.open()
    dialog.scope.selected.emit(scope)
    return dialog


def result(session: Session) -> PanicResultDialog:
    assert session.host is not None
    return next(d for d in session.host.findChildren(PanicResultDialog) if d.is_open())


def test_positions_of_every_account_in_its_scope_are_named(session: Session) -> None:
    """Side, size, worth and stop; a panic of one bot meets none of them."""
    dialog = opened(session)
    assert dialog.position_texts == [
        "main account: BTC/USDT perpetual, long 0.25 BTC, worth 21,252.55 USDT; its stop stays",
        "practice: ETH/USDT perpetual, short 3 ETH, worth 9,540.30 USDT; no stop limits its loss",
    ]
    assert dialog.positions_head.text() == "2 perpetual positions stay open:"
    dialog.scope.selected.emit(ACCOUNT)
    assert len(dialog.position_texts) == 1
    dialog.scope.selected.emit(BOT)
    assert dialog.close_positions.isHidden()
    assert dialog.positions.isHidden()


def test_positions_stay_open_unless_a_person_says_otherwise(session: Session, accounts: FakeAccounts) -> None:
    """The choice is off by itself, the button says what it does, and only then they are closed."""
    dialog = opened(session)
    assert not dialog.close_positions.isChecked()
    assert dialog.button("panic").text() == "Stop everything"
    dialog.button("panic").click()
    assert all(("close_positions",) not in desk.calls for desk in accounts.desks.values())
    dialog = opened(session)
    dialog.close_positions.setChecked(True)
    assert dialog.button("panic").text() == "Stop everything, close positions"
    dialog.button("panic").click()
    assert [("close_positions",) in desk.calls for desk in accounts.desks.values()] == [True] * 3


def test_positions_that_bots_hold_on_paper_are_named(session: Session, accounts: FakeAccounts) -> None:
    """The venue holds none there; a panic of the bot alone names its own."""
    paper = accounts.desks["paper"]
    held = p.BotPosition(
        D("-0.084"), D(60000), D(5040), D(1), D(3), D(5000), D(0), D(80000), D("0.3"), None, D(80000), D(0)
    )
    paper.cards_live = [replace(paper.cards_live[0], position=held), *paper.cards_live[1:]]
    dialog = opened(session)
    name = paper.cards_live[0].name
    assert (
        f"Paper account: {name}: short 0.084 BTC, worth 5,040.00 USDT at its entry" in dialog.position_texts
    )
    assert dialog.close_positions.isVisibleTo(dialog.column.parentWidget())


def test_choice_does_not_outlive_the_positions_it_was_made_for(session: Session) -> None:
    """Another scope without positions takes it back."""
    dialog = opened(session)
    dialog.close_positions.setChecked(True)
    dialog.scope.selected.emit(BOT)
    assert not dialog.close_positions.isChecked()
    assert dialog.button("panic").text() == "Stop this bot"


def test_positions_that_are_not_read_are_named(session: Session, accounts: FakeAccounts) -> None:
    """Nobody may think that there are none."""
    accounts.desks["bybit-1"].held_positions = p.Positions((), None, "No answer came.", False)
    assert "practice" in opened(session).unread.text()


def test_positions_that_were_never_read_are_named_without_a_trouble(
    session: Session, accounts: FakeAccounts
) -> None:
    """Before the connection has opened nothing went wrong, and nothing is known."""
    accounts.desks["bybit-1"].held_positions = p.Positions((), None, "", False)
    assert "practice" in opened(session).unread.text()


def test_positions_that_cannot_be_closed_are_named(session: Session, accounts: FakeAccounts) -> None:
    """They stay open whatever is chosen: alone, there is nothing to choose."""
    accounts.desks["binance-1"].held_positions = replace(positions(), rows=(), unread=(STRANGE,))
    dialog = opened(session, ACCOUNT)
    assert "0.5 BTCUSDC long stays open" in dialog.position_texts[0]
    assert not dialog.positions.isHidden()
    assert dialog.close_positions.isHidden()


def test_panic_ends_as_done(session: Session, accounts: FakeAccounts, notes: list[Note]) -> None:
    """One note of one subject: it begins, and it ends as done with what was cancelled."""
    opened(session).button("panic").click()
    assert [note.subject for note in notes] == ["panic", "panic"]
    assert (notes[-1].text, notes[-1].tone) == ("Panic: done. 72 orders cancelled.", Tone.BUY)
    assert result(session).texts == ["BTC/USDT: 24 orders cancelled."] * 3


STRANGE = p.UnreadPosition("BTCUSDC", D("0.5"), True)
OPEN = p.PanicPosition(LONG, False, LONG.size)
TOLD: dict[str, tuple[p.PanicResult, str, bool]] = {
    "without proof": (
        p.PanicResult((p.PanicMarket("BTC/USDT", 3, 1, 1, 0),)),
        (
            "BTC/USDT: 3 orders cancelled, 1 order filled, 1 order without proof. They may rest or "
            "have been filled. Look at your open orders and trades at the venue, and say in Settings, "
            "Connections what you see. FinByte goes on asking."
        ),
        False,
    ),
    "held back": (
        p.PanicResult((p.PanicMarket("BTC/USDT", 3, 0, 0, 0, 1),)),
        "BTC/USDT: 3 orders cancelled, 1 order never at the venue.",
        True,
    ),
    "rests": (p.PanicResult((p.PanicMarket("BTC/USDT", 0, 0, 0, 2),)), "2 orders NOT cancelled.", False),
    "open": (p.PanicResult((), (OPEN,)), "worth 21,252.55 USDT: stays open, and so does its stop.", True),
    "naked": (
        p.PanicResult((), (p.PanicPosition(SHORT, False, SHORT.size),)),
        "stays open, and no stop limits its loss.",
        True,
    ),
    "closed": (p.PanicResult((), (replace(OPEN, asked=True, left=D(0)),)), ": closed.", True),
    "left": (
        p.PanicResult((), (replace(OPEN, asked=True, left=D("0.1"), why="Too large."),)),
        "NOT closed, 0.1 BTC are open. Too large. Close it at the venue.",
        False,
    ),
    "taken, not seen": (
        p.PanicResult((), (replace(OPEN, asked=True, is_taken=True),)),
        ": being closed, not seen yet. Look at the venue before you send anything.",
        False,
    ),
    "unknown": (
        p.PanicResult((), (replace(OPEN, asked=True, left=None),)),
        "nobody can say whether it is closed.",
        False,
    ),
    "unread": (
        p.PanicResult((), (), unread="No answer came.", close_asked=True),
        "Whether perpetual positions are open could not be read: No answer came.",
        False,
    ),
    "unread, not to be closed": (
        p.PanicResult((), (), unread="No answer came."),
        "Whether perpetual positions are open could not be read",
        True,
    ),
    "not to be closed here": (
        p.PanicResult((), (), strange=(STRANGE,), close_asked=True, is_read=True),
        "0.5 BTCUSDC long stays open: FinByte cannot close it.",
        False,
    ),
    "stays open by itself": (
        p.PanicResult((), (), strange=(STRANGE,), is_read=True),
        "0.5 BTCUSDC long stays open",
        True,
    ),
    "nothing was read": (p.PanicResult(), "No order of a bot rested there.", True),
    "nothing is open": (p.PanicResult(is_read=True), "and no position is open.", True),
    "trouble": (p.PanicResult(trouble="The engine stopped."), "is not known here: The engine", False),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_became_of_it_is_said(
    name: str, session: Session, accounts: FakeAccounts, notes: list[Note]
) -> None:
    """In words, and a panic that is not wholly proved says so loudly."""
    accounts.desks["binance-1"].panicked, text, done = TOLD[name]
    opened(session, ACCOUNT).button("panic").click()
    (told,) = result(session).texts
    assert text in told
    assert notes[-1].tone is (Tone.BUY if done else Tone.DANGER)
    assert ("done." in notes[-1].text and "NOT" not in notes[-1].text) is done


def test_result_on_the_screen_is_brought_up_to_date(
    session: Session, accounts: FakeAccounts, notes: list[Note]
) -> None:
    """What nobody could prove at the end is told when it is known, and then the panic is done."""
    desk = accounts.desks["binance-1"]
    desk.panicked = p.PanicResult((p.PanicMarket("BTC/USDT", 0, 0, 3, 0),), number=1)
    opened(session, ACCOUNT).button("panic").click()
    shown = result(session)
    assert "3 orders without proof" in shown.texts[0]
    shown.look()
    assert len(notes) == 2  # nothing else is known: nothing is said again
    desk.panicked = p.PanicResult((p.PanicMarket("BTC/USDT", 1, 0, 1, 0, said_gone=1),), number=1)
    shown.look()
    assert shown.texts[0].startswith(
        "BTC/USDT: 1 order cancelled, 1 order not there, as you answered, 1 order without proof."
    )
    assert notes[-1].tone is Tone.DANGER
    desk.panicked = p.PanicResult((p.PanicMarket("BTC/USDT", 1, 1, 0, 0, said_gone=1),), number=1)
    shown.look()
    assert shown.texts == ["BTC/USDT: 1 order cancelled, 1 order filled, 1 order not there, as you answered."]
    assert (notes[-1].text, notes[-1].tone) == ("Panic: done. 1 order cancelled.", Tone.BUY)
    assert shown._consequence.text().startswith("Every order is proved to be gone, or not there as you ")


@pytest.mark.parametrize("error", [Unavailable("The disk is full.", "disk_full")])
def test_account_that_failed_is_named(
    session: Session, accounts: FakeAccounts, notes: list[Note], error: FinByteError
) -> None:
    """The others are told all the same."""
    accounts.desks["bybit-1"].fail_with = error
    opened(session).button("panic").click()
    assert "The disk is full." in result(session).texts
    assert notes[-1].tone is Tone.DANGER


def test_another_scope_moves_no_button(session: Session, qtbot: QtBot) -> None:
    """The panel has the size of the largest scope from the start: what is about to be pressed stays there."""
    dialog = PanicDialog(session, "bot-1")
    dialog.open()
    places = []
    for scope in (ALL, BOT, ACCOUNT, BOT, ALL):
        dialog.scope.selected.emit(scope)
        qtbot.wait(20)
        widgets = (dialog.panel, dialog.scope, dialog.button("go_on"), dialog.button("panic"))
        places.append([(w.mapTo(dialog, w.rect().topLeft()), w.size()) for w in widgets])
    assert all(place == places[0] for place in places)
    dialog.close_positions.setChecked(True)
    qtbot.wait(20)
    button = dialog.button("panic")
    assert (button.mapTo(dialog, button.rect().topLeft()), button.size()) == places[0][3]
    assert button.sizeHint().width() <= button.width()
    dialog.scope.selected.emit(ALL)
    shown = dialog.panel.layout().totalHeightForWidth(dialog.panel.width())
    assert shown <= dialog.panel.height()  # nothing is squeezed
