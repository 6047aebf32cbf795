"""The test exchange's matching engine: money is conserved, priority holds, orders end as venues end them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.exchange.engine import Engine, Rules
from tests.support.exchange.values import (
    ATOMS,
    Instrument,
    Kind,
    NewOrder,
    Order,
    OrderChanged,
    Reason,
    Refused,
    SelfTrade,
    Side,
    State,
    Status,
    TimeInForce,
)

SPOT = "spot:BTCUSDT"
LINEAR = "linear:BTCUSDT"


def make_engine(**rules: object) -> Engine:
    """An engine with one spot and one linear market and three accounts that own money."""
    spot = Instrument(SPOT, "BTCUSDT", "BTC", "USDT", 10**6, 10**3, start_price=6_400_000)
    linear = Instrument(
        LINEAR, "BTCUSDT", "BTC", "USDT", 10**7, 10**5, is_linear=True, start_price=640_000,
        brackets=((0, 50_000, 125, 400_000), (50_000, 10**9, 50, 500_000)),
    )  # fmt: skip
    engine = Engine([spot, linear], Rules(**rules))
    for name in ("ann", "bob", "cid"):
        engine.ledger.open(name)
        engine.ledger.deposit(name, "USDT", 10**6 * ATOMS)
        engine.ledger.deposit(name, "BTC", 100 * ATOMS)
    return engine


def wish(account: str, side: str, price: int, lots: int, **extra: object) -> NewOrder:
    kind = Kind.LIMIT if price else Kind.MARKET
    given = {"key": SPOT, "client_id": f"{account}-{price}-{lots}-{random.random()}", **extra}
    return NewOrder(account=account, side=Side(side), kind=kind, lots=lots, price=price, **given)


def events_of(engine: Engine, order: Order) -> list[str]:
    seen: list[str] = []
    engine.listeners.append(
        lambda event: (
            seen.append(event.what) if isinstance(event, OrderChanged) and event.order is order else None
        )
    )
    return seen


def assert_conserved(engine: Engine) -> None:
    assert not any(engine.ledger.sums().values())
    held: dict[tuple[str, str], int] = {}
    for order in engine.orders.values():
        asset = "USDT" if order.side is Side.BUY else "BTC"
        held[order.account, asset] = held.get((order.account, asset), 0) + order.locked
    for account in engine.ledger.accounts.values():
        for asset, atoms in account.locked.items():
            assert atoms == held.get((account.name, asset), 0)
            assert atoms >= 0
            assert account.is_house or account.free(asset) >= 0
    for key in engine.instruments:
        assert sum(p.lots for a in engine.ledger.accounts.values() for (k, _), p in a.positions.items()
                   if k == key) == 0  # fmt: skip
    for key, book in engine.books.items():
        bid, ask = book.bids.best(), book.asks.best()
        assert bid is None or ask is None or bid < ask, key
        for side in (book.bids, book.asks):
            depth: dict[int, int] = {}
            for order in side.orders():
                assert order.state in {State.NEW, State.PARTIAL}
                depth[order.price] = depth.get(order.price, 0) + order.left
            assert dict(side.depth(1000)) == depth


def test_trade_happens_at_the_resting_price_and_pays_fees() -> None:
    """A taker gets the maker's price; the buyer's fee is in coins, the seller's in money."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 6_400_000, 1000))
    order = engine.place(wish("bob", "BUY", 6_500_000, 1000))
    assert order.state is State.FILLED
    assert order.cost == 6_400_000 * 1000 * 10
    bob, ann = engine.account("bob"), engine.account("ann")
    assert bob.total["BTC"] == 100 * ATOMS + 10**6 - 10**3
    assert bob.total["USDT"] == 10**6 * ATOMS - 640 * ATOMS
    assert ann.total["USDT"] == 10**6 * ATOMS + 640 * ATOMS - 640 * ATOMS // 1000
    assert bob.locked["USDT"] == 0
    assert_conserved(engine)


def test_better_price_then_older_order_trades_first() -> None:
    """Price beats time, time beats size."""
    engine = make_engine()
    late_but_better = None
    first = engine.place(wish("ann", "SELL", 6_400_100, 1000))
    second = engine.place(wish("cid", "SELL", 6_400_100, 5000))
    late_but_better = engine.place(wish("ann", "SELL", 6_400_000, 1000))
    engine.place(wish("bob", "BUY", 6_400_100, 2500))
    assert [o.filled for o in (late_but_better, first, second)] == [1000, 1000, 500]
    assert_conserved(engine)


