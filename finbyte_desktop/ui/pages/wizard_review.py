"""The last step: exactly the orders that will be placed, in words and as tables."""

from __future__ import annotations

import time
from collections import deque
from decimal import Decimal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import FieldProblem, FieldSpec, Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts, words_positions, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.wizard_plan import OrdersPlan
from finbyte_desktop.ui.pages.wizard_review_side import ReviewSide
from finbyte_desktop.ui.viewmodels import conditions, fields, purchases
from finbyte_desktop.ui.viewmodels.baskets import basket_headline, own_text, shares_text
from finbyte_desktop.ui.viewmodels.planned_orders import order_table
from finbyte_desktop.ui.viewmodels.wizard import REPRICE_MS, WizardModel
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.card import Card, Line
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.coin import CoinBadge
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

READ_S = 5.0


class Review(QWidget):
    """Numbers are priced anew each second and follow the price. When it moved by more than the collar, in
    which an approved order may be sent too, while somebody read them (the last `READ_S`), they must be looked
    at again: by a press, or by waiting until they have stood that long.
    """

    back_wanted = Signal()
    start_wanted = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        self._read: deque[tuple[float, Decimal]] = deque()
        self._read_all: deque[tuple[float, dict[str, Decimal]]] = deque()
        self._moved = False
        self._tables: dict[str, TableView] = {}
        self._tables_for: tuple[int, int] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._make_left(), 1)
        self.side = ReviewSide(model)
        self.side.back_wanted.connect(self.back_wanted)
        self.start = self.side.start
        self.start.clicked.connect(self._start)
        row.addWidget(self.side)
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
        self.wrong = Banner("", Tone.DANGER, wrap=True)
        self.wrong.action_clicked.connect(self._mend)
        self.wrong.hide()
        column.addWidget(self.wrong)
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
        self._opening_row = QWidget()
        opening = QHBoxLayout(self._opening_row)
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
        card.body.addWidget(self._opening_row)
        card.body.addWidget(Line())
        self._halves = QWidget()
        halves = QHBoxLayout(self._halves)
        halves.setContentsMargins(0, 0, 0, 0)
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
        card.body.addWidget(self._halves, 1)
        self.plan = OrdersPlan(self._model)
        card.body.addWidget(self.plan, 1)
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

    # -- showing

    def begin(self) -> None:
        """The step came to the front: these are the prices that somebody agrees to."""
        self._look_anew()
        self.side.begin()
        self._timer.start()
        self._model.check_now()

    def end(self) -> None:
        self._timer.stop()

    def show_preflight(self) -> None:
        preflight, market = self._model.preflight, self._model.market()
        self._show_wrong()
        if preflight is None or market is None:
            self.start.setEnabled(False)
            return
        if preflight.price is not None:
            self._note_price(preflight.price, preflight.collar)
        if preflight.basket is not None:
            self._note_prices(preflight)
        self._show_tables(preflight, market)
        self._show_texts(preflight, market)
        self.side.show_totals(preflight, market)
        if self._moved and self._model.ready():
            self.start.setText(self.tr("Prices moved, look again"))
        else:
            self.start.setText(words_accounts.start_button(self._model.session.desk.health().mode))
        self.start.setEnabled(self._model.ready())

    def _note_price(self, price: Decimal, collar: Decimal) -> None:
        """Whoever presses has read what stood here some seconds ago: did the price leave its collar since?"""
        now_s = time.monotonic()
        self._read.append((now_s, price))
        while len(self._read) > 1 and now_s - self._read[1][0] > READ_S:
            self._read.popleft()  # the price before stood on the screen until the next one came
        self._moved = any(abs(price - read) > read * collar for _, read in self._read)

    def _note_prices(self, preflight: Preflight) -> None:
        """The same of every market of a bot of several assets."""
        assert preflight.basket is not None
        now_s = time.monotonic()
        prices = {row.asset: row.price for row in preflight.basket.assets if row.price is not None}
        self._read_all.append((now_s, prices))
        while len(self._read_all) > 1 and now_s - self._read_all[1][0] > READ_S:
            self._read_all.popleft()
        self._moved = any(
            asset in read and abs(price - read[asset]) > read[asset] * preflight.collar
            for _, read in self._read_all
            for asset, price in prices.items()
        )

    def _show_wrong(self) -> None:
        """Why these parameters cannot be started any more, as the form says it, and what would help."""
        problems, error = self._model.problems(), self._model.preflight_error
        self.wrong.setVisible(bool(problems or error))
        if problems:
            self.wrong.set_event(fields.problem(problems[0]), Tone.DANGER, self._way_out(problems[0]))
        elif error:
            self.wrong.set_event(error, Tone.DANGER)

    def _way_out(self, problem: FieldProblem) -> str:
        fix = fields.decimal(problem.fix)
        if fix is None:
            return self.tr("Change the parameters")
        return self.tr("{field}: use {value}").format(field=fields.label(problem.field), value=fmt.plain(fix))

    def _mend(self) -> None:
        problems = self._model.problems()
        fix = fields.decimal(problems[0].fix) if problems else None
        if fix is None:
            self.back_wanted.emit()
            return
        self._look_anew()
        self._model.set_values({problems[0].field: fix})
        self._model.check_now()

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
                    empty_text=self.tr("No level of the grid gets an order on this side."),
                )
                self._tables[side] = table
                half.addWidget(table, 1)
            self._fit()
        empty = self.tr(
            "The level next to the price stays free, and the range has no other level on this side."
        )
        if not self._model.ready():
            empty = self.tr("Nothing can be placed with these parameters.")
        for table in self._tables.values():
            table.set_empty(self.tr("No order on this side"), empty)
        self._halves.setVisible(self._model.has_levels)
        self.plan.setVisible(not self._model.has_levels)
        if not self._model.has_levels:
            self.plan.show_preflight(preflight if self._model.ready() else None, market)
        self._tables["buy"].model.set_rows(list(enumerate(preflight.buys, 1)))
        self._tables["sell"].model.set_rows(list(enumerate(preflight.sells, 1)))

    def _show_texts(self, preflight: Preflight, market: Market) -> None:
        orders = len(preflight.buys) + len(preflight.sells)
        basket = preflight.basket
        self._opening_row.setVisible(basket is None)
        named = [row.asset for row in basket.assets[:3]] if basket is not None else []
        self._coin.set_symbols(named or market.base)
        if preflight.rungs:  # what is sold with profit follows them
            orders = len(preflight.rungs) - 1
        opening = preflight.opening
        buys_now = opening is not None and opening.qty > 0
        if preflight.basket is not None and preflight.runs is not None:
            self.headline.setText(purchases.headline(preflight, market.quote))
        elif preflight.basket is not None:
            self.headline.setText(basket_headline(preflight.basket, market.quote))
        elif preflight.position is not None:
            fee = words.fee_paid(preflight.opening_fee, market)
            self.headline.setText(
                words_positions.opens(opening, fee, orders, market.base, market.quote, market.qty_places)
            )
        elif opening is not None and buys_now and preflight.runs is not None:
            self.headline.setText(
                self.tr("You buy {qty} {base} now for about {cost}, fee {fee}, then by the schedule.").format(
                    qty=fmt.number(opening.qty, market.qty_places),
                    base=market.base,
                    cost=fmt.amount(opening.cost, market.quote),
                    fee=words.fee_paid(preflight.opening_fee, market),
                )
            )
        elif preflight.runs is not None:
            self.headline.setText(self.tr("Nothing is bought now. The bot buys by its schedule."))
        elif opening is not None and buys_now:
            self.headline.setText(
                self.tr("You buy {qty} {base} now for about {cost}, fee {fee}, and place {orders}.").format(
                    qty=fmt.number(opening.qty, market.qty_places),
                    base=market.base,
                    cost=fmt.amount(opening.cost, market.quote),
                    fee=words.fee_paid(preflight.opening_fee, market),
                    orders=Counts().limit_orders(orders),
                )
            )
        if opening is not None and buys_now:
            sells_now = opening.side is Side.SELL
            self._opening_chip.set_chip(
                self.tr("1 Market sell") if sells_now else self.tr("1 Market buy"),
                Tone.SELL if sells_now else Tone.ACCENT,
            )
            cap = self.tr("at least {price}") if sells_now else self.tr("at most {price}")
            self._opening_qty.set_number(fmt.number(opening.qty, market.qty_places), market.base)
            self._opening_cap.setText(
                cap.format(price=fmt.number(preflight.opening_worst, market.price_places))
            )
            self._opening_cost.set_number(fmt.money(opening.cost, market.quote), market.quote)
            self._opening_fee.setText(
                self.tr("fee {amount}").format(amount=words.fee_paid(preflight.opening_fee, market))
            )
        elif preflight.runs is None and preflight.position is None and preflight.basket is None:
            self.headline.setText(
                self.tr("You place {orders}. Nothing is bought now.").format(
                    orders=Counts().limit_orders(orders)
                )
            )
        problems = self._model.problems()
        if problems:
            self.headline.setText(words_problems.problem(problems[0]))
        for widget in (self._opening_chip, self._opening_qty, self._opening_cost, self._opening_fee):
            widget.setVisible(buys_now)
        if not buys_now:
            nothing = (
                self.tr("No purchase at the start")
                if preflight.position is None
                else self.tr("No position at the start")
            )
            self._opening_cap.setText("" if problems else nothing)
        self._subline.setText(self._parameters_text(preflight, market))
        total = orders + int(buys_now)
        self._count.setText(Counts().orders(total))
        times, now = self._model.session.times, self._model.session.now_ns()
        self._model.session.time_shown.emit(now)
        if preflight.basket is not None:
            text = self.tr("priced {time}, checked again at the moment you confirm")
            self._priced.setText(text.format(time=times.clock(now)))
        else:
            self._priced.setText(
                self.tr("priced {time} at {price}, checked again at the moment you confirm").format(
                    time=times.clock(now), price=fmt.number(preflight.price, market.price_places)
                )
            )
        self._buy_head[0].setText(self.tr("Buy {count}").format(count=len(preflight.buys)))
        held, margined = preflight.held_for_buys, preflight.position is not None
        self._buy_head[1].setText(
            "" if margined else self.tr("holds {amount}").format(amount=fmt.amount(held, market.quote))
        )
        self._sell_head[0].setText(self.tr("{count} Sell").format(count=len(preflight.sells)))
        proceeds = preflight.sells[-1].cumulative if preflight.sells else None
        self._sell_head[1].setText(
            ""
            if proceeds is None or margined
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
        if not self._model.is_grid:
            return self._fields_text(market)
        low, high = (fields.decimal(values.get(key)) for key in ("lower", "upper"))
        parts = [
            self.tr("Spot grid {market}, {venue}.").format(
                market=words.market(market.id), venue=words.venue(market.venue)
            ),
            self.tr("Range {low} – {high}, {grids}.").format(
                low=fmt.plain(low), high=fmt.plain(high), grids=Counts().grids(int(values.get("grids") or 0))
            ),
        ]
        at = {
            conditions.STOP: (preflight.stop_at, preflight.stop_in_fall),
            conditions.TAKE_PROFIT: (preflight.take_profit_at, preflight.take_profit_in_rise),
        }
        for name, places in at.items():
            condition = conditions.given(name, values)
            if condition is not None:
                parts.append(condition.sentence(market.quote, market.price_places, *places))
        parts += self._options_text(market)
        return " ".join(parts)

    def _fields_text(self, market: Market) -> str:
        """The kind, the market, and every field that was set."""
        given = [spec for spec in self._model.specs() if spec.name in self._model.values]
        if self._model.several:
            return self._basket_text(given, market)
        rows = fields.rows(given, dict(self._model.values), market.base, market.quote)
        head = self.tr("{type} {market}, {venue}.").format(
            type=words.bot_type(self._model.kind),
            market=words.market(market.id),
            venue=words.venue(market.venue),
        )
        told = ", ".join(f"{label} {text} {unit}".strip() for label, text, unit in rows)
        return f"{head} {told}"

    def _basket_text(self, given: list[FieldSpec], market: Market) -> str:
        """The assets with their weights, when it trades, and where it ends."""
        values = dict(self._model.values)
        left_out = ("weighting", "trigger", "threshold", "interval_s", "investment", "amount", "interval")
        rows = fields.rows([s for s in given if s.name not in left_out], values, market.base, market.quote)
        told = ", ".join(f"{label} {text} {unit}".strip() for label, text, unit in rows)
        own = own_text(values)
        goes_in = self.tr("Your own coins go in: {coins}.").format(coins=own) if own else ""
        rule = purchases.rule_of(self._model.kind, values, market.quote)
        parts = (f"{shares_text(values)}.", rule, goes_in, told)
        return " ".join(part for part in parts if part)

    def _options_text(self, market: Market) -> list[str]:
        """Everything else that was set, a sentence each."""
        values, parts = self._model.values, []
        delay, own = fields.decimal(values.get("hold_delay_s")), fields.decimal(values.get("base_qty"))
        cap, entry = fields.decimal(values.get("trailing_up_cap")), fields.decimal(values.get("entry_price"))
        if own:
            text = self.tr("{qty} {base} of your own coins go in.")
            parts.append(text.format(qty=fmt.plain(own), base=market.base))
        if delay:
            text = self.tr("A stop or take profit acts when it stayed true for {seconds} s.")
            parts.append(text.format(seconds=fmt.plain(delay)))
        if any(conditions.is_set(key, values) for key in (conditions.STOP, conditions.TAKE_PROFIT)):
            sells = values.get("exit") == "sell"
            parts.append(
                self.tr("Then it sells all coins.") if sells else self.tr("Then it keeps the coins.")
            )
        if values.get("trailing_up"):
            parts.append(
                self.tr("The range follows a rising price.")
                if cap is None
                else self.tr("Trailing up to {price}.").format(price=fmt.plain(cap))
            )
        guard = fields.decimal(values.get("pump_guard_steps"))
        if values.get("trailing_up") and guard:
            text = self.tr("Trailing pauses at more than {steps} within a minute.")
            parts.append(text.format(steps=Counts().steps(int(guard))))
        if values.get("trailing_down"):
            parts.append(self.tr("The range follows a falling price; its top coin is then sold for less."))
        if entry is not None:
            parts.append(self.tr("Starts at {price}.").format(price=fmt.plain(entry)))
        limit = fields.decimal(values.get("max_live_orders"))
        if limit:
            text = self.tr("At most {orders} rest at once.")
            parts.append(text.format(orders=Counts().orders(int(limit))))
        return parts

    def show_error(self, text: str) -> None:
        """Why the bot could not be created."""
        self.side.show_error(text)

    def policy_card(self, policy: Policy) -> ChoiceCard:
        return self.side.policy_card(policy)

    def _start(self) -> None:
        if self._moved:
            self._look_anew()
            self._model.check_now()
            self._model.session.say(
                self.tr("Prices moved: these are the orders at the price of now. Press again to start.")
            )
            return
        self.start_wanted.emit()

    def _look_anew(self) -> None:
        self._read.clear()
        self._read_all.clear()
        self._moved = False

    def _copy(self) -> None:
        plan = self.plan.basket.table if self._model.several else self.plan.table
        shown = [*self._tables.values()] if self._model.has_levels else [] if plan is None else [plan]
        text = "\n".join(table.tsv() for table in shown)
        QGuiApplication.clipboard().setText(text)
        self._model.session.say(self.tr("Orders copied."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A narrow window shows fewer columns; price, quantity and money stay."""
        self.side.setFixedWidth(408 if self.width() >= 1240 else 332)
        half = (self.width() - self.side.width() - 48) // 2
        for side, table in self._tables.items():
            table.set_column_visible("away", half >= 400)
            table.set_column_visible("sum" if side == "buy" else "number", half >= 430)

    def table(self, side: str) -> TableView:
        return self._tables[side]
