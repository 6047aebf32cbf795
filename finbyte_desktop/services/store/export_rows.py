"""The rows of an export, oldest first, in portions: exact texts, read without making them numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import orjson
import sqlalchemy as sa

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.numbers import ZERO, exact, plain
from finbyte_desktop.services.exports.cost_basis import BASES
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.export_basis import PAID_IN, Rows, traded_assets, with_basis
from finbyte_desktop.services.store.outside import NO_BOT

PORTION = 1_000
NS_PER_S = 1_000_000_000
Sentence = Callable[[str, Mapping[str, str]], str]


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
    "bots": _Export(t.bots, "created_ns", "created_ns", "id", ("summary",)),
    "transfers": _Export(
        t.postings, "ns", "row", "owner", ("row", "tx", "ref", "bucket"), t.postings.c.owner != "venue"
    ),
    "decisions": _Export(t.decisions, "ns", "row", "bot", ("row",)),
}
EXPORTS = ("ledger", "fundings", *_EXPORTS)


@dataclass(frozen=True, slots=True)
class ExportRows:
    """Columns with their kind (whole numbers, exact decimals as texts, or texts), the number of rows (of the
    ledger: before it is cut to a bot or to days), and the rows in portions.
    """

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
    sentence: Sentence | None = None,
) -> ExportRows:
    """What is to be written. The portions are read while they are asked for.

    Each time in nanoseconds is followed by the same time as a date (UTC). With a cost basis ("average" or
    "fifo") each fill that sold says what the sold coins had cost and what the sale earned before fees; fills
    before `start_ns` count for it without being written. `sentence` puts a decision's code and fields into
    words. Raises UserError for a bot that is not there.
    """
    if bot is not None:
        _known_bot(connection, bot)
    if what == "ledger":
        found = _ledger(connection, start_ns, end_ns, bot)
    elif what == "fundings":
        found = _fundings(connection, start_ns, end_ns, bot)
    else:
        found = _table(connection, what, start_ns, end_ns, bot, cost_basis)
    if what == "fills":
        found = _with(found, {"cost": Decimal}, "qty", _cost)
    elif what == "bots":
        money = dict.fromkeys(("paid_in", "own_coins", "withdrawn"), Decimal)
        found = _with(
            found, money, "params", partial(_paid_in, _paid_into(connection), traded_assets(connection))
        )
    elif what == "decisions" and sentence is not None:
        found = _with(found, {"text": str}, "fields", partial(_in_words, sentence))
    for name in [name for name, kind in found.columns.items() if kind is int and name.endswith("ns")]:
        date = name.removesuffix("ns").rstrip("_") or "time"
        found = _with(found, {date: str}, name, partial(_date, name))
    return found


def _known_bot(connection: sa.Connection, bot: str) -> None:
    known = [str(row[0]) for row in connection.execute(sa.select(t.bots.c.id).order_by(t.bots.c.created_ns))]
    if bot not in known and bot != UNATTRIBUTED:
        ids = ", ".join(known) or "none"
        raise UserError(f"There is no bot {bot}. The bots here: {ids}.", "no_such_bot", "bot")


def _table(
    connection: sa.Connection,
    what: str,
    start_ns: int | None,
    end_ns: int | None,
    bot: str | None,
    cost_basis: str | None,
) -> ExportRows:
    export = _EXPORTS[what]
    columns = [column for column in export.table.columns if column.name not in export.left_out]
    query = sa.select(*(_text(column) for column in columns)).order_by(export.table.c[export.order])
    counted = sa.select(sa.func.count()).select_from(export.table)
    time = export.table.c[export.time]
    conditions = [] if export.only is None else [export.only]
    if bot is not None:
        without = what == "fills" and bot == UNATTRIBUTED
        conditions.append(export.table.c[export.owner] == (NO_BOT if without else bot))
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
        portions = with_basis(connection, list(kinds), portions, BASES[cost_basis], start_ns)
        kinds |= {"cost_basis": str, "cost_of_sold": Decimal, "realised_before_fees": Decimal}
        portions = ([(*row[:-2], cost_basis, *row[-2:]) for row in rows] for rows in portions)
    return ExportRows(kinds, total, portions)


_LEDGER: Mapping[str, type] = {
    "tx": int, "ns": int, "reason": str, "ref": str, "owner": str, "bucket": str, "asset": str,
    "amount": Decimal,
}  # fmt: skip


def _ledger(
    connection: sa.Connection, start_ns: int | None, end_ns: int | None, bot: str | None
) -> ExportRows:
    """Every line of every transaction, reservations and fills included, as the journal has them."""
    j = t.journal.c
    posted = (j.name == "Posted", j.kind == "fact")
    lines_of = sa.func.json_array_length(j.body, "$[4]") - 1  # after the tag of the tuple
    total = int(connection.execute(sa.select(sa.func.sum(lines_of)).where(*posted)).scalar_one() or 0)
    query = sa.select(j.seq, j.body).where(*posted).order_by(j.seq)
    found = connection.execution_options(yield_per=PORTION).execute(query)

    def lines(rows: Sequence[Any]) -> Rows:
        out: Rows = []
        for seq, body in rows:
            fact = decode(orjson.loads(body))
            assert isinstance(fact, fx.Posted)
            if (start_ns is None or fact.ns >= start_ns) and (end_ns is None or fact.ns < end_ns):
                head = (seq, fact.ns, fact.reason, fact.ref)
                of = [line for line in fact.lines if bot is None or line.owner == bot]
                out += [(*head, line.owner, line.bucket, line.asset, plain(line.amount)) for line in of]
        return out

    return ExportRows(dict(_LEDGER), total, (lines(rows) for rows in found.partitions()))


_FUNDINGS: Mapping[str, type] = {
    "ns": int, "bot": str, "instrument": str, "rate": Decimal, "mark": Decimal, "amount": Decimal,
}  # fmt: skip


def _fundings(
    connection: sa.Connection, start_ns: int | None, end_ns: int | None, bot: str | None
) -> ExportRows:
    """Every funding that a bot's position received or (negative) paid, as its log tells it."""
    d, b = t.decisions.c, t.bots.c
    conditions = [d.code == "funding"]
    conditions += [] if bot is None else [d.bot == bot]
    conditions += [] if start_ns is None else [d.ns >= start_ns]
    conditions += [] if end_ns is None else [d.ns < end_ns]
    query = sa.select(d.ns, d.bot, b.instrument, d.fields).join(t.bots, b.id == d.bot).where(*conditions)
    counted = sa.select(sa.func.count()).select_from(t.decisions).where(*conditions)
    total = int(connection.execute(counted).scalar_one())
    found = connection.execution_options(yield_per=PORTION).execute(query.order_by(d.row))

    def told(rows: Sequence[Any]) -> Rows:
        out: Rows = []
        for ns, owner, instrument, fields in rows:
            said = orjson.loads(fields)
            out.append((ns, owner, instrument, said["rate"], said["mark"], said["amount"]))
        return out

    return ExportRows(dict(_FUNDINGS), total, (told(rows) for rows in found.partitions()))


