"""Reconciliation: what the venue has is read and joined with what is known here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.orders import ENDED, OPEN, RANK, Order
from finbyte_desktop.services.venues.live_port import AssetBalance

if TYPE_CHECKING:
    from finbyte_desktop.services.live.shell import LiveShell

NS_PER_S = 1_000_000_000
RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
OVERLAP_NS = 300 * NS_PER_S
SEARCHES = 3
SEARCHED_NS = 30 * 86_400 * NS_PER_S
SETTLED_READS = 5
LAG_NS = 5 * NS_PER_S  # so long after a trade the balances of a venue may be those of before it
LAG_MOST_NS = 60 * NS_PER_S  # what differs for so long is told, whatever trades meanwhile
LAG_PAUSE_S = 0.5
LAG_LOOKS = 12  # a market in which something trades all the time is not waited for
STANDING_NS = 120 * NS_PER_S
ANSWERS_SEEN, ANSWER_PAUSE_S = 20, 0.1  # so often it is looked whether every order has an answer
ALONE_READS = 4  # so often is a market tried while the venue answers, before the others go on without it


class Difference(NamedTuple):
    """An asset of which the venue has another amount than the ledger."""

    asset: str
    venue: Decimal
    ledger: Decimal


class MarketRead(NamedTuple):
    """Every trade of a market up to here stands before this in the inbox."""

    instrument: str
    ns: int


class Away(NamedTuple):
    """What happened while nobody looked: found by one reconciliation. Times are ns of the venue's clock."""

    since_ns: int
    until_ns: int
    fills: tuple[fx.FillBooked, ...]
    ended: tuple[fx.OrderMoved, ...]
    foreign: tuple[ev.ForeignTraded, ...]
    differences: tuple[Difference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.fills or self.ended or self.foreign or self.differences)


