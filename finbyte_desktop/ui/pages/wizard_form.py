"""The form of Customise: range, grids, investment, and the advanced settings with errors beside their
fields.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import FieldProblem, Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.pages.awake_line import AwakeLine
from finbyte_desktop.ui.pages.condition_field import ConditionField, proposal
from finbyte_desktop.ui.pages.fold_head import FoldHead
from finbyte_desktop.ui.pages.wizard_hints import hints_of, option_notes, price_step
from finbyte_desktop.ui.pages.wizard_parts import InvestmentField, Option
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

HALF_LINES = 3  # room for what is wrong below a field of half the width; 2 below one of the whole width
MAIN = ("lower", "upper", "grids", "spacing", "investment")  # what is never folded away


class CustomForm(QWidget):
    """Writes into the WizardModel at each change; `show_answers` puts the validator's words beside the
    fields.
    """

    touched = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        self._fields: dict[str, DecimalEdit] = {}
        self.conditions: dict[str, ConditionField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addLayout(self._make_main())
        self.investment = InvestmentField(slider=False)
        self.investment._presets.hide()
        self.investment.edited.connect(lambda value: self._take("investment", value))
        self._fields["investment"] = self.investment.field
        column.addWidget(self.investment)
        column.addWidget(Line())
        self.head = FoldHead(self.tr("Advanced"))
        self.head.toggled.connect(lambda: self.set_advanced(not self.advanced.isVisibleTo(self)))
        column.addWidget(self.head)
        self.advanced = self._make_advanced()
        column.addWidget(self.advanced)
        column.addStretch(1)

    # -- parts

    def _field(self, name: str, *, helper: bool = True, **options: Any) -> DecimalEdit:
        field = DecimalEdit(options.pop("label", fields.label(name)), helper=helper, **options)
        if not field.label.text():
            field.line.setAccessibleName(fields.label(name))
        field.edited.connect(lambda value, name=name: self._take(name, value))
        self._fields[name] = field
        return field

    def _make_main(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(2)  # the messages below the fields keep the rows apart
        grid.addWidget(self._field("lower", lines=HALF_LINES), 0, 0)
        grid.addWidget(self._field("upper", lines=HALF_LINES), 0, 1)
        grids = self._field("grids", stepper=True, places=0, step=Decimal(1), lines=HALF_LINES)
        grids.set_bounds(Decimal(2), Decimal(200))
        grid.addWidget(grids, 1, 0)
        spacing = QVBoxLayout()
        spacing.setSpacing(4)
        spacing.addWidget(Text(fields.label("spacing"), Role.TABLE, Tone.MUTED))
        self.spacing = SegmentedControl(
            [(key, fields.choice(key)) for key in ("arithmetic", "geometric")],
            height=36,
            stretch=True,
            name=fields.label("spacing"),
        )
        self.spacing.selected.connect(lambda key: self._take("spacing", key))
        spacing.addWidget(self.spacing)
        self._step = Text("", Role.LABEL, Tone.MUTED, elide=True)
        self._step.setFixedHeight(16)
        spacing.addWidget(self._step)
        grid.addLayout(spacing, 1, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _make_advanced(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._options: dict[str, Option] = {}
        own = self._option(column, "base_qty", self.tr("Own coins as well"))
        own.row.addWidget(self._field("base_qty", label="", lines=2), 1)
        for key in (conditions.STOP, conditions.TAKE_PROFIT):
            option = self._option(column, f"{key}_price", fields.label(key))
            condition = ConditionField(key, self._proposal, stacked=True)
            condition.edited.connect(
                lambda name, value, unread, key=key: self._take_condition(key, name, value, unread)
            )
            self.conditions[key] = condition
            option.row.addWidget(condition, 1)
            if key == conditions.STOP:
                column.addWidget(self._make_awake())
        column.addWidget(self._make_exit())
        trailing = self._option(column, "trailing_up", self.tr("Trailing up"))
        cap = self._field("trailing_up_cap", label="", prefix=self.tr("up to"), lines=HALF_LINES)
        guard = self._field(
            "pump_guard_steps", label="", prefix=self.tr("pause at"), unit=self.tr("steps/min"), places=0,
            step=Decimal(1), lines=HALF_LINES,
        )  # fmt: skip
        trailing.row.addWidget(cap, 1, Qt.AlignmentFlag.AlignTop)
        trailing.row.addWidget(guard, 1, Qt.AlignmentFlag.AlignTop)
        self._option(column, "trailing_down", self.tr("Trailing down"))
        entry = self._option(column, "entry_price", self.tr("Entry price"))
        entry.row.addWidget(self._field("entry_price", label="", lines=HALF_LINES), 1)
        self.direction = SegmentedControl(
            [("below", self.tr("Falls to")), ("above", self.tr("Rises to"))],
            height=36,
            name=fields.label("entry_direction"),
        )
        self.direction.selected.connect(lambda key: self._take("entry_direction", key))
        entry.row.addWidget(self.direction, 0, Qt.AlignmentFlag.AlignTop)
        hold = self._option(column, "hold_delay_s", self.tr("Hold delay"))
        hold.row.addWidget(
            self._field(
                "hold_delay_s",
                label="",
                unit=self.tr("seconds"),
                places=0,
                step=Decimal(10),
                lines=2,
            )
        )
        limit = self._option(column, "max_live_orders", self.tr("Fewer live orders"))
        limit.row.addWidget(
            self._field(
                "max_live_orders",
                label="",
                unit=self.tr("orders"),
                places=0,
                step=Decimal(1),
                lines=2,
            )
        )
        quote = self._option(column, "qty_mode", self.tr("Equal quote per level"))
        quote.note.setText(self.tr("now equal base"))
        return area

    def _make_awake(self) -> QWidget:
        """A spot grid has no stop at the venue: the computer has to be awake."""
        self._awake_row = QWidget()
        row = QHBoxLayout(self._awake_row)
        row.setContentsMargins(24, 0, 0, 2)
        self.awake = AwakeLine(self._model.session)
        row.addWidget(self.awake)
        return self._awake_row

    def _make_exit(self) -> QWidget:
        """What happens to the coins at the stop or the take profit."""
        self._exit_row = QWidget()
        row = QHBoxLayout(self._exit_row)
        row.setContentsMargins(24, 0, 0, 4)
        row.addWidget(Text(self.tr("Then"), Role.TABLE, Tone.MUTED))
        self.exit = SegmentedControl(
            [("sell", self.tr("Sell all")), ("keep", self.tr("Keep coins"))],
            height=32,
            stretch=True,
            name=fields.label("exit"),
        )
        self.exit.selected.connect(lambda key: self._take("exit", key))
        row.addWidget(self.exit, 1)
        return self._exit_row

    def _option(self, column: QVBoxLayout, name: str, text: str) -> Option:
        option = Option(text)
        option.toggled.connect(lambda on, name=name: self._switch(name, on))
        column.addWidget(option)
        self._options[name] = option
        return option

    # -- from the person

    def _take(self, name: str, value: Any) -> None:
        if isinstance(value, Decimal) and name in (
            "grids", "pump_guard_steps", "hold_delay_s", "max_live_orders",
        ):  # fmt: skip
            value = int(value) if value == value.to_integral_value() else value
        unread = ""
        if name in self._fields:
            self._fields[name].clear_error()
            unread = self._fields[name].text() if value is None else ""
        self._model.set_value(name, value, unread)
        self.touched.emit()

    def _take_condition(self, key: str, name: str, value: Decimal | None, unread: str) -> None:
        self.conditions[key].edit.clear_error()
        self._model.set_condition(key, name, value, unread)
        self.touched.emit()

    def _switch_condition(self, key: str, on: bool) -> None:
        model, condition = self._model, self.conditions[key]
        if on:
            condition.begin()
            model.set_value("exit", model.values.get("exit", "sell"))
            return
        model.set_condition(key, condition.name, None)
        if not any(conditions.is_set(other, model.values) for other in self.conditions):
            model.set_value("exit", None)

    def _switch(self, name: str, on: bool) -> None:
        model = self._model
        key = conditions.key_of(name)
        if key is not None:
            self._switch_condition(key, on)
        elif name in ("trailing_up", "trailing_down"):
            model.set_value(name, True if on else None)
            if not on and name == "trailing_up":
                model.set_value("trailing_up_cap", None)
                model.set_value("pump_guard_steps", None)
        elif name == "qty_mode":
            model.set_value("qty_mode", "equal_quote" if on else None)
        elif on:
            model.set_value(name, self._proposal(name))
            if name == "entry_price":
                model.set_value("entry_direction", self.direction.current())
        else:
            model.set_value(name, None)
            if name == "entry_price":
                model.set_value("entry_direction", None)
        self.show_values()
        self.touched.emit()

    def _proposal(self, name: str) -> Any:
        """A value to begin with."""
        market = self._model.market()
        if name == "base_qty":
            free = self._model.free_coins()
            return free if free is not None else Decimal(0)
        if name == "entry_price":
            return market.last if market is not None else None
        if name in conditions.ALL:
            return proposal(name, self._model.values, market.tick if market is not None else Decimal(1))
        return {"hold_delay_s": 60, "max_live_orders": 20}.get(name)

    # -- to the person

    def set_advanced(self, shown: bool) -> None:
        self.advanced.setVisible(shown)
        self.head.set_open(shown)

    def set_market(self, market: Market) -> None:
        """Units, decimals and steps of a market."""
        for name in ("lower", "upper", "trailing_up_cap", "entry_price"):
            field = self._fields[name]
            field.set_unit(market.quote)
            field.set_places(market.price_places)
            field.set_step(price_step(market))
        coins = self._fields["base_qty"]
        coins.set_unit(market.base)
        coins.set_places(market.qty_places)
        coins.set_step(market.lot)
        for condition in self.conditions.values():
            condition.set_market(market.quote, market.price_places, price_step(market))

    def show_values(self) -> None:
        """Shows the model's values, without disturbing a field that somebody is typing in."""
        values, unread = self._model.values, self._model.unread
        for name, field in self._fields.items():
            value = fields.decimal(values.get(name))
            if field.value() != value or (value is None and field.text() and name not in unread):
                field.set_value(value)
        for condition in self.conditions.values():
            condition.show_values(values, unread)
        self.spacing.set_current(values.get("spacing") or "arithmetic")
        self.exit.set_current(values.get("exit") or "keep")
        self.direction.set_current(values.get("entry_direction") or "below")
        on = {
            "trailing_up": bool(values.get("trailing_up")),
            "trailing_down": bool(values.get("trailing_down")),
            "qty_mode": values.get("qty_mode") == "equal_quote",
            "hold_delay_s": bool(values.get("hold_delay_s")),
        }
        own = self._options["base_qty"].box.isChecked() and "base_qty" in values
        on["base_qty"] = own or bool(fields.decimal(values.get("base_qty")))
        ends = False
        for key in self.conditions:
            on[f"{key}_price"] = conditions.is_set(key, values.keys() | unread.keys())
            ends = ends or on[f"{key}_price"]
        for name, option in self._options.items():
            option.set_on(on.get(name, name in values) or name in unread)
        self._exit_row.setVisible(ends)
        self._awake_row.setVisible(on["stop_price"])
        count = sum(1 for option in self._options.values() if option.box.isChecked())
        self.head.set_count(count)

    def show_answers(self, preflight: Preflight, market: Market) -> None:
        """Errors with their way out, and the quiet lines of fields that are fine."""
        problems: dict[str, list[FieldProblem]] = {}
        for problem in self._model.problems():
            problems.setdefault(problem.field, []).append(problem)
        shown = self._fields.keys() | conditions.ALL
        if any(name not in MAIN and name in shown for name in problems):
            self.set_advanced(True)  # nothing that is wrong stays folded away
        hints = hints_of(preflight, market, self._model.values)
        warning = self._model.warning("upper")
        for name, field in self._fields.items():
            if warning is not None and name == warning.field:
                field.set_hint(words_problems.warning(warning), Tone.WARN)
            else:
                field.set_hint(hints.get(name, ""))
            wrong = problems.get(name)
            if wrong is None:
                field.clear_error()
            else:
                text = words_problems.all_of(wrong)
                field.set_error(text, fields.decimal(wrong[0].fix))
        at = {
            conditions.STOP: (preflight.stop_at, preflight.stop_in_fall),
            conditions.TAKE_PROFIT: (preflight.take_profit_at, preflight.take_profit_in_rise),
        }
        for key, condition in self.conditions.items():
            condition.show_place(*at[key], running=False, known=preflight.order_qty is not None)
            condition.show_problems(self._model.problems())
        self._step.setText(hints.get("spacing", ""))
        for name, text in option_notes(preflight, market, self._model.values).items():
            self._options[name].note.setText(text)
        coins = fmt.plain(self._model.free_coins())
        self._options["base_qty"].note.setText(
            self.tr("Available {amount}").format(amount=f"{coins} {market.base}")
        )

    def focus_field(self, name: str) -> None:
        """Goes to the field of a problem."""
        known = name in self._fields or name in conditions.ALL
        if known:
            field = self.field(name)
            if name not in MAIN:
                self.set_advanced(True)
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def field(self, name: str) -> DecimalEdit:
        key = conditions.key_of(name)
        return self._fields[name] if key is None else self.conditions[key].edit

    def option(self, name: str) -> Option:
        return self._options[name]
