"""The paper venue as a process of its own: `python -m finbyte_desktop.services.venues.paper_process FOLDER`.

It hosts a PaperVenue with its own durable state and speaks over standard input and output, one JSON line a
request and one a reply. Every change of state is on its disk before the reply leaves. What happened goes
through a numbered outbox that is kept until the client says that its journal holds it, so a death of either
side loses nothing and repeats nothing.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import Bug, FinByteError, Unavailable
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.matching import Report, VenueOptions
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import Order
from finbyte_desktop.core.walk import Happening
from finbyte_desktop.services.feeds import Feed
from finbyte_desktop.services.store.database import FolderLock, failure
from finbyte_desktop.services.venues.paper import Advance, PaperVenue

FILE_NAME = "venue.sqlite3"
FORMAT = 1
LOCK_WAIT_S = 10.0
LOCK_POLL_S = 0.005
KEPT_ORDERS = 100_000
TABLES = (
    "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS orders (seq INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE,
    instrument TEXT NOT NULL, side TEXT NOT NULL, price TEXT NOT NULL, qty TEXT NOT NULL)""",
)


class Outgoing(NamedTuple):
    """One entry of the outbox. `price` is None for a report that answers a request."""

    number: int
    instrument: str
    price: Decimal | None
    event: Happening


