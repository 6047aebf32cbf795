"""Broken engines of perpetuals; `broken.py` says what they are for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from finbyte_desktop.core.outside import Outside
from finbyte_desktop.services.live.following import Following
from finbyte_desktop.services.live.position_truth import PositionTruth
from finbyte_desktop.services.venues import ccxt_venue
from tests.support.simulation.broken import GITHUB, Set
from tests.support.simulation.broken import engine as any_engine

engine = partial(any_engine, scenario="perpetuals")


@engine(GITHUB + "freqtrade/freqtrade/issues/13517", "I5", "P2")
def fundings_are_forgotten(put: Set) -> None:
    """What a position paid and received is not asked for."""

    async def nothing(_: PositionTruth, from_ns: int | None = None) -> set[str]:
        return set()

    put(PositionTruth, "read_fundings", nothing)


@engine(GITHUB + "xLydianSoftware/Qubx/pull/285", "I5", "P2")
def fundings_are_counted_twice(put: Set) -> None:
    """A payment that is told again is booked again."""
    put(Outside, "is_new", lambda *_: True)
    funded = PositionTruth._funded

    def again(self: PositionTruth, payment: Any) -> None:
        self._shell.kernel.outside.seen.clear()
        funded(self, payment)

    put(PositionTruth, "_funded", again)


@engine(GITHUB + "freqtrade/freqtrade/issues/7107", "P6", "I12", "P7")
def liquidations_are_not_seen(put: Set) -> None:
    """What the venue closed itself is a trade of nobody: the bot goes on with a position that is gone."""
    foreign = Following._foreign

    def nobody(self: Following, trade: Any, why: str = "") -> None:
        foreign(self, trade._replace(why=""), "")

    put(Following, "_foreign", nobody)


@engine(GITHUB + "freqtrade/freqtrade/issues/4470", "P7", "I19")
def positions_are_not_compared(put: Set) -> None:
    """Whatever the venue shows, a bot holds what its own trades came to."""

    async def same(_: PositionTruth) -> tuple[Any, ...]:
        return ()

    put(PositionTruth, "compare", same)


@engine(GITHUB + "ccxt/node-binance-api/issues/873", "I8")
def closing_orders_may_open(put: Set) -> None:
    """What is to close a position leaves as any other order."""
    wish_of = ccxt_venue.wish_of
    put(ccxt_venue, "wish_of", lambda order: replace(wish_of(order), reduce_only=False))


@engine(GITHUB + "freqtrade/freqtrade/issues/9881", "P8")
def settings_are_believed(put: Set) -> None:
    """The leverage that was asked for is taken for the one that is set."""

    async def good(*_: Any) -> bool:
        return True

    put(PositionTruth, "is_set", good)
