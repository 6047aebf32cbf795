"""The stops of bots on perpetuals, as orders at the venue: asked for as soon as a bot holds a position, moved
with the bot's own stop, and left where they are when the application closes (order-safety.md 4).

They are the stops of the position as any other (`stops.py`); a bot only says where. One that somebody took
away is not placed again against them, until the bot's stop moves or it holds a new position.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.live.positions import AccountPositions
from finbyte_desktop.services.live.stop_cover import key_text
from finbyte_desktop.services.venues.live_orders import PositionSide

LOOK_S = 5.0
AGAIN_S = 1.0  # until a stop that could not be placed is tried again
HOLDS_OTHERWISE = (fx.FillBooked, fx.BotMoved, fx.BotEditedFact)
NOT_THERE = frozenset({"no_position", "position_ended"})  # the venue does not show it yet, or no more
Asked = tuple[Decimal, bool]  # where, and whether under a long position


class BotStops:
    """Of one account. `refused` is told why a bot's stop does not stand at the venue, once a price."""

    def __init__(
        self, kernel: Kernel, positions: AccountPositions, refused: Callable[[str, Decimal, str], None]
    ) -> None:
        self._kernel = kernel
        self._positions = positions
        self._refused = refused
        self._done: dict[str, Asked] = {}  # by market
        self._told: dict[str, Asked] = {}
        self._woken = asyncio.Event()
        self._lives: Counter[str] = Counter()  # positions of each market that are over
        records = kernel.bots.values()
        self._qty = {r.instrument.id: r.position.qty for r in records if r.instrument.perpetual is not None}

    def heard(self, fact: fx.Fact) -> None:
        """A bot may hold another position, or have another stop. A position that was closed on the way took
        its stop with it, at most venues: the one that is there now is a new one.
        """
        if isinstance(fact, fx.FillBooked) and settled_in(fact.instrument):
            before = self._qty.get(fact.instrument, ZERO)
            after = before + (fact.qty if fact.side is BUY else -fact.qty)
            self._qty[fact.instrument] = after
            if before and (not after or (after > 0) is not (before > 0)):
                self._done.pop(fact.instrument, None)
                self._told.pop(fact.instrument, None)
                self._lives[fact.instrument] += 1
        if isinstance(fact, HOLDS_OTHERWISE):
            self._woken.set()

    def wanted(self) -> dict[str, Asked]:
        """Where each market's position shall end, by the bot that holds it."""
        found: dict[str, Asked] = {}
        for record in self._kernel.bots.values():
            bot = record.bot
            if record.state in ENDED_BOTS or record.stopping or not isinstance(bot, FuturesGrid):
                continue
            price = bot.protective_stop(record.view)
            if price is not None:
                found[record.instrument.id] = price, record.position.qty > 0
        return found

    async def run(self) -> None:
        """Sees to it until it is cancelled. It can be begun anew after an error."""
        while True:
            pause_s = LOOK_S if await self._see_to_all() else AGAIN_S
            try:
                async with asyncio.timeout(pause_s):
                    await self._woken.wait()
            except TimeoutError:
                continue
            self._woken.clear()

    async def _see_to_all(self) -> bool:
        """Whether every stop that is wanted was taken by the venue."""
        wanted, good = self.wanted(), True
        for market in [name for name in self._done if name not in wanted]:
            await self._take_away(market)
        for market, asked in wanted.items():
            if self._done.get(market) != asked:
                good = await self._place(market, asked) and good
        return good

    async def _place(self, market: str, asked: Asked) -> bool:
        price, life = asked[0], self._lives[market]
        key = key_text(market, PositionSide.BOTH)
        shown = next((row for row in self._positions.shown().rows if row.key == key), None)
        stands = shown is not None and shown.is_long is asked[1] and price == shown.wanted == shown.stop
        if stands and not life:
            self._done[market] = asked  # it stands since the last session
            return True
        try:
            await self._positions.protect_now(key, price)
        except UserError as error:
            if error.code in NOT_THERE:
                return False
            self._done[market] = asked  # said once: the price is passed, or beyond the liquidation
            self._tell(market, asked, error)
            return True
        except FinByteError:  # nothing can be read or sent now: tried again, and shown as naked
            return False
        if self._lives[market] != life:  # it was placed under a position that is over
            return False
        self._done[market] = asked
        self._told.pop(market, None)
        return True

    async def _take_away(self, market: str) -> None:
        """The bot has no stop there any more: with its position it goes by itself, else it is taken away."""
        del self._done[market]
        record = self._kernel.perpetuals.bot_of(market)
        if record is None or not record.position.qty or record.stopping or record.state in ENDED_BOTS:
            return
        try:
            await self._positions.protect_now(key_text(market, PositionSide.BOTH), None)
        except FinByteError:  # it stands on: it limits a loss, and is shown
            return

    def _tell(self, market: str, asked: Asked, error: FinByteError) -> None:
        if self._told.get(market) != asked:
            self._told[market] = asked
            self._refused(market, asked[0], error.text)
