"""Evidence that comes after an order was called ended; what cannot be proved; what nobody here ordered."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.commands import Cancel, Command, Submit
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.ledger import FREE, RESERVED, UNATTRIBUTED
from finbyte_desktop.core.orders import Order, Role, Side, State
from tests.core.test_kernel import GRID, D, I


class Live:
    """A kernel whose venue is the test itself: nothing is answered unless it says so."""

    def __init__(self, kept: int = 100) -> None:
        self.kernel = Kernel({I.id: I}, make_bot, secret=b"s", kept_ended=kept)
        self.kernel.last[I.id] = D(100)
        self.commands: list[Command] = []
        self.facts: list[fx.Fact] = []
        self.ns = 0
        self.do(ev.Deposited, "CASH", D(1000))
        self.do(ev.BotCreated, "b1", "spot_grid", I.id, {**GRID}, ev.Policy.AUTOMATIC, True)
        opening = self.sent()[-1]
        self.accept(opening)
        self.fill(opening, opening.spec.qty, "t0", price=D(100))

    def do(self, kind: Any, *fields: Any) -> list[fx.Fact]:
        self.ns += 1
        step = self.kernel.handle(kind(self.ns, *fields))
        self.commands += step.commands
        self.facts += step.facts
        return step.facts

    def sent(self) -> list[Order]:
        return [c.order for c in self.commands if isinstance(c, Submit)]

    def cancels(self) -> list[str]:
        return [c.client_id for c in self.commands if isinstance(c, Cancel)]

    def accept(self, order: Order) -> list[fx.Fact]:
        return self.do(ev.OrderAccepted, order.client_id, f"v{order.seq}")

    def fill(self, order: Order, qty: Decimal, trade: str, price: Decimal | None = None) -> list[fx.Fact]:
        at = price or order.spec.price
        fee = (at * qty * D("0.0005")).quantize(D("0.00000001"))
        return self.do(ev.OrderFilled, order.client_id, trade, at, qty, fee, "CASH", fee, Role.MAKER)

    def buy(self) -> Order:
        """A resting buy of the grid, not the last one that was sent."""
        return next(o for o in self.sent() if o.spec.side is Side.BUY and o.slot.startswith("L"))

    def state(self, order: Order) -> State:
        found = self.kernel.late.find(order.client_id)
        if found is not None and found[2].order is not None:
            return found[2].order.state
        return self.kernel.late.ended[order.client_id].state

    def ties(self) -> None:
        """Every asset of the account is what came in and was traded; nothing reserved without an order."""
        record = self.kernel.bots["b1"]
        reserved = sum((s.reserved for s in (*record.slots.values(), *record.strays.values())), D(0))
        ledger = self.kernel.ledger
        assert reserved == ledger.balance("b1", RESERVED, "CASH") + ledger.balance("b1", RESERVED, "COIN")
        saved = snapshot.save(self.kernel)
        again = Kernel({I.id: I}, make_bot, secret=b"s", kept_ended=100)
        snapshot.load(again, json.loads(json.dumps(saved)))
        assert json.dumps(snapshot.save(again)) == json.dumps(saved)


def test_order_that_was_never_accepted_and_rests_is_cancelled() -> None:
    """Late evidence wins: the order is live again, reserves what is free, is asked to be cancelled once."""
    live = Live()
    order = live.buy()
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderNeverAccepted, order.client_id)
    assert live.state(order) is State.NEVER_ACCEPTED
    again = live.sent()[-1]
    assert (again.slot, again.spec) == (order.slot, order.spec)
    assert again.client_id != order.client_id
    live.accept(order)
    assert live.state(order) is State.OPEN
    assert live.cancels() == [order.client_id]
    assert order.client_id in live.kernel.orders
    live.ties()
    live.do(ev.OrderCanceled, order.client_id, "by_us")
    assert live.state(order) is State.CANCELED
    live.ties()
    assert [o.client_id for o in live.kernel.bots["b1"].live_orders()].count(order.client_id) == 0


@pytest.mark.parametrize("ending", ["never_accepted", "rejected"])
def test_fill_of_an_order_that_was_called_gone_is_booked(ending: str) -> None:
    """A trade proves that the order was there: money moves, the rest is cancelled, the bot is told."""
    live = Live()
    order = live.buy()
    if ending == "rejected":
        live.do(ev.OrderRejected, order.client_id, "-2010")
    else:
        live.do(ev.OrderLost, order.client_id)
        live.do(ev.OrderNeverAccepted, order.client_id)
    coins = live.kernel.ledger.held("b1", "COIN")
    part = order.spec.qty / 2
    live.fill(order, part, "late1")
    assert live.state(order) is State.PARTIAL
    assert live.kernel.ledger.held("b1", "COIN") == coins + part
    assert live.cancels() == [order.client_id]
    facts = live.fill(order, part, "late1")
    assert facts == [fx.EventIgnored(live.ns, "fill_again", "late1")]
    live.do(ev.OrderCanceled, order.client_id, "by_us")
    live.ties()
    said = [f.code for f in live.facts if isinstance(f, fx.Said)]
    assert "order_came_late" in said


def test_average_of_a_late_order_need_not_be_a_round_number() -> None:
    """Trades at two prices, whose average has no end: the order ends, and the bot is told of it."""
    live = Live()
    order = live.buy()
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderNeverAccepted, order.client_id)
    live.accept(order)
    third = order.spec.qty / 4
    live.fill(order, third, "late1", order.spec.price)
    live.fill(order, third * 2, "late2", order.spec.price - D("0.01"))
    live.do(ev.OrderCanceled, order.client_id, "by_us")
    assert live.state(order) is State.CANCELED
    live.ties()


def test_fill_after_a_cancel_is_booked_once() -> None:
    """A venue may report a trade after the cancel; the same trade again changes nothing."""
    live = Live()
    order = live.buy()
    live.accept(order)
    live.do(ev.OrderCanceled, order.client_id, "external")
    coins = live.kernel.ledger.held("b1", "COIN")
    live.fill(order, order.spec.qty, "after")
    assert live.kernel.ledger.held("b1", "COIN") == coins + order.spec.qty
    assert live.state(order) is State.FILLED
    assert live.fill(order, order.spec.qty, "after") == [
        fx.EventIgnored(live.ns, "fill_unknown_order", order.client_id)
    ]
    assert live.kernel.ledger.held("b1", "COIN") == coins + order.spec.qty
    live.ties()


def test_more_than_was_ordered_is_booked_and_flagged() -> None:
    """An overfill is money all the same: it is booked, and the account is flagged."""
    live = Live()
    order = live.buy()
    live.accept(order)
    coins = live.kernel.ledger.held("b1", "COIN")
    facts = live.fill(order, order.spec.qty * 2, "over")
    assert fx.AccountFlagged(live.ns, "overfill", order.client_id) in facts
    assert live.kernel.ledger.held("b1", "COIN") == coins + order.spec.qty * 2
    live.ties()


def test_order_without_proof_is_quarantined_and_counts_as_live() -> None:
    """Its money stays reserved and its slot takes no new order until evidence comes or a person answers."""
    live = Live()
    order = live.buy()
    reserved = live.kernel.bots["b1"].slots[order.slot].reserved
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderQuarantined, order.client_id)
    assert live.state(order) is State.QUARANTINED
    assert live.kernel.bots["b1"].slots[order.slot].reserved == reserved > 0
    count = len(live.sent())
    live.do(ev.FeedChanged, I.id, True, "")
    assert len(live.sent()) == count
    live.do(ev.QuarantineAnswered, order.client_id)
    assert live.state(order) is State.CANCELED
    with pytest.raises(UserError):
        live.do(ev.QuarantineAnswered, order.client_id)
    live.ties()
    live.fill(order, order.spec.qty, "after the answer")
    assert live.state(order) is State.FILLED
    live.ties()


def test_quarantined_order_that_turns_up_goes_on() -> None:
    """Evidence from the venue ends a quarantine without a person."""
    live = Live()
    order = live.buy()
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderQuarantined, order.client_id)
    live.accept(order)
    assert live.state(order) is State.OPEN
    live.ties()


def stopped_with_an_unknown(exit_: ev.Exit) -> tuple[Live, Order, Decimal]:
    """A bot that was stopped while nobody knows of one of its buys."""
    live = Live()
    order = live.buy()
    reserved = live.kernel.bots["b1"].slots[order.slot].reserved
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderQuarantined, order.client_id)
    live.do(ev.BotStopped, "b1", exit_)
    for each in list(live.kernel.orders):
        if each != order.client_id:
            live.do(ev.OrderCanceled, each, "by_us")
    assert live.kernel.bots["b1"].state is BotState.STOPPING
    return live, order, reserved


def test_stop_ends_without_an_order_of_unknown_fate() -> None:
    """The bot is stopped and says what is left; the order counts as live and its money stays reserved until a
    person answers. The state survives a restart.
    """
    live, order, reserved = stopped_with_an_unknown(ev.Exit.KEEP)
    facts = live.do(ev.OrderSetAside, order.client_id)
    assert [fact.code for fact in facts if isinstance(fact, fx.Said)] == ["order_set_aside"]
    record = live.kernel.bots["b1"]
    assert record.state is BotState.STOPPED
    assert record.live_orders() == [record.strays[order.client_id].order]
    assert live.kernel.ledger.balance("b1", RESERVED, "CASH") == reserved > 0
    with pytest.raises(UserError):
        live.do(ev.BotReleased, "b1")
    live.ties()
    again = Kernel({I.id: I}, make_bot, secret=b"s", kept_ended=100)
    snapshot.load(again, json.loads(json.dumps(snapshot.save(live.kernel))))
    assert snapshot.save(again) == snapshot.save(live.kernel)
    live.do(ev.QuarantineAnswered, order.client_id)
    assert live.kernel.ledger.balance("b1", RESERVED, "CASH") == 0
    live.do(ev.BotReleased, "b1")
    assert live.kernel.ledger.held("b1", "CASH") == 0
    live.ties()


def test_stop_that_sells_does_not_wait_for_a_person() -> None:
    """What is free is sold at once; a stop that waited would be none."""
    live, order, _ = stopped_with_an_unknown(ev.Exit.SELL)
    count = len(live.sent())
    live.do(ev.OrderSetAside, order.client_id)
    (exit_order,) = live.sent()[count:]
    assert exit_order.spec.side is Side.SELL
    live.accept(exit_order)
    live.fill(exit_order, exit_order.spec.qty, "exit", price=D(100))
    assert live.kernel.bots["b1"].state is BotState.STOPPED
    live.ties()


def test_order_that_was_set_aside_and_turns_up_is_cancelled_and_booked() -> None:
    """Late evidence wins after the stop too: what traded is the bot's, and the rest is asked away."""
    live, order, _ = stopped_with_an_unknown(ev.Exit.KEEP)
    live.do(ev.OrderSetAside, order.client_id)
    live.accept(order)
    coins = live.kernel.ledger.held("b1", "COIN")
    live.fill(order, order.spec.qty / 2, "half")
    assert live.kernel.ledger.held("b1", "COIN") == coins + order.spec.qty / 2
    assert order.client_id in live.cancels()
    live.do(ev.OrderCanceled, order.client_id, "by_us")
    assert live.kernel.bots["b1"].live_orders() == []
    assert live.kernel.ledger.balance("b1", RESERVED, "CASH") == 0
    live.ties()


