"""One life of the application without a window: it trades until it is killed, or comes to rest when asked.

Started with one JSON line on standard input: folder, address, key, secret, seed, kill (a durable step, or
null) and rest (whether to stop all bots and end when nothing is live).
"""

from __future__ import annotations

import asyncio
import importlib
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import orjson

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.live.account import LiveAccount, open_account
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.simulation import juggler

MARKETS = ("binance:BTC/USDT", "binance:DOGE/USDT")
BOTS = 2
REST_S = 90.0


def die() -> None:
    """The process is gone, at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(step: str, number: int) -> None:
    """Plants the end: before or after the n-th commit, before or after the n-th order request."""
    count = 0

    def due() -> bool:
        nonlocal count
        count += 1
        return count == number

    if step in ("before_commit", "after_commit"):
        write = Journal._write

        def watched(self: Journal, *work: Any) -> None:
            last = due()
            if last and step == "before_commit":
                die()
            write(self, *work)
            if last:
                die()

        Journal._write = watched  # type: ignore[method-assign]
        return
    submit = CcxtVenue.submit

    async def sent(self: CcxtVenue, order: Any) -> Any:
        last = due()
        if last and step == "before_send":
            die()
        outcome = await submit(self, order)
        if last:
            die()
        return outcome

    CcxtVenue.submit = sent  # type: ignore[method-assign]


async def opened(job: dict[str, Any], told: Any) -> LiveAccount:
    """The account, tried until the venue answers."""
    connection = Connection("c1", "binance", "Test", Home.SESSION, address=job["address"])
    key = ApiKey(Secret(job["key"]), Secret(job["secret"]))
    while True:
        try:
            folder = Path(job["folder"])
            return await open_account(
                folder,
                connection,
                key,
                time.time_ns,
                heard=lambda *_: None,
                on_failure=told,
                factory=juggler.make,
            )
        except (Unavailable, VenueRejected):
            await asyncio.sleep(0.5)


async def live(job: dict[str, Any]) -> dict[str, Any]:
    """Trades; with `rest` to its end, else until somebody kills."""
    failed: list[str] = []
    account = await opened(job, lambda name, error: failed.append(f"{name}: {error!r}"))
    shell, kernel = account.shell, account.kernel
    dice = random.Random(job["seed"])
    until = time.monotonic() + REST_S
    while True:
        running = [r for r in kernel.bots.values() if r.state not in ENDED_BOTS]
        try:
            if job["rest"]:
                for record in running:
                    if not record.stopping:
                        await shell.command(ev.BotStopped(shell.port.now_ns(), record.id, ev.Exit.KEEP))
                if (not running and not kernel.orders) or time.monotonic() > until or failed:
                    break
            elif len(running) < BOTS:
                market = dice.choice(MARKETS)
                await shell.use(market)
                base = "0.2" if "BTC" in market else "50000"
                params = {
                    "seed": f"{job['seed']}:{len(kernel.bots)}",
                    "base": base,
                    "quote": "5000",
                    "pace_ms": 100,
                }
                name = f"b{len(kernel.bots) + 1}"
                now = shell.port.now_ns()
                await shell.command(
                    ev.BotCreated(now, name, "juggler", market, params, ev.Policy.AUTOMATIC, True)
                )
        except (UserError, Unavailable, VenueRejected) as error:
            if job["rest"] and isinstance(error, FinByteError) and shell.failure is not None:
                failed.append(error.text)
                break
        await asyncio.sleep(0.1)
    differences = [list(map(str, row)) for row in await shell.compare()]
    await account.close()
    return {"failed": failed, "live": len(kernel.orders), "differences": differences}


def end_with_the_campaign() -> None:
    """Nobody may go on trading when whoever kills is gone."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def main() -> None:
    importlib.import_module(
        "ccxt.pro.binance"
    )  # before the job comes: its time is nothing that a kill could hit
    job = orjson.loads(sys.stdin.readline())
    threading.Thread(target=end_with_the_campaign, daemon=True).start()
    if job["kill"] is not None:
        kill_at(job["kill"][0], job["kill"][1])
    answer = asyncio.run(live(job))
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")


if __name__ == "__main__":
    main()
