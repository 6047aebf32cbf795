"""The right column of a bot's page: orders as a ladder, history, parameters, decision log."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.ui.pages.page import ScrollColumn, clear
from finbyte_desktop.ui.viewmodels.baskets import asset_table
from finbyte_desktop.ui.viewmodels.detail import DetailModel, DetailShown, LevelShown
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.ladder_view import LadderRow, OrderLadder, RowKind
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4
from finbyte_desktop.widgets.page_header import RING_ROOM, Tab, TabRow
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

STAMP_WIDTH = 92  # for "28 Dec 20:18"
TABS = ("orders", "history", "parameters", "log")
_KINDS = {
    "buy": RowKind.BUY,
    "sell": RowKind.SELL,
    "now": RowKind.NOW,
    "vacant": RowKind.VACANT,
    "idle": RowKind.PLAIN,
    "waits": RowKind.WAITS,
    "unproved": RowKind.WAITS,
}


def ladder_row(level: LevelShown) -> LadderRow:
    return LadderRow(
        level.key,
        level.price,
        _KINDS[level.kind],
        level.number,
        level.cost,
        level.buy,
        level.sell,
        level.away,
        level.note_left,
        level.note_right,
    )


class WhyList(QWidget):
    """The last decisions in words, with their times."""

    open_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, 10, SPACE_4, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(self.tr("Why"), Role.STRONG))
        head.addWidget(Text(self.tr("last decisions"), Role.TABLE, Tone.MUTED))
        head.addStretch(1)
        button = LinkButton(self.tr("Open log"))
        button.clicked.connect(lambda: self.open_clicked.emit())
        head.addWidget(button)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(5)
        column.addLayout(self._rows)
        column.addStretch(1)
        self._shown: tuple[tuple[str, str, Tone], ...] = ()

    def show_rows(self, rows: tuple[tuple[str, str, Tone], ...]) -> None:
        if rows == self._shown:
            return
        self._shown = rows
        clear(self._rows)
        metrics = QFontMetrics(font(Role.TABLE))
        wide = max((metrics.horizontalAdvance(time) + 2 for time, _, _ in rows), default=0)
        for time, text, tone in rows:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(10)
            stamp = Text(time, Role.TABLE, Tone.MUTED)
            stamp.setFixedWidth(max(STAMP_WIDTH, wide))  # a recording of another year tells it
            row.addWidget(stamp, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(text, Role.TABLE, Tone.NEUTRAL if tone is Tone.ACCENT else tone, wrap=True), 1)
            self._rows.addWidget(line)


class DealPanel(QWidget):
    """The deal that is open, or where a schedule stands; away for bots that have neither."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(SPACE_4, 0, SPACE_4, 8)
        self._rows.setSpacing(0)
        self.facts: list[FactRow] = []

    def show_rows(self, rows: tuple[tuple[str, str, str], ...]) -> None:
        self.setVisible(bool(rows))
        while len(self.facts) < len(rows):
            fact = FactRow("")
            self.facts.append(fact)
            self._rows.addWidget(fact)
        for number, fact in enumerate(self.facts):
            fact.setVisible(number < len(rows))
            if number < len(rows):
                label, text, unit = rows[number]
                fact.label.setText(label)
                fact.set_value(text, unit)


