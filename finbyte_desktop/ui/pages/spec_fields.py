"""One field of a form made from its specification: a number, a choice, a flag or a text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import FieldSpec
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit

HUNDRED = Decimal(100)
SEGMENTS = 3  # more choices than these are a list
COUNTED = ("count", "seconds")
DURATIONS = tuple(60 * m for m in (30, 60, 120, 240, 480, 720, 1440, 4320, 10080, 20160, 40320))
STEPS = {"ratio": Decimal("0.1"), "factor": Decimal("0.1"), "seconds": Decimal(60), "count": Decimal(1)}


class SpecField(QWidget):
    """`edited` carries the value (None where there is none) and the text that could not be read."""

    edited = Signal(object, str)

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self.setToolTip(fields.helped(spec))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    @property
    def wide(self) -> bool:
        """Whether it wants the whole width of a form."""
        return False

    def set_market(self, base: str, quote: str, places: int, step: Decimal) -> None:
        """Units and steps of a market."""

    def show_value(self, value: Any, unread: str = "") -> None:
        """Shows a value without saying `edited`."""
        raise NotImplementedError

    def show_problem(self, text: str, fix: Decimal | None) -> None:
        """What is wrong, "" where nothing is."""
        raise NotImplementedError

    def show_hint(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """The quiet line below it."""

    def has_error(self) -> bool:
        raise NotImplementedError


class NumberField(SpecField):
    """A number with its unit; a part of a whole is typed as percent."""

    def __init__(self, spec: FieldSpec, *, lines: int = 2) -> None:
        super().__init__(spec)
        self.percent = spec.kind == "ratio"
        unit = {"ratio": "%", "points": "%", "factor": "×", "seconds": self.tr("seconds")}.get(spec.kind, "")
        places = 0 if spec.kind in COUNTED else None
        self.edit = DecimalEdit(fields.label(spec.name), unit, places=places, lines=lines)
        self.edit.set_step(STEPS.get(spec.kind))
        self.edit.edited.connect(self._typed)
        self.column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        default = fields.decimal(spec.default)
        if default is not None and not spec.required:
            shown = default * HUNDRED if self.percent else default
            self.edit.line.setPlaceholderText(format(shown.normalize(), "f"))

    def set_market(self, base: str, quote: str, places: int, step: Decimal) -> None:
        unit = {"price": quote, "amount": quote, "qty": base}.get(self.spec.kind)
        if unit is not None:
            self.edit.set_unit(unit)
        if self.spec.kind == "price":
            self.edit.set_places(places)
            self.edit.set_step(step)
        elif self.spec.kind == "amount":
            self.edit.set_step(Decimal(10))

    def _typed(self, value: object) -> None:
        self.edit.clear_error()
        if not isinstance(value, Decimal):
            self.edited.emit(None, self.edit.text())
        elif self.percent:
            self.edited.emit(value / HUNDRED, "")
        elif self.spec.kind in COUNTED and value == value.to_integral_value():
            self.edited.emit(int(value), "")
        else:
            self.edited.emit(value, "")

    def show_value(self, value: Any, unread: str = "") -> None:
        number = fields.decimal(value)
        shown = None if number is None else (number * HUNDRED).normalize() if self.percent else number
        if self.edit.value() != shown or (shown is None and self.edit.text() != unread):
            if shown is None and unread:
                self.edit.set_text(unread)
            else:
                self.edit.set_value(None if shown is None else Decimal(format(shown, "f")))

    def show_problem(self, text: str, fix: Decimal | None) -> None:
        if not text:
            self.edit.clear_error()
        else:
            shown = None if fix is None else (fix * HUNDRED).normalize() if self.percent else fix
            self.edit.set_error(text, None if shown is None else Decimal(format(shown, "f")))

    def show_hint(self, text: str, tone: Tone = Tone.MUTED) -> None:
        self.edit.set_hint(text, tone)

    def has_error(self) -> bool:
        return self.edit.has_error()


class ChoiceField(SpecField):
    """One of a few words beside each other, or of a list; where none is needed, also none."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.column.addWidget(Text(fields.label(spec.name), Role.TABLE, Tone.MUTED))
        options: list[tuple[Any, str]] = [
            (key, fields.choice(key, spec.name, spec.choices)) for key in spec.choices
        ]
        if not spec.required and spec.default is None:
            options.insert(0, (None, self.tr("Any") if len(options) < SEGMENTS else self.tr("Choose")))
        self.control: SegmentedControl | Select
        if len(options) <= SEGMENTS:
            self.control = SegmentedControl(options, height=36, stretch=True, name=fields.label(spec.name))
            self.column.addWidget(self.control)
        else:
            self.control = Select(options, height=36)
            self.control.setAccessibleName(fields.label(spec.name))
            row = QHBoxLayout()
            row.addWidget(self.control)
            row.addStretch(1)
            self.column.addLayout(row)
        self.control.selected.connect(lambda key: self.edited.emit(key, ""))
        self.setFocusProxy(self.control)
        self.below = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        self.below.setMinimumHeight(16)
        self.column.addWidget(self.below)
        self._error = False

    @property
    def wide(self) -> bool:
        return isinstance(self.control, SegmentedControl)

    def show_value(self, value: Any, unread: str = "") -> None:
        key = self.spec.default if value is None else str(value)
        if key is not None or not self.spec.required:  # one that is needed stays as it is until it is known
            self.control.set_current(key)

    def show_problem(self, text: str, fix: Decimal | None) -> None:
        self._error = bool(text)
        self.below.setText(text)
        self.below.set_tone(Tone.DANGER)

    def show_hint(self, text: str, tone: Tone = Tone.MUTED) -> None:
        if not self._error:
            self.below.setText(text)
            self.below.set_tone(tone)

    def has_error(self) -> bool:
        return self._error


