"""A market fed by a recording of Binance streams instead of by seeded traders.

A recording is lines of "<receive time in ns> <JSON>": depth changes and trades of one market, and the depth
snapshot they follow. Clients' orders take part: a recorded trade fills them at their price first.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from tests.support.exchange.market import TRADER
from tests.support.exchange.values import Kind, NewOrder, Order, Side, State, TimeInForce, parse_atoms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.support.exchange.exchange import Exchange
    from tests.support.exchange.venue import Venue


def recorded_lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file


class Recording:
    """Plays itself in virtual time once start() was called; ended tells when it is over."""

    def __init__(self, exchange: Exchange, venue: Venue, key: str, lines: Iterable[str]) -> None:
        self._exchange = exchange
        self._engine = venue.engine
        self._market = venue.engine.instruments[key]
        self._key = key
        self._lines = iter(lines)
        self._levels: dict[tuple[Side, int], list[Order]] = {}
        self._waiting: list[dict[str, Any]] | None = []  # changes that came before their snapshot
        self._last_update = 0
        self._offset_ns = 0
        self.ended = False
        self.played = 0
        if venue.market is not None:
            venue.market.withdraw(key)
        venue.engine.ledger.open(TRADER, is_house=True)

    def start(self) -> None:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            return
        self._offset_ns = self._exchange.now_ns - int(line.partition(" ")[0])
        self._play(line)

    def _next(self) -> None:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            return
        due_ns = int(line.partition(" ")[0]) + self._offset_ns
        self._exchange.at(due_ns, lambda: self._play(line))

    def _play(self, line: str) -> None:
        message = json.loads(line.partition(" ")[2])
        self.played += 1
        data = message.get("data", message)
        if "stream" not in message:
            self._snapshot(data)
        elif data.get("e") == "depthUpdate":
            self._changes(data)
        elif data.get("e") == "trade":
            self._trade(data)
        self._next()

    # ---------------------------------------------------------------------------- the book

    def _snapshot(self, data: dict[str, Any]) -> None:
        self._last_update = data["lastUpdateId"]
        for side, name in ((Side.BUY, "bids"), (Side.SELL, "asks")):
            for price, quantity in data[name]:
                self._set(side, price, quantity)
        waiting, self._waiting = self._waiting or [], None
        for change in waiting:
            self._changes(change)

    def _changes(self, data: dict[str, Any]) -> None:
        if self._waiting is not None:
            self._waiting.append(data)
            return
        if data["u"] <= self._last_update:
            return
        for side, name in ((Side.BUY, "b"), (Side.SELL, "a")):
            for price, quantity in data[name]:
                self._set(side, price, quantity)

    def _set(self, side: Side, price_text: str, quantity: str) -> None:
        """Make the recorded orders of a level add up to the quantity; the older ones keep their place."""
        # Old orders may be finer than today's step.
        price, lots = self._market.ticks(price_text), parse_atoms(quantity) // self._market.lot_atoms
        orders = [order for order in self._levels.get((side, price), []) if order.state.is_open]
        surplus = sum(order.left for order in orders) - lots
        while surplus > 0 and orders:
            newest = orders[-1]
            if newest.left <= surplus:
                surplus -= newest.left
                orders.pop()
                self._engine.end(newest, State.CANCELED)
            else:
                self._engine.amend(newest, lots=newest.lots - surplus)
                surplus = 0
        self._levels[side, price] = orders
        if surplus < 0:
            self._clear_across(side, price)
            self._add(side, price, -surplus)

    def _clear_across(self, side: Side, price: int) -> None:
        """Recorded orders that a fresh level would meet are gone in truth, only not yet told."""
        other = self._engine.books[self._key].side(side.other)
        for order in other.orders():
            if not other.reaches(order.price, price):
                break
            if order.account == TRADER:
                self._engine.end(order, State.CANCELED)

    def _add(self, side: Side, price: int, lots: int) -> None:
        order = self._engine.place(NewOrder(TRADER, self._key, side, Kind.LIMIT, lots, "", price))
        if order.state.is_open:
            self._levels.setdefault((side, price), []).append(order)

    # ---------------------------------------------------------------------------- trades

    def _trade(self, data: dict[str, Any]) -> None:
        """Let the recorded taker trade: with clients first whose price is as good, then with the level."""
        price, lots = self._market.ticks(data["p"]), self._market.lots(data["q"])
        resting = Side.BUY if data["m"] else Side.SELL
        if self._waiting is not None:
            self._engine.books[self._key].last_price = price
            return
        self._clear_across(resting.other, price + resting.sign)
        self._engine.books[self._key].last_price = price
        found = self._engine.books[self._key].side(resting).available(price)
        if found < lots:
            self._clear_across(resting, price)
            self._add(resting, price, lots - found)
        self._engine.place(
            NewOrder(TRADER, self._key, resting.other, Kind.LIMIT, lots, "", price, TimeInForce.IOC)
        )
        if self._market.is_linear:
            self._engine.set_mark(self._key, price)


def play(exchange: Exchange, venue: Venue, key: str, path: Path) -> Recording:
    """Start a recording; it goes on as virtual time does."""
    made = Recording(exchange, venue, key, recorded_lines(path))
    made.start()
    return made
