"""Testnet and demo trading: every request goes to the play money's own hosts, the account says what it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.credentials import ApiKey, Connection, Credentials, Home, Secret
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import FeedChoice, Link
from finbyte_desktop.services.venues.stream_port import Channel, Market
from finbyte_desktop.services.venues.stream_states import Inbox
from finbyte_desktop.services.venues.testnet_streams import BinanceDemo
from tests.support.exchange import TestExchange, venue_named
from tests.support.live_desk import BALANCES, api_key, running, until

LIMIT_S = 60.0
HOSTS = {
    ("binance", "testnet"): {"testnet.binance.vision"},
    ("binance", "demo"): {"demo-api.binance.com"},
    ("bybit", "testnet"): {"api-testnet.bybit.com"},
    ("bybit", "demo"): {"api-demo.bybit.com"},
}
# The wallet of Binance and Bybit's key information are not there for play money.
RIGHTS_TOLD = {("bybit", "testnet")}


@pytest.mark.parametrize(("venue", "mode"), HOSTS, ids=[" ".join(case) for case in HOSTS])
def test_bot_trades_play_money_at_its_own_hosts(tmp_path: Path, venue: str, mode: str) -> None:
    """From the key to the last order nothing private is asked of the real venue."""

    async def work() -> None:
        async with asyncio.timeout(LIMIT_S), TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await Accounts.open(tmp_path, FeedChoice(), Credentials(tmp_path))
            mine = accounts.new_connection(
                venue, "Play", Home.SESSION, mode == "testnet", exchange.url, demo=mode == "demo"
            )
            report = await accounts.add(mine, api_key(key))
            assert (report.rights.can_trade is not None) is ((venue, mode) in RIGHTS_TOLD)
            state = accounts.states()[-1]
            assert (state.link, state.mode) == (Link.LIVE, mode)
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            assert desk.health().mode == mode
            health = desk.account_health()
            assert (health.testnet, health.demo) == (mode == "testnet", mode == "demo")
            bot = await running(desk, f"{venue}:BTC/USDT")
            await until(lambda: desk.health().feed.fresh)
            await desk.stop(bot, Exit.KEEP)
            await until(lambda: desk.card(bot).state is BotState.STOPPED)
            await accounts.close("keep")
            records = venue_named(exchange.exchange, venue).records
            private = {row.host for row in records if row.kind not in ("market", "other")}
            sockets = {"ws-api.testnet.binance.vision", "demo-ws-api.binance.com"}
            assert private - sockets == HOSTS[venue, mode]
            assert any(row.kind == "create" for row in records)

    asyncio.run(work())


def test_two_kinds_of_play_money_at_once_are_refused(tmp_path: Path) -> None:
    """A connection is one of the three; what is asked for twice is not guessed."""

    async def work() -> None:
        accounts = await Accounts.open(tmp_path, FeedChoice(), Credentials(tmp_path))
        both = accounts.new_connection("binance", "Play", Home.SESSION, True, demo=True)
        with pytest.raises(UserError) as caught:
            await accounts.add(both, ApiKey(Secret("k"), Secret("s")))
        assert caught.value.code == "no_play_money"
        assert [state.id for state in accounts.states()] == ["paper"]
        offered = {venue.id: (venue.testnet, venue.demo) for venue in accounts.venues()}
        assert [offered[name] for name in ("binance", "bybit", "okx")] == [
            (True, True),
            (True, True),
            (True, False),
        ]
        await accounts.close("keep")

    asyncio.run(work())


def test_every_venue_whose_markets_bots_trade_is_offered(tmp_path: Path) -> None:
    """Also one that has perpetuals alone: its wallet is a connection of its own."""

    async def work() -> None:
        accounts = await Accounts.open(tmp_path, FeedChoice(), Credentials(tmp_path))
        offered = {venue.id: venue for venue in accounts.venues()}
        assert offered.keys() >= {"binance", "binanceusdm", "bybit"}
        assert not offered["binanceusdm"].demo
        assert not offered["binanceusdm"].testnet
        assert "binancecoinm" not in offered
        await accounts.close("keep")

    asyncio.run(work())


def test_connection_knows_its_money() -> None:
    """One word for what its orders move."""
    of = ("id", "binance", "Name", Home.SESSION)
    assert Connection(*of).mode == "live"
    assert Connection(*of, testnet=True).mode == "testnet"
    assert Connection(*of, demo=True).mode == "demo"


def test_demo_prices_of_binance_come_from_its_demo_hosts() -> None:
    """Each topic's stream and each repair stays there, and a perpetual is refused."""
    dialect, inbox = BinanceDemo(), Inbox(lambda *_: None)
    market = Market("x:BTC/USDT", "BTCUSDT")
    for channel in Channel:
        routes = {dialect.address(topic.route) for topic in dialect.topics(market, channel)}
        assert routes == {"wss://demo-stream.binance.com/stream"}
        url = dialect.repair(dialect.make_state(market, channel, inbox))
        assert url is None or url.startswith("https://demo-api.binance.com/api/v3/")
    linear = Market("x:BTC/USDT:USDT", "BTCUSDT", linear=True)
    for topic in dialect.topics(linear, Channel.BOOK):
        with pytest.raises(ValueError, match="no such play money"):
            dialect.address(topic.route)
