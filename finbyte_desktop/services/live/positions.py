"""Perpetual positions of a live account, on a connection of their own: it holds up no bot's orders."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.credentials import ApiKey, Connection
from finbyte_desktop.services.later import Told, wait_s
from finbyte_desktop.services.live.budget import panicking
from finbyte_desktop.services.live.closing import PART as CLOSING
from finbyte_desktop.services.live.closing import Closing
from finbyte_desktop.services.live.shell import closing
from finbyte_desktop.services.live.stop_cover import Protected, key_of, key_text
from finbyte_desktop.services.live.stop_refusals import RefusedStop
from finbyte_desktop.services.live.stops import Stops
from finbyte_desktop.services.shown_accounts import (
    PanicPosition,
    Positions,
    ShownPosition,
    UnreadPosition,
)
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.connected_venue import connected_venue
from finbyte_desktop.services.venues.live_perpetuals import Position
from finbyte_desktop.services.venues.live_port import KeyRights

PART = "stops"
TRIED_S = (10.0, 60.0, 600.0)
FOUND_S = 10.0  # so long a panic waits for what is open before it works on what was read last
AWAY_NS = 60 * 10**9  # what was read longer ago is shown as old


def perpetuals_port(
    connection: Connection,
    key: ApiKey,
    rights: KeyRights,
    now_ns: Callable[[], int],
    steady_ns: Callable[[], int],
    others: Sequence[Connection] = (),
) -> CcxtVenue | None:
    """A connection to the account's USDT perpetuals, not opened; None where there are none to read: no
    adapter, a key without that right, or Binance's test network, which has no perpetuals any more. Where
    Binance's perpetuals are a connection of their own among `others`, that one alone looks after them: two
    that move the same stops would work against each other.
    """
    apart = (one for one in others if one.venue == "binanceusdm" and one.mode == connection.mode)
    if connection.venue == "binance" and any(one.address == connection.address for one in apart):
        return None
    venue = {"binance": "binanceusdm", "binanceusdm": "binanceusdm", "bybit": "bybit"}.get(connection.venue)
    if venue is None or rights.can_futures is False or (venue == "binanceusdm" and connection.testnet):
        return None
    return connected_venue(connection, key, now_ns, steady_ns, venue)


class AccountPositions:
    """Positions of one account and the stops under them. `keep` makes a state durable under a name, `saved`
    is what was kept; `lost` is told of a position whose stop vanished, `refused` of a stop that could not be
    placed or moved, `changed` that there is something new.
    """

    def __init__(
        self,
        port: CcxtVenue,
        prefix: str,
        keep: Callable[[str, JsonValue], Awaitable[None]],
        saved: dict[str, Any],
        changed: Callable[[], None],
        *,
        lost: Callable[[Position], None],
        refused: Callable[[RefusedStop], None],
    ) -> None:
        self._port = port
        self._changed = changed
        self._trouble = Told()
        self._is_open = self._is_closed = False

        async def kept(state: JsonValue) -> None:
            await keep(PART, state)

        self._closing = Closing(port, prefix, keep, saved.get(CLOSING, {}))
        self._stops = Stops(port, prefix, kept, saved.get(PART, {}), lost, refused, changed)

    async def run(self) -> None:
        """Opens the connection, again and again until the venue lets it, and tends the stops from then on."""
        tries = 0
        while not self._is_open:
            try:
                await self._port.open()
                self._is_open = True
                self._trouble.take(None)
            except (Unavailable, VenueRejected) as error:
                self._trouble.take(error)
                self._changed()
                usual_s = TRIED_S[min(tries, len(TRIED_S) - 1)]
                await asyncio.sleep(wait_s(error.until_ns, self._port.now_ns(), usual_s))
                tries += 1
        await self._stops.run()

    def shown(self) -> Positions:
        """As last read. Nothing is shown as known that was not read."""
        read_ns = self._stops.read_ns
        rows = [self._row(row) for row in self._stops.rows()]
        now_ns = self._port.now_ns()
        is_old = bool(read_ns) and now_ns - read_ns > AWAY_NS
        trouble = self._trouble.text(now_ns) or self._stops.trouble.text(now_ns)
        strange = tuple(UnreadPosition(s.market, abs(s.qty), s.qty > 0) for s in self._stops.strange)
        return Positions(tuple(rows), read_ns or None, trouble, is_old, strange)

    @property
    def stops_kept(self) -> int:
        """Stops of ours that are wanted, or that have to go and may still be there."""
        return self._stops.kept

    def _row(self, row: Protected) -> ShownPosition:
        position, market = row.position, self._port.perpetual(row.position.instrument)
        instrument, side = key_of(position)
        now_ns = self._port.now_ns()
        naked_ns = None if row.naked_ns is None else max(0, now_ns - row.naked_ns)
        return ShownPosition(
            key=key_text(instrument, side),
            market=instrument,
            base=market.base,
            settle=market.settle,
            is_long=position.qty > 0,
            size=abs(position.qty),
            entry=position.entry_price,
            mark=position.mark_price,
            liquidation=position.liquidation_price,
            unrealised=position.unrealised,
            tick=market.tick,
            lot=market.lot,
            stop=None if row.stop is None else row.stop.trigger_price,
            wanted=row.wanted,
            covered=row.covered,
            naked_s=None if naked_ns is None else naked_ns // 10**9,
            bare_s=(row.bare_ns + (naked_ns or 0)) // 10**9,
        )

    async def protect(self, key: str, price: Decimal | None) -> None:
        """Keeps a stop under a position at `price`, or takes ours away (None). Raises UserError naming
        `price`, or Unavailable.
        """
        if self._is_closed:
            raise closing()
        for row in self._stops.rows():
            instrument, side = key_of(row.position)
            if key_text(instrument, side) == key:
                if price is None:
                    await self._stops.unprotect(instrument, side)
                else:
                    await self._stops.protect(instrument, side, price)
                return
        raise UserError("This position is closed. Nothing was sent.", "no_position")

    async def protect_now(self, key: str, price: Decimal | None) -> None:
        """The same under a position that may be there since a moment ago: it is looked for first. Raises
        Unavailable while nothing can be read.
        """
        if not self._is_open:
            raise Unavailable("The positions were not read yet.", "positions_not_read")
        if all(key_text(*key_of(row.position)) != key for row in self._stops.rows()):
            await self._stops.look()
        await self.protect(key, price)

    async def as_they_are(self) -> tuple[list[PanicPosition], bool]:
        """Every position that a panic leaves open; nothing is asked of the venue."""
        return [PanicPosition(row, False, row.size) for row in self.shown().rows], False

    def strange(self) -> tuple[UnreadPosition, ...]:
        """What cannot be closed here, as the venue told it last, whoever asked."""
        told = self._port.strange_positions
        return tuple(UnreadPosition(row.market, abs(row.qty), row.qty > 0) for row in told)

    async def ended(self) -> tuple[list[PanicPosition], bool]:
        """Ends every position at the market, all at the same time; what became of each, and whether the
        venue was asked first what is open: else what was read last is worked on.
        """
        if self._is_closed:
            raise closing()
        with panicking():
            found = await self._found() if self._is_open else None
            held = self._stops.rows(found)
            rows = [self._row(row) for row in held]
            results = await asyncio.gather(*(self._closing.close(key_of(row.position)) for row in held))
        self._stops.wake()
        ended = [
            PanicPosition(row, True, None if left < 0 else left, why, is_taken)
            for row, (left, why, is_taken) in zip(rows, results, strict=True)
        ]
        return ended, found is not None

    async def _found(self) -> Sequence[Position] | None:
        """What is open now, read at once: whoever tends the stops may be waiting for the venue. None where
        it does not answer in time.
        """
        with contextlib.suppress(Unavailable, VenueRejected, TimeoutError):
            async with asyncio.timeout(FOUND_S):
                return await self._port.positions()
        return None

    def close(self) -> None:
        """Asks nothing any more; whoever opened the connection closes it. The stops stay where they are: they
        protect while this computer sleeps.
        """
        self._is_closed = True
