"""What it costs that an order is on disk before it leaves: from a fill to the next order's request, with and
without the commit, beside a bare durable commit of as many bytes on the same disk.

The three take turns, each after the same pause, so that what else the computer does meets all of them alike:
a disk that is busy in one minute and quiet in the next says nothing about the engine.

Run by hand: python3 dev.py exec python tests/benchmarks/bench_intent.py [ROUNDS]
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, Role
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.live_port import Accepted, AssetBalance, Outcome, Stream, Tier

D = Decimal
MARKET = Instrument(
    "bench:COIN/CASH", "COIN", "CASH", D("0.01"), D("0.001"), D("0.001"), D(5), Fees(D("0.001"), D("0.001"))
)
PAUSE_S = 0.02  # nothing else is done meanwhile
LOG_BYTES = 24_000_000  # more than is written in between
WARM_UP = 20  # rounds that are not counted
QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}
BARE, WITHOUT = "bare durable commit", "fill to request, nothing on disk"
WITH, COMMIT = "fill to request, on disk first", "  the commit in that"
PARAMS = {"lower": "90", "upper": "110", "grids": 20, "investment": "20000"}


class QuietPort:
    """A venue that takes every order and never says anything by itself."""

    name, tier = "bench", Tier.A

    def __init__(self) -> None:
        self.sent: asyncio.Queue[tuple[float, Order]] = asyncio.Queue()

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def measure_clock(self) -> int:
        return 0

    def steady_ns(self) -> int:
        return time.monotonic_ns()

    def clock_in_doubt(self) -> bool:
        return False

    async def sure_of_clock(self) -> None: ...

    async def turn(self) -> None: ...

    def instruments(self) -> Mapping[str, Instrument]:
        return {MARKET.id: MARKET}

    def now_ns(self) -> int:
        return time.time_ns()

    async def submit(self, order: Order) -> Outcome:
        self.sent.put_nowait((time.perf_counter(), order))
        return Accepted(f"V{order.client_id}")

    async def cancel(self, instrument: str, client_id: str, venue_id: str | None) -> Outcome:
        return Accepted(venue_id or "")

    async def order(self, *_: Any, **__: Any) -> None:
        return None

    async def orders_everywhere(self) -> Sequence[Any]:
        return []

    async def open_orders(self, instrument: str, connection: int = 0) -> Sequence[Any]:
        return []

    async def trades(self, instrument: str, since_ns: int, connection: int = 0) -> Sequence[Any]:
        return []

    async def balances(self) -> Mapping[str, AssetBalance]:
        return {"CASH": AssetBalance(D(100_000), D(100_000))}

    async def prices(self, instruments: Sequence[str]) -> Mapping[str, Decimal]:
        return {name: D(100) for name in instruments}

    async def watch(self, what: Stream, deliver: Any) -> None:
        await asyncio.sleep(3600)


class Desk:
    """A grid at a venue that takes everything, with its journal on disk or with none."""

    def __init__(self, folder: Path, durable: bool) -> None:
        folder.mkdir()
        database = open_database(folder)
        self.port, self.journal, self._path = QuietPort(), Journal(database), database.path
        # of each transaction: milliseconds from handing it over to going on, bytes of text in it
        self.commits: list[tuple[float, int]] = []
        kernel = Kernel(self.port.instruments(), make_bot, secret=b"0" * 32, kept_ended=5_000)
        self.supervisor = Supervisor(failed)
        self.shell = LiveShell(kernel, self.journal, self.port, self.supervisor)  # type: ignore[arg-type]
        self._commit = self.shell._commit
        self.shell._commit = self._timed if durable else self._nothing  # type: ignore[method-assign]
        self._resting: list[Order] = []
        self._number = 0

    async def _nothing(self, _: Any) -> None:
        self.journal._inserts.clear()
        self.journal._updates.clear()

    async def _timed(self, saved: Any) -> None:
        rows = (row for _, row in self.journal._inserts)
        size = sum(len(v) for row in rows for v in row.values() if isinstance(v, str))
        began = time.perf_counter()
        await self._commit(saved)
        self.commits.append((1000 * (time.perf_counter() - began), size))

    async def start(self) -> None:
        """A grid with all its orders resting."""
        await self.shell.start()
        await self.shell.adopt_balances()
        await self.shell.use(MARKET.id)
        ns = self.port.now_ns()
        await self.shell.command(
            ev.BotCreated(ns, "b1", "spot_grid", MARKET.id, PARAMS, ev.Policy.AUTOMATIC, True)
        )
        while not self._resting:  # the first orders are still on their way to the disk
            await self.settle()
        lengthen_log(self._path)

    async def settle(self) -> None:
        """Returns when nothing was done for a while: no order is on its way, and every answer is on disk."""
        while True:
            await asyncio.sleep(PAUSE_S)
            if self.port.sent.empty() and not self.shell.following.sending:
                return
            while not self.port.sent.empty():
                self._resting.append(self.port.sent.get_nowait()[1])

    async def fill(self) -> tuple[float, float, int]:
        """Milliseconds from a fill to the request of the order that follows it, those of the commit
        between them, and the bytes of text in that.
        """
        while True:
            self._number += 1
            order = min(self._resting, key=lambda o: abs((o.spec.price or D(100)) - 100))
            self._resting.remove(order)
            price, qty = order.spec.price or D(100), order.spec.qty
            fee = MARKET.fee_up(price * qty * D("0.001"))
            head = (self.port.now_ns(), order.client_id, f"T{self._number}", price, qty)
            self.commits.clear()
            began = time.perf_counter()
            self.shell.post(ev.OrderFilled(*head, fee, "CASH", fee, Role.MAKER))
            try:
                async with asyncio.timeout(3.0):
                    sent, following = await self.port.sent.get()
            except TimeoutError:  # an opening order has no order that follows it
                await self.settle()
                continue
            self._resting.append(following)
            return 1000 * (sent - began), *(self.commits[0] if self.commits else (0.0, 0))

    async def stop(self) -> None:
        """Ends with everything closed."""
        await self.shell.stop()
        await self.supervisor.close()
        self.journal.close()


def failed(name: str, error: BaseException) -> None:
    sys.stderr.write(f"{name}: {error}\n")


def lengthen_log(path: Path) -> None:
    """Makes the log of an open database as long as it is after a day: one that is written over syncs quicker
    than one that grows.
    """
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE filling (body BLOB)")
        connection.execute("INSERT INTO filling VALUES (zeroblob(?))", (LOG_BYTES,))
        connection.execute("DROP TABLE filling")
        connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()


class Bare:
    """A database of one table, with the same settings and nothing around it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT)")
        lengthen_log(folder / "bare.sqlite3")

    def commit(self, size: int) -> float:
        """Milliseconds of a durable commit of one row."""
        body = "x" * size
        began = time.perf_counter()
        self._connection.execute("BEGIN")
        self._connection.execute("INSERT INTO rows (body) VALUES (?)", (body,))
        self._connection.execute("COMMIT")
        return 1000 * (time.perf_counter() - began)

    def close(self) -> None:
        self._connection.close()


