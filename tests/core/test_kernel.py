"""The kernel: approvals, slots, budgets, invariants on random markets."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.commands import Cancel, Submit
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.ledger import FREE, UNATTRIBUTED, VENUE
from finbyte_desktop.core.market import Candle
from finbyte_desktop.core.matching import SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.walk import CandleWalk
from finbyte_desktop.services.figures import Figures

D = Decimal
MINUTE = 60_000_000_000
I = Instrument(  # noqa: E741 - the instrument of every test here
    "m", "COIN", "CASH", D("0.01"), D("0.001"), D("0.001"), D(1), Fees(D("0.0005"), D("0.001"))
)
GRID: dict[str, Any] = {"lower": "96", "upper": "104", "grids": 8, "investment": "1000"}


class Desk:
    """A kernel and a venue on one instrument, every command carried out at once."""

    def __init__(self, price: str = "100", money: str = "1000", part: str | None = None) -> None:
        self.kernel = Kernel({I.id: I}, make_bot)
        self.venue = SimulatedVenue(I, VenueOptions(fill_fraction=D(part) if part else None))
        self.walk = CandleWalk(self.venue, MINUTE)
        self.facts: list[fx.Fact] = []
        self.submitted: list[Submit] = []
        self.canceled: list[Cancel] = []
        self.ns = 0
        self.goto(price)
        self.do(ev.Deposited(0, "CASH", D(money)))

    def do(self, event: ev.Event) -> Step:
        """One event and all that follows from it."""
        with exact():
            first = self.kernel.handle(event)
            pending = [first]
            self.facts += first.facts
            while pending:
                for command in pending.pop(0).commands:
                    if isinstance(command, Submit):
                        self.submitted.append(command)
                        reports = self.venue.submit(command.order.client_id, command.order.spec, self.ns)
                    else:
                        self.canceled.append(command)
                        reports = self.venue.cancel(command.client_id, self.ns)
                    for report in reports:
                        step = self.kernel.handle(report)
                        self.facts += step.facts
                        pending.append(step)
        return first

    def goto(self, price: str) -> None:
        """The market jumps to a price and everything on the way happens."""
        value = D(price)
        candle = Candle(self.ns, value, value, value, value, D(1))
        with exact():
            if self.venue.price:
                self.walk.load(candle)
            else:
                self.walk.begin(candle)
        self.kernel.last[I.id] = value
        self.settle()
        self.ns += MINUTE

    def settle(self) -> None:
        """Everything that is due at the present price."""
        triggers = self.kernel.triggers[I.id]
        while True:
            with exact():
                found = self.walk.next(triggers.next_above, triggers.next_below, self.kernel.alarms.next_ns)
            if found is None:
                return
            self.kernel.last[I.id] = self.venue.price
            self.do(found)

    def create(self, policy: ev.Policy = ev.Policy.PLAN, **more: Any) -> None:
        """A spot grid named b1."""
        self.do(ev.BotCreated(self.ns, "b1", "spot_grid", I.id, {**GRID, **more}, policy))
        self.settle()

    def answer(self, answer: ev.Answer, request: str | None = None) -> None:
        """A person's answer to a request, the first one when none is named."""
        pending = self.kernel.approvals.pending
        asked = pending[request] if request else next(iter(pending.values()))
        self.do(ev.Decided(self.ns, asked.id, asked.digest, answer, RULES))
        self.settle()

    @property
    def state(self) -> BotState:
        return self.kernel.bots["b1"].state


def test_nothing_is_sent_before_the_plan_is_approved() -> None:
    """A new bot waits for a person; its orders leave only after the yes, exactly as they were shown."""
    desk = Desk()
    desk.create()
    assert desk.state is BotState.WAIT_APPROVAL
    assert desk.submitted == []
    shown = next(iter(desk.kernel.approvals.pending.values())).orders
    desk.answer(ev.Answer.APPROVED)
    assert desk.state is BotState.RUNNING
    assert [(s.order.slot, s.order.spec) for s in desk.submitted] == list(shown)


@pytest.mark.parametrize("answer", [ev.Answer.REFUSED, ev.Answer.LAPSED])
def test_refused_or_lapsed_plan_sends_nothing(answer: ev.Answer) -> None:
    """A no, or no answer, ends the bot with its money untouched."""
    desk = Desk()
    desk.create()
    desk.answer(answer)
    assert desk.submitted == []
    assert (desk.state, desk.kernel.bots["b1"].reason) == (BotState.STOPPED, answer.value)
    desk.do(ev.BotReleased(desk.ns, "b1"))
    assert desk.kernel.ledger.free(UNATTRIBUTED, "CASH") == 1000


