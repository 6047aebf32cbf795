"""Markets that go away, come back or change their rules: the rest of the account trades on, orders stay."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.services.test_live_orders import restarted
from tests.services.test_live_shell import BTC, juggler, on, until
from tests.support.exchange import truth
from tests.support.exchange.assembly import venue_named
from tests.support.exchange.values import Status
from tests.support.simulation.world import World

DOGE = "binance:DOGE/USDT"


async def two_jugglers(shell: LiveShell) -> None:
    """One bot on each market, both with orders."""
    await juggler(shell)
    await shell.use(DOGE)
    params = {"seed": "2", "base": "100000", "quote": "20000"}
    now = shell.port.now_ns()
    await shell.command(ev.BotCreated(now, "b2", "juggler", DOGE, params, ev.Policy.AUTOMATIC, True))
    await until(lambda: all(len(bot.live_orders()) > 1 for bot in shell.kernel.bots.values()))
    await asyncio.sleep(2)


def set_status(world: World, status: Status) -> None:
    venue_named(world.exchange, "binance").engine.set_status("BTCUSDT", status)


def without_btc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue's list of markets does not have it at all any more."""
    opened = CcxtVenue.open

    async def without(self: CcxtVenue) -> None:
        await opened(self)
        for parts in (self._instruments, self._ids, self._quotes):
            parts.pop(BTC, None)
        for exchange in self._exchanges:
            exchange.markets.pop("BTC/USDT", None)
            exchange.markets_by_id.pop("BTCUSDT", None)

    monkeypatch.setattr(CcxtVenue, "open", without)


@pytest.mark.parametrize("gone", ["halted", "delisted"])
def test_account_opens_without_one_of_its_markets(monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    """Its gate is closed with the reason, its bot says it, its orders stay, and the other bot trades on."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        kept = {order.client_id for order in shell.kernel.bots["b1"].live_orders()}
        if gone == "halted":
            set_status(world, Status.HALTED)
        else:
            without_btc(monkeypatch)
        before = len(truth(world.exchange, "binance").requests)
        again = await restarted(world, 600)
        assert "not_traded" in again.gates[BTC]
        assert DOGE not in again.gates
        record = again.kernel.bots["b1"]
        await until(lambda: (record.state, record.reason) == (BotState.DEGRADED, "not_traded"))
        await asyncio.sleep(60)
        assert {order.client_id for order in record.live_orders()} >= kept - set(again.kernel.late.ended)
        sent = [r for r in truth(world.exchange, "binance").requests[before:] if r.method != "GET"]
        assert {r.params["symbol"] for r in sent} == {"DOGEUSDT"}
        await again.compare()
        assert world.client is not None
        assert world.client.failed is None
        await world.client.kill()

    on(work, monkeypatch)


def test_halted_market_comes_back_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halted while it runs: the reason is told; trading again, the market is read and its bot goes on."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        set_status(world, Status.HALTED)
        await until(lambda: "not_traded" in shell.gates.get(BTC, ()))
        record = shell.kernel.bots["b1"]
        await until(lambda: (record.state, record.reason) == (BotState.DEGRADED, "not_traded"))
        assert DOGE not in shell.gates
        set_status(world, Status.TRADING)
        await until(lambda: BTC not in shell.gates)
        await until(lambda: record.state is BotState.RUNNING)

    on(work, monkeypatch)


def test_other_rules_after_a_restart_leave_the_past_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was planned is planned again by the rules of then; what comes next follows the rules of now."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        before = shell.kernel.bots["b1"].live_orders()
        smallest = shell.kernel.instruments[BTC].min_qty
        assert world.client is not None
        await world.client.kill()
        world.exchange.act("order.filter_change", symbol="BTCUSDT", factor=1000)
        again = await restarted(world, 1)
        record = again.kernel.bots["b1"]
        known = {o.client_id for o in record.live_orders()} | set(again.kernel.late.ended)
        assert {order.client_id for order in before} <= known
        assert record.instrument.min_qty == again.kernel.instruments[BTC].min_qty == smallest * 1000
        said = [f for f in world.disk.facts if isinstance(f, fx.Said) and f.code == "market_rules_changed"]
        assert [fact.bot for fact in said] == ["b1"]
        await world.client.kill()
        third = await restarted(world, 1)
        assert third.kernel.instruments[BTC].min_qty == smallest * 1000
        assert len([f for f in world.disk.facts if isinstance(f, fx.Said) and f.code == said[0].code]) == 1
        await world.client.kill()

    on(work, monkeypatch)


def test_records_that_plan_other_orders_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An intent that does not come out of its own records again: nothing is sent, and a person reads why."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        number, body = world.disk.plans[0]
        plan: list[Any] = orjson.loads(body)
        plan[2][1] = "FB000-of-another-life"
        world.disk.plans[0] = (number, orjson.dumps(plan))
        before = len(truth(world.exchange, "binance").requests)
        with pytest.raises(Unavailable) as refused:
            await restarted(world, 60)
        assert refused.value.code == "replay_differs"
        assert "Nothing was sent" in refused.value.text
        assert world.client is not None
        assert not [r for r in truth(world.exchange, "binance").requests[before:] if r.method != "GET"]
        await world.client.kill()

    on(work, monkeypatch)


def test_list_without_markets_is_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A strange answer to the question for markets takes none of them away."""

    async def work(world: World, shell: LiveShell) -> None:
        before = set(shell.port.instruments())
        rule = world.exchange.faults.add("http.body", body="object", where={"path": "/api/v3/exchangeInfo"})
        with pytest.raises(Unavailable):
            await shell.port.open()
        assert rule.struck == 1
        assert set(shell.port.instruments()) == before
        assert await shell.port.open_orders(BTC) == []

    on(work, monkeypatch)


def test_market_that_was_halted_at_the_start_can_be_used_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot for it is refused while it is halted, with the reason, and made when it is traded again."""

    async def work(world: World, shell: LiveShell) -> None:
        set_status(world, Status.HALTED)
        again = await restarted(world, 60)
        with pytest.raises(Unavailable) as refused:
            await again.use(BTC)
        assert refused.value.code == "not_traded"
        set_status(world, Status.TRADING)
        await juggler(again)
        await until(lambda: len(again.kernel.orders) > 1)
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


def test_market_that_was_away_when_its_bot_ended_is_back_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process ended while the market was closed, and nobody was left there: the next bot that uses it
    pauses and goes on as anywhere else.
    """

    async def work(world: World, shell: LiveShell) -> None:
        await shell.use(DOGE)
        await shell.command(ev.FeedChanged(shell.port.now_ns(), DOGE, False, "starting"))
        again = await restarted(world, 1)
        assert DOGE in again.kernel.away
        await two_jugglers(again)
        await again.command(ev.BotPaused(again.port.now_ns(), "b2"))
        await again.command(ev.BotResumed(again.port.now_ns(), "b2"))
        assert again.kernel.bots["b2"].state is BotState.RUNNING
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)
