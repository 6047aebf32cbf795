"""What a panic did is told account by account and market by market; positions are closed where asked."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services import panic_result
from finbyte_desktop.services.live import closing as closing_module
from finbyte_desktop.services.live.budget import Kind
from finbyte_desktop.services.live.closing import bounded
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.live.following import Following
from finbyte_desktop.services.live.positions import AccountPositions
from finbyte_desktop.services.ports import (
    Accounts,
    PanicMarket,
    Positions,
    QuarantineAnswer,
    ShownPosition,
    UnreadPosition,
)
from finbyte_desktop.services.steering import Steering
from finbyte_desktop.services.venues.live_orders import Terms, Wish
from finbyte_desktop.services.venues.live_port import Outcome, Rejected, Unknown
from tests.services.test_live_positions import futures_of, open_position
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, running, until

D = Decimal
LIMIT_S = 90.0


@pytest.fixture(params=["binance", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


async def held(desk: LiveDesk) -> ShownPosition:
    await until(lambda: (shown := desk.positions()) is not None and shown.rows)
    shown = desk.positions()
    assert shown is not None
    return shown.rows[0]


async def there(desk: LiveDesk) -> list[Decimal]:
    perpetuals = desk._account.perpetuals
    assert perpetuals is not None
    return [position.qty for position in await perpetuals.positions()]


def test_panic_leaves_positions_open_and_says_so(venue: str, tmp_path: Path) -> None:
    """By itself a panic closes nothing: every order is told by its market, every position by its size."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                row = await held(desk)
                bot = await running(desk, f"{venue}:BTC/USDT")
                orders = len(desk.detail(bot).orders)
                result = await desk.panic_told()
                assert result.markets == (PanicMarket(f"{venue}:BTC/USDT", orders, 0, 0, 0),)
                assert [(p.position.key, p.asked, p.left) for p in result.positions] == [
                    (row.key, False, row.size)
                ]
                assert result.is_done
                assert desk.card(bot).state is BotState.STOPPED
                assert await there(desk) == [row.size]

    run(work())


