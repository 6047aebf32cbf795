"""A strategy of one's own on a live account, over sockets against the test exchange: its orders, what it is
told, how it ends, and what its process knows.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import Notice
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, settled, ties_out, until
from tests.support.strategies import trading

D = Decimal
BTC = "binance:BTC/USDT"
QUIET = """
def __init__(self):
    self.publish("here", 1)
"""
# Buys at the market once, then keeps a limit below and one above; sells what is bought below.
BOTH_SIDES = """
def __init__(self):
    self.heard = {}
    self.began = False

def _count(self, what):
    self.heard[what] = self.heard.get(what, 0) + 1
    self.publish("heard", dict(self.heard))

def quote_update(self, src, sym, data):
    self._count("quote")

def trade_update(self, src, sym, data):
    self._count("trade")
    if not self.began:
        self.began = True
        self.create_market_order(self.venue, sym=sym, side="Buy", size=0.01)
        self.create_limit_order(self.venue, sym=sym, side="Buy", size=0.01, price=data["price"] * 0.99)

def order_update(self, src, sym, data):
    self._count("order_" + data["info"]["status"])

def fill_update(self, src, sym, data):
    self._count("fill_" + data["side"])
    if data["side"] == "Buy":
        price = data["fill_price"] * 1.01
        self.create_limit_order(self.venue, sym=sym, side="Sell", size=data["fill_size"] * 0.99, price=price)

@http.route
def get_candles(self, data):
    return len(self.fetch_candles(self.venue, "BTC/USDT", level="1m")["data"])
"""
MONEY: dict[str, Any] = {"investment": "4000", "max_order": "1000"}


def run(work: Any) -> None:
    asyncio.run(asyncio.wait_for(work(), 90))


async def begun(desk: LiveDesk, market: str, file: Path, policy: Policy = Policy.PLAN, **params: Any) -> str:
    """A bot with this strategy that was allowed to run, and its process."""
    await desk.look_at(market)
    bot = await desk.create_bot(
        "own_strategy", market, {"strategy": str(file), **MONEY, **params}, policy, True
    )
    (request,) = desk.approvals()
    assert (request.bot, request.orders) == (bot, ())
    assert bot not in desk.strategies.lives
    await desk.decide(request.id, request.digest, True)
    await until(lambda: bot in desk.strategies.lives and desk.strategies.lives[bot].is_ready)
    return bot


def is_there(pid: int) -> bool:
    """Whether a process lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def heard(desk: LiveDesk, bot: str) -> dict[str, int]:
    life = desk.strategies.lives.get(bot)
    return {} if life is None else dict(life.topics.get("heard", {}))


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_strategy_lives_at_a_venue(venue: str, tmp_path: Path) -> None:
    """It hears trades, quotes and minutes of before, buys and sells, goes on after a restart with its orders
    as they were, and is sold out at its end; the books are the exchange's own.
    """

    async def work() -> None:
        async with TestExchange(seed=31, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            market, file = f"{venue}:BTC/USDT", trading(tmp_path, BOTH_SIDES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await begun(desk, market, file)
                await until(lambda: heard(desk, bot).get("fill_Buy", 0) >= 1)
                await until(lambda: heard(desk, bot).get("quote", 0) > 2)
                assert heard(desk, bot)["order_open"] >= 1
                await until(lambda: [o.side.value for o in desk.detail(bot).orders].count("sell") >= 1)
                assert await desk.strategies.route(bot, "GET", "candles", {}) > 100
                await settled(desk)
                ties_out(desk, exchange, venue)
                exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=-2)
                await until(lambda: heard(desk, bot).get("fill_Buy", 0) >= 2)
                await settled(desk)
                ties_out(desk, exchange, venue)
                resting = {o.client_id for o in desk.detail(bot).orders}
                assert resting
                pid = desk.strategies.lives[bot].process.pid
            assert not is_there(pid)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await until(lambda: bot in desk.strategies.lives)
                assert {o.client_id for o in desk.detail(bot).orders} == resting
                await settled(desk)
                ties_out(desk, exchange, venue)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)
                await until(lambda: bot not in desk.strategies.lives)

    run(work)


