"""Widths of columns that hold times: as wide as the language of now needs them."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.fonts import Role, font

AROUND = 28  # the padding of a first cell (16 and 8) and a little air
WIDE_NS = 1_798_489_128_000_000_000  # 28 Dec 2026 20:18:48: two digits everywhere


def moment_width(session: Session) -> int:
    """For "28 Dec 20:18"."""
    return _width(session.times.moment(WIDE_NS))


def full_width(session: Session) -> int:
    """For "28 Dec 2026 20:18:48"."""
    return _width(session.times.full(WIDE_NS))


def span_width(session: Session) -> int:
    """For "28 Dec – 28 Dec"."""
    return _width(session.times.span(WIDE_NS, WIDE_NS))


def _width(text: str) -> int:
    return QFontMetrics(font(Role.TABLE_STRONG)).horizontalAdvance(text) + AROUND
