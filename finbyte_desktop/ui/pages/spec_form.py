"""A form made from the specification of a kind's parameters: fields in their order, some folded away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import FieldProblem, FieldSpec, Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.pages.asset_picker import CUSTOM, AssetPicker
from finbyte_desktop.ui.pages.fold_head import FoldHead
from finbyte_desktop.ui.pages.spec_fields import SpecField, spec_field
from finbyte_desktop.ui.pages.weigher import Weigher
from finbyte_desktop.ui.pages.wizard_hints import price_step
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.baskets import ASSETS, DCA_BASKET, OWN, WEIGHTING
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.metrics import SPACE_3

OF_MONEY = ("base_order", "investment")
A_TIME = "amount"  # what each order of a schedule buys for


class FieldGrid(QWidget):
    """Fields in columns, wide ones over all; those that mean nothing now are away."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self._columns = columns
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(SPACE_3)
        self._layout.setVerticalSpacing(2)
        for column in range(columns):
            self._layout.setColumnStretch(column, 1)
        self._placed: tuple[str, ...] = ()

    def place(self, shown: Sequence[SpecField]) -> None:
        """Exactly these fields, in this order."""
        names = tuple(field.spec.name for field in shown)
        if names == self._placed:
            return
        self._placed = names
        while self._layout.count():
            item = self._layout.takeAt(0)
            if (widget := item.widget()) is not None and widget not in shown:
                widget.hide()  # one that stays is never hidden: somebody may be typing in it
        row = column = 0
        for field in shown:
            if field.wide and column:
                row, column = row + 1, 0
            span = self._columns if field.wide else 1
            self._layout.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            field.show()
            column += span
            if column >= self._columns:
                row, column = row + 1, 0


