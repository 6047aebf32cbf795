"""A stop that is moved while the venue refuses, loses answers, or the position changes: protected as well as
before where the venue allows, and what is said is what stands at the venue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.live.stop_cover import covers
from finbyte_desktop.services.live.stop_refusals import code_of, refused_fields
from finbyte_desktop.services.live.stops import Stops
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import Terms, Wish
from finbyte_desktop.services.venues.live_perpetuals import Protection
from finbyte_desktop.services.venues.live_port import Outcome, Rejected, Unknown
from tests.services.test_stops import gap
from tests.services.test_stops_kept import BOTH, Kept, at, resting, running
from tests.support.connected import on
from tests.support.exchange import Exchange
from tests.support.naked import bought

D = Decimal
SIZE = D("0.02")
NO = Rejected("too_many_orders", "Reach max stop order limit.")
Work = Callable[["Move"], Awaitable[None]]


class Move:
    """A long position with a stop at `low`, which is to be moved to `high`, and a venue that can be told what
    to refuse. `bare` has, for each stop that was taken away, how much had none then.
    """

    def __init__(self, port: CcxtVenue, exchange: Exchange, venue: str, name: str, patch: pytest.MonkeyPatch):
        self.port, self.exchange, self.venue, self.name = port, exchange, venue, name
        self.kept = Kept()
        self.stops = self.kept.stops(port)
        self._place, self._cancel = port.place, port.cancel_conditional
        self.refuses: Callable[[Wish], Outcome | None] = lambda _: None
        self.cancelling: Callable[[], Awaitable[Outcome | None]] | None = None
        self.bare: list[Decimal] = []
        self._changes = 1
        patch.setattr(port, "place", self._placed)
        patch.setattr(port, "cancel_conditional", self._cancelled)

    async def _placed(self, wish: Wish) -> Outcome:
        return self.refuses(wish) or await self._place(wish)

    async def _cancelled(self, instrument: str, client_id: str) -> Outcome:
        if self.cancelling is not None:
            answer = await self.cancelling()
            if answer is not None:
                return answer
        for position in await self.port.positions():
            left = [s for s in await self.port.protections() if s.client_id != client_id]
            found = [s for s in left if covers(position, s)]
            covered = sum((position.qty if s.qty is None else s.qty for s in found), D(0))
            self.bare.append(max(D(0), position.qty - covered))
        return await self._cancel(instrument, client_id)

    async def begin(self) -> None:
        self.low, self.high = await at(self.port, "0.95"), await at(self.port, "0.97")
        await self.stops.protect(self.name, BOTH, self.low)

    async def asked(self) -> str:
        """What the person hears who asks for the move."""
        with pytest.raises(UserError) as caught:
            await self.stops.protect(self.name, BOTH, self.high)
        assert caught.value.code == "stop_refused"
        return caught.value.text

    async def changed(self, qty: str) -> None:
        """The position grows by this much, or shrinks."""
        amount, (position,) = D(qty), await self.port.positions()
        side = Side.BUY if amount > 0 else Side.SELL
        worst = (position.mark_price * (D("1.02") if amount > 0 else D("0.98"))).quantize(D(1))
        self._changes += 1
        wish = Wish(f"FBf-{self._changes}", self.name, side, abs(amount), worst, Terms.IOC)
        await self._place(wish)

    async def changed_to_long(self) -> None:
        """Another long position, of the same size."""
        self._changes += 1
        worst = (self.low * D("1.1")).quantize(D(1))
        await self._place(Wish(f"FBf-{self._changes}", self.name, Side.BUY, SIZE, worst, Terms.IOC))
        await asyncio.sleep(2)

    def once_taken_away(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does something at the moment at which the first stop is about to be taken away."""

        async def first() -> None:
            self.cancelling = None
            await work()

        self.cancelling = first


