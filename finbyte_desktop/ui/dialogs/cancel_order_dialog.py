"""Cancel one order of a bot: what goes, and when it comes back."""

from __future__ import annotations

from collections.abc import Hashable

from finbyte_desktop.services.ports import BotCard, LadderLevel
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer


class CancelOrderDialog(Dialog):
    """Keeping the order is the safe answer."""

    def __init__(self, session: Session, card: BotCard, level: LadderLevel) -> None:
        super().__init__(session)
        self._card = card
        self._level = level
        self.subject = bot_subject(card.id)

    def open(self) -> None:
        card, level = self._card, self._level
        title = (
            self.tr("Cancel the buy of {qty} {base} at {price}?")
            if level.kind == "buy"
            else self.tr("Cancel the sell of {qty} {base} at {price}?")
        )
        self.put(
            title.format(
                qty=fmt.number(level.qty, card.qty_places),
                base=card.base,
                price=fmt.number(level.price, card.price_places),
            ),
            self.tr(
                "The level stays empty. The bot places this order again when you press Try again, and "
                "another one there when it needs one, for example after money was added."
            ),
            Answer("keep", self.tr("Keep the order")),
            (Answer("cancel", self.tr("Cancel the order"), ButtonKind.DANGER_FILL),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(
            self.session.desk.cancel_order(self._card.id, self._level.slot),
            self.tr("The order is being cancelled."),
        )
        return False
