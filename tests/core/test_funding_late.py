"""A funding that the venue tells late belongs to the bot that held the position when it was due."""

from __future__ import annotations

import json
from decimal import Decimal

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Role
from tests.core.test_perpetuals import LONG, PERPETUAL, SPOT
from tests.core.test_position_taken import NAME, Held

D = Decimal
S = 10**9
T = 1_000 * S


def funded(held: Held, ns: int, ref: str = "f1", amount: str = "-2") -> None:
    held.do(ev.FundingSettled(ns, NAME, ref, D("0.0001"), D(100), D(amount)))


def ended() -> Held:
    """A bot that held from 4 ns on, closed at T and gave its money back."""
    held = Held(exit="close")
    held.do(ev.BotStopped(T - 5, "b1", ev.Exit.SELL))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(T - 4, order.client_id, "by_us"))
    (order,) = held.record.live_orders()
    held.do(ev.OrderAccepted(T - 3, order.client_id, "v99"))
    fee = (D(0), "CASH", D(0))
    held.do(ev.OrderFilled(T, order.client_id, "t99", D(100), order.spec.qty, *fee, Role.TAKER, D(0)))
    held.do(ev.BotReleased(T + 1, "b1"))
    assert not held.record.position.qty
    return held


def money(held: Held, owner: str) -> Decimal:
    return held.kernel.ledger.held(owner, "CASH")


def test_what_was_due_before_its_end_is_the_bots() -> None:
    """Once, also when it is told again, and its profit has it."""
    held = ended()
    with exact():
        before = held.figures.total(D(100))
    funded(held, T - 100)
    funded(held, T - 100)
    assert money(held, "b1") == -2
    with exact():
        assert held.figures.total(D(100)) == before - 2
    step = held.do(ev.BotReleased(T + 2, "b1"))
    assert step.commands == []  # nothing is to be put behind a position
    assert money(held, "b1") == 0
    with exact():
        assert held.figures.total(D(100)) == before - 2
        assert held.figures.funding == -2
    assert [dict(fact.fields)["amount"] for fact in held.said("funding")] == [D(-2)]


def test_what_is_due_later_is_not() -> None:
    """The position of then was nobody's here."""
    held = ended()
    before = money(held, UNATTRIBUTED)
    funded(held, T + 3600 * S)
    assert (money(held, "b1"), money(held, UNATTRIBUTED)) == (0, before - 2)


def test_the_next_bot_does_not_pay_for_it() -> None:
    """It trades the market by now; each has what was due while it held."""
    held = ended()
    with exact():
        held.do(ev.BotCreated(T + 60 * S, "b2", "futures_grid", NAME, LONG, ev.Policy.AUTOMATIC, True))
    record = held.kernel.bots["b2"]
    (order, *_) = record.live_orders()
    held.do(ev.OrderAccepted(T + 61 * S, order.client_id, "v100"))
    fee = (D(0), "CASH", D(0))
    fill = (order.client_id, "t100", D(100), order.spec.qty)
    held.do(ev.OrderFilled(T + 61 * S, *fill, *fee, Role.TAKER))
    before = money(held, "b2")
    funded(held, T - 100)
    assert (money(held, "b1"), money(held, "b2")) == (-2, before)
    funded(held, T + 62 * S, "f2")
    assert (money(held, "b1"), money(held, "b2")) == (-2, before - 2)
    funded(held, T + 50 * S, "f3")  # the venue settles up to 15 s beside its time
    assert (money(held, "b1"), money(held, "b2")) == (-2, before - 4)


def test_it_is_known_after_a_restart() -> None:
    """Who held when is part of the saved state."""
    held = ended()
    saved = json.loads(json.dumps(snapshot.save(held.kernel)))
    twin = Kernel({i.id: i for i in (PERPETUAL, SPOT)}, make_bot, secret=b"s")
    snapshot.load(twin, saved)
    event = ev.FundingSettled(T - 100, NAME, "f1", D("0.0001"), D(100), D(-2))
    facts = twin.handle(event).facts
    assert facts == held.kernel.handle(event).facts
    assert any(isinstance(fact, fx.Said) for fact in facts)
