"""Orders that these records do not know, and what happened while nobody looked."""

from __future__ import annotations

import asyncio
import copy
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.live.shell import LiveShell, new_epoch
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Accepted, TradeReport
from tests.services.test_live_markets import set_status, two_jugglers
from tests.services.test_live_orders import restarted
from tests.services.test_live_shell import BTC, juggler, on, until
from tests.support.exchange import truth
from tests.support.exchange.values import Status
from tests.support.simulation.world import Client, World

D = Decimal
OTHER = "FBfff-somebody-else"


async def place(shell: LiveShell, client_id: str) -> None:
    """Somebody places an order in this account under a name of this product."""
    price = shell.kernel.instruments[BTC].price_down(shell.kernel.last[BTC] / 2)
    spec = OrderSpec(Side.BUY, D("0.001"), price)
    order = Order(client_id, "?", "S", 1, 1, BTC, spec, shell.port.now_ns(), "token", State.SENT)
    assert isinstance(await shell.port.submit(order), Accepted)


def flags(world: World) -> list[tuple[str, str]]:
    return [(fact.code, fact.ref) for fact in world.disk.facts if isinstance(fact, fx.AccountFlagged)]


def sent(world: World, symbol: str) -> list[str]:
    requests = truth(world.exchange, "binance").requests
    return [r.client_ids[0] for r in requests if r.kind == "create" and r.params["symbol"] == symbol]


def test_order_of_ours_without_an_intent_closes_its_market_until_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is flagged, its market waits for a person, also over a restart; the other market trades on."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        stranger = f"{shell.kernel.placing.prefix}not-of-here"
        await place(shell, stranger)
        await until(lambda: "unattributed" in shell.gates.get(BTC, ()))
        await until(lambda: ("order_without_intent", stranger) in flags(world))
        again = await restarted(world, 60)
        assert "unattributed" in again.gates[BTC]
        before, other = len(sent(world, "BTCUSDT")), len(sent(world, "DOGEUSDT"))
        await asyncio.sleep(60)
        assert len(sent(world, "BTCUSDT")) == before
        assert len(sent(world, "DOGEUSDT")) > other
        await again.command(ev.UnclaimedAnswered(again.port.now_ns(), stranger))
        await until(lambda: BTC not in again.gates)
        await until(lambda: len(sent(world, "BTCUSDT")) > before)
        with pytest.raises(UserError):
            await again.command(ev.UnclaimedAnswered(again.port.now_ns(), stranger))
        third = await restarted(world, 60)
        await asyncio.sleep(30)
        assert "unattributed" not in third.gates.get(BTC, ())
        assert flags(world) == [("order_without_intent", stranger)]
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


