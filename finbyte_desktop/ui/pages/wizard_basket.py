"""The preview of a bot of several assets: how the first purchase spreads the money, and its orders."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.viewmodels.baskets import planned_allocation, planned_table
from finbyte_desktop.widgets.allocation_chart import AllocationChart
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3, SPACE_5
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

WHOLE_WIDTH = 640  # of all columns


class BasketOrders(QWidget):
    """Every order of the first purchase with its fee."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._table_for = ("", False)
        self.table: TableView | None = None

    def show_preflight(self, preflight: Preflight | None, market: Market) -> None:
        """Nothing is shown of values that are not possible."""
        found = None if preflight is None else preflight.basket
        recurs = self._table_for[1] if found is None else not found.keeps_weights
        if self._table_for != (market.quote, recurs):
            if self.table is not None:
                self.table.setParent(None)
                self.table.deleteLater()
            self._table_for = (market.quote, recurs)
            self.table = TableView(
                planned_table(market.quote, recurs=recurs),
                row_height=28,
                name=self.tr("First orders"),
                empty_title=self.tr("No order yet"),
                empty_text=self.tr("The first orders stand here as soon as the parameters are possible."),
            )
            self._column.addWidget(self.table, 1)
            self._fit()
        assert self.table is not None
        self.table.model.set_rows([] if found is None else list(found.assets))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A narrow window shows fewer columns: cut ones are worse. What is spent and its fee stay."""
        if self.table is not None:
            self.table.set_column_visible("price", self.width() >= WHOLE_WIDTH)
            self.table.set_column_visible("target", self.width() >= WHOLE_WIDTH - 92)


class BasketPreview(QWidget):
    """Where the money is after the first purchase, beside the targets."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_3, SPACE_5, SPACE_3)
        column.setSpacing(SPACE_2)
        self.title = Text(self.tr("After the first purchase"), Role.STRONG)
        column.addWidget(self.title)
        self.chart = AllocationChart()
        self.chart.set_heads(self.tr("Weight"), self.tr("Target"), self.tr("Value"))
        column.addWidget(self.chart, 1)
        self.rule = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        column.addWidget(self.rule)

    def show_preflight(self, preflight: Preflight | None, market: Market | None, rule: str) -> None:
        """The validator's answer; without one the chart is empty."""
        basket = None if preflight is None else preflight.basket
        rows = [] if basket is None or market is None else planned_allocation(basket, market.quote)
        self.chart.set_rows(rows)
        self.rule.setText(
            rule if rows else self.tr("The first purchase stands here as soon as the input is possible.")
        )
        if basket is not None and basket.keeps_weights and market is not None:
            cost = self.tr("A rebalance that moves a tenth of it costs about {fee} in fees.")
            told = cost.format(fee=fmt.amount(basket.turnover_fee, market.quote))
            self.rule.setText(f"{rule} {told}")

    def set_dim(self, dim: bool) -> None:
        self.chart.set_dim(dim)