def ended_with_a_cancelled_order() -> tuple[Live, Order]:
    """A bot that was stopped, and a buy of it that the venue called cancelled."""
    live = Live()
    order = live.buy()
    for each in [*live.kernel.orders]:
        live.do(ev.OrderAccepted, each, f"v-{each}")
    live.do(ev.BotStopped, "b1", ev.Exit.KEEP)
    for each in [*live.kernel.orders]:
        live.do(ev.OrderCanceled, each, "by_us")
    assert live.kernel.bots["b1"].state is BotState.STOPPED
    return live, order


def told_after_end(facts: list[fx.Fact]) -> list[dict[str, object]]:
    return [
        dict(fact.fields)
        for fact in facts
        if isinstance(fact, fx.Said) and (fact.code, fact.level) == ("filled_after_end", Level.WARNING)
    ]


def test_trade_after_the_bots_end_is_told_to_a_person() -> None:
    """It is booked as what it is, and the bot, which has ended, answers nothing: that is said, once."""
    live, order = ended_with_a_cancelled_order()
    coins, sent = live.kernel.ledger.held("b1", "COIN"), len(live.sent())
    facts = live.fill(order, order.spec.qty / 2, "late", order.spec.price - 1)
    spec = order.spec
    assert told_after_end(facts) == [{"side": "buy", "qty": spec.qty / 2, "price": spec.price - 1}]
    assert live.kernel.ledger.held("b1", "COIN") == coins + spec.qty / 2
    assert told_after_end(live.fill(order, order.spec.qty / 2, "late", order.spec.price - 1)) == []
    assert len(live.sent()) == sent
    live.ties()


