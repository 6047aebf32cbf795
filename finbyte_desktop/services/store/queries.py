"""Reading the read models: history by bot and by text, for the window and for exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from finbyte_desktop.core.events import JsonValue, UnclaimedAnswered, UnclaimedFound
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import ENDED
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.ports import (
    DecisionRow,
    FillRow,
    HistoryPage,
    HistoryQuery,
    OrderRow,
    ParamChange,
    TransferRow,
)
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import FILE_NAME, open_to_read
from finbyte_desktop.services.store.listings import (
    CANCELED,
    CAUSES,
    FILL_TEXTS,
    LISTINGS,
    TRADE_TEXTS,
    cause_of,
    select_count,
    select_rows,
)

MOST_KEPT_ROWS = 2_000
MOST_KEPT_ANSWERS = 8


class BotRow(NamedTuple):
    """A bot as the database knows it."""

    id: str
    name: str
    type: str
    instrument: str
    params: dict[str, JsonValue]
    policy: str
    state: str
    reason: str
    created_ns: int
    started_ns: int | None
    ended_ns: int | None
    auto_start: bool
    summary: dict[str, Any] | None


class _Kept(NamedTuple):
    """An answer, the table's newest row at that time, and how much had been written."""

    written: int | None
    newest: int
    rows: list[Any]


