"""Orders that fill in another order than that of their prices: no level forgets what it stands for."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.risk import Limits
from tests.core.test_kernel import Desk, I
from tests.core.test_late import Live
from tests.core.test_passing import later

D = Decimal
BUY, SELL = Side.BUY, Side.SELL


def grid_of(desk: Desk) -> SpotGrid:
    bot = desk.kernel.bots["b1"].bot
    assert isinstance(bot, SpotGrid)
    return bot


def orders(desk: Desk) -> dict[str, Side]:
    """What rests, by slot."""
    return {order.slot: order.spec.side for order in desk.kernel.bots["b1"].live_orders()}


def coins_that_no_sell_stands_for(desk: Desk) -> Decimal:
    grid, view = grid_of(desk), desk.kernel.bots["b1"].view
    wanted = [*((n, *w) for n, w in grid.wants.items()), *((n, *w) for n, w in grid.queue.behind.items())]
    selling = sum((qty - view.filled(f"L{n}") for n, side, qty in wanted if side is SELL), D(0))
    return view.held("COIN") - selling


def asked_everything() -> Desk:
    """A grid of which every order is asked; all of its first orders rest. Level 8 is 100, a step is 0.15."""
    desk = Desk()
    desk.create(ev.Policy.EVERY_ORDER, lower="98.8", upper="101.2", grids=16)
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    assert desk.state is BotState.RUNNING
    return desk


def request_of(desk: Desk, slot: str) -> str:
    return next(r.id for r in desk.kernel.approvals.pending.values() if r.orders[0][0] == slot)


def fallen_and_risen() -> Desk:
    """Two buys filled, their sells wait for an answer, and the price has passed both of them since."""
    desk = asked_everything()
    desk.goto("99.69")
    assert sorted(r.orders[0][0] for r in desk.kernel.approvals.pending.values()) == ["L7", "L8"]
    desk.goto("100.05")
    return desk


@pytest.mark.parametrize("first", ["L7", "L8"])
def test_approved_orders_are_sent_in_any_order(first: str) -> None:
    """The upper sell trades first, and its answer is a buy where the lower one is still to be sold: both are
    sent, no coin stays behind, and then each level has its order again.
    """
    desk = fallen_and_risen()
    second = "L8" if first == "L7" else "L7"
    asked = request_of(desk, second)
    desk.answer(ev.Answer.APPROVED, request_of(desk, first))
    desk.answer(ev.Answer.APPROVED, asked)
    sent = [c.order.spec.side for c in desk.submitted if c.order.slot in ("L7", "L8")]
    assert sent.count(SELL) == 2
    assert coins_that_no_sell_stands_for(desk) == 0
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    assert orders(desk)["L7"] is BUY
    assert orders(desk)["L6"] is BUY
    assert not grid_of(desk).queue.behind
    assert grid_of(desk).cells.trips == 2


def test_sell_that_lapsed_is_not_forgotten() -> None:
    """The level stays blocked and can be tried again; the buy that belongs there comes after it."""
    desk = fallen_and_risen()
    lower = request_of(desk, "L7")
    desk.answer(ev.Answer.APPROVED, request_of(desk, "L8"))
    desk.answer(ev.Answer.LAPSED, lower)
    assert grid_of(desk).wants[7][0] is SELL
    assert desk.kernel.bots["b1"].slots["L7"].blocked == "lapsed"
    assert coins_that_no_sell_stands_for(desk) == 0
    desk.do(ev.TriedAgain(desk.ns, "b1", "L7"))
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    assert grid_of(desk).cells.trips == 2
    assert (orders(desk)["L6"], orders(desk)["L7"]) == (BUY, BUY)


def test_coins_are_sold_where_a_cancelled_buy_stood() -> None:
    """The sell has the level, and the buy that a person cancelled comes again with the next cycle."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC)
    desk.do(ev.OrderPulled(desk.ns, "b1", "L3"))
    desk.goto("97.5")
    assert orders(desk)["L3"] is SELL
    assert grid_of(desk).queue.behind == {3: (BUY, grid_of(desk).cell_qty[3])}
    assert coins_that_no_sell_stands_for(desk) == 0
    desk.goto("99.2")  # the sell fills at 99, and so does the buy that waited behind it
    assert (orders(desk)["L2"], orders(desk)["L4"]) == (BUY, SELL)
    assert not grid_of(desk).queue.behind
    assert grid_of(desk).cells.trips == 1


