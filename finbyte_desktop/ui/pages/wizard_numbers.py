"""Below the chart of Customise: each grid, where the money goes, the backtest; a narrow window shows one."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.pages.wizard_backtest import BacktestArea
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_4
from finbyte_desktop.widgets.mini_paint import Part, StackBar
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

ONE = Decimal(1)
SIDE_BY_SIDE_FROM = 880
WIDE_HEIGHT, NARROW_HEIGHT = 258, 270
EACH, MONEY, BACKTEST = "each", "money", "backtest"


class Area(QWidget):
    """One part with its title; `body` takes what it shows."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_4, 12, SPACE_4, 10)
        self.body.setSpacing(0)
        self.title = Text(title, Role.STRONG)
        self.body.addWidget(self.title)
        self.body.addSpacing(6)


class NumbersPanel(Panel):
    """What the validator says of the model's values, in numbers; a narrow window shows one part at a time."""

    def __init__(self, model: WizardModel) -> None:
        super().__init__("t")
        self._model = model
        self._chosen = EACH
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        self.parts = SegmentedControl(
            [
                (EACH, self.tr("Each grid")),
                (MONEY, self.tr("Where the money goes")),
                (BACKTEST, self.tr("Backtest")),
            ],
            EACH,
            height=28,
            name=self.tr("Part of the preview"),
        )
        self.parts.selected.connect(self.choose)
        self._tabs = QWidget()
        tabs = QHBoxLayout(self._tabs)
        tabs.setContentsMargins(SPACE_4, 10, SPACE_4, 0)
        tabs.addWidget(self.parts)
        tabs.addStretch(1)
        column.addWidget(self._tabs)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        column.addLayout(row, 1)
        self.backtest = BacktestArea(model)
        self._areas: dict[str, QWidget] = {
            EACH: self._make_each(),
            MONEY: self._make_money(),
            BACKTEST: self.backtest,
        }
        self._dividers: list[Line] = []
        for area in self._areas.values():
            if row.count():
                self._dividers.append(Line(vertical=True))
                row.addWidget(self._dividers[-1])
            row.addWidget(area, 1)
        self._narrow: bool | None = None
        self._fit()

    def _make_each(self) -> QWidget:
        area = Area(self.tr("Each grid"))
        self.net = NumberLabel(None, "%", Role.SECTION)
        self._fee_note = Text("", Role.LABEL, Tone.MUTED, elide=True)
        self._profit = FactRow(self.tr("In money"))
        self._qty = FactRow(self.tr("Quantity per level"))
        self._smallest = FactRow(self.tr("Smallest order"))
        self._open = FactRow(self.tr("Open orders"))
        self.dust = dust_row()
        area.body.addWidget(self.net)
        area.body.addWidget(self._fee_note)
        area.body.addSpacing(4)
        for fact in (self._profit, self.dust, self._qty, self._smallest, self._open):
            area.body.addWidget(fact)
        area.body.addStretch(1)
        return area

    def _make_money(self) -> QWidget:
        area = Area(self.tr("Where the money goes"))
        self._stack_bar = StackBar()
        self._bought = FactRow(self.tr("Bought at start"), dot=Tone.PAPER)
        self._fee = FactRow(self.tr("Fee at start"), dot=Tone.WARN)
        self._held = FactRow(self.tr("Held for buys"), dot=Tone.BUY)
        self._reserve = FactRow(self.tr("Reserve and rest"), dot=Tone.MUTED)
        self._total = FactRow(self.tr("Investment"), strong=True)
        self._own = FactRow(self.tr("Own coins"), strong=True)
        area.body.addWidget(self._stack_bar)
        for fact in (self._bought, self._fee, self._held, self._reserve):
            area.body.addWidget(fact)
        area.body.addWidget(Line())
        area.body.addWidget(self._total)
        area.body.addWidget(self._own)
        area.body.addStretch(1)
        return area

    def choose(self, part: str) -> None:
        """Which part a narrow window shows."""
        self._chosen = part
        self.parts.set_current(part)
        self._show_areas()

    def part(self) -> str:
        return self._chosen

    def facts(self) -> tuple[FactRow, ...]:
        """Numbers of the validator, grey while it looks again."""
        return (
            *(self._profit, self.dust, self._qty, self._smallest, self._open),
            *(self._bought, self._fee, self._held, self._reserve, self._own),
        )

    def set_dim(self, dim: bool) -> None:
        for fact in self.facts():
            fact.value.set_dim(dim)
        self.backtest.set_dim(dim=dim)
        self.net.set_dim(dim)

    def show_nothing(self) -> None:
        for fact in self.facts():
            fact.set_value(None)
        self._stack_bar.set_parts([])

    def show_preflight(self, preflight: Preflight, market: Market) -> None:
        """The figures of values that are possible."""
        quote, base = market.quote, market.base
        buys, sells = len(preflight.buys), len(preflight.sells)
        money = None
        if preflight.profit_low is not None and preflight.profit_high is not None:
            money = f"{fmt.number(preflight.profit_low, 3)} ~ {fmt.number(preflight.profit_high, 3)}"
        self._profit.set_value(money, quote)
        show_dust(self.dust, preflight, market)
        self._qty.set_value(quantity(preflight, market), base)
        self._smallest.set_value(spell(preflight.smallest_order, quote), quote)
        count = self.tr("{count} of {limit}").format(count=buys + sells, limit=preflight.order_limit)
        self._open.set_value(count if buys or sells else None)
        cost = None if preflight.opening is None else preflight.opening.cost
        self._bought.set_value(spell(cost, quote), quote)
        self._fee.set_value(spell(preflight.opening_fee, quote), quote)
        self._held.set_value(spell(preflight.held_for_buys, quote), quote)
        self._reserve.set_value(spell(preflight.reserve, quote), quote)
        parts = (
            (cost, Tone.PAPER),
            # a fee in coins or in a third asset is no part of the investment
            (preflight.opening_fee if market.fee_asset == "quote" else None, Tone.WARN),
            (preflight.held_for_buys, Tone.BUY),
            (preflight.reserve, Tone.MUTED),
        )
        self._stack_bar.set_parts([Part(float(max(Decimal(0), v)), p) for v, p in parts if v is not None])
        own = fields.decimal(self._model.values.get("base_qty"))
        self._own.set_value(None if not own else fmt.plain(own), base)

    def show_possible(self, net: str | None, losing: bool, market: Market | None) -> None:
        """What is known also of values that are not possible."""
        self.net.set_number(net, tone=Tone.DANGER if losing else Tone.NEUTRAL)
        self._own.setVisible(bool(fields.decimal(self._model.values.get("base_qty"))))
        if market is None:
            return
        note = (
            self.tr("after {fee} fee on each side, a buy's in {base}")
            if market.fee_asset == "base"
            else self.tr("after {fee} fee on each side")
        )
        self._fee_note.setText(note.format(fee=fmt.percent(market.fee_maker), base=market.base))
        invested = fields.decimal(self._model.values.get("investment"))
        self._total.set_value(spell(invested, market.quote), market.quote)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < SIDE_BY_SIDE_FROM
        if narrow is not self._narrow:
            self._narrow = narrow
            self._show_areas()

    def height_wanted(self, width: int) -> int:
        """Its height for a width."""
        return NARROW_HEIGHT if width < SIDE_BY_SIDE_FROM else WIDE_HEIGHT

    def _show_areas(self) -> None:
        narrow = bool(self._narrow)
        self._tabs.setVisible(narrow)
        for line in self._dividers:
            line.setVisible(not narrow)
        for key, area in self._areas.items():
            area.setVisible(not narrow or key == self._chosen)
            title = area.title if isinstance(area, Area | BacktestArea) else None
            if title is not None:
                title.setVisible(not narrow)


