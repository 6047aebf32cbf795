"""Polling of many markets against the venue's own count of request weight, in virtual time."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.orders import OPEN, State
from finbyte_desktop.services.live.budget import DEFAULT_LIMIT, MINUTE_NS, SHARES, Kind
from finbyte_desktop.services.live.markets import MARKETS_A_ROUND, POLL_S
from finbyte_desktop.services.live.shell import LiveShell
from tests.services.test_live_shell import BTC, booked, juggler, kept_going, on, until  # noqa: F401
from tests.support.exchange import truth
from tests.support.exchange.assembly import LISTINGS, venue_named
from tests.support.exchange.listings import binance_spot as listed
from tests.support.exchange.market import SeededMarket
from tests.support.simulation import world as world_module
from tests.support.simulation.dialect import Dialect
from tests.support.simulation.world import World

MARKETS = 60
MINUTES = 6
CHECK_S = 130.0


def many() -> list[Any]:
    """The markets of the test exchange, and more of the same."""
    first = listed()
    more = [
        replace(first[1], key=f"C{n:02}USDT", symbol=f"C{n:02}USDT", base=f"C{n:02}")
        for n in range(MARKETS - len(first))
    ]
    return [*first, *more]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sixty markets, quiet but for the first, and all of them in use."""
    monkeypatch.setitem(LISTINGS, "binance", many)
    found = [f"binance:{market.base}/USDT" for market in many()]
    monkeypatch.setattr(world_module, "COINS", ("BTC",))
    monkeypatch.setattr(Dialect, "listed", frozenset(market.key for market in many()))
    monkeypatch.setattr(Dialect, "markets", tuple(found))
    monkeypatch.setattr(LiveShell, "instruments", lambda self: sorted(found))
    return sorted(found)