def test_what_waits_behind_outlasts_a_restart() -> None:
    """The state is whole: a new kernel goes on the same way."""
    desk = fallen_and_risen()
    desk.answer(ev.Answer.APPROVED, request_of(desk, "L8"))
    assert grid_of(desk).queue.behind
    state = json.loads(json.dumps(snapshot.save(desk.kernel)))
    again = Kernel({I.id: I}, make_bot)
    snapshot.load(again, state)
    bot = again.bots["b1"].bot
    assert isinstance(bot, SpotGrid)
    assert bot.queue.behind == grid_of(desk).queue.behind
    assert json.loads(json.dumps(snapshot.save(again))) == state


def sells_of(desk: Desk) -> list[Decimal]:
    return [o.spec.qty for o in desk.kernel.bots["b1"].live_orders() if o.spec.side is SELL]


@pytest.mark.parametrize("more", [{}, {"max_live_orders": 3}], ids=["pulled", "nearest"])
def test_added_money_counts_no_coins_twice(more: dict[str, int]) -> None:
    """Coins of a sell that does not rest, by a person's wish or because only the nearest may, belong to it:
    the purchase for the larger sells buys as much as all of them need.
    """
    desk = Desk(money="5000")
    desk.create(ev.Policy.AUTOMATIC, **more)
    if not more:
        desk.do(ev.OrderPulled(desk.ns, "b1", "L6"))
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert coins_that_no_sell_stands_for(desk) >= 0
    slot = desk.kernel.bots["b1"].slots.get("L6")
    if not more and slot is not None and slot.blocked:
        desk.do(ev.TriedAgain(desk.ns, "b1", "L6"))
    for price in ("101.5", "102.5", "103.5", "104.5"):
        desk.goto(price)
    assert not any(s.blocked for s in desk.kernel.bots["b1"].slots.values())
    assert grid_of(desk).vacant == 8


def test_sell_does_not_wait_behind_a_buy_that_does_not_go() -> None:
    """Somebody cancelled the buy at the venue: nothing of it comes any more, and the coins are offered."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC)
    buy = next(o for o in desk.kernel.bots["b1"].live_orders() if o.slot == "L3")
    desk.venue.cancel(buy.client_id, desk.ns)
    desk.do(ev.OrderCanceled(desk.ns, buy.client_id, "canceled"))
    desk.goto("97.5")
    assert orders(desk)["L3"] is SELL
    assert coins_that_no_sell_stands_for(desk) == 0


def filled(desk: Desk, slot: str) -> None:
    """The venue tells that the order of a slot has traded, whatever the price is."""
    order = desk.kernel.bots["b1"].slots[slot].order
    assert order is not None
    spec = order.spec
    told = (desk.ns, order.client_id, f"t{slot}", spec.price, spec.qty, D(0), "CASH", D(0), Role.MAKER)
    desk.do(ev.OrderFilled(*told))


def test_sell_comes_forward_when_the_buy_before_it_is_gone() -> None:
    """The buy still rests when the sell comes, as far as the venue has told, so the sell waits behind it;
    then the buy is cancelled at the venue: the coins are offered.
    """
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC)
    filled(desk, "L2")
    assert grid_of(desk).queue.behind[3][0] is SELL
    resting = desk.kernel.bots["b1"].slots["L3"].order
    assert resting is not None
    desk.venue.cancel(resting.client_id, desk.ns)
    desk.do(ev.OrderCanceled(desk.ns, resting.client_id, "canceled"))
    assert grid_of(desk).wants[3][0] is SELL
    assert grid_of(desk).queue.behind[3][0] is BUY
    assert (desk.submitted[-1].order.slot, desk.submitted[-1].order.spec.side) == ("L3", SELL)
    assert coins_that_no_sell_stands_for(desk) == 0


def test_sell_does_not_wait_for_a_buy_that_waits_for_an_answer() -> None:
    """The coins are offered at once; the buy is asked again when they are sold."""
    desk = asked_everything()
    desk.goto("99.84")
    desk.answer(ev.Answer.APPROVED, request_of(desk, "L8"))
    desk.goto("100.01")
    assert request_of(desk, "L7")
    desk.goto("99.69")
    grid = grid_of(desk)
    assert (grid.wants[7][0], grid.queue.behind[7][0]) == (SELL, BUY)
    pending = desk.kernel.approvals.pending[request_of(desk, "L7")]
    assert pending.orders[0][1].side is SELL
    desk.answer(ev.Answer.APPROVED, pending.id)
    desk.goto("99.9")
    asked = desk.kernel.approvals.pending[request_of(desk, "L7")]
    assert asked.orders[0][1].side is BUY
    assert coins_that_no_sell_stands_for(desk) == 0


def test_order_that_waits_and_trades_all_the_same_is_not_wanted_again() -> None:
    """A buy that a person cancelled fills while its cancel is on the way; the sell in front of it stays."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC)
    old = next(o for o in desk.kernel.bots["b1"].live_orders() if o.slot == "L3")
    desk.kernel.handle(ev.OrderPulled(desk.ns, "b1", "L3"))
    below = next(o for o in desk.kernel.bots["b1"].live_orders() if o.slot == "L2")
    for order in (below, old):  # the venue tells the lower one first
        desk.kernel.handle(
            ev.OrderFilled(
                desk.ns, order.client_id, f"t{order.slot}", order.spec.price, order.spec.qty, D(0), "CASH",
                D(0), Role.MAKER,
            )
        )  # fmt: skip
    grid = grid_of(desk)
    assert (grid.wants[3][0], grid.wants[4][0]) == (SELL, SELL)
    assert not grid.queue.behind
    assert coins_that_no_sell_stands_for(desk) == 0


