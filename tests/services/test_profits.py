"""Sums over bots: only of one currency, and never silently of fewer bots than there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.services.test_desk import opened, run, running, still, until


def test_bots_of_another_currency_are_named(tmp_path: Path) -> None:
    """A bot whose quote is not the reporting currency is in no sum, and is told."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            await still(desk)
            ours = desk.profits()
            assert (ours.currency, ours.left_out, ours.running_bots) == ("USDT", [], 1)
            await desk.save_settings(replace(desk.settings(), currency="USD"))
            other = desk.profits()
            assert (other.total, other.running_bots, other.assets_in_running) == (None, 0, None)
            assert other.left_out == [desk.card(bot).name]
            assert other.fees == Decimal(0)

    run(work())
