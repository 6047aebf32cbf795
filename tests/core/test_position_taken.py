"""A position that its owner closed, or reduced, at the venue: the bot's books take it over on their word."""

from __future__ import annotations

import json
from copy import copy
from decimal import Decimal

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.ledger import POSITION, UNATTRIBUTED
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.position import FLAT, Position
from finbyte_desktop.services.position_figures import PositionFigures
from tests.core.test_perpetuals import LONG, PERPETUAL, SPOT, kernel, opened, refused

D = Decimal
NAME = PERPETUAL.id


class Held:
    """A futures grid that holds what it opened at 100, with its figures."""

    def __init__(self, **params: ev.JsonValue) -> None:
        self.kernel = kernel()
        self.figures = PositionFigures("b1", PERPETUAL)
        self.facts: list[fx.Fact] = []
        self.kernel.handle(ev.EngineStarted(1, "e1", RULES))
        with exact():
            saved = dict(LONG)
            LONG.update(params)  # type: ignore[arg-type]
            try:
                handle, self.kernel.handle = self.kernel.handle, self.do  # type: ignore[method-assign]
                self.qty = opened(self.kernel).qty
            finally:
                self.kernel.handle = handle  # type: ignore[method-assign]
                LONG.clear()
                LONG.update(saved)
        for record, name in list(self.kernel.orders.values()):
            order = record.slots[name].order
            assert order is not None
            self.do(ev.OrderAccepted(5, order.client_id, f"v{order.seq}"))
        self.facts.clear()

    def do(self, event: ev.Event) -> Step:
        step = Kernel.handle(self.kernel, event)
        self.facts += step.facts
        with exact():
            for fact in step.facts:
                if getattr(fact, "bot", getattr(fact, "ref", "b1")) == "b1":
                    self.figures.apply(fact, D(100))
        return step

    def outside(self, trade: str, side: Side, qty: Decimal, closes: Decimal | None = None) -> None:
        """Somebody trades by hand at 103; the fee is 0.01, `closes` what it closes of the bot's."""
        head = (9, NAME, trade, side, D(103), qty)
        realised = 3 * (qty if closes is None else closes)
        self.do(ev.ForeignTraded(*head, D("0.01"), "CASH", realised))

    def take(self, venue: Decimal | str) -> None:
        self.do(ev.PositionTaken(10, NAME, D(venue), self.record.position.qty))

    @property
    def record(self):  # type: ignore[no-untyped-def]
        return self.kernel.bots["b1"]

    def said(self, code: str) -> list[fx.Said]:
        return [fact for fact in self.facts if isinstance(fact, fx.Said) and fact.code == code]

    def money(self) -> Decimal:
        return self.kernel.ledger.held("b1", "CASH")


def test_closed_by_hand_is_the_bots_own_trade_and_its_end() -> None:
    """Price, profit and fee are the venue's; nothing is left outside, orders are pulled, the log says it."""
    held = Held()
    before = held.money()
    total = held.kernel.ledger.account_total("CASH")
    held.outside("f1", Side.SELL, held.qty)
    gain = held.qty * 3 - D("0.01")
    total += gain
    assert held.money() == before
    held.take(0)
    assert held.record.position == FLAT == held.figures.position
    assert held.money() == before + gain == held.figures.held_quote
    assert held.kernel.ledger.account_total("CASH") == total
    assert held.kernel.ledger.balance(UNATTRIBUTED, POSITION, NAME) == 0
    (fill,) = [fact for fact in held.facts if isinstance(fact, fx.FillBooked)]
    assert (fill.trade_id, fill.slot, fill.side, fill.price, fill.qty) == (
        "f1", "closed_outside", Side.SELL, D(103), held.qty,
    )  # fmt: skip
    assert (fill.realised, fill.fee, fill.ns) == (held.qty * 3, D("0.01"), 9)
    (said,) = held.said("position_taken")
    told = dict(said.fields)
    assert (told["before"], told["after"], told["realised"], told["fee"], told["price"]) == (
        held.qty, D(0), held.qty * 3, D("0.01"), D(103),
    )  # fmt: skip
    assert held.record.state is BotState.STOPPING
    assert all(order.cancel_requested for order in held.record.live_orders())
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(11, order.client_id, "by_us"))
    assert (held.record.state, held.record.reason) == (BotState.STOPPED, "closed_outside")
    assert refused(held.kernel, ev.PositionTaken(12, NAME, D(0), D(0))) == "no_difference"
    with exact():
        held.kernel.handle(ev.BotCreated(13, "b2", "futures_grid", NAME, LONG, ev.Policy.AUTOMATIC, True))