def test_result_follows_orders_that_the_venue_forgot(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A venue that began anew knows none of them: they are told as without proof and not as resting, the bot
    ends, and what a person answers later is in the same result.
    """
    monkeypatch.setattr(Following, "_patience_ns", lambda self, order: 3 * 10**9)
    monkeypatch.setattr(panic_result, "ENDS_S", 1.5)

    async def work() -> None:
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                market = f"{venue}:BTC/USDT"
                bot = await running(desk, market)
                orders = [order.client_id for order in desk.detail(bot).orders]
                exchange.exchange.act("account.forgotten")
                result = await desk.panic_told()
                count = len(orders)
                assert result.markets == (PanicMarket(market, 0, 0, count, 0),)
                assert not result.is_done
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: len(desk.account_health().quarantined) == count)
                assert desk.panic_now(result).markets == result.markets
                for client_id in orders[1:]:
                    await desk.answer_quarantine(client_id, QuarantineAnswer.NEVER)
                now = desk.panic_now(result)
                assert now.markets == (PanicMarket(market, 0, 0, 1, 0, 0, count - 1),)
                await desk.answer_quarantine(orders[0], QuarantineAnswer.NEVER)
                assert desk.panic_now(result).is_done

    run(work())


@pytest.mark.parametrize("close", [False, True])
def test_positions_that_were_not_read_are_not_told_as_none(
    venue: str, close: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection has not opened yet, and nothing went wrong: nobody knows what is open."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)

            async def never(_: AccountPositions) -> None:
                await asyncio.Event().wait()

            monkeypatch.setattr(AccountPositions, "run", never)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                result = await desk.panic_told(close_positions=close)
                assert result.unread == "The positions were not read yet."
                assert not result.is_read
                assert result.is_done is not close

    run(work())


def test_position_that_cannot_be_closed_here_stays_open(venue: str, tmp_path: Path) -> None:
    """It is named, and a panic that was to close it is not done."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                row = await held(desk)
                perpetuals = desk._account.perpetuals
                assert perpetuals is not None
                perpetuals._perpetuals.pop(row.market)
                assert desk._positions is not None
                assert [there.market for there in desk._positions.shown().rows] == [row.market]
                await desk._positions._stops.look()
                result = await desk.panic_told(close_positions=True)
                assert [(s.size, s.is_long) for s in result.strange] == [(row.size, row.is_long)]
                assert result.positions == ()
                assert not result.is_done

    run(work())


def test_panic_closes_positions_where_asked(venue: str, tmp_path: Path) -> None:
    """Reduce-only, within a bound of the mark; the venue shows none afterwards, and the other way round."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                row = await held(desk)
                sent: list[Wish] = []
                perpetuals = desk._account.perpetuals
                assert perpetuals is not None
                place = perpetuals.place

                async def noted(wish: Wish) -> Outcome:
                    sent.append(wish)
                    return await place(wish)

                perpetuals.place = noted  # type: ignore[method-assign]
                result = await desk.panic_told(close_positions=True)
                assert [(p.asked, p.left, p.why) for p in result.positions] == [(True, D(0), "")]
                assert result.is_done
                assert await there(desk) == []
                assert all(wish.reduce_only and wish.terms is Terms.IOC for wish in sent)
                assert sent[0].qty == row.size
                assert desk._journal.load_venue()["closing"]["number"] == len(sent)

    run(work())


def test_close_waits_neither_for_stops_nor_for_the_budget(venue: str, tmp_path: Path) -> None:
    """Whoever tends the stops waits for the venue, and only a panic's share of the requests is left."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await held(desk)
                perpetuals, positions = desk._account.perpetuals, desk._positions
                assert perpetuals is not None
                assert positions is not None
                asked: list[Kind] = []

                def wait_s(kind: Kind) -> float:
                    asked.append(kind)
                    return 0.0 if kind is Kind.PANIC else 1.0

                async with positions._stops._lock:
                    perpetuals.budget.wait_s = wait_s  # type: ignore[method-assign]
                    async with asyncio.timeout(20):
                        rows, was_read = await positions.ended()
                assert was_read
                assert [row.left for row in rows] == [0]
                assert Kind.PANIC in asked

    run(work())


def test_lost_answer_closes_no_position_twice(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order came in and its answer got lost: the venue is looked at, and no other order is sent."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await held(desk)
                sent: list[str] = []
                perpetuals = desk._account.perpetuals
                assert perpetuals is not None
                place = perpetuals.place

                async def lost(wish: Wish) -> Outcome:
                    sent.append(wish.client_id)
                    await place(wish)
                    return Unknown("cut")

                perpetuals.place = lost  # type: ignore[method-assign]
                result = await desk.panic_told(close_positions=True)
                assert [p.left for p in result.positions] == [0]
                assert len(sent) == 1

    run(work())


def test_position_that_cannot_be_closed_is_told(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much is left, and why: a panic that did not do everything is not done."""
    monkeypatch.setattr(closing_module, "TRIES", 2)

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                row = await held(desk)

                async def refused(wish: Wish) -> Outcome:
                    return Rejected("filter", "The price is out of bounds.")

                perpetuals = desk._account.perpetuals
                assert perpetuals is not None
                monkeypatch.setattr(perpetuals, "place", refused)
                result = await desk.panic_told(close_positions=True)
                assert [(p.left, p.why) for p in result.positions] == [
                    (row.size, "The price is out of bounds.")
                ]
                assert not result.is_done

    run(work())


def test_order_without_proof_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic that cannot prove an order is not done."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, "binance:BTC/USDT")
                orders = len(desk.detail(bot).orders)
                from finbyte_desktop.services import panic_result

                monkeypatch.setattr(panic_result, "ENDS_S", 1.0)

                async def lost(*_: Any) -> Outcome:
                    return Unknown("cut")

                monkeypatch.setattr(desk._account.port, "cancel", lost)
                result = await desk.panic_told()
                (row,) = result.markets
                assert row.resting + row.filled == orders  # the one beside the price may fill meanwhile
                assert row.resting >= orders - 1
                assert not result.is_done

    run(work())


@pytest.mark.parametrize(
    ("mark", "sell", "price"), [("65000", True, "63700"), ("65000", False, "66300"), ("0.33", True, "0.33")]
)
def test_bound_is_on_the_steps_and_not_worse(mark: str, sell: bool, price: str) -> None:
    """Rounded to the better side: a coarse step never takes more than the bound allows."""
    tick = D("0.01") if D(mark) < 1 else D("0.1")
    found = bounded(D(mark), tick, sell=sell)
    assert found == D(price)
    assert found % tick == 0


def test_ctl_names_what_it_cannot_close_and_what_was_not_read() -> None:
    """A panic of another process leaves these open too."""
    held = Positions((), None, "", False, (UnreadPosition("BTCUSDC", D("0.5"), True),))

    class Desks:
        def positions(self) -> Positions:
            return held

    class Named:
        def states(self) -> list[Any]:
            return []

        def desks(self) -> list[Any]:
            return [("main", Desks())]

    steering = Steering(cast(Accounts, Named()), "test", None)
    assert [row["text"] for row in steering._positions(None, None)] == [
        "long 0.5 BTCUSDC, which FinByte cannot close",
        "what is open there could not be read: look at the venue",
    ]
