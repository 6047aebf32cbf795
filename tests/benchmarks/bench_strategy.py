"""What a trader's own strategy costs: callbacks a second in an exact backtest, the start of its process, and
how long a callback takes there and back while it trades on paper. Run by hand:

python3 dev.py exec python tests/benchmarks/bench_strategy.py [DAYS]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice
from finbyte_desktop.services.strategy_host.life import Life
from tests.support.strategies import drawn, ran, trading

MINUTES_A_DAY = 1_440
STARTS = 5
PLAY_S = 10.0
CODE = """
def __init__(self):
    self.count = 0

def quote_update(self, src, sym, data):
    self.count += 1
    if self.count % 500 == 1:
        price = data["bid"][0] * 0.95
        self.create_limit_order(self.venue, sym=sym, side="Buy", size=10 / price, price=price)
    if self.count % 500 == 250:
        self.cancel_order(self.venue)
"""


def backtest(folder: Path, days: int) -> None:
    """The whole run: process, code, kernel, venue and document."""
    series, file = drawn(days * MINUTES_A_DAY), trading(folder, CODE)
    began = time.perf_counter()
    found = ran(file, series)
    spent = time.perf_counter() - began
    calls = found["strategy"]["callbacks"]
    assert found["strategy"]["failure"] is None, found["strategy"]
    print(f"backtest of {days} days: {calls:,} callbacks in {spent:.2f} s, {calls / spent:,.0f} a second")


async def paper(folder: Path) -> None:
    """On the demo market at its fastest, the market waiting for the strategy."""
    trips: list[float] = []
    told, came, began_at = Life.next_message, Life.done, dict[int, float]()

    def next_message(life: Life, ns: int) -> bool:
        began_at[id(life)] = time.perf_counter()
        return told(life, ns)

    def done(life: Life, message: Mapping[str, Any]) -> bool:
        trips.append(time.perf_counter() - began_at[id(life)])
        return came(life, message)

    Life.next_message, Life.done = next_message, done  # type: ignore[method-assign]
    desk = await PaperDesk.open(folder / "data", FeedChoice(speed=60))
    desk.start()
    starts = []
    try:
        for number in range(STARTS):
            began = time.perf_counter()
            bot = await desk.create_bot(
                "own_strategy",
                desk.markets("own_strategy")[0].id,
                {"strategy": str(trading(folder, CODE)), "investment": "500"},
                Policy.AUTOMATIC,
                True,
                name=f"strategy {number}",
            )
            while bot not in desk.strategies.lives:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
            starts.append(time.perf_counter() - began)
        trips.clear()
        await asyncio.sleep(PLAY_S)
    finally:
        await desk.close("cancel")
    tail = np.percentile(np.array(trips) * 1e3, (50, 99, 100))
    print(f"start of a process: {min(starts):.2f} to {max(starts):.2f} s")
    print(
        f"callback there and back, {STARTS} strategies on paper: {len(trips):,} of them, "
        f"p50 {tail[0]:.2f} ms, p99 {tail[1]:.2f} ms, largest {tail[2]:.1f} ms"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        backtest(Path(scratch), int(sys.argv[1]) if len(sys.argv) > 1 else 30)
        asyncio.run(paper(Path(scratch)))
