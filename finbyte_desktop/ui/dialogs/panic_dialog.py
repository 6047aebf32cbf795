"""Panic: stop all bots and cancel all orders, after one question."""

from __future__ import annotations

from collections.abc import Hashable

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text


class PanicDialog(Dialog):
    """Going on is the safe answer here too: a panic that was not meant costs money."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.subject = "panic"

    def open(self) -> None:
        try:
            cards = self.session.desk.cards()
            orders = sum(card.buys_open + card.sells_open for card in cards)
            text = self.tr(
                "At once: {bots} to stop, {orders} to cancel. Coins are kept, nothing is sold."
            ).format(bots=Counts().bots(len(cards)), orders=Counts().orders(orders))
        except FinByteError:
            text = self.tr(
                "All bots stop and all orders are cancelled at once. Coins are kept, nothing is sold."
            )
        note = self.tr("Stopped bots do not start again by themselves. Their history stays.")
        if self.column.count() == 0:
            self.column.addWidget(Text(note, tone=Tone.MUTED, wrap=True))
        self.put(
            self.tr("Panic"),
            text,
            Answer("go_on", self.tr("Go on trading")),
            (Answer("panic", self.tr("Stop everything"), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(self.session.desk.panic(), self.tr("All bots are stopping. All orders are being cancelled."))
        return False
