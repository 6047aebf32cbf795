"""Kills, and the comparison with the exchange afterwards: orders, fills and ledger, to the last unit."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from tests.support.exchange import Faults, TestExchange, Truth

STEPS = ("before_commit", "after_commit", "before_send", "after_send")
LIFE_S = (0.1, 4.0)  # from the moment when a life has its job: its code is read by then
LONG_EVERY, LONG_S = 25, (35.0, 45.0)  # now and then a life proves what became of the orders of the others
START_S = 20.0
END_S = 150.0
MARKET_MS = 500
TOLD_EVERY = 10
INTERRUPTED = 130
RULES: tuple[dict[str, Any], ...] = (
    {"knob": "net.latency", "min_ms": 2, "max_ms": 40},
    {"knob": "net.loss_request", "probability": 0.03, "where": {"kind": "create"}},
    {"knob": "net.loss_response", "probability": 0.05, "where": {"kind": "create"}},
    {"knob": "net.reset", "probability": 0.03},
    {"knob": "order.accept_then_error", "probability": 0.04},
    {"knob": "fill.partials", "probability": 0.2, "parts": 3, "every_ms": 200},
    {"knob": "fill.during_cancel", "probability": 0.2, "percent": 60},
    {"knob": "stream.drop", "probability": 0.05},
    {"knob": "stream.duplicate", "probability": 0.1},
)


class Crashes:
    """One folder, one exchange, many lives. `told` hears of each kill."""

    def __init__(self, folder: Path, seed: int, told: Callable[[Crashes], None] = lambda _: None) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.seed = seed
        self.ends: Counter[str] = Counter()
        self.exchange = TestExchange(
            seed=seed, venues=["binance"], faults=Faults(seed, RULES), market_step_ms=MARKET_MS
        )
        self.lives = 0
        self._told = told
        self._stopped = asyncio.Event()
        self._ready: asyncio.subprocess.Process | None = None

    @property
    def kills(self) -> int:
        """How often it was killed."""
        return self.ends.total()

    @property
    def path(self) -> Path:
        """The database that outlives the kills."""
        return self.folder / "accounts" / "c1" / "finbyte.sqlite3"

    def stop(self) -> None:
        """No more kills than this one; it comes to rest and is compared as always."""
        self._stopped.set()

    async def run(self, kills: int) -> list[str]:
        """Kills so often, then lets it come to rest; what does not fit."""
        try:
            async with self.exchange as exchange:
                key = exchange.add_account("trader", {"USDT": "100000", "BTC": "2", "DOGE": "500000"})
                job = {
                    "folder": str(self.folder),
                    "address": exchange.url,
                    "key": key.key,
                    "secret": key.secret,
                }
                for number in range(kills):
                    await self._life(job, number)
                    self._told(self)
                    if self._stopped.is_set():
                        break
                exchange.faults.clear()
                answer = await self._rest(job)
                return [*self._answered(answer), *self.compare(exchange.truth("binance"))]
        finally:
            await self._end(self._ready)

    @staticmethod
    async def _spawn() -> asyncio.subprocess.Process:
        """A life that has read its code and waits for its job. A signal to this process is not for it; when
        this process is gone, it ends by itself.
        """
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.crash.life", start_new_session=True,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    @staticmethod
    async def _end(process: asyncio.subprocess.Process | None) -> None:
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _start(self, job: dict[str, Any], **more: Any) -> asyncio.subprocess.Process:
        """Gives a job to a life that waits for one; the next reads its code meanwhile."""
        self.lives += 1
        line = orjson.dumps({**job, "seed": f"{self.seed}:{self.lives}", **more}) + b"\n"
        process = self._ready or await self._spawn()
        self._ready = None if more["rest"] else await self._spawn()
        assert process.stdin is not None
        process.stdin.write(line)
        await process.stdin.drain()
        return process

    async def _life(self, job: dict[str, Any], number: int) -> None:
        is_long = number % LONG_EVERY == LONG_EVERY - 1
        planned = number % 2 == 0 and not is_long
        kill = [STEPS[number // 2 % len(STEPS)], self.dice.randint(1, 12)] if planned else None
        process = await self._start(job, kill=kill, rest=False)
        wait_s = START_S if planned else self.dice.uniform(*(LONG_S if is_long else LIFE_S))
        ended = [asyncio.ensure_future(process.wait()), asyncio.ensure_future(self._stopped.wait())]
        try:
            await asyncio.wait(ended, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
            if process.returncode is None:
                await self._end(process)
                self.ends["at random"] += 1
            elif process.returncode == -9:
                self.ends[kill[0] if kill else "?"] += 1
            else:
                assert process.stderr is not None
                text = (await process.stderr.read()).decode()[-2000:]
                raise AssertionError(f"a life ended by itself: {text}")
        finally:
            await self._end(process)
            for each in ended:
                each.cancel()

    async def _rest(self, job: dict[str, Any]) -> dict[str, Any]:
        process = await self._start(job, kill=None, rest=True)
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            async with asyncio.timeout(END_S):
                out, err = await asyncio.gather(process.stdout.read(), process.stderr.read())
                await process.wait()
        finally:
            await self._end(process)
        if process.returncode != 0:
            raise AssertionError(f"the last life failed: {err.decode()[-2000:]}")
        return orjson.loads(out.splitlines()[-1])  # type: ignore[no-any-return]

    @staticmethod
    def _answered(answer: dict[str, Any]) -> list[str]:
        found = [f"failed: {text}" for text in answer["failed"]]
        if answer["live"]:
            found.append(f"{answer['live']} orders are still live")
        return [*found, *(f"balance differs: {row}" for row in answer["differences"])]

    def compare(self, truth: Truth) -> list[str]:
        """Orders, fills and balances of the database against the exchange, when everything is at rest."""
        with contextlib.closing(sqlite3.connect(self.path)) as database:
            orders = dict(database.execute("SELECT client_id, state FROM orders"))
            fills = Counter(row[0] for row in database.execute("SELECT trade_id FROM fills"))
            totals: dict[str, Decimal] = {}
            for (body,) in database.execute("SELECT body FROM journal WHERE name = 'Posted'"):
                for line in orjson.loads(body)[4][1:]:
                    owner, asset, amount = line[1], line[3], Decimal(line[4][1])
                    if owner != "venue":
                        totals[asset] = totals.get(asset, Decimal(0)) + amount
        return [*self._always(truth, orders, fills), *self._at_rest(truth, fills, totals)]

    def compare_now(self, truth: Truth) -> list[str]:
        """What may never be otherwise, between two lives: each order of the exchange is one that is known
        here and was sent once, and each fill here is one of the exchange's. The files are read as a copy, so
        that the next life finds what the kill has left.
        """
        if not self.path.exists():
            return []
        with tempfile.TemporaryDirectory() as folder:
            for file in self.path.parent.glob(f"{self.path.name}*"):
                shutil.copy(file, folder)
            with contextlib.closing(sqlite3.connect(Path(folder) / self.path.name)) as database:
                orders = dict(database.execute("SELECT client_id, state FROM orders"))
                fills = Counter(row[0] for row in database.execute("SELECT trade_id FROM fills"))
        return list(self._always(truth, orders, fills))

    @staticmethod
    def _always(truth: Truth, orders: dict[str, str], fills: Counter[str]) -> Iterable[str]:
        for client_id, found in truth.orders_by_client_id().items():
            if len(found) > 1:
                yield f"{client_id} is {len(found)} orders"
            if client_id not in orders:
                yield f"{client_id} is unknown here"
        for client_id, requests in truth.requests_by_client_id.items():
            if len([r for r in requests if r.kind == "create"]) > 1:
                yield f"{client_id} was sent more than once"
        extra = fills - Counter(str(fill.trade_id) for fill in truth.fills)
        if extra:
            yield f"fills that the venue does not have: {sorted(extra.elements())}"

    @staticmethod
    def _at_rest(truth: Truth, fills: Counter[str], totals: dict[str, Decimal]) -> Iterable[str]:
        for client_id, found in truth.orders_by_client_id().items():
            if found[0].state.is_open:
                yield f"{client_id} still rests at the venue"
        missing = Counter(str(fill.trade_id) for fill in truth.fills) - fills
        if missing:
            yield f"fills that are missing here: {sorted(missing.elements())}"
        for asset in sorted({*truth.balances, *totals}):
            venue, ours = Decimal(truth.balances.get(asset, "0")), totals.get(asset, Decimal(0))
            if venue != ours:
                yield f"{asset}: venue {venue}, ledger {ours}"


def say(text: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Campaign:
    """Kills from the command line: a line now and then, and a summary however it ends."""

    def __init__(self, folder: Path, kills: int, seed: int) -> None:
        self._crashes = Crashes(folder, seed, self._told)
        self._kills = kills
        self._began_s = time.monotonic()
        self._signals = 0

    async def run(self) -> int:
        """The status to end with: 1 where something differs, 130 where a signal ended it."""
        say(f"{self._kills} kills with seed {self._crashes.seed}; a line every {TOLD_EVERY}")
        loop, work = asyncio.get_running_loop(), asyncio.ensure_future(self._crashes.run(self._kills))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupted, work)
        try:
            wrong = await work
        except asyncio.CancelledError:
            say("ended before it came to rest: balances and fills were not compared to the end")
            return INTERRUPTED
        self._tell("at rest", wrong)
        return 1 if wrong else INTERRUPTED if self._signals else 0

    def _interrupted(self, work: asyncio.Task[list[str]]) -> None:
        self._signals += 1
        if self._signals > 1:
            work.cancel()
            return
        self._tell("interrupted", self._now())
        say("It comes to rest and is compared; a second signal ends it at once.")
        self._crashes.stop()

    def _now(self) -> list[str]:
        return self._crashes.compare_now(self._crashes.exchange.truth("binance"))

    def _told(self, crashes: Crashes) -> None:
        if crashes.kills % TOLD_EVERY == 0:
            self._tell("so far", self._now())

    def _tell(self, when: str, wrong: list[str]) -> None:
        truth, ends = self._crashes.exchange.truth("binance"), self._crashes.ends
        say(
            f"{when}: {self._crashes.kills} of {self._kills} kills, {len(truth.orders)} orders, "
            f"{len(truth.fills)} fills, {len(wrong)} differences, {time.monotonic() - self._began_s:.0f} s ("
            + ", ".join(f"{name} {times}" for name, times in sorted(ends.items()))
            + ")"
        )
        for line in wrong:
            say(f"  {line}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="each part of a long campaign has one of its own")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Campaign(Path(folder), args.kills, args.seed).run())
