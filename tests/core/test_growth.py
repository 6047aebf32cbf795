"""Added investment of a spot grid whose cells are in the middle of round trips: all of it gets to work."""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal

import pytest

from finbyte_desktop.bots.grid_growth import GROW
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Submit
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import Want
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.services.kinds.grid_added import added_plan
from tests.core.test_kernel import Desk, I

D = Decimal


def grid_of(desk: Desk) -> SpotGrid:
    bot = desk.kernel.bots["b1"].bot
    assert isinstance(bot, SpotGrid)
    return bot


def said(desk: Desk, code: str) -> list[dict[str, object]]:
    return [dict(f.fields) for f in desk.facts if isinstance(f, fx.Said) and f.code == code]


def sold_up(policy: ev.Policy = ev.Policy.AUTOMATIC) -> Desk:
    """All coins of the opening are sold: every cell began its trip with a sell. Then money comes in."""
    desk = Desk(money="3000")
    desk.create(policy)
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    desk.goto("104.9")
    assert not [1 for side, _ in grid_of(desk).wants.values() if side is Side.SELL]
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    return desk


def test_cells_that_began_with_a_sell_grow_after_their_trip() -> None:
    """Each buys the coins that its larger sell needs, and at last all orders have the new size."""
    desk = sold_up()
    grid = grid_of(desk)
    before = grid.cell_qty[grid.hi - 1]
    told = said(desk, "grown")[0]
    assert (told["reason"], told["later"]) == ("later", len(grid.growth.later))
    down = [f"{price}.9" for price in range(102, 94, -1)]
    for price in (*down, "104.9", *down):
        desk.goto(price)
    assert not grid.growth.later
    assert {qty for _, qty in grid.wants.values()} == {grid.size}
    assert grid.size > before
    view = desk.kernel.bots["b1"].view
    bought = [c.order for c in desk.submitted if c.order.slot == GROW]
    assert sum(order.spec.qty for order in bought) > 0
    assert len(said(desk, "grown_traded")) == len(bought)
    selling = sum(qty for side, qty in grid.wants.values() if side is Side.SELL)
    assert view.held("COIN") - selling < grid.size
    assert view.free("CASH") < grid.params.reserve * 2000 + grid.cells.profit + grid.size * 2


@pytest.mark.parametrize("answer", [ev.Answer.REFUSED, ev.Answer.LAPSED])
def test_coins_that_nobody_approves_leave_the_sells_as_they_are(answer: ev.Answer) -> None:
    """They are offered again after the next trip, and nothing waits in the slot meanwhile."""
    desk = sold_up(ev.Policy.EVERY_ORDER)
    grid = grid_of(desk)
    size = grid.cell_qty[grid.hi - 1]
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    desk.goto("102.9")
    asked = [r for r in desk.kernel.approvals.pending.values() if r.tag == GROW]
    assert len(asked) == 1
    desk.answer(answer, asked[0].id)
    assert desk.kernel.bots["b1"].slots[GROW].blocked is None
    assert (Side.SELL, size) in grid.wants.values()
    assert grid.growth.later


@pytest.mark.parametrize("price", ["100", "98.4", "102.9"])
@pytest.mark.parametrize("amount", ["1", "500", "1000"])
def test_what_was_said_before_is_what_is_done(price: str, amount: str) -> None:
    """The purchase at the market and every larger order, at any place of the price; the bot itself is not
    touched by the question.
    """
    desk = Desk(money="3000")
    desk.create(ev.Policy.AUTOMATIC)
    desk.goto(price)
    desk.kernel.last[I.id] = desk.venue.price
    record = desk.kernel.bots["b1"]
    state = record.bot.save()
    with exact():
        plan = added_plan(desk.kernel, record, D(amount))
    assert plan is not None
    assert record.bot.save() == state
    sent, before = len(desk.submitted), {o.slot: o.spec.qty for o in record.live_orders()}
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(amount)))
    desk.settle()
    orders = [command.order for command in desk.submitted[sent:]]
    market = [order.spec for order in orders if order.slot == GROW]
    assert [(spec.side, spec.qty) for spec in market] == ([(plan.side, plan.qty)] if plan.side else [])
    grown = {(o.spec.side, o.spec.price, before[o.slot], o.spec.qty) for o in orders if o.slot != GROW}
    assert {tuple(one) for one in map(astuple, plan.grown)} == grown
    assert plan.later == len(grid_of(desk).growth.later)


def rests(desk: Desk) -> dict[str, Decimal]:
    return {order.slot: order.spec.qty for order in desk.kernel.bots["b1"].live_orders()}


def asked_grid() -> Desk:
    """Every order is asked; all first ones rest."""
    desk = Desk(money="3000")
    desk.create(ev.Policy.EVERY_ORDER)
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    return desk


