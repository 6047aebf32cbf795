"""Files dropped on the window: who takes them, and when nobody does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from finbyte_desktop.services.ports import FeedKind
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.first_run import FirstRun
from finbyte_desktop.ui.main_window import MainWindow
from tests.support.fake_desk import FakeDesk
from tests.ui.test_feed_form import RECORDING

CANDLES = Path("/somewhere/btc.csv")
ACTION, BUTTON, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag(window: MainWindow, *paths: Path) -> bool:
    """Drags files over the window and lets them go there; whether it offered to take them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(QPoint(400, 300), ACTION, mime, BUTTON, NO_KEY)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), ACTION, mime, BUTTON, NO_KEY))
    return enter.isAccepted()


def asked(window: MainWindow) -> FeedDialog:
    return next(d for d in window.stage.findChildren(FeedDialog) if d.is_open())


def test_a_file_asks_where_prices_shall_come_from(window: MainWindow, desk: FakeDesk) -> None:
    """And Enter plays it."""
    assert drag(window, CANDLES)
    dialog = asked(window)
    assert dialog.button("use").hasFocus()
    dialog.button("use").click()
    assert desk.calls[0][1].path == CANDLES


def test_another_file_is_not_played_all_at_once_unasked(window: MainWindow, desk: FakeDesk) -> None:
    """The speed that the feed before had is not its own; who chooses the fastest one gets it."""
    desk.current = replace(desk.current, feed=replace(desk.current.feed, speed=None))
    window.session.settings = desk.current
    drag(window, CANDLES)
    dialog = asked(window)
    choice = dialog.form.choice()
    assert choice is not None
    assert choice.speed == 10
    dialog.form.follow_speed(None)  # as in Settings, while prices come
    choice = dialog.form.choice()
    assert choice is not None
    assert choice.speed == 10
    dialog.form._choose_speed(None)
    drag(window, CANDLES)
    choice = dialog.form.choice()
    assert choice is not None
    assert choice.speed is None


def test_another_file_on_the_open_question_takes_its_place(window: MainWindow, desk: FakeDesk) -> None:
    """It was accepted, and nothing happened."""
    drag(window, CANDLES)
    assert drag(window, RECORDING)
    dialog = asked(window)
    assert sum(d.is_open() for d in window.stage.findChildren(FeedDialog)) == 1
    dialog.button("use").click()
    assert (desk.calls[0][1].kind, desk.calls[0][1].path) == (FeedKind.CAPTURE, RECORDING)


def test_the_introduction_takes_a_file(window: MainWindow) -> None:
    """As the place where prices come from."""
    window.open_first_run()
    dialog = next(d for d in window.stage.findChildren(FirstRun) if d.is_open())
    assert drag(window, CANDLES)
    choice = dialog.form.choice()
    assert choice is not None
    assert choice.path == CANDLES
    assert dialog.form.isVisibleTo(window)


def test_a_question_about_something_else_takes_no_file(window: MainWindow, desk: FakeDesk) -> None:
    """The pointer says so: nothing is taken and lost."""
    window.open_panic()
    assert not drag(window, CANDLES)
    assert desk.calls == []


@pytest.mark.parametrize(("files", "taken"), [((CANDLES, RECORDING), CANDLES), ((RECORDING,) * 2, RECORDING)])
def test_of_files_that_do_not_play_together_one_is_taken_and_named(
    window: MainWindow, files: tuple[Path, ...], taken: Path
) -> None:
    """The others are not ignored without a word."""
    said: list[str] = []
    window.session.said.connect(lambda note: said.append(note.text))
    assert drag(window, *files)
    assert said == [f"One feed plays one recording. {taken.name} was taken, the others were not."]
    choice = asked(window).form.choice()
    assert choice is not None
    assert choice.path == taken


def test_several_files_of_candles_play_together(window: MainWindow, desk: FakeDesk) -> None:
    """Dropped at once, also on the open question; what holds no candles is left out and named."""
    said: list[str] = []
    window.session.said.connect(lambda note: said.append(note.text))
    desk.without_symbols = {"BTCUSDT", "ETHUSDT", "SOLUSDT"}
    coins = [Path(f"/somewhere/{name}.csv") for name in ("BTCUSDT", "ETHUSDT", "SOLUSDT")]
    for dropped in (coins[:2], [*coins, RECORDING]):
        assert drag(window, *dropped)
    assert said == ["Left out, because they hold no candles: spot.txt.gz."]
    dialog = asked(window)
    assert dialog.button("use").hasFocus()
    dialog.button("use").click()
    choice = desk.calls[0][1]
    assert [file.path for file in choice.files] == coins
    assert (choice.kind, choice.path, choice.begin_ns) == (FeedKind.CANDLES, coins[0], None)
    drag(window, CANDLES)
    choice = asked(window).form.choice()
    assert choice is not None
    assert (choice.path, choice.files) == (CANDLES, ())


def test_what_is_no_file_is_not_taken(window: MainWindow) -> None:
    """An address of the network, for example."""
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/btc.csv")])
    enter = QDragEnterEvent(QPoint(400, 300), ACTION, mime, BUTTON, NO_KEY)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
