"""What a key may do is read again when an order is refused because of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.account_links import AccountLink
from finbyte_desktop.services.live import key_rights
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.live.key_rights import LOST, MOVES_MONEY, KeyWatch
from finbyte_desktop.services.ports import AccountState, Link, Notice
from finbyte_desktop.services.venues.live_port import KeyRights
from tests.services.test_live_desk import BALANCES, run
from tests.support.exchange import TestExchange, venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.live_desk import live_desk, running, until

MAY = KeyRights(True, False, False, True)
MAY_NOT = KeyRights(False, False, False, True)
NOT_TOLD = KeyRights(None, None, None, None)


class Venue:
    """A venue that tells what a key may do, and counts how often it is asked."""

    def __init__(self, told: KeyRights) -> None:
        self.told = told
        self.asked = 0
        self.fails = False
        self.heard: Callable[[bool], None] = lambda served: None

    async def rights(self) -> KeyRights:
        self.asked += 1
        if self.fails:
            raise Unavailable("No answer.", "no_answer")
        return self.told


async def watched(venue: Venue, work: Callable[[KeyWatch], Any]) -> list[KeyRights]:
    """Runs work beside a watch of the key; what was told."""
    told: list[KeyRights] = []
    watch = KeyWatch(venue.rights, venue.told, told.append)
    task = asyncio.create_task(watch.run())
    try:
        await work(watch)
    finally:
        task.cancel()
    return told


def state_of(desk: LiveDesk) -> AccountState:
    """What Settings, Connections shows of an account in its row."""
    return AccountLink(desk._account.connection, Link.LIVE, desk=desk).state()


async def traded(desk: LiveDesk, exchange: TestExchange, market: str) -> None:
    """The market moves so that a level fills and the bot wants its counter order."""
    place = venue_named(exchange.exchange, market.partition(":")[0])
    key = next(k for k, i in place.engine.instruments.items() if i.symbol == "BTCUSDT" and not i.is_linear)
    assert isinstance(place.market, SeededMarket)
    place.market.trade_at(key, place.market.fair[key] * 985 // 1000)
    await until(lambda: desk.history_fills())


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_key_that_lost_its_trade_right_is_shown_so(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first refused order the row says so; when the right is back, it says that."""
    monkeypatch.setattr(key_rights, "AGAIN_S", 0.2)
    monkeypatch.setattr(key_rights, "LOST_S", 0.5)
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        notices: list[Notice] = []
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key, notices) as desk:
                await running(desk, market)
                assert (state_of(desk).link, state_of(desk).why) == (Link.LIVE, "")
                exchange.exchange.act("account.permission_change", trade=False)
                await traded(desk, exchange, market)
                await until(lambda: state_of(desk).link is Link.NO_TRADE)
                health = desk.account_health()
                assert health.rights.can_trade is False
                assert state_of(desk).code == LOST
                assert "may not trade" in state_of(desk).why
                assert "looks again" in state_of(desk).why
                await until(lambda: LOST in [notice.code for notice in notices])
                exchange.exchange.act("account.permission_change", trade=True)
                await until(lambda: state_of(desk).link is Link.LIVE)
                assert desk.account_health().rights.can_trade is True
                assert [notice.code for notice in notices].count(LOST) == 1

    run(work())


def test_refused_orders_ask_for_the_rights_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot whose orders are all refused does not use the budget up with questions about the key."""
    monkeypatch.setattr(key_rights, "AGAIN_S", 0.3)
    venue = Venue(MAY)

    async def work(watch: KeyWatch) -> None:
        venue.told = MAY_NOT
        for _ in range(20):
            watch.heard(served=False)
            await asyncio.sleep(0.01)

    assert asyncio.run(watched(venue, work)) == [MAY_NOT]
    assert venue.asked == 1


def test_reading_that_failed_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue that does not answer just then is asked again."""
    monkeypatch.setattr(key_rights, "AGAIN_S", 0.02)
    monkeypatch.setattr(key_rights, "LOST_S", 0.02)
    venue = Venue(MAY)

    async def work(watch: KeyWatch) -> None:
        venue.told, venue.fails = MAY_NOT, True
        watch.heard(served=False)
        await until(lambda: venue.asked >= 2)
        venue.fails = False
        await until(lambda: watch.rights is MAY_NOT)

    assert asyncio.run(watched(venue, work)) == [MAY_NOT]


def test_accepted_order_brings_the_right_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that the venue takes is asked about at once, not only at the next look."""
    monkeypatch.setattr(key_rights, "AGAIN_S", 0.02)
    venue = Venue(MAY_NOT)

    async def work(watch: KeyWatch) -> None:
        venue.told = MAY
        watch.heard(served=True)
        await until(lambda: watch.rights is MAY)
        asked = venue.asked
        watch.heard(served=True)
        await asyncio.sleep(0.1)
        assert venue.asked == asked

    assert asyncio.run(watched(venue, work)) == [MAY]


def test_venue_that_tells_no_rights_is_believed_by_its_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A testnet tells nothing about keys: what it refused last, and took last, is what is so."""
    monkeypatch.setattr(key_rights, "AGAIN_S", 0.02)
    venue = Venue(NOT_TOLD)

    async def work(watch: KeyWatch) -> None:
        watch.heard(served=False)
        await until(lambda: watch.rights.can_trade is False)
        watch.heard(served=True)
        await until(lambda: watch.rights.can_trade is None)

    assert [rights.can_trade for rights in asyncio.run(watched(venue, work))] == [False, None]


def test_key_that_may_move_money_meanwhile_is_warned_of() -> None:
    """The right to withdraw, given to a key after it was connected, is said where the key's rights stand."""
    assert key_rights.warnings_of(KeyRights(True, True, False, True)) == (MOVES_MONEY,)
    assert key_rights.warnings_of(KeyRights(True, False, True, True)) == (MOVES_MONEY,)
    assert key_rights.warnings_of(KeyRights(True, False, False, False)) == ("no_ip_list",)
    assert key_rights.warnings_of(MAY) == ()
