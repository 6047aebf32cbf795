"""The shell: keys, palette, notes, theme, language, closing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.intents import Level
from finbyte_desktop.services.ports import Notice
from finbyte_desktop.ui.closing import ClosingDialog
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.speed_menu import SpeedMenu
from finbyte_desktop.ui.viewmodels.bots import title_of
from finbyte_desktop.widgets.colors import color_source
from finbyte_desktop.widgets.overlay import Overlay
from tests.support.fake_desk import empty, full

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def test_only_the_page_in_front_is_built(window: MainWindow) -> None:
    """The first window is there sooner: other pages are made when they are asked for."""
    assert set(window._pages) == {"bots"}


def test_first_window_needs_no_chart_library() -> None:
    """pyqtgraph and the heavy pages come with the first page that draws a chart."""
    code = (
        "import sys\n"
        "from finbyte_desktop.ui.main_window import MainWindow\n"
        "from finbyte_desktop.ui.pages.bots_page import BotsPage\n"
        "assert 'pyqtgraph' not in sys.modules, 'pyqtgraph'\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("number", "page"),
    [
        (1, "bots"),
        (2, "approvals"),
        (3, "portfolio"),
        (4, "profits"),
        (5, "history"),
        (6, "strategies"),
        (7, "settings"),
    ],
)
def test_ctrl_and_number_goes_to_the_page(window: MainWindow, number: int, page: str) -> None:
    """In the order of the rail."""
    items = [*window._page_items(), *window._settings_item()]
    assert (items[number - 1].key, items[number - 1].shortcut) == (page, f"Ctrl+{number}")
    window.rail.page_selected.emit(page)
    assert window.place().page == page
    assert window.rail.current() == page


def test_escape_goes_back_from_a_bot(qtbot: QtBot, window: MainWindow) -> None:
    """To where the person came from."""
    window.session.go(Place("profits"))
    window.session.go(Place("bot", bot="bot-1"))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.place().page == "profits"


def test_palette_finds_bots_markets_pages_and_actions(window: MainWindow) -> None:
    """Everything behind one field; the chosen entry is run."""
    window.open_palette()
    palette = window._palette
    keys = palette.shown_keys()
    assert {"create", "panic", "page-history"} <= set(keys)
    palette.field.setText("review the plan")
    assert palette.current_key() == "bot:bot-2:review"
    palette.field.setText("history page"[:7])
    palette.chosen.emit("page-history")
    assert window.place().page == "history"


def test_palette_still_offers_pages_when_the_desk_cannot_be_read(window: MainWindow, desk: FakeDesk) -> None:
    """Bots and markets are missing, the rest works."""
    desk.read_error = Unavailable("The disk is full.", "journal")
    window.open_palette()
    keys = window._palette.shown_keys()
    assert "page-settings" in keys
    assert not [key for key in keys if ":" in key]


def test_palette_does_not_open_over_a_question(window: MainWindow) -> None:
    """One thing at a time."""
    window.open_panic()
    window.open_palette()
    assert window._palette is None


def test_notice_becomes_a_note_that_leads_to_its_bot(window: MainWindow, desk: FakeDesk) -> None:
    """In words, with the bot's name, as it may be told on any page, and a way there."""
    desk.notice(Notice(1, Level.WARNING, "slot_blocked", {"slot": "L4", "code": "lapsed"}, "bot-1"))
    name = title_of(desk.card("bot-1"))
    text = f"{name}: Nothing is placed for level 5 from below: not approved in time. Try again when solved."
    assert window.toasts.texts() == [text]
    toast = next(toast for toast in window.toasts._toasts.values())
    toast.acted.emit(toast.key)
    assert window.place() == Place("bot", "log", "bot-1")


def test_theme_switches_while_it_runs(window: MainWindow, desk: FakeDesk) -> None:
    """The setting is saved and the colours change at once."""
    dark = color_source().colors().window.name()
    window.switch_theme()
    window.session._changed(frozenset({"settings"}))
    assert desk.settings().theme == "light"
    assert color_source().colors().window.name() != dark
    window.switch_theme()
    window.session._changed(frozenset({"settings"}))
    assert color_source().colors().window.name() == dark


def test_language_switches_while_it_runs(window: MainWindow, desk: FakeDesk) -> None:
    """Rail, pages and header are made anew; the place stays."""
    window.session.go(Place("profits"))
    desk.current = replace(desk.current, language="zh_CN")
    window.session._changed(frozenset({"settings"}))
    assert window.place().page == "profits"
    assert window.rail._buttons["profits"].text() != "Profits"
    desk.current = replace(desk.current, language="en")
    window.session._changed(frozenset({"settings"}))
    assert window.rail._buttons["profits"].text() == "Profits"


def test_window_without_bots_closes_at_once(qtbot: QtBot, open_window: OpenWindow) -> None:
    """Nothing to ask; the desk is closed first."""
    desk = empty()
    window = open_window(desk)
    with qtbot.waitSignal(window.ended, timeout=1000):
        window.close()
    assert desk.calls == [("close", "keep")]
    assert not window.isVisible()


