"""One window an account: what is shown in the place of what, what is left behind, what closes them all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from finbyte_desktop.services import ports as p
from finbyte_desktop.ui.account_windows import AccountWindows
from finbyte_desktop.ui.accounts_menu import AccountsMenu
from finbyte_desktop.ui.closing import to_tray
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.main_window import ModeFrame
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_accounts import FakeAccounts, LiveFakeDesk, health_of
from tests.support.fake_desk import WALL_NS, full

NO_KEYBOARD = "does not support grabbing the keyboard"  # a menu without a screen


@pytest.fixture
def accounts() -> FakeAccounts:
    return FakeAccounts(full())


def on_screen(windows: AccountWindows) -> list[str]:
    return [name for name, window in windows._windows.items() if window.isVisible()]


def test_another_account_takes_the_same_place(windows: AccountWindows) -> None:
    """One window is on the screen, where the one before was, in the colour of its money."""
    paper = windows.window("paper")
    paper.setGeometry(30, 40, 1200, 800)
    paper.session.account_wanted.emit("binance-1")
    assert on_screen(windows) == ["binance-1"]
    live = windows.window("binance-1")
    assert live.geometry() == paper.geometry()
    frames = [window.centralWidget() for window in (paper, live)]
    assert [frame._live for frame in frames if isinstance(frame, ModeFrame)] == [False, True]
    live.session.account_wanted.emit("paper")
    assert on_screen(windows) == ["paper"]
    assert windows.window("binance-1") is live  # kept, with the page it showed


def test_what_happened_meanwhile_is_said_once(windows: AccountWindows) -> None:
    """When the account is shown for the first time."""
    live = windows.window("binance-1")
    said: list[str] = []
    live.session.said.connect(lambda note: said.append(note.text))
    windows.show("binance-1")
    windows.show("paper")
    windows.show("binance-1")
    assert [text for text in said if "away" in text] == [
        "While you were away: 3 trades. Settings, Connections says what happened."
    ]


def test_logged_out_account_gives_its_place_to_paper(windows: AccountWindows, accounts: FakeAccounts) -> None:
    """Nothing of it stays on the screen, and connecting it again makes a new window."""
    windows.show("bybit-1")
    before = windows.window("bybit-1")
    windows.window("paper").session.spawn(accounts.disconnect("bybit-1"))
    assert on_screen(windows) == ["paper"]
    accounts.desks["bybit-1"] = LiveFakeDesk(health_of("bybit-1", "practice", "Bybit", testnet=True))
    windows.window("paper").session.spawn(accounts.connect("bybit-1"))
    windows.show("bybit-1")
    assert windows.window("bybit-1") is not before


def test_account_that_cannot_be_shown_says_why(windows: AccountWindows) -> None:
    """The window before stays."""
    said: list[str] = []
    windows.window("paper").session.said.connect(lambda note: said.append(note.text))
    windows.show("okx-1")
    assert on_screen(windows) == ["paper"]
    assert said == ["okx-1 is not connected."]


def test_account_that_connects_by_itself_is_told(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """Its bots trade behind the window that is shown."""
    said: list[str] = []
    windows.window("paper").session.said.connect(lambda note: said.append(note.text))
    accounts.say()

    def told() -> bool:
        return any("main account is connected, LIVE. Bots: 5." in text for text in said)

    qtbot.waitUntil(told, timeout=3_000)
    shown: Callable[[], None] = lambda: windows.show("binance-1")  # noqa: E731
    shown()
    assert on_screen(windows) == ["binance-1"]


def test_a_signal_while_orders_are_being_cancelled_hinders_nothing(
    windows: AccountWindows, accounts: FakeAccounts
) -> None:
    """What is being closed is not closed a second time, as something else."""
    held: list[object] = []
    window = windows.window("binance-1")
    window.session.act = lambda work, **_: held.append(work)  # type: ignore[method-assign]
    window.finish("cancel")
    windows.end()
    window.finish("keep")
    assert len(held) == 1
    held[0].close()  # type: ignore[attr-defined]
    assert accounts.calls == []


def test_closing_one_window_closes_every_account(windows: AccountWindows, accounts: FakeAccounts) -> None:
    """Each desk is asked once, with the answer that was given."""
    ended: list[bool] = []
    windows.ended.connect(lambda: ended.append(True))
    windows.show("binance-1")
    windows.window("binance-1").finish("cancel")
    assert accounts.calls == [("close", "cancel")]
    assert ended == [True]


def test_demo_trading_has_a_mark_of_its_own(windows: AccountWindows, accounts: FakeAccounts) -> None:
    """Neither the frame of real money nor the mark of paper."""
    accounts.add_demo()
    marks = {}
    for account in ("paper", "binance-1", "bybit-1", "binance-demo"):
        window = windows.window(account)
        cell = window.status._mode
        frame = window.centralWidget()
        assert isinstance(frame, ModeFrame)
        marks[account] = (cell.text, cell.tone, frame._live)
    assert marks == {
        "paper": ("PAPER", Tone.PAPER, False),
        "binance-1": ("LIVE", Tone.WARN, True),
        "bybit-1": ("TESTNET", Tone.ACCENT, False),
        "binance-demo": ("DEMO", Tone.ACCENT, False),
    }


@pytest.mark.qt_log_ignore(NO_KEYBOARD, extend=True)
def test_every_window_switches_between_accounts(windows: AccountWindows, accounts: FakeAccounts) -> None:
    """The menu lists paper and every connection with its state; a click brings the window to the front."""
    window = windows.window("paper")
    window.open_accounts()
    menu = window._accounts_menu
    assert menu is not None
    entries = [action for action in menu.actions() if not action.isSeparator()]
    assert [entry.text() for entry in entries] == [
        "Paper account   PAPER",
        "main account   LIVE   Connected",
        "practice   TESTNET   Connected",
        "old key   LIVE   Refused",
        "Connections",
    ]
    assert [entry.isChecked() for entry in entries] == [True, False, False, False, False]
    assert "may move money out of the account" in entries[3].toolTip()
    menu.hide()
    entries[1].trigger()
    assert on_screen(windows) == ["binance-1"]
    live = windows.window("binance-1")
    live.open_accounts()
    assert live._accounts_menu is not None
    live._accounts_menu.hide()
    live._accounts_menu.actions()[0].trigger()
    assert on_screen(windows) == ["paper"]


@pytest.mark.qt_log_ignore(NO_KEYBOARD, extend=True)
def test_account_that_is_not_connected_leads_to_its_connection(windows: AccountWindows) -> None:
    """Where its reason stands and the button that connects it."""
    window = windows.window("paper")
    window.open_accounts()
    assert window._accounts_menu is not None
    window._accounts_menu.hide()
    window._accounts_menu.actions()[3].trigger()
    assert on_screen(windows) == ["paper"]
    assert (window.place().page, window.place().tab) == ("settings", "connections")
    section = window.page("settings").section("connections")  # type: ignore[attr-defined]
    assert section.model.chosen == "okx-1"


@pytest.mark.qt_log_ignore(NO_KEYBOARD, extend=True)
def test_mark_of_the_mode_and_the_palette_lead_to_the_accounts(windows: AccountWindows, qtbot: QtBot) -> None:
    """A click on it, Ctrl+Shift+A, and an entry for each other account."""
    window = windows.window("paper")
    qtbot.mouseClick(window.status.mode_cell, Qt.MouseButton.LeftButton)
    assert window._accounts_menu is not None
    assert window._accounts_menu.isVisible()
    window._accounts_menu.hide()
    window.open_palette()
    offered = window._palette.offered  # type: ignore[union-attr]
    keys = [item.key for item in offered.items() if item.key.startswith("account")]
    assert keys == ["accounts", "account-binance-1", "account-bybit-1", "account-okx-1"]
    offered.run("account-bybit-1")
    assert on_screen(windows) == ["bybit-1"]


@pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface", extend=True)
def test_tray_lists_the_accounts_too(windows: AccountWindows) -> None:
    """And brings the window back before it shows one."""
    window = windows.window("paper")
    to_tray(window)
    assert not window.isVisible()
    (menu,) = window.tray.contextMenu().findChildren(AccountsMenu)  # type: ignore[attr-defined]
    menu.fill()
    menu.actions()[1].trigger()
    assert on_screen(windows) == ["binance-1"]
    assert not window.tray.isVisible()  # type: ignore[attr-defined]


def test_what_belongs_to_no_account_is_said_in_the_window_that_is_shown(
    windows: AccountWindows, accounts: FakeAccounts
) -> None:
    """A vault that was locked because nobody watched it, for example."""
    windows.show("binance-1")
    said: list[str] = []
    windows.window("binance-1").session.said.connect(lambda note: said.append(note.text))
    accounts.notice(p.Notice(WALL_NS, p.Level.ERROR, "vault_unwatched", {"text": "torn"}))
    assert len(said) == 1
    assert "the vault was locked" in said[0]
    assert "(torn)" in said[0]


# --- one appearance for all windows -------------------------------------------------------------------


def test_language_and_theme_reach_every_window(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """Whichever window hears of it first, and also the one that is hidden."""
    shown = [windows.window("paper"), windows.window("binance-1")]
    try:
        for window in shown:
            window.session.change_settings(language="zh_CN", theme="light")
        for window in shown:
            qtbot.waitUntil(lambda: window.status.panic_button.text() == "紧急停止", timeout=2_000)  # noqa: B023
            assert next(item.text for item in window._page_items()) == "机器人"
            assert window.status.colors.window == shown[0].rail.colors.window
            assert window.status.colors.window.lightness() > 128
    finally:
        for window in shown:
            window.session.change_settings(language="en", theme="dark")
    for window in shown:
        qtbot.waitUntil(lambda: window.status.panic_button.text() == "Panic", timeout=2_000)  # noqa: B023
        assert window.status.colors.window.lightness() < 128


def test_clock_has_room_for_its_zone_in_another_language(windows: AccountWindows) -> None:
    """As many letters may be wider: the cell asks for the room of the new ones."""
    line = windows.window("paper").status
    line.set_clock("22 Nov 2026", "05:10:35", "UTC")
    line.layout().activate()
    narrow = line._clock.width()
    line.set_clock("2026年11月22日", "05:10:35", "UTC")
    line.layout().activate()
    assert line._clock.width() == line._clock.sizeHint().width() > narrow


def test_row_and_dialog_name_bot_and_account(windows: AccountWindows, accounts: FakeAccounts) -> None:
    """Two accounts at one venue are two names."""
    accounts.desks["binance-1"].waiting = list(accounts.desks["paper"].waiting)
    windows.window("paper").session.account_wanted.emit("binance-1")
    window = windows.window("binance-1")
    window.session.go(Place("approvals"))
    row = window.page("approvals").rows()[0]
    assert row._title_note.text() == "main account"
    assert "main account" in row.accessibleName()
    window.session.go(Place("approvals", request=row.request))
    dialog = next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())
    told = [(fact.label.text(), fact.value.shown_text()) for fact in dialog._facts]
    assert ("Account", "main account") in told
    assert ("Bot", row._title.text()) in told


@pytest.mark.qt_log_ignore(NO_KEYBOARD, extend=True)
def test_account_on_the_status_line_is_where_another_is_chosen(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """With more than one account it has the sign of a list, and says so; a click or Enter opens it."""
    window = windows.window("paper")
    cell = window.status.cell("venue")
    assert cell is not None
    assert cell.opens
    assert "another account" in cell.toolTip()
    assert "choose an account" in window.status.mode_cell.toolTip()
    for press in (
        lambda: qtbot.mouseClick(cell, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(cell, Qt.Key.Key_Return),
    ):
        press()
        assert window._accounts_menu is not None
        assert window._accounts_menu.isVisible()
        window._accounts_menu.hide()
    accounts.rows = accounts.rows[:1]
    window.session.bridge.slow.emit(frozenset({"health"}))
    assert not cell.opens
    assert "another account" not in cell.toolTip()
