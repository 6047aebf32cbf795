"""Stop a bot: what happens to its coins, in money."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal

from PySide6.QtWidgets import QButtonGroup

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import BasketState, BotCard, BotDetail, BotPosition
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_positions
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.ui.viewmodels.bot_position import held_text
from finbyte_desktop.ui.viewmodels.bots import asked_away
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.overlay import Answer

ENDS_ALL = (Exit.SELL.value, "close")


class StopDialog(Dialog):
    """The exit choice, first as the bot itself would end; keeping the bot is the safe answer."""

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session)
        self._bot = bot
        self.subject = bot_subject(bot)
        self._exit = Exit.KEEP
        self._stopping = self._ended = False
        self.choices: dict[Exit, ChoiceCard] = {}
        session.bridge.slow.connect(self._told)

    def open(self) -> None:
        detail = self.session.desk.detail(self._bot)
        if str(detail.params.get("exit", "")) in ENDS_ALL:
            self._exit = Exit.SELL
        self._stopping = detail.card.state is BotState.STOPPING
        self._ended = detail.card.state in (BotState.STOPPED, BotState.ERROR)
        if self._ended:
            self._exit = Exit.SELL
        has_position = detail.card.position is not None
        group = QButtonGroup(self)
        for choice, text in self._texts(detail):
            name = words_positions.exit_choice(choice) if has_position else words.exit_choice(choice)
            box = ChoiceCard(name, text, checked=choice is self._exit)
            box.clicked.connect(lambda _checked=False, choice=choice: self._choose(choice))
            group.addButton(box)
            self.column.addWidget(box)
            self.choices[choice] = box
        self.show_stake()
        if self._ended:
            self.put(
                self.tr("Close the position of {name}?").format(name=detail.card.name),
                self._headline(detail),
                Answer("keep", self.tr("Keep it")),
                (Answer("stop", self.tr("Close it"), ButtonKind.DANGER_FILL),),
            )
        elif self._stopping:
            self.put(
                self.tr("{name} is ending. End it another way?").format(name=detail.card.name),
                self._headline(detail),
                Answer("keep", self.tr("Leave it as it is")),
                (Answer("stop", self.tr("End it this way"), ButtonKind.DANGER_FILL),),
            )
        else:
            self.put(
                self.tr("Stop {name}?").format(name=detail.card.name),
                self._headline(detail),
                Answer("keep", self.tr("Keep it running")),
                (Answer("stop", self.tr("Stop the bot"), ButtonKind.DANGER_FILL),),
            )
        self._show(detail)

    def _told(self, topics: frozenset[str]) -> None:
        """Coins, money and profit follow the bot, as on the page below."""
        if self.is_open() and topics & {"quotes", "bots", "fills"}:
            self._show(self.session.desk.detail(self._bot))

    def _show(self, detail: BotDetail) -> None:
        self.say(self._headline(detail))
        for choice, text in self._texts(detail):
            self.choices[choice].set_text(text)
        if detail.card.position is None and detail.card.basket is None:
            self._consequence.setToolTip(f"{fmt.plain(detail.quote_held)} {detail.card.quote}")
            for box in self.choices.values():
                box.setToolTip(self._exact(detail))

    def _texts(self, detail: BotDetail) -> tuple[tuple[Exit, str], ...]:
        position = detail.card.position
        if self._ended and position is not None:
            return self._of_position(detail.card, position)[1:]
        if detail.card.basket is not None:
            return self._of_basket(detail.card.basket, detail.card.quote)
        return self._of_coins(detail) if position is None else self._of_position(detail.card, position)

    def _headline(self, detail: BotDetail) -> str:
        card, orders = detail.card, len(detail.orders)
        if self._ended:
            return self.tr("Nobody looks after it since the bot has ended.")
        if self._stopping:  # what is on its way can only be asked to be cancelled
            return self.tr(
                "%n order(s) on the way are cancelled first; what they trade until then stays traded.",
                "",
                orders,
            )
        told = (
            self.tr(
                "%n order(s) are cancelled and {money} go back to the account. Profit so far: {profit}.",
                "",
                orders,
            )
            if card.position is None
            else self.tr("%n order(s) are cancelled. Profit so far: {profit}.", "", orders)
        )
        return told.format(
            money=fmt.amount(detail.quote_held, card.quote),
            profit=f"{fmt.money(card.total_profit, card.quote, sign=True)} {card.quote}",
        )

    def _of_coins(self, detail: BotDetail) -> tuple[tuple[Exit, str], ...]:
        """What becomes of the coins, in money."""
        card = detail.card
        held = fmt.promised_number(detail.base_held, card.qty_places)
        value = None if card.last is None else detail.base_held * card.last
        fee = None if value is None else value * self.session.desk.market(card.market).fee_taker
        return (
            (
                Exit.KEEP,
                self.tr("{qty} {base} stay in the account, worth {value} now.").format(
                    qty=held, base=card.base, value=fmt.amount(value, card.quote)
                ),
            ),
            (
                Exit.SELL,
                self.tr("{qty} {base} are sold at the market for about {value}, fee about {fee}.").format(
                    qty=held,
                    base=card.base,
                    value=fmt.amount(value, card.quote),
                    fee=fmt.amount(fee, card.quote),
                ),
            ),
        )

    @staticmethod
    def _exact(detail: BotDetail) -> str:
        """The coins and their worth, unrounded."""
        card = detail.card
        exact = f"{fmt.plain(detail.base_held)} {card.base}"
        if card.last is None:
            return exact
        return f"{exact}, {fmt.plain(detail.base_held * card.last)} {card.quote}"

    def _of_position(self, card: BotCard, position: BotPosition) -> tuple[tuple[Exit, str], ...]:
        """The same for a position: nobody looks after one that is kept."""
        held, quote = held_text(position, card), card.quote
        if not position.qty:
            nothing = self.tr("No position is open now. What its orders open until they are cancelled stays.")
            return ((Exit.KEEP, nothing), (Exit.SELL, self.tr("No position is open now.")))
        value = None if card.last is None else abs(position.qty) * card.last
        fee = None if value is None else value * self.session.desk.market(card.market).fee_taker
        return (
            (
                Exit.KEEP,
                self.tr(
                    "{held} {base} stays open with {margin} behind it. Nobody looks after it then: it pays "
                    "funding, and it can be liquidated."
                ).format(held=held, base=card.base, margin=fmt.amount(position.margin, quote)),
            ),
            (
                Exit.SELL,
                self.tr(
                    "{held} {base} is closed at the market: profit about {gain}, fee about {fee}."
                ).format(
                    held=held,
                    base=card.base,
                    gain=f"{fmt.money(position.unrealised, quote, sign=True)} {quote}",
                    fee=fmt.amount(fee, quote),
                ),
            ),
        )

    def _of_basket(self, basket: BasketState, quote: str) -> tuple[tuple[Exit, str], ...]:
        """The same of a bot that holds several assets."""
        coins = [row for row in basket.assets if row.market and row.qty > 0]
        worth = sum((row.value or Decimal(0) for row in coins), Decimal(0))
        fee = Decimal(0)
        for row in coins:
            fee += (row.value or Decimal(0)) * self.session.desk.market(row.market).fee_taker
        held = ", ".join(f"{fmt.promised_number(row.qty, row.qty_places)} {row.asset}" for row in coins)
        texts = (
            (Exit.KEEP, self.tr("{held} stay in the account, worth {value} now.")),
            (Exit.SELL, self.tr("{held} are sold at the market for about {value}, fees about {fee}.")),
        )
        told = {
            "held": held or self.tr("No coins"),
            "value": fmt.amount(worth, quote),
            "fee": fmt.amount(fee, quote),
        }
        return tuple((choice, text.format(**told)) for choice, text in texts)

    def _choose(self, choice: Exit) -> None:
        self._exit = choice

    def chosen(self, key: Hashable) -> bool:
        if self._stopping:
            asked = self.tr("Asked for. What its orders trade before they are cancelled stays traded.")
            self.do(self.session.desk.stop(self._bot, self._exit), asked)
            return False
        if self._ended:
            self.do(self.session.desk.stop(self._bot, self._exit), self.tr("The position is being closed."))
            return False
        unconfirmed = asked_away(self.session, self.session.desk.card(self._bot))
        self.do(
            self.session.desk.stop(self._bot, self._exit),
            f"{self.tr('The bot stops.')} {unconfirmed}"
            if unconfirmed
            else self.tr("The bot stops. Its orders are being cancelled."),
        )
        return False
