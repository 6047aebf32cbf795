"""A position that a bot kept is closed when a person says so, however often it did not work before."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.orders import SELL, Order
from finbyte_desktop.core.perpetuals import EXIT
from finbyte_desktop.core.placing import RULES
from tests.core.test_out_of_turn_futures import PERPETUAL, PerpetualDesk

D = Decimal
PARAMS = {
    "direction": "long", "leverage": 3, "lower": "96", "upper": "104", "grids": 8, "investment": "1000",
}  # fmt: skip


def asked_twice(rules: int) -> tuple[Order, list[Order]]:
    """The order of the first asking, which expired with nothing traded, and those of the second."""
    desk = PerpetualDesk(None)
    desk.kernel.placing.rules = rules
    desk.do(ev.BotCreated(desk.ns, "b1", "futures_grid", PERPETUAL.id, PARAMS, ev.Policy.AUTOMATIC, True))
    desk.goto("100.1")
    desk.do(ev.BotStopped(desk.ns, "b1", ev.Exit.KEEP))
    desk.goto("100.2")
    held = desk.kernel.bots["b1"].position.qty
    assert held > 0
    step = desk.kernel.handle(ev.BotStopped(desk.ns, "b1", ev.Exit.SELL))
    (first,) = [command.order for command in step.commands]  # type: ignore[union-attr]
    assert (first.slot, first.spec.side, first.spec.qty) == (EXIT, SELL, held)
    desk.kernel.handle(ev.OrderAccepted(desk.ns, first.client_id, "1"))
    desk.kernel.handle(ev.OrderCanceled(desk.ns, first.client_id, "expired"))
    step = desk.kernel.handle(ev.BotStopped(desk.ns, "b1", ev.Exit.SELL))
    return first, [command.order for command in step.commands]  # type: ignore[union-attr]


def test_a_close_that_found_nobody_is_asked_for_again() -> None:
    """The order expired with nothing traded, and the price is the same: the next one leaves all the same."""
    first, (second,) = asked_twice(RULES)
    assert (second.spec, second.attempt) == (first.spec, 2)


@pytest.mark.parametrize("rules", [0, 4])
def test_older_records_of_it_decide_as_they_did(rules: int) -> None:
    """Before, such an order was blocked."""
    assert asked_twice(rules)[1] == []
