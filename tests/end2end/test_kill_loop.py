"""SIGKILL at every kind of moment: the end is the same, order for order and unit for unit.

A client, and in half of the runs the paper venue as a process of its own, is killed again and again:
before, inside and after journal commits and durable writes of the venue, before and after requests, and at
random moments. Each run goes on from the disk until the market ends; then its fills, balances, bots, levels
and facts are those of the same seed without a kill.

SIGKILL proves process death, not power loss: what a process wrote survives it in the page cache. The last
test therefore cuts the write-ahead log at every kind of place, which is what a torn write leaves behind.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any

import orjson
import pytest

from tests.support.kill_child import MARKET, PARAMS, START, swings
from tests.support.paper import PaperSession

ROOT = Path(__file__).resolve().parents[2]
CANDLES = 110
LIVES = 60
SEEDS = (7, 21, 33)
SMALL = {"seed": 7, "candles": 12, "stops": False}
FORKERS = 2
ENUMERATED = 25
KEPT = ("fills", "ledger", "balances", "bots", "levels", "facts", "orders_taken")
CLIENT_KINDS = {
    "before_commit",
    "inside_commit",
    "after_commit",
    "before_submit",
    "after_submit",
    "any_moment",
}
VENUE_KINDS = {"before_durable_write", "inside_durable_write", "after_durable_write", "any_moment"}
Job = dict[str, Any]


class Forker:
    """The process that forks lives, and a place in the queue for it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.support.kill_child"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)

    def ask(self, job: Job) -> dict[str, Any]:
        """Runs one job to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(job) + b"\n")
        self._process.stdin.flush()
        result: dict[str, Any] = orjson.loads(self._process.stdout.readline())
        return result

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Lives:
    """Runs jobs side by side."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._number = folder, 0
        self._forkers: Queue[Forker] = Queue()
        for _ in range(FORKERS):
            self._forkers.put(Forker())
        self._known: dict[bytes, dict[str, Any]] = {}

    def run(self, *jobs: Job) -> list[dict[str, Any]]:
        """The results of all jobs; a job that broke fails the test."""
        with ThreadPoolExecutor(FORKERS) as pool:
            return list(pool.map(self._one, jobs))

    def _one(self, job: Job) -> dict[str, Any]:
        self._number += 1
        forker = self._forkers.get()
        try:
            return forker.ask({**job, "folder": str(self._folder / f"{self._number}-{job['seed']}")})
        finally:
            self._forkers.put(forker)

    def unkilled(self, job: Job) -> dict[str, Any]:
        """The same scenario without a kill, in one process."""
        calm = {key: job[key] for key in ("seed", "candles", "stops")} | {"remote": False}
        key = orjson.dumps(calm)
        if key not in self._known:
            self._known[key] = self.run(calm)[0]
        return self._known[key]

    def close(self) -> None:
        """Ends the forkers."""
        while not self._forkers.empty():
            self._forkers.get().close()


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """Processes that fork lives, in memory where there is such a folder: SIGKILL does not test the disk."""
    memory = Path("/dev/shm")
    folder = memory if memory.is_dir() else tmp_path_factory.getbasetemp()
    with tempfile.TemporaryDirectory(dir=folder, prefix="finbyte-lives-") as place:
        running = Lives(Path(place))
        yield running
        running.close()


def complaints(killed: dict[str, Any], calm: dict[str, Any]) -> list[str]:
    """Everything that a kill changed."""
    if "error" in killed:
        return [killed["error"]]
    state, expected = killed["state"], calm["state"]
    found = [f"{name} differ" for name in KEPT if state[name] != expected[name]]
    if not state["ties_out"]:
        found.append("ledger and venue differ")
    if state["taken_twice"]:
        found.append("an attempt reached the venue twice")
    if state["without_intent"]:
        found.append("the venue has an order without a durable intent")
    if state["open_here"] != state["open_there"]:
        found.append("the open orders differ")
    if state["seq"] != sorted(set(state["seq"])):
        found.append("an intent was written twice")
    return found


def kinds(results: list[dict[str, Any]]) -> Counter[str]:
    """How often each kind of moment was the last one."""
    return Counter(kill for result in results for kill in result["kills"])


@pytest.mark.slow
def test_run_with_the_venue_in_its_own_process_equals_the_run_in_one(lives: Lives) -> None:
    """Two processes and a wire between them decide what one process decides."""
    for seed in SEEDS:
        job = {"seed": seed, "candles": CANDLES, "stops": seed % 2 == 1}
        calm = lives.unkilled(job)
        assert len(calm["state"]["fills"]) >= 40
        assert complaints(lives.run({**job, "remote": True})[0], calm) == []


