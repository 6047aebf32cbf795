"""Beside the orders of the review: totals, what can be lost, who approves, what happens after a restart."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts, words_limits, words_positions
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.awake_line import AwakeLine
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.pages.wizard_numbers import dust_row, net_range, show_dust
from finbyte_desktop.ui.pages.wizard_position import liquidation_row
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import conditions, fields, purchases
from finbyte_desktop.ui.viewmodels.planned_rungs import first_margin, grid_margin
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind, LinkButton
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4, SPACE_5
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text


class ReviewSide(Panel):
    """Scrolls where it is too low; the buttons below keep their place."""

    back_wanted = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__("l")
        self._model = model
        self.setFixedWidth(408)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        scroll = ScrollColumn(spacing=SPACE_2)
        outer.addWidget(scroll, 1)
        self.limits = Banner("", Tone.WARN, wrap=True)
        self.change_limits = LinkButton(self.tr("Change the limits in Settings, Risk limits"))
        self.change_limits.clicked.connect(lambda: model.session.go(Place("settings", "limits")))
        for part in (self.limits, self.change_limits):
            part.hide()
            scroll.column.addWidget(part)
        self._make_totals(scroll.column)
        self._make_approval(scroll.column)
        scroll.column.addStretch(1)
        self.error = Banner("", Tone.DANGER, wrap=True)
        self.error.hide()
        outer.addWidget(self.error)  # beside the button, never below the fold
        outer.addWidget(Line())
        outer.addLayout(self._make_buttons())

    def _make_totals(self, column: QVBoxLayout) -> None:
        column.addWidget(Text(self.tr("Totals"), Role.STRONG))
        self._facts = {
            "market": FactRow(self.tr("Market order now")),
            "fee": FactRow(self.tr("Fee on it")),
            "held": FactRow(self.tr("Held for buys")),
            "later": FactRow(self.tr("For the later orders")),
            "reserve": FactRow(self.tr("Reserve and rounding")),
            "line": Line(),
            "investment": FactRow(self.tr("Investment"), strong=True),
            "own": FactRow(self.tr("Own coins"), strong=True),
            "left": FactRow(self.tr("Left available after")),
            "most": FactRow(self.tr("Largest position")),
            "low": liquidation_row(rises=False),
            "high": liquidation_row(rises=True),
            "net": FactRow(self.tr("Net profit per grid")),
            "on_margin": FactRow(self.tr("On the margin behind it")),
            "dust": dust_row(),
            "loss": FactRow(self.tr("Loss if the stop is reached"), signed=True),
        }
        totals = QVBoxLayout()
        totals.setSpacing(0)
        for fact in self._facts.values():
            totals.addWidget(fact)
        column.addLayout(totals)
        self.liquidated = Banner("", Tone.DANGER, wrap=True)
        column.addWidget(self.liquidated)
        self.unlimited = Text("", Role.TABLE, Tone.WARN, wrap=True)
        column.addWidget(self.unlimited)
        self.awake = AwakeLine(self._model.session, of_stop=True)
        column.addWidget(self.awake)
        column.addSpacing(4)
        column.addWidget(Line())
        column.addSpacing(4)

    def _make_approval(self, column: QVBoxLayout) -> None:
        column.addWidget(Text(self.tr("Approval"), Role.STRONG))
        self._policies: dict[Policy, ChoiceCard] = {}
        group = QButtonGroup(self)
        for policy, text in (
            (Policy.PLAN, self._plan_policy()),
            (
                Policy.EVERY_ORDER,
                self.tr(
                    "You approve each order. One that you do not answer in time expires and is not sent."
                ),
            ),
            (
                Policy.AUTOMATIC,
                self.tr(
                    "Starts without asking. Orders stay inside the range, quantity and cost of this plan."
                ),
            ),
        ):
            card = ChoiceCard(words.policy(policy), text)
            card.clicked.connect(lambda _checked=False, policy=policy: self._model.set_policy(policy))
            group.addButton(card)
            self._policies[policy] = card
            column.addWidget(card)
        column.addSpacing(4)
        column.addWidget(Text(self.tr("After a restart of the application"), Role.TABLE, Tone.MUTED))
        self.restart = SegmentedControl(
            [(False, self.tr("Wait for me")), (True, self.tr("Resume by itself"))],
            stretch=True,
            name=self.tr("After a restart of the application"),
        )
        self.restart.selected.connect(lambda on: setattr(self._model, "auto_start", on))
        column.addWidget(self.restart)
        self._passed = Text("", Role.TABLE, Tone.MUTED)
        column.addWidget(self._passed)

    def _plan_policy(self) -> str:
        if self._model.has_levels:
            return self.tr(
                "These orders now, then the bot replaces filled orders inside this range by itself."
            )
        if self._model.kind == purchases.DCA_BASKET:
            return self.tr("The first orders now, then the bot buys by its schedule by itself.")
        if self._model.several:
            return self.tr("The first orders now, then the bot keeps the weights by itself.")
        if self._model.kind == "dca_recurring":
            return self.tr("The first order now, then the bot buys by its schedule by itself.")
        return self.tr("These orders now, then the bot begins each next deal by itself.")

    def _make_buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(SPACE_5, 11, SPACE_5, SPACE_4)
        buttons.setSpacing(SPACE_2)
        back = Button(self.tr("Back"), height=40)
        back.clicked.connect(lambda: self.back_wanted.emit())
        self.start = Button(
            words_accounts.start_button(self._model.session.desk.health().mode), ButtonKind.PRIMARY, height=40
        )
        buttons.addWidget(back)
        buttons.addWidget(self.start, 1)
        return buttons

    def begin(self) -> None:
        """The review came to the front."""
        self.error.hide()
        self._policies[self._model.policy].setChecked(True)
        self.restart.set_current(self._model.auto_start)

    def show_totals(self, preflight: Preflight, market: Market) -> None:
        quote, values = market.quote, self._model.values
        investment, free = fields.decimal(values.get("investment")), self._model.free()
        if preflight.investment is not None:
            investment = preflight.investment
        left = None if investment is None or free is None else free - investment
        opening, basket = preflight.opening, preflight.basket
        bought = None if opening is None else opening.cost
        fee = preflight.opening_fee
        if basket is not None:
            bought, fee = purchases.at_start(preflight)
        held, names = preflight.held_for_buys, (self.tr("Market order now"), self.tr("Held for buys"))
        margin, margins = first_margin(preflight), grid_margin(preflight)
        if margin is not None:  # what an order trades is more than what it binds
            bought = margin
            names = self.tr("Margin of the first order"), self.tr("Margin of the safety orders")
        elif margins is not None:
            bought, held = margins
            names = self.tr("Margin of the opening order"), self.tr("Margin for the limit orders")
        for key, name in zip(("market", "held"), names, strict=True):
            self._facts[key].label.setText(name)
        later = purchases.for_later(preflight, investment, bought, fee)
        for key, value in (
            ("market", bought),
            ("fee", fee),
            ("held", held),
            ("later", later),
            ("reserve", preflight.reserve),
            ("investment", investment),
            ("left", left),
        ):
            self._facts[key].set_value(None if value is None else fmt.money(value, quote), quote)
            self._facts[key].setVisible(self._model.is_grid or value is not None)
        own = fields.decimal(values.get("base_qty"))
        if self._model.several and preflight.runs is None:
            self._facts["reserve"].label.setText(self.tr("Stays as money"))
        self._facts["own"].setVisible(bool(own))
        self._facts["own"].set_value(fmt.plain(own), market.base)
        self._show_position(preflight, market)
        self._facts["net"].setVisible(self._model.has_levels)
        self._facts["net"].set_value(net_range(preflight), "%")
        self._policies[Policy.PLAN].set_text(self._plan_policy())
        show_dust(self._facts["dust"], preflight, market)
        self._show_loss(preflight, market)
        self._show_limits(preflight)
        passed = self.tr("Pre-flight passed: {checks}").format(checks=Counts().checks(preflight.checks))
        self._passed.setText(passed if self._model.ready() else self.tr("Pre-flight not passed"))
        self._passed.set_tone(Tone.MUTED if self._model.ready() else Tone.DANGER)

    def _show_position(self, preflight: Preflight, market: Market) -> None:
        """How large a position becomes and where it ends; what that takes, in words."""
        position, quote = preflight.position, market.quote
        on_margin = None if position is None else net_range(preflight, position.leverage)
        self._facts["on_margin"].setVisible(on_margin is not None)
        self._facts["on_margin"].set_value(on_margin, "%")
        for key, value in (
            ("most", None if position is None else fmt.money(position.most, quote)),
            ("low", None if position is None else self._price(position.liquidation_low, market)),
            ("high", None if position is None else self._price(position.liquidation_high, market)),
        ):
            self._facts[key].setVisible(value is not None)
            self._facts[key].set_value(value, quote)
        self.liquidated.setVisible(position is not None)
        if position is not None:
            lost = words_positions.all_lost(position.margin, quote)
            said = [*words_positions.ends(position, market.price_places), lost]
            inside = self.tr("That is inside your range, and you have accepted it.")
            if preflight.rungs:
                inside = self.tr("That is before your last safety order, and you have accepted it.")
            said += [inside] if position.inside else []
            self.liquidated.set_event(" ".join(said), Tone.DANGER if position.inside else Tone.WARN)

    @staticmethod
    def _price(price: Decimal | None, market: Market) -> str | None:
        return None if price is None else fmt.number(price, market.price_places)

    def _show_limits(self, preflight: Preflight) -> None:
        """What the account's limits would hold back; the bot can be created all the same."""
        for part in (self.limits, self.change_limits):
            part.setVisible(bool(preflight.limits))
        if preflight.limits:
            told = [self.tr("Your limits would hold orders of this plan back.")]
            told += [words_limits.limit_break(found) for found in preflight.limits]
            self.limits.set_event("\n".join(told), Tone.WARN)

    def _show_loss(self, preflight: Preflight, market: Market) -> None:
        """What the stop costs; without one, that nothing limits the loss, and what the lower price costs."""
        quote, loss, low = market.quote, preflight.loss_at_stop, preflight.loss_at_lower
        self._facts["loss"].setVisible(loss is not None)
        if loss is not None:
            self._facts["loss"].set_value(fmt.money(-abs(loss), quote), quote)
        stops = conditions.is_set(conditions.STOP, self._model.values) or preflight.stop_at is not None
        stops = stops or (self._model.several and self._model.values.get("stop_equity") is not None)
        self.unlimited.setVisible(not stops and low is not None)
        self.awake.setVisible(stops)
        if low is not None and preflight.rungs:
            self.unlimited.setText(
                self.tr(
                    "Without a stop the loss is not limited: at a price of {price}, that of the last "
                    "order, it would be about {loss}."
                ).format(
                    price=fmt.number(preflight.rungs[-1].price, market.price_places),
                    loss=fmt.amount(max(low, ZERO), quote),
                )
            )
        elif low is not None:
            self.unlimited.setText(
                self.tr(
                    "Without a stop the loss is not limited: at a price of {price}, the lower "
                    "one, it would be about {loss}."
                ).format(
                    price=fmt.plain(fields.decimal(self._model.values.get("lower"))),
                    loss=fmt.amount(max(low, ZERO), quote),
                )
            )

    def show_error(self, text: str) -> None:
        """Why the bot could not be created."""
        self.error.set_event(text, Tone.DANGER)
        self.error.show()

    def policy_card(self, policy: Policy) -> ChoiceCard:
        return self._policies[policy]
