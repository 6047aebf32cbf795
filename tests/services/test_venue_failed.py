"""A paper venue that fails in the middle of an engine step takes no other request of that step with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.orders import State
from finbyte_desktop.services.desk import PaperDesk
from tests.services.test_desk import opened, run, running, still


def failing(desk: PaperDesk, name: str, patch: pytest.MonkeyPatch, *at: int, after: bool = False) -> Any:
    """A request of the venue that fails at these calls, before it does anything or after all of it; the list
    of what it was called with.
    """
    real: Callable[..., Any] = getattr(desk._venue, name)
    calls: list[Any] = []

    def torn(*given: Any) -> Any:
        calls.append(given)
        if len(calls) in at:
            if after:
                real(*given)
            raise Bug("The venue broke.", "torn")
        return real(*given)

    patch.setattr(desk._venue, name, torn)
    return calls


async def paused(desk: PaperDesk) -> str:
    """A bot without an order at the venue, and the market stands."""
    bot = await running(desk)
    await still(desk)
    await desk.pause(bot)
    assert desk._venue.open_orders() == {}
    return bot


def test_orders_after_the_one_that_failed_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that the venue never took is refused, and told; the error is told too."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await paused(desk)
            calls = failing(desk, "submit", monkeypatch, 3)
            with pytest.raises(Bug):
                await desk.resume(bot)
            record = desk._kernel.bots[bot]
            assert len(calls) > 4
            assert all(order.state is not State.SENT for order in record.live_orders())
            at_venue = set(desk._venue.open_orders())
            assert {order.client_id for order in record.live_orders()} == at_venue
            blocked = [slot.blocked for slot in record.slots.values() if slot.blocked]
            assert blocked == ["venue_failed"]

    run(work())


def test_order_that_was_taken_before_the_venue_failed_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is called refused that rests at the venue."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await paused(desk)
            failing(desk, "submit", monkeypatch, 3, after=True)
            with pytest.raises(Bug):
                await desk.resume(bot)
            record = desk._kernel.bots[bot]
            assert {order.client_id for order in record.live_orders()} == set(desk._venue.open_orders())
            assert not any(slot.blocked for slot in record.slots.values())

    run(work())


def test_cancels_after_the_one_that_failed_are_sent_and_it_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop leaves no order behind: those after the failed cancel are gone at once, that one with the next
    work.
    """

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            orders = desk._kernel.bots[bot].live_orders()
            calls = failing(desk, "cancel", monkeypatch, 2, 4)
            with pytest.raises(Bug):
                await desk.panic()
            assert len(calls) >= len(orders)
            left = {calls[1][1], calls[3][1]}
            assert set(desk._venue.open_orders()) == left
            await still(desk)
            assert desk._venue.open_orders() == {}
            assert desk._kernel.bots[bot].live_orders() == []

    run(work())


def test_cancel_that_fails_again_is_asked_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine stops loudly; the next start cancels what was to be cancelled."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            count = len(desk._kernel.bots[bot].live_orders())
            failing(desk, "cancel", monkeypatch, *range(1, 2 * count))
            with pytest.raises(Bug):
                await desk.panic()
            assert len(desk._venue.open_orders()) == count
            await until_failed(desk)
        async with opened(tmp_path) as desk:
            assert desk._venue.open_orders() == {}
            assert desk._kernel.bots[bot].live_orders() == []

    run(work())


async def until_failed(desk: PaperDesk) -> None:
    """The market's task ends with the error, and that is said."""
    for _ in range(500):
        if not desk.health().journal_ok:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the engine goes on")