def spell(value: Decimal | None, quote: str) -> str | None:
    """Money as text, None for what is not known."""
    return None if value is None else fmt.money(value, quote)


def quantity(preflight: Preflight, market: Market) -> str | None:
    """Coins per level; with the same money at each level there is no one quantity."""
    size = preflight.order_qty
    return None if size is None else fmt.number(size, market.qty_places)


def dust_row() -> FactRow:
    """The coins of a round trip that stay in the bot; `show_dust` shows it where there are any."""
    row = FactRow(QCoreApplication.translate("NumbersPanel", "Dust a trip"))
    row.setVisible(False)
    return row


def show_dust(row: FactRow, preflight: Preflight, market: Market) -> None:
    """Beside the net profit, of which it is no part."""
    low, high, worth = preflight.dust_low, preflight.dust_high, preflight.dust_worth
    there = low is not None and high is not None and high > 0
    row.setVisible(there)
    if not there:
        return
    qty = fmt.plain(high) if low == high else f"{fmt.plain(low)} ~ {fmt.plain(high)}"
    row.set_value(qty, market.base)
    text = QCoreApplication.translate(
        "NumbersPanel",
        "{qty} {base} remains as dust a trip, worth up to {worth} now: a buy pays its fee in {base}, and "
        "what is left is sold in whole lots. The dust stays in the bot and is no part of the net profit.",
    )
    worth_text = f"{fmt.plain(worth)} {market.quote}"
    row.setToolTip(text.format(qty=qty, base=market.base, worth=worth_text))


def net_range(preflight: Preflight, times: Decimal = ONE) -> str | None:
    """Net profit per grid from the smallest to the largest, in percent without the sign; `times` the
    leverage it is that on the margin.
    """
    if preflight.net_low is None or preflight.net_high is None:
        return None
    low, high = (fmt.percent_number(net * times, 3) for net in (preflight.net_low, preflight.net_high))
    return QCoreApplication.translate("NumbersPanel", "{low} ~ {high}").format(low=low, high=high)
