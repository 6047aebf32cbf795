"""A recurring purchase of several assets as text: its rule, its plan, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import BasketState, BotCard, PendingApproval, Preflight, ScheduleState
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.baskets import DCA_BASKET, bought_text, traded_text, when_text
from finbyte_desktop.ui.viewmodels.deals import schedule_rows
from finbyte_desktop.ui.words_dca_basket import EVERY

Row = tuple[str, str, str]


def rule_text(params: Mapping[str, Any], quote: str) -> str:
    """What it buys and when, as a sentence."""
    translate, amount = QCoreApplication.translate, fields.decimal(params.get("amount"))
    every = EVERY.get(str(params.get("interval") or ""))
    if amount is None or every is None:
        return translate("Purchases", "Buys all assets again and again, split by their weights.")
    text = translate("Purchases", "Buys for {amount} {every}, split by the weights.")
    return text.format(amount=fmt.amount(amount, quote), every=translate("Purchases", every))


def rule_of(kind: str, params: Mapping[str, Any], quote: str) -> str:
    """When a bot of several assets trades, as a sentence."""
    return rule_text(params, quote) if kind == DCA_BASKET else when_text(params)


def headline(preflight: Preflight, quote: str) -> str:
    """The consequence of the start, in money."""
    translate, basket = QCoreApplication.translate, preflight.basket
    if basket is None or not preflight.buys:
        return translate("Purchases", "Nothing is bought now. The bot buys by its schedule.")
    text = translate("Purchases", "You buy {assets} now for about {cost}, fees {fee}, then by the schedule.")
    return text.format(
        assets=bought_text(basket.assets),
        cost=fmt.amount(basket.cost, quote),
        fee=fmt.amount(basket.fee, quote),
    )


def at_start(preflight: Preflight | None) -> tuple[Decimal | None, Decimal | None]:
    """What the first orders of several assets cost, and their fees; nothing where only the schedule buys."""
    basket = None if preflight is None else preflight.basket
    if preflight is None or basket is None or (preflight.runs is not None and not preflight.buys):
        return None, None
    return basket.cost, basket.fee


def for_later(
    preflight: Preflight | None, investment: Decimal | None, bought: Decimal | None, fee: Decimal | None
) -> Decimal | None:
    """What of the investment the later orders of a schedule have; None of a bot without one."""
    if preflight is None or preflight.runs is None or investment is None:
        return None
    now = (bought, fee, preflight.reserve)
    return investment - sum((part for part in now if part is not None), Decimal(0))


def question(request: PendingApproval) -> tuple[str, str]:
    """Title and consequence of a plan."""
    translate = QCoreApplication.translate
    title = translate("Purchases", "Approve the opening plan?")
    if request.tag == "catch_up":
        title = translate("Purchases", "Buy what was missed?")
        text = translate(
            "Purchases", "You will buy {assets} for about {cost}, fees {fee}, once for all that were missed."
        )
    elif request.tag == "scheduled":
        text = translate(
            "Purchases",
            "Nothing is bought now. By its schedule the bot buys, at the prices of now {assets} for about "
            "{cost}, fees {fee}.",
        )
    else:
        text = translate(
            "Purchases", "You will buy {assets} for about {cost}, fees {fee}, and as much by the schedule."
        )
    cost = sum((order.cost for order in request.orders), Decimal(0))
    return title, text.format(
        assets=traded_text(request.orders),
        cost=fmt.amount(cost, request.quote),
        fee=fmt.amount(request.fee, request.quote),
    )


def effect(request: PendingApproval) -> str:
    """What a plan leads to, in a few words."""
    translate = QCoreApplication.translate
    if request.tag == "catch_up":
        return translate("Purchases", "One order of each asset for all that were missed.")
    return translate("Purchases", "Buys as much again and again by its schedule.")


def state_rows(
    basket: BasketState, schedule: ScheduleState | None, card: BotCard, session: Session
) -> tuple[Row, ...]:
    """(label, text, unit): its schedule, what its coins are worth, and from where on they are sold."""
    translate, quote = QCoreApplication.translate, card.quote
    rows = [] if schedule is None else list(schedule_rows(schedule, card, session))
    known = [row.value for row in basket.assets if row.market and row.value is not None]
    rows.append((translate("Purchases", "Coins are worth"), fmt.money(sum(known, Decimal(0)), quote), quote))
    if basket.take_profit_coins is not None:
        label = translate("Purchases", "Sold when they bring")
        rows.append((label, fmt.money(basket.take_profit_coins, quote), quote))
        label = translate("Purchases", "They would bring now, net")
        rows.append((label, fmt.money(basket.coins_net, quote), quote))
    if basket.held_off_ns is not None and basket.held_off_ns > session.now_ns():
        moment = session.times.moment(basket.held_off_ns)
        rows.append((translate("Purchases", "Sells nothing until"), moment, ""))
    return tuple(rows)
