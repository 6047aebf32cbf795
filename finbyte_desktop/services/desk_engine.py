"""What every desk does with what its engine tells: bots' entries and figures, notices, the queue of requests
with its countdowns, profit curves, and what is kept of a bot's life.
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Answer, JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.awake import Awake
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.desk_history import DeskHistory
from finbyte_desktop.services.engine_port import Engine
from finbyte_desktop.services.figures import FORMAT
from finbyte_desktop.services.kept_candles import pack_candles
from finbyte_desktop.services.kinds.registry import kind_of_bot
from finbyte_desktop.services.logs import text_of
from finbyte_desktop.services.position_figures import figures_of
from finbyte_desktop.services.read_models import BotEntry, steps_of, texts, with_steps
from finbyte_desktop.services.settings import SharedSettings
from finbyte_desktop.services.store.database import DAMAGED, Database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.proof import remembered
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.store.reader import Reader
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.worth import Worth

log = logging.getLogger(__name__)
SAMPLE_NS = 60_000_000_000
THIN_AT = 2_000
COUNTDOWN_CHECK_S = 0.25
NS_PER_S = 1_000_000_000
SHOWN_LEVELS = frozenset({Level.WARNING, Level.ERROR})
ENDED_KEPT = 256
WATCHED_END_S = 1.0


class DeskEngine(DeskHistory):
    """Keeps what is shown in step with the journal of one account."""

    def __init__(
        self,
        settings: SharedSettings,
        kernel: Kernel,
        runner: Engine,
        journal: Journal,
        database: Database,
    ) -> None:
        queries, reader = Queries(database.engine), Reader(database)
        super().__init__(database.path.parent, settings, kernel, runner, queries, reader)
        self._queries.written = lambda: runner.told_seq
        self._journal = journal
        self._supervisor = Supervisor(self._task_failed, self._task_begins_anew)
        self._checked = database.checked
        self._moved_request = ""
        self._ended: dict[str, Answer] = {}  # the last requests that are over, and how they ended
        self._names: dict[str, tuple[str, bool]] = {}
        self._saved: dict[str, Any] = {}
        self._lapses: dict[str, int] = {}
        self._figures_seq = 0
        self._unkept: set[str] = set()
        self._lasts: dict[str, Decimal] = {}
        self._worth = Worth(journal, self._queries)
        self._awake_lock = asyncio.Lock()
        self._started = False
        self._giving_back: set[str] = set()
        self._unlisten = settings.listen(self._settings_changed)

    def _settings_changed(self) -> None:
        self._tell("settings")
        self._tend_awake(again=True)

    # --- what the desk above does -----------------------------------------------------------------

    @abstractmethod
    def _bot_goes(self, entry: BotEntry) -> None:
        """A bot starts or goes on."""

    @abstractmethod
    def _bot_ended(self, entry: BotEntry) -> None:
        """A bot has ended; its last figures are about to be kept."""

    @abstractmethod
    def _task_failed(self, name: str, error: BaseException) -> None:
        """A task of the desk ended with an error."""

    def _task_begins_anew(self, name: str, error: BaseException, pause_s: float) -> None:
        """A task of the desk failed; it goes on by itself after a pause."""
        log.warning("%s failed and begins anew in %g s: %s", name, pause_s, error, exc_info=error)
        text = text_of(error)
        seconds = {"seconds": f"{pause_s:g}"}
        self._notice(Level.WARNING, "task_begins_anew", {"task": name, "text": text, **seconds})

    # --- opening ----------------------------------------------------------------------------------

    def _open_entries(self) -> None:
        """Every bot of the database, with its figures as far as the journal goes."""
        for row in self._queries.bots():
            i = with_steps(self._instrument(row.instrument), row.summary or {})
            others = tuple(self._instrument(name) for name in self._saved.get(f"markets:{row.id}", ()))
            entry = BotEntry(
                row.id,
                row.name,
                row.type,
                row.instrument,
                i,
                figures_of(row.id, i, self._several(row.type, row.params, i, others)),
                Policy(row.policy),
                row.auto_start,
                row.params,
                others,
                BotState(row.state),
                row.reason,
            )
            if row.summary and row.summary.get("last"):
                entry.last = Decimal(row.summary["last"])
            self._entries[row.id] = entry
            points = self._queries.equity(row.id)
            while len(points) >= THIN_AT:
                points = [*points[:-1:2], points[-1]]
                self._sample_every[row.id] = self._sample_every.get(row.id, SAMPLE_NS) * 2
            entry.curve.extend(points)
            entry.sampled_ns = points[-1][0] if points else 0
        self._open_figures()

    @staticmethod
    def _several(
        bot_type: str, params: Mapping[str, Any], i: Instrument, others: Sequence[Instrument]
    ) -> Sequence[Instrument]:
        """The markets of a bot whose kind trades several; none for any other."""
        return (i, *others) if kind_of_bot(bot_type, params).several else ()

    def _instrument(self, name: str) -> Instrument:
        """The instrument of an old bot, also when its market is not here."""
        known = remembered(self._saved, name)
        self._kernel.add_instrument(known)
        return known

    async def _check_database(self, again_s: float) -> None:
        """Reads the whole file once, while the window is already there. Damage stops the engine; what only
        hinders the reading is told once and tried again.
        """
        told = False
        while True:
            try:
                await self._reader.check()
            except Unavailable as error:
                if error.code == DAMAGED:
                    self._runner.failure = self._journal.failed = error
                    self._tell("health")
                    raise
                if not told:
                    told = True
                    self._notice(Level.WARNING, "check_postponed", {"text": error.text})
                await asyncio.sleep(again_s)
            else:
                return

    def _open_figures(self) -> None:
        """Every bot's sums: those that were kept, and the journal's facts after them with the prices that
        their events saw; the whole journal when nothing whole was kept.
        """
        kept = self._journal.load_figures(FORMAT)
        if kept is not None and set(kept.bots) <= set(self._entries):
            self._figures_seq = kept.seq
            self._lasts = {market: Decimal(price) for market, price in kept.common["lasts"].items()}
            for bot, state in kept.bots.items():
                self._entries[bot].figures.restore(state)
        with exact():
            for marks, fact in self._journal.facts_with_marks(self._figures_seq):
                self._lasts.update(marks)
                bot = fact.ref if isinstance(fact, fx.Posted) else getattr(fact, "bot", "")
                entry = self._entries.get(bot)
                if entry is not None:
                    entry.fold(fact, self._lasts)
                    self._unkept.add(bot)

    def _keep_figures(self) -> None:
        """Notes the sums of every bot that changed, so that the next opening folds only what comes after."""
        if self._runner.told_seq != self._journal.seq or self._runner.failure is not None:
            return
        self._lasts.update(self._kernel.last)
        # they remember the prices seen last, also where no fact of theirs came since
        several = (e.id for e in self._entries.values() if isinstance(e.figures, BasketFigures))
        self._unkept.update(bot for bot in several if self._entries[bot].state not in ENDED_BOTS)
        common: dict[str, JsonValue] = {"lasts": {m: plain(price) for m, price in self._lasts.items()}}
        changed = {bot: self._entries[bot].figures.save() for bot in sorted(self._unkept)}
        self._journal.keep_figures(FORMAT, common, changed, sorted(self._entries))
        self._unkept.clear()
        self._figures_seq = self._journal.seq

    def _remember(self, i: Instrument) -> None:
        state: dict[str, JsonValue] = {
            "base": i.base,
            "quote": i.quote,
            "tick": plain(i.tick),
            "lot": plain(i.lot),
            "min_qty": plain(i.min_qty),
            "min_notional": plain(i.min_notional),
            "maker": plain(i.fees.maker),
            "taker": plain(i.fees.taker),
            "fee_asset": i.fees.asset,
            "max_live_orders": i.max_live_orders,
        }
        if i.perpetual is not None:
            state["perpetual"] = encode(i.perpetual)
        self._runner.note({f"instrument:{i.id}": state})

    # --- what the engine tells --------------------------------------------------------------------

    def _heard(self, _event: ev.Event, facts: Iterable[fx.Fact], marks: Mapping[str, Decimal]) -> None:
        topics = set()
        with exact():
            for fact in facts:
                topics |= self._fold(fact, marks)
        if topics:
            self._tell(*topics)

    def _fold(self, fact: fx.Fact, marks: Mapping[str, Decimal]) -> set[str]:
        if isinstance(fact, fx.BotRegistered):
            i = self._kernel.instruments[fact.instrument]
            others = tuple(self._kernel.instruments[name] for name in fact.others)
            name, auto_start = self._names.pop(fact.bot, (fact.bot, False))
            self._entries[fact.bot] = BotEntry(
                fact.bot,
                name,
                fact.type,
                fact.instrument,
                i,
                figures_of(fact.bot, i, self._several(fact.type, fact.params, i, others)),
                fact.policy,
                auto_start,
                dict(fact.params),
                others,
            )
        if isinstance(fact, fx.Posted):
            entry = self._entries.get(fact.ref)
        else:
            entry = self._entries.get(getattr(fact, "bot", ""))
        if entry is not None:
            entry.fold(fact, marks)
            self._unkept.add(entry.id)
        if isinstance(fact, fx.BotMoved) and entry is not None:
            self._bot_moved(entry, fact)
            return {"bots", "health"}
        if isinstance(fact, fx.BotEditedFact) and entry is not None:
            entry.params = dict(fact.params)
            entry.trades_too([self._kernel.instruments[name] for name in fact.others])
            return {"bots"}
        if isinstance(fact, fx.ApprovalAsked):
            self._set_deadline(fact.request)
            return {"approvals", "bots"}
        if isinstance(fact, fx.ApprovalEnded):
            self._deadlines.pop(fact.request, None)
            self._lapses.pop(fact.request, None)
            self._answered.append((time.monotonic_ns(), fact.ns))
            self._ended[fact.request] = fact.answer
            if len(self._ended) > ENDED_KEPT:
                del self._ended[next(iter(self._ended))]
            if fact.why == "moved":
                self._moved_request = fact.request
                self._notice(Level.NOTICE, "approval_moved", {"price": plain(fact.price)}, fact.bot)
            return {"approvals", "bots"}
        if isinstance(fact, fx.Said):
            if fact.code == "funding" and entry is not None:  # it may be told after the bot's end
                self._give_back(entry)
            if fact.level in SHOWN_LEVELS:
                self._notice(fact.level, fact.code, texts(fact.fields), fact.bot)
            return {"bots"}
        if isinstance(fact, fx.FillBooked | fx.PositionAdjusted):
            if entry is not None:
                self._position_closed(entry, fact.ns)
                self._give_back(entry)
            return {"fills", "bots"}
        return {"bots"} if isinstance(fact, fx.SlotBlocked | fx.Posted) else set()

    def _bot_moved(self, entry: BotEntry, fact: fx.BotMoved) -> None:
        entry.state, entry.reason = fact.state, fact.reason
        self._tend_awake()
        if fact.state in (BotState.STARTING, BotState.RUNNING):
            self._bot_goes(entry)
        if fact.state in ENDED_BOTS:
            self._bot_ended(entry)
            self._keep_end(entry, fact.ns)
            self._notice(Level.INFO, "bot_ended", {"name": entry.name, "reason": fact.reason}, entry.id)
            self._give_back(entry)

    def _keep_end(self, entry: BotEntry, ns: int) -> None:
        """Keeps the last price, the last point of the profit and the market up to now with a bot."""
        last = entry.mark(self._kernel.last)
        if last is not None:
            entry.last = last
            self._sample(entry, last, ns)
            self._journal.set_summary(entry.id, {"last": plain(last), **steps_of(entry.instrument)})
        self._keep_life(entry)

    def _position_closed(self, entry: BotEntry, ns: int) -> None:
        """The position that a bot kept at its end is closed with this trade: only now its life is over."""
        is_position = entry.instrument.perpetual is not None
        if entry.state in ENDED_BOTS and is_position and not entry.figures.held_base:
            self._keep_end(entry, ns)

    def _give_back(self, entry: BotEntry) -> None:
        """What a stopped bot holds goes back to the account: at its end, at the start of the application, and
        after every trade that comes later.
        """
        record = self._kernel.bots.get(entry.id)
        if record is None or record.state is not BotState.STOPPED or entry.id in self._giving_back:
            return
        self._giving_back.add(entry.id)
        self._supervisor.spawn("release", self._release(record))

    async def _given_back(self, entry: BotEntry) -> None:
        """The same at once, where none of its orders is under way."""
        record = self._kernel.bots.get(entry.id)
        if record is None or record.state is not BotState.STOPPED or record.live_orders():
            return
        await self._release(record)

    def _holds_position(self, bot: str) -> bool:
        """Whether a bot kept its position at its end: the money behind it stays there."""
        record = self._kernel.bots.get(bot)
        return record is not None and bool(record.position.qty)

    async def _release(self, record: BotRecord) -> None:
        """The same, once the last of its orders has ended. A position stays with it."""
        ledger = self._kernel.ledger
        assets = (record.instrument.quote, *(market.base for market in record.markets))
        try:
            while not record.position.qty:
                if record.live_orders():  # the end of an order has no event of its own here
                    await asyncio.sleep(WATCHED_END_S)
                elif any(ledger.free(record.id, asset) for asset in assets):
                    try:
                        await self._runner.command(ev.BotReleased(self._now_ns(), record.id))
                    except UserError:  # one of its orders came back meanwhile
                        await asyncio.sleep(WATCHED_END_S)
                else:
                    return
        finally:
            self._giving_back.discard(record.id)

    # --- while it runs ----------------------------------------------------------------------------

    def _sample_all(self, now: int, figures_every: int) -> None:
        """A point of every bot's curve that is due, and the figures kept after so many facts."""
        for entry in self._entries.values():
            every = self._sample_every.get(entry.id, SAMPLE_NS)
            # the profit of an ended bot with a position goes on until that is closed
            keeps = entry.state in ENDED_BOTS and self._holds_position(entry.id)
            kept = entry.id in self._kept_positions
            if (
                (entry.state in ENDED_BOTS and not (keeps or kept))
                or entry.figures.started_ns is None
                or (now - entry.sampled_ns < every and keeps is kept)
            ):
                continue
            last = entry.mark(self._kernel.last)
            if last is not None and all(self._is_here(name) for name in entry.names):
                with exact():
                    self._sample(entry, last, now)
                (self._kept_positions.add if keeps else self._kept_positions.discard)(entry.id)
        wall, currency = wall_ns(), self._settings.currency
        if self._worth.is_due(wall, currency):
            self._worth.take(wall, currency, self.holdings())
        if self._runner.told_seq - self._figures_seq >= figures_every:
            self._keep_figures()

    def worth(self) -> Sequence[tuple[int, float, float]]:
        """What the account was worth: wall time, all that has a price, what bots hold of it."""
        return self._worth.points(self._settings.currency)

    def _keep_life(self, entry: BotEntry) -> None:
        """Keeps the market of a bot's life with it, for the time when its feed is away."""
        if not self._is_here(entry.market):
            return
        candles = self._life(entry)
        if candles is not None and len(candles.open_ns):
            self._journal.keep_candles(entry.id, candles.interval_ns, pack_candles(candles))
            self._kept[entry.id] = candles

    def _sample(self, entry: BotEntry, last: Decimal, ns: int) -> None:
        total, grid = float(entry.figures.total(last)), float(entry.figures.trip_profit)
        entry.sampled_ns = ns
        entry.curve.append((ns, total, grid))
        self._journal.sample_equity(entry.id, ns, total, grid)
        if len(entry.curve) >= THIN_AT:
            self._sample_every[entry.id] = self._sample_every.get(entry.id, SAMPLE_NS) * 2
            thinned = list(entry.curve)[::2]
            entry.curve.clear()
            entry.curve.extend(thinned)

    def _needs_awake(self) -> bool:
        """Whether a bot counts on this computer: a spot grid's stop works only while it is awake."""
        idle = {*ENDED_BOTS, BotState.PAUSED}
        return self._settings.keep_awake and any(e.state not in idle for e in self._entries.values())

    def _tend_awake(self, again: bool = False) -> None:
        """Asks the system to stay awake, or gives that back; `again` also after it refused."""
        refused = self._awake.state is Awake.REFUSED and not again
        if self._started and not (refused and self._needs_awake()):
            self._supervisor.spawn("awake", self._keep_awake())

    async def _keep_awake(self) -> None:
        async with self._awake_lock:
            before = self._awake.state
            if await self._awake.want(self._needs_awake()) is not before:
                self._tell("health")

    # --- approvals --------------------------------------------------------------------------------

    def _set_deadline(self, request: str) -> None:
        wait = self._settings.approval_countdown_s * NS_PER_S
        self._deadlines[request] = wall_ns() + wait
        self._lapses[request] = time.monotonic_ns() + wait  # a wall clock that jumps back prolongs nothing

    async def _watch_countdowns(self) -> None:
        """Lets requests lapse when their time is over; nothing is sent then."""
        while True:
            await asyncio.sleep(COUNTDOWN_CHECK_S)
            now = time.monotonic_ns()
            for request in list(self._kernel.approvals.pending.values()):
                if self._runner.failure is not None:
                    return  # nothing can be decided any more
                if self._lapses.get(request.id, now) < now:
                    lapsed = ev.Decided(self._now_ns(), request.id, request.digest, Answer.LAPSED)
                    await self._runner.command(lapsed)

    async def decide(self, request: str, digest: str, approve: bool) -> None:
        """A person's answer. What was seen must be what would be sent.

        Raises UserError, and nothing was sent, when the request is gone, its orders changed, or the price
        moved since it was asked.
        """
        if request not in self._kernel.approvals.pending:
            raise UserError("This request has expired or was answered; nothing was sent.", "expired")
        answer = Answer.APPROVED if approve else Answer.REFUSED
        await self._runner.command(ev.Decided(self._now_ns(), request, digest, answer, RULES))
        if approve and self._moved_request == request:
            raise UserError("The price moved. Look again; nothing was sent.", "moved")
        if self._ended.get(request) is not answer:  # it was replaced while this answer was on its way
            raise UserError("This request has expired or was answered; nothing was sent.", "expired")
