"""Which orders a panic tells of: those that were open at any moment from the click to the end, no other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.services.panic_result import PanicWatch, stops
from finbyte_desktop.services.ports import PanicMarket
from tests.core.test_kernel import I
from tests.core.test_late import Live
from tests.services.test_desk import GOOD, opened, run, running, still, ties
from tests.services.test_panic_orders import Book, moved


def ended(live: Live, watch: PanicWatch) -> tuple[PanicMarket, ...]:
    """Every bot is stopped and the venue confirms each cancel; what is told then."""
    for stop in stops(live.kernel, None, lambda: live.ns):
        watch.take(live.kernel.handle(stop).facts)
    for order in live.kernel.bots["b1"].live_orders():
        watch.take(live.do(ev.OrderCanceled, order.client_id, "by_us"))
    return watch.told()


def test_order_that_rests_after_all_is_told() -> None:
    """It was called never accepted before the click, and the venue shows it while the panic is under way."""
    live = Live()
    order = live.buy()
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderNeverAccepted, order.client_id)
    watch = PanicWatch(live.kernel, None)
    count = len(live.kernel.bots["b1"].live_orders())
    watch.take(live.accept(order))
    assert ended(live, watch) == (PanicMarket(I.id, count + 1, 0, 0, 0),)


def test_order_of_another_bot_that_rests_after_all_is_not() -> None:
    """A panic of one bot tells of that one."""
    live = Live()
    order = live.buy()
    live.do(ev.OrderLost, order.client_id)
    live.do(ev.OrderNeverAccepted, order.client_id)
    watch = PanicWatch(live.kernel, "b2")
    watch.take(live.accept(order))
    assert watch.told() == ()


def test_order_that_ended_before_the_click_is_none_of_it() -> None:
    """What became of it is made durable after the click: planned and refused while the disk was slow."""
    live = Live()
    for order in live.sent():
        if order.slot.startswith("L"):
            live.accept(order)
    before = live.sent()[-1]
    facts = live.fill(live.buy(), live.buy().spec.qty, "t1")
    answer = live.sent()[-1]
    assert answer is not before
    facts += live.do(ev.OrderRejected, answer.client_id, "-2010")
    assert any(isinstance(fact, fx.OrderPlanned) for fact in facts)
    watch = PanicWatch(live.kernel, None)
    count = len(live.kernel.bots["b1"].live_orders())
    watch.take(facts)
    assert ended(live, watch) == (PanicMarket(I.id, count, 0, 0, 0),)


def test_bot_that_is_made_after_the_stop_is_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The venue has not confirmed the cancels yet: what a new bot places meanwhile is told by nobody, and
    waited for by nobody.
    """

    async def work() -> None:
        async with opened(tmp_path) as desk:
            first = await running(desk)
            await still(desk)
            book, cancel = Book(desk._kernel, monkeypatch), desk._venue.cancel
            monkeypatch.setattr(desk._venue, "cancel", lambda *_: [])
            told = asyncio.ensure_future(desk.panic_told())
            await asyncio.sleep(0.05)
            expected = set(book.open)
            await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, False)
            (request,) = desk.approvals()
            await desk.decide(request.id, request.digest, True)
            assert book.open.keys() - expected
            assert not told.done()
            monkeypatch.setattr(desk._venue, "cancel", cancel)
            await desk.stop(first, Exit.KEEP)  # asks again
            (row,) = (await told).markets
            assert row == PanicMarket(desk.markets()[0].id, len(expected), 0, 0, 0)
            ties(desk)

    run(work())


def test_panic_of_one_bot_leaves_the_other_bots_to_the_panic_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both wait for their turn, the one of a single bot first; the market moves in between. The panic of all
    tells of every order all the same.
    """

    async def work() -> None:
        async with opened(tmp_path) as desk:
            first, second = await running(desk), await running(desk)
            await still(desk)
            book, flush, has_moved = Book(desk._kernel, monkeypatch), desk._runner.flush, False

            async def flushed() -> None:
                nonlocal has_moved
                await flush()
                if not has_moved and any(isinstance(event, ev.BotStopped) for event in book.events):
                    has_moved = True
                    await moved(desk, lambda: any(order.bot == second for order in book.planned))
                    await flush()

            monkeypatch.setattr(desk._runner, "flush", flushed)
            async with desk._runner.lock:
                one = asyncio.ensure_future(desk.panic_told(first))
                await asyncio.sleep(0.01)
                every = asyncio.ensure_future(desk.panic_told())
                await asyncio.sleep(0.01)
            result, _ = await asyncio.gather(every, one)
            assert any(order.bot == second for order in book.planned)
            assert result.markets == book.markets()

    run(work())
