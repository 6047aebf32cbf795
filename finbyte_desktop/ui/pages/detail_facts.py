"""The strip of figures at the head of a bot's page: in one row, or in as many as the window needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.ui.viewmodels.bots import FactShown
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4, SPACE_5
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.text import Text

LEAST_HEIGHT = 76
MOST_TURNS = 4
PAIRS = (False, True, True, True, False, False)


@dataclass(slots=True)
class _Item:
    """One figure with the line before it."""

    area: QWidget
    line: Line
    fact: Fact


class FactStrip(Panel):
    """The total first, then each figure; nothing is left out when it is narrow, it goes to the next row."""

    def __init__(self, total_label: str) -> None:
        super().__init__("b")
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rows: list[QHBoxLayout] = []
        self._placed: tuple[tuple[int, ...], ...] = ()
        self._wanted = len(PAIRS)
        self._placing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, 8, SPACE_4, 8)
        column.setSpacing(0)
        self._column = column
        self._total = QWidget()
        total = QVBoxLayout(self._total)
        total.setContentsMargins(0, 0, 0, 0)
        total.setSpacing(0)
        caption = QHBoxLayout()
        caption.setSpacing(SPACE_2)
        caption.addWidget(Text(total_label, Role.LABEL, Tone.MUTED))
        self._age = Text("", Role.LABEL, Tone.WARN)
        caption.addWidget(self._age, 1)
        total.addLayout(caption)
        self.total = NumberLabel(None, role=Role.HEADLINE, signed=True)
        total.addWidget(self.total)
        self._items = [self._make(pair) for pair in PAIRS]
        self._add_row().insertWidget(0, self._total)
        self._place()

    def facts(self) -> list[Fact]:
        """The figures that are shown now, in reading order."""
        return [item.fact for item in self._items[: self._wanted]]

    def set_stale(self, age: str | None) -> None:
        """Greys the total and shows how old it is above it, where it takes no figure's place."""
        self._age.setText(age or "")
        self.total.set_dim(bool(age))

    def show_facts(self, facts: Sequence[FactShown]) -> None:
        """At most as many as there are places; the second value stands behind a slash."""
        self._wanted = len(facts)
        for item, source in zip(self._items, facts, strict=False):
            item.fact.label.setText(source.label)
            item.fact.setToolTip(source.tooltip)
            item.fact.set_value(source.text, source.unit)
            item.fact.set_second(source.second)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """As high as its rows; they follow the width and never ask for one."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _make(self, pair: bool) -> _Item:
        area = QWidget(self)
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(SPACE_4)
        line, fact = Line(vertical=True), Fact("", role=Role.TITLE, second=pair)
        row.addWidget(line)
        row.addWidget(fact, 0, Qt.AlignmentFlag.AlignVCenter)
        return _Item(area, line, fact)

    def _add_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        row.addStretch(1)
        self._rows.append(row)
        self._column.addLayout(row)
        return row

    def _place(self) -> None:
        """Places the figures; what is shown meanwhile may resize the strip, then once more."""
        if self._placing:
            return
        self._placing = True
        for _ in range(MOST_TURNS):
            placed = self._wanted_rows()
            if placed == self._placed:
                break
            self._placed = placed
            self._arrange(placed)
        self._placing = False

    def _wanted_rows(self) -> tuple[tuple[int, ...], ...]:
        """The figures of each row, filled from the first."""
        room = self.width() - SPACE_5 - SPACE_4
        left = room - self._total.sizeHint().width()
        rows: list[list[int]] = [[]]
        for number, item in enumerate(self._items[: self._wanted]):
            needed = item.fact.sizeHint().width() + 2 * SPACE_4 + 1
            if needed > left and (rows[-1] or len(rows) == 1):
                rows.append([])
                left = room + SPACE_4
            rows[-1].append(number)
            left -= needed
        return tuple(tuple(row) for row in rows if row or row is rows[0])

    def _arrange(self, placed: tuple[tuple[int, ...], ...]) -> None:
        """Puts the figures into their rows; a row begins without a line."""
        while len(self._rows) < len(placed):
            self._add_row()
        for item in self._items:
            for row in self._rows:
                row.removeWidget(item.area)
            item.area.hide()
        for number, (row, numbers) in enumerate(zip(self._rows, placed, strict=False)):
            for place, index in enumerate(numbers):
                item = self._items[index]
                item.line.setVisible(number == 0 or place > 0)
                row.insertWidget(place + (number == 0), item.area)
                item.area.show()
        self._column.invalidate()
        self.updateGeometry()