def test_approval_after_the_price_moved_asks_again() -> None:
    """A yes that comes when the price has left the collar sends nothing; a new plan at the price of now
    waits.
    """
    desk = Desk()
    desk.create()
    old = next(iter(desk.kernel.approvals.pending.values()))
    desk.goto("101")
    desk.answer(ev.Answer.APPROVED)
    new = next(iter(desk.kernel.approvals.pending.values()))
    assert desk.submitted == []
    assert (new.price, new.id != old.id) == (D(101), True)


def test_answer_to_changed_orders_is_refused() -> None:
    """What the person saw must be what is sent."""
    desk = Desk()
    desk.create()
    request = next(iter(desk.kernel.approvals.pending.values()))
    with pytest.raises(UserError, match="changed"):
        desk.do(ev.Decided(desk.ns, request.id, "another digest", ev.Answer.APPROVED))
    assert desk.submitted == []


def test_every_order_policy_asks_for_each_mirror_order() -> None:
    """After the plan each answer to a fill waits for a person; a lapsed one blocks its slot and is told
    once.
    """
    desk = Desk()
    desk.create(ev.Policy.EVERY_ORDER)
    desk.answer(ev.Answer.APPROVED)
    sent = len(desk.submitted)
    desk.goto("99")
    assert len(desk.submitted) == sent
    request = next(iter(desk.kernel.approvals.pending.values()))
    assert (request.kind, request.orders[0][1].side) == ("order", Side.SELL)
    desk.answer(ev.Answer.LAPSED)
    blocked = [f for f in desk.facts if isinstance(f, fx.SlotBlocked)]
    assert [f.code for f in blocked] == ["lapsed"]
    desk.do(ev.TriedAgain(desk.ns, "b1", blocked[0].slot))
    desk.answer(ev.Answer.APPROVED)
    assert len(desk.submitted) == sent + 1


def test_token_covers_the_range_and_nothing_else() -> None:
    """Every order that leaves names a grant, and mirror orders name the token."""
    desk = Desk()
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    for price in ("98", "101", "99", "103"):
        desk.goto(price)
    grants = {s.order.grant for s in desk.submitted}
    assert grants == {"approval:plan", "token"}


def test_wanting_the_same_again_causes_no_command() -> None:
    """A pause that keeps orders, and the resume, ask for everything again and send nothing."""
    desk = Desk()
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    before = len(desk.submitted), len(desk.canceled)
    desk.do(ev.BotPaused(desk.ns, "b1", keep_orders=True))
    desk.do(ev.BotResumed(desk.ns, "b1"))
    assert (len(desk.submitted), len(desk.canceled)) == before


def test_pause_pulls_the_orders_and_resume_puts_them_back() -> None:
    """The same orders at the same prices, each as a new attempt with a new id."""
    desk = Desk()
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    before = {o.slot: o for o in desk.kernel.bots["b1"].live_orders()}
    desk.do(ev.BotPaused(desk.ns, "b1"))
    assert desk.kernel.bots["b1"].live_orders() == []
    desk.do(ev.BotResumed(desk.ns, "b1"))
    after = {o.slot: o for o in desk.kernel.bots["b1"].live_orders()}
    assert {s: o.spec for s, o in after.items()} == {s: o.spec for s, o in before.items()}
    assert all(after[s].client_id != before[s].client_id for s in after)


@pytest.mark.parametrize("rules", [0, RULES])
def test_older_records_place_in_their_own_order(rules: int) -> None:
    """What was passed comes first by the rules of now; an event of older records says no rules, and gives the
    orders again that it gave then.
    """
    desk = Desk()
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.goto("102")
    before = len(desk.submitted)
    desk.do(ev.BotResumed(desk.ns, "b1", rules))
    sent = [s.order for s in desk.submitted[before:]]
    taking = [o.slot for o in sent if o.spec.side is Side.SELL and o.spec.price <= 102]
    first = [o.slot for o in sent][: len(taking)]
    assert len(taking) >= 2
    assert (first == taking) is (rules == RULES)
    assert ([o.slot for o in sent] == sorted(o.slot for o in sent)) is (rules == 0)


def test_stop_with_sell_leaves_no_coin_and_no_order() -> None:
    """Everything is cancelled first, then the coins are sold."""
    desk = Desk()
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    desk.goto("98")
    desk.do(ev.BotStopped(desk.ns, "b1", ev.Exit.SELL))
    desk.settle()
    assert desk.state is BotState.STOPPED
    assert desk.venue.orders == {}
    assert desk.kernel.ledger.held("b1", "COIN") < I.lot


