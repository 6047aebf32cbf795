"""An error in a slot or an event handler: Qt goes on, the log has it, the person reads it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.services.open_secrets import OPEN_SECRETS
from finbyte_desktop.services.uncaught import Part, Uncaught
from finbyte_desktop.ui.account_windows import AccountWindows
from finbyte_desktop.ui.session import Note, Session
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from tests.conftest import ExpectedLogs
from tests.support.fake_accounts import FakeAccounts
from tests.ui.test_account_windows import accounts  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
# The application itself, with a button in its window whose slot is wrong.
WRONG_SLOT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from finbyte_desktop import app
from finbyte_desktop.ui.main_window import MainWindow

shown = MainWindow.start

def start(self):
    shown(self)
    self.session.said.connect(lambda note: print("SAID", note.text))
    def slot():
        raise ValueError("torn apiKey=abcdef0123456789")
    QTimer.singleShot(0, slot)
    QTimer.singleShot(10, slot)

MainWindow.start = start
sys.exit(app.run_window(Path(sys.argv[1]), None, Path(sys.argv[2])))
"""


class Torn(QWidget):
    """A widget whose event handler is wrong."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        raise ValueError("torn handler")


@pytest.fixture
def uncaught(windows: AccountWindows, expected_logs: ExpectedLogs) -> Iterator[Uncaught]:
    expected_logs.allow("not caught")
    made = Uncaught()
    made.on_told = lambda part: QTimer.singleShot(0, lambda: windows.say_failure(part))
    restore = made.install()
    yield made
    restore()


def said(windows: AccountWindows) -> list[str]:
    return [toast.text.text() for toast in windows.window("paper").toasts._toasts.values()]


def test_slot_that_raises_is_written_and_said_once(
    qtbot: QtBot,
    windows: AccountWindows,
    uncaught: Uncaught,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The traceback names the slot; two clicks make one note; it leads to where the log is."""
    button = QPushButton(windows.window("paper"))

    def wrong_slot() -> None:
        raise ValueError("torn slot")

    button.clicked.connect(wrong_slot)
    for _ in range(2):
        button.click()
    qtbot.waitUntil(lambda: len(said(windows)) == 1, timeout=2_000)
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert "in wrong_slot" in caplog.text
    (text,) = said(windows)
    assert text.startswith("Something in the window failed. Your orders are not affected")
    assert "log" in text
    windows.window("paper")._note_clicked("window_failed")
    assert windows.window("paper").place().page == "settings"


def test_event_handler_that_raises_is_said(
    qtbot: QtBot,
    windows: AccountWindows,
    uncaught: Uncaught,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Qt calls it, not Python: the error arrives by the hook all the same."""
    widget = Torn()
    qtbot.addWidget(widget)
    widget.show()
    QTimer.singleShot(0, lambda: qtbot.mouseClick(widget, Qt.MouseButton.LeftButton))
    qtbot.waitUntil(lambda: len(said(windows)) == 1, timeout=2_000)
    assert "torn handler" in caplog.text


def test_failure_beside_the_window_promises_less(
    qtbot: QtBot,
    windows: AccountWindows,
    accounts: FakeAccounts,  # noqa: F811
    uncaught: Uncaught,
) -> None:
    """Nobody knows what stands still then: the note says where to look, in the window that is shown."""
    windows.show("binance-1")
    uncaught.note(ValueError("torn"), Part.BESIDE)
    shown = windows.window("binance-1").toasts._toasts
    qtbot.waitUntil(lambda: any("beside" in t.text.text() for t in shown.values()), timeout=2_000)


def test_failure_of_what_was_asked_promises_nothing(
    qtbot: QtBot,
    windows: AccountWindows,
    uncaught: Uncaught,
) -> None:
    """A stop that fails half way may have pulled orders: the note does not say that nothing happened."""
    uncaught.note(ValueError("torn"), Part.ASKED)
    qtbot.waitUntil(lambda: len(said(windows)) == 1, timeout=2_000)
    (text,) = said(windows)
    assert "part of it may have been done" in text
    assert "not affected" not in text


def test_application_writes_and_says_what_its_slots_raise(tmp_path: Path) -> None:
    """From the start of the process to its log file, with the key taken out, and one note for two errors."""
    folder = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-c", WRONG_SLOT, str(folder), str(tmp_path / "picture.png")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (folder / "log" / "finbyte.log").read_text(encoding="utf-8")
    assert "in slot" in text
    assert "ValueError: torn" in text
    assert text.count("Traceback") == 1
    assert done.stdout.count("SAID Something in the window failed") == 1
    assert "abcdef0123456789" not in text + done.stderr


class Unreadable(PageModel):
    """A page whose reading is wrong."""

    def load(self) -> None:
        raise ValueError("torn canary-5521-secret, and apiKey=abcdef0123456789")


def test_note_and_error_bar_tell_no_secret(session: Session, expected_logs: ExpectedLogs) -> None:
    """Of an open account by its value; of an unexpected error also what looks like one."""
    expected_logs.require("a view-model failed")
    said: list[Note] = []
    session.said.connect(said.append)
    with OPEN_SECRETS.held(["canary-5521-secret"]):
        session.say("The venue answered: canary-5521-secret.")
        page = Unreadable(session)
        page.refresh()
    assert [note.text for note in said] == ["The venue answered: ***."]
    assert page.error == "This page cannot be shown: ValueError: torn ***, and apiKey=***. Bots run on."
