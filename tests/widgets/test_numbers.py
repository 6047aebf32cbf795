"""What a person reads: signs, absent and stale values, zeros."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.breakdown import BreakdownRow, running_offsets
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.mini_paint import CountdownBar, RangeBar
from finbyte_desktop.widgets.number_label import NumberLabel, tone_of_sign
from finbyte_desktop.widgets.paint import split_zeros


@pytest.mark.parametrize(
    ("text", "kept", "zeros"),
    [
        ("0.1500", "0.15", "00"),
        ("106,400.0", "106,400", ".0"),
        ("3,000.00", "3,000", ".00"),
        ("1,200", "1,200", ""),
        ("0.15", "0.15", ""),
        ("-", "-", ""),
        ("2.50 %", "2.50 %", ""),
        ("0.00", "0", ".00"),
    ],
)
def test_zeros_that_say_nothing_are_split_off(text: str, kept: str, zeros: str) -> None:
    """Only zeros behind the point are muted, and text is never lost."""
    assert split_zeros(text) == (kept, zeros)


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("+86.12", Tone.BUY),
        ("\u221218.93", Tone.SELL),
        ("-18.93", Tone.SELL),
        ("0.00", Tone.NEUTRAL),
        ("+0.00", Tone.NEUTRAL),
        ("\u22120.00", Tone.NEUTRAL),
        ("24,582.29", Tone.NEUTRAL),
        ("-", Tone.NEUTRAL),
    ],
)
def test_sign_gives_the_tone(text: str, tone: Tone) -> None:
    """Plus is buy colour, either minus is sell colour, a signed zero is neither."""
    assert tone_of_sign(text) is tone


def test_absent_is_a_dash_and_stale_shows_its_age(app: QApplication, qtbot: QtBot) -> None:
    """None is "-", never 0; a stale number stays, grey, with its age."""
    label = NumberLabel("+1.00", "USDT", signed=True)
    qtbot.addWidget(label)
    assert label.sign_tone() is Tone.BUY
    label.set_stale("12 s")
    assert label.sign_tone() is Tone.STALE
    assert label.shown_text() == "+1.00 USDT 12 s"
    label.set_stale(None)
    label.set_number(None)
    assert label.shown_text() == "-"
    assert label.accessibleName() == "-"


def test_fact_tells_label_and_both_values(app: QApplication, qtbot: QtBot) -> None:
    """A screen reader hears what the eye sees."""
    fact = Fact("Round trips 24 h / all", "10", second=True)
    qtbot.addWidget(fact)
    fact.set_second("150")
    assert fact.accessibleName() == "Round trips 24 h / all: 10 / 150"


@pytest.mark.parametrize(
    ("now", "share"), [(78.0, 0.0), (92.0, 1.0), (85.0, 0.5), (60.0, 0.0), (100.0, 1.0), (None, None)]
)
def test_range_bar_pins_the_price_to_its_ends(
    app: QApplication, qtbot: QtBot, now: float | None, share: float | None
) -> None:
    """A price beyond the range stands at the end; no price draws no mark."""
    bar = RangeBar()
    qtbot.addWidget(bar)
    bar.set_range(78.0, 92.0, now)
    assert bar.position() == share
    bar.grab()


@pytest.mark.parametrize(
    ("now", "entry", "order"),
    [
        (90.0, 85.0, ["entry", "now"]),
        (80.0, 85.0, ["now", "entry"]),
        (85.0, 85.0, ["entry", "now"]),
        (60.0, 85.0, ["now", "entry"]),
        (None, 85.0, ["entry", "now"]),
    ],
)
def test_texts_of_a_range_stand_in_the_order_of_their_marks(
    app: QApplication, qtbot: QtBot, now: float | None, entry: float, order: list[str]
) -> None:
    """Below the entry the price of now stands left of it, as its mark does."""
    bar = RangeBar()
    qtbot.addWidget(bar)
    bar.set_range(78.0, 92.0, now, entry)
    bar.set_texts("3 buys", "2 sells", "entry", "now", "78", "92")
    assert bar.between() == order
    bar.grab()


@pytest.mark.parametrize(
    ("left", "total", "text", "tone"),
    [
        (792, 900, "13:12", Tone.ACCENT),
        (408, 900, "06:48", Tone.WARN),
        (59, 900, "00:59", Tone.DANGER),
        (0, 900, "00:00", Tone.DANGER),
        (-5, 900, "00:00", Tone.DANGER),
        (7200, 7200, "2:00:00", Tone.ACCENT),
    ],
)
def test_countdown_changes_its_tone(
    app: QApplication, qtbot: QtBot, left: int, total: int, text: str, tone: Tone
) -> None:
    """Under half it warns, under a minute it is red, below zero it stands at zero."""
    bar = CountdownBar()
    qtbot.addWidget(bar)
    bar.set_left(left, total)
    assert (bar.text(), bar.tone()) == (text, tone)


def test_breakdown_ends_where_the_total_ends() -> None:
    """Parts run on from each other, negative ones to the left, and meet the total."""
    rows = [
        BreakdownRow("grid", 86.0, "+86"),
        BreakdownRow("floating", 186.0, "+186"),
        BreakdownRow("funding", -40.0, "-40"),
        BreakdownRow("total", 232.0, "+232", total=True),
    ]
    assert running_offsets(rows) == [(0.0, 86.0), (86.0, 272.0), (272.0, 232.0), (0.0, 232.0)]


def test_parts_of_a_row_are_counted_once() -> None:
    """Parts start where their row starts, and what follows starts where the row ended."""
    rows = [
        BreakdownRow("grid", 86.0, "+86"),
        BreakdownRow("floating", 186.0, "+186"),
        BreakdownRow("coins", 190.0, "+190", part=True),
        BreakdownRow("fees", -4.0, "-4", part=True),
        BreakdownRow("total", 272.0, "+272", total=True),
    ]
    assert running_offsets(rows) == [(0.0, 86.0), (86.0, 272.0), (86.0, 276.0), (276.0, 272.0), (0.0, 272.0)]
