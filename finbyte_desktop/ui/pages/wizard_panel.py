"""The panel below the wizard's chart that shows one of its parts at a time."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.widgets.card import Panel
from finbyte_desktop.widgets.metrics import SPACE_4
from finbyte_desktop.widgets.segmented import SegmentedControl


class PartsPanel(Panel):
    """The names of the parts stand above, the one that is chosen below; the first comes first."""

    def __init__(self, height: int) -> None:
        super().__init__("t")
        self.setFixedHeight(height)
        self._areas: Mapping[str, QWidget] = {}

    def set_parts(self, name: str, names: Mapping[str, str], areas: Mapping[str, QWidget]) -> None:
        """The parts by their keys, once; `name` says what is chosen between."""
        self._areas = areas
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        self.parts = SegmentedControl(list(names.items()), next(iter(names)), height=28, name=name)
        self.parts.selected.connect(self.choose)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4, 10, SPACE_4, 6)
        row.addWidget(self.parts)
        row.addStretch(1)
        column.addLayout(row)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        for part in names:
            self._stack.addWidget(areas[part])

    def choose(self, part: str) -> None:
        """Brings a part to the front."""
        self.parts.set_current(part)
        self._stack.setCurrentWidget(self._areas[part])
