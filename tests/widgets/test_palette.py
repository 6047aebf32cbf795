"""The command palette finds by few letters and runs by Enter."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.command_palette import CommandPalette, PaletteGroup, PaletteItem
from finbyte_desktop.widgets.fuzzy import fuzzy_match

GROUPS = [
    PaletteGroup("action", "Actions", ">"),
    PaletteGroup("bot", "Bots", "#"),
    PaletteGroup("market", "Markets", "@"),
]
ITEMS = [
    PaletteItem("m1", "BTCUSDT Perp", "market", "Binance USD-M"),
    PaletteItem("a1", "Buy BTCUSDT with the ticket", "action", keys=("F9",)),
    PaletteItem("a2", "Panic: stop everything", "action", words="emergency halt"),
    PaletteItem("b1", "BTC grid", "bot", "running"),
    PaletteItem("m2", "ETH/USDT", "market", "Bybit spot"),
]


@pytest.mark.parametrize(
    ("query", "text", "places"),
    [
        ("", "anything", ()),
        ("btc", "BTC grid", (0, 1, 2)),
        ("grid btc", "BTC grid", (0, 1, 2, 4, 5, 6, 7)),
        ("bg", "BTC grid", (0, 4)),
        ("zzz", "BTC grid", None),
        ("gridx", "BTC grid", None),
    ],
)
def test_match_tells_the_letters(query: str, text: str, places: tuple[int, ...] | None) -> None:
    """Every word must occur; the matched letters are known for marking."""
    match = fuzzy_match(query, text)
    assert (None if match is None else match.places) == places


def test_start_beats_inside() -> None:
    """The start of a title ranks before the start of a word, that before its inside."""
    scores = [fuzzy_match("btc", text) for text in ("BTC grid", "New BTC", "xbtcx")]
    values = [match.score for match in scores if match is not None]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 3


@pytest.fixture
def palette(app: QApplication, qtbot: QtBot) -> Iterator[CommandPalette]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    widget = CommandPalette(window, GROUPS)
    widget.set_items(ITEMS)
    widget.open()
    yield widget
    window.close()


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", ["a1", "a2", "b1", "m1", "m2"]),
        ("btc", ["a1", "b1", "m1"]),
        ("@btc", ["m1"]),
        ("# ", ["b1"]),
        ("halt", ["a2"]),
        ("bybit", ["m2"]),
        ("qqq", []),
    ],
)
def test_typing_filters_by_group(palette: CommandPalette, qtbot: QtBot, typed: str, keys: list[str]) -> None:
    """Groups keep their order, prefixes narrow, details and further words are found too."""
    qtbot.keyClicks(palette.field, typed)
    assert palette.shown_keys() == keys


def test_enter_runs_the_chosen_entry(palette: CommandPalette, qtbot: QtBot) -> None:
    """Arrows move and wrap, Enter closes and names the entry."""
    qtbot.keyClicks(palette.field, "btc")
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.current_key() == "b1"
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.current_key() == "m1"
    with qtbot.waitSignal(palette.chosen) as heard:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert heard.args == ["m1"]
    assert not palette.isVisible()


def test_escape_chooses_nothing(palette: CommandPalette, qtbot: QtBot) -> None:
    """Escape closes without a choice; Enter on nothing does nothing."""
    qtbot.keyClicks(palette.field, "qqq")
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(palette.chosen), qtbot.waitSignal(palette.closed):
        qtbot.keyClick(palette.field, Qt.Key.Key_Escape)


def test_tab_narrows_to_a_group(palette: CommandPalette, qtbot: QtBot) -> None:
    """Tab goes through the groups and back to all."""
    qtbot.keyClick(palette.field, Qt.Key.Key_Tab)
    assert palette.shown_keys() == ["a1", "a2"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Backtab)
    assert len(palette.shown_keys()) == 5


SHELL = [
    PaletteItem("panic", "Panic: stop all bots", "action", words="emergency halt", danger=True),
    PaletteItem("intro", "Show old logs", "action"),
    PaletteItem("eth", "Stop ETH/USDT", "bot", words="ETH/USDT"),
    PaletteItem("open", "Swinger", "bot", "SOL/USDT"),
    PaletteItem("sol", "Stop Swinger", "bot", words="SOL/USDT"),
]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("stop sol", ["sol"]),
        ("sol", ["open", "sol", "intro"]),
        ("stop", ["eth", "sol", "panic"]),
        ("halt", ["panic"]),
        ("pan", ["panic"]),
        ("panic stop", ["panic"]),
        ("spab", []),
    ],
)
def test_a_dangerous_entry_is_first_only_when_it_is_named(
    palette: CommandPalette, qtbot: QtBot, typed: str, keys: list[str]
) -> None:
    """Whole words go before scattered letters; a command for everything is not found by those, and gives way
    to whatever else has the words that were typed.
    """
    palette.set_items(SHELL)
    qtbot.keyClicks(palette.field, typed)
    assert palette.shown_keys() == keys
