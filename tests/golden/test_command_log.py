"""One scenario, one command log: in the backtest, on paper at any batch size, and over a restart."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import orjson
import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.candles import CandleSeries
from finbyte_desktop.services.planned import Planned
from tests.support.paper import PaperSession

MINUTE = 60_000_000_000
START = 1_700_000_000_000_000_000 // MINUTE * MINUTE
CANDLES = 2_000
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
    "stop_price": "90",
}


def market() -> CandleSeries:
    """A seeded market that swings through the grid, with gaps."""
    rng = np.random.default_rng(7)
    steps = rng.integers(-45, 46, CANDLES)
    close = np.empty(CANDLES, dtype=np.int64)
    price = 10_000
    for n, step in enumerate(steps.tolist()):
        price += step + (10_000 - price) // 60
        close[n] = price
    jump = np.where(rng.random(CANDLES) < 0.2, rng.integers(-60, 61, CANDLES), 0)
    opens = np.concatenate([[10_000], close[:-1]]) + jump
    opens[0] = 10_000
    high = np.maximum(opens, close) + rng.integers(0, 30, CANDLES)
    low = np.minimum(opens, close) - rng.integers(0, 30, CANDLES)
    times = START + np.arange(CANDLES, dtype=np.int64) * MINUTE
    return CandleSeries("COIN", times, opens, high, low, close, np.ones(CANDLES), 2, MINUTE)


def at(candle: int, seconds: int = 7) -> int:
    """A time inside a candle, between two of its points."""
    return START + candle * MINUTE + seconds * 1_000_000_000


def refuse(kernel: Kernel) -> ev.Event | None:
    """A person's no to whatever waits."""
    request = next(iter(kernel.approvals.pending.values()))
    return ev.Decided(at(420), request.id, request.digest, ev.Answer.REFUSED)


def plan() -> list[Planned]:
    """Pause, resume, added investment, edit, withdrawal, a second bot whose plan is refused, a stop."""
    edited = {**PARAMS, "stop_price": "91", "take_profit_price": "120"}
    second = {"lower": "95", "upper": "105", "grids": 10, "investment": "300"}

    def always(event: ev.Event) -> Planned:
        return Planned(event.ns, lambda _: event)

    return [
        always(ev.BotPaused(at(200), BOT)),
        always(ev.BotResumed(at(230), BOT)),
        always(ev.Deposited(at(300), "CASH", Decimal(2_000))),
        always(ev.InvestmentAdded(at(310), BOT, Decimal(500))),
        always(ev.BotCreated(at(400), "bot2", "spot_grid", MARKET.id, second, ev.Policy.PLAN)),
        Planned(at(420), refuse),
        always(ev.BotEdited(at(500), BOT, edited)),
        always(ev.ProfitWithdrawn(at(1_500), BOT, Decimal("0.5"))),
        always(ev.BotStopped(at(1_950), BOT, ev.Exit.SELL)),
    ]


def log_of(facts: list[fx.Fact]) -> list[bytes]:
    """The command log as the facts tell it: every order that left, every order that ended, every fill."""
    kept = (fx.OrderPlanned, fx.OrderMoved, fx.FillBooked, fx.ApprovalEnded, fx.BotMoved)
    return [orjson.dumps(encode(fact)) for fact in facts if isinstance(fact, kept)]


def digest(lines: list[bytes]) -> str:
    """One number for a whole log."""
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


@pytest.fixture(scope="module")
def expected() -> list[bytes]:
    """The log of the backtest."""
    request = BacktestRequest("spot_grid", PARAMS, MARKET, market(), policy=ev.Policy.AUTOMATIC, plan=plan())
    run = Backtest(request, keep_facts=True)
    run.run()
    fills = [fact for fact in run.run_data.facts if isinstance(fact, fx.FillBooked)]
    assert len(fills) >= 500
    reasons = {fact.reason for fact in run.run_data.facts if isinstance(fact, fx.BotMoved)}
    assert {"by_you", "refused"} <= reasons
    return log_of(run.run_data.facts)


def begin(session: PaperSession) -> None:
    """The same first events as the backtest's."""
    session.first_price()
    session.apply(ev.Deposited(START, "CASH", Decimal(1_000)))
    session.apply(ev.BotCreated(START, BOT, "spot_grid", MARKET.id, PARAMS, ev.Policy.AUTOMATIC))


@pytest.mark.parametrize("budget_ns", [50_000, 2_000_000, 50_000_000])
def test_paper_log_equals_backtest_at_any_speed(
    tmp_path: Path, expected: list[bytes], budget_ns: int
) -> None:
    """However the paper runner cuts its work into batches, it decides what the backtest decides."""
    session = PaperSession(tmp_path, MARKET, market(), plan()).open()
    begin(session)
    session.run(budget_ns=budget_ns)
    session.close()
    assert log_of(session.facts) == expected
    assert digest(log_of(session.facts)) == digest(expected)


@pytest.mark.parametrize("cut", [1, 777, 1_345])
def test_paper_log_goes_on_over_a_restart(tmp_path: Path, expected: list[bytes], cut: int) -> None:
    """A restart from disk in the middle changes nothing of what follows."""
    first = PaperSession(tmp_path, MARKET, market(), plan()).open()
    begin(first)
    first.run(items=cut)
    first.close()
    left = [planned for planned in plan() if planned.ns > first.venue.ns]
    second = PaperSession(tmp_path, MARKET, market(), left).open()
    second.run()
    second.close()
    assert log_of(first.facts + second.facts) == expected


def test_folding_the_journal_rebuilds_the_state(tmp_path: Path) -> None:
    """The events of the journal alone rebuild kernel, bots and ledger byte for byte, and give the same
    facts.
    """
    from finbyte_desktop.core import snapshot

    session = PaperSession(tmp_path, MARKET, market(), plan()).open()
    begin(session)
    session.run(items=1_200)
    before = orjson.dumps(snapshot.save(session.kernel))
    facts = [encode(fact) for fact in session.facts]
    session.close()
    again = PaperSession(tmp_path, MARKET, market()).open()
    refolded = []
    fresh = PaperSession(tmp_path / "fresh", MARKET, market()).open()
    for row in again.journal.events_after(0):
        fresh.kernel.last.update(row.marks)
        refolded += [encode(fact) for fact in fresh.kernel.handle(row.event).facts]
    assert refolded == facts
    assert orjson.dumps(snapshot.save(again.kernel)) == before
    fresh.kernel.last.update(again.kernel.last)  # the market went on after the last event
    assert orjson.dumps(snapshot.save(fresh.kernel)) == before
    again.close()
    fresh.close()


def test_snapshot_at_any_moment_goes_on_the_same(tmp_path: Path, expected: list[bytes]) -> None:
    """Saved to JSON and loaded again at many moments, the kernel goes on byte for byte."""
    from finbyte_desktop.core import snapshot

    session = PaperSession(tmp_path, MARKET, market(), plan()).open()
    begin(session)
    while not session.venue.is_finished:
        session.run(items=97)
        state = orjson.loads(orjson.dumps(snapshot.save(session.kernel)))
        fresh = Kernel({MARKET.id: MARKET}, session.kernel.factory, session.kernel.limits)
        snapshot.load(fresh, state)
        assert orjson.dumps(snapshot.save(fresh)) == orjson.dumps(state)
        session.runner.kernel = session.kernel = fresh
    session.close()
    assert log_of(session.facts) == expected
