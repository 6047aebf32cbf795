"""DCA with safety orders: buys a base order, buys more as the price falls, and sells everything at a profit
(bots.md 4, docs/decisions/0018). Then the next deal begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import cast

from finbyte_desktop.bots.dca_deal import Deal
from finbyte_desktop.bots.dca_end import EXIT, coins_sold, sale_of_all, watch_entry
from finbyte_desktop.bots.dca_ladder import Rung
from finbyte_desktop.bots.dca_params import DcaParams, base_qty, checked
from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.core.contract import (
    Allowance,
    BotEvent,
    BotView,
    Edited,
    Funded,
    PlanDecided,
    Settled,
    SlotDone,
    SlotRefused,
    Started,
    StopAsked,
    Touched,
    Woken,
)
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, Exit, JsonValue
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
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderSpec, OrderType

BASE, PROFIT = "take:base", "take:profit"
TAKE_PROFIT = "TP"
RETRY_NS = 1_000_000_000
PROFIT_AGAIN, RUNGS_AGAIN = "profit_again", "rungs_again"  # what somebody cancelled at the venue
LATE = "late"  # how a trade ended that came after its order was called ended
SAID_PLACES = 8
TRAIL_STEP = Decimal("0.0001")  # of the highest price: by so much it must rise to count
MOST_RISE = 10  # a deal may begin at up to ten times the price of the first one
ANSWERS = frozenset({Answer.REFUSED.value, Answer.LAPSED.value})
RUNNING, STOPPING, STOPPED = BotState.RUNNING, BotState.STOPPING, BotState.STOPPED
ALARMS = ("deal", "base_retry", "profit_retry", PROFIT_AGAIN, RUNGS_AGAIN)
WATCHES = ("take_profit", "peak", "trail", "stop_loss")


def rung_slot(number: int) -> str:
    """The slot of a safety order; the first is 1."""
    return f"S{number}"


class SafetyDca:
    """The bot. `deal` is the one that is open, None between two; `rungs` its safety orders as placed.

    Attributes:
        highest: since the take profit was reached, where the sale follows the price.
        filled: what each safety order of the deal has bought, by its number.
        closing: the take profit of this deal is complete.
        trips, profit: deals that were closed, and what they brought.
    """

    FIXED = ("base_order", "ladder", "reserve")
    after_pause = frozenset({"deal", "base_retry"})

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        self.params = checked(params, instrument)
        self.investment = self.params.investment(instrument)
        self._tick = instrument.tick
        self.phase = BotState.DRAFT
        self.start_price = ZERO
        self.worst = ZERO
        self.added = ZERO
        self.withdrawn = ZERO
        self.profit = ZERO
        self.trips = 0
        self.deal: Deal | None = None
        self.rungs: list[Rung] = []
        self.filled: dict[int, Decimal] = {}
        self.taking = ZERO
        self.highest: Decimal | None = None
        self.closing = False
        self.closed_ns = 0
        self.stop_reason = ""
        self.exit_sells = self.params.sell_at_exit

    # --- contract ---------------------------------------------------------------------------------

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """The funds of one deal, with fees and reserve."""
        return {instrument.quote: self.investment}

    def allowance(self) -> Allowance:
        """Orders at up to ten times the price of the first deal, each of ten times its funds at most."""
        most = self.invested * MOST_RISE
        return Allowance(ZERO, self.start_price * MOST_RISE, ceil_div(most, self._tick, ONE), most)

    def on_event(self, event: BotEvent, view: BotView) -> Sequence[Intent]:
        """One step."""
        if isinstance(event, SlotDone):
            return self._done(event, view)
        if isinstance(event, Touched):
            return self._touched(event, view)
        if isinstance(event, Woken):
            return self._woken(event, view)
        if isinstance(event, Started):
            return self._started(event, view)
        if isinstance(event, PlanDecided):
            return self._decided(event, view)
        if isinstance(event, SlotRefused):
            return self._refused(event, view)
        if isinstance(event, StopAsked):
            self.exit_sells = event.exit is Exit.SELL
            return self._stop(event.why, view)
        if isinstance(event, Funded):
            if event.amount < 0:
                self.withdrawn -= event.amount
            else:
                self.added += event.amount
            return []
        if isinstance(event, Settled):
            return []
        return self._edited(event, view) if isinstance(event, Edited) else []

    # --- start ------------------------------------------------------------------------------------

    def _started(self, event: Started, view: BotView) -> list[Intent]:
        entry = self.params.entry_price
        if entry is None or event.price == entry:
            return self._plan(event.price, view)
        self.phase = BotState.WAIT_TRIGGER
        return [*self._watch_entry(event.price, view), Become(BotState.WAIT_TRIGGER, plain(entry))]

    def _watch_entry(self, price: Decimal, view: BotView) -> list[Intent]:
        p = self.params
        assert p.entry_price is not None
        return watch_entry(p.entry_price, p.entry_above, price, view.instrument.tick)

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """What the base order buys at this price. Raises UserError where the market takes no such order."""
        return base_qty(self.params, price, instrument, slippage)

    def _plan(self, price: Decimal, view: BotView) -> list[Intent]:
        self.start_price = price
        opened = self._open(price, view)
        if opened is not None:
            return opened
        assert self.deal is not None
        self.phase = BotState.WAIT_APPROVAL
        orders = [(BASE, OrderSpec(BUY, self.deal.wanted, self.worst, OrderType.MARKET))]
        orders += [
            (rung_slot(n), OrderSpec(BUY, rung.qty, rung.price)) for n, rung in enumerate(self.rungs, 1)
        ]
        return [AskPlan("open", price, tuple(orders))]

    def _open(self, price: Decimal, view: BotView) -> list[Intent] | None:
        """A new deal at this price, not yet bought; what ends the bot where the market takes no order."""
        i = view.instrument
        try:
            at_first = self.sizing(price, i, view.slippage)
        except UserError as error:
            self.phase, self.deal = STOPPED, None
            return [Say(Level.ERROR, error.code, (("text", error.text),)), Halt(error.code)]
        times = self._times()
        qty = at_first
        if times != 1:
            spends = Fraction(self.params.base_order) * times
            qty = (spends / Fraction(price * (ONE + view.slippage)) // Fraction(i.lot)) * i.lot
        self.worst = i.price_up(price * (ONE + view.collar))
        unit = i.price_up(price * (ONE + view.slippage)) * (ONE + i.taker_in_quote)
        qty = min(qty, i.qty_down_div(view.free(i.quote), unit))
        if qty <= 0 or qty < i.min_qty or qty * price < i.min_notional:  # losses took the rest
            self.phase, self.deal = STOPPED, None
            return [Halt("out_of_money")]
        self.deal = Deal(wanted=qty)
        self.rungs, self.filled = self.params.ladder.rungs(price, i, times), {}
        self.highest, self.closing, self.taking = None, False, ZERO
        return None

    def _times(self) -> Fraction:
        """How many times its first size a deal that begins now has."""
        return Fraction(self.investment + self.added) / Fraction(self.investment)

    def _decided(self, event: PlanDecided, view: BotView) -> list[Intent]:
        if self.phase is not BotState.WAIT_APPROVAL:
            return []
        if event.why == "moved":
            said = Say(Level.NOTICE, "plan_moved", (("price", event.price),))
            return [said, *self._plan(event.price, view)]
        if event.answer is not Answer.APPROVED:
            self.phase = STOPPED
            return [Halt(event.answer.value)]
        self.phase = RUNNING
        return [Become(RUNNING), *self._buy()]

    def _buy(self) -> list[Intent]:
        """The base order, or what of it was not bought yet."""
        assert self.deal is not None
        left = self.deal.wanted - self.deal.base_qty
        return [Take(BASE, BUY, left, "base_order", self.worst)]

    # --- a deal -----------------------------------------------------------------------------------

    def _done(self, event: SlotDone, view: BotView) -> list[Intent]:
        slot, deal = event.slot, self.deal
        if deal is None and event.side is BUY and event.qty > 0 and self.phase is RUNNING:
            return self._late_deal(event, view)
        if event.qty > 0 and deal is not None:
            if event.side is BUY:
                deal.bought(event, base=slot == BASE)
            else:
                deal.has_sold(event)
        if slot == EXIT:
            return self._exited(event, view)
        if deal is None:
            return []
        if self.phase is STOPPING:
            return self._exit_when_clear(view)
        if slot == BASE and event.ended != LATE:
            return self._base_done(event, view)
        if event.side is SELL:
            return self._sold(event, view)
        return self._rung_done(event, view)

    def _rung_done(self, event: SlotDone, view: BotView) -> list[Intent]:
        """A safety order has ended, or something was bought late."""
        if self.closing:
            return self._close_when_clear(event.ns, view)
        number = 0 if event.slot == BASE else int(event.slot[1:])
        if event.ended != LATE and number:
            self.filled[number] = self.filled.get(number, ZERO) + event.qty
        again: list[Intent] = [] if event.ended in ("filled", LATE) else [self._soon(RUNGS_AGAIN, event.ns)]
        if event.qty <= 0:
            return again
        late = event.ended == LATE
        said = self._said("dca_late", event) if late else self._said("dca_bought", event, ("number", number))
        return [said, *self._profit_orders(view), *again]

    def _late_deal(self, event: SlotDone, view: BotView) -> list[Intent]:
        """A safety order traded after its deal was closed: its coins are a deal of their own."""
        i = view.instrument
        late = Deal()
        late.bought(event, base=True)
        left = late.left(i)
        if left < i.min_qty or left <= 0 or left * view.last < i.min_notional:
            return [Say(Level.NOTICE, "dust_kept", (("qty", event.qty), ("asset", i.base)))]
        self.deal, self.rungs, self.filled = late, [], {}
        self.closing = False
        return [self._said("dca_late", event), *self._profit_orders(view)]

    @staticmethod
    def _soon(key: str, ns: int) -> WakeAt:
        return WakeAt(key, ns + RETRY_NS)

    def _said(self, code: str, event: SlotDone, *more: tuple[str, Decimal | int]) -> Say:
        at = half_even_div(event.cost, event.qty, SAID_PLACES)
        return Say(Level.INFO, code, (("qty", event.qty), ("price", at), *more))

    def _base_done(self, event: SlotDone, view: BotView) -> list[Intent]:
        deal, i = self.deal, view.instrument
        assert deal is not None
        left = i.qty_down(deal.wanted - deal.base_qty)
        complete = event.ended == "filled" or left < i.min_qty or left * event.price < i.min_notional
        said: list[Intent] = [self._said("dca_base", event)] if event.qty > 0 else []
        if complete and deal.left(i) > 0:
            return [*said, *self._base_complete(view)]
        protected = self._profit_orders(view) if event.qty > 0 else []
        return [*said, *protected, self._soon("base_retry", event.ns)]

    def _base_again(self, event: Woken, view: BotView) -> list[Intent]:
        """What the base order did not buy, at no worse price than before; a first deal of which nothing was
        bought is asked again once the price has left what a person saw.
        """
        deal = self.deal
        assert deal is not None
        if not deal.base_qty:
            moved = abs(event.price - self.start_price) > view.collar * self.start_price
            return self._plan(event.price, view) if moved and not self.trips else self._next_deal(view)
        return self._without_rest(view) if event.price > self.worst else self._buy()

    def _without_rest(self, view: BotView) -> list[Intent]:
        """The rest of the base order is not bought: the deal goes on with the part."""
        deal = self.deal
        assert deal is not None
        fields = (("qty", deal.base_qty), ("wanted", deal.wanted))
        return [Say(Level.NOTICE, "base_part", fields), *self._base_complete(view)]

    def _base_complete(self, view: BotView) -> list[Intent]:
        """The safety orders below what the base order bought, and its take profit."""
        deal, i = self.deal, view.instrument
        assert deal is not None
        self.rungs = self.params.ladder.rungs(deal.base_price, i, self._times())
        return [*self._rung_orders(i), *self._profit_orders(view)]

    def _rung_orders(self, i: Instrument) -> list[Intent]:
        """Every safety order that has not bought all of its quantity yet."""
        out: list[Intent] = []
        for number, rung in enumerate(self.rungs, 1):
            left = rung.qty - self.filled.get(number, ZERO)
            taken = left >= i.min_qty and left * rung.price >= i.min_notional
            if left > 0 and (taken or left == rung.qty):
                out.append(Want(rung_slot(number), OrderSpec(BUY, left, rung.price)))
        return out

    def _profit_orders(self, view: BotView) -> list[Intent]:
        """Take profit and stop loss of what the deal holds now."""
        deal, i, p = self.deal, view.instrument, self.params
        assert deal is not None
        out: list[Intent] = []
        if deal.left(i) <= 0:
            return out
        self.highest = None
        if p.trailing is None:
            self.taking = deal.price_that_takes(p, i, self.rate_of(i.fees.maker, i))
            out.append(Want(TAKE_PROFIT, OrderSpec(SELL, deal.left(i), self.taking)))
        else:
            self.taking = deal.price_that_takes(p, i, self.rate_of(i.fees.taker, i))
            out += [WatchPrice("peak"), WatchPrice("trail"), WatchPrice("take_profit", self.taking)]
        if p.stop_loss is not None:
            out.append(WatchPrice("stop_loss", None, self.stop_at(p, deal, i)))
        return out

    @staticmethod
    def rate_of(rate: Decimal, instrument: Instrument) -> Decimal:
        """What a sell pays of its proceeds."""
        return rate if instrument.fees.asset in ("quote", "base") else ZERO

    @staticmethod
    def stop_at(p: DcaParams, deal: Deal, i: Instrument) -> Decimal:
        """The price of the stop loss of a deal."""
        assert p.stop_loss is not None
        of = deal.base_price if p.stop_from_base else deal.average
        return max(i.tick, i.price_down(of * (ONE - p.stop_loss)))

    def _sold(self, event: SlotDone, view: BotView) -> list[Intent]:
        assert self.deal is not None
        out: list[Intent] = [self._said("dca_sold", event)] if event.qty > 0 else []
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
        """Whether the deal still has coins that the market takes at the price of its take profit."""
        assert self.deal is not None
        left = self.deal.left(i)
        return left > 0 and left >= i.min_qty and left * self.taking >= i.min_notional

    def _close_when_clear(self, ns: int, view: BotView) -> list[Intent]:
        """Ends the deal once nothing rests; what safety orders bought in part meanwhile is sold first."""
        if view.live_slots():
            return []
        deal, i = self.deal, view.instrument
        assert deal is not None
        if self._holds(i):
            left = deal.left(i)
            if self.params.trailing is None:
                return [Want(TAKE_PROFIT, OrderSpec(SELL, left, self.taking))]
            return [Take(PROFIT, SELL, left, "take_profit")]
        out: list[Intent] = [Drop(rung_slot(n)) for n in range(1, len(self.rungs) + 1)]
        out += [Drop(TAKE_PROFIT), self._closed(deal)]
        if self.params.max_deals is not None and self.trips >= self.params.max_deals:
            self.phase = STOPPED
            return [*out, Halt("deals_done")]
        due = self.closed_ns + self.params.cooldown_ns
        return [*out, WakeAt("deal", due)] if due > ns else [*out, *self._next_deal(view)]

    def _closed(self, deal: Deal) -> Say:
        """The deal is over; what it brought."""
        gain = deal.proceeds - deal.spent
        self.profit += gain
        self.trips += 1
        self.deal, self.closing = None, False
        return Say(
            Level.INFO, "deal_closed", (("trip", gain), ("trip_fee", deal.fees), ("number", self.trips))
        )

    def _next_deal(self, view: BotView) -> list[Intent]:
        return self._open(view.last, view) or self._buy()

    # --- watches and alarms -----------------------------------------------------------------------

    def _touched(self, event: Touched, view: BotView) -> list[Intent]:
        if event.key in ("entry", "entry_side"):
            if event.key == "entry":
                return self._plan(event.price, view)
            return self._watch_entry(event.price, view)
        if self.phase is not RUNNING or self.deal is None or self.closing:
            return []
        trail = self.trail_at(view.instrument)
        if event.key == "stop_loss" and (trail is None or event.price > trail or event.watched > trail):
            self.exit_sells = True
            return self._stop("stop_loss", view)
        if event.key in ("trail", "stop_loss"):  # a jump over both passed the higher one first
            left = self.deal.left(view.instrument)
            return [WatchPrice("peak"), WatchPrice("stop_loss"), Take(PROFIT, SELL, left, "take_profit")]
        return self._follow(event.price, view.instrument)

    def _follow(self, price: Decimal, i: Instrument) -> list[Intent]:
        """The price is a new highest: the sale stands the trail below it."""
        self.highest = price
        step = max(i.tick, i.price_up(price * TRAIL_STEP))
        return [WatchPrice("peak", price + step), WatchPrice("trail", None, self.trail_at(i))]

    def trail_at(self, i: Instrument) -> Decimal | None:
        """Where the sale stands that follows the price; None while it does not follow."""
        if self.highest is None or self.params.trailing is None:
            return None
        return max(i.tick, i.price_down(self.highest * (ONE - self.params.trailing)))

    def _woken(self, event: Woken, view: BotView) -> list[Intent]:
        if event.key == "exit_retry":
            return self._exit_when_clear(view)
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
        return [Take(PROFIT, SELL, left, "take_profit")] if left > 0 else []

    def _refused(self, event: SlotRefused, view: BotView) -> list[Intent]:
        said = Say(Level.WARNING, "slot_blocked", (("slot", event.slot), ("code", event.code)))
        keys = {BASE: "base_retry", PROFIT: "profit_retry", EXIT: "exit_retry"}
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

    def _stop(self, reason: str, view: BotView) -> list[Intent]:
        if self.phase is STOPPING:
            return [Drop(slot) for slot in view.live_slots()] or self._exit_when_clear(view)
        traded = self.phase is RUNNING
        self.stop_reason = reason
        forget: list[Intent] = [WatchPrice("entry"), WatchPrice("entry_side"), *self._forget()]
        forget += [WakeAt(key, None) for key in ALARMS]
        if not traded:
            self.phase = STOPPED
            return [*forget, Halt(reason)]
        self.phase = STOPPING
        slots = [BASE, PROFIT, TAKE_PROFIT, *(rung_slot(n) for n in range(1, len(self.rungs) + 1))]
        out = [*forget, Become(STOPPING, reason), *(Drop(slot) for slot in slots)]
        return out if view.live_slots() else [*out, *self._exit_when_clear(view)]

    def _exit_when_clear(self, view: BotView) -> list[Intent]:
        if view.live_slots():
            return []
        out = sale_of_all(view, self.stop_reason) if self.exit_sells else []
        if any(isinstance(one, Take) for one in out):
            return out
        self.phase = STOPPED
        return [*out, Halt(self.stop_reason)]

    def _exited(self, event: SlotDone, view: BotView) -> list[Intent]:
        said = coins_sold(event, view.instrument)
        if event.ended == "filled":
            self.phase = STOPPED
            closed: list[Intent] = [] if self.deal is None else [self._closed(self.deal)]
            return [*said, *closed, Halt(self.stop_reason)]
        if not self.exit_sells:
            return [*said, *self._exit_when_clear(view)]
        return [*said, WakeAt("exit_retry", event.ns + RETRY_NS)]

    # --- changes while running --------------------------------------------------------------------

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """What a deal spends cannot change while the bot runs; its take profit and stop can."""
        new = checked(params, view.instrument)
        for name in self.FIXED:
            if getattr(new, name) != getattr(self.params, name):
                field = "safety_orders" if name == "ladder" else name
                raise UserError(
                    f"{field} cannot change while the bot runs. Stop it and clone it with the new value.",
                    "not_editable",
                    field,
                )
        deal = self.deal
        if new.stop_loss is None or deal is None or deal.received <= 0 or self.phase is not RUNNING:
            return
        at = self.stop_at(new, deal, view.instrument)
        if view.last <= at:
            raise UserError(
                f"The bot would stop at once: the stop is {plain(at)}, the price {plain(view.last)}.",
                "stop_at_once",
                "stop_loss",
            )

    def _edited(self, event: Edited, view: BotView) -> list[Intent]:
        self.params = checked(event.params, view.instrument)
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

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the profit of closed deals that was not yet withdrawn, and at most the free quote."""
        return max(ZERO, min(self.profit - self.withdrawn, view.free(view.instrument.quote)))

    # --- figures ----------------------------------------------------------------------------------

    @property
    def invested(self) -> Decimal:
        """Everything that was put in."""
        return self.investment + self.added

    def invested_at(self, price: Decimal) -> Decimal:
        """What is put in at a start; the same at any price."""
        return self.investment

    def worth(self, view: BotView) -> Worth:
        """Its quote, with what was withdrawn, and its coins."""
        i = view.instrument
        return Worth(view.held(i.quote) + self.withdrawn, view.held(i.base))

    # --- state ------------------------------------------------------------------------------------

    _DECIMALS = ("start_price", "worst", "added", "withdrawn", "profit", "taking")

    def save(self) -> dict[str, JsonValue]:
        """The whole private state as JSON."""
        state: dict[str, JsonValue] = {name: plain(getattr(self, name)) for name in self._DECIMALS}
        return state | {
            "params": dict(self.params.raw),
            "phase": self.phase.value,
            "trips": self.trips,
            "deal": None if self.deal is None else self.deal.save(),
            "rungs": [[plain(rung.price), plain(rung.qty)] for rung in self.rungs],
            "filled": {str(number): plain(qty) for number, qty in sorted(self.filled.items())},
            "highest": None if self.highest is None else plain(self.highest),
            "closing": self.closing,
            "closed_ns": self.closed_ns,
            "stop_reason": self.stop_reason,
            "exit_sells": self.exit_sells,
        }

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back, exactly."""
        for name in self._DECIMALS:
            setattr(self, name, decimal_of(state[name], name))
        self.phase = BotState(cast(str, state["phase"]))
        self.trips, self.closed_ns = cast(int, state["trips"]), cast(int, state["closed_ns"])
        deal, highest = state["deal"], state["highest"]
        self.deal = None if deal is None else Deal.restored(cast("Mapping[str, JsonValue]", deal))
        rows = cast("list[list[str]]", state["rungs"])
        self.rungs = [Rung(decimal_of(price), decimal_of(qty)) for price, qty in rows]
        bought = cast("Mapping[str, str]", state.get("filled", {}))
        self.filled = {int(number): decimal_of(qty) for number, qty in bought.items()}
        self.highest = None if highest is None else decimal_of(highest)
        self.closing, self.exit_sells = bool(state["closing"]), bool(state["exit_sells"])
        self.stop_reason = cast(str, state["stop_reason"])
