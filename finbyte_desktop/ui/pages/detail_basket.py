"""The page of a bot of several assets: its weights beside their targets, where others have a chart."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import BasketState
from finbyte_desktop.ui.viewmodels.detail import DetailShown
from finbyte_desktop.widgets.allocation_chart import AllocationChart
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4, SPACE_5
from finbyte_desktop.widgets.text import Text


class AllocationPanel(QWidget):
    """Target and weight of each asset, and in percentage points how far it is off."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, 10, SPACE_4, SPACE_2)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.addWidget(Text(self.tr("Allocation"), Role.STRONG))
        self.legend = Text("", Role.TABLE, Tone.MUTED, elide=True)
        head.addWidget(self.legend, 1)
        column.addLayout(head)
        self.chart = AllocationChart()
        column.addWidget(self.chart, 1)

    def show_detail(self, shown: DetailShown, basket: BasketState | None, *, stale: bool) -> None:
        """The weights of now; grey while they are not fresh."""
        if basket is not None and not basket.keeps_weights:
            self.legend.setText(
                self.tr("the bar is the part of the worth now, the mark that of each purchase")
            )
            self.chart.set_heads(self.tr("Part"), self.tr("Bought"), self.tr("Worth"))
        else:
            self.legend.setText(self.tr("the bar is the weight now, the mark its target"))
            self.chart.set_heads(self.tr("Weight"), self.tr("Target"), self.tr("Off by"))
        self.chart.set_rows(shown.allocation)
        self.chart.set_dim(stale)
