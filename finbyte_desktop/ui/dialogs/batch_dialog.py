"""Several requests answered at once, each checked on its own."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.ports import PendingApproval
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.approvals import RequestShown, amounts, order_count, request_shown
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.overlay import Answer


async def decide_all(session: Session, requests: Sequence[PendingApproval], approve: bool) -> None:
    """Answers one after the other, in the order in which the price passes them: what one of them trades may
    want the place of another. Says how many went through and why the others did not.
    """
    translate = QCoreApplication.translate
    done, problems = 0, []
    for request in sorted(requests, key=_passed):
        try:
            await session.desk.decide(request.id, request.digest, approve)
        except FinByteError as error:
            problems.append(f"{request.bot_name}: {words_problems.error(error)}")
        else:
            done += 1
    if done:
        text = (
            translate("BatchDialog", "{requests} approved. The orders are sent.")
            if approve
            else translate("BatchDialog", "{requests} rejected. Nothing was sent.")
        )
        tone = Tone.BUY if approve else Tone.NEUTRAL
        session.say(text.format(requests=Counts().requests(done)), tone, subject="approval")
    for problem in problems:
        session.say(problem, Tone.DANGER)


def _passed(request: PendingApproval) -> tuple[int, Decimal]:
    """Plans, then buys from the highest, then sells from the lowest."""
    if request.kind != "order":
        return 0, Decimal(0)
    order = request.orders[0]
    return (1, -order.price) if order.side is Side.BUY else (2, order.price)


class BatchDialog(Dialog):
    """Approve several requests: the sum first, then each of them."""

    def __init__(self, session: Session, requests: Sequence[PendingApproval]) -> None:
        super().__init__(session, width=640)
        self._requests = tuple(requests)

    def open(self) -> None:
        orders = sum(order_count(request) for request in self._requests)
        cost = amounts([(r.quote, sum((o.cost for o in r.orders), Decimal(0))) for r in self._requests])
        fee = amounts([(request.quote, request.fee) for request in self._requests])
        for request in self._requests[:12]:
            shown = request_shown(request, self.session)
            row = FactRow(self._what(request, shown))
            row.set_value(shown.cost, shown.cost_note)
            self.column.addWidget(row)
        self.show_stake()
        self.put(
            self.tr("Approve %n request(s)?", "", len(self._requests)),
            self.tr(
                "{orders} worth {cost}, fees about {fee}. Each is checked again at the price of now."
            ).format(orders=Counts().orders(orders), cost=cost, fee=fee),
            Answer("not_now", self.tr("Not now")),
            (Answer("approve", self.tr("Approve %n order(s)", "", orders), ButtonKind.PRIMARY),),
        )

    def _what(self, request: PendingApproval, shown: RequestShown) -> str:
        """A request in a line, with its price, or with the prices between which a plan lies."""
        if shown.plan:
            text = self.tr("{bot}: {action} {quantity}, {low} – {high}")
        elif request.orders[0].type is OrderType.MARKET:
            text = self.tr("{bot}: {action} {quantity} {base} at market, about {price}")
        else:
            text = self.tr("{bot}: {action} {quantity} {base} at {price}")
        return text.format(
            bot=shown.title,
            action=shown.action,
            quantity=shown.quantity,
            base=request.base,
            price=shown.price,
            low=fmt.number(request.low, request.price_places),
            high=fmt.number(request.high, request.price_places),
        )

    def chosen(self, key: Hashable) -> bool:
        self.do(decide_all(self.session, self._requests, True))
        return False
