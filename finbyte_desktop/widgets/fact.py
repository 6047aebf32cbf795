"""Fact: a quiet label with its value below (or beside) it."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.text import Text


class Fact(QWidget):
    """`value` is the NumberLabel to feed; `second` stands behind a slash ("10 / 150")."""

    def __init__(
        self,
        label: str,
        text: str | None = None,
        unit: str = "",
        parent: QWidget | None = None,
        *,
        role: Role = Role.STRONG,
        signed: bool = False,
        second: bool = False,
        tooltip: str = "",
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        self.label = Text(label, Role.LABEL, Tone.MUTED)
        self.value = NumberLabel(text, unit, role, signed=signed)
        layout.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.value)
        self.second: NumberLabel | None = None
        if second:
            slash = Text("/", Role.BODY, Tone.MUTED)
            self.second = NumberLabel(None, "", role, signed=signed)
            row.addWidget(slash)
            row.addWidget(self.second)
        row.addStretch(1)
        layout.addLayout(row)
        self.setToolTip(tooltip)
        self._tell()

    def set_value(self, text: str | None, unit: str | None = None, *, tone: Tone | None = None) -> None:
        self.value.set_number(text, unit, tone=tone)
        self._tell()

    def set_second(self, text: str | None, unit: str | None = None, *, tone: Tone | None = None) -> None:
        if self.second is not None:
            self.second.set_number(text, unit, tone=tone)
            self._tell()

    def set_stale(self, age: str | None) -> None:
        self.value.set_stale(age)

    def _tell(self) -> None:
        shown = self.value.shown_text()
        if self.second is not None:
            shown = f"{shown} / {self.second.shown_text()}"
        self.setAccessibleName(f"{self.label.text()}: {shown}")


class FactRow(QWidget):
    """A row "label ........ value", for the side panels of wizard, review and dialogs."""

    def __init__(
        self,
        label: str,
        text: str | None = None,
        unit: str = "",
        parent: QWidget | None = None,
        *,
        signed: bool = False,
        strong: bool = False,
        dot: Tone | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        if dot is not None:
            layout.addWidget(Text("\u25cf", Role.LABEL, dot))
        self.label = Text(
            label,
            Role.TABLE_STRONG if strong else Role.TABLE,
            Tone.NEUTRAL if strong else Tone.MUTED,
            elide=True,  # the number is never cut
        )
        self.label.setToolTip(label)
        self.value = NumberLabel(
            text, unit, Role.TABLE_STRONG if strong else Role.TABLE, signed=signed, align_right=True
        )
        layout.addWidget(self.label, 1)
        layout.addWidget(self.value)
        self.setFixedHeight(24)
        self._tell()

    def set_value(self, text: str | None, unit: str | None = None, *, tone: Tone | None = None) -> None:
        self.value.set_number(text, unit, tone=tone)
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.label.text()}: {self.value.shown_text()}")


class FactList(QWidget):
    """FactRows below each other without gaps, reached by a key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[Hashable, FactRow] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def add(
        self,
        key: Hashable,
        label: str,
        text: str | None = None,
        unit: str = "",
        *,
        signed: bool = False,
        strong: bool = False,
        dot: Tone | None = None,
    ) -> FactRow:
        row = FactRow(label, text, unit, signed=signed, strong=strong, dot=dot)
        self.rows[key] = row
        self.column.addWidget(row)
        return row

    def add_line(self) -> None:
        """A separator with air above and below."""
        self.column.addSpacing(4)
        self.column.addWidget(Line())
        self.column.addSpacing(4)

    def set_value(
        self, key: Hashable, text: str | None, unit: str | None = None, *, tone: Tone | None = None
    ) -> None:
        self.rows[key].set_value(text, unit, tone=tone)
