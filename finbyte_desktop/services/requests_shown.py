"""Requests that wait for a person, with their consequence in money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div
from finbyte_desktop.core.orders import OrderSpec, OrderType, Side
from finbyte_desktop.core.slots import Request
from finbyte_desktop.services.kinds.kind import PlanMoney
from finbyte_desktop.services.ports import PendingApproval, PlannedOrder
from finbyte_desktop.services.read_models import SHOWN, BotEntry


def pending(
    kernel: Kernel,
    entry: BotEntry,
    request: Request,
    deadline_ns: int,
    countdown_s: int,
    balance: Decimal,
) -> PendingApproval:
    """A request of the queue with its consequence in money."""
    with exact():
        return _pending(kernel, entry, request, deadline_ns, countdown_s, balance)


def _pending(
    kernel: Kernel,
    entry: BotEntry,
    request: Request,
    deadline_ns: int,
    countdown_s: int,
    balance: Decimal,
) -> PendingApproval:
    i, record = entry.instrument, kernel.bots.get(entry.id)
    now = kernel.last.get(i.id)
    opening: PlannedOrder | None = None
    opening_fee = reserved = cost = fee = ZERO
    worst = None
    rows: list[PlannedOrder] = []
    cumulative = {Side.BUY: ZERO, Side.SELL: ZERO}
    prices = dict(request.prices)
    for slot, spec in request.orders:
        if record is not None and record.others:
            i = record.market(slot)
        at = prices.get(i.id, request.price)
        price = at if spec.type is OrderType.MARKET else spec.price
        amount = price * spec.qty
        cumulative[spec.side] += amount
        row = PlannedOrder(
            spec.side,
            spec.type,
            price,
            spec.qty,
            amount,
            cumulative[spec.side],
            half_even_div(price - at, at, SHOWN),
            None,
            i.id if entry.kind.several else "",
        )
        rows.append(row)
        if spec.type is OrderType.MARKET and entry.kind.several:
            fee += i.fee_up(amount * i.fees.taker)
            cost += amount if spec.side is Side.BUY else ZERO
        elif spec.type is OrderType.MARKET:
            opening, worst = row, spec.price
            opening_fee = i.fee_up(amount * i.fees.taker)
            fee += opening_fee
            cost += amount
        elif spec.side is Side.BUY:
            cost += amount
            if i.perpetual is None:
                reserved += amount + i.fee_up(amount * i.maker_in_quote)
        if request.kind != "plan" and spec.type is not OrderType.MARKET:
            fee += i.fee_up(amount * i.fees.maker)  # its worth, in whatever asset the venue takes it
    kind = entry.kind
    one = kind.several and len(request.orders) == 1 and request.kind != "plan"
    i = i if one else entry.instrument  # a single order is told with its own market
    asked, now = prices.get(i.id, request.price), kernel.last.get(i.id)
    low, high = _prices(request.orders, asked)
    if request.kind == "plan":
        lower, upper = kind.bounds(entry.params, record)
        if lower is not None and upper is not None:
            low, high = lower, upper
    first = kernel.last.get(entry.market)
    moved = first is not None and kernel.approvals.has_moved(request, first)
    money = PlanMoney() if record is None else kind.plan_money(kernel, record, request, rows, opening_fee)
    return PendingApproval(
        id=request.id,
        digest=request.digest,
        bot=entry.id,
        bot_name=entry.name,
        kind=request.kind,
        market=i.id,
        base=i.base,
        quote=i.quote,
        price_places=i.price_places,
        qty_places=i.qty_places,
        asked_ns=request.asked_ns,
        asked_price=asked,
        now_price=now,
        moved=moved,
        moves=_moves(kernel, request) if kind.several else (),
        deadline_ns=deadline_ns,
        countdown_s=countdown_s,
        orders=tuple(rows),
        opening=opening,
        opening_fee=opening_fee,
        reserved=reserved,
        cost=cost,
        fee=fee,
        low=low,
        high=high,
        balance_now=balance,
        worst_price=worst,
        stop_price=money.stop_price,
        loss_at_stop=money.loss_at_stop,
        investment=entry.figures.invested,
        own_coins=money.own_coins,
        position=money.position if request.kind == "plan" else None,
        on_margin=i.perpetual is not None,
        collar=kernel.limits.collar,
        bot_type=kind.key,
        tag=request.tag if request.kind == "plan" else "",
        goes_on=entry.figures.buys + entry.figures.sells > 0,
    )


def _moves(kernel: Kernel, request: Request) -> tuple[tuple[str, Decimal, Decimal], ...]:
    """Of each market of a request: its price when it was asked, and now."""
    return tuple((name, was, kernel.last.get(name, was)) for name, was in request.prices)


def _prices(orders: Sequence[tuple[str, OrderSpec]], price: Decimal) -> tuple[Decimal, Decimal]:
    prices = [spec.price for _, spec in orders if spec.type is not OrderType.MARKET] or [price]
    return min(prices), max(prices)
