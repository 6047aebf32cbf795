"""Amounts that move without a trade: add investment, withdraw profit, deposit paper money."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.instrument import money_places
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import AddedPlan, AddedToDeal
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.ui.viewmodels.baskets import traded_text
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_5
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

MOST_ROWS = 12


class AmountDialog(Dialog):
    """One amount with its limit; the button works only for an amount that is possible."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=480)
        self.field = DecimalEdit(self.tr("Amount"), "USDT", step=Decimal(100))
        self.field.edited.connect(lambda _: self._judge())
        self._consequence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._low = Decimal(0)
        self._most: Decimal | None = None
        self._unit = ""

    def limit(self, most: Decimal | None, unit: str, note: str, first: Decimal | None) -> None:
        self._most, self._unit = most, unit
        self.column.addWidget(self.field)
        self.field.set_unit(unit)
        self.field.set_note(note)
        self.field.set_value(first)

    def _judge(self) -> None:
        value = self.field.value()
        fine = value is not None and value > self._low and (self._most is None or value <= self._most)
        self.button("do").setEnabled(fine)
        if fine or value is None:
            self.field.clear_error()  # of a text that is no number the field itself speaks
        elif self._most is not None:
            most = fmt.rounded_down(self._most, money_places(self._unit))
            self.field.set_error(
                self.tr("Feasible: above 0, up to {most}").format(most=fmt.plain(most)),
                most if most > 0 else None,
            )
        else:
            self.field.set_error(self.tr("Must be above 0"))
        self.tell(value if fine else None)
        self.keep_room(self._consequence)

    def keep_room(self, *texts: Text) -> None:
        """What once stood here keeps its height: nothing moves while somebody types."""
        width = self.panel.minimumWidth() - 2 * (SPACE_5 + 1)
        for text in texts:
            needed = text.heightForWidth(width) if text.text() else 0
            text.setMinimumHeight(max(text.minimumHeight(), needed))

    def ask_amount(self, title: str, do: str) -> None:
        self.put(title, " ", Answer("cancel", self.tr("Cancel")), (Answer("do", do, ButtonKind.PRIMARY),))
        for amount in self.measured():
            self.tell(amount)
            self.keep_room(self._consequence)
        self._judge()
        self.field.setFocus()

    def measured(self) -> Sequence[Decimal | None]:
        """Amounts whose texts find room from the beginning."""
        return (None, self._most) if self._most else (None,)

    def tell(self, amount: Decimal | None) -> None:
        """Says in the headline what the amount will do."""

    def show_error(self, error: FinByteError) -> None:
        self.field.set_error(words_problems.error(error))


