"""A grid that sells its coins at a stop, and then a panic: it sells nothing more, however the sale stands."""

from __future__ import annotations

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Order, Side
from finbyte_desktop.core.passing import BACK_OFF_S, NS_PER_S
from finbyte_desktop.core.placing import RULES
from tests.core.test_late import Live


def selling() -> tuple[Live, Order]:
    """A grid whose orders are gone and whose sale of everything was just sent."""
    live = Live()
    live.do(ev.EngineStarted, "life", RULES)
    live.do(ev.BotStopped, "b1", Exit.SELL)
    for order in live.kernel.bots["b1"].live_orders():
        live.do(ev.OrderCanceled, order.client_id, "by_us")
    sale = live.sent()[-1]
    assert (sale.slot, sale.spec.side) == ("take:exit", Side.SELL)
    return live, sale


def panic(live: Live) -> None:
    live.do(ev.BotStopped, "b1", Exit.KEEP, "panic", True)


def later(live: Live) -> None:
    """Every alarm that may have been set comes."""
    for seconds in (*BACK_OFF_S, 60, 60):
        live.ns += seconds * NS_PER_S
        live.do(ev.AlarmDue)


@pytest.mark.parametrize("is_filled_in_part", [False, True])
def test_sale_that_is_live_ends_with_the_panic(is_filled_in_part: bool) -> None:
    """It is asked away; with its end the bot has stopped, at once, and keeps what was not sold."""
    live, sale = selling()
    live.accept(sale)
    if is_filled_in_part:
        live.fill(sale, sale.spec.qty / 2, "t1")
    panic(live)
    assert sale.client_id in live.cancels()
    live.do(ev.OrderCanceled, sale.client_id, "by_us")
    assert live.kernel.bots["b1"].state is BotState.STOPPED
    later(live)
    assert live.sent()[-1] is sale
    assert live.kernel.ledger.held("b1", "COIN") == sale.spec.qty / (2 if is_filled_in_part else 1)
    live.ties()


def test_sale_that_waits_to_be_sent_again_is_not_sent() -> None:
    """The venue was asked too much: the sale would leave by itself later, and the bot hears nothing of it."""
    live, sale = selling()
    live.do(ev.OrderRejected, sale.client_id, "too_many_requests")
    assert live.kernel.passing.waits
    panic(live)
    assert live.kernel.bots["b1"].state is BotState.STOPPED
    later(live)
    assert live.sent()[-1] is sale
    live.ties()


def test_without_a_panic_the_sale_is_sent_again() -> None:
    """What the tests above hold off does happen: their silence proves something."""
    live, sale = selling()
    live.do(ev.OrderRejected, sale.client_id, "too_many_requests")
    later(live)
    assert live.sent()[-1].spec == sale.spec
    assert live.sent()[-1] is not sale
