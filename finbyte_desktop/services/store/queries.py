"""Reading the read models: history by bot and by text, for the window and for exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.orders import OrderType, Role, Side
from finbyte_desktop.services.ports import DecisionRow, FillRow, OrderRow, TransferRow
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import Database

EXPORTS = ("fills", "orders", "ledger", "bots")
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


class Queries:
    """Every question that a page or an export asks of the database."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._kept: dict[tuple[str, str, int], tuple[int, list[Any]]] = {}

    def _rows(self, query: sa.Select[Any]) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(query).all())

    def _followed(self, table: sa.Table, bot: str, limit: int, read: Callable[[], list[Any]]) -> list[Any]:
        """What `read` answers, without asking it while nothing came to a table whose rows never change.

        A page that follows a bot asks for its latest rows four times a second.
        """
        newest = int(self._rows(sa.select(sa.func.max(table.c.row)))[0][0] or 0)
        kept = self._kept.get((table.name, bot, limit))
        if kept is None or kept[0] != newest:
            if len(self._kept) >= MOST_KEPT_ANSWERS:
                self._kept.clear()
            kept = self._kept[table.name, bot, limit] = (newest, read())
        return list(kept[1])

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

    def fills(
        self, bot: str | None = None, text: str = "", limit: int = 50_000, after_row: int = 0
    ) -> list[FillRow]:
        """Trades, newest first."""
        if bot is not None and not text and not after_row and limit <= MOST_KEPT_ROWS:
            return self._followed(t.fills, bot, limit, lambda: self._fills(bot, "", limit, 0))
        return self._fills(bot, text, limit, after_row)

    def _fills(self, bot: str | None, text: str, limit: int, after_row: int) -> list[FillRow]:
        f, b = t.fills.c, t.bots.c
        query = sa.select(t.fills, b.name.label("bot_name")).join(t.bots, b.id == f.bot)
        if bot is not None:
            query = query.where(f.bot == bot)
        if text:
            like = f"%{text}%"
            query = query.where(
                sa.or_(b.name.ilike(like), f.instrument.ilike(like), f.side.ilike(like), f.price.ilike(like))
            )
        if after_row:
            query = query.where(f.row > after_row)
        rows = self._rows(query.order_by(f.row.desc()).limit(limit))
        return [
            FillRow(
                r.trade_id,
                r.ns,
                r.bot,
                r.bot_name,
                r.instrument,
                Side(r.side),
                r.price,
                r.qty,
                r.price * r.qty,
                r.fee,
                r.fee_asset,
                Role(r.role),
                r.level,
                r.trip,
                _why(r.slot, r.side),
            )
            for r in rows
        ]

    def orders(self, bot: str | None = None, text: str = "", limit: int = 5_000) -> list[OrderRow]:
        """Orders of every state, newest first."""
        o, b = t.orders.c, t.bots.c
        query = sa.select(t.orders, b.name.label("bot_name")).join(t.bots, b.id == o.bot)
        if bot is not None:
            query = query.where(o.bot == bot)
        if text:
            like = f"%{text}%"
            query = query.where(
                sa.or_(
                    b.name.ilike(like),
                    o.instrument.ilike(like),
                    o.side.ilike(like),
                    o.state.ilike(like),
                    o.why.ilike(like),
                    o.price.ilike(like),
                )
            )
        rows = self._rows(query.order_by(o.seq.desc()).limit(limit))
        return [
            OrderRow(
                r.client_id,
                r.bot,
                r.bot_name,
                r.instrument,
                r.slot,
                Side(r.side),
                OrderType(r.type),
                r.price,
                r.qty,
                r.filled,
                r.state.lower(),
                r.why,
                r.created_ns,
                r.ended_ns,
            )
            for r in rows
        ]

    def transfers(self, limit: int = 5_000) -> list[TransferRow]:
        """Money that moved without a trade, newest first."""
        p = t.postings.c
        query = sa.select(t.postings).where(p.owner != "venue").order_by(p.row.desc()).limit(limit)
        return [TransferRow(r.ns, r.reason, r.owner, r.asset, r.amount) for r in self._rows(query)]

    def decisions(self, bot: str | None = None, text: str = "", limit: int = 5_000) -> list[DecisionRow]:
        """The decision log, newest first."""
        if bot is not None and not text and limit <= MOST_KEPT_ROWS:
            return self._followed(t.decisions, bot, limit, lambda: self._decisions(bot, "", limit))
        return self._decisions(bot, text, limit)

    def _decisions(self, bot: str | None, text: str, limit: int) -> list[DecisionRow]:
        d, b = t.decisions.c, t.bots.c
        query = sa.select(t.decisions, b.name.label("bot_name")).join(t.bots, b.id == d.bot)
        if bot is not None:
            query = query.where(d.bot == bot)
        if text:
            like = f"%{text}%"
            query = query.where(sa.or_(b.name.ilike(like), d.code.ilike(like), d.fields.ilike(like)))
        rows = self._rows(query.order_by(d.row.desc()).limit(limit))
        return [
            DecisionRow(r.ns, r.bot, r.bot_name, Level(r.level), r.code, orjson.loads(r.fields)) for r in rows
        ]

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

    def export_rows(
        self, what: str, start_ns: int | None = None, end_ns: int | None = None, bot: str | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of an export, oldest first; decimals stay exact."""
        table = {"fills": t.fills, "orders": t.orders, "ledger": t.postings, "bots": t.bots}[what]
        time = {"fills": "ns", "orders": "created_ns", "ledger": "ns", "bots": "created_ns"}[what]
        order = {"fills": "row", "orders": "seq", "ledger": "row", "bots": "created_ns"}[what]
        owner = {"fills": "bot", "orders": "bot", "ledger": "owner", "bots": "id"}[what]
        query = sa.select(table).order_by(table.c[order])
        if start_ns is not None:
            query = query.where(table.c[time] >= start_ns)
        if end_ns is not None:
            query = query.where(table.c[time] < end_ns)
        if bot is not None:
            query = query.where(table.c[owner] == bot)
        names = [column.name for column in table.columns if column.name != "summary"]
        rows = self._rows(query)
        return names, [tuple(getattr(row, name) for name in names) for row in rows]


def _why(slot: str, side: str) -> str:
    if slot == "take:open":
        return "opening"
    if slot == "take:exit":
        return "exit"
    if slot == "take:grow":
        return "added"
    return "level_bought" if side == "buy" else "level_sold"