def test_each_order_is_asked_for(tmp_path: Path) -> None:
    """The default of a live account: an order of the code waits, and the code hears that it does."""

    async def work() -> None:
        async with TestExchange(seed=32, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            file = trading(tmp_path, BOTH_SIDES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, file, Policy.EVERY_ORDER)
                await until(lambda: len(desk.approvals()) == 2)
                await until(lambda: heard(desk, bot).get("order_waiting", 0) == 2)
                assert exchange.truth("binance").orders == []
                market, limit = sorted(desk.approvals(), key=lambda a: a.orders[0].type.value, reverse=True)
                await desk.decide(limit.id, limit.digest, False)
                await until(lambda: heard(desk, bot).get("order_canceled", 0) == 1)
                await desk.decide(market.id, market.digest, True)
                await until(lambda: heard(desk, bot).get("fill_Buy", 0) >= 1)
                await until(lambda: len(desk.approvals()) == 1)  # the sale that answers it
                assert len(exchange.truth("binance").orders) == 1

    run(work)


def test_what_the_code_may_not_do(tmp_path: Path) -> None:
    """Beyond its largest order and its money it is refused, also by what an order may cost at the worst."""
    body = """
def __init__(self):
    self.done = False

def trade_update(self, src, sym, data):
    if self.done:
        return
    self.done = True
    told, below = [], data["price"] * 0.99
    for size, side, price in ((0.05, "Buy", below), (0.015, "Sell", below), (0.01, "Buy", below)):
        told.append(self.tried(self.create_limit_order, sym=sym, side=side, size=size, price=price))
    for _ in range(8):
        told.append(self.tried(self.create_market_order, sym=sym, side="Buy", size=0.0155))
    self.publish("told", told)

def tried(self, call, **given):
    try:
        call(self.venue, **given)
    except Exception as error:
        return str(error)
    return ""
"""

    async def work() -> None:
        async with TestExchange(seed=33, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            file = trading(tmp_path, body)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, file)
                await until(lambda: "told" in desk.strategies.lives[bot].topics)
                told = desk.strategies.lives[bot].topics["told"]
                assert "the most that one order may be" in told[0]
                assert "does not have the money or the coins" in told[1]
                assert told[2:5] == ["", "", ""]
                assert any("does not have the money" in text for text in told[5:])
                await settled(desk)
                ties_out(desk, exchange, "binance")
                assert desk._kernel.ledger.held(bot, "USDT") >= 0

    run(work)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at a process by Linux's /proc")
def test_process_knows_no_key_and_no_database(tmp_path: Path) -> None:
    """Neither its environment nor its arguments hold the secret; no file of the account is open."""

    async def work() -> None:
        async with TestExchange(seed=34, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path / "data", exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, trading(tmp_path, QUIET))
                pid = desk.strategies.lives[bot].process.pid
                proc = Path(f"/proc/{pid}")
                for name in ("environ", "cmdline"):
                    found = (proc / name).read_bytes()
                    assert key.secret.encode() not in found
                    assert key.key.encode() not in found
                files = [str(one.readlink()) for one in (proc / "fd").iterdir()]
                assert not [file for file in files if str(tmp_path / "data") in file or "socket" in file]

    (tmp_path / "data").mkdir()
    run(work)


def test_process_that_dies_halts_its_bot_alone(tmp_path: Path) -> None:
    """Its orders are pulled at the venue, its coins stay, and it says why; another bot goes on."""

    async def work() -> None:
        async with TestExchange(seed=35, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, "binance", key, notices) as desk:
                bot = await begun(desk, BTC, trading(tmp_path, BOTH_SIDES))
                (tmp_path / "other").mkdir()
                quiet = trading(tmp_path / "other", QUIET)
                other = await begun(desk, "binance:ETH/USDT", quiet, investment="1500")
                await until(lambda: len(desk.detail(bot).orders) >= 2)
                os.kill(desk.strategies.lives[bot].process.pid, signal.SIGKILL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                assert desk.card(bot).reason == "strategy_exited"
                await settled(desk)
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]
                ties_out(desk, exchange, "binance")
                assert desk.card(other).state is BotState.RUNNING
                assert other in desk.strategies.lives
                assert any(n.code == "strategy_failed" or n.code == "bot_ended" for n in notices)

    run(work)


def test_process_that_dies_while_the_venue_is_away(tmp_path: Path) -> None:
    """The orders are cancelled as soon as the venue answers; the bot ends then."""

    async def work() -> None:
        async with TestExchange(seed=36, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, trading(tmp_path, BOTH_SIDES))
                await until(lambda: len(desk.detail(bot).orders) >= 2)
                gone = exchange.faults.add("net.dns")
                os.kill(desk.strategies.lives[bot].process.pid, signal.SIGKILL)
                await until(lambda: desk.card(bot).state is BotState.STOPPING)
                await asyncio.sleep(1)
                assert desk.detail(bot).orders
                exchange.faults.take_back(gone)
                await until(lambda: desk.card(bot).state is BotState.STOPPED, 45)
                await settled(desk)
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]
                ties_out(desk, exchange, "binance")

    run(work)


