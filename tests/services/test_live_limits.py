"""The limits of a live account over sockets: kept with it, changed through the desk, in force at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.risk import LIVE_LIMITS, Limits
from finbyte_desktop.services.desk import PaperDesk
from tests.services.test_live_desk import run
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, params_around, running, settled, ties_out, until

D = Decimal
MARKET = "binance:BTC/USDT"


def test_limits_are_kept_with_the_account(tmp_path: Path) -> None:
    """They begin wide, a narrow one holds a plan back, a wider one lets it go, a restart keeps it."""

    async def work() -> None:
        async with TestExchange(seed=4, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await until(lambda: desk.limits().version == 1)
                assert desk.limits() == LIVE_LIMITS._replace(version=1)
                with pytest.raises(UserError) as error:
                    await desk.set_limits(desk.limits()._replace(markets=("NO/SUCH",)))
                assert error.value.field == "markets"
                narrow = desk.limits()._replace(max_order_notional=D(20), markets=("BTC/USDT",))
                await desk.set_limits(narrow)
                assert desk.limits() == narrow._replace(version=2, markets=(MARKET,))
                await desk.look_at(MARKET)
                last = desk.market(MARKET).last
                assert last is not None
                bot = await desk.create_bot("spot_grid", MARKET, params_around(last), Policy.PLAN, True)
                (request,) = desk.approvals()
                await desk.decide(request.id, request.digest, True)
                said = [row for row in desk.history_decisions(bot) if row.code == "limit_order_notional"]
                assert said[0].fields["bound"] == "20"
                assert exchange.truth("binance").orders == []
                await desk.set_limits(LIVE_LIMITS)
                await until(lambda: {o.state for o in desk.detail(bot).orders} == {"open"})
                await settled(desk)
                ties_out(desk, exchange, "binance")
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert desk.limits() == LIVE_LIMITS._replace(version=3)

    run(work())


def test_plan_is_not_refused_for_its_number(tmp_path: Path) -> None:
    """An opening plan of sixty orders on Bybit's pace: every order rests, and none had to be tried again."""

    async def work() -> None:
        async with TestExchange(seed=4, venues=["bybit"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "bybit", key) as desk:
                bot = await running(desk, "bybit:BTC/USDT", grids=60, lower="45000", upper="85000")
                assert {row.attempt for row in desk._account.shell.live()} == {1}
                assert not [row for row in desk.history_decisions(bot) if row.code == "order_waits"]
                ties_out(desk, exchange, "bybit")

    run(work())


def test_paper_has_no_limits_of_risk(tmp_path: Path) -> None:
    """Its money is not real."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path)
        try:
            assert desk.limits() == Limits()
            with pytest.raises(UserError, match="paper account"):
                await desk.set_limits(LIVE_LIMITS)
        finally:
            await desk.close("keep")

    run(work())
