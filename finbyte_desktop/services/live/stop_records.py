"""What is known of the stops of one account and outlives a restart: what is wanted, what was sent, what was
moved from where, and for how long each position has had none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.clock import NS_PER_S
from finbyte_desktop.services.live.stop_cover import Key, Protected, key_of
from finbyte_desktop.services.venues.live_orders import PositionSide
from finbyte_desktop.services.venues.live_perpetuals import Position

GONE_NS = 15 * NS_PER_S  # so long a position must be away before its stops go: reads of venues lag


class Under(NamedTuple):
    """A price under a position that goes this way: none under one that goes the other way."""

    price: Decimal
    long: bool


class StopRecords:
    """`keep` makes them durable, `saved` is what was kept last."""

    def __init__(self, keep: Callable[[JsonValue], Awaitable[None]], saved: Mapping[str, Any]) -> None:
        self._keep = keep
        self._number = int(saved.get("number", 0))
        self._wanted = {_key(name): Decimal(price) for name, price in saved.get("wanted", {}).items()}
        self._long = {_key(name): bool(long) for name, long in saved.get("long", {}).items()}  # the way of it
        self._dropped = {_key(name) for name in saved.get("dropped", ())}  # what is there of ours has to go
        self._naked = {_key(name): int(ns) for name, ns in saved.get("naked", {}).items()}
        self._bare = {_key(name): int(ns) for name, ns in saved.get("bare", {}).items()}  # before `_naked`
        self._way = {_key(name): bool(long) for name, long in saved.get("way", {}).items()}
        self._left_ns: dict[Key, int] = {}  # since when a position that was there is not told
        self._sent = {
            id_: (_key(name), int(ns), Decimal(price), closes)
            for id_, (name, ns, price, closes) in saved.get("sent", {}).items()
        }
        self._seen = {_key(name) for name in saved.get("seen", ())}  # a closing stop was proved there
        ways = {**self._way, **self._long}  # of the version before, which kept no way of it
        ways |= {_key(name): bool(long) for name, long in saved.get("moved_long", {}).items()}
        moved = {_key(name): Decimal(price) for name, price in saved.get("moved", {}).items()}
        # from where a stop is being moved
        self._moved = {key: Under(price, ways[key]) for key, price in moved.items() if key in ways}
        # where stops for a quantity are to cover what has none: the venue takes none for the whole position
        self._parts = {
            _key(name): Under(Decimal(price), bool(long))
            for name, (price, long) in saved.get("parts", {}).items()
        }
        self._missed_ns: dict[Key, int] = {}  # since when a stop that was seen is not

    def _state(self) -> JsonValue:
        return {
            "number": self._number,
            "wanted": {_name(key): str(price) for key, price in self._wanted.items()},
            "long": {_name(key): long for key, long in self._long.items()},
            "dropped": [_name(key) for key in sorted(self._dropped)],
            "moved": {_name(key): str(under.price) for key, under in self._moved.items()},
            "moved_long": {_name(key): under.long for key, under in self._moved.items()},
            "parts": {_name(key): [str(under.price), under.long] for key, under in self._parts.items()},
            "seen": [_name(key) for key in sorted(self._seen)],
            "bare": {_name(key): ns for key, ns in self._bare.items()},
            "way": {_name(key): long for key, long in self._way.items()},
            "naked": {_name(key): ns for key, ns in self._naked.items()},
            "sent": {
                id_: [_name(key), ns, str(price), closes]
                for id_, (key, ns, price, closes) in self._sent.items()
            },
        }

    async def _save(self) -> None:
        await self._keep(self._state())

    # --- what is wanted ---------------------------------------------------------------------------

    def _want(self, key: Key, price: Decimal, long: bool) -> None:
        self._wanted[key], self._long[key] = price, long
        self._dropped.discard(key)
        self._parts.pop(key, None)

    def _drop(self, key: Key) -> None:
        self._forget(key)
        self._dropped.add(key)

    def _forget(self, key: Key) -> None:
        self._unwant(key)
        self._moved.pop(key, None)
        self._parts.pop(key, None)

    def _unwant(self, key: Key) -> None:
        self._wanted.pop(key, None)
        self._long.pop(key, None)
        self._missed_ns.pop(key, None)
        self._seen.discard(key)

    def _put_back(self, key: Key, price: Decimal | None, long: bool, was_dropped: bool) -> None:
        """What was wanted before a stop that could not be."""
        if price is not None:
            self._want(key, price, long)
        elif was_dropped:
            self._drop(key)
        else:
            self._unwant(key)

    # --- lives of positions -----------------------------------------------------------------------

    def _count_lives(self, positions: Sequence[Position], known: Callable[[Key], bool], now: int) -> None:
        """A position that is not told for a moment lives on (reads of venues lag); one that goes the other
        way is a new one. What belongs to one that is over goes; of a market that is not read now (see
        `known`) nothing is over but the counting of time.
        """
        ways = {key_of(position): position.qty > 0 for position in positions}
        for key in {*self._way, *self._moved, *self._parts}:
            gone = key not in ways and now - self._left_ns.setdefault(key, now) >= GONE_NS
            if gone or (key in self._way and ways.get(key, self._way[key]) is not self._way[key]):
                for times in (self._naked, self._bare, self._way, self._left_ns):
                    times.pop(key, None)
            for kept in (self._moved, self._parts):
                under = kept.get(key)
                turned = under is not None and ways.get(key, under.long) is not under.long
                if turned or (gone and known(key)):
                    kept.pop(key, None)
        for key, way in ways.items():
            self._left_ns.pop(key, None)
            self._way[key] = way

    def _count_naked(self, rows: Sequence[Protected], now: int) -> None:
        """For how long each position has had no stop: now, and before that in all its life."""
        for row in rows:
            key = key_of(row.position)
            if row.naked_ns is not None:
                self._naked[key] = row.naked_ns
            elif key in self._naked:
                self._bare[key] = self._bare.get(key, 0) + max(0, now - self._naked.pop(key))


def _name(key: Key) -> str:
    return f"{key[1].value} {key[0]}"


def _key(name: str) -> Key:
    side, _, instrument = name.partition(" ")
    return instrument, PositionSide(side)
