"""Left, Right and Space play a bot's life wherever the focus is, but not while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from finbyte_desktop.ui.session import Place

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.history_page import HistoryPage


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> HistoryPage:
    window.session.go(Place("history"))
    page = window.page("history")
    window.activateWindow()
    qtbot.waitUntil(lambda: page.life._shown is not None)
    return page


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """A key goes to whatever has the focus."""
    qtbot.keyClick(window.focusWidget() or window, key)


def test_keys_work_after_a_click_on_a_button(qtbot: QtBot, window: MainWindow, page: HistoryPage) -> None:
    """The focus that a click leaves on a button takes none of them."""
    life = page.history.life
    life.move_to(5)
    qtbot.mouseClick(page.life.play, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.life.play, Qt.MouseButton.LeftButton)
    page.life.play.setFocus(Qt.FocusReason.MouseFocusReason)
    life.move_to(5)
    press(qtbot, window, Qt.Key.Key_Right)
    assert life.cursor == 6
    press(qtbot, window, Qt.Key.Key_Left)
    assert life.cursor == 5
    page.life.speed._buttons["fast"].setFocus(Qt.FocusReason.MouseFocusReason)
    press(qtbot, window, Qt.Key.Key_Space)
    assert page.life.is_playing()
    press(qtbot, window, Qt.Key.Key_Space)
    assert not page.life.is_playing()


def test_keys_of_a_search_field_are_its_own(qtbot: QtBot, window: MainWindow, page: HistoryPage) -> None:
    """A space in a search starts nothing."""
    cursor = page.history.life.cursor
    page.search.line.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_Left):
        press(qtbot, window, key)
    assert page.search.line.text() == "a "
    assert page.history.life.cursor == cursor
    assert not page.life.is_playing()


def test_a_button_reached_by_tab_is_pressed_by_space(
    qtbot: QtBot, window: MainWindow, page: HistoryPage
) -> None:
    """Who works with the keyboard alone presses what is marked."""
    page.history.life.move_to(5)
    button = page.life._hints.parentWidget().findChildren(type(page.life.play))[0]
    page.life.speed._buttons["fast"].setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Qt.Key.Key_Space)
    assert page.life.speed.current() == "fast"
    assert not page.life.is_playing()
    assert button.isVisible()