class Queries:
    """Every question that a page or an export asks of the database.

    `written`, where it is set, tells how far the journal is on disk: while it stands, nothing is asked again.
    """

    def __init__(self, source: sa.Engine | sa.Connection) -> None:
        self._source = source
        self._kept: dict[HistoryQuery, _Kept] = {}
        self.written: Callable[[], int] | None = None

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        if isinstance(self._source, sa.Connection):
            yield self._source
        else:
            with self._source.connect() as connection:
                yield connection

    def _rows(self, query: sa.Select[Any]) -> list[Any]:
        with self._connected() as connection:
            return list(connection.execute(query).all())

    def is_whole(self) -> bool:
        """Whether every page of the file is what it should be; reads all of it."""
        with self._connected() as connection:
            return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"

    def _followed(self, table: sa.Table, query: HistoryQuery) -> list[Any]:
        """The rows of a page, read anew only when something came to a table whose rows never change.

        A page that follows a bot asks for its latest rows four times a second.
        """
        if query.bot is None or query.text or query.limit > MOST_KEPT_ROWS:
            return self._listed(query)
        written = None if self.written is None else self.written()
        kept = self._kept.get(query)
        if kept is not None and written is not None and kept.written == written:
            return list(kept.rows)
        newest = int(self._rows(sa.select(sa.func.max(table.c.row)))[0][0] or 0)
        rows = kept.rows if kept is not None and kept.newest == newest else self._listed(query)
        if len(self._kept) >= MOST_KEPT_ANSWERS and kept is None:
            self._kept.clear()
        self._kept[query] = _Kept(written, newest, rows)
        return list(rows)

    def bots(self) -> list[BotRow]:
        """All bots, oldest first."""
        c = t.bots.c
        rows = self._rows(sa.select(t.bots).order_by(c.created_ns, c.id))
        return [
            BotRow(
                r.id,
                r.name,
                r.type,
                r.instrument,
                orjson.loads(r.params),
                r.policy,
                r.state,
                r.reason,
                r.created_ns,
                r.started_ns,
                r.ended_ns,
                bool(r.auto_start),
                orjson.loads(r.summary) if r.summary else None,
            )
            for r in rows
        ]

    def trade_counts(self) -> dict[str, int]:
        """How many fills each instrument has, so that new trade ids never repeat an old one."""
        rows = self._rows(sa.select(t.fills.c.instrument, sa.func.count()).group_by(t.fills.c.instrument))
        return {name: int(count) for name, count in rows}

    def history(self, query: HistoryQuery) -> HistoryPage:
        """One page of a table of History, and how many rows there are on all pages."""
        total = int(self._rows(select_count(query))[0][0])
        return HistoryPage(query, self._listed(query), total)

    def _listed(self, query: HistoryQuery) -> list[Any]:
        make = LISTINGS[query.what].make
        rows = [make(row) for row in self._rows(select_rows(query))]
        return self._with_causes(rows) if query.what == "orders" else rows

    def _with_causes(self, orders: list[OrderRow]) -> list[OrderRow]:
        """What a cancelled order was cancelled for, as the decisions around its end tell it."""
        asked = {order.bot for order in orders if order.why == CANCELED}
        d = t.decisions.c
        causes: dict[str, list[Any]] = {}
        for bot in asked:
            query = sa.select(d.ns, d.code, d.fields).where(d.bot == bot, d.code.in_(CAUSES)).order_by(d.row)
            causes[bot] = [(ns, code, orjson.loads(fields)) for ns, code, fields in self._rows(query)]
        return [cause_of(order, causes[order.bot]) if order.bot in asked else order for order in orders]

    def fills(self, bot: str | None = None, text: str = "", limit: int = 50_000) -> list[FillRow]:
        """Trades, newest first."""
        return self._followed(t.fills, HistoryQuery("fills", bot, text, limit=limit))

    def row_before_last(self, bot: str, count: int) -> int:
        """The row of the journal before a bot's last so many trades; 0 when it has no more than that."""
        f = t.fills.c
        found = self._rows(sa.select(f.row).where(f.bot == bot).order_by(f.row.desc()).limit(1).offset(count))
        return int(found[0][0]) if found else 0

    def fills_until(self, bot: str, row: int) -> int:
        """How many trades a bot had up to a row of the journal."""
        f = t.fills.c
        counted = sa.select(sa.func.count()).select_from(t.fills).where(f.bot == bot, f.row <= row)
        return int(self._rows(counted)[0][0])

    def trades_until(self, bot: str, row: int, portion: int) -> Iterator[list[tuple[Any, ...]]]:
        """A bot's trades up to a row of the journal, oldest first, in portions: what `trade_of` reads."""
        f = t.fills.c
        query = sa.select(*TRADE_TEXTS).where(f.bot == bot, f.row <= row).order_by(f.row)
        with self._connected() as connection:
            for rows in connection.execute(query).partitions(portion):
                yield [tuple(r) for r in rows]

    def fundings_after(self, bot: str, row: int) -> list[tuple[int, Decimal]]:
        """What a bot's position received (negative: paid) after a row of the journal, oldest first, each with
        its own row.
        """
        d = t.decisions.c
        query = sa.select(d.row, d.fields).where(d.bot == bot, d.code == "funding").order_by(d.row)
        found = self._rows(query.where(d.row > row + t.DECISIONS_BY_SEQ))
        return [(at - t.DECISIONS_BY_SEQ, Decimal(orjson.loads(fields)["amount"])) for at, fields in found]

    def param_changes(self, bot: str) -> list[ParamChange]:
        """Each change of a bot's parameters by a person, in order."""
        d = t.decisions.c
        query = sa.select(d.ns, d.fields).where(d.bot == bot, d.code == "param_changed").order_by(d.row)
        found = [(ns, orjson.loads(fields)) for ns, fields in self._rows(query)]
        return [ParamChange(ns, told["field"], told["before"]) for ns, told in found]

    def rows_said(self, bot: str, code: str) -> list[int]:
        """The rows of the journal in which a bot said something, in order."""
        d = t.decisions.c
        query = sa.select(d.row).where(d.bot == bot, d.code == code, d.row > t.DECISIONS_BY_SEQ)
        return [at - t.DECISIONS_BY_SEQ for (at,) in self._rows(query.order_by(d.row))]

    def fills_after(self, bot: str, row: int, portion: int, limit: int) -> Iterator[list[tuple[Any, ...]]]:
        """A bot's first trades after a row of the journal, oldest first, in portions: what `fill_of` reads,
        with the row first.
        """
        f = t.fills.c
        query = (
            sa.select(f.row, *FILL_TEXTS)
            .join(t.bots, t.bots.c.id == f.bot)
            .where(f.bot == bot, f.row > row)
            .order_by(f.row)
            .limit(limit)
        )
        with self._connected() as connection:
            for rows in connection.execute(query).partitions(portion):
                yield [tuple(r) for r in rows]

    def prices_at_fills(
        self, bot: str, first: int, last: int, portion: int
    ) -> Iterator[list[dict[str, Decimal]]]:
        """The prices of all markets at each of a bot's trades from one row of the journal to another, oldest
        first, in portions: those that the event saw with which the trade came.
        """
        f, j = t.fills.c, t.journal.c
        event = sa.select(j.marks).where(j.seq <= f.row, j.kind == "event").order_by(j.seq.desc()).limit(1)
        query = sa.select(event.scalar_subquery()).where(f.bot == bot, f.row >= first, f.row <= last)
        with self._connected() as connection:
            for rows in connection.execute(query.order_by(f.row)).partitions(portion):
                yield [
                    {name: Decimal(price) for name, price in orjson.loads(marks or "{}").items()}
                    for (marks,) in rows
                ]

    def orders(self, bot: str | None = None, text: str = "", limit: int = 5_000) -> list[OrderRow]:
        """Orders of every state, newest first."""
        return self._listed(HistoryQuery("orders", bot, text, limit=limit))

    def transfers(self, limit: int = 5_000) -> list[TransferRow]:
        """Money that moved without a trade, newest first."""
        return self._listed(HistoryQuery("transfers", limit=limit))

    def decisions(self, bot: str | None = None, text: str = "", limit: int = 5_000) -> list[DecisionRow]:
        """The decision log, newest first."""
        return self._followed(t.decisions, HistoryQuery("decisions", bot, text, limit=limit))

    def approvals_since(self, ns: int) -> list[Any]:
        """Answered requests since a time, newest first."""
        a, b = t.approvals.c, t.bots.c
        query = (
            sa.select(t.approvals, b.name.label("bot_name"))
            .join(t.bots, b.id == a.bot)
            .where(a.answer.is_not(None), a.decided_ns >= ns)
            .order_by(a.decided_ns.desc())
            .limit(500)
        )
        return self._rows(query)

    def bot_candles(self, bot: str) -> tuple[int, bytes] | None:
        """The candles kept with a bot: interval and packed columns."""
        c = t.bot_candles.c
        rows = self._rows(sa.select(c.interval_ns, c.body).where(c.bot == bot))
        return (int(rows[0][0]), rows[0][1]) if rows else None

    def equity(self, bot: str) -> list[tuple[int, float, float]]:
        """A bot's profit curve: time, total, grid."""
        e = t.equity.c
        rows = self._rows(sa.select(e.ns, e.total, e.grid).where(e.bot == bot).order_by(e.ns))
        return [(int(ns), float(total), float(grid)) for ns, total, grid in rows]


