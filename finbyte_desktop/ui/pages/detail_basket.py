"""The page of a bot of several assets: its weights beside their targets, where others have a chart."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

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
        head.addWidget(
            Text(
                self.tr("the bar is the weight now, the mark its target"), Role.TABLE, Tone.MUTED, elide=True
            ),
            1,
        )
        column.addLayout(head)
        self.chart = AllocationChart()
        self.chart.set_heads(self.tr("Weight"), self.tr("Target"), self.tr("Off by"))
        column.addWidget(self.chart, 1)

    def show_detail(self, shown: DetailShown, *, stale: bool) -> None:
        """The weights of now; grey while they are not fresh."""
        self.chart.set_rows(shown.allocation)
        self.chart.set_dim(stale)
