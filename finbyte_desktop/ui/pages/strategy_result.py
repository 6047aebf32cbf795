"""What the strategy sees and what came of it: a small chart with its fills, its figures, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotDetail, FillRow, StrategyBot, StrategyFill, StrategyResult
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.pages.chart_feed import ChartFeed, set_candles
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.strategy_lines import ended
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.candle_chart import CandleChart
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.text import Text

HEIGHT = 190


class ResultPanel(QWidget):
    """Of a backtest where one is shown, else of the bot, else only the market."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        self.title = Text("", Role.STRONG)
        head.addWidget(self.title)
        self.note = Text("", Role.TABLE, Tone.MUTED, elide=True)
        head.addWidget(self.note, 1)
        column.addLayout(head)
        self.failure = Banner("", Tone.DANGER, wrap=True)
        self.failure.hide()
        column.addWidget(self.failure)
        self._charts = QStackedWidget()
        self._charts.setFixedHeight(HEIGHT)
        self.chart, self.past = CandleChart(), CandleChart()
        for chart in (self.chart, self.past):
            chart.set_volume_visible(False)
            self._charts.addWidget(chart)
        self.feed = ChartFeed(session, self.chart, fits=True)
        column.addWidget(self._charts)
        self.facts = {
            "result": Fact(self.tr("Result"), signed=True),
            "trades": Fact(self.tr("Trades")),
            "calls": Fact(self.tr("Calls of the code")),
            "trips": Fact(self.tr("Sales")),
            "drawdown": Fact(self.tr("Drawdown")),
            "holding": Fact(self.tr("Against holding"), signed=True),
            "fees": Fact(self.tr("Fees")),
        }
        grid = self._grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        for fact in self.facts.values():
            fact.setParent(self)
            fact.hide()
        for at in range(2):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        self._shown: StrategyResult | None = None
        self._span = ""  # that the result covers
        self._placed: list[str] = []

    def show_nothing(self, market: str) -> None:
        """No bot and no result: the market that it would trade."""
        self._of_market(market, self.tr("what it would see"))
        self._fill(self.chart, ())
        self._set({})

    def show_bot(self, bot: StrategyBot, detail: BotDetail) -> None:
        """What came of it so far."""
        self._of_market(bot.market, self.tr("what it sees"))
        card = detail.card
        self._fill(self.chart, detail.fills)
        fees = ", ".join(fmt.amount(amount, asset) for asset, amount in card.fees.items() if amount)
        self._set(
            {
                "result": _money(card.total_profit, card.quote),
                "trades": (fmt.number(len(detail.fills)), ""),
                "calls": (fmt.number(bot.heard) if bot.loaded else fmt.ABSENT, ""),
                "trips": (fmt.number(card.trips), ""),
                "holding": _money(card.versus_holding, card.quote),
                "fees": (fees or fmt.ABSENT, ""),
            }
        )

    def show_result(self, result: StrategyResult) -> None:
        """What a backtest brought."""
        market = self._session.desk.market(result.market)
        quote = market.quote
        self.failure.setVisible(bool(result.failure))
        if result.failure:
            self.failure.set_event(ended(result.failure), Tone.DANGER)
        self.title.setText(words.market(result.market))
        self._span = self._session.times.covered(result.from_ns, result.to_ns)
        self.show_age(old=False)
        self.note.setToolTip(words.fill_rule("candles, touch fills"))
        self._charts.setCurrentWidget(self.past)
        if result is not self._shown:
            self._shown = result
            self.past.clear()
            self.past.set_places(market.price_places)
            set_candles(self.past, result.candles)
            self._fill(self.past, result.fills)
            self.past.show_last(len(result.candles.open_ns))
        fees = ", ".join(fmt.amount(amount, asset) for asset, amount in result.fees.items() if amount)
        drawdown = fmt.percent(result.drawdown_ratio)
        self._set(
            {
                "result": (fmt.money(result.total, quote, sign=True), quote),
                "trades": (fmt.number(len(result.fills)), ""),
                "calls": (fmt.number(result.callbacks), ""),
                "trips": (fmt.number(result.trips), ""),
                "drawdown": (f"{fmt.MINUS}{drawdown}" if result.drawdown else drawdown, ""),
                "holding": (fmt.money(result.versus_holding, quote, sign=True), quote),
                "fees": (fees or fmt.ABSENT, ""),
            }
        )

    def show_age(self, *, old: bool) -> None:
        """Whether the result that is shown is of other code than stands in the editor."""
        self.note.setText(self.tr("of older code, {span}").format(span=self._span) if old else self._span)

    def _of_market(self, market: str, note: str) -> None:
        self.failure.hide()
        self.title.setText(words.market(market) if market else "")
        self.note.setText(note)
        self.note.setToolTip("")
        self._charts.setCurrentWidget(self.chart)
        if market:
            self.feed.show(market)

    @staticmethod
    def _fill(chart: CandleChart, fills: Sequence[FillRow] | Sequence[StrategyFill]) -> None:
        order = sorted(fills, key=lambda fill: fill.ns)
        chart.set_fills(
            np.array([fill.ns for fill in order], dtype=np.int64),
            np.array([float(fill.price) for fill in order]),
            np.array([fill.side is Side.BUY for fill in order], dtype=bool),
        )

    def _set(self, shown: dict[str, tuple[str, str]]) -> None:
        placed = [key for key in self.facts if key in shown]
        if placed != self._placed:
            self._placed = placed
            for fact in self.facts.values():
                self._grid.removeWidget(fact)
                fact.hide()
            for at, key in enumerate(placed):
                self._grid.addWidget(self.facts[key], at // 2, at % 2)
                self.facts[key].show()
        for key in placed:
            self.facts[key].set_value(*shown[key])


def _money(value: Decimal | None, quote: str) -> tuple[str, str]:
    """An amount with its sign and unit; what is absent has no unit."""
    return (fmt.ABSENT, "") if value is None else (fmt.money(value, quote, sign=True), quote)


class LimitsPanel(QWidget):
    """How a strategy is kept apart: what is always so, no figures of the moment."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Line())
        column.addSpacing(4)
        column.addWidget(Text(self.tr("Runs on its own"), Role.STRONG))
        for text in (
            self.tr("Your code runs in a separate process, without keys. It can only ask for orders."),
            self.tr("A call may take 1 s, the process 2 GB of memory."),
            self.tr("If it fails, its orders are pulled, its coins stay, and you are told."),
        ):
            column.addWidget(Text(text, Role.LABEL, Tone.MUTED, wrap=True))