def test_what_a_failed_bot_left_at_the_venue_is_told_when_it_trades() -> None:
    """A bot that failed keeps its orders; one that was set aside trades after the stop as well."""
    live = Live()
    order = live.buy()
    live.accept(order)
    live.kernel.move(live.kernel.bots["b1"], BotState.ERROR, "a fault")
    assert told_after_end(live.fill(order, order.spec.qty / 2, "first")) == []
    facts = live.fill(order, order.spec.qty / 2, "second")
    assert told_after_end(facts) == [{"side": "buy", "qty": order.spec.qty, "price": order.spec.price}], (
        "the whole order, once"
    )
    live, order, _ = stopped_with_an_unknown(ev.Exit.KEEP)
    live.do(ev.OrderSetAside, order.client_id)
    live.accept(order)
    live.fill(order, order.spec.qty / 2, "half")
    facts = live.do(ev.OrderCanceled, order.client_id, "by_us")
    assert [told["qty"] for told in told_after_end(facts)] == [order.spec.qty / 2]


def test_trade_after_the_end_of_a_bot_that_runs_is_its_own_matter() -> None:
    """A bot that runs answers a late trade: nobody is asked to look."""
    live = Live()
    order = live.buy()
    live.accept(order)
    live.do(ev.OrderCanceled, order.client_id, "external")
    assert told_after_end(live.fill(order, order.spec.qty, "after")) == []


