"""Edit a bot that runs: only what does not move its levels, judged while typing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import BotCard, FieldProblem, FieldSpec, Stands
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.pages.asset_picker import CUSTOM, AssetPicker
from finbyte_desktop.ui.pages.condition_field import ConditionField, proposal
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.pages.spec_fields import SpecField, spec_field
from finbyte_desktop.ui.pages.spec_form import FieldGrid
from finbyte_desktop.ui.pages.weigher import Weigher
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.baskets import ASSETS, WEIGHTING
from finbyte_desktop.ui.viewmodels.wizard import DEBOUNCE_MS, GRIDS, SPOT_GRID
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

AROUND, LEAST_HEIGHT = 300, 240  # what stands around the fields of a high dialog; the least that scrolls
# A start would judge these by what it buys; the bot that runs judges them by what it holds.
AT_ONCE = frozenset({"stop_at_once", "take_profit_at_once"})
LATE = frozenset({"stop_after_liquidation", "stop_loss_late", "amount_after_liquidation"})

SELLS = "sell"


class EditDialog(Dialog):
    """The difference is sent; the bot validates it again before any order is touched."""

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session, width=600)
        self._bot = bot
        self.subject = bot_subject(bot)
        self.fields: dict[str, DecimalEdit] = {}
        self.conditions: dict[str, ConditionField] = {}
        self.flags: dict[str, CheckBox] = {}
        self.exit: SegmentedControl | None = None
        self.exit_note = Text(
            self.tr("Changed with the stop or take profit that you set: until now the coins were kept."),
            Role.TABLE, Tone.WARN, wrap=True,
        )  # fmt: skip
        self.exit_note.hide()
        self.typed: dict[str, SpecField] = {}
        self.picker: AssetPicker | None = None
        self._editable: frozenset[str] = frozenset()
        self._tick = Decimal(1)
        self._params: dict[str, Any] = {}
        self._given: dict[str, Any] = {}
        self._market = ""
        self._type = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.check_now)

    def open(self) -> None:
        detail = self.session.desk.detail(self._bot)
        card = detail.card
        self._market, self._type = card.market, card.type
        self._params = dict(detail.params)
        self._given = dict(detail.params)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        specs = [spec for spec in self.session.desk.field_specs(card.type) if spec.editable]
        if card.type != SPOT_GRID and card.state is not BotState.WAIT_TRIGGER:
            specs = [spec for spec in specs if not spec.name.startswith("entry_")]
        known = {spec.name for spec in specs}
        self._editable = frozenset(known)
        self._tick = Decimal(1).scaleb(-card.price_places)
        place = 0
        for key in (conditions.STOP, conditions.TAKE_PROFIT):
            if known.issuperset(conditions.NAMES[key]):
                grid.addWidget(self._condition(key, card.quote, card.price_places), place // 2, 0, 1, 2)
                place += 2
        rest = [spec for spec in specs if conditions.key_of(spec.name) not in self.conditions]
        if card.type != SPOT_GRID:
            self._typed_fields(grid, rest, card, detail.params, place // 2)
        else:
            self._grid_fields(grid, rest, card, place)
        if card.basket is None:
            self.column.addLayout(grid)
        else:
            self._put_scrolled(grid)
        self.put(
            self.tr("Edit {name}").format(name=card.name),
            self.tr(
                "Its levels and orders stay. Range, grids and investment cannot "
                "change here: clone the bot for that."
            )
            if card.type in GRIDS
            else self.tr(
                "The next orders are split by the new weights. With a weight of 0 no more is bought."
            )
            if card.basket is not None and not card.basket.keeps_weights
            else self.tr("Other weights are traded at once. A weight of 0 sells the asset.")
            if card.basket is not None
            else self.tr("What it spends cannot change here: clone the bot for that."),
            Answer("cancel", self.tr("Cancel")),
            (Answer("save", self.tr("Save changes"), ButtonKind.PRIMARY),),
        )
        self.button("save").setEnabled(False)
        self._show_places()

    def _grid_fields(self, grid: QGridLayout, specs: list[FieldSpec], card: BotCard, place: int) -> None:
        for spec in specs:
            if spec.kind not in ("flag", "choice"):
                grid.addWidget(self._number(spec, card.quote, card.price_places), place // 2, place % 2)
                place += 1
        row = (place + 1) // 2
        for spec in specs:
            if spec.kind == "flag":
                box = CheckBox(fields.label(spec.name), bool(self._params.get(spec.name)))
                box.setToolTip(spec.help)
                box.toggled.connect(lambda on, name=spec.name: self._take(name, on))
                self.flags[spec.name] = box
                grid.addWidget(box, row, 0, 1, 2)
                row += 1
            elif spec.kind == "choice":
                segments = [(key, fields.choice(key, spec.name, spec.choices)) for key in spec.choices]
                control = SegmentedControl(
                    segments, self._params.get(spec.name, spec.default), name=fields.label(spec.name)
                )
                control.selected.connect(lambda key, name=spec.name: self._take(name, key))
                if spec.name == "exit":
                    self.exit = control
                    grid.addWidget(
                        Text(self.tr("At a stop or take profit"), Role.TABLE, Tone.MUTED), row, 0, 1, 2
                    )
                    row += 1
                grid.addWidget(control, row, 0, 1, 2)
                row += 1
                if spec.name == "exit":
                    control.selected.connect(lambda _key: self.exit_note.hide())
                    grid.addWidget(self.exit_note, row, 0, 1, 2)
                    row += 1

    def _typed_fields(
        self,
        grid: QGridLayout,
        specs: list[FieldSpec],
        card: BotCard,
        params: Mapping[str, Any],
        row: int,
    ) -> None:
        """Fields as their specification says; those that mean nothing now come with what they belong to."""
        if card.basket is not None:
            self._asset_fields(grid, card)
        self._grid = FieldGrid()
        for spec in specs:
            field = self.typed[spec.name] = spec_field(spec)
            field.set_market(card.base, card.quote, card.price_places, self._tick)
            field.show_value(params.get(spec.name))
            field.edited.connect(lambda value, _unread, name=spec.name: self._take_typed(name, value))
        grid.addWidget(self._grid, max(row, int(card.basket is not None)), 0, 1, 2)
        self._place()

    def _put_scrolled(self, grid: QGridLayout) -> None:
        """Twenty assets are higher than any window."""
        scroll = ScrollColumn(margins=False)
        area = QWidget()
        area.setLayout(grid)
        scroll.column.addWidget(area)
        scroll.column.addStretch(1)
        host = self.session.host
        most = max(LEAST_HEIGHT, (host.height() if host is not None else 0) - AROUND)
        scroll.setFixedHeight(min(area.sizeHint().height() + 8, most))
        self.column.addWidget(scroll)

    def _asset_fields(self, grid: QGridLayout, card: BotCard) -> None:
        """The assets with their weights; others can be added."""
        assert card.basket is not None
        self.picker = AssetPicker(with_presets=False)
        self.picker.set_takes_money(card.basket.keeps_weights)
        self.picker.set_markets(self.session.spot_markets(), card.quote)
        self.picker.set_held([row.asset for row in card.basket.assets if row.qty and row.market])
        self._show_assets()
        self.picker.edited.connect(self._take_assets)
        Weigher(self.session, self.picker, lambda: self._market)
        grid.addWidget(self.picker, 0, 0, 1, 2)

    def _show_assets(self) -> None:
        if self.picker is not None:
            weighting = str(self._params.get(WEIGHTING) or CUSTOM)
            self.picker.show_values(self._params.get(ASSETS), weighting)

    def _take_assets(self, shares: dict[str, Any], weighting: str) -> None:
        self._take(WEIGHTING, weighting)
        self._take(ASSETS, shares)

    def _take_typed(self, name: str, value: Any) -> None:
        if name == WEIGHTING and self.picker is not None and value is not None:
            self._take(ASSETS, self.picker.weighted(value))
        self._take(name, value)
        for field in self.typed.values():
            if not self._applies(field.spec) and self._params.pop(field.spec.name, None) is not None:
                field.show_value(None)
        self._place()
        self._show_assets()

    def _applies(self, spec: FieldSpec) -> bool:
        defaults = {f.spec.name: f.spec.default for f in self.typed.values() if f.spec.default is not None}
        return fields.applies(spec, {**defaults, **self._params})

    def _place(self) -> None:
        self._grid.place([field for field in self.typed.values() if self._applies(field.spec)])

    def _condition(self, key: str, quote: str, places: int) -> ConditionField:
        field = ConditionField(key, lambda name: proposal(name, self._params, self._tick), fields.label(key))
        field.set_market(quote, places, self._tick)
        field.show_values(self._params, {})
        field.edited.connect(lambda name, value, _unread, key=key: self._take_condition(key, name, value))
        self.conditions[key] = field
        self.fields |= dict.fromkeys(conditions.NAMES[key], field.edit)
        return field

    def _take_condition(self, key: str, name: str, value: Decimal | None) -> None:
        had_none = not any(conditions.is_set(one, self._given_now()) for one in self.conditions)
        for other in conditions.NAMES[key]:
            self._params.pop(other, None)
        if had_none and value is not None and self.exit is not None:
            self._params["exit"] = SELLS  # as in the wizard: who sets a stop means to get out
            if self.exit.current() != SELLS:
                self.exit_note.show()
            self.exit.set_current(SELLS)
        self._take(name, value)

    def _given_now(self) -> set[str]:
        return {name for name, value in self._params.items() if value is not None}

    def _number(self, spec: FieldSpec, quote: str, places: int) -> DecimalEdit:
        price = spec.kind == "price"
        unit = {"price": quote, "seconds": self.tr("seconds")}.get(spec.kind, "")
        field = DecimalEdit(fields.label(spec.name), unit, places=places if price else 0, step=Decimal(1))
        field.setToolTip(spec.help)
        field.set_value(fields.decimal(self._params.get(spec.name)))
        field.edited.connect(lambda value, name=spec.name: self._typed(name, value))
        self.fields[spec.name] = field
        return field

    def _typed(self, name: str, value: object) -> None:
        counts = ("hold_delay_s", "pump_guard_steps")
        if isinstance(value, Decimal) and name in counts and value == value.to_integral_value():
            value = int(value)
        self._take(name, value)

    def _take(self, name: str, value: object) -> None:
        if value is None:
            self._params.pop(name, None)
        else:
            self._params[name] = value
        self._timer.start()

    def check_now(self) -> None:
        """Asks the validator; errors stand beside their fields."""
        self._timer.stop()
        try:
            found = self.session.desk.preflight(self._type, self._market, dict(self._params))
        except FinByteError as error:
            self.show_error(error)
            return
        stands = self._show_places()
        of_start = AT_ONCE | LATE if stands.known else AT_ONCE
        problems = [p for p in found.problems if p.field in self._editable and p.code not in of_start]
        if stands.refused is not None:
            problems.append(stands.refused)
        self._show(problems)
        bad = any(field.has_error() for field in (*self.fields.values(), *self.typed.values()))
        if self.picker is not None:
            wrong = [
                p for p in found.problems if p.field.partition(":")[0] == ASSETS and p.code != "no_share"
            ]
            self.picker.show_problems(wrong)
            bad = bad or self.picker.has_error()
        changed = {k: str(v) for k, v in self._params.items()} != {k: str(v) for k, v in self._given.items()}
        self.button("save").setEnabled(changed and not bad)

    def _show_places(self) -> Stands:
        """Where an amount would stand with what the bot holds now, and where a straight move reaches it."""
        stands = self.session.desk.stands_at(self._bot, dict(self._params))
        for key, at, straight in (
            (conditions.STOP, stands.stop, stands.stop_in_fall),
            (conditions.TAKE_PROFIT, stands.take_profit, stands.take_profit_in_rise),
        ):
            if key in self.conditions:
                self.conditions[key].show_place(
                    at,
                    straight,
                    running=True,
                    known=stands.known,
                    position=conditions.of_position(self._params),
                )
        return stands

    def _show(self, problems: list[FieldProblem]) -> None:
        for name, typed in self.typed.items():
            wrong = [problem for problem in problems if problem.field == name]
            fix = fields.decimal(wrong[0].fix) if wrong else None
            typed.show_problem(words_problems.all_of(wrong) if wrong else "", fix)
        for condition in self.conditions.values():
            condition.show_problems(problems)
        for name, field in self.fields.items():
            if conditions.key_of(name) in self.conditions:
                continue
            wrong = [problem for problem in problems if problem.field == name]
            if not wrong:
                field.clear_error()
            else:
                field.set_error(words_problems.all_of(wrong), fields.decimal(wrong[0].fix))

    def show_error(self, error: FinByteError) -> None:
        field = self.fields.get(error.field or "") if isinstance(error, UserError) else None
        condition = self.conditions.get(conditions.key_of(error.field or "") or "")
        if isinstance(error, UserError) and condition is not None:
            given = (error.field or "", error.code, error.text, error.feasible, error.fix)
            condition.show_problems([FieldProblem(*given)])
        elif isinstance(error, UserError) and self.picker is not None and error.field == ASSETS:
            given = (ASSETS, error.code, error.text, error.feasible, error.fix)
            self.picker.show_problems([FieldProblem(*given)])
        elif isinstance(error, UserError) and error.field in self.typed:
            fix = fields.decimal(error.fix)
            self.typed[error.field].show_problem(words_problems.error(error), fix)
        elif field is None:
            super().show_error(error)
        else:
            fix = fields.decimal(error.fix) if isinstance(error, UserError) else None
            field.set_error(words_problems.error(error), fix)

    def chosen(self, key: Hashable) -> bool:
        paused = self.session.desk.card(self._bot).state is BotState.PAUSED
        self.do(
            self.session.desk.edit(self._bot, dict(self._params)),
            self.tr("Saved. The bot goes on with the new parameters when you resume it.")
            if paused
            else self.tr("The bot runs with the new parameters."),
        )
        return False
