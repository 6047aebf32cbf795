"""Many seeds: a report of what was visited, and the command that repeats a failure."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from functools import partial
from multiprocessing import get_context

from tests.support.simulation import broken_perpetuals  # noqa: F401 - its engines are in the bank
from tests.support.simulation.baskets import BasketWorld
from tests.support.simulation.broken import BANK, broken
from tests.support.simulation.coverage import Visits
from tests.support.simulation.dialect import DIALECTS, PERPETUALS
from tests.support.simulation.perpetuals import PerpetualWorld
from tests.support.simulation.world import Report, World, simulate

SEEDS_A_PROCESS = 200  # what a seed keeps is little, and a new process reads all of ccxt
TRIED = 40  # so many seeds a broken engine may take to be caught
ENOUGH = 300  # with fewer seeds a rare row may stay unvisited by chance
TOLD_EVERY = 10
YOUNG = 5_000  # so many new objects before they are looked through; more cost memory, and gain nothing
INTERRUPTED = 130


BOTS, BASKETS, GRIDS = "bots", "baskets", "perpetuals"
SCENARIOS: Mapping[str, type[World]] = {BOTS: World, BASKETS: BasketWorld, GRIDS: PerpetualWorld}


def say(text: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def light_collections() -> None:
    """Ccxt and the product are half a million objects that never become garbage: they are not looked through
    again and again. What the seeds make is collected as ever, only not so often.
    """
    for name in (*DIALECTS, *(one.venue for one in PERPETUALS.values())):
        importlib.import_module(f"ccxt.pro.{name}")
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)


def only_killed() -> None:
    """Ctrl+C is for the process that reports; it ends its workers."""
    light_collections()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def one(job: tuple[int, float], dialect: str | None = None, scenario: str = BOTS) -> Report:
    """One seed, whatever happens in it."""
    seed, minutes = job
    try:
        return simulate(seed, minutes, dialect=dialect, world=SCENARIOS[scenario])
    except Exception as error:  # a crash of the run itself is a failing seed too
        return Report(seed, broken=f"CRASH {type(error).__name__}: {error}\n{traceback.format_exc()}")


def many(
    seeds: Iterable[int], minutes: float, processes: int, dialect: str | None = None, scenario: str = BOTS
) -> Iterable[Report]:
    """The reports of seeds as they come in."""
    jobs = [(seed, minutes) for seed in seeds]
    work = partial(one, dialect=dialect, scenario=scenario)
    if processes == 1:
        light_collections()
        yield from map(work, jobs)
        return
    with get_context("spawn").Pool(processes, only_killed, maxtasksperchild=SEEDS_A_PROCESS) as pool:
        yield from pool.imap_unordered(work, jobs)


def hunt(job: tuple[int, float]) -> tuple[str, str, bool]:
    """Name, what caught it, and whether that is what was named for it."""
    entry = BANK[job[0]]
    with broken(entry):
        for seed in range(entry.first_seed, entry.first_seed + TRIED):
            report = one((seed, job[1]), scenario=entry.scenario)
            if report.broken:
                return (
                    entry.name,
                    f"seed {seed}: {report.broken}",
                    report.broken.split()[0] in entry.caught_by,
                )
    return entry.name, f"not caught by {TRIED} seeds", False


def bank(minutes: float, processes: int) -> int:
    """Runs every broken engine until an invariant catches it; 1 when one was not caught."""
    jobs = [(number, minutes) for number in range(len(BANK))]
    missed = 0
    with get_context("spawn").Pool(processes, only_killed, maxtasksperchild=1) as pool:
        for name, found, is_right in pool.imap(hunt, jobs):
            missed += not is_right
            say(f"{'caught' if is_right else 'MISSED'}  {name}: {found}")
    healthy = [report.broken for report in many(range(1, TRIED + 1), minutes, processes) if report.broken]
    say(f"{len(BANK)} broken engines, {missed} missed; the real one broke {len(healthy)} of the same seeds")
    return 1 if missed or healthy else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--seed", type=int, help="the first one; alone: only this one")
    parser.add_argument("--minutes", type=float, default=10.0, help="simulated time of each")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dialect", choices=sorted(DIALECTS), help="one for all; else the seed chooses")
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default=BOTS, help="what kind of bots")
    parser.add_argument("--bank", action="store_true", help="show that each broken engine is caught")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a summary then too
    if args.bank:
        try:
            return bank(args.minutes, args.processes)
        except KeyboardInterrupt:
            say("interrupted: the lines above are what was found; the other engines were not tried")
            return INTERRUPTED
    given = any(word.startswith("--seeds") for word in sys.argv)
    count = args.seeds if given or args.seed is None else 1
    first = 1 if args.seed is None else args.seed
    started = time.monotonic()
    visits = Visits(perpetuals=args.scenario == GRIDS)
    failed = 0
    seeds = range(first, first + count)
    is_whole, done = True, 0
    try:
        work = (seeds, args.minutes, min(args.processes, count), args.dialect, args.scenario)
        for report in many(*work):
            visits.add(report)
            done += 1
            if report.broken:
                failed += 1
                chosen = f" --dialect {args.dialect}" if args.dialect else ""
                chosen += f" --scenario {args.scenario}" if args.scenario != BOTS else ""
                say(f"seed {report.seed} ({report.venue}): {report.broken}")
                say(f"  python3 dev.py simulate --seed {report.seed} --minutes {args.minutes:g}{chosen}")
            elif count == 1:
                say(f"seed {report.seed} ({report.venue}): trace {report.trace}")
            if done % TOLD_EVERY == 0 and done < count:
                took = time.monotonic() - started
                say(f"{done} of {count} seeds, {failed} broken, {visits.hours:.1f} hours, {took:.0f} s")
    except KeyboardInterrupt:
        is_whole = False
    took = time.monotonic() - started
    how_far = "" if is_whole else f"interrupted: {done} of "
    say(f"{how_far}{count} seeds, {failed} broken, {visits.hours:.1f} simulated hours in {took:.0f} s")
    for line in visits.lines():
        say(line)
    missed = visits.missed(args.dialect) if args.scenario != BASKETS else []  # that one visits a part
    if missed:
        say("never visited: " + ", ".join(missed))
    for why in dict.fromkeys(visits.never.values()):
        names = (name for name, reason in visits.never.items() if reason == why)
        say(f"cannot be visited ({why}): " + ", ".join(names))
    strange = visits.strange()
    if strange:
        say("visited although it cannot be: " + ", ".join(strange))
    if failed or strange or (missed and done >= ENOUGH):
        return 1
    return 0 if is_whole else INTERRUPTED
