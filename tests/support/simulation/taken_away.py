"""I8: an order that somebody took away outside FinByte comes back only when a person says so."""

from __future__ import annotations

from collections.abc import Iterable

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.control import ANSWERED, EXTERNAL
from finbyte_desktop.core.orders import Order, OrderSpec, OrderType
from tests.support.simulation.broken_invariant import Broken

Place = tuple[str, str]  # a bot and a slot of it


class TakenAway:
    """Follows the orders of all lives, and what of each was not traded when somebody took it away. The
    kernel's own books are not asked. A bot that resumes places again what its pause had pulled, also where a
    person had to say that it is gone; and who tried again what he had pulled has said so, also where nobody
    knew by then what became of the order.
    """

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._away: dict[Place, tuple[OrderSpec, str]] = {}
        self._places: set[Place] = set()  # where an order ever stood
        self._pulled: set[Place] = set()  # by a pause that was not taken back yet
        self._asked: set[Place] = set()  # to place again what was pulled, before its end was known

    def heard(self, event: ev.Event, facts: Iterable[fx.Fact]) -> None:
        """One event with what it led to, in the order in which they became durable."""
        if isinstance(event, ev.TriedAgain):
            self._away.pop((event.bot, event.slot), None)
            self._asked.add((event.bot, event.slot))
        elif isinstance(event, ev.BotPaused) and not event.keep_orders:
            self._pulled |= {place for place in self._places if place[0] == event.bot}
        elif isinstance(event, ev.BotResumed):
            mine = {place for place in self._pulled if place[0] == event.bot}
            self._pulled -= mine
            self._asked |= mine
            for place, (_, why) in list(self._away.items()):
                if place[0] == event.bot and why == ANSWERED:
                    del self._away[place]
        for fact in facts:
            if isinstance(fact, fx.OrderPlanned):
                self._planned(fact.order)
            elif isinstance(fact, fx.OrderMoved) and fact.why in (EXTERNAL, ANSWERED):
                self._taken(fact)

    def _planned(self, order: Order) -> None:
        self._orders[order.client_id] = order
        place = order.bot, order.slot
        self._places.add(place)
        self._asked.discard(place)
        self._pulled.discard(place)
        spec, why = self._away.pop((order.bot, order.slot), (None, ""))
        if spec == order.spec:
            raise Broken("I8", f"{order.client_id} comes again by itself, the one before it was {why}")

    def _taken(self, fact: fx.OrderMoved) -> None:
        order = self._orders[fact.client_id]
        if order.spec.type is not OrderType.MARKET and (order.bot, order.slot) not in self._asked:
            rest = order.spec._replace(qty=order.spec.qty - fact.filled)
            self._away[order.bot, order.slot] = rest, fact.why