def test_two_bots_never_spend_the_same_money() -> None:
    """The second bot is refused when the first holds the money; nothing has changed then."""
    desk = Desk(money="1500")
    desk.create()
    before = snapshot.save(desk.kernel)
    with pytest.raises(UserError, match="available"):
        desk.do(ev.BotCreated(desk.ns, "b2", "spot_grid", I.id, GRID, ev.Policy.PLAN))
    assert {**snapshot.save(desk.kernel), "ns": 0} == {**before, "ns": 0}


def test_withdrawal_is_limited_to_realised_profit() -> None:
    """Nothing before a trip, at most the grid profit after it."""
    desk = Desk()
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    with pytest.raises(UserError, match="At most 0"):
        desk.do(ev.ProfitWithdrawn(desk.ns, "b1", D(1)))
    desk.goto("99")
    desk.goto("100")
    profit = desk.kernel.bots["b1"].bot.withdrawable(desk.kernel.bots["b1"].view)
    assert profit > 0
    desk.do(ev.ProfitWithdrawn(desk.ns, "b1", profit))
    with pytest.raises(UserError):
        desk.do(ev.ProfitWithdrawn(desk.ns, "b1", D("0.01")))


def half_filled(side_price: str) -> Desk:
    """A running grid with one order that is partly filled."""
    desk = Desk(part="0.5")
    desk.create()
    for _ in range(12):
        desk.goto("100")
        if desk.kernel.approvals.pending:
            desk.answer(ev.Answer.APPROVED)
    desk.goto(side_price)
    return desk


def test_pause_during_a_partial_fill_books_no_false_trip() -> None:
    """The filled part is carried until its order is complete; nothing is lost and no profit is invented."""
    desk = half_filled("99")
    grid = desk.kernel.bots["b1"].bot
    assert isinstance(grid, SpotGrid)
    before = grid.cells.trips, grid.cells.profit
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.do(ev.BotResumed(desk.ns, "b1"))
    assert (grid.cells.trips, grid.cells.profit) == before
    assert grid.partial
    check_invariants_of(desk)
    for price in ("98.99", "98.98", "98.97", "98.96"):
        desk.goto(price)
    assert not grid.partial
    assert grid.wants[grid.vacant + 1][0] is Side.SELL


def test_investment_added_during_a_partial_fill_invents_no_profit() -> None:
    """The partly filled order keeps its quantity; no second order joins it and no trip is counted."""
    desk = half_filled("99")
    grid = desk.kernel.bots["b1"].bot
    assert isinstance(grid, SpotGrid)
    desk.do(ev.Deposited(desk.ns, "CASH", D(2000)))
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(2000)))
    desk.settle()
    assert grid.cells.trips == 0
    slots = [o.slot for o in desk.kernel.bots["b1"].live_orders()]
    assert len(slots) == len(set(slots))


def check_invariants_of(desk: Desk) -> None:
    """Structure and figures of a desk whose deposits are not the usual ones."""
    with exact():
        check_grid(desk)
        check_figures(desk)


def test_bot_that_raises_is_halted_alone() -> None:
    """One bot's failure is told and stops that bot; the other trades on, the money adds up."""
    desk = Desk(money="2000")
    desk.create()
    desk.answer(ev.Answer.APPROVED)
    desk.do(ev.BotCreated(desk.ns, "b2", "spot_grid", I.id, GRID, ev.Policy.AUTOMATIC))
    desk.settle()

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    desk.kernel.bots["b1"].bot.on_event = fail  # type: ignore[method-assign, assignment]  # a planted failure
    desk.goto("98")
    assert desk.state is BotState.ERROR
    assert desk.kernel.bots["b2"].state is BotState.RUNNING
    assert any(isinstance(f, fx.Said) and f.code == "bot_failed" for f in desk.facts)


def test_edit_is_validated_before_any_order_is_touched() -> None:
    """A bad edit changes nothing; a good one moves the stop."""
    desk = Desk()
    desk.create(stop_price="95")
    desk.answer(ev.Answer.APPROVED)
    orders = [o.client_id for o in desk.kernel.bots["b1"].live_orders()]
    with pytest.raises(UserError):
        desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "stop_price": "97"}))
    with pytest.raises(UserError, match="cannot change"):
        desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "grids": 10}))
    desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "stop_price": "90"}))
    assert [o.client_id for o in desk.kernel.bots["b1"].live_orders()] == orders
    desk.goto("94")
    assert desk.state is BotState.RUNNING


