"""Deals with safety orders: a base order, more orders as the price goes against it, and one that takes the
profit of all (bots.md 4, docs/decisions/0018 and 0028). Then the next deal begins.

What a deal opens and closes, and what money carries it, is said by the bot of a spot market and that of a
perpetual.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Generic, TypeVar

from finbyte_desktop.bots.dca_deal import AnyDeal, stop_price
from finbyte_desktop.bots.dca_ladder import Rung
from finbyte_desktop.bots.dca_params import DcaParams
from finbyte_desktop.bots.deals_state import restore_deals, save_deals
from finbyte_desktop.bots.entry import watch_entry
from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.bots.heading import LONG, Heading
from finbyte_desktop.bots.leaving import EXIT, EXIT_RETRY, RETRY_NS, SAID_PLACES, Leaves
from finbyte_desktop.bots.params import refuse_changes
from finbyte_desktop.core.contract import (
    Allowance,
    BotView,
    Edited,
    PlanDecided,
    SlotDone,
    SlotRefused,
    Started,
    Touched,
    Woken,
)
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import (
    AskPlan,
    Become,
    BotState,
    Drop,
    Halt,
    Intent,
    Level,
    Say,
    Take,
    WakeAt,
    Want,
    WatchPrice,
)
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, half_even_div, plain
from finbyte_desktop.core.orders import OrderSpec, OrderType

BASE, PROFIT = "take:base", "take:profit"
TAKE_PROFIT = "TP"
PROFIT_AGAIN, RUNGS_AGAIN = "profit_again", "rungs_again"  # what somebody cancelled at the venue
LATE = "late"  # how a trade ended that came after its order was called ended
TRAIL_STEP = Decimal("0.0001")  # of the best price: by so much it must be better to count
MOST_RISE = 10  # a deal may begin at up to ten times the price of the first one
ANSWERS = frozenset({Answer.REFUSED.value, Answer.LAPSED.value})
RUNNING, STOPPING, STOPPED = BotState.RUNNING, BotState.STOPPING, BotState.STOPPED
ALARMS = ("deal", "base_retry", "profit_retry", PROFIT_AGAIN, RUNGS_AGAIN)
WATCHES = ("take_profit", "peak", "trail", "stop_loss")


def rung_slot(number: int) -> str:
    """The slot of a safety order; the first is 1."""
    return f"S{number}"


D = TypeVar("D", bound=AnyDeal)


class Deals(Leaves, Generic[D]):
    """The bot. `deal` is the one that is open, None between two; `rungs` its safety orders as placed.

    Attributes:
        way: whether its base and safety orders buy or sell.
        reduces: whether its closing orders only reduce a position.
        said: what its purchases and sales are called in the decision log.
        best: the best price since the take profit was reached, where the closing order follows the price.
        filled: what each safety order of the deal has opened, by its number.
        closing: the take profit of this deal is complete.
        trips, profit: deals that were closed, and what they brought.
    """

    FIXED: ClassVar[tuple[str, ...]] = ("base_order", "ladder", "reserve")
    after_pause = frozenset({"deal", "base_retry"})
    way: Heading = LONG
    said: ClassVar[Mapping[str, str]] = {}
    reduces = False
    params: DcaParams
    deal: D | None

    def __init__(self, params: DcaParams, instrument: Instrument) -> None:
        self.params = params
        self.investment = self.params.investment(instrument)
        self._tick = instrument.tick
        self.phase = BotState.DRAFT
        self.start_price = ZERO
        self.worst = ZERO
        self.added = ZERO
        self.withdrawn = ZERO
        self.profit = ZERO
        self.trips = 0
        self.deal = None
        self.rungs: list[Rung] = []
        self.filled: dict[int, Decimal] = {}
        self.taking = ZERO
        self.best: Decimal | None = None
        self.closing = False
        self.closed_ns = 0
        self.stop_reason = ""
        self.exit_sells = self.params.sell_at_exit

    # --- of a spot market, or of a perpetual --------------------------------------------------------

    @staticmethod
    @abstractmethod
    def checked(raw: Mapping[str, object], instrument: Instrument) -> DcaParams:
        """Its parameters. Raises UserError naming the field."""

    @abstractmethod
    def new_deal(self, wanted: Decimal = ZERO) -> D:
        """A deal whose base order shall open this much."""

    @abstractmethod
    def restored_deal(self, state: Mapping[str, JsonValue]) -> D:
        """A deal from what its `save` gave."""

    @abstractmethod
    def base_size(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """What the base order opens at this price. Raises UserError where the market takes no such order."""

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """The same for the first deal, with all that forbids it."""
        return self.base_size(price, instrument, slippage)

    @abstractmethod
    def afford(self, qty: Decimal, price: Decimal, view: BotView) -> Decimal | None:
        """How much of a base order the money of now carries; None where it carries no deal. Raises UserError
        where a deal may not begin.
        """

    @abstractmethod
    def can_close(self, left: Decimal, price: Decimal, instrument: Instrument) -> bool:
        """Whether the market takes a closing order of this quantity."""

    @abstractmethod
    def taking_price(self, params: DcaParams, deal: D, instrument: Instrument) -> Decimal:
        """The price that takes the profit of a deal."""

    @abstractmethod
    def worth(self, view: BotView) -> Worth:
        """What the bot has, with what was withdrawn."""

    @abstractmethod
    def withdrawable(self, view: BotView) -> Decimal:
        """How much quote may be taken out now."""

    # --- contract ---------------------------------------------------------------------------------

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """The funds of one deal, with fees and reserve."""
        return {instrument.quote: self.investment}

    def allowance(self) -> Allowance:
        """Orders at up to ten times the price of the first deal, each of ten times its funds at most."""
        most = self.carried * MOST_RISE
        return Allowance(ZERO, self.start_price * MOST_RISE, ceil_div(most, self._tick, ONE), most)

    @property
    def carried(self) -> Decimal:
        """The value of what its money may hold."""
        return self.invested

    # --- start ------------------------------------------------------------------------------------

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        """Asks for its plan at the price of now, or waits for that of the entry."""
        entry = self.params.entry_price
        if entry is None or event.price == entry:
            return self._plan(event.price, view)
        self.phase = BotState.WAIT_TRIGGER
        return [*self._watch_entry(event.price, view), Become(BotState.WAIT_TRIGGER, plain(entry))]

    def _watch_entry(self, price: Decimal, view: BotView) -> list[Intent]:
        p = self.params
        assert p.entry_price is not None
        return watch_entry(p.entry_price, p.entry_above, price, view.instrument.tick)

    def _plan(self, price: Decimal, view: BotView) -> list[Intent]:
        self.start_price = price
        opened = self._open(price, view)
        if opened is not None:
            return opened
        assert self.deal is not None
        self.phase = BotState.WAIT_APPROVAL
        orders = [(BASE, OrderSpec(self.way.opens, self.deal.wanted, self.worst, OrderType.MARKET))]
        orders += [
            (rung_slot(n), OrderSpec(self.way.opens, rung.qty, rung.price))
            for n, rung in enumerate(self.rungs, 1)
        ]
        return [AskPlan("open", price, tuple(orders))]

    def _open(self, price: Decimal, view: BotView) -> list[Intent] | None:
        """A new deal at this price, nothing opened yet; what ends the bot where the market takes no order."""
        i, times = view.instrument, self.times()
        try:
            qty = self.base_size(price, i, view.slippage)
            if times != 1:
                spends = Fraction(self.params.base_order) * times
                qty = (spends / Fraction(price * (ONE + view.slippage)) // Fraction(i.lot)) * i.lot
            carried = self.afford(qty, price, view)
        except UserError as error:
            self.phase, self.deal = STOPPED, None
            return [Say(Level.ERROR, error.code, (("text", error.text),)), Halt(error.code)]
        self.worst = i.worse(price, self.way.opens, view.collar)
        if carried is None:  # losses took the rest
            self.phase, self.deal = STOPPED, None
            return [Halt("out_of_money")]
        self.deal = self.new_deal(carried)
        self.rungs, self.filled = self.params.ladder.rungs(price, i, times), {}
        self.best, self.closing, self.taking = None, False, ZERO
        return None

    def times(self) -> Fraction:
        """How many times its first size a deal that begins now has."""
        return Fraction(self.investment + self.added) / Fraction(self.investment)

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        """Begins the first deal, asks again where the price has left, or ends."""
        if self.phase is not BotState.WAIT_APPROVAL:
            return []
        if event.why == "moved":
            said = Say(Level.NOTICE, "plan_moved", (("price", event.price),))
            return [said, *self._plan(event.price, view)]
        if event.answer is not Answer.APPROVED:
            self.phase = STOPPED
            return [Halt(event.answer.value)]
        self.phase = RUNNING
        return [Become(RUNNING), *self._begin()]

    def _begin(self) -> list[Intent]:
        """The base order, or what of it was not opened yet."""
        assert self.deal is not None
        left = self.deal.wanted - self.deal.base_qty
        return [Take(BASE, self.way.opens, left, "base_order", self.worst)]

    # --- a deal -----------------------------------------------------------------------------------

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        """An order has ended with everything that it traded."""
        slot, deal = event.slot, self.deal
        if deal is None and event.side is self.way.opens and event.qty > 0 and self.phase is RUNNING:
            return self._late_deal(event, view)
        if event.qty > 0 and deal is not None:
            if event.side is self.way.opens:
                deal.opened(event, base=slot == BASE)
            else:
                deal.closed(event)
        if slot == EXIT:
            return self.exited(event, view)
        if deal is None:
            return []
        if self.phase is STOPPING:
            return self.exit_when_clear(view)
        if slot == BASE and event.ended != LATE:
            return self._base_done(event, view)
        if event.side is self.way.closes:
            return self._profit_done(event, view)
        return self._rung_done(event, view)

    def _rung_done(self, event: SlotDone, view: BotView) -> list[Intent]:
        """A safety order has ended, or something was opened late."""
        if self.closing:
            return self._close_when_clear(event.ns, view)
        number = 0 if event.slot == BASE else int(event.slot[1:])
        if event.ended != LATE and number:
            self.filled[number] = self.filled.get(number, ZERO) + event.qty
        again: list[Intent] = [] if event.ended in ("filled", LATE) else [self._soon(RUNGS_AGAIN, event.ns)]
        if event.qty <= 0:
            return again
        late = event.ended == LATE
        said = self._told("late", event) if late else self._told("opened", event, ("number", number))
        return [said, *self._profit_orders(view), *again]

    def _late_deal(self, event: SlotDone, view: BotView) -> list[Intent]:
        """A safety order traded after its deal was closed: what it opened is a deal of its own."""
        i = view.instrument
        late = self.new_deal()
        late.opened(event, base=True)
        if not self.can_close(late.left(i), view.last, i):
            return [Say(Level.NOTICE, "dust_kept", (("qty", event.qty), ("asset", i.base)))]
        self.deal, self.rungs, self.filled = late, [], {}
        self.closing = False
        return [self._told("late", event), *self._profit_orders(view)]

    @staticmethod
    def _soon(key: str, ns: int) -> WakeAt:
        return WakeAt(key, ns + RETRY_NS)

    def _told(self, what: str, event: SlotDone, *more: tuple[str, Decimal | int]) -> Say:
        at = half_even_div(event.cost, event.qty, SAID_PLACES)
        return Say(Level.INFO, self.said[what], (("qty", event.qty), ("price", at), *more))

    def _base_done(self, event: SlotDone, view: BotView) -> list[Intent]:
        deal, i = self.deal, view.instrument
        assert deal is not None
        left = i.qty_down(deal.wanted - deal.base_qty)
        complete = event.ended == "filled" or left < i.min_qty or left * event.price < i.min_notional
        said: list[Intent] = [self._told("base", event)] if event.qty > 0 else []
        if complete and deal.left(i) > 0:
            return [*said, *self._base_complete(view)]
        protected = self._profit_orders(view) if event.qty > 0 else []
        return [*said, *protected, self._soon("base_retry", event.ns)]

    def _base_again(self, event: Woken, view: BotView) -> list[Intent]:
        """What the base order did not open, at no worse price than before; a first deal of which nothing was
        opened is asked again once the price has left what a person saw.
        """
        deal = self.deal
        assert deal is not None
        if not deal.base_qty:
            moved = abs(event.price - self.start_price) > view.collar * self.start_price
            return self._plan(event.price, view) if moved and not self.trips else self._next_deal(view)
        return self._without_rest(view) if self.way.beyond(event.price, self.worst) else self._begin()

    def _without_rest(self, view: BotView) -> list[Intent]:
        """The rest of the base order is not opened: the deal goes on with the part."""
        deal = self.deal
        assert deal is not None
        code, fields = self.said["part"], (("qty", deal.base_qty), ("wanted", deal.wanted))
        return [Say(Level.NOTICE, code, fields), *self._base_complete(view)]

    def _base_complete(self, view: BotView) -> list[Intent]:
        """The safety orders beyond what the base order opened, and its take profit."""
        deal, i = self.deal, view.instrument
        assert deal is not None
        self.rungs = self.params.ladder.rungs(deal.base_price, i, self.times())
        return [*self._rung_orders(i), *self._profit_orders(view)]

    def _rung_orders(self, i: Instrument) -> list[Intent]:
        """Every safety order that has not opened all of its quantity yet."""
        out: list[Intent] = []
        for number, rung in enumerate(self.rungs, 1):
            left = rung.qty - self.filled.get(number, ZERO)
            taken = left >= i.min_qty and left * rung.price >= i.min_notional
            if left > 0 and (taken or left == rung.qty):
                out.append(Want(rung_slot(number), OrderSpec(self.way.opens, left, rung.price)))
        return out

    def _profit_orders(self, view: BotView) -> list[Intent]:
        """Take profit and stop loss of what the deal holds now."""
        deal, i, p = self.deal, view.instrument, self.params
        assert deal is not None
        out: list[Intent] = []
        if deal.left(i) <= 0:
            return out
        self.best = None
        self.taking = self.taking_price(p, deal, i)
        if p.trailing is None:
            out.append(self._profit_want(deal.left(i)))
        else:
            watched = self.way.when_better("take_profit", self.taking)
            out += [WatchPrice("peak"), WatchPrice("trail"), watched]
        if p.stop_loss is not None:
            out.append(self.way.when_worse("stop_loss", self.stop_at(p, deal, i)))
        return out

    def _profit_want(self, left: Decimal) -> Want:
        spec = OrderSpec(self.way.closes, left, self.taking)
        return Want(TAKE_PROFIT, spec._replace(reduce_only=True) if self.reduces else spec)

    def _profit_take(self, left: Decimal) -> Take:
        return Take(PROFIT, self.way.closes, left, "take_profit", reduce_only=self.reduces)

    def stop_at(self, p: DcaParams, deal: D, i: Instrument) -> Decimal:
        """The price of the stop loss of a deal."""
        return stop_price(self.way, p, deal, i)

    def _profit_done(self, event: SlotDone, view: BotView) -> list[Intent]:
        assert self.deal is not None
        out: list[Intent] = [self._told("closed", event)] if event.qty > 0 else []
        if event.ended != "filled" and not self.closing and self._holds(view.instrument):
            if event.slot == PROFIT:
                return [*out, self._soon("profit_retry", event.ns)]
            if event.qty > 0:
                return [*out, *self._profit_orders(view)]
            return out if self.params.trailing is not None else [self._soon(PROFIT_AGAIN, event.ns)]
        self.closing, self.closed_ns = True, event.ns
        out += [Drop(slot) for slot in view.live_slots()]
        out += [Drop(BASE), WakeAt("base_retry", None)]
        return [*out, *self._forget(), *self._close_when_clear(event.ns, view)]

    def _holds(self, i: Instrument) -> bool:
        """Whether the deal still has something that the market takes at the price of its take profit."""
        assert self.deal is not None
        return self.can_close(self.deal.left(i), self.taking, i)

    def _close_when_clear(self, ns: int, view: BotView) -> list[Intent]:
        """Ends the deal once nothing rests; what safety orders opened in part meanwhile is closed first."""
        if view.live_slots():
            return []
        deal, i = self.deal, view.instrument
        assert deal is not None
        if self._holds(i):
            left = deal.left(i)
            return [self._profit_want(left) if self.params.trailing is None else self._profit_take(left)]
        out: list[Intent] = [Drop(rung_slot(n)) for n in range(1, len(self.rungs) + 1)]
        out += [Drop(TAKE_PROFIT), self._closed(deal)]
        if self.params.max_deals is not None and self.trips >= self.params.max_deals:
            self.phase = STOPPED
            return [*out, Halt("deals_done")]
        due = self.closed_ns + self.params.cooldown_ns
        return [*out, WakeAt("deal", due)] if due > ns else [*out, *self._next_deal(view)]

    def _closed(self, deal: D) -> Say:
        """The deal is over; what it brought."""
        gain = deal.gain
        self.profit += gain
        self.trips += 1
        self.deal, self.closing = None, False
        return Say(
            Level.INFO, "deal_closed", (("trip", gain), ("trip_fee", deal.fees), ("number", self.trips))
        )

    def _next_deal(self, view: BotView) -> list[Intent]:
        return self._open(view.last, view) or self._begin()

    # --- watches and alarms -----------------------------------------------------------------------

    def on_touched(self, event: Touched, view: BotView) -> Sequence[Intent]:
        """A watched price was reached."""
        if event.key in ("entry", "entry_side"):
            if event.key == "entry":
                return self._plan(event.price, view)
            return self._watch_entry(event.price, view)
        if self.phase is not RUNNING or self.deal is None or self.closing:
            return []
        trail = self.trail_at(view.instrument)
        before = trail is None or self.way.beyond(event.price, trail) or self.way.beyond(event.watched, trail)
        if event.key == "stop_loss" and before:
            self.exit_sells = True
            return self.stop("stop_loss", view)
        if event.key in ("trail", "stop_loss"):  # a jump over both passed the better one first
            left = self.deal.left(view.instrument)
            return [WatchPrice("peak"), WatchPrice("stop_loss"), self._profit_take(left)]
        return self._follow(event.price, view.instrument)

    def _follow(self, price: Decimal, i: Instrument) -> list[Intent]:
        """The price is a new best one: the closing order stands the trail behind it."""
        self.best = price
        better = self.way.better(price, max(i.tick, i.price_up(price * TRAIL_STEP)), i)
        trail = self.trail_at(i)
        assert trail is not None
        return [self.way.when_better("peak", better), self.way.when_worse("trail", trail)]

    def trail_at(self, i: Instrument) -> Decimal | None:
        """Where the closing order stands that follows the price; None while it does not follow."""
        if self.best is None or self.params.trailing is None:
            return None
        return self.way.behind(self.best, self.params.trailing, i)

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        """An alarm."""
        if event.key == EXIT_RETRY:
            return self.exit_when_clear(view)
        if self.phase is not RUNNING:
            return []
        deal = self.deal
        if event.key == "deal":
            return self._next_deal(view) if deal is None else []
        if deal is None or self.closing:
            return []
        if event.key == "base_retry":
            return self._base_again(event, view)
        if event.key == RUNGS_AGAIN:
            return self._rung_orders(view.instrument)
        if event.key == PROFIT_AGAIN:
            return self._profit_orders(view)
        left = deal.left(view.instrument)
        return [self._profit_take(left)] if left > 0 else []

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        """An order was not placed."""
        said = Say(Level.WARNING, "slot_blocked", (("slot", event.slot), ("code", event.code)))
        keys = {BASE: "base_retry", PROFIT: "profit_retry", EXIT: EXIT_RETRY}
        by_a_person = event.code in ANSWERS and event.slot != EXIT
        if by_a_person and event.slot == BASE and self.deal is not None and self.deal.base_qty > 0:
            return [said, Drop(BASE), *self._without_rest(view)]
        if event.slot not in keys or by_a_person:
            return [said]
        return [said, Drop(event.slot), self._soon(keys[event.slot], event.ns)]

    @staticmethod
    def _forget() -> list[Intent]:
        return [WatchPrice(key) for key in WATCHES]

    # --- end --------------------------------------------------------------------------------------

    def forgotten(self) -> list[Intent]:
        """See `Leaves`."""
        forget: list[Intent] = [WatchPrice("entry"), WatchPrice("entry_side"), *self._forget()]
        return [*forget, *(WakeAt(key, None) for key in ALARMS)]

    def dropped(self, view: BotView) -> Sequence[str]:
        """See `Leaves`."""
        return [BASE, PROFIT, TAKE_PROFIT, *(rung_slot(n) for n in range(1, len(self.rungs) + 1))]

    def ended(self) -> list[Intent]:
        """The deal that was open is closed by the exit."""
        return [] if self.deal is None else [self._closed(self.deal)]

    # --- changes while running --------------------------------------------------------------------

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """What a deal spends cannot change while the bot runs; its take profit and stop can."""
        new = self.checked(params, view.instrument)
        refuse_changes(new, self.params, self.FIXED, {"ladder": "safety_orders", "way": "direction"})
        deal = self.deal
        if new.stop_loss is None or deal is None or not deal.is_open or self.phase is not RUNNING:
            return
        at = self.stop_at(new, deal, view.instrument)
        if not self.way.beyond(view.last, at):
            raise UserError(
                f"The bot would stop at once: the stop is {plain(at)}, the price {plain(view.last)}.",
                "stop_at_once",
                "stop_loss",
            )

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        """Take profit and stop move at once; the rest counts from the next deal on."""
        self.params = self.checked(event.params, view.instrument)
        self.exit_sells = self.params.sell_at_exit
        if self.phase is BotState.WAIT_TRIGGER and self.params.entry_price is not None:
            return [WatchPrice("entry"), WatchPrice("entry_side"), *self._watch_entry(event.price, view)]
        deal = self.deal
        if self.phase is not RUNNING or deal is None or self.closing or deal.left(view.instrument) <= 0:
            return []
        out: list[Intent] = self._forget()
        if self.params.trailing is not None:
            out.append(Drop(TAKE_PROFIT))
        return [*out, *self._profit_orders(view)]

    # --- figures ----------------------------------------------------------------------------------

    @property
    def invested(self) -> Decimal:
        """Everything that was put in."""
        return self.investment + self.added

    def invested_at(self, price: Decimal) -> Decimal:
        """What is put in at a start; the same at any price."""
        return self.investment

    # --- state ------------------------------------------------------------------------------------

    def save(self) -> dict[str, JsonValue]:
        """The whole private state as JSON."""
        return save_deals(self)

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back, exactly."""
        restore_deals(self, state)
