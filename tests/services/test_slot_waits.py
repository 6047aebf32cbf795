"""Orders that wait by themselves are told on the bot's page: why, and when they are tried again."""

from __future__ import annotations

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.passing import BACK_OFF_S, NS_PER_S
from finbyte_desktop.services.read_models import PACE, slot_waits
from finbyte_desktop.services.shown import SlotWait
from tests.core.test_kernel import D
from tests.core.test_late import Live
from tests.core.test_limits import again, live, resting


def waits(of: Live, later_ns: int = 0) -> list[SlotWait]:
    return slot_waits(of.kernel.bots["b1"], of.kernel.passing.waits, of.ns + later_ns)


def test_order_held_back_by_a_limit_waits() -> None:
    """With the limit's code and the moment of the next try; a wider limit ends it."""
    kept = live(max_exposure_a_bot=D(900))
    assert waits(kept) == []
    order = resting(kept)[0]
    again(kept, order)
    (found,) = waits(kept)
    assert (found.slot, found.code, found.side) == (order.slot, "limit_exposure_a_bot", Side.BUY)
    assert (found.price, found.qty) == (order.spec.price, order.spec.qty)
    assert found.until_ns == kept.ns + BACK_OFF_S[0] * NS_PER_S
    kept.do(ev.LimitsSet, kept.kernel.limits._replace(max_exposure_a_bot=None))
    assert [row for row in waits(kept) if row.code != PACE] == []


def test_order_that_was_refused_for_a_while_waits() -> None:
    """A venue that was asked too much; once it is taken nothing waits."""
    kept = live()
    order = resting(kept)[0]
    again(kept, order)
    fresh = next(o for o in kept.sent() if o.slot == order.slot and o.attempt == order.attempt + 1)
    kept.do(ev.OrderRejected, fresh.client_id, "too_many_requests")
    (found,) = [row for row in waits(kept) if row.code != PACE]
    assert (found.slot, found.code) == (order.slot, "too_many_requests")
    assert found.until_ns is not None
    assert found.until_ns > kept.ns


def test_order_whose_turn_has_not_come_waits() -> None:
    """It stands in the row before the venue, or nobody confirmed it: told after a second, with no moment."""
    kept = live()
    order = resting(kept)[0]
    again(kept, order)
    fresh = kept.sent()[-1]
    assert waits(kept) == []  # most leave at once
    told = waits(kept, 2 * NS_PER_S)
    assert [(row.slot, row.code, row.until_ns) for row in told] == [(order.slot, PACE, None)]
    kept.do(ev.OrderAccepted, fresh.client_id, "v9")
    assert waits(kept, 2 * NS_PER_S) == []
