"""One futures grid, one command log: in the backtest, on paper at any batch size, and over a restart."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.candles import CandleSeries
from finbyte_desktop.services.planned import Planned
from tests.support.paper import PaperSession
from tests.support.perpetual_market import MARKET, PARAMS, begins, fundings, plan, swinging

SHORT = {**PARAMS, "direction": "short"}
NEUTRAL = {**PARAMS, "direction": "neutral"}
RISKY = {**PARAMS, "leverage": 10, "lower": "98", "upper": "104", "grids": 12}


def falls() -> CandleSeries:
    """A market that falls until nothing holds a long position."""
    return swinging(candles=600, seed=11, drift=-4, reach=30)


SCENARIOS: dict[str, tuple[dict[str, Any], CandleSeries, list[Planned]]] = {
    "long": (PARAMS, swinging(), plan(PARAMS)),
    "short": (SHORT, swinging(), plan({**SHORT})[:4] + plan()[-2:]),
    "neutral": (NEUTRAL, swinging(), plan({**NEUTRAL})[:4] + plan()[-2:]),
    "liquidated": (RISKY, falls(), []),
}
KEPT = (fx.OrderPlanned, fx.OrderMoved, fx.FillBooked, fx.Posted, fx.Said, fx.ApprovalEnded, fx.BotMoved)


def log_of(facts: list[fx.Fact]) -> list[bytes]:
    """The command log as the facts tell it, with every line of money."""
    return [orjson.dumps(encode(fact)) for fact in facts if isinstance(fact, KEPT)]


def digest(lines: list[bytes]) -> str:
    """One number for a whole log."""
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


@pytest.fixture(params=SCENARIOS, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """Each scenario."""
    return str(request.param)


@pytest.fixture(scope="module")
def expected(name: str) -> list[bytes]:
    """The log of the backtest."""
    params, series, planned = SCENARIOS[name]
    rows = fundings(len(series))
    request = BacktestRequest(
        "futures_grid", params, MARKET, series, policy=ev.Policy.AUTOMATIC, plan=planned, funding=rows
    )
    run = Backtest(request, keep_facts=True)
    run.run()
    facts = run.run_data.facts
    assert sum(isinstance(fact, fx.FillBooked) for fact in facts) >= (20 if name == "liquidated" else 200)
    assert sum(isinstance(fact, fx.Posted) and fact.reason == "funding" for fact in facts) >= 3
    ends = "liquidated" if name == "liquidated" else "by_you"
    assert [fact.reason for fact in facts if isinstance(fact, fx.BotMoved)][-1] == ends
    return log_of(facts)


def session_of(folder: Path, name: str, after_ns: int = 0) -> PaperSession:
    """A paper session of a scenario, with what of its plan comes later."""
    _, series, planned = SCENARIOS[name]
    left = [row for row in planned if row.ns > after_ns]
    return PaperSession(folder, MARKET, series, left, fundings=fundings(len(series))).open()


def begin(session: PaperSession, name: str) -> None:
    """The same first events as the backtest's."""
    session.first_price()
    for event in begins(SCENARIOS[name][0]):
        session.apply(event)


def agree(session: PaperSession) -> None:
    """Venue and ledger have the same money and the same contracts, to the last digit, once everything that a
    liquidation led to was told.
    """
    walks: Any = session.venue.save_feed()["walks"]
    if walks[MARKET.id]["walk"]["reports"]:
        return
    held, ledger = session.venue.held(), session.kernel.ledger
    for asset in {*held, *ledger.assets()}:
        assert held.get(asset, 0) == ledger.account_total(asset), asset


@pytest.mark.parametrize("budget_ns", [50_000, 50_000_000])
def test_paper_log_equals_backtest_at_any_speed(
    tmp_path: Path, name: str, expected: list[bytes], budget_ns: int
) -> None:
    """However the paper runner cuts its work into batches, it decides and books what the backtest does."""
    session = session_of(tmp_path, name)
    begin(session, name)
    session.run(budget_ns=budget_ns)
    agree(session)
    session.close()
    assert log_of(session.facts) == expected
    assert digest(log_of(session.facts)) == digest(expected)


@pytest.mark.parametrize("cut", [1, 60, 333])
def test_paper_log_goes_on_over_a_restart(tmp_path: Path, name: str, expected: list[bytes], cut: int) -> None:
    """A restart from disk in the middle changes nothing of what follows."""
    first = session_of(tmp_path, name)
    begin(first, name)
    first.run(items=cut)
    saved = orjson.dumps([first.venue.save_account(), first.venue.save_feed()])
    first.close()
    second = session_of(tmp_path, name, first.venue.ns)
    assert orjson.dumps([second.venue.save_account(), second.venue.save_feed()]) == saved
    agree(second)
    second.run()
    second.close()
    assert log_of(first.facts + second.facts) == expected


def test_every_prefix_goes_on_the_same(tmp_path: Path, name: str, expected: list[bytes]) -> None:
    """Kernel, venue and feed are written and read anew after each few candles: the log stays the same."""
    session = session_of(tmp_path, name)
    begin(session, name)
    while not session.venue.is_finished:
        session.run(items=7)
        agree(session)
        state = orjson.loads(orjson.dumps(snapshot.save(session.kernel)))
        account, feed = orjson.dumps(session.venue.save_account()), orjson.dumps(session.venue.save_feed())
        kernel = Kernel({MARKET.id: MARKET}, session.kernel.factory, session.kernel.limits)
        snapshot.load(kernel, state)
        assert orjson.dumps(snapshot.save(kernel)) == orjson.dumps(state)
        session.runner.kernel = session.kernel = kernel
        fresh = session.made_venue()
        fresh.restore_account(orjson.loads(account))
        fresh.restore_feed(orjson.loads(feed))
        assert orjson.dumps(fresh.save_account()) == account
        assert orjson.dumps(fresh.save_feed()) == feed
        session.runner.venue = session.venue = fresh
    session.close()
    assert log_of(session.facts) == expected


def test_folding_the_journal_rebuilds_the_position(tmp_path: Path, name: str) -> None:
    """The events of the journal alone rebuild kernel, position and ledger, and give the same facts."""
    session = session_of(tmp_path, name)
    begin(session, name)
    session.run(items=400)
    before = orjson.dumps(snapshot.save(session.kernel))
    facts = [encode(fact) for fact in session.facts]
    session.close()
    again = session_of(tmp_path, name)
    fresh = Kernel({MARKET.id: MARKET}, again.kernel.factory, again.kernel.limits)
    refolded = []
    for row in again.journal.events_after(0):
        fresh.last.update(row.marks)
        refolded += [encode(fact) for fact in fresh.handle(row.event).facts]
    assert refolded == facts
    assert orjson.dumps(snapshot.save(again.kernel)) == before
    assert again.kernel.bots[BOT].position == fresh.bots[BOT].position
    again.close()
