"""What it costs that an order is on disk before it leaves: from a fill to the next order's request, with and
without the commit, beside a bare durable commit of the same disk in the same run.

Run by hand: python3 dev.py exec python tests/benchmarks/bench_intent.py [FILLS]
"""

from __future__ import annotations

import asyncio
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


async def fills(folder: Path, count: int, durable: bool) -> list[float]:
    """Milliseconds from a fill to the request of the order that follows it."""
    port, journal = QuietPort(), Journal(open_database(folder))
    kernel = Kernel(port.instruments(), make_bot, secret=b"0" * 32, kept_ended=5_000)

    def failed(name: str, error: BaseException) -> None:
        sys.stderr.write(f"{name}: {error}\n")

    supervisor = Supervisor(failed)
    shell = LiveShell(kernel, journal, port, supervisor)  # type: ignore[arg-type]
    if not durable:

        async def nothing(_: Any) -> None: ...

        shell._commit = nothing  # type: ignore[method-assign]
    await shell.start()
    await shell.adopt_balances()
    await shell.use(MARKET.id)
    made = ev.BotCreated(port.now_ns(), "b1", "spot_grid", MARKET.id, PARAMS, ev.Policy.AUTOMATIC, True)
    await shell.command(made)
    resting: list[Order] = []
    took: list[float] = []
    number = 0
    while len(took) < count:
        while True:
            try:
                async with asyncio.timeout(0.02):
                    resting.append((await port.sent.get())[1])
            except TimeoutError:
                break
        if not resting:  # the first orders are still on their way to the disk
            continue
        number += 1
        order = min(resting, key=lambda o: abs((o.spec.price or D(100)) - 100))
        resting.remove(order)
        price, qty = order.spec.price or D(100), order.spec.qty
        fee = MARKET.fee_up(price * qty * D("0.001"))
        head = (port.now_ns(), order.client_id, f"T{number}", price, qty)
        began = time.perf_counter()
        shell.post(ev.OrderFilled(*head, fee, "CASH", fee, Role.MAKER))
        try:
            async with asyncio.timeout(1.0):
                sent, following = await port.sent.get()
        except TimeoutError:
            continue  # an opening order has no order that follows it
        took.append(1000 * (sent - began))
        resting.append(following)
    await shell.stop()
    await supervisor.close()
    journal.close()
    return took


def bare(folder: Path, count: int) -> list[float]:
    """Milliseconds of a durable commit of one row of the same size."""
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT)")
    took = []
    for _ in range(count):
        began = time.perf_counter()
        connection.execute("BEGIN")
        connection.execute("INSERT INTO rows (body) VALUES (?)", ("x" * 2_000,))
        connection.execute("COMMIT")
        took.append(1000 * (time.perf_counter() - began))
    connection.close()
    return took


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory(dir=".") as name:
        for part in ("a", "b"):
            (Path(name) / part).mkdir()
        rows = {
            "bare durable commit": bare(Path(name), count),
            "fill to request, nothing on disk": asyncio.run(fills(Path(name) / "a", count, durable=False)),
            "fill to request, on disk first": asyncio.run(fills(Path(name) / "b", count, durable=True)),
            "bare durable commit again": bare(Path(name) / "b", count),
        }
    found = {}
    for label, took in rows.items():
        took.sort()
        found[label] = (took[len(took) // 2], took[int(len(took) * 0.99)])
        print(f"{label:36} p50 {found[label][0]:.2f} ms, p99 {found[label][1]:.2f} ms")
    for n, which in ((0, "p50"), (1, "p99")):
        first, without, durable, again = (found[label][n] for label in rows)
        print(f"{which}: the intent adds {(durable - without) / ((first + again) / 2):.2f} bare commits")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