@pytest.mark.parametrize("seed", range(40))
def test_random_market_keeps_the_invariants(seed: int) -> None:
    """Money adds up, nothing is negative, one order a slot, every order has a grant, filled plus open is
    ordered.
    """
    rng = random.Random(seed)
    desk = Desk(money="5000", part=rng.choice([None, "0.4"]))
    more: dict[str, Any] = {"trailing_up": rng.random() < 0.5, "trailing_down": rng.random() < 0.5}
    if rng.random() < 0.5:
        more["max_live_orders"] = 4
    desk.create(rng.choice(list(ev.Policy)), **more)
    price = 100.0
    for _ in range(120):
        pending = list(desk.kernel.approvals.pending)
        if pending and rng.random() < 0.7:
            desk.answer(rng.choice([ev.Answer.APPROVED, ev.Answer.APPROVED, ev.Answer.LAPSED]), pending[0])
        if rng.random() < 0.03 and desk.state is BotState.RUNNING:
            desk.do(ev.InvestmentAdded(desk.ns, "b1", D(rng.randint(50, 400))))
            desk.settle()
        if rng.random() < 0.03 and desk.state is BotState.RUNNING:
            desk.do(ev.BotPaused(desk.ns, "b1", rng.random() < 0.5))
            desk.do(ev.BotResumed(desk.ns, "b1"))
        price = min(115.0, max(85.0, price + rng.uniform(-1.5, 1.5)))
        desk.goto(f"{price:.2f}")
        check_invariants(desk)


def check_grid(desk: Desk) -> None:
    """A running grid wants an order at every level but the vacant one, buys below it, sells above."""
    record = desk.kernel.bots["b1"]
    grid = record.bot
    assert isinstance(grid, SpotGrid)
    if record.state is not BotState.RUNNING or grid.after_cancel or record.policy is ev.Policy.EVERY_ORDER:
        return  # an order that a person let lapse leaves its level empty
    assert sorted(grid.wants) == [n for n in range(grid.lo, grid.hi + 1) if n != grid.vacant]
    for n, (side, qty) in grid.wants.items():
        assert side is (Side.BUY if n < grid.vacant else Side.SELL)
        assert qty > 0


def check_figures(desk: Desk) -> None:
    """The lines of the profit add up to the total, and the total is what the ledger holds."""
    figures = Figures("b1", "COIN", "CASH")
    last = desk.kernel.last[I.id]
    for fact in desk.facts:
        if getattr(fact, "bot", getattr(fact, "ref", "")) == "b1":
            figures.apply(fact, last)
    ledger = desk.kernel.ledger
    assert figures.held_quote == ledger.held("b1", "CASH")
    assert figures.held_base == ledger.held("b1", "COIN")
    assert sum(amount for _, amount in figures.breakdown(last)) == figures.total(last)


def check_invariants(desk: Desk) -> None:
    """What must be true after every event."""
    with exact():
        check_grid(desk)
        check_figures(desk)
    ledger = desk.kernel.ledger
    with exact():
        for asset in ("CASH", "COIN"):
            ours = ledger.account_total(asset)
            venue = desk.venue.balances.get(asset, D(0)) + (D(5000) if asset == "CASH" else D(0))
            assert ours == venue
            total = sum(v for _, _, a, v in ledger.rows() if a == asset)
            assert total == 0
        for owner, bucket, asset, amount in ledger.rows():
            assert owner == VENUE or amount >= 0, (owner, bucket, asset, amount)
        record = desk.kernel.bots["b1"]
        live = record.live_orders()
        assert {o.client_id for o in live} == set(desk.venue.orders)
        assert len({o.slot for o in live}) == len(live)
        reserved = sum((record.slots[o.slot].reserved for o in live if o.spec.side is Side.SELL), D(0))
        assert reserved == ledger.reserved("b1", "COIN")
        assert len({s.order.client_id for s in desk.submitted}) == len(desk.submitted)
        assert all(s.order.grant for s in desk.submitted)
    assert ledger.balance("b1", FREE, "CASH") >= 0


