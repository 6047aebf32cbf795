"""Rail, status line, header and the small controls."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets import status_line
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.bar_chart import Bar, BarChart, Bin, Histogram
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.check import CheckBox, RadioButton, Switch
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.flow import FlowLayout
from finbyte_desktop.widgets.page_header import PageHeader, Tab
from finbyte_desktop.widgets.progress import Progress
from finbyte_desktop.widgets.rail import Rail, RailItem
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.status_line import StatusLine
from finbyte_desktop.widgets.stepper import Stepper
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.toast import ToastHost

ITEMS = [RailItem(name, name.title(), "ph.robot") for name in ("trade", "bots", "approvals")]


def buttons_of(widget: QWidget) -> dict[str, Button]:
    from PySide6.QtWidgets import QAbstractButton

    return {button.text(): button for button in widget.findChildren(QAbstractButton)}  # type: ignore[misc]


def test_rail_says_the_page_and_shows_counts(app: QApplication, qtbot: QtBot) -> None:
    """A click says the page once; setting it from the program stays silent; counts are told."""
    rail = Rail(ITEMS, [RailItem("settings", "Settings", "ph.gear-six")])
    qtbot.addWidget(rail)
    rail.resize(64, 700)
    rail.show()
    heard: list[object] = []
    rail.page_selected.connect(heard.append)
    rail.set_current("bots")
    assert heard == []
    qtbot.mouseClick(buttons_of(rail)["Settings"], Qt.MouseButton.LeftButton)
    assert heard == ["settings"]
    assert rail.current() == "settings"
    rail.set_badge("approvals", 6)
    assert "6" in buttons_of(rail)["Approvals"].accessibleDescription()
    assert rail.width() == 64
    rail.grab()


def test_rail_fits_a_low_window(app: QApplication, qtbot: QtBot) -> None:
    """Eleven items fit into 692 px: no item is cut off."""
    rail = Rail(
        [RailItem(i, f"Page {i}", "ph.robot") for i in range(10)], [RailItem("s", "Settings", "ph.gear-six")]
    )
    qtbot.addWidget(rail)
    rail.resize(64, 692)
    rail.show()
    app.processEvents()
    bottoms = [button.geometry().bottom() for button in buttons_of(rail).values()]
    assert max(bottoms) <= 692
    assert rail.height() == 692


@pytest.mark.parametrize(("width", "last_visible"), [(1440, True), (560, False)])
def test_status_line_keeps_panic_in_a_narrow_window(
    app: QApplication, qtbot: QtBot, width: int, last_visible: bool
) -> None:
    """Cells give way from the last; mode and panic always stay inside the window."""
    line = StatusLine()
    qtbot.addWidget(line)
    for key in ("account", "prices", "clock", "requests", "journal"):
        line.set_cell(key, f"Label of {key}", "value", dot=Tone.BUY)
    line.set_clock("22 Apr 2026", "12:08:12")
    line.resize(width, 28)
    line.show()
    app.processEvents()
    assert line._cells["account"].isVisible()
    assert line._cells["journal"].isVisible() is last_visible
    assert line.panic_button.geometry().right() <= width
    with qtbot.waitSignal(line.panic_clicked):
        qtbot.mouseClick(line.panic_button, Qt.MouseButton.LeftButton)
    line.set_cell("guard", "Panic guard", "not running", tone=Tone.DANGER)
    assert line._cells["guard"].isVisible()
    line.remove_cell("guard")
    for tone in (Tone.PAPER, Tone.ACCENT, Tone.WARN):
        line.set_mode(tone, "MODE", "What it means")
        line.grab()
    line.grab()


def test_header_tabs_speak_and_count(app: QApplication, qtbot: QtBot) -> None:
    """A tab says its key; its count belongs to its name."""
    header = PageHeader("Bots", [Tab("g", "Gallery"), Tab("r", "Running", 4)])
    qtbot.addWidget(header)
    header.resize(1200, 56)
    header.show()
    with qtbot.waitSignal(header.tab_selected) as heard:
        qtbot.mouseClick(buttons_of(header.tabs)["Running"], Qt.MouseButton.LeftButton)
    assert heard.args == ["r"]
    header.tabs.set_count("r", 5)
    assert buttons_of(header.tabs)["Running"].accessibleName() == "Running, 5"
    with qtbot.waitSignal(header.command_clicked):
        qtbot.mouseClick(header.command_field, Qt.MouseButton.LeftButton)


def test_header_folds_the_field_when_narrow(app: QApplication, qtbot: QtBot) -> None:
    """In a narrow window the command field becomes an icon instead of pushing actions out."""
    header = PageHeader("A rather long title of a page", [Tab(i, f"Tab number {i}", i) for i in range(3)])
    header.add_action(Button("Create bot", ButtonKind.PRIMARY))
    qtbot.addWidget(header)
    header.resize(1400, 56)
    header.show()
    app.processEvents()
    assert header.command_field.width() == 264
    header.resize(940, 56)
    app.processEvents()
    assert 32 <= header.command_field.width() < 264
    assert header.actions.itemAt(0).widget().geometry().right() <= 940
    header.grab()


@pytest.mark.parametrize("kind", list(ButtonKind))
def test_button_is_pressed_by_enter_and_space(app: QApplication, qtbot: QtBot, kind: ButtonKind) -> None:
    """Both keys press a focused button of every kind; a disabled one stays silent."""
    button = Button("Do", kind, "ph.plus", shortcut_text="F9")
    qtbot.addWidget(button)
    button.show()
    count: list[bool] = []
    button.clicked.connect(lambda: count.append(True))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(count) == 2
    button.setEnabled(False)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(count) == 2
    button.grab()


def test_icon_button_has_a_name(app: QApplication, qtbot: QtBot) -> None:
    """An icon alone is told by its name."""
    button = IconButton("ph.pause", "Pause")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip(), button.text()) == ("Pause", "Pause", "")


def test_segments_follow_arrows(app: QApplication, qtbot: QtBot) -> None:
    """Arrows move the choice and stop at the ends; only persons are heard."""
    control = SegmentedControl([("5m", "5m"), ("1h", "1h"), ("1d", "1d")], "1h")
    qtbot.addWidget(control)
    control.show()
    heard: list[object] = []
    control.selected.connect(heard.append)
    control.set_current("5m")
    for _ in range(3):
        qtbot.keyClick(control, Qt.Key.Key_Right)
    assert heard == ["1h", "1d"]
    assert control.current() == "1d"


def test_select_carries_keys(app: QApplication, qtbot: QtBot) -> None:
    """A choice is told by its key, whatever its text is."""
    select = Select([(None, "Any"), (7, "Spot grid")], "Type")
    qtbot.addWidget(select)
    heard: list[object] = []
    select.selected.connect(heard.append)
    select.setCurrentIndex(1)
    select.activated.emit(1)
    assert heard == [7]
    assert select.current() == 7
    select.grab()


def test_text_from_outside_is_plain(app: QApplication, qtbot: QtBot) -> None:
    """Markup in a name is shown, not obeyed."""
    text = Text("<b>bold</b><img src=x>")
    qtbot.addWidget(text)
    assert text.textFormat() == Qt.TextFormat.PlainText


def test_progress_cancels_once(app: QApplication, qtbot: QtBot) -> None:
    """Cancel is said once and then says that it stops; a new run offers it again."""
    progress = Progress("Backtest")
    qtbot.addWidget(progress)
    progress.show()
    heard: list[str] = []
    progress.cancelled.connect(lambda: heard.append("cancel"))
    qtbot.mouseClick(progress.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(progress.cancel_button, Qt.MouseButton.LeftButton)
    assert heard == ["cancel"]
    assert progress.cancel_button.text() == "Stopping"
    progress.start("Again")
    progress.set_progress(0.42)
    assert progress.cancel_button.isEnabled()
    assert progress.accessibleName() == "Again 42%"


def test_stepper_goes_back_only(app: QApplication, qtbot: QtBot) -> None:
    """Done steps can be clicked, the current and later ones not."""
    stepper = Stepper(["Type", "Market", "Review"], 1)
    qtbot.addWidget(stepper)
    stepper.show()
    heard: list[int] = []
    stepper.step_clicked.connect(heard.append)
    for button in buttons_of(stepper).values():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == [0]
    assert buttons_of(stepper)["Review"].accessibleName() == "3. Review, later"


def test_choice_cards_exclude_each_other(app: QApplication, qtbot: QtBot) -> None:
    """One card of a parent is chosen; a click anywhere on a card chooses it."""
    parent = QWidget()
    qtbot.addWidget(parent)
    layout = QVBoxLayout(parent)
    cards = [
        ChoiceCard("Once", "These 25 orders now.", checked=True),
        ChoiceCard("Always", "Ask for every order."),
    ]
    for card in cards:
        layout.addWidget(card)
    parent.resize(300, 300)
    parent.show()
    qtbot.mouseClick(cards[1].findChildren(QLabel)[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cards[1], Qt.MouseButton.LeftButton)
    assert [card.isChecked() for card in cards] == [False, True]


def test_clickable_card_takes_enter(app: QApplication, qtbot: QtBot) -> None:
    """A card that opens something opens by mouse and keyboard; a plain card does not."""
    card, plain = Card("BTC", clickable=True), Card("ETH")
    heard: list[str] = []
    for widget in (card, plain):
        qtbot.addWidget(widget)
        widget.show()
        widget.clicked.connect(lambda: heard.append("clicked"))
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert heard == ["clicked", "clicked"]


def test_banner_acts_and_counts_down(app: QApplication, qtbot: QtBot) -> None:
    """The action speaks; a new event forgets the old countdown and action."""
    banner = Banner("Waits for approval", Tone.WARN, "Review")
    qtbot.addWidget(banner)
    banner.resize(500, 28)
    banner.show()
    banner.set_countdown("06:48")
    with qtbot.waitSignal(banner.action_clicked):
        qtbot.mouseClick(banner._action, Qt.MouseButton.LeftButton)
    banner.set_event("Sold 0.0060 BTC")
    assert not banner._countdown.isVisible()
    assert not banner._action.isVisible()
    assert banner.accessibleName() == "Sold 0.0060 BTC"


def test_toasts_are_few_and_replace_by_key(app: QApplication, qtbot: QtBot) -> None:
    """At most three are shown, the oldest goes; one key is one toast."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    host = ToastHost(window)
    for number in range(6):
        host.say(f"note {number}", timeout_ms=0)
    assert host.texts() == ["note 3", "note 4", "note 5"]
    host.say("stream lost", key="stream", timeout_ms=0)
    host.say("stream back", key="stream", timeout_ms=0)
    assert host.texts()[-1] == "stream back"
    assert len(host.texts()) == 3
    host.say("short", timeout_ms=10)
    qtbot.waitUntil(lambda: "short" not in host.texts())


