"""Background tasks: an error is told, what may begin anew does so ever later, not for ever; all end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from finbyte_desktop.services import supervisor as module
from finbyte_desktop.services.supervisor import Supervisor


def run(work: Callable[[], Awaitable[None]]) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(10):
            await work()

    asyncio.run(limited())


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was waited for, which takes no time here."""
    waited: list[float] = []
    real = asyncio.sleep

    async def at_once(seconds: float) -> None:
        waited.append(seconds)
        await real(0)

    monkeypatch.setattr(module.asyncio, "sleep", at_once)
    return waited


def test_kept_task_begins_anew_after_growing_pauses(pauses: list[float]) -> None:
    """Each error is told with the pause that follows; a task that ends without one has ended."""

    async def work() -> None:
        told: list[tuple[str, str, float]] = []
        failed: list[str] = []
        left = [4]

        async def task() -> None:
            if left[0]:
                left[0] -= 1
                raise RuntimeError("torn")

        supervisor = Supervisor(
            lambda name, _: failed.append(name), lambda name, e, s: told.append((name, str(e), s))
        )
        await supervisor.keep("poll", task)
        assert told == [("poll", "torn", pause) for pause in (1.0, 2.0, 4.0, 8.0)]
        assert pauses == [1.0, 2.0, 4.0, 8.0]
        assert failed == []

    run(work)


def test_kept_task_that_fails_for_ever_is_given_up(pauses: list[float]) -> None:
    """After so many errors within an hour the last of them is its end, and the pause never grows beyond a
    minute.
    """

    async def work() -> None:
        failed: list[BaseException] = []
        tries: list[int] = []

        async def task() -> None:
            tries.append(1)
            raise RuntimeError(f"{len(tries)}")

        supervisor = Supervisor(lambda _, error: failed.append(error), lambda *_: None)
        kept = supervisor.keep("poll", task)
        await asyncio.gather(kept, return_exceptions=True)
        assert len(tries) == module.MOST_RESTARTS + 1
        assert [str(error) for error in failed] == [str(module.MOST_RESTARTS + 1)]
        assert max(pauses) == module.LONGEST_PAUSE_S

    run(work)


def test_errors_of_an_hour_ago_do_not_count(pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that fails once in a while goes on for ever, with the shortest pause."""
    monkeypatch.setattr(module, "WITHIN_S", 0.0)

    async def work() -> None:
        left = [3 * module.MOST_RESTARTS]

        async def task() -> None:
            if left[0]:
                left[0] -= 1
                raise RuntimeError("now and then")

        await Supervisor(None, lambda *_: None).keep("poll", task)
        assert set(pauses) == {1.0}

    run(work)


def test_spawned_task_never_begins_anew() -> None:
    """What must not be done twice ends with its error, which is told."""

    async def work() -> None:
        failed: list[tuple[str, str]] = []
        tries: list[int] = []

        async def task() -> None:
            tries.append(1)
            raise RuntimeError("torn")

        supervisor = Supervisor(lambda name, error: failed.append((name, str(error))))
        await asyncio.gather(supervisor.spawn("inbox", task()), return_exceptions=True)
        assert (failed, tries) == ([("inbox", "torn")], [1])

    run(work)


def test_closing_ends_a_task_that_waits_to_begin_anew() -> None:
    """Nothing goes on behind a supervisor that was closed."""

    async def work() -> None:
        told = asyncio.Event()

        async def task() -> Any:
            raise RuntimeError("torn")

        supervisor = Supervisor(None, lambda *_: told.set())
        kept = supervisor.keep("poll", task)
        await told.wait()
        await supervisor.close()
        assert kept.cancelled()

    run(work)
