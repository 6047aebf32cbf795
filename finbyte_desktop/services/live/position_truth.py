"""What the venue says of the positions that bots hold: compared with their books, and its fundings booked.

The venue nets everything that happens in a market into one position. Where that is not what the bots there
hold together, somebody else traded it, or something is not known yet: the market's gate stays closed until
both are the same (order-safety.md 3). What a position paid and received comes from the venue's own list.
"""

from __future__ import annotations

import asyncio
import contextlib
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.core.position import funding
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.core.taking import no_difference, taken_away
from finbyte_desktop.services.clock import NS_PER_S
from finbyte_desktop.services.venues.live_perpetuals import Funding, MarginMode, PositionMode

if TYPE_CHECKING:
    from finbyte_desktop.services.live.shell import LiveShell

DIFFERS, SET_OTHERWISE, UNREAD = "position_differs", "settings_differ", "position_unread"
LOOK_S = 10.0
FUNDING_S = 60.0
OVERLAP_NS = 600 * NS_PER_S
LATE_NS = 2 * 86_400 * NS_PER_S
STANDS_NS = 30 * NS_PER_S  # what no trade explains is taken as true when it stood so long
READS = 4  # until venue and books are seen at a moment when nothing happened in between
AGAIN_S = 0.3


class PositionDifference(NamedTuple):
    """A market in which the venue's position is not what the bots hold; signed, base units."""

    instrument: str
    venue: Decimal
    bots: Decimal