def test_only_what_a_stop_waits_for_is_set_aside() -> None:
    """An order that is known, one of a bot that runs, and one that was set aside before stay as they are."""
    live = Live()
    order = live.buy()
    ignored = [fx.EventIgnored, "set_aside_known_order"]

    def nothing_done() -> None:
        (fact,) = live.do(ev.OrderSetAside, order.client_id)
        assert [type(fact), getattr(fact, "why", getattr(fact, "code", ""))] == ignored

    nothing_done()
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderQuarantined, order.client_id)
    nothing_done()
    live, order, _ = stopped_with_an_unknown(ev.Exit.KEEP)
    live.do(ev.OrderSetAside, order.client_id)
    nothing_done()


def test_order_that_the_venue_lost_and_has_again_is_as_far_as_it_was() -> None:
    """Partly filled stays partly filled; only an order that rests can be lost."""
    live = Live()
    order = live.buy()
    live.do(ev.OrderQuarantined, order.client_id, "gone")
    assert live.state(order) is State.SENT
    live.accept(order)
    live.fill(order, order.spec.qty / 4, "t1")
    live.do(ev.OrderQuarantined, order.client_id, "gone")
    assert live.state(order) is State.QUARANTINED
    live.accept(order)
    assert live.state(order) is State.PARTIAL


def test_order_that_a_person_called_gone_and_rests_is_cancelled() -> None:
    """A person's eyes are no proof: what it traded before and after the answer stays its bot's, it is as far
    as it was, and a trade alone does not bring it back, for that need not rest.
    """
    live = Live()
    order = live.buy()
    live.accept(order)
    live.fill(order, order.spec.qty / 4, "t1")
    live.do(ev.OrderQuarantined, order.client_id, "gone")
    live.do(ev.QuarantineAnswered, order.client_id)
    assert live.state(order) is State.CANCELED
    coins = live.kernel.ledger.held("b1", "COIN")
    live.fill(order, order.spec.qty / 4, "t2")
    assert live.state(order) is State.CANCELED
    assert live.kernel.ledger.held("b1", "COIN") == coins + order.spec.qty / 4
    live.ties()
    live.accept(order)
    assert live.state(order) is State.PARTIAL
    assert order.client_id in live.cancels()
    live.ties()
    live.do(ev.OrderCanceled, order.client_id, "by_us")
    assert live.state(order) is State.CANCELED
    live.accept(order)  # now the venue has said so
    assert live.state(order) is State.CANCELED
    live.ties()


def test_order_that_a_person_called_gone_and_traded_whole_has_ended() -> None:
    """Nothing of it can rest, whatever a read that lags says; nor is it remembered longer than others."""
    live = Live(kept=1)
    order, other = live.buy(), live.sent()[-1]
    live.accept(order)
    live.do(ev.OrderQuarantined, order.client_id, "gone")
    live.do(ev.QuarantineAnswered, order.client_id)
    live.fill(order, order.spec.qty, "t1")
    assert live.accept(order) == [fx.EventIgnored(live.ns, "accepted_unknown_order", order.client_id)]
    assert live.state(order) is State.FILLED
    live.do(ev.OrderLost, other.client_id)
    live.do(ev.OrderQuarantined, other.client_id)
    live.do(ev.QuarantineAnswered, other.client_id)
    assert [*live.kernel.late.answered_gone] == [*live.kernel.late.ended] == [other.client_id]
    live.do(ev.OrderRejected, live.sent()[-1].client_id, "-2010")
    assert live.kernel.late.answered_gone == {}


