"""A data folder with very many fills, made by the engine itself on a market that only swings."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind

START_MS = 1_700_000_040_000
LEVELS_A_SWING = 48


def swinging_candles(path: Path, count: int) -> Path:
    """Minute candles that go between 94 and 106 and back, each through most levels of a fine grid."""
    lines = ["open_time,open,high,low,close,volume"]
    for n in range(count):
        start, end = ("94.01", "106.03") if n % 2 == 0 else ("106.03", "94.01")
        lines.append(f"{START_MS + n * 60_000},{start},106.03,94.01,{end},1")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def make_store(folder: Path, fills: int, bots: int = 4) -> FeedChoice:
    """Runs grids until the store holds that many fills (or a few more); the feed that they ran on.

    The folder exists. The first bot is stopped at the end, the others go on.
    """
    count = 40 + 2 * fills // (LEVELS_A_SWING * bots)
    candles = swinging_candles(folder / "COINUSDT.csv", count)
    choice = FeedChoice(FeedKind.CANDLES, candles, speed=None)
    desk = await PaperDesk.open(folder / "data", choice)
    market = desk.markets()[0].id
    params = {"lower": "90", "upper": "110", "grids": 80, "investment": "10000"}
    for number in range(bots):
        await desk.create_bot("spot_grid", market, params, Policy.AUTOMATIC, False, f"Grid {number + 1}")
    desk.start()
    while sum(card.trips for card in desk.cards()) * 2 < fills:
        assert not desk.health().feed.finished, "the market was too short"
        await asyncio.sleep(0.05)
    desk.feed_pause(True)
    await desk.stop(desk.cards()[-1].id, Exit.KEEP)
    await desk.close("keep")
    return choice