class VenueFile:
    """The venue's own small database: state, outbox, and every order that it ever took."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        try:
            self.connection = sqlite3.connect(self.path, isolation_level=None)
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=FULL")
            if sys.platform == "darwin":
                self.connection.execute("PRAGMA fullfsync=ON")
            self.connection.execute("BEGIN IMMEDIATE")
            for statement in TABLES:
                self.connection.execute(statement)
            self.connection.execute("COMMIT")
        except (sqlite3.DatabaseError, OSError) as error:
            raise failure(self.path, error) from None

    def load(self) -> dict[str, Any]:
        """The saved parts by name."""
        return {n: orjson.loads(b) for n, b in self.connection.execute("SELECT name, body FROM state")}

    def outbox(self, after: int) -> list[Outgoing]:
        """What happened after this number, oldest first."""
        rows = self.connection.execute(
            "SELECT number, body FROM outbox WHERE number > ? ORDER BY number", (after,)
        )
        return [Outgoing(number, *decode(orjson.loads(body))) for number, body in rows]

    def took(self, client_id: str) -> bool:
        """Whether an order with this id was ever taken."""
        query = "SELECT 1 FROM orders WHERE client_id = ?"
        return self.connection.execute(query, (client_id,)).fetchone() is not None

    def write(
        self, state: Mapping[str, str], out: list[Outgoing], acknowledged: int, order: Order | None
    ) -> None:
        """One durable transaction. Raises Unavailable when the disk does not take it."""
        run = self.connection.execute
        try:
            run("BEGIN IMMEDIATE")
            run("DELETE FROM outbox WHERE number <= ?", (acknowledged,))
            for entry in out:
                body = orjson.dumps(encode(tuple(entry[1:]))).decode()
                run("INSERT INTO outbox (number, body) VALUES (?, ?)", (entry.number, body))
            if order is not None:
                spec = order.spec
                row = (order.client_id, order.instrument, spec.side.value, plain(spec.price), plain(spec.qty))
                run(
                    "INSERT INTO orders (client_id, instrument, side, price, qty) VALUES (?, ?, ?, ?, ?)", row
                )
                run("DELETE FROM orders WHERE seq <= (SELECT max(seq) FROM orders) - ?", (KEPT_ORDERS,))
            for name, body in state.items():
                run("INSERT OR REPLACE INTO state (name, body) VALUES (?, ?)", (name, body))
            run("COMMIT")
        except (sqlite3.DatabaseError, OSError) as error:
            raise failure(self.path, error) from None


class PaperServer:
    """One paper venue behind requests. `stopped` once its disk refused: then memory may not go on."""

    def __init__(self, folder: Path, feed: Feed, options: VenueOptions | None = None) -> None:
        self._lock = _wait_for_lock(folder)
        try:
            self.file = VenueFile(folder)
        except Unavailable:
            self._lock.release()
            raise
        self.venue = PaperVenue(feed, options)
        saved = self.file.load()
        counters = saved.get("counters", {"format": FORMAT, "number": 0, "deposits": 0})
        self.number, self.deposits = int(counters["number"]), int(counters["deposits"])
        if "feed" in saved:
            self.venue.restore_account(saved["account"])
            self.venue.restore_feed(saved["feed"])
        self._written = self._state() if saved else {}
        self.stopped = False

    def close(self) -> None:
        """Closes the file and lets another process in."""
        self.file.connection.close()
        self._lock.release()

    def serve(self, requests: IO[bytes], replies: IO[bytes]) -> None:
        """Answers until the client closes its end."""
        for line in iter(requests.readline, b""):
            if not line.endswith(b"\n"):
                return  # half a line: the client died while it wrote, nothing was asked
            reply = self.reply(line)
            try:
                replies.write(reply)
                replies.flush()
            except BrokenPipeError:
                return  # the client is gone; what was done waits in the outbox
            if self.stopped:
                return

    def reply(self, line: bytes) -> bytes:
        """The answer to one request, durable when this returns."""
        request = decode(orjson.loads(line))
        try:
            answer = self._answer(request)
        except FinByteError as error:
            self.stopped = isinstance(error, Unavailable)
            answer = {"error": error.text, "code": error.code, "stopped": self.stopped}
        return orjson.dumps(encode({**answer, "id": request["id"], "view": self._view()})) + b"\n"

    def _answer(self, request: Mapping[str, Any]) -> dict[str, object]:
        do, acknowledged = request["do"], request["acknowledged"]
        if do == "hello":
            return {
                "out": _rows(self.file.outbox(request["heard"])),
                "instruments": [_instrument_row(i) for i in self.venue.instruments().values()],
                "label": self.venue.feed.label,
                "deposits": self.deposits,
            }
        if do == "knows":
            order: Order = request["order"]
            known = self.venue.knows(order)
            if known is None and self.file.took(order.client_id):
                known = []
            return {"known": None if known is None else tuple(known)}
        if do == "advance":
            return self._advance(request, acknowledged)
        if do == "submit":
            return self._submit(request["order"], acknowledged)
        if do == "cancel":
            reports = self.venue.cancel(request["instrument"], request["client_id"])
            return self._keep(_reports(request["instrument"], reports), acknowledged)
        if do == "isolate":
            self.venue.isolate(
                self.venue.instruments()[request["instrument"]], request["put_in"], request["leverage"]
            )
            return self._keep([], acknowledged)
        if do == "deposit":
            if request["number"] == self.deposits + 1:
                self.venue.deposit(request["asset"], request["amount"])
                self.deposits += 1
            return {**self._keep([], acknowledged), "deposits": self.deposits}
        raise Bug(f"There is no request {do}.", "no_such_request")

    def _advance(self, request: Mapping[str, Any], acknowledged: int) -> dict[str, object]:
        watches: Mapping[str, tuple[Decimal | None, Decimal | None]] = request["watches"]
        found = self.venue.advance(
            watches.__getitem__,
            request["alarm_ns"],
            request["until_ns"],
            request["items"],
            request["budget_ns"],
        )
        return self._keep([] if found is None else [found], acknowledged)

    def _submit(self, order: Order, acknowledged: int) -> dict[str, object]:
        if self.file.took(order.client_id):
            raise Bug(f"Order {order.client_id} was taken before.", "duplicate_client_id")
        reports = self.venue.submit(order)
        return self._keep(_reports(order.instrument, reports), acknowledged, order)

    def _keep(
        self, found: list[Advance] | list[Outgoing], acknowledged: int, order: Order | None = None
    ) -> dict[str, object]:
        """Numbers what happened and makes it durable together with the state that it led to."""
        out: list[Outgoing] = []
        for entry in found:
            self.number += 1
            if isinstance(entry, Advance):
                out.append(Outgoing(self.number, *entry))
            else:
                out.append(entry._replace(number=self.number))
        state = self._state()
        changed = {name: body for name, body in state.items() if body != self._written.get(name)}
        if changed or out or order is not None:
            self.file.write(changed, out, acknowledged, order)
            self._written = state
        return {"out": _rows(out)}

    def _state(self) -> dict[str, str]:
        counters = {"format": FORMAT, "number": self.number, "deposits": self.deposits}
        parts = {
            "account": self.venue.save_account(),
            "feed": self.venue.save_feed(),
            "counters": counters,
        }
        return {name: orjson.dumps(part).decode() for name, part in parts.items()}

    def _view(self) -> dict[str, object]:
        venue = self.venue
        return {
            "ns": venue.ns,
            "items": venue.items,
            "peek_ns": venue.feed.peek_ns(),
            "finished": venue.is_finished,
            "prices": {name: venue.price(name) for name in venue.instruments()},
            "balances": dict(venue.balances),
            "held": venue.held(),
        }


def _reports(instrument: str, reports: list[Report]) -> list[Outgoing]:
    return [Outgoing(0, instrument, None, report) for report in reports]


def _rows(out: list[Outgoing]) -> list[tuple[object, ...]]:
    return [tuple(entry) for entry in out]


def _instrument_row(i: Instrument) -> dict[str, object]:
    steps = (i.tick, i.lot, i.min_qty, i.min_notional, i.fees.maker, i.fees.taker)
    return {
        "id": i.id,
        "base": i.base,
        "quote": i.quote,
        "steps": [plain(step) for step in steps],
        "fee_asset": i.fees.asset,
        "fee_asset_price": None if i.fees.asset_price is None else plain(i.fees.asset_price),
        "max_live_orders": i.max_live_orders,
        "perpetual": i.perpetual,
    }


def _wait_for_lock(folder: Path) -> FolderLock:
    """The folder's lock; a predecessor whose client died finishes its request first.

    Raises Unavailable when somebody holds it for longer.
    """
    end = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            return FolderLock(folder)
        except Unavailable:
            if time.monotonic() > end:
                raise
            time.sleep(LOCK_POLL_S)


def main(argv: list[str]) -> int:
    """Serves on standard input and output until the client closes them. Exit status 3: no lock, no disk."""
    from finbyte_desktop.services.clock import wall_ns
    from finbyte_desktop.services.feed_choice import make_feed
    from finbyte_desktop.services.ports import FeedChoice, FeedKind

    parser = argparse.ArgumentParser(prog="paper_process")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--feed", choices=[kind.value for kind in FeedKind], default=FeedKind.DEMO.value)
    parser.add_argument("--path", type=Path)
    parser.add_argument("--symbol")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    try:
        choice = FeedChoice(FeedKind(args.feed), args.path, args.symbol, seed=args.seed)
        server = PaperServer(args.folder, make_feed(choice, wall_ns()))
    except FinByteError as error:
        sys.stderr.write(error.text + "\n")
        return 3
    server.serve(sys.stdin.buffer, sys.stdout.buffer)
    server.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