def test_amend_keeps_the_place_for_less_and_loses_it_for_more() -> None:
    """A smaller quantity keeps its place in the queue, a larger one or another price does not."""
    engine = make_engine()
    first = engine.place(wish("ann", "SELL", 6_400_000, 1000))
    second = engine.place(wish("cid", "SELL", 6_400_000, 1000))
    engine.amend(first, lots=600)
    engine.place(wish("bob", "BUY", 6_400_000, 600))
    assert (first.state, second.filled) == (State.FILLED, 0)
    third = engine.place(wish("ann", "SELL", 6_400_000, 1000))
    engine.amend(second, lots=2000)
    engine.place(wish("bob", "BUY", 6_400_000, 1000))
    assert (third.state, second.filled) == (State.FILLED, 0)
    assert_conserved(engine)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (wish("bob", "BUY", 6_400_000, 100_000_000), Reason.MAX_NOTIONAL),
        (wish("bob", "BUY", 6_400_000, 2_000_000), Reason.BALANCE),
        (wish("bob", "BUY", 6_400_000, 1), Reason.MIN_NOTIONAL),
        (wish("bob", "BUY", 60_000_000, 1000), Reason.PERCENT_PRICE),
        (wish("bob", "BUY", 6_400_200, 1000, time_in_force=TimeInForce.POST_ONLY), Reason.WOULD_MATCH),
        (wish("bob", "SELL", 0, 1000, trigger=6_500_000, trigger_above=False), Reason.WOULD_TRIGGER),
        (wish("bob", "BUY", 6_400_000, 0), Reason.LOT_FILTER),
        (wish("bob", "BUY", 640_000, 10, key=LINEAR, reduce_only=True), Reason.REDUCE_ONLY),
        (wish("bob", "BUY", 640_000, 10, key=LINEAR, position_side="LONG"), Reason.POSITION_SIDE),
        (wish("bob", "BUY", 640_000, 400_000, key=LINEAR), Reason.MAX_NOTIONAL),
    ],
)
def test_order_against_a_rule_is_refused_and_changes_nothing(order: NewOrder, reason: Reason) -> None:
    """A refusal names its reason and leaves money and book as they were."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 6_400_100, 1000))
    before = (engine.account("bob").total.copy(), len(engine.orders))
    with pytest.raises(Refused) as refused:
        engine.place(order)
    assert refused.value.reason is reason
    assert (engine.account("bob").total, len(engine.orders)) == before
    assert_conserved(engine)


def test_client_id_is_unique_among_open_orders_only() -> None:
    """As Binance does it: the same id is refused while open and taken again afterwards."""
    engine = make_engine()
    order = engine.place(wish("ann", "SELL", 6_400_000, 1000, client_id="same"))
    with pytest.raises(Refused):
        engine.place(wish("ann", "SELL", 6_400_000, 1000, client_id="same"))
    engine.cancel(order)
    again = engine.place(wish("ann", "SELL", 6_400_000, 1000, client_id="same"))
    assert engine.find("ann", SPOT, client_id="same") is again
    forever = make_engine(unique_ids="forever")
    forever.cancel(forever.place(wish("ann", "SELL", 6_400_000, 1000, client_id="same")))
    with pytest.raises(Refused):
        forever.place(wish("ann", "SELL", 6_400_000, 1000, client_id="same"))


def test_immediate_and_fill_or_kill_orders_end_at_once() -> None:
    """IOC keeps what it got, FOK takes all or nothing, a market order never rests."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 6_400_000, 1000))
    kill = engine.place(wish("bob", "BUY", 6_400_000, 1001, time_in_force=TimeInForce.FOK))
    assert (kill.state, kill.filled) == (State.EXPIRED, 0)
    now = engine.place(wish("bob", "BUY", 6_400_000, 1500, time_in_force=TimeInForce.IOC))
    assert (now.state, now.filled) == (State.EXPIRED, 1000)
    market = engine.place(wish("bob", "BUY", 0, 1000))
    assert (market.state, market.filled) == (State.EXPIRED, 0)
    assert_conserved(engine)


def test_order_by_quote_amount_ends_filled_with_its_last_trade() -> None:
    """A market order for an amount of money buys whole lots and is filled, though a rest of it stays."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 6_400_000, 400))
    engine.place(wish("cid", "SELL", 6_410_000, 5000))
    budget = 500 * ATOMS + 7
    order = engine.place(wish("bob", "BUY", 0, 10**9, quote_budget=budget))
    assert (order.state, order.filled) == (State.FILLED, 400 + 380)
    assert 0 < budget - order.cost < 6_410_000 * 10
    assert_conserved(engine)


def test_stop_waits_for_its_price_and_then_trades() -> None:
    """A stop sleeps with its money locked until the last price reaches it."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 6_400_000, 500))
    stop = engine.place(wish("cid", "BUY", 6_420_000, 700, trigger=6_410_000, trigger_above=True))
    seen = events_of(engine, stop)
    assert stop.state is State.WAITING
    assert engine.account("cid").locked["USDT"] == 6_420_000 * 700 * 10
    engine.place(wish("bob", "SELL", 6_410_000, 100))
    engine.place(wish("bob", "SELL", 6_415_000, 700))
    engine.place(wish("ann", "BUY", 6_410_000, 600))
    assert stop.state is State.FILLED
    assert seen == ["TRIGGERED", "TRADE"]
    assert_conserved(engine)


