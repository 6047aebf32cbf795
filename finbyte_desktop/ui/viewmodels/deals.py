"""A deal or a schedule of a bot as rows of text, for its page."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import BotCard, DealState, ScheduleState
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.session import Session

Row = tuple[str, str, str]


def deal_rows(deal: DealState, card: BotCard, session: Session) -> tuple[Row, ...]:
    """(label, text, unit) of a deal: which one it is, what a coin cost, where it ends, what comes next."""
    translate, places = QCoreApplication.translate, card.price_places
    number = str(deal.number)
    if deal.most is not None:
        number = translate("Deal", "{number} of {most}").format(number=number, most=deal.most)
    if deal.resumes_ns is not None:
        resumes = session.times.recent(deal.resumes_ns, session.now_ns())
        return (
            (translate("Deal", "Next deal"), number, ""),
            (translate("Deal", "Begins"), resumes, ""),
        )
    rows = [(translate("Deal", "Deal"), number, "")]
    if card.position is None:  # else its position tells both
        rows.append((translate("Deal", "Spent"), fmt.money(deal.spent, card.quote), card.quote))
        rows.append((translate("Deal", "Average price"), fmt.number(deal.average, places), card.quote))
    rows.append((translate("Deal", "Take profit"), _away(deal.take_profit, card), card.quote))
    if deal.follows_at is not None:
        follows = translate("Deal", "Sells at, following")
        if card.position is not None:
            follows = translate("Deal", "Closes at, following")
        rows.append((follows, _away(deal.follows_at, card), card.quote))
    if deal.stop is not None:
        rows.append((translate("Deal", "Stop loss"), _away(deal.stop, card), card.quote))
    if deal.rungs:
        used = translate("Deal", "{used} of {all}").format(used=deal.used, all=deal.rungs)
        rows.append((translate("Deal", "Safety orders used"), used, ""))
        next_order = translate("Deal", "Next safety order")
        if deal.next_price is not None and not deal.next_rests:
            next_order = translate("Deal", "Next, not placed yet")
        rows.append((next_order, _away(deal.next_price, card), card.quote))
    return tuple(rows)


def _away(price: Decimal | None, card: BotCard) -> str:
    """A price with how far the market is from it."""
    if price is None:
        return fmt.ABSENT
    text = fmt.number(price, card.price_places)
    if not card.last:
        return text
    return f"{text} ({fmt.percent(price / card.last - 1, sign=True)})"


def schedule_rows(schedule: ScheduleState, card: BotCard, session: Session) -> tuple[Row, ...]:
    """(label, text, unit) of a schedule: when it buys next, what it has spent, what is left, its profit."""
    translate = QCoreApplication.translate
    next_run = translate("Deal", "everything is spent")
    if schedule.next_ns is not None:
        next_run = session.times.in_zone(schedule.zone).zoned_moment(schedule.next_ns)
    missed = (
        translate("Deal", "one is offered for all")
        if schedule.catches_up
        else translate("Deal", "are left out")
    )
    rows = [
        (translate("Deal", "Next order"), next_run, ""),
        (translate("Deal", "Spent with fees"), fmt.money(schedule.spent, card.quote), card.quote),
        (translate("Deal", "Left to spend"), fmt.money(schedule.left, card.quote), card.quote),
    ]
    if schedule.coins is not None:
        average = fmt.number(schedule.average, card.price_places)
        rows.append((translate("Deal", "Average price"), average, card.quote))
    if schedule.take_profit is not None:
        rows.append((translate("Deal", "Take profit"), _away(schedule.take_profit, card), card.quote))
    rows.append((translate("Deal", "Missed orders"), missed, ""))
    return tuple(rows)