def test_foreign_trade_is_booked_outside_the_bots_and_flagged() -> None:
    """What somebody else traded in the account moves unattributed money, no bot's."""
    live = Live()
    before = {a: live.kernel.ledger.held("b1", a) for a in ("CASH", "COIN")}
    money = live.kernel.ledger.balance(UNATTRIBUTED, FREE, "CASH")
    facts = live.do(ev.ForeignTraded, "venue:COIN/CASH", "x9", Side.SELL, D(100), D("0.5"), D("0.05"), "CASH")
    assert fx.AccountFlagged(live.ns, "foreign_trade", "x9") in facts
    assert {a: live.kernel.ledger.held("b1", a) for a in ("CASH", "COIN")} == before
    assert live.kernel.ledger.balance(UNATTRIBUTED, FREE, "CASH") == money + D("49.95")
    assert live.kernel.ledger.balance(UNATTRIBUTED, FREE, "COIN") == D("-0.5")
    again = live.do(ev.ForeignTraded, "venue:COIN/CASH", "x9", Side.SELL, D(100), D("0.5"), D("0.05"), "CASH")
    assert again == [fx.EventIgnored(live.ns, "foreign_again", "x9")]
    other = live.do(ev.ForeignTraded, "other:COIN/CASH", "x9", Side.SELL, D(100), D("0.5"), D("0.05"), "CASH")
    assert fx.AccountFlagged(live.ns, "foreign_trade", "x9") in other


def test_foreign_trade_is_booked_by_its_event_alone() -> None:
    """Whether the venue lists its market just then decides nothing: the journal folds the same later."""
    live = Live()
    before = live.kernel.ledger.balance(UNATTRIBUTED, FREE, "CASH")
    assert "venue:OTHER/CASH" not in live.kernel.instruments
    facts = live.do(ev.ForeignTraded, "venue:OTHER/CASH", "x9", Side.BUY, D(100), D("0.5"), D(1), "OTHER")
    assert fx.AccountFlagged(live.ns, "foreign_trade", "x9") in facts
    assert live.kernel.ledger.balance(UNATTRIBUTED, FREE, "CASH") == before - D(50)
    assert live.kernel.ledger.balance(UNATTRIBUTED, FREE, "OTHER") == D("-0.5")


def test_only_so_many_ended_orders_are_remembered() -> None:
    """The memory for late evidence is bounded; what is older is ignored and counted."""
    live = Live(kept=1)
    first, second = live.buy(), live.sent()[-1]
    for order in (first, second):
        live.accept(order)
        live.do(ev.OrderCanceled, order.client_id, "external")
    assert list(live.kernel.late.ended) == [second.client_id]
    assert live.fill(first, first.spec.qty, "t") == [
        fx.EventIgnored(live.ns, "fill_unknown_order", first.client_id)
    ]


@pytest.mark.parametrize("seed", range(40))
def test_reports_in_any_order_end_in_the_same_money(seed: int) -> None:
    """Duplicates, re-ordering and late reports cannot change what is booked: each trade counts once."""
    draw = random.Random(seed)
    live = Live()
    start = {a: live.kernel.ledger.account_total(a) for a in ("CASH", "COIN")}
    moved = {"CASH": D(0), "COIN": D(0)}
    reports: list[Any] = []
    orders = [o for o in live.sent() if o.slot.startswith("L")]
    for order in orders:
        reports.append(lambda o=order: live.accept(o))
        if draw.random() < 0.3:
            proven = draw.random() < 0.5

            def lost(o: Order = order, proven: bool = proven) -> None:
                live.do(ev.OrderLost, o.client_id)
                found = live.kernel.late.find(o.client_id)
                if proven and found is not None and live.state(o) is State.UNKNOWN:
                    live.do(ev.OrderNeverAccepted, o.client_id)

            reports.append(lost)
        if draw.random() < 0.6:
            part = (order.spec.qty / 2).quantize(D("0.001"))
            sign = 1 if order.spec.side is Side.BUY else -1
            for n in range(draw.choice((1, 2))):
                reports.append(lambda o=order, p=part, n=n: live.fill(o, p, f"{o.client_id}-{n}"))
                fee = (order.spec.price * part * D("0.0005")).quantize(D("0.00000001"))
                moved["COIN"] += sign * part
                moved["CASH"] -= sign * order.spec.price * part + fee
        if draw.random() < 0.4:
            reports.append(lambda o=order: live.do(ev.OrderCanceled, o.client_id, "external"))
    reports += draw.sample(reports, len(reports) // 3)
    draw.shuffle(reports)
    for report in reports:
        report()
        live.ties()
    for asset in ("CASH", "COIN"):
        assert live.kernel.ledger.account_total(asset) == start[asset] + moved[asset]
