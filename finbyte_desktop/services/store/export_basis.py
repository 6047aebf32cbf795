"""What the fills of an export sold: the cost of those coins and what the sale earned before fees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.numbers import ZERO, exact, plain
from finbyte_desktop.core.position import FLAT, traded
from finbyte_desktop.services.exports.cost_basis import CostBasis
from finbyte_desktop.services.figures import Figures
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.outside import NO_BOT

PAID_IN = ("budget", "added", "withdrawn")
Rows = list[tuple[Any, ...]]


def with_basis(
    connection: sa.Connection, names: list[str], portions: Iterator[Rows], make: Any, start_ns: int | None
) -> Iterator[Rows]:
    """Fills with the cost of what they sold and what that earned; None for those that bought. Of a perpetual
    what a fill that closed earned by the average entry, as venues reckon it; None for one that opened.
    """
    place = {name: number for number, name in enumerate(names)}
    row, ns, bot, side = place["row"], place["ns"], place["bot"], place["side"]
    market = place["instrument"]
    known = _known_markets(connection)
    paid_in = _coins_paid_in(connection, _markets_of_bots(connection, known))
    held: dict[tuple[str, str], CostBasis] = {}
    positions = dict.fromkeys(_on_perpetuals(connection), FLAT)
    for rows in portions:
        out: Rows = []
        with exact():
            for fill in rows:
                if fill[bot] == NO_BOT:  # nobody knows what its coins had cost
                    if start_ns is None or fill[ns] >= start_ns:
                        out.append((*fill, None, None))
                    continue
                if fill[bot] in positions:
                    qty, price = Decimal(fill[place["qty"]]), Decimal(fill[place["price"]])
                    before = positions[fill[bot]]
                    change = traded(before, qty if fill[side] == "buy" else -qty, price)
                    positions[fill[bot]] = change.position
                    closed = before.qty and (before.qty > 0) is (fill[side] == "sell")
                    if start_ns is None or fill[ns] >= start_ns:
                        out.append((*fill, None, plain(change.realised) if closed else None))
                    continue
                coin = fill[bot], _assets_of(known, fill[market])[0]
                basis = held.setdefault(coin, make())
                waiting = paid_in.get(coin, [])
                while waiting and waiting[0][0] < fill[row]:
                    _, qty, price = waiting.pop(0)
                    if qty > 0:
                        basis.add(qty, qty * price)
                    else:
                        basis.take(-qty)
                qty, fee = Decimal(fill[place["qty"]]), Decimal(fill[place["fee"]])
                amount = Decimal(fill[place["price"]]) * qty
                spent = earned = None
                if fill[side] == "buy":
                    basis.add(qty, amount)
                else:
                    cost = basis.take(qty)
                    spent, earned = plain(cost), plain(amount - cost)
                if fee and fill[place["fee_asset"]] == coin[1]:
                    basis.lose(fee, fill[side] == "buy")
                if start_ns is None or fill[ns] >= start_ns:
                    out.append((*fill, spent, earned))
        if out:
            yield out


def _on_perpetuals(connection: sa.Connection) -> list[str]:
    """The bots that trade a perpetual."""
    v, b = t.venue_state.c, t.bots.c
    saved = connection.execute(sa.select(v.name, v.body).where(v.name.startswith("instrument:"))).all()
    markets = [
        name.removeprefix("instrument:") for name, body in saved if orjson.loads(body).get("perpetual")
    ]
    return [str(row[0]) for row in connection.execute(sa.select(b.id).where(b.instrument.in_(markets)))]


def traded_assets(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """Base and quote of each bot's instrument."""
    known = _known_markets(connection)
    rows = connection.execute(sa.select(t.bots.c.id, t.bots.c.instrument)).all()
    return {bot: _assets_of(known, i) for bot, i in rows}


def _known_markets(connection: sa.Connection) -> dict[str, Any]:
    """The markets that were kept with the bots."""
    v = t.venue_state.c
    saved = connection.execute(sa.select(v.name, v.body).where(v.name.startswith("instrument:"))).all()
    return {name.removeprefix("instrument:"): orjson.loads(body) for name, body in saved}


def _assets_of(known: Mapping[str, Any], market: str) -> tuple[str, str]:
    """Base and quote of a market, by its name where it was not kept."""
    base, _, quote = market.rpartition(":")[2].partition("/")
    return (known[market]["base"], known[market]["quote"]) if market in known else (base, quote)


def _markets_of_bots(connection: sa.Connection, known: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The market of each bot and base that it trades."""
    v = t.venue_state.c
    rows = [tuple(row) for row in connection.execute(sa.select(t.bots.c.id, t.bots.c.instrument))]
    others = connection.execute(sa.select(v.name, v.body).where(v.name.startswith("markets:"))).all()
    for name, body in others:
        rows += [(name.removeprefix("markets:"), market) for market in orjson.loads(body) or ()]
    return {(bot, _assets_of(known, market)[0]): market for bot, market in rows}


def _coins_paid_in(
    connection: sa.Connection, markets: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], list[tuple[int, Decimal, Decimal]]]:
    """Per bot and coin: when own coins were put in, how many, and their price at the bot's start."""
    p = t.postings.c
    found: dict[tuple[str, str], list[tuple[int, Decimal, Decimal]]] = {}
    query = sa.select(p.tx, p.owner, p.asset, p.amount).where(p.reason.in_(PAID_IN), p.bucket == "free")
    for tx, owner, asset, amount in connection.execute(query.order_by(p.row)).all():
        if (owner, asset) in markets:
            found.setdefault((owner, asset), []).append((tx, amount, ZERO))
    for (bot, asset), rows in found.items():
        price = _start_price(connection, bot, markets[bot, asset], rows[0][0])
        found[bot, asset] = [(tx, amount, price) for tx, amount, _ in rows]
    return found


def _start_price(connection: sa.Connection, bot: str, instrument: str, seq: int) -> Decimal:
    """The price of a market at which a bot started, as its figures have it; 0 for one that never started."""
    j = t.journal.c
    figures = Figures(bot, "", "")
    last: Decimal | None = None
    told = sa.or_(j.kind == "event", j.name.in_(("ApprovalAsked", "BotMoved")))
    cause = sa.select(sa.func.max(j.seq)).where(j.seq < seq, j.kind == "event").scalar_subquery()
    query = sa.select(j.kind, j.body, j.marks).where(j.seq >= cause, told).order_by(j.seq)
    with connection.execute(query) as rows:
        for kind, body, marks in rows:
            if kind == "event":
                price = orjson.loads(marks).get(instrument) if marks else None
                last = last if price is None else Decimal(price)
                continue
            fact = decode(orjson.loads(body))
            if isinstance(fact, fx.ApprovalAsked):
                fact = fact._replace(price=dict(fact.prices).get(instrument, fact.price))
            if fact.bot == bot:
                figures.apply(fact, last)
            if figures.started_ns is not None:
                break
    return figures.start_price or ZERO
