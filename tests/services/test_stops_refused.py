"""What goes on after a venue refused to move a stop: a part without one is tried until it has one, nothing of
a position that is over is placed under the next one, and what limits the loss is never taken away.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.live.stop_refusals import code_of, refused_fields
from finbyte_desktop.services.venues.live_orders import Wish
from finbyte_desktop.services.venues.live_perpetuals import Position
from finbyte_desktop.services.venues.live_port import Outcome, Rejected
from tests.services.test_stops import gap
from tests.services.test_stops_kept import BOTH, at, resting, running
from tests.services.test_stops_moved import NO, SIZE, Move, moving

D = Decimal
LATER = Rejected("too_many_requests", "-1003")


@pytest.fixture(params=("binanceusdm", "bybit"))
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def half_moved(move: Move) -> None:
    """The new stop is refused for good, the old one for a moment: where that was is on the disk."""

    def refuses(wish: Wish) -> Outcome | None:
        if not wish.closes:
            return None
        return NO if wish.trigger_price == move.high else LATER

    move.refuses = refuses
    assert f"The stop at {move.low} is not back yet" in await move.asked()
    assert move.kept.state["moved"] == {f"both {move.name}": str(move.low)}


def test_stop_of_a_position_that_is_over_is_none_of_the_next(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last stop triggered while the old one was being brought back: nothing of it is kept, and a refused
    stop of the next position brings none back.
    """

    async def work(move: Move) -> None:
        await half_moved(move)

        async def ended(wish: Wish) -> Outcome:
            if wish.closes:
                gap(move.exchange, move.venue, -6)
                await asyncio.sleep(5)
                return NO
            return await move._place(wish)

        with monkeypatch.context() as falling:
            falling.setattr(move.port, "place", ended)
            await running(move.stops, 60)
        assert list(await move.port.positions()) == []
        assert await resting(move.port) == []
        assert move.kept.state["moved"] == move.kept.state["wanted"] == move.kept.state["parts"] == {}
        assert move.kept.refused == []
        gap(move.exchange, move.venue, 8)
        move.refuses = lambda _: None
        await move.changed_to_long()
        fresh = await at(move.port, "0.99")
        move.refuses = lambda wish: NO if wish.closes and wish.trigger_price == fresh else None
        with pytest.raises(UserError):
            await move.stops.protect(move.name, BOTH, fresh)
        await running(move.stops, 30)
        assert await resting(move.port) == []

    moving(venue, work, monkeypatch)


