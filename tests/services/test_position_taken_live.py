"""A bot's position that somebody closed or reduced at the venue: asked about, answered, taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import DifferingPosition
from finbyte_desktop.services.steering import Steering
from tests.support.exchange import TestExchange, venue_named
from tests.support.exchange.values import Kind, NewOrder, Side
from tests.support.live_desk import live_desk, until
from tests.support.live_futures import (
    Booked,
    key_of,
    market_of,
    quiet,
    record_of,
    started,
    stops_there,
    swings,
    ties_out,
    trader,
    venues_of,
)

D = Decimal
LIMIT_S = 120.0


@pytest.fixture(params=["binanceusdm", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def by_hand(exchange: TestExchange, venue: str, side: str, part: str = "1") -> None:
    """Somebody trades a part of what is held, at the venue's website."""
    there = venue_named(exchange.exchange, venue).engine.perpetuals.position("trader", key_of(venue), "BOTH")
    lots = int(abs(there.lots) * D(part))
    act = {"symbol": key_of(venue), "venue": venue, "account": "trader", "lots": lots}
    exchange.exchange.act("account.external_trade", side=side, **act)


async def asked(desk: LiveDesk) -> DifferingPosition:
    """What the account asks about its one position."""

    def rows() -> list[DifferingPosition]:
        health = desk.account_health()
        return list(health.positions)

    await until(rows, 40)
    (row,) = rows()
    return row


@pytest.mark.parametrize("direction", ["long", "short"])
def test_closed_by_hand(venue: str, direction: str, tmp_path: Path) -> None:
    """The difference is told with both numbers; with the answer the bot has the trade, with the venue's
    price, profit and fee, and ends; nothing is left to do, and the market is free for another bot.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, direction)
                await swings(exchange, venue, ["-0.5", "0.5"])
                await quiet(desk)
                held = record_of(desk, bot).position.qty
                by_hand(exchange, venue, "SELL" if held > 0 else "BUY")
                row = await asked(desk)
                assert (row.market, row.bot, row.bots, row.venue) == (market_of(venue), bot, held, D(0))
                assert row.can_take
                await until(lambda: desk.card(bot).state is BotState.DEGRADED)
                before = desk.card(bot).total_profit
                await desk.take_position(bot, row.venue)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                assert desk.card(bot).reason == "closed_outside"
                assert before is not None
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert not desk.account_health().positions
                assert not desk.account_health().gates
                rows = [r for r in desk.history_fills(bot) if r.why == "closed_outside"]
                assert sum(r.qty for r in rows) == abs(held)
                assert not [r for r in desk.history_fills() if not r.bot]
                truth = [f for f in exchange.truth(venue).fills if f.key == key_of(venue)]
                last = truth[-1]
                assert rows[0].price > 0
                assert rows[0].fee > 0
                assert last.fee
                codes = [line.code for line in desk.detail(bot).decisions]
                assert "position_taken" in codes
                assert "position_taken_unpriced" not in codes
                await until(lambda: not stops_there(exchange, venue))
                await started(desk, venue)

    run(work())


def test_reduced_by_hand(venue: str, tmp_path: Path) -> None:
    """The bot goes on with what is left, also after a restart before the answer; its gate opens."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await quiet(desk)
                held = record_of(desk, bot).position.qty
                by_hand(exchange, venue, "SELL", "0.25")
                await asked(desk)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                row = await asked(desk)
                assert (row.bots, row.can_take) == (held, True)
                assert D(0) < row.venue < held
                with pytest.raises(UserError) as seen:
                    await desk.take_position(bot, D(0))
                assert seen.value.code == "position_moved"
                await desk.take_position(bot, row.venue)
                await until(lambda: desk.card(bot).state is BotState.RUNNING)
                assert desk.account_health().gates == {}
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)

    run(work())


def test_a_stop_that_hung_ends(tmp_path: Path) -> None:
    """Its position was closed by hand, and then it was to close it: with the answer it has ended."""

    venue = "binanceusdm"

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                by_hand(exchange, venue, "SELL")
                row = await asked(desk)
                await desk.stop(bot, Exit.SELL)
                await asyncio.sleep(3)
                assert desk.card(bot).state is BotState.STOPPING
                await desk.take_position(bot, row.venue)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                assert not record_of(desk, bot).position.qty
                await quiet(desk)

    run(work())


def test_a_kept_position_that_was_closed_by_hand(venue: str, tmp_path: Path) -> None:
    """ "Close" says what is there and where it is answered; `ctl` answers it too."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await desk.stop(bot, Exit.KEEP)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await quiet(desk)
                by_hand(exchange, venue, "SELL")
                await asked(desk)
                with pytest.raises(UserError) as refused:
                    await desk.stop(bot, Exit.SELL)
                assert refused.value.code == "position_differs"
                accounts: Any = Answering(desk)
                answer = await Steering(accounts, "headless", None).answer(
                    {"do": "closed-outside", "bot": bot}
                )
                assert answer["done"] == [f"acc1/{bot}"]
                assert not record_of(desk, bot).position.qty
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                await started(desk, venue)

    run(work())


def test_more_than_the_bot_holds_is_not_taken(tmp_path: Path) -> None:
    """What somebody added is theirs: it is told, with what to do, and no answer is offered."""

    venue = "binanceusdm"

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                by_hand(exchange, venue, "BUY", "0.5")
                row = await asked(desk)
                assert row.venue > row.bots > 0
                assert not row.can_take
                with pytest.raises(UserError) as refused:
                    await desk.take_position(bot, row.venue)
                assert refused.value.code == "position_larger"

    run(work())


@pytest.mark.parametrize("part", ["0.5", "1"])
def test_deleveraged_by_the_venue(venue: str, part: str, tmp_path: Path) -> None:
    """The venue reduces a position against the trader's will: it is the bot's trade, and the bot closes what
    is left and ends.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await quiet(desk)
                deleveraged(exchange, venue, part)
                await until(lambda: desk.card(bot).state is BotState.STOPPED, 40)
                assert desk.card(bot).reason == "deleveraged"
                assert not record_of(desk, bot).position.qty
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert exchange.truth(venue).positions[key_of(venue), "BOTH"] == 0
                assert "position_deleveraged" in [line.code for line in desk.detail(bot).decisions]
                assert not desk.account_health().positions

    run(work())


def deleveraged(exchange: TestExchange, venue: str, part: str) -> None:
    """The venue closes a part of the position, as its auto-deleveraging does."""
    engine, name = venue_named(exchange.exchange, venue).engine, key_of(venue)
    there = engine.perpetuals.position("trader", name, "BOTH")
    side = Side.SELL if there.lots > 0 else Side.BUY
    lots = int(abs(there.lots) * D(part))
    client_id = "adl_autoclose" if venue == "binanceusdm" else "adl-1"
    tags = {"liquidation": True, "execution": "AdlTrade"}
    order = engine.create(NewOrder("trader", name, side, Kind.MARKET, lots, client_id, tags=tags))
    engine.announce(order)
    engine.settle()


class Answering:
    """What `Steering` asks of the accounts: one at a venue."""

    def __init__(self, desk: LiveDesk) -> None:
        self.desk = desk

    def desks(self) -> list[tuple[str, LiveDesk]]:
        return [("acc1", self.desk)]
