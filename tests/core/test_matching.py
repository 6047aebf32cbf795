"""The simulated venue on candles: what fills, where, as whom, and what it costs."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.events import AlarmDue, OrderAccepted, OrderCanceled, OrderFilled, OrderRejected
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.market import Candle
from finbyte_desktop.core.matching import SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.orders import OrderSpec, OrderType, Side
from finbyte_desktop.core.walk import CandleWalk, Happening

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
MINUTE = 60_000_000_000
FEES = Fees(D("0.001"), D("0.002"))


@pytest.fixture(autouse=True)
def _exact_arithmetic() -> Any:
    with exact():
        yield


def coin(fees: Fees = FEES) -> Instrument:
    return Instrument("sim:COIN/CASH", "COIN", "CASH", D("0.5"), D("0.1"), D("0.1"), D(5), fees)


def candle(number: int, prices: str) -> Candle:
    """A candle from "open high low close"."""
    first, highest, lowest, last = (D(text) for text in prices.split())
    return Candle(number * MINUTE, first, highest, lowest, last, D(1))


def make(prices: str, fees: Fees = FEES, **options: Any) -> tuple[SimulatedVenue, CandleWalk]:
    """A venue and a walk that stands at the open of the first candle."""
    venue = SimulatedVenue(coin(fees), VenueOptions(**options), {"COIN": D(1000), "CASH": D(100_000)})
    walk = CandleWalk(venue, MINUTE)
    walk.begin(candle(0, prices))
    return venue, walk


def finish(walk: CandleWalk) -> list[Happening]:
    """All that happens on the rest of the loaded candle."""
    found = []
    while (happening := walk.next(None, None, None)) is not None:
        found.append(happening)
    return found


def load(walk: CandleWalk, number: int, prices: str) -> list[Happening]:
    """All that happens on one more candle."""
    walk.load(candle(number, prices))
    return finish(walk)


def fills(happenings: list[Happening]) -> list[tuple[str, str, str, str]]:
    """(order, price, quantity, role) of the fills."""
    return [
        (h.client_id, plain(h.price), plain(h.qty), h.role.value)
        for h in happenings
        if isinstance(h, OrderFilled)
    ]


def limit(side: Side, qty: str, price: str, **more: Any) -> OrderSpec:
    return OrderSpec(side, D(qty), D(price), **more)


def market(side: Side, qty: str, worst: str) -> OrderSpec:
    return OrderSpec(side, D(qty), D(worst), OrderType.MARKET)


def stop(side: Side, qty: str, trigger: str, worst: str) -> OrderSpec:
    return OrderSpec(side, D(qty), D(worst), OrderType.STOP, D(trigger))


# --- resting and taking ---------------------------------------------------------------------------


def test_resting_orders_fill_in_the_order_of_the_walk() -> None:
    """A rising candle visits its low first: buys fill before sells, each at its own price as maker."""
    venue, walk = make("100 110 90 105")
    for name, spec in (
        ("sell", limit(SELL, "1", "108")),
        ("low", limit(BUY, "1", "92")),
        ("high", limit(BUY, "1", "95")),
        ("never", limit(BUY, "1", "89.5")),
    ):
        venue.submit(name, spec, 0)
    assert fills(finish(walk)) == [
        ("high", "95", "1", "maker"),
        ("low", "92", "1", "maker"),
        ("sell", "108", "1", "maker"),
    ]
    assert set(venue.orders) == {"never"}


def test_falling_candle_visits_its_high_first() -> None:
    """Open, high, low, close when the candle closed below its open."""
    venue, walk = make("100 110 90 95")
    venue.submit("buy", limit(BUY, "1", "92"), 0)
    venue.submit("sell", limit(SELL, "1", "108"), 0)
    assert [row[0] for row in fills(finish(walk))] == ["sell", "buy"]


@pytest.mark.parametrize(("side", "price"), [(BUY, "100"), (BUY, "105"), (SELL, "100"), (SELL, "95")])
def test_post_only_that_would_take_is_rejected(side: Side, price: str) -> None:
    """At or through the price of now post-only is refused, and the order does not rest."""
    venue, walk = make("100 110 90 105")
    assert venue.submit("a", limit(side, "1", price, post_only=True), 0) == [
        OrderRejected(0, "a", "post_only_would_take")
    ]
    assert fills(finish(walk)) == []


def test_post_only_away_from_the_price_rests_and_makes() -> None:
    """Post-only changes nothing for an order that rests."""
    venue, walk = make("100 110 90 105")
    venue.submit("a", limit(BUY, "1", "99.5", post_only=True), 0)
    assert fills(finish(walk)) == [("a", "99.5", "1", "maker")]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (limit(BUY, "1", "101"), [("a", "100", "1", "taker")]),
        (market(BUY, "1", "120"), [("a", "100", "1", "taker")]),
        (market(SELL, "1", "80"), [("a", "100", "1", "taker")]),
        (market(BUY, "1", "99"), []),
    ],
)
def test_marketable_order_takes_at_the_price_of_the_moment(
    spec: OrderSpec, expected: list[tuple[str, str, str, str]]
) -> None:
    """A marketable order fills at once as taker, or is cancelled when its worst price is out of reach."""
    venue, walk = make("100 110 90 105")
    venue.submit("a", spec, 0)
    found = finish(walk)
    assert fills(found) == expected
    assert [h.why for h in found if isinstance(h, OrderCanceled)] == (
        [] if expected else ["beyond_worst_price"]
    )


@pytest.mark.parametrize(
    ("spec", "price"),
    [
        (market(BUY, "1", "120"), "100.5"),
        (market(SELL, "1", "80"), "99.5"),
        (limit(BUY, "1", "100"), "100"),
    ],
)
def test_slippage_rounds_against_the_trader_and_stops_at_the_limit(spec: OrderSpec, price: str) -> None:
    """0.1 % of 100 is 0.1, which the tick rounds to 0.5; a limit is never passed."""
    venue, walk = make("100 110 90 105", slippage=D("0.001"))
    venue.submit("a", spec, 0)
    assert fills(finish(walk)) == [("a", price, "1", "taker")]


def test_marketable_inside_a_jump_acts_at_the_open() -> None:
    """An order that a fill inside a jump caused cannot trade at a price that was jumped over."""
    venue, walk = make("100 100 100 100")
    finish(walk)
    venue.submit("rest", limit(BUY, "1", "95"), 0)
    walk.load(candle(1, "90 91 90 90"))
    assert fills([walk.next(None, None, None)]) == [("rest", "95", "1", "maker")]  # type: ignore[list-item]
    venue.submit("sell", market(SELL, "1", "80"), MINUTE)
    venue.submit("buy", limit(BUY, "1", "94"), MINUTE)
    assert fills(finish(walk)) == [("sell", "90", "1", "taker"), ("buy", "90", "1", "taker")]


def test_limit_that_a_jump_leaves_behind_rests() -> None:
    """A sell below the price of the jump's start, yet above the open, is not marketable there and rests."""
    venue, walk = make("100 100 100 100")
    finish(walk)
    venue.submit("rest", limit(BUY, "1", "95"), 0)
    walk.load(candle(1, "90 94 90 90"))
    walk.next(None, None, None)
    venue.submit("sell", limit(SELL, "1", "93"), MINUTE)
    assert fills(finish(walk)) == [("sell", "93", "1", "maker")]


