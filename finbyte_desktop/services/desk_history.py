"""What a desk tells of the past: the tables of History, a bot's life, the candles of that time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services import ports
from finbyte_desktop.services.basket_figures import DONE, BasketFigures
from finbyte_desktop.services.basket_lives import with_assets
from finbyte_desktop.services.desk_reads import DeskReads
from finbyte_desktop.services.kept_candles import joined, unpack_candles
from finbyte_desktop.services.lives import MOST_FILLS, PORTION, RawFills, cut, empty_life, grown
from finbyte_desktop.services.position_lives import with_fundings
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.store.reader import Question

CANDLE_STEPS = tuple(s * 1_000_000_000 for s in (1, 60, 300, 900, 3_600, 14_400, 86_400))
MOST_CANDLES = 2_000
LEAD_CANDLES = 40
Portion = TypeVar("Portion")


def _breathing(portions: Iterable[Portion], question: Question) -> Iterator[Portion]:
    for portion in portions:
        question.breathe()
        yield portion


class DeskHistory(DeskReads):
    """The reads of the History page."""

    candle_steps = CANDLE_STEPS

    def history_orders(
        self, bot: str | None = None, text: str = "", limit: int = 5000
    ) -> Sequence[ports.OrderRow]:
        """Orders, newest first."""
        return self._queries.orders(bot, text, limit)

    def history_fills(
        self, bot: str | None = None, text: str = "", limit: int = 50000
    ) -> Sequence[ports.FillRow]:
        """Trades, newest first."""
        return self._queries.fills(bot, text, limit)

    def history_transfers(self, limit: int = 5000) -> Sequence[ports.TransferRow]:
        """Transfers, newest first."""
        return self._queries.transfers(limit)

    def history_decisions(
        self, bot: str | None = None, text: str = "", limit: int = 5000
    ) -> Sequence[ports.DecisionRow]:
        """Decisions, newest first."""
        return self._queries.decisions(bot, text, limit)

    async def read_history(self, query: ports.HistoryQuery) -> ports.HistoryPage | None:
        """One page of a table of History."""
        return await self._reader.ask(query.what, lambda queries, _: queries.history(query))

    async def read_life(self, bot: str, known: ports.BotLife | None = None) -> ports.BotLife | None:
        """A bot's life; with `known`, an earlier reading of it, only what came after it is read."""
        if bot not in self._entries:
            raise UserError(f"There is no bot {bot}.", "no_such_bot")
        detail = self._detail_now(bot)
        entry = self._entries[bot]
        here = self._is_here(entry.market)
        goes_on = here and self._goes_on(entry)
        if known is not None and known.detail.card.id == bot and known.last_row:
            start = replace(known, detail=detail)
        else:
            start = empty_life(detail, held=entry.figures.began_with())
        record = self._kernel.bots.get(bot)
        start = replace(start, level_prices=entry.kind.level_prices(entry.params, entry.instrument, record))

        def read(queries: Queries, question: Question) -> ports.BotLife:
            known, row = start, start.last_row
            if not row:
                row = queries.row_before_last(bot, MOST_FILLS)
                before = _breathing(queries.trades_until(bot, row, PORTION), question)
                known = cut(start, queries.fills_until(bot, row), before)
            life = grown(known, _breathing(queries.fills_after(bot, row, PORTION, MOST_FILLS), question))
            if isinstance(entry.figures, BasketFigures) and isinstance(life.fills, RawFills):
                over = sorted(row for code in DONE for row in queries.rows_said(bot, code))
                first = life.fills.raw[0][0] if len(life.fills) else 0
                seen = _breathing(queries.prices_at_fills(bot, first, life.last_row, PORTION), question)
                prices = (at for portion in seen for at in portion)
                life = with_assets(life, entry.figures.assets, entry.figures.began(), prices, over)
            if detail.card.position is not None:
                since = 0 if known.fills_before and not len(known.fills) else row
                life = with_fundings(known, life, queries.fundings_after(bot, since))
            saved = None if goes_on else queries.bot_candles(bot)
            kept = unpack_candles(*saved) if saved is not None else None
            return replace(life, candles=kept, changes=queries.param_changes(bot))

        life = await self._reader.ask("life", read)
        if life is None or life.candles is not None:
            return life
        return replace(life, candles=self._life(entry)) if here else life

    def history_candles(self, bot: str, interval_ns: int | None = None) -> ports.CandleArrays | None:
        """The market during a bot's life: of a bot that goes on from its market, else from what was kept with
        it, joined to the interval where that is longer; None when nothing was.
        """
        entry = self._entries.get(bot)
        here = entry is not None and self._is_here(entry.market)
        if entry is not None and here and self._goes_on(entry):
            return self._life(entry, interval_ns)
        kept = self._kept_candles(bot)
        if kept is not None:
            return joined(kept, interval_ns or kept.interval_ns, len(kept.open_ns))
        return self._life(entry, interval_ns) if entry is not None and here else None

    @staticmethod
    def _goes_on(entry: BotEntry) -> bool:
        """Whether a bot goes on, or the position that it kept at its end."""
        keeps = entry.instrument.perpetual is not None and bool(entry.figures.held_base)
        return entry.state not in ENDED_BOTS or keeps

    def _life(self, entry: BotEntry, interval_ns: int | None = None) -> ports.CandleArrays | None:
        f = entry.figures
        if f.started_ns is None:
            return None
        span = self._now_ns() - f.started_ns
        step = interval_ns or next(
            (s for s in self.candle_steps if span // s <= MOST_CANDLES), self.candle_steps[-1]
        )
        count = int(span // step) + LEAD_CANDLES
        return self._history(entry.market, step, count)
