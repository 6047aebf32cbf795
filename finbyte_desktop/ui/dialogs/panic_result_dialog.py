"""What became of a panic: account by account what was cancelled, what nobody can prove, what stays open."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import AccountState, PanicResult
from finbyte_desktop.ui import words_accounts, words_panic, words_problems
from finbyte_desktop.ui.dialogs.account_lines import AccountLines, ListArea
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.overlay import Answer

Told = tuple[AccountState, PanicResult | FinByteError]


def is_done(told: Sequence[Told]) -> bool:
    """Whether everything that was asked for is proved in every account."""
    return all(isinstance(result, PanicResult) and result.is_done for _, result in told)


class PanicResultDialog(Dialog):
    """Stands until a person closes it."""

    def __init__(self, session: Session, told: Sequence[Told]) -> None:
        super().__init__(session, width=720)
        self._told = told
        self.area = ListArea(self)
        self.column.addWidget(self.area)
        self.texts: list[str] = []

    def open(self) -> None:
        if is_done(self._told):
            text = self.tr("Every order is proved to be gone. Bots do not start again by themselves.")
        else:
            text = self.tr("NOT everything is proved. Look at what is marked below, and at the venue itself.")
        self.put(self.tr("What the panic did"), text, Answer("close", self.tr("Close")))
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

    def chosen(self, key: Hashable) -> bool:
        return True
