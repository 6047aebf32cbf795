"""The tape: queue positions, taking from shown depth, and the order of things at one item."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.events import AlarmDue, OrderCanceled, OrderFilled, OrderRejected, PriceTouched
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.market import Book, BookLevel, Trade
from finbyte_desktop.core.matching import Report, VenueOptions
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.orders import OrderSpec, OrderType, Role, Side
from finbyte_desktop.core.tape import TapeItem, TapeVenue, TapeWalk
from finbyte_desktop.core.walk import Happening

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
COIN = Instrument(
    "tape:COIN/CASH", "COIN", "CASH", D("0.5"), D("0.1"), D("0.1"), D(5), Fees(D("0.001"), D("0.002"))
)


@pytest.fixture(autouse=True)
def _exact_arithmetic() -> Any:
    with exact():
        yield


def make(optimistic: bool = False, **options: Any) -> tuple[TapeVenue, TapeWalk]:
    venue = TapeVenue(COIN, VenueOptions(**options), {"COIN": D(1000), "CASH": D(100_000)}, optimistic)
    return venue, TapeWalk(venue)


def book(ns: int, bids: str, asks: str) -> Book:
    """A book from texts such as "100:3 99:5"."""
    sides = [
        tuple(BookLevel(*(D(number) for number in level.split(":"))) for level in side.split())
        for side in (bids, asks)
    ]
    return Book(ns, *sides)


def sold(ns: int, price: str, qty: str) -> Trade:
    """A trade whose aggressor sold."""
    return Trade(ns, D(price), D(qty), True)


def bought(ns: int, price: str, qty: str) -> Trade:
    """A trade whose aggressor bought."""
    return Trade(ns, D(price), D(qty), False)


def limit(side: Side, qty: str, price: str, **more: Any) -> OrderSpec:
    return OrderSpec(side, D(qty), D(price), **more)


def market(side: Side, qty: str, worst: str) -> OrderSpec:
    return OrderSpec(side, D(qty), D(worst), OrderType.MARKET)


def stop(side: Side, qty: str, trigger: str, worst: str) -> OrderSpec:
    return OrderSpec(side, D(qty), D(worst), OrderType.STOP, D(trigger))


def finish(walk: TapeWalk) -> list[Happening]:
    """All that happens up to the loaded item, with nobody watching."""
    found = []
    while (happening := walk.next(None, None, None)) is not None:
        found.append(happening)
    return found


def play(walk: TapeWalk, *items: TapeItem) -> list[Happening]:
    """All that happens on the way through some items."""
    found = []
    for item in items:
        walk.load(item)
        found += finish(walk)
    return found


def fills(happenings: list[Happening]) -> list[tuple[str, str, str, str]]:
    """(order, price, quantity, role) of the fills."""
    return [
        (h.client_id, plain(h.price), plain(h.qty), h.role.value)
        for h in happenings
        if isinstance(h, OrderFilled)
    ]


# --- the queue ------------------------------------------------------------------------------------

BOOK = book(1, "100:3 99:5 98:2", "101:4 102:6 103:1")

QUEUE: list[tuple[str, OrderSpec, list[TapeItem], list[str]]] = [
    ("trades consume what is ahead first", limit(BUY, "2", "100"), [sold(3, "100", "3")], []),
    ("then they fill", limit(BUY, "2", "100"), [sold(3, "100", "3"), sold(4, "100", "2")], ["2"]),
    ("a trade larger than what is ahead reaches us", limit(BUY, "2", "100"), [sold(3, "100", "4")], ["1"]),
    (
        "a rest waits for the next trade",
        limit(BUY, "2", "100"),
        [sold(3, "100", "4"), sold(4, "100", "9")],
        ["1", "1"],
    ),
    (
        "an order that improves has nothing ahead",
        limit(BUY, "2", "100.5"),
        [sold(3, "100.5", "1.5")],
        ["1.5"],
    ),
    ("a price between two levels has nothing ahead", limit(BUY, "2", "99.5"), [sold(3, "99.5", "2")], ["2"]),
    ("buyers do not consume bids", limit(BUY, "2", "100"), [bought(3, "100", "9")], []),
    ("a trade through fills all", limit(BUY, "2", "100"), [sold(3, "99.5", "0.1")], ["2"]),
    ("a trade through by a buyer too", limit(BUY, "2", "100"), [bought(3, "99.5", "0.1")], ["2"]),
    ("a trade short of the price does nothing", limit(BUY, "2", "100"), [sold(3, "100.5", "99")], []),
    (
        "a shown size below what is ahead brings forward",
        limit(BUY, "2", "100"),
        [book(3, "100:1", "101:4"), sold(4, "100", "2")],
        ["1"],
    ),
    (
        "a shown size above what is ahead changes nothing",
        limit(BUY, "2", "100"),
        [book(3, "100:9", "101:4"), sold(4, "100", "4")],
        ["1"],
    ),
    (
        "a level that vanished leaves nothing ahead",
        limit(BUY, "2", "99"),
        [book(3, "100:1 98:5", "101:4"), sold(4, "99", "2")],
        ["2"],
    ),
    (
        "deeper than all shown levels is unknown",
        limit(BUY, "2", "90"),
        [sold(3, "90", "999")],
        [],
    ),
    (
        "until it is shown",
        limit(BUY, "2", "90"),
        [book(3, "90:4", "91:1"), sold(4, "90", "5")],
        ["1"],
    ),
    ("deeper still fills by a trade through", limit(BUY, "2", "90"), [sold(3, "89.5", "1")], ["2"]),
    ("asks queue the same way", limit(SELL, "2", "101"), [bought(3, "101", "5")], ["1"]),
    ("sellers do not consume asks", limit(SELL, "2", "101"), [sold(3, "101", "9")], []),
    ("a trade above fills a sell", limit(SELL, "2", "101"), [bought(3, "101.5", "0.1")], ["2"]),
    ("a part below the lot is no fill", limit(BUY, "2", "100"), [sold(3, "100", "3.05")], []),
]


@pytest.mark.parametrize(
    ("spec", "items", "expected"), [row[1:] for row in QUEUE], ids=[row[0] for row in QUEUE]
)
def test_resting_order_fills_after_what_was_ahead(
    spec: OrderSpec, items: list[TapeItem], expected: list[str]
) -> None:
    """A resting order is filled by trades at its price only after the size that was shown before it."""
    venue, walk = make()
    walk.begin(BOOK)
    assert len(venue.submit("a", spec, 2)) == 1
    found = play(walk, *items)
    assert [(price, qty, role) for _, price, qty, role in fills(found)] == [
        (str(spec.price), qty, "maker") for qty in expected
    ]


def test_two_own_orders_at_one_price_fill_in_order_of_placement() -> None:
    """A trade fills own orders at one price one after the other, and never more than its size."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("first", limit(BUY, "2", "100"), 2)
    venue.submit("second", limit(BUY, "2", "100"), 2)
    found = play(walk, sold(3, "100", "6"))
    assert fills(found) == [("first", "100", "2", "maker"), ("second", "100", "1", "maker")]


