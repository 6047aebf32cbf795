"""The tables of History as SQL: which columns, what is searched, what can be sorted by, and the row made of
each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.lives import fill_of
from finbyte_desktop.services.ports import DecisionRow, FillRow, HistoryQuery, OrderRow, TransferRow
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.schema import DECISIONS_BY_SEQ, LINES_A_POSTING

Expression = sa.ColumnElement[Any]
_SIDES = {side.value: side for side in Side}
_TYPES = {kind.value: kind for kind in OrderType}
_LEVELS = {level.value: level for level in Level}
_F, _O, _P, _D, _B = t.fills.c, t.orders.c, t.postings.c, t.decisions.c, t.bots.c


def _size(money: sa.Column[Decimal]) -> Expression:
    """A money column as SQLite sorts it; what is shown is the exact text."""
    return sa.cast(sa.type_coerce(money, sa.Text), sa.Float)


def _exact_text(column: sa.Column[Any]) -> Any:
    return sa.type_coerce(column, sa.Text) if isinstance(column.type, t.DecimalText) else column


FILL_TEXTS = tuple(
    _exact_text(c)
    for c in (_F.trade_id, _F.ns, _F.bot, _B.name, _F.instrument, _F.side, _F.price, _F.qty, _F.fee,
              _F.fee_asset, _F.role, _F.level, _F.trip, _F.slot, _F.fee_quote)
)  # fmt: skip

TRADE_TEXTS = tuple(
    _exact_text(c) for c in (_F.side, _F.price, _F.qty, _F.fee, _F.fee_asset, _F.fee_quote, _F.trip)
)


def _fill(r: Sequence[Any]) -> FillRow:
    return fill_of(tuple(r))


def _order(r: Sequence[Any]) -> OrderRow:
    order, bot, name, market, slot, side, kind, price, qty, filled, state, why, created, ended, trades = r
    return OrderRow(
        order,
        bot,
        name,
        market,
        slot,
        _SIDES[side],
        _TYPES[kind],
        price,
        qty,
        filled,
        state.lower(),
        why,
        created,
        ended,
        _average(trades),
    )


def _average(trades: str | None) -> Decimal | None:
    """The average price of trades, given as "price*quantity" one after another."""
    if not trades:
        return None
    with exact():
        parts = [[Decimal(text) for text in trade.split("*")] for trade in trades.split(";")]
        return half_even_div(
            sum((p * q for p, q in parts), ZERO), sum((q for _, q in parts), ZERO), AVERAGE_PLACES
        )


def _transfer(r: Sequence[Any]) -> TransferRow:
    ns, reason, owner, asset, amount, row = r
    return TransferRow(ns, reason, owner, asset, amount, row // LINES_A_POSTING)


def _decision(r: Sequence[Any]) -> DecisionRow:
    ns, bot, name, level, code, fields, row = r
    seq = row - DECISIONS_BY_SEQ if row >= DECISIONS_BY_SEQ else 0
    return DecisionRow(ns, bot, name, _LEVELS[level], code, orjson.loads(fields), seq)


AVERAGE_PLACES = 12
_TRADES = (
    sa.select(sa.func.group_concat(_exact_text(_F.price).concat("*").concat(_exact_text(_F.qty)), ";"))
    .where(_F.bot == _O.bot, _F.client_id == _O.client_id)
    .correlate(t.orders)
    .scalar_subquery()
)
TRADES_OF_A_MARKET_ORDER = sa.case((_O.type == OrderType.MARKET.value, _TRADES), else_=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """One table of History. `newest` orders it as it happened; `sorts` has the window's column keys."""

    table: sa.Table
    columns: tuple[Any, ...]
    newest: sa.Column[int]
    owner: sa.Column[str]
    named: bool
    searched: tuple[Expression, ...]
    sorts: Mapping[str, Expression]
    make: Callable[[Sequence[Any]], Any]
    always: Expression | None = None
    without_bot: bool = False  # whether rows may belong to none


