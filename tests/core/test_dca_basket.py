"""A bot that buys several assets by a schedule, beside a person: plans, refusals, edits, snapshots."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.dca_basket import DcaBasket
from finbyte_desktop.bots.rebalance import HELD_OFF_NS
from finbyte_desktop.bots.rebalance_end import ENDS
from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from tests.core.test_several_markets import ONE, THREE, TWO, Basket

D = Decimal
HOUR_NS = 3_600_000_000_000
HALVES: dict[str, Any] = {
    "form": "recurring",
    "assets": {"ONE": "1", "TWO": "1"},
    "amount": "100",
    "investment": "1000",
    "interval": "hour",
}


class Monthly(Basket):
    """A kernel with such a bot."""

    def __init__(self, policy: ev.Policy = ev.Policy.AUTOMATIC, **changed: Any) -> None:
        markets: tuple[Instrument, ...] = (
            (ONE, TWO, THREE) if "THREE" in changed.get("assets", {}) else (ONE, TWO)
        )
        super().__init__({**HALVES, **changed}, policy, markets, "dca")

    @property
    def buyer(self) -> DcaBasket:
        found = self.kernel.bots["b1"].bot
        assert isinstance(found, DcaBasket)
        return found

    def state(self) -> BotState:
        return self.kernel.bots["b1"].state

    def wake(self, ns: int) -> None:
        """The alarms that are due at a moment ring."""
        self.ns = ns
        self.do(ev.AlarmDue(ns))


def test_amount_is_split_and_each_order_is_bought_on_its_market() -> None:
    """50 of 100 each: 0.5 at 100 and 5 at 10."""
    bot = Monthly()
    assert [(o.instrument, o.spec.side, o.spec.qty) for o in bot.sent] == [
        (ONE.id, Side.BUY, D("0.5")), (TWO.id, Side.BUY, D(5))
    ]  # fmt: skip
    assert bot.buyer.spent == D("100.1")
    bot.look()
    assert bot.ns == HOUR_NS
    assert len(bot.sent) == 4
    bot.ties()


def test_plan_is_sent_exactly_as_it_was_approved() -> None:
    bot = Monthly(ev.Policy.EVERY_ORDER)
    (plan,) = bot.asked()
    assert plan.kind == "plan"
    bot.price(ONE, "100.3")  # within the collar
    bot.answer()
    assert [(slot, spec) for slot, spec in plan.orders] == [(o.slot, o.spec) for o in bot.sent]
    assert bot.kernel.alarms.next_ns == HOUR_NS


def test_refused_plan_ends_the_bot_and_a_moved_one_is_asked_anew() -> None:
    bot = Monthly(ev.Policy.PLAN)
    bot.price(TWO, "10.2")
    bot.answer()
    assert not bot.sent
    assert len(bot.asked()) == 2
    bot.answer(ev.Answer.REFUSED)
    assert bot.state() is BotState.STOPPED


def test_a_part_that_the_market_does_not_take_is_named_once_and_stays_money() -> None:
    bot = Monthly(assets={"ONE": "97", "TWO": "3"}, weighting="custom")
    bot.look(3)
    assert bot.said("legs_skipped") == [{"assets": "TWO"}]
    assert bot.held("TWO") == 0
    assert {order.spec.qty for order in bot.sent} == {D("0.97")}
    assert bot.held("CASH") == 1000 - 4 * D("97.097")


def test_no_order_possible_is_told_and_ends_the_bot() -> None:
    bot = Monthly(amount="9")
    assert bot.state() is BotState.STOPPED
    assert bot.kernel.bots["b1"].reason == "order_too_small"
    assert not bot.sent


def test_missed_orders_are_skipped_or_caught_up_once() -> None:
    skipped, caught = Monthly(), Monthly(ev.Policy.PLAN, missed="catch_up")
    caught.answer()
    for bot in (skipped, caught):
        bot.wake(5 * HOUR_NS + 400_000_000_000)
        assert len(bot.sent) == 2
        assert bot.kernel.alarms.next_ns == 6 * HOUR_NS
    assert skipped.said("runs_missed") == [{"count": 5}]
    assert caught.said("runs_missed_catch_up") == [{"count": 5}]
    caught.answer()
    assert len(caught.sent) == 4
    caught.ties()


def test_a_pause_makes_orders_late_and_the_look_is_made_up() -> None:
    bot = Monthly(take_profit="0.05")
    bot.do(ev.BotPaused(bot.ns, "b1"))
    bot.wake(HOUR_NS)
    assert len(bot.sent) == 2
    bot.price(ONE, "120")
    bot.ns = 2 * HOUR_NS + HOUR_NS // 2
    bot.do(ev.BotResumed(bot.ns, "b1"))
    assert [o.spec.side for o in bot.sent[2:]] == [Side.SELL, Side.SELL]
    assert bot.said("runs_missed") == [{"count": 2}]
    bot.ties()


def test_take_profit_sells_everything_and_buying_goes_on() -> None:
    """0.5 at 120 and 5 at 10 are 110, less 0.11: more than 5 % over 100.1."""
    bot = Monthly(take_profit="0.05")
    bot.price(ONE, "120")
    bot.look()
    assert bot.held("ONE") == bot.held("TWO") == 0
    assert bot.buyer.trips == 1
    assert bot.buyer.profit == D(110) - D("0.11") - D("100.1")
    assert ENDS not in bot.kernel.alarms.of_bot("b1")
    bot.look()
    assert bot.ns == HOUR_NS
    assert bot.held("ONE") > 0
    assert ENDS in bot.kernel.alarms.of_bot("b1")
    bot.ties()


def test_a_refused_sale_holds_the_looks_off_and_an_edit_begins_them() -> None:
    bot = Monthly(ev.Policy.EVERY_ORDER, take_profit="0.05", interval="month", day="1")
    bot.answer()
    bot.price(ONE, "120")
    bot.look()
    assert len(bot.asked()) == 3
    bot.answer(ev.Answer.REFUSED)
    bot.answer(ev.Answer.REFUSED)
    bot.look(5)
    assert len(bot.asked()) == 3
    assert bot.buyer.held_off_ns > HELD_OFF_NS
    bot.do(ev.BotEdited(bot.ns, "b1", {**bot.buyer.params.raw, "take_profit": "0.06"}))
    bot.look()
    assert len(bot.asked()) == 5


def test_order_that_comes_due_while_a_sale_is_under_way_waits_for_it() -> None:
    bot = Monthly(take_profit="0.05", first="scheduled")
    bot.look()
    bot.price(ONE, "130")
    bot.holds = True
    bot.wake(HOUR_NS)
    sales = bot.sent[2:]
    assert [order.spec.side for order in sales] == [Side.SELL, Side.SELL]
    for order in sales:
        venue = bot.venues[order.instrument]
        bot.holds = order is not sales[-1]
        for event in venue.submit(order.client_id, order.spec, bot.ns):
            bot.do(event)
    assert [order.spec.side for order in bot.sent[4:]] == [Side.BUY, Side.BUY]
    bot.ties()


def test_investment_is_the_cap_of_all_assets_together() -> None:
    bot = Monthly(investment="250")
    while bot.state() is BotState.RUNNING:
        bot.look()
    assert bot.kernel.bots["b1"].reason == "all_spent"
    assert D(240) < bot.buyer.spent <= 250
    assert bot.held("CASH") == 250 - bot.buyer.spent


def test_weights_change_while_it_runs_and_a_share_of_0_buys_no_more() -> None:
    bot = Monthly(assets={"ONE": "1", "TWO": "1", "THREE": "1"})
    raw = {**bot.buyer.params.raw, "weighting": "custom"}
    bot.do(ev.BotEdited(bot.ns, "b1", {**raw, "assets": {"ONE": "80", "TWO": "20", "THREE": "0"}}))
    before = bot.held("THREE")
    assert before > 0
    bot.look()
    assert [(o.instrument, o.spec.qty) for o in bot.sent[3:]] == [(ONE.id, D("0.8")), (TWO.id, D(2))]
    assert bot.held("THREE") == before


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "50"}, "not_editable"),
        ({"investment": "5000"}, "not_editable"),
        ({"assets": {"ONE": "1", "TWO": "1", "LUNA": "1"}}, "no_market"),
        ({"assets": {"ONE": "1", "TWO": "1", "THREE": "1"}}, "no_market"),
        ({"price_cap": "100"}, "only_one_asset"),
        ({"smart_runs": "10"}, "only_one_asset"),
        ({"assets": {"ONE": "1", "CASH": "1"}}, "buys_its_money"),
    ],
)
def test_edits_that_are_refused(changed: dict[str, Any], code: str) -> None:
    bot = Monthly()
    with pytest.raises(UserError) as refused:
        bot.do(ev.BotEdited(bot.ns, "b1", {**bot.buyer.params.raw, **changed}))
    assert refused.value.code == code


def test_an_asset_that_is_held_leaves_only_by_a_share_of_0() -> None:
    bot = Monthly(assets={"ONE": "1", "TWO": "1", "THREE": "1"})
    with pytest.raises(UserError) as refused:
        bot.do(ev.BotEdited(bot.ns, "b1", {**bot.buyer.params.raw, "assets": {"ONE": "1", "TWO": "1"}}))
    assert refused.value.code == "asset_still_held"


def test_stop_with_sell_sells_every_asset_and_forgets_the_schedule() -> None:
    bot = Monthly(take_profit="0.5")
    bot.do(ev.BotStopped(bot.ns, "b1", ev.Exit.SELL, is_last=True))
    assert bot.held("ONE") == bot.held("TWO") == 0
    assert bot.state() is BotState.STOPPED
    assert not bot.kernel.alarms.of_bot("b1")
    bot.ties()


def test_removing_the_take_profit_ends_a_bot_that_has_spent_everything() -> None:
    bot = Monthly(investment="101", take_profit="0.5")
    bot.look(70)
    assert bot.said("all_spent")
    assert bot.state() is BotState.RUNNING
    raw = {name: value for name, value in bot.buyer.params.raw.items() if name != "take_profit"}
    bot.do(ev.BotEdited(bot.ns, "b1", raw))
    assert bot.state() is BotState.STOPPED


def test_snapshot_at_every_prefix_goes_on_alike() -> None:
    """A kernel that is saved and loaded after any event decides what the other decides."""
    rng = random.Random(5)
    bot = Monthly(ev.Policy.PLAN, take_profit="0.03", take_profit_part="0.7", investment="700")
    bot.answer()
    for _ in range(400):
        bot.price(ONE, str(rng.randrange(8000, 12000) / 100))
        bot.price(TWO, str(rng.randrange(800, 1200) / 100))
        if bot.kernel.alarms.next_ns is None:
            break
        bot.look()
    assert bot.buyer.trips >= 2
    assert bot.state() is BotState.STOPPED
    known = {m.id: m for m in (ONE, TWO, THREE)}
    whole = Kernel(known, make_bot, kept_ended=100)
    whole.last.update({ONE.id: D(100), TWO.id: D(10), THREE.id: D(1)})
    kept = whole
    for event in bot.events:
        state = json.loads(json.dumps(snapshot.save(kept)))
        fresh = Kernel(known, make_bot, kept_ended=100)
        snapshot.load(fresh, state)
        assert json.dumps(snapshot.save(fresh)) == json.dumps(state)
        with exact():
            first, second = whole.handle(event), fresh.handle(event)
        assert encode(tuple(first.commands)) == encode(tuple(second.commands))
        assert encode(tuple(first.facts)) == encode(tuple(second.facts))
        kept = fresh


def test_random_markets_never_break_the_books() -> None:
    """Never more than the investment is spent, nothing stays reserved, every unit is at the venue."""
    for seed in range(30):
        rng = random.Random(seed)
        params = {
            "assets": dict.fromkeys(("ONE", "TWO", "THREE"), "1"),
            "amount": str(rng.randrange(20, 200)),
            "investment": str(rng.randrange(200, 1000)),
            "take_profit": rng.choice(("0.01", "0.1")),
            "take_profit_part": rng.choice(("0.3", "1")),
        }
        bot = Monthly(**params)
        prices = {ONE: D(100), TWO: D(10), THREE: D(1)}
        for _ in range(80):
            for each in prices:
                moved = (prices[each] * (D(rng.randrange(95, 106)) / 100)).quantize(D("0.01"))
                prices[each] = max(D("0.5"), moved)
                bot.price(each, str(prices[each]))
            if bot.kernel.alarms.next_ns is None:
                break
            bot.look()
            assert not bot.kernel.bots["b1"].live_orders()
            assert bot.buyer.spent <= D(params["investment"])
            bot.ties()
            for asset in ("ONE", "TWO", "THREE", "CASH"):
                assert bot.kernel.ledger.reserved("b1", asset) == 0
                assert bot.kernel.ledger.free("b1", asset) >= 0
        said = [f for f in bot.facts if isinstance(f, fx.Said) and f.code == "slot_blocked"]
        assert not said
