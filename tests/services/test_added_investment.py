"""More money for a running grid: no round trip may pair a small sell with a large buy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.planned import Planned
from tests.support.kill_child import MARKET, MINUTE, PARAMS, START, swings


@pytest.mark.parametrize("seed", [7, 21, 33])
def test_every_trip_earns_after_money_was_added(seed: int) -> None:
    """A cell whose trip is opened by a sell keeps its size: there are no coins for a larger one."""
    ns = START + 40 * MINUTE
    deposit, added = ev.Deposited(ns, "CASH", Decimal(500)), ev.InvestmentAdded(ns + 1, BOT, Decimal(500))
    plan = [Planned(ns, lambda _: deposit), Planned(ns + 1, lambda _: added)]
    run = Backtest(BacktestRequest("spot_grid", PARAMS, MARKET, swings(seed, 400), plan=plan)).run()
    trips = [profit for ns_of_trip, profit in run.trip_profits if ns_of_trip > ns]
    assert len(trips) >= 30
    assert min(trips) > 0
