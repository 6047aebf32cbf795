"""The reads of a live desk: prices, candles and books of its venue, the account's health and holdings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.market import Trade
from finbyte_desktop.core.numbers import half_even_div, scale_of
from finbyte_desktop.core.orders import Side, State
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.core.taking import taken_away
from finbyte_desktop.services import ports
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.desk_history import CANDLE_STEPS
from finbyte_desktop.services.desk_reads import book_rows
from finbyte_desktop.services.desk_verbs import DeskVerbs
from finbyte_desktop.services.kinds.registry import kind_of
from finbyte_desktop.services.limit_breaks import limit_breaks
from finbyte_desktop.services.live.account import LiveAccount, shown_rights
from finbyte_desktop.services.live.candle_store import CandleStore
from finbyte_desktop.services.live.joining import Difference
from finbyte_desktop.services.live.long_waits import LongWaits
from finbyte_desktop.services.live.perpetual_cash import PerpetualCash
from finbyte_desktop.services.live.quotes import FRESH_NS, Quotes
from finbyte_desktop.services.live.several import markets_named, not_traded
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.shown_accounts import ShownTrouble, label_of
from finbyte_desktop.services.venues.venue_trouble import KEY_TROUBLES, Trouble, VenueTrouble

CHANGE_PLACES = 6
STALE = frozenset({"stale", "feed_stale"})
READING = "read_anew"
HICCUP_NS = 3_000_000_000  # one answer that failed is no trouble yet
AT_ONCE = KEY_TROUBLES | {Trouble.BANNED}  # said by the venue itself, and not over soon
NO_TROUBLE = frozenset({Trouble.THROTTLED, Trouble.CLOCK})  # FinByte waits or measures, and goes on
MINUTE_NS = 60_000_000_000


def _shown(row: Difference, cause: str = "") -> ports.LedgerDifference:
    return ports.LedgerDifference(row.asset, row.venue, row.ledger, row.venue - row.ledger, cause)


PAPER_ALONE = ports.FieldProblem(
    "",
    "paper_alone",
    "DCA on perpetuals runs on the paper account alone so far. Nothing was created. Choose the paper "
    "account, or a futures grid.",
    None,
    None,
)


class LiveReads(DeskVerbs):
    """Answers about one live account. `_account`, `_quotes` and `_store` are set by the desk."""

    _account: LiveAccount
    _quotes: Quotes
    _store: CandleStore
    _traded_markets: frozenset[str] = frozenset()  # those of bots, as of the last tick
    _free: Mapping[str, Decimal] | None = None
    _checked_ns: int | None = None
    _waits: LongWaits
    _perpetual_cash: PerpetualCash | None = None
    _key_lost_ns: int = 0
    _failed_tasks: tuple[ports.FailedTask, ...] = ()
    candle_steps = tuple(step for step in CANDLE_STEPS if step >= MINUTE_NS)

    # --- what the reads ask -----------------------------------------------------------------------

    def _markets_here(self) -> Sequence[str]:
        return list(self._account.port.instruments())

    def _is_here(self, market: str) -> bool:
        return market in self._account.port.instruments()

    def _known_price(self, market: str) -> tuple[Decimal, int] | None:
        """The newest price and when it came, on the venue's clock."""
        told, at = self._kernel.last.get(market), self._account.shell.price_ns(market)
        quoted = self._quotes.price_of(market)
        if told is None or (quoted is not None and quoted[1] >= at):
            return quoted
        return told, at

    def _price(self, market: str) -> Decimal | None:
        known = self._known_price(market)
        return None if known is None else known[0]

    def _price_ns(self, market: str) -> int | None:
        known = self._known_price(market)
        return None if known is None else known[1] or None

    def _is_fresh(self, market: str) -> bool:
        at = self._price_ns(market)
        return at is not None and self._now_ns() - at <= FRESH_NS

    def _label(self) -> str:
        return label_of(self._account.port.name)

    def _now_ns(self, market: str = "") -> int:
        return self._account.port.now_ns()

    def _history(self, market: str, interval_ns: int, limit: int) -> ports.CandleArrays:
        return self._store.history(market, interval_ns, limit, self._quotes.is_streamed(market))

    async def _series(self, market: str, days: int) -> CandleSeries:
        return await self._store.series(self._kernel.instruments[market], days)

    def _held(self) -> Mapping[str, Decimal]:
        """What the venue holds: as it was compared last, and what was booked since."""
        ledger = self._kernel.ledger
        held = {asset: ledger.account_total(asset) for asset in ledger.assets()}
        for row in self._account.shell.differences:
            held[row.asset] = held.get(row.asset, Decimal(0)) + row.venue - row.ledger
        return held

    def _usable(self) -> Mapping[str, Decimal] | None:
        return {} if self._free is None else self._free

    def _change(self, market: str, last: Decimal | None) -> Decimal | None:
        streamed, listed = self._quotes.day_of(market), self._quotes.last_day_of(market)
        opened = streamed.open if streamed is not None else None
        if opened is None and listed is not None:
            opened = listed.open
        return half_even_div(last - opened, opened, CHANGE_PLACES) if last is not None and opened else None

    def _price_heard(self, market: str, price: Decimal) -> None:
        shell = self._account.shell
        if shell.failure is None and market in self._traded_markets:
            shell.price(market, price)

    def _trades_heard(self, market: str, trades: Sequence[Trade]) -> None:
        self._store.trades(market, trades)

    # --- what the window asks ---------------------------------------------------------------------

    def markets(self, bot_type: str = "") -> Sequence[ports.Market]:
        """What can be traded here, by a bot of a type where one is named; prices and changes of what nobody
        follows come a moment later ("quotes")
        and are a minute old at most.
        """
        self._quotes.want_days()
        return super().markets(bot_type)

    def market(self, market: str) -> ports.Market:
        """One market; one that nobody follows with the price of the list, which is for looking at alone."""
        shown = super().market(market)
        day = self._quotes.last_day_of(market) if shown.last is None else None
        if day is None:
            return shown
        age = max(0, self._now_ns() - day.ns)
        return replace(
            shown,
            last=day.last,
            last_ns=day.ns,
            change_24h=self._change(market, day.last),
            stale_ns=age if age > FRESH_NS else None,
        )

    def candles(self, market: str, interval_ns: int, limit: int = 1500) -> ports.CandleArrays:
        """Candles up to now, as far as they are known; the rest comes a moment later ("quotes"). Until the
        venue has told any, those that were looked at before.
        """
        if not self._is_here(market):
            return super().candles(market, interval_ns, limit)
        self._quotes.look(market)
        found = super().candles(market, interval_ns, limit)
        return found if len(found.open_ns) else self._store.seen(market, interval_ns, limit)

    def book(self, market: str, rows: int = 20) -> Sequence[ports.BookRow]:
        """Shown depth from the highest price; nothing while it is not known or cannot be trusted."""
        self._quotes.look(market)
        book = self._quotes.book_of(market)
        return () if book is None else book_rows(book.bids, book.asks, rows)

    def preflight(self, bot_type: str, market: str, params: Mapping[str, Any]) -> ports.Preflight:
        """The one validator, and the limits of the account that the plan would break. The markets of the
        assets that are named are followed from now on: their prices come a moment later ("quotes").
        """
        for name in self._markets_named(bot_type, market, params):
            self._quotes.look_at_price(name)
        self._quotes.look(market)
        found = super().preflight(bot_type, market, params)
        if not kind_of(bot_type, params).on_live:
            found = replace(found, ok=False, problems=(PAPER_ALONE, *found.problems))
        return replace(found, limits=limit_breaks(self._kernel, market, params, found))

    def _without_prices(self, found: ports.Preflight, market: str) -> ports.Preflight:
        """What is said of a market that the venue lists no more."""
        return replace(found, ok=False, problems=(not_traded(self._label(), market), *found.problems))

    def _markets_named(self, bot_type: str, market: str, params: Mapping[str, Any]) -> list[str]:
        """The markets that a bot with these parameters trades."""
        kind = kind_of(bot_type, params)
        peers = self._peers(self._kernel.instruments[market].quote) if kind.several else {}
        return markets_named(kind, market, params, peers)

    def suggest(self, bot_type: str, market: str) -> Mapping[str, JsonValue]:
        """Parameters that a newcomer can start with; nothing before the first price came."""
        self._quotes.look(market)
        return super().suggest(bot_type, market)

    @property
    def _mode(self) -> str:
        return self._account.connection.mode

    def _gates(self) -> dict[str, tuple[str, ...]]:
        gates = self._account.shell.gates.items()
        return {name: tuple(sorted({self._shown(name, w) for w in why})) for name, why in sorted(gates)}

    def _shown(self, market: str, reason: str) -> str:
        """Why a market waits, as it is now: where its prices are back, for what it has to be read first."""
        return READING if reason in STALE and self._is_fresh(market) else reason

    def _offset_ns(self) -> int:
        return self._account.port.now_ns() - wall_ns()

    def health(self) -> ports.Health:
        """What the status line shows."""
        budget = self._account.port.budget
        return replace(
            self._health(self._account.connection.name, self._mode),
            clock_offset_ns=self._offset_ns(),
            budget_used=budget.used_now(),
            budget_limit=budget.limit,
            gates=self._gates(),
        )

    def trouble(self) -> ShownTrouble | None:
        """Why the venue does not serve this account now; None while it does."""
        found, now = self._account.port.trouble, self._now_ns()
        if found is None or found.kind in NO_TROUBLE:
            return None
        if found.kind not in AT_ONCE and now - found.since_ns < HICCUP_NS:
            return None
        return ShownTrouble(found.code, found.text, found.since_ns, found.until_ns or None)

    def _cooling(self) -> ShownTrouble | None:
        """That the venue asked for a pause, where it lasts; the account stays connected."""
        found, now = self._account.port.trouble, self._now_ns()
        if found is None or found.kind is not Trouble.THROTTLED:
            return None
        if max(now, found.until_ns) - found.since_ns < HICCUP_NS:
            return None
        return ShownTrouble(found.code, found.text, found.since_ns, found.until_ns or None)

    def key_trouble(self) -> ShownTrouble | None:
        """Why the key places no orders although the venue answers; None while it does."""
        account = self._account
        if account.rights.can_trade is not False:
            return None
        lost = VenueTrouble(
            Trouble.KEY_NO_TRADE, account.port.name, self._key_lost_ns, host=account.port.host
        )
        return ShownTrouble(lost.code, lost.text, lost.since_ns, None)

    def card(self, bot: str) -> ports.BotCard:
        """One bot's card; its values are not fresh while the venue does not say what its orders do."""
        card = super().card(bot)
        if card.state is BotState.DEGRADED:
            market, reason = self._waits_on(self._entries[bot])
            reason = self._shown(market, reason)
            card = replace(card, reason=reason, waits_for=market if self._entries[bot].others else "")
        blind = card.state not in ENDED_BOTS and self.trouble() is not None
        return replace(card, fresh=False) if blind else card

    def _waits_on(self, entry: BotEntry) -> tuple[str, str]:
        """The market that keeps a bot waiting, and why it is closed: of several the first one, in the order
        of its assets.
        """
        markets = self._account.shell.markets
        closed = [(one.id, markets.reason(one.id)) for one in entry.markets if markets.reason(one.id)]
        return closed[0] if closed else (entry.market, entry.reason)

    def _feed_status(self) -> ports.FeedStatus:
        """The prices of the traded markets: the oldest one counts, None where one has none yet; where none is
        traded, that of the market that somebody looks at, while it is fresh. Why a market is closed for new
        orders stands in the gates.
        """
        stopped, trouble = self._account.shell.failure is not None, self.trouble()
        came = [self._price_ns(name) for name in sorted(self._traded_markets)]
        known = [at for at in came if at is not None]
        age = self._now_ns() - min(known) if known and len(known) == len(came) else None
        if not came:
            age = self._looked_age()
        stale = bool(came) and (age is None or age > FRESH_NS)
        reason = "engine_stopped" if stopped else trouble.code if trouble else "stale" if stale else ""
        return ports.FeedStatus(
            choice=self._settings.feed,
            label=self._label(),
            running=not stopped,
            paused=False,
            fresh=not reason,
            reason=reason,
            age_ns=age,
            now_ns=self._now_ns(),
            position=None,
            finished=False,
        )

    def _looked_age(self) -> int | None:
        at = self._quotes.looked_ns()
        age = None if at is None else max(0, self._now_ns() - at)
        return age if age is not None and age <= FRESH_NS else None

    def account_health(self) -> ports.AccountHealth:
        """How the account stands with its venue."""
        account = self._account
        connection, budget = account.connection, account.port.budget
        now = account.port.now_ns()
        return ports.AccountHealth(
            connection=connection.id,
            name=connection.name,
            venue=self._label(),
            testnet=connection.testnet,
            tier=account.port.tier.value,
            rights=shown_rights(account.rights),
            warnings=account.warnings,
            clock_offset_ns=self._offset_ns(),
            budget_used=budget.used_now(),
            budget_limit=budget.limit,
            blocked_until_ns=budget.blocked_until_ns if budget.blocked_until_ns > now else None,
            gates=self._gates(),
            quarantined=self._quarantined(),
            unclaimed=self._unclaimed(),
            waits=self._waits.shown(),
            differences=self._differences(),
            checked_ns=self._checked_ns,
            away=self._away(),
            trouble=self.trouble(),
            cooling=self._cooling(),
            key=self.key_trouble(),
            demo=connection.demo,
            unknown=self._unknown(),
            failed=self._failed_tasks,
            held=account.shell.mark.is_set(),
            known_ns=account.port.known_ns,
            positions=self._differing_positions(),
        )

    def _differing_positions(self) -> list[ports.DifferingPosition]:
        rows = []
        for row in self._account.shell.truth.differences:
            first = self._kernel.perpetuals.bot_of(row.instrument)
            if first is None or self._account.shell.truth.held(row.instrument) != row.bots:
                continue  # it is compared anew in a moment
            bots = [r for r in self._kernel.bots.values() if r.instrument.id == row.instrument]
            holders = [record for record in bots if record.position.qty] or [first]
            i, name = first.instrument, " + ".join(self._entries[record.id].name for record in holders)
            head = (i.id, i.base, i.qty_places, first.id, name)
            smaller = len(holders) == 1 and taken_away(row.bots, row.venue)  # of two nobody says whose it was
            rows.append(ports.DifferingPosition(*head, row.bots, row.venue, smaller))
        return rows

    def _unknown(self) -> int:
        """Orders of which it is being asked what became of them."""
        return sum(1 for order in self._account.shell.live() if order.state is State.UNKNOWN)

    def _differences(self) -> list[ports.LedgerDifference]:
        cash = self._perpetual_cash
        rows = self._account.shell.differences
        return [_shown(row, "" if cash is None else cash.cause(row.asset)) for row in rows]

    def _away(self) -> ports.AwaySummary | None:
        """What happened before the opening, or while this computer slept, bot by bot."""
        away = self._account.shell.away
        if away is None:
            return None
        counts: dict[str, list[int]] = {}
        for fill in away.fills:
            counts.setdefault(fill.bot, [0, 0, 0])[0 if fill.side is Side.BUY else 1] += 1
        for moved in away.ended:
            order = self._account.shell.order(moved.client_id)
            if order is not None:
                counts.setdefault(order.bot, [0, 0, 0])[2] += 1
        bots = []
        for bot, (buys, sells, ended) in sorted(counts.items()):
            entry = self._entries[bot]
            bots.append(ports.AwayBot(bot, entry.name, entry.market, buys, sells, ended))
        return ports.AwaySummary(
            away.since_ns,
            away.until_ns,
            len(away.fills),
            tuple(bots),
            len(away.foreign),
            tuple(_shown(row) for row in away.differences),
        )

    def _unclaimed(self) -> list[ports.UnclaimedOrder]:
        rows = []
        for found in self._kernel.late.unclaimed.values():
            i = self._kernel.instruments.get(found.instrument)  # its market need not be one that is read here
            base, _, quote = found.instrument.partition(":")[2].partition("/")
            price_places = 0 if found.price is None else scale_of(found.price)
            rows.append(
                ports.UnclaimedOrder(
                    client_id=found.client_id,
                    venue_id=found.venue_id,
                    market=found.instrument,
                    base=base if i is None else i.base,
                    quote=quote if i is None else i.quote,
                    price_places=price_places if i is None else i.price_places,
                    qty_places=scale_of(found.qty) if i is None else i.qty_places,
                    side=found.side,
                    price=found.price,
                    qty=found.qty,
                    filled=found.filled,
                    since_ns=found.ns,
                )
            )
        return rows

    def _quarantined(self) -> list[ports.QuarantinedOrder]:
        rows = []
        for client_id in list(self._kernel.orders):
            found = self._kernel.late.find(client_id)
            order = None if found is None else found[2].order
            if found is None or order is None or order.state is not State.QUARANTINED:
                continue
            record, slot, spec = found[0], found[2], order.spec
            i, entry = record.market(order.slot), self._entries[record.id]
            rows.append(
                ports.QuarantinedOrder(
                    client_id=client_id,
                    venue_id=order.venue_id,
                    bot=record.id,
                    bot_name=entry.name,
                    market=i.id,
                    base=i.base,
                    quote=i.quote,
                    price_places=i.price_places,
                    qty_places=i.qty_places,
                    side=spec.side,
                    type=spec.type,
                    price=spec.price,
                    qty=spec.qty,
                    filled=order.filled,
                    reserved_asset=i.quote if spec.side.value == "buy" else i.base,
                    reserved=slot.reserved,
                    created_ns=order.created_ns,
                )
            )
        return rows
