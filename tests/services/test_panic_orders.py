"""Every order that was open at any moment of a panic is in its result once, with its true end; and from its
turn on no bot of its scope places anything.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import PanicMarket
from tests.services.test_desk import opened, run, running, still, until
from tests.support.exchange import TestExchange, venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.live_desk import BALANCES, live_desk, settled, ties_out
from tests.support.live_desk import running as running_live
from tests.support.live_desk import until as until_live

LIMIT_S = 90.0
ENDS = {State.CANCELED: 0, State.EXPIRED: 0, State.FILLED: 1}


class Book:
    """What the kernel itself did from now on: the orders that were open, the order of events, the ends."""

    def __init__(self, kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[ev.Event] = []
        self.open: dict[str, Order] = {}
        self.ends: dict[str, State] = {}
        self.planned: list[Order] = []
        for record in kernel.bots.values():
            self.open |= {order.client_id: order for order in record.live_orders()}
        handle = kernel.handle

        def handled(event: ev.Event) -> Any:
            step = handle(event)
            self.events.append(event)
            for fact in step.facts:
                if isinstance(fact, fx.OrderPlanned):
                    self.open[fact.order.client_id] = fact.order
                    self.planned.append(fact.order)
                elif isinstance(fact, fx.OrderMoved):
                    self.ends[fact.client_id] = fact.state
            return step

        monkeypatch.setattr(kernel, "handle", handled)

    def markets(self) -> tuple[PanicMarket, ...]:
        """What a result must say: each order that was open once, by what became of it."""
        counts: dict[str, list[int]] = {}
        for client_id, order in self.open.items():
            counts.setdefault(order.instrument, [0, 0, 0, 0])[ENDS[self.ends[client_id]]] += 1
        return tuple(PanicMarket(name, *row) for name, row in sorted(counts.items()))

    def is_stopped_at_once(self) -> bool:
        """Whether no event came between the stops of the bots, and nothing was placed after the first."""
        at = [n for n, event in enumerate(self.events) if isinstance(event, ev.BotStopped)]
        return at == list(range(at[0], at[0] + len(at)))


async def moved(desk: PaperDesk, true: Callable[[], object]) -> None:
    """The market of a paper desk goes on until something is so; whoever holds its lock calls this."""
    for _ in range(200):
        if true():
            return
        desk._runner.steps_wanted = 1
        desk._runner.work()
    raise AssertionError("it never came to that")


def test_orders_that_fill_and_are_placed_before_its_turn_are_told_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The market moves between the click and the stop: what filled is told as filled, and the answers to
    that are in the sum.
    """

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await running(desk)
            await running(desk)
            await still(desk)
            book = Book(desk._kernel, monkeypatch)
            async with desk._runner.lock:
                told = asyncio.ensure_future(desk.panic_told())
                await asyncio.sleep(0.01)
                await moved(desk, lambda: len(book.planned) >= 3)
                await desk._runner.flush()
            result = await told
            assert State.FILLED in book.ends.values()
            assert result.markets == book.markets()
            assert book.is_stopped_at_once()
            assert result.is_done

    run(work())


def test_no_bot_trades_while_the_others_are_stopped_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the market moves while something is made durable: all of them have stopped by then."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bots = [await running(desk) for _ in range(3)]
            await still(desk)
            book = Book(desk._kernel, monkeypatch)
            flush, runner = desk._runner.flush, desk._runner

            async def flushed() -> None:
                await flush()
                if not runner.journal.is_dirty:
                    for _ in range(12):
                        runner.steps_wanted = 1
                        runner.work()

            monkeypatch.setattr(runner, "flush", flushed)
            result = await desk.panic_told()
            monkeypatch.setattr(runner, "flush", flush)
            assert book.planned == []
            assert result.markets == book.markets()
            assert book.is_stopped_at_once()
            await still(desk)
            assert {desk._kernel.bots[bot].state for bot in bots} == {BotState.STOPPED}

    run(work())