class SpecForm(QWidget):
    """Writes into the model what a person types; the model's values and answers come back by `show_*`."""

    touched = Signal()

    def __init__(self, model: WizardModel, columns: int = 2) -> None:
        super().__init__()
        self._model = model
        model.presets_found.connect(self._show_presets)
        self._fields: dict[str, SpecField] = {}
        self._specs: Sequence[FieldSpec] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        self.picker = AssetPicker()
        self.picker.edited.connect(self._take_assets)
        self.picker.own_wanted.connect(self._take_own)
        self.picker.files_wanted.connect(lambda: FeedDialog(model.session).open())
        self.weigher = Weigher(model.session, self.picker, lambda: model.market_id)
        self.picker.set_offers_files(model.session.desk.health().mode == "paper")
        self.picker.hide()
        column.addWidget(self.picker)
        self._main = FieldGrid(columns)
        column.addWidget(self._main)
        column.addWidget(Line())
        self.head = FoldHead(self.tr("Advanced"))
        self.head.toggled.connect(lambda: self.set_advanced(not self.advanced.isVisibleTo(self)))
        column.addWidget(self.head)
        self.advanced = FieldGrid(columns)
        column.addWidget(self.advanced)
        column.addStretch(1)

    def set_specs(self, specs: Sequence[FieldSpec]) -> None:
        """The fields of another kind."""
        if specs == self._specs:
            return
        self._specs = specs
        for grid in (self._main, self.advanced):
            grid.place(())
        for old in self._fields.values():
            old.setParent(None)
            old.deleteLater()
        self._fields = {spec.name: spec_field(spec) for spec in specs}
        self.picker.setVisible(self._model.several)
        self.picker.set_takes_money(self._model.kind != DCA_BASKET)
        for name, field in self._fields.items():
            field.edited.connect(lambda value, unread, name=name: self._take(name, value, unread))
        self._place()

    def _show_presets(self) -> None:
        market = self._model.market()
        if market is not None and self._model.several:
            self.picker.set_markets(self._model.session.spot_markets(), market.quote, self._model.presets())

    def _take_assets(self, shares: dict[str, Any], weighting: str) -> None:
        self._model.set_value(WEIGHTING, weighting)
        self._model.set_value(ASSETS, shares)
        self._fields[WEIGHTING].show_value(weighting)
        self._take_own(bool(self._model.values.get(OWN)))
        self.touched.emit()

    def _take_own(self, wanted: bool) -> None:
        """All that the account has of the chosen assets goes in, or none of it."""
        free = self._model.own_coins()
        self._model.set_value(
            OWN, {asset: str(qty) for asset, qty in free.items()} if wanted and free else None
        )
        self.picker.show_own(free, taken=wanted)

    def _take(self, name: str, value: Any, unread: str) -> None:
        if name == WEIGHTING and self._model.several and value is not None:
            shares = self.picker.weighted(value)
            self._model.set_value(ASSETS, shares)
            self.picker.show_values(shares, value)
        self._model.set_value(name, value, unread)
        for spec in self._specs:  # what means nothing any more goes with it
            known = spec.name in self._model.values or spec.name in self._model.unread
            if known and not self._applies(spec):
                self._model.set_value(spec.name, None)
                self._fields[spec.name].show_value(None)
        self._place()
        self.touched.emit()

    def _values(self) -> dict[str, Any]:
        defaults = {spec.name: spec.default for spec in self._specs if spec.default is not None}
        return {**defaults, **self._model.values}

    def _applies(self, spec: FieldSpec) -> bool:
        """Whether a field means something; while what it belongs to is empty or unreadable, nobody knows."""
        values = self._values()
        if spec.only_with is not None and values.get(spec.only_with[0]) is None:
            owner = next(one for one in self._specs if one.name == spec.only_with[0])
            if owner.required:
                return True
        return fields.applies(spec, values)

    def _place(self) -> None:
        shown = [spec for spec in self._specs if self._applies(spec)]
        self._main.place([self._fields[spec.name] for spec in shown if not spec.advanced])
        self.advanced.place([self._fields[spec.name] for spec in shown if spec.advanced])
        values = self._model.values
        own = [
            spec
            for spec in self._specs
            if spec.advanced and not fields.is_default(spec, values.get(spec.name))
        ]
        self.head.set_count(len(own))

    def set_advanced(self, shown: bool) -> None:
        self.advanced.setVisible(shown)
        self.head.set_open(shown)

    def set_market(self, market: Market) -> None:
        """Units, decimals and steps of a market."""
        if self._model.several:
            self.picker.set_markets(self._model.session.spot_markets(), market.quote, self._model.presets())
        for field in self._fields.values():
            field.set_market(market.base, market.quote, market.price_places, price_step(market))

    def show_values(self) -> None:
        """Shows the model's values, without disturbing a field that somebody is typing in."""
        if self._model.several:
            weighting = self._model.values.get(WEIGHTING) or CUSTOM
            self.picker.show_values(self._model.values.get(ASSETS), str(weighting))
            self.picker.show_own(self._model.own_coins(), taken=bool(self._model.values.get(OWN)))
        for name, field in self._fields.items():
            field.show_value(self._model.values.get(name), self._model.unread.get(name, ""))
        self._place()

    def show_answers(self, preflight: Preflight, market: Market) -> None:
        """Errors with their way out, and what is pointed at."""
        problems: dict[str, list[FieldProblem]] = {}
        for problem in self._model.problems():
            problems.setdefault(problem.field, []).append(problem)
        if any(spec.advanced and spec.name in problems for spec in self._specs):
            self.set_advanced(True)  # nothing that is wrong stays folded away
        if self._model.several:
            self.picker.show_problems(self._model.problems())
        free = self._model.free()
        for name, field in self._fields.items():
            warning = self._model.warning(name)
            hint = "" if warning is None else words_problems.warning(warning)
            if not hint and name in OF_MONEY and free is not None:
                hint = self.tr("Available {amount}").format(amount=fmt.promised(free, market.quote))
            if not hint and name == A_TIME and market.fee_asset != "base":
                hint = self.tr("Fees come on top")
            field.show_hint(hint, Tone.MUTED if warning is None else Tone.WARN)
            wrong = problems.get(name)
            if wrong is None:
                field.show_problem("", None)
            else:
                field.show_problem(words_problems.all_of(wrong), fields.decimal(wrong[0].fix))

    def focus_field(self, name: str) -> None:
        """Goes to the field of a problem."""
        if name.partition(":")[0] == ASSETS:
            self.picker.focus_asset(name)
        field = self._fields.get(name)
        if field is not None:
            if field.spec.advanced:
                self.set_advanced(True)
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def field(self, name: str) -> SpecField:
        return self._fields[name]

    def first(self, *, advanced: bool = False) -> SpecField | None:
        """The first field, of all or of those that are folded away."""
        return next((self._fields[s.name] for s in self._specs if s.advanced is advanced), None)