@pytest.fixture(params=("binanceusdm", "bybit"))
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def moving(venue: str, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    async def begun(port: CcxtVenue, exchange: Exchange) -> None:
        move = Move(port, exchange, venue, await bought(port), monkeypatch)
        await move.begin()
        await work(move)

    on(venue, begun, monkeypatch, made=partial(CcxtVenue, perpetuals=True))


def test_old_stop_is_back_when_the_new_one_is_refused(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It went for the move: it is placed again before the person hears of the refusal, and that is said."""

    async def work(move: Move) -> None:
        move.refuses = lambda wish: NO if wish.closes and wish.trigger_price == move.high else None
        text = await move.asked()
        assert await resting(move.port) == [(move.low, None)]
        assert f"did not take the stop at {move.high}" in text
        assert f"A stop at {move.low} for the whole position is there." in text
        assert move.kept.state["wanted"] == {f"both {move.name}": str(move.low)}
        assert move.kept.state["moved"] == {}
        assert set(move.bare) == {D(0)}
        await running(move.stops, 60)
        assert await resting(move.port) == [(move.low, None)]

    moving(venue, work, monkeypatch)


def test_refused_bridge_leaves_the_old_stop(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was taken away yet, and that is what is said."""

    async def work(move: Move) -> None:
        move.refuses = lambda _: NO
        assert f"A stop at {move.low} for the whole position is there." in await move.asked()
        assert await resting(move.port) == [(move.low, None)]
        assert move.bare == []

    moving(venue, work, monkeypatch)


def test_refusal_that_nobody_waits_for_is_told_as_it_stands(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The move went on by itself after the dialog was closed; the old stop is back before it is told."""

    async def work(move: Move) -> None:
        later = Rejected("venue_busy", "-1008")
        move.refuses = lambda wish: later if wish.closes else None
        with pytest.raises(Unavailable):
            await move.stops.protect(move.name, BOTH, move.high)
        assert await resting(move.port) == [(move.high, SIZE)]
        move.refuses = lambda wish: NO if wish.closes and wish.trigger_price == move.high else None
        await running(move.kept.stops(move.port), 60)  # in another session, too
        assert await resting(move.port) == [(move.low, None)]
        (told,) = move.kept.refused
        assert (told.wanted, told.kept, told.again) == (move.high, move.low, None)
        assert code_of(told) == "stop_move_refused"
        assert set(move.bare) == {D(0)}

    moving(venue, work, monkeypatch)


def test_what_is_left_is_said_with_quantity_and_price(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue takes no stop for the whole position any more: the one for the quantity stays."""

    async def work(move: Move) -> None:
        move.refuses = lambda wish: NO if wish.closes else None
        text = await move.asked()
        assert await resting(move.port) == [(move.high, SIZE)]
        assert f"There is now: 0.02 BTC @ {move.high}, which does not grow with the position." in text
        assert "Without a stop: 0 BTC." in text
        await running(move.stops, 60)
        assert await resting(move.port) == [(move.high, SIZE)]
        assert move.kept.refused == []  # the person has heard it
        assert move.stops.rows()[0].wanted is None
        move.refuses = lambda _: None
        await move.stops.protect(move.name, BOTH, move.low)
        assert await resting(move.port) == [(move.low, None)]

    moving(venue, work, monkeypatch)


def test_what_grew_meanwhile_is_covered_again(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The position grew while its stop was moved: before the move all of it was covered."""

    async def work(move: Move) -> None:
        move.refuses = lambda wish: NO if wish.closes else None
        move.once_taken_away(lambda: move.changed("0.01"))
        text = await move.asked()
        assert "Without a stop: 0 BTC." in text
        (row,) = move.stops.rows()
        assert row.covered == D("0.03")
        rests = await resting(move.port)
        assert sum((qty for _, qty in rests if qty is not None), D(0)) >= D("0.03")
        for price, qty in rests:
            assert f"{qty} BTC @ {price}" in text

    moving(venue, work, monkeypatch)


def test_naked_part_is_said(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It grew, and the venue takes nothing at all any more; told the same to whom nobody waits."""

    async def work(move: Move) -> None:
        async def grows() -> None:
            move.refuses = lambda _: NO
            await move.changed("0.01")

        move.once_taken_away(grows)
        text = await move.asked()
        assert await resting(move.port) == [(move.high, SIZE)]
        assert f"There is now: 0.02 BTC @ {move.high}" in text
        assert "Without a stop: 0.01 BTC. Choose another price, or close the position." in text
        (row,) = move.stops.rows()
        assert row.covered == SIZE
        assert row.naked_ns is not None

    moving(venue, work, monkeypatch)


def test_naked_part_is_told_to_whom_nobody_waits(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice has the same numbers."""

    async def work(move: Move) -> None:
        move.refuses = lambda wish: Rejected("venue_busy", "-1008") if wish.closes else None
        with pytest.raises(Unavailable):
            await move.stops.protect(move.name, BOTH, move.high)
        move.refuses = lambda _: NO
        await move.changed("0.01")
        await running(move.stops, 60)
        (told,) = move.kept.refused
        assert code_of(told) == "stop_refused_left"
        fields = refused_fields(told)
        assert (fields["stands"], fields["naked"]) == (f"0.02 BTC @ {move.high}", "0.01 BTC")
        assert fields["price"] == str(move.high)
        assert await resting(move.port) == [(move.high, SIZE)]

    moving(venue, work, monkeypatch)


def test_old_stop_that_is_refused_later_is_made_up_for(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """First it could come back, then it cannot, and the position grew: stops for a quantity cover all of it,
    and the notice says so.
    """

    async def work(move: Move) -> None:
        def refuses(wish: Wish) -> Outcome | None:
            if not wish.closes:
                return None
            return NO if wish.trigger_price == move.high else Rejected("too_many_requests", "-1003")

        move.refuses = refuses
        assert f"The stop at {move.low} is not back yet" in await move.asked()
        await move.changed("0.01")
        move.refuses = lambda wish: NO if wish.closes else None
        await running(move.stops, 60)
        (told,) = move.kept.refused
        assert (told.wanted, told.kept, told.again) == (move.low, None, None)
        assert told.stands is not None
        assert told.stands.naked == 0
        assert {price: qty for qty, price in told.stands.parts} == dict(await resting(move.port))
        assert move.stops.rows()[0].covered == D("0.03")

    moving(venue, work, monkeypatch)


def test_old_stop_that_is_not_back_yet_is_said(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue refuses the new one for good and the old one for a moment: it is tried until it is back."""

    async def work(move: Move) -> None:
        def refuses(wish: Wish) -> Outcome | None:
            if not wish.closes:
                return None
            return NO if wish.trigger_price == move.high else Rejected("too_many_requests", "-1003")

        move.refuses = refuses
        text = await move.asked()
        assert f"The stop at {move.low} is not back yet; FinByte goes on placing it." in text
        assert f"There is now: 0.02 BTC @ {move.high}. Without a stop: 0 BTC." in text
        await running(move.stops, 30)
        move.refuses = lambda _: None
        await running(move.stops, 60)
        assert await resting(move.port) == [(move.low, None)]
        assert move.kept.refused == []
        assert set(move.bare) == {D(0)}

    moving(venue, work, monkeypatch)


def test_what_could_not_be_read_is_not_guessed(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the refusal nothing answers: nobody knows what stands, and the old stop comes back with the
    connection.
    """

    async def work(move: Move) -> None:
        protections = move.port.protections

        async def away() -> list[Protection]:
            raise Unavailable("No answer.", "no_answer")

        def refuses(wish: Wish) -> Outcome | None:
            if wish.closes and wish.trigger_price == move.high:
                monkeypatch.setattr(move.port, "protections", away)
                return NO
            return None

        move.refuses = refuses
        assert "could not be read after that: look at the venue" in await move.asked()
        monkeypatch.setattr(move.port, "protections", protections)
        await running(move.stops, 60)
        assert await resting(move.port) == [(move.low, None)]

    moving(venue, work, monkeypatch)


@pytest.mark.parametrize("arrives", [True, False])
@pytest.mark.parametrize("closes", [True, False])
def test_answer_that_got_lost_leaves_no_gap(
    venue: str, arrives: bool, closes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the bridge, or of the new stop; whether or not it came in, one stop rests at the new price."""

    async def work(move: Move) -> None:
        lost = [1]
        place = move._place

        async def placed(wish: Wish) -> Outcome:
            if wish.closes is closes and lost:
                lost.pop()
                if arrives:
                    await place(wish)
                return Unknown("cut")
            return await place(wish)

        monkeypatch.setattr(move.port, "place", placed)
        await move.stops.protect(move.name, BOTH, move.high)
        await running(move.stops, 90)
        assert lost == []
        assert await resting(move.port) == [(move.high, None)]
        assert set(move.bare) == {D(0)}
        assert move.kept.refused == []

    moving(venue, work, monkeypatch)


def test_old_stop_that_triggers_while_it_is_moved(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The position is over: it is said so, and what was sent for the move goes."""

    async def work(move: Move) -> None:
        async def falls() -> None:
            gap(move.exchange, move.venue, -6)
            await asyncio.sleep(5)

        move.once_taken_away(falls)
        with pytest.raises(UserError) as caught:
            await move.stops.protect(move.name, BOTH, move.high)
        assert caught.value.code == "position_ended"
        await running(move.stops, 60)
        assert await resting(move.port) == []
        assert list(await move.port.positions()) == []
        assert move.kept.state["wanted"] == move.kept.state["moved"] == {}
        assert (move.kept.refused, move.kept.lost) == ([], [])

    moving(venue, work, monkeypatch)


@pytest.mark.parametrize("change", ["0.03", "-0.01"])
def test_quantity_that_changes_while_it_is_moved(
    venue: str, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Grown or shrunk: one stop for the whole position at the new price, and nothing else."""

    async def work(move: Move) -> None:
        move.once_taken_away(lambda: move.changed(change))
        await move.stops.protect(move.name, BOTH, move.high)
        await running(move.stops, 60)
        assert await resting(move.port) == [(move.high, None)]
        (row,) = move.stops.rows()
        assert row.covered == SIZE + D(change)
        assert row.naked_ns is None

    moving(venue, work, monkeypatch)


def test_old_stop_that_does_not_go_is_asked_away_until_it_goes(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The venue refuses to take it away: both stand meanwhile, then one at the new price."""

    async def work(move: Move) -> None:
        async def refused() -> Outcome | None:
            return Rejected("venue_busy", "-1008")

        move.cancelling = refused
        await move.stops.protect(move.name, BOTH, move.high)
        await running(move.stops, 30)
        assert await resting(move.port) == [(move.low, None), (move.high, SIZE)]
        assert move.stops.rows()[0].naked_ns is None
        move.cancelling = None
        await running(move.stops, 60)
        assert await resting(move.port) == [(move.high, None)]
        assert set(move.bare) == {D(0)}

    moving(venue, work, monkeypatch)


def test_first_stop_that_is_refused_leaves_nothing(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may think that something protects the position."""

    async def work(port: CcxtVenue, _: Exchange) -> None:
        kept, name = Kept(), await bought(port)
        stops: Stops = kept.stops(port)

        async def refused(wish: Wish) -> Outcome:
            return NO

        monkeypatch.setattr(port, "place", refused)
        with pytest.raises(UserError, match=r"Nothing limits the loss of the position now\."):
            await stops.protect(name, BOTH, await at(port, "0.95"))
        assert kept.state["wanted"] == {}

    on(venue, work, monkeypatch, made=partial(CcxtVenue, perpetuals=True))