def test_buys_fill_from_the_highest_and_before_sells() -> None:
    """Orders that one trade went through fill highest buy first."""
    venue, walk = make()
    walk.begin(sold(1, "110", "1"))
    for name, spec in (("low", limit(BUY, "1", "100")), ("high", limit(BUY, "1", "101"))):
        venue.submit(name, spec, 1)
    assert [row[0] for row in fills(play(walk, sold(2, "99", "1")))] == ["high", "low"]


def test_order_placed_after_a_trade_is_not_filled_by_it() -> None:
    """What a fill causes is placed after the trade and meets only the next one."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("a", limit(BUY, "1", "100"), 2)
    walk.load(sold(3, "99", "50"))
    first = walk.next(None, None, None)
    assert isinstance(first, OrderFilled)
    venue.submit("b", limit(BUY, "1", "99.5"), 3)
    assert finish(walk) == []
    assert [row[0] for row in fills(play(walk, sold(4, "99", "1")))] == ["b"]


def test_cancel_between_two_fills_of_one_trade_holds() -> None:
    """An order that is cancelled because of a fill is not filled by the rest of the same trade."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("a", limit(BUY, "1", "100"), 2)
    venue.submit("b", limit(BUY, "1", "99.5"), 2)
    walk.load(sold(3, "99", "50"))
    assert fills([walk.next(None, None, None)]) == [("a", "100", "1", "maker")]  # type: ignore[list-item]
    assert venue.cancel("b", 3) == [OrderCanceled(3, "b", "canceled")]
    assert finish(walk) == []


