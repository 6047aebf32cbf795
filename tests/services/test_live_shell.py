"""The live shell against the test exchange in virtual time: sleep, silence, first money, a full disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Role, State
from finbyte_desktop.services.live.joining import Joining
from finbyte_desktop.services.live.markets import POLL_S
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import OrderReport, TradeReport
from finbyte_desktop.services.venues.venue_trouble import KEY_TROUBLES
from tests.support.exchange import truth
from tests.support.exchange.assembly import venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.simulation.world import Client, World

D = Decimal
BTC = "binance:BTC/USDT"
LIMIT_S = 1_000_000.0
SLEEP_S = 1_800
Work = Callable[[World, LiveShell], Awaitable[None]]


def on(work: Work, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """Runs work with a client that is connected and knows its money."""
    from tests.support.simulation.virtual import run

    world = World(1, 10.0, faults=False)
    world.dice.random = lambda: 1.0  # type: ignore[method-assign]  # nobody is killed here
    world.exchange.faults.add("net.latency", min_ms=5, max_ms=60)
    monkeypatch.setattr(ccxt.Exchange, "milliseconds", staticmethod(lambda: world.exchange.now_ns // 10**6))

    async def main() -> None:
        client = world.client = Client(world)
        await client.boot()
        assert client.shell is not None
        await client.shell.adopt_balances()
        try:
            await work(world, client.shell)
            assert client.failed is None
        finally:
            await client.kill()

    run(world.exchange, main(), LIMIT_S)


async def juggler(shell: LiveShell) -> None:
    """A bot that wants orders all the time."""
    await shell.use(BTC)
    params = {"seed": "1", "base": "0.5", "quote": "20000"}
    created = ev.BotCreated(shell.port.now_ns(), "b1", "juggler", BTC, params, ev.Policy.AUTOMATIC, True)
    await shell.command(created)


async def until(true: Callable[[], object], within_s: float = 900.0, step_s: float = 0.05) -> None:
    """Waits in virtual time until something is so."""
    for _ in range(int(within_s / step_s)):
        if true():
            return
        await asyncio.sleep(step_s)
    raise AssertionError(f"it did not come within {within_s:.0f} s")


def booked(world: World) -> int:
    """How many trades are in the journal."""
    return sum(isinstance(fact, fx.FillBooked) for fact in world.disk.facts)


def test_first_money_is_the_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the first connection the ledger begins with what the venue holds, and nothing differs."""

    async def work(world: World, shell: LiveShell) -> None:
        there = {asset: D(text) for asset, text in truth(world.exchange, "binance").balances.items()}
        assert {a: shell.kernel.ledger.account_total(a) for a in there} == there
        assert await shell.compare() == ()
        world.exchange.act("account.deposit", asset="USDT", atoms=500 * 10**8)
        assert [(d.asset, d.venue - d.ledger) for d in await shell.compare()] == [("USDT", D(500))]

    on(work, monkeypatch)


def test_after_a_long_sleep_nothing_leaves_before_all_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The gates close at the first beat, the account is read within 15 s, and only then orders leave."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(60)
        before = len(truth(world.exchange, "binance").requests)
        market = venue_named(world.exchange, "binance").market
        assert isinstance(market, SeededMarket)
        market._paused.update(("BTCUSDT", "DOGEUSDT"))
        world.exchange.advance(SLEEP_S)  # the whole process stands still meanwhile
        woke_ns = world.exchange.now_ns
        await until(lambda: shell.gates)
        assert shell.gates == {BTC: {"asleep"}}
        await until(lambda: not shell.gates, step_s=0.001)
        took_s = (world.exchange.now_ns - woke_ns) / 1e9
        assert took_s < 15
        meanwhile = [
            r
            for r in truth(world.exchange, "binance").requests[before:]
            if woke_ns < r.time_ns < world.exchange.now_ns
        ]
        assert [r.kind for r in meanwhile if r.kind == "create"] == []
        await asyncio.sleep(60)
        sent = [r for r in truth(world.exchange, "binance").requests[before:] if r.kind == "create"]
        assert sent

    on(work, monkeypatch)


