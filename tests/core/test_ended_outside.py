"""An order that ended without anybody here asking for it: its level says so, and waits for a person."""

from __future__ import annotations

import json
import random
from decimal import Decimal

import pytest

from finbyte_desktop.bots.grid_growth import GROW
from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Order, OrderSpec, OrderType, Role, Side
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.risk import venue_filter
from finbyte_desktop.core.slots import Slot
from finbyte_desktop.services.kinds.grid_added import added_plan
from tests.core.test_kernel import Desk, I

D = Decimal
SLOT = "L3"  # the buy at 99, the first one below the price


class Live(Desk):
    """A desk whose kernel decides as a live account does, with a venue that somebody else can reach too."""

    def __init__(self, rules: int = RULES, money: str = "5000", part: str | None = None) -> None:
        super().__init__(money=money, part=part)
        self.kernel = Kernel({I.id: I}, make_bot, kept_ended=1_000)
        self.kernel.last[I.id] = self.venue.price
        self.do(ev.EngineStarted(self.ns, "e1", rules))
        self.do(ev.Deposited(0, "CASH", D(money)))

    def begun(self, policy: ev.Policy = ev.Policy.EVERY_ORDER) -> Live:
        self.create(policy)
        while self.kernel.approvals.pending:
            self.answer(ev.Answer.APPROVED)
        assert self.state is BotState.RUNNING
        return self

    def slot(self, name: str = SLOT) -> Slot:
        return self.kernel.bots["b1"].slots[name]

    def order(self, name: str = SLOT) -> Order:
        order = self.slot(name).order
        assert order is not None
        return order

    def cancel_outside(self, name: str = SLOT, traded: str = "0") -> None:
        """Somebody cancels the order at the venue, after it has traded a part."""
        order, qty = self.order(name), D(traded)
        if qty:
            self.trade(order, traded)
        self.venue.cancel(order.client_id, self.ns)
        self.do(ev.OrderCanceled(self.ns, order.client_id, "external"))
        self.settle()

    def trade(self, order: Order, qty: str) -> None:
        """The venue tells a trade of an order."""
        name = f"{order.client_id}-{qty}"
        self.do(
            ev.OrderFilled(
                self.ns, order.client_id, name, order.spec.price, D(qty), D(0), "CASH", D(0), Role.MAKER
            )
        )

    def look(self, name: str = SLOT) -> None:
        """The venue has lost the order, and a person says that it is not there."""
        order = self.order(name)
        self.venue.cancel(order.client_id, self.ns)
        self.do(ev.OrderQuarantined(self.ns, order.client_id, "gone"))
        self.do(ev.QuarantineAnswered(self.ns, order.client_id))
        self.settle()

    def again(self, name: str = SLOT) -> None:
        self.do(ev.TriedAgain(self.ns, "b1", name))
        while self.kernel.approvals.pending:
            self.answer(ev.Answer.APPROVED)

    def said(self, code: str) -> list[fx.Said]:
        return [fact for fact in self.facts if isinstance(fact, fx.Said) and fact.code == code]


@pytest.mark.parametrize(
    ("how", "code"), [("cancel_outside", "cancelled_outside"), ("look", "answered_gone")]
)
def test_the_level_says_so_and_waits(how: str, code: str) -> None:
    """Its slot is blocked for that same order, the log has a warning, and nothing is sent."""
    desk = Live().begun()
    before, sent = desk.order().spec, len(desk.submitted)
    getattr(desk, how)()
    slot = desk.slot()
    assert (slot.order, slot.blocked, slot.blocked_spec) == (None, code, before)
    said = desk.said("slot_blocked")
    assert [(one.level, dict(one.fields)["reason"], dict(one.fields)["qty"]) for one in said] == [
        (Level.WARNING, code, before.qty)
    ]
    assert [fact.code for fact in desk.facts if isinstance(fact, fx.SlotBlocked)] == [code]
    desk.do(ev.BotPaused(desk.ns, "b1", keep_orders=True))
    desk.do(ev.BotResumed(desk.ns, "b1", rules=RULES))
    desk.do(ev.FeedChanged(desk.ns, I.id, False, "stale", RULES))
    desk.do(ev.FeedChanged(desk.ns, I.id, True, "", RULES))
    assert len(desk.submitted) == sent
    assert not desk.kernel.approvals.pending
    assert slot.blocked == code


