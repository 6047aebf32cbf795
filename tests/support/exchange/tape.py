"""The public past of every market: trades, candles and the numbered changes of the book."""

from __future__ import annotations

from collections import deque
from copy import copy
from dataclasses import dataclass, replace
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING

from tests.support.exchange.values import Event, Instrument, LevelChanged, PublicTrade, Side, Traded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.exchange.engine import Engine

MINUTE_MS = 60_000
KEPT_TRADES = 5000
KEPT_MINUTES = 20_000
HISTORY_MINUTES = 1500
DAY_MINUTES = 1440


@dataclass(slots=True)
class Candle:
    open_ms: int
    open: int
    high: int
    low: int
    close: int
    lots: int = 0
    cost: int = 0
    count: int = 0
    taker_lots: int = 0
    taker_cost: int = 0
    first_trade: int = -1
    last_trade: int = -1

    def add(self, other: Candle) -> None:
        self.high, self.low, self.close = max(self.high, other.high), min(self.low, other.low), other.close
        self.lots += other.lots
        self.cost += other.cost
        self.count += other.count
        self.taker_lots += other.taker_lots
        self.taker_cost += other.taker_cost
        if self.first_trade < 0:
            self.first_trade = other.first_trade
        self.last_trade = max(self.last_trade, other.last_trade)


