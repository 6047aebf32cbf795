"""TableModel: immutable rows shown through column specifications, sorted and filtered here."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.number_label import ABSENT, tone_of_sign

Row = TypeVar("Row")

# Enum attributes looked up inside data() were most of its cost.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_RIGHT_ALIGN = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT_ALIGN = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_HORIZONTAL = Qt.Orientation.Horizontal
_ASCENDING = Qt.SortOrder.AscendingOrder

MOST_PIECES = 32  # a view lays itself out after each piece; more of them cost more than laying out once


class Cell(NamedTuple):
    """What one cell shows. Only `text` and `note` are copied and searched."""

    text: str
    tone: Tone | None = None
    note: str = ""  # muted, after the text
    line2: str = ""  # muted, below the text
    dot: Tone | None = None
    chip: Tone | None = None  # text inside a chip
    icon: str = ""
    coin: str = ""  # asset badge before the text
    strong: bool = False
    spark: tuple[float, ...] = ()  # the course of a profit: its dotted line is zero
    tooltip: str = ""


class RowAction(NamedTuple):
    """A small button inside a row."""

    key: str
    text: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """How one column reads a row."""

    key: str
    title: str
    value: Callable[[Row], Any]  # for sorting; None sorts last in both directions
    show: Callable[[Row], str | Cell] | None = None  # default: str(value), "-" for None
    number: bool = False  # right-aligned, trailing zeros muted
    signed: bool = False  # coloured by sign
    mute_zeros: bool = True
    width: int = 100
    stretch: bool = False
    hidden: bool = False  # not shown until chosen
    tooltip: str = ""
    actions: Callable[[Row], Sequence[RowAction]] | None = None

    def cell(self, row: Row) -> Cell:
        if self.show is not None:
            shown = self.show(row)
            if isinstance(shown, Cell):
                return shown
            text = shown
        else:
            value = self.value(row)
            text = ABSENT if value is None else str(value)
        tone = None
        if text == ABSENT:
            tone = Tone.MUTED
        elif self.signed:
            tone = tone_of_sign(text)
        return Cell(text, tone)


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows are replaced as a whole by `set_rows`; only what differs is announced.

    `key` names a row for its life. Without a chosen sort column rows stay in the order given. `sort_wanted`
    follows a choice of the sort column when somebody else sorts (`sort_elsewhere`).
    """

    sort_wanted = Signal()

    def __init__(
        self, columns: Sequence[Column[Row]], key: Callable[[Row], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._source: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._keys: list[Hashable] = []
        self._cells: dict[Hashable, tuple[Row, list[Cell | None]]] = {}
        self._sort: tuple[int, Qt.SortOrder] | None = None
        self._filter: tuple[str, ...] = ()
        self._sorts = True

    # -- rows

    def sort_elsewhere(self) -> None:
        """The rows are one page of many: they come sorted, and are not sorted here."""
        self._sorts = False

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows these rows."""
        self._source = tuple(rows)
        self._apply()

    def source_count(self) -> int:
        """How many rows there are, filtered out ones included."""
        return len(self._source)

    def rows(self) -> list[Row]:
        """The visible rows in their visible order."""
        return list(self._shown)

    def row(self, number: int) -> Row:
        return self._shown[number]

    def key_at(self, number: int) -> Hashable:
        return self._keys[number]

    def number_of(self, key: Hashable) -> int | None:
        """Where a row is shown, None if it is not."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def set_filter(self, text: str) -> None:
        """Keeps the rows in which every word occurs somewhere."""
        words = tuple(text.casefold().split())
        if words != self._filter:
            self._filter = words
            self._apply()

    def filter_text(self) -> str:
        return " ".join(self._filter)

    def sort(self, column: int, order: Qt.SortOrder = _ASCENDING) -> None:
        self._sort = (column, order) if column >= 0 else None
        if self._sorts:
            self._apply()
        else:
            self.sort_wanted.emit()

    def sorted_by(self) -> tuple[int, Qt.SortOrder] | None:
        return self._sort

    def cell(self, number: int, column: int) -> Cell:
        """The cell shown; made once for each version of a row."""
        row = self._shown[number]
        return self._cell_of(row, self._keys[number], column)

    # -- Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> object:
        if role in (_DISPLAY, _ACCESSIBLE):
            cell = self.cell(index.row(), index.column())
            if role == _DISPLAY:
                return cell.text
            title = self.columns[index.column()].title
            return " ".join(part for part in (title, cell.text, cell.note, cell.line2) if part)
        if role == _ALIGN:
            return _RIGHT_ALIGN if self.columns[index.column()].number else _LEFT_ALIGN
        if role == _TIP:
            return self.cell(index.row(), index.column()).tooltip or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation == _HORIZONTAL and 0 <= section < len(self.columns):
            if role == _DISPLAY:
                return self.columns[section].title
            if role == _TIP:
                return self.columns[section].tooltip or None
            if role == _ALIGN:
                return _RIGHT_ALIGN if self.columns[section].number else _LEFT_ALIGN
        return None

    # -- what changed

    def _cell_of(self, row: Row, key: Hashable, column: int) -> Cell:
        entry = self._cells.get(key)
        if entry is None or entry[0] is not row:
            entry = (row, [None] * len(self.columns))
            self._cells[key] = entry
        cell = entry[1][column]
        if cell is None:
            cell = entry[1][column] = self.columns[column].cell(row)
        return cell

    def _wanted(self) -> list[Row]:
        rows = list(self._source)
        if self._filter:
            rows = [row for row in rows if self._matches(row)]
        if self._sort is not None and self._sorts:
            number, order = self._sort
            value = self.columns[number].value
            present = [(v, row) for row in rows if (v := value(row)) is not None]
            absent = [row for row in rows if value(row) is None]
            present.sort(key=lambda pair: pair[0], reverse=order != _ASCENDING)
            rows = [row for _, row in present] + absent
        return rows

    def _matches(self, row: Row) -> bool:
        key = self._key(row)
        cells = (self._cell_of(row, key, column) for column in range(len(self.columns)))
        text = " ".join(f"{cell.text} {cell.note} {cell.line2}" for cell in cells).casefold()
        return all(word in text for word in self._filter)

    def _apply(self) -> None:
        rows = self._wanted()
        keys = [self._key(row) for row in rows]
        if keys == self._keys:
            self._replace(rows)
        else:
            wanted, known = set(keys), set(self._keys)
            kept_before = [key for key in self._keys if key in wanted]
            kept_after = [key for key in keys if key in known]
            pieces = _pieces(self._keys, wanted) + _pieces(keys, known)
            if kept_before == kept_after and pieces <= MOST_PIECES:
                self._remove_missing(wanted)
                self._insert_new(rows, keys, known)
                self._replace(rows)
            else:
                self._relayout(rows, keys)
        if len(self._cells) > 2 * len(self._source) + 64:
            alive = {self._key(row) for row in self._source}
            self._cells = {key: entry for key, entry in self._cells.items() if key in alive}

    def _replace(self, rows: list[Row]) -> None:
        first: int | None = None
        last_column = len(self.columns) - 1
        old = self._shown
        self._shown = rows
        for number in range(len(rows) + 1):
            same = number == len(rows) or old[number] is rows[number] or old[number] == rows[number]
            if not same and first is None:
                first = number
            elif same and first is not None:
                self.dataChanged.emit(self.index(first, 0), self.index(number - 1, last_column))
                first = None

    def _remove_missing(self, wanted: set[Hashable]) -> None:
        number = len(self._keys) - 1
        while number >= 0:
            if self._keys[number] in wanted:
                number -= 1
                continue
            last = number
            while number >= 0 and self._keys[number] not in wanted:
                number -= 1
            self.beginRemoveRows(QModelIndex(), number + 1, last)
            del self._shown[number + 1 : last + 1]
            del self._keys[number + 1 : last + 1]
            self.endRemoveRows()

    def _insert_new(self, rows: list[Row], keys: list[Hashable], known: set[Hashable]) -> None:
        number = 0
        while number < len(keys):
            if keys[number] in known:
                number += 1
                continue
            first = number
            while number < len(keys) and keys[number] not in known:
                number += 1
            self.beginInsertRows(QModelIndex(), first, number - 1)
            self._shown[first:first] = rows[first:number]
            self._keys[first:first] = keys[first:number]
            self.endInsertRows()

    def _relayout(self, rows: list[Row], keys: list[Hashable]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        place = {key: number for number, key in enumerate(keys)}
        after = []
        for index in before:
            number = place.get(self._keys[index.row()])
            after.append(QModelIndex() if number is None else self.createIndex(number, index.column()))
        self._shown, self._keys = rows, keys
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _pieces(keys: Sequence[Hashable], kept: Container[Hashable]) -> int:
    """In how many runs the keys stand that are not kept."""
    inside = [key in kept for key in keys]
    return sum(1 for before, now in pairwise([True, *inside]) if before and not now)
