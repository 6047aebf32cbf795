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


def multiply(database: Path, fills: int) -> None:
    """Copies trades, orders, decisions and facts, under new numbers, until there are that many trades."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM fills").fetchone()
        (last,) = connection.execute("SELECT max(seq) FROM journal").fetchone()
        (facts,) = connection.execute("SELECT count(*) FROM journal WHERE kind = 'fact'").fetchone()
        (span,) = connection.execute("SELECT max(ns) - min(ns) + 1 FROM fills").fetchone()
        for number in range(1, -(-fills // count)):
            rows, later = number * last, f"ns + {number * span}"
            trade = f"trade_id || 'x{number}'"
            _copy(connection, "fills", {"trade_id": trade, "row": f"row + {rows}", "ns": later})
            _copy(connection, "orders", {"client_id": f"client_id || 'x{number}'", "seq": f"seq + {rows}"})
            _copy(connection, "decisions", {"row": f"row + {rows}", "ns": later}, f"row <= {last}")
            place = f"{last + (number - 1) * facts} + row_number() OVER (ORDER BY seq)"
            _copy(connection, "journal", {"seq": place}, f"kind = 'fact' AND seq <= {last}")
        connection.commit()


def _copy(connection: sqlite3.Connection, table: str, changed: dict[str, str], where: str = "") -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    chosen = ", ".join(changed.get(name, f'"{name}"') for name in names)
    made = next((name for name in changed if name.endswith("_id")), "")
    condition = where or f"{made} NOT LIKE '%x%'"
    connection.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} WHERE {condition}")
