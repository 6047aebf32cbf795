"""A futures grid whose kernel or venue is written to JSON and read back after each event goes on the same."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.events import Event, FundingSettled, Liquidated
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.known import instrument_of, told
from finbyte_desktop.core.margin import LiquidationRule, Perpetual, Tier
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.perpetual_venue import PerpetualVenue
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.services.backtest import Backtest, BacktestRequest
from tests.support.futures_runs import comparable, request_of, run_product
from tests.support.reference.futures_scenarios import futures_scenario

SEEDS = range(1, 13)
D = Decimal
TERMS = Perpetual(
    (Tier(D(0), D(50_000), D("0.004"), D(0), D(125)), Tier(D(50_000), D("1e30"), D("0.005"), D(50), D(100))),
    D(125),
    LiquidationRule.BYBIT,
    3_600_000_000_000,
)
PERPETUAL = Instrument(
    "x:COIN/CASH:CASH", "COIN", "CASH", D("0.1"), D("0.001"), D("0.001"), D(5),
    Fees(D("0.0002"), D("0.0005")), 77, TERMS,
)  # fmt: skip


def written(value: Any) -> Any:
    """What a disk makes of it."""
    return json.loads(json.dumps(value))


def test_terms_of_a_perpetual_are_part_of_its_rules() -> None:
    """Tiers, leverage, formula and interval come back from the journal; a spot market's line is as ever."""
    event = told(5, PERPETUAL)
    again = decode(written(encode(event)))
    assert again == event
    assert instrument_of(again) == PERPETUAL
    assert isinstance(again.perpetual, Perpetual)
    assert isinstance(again.perpetual.tiers[1], Tier)
    spot = encode(event._replace(perpetual=None))
    assert isinstance(spot, list)
    assert len(spot) == 15  # the name and the fourteen fields of before
    assert decode(written(spot)).perpetual is None


class Recorded(Backtest):
    """Keeps every event and the prices that the kernel saw with it."""

    def __init__(self, request: BacktestRequest) -> None:
        super().__init__(request, keep_facts=True)
        self.events: list[tuple[Event, dict[str, Decimal], list[fx.Fact]]] = []
        handle = self.kernel.handle

        def kept(event: Event) -> Any:
            step = handle(event)
            self.events.append((event, dict(self.kernel.last), list(step.facts)))
            return step

        self.kernel.handle = kept  # type: ignore[method-assign]


def kernel_of(request: BacktestRequest, run: Backtest) -> Kernel:
    """A kernel that is told its market by the journal alone."""
    limits: Limits = run.kernel.limits
    return Kernel({}, make_bot, limits, slippage=request.slippage, journal=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_kernel_goes_on_from_every_prefix(seed: int) -> None:
    """After each event its state is written, read into a new kernel, and that one takes the next event."""
    request = request_of(*futures_scenario(seed))
    run = Recorded(request)
    run.run()
    assert run.events
    kernel = kernel_of(request, run)
    with exact():
        kernel.handle(told(0, request.instrument))
        for event, last, facts in run.events:
            kernel.last.update(last)
            assert kernel.handle(decode(written(encode(event)))).facts == facts
            state = written(snapshot.save(kernel))
            again = kernel_of(request, run)
            snapshot.load(again, state)
            assert written(snapshot.save(again)) == state
            kernel = again
    assert kernel.bots["bot1"].position == run.kernel.bots["bot1"].position


def test_scenarios_have_what_a_state_may_hold() -> None:
    """Fundings and liquidations are among what is folded above."""
    seen: set[type] = set()
    for seed in SEEDS:
        run = Recorded(request_of(*futures_scenario(seed)))
        run.run()
        seen |= {type(event) for event, _, _ in run.events}
    assert {FundingSettled, Liquidated} <= seen


@pytest.mark.parametrize("seed", SEEDS)
def test_venue_goes_on_from_every_prefix(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue that is written and read back before each request says what one that never stopped says."""
    scenario = futures_scenario(seed)
    wanted = comparable(run_product(request_of(*scenario)))
    calls = 0
    for name in ("submit", "cancel", "settle_funding", "end_position"):
        plain_way = getattr(PerpetualVenue, name)

        def restarted(venue: Any, *args: Any, way: Any = plain_way) -> Any:
            nonlocal calls
            calls += 1
            state = written(venue.save())
            fresh = PerpetualVenue(venue.instrument, venue.options)
            fresh.restore(state)
            assert written(fresh.save()) == state
            assert (fresh.ends_below, fresh.ends_above) == (venue.ends_below, venue.ends_above)
            venue.restore(state)
            return way(venue, *args)

        monkeypatch.setattr(PerpetualVenue, name, restarted)
    assert comparable(run_product(request_of(*scenario))) == wanted
    assert calls


def test_state_with_a_position_has_the_newest_format() -> None:
    """A version that knows no positions does not read it; a spot state is still written as before."""
    request = request_of(*futures_scenario(1))
    run = Backtest(request)
    run.run()
    assert snapshot.save(run.kernel)["format"] == snapshot.POSITIONS_FORMAT
