"""Futures grids on a live account: opened, filled, funded, and in step with the venue to the last digit."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.exchange import TestExchange
from tests.support.live_desk import live_desk, until
from tests.support.live_futures import (
    MONEY,
    Booked,
    fund,
    quiet,
    record_of,
    started,
    stops_there,
    swings,
    ties_out,
    venues_of,
)

D = Decimal
LIMIT_S = 120.0


@pytest.fixture(params=["binanceusdm"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


@pytest.mark.parametrize("direction", ["long", "short", "neutral"])
def test_grid_ties_out(venue: str, direction: str, tmp_path: Path) -> None:
    """It opens, swings, is funded, is closed and opened again, goes on and ends flat."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = exchange.add_account("trader", MONEY)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, direction)
                await swings(exchange, venue, ["-0.6", "0.6", "-1.2", "1.2", "0.1"])
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                fund(exchange, venue)
                await desk._account.shell.truth.read_fundings()
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert desk.card(bot).trips > 0
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await swings(exchange, venue, ["-0.9", "0.4"])
                fund(exchange, venue, "-0.0003")
                await swings(exchange, venue, ["1.3", "-0.4"])
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert record_of(desk, bot).position.qty
                await until(lambda: len(stops_there(exchange, venue)) == 1)

    run(work())