def _with(
    found: ExportRows, added: Mapping[str, type], after: str, make: Callable[[dict[str, Any]], Sequence[Any]]
) -> ExportRows:
    """The same rows with columns made of the others."""
    names = list(found.columns)
    place = names.index(after) + 1
    kinds = [*found.columns.items()]
    kinds[place:place] = list(added.items())

    def wider(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*row[:place], *make(dict(zip(names, row, strict=True))), *row[place:])

    portions = ([wider(row) for row in rows] for rows in found.portions)
    return ExportRows(dict(kinds), found.total, portions)


def _cost(row: Mapping[str, Any]) -> Sequence[str]:
    with exact():
        return (plain(Decimal(row["price"]) * Decimal(row["qty"])),)


def _date(name: str, row: Mapping[str, Any]) -> Sequence[str | None]:
    if row[name] is None:
        return (None,)
    seconds, rest = divmod(row[name], NS_PER_S)
    day = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return (f"{day:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z",)


def _in_words(sentence: Sentence, row: Mapping[str, Any]) -> Sequence[str]:
    return (sentence(row["code"], orjson.loads(row["fields"])),)


def _paid_into(connection: sa.Connection) -> dict[tuple[str, str, bool], Decimal]:
    """What went into each bot: by owner, asset, and whether it was taken out."""
    p = t.postings.c
    query = sa.select(p.owner, p.asset, p.reason, p.amount).where(p.reason.in_(PAID_IN), p.bucket == "free")
    found: dict[tuple[str, str, bool], Decimal] = {}
    with exact():
        for owner, asset, reason, amount in connection.execute(query).all():
            key = owner, asset, reason == "withdrawn"
            found[key] = found.get(key, ZERO) + amount
    return found


def _paid_in(
    paid: Mapping[tuple[str, str, bool], Decimal],
    traded: Mapping[str, tuple[str, str]],
    row: Mapping[str, Any],
) -> Sequence[str]:
    bot, (base, quote) = row["id"], traded[row["id"]]
    out = -paid.get((bot, quote, True), ZERO)
    return plain(paid.get((bot, quote, False), ZERO)), plain(paid.get((bot, base, False), ZERO)), plain(out)


def _kind(column: sa.Column[Any]) -> type:
    if isinstance(column.type, sa.Integer):
        return int
    return Decimal if isinstance(column.type, t.DecimalText) else str


def _text(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, t.DecimalText):
        return sa.type_coerce(column, sa.Text).label(column.name)
    return column