@pytest.mark.slow
def test_hundreds_of_kills_change_nothing(lives: Lives) -> None:
    """Six runs, killed dozens of times each, half of them in two processes, end as they do without a kill."""
    jobs = [
        {"seed": seed, "candles": CANDLES, "stops": seed % 2 == 1, "remote": remote, "random_lives": LIVES}
        for seed in SEEDS
        for remote in (False, True)
    ]
    results = lives.run(*jobs)
    for job, result in zip(jobs, results, strict=True):
        assert complaints(result, lives.unkilled(job)) == []
    deaths = kinds(results)
    assert deaths.total() >= 200
    assert {f"client.{kind}" for kind in CLIENT_KINDS} | {f"venue.{kind}" for kind in VENUE_KINDS} <= set(
        deaths
    )
    assert sum(result["state"]["never_accepted"] for result in results) >= 10


@pytest.mark.slow
@pytest.mark.parametrize(("who", "remote"), [("client", False), ("client", True), ("venue", True)])
def test_kill_at_each_enumerated_point_changes_nothing(lives: Lives, who: str, remote: bool) -> None:
    """Points all along a small run are tried one by one, each in a run of its own."""
    job = {**SMALL, "remote": remote}
    calm = lives.run(job)[0]
    points = next(int(count) for name, count in calm["ends"] if name == f"end.{who}_points")
    step = max(1, points // ENUMERATED)
    # a life whose slices of time fall otherwise may have some points fewer, so the very last are left out
    chosen = range(1, points - points // 10 + 1, step)
    deaths = [[{"client": n}] if who == "client" else [{"venue": [n]}] for n in chosen]
    results = lives.run(*({**job, "lives": death} for death in deaths))
    assert [complaints(result, lives.unkilled(job)) for result in results] == [[]] * len(results)
    assert kinds(results).total() == len(results)


WRONG = [
    ("intent_after_the_wire", True, "a life ended"),
    ("heard_before_it_is_durable", True, "fills differ"),
    ("no_questions_after_a_restart", True, "the open orders differ"),
    ("two_transactions", False, "ledger and venue differ"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("wrong", "remote", "complaint"), WRONG)
def test_planted_mistake_is_caught(lives: Lives, wrong: str, remote: bool, complaint: str) -> None:
    """A shell that is wrong about what must be durable first does not come through."""
    told: list[str] = []
    for seed in SEEDS:  # where a kill falls depends on the machine: one series may miss the moment
        job = {"seed": seed, "candles": 60, "stops": False, "remote": remote}
        killed = lives.run({**job, "random_lives": LIVES // 2, "wrong": wrong})[0]
        told += complaints(killed, lives.unkilled(job))
        if any(found.startswith(complaint) for found in told):
            return
    pytest.fail(f"not caught: {told}")


def test_write_that_was_not_synced_is_dropped_whole(tmp_path: Path) -> None:
    """With the log cut anywhere inside the last transaction, the folder stands where it stood before it."""
    first = PaperSession(tmp_path / "first", MARKET, swings(7, 60)).open()
    from finbyte_desktop.core import events as ev

    first.first_price()
    first.apply(ev.Deposited(START, "CASH", first.instrument.tick * 100_000))
    first.apply(ev.BotCreated(START, "bot1", "spot_grid", MARKET.id, PARAMS, ev.Policy.AUTOMATIC))
    first.run(items=20)
    before = _files(first.folder)
    seq = first.journal.seq
    while first.journal.seq == seq:
        first.run(items=5)
    after = _files(first.folder)
    newer = first.journal.seq
    first.close()
    short, full = len(before["finbyte.sqlite3-wal"]), len(after["finbyte.sqlite3-wal"])
    assert before["finbyte.sqlite3"] == after["finbyte.sqlite3"]
    assert short < full
    for number, length in enumerate(range(short, full, max(1, (full - short) // 12))):
        folder = tmp_path / f"cut{number}"
        folder.mkdir()
        (folder / "finbyte.sqlite3").write_bytes(after["finbyte.sqlite3"])
        (folder / "finbyte.sqlite3-wal").write_bytes(after["finbyte.sqlite3-wal"][:length])
        again = PaperSession(folder, MARKET, swings(7, 60)).open()
        assert again.journal.seq in (seq, newer) or seq < again.journal.seq < newer
        again.run()
        assert again.kernel.ledger.account_total("CASH") == again.venue.balances["CASH"]
        assert again.kernel.ledger.account_total("COIN") == again.venue.balances["COIN"]
        again.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("finbyte.sqlite3")
    }