class DetailSide(Panel):
    """`level_hovered` carries a price or None, `try_again` a blocked slot, `cancel_wanted` a row's key."""

    level_hovered = Signal(object)
    try_again = Signal(str)
    cancel_wanted = Signal(str)

    def __init__(self, model: DetailModel) -> None:
        super().__init__("l")
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4 - RING_ROOM, 0, 0, 0)
        self.tabs = TabRow(
            [
                Tab("orders", self.tr("Orders")),
                Tab("history", self.tr("History")),
                Tab("parameters", self.tr("Parameters")),
                Tab("log", self.tr("Log")),
            ],
            height=44,
        )
        self.tabs.selected.connect(self.show_tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Line())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._make_orders())
        self.fills = TableView(
            model.fills,
            empty_title=self.tr("No trade yet"),
            empty_text=self.tr("Each fill appears here with its fee and, for a round trip, its profit."),
            row_height=44,
            name=self.tr("Fills of this bot"),
            key="fills",
        )
        self._stack.addWidget(self.fills)
        self._stack.addWidget(self._make_parameters())
        self._stack.addWidget(
            TableView(
                model.log,
                empty_title=self.tr("Nothing decided yet"),
                empty_text=self.tr("Here the bot says why it placed an order, and why it did not."),
                row_height=44,
                name=self.tr("Decision log"),
                key="log",
            )
        )

    def _make_orders(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_4, 8, SPACE_4, 6)
        head.setSpacing(SPACE_2)
        self._buys = Text("", Role.TABLE_STRONG, Tone.BUY)
        self._buys_cost = Text("", Role.TABLE, Tone.MUTED)
        self._sells_qty = Text("", Role.TABLE, Tone.MUTED)
        self._sells = Text("", Role.TABLE_STRONG, Tone.SELL)
        head.addWidget(self._buys)
        head.addWidget(self._buys_cost)
        head.addStretch(1)
        head.addWidget(self._sells_qty)
        head.addWidget(self._sells)
        column.addLayout(head)
        self.holds = Text("", Role.TABLE, Tone.MUTED, elide=True)
        holds = QHBoxLayout()
        holds.setContentsMargins(SPACE_4, 0, SPACE_4, 6)
        holds.addWidget(self.holds)
        column.addLayout(holds)
        self.blocked = Banner("", Tone.DANGER, wrap=True)
        self.blocked.action_clicked.connect(self._try_again)
        self.blocked.hide()
        column.addWidget(self.blocked)
        self.waits = Banner("", Tone.WARN, wrap=True)
        self.waits.hide()
        column.addWidget(self.waits)
        self.deal = DealPanel()
        column.addWidget(self.deal)
        self._ladder_stack = QStackedWidget()
        self.ladder = OrderLadder()
        self.ladder.row_hovered.connect(self._hovered)
        self.ladder.cancel_requested.connect(lambda key, _column: self.cancel_wanted.emit(str(key)))
        self.ladder.setToolTip(
            self.tr("Right click cancels this order; so does Delete on the row that was clicked")
        )
        self._ladder_stack.addWidget(self.ladder)
        self._ladder_stack.addWidget(
            EmptyState(
                self.tr("No order rests"),
                self.tr("The orders appear here level by level as soon as the plan is approved."),
            )
        )
        self._assets_for = ("", False)
        self.assets: TableView | None = None
        self._assets_column = QVBoxLayout()
        column.addLayout(self._assets_column)
        column.addWidget(self._ladder_stack, 3)
        column.addWidget(Line())
        self.why = WhyList()
        self.why.open_clicked.connect(lambda: self.show_tab("log"))
        column.addWidget(self.why)
        return area

    def _make_parameters(self) -> QWidget:
        scroll = ScrollColumn(spacing=0, margins=False)
        scroll.column.setContentsMargins(SPACE_4, 12, SPACE_4, 12)
        self._params = QVBoxLayout()
        self._params.setSpacing(2)
        scroll.column.addLayout(self._params)
        scroll.column.addStretch(1)
        self._params_shown: tuple[object, ...] = ()
        return scroll

    def show_tab(self, key: str) -> None:
        self.tabs.set_current(key)
        self._stack.setCurrentIndex(TABS.index(key))

    def show_detail(self, shown: DetailShown, *, stale: bool) -> None:
        count = sum(1 for level in shown.ladder if level.kind in ("buy", "sell"))
        several = len(shown.allocation)
        self.tabs.set_count("orders", several or count)
        self.tabs.set_count("history", self._model.fills.source_count())
        self._buys.setText(shown.buys_head)
        self._buys_cost.setText(shown.buys_cost)
        self._sells_qty.setText(shown.sells_qty)
        self._sells.setText(shown.sells_head)
        self.holds.setText(shown.holds)
        self.holds.setToolTip(shown.holds_exactly)
        self.holds.setVisible(bool(shown.holds))
        self.deal.show_rows(shown.deal)
        self._show_assets(shown)
        if bool(shown.allocation) is not ("asset" in self.fills.visible_columns()):
            self._fit_fills()
        self.ladder.set_asset(shown.base)
        self._ladder_stack.setCurrentIndex(0 if shown.ladder else 1)
        self.ladder.set_rows([ladder_row(level) for level in shown.ladder])
        self.ladder.set_stale(stale)
        self.blocked.setVisible(bool(shown.blocked))
        if shown.blocked:
            slot, text = shown.blocked[0]
            again = self.tr("Place it again") if shown.blocked_by_you else self.tr("Try again")
            tone = Tone.NEUTRAL if shown.blocked_by_you else Tone.DANGER
            icon = "ph.info-bold" if shown.blocked_by_you else ""
            others = len(shown.refused) - 1
            if others > 0:
                text = self.tr("{first} The same of more levels: {count}.").format(first=text, count=others)
                again = self.tr("Try all again")
            self.blocked.set_event(text, tone, again if slot else "", icon=icon)
        self.waits.setVisible(bool(shown.waits))
        if shown.waits:
            self.waits.set_event(shown.waits, Tone.WARN)
        room = 3 if self.height() < 720 else 6
        self.why.setVisible(bool(shown.decisions))
        self.why.show_rows(shown.decisions[:room])
        if (shown.params, shown.conditions) != self._params_shown:
            self._params_shown = (shown.params, shown.conditions)
            clear(self._params)
            for label, text, unit in shown.params:
                self._params.addWidget(FactRow(label, text, unit))
            for sentence in shown.conditions:
                self._params.addWidget(Text(sentence, Role.TABLE, Tone.MUTED, wrap=True))

    def _show_assets(self, shown: DetailShown) -> None:
        """Of a bot of several assets what it holds of each, in place of a ladder."""
        raw = self._model.raw
        basket = None if raw is None else raw.card.basket
        several = basket is not None
        self._ladder_stack.setVisible(not several)
        for part in (self._buys, self._buys_cost, self._sells_qty, self._sells):
            part.setVisible(not several)
        self.tabs.set_text("orders", self.tr("Assets") if several else self.tr("Orders"))
        if self.assets is not None:
            self.assets.setVisible(several)
        if basket is None:
            return
        wanted = (shown.quote, not basket.keeps_weights)
        if self._assets_for != wanted:
            if self.assets is not None:
                self.assets.setParent(None)
                self.assets.deleteLater()
            self._assets_for = wanted
            self.assets = TableView(
                asset_table(shown.quote, spent=wanted[1]),
                row_height=32,
                name=self.tr("Assets of this bot"),
                empty_title=self.tr("Nothing held"),
                empty_text=self.tr("What the bot holds stands here, asset by asset."),
            )
            self._assets_column.addWidget(self.assets, 1)
            self._fit_assets()
        assert self.assets is not None
        self.assets.model.set_rows(list(basket.assets))

    def _fit_assets(self) -> None:
        if self.assets is not None:
            least = "spent" if self._assets_for[1] else "average"
            self.assets.set_column_visible(least, self.width() >= 460)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_assets()
        self._fit_fills()

    def _fit_fills(self) -> None:
        """Cut columns are worse than fewer."""
        several = self._model.shown is not None and bool(self._model.shown.allocation)
        self.fills.set_column_visible("asset", several)
        self.fills.set_column_visible("fee", self.width() >= 460 and not several)

    def _hovered(self, key: object) -> None:
        self.level_hovered.emit(key)

    def _try_again(self) -> None:
        shown = self._model.shown
        if shown is None or not shown.blocked:
            return
        for slot in shown.refused or (shown.blocked[0][0],):
            self.try_again.emit(slot)
