"""The desk of one live account: opens it, keeps its pages in step, takes a person's commands, closes."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import State
from finbyte_desktop.core.restraint import HALT, REDUCE, WARN
from finbyte_desktop.core.risk import TIERS
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services import ports
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.credentials import ApiKey, Connection
from finbyte_desktop.services.desk_history import LEAD_CANDLES
from finbyte_desktop.services.guard.port import Guarding
from finbyte_desktop.services.kept_candles import pack_candles
from finbyte_desktop.services.live.account import LiveAccount, open_account
from finbyte_desktop.services.live.candle_store import CandleStore
from finbyte_desktop.services.live.desk_strategies import LiveStrategies
from finbyte_desktop.services.live.engine import LiveEngine
from finbyte_desktop.services.live.guarded import Guarded
from finbyte_desktop.services.live.key_rights import KeyWatch, warnings_of
from finbyte_desktop.services.live.long_waits import LongWaits
from finbyte_desktop.services.live.quotes import Quotes
from finbyte_desktop.services.live.remainder import remainder
from finbyte_desktop.services.live.seen_candles import SeenCandles
from finbyte_desktop.services.logs import text_of
from finbyte_desktop.services.panic_result import PanicWatch
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.settings import SharedSettings
from finbyte_desktop.services.venues.live_port import KeyRights, Tier

TICK_S = 0.25
FLUSH_S = 5.0
CHECK_S = 120.0
SETTLED_S = 10.0  # so long after a trade the account is compared with the venue again
FIGURES_EVERY = 20_000
CANCELS_S = 30.0
MOST_FAILED = 20  # of failed tasks that are shown
TRADING = (BotState.RUNNING, BotState.DEGRADED)
LOSSES: Mapping[tuple[str, str], str] = {
    (kind, tier): f"limit_{kind}_{tier}" for kind in TIERS for tier in (WARN, REDUCE, HALT)
}


def _percent(fraction: Decimal) -> str:
    return plain((fraction * 100).quantize(Decimal("0.01")).normalize())


class LiveDesk(LiveStrategies):
    """Implements `ports.Desk` on an account at a real venue. Make it with `LiveDesk.open`."""

    def __init__(self, settings: SharedSettings, account: LiveAccount, guard: Guarding | None = None) -> None:
        engine = LiveEngine(account.shell, account.journal)
        super().__init__(settings, account.kernel, engine, account.journal, account.database)
        self.told = engine.heard(self._heard)
        self._account = account
        connection = account.connection
        self._quotes = Quotes(
            account.port,
            self._supervisor,
            lambda: self._traded_markets,
            self._price_heard,
            self._trades_heard,
            self._stir,
            connection.address,
            connection.mode,
        )
        self._store = CandleStore(
            account.port, self._supervisor, self._stir, SeenCandles(account.folder / "candles")
        )
        self._host_strategies()
        self._waits = LongWaits()
        self._stirred = False
        self._traded = asyncio.Event()
        self._told_error: BaseException | None = None
        self._told_stands: tuple[object, ...] = ()  # gates, guard, differences, panic, cool-down
        self._told_trouble = ""
        self._lives: set[str] = set()
        self._closed = False
        self._key = KeyWatch(account.port.rights, account.rights, self._key_told)
        account.port.key_heard = self._key.heard
        self._guarded = Guarded(account, guard, self.living_bots, super()._panicked)

    # --- opening and closing ----------------------------------------------------------------------

    @classmethod
    async def open(
        cls,
        folder: Path,
        connection: Connection,
        key: ApiKey,
        settings: SharedSettings,
        guard: Guarding | None = None,
    ) -> LiveDesk:
        """Opens an account of a data folder and goes on where it stood: its bots run when this returns.

        Raises Unavailable (venue, disk, second instance), VenueRejected (a key that is refused) or UserError
        (a key that may do too much). Nothing was sent then, and everything is as it was.
        """
        desks: list[LiveDesk] = []

        def heard(*told: Any) -> None:
            desks[0].told(*told)

        def failed(name: str, error: BaseException) -> None:
            if desks:
                desks[0]._task_failed(name, error)

        def begins_anew(name: str, error: BaseException, pause_s: float) -> None:
            if desks:
                desks[0]._task_begins_anew(name, error, pause_s)

        async def prepare(account: LiveAccount) -> None:
            desk = cls(settings, account, guard)
            desks.append(desk)
            await desk._prepare()

        try:
            await open_account(
                folder,
                connection,
                key,
                wall_ns,
                heard=heard,
                on_failure=failed,
                on_restart=begins_anew,
                prepare=prepare,
            )
        except BaseException:
            for each in desks:
                await each._abandon()
            raise
        try:
            desks[0]._begin()
        except BaseException:
            await desks[0]._shut()
            raise
        return desks[0]

    async def _prepare(self) -> None:
        """What was, from the disk. Bots that shall not go on by themselves are paused before they see
        anything.
        """
        self._saved = self._journal.load_venue()
        self._open_entries()
        for entry in self._entries.values():
            waits = not entry.auto_start or self._account.shell.mark.holds(entry.id)
            if entry.state in TRADING and waits and entry.id in self._kernel.bots:
                await self._runner.command(ev.BotPaused(self._now_ns(), entry.id, keep_orders=True))
        for request in self._kernel.approvals.pending:
            self._set_deadline(request)

    def _begin(self) -> None:
        """After the venue and the ledger came to one state."""
        self._checked_ns = self._now_ns()
        self._traded_markets = frozenset(self._account.shell.instruments())
        self._guarded.stir()
        self._begin_positions()
        for entry in self._entries.values():
            self._give_back(entry)
            self._bot_goes(entry)

    async def _abandon(self) -> None:
        """The account could not be opened; it is closed already."""
        self._reader.close()
        await self.strategies.close()
        await self._supervisor.close()
        self._unlisten()

    def _instrument(self, name: str) -> Instrument:
        """The instrument of an old bot: the venue's own while it has that market."""
        known = self._account.port.instruments().get(name)
        return known if known is not None else super()._instrument(name)

    def start(self) -> None:
        """Starts what the window looks at and the countdowns; the bots run since `open`."""
        self._supervisor.keep("quotes", self._quotes.run)
        self._supervisor.keep("guarded", self._guarded.run)
        self._supervisor.keep("tick", self._tick)
        self._supervisor.keep("account", self._watch_account)
        self._supervisor.keep("key", self._key.run)
        self._supervisor.keep("strategies", self._watch_strategies)
        self._supervisor.keep("countdowns", self._watch_countdowns)
        if not self._checked:
            self._supervisor.spawn("check", self._check_database(60.0))
        self._started = True
        self._tend_awake()

    async def close(self, closing: str) -> None:
        """Ends the session: "keep" leaves orders at the venue, "cancel" pulls those of every bot first and
        waits until the venue says that they are gone, for half a minute at most.

        Raises Unavailable when some are still there; everything is closed all the same.
        """
        if self._closed:
            return
        try:
            if closing == "cancel":
                await self._pull_all()
        finally:
            await self._shut()

    async def _shut(self) -> None:
        """Closes every part, whatever becomes of another."""
        self._closed, self._started = True, False
        async with contextlib.AsyncExitStack() as parts:  # the last one named is closed first
            parts.push_async_callback(self._account.close)
            parts.push_async_callback(self._flush_last)
            if self._pool is not None:
                parts.callback(self._pool.shutdown, wait=False, cancel_futures=True)
            parts.callback(self._keep_figures)
            parts.callback(self._unlisten)
            parts.push_async_callback(self._awake.close)
            parts.push_async_callback(self._quotes.close)
            parts.push_async_callback(self._supervisor.close)
            parts.push_async_callback(self.strategies.close)
            if self._positions is not None:
                parts.callback(self._positions.close)
            parts.callback(self._reader.close)

    async def _flush_last(self) -> None:
        if self._runner.failure is None:
            with contextlib.suppress(Unavailable):  # what is not kept is folded at the next opening
                await self._runner.flush()

    async def _pull_all(self) -> None:
        """Cancels the orders of every bot. Raises Unavailable when some may still be at the venue."""
        with contextlib.suppress(TimeoutError, Unavailable):  # told below
            async with asyncio.timeout(CANCELS_S):
                for entry in list(self._entries.values()):
                    if entry.state in (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED):
                        await self._pulled(ev.BotPaused(self._now_ns(), entry.id))
                await self._pull_kept()
                while self._runner.failure is None and self._may_go():  # noqa: ASYNC110
                    await asyncio.sleep(TICK_S)
        if self._kernel.orders:
            raise self._orders_left()

    def _may_go(self) -> bool:
        """Whether an order is there whose end can come by itself: one of unknown fate waits for a person."""
        return any(order.state is not State.QUARANTINED for order in self._account.shell.live())

    async def _pulled(self, *events: ev.Event) -> None:
        with contextlib.suppress(UserError):  # the bot went its own way meanwhile
            await self._account.shell.command(*events)

    async def _pull_kept(self) -> None:
        """Cancels what was kept when a bot was paused, and asks again for what was to be cancelled before."""
        for record in list(self._kernel.bots.values()):
            if not record.live_orders():
                continue
            now, market = self._now_ns(), record.instrument.id
            if record.state is BotState.PAUSED:
                # A bot that goes on while one of its markets is away places nothing, and can be paused anew.
                away = record.is_away(self._kernel.away)
                around = [] if away else [ev.FeedChanged(now, market, fresh, "") for fresh in (False, True)]
                again = (ev.BotResumed(now, record.id), ev.BotPaused(now, record.id))
                await self._pulled(*around[:1], *again, *around[1:])
            elif record.state is BotState.ERROR or record.stopping:
                await self._pulled(ev.BotStopped(now, record.id, Exit.KEEP))
        for order in self._account.shell.live():
            if not order.cancel_requested and order.state is not State.SENT:  # of a bot that has ended
                await self._account.port.cancel(order.instrument, order.client_id, order.venue_id)

    def _orders_left(self) -> Unavailable:
        counts = Counter(order.instrument for order in self._account.shell.live())
        left = ", ".join(f"{count} of {market}" for market, count in sorted(counts.items()))
        self._notice(Level.ERROR, "orders_left", {"orders": str(counts.total())})
        failure = self._runner.failure
        why = f" {failure.text}" if failure is not None else ""
        unproved = self._quarantined()
        if unproved:
            why = f" {remainder(unproved)}{why}"
        return Unavailable(
            f"{self._account.connection.name} was closed, but not every order is known to be cancelled: "
            f"{left} may still be at {self._label()} and may be filled.{why} Look at your open orders "
            "there and cancel them by hand, or connect again: FinByte then looks after them.",
            "orders_left",
        )

    # --- while it runs ----------------------------------------------------------------------------

    def _stir(self) -> None:
        self._stirred = True

    async def _tick(self) -> None:
        """Samples, flushes and tells of prices; nothing of it can hold an order up."""
        since_flush = 0.0
        while True:
            await asyncio.sleep(TICK_S)
            since_flush += TICK_S
            self._traded_markets = frozenset(self._account.shell.instruments())
            self._sample_all(self._now_ns(), FIGURES_EVERY)
            if since_flush >= FLUSH_S and self._runner.failure is None and self._journal.is_dirty:
                since_flush = 0.0
                await self._runner.flush()
            for wait in self._waits.look(self._entries.values(), self._now_ns(), self._waits_on):
                self._notice(Level.WARNING, "degraded_long", {"name": wait.name, "reason": wait.reason})
                self._tell("health")
            self._look_at_trouble()
            shell, guard = self._account.shell, self._guarded.state()
            cools = self._cooling() is not None
            differ = (shell.differences, shell.truth.differences)
            stands = (self._gates(), guard, differ, self._guarded.is_held, cools)
            if stands != self._told_stands:
                self._told_stands = stands
                self._tell("health", "bots")
            if self._stirred or self._traded_markets or self._told_trouble:  # then its values grow older
                self._stirred = False
                self._tell("quotes")

    def _look_at_trouble(self) -> None:
        """What keeps the venue from answering is told once, and so is its end."""
        trouble = self.trouble()
        before, self._told_trouble = self._told_trouble, "" if trouble is None else trouble.code
        if before == self._told_trouble:
            return
        if trouble is not None:
            self._notice(Level.ERROR, "venue_trouble", {"text": trouble.text})
        self._tell("health", "bots")

    def _key_told(self, rights: KeyRights) -> None:
        """The key may do other things than before."""
        account = self._account
        could, account.rights, account.warnings = account.rights.can_trade, rights, warnings_of(rights)
        if rights.can_trade is False and could is not False:
            self._key_lost_ns = self._now_ns()
        lost = self.key_trouble()
        if lost is not None and could is not False:
            self._notice(Level.ERROR, lost.code, {"text": lost.text})
        self._tell("health", "bots")

    async def _watch_account(self) -> None:
        """Compares the account with the venue now and then, and soon after a trade."""
        while True:
            with contextlib.suppress(Unavailable, VenueRejected):  # compared again after the next pause
                await self.check_account()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_S):
                    await self._traded.wait()
            await asyncio.sleep(SETTLED_S)
            self._traded.clear()

    # --- what the engine tells --------------------------------------------------------------------

    def _fold(self, fact: fx.Fact, marks: Mapping[str, Decimal]) -> set[str]:
        topics = super()._fold(fact, marks)
        self._guarded.stir()
        if isinstance(fact, fx.FillBooked):
            self._traded.set()
        elif isinstance(fact, fx.OrderMoved):
            topics |= {"bots", "health"} if fact.state is State.QUARANTINED else {"bots"}
        elif isinstance(fact, fx.AccountFlagged):
            self._traded.set()
            self._notice(Level.ERROR, fact.code, {"ref": fact.ref})
            topics |= {"health", "fills"}
        elif isinstance(fact, fx.LimitReached):
            code = LOSSES.get((fact.limit, fact.tier))
            if code is not None:
                level = Level.WARNING if fact.tier == WARN else Level.ERROR
                shares = {"value": _percent(fact.value), "bound": _percent(fact.bound)}
                self._notice(level, code, {"scope": fact.scope, **shares})
            topics |= {"bots", "health"}
        return topics

    def _keep_life(self, entry: BotEntry) -> None:
        """The market of a bot's life is read from the venue and kept with it."""
        if entry.id not in self._lives:
            self._lives.add(entry.id)
            self._supervisor.spawn("life", self._read_life_of(entry))

    async def _read_life_of(self, entry: BotEntry) -> None:
        started = entry.figures.started_ns
        if started is None or not self._is_here(entry.market):
            return
        span = self._now_ns() - started
        step = next((s for s in self.candle_steps if span // s <= 2_000), self.candle_steps[-1])
        try:
            count = int(span // step) + LEAD_CANDLES
            candles = await self._store.load(entry.market, step, count)
        except (Unavailable, VenueRejected):  # shown from the venue as long as it is connected
            self._lives.discard(entry.id)
            return
        if len(candles.open_ns):
            self._journal.keep_candles(entry.id, candles.interval_ns, pack_candles(candles))
            self._kept[entry.id] = candles

    def _task_failed(self, name: str, error: BaseException) -> None:
        if error is not self._told_error:  # one that ends a task inside another is told once
            self._told_error = error
            text = text_of(error)
            self._notice(Level.ERROR, "task_failed", {"task": name, "text": text})
            failed = ports.FailedTask(name, text, self._now_ns())
            self._failed_tasks = (*self._failed_tasks, failed)[-MOST_FAILED:]
        self._account.shell.task_failed(name, error)
        self._tell("health")

    # --- commands ---------------------------------------------------------------------------------

    @property
    def default_policy(self) -> Policy:
        """The approval policy for new bots: at a real venue never fully automatic by itself."""
        policy = self._settings.live_approval_policy
        return Policy.EVERY_ORDER if policy is Policy.AUTOMATIC else policy

    async def create_bot(
        self,
        bot_type: str,
        market: str,
        params: Mapping[str, Any],
        policy: Policy,
        auto_start: bool,
        name: str | None = None,
    ) -> str:
        """Creates a bot at the price of now; its plan then waits in the queue unless the policy is
        automatic. Raises Unavailable when the venue does not tell the price.
        """
        if self._account.port.tier is Tier.C:
            raise UserError(
                f"{self._label()} knows no order ids of its clients: of one without an answer nobody can "
                "prove whether it is there. No bot was created: bots are off at such venues.",
                "tier_without_bots",
                "market",
            )
        if not self._is_here(market):
            raise UserError(f"{self._label()} has no market {market}.", "no_such_market", "market")
        await self._account.shell.use(*self._markets_named(bot_type, market, params))
        if self._guarded.is_held and self.preflight(bot_type, market, params).ok:
            await self.release_panic()
        return await super().create_bot(bot_type, market, params, policy, auto_start, name)

    async def resume(self, bot: str) -> None:
        """Goes on after a pause; a panic that holds the account is over with it."""
        entry = self._entries.get(bot)
        if entry is not None and entry.state is BotState.PAUSED:
            await self.release_panic()
        await super().resume(bot)

    async def _panicked(self, bot: str | None, watch: PanicWatch | None = None) -> None:
        """The guard is told first: it cancels on a connection of its own, and holds the account until a
        person releases it. From here on nothing of those bots leaves, also while the stop waits for its turn
        or for the disk.
        """
        if bot is None or bot in self._entries:
            await self._guarded.panic(bot, partial(super()._panicked, bot, watch))
        else:
            await super()._panicked(bot, watch)

    def _is_missed(self, client_id: str) -> bool:
        return self._account.shell.following.is_missed(client_id)

    async def release_panic(self) -> None:
        """Orders may leave again after a panic of the account. Raises UserError while it is under way, and
        Unavailable when the disk refuses; the account is held then.
        """
        await self._guarded.release()
        self._tell("health", "bots")

    def health(self) -> ports.Health:
        """What the status line shows."""
        return replace(super().health(), guard=self._guarded.state())

    def account_health(self) -> ports.AccountHealth:
        """How the account stands with its venue."""
        return replace(super().account_health(), guard=self._guarded.state(), held=self._guarded.is_held)

    @property
    def is_held(self) -> bool:
        """Whether a panic holds this account: no new order leaves."""
        return self._guarded.is_held

    def obey_soon(self) -> None:
        """The guard was asked for a panic by somebody else."""
        self._guarded.wake()

    async def look_at(self, market: str) -> None:
        """Follows a market for a while; its price is known when this returns. Raises Unavailable or
        VenueRejected.
        """
        if not self._is_here(market):
            raise UserError(f"{self._label()} has no market {market}.", "no_such_market", "market")
        await self._followed(market)
        if not self._is_fresh(market):
            await self._quotes.read([market])

    async def check_account(self) -> None:
        """Compares the venue's balances with the ledger now. Raises Unavailable or VenueRejected."""
        account = self._account
        differences = await account.shell.compare()
        balances = await account.port.balances()
        account.shell.differences = differences
        self._free = {asset: balance.free for asset, balance in balances.items()}
        self._checked_ns = self._now_ns()
        await self._compared(differences)
        await self._quotes.read(self._value_markets())
        self._tell("health", "quotes")

    def _value_markets(self) -> list[str]:
        """The markets that tell what the account's assets are worth."""
        currency, known = self._settings.currency, self._account.port.instruments()
        assets = {row.asset for row in self._account.shell.differences} | set(self._kernel.ledger.assets())
        return [n for n, i in known.items() if i.quote == currency and i.base in assets and not i.perpetual]

    # --- what only paper has ----------------------------------------------------------------------

    def _only_paper(self) -> UserError:
        return UserError(
            f"This is the account at {self._label()}: its money and prices are not ours to choose. Nothing "
            "was changed. Choose the paper account for this.",
            "only_on_paper",
        )

    async def deposit(self, asset: str, amount: Decimal) -> None:
        """Only on paper."""
        raise self._only_paper()

    async def reset_paper_account(self) -> None:
        """Only on paper."""
        raise self._only_paper()

    async def choose_feed(self, choice: ports.FeedChoice) -> None:
        """Only on paper."""
        raise self._only_paper()

    def feed_symbols(self, path: Path, kind: ports.FeedKind = ports.FeedKind.CANDLES) -> list[str]:
        """Only on paper."""
        raise self._only_paper()

    def feed_market(self, name: str) -> str:
        """Only on paper."""
        raise self._only_paper()

    def bots_that_wait(self, choice: ports.FeedChoice) -> list[ports.BotCard]:
        """No bot of a venue waits for another feed."""
        return []

    def feed_of(self, market: str) -> ports.FeedChoice | None:
        """Its prices come from the venue."""
        return None

    def feed_pause(self, paused: bool) -> None:
        """Only on paper."""
        raise self._only_paper()

    def feed_step(self) -> None:
        """Only on paper."""
        raise self._only_paper()

    def feed_speed(self, speed: Decimal | None) -> None:
        """Only on paper."""
        raise self._only_paper()

    @property
    def failure(self) -> Unavailable | None:
        """Why nothing goes on any more; None while it does."""
        return self._runner.failure

    @property
    def living(self) -> list[str]:
        """The bots that have not ended."""
        return self.living_bots()

    def living_bots(self) -> list[str]:
        """The bots that have not ended."""
        return [entry.id for entry in self._entries.values() if entry.state not in ENDED_BOTS]
