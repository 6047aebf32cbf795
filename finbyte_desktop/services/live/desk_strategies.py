"""The traders' own strategies on a live account: begun with their bots, told of the market, and ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from finbyte_desktop.bots.registry import OWN_STRATEGY
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.market import Book, Trade
from finbyte_desktop.core.walk import Seen
from finbyte_desktop.services.live.desk_bots import LiveBots
from finbyte_desktop.services.live.strategy_engine import LiveStrategyEngine
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.strategy_host.host import StrategyHost
from finbyte_desktop.services.venues.live_port import Tier

MINUTE_NS, NS_PER_MS, MINUTES = 60_000_000_000, 1_000_000, 1_000
TIMER_S = 0.02  # so often it is looked whether a timer of a strategy is due
IDLE_S = 0.25  # where none runs


class LiveStrategies(LiveBots):
    """Runs them beside the account, each in a process of its own without key and database. `strategies` is
    made by the desk.
    """

    strategies: StrategyHost

    def _host_strategies(self) -> None:
        engine = LiveStrategyEngine(self._account.shell, self._quotes.watch)
        self.strategies = StrategyHost(
            engine, self._supervisor.spawn, self._now_ns, lambda: False, self._minutes, self._strategy_away
        )
        self._quotes.book_heard = self._book_heard

    def _strategy_host(self) -> StrategyHost | None:
        return None if self._account.port.tier is Tier.C else self.strategies

    async def _check_strategy(self, bot_type: str, params: Mapping[str, Any]) -> None:
        if bot_type == OWN_STRATEGY:
            await self.strategies.check(Path(params["strategy"]))

    # --- their lives ------------------------------------------------------------------------------

    def _bot_goes(self, entry: BotEntry) -> None:
        """A bot's strategy is begun, where it has one that does not run. Nothing else is begun for a bot: its
        market is followed because it is traded.
        """
        record = self._kernel.bots.get(entry.id)
        if entry.type == OWN_STRATEGY and record is not None and record.state is BotState.RUNNING:
            self.strategies.begin(entry.id, Path(entry.params["strategy"]))

    def _bot_ended(self, entry: BotEntry) -> None:
        self.strategies.end_soon(entry.id)

    async def _minutes(self, instrument: Instrument) -> list[list[float | int]]:
        """Minutes of before now, for a strategy's candles; none where the venue does not tell them."""
        try:
            found = await self._store.load(instrument.id, MINUTE_NS, MINUTES)
        except (Unavailable, VenueRejected):
            return []
        columns = (found.open, found.high, found.low, found.close, found.volume, found.open_ns // NS_PER_MS)
        return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    async def _strategy_away(self, bot: str, error: UserError) -> None:
        """Its strategy cannot be run now: the bot waits, its orders are pulled."""
        with contextlib.suppress(UserError, Unavailable):  # it has ended meanwhile, or nothing goes on
            await self._runner.command(ev.StrategyAsked(self._now_ns(), bot, "unread", text=error.text))
            await self._runner.command(ev.BotPaused(self._now_ns(), bot, why="strategy_unread"))
        self._notice(Level.ERROR, "strategy_unread", {"text": error.text}, bot)

    # --- what they hear ---------------------------------------------------------------------------

    async def _watch_strategies(self) -> None:
        """Fires their timers."""
        while True:
            due = self.strategies.next_ns
            if due is not None and due <= self._now_ns():
                self.strategies.due(self._now_ns())
            await asyncio.sleep(TIMER_S if self.strategies.lives else IDLE_S)

    def _trades_heard(self, market: str, trades: Sequence[Trade]) -> None:
        super()._trades_heard(market, trades)
        if self.strategies.lives:
            for trade in trades:
                self.strategies.seen(Seen(self._now_ns(), market, trade, of_candle=False))

    def _book_heard(self, market: str, book: Book) -> None:
        self.strategies.seen(Seen(self._now_ns(), market, book, of_candle=False))