def test_optimism_is_an_option() -> None:
    """Nobody is optimistic without having asked for it."""
    assert not TapeVenue(COIN).optimistic


@pytest.mark.parametrize(
    ("optimistic", "price", "expected"),
    [(False, "100", []), (True, "100", ["2"]), (False, "99.5", ["2"]), (True, "100.5", [])],
)
def test_without_a_book_only_a_trade_through_fills(optimistic: bool, price: str, expected: list[str]) -> None:
    """Without a book a limit fills by a trade through its price, at it only with the option."""
    venue, walk = make(optimistic)
    walk.begin(sold(1, "105", "1"))
    venue.submit("a", limit(BUY, "2", "100"), 2)
    assert [row[2] for row in fills(play(walk, sold(3, price, "0.5")))] == expected


# --- taking ---------------------------------------------------------------------------------------

TAKING: list[tuple[str, OrderSpec, list[tuple[str, str]], str | None]] = [
    ("one level", market(BUY, "3", "110"), [("101", "3")], None),
    ("walks the levels", market(BUY, "11", "110"), [("101", "4"), ("102", "6"), ("103", "1")], None),
    ("sells walk the bids", market(SELL, "9", "90"), [("100", "3"), ("99", "5"), ("98", "1")], None),
    ("never beyond the worst price", market(BUY, "9", "101.5"), [("101", "4")], "beyond_worst_price"),
    ("nothing within the worst price", market(BUY, "9", "100.5"), [], "beyond_worst_price"),
    (
        "more than all that is shown",
        market(SELL, "50", "1"),
        [("100", "3"), ("99", "5"), ("98", "2")],
        "no_liquidity",
    ),
    ("a limit takes up to its price and rests", limit(BUY, "9", "101"), [("101", "4")], None),
]


@pytest.mark.parametrize(
    ("spec", "expected", "why"), [row[1:] for row in TAKING], ids=[row[0] for row in TAKING]
)
def test_marketable_order_walks_the_shown_levels(
    spec: OrderSpec, expected: list[tuple[str, str]], why: str | None
) -> None:
    """A marketable order pays taker at each shown level, one fill a step, and never beyond its price."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("a", spec, 2)
    found = finish(walk)
    assert fills(found) == [("a", price, qty, "taker") for price, qty in expected]
    ends = [h.why for h in found if isinstance(h, OrderCanceled)]
    assert ends == ([] if why is None else [why])


def test_rest_of_a_marketable_limit_waits_at_its_price() -> None:
    """What the book could not fill of a limit order rests with nothing ahead, and fills as maker."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("a", limit(BUY, "9", "101"), 2)
    finish(walk)
    assert venue.orders["a"].left == D(5)
    assert venue.ahead_of("a") == 0
    assert fills(play(walk, sold(3, "101", "7"))) == [("a", "101", "5", "maker")]