def test_checks_switch_by_mouse(app: QApplication, qtbot: QtBot) -> None:
    """The whole control reacts, text included."""
    for widget in (CheckBox("Stop price"), RadioButton("One"), Switch("One-click")):
        qtbot.addWidget(widget)
        widget.show()
        widget.grab()
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        assert widget.isChecked()


def test_bars_stand_on_the_zero_line(app: QApplication, qtbot: QtBot) -> None:
    """Positive bars end on zero, negative ones start there; an empty chart says so."""
    chart = BarChart([Bar(100.0), Bar(-50.0), Bar(0.0)])
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    up, down, none = chart.bar_rects()
    assert up.bottom() == down.top()
    assert up.height() == pytest.approx(2 * down.height(), abs=2)
    assert none.height() == 1
    chart.grab()
    chart.set_bars([])
    chart.grab()
    histogram = Histogram([Bin(2, "-800", Tone.SELL), Bin(9, "0")])
    qtbot.addWidget(histogram)
    histogram.grab()
    assert histogram.accessibleName()


@pytest.mark.parametrize("values", [[5.0], [-231.7], [-3.0, -80.0], [0.0], [12.0, -7.5, 40.0]])
def test_bars_have_a_round_axis_with_room_for_its_labels(
    app: QApplication, qtbot: QtBot, values: list[float]
) -> None:
    """A single day is no wall of colour, 0 is on the axis, and no label is cut."""
    chart = BarChart([Bar(value) for value in values])
    qtbot.addWidget(chart)
    chart.resize(480, 200)
    marks, _ = chart.axis_values()
    assert 0.0 in marks
    assert marks[0] <= min(values)
    assert marks[-1] >= max(values)
    for mark in marks:
        assert 8 <= chart._y(mark) <= chart.height() - 8
    assert all(rect.width() <= 36 for rect in chart.bar_rects())
    chart.grab()


