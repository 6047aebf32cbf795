"""What the key of an open account may do: read again when the venue refuses an order because of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.services.venues.live_port import KeyRights
from finbyte_desktop.services.venues.venue_trouble import Trouble

AGAIN_S = 60.0  # so long at least between two readings, however many orders are refused
LOST_S = 300.0  # so often while the key may not trade, or while a reading is to be made up for
DAY_S = 86_400.0
LOST = Trouble.KEY_NO_TRADE.value
MOVES_MONEY = "key_moves_money"


def warnings_of(rights: KeyRights) -> tuple[str, ...]:
    """Codes of what a person should know about a key that is connected."""
    found = [MOVES_MONEY] if rights.can_withdraw or rights.can_transfer else []
    if rights.can_withdraw is None:
        found.append("rights_not_told")
    elif rights.ip_bound is False:
        found.append("no_ip_list")
    return tuple(found)


class KeyWatch:
    """Reads the rights of a key once a day, and soon after the venue refused an order because of the key.

    A venue that does not tell the rights is taken at what it does: it refuses the key, or takes an order.

    Attributes:
        rights: what the key may do as far as it is known.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[KeyRights]],
        rights: KeyRights,
        told: Callable[[KeyRights], None],
    ) -> None:
        """`ask` reads the rights and raises Unavailable or VenueRejected; `told` hears of other ones."""
        self.rights = self._read = rights
        self._ask = ask
        self._told = told
        self._is_refused = False
        self._stirred = asyncio.Event()

    def heard(self, served: bool) -> None:
        """The venue took an order or a cancel, or refused it because of the key."""
        was_well = self.rights.can_trade is not False
        self._is_refused = not served
        if not (served and was_well):
            self._stirred.set()

    async def run(self) -> None:
        """Reads for ever, at most once in `AGAIN_S`."""
        is_read = True
        while True:
            soon = not is_read or self.rights.can_trade is False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOST_S if soon else DAY_S):
                    await self._stirred.wait()
            self._stirred.clear()
            is_read = await self._read_again()
            await asyncio.sleep(AGAIN_S)

    async def _read_again(self) -> bool:
        """Whether the venue answered."""
        try:
            self._read = await self._ask()
        except (Unavailable, VenueRejected):  # what keeps it from answering is told elsewhere
            return False
        is_lost = self._read.can_trade is None and self._is_refused
        rights = replace(self._read, can_trade=False) if is_lost else self._read
        if rights != self.rights:
            self.rights = rights
            self._told(rights)
        return True
