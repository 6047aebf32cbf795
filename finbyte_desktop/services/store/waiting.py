"""Waits of bots as the decision log tells them: one line when a wait begins, one with how long it lasted.

A market that comes and goes, or is closed for one reason after another, is one wait: the line of its end is
taken back when it begins anew soon after. The facts of all of it are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.store import schema as t

NS_PER_S = 1_000_000_000
TOGETHER_NS = 120 * NS_PER_S  # a wait that begins so soon after another goes on with it
BEGAN = f"became_{BotState.DEGRADED.value}"


@dataclass
class Wait:
    """Of one bot. `ended_ns` and `row` are of the line of its end, 0 while it lasts."""

    since_ns: int
    times: int = 1
    ended_ns: int = 0
    row: int = 0


class Waiting:
    """What the log is told of the waits of all bots."""

    def __init__(self, connection: sa.Connection) -> None:
        d, b = t.decisions.c, t.bots.c
        self._waits: dict[str, Wait] = {}
        waits = sa.select(b.id).where(b.state == BotState.DEGRADED.value)
        for bot in connection.execute(waits).scalars().all():
            told = sa.select(d.ns).where(d.bot == bot, d.code == BEGAN).order_by(d.row.desc()).limit(1)
            since_ns = connection.execute(told).scalar()
            if since_ns is not None:
                self._waits[bot] = Wait(int(since_ns))

    def is_told(self, fact: fx.BotMoved) -> bool:
        """Whether it was told already that this bot waits."""
        known = self._waits.get(fact.bot)
        return known is not None and not known.row

    def begins(self, fact: fx.BotMoved) -> int:
        """A wait that was not told yet: the row of an end that is none any more, or 0 for a new wait."""
        known = self._waits.get(fact.bot)
        if known is None or fact.ns - known.ended_ns > TOGETHER_NS:
            self._waits[fact.bot] = Wait(fact.ns)
            return 0
        row, known.row = known.row, 0
        known.times += 1
        return row

    def ends(self, fact: fx.BotMoved, row: int) -> Mapping[str, str]:
        """What the line of this row says besides: how long a wait lasted that ends with it, and of how many
        parts it was.
        """
        known = self._waits.get(fact.bot)
        if known is None or known.row:
            return {}
        if fact.state is not BotState.RUNNING:  # it is over in another way
            del self._waits[fact.bot]
            return {}
        known.ended_ns, known.row = fact.ns, row
        lasted_s = max(NS_PER_S, fact.ns - known.since_ns) // NS_PER_S  # "within 0 s" says nothing
        return {"lasted": str(lasted_s), **({"times": str(known.times)} if known.times > 1 else {})}
