"""The order desk of a strategy: rounding, refusals, amends and the journal that needs no code."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.own_strategy import OwnStrategy
from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.commands import Cancel, Submit
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.orders import BUY, SELL, Role, Side
from finbyte_desktop.core.placing import RULES
from tests.support.strategies import MARKET, PARAMS

D = Decimal


class Desk:
    """A kernel with one strategy's bot at a price of 100; the venue takes every order."""

    def __init__(self, policy: Policy = Policy.AUTOMATIC, **params: Any) -> None:
        self.kernel = Kernel({MARKET.id: MARKET}, make_bot)
        self.kernel.last[MARKET.id] = D(100)
        self.ns = 0
        self.silent = False  # the venue does not answer
        self.events: list[ev.Event] = []
        self.submitted: dict[str, Submit] = {}
        self.handle(ev.Deposited(1, "USDT", D(1000)))
        self.handle(ev.BotCreated(2, "b", "own_strategy", MARKET.id, {**PARAMS, **params}, policy))

    @property
    def bot(self) -> OwnStrategy:
        found = self.kernel.bots["b"].bot
        assert isinstance(found, OwnStrategy)
        return found

    def handle(self, event: ev.Event) -> Step:
        self.ns += 1
        event = event._replace(ns=self.ns)
        self.events.append(event)
        step = self.kernel.handle(event)
        for command in step.commands:
            if isinstance(command, Submit):
                self.submitted[command.order.slot] = command
                if not self.silent:
                    self.handle(ev.OrderAccepted(0, command.order.client_id, "V"))
            elif isinstance(command, Cancel):
                self.handle(ev.OrderCanceled(0, command.client_id, "canceled"))
        return step

    def ask(
        self, action: str, order: str = "", side: Side | None = None, qty: Any = None, price: Any = None
    ) -> str:
        """The refusal, empty where there was none."""
        numbers = [None if value is None else D(value) for value in (qty, price)]
        self.handle(ev.StrategyAsked(0, "b", action, order, side, *numbers))
        return self.bot.refusal

    def fill(self, slot: str, qty: str) -> None:
        order = self.kernel.bots["b"].slots[slot].order
        assert order is not None
        trade = f"T{self.ns}"
        self.handle(
            ev.OrderFilled(
                0, order.client_id, trade, order.spec.price, D(qty), D(0), "USDT", D(0), Role.MAKER
            )
        )

    def resting(self) -> list[tuple[str, Decimal, Decimal]]:
        return [(o.spec.side.value, o.spec.qty, o.spec.price) for o in self.kernel.bots["b"].live_orders()]


