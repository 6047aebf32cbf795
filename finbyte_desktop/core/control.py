"""A person's commands: create, pause, resume, stop, edit, add, withdraw, release.

Every command is checked before anything is changed; what cannot be done raises UserError beside its cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import resuming
from finbyte_desktop.core.approval import params_digest
from finbyte_desktop.core.contract import Asked, Bot, Edited, Funded, Started, StopAsked
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.ledger import FREE, OUTSIDE, UNATTRIBUTED, VENUE
from finbyte_desktop.core.numbers import ONE, ZERO
from finbyte_desktop.core.orders import MARKET, Order, OrderSpec, State
from finbyte_desktop.core.placing import STAYS_AWAY
from finbyte_desktop.core.risk import venue_filter
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord, Slot
from finbyte_desktop.core.view import View

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

PULLED = "pulled_by_you"
EXTERNAL = "external"  # why an order ended that somebody cancelled at the venue
CANCELLED_OUTSIDE = "cancelled_outside"
ANSWERED = "answered_gone"  # only a person said that the order is not there


def _text(value: ev.JsonValue) -> str:
    return "" if value is None else str(value)


class Control:
    """Takes a person's commands for the bots and the money of one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def deposited(self, event: ev.Deposited) -> None:
        """Money came into the account, or left it."""
        if self._kernel.ledger.free(UNATTRIBUTED, event.asset) + event.amount < 0:
            raise UserError(
                "The account does not hold that much. Nothing was moved.", "insufficient_funds", "amount"
            )
        self._kernel.post(
            "deposit",
            event.asset,
            (
                (UNATTRIBUTED, FREE, event.asset, event.amount),
                (VENUE, OUTSIDE, event.asset, -event.amount),
            ),
        )

    def created(self, event: ev.BotCreated) -> None:
        """A new bot with its budget; it is started at once."""
        if event.bot in self._kernel.bots:
            raise UserError(f"A bot named {event.bot} exists.", "duplicate_bot")
        instrument = self._kernel.instruments.get(event.instrument)
        if instrument is None or event.instrument not in self._kernel.last:
            raise UserError(f"{event.instrument} has no price yet.", "no_price", "market")
        others = self._others(event.others, instrument)
        bot = self._kernel.factory(event.type, event.params, instrument)
        leverage = self._leverage(bot, instrument)
        budget = bot.budget(instrument)
        for asset, amount in budget.items():
            available = self._kernel.ledger.free(UNATTRIBUTED, asset)
            if available < amount:
                raise UserError(
                    f"The bot needs {amount} {asset}, {available} is available.",
                    "insufficient_funds",
                    "investment",
                )
        record = BotRecord(event.bot, event.type, bot, instrument, event.policy, event.params)
        record.others = others
        record.view = View(self._kernel, record)
        record.params_digest = params_digest(event.params)
        record.leverage = leverage
        self._kernel.bots[event.bot] = record
        head = (event.ns, event.bot, event.type, event.instrument)
        self._kernel.facts.append(fx.BotRegistered(*head, event.params, event.policy, event.others))
        for asset, amount in budget.items():
            self._kernel.transfer("budget", asset, UNATTRIBUTED, event.bot, amount)
        if instrument.perpetual is not None:
            self._kernel.perpetuals.isolate(record, budget.get(instrument.quote, ZERO))
        self._kernel.tell(record, Started(event.ns, self._kernel.last[instrument.id]))

    def _others(
        self, names: Sequence[str], first: Instrument, kept: Mapping[str, Instrument] = MappingProxyType({})
    ) -> dict[str, Instrument]:
        """Markets besides the first and those kept. Raises UserError for one that does not go with them."""
        found: dict[str, Instrument] = {}
        for name in names:
            market = self._kernel.instruments.get(name)
            if market is None or name not in self._kernel.last:
                raise UserError(f"{name} has no price yet.", "no_price", "market")
            if market.quote != first.quote or market.perpetual is not None or first.perpetual is not None:
                raise UserError(
                    f"{name} does not go with {first.id}: one bot trades spot markets of one quote asset.",
                    "quote_differs",
                    "market",
                )
            known = (first, *kept.values(), *found.values())
            if market.base in {other.base for other in known}:
                raise UserError(f"{market.base} is named twice.", "asset_twice", "market")
            found[name] = market
        return found

    def _leverage(self, bot: Bot, instrument: Instrument) -> Decimal:
        """How often the bot's money may stand in its position; 1 on a spot market. Raises UserError where the
        type and the market do not fit, or the position of the market belongs to another bot.
        """
        leverage: Decimal | None = getattr(bot, "leverage", None)
        if instrument.perpetual is None:
            if leverage is not None:
                raise UserError("This bot trades perpetuals. Choose one.", "perpetual_needed", "market")
            return ONE
        if leverage is None:
            raise UserError("This bot trades spot markets. Choose one.", "spot_needed", "market")
        self._kernel.perpetuals.check_new(instrument.id)
        return leverage

    def _record(self, bot: str) -> BotRecord:
        record = self._kernel.bots.get(bot)
        if record is None:
            raise UserError(f"There is no bot {bot}.", "no_such_bot")
        return record

    def _running(self, bot: str) -> BotRecord:
        record = self._record(bot)
        if record.state in ENDED_BOTS or record.stopping:
            raise UserError("This bot has ended.", "bot_ended")
        return record

    def paused(self, event: ev.BotPaused) -> None:
        """Nothing new is placed; the orders that rest are pulled or kept."""
        record = self._running(event.bot)
        if record.state not in (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED):
            raise UserError("Only a running bot can be paused.", "not_running")
        self._kernel.approvals.withdraw_all(record, "paused")
        why = event.why or ("restart" if event.keep_orders else "by_you")
        self._kernel.move(record, BotState.PAUSED, why)
        if not event.keep_orders:
            for order in record.live_orders():
                self._kernel.request_cancel(record, order)

    def resumed(self, event: ev.BotResumed) -> None:
        """The bot goes on."""
        record = self._running(event.bot)
        if record.state is not BotState.PAUSED:
            raise UserError("Only a paused bot can be resumed.", "not_paused")
        if record.is_away(self._kernel.away):
            self._kernel.move(record, BotState.DEGRADED, "feed_changed")
            return
        self._kernel.move(record, BotState.RUNNING, "")
        self._kernel.facts += resuming.told(self._kernel, record)
        self._kernel.unblock(record, "market_not_open")
        self._kernel.passing.opened(record)
        self._kernel.placing.settle_all(record, event.rules)
        self._kernel.waking.overdue(record)

    def stop(self, event: ev.BotStopped) -> None:
        """The bot pulls its orders and ends; asked again, lost cancels are repeated, and a position that it
        kept at its end is closed.
        """
        record = self._record(event.bot)
        price = self._kernel.last.get(record.instrument.id, ZERO)
        if event.exit is ev.Exit.SELL and self._kernel.perpetuals.kept(record):
            self._kernel.perpetuals.close(record)
            return
        self._kernel.approvals.withdraw_all(record, "stopped")
        if record.state is BotState.ERROR or record.stopping:
            # a bot that failed, or whose cancels were lost: its orders are pulled, asked again
            for order in record.live_orders():
                self._kernel.request_cancel(record, order, again=True)
            if not event.is_last or record.state in ENDED_BOTS:
                return
        else:
            self._running(event.bot)
        self._kernel.tell(record, StopAsked(event.ns, event.exit, price, event.why))

    def edited(self, event: ev.BotEdited) -> None:
        """Other parameters, validated before any order is touched."""
        record = self._running(event.bot)
        self._kernel.factory(record.type, event.params, record.instrument)
        kept = record.others
        record.others = kept | self._others(event.others, record.instrument, kept)
        try:
            record.bot.check_edit(event.params, record.view)
        except UserError:
            record.others = kept
            raise
        before, record.params = record.params, event.params
        record.params_digest = params_digest(event.params)
        self._kernel.facts.append(fx.BotEditedFact(event.ns, event.bot, event.params, event.others))
        for name in sorted({*before, *event.params}):
            old, new = before.get(name), event.params.get(name)
            if old != new:
                said = (("field", name), ("before", _text(old)), ("after", _text(new)))
                self._kernel.facts.append(fx.Said(event.ns, record.id, Level.INFO, "param_changed", said))
        self._kernel.tell(record, Edited(event.ns, event.params, self._kernel.last[record.instrument.id]))

    def added(self, event: ev.InvestmentAdded) -> None:
        """More money for a bot that runs."""
        record = self._running(event.bot)
        quote = record.instrument.quote
        if event.amount <= 0:
            raise UserError("The amount must be above 0.", "not_positive", "amount")
        if record.state not in (BotState.RUNNING, BotState.PAUSED, BotState.DEGRADED):
            raise UserError("Money can be added once the bot runs.", "not_running", "amount")
        if any(slot.want is not None and slot.want.type is MARKET for slot in record.slots.values()):
            raise UserError(
                "An order of this bot at the market is still under way, or waits for your answer. Add the "
                "money when that is over.",
                "still_trading",
                "amount",
            )
        if self._kernel.ledger.free(UNATTRIBUTED, quote) < event.amount:
            raise UserError(
                f"{self._kernel.ledger.free(UNATTRIBUTED, quote)} {quote} is available.",
                "insufficient_funds",
                "amount",
            )
        self._kernel.transfer("added", quote, UNATTRIBUTED, record.id, event.amount)
        if record.instrument.perpetual is not None:
            self._kernel.perpetuals.isolate(record, event.amount)
        self._kernel.tell(record, Funded(event.ns, event.amount, self._kernel.last[record.instrument.id]))

    def withdrawn(self, event: ev.ProfitWithdrawn) -> None:
        """Realised profit leaves the bot."""
        record = self._running(event.bot)
        most = record.bot.withdrawable(record.view)
        if not ZERO < event.amount <= most:
            raise UserError(
                f"At most {most} {record.instrument.quote} of realised profit can be withdrawn now.",
                "too_much",
                "amount",
                feasible=f"0 - {most}",
            )
        self._kernel.transfer("withdrawn", record.instrument.quote, record.id, UNATTRIBUTED, event.amount)
        if record.instrument.perpetual is not None:
            self._kernel.perpetuals.isolate(record, -event.amount)
        self._kernel.tell(record, Funded(event.ns, -event.amount, self._kernel.last[record.instrument.id]))

    def released(self, event: ev.BotReleased) -> None:
        """What an ended bot still holds goes back to the account."""
        record = self._record(event.bot)
        if record.state not in ENDED_BOTS or record.live_orders():
            raise UserError("The bot still has orders.", "not_ended")
        if record.position.qty:
            raise UserError(
                "The bot still holds a position. Close it first: nobody would look after it.", "not_flat"
            )
        if record.instrument.perpetual is not None:
            self._kernel.perpetuals.give_back(
                record, self._kernel.ledger.free(record.id, record.instrument.quote)
            )
        for asset in (*(market.base for market in record.markets), record.instrument.quote):
            amount = self._kernel.ledger.free(record.id, asset)
            if amount != 0:
                self._kernel.transfer("released", asset, record.id, UNATTRIBUTED, amount)

    def decided(self, event: ev.Decided) -> None:
        """The answer to a request for approval."""
        self._kernel.approvals.decide(event)

    def asked(self, event: ev.StrategyAsked) -> None:
        """The trader's own strategy asks its bot for something."""
        record = self._running(event.bot)
        if not getattr(record.bot, "is_asked", False):
            raise UserError("This bot runs no strategy of its own.", "no_strategy")
        what = (event.action, event.order, event.side, event.qty, event.price, event.text)
        self._kernel.tell(record, Asked(event.ns, *what))

    def tried_again(self, event: ev.TriedAgain) -> None:
        """A blocked order is tried once more."""
        record = self._running(event.bot)
        slot = record.slots.get(event.slot)
        if slot is None or slot.blocked is None:
            raise UserError("This order is not blocked.", "not_blocked")
        slot.want = spec = slot.want or slot.blocked_spec
        slot.blocked = slot.blocked_spec = None
        if spec is not None:
            self._say_order(record, "tried_again", spec)
        self._kernel.placing.settle(record, event.slot, slot)

    def pulled(self, event: ev.OrderPulled) -> None:
        """One order that rests is cancelled, and its slot blocked for that same order."""
        record = self._running(event.bot)
        slot = record.slots.get(event.slot)
        order = slot.order if slot is not None else None
        going = slot is not None and (slot.want is None or slot.blocked is not None)
        if slot is None or order is None or order.spec.type is MARKET or going:
            raise UserError("No order rests there any more. Nothing was cancelled.", "no_such_order", "slot")
        if slot.request is not None:  # a larger one in its place
            self._kernel.approvals.withdraw(record, slot, "replaced")
        spec = slot.want or order.spec  # comes when it is tried again
        slot.blocked, slot.blocked_spec = PULLED, spec
        self._kernel.facts.append(fx.SlotBlocked(event.ns, record.id, event.slot, PULLED, spec))
        self._say_order(record, "order_pulled", order.spec)
        self._kernel.request_cancel(record, order)

    def _say_order(self, record: BotRecord, code: str, spec: OrderSpec) -> None:
        said = (("side", spec.side.value), ("qty", spec.qty), ("price", spec.price))
        self._kernel.facts.append(fx.Said(self._kernel.ns, record.id, Level.INFO, code, said))

    def blocks(self, record: BotRecord, slot: Slot, order: Order, why: str) -> str | None:
        """The code that blocks the slot of an order that has ended: the venue did not take all of it, or
        somebody else took it away. None where the bot goes on, or decides itself what comes instead.
        """
        if order.state not in (State.CANCELED, State.NEVER_ACCEPTED):
            # one that was dropped meanwhile is as if it had been cancelled
            ends = order.filled == 0 and not self._kernel.passing.applies(record, order.state, why)
            return why if ends else None
        asked = order.cancel_requested or slot.want is None or order.state is not State.CANCELED
        goes_on = not record.stopping and record.state not in ENDED_BOTS
        if self._kernel.placing.rules < STAYS_AWAY or asked or order.spec.type is MARKET or not goes_on:
            return None
        if why == EXTERNAL:
            return CANCELLED_OUTSIDE
        return why if order.filled == 0 or why == ANSWERED else None

    def stays_away(self, record: BotRecord, name: str, slot: Slot, order: Order) -> OrderSpec:
        """What does not come again where an order ended: nothing larger is asked or allowed there either."""
        if order.state is not State.CANCELED:
            return order.spec
        record.grants.pop(name, None)
        slot.grant = None
        if slot.request is not None:
            self._kernel.approvals.withdraw(record, slot, "replaced")
        return slot.want or order.spec

    @staticmethod
    def leaves_rest(record: BotRecord, order: Order) -> bool:
        """Whether what an order did not trade could be an order."""
        return venue_filter(order.spec._replace(qty=order.remaining), record.market(order.slot)) is None

    @staticmethod
    def pulled_ended(slot: Slot, order: Order) -> None:
        """The fill was faster than the cancel: all of it frees the slot, a part leaves its rest blocked."""
        left = order.spec.qty - order.filled
        if left > 0:
            slot.blocked_spec = order.spec._replace(qty=left)
        else:
            slot.blocked = slot.blocked_spec = None