class DurationField(SpecField):
    """A time in seconds, chosen from the usual ones."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.column.addWidget(Text(fields.label(spec.name), Role.TABLE, Tone.MUTED))
        self._options = [(seconds, fields.span(seconds)) for seconds in DURATIONS]
        self.control = Select(self._options, height=36)
        self.control.setAccessibleName(fields.label(spec.name))
        self.control.selected.connect(lambda seconds: self.edited.emit(seconds, ""))
        self.column.addWidget(self.control)
        self.setFocusProxy(self.control)
        self.below = Text("", Role.LABEL, Tone.DANGER, wrap=True)
        self.below.setMinimumHeight(16)
        self.column.addWidget(self.below)

    def show_value(self, value: Any, unread: str = "") -> None:
        seconds = int(fields.decimal(self.spec.default if value is None else value) or 0)
        if seconds not in DURATIONS:
            more = (seconds, fields.span(seconds))
            self.control.set_options([*self._options, more], seconds)
        else:
            self.control.set_current(seconds)

    def show_problem(self, text: str, fix: Decimal | None) -> None:
        self.below.setText(text)

    def has_error(self) -> bool:
        return bool(self.below.text())


class FlagField(SpecField):
    """A box that is on or off."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.box = CheckBox(fields.label(spec.name))
        self.box.toggled.connect(lambda on: self.edited.emit(on, ""))
        self.column.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.below = Text("", Role.LABEL, Tone.DANGER, wrap=True)
        self.below.hide()
        self.column.addWidget(self.below)

    @property
    def wide(self) -> bool:
        return True

    def show_value(self, value: Any, unread: str = "") -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)

    def show_problem(self, text: str, fix: Decimal | None) -> None:
        self.below.setText(text)
        self.below.setVisible(bool(text))

    def has_error(self) -> bool:
        return self.below.isVisibleTo(self)


class WordField(SpecField):
    """A time of day, a time zone, or a name."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.edit = TextEdit(fields.label(spec.name), placeholder=str(spec.default or ""), lines=2)
        self.edit.edited.connect(lambda text: self.edited.emit(text.strip() or None, ""))
        self.column.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def show_value(self, value: Any, unread: str = "") -> None:
        text = "" if value is None else str(value)
        if self.edit.text().strip() != text:
            self.edit.set_text(text)

    def show_problem(self, text: str, fix: Decimal | None) -> None:
        if text:
            self.edit.set_error(text)
        else:
            self.edit.clear_error()

    def show_hint(self, text: str, tone: Tone = Tone.MUTED) -> None:
        self.edit.set_hint(text, tone)

    def has_error(self) -> bool:
        return self.edit.has_error()


def spec_field(spec: FieldSpec) -> SpecField:
    """The field of a specification."""
    if spec.kind == "flag":
        return FlagField(spec)
    if spec.kind == "choice":
        return ChoiceField(spec)
    if spec.kind == "duration":
        return DurationField(spec)
    return WordField(spec) if spec.kind in ("time", "zone", "text") else NumberField(spec)
