"""Protective stops at both venues: kept, moved without a gap, proved after lost answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.live.stop_cover import covers
from finbyte_desktop.services.live.stop_refusals import RefusedStop
from finbyte_desktop.services.live.stops import Stops
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import PositionSide, Trigger, Wish
from finbyte_desktop.services.venues.live_perpetuals import Position, Protection
from finbyte_desktop.services.venues.live_port import Outcome
from tests.support.connected import on
from tests.support.exchange import Exchange, venue_named
from tests.support.naked import bought

D = Decimal
VENUES = ("binanceusdm", "bybit")
BOTH = PositionSide.BOTH


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Kept:
    """A disk, and what a person was told."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}
        self.is_full = False
        self.lost: list[Position] = []
        self.refused: list[RefusedStop] = []

    async def keep(self, state: Any) -> None:
        if self.is_full:
            raise Unavailable("The disk is full. Nothing was sent.", "disk_full")
        self.state = state

    def stops(self, port: CcxtVenue) -> Stops:
        return Stops(
            port, "FBabc-", self.keep, self.state, self.lost.append, self.refused.append, lambda: None
        )


Work = Callable[[CcxtVenue, Exchange, Kept, str], Awaitable[None]]


def held(venue: str, work: Work, monkeypatch: pytest.MonkeyPatch, side: Side = Side.BUY) -> None:
    """Runs work with a position of 0.02 BTC."""

    async def begun(port: CcxtVenue, exchange: Exchange) -> None:
        await work(port, exchange, Kept(), await bought(port, side))

    on(venue, begun, monkeypatch, made=partial(CcxtVenue, perpetuals=True))


async def at(port: CcxtVenue, share: str) -> Decimal:
    """A price at a share of the mark price."""
    (position,) = await port.positions()
    return (position.mark_price * D(share)).quantize(D(1))


async def resting(port: CcxtVenue) -> list[tuple[Decimal, Decimal | None]]:
    return sorted((stop.trigger_price, stop.qty) for stop in await port.protections())


def gap(exchange: Exchange, venue: str, percent: int) -> None:
    markets = venue_named(exchange, venue).engine.instruments
    symbol = next(key for key, i in markets.items() if i.is_linear and i.base == "BTC")
    exchange.act("market.gap", symbol=symbol, percent=percent)


