"""Below the chart of a bot that buys in deals or by a schedule: its orders, its money, the backtest."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.wizard_backtest import BacktestArea
from finbyte_desktop.ui.pages.wizard_basket import BasketOrders
from finbyte_desktop.ui.pages.wizard_numbers import spell
from finbyte_desktop.ui.pages.wizard_panel import PartsPanel
from finbyte_desktop.ui.viewmodels.planned_rungs import first_margin, rung_table
from finbyte_desktop.ui.viewmodels.purchases import at_start, for_later
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

HEIGHT = 300
WHOLE_WIDTH = 708  # of all columns
LEFT_OUT = ("fall", "qty", "cumulative")  # one after the other, where there is no room
OF_A_POSITION = ("stop", "liquidation")
LEFT_OUT_OF_A_POSITION = ("fall", "cumulative", "rise", "cost", "average")
ORDERS, MONEY, BACKTEST = "orders", "money", "backtest"


class OrdersPlan(QWidget):
    """Every order of a deal as a table; of a schedule its next moments."""

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        self._table_for: tuple[int, int, str, bool] | None = None
        self.table: TableView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.basket = BasketOrders()
        self.basket.hide()
        self._column.addWidget(self.basket, 1)
        self.runs = Text("", Role.TABLE, Tone.NEUTRAL, wrap=True)
        self.runs.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        self._column.addWidget(self.runs)
        self._column.addStretch(0)

    def show_preflight(self, preflight: Preflight | None, market: Market) -> None:
        """Nothing is shown of values that are not possible."""
        rungs = () if preflight is None else preflight.rungs
        runs = None if preflight is None else preflight.runs
        self.runs.setVisible(runs is not None)
        if runs is not None:
            self.runs.setText(self._runs_text(market))
        self.basket.setVisible(self._model.several)
        if self._model.several:
            self.basket.show_preflight(preflight, market)
        deals = self._model.kind != "dca_recurring" and not self._model.several
        planned = None if preflight is None else preflight.position
        direction = str(self._model.values.get("direction") or "") if planned is None else planned.direction
        stops = bool(direction) and any(rung.stop is not None for rung in rungs)
        shape = (market.price_places, market.qty_places, direction, stops)
        if deals and self._table_for != shape:
            if self.table is not None:
                self.table.setParent(None)
                self.table.deleteLater()
            self._table_for = shape
            self.table = TableView(
                rung_table(*shape[:3], stops=stops),
                row_height=28,
                name=self.tr("Orders of a deal"),
                empty_title=self.tr("No order yet"),
                empty_text=self.tr("The whole ladder stands here as soon as the parameters are possible."),
            )
            self._column.insertWidget(2, self.table, 1)
            self._fit()
        if self.table is not None:
            self.table.setVisible(deals)
            self.table.model.set_rows(list(rungs))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A narrow window shows fewer columns: cut ones are worse. What is spent and earned stays."""
        if self.table is None:
            return
        widths = {column.key: column.width for column in self.table.model.columns}
        needed = WHOLE_WIDTH + sum(widths.get(key, 0) for key in OF_A_POSITION)
        left_out = LEFT_OUT_OF_A_POSITION if "liquidation" in widths else LEFT_OUT
        for key in left_out:
            self.table.set_column_visible(key, self.width() >= needed)
            needed -= widths[key]

    def _runs_text(self, market: Market) -> str:
        preflight = self._model.preflight
        runs = None if preflight is None else preflight.runs
        if preflight is None or runs is None:
            return ""
        times = self._model.session.times.in_zone(runs.zone)
        said = []
        if preflight.opening is not None:
            said.append(
                self.tr("At once: {qty} {base} for about {cost}, fee {fee}.").format(
                    qty=fmt.number(preflight.opening.qty, market.qty_places),
                    base=market.base,
                    cost=fmt.amount(preflight.opening.cost, market.quote),
                    fee=words.fee_paid(preflight.opening_fee, market),
                )
            )
        if runs.next_ns:
            moments = ", ".join(times.moment(ns) for ns in runs.next_ns)
            said.append(self.tr("Next: {moments}.").format(moments=fmt.zoned(moments, times.zone_name)))
        orders = Counts().orders(runs.orders)
        if runs.ends_ns is None:
            said.append(
                self.tr("At the price of now the money is enough for {orders}.").format(orders=orders)
            )
        else:
            said.append(
                self.tr("At the price of now the money is enough for {orders}, until {moment}.").format(
                    orders=orders, moment=times.zoned_moment(runs.ends_ns)
                )
            )
        return "\n".join(said)


