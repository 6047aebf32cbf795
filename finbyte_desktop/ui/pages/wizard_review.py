"""The last step: exactly the orders that will be placed, the totals, who approves, what happens after a
restart.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.planned_orders import order_table
from finbyte_desktop.ui.viewmodels.wizard import REPRICE_MS, WizardModel
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card, Line, Panel
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.coin import CoinBadge
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

COLLAR_SHARE = 200  # the first purchase may move by 1 part in 200 before somebody must look again


class Review(QWidget):
    """Numbers are priced anew each second; when the purchase moves too far, somebody must look again."""

    back_wanted = Signal()
    start_wanted = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        self._agreed_cost = None
        self._moved = False
        self._tables: dict[str, TableView] = {}
        self._tables_for: tuple[int, int] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._make_left(), 1)
        self._right = self._make_right()
        row.addWidget(self._right)
        self._timer = QTimer(self)
        self._timer.setInterval(REPRICE_MS)
        self._timer.timeout.connect(model.check_now)

    # -- parts

    def _make_left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        column.setSpacing(SPACE_3)
        head = Card()
        head.body.setContentsMargins(SPACE_5, 14, SPACE_4, 14)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self._coin = CoinBadge("", 28)
        row.addWidget(self._coin)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self.headline = Text("", Role.TITLE, wrap=True)
        self._subline = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        texts.addWidget(self.headline)
        texts.addWidget(self._subline)
        row.addLayout(texts, 1)
        head.body.addLayout(row)
        column.addWidget(head)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        card.body.setSpacing(0)
        tools = QHBoxLayout()
        tools.setContentsMargins(SPACE_4, 6, SPACE_4, 6)
        tools.setSpacing(SPACE_3)
        self._count = Text("", Role.STRONG)
        self._priced = Text("", Role.TABLE, Tone.MUTED, elide=True)
        copy = Button(self.tr("Copy"), icon="ph.copy", height=28)
        copy.clicked.connect(self._copy)
        tools.addWidget(self._count)
        tools.addWidget(self._priced, 1)
        tools.addWidget(copy)
        card.body.addLayout(tools)
        card.body.addWidget(Line())
        opening = QHBoxLayout()
        opening.setContentsMargins(SPACE_4, 8, SPACE_4, 8)
        opening.setSpacing(SPACE_3)
        self._opening_chip = Chip(self.tr("1 Market buy"), Tone.ACCENT)
        self._opening_qty = NumberLabel(None, "", Role.TABLE_STRONG)
        self._opening_cap = Text("", Role.TABLE, Tone.MUTED, elide=True)
        self._opening_cost = NumberLabel(None, "", Role.TABLE_STRONG)
        self._opening_fee = Text("", Role.TABLE, Tone.MUTED)
        opening.addWidget(self._opening_chip)
        opening.addWidget(self._opening_qty)
        opening.addWidget(self._opening_cap, 1)
        opening.addWidget(self._opening_cost)
        opening.addWidget(self._opening_fee)
        card.body.addLayout(opening)
        card.body.addWidget(Line())
        halves = QHBoxLayout()
        halves.setSpacing(0)
        self._buy_half = QVBoxLayout()
        self._sell_half = QVBoxLayout()
        for half in (self._buy_half, self._sell_half):
            half.setSpacing(0)
        self._buy_head = self._make_half_head(self._buy_half, Tone.BUY)
        self._sell_head = self._make_half_head(self._sell_half, Tone.SELL)
        halves.addLayout(self._buy_half, 1)
        halves.addWidget(Line(vertical=True))
        halves.addLayout(self._sell_half, 1)
        card.body.addLayout(halves, 1)
        card.body.addWidget(Line())
        self._vacant = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self._vacant.setContentsMargins(SPACE_4, 8, SPACE_4, 8)
        card.body.addWidget(self._vacant)
        column.addWidget(card, 1)
        return column

    def _make_half_head(self, half: QVBoxLayout, tone: Tone) -> tuple[Text, Text]:
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4, 8, SPACE_4, 4)
        title, note = Text("", Role.STRONG, tone), Text("", Role.TABLE, Tone.MUTED)
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(note)
        half.addLayout(row)
        return title, note

    def _make_right(self) -> QWidget:
        panel = Panel("l")
        panel.setFixedWidth(408)
        outer = QVBoxLayout(panel)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        scroll = ScrollColumn(spacing=SPACE_2)
        outer.addWidget(scroll, 1)
        column = scroll.column
        column.addWidget(Text(self.tr("Totals"), Role.STRONG))
        self._facts = {
            "market": FactRow(self.tr("Market buy now")),
            "fee": FactRow(self.tr("Fee on it")),
            "held": FactRow(self.tr("Held for buys")),
            "reserve": FactRow(self.tr("Reserve and rounding")),
            "line": Line(),
            "investment": FactRow(self.tr("Investment"), strong=True),
            "left": FactRow(self.tr("Left available after")),
            "net": FactRow(self.tr("Net profit per grid")),
            "loss": FactRow(self.tr("Loss if the stop is reached"), signed=True),
        }
        totals = QVBoxLayout()
        totals.setSpacing(0)
        for fact in self._facts.values():
            totals.addWidget(fact)
        column.addLayout(totals)
        column.addSpacing(4)
        column.addWidget(Line())
        column.addSpacing(4)
        column.addWidget(Text(self.tr("Approval"), Role.STRONG))
        self._policies: dict[Policy, ChoiceCard] = {}
        group = QButtonGroup(self)
        for policy, title, text in (
            (
                Policy.PLAN,
                words.policy(Policy.PLAN),
                self.tr("These orders now, then the bot replaces filled orders inside this range by itself."),
            ),
            (
                Policy.EVERY_ORDER,
                words.policy(Policy.EVERY_ORDER),
                self.tr(
                    "You approve each order. One that you do not answer in time expires and is not sent."
                ),
            ),
            (
                Policy.AUTOMATIC,
                words.policy(Policy.AUTOMATIC),
                self.tr(
                    "Starts without asking. Orders stay inside the range, quantity and cost of this plan."
                ),
            ),
        ):
            card = ChoiceCard(title, text)
            card.clicked.connect(lambda _checked=False, policy=policy: self._model.set_policy(policy))
            group.addButton(card)
            self._policies[policy] = card
            column.addWidget(card)
        column.addSpacing(4)
        column.addWidget(Text(self.tr("After a restart of the application"), Role.TABLE, Tone.MUTED))
        self.restart = SegmentedControl(
            [(False, self.tr("Wait for me")), (True, self.tr("Resume by itself"))],
            stretch=True,
            name=self.tr("After a restart of the application"),
        )
        self.restart.selected.connect(lambda on: setattr(self._model, "auto_start", on))
        column.addWidget(self.restart)
        self._passed = Text("", Role.TABLE, Tone.MUTED)
        column.addWidget(self._passed)
        column.addStretch(1)
        self.error = Banner("", Tone.DANGER, wrap=True)
        self.error.hide()
        column.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(SPACE_5, 8, SPACE_5, SPACE_4)
        buttons.setSpacing(SPACE_2)
        back = Button(self.tr("Back"), height=40)
        back.clicked.connect(lambda: self.back_wanted.emit())
        self.start = Button(self.tr("Start on paper"), ButtonKind.PRIMARY, height=40)
        self.start.clicked.connect(self._start)
        buttons.addWidget(back)
        buttons.addWidget(self.start, 1)
        outer.addLayout(buttons)
        return panel

    # -- showing

    def begin(self) -> None:
        """The step came to the front: these are the prices that somebody agrees to."""
        self._agreed_cost = None
        self._moved = False
        self.error.hide()
        self._policies[self._model.policy].setChecked(True)
        self.restart.set_current(self._model.auto_start)
        self._timer.start()
        self._model.check_now()

    def end(self) -> None:
        self._timer.stop()

    def show_preflight(self) -> None:
        preflight, market = self._model.preflight, self._model.market()
        if preflight is None or market is None:
            return
        opening = preflight.opening
        if opening is not None:
            if self._agreed_cost is None:
                self._agreed_cost = opening.cost
            self._moved = abs(opening.cost - self._agreed_cost) * COLLAR_SHARE > self._agreed_cost
        self._show_tables(preflight, market)
        self._show_texts(preflight, market)
        self._show_totals(preflight, market)
        if self._moved:
            self.start.setText(self.tr("Prices moved, look again"))
        else:
            self.start.setText(self.tr("Start on paper"))
        self.start.setEnabled(self._model.ready())

    def _show_tables(self, preflight: Preflight, market: Market) -> None:
        wanted = (market.price_places, market.qty_places)
        if self._tables_for != wanted:
            for old in self._tables.values():
                old.setParent(None)
                old.deleteLater()
            self._tables_for = wanted
            for side, half in (("buy", self._buy_half), ("sell", self._sell_half)):
                name = self.tr("Buy orders") if side == "buy" else self.tr("Sell orders")
                table = TableView(
                    order_table(side, *wanted),
                    row_height=32,
                    name=name,
                    empty_title=self.tr("No order on this side"),
                    empty_text=self.tr("The price is at the edge of the range."),
                )
                self._tables[side] = table
                half.addWidget(table, 1)
            self._fit()
        self._tables["buy"].model.set_rows(list(enumerate(preflight.buys, 1)))
        self._tables["sell"].model.set_rows(list(enumerate(preflight.sells, 1)))

    def _show_texts(self, preflight: Preflight, market: Market) -> None:
        orders = len(preflight.buys) + len(preflight.sells)
        self._coin.set_symbols(market.base)
        opening = preflight.opening
        buys_now = opening is not None and opening.qty > 0
        if opening is not None and buys_now:
            self.headline.setText(
                self.tr("You buy {qty} {base} now for about {cost}, fee {fee}, and place {orders}.").format(
                    qty=fmt.number(opening.qty, market.qty_places),
                    base=market.base,
                    cost=fmt.amount(opening.cost, market.quote),
                    fee=fmt.money(preflight.opening_fee, market.quote),
                    orders=Counts().limit_orders(orders),
                )
            )
            self._opening_qty.set_number(fmt.number(opening.qty, market.qty_places), market.base)
            self._opening_cap.setText(
                self.tr("at most {price}").format(
                    price=fmt.number(preflight.opening_worst, market.price_places)
                )
            )
            self._opening_cost.set_number(fmt.money(opening.cost, market.quote), market.quote)
            self._opening_fee.setText(
                self.tr("fee {amount}").format(amount=fmt.money(preflight.opening_fee, market.quote))
            )
        else:
            self.headline.setText(
                self.tr("You place {orders}. Nothing is bought now.").format(
                    orders=Counts().limit_orders(orders)
                )
            )
        for widget in (self._opening_chip, self._opening_qty, self._opening_cost, self._opening_fee):
            widget.setVisible(buys_now)
        if not buys_now:
            self._opening_cap.setText(self.tr("No purchase at the start"))
        self._subline.setText(self._parameters_text(preflight, market))
        total = orders + int(buys_now)
        self._count.setText(Counts().orders(total))
        times, now = self._model.session.times, self._model.session.now_ns()
        self._priced.setText(
            self.tr("priced {time} at {price}, checked again at the moment you confirm").format(
                time=times.clock(now), price=fmt.number(preflight.price, market.price_places)
            )
        )
        self._buy_head[0].setText(self.tr("Buy {count}").format(count=len(preflight.buys)))
        self._buy_head[1].setText(
            self.tr("holds {amount}").format(amount=fmt.amount(preflight.held_for_buys, market.quote))
        )
        self._sell_head[0].setText(self.tr("{count} Sell").format(count=len(preflight.sells)))
        proceeds = preflight.sells[-1].cumulative if preflight.sells else None
        self._sell_head[1].setText(
            ""
            if proceeds is None
            else self.tr("returns {amount} when all fill").format(amount=fmt.amount(proceeds, market.quote))
        )
        self._vacant.setVisible(preflight.vacant is not None)
        self._vacant.setText(
            self.tr(
                "Level {price} starts vacant: no order there. When a buy fills, "
                "a sell goes one level above it, "
                "and the other way round."
            ).format(price=fmt.number(preflight.vacant, market.price_places))
        )

    def _parameters_text(self, preflight: Preflight, market: Market) -> str:
        values = self._model.values
        low, high = (fields.decimal(values.get(key)) for key in ("lower", "upper"))
        parts = [
            self.tr("Spot grid {market}, {venue}.").format(
                market=words.market(market.id), venue=words.venue(market.venue)
            ),
            self.tr("Range {low} – {high}, {grids}.").format(
                low=fmt.plain(low), high=fmt.plain(high), grids=Counts().grids(int(values.get("grids") or 0))
            ),
        ]
        at = {conditions.STOP: preflight.stop_at, conditions.TAKE_PROFIT: preflight.take_profit_at}
        for name in at:
            condition = conditions.given(name, values)
            if condition is not None:
                parts.append(condition.sentence(market.quote, market.price_places, at[name]))
        for key, text in (
            ("trailing_up_cap", self.tr("Trailing up to {price}.")),
            ("entry_price", self.tr("Starts at {price}.")),
        ):
            value = fields.decimal(values.get(key))
            if value is not None:
                parts.append(text.format(price=fmt.plain(value)))
        return " ".join(parts)

    def _show_totals(self, preflight: Preflight, market: Market) -> None:
        quote = market.quote
        investment, free = fields.decimal(self._model.values.get("investment")), self._model.free()
        left = None if investment is None or free is None else free - investment
        net = None
        if preflight.net_low is not None and preflight.net_high is not None:
            net = f"{fmt.percent_number(preflight.net_low, 3)} ~ {fmt.percent_number(preflight.net_high, 3)}"
        opening = preflight.opening
        for key, value in (
            ("market", None if opening is None else opening.cost),
            ("fee", preflight.opening_fee),
            ("held", preflight.held_for_buys),
            ("reserve", preflight.reserve),
            ("investment", investment),
            ("left", left),
        ):
            self._facts[key].set_value(None if value is None else fmt.money(value, quote), quote)
        self._facts["net"].set_value(net, "%")
        loss = preflight.loss_at_stop
        self._facts["loss"].setVisible(loss is not None)
        if loss is not None:
            self._facts["loss"].set_value(fmt.money(-abs(loss), quote), quote)
        self._passed.setText(
            self.tr("Pre-flight passed: {checks}").format(checks=Counts().checks(preflight.checks))
        )

    def show_error(self, text: str) -> None:
        """Why the bot could not be created."""
        self.error.set_event(text, Tone.DANGER)
        self.error.show()

    def _start(self) -> None:
        if self._moved:
            self._agreed_cost = None
            self._moved = False
            self._model.check_now()
            return
        self.start_wanted.emit()

    def _copy(self) -> None:
        text = "\n".join(table.tsv() for table in self._tables.values())
        QGuiApplication.clipboard().setText(text)
        self._model.session.say(self.tr("Orders copied."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A narrow window shows fewer columns; price, quantity and money stay."""
        self._right.setFixedWidth(408 if self.width() >= 1240 else 332)
        half = (self.width() - self._right.width() - 48) // 2
        for side, table in self._tables.items():
            table.set_column_visible("away", half >= 400)
            table.set_column_visible("sum" if side == "buy" else "number", half >= 430)

    def table(self, side: str) -> TableView:
        return self._tables[side]

    def policy_card(self, policy: Policy) -> ChoiceCard:
        return self._policies[policy]