class Tape:
    def __init__(self, engine: Engine, seed: int, start_ms: int) -> None:
        self._engine = engine
        self._seed = seed
        self.trades: dict[str, deque[PublicTrade]] = {}
        self._minutes: dict[str, list[Candle]] = {}
        self._histories: dict[str, Callable[[int], list[Candle]]] = {}
        self.update_ids: dict[str, int] = {}
        self._closed: dict[str, tuple[int, Candle]] = {}  # the day up to the minute that runs
        for key, instrument in engine.instruments.items():
            self.trades[key] = deque(maxlen=KEPT_TRADES)
            history = self._histories[key] = self._history(instrument, start_ms)
            self._minutes[key] = history(1)
            self.update_ids[key] = 1_000_000
        engine.listeners.insert(0, self.on_event)

    def _history(self, instrument: Instrument, start_ms: int) -> Callable[[int], list[Candle]]:
        """So many of the minutes before the start: the newest ones."""
        end_ms, close = start_ms // MINUTE_MS * MINUTE_MS, instrument.start_price
        at_start = replace(instrument)  # its rules may change meanwhile
        return lambda count: self._walk(at_start, MINUTE_MS, end_ms, count, close)

    def _walk(self, market: Instrument, step_ms: int, end_ms: int, count: int, close: int) -> list[Candle]:
        """Candles that end before end_ms at the given close, drawn backwards from the seed."""
        dice = Random(f"{self._seed}:{market.key}:{step_ms}")
        width = max(close * min(step_ms // MINUTE_MS, 60) // 4000, 2)
        made: list[Candle] = []
        for number in range(1, count + 1):
            opened = max(close + dice.randint(-width, width), 1)
            high = max(opened, close) + dice.randint(0, width // 2)
            low = max(min(opened, close) - dice.randint(0, width // 2), 1)
            lots = dice.randint(1, 2000) * max(market.min_lots, 10)
            cost = market.cost((opened + close) // 2, lots)
            count_of = dice.randint(1, 400)
            made.append(
                Candle(
                    end_ms - number * step_ms,
                    opened,
                    high,
                    low,
                    close,
                    lots,
                    cost,
                    count_of,
                    lots // 2,
                    cost // 2,
                )
            )
            close = opened
        made.reverse()
        return made

    # ---------------------------------------------------------------------------- what happens

    def on_event(self, event: Event) -> None:
        if isinstance(event, LevelChanged):
            self.update_ids[event.key] += 1
        elif isinstance(event, Traded):
            self._add(event.trade)

    def _add(self, trade: PublicTrade) -> None:
        key, price, lots = trade.key, trade.price, trade.lots
        self.trades[key].append(trade)
        last = self._filled_up(key, trade.time_ns // 10**6)[-1]
        cost = self._engine.instruments[key].cost(price, lots)
        if not last.count:
            last.open = last.high = last.low = price
        elif price > last.high:
            last.high = price
        elif price < last.low:
            last.low = price
        last.close = price
        last.lots += lots
        last.cost += cost
        last.count += 1
        if trade.taker_side is Side.BUY:
            last.taker_lots += lots
            last.taker_cost += cost
        if last.first_trade < 0:
            last.first_trade = trade.id
        last.last_trade = max(last.last_trade, trade.id)

    def _filled_up(self, key: str, now_ms: int) -> list[Candle]:
        """The minutes that are there without the history, flat ones added up to the current one."""
        minutes = self._minutes[key]
        current = now_ms // MINUTE_MS * MINUTE_MS
        if minutes[-1].open_ms >= current:
            return minutes
        first_missing = max(minutes[-1].open_ms + MINUTE_MS, current - KEPT_MINUTES * MINUTE_MS)
        for open_ms in range(first_missing, current + 1, MINUTE_MS):
            close = minutes[-1].close
            minutes.append(Candle(open_ms, close, close, close, close))
        if len(minutes) > KEPT_MINUTES - HISTORY_MINUTES:
            minutes = self._whole(key)
        if len(minutes) > KEPT_MINUTES:
            del minutes[: KEPT_MINUTES // 4]
        return minutes

    def _whole(self, key: str) -> list[Candle]:
        """The minutes with the history before them, which is drawn when somebody asks for it."""
        minutes, history = self._minutes[key], self._histories.pop(key, None)
        if history is not None:
            minutes[:1] = [*history(HISTORY_MINUTES)[:-1], minutes[0]]
        return minutes

    # ---------------------------------------------------------------------------- reading

    def candles(
        self, key: str, step_ms: int, now_ms: int, start_ms: int | None, end_ms: int | None, limit: int
    ) -> list[Candle]:
        """Candles of any step, oldest first: from start on, or the newest ones before end."""
        found: list[Candle] = []
        self._filled_up(key, now_ms)
        for minute in self._whole(key):
            bucket = minute.open_ms - minute.open_ms % step_ms
            if found and found[-1].open_ms == bucket:
                found[-1].add(minute)
            else:
                begun = Candle(bucket, minute.open, minute.high, minute.low, minute.close)
                begun.add(minute)
                found.append(begun)
        if step_ms > MINUTE_MS:
            # The first bucket is cut by the beginning of the minutes; older ones are drawn.
            found = found[1:] or found
            older = self._walk(self._engine.instruments[key], step_ms, found[0].open_ms, 1500, found[0].open)
            found = older + found
        if end_ms is not None:
            found = [candle for candle in found if candle.open_ms <= end_ms]
        if start_ms is not None:
            return [candle for candle in found if candle.open_ms >= start_ms][:limit]
        return found[-limit:]

    def current(self, key: str, step_ms: int, now_ms: int) -> Candle:
        """The candle that now lies in."""
        self._filled_up(key, now_ms)
        minutes = self._whole(key)
        bucket = now_ms - now_ms % step_ms
        parts: list[Candle] = []
        for minute in reversed(minutes):
            if minute.open_ms < bucket:
                break
            parts.append(minute)
        first = parts[-1]
        whole = Candle(bucket, first.open, first.high, first.low, first.close)
        for minute in reversed(parts):
            whole.add(minute)
        return whole

    def day(self, key: str, now_ms: int) -> Candle:
        """The last 24 hours as one candle."""
        last = self._filled_up(key, now_ms)[-1]
        kept = self._closed.get(key)
        if kept is None or kept[0] != last.open_ms:
            past = self._whole(key)[-DAY_MINUTES:-1]  # the history makes sure that there is one
            kept = self._closed[key] = (last.open_ms, _together(past))
        whole = copy(kept[1])
        whole.add(last)
        return whole

    def recent(self, key: str, limit: int, from_id: int | None = None) -> list[PublicTrade]:
        trades = list(self.trades[key])
        if from_id is not None:
            return [trade for trade in trades if trade.id >= from_id][:limit]
        return trades[-limit:]


def _together(parts: list[Candle]) -> Candle:
    """Many candles as one: what adding them one by one makes, in a fraction of the time."""
    first = parts[0]

    def all_of(name: str) -> Iterator[int]:
        return map(attrgetter(name), parts)

    return Candle(
        first.open_ms, first.open, max(all_of("high")), min(all_of("low")), parts[-1].close,
        sum(all_of("lots")), sum(all_of("cost")), sum(all_of("count")), sum(all_of("taker_lots")),
        sum(all_of("taker_cost")), next((trade for trade in all_of("first_trade") if trade >= 0), -1),
        max(all_of("last_trade")),
    )  # fmt: skip


class DepthFeed:
    """The book changes of one market since the last batch, with Binance's three numbers."""

    def __init__(self, tape: Tape, key: str) -> None:
        self._tape = tape
        self._key = key
        self._changes: dict[tuple[Side, int], int] = {}
        self._first = 0
        self.previous = tape.update_ids[key]

    def note(self, event: LevelChanged) -> None:
        if not self._changes:
            self._first = self._tape.update_ids[self._key]
        self._changes[event.side, event.price] = event.lots

    def batch(self) -> tuple[int, int, int, list[tuple[int, int]], list[tuple[int, int]]] | None:
        """First, last and previous number, bids and asks as (price, lots); None without a change."""
        if not self._changes:
            return None
        last, previous = self._tape.update_ids[self._key], self.previous
        bids = [(price, lots) for (side, price), lots in self._changes.items() if side is Side.BUY]
        asks = [(price, lots) for (side, price), lots in self._changes.items() if side is Side.SELL]
        self._changes = {}
        self.previous = last
        return self._first, last, previous, sorted(bids, reverse=True), sorted(asks)