def test_order_of_another_installation_ends_trading(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said which order, nothing is sent any more, and commands say why."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        assert not OTHER.startswith(shell.kernel.placing.prefix)
        await place(shell, OTHER)
        await until(lambda: shell.failure is not None)
        assert shell.failure is not None
        assert shell.failure.code == "other_installation"
        assert OTHER in shell.failure.text
        with pytest.raises(Unavailable):
            await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
        await asyncio.sleep(2)
        before = len(sent(world, "BTCUSDT")), len(sent(world, "DOGEUSDT"))
        await asyncio.sleep(60)
        assert (len(sent(world, "BTCUSDT")), len(sent(world, "DOGEUSDT"))) == before
        await until(lambda: ("other_installation", OTHER) in flags(world))

    on(work, monkeypatch)


def test_account_with_orders_of_another_installation_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when they rest in a market that was never used here."""

    async def work(world: World, shell: LiveShell) -> None:
        await shell.use(BTC)
        await place(shell, OTHER)
        assert world.client is not None
        await world.client.kill()
        world.disk.parts["cursors"] = b"{}"
        client = world.client = Client(world)
        with pytest.raises(Unavailable) as refused:
            await client.boot(tries=1)
        assert refused.value.code == "other_installation"
        await client.kill()

    on(work, monkeypatch)


def test_restored_backup_never_uses_an_id_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The records are of yesterday, the venue is of today: other ids, and what is unknown is asked about."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(world.disk.planned) > 3)
        backup = copy.deepcopy(world.disk)
        await until(lambda: len(world.disk.planned) > 25)
        assert world.client is not None
        await world.client.kill()
        lost = set(world.disk.planned) - set(backup.planned)
        world.disk = backup
        again = await restarted(world, 5)
        rest = {order.client_id for order in truth(world.exchange, "binance").orders if order.state.is_open}
        assert set(again.kernel.late.unclaimed) >= rest & lost != set()
        assert "unattributed" in again.gates[BTC]
        for client_id in list(again.kernel.late.unclaimed):
            await again.command(ev.UnclaimedAnswered(again.port.now_ns(), client_id))
        await until(lambda: len(world.disk.planned) > 40)
        assert not lost & set(world.disk.planned)
        assert world.client.failed is None
        await world.client.kill()

    on(work, monkeypatch)


def test_every_life_has_an_epoch_of_its_own() -> None:
    """Two starts never share one."""
    assert len({new_epoch() for _ in range(100)}) == 100


def test_what_happened_meanwhile_is_kept_for_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fills, ended orders, foreign trades and differences of an absence; the next one has its own."""

    async def work(world: World, shell: LiveShell) -> None:
        assert shell.away is None
        await two_jugglers(shell)
        live = shell.kernel.bots["b1"].live_orders()
        ended_ns = shell.kernel.ns
        assert world.client is not None
        await world.client.kill()
        world.exchange.act("account.external_trade", symbol="BTCUSDT")
        world.exchange.act("market.gap", symbol="BTCUSDT", percent=-5)
        world.exchange.act("account.deposit", asset="USDT", atoms=500 * 10**8)
        again = await restarted(world, 3_600)
        away = again.away
        assert away is not None
        assert away.since_ns == ended_ns
        assert away.until_ns - away.since_ns > 3_600 * 10**9
        bought = {order.client_id for order in live if order.spec.side is Side.BUY}
        assert {fill.client_id for fill in away.fills} >= bought
        assert {moved.client_id for moved in away.ended} >= bought
        assert [trade.instrument for trade in away.foreign] == [BTC]
        assert [(row.asset, row.venue - row.ledger) for row in away.differences] == [("USDT", D(500))]
        await again.adopt_balances()
        third = await restarted(world, 1)
        assert third.away is not None
        assert not third.away.foreign
        assert not third.away.differences
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


@pytest.mark.parametrize("killed", [False, True])
def test_trade_by_hand_in_a_market_that_the_engine_never_listed(
    monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    """Halted when the account was opened: the trade is booked, and folds the same when it is listed."""

    async def work(world: World, shell: LiveShell) -> None:
        assert world.client is not None
        set_status(world, Status.HALTED)
        again = await restarted(world, 5)
        assert BTC not in again.kernel.instruments
        before = again.kernel.ledger.account_total("USDT")
        again.post(ev.ForeignTraded(again.port.now_ns(), BTC, "77", Side.BUY, D(100), D(1), D(0), "USDT"))
        await until(lambda: ("foreign_trade", "77") in flags(world))
        assert again.kernel.ledger.account_total("USDT") == before - 100
        set_status(world, Status.TRADING)
        if not killed:
            await again.stop()
        third = await restarted(world, 5)
        assert BTC in third.kernel.instruments
        assert third.kernel.ledger.account_total("USDT") == before - 100
        assert world.client.failed is None
        await world.client.kill()

    on(work, monkeypatch)


def test_trade_that_an_empty_answer_hid_is_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue in trouble answers with an empty list, which looks complete: the difference tells."""
    trades, hidden = CcxtVenue.trades, 0

    async def first_nothing(self: CcxtVenue, instrument: str, *rest: Any, **more: Any) -> list[TradeReport]:
        nonlocal hidden
        found = await trades(self, instrument, *rest, **more)
        if instrument == BTC and found and hidden < 2:
            hidden += 1
            return []
        return list(found)

    async def work(world: World, shell: LiveShell) -> None:
        await shell.use(BTC)
        assert await shell.compare() == ()
        await shell.keep("anything", 1)  # what is known now is on disk
        assert world.client is not None
        await world.client.kill()
        world.exchange.act("account.external_trade", symbol="BTCUSDT")
        monkeypatch.setattr(CcxtVenue, "trades", first_nothing)
        again = await restarted(world, 3_600)
        assert hidden == 2
        assert again.joining.since_ns[BTC] > again.joining.agreed_ns
        await asyncio.sleep(130)  # it is compared again, as the desk does it
        await again.compare()
        await until(lambda: any(code == "foreign_trade" for code, _ in flags(world)))
        assert await again.compare() == ()
        await world.client.kill()

    on(work, monkeypatch)


def test_sleep_is_an_absence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What traded while the computer slept is told after it woke."""

    async def work(world: World, shell: LiveShell) -> None:
        await two_jugglers(shell)
        slept_ns = world.exchange.now_ns
        world.exchange.act("market.gap", symbol="BTCUSDT", percent=-5)
        world.computer.sleep(5)
        world.exchange.leap(7_200)
        world.computer.slept(7_200)
        await until(lambda: shell.away is not None)
        assert shell.away is not None
        assert abs(shell.away.since_ns - slept_ns) < 10**10
        assert {fill.instrument for fill in shell.away.fills} == {BTC}

    on(work, monkeypatch)