def test_a_person_has_it_placed_again() -> None:
    """The same order, asked first where every order is asked."""
    desk = Live().begun()
    before = desk.order().spec
    desk.cancel_outside()
    desk.do(ev.TriedAgain(desk.ns, "b1", SLOT))
    assert [request.orders for request in desk.kernel.approvals.pending.values()] == [((SLOT, before),)]
    desk.answer(ev.Answer.APPROVED)
    assert desk.order().spec == before
    with pytest.raises(UserError, match="not blocked"):
        desk.again()


def test_the_rest_of_an_order_stays_away_too() -> None:
    """What had traded counts; the rest is what waits, and what comes when it is tried again."""
    desk = Live().begun()
    before, sent = desk.order().spec, len(desk.submitted)
    desk.cancel_outside(traded="0.5")
    rest = before._replace(qty=before.qty - D("0.5"))
    assert (desk.slot().blocked, desk.slot().blocked_spec) == ("cancelled_outside", rest)
    assert [dict(one.fields)["qty"] for one in desk.said("slot_blocked")] == [rest.qty]
    assert len(desk.submitted) == sent
    assert not desk.kernel.approvals.pending
    desk.again()
    assert desk.order().spec == rest


def test_a_rest_that_no_market_takes_blocks_nothing() -> None:
    """The level has traded but for dust: its mirror is there, and nothing waits."""
    desk = Live().begun()
    desk.cancel_outside(traded=str(desk.order().spec.qty - D("0.001")))
    assert desk.slot().blocked is None
    request = next(iter(desk.kernel.approvals.pending.values()))
    assert request.orders[0][1].side is Side.SELL


@pytest.mark.parametrize("policy", [ev.Policy.EVERY_ORDER, ev.Policy.AUTOMATIC])
def test_more_money_does_not_bring_it_back(policy: ev.Policy) -> None:
    """Its size of now is what a person has placed again."""
    desk = Live().begun(policy)
    before = desk.order().spec
    desk.cancel_outside()
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert desk.slot().order is None
    assert not desk.kernel.approvals.pending
    blocked = desk.slot().blocked_spec
    assert blocked is not None
    assert blocked.qty > before.qty
    desk.again()
    assert desk.order().spec == blocked


def test_a_larger_order_that_was_asked_is_not_asked_any_more() -> None:
    """What rested in its place is gone; both wait for the same word."""
    desk = Live().begun()
    name, record = SLOT, desk.kernel.bots["b1"]
    larger = desk.order().spec._replace(qty=desk.order().spec.qty + 1)
    slot = desk.slot()
    slot.want = larger
    with exact():
        desk.kernel.placing.settle(record, name, slot)
    assert slot.request is not None
    desk.cancel_outside()
    assert not desk.kernel.approvals.pending
    assert (slot.blocked, slot.blocked_spec) == ("cancelled_outside", larger)


def test_what_ends_by_the_venues_own_rules_has_its_own_word() -> None:
    """Where the venue says why, that is the reason."""
    desk = Live().begun()
    order = desk.order()
    desk.venue.cancel(order.client_id, desk.ns)
    desk.do(ev.OrderCanceled(desk.ns, order.client_id, "insufficient_funds"))
    assert desk.slot().blocked == "insufficient_funds"


def test_a_stop_that_waits_for_the_answer_ends() -> None:
    """A bot that stops takes nothing more: it hears of the end as ever."""
    desk = Live().begun()
    desk.do(ev.OrderQuarantined(desk.ns, desk.order().client_id, "gone"))
    held = desk.order().client_id
    desk.venue.cancel(held, desk.ns)
    desk.do(ev.BotStopped(desk.ns, "b1", ev.Exit.KEEP))
    desk.do(ev.QuarantineAnswered(desk.ns, held))
    assert desk.state is BotState.STOPPED
    assert desk.slot().blocked is None


def test_a_late_trade_of_all_of_it_leaves_nothing_to_place_again() -> None:
    """It had traded after all: the level is vacant, and its mirror is asked."""
    desk = Live().begun()
    order = desk.order()
    desk.cancel_outside()
    desk.trade(order, str(order.spec.qty))
    assert (desk.slot().blocked, desk.slot().want) == (None, None)
    request = next(iter(desk.kernel.approvals.pending.values()))
    assert (request.tag, request.orders[0][1].side) == ("L4", Side.SELL)


def test_records_of_before_give_the_same_orders() -> None:
    """By earlier rules the level was free, and added money brought its order."""
    desk = Live(rules=3).begun()
    desk.cancel_outside()
    assert (desk.slot().blocked, desk.slot().want) == (None, None)
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert desk.order().grant == "command"


