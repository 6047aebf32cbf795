"""Leaving the wizard: nothing that somebody set is thrown away unasked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from finbyte_desktop.core.events import Policy
from finbyte_desktop.ui.dialogs.leave_wizard_dialog import LeaveWizardDialog
from finbyte_desktop.ui.pages.wizard_page import PARAMETERS, REVIEW, TYPE, WizardPage
from finbyte_desktop.ui.session import Place

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

D = Decimal


def asked(window: MainWindow) -> list[LeaveWizardDialog]:
    return [dialog for dialog in window.stage.findChildren(LeaveWizardDialog) if dialog.is_open()]


def test_escape_asks_when_something_was_typed(qtbot: QtBot, window: MainWindow, wizard: WizardPage) -> None:
    """Going on is the safe answer: a second Escape closes the question and keeps the page."""
    wizard.wizard.set_value("investment", D(1234))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert len(asked(window)) == 1
    assert window.place().page == "wizard"
    qtbot.keyClick(asked(window)[0], Qt.Key.Key_Escape)
    assert asked(window) == []
    assert window.place().page == "wizard"
    assert wizard.wizard.values["investment"] == D(1234)


def test_a_draft_that_was_kept_comes_back(window: MainWindow, wizard: WizardPage, desk: FakeDesk) -> None:
    """With every value, what was no number, and the policy; once."""
    wizard.wizard.set_value("investment", D(1234))
    wizard.wizard.set_value("stop_price", None, "12x")
    wizard.wizard.set_policy(Policy.EVERY_ORDER)
    wizard._cancel()
    asked(window)[0].button("keep").click()
    assert window.place().page == "bots"
    window.session.go(Place("wizard"))
    assert wizard.step() == PARAMETERS
    assert wizard.wizard.values["investment"] == D(1234)
    assert wizard.form.field("investment").value() == D(1234)
    assert wizard.wizard.unread == {"stop_price": "12x"}
    assert wizard.wizard.policy is Policy.EVERY_ORDER
    assert desk.calls == []


def test_a_draft_that_was_discarded_is_gone(window: MainWindow, wizard: WizardPage) -> None:
    """The next bot begins with the market's own suggestion."""
    wizard.wizard.set_value("investment", D(1234))
    wizard._cancel()
    asked(window)[0].button("discard").click()
    window.session.go(Place("wizard"))
    assert wizard.step() == TYPE
    assert wizard.wizard.values["investment"] == D(3000)


def test_going_elsewhere_by_the_rail_keeps_the_draft(window: MainWindow, wizard: WizardPage) -> None:
    """A clone in between does not take it away either."""
    wizard.wizard.set_value("investment", D(1234))
    window.session.go(Place("history"))
    window.session.go(Place("wizard", market="BTC/USDT", params={"investment": "777"}))
    assert wizard.wizard.values["investment"] == D(777)
    wizard._cancel()
    assert asked(window) == []
    window.session.go(Place("wizard"))
    assert wizard.wizard.values["investment"] == D(1234)


def test_what_the_search_chose_is_no_draft(window: MainWindow, wizard: WizardPage) -> None:
    """Nobody set anything: Cancel leaves at once. A candidate that a person chose is kept."""
    wizard.show_ai(True)
    assert wizard.wizard.candidate is not None
    wizard._cancel()
    assert asked(window) == []
    window.session.go(Place("wizard", market="BTC/USDT"))
    wizard.show_ai(True)
    wizard.candidates.cards()[1].click()
    wizard._cancel()
    assert len(asked(window)) == 1


def test_a_bot_that_was_started_leaves_no_draft(wizard: WizardPage, window: MainWindow) -> None:
    """What runs is no draft any more."""
    wizard.wizard.set_value("investment", D(1234))
    wizard.wizard.check_now()
    wizard.show_step(REVIEW)
    wizard.review.start.click()
    window.session.go(Place("wizard"))
    assert wizard.step() == TYPE


def test_an_empty_page_knows_of_bots_that_ended(window: MainWindow, desk: FakeDesk) -> None:
    """The first bot is offered to somebody who had none; after others ended it is the next one."""
    desk.cards_live = []
    desk.say("bots")
    page = window.page("bots")
    page.model.refresh()
    assert desk.cards_ended
    assert page.running.empty.title() == "No bot runs now"
    assert page.running.empty.button.text() == "Create a bot"
    desk.cards_ended = []
    page.model.refresh()
    assert page.running.empty.title() == "No bot runs yet"
    assert page.running.empty.button.text() == "Create the first bot"
