"""Colours are readable, complete, and reach every open widget."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from finbyte_desktop.ui import theme
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.colors import Colors, Tone, color_source, colors_from_palette
from finbyte_desktop.widgets.text import Text

LOOKS = [(mode, pair) for mode in theme.Mode for pair in theme.SidePair]
PAIRS = [
    (ink, ground)
    for ink, grounds in {
        "text": ("window", "panel", "raised", "sel"),
        "muted": ("window", "panel", "raised", "sel"),
        "stale": ("window", "panel"),
        "accent_text": ("panel", "accent_soft", "sel"),
        "buy_text": ("panel", "window", "buy_soft"),
        "sell_text": ("panel", "window", "sell_soft"),
        "danger_text": ("panel", "window", "danger_soft"),
        "warn_text": ("panel", "window", "warn_soft"),
        "paper_text": ("paper_soft", "panel", "sel"),
        "on_fill": ("accent_fill", "buy_fill", "sell_fill", "danger_fill", "paper_cell"),
        "on_live": ("live",),
        "code_string": ("panel", "sel"),
        "code_number": ("panel", "sel"),
        "code_name": ("panel", "sel"),
    }.items()
    for ground in grounds
]


def luminance(color: str) -> float:
    channels = [int(color[-6:][i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("mode", "pair"), LOOKS)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_on_its_ground_has_contrast(
    mode: theme.Mode, pair: theme.SidePair, ink: str, ground: str
) -> None:
    """Every text colour has at least 4.5:1 on the grounds it is used on, in all four looks."""
    look = theme.build(mode, pair)
    light, dark = sorted((luminance(getattr(look, ink)), luminance(getattr(look, ground))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(("mode", "pair"), LOOKS)
def test_style_sheet_has_no_hole(mode: theme.Mode, pair: theme.SidePair) -> None:
    """The generated style sheet names real colours and balanced braces."""
    sheet = theme.qss(theme.build(mode, pair))
    assert sheet.count("{") == sheet.count("}") > 20
    assert "None" not in sheet
    assert "{t." not in sheet


def test_change_of_theme_reaches_open_widgets(app: QApplication) -> None:
    """A widget that was made in the dark look paints in the light one after the change."""
    chip, text = Chip("Running", Tone.BUY), Text("profit", tone=Tone.MUTED)
    light = theme.build(theme.Mode.LIGHT, theme.SidePair.BLUE_ORANGE)
    theme.apply(app, light)
    assert chip.colors.buy_text.name() == light.buy_text
    assert text.palette().windowText().color().name() == light.muted
    assert chip.colors is color_source().colors()


def test_deleted_widget_does_not_hear_of_a_change(app: QApplication) -> None:
    """Changing the look after a widget is gone is safe."""
    parent = QObject()
    for _ in range(20):
        Chip("gone").deleteLater()
    app.processEvents()
    theme.apply(app, theme.build(theme.Mode.LIGHT))
    theme.apply(app, theme.build(theme.Mode.DARK))
    assert parent.children() == []


def test_palette_alone_gives_all_colors(app: QApplication) -> None:
    """Without a theme widgets still get a complete set of valid colours."""
    colors = colors_from_palette(app.palette())
    assert isinstance(colors, Colors)
    assert all(colors.series[i].isValid() for i in range(len(colors.series)))
    assert colors.with_alpha("buy", 40).alpha() == 40
    assert colors.buy.alpha() == 255


def test_numbers_have_equal_width(app: QApplication) -> None:
    """Tabular figures: a column of numbers does not dance."""
    for role in theme.Role:
        metrics = QFontMetricsF(theme.font(role))
        widths = [metrics.horizontalAdvance(digit * 8) for digit in "0123456789"]
        assert max(widths) - min(widths) < 0.5