@pytest.mark.parametrize("side", [Side.BUY, Side.SELL])
def test_stop_rests_at_the_venue_and_ends_the_position(
    venue: str, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Naked until it rests, then not; when it was reached nothing is wanted any more."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        running = asyncio.create_task(stops.run())
        await asyncio.sleep(30)
        (row,) = stops.rows()
        assert row.stop is None
        assert row.naked_ns is not None
        assert port.now_ns() - row.naked_ns >= 25 * 10**9
        price = await at(port, "0.97" if side is Side.BUY else "1.03")
        await stops.protect(name, BOTH, price)
        (row,) = stops.rows()
        assert row.stop is not None
        assert (row.stop.trigger_price, row.stop.qty, row.covered, row.naked_ns) == (
            price,
            None,
            D("0.02"),
            None,
        )
        gap(exchange, venue, -5 if side is Side.BUY else 5)
        await asyncio.sleep(60)
        assert stops.rows() == []
        assert list(await port.positions()) == []
        assert kept.state["wanted"] == {}
        assert kept.lost == []
        running.cancel()

    held(venue, work, monkeypatch, side)


def test_moved_stop_leaves_no_gap(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every request that takes a stop away another one covers the position; one is left at the end."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        low, high = await at(port, "0.95"), await at(port, "0.97")
        await stops.protect(name, BOTH, low)
        cancel, bare = port.cancel_conditional, []

        async def seen(instrument: str, client_id: str) -> Outcome:
            (position,) = await port.positions()
            left = [s for s in await port.protections() if s.client_id != client_id and covers(position, s)]
            size = sum((s.qty if s.qty is not None else position.qty for s in left), D(0))
            bare.append(size < position.qty)
            return await cancel(instrument, client_id)

        monkeypatch.setattr(port, "cancel_conditional", seen)
        await stops.protect(name, BOTH, high)
        assert bare == [False, False]
        assert await resting(port) == [(high, None)]
        await stops.unprotect(name, BOTH)
        assert await resting(port) == []

    held(venue, work, monkeypatch)


@pytest.mark.parametrize("fault", ["net.loss_response", "net.loss_request", "net.reset_request"])
def test_lost_answers_end_in_one_stop(venue: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever became of a request, one stop rests in the end."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        price = await at(port, "0.97")
        exchange.faults.add(fault, where={"method": "POST"}, times=2)
        running = asyncio.create_task(stops.run())
        await stops.protect(name, BOTH, price)
        await asyncio.sleep(120)
        assert await resting(port) == [(price, None)]
        assert kept.state["sent"] == {}
        running.cancel()

    held(venue, work, monkeypatch)


def test_crash_after_the_intent_is_gone_on_with(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was wanted is placed by the next start, whether or not the first request arrived; never twice."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        price, place = await at(port, "0.97"), port.place

        async def dies(wish: Wish, is_sent: bool) -> Outcome:
            if is_sent:
                await place(wish)
            raise asyncio.CancelledError

        for is_sent in (False, True):
            monkeypatch.setattr(port, "place", partial(dies, is_sent=is_sent))
            with pytest.raises(asyncio.CancelledError):
                await kept.stops(port).protect(name, BOTH, price)
            monkeypatch.setattr(port, "place", place)
            again = kept.stops(port)
            running = asyncio.create_task(again.run())
            await asyncio.sleep(60)
            assert await resting(port) == [(price, None)]
            await again.unprotect(name, BOTH)
            running.cancel()

    held(venue, work, monkeypatch)


def test_stop_that_a_person_took_away_is_told_and_not_placed_again(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it went while the application was closed."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        price = await at(port, "0.97")
        for restarted in (False, True):
            stops = kept.stops(port)
            await stops.protect(name, BOTH, price)
            (stop,) = await port.protections()
            if restarted:
                stops = kept.stops(port)
            await port.cancel_conditional(name, stop.client_id)
            running = asyncio.create_task(stops.run())
            await asyncio.sleep(60)
            assert await resting(port) == []
            (told,) = kept.lost
            assert told.instrument == name
            assert stops.rows()[0].naked_ns is not None
            kept.lost.clear()
            running.cancel()

    held(venue, work, monkeypatch)


def test_lagging_reads_take_no_stop_away(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A position that a late read does not know yet keeps its stop."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        price = await at(port, "0.97")
        await stops.protect(name, BOTH, price)
        positions = port.positions
        read = 0

        async def late() -> list[Position]:
            nonlocal read
            read += 1
            return [] if read % 2 else list(await positions())

        monkeypatch.setattr(port, "positions", late)
        running = asyncio.create_task(stops.run())
        await asyncio.sleep(120)
        assert await resting(port) == [(price, None)]
        assert kept.lost == []
        running.cancel()

    held(venue, work, monkeypatch)


def test_what_would_not_protect_is_refused(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong side, between two steps, behind the liquidation, no position, full disk: nothing is sent."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        good = await at(port, "0.97")
        positions = port.positions

        async def near() -> list[Position]:
            return [p._replace(liquidation_price=D(50_000)) for p in await positions()]

        monkeypatch.setattr(port, "positions", near)
        wrong = {
            "stop_wrong_side": await at(port, "1.01"),
            "stop_step": good + D("0.0001"),
            "stop_beyond_liquidation": D(49_000),
        }
        for code, price in wrong.items():
            with pytest.raises(UserError) as caught:
                await stops.protect(name, BOTH, price)
            assert (caught.value.code, caught.value.field) == (code, "price")
        with pytest.raises(UserError, match="is closed"):
            await stops.protect(name.replace("BTC", "ETH"), BOTH, good)
        kept.is_full = True
        with pytest.raises(Unavailable):
            await stops.protect(name, BOTH, good)
        assert await resting(port) == []

    held(venue, work, monkeypatch)


def test_refused_move_keeps_the_old_stop(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person hears why, and the old stop is what is wanted again."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        old = await at(port, "0.95")
        await stops.protect(name, BOTH, old)
        (position,) = await port.positions()
        gap(exchange, venue, -2)  # the venue refuses a stop that would be reached at once
        positions = port.positions

        async def stale() -> list[Position]:
            return [p._replace(mark_price=position.mark_price) for p in await positions()]

        monkeypatch.setattr(port, "positions", stale)
        with pytest.raises(UserError) as caught:
            await stops.protect(name, BOTH, (position.mark_price * D("0.999")).quantize(D(1)))
        assert caught.value.code == "stop_refused"
        assert await resting(port) == [(old, None)]
        assert kept.state["wanted"] == {f"both {name}": str(old)}

    held(venue, work, monkeypatch)


def test_move_that_is_refused_later_is_told(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it any more: the position, the price, the stop that is kept, and why."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        old = await at(port, "0.95")
        await stops.protect(name, BOTH, old)
        exchange.faults.add("http.status", status=503, where={"method": "POST"})
        wanted = await at(port, "0.99")
        with contextlib.suppress(Unavailable):  # it is on its way, as far as anybody knows
            await stops.protect(name, BOTH, wanted)
        exchange.faults.clear()
        gap(exchange, venue, -3)  # now the venue refuses it: it would be reached at once
        running = asyncio.ensure_future(stops.run())
        for _ in range(120):
            if kept.refused:
                break
            await asyncio.sleep(1)
        (told,) = kept.refused
        assert (told.position.instrument, told.wanted, told.kept) == (name, wanted, old)
        assert told.reason
        await asyncio.sleep(60)
        assert len(kept.refused) == 1
        assert kept.lost == []
        assert kept.state["wanted"] == {f"both {name}": str(old)}
        assert await resting(port) == [(old, None)]
        running.cancel()

    held(venue, work, monkeypatch)


def test_position_that_is_not_known_hides_no_other(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, the others are read and protected; and a stop in its market is not given up."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        price = await at(port, "0.95")
        other = name.replace("BTC", "ETH")
        place = venue_named(exchange, venue)
        symbol = next(key for key, i in place.engine.instruments.items() if i.is_linear and i.base == "ETH")
        exchange.act("account.external_trade", symbol=symbol, venue=place.name, side="BUY")
        running = asyncio.ensure_future(stops.run())
        await asyncio.sleep(5)
        assert len(stops.rows()) == 2
        held_there = next(row.position for row in stops.rows() if row.position.instrument == other)
        await stops.protect(other, BOTH, (held_there.mark_price * D("0.95")).quantize(D(1)))
        hidden = port._perpetuals.pop(other)  # it is halted
        await asyncio.sleep(60)
        (row,) = stops.rows()
        assert row.position.instrument == name
        (strange,) = stops.strange
        assert "ETH" in strange.market
        assert strange.qty == held_there.qty
        assert stops.trouble.text(port.now_ns()) == ""
        await stops.protect(name, BOTH, price)
        assert f"both {other}" in kept.state["wanted"]
        assert kept.state["dropped"] == []
        port._perpetuals[other] = hidden  # and goes on
        await asyncio.sleep(30)
        assert stops.strange == ()
        assert len(await port.protections()) == 2
        running.cancel()

    held(venue, work, monkeypatch)


def test_only_what_limits_the_loss_covers() -> None:
    """Not a take-profit, not the other side, not behind the liquidation, not another market."""
    position = Position("v:BTC/USDT:USDT", BOTH, D(1), D(100), D(100), D(80), D(0), 0)
    stop = Protection("v:BTC/USDT:USDT", BOTH, Side.SELL, D(90), False, None, "x", "1")
    assert covers(position, stop)
    for other in (
        stop._replace(trigger_price=D(110), wakes_above=True),
        stop._replace(side=Side.BUY),
        stop._replace(trigger_price=D(80)),
        stop._replace(instrument="v:ETH/USDT:USDT"),
        stop._replace(position=PositionSide.LONG),
    ):
        assert not covers(position, other)
    short = position._replace(qty=D(-1), liquidation_price=D(120))
    assert covers(short, stop._replace(side=Side.BUY, trigger_price=D(110), wakes_above=True))
    assert not covers(short, stop)


def test_stop_for_a_part_leaves_the_rest_naked(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop of the owner's own counts for its quantity."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        price = await at(port, "0.97")
        head = ("web-1", name, Side.SELL, D("0.015"), None)
        await port.place(Wish(*head, trigger=Trigger.STOP, trigger_price=price, reduce_only=True))
        running = asyncio.create_task(stops.run())
        await asyncio.sleep(20)
        (row,) = stops.rows()
        assert row.covered == D("0.015")
        assert row.naked_ns is not None
        assert await resting(port) == [(price, D("0.015"))]  # and nobody touches it
        running.cancel()

    held(venue, work, monkeypatch)


def test_rate_limit_is_over_when_its_time_is_over(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue says until when it takes no requests: positions are read again soon after that, and what it
    said is not shown after that moment.
    """

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        running = asyncio.create_task(stops.run())
        await asyncio.sleep(15)
        assert stops.trouble.text(port.now_ns()) == ""
        exchange.faults.add("http.rate_limited", retry_after_s=90)
        await asyncio.sleep(15)
        assert "takes no requests until" in stops.trouble.text(port.now_ns())
        until_ns = port.budget.blocked_until_ns
        assert until_ns > port.now_ns()
        exchange.faults.clear()
        await asyncio.sleep((until_ns - port.now_ns()) / 10**9 + 0.2)
        assert stops.trouble.text(port.now_ns()) == ""
        assert stops.read_ns < until_ns
        await asyncio.sleep(5)
        assert stops.read_ns > until_ns
        running.cancel()

    held(venue, work, monkeypatch)


def test_a_clock_of_the_venue_that_jumps_is_measured_again(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests with the old time are refused; the next look measures it, and positions are read on."""

    async def work(port: CcxtVenue, exchange: Exchange, kept: Kept, key: str) -> None:
        stops = kept.stops(port)
        running = asyncio.create_task(stops.run())
        await asyncio.sleep(5)
        assert stops.read_ns
        exchange.act("time.step", ms=90_000)
        before_ns = exchange.now_ns
        await asyncio.sleep(45)
        assert stops.read_ns > before_ns + 90 * 10**9
        assert not stops.trouble.text(port.now_ns())
        running.cancel()

    held(venue, work, monkeypatch)
