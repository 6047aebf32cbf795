"""The preview beside the form: levels on the chart, draggable, and the numbers below it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.chart_feed import ChartFeed, interval_choice
from finbyte_desktop.ui.pages.wizard_basket import BasketPreview
from finbyte_desktop.ui.pages.wizard_numbers import NumbersPanel, net_range
from finbyte_desktop.ui.pages.wizard_plan import HEIGHT as PLAN_HEIGHT
from finbyte_desktop.ui.pages.wizard_plan import PlanPanel
from finbyte_desktop.ui.pages.wizard_position import HEIGHT as POSITION_HEIGHT
from finbyte_desktop.ui.pages.wizard_position import PositionPanel
from finbyte_desktop.ui.pages.wizard_unseen import HEIGHT as AI_HEIGHT
from finbyte_desktop.ui.pages.wizard_unseen import UnseenPanel
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.purchases import rule_of
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.candle_chart import CandleChart, Level, LineStyle, PriceLine
from finbyte_desktop.widgets.card import Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_4
from finbyte_desktop.widgets.mini_paint import Legend
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
        self.feed = ChartFeed(model.session, self.chart, follows=True, fits=True)
        self.feed.fitted.connect(self.interval.set_current)
        self.basket = BasketPreview()
        self._upper = QStackedWidget()
        self._upper.addWidget(self.chart)
        self._upper.addWidget(self.basket)
        column.addWidget(self._upper, 1)
        self._lower = QStackedWidget()
        self.numbers = NumbersPanel(model)
        self.ai = UnseenPanel(model)
        self.ai.continue_wanted.connect(self.continue_wanted)
        self.ai.customise_wanted.connect(self.customise_wanted)
        self._lower.addWidget(self.numbers)
        self._lower.addWidget(self.ai)
        self.plan = PlanPanel(model)
        self._lower.addWidget(self.plan)
        self.position = PositionPanel(model)
        self._lower.addWidget(self.position)
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

    # -- showing

    def show_ai(self, ai: bool) -> None:
        """The lower part for AI parameters, or for Customise."""
        if self._model.is_grid:
            self._lower.setCurrentWidget(self.ai if ai else self.numbers)
        else:
            self._lower.setCurrentWidget(self.position if self._model.has_levels else self.plan)
        self._fit()

    def show_kind(self) -> None:
        """Another kind of bot: nothing of the one before stays."""
        for part in (self.chart.set_levels, self.chart.set_lines, self._legend.set_entries):
            part([])
        self._upper.setCurrentIndex(1 if self._model.several else 0)
        self.interval.setVisible(not self._model.several)
        self.chart.set_fit_prices([])
        self.chart.set_band(None, None)
        self.show_ai(False)

    def show_backtest(self) -> None:
        """What the last days brought."""
        panel = self.plan if not self._model.has_levels else self.position
        (self.numbers if self._model.is_grid else panel).backtest.show_backtest()

    def show_market(self) -> None:
        market = self._model.market()
        if market is not None:
            self.feed.show(market.id)
            self.feed.show_price(market.last)

    def _show_state(self) -> None:
        """Says in the head, and by grey numbers, when they are not of what stands in the form."""
        model = self._model
        waiting = not model.is_current() and not model.unread and not model.preflight_error
        impossible = not waiting and not model.ready() and bool(model.market_id)
        if waiting:
            text, tone = self.tr("being checked, numbers are of the input before"), Tone.MUTED
        elif impossible:
            text, tone = model.why_not() or self.tr("not possible with this input"), Tone.DANGER
        else:
            text, tone = "", Tone.MUTED
        self.state.setText(text)
        self.state.set_tone(tone)
        self.state.setVisible(bool(text))
        self._legend.setVisible(not text)
        self.numbers.set_dim(waiting)
        self.ai.set_dim(waiting)
        self.plan.set_dim(waiting)
        self.basket.set_dim(waiting)
        self.position.set_dim(waiting)
        self.ai.show_search()

    def show_preflight(self) -> None:
        """The validator's answer; numbers of values that are not possible are taken away."""
        self._show_state()
        preflight, market = self._model.preflight, self._model.market()
        if not self._model.has_levels:
            self._show_plan(preflight, market)
            return
        if not self._model.is_grid and market is not None:
            self.position.show_preflight(preflight, market)
        if preflight is None or market is None or not self._model.ready():
            self.numbers.show_nothing()
            self.ai.show_nothing()
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
        net = self._show_possible(preflight, market)
        self.numbers.show_preflight(preflight, market)
        self.ai.show_preflight(preflight, market, net)

    def _show_plan(self, preflight: Preflight | None, market: Market | None) -> None:
        """The orders of a deal on the chart, with its take profit, and its figures below."""
        if market is not None:
            self.plan.show_preflight(preflight, market)
        found = preflight if preflight is not None and self._model.ready() else None
        if preflight is not None and preflight.position is not None:
            found = preflight  # also one that only waits for a person to accept where it ends
        if self._model.several:
            quote = "" if market is None else market.quote
            rule = rule_of(self._model.kind, self._model.values, quote)
            self.basket.show_preflight(found, market, rule)
            return
        rungs = () if found is None else found.rungs
        short = found is not None and found.position is not None and found.position.direction == "short"
        tone, counted = (Tone.SELL, Counts().sells) if short else (Tone.BUY, Counts().buys)
        self._legend.set_entries([] if not rungs else [(counted(len(rungs)), tone, False)])
        self.chart.set_levels([Level(float(rung.price), tone) for rung in rungs[1:]])
        at = () if found is None else plan_lines(found)
        lines = [PriceLine(k, float(price), text, tone, LineStyle.DASH) for k, price, text, tone in at]
        self.chart.set_lines([*lines, *(() if found is None else liquidation_lines(found))])
        self.chart.set_fit_prices([float(p) for p in (*(r.price for r in rungs), *(x[1] for x in at))])

    def _show_possible(self, preflight: Preflight | None, market: Market | None) -> str | None:
        """Net profit and investment: known for many inputs that are not possible, and then the reason why."""
        net, losing = None, False
        if preflight is not None and self._model.is_current():
            net, losing = net_range(preflight), preflight.net_low is not None and preflight.net_low <= 0
        self.numbers.show_possible(net, losing, market)
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
        for condition, value in conditions.placed(self._model.values, conditions.reached(preflight)):
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
        high = conditions.second_stop(self._model.values)
        if high is not None:
            lines.append(PriceLine("stop_high", float(high), self.tr("stop"), Tone.DANGER, LineStyle.DASH))
        lines += liquidation_lines(preflight)
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

    def _moved(self, key: str, price: float) -> None:
        market = self._model.market()
        if market is None:
            return
        exact = Decimal(str(price)).quantize(market.tick)
        self.line_dragged.emit(key, exact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for panel, height in ((self.plan, PLAN_HEIGHT), (self.position, POSITION_HEIGHT)):
            if self._lower.currentWidget() is panel:
                self._lower.setFixedHeight(height)
                return
        ai = self._lower.currentWidget() is self.ai
        self._lower.setFixedHeight(AI_HEIGHT if ai else self.numbers.height_wanted(self.width()))


def liquidation_lines(preflight: Preflight) -> list[PriceLine]:
    """Where a straight fall and a straight rise end."""
    position = preflight.position
    if position is None:
        return []
    name = QCoreApplication.translate("Preview", "liquidation")
    at = {"liquidation_low": position.liquidation_low, "liquidation_high": position.liquidation_high}
    return [
        PriceLine(key, float(price), name, Tone.DANGER, LineStyle.DOT)
        for key, price in at.items()
        if price is not None
    ]


def plan_lines(preflight: Preflight) -> list[tuple[str, Decimal, str, Tone]]:
    """Where the deal ends with its first order alone: (key, price, name, tone)."""
    found = []
    for key, price, tone in (
        (conditions.STOP, preflight.stop_at, Tone.DANGER),
        (conditions.TAKE_PROFIT, preflight.take_profit_at, Tone.SELL),
    ):
        if price is not None:
            name = QCoreApplication.translate("conditions", conditions.LINES[key])
            found.append((key, price, name, tone))
    return found
