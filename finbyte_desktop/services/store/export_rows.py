"""The rows of an export, oldest first, in portions: exact texts, read without making them numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.numbers import ZERO, exact, plain
from finbyte_desktop.services.exports.cost_basis import BASES, CostBasis
from finbyte_desktop.services.figures import Figures
from finbyte_desktop.services.store import schema as t

PORTION = 1_000
PAID_IN = ("budget", "added", "withdrawn")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Export:
    table: sa.Table
    time: str
    order: str
    owner: str
    left_out: tuple[str, ...] = ()
    only: sa.ColumnElement[bool] | None = None


_EXPORTS: Mapping[str, _Export] = {
    "fills": _Export(t.fills, "ns", "row", "bot"),
    "orders": _Export(t.orders, "created_ns", "seq", "bot"),
    "ledger": _Export(t.postings, "ns", "row", "owner"),
    "bots": _Export(t.bots, "created_ns", "created_ns", "id", ("summary",)),
    "transfers": _Export(
        t.postings, "ns", "row", "owner", ("row", "tx", "ref", "bucket"), t.postings.c.owner != "venue"
    ),
    "decisions": _Export(t.decisions, "ns", "row", "bot", ("row",)),
}
EXPORTS = tuple(_EXPORTS)


@dataclass(frozen=True, slots=True)
class ExportRows:
    """Columns with their kind (whole numbers or texts), the number of rows, and the rows in portions."""

    columns: Mapping[str, type]
    total: int
    portions: Iterator[Rows]


def export_rows(
    connection: sa.Connection,
    what: str,
    start_ns: int | None = None,
    end_ns: int | None = None,
    bot: str | None = None,
    cost_basis: str | None = None,
) -> ExportRows:
    """What is to be written. The portions are read while they are asked for.

    With a cost basis ("average" or "fifo") each fill that sold says what the sold coins had cost and what the
    sale earned before fees; fills before `start_ns` count for it without being written.
    """
    export = _EXPORTS[what]
    columns = [column for column in export.table.columns if column.name not in export.left_out]
    query = sa.select(*(_text(column) for column in columns)).order_by(export.table.c[export.order])
    counted = sa.select(sa.func.count()).select_from(export.table)
    time = export.table.c[export.time]
    conditions = [] if export.only is None else [export.only]
    if bot is not None:
        conditions.append(export.table.c[export.owner] == bot)
    if end_ns is not None:
        conditions.append(time < end_ns)
    counted = counted.where(*conditions, *([] if start_ns is None else [time >= start_ns]))
    if start_ns is not None and cost_basis is None:
        conditions.append(time >= start_ns)
    kinds: dict[str, type] = {column.name: _kind(column) for column in columns}
    total = int(connection.execute(counted).scalar_one())
    found = connection.execution_options(yield_per=PORTION).execute(query.where(*conditions))
    portions: Iterator[Rows] = ([tuple(row) for row in rows] for rows in found.partitions())
    if cost_basis is not None:
        portions = _with_basis(connection, list(kinds), portions, BASES[cost_basis], start_ns)
        kinds |= dict.fromkeys(("cost_basis", "cost_of_sold", "realised_before_fees"), str)
        portions = ([(*row[:-2], cost_basis, *row[-2:]) for row in rows] for rows in portions)
    return ExportRows(kinds, total, portions)


def _kind(column: sa.Column[Any]) -> type:
    return int if isinstance(column.type, sa.Integer) else str


def _text(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, t.DecimalText):
        return sa.type_coerce(column, sa.Text).label(column.name)
    return column


def _with_basis(
    connection: sa.Connection, names: list[str], portions: Iterator[Rows], make: Any, start_ns: int | None
) -> Iterator[Rows]:
    """Fills with the cost of what they sold and what that earned; None for those that bought."""
    place = {name: number for number, name in enumerate(names)}
    row, ns, bot, side = place["row"], place["ns"], place["bot"], place["side"]
    assets = _base_assets(connection)
    paid_in = _coins_paid_in(connection, assets)
    held: dict[str, CostBasis] = {}
    for rows in portions:
        out: Rows = []
        with exact():
            for fill in rows:
                basis = held.setdefault(fill[bot], make())
                waiting = paid_in.get(fill[bot], [])
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
                if fee and fill[place["fee_asset"]] == assets.get(fill[bot]):
                    basis.lose(fee, fill[side] == "buy")
                if start_ns is None or fill[ns] >= start_ns:
                    out.append((*fill, spent, earned))
        if out:
            yield out


def _base_assets(connection: sa.Connection) -> dict[str, str]:
    """The asset that each bot trades."""
    v = t.venue_state.c
    saved = connection.execute(sa.select(v.name, v.body).where(v.name.startswith("instrument:"))).all()
    known = {name.removeprefix("instrument:"): orjson.loads(body)["base"] for name, body in saved}
    bots = connection.execute(sa.select(t.bots.c.id, t.bots.c.instrument)).all()
    return {bot: known.get(i) or i.rpartition(":")[2].partition("/")[0] for bot, i in bots}


def _coins_paid_in(
    connection: sa.Connection, assets: Mapping[str, str]
) -> dict[str, list[tuple[int, Decimal, Decimal]]]:
    """Per bot: when own coins were put in, how many, and the price of the bot's start."""
    p = t.postings.c
    found: dict[str, list[tuple[int, Decimal, Decimal]]] = {}
    query = sa.select(p.tx, p.owner, p.asset, p.amount).where(p.reason.in_(PAID_IN), p.bucket == "free")
    for tx, owner, asset, amount in connection.execute(query.order_by(p.row)).all():
        if assets.get(owner) == asset:
            found.setdefault(owner, []).append((tx, amount, ZERO))
    for bot, rows in found.items():
        price = _start_price(connection, bot, rows[0][0])
        found[bot] = [(tx, amount, price) for tx, amount, _ in rows]
    return found


def _start_price(connection: sa.Connection, bot: str, seq: int) -> Decimal:
    """The price at which a bot started, as its figures have it; 0 for one that never started."""
    j, market = t.journal.c, t.bots.c.instrument
    figures = Figures(bot, "", "")
    last: Decimal | None = None
    instrument = connection.execute(sa.select(market).where(t.bots.c.id == bot)).scalar_one()
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
            if fact.bot == bot:
                figures.apply(fact, last)
            if figures.started_ns is not None:
                break
    return figures.start_price or ZERO