class LeftBehind(NamedTuple):
    """What an account that is closed may have in the market by its records: bots that have not ended, and
    orders and stops that may rest at the venue.
    """

    bots: int
    orders: int


def left_behind(folder: Path) -> LeftBehind:
    """Of a data folder, with nothing running there; nothing where no database is. Raises what `open_to_read`
    raises.
    """
    if not (folder / FILE_NAME).exists():
        return LeftBehind(0, 0)
    database = open_to_read(folder)
    try:
        bots = sum(BotState(bot.state) not in ENDED_BOTS for bot in Queries(database.engine).bots())
        with database.engine.connect() as connection:
            return LeftBehind(bots, sum(_may_rest(connection)))
    finally:
        database.engine.dispose()


def _may_rest(connection: sa.Connection) -> Iterator[int]:
    ended = [state.name for state in ENDED]
    yield connection.execute(
        sa.select(sa.func.count()).select_from(t.orders).where(t.orders.c.state.not_in(ended))
    ).scalar_one()
    kept = connection.execute(sa.select(t.venue_state.c.body).where(t.venue_state.c.name == "stops"))
    for (body,) in kept:
        stops = orjson.loads(body)
        yield len(stops.get("wanted", ())) + len(stops.get("dropped", ()))
    asked, answered = (
        connection.execute(
            sa.select(sa.func.count()).select_from(t.journal).where(t.journal.c.name == name)
        ).scalar_one()
        for name in (UnclaimedFound.__name__, UnclaimedAnswered.__name__)
    )
    yield max(0, asked - answered)
