"""Settings of how the paper account fills: saved while typing, each error beside its field."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.ports import PaperFees, PaperFills
from finbyte_desktop.ui.pages.settings_account import PaperSection
from finbyte_desktop.ui.pages.settings_fills import FillsCard
from finbyte_desktop.ui.session import Place
from tests.support.fake_desk import failing, stale

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.widgets.decimal_edit import DecimalEdit
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow

D = Decimal


@pytest.fixture
def card(window: MainWindow) -> FillsCard:
    window.session.go(Place("settings", "paper"))
    section = window.page("settings").section("paper")  # type: ignore[attr-defined]
    assert isinstance(section, PaperSection)
    return section.fills


def type_into(qtbot: QtBot, field: DecimalEdit, text: str) -> None:
    field.line.setFocus()
    field.line.selectAll()
    qtbot.keyClick(field.line, Qt.Key.Key_Delete)
    qtbot.keyClicks(field.line, text)


def test_each_choice_is_saved(qtbot: QtBot, card: FillsCard, desk: FakeDesk) -> None:
    """Percent is typed, fractions are saved; a part of an order can be switched off again."""
    assert (card.slippage.text(), card.delay.text(), card.part.text()) == ("0", "0", "")
    assert not card.part.line.isEnabled()
    type_into(qtbot, card.slippage, "0.25")
    type_into(qtbot, card.delay, "300")
    qtbot.mouseClick(card.partial._buttons[True], Qt.MouseButton.LeftButton)
    assert card.part.text() == "50"
    type_into(qtbot, card.part, "40")
    assert desk.current.fills == PaperFills(D("0.0025"), 300, D("0.4"))
    qtbot.mouseClick(card.partial._buttons[False], Qt.MouseButton.LeftButton)
    assert desk.current.fills == PaperFills(D("0.0025"), 300)
    assert not card.part.line.isEnabled()
    assert card.slippage.text() == "0.25"


def test_the_asset_of_fees_is_chosen(qtbot: QtBot, card: FillsCard, desk: FakeDesk) -> None:
    """As the venue of the prices at first; what each choice means stands below."""
    assert card.fees.current() is PaperFees.VENUE
    qtbot.mouseClick(card.fees._buttons[PaperFees.COIN], Qt.MouseButton.LeftButton)
    assert desk.current.fills == PaperFills(fees=PaperFees.COIN)
    assert "without BNB" in card.fees_text.text()
    desk.fail_with = Unavailable("The settings could not be written.", "settings_unwritable")
    qtbot.mouseClick(card.fees._buttons[PaperFees.QUOTE], Qt.MouseButton.LeftButton)
    assert desk.current.fills == PaperFills(fees=PaperFees.COIN)
    assert card.fees.current() is PaperFees.COIN


def test_errors_stand_beside_their_field(qtbot: QtBot, card: FillsCard, desk: FakeDesk) -> None:
    """In the unit that is typed; the saved value stays."""
    type_into(qtbot, card.slippage, "5")
    assert card.slippage.message_text() == "Out of bounds. Feasible: 0 – 0.5 %"
    assert desk.current.fills == PaperFills()
    type_into(qtbot, card.slippage, "abc")
    assert card.slippage.message_text().startswith("Not a number")
    type_into(qtbot, card.slippage, "")
    assert card.slippage.message_text() == "Needed"
    type_into(qtbot, card.slippage, "0.5")
    assert not card.slippage.has_error()
    type_into(qtbot, card.delay, "90000")
    assert card.delay.message_text() == "Out of bounds. Feasible: 0 – 60,000"
    type_into(qtbot, card.delay, "1.5")
    assert card.delay.message_text() == "A whole number is needed"
    qtbot.mouseClick(card.partial._buttons[True], Qt.MouseButton.LeftButton)
    type_into(qtbot, card.part, "140")
    assert card.part.message_text() == "Out of bounds. Feasible: above 0 to 100 %"
    assert desk.current.fills.slippage == D("0.005")


def test_a_full_disk_is_told_there_too(qtbot: QtBot, card: FillsCard, desk: FakeDesk) -> None:
    """What is not a field's fault stands beside the field that was changed."""
    desk.fail_with = Unavailable("The settings could not be written.", "settings_unwritable")
    type_into(qtbot, card.delay, "5")
    assert card.delay.message_text() == "The settings could not be written."


def test_when_it_takes_effect_is_said(card: FillsCard) -> None:
    """Nobody waits for a change that waits for them."""
    assert card.when.text().startswith("Used from the next start of the program, or of another price feed.")


def test_an_error_stands_with_what_was_typed(qtbot: QtBot, card: FillsCard, desk: FakeDesk) -> None:
    """Another setting that is saved meanwhile puts no good value under a red mark."""
    type_into(qtbot, card.slippage, "-1")
    assert card.slippage.has_error()
    type_into(qtbot, card.delay, "300")
    qtbot.wait(50)
    assert desk.current.fills == PaperFills(delay_ms=300)
    assert (card.slippage.text(), card.slippage.has_error()) == ("-1", True)
    type_into(qtbot, card.slippage, "0")
    assert not card.slippage.has_error()


def test_where_each_choice_applies_is_said(card: FillsCard) -> None:
    """Slippage is of candles, parts are of both."""
    assert "on the demo market" in card.where.text()


def test_settings_can_be_changed_while_balances_cannot_be_read(open_window: OpenWindow) -> None:
    """The page says what is missing, and everything else on it works."""
    window = open_window(failing())
    window.session.go(Place("settings", "paper"))
    page = window.page("settings")
    assert page.error_bar.isVisible()
    assert "disk is full" in page.error_bar.text()
    assert not page.unread.isVisible()
    section = page.section("paper")  # type: ignore[attr-defined]
    assert section.fills.isVisible()
    assert not section._balances.isVisible()


def test_stale_prices_are_told_with_what_it_means(open_window: OpenWindow) -> None:
    """For how long, and what the bots do; not the same word twice."""
    window = open_window(stale())
    window.session.go(Place("settings", "feed"))
    assert window.page("settings").section("feed")._state.text() == (  # type: ignore[attr-defined]
        "No new price for 47 s. Bots wait, their orders stay."
    )
    assert window.status._cells["feed"].note == ""