def test_prices_go_away_from_the_market_and_sizes_down() -> None:
    """A strategy that reckons in floats never pays more than it said."""
    desk = Desk()
    assert desk.ask("limit", "", BUY, "1.0009", "99.999") == ""
    desk.fill("s000", "1")
    assert desk.ask("limit", "", SELL, "0.9999", "101.001") == ""
    assert desk.resting() == [("sell", D("0.999"), D("101.01"))]
    assert desk.bot.made == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("limit", "", BUY, "0.0009", "100"), "below_min_qty"),
        (("limit", "", BUY, "0.01", "100"), "below_min_notional"),
        (("limit", "", BUY, "1", "0.001"), "off_tick"),
        (("limit", "", BUY, "11", "100"), "order_too_large"),
        (("limit", "", BUY, "9.999", "100"), "insufficient_funds"),
        (("limit", "", SELL, "1", "100"), "insufficient_funds"),
        (("limit", "", BUY, "1", None), "bad_request"),
        (("market", "", None, "1", None), "bad_request"),
        (("market", "", BUY, None, None), "bad_request"),
        (("amend", "o7", None, "1", None), "no_such_order"),
        (("cancel", "o7", None, None, None), "no_such_order"),
        (("dance", "", None, None, None), "no_such_order"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_sent(asked: tuple[Any, ...], code: str) -> None:
    """With a code, and the slot free again."""
    desk = Desk()
    assert desk.ask("limit", "", BUY, "1", "50") == ""
    assert desk.ask(*asked) == code
    assert desk.resting() == [("buy", D(1), D(50))]
    assert list(desk.bot.orders) == ["o1"]
    assert desk.ask("limit", "", BUY, "1", "60") == ""


def test_open_orders_have_a_bound() -> None:
    """That of the parameters."""
    desk = Desk(max_orders=2)
    assert [desk.ask("limit", "", BUY, "0.1", "90") for _ in range(3)] == ["", "", "too_many_orders"]


def test_an_amend_keeps_what_traded() -> None:
    """The new size is all of the order; its rest comes anew, and the id stays."""
    desk = Desk()
    desk.ask("limit", "", BUY, "2", "90")
    desk.fill("s000", "0.5")
    assert desk.ask("amend", "o1", None, "3", "91.239") == ""
    assert desk.resting() == [("buy", D("2.5"), D("91.23"))]
    assert list(desk.bot.orders) == ["o1"]
    assert desk.ask("amend", "o1", None, "0.5") == "below_filled"
    assert desk.ask("amend", "o1", None, "100", None) == "order_too_large"
    assert desk.ask("amend", "o1", None, "10.96", None) == "insufficient_funds"
    assert desk.resting() == [("buy", D("2.5"), D("91.23"))]
    desk.fill("s000", "2.5")
    assert desk.bot.orders == {}
    assert (desk.bot.qty, desk.bot.cost) == (D(3), D("0.5") * 90 + D("2.5") * D("91.23"))


def test_a_cancelled_order_is_gone_with_its_slot() -> None:
    """And its money is free."""
    desk = Desk()
    desk.ask("limit", "", BUY, "1", "90")
    assert desk.ask("cancel", "o1") == ""
    assert (desk.bot.orders, desk.resting()) == ({}, [])
    assert desk.kernel.ledger.free("b", "USDT") == 1000


def test_a_sale_realises_against_the_average() -> None:
    """Of what the coins cost."""
    desk = Desk()
    for price in ("90", "80"):
        desk.ask("limit", "", BUY, "1", price)
        desk.fill("s000", "1")
    desk.ask("limit", "", SELL, "1", "100")
    desk.fill("s000", "1")
    assert (desk.bot.profit, desk.bot.trips, desk.bot.qty, desk.bot.cost) == (D(15), 1, D(1), D(85))
    assert desk.bot.withdrawable(desk.kernel.bots["b"].view) == 15


def test_a_halt_pulls_every_order_and_tells_why() -> None:
    """The coins stay."""
    desk = Desk()
    desk.ask("limit", "", BUY, "1", "90")
    desk.handle(ev.StrategyAsked(0, "b", "halt", "strategy_hang", text="strategy.py, line 3"))
    assert desk.resting() == []
    record = desk.kernel.bots["b"]
    assert (record.state, record.reason) == (BotState.STOPPED, "strategy_hang")
    with pytest.raises(UserError):
        desk.ask("limit", "", BUY, "1", "90")


def test_a_stop_sells_where_that_was_chosen() -> None:
    """All that it holds, at the market."""
    desk = Desk()
    desk.ask("limit", "", BUY, "1", "90")
    desk.fill("s000", "1")
    desk.handle(ev.BotStopped(0, "b", Exit.SELL))
    assert desk.kernel.bots["b"].state is BotState.STOPPING
    desk.fill("take:exit", "1")
    assert desk.kernel.bots["b"].state is BotState.STOPPED


def test_each_order_is_asked_where_a_person_wants_that() -> None:
    """And a lapsed one is gone."""
    desk = Desk(Policy.EVERY_ORDER)
    request = next(iter(desk.kernel.approvals.pending.values()))
    desk.handle(ev.Decided(0, request.id, request.digest, ev.Answer.APPROVED))
    assert desk.ask("limit", "", BUY, "1", "90") == ""
    assert desk.resting() == []
    request = next(iter(desk.kernel.approvals.pending.values()))
    desk.handle(ev.Decided(0, request.id, request.digest, ev.Answer.LAPSED))
    assert desk.bot.orders == {}
    assert desk.ask("limit", "", BUY, "1", "90") == ""
    assert desk.ask("cancel", "o2") == ""
    assert (desk.bot.orders, list(desk.kernel.approvals.pending)) == ({}, [])


def test_a_journal_gives_the_same_state_without_the_code() -> None:
    """Every event through its JSON, and a snapshot at every step, go on alike."""
    desk = Desk()
    desk.ask("limit", "", BUY, "2", "90")
    desk.fill("s000", "0.5")
    desk.ask("amend", "o1", None, "3", "91")
    desk.ask("limit", "", BUY, "1", "70")
    desk.ask("cancel", "o2")
    desk.ask("limit", "", SELL, "0.5", "120")
    wanted = snapshot.save(desk.kernel)
    again = Kernel({MARKET.id: MARKET}, make_bot)
    again.last[MARKET.id] = D(100)
    for event in desk.events:
        state = snapshot.save(again)
        again = Kernel({MARKET.id: MARKET}, make_bot)
        snapshot.load(again, state)
        again.handle(decode(encode(event)))
    assert snapshot.save(again) == wanted


def test_limits_can_change_while_it_runs_and_its_file_cannot() -> None:
    """What the person confirms holds from the next order on."""
    desk = Desk()
    desk.handle(ev.BotEdited(0, "b", {**PARAMS, "max_order": "100"}))
    assert desk.ask("limit", "", BUY, "1.1", "95") == "order_too_large"
    assert desk.ask("limit", "", BUY, "1", "95") == ""
    for name, value in (("investment", "2000"), ("strategy", "other.py"), ("venue", "Other")):
        with pytest.raises(UserError) as refused:
            desk.handle(ev.BotEdited(0, "b", {**PARAMS, name: value}))
        assert (refused.value.code, refused.value.field) == ("not_editable", name)


def test_other_bots_are_asked_nothing() -> None:
    """A request for a bot without a strategy is refused."""
    kernel = Kernel({MARKET.id: MARKET}, make_bot)
    kernel.last[MARKET.id] = D(100)
    kernel.handle(ev.Deposited(1, "USDT", D(1000)))
    params = {"form": "recurring", "amount": "10", "investment": "100", "interval": "hour"}
    kernel.handle(ev.BotCreated(2, "d", "dca", MARKET.id, params, Policy.AUTOMATIC))
    with pytest.raises(UserError) as refused:
        kernel.handle(ev.StrategyAsked(3, "d", "limit", "", BUY, D(1), D(90)))
    assert refused.value.code == "no_strategy"


@pytest.mark.parametrize(
    ("params", "code", "field"),
    [
        ({"investment": "4"}, "order_too_small", "investment"),
        ({"max_order": "4"}, "order_too_small", "max_order"),
        ({"max_orders": 201}, "out_of_bounds", "max_orders"),
        ({"strategy": ""}, "not_a_text", "strategy"),
        ({"strategy": "a\nb"}, "not_a_text", "strategy"),
        ({"venue": 7}, "not_a_text", "venue"),
        ({"exit": "run"}, "not_a_choice", "exit"),
        ({"investmnt": "4"}, "unknown_key", "investmnt"),
    ],
)
def test_wrong_parameters_name_their_field(params: dict[str, Any], code: str, field: str) -> None:
    """Before there is a bot."""
    with pytest.raises(UserError) as refused:
        make_bot("own_strategy", {**PARAMS, **params}, replace(MARKET))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_late_trade_leaves_the_order_that_rests_in_its_place() -> None:
    """The first attempt traded after all while the second rests: it is booked, and the order stays the code's
    own.
    """
    desk = Desk()
    desk.kernel = Kernel({MARKET.id: MARKET}, make_bot, kept_ended=100)
    desk.kernel.last[MARKET.id] = D(100)
    desk.handle(ev.EngineStarted(0, "e1", RULES))
    desk.handle(ev.Deposited(1, "USDT", D(1000)))
    desk.handle(ev.BotCreated(2, "b", "own_strategy", MARKET.id, {**PARAMS}, Policy.AUTOMATIC))
    desk.silent = True
    assert desk.ask("limit", "", BUY, "1", "90") == ""
    lost = desk.submitted["s000"].order
    desk.handle(ev.OrderLost(0, lost.client_id))
    desk.handle(ev.OrderNeverAccepted(0, lost.client_id))
    again = desk.submitted["s000"].order
    assert again.client_id != lost.client_id
    desk.handle(ev.OrderFilled(0, lost.client_id, "T1", D(90), D(1), D(0), "USDT", D(0), Role.MAKER))
    assert desk.bot.qty == 1
    assert [placed.slot for placed in desk.bot.orders.values()] == ["s000"]
    assert desk.kernel.bots["b"].slots["s000"].order is not None


def test_market_order_at_a_venue_is_paid_also_at_its_worst_price() -> None:
    """On paper it may cost all that is left at the last price; at a venue half a percent more is needed."""
    paper, desk = Desk(), Desk()
    desk.handle(ev.EngineStarted(0, "e1", RULES))
    for one, told in ((paper, ""), (desk, "insufficient_funds")):
        assert one.ask("market", "", BUY, "5") == ""
        assert one.ask("market", "", BUY, "4.98") == told
    assert desk.ask("market", "", BUY, "4.95") == ""
