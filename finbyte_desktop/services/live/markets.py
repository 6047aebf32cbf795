"""The markets of an account: their gates, their prices, and the streams and polls that keep them known."""

from __future__ import annotations

import asyncio
import contextlib
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.services.live.joining import NS_PER_S, RETRY_S
from finbyte_desktop.services.venues.live_port import Stream

if TYPE_CHECKING:
    from finbyte_desktop.services.live.shell import LiveShell

POLL_S = 10.0
PRICE_S = 1.0
STALE_S = 5.0
STEADY_NS = 30 * NS_PER_S  # a stream that lived so long begins its retries anew


class Markets:
    """Gates, prices and streams of one account.

    Attributes:
        gates: why no new order may leave for an instrument; one that is not named is open.
    """

    def __init__(self, shell: LiveShell) -> None:
        self._shell = shell
        self.gates: dict[str, set[str]] = {}
        self._price_ns: dict[str, int] = {}
        self._reopening: set[str] = set()

    def is_closed(self, instrument: str) -> bool:
        """Whether no new order may leave for a market now."""
        return instrument in self.gates or self._shell.joining.reading.locked()

    def close_gate(self, instrument: str, why: str) -> None:
        """No new order leaves for this market until every reason is gone."""
        reasons = self.gates.setdefault(instrument, set())
        if not reasons:
            self._shell.post(ev.FeedChanged(self._shell.port.now_ns(), instrument, False, why))
        reasons.add(why)

    def open_gate(self, instrument: str, why: str) -> None:
        """This reason is gone; orders may leave when it was the last."""
        reasons = self.gates.get(instrument, set())
        reasons.discard(why)
        if not reasons and self.gates.pop(instrument, None) is not None:
            self._shell.post(ev.FeedChanged(self._shell.port.now_ns(), instrument, True, ""))

    async def follow(self, what: Stream) -> None:
        """Keeps a private stream; when it breaks, everything is reconciled before orders leave again."""
        tries = 0
        while not self._shell.stopping:
            started = self._shell.port.now_ns()
            with contextlib.suppress(Unavailable, VenueRejected):  # it broke: reconciled below
                await self._shell.port.watch(what, self._shell.post)
            tries = 0 if self._shell.port.now_ns() - started > STEADY_NS else tries + 1
            await self._shell.joining.reconcile("stream_lost")
            await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])

    async def poll(self) -> None:
        """Reads orders and trades again and again: a stream can fall silent without an error, and whoever
        worked on an order can be gone.
        """
        while not self._shell.stopping and self._shell.failure is None:
            await asyncio.sleep(POLL_S)
            with contextlib.suppress(Unavailable, VenueRejected):  # read again after the next pause
                await self._shell.port.measure_clock()
            for name in self._shell.instruments():
                if not self._shell.joining.reading.locked():
                    with contextlib.suppress(Unavailable, VenueRejected):
                        await self._shell.joining.read_market(name)
            await self._shell.quiet()
            self._shell.following.look_after()

    async def use(self, instrument: str) -> None:
        """Reads the last price of a market that a bot is about to trade. Raises Unavailable."""
        for name, price in (await self._shell.port.prices([instrument])).items():
            self.price(name, price)

    async def read_prices(self) -> None:
        """Reads the last prices of the markets in use. Raises Unavailable."""
        names = self._shell.instruments()
        if not names:
            return
        for name, price in (await self._shell.port.prices(names)).items():
            self.price(name, price)

    def price(self, instrument: str, price: Decimal) -> None:
        """The last price of a market."""
        self._price_ns[instrument] = self._shell.port.now_ns()
        if self._shell.kernel.mark(instrument, price):
            self._shell.post(ev.PriceTouched(self._shell.port.now_ns(), instrument, price))

    async def watch_prices(self) -> None:
        """Reads prices all the time; a market without fresh ones is closed."""
        while not self._shell.stopping:
            with contextlib.suppress(Unavailable, VenueRejected):  # what is too old is noticed below
                await self.read_prices()
            for name in self._shell.instruments():
                if not self._is_fresh(name):
                    self.close_gate(name, "stale")
                elif "stale" in self.gates.get(name, ()) and name not in self._reopening:
                    self._reopening.add(name)
                    self._shell.supervisor.spawn("reopen", self._reopen(name, "stale"))
            await asyncio.sleep(PRICE_S)

    def _is_fresh(self, name: str) -> bool:
        return self._shell.port.now_ns() - self._price_ns.get(name, 0) <= STALE_S * NS_PER_S

    async def _reopen(self, name: str, why: str) -> None:
        """Orders may leave again once it was read what the venue has."""
        try:
            with contextlib.suppress(Unavailable, VenueRejected):  # it stays closed, and is tried again
                await self._shell.joining.read_market(name, whole=True)
                await self._shell.quiet()
                if self._is_fresh(name):
                    self.open_gate(name, why)
        finally:
            self._reopening.discard(name)