def test_shown_depth_is_taken_once() -> None:
    """Two orders between two books share the shown size; the next book shows it anew."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("a", market(BUY, "3", "101"), 2)
    venue.submit("b", market(BUY, "3", "101"), 2)
    assert fills(finish(walk)) == [("a", "101", "3", "taker"), ("b", "101", "1", "taker")]
    venue.submit("c", limit(BUY, "1", "101"), 2)
    assert fills(finish(walk)) == []
    play(walk, BOOK._replace(ns=3))
    venue.submit("d", market(BUY, "3", "101"), 3)
    assert fills(finish(walk)) == [("d", "101", "3", "taker")]


def test_without_a_book_a_market_order_fills_at_the_last_trade_with_slippage() -> None:
    """No book: the last trade's price, worse by the slippage and rounded against the trader."""
    venue, walk = make(slippage=D("0.001"))
    walk.begin(sold(1, "100", "1"))
    venue.submit("a", market(BUY, "2", "110"), 2)
    venue.submit("b", market(SELL, "2", "90"), 2)
    assert fills(finish(walk)) == [("a", "100.5", "2", "taker"), ("b", "99.5", "2", "taker")]


def test_without_a_book_a_market_order_stops_at_its_worst_price() -> None:
    """No book and a last trade beyond the worst price: the order ends with that reason."""
    venue, walk = make()
    walk.begin(sold(1, "100", "1"))
    venue.submit("a", market(BUY, "2", "99.5"), 2)
    assert finish(walk) == [OrderCanceled(1, "a", "beyond_worst_price")]


@pytest.mark.parametrize("side", [BUY, SELL])
def test_without_a_book_a_limit_at_the_last_trade_is_marketable(side: Side) -> None:
    """Equal counts: at the last price a limit takes, away from it it rests."""
    venue, walk = make()
    walk.begin(sold(1, "100", "1"))
    venue.submit("at", limit(side, "1", "100"), 2)
    venue.submit("away", limit(side, "1", "99.5" if side is BUY else "100.5"), 2)
    assert fills(finish(walk)) == [("at", "100", "1", "taker")]


def test_before_any_price_a_market_order_is_cancelled_and_a_limit_rests() -> None:
    """Nobody guesses a price: without trade and book a market order ends with a reason."""
    venue, walk = make()
    venue.submit("a", market(BUY, "2", "110"), 2)
    venue.submit("b", limit(BUY, "2", "110"), 2)
    assert finish(walk) == [OrderCanceled(0, "a", "no_price")]
    assert set(venue.orders) == {"b"}


REJECTS = [
    (limit(BUY, "1", "101", post_only=True), "post_only_would_take"),
    (limit(SELL, "1", "100", post_only=True), "post_only_would_take"),
    (limit(BUY, "1", "100.25"), "off_tick"),
    (limit(BUY, "1.05", "100"), "off_lot"),
    (limit(BUY, "0", "100"), "below_min_qty"),
    (limit(BUY, "0.1", "49.5"), "below_min_notional"),
    (stop(SELL, "1", "99.75", "90"), "bad_stop_price"),
]


@pytest.mark.parametrize(("spec", "code"), REJECTS, ids=[row[1] + str(n) for n, row in enumerate(REJECTS)])
def test_order_that_breaks_a_filter_is_rejected_with_its_code(spec: OrderSpec, code: str) -> None:
    """Filters and post-only refuse with a listed code, and nothing rests."""
    venue, walk = make()
    walk.begin(BOOK)
    assert venue.submit("a", spec, 2) == [OrderRejected(2, "a", code)]
    assert not venue.orders


def test_post_only_inside_the_spread_rests() -> None:
    """Post-only refuses only what would take."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("a", limit(BUY, "1", "100.5", post_only=True), 2)
    assert set(venue.orders) == {"a"}


def test_fees_and_balances_follow_each_fill() -> None:
    """Maker and taker fees in quote leave the balance with the cost."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("take", market(BUY, "2", "110"), 2)
    venue.submit("make", limit(SELL, "1", "103"), 2)
    found = [h for h in finish(walk) + play(walk, bought(3, "104", "1")) if isinstance(h, OrderFilled)]
    assert [(h.fee, h.fee_asset, h.role) for h in found] == [
        (D("0.404"), "CASH", Role.TAKER),
        (D("0.103"), "CASH", Role.MAKER),
    ]
    assert venue.balances == {"COIN": D(1001), "CASH": D("100000") - 202 + 103 - D("0.404") - D("0.103")}


