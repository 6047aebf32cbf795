"""DCA where a person answers, pauses and cancels: nothing is bought unasked, nothing held is unprotected."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.recurring_dca import RecurringDca
from finbyte_desktop.bots.safety_dca import SafetyDca
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import OrderType, Role, Side
from finbyte_desktop.core.placing import RULES
from tests.core.test_kernel import MINUTE, Desk, I

D = Decimal
SAFETY: dict[str, Any] = {
    "form": "safety_orders", "base_order": "100", "safety_orders": 2, "safety_order": "100",
    "deviation": "0.02", "take_profit": "0.01",
}  # fmt: skip
HOURLY: dict[str, Any] = {"form": "recurring", "amount": "100", "investment": "300", "interval": "hour"}
HOUR_NS = 3_600_000_000_000


class DcaDesk(Desk):
    """A DCA bot named b1."""

    def make(self, policy: ev.Policy, **params: Any) -> None:
        given = {name: value for name, value in params.items() if value is not None}
        self.do(ev.BotCreated(self.ns, "b1", "dca", I.id, given, policy))
        self.settle()

    def goto(self, price: str) -> None:
        super().goto(price)
        self.kernel.last[I.id] = self.venue.price  # also where an alarm came on the way

    def later(self, ns: int, price: str | None = None) -> None:
        """Time passes, at this price."""
        self.ns = max(self.ns, ns)
        self.goto(price or str(self.venue.price))

    @property
    def bot(self) -> Any:
        return self.kernel.bots["b1"].bot

    def rests(self) -> dict[str, Decimal]:
        return {o.slot: o.spec.price for o in self.kernel.bots["b1"].live_orders()}

    def said(self, code: str) -> list[dict[str, Any]]:
        return [dict(f.fields) for f in self.facts if isinstance(f, fx.Said) and f.code == code]

    def approve_all(self) -> None:
        while self.kernel.approvals.pending:
            self.answer(ev.Answer.APPROVED)

    def late(self, slot: str, side: Side, qty: str, price: str) -> None:
        """A trade of an order that had been called ended is told to the bot."""
        with exact():
            cost = D(qty) * D(price)
            held, quote = (D(qty), -cost) if side is Side.BUY else (-D(qty), cost)
            for asset, amount in (("COIN", held), ("CASH", quote)):
                self.kernel.transfer("late", asset, "unattributed", "b1", amount)
            done = SlotDone(self.ns, slot, side, D(qty), cost, D(0), D(0), Role.MAKER, D(price), "late")
            record = self.kernel.bots["b1"]
            self.kernel.tell(record, done)
        self.do(ev.OrderAccepted(self.ns, "nobody", "nobody"))  # any event: what is queued is told


def deal_of(desk: DcaDesk) -> Any:
    bot = desk.bot
    assert isinstance(bot, SafetyDca)
    assert bot.deal is not None
    return bot.deal


def half_bought(policy: ev.Policy = ev.Policy.EVERY_ORDER) -> DcaDesk:
    """The venue gave a part of the base order; the rest was cancelled there."""
    desk = DcaDesk(money="3000")
    desk.make(policy, **SAFETY)
    submit = desk.venue.submit

    def part(client_id: str, spec: Any, ns: int) -> Any:
        if spec.type is not OrderType.MARKET:
            return submit(client_id, spec, ns)
        desk.venue.submit = submit  # type: ignore[method-assign]
        half, price = spec.qty / 2, desk.venue.price
        fee = half * price * D("0.001")
        filled = ev.OrderFilled(ns, client_id, "T1", price, half, fee, "CASH", fee, Role.TAKER)
        return [ev.OrderAccepted(ns, client_id, "V1"), filled, ev.OrderCanceled(ns, client_id, "canceled")]

    desk.venue.submit = part  # type: ignore[method-assign]
    plan = next(iter(desk.kernel.approvals.pending.values()))
    desk.do(ev.Decided(desk.ns, plan.id, plan.digest, ev.Answer.APPROVED, RULES))
    return desk


def test_a_part_of_the_base_order_has_its_take_profit_at_once() -> None:
    """Also while a person is asked about the rest."""
    desk = half_bought(ev.Policy.PLAN)
    assert deal_of(desk).base_qty == D("0.5")
    assert set(desk.rests()) == {"TP"}
    desk.later(desk.ns + MINUTE)
    assert set(desk.rests()) == {"TP", "S1", "S2"}
    assert deal_of(desk).base_qty == 1


@pytest.mark.parametrize("answer", [ev.Answer.LAPSED, ev.Answer.REFUSED])
def test_a_rest_of_the_base_order_that_nobody_approves_leaves_a_whole_deal(answer: ev.Answer) -> None:
    """The deal goes on with the part: its take profit, its stop, its safety orders are asked."""
    desk = half_bought()
    desk.later(desk.ns + MINUTE)
    asked = [r for r in desk.kernel.approvals.pending.values() if r.tag == "take:base"]
    assert len(asked) == 1
    desk.answer(answer, asked[0].id)
    desk.approve_all()
    assert set(desk.rests()) == {"TP", "S1", "S2"}
    assert deal_of(desk).base_qty == D("0.5")
    desk.goto("102")
    assert desk.said("deal_closed")


def test_the_rest_of_a_base_order_is_not_bought_beyond_its_worst_price() -> None:
    """The price ran away: the deal goes on with what it has."""
    desk = half_bought(ev.Policy.PLAN)
    worst = desk.bot.worst
    desk.ns -= 1_000_000_000
    desk.goto(str(worst + D("0.3")))
    assert desk.bot.worst == worst
    assert deal_of(desk).base_qty == D("0.5")
    assert not [s for s in desk.submitted[1:] if s.order.slot == "take:base"]
    assert desk.said("base_part")


def test_a_first_deal_whose_price_ran_away_is_asked_again() -> None:
    """Nothing was bought, and the price has left what a person saw."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.PLAN, **SAFETY)
    submit = desk.venue.submit
    desk.venue.submit = lambda c, spec, ns: [ev.OrderCanceled(ns, c, "canceled")]  # type: ignore[method-assign]
    desk.answer(ev.Answer.APPROVED)
    desk.venue.submit = submit  # type: ignore[method-assign]
    sent = len(desk.submitted)
    desk.goto("103")
    assert len(desk.submitted) == sent
    request = next(iter(desk.kernel.approvals.pending.values()))
    assert (request.kind, request.price) == ("plan", D(103))
    assert desk.state is BotState.WAIT_APPROVAL
    desk.answer(ev.Answer.APPROVED)
    assert deal_of(desk).base_qty > 0


