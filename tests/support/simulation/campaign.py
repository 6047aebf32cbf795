"""Many seeds: a report of what was visited, and the command that repeats a failure."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from multiprocessing import get_context

from tests.support.simulation.world import Report, simulate

SEEDS_A_PROCESS = 20
ENOUGH = 300  # with fewer seeds a rare row may stay unvisited by chance
MOVES = (
    "SENT > OPEN", "SENT > REJECTED", "SENT > UNKNOWN", "UNKNOWN > OPEN", "UNKNOWN > NEVER_ACCEPTED",
    "UNKNOWN > QUARANTINED", "NEVER_ACCEPTED > OPEN", "QUARANTINED > OPEN", "QUARANTINED > NEVER_ACCEPTED",
    "OPEN > PARTIAL", "OPEN > FILLED", "OPEN > CANCELED", "OPEN > EXPIRED", "PARTIAL > FILLED",
    "PARTIAL > CANCELED", "PARTIAL > EXPIRED", "CANCELED > FILLED",
)  # fmt: skip
FINDINGS = ("found", "never_accepted", "quarantine")


def say(text: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def one(job: tuple[int, float]) -> Report:
    """One seed, whatever happens in it."""
    seed, minutes = job
    try:
        return simulate(seed, minutes)
    except Exception as error:  # a crash of the run itself is a failing seed too
        return Report(seed, broken=f"CRASH {type(error).__name__}: {error}\n{traceback.format_exc()}")


def many(seeds: Iterable[int], minutes: float, processes: int) -> Iterable[Report]:
    """The reports of seeds as they come in."""
    jobs = [(seed, minutes) for seed in seeds]
    if processes == 1:
        yield from map(one, jobs)
        return
    with get_context("spawn").Pool(processes, maxtasksperchild=SEEDS_A_PROCESS) as pool:
        yield from pool.imap_unordered(one, jobs)


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--seed", type=int, help="the first one; alone: only this one")
    parser.add_argument("--minutes", type=float, default=10.0, help="simulated time of each")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    given = any(word.startswith("--seeds") for word in sys.argv)
    count = args.seeds if given or args.seed is None else 1
    first = 1 if args.seed is None else args.seed
    started = time.monotonic()
    total, moves, findings, faults = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    failed: list[Report] = []
    slowest = 0.0
    for report in many(range(first, first + count), args.minutes, min(args.processes, count)):
        total += Counter(orders=report.orders, fills=report.fills, kills=report.kills)
        total["seconds"] += round(report.minutes * 60)
        moves += report.moves
        findings += report.findings
        faults += report.faults
        slowest = max(slowest, report.unknown_s)
        if report.broken:
            failed.append(report)
            say(f"seed {report.seed}: {report.broken}")
            say(f"  python3 dev.py simulate --seed {report.seed} --minutes {args.minutes:g}")
        elif count == 1:
            say(f"seed {report.seed}: trace {report.trace}")
    took = time.monotonic() - started
    say(f"{count} seeds, {len(failed)} broken, {total['seconds'] / 3600:.1f} simulated hours in {took:.0f} s")
    say(f"{total['orders']} orders, {total['fills']} fills, {total['kills']} kills")
    say(f"an order without proof was known {slowest:.0f} s after the faults stopped, at the latest")
    for title, found in (("moves", moves), ("resolver", findings), ("faults", faults)):
        say(f"{title}: " + ", ".join(f"{name} {times}" for name, times in sorted(found.items())))
    missed = [name for name in MOVES if not moves[name]] + [name for name in FINDINGS if not findings[name]]
    if missed:
        say("never visited: " + ", ".join(missed))
    return 1 if failed or (missed and count >= ENOUGH) else 0