@pytest.mark.parametrize("closing", ["keep", "cancel"])
def test_window_with_bots_asks_and_does_what_was_chosen(
    qtbot: QtBot, open_window: OpenWindow, closing: str
) -> None:
    """Orders kept or cancelled; remembered only when asked for."""
    desk = full()
    window = open_window(desk)
    window.close()
    assert window.isVisible()
    dialog = next(d for d in window.stage.findChildren(ClosingDialog) if d.is_open())
    dialog.choices[closing].click()
    with qtbot.waitSignal(window.ended, timeout=1000):
        dialog.button("close").click()
    assert desk.calls == [("close", closing)]


def test_remembered_answer_is_not_asked_again(qtbot: QtBot, open_window: OpenWindow) -> None:
    """The setting decides."""
    desk = full()
    desk.current = replace(desk.current, closing="cancel")
    window = open_window(desk)
    with qtbot.waitSignal(window.ended, timeout=1000):
        window.close()
    assert desk.calls == [("close", "cancel")]


def test_panic_asks_once_and_stops_everything(window: MainWindow, desk: FakeDesk) -> None:
    """From the status line, on every page."""
    window.session.go(Place("settings"))
    window.status.panic_button.click()
    from finbyte_desktop.ui.dialogs.panic_dialog import PanicDialog

    dialog = next(d for d in window.stage.findChildren(PanicDialog) if d.is_open())
    assert desk.calls == []
    dialog.button("panic").click()
    assert desk.calls == [("panic",)]


def test_first_start_shows_the_introduction(open_window: OpenWindow) -> None:
    """Once, until somebody has seen it."""
    from finbyte_desktop.ui.dialogs.first_run import FirstRun

    desk = empty()
    desk.current = replace(desk.current, first_run_done=False)
    window = open_window(desk)
    window.start()
    dialog = next(d for d in window.stage.findChildren(FirstRun) if d.is_open())
    dialog.expire()
    assert desk.settings().first_run_done


@pytest.mark.parametrize("share", [0.37, 1.0])
def test_the_bar_of_a_replay_is_as_full_as_its_number(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """Percent and bar are one figure."""
    health = desk.health()
    feed = replace(health.feed, position=share)
    monkeypatch.setattr(desk, "health", lambda: replace(health, feed=feed))
    window.shell_status.refresh()
    cell = window.status._cells["replay"]
    assert (cell.value, cell.meter) == (f"{share:.0%}", share)


def test_speed_is_chosen_in_the_status_line(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press on the market time opens the speeds, the one of now marked; the palette finds them too."""
    opened: list[SpeedMenu] = []
    monkeypatch.setattr(SpeedMenu, "popup", lambda menu, _corner: opened.append(menu))
    qtbot.mouseClick(window.status.cell("replay"), Qt.MouseButton.LeftButton)
    (menu,) = opened
    speeds = {action.text(): action for action in menu.actions()}
    assert [text for text, action in speeds.items() if action.isChecked()] == ["10x"]
    speeds["60x"].trigger()
    assert desk.calls[-1] == ("feed_speed", 60)
    speeds["Hold the prices"].trigger()
    assert desk.calls[-1] == ("feed_pause", True)
    window.open_palette()
    palette = window._palette
    assert palette is not None
    assert "Speed of the market time" in [item.title for item in palette.offered.items()]


def test_the_rail_is_covered_while_a_question_is_open(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """Nobody navigates underneath a dialog: neither by the rail nor by its keys; afterwards all works."""
    button = window.rail._buttons["profits"]
    window.open_keys()
    assert window.rail.is_covered()
    assert not button.isEnabled()
    middle = button.mapTo(window, button.rect().center())
    over = window.childAt(middle)
    assert over is not None
    qtbot.mouseClick(over, Qt.MouseButton.LeftButton)
    window.rail.page_selected.emit("profits")
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.place().page == "bots"
    dialog = next(d for d in window.stage.findChildren(Overlay) if d.is_open())
    dialog.expire()
    assert not window.rail.is_covered()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.place().page == "profits"


def test_a_long_tip_of_the_status_line_takes_several_lines(window: MainWindow) -> None:
    """A plain one is shown in one line, as wide as the window."""
    cell = window.status.cell("journal")
    assert cell is not None
    cell.setToolTip("Reason: no service answered & more <here>\nSecond line")
    at = cell.rect().center()
    QApplication.sendEvent(cell, QHelpEvent(QEvent.Type.ToolTip, at, cell.mapToGlobal(at)))
    assert QToolTip.text() == "<p>Reason: no service answered &amp; more &lt;here&gt;<br>Second line</p>"
    QToolTip.hideText()


def test_what_is_not_fresh_grows_older_without_any_news(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prices that are held tell nobody anything, and the age beside the sums goes on."""
    desk.stale = True
    window.session.go(Place("portfolio"))
    page: Any = window.page("portfolio")
    before = page.portfolio.stale_sums
    health = desk.health()
    older = replace(health, feed=replace(health.feed, age_ns=health.feed.age_ns + 30_000_000_000))
    monkeypatch.setattr(desk, "health", lambda: older)
    window.shell_status.refresh()
    assert page.portfolio.stale_sums != before
