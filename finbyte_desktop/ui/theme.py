"""Every colour and type token of the application, and what Qt needs to show them.

The only file that spells colours. `apply` sets style, palette, font and style sheet, and hands the colours
to the widgets through their `ColorSource`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from finbyte_desktop.widgets import metrics
from finbyte_desktop.widgets.colors import Colors, ColorSource
from finbyte_desktop.widgets.fonts import Role, font

__all__ = ["Mode", "Role", "SidePair", "Theme", "apply", "build", "colors", "font", "qss"]


class Mode(Enum):
    DARK = "dark"
    LIGHT = "light"


class SidePair(Enum):
    """The two colours of buy and sell."""

    GREEN_RED = "green_red"
    BLUE_ORANGE = "blue_orange"


@dataclass(frozen=True, slots=True)
class Theme:
    """All tokens of one look. Colours are #rrggbb or #aarrggbb."""

    mode: Mode
    side_pair: SidePair
    window: str
    panel: str
    raised: str
    field: str
    button: str
    segment: str
    segment_on: str
    line: str
    line_strong: str
    row_line: str
    grid: str
    hairline: str
    text: str
    muted: str
    faint: str
    stale: str
    accent: str
    accent_fill: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    sel: str
    danger: str
    danger_text: str
    danger_fill: str
    danger_soft: str
    warn: str
    warn_text: str
    warn_soft: str
    live: str
    paper: str
    paper_text: str
    paper_soft: str
    paper_cell: str
    on_fill: str
    on_live: str
    scrim: str
    code_string: str
    code_number: str
    code_name: str
    buy: str
    buy_text: str
    buy_fill: str
    buy_soft: str
    sell: str
    sell_text: str
    sell_fill: str
    sell_soft: str
    series: tuple[str, ...]
    coins: Mapping[str, str]
    space: tuple[int, ...] = (
        metrics.SPACE_1,
        metrics.SPACE_2,
        metrics.SPACE_3,
        metrics.SPACE_4,
        metrics.SPACE_5,
    )
    radius: int = metrics.RADIUS
    radius_small: int = metrics.RADIUS_SMALL
    type_sizes: tuple[int, ...] = (11, 12, 13, 15, 20, 28)


