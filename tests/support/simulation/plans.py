"""P4, P5, P7 and P8: what a grid on a perpetual may hold, what its closing orders are, and that nothing opens
for long while somebody else trades its market or has set another leverage.

It counts for itself: by the parameters that a person gave, the durable plans and the trades at the venue. The
kernel's positions are only asked for what is compared with the venue's.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import BUY, MARKET, Order, Side, State
from finbyte_desktop.core.slots import ENDED_BOTS
from tests.support.simulation.broken_invariant import Broken

D = Decimal
CLOSES = {"long": Side.SELL, "short": Side.BUY}
DOUBTED = frozenset({State.QUARANTINED, State.NEVER_ACCEPTED, State.REJECTED})
NOTICED_NS = 90 * 10**9  # until a trade by hand is seen: every ten seconds, where reads arrive
READ_NS = 180 * 10**9  # until another leverage is: every minute


class Plan(NamedTuple):
    """What one grid is for: at most so many base units, in this direction."""

    market: str
    direction: str
    most: Decimal
    leverage: int


class Plans:
    """Follows the grids of all lives."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._orders: dict[str, Order] = {}
        self._stopping: set[str] = set()
        self._held: dict[str, Decimal] = defaultdict(Decimal)
        self._slack: dict[str, Decimal] = defaultdict(Decimal)  # of a bot: what came after an end
        self._doubted: set[str] = set()
        self._away: dict[str, tuple[Decimal, int]] = {}  # of a market: what is not the bots', and since when
        self._arrived: dict[str, list[tuple[int, str]]] = defaultdict(list)  # since the last look
        self._set: dict[str, tuple[int, int]] = {}  # of a market: its leverage, and since when
        self._ended: set[str] = set()  # bots of which the venue closed something itself

    def durable(self, fact: fx.Fact) -> None:
        """One more fact is on the disk."""
        if isinstance(fact, fx.BotRegistered):
            qty, grids = D(str(fact.params["order_qty"])), int(str(fact.params["grids"]))
            leverage = int(str(fact.params["leverage"]))
            plan = Plan(fact.instrument, str(fact.params["direction"]), qty * grids, leverage)
            self._plans[fact.bot] = plan
            if fact.instrument in self._away:  # what was there before is found when the bot trades
                self._away[fact.instrument] = self._away[fact.instrument][0], fact.ns
        elif isinstance(fact, fx.BotMoved) and (fact.state is BotState.STOPPING or fact.state in ENDED_BOTS):
            self._stopping.add(fact.bot)
        elif isinstance(fact, fx.OrderPlanned):
            self._planned(fact.order)
        elif isinstance(fact, fx.OrderMoved) and fact.state in DOUBTED:
            self._doubt(fact.client_id)

    def bot_of(self, client_id: str) -> str:
        """Whose an order of ours is."""
        return self._orders[client_id].bot

    def _planned(self, order: Order) -> None:
        """P5: what closes can open nothing, and a bot that stops only closes."""
        self._orders[order.client_id] = order
        plan = self._plans[order.bot]
        closes = order.bot in self._stopping or CLOSES.get(plan.direction) is order.spec.side
        if closes and not order.spec.reduce_only and not self._is_one_of_two(order):
            raise Broken("P5", f"{order.client_id} of {order.bot} is to close, and may open")

    def _is_one_of_two(self, order: Order) -> bool:
        """Whether it ends the position of one of several bots of its market. One may hold the other side, and
        the account then has less to close than the bot; what it leaves there P1 and P6 compare at the end.
        """
        bots = sum(plan.market == order.instrument for plan in self._plans.values())
        return order.spec.type is MARKET and order.bot in self._stopping and bots > 1

    def _doubt(self, client_id: str) -> None:
        if client_id not in self._doubted:
            self._doubted.add(client_id)
            self._slack[self._orders[client_id].bot] += self._orders[client_id].spec.qty

    def filled(self, client_id: str, qty: Decimal, was_canceled: bool) -> None:
        """P4: an order of ours traded at the venue, for a bot that is not meant to hold so much."""
        order = self._orders[client_id]
        bot, plan = order.bot, self._plans[order.bot]
        self._held[bot] += qty if order.spec.side is BUY else -qty
        if was_canceled and client_id not in self._doubted:
            self._slack[bot] += qty
        held, most = self._held[bot], plan.most + self._slack[bot]
        low = -self._slack[bot] if plan.direction == "long" else -most
        high = self._slack[bot] if plan.direction == "short" else most
        if bot not in self._ended and not low <= held <= high:
            raise Broken("P4", f"{bot} is {plan.direction}, for {plan.most} at most, and holds {held}")

    def closed(self, market: str) -> None:
        """The venue closed what was there, whoever's it was: of these bots it is not known here any more."""
        self._ended |= {bot for bot, plan in self._plans.items() if plan.market == market}

    def away(self, market: str, qty: Decimal, now_ns: int) -> None:
        """P7: the position at the venue is so much more than the bots of a market hold now."""
        before, since_ns = self._away.get(market, (D(0), now_ns))
        arrived, self._arrived[market] = self._arrived[market], []
        if qty != before:
            self._away[market] = qty, now_ns
        elif qty and arrived and arrived[-1][0] - since_ns > NOTICED_NS:
            waits_s, client_id = (arrived[-1][0] - since_ns) // 10**9, arrived[-1][1]
            raise Broken("P7", f"{client_id} opens, and for {waits_s} s {qty} there are not the bot's")

    def leverage(self, market: str, leverage: int, now_ns: int) -> None:
        """The leverage of a market was set, by whomever."""
        if self._set.get(market, (0, 0))[0] != leverage:
            self._set[market] = leverage, now_ns

    def arrived(self, client_id: str, now_ns: int) -> None:
        """P8: an order came to the venue."""
        order = self._orders[client_id]
        if order.spec.reduce_only:
            return
        self._arrived[order.instrument].append((now_ns, client_id))
        plan = self._plans[order.bot]
        leverage, since_ns = self._set.get(order.instrument, (plan.leverage, now_ns))
        if leverage != plan.leverage and now_ns - since_ns > READ_NS:
            raise Broken("P8", f"{client_id} opens at leverage {leverage}, its bot has {plan.leverage}")
