"""One input for a stop or a take profit: its kind (price, amount, percent) and the number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from finbyte_desktop.core.instrument import money_places
from finbyte_desktop.services.ports import FieldProblem
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.conditions import AMOUNT, KIND_WORDS, KINDS, PRICE, RATIO
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.metrics import SPACE_2
from finbyte_desktop.widgets.segmented import SegmentedControl

Propose = Callable[[str], Decimal | None]


class ConditionField(QWidget):
    """Holds exactly one of three parameters. What was typed for another kind comes back with that kind.

    `edited` carries the parameter's name, its value (0.1 for "10" percent; None for what is no number), and
    the text that could not be read. `propose` gives the first value of a kind that was never typed. In a
    narrow form the kind is `stacked` above the number, which is then never cut.
    """

    edited = Signal(str, object, str)

    def __init__(self, key: str, propose: Propose, label: str = "", *, stacked: bool = False) -> None:
        super().__init__()
        self.key = key
        self._propose = propose
        self._typed: dict[str, str] = {}
        self._quote = ""
        self._places: int | None = None
        self._price_step = Decimal(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.edit = DecimalEdit(label, lines=3 if stacked else 2)
        self.edit.line.setAccessibleName(label or fields.label(key))
        self.kinds = SegmentedControl(
            [(kind, QCoreApplication.translate("conditions", KIND_WORDS[kind])) for kind in KINDS],
            PRICE,
            height=36,
            name=fields.label(key),
        )
        if stacked:
            column.setSpacing(SPACE_2)
            column.addWidget(self.kinds)
        else:
            self.edit.put_beside(self.kinds)
        column.addWidget(self.edit)
        self.kind = PRICE
        self.kinds.selected.connect(lambda kind: self.choose(str(kind)))
        self.edit.edited.connect(lambda _value: self._tell())

    @property
    def name(self) -> str:
        """The parameter that is set now."""
        return f"{self.key}_{self.kind}"

    def set_market(self, quote: str, places: int, price_step: Decimal) -> None:
        """Unit, decimals and step of a market's prices."""
        self._quote, self._places, self._price_step = quote, places, price_step
        self._dress()

    def choose(self, kind: str) -> None:
        """Another kind: what was typed for it before, or a proposal."""
        if kind == self.kind:
            return
        self._typed[self.kind] = self.edit.text()
        self._become(kind)
        if kind in self._typed:
            self.edit.line.setText(self._typed[kind])
            self.edit.clear_error()
        else:
            self.edit.set_value(self._shown(kind, self._propose(self.name)))
        self._tell()

    def begin(self) -> None:
        """The condition was switched on: a proposal where nothing was typed."""
        if not self.edit.text().strip():
            self.edit.set_value(self._shown(self.kind, self._propose(self.name)))
        self._tell()

    def show_values(self, values: Mapping[str, object], unread: Mapping[str, str]) -> None:
        """Shows the parameter that is set, without disturbing somebody who types in it."""
        condition = conditions.given(self.key, values)
        if condition is None:
            if not conditions.is_set(self.key, unread):
                self._become(PRICE)
                self._typed.clear()
                self.edit.set_value(None)
            return
        if condition.kind != self.kind:
            self._typed[self.kind] = self.edit.text()
            self._become(condition.kind)
        shown = self._shown(condition.kind, condition.value)
        if self.edit.value() != shown:
            self.edit.set_value(shown)

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """What is wrong with it, with its way out; nothing wrong takes the error away."""
        wrong = [problem for problem in problems if problem.field in conditions.NAMES[self.key]]
        if not wrong:
            self.edit.clear_error()
            return
        fix = self._shown(wrong[0].field.rpartition("_")[2], fields.decimal(wrong[0].fix))
        self.edit.set_error(words_problems.all_of(wrong), fix)

    def show_place(
        self,
        at: Decimal | None,
        straight: Decimal | None,
        *,
        running: bool,
        known: bool = True,
        position: bool = False,
    ) -> None:
        """The line below: at which price an amount stands now, and where a straight move reaches it."""
        if self.kind == PRICE or self.edit.value() is None:
            self.edit.set_hint("")
        elif not known:
            self.edit.set_hint(self.tr("its price is known once the bot holds coins") if running else "")
        else:
            where = conditions.place(
                self.key, at, straight, self._places or 0, running=running, position=position
            )
            self.edit.set_hint(where)

    def _tell(self) -> None:
        value = self.edit.value()
        unread = self.edit.text() if value is None else ""
        if value is not None and self.kind == RATIO:
            value = value.scaleb(-2)
        self.edited.emit(self.name, value, unread)

    @staticmethod
    def _shown(kind: str, value: Decimal | None) -> Decimal | None:
        """A parameter as it stands in the field: 0.1 as 10 percent."""
        if value is None or kind != RATIO:
            return value
        return Decimal(f"{(value.scaleb(2)).normalize():f}")

    def _become(self, kind: str) -> None:
        self.kind = kind
        self.kinds.set_current(kind)
        self._dress()

    def _dress(self) -> None:
        edit = self.edit
        edit.set_unit("%" if self.kind == RATIO else self._quote)
        edit.set_places({PRICE: self._places, AMOUNT: money_places(self._quote)}.get(self.kind))
        steps = {PRICE: self._price_step, AMOUNT: Decimal(10)}
        edit.set_step(steps.get(self.kind, Decimal(1)))
        edit.set_bounds(Decimal(0), Decimal(100) if self.name == "stop_ratio" else None)


def proposal(name: str, values: Mapping[str, object], tick: Decimal) -> Decimal | None:
    """A value to begin with: two percent beyond the range, or a tenth of the investment."""
    low, high, money = (fields.decimal(values.get(key)) for key in ("lower", "upper", "investment"))
    if name == "stop_price" and low is not None:
        return (low * Decimal("0.98") / tick).to_integral_value() * tick
    if name == "take_profit_price" and high is not None:
        return (high * Decimal("1.02") / tick).to_integral_value() * tick
    if name.endswith(AMOUNT) and money is not None:
        return (money / 10).quantize(Decimal("0.01"))
    return Decimal("0.1") if name.endswith(RATIO) else None