def test_stream_that_falls_silent_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pings go on and no data comes: within 30 s the fill is known all the same."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(90)
        world.exchange.faults.add("stream.drop")
        known = booked(world)
        await until(lambda: len(truth(world.exchange, "binance").fills) > known)
        filled_ns = world.exchange.now_ns
        await until(lambda: booked(world) > known)
        assert (world.exchange.now_ns - filled_ns) / 1e9 < 30

    on(work, monkeypatch)


def test_trade_of_an_order_known_by_the_number_in_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Binance tells trades by the order's number alone: where the stream is silent and the venue loses the
    order at once, the answer to the order is all that ever named it.
    """

    async def work(world: World, shell: LiveShell) -> None:
        world.exchange.faults.add("stream.drop")
        seen: set[str] = set()
        heard = shell.reading.order

        def noted(report: OrderReport) -> Iterator[ev.Event]:
            seen.add(report.client_id or "")
            return heard(report)

        monkeypatch.setattr(shell.reading, "order", noted)
        await juggler(shell)
        await until(lambda: [o for o in shell.live() if o.state is State.OPEN], step_s=0.001)
        named = [o for o in shell.live() if o.venue_id is not None and o.client_id not in seen]
        assert named
        for order in named:
            assert order.venue_id is not None
            one, ns = D("0.00001"), shell.port.now_ns()
            head = (ns, BTC, "1", order.venue_id, None, order.spec.side)
            report = TradeReport(*head, order.spec.price, one, D(0), "USDT", Role.MAKER)
            assert shell.reading.client_id_of(report) == order.client_id

    on(work, monkeypatch)


def test_order_without_an_answer_known_within_thirty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that never arrived: no proof, then the fence's proof, and the want has a new attempt."""

    async def work(world: World, shell: LiveShell) -> None:
        world.exchange.faults.add("net.loss_request", times=1, where={"kind": "create"})
        await juggler(shell)
        live = shell.kernel.bots["b1"].live_orders
        await until(lambda: any(order.state is State.UNKNOWN for order in live()))
        lost = next(order for order in live() if order.state is State.UNKNOWN)

        def state() -> State:
            found = shell.order(lost.client_id)
            assert found is not None
            return found.state

        await until(lambda: state() is not State.UNKNOWN)
        assert state() is State.NEVER_ACCEPTED
        assert 25 < (shell.port.now_ns() - lost.created_ns) / 1e9 < 30

    on(work, monkeypatch)


def test_disk_that_is_full_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written cannot be sent: no request leaves, and commands say why."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(5)
        world.disk.full = True
        await asyncio.sleep(1)  # what was durable may still be on its way
        before = len([r for r in truth(world.exchange, "binance").requests if r.kind == "create"])
        with pytest.raises(Unavailable):
            await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
        await asyncio.sleep(60)
        after = [r for r in truth(world.exchange, "binance").requests if r.kind == "create"]
        assert len(after) == before
        with pytest.raises(Unavailable):
            await shell.command(ev.BotResumed(shell.port.now_ns(), "b1"))
        assert world.client is not None
        world.client.failed = None  # the inbox ended with the disk, which is what was asked for

    on(work, monkeypatch)


def test_person_cannot_answer_what_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer to an order that is in no quarantine is refused, and nothing changes."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(20)
        live = shell.kernel.bots["b1"].live_orders()
        with pytest.raises(UserError):
            await shell.command(ev.QuarantineAnswered(shell.port.now_ns(), live[0].client_id))
        assert shell.kernel.bots["b1"].live_orders()[0] == live[0]

    on(work, monkeypatch)


