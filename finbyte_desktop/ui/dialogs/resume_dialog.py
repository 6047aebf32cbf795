"""Resume a bot whose levels the price has passed: what it buys or sells at the market, before it does."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotCard, ResumePlan
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer


def resume(session: Session, bot: str) -> None:
    """Lets a bot go on at once where that only places resting orders; else asks first."""
    plan = session.desk.resume_plan(bot)
    if plan.takes or plan.away:
        ResumeDialog(session, bot).open()
        return
    goes_on = QCoreApplication.translate("BotActions", "The bot goes on: its orders are placed again.")
    session.act(session.desk.resume(bot), goes_on, subject=bot_subject(bot))


class ResumeDialog(Dialog):
    """Staying paused is the safe answer. What is done is what was read: when it became other orders
    meanwhile, the dialog says so and asks again.
    """

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session)
        self._bot = bot
        self._seen: ResumePlan | None = None
        self.subject = bot_subject(bot)

    def open(self) -> None:
        card = self.session.desk.card(self._bot)
        self._seen = self.session.desk.resume_plan(self._bot)
        self.put(
            self.tr("Resume {name}?").format(name=card.name),
            self._text(card, self._seen),
            Answer("keep", self.tr("Keep it paused")),
            (Answer("resume", self.tr("Resume"), ButtonKind.PRIMARY),),
        )

    def _text(self, card: BotCard, plan: ResumePlan) -> str:
        if plan.away:
            return self.tr(
                "Prices of this market are away. When they are back, the bot goes on; what the price has "
                "passed by then is bought or sold at the market price of that moment, and the decision log "
                "tells it."
            )
        if not plan.takes:
            return self.tr("Its {orders} are placed and rest; nothing is traded at the market.").format(
                orders=Counts().orders(plan.rests)
            )
        said = [self.tr("The price passed levels while the bot was paused. At the market price of now it")]
        for one in plan.takes:
            text = (
                self.tr("buys {qty} {base} in {orders} for about {cost}")
                if one.side is Side.BUY
                else self.tr("sells {qty} {base} in {orders} for about {cost}")
            ).format(
                qty=fmt.number(one.qty, card.qty_places),
                base=card.base,
                orders=Counts().orders(one.orders),
                cost=fmt.amount(one.cost, card.quote),
            )
            if plan.price is not None:
                at = self.tr("at {price}").format(price=fmt.number(plan.price, card.price_places))
                text = f"{text}, {at}"
            if one.asked:
                text = f"{text}; {self.tr('each waits for your approval first')}"
            said.append(f"{text}.")
        if plan.rests:
            rests = self.tr("{orders} are placed and rest.")
            said.append(rests.format(orders=Counts().orders(plan.rests)))
        return "\n".join(said)

    def chosen(self, key: Hashable) -> bool:
        seen, now = self._seen, self.session.desk.resume_plan(self._bot)
        if seen is not None and _orders(now) != _orders(seen):
            self._seen = now
            moved = self.tr("The price moved meanwhile. Nothing was done.")
            self.say(f"{moved} {self._text(self.session.desk.card(self._bot), now)}")
            self.put_back()
            return False
        self.do(
            self.session.desk.resume(self._bot),
            self.tr("The bot goes on."),
        )
        return False


def _orders(plan: ResumePlan) -> tuple[object, ...]:
    return (plan.away, *((one.side, one.asked, one.orders, one.qty) for one in plan.takes))