def test_jump_fills_resting_orders_at_their_own_price_nearest_first() -> None:
    """From a close to the next open the market jumps: limits in between fill at their own prices."""
    venue, walk = make("100 100 100 100")
    finish(walk)
    venue.submit("far", limit(BUY, "1", "92"), 0)
    venue.submit("near", limit(BUY, "1", "97"), 0)
    assert fills(load(walk, 1, "90 90 90 90")) == [("near", "97", "1", "maker"), ("far", "92", "1", "maker")]


# --- stops ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (stop(SELL, "1", "95", "80"), [("a", "95", "1", "taker")]),
        (stop(BUY, "1", "105", "120"), [("a", "105", "1", "taker")]),
        (stop(SELL, "1", "89.5", "80"), []),
    ],
)
def test_stop_acts_where_the_walk_touches_its_trigger(
    spec: OrderSpec, expected: list[tuple[str, str, str, str]]
) -> None:
    """Between points the price walks through every value, so a stop acts exactly at its trigger."""
    venue, walk = make("100 110 90 104")
    venue.submit("a", spec, 0)
    assert fills(finish(walk)) == expected


def test_stop_inside_a_jump_acts_at_the_open() -> None:
    """Nothing is traded at a trigger that was jumped over, and resting orders of the jump go first."""
    venue, walk = make("100 100 100 100")
    finish(walk)
    venue.submit("stop", stop(SELL, "1", "97", "80"), 0)
    venue.submit("rest", limit(BUY, "1", "92"), 0)
    assert fills(load(walk, 1, "90 90 90 90")) == [("rest", "92", "1", "maker"), ("stop", "90", "1", "taker")]


