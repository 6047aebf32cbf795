"""One window an account: what is shown in the place of what, what is left behind, what closes them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from finbyte_desktop.paths import locations
from finbyte_desktop.services import ports as p
from finbyte_desktop.ui.account_windows import AccountWindows
from finbyte_desktop.ui.appearance import Appearance
from finbyte_desktop.ui.main_window import MainWindow, ModeFrame
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_accounts import FakeAccounts, LiveFakeDesk, health_of
from tests.support.fake_desk import WALL_NS, full
from tests.ui.conftest import SpawnAtOnce


@pytest.fixture
def accounts() -> FakeAccounts:
    return FakeAccounts(full())


@pytest.fixture
def windows(
    qtbot: QtBot, english: object, qapp: object, accounts: FakeAccounts, spawn: SpawnAtOnce, tmp_path: Path
) -> AccountWindows:
    appearance = Appearance(qapp, locations().translations)  # type: ignore[arg-type]

    def make(desk: p.Desk, account: str) -> MainWindow:
        window = MainWindow(
            desk, spawn, appearance, locations(tmp_path), lambda: WALL_NS, accounts=accounts, account=account
        )
        qtbot.addWidget(window)
        return window

    made = AccountWindows(accounts, make)
    made.window("paper").show()
    return made


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