# --- order of things ------------------------------------------------------------------------------


def test_at_one_item_fills_come_before_stops_watched_prices_and_alarms() -> None:
    """One trade causes fills, then stops, then watched prices, then the alarm that is due with it."""
    venue, walk = make()
    walk.begin(BOOK)
    venue.submit("stop", stop(SELL, "1", "99.5", "90"), 2)
    venue.submit("rest", limit(BUY, "1", "99.5"), 2)
    walk.load(sold(5, "99", "1"))
    seen: list[str] = []
    watching: Decimal | None = D("99.5")
    alarm: int | None = 5
    while (happening := walk.next(None, watching, alarm)) is not None:
        if isinstance(happening, OrderFilled):
            seen.append(happening.client_id)
        elif isinstance(happening, PriceTouched):
            seen.append(f"touched {happening.price} at {happening.ns}")
            watching = None
        elif isinstance(happening, AlarmDue):
            seen.append(f"alarm {happening.ns}")
            alarm = None
    assert seen == ["rest", "stop", "touched 99 at 5", "alarm 5"]


def test_alarm_before_an_item_fires_at_the_earlier_price_and_its_own_time() -> None:
    """An alarm strictly between two items sees the price and the book of the earlier one."""
    venue, walk = make()
    walk.begin(BOOK)
    play(walk, sold(10, "100", "1"))
    walk.load(sold(20, "90", "1"))
    assert walk.next(None, D(95), 15) == AlarmDue(15)
    assert (walk.price, walk.ns) == (D(100), 15)
    venue.submit("a", market(BUY, "1", "200"), 15)
    fill = walk.next(None, D(95), None)
    assert isinstance(fill, OrderFilled)
    assert (fill.ns, fill.price) == (15, D(101))
    assert walk.next(None, D(95), None) == PriceTouched(20, COIN.id, D(90))


def test_time_passes_without_items() -> None:
    """Alarms fire while the tape is silent."""
    _, walk = make()
    walk.begin(sold(10, "100", "1"))
    walk.wait_until(50)
    assert walk.next(None, None, 30) == AlarmDue(30)
    assert walk.next(None, None, 60) is None
    assert walk.ns == 50


def test_watched_price_does_not_fire_before_the_first_trade() -> None:
    """A book is no trade: without a last price nothing is touched."""
    _, walk = make()
    walk.begin(BOOK)
    assert walk.next(None, D(1_000), None) is None


@pytest.mark.parametrize(
    ("start", "price", "above", "below", "fires"),
    [
        ("90", "100", "100", None, True),
        ("110", "100", None, "100", True),
        ("100", "100", "100.5", "99.5", False),
        ("90", "101", "100.5", None, True),
        ("110", "99", None, "99.5", True),
    ],
)
def test_watched_price_fires_at_or_through_it(
    start: str, price: str, above: str | None, below: str | None, fires: bool
) -> None:
    """Equal counts, and so does a trade beyond."""
    _, walk = make()
    walk.begin(sold(1, start, "1"))
    walk.load(sold(2, price, "1"))
    found = walk.next(None if above is None else D(above), None if below is None else D(below), None)
    assert found == (PriceTouched(2, COIN.id, D(price)) if fires else None)


