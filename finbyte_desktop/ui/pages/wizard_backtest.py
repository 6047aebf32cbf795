"""The preview's backtest: over how many days, what the candles really cover, its course and its results."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import QuickBacktest
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.viewmodels.wizard import ALL_DAYS, WizardModel
from finbyte_desktop.ui.words_kinds import say, words_of
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.equity_chart import EquityChart, Series
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text


class BacktestArea(QWidget):
    """This grid on past days. Fewer may be loaded than asked for: the line below says what is covered."""

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, 10, SPACE_4, 10)
        column.setSpacing(0)
        head = QHBoxLayout()
        self.title = Text(self.tr("Backtest"), Role.STRONG)
        head.addWidget(self.title)
        head.addStretch(1)
        self.days = SegmentedControl(
            [(7, self.tr("7 d")), (30, self.tr("30 d")), (180, self.tr("180 d")), (ALL_DAYS, self.tr("All"))],
            model.backtest_days,
            height=26,
            name=self.tr("Days of the backtest"),
        )
        self.days.selected.connect(model.set_backtest_days)
        head.addWidget(self.days)
        column.addLayout(head)
        column.addSpacing(4)
        self.covers = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        column.addWidget(self.covers)
        column.addSpacing(2)
        self.equity = EquityChart(axis_width=44)
        column.addWidget(self.equity, 1)
        results = QGridLayout()
        results.setContentsMargins(0, 2, 0, 0)
        results.setHorizontalSpacing(SPACE_3)
        results.setVerticalSpacing(0)
        self.results = [
            FactRow(self.tr("Total"), signed=True),
            FactRow(self.tr("Grid profit"), signed=True),
            FactRow(self.tr("Trips")),
            FactRow(self.tr("Drawdown")),
        ]
        for at, fact in enumerate(self.results):
            fact.setFixedHeight(20)
            results.addWidget(fact, at // 2, at % 2)
        results.setColumnStretch(0, 1)
        results.setColumnStretch(1, 1)
        column.addLayout(results)

    def show_backtest(self) -> None:
        """The last days as this grid would have lived them."""
        found, market = self._model.backtest, self._model.market()
        named = words_of(self._model.kind)
        self.results[1].label.setText(say(named.profit))
        self.results[2].label.setText(say(named.short_trips))
        self.days.set_current(self._model.backtest_days)
        if found is None or market is None:
            self.equity.set_series([])
            waiting, why = self._model.backtest_running, self._model.backtest_error
            why = why or self.tr("Not feasible yet")
            self.equity.set_message(self.tr("Running") if waiting else why)
            for fact in self.results:
                fact.set_value(None)
            self.covers.setText("")
            return
        self.covers.setText(self._covered(found))
        self.equity.set_series(courses(found.equity, self.tr("total"), say(named.profit).lower()))
        texts = (
            fmt.money(found.total, market.quote, sign=True),
            fmt.money(found.grid, market.quote, sign=True),
            fmt.number(found.trips),
            f"{fmt.MINUS}{fmt.percent(found.drawdown_ratio)}",
        )
        for fact, text in zip(self.results, texts, strict=True):
            fact.set_value(text)
        self.set_dim(dim=False)

    def set_dim(self, *, dim: bool) -> None:
        """Grey while the input is looked at, and as long as the results are of the input before."""
        for fact in self.results:
            fact.value.set_dim(dim or self._model.backtest_is_old)

    def _covered(self, found: QuickBacktest) -> str:
        """From when to when there are candles, how long that is, and by which rule orders were filled."""
        times, length = self._model.session.times, found.to_ns - found.from_ns
        return self.tr("{span} ({length}), {rule}").format(
            span=times.covered(found.from_ns, found.to_ns),
            length=fmt.duration(length),
            rule=words.fill_rule(found.fill_rule),
        )


def courses(points: Sequence[tuple[int, float, float]], total: str, grid: str) -> list[Series]:
    """The total profit and the grid profit as lines."""
    rows = list(points)
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
