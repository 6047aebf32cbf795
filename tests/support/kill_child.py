"""Lives of a paper session that end by SIGKILL: a process that forks clients, which fork their venues.

It reads jobs from standard input, one JSON line each, and answers one line each. Forking after the imports
makes a life cheap, so that a test can afford hundreds of them. What was killed where is written down before
the signal, in `kills.log` of the job's folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import sqlalchemy as sa

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.orders import State
from finbyte_desktop.services import profits
from finbyte_desktop.services import runner as runner_module
from finbyte_desktop.services.candles import CandleSeries
from finbyte_desktop.services.planned import Plan, Planned
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.store import migrations  # noqa: F401 - imported before the forks
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.statements import Prepared
from finbyte_desktop.services.venues.paper import PaperVenue
from finbyte_desktop.services.venues.paper_process import PaperServer, VenueFile
from finbyte_desktop.services.venues.paper_remote import PipeWire, RemotePaperVenue
from tests.support.paper import SeriesFeed

BOT = "bot1"
MINUTE = 60_000_000_000
START = 1_700_000_000_000_000_000 // MINUTE * MINUTE
MARKET = Instrument(
    "paper:COIN/CASH",
    "COIN",
    "CASH",
    Decimal("0.01"),
    Decimal("0.001"),
    Decimal("0.001"),
    Decimal(1),
    Fees(Decimal("0.0005"), Decimal("0.001"), "base"),
)
PARAMS = {
    "lower": "96",
    "upper": "104",
    "grids": 16,
    "investment": "1000",
    "trailing_up": True,
    "trailing_up_cap": "106",
    "stop_price": "85",
}
COMMANDS = (
    "Deposited",
    "BotCreated",
    "BotPaused",
    "BotResumed",
    "BotEdited",
    "BotStopped",
    "InvestmentAdded",
    "ProfitWithdrawn",
    "Decided",
)
FIRST_COMMANDS = 2
SNAPSHOT_EVERY = 150
BATCH_NS = 300_000
FINISHED, DRIVEN_BY_ERROR = 0, 9
FIRST_PROFIT = 100
LONGEST_LIFE_S = 30
MOST_POINTS = 80
MOST_VENUE_DEATHS = 2
ANY_MOMENT_S = 0.04


# -------------------------------------------------------------------------------- the scenario


def swings(seed: int, candles: int) -> CandleSeries:
    """A seeded market that swings through the grid, with gaps."""
    rng = np.random.default_rng(seed)
    close = np.empty(candles, dtype=np.int64)
    price = 10_000
    for n, step in enumerate(rng.integers(-60, 61, candles).tolist()):
        price += step + (10_000 - price) // 60
        close[n] = price
    jump = np.where(rng.random(candles) < 0.2, rng.integers(-60, 61, candles), 0)
    opens = np.concatenate([[10_000], close[:-1]]) + jump
    opens[0] = 10_000
    high = np.maximum(opens, close) + rng.integers(0, 30, candles)
    low = np.minimum(opens, close) - rng.integers(0, 30, candles)
    times = START + np.arange(candles, dtype=np.int64) * MINUTE
    return CandleSeries("COIN", times, opens, high, low, close, np.ones(candles), 2, MINUTE)


def _refuse(kernel: Kernel) -> ev.Event | None:
    request = next(iter(kernel.approvals.pending.values()))
    return ev.Decided(kernel.ns, request.id, request.digest, ev.Answer.REFUSED)


def plan(candles: int, stops: bool) -> list[Planned]:
    """A person's commands, spread over the run; each of them always has something to do."""

    def at(part: float) -> int:
        return START + int(candles * part) * MINUTE + 7_000_000_000

    def always(event: ev.Event) -> Planned:
        return Planned(event.ns, lambda _: event)

    edited = {**PARAMS, "stop_price": "84", "take_profit_price": "120"}
    second = {"lower": "95", "upper": "105", "grids": 10, "investment": "300"}
    commands = [
        always(ev.BotPaused(at(0.15), BOT)),
        always(ev.BotResumed(at(0.2), BOT)),
        always(ev.Deposited(at(0.3), "CASH", Decimal(2_000))),
        always(ev.InvestmentAdded(at(0.35), BOT, Decimal(500))),
        always(ev.BotCreated(at(0.4), "bot2", "spot_grid", MARKET.id, second, ev.Policy.PLAN)),
        Planned(at(0.45), _refuse),
        always(ev.BotEdited(at(0.6), BOT, edited)),
    ]
    if candles >= FIRST_PROFIT:
        commands.append(always(ev.ProfitWithdrawn(at(0.33), BOT, Decimal("0.01"))))
    return commands + ([always(ev.BotStopped(at(0.95), BOT, ev.Exit.SELL))] if stops else [])


