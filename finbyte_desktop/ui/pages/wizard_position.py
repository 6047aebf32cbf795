"""Below the chart of a bot on a perpetual: its position, each grid, where it ends, the backtest."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_positions
from finbyte_desktop.ui.pages.wizard_backtest import BacktestArea
from finbyte_desktop.ui.pages.wizard_numbers import net_range, quantity, spell
from finbyte_desktop.ui.pages.wizard_panel import PartsPanel
from finbyte_desktop.ui.viewmodels.wizard import WizardModel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.metrics import SPACE_4, SPACE_5

HEIGHT = 246
POSITION, BACKTEST = "position", "backtest"
LEFT = ("margin", "opening", "fee", "most", "qty")
RIGHT = ("low", "high", "loss", "net", "on_margin", "profit")


def liquidation_row(*, rises: bool) -> FactRow:
    """The price at which a straight move ends in a liquidation; short enough for a narrow window."""
    translate = QCoreApplication.translate
    if rises:
        short = translate("Positions", "Liquidation if it rises")
        whole = translate("Positions", "Liquidation in a straight rise")
    else:
        short = translate("Positions", "Liquidation if it falls")
        whole = translate("Positions", "Liquidation in a straight fall")
    row = FactRow(short, dot=Tone.DANGER)
    row.label.setToolTip(whole)
    return row


class PositionPanel(PartsPanel):
    """One part at a time, at any width."""

    def __init__(self, model: WizardModel) -> None:
        super().__init__(HEIGHT)
        self._model = model
        self.backtest = BacktestArea(model)
        self.set_parts(
            self.tr("Part of the preview"),
            {POSITION: self.tr("Position"), BACKTEST: self.tr("Backtest")},
            {POSITION: self._make_position(), BACKTEST: self.backtest},
        )

    def _make_position(self) -> QWidget:
        area = QWidget()
        columns = QHBoxLayout(area)
        columns.setContentsMargins(SPACE_4, 2, SPACE_4, 8)
        columns.setSpacing(SPACE_5)
        self.facts = {
            "margin": FactRow(self.tr("Margin"), strong=True),
            "opening": FactRow(self.tr("Position at the start")),
            "fee": FactRow(self.tr("Fee at start")),
            "most": FactRow(self.tr("Largest position")),
            "qty": FactRow(self.tr("Quantity per level")),
            "low": liquidation_row(rises=False),
            "high": liquidation_row(rises=True),
            "loss": FactRow(self.tr("Loss if the stop is reached"), signed=True),
            "net": FactRow(self.tr("Net profit per grid")),
            "on_margin": FactRow(self.tr("On the margin behind it")),
            "profit": FactRow(self.tr("In money")),
        }
        for names in (LEFT, RIGHT):
            column = QVBoxLayout()
            column.setSpacing(0)
            for name in names:
                column.addWidget(self.facts[name])
            column.addStretch(1)
            columns.addLayout(column, 1)
        return area

    def set_dim(self, dim: bool) -> None:
        for fact in self.facts.values():
            fact.value.set_dim(dim)
        self.backtest.set_dim(dim=dim)

    def show_preflight(self, preflight: Preflight | None, market: Market) -> None:
        """The figures, also of a plan that only waits for a person to accept where it ends."""
        position = None if preflight is None else preflight.position
        found = None if position is None else preflight
        quote, base = market.quote, market.base
        opening = None if found is None else found.opening
        values: dict[str, tuple[str | None, str]] = dict.fromkeys(self.facts, (None, ""))
        self.facts["loss"].setVisible(found is not None and found.loss_at_stop is not None)
        if found is not None and position is not None:
            values["margin"] = (spell(position.margin, quote), quote)
            held = fmt.number(abs(position.opening), market.qty_places)
            values["opening"] = (
                (self.tr("none"), "")
                if opening is None
                else (f"{words_positions.of_qty(position.opening)} {held}", base)
            )
            values["fee"] = (spell(found.opening_fee, quote), quote)
            values["most"] = (spell(position.most, quote), quote)
            values["qty"] = (quantity(found, market), base)
            for key, price in (("low", position.liquidation_low), ("high", position.liquidation_high)):
                shown = fmt.number(price, market.price_places)
                values[key] = (self.tr("none"), "") if price is None else (shown, quote)
                self.facts[key].setVisible(self._fears(key, position.direction))
            if found.loss_at_stop is not None:
                values["loss"] = (fmt.money(-found.loss_at_stop, quote, sign=True), quote)
            values["net"] = (net_range(found), "%")
            values["on_margin"] = (net_range(found, position.leverage), "%")
            if found.profit_low is not None and found.profit_high is not None:
                money = f"{fmt.number(found.profit_low, 3)} ~ {fmt.number(found.profit_high, 3)}"
                values["profit"] = (money, quote)
        for key, (text, unit) in values.items():
            inside = position is not None and self._is_inside(key, preflight)
            self.facts[key].set_value(text, unit, tone=Tone.DANGER if inside else None)

    @staticmethod
    def _fears(key: str, direction: str) -> bool:
        return direction == "neutral" or (direction == "long") is (key == "low")

    @staticmethod
    def _is_inside(key: str, preflight: Preflight | None) -> bool:
        position = None if preflight is None else preflight.position
        if position is None:
            return False
        price = {"low": position.liquidation_low, "high": position.liquidation_high}.get(key)
        return price is not None and price in position.inside