def test_strategy_that_hangs_is_halted(tmp_path: Path) -> None:
    """The account does not notice; the line is named."""
    body = """
def trade_update(self, src, sym, data):
    while True:
        pass
"""

    async def work() -> None:
        async with TestExchange(seed=37, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, trading(tmp_path, body))
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                assert desk.card(bot).reason == "strategy_hang"
                said = next(row for row in desk.detail(bot).decisions if row.code == "strategy_failed")
                assert "in trade_update" in said.fields["text"]

    run(work)


def test_strategy_that_cannot_begin_again_pauses_its_bot(tmp_path: Path) -> None:
    """After a restart its file is gone: its orders are pulled, and it waits for a person."""

    async def work() -> None:
        async with TestExchange(seed=38, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            file = trading(tmp_path, BOTH_SIDES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, file)
                await until(lambda: len(desk.detail(bot).orders) >= 2)
            file.unlink()
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await until(lambda: desk.card(bot).state is BotState.PAUSED)
                await until(lambda: desk.detail(bot).orders == [])
                assert bot not in desk.strategies.lives
                await settled(desk)
                ties_out(desk, exchange, "binance")
                with pytest.raises(UserError) as caught:
                    await desk.create_bot(
                        "own_strategy", BTC, {"strategy": str(file), **MONEY}, Policy.PLAN, True
                    )
                assert caught.value.code == "strategy_file"

    run(work)


def test_pause_is_silence_and_panic_the_end(tmp_path: Path) -> None:
    """A paused strategy hears of the market no more and sends nothing; a panic ends its process."""

    async def work() -> None:
        async with TestExchange(seed=39, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await begun(desk, BTC, trading(tmp_path, BOTH_SIDES))
                await until(lambda: len(desk.detail(bot).orders) >= 2)
                await desk.pause(bot)
                await until(lambda: desk.detail(bot).orders == [])
                await asyncio.sleep(0.3)
                before = heard(desk, bot)
                await asyncio.sleep(1.5)
                assert heard(desk, bot).get("trade") == before.get("trade")
                await desk.resume(bot)
                await until(lambda: heard(desk, bot).get("trade", 0) > before.get("trade", 0))
                pid = desk.strategies.lives[bot].process.pid
                await desk.panic()
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: bot not in desk.strategies.lives and not is_there(pid))
                await settled(desk)
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]
                ties_out(desk, exchange, "binance")

    run(work)


def test_limits_of_the_account_hold_for_the_code(tmp_path: Path) -> None:
    """The code hears why; nothing is sent."""
    body = """
def __init__(self):
    self.told = None

def trade_update(self, src, sym, data):
    if self.told is None:
        try:
            self.create_market_order(self.venue, sym=sym, side="Buy", size=0.01)
            self.told = "sent"
        except Exception as error:
            self.told = str(error)
        self.publish("told", self.told)
"""

    async def work() -> None:
        async with TestExchange(seed=41, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await desk.set_limits(desk.limits()._replace(max_order_notional=D(100)))
                bot = await begun(desk, BTC, trading(tmp_path, body))
                await until(lambda: "told" in desk.strategies.lives[bot].topics)
                assert "the limits of the account allow" in desk.strategies.lives[bot].topics["told"]
                assert exchange.truth("binance").orders == []

    run(work)
