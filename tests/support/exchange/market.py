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
        dice = self._dice[key]
        width = max(self.fair[key] // 20_000, 1)
        pull = (instrument.start_price - self.fair[key]) // 2000
        self.fair[key] = max(self.fair[key] + round(dice.gauss(0, 1) * width) + pull, LEVELS + 1)
        if instrument.is_linear:
            self._engine.set_mark(key, self.fair[key])
        self._drop_stale(key)
        for _ in range(self._quotes_a_step):
            self._quote(key, dice.choice((Side.BUY, Side.SELL)), dice.randint(1, LEVELS))
        for side in Side:
            self._quote(key, side, 1)
        if dice.random() < 0.6:
            self._take(key, instrument, dice)

    def _spacing(self, key: str) -> int:
        return max(self.fair[key] // 50_000, 1)

    def _price(self, key: str, side: Side, level: int) -> int:
        return max(self.fair[key] - side.sign * level * self._spacing(key), 1)

    def _lots(self, key: str) -> int:
        instrument = self._engine.instruments[key]
        one = max(instrument.cost(self.fair[key], 1), 1)
        return max(LOT_COST * self._dice[key].randint(1, 30) // (10 * one), instrument.min_lots, 1)

    def _drop_stale(self, key: str) -> None:
        """Withdraw quotes on the wrong side of the fair price and forget those that are gone."""
        fair, reach = self.fair[key], (LEVELS + 5) * self._spacing(key)
        new, partial, buy = State.NEW, State.PARTIAL, Side.BUY
        for place, order in list(self._quotes[key].items()):
            away = order.price - fair if place[0] is buy else fair - order.price
            if order.state is not new and order.state is not partial:
                del self._quotes[key][place]
            elif not -reach <= away < 0:
                quotes.withdraw(self._engine, order)
                del self._quotes[key][place]

    def _quote(self, key: str, side: Side, level: int) -> None:
        old = self._quotes[key].pop((side, level), None)
        if old is not None and old.state.is_open:
            quotes.withdraw(self._engine, old)
        wish = NewOrder(
            TRADER, key, side, Kind.LIMIT, self._lots(key), "", self._price(key, side, level),
            TimeInForce.GTC,
        )  # fmt: skip
        fits = quotes.rests_at_once(self._engine, wish)
        order = quotes.rest(self._engine, wish) if fits else self._send(wish)
        if order is not None and order.state.is_open:
            self._quotes[key][side, level] = order

    def _take(self, key: str, instrument: Instrument, dice: Random) -> None:
        side = dice.choice((Side.BUY, Side.SELL))
        reach = self._price(key, side.other, dice.randint(1, 4))
        self._send(
            NewOrder(TRADER, key, side, Kind.LIMIT, self._lots(key), "", reach, TimeInForce.IOC)
        )  # fmt: skip

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
