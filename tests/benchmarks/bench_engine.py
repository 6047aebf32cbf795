"""Speed of the exact engine, reported beside a plain measure of the machine. Run by hand:

python3 dev.py exec python tests/benchmarks/bench_engine.py
"""

from __future__ import annotations

import gc
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
GRID_YEAR = ROOT.parent / "shared" / "data" / "series" / "grid_year.py"
BOTS = 1_000
TICKS = 20_000


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds and the result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def machine() -> float:
    """A plain loop of decimal additions: CPU seconds for a million."""
    one, total = Decimal("0.1"), Decimal(0)

    def loop() -> Decimal:
        nonlocal total
        for _ in range(1_000_000):
            total = total + one
        return total

    return timed(loop)[0]


PARTS = {
    "scan": ("services/touch_index.py", "core/walk.py", "services/backtest.py", "services/planned.py"),
    "venue": ("core/matching.py", "core/fees.py"),
    "ledger": ("core/ledger.py",),
    "bot": ("/bots/",),
}


def split(work: Callable[[], object]) -> dict[str, float]:
    """Where the time goes, by asking every millisecond which file runs; what no other part has is the
    kernel's.
    """
    seen: Counter[str] = Counter()

    def note(_: int, frame: Any) -> None:
        file = frame.f_code.co_filename.replace("\\", "/") if frame is not None else ""
        seen[next((part for part, names in PARTS.items() if any(n in file for n in names)), "kernel")] += 1

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    work()
    signal.setitimer(signal.ITIMER_PROF, 0)
    return {part: seen[part] / seen.total() for part in (*PARTS, "kernel")}


def year() -> None:
    """The year vector: 525,600 candles, 49 grids, 14,290 fills."""
    import runpy

    from finbyte_desktop.cli_commands import write_json
    from finbyte_desktop.core.instrument import Fees, Instrument
    from finbyte_desktop.core.numbers import exact
    from finbyte_desktop.services.backtest import Backtest, BacktestRequest, max_drawdown
    from finbyte_desktop.services.backtest_report import document
    from finbyte_desktop.services.candles import load_candles
    from finbyte_desktop.services.touch_index import TouchIndex

    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "year.csv"
        sys.argv = ["grid_year.py", str(target)]
        runpy.run_path(str(GRID_YEAR), run_name="__main__")
        step = Decimal("0.00001")
        rate = Decimal("0.001")
        market = Instrument("m", "BTC", "USDT", Decimal("0.01"), step, step, Decimal(5), Fees(rate, rate))
        params = {"lower": 54000, "upper": 66250, "grids": 49, "investment": 20000, "order_qty": "0.002"}
        load, loaded = timed(lambda: load_candles(target))
    series = loaded[0]  # type: ignore[index]  # (series, repair)
    request = BacktestRequest("spot_grid", params, market, series)
    index, _ = timed(lambda: TouchIndex(series))
    gc.disable()  # as the command does: what follows keeps all that it makes
    engine, run = timed(lambda: Backtest(request).run())
    with exact():
        drawdown, _ = timed(lambda: max_drawdown(run, series, Decimal(20000)))  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / "result.json"
        output, _ = timed(lambda: write_json(written, document(request, run)))  # type: ignore[arg-type]
    whole = load + engine + output
    fills = len(run.fills)  # type: ignore[attr-defined]
    print(f"year: {len(series) / whole:,.0f} candles/s in all, {fills} fills")
    print(
        f"  load {load:.3f} s, engine {engine:.3f} s (of it touch index {index:.3f}), output {output:.3f} s"
    )
    print(f"  drawdown {drawdown:.3f} s (part of output); {1e6 * engine / fills:.1f} us a fill")
    if hasattr(signal, "setitimer"):
        parts = split(lambda: Backtest(request).run())
        print("  engine: " + ", ".join(f"{part} {share:.0%}" for part, share in parts.items()))
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def others() -> None:
    """The other bots that act on touches, on the same year: load, engine and document together."""
    import runpy

    from finbyte_desktop.cli_commands import write_json
    from finbyte_desktop.core.instrument import Fees, Instrument
    from finbyte_desktop.core.margin import Perpetual, Tier
    from finbyte_desktop.services.backtest import Backtest, BacktestRequest
    from finbyte_desktop.services.backtest_report import document
    from finbyte_desktop.services.candles import load_candles

    tiers = (Tier(Decimal(0), Decimal(10**9), Decimal("0.004"), Decimal(0), Decimal(100)),)
    step, rate = Decimal("0.00001"), Decimal("0.0002")
    terms = (Decimal("0.01"), step, step, Decimal(5), Fees(rate, rate))
    spot = Instrument("m", "BTC", "USDT", *terms)
    perpetual = Instrument("m:USDT", "BTC", "USDT", *terms, perpetual=Perpetual(tiers, Decimal(100)))
    grid = {"direction": "long", "leverage": 3, "lower": 54000, "upper": 66250, "grids": 49}
    deal: dict[str, Any] = {"base_order": 500, "safety_orders": 6, "safety_order": 500, "deviation": "0.01"}
    deal["take_profit"] = "0.01"
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "year.csv"
        sys.argv = ["grid_year.py", str(target)]
        runpy.run_path(str(GRID_YEAR), run_name="__main__")
        for kind, market, params in (
            ("futures_grid", perpetual, {**grid, "investment": 20000}),
            ("dca", spot, {**deal, "form": "safety_orders"}),
            ("dca", perpetual, {**deal, "form": "futures", "direction": "short", "leverage": 3}),
        ):

            def whole(kind: str = kind, market: Instrument = market, params: Any = params) -> Any:
                series, _ = load_candles(target)
                request = BacktestRequest(kind, params, market, series)
                run = Backtest(request).run()
                write_json(Path(scratch) / "result.json", document(request, run))
                return len(series), len(run.fills)

            seconds, found = timed(whole)
            candles, fills = found  # type: ignore[misc]
            name = params.get("form", kind)
            print(f"{name}: {candles / seconds:,.0f} candles/s in all, {fills} fills")


