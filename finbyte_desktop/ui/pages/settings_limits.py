"""Section Risk limits: what no order of this account may go beyond, whoever wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.core.risk import LIVE_LIMITS, TIERS, Limits, Tiers
from finbyte_desktop.services.ports import FieldProblem
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.pages.settings_sections import Section
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.settings import SettingsModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.flow import FlowLayout
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit

FIELD_WIDTH = 240
STEPS = Tiers._fields


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a number is written in its field."""

    shown: Callable[[Any], Decimal]
    meant: Callable[[Decimal], Any]


COUNT = _Kind(Decimal, int)
AMOUNT = _Kind(lambda value: value, lambda value: value)
PERCENT = _Kind(lambda value: Decimal(f"{value.scaleb(2).normalize():f}"), lambda value: value.scaleb(-2))


class LimitsSection(Section):
    """The numbers are saved together, by a button: half a number must never be a limit."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: Limits | None = None
        self.fields: dict[str, DecimalEdit] = {}
        self._kinds: dict[str, _Kind] = {}
        intro = self.card()
        intro.body.addWidget(
            Text(
                self.tr(
                    "Every order of this account is checked against these, whoever wants it: a bot, you, or "
                    "a program. An order that would break one is not sent; its bot says which limit, the "
                    "value and the bound. An empty field is no limit. Orders that sell the coins of a bot "
                    "you stop are never held up."
                ),
                Role.TABLE,
                Tone.MUTED,
                wrap=True,
            )
        )
        self._make_orders()
        self._make_losses()
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.save = Button(self.tr("Save limits"), ButtonKind.PRIMARY, height=32)
        self.save.clicked.connect(self._save)
        self.reset = Button(self.tr("Fill in the defaults"), height=32)
        self.reset.clicked.connect(lambda: self._fill(LIVE_LIMITS))
        row.addWidget(self.save)
        row.addWidget(self.reset)
        row.addStretch(1)
        self.column.addLayout(row)
        self.problem = Text("", Role.TABLE, Tone.DANGER, wrap=True)
        self.problem.hide()
        self.column.addWidget(self.problem)

    # -- the parts

    def _make_orders(self) -> None:
        money = self._session.desk.limits().currency
        flow = self._group(self.tr("Orders"))
        self._add(flow, "max_order_notional", self.tr("Value of one order"), money, AMOUNT)
        self._add(flow, "price_band", self.tr("Beyond the last price at most"), "%", PERCENT)
        self._add(flow, "collar", self.tr("Market orders beyond it at most"), "%", PERCENT)
        self._add(flow, "max_orders_a_minute", self.tr("New orders in a minute"), "", COUNT)
        flow = self._group(self.tr("Open orders"))
        self._add(flow, "max_open_orders", self.tr("Of the account"), "", COUNT)
        self._add(flow, "max_open_orders_a_bot", self.tr("Of one bot"), "", COUNT)
        self._add(flow, "max_open_orders_a_market", self.tr("In one market"), "", COUNT)
        flow = self._group(self.tr("Coins held and being bought"))
        self._add(flow, "max_exposure", self.tr("Of the account"), money, AMOUNT)
        self._add(flow, "max_exposure_a_bot", self.tr("Of one bot"), money, AMOUNT)
        self._add(flow, "max_exposure_a_market", self.tr("In one market"), money, AMOUNT)
        card = self._card(self.tr("Markets"))
        self.markets = TextEdit(self.tr("Only these, with commas between (empty: every market)"))
        card.body.addWidget(self.markets)

    def _make_losses(self) -> None:
        labels = (
            self.tr("Tell me from"),
            self.tr("Buy nothing more from"),
            self.tr("Pause all bots from"),
        )
        for name, title in (
            ("daily_loss", self.tr("Loss since the day began (UTC)")),
            ("drawdown", self.tr("Loss since the bots were worth most")),
        ):
            flow = self._group(title)
            for step, label in zip(STEPS, labels, strict=True):
                self._add(flow, f"{name}.{step}", label, "%", PERCENT)

    def _card(self, title: str) -> Card:
        card = Card(title)
        self.column.addWidget(card)
        return card

    def _group(self, title: str) -> FlowLayout:
        area = QWidget()
        self._card(title).body.addWidget(area)
        return FlowLayout(area)

    def _add(self, flow: FlowLayout, name: str, label: str, unit: str, kind: _Kind) -> None:
        field = DecimalEdit(label, unit, places=0 if kind is COUNT else None, lines=2)
        field.setFixedWidth(FIELD_WIDTH)
        self.fields[name], self._kinds[name] = field, kind
        flow.addWidget(field)

    # -- what it shows

    def show_model(self, model: SettingsModel) -> None:
        """What is in force, unless somebody is changing it."""
        limits = self._session.desk.limits()
        if limits != self._shown:
            self._shown = limits
            self._fill(limits)

    def _fill(self, limits: Limits) -> None:
        self.problem.hide()
        for name, field in self.fields.items():
            field.clear_error()
            value = _value_of(limits, name)
            field.set_value(None if value is None else self._kinds[name].shown(value))
        names = [name.partition(":")[2] or name for name in limits.markets or ()]
        self.markets.clear_error()
        self.markets.set_text(", ".join(names))

    # -- what it saves

    def _save(self) -> None:
        limits = self._typed()
        if limits is None:
            return
        done = self.tr("The limits are in force from the next order on.")
        self._session.act(
            self._session.desk.set_limits(limits), done, failed=self._tell, then=lambda _: self._saved()
        )

    def _saved(self) -> None:
        self._shown = self._session.desk.limits()
        self._fill(self._shown)

    def _typed(self) -> Limits | None:
        """The limits that stand in the fields; None, with the reason beside it, where one is no number."""
        self.problem.hide()
        found: dict[str, Any] = {}
        good = True
        for name, field in self.fields.items():
            field.clear_error()
            value = field.value()
            if value is None and field.text().strip():
                good = False  # the field says so itself
            elif value is not None and self._kinds[name] is COUNT and value != value.to_integral_value():
                self._tell(UserError("", "not_whole", name))
                good = False
            else:
                found[name] = None if value is None else self._kinds[name].meant(value)
        if not good:
            return None
        if found["collar"] is None:
            self._tell(UserError("", "missing", "collar"))
            return None
        losses = {kind: Tiers(*(found.pop(f"{kind}.{step}") for step in STEPS)) for kind in TIERS}
        names = [name.strip() for name in self.markets.text().split(",") if name.strip()]
        now = self._session.desk.limits()
        return now._replace(**found, **losses, markets=tuple(names) or None)

    def _tell(self, error: FinByteError) -> None:
        """Beside its field where it names one."""
        name = error.field if isinstance(error, UserError) else None
        text = words_problems.error(error)
        if isinstance(error, UserError) and name is not None:
            problem = FieldProblem(name, error.code, error.text, error.feasible, error.fix)
            text = words_problems.problem(problem)
        if name == "markets":
            self.markets.set_error(text)
        elif name in self.fields:
            self.fields[name].set_error(text)
        elif name in TIERS:
            self.fields[f"{name}.warn"].set_error(text)
        else:
            self.problem.setText(text)
            self.problem.show()


def _value_of(limits: Limits, name: str) -> Any:
    kind, _, step = name.partition(".")
    value = getattr(limits, kind)
    return getattr(value, step) if step else value