class PlanPanel(PartsPanel):
    """One part at a time, at any width."""

    def __init__(self, model: WizardModel) -> None:
        super().__init__(HEIGHT)
        self._model = model
        self.orders = OrdersPlan(model)
        self.backtest = BacktestArea(model)
        self.set_parts(
            self.tr("Part of the preview"),
            {
                ORDERS: self.tr("Orders"),
                MONEY: self.tr("Where the money goes"),
                BACKTEST: self.tr("Backtest"),
            },
            {ORDERS: self.orders, MONEY: self._make_money(), BACKTEST: self.backtest},
        )

    def _make_money(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_4, 2, SPACE_4, SPACE_2)
        column.setSpacing(0)
        self._facts = {
            "opening": FactRow(self.tr("Bought at start"), dot=Tone.PAPER),
            "fee": FactRow(self.tr("Fee at start"), dot=Tone.WARN),
            "held": FactRow(self.tr("Held for safety orders"), dot=Tone.BUY),
            "later": FactRow(self.tr("For the later orders"), dot=Tone.BUY),
            "reserve": FactRow(self.tr("Reserve and rest"), dot=Tone.MUTED),
            "investment": FactRow(self.tr("Investment"), strong=True),
            "most": FactRow(self.tr("Largest position")),
            "ends": FactRow(self.tr("Liquidation of a straight move"), dot=Tone.DANGER),
            "at_last": FactRow(self.tr("Loss at the price of the last order"), signed=True),
            "at_stop": FactRow(self.tr("Loss if the stop is reached"), signed=True),
        }
        for key, fact in self._facts.items():
            if key == "investment":
                column.addWidget(Line())
            column.addWidget(fact)
        column.addStretch(1)
        return area

    def copied(self) -> str:
        """The orders as they are copied."""
        table = self.orders.basket.table if self._model.several else self.orders.table
        return "" if table is None else table.tsv()

    def set_dim(self, dim: bool) -> None:
        for fact in self._facts.values():
            fact.value.set_dim(dim)
        self.backtest.set_dim(dim=dim)

    def show_preflight(self, preflight: Preflight | None, market: Market) -> None:
        """The figures; of values that are not possible those that are known all the same."""
        fine = preflight is not None and (self._model.ready() or preflight.position is not None)
        self.orders.show_preflight(preflight if fine else None, market)
        quote = market.quote
        found = preflight if fine else None
        opening = None if found is None else found.opening
        basket = None if found is None else found.basket
        bought = None if opening is None else opening.cost
        fee = None if found is None else found.opening_fee
        if basket is not None:
            bought, fee = at_start(found)
        if found is not None and found.position is not None:
            bought = first_margin(found)
        later = for_later(found, None if found is None else found.investment, bought, fee)
        losses = (None, None) if found is None else (found.loss_at_lower, found.loss_at_stop)
        for key, value in (
            ("opening", bought),
            ("fee", fee),
            ("held", None if found is None else found.held_for_buys),
            ("later", later),
            ("reserve", None if found is None else found.reserve),
            ("investment", None if preflight is None else preflight.investment),
        ):
            self._facts[key].set_value(spell(value, quote), quote)
        position = None if found is None else found.position
        self._facts["opening"].label.setText(
            self.tr("Bought at start") if position is None else self.tr("Margin of the first order")
        )
        for key in ("most", "ends"):
            self._facts[key].setVisible(position is not None)
        if position is not None:
            low, high = position.liquidation_low, position.liquidation_high
            end = low if high is None else high
            self._facts["most"].set_value(spell(position.most, quote), quote)
            text = self.tr("none") if end is None else fmt.number(end, market.price_places)
            self._facts["ends"].set_value(text, "" if end is None else quote)
        for key, loss in zip(("at_last", "at_stop"), losses, strict=True):
            self._facts[key].setVisible(loss is not None)
            self._facts[key].set_value(None if loss is None else fmt.money(-loss, quote, sign=True), quote)
        adds = any(spec.name == "safety_orders" for spec in self._model.specs())
        held = found.held_for_buys if found is not None else None
        self._facts["held"].setVisible(held is not None or (adds and found is None))
        self._facts["later"].setVisible(later is not None)
