"""A window over the fake desk. Coroutines run to their end at once, on a loop of their own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtWidgets import QApplication

from finbyte_desktop.paths import locations
from finbyte_desktop.services.ports import Desk
from finbyte_desktop.ui.account_windows import AccountWindows
from finbyte_desktop.ui.appearance import Appearance
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.pages.wizard_page import WizardPage
from finbyte_desktop.ui.session import Place, Session
from tests.support.fake_accounts import FakeAccounts
from tests.support.fake_desk import WALL_NS, FakeDesk, full

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Clock:
    """Wall-clock time that a test moves."""

    def __init__(self) -> None:
        self.ns = WALL_NS

    def __call__(self) -> int:
        return self.ns


class SpawnAtOnce:
    """Runs each coroutine to its end when it is spawned; one that is spawned meanwhile comes next."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._waiting: deque[Coroutine[Any, Any, object]] = deque()
        self._running = False

    def __call__(self, work: Coroutine[Any, Any, object]) -> None:
        if self._loop.is_closed():
            work.close()
            return
        self._waiting.append(work)
        if self._running:
            return
        self._running = True
        try:
            while self._waiting:
                self._loop.run_until_complete(self._waiting.popleft())
        finally:
            self._running = False

    def close(self) -> None:
        self._loop.close()


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """The plural forms of English, as the application installs them at its start."""
    translator = QTranslator()
    assert translator.load("finbyte_en", str(locations().translations))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spawn() -> Iterator[SpawnAtOnce]:
    spawned = SpawnAtOnce()
    yield spawned
    spawned.close()


@pytest.fixture
def desk() -> FakeDesk:
    return full()


@pytest.fixture
def session(qtbot: QtBot, desk: FakeDesk, spawn: SpawnAtOnce, clock: Clock) -> Iterator[Session]:
    made = Session(desk, spawn, clock)
    yield made
    made.bridge.close()


OpenWindow = Callable[[FakeDesk], MainWindow]


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: object, spawn: SpawnAtOnce, clock: Clock, tmp_path: Path
) -> Iterator[OpenWindow]:
    """Opens a window over a desk; closed at the end of the test."""
    opened: list[MainWindow] = []

    def make(desk: FakeDesk) -> MainWindow:
        appearance = Appearance(qapp, locations().translations)
        window = MainWindow(desk, spawn, appearance, locations(tmp_path), clock)
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield make
    for window in opened:
        if window._appearance._translator is not None:
            qapp.removeTranslator(window._appearance._translator)  # the next test speaks English
        window._may_close = True
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def wizard(window: MainWindow) -> WizardPage:
    """The wizard on one market, at its parameters."""
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    return page


@pytest.fixture
def windows(
    qtbot: QtBot, english: object, qapp: object, accounts: FakeAccounts, spawn: SpawnAtOnce, tmp_path: Path
) -> Iterator[AccountWindows]:
    """The windows of the accounts that the test gives, paper shown."""
    appearance = Appearance(qapp, locations().translations)  # type: ignore[arg-type]

    def make(desk: Desk, account: str) -> MainWindow:
        window = MainWindow(
            desk, spawn, appearance, locations(tmp_path), lambda: WALL_NS, accounts=accounts, account=account
        )
        qtbot.addWidget(window)
        return window

    made = AccountWindows(accounts, make)
    made.window("paper").show()
    yield made
    made.close()
