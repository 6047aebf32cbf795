"""Public streams over real sockets against the test exchange, by own decoders and by ccxt."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.binance_streams import BinanceDialect
from finbyte_desktop.services.venues.bybit_streams import BybitDialect
from finbyte_desktop.services.venues.ccxt_streams import CcxtStreams
from finbyte_desktop.services.venues.public_streams import OwnStreams
from finbyte_desktop.services.venues.stream_port import (
    SHOWN_LEVELS,
    Channel,
    Health,
    Limits,
    PublicStreams,
)
from tests.contract.judges import run
from tests.support.exchange import TestExchange
from tests.support.streams import BYBIT, NAMES, PLACES, SPOT, Heard, Place, only, true_book, true_trades

# The exchange's time runs ten times as fast as the machine's, so a client waits a tenth as long.
SPEED = 10
FAST = Limits(
    first_pause_s=0.05,
    longest_pause_s=0.5,
    watch_every_s=0.05,
    probe_after_s=1.0,
    probe_wait_s=0.5,
    silent_s=2.0,
    out_of_step_s=0.3,
    ack_s=1.0,
    repair_every_s=0.01,
)
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("stream.duplicate", {"probability": 0.3}),
    ("stream.sequence_gap", {"probability": 0.1}),
    ("stream.burst", {"probability": 0.05, "ms": 2000}),
    ("stream.max_age", {"ms": 10_000}),
    ("stream.stall", {"times": 1, "pings": False}),
]


async def is_true(port: PublicStreams, heard: Heard, exchange: TestExchange, place: Place) -> None:
    """Once the market stands still, book and trades are what the exchange has."""
    inner, name = exchange.exchange, place.market.instrument
    inner.act("market.halt", for_ms=3_600_000)
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        got, real = heard.all_trades[name], true_trades(inner, place)
        book = heard.books[name][-1] if heard.books[name] else None
        true = book is not None and (book.bids, book.asks) == true_book(inner, place, SHOWN_LEVELS)
        fresh = {told.health for told in port.health()} == {Health.FRESH}
        if true and fresh and got and got == real[-len(got) :]:
            break
    got, real = heard.all_trades[name], true_trades(inner, place)
    assert got == real[-len(got) :]
    book = heard.books[name][-1]
    assert (book.bids, book.asks) == true_book(inner, place, SHOWN_LEVELS)
    assert heard.tickers[name]
    assert (port.counts.lost, port.counts.unreadable) == (0, 0)


# Bybit tells 60 past trades of a spot market, which a stall at this speed outlasts.
CASES = [
    pytest.param(place, rule, id=f"{name}-{rule[0] if rule else 'no-fault'}")
    for place, name in zip(PLACES, NAMES, strict=True)
    for rule in (None, *FAULTS)
    if place is not BYBIT or rule is None or rule[0] not in ("stream.stall", "stream.max_age")
]


@pytest.mark.parametrize(("place", "rule"), CASES)
def test_own_decoders_end_with_the_truth(place: Place, rule: tuple[str, dict[str, Any]] | None) -> None:
    """Over aiohttp's own sockets, whatever the stream suffered: the book is true and no trade is missing."""

    async def judge() -> None:
        heard, supervisor = Heard(), Supervisor()
        async with (
            TestExchange(seed=1, venues=[place.venue], speed=SPEED) as exchange,
            aiohttp.ClientSession() as session,
        ):
            only(exchange.exchange, place)
            dialect = BybitDialect() if place.venue == "bybit" else BinanceDialect()
            port = OwnStreams(
                dialect, session, supervisor, heard, lambda: exchange.exchange.now_ns, exchange.url, FAST
            )
            port.subscribe(place.market, *Channel)
            await asyncio.sleep(1)
            if rule is not None:
                exchange.faults.add(rule[0], **rule[1])
                if rule[0] == "stream.max_age":
                    for connection in list(exchange.exchange.venues[0].connections):
                        exchange.exchange.venues[0].close(connection, 1008)
            await asyncio.sleep(3)
            if rule is not None:
                assert exchange.faults.counts[rule[0]] > 0
                exchange.faults.clear()
            await asyncio.sleep(0.5)
            await is_true(port, heard, exchange, place)
            await port.close()
            await supervisor.close()

    run(judge())


@pytest.mark.parametrize("place", [SPOT, BYBIT], ids=["binance", "bybit"])
def test_ccxt_ends_with_the_truth(place: Place) -> None:
    """The same market through ccxt: the same book, the same trades."""

    async def judge() -> None:
        heard, supervisor = Heard(), Supervisor()
        async with TestExchange(seed=1, venues=[place.venue]) as exchange:
            only(exchange.exchange, place)
            options = {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot", "fetchMargins": False}
            port = CcxtStreams(place.venue, supervisor, heard, time.time_ns, exchange.url, options=options)
            port.subscribe(place.market, *Channel)
            await asyncio.sleep(6)
            await is_true(port, heard, exchange, place)
            await port.close()
            await supervisor.close()

    run(judge())


def test_unreachable_venue_is_tried_again_ever_later() -> None:
    """Nobody listens: everything is stale after a while, and the attempts grow rare."""

    async def judge() -> None:
        heard, supervisor = Heard(), Supervisor()
        async with aiohttp.ClientSession() as session:
            port = OwnStreams(
                BinanceDialect(), session, supervisor, heard, time.time_ns, "http://127.0.0.1:9", FAST
            )
            port.subscribe(SPOT.market, Channel.BOOK)
            await asyncio.sleep(2.5)
            assert 4 <= port.counts.reconnects <= 12
            assert [told.why for told in port.health()] == ["no_connection"]
            await port.close()
            await supervisor.close()

    run(judge())
