"""What became of a panic: account by account what was cancelled, what nobody can prove, what stays open."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import QTimer

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import AccountState, Desk, PanicResult
from finbyte_desktop.ui import words_accounts, words_panic, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.account_lines import AccountLines, ListArea
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.overlay import Answer

AGAIN_MS = 1_000
Told = tuple[AccountState, PanicResult | FinByteError]


def is_done(told: Sequence[Told]) -> bool:
    """Whether everything that was asked for is proved in every account."""
    return all(isinstance(result, PanicResult) and result.is_done for _, result in told)


class PanicResultDialog(Dialog):
    """Stands until a person closes it. As long as something is not proved it asks the `desks` what is known
    by now, and says so when that changes.
    """

    def __init__(self, session: Session, told: Sequence[Told], desks: Mapping[str, Desk]) -> None:
        super().__init__(session, width=720)
        self._told = list(told)
        self._desks = desks
        self.area = ListArea(self)
        self.column.addWidget(self.area)
        self.texts: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self.look)

    def open(self) -> None:
        self.put(self.tr("What the panic did"), self._head(), Answer("close", self.tr("Close")))
        self._show()
        if not is_done(self._told):
            self._timer.start()

    def look(self) -> None:
        """What is known of its orders by now."""
        told = [(state, self._now(state, result)) for state, result in self._told]
        if told == self._told:
            return
        self._told = told
        self.say(self._head())
        self._show()
        if is_done(told):
            self._timer.stop()

    def _now(self, state: AccountState, result: PanicResult | FinByteError) -> PanicResult | FinByteError:
        if isinstance(result, FinByteError) or state.id not in self._desks:
            return result
        return self._desks[state.id].panic_now(result)

    def _head(self) -> str:
        results = [result for _, result in self._told if isinstance(result, PanicResult)]
        if is_done(self._told) and any(row.said_gone for result in results for row in result.markets):
            return self.tr(
                "Every order is proved to be gone, or not there as you answered. Bots do not start again by "
                "themselves."
            )
        if is_done(self._told):
            return self.tr("Every order is proved to be gone. Bots do not start again by themselves.")
        return self.tr("NOT everything is proved. Look at what is marked below, and at the venue itself.")

    def _show(self) -> None:
        self.area.empty()
        self.texts.clear()
        for number, (state, result) in enumerate(self._told):
            if number:
                self.area.add(Line())
            mode = words_accounts.mode(state.mode)
            lines = AccountLines(name_of(state), mode, words_accounts.MODE_TONES.get(state.mode, Tone.MUTED))
            if isinstance(result, PanicResult):
                rows = words_panic.lines(result)
            else:
                rows = [(Tone.DANGER, words_problems.error(result))]
            for tone, told in rows:
                lines.add(tone, told)
                self.texts.append(told)
            self.area.add(lines)
        self.area.fit()
        self._note()

    def _note(self) -> None:
        """The end of a panic: done, or loudly not."""
        if is_done(self._told):
            results = [result for _, result in self._told if isinstance(result, PanicResult)]
            count = Counts().orders_cancelled(sum(result.cancelled for result in results))
            self.session.say(
                self.tr("Panic: done. {orders}.").format(orders=count), Tone.BUY, subject="panic"
            )
        else:
            text = self.tr("Panic: NOT everything is done. Look at the list.")
            self.session.say(text, Tone.DANGER, subject="panic")

    def chosen(self, key: Hashable) -> bool:
        return True
