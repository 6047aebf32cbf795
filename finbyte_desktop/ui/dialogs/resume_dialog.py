"""Resume a bot whose levels the price has passed: what it buys or sells at the market, before it does."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Hashable

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotCard, ResumePlan
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session, bot_subject
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

READ_S = 5.0


def resume(session: Session, bot: str) -> None:
    """Lets a bot go on at once where that only places resting orders; else asks first."""
    plan = session.desk.resume_plan(bot)
    if plan.takes or plan.away:
        ResumeDialog(session, bot).open()
        return
    session.act(session.desk.resume(bot), _goes_on(plan), subject=bot_subject(bot))


def _goes_on(plan: ResumePlan) -> str:
    """What a resume that trades nothing at once does: orders that only ask are not placed."""
    translate, placed = QCoreApplication.translate, plan.rests - plan.asks
    if not plan.rests:
        return translate("BotActions", "The bot goes on.")
    if not plan.asks:
        return translate("BotActions", "The bot goes on: its orders are placed again.")
    if not placed:
        return translate("BotActions", "The bot goes on: {asks}.").format(asks=Counts().orders_ask(plan.asks))
    return translate("BotActions", "The bot goes on: {placed}, {asks}.").format(
        placed=Counts().orders_placed(placed), asks=Counts().orders_ask(plan.asks)
    )


class ResumeDialog(Dialog):
    """Staying paused is the safe answer. What is done is what was read: its numbers follow the price, and
    when it became other orders within the time of reading (`READ_S`), or the price left its collar, the
    dialog says so and asks again.
    """

    def __init__(self, session: Session, bot: str) -> None:
        super().__init__(session)
        self._bot = bot
        self._read: deque[tuple[float, ResumePlan]] = deque()  # what stood here, and from when on
        self._moved = ""
        self.subject = bot_subject(bot)
        session.bridge.slow.connect(self._told)
        self.why = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.column.addWidget(self.why)
        self.show_stake()

    def open(self) -> None:
        card = self.session.desk.card(self._bot)
        plan = self._looked_at()
        self.why.setText(self._why(plan))
        self.put(
            self.tr("Resume {name}?").format(name=card.name),
            self._consequences(card, plan),
            Answer("keep", self.tr("Keep it paused")),
            (Answer("resume", self.tr("Resume"), ButtonKind.PRIMARY),),
        )

    def _looked_at(self) -> ResumePlan:
        """The plan of now, which stands here from now on."""
        now_s, plan = time.monotonic(), self.session.desk.resume_plan(self._bot)
        self._read.append((now_s, plan))
        while len(self._read) > 1 and now_s - self._read[1][0] > READ_S:
            self._read.popleft()  # what stood before stayed on the screen until the next one came
        return plan

    def _told(self, topics: frozenset[str]) -> None:
        if not self.is_open() or not topics & {"quotes", "bots"}:
            return
        try:
            plan = self._looked_at()
            text = self._consequences(self.session.desk.card(self._bot), plan)
        except FinByteError:
            return  # the bot is not there any more; who presses is told
        self.why.setText(f"{self._moved} {self._why(plan)}".strip())
        self.say(text)

    def _consequences(self, card: BotCard, plan: ResumePlan) -> str:
        if plan.away:
            return self.tr(
                "What the price has passed by then is bought or sold at the market when prices are back."
            )
        if not plan.takes:
            return self.tr("Nothing is traded at the market.")
        said = []
        for one in plan.takes:
            if one.side is Side.BUY:
                text = self.tr(
                    "It buys {qty} {base} at the market now: {orders} for about {cost} at {price}."
                )
            else:
                text = self.tr(
                    "It sells {qty} {base} at the market now: {orders} for about {cost} at {price}."
                )
            filled = text.format(
                qty=fmt.number(one.qty, card.qty_places),
                base=card.base,
                orders=Counts().orders(one.orders),
                cost=fmt.amount(one.cost, card.quote),
                price=fmt.number(plan.price, card.price_places),
            )
            if one.asked:
                asks = self.tr("You are asked before each of them.")
                filled = f"{filled} {asks}"
            said.append(filled)
        return "\n".join(said)

    def _why(self, plan: ResumePlan) -> str:
        if plan.away:
            return self.tr("Prices of this market are away; the decision log will tell what was traded.")
        said = [] if not plan.takes else [self.tr("The price passed these levels while the bot was paused.")]
        if plan.rests > plan.asks or not (plan.takes or plan.rests):
            said.append(self.tr("%n order(s) are placed and rest.", "", plan.rests - plan.asks))
        if plan.asks:
            said.append(self.tr("{asks}.").format(asks=Counts().orders_ask(plan.asks)))
        return " ".join(said)

    def chosen(self, key: Hashable) -> bool:
        now = self._looked_at()
        if any(_is_other(now, read) for _, read in self._read):
            self._read.clear()
            self._looked_at()
            self._moved = self.tr("The price moved meanwhile. Nothing was done.")
            self.why.setText(f"{self._moved} {self._why(now)}")
            self.say(self._consequences(self.session.desk.card(self._bot), now))
            self.put_back()
            return False
        self.do(
            self.session.desk.resume(self._bot),
            self.tr("The bot goes on."),
        )
        return False


def _is_other(now: ResumePlan, read: ResumePlan) -> bool:
    """Whether it would trade something else than was read, or at a price that left its collar since."""
    if _orders(now) != _orders(read):
        return True
    pairs = zip(now.takes, read.takes, strict=True)
    return any(abs(one.cost - was.cost) > was.cost * now.collar for one, was in pairs)


def _orders(plan: ResumePlan) -> tuple[object, ...]:
    return (plan.away, *((one.side, one.asked, one.orders, one.qty) for one in plan.takes))