def test_what_was_confirmed_with_the_money_is_not_asked_one_by_one() -> None:
    """The coins are bought, then all orders are larger: none of them is away for an answer."""
    desk = asked_grid()
    before = rests(desk)
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert not desk.kernel.approvals.pending
    assert rests(desk).keys() == before.keys()
    assert set(rests(desk).values()) == {grid_of(desk).size}
    assert {c.order.grant for c in desk.submitted[-len(before) :]} == {"command"}


def larger_sell_asked() -> tuple[Desk, str, Decimal]:
    """After a trip the coins for a larger sell were bought; the old one rests and the larger one is asked."""
    desk = sold_up(ev.Policy.EVERY_ORDER)
    desk.goto("103.5")
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    desk.goto("102.9")
    for _ in range(2):  # the old sell, then the coins
        desk.answer(ev.Answer.APPROVED)
    (request,) = desk.kernel.approvals.pending.values()
    assert rests(desk)[request.tag] < request.orders[0][1].qty
    return desk, request.tag, rests(desk)[request.tag]


def test_an_order_rests_until_the_larger_one_is_allowed() -> None:
    """Its place is not empty while a person thinks."""
    desk, slot, _ = larger_sell_asked()
    desk.answer(ev.Answer.APPROVED)
    assert rests(desk)[slot] == grid_of(desk).size
    assert not desk.kernel.approvals.pending


@pytest.mark.parametrize("answer", [ev.Answer.REFUSED, ev.Answer.LAPSED])
def test_an_order_stays_where_the_larger_one_is_not_allowed(answer: ev.Answer) -> None:
    """Nothing is blocked, that it stays is said, and it is proposed again after its next trip."""
    desk, slot, qty = larger_sell_asked()
    desk.answer(answer)
    assert rests(desk)[slot] == qty
    assert desk.kernel.bots["b1"].slots[slot].blocked is None
    kept = said(desk, "order_kept")[-1]
    assert (kept["code"], kept["qty"], kept["larger"]) == (answer.value, qty, grid_of(desk).size)
    assert grid_of(desk).growth.later


def test_an_order_that_trades_meanwhile_ends_the_question() -> None:
    """What was asked stood in its place."""
    desk, slot, qty = larger_sell_asked()
    desk.goto("104.5")
    assert slot not in {request.tag for request in desk.kernel.approvals.pending.values()}
    sold = [f for f in desk.facts if isinstance(f, fx.FillBooked) and f.slot == slot]
    assert sold[-1].qty == qty


def test_a_yes_that_came_too_late_covers_no_later_order() -> None:
    """The old order trades before its cancel arrives: what was allowed was an order in its place."""
    desk, slot, _ = larger_sell_asked()
    (request,) = desk.kernel.approvals.pending.values()
    resting = desk.kernel.bots["b1"].slots[slot].order
    assert resting is not None
    desk.kernel.handle(ev.Decided(desk.ns, request.id, request.digest, ev.Answer.APPROVED))
    spec = resting.spec
    told = (desk.ns, resting.client_id, "late", spec.price, spec.qty, D(0), "CASH", D(0), Role.MAKER)
    desk.do(ev.OrderFilled(*told))
    assert slot not in desk.kernel.bots["b1"].grants


def test_an_order_that_trades_in_part_is_not_replaced() -> None:
    """The question ends, and the rest of the order stays where it is."""
    desk, slot, qty = larger_sell_asked()
    resting = desk.kernel.bots["b1"].slots[slot].order
    assert resting is not None
    part = (desk.ns, resting.client_id, "part", resting.spec.price, qty / 2, D(0), "CASH", D(0), Role.MAKER)
    desk.do(ev.OrderFilled(*part))
    assert slot not in {request.tag for request in desk.kernel.approvals.pending.values()}
    desk.kernel.handle(ev.BotPaused(desk.ns, "b1", True))
    desk.do(ev.BotResumed(desk.ns, "b1"))
    assert rests(desk)[slot] == qty
    assert slot not in {request.tag for request in desk.kernel.approvals.pending.values()}


def test_an_order_that_is_pulled_takes_the_question_with_it() -> None:
    """Nobody is asked about an order in the place of one that a person has cancelled."""
    desk, slot, _ = larger_sell_asked()
    desk.do(ev.OrderPulled(desk.ns, "b1", slot))
    assert slot not in rests(desk)
    assert slot not in {request.tag for request in desk.kernel.approvals.pending.values()}
    with pytest.raises(UserError):
        desk.do(ev.OrderPulled(desk.ns, "b1", slot))


