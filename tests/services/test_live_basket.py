"""Bots of several markets on a live account, over sockets against the test exchange: whole lives, the order
of their legs, closed markets, answers that get lost; the books tied out with the exchange's own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import State
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import QuarantineAnswer
from tests.support.exchange import TestExchange
from tests.support.live_basket import (
    MONEY,
    basket,
    halves,
    idle,
    looks_now,
    never_short,
    offered,
    sales_end_before_purchases,
)
from tests.support.live_desk import live_desk, settled, ties_out, until

D = Decimal
VENUES = ("binance", "bybit")
BTC, ETH = "binance:BTC/USDT", "binance:ETH/USDT"
THIRDS = {"BTC": "40", "ETH": "30", "SOL": "30"}


def run(work: Any) -> None:
    asyncio.run(asyncio.wait_for(work(), 90))


@pytest.mark.parametrize("venue", VENUES)
def test_rebalance_lives_at_a_venue(venue: str, tmp_path: Path) -> None:
    """Wizard, plan, first purchase, another weight, a new asset, pause, restart, added money, stop with sell:
    sales end before purchases, nothing is spent that is not there, and every balance is the exchange's own.
    """

    async def work() -> None:
        async with TestExchange(seed=21, venues=[venue]) as exchange:
            key = exchange.add_account("trader", MONEY)
            market = f"{venue}:BTC/USDT"
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                found = await offered(desk, "rebalance", market, halves())
                assert found.basket is not None
                assert {row.market for row in found.buys} == {market, f"{venue}:ETH/USDT"}
                bot = await basket(desk, "rebalance", market, Policy.PLAN, **halves())
                await settled(desk)
                ties_out(desk, exchange, venue)
                never_short(desk, bot)
                state = desk.card(bot).basket
                assert state is not None
                assert all(abs(row.drift) < 1 for row in state.assets if row.drift is not None)
                assert desk.detail(bot).ties_out
                before = len(exchange.truth(venue).orders)
                await desk.edit(bot, halves(assets=THIRDS))
                await idle(desk, bot)
                await settled(desk)
                assert sales_end_before_purchases(exchange, venue, before) == (2, 1)
                ties_out(desk, exchange, venue)
                never_short(desk, bot)
                assert f"{venue}:SOL/USDT" in desk._account.shell.instruments()
                assert set(desk._kernel.known.rules) >= {f"{venue}:{one}/USDT" for one in THIRDS}
                await desk.pause(bot)
                await desk.edit(bot, halves(assets={**THIRDS, "BTC": "30", "ETH": "40"}))
                await asyncio.sleep(0.5)
                assert desk.detail(bot).orders == []
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                assert desk.card(bot).state is BotState.PAUSED
                before = len(exchange.truth(venue).orders)
                await desk.resume(bot)
                await until(lambda: len(exchange.truth(venue).orders) >= before + 2)
                await idle(desk, bot)
                sold, bought = sales_end_before_purchases(exchange, venue, before)
                assert sold == 1
                assert bought >= 1  # the third asset may miss a little, too
                before = len(exchange.truth(venue).orders)
                await desk.add_investment(bot, D(1000))
                await until(lambda: len(exchange.truth(venue).orders) == before + 3)
                await idle(desk, bot)
                await settled(desk)
                ties_out(desk, exchange, venue)
                never_short(desk, bot)
                assert desk.card(bot).basket is not None
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)
                assert {o.state for o in desk.history_orders(bot)} <= {"filled", "canceled", "expired"}

    run(work)


@pytest.mark.parametrize("venue", VENUES)
def test_purchase_of_several_assets_at_a_venue(venue: str, tmp_path: Path) -> None:
    """A recurring purchase buys each asset once, at its moment, and keeps its coins when it is stopped so."""

    async def work() -> None:
        async with TestExchange(seed=22, venues=[venue]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                params = {"assets": {"BTC": "1", "ETH": "1", "SOL": "1"}, "amount": "300", "interval": "hour"}
                market = f"{venue}:BTC/USDT"
                bot = await basket(desk, "dca_basket", market, Policy.PLAN, **params, investment="2000")
                await settled(desk)
                ties_out(desk, exchange, venue)
                never_short(desk, bot)
                assert Counter(fill.market for fill in desk.history_fills(bot)).keys() == {
                    f"{venue}:{base}/USDT" for base in ("BTC", "ETH", "SOL")
                }
                schedule = desk.detail(bot).schedule
                assert schedule is not None
                assert D(290) < schedule.spent < D(302)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await until(lambda: desk.card(bot).state is BotState.RUNNING)
                assert len(exchange.truth(venue).orders) == 3
                await desk.stop(bot, Exit.KEEP)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "SOL") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)

    run(work)


def test_every_order_is_asked_for(tmp_path: Path) -> None:
    """The default of a live account: the plan, then each sale, then each purchase. What is refused is not
    sent, and the purchase is made with the money that came.
    """

    async def work() -> None:
        async with TestExchange(seed=23, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert desk.default_policy is Policy.EVERY_ORDER
                params = halves(assets=THIRDS, threshold="1")
                bot = await basket(desk, "rebalance", BTC, Policy.EVERY_ORDER, **params)
                before = len(exchange.truth("binance").orders)
                for symbol in ("BTCUSDT", "ETHUSDT"):
                    exchange.exchange.act("market.gap", symbol=symbol, percent=10)
                await until(lambda: desk.card(bot).basket.drift > D("1.8"))  # type: ignore[union-attr, operator]
                looks_now(desk, bot)
                await until(lambda: len(desk.approvals()) == 2)
                assert {(a.market, a.orders[0].side.value) for a in desk.approvals()} == {
                    (BTC, "sell"),
                    (ETH, "sell"),
                }
                await asyncio.sleep(0.5)
                assert len(exchange.truth("binance").orders) == before
                for request in desk.approvals():
                    await desk.decide(request.id, request.digest, request.market == ETH)
                await until(lambda: [a.market for a in desk.approvals()] == ["binance:SOL/USDT"])
                (request,) = desk.approvals()
                assert request.cost <= desk._kernel.ledger.free(bot, "USDT")
                await desk.decide(request.id, request.digest, True)
                await idle(desk, bot)
                assert sales_end_before_purchases(exchange, "binance", before) == (1, 1)
                await settled(desk)
                ties_out(desk, exchange, "binance")
                never_short(desk, bot)

    run(work)


def test_rebalance_waits_for_every_market(tmp_path: Path) -> None:
    """One market closed: nothing of the bot leaves, also not on the others, and it says why; what was asked
    meanwhile is done when it opens. Another bot on the open market goes on.
    """

    async def work() -> None:
        async with TestExchange(seed=24, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(desk, "rebalance", BTC, Policy.PLAN, **halves())
                other = await basket(desk, "rebalance", ETH, Policy.PLAN, **halves(
                    assets={"ETH": "50", "USDT": "50"}, investment="500"))  # fmt: skip
                gates = desk._account.shell.markets
                gates.close_gate(BTC, "not_traded")
                await until(lambda: desk.card(bot).state is BotState.DEGRADED)
                assert desk.card(bot).reason == "not_traded"
                assert desk.card(other).state is BotState.RUNNING
                before = len(exchange.truth("binance").orders)
                await desk.edit(bot, halves(assets=THIRDS))
                await desk.edit(other, halves(assets={"ETH": "60", "USDT": "40"}, investment="500"))
                await until(lambda: len(exchange.truth("binance").orders) == before + 1)
                await asyncio.sleep(0.5)
                assert desk.detail(bot).orders == []
                gates.open_gate(BTC, "not_traded")
                await until(lambda: len(exchange.truth("binance").orders) == before + 4)
                await idle(desk, bot)
                await settled(desk)
                assert sales_end_before_purchases(exchange, "binance", before + 1) == (2, 1)
                ties_out(desk, exchange, "binance")
                never_short(desk, bot)

    run(work)


def test_reason_is_that_of_the_market_that_is_closed_still(tmp_path: Path) -> None:
    """Two markets close and one opens: the bot says what the other one waits for."""

    async def work() -> None:
        async with TestExchange(seed=24, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(desk, "rebalance", BTC, Policy.PLAN, **halves())
                gates = desk._account.shell.markets
                gates.close_gate(ETH, "not_traded")
                await until(lambda: desk.card(bot).reason == "not_traded")
                gates.close_gate(BTC, "asleep")
                await until(lambda: desk._kernel.away == {BTC, ETH})
                gates.open_gate(BTC, "asleep")
                await until(lambda: desk._kernel.away == {ETH})
                card = desk.card(bot)
                assert (card.state, card.reason) == (BotState.DEGRADED, "not_traded")
                assert card.waits_for == ETH
                with pytest.raises(UserError) as caught:
                    await desk.resume(bot)
                assert caught.value.code == "not_paused"
                gates.open_gate(ETH, "not_traded")
                await until(lambda: desk.card(bot).state is BotState.RUNNING)
                assert desk.card(bot).waits_for == ""

    run(work)


async def sale_in_doubt(desk: LiveDesk, exchange: TestExchange, bot: str, knob: str) -> Any:
    """Another weight, of whose sale of bitcoin the answer gets lost; the other sale is over."""
    exchange.faults.add(knob, times=1, where={"kind": "create", "symbol": "BTCUSDT"})
    for where in ({"kind": "order"}, {"path": "/api/v3/openOrders"}, {"path": "/api/v3/myTrades"}):
        about = {**where, "symbol": "BTCUSDT"}
        exchange.faults.add("http.status", status=503, body="html", where=about)
    exchange.faults.add("stream.drop")
    await desk.edit(bot, halves(assets=THIRDS))
    shell = desk._account.shell
    await until(lambda: any(o.state is State.UNKNOWN for o in shell.live()))


@pytest.mark.parametrize("knob", ["net.loss_request", "net.loss_response"])
def test_purchases_wait_for_a_sale_of_unknown_fate(knob: str, tmp_path: Path) -> None:
    """Whether the sale came in or not: nothing is bought before it is known, and then from what came. It is
    sold once.
    """

    async def work() -> None:
        async with TestExchange(seed=25, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(desk, "rebalance", BTC, Policy.PLAN, **halves())
                before = len(exchange.truth("binance").orders)
                await sale_in_doubt(desk, exchange, bot, knob)
                await asyncio.sleep(2)
                sides = [o.wish.side.name for o in exchange.truth("binance").orders[before:]]
                assert "BUY" not in sides
                state = desk.card(bot).basket
                assert state is not None
                assert state.doing == "selling"
                exchange.faults.clear()
                await until(lambda: not desk.detail(bot).orders, 45)
                await idle(desk, bot)
                await settled(desk)
                assert sales_end_before_purchases(exchange, "binance", before) == (2, 1)
                ties_out(desk, exchange, "binance")
                never_short(desk, bot)

    run(work)


def test_restart_in_the_middle_of_a_rebalance(tmp_path: Path) -> None:
    """The application ends while a sale is of unknown fate: the next start finds out, buys, and says what
    happened meanwhile, of every market of the bot.
    """

    async def work() -> None:
        async with TestExchange(seed=26, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(desk, "rebalance", BTC, Policy.PLAN, **halves())
                before = len(exchange.truth("binance").orders)
                await sale_in_doubt(desk, exchange, bot, "net.loss_response")
            exchange.faults.clear()
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await until(lambda: len(exchange.truth("binance").orders) == before + 3, 45)
                await idle(desk, bot)
                away = desk.account_health().away
                assert away is not None
                assert [(row.bot, row.sells > 0) for row in away.bots] == [(bot, True)]
                await settled(desk)
                assert sales_end_before_purchases(exchange, "binance", before) == (2, 1)
                ties_out(desk, exchange, "binance")
                never_short(desk, bot)

    run(work)


def test_person_answers_for_a_leg_without_proof(tmp_path: Path) -> None:
    """It is named with its own market, and what is bought afterwards is bought with the money that came."""

    async def work() -> None:
        async with TestExchange(seed=27, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(
                    desk, "rebalance", ETH, Policy.PLAN, **halves(assets={"ETH": "50", "BTC": "50"})
                )
                before = len(exchange.truth("binance").orders)
                await sale_in_doubt(desk, exchange, bot, "net.loss_request")
                shell = desk._account.shell
                lost = next(o for o in shell.live() if o.state is State.UNKNOWN)
                from finbyte_desktop.core import events as ev

                shell.post(ev.OrderQuarantined(shell.port.now_ns(), lost.client_id))
                await until(lambda: desk.account_health().quarantined)
                (row,) = desk.account_health().quarantined
                assert (row.market, row.base, row.reserved_asset) == (BTC, "BTC", "BTC")
                exchange.faults.clear()
                await desk.answer_quarantine(row.client_id, QuarantineAnswer.NEVER)
                await idle(desk, bot)
                await settled(desk)
                assert sales_end_before_purchases(exchange, "binance", before) == (1, 1)
                ties_out(desk, exchange, "binance")
                never_short(desk, bot)

    run(work)


def test_panic_in_the_middle_of_a_rebalance(tmp_path: Path) -> None:
    """Nothing is bought any more, and the order without an answer is in the result."""

    async def work() -> None:
        async with TestExchange(seed=28, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(desk, "rebalance", BTC, Policy.PLAN, **halves())
                before = len(exchange.truth("binance").orders)
                await sale_in_doubt(desk, exchange, bot, "net.loss_request")
                panic = asyncio.ensure_future(desk.panic_told())
                await asyncio.sleep(0.5)
                exchange.faults.clear()
                result = await panic
                assert {row.market for row in result.markets} >= {BTC}
                await until(lambda: desk.card(bot).state is BotState.STOPPED, 45)
                await settled(desk)
                sides = [o.wish.side.name for o in exchange.truth("binance").orders[before:]]
                assert "BUY" not in sides
                ties_out(desk, exchange, "binance")

    run(work)


def test_limits_of_the_account_are_told_for_every_market(tmp_path: Path) -> None:
    """The wizard warns of a market that may not be traded and of an exposure, whichever asset it is."""

    async def work() -> None:
        async with TestExchange(seed=29, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert (await offered(desk, "rebalance", BTC, halves())).limits == []
                limits = desk.limits()._replace(
                    markets=("BTC/USDT",), max_exposure=D(3000), max_order_notional=D(1500)
                )
                await desk.set_limits(limits)
                found = desk.preflight("rebalance", BTC, halves())
                assert [(row.code, row.value) for row in found.limits if row.field == "markets"] == [
                    ("limit_market", ETH)
                ]
                codes = {row.code for row in found.limits}
                assert codes == {"limit_market", "limit_exposure", "limit_order_notional"}

    run(work)


def test_market_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    """The wizard of a live account speaks of the venue, not of a feed; an asset that is gone is named."""

    async def work() -> None:
        async with TestExchange(seed=30, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await offered(desk, "rebalance", BTC, halves(assets=THIRDS))
                exchange.exchange.act("market.delist", symbol="SOLUSDT")
                await desk._account.port.open()
                found = desk.preflight("rebalance", BTC, halves(assets=THIRDS))
                assert [(p.field, p.code) for p in found.problems] == [("assets:SOL", "no_market")]
                with pytest.raises(UserError) as caught:
                    await desk.create_bot("rebalance", BTC, halves(assets=THIRDS), Policy.PLAN, True)
                assert caught.value.code == "no_market"
                gone = desk.preflight("spot_grid", "binance:SOL/USDT", {})
                assert not gone.ok
                assert gone.problems[0].code == "market_not_traded"
                assert "feed" not in gone.problems[0].text
                assert not desk.cards()

    run(work)


def test_market_of_a_bot_is_gone_at_the_next_start(tmp_path: Path) -> None:
    """The account opens, the bot says for which market it waits and trades none meanwhile, and a stop that
    keeps the coins ends it.
    """

    async def work() -> None:
        async with TestExchange(seed=40, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await basket(desk, "rebalance", BTC, Policy.PLAN, **halves(assets=THIRDS))
            exchange.exchange.act("market.delist", symbol="SOLUSDT")
            before = len(exchange.truth("binance").orders)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await until(lambda: desk.card(bot).reason == "not_traded")
                assert desk.card(bot).waits_for == "binance:SOL/USDT"
                assert {row.asset for row in desk.card(bot).basket.assets} >= {"SOL"}  # type: ignore[union-attr]
                await desk.edit(bot, halves(assets={**THIRDS, "BTC": "30", "ETH": "40"}))
                await asyncio.sleep(1.5)
                assert len(exchange.truth("binance").orders) == before
                await desk.stop(bot, Exit.KEEP)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "SOL") == 0)
                await settled(desk)
                ties_out(desk, exchange, "binance")

    run(work)
