"""Several markets of candles walked side by side: points in order of (time, instrument) (bots.md 10.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.events import AlarmDue
from finbyte_desktop.core.walk import CandleWalk, Funding, Happening, Seen

Watches = Callable[[str], tuple[Decimal | None, Decimal | None]]
Walks = Mapping[str, CandleWalk]


class Stop(NamedTuple):
    """What happened, and on the way of which market."""

    instrument: str
    event: Happening | Seen


def next_of(walks: Walks, asked: list[str], ended: bool = False) -> str | None:
    """The market that goes on first: one with something to do at this moment, in the order in which orders
    were asked for, else the one with the earliest point. None when every candle was walked.

    A market without a candle of this moment fills nothing: what was asked there waits for its next open.
    With `ended` none comes any more, and the last price is all that there is.
    """
    for name in (*asked, *sorted(walks)):
        if name not in walks:
            continue
        walk = walks[name]
        if walk.venue.marketable:
            now = max(one.ns for one in walks.values())
            walk.wait_for_open(not ended and walk.is_behind(now))
        if walk.is_busy:
            return name
    waiting = [(ns, name) for name, walk in walks.items() if (ns := walk.next_point_ns) is not None]
    return min(waiting)[1] if waiting else None


def walk_together(
    walks: Walks,
    asked: list[str],
    watches: Watches,
    funding_of: Callable[[str], Funding | None],
    alarm_ns: int | None,
    bound_ns: int | None,
    ended: bool = False,
) -> Stop | None:
    """Goes on to the next happening, and to no point or alarm at `bound_ns` or later: there the next candle
    opens. An alarm comes when every market has arrived at the points of its time. `ended` says that no candle
    comes any more.
    """
    while (name := next_of(walks, asked, ended)) is not None:
        walk = walks[name]
        if not walk.is_busy:
            ns = walk.next_point_ns
            assert ns is not None
            if alarm_ns is not None and alarm_ns < ns and (bound_ns is None or alarm_ns < bound_ns):
                return _alarm(walks, name, alarm_ns)
            if bound_ns is not None and ns >= bound_ns:
                return None
            until = ns
        else:
            until = walk.ns
        above, below = watches(name)
        found = walk.next(above, below, None, until, funding_of(name))
        if not walk.is_busy and name in asked:
            asked.remove(name)
        if found is not None:
            return Stop(name, found)
    if alarm_ns is not None and bound_ns is not None and alarm_ns < bound_ns and walks:
        return _alarm(walks, min(walks), alarm_ns)
    return None


def _alarm(walks: Walks, name: str, ns: int) -> Stop:
    at = max(ns, *(walk.ns for walk in walks.values()))
    for walk in walks.values():
        walk.ns = at
    return Stop(name, AlarmDue(at))