def test_stop_of_a_position_that_turned_is_not_brought_back(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes the other way at the next look: where the old one had its stop says nothing about it."""

    async def work(move: Move) -> None:
        await half_moved(move)
        positions, sent = move.port.positions, []

        async def short() -> list[Position]:
            return [p._replace(qty=-p.qty, mark_price=move.low - 100) for p in await positions()]

        move.refuses = sent.append
        monkeypatch.setattr(move.port, "positions", short)
        await running(move.kept.stops(move.port), 60)
        assert sent == []
        assert move.kept.state["moved"] == move.kept.state["wanted"] == {}

    moving(venue, work, monkeypatch)


def test_old_stop_of_the_other_direction_is_not_brought_back(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was under a position that went the other way, and ended while FinByte was closed."""

    async def work(move: Move) -> None:
        await half_moved(move)
        name, wished = f"both {move.name}", []

        def refuses(wish: Wish) -> Outcome:
            wished.append((wish.trigger_price, wish.closes))
            return NO

        above = str(await at(move.port, "1.05"))
        move.kept.state |= {
            "wanted": {name: str(move.high)},
            "moved": {name: above},
            "moved_long": {name: False},
        }
        move.refuses = refuses
        await running(move.kept.stops(move.port), 60)
        assert wished == [(move.high, True)]
        assert await resting(move.port) == [(move.high, SIZE)]

    moving(venue, work, monkeypatch)


@pytest.mark.parametrize("is_read", [True, False])
def test_what_belongs_to_a_position_goes_with_it(
    venue: str, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing is wanted and nothing rests; not while its market is not read."""

    async def work(move: Move) -> None:
        name = f"both {move.name}"
        await move.stops.unprotect(move.name, BOTH)
        await move.changed("-0.02")
        under = {"moved": {name: str(move.low)}, "parts": {name: [str(move.low), True]}}
        move.kept.state |= {**under, "moved_long": {name: True}, "dropped": []}
        if not is_read:
            monkeypatch.setattr(move.port, "perpetuals", dict)
        await running(move.kept.stops(move.port), 60)
        left: dict[str, object] = {} if is_read else under
        assert move.kept.state["moved"] == left.get("moved", {})
        assert move.kept.state["parts"] == left.get("parts", {})

    moving(venue, work, monkeypatch)


def test_old_stop_on_the_wrong_side_is_not_brought_back(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The market is below it by now: it would end the position at once."""

    async def work(move: Move) -> None:
        await half_moved(move)
        positions, wished = move.port.positions, []

        async def fallen() -> list[Position]:
            return [p._replace(mark_price=move.low - 100, liquidation_price=D(1)) for p in await positions()]

        def refuses(wish: Wish) -> Outcome:
            wished.append((wish.trigger_price, wish.closes))
            return NO

        monkeypatch.setattr(move.port, "positions", fallen)
        move.kept.state["wanted"] = {f"both {move.name}": str(move.high)}  # as it was before the refusal
        move.refuses = refuses
        await running(move.kept.stops(move.port), 60)
        assert (move.low, True) not in wished
        assert move.kept.state["moved"] == {}
        assert await resting(move.port) == [(move.high, SIZE)]

    moving(venue, work, monkeypatch)


def test_records_of_the_version_before_bring_the_old_stop_back(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They say from where it was moved, and not which way the position went; and it reads those of now."""

    async def work(move: Move) -> None:
        await half_moved(move)
        del move.kept.state["moved_long"], move.kept.state["parts"]
        move.kept.state["wanted"] = {f"both {move.name}": str(move.high)}
        move.refuses = lambda wish: NO if wish.trigger_price == move.high else None
        await running(move.kept.stops(move.port), 60)
        assert await resting(move.port) == [(move.low, None)]
        for price in move.kept.state["moved"].values():
            assert Decimal(price)

    moving(venue, work, monkeypatch)


def test_kill_after_the_old_stop_went_brings_it_back(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where it was moved is on the disk before it goes: the next session knows it."""

    async def work(move: Move) -> None:
        cancel = move._cancel

        async def dies(instrument: str, client_id: str) -> Outcome:
            await cancel(instrument, client_id)
            raise asyncio.CancelledError

        with monkeypatch.context() as dying:
            dying.setattr(move.port, "cancel_conditional", dies)
            with pytest.raises(asyncio.CancelledError):
                await move.stops.protect(move.name, BOTH, move.high)
        assert await resting(move.port) == [(move.high, SIZE)]
        move.refuses = lambda wish: NO if wish.closes and wish.trigger_price == move.high else None
        await running(move.kept.stops(move.port), 60)
        assert await resting(move.port) == [(move.low, None)]
        assert [told.kept for told in move.kept.refused] == [move.low]

    moving(venue, work, monkeypatch)


def beyond(move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the venue liquidates before the old stop."""
    read = move.port.positions

    async def positions() -> list[Position]:
        return [p._replace(liquidation_price=move.low + 10) for p in await read()]

    monkeypatch.setattr(move.port, "positions", positions)


def test_old_stop_beyond_liquidation_is_said(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue refuses to move it: it is there, nothing is being placed, and it limits nothing."""

    async def work(move: Move) -> None:
        beyond(move, monkeypatch)
        move.refuses = lambda _: NO
        text = await move.asked()
        assert (
            f"A stop at {move.low} for the whole position is there, but the venue liquidates the position "
            "before it is reached. Before that there is: 0 BTC. Without a stop: 0.02 BTC." in text
        )
        assert "goes on" not in text
        assert await resting(move.port) == [(move.low, None)]

    moving(venue, work, monkeypatch)


def test_bridge_stays_where_the_old_stop_comes_too_late(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new one is refused after the old one went: that for the quantity alone limits the loss."""

    async def work(move: Move) -> None:
        beyond(move, monkeypatch)
        move.refuses = lambda wish: NO if wish.closes and wish.trigger_price == move.high else None
        text = await move.asked()
        assert f"Before that there is: 0.02 BTC @ {move.high}. Without a stop: 0 BTC." in text
        await running(move.stops, 60)
        assert (move.high, SIZE) in await resting(move.port)
        assert set(move.bare) == {D(0)}
        assert move.stops.rows()[0].naked_ns is None

    moving(venue, work, monkeypatch)


async def grown(move: Move) -> str:
    """No stop for the whole position any more; it grew, and one for a quantity is refused for a moment."""

    async def grows() -> None:
        move.refuses = lambda wish: NO if wish.closes else LATER
        await move.changed("0.01")

    move.once_taken_away(grows)
    return await move.asked()


@pytest.mark.parametrize("is_started_again", [False, True])
def test_part_without_a_stop_is_tried_until_it_has_one(
    venue: str, is_started_again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands is said as it is, and FinByte does go on placing it, in another session, too."""

    async def work(move: Move) -> None:
        text = await grown(move)
        assert f"The stop at {move.low} is not back yet; FinByte goes on placing it." in text
        assert f"There is now: 0.02 BTC @ {move.high}. Without a stop: 0.01 BTC." in text
        stops = move.kept.stops(move.port) if is_started_again else move.stops
        await running(stops, 30)
        assert stops.rows()[0].naked_ns is not None
        move.refuses = lambda wish: NO if wish.closes else None
        await running(stops, 60)
        (row,) = stops.rows()
        assert (row.covered, row.naked_ns) == (D("0.03"), None)
        assert len(await resting(move.port)) == 2
        assert move.kept.state["parts"] == {}
        assert move.kept.refused == []

    moving(venue, work, monkeypatch)


def test_part_that_is_refused_for_good_is_told(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, with what stands; nothing is tried after that."""

    async def work(move: Move) -> None:
        await grown(move)
        asked: list[Wish] = []

        def refuses(wish: Wish) -> Outcome:
            asked.append(wish)
            return NO

        move.refuses = refuses
        await running(move.stops, 60)
        assert len(asked) == 1
        (told,) = move.kept.refused
        assert (code_of(told), told.wanted, told.again) == ("stop_refused_left", move.low, None)
        assert refused_fields(told)["naked"] == "0.01 BTC"
        assert move.kept.state["parts"] == {}

    moving(venue, work, monkeypatch)


def test_part_that_liquidation_overtook_is_told(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop there would cover nothing, so that none would ever be enough."""

    async def work(move: Move) -> None:
        await grown(move)
        beyond(move, monkeypatch)
        asked: list[Wish] = []
        move.refuses = asked.append
        await running(move.stops, 60)
        assert asked == []
        (told,) = move.kept.refused
        assert told.reason == "stop_beyond_liquidation"
        assert move.kept.state["parts"] == {}

    moving(venue, work, monkeypatch)


def test_part_is_not_tried_under_the_next_position(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The position is closed before the venue takes it."""

    async def work(move: Move) -> None:
        await grown(move)
        move.refuses = lambda _: None
        await move.changed("-0.03")
        assert list(await move.port.positions()) == []
        await running(move.stops, 60)
        assert move.kept.state["parts"] == {}
        await move.changed_to_long()
        await running(move.stops, 60)
        assert await resting(move.port) == []
        assert move.kept.refused == []

    moving(venue, work, monkeypatch)
