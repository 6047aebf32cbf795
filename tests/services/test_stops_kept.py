"""A protective stop that rests is taken away for two reasons alone: a person asked for it, or the position is
over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.services.live.stop_refusals import RefusedStop
from finbyte_desktop.services.live.stops import Stops
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import PositionSide, Wish
from finbyte_desktop.services.venues.live_perpetuals import Position, Protection
from finbyte_desktop.services.venues.live_port import Outcome, Rejected, Unknown
from tests.support.connected import change_answers, on
from tests.support.exchange import Exchange, WireRequest
from tests.support.naked import bought

D = Decimal
BOTH = PositionSide.BOTH


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


Work = Callable[[CcxtVenue, Kept, str], Awaitable[None]]


@pytest.fixture(params=("binanceusdm", "bybit"))
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def held(venue: str, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs work with a long position of 0.02 BTC."""

    async def begun(port: CcxtVenue, exchange: Exchange) -> None:
        await work(port, Kept(), await bought(port))

    on(venue, begun, monkeypatch, made=partial(CcxtVenue, perpetuals=True))


async def at(port: CcxtVenue, share: str) -> Decimal:
    (position,) = await port.positions()
    return (position.mark_price * D(share)).quantize(D(1))


async def resting(port: CcxtVenue) -> list[tuple[Decimal, Decimal | None]]:
    return sorted((stop.trigger_price, stop.qty) for stop in await port.protections())


async def running(stops: Stops, seconds: float) -> None:
    """Lets the controller work for a while. Whatever it raises is raised here."""
    task = asyncio.create_task(stops.run())
    await asyncio.wait([task], timeout=seconds)
    if task.done():
        task.result()
    task.cancel()


NOT_NOW = [
    Rejected("not_sent", "ClientConnectorError", denied=True),
    Rejected("too_many_requests", "-1003"),
    Rejected("clock", "-1021"),
    Rejected("venue_busy", "-1008"),
]