class PositionTruth:
    """Of one account.

    Attributes:
        since_ns: up to where the fundings of each market were read.
        differences: as of the last comparison.
        leverages: what each market is set to, as it was confirmed last.
    """

    def __init__(self, shell: LiveShell) -> None:
        self._shell = shell
        self.since_ns: dict[str, int] = {}
        self.differences: tuple[PositionDifference, ...] = ()
        self.leverages: dict[str, Decimal] = {}
        self._traded_ns: dict[str, int] = {}
        self._first_ns: dict[str, int] = {}  # when the first bot of a market was made in this session
        self._reading = asyncio.Lock()
        self._differs_ns: dict[PositionDifference, int] = {}  # since when

    def known(self) -> list[str]:
        """The perpetuals that bots ever traded here and that the venue has: of others nothing can be read."""
        records = self._shell.kernel.bots.values()
        names = {r.instrument.id for r in records if r.instrument.perpetual is not None}
        return sorted(name for name in names if self._shell.markets.is_traded(name))

    def _gone(self) -> list[str]:
        """Those that the venue has no more, and that a bot has not done with: what they paid before is asked
        for, and may be told.
        """
        records = self._shell.kernel.bots.values()
        names = {
            r.instrument.id
            for r in records
            if r.instrument.perpetual is not None and (r.position.qty or r.state not in ENDED_BOTS)
        }
        return sorted(name for name in names if not self._shell.markets.is_traded(name))

    def markets(self) -> list[str]:
        """Those of them that bots trade or hold now."""
        return [name for name in self.known() if self.held(name) or self._is_used(name)]

    def held(self, instrument: str) -> Decimal:
        """What the bots of a market hold together."""
        return self._shell.kernel.perpetuals.held(instrument)

    def taken_in(self, fact: fx.Fact) -> None:
        """Remembers when a market was traded last: a funding before that was of another position."""
        if isinstance(fact, fx.FillBooked) and settled_in(fact.instrument):
            self._traded_ns[fact.instrument] = max(self._traded_ns.get(fact.instrument, 0), fact.ns)
        elif isinstance(fact, fx.BotRegistered) and settled_in(fact.instrument):
            self._begun(fact.instrument, fact.ns)

    def _begun(self, instrument: str, ns: int) -> None:
        if instrument not in self.since_ns:
            self.since_ns[instrument] = self._first_ns[instrument] = ns

    # --- fundings ---------------------------------------------------------------------------------

    async def read_fundings(self, from_ns: int | None = None) -> set[str]:
        """Books every payment since the last reading, or since `from_ns` where that is earlier, two days at
        most: a venue may tell one late. The markets that could not be read.
        """
        unread: set[str] = set()
        async with self._reading:
            read_ns: dict[str, int] = {}
            gone = self._gone()
            for name in (*self.known(), *gone):
                now_ns = self._shell.port.now_ns()
                # where a life ended before that was on disk: whatever the ledger does not begin with
                since_ns = self.since_ns.setdefault(name, self._shell.adopted_ns or now_ns)
                asked_ns = since_ns - OVERLAP_NS
                if from_ns is not None:  # no further back than what was booked is remembered
                    asked_ns = min(asked_ns, max(from_ns, now_ns - LATE_NS))
                try:
                    payments = await self._shell.port.funding(name, asked_ns)
                except (Unavailable, VenueRejected):
                    if name not in gone:
                        unread.add(name)
                    continue
                for payment in payments:
                    self._funded(payment)
                read_ns[name] = max(since_ns, now_ns)
            await self._shell.quiet()
            if self._shell.failure is None:  # every payment is on disk: only then nobody asks for it again
                self.since_ns |= read_ns
        return unread

    def _funded(self, payment: Funding) -> None:
        shell = self._shell
        known = f"{payment.instrument}/{payment.id}" in shell.kernel.outside.seen
        if known or payment.ns <= max(shell.adopted_ns, self._first_ns.get(payment.instrument, 0)):
            return  # booked, there when the ledger began, or of a position that was no bot's
        rate, mark = payment.rate or ZERO, payment.mark or ZERO
        head = (payment.ns, payment.instrument, payment.id, rate, mark, payment.amount)
        shell.post(ev.FundingSettled(*head, self._expected(payment)))

    def _expected(self, payment: Funding) -> Decimal | None:
        """What our formula says, where the position of that moment is known."""
        if payment.rate is None or payment.mark is None:
            return None
        if payment.ns <= self._traded_ns.get(payment.instrument, 0):
            return None
        record = self._shell.kernel.perpetuals.bot_of(payment.instrument)
        if record is None:
            return None
        with exact():
            return funding(record.position, payment.mark, payment.rate)

    # --- positions --------------------------------------------------------------------------------

    async def compare(self) -> tuple[PositionDifference, ...]:
        """The venue's positions against those of the bots, read at a moment when nothing was traded in
        between; gates follow. Raises Unavailable or VenueRejected.
        """
        names = self.markets()
        if not names:
            self.differences = ()
            return ()
        rows, was_read = await self._differing(names), False
        for _ in range(READS):
            if not rows:
                break
            if not was_read:
                for row in rows:
                    await self._shell.joining.read_market(row.instrument, whole=True)
                await self._shell.quiet()
                was_read = True
            await asyncio.sleep(AGAIN_S)
            rows = await self._differing(names)
        self.differences = rows
        now_ns = self._shell.port.now_ns()
        self._differs_ns = {row: self._differs_ns.get(row, now_ns) for row in rows}
        there = {row.instrument for row in rows}
        for name in names:
            if name in there and self._is_used(name):
                self._shell.markets.close_gate(name, DIFFERS)
            else:
                self._shell.markets.open_gate(name, DIFFERS)
        return rows

    async def take(self, instrument: str, seen: Decimal) -> None:
        """A person says that a position was closed, or reduced, outside: what the venue has is true. `seen`
        is what they were shown of it. Raises UserError, and nothing was changed, where it is another one by
        now or was not made smaller; Unavailable or VenueRejected.
        """
        await self.read_fundings()  # what is due until now is the bot's
        row = next((row for row in await self.compare() if row.instrument == instrument), None)
        if row is None:
            raise no_difference()
        if row.venue != seen:
            raise UserError(
                "The position at the venue is another one by now. Nothing was changed. Look again.",
                "position_moved",
            )
        stands_ns = self._shell.port.now_ns() - self._differs_ns.get(row, 0)
        is_young = taken_away(row.bots, row.venue) and stands_ns < STANDS_NS
        is_explained = not is_young or self._shell.kernel.taking.explains(instrument, row.venue)
        if not is_explained or self._shell.following.finds():  # a trade of ours may be told late
            raise UserError(
                "It is being asked just now whose trade it was. Nothing was changed. Try again in a moment.",
                "trade_asked",
            )
        taken = ev.PositionTaken(self._shell.port.now_ns(), instrument, row.venue, row.bots)
        await self._shell.command(taken)
        with contextlib.suppress(Unavailable, VenueRejected):  # compared again after the next pause
            await self.compare()

    def _is_used(self, name: str) -> bool:
        """Whether a bot trades a market, or an order is live there. A position that was kept at an end is
        nobody's any more who opens something: it can be closed whatever is set or traded beside it.
        """
        living = (r for r in self._shell.kernel.bots.values() if r.state not in ENDED_BOTS)
        there = any(record.instrument.id == name for record in living)
        return there or any(order.instrument == name for order in self._shell.live())

    async def _differing(self, names: list[str]) -> tuple[PositionDifference, ...]:
        rows: tuple[PositionDifference, ...] = ()
        for _ in range(READS):
            before = self._shell.journal.seq
            there: dict[str, Decimal] = {}
            for position in await self._shell.port.positions():
                there[position.instrument] = there.get(position.instrument, ZERO) + position.qty
            await self._shell.quiet()
            found = [PositionDifference(n, there.get(n, ZERO), self.held(n)) for n in names]
            rows = tuple(row for row in found if row.venue != row.bots)
            if not rows or (self._shell.journal.seq == before and not self._shell.following.finds()):
                break
            await asyncio.sleep(AGAIN_S)
        return rows

    # --- settings ---------------------------------------------------------------------------------

    async def verify(self) -> set[str]:
        """Looks whether the markets of bots are still set as they were: isolated margin, their leverage, one
        position a market. One that is not is closed for new orders. The markets that could not be read.
        """
        unread: set[str] = set()
        wanted = self._shell.kernel.perpetuals.leverages()  # of the last bot: what others wanted is over
        for name in self.markets():
            if name not in wanted or not self._is_used(name):
                self._shell.markets.open_gate(name, SET_OTHERWISE)
                continue
            try:
                is_set = await self.is_set(name, wanted[name])
            except (Unavailable, VenueRejected):
                unread.add(name)
                continue
            if is_set:
                self.leverages[name] = wanted[name]
                self._shell.markets.open_gate(name, SET_OTHERWISE)
            else:
                self.leverages.pop(name, None)
                self._shell.markets.close_gate(name, SET_OTHERWISE)
        return unread

    async def is_set(self, instrument: str, leverage: Decimal) -> bool:
        """Whether the venue shows these settings now. Raises Unavailable or VenueRejected."""
        port = self._shell.port
        now = await port.leverage(instrument)
        if (now.leverage, now.margin) != (leverage, MarginMode.ISOLATED):
            return False
        return await port.position_mode(instrument) is PositionMode.ONE_WAY

    # --- all of it --------------------------------------------------------------------------------

    async def reconcile(self) -> None:
        """Settings, fundings and positions, before orders leave. A market of which they cannot be read stays
        closed until they can; the others of the account go on.
        """
        names = self.markets()
        unread = {*await self.verify(), *await self.read_fundings()}
        try:
            await self.compare()
        except (Unavailable, VenueRejected):
            unread |= set(names)
        for name in names:
            if name in unread and self._is_used(name):
                self._shell.markets.close_gate(name, UNREAD)
            else:
                self._shell.markets.open_gate(name, UNREAD)

    def _is_unread(self) -> bool:
        return any(UNREAD in why for why in self._shell.markets.gates.values())

    async def run(self) -> None:
        """Goes on reading as long as there is anything to read. It can be begun anew after an error."""
        looks = 0
        while not self._shell.stopping:
            await asyncio.sleep(LOOK_S)
            if not self.markets():
                self.differences = ()
                continue
            looks += 1
            with contextlib.suppress(Unavailable, VenueRejected):  # read again after the next pause
                if self._shell.joining.reading.locked():
                    continue
                if looks * LOOK_S >= FUNDING_S or self._is_unread():
                    looks = 0
                    await self.reconcile()
                else:
                    await self.compare()
