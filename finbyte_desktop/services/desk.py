"""The paper desk: opens a data folder, recovers, runs, takes a person's commands, closes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Answer, JsonValue, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services import paper_fills, ports
from finbyte_desktop.services.awake import Awake
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.desk_market import SAMPLE_NS
from finbyte_desktop.services.desk_verbs import DeskVerbs
from finbyte_desktop.services.figures import FORMAT, Figures
from finbyte_desktop.services.read_models import BotEntry, texts
from finbyte_desktop.services.recordings import Recorder
from finbyte_desktop.services.runner import WORK_NS, Runner
from finbyte_desktop.services.settings import install_secret, load_settings
from finbyte_desktop.services.store.database import DAMAGED, Database, FolderLock, open_database, understood
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.proof import prove
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.store.reader import Reader
from finbyte_desktop.services.supervisor import Supervisor

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

RECORDINGS = "recordings"
FIGURES_EVERY = 20_000
COUNTDOWN_CHECK_S = 0.25
CHECK_AGAIN_S = 60.0
NS_PER_S = 1_000_000_000
SHOWN_LEVELS = frozenset({Level.WARNING, Level.ERROR})


class PaperDesk(DeskVerbs):
    """Implements `ports.Desk` on virtual money. Make it with `PaperDesk.open`."""

    def __init__(self, folder: Path, lock: FolderLock, database: Database, settings: ports.Settings) -> None:
        self._lock_file = lock
        self._journal = journal = Journal(database)
        kernel = Kernel({}, make_bot, secret=install_secret(folder))
        runner = Runner(kernel, journal, self._heard)
        super().__init__(folder, settings, kernel, runner, Queries(database.engine), Reader(database))
        self._queries.written = lambda: runner.told_seq
        runner.dated = self._dated
        self._supervisor = Supervisor(self._task_failed)
        self._pool: ProcessPoolExecutor | None = None
        self._moved_request = ""
        self._names: dict[str, tuple[str, bool]] = {}
        self._saved_feeds: dict[str, Any] = {}
        self._recorder = Recorder(folder / RECORDINGS)
        self._recorded: set[str] = set()
        self._lapses: dict[str, int] = {}
        self._figures_seq = 0
        self._unkept: set[str] = set()
        self._lasts: dict[str, Decimal] = {}
        self._checked = database.checked
        self._awake_lock = asyncio.Lock()
        self._started = False

    # --- opening and closing ----------------------------------------------------------------------

    @classmethod
    async def open(cls, folder: Path, choice: ports.FeedChoice | None = None) -> PaperDesk:
        """Opens a data folder and goes on where it stood.

        Raises Unavailable (second instance, damaged, locked, full disk, data that is not understood) or
        UserError (newer format). Money and orders on disk are as they were then.
        """
        lock = FolderLock(folder)
        try:
            database = open_database(folder, prove)
            try:
                with understood(database):
                    settings = load_settings(folder)
                    if choice is not None:
                        settings = replace(settings, feed=choice)
                    desk = cls(folder, lock, database, settings)
                    await desk._start()
            except BaseException:
                database.engine.dispose()
                raise
        except BaseException:
            lock.release()
            raise
        return desk

    async def _start(self) -> None:
        self._saved_feeds = self._journal.load_venue()
        self._fills = paper_fills.from_json(self._saved_feeds.get("fills"))
        self._kernel.slippage = self._fills.slippage
        for row in self._queries.bots():
            i = self._remembered(row.instrument)
            entry = BotEntry(
                row.id,
                row.name,
                row.type,
                row.instrument,
                i,
                Figures(row.id, i.base, i.quote),
                Policy(row.policy),
                row.auto_start,
                row.params,
                BotState(row.state),
                row.reason,
            )
            if row.summary and row.summary.get("last"):
                entry.last = Decimal(row.summary["last"])
            self._entries[row.id] = entry
            for point in self._queries.equity(row.id):
                entry.curve.append(point)
                entry.sampled_ns = point[0]
        self._open_figures()
        try:
            venue = self._opened(self._settings.feed)
        except UserError as error:
            if self._settings.feed.kind is ports.FeedKind.DEMO:
                raise
            self._settings = replace(self._settings, feed=ports.FeedChoice())
            venue = self._opened(self._settings.feed)
            self._notice(Level.WARNING, "feed_unavailable", {"text": error.text})
        self._attach(self._settings.feed, venue)
        self._runner.recover()
        try:
            self._refuse_other_prices(venue, self._runner.feed_key)
        except UserError as error:  # it is about the feed that was named, not about the data
            raise Unavailable(error.text, error.code) from None
        self._say_away(venue)
        await self._take_fills()
        self._runner.pace.speed = self._settings.feed.speed
        await self._first_price()
        await self._fund_quote_assets()
        for entry in self._entries.values():
            record = self._kernel.bots.get(entry.id)
            traded = (BotState.RUNNING, BotState.DEGRADED)
            if record is None or entry.state not in traded or entry.auto_start:
                continue
            await self._runner.command(ev.BotPaused(self._now_ns(), entry.id, keep_orders=True))
        for request in self._kernel.approvals.pending:
            self._set_deadline(request)
        self._say_here()
        await self._runner.flush()
        for entry in self._entries.values():
            await self._release_what_is_left(entry)
        for entry in self._entries.values():
            if entry.state not in ENDED_BOTS and entry.figures.started_ns is not None:
                self._record(entry)

    def start(self, batch_ns: int = WORK_NS) -> None:
        """Starts the market and the countdowns; needs a running event loop, which the market holds for
        `batch_ns` at a time.
        """
        self._supervisor.spawn("market", self._runner.run(self._ticked, batch_ns))
        self._supervisor.spawn("countdowns", self._watch_countdowns())
        if not self._checked:
            self._supervisor.spawn("check", self._check_database())
        self._started = True
        self._tend_awake()

    def _needs_awake(self) -> bool:
        """Whether a bot counts on this computer: a spot grid's stop works only while it is awake."""
        idle = {*ENDED_BOTS, BotState.PAUSED}
        return self._settings.keep_awake and any(e.state not in idle for e in self._entries.values())

    async def save_settings(self, settings: ports.Settings) -> None:
        """Takes over settings, writes them, and asks the system again to stay awake where that is wanted."""
        await super().save_settings(settings)
        self._tend_awake(again=True)

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

    async def _check_database(self) -> None:
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
                await asyncio.sleep(CHECK_AGAIN_S)
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
                    entry.figures.apply(fact, self._lasts.get(entry.market))
                    self._unkept.add(bot)

    def _keep_figures(self) -> None:
        """Notes the sums of every bot that changed, so that the next opening folds only what comes after."""
        if self._runner.told_seq != self._journal.seq or self._runner.failure is not None:
            return
        self._lasts.update(self._kernel.last)
        common: dict[str, JsonValue] = {"lasts": {m: plain(price) for m, price in self._lasts.items()}}
        changed = {bot: self._entries[bot].figures.save() for bot in sorted(self._unkept)}
        self._journal.keep_figures(FORMAT, common, changed, sorted(self._entries))
        self._unkept.clear()
        self._figures_seq = self._journal.seq

    async def close(self, closing: str) -> None:
        """Ends the session: "keep_orders" leaves orders at the paper venue, "cancel_orders" pulls them
        first.
        """
        if closing == "cancel":
            for entry in list(self._entries.values()):
                if entry.state in (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED):
                    await self._runner.command(ev.BotPaused(self._now_ns(), entry.id))
        for entry in self._entries.values():
            if entry.state not in ENDED_BOTS:
                self._keep_life(entry)
        self._reader.close()
        await self._runner.stop()
        await self._supervisor.close()
        self._started = False
        await self._awake.close()
        self._keep_figures()
        if self._runner.failure is None:
            with contextlib.suppress(Unavailable):  # what is not kept is folded at the next opening
                await self._journal.commit()
        for bot in sorted(self._recorded):
            self._recorder.close(bot)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._journal.close()
        self._lock_file.release()

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
            name, auto_start = self._names.pop(fact.bot, (fact.bot, False))
            self._entries[fact.bot] = BotEntry(
                fact.bot,
                name,
                fact.type,
                fact.instrument,
                i,
                Figures(fact.bot, i.base, i.quote),
                fact.policy,
                auto_start,
                dict(fact.params),
            )
        if isinstance(fact, fx.Posted):
            entry = self._entries.get(fact.ref)
        else:
            entry = self._entries.get(getattr(fact, "bot", ""))
        if entry is not None:
            entry.figures.apply(fact, marks.get(entry.market))
            self._unkept.add(entry.id)
        if isinstance(fact, fx.BotMoved) and entry is not None:
            self._bot_moved(entry, fact)
            return {"bots", "health"}
        if isinstance(fact, fx.BotEditedFact) and entry is not None:
            entry.params = dict(fact.params)
            return {"bots"}
        if isinstance(fact, fx.ApprovalAsked):
            self._set_deadline(fact.request)
            return {"approvals", "bots"}
        if isinstance(fact, fx.ApprovalEnded):
            self._deadlines.pop(fact.request, None)
            self._lapses.pop(fact.request, None)
            self._answered.append((time.monotonic_ns(), fact.ns))
            if fact.why == "moved":
                self._moved_request = fact.request
                self._notice(Level.NOTICE, "approval_moved", {"price": plain(fact.price)}, fact.bot)
            return {"approvals", "bots"}
        if isinstance(fact, fx.Said):
            if fact.level in SHOWN_LEVELS:
                self._notice(fact.level, fact.code, texts(fact.fields), fact.bot)
            return {"bots"}
        if isinstance(fact, fx.FillBooked):
            return {"fills", "bots"}
        return {"bots"} if isinstance(fact, fx.SlotBlocked | fx.Posted) else set()

    def _bot_moved(self, entry: BotEntry, fact: fx.BotMoved) -> None:
        entry.state, entry.reason = fact.state, fact.reason
        self._tend_awake()
        if fact.state in (BotState.STARTING, BotState.RUNNING):
            self._record(entry)
        if fact.state in ENDED_BOTS:
            if entry.id in self._recorded:
                self._recorded.discard(entry.id)
                self._recorder.close(entry.id)
            last = self._kernel.last.get(entry.market)
            if last is not None:
                entry.last = last
                self._sample(entry, last, fact.ns)
                self._journal.set_summary(entry.id, {"last": plain(last)})
            self._keep_life(entry)
            self._notice(Level.INFO, "bot_ended", {"name": entry.name, "reason": fact.reason}, entry.id)
            if fact.state is BotState.STOPPED:
                self._supervisor.spawn("release", self._release(entry.id))

    def _record(self, entry: BotEntry) -> None:
        """What a running bot sees is kept, bounded and compressed, and can be replayed."""
        if entry.id not in self._recorded and entry.market in self._venue.instruments():
            self._recorded.add(entry.id)
            self._recorder.open(entry.id, [entry.instrument], self._venue.ns)

    async def _release_what_is_left(self, entry: BotEntry) -> None:
        """A bot that ended just before the application did has its money still."""
        record = self._kernel.bots.get(entry.id)
        if record is None or record.state is not BotState.STOPPED or record.live_orders():
            return
        i = record.instrument
        if any(self._kernel.ledger.free(entry.id, asset) for asset in (i.base, i.quote)):
            await self._release(entry.id)

    async def _release(self, bot: str) -> None:
        """What a stopped bot still holds goes back to the account."""
        await self._runner.command(ev.BotReleased(self._now_ns(), bot))

    def _ticked(self) -> None:
        self._seen_wall_ns = wall_ns()
        now = self._venue.ns
        for entry in self._entries.values():
            every = self._sample_every.get(entry.id, SAMPLE_NS)
            if (
                entry.state in ENDED_BOTS
                or entry.figures.started_ns is None
                or now - entry.sampled_ns < every
            ):
                continue
            last = self._kernel.last.get(entry.market)
            if last is not None and entry.market in self._venue.instruments():
                with exact():
                    self._sample(entry, last, now)
        if self._runner.told_seq - self._figures_seq >= FIGURES_EVERY:
            self._keep_figures()
        self._tell("quotes")

    def _task_failed(self, name: str, error: BaseException) -> None:
        text = getattr(error, "text", f"{type(error).__name__}: {error}")
        if name == "market" and not isinstance(error, Unavailable):
            self._runner.failure = Unavailable(
                f"The engine stopped: {text}. Orders stay as they are on disk. Restart FinByte.",
                "engine_stopped",
            )
        self._notice(Level.ERROR, "task_failed", {"task": name, "text": text})
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
        await self._runner.command(ev.Decided(self._now_ns(), request, digest, answer))
        if approve and self._moved_request == request:
            raise UserError("The price moved. Look again; nothing was sent.", "moved")