def thousand_bots() -> None:
    """A tick that fills nothing, with a thousand running grids on one instrument."""
    from finbyte_desktop.bots.registry import make_bot
    from finbyte_desktop.core import events as ev
    from finbyte_desktop.core.commands import Submit
    from finbyte_desktop.core.instrument import Fees, Instrument
    from finbyte_desktop.core.kernel import Kernel
    from finbyte_desktop.core.market import Candle
    from finbyte_desktop.core.matching import SimulatedVenue
    from finbyte_desktop.core.numbers import exact
    from finbyte_desktop.core.walk import CandleWalk

    step, rate = Decimal("0.00001"), Decimal("0.001")
    market = Instrument("m", "BTC", "USDT", Decimal("0.01"), step, step, Decimal(1), Fees(rate, rate))
    kernel, venue = Kernel({"m": market}, make_bot), SimulatedVenue(market)
    walk = CandleWalk(venue, 60_000_000_000)
    price = Decimal("100.37")
    with exact():
        walk.begin(Candle(0, price, price, price, price, Decimal(1)))
        kernel.last["m"] = price
        kernel.handle(ev.Deposited(0, "USDT", Decimal(10_000_000)))
        for number in range(BOTS):
            params = {
                "lower": str(90 + Decimal(number % 50) / 100),
                "upper": str(110 + Decimal(number % 50) / 100),
                "grids": 20,
                "investment": "1000",
                "stop_price": str(80 + Decimal(number % 100) / 100),
                "trailing_up": True,
            }
            events: list[ev.Event] = [
                ev.BotCreated(0, f"b{number}", "spot_grid", "m", params, ev.Policy.AUTOMATIC)
            ]
            while events:
                for command in kernel.handle(events.pop(0)).commands:
                    if isinstance(command, Submit):
                        events += venue.submit(command.order.client_id, command.order.spec, 0)
                if not events:
                    found = walk.next(None, None, None)
                    if found is not None:
                        events.append(found)  # type: ignore[arg-type]
        triggers = kernel.triggers["m"]
        moves = [price + Decimal(n % 3 - 1) / 100 for n in range(TICKS)]

        def ticks() -> None:
            for n, value in enumerate(moves):
                walk.load(Candle(n, value, value, value, value, Decimal(1)))
                walk.next(triggers.next_above, triggers.next_below, kernel.alarms.next_ns)
                kernel.mark("m", value)

        seconds, _ = timed(ticks)
    print(f"{BOTS} running bots: {1e6 * seconds / TICKS:.2f} us a tick that fills nothing")


if __name__ == "__main__":
    print(f"machine: {machine():.3f} s for a million decimal additions")
    year()
    others()
    thousand_bots()
