"""Orders of one market are looked for together, and never with an answer that is older than the question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.live.joint_reads import JOIN_S, JointReads, together_ns

ANSWER_S = 0.05


class Venue:
    """Answers with the time that was asked for, and counts."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.fails = False

    async def __call__(self, since_ns: int) -> Sequence[int]:
        self.asked.append(since_ns)
        await asyncio.sleep(ANSWER_S)
        if self.fails:
            raise Unavailable("away", "away")
        return [since_ns]


def test_looks_fall_on_one_beat() -> None:
    """Whenever each of them began; a beat that is just over is not waited for again."""
    second = 1_000_000_000
    assert {together_ns(10 * second + late) for late in (second, second // 2 + 1, 2 * second)} == {
        12 * second
    }
    assert together_ns(10 * second + second // 10) == 10 * second


def test_those_who_ask_at_once_share_one_answer() -> None:
    """Since the earliest time that one of them wants."""
    venue, reads = Venue(), JointReads[int]()

    async def work() -> None:
        found = await asyncio.gather(*(reads.read("m", since, venue) for since in (5, 3, 9)))
        assert found == [[3], [3], [3]]
        assert venue.asked == [3]
        await asyncio.gather(reads.read("m", 1, venue), reads.read("other", 1, venue))
        assert len(venue.asked) == 3

    asyncio.run(work())


def test_what_is_asked_already_is_not_shared() -> None:
    """Who comes after the request left might want to know of what happened since."""
    venue, reads = Venue(), JointReads[int]()

    async def later() -> Sequence[int]:
        await asyncio.sleep(JOIN_S + ANSWER_S / 2)
        return await reads.read("m", 7, venue)

    async def work() -> None:
        assert await asyncio.gather(reads.read("m", 5, venue), later()) == [[5], [7]]
        assert venue.asked == [5, 7]

    asyncio.run(work())


def test_failure_is_everybodys() -> None:
    """And the next question is asked anew."""
    venue, reads = Venue(), JointReads[int]()

    async def work() -> None:
        venue.fails = True
        found = await asyncio.gather(
            *(reads.read("m", since, venue) for since in (1, 2)), return_exceptions=True
        )
        assert [type(error) for error in found] == [Unavailable, Unavailable]
        venue.fails = False
        assert await reads.read("m", 4, venue) == [4]

    asyncio.run(work())


@pytest.mark.parametrize("after_s", [JOIN_S / 2, JOIN_S + ANSWER_S / 2])
def test_who_asks_for_all_may_be_stopped(after_s: float) -> None:
    """The others ask again by themselves, and one of the others who is stopped stops nobody."""
    venue, reads = Venue(), JointReads[int]()

    async def work() -> None:
        first, second, third = (asyncio.ensure_future(reads.read("m", n, venue)) for n in (1, 2, 3))
        await asyncio.sleep(after_s)
        second.cancel()
        await asyncio.sleep(0)
        first.cancel()
        assert await third == [3]
        assert second.cancelled()
        assert first.cancelled()

    asyncio.run(work())
