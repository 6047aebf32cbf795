"""A window that is told to end by the system closes in good order: orders stay, and nothing is forgotten."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.control import ask
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from tests.services.test_desk import GOOD, candle_file

LIMIT_S = 60.0
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")


def runs(folder: Path) -> bool:
    """Whether the bot of the folder trades in a window."""
    if not (folder / "control.sock").exists():
        return False
    bots = [bot for account in ask(folder, {"do": "status"})["accounts"] for bot in account["bots"]]
    return [bot["state"] for bot in bots] == [BotState.RUNNING.value]


@pytest.mark.window
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_closes_the_window_as_a_person_would(
    tmp_path: Path, window_env: dict[str, str], number: signal.Signals
) -> None:
    """Even with the file of its prices gone afterwards, the bot knows the price and candles of its end."""
    folder, prices = tmp_path / "data", candle_file(tmp_path)

    async def begun() -> None:
        desk = await PaperDesk.open(folder, FeedChoice(FeedKind.CANDLES, prices, speed=Decimal(600)))
        market = desk.markets()[0].id
        await desk.create_bot("spot_grid", market, GOOD, Policy.AUTOMATIC, True)
        await desk.change_settings(first_run_done=True, feed=desk.health().feed.choice)
        await desk.close("keep")

    asyncio.run(begun())
    process = subprocess.Popen(
        [sys.executable, "-m", "finbyte_desktop", "--data", str(folder)],
        env=window_env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        end = time.monotonic() + LIMIT_S
        while not runs(folder):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        time.sleep(1.0)  # ten minutes of the market
        process.send_signal(number)
        _, errors = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
    assert (process.returncode, errors.decode()) == (0, "")
    prices.unlink()

    async def later() -> None:
        desk = await PaperDesk.open(folder)
        card = desk.cards()[0]
        life = await desk.read_life(card.id)
        assert card.state is BotState.DEGRADED  # it waits for its prices
        assert card.last is not None
        assert life is not None
        assert life.candles is not None
        assert len(life.candles.open_ns) > 5
        ends = int(life.candles.open_ns[-1]) + life.candles.interval_ns
        assert ends > int(life.ns[-1]) - life.candles.interval_ns  # all but the candle that was under way
        await desk.close("keep")

    asyncio.run(later())
