"""Trades of an account that no bot made, as rows among the fills: without a bot, with the reason as their
slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.lives import TRADED_OUTSIDE
from finbyte_desktop.services.store import schema as t

NO_BOT = ""
BOOKED = "foreign"  # the reason of its transaction


def is_booked(facts: Iterable[fx.Fact]) -> bool:
    """Whether such a trade was new: what came of it says so."""
    return any(isinstance(fact, fx.Posted) and fact.reason == BOOKED for fact in facts)


def row_of(event: ev.ForeignTraded, seq: int, marks: Mapping[str, Decimal]) -> dict[str, Any]:
    """Its row. `seq` is the place of the event in the journal, `marks` the prices that it saw."""
    head = {name: getattr(event, name) for name in ("instrument", "trade_id", "ns", "price", "qty", "fee")}
    return head | {
        "row": seq,
        "client_id": _client_id(event.side),
        "bot": NO_BOT,
        "slot": TRADED_OUTSIDE,
        "side": event.side.value,
        "fee_asset": event.fee_asset,
        "fee_quote": _fee_in_quote(event, marks),
        "role": "",
        "level": None,
        "trip": None,
    }


def taken(fact: fx.OutsideTaken) -> sa.sql.dml.UpdateBase:
    """What becomes of its row when a bot's books take it over: nothing, or what is left, without the fee."""
    c = t.fills.c
    row = (
        c.instrument == fact.instrument,
        c.trade_id == fact.trade_id,
        c.client_id == _client_id(fact.side),
    )
    if not fact.left:
        return sa.delete(t.fills).where(*row)
    return sa.update(t.fills).where(*row).values(qty=fact.left, fee=ZERO, fee_quote=ZERO)


def _client_id(side: Side) -> str:
    return f"{TRADED_OUTSIDE}:{side.value}"  # a trade with oneself has one number


def _fee_in_quote(event: ev.ForeignTraded, marks: Mapping[str, Decimal]) -> Decimal:
    """The worth of its fee in quote; 0 where the price of a third asset is not known."""
    venue, _, pair = event.instrument.partition(":")
    base, _, quote = pair.partition(":")[0].partition("/")
    price = {quote: Decimal(1), base: event.price}.get(event.fee_asset)
    with exact():
        return event.fee * (price or marks.get(f"{venue}:{event.fee_asset}/{quote}", ZERO))


def list_old(connection: sa.Connection) -> None:
    """Adds the rows of trades that are in the journal alone, as before there were such rows."""
    j = t.journal.c
    told = sa.select(j.seq, j.body, j.marks).where(j.name == ev.ForeignTraded.__name__, j.kind == "event")
    listed = {
        (row.instrument, row.trade_id, row.client_id)
        for row in connection.execute(sa.select(t.fills).where(t.fills.c.bot == NO_BOT))
    }
    for seq, body, marks in connection.execute(told.order_by(j.seq)).all():
        seen = {name: Decimal(price) for name, price in orjson.loads(marks or "{}").items()}
        row = row_of(decode(orjson.loads(body)), seq, seen)
        key = row["instrument"], row["trade_id"], row["client_id"]
        if key not in listed:
            listed.add(key)
            connection.execute(sa.insert(t.fills).values(**row))
