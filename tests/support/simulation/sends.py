"""I8 and I9: what was planned keeps the limits that were in force, and what left is what was planned.

It counts for itself, from the durable facts and from the requests that arrived; orders without proof count as
live. The kernel's own books are not asked.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import ENDED, Order, Side
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.core.slots import ENDED_BOTS
from tests.support.simulation.broken_invariant import Broken

if TYPE_CHECKING:
    from tests.support.exchange.wire import WireRecord
    from tests.support.simulation.dialect import Dialect

D = Decimal
MINUTE_NS = 60_000_000_000


class Sends:
    """Follows the limits, the orders that may execute, and the orders of each minute."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.limits = Limits()
        self.held: Counter[str] = Counter()  # how often each limit was in force for an order
        self.used_ns: dict[str, int] = {}  # when the first order of each market was planned
        self._planned: dict[str, Order] = {}
        self._live: dict[str, Order] = {}
        self._stopping: set[str] = set()
        self._minute, self._sent = 0, 0

    def durable(self, fact: fx.Fact) -> None:
        """One more fact is on the disk."""
        if isinstance(fact, fx.BotMoved) and (fact.state is BotState.STOPPING or fact.state in ENDED_BOTS):
            self._stopping.add(fact.bot)
        elif isinstance(fact, fx.LimitsChanged):
            self.limits = fact.limits
        elif isinstance(fact, fx.OrderPlanned):
            self._plan(fact)
        elif isinstance(fact, fx.OrderMoved):
            if fact.state in ENDED:
                self._live.pop(fact.client_id, None)
            elif fact.client_id in self._planned:
                self._live[fact.client_id] = self._planned[fact.client_id]

    def _plan(self, fact: fx.OrderPlanned) -> None:
        order, limits = fact.order, self.limits
        self.used_ns.setdefault(order.instrument, order.created_ns)
        self._planned[order.client_id] = self._live[order.client_id] = order
        if fact.limits != limits.version:
            raise Broken("I9", f"{order.client_id} has limits {fact.limits}, in force are {limits.version}")
        minute = order.created_ns // MINUTE_NS
        if minute != self._minute:
            self._minute, self._sent = minute, 0
        self._sent += 1
        if order.bot in self._stopping and self._ends(order):  # what ends a bot is never held up
            return
        live = self._live.values()
        self._keeps(order, "max_order_notional", order.spec.qty * order.spec.price)
        self._keeps(order, "max_open_orders", len(live))
        self._keeps(order, "max_open_orders_a_bot", sum(one.bot == order.bot for one in live))
        in_market = sum(one.instrument == order.instrument for one in live)
        self._keeps(order, "max_open_orders_a_market", in_market)
        self._keeps(order, "max_orders_a_minute", self._sent)
        if limits.markets is not None:
            self.held["markets"] += 1
            if order.instrument not in limits.markets:
                raise Broken("I9", f"{order.client_id} is in {order.instrument}, allowed: {limits.markets}")

    def _ends(self, order: Order) -> bool:
        """Whether an order of a bot that stops closes what it holds."""
        return order.spec.reduce_only if self._dialect.settle else order.spec.side is Side.SELL

    def _keeps(self, order: Order, name: str, value: Decimal | int) -> None:
        bound = getattr(self.limits, name)
        if bound is None:
            return
        self.held[name] += 1
        if value > bound:
            raise Broken("I9", f"{order.client_id} makes {name} {value}, allowed are {bound}")

    def arrived(self, record: WireRecord, client_id: str) -> None:
        """A request that places an order of ours came to the venue. Its plan is durable."""
        order, params = self._planned[client_id], record.params
        closes = str(params.get("reduceOnly", False)).lower() == "true"
        sent = (
            self._dialect.market(str(params.get("symbol"))),
            str(params.get("side")).lower(),
            D(str(params.get(self._dialect.quantity))),
            D(str(params.get("price"))),
            closes,
        )
        spec = order.spec
        if sent != (order.instrument, spec.side.value, spec.qty, spec.price, spec.reduce_only):
            raise Broken("I8", f"{client_id} left as {sent}, planned was {order.instrument} {spec}")
