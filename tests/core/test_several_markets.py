"""A bot that trades several markets: its slots, its permissions, limits and snapshots; a person beside it."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.rebalance import HELD_OFF_NS, Rebalance
from finbyte_desktop.bots.rebalance_end import LOOK, MINUTE_NS
from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.commands import Cancel, Submit
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.known import told
from finbyte_desktop.core.matching import SimulatedVenue
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Order, Side
from finbyte_desktop.core.risk import Limits

D = Decimal


def market(base: str, fee: str = "0.001", quote: str = "CASH") -> Instrument:
    step = D("0.001")
    return Instrument(f"x:{base}/{quote}", base, quote, D("0.01"), step, step, D(5), Fees(D(fee), D(fee)))


ONE, TWO, THREE = market("ONE"), market("TWO"), market("THREE")
HALVES: dict[str, Any] = {"assets": {"ONE": "50", "TWO": "50"}, "threshold": "5", "investment": "1000"}


class Basket:
    """A kernel with three markets, whose orders at the market trade at once unless `holds`."""

    def __init__(
        self,
        params: dict[str, Any] | None = None,
        policy: ev.Policy = ev.Policy.AUTOMATIC,
        markets: tuple[Instrument, ...] = (ONE, TWO),
        bot_type: str = "rebalance",
        **money: str,
    ) -> None:
        known = {m.id: m for m in (ONE, TWO, THREE)}
        self.kernel = Kernel(known, make_bot, kept_ended=100)
        self.venues = {name: SimulatedVenue(m) for name, m in known.items()}
        self.balances: dict[str, Decimal] = {}
        for venue in self.venues.values():
            venue.balances = self.balances
        self.facts: list[fx.Fact] = []
        self.sent: list[Order] = []
        self.cancels: list[str] = []
        self.events: list[ev.Event] = []
        self.holds = False
        self.ns = 0
        self.price(ONE, "100")
        self.price(TWO, "10")
        self.price(THREE, "1")
        for asset, amount in {"CASH": "1000", **money}.items():
            self.balances[asset] = D(amount)
            self.do(ev.Deposited(0, asset, D(amount)))
        first, *others = [m.id for m in markets]
        head = (0, "b1", bot_type, first, params or HALVES, policy)
        self.do(ev.BotCreated(*head, others=tuple(others)))

    @property
    def bot(self) -> Rebalance:
        found = self.kernel.bots["b1"].bot
        assert isinstance(found, Rebalance)
        return found

    def price(self, of: Instrument, price: str) -> None:
        self.kernel.last[of.id] = D(price)
        self.venues[of.id].set_price(D(price))

    def do(self, event: ev.Event) -> None:
        """One event and all that follows from it."""
        pending: list[ev.Event] = [event]
        with exact():
            while pending or any(venue.marketable for venue in self.venues.values()):
                if not pending:
                    venue = next(v for v in self.venues.values() if v.marketable)
                    pending += venue.take_next(self.ns)
                    continue
                now = pending.pop(0)
                self.events.append(now)
                step = self.kernel.handle(now)
                self.facts += step.facts
                for command in step.commands:
                    if isinstance(command, Submit):
                        self.sent.append(command.order)
                        if not self.holds:
                            venue = self.venues[command.order.instrument]
                            pending += venue.submit(command.order.client_id, command.order.spec, self.ns)
                    elif isinstance(command, Cancel):
                        self.cancels.append(command.client_id)

    def look(self, minutes: int = 1) -> None:
        """The next whole minutes, one alarm each."""
        for _ in range(minutes):
            due = self.kernel.alarms.next_ns
            assert due is not None
            self.ns = due
            self.do(ev.AlarmDue(self.ns))

    def held(self, asset: str) -> Decimal:
        return self.kernel.ledger.held("b1", asset)

    def said(self, code: str) -> list[dict[str, Any]]:
        return [dict(f.fields) for f in self.facts if isinstance(f, fx.Said) and f.code == code]

    def asked(self) -> list[fx.ApprovalAsked]:
        return [f for f in self.facts if isinstance(f, fx.ApprovalAsked)]

    def answer(self, answer: ev.Answer = ev.Answer.APPROVED) -> None:
        """Answers the oldest request."""
        request = next(iter(self.kernel.approvals.pending.values()))
        self.do(ev.Decided(self.ns, request.id, request.digest, answer))

    def ties(self) -> None:
        """Every asset of the account is at the venue, to the last unit."""
        for asset, amount in self.balances.items():
            assert self.kernel.ledger.account_total(asset) == amount, asset


def test_first_purchase_spends_the_money_by_weight() -> None:
    basket = Basket()
    assert [(o.instrument, o.spec.side) for o in basket.sent] == [(ONE.id, Side.BUY), (TWO.id, Side.BUY)]
    # 500 each, 0.1 % of fees: 499.50..., floored to the lot of 0.001
    assert basket.held("ONE") == D("4.995")
    assert basket.held("TWO") == D("49.95")
    assert basket.bot.phase is BotState.RUNNING
    assert basket.kernel.alarms.next_ns == MINUTE_NS
    basket.ties()


def test_rebalance_sells_what_is_too_much_and_buys_what_is_missing() -> None:
    basket = Basket({**HALVES, "threshold": "1"})
    sent = len(basket.sent)
    basket.price(ONE, "90")
    basket.price(TWO, "11")
    basket.look()
    sides = [(o.instrument, o.spec.side) for o in basket.sent[sent:]]
    assert sides == [(TWO.id, Side.SELL), (ONE.id, Side.BUY)]
    one, two = basket.held("ONE") * 90, basket.held("TWO") * 11
    assert abs(one - two) < 1
    basket.ties()


def test_nothing_is_traded_below_the_threshold() -> None:
    basket = Basket()
    sent = len(basket.sent)
    basket.price(ONE, "110")
    basket.look(5)
    assert len(basket.sent) == sent


def test_by_time_nothing_happens_below_half_a_point() -> None:
    basket = Basket({**HALVES, "trigger": "interval", "interval_s": "1800"})
    sent = len(basket.sent)
    assert basket.kernel.alarms.next_ns == 1_800_000_000_000
    basket.price(ONE, "101")
    basket.look()
    assert len(basket.sent) == sent
    basket.price(ONE, "103")
    basket.look()
    assert len(basket.sent) > sent
    basket.ties()


def test_what_holds_a_rebalance_that_is_due_by_time_is_said_once() -> None:
    """When it begins, with how far off the weights are; again only after a rebalance."""
    basket = Basket({**HALVES, "trigger": "interval", "interval_s": "1800"})
    basket.price(ONE, "101")
    basket.look(3)
    assert basket.said("rebalance_held") == [{"least": D("0.5"), "points": D("0.249")}]
    state = basket.kernel.bots["b1"].bot.save()
    assert state["skipped"] == ["held"]
    basket.price(ONE, "103")
    basket.look()
    assert basket.said("rebalanced")
    basket.price(ONE, "104")
    basket.look(3)
    assert len(basket.said("rebalance_held")) == 2


def test_stop_and_take_profit_by_ratio_sell_everything() -> None:
    for field, ratio, price, why in (
        ("stop_equity", "0.9", "75", "stop"),
        ("take_profit_equity", "1.1", "130", "take_profit"),
    ):
        basket = Basket({**HALVES, field: ratio})
        basket.price(ONE, price)
        basket.look()
        record = basket.kernel.bots["b1"]
        assert (record.state, record.reason) == (BotState.STOPPED, why)
        assert basket.held("ONE") == basket.held("TWO") == 0
        assert basket.kernel.alarms.next_ns is None
        basket.ties()


def test_own_coins_are_taken_in_at_their_price() -> None:
    params = {"assets": {"ONE": "50", "TWO": "50"}, "investment": "0", "own": {"ONE": "10"}}
    basket = Basket(params, ONE="10")
    assert basket.bot.put_in == 1000
    assert [(o.instrument, o.spec.side, o.spec.qty) for o in basket.sent[:1]] == [(ONE.id, Side.SELL, D(5))]
    assert basket.sent[1].instrument == TWO.id
    assert basket.bot.trips == 0
    basket.ties()


@pytest.mark.parametrize("policy", [ev.Policy.AUTOMATIC, ev.Policy.PLAN])
def test_start_at_the_targets_trades_nothing_and_allows_what_comes(policy: ev.Policy) -> None:
    """Without an order there is a plan all the same: else everything later would wait for an answer."""
    params = {"assets": {"ONE": "50", "CASH": "50"}, "investment": "500", "own": {"ONE": "5"}}
    basket = Basket(params, policy, markets=(ONE,), ONE="5")
    if policy is ev.Policy.PLAN:
        assert [plan.orders for plan in basket.asked()] == [()]
        basket.answer()
    assert not basket.sent
    basket.price(ONE, "150")
    basket.look()
    assert [(o.spec.side, o.spec.qty) for o in basket.sent] == [(Side.SELL, D("0.833"))]
    basket.ties()


def test_leg_below_the_minimum_is_named_once() -> None:
    params = {"assets": {"ONE": "99.9", "TWO": "0.1"}, "investment": "1000"}
    basket = Basket(params)
    assert [o.instrument for o in basket.sent] == [ONE.id]
    basket.look(3)
    assert len(basket.said("legs_skipped")) <= 1


def test_every_order_is_asked_for_and_a_no_holds_for_a_day() -> None:
    basket = Basket(policy=ev.Policy.EVERY_ORDER)
    (plan,) = basket.asked()
    assert plan.kind == "plan"
    assert plan.prices == ((ONE.id, D(100)), (TWO.id, D(10)))
    assert not basket.sent
    basket.answer()
    assert [(slot, spec) for slot, spec in plan.orders] == [(o.slot, o.spec) for o in basket.sent]
    basket.price(ONE, "130")
    basket.look()
    assert len(basket.asked()) == 2
    assert basket.asked()[1].orders[0][1].side is Side.SELL
    basket.answer(ev.Answer.REFUSED)
    sent = len(basket.sent)
    basket.look(60)
    assert len(basket.sent) == sent
    assert len(basket.asked()) == 2
    while basket.ns < HELD_OFF_NS + 3 * MINUTE_NS:
        basket.look()
    assert len(basket.asked()) == 3


def test_plan_is_asked_anew_when_any_market_has_moved() -> None:
    basket = Basket(policy=ev.Policy.PLAN)
    basket.price(TWO, "10.2")
    basket.answer()
    assert not basket.sent
    assert len(basket.asked()) == 2
    basket.answer()
    assert len(basket.sent) == 2
    basket.ties()


def test_later_orders_are_covered_by_the_plan() -> None:
    basket = Basket(policy=ev.Policy.PLAN)
    basket.answer()
    basket.price(ONE, "130")
    basket.look()
    assert len(basket.asked()) == 1
    assert len(basket.sent) == 4


def test_edit_of_the_weights_moves_the_money_and_a_share_of_0_sells() -> None:
    basket = Basket(
        {"assets": {"ONE": "40", "TWO": "40", "THREE": "20"}, "investment": "1000"}, markets=(ONE, TWO, THREE)
    )
    assert basket.held("THREE") > 0
    basket.do(
        ev.BotEdited(
            basket.ns, "b1", {"assets": {"ONE": "50", "TWO": "50", "THREE": "0"}, "investment": "1000"}
        )
    )
    assert basket.held("THREE") == 0
    assert abs(basket.held("ONE") * 100 - basket.held("TWO") * 10) < 5
    basket.ties()


def test_added_money_is_spread_at_once() -> None:
    basket = Basket(CASH="3000")
    basket.do(ev.InvestmentAdded(basket.ns, "b1", D(500)))
    assert basket.bot.put_in == 1500
    assert basket.held("ONE") > D("7.4")
    basket.ties()


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"assets": {"ONE": "50", "TWO": "49"}}, "weights_sum"),
        ({"assets": {"ONE": "100"}}, "asset_count"),
        ({"assets": ["ONE", "TWO"]}, "not_assets"),
        ({"assets": {"ONE": "100", "TWO": "0"}}, "no_share"),
        ({"assets": {"ONE": "-50", "TWO": "150"}}, "below_zero"),
        ({"assets": {"ONE": "2", "TWO": "1"}, "weighting": "equal"}, "not_equal"),
        ({"assets": {f"A{n}": "1" for n in range(21)}, "weighting": "equal"}, "asset_count"),
        ({"own": {"XRP": "1"}}, "foreign_asset"),
        ({"own": {"ONE": "0"}}, "no_quantity"),
        ({"investment": "0"}, "nothing_put_in"),
        ({"threshold": "0.4"}, "out_of_bounds"),
        ({"interval_s": "60"}, "out_of_bounds"),
        ({"assets": {"ONE": "0." + "3" * 19, "TWO": "1"}, "weighting": "market_value"}, "long_share"),
        ({"assets": {"ONE": "NaN", "TWO": "1"}}, "not_finite"),
    ],
)
def test_bad_parameters_are_refused(params: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refused:
        Basket({**HALVES, **params})
    assert refused.value.code == code


def test_markets_that_do_not_go_together_are_refused() -> None:
    other = market("FOUR", quote="COIN")
    basket = Basket()
    basket.kernel.add_instrument(other)
    basket.kernel.last[other.id] = D(1)
    head = (0, "b2", "rebalance", ONE.id, HALVES, ev.Policy.AUTOMATIC)
    for others, code in (
        ((other.id,), "quote_differs"),
        (("x:NONE/CASH",), "no_price"),
        ((ONE.id,), "asset_twice"),
    ):
        with pytest.raises(UserError) as refused:
            basket.do(ev.BotCreated(*head, others=others))
        assert refused.value.code == code
        assert "b2" not in basket.kernel.bots


def test_a_market_that_is_away_stops_all_looking() -> None:
    basket = Basket()
    sent = len(basket.sent)
    basket.do(ev.FeedChanged(basket.ns, TWO.id, fresh=False, reason="stale"))
    assert basket.kernel.bots["b1"].state is BotState.DEGRADED
    basket.price(ONE, "150")
    basket.look()
    assert len(basket.sent) == sent
    basket.do(ev.FeedChanged(basket.ns, ONE.id, fresh=False, reason="stale"))
    basket.do(ev.FeedChanged(basket.ns, TWO.id, fresh=True, reason=""))
    assert basket.kernel.bots["b1"].state is BotState.DEGRADED
    basket.do(ev.FeedChanged(basket.ns, ONE.id, fresh=True, reason=""))
    assert basket.kernel.bots["b1"].state is BotState.RUNNING
    assert len(basket.sent) > sent
    basket.ties()


def test_stop_with_orders_under_way_ends_without_buying() -> None:
    basket = Basket()
    basket.holds = True
    basket.price(ONE, "130")
    basket.look()
    sale = basket.sent[-1]
    assert sale.spec.side is Side.SELL
    basket.do(ev.BotStopped(basket.ns, "b1", ev.Exit.KEEP, is_last=True))
    assert basket.cancels == [sale.client_id]
    basket.do(ev.OrderAccepted(basket.ns, sale.client_id, "v"))
    basket.do(ev.OrderCanceled(basket.ns, sale.client_id, "canceled"))
    assert basket.kernel.bots["b1"].state is BotState.STOPPED
    assert basket.sent[-1] == sale


def test_released_bot_gives_back_every_coin() -> None:
    basket = Basket()
    basket.do(ev.BotStopped(basket.ns, "b1", ev.Exit.KEEP, is_last=True))
    basket.do(ev.BotReleased(basket.ns, "b1"))
    ledger = basket.kernel.ledger
    assert [ledger.held("b1", asset) for asset in ("ONE", "TWO", "CASH")] == [0, 0, 0]
    basket.ties()


def test_limits_count_every_market() -> None:
    basket = Basket()
    record, restraint = basket.kernel.bots["b1"], basket.kernel.restraint
    basket.do(ev.LimitsSet(basket.ns, Limits(currency="CASH", max_exposure_a_market=D(600))))
    with exact():
        assert restraint.exposure(record) == D("4.995") * 100 + D("49.95") * 10
        assert restraint.exposure_on(record, TWO) == D("499.5")
    basket.price(ONE, "150")
    basket.look()
    assert basket.held("TWO") * 10 <= 600
    assert basket.said("limit_exposure_a_market") or basket.held("TWO") * 10 <= 600


def test_snapshot_at_every_prefix_goes_on_alike() -> None:
    """A kernel that is saved and loaded after any event decides what the other decides."""
    rng = random.Random(5)
    basket = Basket({**HALVES, "threshold": "2", "stop_equity": "0.5"}, policy=ev.Policy.PLAN, CASH="5000")
    basket.answer()
    for _ in range(40):
        basket.price(ONE, str(rng.randrange(8000, 12000) / 100))
        basket.price(TWO, str(rng.randrange(800, 1200) / 100))
        basket.look()
    known = {m.id: m for m in (ONE, TWO, THREE)}
    whole = Kernel(known, make_bot, kept_ended=100)
    prices = {ONE.id: D(100), TWO.id: D(10), THREE.id: D(1)}
    whole.last.update(prices)
    kept = whole
    for event in basket.events:
        state = json.loads(json.dumps(snapshot.save(kept)))
        fresh = Kernel(known, make_bot, kept_ended=100)
        snapshot.load(fresh, state)
        assert json.dumps(snapshot.save(fresh)) == json.dumps(state)
        assert decode(encode(event)) == event
        with exact():
            first, second = whole.handle(event), fresh.handle(event)
        assert encode(tuple(first.commands)) == encode(tuple(second.commands))
        assert encode(tuple(first.facts)) == encode(tuple(second.facts))
        kept = fresh
    assert snapshot.save(whole)["format"] == snapshot.FORMAT


def test_state_of_an_unknown_market_is_refused() -> None:
    state = json.loads(json.dumps(snapshot.save(Basket().kernel)))
    with pytest.raises(Unavailable) as refused:
        snapshot.load(Kernel({ONE.id: ONE}, make_bot), state)
    assert refused.value.code == "market_not_known"


def test_other_rules_of_a_second_market_are_told_and_kept() -> None:
    basket = Basket()
    finer = Instrument(TWO.id, TWO.base, TWO.quote, D("0.001"), D("0.01"), D("0.01"), D(7), TWO.fees)
    basket.do(told(basket.ns, finer))
    assert basket.kernel.bots["b1"].others[TWO.id] == finer
    assert basket.said("market_rules_changed")
    basket.price(ONE, "130")
    basket.look()
    assert basket.sent[-1].instrument == TWO.id
    assert basket.sent[-1].spec.qty % D("0.01") == 0


def test_random_markets_never_break_the_books() -> None:
    """Deviations end below the threshold, nothing is reserved for ever, every unit is at the venue."""
    for seed in range(40):
        rng = random.Random(seed)
        shares = [rng.randrange(1, 60) for _ in range(3)]
        params = {
            "assets": dict(zip(("ONE", "TWO", "THREE"), map(str, shares), strict=True)),
            "weighting": "market_value",
            "threshold": str(rng.choice(("0.5", "2", "5"))),
            "trigger": rng.choice(("deviation", "interval", "either")),
            "interval_s": "3600",
            "investment": str(rng.randrange(100, 1000)),
        }
        basket = Basket(params, markets=(ONE, TWO, THREE))
        prices = {ONE: D(100), TWO: D(10), THREE: D(1)}
        for _ in range(60):
            for each in prices:
                prices[each] = max(
                    D("0.5"), (prices[each] * (D(rng.randrange(95, 106)) / 100)).quantize(D("0.01"))
                )
                basket.price(each, str(prices[each]))
            basket.look()
            record = basket.kernel.bots["b1"]
            assert not record.live_orders()
            assert basket.bot.step == "idle"
            basket.ties()
            for asset in ("ONE", "TWO", "THREE", "CASH"):
                assert basket.kernel.ledger.reserved("b1", asset) == 0
                assert basket.kernel.ledger.free("b1", asset) >= 0
        assert LOOK in basket.kernel.alarms.of_bot("b1")