def breaks(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, times: int) -> list[int]:
    """A method that raises so many times, once it was called, and works after that."""
    real, left = getattr(owner, name), [times]

    async def torn(self: Any, *given: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise RuntimeError("torn")
        return await real(self, *given)

    monkeypatch.setattr(owner, name, torn)
    return left


def kept_going(world: World) -> None:
    """An error of a task that begins anew is no failure of this run."""
    assert world.client is not None
    assert isinstance(world.client.failed, RuntimeError)
    world.client.failed = None
    world.died.clear()


def test_poll_that_fails_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the reading is told, and it is read again; orders go on."""
    polled: list[str] = []

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        left = breaks(monkeypatch, Joining, "read_market", 1)
        real = Joining.read_market

        async def noted(self: Joining, name: str, whole: bool = False) -> None:
            await real(self, name, whole)
            polled.append(name)

        monkeypatch.setattr(Joining, "read_market", noted)
        await until(lambda: not left[0], 30)
        await until(lambda: polled, 30)
        assert shell.failure is None
        kept_going(world)

    on(work, monkeypatch)


def test_stream_that_fails_is_joined_before_orders_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a stream waits to begin anew the account's markets are closed; they open when all was read."""
    reasons: list[str] = []

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(5)
        real = Joining.reconcile

        async def noted(self: Joining, why: str) -> None:
            assert BTC in shell.gates
            reasons.append(why)
            await real(self, why)

        monkeypatch.setattr(Joining, "reconcile", noted)
        left, known = [1], CcxtVenue._known

        def torn_once(self: CcxtVenue, row: Any) -> bool:
            if left[0]:
                left[0] -= 1
                raise RuntimeError("torn")
            return known(self, row)

        monkeypatch.setattr(CcxtVenue, "_known", torn_once)
        await until(lambda: not left[0], 120)
        await until(lambda: shell.gates.get(BTC) == {"stream_lost"}, 1, step_s=0.001)
        await until(lambda: not shell.gates, 120)
        assert reasons
        assert set(reasons) == {"stream_lost"}
        assert shell.failure is None
        kept_going(world)

    on(work, monkeypatch)


def test_inbox_that_fails_stands_in_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inbox never begins anew: what it had taken in is known to nobody. Every market is closed, commands
    say why, and nothing leaves.
    """

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(5)

        def torn(*_: Any) -> Any:
            raise RuntimeError("torn")

        monkeypatch.setattr(Kernel, "handle", torn)
        shell.post(ev.AlarmDue(shell.port.now_ns()))
        await until(lambda: world.client is not None and world.client.failed, 30)
        shell.task_failed("inbox", RuntimeError("torn"))
        monkeypatch.undo()
        assert shell.failure is not None
        assert "inbox" in shell.failure.text
        assert shell.gates[BTC] == {"stopped"}
        before = len(truth(world.exchange, "binance").requests)
        await asyncio.sleep(120)
        sent = [r for r in truth(world.exchange, "binance").requests[before:] if r.kind == "create"]
        assert sent == []
        with pytest.raises(Unavailable, match="inbox"):
            await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
        kept_going(world)

    on(work, monkeypatch)


@pytest.mark.parametrize("with_bot", [False, True])
def test_key_that_is_refused_is_noticed_by_the_ordinary_poll(
    monkeypatch: pytest.MonkeyPatch, with_bot: bool
) -> None:
    """Also where nothing is traded and the private stream says nothing: within one round of polling."""

    async def work(world: World, shell: LiveShell) -> None:
        if with_bot:
            await juggler(shell)
        await asyncio.sleep(33)
        assert shell.port.trouble is None  # type: ignore[attr-defined]
        world.exchange.act("account.key_revoked")
        at_ns = world.exchange.now_ns
        await until(lambda: shell.port.trouble is not None, POLL_S + 2)  # type: ignore[attr-defined]
        assert shell.port.trouble.kind in KEY_TROUBLES  # type: ignore[attr-defined]
        assert (world.exchange.now_ns - at_ns) / 1e9 <= POLL_S + 1
        for key in venue_named(world.exchange, "binance").keys.values():
            key.is_enabled = True
        await until(lambda: shell.port.trouble is None, 4 * POLL_S)  # type: ignore[attr-defined]

    on(work, monkeypatch)