def test_a_take_profit_that_somebody_cancelled_at_the_venue_is_placed_again() -> None:
    """A second later, as it was."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **SAFETY)
    before = desk.rests()
    order = desk.kernel.bots["b1"].slots["TP"].order
    assert order is not None
    for report in desk.venue.cancel(order.client_id, desk.ns):
        desk.do(report)
    assert set(desk.rests()) == {"S1", "S2"}
    desk.later(desk.ns)
    assert desk.rests() == before


def test_a_safety_order_that_somebody_cancelled_at_the_venue_is_placed_again() -> None:
    """A second later, as it was."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **SAFETY)
    before = desk.rests()
    order = desk.kernel.bots["b1"].slots["S2"].order
    assert order is not None
    for report in desk.venue.cancel(order.client_id, desk.ns):
        desk.do(report)
    desk.later(desk.ns)
    assert desk.rests() == before


def test_a_safety_order_that_trades_after_its_deal_has_a_deal_of_its_own() -> None:
    """Its coins are sold with the same profit; then the next deal begins."""
    desk = DcaDesk(money="3000")
    desk.do(ev.Deposited(desk.ns, "COIN", D(1)))
    desk.make(ev.Policy.AUTOMATIC, **SAFETY, cooldown_s=3600)
    desk.goto("102")
    assert desk.bot.deal is None
    desk.late("S1", Side.BUY, "1", "98")
    assert deal_of(desk).spent == 98
    assert set(desk.rests()) == {"TP"}
    desk.goto("100")
    assert desk.bot.deal is None
    assert len(desk.said("deal_closed")) == 2
    desk.later(desk.ns + HOUR_NS, "100")
    assert deal_of(desk).base_qty > 0


def test_a_late_sale_leaves_nothing_to_sell() -> None:
    """All coins of the deal went by it: the deal is closed, nothing is divided by them."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **SAFETY, max_deals=1)
    held = desk.kernel.ledger.held("b1", "COIN")
    for order in desk.kernel.bots["b1"].live_orders():
        if order.slot == "TP":
            for report in desk.venue.cancel(order.client_id, desk.ns):
                desk.do(report)
    desk.do(ev.Deposited(desk.ns, "CASH", D(500)))
    desk.late("TP", Side.SELL, str(held), "101.5")
    assert desk.state is BotState.STOPPED
    assert len(desk.said("deal_closed")) == 1


# --- recurring ------------------------------------------------------------------------------------


def test_recurring_late_sale_of_coins_that_are_sold_is_all_gain() -> None:
    """Nothing is divided by the coins that are not there."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **HOURLY, take_profit="0.01")
    desk.goto("102")
    assert isinstance(desk.bot, RecurringDca)
    assert desk.bot.qty == 0
    desk.do(ev.Deposited(desk.ns, "CASH", D(500)))
    with exact():
        desk.kernel.transfer("late", "COIN", "unattributed", "b1", D(0))
        done = SlotDone(desk.ns, "TP", Side.SELL, D("0.1"), D("10.2"), D(0), D(0), Role.MAKER, D(102), "late")
        desk.kernel.tell(desk.kernel.bots["b1"], done)
    desk.do(ev.OrderAccepted(desk.ns, "nobody", "nobody"))
    assert desk.state is BotState.RUNNING
    assert desk.bot.qty == 0
    assert desk.said("run_sold")[-1]["trip"] == D("10.2")