# -------------------------------------------------------------------------------- where a process can die


class Points:
    """Counts the moments at which this process could die, and dies at the chosen one."""

    def __init__(self, folder: Path, who: str, target: int | None, sleep_s: float | None = None) -> None:
        self.folder, self.who, self.target, self.count = folder, who, target, 0
        if sleep_s is not None:
            threading.Thread(target=self._later, args=(sleep_s,), daemon=True).start()

    def _later(self, sleep_s: float) -> None:
        time.sleep(sleep_s)
        self.die("any_moment")

    def hit(self, kind: str) -> None:
        """One such moment."""
        self.count += 1
        if self.count == self.target:
            self.die(kind)

    def die(self, kind: str) -> None:
        """SIGKILL: nothing of this process runs after it."""
        self.write_down(f"{self.who}.{kind}")
        os.kill(os.getpid(), signal.SIGKILL)

    def write_down(self, line: str) -> None:
        """One line in the job's log, in one write."""
        log = os.open(self.folder / "kills.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(log, f"{line}\n".encode())
        os.close(log)

    def around(self, target: Any, name: str, kind: str) -> None:
        """A moment before and one after every call of a method."""
        method = getattr(target, name)

        def wrapped(*args: Any, **options: Any) -> Any:
            self.hit(f"before_{kind}")
            result = method(*args, **options)
            self.hit(f"after_{kind}")
            return result

        setattr(target, name, wrapped)


# -------------------------------------------------------------------------------- planted mistakes


def plant(runner: Runner, wrong: str | None) -> None:
    """Makes the shell wrong on purpose, so that the comparison can be seen to fail."""
    if wrong == "intent_after_the_wire":
        vars(runner)["_intend"] = partial(_late, runner)
    elif wrong == "heard_before_it_is_durable":
        vars(runner)["_happened"] = partial(_forgetful, runner)
    elif wrong == "no_questions_after_a_restart":
        vars(runner)["unresolved"] = list
    elif wrong == "two_transactions":
        vars(runner)["flush"] = partial(_flush_in_two, runner)
    elif wrong is not None:
        raise AssertionError(f"no mistake is called {wrong}")


def _late(runner: Runner, remote: RemotePaperVenue, event: ev.Event, _commanded: bool) -> None:
    if isinstance(event, ev.Deposited):
        Runner._intend(runner, remote, event, False)


def _forgetful(runner: Runner, instrument: str, price: Decimal, happening: Any) -> None:
    remote = runner.remote
    assert remote is not None
    remote.note(happening)
    runner.journal.commit_now({"remote": remote.position()})
    Runner._happened(runner, instrument, price, happening)


async def _flush_in_two(runner: Runner) -> None:
    runner.journal.commit_now(runner.venue_state())
    assert runner.venue is not None
    found = runner.venue.advance(runner.watches, runner.plan.next_ns(runner.kernel.alarms.next_ns), None, 1)
    runner.journal.commit_now(runner.venue_state())
    if found is not None:
        runner._happened(*found)


# -------------------------------------------------------------------------------- one life


class Life:
    """A client from opening its folder to the end of the market, or to its death."""

    def __init__(self, job: dict[str, Any], life: dict[str, Any]) -> None:
        self.folder = Path(job["folder"])
        self.job, self.life = job, life
        self.series = swings(job["seed"], job["candles"])
        self.points = Points(self.folder, "client", life.get("client"), life.get("client_s"))
        self.venue_deaths: list[int | float] = list(life.get("venue", []))

    def run(self) -> None:
        """Goes on where the folder stands, to the end."""
        runner_module.SNAPSHOT_EVERY = SNAPSHOT_EVERY
        loop = asyncio.new_event_loop()
        runner = self.runner = self._open()
        plans = plan(self.job["candles"], self.job["stops"])
        done = self._commands_done()
        runner.plan = Plan(sorted(plans, key=lambda planned: planned.ns)[max(0, done - FIRST_COMMANDS) :])
        runner.reconcile()
        self._begin(loop, done)
        while not self._over():
            with contextlib.suppress(UserError):  # a command that cannot be done changes nothing
                runner.work(self.job.get("batch_ns", BATCH_NS))
            loop.run_until_complete(runner.flush())
        if runner.remote is not None:
            runner.reconcile()
            loop.run_until_complete(runner.flush())
            runner.remote.close()
        self.points.write_down(f"end.client_points {self.points.count}")
        runner.journal.close()

    def _over(self) -> bool:
        venue = self.runner.venue
        assert venue is not None
        gone = self.runner.remote is not None and not self.runner.remote.connected
        return venue.is_finished and not gone and not len(self.runner.plan)

    def _open(self) -> Runner:
        database = open_database(self.folder)
        journal = Journal(database)
        self.points.around(journal, "_write", "commit")
        self._end_inside(journal)
        kernel = Kernel({MARKET.id: MARKET}, make_bot, secret=b"a secret of this installation")
        runner = Runner(kernel, journal, lambda *_: None)
        plant(runner, self.job.get("wrong"))
        saved = journal.load_venue()
        venue: PaperVenue | RemotePaperVenue
        if self.job["remote"]:
            venue = RemotePaperVenue(self._fork_venue, saved.get("remote"))
            while not venue.connected:
                self._try_to_open(venue)
        else:
            venue = PaperVenue(SeriesFeed(MARKET, self.series))
            venue.restore_account(saved.get("account", {}))
        self.points.around(venue, "submit", "submit")
        self.points.around(venue, "cancel", "cancel")
        runner.attach(venue, "test", saved.get("feed:test"))
        runner.recover()
        return runner

    def _end_inside(self, journal: Journal) -> None:
        """A moment after every statement of a transaction, whichever way it goes to the driver."""

        def hit(*_: Any) -> None:
            self.points.hit("inside_commit")

        sa.event.listen(journal._database.engine, "after_cursor_execute", hit)
        run = Prepared.run

        def watched(statement: Prepared, *work: Any) -> None:
            run(statement, *work)
            hit()

        Prepared.run = watched  # type: ignore[method-assign]

    @staticmethod
    def _try_to_open(venue: RemotePaperVenue) -> None:
        from finbyte_desktop.core.errors import OutcomeUnknown

        try:
            venue.open()
        except OutcomeUnknown:
            return

    def _commands_done(self) -> int:
        names = ", ".join(f"'{name}'" for name in COMMANDS)
        with sqlite3.connect(self.folder / "finbyte.sqlite3") as connection:
            query = f"SELECT count(*) FROM journal WHERE kind = 'event' AND name IN ({names})"
            return int(connection.execute(query).fetchone()[0])

    def _begin(self, loop: asyncio.AbstractEventLoop, done: int) -> None:
        runner, venue = self.runner, self.runner.venue
        assert venue is not None
        while venue.price(MARKET.id) is None:
            self._walk_to_first_price()
        runner.kernel.last[MARKET.id] = venue.price(MARKET.id) or Decimal(0)
        first = [
            ev.Deposited(START, "CASH", Decimal(1_000)),
            ev.BotCreated(START, BOT, "spot_grid", MARKET.id, PARAMS, ev.Policy.AUTOMATIC),
        ]
        for command in first[min(done, FIRST_COMMANDS) :]:
            runner.apply(command)
            loop.run_until_complete(runner.flush())

    def _walk_to_first_price(self) -> None:
        from finbyte_desktop.core.errors import OutcomeUnknown

        venue = self.runner.venue
        assert venue is not None
        try:
            venue.advance(self.runner.watches, None, None, 1)
        except OutcomeUnknown:
            self.runner.reconcile()

    # --- the venue's process ----------------------------------------------------------------------

    def _fork_venue(self) -> PipeWire:
        requests, replies = os.pipe(), os.pipe()
        death = self.venue_deaths.pop(0) if self.venue_deaths else None
        target = death if isinstance(death, int) else None
        sleep_s = death if isinstance(death, float) else None
        if os.fork() == 0:
            status = DRIVEN_BY_ERROR
            try:
                os.close(requests[1])
                os.close(replies[0])
                self._be_venue(requests[0], replies[1], Points(self.folder, "venue", target, sleep_s))
                status = FINISHED
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(requests[0])
        os.close(replies[1])
        return PipeWire(os.fdopen(requests[1], "wb"), os.fdopen(replies[0], "rb"))

    def _be_venue(self, requests: int, replies: int, points: Points) -> None:
        server = PaperServer(self.folder / "venue", SeriesFeed(MARKET, self.series))
        points.around(server.file, "write", "durable_write")

        def traced(statement: str) -> None:
            if statement.startswith(("INSERT", "DELETE", "COMMIT")):
                points.hit("inside_durable_write")

        server.file.connection.set_trace_callback(traced)
        server.serve(os.fdopen(requests, "rb"), os.fdopen(replies, "wb"))
        points.write_down(f"end.venue_points {points.count}")
        server.close()


# -------------------------------------------------------------------------------- what is on the disks


def end_state(job: dict[str, Any]) -> dict[str, Any]:
    """Everything that a kill must not change, read from the disks alone."""
    folder = Path(job["folder"])
    journal = Journal(open_database(folder))
    kernel = Kernel({MARKET.id: MARKET}, make_bot, secret=b"a secret of this installation")
    runner = Runner(kernel, journal, lambda *_: None)
    runner.recover()
    facts = journal.facts_after(0)
    planned = {fact.order.client_id: fact.order for fact in facts if isinstance(fact, fx.OrderPlanned)}
    dead = {f.client_id for f in facts if isinstance(f, fx.OrderMoved) and f.state is State.NEVER_ACCEPTED}
    balances, taken, resting = _venue_side(job, journal, planned, dead)
    with exact():
        ties = profits.ties_out(kernel.ledger, balances)
    live = [record.slots[name].order for record, name in kernel.orders.values()]
    saved: dict[str, Any] = snapshot.save(kernel)
    journal.close()
    return {
        "fills": [encode(_without_ids(f)) for f in facts if isinstance(f, fx.FillBooked)],
        "ledger": saved["ledger"],
        "balances": {asset: plain(amount) for asset, amount in sorted(balances.items()) if amount},
        "bots": [encode(record.bot.save()) for _, record in sorted(kernel.bots.items())],
        "levels": sorted(
            [encode((o.bot, o.slot, o.spec, o.filled, int(o.state))) for o in live if o], key=str
        ),
        "facts": [encode(_without_ids(fact)) for fact in facts if not _is_about_attempts(fact)],
        "orders_taken": sorted([o.bot, o.slot, *encode(o.spec)[1:]] for o in taken.values()),
        "ties_out": all(difference == 0 for *_, difference in ties),
        "taken_twice": len(_attempts_of(taken.values())) != len(taken),
        "without_intent": sorted(set(taken) - set(planned)),
        "open_here": sorted(o.client_id for o in live if o),
        "open_there": resting,
        "never_accepted": len(dead),
        "seq": [order.seq for order in planned.values()],
    }


def _attempts_of(orders: Iterable[Any]) -> set[tuple[str, str, int]]:
    return {(order.bot, order.slot, order.attempt) for order in orders}


def _venue_side(
    job: dict[str, Any], journal: Journal, planned: dict[str, Any], dead: set[str]
) -> tuple[dict[str, Decimal], dict[str, Any], list[str]]:
    if job["remote"]:
        file = VenueFile(Path(job["folder"]) / "venue")
        state = file.load()
        rows = file.connection.execute("SELECT client_id FROM orders").fetchall()
        file.connection.close()
        ids = [client_id for (client_id,) in rows]
        taken = {client_id: planned.get(client_id) for client_id in ids}
        if None in taken.values() or len(ids) != len(set(ids)):
            raise AssertionError("the venue has an order that the journal does not know, or one twice")
    else:
        saved = journal.load_venue()
        state = {"account": saved["account"], "feed": saved["feed:test"]}
        taken = {client_id: order for client_id, order in planned.items() if client_id not in dead}
    walks = state["feed"]["walks"].values()
    resting = sorted(row[2] for walk in walks for row in walk["venue"]["orders"])
    return {asset: Decimal(amount) for asset, amount in state["account"].items()}, taken, resting


def _without_ids(fact: fx.Fact) -> fx.Fact:
    if isinstance(fact, fx.FillBooked):
        return fact._replace(client_id="", trade_id="")
    if isinstance(fact, fx.Posted) and fact.reason == "fill":
        return fact._replace(ref="")
    return fact


def _is_about_attempts(fact: fx.Fact) -> bool:
    """Recovery may add attempts: their intents, reservations, moves, and reports that came once more."""
    if isinstance(fact, fx.Posted):
        return fact.reason in ("reserve", "release")
    return isinstance(fact, fx.OrderPlanned | fx.OrderMoved | fx.EventIgnored)


# -------------------------------------------------------------------------------- jobs


def forked(work: Callable[[], None]) -> int:
    """Runs work in a child; its wait status."""
    child = os.fork()
    if child == 0:
        status = DRIVEN_BY_ERROR
        try:
            work()
            status = FINISHED
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return os.waitpid(child, 0)[1]


def lives_of(job: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The deaths that the job names, or seeded ones, and then a life without one."""
    yield from job.get("lives", [])
    rng = random.Random(job["seed"] * 1_000 + job["remote"])
    for _ in range(job.get("random_lives", 0)):
        life: dict[str, Any] = {}
        if rng.random() < 0.15:
            life["client_s"] = rng.uniform(0.0, ANY_MOMENT_S)
        else:
            life["client"] = rng.randint(1, MOST_POINTS)
        if job["remote"]:
            deaths = rng.randint(0, MOST_VENUE_DEATHS)
            life["venue"] = [
                rng.uniform(0.0, ANY_MOMENT_S) if rng.random() < 0.15 else rng.randint(1, MOST_POINTS)
                for _ in range(deaths)
            ]
        yield life
    yield {}


def _live(job: dict[str, Any], life: dict[str, Any]) -> None:
    signal.alarm(LONGEST_LIFE_S)
    Life(job, life).run()


def run_job(job: dict[str, Any]) -> dict[str, Any]:
    """All lives of one folder, then its end state."""
    folder = Path(job["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    for life in lives_of(job):
        status = forked(partial(_live, job, life))
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            continue
        if status != 0:
            return {"error": f"a life ended with {status}: {life}"}
    target = folder / "end.json"
    status = forked(lambda: _write(target, end_state(job)))
    if status != 0:
        return {"error": f"the end state cannot be read: {status}"}
    log = (folder / "kills.log").read_text().split("\n")
    return {
        "kills": [line for line in log if line and not line.startswith("end.")],
        "ends": [line.split() for line in log if line.startswith("end.")],
        "state": orjson.loads(target.read_bytes()),
    }


def _write(path: Path, state: dict[str, Any]) -> None:
    path.write_bytes(orjson.dumps(state))


def main() -> None:
    """Jobs in, results out, until the end of standard input."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(orjson.dumps(run_job(orjson.loads(line))) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
