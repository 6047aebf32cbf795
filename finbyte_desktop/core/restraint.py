"""The limits of an account, kept: every order passes `check` last, whoever wants it.

Everything is worked out from what is journaled (the orders, the ledger, the prices that each event saw), so a
replay decides the same. Orders without proof count as live. What ends a bot is never held up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import BUY, STOP, Order, OrderSpec
from finbyte_desktop.core.passing import LIMIT_MARKET, LIMIT_NOTIONAL, LIMIT_PASSES
from finbyte_desktop.core.risk import DAY_NS, TIERS, Limits, Tiers, check_limits
from finbyte_desktop.core.slots import BotRecord, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

MINUTE_NS = 60_000_000_000
FRACTION_PLACES = 6
WARN, REDUCE, HALT = "warn", "reduce", "halt"
TRADING = (BotState.STARTING, BotState.RUNNING, BotState.DEGRADED)
LOOKED_AT = frozenset(
    {ev.OrderFilled, ev.AlarmDue, ev.PriceTouched, ev.FeedChanged, ev.EngineStarted, ev.LimitsSet}
)
LIMIT_CODES = frozenset({LIMIT_MARKET, LIMIT_NOTIONAL, *LIMIT_PASSES})


class Exceeded(NamedTuple):
    """A limit that an order would break: its code, what it would come to, and what is allowed."""

    code: str
    value: Decimal | int | str
    bound: Decimal | int | str


class Worth(NamedTuple):
    """What the bots of one quote asset were worth: when the day began, and at most."""

    day: int
    start: Decimal
    peak: Decimal


class Restraint:
    """Keeps the limits of one kernel.

    Attributes:
        worth: by quote asset.
        tiers: the tier that each kind of loss has reached, by (kind, quote asset).
        sent: the minute of the clock, and how many orders left in it.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.worth: dict[str, Worth] = {}
        self.tiers: dict[tuple[str, str], str] = {}
        self.sent: tuple[int, int] = (0, 0)

    def set(self, event: ev.LimitsSet) -> None:
        """Other limits, from now on. What the old ones held back is tried again. Raises UserError."""
        check_limits(event.limits)
        kernel = self._kernel
        kernel.limits = event.limits._replace(version=kernel.limits.version + 1)
        kernel.facts.append(fx.LimitsChanged(event.ns, kernel.limits))
        for _, record in sorted(kernel.bots.items()):
            for code in sorted(LIMIT_CODES):
                kernel.unblock(record, code)
                kernel.passing.opened(record, code)
            kernel.placing.settle_all(record)

    # --- one order --------------------------------------------------------------------------------

    def check(self, record: BotRecord, want: OrderSpec, on: Instrument) -> Exceeded | None:
        """The limit that this order would break, or None. Closing what a bot holds at its end breaks none
        but the price's.
        """
        kernel, limits = self._kernel, self._kernel.limits
        market = on.id
        found = self._price(limits, market, want)
        adds = record.adds(want)
        if found is not None or (record.stopping and not adds):
            return found
        if limits.markets is not None and market not in limits.markets:
            return Exceeded(LIMIT_MARKET, market, ", ".join(limits.markets))
        found = self._counts(limits, record, market) or self._amounts(limits, record, want, on, adds)
        if found is not None:
            return found
        minute, count = kernel.ns // MINUTE_NS, 0
        if self.sent[0] == minute:
            count = self.sent[1]
        if limits.max_orders_a_minute is not None and count >= limits.max_orders_a_minute:
            return Exceeded("limit_order_rate", count + 1, limits.max_orders_a_minute)
        return self._losses(limits, record, adds)

    def left(self) -> None:
        """An order leaves."""
        minute = self._kernel.ns // MINUTE_NS
        self.sent = (minute, self.sent[1] + 1 if self.sent[0] == minute else 1)

    def deny(self, record: BotRecord, name: str, slot: Slot, want: OrderSpec, found: Exceeded) -> None:
        """An order is not placed. What can pass is tried again by itself, the rest waits for a person."""
        kernel = self._kernel
        fields = (("side", want.side.value), ("qty", want.qty), ("price", want.price))
        more = (("value", found.value), ("bound", found.bound), ("limits", kernel.limits.version))
        if found.code in LIMIT_PASSES:
            kernel.passing.wait(record, name, slot, found.code, found.code, more)
            return
        kernel.facts.append(fx.Said(kernel.ns, record.id, Level.WARNING, found.code, (*fields, *more)))
        kernel.block(record, name, slot, want, found.code)

    def _price(self, limits: Limits, market: str, want: OrderSpec) -> Exceeded | None:
        """No order beyond the band around the last good price: nobody buys far above it by mistake."""
        if limits.price_band is None:
            return None
        last = self._kernel.last.get(market)
        if last is None:
            return Exceeded("limit_no_price", market, "")
        from_price = want.stop_price if want.type is STOP and want.stop_price is not None else last
        if want.side is BUY:
            bound = from_price * (1 + limits.price_band)
            return Exceeded("limit_price_band", want.price, bound) if want.price > bound else None
        bound = from_price * (1 - limits.price_band)
        return Exceeded("limit_price_band", want.price, bound) if want.price < bound else None

    def _counts(self, limits: Limits, record: BotRecord, market: str) -> Exceeded | None:
        kernel = self._kernel
        unclaimed = kernel.late.unclaimed.values()
        if limits.max_open_orders is not None:
            count = len(kernel.orders) + len(unclaimed) + 1
            if count > limits.max_open_orders:
                return Exceeded("limit_open_orders", count, limits.max_open_orders)
        if limits.max_open_orders_a_bot is not None:
            count = len(record.live_orders()) + 1
            if count > limits.max_open_orders_a_bot:
                return Exceeded("limit_open_orders_a_bot", count, limits.max_open_orders_a_bot)
        if limits.max_open_orders_a_market is not None:
            count = sum(owner.market(slot).id == market for owner, slot in kernel.orders.values()) + 1
            count += sum(found.instrument == market for found in unclaimed)
            if count > limits.max_open_orders_a_market:
                return Exceeded("limit_open_orders_a_market", count, limits.max_open_orders_a_market)
        return None

    def _amounts(
        self, limits: Limits, record: BotRecord, want: OrderSpec, on: Instrument, adds: bool
    ) -> Exceeded | None:
        bounds = (limits.max_exposure, limits.max_exposure_a_bot, limits.max_exposure_a_market)
        if limits.max_order_notional is None and (not adds or bounds == (None, None, None)):
            return None
        value = self.money(want.qty * want.price, on.quote)
        if value is None:
            return Exceeded("limit_no_rate", on.quote, limits.currency)
        if limits.max_order_notional is not None and value > limits.max_order_notional:
            return Exceeded(LIMIT_NOTIONAL, value, limits.max_order_notional)
        if not adds:
            return None
        bots = [other for _, other in sorted(self._kernel.bots.items())]
        everything = [(other, market) for other in bots for market in other.markets]
        rows = (
            ("limit_exposure", limits.max_exposure, everything),
            ("limit_exposure_a_bot", limits.max_exposure_a_bot, [(record, each) for each in record.markets]),
            (
                "limit_exposure_a_market",
                limits.max_exposure_a_market,
                [(other, market) for other, market in everything if market.id == on.id],
            ),
        )
        for code, bound, counted in rows:
            if bound is None:
                continue
            total = value
            for other, market in counted:
                held = self.exposure_on(other, market)
                if held is None:
                    return Exceeded("limit_no_rate", market.quote, limits.currency)
                total += held
            if total > bound:
                return Exceeded(code, total, bound)
        return None

    def _losses(self, limits: Limits, record: BotRecord, adds: bool) -> Exceeded | None:
        worth = self._worth(record.instrument.quote)
        for kind in TIERS:
            steps: Tiers = getattr(limits, kind)
            tier, value = _tier(kind, steps, worth)
            if tier == HALT or (tier == REDUCE and adds):
                bound = steps.halt if tier == HALT else steps.reduce
                assert bound is not None
                return Exceeded(f"limit_{kind}", value, bound)
        return None

    # --- what things are worth --------------------------------------------------------------------

    def money(self, amount: Decimal, quote: str) -> Decimal | None:
        """An amount in the currency of the limits; None without a price."""
        currency, last = self._kernel.limits.currency, self._kernel.last
        if quote == currency or amount == 0:
            return amount
        for name, i in sorted(self._kernel.instruments.items()):
            price = last.get(name)
            if price is not None and price > 0:
                if (i.base, i.quote) == (quote, currency):
                    return amount * price
                if (i.base, i.quote) == (currency, quote):
                    return half_even_div(amount, price, FRACTION_PLACES)
        return None

    def exposure(self, record: BotRecord) -> Decimal | None:
        """What a bot holds of its coins and what rests to buy more, in the currency of the limits."""
        total = ZERO
        for market in record.markets:
            held = self.exposure_on(record, market)
            if held is None:
                return None
            total += held
        return total

    def exposure_on(self, record: BotRecord, i: Instrument) -> Decimal | None:
        """The same on one of its markets."""
        if i.perpetual is not None:
            mark = self._kernel.last.get(i.id)
            return (
                None if mark is None else self.money(self._kernel.perpetuals.exposure(record, mark), i.quote)
            )
        orders = record.live_orders()
        total = sum((_to_buy(order) for order in orders if order.instrument == i.id), ZERO)
        coins = self._kernel.ledger.held(record.id, i.base)
        if coins:
            price = self._kernel.last.get(i.id)
            if price is None:
                return None
            total += coins * price
        return self.money(total, i.quote)

    def _value(self, quote: str) -> Decimal:
        """What all bots of a quote asset hold, in that asset, at the last prices."""
        kernel = self._kernel
        total = ZERO
        held, last = kernel.ledger.held, kernel.last
        for record in kernel.bots.values():  # exact sums: in any order
            i = record.instrument
            if i.quote == quote:
                price = last.get(i.id, ZERO)
                total += record.worth(price, held(record.id, i.base), held(record.id, quote))
                for other in record.others.values():
                    total += held(record.id, other.base) * last.get(other.id, ZERO)
        return total

    def _worth(self, quote: str) -> tuple[Worth, Decimal]:
        """What is remembered of a quote asset, with the day and the peak of now, and its value now."""
        value, day = self._value(quote), self._kernel.ns // DAY_NS
        kept = self.worth.get(quote)
        if kept is None:
            kept = Worth(day, value, value)
        elif kept.day != day:
            kept = Worth(day, value, max(kept.peak, value))
        elif value > kept.peak:
            kept = kept._replace(peak=value)
        self.worth[quote] = kept
        return kept, value

    def moved(self, bot: str, asset: str, amount: Decimal) -> None:
        """Money came to a bot from outside the bots, or (negative) left it: neither a gain nor a loss."""
        kernel = self._kernel
        record = kernel.bots.get(bot)
        if record is None or not kernel.limits.version:
            return
        i = record.instrument
        kept = self.worth.get(i.quote)
        if kept is not None:
            coin = next((market for market in record.markets if market.base == asset), i)
            value = amount if asset == i.quote else amount * kernel.last.get(coin.id, ZERO)
            start, peak = max(ZERO, kept.start + value), max(ZERO, kept.peak + value)
            self.worth[i.quote] = kept._replace(start=start, peak=peak)

    def look(self) -> None:
        """Tells each tier once when it is reached, and what it means; at the last one the bots are paused."""
        kernel = self._kernel
        quotes = sorted({r.instrument.quote for r in kernel.bots.values() if r.state in TRADING})
        for quote in quotes:
            worth = self._worth(quote)  # pausing bots changes nothing of it
            for kind in TIERS:
                steps: Tiers = getattr(kernel.limits, kind)
                tier, value = _tier(kind, steps, worth)
                before = self.tiers.get((kind, quote), "")
                if tier == before:
                    continue
                self.tiers[kind, quote] = tier
                bound = getattr(steps, tier or before) or ZERO
                kernel.facts.append(fx.LimitReached(kernel.ns, kind, tier, quote, value, bound))
                if tier == HALT:
                    self._halt(quote, kind)

    def _halt(self, quote: str, kind: str) -> None:
        kernel = self._kernel
        for _, record in sorted(kernel.bots.items()):
            if record.instrument.quote == quote and record.state in TRADING and not record.stopping:
                kernel.approvals.withdraw_all(record, "paused")
                kernel.move(record, BotState.PAUSED, f"limit_{kind}")
                for order in record.live_orders():
                    kernel.request_cancel(record, order)


def _tier(kind: str, steps: Tiers, worth: tuple[Worth, Decimal]) -> tuple[str, Decimal]:
    """The tier that is reached, and the part that is lost."""
    kept, value = worth
    most = kept.start if kind == "daily_loss" else kept.peak
    if most <= 0:
        return "", ZERO
    lost = half_even_div(most - value, most, FRACTION_PLACES)
    reached = ""
    for tier, bound in ((WARN, steps.warn), (REDUCE, steps.reduce), (HALT, steps.halt)):
        if bound is not None and lost >= bound:
            reached = tier
    return reached, lost


def _to_buy(order: Order) -> Decimal:
    return order.remaining * order.spec.price if order.spec.side is BUY else ZERO
