"""Stops that a venue refused: what stands under the position after that, in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.live.stop_cover import covers, first, is_under
from finbyte_desktop.services.venues.live_perpetuals import Position, Protection


class Standing(NamedTuple):
    """What limits the loss of a position at the venue.

    Attributes:
        kept: where a stop ends all of it, however large it is then; None without such a one.
        parts: where there is none, the stops for a quantity: (quantity in base units, trigger price), the one
            that is reached first at the head.
        naked: how much of the position has no stop, base units.
        base: the base asset.
        late: where a stop ends all of it that is reached only after the venue has liquidated the position;
            None without such a one.
    """

    kept: Decimal | None
    parts: tuple[tuple[Decimal, Decimal], ...]
    naked: Decimal
    base: str
    late: Decimal | None = None

    @property
    def text(self) -> str:
        """Its stops for a quantity: "0.02 BTC @ 65000"."""
        rows = [f"{plain(qty)} {self.base} @ {plain(price)}" for qty, price in self.parts]
        return ", ".join(rows) or f"0 {self.base}"


def standing(position: Position, stops: Sequence[Protection], base: str) -> Standing:
    """What stands under a position, whoever placed it."""
    found = [stop for stop in stops if covers(position, stop)]
    whole = first([stop for stop in found if stop.qty is None])
    if whole is not None:
        return Standing(whole.trigger_price, (), Decimal(0), base)
    long = position.qty > 0
    parts = sorted(((s.qty or Decimal(0), s.trigger_price) for s in found), key=lambda part: part[1])
    parts = parts[::-1] if long else parts
    covered = sum((qty for qty, _ in parts), Decimal(0))
    naked = max(Decimal(0), abs(position.qty) - covered)
    late = first([stop for stop in stops if stop.qty is None and is_under(position, stop)])
    return Standing(None, tuple(parts), naked, base, None if late is None else late.trigger_price)


class RefusedStop(NamedTuple):
    """A stop that was refused while nobody waited for it. `wanted` is where it should be, `reason` the
    venue's code; `stands` is what is there after that, None where it could not be read; `again` is where
    FinByte goes on trying to have one, None for nowhere.
    """

    position: Position
    wanted: Decimal | None
    reason: str
    stands: Standing | None
    again: Decimal | None = None

    @property
    def kept(self) -> Decimal | None:
        """Where a stop ends the whole position; None without one."""
        return None if self.stands is None else self.stands.kept


class StopRefused(UserError):
    """The venue refused a stop, and would again. `reason` is its code, `head` the sentence that says so."""

    def __init__(self, head: str, reason: str, told: str = "") -> None:
        super().__init__(f"{head} {told}".strip(), "stop_refused", "price")
        self.reason = reason
        self.head = head

    def with_what_stands(self, stands: Standing | None, again: Decimal | None) -> StopRefused:
        """The same, saying what is there now and what to do."""
        return StopRefused(self.head, self.reason, _told(stands, again))


def _told(stands: Standing | None, again: Decimal | None) -> str:
    if stands is None:
        return (
            "What stands under the position could not be read after that: look at the venue. FinByte reads "
            "it again by itself."
        )
    if stands.kept is not None:
        return (
            f"A stop at {plain(stands.kept)} for the whole position is there. Choose another price if you "
            "want it moved."
        )
    naked = f"{plain(stands.naked)} {stands.base}"
    if again is not None:
        return (
            f"The stop at {plain(again)} is not back yet; FinByte goes on placing it. There is now: "
            f"{stands.text}. Without a stop: {naked}."
        )
    if stands.late is not None:
        return (
            f"A stop at {plain(stands.late)} for the whole position is there, but the venue liquidates the "
            f"position before it is reached. Before that there is: {stands.text}. Without a stop: {naked}. "
            "Choose another price, or close the position."
        )
    if not stands.parts:
        return "Nothing limits the loss of the position now. Choose another price, or close the position."
    return (
        f"There is now: {stands.text}, which does not grow with the position. Without a stop: {naked}. "
        "Choose another price, or close the position."
    )


def code_of(refused: RefusedStop) -> str:
    """Which sentence tells it."""
    stands = refused.stands
    if stands is None:
        return "stop_refused_unread"
    if stands.kept is not None:
        return "stop_move_refused"
    if refused.again is not None:
        return "stop_refused_again"
    if stands.late is not None:
        return "stop_refused_late"
    return "stop_refused_left" if stands.parts else "stop_refused"


def refused_fields(refused: RefusedStop) -> dict[str, str]:
    """What its notice names: the position, where the stop should be, why not, and what is there."""
    position, stands = refused.position, refused.stands
    fields = {
        "market": position.instrument.partition(":")[2],
        "direction": "long" if position.qty > 0 else "short",
        "price": "" if refused.wanted is None else plain(refused.wanted),
        "reason": refused.reason,
    }
    if refused.again is not None:
        fields["again"] = plain(refused.again)
    if stands is None:
        return fields
    if stands.kept is not None:
        return {**fields, "kept": plain(stands.kept)}
    if stands.late is not None:
        fields["late"] = plain(stands.late)
    return {**fields, "stands": stands.text, "naked": f"{plain(stands.naked)} {stands.base}"}