def test_a_paused_bot_keeps_the_order_whose_larger_one_is_asked() -> None:
    """Its orders stay, and the question comes again when it goes on."""
    desk, slot, qty = larger_sell_asked()
    desk.do(ev.BotPaused(desk.ns, "b1", True))
    assert not desk.kernel.approvals.pending
    desk.goto("102.95")
    assert rests(desk)[slot] == qty
    desk.do(ev.BotResumed(desk.ns, "b1"))
    assert slot in {request.tag for request in desk.kernel.approvals.pending.values()}
    assert rests(desk)[slot] == qty


def test_a_bot_that_ends_buys_no_coins_for_larger_sells() -> None:
    """A purchase that waits for an answer is wanted no more."""
    desk = sold_up(ev.Policy.EVERY_ORDER)
    desk.goto("103.5")
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    desk.goto("102.9")
    assert GROW in {request.tag for request in desk.kernel.approvals.pending.values()}
    desk.do(ev.BotStopped(desk.ns, "b1", ev.Exit.KEEP))
    desk.settle()
    assert not desk.kernel.approvals.pending
    assert desk.kernel.bots["b1"].slots[GROW].want is None
    sent = len(desk.submitted)
    desk.goto("101.5")
    assert desk.submitted[sent:] == []


def test_the_level_that_waits_for_a_cancel_is_wanted_as_it_is_then() -> None:
    """Between the step of the range and the answered cancel the level may have become another order."""
    desk = asked_grid()
    grid, view = grid_of(desk), desk.kernel.bots["b1"].view
    grid.after_cancel["L0"] = 1
    grid.wants[1] = (Side.BUY, D("0.777"))
    gone = SlotDone(desk.ns, "L0", Side.BUY, D(0), D(0), D(0), D(0), Role.MAKER, D(96), "canceled")
    (want,) = grid.on_event(gone, view)
    assert isinstance(want, Want)
    assert (want.slot, want.spec.side, want.spec.qty) == ("L1", Side.BUY, D("0.777"))


def test_money_sends_no_order_that_a_person_has_not_allowed() -> None:
    """One that waits for an answer is asked in its new size, one that was refused stays away until somebody
    tries it again, also larger.
    """
    desk = asked_grid()
    desk.goto("98.9")
    first = next(iter(desk.kernel.approvals.pending.values()))
    desk.answer(ev.Answer.REFUSED, first.id)
    desk.goto("97.9")
    waiting = next(iter(desk.kernel.approvals.pending.values()))
    sent = len(desk.submitted)
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    slots = {command.order.slot for command in desk.submitted[sent:]}
    assert not slots & {first.tag, waiting.tag}
    assert desk.kernel.bots["b1"].slots[first.tag].blocked == ev.Answer.REFUSED.value


def test_money_for_a_paused_bot_touches_no_order_before_it_goes_on() -> None:
    """Its orders stay; what was confirmed is done with the resume, and that is what the dialog says."""
    desk = asked_grid()
    desk.do(ev.BotPaused(desk.ns, "b1", True))
    before, sent = rests(desk), len(desk.submitted)
    with exact():
        plan = added_plan(desk.kernel, desk.kernel.bots["b1"], D(1000))
    assert plan is not None
    assert plan.waits
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert rests(desk) == before
    assert desk.submitted[sent:] == []
    desk.do(ev.BotResumed(desk.ns, "b1"))
    desk.settle()
    assert not desk.kernel.approvals.pending
    assert set(rests(desk).values()) == {grid_of(desk).size}


def test_more_money_waits_until_the_coins_of_the_last_are_bought() -> None:
    """Two purchases in one place would lose one of them."""
    desk = asked_grid()
    desk.kernel.handle(ev.InvestmentAdded(desk.ns, "b1", D(500)))
    with pytest.raises(UserError) as caught:
        desk.kernel.handle(ev.InvestmentAdded(desk.ns, "b1", D(500)))
    assert caught.value.code == "still_trading"


def test_a_purchase_that_nobody_has_seen_is_asked() -> None:
    """While the confirmed coins are on their way a round trip is complete: what its larger sell needs is
    another purchase, and the end of the first one allows nothing of it.
    """
    desk = asked_grid()
    desk.goto("101.5")
    desk.answer(ev.Answer.APPROVED)  # the buy that answers the sell: a trip that began with a sell
    (buy,) = desk.kernel.handle(ev.InvestmentAdded(desk.ns, "b1", D(1000))).commands
    assert isinstance(buy, Submit)
    desk.goto("99.9")
    assert grid_of(desk).growth.due
    for report in desk.venue.submit(buy.order.client_id, buy.order.spec, desk.ns):
        desk.do(report)
    desk.settle()
    assert rests(desk)["L8"] == grid_of(desk).size
    bought = [f for f in desk.facts if isinstance(f, fx.FillBooked) and f.slot == GROW]
    assert len(bought) == 1
    for _ in range(3):
        desk.goto("99.95")
    assert GROW in {request.tag for request in desk.kernel.approvals.pending.values()}
    assert "L5" not in rests(desk)
