"""The limits of an account: kept at every order, told with value and bound, the same when replayed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, OrderSpec, OrderType, Side, State
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.restraint import LIMIT_CODES, Exceeded
from finbyte_desktop.core.risk import LIVE_LIMITS, Limits, Tiers, check_limits
from tests.core.test_kernel import D, I
from tests.core.test_late import Live
from tests.core.test_passing import later

OPEN = Limits(currency="CASH")


def live(**limits: Any) -> Live:
    """A grid of a live account whose limits were set when it ran."""
    found = Live()
    found.do(ev.EngineStarted, "e1", RULES)
    for order in list(found.kernel.orders):
        found.do(ev.OrderAccepted, order, f"v{order}")
    found.do(ev.LimitsSet, OPEN._replace(**limits))
    return found


def resting(of: Live, side: Side = Side.BUY) -> list[Order]:
    orders = (of.kernel.late.find(name) for name in of.kernel.orders)
    return [f[2].order for f in orders if f and f[2].order is not None and f[2].order.spec.side is side]


def again(of: Live, order: Order) -> list[fx.Fact]:
    """The person takes an order away and wants it again: it is checked anew."""
    of.do(ev.OrderPulled, "b1", order.slot)
    of.do(ev.OrderCanceled, order.client_id, "by_us")
    return of.do(ev.TriedAgain, "b1", order.slot)


def told(facts: list[fx.Fact], code: str) -> dict[str, Any]:
    (line,) = [f for f in facts if isinstance(f, fx.Said) and f.code == code]
    return dict(line.fields)


def placed(facts: list[fx.Fact]) -> list[fx.OrderPlanned]:
    return [f for f in facts if isinstance(f, fx.OrderPlanned)]


def test_live_limits_do_not_hinder_a_grid() -> None:
    """With what a live account begins with, a grid does what it does without, and its intents name it."""
    kept = live(**LIVE_LIMITS._replace(currency="CASH", version=0)._asdict())
    for order in resting(kept):
        (fact,) = placed(again(kept, order))
        assert fact.limits == 1
    sell = resting(kept, Side.SELL)[0]
    kept.kernel.last[I.id] = sell.spec.price
    facts = kept.fill(sell, sell.spec.qty, "t1")
    assert placed(facts)
    kept.ties()


CASES = [
    ("limit_order_notional", {"max_order_notional": D(50)}, True),
    ("limit_open_orders", {"max_open_orders": 8}, False),
    ("limit_open_orders_a_bot", {"max_open_orders_a_bot": 8}, False),
    ("limit_open_orders_a_market", {"max_open_orders_a_market": 8}, False),
    ("limit_exposure", {"max_exposure": D(900)}, False),
    ("limit_exposure_a_bot", {"max_exposure_a_bot": D(900)}, False),
    ("limit_exposure_a_market", {"max_exposure_a_market": D(900)}, False),
    ("limit_market", {"markets": ("other",)}, True),
    ("limit_no_rate", {"max_order_notional": D(10**6), "currency": "USDT"}, False),
]


@pytest.mark.parametrize(("code", "limits", "blocks"), CASES, ids=[row[0] for row in CASES])
def test_order_beyond_a_limit_is_denied_with_value_and_bound(
    code: str, limits: dict[str, Any], blocks: bool
) -> None:
    """Nothing leaves, the line says which limit, and the wider limit lets it leave by itself."""
    count = len(Live().kernel.orders)
    limits = {k: count - 1 if v == 8 else v for k, v in limits.items()}
    kept = live(**limits)
    order = resting(kept)[0]
    facts = again(kept, order)
    assert placed(facts) == []
    fields = told(facts, code)
    assert fields["limits"] == 1
    assert fields["value"] != fields["bound"]
    assert [f.code for f in facts if isinstance(f, fx.SlotBlocked)] == ([code] if blocks else [])
    kept.ties()
    (fact,) = placed(kept.do(ev.LimitsSet, OPEN))
    assert (fact.order.slot, fact.order.spec, fact.limits) == (order.slot, order.spec, 2)
    kept.ties()


def test_orders_without_proof_count() -> None:
    """Unknown and quarantined orders, and unclaimed ones, are live for every limit (I9)."""
    count = len(Live().kernel.orders)
    kept = live(max_open_orders=count)
    lost, pulled = resting(kept)[:2]
    kept.kernel.bots["b1"].slots[lost.slot].order = lost._replace(state=State.UNKNOWN)
    kept.do(ev.OrderQuarantined, lost.client_id)
    assert len(placed(again(kept, pulled))) == 1
    found = ev.UnclaimedFound(1, I.id, kept.kernel.placing.prefix + "1", "v", Side.BUY, D(90), D(1), D(0))
    kept.kernel.handle(found)
    facts = again(kept, next(o for o in resting(kept) if o.spec == pulled.spec))
    assert told(facts, "limit_open_orders") | {"value": count + 1, "bound": count} == told(
        facts, "limit_open_orders"
    )


@pytest.mark.parametrize(
    ("side", "price", "kind", "stop", "allowed"),
    [
        (Side.BUY, "110", OrderType.LIMIT, None, True),
        (Side.BUY, "110.01", OrderType.LIMIT, None, False),
        (Side.BUY, "1", OrderType.LIMIT, None, True),
        (Side.SELL, "90", OrderType.LIMIT, None, True),
        (Side.SELL, "89.99", OrderType.LIMIT, None, False),
        (Side.SELL, "900", OrderType.LIMIT, None, True),
        (Side.BUY, "131", OrderType.STOP, "120", True),
        (Side.BUY, "133", OrderType.STOP, "120", False),
    ],
)
def test_nothing_leaves_far_beyond_the_price(
    side: Side, price: str, kind: OrderType, stop: str | None, allowed: bool
) -> None:
    """The collar is on the side that costs money, around the last price or the trigger of a stop."""
    kept = live(price_band=D("0.1"))
    spec = OrderSpec(side, D(1), D(price), kind, None if stop is None else D(stop))
    found = kept.kernel.restraint.check(kept.kernel.bots["b1"], spec, I)
    assert (found is None) is allowed
    if found is not None:
        assert found.code == "limit_price_band"
        assert isinstance(found.bound, Decimal)


def test_without_a_price_nothing_leaves() -> None:
    """A band around a price that nobody knows allows nothing."""
    kept = live(price_band=D("0.1"))
    del kept.kernel.last[I.id]
    found = kept.kernel.restraint.check(kept.kernel.bots["b1"], resting(kept)[0].spec, I)
    assert found == Exceeded("limit_no_price", I.id, "")


def test_orders_a_minute_wait_for_the_next() -> None:
    """One too many waits and leaves by itself when the minute is over."""
    kept = live(max_orders_a_minute=2)
    orders = resting(kept)[:3]
    sent = [len(placed(again(kept, order))) for order in orders]
    assert sent == [1, 1, 0]
    assert [o.slot for o in later(kept, 60)] == [orders[2].slot]
    kept.ties()


def test_exit_of_a_bot_is_not_held_up() -> None:
    """Whoever stops a bot with its coins sold gets them sold, whatever was lost or is open."""
    kept = live(max_open_orders=1, max_order_notional=D(1), daily_loss=Tiers(halt=D("0.01")))
    kept.kernel.last[I.id] = D(80)
    kept.do(ev.BotStopped, "b1", ev.Exit.SELL)
    for name in list(kept.kernel.orders):
        kept.do(ev.OrderCanceled, name, "by_us")
    assert kept.sent()[-1].spec.side is Side.SELL
    assert kept.sent()[-1].spec.type is OrderType.MARKET


def loss(kept: Live, price: str) -> list[fx.Fact]:
    kept.kernel.last[I.id] = D(price)
    return kept.do(ev.AlarmDue)


def test_losses_warn_then_stop_buying_then_halt() -> None:
    """Each tier is told once: a notice, no more buys, and at last every bot paused with its orders pulled."""
    kept = live(daily_loss=Tiers(D("0.02"), D("0.05"), D("0.2")))
    loss(kept, "100")
    (warned,) = loss(kept, "94")
    assert isinstance(warned, fx.LimitReached)
    assert (warned.limit, warned.tier, warned.scope, warned.bound) == (
        "daily_loss",
        "warn",
        "CASH",
        D("0.02"),
    )
    assert loss(kept, "94") == []
    (reduced,) = loss(kept, "85")
    assert isinstance(reduced, fx.LimitReached)
    assert reduced.tier == "reduce"
    buy = resting(kept)[0]
    facts = again(kept, buy)
    assert placed(facts) == []
    assert told(facts, "limit_daily_loss")["bound"] == D("0.05")
    sell = resting(kept, Side.SELL)[0]
    assert kept.kernel.restraint.check(kept.kernel.bots["b1"], sell.spec, I) is None
    facts = loss(kept, "50")
    assert [f.tier for f in facts if isinstance(f, fx.LimitReached)] == ["halt"]
    record = kept.kernel.bots["b1"]
    assert (record.state, record.reason) == (BotState.PAUSED, "limit_daily_loss")
    assert set(kept.cancels()) >= set(kept.kernel.orders)
    assert kept.kernel.restraint.check(record, sell.spec, I) is not None
    kept.ties()


def test_a_new_day_begins_without_loss() -> None:
    """What was held back by the loss of a day leaves on the next; a drawdown goes on."""
    kept = live(daily_loss=Tiers(reduce=D("0.02")), drawdown=Tiers(warn=D("0.02")))
    loss(kept, "100")
    loss(kept, "94")
    buy = resting(kept)[0]
    assert placed(again(kept, buy)) == []
    assert later(kept, 30) == []
    (left,) = later(kept, 86_400)
    assert left.slot == buy.slot
    assert kept.kernel.restraint.tiers["drawdown", "CASH"] == "warn"
    assert kept.kernel.restraint.tiers["daily_loss", "CASH"] == ""


def test_money_that_goes_in_and_out_is_no_loss() -> None:
    """Investment added and coins released change what bots are worth, not what they lost."""
    kept = live(daily_loss=Tiers(warn=D("0.01")))
    loss(kept, "100")
    kept.do(ev.Deposited, "CASH", D(500))
    kept.do(ev.InvestmentAdded, "b1", D(500))
    assert kept.kernel.restraint.worth["CASH"].start > D(1400)
    kept.do(ev.BotStopped, "b1", ev.Exit.KEEP)
    for name in list(kept.kernel.orders):
        kept.do(ev.OrderCanceled, name, "by_us")
    kept.do(ev.BotReleased, "b1")
    assert kept.kernel.restraint.worth["CASH"].start < D(5)
    assert not [f for f in kept.facts if isinstance(f, fx.LimitReached)]


def test_limits_outlive_a_restart_and_are_events() -> None:
    """Snapshot and codec give the same limits, counters and decisions again."""
    kept = live(max_orders_a_minute=2, daily_loss=Tiers(D("0.02")), markets=(I.id,))
    loss(kept, "94")
    orders = resting(kept)[:2]
    for order in orders:
        again(kept, order)
    event = ev.LimitsSet(5, kept.kernel.limits)
    assert decode(json.loads(json.dumps(encode(event)))) == event
    saved = json.loads(json.dumps(snapshot.save(kept.kernel)))
    other = Kernel({I.id: I}, make_bot, secret=b"s", kept_ended=100)
    snapshot.load(other, saved)
    assert other.limits == kept.kernel.limits
    assert json.dumps(snapshot.save(other)) == json.dumps(saved)
    spec = resting(kept)[0].spec
    assert other.restraint.check(other.bots["b1"], spec, I) == kept.kernel.restraint.check(
        kept.kernel.bots["b1"], spec, I
    )


BAD = [
    ("max_open_orders", 0),
    ("max_orders_a_minute", 10**6),
    ("max_order_notional", D(0)),
    ("max_exposure", D("NaN")),
    ("price_band", D(2)),
    ("collar", D("0.5")),
    ("daily_loss", Tiers(D("0.5"), D("0.2"), None)),
    ("drawdown", Tiers(D(0), None, None)),
    ("markets", ()),
]


@pytest.mark.parametrize(("field", "value"), BAD, ids=[row[0] for row in BAD])
def test_limits_that_cannot_be_kept_are_refused(field: str, value: Any) -> None:
    """Beside their field, and nothing changes."""
    kept = live()
    with pytest.raises(UserError) as error:
        kept.do(ev.LimitsSet, OPEN._replace(**{field: value}))
    assert error.value.field == field
    assert kept.kernel.limits.version == 1


def test_what_an_account_begins_with_can_be_kept() -> None:
    """The defaults pass their own check, and paper keeps none."""
    check_limits(LIVE_LIMITS)
    assert Limits().version == 0
    assert {row[0] for row in CASES} <= LIMIT_CODES
