"""Several candle files chosen as one feed in the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit

from finbyte_desktop.services.ports import CandleFile, FeedChoice, FeedKind
from finbyte_desktop.ui import words, words_feed
from finbyte_desktop.ui.dialogs.feed_form import FeedForm
from finbyte_desktop.widgets.buttons import IconButton
from finbyte_desktop.widgets.select_box import Select
from tests.support.fake_desk import APRIL, FakeDesk
from tests.ui.test_feed_form import CANDLES, form_of

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow

DAY_NS = 86_400_000_000_000
FOLDER = Path("/somewhere")


def paths(*names: str) -> list[Path]:
    return [FOLDER / f"{name}.csv" for name in names]


def of(form: FeedForm, kind: type[QLineEdit | Select | IconButton]) -> list[QLineEdit | Select | IconButton]:
    """The fields of the rows, from the first one."""
    return list(form.several._list.findChildren(kind))


def typed(edit: object, text: str) -> None:
    assert isinstance(edit, QLineEdit)
    edit.setText(text)
    edit.textEdited.emit(text)
    edit.editingFinished.emit()


def several(window: MainWindow, desk: FakeDesk, names: Sequence[str]) -> FeedForm:
    desk.without_symbols = {*names}
    form = form_of(window, "settings")
    form.take_files(paths(*names))
    return form


@pytest.mark.parametrize("place", ["settings", "first run"])
def test_files_that_name_their_markets_are_a_feed_at_once(
    window: MainWindow, desk: FakeDesk, place: str
) -> None:
    """Whatever kind was chosen before, at the speed of a newcomer; and what they play is said."""
    desk.without_symbols = {"BTCUSDT", "ETHUSDT"}
    form = form_of(window, place)
    form.take_files(paths("BTCUSDT", "ETHUSDT"))
    choice = form.choice()
    assert choice is not None
    assert (choice.kind, choice.speed) == (FeedKind.CANDLES, Decimal(10))
    assert choice.files == tuple(CandleFile(path) for path in paths("BTCUSDT", "ETHUSDT"))
    assert form.several.plan.text() == "They play together: 1 Apr – 1 May (30 d)."
    assert not form.browse.isVisibleTo(form)
    form.kinds[FeedKind.DEMO].click()
    assert form.choice() == FeedChoice(speed=choice.speed)
    form.kinds[FeedKind.CANDLES].click()
    assert form.choice() == choice


def test_a_file_that_names_no_market_is_asked_for_it(window: MainWindow, desk: FakeDesk) -> None:
    """The money of the first one that is written is offered for the others; new money is told."""
    form = several(window, desk, ["ongc", "infy", "sbin"])
    assert form.choice() is None
    assert form.several.plan.text() == (
        "Write the market of ongc.csv, infy.csv, sbin.csv: the file does not name it. Write it like BTC/USDT"
    )
    edits = of(form, QLineEdit)
    typed(edits[0], "ongc/i")
    assert form.choice() is None
    typed(edits[0], "ongc/inr")
    assert [edit.text() for edit in edits if isinstance(edit, QLineEdit)] == [
        "ongc/inr",
        "INFY/INR",
        "SBIN/INR",
    ]
    choice = form.choice()
    assert choice is not None
    assert [file.market for file in choice.files] == ["ONGC/INR", "INFY/INR", "SBIN/INR"]
    assert "50,000 INR" in form.money.text()
    assert words.feed(choice) == "ONGC/INR, INFY/INR, SBIN/INR"


def test_what_does_not_go_together_is_said_below(window: MainWindow, desk: FakeDesk) -> None:
    """And taking one out mends it; the last one alone is a feed of one file."""
    form = several(window, desk, ["BTCUSDT", "ETHUSDT", "BTCUSDT_again"])
    assert form.choice() is None
    assert form.several.error.text() == (
        "BTC/USDT is there twice: in a.csv and in b.csv. Take one of them out."
    )
    button = of(form, IconButton)[2]
    assert isinstance(button, IconButton)
    button.click()
    choice = form.choice()
    assert choice is not None
    assert len(choice.files) == 2
    assert not form.several.error.isVisibleTo(form)
    button = of(form, IconButton)[0]
    assert isinstance(button, IconButton)
    button.click()
    choice = form.choice()
    assert choice is not None
    assert (choice.path, choice.files) == (paths("ETHUSDT")[0], ())


def test_markets_of_one_file_can_play_together(window: MainWindow, desk: FakeDesk) -> None:
    """From one file that holds several, market by market."""
    desk.symbols_of = {"all": ["BTCUSDT", "ETHUSDT", "SOLUSDT"]}
    form = form_of(window, "settings")
    form.take_files(paths("all"))
    assert form.together.isVisibleTo(form)
    form.together.click()
    assert form.choice() is None
    assert [form.several.more.itemText(n) for n in range(3)] == ["Add a market", "ETHUSDT", "SOLUSDT"]
    form.several.more.selected.emit((paths("all")[0], "SOLUSDT"))
    choice = form.choice()
    assert choice is not None
    assert [file.symbol for file in choice.files] == ["BTCUSDT", "SOLUSDT"]
    first = of(form, Select)[0]
    assert isinstance(first, Select)
    first.selected.emit("ETHUSDT")
    choice = form.choice()
    assert choice is not None
    assert [file.symbol for file in choice.files] == ["ETHUSDT", "SOLUSDT"]


def test_what_files_have_beyond_the_common_time_is_said(window: MainWindow, desk: FakeDesk) -> None:
    """Before it as the past, after it as not played; other lengths of candles too."""
    first, end, minute = APRIL
    desk.spans = {
        "BTC/USDT": (first - 10 * DAY_NS, end, minute),
        "ETH/USDT": (first, end + DAY_NS, 60 * minute),
    }
    form = several(window, desk, ["BTCUSDT", "ETHUSDT", "SOLUSDT"])
    assert form.several.plan.text() == (
        "They play together: 1 Apr – 1 May (30 d). Begin earlier, seen as their past: BTC/USDT "
        "(22 Mar 2026). Go on later, not played: ETH/USDT (1 May 2026). Their candles differ in length: "
        "BTC/USDT 1 min, ETH/USDT 1 h, SOL/USDT 1 min. Each is played at its own time."
    )


def test_it_can_begin_on_a_day(window: MainWindow, desk: FakeDesk) -> None:
    """With what is before as the past; what is no day is said."""
    form = several(window, desk, ["BTCUSDT", "ETHUSDT"])
    begin = form.several.begin
    typed(begin, "soon")
    assert form.choice() is None
    assert form.several.plan.text() == "The beginning is not a day. Write it like 2024-01-31"
    typed(begin, "2026-04-11")
    choice = form.choice()
    assert choice is not None
    assert choice.begin_ns == APRIL[0] + 10 * DAY_NS
    assert (
        form.several.plan.text() == "They play together: 11 Apr – 1 May (20 d). What is before is their past."
    )


def test_a_feed_of_several_files_is_shown_as_it_is(window: MainWindow, desk: FakeDesk) -> None:
    """In the settings, with its files and its day; and one that is gone is named."""
    desk.without_symbols = {"BTCUSDT", "ETHUSDT"}
    files = tuple(CandleFile(path) for path in paths("BTCUSDT", "ETHUSDT"))
    own = FeedChoice(FeedKind.CANDLES, files[0].path, files=files, begin_ns=APRIL[0] + DAY_NS)
    form = FeedForm(window.session, own)
    assert form.choice() == own
    assert form.several.begin.text() == "2026-04-02"
    away = replace(desk.health().feed, choice=own, reason="feed_missing", missing=files[1].path)
    assert "The file /somewhere/ETHUSDT.csv of the price feed is not there." in words_feed.absent(away)


def test_another_single_file_takes_their_place(window: MainWindow, desk: FakeDesk) -> None:
    """Dropped or chosen."""
    form = several(window, desk, ["BTCUSDT", "ETHUSDT"])
    form.take_files([CANDLES])
    choice = form.choice()
    assert choice is not None
    assert (choice.path, choice.files) == (CANDLES, ())
