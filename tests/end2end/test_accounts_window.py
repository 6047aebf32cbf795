"""The window on an account that holds a perpetual and whose key is revoked: with real mouse and keys."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.services.test_live_positions import open_position
from tests.support.exchange import TestExchange, venue_named

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 150.0
NOTICED_S = 13.0  # a round of polling, and what the window takes to paint


async def seen(folder: Path, name: str) -> float:
    """Returns when the person has come so far; the time then."""
    while not (folder / "screens" / f"{name}.png").exists():  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.05)
    return time.monotonic()


def held(exchange: TestExchange) -> int:
    """How many perpetual positions the venue has."""
    holder = venue_named(exchange.exchange, "bybit").engine.account("trader")
    return sum(1 for position in holder.positions.values() if position.lots)


@pytest.mark.window
def test_person_sees_positions_and_a_refused_key(tmp_path: Path, window_env: dict[str, str]) -> None:
    """A position opened elsewhere needs the person; a panic closes it where that was chosen, and ends as
    done; a key that is revoked is on the screen within a round of polling.
    """
    found: dict[str, Any] = {}

    async def day() -> None:
        async with TestExchange(seed=3, venues=["bybit"]) as exchange:
            key = exchange.add_account("trader", {"USDT": "10000", "BTC": "0.5"})
            result = tmp_path / "notes.json"
            script = "tests.end2end.accounts_window:bad_day"
            command = ["-m", "tests.support.person", str(tmp_path / "data"), script, str(result)]
            given = {
                "TRADER_VENUE": "Bybit",
                "TRADER_KEY": key.key,
                "TRADER_SECRET": key.secret,
                "TRADER_ADDRESS": exchange.url,
            }
            with (tmp_path / "said.txt").open("wb") as said:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, *command, cwd=ROOT, env={**window_env, **given},
                    stdout=said, stderr=said,
                )  # fmt: skip

            async def act() -> None:
                await seen(tmp_path, "01-live")
                open_position(exchange, "bybit")
                found["open"] = held(exchange)
                await seen(tmp_path, "06-well")
                found["left"] = held(exchange)
                revoked_s = time.monotonic()
                exchange.exchange.act("account.key_revoked")
                found["noticed_s"] = await seen(tmp_path, "07-refused") - revoked_s

            acting = asyncio.ensure_future(act())
            try:
                async with asyncio.timeout(LIMIT_S):
                    await process.wait()
            finally:
                acting.cancel()
                if process.returncode is None:
                    process.kill()
            if acting.done() and not acting.cancelled():
                acting.result()
            text = (tmp_path / "said.txt").read_text(encoding="utf-8")
            notes = json.loads(result.read_text()) if result.exists() else {"error": text}
            assert not notes["error"], notes["error"]

    asyncio.run(day())
    assert (found["open"], found["left"]) == (1, 0)
    assert found["noticed_s"] <= NOTICED_S
