"""Questions over a page: the safe answer is the easy one."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer, Overlay
from finbyte_desktop.widgets.page_header import Tab, TabButton, TabRow


class Page(QWidget):
    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        self.field = QLineEdit()
        layout.addWidget(self.field)
        self.overlay = Overlay(self)
        self.heard: list[object] = []
        self.overlay.answered.connect(self.heard.append)

    def ask(self) -> None:
        self.overlay.ask(
            "Approve the plan?",
            "You will buy 0.0161 BTC for about 1,260.86 USDT.",
            Answer("no", "Not now"),
            [Answer("yes", "Approve 25 orders", ButtonKind.PRIMARY)],
        )


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> Page:
    widget = Page()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    widget.activateWindow()
    qtbot.waitActive(widget)
    widget.field.setFocus()
    return widget


def press(key: Qt.Key) -> None:
    """A key as the keyboard sends it: to whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


@pytest.mark.parametrize(
    ("keys", "answers"),
    [
        ([Qt.Key.Key_Escape], ["no"]),
        ([Qt.Key.Key_Return], ["no"]),
        ([Qt.Key.Key_Space], ["no"]),
        ([Qt.Key.Key_Tab, Qt.Key.Key_Escape], ["no"]),
        ([Qt.Key.Key_Tab, Qt.Key.Key_Return], ["yes"]),
        ([Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return], ["no"]),
        ([Qt.Key.Key_A], []),
    ],
)
def test_keys_answer_safely(page: Page, keys: list[Qt.Key], answers: list[str]) -> None:
    """Escape and a plain Enter are the safe answer; approving needs Tab first; other keys do nothing."""
    page.ask()
    for key in keys:
        press(key)
    assert page.heard == answers


def test_enter_in_a_field_approves_nothing(page: Page) -> None:
    """Enter in a field of the dialog is no answer."""
    field = QLineEdit()
    page.overlay.add_body(field)
    page.ask()
    field.setFocus()
    press(Qt.Key.Key_Return)
    assert page.heard == []
    assert page.overlay.is_open()


def test_answer_comes_once(page: Page, qtbot: QtBot) -> None:
    """A late expiry or a second click after the answer says nothing more."""
    page.ask()
    qtbot.mouseClick(page.overlay.button("yes"), Qt.MouseButton.LeftButton)
    page.overlay.expire()
    assert page.heard == ["yes"]
    page.ask()
    page.overlay.expire()
    assert page.heard == ["yes", "no"]


def test_page_below_is_out_of_reach(page: Page, qtbot: QtBot) -> None:
    """While asked, Tab stays in the dialog and clicks beside it do nothing; then the focus returns."""
    page.ask()
    for _ in range(5):
        press(Qt.Key.Key_Tab)
        assert page.overlay.isAncestorOf(QApplication.focusWidget())
    qtbot.mouseClick(page.overlay, Qt.MouseButton.LeftButton)
    assert page.heard == []
    press(Qt.Key.Key_Escape)
    assert page.field.hasFocus()
    assert not page.overlay.isVisible()


def test_scrim_follows_the_page(page: Page) -> None:
    """A resized page stays covered, the panel stays inside."""
    page.ask()
    page.resize(500, 400)
    assert page.overlay.geometry() == page.rect()
    assert page.overlay.panel.width() <= 500 - 32


def test_the_chosen_tab_shows_that_the_keyboard_is_on_it(app: QApplication, qtbot: QtBot) -> None:
    """Its line alone is there with and without."""
    row = TabRow([Tab("a", "Gallery"), Tab("b", "Running", 3)])
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow, timeout=2000)
    button = row.findChildren(TabButton)[0]
    button.clearFocus()
    without = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.ring
    assert button.grab().toImage() != without


def test_safe_answer_shows_its_ring(page: Page) -> None:
    """The focus on the safe answer is visible at once."""
    page.ask()
    assert page.overlay.button("no").ring


def test_the_focus_goes_back_to_nothing_that_is_gone(page: Page) -> None:
    """What had the focus may be thrown away while the question stands; the answer is given all the same."""
    page.ask()
    page.field.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    press(Qt.Key.Key_Escape)
    assert page.heard == ["no"]
