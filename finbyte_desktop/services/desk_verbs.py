"""What a person does to bots, the account and the settings, and the work that takes long."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import resuming
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.services import panic_result, paper_fills, ports
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.desk_engine import DeskEngine
from finbyte_desktop.services.kinds.kind import Kind, values_of
from finbyte_desktop.services.kinds.kind import given as those_given
from finbyte_desktop.services.kinds.registry import kind_of, kind_of_bot
from finbyte_desktop.services.settings import changed
from finbyte_desktop.services.store.export_rows import EXPORTS, Sentence

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from finbyte_desktop.services.strategy_host.host import StrategyHost

NAMED = 3  # so many assets stand in the name of a bot that trades several


def _called(traded: Sequence[Instrument]) -> str:
    """What a bot of several markets is called at first: "BTC, ETH, SOL", or "BTC, ETH, SOL + 4"."""
    named = ", ".join(one.base for one in traded[:NAMED])
    return named if len(traded) <= NAMED else f"{named} + {len(traded) - NAMED}"


class DeskVerbs(DeskEngine):
    """Commands: each is durable when it returns, or raises and has changed nothing."""

    _pool: ProcessPoolExecutor | None = None
    _panics: tuple[panic_result.PanicWatch, ...] = ()  # that are under way, and the last ones that ended

    @abstractmethod
    async def _series(self, market: str, days: int) -> CandleSeries:
        """The exact finished candles of the last days. Raises UserError when there is none."""

    @abstractmethod
    async def _check_strategy(self, bot_type: str, params: Mapping[str, Any]) -> None:
        """Raises UserError for a strategy that cannot be read, with its line; does nothing for other bots."""

    def own_strategies(self, examples: Path | None = None) -> ports.OwnStrategies:
        """The trader's own strategies; `examples` is where those are that came with the program."""
        from finbyte_desktop.services.strategy_work import StrategyWork  # late: not every session writes code

        def market(name: str) -> tuple[Instrument, Decimal]:
            found = self._kernel.instruments.get(name)
            if found is None:
                raise UserError(f"There is no market {name}.", "no_such_market", "market")
            return found, self._kernel.slippage

        folder, entries = self._shared.folder, self._entries.values
        return StrategyWork(folder, examples, entries, self._strategy_host(), self._series, market)

    def _strategy_host(self) -> StrategyHost | None:
        """What runs the strategies of this account's bots."""
        return None

    # --- bots -------------------------------------------------------------------------------------

    async def create_bot(
        self,
        bot_type: str,
        market: str,
        params: Mapping[str, Any],
        policy: Policy,
        auto_start: bool,
        name: str | None = None,
    ) -> str:
        """Creates a bot; its plan then waits in the queue unless the policy is automatic."""
        kind, given = kind_of(bot_type, params), those_given(params)
        found = self.preflight(kind.key, market, given)
        if not found.ok:
            first = found.problems[0]
            raise UserError(first.text, first.code, first.field, first.feasible, first.fix)
        values = values_of(kind, given)
        await self._check_strategy(kind.bot_type, values)
        i = self._kernel.instruments[market]
        with exact():
            traded = kind.markets(i, values, self._moment(market, kind.several))
        number = len(self._entries) + 1
        while f"b{number}" in self._entries or f"b{number}" in self._names:
            number += 1
        bot = f"b{number}"
        others: list[JsonValue] = [one.id for one in traded[1:]]
        called = f"{i.base}/{i.quote}" if i.perpetual is None else f"{i.base}/{i.quote} perp"
        called = _called(traded) if kind.several else called
        self._names[bot] = (name or self._unlike_others(called), auto_start)
        self._journal.names[bot] = self._names[bot]
        for one in traded:
            self._remember(one)
        if others:
            self._runner.note({f"markets:{bot}": others})
        head = (self._now_ns(), bot, kind.bot_type, traded[0].id, values, policy, auto_start)
        created = ev.BotCreated(*head, others=tuple(one.id for one in traded[1:]))
        try:
            await self._runner.command(created)
        except UserError:
            self._names.pop(bot, None)
            self._journal.names.pop(bot, None)
            if others:
                self._runner.note({f"markets:{bot}": None})
            raise
        return bot

    def _unlike_others(self, name: str) -> str:
        """The name, or the name with the next number that no bot has: "BTC/USDT", "BTC/USDT 2"."""
        taken = {entry.name for entry in self._entries.values()} | {made for made, _ in self._names.values()}
        numbered = (f"{name} {number}" for number in count(2))
        return next(one for one in chain((name,), numbered) if one not in taken)

    async def pause(self, bot: str) -> None:
        """Pulls a bot's orders and waits."""
        await self._runner.command(ev.BotPaused(self._now_ns(), bot))

    def resume_plan(self, bot: str) -> ports.ResumePlan:
        """What resuming a bot would do now. Raises UserError for a bot that is not there."""
        record = self._kernel.bots.get(bot)
        if record is None:
            raise UserError(f"There is no bot {bot}.", "no_such_bot")
        with exact():
            takes = [
                ports.ResumeTakes(*one)
                for i in record.markets
                for one in resuming.taken(self._kernel, record, i)
            ]
            asked = [resuming.is_asked(self._kernel, record, *waits) for waits in resuming.waiting(record)]
        market = record.instrument.id
        rests = len(asked) - sum(one.orders for one in takes)
        asks = sum(asked) - sum(one.orders for one in takes if one.asked)
        price = self._kernel.last.get(market)
        collar = self._kernel.limits.collar
        return ports.ResumePlan(takes, rests, price, market in self._kernel.away, asks, collar)

    async def resume(self, bot: str) -> None:
        """Goes on after a pause."""
        await self._runner.command(ev.BotResumed(self._now_ns(), bot, RULES))

    async def stop(self, bot: str, exit: Exit) -> None:  # noqa: A002 - the field's word
        """Ends a bot."""
        await self._runner.command(ev.BotStopped(self._now_ns(), bot, exit, is_last=True))

    async def edit(self, bot: str, params: Mapping[str, Any]) -> None:
        """Other parameters, validated before any order is touched."""
        entry = self._entries[bot]
        kind, values = entry.kind, values_of(entry.kind, params)
        with exact():
            wanted = kind.markets(entry.instrument, values, self._moment(entry.market, kind.several))
        more = [one for one in wanted if one.id not in entry.names] if kind.several else []
        before: list[JsonValue] = [one.id for one in entry.others]
        for one in more:
            self._remember(one)
        if more:
            self._runner.note({f"markets:{bot}": [*before, *(one.id for one in more)]})
        try:
            edited = ev.BotEdited(self._now_ns(), bot, values, tuple(one.id for one in more))
            await self._runner.command(edited)
        except UserError:
            if more:
                self._runner.note({f"markets:{bot}": before})
            raise

    def added_plan(self, bot: str, amount: Decimal) -> ports.AddedPlan | None:
        """What so much more quote would do now; None where that is not known. Raises UserError for a bot that
        is not there.
        """
        record = self._kernel.bots.get(bot)
        if record is None:
            raise UserError(f"There is no bot {bot}.", "no_such_bot")
        with exact():
            return kind_of_bot(record.type, record.params).added_plan(self._kernel, record, amount)

    async def add_investment(self, bot: str, amount: Decimal) -> None:
        """More quote for a bot. Raises UserError where its larger orders are liquidated before its stop."""
        plan = self.added_plan(bot, amount) if amount > 0 else None
        if plan is not None and plan.refused is not None:
            wrong = plan.refused
            raise UserError(wrong.text, wrong.code, wrong.field, wrong.feasible, wrong.fix)
        await self._runner.command(ev.InvestmentAdded(self._now_ns(), bot, amount))

    async def withdraw_profit(self, bot: str, amount: Decimal) -> None:
        """Realised profit back to the account."""
        await self._runner.command(ev.ProfitWithdrawn(self._now_ns(), bot, amount))

    async def try_again(self, bot: str, slot: str) -> None:
        """Tries a blocked order once more."""
        await self._runner.command(ev.TriedAgain(self._now_ns(), bot, slot))

    async def cancel_order(self, bot: str, slot: str) -> None:
        """Cancels one order that rests; it is not placed again until `try_again`."""
        await self._runner.command(ev.OrderPulled(self._now_ns(), bot, slot))

    async def panic(self, bot: str | None = None) -> None:
        """Cancels every order and stops every bot, or this one alone; coins are kept."""
        await self._panicked(bot)

    async def _panicked(self, bot: str | None, watch: panic_result.PanicWatch | None = None) -> None:
        if bot is not None and bot not in self._entries:
            raise UserError(f"There is no bot {bot}.", "no_such_bot")
        await self._stop_at_once(bot, watch)
        if panic_result.failed(self._kernel, bot):  # it raised; asked again, the kernel pulls its orders
            await self._stop_at_once(bot, watch)

    async def _stop_at_once(self, bot: str | None, watch: panic_result.PanicWatch | None) -> None:
        """Stops every bot that is meant before anything else happens: none of them can answer what comes in
        while another one stops.
        """

        def made() -> Sequence[ev.Event]:
            closes = watch is not None and watch.closes
            stops = panic_result.stops(self._kernel, bot, self._now_ns, closes)
            if watch is not None:
                watch.stopped(stop.bot for stop in stops)
            return stops

        with contextlib.suppress(UserError):  # one ended by itself meanwhile; the others were stopped
            await self._runner.whole(made)

    async def panic_told(self, bot: str | None = None, close_positions: bool = False) -> ports.PanicResult:
        """The same, and what became of every order; returns when each has ended, or after half a minute.
        Perpetual positions are closed only with `close_positions`.
        """
        number = max((other.number for other in self._panics), default=0) + 1
        watch = panic_result.PanicWatch(self._kernel, bot, number, self._is_missed, close_positions)
        self._panics = (*self._panics, watch)
        held = panic_result.positions(self._kernel, bot)
        try:
            await self._panicked(bot, watch)
            await watch.ended()
            if close_positions and panic_result.left_open(self._kernel, held):
                await self._stop_at_once(bot, watch)  # a bot that failed closes only without its orders
                await watch.ended()
            watch.is_told = True
            of_bots = [
                ports.PanicBotPosition(
                    self._entries[name].name,
                    record.instrument.base,
                    qty,
                    record.position.qty,
                    close_positions,
                )
                for name, qty in held.items()
                if (record := self._kernel.bots.get(name)) is not None
            ]
            return ports.PanicResult(watch.told(), number=number, of_bots=of_bots)
        finally:
            told = [other for other in self._panics if other.is_told][-panic_result.MOST_KEPT :]
            self._panics = tuple(
                other for other in self._panics if other in told or not (other.is_told or other is watch)
            )

    def panic_now(self, result: ports.PanicResult) -> ports.PanicResult:
        """A result with what is known of its orders by now."""
        watch = next((one for one in self._panics if one.number == result.number), None)
        return result if watch is None else replace(result, markets=watch.told())

    def _is_missed(self, client_id: str) -> bool:
        """Whether the venue showed no trace of an order when it looked last."""
        return False

    def _heard(self, event: ev.Event, facts: Iterable[fx.Fact], marks: Mapping[str, Decimal]) -> None:
        if self._panics:
            facts = [*facts]
            for watch in self._panics:
                watch.take(facts)
        super()._heard(event, facts, marks)

    def limits(self) -> Limits:
        """The limits of the account that are in force; of version 0 where none are kept."""
        return self._kernel.limits

    async def protect(self, position: str, price: Decimal | None) -> None:
        """Keeps a stop under a perpetual position at the venue, or takes it away (None)."""
        raise UserError("This account has no perpetual positions. Nothing was sent.", "no_position")

    async def set_limits(self, limits: Limits) -> None:
        """Other limits, from now on. Raises UserError naming the field."""
        raise UserError(
            "The paper account has no limits of risk: its money is not real. Nothing was changed. Choose an "
            "account at a venue.",
            "only_live",
        )

    # --- settings ---------------------------------------------------------------------

    async def save_settings(self, settings: ports.Settings) -> None:
        """Takes over settings and writes them. Raises UserError naming the field that is not possible."""
        self._shared.save(settings)

    async def change_settings(self, **fields: Any) -> None:
        """Changes these fields of the settings that are in force when they are written, and no other."""
        await self.save_settings(changed(self._settings, **fields))

    # --- long work --------------------------------------------------------------------------------

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from finbyte_desktop.services.worker_process import worker_pool  # late: few sessions calculate

            self._pool = worker_pool(1)
        return self._pool

    async def quick_backtest(
        self, bot_type: str, market: str, params: Mapping[str, Any], days: int = 7
    ) -> ports.QuickBacktest:
        """The preview's backtest of the last days, in another process."""
        from finbyte_desktop.services.quick_backtest import quick_backtest

        kind, i = kind_of(bot_type, params), self._kernel.instruments[market]
        values = values_of(kind, params)
        loop = asyncio.get_running_loop()
        options = paper_fills.venue_options(self._fills)
        if kind.several:
            return await self._quick_basket(kind, market, values, days)
        series = await self._series(market, days)
        run = (kind.key, i, series, values, days, options)
        return await loop.run_in_executor(self._workers(), quick_backtest, *run)

    async def _quick_basket(
        self, kind: Kind, market: str, values: Mapping[str, JsonValue], days: int
    ) -> ports.QuickBacktest:
        from finbyte_desktop.services.quick_basket import quick_basket

        with exact():
            moment = self._moment(market, several=True)
            traded = kind.markets(self._kernel.instruments[market], values, moment)
        rows = [(one, await self._series(one.id, days)) for one in traded]
        run = (kind.bot_type, rows, values, days, self._kernel.slippage)
        return await asyncio.get_running_loop().run_in_executor(self._workers(), quick_basket, *run)

    async def ai_proportion(self, market: str, assets: Sequence[str]) -> ports.Proportion:
        """Weights for a rebalance from the daily closes of its markets up to now, in another process."""
        from finbyte_desktop.services.daily_closes import closes_of, weighed_assets
        from finbyte_desktop.services.proportion import DAY_NS, MOST_CLOSES, proportion

        i = self._kernel.instruments[market]
        peers = self._peers(i.quote)
        rows, costs = {}, {}
        for asset in weighed_assets(assets, i.quote, peers):
            traded = peers[asset].instrument
            days = self._history(traded.id, DAY_NS, MOST_CLOSES + 1)
            rows[asset] = closes_of(days, self._now_ns(traded.id))
            costs[asset] = float(traded.fees.taker + self._kernel.slippage)
            await asyncio.sleep(0)  # each market has a turn of its own, so that no frame waits for all
        return await asyncio.get_running_loop().run_in_executor(self._workers(), proportion, rows, costs)

    async def search_parameters(
        self, bot_type: str, market: str, investment: Decimal, days: int, progress: ports.Progress
    ) -> ports.SearchResult:
        """Searches parameters on the history, in another process."""
        from finbyte_desktop.services.kinds.spot_grid_search import search

        i = self._kernel.instruments[market]
        series = await self._series(market, days)
        price = self._price(market)
        if price is None:
            raise UserError(f"{i.base}/{i.quote} has no price yet.", "no_price", "market")
        return await search(i, series, price, investment, days, progress, self._workers())

    async def export(
        self,
        what: str,
        form: str,
        path: Path,
        bot: str | None,
        progress: ports.Progress,
        sentence: Sentence | None = None,
        start_ns: int | None = None,
        end_ns: int | None = None,
    ) -> int:
        """Writes a table, or what of it lies from `start_ns` up to `end_ns`; the number of rows."""
        if what not in EXPORTS:
            raise UserError(f"There is no export {what}.", "no_such_export", "what")
        return await self._reader.export(path, what, form, bot, progress, sentence, (start_ns, end_ns))
