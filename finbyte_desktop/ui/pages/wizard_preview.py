"""The preview beside the form: levels on the chart, draggable; each grid, where the money goes, the last
days.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.chart_feed import ChartFeed, interval_choice
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.candle_chart import CandleChart, Level, LineStyle, PriceLine
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.equity_chart import EquityChart, Series
from finbyte_desktop.widgets.fact import Fact, FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_4
from finbyte_desktop.widgets.mini_paint import Legend, Part, StackBar
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.text import Text

LINES = ("lower", "upper")


class Preview(QWidget):
    """Shows what the validator says of the model's values; a dragged line writes into the model."""

    line_dragged = Signal(str, object)
    continue_wanted = Signal()
    customise_wanted = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        self.chart = CandleChart()
        self.chart.line_moved.connect(self._moved)
        self.feed = ChartFeed(model.session, self.chart, follows=True)
        column.addWidget(self.chart, 1)
        self._lower = QStackedWidget()
        self._lower.setFixedHeight(210)
        self._lower.addWidget(self._make_numbers())
        self._lower.addWidget(self._make_unseen())
        column.addWidget(self._lower)
        model.touched.connect(self._show_state)

    # -- parts

    def _make_head(self) -> QWidget:
        panel = Panel("b")
        panel.setFixedHeight(48)
        row = QHBoxLayout(panel)
        row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        row.setSpacing(SPACE_4)
        self._title = Text(self.tr("Live preview"), Role.STRONG)
        row.addWidget(self._title)
        self._legend = Legend()
        row.addWidget(self._legend)
        self.state = Text("", Role.TABLE, Tone.MUTED, elide=True)
        row.addWidget(self.state, 1)
        row.addStretch(0)
        self.interval = interval_choice()
        self.interval.selected.connect(lambda ns: self.feed.show(self._model.market_id, ns))
        row.addWidget(self.interval)
        return panel

    def _column(self, row: QHBoxLayout, title: str, note: str = "") -> tuple[QVBoxLayout, Text]:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_4, 12, SPACE_4, 10)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Text(title, Role.STRONG))
        head.addStretch(1)
        label = Text(note, Role.TABLE, Tone.MUTED, elide=True)
        head.addWidget(label)
        column.addLayout(head)
        column.addSpacing(6)
        if row.count():
            row.addWidget(Line(vertical=True))
        row.addWidget(area, 1)
        return column, label

    def _make_numbers(self) -> QWidget:
        panel = Panel("t")
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        column, _ = self._column(row, self.tr("Each grid"))
        self.net = NumberLabel(None, "%", Role.SECTION)
        column.addWidget(self.net)
        self._fee_note = Text("", Role.LABEL, Tone.MUTED, elide=True)
        column.addWidget(self._fee_note)
        column.addSpacing(4)
        self._profit = FactRow(self.tr("In money"))
        self._qty = FactRow(self.tr("Quantity per level"))
        self._smallest = FactRow(self.tr("Smallest order"))
        self._open = FactRow(self.tr("Open orders"))
        for fact in (self._profit, self._qty, self._smallest, self._open):
            column.addWidget(fact)
        column.addStretch(1)

        column, _ = self._column(row, self.tr("Where the money goes"))
        self._stack_bar = StackBar()
        column.addWidget(self._stack_bar)
        self._bought = FactRow(self.tr("Bought at start"), dot=Tone.PAPER)
        self._fee = FactRow(self.tr("Fee at start"), dot=Tone.WARN)
        self._held = FactRow(self.tr("Held for buys"), dot=Tone.BUY)
        self._reserve = FactRow(self.tr("Reserve and rest"), dot=Tone.MUTED)
        self._total = FactRow(self.tr("Investment"), strong=True)
        for fact in (self._bought, self._fee, self._held, self._reserve):
            column.addWidget(fact)
        column.addWidget(Line())
        column.addWidget(self._total)
        column.addStretch(1)

        column, self._rule = self._column(row, self.tr("Last 7 days"))
        self.equity = EquityChart(axis_width=44)
        column.addWidget(self.equity, 1)
        self._results_area = QWidget()
        results = QHBoxLayout(self._results_area)
        results.setContentsMargins(0, 4, 0, 0)
        self._results = [
            Fact(self.tr("Total"), role=Role.STRONG, signed=True),
            Fact(self.tr("Grid profit"), role=Role.STRONG, signed=True),
            Fact(self.tr("Round trips"), role=Role.STRONG),
            Fact(self.tr("Drawdown"), role=Role.STRONG),
        ]
        for fact in self._results:
            results.addWidget(fact)
        column.addWidget(self._results_area)
        return panel

    def _make_unseen(self) -> QWidget:
        panel = Panel("t")
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        left, self._unseen_note = self._column(row, self.tr("Check on unseen days"))
        self._unseen_legend = Legend(
            [(self.tr("total"), Tone.BUY, False), (self.tr("grid profit"), Tone.ACCENT, False)]
        )
        left.addWidget(self._unseen_legend)
        self.unseen = EquityChart()
        left.addWidget(self.unseen, 1)
        row.setStretch(0, 2)
        column, self._with = self._column(row, self.tr("With this investment"))
        self._ai_net = FactRow(self.tr("Net profit per grid"))
        self._ai_qty = FactRow(self.tr("Per level"))
        self._ai_bought = FactRow(self.tr("Bought at start"))
        self._ai_cost = FactRow(self.tr("Cost of that"))
        self._ai_fee = FactRow(self.tr("Fee at start"))
        for fact in (self._ai_net, self._ai_qty, self._ai_bought, self._ai_cost, self._ai_fee):
            column.addWidget(fact)
        self._tuned = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        column.addWidget(self._tuned)
        column.addStretch(1)
        self.blocked = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        column.addWidget(self.blocked)
        column.addSpacing(4)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        customise = Button(self.tr("Customise"), height=40)
        customise.clicked.connect(lambda: self.customise_wanted.emit())
        self.continue_button = Button(self.tr("Continue"), ButtonKind.PRIMARY, height=40)
        self.continue_button.clicked.connect(lambda: self.continue_wanted.emit())
        buttons.addWidget(customise)
        buttons.addWidget(self.continue_button, 1)
        column.addLayout(buttons)
        return panel

    # -- showing

    def show_ai(self, ai: bool) -> None:
        """The lower part for AI parameters, or for Customise."""
        self._lower.setCurrentIndex(1 if ai else 0)
        self._lower.setFixedHeight(300 if ai else 210)

    def show_market(self) -> None:
        market = self._model.market()
        if market is not None:
            self.feed.show(market.id)
            self.feed.show_price(market.last)

    def _show_state(self) -> None:
        """Says in the head, and by grey numbers, when they are not of what stands in the form."""
        model = self._model
        waiting = not model.is_current() and not model.unread
        impossible = not waiting and not model.ready() and bool(model.market_id)
        if waiting:
            text, tone = self.tr("being checked, numbers are of the input before"), Tone.MUTED
        elif impossible:
            text, tone = self.tr("not possible with this input"), Tone.DANGER
        else:
            text, tone = "", Tone.MUTED
        self.state.setText(text)
        self.state.set_tone(tone)
        self.state.setVisible(bool(text))
        self._legend.setVisible(not text)
        for fact in (*self._facts(), *self._results):
            fact.value.set_dim(waiting)
        self.net.set_dim(waiting)
        self.show_search()

    def show_search(self) -> None:
        """Continue of the AI parameters waits for the search and for feasible values, and says so."""
        reason = self._model.blocked_by()
        self.blocked.setText(reason)
        self.blocked.setVisible(bool(reason))
        self.continue_button.setEnabled(not reason)
        self.continue_button.setToolTip(reason)

    def _facts(self) -> tuple[FactRow, ...]:
        return (
            *(self._profit, self._qty, self._smallest, self._open),
            *(self._bought, self._fee, self._held, self._reserve),
            *(self._ai_net, self._ai_qty, self._ai_bought, self._ai_cost, self._ai_fee),
        )

    def show_preflight(self) -> None:
        """The validator's answer; numbers of values that are not possible are taken away."""
        self._show_state()
        preflight, market = self._model.preflight, self._model.market()
        if preflight is None or market is None or not self._model.ready():
            for fact in self._facts():
                fact.set_value(None)
            self._stack_bar.set_parts([])
            if preflight is None:
                self._legend.set_entries([])
                self.chart.set_levels([])
            else:
                self._show_lines(preflight)
            self._show_possible(preflight, market)
            return
        buys, sells = len(preflight.buys), len(preflight.sells)
        entries = [
            (Counts().buys(buys), Tone.BUY, False),
            (Counts().sells(sells), Tone.SELL, False),
        ]
        if preflight.vacant is not None:
            vacant = fmt.plain(preflight.vacant)
            entries.append((self.tr("vacant {price}").format(price=vacant), Tone.MUTED, True))
        self._legend.set_entries(entries if buys or sells else [])
        self._show_lines(preflight)
        quote, base = market.quote, market.base
        net = self._show_possible(preflight, market)
        money = None
        if preflight.profit_low is not None and preflight.profit_high is not None:
            money = f"{fmt.number(preflight.profit_low, 3)} ~ {fmt.number(preflight.profit_high, 3)}"
        qty = None if preflight.order_qty is None else fmt.number(preflight.order_qty, market.qty_places)
        self._profit.set_value(money, quote)
        self._qty.set_value(qty, base)
        self._smallest.set_value(_money(preflight.smallest_order, quote), quote)
        self._open.set_value(
            self.tr("{count} of {limit}").format(count=buys + sells, limit=preflight.order_limit)
            if buys or sells
            else None
        )
        opening = preflight.opening
        cost = None if opening is None else opening.cost
        self._bought.set_value(_money(cost, quote), quote)
        self._fee.set_value(_money(preflight.opening_fee, quote), quote)
        self._held.set_value(_money(preflight.held_for_buys, quote), quote)
        self._reserve.set_value(_money(preflight.reserve, quote), quote)
        parts = (
            (cost, Tone.PAPER),
            (preflight.opening_fee, Tone.WARN),
            (preflight.held_for_buys, Tone.BUY),
            (preflight.reserve, Tone.MUTED),
        )
        self._stack_bar.set_parts([Part(float(max(Decimal(0), v)), p) for v, p in parts if v is not None])
        self._ai_net.set_value(net, "%")
        self._ai_qty.set_value(qty, base)
        self._ai_bought.set_value(
            None if opening is None else fmt.number(opening.qty, market.qty_places), base
        )
        self._ai_cost.set_value(_money(cost, quote), quote)
        self._ai_fee.set_value(_money(preflight.opening_fee, quote), quote)

    def _show_possible(self, preflight: Preflight | None, market: Market | None) -> str | None:
        """Net profit and investment: known for many inputs that are not possible, and then the reason why."""
        net, losing = None, False
        current = self._model.is_current()
        if (
            current
            and preflight is not None
            and preflight.net_low is not None
            and preflight.net_high is not None
        ):
            low, high = fmt.percent_number(preflight.net_low, 3), fmt.percent_number(preflight.net_high, 3)
            net, losing = f"{low} ~ {high}", preflight.net_low <= 0
        self.net.set_number(net, tone=Tone.DANGER if losing else Tone.NEUTRAL)
        if market is not None:
            self._fee_note.setText(
                self.tr("after {fee} fee on each side").format(fee=fmt.percent(market.fee_maker))
            )
            money = _money(fields.decimal(self._model.values.get("investment")), market.quote)
            self._total.set_value(money, market.quote)
        return net

    def _show_lines(self, preflight: Preflight) -> None:
        price = preflight.price
        vacant = preflight.vacant
        levels = []
        for level in preflight.levels:
            if level == vacant:
                levels.append(Level(float(level), Tone.MUTED, False))
            elif price is not None:
                levels.append(Level(float(level), Tone.BUY if level < price else Tone.SELL))
        self.chart.set_levels(levels)
        broken = {problem.field for problem in preflight.problems}
        names = {
            "lower": (self.tr("lower"), Tone.BUY),
            "upper": (self.tr("upper"), Tone.SELL),
        }
        lines, fit = [], []
        for key in LINES:
            value = fields.decimal(self._model.values.get(key))
            if value is None or value <= 0:
                continue
            label, tone = names[key]
            lines.append(self._line(key, value, label, tone, LineStyle.SOLID, key in broken))
            fit.append(float(value))
        quote = market.quote if (market := self._model.market()) is not None else ""
        at = {conditions.STOP: preflight.stop_at, conditions.TAKE_PROFIT: preflight.take_profit_at}
        for condition, value in conditions.placed(self._model.values, at):
            if value <= 0:
                continue
            # a line that is money stands where the validator says; only a price can be dragged
            tone = Tone.DANGER if condition.key == conditions.STOP else Tone.BUY
            lines.append(
                self._line(
                    condition.name,
                    condition.value if condition.kind == conditions.PRICE else value,
                    condition.line(quote),
                    tone,
                    LineStyle.DASH,
                    condition.name in broken,
                    draggable=condition.kind == conditions.PRICE,
                )
            )
        self.chart.set_lines(lines)
        self.chart.set_fit_prices(fit)
        low, high = (fields.decimal(self._model.values.get(key)) for key in ("lower", "upper"))
        if low is not None and high is not None and low < high:
            self.chart.set_band(float(low), float(high))
        else:
            self.chart.set_band(None, None)

    def _line(
        self,
        key: str,
        price: Decimal,
        label: str,
        tone: Tone,
        style: LineStyle,
        bad: bool,
        draggable: bool = True,
    ) -> PriceLine:
        text = self.tr("{line}, not feasible").format(line=label) if bad else label
        return PriceLine(
            key, float(price), text, Tone.DANGER if bad else tone, style, filled=bad, draggable=draggable
        )

    def show_backtest(self) -> None:
        """The last days as this grid would have lived them."""
        found = self._model.backtest
        market = self._model.market()
        if found is None or market is None:
            self.equity.set_series([])
            waiting = self._model.backtest_running
            self.equity.set_message(self.tr("Running") if waiting else self.tr("Not feasible yet"))
            for fact in self._results:
                fact.set_value(None)
            self._rule.setText("")
            return
        self._rule.setText(words.fill_rule(found.fill_rule))
        self.equity.set_series(_courses(found.equity, self.tr("total"), self.tr("grid profit")))
        texts = (
            fmt.money(found.total, market.quote, sign=True),
            fmt.money(found.grid, market.quote, sign=True),
            fmt.number(found.trips),
            f"{fmt.MINUS}{fmt.percent(found.drawdown_ratio)}",
        )
        for fact, text in zip(self._results, texts, strict=True):
            fact.set_value(text)

    def show_candidate(self) -> None:
        """The chosen candidate on the days that its search never saw."""
        candidate, result, market = self._model.candidate, self._model.search.result, self._model.market()
        if candidate is None or result is None or market is None:
            self.unseen.set_series([])
            self.unseen.set_message(self.tr("Choose a candidate"))
            self._tuned.setText("")
            self._unseen_note.setText("")
            return
        times = self._model.session.times
        self.unseen.set_series(_courses(candidate.unseen, self.tr("total"), self.tr("grid profit")))
        investment = fields.decimal(self._model.values.get("investment"))
        self._unseen_note.setText(
            self.tr("{quote} on {investment}").format(quote=market.quote, investment=fmt.plain(investment))
        )
        self._tuned.setText(
            self.tr(
                "Tuned on {tuned}, checked on {checked}. The haircut is the part of the tuned profit "
                "that the unseen days did not repeat."
            ).format(
                tuned=times.span(result.tuned_from_ns, result.tuned_to_ns),
                checked=times.span(result.tuned_to_ns, result.checked_to_ns),
            )
        )

    def _moved(self, key: str, price: float) -> None:
        market = self._model.market()
        if market is None:
            return
        exact = Decimal(str(price)).quantize(market.tick)
        self.line_dragged.emit(key, exact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 720
        self._results_area.setVisible(not narrow)
        self._results[3].setVisible(self.width() >= 880)


def _money(value: Decimal | None, quote: str) -> str | None:
    return None if value is None else fmt.money(value, quote)


def _courses(points: object, total: str, grid: str) -> list[Series]:
    rows = list(points)  # type: ignore[call-overload]
    if not rows:
        return []
    times = np.array([row[0] for row in rows], dtype=np.int64)
    totals = np.array([row[1] for row in rows])
    grids = np.array([row[2] for row in rows])
    tone = Tone.BUY if totals[-1] >= 0 else Tone.SELL
    return [
        Series("total", total, times, totals, tone, area=True),
        Series("grid", grid, times, grids, Tone.ACCENT),
    ]