def test_bot_that_sells_at_its_stop_sells_no_more_in_a_panic(tmp_path: Path) -> None:
    """A panic keeps coins: the sale that is under way, or is tried again, ends with it."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            kernel = desk._kernel
            held = kernel.ledger.held(bot, "COIN")
            assert held > 0
            venue = desk._venue
            submit = venue.submit
            venue.submit = lambda order: [  # type: ignore[method-assign, assignment, misc, unused-ignore]
                ev.OrderRejected(kernel.ns, order.client_id, "venue_busy")
            ]
            await desk.stop(bot, Exit.SELL)
            assert desk.card(bot).state is BotState.STOPPING
            venue.submit = submit  # type: ignore[method-assign]
            result = await desk.panic_told()
            planned = kernel.placing.seq
            assert result.is_done
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            assert kernel.placing.seq == planned
            assert kernel.ledger.account_total("COIN") == held

    run(work())


def test_orders_of_another_bot_are_none_of_its(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic of one bot tells of that one; the other goes on trading."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            first, second = await running(desk), await running(desk)
            await still(desk)
            count = len(desk._kernel.bots[first].live_orders())
            book = Book(desk._kernel, monkeypatch)
            async with desk._runner.lock:
                told = asyncio.ensure_future(desk.panic_told(first))
                await asyncio.sleep(0.01)
                await moved(desk, lambda: {o.bot for o in book.planned} >= {first, second})
                await desk._runner.flush()
            result = await told
            mine = [order for order in book.open.values() if order.bot == first]
            assert len(mine) > count
            (row,) = result.markets
            assert (row.cancelled + row.filled, row.unproved, row.resting) == (len(mine), 0, 0)
            assert row.filled == sum(book.ends[order.client_id] is State.FILLED for order in mine)
            assert desk.card(second).state is BotState.RUNNING

    run(work())


@pytest.fixture(params=["binance", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def limited(work: Any) -> None:
    async def inner() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(inner())


def live(tmp_path: Path, exchange: TestExchange, venue: str) -> AbstractAsyncContextManager[LiveDesk]:
    return live_desk(tmp_path, exchange, venue, exchange.add_account("trader", BALANCES))


async def dropped(exchange: TestExchange, venue: str, permille: int) -> None:
    """The market falls by so much: buys of the grids are filled."""
    place = venue_named(exchange.exchange, venue)
    key = next(k for k, i in place.engine.instruments.items() if i.symbol == "BTCUSDT" and not i.is_linear)
    assert isinstance(place.market, SeededMarket)
    place.market.trade_at(key, place.market.fair[key] * (1000 - permille) // 1000)


def test_answers_of_a_grid_before_its_turn_are_told_live(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fills that are on their way in when a person panics are answered before the stop has its turn: those
    orders are cancelled and told, and nothing of the account is missing.
    """

    async def work() -> None:
        async with TestExchange(seed=5, venues=[venue]) as exchange, live(tmp_path, exchange, venue) as desk:
            for _ in range(2):
                await running_live(desk, f"{venue}:BTC/USDT", investment="4000")
            shell = desk._account.shell
            book = Book(desk._kernel, monkeypatch)
            async with shell._lock:
                await dropped(exchange, venue, 18)
                await until_live(lambda: len(shell._inbox) >= 2)
                await asyncio.sleep(0.3)  # now whoever takes the inbox in is the first to have its turn
                told = asyncio.ensure_future(desk.panic_told())
                await asyncio.sleep(0.05)
            result = await told
            assert book.planned, "nothing was answered before the stop: this proves nothing"
            assert set(book.ends.values()) >= {State.FILLED}
            there = Counter(book.ends[client_id] for client_id in book.open)
            assert sum(there[state] for state in ENDS) + there[State.REJECTED] == len(book.open)
            (row,) = result.markets
            assert row.cancelled == there[State.CANCELED] + there[State.EXPIRED]
            assert (row.filled, row.never_there) == (there[State.FILLED], there[State.REJECTED])
            assert (row.unproved, row.resting) == (0, 0)
            assert result.is_done
            assert book.is_stopped_at_once()
            await settled(desk)
            ties_out(desk, exchange, venue)
            assert not [o for o in exchange.truth(venue).orders if o.state.is_open]

    limited(work())


def test_nothing_leaves_before_its_turn_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the click on, also while the disk is slow and the stop waits for it: an answer that was planned
    meanwhile never leaves, and is told as never having been there.
    """

    async def work() -> None:
        venue = "binance"
        async with TestExchange(seed=5, venues=[venue]) as exchange, live(tmp_path, exchange, venue) as desk:
            await running_live(desk, f"{venue}:BTC/USDT")
            shell = desk._account.shell
            book = Book(desk._kernel, monkeypatch)
            before = len([r for r in exchange.truth(venue).requests if r.kind == "create"])
            commit, told = desk._journal.commit, None
            ended: set[str] = set()  # before the panic

            async def slow(*args: Any) -> None:
                nonlocal told
                await commit(*args)
                if book.planned and told is None:  # a person panics while the answers become durable
                    ended.update(name for name in book.open if book.ends.get(name) in ENDS)
                    told = asyncio.ensure_future(desk.panic_told())
                    await asyncio.sleep(0.2)

            monkeypatch.setattr(desk._journal, "commit", slow)
            await dropped(exchange, venue, 18)
            await until_live(lambda: told is not None)
            assert told is not None
            result = await told
            (row,) = result.markets
            assert row.never_there >= 1
            assert row.cancelled + row.filled + row.never_there == len(book.open.keys() - ended)
            assert len([r for r in exchange.truth(venue).requests if r.kind == "create"]) == before
            await settled(desk)
            there = {o.client_id for o in exchange.truth(venue).orders}
            assert len(book.open.keys() - there) == row.never_there
            assert not shell.panicking

    limited(work())


def test_bot_that_fails_while_it_is_stopped_leaves_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that raises when it is asked to stop has its orders cancelled all the same."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            record = desk._kernel.bots[bot]
            count = len(record.live_orders())

            def torn(*_: Any) -> Any:
                raise RuntimeError("torn")

            monkeypatch.setattr(record.bot, "on_event", torn)
            result = await desk.panic_told()
            (row,) = result.markets
            assert (row.cancelled, row.resting) == (count, 0)
            assert record.live_orders() == []

    run(work())
