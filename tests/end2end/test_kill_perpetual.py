"""A futures grid without a window, killed at random moments: it goes on as one that was never killed."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice
from tests.services.test_desk_perpetuals import FILE, LONG, agree, choice, play, run, swings

LIVES = 4
STARTED_S = 20.0


async def created(folder: Path, feed: FeedChoice) -> None:
    """A data folder with a bot that has just begun."""
    desk = await PaperDesk.open(folder, feed)
    desk.feed_pause(True)
    await desk.create_bot("futures_grid", FILE, LONG, Policy.AUTOMATIC, True)
    await desk.close("keep")


async def to_the_end(folder: Path, feed: FeedChoice) -> tuple[float, Any]:
    """Where the feed stood, and what there is once it has ended."""
    desk = await PaperDesk.open(folder, feed)
    desk.feed_pause(True)
    stood = desk.health().feed.position
    await play(desk)
    await asyncio.sleep(0.1)
    agree(desk)
    card = desk.card("b1")
    fills = [replace(row, seq=0) for row in desk.history_fills("b1")]
    fundings = [(r.ns, dict(r.fields)) for r in desk.history_decisions("b1") if r.code == "funding"]
    found = fills, fundings, card.position, card.total_profit, card.trips, desk._venue.held()
    await desk.close("keep")
    assert stood is not None
    return stood, found


@pytest.mark.slow
def test_kills_of_a_headless_futures_grid_change_nothing(tmp_path: Path) -> None:
    """Every trade, every funding, position and money are those of a run without a kill."""
    due = tuple(f"{1_700_006_400_000 + n * 7 * 60_000},0.0005" for n in range(1, 500))
    feed = choice(tmp_path, *swings(4_000), fundings=due)
    lucky = random.Random(11)

    async def begin() -> None:
        await created(tmp_path / "killed", feed)
        shutil.copytree(tmp_path / "killed", tmp_path / "whole")

    run(begin)
    files = feed.perpetual
    assert files is not None
    argv = [
        sys.executable, "-m", "finbyte_desktop", "headless", "--paper", "--data", str(tmp_path / "killed"),
        "--candles", str(feed.path), "--leverage-tiers", str(files.tiers), "--funding", str(files.funding),
        "--speed", "20000",
    ]  # fmt: skip
    for _ in range(LIVES):
        process = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        end = time.monotonic() + STARTED_S
        for line in iter(process.stderr.readline, ""):
            assert time.monotonic() < end, line
            if "running" in line:
                break
        time.sleep(0.3 + lucky.random())
        process.send_signal(signal.SIGKILL)
        process.stderr.close()
        process.wait()

    async def compare() -> None:
        _, wanted = await to_the_end(tmp_path / "whole", feed)
        stood, found = await to_the_end(tmp_path / "killed", feed)
        assert 0.02 < stood < 1
        assert found == wanted
        assert len(wanted[0]) > 1_000
        assert len(wanted[1]) > 100
        assert wanted[3] != Decimal(0)

    run(compare)