class Joining:
    """Reads the account and joins it with the kernel.

    Attributes:
        since_ns: up to where the trades of each market were read completely.
        agreed_ns: when the venue's balances and the ledger were last the same; 0 before that.
        differences: what the venue holds other than the ledger says, as of the last reconciliation.
        reading: held while everything is read.
        away: what happened while nobody looked, of the last time when anything did.
    """

    def __init__(self, shell: LiveShell) -> None:
        self._shell = shell
        self.since_ns: dict[str, int] = {}
        self.agreed_ns = 0
        self.differences: tuple[Difference, ...] = ()
        self.reading = asyncio.Lock()
        self.away: Away | None = None
        self._absent_ns = 0
        self._standing: tuple[Difference, ...] = ()
        self._standing_ns = 0
        self._traded_ns = 0
        self._lagging_ns: dict[str, int] = {}  # since when an asset differs while something trades
        self._searched: tuple[tuple[Difference, ...], int] = ((), 0)
        self._found: list[tuple[ev.Event, tuple[fx.Fact, ...]]] | None = None

    def read_since_ns(self, name: str) -> int:
        """From when on the trades of a market are read: nothing that a live order did may be left out."""
        cursor = self.since_ns.get(name, self._shell.port.now_ns())
        created = [order.created_ns for order in self._shell.live() if order.instrument == name]
        return min((cursor, *created)) - OVERLAP_NS

    def used(self, order: Order) -> None:
        """An order is about to become durable: from here on the trades of its market are known."""
        self.since_ns.setdefault(order.instrument, order.created_ns)

    def market_read(self, read: MarketRead) -> None:
        """All trades up to here were taken in. What is not explained must be read again."""
        if not self._shell.following.finds():
            self.since_ns[read.instrument] = max(self.since_ns.get(read.instrument, 0), read.ns)

    def absent_since(self, ns: int) -> None:
        """Nobody looked since then: what the next reconciliation finds is kept."""
        if self._found is None:
            self._absent_ns, self._found = ns, []

    def taken_in(self, event: ev.Event, facts: Iterable[fx.Fact]) -> None:
        """Notes when something was traded last, and what is found while it is asked what happened."""
        for fact in facts:
            if isinstance(fact, fx.FillBooked):
                self._traded_ns = max(self._traded_ns, fact.ns)
        if isinstance(event, ev.ForeignTraded):
            self._traded_ns = max(self._traded_ns, event.ns)
        if self._found is not None:
            self._found.append((event, tuple(facts)))

    def _keep_away(self) -> None:
        if self._found is None:
            return
        rows, self._found = self._found, None
        facts = [fact for _, told in rows for fact in told]
        away = Away(
            self._absent_ns,
            self._shell.port.now_ns(),
            tuple(fact for fact in facts if isinstance(fact, fx.FillBooked)),
            tuple(fact for fact in facts if isinstance(fact, fx.OrderMoved) and fact.state in ENDED),
            tuple(event for event, _ in rows if isinstance(event, ev.ForeignTraded)),
            self.differences,
        )

        if self.away is None or not away.is_empty:
            self.away = away

    async def reconcile(self, why: str, most_tries: int | None = None) -> None:
        """Reads what the venue has and joins it with what is known. Gates are closed meanwhile. It is tried
        until it is done; after `most_tries` the next Unavailable or VenueRejected is raised.
        """
        async with self.reading:
            names = self._shell.instruments()
            for name in names:
                self._shell.markets.close_gate(name, why)
            unread = self._readable()
            tries = reached = 0
            while not self._shell.stopping:
                try:
                    await self._shell.port.measure_clock()
                    unread = await self._read_all(unread)
                    reached += 1
                    if not unread or reached >= ALONE_READS:
                        for name in unread:  # the rest can go on; it opens when it can be read
                            self._shell.markets.close_gate(name, "unreadable")
                        await self._join()
                        break
                except (Unavailable, VenueRejected):
                    if most_tries is not None and tries >= most_tries:
                        raise
                await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
            self._keep_away()
        for name in sorted({*names, *self._shell.instruments(), *self._shell.markets.gates}):
            if name in self._shell.markets.gates:
                self._shell.markets.open_gate(name, why)
            else:  # a bot that came meanwhile was refused, and wants again
                self._shell.post(ev.FeedChanged(self._shell.port.now_ns(), name, True, ""))

    def _readable(self) -> list[str]:
        gates = self._shell.markets.gates
        return [name for name in self._shell.known_markets() if "unreadable" not in gates.get(name, ())]

    async def _read_all(self, names: Sequence[str]) -> list[str]:
        """Reads markets; those of them that could not be read and can be traded."""
        unread: list[str] = []
        for name in names:
            try:
                await self.read_market(name, whole=True)
            except (Unavailable, VenueRejected):
                if self._shell.markets.is_traded(name):
                    unread.append(name)
        return unread

    async def _join(self) -> None:
        await self._shell.quiet()
        self._shell.following.look_after()
        await self._shell.truth.reconcile()
        is_told_once = self._found is not None  # what happened during an absence
        self.differences = await self.compare(patient=is_told_once)

    async def read_orders(self, names: Sequence[str]) -> list[str]:
        """Reads every open order of the account in one answer; those of these markets in which an order of
        ours is not as it is known here: these have to be read. Raises Unavailable or VenueRejected.
        """
        wanted = set(names)
        rests = [r for r in await self._shell.port.orders_everywhere() if r.instrument in wanted]
        filled: dict[tuple[str, str | None], Decimal] = {}  # venues number orders market by market
        for rest in rests:
            self._shell.post(rest)
            filled[rest.instrument, rest.venue_id] = filled[rest.instrument, rest.client_id] = rest.filled
        doubted = set()
        for order in self._shell.live():
            if order.instrument in wanted and RANK[order.state] >= RANK[OPEN]:
                by_id = filled.get((order.instrument, order.client_id))
                told = filled.get((order.instrument, order.venue_id), by_id)
                if told is not None:
                    self._shell.following.seen(order)
                if told is None or told > order.filled:
                    doubted.add(order.instrument)
        return [name for name in names if name in doubted]

    async def read_market(self, name: str, whole: bool = False) -> None:
        """Reads the open orders and trades of a market. Raises Unavailable or VenueRejected.

        What was read completely before is not read again, but for an overlap; with `whole` everything since
        the oldest live order.
        """
        now = self._shell.port.now_ns()
        cursor = self.since_ns.setdefault(name, now)
        since_ns = self.read_since_ns(name) if whole else cursor - OVERLAP_NS
        rests = await self._shell.port.open_orders(name)
        trades = await self._shell.port.trades(name, since_ns)
        for trade in trades:
            self._shell.post(trade)
        self._shell.post(MarketRead(name, now))
        for rest in rests:
            self._shell.post(rest)
        there = {r.venue_id for r in rests} | {r.client_id for r in rests}
        following = self._shell.following
        for order in self._shell.live():
            if order.instrument != name or RANK[order.state] < RANK[OPEN]:
                continue
            if {order.venue_id, order.client_id} & there:
                following.seen(order)
                continue
            report = await self._shell.port.order(name, order.client_id, order.venue_id)
            if report is None:
                if following.missed(order):
                    following.gone(order)
            else:
                following.seen(order)
                self._shell.post(report)

    async def _read_trades(self, name: str, since_ns: int) -> None:
        try:
            trades = await self._shell.port.trades(name, since_ns)
        except (Unavailable, VenueRejected):
            if self._shell.markets.is_traded(name):
                raise
            return  # what was traded in it before it went is a difference that is shown
        for trade in trades:
            self._shell.post(trade)

    async def compare(self, patient: bool = True) -> tuple[Difference, ...]:
        """The venue's balances against the ledger, read at a moment when nothing was traded in between.

        Trades are read where something differs: where nothing does, none is missing. A difference that was
        there before they were read is not asked for again for two minutes. What is under way is none: a
        venue's balances lag behind its trades, so they are read again until that time is over (`patient`);
        of what is not settled then only that is told which stood before.
        """
        rows, is_settled = await self._compared()
        for _ in range(LAG_LOOKS if patient else 0):
            if not rows or not self._lags() or self._shell.stopping:
                break
            await asyncio.sleep(LAG_PAUSE_S)
            rows, is_settled = await self._compared()
        if rows and (not is_settled or self._lags()):
            stood = {row.asset for row in self.differences}
            now_ns, lags = self._shell.port.now_ns(), {row.asset for row in rows} - stood
            self._lagging_ns = {asset: self._lagging_ns.get(asset, now_ns) for asset in lags}
            young = {asset for asset, ns in self._lagging_ns.items() if now_ns - ns < LAG_MOST_NS}
            return tuple(row for row in rows if row.asset not in young)
        self._lagging_ns = {}
        return rows

    def _lags(self) -> bool:
        """Whether the venue's balances may still be those of before its last trade."""
        return self._shell.port.now_ns() - self._traded_ns < LAG_NS

    async def _compared(self) -> tuple[tuple[Difference, ...], bool]:
        """What differs, and whether nothing happened while it was read."""
        rows: tuple[Difference, ...] = ()
        for _ in range(SETTLED_READS):
            before, asked_ns = self._shell.journal.seq, self._shell.port.now_ns()
            found = await self._shell.port.balances()
            await self._shell.quiet()
            rows = self._differing(found)
            if rows and self._shell.journal.seq == before and self._is_new(rows):
                rows = await self._explained(rows, found)
            if self._shell.journal.seq == before and not self._shell.following.finds():
                if not rows:
                    self.agreed_ns = asked_ns
                return rows, True
        return rows, False

    def _is_new(self, rows: tuple[Difference, ...]) -> bool:
        return rows != self._standing or self._shell.port.now_ns() - self._standing_ns > STANDING_NS

    async def _explained(
        self, rows: tuple[Difference, ...], found: Mapping[str, AssetBalance]
    ) -> tuple[Difference, ...]:
        """What differs still when the trades were read that nobody told of: first those of the markets whose
        base differs, for every trade changes that one.
        """
        from_ns = self._search_from_ns(rows)
        await self._shell.truth.read_fundings(from_ns)
        rows = self._differing(found)
        if not rows:
            return rows
        names, assets = self._readable(), {row.asset for row in rows}
        near = [name for name in names if name.partition(":")[2].partition("/")[0] in assets]
        for part in (near, [name for name in names if name not in near]):
            for name in part:
                since_ns = self.read_since_ns(name)
                await self._read_trades(name, since_ns if from_ns is None else min(since_ns, from_ns))
            await self._shell.quiet()
            rows = self._differing(found)
            if not rows or self._shell.following.finds():  # whose trade it is is being asked: compared again
                return rows
        self._standing, self._standing_ns = rows, self._shell.port.now_ns()
        return rows

    def _search_from_ns(self, rows: tuple[Difference, ...]) -> int | None:
        """From when on a new difference is searched for: since the venue and the ledger last agreed, for a
        few times. A cursor may be past the trade: a venue in trouble gives an empty list for an answer, and
        that looks complete. None: from the cursors.
        """
        known, times = self._searched
        times = times + 1 if known == rows else 1
        self._searched = (rows, times)
        if not self.agreed_ns or times > SEARCHES:
            return None
        return max(self.agreed_ns - OVERLAP_NS, self._shell.port.now_ns() - SEARCHED_NS)

    def _differing(self, found: Mapping[str, AssetBalance]) -> tuple[Difference, ...]:
        ledger = self._shell.kernel.ledger
        moved = (asset for asset in ledger.assets() if ":" not in asset)  # else contracts: see positions
        assets = sorted(set(found) | set(moved))
        rows = [
            Difference(
                asset, found[asset].total if asset in found else Decimal(0), ledger.account_total(asset)
            )
            for asset in assets
        ]
        return tuple(row for row in rows if row.venue != row.ledger)

    def _unproved(self) -> bool:
        return any(RANK[order.state] < RANK[OPEN] for order in self._shell.live())

    async def adopt_balances(self) -> None:
        """Books what the venue holds other than the ledger says as money outside all bots. Raises UserError
        while an order is without proof: what it traded would be booked twice.
        """
        for _ in range(ANSWERS_SEEN):  # of orders that leave just now the answers are on their way
            if not self._unproved():
                break
            await asyncio.sleep(ANSWER_PAUSE_S)
        if self._unproved():
            raise UserError(
                "It is not known yet what became of every order. Nothing was booked. Wait until it is, and "
                "try again.",
                "orders_without_proof",
            )
        found = await self.compare()
        await self._shell.adopt([(row.asset, row.venue - row.ledger) for row in found])
        self.differences = ()
