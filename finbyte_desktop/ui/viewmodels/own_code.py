"""What is told of a bot that runs the trader's own code: its plan, and the state of its code."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.ports import BotDetail, PendingApproval, StrategyBot
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.session import Session

OWN_STRATEGY = "own_strategy"


def is_code(bot_type: str) -> bool:
    """Whether a bot runs the trader's own code."""
    return bot_type == OWN_STRATEGY


def _largest(request: PendingApproval, session: Session) -> tuple[str, str]:
    """What one order may be worth, and all of them together."""
    params = session.desk.detail(request.bot).params
    most = params.get("max_order") or params.get("investment") or 0
    whole = params.get("investment") or 0
    return fmt.amount(Decimal(str(most)), request.quote), fmt.amount(Decimal(str(whole)), request.quote)


def _asks(request: PendingApproval, session: Session) -> bool:
    return session.desk.card(request.bot).policy is Policy.EVERY_ORDER


def plan_effect(request: PendingApproval, session: Session) -> str:
    """What an approval of its plan allows, in the row of the queue."""
    if _asks(request, session):
        return QCoreApplication.translate("Approvals", "Runs your code: each of its orders is asked for.")
    text = QCoreApplication.translate("Approvals", "Runs your code: orders up to {most} go by themselves.")
    return text.format(most=_largest(request, session)[0])


def plan_text(request: PendingApproval, session: Session) -> str:
    """The same in the dialog: the consequence comes first."""
    most, whole = _largest(request, session)
    if _asks(request, session):
        text = QCoreApplication.translate(
            "Approvals",
            "Your code starts, with {whole} in all. Each of its orders is asked for. Nothing is placed now.",
        )
        return text.format(whole=whole)
    return QCoreApplication.translate(
        "Approvals",
        "Your code may place orders up to {most} each by itself, with {whole} in all. Nothing is placed now.",
    ).format(most=most, whole=whole)


def approve_text() -> str:
    """The button."""
    return QCoreApplication.translate("Approvals", "Approve the start")


def of_bot(session: Session, bot: str) -> StrategyBot | None:
    """What runs of a bot's code."""
    try:
        bots = session.desk.own_strategies().bots()
    except FinByteError:
        return None
    return next((one for one in bots if one.bot == bot), None)


def code_rows(detail: BotDetail, session: Session) -> tuple[tuple[str, str, str], ...]:
    """(label, text, unit): the file, whether its code runs, and what it wrote last."""
    translate = QCoreApplication.translate
    name = Path(str(detail.params.get("strategy", ""))).name
    found = of_bot(session, detail.card.id)
    if found is None:
        return ((translate("Deal", "File"), name, ""),)
    running = translate("Deal", "runs") if found.loaded else translate("Deal", "does not run")
    rows = [
        (translate("Deal", "File"), name, ""),
        (translate("Deal", "Its code"), running, ""),
        (translate("Deal", "Calls"), fmt.number(found.heard) if found.loaded else fmt.ABSENT, ""),
    ]
    lines = session.desk.own_strategies().log(detail.card.id)
    if lines:
        last = " ".join(lines[-1].text.split())
        rows.append((translate("Deal", "Last line"), fmt.shortened(last, 48), ""))
    return tuple(rows)