def test_one_leg_of_a_pair_ends_the_other() -> None:
    """An OCO pair locks its money once; a fill of one leg expires the other, a cancel takes both."""
    for way in ("limit", "stop", "cancel"):
        engine = make_engine()
        engine.place(wish("ann", "BUY", 6_390_000, 1000))
        above = wish("bob", "SELL", 6_500_000, 800, time_in_force=TimeInForce.POST_ONLY)
        below = wish("bob", "SELL", 0, 800, trigger=6_380_000)
        made = engine.lists.place_pair([below, above], "pair")
        stop, limit = engine.lists.legs(made.id)
        assert engine.account("bob").locked["BTC"] == 800 * 10**3
        if way == "limit":
            engine.place(wish("ann", "BUY", 6_500_000, 100))
            assert (limit.state, stop.state) == (State.PARTIAL, State.EXPIRED)
            assert engine.account("bob").locked["BTC"] == 700 * 10**3
        elif way == "stop":
            engine.place(wish("cid", "BUY", 6_370_000, 5000))
            engine.place(wish("ann", "SELL", 6_370_000, 1500))
            assert (limit.state, stop.state) == (State.EXPIRED, State.FILLED)
        else:
            engine.cancel(limit)
            assert (limit.state, stop.state) == (State.CANCELED, State.CANCELED)
            assert made.state == "ALL_DONE"
        assert_conserved(engine)


def test_fill_of_a_working_order_places_the_pending_one() -> None:
    """An OTO list holds its second order back until the first is filled completely."""
    engine = make_engine()
    working = wish("bob", "BUY", 6_400_000, 1000)
    made = engine.lists.place_chain(working, [wish("bob", "SELL", 6_450_000, 900)], "chain")
    first, second = engine.lists.legs(made.id)
    engine.place(wish("ann", "SELL", 6_400_000, 400))
    assert second.state is State.WAITING
    engine.place(wish("ann", "SELL", 6_400_000, 600))
    assert (first.state, second.state) == (State.FILLED, State.NEW)
    assert second in engine.books[SPOT].asks
    assert_conserved(engine)


@pytest.mark.parametrize(
    ("mode", "maker", "taker", "prevented"),
    [
        (SelfTrade.EXPIRE_TAKER, State.NEW, State.EXPIRED_IN_MATCH, 0),
        (SelfTrade.EXPIRE_MAKER, State.EXPIRED_IN_MATCH, State.NEW, 0),
        (SelfTrade.EXPIRE_BOTH, State.EXPIRED_IN_MATCH, State.EXPIRED_IN_MATCH, 0),
        (SelfTrade.DECREMENT, State.EXPIRED_IN_MATCH, State.NEW, 1000),
        (SelfTrade.NONE, State.FILLED, State.PARTIAL, 0),
    ],
)
def test_account_does_not_trade_with_itself(
    mode: SelfTrade, maker: State, taker: State, prevented: int
) -> None:
    """Each mode of self-trade prevention ends the orders it names."""
    engine = make_engine()
    resting = engine.place(wish("bob", "SELL", 6_400_000, 1000))
    crossing = engine.place(wish("bob", "BUY", 6_400_000, 1500, self_trade=mode))
    assert (resting.state, crossing.state, crossing.prevented) == (maker, taker, prevented)
    assert_conserved(engine)


