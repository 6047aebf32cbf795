"""The journal: events and facts, appended durably together with the read models that follow from them.

The engine appends on its own thread; `commit` writes one transaction on the writer thread and returns when
it is on disk. Nothing is shown, and nothing is sent, before that. What an order waits for is kept short: the
writer has one open connection, its statements are compiled once, parts of the venue's state that are on disk
as they are now are left out, and the log is moved into the file by `checkpoints`, beside the commits.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.ledger import POSITION
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import ENDED, Order, State
from finbyte_desktop.services.store import kept_figures, outside
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.checkpoints import Checkpoints, leave_log_alone
from finbyte_desktop.services.store.database import Database, failure, mark_clean, mark_used, not_written
from finbyte_desktop.services.store.statements import KEY, Prepared, Row, Statements
from finbyte_desktop.services.store.waiting import Waiting

KEPT_SNAPSHOTS = 2
LISTED = "outside_listed"  # this part of the state says that older files are brought up
PASSED_THROUGH = frozenset({"became_running", "became_degraded"})
TRADING_REASONS = frozenset({"reserve", "release", "fill"})
TABLES = tuple(t.metadata.sorted_tables)  # what is referred to comes first
Change = sa.sql.dml.UpdateBase | tuple[Prepared, Row]


class JournalRow(NamedTuple):
    """One event as it was journaled, with the prices that it saw."""

    seq: int
    event: ev.Event
    marks: dict[str, Decimal]


class Journal:
    """Buffer of what is not yet on disk, and the way to make it durable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        mark_used(database.path)
        self._writer = ThreadPoolExecutor(1, "journal")
        self._inserts: list[tuple[sa.Table, dict[str, Any]]] = []
        self._updates: list[Change] = []
        self._statements = Statements(database.engine.dialect)
        self._connection: sa.Connection | None = None  # the writer's, from its first transaction on
        self._venue: dict[str, bytes] = {}  # parts of the venue's state as they are on disk
        self._checkpoints = Checkpoints(database.engine)
        with database.engine.connect() as connection:
            self.seq = int(connection.execute(sa.select(sa.func.max(t.journal.c.seq))).scalar() or 0)
            self._waiting = Waiting(connection)
        self.names: dict[str, tuple[str, bool]] = {}
        self._last_fill: dict[str, Any] = {"bot": ""}
        self.failed: Exception | None = None

    # --- appending --------------------------------------------------------------------------------

    def append(self, event: ev.Event, marks: Mapping[str, Decimal], facts: Iterable[fx.Fact]) -> None:
        """Notes one event and the facts that came of it; durable after the next `commit`."""
        body = orjson.dumps(encode(event)).decode()
        seen = orjson.dumps({k: plain(v) for k, v in marks.items()}).decode() if marks else None
        self._journal(event.ns, "event", type(event).__name__, body, seen)
        if isinstance(event, ev.ForeignTraded):
            facts = list(facts)
            self._traded_outside(event, marks, facts)
        for fact in facts:
            self._journal(fact.ns, "fact", type(fact).__name__, orjson.dumps(encode(fact)).decode(), None)
            project = _PROJECTIONS.get(type(fact))
            if project is not None:
                project(self, fact)

    @property
    def is_dirty(self) -> bool:
        """Whether anything waits for `commit`."""
        return bool(self._inserts or self._updates)

    def _journal(self, ns: int, kind: str, name: str, body: str, marks: str | None) -> None:
        self.seq += 1
        row = {"seq": self.seq, "ns": ns, "kind": kind, "name": name, "body": body, "marks": marks}
        self._inserts.append((t.journal, row))

    def _change(
        self, column: sa.Column[Any], key: str, values: dict[str, Any], *where: sa.ColumnElement[bool]
    ) -> None:
        self._updates.append((self._statements.update(column, values, *where), {**values, KEY: key}))

    def sample_equity(self, bot: str, ns: int, total: float, grid: float) -> None:
        """Notes one point of a bot's profit curve, for painting."""
        row = {"bot": bot, "ns": ns, "total": total, "grid": grid}
        self._updates.append((self._statements.replace(t.equity), row))

    def keep_candles(self, bot: str, interval_ns: int, body: bytes) -> None:
        """Keeps the market of a bot's life with it."""
        row = {"bot": bot, "interval_ns": interval_ns, "body": body}
        self._updates.append((self._statements.replace(t.bot_candles), row))

    def set_summary(self, bot: str, summary: Mapping[str, JsonValue]) -> None:
        """Keeps a bot's last figures, so that a stopped bot can be shown without a feed."""
        text = orjson.dumps(summary).decode()
        self._change(t.bots.c.id, bot, {"summary": text})

    def keep_figures(
        self,
        form: int,
        common: Mapping[str, JsonValue],
        changed: Mapping[str, Mapping[str, JsonValue]],
        bots: list[str],
    ) -> None:
        """Notes bots' figures as of everything appended so far."""
        self._updates += kept_figures.keep(self.seq, form, common, changed, bots)

    # --- making it durable ------------------------------------------------------------------------

    async def commit(
        self,
        venue: Mapping[str, JsonValue] | None = None,
        snapshot: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """Writes everything appended so far in one transaction, whoever waits for it. Raises Unavailable
        when the disk does not take it.
        """
        work = self._take(venue, snapshot)
        if work is None:
            return
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()

        def written(done: Future[None]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, told, done)

        # not run_in_executor: whoever stops waiting would take what was appended out of the writer's queue
        self._writer.submit(self._write, *work).add_done_callback(written)
        await told

    def commit_now(
        self,
        venue: Mapping[str, JsonValue] | None = None,
        snapshot: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """The same, waiting on the caller's thread; for headless runs and tests."""
        work = self._take(venue, snapshot)
        if work is not None:
            self._writer.submit(self._write, *work).result()

    def _take(self, venue: Mapping[str, JsonValue] | None, snapshot: Mapping[str, JsonValue] | None) -> Any:
        if self.failed is not None:
            raise self.failed
        if not (self._inserts or self._updates or venue or snapshot):
            return None
        inserts, self._inserts = self._inserts, []
        updates, self._updates = self._updates, []
        return inserts, updates, venue or {}, snapshot, self.seq

    def _write(
        self,
        inserts: list[tuple[sa.Table, dict[str, Any]]],
        updates: list[Change],
        venue: Mapping[str, JsonValue],
        snapshot: Mapping[str, JsonValue] | None,
        seq: int,
    ) -> None:
        if self.failed is not None:  # what came before is not there: this would not follow from it
            raise self.failed
        written = False
        try:
            parts = self._changed_parts(venue)
            connection = self._open()
            with connection.begin(), contextlib.closing(_cursor(connection)) as cursor:
                self._write_rows(connection, cursor, inserts, updates)
                if parts:
                    bodies = [{"name": name, "body": body.decode()} for name, body in parts.items()]
                    self._statements.replace(t.venue_state).run(cursor, bodies)
                if snapshot is not None:
                    self._write_snapshot(connection, seq, snapshot)
            written = True
        except (DatabaseError, sqlite3.DatabaseError, OSError) as error:
            self.failed = failure(self._database.path, error)
            raise self.failed from error
        finally:
            if not written and self.failed is None:
                self.failed = not_written(self._database.path)
        self._venue |= parts
        self._checkpoints.committed(len(inserts) + len(updates) + len(parts) + (snapshot is not None))

    def _changed_parts(self, venue: Mapping[str, JsonValue]) -> dict[str, bytes]:
        """The parts of the venue's state that are not on disk as they are now."""
        parts = {name: orjson.dumps(state) for name, state in venue.items()}
        return {name: body for name, body in parts.items() if self._venue.get(name) != body}

    def _write_rows(
        self,
        connection: sa.Connection,
        cursor: sqlite3.Cursor,
        inserts: list[tuple[sa.Table, dict[str, Any]]],
        updates: list[Change],
    ) -> None:
        by_table: dict[sa.Table, list[Row]] = {}
        for table, row in inserts:
            by_table.setdefault(table, []).append(row)
        for table in TABLES:
            if table in by_table:
                self._statements.insert(table).run(cursor, by_table[table])
        for change in updates:
            if isinstance(change, tuple):
                change[0].run(cursor, [change[1]])
            else:
                connection.execute(change)

    def _open(self) -> sa.Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect()
            leave_log_alone(self._connection)
        return self._connection

    @staticmethod
    def _write_snapshot(connection: sa.Connection, seq: int, snapshot: Mapping[str, JsonValue]) -> None:
        newest = int(connection.execute(sa.select(sa.func.max(t.snapshots.c.id))).scalar() or 0) + 1
        body = orjson.dumps(snapshot).decode()
        connection.execute(sa.insert(t.snapshots).values(id=newest, seq=seq, body=body))
        connection.execute(sa.delete(t.snapshots).where(t.snapshots.c.id <= newest - KEPT_SNAPSHOTS))

    def close(self) -> None:
        """Ends the writer thread and closes the file."""
        self._writer.shutdown(wait=True)
        self._checkpoints.close()
        if self._connection is not None:
            self._connection.close()
        self._database.engine.dispose()
        if self.failed is None:
            with contextlib.suppress(OSError):  # without the mark the next opening reads the whole file
                mark_clean(self._database.path)

    # --- reading back -----------------------------------------------------------------------------

    def load_snapshot(self) -> tuple[int, dict[str, Any]] | None:
        """The newest snapshot and the sequence number that it covers."""
        query = sa.select(t.snapshots.c.seq, t.snapshots.c.body).order_by(t.snapshots.c.id.desc()).limit(1)
        with self._database.engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else (int(row[0]), orjson.loads(row[1]))

    def load_venue(self) -> dict[str, Any]:
        """The paper venue's saved parts by name, without those that were dropped (null)."""
        with self._database.engine.connect() as connection:
            rows = connection.execute(sa.select(t.venue_state.c.name, t.venue_state.c.body)).all()
        return {name: orjson.loads(body) for name, body in rows if body != "null"}

    def events_after(self, seq: int) -> list[JournalRow]:
        """Journaled events after a sequence number, in order."""
        query = (
            sa.select(t.journal.c.seq, t.journal.c.body, t.journal.c.marks)
            .where(t.journal.c.seq > seq, t.journal.c.kind == "event")
            .order_by(t.journal.c.seq)
        )
        with self._database.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            JournalRow(
                int(number),
                decode(orjson.loads(body)),
                {k: Decimal(v) for k, v in orjson.loads(marks).items()} if marks else {},
            )
            for number, body, marks in rows
        ]

    def facts_after(self, seq: int) -> list[fx.Fact]:
        """Journaled facts after a sequence number, in order."""
        query = (
            sa.select(t.journal.c.body)
            .where(t.journal.c.seq > seq, t.journal.c.kind == "fact")
            .order_by(t.journal.c.seq)
        )
        with self._database.engine.connect() as connection:
            return [decode(orjson.loads(body)) for (body,) in connection.execute(query)]

    def planned_after(self, seq: int) -> list[Order]:
        """Journaled intents after a sequence number, in order."""
        c = t.journal.c
        query = sa.select(c.body).where(c.seq > seq, c.kind == "fact", c.name == fx.OrderPlanned.__name__)
        with self._database.engine.connect() as connection:
            rows = connection.execute(query.order_by(c.seq)).all()
        return [decode(orjson.loads(body)).order for (body,) in rows]

    def list_outside(self) -> None:
        """Lists the trades that no bot made and that are in the journal alone, once for each file. Raises
        Unavailable when the disk does not take it. To be called before anything is appended.
        """
        done = sa.select(t.venue_state.c.name).where(t.venue_state.c.name == LISTED)
        try:
            with self._database.engine.begin() as connection:
                if connection.execute(done).first() is None:
                    outside.list_old(connection)
                    connection.execute(sa.insert(t.venue_state).values(name=LISTED, body="true"))
        except (DatabaseError, OSError) as error:
            raise failure(self._database.path, error) from error

    def load_figures(self, form: int) -> kept_figures.KeptFigures | None:
        """The figures kept last; None when they must be folded from the whole journal."""
        with self._database.engine.connect() as connection:
            return kept_figures.load(connection, form, self.seq)

    def facts_with_marks(self, seq: int = 0) -> Iterator[tuple[dict[str, Decimal], fx.Fact]]:
        """Every journaled fact after a sequence number with the prices that its event saw, in order."""
        c = t.journal.c
        query = sa.select(c.kind, c.body, c.marks).where(c.seq > seq).order_by(c.seq)
        marks: dict[str, Decimal] = {}
        with self._database.engine.connect() as connection:
            for kind, body, seen in connection.execute(query):
                if kind == "fact":
                    yield marks, decode(orjson.loads(body))
                elif seen:
                    marks = {name: Decimal(price) for name, price in orjson.loads(seen).items()}

    # --- read models ------------------------------------------------------------------------------

    def _bot_registered(self, fact: fx.BotRegistered) -> None:
        name, auto_start = self.names.pop(fact.bot, (fact.bot, False))
        row = {
            "id": fact.bot,
            "name": name,
            "type": fact.type,
            "instrument": fact.instrument,
            "params": orjson.dumps(dict(fact.params)).decode(),
            "policy": fact.policy.value,
            "state": BotState.DRAFT.value,
            "reason": "",
            "created_ns": fact.ns,
            "started_ns": None,
            "ended_ns": None,
            "auto_start": int(auto_start),
            "summary": None,
        }
        self._inserts.append((t.bots, row))

    def _bot_moved(self, fact: fx.BotMoved) -> None:
        values: dict[str, Any] = {"state": fact.state.value, "reason": fact.reason}
        if fact.state in (BotState.STOPPED, BotState.ERROR):
            values["ended_ns"] = fact.ns
        self._change(t.bots.c.id, fact.bot, values)
        if fact.state in (BotState.STARTING, BotState.RUNNING):
            self._change(t.bots.c.id, fact.bot, {"started_ns": fact.ns}, t.bots.c.started_ns.is_(None))

        if fact.state is BotState.PAUSED:
            self._drop_passed_through(fact)
        fields = {"reason": fact.reason}
        if fact.state is BotState.DEGRADED:
            if self._waiting.is_told(fact):
                return
            over = self._waiting.begins(fact)
            if over:
                self._updates.append(sa.delete(t.decisions).where(t.decisions.c.row == over))
                return
        else:
            fields |= self._waiting.ends(fact, self._decision_row)
        level = "error" if fact.state is BotState.ERROR else "info"
        self._decision(fact.ns, fact.bot, level, f"became_{fact.state.value}", fields)

    def _drop_passed_through(self, fact: fx.BotMoved) -> None:
        """A paused bot goes on for no time to pull orders that were kept. The facts are kept, nobody decided
        it.
        """
        for at in range(len(self._inserts) - 1, -1, -1):
            table, row = self._inserts[at]
            if table is t.decisions and row["bot"] == fact.bot:
                if row["ns"] == fact.ns and row["code"] in PASSED_THROUGH:
                    del self._inserts[at]
                return

    def _bot_edited(self, fact: fx.BotEditedFact) -> None:
        self._decision(fact.ns, fact.bot, "info", "params_edited", {})
        text = orjson.dumps(dict(fact.params)).decode()
        self._change(t.bots.c.id, fact.bot, {"params": text})

    def _order_planned(self, fact: fx.OrderPlanned) -> None:
        o = fact.order
        row = {
            "client_id": o.client_id,
            "seq": o.seq,
            "bot": o.bot,
            "slot": o.slot,
            "attempt": o.attempt,
            "instrument": o.instrument,
            "side": o.spec.side.value,
            "type": o.spec.type.value,
            "price": o.spec.price,
            "qty": o.spec.qty,
            "grant": o.grant,
            "state": o.state.name,
            "filled": o.filled,
            "why": "",
            "created_ns": fact.ns,
            "ended_ns": None,
        }
        self._inserts.append((t.orders, row))

    def _order_moved(self, fact: fx.OrderMoved) -> None:
        values: dict[str, Any] = {"state": fact.state.name, "filled": fact.filled}
        if fact.why or fact.state is State.FILLED or fact.state not in ENDED:
            values["why"] = fact.why  # what was in doubt is not any more
        if fact.state in ENDED:
            values["ended_ns"] = fact.ns
        self._change(t.orders.c.client_id, fact.client_id, values)

    def _fill_booked(self, fact: fx.FillBooked) -> None:
        row = fact._asdict()
        del row["realised"]  # it stands in the journal
        row |= {"row": self.seq, "side": fact.side.value, "role": fact.role.value}
        row["trip"] = None
        self._last_fill = row
        self._inserts.append((t.fills, row))

    def _traded_outside(
        self, event: ev.ForeignTraded, marks: Mapping[str, Decimal], facts: Iterable[fx.Fact]
    ) -> None:
        if outside.is_booked(facts):
            row = outside.row_of(event, self.seq, marks)
            self._updates.append((self._statements.replace(t.fills), row))

    def _outside_taken(self, fact: fx.OutsideTaken) -> None:
        self._updates.append(outside.taken(fact))

    def _posted(self, fact: fx.Posted) -> None:
        if fact.reason in TRADING_REASONS:
            return
        markets = {line.asset for line in fact.lines if line.bucket == POSITION}
        for number, line in enumerate(fact.lines):
            if line.asset in markets:  # contracts are no money; the fill tells them
                continue
            row = {
                "row": self.seq * t.LINES_A_POSTING + number,
                "tx": self.seq,
                "ns": fact.ns,
                "reason": fact.reason,
            }
            row |= {"ref": fact.ref, **line._asdict()}
            self._inserts.append((t.postings, row))

    def _said(self, fact: fx.Said) -> None:
        fields = {k: plain(v) if isinstance(v, Decimal) else str(v) for k, v in fact.fields}
        self._decision(fact.ns, fact.bot, fact.level.value, fact.code, fields)
        trip = dict(fact.fields).get("trip")
        if trip is not None and self._last_fill["bot"] == fact.bot:
            self._last_fill["trip"] = trip

    def _blocked(self, fact: fx.SlotBlocked) -> None:
        spec = fact.spec
        fields = {
            "slot": fact.slot,
            "code": fact.code,
            "side": spec.side.value,
            "price": plain(spec.price),
            "qty": plain(spec.qty),
        }
        self._decision(fact.ns, fact.bot, "warning", "order_not_placed", fields)

    @property
    def _decision_row(self) -> int:
        return t.DECISIONS_BY_SEQ + self.seq

    def _decision(self, ns: int, bot: str, level: str, code: str, fields: Mapping[str, str]) -> None:
        text = orjson.dumps(fields).decode()
        row = {"row": self._decision_row, "ns": ns, "bot": bot, "level": level, "code": code}
        self._inserts.append((t.decisions, row | {"fields": text}))

    def _asked(self, fact: fx.ApprovalAsked) -> None:
        row = {
            "request": fact.request,
            "bot": fact.bot,
            "kind": fact.kind,
            "instrument": fact.instrument,
            "asked_ns": fact.ns,
            "price": fact.price,
            "orders": orjson.dumps(encode(fact.orders)).decode(),
            "digest": fact.digest,
            "answer": None,
            "why": None,
            "decided_ns": None,
            "decided_price": None,
        }
        self._inserts.append((t.approvals, row))

    def _answered(self, fact: fx.ApprovalEnded) -> None:
        values = {
            "answer": fact.answer.value,
            "why": fact.why,
            "decided_ns": fact.ns,
            "decided_price": fact.price,
        }
        self._change(t.approvals.c.request, fact.request, values)


def _cursor(connection: sa.Connection) -> sqlite3.Cursor:
    driven: sqlite3.Connection | None = connection.connection.driver_connection
    assert driven is not None
    return driven.cursor()


def _tell(told: asyncio.Future[None], written: Future[None]) -> None:
    """Says to who waits for a transaction what became of it."""
    if told.done():  # it does not wait any more
        return
    error = written.exception()
    if error is None:
        told.set_result(None)
    else:
        told.set_exception(error)


_PROJECTIONS: dict[type, Any] = {
    fx.BotRegistered: Journal._bot_registered,
    fx.BotMoved: Journal._bot_moved,
    fx.BotEditedFact: Journal._bot_edited,
    fx.OrderPlanned: Journal._order_planned,
    fx.OrderMoved: Journal._order_moved,
    fx.FillBooked: Journal._fill_booked,
    fx.OutsideTaken: Journal._outside_taken,
    fx.Posted: Journal._posted,
    fx.Said: Journal._said,
    fx.SlotBlocked: Journal._blocked,
    fx.ApprovalAsked: Journal._asked,
    fx.ApprovalEnded: Journal._answered,
}