def test_latency_delays_orders_and_cancels() -> None:
    """With latency a request acts at its own later time, at the price and book of then."""
    venue, walk = make(latency_ns=5)
    walk.begin(BOOK)
    assert venue.submit("a", limit(BUY, "1", "100"), 2) == []
    found = play(walk, sold(6, "99", "9"), sold(7, "99", "9"), sold(8, "99", "9"))
    assert [(type(h).__name__, h.ns) for h in found] == [("OrderAccepted", 7), ("OrderFilled", 8)]
    venue.submit("b", limit(BUY, "1", "98"), 8)
    venue.cancel("b", 9)
    found = play(walk, sold(20, "97", "9"))
    assert [(type(h).__name__, h.ns) for h in found] == [("OrderAccepted", 13), ("OrderCanceled", 14)]


@pytest.mark.parametrize(
    ("side", "trigger", "worst", "trade", "price"),
    [
        (SELL, "98", "90", "97.5", "97.5"),
        (SELL, "98", "90", "98", "98"),
        (BUY, "105", "120", "106", "101"),
        (BUY, "105", "120", "105", "101"),
    ],
)
def test_stop_triggers_at_its_price_and_walks_the_book(
    side: Side, trigger: str, worst: str, trade: str, price: str
) -> None:
    """A stop waits for a trade at or through its trigger, then takes from the shown levels that the trades
    have left; at the last trade where they have left none.
    """
    venue, walk = make()
    walk.begin(BOOK)
    play(walk, sold(2, "101", "0.1"))
    venue.submit("a", stop(side, "1", trigger, worst), 2)
    assert play(walk, sold(3, "100.5", "1")) == []
    assert fills(play(walk, sold(4, trade, "1"))) == [("a", price, "1", "taker")]
    assert not venue.has_stops


def test_levels_that_trades_went_through_are_not_taken_from() -> None:
    """The book is older than the trades: what they swept is gone until the next book."""
    venue, walk = make()
    walk.begin(BOOK)
    play(walk, bought(2, "102", "9"))
    venue.submit("a", limit(BUY, "1", "103"), 3)
    assert fills(play(walk, bought(3, "102", "0.1"))) == [("a", "102", "1", "taker")]
    play(walk, BOOK._replace(ns=4))
    venue.submit("b", limit(BUY, "1", "103"), 4)
    assert fills(play(walk, bought(5, "101", "0.1"))) == [("b", "101", "1", "taker")]


# --- save and restore -----------------------------------------------------------------------------

prices = st.integers(190, 210).map(lambda n: D(n) / 2)
sizes = st.integers(1, 60).map(lambda n: D(n) / 10)
sides = st.sampled_from(Side)
levels = st.lists(st.tuples(st.integers(1, 8), sizes), min_size=0, max_size=4, unique_by=lambda row: row[0])


@st.composite
def books(draw: st.DrawFn) -> Book:
    middle = draw(prices)
    below, above = sorted(draw(levels)), sorted(draw(levels))
    bids = tuple(BookLevel(middle - D(n) / 2, qty) for n, qty in below)
    return Book(0, bids, tuple(BookLevel(middle + D(n) / 2, qty) for n, qty in above))


trades = st.tuples(st.just(0), prices, sizes, st.booleans()).map(lambda row: Trade(*row))
orders = st.one_of(
    st.tuples(sides, sizes, prices, st.just(OrderType.LIMIT), st.none(), st.booleans()),
    st.tuples(sides, sizes, prices, st.just(OrderType.MARKET)),
    st.tuples(sides, sizes, prices, st.just(OrderType.STOP), prices),
).map(lambda row: OrderSpec(*row))
steps = st.lists(st.one_of(books(), trades, orders, st.integers(0, 6)), min_size=1, max_size=14)


