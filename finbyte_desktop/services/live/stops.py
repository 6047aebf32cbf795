"""Protective stops: for each position a person wants protected, one order at the venue that ends all of it.

What is wanted is on disk before a request leaves. From then on every look compares what is wanted with what
rests at the venue and does the one next step: a moved stop is bridged by one for the quantity of now, so that
the position is never without. The orders can only end a position, so one that comes in twice ends it once.

A stop that rests is taken away for two reasons alone: a person does not want it, or its position is over.
What rests without being wanted (records that were restored, a move that was refused) is wanted from then on.
Where a move is refused after the old stop went for it, the old one is placed again; what stands then is told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.placing import STOPS
from finbyte_desktop.services.clock import NS_PER_S
from finbyte_desktop.services.later import OVER_BY_ITSELF, Told, wait_s
from finbyte_desktop.services.live.stop_cover import (
    Key,
    Protected,
    covers,
    first,
    is_under,
    key_of,
    protected,
)
from finbyte_desktop.services.live.stop_records import GONE_NS, StopRecords, Under
from finbyte_desktop.services.live.stop_refusals import RefusedStop, Standing, StopRefused, standing
from finbyte_desktop.services.shown_accounts import label_of
from finbyte_desktop.services.venues.live_orders import PositionSide, Trigger, Wish
from finbyte_desktop.services.venues.live_perpetuals import Perpetual, Position, Protection, StrangePosition
from finbyte_desktop.services.venues.live_port import Outcome, Rejected

LOOK_S = 10.0
STEP_S = 0.5  # between a request and the look that proves it
STEPS = 12  # bridge, cancel, place, cancel, and the looks until each is seen
SENT_NS = 15 * NS_PER_S  # so long an order that was sent and is not seen may still come in
OVER_LOOKS = 3  # so many in a row without a position are told as its end
LATER = "stop_later"
BEYOND = "stop_beyond_liquidation"
REFUSED_S = 600.0  # a key that may not read positions is not tried more often where nothing is wanted
WANTED_S = 60.0  # where something is, the key may be put right at any time
# Refusals that speak of the stop itself: it would be refused again. All others may pass.
OF_THE_STOP = frozenset(
    {
        "bad_order",
        "filter",
        "has_orders",
        "insufficient_funds",
        "leverage",
        "no_such_market",
        "reduce_only",
        "stop_would_trigger",
        "too_many_orders",
    }
)


class StopsPort(Protocol):
    """What is asked of the venue; see `VenuePerpetuals` and `VenueOrders`."""

    name: str

    def now_ns(self) -> int: ...

    def perpetuals(self) -> Mapping[str, Perpetual]: ...

    def perpetual(self, instrument: str) -> Perpetual: ...

    strange_positions: Sequence[StrangePosition]  # of the last reading of positions

    async def positions(self) -> Sequence[Position]: ...

    async def protections(self) -> Sequence[Protection]: ...

    async def place(self, wish: Wish) -> Outcome: ...

    async def cancel_conditional(self, instrument: str, client_id: str) -> Outcome: ...


class Stops(StopRecords):
    """The stops of one account. `keep` makes a state durable, `saved` is the last one; `prefix` begins every
    id of this installation; `lost` is told of a stop that vanished, `refused` of one that could not be placed
    or moved, `changed` that there is something new.
    """

    def __init__(
        self,
        port: StopsPort,
        prefix: str,
        keep: Callable[[JsonValue], Awaitable[None]],
        saved: Mapping[str, Any],
        lost: Callable[[Position], None],
        refused: Callable[[RefusedStop], None],
        changed: Callable[[], None],
    ) -> None:
        super().__init__(keep, saved)
        self._port = port
        self._refused = refused
        self._prefix = f"{prefix}{STOPS}"
        self._lost = lost
        self._changed = changed
        self._lock = asyncio.Lock()
        self._woken = asyncio.Event()
        self._gone_ns: dict[Key, int] = {}  # since when a position is not told
        self._positions: Sequence[Position] = ()
        self._stops: Sequence[Protection] = ()
        self.strange: Sequence[StrangePosition] = ()  # these cannot be protected here
        self.read_ns = 0
        self.trouble = Told()  # why they cannot be read now

    # --- what is shown ----------------------------------------------------------------------------

    def rows(self, positions: Sequence[Position] | None = None) -> Sequence[Protected]:
        """Every position of the account as it was last read, or these."""
        found = []
        for position in self._positions if positions is None else positions:
            key = key_of(position)
            since_ns = self._naked.get(key, self.read_ns or self._port.now_ns())
            lasting = (since_ns, self._wanted.get(key), self._bare.get(key, 0))
            found.append(protected(position, self._stops, *lasting))
        return found

    @property
    def kept(self) -> int:
        """How many are wanted, or have to go and may still be there."""
        return len({*self._wanted, *self._parts}) + len(self._dropped)

    # --- what a person asks for -------------------------------------------------------------------

    async def protect(self, instrument: str, side: PositionSide, price: Decimal) -> None:
        """Keeps one stop under a position that ends all of it at `price`; an older one of ours is moved.

        Raises UserError where it could not protect (nothing was sent then, and an older stop stays), and
        Unavailable when the venue or the disk does not answer.
        """
        key = instrument, side
        async with self._lock:
            await self._look()
            position = self._position(key)
            if position is None:
                raise UserError("This position is closed. Nothing was sent.", "no_position")
            self._check(position, price)
            long, was_dropped = position.qty > 0, key in self._dropped
            before = self._wanted.get(key) if self._long.get(key, long) is long else None
            self._want(key, price, long)
            self._missed_ns.pop(key, None)
            self._seen.discard(key)  # one that is gone is placed again: it is asked for now
            try:
                await self._save()
            except Unavailable:
                self._put_back(key, before, long, was_dropped)
                raise
            try:
                if not await self._converge(key):
                    self.wake()
                await self._still(key)
            except StopRefused as error:
                self._put_back(key, before, long, was_dropped)
                refused = await self._back_again(position, price, error)
                raise error.with_what_stands(refused.stands, refused.again) from None
            except VenueRejected as error:
                raise _later(error.text) from error
            finally:
                self._changed()

    async def unprotect(self, instrument: str, side: PositionSide) -> None:
        """Takes our stop under a position away. Raises Unavailable."""
        key = instrument, side
        async with self._lock:
            self._drop(key)
            try:
                await self._save()
                await self._look()
                if not await self._converge(key):
                    self.wake()
            finally:
                self._changed()

    def _check(self, position: Position, price: Decimal) -> None:
        """Raises UserError naming `price` for a stop that would not stop a loss."""
        market, long = self._port.perpetual(position.instrument), position.qty > 0
        end, mark = position.liquidation_price, position.mark_price
        if price <= 0 or price % market.tick:
            raise UserError(f"Prices there have steps of {plain(market.tick)}.", "stop_step", "price")
        if price >= mark if long else price <= mark:
            way = "below" if long else "above"
            raise UserError(
                f"The stop must be {way} {plain(mark)}, the mark price: elsewhere it would close the "
                "position at once.",
                "stop_wrong_side",
                "price",
            )
        if end is not None and (price <= end if long else price >= end):
            raise UserError(
                f"The venue liquidates this position at {plain(end)}, before it reaches that stop.",
                "stop_beyond_liquidation",
                "price",
            )

    # --- while it runs ----------------------------------------------------------------------------

    async def run(self) -> None:
        """Looks now and then, and does what is missing. What the venue does not answer is asked again."""
        while True:
            pause_s = LOOK_S
            try:
                async with self._lock:
                    await self._look()
                self.trouble.take(await self._tend_all())
            except Unavailable as error:
                self.trouble.take(error)
                pause_s = wait_s(error.until_ns, self._port.now_ns(), LOOK_S)
            except VenueRejected as error:
                self.trouble.take(error)
                usual_s = WANTED_S if self._wanted or self._parts else REFUSED_S
                usual_s = LOOK_S if error.code in OVER_BY_ITSELF else usual_s
                pause_s = wait_s(error.until_ns, self._port.now_ns(), usual_s)
            self._changed()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._woken.wait()
            self._woken.clear()

    async def _tend_all(self) -> Unavailable | None:
        """Position after position; the last trouble. One of them holds up no other, and a person who asks for
        something comes in between.
        """
        trouble = None
        for key in sorted({*self._wanted, *self._parts, *self._ours()}):
            try:
                async with self._lock:
                    await self._tend(key)
            except Unavailable as error:
                trouble = error
        return trouble

    async def _tend(self, key: Key) -> None:
        try:
            await self._converge(key)
        except StopRefused as error:  # and would be again
            position, wanted = self._position(key), self._wanted.get(key)
            if position is None:
                return
            if wanted is None:
                await self._leave_bare(key, position, error)
                return
            self._unwant(key)
            try:
                self._refused(await self._back_again(position, wanted, error))
            except UserError:  # no look shows its position: what is wanted ends when that stays so
                if key not in self._wanted and key not in self._dropped:
                    self._want(key, wanted, position.qty > 0)
                    await self._save()

    # --- after a refusal --------------------------------------------------------------------------

    async def _back_again(self, position: Position, price: Decimal, error: StopRefused) -> RefusedStop:
        """A stop at `price` was refused. What stood before the move is wanted again, and placed again where
        it went for the move; where the venue refuses that too, stops for the quantity of now stay. What
        stands after that. Raises UserError where the position is over.
        """
        key = key_of(position)
        back = self._before(key, position)
        try:
            if key not in self._wanted and key not in self._dropped and back is not None and back != price:
                self._want(key, back, position.qty > 0)
            await self._save()
            await self._look_after_refusal(key, error)
            whole = self._whole(key)
            if whole is not None and key not in self._dropped:
                self._want(key, whole, position.qty > 0)
                await self._save()
            await self._converge_back(key, price)
            now = await self._still(key)
        except (Unavailable, VenueRejected):  # nothing more is known now; what is wanted is tried again
            self.wake()
            return RefusedStop(position, price, error.reason, None, self._wanted.get(key))
        stands, parts = self._standing(now), self._parts.get(key)
        again = self._wanted.get(key, None if parts is None else parts.price)
        if stands.kept is not None or again == stands.late:
            again = None
        return RefusedStop(now, price, error.reason, stands, again)

    async def _look_after_refusal(self, key: Key, error: StopRefused) -> None:
        """What is there now. Where nothing was left to reduce, the position may be shown for a while yet."""
        for _ in range(STEPS if error.reason == "reduce_only" else 1):
            await asyncio.sleep(STEP_S)
            await self._look()
            await self._still(key)

    async def _still(self, key: Key) -> Position:
        """The position as it is now. Raises UserError where look after look shows none."""
        for _ in range(OVER_LOOKS):
            position = self._position(key)
            if position is not None:
                return position
            await asyncio.sleep(STEP_S)
            await self._look()
        self.wake()
        raise UserError(
            "The venue shows this position no more: it ended while its stop was being set. What was sent for "
            "it is taken away by itself.",
            "position_ended",
        )

    async def _converge_back(self, key: Key, refused: Decimal) -> None:
        """Brings the old stop back, and takes away what was placed for the move. Without it, stops for a
        quantity cover what is there now.
        """
        tried = [refused]
        while True:
            back = self._wanted.get(key)
            try:
                if not await self._converge(key):
                    self.wake()
                if key in self._wanted or key in self._dropped:
                    return
            except StopRefused:
                tried += [] if back is None else [back]
            except Unavailable as error:
                if error.code != LATER:
                    raise
                self.wake()  # it is tried again; the venue took nothing
                return
            position = await self._still(key)
            before = self._before(key, position)
            if before is None or before in tried:
                back = before or back
                break
            self._want(key, before, position.qty > 0)
            await self._save()
        self._forget(key)
        if back is not None:
            self._parts[key] = Under(back, position.qty > 0)
        await self._save()
        try:
            if not await self._converge(key):
                self.wake()
        except StopRefused:  # what has none is told
            self._parts.pop(key, None)
            await self._save()
        except Unavailable as error:
            if error.code != LATER:
                raise
            self.wake()
        await asyncio.sleep(STEP_S)
        await self._look()

    async def _cover_parts(self, key: Key, position: Position) -> bool:
        """A stop for a quantity where the venue takes none for the whole position, as long as a part of it
        has none. Whether there was something to do.
        """
        under = self._parts.get(key)
        if under is None:
            return False
        if not self._standing(position).naked:
            del self._parts[key]
            await self._save()
            return False
        try:
            self._check(position, under.price)
        except UserError as error:
            if error.code == BEYOND:  # it would cover nothing; of all others the venue says what it thinks
                raise StopRefused(error.text, BEYOND) from None
        return await self._place(key, position, under.price, closes=False)

    async def _leave_bare(self, key: Key, position: Position, error: StopRefused) -> None:
        """The venue takes no stop for a quantity either: what has none is told, and not tried again."""
        under = self._parts.pop(key, None)
        await self._save()
        if under is not None:
            stands = self._standing(position)
            self._refused(RefusedStop(position, under.price, error.reason, stands))

    def _before(self, key: Key, position: Position) -> Decimal | None:
        """Where the stop of a position stood before a move that is not done, if it can stand there now."""
        under, mark = self._moved.get(key), position.mark_price
        if under is None:
            return None
        return under.price if (under.price < mark if under.long else under.price > mark) else None

    def _standing(self, position: Position) -> Standing:
        return standing(position, self._stops, self._port.perpetual(position.instrument).base)

    def _whole(self, key: Key) -> Decimal | None:
        """Where a stop of ours ends the whole position; None without one."""
        position = self._position(key)
        ours = [stop for stop in self._stops if self._is_ours(stop) and stop.qty is None]
        found = None if position is None else first([stop for stop in ours if is_under(position, stop)])
        return None if found is None else found.trigger_price

    # --- looking ----------------------------------------------------------------------------------

    async def look(self) -> None:
        """Reads positions and stops now. Raises Unavailable or VenueRejected."""
        async with self._lock:
            await self._look()
        self._changed()

    def wake(self) -> None:
        """Looks at once."""
        self._woken.set()

    async def _look(self) -> None:
        """Reads positions and stops, stops last: a position that is new has none, never one that is gone."""
        positions = await self._port.positions()
        self.strange = tuple(self._port.strange_positions)
        self._stops = await self._port.protections()
        self._positions, self.read_ns = positions, self._port.now_ns()
        there = {stop.client_id for stop in self._stops}
        kept = {
            id_: sent
            for id_, sent in self._sent.items()
            if id_ not in there and self.read_ns - sent[1] < SENT_NS
        }
        before = self._state()
        self._sent = kept
        self._count_lives(positions, lambda key: key[0] in self._port.perpetuals(), self.read_ns)
        self._count_naked(self.rows(), self.read_ns)
        if self._state() != before:
            await self._save()

    async def _converge(self, key: Key) -> bool:
        """Does one step after the other; whether nothing is missing. Raises UserError for a refused stop."""
        for _ in range(STEPS):
            if not await self._step(key):
                return True
            await asyncio.sleep(STEP_S)
            await self._look()
        return False

    async def _step(self, key: Key) -> bool:
        """The next step; whether there was one."""
        position, price = self._position(key), self._wanted.get(key)
        ours = [stop for stop in self._stops if self._is_ours(stop) and key_of(stop) == key]
        if position is not None and self._long.get(key, position.qty > 0) is not (position.qty > 0):
            position = None  # the one that was protected is gone: this one goes the other way
        if position is None:
            return await self._gone(key, ours)
        self._gone_ns.pop(key, None)
        if price is None:
            if key in self._dropped:
                return await self._cancel(ours)
            return await self._cover_parts(key, position) or await self._take_over(key, position, ours)
        await self._cancel([stop for stop in ours if not is_under(position, stop)])
        ours = [stop for stop in ours if is_under(position, stop)]
        closing = [stop for stop in ours if stop.qty is None]
        good = [stop for stop in closing if stop.trigger_price == price]
        if good:
            self._missed_ns.pop(key, None)
            if key not in self._seen or key in self._moved:
                self._seen.add(key)
                self._moved.pop(key, None)
                await self._save()
            spare = [stop for stop in ours if stop is not good[0]]
            if not covers(position, good[0]):  # the venue liquidates first: what limits the loss stays
                spare = [stop for stop in spare if not covers(position, stop)]
            return await self._cancel(spare)
        if key in self._seen and not ours and not self._on_the_way(key):
            return await self._vanished(key, position)
        if not closing:
            return await self._place(key, position, price, closes=True)
        bridges = [s for s in ours if s.trigger_price == price and s.qty is not None]
        if sum((s.qty or Decimal(0) for s in bridges), Decimal(0)) < abs(position.qty):
            return await self._place(key, position, price, closes=False)
        self._seen.discard(key)
        if key not in self._moved:
            self._moved[key] = Under(closing[0].trigger_price, position.qty > 0)  # on disk before it goes
            await self._save()
        return await self._cancel(closing)

    async def _gone(self, key: Key, ours: Sequence[Protection]) -> bool:
        """A position that is not told. When it stays so, nothing is wanted there and our stops go. Of a
        market that is not read now (it is halted) nothing is known: its stop stays, and stays wanted.
        """
        if key[0] not in self._port.perpetuals():
            return False
        since_ns = self._gone_ns.setdefault(key, self.read_ns)
        if self.read_ns - since_ns < GONE_NS:
            return False
        if (ours or key in self._wanted) and not self._on_the_way(key):
            self._drop(key)
            await self._save()
        return await self._cancel(ours)

    async def _take_over(self, key: Key, position: Position, ours: Sequence[Protection]) -> bool:
        """What closes the position and rests without being wanted is wanted: nobody said otherwise."""
        found = first([stop for stop in ours if stop.qty is None and is_under(position, stop)])
        if found is None:
            return False
        self._want(key, found.trigger_price, position.qty > 0)
        await self._save()
        return True

    async def _vanished(self, key: Key, position: Position) -> bool:
        """A stop that was there is gone and the position is not: somebody took it away. When it stays so, the
        person is told, and it is not placed against them.
        """
        since_ns = self._missed_ns.setdefault(key, self.read_ns)
        if self.read_ns - since_ns >= GONE_NS:
            await self._give_up(key)
            self._lost(position)
        return False

    async def _give_up(self, key: Key) -> None:
        """Nothing is placed there any more. What rests stays."""
        self._forget(key)
        await self._save()

    async def _place(self, key: Key, position: Position, price: Decimal, *, closes: bool) -> bool:
        """Sends one stop, its intent on disk first; none while one like it may still come in."""
        if any(sent[0] == key and sent[2:] == (price, closes) for sent in self._sent.values()):
            return True
        self._number += 1
        client_id, now = f"{self._prefix}{self._number}", self._port.now_ns()
        self._sent[client_id] = (key, now, price, closes)
        await self._save()
        wish = Wish(
            client_id,
            position.instrument,
            Side.SELL if position.qty > 0 else Side.BUY,
            Decimal(0) if closes else abs(position.qty),
            None,
            trigger=Trigger.STOP,
            trigger_price=price,
            reduce_only=not closes,
            position=position.side,
            closes=closes,
        )
        outcome = await self._port.place(wish)
        if isinstance(outcome, Rejected):
            del self._sent[client_id]
            await self._save()
            if outcome.denied or outcome.code not in OF_THE_STOP:
                raise _later(f"{label_of(self._port.name)} does not take the stop now ({outcome.code}).")
            name = label_of(self._port.name)
            raise StopRefused(f"{name} did not take the stop at {plain(price)}: {outcome.text}", outcome.code)
        return True

    async def _cancel(self, stops: Sequence[Protection]) -> bool:
        for stop in stops:
            await self._port.cancel_conditional(stop.instrument, stop.client_id)
        return bool(stops)

    # --- small things -----------------------------------------------------------------------------

    def _position(self, key: Key) -> Position | None:
        return next((position for position in self._positions if key_of(position) == key), None)

    def _is_ours(self, stop: Protection) -> bool:
        return stop.client_id.startswith(self._prefix)

    def _ours(self) -> set[Key]:
        return {key_of(stop) for stop in self._stops if self._is_ours(stop)}

    def _on_the_way(self, key: Key) -> bool:
        return any(sent[0] == key for sent in self._sent.values())


def _later(why: str) -> Unavailable:
    return Unavailable(f"{why} The stop is placed as soon as it can be.", LATER)
