"""Whatever an order of a grid trades stands in its log, also late and while the bot stops."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.intents import BotState
from tests.core.test_ended_outside import SLOT, Live

D = Decimal


def told(desk: Live, code: str) -> list[dict[str, object]]:
    return [dict(said.fields) for said in desk.said(code)]


def stop(desk: Live) -> None:
    """The cancels are on their way."""
    desk.facts += desk.kernel.handle(ev.BotStopped(desk.ns, "b1", ev.Exit.KEEP)).facts


def test_a_part_that_trades_after_the_cancel() -> None:
    """The order was cancelled in a pause; a part of it trades all the same. The line says how much, and what
    of the level is still wanted; the rest of it then makes the usual line of the whole level.
    """
    desk = Live().begun()
    order = desk.order()
    desk.do(ev.BotPaused(desk.ns, "b1"))
    desk.settle()
    part = D("0.5")
    desk.trade(order, str(part))
    (line,) = told(desk, "grid_part_bought")
    assert (line["qty"], line["price"], line["left"]) == (part, order.spec.price, order.spec.qty - part)
    desk.trade(order, str(order.spec.qty - part))
    (whole,) = told(desk, "grid_bought")
    assert whole["qty"] == order.spec.qty
    assert len(told(desk, "grid_part_bought")) == 1


def test_what_trades_while_it_stops() -> None:
    """Before the cancel is proved the order trades: its line stands there, with its round trip."""
    desk = Live().begun()
    orders = [order for order in desk.kernel.bots["b1"].live_orders() if order.slot.startswith("L")]
    bought = next(order for order in orders if order.slot == SLOT)
    stop(desk)
    assert desk.state is BotState.STOPPING
    desk.trade(bought, str(bought.spec.qty))
    (line,) = told(desk, "grid_end_bought")
    assert (line["qty"], line["price"]) == (bought.spec.qty, bought.spec.price)
    assert "trip" not in line
    for order in orders:
        if order is not bought:
            desk.do(ev.OrderCanceled(desk.ns, order.client_id, "by_us"))
    assert desk.state is BotState.STOPPED


def test_a_trip_that_ends_while_it_stops_is_counted() -> None:
    """Its profit is in the line, and so in the fills and in the sums of the grid."""
    desk = Live().begun()
    desk.goto("98.9")  # the buy at 99 trades, its sell at 100 is placed
    while desk.kernel.approvals.pending:
        desk.answer(ev.Answer.APPROVED)
    (sell,) = [o for o in desk.kernel.bots["b1"].live_orders() if o.slot == "L4"]
    stop(desk)
    desk.trade(sell, str(sell.spec.qty))
    (line,) = told(desk, "grid_end_sold")
    grid = desk.kernel.bots["b1"].bot
    assert line["trip"] == grid.cells.profit > 0  # type: ignore[attr-defined]
