"""Amounts that move without a trade: add investment, withdraw profit, deposit paper money."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.segmented import SegmentedControl


class AmountDialog(Dialog):
    """One amount with its limit; the button works only for an amount that is possible."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=480)
        self.field = DecimalEdit(self.tr("Amount"), "USDT", step=Decimal(100))
        self.field.edited.connect(lambda _: self._judge())
        self._low = Decimal(0)
        self._most: Decimal | None = None

    def limit(self, most: Decimal | None, unit: str, note: str, first: Decimal | None) -> None:
        self._most = most
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
            self.field.set_error(
                self.tr("Feasible: above 0, up to {most}").format(most=fmt.plain(self._most)),
                self._most if self._most > 0 else None,
            )
        else:
            self.field.set_error(self.tr("Must be above 0"))
        self.tell(value if fine else None)

    def ask_amount(self, title: str, do: str) -> None:
        self.put(title, " ", Answer("cancel", self.tr("Cancel")), (Answer("do", do, ButtonKind.PRIMARY),))
        self._judge()
        self.field.setFocus()

    def tell(self, amount: Decimal | None) -> None:
        """Says in the headline what the amount will do."""

    def show_error(self, error: FinByteError) -> None:
        self.field.set_error(words_problems.error(error))


class AddInvestmentDialog(AmountDialog):
    """More money for a bot: its orders grow one by one, farthest first."""

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session)
        self._bot = bot
        self.subject = bot_subject(bot)
        self._card = session.desk.card(bot)

    def open(self) -> None:
        quote = self._card.quote
        free = next((b.free for b in self.session.desk.balances() if b.asset == quote), Decimal(0))
        note = self.tr("Available {amount}").format(amount=fmt.promised(free, quote))
        self.limit(free, quote, note, min(free, Decimal(1000)))
        self.ask_amount(
            self.tr("Add investment to {name}").format(name=self._card.name), self.tr("Add investment")
        )

    def tell(self, amount: Decimal | None) -> None:
        quote = self._card.quote
        if amount is None:
            self.say(
                self.tr("The bot works with {now} now.").format(now=fmt.amount(self._card.investment, quote))
            )
            return
        self.say(
            self.tr(
                "{amount} go into the bot. Its investment becomes {then}. Its orders become larger; "
                "the coins for larger sells are bought at the market price at once."
            ).format(amount=fmt.amount(amount, quote), then=fmt.amount(self._card.investment + amount, quote))
        )

    def chosen(self, key: Hashable) -> bool:
        amount = self.field.value()
        if amount is None:
            return True
        self.do(
            self.session.desk.add_investment(self._bot, amount),
            self.tr("Added. The orders grow one by one, farthest first."),
        )
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
