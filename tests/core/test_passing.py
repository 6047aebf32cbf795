"""Refusals that pass by themselves: the slot waits and is tried again under another id, without a person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, Side
from finbyte_desktop.core.passing import BACK_OFF_S, KEY, NS_PER_S, PASSING, WITHDRAWN
from finbyte_desktop.core.placing import RULES
from tests.core.test_kernel import I
from tests.core.test_late import Live

CODES = sorted(code for code in PASSING if code != WITHDRAWN)


def alive(rules: int = RULES) -> Live:
    """A grid of a live account."""
    live = Live()
    live.do(ev.EngineStarted, "e1", rules)
    return live


def refuse(live: Live, order: Order, code: str) -> list[fx.Fact]:
    """The venue, or this computer, does not take an order."""
    return live.do(ev.OrderRejected, order.client_id, code)


def later(live: Live, seconds: int) -> list[Order]:
    """The orders that leave after so long."""
    before = len(live.sent())
    live.ns += seconds * NS_PER_S
    due = live.kernel.alarms.next_ns
    if due is not None and due <= live.ns:
        live.do(ev.AlarmDue)
    return live.sent()[before:]


def said(live: Live, code: str) -> list[fx.Said]:
    return [f for f in live.facts if isinstance(f, fx.Said) and f.code == code]


def blocked(live: Live) -> list[str]:
    return [f.code for f in live.facts if isinstance(f, fx.SlotBlocked)]


@pytest.mark.parametrize("code", CODES)
def test_passing_refusal_is_tried_again_for_ever(code: str) -> None:
    """Later and later, each time with a new id, told once; nobody is asked, and money ties out."""
    live = alive()
    order = live.buy()
    seen = {order.client_id}
    for wait_s in (*BACK_OFF_S, BACK_OFF_S[-1], BACK_OFF_S[-1]):
        refuse(live, order, code)
        assert later(live, wait_s - 1) == []
        live.ties()
        (again,) = later(live, 1)
        assert (again.slot, again.spec) == (order.slot, order.spec)
        assert again.client_id not in seen
        seen.add(again.client_id)
        order = again
    live.accept(order)
    assert later(live, 60) == []
    assert blocked(live) == []
    (line,) = said(live, "order_waits")
    assert dict(line.fields)["code"] == code
    refuse_another = next(o for o in live.sent() if o.slot != order.slot and o.slot.startswith("L"))
    refuse(live, refuse_another, code)
    assert len(said(live, "order_waits")) == 2, "another episode is told again"


def test_many_refusals_for_one_reason_are_one_line() -> None:
    """A whole plan that meets a limit says so once."""
    live = alive()
    first, second = [o for o in live.sent() if o.slot.startswith("L")][:2]
    refuse(live, first, "too_many_requests")
    refuse(live, second, "too_many_requests")
    assert len(said(live, "order_waits")) == 1
    assert len(later(live, 1)) == 2


def test_refusal_that_does_not_pass_waits_for_a_person() -> None:
    """What the venue will refuse again is not sent again."""
    live = alive()
    refuse(live, live.buy(), "insufficient_funds")
    assert blocked(live) == ["insufficient_funds"]
    assert later(live, 1_000) == []


def test_older_records_decide_as_they_did() -> None:
    """Records of a life that tried nothing again give the same orders when they are folded."""
    live = alive(rules=0)
    refuse(live, live.buy(), "too_many_requests")
    assert blocked(live) == ["too_many_requests"]
    assert later(live, 1_000) == []


def test_open_gate_ends_the_wait() -> None:
    """What was held back by a closed gate leaves when the gate opens, not half a minute later."""
    live = alive()
    order = live.buy()
    live.do(ev.FeedChanged, I.id, False, "asleep")
    refuse(live, order, "market_not_open")
    assert later(live, 5) == []
    before = len(live.sent())
    live.do(ev.FeedChanged, I.id, True, "")
    assert [o.slot for o in live.sent()[before:]] == [order.slot]


def test_paused_bot_does_not_try_again_before_it_is_resumed() -> None:
    """The time of a wait may pass while a bot is paused: nothing leaves, and then it does."""
    live = alive()
    order = live.buy()
    for other in [o for o in live.sent() if o.slot.startswith("L") and o is not order]:
        live.accept(other)
    refuse(live, order, "too_many_requests")
    live.do(ev.BotPaused, "b1", True)
    assert later(live, 100) == []
    live.do(ev.BotResumed, "b1")
    assert [o.slot for o in live.sent()[-1:]] == [order.slot]
    live.ties()


def test_sell_does_not_wait_for_the_buy_before_it() -> None:
    """A buy was refused and waits; the buy below it fills: the sell that takes its level leaves at once, and
    its first refusal is a first one.
    """
    live = alive()
    above, below = (next(o for o in live.sent() if o.slot == slot) for slot in ("L3", "L2"))
    live.accept(below)
    refuse(live, above, "too_many_requests")
    (again,) = later(live, 1)
    refuse(live, again, "too_many_requests")
    live.fill(below, below.spec.qty, "t1")
    sell = live.sent()[-1]
    assert (sell.slot, sell.spec.side) == ("L3", Side.SELL)
    assert live.kernel.passing.waits == {}
    assert all(not key.startswith(KEY) for key in live.kernel.alarms.of_bot("b1"))
    refuse(live, sell, "too_many_requests")
    assert live.kernel.passing.waits["b1", "L3"].tries == 1
    assert [o.spec for o in later(live, BACK_OFF_S[0])] == [sell.spec]
    live.ties()


def test_stopped_bot_waits_for_nothing() -> None:
    """Whatever waited is not wanted any more."""
    live = alive()
    order = live.buy()
    refuse(live, order, "too_many_requests")
    for other in [o for o in live.sent() if o.slot.startswith("L") and o is not order]:
        live.accept(other)
    live.do(ev.BotStopped, "b1", ev.Exit.KEEP)
    for other in list(live.kernel.orders):
        live.do(ev.OrderCanceled, other, "by_us")
    assert live.kernel.passing.waits == {}
    assert later(live, 100) == []
    live.ties()


def test_wait_outlives_a_restart() -> None:
    """A slot that waits is tried again after the application was started anew."""
    live = alive()
    refuse(live, live.buy(), "too_many_requests")
    refuse(live, later(live, 1)[0], "too_many_requests")
    saved: Any = json.loads(json.dumps(snapshot.save(live.kernel)))
    assert saved["format"] == snapshot.TRIES_FORMAT
    live.kernel = Kernel({I.id: I}, make_bot, secret=b"s", kept_ended=100)
    snapshot.load(live.kernel, saved)
    assert later(live, 1) == []
    assert len(later(live, 1)) == 1
    assert blocked(live) == []


def test_order_that_is_not_needed_when_its_turn_comes_is_placed_anew_or_not_at_all() -> None:
    """Taken back before it left: its slot is free at once for what is wanted now."""
    live = alive()
    order = live.buy()
    live.do(ev.BotPaused, "b1")
    assert order.client_id in live.cancels()
    refuse(live, order, WITHDRAWN)
    live.ties()
    assert blocked(live) == []
    live.do(ev.BotResumed, "b1")
    assert live.sent()[-1].spec == order.spec or any(o.slot == order.slot for o in live.sent()[-8:])
    live.ties()


def test_what_a_person_allowed_is_still_allowed() -> None:
    """An order that a person approved and the venue had no time for is not asked about again."""
    live = Live()
    live.kernel.bots["b1"].token = None
    live.kernel.bots["b1"].policy = ev.Policy.EVERY_ORDER
    live.do(ev.EngineStarted, "e1", RULES)
    order = live.buy()
    live.kernel.bots["b1"].slots[order.slot].order = order._replace(grant="approval:r1")
    refuse(live, order, "too_many_requests")
    (again,) = later(live, 1)
    assert again.grant == "approval:r1"
    assert live.kernel.approvals.pending == {}
