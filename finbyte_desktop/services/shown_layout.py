"""What the window remembers of itself: the columns of its tables, and where it stood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The columns of a table as a person arranged them: the visible ones in order, widths in pixels (0 where
    the table decides), and the key of the column it is sorted by.
    """

    visible: tuple[str, ...]
    widths: tuple[tuple[str, int], ...]
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the window stood, in pixels of the desktop; those before it was maximized, where it is."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False
