"""Kills, and the comparison with the exchange afterwards: orders, fills and ledger, to the last unit."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from tests.support.exchange import Faults, TestExchange, Truth

STEPS = ("before_commit", "after_commit", "before_send", "after_send")
LIFE_S = (0.4, 4.0)
START_S = 20.0
END_S = 150.0
MARKET_MS = 500
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
    """One folder, one exchange, many lives."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.seed = seed
        self.ends: Counter[str] = Counter()
        self.exchange = TestExchange(
            seed=seed, venues=["binance"], faults=Faults(seed, RULES), market_step_ms=MARKET_MS
        )
        self.lives = 0

    async def run(self, kills: int) -> list[str]:
        """Kills so often, then lets it come to rest; what does not fit."""
        async with self.exchange as exchange:
            key = exchange.add_account("trader", {"USDT": "100000", "BTC": "2", "DOGE": "500000"})
            job = {"folder": str(self.folder), "address": exchange.url, "key": key.key, "secret": key.secret}
            for number in range(kills):
                await self._life(job, number)
            exchange.faults.clear()
            answer = await self._rest(job)
            return [*self._answered(answer), *self.compare(exchange.truth("binance"))]

    async def _start(self, job: dict[str, Any], **more: Any) -> asyncio.subprocess.Process:
        self.lives += 1
        line = orjson.dumps({**job, "seed": f"{self.seed}:{self.lives}", **more}) + b"\n"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.crash.life",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(line)
        await process.stdin.drain()
        return process

    async def _life(self, job: dict[str, Any], number: int) -> None:
        planned = number % 2 == 0
        kill = [STEPS[number // 2 % len(STEPS)], self.dice.randint(1, 12)] if planned else None
        process = await self._start(job, kill=kill, rest=False)
        wait_s = START_S if planned else 1.5 + self.dice.uniform(*LIFE_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), wait_s)
        if process.returncode is None:
            process.kill()
            await process.wait()
            self.ends["at random"] += 1
        elif process.returncode == -9:
            self.ends[kill[0] if kill else "?"] += 1
        else:
            assert process.stderr is not None
            raise AssertionError(f"a life ended by itself: {(await process.stderr.read()).decode()[-2000:]}")

    async def _rest(self, job: dict[str, Any]) -> dict[str, Any]:
        process = await self._start(job, kill=None, rest=True)
        out, err = await asyncio.wait_for(process.communicate(), END_S)
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
        """Orders, fills and balances of the database against the exchange."""
        path = self.folder / "accounts" / "c1" / "finbyte.sqlite3"
        with contextlib.closing(sqlite3.connect(path)) as database:
            orders = dict(database.execute("SELECT client_id, state FROM orders"))
            fills = Counter(row[0] for row in database.execute("SELECT trade_id FROM fills"))
            totals: dict[str, Decimal] = {}
            for (body,) in database.execute("SELECT body FROM journal WHERE name = 'Posted'"):
                for line in orjson.loads(body)[4][1:]:
                    owner, asset, amount = line[1], line[3], Decimal(line[4][1])
                    if owner != "venue":
                        totals[asset] = totals.get(asset, Decimal(0)) + amount
        return list(self._differences(truth, orders, fills, totals))

    def _differences(
        self, truth: Truth, orders: dict[str, str], fills: Counter[str], totals: dict[str, Decimal]
    ) -> Iterable[str]:
        for client_id, found in truth.orders_by_client_id().items():
            if len(found) > 1:
                yield f"{client_id} is {len(found)} orders"
            if client_id not in orders:
                yield f"{client_id} is unknown here"
            if found[0].state.is_open:
                yield f"{client_id} still rests at the venue"
        for client_id, requests in truth.requests_by_client_id.items():
            if len([r for r in requests if r.kind == "create"]) > 1:
                yield f"{client_id} was sent more than once"
        there = Counter(str(fill.trade_id) for fill in truth.fills)
        if fills != there:
            missing, extra = sorted((there - fills).elements()), sorted((fills - there).elements())
            yield f"fills differ: {missing} missing, {extra} extra"
        for asset in sorted({*truth.balances, *totals}):
            venue, ours = Decimal(truth.balances.get(asset, "0")), totals.get(asset, Decimal(0))
            if venue != ours:
                yield f"{asset}: venue {venue}, ledger {ours}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        crashes = Crashes(Path(folder), args.seed)
        wrong = asyncio.run(crashes.run(args.kills))
        truth = crashes.exchange.truth("binance")
    sys.stdout.write(
        f"{args.kills} kills in {time.monotonic() - started:.0f} s: "
        + ", ".join(f"{name} {times}" for name, times in sorted(crashes.ends.items()))
        + f"; {len(truth.orders)} orders, {len(truth.fills)} fills, {len(wrong)} differences\n"
    )
    for line in wrong:
        sys.stdout.write(f"  {line}\n")
    return 1 if wrong else 0