def test_sixty_markets_stay_under_half_of_the_read_share(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders, trades, prices, the clock and the comparing of the account, in every minute; and every market
    is read in its turn.
    """

    async def work(world: World, shell: LiveShell) -> None:
        place: Any = venue_named(world.exchange, "binance")
        share = DEFAULT_LIMIT * SHARES[Kind.READ] // 100
        await asyncio.sleep(60)  # what the start read does not count
        used: list[int] = []
        read: Counter[str] = Counter()
        real = shell.joining.read_market

        async def noted(name: str, whole: bool = False) -> None:
            read[name] += 1
            await real(name, whole)

        monkeypatch.setattr(shell.joining, "read_market", noted)
        checked_s = 0.0
        for _ in range(MINUTES * 60):
            await asyncio.sleep(1)
            used.append(place.used_weight())
            checked_s += 1
            if checked_s >= CHECK_S:
                checked_s = 0.0
                assert await shell.compare() == ()
        assert max(used) > 500
        assert max(used) < share // 2, max(used)
        assert place.bans.count_429 == 0
        assert set(read) == set(names)
        rounds = MINUTES * 60 / POLL_S
        assert min(read.values()) >= int(rounds * MARKETS_A_ROUND / MARKETS) - 2
        assert {name: shell.gates[name] for name in names if name in shell.gates} == {}

    on(work, monkeypatch)


def test_trade_that_no_stream_told_is_found_in_the_next_round(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sixty markets the one whose order traded or went is read at once, not in its turn."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: [o for o in shell.live() if o.state is OPEN], 60)
        world.exchange.faults.add("stream.drop")
        market = venue_named(world.exchange, "binance").market
        assert isinstance(market, SeededMarket)
        for _ in range(30):
            market.trade_at("BTCUSDT", market.fair["BTCUSDT"] * 90 // 100)
            market.trade_at("BTCUSDT", market.fair["BTCUSDT"] * 110 // 100)
            await asyncio.sleep(2)
        traded = len(truth(world.exchange, "binance").fills)
        assert traded
        market._paused.add("BTCUSDT")
        await asyncio.sleep(2 * POLL_S + 5)
        ours = {fill.order_id for fill in truth(world.exchange, "binance").fills}
        there = {o.client_id: o for o in truth(world.exchange, "binance").orders if o.id in ours}
        for client_id, order in there.items():
            known = shell.order(client_id)
            assert known is not None
            assert (known.state is State.FILLED) is (not order.state.is_open and order.filled > 0)

    on(work, monkeypatch)


def test_difference_is_explained_by_few_reads_and_not_asked_for_again(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trade that nobody told of is found by its market alone; a deposit is asked for in all of them once,
    and again after two minutes.
    """

    async def work(world: World, shell: LiveShell) -> None:
        read: list[str] = []
        real = shell.port.trades

        async def noted(instrument: str, since_ns: int, connection: int = 0) -> Any:
            read.append(instrument)
            return await real(instrument, since_ns, connection)

        monkeypatch.setattr(shell.joining, "read_market", nothing)
        monkeypatch.setattr(shell.port, "trades", noted)
        assert await shell.compare() == ()
        assert read == []
        world.exchange.faults.add("stream.drop")
        world.exchange.act("account.external_trade")
        await until(lambda: truth(world.exchange, "binance").fills, 30)
        await shell.compare()
        await asyncio.sleep(5)
        assert await shell.compare() == ()
        assert set(read) == {BTC}
        world.exchange.act("account.deposit", asset="USDT", atoms=500 * 10**8)
        read.clear()
        (row,) = await shell.compare()
        assert row.asset == "USDT"
        assert set(read) == set(names)
        read.clear()
        assert await shell.compare() == (row,)
        assert read == []
        await asyncio.sleep(125)
        assert await shell.compare() == (row,)
        assert set(read) == set(names)

    async def nothing(name: str, whole: bool = False) -> None:
        return None

    on(work, monkeypatch)


def crowded(world: World) -> None:
    """Somebody else at this address asks so much, in every minute, that polling has used up its share."""
    place: Any = venue_named(world.exchange, "binance")
    share = DEFAULT_LIMIT * SHARES[Kind.READ] // 100
    real = place._count_weight

    def counted(*given: Any) -> None:
        real(*given)
        window, now_ms = place._weights["127.0.0.1"], place.now_ms
        window.add(now_ms, max(0, share - window.add(now_ms, 0)))
        given[2]["X-MBX-USED-WEIGHT-1M"] = str(window.add(now_ms, 0))

    place._count_weight = counted


async def early_in_a_minute(world: World) -> None:
    """The venue counts anew in almost a minute."""
    await asyncio.sleep((MINUTE_NS - world.exchange.now_ns % MINUTE_NS) / 1e9 + 1)


def test_order_without_an_answer_is_known_in_time_though_polling_has_used_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The looks for proof have a share of their own: they do not wait for the venue's next minute."""

    async def work(world: World, shell: LiveShell) -> None:
        await early_in_a_minute(world)
        world.exchange.faults.add("net.loss_request", times=1, where={"kind": "create"})
        crowded(world)
        await juggler(shell)
        live = shell.kernel.bots["b1"].live_orders
        await until(lambda: any(order.state is State.UNKNOWN for order in live()))
        await until(lambda: shell.port.budget.wait_s(Kind.READ) > 0, 30)  # type: ignore[attr-defined]
        lost = next(order for order in live() if order.state is State.UNKNOWN)

        def state() -> State:
            found = shell.order(lost.client_id)
            assert found is not None
            return found.state

        await until(lambda: state() is not State.UNKNOWN)
        assert state() is State.NEVER_ACCEPTED
        assert (shell.port.now_ns() - lost.created_ns) / 1e9 < 30
        assert shell.port.budget.wait_s(Kind.READ) > 0  # type: ignore[attr-defined]

    on(work, monkeypatch)


def test_order_that_traded_without_an_answer_is_known_in_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose a trade is, and which trades an order had, is asked for proof as well."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: [o for o in shell.live() if o.state is OPEN], 60)
        await early_in_a_minute(world)
        crowded(world)
        world.exchange.faults.add("stream.drop")
        world.exchange.faults.add("net.loss_response", where={"kind": "create"})
        known = booked(world)
        await until(lambda: any(o.state is State.UNKNOWN for o in shell.live()), 50)
        lost = next(o for o in shell.live() if o.state is State.UNKNOWN)
        market = venue_named(world.exchange, "binance").market
        assert isinstance(market, SeededMarket)
        market.trade_at("BTCUSDT", market.fair["BTCUSDT"] * 90 // 100)
        market.trade_at("BTCUSDT", market.fair["BTCUSDT"] * 110 // 100)
        await until(lambda: booked(world) > known, 30)
        found = shell.order(lost.client_id)
        assert found is not None
        assert found.state is not State.UNKNOWN

    on(work, monkeypatch)


def test_clock_is_measured_though_polling_has_used_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be signed without the venue's time, a cancel neither: it does not wait behind polling."""

    async def work(world: World, shell: LiveShell) -> None:
        await early_in_a_minute(world)
        crowded(world)
        await shell.port.balances()
        assert shell.port.budget.wait_s(Kind.READ) > 0  # type: ignore[attr-defined]
        before = world.exchange.now_ns
        await shell.port.measure_clock()
        assert (world.exchange.now_ns - before) / 1e9 < 5

    on(work, monkeypatch)


def test_many_orders_of_unknown_fate_are_looked_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests that never arrived: known within 30 s, and their market is read for all of them at once."""

    async def work(world: World, shell: LiveShell) -> None:
        await early_in_a_minute(world)
        world.exchange.faults.add("net.loss_request", where={"kind": "create"})
        for number in range(6):
            await shell.use(BTC)
            params = {"seed": str(number), "base": "0.05", "quote": "2000"}
            head = (shell.port.now_ns(), f"b{number}", "juggler", BTC, params)
            await shell.command(ev.BotCreated(*head, ev.Policy.AUTOMATIC, True))
        await until(lambda: sum(o.state is State.UNKNOWN for o in shell.live()) >= 6, 40)
        lost = [o for o in shell.live() if o.state is State.UNKNOWN]
        for record in list(shell.kernel.bots.values()):
            await shell.command(ev.BotPaused(shell.port.now_ns(), record.id))
        asked: list[str] = []
        real = shell.port.trades

        async def noted(instrument: str, since_ns: int, connection: int = 0) -> Any:
            asked.append(instrument)
            return await real(instrument, since_ns, connection)

        monkeypatch.setattr(shell.port, "trades", noted)
        await asyncio.sleep(10)
        many = sum(order.state is State.UNKNOWN for order in shell.live())
        assert many >= 10
        assert len(asked) < 5 * many / 2, asked  # a look each 2 s, shared by most of them
        await until(lambda: all(o.state is not State.UNKNOWN for o in shell.live()), 40)
        for order in lost:
            found = shell.order(order.client_id)
            assert found is not None
            assert found.state is State.NEVER_ACCEPTED

    on(work, monkeypatch)