class AddInvestmentDialog(AmountDialog):
    """More money for a bot. What is traded at once and which orders grow is said before it is confirmed."""

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session)
        self._bot = bot
        self.subject = bot_subject(bot)
        self._card = session.desk.card(bot)
        self.what = Text("", Role.BODY, wrap=True)
        self.orders = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        for text in (self.what, self.orders):
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
        session.bridge.slow.connect(self._told)

    def open(self) -> None:
        quote = self._card.quote
        free = next((b.free for b in self.session.desk.balances() if b.asset == quote), Decimal(0))
        note = self.tr("Available {amount}").format(amount=fmt.promised(free, quote))
        self.limit(free, quote, note, min(free, Decimal(1000)))
        self.column.addWidget(self.what)
        self.column.addWidget(self.orders)
        self.show_stake()
        self.ask_amount(
            self.tr("Add investment to {name}").format(name=self._card.name), self.tr("Add investment")
        )

    def _told(self, topics: frozenset[str]) -> None:
        """The purchase follows the price."""
        if self.is_open() and topics & {"quotes", "bots", "fills"}:
            self._judge()

    def tell(self, amount: Decimal | None) -> None:
        quote = self._card.quote
        plan = None if amount is None else self._plan(amount)
        self.what.setText("" if plan is None else self._trades(plan))
        self.orders.setText("" if plan is None else self._orders(plan))
        self.keep_room(self.what, self.orders)
        for text in (self.what, self.orders):
            text.setVisible(text.minimumHeight() > 0)
        if amount is None:
            self.say(
                self.tr("The bot works with {now} now.").format(now=fmt.amount(self._card.investment, quote))
            )
            return
        goes = self.tr("{amount} go into the bot. Its investment becomes {then}.")
        then = fmt.amount(self._card.investment + amount, quote)
        self.say(goes.format(amount=fmt.amount(amount, quote), then=then))

    def _plan(self, amount: Decimal) -> AddedPlan | None:
        try:
            return self.session.desk.added_plan(self._bot, amount)
        except FinByteError:
            return None  # adding itself says what is wrong

    def _trades(self, plan: AddedPlan) -> str:
        """What is bought or sold at once, and how the orders grow."""
        card, said = self._card, []
        if plan.waits:
            said.append(self.tr("The bot waits; this happens when it goes on:"))
        if plan.deal is not None:
            return self._to_deal(plan.deal)
        if card.basket is not None:
            said.append(self._spread(plan))
            return " ".join(said)
        if plan.side is not None:
            text = (
                self.tr("It buys {qty} {base} at the market now, for about {cost}, fee about {fee}.")
                if plan.side is Side.BUY
                else self.tr("It sells {qty} {base} at the market now, for about {cost}, fee about {fee}.")
            )
            said.append(
                text.format(
                    qty=fmt.number(plan.qty, card.qty_places),
                    base=card.base,
                    cost=fmt.amount(plan.cost, card.quote),
                    fee=fmt.amount(plan.fee, card.quote),
                )
            )
        if not plan.grown and not plan.later:
            said.append(self.tr("It is too little for larger orders and stays in the bot as free money."))
            return " ".join(said)
        size = (
            fmt.amount(plan.size, card.quote)
            if plan.in_quote
            else f"{fmt.number(plan.size, card.qty_places)} {card.base}"
        )
        grows = self.tr("{orders} grow to {size} each now.")
        said.append(grows.format(orders=Counts().orders(len(plan.grown)), size=size))
        if plan.later:
            later = (
                self.tr("{later} more after their round trip; coins that they lack are bought then.")
                if card.position is None
                else self.tr(
                    "{later} more after their round trip; the position that they lack is opened then."
                )
            )
            said.append(later.format(later=plan.later))
        ends = [at for at in (plan.liquidation_low, plan.liquidation_high) if at is not None]
        if ends:
            prices = ", ".join(fmt.number(at, card.price_places) for at in ends)
            said.append(self.tr("Estimated liquidation then: {prices}.").format(prices=prices))
        if plan.refused is not None:
            said.append(words_problems.all_of([plan.refused]))
        return " ".join(said)

    def _to_deal(self, added: AddedToDeal) -> str:
        """What the money does for the deal that runs, and for the later ones."""
        said = [self.tr("Nothing is traded now, and the orders of this deal stay as they are.")]
        if added.liquidations is not None:
            (now, after), (then, after_then) = added.liquidations
            said.append(
                self.tr("The money stands behind the position at once: its liquidation goes {moves}.").format(
                    moves=self._moves(now, then)
                )
            )
            if (after, after_then) != (now, then):
                text = self.tr("After all safety orders it goes {moves}.")
                said.append(text.format(moves=self._moves(after, after_then)))
        times = fmt.plain(added.times.normalize())
        said.append(
            self.tr("The orders of later deals have {times} times their first size.").format(times=times)
        )
        return " ".join(said)

    def _moves(self, before: Decimal | None, after: Decimal | None) -> str:
        none = self.tr("none")
        texts = [none if at is None else fmt.number(at, self._card.price_places) for at in (before, after)]
        return self.tr("from {before} to {after}").format(before=texts[0], after=texts[1])

    def _spread(self, plan: AddedPlan) -> str:
        """What a bot of several assets trades with the money."""
        if not plan.trades:
            return self.tr("Nothing is traded now: the money waits in the bot for its next rebalance.")
        sells = [order for order in plan.trades if order.side is Side.SELL]
        buys = [order for order in plan.trades if order.side is Side.BUY]
        said = []
        if sells:
            said.append(self.tr("It sells {orders} at the market now.").format(orders=traded_text(sells)))
        if buys:
            cost = fmt.amount(sum((order.cost for order in buys), Decimal(0)), self._card.quote)
            text = self.tr("It buys {orders} at the market now, for about {cost}.")
            said.append(text.format(orders=traded_text(buys), cost=cost))
        said.append(self.tr("Fees about {fee}.").format(fee=fmt.amount(plan.fee, self._card.quote)))
        return " ".join(said)

    def _orders(self, plan: AddedPlan) -> str:
        """The orders that are replaced when this is confirmed."""
        card = self._card
        buys, sells = self.tr("buy"), self.tr("sell")
        rows = [
            f"{buys if one.side is Side.BUY else sells} {fmt.number(one.price, card.price_places)}: "
            f"{fmt.number(one.before, card.qty_places)} \u2192 {fmt.number(one.then, card.qty_places)}"
            for one in plan.grown
        ]
        shown, left = rows[:MOST_ROWS], len(rows) - MOST_ROWS
        text = "   ".join(shown)
        return self.tr("{rows}   and {count} more").format(rows=text, count=left) if left > 0 else text

    def chosen(self, key: Hashable) -> bool:
        amount = self.field.value()
        if amount is None:
            return True
        done = self.tr("Added. The log tells what was traded and which orders grow.")
        plan = self._plan(amount)
        if plan is not None and plan.deal is not None:
            done = self.tr("Added. The orders of later deals are larger.")
        self.do(self.session.desk.add_investment(self._bot, amount), done)
        return False


