"""Panic: stop bots and cancel their orders, of one bot, of this account or of all, after one question."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Hashable, Sequence

from PySide6.QtWidgets import QLayout

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import AccountState, Desk, Link
from finbyte_desktop.ui import words_accounts, words_panic
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.account_lines import AccountLines, ListArea
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.panic_result_dialog import PanicResultDialog, Told
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_5
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

BOT, ACCOUNT, ALL = "bot", "account", "all"
POSITIONS_HEIGHT = 170
LEAST_BUTTON = 112


class PanicDialog(Dialog):
    """Going on is the safe answer here too: a panic that was not meant costs money. Another scope leaves the
    panel and its buttons where they are.
    """

    def __init__(self, session: Session, bot: str = "") -> None:
        super().__init__(session)
        self.subject = "panic"
        self._bot = bot
        self._scope = ACCOUNT
        self._is_measuring = False

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
            self._add_positions()
            self.body.addStretch(1)  # what a smaller scope leaves empty is at the foot
        self.put(
            self.tr("Panic"),
            self._consequence_of(self._scope),
            Answer("go_on", self.tr("Go on trading")),
            (Answer("panic", self._button_of(self._scope), ButtonKind.DANGER_FILL),),
        )
        self._show_positions()
        self._keep_size()

    def _fit(self) -> None:
        super()._fit()
        self._keep_size()

    def _keep_size(self) -> None:
        """Gives panel, consequence and button the size that the largest scope needs: a button that moved
        would be missed by whoever is about to press it.
        """
        if self._is_measuring or self.column.count() == 0 or self._question is None:
            return
        self._is_measuring = True
        scope, closes = self._scope, self.close_positions.isChecked()
        panel, button, consequence = self.panel, self.button("panic"), self._consequence
        width = panel.minimumWidth() - 2 * SPACE_5 - 2
        for widget in (panel, consequence):
            widget.setMinimumHeight(0)
        button.setMinimumWidth(LEAST_BUTTON)
        scopes = [key for key, _ in self._scopes()]
        texts = {key: self._consequence_of(key) for key in scopes}
        head, foot, whole = 0, 0, 0
        for key in scopes:
            consequence.setText(texts[key])
            head = max(head, consequence.heightForWidth(width))
        consequence.setMinimumHeight(head)
        for key in sorted(scopes, key=lambda key: key == scope):  # the chosen one last
            self._scope = key
            consequence.setText(texts[key])
            self._show_positions()
            self.close_positions.setChecked(not self.close_positions.isHidden())
            foot = max(foot, button.sizeHint().width())
            _lay_out(panel.layout())
            whole = max(whole, panel.layout().totalHeightForWidth(panel.minimumWidth()))
        button.setMinimumWidth(foot)
        panel.setMinimumHeight(whole)
        self.close_positions.setChecked(closes)
        self._name_button()
        self._is_measuring = False

    def _add_positions(self) -> None:
        self.positions_head = Text("", Role.STRONG)
        self.column.addWidget(self.positions_head)
        self.positions = ListArea(self, most=POSITIONS_HEIGHT)
        self.column.addWidget(self.positions)
        self.close_positions = CheckBox(self.tr("Close these positions too, at the market, reduce-only"))
        self.column.addWidget(self.close_positions)
        self.unread = Banner("", Tone.WARN, wrap=True)
        self.column.addWidget(self.unread)
        self.close_positions.toggled.connect(lambda _: self._name_button())

    def _show_positions(self) -> None:
        """The perpetual positions that a panic of this scope meets: they stay open unless a person says
        otherwise, and every stop under them stays too.
        """
        self.positions.empty()
        self.position_texts: list[str] = []
        unread, can_close = [], False
        for state, desk in self._accounts(self._scope):
            held = desk.positions()
            if held is None:  # on paper they belong to bots
                can_close |= self._add_of_bots(state, desk)
            if held is None or self._scope == BOT:
                continue
            if held.is_old or held.read_ns is None:
                unread.append(name_of(state))
            if held.rows or held.unread:
                tone = words_accounts.MODE_TONES.get(state.mode, Tone.MUTED)
                lines = AccountLines(name_of(state), words_accounts.mode(state.mode), tone)
                for row in held.rows:
                    text = words_panic.position_and_stop(row)
                    lines.add(Tone.DANGER if row.naked_s is not None else Tone.WARN, text)
                    self.position_texts.append(f"{name_of(state)}: {text}")
                    can_close = True
                for strange in held.unread:
                    text = words_panic.strange(strange)
                    lines.add(Tone.DANGER, text)
                    self.position_texts.append(f"{name_of(state)}: {text}")
                self.positions.add(lines)
        count = len(self.position_texts)
        if not can_close:
            self.close_positions.setChecked(False)
        self.positions_head.setText(Counts().positions_left(count))
        for widget in (self.positions_head, self.positions):
            widget.setVisible(bool(count))
        self.close_positions.setVisible(can_close)
        self.positions.fit()
        self.unread.setVisible(bool(unread))
        if unread:
            text = self.tr("Perpetual positions of {names} cannot be read now: look at the venue.")
            self.unread.set_event(text.format(names=", ".join(unread)), Tone.WARN)
        self._name_button()

    def _add_of_bots(self, state: AccountState, desk: Desk) -> bool:
        """The positions that bots hold; whether there are any."""
        cards = (*desk.cards(), *desk.cards(ended=True))
        held = [card for card in cards if card.position is not None and card.position.qty]
        if self._scope == BOT:
            held = [card for card in held if card.id == self._bot]
        if not held:
            return False
        tone = words_accounts.MODE_TONES.get(state.mode, Tone.MUTED)
        lines = AccountLines(name_of(state), words_accounts.mode(state.mode), tone)
        for card in held:
            text = words_panic.of_a_bot(card)
            lines.add(Tone.WARN, text)
            self.position_texts.append(f"{name_of(state)}: {text}")
        self.positions.add(lines)
        return True

    def _name_button(self) -> None:
        text = self._button_of(self._scope)
        if self.close_positions.isChecked():
            text = self.tr("{stop}, close positions").format(stop=text)
        self.button("panic").setText(text)

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

    def _accounts(self, scope: str) -> list[tuple[AccountState, Desk]]:
        session, accounts = self.session, self.session.accounts
        if accounts is None:
            state = AccountState(session.account, "Paper account", "Paper", "paper", Link.LIVE, is_open=True)
            return [(state, session.desk)]
        found = []
        for state in accounts.states():
            if scope == ALL or state.id == session.account:
                with contextlib.suppress(FinByteError):  # one that is not open has nothing to stop
                    found.append((state, accounts.desk(state.id)))
        return found

    def _desks(self, scope: str) -> list[Desk]:
        return [desk for _, desk in self._accounts(scope)]

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
        self._show_positions()

    def chosen(self, key: Hashable) -> bool:
        begun = {
            BOT: self.tr("The bot is stopping. Its orders are being cancelled."),
            ACCOUNT: self.tr("The bots of this account are stopping. Their orders are being cancelled."),
            ALL: self.tr("All bots are stopping. All orders are being cancelled."),
        }[self._scope]
        session = self.session
        session.say(begun, Tone.WARN, subject=self.subject)
        bot = self._bot if self._scope == BOT else None
        accounts = self._accounts(self._scope)
        work = _panic(accounts, bot, self.close_positions.isChecked())
        session.act(work, then=lambda told: PanicResultDialog(session, told, dict(_by_id(accounts))).open())
        return True


def _lay_out(layout: QLayout) -> None:
    """Lets a layout and those inside it see what was shown, hidden and written since."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner, widget = item.layout(), item.widget()
        if inner is None and widget is not None:
            inner = widget.layout()
        if inner is not None:
            _lay_out(inner)
        if widget is not None:
            widget.updateGeometry()
    layout.invalidate()


async def _panic(
    accounts: Sequence[tuple[AccountState, Desk]], bot: str | None, close_positions: bool
) -> list[Told]:
    """Every account is told at once, also when one of them fails; what became of each."""
    ended = await asyncio.gather(
        *(desk.panic_told(bot, close_positions) for _, desk in accounts), return_exceptions=True
    )
    told: list[Told] = []
    for (state, _), result in zip(accounts, ended, strict=True):
        if isinstance(result, BaseException) and not isinstance(result, FinByteError):
            raise result
        told.append((state, result))
    return told


def _by_id(accounts: Sequence[tuple[AccountState, Desk]]) -> list[tuple[str, Desk]]:
    return [(state.id, desk) for state, desk in accounts]
