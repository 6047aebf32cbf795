"""One question for all who ask it at the same moment: orders of unknown fate in one market are looked for
together, so that ten of them do not cost ten times the weight.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.fence import LOOK_APART_NS

JOIN_S = 0.2  # so long whoever asks first waits for the others
EARLY_NS = LOOK_APART_NS // 4
Row = TypeVar("Row")


def together_ns(due_ns: int) -> int:
    """The next beat of the venue's clock from when a look is due on, so that all look at one moment; a beat
    that is just over counts still.
    """
    return -((EARLY_NS - due_ns) // LOOK_APART_NS) * LOOK_APART_NS


@dataclass
class _Question:
    since_ns: int
    answer: asyncio.Future[Any]


class JointReads(Generic[Row]):
    """Reads that are shared by those who ask within `JOIN_S`. A read that is under way already is never
    shared: what it tells may be older than the one who asks.
    """

    def __init__(self) -> None:
        self._open: dict[Hashable, _Question] = {}

    async def read(
        self, key: Hashable, since_ns: int, ask: Callable[[int], Awaitable[Sequence[Row]]]
    ) -> Sequence[Row]:
        """What `ask` tells since the earliest time that anybody wants. `key` names the question.

        Raises Unavailable or VenueRejected, to all who asked.
        """
        joined = self._open.get(key)
        if joined is not None:
            joined.since_ns = min(joined.since_ns, since_ns)
            found = await asyncio.shield(joined.answer)
            if found is None:  # whoever asked for all was stopped
                return await self.read(key, since_ns, ask)
            if isinstance(found, Unavailable | VenueRejected):
                raise found
            return found  # type: ignore[no-any-return]
        question = self._open[key] = _Question(since_ns, asyncio.get_running_loop().create_future())
        try:
            try:
                await asyncio.sleep(JOIN_S)
            finally:
                del self._open[key]
            rows = await ask(question.since_ns)
            question.answer.set_result(rows)
            return rows
        except (Unavailable, VenueRejected) as error:
            question.answer.set_result(error)
            raise
        finally:
            if not question.answer.done():
                question.answer.set_result(None)
