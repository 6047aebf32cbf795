"""Columns that hold times: as wide as the language of now needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QFontMetrics

from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.table_model import Cell, Column

BETWEEN = 18  # the padding of a cell between others (8 and 8) and a little air
AROUND = 28  # the padding of a first cell (16 and 8) and a little air
WIDE_NS = 1_798_489_128_000_000_000  # 28 Dec 2026 20:18:48: two digits everywhere
OTHER_YEAR_NS = WIDE_NS + 100 * 365 * fmt.NS_A_DAY  # so far ahead that no market is there


def second_column(session: Session, title: str, *, of_one: bool = False) -> Column[Any]:
    """The same to the second, where several rows of a minute are common, with its year if it is another; of
    one bot the page tells it.
    """
    spell = session.times.short_second
    if of_one:
        return _column(session, title, spell, _width(spell(WIDE_NS)))
    return _column(session, title, session.times.second, full_width(session))


def time_column(session: Session, title: str) -> Column[Any]:
    """When each row of one bot happened (`ns`), the whole date in its tooltip: the page tells the year."""
    return _column(session, title, session.times.short_moment, _width(session.times.short_moment(WIDE_NS)))


def _column(session: Session, title: str, spell: Callable[[int], str], width: int) -> Column[Any]:
    full = session.times.full
    return Column(
        "time",
        title,
        lambda r: r.ns,
        lambda r: Cell(spell(r.ns), Tone.MUTED, tooltip=full(r.ns)),
        width=width,
    )


def moment_width(session: Session) -> int:
    """For "28 Dec 2026 20:18"."""
    return _width(session.times.moment(OTHER_YEAR_NS))


def full_width(session: Session) -> int:
    """For "28 Dec 2026 20:18:48"."""
    return _width(session.times.full(WIDE_NS))


def span_width(session: Session) -> int:
    """For "28 Dec – 28 Dec 2027"."""
    return _width(session.times.span(OTHER_YEAR_NS, OTHER_YEAR_NS))


def short_span_width(session: Session) -> int:
    """For "28 Dec – 28 Dec"."""
    return _width(session.times.short_span(WIDE_NS, WIDE_NS))


def words_width(*words: str) -> int:
    """For the widest of a column's few words."""
    return max(_width(word) for word in words) - AROUND + BETWEEN


def _width(text: str) -> int:
    return QFontMetrics(font(Role.TABLE_STRONG)).horizontalAdvance(text) + AROUND
