"""The paper desk: opens a data folder, recovers, runs, takes a person's commands, closes."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from finbyte_desktop.bots.registry import OWN_STRATEGY, make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services import paper_fills, ports
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.desk_market import DeskMarket
from finbyte_desktop.services.feed_choice import check_file
from finbyte_desktop.services.logs import redacted, text_of
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.recordings import Recorder
from finbyte_desktop.services.runner import WORK_NS, Runner
from finbyte_desktop.services.settings import SharedSettings, install_secret, load_settings
from finbyte_desktop.services.store.database import Database, FolderLock, open_database, understood
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.proof import prove
from finbyte_desktop.services.strategy_host.host import StrategyHost
from finbyte_desktop.services.venues.absent_feed import AbsentFeed
from finbyte_desktop.services.venues.paper import PaperVenue

log = logging.getLogger(__name__)
RECORDINGS = "recordings"
FIGURES_EVERY = 20_000
CHECK_AGAIN_S = 60.0
MINUTE_NS, NS_PER_MS, MINUTES = 60_000_000_000, 1_000_000, 1_000


class PaperDesk(DeskMarket):
    """Implements `ports.Desk` on virtual money. Make it with `PaperDesk.open`."""

    def __init__(
        self,
        folder: Path,
        lock: FolderLock,
        database: Database,
        settings: ports.Settings,
        demo_begins_ns: int | None = None,
    ) -> None:
        self._lock_file = lock
        journal = Journal(database)
        kernel = Kernel({}, make_bot, secret=install_secret(folder), told=redacted)
        runner = Runner(kernel, journal, self._heard)
        super().__init__(SharedSettings(folder, settings), kernel, runner, journal, database)
        runner.dated = self._dated
        self._saved_feeds = {}
        self._other_fees = []
        self._left = {}
        self._seen_wall_ns = wall_ns()
        self._demo_begins_ns = demo_begins_ns
        self._recorder = Recorder(folder / RECORDINGS)
        self._recorded: set[str] = set()
        self._closed = False
        self.strategies = StrategyHost(
            runner,
            self._supervisor.spawn,
            self._now_ns,
            self._strategies_hold,
            self._minutes,
            self._strategy_away,
        )

    @property
    def shared_settings(self) -> SharedSettings:
        """The settings, for the other desks of this data folder."""
        return self._shared

    # --- opening and closing ----------------------------------------------------------------------

    @classmethod
    async def open(
        cls, folder: Path, choice: ports.FeedChoice | None = None, *, demo_begins_ns: int | None = None
    ) -> PaperDesk:
        """Opens a data folder and goes on where it stood. A demo market that it does not know yet begins at
        `demo_begins_ns`, now when that is None.

        A file of prices that is gone is replaced by nothing: its bots wait. Raises Unavailable (second
        instance, damaged, locked, full disk, data that is not understood) or UserError (newer format, a
        file that `choice` names is not there). Money and orders on disk are as they were then.
        """
        if choice is not None:
            check_file(choice)
        lock = FolderLock(folder)
        try:
            database = open_database(folder, prove)
            try:
                with understood(database):
                    settings = load_settings(folder)
                    if choice is not None:
                        settings = replace(settings, feed=choice, feed_held=False)
                    desk = cls(folder, lock, database, settings, demo_begins_ns)
                    await desk._start(named=choice is not None)
            except BaseException:
                database.engine.dispose()
                raise
        except BaseException:
            lock.release()
            raise
        return desk

    async def _start(self, *, named: bool) -> None:
        self._feed_is_named = named
        self._saved = self._saved_feeds = self._journal.load_venue()
        self._fills = paper_fills.from_json(self._saved_feeds.get("fills"))
        self._kernel.slippage = self._fills.slippage
        self._open_entries()
        try:
            venue = self._opened(self._settings.feed)
        except UserError as error:
            if named:  # it is about the feed, not about the data
                raise Unavailable(error.text, error.code) from None
            log.info("No prices: %s", error.text)
            venue = PaperVenue(AbsentFeed(self._settings.feed, error))
        self._attach(self._settings.feed, venue)
        self._runner.recover()
        self._runner.drop_ended()
        try:
            self._refuse_other_prices(venue, self._runner.feed_key, opening=True)
        except UserError as error:  # it is about the feed that was named, not about the data
            raise Unavailable(error.text, error.code) from None
        self._say_away(venue)
        await self._take_fills()
        self._runner.pace.speed = self._settings.feed.speed
        self._runner.pace.paused = self._settings.feed_held
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
            await self._given_back(entry)
        for entry in self._entries.values():
            if entry.state not in ENDED_BOTS and entry.figures.started_ns is not None:
                self._bot_goes(entry)

    def start(self, batch_ns: int = WORK_NS) -> None:
        """Starts the market and the countdowns; needs a running event loop, which the market holds for
        `batch_ns` at a time.
        """
        self._supervisor.spawn("market", self._runner.run(self._ticked, batch_ns))
        self._supervisor.keep("countdowns", self._watch_countdowns)
        if not self._checked:
            self._supervisor.spawn("check", self._check_database(CHECK_AGAIN_S))
        self._started = True
        self._say_fees()
        self._tend_awake()

    async def close(self, closing: str) -> None:
        """Ends the session: "keep_orders" leaves orders at the paper venue, "cancel_orders" pulls them
        first.
        """
        if self._closed:
            return
        if closing == "cancel":
            for entry in list(self._entries.values()):
                if entry.state in (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED):
                    await self._runner.command(ev.BotPaused(self._now_ns(), entry.id))
        for entry in self._entries.values():
            if entry.state not in ENDED_BOTS:
                self._keep_life(entry)
        await self.strategies.close()
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
        self._unlisten()
        self._lock_file.release()
        self._closed = True

    # --- what the engine tells --------------------------------------------------------------------

    def _bot_goes(self, entry: BotEntry) -> None:
        """What a running bot sees is kept, bounded and compressed, and can be replayed."""
        if entry.id not in self._recorded and entry.names <= set(self._venue.instruments()):
            self._recorded.add(entry.id)
            self._recorder.open(entry.id, entry.markets, self._venue.ns)
        record = self._kernel.bots.get(entry.id)
        if entry.type == OWN_STRATEGY and record is not None and record.state is BotState.RUNNING:
            self.strategies.begin(entry.id, Path(entry.params["strategy"]))

    def _bot_ended(self, entry: BotEntry) -> None:
        self.strategies.end_soon(entry.id)
        if entry.id in self._recorded:
            self._recorded.discard(entry.id)
            self._recorder.close(entry.id)

    # --- strategies -------------------------------------------------------------------------------

    def _strategy_host(self) -> StrategyHost:
        return self.strategies

    def _strategies_hold(self) -> bool:
        """A replay, or a market that goes as fast as it can, waits for the strategies."""
        pace = self._runner.pace
        return self._venue.feed.kind is not ports.FeedKind.DEMO or pace.speed is None

    async def _minutes(self, instrument: Instrument) -> list[list[float | int]]:
        """Minutes of before now, for a strategy's candles; none in a replay, which is to come out again."""
        if self._strategies_hold():
            return []
        found = self._venue.feed.history(instrument.id, MINUTE_NS, MINUTES)
        columns = (found.open, found.high, found.low, found.close, found.volume, found.open_ns // NS_PER_MS)
        return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    async def _strategy_away(self, bot: str, error: UserError) -> None:
        """Its strategy cannot be run now: the bot waits, its orders are pulled."""
        with contextlib.suppress(UserError):  # it has ended meanwhile
            await self._runner.command(ev.StrategyAsked(self._now_ns(), bot, "unread", text=error.text))
            await self._runner.command(ev.BotPaused(self._now_ns(), bot, why="strategy_unread"))
        self._notice(Level.ERROR, "strategy_unread", {"text": error.text}, bot)

    async def _check_strategy(self, bot_type: str, params: Mapping[str, Any]) -> None:
        if bot_type == OWN_STRATEGY:
            await self.strategies.check(Path(params["strategy"]))

    # --- failures ---------------------------------------------------------------------------------

    def _ticked(self) -> None:
        self._seen_wall_ns = wall_ns()
        self._sample_all(self._venue.ns, FIGURES_EVERY)
        self._tell("quotes")

    def _task_failed(self, name: str, error: BaseException) -> None:
        text = text_of(error)
        if name == "market" and not isinstance(error, Unavailable):
            self._runner.failure = Unavailable(
                f"The engine stopped: {text.rstrip('.')}. Orders stay as they are on disk. Restart FinByte.",
                "engine_stopped",
            )
        self._notice(Level.ERROR, "task_failed", {"task": name, "text": text})
        self._tell("health")