def cells_of(grid: SpotGrid) -> list[int]:
    """The cells of what is wanted and of what waits behind: each must be there once."""
    rows = [*grid.wants.items(), *grid.queue.behind.items()]
    return sorted(n if side is BUY else n - 1 for n, (side, _) in rows)


@pytest.mark.parametrize("first", ["L7", "L8"])
def test_only_the_nearest_are_live_around_the_level_that_is_vacant_then(first: str) -> None:
    """Of orders that were passed each keeps its place, and what lives in the end are the four levels nearest
    to the one without an order, not to the one that traded last.
    """
    desk = Desk()
    desk.create(ev.Policy.EVERY_ORDER, lower="98.8", upper="101.2", grids=16, max_live_orders=4)
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    for price in ("99.84", "99.69", "100.05"):  # what comes nearer is asked when a level has filled
        desk.goto(price)
        for request in [*desk.kernel.approvals.pending.values()]:
            if request.orders[0][1].side is BUY:
                desk.answer(ev.Answer.APPROVED, request.id)
    grid = grid_of(desk)
    assert grid.wants[7][0] is grid.wants[8][0] is SELL
    assert cells_of(grid) == list(range(16))
    desk.answer(ev.Answer.APPROVED, request_of(desk, first))
    assert cells_of(grid) == list(range(16))
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
        assert cells_of(grid) == list(range(16))
        assert coins_that_no_sell_stands_for(desk) == 0
    assert not grid.queue.behind
    assert grid.vacant not in grid.wants
    nearest = sorted(grid.wants, key=lambda n: (abs(n - grid.vacant), n))[:4]
    assert sorted(orders(desk)) == sorted(f"L{n}" for n in nearest)


def test_sell_that_a_limit_holds_back_keeps_its_place() -> None:
    """The account may have no more open orders: the sell waits. The price passes it, the sell above fills,
    and its buy comes to the same level: behind the sell, which leaves when the limit allows it.
    """
    live = Live()
    live.do(ev.EngineStarted, "e1", RULES)
    for order in [*live.kernel.orders]:
        live.do(ev.OrderAccepted, order, f"v{order}")
    live.do(ev.LimitsSet, Limits(currency="CASH", max_open_orders=7))
    by_slot = {order.slot: order for order in live.sent()}
    live.fill(by_slot["L3"], by_slot["L3"].spec.qty, "t1")
    bot = live.kernel.bots["b1"].bot
    assert isinstance(bot, SpotGrid)
    assert live.kernel.passing.waits["b1", "L4"].code == "limit_open_orders"
    live.kernel.last[I.id] = D(101)
    live.fill(by_slot["L5"], by_slot["L5"].spec.qty, "t2")
    assert (bot.wants[4][0], bot.queue.behind[4][0]) == (SELL, BUY)
    assert cells_of(bot) == list(range(8))
    (sell,) = later(live, 30)
    assert (sell.slot, sell.spec.side) == ("L4", SELL)
    live.accept(sell)
    live.fill(sell, sell.spec.qty, "t3")
    assert (bot.wants[3][0], bot.wants[4][0]) == (BUY, BUY)
    assert not bot.queue.behind
    assert cells_of(bot) == list(range(8))
    assert bot.vacant == 5
    live.ties()