class WithdrawDialog(AmountDialog):
    """Realised profit back to the account."""

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session)
        self._bot = bot
        self.subject = bot_subject(bot)
        self._card = session.desk.card(bot)
        self.warning = Banner("", Tone.WARN, wrap=True)
        session.bridge.slow.connect(self._told)

    def open(self) -> None:
        quote, most = self._card.quote, self._card.withdrawable
        self.limit(most, quote, self._note(), most if most > 0 else None)
        self.column.addWidget(self.warning)
        self._show_profit()
        self.ask_amount(
            self.tr("Withdraw profit of {name}").format(name=self._card.name), self.tr("Withdraw")
        )

    def _told(self, topics: frozenset[str]) -> None:
        """Total and limit follow the bot, as on the page below."""
        if self.is_open() and topics & {"quotes", "bots", "fills"}:
            self._card = self.session.desk.card(self._bot)
            self._show_profit()
            if self._card.withdrawable != self._most:
                self._most = self._card.withdrawable
                self.field.set_note(self._note())
                self._judge()

    def _note(self) -> str:
        most = fmt.promised(self._card.withdrawable, self._card.quote)
        return self.tr("Withdrawable {amount}").format(amount=most)

    def _show_profit(self) -> None:
        """The warning keeps its room while the total changes its sign."""
        quote, total = self._card.quote, self._card.total_profit
        if self._card.basket is not None:
            self.warning.set_event(
                self.tr("Total profit {total} {quote}. What stands in coins stays there.").format(
                    total=fmt.money(total, quote, sign=True), quote=quote
                ),
                Tone.NEUTRAL,
            )
            return
        loses = total is not None and total < 0
        text = (
            self.tr(
                "Grid profit made {grid}, but total profit {total} {quote}: with the coins it holds the "
                "bot is at a loss. Withdrawing now takes working money out of it, not a gain."
            )
            if loses
            else self.tr("Grid profit made {grid}, total profit {total} {quote} with the coins it holds.")
        )
        self.warning.set_event(
            text.format(
                grid=fmt.money(self._card.grid_profit, quote, sign=True),
                total=fmt.money(total, quote, sign=True),
                quote=quote,
            ),
            Tone.WARN if loses else Tone.NEUTRAL,
        )
        if self.warning.isVisible():  # before that it has a height that nobody gave it
            self.warning.setMinimumHeight(max(self.warning.minimumHeight(), self.warning.height()))

    def tell(self, amount: Decimal | None) -> None:
        quote = self._card.quote
        if amount is None and self._card.basket is not None:
            self.say(self.tr("Profit that is not in coins can be taken out."))
            return
        if amount is None:
            self.say(
                self.tr("Grid profit that was not withdrawn and is not bound in orders can be taken out.")
            )
            return
        self.say(
            self.tr("{amount} go back to the account. The bot's orders stay as they are.").format(
                amount=fmt.amount(amount, quote)
            )
        )

    def chosen(self, key: Hashable) -> bool:
        amount = self.field.value()
        if amount is None:
            return True
        self.do(
            self.session.desk.withdraw_profit(self._bot, amount), self.tr("The profit is in the account.")
        )
        return False


class DepositDialog(AmountDialog):
    """Virtual money into the paper account, or out of it."""

    confirms = "do"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._sign = 1

    def open(self) -> None:
        currency = self.session.settings.currency
        self._free = next((b.free for b in self.session.desk.balances() if b.asset == currency), Decimal(0))
        self.direction = SegmentedControl(
            [(1, self.tr("Deposit")), (-1, self.tr("Withdraw"))], stretch=True, name=self.tr("Direction")
        )
        self.direction.selected.connect(self._turn)
        self.column.addWidget(self.direction)
        note = self.tr("Free {amount}").format(amount=fmt.promised(self._free, currency))
        self.limit(None, currency, note, Decimal(10000))
        self.ask_amount(self.tr("Paper account"), self.tr("Deposit"))

    def _turn(self, sign: int) -> None:
        self._sign = sign
        self._most = None if sign > 0 else self._free
        self.button("do").setText(self.tr("Deposit") if sign > 0 else self.tr("Withdraw"))
        self._judge()

    def tell(self, amount: Decimal | None) -> None:
        currency = self.session.settings.currency
        if amount is None:
            self.say(self.tr("This is virtual money. Nothing leaves this computer."))
        elif self._sign > 0:
            self.say(
                self.tr("{amount} of virtual money come into the paper account.").format(
                    amount=fmt.amount(amount, currency)
                )
            )
        else:
            self.say(
                self.tr("{amount} of virtual money leave the paper account.").format(
                    amount=fmt.amount(amount, currency)
                )
            )

    def chosen(self, key: Hashable) -> bool:
        amount = self.field.value()
        if amount is None:
            return True
        self.do(
            self.session.desk.deposit(self.session.settings.currency, amount * self._sign),
            self.tr("The paper account has changed."),
        )
        return False
