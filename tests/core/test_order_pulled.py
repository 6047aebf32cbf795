"""A person cancels one order of a bot: it goes, and the same does not come back by itself."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, Role, Side
from tests.core.test_kernel import Desk, I

D = Decimal
SLOT = "L3"  # the buy at 99, the first one below the price


def started(part: str | None = None, **more: object) -> Desk:
    desk = Desk(part=part)
    desk.create(ev.Policy.AUTOMATIC, **more)
    assert desk.state is BotState.RUNNING
    return desk


def pull(desk: Desk, slot: str = SLOT) -> None:
    desk.do(ev.OrderPulled(desk.ns, "b1", slot))


def order(desk: Desk, slot: str = SLOT) -> Order | None:
    return desk.kernel.bots["b1"].slots[slot].order


def blocked(desk: Desk, slot: str = SLOT) -> str | None:
    return desk.kernel.bots["b1"].slots[slot].blocked


def test_the_order_goes_and_the_level_is_blocked() -> None:
    """One cancel, its money is free, the reason and the line of the log are facts, nothing else moves."""
    desk = started()
    before, held = order(desk), desk.kernel.ledger.free("b1", "CASH")
    assert before is not None
    others = {name: slot.order for name, slot in desk.kernel.bots["b1"].slots.items() if name != SLOT}
    count = len(desk.facts)
    pull(desk)
    assert [c.client_id for c in desk.canceled] == [before.client_id]
    assert order(desk) is None
    assert blocked(desk) == "pulled_by_you"
    assert desk.kernel.ledger.free("b1", "CASH") > held
    told = [fact for fact in desk.facts[count:] if isinstance(fact, fx.SlotBlocked | fx.Said)]
    assert [type(fact).__name__ for fact in told] == ["SlotBlocked", "Said"]
    assert (told[1].code, told[1].level) == ("order_pulled", Level.INFO)  # type: ignore[union-attr]
    after = {name: slot.order for name, slot in desk.kernel.bots["b1"].slots.items() if name != SLOT}
    assert after == others
    assert desk.state is BotState.RUNNING


def test_the_same_is_not_placed_again() -> None:
    """Neither when the bot asks again, nor after a pause, nor when prices come back."""
    desk = started()
    pull(desk)
    sent = len(desk.submitted)
    desk.do(ev.BotPaused(desk.ns, "b1", keep_orders=True))
    desk.do(ev.BotResumed(desk.ns, "b1"))
    desk.do(ev.FeedChanged(desk.ns, I.id, False, "stale"))
    desk.do(ev.FeedChanged(desk.ns, I.id, True, ""))
    assert len(desk.submitted) == sent
    desk.goto("98.5")
    assert order(desk) is None
    assert blocked(desk) == "pulled_by_you"


def test_another_cycle_uses_the_level_again() -> None:
    """The level below filled: its sell belongs there, and that is another order."""
    desk = started()
    pull(desk)
    desk.goto("97.5")
    mirror = order(desk)
    assert mirror is not None
    assert mirror.spec.side is Side.SELL
    assert blocked(desk) is None


def test_try_again_places_it() -> None:
    """The very same order, once."""
    desk = started()
    before = order(desk)
    assert before is not None
    pull(desk)
    desk.do(ev.TriedAgain(desk.ns, "b1", SLOT))
    again = order(desk)
    assert again is not None
    assert again.spec == before.spec
    assert blocked(desk) is None
    with pytest.raises(UserError, match="not blocked"):
        desk.do(ev.TriedAgain(desk.ns, "b1", SLOT))


def test_more_money_does_not_bring_the_order_back() -> None:
    """Who cancelled it decides when it comes again; then it has the size of then."""
    desk = started()
    desk.do(ev.Deposited(desk.ns, "CASH", D(1000)))
    before = order(desk)
    assert before is not None
    pull(desk)
    desk.do(ev.InvestmentAdded(desk.ns, "b1", D(1000)))
    desk.settle()
    assert order(desk) is None
    assert blocked(desk) == "pulled_by_you"
    desk.do(ev.TriedAgain(desk.ns, "b1", SLOT))
    now = order(desk)
    assert now is not None
    assert now.spec.qty > before.spec.qty
    assert blocked(desk) is None


def test_nothing_to_cancel_is_refused() -> None:
    """A vacant level, an unknown one, one that is pulled already, a bot that has ended."""
    desk = started()
    pull(desk)
    for slot in (SLOT, "L4", "L99", "open"):
        with pytest.raises(UserError) as caught:
            pull(desk, slot)
        assert (caught.value.code, caught.value.text) == (
            "no_such_order", "No order rests there any more. Nothing was cancelled.",
        )  # fmt: skip
    desk.do(ev.BotStopped(desk.ns, "b1", ev.Exit.KEEP))
    with pytest.raises(UserError, match="ended"):
        pull(desk, "L1")
    with pytest.raises(UserError, match="no bot"):
        desk.do(ev.OrderPulled(desk.ns, "b2", SLOT))


def fill(desk: Desk, old: Order, qty: Decimal) -> None:
    """A trade that the venue made before the cancel reached it."""
    trade = ev.OrderFilled(
        desk.ns, old.client_id, "race", old.spec.price, qty, D(0), "CASH", D(0), Role.MAKER
    )  # fmt: skip
    desk.facts += desk.kernel.handle(trade).facts


def test_a_fill_that_was_faster_frees_the_level() -> None:
    """It counts as any fill: the mirror order stands, and the level may be used again later."""
    desk = started()
    old = order(desk)
    assert old is not None
    desk.kernel.handle(ev.OrderPulled(desk.ns, "b1", SLOT))
    fill(desk, old, old.spec.qty)
    assert blocked(desk) is None
    mirror = order(desk, "L4")
    assert mirror is not None
    assert mirror.spec.side is Side.SELL
    late = desk.kernel.handle(ev.OrderCanceled(desk.ns, old.client_id, "canceled"))
    assert [type(fact).__name__ for fact in late.facts] == ["EventIgnored"]


def test_the_rest_of_a_partly_filled_order_stays_away_too() -> None:
    """The bot wants the rest at the same price; that is what was cancelled. Try again places it."""
    desk = started()
    old = order(desk)
    assert old is not None
    desk.kernel.handle(ev.OrderPulled(desk.ns, "b1", SLOT))
    fill(desk, old, D("0.5"))
    step = desk.kernel.handle(ev.OrderCanceled(desk.ns, old.client_id, "canceled"))
    assert step.commands == []
    assert blocked(desk) == "pulled_by_you"
    desk.kernel.handle(ev.TriedAgain(desk.ns, "b1", SLOT))
    rest = order(desk)
    assert rest is not None
    assert rest.spec == old.spec._replace(qty=old.spec.qty - D("0.5"))


def test_the_event_survives_the_journal_and_a_snapshot() -> None:
    """Written and read it is the same; a restored kernel keeps the level blocked and goes on alike."""
    event = ev.OrderPulled(5, "b1", SLOT)
    assert decode(json.loads(json.dumps(encode(event)))) == event
    desk = started()
    pull(desk)
    saved = json.loads(json.dumps(snapshot.save(desk.kernel)))
    twin = Kernel({I.id: I}, make_bot)
    snapshot.load(twin, saved)
    assert snapshot.save(twin) == saved
    for kernel in (twin, desk.kernel):
        assert kernel.handle(ev.BotPaused(desk.ns, "b1", keep_orders=True)).commands == []
        assert kernel.handle(ev.BotResumed(desk.ns, "b1")).commands == []
    again = [kernel.handle(ev.TriedAgain(desk.ns, "b1", SLOT)) for kernel in (twin, desk.kernel)]
    assert again[0] == again[1]
    assert snapshot.save(twin) == snapshot.save(desk.kernel)


def test_folding_the_events_gives_the_same_kernel() -> None:
    """A journal of commands and reports, with a pulled order among them, rebuilds every state."""
    desk = Desk()
    log: list[tuple[ev.Event, dict[str, Decimal]]] = []
    handle = desk.kernel.handle

    def noted(event: ev.Event) -> object:
        log.append((event, dict(desk.kernel.last)))
        return handle(event)

    desk.kernel.handle = noted  # type: ignore[method-assign, assignment]
    desk.create(ev.Policy.AUTOMATIC)
    pull(desk)
    desk.do(ev.TriedAgain(desk.ns, "b1", SLOT))
    pull(desk, "L0")
    for price in ("97.5", "99.5", "102.5"):
        desk.goto(price)
    pull(desk, "L1")
    twin = Kernel({I.id: I}, make_bot)
    twin.last[I.id] = D(100)
    twin.handle(ev.Deposited(0, "CASH", D(1000)))
    for event, last in log:
        twin.last.update(last)
        twin.handle(decode(json.loads(json.dumps(encode(event)))))
    twin.last.update(desk.kernel.last)
    assert snapshot.save(twin) == snapshot.save(desk.kernel)