def test_everything_spent_waits_for_a_take_profit_that_waits_for_a_person() -> None:
    """Nothing is sold at the market while the sale with profit only waits for its yes."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.EVERY_ORDER, **{**HOURLY, "investment": "100.2"}, take_profit="0.01", exit="sell")
    desk.answer(ev.Answer.APPROVED)
    assert [r.tag for r in desk.kernel.approvals.pending.values()] == ["TP"]
    desk.later(desk.ns + HOUR_NS)
    desk.later(desk.ns + HOUR_NS)
    assert desk.said("all_spent")
    assert desk.state is BotState.RUNNING
    assert desk.kernel.ledger.held("b1", "COIN") > 0
    desk.approve_all()
    desk.goto("102")
    assert (desk.state, desk.kernel.bots["b1"].reason) == (BotState.STOPPED, "all_spent")


@pytest.mark.parametrize("form", ["recurring", "safety_orders"])
def test_a_take_profit_cancelled_at_the_venue_comes_back_in_both_forms(form: str) -> None:
    """Also where everything is spent and the bot waits for nothing else."""
    desk = DcaDesk(money="3000")
    params = {**HOURLY, "investment": "100", "take_profit": "0.01"} if form == "recurring" else SAFETY
    desk.make(ev.Policy.AUTOMATIC, **params)
    order = desk.kernel.bots["b1"].slots["TP"].order
    assert order is not None
    for report in desk.venue.cancel(order.client_id, desk.ns):
        desk.do(report)
    desk.later(desk.ns)
    assert desk.rests()["TP"] == order.spec.price


@pytest.mark.parametrize("missed", ["skip", "catch_up"])
def test_a_run_that_comes_due_in_a_pause_is_missed(missed: str) -> None:
    """At the resume nothing is bought but what was chosen for missed runs."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC if missed == "skip" else ev.Policy.PLAN, **HOURLY, missed=missed)
    desk.approve_all()
    held = desk.kernel.ledger.held("b1", "COIN")
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.later(desk.ns + 3 * HOUR_NS)
    assert not desk.said("runs_missed") + desk.said("runs_missed_catch_up")
    desk.do(ev.BotResumed(desk.ns, "b1"))
    desk.settle()
    assert desk.kernel.ledger.held("b1", "COIN") == held
    told = desk.said("runs_missed" if missed == "skip" else "runs_missed_catch_up")
    assert told[0]["count"] in (3, 4)
    if missed == "catch_up":
        assert desk.kernel.approvals.pending
        assert desk.state is BotState.RUNNING  # its schedule goes on meanwhile
        desk.approve_all()
        assert desk.kernel.ledger.held("b1", "COIN") > held
        assert desk.state is BotState.RUNNING
    desk.later(desk.ns + HOUR_NS)
    assert desk.kernel.ledger.held("b1", "COIN") > held


def test_a_catch_up_that_is_refused_lets_the_bot_run_on() -> None:
    """Its page does not wait for an answer that came."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.PLAN, **HOURLY, missed="catch_up")
    desk.approve_all()
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.later(desk.ns + 3 * HOUR_NS)
    desk.do(ev.BotResumed(desk.ns, "b1"))
    desk.answer(ev.Answer.REFUSED)
    assert desk.state is BotState.RUNNING


def test_a_missed_run_is_told_though_the_bot_was_edited_meanwhile() -> None:
    """An edit in the pause takes the alarm; what was due before is still missed."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **HOURLY)
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.later(desk.ns + 3 * HOUR_NS)
    desk.do(ev.BotEdited(desk.ns, "b1", {**HOURLY, "interval": "day"}))
    desk.do(ev.BotResumed(desk.ns, "b1"))
    desk.settle()
    assert len(desk.said("runs_missed")) == 1


def test_a_deal_whose_cooldown_ends_in_a_pause_begins_after_it_at_the_price_of_then() -> None:
    """Sized for the price of the resume."""
    desk = DcaDesk(money="3000")
    desk.make(ev.Policy.AUTOMATIC, **SAFETY, cooldown_s=60)
    desk.goto("102")
    assert desk.bot.deal is None
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.later(desk.ns + HOUR_NS, "50")
    assert desk.bot.deal is None
    desk.do(ev.BotResumed(desk.ns, "b1"))
    desk.settle()
    assert deal_of(desk).base_price == 50
    assert deal_of(desk).base_qty == 2
