"""A journal in memory that loses what was not synced: what a power cut leaves behind, without a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import Order
from finbyte_desktop.services.store.journal import JournalRow


class Disk:
    """What is durable: rows of (seq, event, marks), facts, snapshots and the venue's parts, all as bytes."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, bytes, bytes]] = []
        self.facts: list[fx.Fact] = []
        self.snapshot: tuple[int, bytes] | None = None
        self.parts: dict[str, bytes] = {}
        self.seq = 0
        self.syncs = 0
        self.full = False
        self.plans: list[tuple[int, bytes]] = []
        self.planned_ns: dict[str, int] = {}  # when each was planned
        self.planned: dict[str, int] = {}  # client id of every durable intent, and the sync that took it


class MemoryJournal:
    """The part of `Journal` that the live shell uses. `before_sync` and `after_sync` may raise."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.seq = disk.seq
        self._rows: list[tuple[int, bytes, bytes]] = []
        self._facts: list[fx.Fact] = []
        self._plans: list[tuple[int, bytes]] = []
        self.before_sync: Callable[[], None] = lambda: None
        self.after_sync: Callable[[], None] = lambda: None

    def append(self, event: ev.Event, marks: Mapping[str, Decimal], facts: Iterable[fx.Fact]) -> None:
        self.seq += 1
        seen = orjson.dumps({name: plain(price) for name, price in marks.items()})
        self._rows.append((self.seq, orjson.dumps(encode(event)), seen))
        told = list(facts)
        self._plans += [
            (self.seq, orjson.dumps(encode(fact))) for fact in told if isinstance(fact, fx.OrderPlanned)
        ]
        self.seq += len(told)
        self._facts += told

    def commit_now(
        self, venue: Mapping[str, JsonValue] | None = None, snapshot: Mapping[str, JsonValue] | None = None
    ) -> None:
        self.before_sync()
        disk = self._disk
        if disk.full:
            raise Unavailable("The disk is full.", "disk_full")
        disk.rows += self._rows
        disk.facts += self._facts
        disk.plans += self._plans
        self._plans = []
        disk.syncs += 1
        for fact in self._facts:
            if isinstance(fact, fx.OrderPlanned):
                disk.planned[fact.order.client_id] = disk.syncs
                disk.planned_ns[fact.order.client_id] = fact.order.created_ns
        self._rows, self._facts = [], []
        disk.seq = self.seq
        for name, part in (venue or {}).items():
            disk.parts[name] = orjson.dumps(part)
        if snapshot is not None:
            disk.snapshot = (self.seq, orjson.dumps(snapshot))
        self.after_sync()

    def load_snapshot(self) -> tuple[int, dict[str, Any]] | None:
        saved = self._disk.snapshot
        return None if saved is None else (saved[0], orjson.loads(saved[1]))

    def events_after(self, seq: int) -> list[JournalRow]:
        return [
            JournalRow(n, decode(orjson.loads(body)), {k: Decimal(v) for k, v in orjson.loads(marks).items()})
            for n, body, marks in self._disk.rows
            if n > seq
        ]

    def planned_after(self, seq: int) -> list[Order]:
        rows = [(n, fact) for n, fact in self._disk.plans if n > seq]
        return [decode(orjson.loads(body)).order for _, body in rows]

    def load_venue(self) -> dict[str, Any]:
        return {name: orjson.loads(part) for name, part in self._disk.parts.items()}