class Session:
    """A tape driven by a script: items, orders, cancels, and happenings taken one a step."""

    def __init__(self, latency_ns: int) -> None:
        self.venue, self.walk = make(latency_ns=latency_ns)
        self.orders = 0

    def copy(self) -> Session:
        twin = Session(self.venue.options.latency_ns)
        state = json.loads(json.dumps([self.venue.save(), self.walk.save()]))
        twin.venue.restore(state[0])
        twin.walk.restore(state[1])
        twin.orders = self.orders
        return twin

    def step(self, number: int, step: Any) -> list[Any]:
        ns = number * 10
        found: list[Report | Happening | None]
        if isinstance(step, OrderSpec):
            self.orders += 1
            found = [*self.venue.submit(f"o{self.orders}", step, self.walk.ns)]
        elif isinstance(step, int):
            found = [*self.venue.cancel(f"o{step}", self.walk.ns)]
        else:
            found = [*finish(self.walk)]
            self.walk.load(step._replace(ns=ns))
        found.append(self.walk.next(D(104), D(96), ns - 5))
        return [encode(one) for one in found]

    def end(self) -> list[Any]:
        return [encode(one) for one in finish(self.walk)] + [self.venue.save(), self.walk.save()]


@given(steps, st.sampled_from([0, 7]))
def test_continuation_after_restore_is_the_same_at_every_cut(script: list[Any], latency_ns: int) -> None:
    """Saved through JSON and restored after any number of steps, venue and walk go on byte for byte alike."""
    with exact():
        original = Session(latency_ns)
        twins: list[tuple[Session, list[Any], int]] = []
        heard: list[list[Any]] = []
        for number, step in enumerate(script, start=1):
            twins.append((original.copy(), [], number))
            heard.append(original.step(number, step))
        last = original.end()
        for twin, _, start in twins:
            told = [twin.step(number, step) for number, step in enumerate(script[start - 1 :], start=start)]
            assert json.dumps(told) == json.dumps(heard[start - 1 :])
            assert json.dumps(twin.end()) == json.dumps(last)


@given(steps)
def test_fills_never_exceed_the_order_or_its_price(script: list[Any]) -> None:
    """Whatever the tape does, an order fills at most its quantity and never worse than its price."""
    with exact():
        session = Session(0)
        specs: dict[str, OrderSpec] = {}
        filled: dict[str, Decimal] = {}
        for number, step in enumerate([*script, Trade(0, D(100), D(1), True)], start=1):
            if isinstance(step, OrderSpec):
                specs[f"o{session.orders + 1}"] = step
                session.venue.submit(f"o{session.orders + 1}", step, number)
                session.orders += 1
            elif not isinstance(step, int):
                session.walk.load(step._replace(ns=number * 10))
            for happening in finish(session.walk):
                if isinstance(happening, OrderFilled):
                    spec = specs[happening.client_id]
                    if spec.side is BUY:
                        assert happening.price <= spec.price
                    else:
                        assert happening.price >= spec.price
                    assert happening.qty > 0
                    filled[happening.client_id] = filled.get(happening.client_id, D(0)) + happening.qty
        for name, qty in filled.items():
            assert qty <= specs[name].qty


def test_a_part_is_filled_by_each_trade() -> None:
    """With a fill fraction a trade fills that part at most and never more than it traded, also when it goes
    through the price; the rest fills with the trades after it.
    """
    venue, walk = make(fill_fraction=D("0.4"))
    walk.begin(sold(1, "101", "1"))
    venue.submit("a", limit(BUY, "2", "100"), 1)
    found = play(walk, sold(2, "99.5", "5"), sold(3, "99.5", "0.3"), sold(4, "99", "9"), sold(5, "99", "9"))
    assert [qty for _, _, qty, _ in fills(found)] == ["0.8", "0.3", "0.8", "0.1"]
    assert venue.orders == {}


def test_one_trade_fills_no_more_than_it_traded() -> None:
    """Two orders that one trade goes through share its quantity, the better price first."""
    venue, walk = make(fill_fraction=D(1))
    walk.begin(sold(1, "101", "1"))
    venue.submit("low", limit(BUY, "2", "99"), 1)
    venue.submit("high", limit(BUY, "2", "100"), 1)
    found = play(walk, sold(2, "98", "2.5"))
    assert [(name, qty) for name, _, qty, _ in fills(found)] == [("high", "2"), ("low", "0.5")]
