"""The seeded market: background traders that quote and take, the same for the same seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.support.exchange import quotes
from tests.support.exchange.values import (
    ATOMS,
    Instrument,
    Kind,
    NewOrder,
    Order,
    Refused,
    Side,
    State,
    Status,
    TimeInForce,
)

if TYPE_CHECKING:
    from tests.support.exchange.engine import Engine

TRADER = "background"
LEVELS = 20
QUOTES = 4  # so many of them are quoted anew in a step, and the two best ones
LOT_COST = 4000 * ATOMS  # what an average background order is worth
# Looked up once; there are many quotes.
BUY, NEW, PARTIAL, LIMIT, GTC = Side.BUY, State.NEW, State.PARTIAL, Kind.LIMIT, TimeInForce.GTC
SIDES = (Side.BUY, Side.SELL)


def below(dice: Random, number: int) -> int:
    """A number from 0 on below this one: what `randrange` draws, without its checks."""
    bits = number.bit_length()
    draw = dice.getrandbits(bits)
    while draw >= number:
        draw = dice.getrandbits(bits)
    return draw


class SeededMarket:
    """One trader per instrument: a fair price that walks, quotes around it, and now and then a taker."""

    def __init__(self, engine: Engine, seed: int, quotes_a_step: int = QUOTES) -> None:
        self._engine = engine
        self._quotes_a_step = quotes_a_step
        engine.ledger.open(TRADER, is_house=True)
        self._dice = {key: Random(f"market:{seed}:{key}") for key in engine.instruments}
        self.fair = {key: market.start_price for key, market in engine.instruments.items()}
        self._quotes: dict[str, dict[tuple[Side, int], Order]] = {key: {} for key in engine.instruments}
        self._paused: set[str] = set()
        for key in engine.instruments:
            for level in range(1, LEVELS + 1):
                for side in Side:
                    self._quote(key, side, level)

    def step(self) -> None:
        """Let every trader act once."""
        for key, instrument in self._engine.instruments.items():
            if instrument.status is Status.TRADING and key not in self._paused:
                self._step(key, instrument)

    def _step(self, key: str, instrument: Instrument) -> None:
        dice, fair = self._dice[key], self.fair[key]
        width = max(fair // 20_000, 1)
        pull = (instrument.start_price - fair) // 2000
        self.fair[key] = max(fair + round(dice.gauss(0, 1) * width) + pull, LEVELS + 1)
        if instrument.is_linear:
            self._engine.set_mark(key, self.fair[key])
        self._drop_stale(key)
        for _ in range(self._quotes_a_step):
            self._quote(key, SIDES[below(dice, 2)], 1 + below(dice, LEVELS))
        for side in SIDES:
            self._quote(key, side, 1)
        if dice.random() < 0.6:
            self._take(key, dice)

    def _spacing(self, key: str) -> int:
        return max(self.fair[key] // 50_000, 1)

    def _price(self, key: str, side: Side, level: int) -> int:
        fair = self.fair[key]
        away = level * max(fair // 50_000, 1)
        return max(fair - away if side is BUY else fair + away, 1)

    def _lots(self, key: str) -> int:
        instrument = self._engine.instruments[key]
        one = max(self.fair[key] * instrument.value_atoms, 1)
        return max(LOT_COST * (1 + below(self._dice[key], 30)) // (10 * one), instrument.min_lots, 1)

    def _drop_stale(self, key: str) -> None:
        """Withdraw quotes on the wrong side of the fair price and forget those that are gone."""
        fair, reach = self.fair[key], (LEVELS + 5) * self._spacing(key)
        low, high, held = fair - reach, fair + reach, self._quotes[key]
        stale = []
        for place, order in held.items():
            if order.state is NEW or order.state is PARTIAL:
                price = order.price
                if low <= price < fair if place[0] is BUY else fair < price <= high:
                    continue
            stale.append((place, order))
        for place, order in stale:
            if order.state is NEW or order.state is PARTIAL:
                quotes.withdraw(self._engine, order)
            del held[place]

    def _quote(self, key: str, side: Side, level: int) -> None:
        held = self._quotes[key]
        old = held.pop((side, level), None)
        if old is not None and old.state.is_open:
            quotes.withdraw(self._engine, old)
        wish = NewOrder(TRADER, key, side, LIMIT, self._lots(key), "", self._price(key, side, level), GTC)
        order = quotes.rest(self._engine, wish)
        if order is None:
            order = self._send(wish)
            if order is None or not order.state.is_open:
                return
        held[side, level] = order

    def _take(self, key: str, dice: Random) -> None:
        side = SIDES[below(dice, 2)]
        reach = self._price(key, side.other, 1 + below(dice, 4))
        self._send(NewOrder(TRADER, key, side, LIMIT, self._lots(key), "", reach, TimeInForce.IOC))

    def _send(self, wish: NewOrder) -> Order | None:
        instrument = self._engine.instruments[wish.key]
        if self._engine.account(TRADER).is_hedged and instrument.is_linear:
            wish.position_side = "LONG"
        try:
            return self._engine.place(wish)
        except Refused:
            return None

    # ---------------------------------------------------------------------------- on request

    def jump(self, key: str, parts_per_10000: int) -> None:
        """Move the fair price at once and trade there."""
        self.fair[key] += self.fair[key] * parts_per_10000 // 10_000
        self.trade_at(key, self.fair[key])

    def trade_at(self, key: str, ticks: int) -> None:
        """Move the fair price there, through whatever rests in between, and make it the last price.

        The side that the movement's stops would hit is quoted first, so that they find somebody.
        """
        falls = ticks < self._engine.last_price(key)
        self.fair[key] = ticks
        self._withdraw_quotes(key)
        first, second = (Side.BUY, Side.SELL) if falls else (Side.SELL, Side.BUY)
        for side in (first, second):
            for level in range(1, LEVELS + 1):
                self._quote(key, side, level)
        lots = self._lots(key)
        resting = self._send(NewOrder(TRADER, key, first, Kind.LIMIT, lots, "", ticks))
        self._send(NewOrder(TRADER, key, second, Kind.LIMIT, lots, "", ticks, TimeInForce.IOC))
        if resting is not None and resting.state.is_open:
            self._engine.end(resting, State.CANCELED)
        if self._engine.instruments[key].is_linear:
            self._engine.set_mark(key, ticks)

    def _withdraw_quotes(self, key: str) -> None:
        for order in list(self._quotes[key].values()):
            if order.state.is_open:
                quotes.withdraw(self._engine, order)
        self._quotes[key].clear()

    def withdraw(self, key: str) -> None:
        """Leave the market: the book holds only what clients put there."""
        self._paused.add(key)
        self._withdraw_quotes(key)

    def resume(self, key: str) -> None:
        self._paused.discard(key)
