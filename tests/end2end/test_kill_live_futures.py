"""A live futures grid whose program is killed again and again: at the end its books are the venue's."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from random import Random

import pytest

from tests.support.exchange import Credentials, TestExchange
from tests.support.live_desk import live_desk
from tests.support.live_futures import (
    Booked,
    fund,
    quiet,
    record_of,
    started,
    swings,
    ties_out,
    trader,
    venues_of,
)

LIVES = 6
LIMIT_S = 240.0
WAYS = [["-0.5", "0.5"], ["0.9", "-0.9", "0.2"], ["-1.2", "0.3"], ["1.1", "-0.6", "-0.1"]]


async def _one_life(folder: Path, exchange: TestExchange, venue: str, key: Credentials, dice: Random) -> None:
    """A process that trades for a moment and is killed, and a market that goes on."""
    given = (str(folder), str(exchange.url), venue, key.key, key.secret)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.live_futures_child", *given, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    if dice.random() < 0.7:
        async with asyncio.timeout(60):
            assert await child.stdout.readline() == b"ready\n"
    else:
        await asyncio.sleep(dice.uniform(1.0, 3.0))  # while it starts
    moves = asyncio.ensure_future(swings(exchange, venue, dice.choice(WAYS), dice.uniform(0.05, 0.5)))
    await asyncio.sleep(dice.uniform(0.05, 1.2))
    child.send_signal(signal.SIGKILL)
    await child.wait()
    await moves
    if dice.random() < 0.5:
        fund(exchange, venue, dice.choice(["0.0001", "-0.0002"]))


@pytest.mark.parametrize("direction", ["long", "short", "neutral"])
@pytest.mark.parametrize("venue", ["binanceusdm", "bybit"])
def test_killed_again_and_again(venue: str, direction: str, tmp_path: Path) -> None:
    """Position, cash, fees and fundings tie out with the exchange to the last unit, and the grid goes on."""

    async def work() -> None:
        dice = Random(f"{venue} {direction}")
        async with TestExchange(seed=5, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, direction)
            for _ in range(LIVES):
                await _one_life(tmp_path, exchange, venue, key, dice)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                await swings(exchange, venue, ["-0.4", "0.4", "0"])
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert record_of(desk, bot).bot.trips > 0  # type: ignore[attr-defined]
                assert desk.card(bot).state.value == "running"

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work()

    asyncio.run(limited())
