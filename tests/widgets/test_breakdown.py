"""The breakdown of a profit: names that can be read, whatever they are."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.breakdown import BreakdownBars, BreakdownRow


def test_names_are_never_under_the_bars(qtbot: QtBot) -> None:
    """A column as wide as the longest name; half of the widget stays for bars and numbers."""
    rows = [BreakdownRow("Total", 1.0, "1.00", total=True), BreakdownRow("Funding", 1.0, "1.00", part=True)]
    bars = BreakdownBars(rows, label_width=84)
    qtbot.addWidget(bars)
    bars.resize(400, 200)
    assert bars.label_room() == 84
    bars.set_rows([*rows, BreakdownRow("Realised, not in trips", 1.0, "1.00", part=True)])
    wide = bars.label_room()
    assert wide > 84
    bars.set_rows([*rows, BreakdownRow("Realised, not in trips at all or ever", 1.0, "1.00", part=True)])
    assert wide < bars.label_room() <= 200
