"""The wizard without a mouse: from Ctrl+N to the parameters, by what the keyboard alone can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from finbyte_desktop.ui.pages.wizard_page import ADVANCED, MARKET, PARAMETERS, REVIEW, WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.choice_card import ChoiceCard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow


def wizard_of(window: MainWindow) -> WizardPage:
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    return page


def shown(qtbot: QtBot, window: MainWindow) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    qtbot.waitUntil(window.isActiveWindow)


def test_a_new_bot_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    """Wherever it was before, such as on the rail."""
    shown(qtbot, window)
    window.rail._buttons["bots"].setFocus(Qt.FocusReason.TabFocusReason)
    window.session.go(Place("wizard"))
    page = wizard_of(window)
    qtbot.waitUntil(lambda: page.isAncestorOf(window.focusWidget()))
    page.show_step(MARKET)
    qtbot.waitUntil(lambda: window.focusWidget() is page.markets.table.filter_field)


def test_the_review_has_the_focus_on_who_approves(qtbot: QtBot, window: MainWindow) -> None:
    """And shows it."""
    shown(qtbot, window)
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = wizard_of(window)
    page.show_step(ADVANCED)
    page.show_step(REVIEW)
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), ChoiceCard))
    window.activateWindow()
    qtbot.waitUntil(lambda: bool(getattr(window.focusWidget(), "ring", False)))
    card = window.focusWidget()
    assert isinstance(card, ChoiceCard)
    assert card.isChecked()


@pytest.mark.parametrize("ring", [True, False])
def test_the_keyboard_goes_on_in_the_page_that_comes(qtbot: QtBot, window: MainWindow, ring: bool) -> None:
    """Not in the rail, far from what was asked for; who came by the mouse sees no ring."""
    shown(qtbot, window)
    window.session.go(Place("bots", "running"))
    button = next(b for b in window.page("bots").findChildren(Button) if b.isVisible() and b.isEnabled())
    reason = Qt.FocusReason.TabFocusReason if ring else Qt.FocusReason.MouseFocusReason
    button.setFocus(reason)
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.wait(50)
    assert page.isAncestorOf(window.focusWidget())
    assert getattr(window.focusWidget(), "ring", False) == ring


def test_a_market_is_found_and_taken_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    """Down goes from the search to the rows, Enter takes the row or the first that was found."""
    shown(qtbot, window)
    window.session.go(Place("wizard"))
    page = wizard_of(window)
    table = page.markets.table
    page.show_step(MARKET)
    qtbot.waitUntil(lambda: window.focusWidget() is table.filter_field)
    qtbot.keyClick(table.filter_field, Qt.Key.Key_Down)
    assert window.focusWidget() is table.view
    assert [index.row() for index in table.view.selectionModel().selectedRows()] == [0]
    table.filter_field.setFocus()
    qtbot.keyClicks(table.filter_field, "eth")
    qtbot.keyClick(table.filter_field, Qt.Key.Key_Return)
    assert page.step() == PARAMETERS
    assert page.wizard.market_id.endswith("ETH/USDT")


def test_the_search_of_the_last_wizard_is_over(qtbot: QtBot, window: MainWindow) -> None:
    """What was looked for then may not be on the feed of now."""
    shown(qtbot, window)
    window.session.go(Place("wizard"))
    page = wizard_of(window)
    page.show_step(MARKET)
    page.markets.table.filter_field.setText("eth")
    window.session.go(Place("bots"))
    window.session.go(Place("wizard"))
    page.show_step(MARKET)
    assert page.markets.table.filter_field.text() == ""
    assert page.markets.model.rowCount() == page.markets.model.source_count()


def test_customise_keeps_the_focus_in_the_wizard(qtbot: QtBot, window: MainWindow) -> None:
    """The button that was pressed is hidden; the focus does not fall back to the rail."""
    shown(qtbot, window)
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = wizard_of(window)
    page.show_ai(True)
    page.preview.ai.customise_wanted.emit()
    assert page.form.field("lower").isAncestorOf(window.focusWidget())


def test_enter_on_the_rail_opens_the_page(qtbot: QtBot, window: MainWindow) -> None:
    """As Space does."""
    shown(qtbot, window)
    button = window.rail._buttons["profits"]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert window.place().page == "profits"


@pytest.mark.parametrize("by_row", [False, True])
def test_enter_leads_to_the_first_field_of_the_next_step(
    qtbot: QtBot, window: MainWindow, by_row: bool
) -> None:
    """The market that was taken is hidden with its step: the focus does not fall to whatever comes next."""
    shown(qtbot, window)
    window.session.go(Place("wizard"))
    page = wizard_of(window)
    table = page.markets.table
    page.show_step(MARKET)
    qtbot.waitUntil(lambda: window.focusWidget() is table.filter_field)
    qtbot.keyClicks(table.filter_field, "eth")
    if by_row:
        qtbot.keyClick(table.filter_field, Qt.Key.Key_Down)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert page.step() == PARAMETERS
    qtbot.waitUntil(lambda: page.form.field("lower").isAncestorOf(window.focusWidget()), timeout=2000)
    page.forward.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.forward, Qt.Key.Key_Return)
    assert page.step() == ADVANCED
    first = page.form.option("base_qty").box
    qtbot.waitUntil(lambda: window.focusWidget() is first, timeout=2000)
    page.form.focus_field("investment")
    page.show_step(ADVANCED)
    qtbot.wait(20)
    assert page.form.field("investment").isAncestorOf(window.focusWidget())