def test_no_delay_runs_out_while_the_market_is_away() -> None:
    """Nobody knows whether the price stayed there: with the first fresh price the delay begins anew."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC, stop_price="90", hold_delay_s=90, exit="sell")
    desk.goto("89.5")
    assert desk.kernel.alarms.rows() == [("b1", "stop_hold", desk.ns - MINUTE + 90_000_000_000)]
    desk.do(ev.FeedChanged(desk.ns, I.id, False, "away"))
    desk.ns += 10 * MINUTE
    desk.do(ev.AlarmDue(desk.ns))
    assert desk.state is BotState.DEGRADED
    saved = snapshot.save(desk.kernel)
    again = Kernel({I.id: I}, make_bot)
    with exact():
        snapshot.load(again, json.loads(json.dumps(saved)))
    assert snapshot.save(again) == saved
    desk.do(ev.FeedChanged(desk.ns, I.id, True, ""))
    assert desk.state is BotState.RUNNING
    assert desk.kernel.alarms.rows() == [("b1", "stop_hold", desk.ns + 90_000_000_000)]
    desk.goto("91")
    assert desk.kernel.alarms.rows() == []
    desk.goto("89.5")
    desk.goto("89.4")
    desk.goto("89.3")
    assert (desk.state, desk.kernel.bots["b1"].reason) == (BotState.STOPPED, "stop")


def test_a_state_without_stops_and_overdue_alarms_is_read() -> None:
    """The first format of the saved state had neither; a newer format than ours is refused in words."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC, stop_price="90", take_profit_price="110")
    saved = json.loads(json.dumps(snapshot.save(desk.kernel)))
    earlier = json.loads(json.dumps(saved)) | {"format": 1}
    for bot in earlier["bots"]:
        del bot["overdue"], bot["bot"]["stops"]
    again = Kernel({I.id: I}, make_bot)
    with exact():
        snapshot.load(again, earlier)
    assert snapshot.save(again) == saved
    with pytest.raises(Unavailable, match="newer version"), exact():
        snapshot.load(Kernel({I.id: I}, make_bot), saved | {"format": 99})


def test_an_edit_that_would_stop_at_once_changes_nothing() -> None:
    """What is lost already cannot be the loss at which the bot stops; a larger one can."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC)
    desk.goto("97")
    with pytest.raises(UserError) as refused:
        desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "stop_amount": "1"}))
    assert (refused.value.code, refused.value.field) == ("stop_at_once", "stop_amount")
    desk.settle()
    assert desk.state is BotState.RUNNING
    desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "stop_amount": refused.value.fix}))
    assert desk.kernel.triggers[I.id].rows()[0][1] == "stop"


def test_an_edit_of_something_else_leaves_a_running_delay_alone() -> None:
    """The minute and a half go on from where they began."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC, stop_price="90", hold_delay_s=90)
    desk.goto("89.5")
    alarms = desk.kernel.alarms.rows()
    assert alarms
    desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "stop_price": "90", "hold_delay_s": 90, "exit": "sell"}))
    assert desk.kernel.alarms.rows() == alarms
    desk.do(ev.BotEdited(desk.ns, "b1", {**GRID, "stop_price": "89", "hold_delay_s": 90}))
    assert desk.kernel.alarms.rows() == []


def test_bots_hear_of_events_in_the_same_order_after_a_restart() -> None:
    """The tenth bot does not come before the second: folding again would plan other orders than were sent."""
    desk = Desk(money="100000")
    for number in (2, 10, 3):
        desk.do(ev.BotCreated(desk.ns, f"b{number}", "spot_grid", I.id, GRID, ev.Policy.PLAN))
    again = Kernel({I.id: I}, make_bot)
    with exact():
        snapshot.load(again, json.loads(json.dumps(snapshot.save(desk.kernel))))
    assert list(again.bots) == list(desk.kernel.bots) == ["b2", "b10", "b3"]


@pytest.mark.parametrize(("rules", "sent"), [(0, 1), (RULES, 1), (0, 0)])
def test_an_order_that_still_rests_at_its_own_price_is_what_it_was(rules: int, sent: int) -> None:
    """The price moved away from it by more than the collar: approved, it is sent; by earlier rules it was
    asked anew.
    """
    desk = Desk()
    desk.create(ev.Policy.EVERY_ORDER)
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    desk.goto("101.5")
    asked = next(iter(desk.kernel.approvals.pending.values()))
    spec = asked.orders[0][1]
    assert spec.side is Side.BUY
    desk.goto("102.9" if sent else "100.2")
    before = len(desk.submitted)
    desk.do(ev.Decided(desk.ns, asked.id, asked.digest, ev.Answer.APPROVED, rules))
    went = [c.order.spec for c in desk.submitted[before:] if c.order.slot == asked.tag]
    assert went == ([spec] if rules == RULES else [])
    assert (asked.id in desk.kernel.approvals.pending) is False