_DARK: dict[str, str] = {
    "window": "#0f1216",
    "panel": "#161a20",
    "raised": "#1d222a",
    "field": "#0f1216",
    "button": "#1d222a",
    "segment": "#0f1216",
    "segment_on": "#1d222a",
    "line": "#2a313b",
    "line_strong": "#3a4350",
    "row_line": "#1c2129",
    "grid": "#1f252d",
    "hairline": "#222831",
    "text": "#e6e9ee",
    "muted": "#8b95a3",
    "faint": "#5b6572",
    "stale": "#7b8593",
    "accent": "#4c8dff",
    "accent_fill": "#2f6fe0",
    "accent_hover": "#2862cb",
    "accent_text": "#86b2ff",
    "accent_soft": "#1b2a44",
    "sel": "#18212f",
    "danger": "#ea3943",
    "danger_text": "#f4525e",
    "danger_fill": "#d8323c",
    "danger_soft": "#38191e",
    "warn": "#f5a524",
    "warn_text": "#f5a524",
    "warn_soft": "#33270f",
    "live": "#f5a524",
    "paper": "#5f7fa8",
    "paper_text": "#9db8dc",
    "paper_soft": "#1c2735",
    "paper_cell": "#4a678c",
    "on_fill": "#ffffff",
    "on_live": "#15191f",
    "scrim": "#8006080b",
    "code_string": "#7bd88f",
    "code_number": "#d29bff",
    "code_name": "#e3b46c",
}
_LIGHT: dict[str, str] = {
    "window": "#f5f6f8",
    "panel": "#ffffff",
    "raised": "#f0f2f5",
    "field": "#f5f6f8",
    "button": "#ffffff",
    "segment": "#f0f2f5",
    "segment_on": "#ffffff",
    "line": "#dde2e8",
    "line_strong": "#b4bec9",
    "row_line": "#eceff3",
    "grid": "#eef0f4",
    "hairline": "#e8ebf0",
    "text": "#15191f",
    "muted": "#5f6b7a",
    "faint": "#9aa4b0",
    "stale": "#647080",
    "accent": "#2563eb",
    "accent_fill": "#2563eb",
    "accent_hover": "#1d54cf",
    "accent_text": "#1d4ed8",
    "accent_soft": "#e3ecfd",
    "sel": "#eef4ff",
    "danger": "#d92d3a",
    "danger_text": "#c42330",
    "danger_fill": "#cf2935",
    "danger_soft": "#fde8ea",
    "warn": "#b7791f",
    "warn_text": "#8a5a0e",
    "warn_soft": "#fdf1d8",
    "live": "#f5a524",
    "paper": "#5f7fa8",
    "paper_text": "#3f5f88",
    "paper_soft": "#e6edf5",
    "paper_cell": "#4a6a92",
    "on_fill": "#ffffff",
    "on_live": "#15191f",
    "scrim": "#660f1216",
    "code_string": "#1a7f4b",
    "code_number": "#8a3fc7",
    "code_name": "#8a5a00",
}
_SIDES: dict[tuple[Mode, SidePair], dict[str, str]] = {
    (Mode.DARK, SidePair.GREEN_RED): {
        "buy": "#16c784",
        "buy_text": "#16c784",
        "buy_fill": "#0b8558",
        "buy_soft": "#10302a",
        "sell": "#ea3943",
        "sell_text": "#f4525e",
        "sell_fill": "#d8323c",
        "sell_soft": "#38191e",
    },
    (Mode.LIGHT, SidePair.GREEN_RED): {
        "buy": "#0e9f6e",
        "buy_text": "#0a7450",
        "buy_fill": "#0a8459",
        "buy_soft": "#e2f5ee",
        "sell": "#d92d3a",
        "sell_text": "#c42330",
        "sell_fill": "#cf2935",
        "sell_soft": "#fde8ea",
    },
    (Mode.DARK, SidePair.BLUE_ORANGE): {
        "buy": "#3b82f6",
        "buy_text": "#6aa5ff",
        "buy_fill": "#2a66d4",
        "buy_soft": "#14253f",
        "sell": "#f59e0b",
        "sell_text": "#f5a524",
        "sell_fill": "#9a6108",
        "sell_soft": "#35260e",
    },
    (Mode.LIGHT, SidePair.BLUE_ORANGE): {
        "buy": "#3b82f6",
        "buy_text": "#1d4ed8",
        "buy_fill": "#2563eb",
        "buy_soft": "#e3ecfd",
        "sell": "#d97706",
        "sell_text": "#92500a",
        "sell_fill": "#a4590a",
        "sell_soft": "#fdf0dc",
    },
}
_SERIES: dict[Mode, tuple[str, ...]] = {
    Mode.DARK: ("#4c8dff", "#9f7aff", "#16c784", "#f7931a", "#2fb8c6", "#e26bb0", "#c9b458", "#8b95a3"),
    Mode.LIGHT: ("#2563eb", "#7c4dd8", "#0e9f6e", "#e07f0b", "#0d8f9c", "#c2408c", "#8d7a1c", "#5f6b7a"),
}
_COINS: dict[Mode, dict[str, str]] = {
    Mode.DARK: {
        "BTC": "#f7931a", "ETH": "#7b8cee", "SOL": "#2fb8c6", "XRP": "#6f7b8b", "BNB": "#c99a1c",
        "ADA": "#3468d1",
        "DOGE": "#b59a3b", "SUI": "#3f8fdb", "LINK": "#3560d6", "LTC": "#6d84a8", "AVAX": "#d4494e",
        "USDT": "#26a17b", "USDC": "#2775ca",
    },
    Mode.LIGHT: {
        "BTC": "#e07f0b", "ETH": "#5562d8", "SOL": "#0d8f9c", "XRP": "#5f6b7a", "BNB": "#a87d0d",
        "ADA": "#2956b8",
        "DOGE": "#93792a", "SUI": "#2a77c2", "LINK": "#2a51bd", "LTC": "#566d90", "AVAX": "#b93a3f",
        "USDT": "#1d8968", "USDC": "#2163ad",
    },
}  # fmt: skip


def build(mode: Mode, side_pair: SidePair = SidePair.GREEN_RED) -> Theme:
    """The tokens of one mode with one pair of side colours."""
    base = _DARK if mode is Mode.DARK else _LIGHT
    sides = _SIDES[mode, side_pair]
    return Theme(
        mode=mode,
        side_pair=side_pair,
        series=_SERIES[mode],
        coins=MappingProxyType(_COINS[mode]),
        **base,
        **sides,
    )


