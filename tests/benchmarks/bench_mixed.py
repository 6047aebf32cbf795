"""What hundreds of mixed bots cost while they live on paper: every market trades a hundred times a second,
and the journal is on disk. Run by hand:

python3 dev.py exec python tests/benchmarks/bench_mixed.py [BOTS] [MARKETS] [SECONDS]
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import Perpetual, Tier
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.feeds import Cursor, Feed, FeedItem, TradeItem
from finbyte_desktop.services.ports import CandleArrays, FeedChoice, FeedKind

D = Decimal
SECOND = 1_000_000_000
UPDATES = 100  # of each market a second
START = 1_790_000_000 * SECOND
PERPETUALS = 4
TIERS = (Tier(D(0), D(1_000_000), D("0.004"), D(0), D(100)),)


def markets(count: int) -> list[Instrument]:
    """Spot markets, the last few of them perpetuals."""
    fees, found = Fees(D("0.0001"), D("0.0002")), []
    for n in range(count):
        perpetual = Perpetual(TIERS, D(100)) if n >= count - PERPETUALS else None
        name = f"bench:C{n}/USDT" + (":USDT" if perpetual else "")
        step, least = D("0.001"), D(5)
        found.append(
            Instrument(name, f"C{n}", "USDT", D("0.01"), step, step, least, fees, perpetual=perpetual)
        )
    return found


class Ticks:
    """Trades in turn, each market's price a walk of single ticks around 100."""

    def __init__(self, instruments: Sequence[Instrument]) -> None:
        self._instruments = instruments
        self._step = SECOND // (UPDATES * len(instruments))
        self._at = 0
        self._random = random.Random(1)
        self._ticks = [10_000] * len(instruments)

    label = "Benchmark"
    kind = FeedKind.CAPTURE

    def instruments(self) -> Sequence[Instrument]:
        return self._instruments

    def peek_ns(self) -> int | None:
        return START + self._at * self._step

    def next(self) -> FeedItem | None:
        ns, n = START + self._at * self._step, self._at % len(self._instruments)
        self._at += 1
        price = self._ticks[n] + self._random.choice((-1, 0, 0, 1))
        self._ticks[n] = min(max(price, 9_500), 10_500)
        return TradeItem(ns, self._instruments[n].id, D(self._ticks[n]).scaleb(-2), D(1), bool(self._at % 2))

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        return None

    def cursor(self) -> Cursor:
        return {"at": self._at}

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        self._at = int(str(cursor["at"]))

    def progress(self) -> float | None:
        return None

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        import numpy as np

        empty = np.array([], dtype=np.float64)
        return CandleArrays(interval_ns, np.array([], dtype=np.int64), *([empty] * 5))

    def series(self, instrument: str, days: int) -> CandleSeries:
        raise UserError("There are no candles here.", "no_candles")


class BenchDesk(PaperDesk):
    """The paper desk on these ticks."""

    feed: Feed

    def _feed(self, choice: FeedChoice) -> Feed:
        return self.feed


def params_of(n: int, instruments: Sequence[Instrument]) -> tuple[str, str, dict[str, object]]:
    """Kind, market and parameters of the n-th bot."""
    spot = [i.id for i in instruments if i.perpetual is None]
    perpetuals = [i.id for i in instruments if i.perpetual is not None]
    market = spot[n % len(spot)]
    if n < len(perpetuals):
        grid = {"direction": "long", "leverage": "3", "lower": "95", "upper": "105", "grids": 40}
        return "futures_grid", perpetuals[n], {**grid, "investment": "2000"}
    if n % 4 == 0:
        deal = {"base_order": "20", "safety_orders": 5, "safety_order": "20", "deviation": "0.002"}
        return "dca_safety", market, {**deal, "take_profit": "0.004", "cooldown_s": 5}
    if n % 10 == 1:
        return "dca_recurring", market, {"amount": "10", "investment": "1000", "interval": "hour"}
    low = 97 + n % 5 * D("0.1")
    grid = {"lower": str(low), "upper": str(low + 6), "grids": 20 + n % 40, "investment": "1500"}
    return "spot_grid", market, grid


async def main(bots: int, count: int, seconds: int) -> None:
    instruments = markets(count)
    with tempfile.TemporaryDirectory() as folder:
        BenchDesk.feed = Ticks(instruments)
        desk = await BenchDesk.open(Path(folder), FeedChoice())
        desk.feed_pause(True)
        runner = desk._runner
        await desk.deposit("USDT", D(10_000_000))
        made = time.perf_counter()

        async def play(until_ns: int) -> None:
            desk.feed_until(until_ns)
            async with runner.lock:
                runner.pace.speed, runner.pace.paused = None, False
                runner.pace.start(desk._venue.ns)
                while not desk.feed_is_over():
                    runner.work()
                    await asyncio.sleep(0)
                await runner.flush()

        await play(START + SECOND // 10)
        for n in range(bots):
            kind, market, raw = params_of(n, instruments)
            await desk.create_bot(kind, market, raw, Policy.AUTOMATIC, True)
        await play(START + SECOND)
        print(f"{bots} bots on {count} markets made in {time.perf_counter() - made:.1f} s")
        before, facts, begun = time.process_time(), desk.health().facts_written, time.perf_counter()
        await play(START + (1 + seconds) * SECOND)
        cpu, wall = time.process_time() - before, time.perf_counter() - begun
        fills = sum(card.trips for card in desk.cards())
        states = {
            state: sum(card.state is state for card in desk.cards())
            for state in {c.state for c in desk.cards()}
        }
        rate = UPDATES * count
        print(
            f"{seconds} s of market, {rate} updates a second: {cpu / seconds:.3f} of a core "
            f"({1e6 * cpu / (seconds * rate):.1f} us an update), {wall:.1f} s on the clock"
        )
        print(f"  {desk.health().facts_written - facts} facts on disk, {fills} trips, {dict(states)}")
        print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        await desk.close("keep")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    asyncio.run(main(*(given + [500, 20, 30][len(given) :])))