@pytest.mark.parametrize("refusal", NOT_NOW, ids=lambda refusal: str(refusal.code))
def test_refusal_of_a_moment_is_tried_again(
    venue: str, refusal: Rejected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What says nothing about the stop itself ends no wish: it is placed as soon as it goes."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, place, price = kept.stops(port), port.place, await at(port, "0.97")

        async def refused(wish: Wish) -> Outcome:
            return refusal

        monkeypatch.setattr(port, "place", refused)
        with pytest.raises(Unavailable):
            await stops.protect(name, BOTH, price)
        assert await resting(port) == []
        await running(stops, 30)
        monkeypatch.setattr(port, "place", place)
        await running(stops, 60)
        assert await resting(port) == [(price, None)]
        assert kept.lost == []

    held(venue, work, monkeypatch)


def test_move_that_is_refused_later_leaves_the_old_stop(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person left the dialog, and the venue refuses the new price: the old one holds."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, place, old = kept.stops(port), port.place, await at(port, "0.95")
        await stops.protect(name, BOTH, old)

        async def away(wish: Wish) -> Outcome:
            raise Unavailable("No answer.", "no_answer")

        async def refused(wish: Wish) -> Outcome:
            return Rejected("stop_would_trigger", "-2021")

        monkeypatch.setattr(port, "place", away)
        with pytest.raises(Unavailable):
            await stops.protect(name, BOTH, await at(port, "0.99"))
        monkeypatch.setattr(port, "place", refused)
        await running(stops, 120)
        assert await resting(port) == [(old, None)]
        assert kept.state["wanted"] == {f"both {name}": str(old)}
        monkeypatch.setattr(port, "place", place)
        await running(stops, 60)
        assert await resting(port) == [(old, None)]

    held(venue, work, monkeypatch)


def test_another_closing_stop_at_the_venue_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Binance takes one a side: the person hears it, and nothing is asked again and again."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        def second(request: WireRequest, value: Any) -> Any:
            text = "An open stop or take profit order with GTE and closePosition is existing."
            return {"code": -4130, "msg": text} if request.method == "POST" else value

        kept, name = Kept(), await bought(port)
        asked = change_answers(exchange, "/fapi/v1/algoOrder", second, status=400)
        with pytest.raises(UserError) as caught:
            await kept.stops(port).protect(name, BOTH, await at(port, "0.97"))
        assert caught.value.code == "stop_refused"
        assert len(asked) == 1

    on("binanceusdm", work, monkeypatch, made=partial(CcxtVenue, perpetuals=True))


def test_bridge_stays_when_nothing_else_can_be_placed(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash in the middle of a move, and then refusals: what rests protects on."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, place = kept.stops(port), port.place
        low, high = await at(port, "0.95"), await at(port, "0.97")
        await stops.protect(name, BOTH, low)

        async def dies(wish: Wish) -> Outcome:
            if wish.closes:
                raise asyncio.CancelledError
            return await place(wish)

        monkeypatch.setattr(port, "place", dies)
        with pytest.raises(asyncio.CancelledError):
            await stops.protect(name, BOTH, high)
        assert await resting(port) == [(high, D("0.02"))]

        async def refused(wish: Wish) -> Outcome:
            return Rejected("too_many_orders", "-2025")

        monkeypatch.setattr(port, "place", refused)
        await running(kept.stops(port), 120)
        assert await resting(port) == [(high, D("0.02"))]

    held(venue, work, monkeypatch)


def test_stop_of_lost_records_is_taken_over(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup from before it, or an account that is connected anew: it is what a person wanted once."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        price = await at(port, "0.97")
        await kept.stops(port).protect(name, BOTH, price)
        fresh = Kept()
        stops = fresh.stops(port)
        await running(stops, 60)
        assert await resting(port) == [(price, None)]
        assert stops.rows()[0].wanted == price
        assert fresh.state["wanted"] == {f"both {name}": str(price)}
        await stops.unprotect(name, BOTH)
        await running(fresh.stops(port), 60)
        assert await resting(port) == []

    held(venue, work, monkeypatch)


def test_liquidation_that_comes_nearer_takes_no_stop_away(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may go back again; and a stop that wakes by the last price may still be first."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, price, positions = kept.stops(port), await at(port, "0.95"), port.positions
        await stops.protect(name, BOTH, price)

        async def near() -> list[Position]:
            return [p._replace(liquidation_price=price + 10) for p in await positions()]

        monkeypatch.setattr(port, "positions", near)
        await running(stops, 60)
        assert await resting(port) == [(price, None)]
        assert stops.rows()[0].naked_ns is not None
        monkeypatch.setattr(port, "positions", positions)
        await running(stops, 60)
        assert await resting(port) == [(price, None)]
        assert stops.rows()[0].naked_ns is None
        assert kept.lost == []

    held(venue, work, monkeypatch)


def test_stop_that_is_seen_again_is_kept(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue that did not show it for a minute: the person was told, and it protects all the same."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, price, protections = kept.stops(port), await at(port, "0.97"), port.protections
        await stops.protect(name, BOTH, price)

        async def none() -> list[Protection]:
            return []

        monkeypatch.setattr(port, "protections", none)
        await running(stops, 60)
        assert len(kept.lost) == 1
        monkeypatch.setattr(port, "protections", protections)
        await running(stops, 60)
        assert await resting(port) == [(price, None)]
        assert stops.rows()[0].wanted == price

    held(venue, work, monkeypatch)


def test_position_the_other_way_is_another_position(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asked for a stop under a short position because there was one under a long one."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, positions, sent = kept.stops(port), port.positions, []
        price = await at(port, "0.97")
        await stops.protect(name, BOTH, price)
        place = port.place

        async def counted(wish: Wish) -> Outcome:
            sent.append(wish)
            return await place(wish)

        async def short() -> list[Position]:
            mark = price - 100  # a stop of a short position could stand at that price
            return [p._replace(qty=-p.qty, mark_price=mark, entry_price=mark) for p in await positions()]

        monkeypatch.setattr(port, "place", counted)
        monkeypatch.setattr(port, "positions", short)
        await running(kept.stops(port), 60)
        assert sent == []
        assert kept.state["wanted"] == {}
        assert await resting(port) == []

    held(venue, work, monkeypatch)


def test_cancel_without_an_answer_is_not_asked_without_pause(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The budget is for other requests too; and it is asked on."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, asked = kept.stops(port), 0
        await stops.protect(name, BOTH, await at(port, "0.97"))
        cancel = port.cancel_conditional

        async def silent(instrument: str, client_id: str) -> Outcome:
            nonlocal asked
            asked += 1
            return Unknown("no answer")

        monkeypatch.setattr(port, "cancel_conditional", silent)
        await stops.unprotect(name, BOTH)
        asked = 0
        await running(stops, 300)
        assert 10 < asked < 250
        monkeypatch.setattr(port, "cancel_conditional", cancel)
        await running(stops, 30)
        assert await resting(port) == []

    held(venue, work, monkeypatch)


def test_trouble_with_one_position_holds_up_no_other(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A position whose stop does not go comes first by name; the other one gets its stop."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        price, other = await at(port, "0.97"), name.replace("BTC", "AAA")
        kept.state = {"wanted": {f"both {other}": "1", f"both {name}": str(price)}}
        positions, place = port.positions, port.place

        async def two() -> list[Position]:
            (found,) = await positions()
            return [found._replace(instrument=other), found]

        async def away(wish: Wish) -> Outcome:
            if wish.instrument == other:
                raise Unavailable("No answer.", "no_answer")
            return await place(wish)

        monkeypatch.setattr(port, "positions", two)
        monkeypatch.setattr(port, "place", away)
        await running(kept.stops(port), 60)
        assert await resting(port) == [(price, None)]

    held(venue, work, monkeypatch)


def test_refused_read_does_not_stop_the_looking(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was wrong for a moment is no key without rights."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        price, positions = await at(port, "0.97"), port.positions
        kept.state = {"wanted": {f"both {name}": str(price)}}

        async def refused() -> list[Position]:
            raise VenueRejected("refused: clock (-1021).", "clock")

        monkeypatch.setattr(port, "positions", refused)
        stops = kept.stops(port)
        task = asyncio.create_task(stops.run())
        await asyncio.sleep(5)
        monkeypatch.setattr(port, "positions", positions)
        await asyncio.sleep(60)
        task.cancel()
        assert await resting(port) == [(price, None)]

    held(venue, work, monkeypatch)


def test_what_the_disk_refused_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person was told that nothing was sent, and nothing is sent later."""

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops = kept.stops(port)
        await running(stops, 5)
        kept.is_full = True
        with pytest.raises(Unavailable):
            await stops.protect(name, BOTH, await at(port, "0.97"))
        kept.is_full = False
        await running(stops, 60)
        assert await resting(port) == []

    held("bybit", work, monkeypatch)


def test_naked_time_is_kept_over_the_life_of_a_position(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that is set ends the counting of now and not the sum: taken away by hand, in a restart, and
    while a read of the venue tells no position for a moment; the next position begins at nothing.
    """

    async def work(port: CcxtVenue, kept: Kept, name: str) -> None:
        stops, price = kept.stops(port), await at(port, "0.9")
        await running(stops, 60)

        def total_s(of: Stops) -> tuple[int | None, int]:
            (row,) = of.rows()
            now = None if row.naked_ns is None else (of.read_ns - row.naked_ns) // 10**9
            return now, row.bare_ns // 10**9

        first, before = total_s(stops)
        assert first is not None
        assert first >= 50
        assert before == 0
        await stops.protect(name, BOTH, price)
        await running(stops, 30)
        now, sum_before = total_s(stops)
        assert now is None
        assert first <= sum_before <= first + 15
        await stops.unprotect(name, BOTH)
        await running(stops, 30)
        now, again = total_s(stops)
        assert now is not None
        assert now < 45
        assert again == sum_before
        restarted = kept.stops(port)
        await running(restarted, 5)
        assert total_s(restarted)[1] == sum_before
        positions = port.positions
        monkeypatch.setattr(port, "positions", nothing)
        await restarted.look()
        monkeypatch.setattr(port, "positions", positions)
        await restarted.look()
        assert total_s(restarted)[1] == sum_before
        assert (total_s(restarted)[0] or 0) >= now
        monkeypatch.setattr(port, "positions", nothing)
        await running(restarted, 40)
        monkeypatch.setattr(port, "positions", positions)
        await restarted.look()
        assert total_s(restarted) == (0, 0)

    held(venue, work, monkeypatch)


async def nothing() -> list[Position]:
    """A read that tells no position."""
    return []