def colors(theme: Theme) -> Colors:
    """What the widgets paint with."""
    plain = {
        name: QColor(getattr(theme, name))
        for name in (field.name for field in fields(Colors))
        if name not in ("series", "coins")
    }
    return Colors(
        **plain,
        series=tuple(QColor(color) for color in theme.series),
        coins=MappingProxyType({symbol: QColor(color) for symbol, color in theme.coins.items()}),
    )


def apply(app: QApplication, theme: Theme) -> None:
    """Gives the application this look; called again it changes the look of everything that is open."""
    if app.style() is None or app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setFont(_interface_font())
    app.setPalette(_palette(theme))
    app.setStyleSheet(qss(theme))
    source = app.findChild(ColorSource, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if source is None:
        ColorSource(colors(theme), app)
    else:
        source.set_colors(colors(theme))


def _interface_font() -> QFont:
    """Inter where it is installed, else the system's interface font; figures of equal width."""
    if "Inter" in QFontDatabase.families():
        result = QFont("Inter")
    else:
        result = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    result.setPixelSize(Role.BODY.value[0])
    result.setFeature(QFont.Tag("tnum"), 1)
    result.setFeature(QFont.Tag("cv11"), 1)
    # Hinted advances are whole pixels, which spreads 11 px text unevenly; unhinted text keeps its rhythm.
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for color_role, value in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_fill,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent_fill,
        role.HighlightedText: theme.on_fill,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.line_strong,
        role.Shadow: theme.window,
    }.items():
        palette.setColor(color_role, QColor(value))
    for color_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, color_role, QColor(theme.faint))
    palette.setColor(group.Disabled, role.Highlight, QColor(theme.line))
    return palette


def qss(theme: Theme) -> str:
    """The style sheet for Qt's own widgets. Widgets of the application paint themselves."""
    t = theme
    return f"""
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: 5px 8px; }}
QMainWindow, QDialog {{ background: {t.window}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit {{
  background: {t.field}; color: {t.text}; border: 1px solid {t.line}; border-radius: {t.radius}px;
  selection-background-color: {t.accent_fill}; selection-color: {t.on_fill}; }}
QLineEdit {{ padding: 0 11px; min-height: 34px; }}
QPlainTextEdit, QTextEdit {{ padding: 6px; }}
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover {{ border-color: {t.line_strong}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateTimeEdit:focus {{
  border-color: {t.accent}; }}
QLineEdit[error="true"] {{ border-color: {t.danger}; }}
QLineEdit[bare="true"] {{ background: transparent; border: none; padding: 0; min-height: 0; }}
QPlainTextEdit#code {{ background: {t.panel}; border: none; border-radius: 0; padding: 0; }}
QPlainTextEdit#code::corner {{ background: {t.panel}; border: none; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ color: {t.faint}; }}

/* The dot keeps these off subclasses, which paint themselves. */
.QPushButton, .QToolButton {{ background: {t.button}; color: {t.text}; border: 1px solid {t.line};
  border-radius: {t.radius}px; padding: 0 14px; min-height: 30px; }}
.QPushButton:hover, .QToolButton:hover {{ border-color: {t.line_strong}; }}
.QPushButton:pressed, .QToolButton:pressed {{ background: {t.line}; }}
.QPushButton:focus {{ border-color: {t.accent}; }}
.QPushButton:disabled {{ color: {t.faint}; }}

QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: {t.radius_small}px; }}
QMenu::item:selected {{ background: {t.raised}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 6px; }}

QComboBox QAbstractItemView {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line};
  padding: 4px; outline: none; selection-background-color: {t.raised}; selection-color: {t.text}; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 8px; }}

QAbstractScrollArea {{ border: none; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget[page="true"] {{ background: {t.window}; }}
QTableView, QTreeView, QListView {{ background: transparent; border: none; outline: none; }}
QHeaderView {{ background: transparent; border: none; }}
QFileDialog QTreeView, QFileDialog QListView, QFileDialog QHeaderView, QListView#completions {{
  background: {t.panel}; color: {t.text}; }}
QFileDialog QHeaderView::section {{ background: {t.panel}; color: {t.muted}; border: none;
  padding: 4px 6px; }}
QListView#completions {{ border: 1px solid {t.line}; }}
QTableCornerButton::section {{ background: transparent; border: none; }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; margin: 2px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {t.line_strong}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QSlider::groove:horizontal {{ height: 4px; background: {t.line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ height: 4px; background: {t.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
  background: {t.text}; }}
QSlider::handle:horizontal:focus {{ background: {t.accent}; }}

QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
"""
