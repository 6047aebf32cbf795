"""What an account is asked about its perpetuals: how far back, and of which markets."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError, VenueRejected
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.desk_perpetuals import LivePerpetuals
from finbyte_desktop.services.live.desk_reads import LiveReads
from finbyte_desktop.services.live.position_truth import (
    LATE_NS,
    OVERLAP_NS,
    STANDS_NS,
    PositionDifference,
    PositionTruth,
)
from finbyte_desktop.services.ports import DifferingPosition

D = Decimal
HERE, GONE = "x:BTC/USDT:USDT", "x:DOGE/USDT:USDT"
NOW_NS = 10 * LATE_NS


class Venue:
    """Notes from when fundings are asked for; a market in `refuses` is not on its list."""

    def __init__(self, *refuses: str) -> None:
        self.asked: dict[str, int] = {}
        self.refuses = refuses
        self.ns = NOW_NS

    def now_ns(self) -> int:
        return self.ns

    async def funding(self, instrument: str, since_ns: int) -> list[Any]:
        self.asked[instrument] = since_ns
        if instrument in self.refuses:
            raise VenueRejected("x has no such market (any more).", "no_such_market")
        return []


def truth_of(port: Venue, explains: bool = False) -> PositionTruth:
    """Two markets with a bot that holds something; one is traded no more."""

    def bot(name: str) -> Any:
        market = SimpleNamespace(id=name, perpetual=object())
        position = SimpleNamespace(qty=D(1))
        return SimpleNamespace(instrument=market, position=position, state=BotState.RUNNING)

    async def quiet() -> None:
        return None

    taking = SimpleNamespace(explains=lambda instrument, venue: explains)
    shell: Any = SimpleNamespace(
        port=port,
        kernel=SimpleNamespace(bots={"b1": bot(HERE), "b2": bot(GONE)}, taking=taking),
        markets=SimpleNamespace(is_traded=lambda name: name == HERE),
        following=SimpleNamespace(finds=lambda: False),
        adopted_ns=0,
        failure=None,
        quiet=quiet,
    )
    return PositionTruth(shell)


def test_fundings_are_asked_for_no_further_back_than_what_was_booked_is_remembered() -> None:
    """A search for a difference of long ago would book them a second time."""
    port = Venue()
    truth = truth_of(port)
    truth.since_ns = {HERE: NOW_NS, GONE: NOW_NS}
    asyncio.run(truth.read_fundings(NOW_NS - 15 * LATE_NS))
    assert port.asked[HERE] == NOW_NS - LATE_NS
    truth.since_ns = {HERE: NOW_NS - 3 * LATE_NS, GONE: NOW_NS}
    asyncio.run(truth.read_fundings(NOW_NS - 1))
    assert port.asked[HERE] == NOW_NS - 3 * LATE_NS - OVERLAP_NS


@pytest.mark.parametrize("refuses", [(), (GONE,)])
def test_what_a_closed_market_paid_is_asked_for_and_may_be_untold(refuses: tuple[str, ...]) -> None:
    """A bot holds it still: what it paid before is booked, and one that nobody tells closes nothing."""
    port = Venue(*refuses)
    assert asyncio.run(truth_of(port).read_fundings()) == set()
    assert port.asked.keys() == {HERE, GONE}
    assert asyncio.run(truth_of(Venue(HERE)).read_fundings()) == {HERE}


def test_what_no_trade_explains_must_have_stood() -> None:
    """A trade of ours may be told late: it would be booked a second time."""
    port = Venue()
    truth = truth_of(port)
    row = PositionDifference(HERE, D(0), D(1))
    taken: list[Any] = []

    async def compared() -> tuple[PositionDifference, ...]:
        truth._differs_ns.setdefault(row, port.ns)
        return (row,)

    async def command(event: Any) -> None:
        taken.append(event)

    truth.compare = compared  # type: ignore[method-assign]
    truth._shell.command = command  # type: ignore[method-assign]
    asyncio.run(compared())
    with pytest.raises(UserError, match="Try again in a moment"):
        asyncio.run(truth.take(HERE, D(0)))
    assert not taken
    port.ns += STANDS_NS
    asyncio.run(truth.take(HERE, D(0)))
    assert [event.venue for event in taken] == [D(0)]


@pytest.mark.parametrize("can_take", [True, False])
def test_a_kept_position_that_grew_at_the_venue_can_be_closed(can_take: bool) -> None:
    """Its own part is closed; one that was closed there by hand is answered first."""
    row = DifferingPosition(HERE, "BTC", 3, "b1", "BTC/USDT perp", D("0.3"), D("0.1"), can_take)
    kernel = SimpleNamespace(bots={"b1": object()}, perpetuals=SimpleNamespace(kept=lambda record: True))
    desk: Any = SimpleNamespace(_kernel=kernel, _differing_positions=lambda: [row], _label=lambda: "Binance")
    if can_take:
        with pytest.raises(UserError, match="Nothing was sent"):
            LivePerpetuals._refuse_other_position(desk, "b1")
    else:
        LivePerpetuals._refuse_other_position(desk, "b1")


@pytest.mark.parametrize(("second", "name", "can_take"), [("0", "A", True), ("-0.4", "A + B", False)])
def test_who_holds_what_the_venue_has_not_is_named(second: str, name: str, can_take: bool) -> None:
    """Of two bots on one market both are named, and nobody is asked whose position was closed."""
    market = SimpleNamespace(id=HERE, base="BTC", qty_places=3)

    def bot(bot_id: str, qty: str) -> Any:
        return SimpleNamespace(id=bot_id, instrument=market, position=SimpleNamespace(qty=D(qty)))

    bots = {"b1": bot("b1", "1"), "b2": bot("b2", second)}
    held = D(1) + D(second)
    row = PositionDifference(HERE, D(0), held)
    truth = SimpleNamespace(differences=(row,), held=lambda instrument: held)
    perpetuals = SimpleNamespace(bot_of=lambda instrument: bots["b1"])
    desk: Any = SimpleNamespace(
        _account=SimpleNamespace(shell=SimpleNamespace(truth=truth)),
        _kernel=SimpleNamespace(bots=bots, perpetuals=perpetuals),
        _entries={"b1": SimpleNamespace(name="A"), "b2": SimpleNamespace(name="B")},
    )
    (shown,) = LiveReads._differing_positions(desk)
    assert (shown.bot_name, shown.bots, shown.can_take) == (name, held, can_take)