def test_a_level_that_was_left_empty_before_is_asked() -> None:
    """A life by the rules of now begins: money brings only what it names."""
    desk = Live(rules=3).begun()
    desk.cancel_outside()
    desk.do(ev.EngineStarted(desk.ns, "e2", RULES))
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert desk.slot().order is None
    assert [request.tag for request in desk.kernel.approvals.pending.values()] == [SLOT]


def test_it_survives_a_snapshot() -> None:
    """A restored kernel keeps the level blocked and goes on alike."""
    desk = Live().begun()
    desk.cancel_outside(traded="0.5")
    desk.look("L1")
    saved = json.loads(json.dumps(snapshot.save(desk.kernel)))
    twin = Kernel({I.id: I}, make_bot, kept_ended=1_000)
    snapshot.load(twin, saved)
    assert snapshot.save(twin) == saved
    for name in (SLOT, "L1"):
        again = [k.handle(ev.TriedAgain(desk.ns, "b1", name)) for k in (twin, desk.kernel)]
        assert again[0] == again[1]


@pytest.mark.parametrize("seed", range(100))
def test_added_money_sends_what_its_dialog_named_and_nothing_else(seed: int) -> None:
    """Whatever was cancelled, refused or traded before: under "ask for every order" each order that the
    addition sends is the purchase at the market or one of the larger ones, and all of those are sent.
    """
    dice = random.Random(seed)
    desk = Live(part=dice.choice([None, "0.3"])).begun()
    record = desk.kernel.bots["b1"]
    for _ in range(dice.randrange(2, 14)):
        what_happens(desk, dice)
    if record.state is not BotState.RUNNING:
        return
    desk.kernel.last[I.id] = desk.venue.price
    amount = D(dice.choice([300, 700, 1500]))
    with exact():
        plan = added_plan(desk.kernel, record, amount)
    assert plan is not None
    before = {order.slot: order.spec for order in record.live_orders()}
    sent = len(desk.submitted)
    under_way = any(
        slot.want is not None and slot.want.type is OrderType.MARKET for slot in record.slots.values()
    )
    if under_way:
        return
    desk.do(ev.InvestmentAdded(desk.ns, "b1", amount))
    desk.settle()
    orders = [command.order for command in desk.submitted[sent:]]
    market = [(order.spec.side, order.spec.qty) for order in orders if order.slot == GROW]
    assert market == ([(plan.side, plan.qty)] if plan.side else [])
    larger = sorted(_larger(before[order.slot], order.spec) for order in orders if order.slot in before)
    assert larger == sorted((o.side.value, o.price, o.before, o.then) for o in plan.grown)
    assert not [order for order in orders if order.slot not in before and order.slot != GROW]


def _larger(was: OrderSpec, now: OrderSpec) -> tuple[str, Decimal, Decimal, Decimal]:
    return now.side.value, now.price, was.qty, now.qty


def what_happens(desk: Live, dice: random.Random) -> None:
    """One of the things that happen to a grid: at the venue, by its owner, in the market."""
    record = desk.kernel.bots["b1"]
    rests = [o for o in record.live_orders() if o.slot.startswith("L") and not o.cancel_requested]
    blocked = [name for name, slot in record.slots.items() if slot.blocked is not None]
    draw = dice.random()
    if draw < 0.35 and rests:
        order = dice.choice(rests)
        part = I.qty_down(order.remaining * D(dice.choice(["0", "0", "0.3", "0.9"])))
        if venue_filter(order.spec._replace(qty=order.remaining - part), I) is None:
            desk.cancel_outside(order.slot, str(part))
    elif draw < 0.45 and rests:
        desk.look(dice.choice(rests).slot)
    elif draw < 0.52 and rests:
        desk.do(ev.OrderPulled(desk.ns, "b1", dice.choice(rests).slot))
    elif draw < 0.58 and blocked:
        desk.do(ev.TriedAgain(desk.ns, "b1", dice.choice(blocked)))
    elif draw < 0.85:
        desk.goto(str(D(dice.randrange(9620, 10380)) / 100))
    for request in list(desk.kernel.approvals.pending):
        if request in desk.kernel.approvals.pending and dice.random() < 0.7:
            desk.answer(dice.choice([ev.Answer.APPROVED, ev.Answer.APPROVED, ev.Answer.REFUSED]), request)