def test_stop_without_a_valid_trigger_is_rejected() -> None:
    """A trigger must lie on the tick."""
    venue, _ = make("100 110 90 105")
    assert venue.submit("a", stop(SELL, "1", "95.25", "80"), 0) == [OrderRejected(0, "a", "bad_stop_price")]


def test_cancelled_stop_never_acts() -> None:
    """A stop that is gone does not trigger."""
    venue, walk = make("100 110 90 105")
    venue.submit("a", stop(SELL, "1", "95", "80"), 0)
    assert venue.cancel("a", 0) == [OrderCanceled(0, "a", "canceled")]
    assert fills(finish(walk)) == []


# --- latency, partial fills, fees -----------------------------------------------------------------


def test_latency_delays_an_order_past_what_it_would_have_met() -> None:
    """A request acts a fixed time later: what the walk touched meanwhile did not fill it."""
    venue, walk = make("100 110 90 105", latency_ns=30_000_000_000)
    assert venue.submit("late", limit(BUY, "1", "95"), 0) == []
    found = finish(walk)
    accepted = [h for h in found if isinstance(h, OrderAccepted)]
    assert [h.ns for h in accepted] == [30_000_000_000]
    assert fills(found) == [("late", "90", "1", "taker")]


def test_latency_lets_a_fill_win_against_a_cancel() -> None:
    """A cancel under way does not protect from a touch before it arrives."""
    venue, walk = make("100 110 90 105", latency_ns=30_000_000_000)
    venue.submit("a", limit(BUY, "1", "95"), -30_000_000_000)
    venue.activate(0)
    venue.cancel("a", 0)
    found = finish(walk)
    assert fills(found) == [("a", "95", "1", "maker")]
    assert not any(isinstance(h, OrderCanceled) for h in found)


def test_partial_fills_take_one_part_a_touch() -> None:
    """With a fill fraction a touch fills that part; the rest fills when the price goes through."""
    venue, walk = make("100 100 90 100", fill_fraction=D("0.4"))
    venue.submit("a", limit(BUY, "1", "95"), 0)
    assert fills(finish(walk)) == [("a", "95", "0.4", "maker"), ("a", "95", "0.6", "maker")]
    assert not venue.orders


def test_partial_fills_wait_for_the_next_touch() -> None:
    """A price that only touches fills one part each time."""
    venue, walk = make("100 100 95 100", fill_fraction=D("0.4"))
    venue.submit("a", limit(BUY, "1", "95"), 0)
    assert fills(finish(walk)) == [("a", "95", "0.4", "maker")]
    assert fills(load(walk, 1, "100 100 95 100")) == [("a", "95", "0.4", "maker")]
    assert fills(load(walk, 2, "100 100 95 100")) == [("a", "95", "0.2", "maker")]
    assert not venue.orders


def test_partial_fill_is_at_least_one_lot() -> None:
    """A part that rounds to nothing is one lot."""
    venue, walk = make("100 100 95 100", fill_fraction=D("0.01"))
    venue.submit("a", limit(BUY, "1", "95"), 0)
    assert fills(finish(walk)) == [("a", "95", "0.1", "maker")]


FEE_CASES = [
    (Fees(D("0.001"), D("0.002")), BUY, "CASH", "0.19", "0.19"),
    (Fees(D("0.001"), D("0.002"), "base"), BUY, "COIN", "0.002", "0.19"),
    (Fees(D("0.001"), D("0.002"), "base"), SELL, "CASH", "0.21", "0.21"),
    (Fees(D("0.001"), D("0.002"), "GAS", D(7), D("0.0001")), BUY, "GAS", "0.0272", "0.1904"),
    (Fees(D("0.001"), D("0.002"), "GAS", D(7), D("0.0001")), SELL, "GAS", "0.03", "0.21"),
]


@pytest.mark.parametrize(("fees", "side", "asset", "fee", "in_quote"), FEE_CASES)
def test_fee_is_paid_in_its_asset_rounded_up(
    fees: Fees, side: Side, asset: str, fee: str, in_quote: str
) -> None:
    """Quote, base or a third asset pays the fee, rounded up to its step, and the balances follow."""
    venue, walk = make("100 110 90 105", fees)
    price = D(95) if side is BUY else D(105)
    venue.submit("a", OrderSpec(side, D(2), price), 0)
    (filled,) = [h for h in finish(walk) if isinstance(h, OrderFilled)]
    assert (filled.fee_asset, filled.fee, filled.fee_quote) == (asset, D(fee), D(in_quote))
    expected = {"COIN": D(1000), "CASH": D(100_000), "GAS": D(0)}
    sign = 1 if side is BUY else -1
    expected["COIN"] += 2 * sign
    expected["CASH"] -= 2 * price * sign
    expected[asset] -= D(fee)
    assert {name: amount for name, amount in expected.items() if amount} == venue.balances


