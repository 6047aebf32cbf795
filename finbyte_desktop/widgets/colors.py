"""The colours a widget paints with, and the way every widget learns that they changed.

Widgets may not import the theme. The theme builds a `Colors` and gives it to the application's one
`ColorSource`; each widget that mixes in `Themed` repaints when the source says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QKeyEvent, QPalette


@dataclass(frozen=True, slots=True)
class Colors:
    """Every colour by its use. Treat the QColor values as constants: copy before changing one."""

    window: QColor  # behind pages
    panel: QColor  # cards, rail, header
    raised: QColor  # hover, chosen segment, chips
    field: QColor  # inside of input fields
    button: QColor  # fill of a secondary button
    segment: QColor  # trough of a segmented control
    segment_on: QColor  # its chosen part
    line: QColor
    line_strong: QColor  # border under the pointer
    row_line: QColor
    grid: QColor  # chart grid
    hairline: QColor
    text: QColor
    muted: QColor
    faint: QColor  # decoration only, never data
    stale: QColor  # numbers that are not fresh
    accent: QColor
    accent_fill: QColor  # carries white text
    accent_text: QColor
    accent_soft: QColor
    sel: QColor  # chosen row or card
    buy: QColor
    buy_text: QColor
    buy_fill: QColor  # carries white text
    buy_soft: QColor
    sell: QColor
    sell_text: QColor
    sell_fill: QColor
    sell_soft: QColor
    danger: QColor  # errors and what cannot be undone; red in every palette
    danger_text: QColor
    danger_fill: QColor
    danger_soft: QColor
    warn: QColor
    warn_text: QColor
    warn_soft: QColor
    live: QColor
    paper: QColor
    paper_text: QColor
    paper_soft: QColor
    paper_cell: QColor  # status line cell, carries white text
    on_fill: QColor  # text on a strong fill
    on_live: QColor  # text on the amber of live mode
    scrim: QColor  # what dims the page behind a dialog
    code_string: QColor
    code_number: QColor
    code_name: QColor  # of what a line of code defines
    series: tuple[QColor, ...]  # chart series after buy and sell
    coins: Mapping[str, QColor]  # badge colours of well-known assets

    def with_alpha(self, name: str, alpha: int) -> QColor:
        """A copy of one colour with the given opacity, 0 to 255."""
        color = QColor(getattr(self, name))
        color.setAlpha(alpha)
        return color


class Tone(Enum):
    """What a colour means. A widget takes a tone, never a colour."""

    NEUTRAL = "neutral"
    MUTED = "muted"
    BUY = "buy"
    SELL = "sell"
    WARN = "warn"
    DANGER = "danger"
    PAPER = "paper"
    ACCENT = "accent"
    STALE = "stale"


def text_color(colors: Colors, tone: Tone) -> QColor:
    """The readable text colour of a tone."""
    return getattr(colors, _TEXT[tone])  # type: ignore[no-any-return]


def strong_color(colors: Colors, tone: Tone) -> QColor:
    """The colour of dots, lines and bars of a tone."""
    return getattr(colors, _STRONG[tone])  # type: ignore[no-any-return]


def soft_color(colors: Colors, tone: Tone) -> QColor:
    """The quiet fill behind text of a tone."""
    return getattr(colors, _SOFT[tone])  # type: ignore[no-any-return]


_TEXT = {
    Tone.NEUTRAL: "text",
    Tone.MUTED: "muted",
    Tone.BUY: "buy_text",
    Tone.SELL: "sell_text",
    Tone.WARN: "warn_text",
    Tone.DANGER: "danger_text",
    Tone.PAPER: "paper_text",
    Tone.ACCENT: "accent_text",
    Tone.STALE: "stale",
}
_STRONG = {
    Tone.NEUTRAL: "text",
    Tone.MUTED: "muted",
    Tone.BUY: "buy",
    Tone.SELL: "sell",
    Tone.WARN: "warn",
    Tone.DANGER: "danger",
    Tone.PAPER: "paper",
    Tone.ACCENT: "accent",
    Tone.STALE: "stale",
}
_SOFT = {
    Tone.NEUTRAL: "raised",
    Tone.MUTED: "raised",
    Tone.BUY: "buy_soft",
    Tone.SELL: "sell_soft",
    Tone.WARN: "warn_soft",
    Tone.DANGER: "danger_soft",
    Tone.PAPER: "paper_soft",
    Tone.ACCENT: "accent_soft",
    Tone.STALE: "raised",
}


Paint = Tone | int | str
"""How data names a colour: a tone, the number of a series colour, or the symbol of an asset."""


def paint_color(colors: Colors, paint: Paint) -> QColor:
    """The colour of a bar or line that data asked for."""
    if isinstance(paint, Tone):
        return strong_color(colors, paint)
    if isinstance(paint, int):
        return colors.series[paint % len(colors.series)]
    known = colors.coins.get(paint)
    if known is not None:
        return known
    return colors.series[zlib.crc32(paint.encode()) % len(colors.series)]


class ColorSource(QObject):
    """Holds the colours in force. Owned by the application object, so it lives exactly as long."""

    changed = Signal()

    def __init__(self, colors: Colors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors = colors

    def colors(self) -> Colors:
        return self._colors

    def set_colors(self, colors: Colors) -> None:
        self._colors = colors
        self.changed.emit()


def color_source() -> ColorSource:
    """The application's colour source; a plain one from the system palette where no theme was applied."""
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("a widget needs a QApplication before it")
    found = app.findChild(ColorSource, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if found is None:
        found = ColorSource(colors_from_palette(QGuiApplication.palette()), app)
    return found


def colors_from_palette(palette: QPalette) -> Colors:
    """Serviceable colours from a Qt palette, for tests and previews without the theme."""
    role = QPalette.ColorRole
    window, base, button = palette.color(role.Window), palette.color(role.Base), palette.color(role.Button)
    text, accent = palette.color(role.WindowText), palette.color(role.Highlight)
    line, muted = palette.color(role.Mid), palette.color(role.PlaceholderText)
    green, red, amber = (
        QColor(c) for c in (Qt.GlobalColor.darkGreen, Qt.GlobalColor.red, Qt.GlobalColor.darkYellow)
    )
    white, black = QColor(Qt.GlobalColor.white), QColor(Qt.GlobalColor.black)

    def soft(color: QColor) -> QColor:
        return QColor(*((3 * b + c) // 4 for b, c in zip(base.getRgb()[:3], color.getRgb()[:3], strict=True)))

    scrim = QColor(black)
    scrim.setAlpha(128)
    return Colors(
        window=window, panel=base, raised=button, field=base, button=button,
        segment=window, segment_on=button,
        line=line, line_strong=muted, row_line=line, grid=line, hairline=line,
        text=text, muted=muted, faint=line, stale=muted,
        accent=accent, accent_fill=accent, accent_text=accent, accent_soft=soft(accent), sel=soft(accent),
        buy=green, buy_text=green, buy_fill=green, buy_soft=soft(green),
        sell=red, sell_text=red, sell_fill=red, sell_soft=soft(red),
        danger=red, danger_text=red, danger_fill=red, danger_soft=soft(red),
        warn=amber, warn_text=amber, warn_soft=soft(amber), live=amber,
        paper=accent, paper_text=accent, paper_soft=soft(accent), paper_cell=accent,
        on_fill=white, on_live=black, scrim=scrim,
        code_string=green, code_number=amber, code_name=accent, series=(accent, green, red, amber), coins={},
    )  # fmt: skip


class KeyFocus:
    """Mix in before a Qt class: `ring` is true while the focus came by the keyboard or from the program.

    A mouse click or a window that becomes active moves the focus too, but needs no ring.
    """

    ring = False
    _ring_on_return = False

    def focus_with_ring(self) -> None:
        """Takes the focus from the program and shows it, also where the window becomes active only later."""
        self._ring_on_return = True
        self.setFocus(Qt.FocusReason.TabFocusReason)  # type: ignore[attr-defined]

    def event(self, event: QEvent) -> bool:
        """With the ring the keys of a control are its own, before those of the page."""
        if self.ring and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)
            if event.key() in own and not event.modifiers():
                event.accept()
        return bool(super().event(event))  # type: ignore[misc]

    def focusInEvent(self, event: QFocusEvent) -> None:
        returned = event.reason() in _WINDOW_REASONS and self._ring_on_return
        self.ring = returned or event.reason() in RING_REASONS
        super().focusInEvent(event)  # type: ignore[misc]
        self.update()  # type: ignore[attr-defined]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring_on_return = self.ring and event.reason() in _WINDOW_REASONS
        self.ring = False
        super().focusOutEvent(event)  # type: ignore[misc]
        self.update()  # type: ignore[attr-defined]


_WINDOW_REASONS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
RING_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Themed:
    """Mix in before the Qt class and call `init_colors()` once; `self.colors` is then always current."""

    _themed_colors: Colors

    def init_colors(self) -> None:
        source = color_source()
        self._themed_colors = source.colors()
        source.changed.connect(self._take_source_colors)

    @property
    def colors(self) -> Colors:
        return self._themed_colors

    def set_colors(self, colors: Colors) -> None:
        """Paint with these colours from now on (until the application's colours change again)."""
        self._themed_colors = colors
        self.colors_changed()
        self.update()  # type: ignore[attr-defined]

    def colors_changed(self) -> None:
        """Overridden by widgets that keep something derived from the colours."""

    def _take_source_colors(self) -> None:
        self.set_colors(color_source().colors())
