"""Curves of a bot's profit: the whole life, however long, and an end that is the number beside it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from finbyte_desktop.core.events import Exit
from finbyte_desktop.services.desk_engine import THIN_AT
from finbyte_desktop.services.read_models import SPARK_POINTS, over_life
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from tests.services.test_desk import opened, run, running, still, until

MINUTE = 60_000_000_000


def test_curve_of_a_card_is_the_whole_life(tmp_path: Path) -> None:
    """A bot that lost long ago and stood still since shows the loss, not a flat line; at any length."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            await still(desk)
            entry = desk._entries[bot]
            entry.curve.clear()
            entry.curve.extend((n * MINUTE, -float(min(n, 100)), 0.0) for n in range(1_000))
            card = desk.card(bot)
            assert len(card.spark) == SPARK_POINTS + 1
            assert (card.spark[0], card.spark[-2]) == (0.0, -100.0)
            assert card.total_profit is not None
            assert card.spark[-1] == float(card.total_profit)
            entry.curve.append((1_000 * MINUTE, 7.0, 0.0))
            assert desk.card(bot).spark[-2] == 7.0

    run(work())


def test_curve_of_a_page_ends_now(tmp_path: Path) -> None:
    """Between two samples the course of a bot's page ends at the number beside it; after it, at its end."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            await still(desk)
            entry = desk._entries[bot]
            when, total, grid = entry.curve[-1]
            entry.curve[-1] = (when, total - 7.0, grid)
            detail = desk.detail(bot)
            assert detail.card.total_profit is not None
            assert detail.equity[-1][1:] == (float(detail.card.total_profit), float(detail.card.grid_profit))
            times = [point[0] for point in detail.equity]
            assert times == sorted(set(times))
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).ended_ns)
            await still(desk)
            detail = desk.detail(bot)
            assert detail.card.total_profit is not None
            assert detail.equity[-1][:2] == (detail.card.ended_ns, float(detail.card.total_profit))

    run(work())


def test_moments_of_a_long_curve_are_even() -> None:
    """Where samples lie close together they take no more room than their time does."""
    dense = [(n, 1.0, 0.0) for n in range(1_000)]
    sparse = [(1_000 + n * 1_000, 2.0, 0.0) for n in range(1, 11)]
    drawn = over_life([*dense, *sparse])
    assert drawn.count(1.0) < SPARK_POINTS / 5
    assert (drawn[0], drawn[-1], len(drawn)) == (1.0, 2.0, SPARK_POINTS)
    assert over_life(dense[:5]) == [1.0] * 5


def test_long_life_is_opened_from_its_beginning(tmp_path: Path) -> None:
    """More samples than are kept in memory lose every second one, not the first ones."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            began = desk._entries[bot].curve[0][0]
        database = open_database(tmp_path / "data")
        journal = Journal(database)
        for n in range(1, 3 * THIN_AT):
            journal.sample_equity(bot, began - n * MINUTE, -5.0, 0.0)
        journal.commit_now()
        journal.close()
        database.engine.dispose()
        async with opened(tmp_path) as desk:
            curve = desk._entries[bot].curve
            assert len(curve) < THIN_AT
            assert curve[0] == (began - (3 * THIN_AT - 1) * MINUTE, -5.0, 0.0)
            assert desk.card(bot).spark[0] == float(Decimal(-5))

    run(work())