def test_reduced_by_hand_goes_on() -> None:
    """The rest is the bot's, at its own entry; its orders stay, and the next difference is asked anew."""
    held = Held()
    part = held.qty / 4
    held.outside("f1", Side.SELL, part)
    orders = len(held.record.live_orders())
    held.take(held.qty - part)
    assert held.record.position.qty == held.qty - part
    assert held.record.position == held.figures.position
    assert held.record.state is BotState.RUNNING
    assert len(held.record.live_orders()) == orders
    held.outside("f2", Side.SELL, held.qty - part)
    held.take(0)
    assert held.record.position.qty == 0
    assert [f.trade_id for f in held.facts if isinstance(f, fx.FillBooked)] == ["f1", "f2"]


def test_a_neutral_grid_that_was_reduced_ends_and_keeps_the_rest() -> None:
    """Its orders would open on the other side what nobody approved."""
    held = Held(direction="long")
    held.record.bot.closing_side = None  # as a neutral grid has it
    held.outside("f1", Side.SELL, held.qty / 4)
    held.take(held.qty * 3 / 4)
    assert held.record.state is BotState.STOPPING
    assert not [order for order in held.record.live_orders() if order.slot == "take:exit"]


def test_what_came_after_its_end_is_the_traders_own() -> None:
    """Sold more than the bot held, and traded on: the bot's part ends where its position did."""
    held = Held()
    held.outside("f1", Side.SELL, held.qty * 2, held.qty)
    held.outside("f2", Side.BUY, held.qty / 2, D(0))
    before = held.money()
    held.take(-held.qty / 2)
    assert held.record.position == FLAT == held.figures.position
    assert held.money() == before + held.qty * 3 - D("0.01")
    (fill,) = [fact for fact in held.facts if isinstance(fact, fx.FillBooked)]
    assert (fill.trade_id, fill.qty, fill.realised) == ("f1", held.qty, held.qty * 3)
    assert held.kernel.ledger.balance(UNATTRIBUTED, POSITION, NAME) == -held.qty / 2


def test_without_a_trade_it_is_an_adjustment_without_a_price() -> None:
    """Neither profit nor loss is made up: the log says that none is counted."""
    held = Held()
    before = held.money()
    held.take(held.qty / 4)
    assert held.record.position == (held.qty / 4, held.qty / 4 * 100) == held.figures.position
    held.take(0)
    assert held.record.position == FLAT == held.figures.position
    assert held.money() == before
    assert not [fact for fact in held.facts if isinstance(fact, fx.FillBooked)]
    first, second = held.said("position_taken_unpriced")
    assert first.level is Level.WARNING
    assert (dict(first.fields)["qty"], dict(second.fields)["qty"]) == (held.qty * 3 / 4, held.qty / 4)
    assert held.kernel.ledger.account_total(NAME) == 0


def test_a_part_of_which_the_trades_are_known_has_their_price() -> None:
    """What is left is the adjustment."""
    held = Held()
    held.outside("f1", Side.SELL, held.qty / 2)
    held.take(0)
    assert held.record.position == FLAT == held.figures.position
    assert dict(held.said("position_taken")[0].fields)["after"] == held.qty / 2
    assert dict(held.said("position_taken_unpriced")[0].fields)["qty"] == held.qty / 2
    assert held.kernel.ledger.account_total(NAME) == 0


@pytest.mark.parametrize(("of_held", "code"), [("1", "no_difference"), ("1.5", "position_larger")])
def test_what_is_no_end_of_it_is_not_taken(of_held: str, code: str) -> None:
    """More than the bot holds is the trader's own: nothing of it becomes the bot's."""
    held = Held()
    venue = held.qty * D(of_held)
    assert refused(held.kernel, ev.PositionTaken(10, NAME, venue, held.qty)) == code
    assert refused(held.kernel, ev.PositionTaken(10, NAME, D(0), held.qty / 2)) == "position_moved"


def test_an_order_without_proof_may_be_the_trade() -> None:
    """Then nothing is taken until it is known what became of it."""
    held = Held()
    (order, *_) = held.record.live_orders()
    held.record.slots[order.slot].order = order._replace(state=type(order.state).UNKNOWN)
    event = ev.PositionTaken(10, NAME, D(0), held.qty)
    assert refused(held.kernel, event) == "orders_without_proof"


def test_a_bot_that_stops_ends() -> None:
    """It tries to close what is not there; with the answer there is nothing left to be closed."""
    held = Held(exit="close")
    held.do(ev.BotStopped(8, "b1", ev.Exit.SELL))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    (closing,) = held.record.live_orders()
    held.do(ev.OrderRejected(8, closing.client_id, "reduce_only"))
    assert held.record.state is BotState.STOPPING
    held.outside("f1", Side.SELL, held.qty)
    held.take(0)
    assert (held.record.state, held.record.reason) == (BotState.STOPPED, "by_you")
    assert not held.record.live_orders()


