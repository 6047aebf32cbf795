"""Panic: stop bots and cancel their orders, of one bot, of this account or of all, after one question."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Hashable

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Desk
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

BOT, ACCOUNT, ALL = "bot", "account", "all"


class PanicDialog(Dialog):
    """Going on is the safe answer here too: a panic that was not meant costs money."""

    def __init__(self, session: Session, bot: str = "") -> None:
        super().__init__(session)
        self.subject = "panic"
        self._bot = bot
        self._scope = ACCOUNT

    def open(self) -> None:
        if self.session.accounts is not None and self._others_live():
            self._scope = ALL
        scopes = self._scopes()
        if self.column.count() == 0:
            if len(scopes) > 1:
                self.scope = SegmentedControl(scopes, self._scope, stretch=True, name=self.tr("What to stop"))
                self.scope.selected.connect(self._chosen_scope)
                self.column.addWidget(self.scope)
            note = self.tr("Stopped bots do not start again by themselves. Their history stays.")
            self.column.addWidget(Text(note, tone=Tone.MUTED, wrap=True))
            held = self.tr(
                "At a venue no new order leaves this account until you create or resume a bot. If the window "
                "ever hangs: finbyte-desktop panic in a terminal does the same."
            )
            if self.session.desk.health().mode != "paper" or len(scopes) > 1:
                self.column.addWidget(Text(held, tone=Tone.MUTED, wrap=True))
        self.put(
            self.tr("Panic"),
            self._consequence_of(self._scope),
            Answer("go_on", self.tr("Go on trading")),
            (Answer("panic", self._button_of(self._scope), ButtonKind.DANGER_FILL),),
        )

    def _others_live(self) -> bool:
        """Whether another account has bots: a panic is for them too."""
        accounts = self.session.accounts
        return accounts is not None and any(
            state.bots for state in accounts.states() if state.id != self.session.account
        )

    def _button_of(self, scope: str) -> str:
        return {
            BOT: self.tr("Stop this bot"),
            ACCOUNT: self.tr("Stop this account"),
            ALL: self.tr("Stop everything"),
        }[scope]

    def _scopes(self) -> list[tuple[str, str]]:
        """Only those that differ: one account alone is all there is."""
        scopes = [(ACCOUNT, self.tr("This account"))]
        if self._bot:
            with contextlib.suppress(FinByteError):
                scopes.insert(0, (BOT, self.session.desk.card(self._bot).name))
        if len(self._desks(ALL)) > 1:
            scopes.append((ALL, self.tr("All accounts")))
        return scopes

    def _desks(self, scope: str) -> list[Desk]:
        accounts = self.session.accounts
        if scope != ALL or accounts is None:
            return [self.session.desk]
        desks = []
        for state in accounts.states():
            with contextlib.suppress(FinByteError):  # one that is not open has nothing to stop
                desks.append(accounts.desk(state.id))
        return desks

    def _consequence_of(self, scope: str) -> str:
        try:
            cards = [card for desk in self._desks(scope) for card in desk.cards()]
        except FinByteError:
            return self.tr(
                "All bots stop and all orders are cancelled at once. Coins are kept, nothing is sold."
            )
        if scope == BOT:
            cards = [card for card in cards if card.id == self._bot]
        orders = sum(card.buys_open + card.sells_open for card in cards)
        text = self.tr("At once: {bots} to stop, {orders} to cancel. Coins are kept, nothing is sold.")
        text = text.format(bots=Counts().bots(len(cards)), orders=Counts().orders(orders))
        closed = self._closed_accounts() if scope == ALL else []
        if closed:
            left = self.tr("Orders of {names} stay: it is not connected.")
            text = f"{text} {left.format(names=', '.join(closed))}"
        return text

    def _closed_accounts(self) -> list[str]:
        accounts = self.session.accounts
        states = [] if accounts is None else accounts.states()
        return [state.name for state in states if not state.is_open and state.bots != 0]

    def _chosen_scope(self, scope: str) -> None:
        self._scope = scope
        self.say(self._consequence_of(scope))
        self.button("panic").setText(self._button_of(scope))

    def chosen(self, key: Hashable) -> bool:
        done = {
            BOT: self.tr("The bot is stopping. Its orders are being cancelled."),
            ACCOUNT: self.tr("The bots of this account are stopping. Their orders are being cancelled."),
            ALL: self.tr("All bots are stopping. All orders are being cancelled."),
        }[self._scope]
        self.do(self._panic(), done)
        return False

    async def _panic(self) -> None:
        """Every account is told, also when one of them fails; the first failure is shown."""
        bot = self._bot if self._scope == BOT else None
        ended = await asyncio.gather(
            *(desk.panic(bot) for desk in self._desks(self._scope)), return_exceptions=True
        )
        for result in ended:
            if isinstance(result, BaseException):
                raise result
