"""Sums over bots: only of one currency, and never silently of fewer bots than there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from finbyte_desktop.services.figures import DAY_NS
from finbyte_desktop.services.profits import _daily, _idle
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


def course(*days: float) -> tuple[list[int], list[float]]:
    """A bot's curve with a point at each of these days."""
    return [int(day * DAY_NS) for day in days], [float(n) for n, _ in enumerate(days)]


def test_days_without_a_bot_are_told() -> None:
    """One lived long ago, one lives since yesterday: what lies between is no result of any bot."""
    courses = [course(1.2, 2.1), course(8.5, 9.4)]
    now = int(9.4 * DAY_NS)
    daily = _daily(courses, now, 30, "UTC", Decimal(2))
    assert [edge // DAY_NS for edge, _ in daily] == list(range(1, 10))
    assert {edge // DAY_NS for edge in _idle(courses, [edge for edge, _ in daily])} == {3, 4, 5, 6, 7}


def test_a_bot_that_rests_over_midnight_lives_on() -> None:
    """Between its first and its last point a bot lives, also where nothing was noted."""
    courses = [course(1.2, 4.5)]
    assert _idle(courses, [day * DAY_NS for day in range(1, 5)]) == frozenset()