async def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by what was done."""
    took: dict[str, list[float]] = {name: [] for name in (BARE, WITHOUT, WITH, COMMIT)}
    bare, memory, disk = Bare(folder / "bare"), Desk(folder / "memory", False), Desk(folder / "disk", True)
    await memory.start()
    await disk.start()
    size = 0
    for number in range(WARM_UP + rounds):
        await asyncio.sleep(PAUSE_S)
        bare_ms = bare.commit(size)
        await memory.settle()
        without_ms, _, _ = await memory.fill()
        await disk.settle()
        with_ms, commit_ms, size = await disk.fill()
        if number >= WARM_UP:
            for name, ms in zip(took, (bare_ms, without_ms, with_ms, commit_ms), strict=True):
                took[name].append(ms)
    print(f"{rounds} rounds; a transaction has {size:,} bytes of text")
    await memory.stop()
    await disk.stop()
    bare.close()
    return took


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory(dir=".") as name:
        took = asyncio.run(measure(Path(name), rounds))
    for values in took.values():
        values.sort()
    for label, values in took.items():
        figures = ", ".join(f"{p} {values[int(len(values) * at)]:.2f}" for p, at in QUANTILES.items())
        print(f"{label:34} {figures} ms")
    for p, at in QUANTILES.items():
        bare, without, durable, commit = (values[int(len(values) * at)] for values in took.values())
        print(
            f"{p}: the durable intent adds {(durable - without) / bare:.2f} bare commits; "
            f"handing over to going on {commit / bare:.2f}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