def test_banner_can_grow_with_its_text(app: QApplication, qtbot: QtBot) -> None:
    """A warning about money is never cut."""
    text = "With the coins it holds the bot is at a loss. " * 4
    banner = Banner(text, Tone.WARN, wrap=True)
    qtbot.addWidget(banner)
    banner.resize(300, 28)
    assert banner.heightForWidth(300) > 60
    banner.grab()


def test_flow_wraps_into_equal_columns(app: QApplication, qtbot: QtBot) -> None:
    """As many columns of the wanted width as fit, filling the row."""
    window = QWidget()
    qtbot.addWidget(window)
    flow = FlowLayout(window, spacing=12, equal_width=300)
    cards = [Card(f"Card {i}") for i in range(5)]
    for card in cards:
        flow.addWidget(card)
    window.resize(1000, 600)
    window.show()
    app.processEvents()
    assert len({card.x() for card in cards}) == 3
    assert cards[2].geometry().right() == pytest.approx(999, abs=3)
    window.resize(500, 900)
    app.processEvents()
    assert len({card.x() for card in cards}) == 1


def test_the_caret_of_a_cell_stands_beside_its_meter(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is painted over the other, and both are inside the cell."""
    painted: list[QRectF] = []
    monkeypatch.setattr(
        status_line, "round_box", lambda _p, rect, *_: painted.append(QRectF(rect)), raising=True
    )
    carets: list[QRectF] = []
    monkeypatch.setattr(status_line, "paint_icon", lambda _p, _i, _c, rect, _s: carets.append(QRectF(rect)))
    line = StatusLine()
    qtbot.addWidget(line)
    line.set_cell("replay", "Candles", "37 %", note="60x", meter=0.37, opens=True)
    cell = line.cell("replay")
    assert cell is not None
    cell.resize(cell.sizeHint())
    cell.grab()
    assert carets[-1].left() >= painted[-2].right()
    assert carets[-1].right() <= cell.width()
