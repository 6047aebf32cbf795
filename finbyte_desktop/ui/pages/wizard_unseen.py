"""Below the chart of AI parameters: the candidate on days its search never saw, and with this money."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.pages.wizard_backtest import courses
from finbyte_desktop.ui.pages.wizard_numbers import dust_row, quantity, show_dust, spell
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.equity_chart import EquityChart
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_4
from finbyte_desktop.widgets.mini_paint import Legend
from finbyte_desktop.widgets.text import Text

HEIGHT = 300


class UnseenPanel(Panel):
    """Continue waits for the search and for values that are possible."""

    continue_wanted = Signal()
    customise_wanted = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__("t")
        self._model = model
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._make_course(), 2)
        row.addWidget(Line(vertical=True))
        row.addLayout(self._make_money(), 1)

    def _column(self, title: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(SPACE_4, 12, SPACE_4, 10)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Text(title, Role.STRONG))
        head.addStretch(1)
        column.addLayout(head)
        column.addSpacing(6)
        return column

    def _make_course(self) -> QVBoxLayout:
        column = self._column(self.tr("Check on unseen days"))
        head = QHBoxLayout()
        self._legend = Legend(
            [(self.tr("total"), Tone.BUY, False), (self.tr("grid profit"), Tone.ACCENT, False)]
        )
        self._note = Text("", Role.TABLE, Tone.MUTED)
        head.addWidget(self._legend)
        head.addStretch(1)
        head.addWidget(self._note)
        column.addLayout(head)
        self.unseen = EquityChart()
        column.addWidget(self.unseen, 1)
        return column

    def _make_money(self) -> QVBoxLayout:
        column = self._column(self.tr("With this investment"))
        self._net = FactRow(self.tr("Net profit per grid"))
        self._dust = dust_row()
        self._qty = FactRow(self.tr("Per level"))
        self._bought = FactRow(self.tr("Bought at start"))
        self._cost = FactRow(self.tr("Cost of that"))
        self._fee = FactRow(self.tr("Fee at start"))
        for fact in self.facts():
            fact.setFixedHeight(22)
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
        return column

    def facts(self) -> tuple[FactRow, ...]:
        return (self._net, self._dust, self._qty, self._bought, self._cost, self._fee)

    def show_search(self) -> None:
        """Continue waits for the search and for feasible values, and says so."""
        reason = self._model.blocked_by()
        self.blocked.setText(reason)
        self.blocked.setVisible(bool(reason))
        self.continue_button.setEnabled(not reason)
        self.continue_button.setToolTip(reason)

    def set_dim(self, dim: bool) -> None:
        for fact in self.facts():
            fact.value.set_dim(dim)

    def show_nothing(self) -> None:
        for fact in self.facts():
            fact.set_value(None)

    def show_preflight(self, preflight: Preflight, market: Market, net: str | None) -> None:
        """The figures of values that are possible."""
        opening, quote = preflight.opening, market.quote
        self._net.set_value(net, "%")
        show_dust(self._dust, preflight, market)
        self._qty.set_value(quantity(preflight, market), market.base)
        bought = None if opening is None else fmt.number(opening.qty, market.qty_places)
        self._bought.set_value(bought, market.base)
        self._cost.set_value(spell(None if opening is None else opening.cost, quote), quote)
        self._fee.set_value(spell(preflight.opening_fee, quote), quote)

    def show_candidate(self) -> None:
        """The chosen candidate on the days that its search never saw."""
        candidate, result, market = self._model.candidate, self._model.search.result, self._model.market()
        if candidate is None or result is None or market is None:
            self.unseen.set_series([])
            self.unseen.set_message(self.tr("Choose a candidate"))
            self._tuned.setText("")
            self._note.setText("")
            return
        times = self._model.session.times
        self.unseen.set_series(courses(candidate.unseen, self.tr("total"), self.tr("grid profit")))
        investment = fields.decimal(self._model.values.get("investment"))
        self._note.setText(
            self.tr("{quote} on {investment}").format(quote=market.quote, investment=fmt.plain(investment))
        )
        self._tuned.setText(
            self.tr(
                "Tuned on {tuned}, checked on {checked}. The haircut is the part of the tuned profit "
                "that the unseen days did not repeat."
            ).format(
                tuned=times.covered(result.tuned_from_ns, result.tuned_to_ns),
                checked=times.covered(result.tuned_to_ns, result.checked_to_ns),
            )
        )
