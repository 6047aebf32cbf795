"""What stands under a position: which conditional orders limit its loss, and for how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues.live_orders import PositionSide
from finbyte_desktop.services.venues.live_perpetuals import Position, Protection

Key = tuple[str, PositionSide]


class Protected(NamedTuple):
    """A position and what stands under it.

    Attributes:
        stop: the stop that is reached first; None without one.
        covered: how much of the position stops at the venue end, base units.
        naked_ns: since when a part of it has no stop, the venue's clock; None where all of it has.
        wanted: where a person wants a stop; None for nowhere.
        bare_ns: for how long it was naked before that, in all its life.
    """

    position: Position
    stop: Protection | None
    covered: Decimal
    naked_ns: int | None
    wanted: Decimal | None
    bare_ns: int = 0


def key_of(found: Position | Protection) -> Key:
    """Which position: its market and side."""
    return found.instrument, found.position if isinstance(found, Protection) else found.side


def key_text(instrument: str, side: PositionSide) -> str:
    """The same as one text."""
    return f"{side.value} {instrument}"


def is_under(position: Position, stop: Protection) -> bool:
    """Whether a conditional order ends a position, or a part of it, at a loss."""
    long = position.qty > 0
    is_its_own = key_of(stop) == key_of(position)
    return is_its_own and (stop.side is Side.SELL) is long and stop.wakes_above is not long


def covers(position: Position, stop: Protection) -> bool:
    """Whether a conditional order limits the loss of a position before the venue liquidates it."""
    long, end = position.qty > 0, position.liquidation_price
    if not is_under(position, stop):
        return False
    return end is None or (stop.trigger_price > end if long else stop.trigger_price < end)


def protected(
    position: Position,
    stops: Sequence[Protection],
    naked_ns: int,
    wanted: Decimal | None,
    bare_ns: int = 0,
) -> Protected:
    """What stands under a position. `naked_ns` counts where not all of it is covered."""
    found = [stop for stop in stops if covers(position, stop)]
    size = abs(position.qty)
    covered = min(size, sum((size if stop.qty is None else stop.qty for stop in found), Decimal(0)))
    since_ns = naked_ns if covered < size else None
    return Protected(position, first(found), covered, since_ns, wanted, bare_ns)


def first(stops: Sequence[Protection]) -> Protection | None:
    """The one that is reached first, of stops on one side."""
    if not stops:
        return None
    near = max if stops[0].side is Side.SELL else min
    return near(stops, key=lambda each: each.trigger_price)