def test_client_id_of_a_live_order_is_rejected() -> None:
    """A request that is repeated while its order lives cannot create a second one."""
    venue, _ = make("100 110 90 105")
    venue.submit("a", limit(BUY, "1", "95"), 0)
    assert venue.submit("a", limit(BUY, "1", "95"), 0) == [OrderRejected(0, "a", "duplicate_client_id")]


def test_cancel_of_an_unknown_order_reports_nothing() -> None:
    """The order's own report has told its end."""
    venue, _ = make("100 110 90 105")
    assert venue.cancel("nobody", 0) == []


# --- save and restore -----------------------------------------------------------------------------

prices = st.integers(180, 220).map(lambda n: D(n) / 2)
candles = st.tuples(prices, prices, prices, prices).map(
    lambda p: Candle(0, p[0], max(p), min(p), p[1], D("1.5"))
)
sizes = st.integers(1, 60).map(lambda n: D(n) / 10)
orders = st.one_of(
    st.tuples(st.sampled_from(Side), sizes, prices, st.just(OrderType.LIMIT), st.none(), st.booleans()),
    st.tuples(st.sampled_from(Side), sizes, prices, st.just(OrderType.MARKET)),
    st.tuples(st.sampled_from(Side), sizes, prices, st.just(OrderType.STOP), prices),
).map(lambda row: OrderSpec(*row))
steps = st.lists(st.one_of(candles, orders, st.integers(0, 6), st.none()), min_size=1, max_size=16)
option_sets = st.sampled_from(
    [
        VenueOptions(),
        VenueOptions(latency_ns=25_000_000_000),
        VenueOptions(slippage=D("0.01"), fill_fraction=D("0.3")),
    ]
)


class Session:
    """A walk driven by a script: candles, orders, cancels, and happenings taken one at a time."""

    def __init__(self, options: VenueOptions) -> None:
        self.venue = SimulatedVenue(coin(), options, {"COIN": D(5), "CASH": D(500)})
        self.walk = CandleWalk(self.venue, MINUTE)
        self.walk.begin(candle(0, "100 101 99 100"))
        self.orders = 0
        self.candles = 0

    def copy(self) -> Session:
        twin = Session(self.venue.options)
        state = json.loads(json.dumps([self.venue.save(), self.walk.save()]))
        twin.venue.restore(state[0])
        twin.walk.restore(state[1])
        twin.orders, twin.candles = self.orders, self.candles
        return twin

    def step(self, step: Any) -> list[Any]:
        found: list[Any] = []
        if isinstance(step, OrderSpec):
            self.orders += 1
            found += self.venue.submit(f"o{self.orders}", step, self.walk.ns)
        elif isinstance(step, int):
            found += self.venue.cancel(f"o{step}", self.walk.ns)
        elif isinstance(step, Candle):
            found += finish(self.walk)
            self.candles += 1
            self.walk.load(step._replace(open_ns=self.candles * MINUTE))
        found.append(self.walk.next(D(105), D(95), self.candles * MINUTE + 7))
        return [encode(one) for one in found]

    def end(self) -> list[Any]:
        return [encode(one) for one in finish(self.walk)] + [self.venue.save(), self.walk.save()]


@given(steps, option_sets)
def test_continuation_after_restore_is_the_same_at_every_cut(
    script: list[Any], options: VenueOptions
) -> None:
    """Saved through JSON and restored after any number of steps, venue and walk go on byte for byte alike."""
    with exact():
        original = Session(options)
        twins: list[Session] = []
        heard: list[list[Any]] = []
        for step in script:
            twins.append(original.copy())
            heard.append(original.step(step))
        last = original.end()
        for start, twin in enumerate(twins):
            told = [twin.step(step) for step in script[start:]]
            assert json.dumps(told) == json.dumps(heard[start:])
            assert json.dumps(twin.end()) == json.dumps(last)


def test_alarm_between_points_fires_with_its_own_time() -> None:
    """The walk stops at an alarm, at the price of the earlier point."""
    _, walk = make("100 110 90 105")
    assert walk.next(None, None, 5) == AlarmDue(5)
    assert walk.price == D(100)
