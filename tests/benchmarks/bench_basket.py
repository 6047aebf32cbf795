"""Speed of a rebalance that looks at every minute, beside a plain measure of the machine. Run by hand:

python3 dev.py exec python tests/benchmarks/bench_basket.py [MARKETS] [DAYS]
"""

from __future__ import annotations

import resource
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.services.basket_backtest import BasketBacktest, BasketRequest
from finbyte_desktop.services.basket_report import document
from finbyte_desktop.services.candle_series import CandleSeries
from tests.benchmarks.bench_engine import machine, timed

MINUTE_NS = 60_000_000_000
SPREAD = 0.0006  # of a minute's move


def course(seed: int, minutes: int) -> CandleSeries:
    """A random walk of whole cents."""
    rng = np.random.default_rng(seed)
    close = np.maximum(100, (100_000 * np.exp(np.cumsum(rng.normal(0, SPREAD, minutes)))).astype(np.int64))
    first = np.concatenate([close[:1], close[:-1]])
    high, low = np.maximum(first, close) + 5, np.minimum(first, close) - 5
    times = np.arange(minutes, dtype=np.int64) * MINUTE_NS
    return CandleSeries(f"C{seed}", times, first, high, low, close, np.zeros(minutes), 2, MINUTE_NS)


def main() -> int:
    markets = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 365
    step, rate = Decimal("0.00001"), Decimal("0.001")
    rows = [
        (
            Instrument(
                f"b:C{n}/CASH", f"C{n}", "CASH", Decimal("0.01"), step, step, Decimal(5), Fees(rate, rate)
            ),
            course(n, 1440 * days),
        )
        for n in range(markets)
    ]
    params = {"assets": {f"C{n}": "1" for n in range(markets)}, "weighting": "equal", "threshold": "2"}
    request = BasketRequest("rebalance", {**params, "investment": "10000"}, rows, Decimal("0.0005"))
    print(f"machine: {machine():.3f} s for a million decimal additions")
    seconds, run = timed(lambda: BasketBacktest(request).run())
    output, told = timed(lambda: document(request, run))  # type: ignore[arg-type]
    candles, looks = 1440 * days * markets, run.looks  # type: ignore[attr-defined]
    print(f"{markets} markets, {days} days: {candles / (seconds + output):,.0f} candles/s in all")
    print(f"  {1e6 * seconds / looks:.1f} us a look, {looks:,} looks; output {output:.2f} s")
    print(f"  {told['rebalances']} rebalances, {len(told['fills'])} fills")  # type: ignore[index]
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
