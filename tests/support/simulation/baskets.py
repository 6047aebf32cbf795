"""A world whose bots trade several markets each: smart rebalances, whose weights a person changes all the
time, and purchases by a schedule, beside bots of one market.

Beside the invariants of every world: no purchase of a rebalance leaves while a sale of it may trade, and the
other way round; a bot spends what it has and no more; and every one of them comes to its end.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.dca_basket import DcaBasket
from finbyte_desktop.bots.rebalance import Rebalance
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import ENDED, Side
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.live.shell import LiveShell
from tests.support.simulation.broken_invariant import Broken
from tests.support.simulation.dialect import COINS
from tests.support.simulation.world import World, stop

OF_ONE_MARKET = 0.2  # of the bots
BY_SCHEDULE = 0.25  # of those that trade several
CHANGES = 0.6  # of the moments of a person in which nothing else is due
INVESTMENT = "600"


class Legs:
    """Which orders of a bot may still trade, by side; told by the durable facts alone."""

    def __init__(self) -> None:
        self._sides: dict[str, tuple[str, Side]] = {}
        self._live: dict[str, set[str]] = defaultdict(set)
        self.late: set[str] = set()

    def heard(self, event: ev.Event, facts: Any, rebalances: set[str]) -> None:
        """B1: a rebalance never sells and buys at the same time. What came late is beside that, and what a
        stop does not wait for.
        """
        if isinstance(event, ev.OrderSetAside) and event.client_id in self._sides:
            self._live[self._sides[event.client_id][0]].discard(event.client_id)
        for fact in facts:
            if isinstance(fact, fx.OrderPlanned):
                order = fact.order
                others = {self._sides[one][1] for one in self._live[order.bot]} - {order.spec.side}
                if others and order.bot in rebalances:
                    raise Broken("B1", f"{order.client_id} of {order.bot} leaves while its other side trades")
                self._sides[order.client_id] = order.bot, order.spec.side
                self._live[order.bot].add(order.client_id)
            elif isinstance(fact, fx.OrderMoved) and fact.client_id in self._sides:
                bot = self._sides[fact.client_id][0]
                if fact.state in ENDED:
                    self._live[bot].discard(fact.client_id)
            elif isinstance(fact, fx.Said) and fact.code == "order_came_late":
                self.late.add(fact.bot)


class BasketWorld(World):
    """Everything of one seed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._legs = Legs()
        self._rebalances: set[str] = set()

    def heard(self, event: ev.Event, facts: Any, marks: Any) -> None:
        """See `World`."""
        super().heard(event, facts, marks)
        told = list(facts)
        for fact in told:
            if isinstance(fact, fx.BotRegistered) and fact.type == "rebalance":
                self._rebalances.add(fact.bot)
        self._legs.heard(event, told, self._rebalances)

    # --- what must hold ---------------------------------------------------------------------------

    def _check(self) -> None:
        super()._check()
        if self.client is not None and self.client.shell is not None:
            self._spends_its_own(self.client.shell)

    def _spends_its_own(self, shell: LiveShell) -> None:
        """B2: nothing is bought with money that is not the bot's; what came late may cost twice."""
        kernel = shell.kernel
        for record in kernel.bots.values():
            if record.id in self._legs.late or not isinstance(record.bot, Rebalance | DcaBasket):
                continue
            for asset in (record.instrument.quote, *(market.base for market in record.markets)):
                if kernel.ledger.held(record.id, asset) < 0:
                    raise Broken("B2", f"{record.id} owes {kernel.ledger.held(record.id, asset)} {asset}")
            bot = record.bot
            if isinstance(bot, DcaBasket) and bot.spent > bot.put_in:
                raise Broken("B2", f"{record.id} spent {bot.spent} of {bot.put_in}")

    async def _stop_all(self, shell: LiveShell) -> None:
        """One that cannot sell what it holds is stopped once more, and keeps it."""
        for record in list(shell.kernel.bots.values()):
            await stop(shell, record, again=True)

    async def _settle(self) -> None:
        """B3: a bot that is stopped ends."""
        await super()._settle()
        assert self.client is not None
        assert self.client.shell is not None
        for record in self.client.shell.kernel.bots.values():
            if record.state not in ENDED_BOTS:
                raise Broken("B3", f"{record.id} is {record.state.value}, {record.reason}, and was stopped")

    # --- a person ---------------------------------------------------------------------------------

    async def _person(self) -> None:
        shell = None if self.client is None else self.client.shell
        if shell is None or shell.failure is not None or not shell.adopted_ns or self.dice.random() > CHANGES:
            await super()._person()
            return
        living = [r for r in shell.kernel.bots.values() if r.state not in ENDED_BOTS and not r.stopping]
        several = [r for r in living if isinstance(r.bot, Rebalance | DcaBasket)]
        if not several:
            await super()._person()
            return
        with suppress(UserError, Unavailable, VenueRejected):
            await self._change(shell, self.dice.choice(several))

    async def _change(self, shell: LiveShell, record: BotRecord) -> None:
        """Other weights, more money, less money, or a stop that sells."""
        now, draw = shell.port.now_ns(), self.dice.random()
        if draw < 0.7 and isinstance(record.bot, Rebalance):
            params = {**record.params, "assets": self._shares()}
            await shell.command(ev.BotEdited(now, record.id, params))
        elif draw < 0.85:
            await shell.command(ev.InvestmentAdded(now, record.id, Decimal(self.dice.randint(20, 120))))
        elif draw < 0.92:
            await shell.command(ev.ProfitWithdrawn(now, record.id, Decimal(self.dice.randint(1, 5))))
        elif draw < 0.96:
            await shell.command(ev.BotStopped(now, record.id, ev.Exit.SELL))
        elif record.state is BotState.PAUSED:
            await shell.command(ev.BotResumed(now, record.id))

    def _shares(self) -> dict[str, JsonValue]:
        """Weights that add up to 100; the money has one now and then."""
        first = self.dice.randint(10, 80)
        money = self.dice.choice((0, 0, 10))
        shares: dict[str, JsonValue] = {COINS[0]: str(first), COINS[1]: str(100 - first - money)}
        return {**shares, "USDT": str(money)} if money else shares

    async def _create(self, shell: LiveShell) -> None:
        if self.dice.random() < OF_ONE_MARKET:
            await super()._create(shell)
            return
        self._bots += 1
        markets = list(self.dialect.markets)
        self.dice.shuffle(markets)
        await shell.use(*markets)
        kind, params = "rebalance", self._rebalance()
        if self.dice.random() < BY_SCHEDULE:
            kind, params = "dca", self._purchases()
        name = f"b{len(shell.kernel.bots) + 1}"
        head = (shell.port.now_ns(), name, kind, markets[0], params, ev.Policy.AUTOMATIC, True)
        await shell.command(ev.BotCreated(*head, others=tuple(markets[1:])))

    def _rebalance(self) -> dict[str, JsonValue]:
        own: dict[str, JsonValue] = {COINS[0]: "0.004"} if self.dice.random() < 0.3 else {}
        return {
            "assets": self._shares(),
            "trigger": "deviation",
            "threshold": "0.5",
            "investment": INVESTMENT,
            "exit": self.dice.choice(("keep", "sell")),
            **({"own": own} if own else {}),
        }

    def _purchases(self) -> dict[str, JsonValue]:
        return {
            "form": "recurring",
            "assets": dict.fromkeys(COINS, "1"),
            "amount": "60",
            "investment": INVESTMENT,
            "interval": "hour",
            "missed": "catch_up",
            "take_profit": "0.001",
        }
