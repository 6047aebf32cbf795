"""What an account wants to be answered: orders without proof, orders without records, differences to the
ledger, bots that wait for hours, what happened while nobody looked.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.services.ports import (
    AccountHealth,
    AccountState,
    AwaySummary,
    Desk,
    DifferingPosition,
    LedgerDifference,
    LongWait,
    QuarantineAnswer,
    QuarantinedOrder,
    UnclaimedAnswer,
    UnclaimedOrder,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.pages.page import clear
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

MANY = 4  # so many orders of a market are asked about together
NAMED = 8


class OrderQuestion(Dialog):
    """A question about one order that a person answers after a look at the venue, or later."""

    def ask_about(self, question: str, order: str, note: str, quiet: Answer, danger: Answer) -> None:
        """Shows the question with the order in a sentence; `note` is what to know before answering."""
        self.column.addWidget(Text(note, Role.TABLE, Tone.MUTED, wrap=True))
        self.put(question, order, Answer("later", self.tr("Later")), (quiet, danger))


class QuarantineDialog(OrderQuestion):
    """An order of which nothing proves whether the venue has it."""

    def __init__(self, session: Session, desk: Desk, order: QuarantinedOrder) -> None:
        super().__init__(session)
        self._desk, self._order = desk, order

    def open(self) -> None:
        order = self._order
        note = self.tr(
            "Look at the venue's website, at the open orders and at the trades of {market}. Our number of it "
            "is {id}. Until you answer, {reserved} stay reserved, and nothing else is sent in its place."
        )
        self.ask_about(
            self.tr("Is this order at the venue?"),
            order_text(order),
            note.format(
                market=words.market(order.market),
                id=order.client_id,
                reserved=fmt.amount(order.reserved, order.reserved_asset),
            ),
            Answer(QuarantineAnswer.LIVE.value, self.tr("It is there")),
            Answer(QuarantineAnswer.NEVER.value, self.tr("It is not there"), ButtonKind.DANGER_FILL),
        )

    def chosen(self, key: Hashable) -> bool:
        done = self.tr("Thank you. FinByte goes on with your answer; later proof still wins.")
        self.do(self._desk.answer_quarantine(self._order.client_id, QuarantineAnswer(str(key))), done)
        return False


class QuarantinesDialog(Dialog):
    """Many orders of one market of which nothing proves that the venue has them: a testnet that began anew
    leaves all of them at once.
    """

    def __init__(self, session: Session, desk: Desk, orders: Sequence[QuarantinedOrder]) -> None:
        super().__init__(session)
        self._desk, self._orders = desk, orders

    def open(self) -> None:
        for order in self._orders[:NAMED]:
            self.column.addWidget(Text(order_text(order), Role.TABLE, Tone.MUTED, wrap=True))
        if len(self._orders) > NAMED:
            more = self.tr("and {count} more").format(count=len(self._orders) - NAMED)
            self.column.addWidget(Text(more, Role.TABLE, Tone.MUTED))
        self.put(
            self.tr("Is none of these orders at the venue?"),
            self.tr(
                "Look at the venue's website, at the open orders and at the trades of {market}. If none of "
                "them is there, their money is free again, and the bots place nothing in their place by "
                "themselves. One that the venue still has stays as it is."
            ).format(market=words.market(self._orders[0].market)),
            Answer("later", self.tr("Later")),
            (Answer("none", self.tr("None of them is there"), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        done = self.tr("Thank you. FinByte goes on with your answer; later proof still wins.")
        self.do(self._answer_each(), done)
        return False

    async def _answer_each(self) -> None:
        """One after the other. Those that the venue has, or that are known by now, are left as they are."""
        for order in self._orders:
            with contextlib.suppress(UserError):
                await self._desk.answer_quarantine(order.client_id, QuarantineAnswer.NEVER)


class UnclaimedDialog(OrderQuestion):
    """An order with our name of which the records know nothing."""

    def __init__(self, session: Session, desk: Desk, order: UnclaimedOrder) -> None:
        super().__init__(session)
        self._desk, self._order = desk, order

    def open(self) -> None:
        order = self._order
        note = self.tr(
            "It rests at the venue under our number {id}, found {since}. That happens when the data folder "
            "was restored from an older copy. No new order leaves for {market} until you answer. If you keep "
            "it, it is yours: FinByte leaves it alone, and what it trades is money outside all bots."
        )
        self.ask_about(
            self.tr("What shall become of this order?"),
            unclaimed_text(order),
            note.format(
                id=order.client_id,
                since=self.session.times.moment(order.since_ns),
                market=words.market(order.market),
            ),
            Answer(UnclaimedAnswer.KEEP.value, self.tr("Keep it, it is mine")),
            Answer(UnclaimedAnswer.CANCEL.value, self.tr("Cancel it"), ButtonKind.DANGER_FILL),
        )

    def chosen(self, key: Hashable) -> bool:
        answer = UnclaimedAnswer(str(key))
        cancel = answer is UnclaimedAnswer.CANCEL
        done = (
            self.tr("The order is cancelled; its market is traded again.")
            if cancel
            else self.tr("The order is yours; its market is traded again.")
        )
        self.do(self._desk.answer_unclaimed(self._order.client_id, answer), done)
        return False


class PositionDialog(Dialog):
    """A position that is another one at the venue: its owner may have closed or reduced it there."""

    def __init__(self, session: Session, desk: Desk, row: DifferingPosition) -> None:
        super().__init__(session)
        self._desk, self._row = desk, row

    @staticmethod
    def action() -> str:
        """The one name of what it does."""
        return QCoreApplication.translate("PositionDialog", "Take the venue's position as true")

    def open(self) -> None:
        goes_on = self.tr(
            "The trades that closed it become the bot's, with the venue's prices, profit and fees; where the "
            "venue tells none, its books are adjusted without a price and without a profit. A bot without a "
            "position ends; one whose position was made smaller goes on with what is left, and a neutral "
            "grid ends and keeps it."
        )
        self.column.addWidget(Text(goes_on, Role.TABLE, Tone.MUTED, wrap=True))
        self.put(
            self.tr("Was the position closed or reduced outside FinByte?"),
            words_accounts.other_position(self._row),
            Answer("later", self.tr("Later")),
            (Answer("take", self.action(), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        done = self.tr("The venue's position is the bot's.")
        self.do(self._desk.take_position(self._row.bot, self._row.venue), done)
        return False


class DifferencesDialog(Dialog):
    """What differs becomes money outside all bots, so that the books agree again."""

    def __init__(self, session: Session, desk: Desk, rows: list[LedgerDifference]) -> None:
        super().__init__(session)
        self._desk, self._rows = desk, rows

    @staticmethod
    def action() -> str:
        """The one name of what it does."""
        return QCoreApplication.translate("DifferencesDialog", "Book it outside the bots")

    def open(self) -> None:
        for row in self._rows:
            self.column.addWidget(Text(difference_text(row), Role.TABLE, Tone.MUTED, wrap=True))
        self.put(
            self.tr("Book the differences outside the bots?"),
            self.tr(
                "They become money outside all bots, as a deposit or a withdrawal at the venue would be. "
                "No bot's profit changes."
            ),
            Answer("no", self.tr("Not now")),
            (Answer("book", self.action(), ButtonKind.PRIMARY),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(self._desk.book_differences(), self.tr("The ledger agrees with the venue."))
        return False


class AnswersCard(Card):
    """Hidden while nothing waits and nothing happened."""

    def __init__(self, session: Session) -> None:
        super().__init__(" ")
        self._session = session
        self._shown: object = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_2)
        self.body.addLayout(self._rows)
        self.hide()

    def show_account(self, state: AccountState, health: AccountHealth | None) -> None:
        """Orders first: their money is not free."""
        what = (
            None
            if health is None
            else (
                health.connection,
                health.quarantined,
                health.unclaimed,
                health.differences,
                health.positions,
                health.waits,
                health.away,
            )
        )
        if what == self._shown:
            return
        self._shown = what
        clear(self._rows)
        self.hide()
        accounts = self._session.accounts
        if health is None or accounts is None:
            return
        try:
            desk = accounts.desk(state.id)
        except FinByteError:
            return
        by_market: dict[str, list[QuarantinedOrder]] = {}
        for order in health.quarantined:
            by_market.setdefault(order.market, []).append(order)
        for market, orders in by_market.items():
            if len(orders) >= MANY:
                self._add(
                    words.market(market),
                    Counts().orders_unproved(len(orders)),
                    self.tr("Answer"),
                    partial(self._ask, QuarantinesDialog, desk, orders),
                )
        for order in health.quarantined:
            if len(by_market[order.market]) >= MANY:
                continue
            self._add(
                order_text(order),
                self.tr("Nothing proves whether the venue has it."),
                self.tr("Answer"),
                partial(self._ask, QuarantineDialog, desk, order),
            )
        for found in health.unclaimed:
            self._add(
                unclaimed_text(found),
                self.tr("It has our name and is not in our records. Its market is closed for new orders."),
                self.tr("Answer"),
                partial(self._ask, UnclaimedDialog, desk, found),
            )
        for position in health.positions:
            self._add(
                words_accounts.other_position(position),
                self._of_position(position),
                self.tr("Answer") if position.can_take else "",
                partial(self._ask, PositionDialog, desk, position),
            )
        if health.differences:
            rows = list(health.differences)
            self._add(
                self.tr("The venue and the ledger differ"),
                " ".join(difference_text(row) for row in rows),
                DifferencesDialog.action(),
                partial(self._ask, DifferencesDialog, desk, rows),
            )
        for wait in health.waits:
            self._add(self.tr("{name} waits").format(name=wait.name), wait_text(self._session, wait))
        if health.away is not None and not health.away.is_empty:
            self._add(self.tr("While you were away"), away_text(self._session, health.away))
        self.set_title(self.tr("What you should know"), state.name)
        self.setVisible(self._rows.count() > 0)

    def _of_position(self, row: DifferingPosition) -> str:
        market = words.market(row.market)
        if row.can_take:
            return self.tr(
                "No new order leaves for {market}. If you closed or reduced it at the venue, say so; "
                "else undo your trade there."
            ).format(market=market)
        return self.tr(
            "No new order leaves for {market}. What was added at the venue is not the bot's: take it back "
            "there, or stop the bot and close its position."
        ).format(market=market)

    def _ask(self, dialog: Callable[..., Dialog], desk: Desk, about: object, _checked: bool = False) -> None:
        dialog(self._session, desk, about).open()

    def _add(self, title: str, text: str, action: str = "", do: object = None) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_4)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(Text(title, Role.STRONG, wrap=True))
        texts.addWidget(Text(text, Role.TABLE, Tone.MUTED, wrap=True))
        row.addLayout(texts, 1)
        if action:
            button = Button(action, height=28)
            button.clicked.connect(do)
            row.addWidget(button)
        self._rows.addWidget(line)


def order_text(order: QuarantinedOrder) -> str:
    """An order in a sentence."""
    translate = QCoreApplication.translate
    return translate("AccountAnswers", "{side} {qty} {base} at {price}, {bot}, {market}").format(
        side=words.side(order.side),
        qty=fmt.number(order.qty, order.qty_places),
        base=order.base,
        price=fmt.number(order.price, order.price_places),
        bot=order.bot_name,
        market=words.market(order.market),
    )


def unclaimed_text(order: UnclaimedOrder) -> str:
    """An order without a bot in a sentence."""
    translate = QCoreApplication.translate
    fields = {
        "side": words.side(order.side),
        "qty": fmt.number(order.qty, order.qty_places),
        "base": order.base,
        "market": words.market(order.market),
    }
    if order.price is None:
        return translate("AccountAnswers", "{side} {qty} {base} at the market, {market}").format(**fields)
    return translate("AccountAnswers", "{side} {qty} {base} at {price}, {market}").format(
        price=fmt.number(order.price, order.price_places), **fields
    )


def wait_text(session: Session, wait: LongWait) -> str:
    """Why a bot has stood still for hours, and what can be done."""
    translate = QCoreApplication.translate
    return translate(
        "AccountAnswers",
        "Since {since}: {reason} ({market}). Its orders stay and it goes on by itself. Stop it if you do not "
        "want to wait.",
    ).format(
        since=session.times.moment(wait.since_ns),
        reason=words.reason(wait.reason),
        market=words.market(wait.market),
    )


def difference_text(row: LedgerDifference) -> str:
    """What the venue has other than the books, with both amounts."""
    told = QCoreApplication.translate("AccountAnswers", "{difference} ({venue} against {ledger})")
    return told.format(
        difference=words_accounts.difference(row), venue=fmt.plain(row.venue), ledger=fmt.plain(row.ledger)
    )


def away_text(session: Session, away: AwaySummary) -> str:
    """What happened between the last moment that was known and the opening."""
    translate = QCoreApplication.translate
    times = session.times
    start, end = times.moment(away.since_ns), times.moment(away.until_ns)
    if start == end:
        parts = [translate("AccountAnswers", "At {time}:").format(time=start)]
    else:
        parts = [translate("AccountAnswers", "From {start} to {end}:").format(start=start, end=end)]
    of_bot = translate("AccountAnswers", "{name}: {buys} bought, {sells} sold, {ended}.")
    parts += [
        of_bot.format(
            name=bot.name, buys=bot.buys, sells=bot.sells, ended=Counts().orders_ended(bot.ended_orders)
        )
        for bot in away.bots
    ]
    if away.foreign_trades:
        parts.append(Counts().trades_elsewhere(away.foreign_trades))
    parts += [difference_text(row) for row in away.differences]
    return " ".join(parts)
