"""Smart rebalance: several assets kept at their weights (bots.md 3, decision 0020)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from finbyte_desktop.bots.rebalance_end import ENDS, LOOK, TRADE, RebalanceEnd, next_minute
from finbyte_desktop.bots.rebalance_math import (
    LEAST_DEVIATION,
    Worth,
    missing,
    purchases,
    sales,
    too_dear,
    worth,
)
from finbyte_desktop.bots.rebalance_params import RebalanceParams
from finbyte_desktop.bots.rebalance_state import BUYING, IDLE, SELLING
from finbyte_desktop.core.contract import (
    Allowance,
    BotView,
    Edited,
    Funded,
    PlanDecided,
    SlotDone,
    SlotRefused,
    Started,
    Woken,
)
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import (
    AskPlan,
    Become,
    BotState,
    Halt,
    Intent,
    Level,
    Say,
    Take,
    WakeAt,
)
from finbyte_desktop.core.numbers import ZERO, ceil_div, half_even_div, plain
from finbyte_desktop.core.orders import BUY
from finbyte_desktop.core.slots import slot_in

HELD_OFF_NS = 24 * 3_600_000_000_000  # after an order was refused, lapsed or was blocked
SHOWN_PLACES = 8
POINTS_PLACES = 3
COST_STEP = Decimal("0.00000001")
BOUNDLESS = Decimal(10) ** 18
MOST_A_ORDER = 2  # times what was put in


class Rebalance(RebalanceEnd):
    """What would end it is looked at apart from the weights, so that a pause leaves its stop loss."""

    after_pause = frozenset({LOOK})

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        self.params = RebalanceParams.from_raw(params)
        self._quote = instrument.quote
        super().__init__(self.params.exit_sells)

    # --- contract -------------------------------------------------------------------------------------------

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """The investment and the trader's own coins. Raises UserError for an asset without a share."""
        self.params.check_new()
        own = dict(self.params.own)
        own[instrument.quote] = own.get(instrument.quote, ZERO) + self.params.investment
        return own

    def allowance(self) -> Allowance:
        """Any market of its own, an order of at most twice what was put in; its price is bounded by the
        collar.
        """
        most = MOST_A_ORDER * max(self.put_in, self.params.investment)
        return Allowance(ZERO, BOUNDLESS, BOUNDLESS, most)

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """Raises UserError for an asset without a market, and for what belongs to the start."""
        p = RebalanceParams.from_raw(params)
        if p.investment != self.params.investment or p.own != self.params.own:
            raise UserError(
                "What was put in cannot be edited. Add investment instead.", "put_in_fixed", "investment"
            )
        known = {view.instrument.quote, *(market.base for market in view.markets)}
        for asset in p.shares:
            if asset not in known:
                raise UserError(
                    f"assets: {asset} has no market here that goes with {view.instrument.quote}.",
                    "no_market",
                    "assets",
                )
        held = [market.base for market in view.markets if view.held(market.base) > 0]
        for asset in held:
            if asset not in p.shares:
                raise UserError(
                    f"assets: the bot holds {asset}. Give it a share of 0 to sell it.", "asset_held", "assets"
                )

    def withdrawable(self, view: BotView) -> Decimal:
        """The money that is not in coins, as far as the bot has earned it."""
        earned = worth(self.params, view).equity - self.put_in
        return max(ZERO, min(view.free(self._quote), earned))

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        """Asks for its first orders."""
        return self._plan(view)

    # --- start ----------------------------------------------------------------------------------------------

    def _plan(self, view: BotView) -> list[Intent]:
        w = worth(self.params, view)
        self.put_in = self.invested = w.equity
        self.costs = {
            market.base: view.held(market.base) * view.price(market.id)
            for market in view.markets
            if view.held(market.base) > 0
        }
        orders, _ = sales(w, view)
        if not orders:
            orders, _ = purchases(missing(w), w.parts, w.equity * self._quote_share(), view)
        if not orders and not self.costs:
            self.phase = BotState.STOPPED
            text = f"{plain(w.equity)} {self._quote} is too little for any order of these assets."
            return [Say(Level.ERROR, "rebalance_too_small", (("text", text),)), Halt("rebalance_too_small")]
        self.planned = [(slot_in(market.id, TRADE), spec) for market, spec in orders]
        # without any order too: what the bot trades later is allowed with it
        self.phase = BotState.WAIT_APPROVAL
        return [AskPlan("open", view.last, tuple(self.planned))]

    def _quote_share(self) -> Decimal:
        return self.params.shares.get(self._quote, ZERO)

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        """A person said yes or no."""
        if event.why == "moved":
            return self._plan(view)
        if event.answer is not Answer.APPROVED:
            self.phase = BotState.STOPPED
            return [Halt(event.answer.value)]
        return self._begin(event.ns, view)

    def _begin(self, ns: int, view: BotView) -> list[Intent]:
        """The first rebalance, with the orders that were approved."""
        self.phase, self.began = BotState.RUNNING, True
        self.start_ns = self.looked_ns = ns
        self._remember(worth(self.params, view))
        out: list[Intent] = [Become(BotState.RUNNING), *self._wakes(ns)]
        orders, self.planned = self.planned, []
        self.step = BUYING if orders and orders[0][1].side is BUY else SELLING
        self.busy = {slot for slot, _ in orders}
        out += [Take(slot, spec.side, spec.qty, self.step, spec.price) for slot, spec in orders]
        return out if orders else [*out, *self._buy(ns, view)]

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        """Looks at the weights, or at what would end it."""
        return self._ends(event.ns, view) if event.key == ENDS else self._look(event.ns, view)

    # --- looking --------------------------------------------------------------------------------------------

    def _next_look(self, ns: int) -> WakeAt:
        """The alarm of the next look after a moment."""
        if self.params.by_deviation:
            return WakeAt(LOOK, next_minute(ns))
        step = self.params.interval_ns
        return WakeAt(LOOK, self.start_ns + ((ns - self.start_ns) // step + 1) * step)

    def _wakes(self, ns: int) -> list[Intent]:
        """Both alarms after a moment."""
        return [self._next_look(ns), WakeAt(ENDS, next_minute(ns) if self.params.ends else None)]

    def _ends(self, ns: int, view: BotView) -> list[Intent]:
        """Looks at the ratios; tries again to sell out."""
        if self.phase is BotState.STOPPING and not self.is_trading(view):
            return self.leave(ns, view)
        if self.phase is not BotState.RUNNING:
            return []
        why = self._reached(worth(self.params, view).equity)
        if not why:
            return [WakeAt(ENDS, next_minute(ns))] if self.params.ends else []
        self.exit_sells = self.params.exit_sells
        return self.end(ns, why, view)

    def _reached(self, equity: Decimal) -> str:
        """Which of its ends a value has reached; empty for none."""
        p, put_in = self.params, self.put_in - self.withdrawn
        if p.stop_equity is not None and equity <= p.stop_equity * put_in:
            return "stop"
        if p.take_profit_equity is not None and equity >= p.take_profit_equity * put_in:
            return "take_profit"
        return ""

    def _look(self, ns: int, view: BotView) -> list[Intent]:
        if self.phase is not BotState.RUNNING:
            return []
        p = self.params
        w = worth(p, view)
        if self._reached(w.equity):  # also at a moment between two minutes
            return self._ends(ns, view)
        out: list[Intent] = [self._next_look(ns)]
        trades = self.is_trading(view)
        if self.step == SELLING and not trades:  # its prices were away when the last sale ended
            return [*out, *self._buy(ns, view)]
        if trades or self.step != IDLE or ns < self.held_off_ns:
            return out
        came = False
        if p.by_time:
            step = p.interval_ns
            came = (ns - self.start_ns) // step > (self.looked_ns - self.start_ns) // step
        self.looked_ns = ns
        least = came and w.reaches(LEAST_DEVIATION)
        if self.is_due or least or (p.by_deviation and w.reaches(p.threshold)):
            return [*out, *self._rebalance(ns, w, view)]
        if came and w.equity > 0:
            off = (("least", LEAST_DEVIATION), ("points", w.largest(POINTS_PLACES)))
            out += self._skip(["held"], "rebalance_held", off)
        return out

    # --- a rebalance ----------------------------------------------------------------------------------------

    def _remember(self, w: Worth) -> None:
        self.lacks, self.parts = missing(w), w.parts
        self.quote_target = w.equity * self._quote_share()
        self.traded = False

    def _rebalance(self, ns: int, w: Worth, view: BotView) -> list[Intent]:
        self.is_due = False
        orders, skipped = sales(w, view)
        cost = too_dear(self.params, w, orders, view)
        if cost is not None:
            return self._skip(
                ["guard"], "rebalance_guarded", (("cost", half_even_div(cost, w.parts, SHOWN_PLACES)),)
            )
        self._remember(w)
        self.step = SELLING
        sent = self.send(orders, view)
        out = self._skip(skipped, "legs_skipped", (("assets", ", ".join(skipped)),)) if skipped else []
        return [*out, *sent] if sent else [*out, *self._buy(ns, view)]

    def _skip(
        self, what: list[str], code: str, fields: tuple[tuple[str, Decimal | str | int], ...]
    ) -> list[Intent]:
        """Says once why something is not traded."""
        if what == self.skipped:
            return []
        self.skipped = what
        return [Say(Level.NOTICE, code, fields)]

    def _buy(self, ns: int, view: BotView) -> list[Intent]:
        self.step = BUYING
        orders, skipped = purchases(self.lacks, self.parts, self.quote_target, view)
        sent = self.send(orders, view)
        out = self._skip(skipped, "legs_skipped", (("assets", ", ".join(skipped)),)) if skipped else []
        return [*out, *sent] if sent else [*out, *self._over(ns, view)]

    def _over(self, ns: int, view: BotView) -> list[Intent]:
        """The rebalance is over."""
        self.step = IDLE
        self.lacks = {}
        out: list[Intent] = []
        if self.traded:
            self.skipped = []
            self.trips += self.is_opened
        if not self.is_opened:
            out.append(Say(Level.INFO, "basket_opened", ()))
        elif self.traded:
            out.append(Say(Level.INFO, "rebalanced", (("number", self.trips),)))
        self.is_opened = True
        return [*out, *self._at_once(ns, view)] if self.is_due else out

    def _next(self, ns: int, view: BotView) -> list[Intent]:
        """What follows when every order of a step has ended."""
        if self.is_trading(view):
            return []
        if self.phase is BotState.STOPPING:
            return self.leave(ns, view)
        if self.step == SELLING:
            return self._buy(ns, view) if view.is_fresh else [WakeAt(LOOK, ns)]
        return self._over(ns, view) if self.step == BUYING else []

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        """An order has ended with everything that it traded."""
        market = next(one for one in view.markets if slot_in(one.id, TRADE) == event.slot)
        out: list[Intent] = []
        if event.qty > 0:
            self.traded = True
            out.append(self._booked(event, market, view))
        return [*out, *self._next(event.ns, view)] if self.is_over(event) else out

    def _booked(self, event: SlotDone, market: Instrument, view: BotView) -> Say:
        asset = market.base
        fields: list[tuple[str, Decimal | str | int]] = [
            ("qty", event.qty),
            ("base", asset),
            ("price", half_even_div(event.cost, event.qty, market.price_places)),
        ]
        before = self.costs.get(asset, ZERO)
        if event.side is BUY:
            self.costs[asset] = before + event.cost + event.fee_quote
            return Say(Level.INFO, "rebalance_bought", tuple(fields))
        held = view.held(asset) + event.qty
        part = ceil_div(before * event.qty, held, COST_STEP) if held > 0 else before
        part = min(part, before)
        self.costs[asset] = before - part
        gain = event.cost - event.fee_quote - part
        self.profit += gain
        return Say(Level.INFO, "rebalance_sold", (*fields, ("trip", gain)))

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        """An order was not placed."""
        self.busy.discard(event.slot)
        self.held_off_ns = event.ns + HELD_OFF_NS
        return self._next(event.ns, view)

    # --- a person -------------------------------------------------------------------------------------------

    def on_funded(self, event: Funded, view: BotView) -> Sequence[Intent]:
        """Money came or went."""
        if event.amount > 0:
            self.put_in += event.amount
        else:
            self.withdrawn -= event.amount
        return self._at_once(event.ns, view)

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        """Other parameters, in force at once."""
        before = self.params
        self.params = RebalanceParams.from_raw(event.params)
        self.exit_sells = self.params.exit_sells
        if self.phase is not BotState.RUNNING:
            return []
        self.held_off_ns = 0
        out = self._wakes(event.ns)
        if self.params.shares == before.shares:
            return out
        return [*out, *self._at_once(event.ns, view)]

    def _at_once(self, ns: int, view: BotView) -> list[Intent]:
        """A rebalance now, or when what is under way is over and the prices are there."""
        if self.phase is not BotState.RUNNING:
            return []
        if self.step != IDLE or self.is_trading(view) or not view.is_fresh:
            self.is_due = True
            return [] if self.step != IDLE else [WakeAt(LOOK, next_minute(ns) if view.is_fresh else ns)]
        return self._rebalance(ns, worth(self.params, view), view)
