"""The markets of an account: their gates, their prices, and the streams and polls that keep them known."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.known import instrument_of, told
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.services.live.joining import NS_PER_S, RETRY_S
from finbyte_desktop.services.venues.live_port import Stream

if TYPE_CHECKING:
    from finbyte_desktop.services.live.shell import LiveShell

POLL_S = 10.0
# So many markets are read in one round of polling. A market costs 26 at Binance (orders 6, trades 20), all
# orders of an account 80: rounds of six and all orders are 1,420 a minute, of 6,000; that is a third of what
# reads may use (`budget.SHARES`). Sixty markets are then read in turn within 100 s, and each of them within
# 10 s when an order in it is not as it is known here.
MARKETS_A_ROUND = 6
READ_AT_ONCE = 4  # so many markets are read side by side before a bot trades them: twenty in a few seconds
LINGER_NS = 300 * NS_PER_S  # so long a market is read on: an order that was given up can come in late
PRICE_S = 1.0
STALE_S = 5.0
LISTING_S = 300.0
UNREAD_S = 5.0
IN_DOUBT = frozenset({"not_traded", "stale", "unreadable"})  # then the list of markets is read anew
# Why a market is closed, what lasts longest first: this is what its bots say.
REASONS = (
    "panic",
    "position_differs",
    "settings_differ",
    "position_unread",
    "other_installation",
    "stopped",
    "not_traded",
    "unattributed",
    "unreadable",
    "asleep",
    "clock_jumped",
    "starting",
)
FEE_ASSETS = {"binance": "BNB"}  # in which a venue takes its fees where an account asks for that
STEADY_NS = 30 * NS_PER_S  # a stream that lived so long begins its retries anew


class Markets:
    """Gates, prices and streams of one account.

    Attributes:
        gates: why no new order may leave for an instrument; one that is not named is open.
        rules_in_doubt: whether the venue refused an order by rules that are not known here.
    """

    def __init__(self, shell: LiveShell) -> None:
        self._shell = shell
        self.gates: dict[str, set[str]] = {}
        self._price_ns: dict[str, int] = {}
        self._reopening: set[str] = set()
        self._told: dict[str, str] = {}
        self._followed: set[Stream] = set()
        self._used_ns: dict[str, int] = {}  # when a market was last in use
        self._read_last = ""
        self.rules_in_doubt = False

    def is_closed(self, instrument: str) -> bool:
        """Whether no new order may leave for a market now."""
        return instrument in self.gates or self.is_busy()

    def is_busy(self) -> bool:
        """Whether no new order may leave for any market now."""
        shell = self._shell
        return shell.joining.reading.locked() or shell.failure is not None or shell.mark.is_set()

    def is_traded(self, instrument: str) -> bool:
        """Whether the venue has this market, and trades it."""
        return instrument in self._shell.port.instruments()

    def take_rules(self) -> None:
        """The venue's rules of the markets in use, where they are not those that orders were planned with."""
        listed = self._shell.port.instruments()
        for name, known in sorted(self._shell.kernel.known.rules.items()):
            rules = listed.get(name)
            if rules is not None and rules.perpetual is not None and not rules.perpetual.tiers:
                continue  # the account's terms were not read: nothing is known of them
            if rules is not None and rules != instrument_of(known):
                self._shell.post(told(self._shell.port.now_ns(), rules))

    async def learn(self) -> None:
        """Reads the account's terms of the perpetuals in use. Raises Unavailable or VenueRejected."""
        for name in self._shell.instruments():
            if settled_in(name) and self.is_traded(name):
                await self._shell.port.learn(name)

    def taken_in(self, event: ev.Event) -> None:
        """An order without an intent closes its market until a person answers."""
        if isinstance(event, ev.UnclaimedFound) and event.client_id in self._shell.kernel.late.unclaimed:
            self.close_gate(event.instrument, "unattributed")

    def take_mark(self) -> None:
        """A panic holds the whole account until a person releases it."""
        if self._shell.mark.is_set():
            for name in self._shell.known_markets():
                if "panic" not in self.gates.get(name, ()):
                    self.close_gate(name, "panic")
        else:
            for name in [name for name, why in self.gates.items() if "panic" in why]:
                self.open_gate(name, "panic")

    def close_untraded(self) -> None:
        """Markets that the venue halted, renamed or took away: the rest of the account trades on."""
        for name in self._shell.instruments():
            if not self.is_traded(name):
                self.close_gate(name, "not_traded")

    async def watch_listing(self) -> None:
        """Reads the list of markets anew when one of those in use is not there, or refuses orders by its
        rules.
        """
        while not self._shell.stopping:
            await asyncio.sleep(LISTING_S)
            if not self.rules_in_doubt and not any(reasons & IN_DOUBT for reasons in self.gates.values()):
                continue
            with contextlib.suppress(Unavailable, VenueRejected):  # asked again after the next pause
                await self._shell.port.open()
                self.rules_in_doubt = False
                self.take_rules()
                self.close_untraded()

    def close_gate(self, instrument: str, why: str) -> None:
        """No new order leaves for this market until every reason is gone."""
        self.gates.setdefault(instrument, set()).add(why)
        self._tell(instrument)

    def open_gate(self, instrument: str, why: str) -> None:
        """This reason is gone; orders may leave when it was the last."""
        reasons = self.gates.get(instrument)
        if reasons is None:
            return
        reasons.discard(why)
        if not reasons:
            del self.gates[instrument]
        self._tell(instrument)

    def reason(self, instrument: str) -> str:
        """Why a market is closed, what lasts longest; empty where it is open."""
        reasons = self.gates.get(instrument, set())
        lasting = [reason for reason in REASONS if reason in reasons]
        return (lasting or sorted(reasons) or [""])[0]

    def _tell(self, instrument: str) -> None:
        """The bots of a market hear when it closes, why, and when it opens."""
        why = self.reason(instrument)
        if self._told.get(instrument, "") != why:
            self._told[instrument] = why
            self._shell.post(ev.FeedChanged(self._shell.port.now_ns(), instrument, not why, why))

    async def follow(self, what: Stream) -> None:
        """Keeps a private stream; when it breaks, everything is reconciled before orders leave again."""
        if what in self._followed:  # it failed, and begins anew
            await self._shell.joining.reconcile("stream_lost")
        self._followed.add(what)
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
            due = await self._due()
            if not due:  # nothing is read that needs the key: whether the venue still takes it is asked
                with contextlib.suppress(Unavailable, VenueRejected):  # the trouble of the port says why
                    await self._shell.port.balances()
            for name in due:
                if not self._shell.joining.reading.locked():
                    with contextlib.suppress(Unavailable, VenueRejected):
                        await self._shell.joining.read_market(name)
            await self._shell.quiet()
            self._shell.following.look_after()

    async def _due(self) -> list[str]:
        """The markets that are read in this round: all of a few; of many those of which an order is not as it
        is known here, and some others in turn, so that the budget of requests does not depend on how many
        bots there are.
        """
        now = self._shell.port.now_ns()
        self._used_ns |= dict.fromkeys(self._shell.instruments(), now)
        self._used_ns = {name: ns for name, ns in self._used_ns.items() if now - ns < LINGER_NS}
        names = sorted(self._used_ns)
        if len(names) <= MARKETS_A_ROUND:
            return names
        doubted: list[str] = []
        if self._shell.port.tells_all_orders and not self._shell.joining.reading.locked():
            with contextlib.suppress(Unavailable, VenueRejected):  # then each in its turn is all that is read
                doubted = await self._shell.joining.read_orders(names)
        others = [name for name in names if name not in doubted]
        later = [name for name in others if name > self._read_last]
        turn = [*later, *others][: min(MARKETS_A_ROUND, len(others))]
        if turn:
            self._read_last = turn[-1]
        return [*doubted, *dict.fromkeys(turn)]

    async def use(self, *instruments: str) -> None:
        """Reads the markets that a bot is about to trade: their rules, what is there of ours, and their last
        prices, all asked for in one request. Raises Unavailable or VenueRejected.
        """
        shell = self._shell
        if not all(self.is_traded(name) for name in instruments):
            await shell.port.open()
        for name in instruments:
            if not self.is_traded(name):
                raise Unavailable(
                    f"{shell.port.name} does not trade {name} now. Nothing was sent.", "not_traded"
                )
        perpetuals = [name for name in instruments if settled_in(name)]
        for name in perpetuals:
            await shell.port.learn(name)
        if perpetuals:
            self.take_rules()
        for name in instruments:
            if name not in shell.kernel.known.rules:
                shell.kernel.add_instrument(shell.port.instruments()[name])
        if not instruments:
            return
        at_once = asyncio.Semaphore(READ_AT_ONCE)

        async def read(name: str) -> None:
            async with at_once:
                await shell.joining.read_market(name)

        for failed in await asyncio.gather(*map(read, instruments), return_exceptions=True):
            if failed is not None:
                raise failed
        names = dict.fromkeys((*instruments, *self._fee_markets(instruments)))
        for name, price in (await shell.port.prices(list(names))).items():
            self.price(name, price)
        for name in instruments:
            if name in shell.kernel.away and name not in self.gates:  # closed by a life that ended before
                shell.post(ev.FeedChanged(shell.port.now_ns(), name, True, ""))

    async def read_prices(self) -> None:
        """Reads the last prices of the markets in use. Raises Unavailable."""
        names = [name for name in self._shell.instruments() if self.is_traded(name)]
        if not names:
            return
        names += [name for name in self._fee_markets(names) if name not in names]
        try:
            found = dict(await self._shell.port.prices(names))
        except (Unavailable, VenueRejected):
            if len(names) == 1:
                raise
            found = {}
            for name in names:  # one of them may be what the venue does not answer for
                with contextlib.suppress(Unavailable, VenueRejected):  # its price gets old, which is noticed
                    found |= await self._shell.port.prices([name])
        for name, price in found.items():
            self.price(name, price)

    def _fee_markets(self, names: Sequence[str]) -> list[str]:
        """The markets that price the asset in which a venue may take its fees: else a fee would be worth
        nothing.
        """
        listed = self._shell.port.instruments()
        asset = FEE_ASSETS.get(self._shell.port.name)
        if asset is None:
            return []
        quotes = sorted({listed[name].quote for name in names} - {asset})
        found = [f"{self._shell.port.name}:{asset}/{quote}" for quote in quotes]
        return [name for name in found if name in listed]

    def price(self, instrument: str, price: Decimal) -> None:
        """The last price of a market."""
        self._price_ns[instrument] = self._shell.port.now_ns()
        if self._shell.kernel.mark(instrument, price):
            self._shell.post(ev.PriceTouched(self._shell.port.now_ns(), instrument, price))

    def price_ns(self, instrument: str) -> int:
        """When the last price of a market came; 0 when none did."""
        return self._price_ns.get(instrument, 0)

    async def watch_prices(self) -> None:
        """Reads prices all the time; a market without fresh ones is closed."""
        while not self._shell.stopping:
            with contextlib.suppress(Unavailable, VenueRejected):  # what is too old is noticed below
                await self.read_prices()
            for name in self._shell.instruments():
                if not self._is_fresh(name):
                    self.close_gate(name, "stale")
            for name in sorted(self.gates):
                if name not in self._reopening and any(self._is_over(name, why) for why in self.gates[name]):
                    self._reopening.add(name)
                    self._shell.supervisor.spawn("reopen", self._reopen(name))
            await asyncio.sleep(PRICE_S)

    def _is_fresh(self, name: str) -> bool:
        return self._shell.port.now_ns() - self._price_ns.get(name, 0) <= STALE_S * NS_PER_S

    def _is_over(self, name: str, why: str) -> bool:
        """Whether a reason that ends by itself is gone. That a market can be read is found out by reading."""
        if why == "stale":
            return self._is_fresh(name)
        if why == "unattributed":
            return all(found.instrument != name for found in self._shell.kernel.late.unclaimed.values())
        return why == "unreadable" or (why == "not_traded" and self.is_traded(name))

    async def _reopen(self, name: str) -> None:
        """Orders may leave again once it was read what the venue has."""
        try:
            await self._shell.joining.read_market(name, whole=True)
            await self._shell.quiet()
        except (Unavailable, VenueRejected):  # it stays closed, and is tried again
            await asyncio.sleep(UNREAD_S if "unreadable" in self.gates.get(name, ()) else PRICE_S)
        else:
            for why in sorted(self.gates.get(name, ())):
                if self._is_over(name, why):
                    self.open_gate(name, why)
        finally:
            self._reopening.discard(name)