def test_a_position_that_was_kept_is_taken_too() -> None:
    """Its bot has ended: nothing but the books moves."""
    held = Held()
    held.do(ev.BotStopped(8, "b1", ev.Exit.KEEP))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    assert held.record.state is BotState.STOPPED
    held.outside("f1", Side.SELL, held.qty)
    held.take(0)
    assert (held.record.state, held.record.position) == (BotState.STOPPED, FLAT)
    assert held.kernel.perpetuals.bot_of(NAME) is None


def test_what_was_traded_apart_survives_a_snapshot() -> None:
    """The answer may come after a restart."""
    held = Held()
    held.outside("f1", Side.SELL, held.qty)
    saved = json.loads(json.dumps(snapshot.save(held.kernel)))
    twin = Kernel({i.id: i for i in (PERPETUAL, SPOT)}, make_bot, secret=b"s")
    snapshot.load(twin, saved)
    assert snapshot.save(twin) == saved
    event = ev.PositionTaken(10, NAME, D(0), held.qty)
    assert twin.handle(event) == held.kernel.handle(event)
    assert snapshot.save(twin) == snapshot.save(held.kernel)


def test_an_exit_that_the_venue_has_no_position_for_waits() -> None:
    """It was closed there by hand a moment ago: asked again later and later, and told once."""
    held = Held()
    held.do(ev.BotStopped(8, "b1", ev.Exit.SELL))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    ns, sent = 9, list[str]()
    for _ in range(60):
        exits = [order for order in held.record.live_orders() if order.spec.reduce_only]
        for order in exits:
            sent.append(order.client_id)
            held.do(ev.OrderRejected(ns, order.client_id, "reduce_only"))
        ns += 1_000_000_000
        due = held.kernel.alarms.next_ns
        if due is not None and due <= ns:
            held.do(ev.AlarmDue(ns))
    assert 4 <= len(set(sent)) <= 7
    assert len([fact for fact in held.facts if getattr(fact, "code", "") == "exit_waits"]) == 1
    assert held.record.stopping


def other_bot(held: Held, qty: Decimal) -> None:
    """Another bot of the same market holds this."""
    other = copy(held.record)
    other.id, other.slots, other.position = "b2", {}, Position(qty, D(100) * abs(qty))
    held.kernel.bots["b2"] = other


def test_an_exit_ends_with_the_position_that_it_was_for() -> None:
    """What the owner closed by hand is closed: the attempt that waits closes nothing of the next bot."""
    held = Held()
    held.do(ev.BotStopped(8, "b1", ev.Exit.KEEP))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    held.do(ev.BotStopped(9, "b1", ev.Exit.SELL))
    (order,) = held.record.live_orders()
    held.do(ev.OrderRejected(9, order.client_id, "reduce_only"))
    held.outside("f1", Side.SELL, held.qty)
    held.take(0)
    assert held.record.position == FLAT
    other_bot(held, held.qty)
    held.do(ev.AlarmDue(40_000_000_000))
    assert not held.record.live_orders()
    assert not held.kernel.passing.waits


def test_the_owners_next_trade_is_not_the_bots_for_a_short_either() -> None:
    """Bought back to nothing, and then bought for the owner: the second trade stays outside."""
    held = Held(direction="short")
    qty = -held.record.position.qty
    for name in ("f1", "f2"):
        realised = 3 * qty if name == "f1" else D(0)
        fee = (D("0.01"), "CASH")
        held.do(ev.ForeignTraded(9, NAME, name, Side.BUY, D(97), qty, *fee, realised))
    before = held.money()
    held.take(qty)
    (fill,) = [fact for fact in held.facts if isinstance(fact, fx.FillBooked)]
    assert (fill.trade_id, fill.qty) == ("f1", qty)
    assert held.money() == before + 3 * qty - D("0.01")


def test_what_ends_a_position_that_another_bot_holds_the_other_side_of_is_no_closing_order() -> None:
    """An order of an ended bot filled late, while another bot traded: the venue has nothing to close."""
    held = Held()
    held.do(ev.BotStopped(8, "b1", ev.Exit.KEEP))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    other_bot(held, -held.qty)
    held.do(ev.BotStopped(9, "b1", ev.Exit.SELL))
    (order,) = held.record.live_orders()
    assert (order.spec.side, order.spec.qty) == (Side.SELL, held.qty)
    assert not order.spec.reduce_only


@pytest.mark.parametrize("others", ["0", "0.5"])
def test_what_ends_a_position_can_open_nothing(others: str) -> None:
    """Also where another bot holds more of the same side."""
    held = Held()
    held.do(ev.BotStopped(8, "b1", ev.Exit.KEEP))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    qty = held.qty * D(others)
    if qty:
        other_bot(held, qty)
    held.do(ev.BotStopped(9, "b1", ev.Exit.SELL))
    (order,) = held.record.live_orders()
    assert order.spec.reduce_only