def test_position_is_opened_reduced_and_closed_exactly() -> None:
    """Entry cost, realised profit and reduce-only limits come out to the atom."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 640_000, 300, key=LINEAR))
    engine.place(wish("bob", "BUY", 640_000, 300, key=LINEAR))
    engine.place(wish("ann", "BUY", 650_000, 500, key=LINEAR))
    closing = engine.place(wish("bob", "SELL", 650_000, 500, key=LINEAR, reduce_only=True))
    position = engine.perpetuals.position("bob", LINEAR, "BOTH")
    assert (closing.filled, position.lots, position.entry_cost) == (300, 0, 0)
    assert position.realised == 10_000 * 300 * 10**4
    assert closing.state is State.EXPIRED
    assert_conserved(engine)


def test_funding_moves_from_longs_to_shorts() -> None:
    """A positive rate takes from the long exactly what the short gets."""
    engine = make_engine()
    engine.place(wish("ann", "SELL", 640_000, 1000, key=LINEAR))
    engine.place(wish("bob", "BUY", 640_000, 1000, key=LINEAR))
    paid = dict(engine.perpetuals.fund(LINEAR, 10_000))
    assert paid == {"bob": -(64_000 * ATOMS // 10_000), "ann": 64_000 * ATOMS // 10_000}
    assert_conserved(engine)


def test_position_under_water_is_liquidated() -> None:
    """When the equity falls below the maintenance margin the position is closed by the venue."""
    engine = make_engine()
    engine.ledger.open("poor")
    engine.ledger.deposit("poor", "USDT", 500 * ATOMS)
    engine.set_leverage("poor", LINEAR, 125)
    engine.place(wish("ann", "SELL", 640_000, 500, key=LINEAR))
    engine.place(wish("poor", "BUY", 640_000, 500, key=LINEAR))
    engine.place(wish("ann", "BUY", 630_000, 5000, key=LINEAR))
    engine.set_mark(LINEAR, 631_000)
    assert engine.perpetuals.is_under_water(engine.account("poor"), "USDT")
    closed = engine.liquidate("poor", "USDT")
    assert closed[0].client_id.startswith("autoclose-")
    assert engine.perpetuals.position("poor", LINEAR, "BOTH").lots == 0
    assert_conserved(engine)


def test_halted_market_takes_no_order_and_a_delisted_one_ends_them() -> None:
    """A halt refuses new orders, delisting expires the open ones."""
    engine = make_engine()
    order = engine.place(wish("ann", "SELL", 6_400_000, 1000))
    for status, reason in ((Status.HALTED, Reason.MARKET_CLOSED), (Status.CANCEL_ONLY, Reason.CANCEL_ONLY)):
        engine.set_status(SPOT, status)
        with pytest.raises(Refused) as refused:
            engine.place(wish("bob", "BUY", 6_400_000, 1000))
        assert refused.value.reason is reason
    engine.set_status(SPOT, Status.DELISTED)
    assert order.state is State.EXPIRED
    assert_conserved(engine)


def random_step(engine: Engine, draw: random.Random) -> None:
    name, key = draw.choice(("ann", "bob", "cid")), draw.choice((SPOT, SPOT, LINEAR))
    fair, lots = (6_400_000, draw.randint(100, 3000)) if key == SPOT else (640_000, draw.randint(1, 300))
    side = draw.choice(("BUY", "SELL"))
    price = fair + draw.randint(-30, 30)
    act = draw.random()
    resting = engine.open_orders(name, key)
    extra: dict[str, object] = {
        "key": key,
        "time_in_force": draw.choice(list(TimeInForce)),
        "self_trade": draw.choice(list(SelfTrade)),
        "reduce_only": key == LINEAR and draw.random() < 0.2,
    }
    try:
        if act < 0.45:
            engine.place(wish(name, side, price, lots, **extra))
        elif act < 0.55:
            extra["time_in_force"] = TimeInForce.GTC
            engine.place(wish(name, side, 0, lots, **extra))
        elif act < 0.65:
            up = draw.random() < 0.5
            trigger = fair + (draw.randint(1, 25) if up else -draw.randint(1, 25))
            extra["time_in_force"] = TimeInForce.GTC
            engine.place(wish(name, side, price, lots, trigger=trigger, trigger_above=up, **extra))
        elif act < 0.72 and key == SPOT:
            top = wish(name, "SELL", fair + 40, lots, time_in_force=TimeInForce.POST_ONLY)
            engine.lists.place_pair([wish(name, "SELL", fair - 60, lots, trigger=fair - 50), top], "pair")
        elif act < 0.76 and key == SPOT:
            engine.lists.place_chain(
                wish(name, "BUY", price, lots), [wish(name, "SELL", fair + 90, lots)], "chain"
            )
        elif act < 0.84 and resting:
            engine.amend(draw.choice(resting), price=price, lots=lots)
        elif act < 0.95 and resting:
            engine.cancel(draw.choice(resting))
        elif key == LINEAR:
            engine.perpetuals.fund(key, draw.randint(-50_000, 50_000))
    except Refused:
        assert act >= 0


@given(seed=st.integers(0, 10**9))
def test_random_orders_conserve_money_and_keep_the_book_whole(seed: int) -> None:
    """Whatever is sent in whatever order, sums stay 0, locks match the orders and books do not cross."""
    engine, draw = (
        make_engine(crossing_post_only=random.Random(seed).choice(["refuse", "expire"])),
        random.Random(seed),
    )
    for _ in range(60):
        random_step(engine, draw)
        assert_conserved(engine)
    for order in engine.orders.values():
        fills = [fill for fill in engine.fills.get(order.account, []) if fill.order_id == order.id]
        assert order.filled == sum(fill.lots for fill in fills)
        assert order.cost == sum(fill.cost for fill in fills)
        assert order.lots == order.filled + order.prevented + order.left
