"""The desk's reading half: every question of the window, answered from memory or from the read models."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services import ports, profits, read_models
from finbyte_desktop.services.awake import KeepAwake
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.engine_port import Engine
from finbyte_desktop.services.holdings import holdings
from finbyte_desktop.services.kept_candles import empty_candles, joined, unpack_candles
from finbyte_desktop.services.kinds.kind import Moment, Peer, field_specs
from finbyte_desktop.services.kinds.registry import kind_of
from finbyte_desktop.services.listeners import Listeners
from finbyte_desktop.services.logs import without_secrets
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.requests_shown import pending
from finbyte_desktop.services.settings import SharedSettings
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.store.reader import Reader

MINUTE_NS = 60_000_000_000
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS
CHANGE_AGE_NS = 5_000_000_000
DETAIL_FILLS = 2_000
DETAIL_DECISIONS = 500
COUNTED = {BotState.RUNNING: "running", BotState.PAUSED: "paused", BotState.DEGRADED: "degraded"}


def _summary(row: Any, instrument: Instrument | None) -> tuple[str, dict[str, str]]:
    """What was asked: the number of orders of a plan, or side, quantity and price of one."""
    orders = decode(orjson.loads(row.orders))
    if row.kind == "plan" or len(orders) != 1:
        return "plan", {"price": str(row.price), "orders": str(len(orders))}
    spec = orders[0][1]
    base = instrument.base if instrument is not None else ""
    return "order", {
        "side": spec.side.value,
        "qty": plain(spec.qty),
        "base": base,
        "price": plain(spec.price),
    }


def book_rows(bids: Sequence[BookLevel], asks: Sequence[BookLevel], rows: int) -> Sequence[ports.BookRow]:
    """Levels, best first, as rows from the highest price."""
    above = [ports.BookRow(level.price, None, level.qty) for level in asks[:rows]]
    below = [ports.BookRow(level.price, level.qty, None) for level in bids[:rows]]
    return [*reversed(above), *below]


class DeskReads(ABC):
    """Answers about one open account. Where its prices come from is the business of the desk above."""

    def __init__(
        self,
        folder: Path,
        settings: SharedSettings,
        kernel: Kernel,
        runner: Engine,
        queries: Queries,
        reader: Reader,
    ) -> None:
        self._folder = folder
        self._shared = settings
        self._kernel = kernel
        self._runner = runner
        self._queries = queries
        self._reader = reader
        self._entries: dict[str, BotEntry] = {}
        self._awake = KeepAwake()
        self._fills = ports.PaperFills()  # in force; the settings' own from the next start of a feed
        self._deadlines: dict[str, int] = {}
        self._answered: deque[tuple[int, int]] = deque()  # monotonic time and market time of each answer
        self._kept: dict[str, ports.CandleArrays | None] = {}
        self._sample_every: dict[str, int] = {}
        self._kept_positions: set[str] = set()  # of ended bots that held one when they were looked at last
        self._changes: dict[str, tuple[int, int, Decimal | None]] = {}
        self._listeners: Listeners[[frozenset[str]]] = Listeners()
        self._notice_listeners: Listeners[[ports.Notice]] = Listeners()

    @property
    def _settings(self) -> ports.Settings:
        return self._shared.now

    @_settings.setter
    def _settings(self, settings: ports.Settings) -> None:
        self._shared.now = settings

    # --- what the desk above knows ----------------------------------------------------------------

    @abstractmethod
    def _markets_here(self) -> Sequence[str]:
        """The markets whose prices are here."""

    @abstractmethod
    def _is_here(self, market: str) -> bool:
        """Whether the prices of a market are here."""

    @abstractmethod
    def _is_fresh(self, market: str) -> bool:
        """Whether the price of a market is of now."""

    @abstractmethod
    def _label(self) -> str:
        """Where prices come from, in a word for a person."""

    @abstractmethod
    def _price(self, market: str) -> Decimal | None:
        """The last price of a market."""

    @abstractmethod
    def _price_ns(self, market: str) -> int | None:
        """When that price was made."""

    @abstractmethod
    def _history(self, market: str, interval_ns: int, limit: int) -> ports.CandleArrays:
        """Candles of a market that is here."""

    @abstractmethod
    def _now_ns(self, market: str = "") -> int:
        """Market time; that of one market where it has its own."""

    @abstractmethod
    def _held(self) -> Mapping[str, Decimal]:
        """What the venue holds, asset by asset."""

    @abstractmethod
    def _usable(self) -> Mapping[str, Decimal] | None:
        """What the venue lets be used of each asset; None for what the ledger says."""

    @abstractmethod
    def _feed_status(self) -> ports.FeedStatus:
        """How the prices come."""

    def feed_plan(self, choice: ports.FeedChoice) -> ports.FeedPlan:
        """Only on paper prices come from files."""
        raise UserError("On paper alone prices come from files. Nothing was changed.", "only_on_paper")

    @abstractmethod
    def health(self) -> ports.Health:
        """What the status line shows."""

    @abstractmethod
    def book(self, market: str, rows: int = 20) -> Sequence[ports.BookRow]:
        """Shown depth from the highest price."""

    # --- subscriptions ----------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> ports.Unsubscribe:
        """Hears which topics changed."""
        return self._listeners.add(callback)

    def subscribe_notices(self, callback: Callable[[ports.Notice], None]) -> ports.Unsubscribe:
        """Hears what a person should see now."""
        return self._notice_listeners.add(callback)

    def _tell(self, *topics: str) -> None:
        self._listeners.tell(frozenset(topics))

    def _notice(self, level: Level, code: str, fields: Mapping[str, str], bot: str | None = None) -> None:
        shown = {name: without_secrets(text) for name, text in fields.items()}
        self._notice_listeners.tell(ports.Notice(wall_ns(), level, code, shown, bot))

    # --- state ------------------------------------------------------------------------------------

    def settings(self) -> ports.Settings:
        """The settings in force."""
        return self._settings

    def _health(self, venue: str, mode: str) -> ports.Health:
        """What every desk says of itself."""
        failure = self._runner.failure
        return ports.Health(
            venue=venue,
            mode=mode,
            feed=self._feed_status(),
            journal_ok=failure is None,
            journal_text="" if failure is None else failure.text,
            data_folder=self._folder,
            running_bots=sum(1 for e in self._entries.values() if e.state not in ENDED_BOTS),
            pending_approvals=len(self._kernel.approvals.pending),
            facts_written=self._runner.journal.seq,
            awake=self._awake.state,
            awake_why=self._awake.why,
        )

    # --- markets ----------------------------------------------------------------------------------

    def markets(self, bot_type: str = "") -> Sequence[ports.Market]:
        """What can be traded here; with a bot type, what such a bot trades."""
        names = self._markets_here()
        if bot_type:
            wanted, known = kind_of(bot_type).on_perpetuals, self._kernel.instruments
            names = [name for name in names if (known[name].perpetual is not None) is wanted]
        return [self.market(name) for name in names]

    def market(self, market: str) -> ports.Market:
        """One market; also one that only a stopped bot remembers."""
        i = self._kernel.instruments[market]
        last, last_ns = self._price(market), self._price_ns(market)
        is_old = last is not None and last_ns is not None and not self._is_fresh(market)
        return ports.Market(
            id=i.id,
            base=i.base,
            quote=i.quote,
            venue=self._label(),
            tick=i.tick,
            lot=i.lot,
            min_qty=i.min_qty,
            min_notional=i.min_notional,
            price_places=i.price_places,
            qty_places=i.qty_places,
            fee_maker=i.fees.maker,
            fee_taker=i.fees.taker,
            last=last,
            change_24h=self._change(market, last),
            last_ns=last_ns,
            fee_asset=i.fees.asset,
            stale_ns=max(0, self._now_ns(market) - last_ns) if is_old and last_ns is not None else None,
            perpetual=i.perpetual,
        )

    def _change(self, market: str, last: Decimal | None) -> Decimal | None:
        """Since 24 hours of market time; the price of then is looked up each minute of it."""
        if last is None or not self._is_here(market):
            return None
        wall, minute, kept = wall_ns(), self._now_ns(market) // MINUTE_NS, self._changes.get(market)
        if kept is None or kept[1] != minute or wall - kept[0] >= CHANGE_AGE_NS:
            kept = self._changes[market] = (wall, minute, self._day_ago(market))
        before = kept[2]
        return half_even_div(last - before, before, 6) if before else None

    def _day_ago(self, market: str) -> Decimal | None:
        """Where so much is known: a recording of a few minutes tells nothing of a day."""
        hours, then = self._history(market, HOUR_NS, 26), self._now_ns(market) - DAY_NS
        before = [n for n, ns in enumerate(hours.open_ns.tolist()) if ns <= then]
        return Decimal(repr(float(hours.open[before[-1]]))) if before else None

    def candles(self, market: str, interval_ns: int, limit: int = 1500) -> ports.CandleArrays:
        """Candles up to now; of a market that is away, those that were kept with its newest bot."""
        if self._is_here(market):
            return self._history(market, interval_ns, limit)
        own = [e for e in self._entries.values() if e.market == market]  # what is kept is of the first market
        for entry in sorted(own, key=lambda entry: -entry.sampled_ns):
            kept = self._kept_candles(entry.id)
            if kept is not None:
                return joined(kept, interval_ns, limit)
        return empty_candles(interval_ns)

    def _kept_candles(self, bot: str) -> ports.CandleArrays | None:
        """The candles that were kept with a bot, read once."""
        if bot not in self._kept:
            saved = self._queries.bot_candles(bot)
            self._kept[bot] = unpack_candles(*saved) if saved is not None else None
        return self._kept[bot]

    def balances(self) -> Sequence[ports.Balance]:
        """Every asset that the account holds."""
        ledger = self._kernel.ledger
        out = []
        for asset in ledger.assets():
            if asset in self._kernel.instruments:  # contracts are held by bots and shown with them
                continue
            total, free = ledger.account_total(asset), ledger.free(UNATTRIBUTED, asset)
            if total or free:
                out.append(ports.Balance(asset, free, total - free, total))
        return out

    def holdings(self) -> Sequence[ports.Holding]:
        """Every asset of the account, and who holds how much of it."""
        ledger = self._kernel.ledger
        prices = self._asset_price, self._own_price
        rows = holdings(ledger, self._held(), self._usable(), self._name_of, *prices, self._open_profit)
        return [row for row in rows if row.asset not in self._kernel.instruments or row.difference]

    def _open_profit(self, bot: str, asset: str) -> Decimal:
        """What closing a bot's position at the last price would pay in an asset."""
        record = self._kernel.bots.get(bot)
        if record is None or record.instrument.quote != asset or not record.position.qty:
            return ZERO
        last = self._kernel.last.get(record.instrument.id)
        return ZERO if last is None else record.position.unrealised(last)

    def _name_of(self, bot: str) -> str:
        entry = self._entries.get(bot)
        return bot if entry is None else entry.name

    def _own_price(self, bot: str, asset: str) -> Decimal | None:
        """The last price of a bot's own market where that is away; None where it is here."""
        entry = self._entries.get(bot)
        if entry is None:
            return None
        wanted = asset, self._settings.currency
        i = next((one for one in entry.markets if (one.base, one.quote) == wanted), None)
        return None if i is None or self._is_here(i.id) else self._kernel.last.get(i.id)

    def _asset_price(self, asset: str) -> Decimal | None:
        """The price of an asset in the reporting currency, from a market of these two that is here."""
        currency = self._settings.currency
        if asset == currency:
            return Decimal(1)
        for name, i in self._kernel.instruments.items():
            spot = i.perpetual is None
            if spot and (i.base, i.quote) == (asset, currency) and self._is_here(name):
                return self._price(name)
        return None

    def positions(self) -> ports.Positions | None:
        """Perpetual positions; None on paper."""
        return None

    def account_health(self) -> ports.AccountHealth | None:
        """How the account stands with its venue; None on paper."""
        return None

    # --- bots -------------------------------------------------------------------------------------

    def _last(self, entry: BotEntry) -> Decimal | None:
        record = self._kernel.bots.get(entry.id)
        if entry.state in ENDED_BOTS and (record is None or not record.position.qty):
            return entry.last
        last = entry.mark(self._kernel.last)
        return entry.last if last is None else last

    def _waiting(self, bot: str) -> str | None:
        pending = self._kernel.approvals.pending.values()
        return next((request.id for request in pending if request.bot == bot), None)

    def bot_counts(self) -> ports.BotCounts:
        """The bots that have not ended, by how they stand."""
        waiting = {request.bot for request in self._kernel.approvals.pending.values()}
        counts: Counter[str] = Counter()
        for entry in self._entries.values():
            if entry.id in waiting and entry.state not in ENDED_BOTS:
                counts["waiting"] += 1
            elif entry.state not in ENDED_BOTS:
                counts[COUNTED.get(entry.state, "other")] += 1
        return ports.BotCounts(**counts)

    def cards(self, ended: bool = False) -> Sequence[ports.BotCard]:
        """Running bots, or with `ended` the stopped ones, newest first."""
        chosen = [e for e in self._entries.values() if (e.state in ENDED_BOTS) is ended]
        return [self.card(e.id) for e in sorted(chosen, key=lambda e: -e.figures.created_ns)]

    def card(self, bot: str) -> ports.BotCard:
        """One bot's card."""
        entry = self._entries[bot]
        ended, away = entry.state in ENDED_BOTS, self._market_away(entry)
        return read_models.card(
            entry,
            self._kernel.bots.get(bot),
            self._last(entry),
            self._now_ns(away or entry.market),
            ended or all(self._is_fresh(name) for name in entry.names),
            self._waiting(bot),
            "" if ended else away,
        )

    def _market_away(self, entry: BotEntry) -> str:
        """The first of a bot's markets whose prices are not here; "" where all are. It lives in its time."""
        return next((i.id for i in entry.markets if not self._is_here(i.id)), "")

    def detail(self, bot: str) -> ports.BotDetail:
        """Everything on a bot's page."""
        return replace(
            self._detail_now(bot),
            fills=self._queries.fills(bot, limit=DETAIL_FILLS),
            decisions=self._queries.decisions(bot, limit=DETAIL_DECISIONS),
        )

    def _detail_now(self, bot: str) -> ports.BotDetail:
        """What needs no database: everything but fills and decisions."""
        entry, card = self._entries[bot], self.card(bot)
        record = self._kernel.bots.get(bot)
        f, at, last = entry.figures, read_models.ends(entry, record), self._last(entry)
        now_ns = self._now_ns(self._market_away(entry) or entry.market)
        return ports.BotDetail(
            card=card,
            params=dict(entry.params),
            levels=read_models.ladder(entry, record) if record is not None else (),
            orders=read_models.open_orders(entry, record, last) if record is not None else (),
            fills=(),
            decisions=(),
            breakdown=read_models.breakdown(entry, last),
            ties_out=read_models.ties_out(entry, self._kernel.ledger),
            ties_out_ns=now_ns,
            equity=read_models.course(entry, card.total_profit, now_ns),
            base_held=f.held_base,
            quote_held=f.held_quote,
            average_cost=f.average_cost(),
            change_24h=self._change(entry.market, card.last) if entry.state not in ENDED_BOTS else None,
            waits=self._slot_waits(record, now_ns),
            auto_start=entry.auto_start,
            additions=f.additions,
            stop_at=at.stop,
            take_profit_at=at.take_profit,
            deal=read_models.deal(entry, record),
            schedule=read_models.schedule(entry, record),
        )

    def _slot_waits(self, record: BotRecord | None, now_ns: int) -> Sequence[ports.SlotWait]:
        return () if record is None else read_models.slot_waits(record, self._kernel.passing.waits, now_ns)

    def stands_at(self, bot: str, params: Mapping[str, Any]) -> ports.Stands:
        """Where stop and take profit would stand with these parameters, now and after a straight move."""
        return read_models.conditions_with(self._entries[bot], self._kernel.bots.get(bot), params)

    # --- approvals --------------------------------------------------------------------------------

    def approvals(self) -> Sequence[ports.PendingApproval]:
        """The queue: plans first, then by what expires first."""
        out = []
        for request in self._kernel.approvals.pending.values():
            entry = self._entries.get(request.bot)
            if entry is None:  # it is asked and not on disk yet; what is told follows the disk
                continue
            deadline = self._deadlines.get(request.id, 0)
            balance = self._kernel.ledger.held(request.bot, entry.instrument.quote)
            free = self._kernel.ledger.free(UNATTRIBUTED, entry.instrument.quote)
            out.append(
                pending(
                    self._kernel,
                    entry,
                    request,
                    deadline,
                    self._settings.approval_countdown_s,
                    balance + free,
                )
            )
        return sorted(out, key=lambda a: (a.kind != "plan", a.deadline_ns))

    def decided_today(self) -> Sequence[ports.DecidedApproval]:
        """Requests that were answered on the day of the market, and those of the last 24 hours here: a market
        that runs faster has many days in an hour.
        """
        start = profits.day_start(self._now_ns(), self._settings.time_zone) if self._now_ns() else 0
        while self._answered and self._answered[0][0] < time.monotonic_ns() - DAY_NS:
            self._answered.popleft()
        start = min([start, *(ns for _, ns in self._answered)])
        return [
            ports.DecidedApproval(
                row.decided_ns,
                row.bot,
                row.bot_name,
                row.kind,
                row.instrument,
                _summary(row, self._kernel.instruments.get(row.instrument)),
                Answer(row.answer),
                row.why or "",
            )
            for row in self._queries.approvals_since(start)
        ]

    # --- profits and history ----------------------------------------------------------------------

    def profits(self, days: int = 30) -> ports.ProfitSummary:
        """The profit page. Contracts are told where venue and ledger differ in them."""
        found = profits.summarise(
            list(self._entries.values()),
            self._kernel.last,
            self._kernel.ledger,
            self._held(),
            self._now_ns(),
            days,
            self._settings.time_zone,
            self._settings.currency,
        )
        rows = [row for row in found.ties_out if row[0] not in self._kernel.instruments or row[3]]
        return replace(found, ties_out=rows)

    # --- wizard -----------------------------------------------------------------------------------

    def field_specs(self, bot_type: str) -> Sequence[ports.FieldSpec]:
        """The parameters of a bot type."""
        return field_specs(kind_of(bot_type))

    def preflight(self, bot_type: str, market: str, params: Mapping[str, Any]) -> ports.Preflight:
        """The one validator."""
        with exact():
            kind, i = kind_of(bot_type, params), self._kernel.instruments[market]
            found = kind.preflight(i, params, self._moment(market, kind.several))
            if kind.on_perpetuals:
                found = self._with_taken(found, market)
            return found if self._is_here(market) else self._without_prices(found, market)

    def _without_prices(self, found: ports.Preflight, market: str) -> ports.Preflight:
        """What is said of a market whose prices went away, for example with another feed."""
        text = (
            f"No prices of {market} come from {self._label()}. Nothing was created. Choose another market, "
            "or the feed with its prices."
        )
        away = ports.FieldProblem("", "market_not_here", text, None, None)
        return replace(found, ok=False, problems=(away, *found.problems))

    def _with_taken(self, found: ports.Preflight, market: str) -> ports.Preflight:
        """What is said of a market whose one position another bot has."""
        try:
            self._kernel.perpetuals.check_new(market)
        except UserError as error:
            taken = ports.FieldProblem("", error.code, error.text, None, None)
            return replace(found, ok=False, problems=(taken, *found.problems))
        return found

    def _peers(self, quote: str) -> dict[str, Peer]:
        """The spot markets here with this quote asset, by their base."""
        found: dict[str, Peer] = {}
        for name in self._markets_here():
            i = self._kernel.instruments[name]
            if i.quote == quote and i.perpetual is None and i.base not in found:
                found[i.base] = Peer(i, self._price(name), self._kernel.ledger.free(UNATTRIBUTED, i.base))
        return found

    def _moment(self, market: str, several: bool = False) -> Moment:
        i, ledger = self._kernel.instruments[market], self._kernel.ledger
        return Moment(
            self._price(market),
            ledger.free(UNATTRIBUTED, i.quote),
            ledger.free(UNATTRIBUTED, i.base),
            self._kernel.slippage,
            self._kernel.limits.collar,
            self._now_ns(market),
            self._peers(i.quote) if several else {},
            self._kernel.purchase_margin,
        )

    def suggest(self, bot_type: str, market: str) -> Mapping[str, JsonValue]:
        """Parameters that a newcomer can start with, from the market's last day."""
        if self._price(market) is None:
            return {}
        kind, day = kind_of(bot_type), self._history(market, HOUR_NS, 24)
        with exact():
            return kind.suggest(self._kernel.instruments[market], self._moment(market, kind.several), day)

    @property
    def default_policy(self) -> Policy:
        """The approval policy for new bots."""
        return self._settings.approval_policy