LISTINGS: Mapping[str, Listing] = {
    "fills": Listing(
        t.fills,
        (_F.row, *FILL_TEXTS),
        _F.row,
        _F.bot,
        True,
        (_B.name, _F.instrument, _F.side, sa.type_coerce(_F.price, sa.Text)),
        {"time": _F.row, "bot": _B.name, "market": _F.instrument, "side": _F.side, "price": _size(_F.price),
         "qty": _size(_F.qty), "cost": _size(_F.price) * _size(_F.qty), "fee": _size(_F.fee),
         "role": _F.role, "trip": _size(_F.trip), "level": _size(_F.level), "why": _F.slot},
        _fill,
        without_bot=True,
    ),
    "orders": Listing(
        t.orders,
        (_O.client_id, _O.bot, _B.name, _O.instrument, _O.slot, _O.side, _O.type, _O.price, _O.qty, _O.filled,
         _O.state, _O.why, _O.created_ns, _O.ended_ns, TRADES_OF_A_MARKET_ORDER),
        _O.seq,
        _O.bot,
        True,
        (_B.name, _O.instrument, _O.side, _O.state, _O.why, sa.type_coerce(_O.price, sa.Text)),
        {"time": _O.seq, "bot": _B.name, "slot": _O.slot, "side": _O.side, "type": _O.type,
         "price": _size(_O.price), "qty": _size(_O.qty), "filled": _size(_O.filled), "state": _O.state,
         "why": _O.why, "ended": _O.ended_ns},
        _order,
    ),
    "transfers": Listing(
        t.postings,
        (_P.ns, _P.reason, _P.owner, _P.asset, _P.amount, _P.row),
        _P.row,
        _P.owner,
        False,
        (_P.reason, _P.owner, _P.asset),
        {"time": _P.row, "reason": _P.reason, "owner": _P.owner, "asset": _P.asset,
         "amount": _size(_P.amount)},
        _transfer,
        _P.owner != "venue",
    ),
    "decisions": Listing(
        t.decisions,
        (_D.ns, _D.bot, _B.name, _D.level, _D.code, _D.fields, _D.row),
        _D.row,
        _D.bot,
        True,
        (_B.name, _D.code, _D.fields),
        {"time": _D.row, "bot": _B.name, "level": _D.level, "text": _D.code},
        _decision,
    ),
}  # fmt: skip


CANCELED = "canceled"
CAUSES = ("order_pulled", "became_stopping", "became_paused", "trailed_up", "trailed_down")
AROUND_NS = 60_000_000_000  # between the reason of a cancel and its proof


def cause_of(order: OrderRow, causes: Sequence[tuple[int, str, Mapping[str, str]]]) -> OrderRow:
    """The order with what took it away: the person's own cancel of it, else the last thing around its end."""
    if order.why != CANCELED or order.ended_ns is None:
        return order
    first, last = max(order.created_ns, order.ended_ns - AROUND_NS), order.ended_ns + AROUND_NS
    why = ""
    for ns, code, fields in causes:
        if not first <= ns <= last:
            continue
        if code == "order_pulled":
            if fields.get("side") == order.side.value and fields.get("price") == plain(order.price):
                return replace(order, why="pulled_by_you")
        elif code == "became_stopping":
            reason = fields.get("reason", "")
            why = f"stopping_{reason}" if reason else "stopped"
        else:
            why = code
    return replace(order, why=why) if why else order


def select_rows(query: HistoryQuery) -> sa.Select[Any]:
    """The rows of a page, newest first unless the query sorts otherwise; what is absent comes last."""
    listing = LISTINGS[query.what]
    found = _where(sa.select(*listing.columns), listing, query, listing.named)
    newest = listing.newest.desc()
    key = listing.sorts.get(query.sort)
    if key is None:
        found = found.order_by(newest)
    elif key is listing.newest:
        found = found.order_by(newest if query.descending else listing.newest.asc())
    else:
        found = found.order_by(key.is_(None), key.desc() if query.descending else key.asc(), newest)
    return found.limit(query.limit).offset(query.start)


def select_count(query: HistoryQuery) -> sa.Select[Any]:
    """How many rows the query has on all its pages."""
    listing = LISTINGS[query.what]
    counted = sa.select(sa.func.count()).select_from(listing.table)
    return _where(counted, listing, query, listing.named and bool(query.text))


def _where(found: sa.Select[Any], listing: Listing, query: HistoryQuery, named: bool) -> sa.Select[Any]:
    if named:
        found = found.join_from(listing.table, t.bots, _B.id == listing.owner, isouter=listing.without_bot)
    if listing.always is not None:
        found = found.where(listing.always)
    if query.bot is not None:
        found = found.where(listing.owner == query.bot)
    if query.text:
        found = found.where(sa.or_(*(c.icontains(query.text, autoescape=True) for c in listing.searched)))
    return found
