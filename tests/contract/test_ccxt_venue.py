"""One contract for every first-class venue: proved outcomes, exact reads, complete streams."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.orders import OrderType, Side, State
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import (
    Accepted,
    OrderReport,
    Rejected,
    Report,
    Stream,
    TradeReport,
    Unknown,
)
from tests.support.connected import on, order
from tests.support.exchange import Exchange, truth

D = Decimal
VENUES = ("binance", "bybit")


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_order_rests_and_is_cancelled(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accepted with the venue's id; found by ours; gone after the cancel, and a second cancel says absent."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        mine = order(port, "FBabc-0001", Side.BUY, "0.01", "60000")
        outcome = await port.submit(mine)
        assert isinstance(outcome, Accepted)
        found = await port.order(mine.instrument, mine.client_id)
        assert found is not None
        assert (found.venue_id, found.state, found.qty, found.price) == (
            outcome.venue_id, State.OPEN, D("0.01"), D("60000"),
        )  # fmt: skip
        assert [o.client_id for o in await port.open_orders(mine.instrument)] == [mine.client_id]
        assert isinstance(await port.cancel(mine.instrument, mine.client_id, None), Accepted)
        assert await port.cancel(mine.instrument, mine.client_id, None) == Rejected("absent", _any())
        ended = await port.order(mine.instrument, mine.client_id, None, 1)
        assert ended is not None
        assert ended.state is State.CANCELED
        assert list(await port.open_orders(mine.instrument)) == []
        assert await port.order(mine.instrument, "FBabc-none") is None

    on(venue, work, monkeypatch)


class _any:  # noqa: N801 - reads like a value
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_market_order_takes_and_its_rest_is_cancelled(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leaves as a limit at the worst price that takes what is there; the trade is read exactly."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        mine = order(port, "FBabc-0002", Side.BUY, "0.01", "66000", type=OrderType.MARKET)
        assert isinstance(await port.submit(mine), Accepted)
        await asyncio.sleep(1)
        (trade,) = await port.trades(mine.instrument, exchange.start_ns)
        there = truth(exchange, venue).fills[0]
        assert trade.trade_id.endswith(str(there.trade_id))
        assert (trade.qty, trade.side) == (D("0.01"), Side.BUY)
        assert trade.price < D("66000")
        assert (trade.fee, trade.fee_asset) == (D(there.fee) / 10**8, there.fee_asset)
        balances = await port.balances()
        assert {a: b.total for a, b in balances.items()} == {
            a: D(t) for a, t in truth(exchange, venue).balances.items() if D(t)
        }

    on(venue, work, monkeypatch)


def test_proved_no_is_a_reject(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little money and a post-only order that would take: a listed code, with our word for it."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        poor = await port.submit(order(port, "FBabc-0003", Side.BUY, "1", "60000"))
        assert isinstance(poor, Rejected)
        assert (poor.code, poor.denied) == ("insufficient_funds", False)
        small = await port.submit(order(port, "FBabc-0004", Side.BUY, "0.00001", "60000"))
        assert isinstance(small, Rejected)
        assert small.code == "filter"

    on(venue, work, monkeypatch)


@pytest.mark.parametrize(
    "fault",
    [
        {"knob": "net.loss_response"},
        {"knob": "net.reset"},
        {"knob": "net.close_mid_body"},
        {"knob": "order.accept_then_error"},
        {"knob": "http.status", "status": 502, "body": "html"},
        {"knob": "http.status", "status": 408, "code": -1007, "executed": True},
        *({"knob": "http.body", "body": body} for body in ("html", "empty", "object", "array", "null")),
        {"knob": "http.body", "body": "truncated"},
        {"knob": "http.body", "body": "wrong_types"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_everything_else_is_unknown(
    venue: str, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is neither an order of ours nor a listed no proves nothing, and exactly one request left."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        knob = dict(fault)
        exchange.faults.add(knob.pop("knob"), where={"kind": "create"}, **knob)
        outcome = await port.submit(order(port, "FBabc-0005", Side.BUY, "0.01", "60000"))
        assert isinstance(outcome, Unknown), outcome
        assert len(truth(exchange, venue).creates("FBabc-0005")) <= 1

    on(venue, work, monkeypatch)


def test_streams_tell_orders_and_trades(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both private streams tell what happened, with our ids."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        got: list[Report] = []
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(port.watch(what, got.append)) for what in Stream]
            await asyncio.sleep(2)
            await port.submit(order(port, "FBabc-0006", Side.BUY, "0.01", "60000"))
            await port.submit(order(port, "FBabc-0007", Side.SELL, "0.01", "60000", type=OrderType.MARKET))
            await asyncio.sleep(2)
            for task in tasks:
                task.cancel()
        told = {(r.client_id, r.state) for r in got if isinstance(r, OrderReport)}
        assert ("FBabc-0006", State.OPEN) in told
        assert ("FBabc-0007", State.FILLED) in told
        assert {r.client_id for r in got if isinstance(r, TradeReport)} == {"FBabc-0007"}

    on(venue, work, monkeypatch)


def test_trades_are_read_over_all_pages(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """More trades than a page has are all there, each once, in order."""
    monkeypatch.setattr("finbyte_desktop.services.venues.ccxt_pages.TRADES_A_PAGE", {venue: 3})

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        for number in range(8):
            await port.submit(
                order(port, f"FBabc-1{number}", Side.SELL, "0.001", "60000", type=OrderType.MARKET)
            )
            await asyncio.sleep(1)
        trades = await port.trades(f"{venue}:BTC/USDT", exchange.start_ns)
        there = [f.trade_id for f in truth(exchange, venue).fills]
        assert len(trades) == len(there) >= 8
        assert all(t.trade_id.endswith(str(number)) for t, number in zip(trades, there, strict=True))

    on(venue, work, monkeypatch)


def test_rights_of_a_key_are_told(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the venue says of the key: it may trade, and neither withdraw nor transfer."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        rights = await port.rights()
        assert (rights.can_trade, rights.can_withdraw, rights.can_transfer) == (True, False, False)

    on(venue, work, monkeypatch)


@pytest.mark.parametrize("kind", ["hmac", "rsa", "ed25519"])
def test_every_kind_of_key_signs(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """HMAC, RSA and Ed25519 keys are accepted."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        assert (await port.balances())["USDT"].total == 10_000

    on("binance", work, monkeypatch, kind=kind)


def test_clock_that_is_off_is_measured(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue whose clock jumps refuses once; then the clock is measured and the next question passes."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.act("time.step", ms=-20_000)
        with pytest.raises((VenueRejected, Unavailable)):
            await port.balances()
        assert (await port.balances())["USDT"].total == 10_000

    on(venue, work, monkeypatch)
