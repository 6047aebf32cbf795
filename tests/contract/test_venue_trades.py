"""What a venue makes of our own orders when they meet, and what it pays for liquidity."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.core.orders import Side, State
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import Wish
from finbyte_desktop.services.venues.live_port import Accepted, OrderReport
from tests.support.connected import on, order
from tests.support.exchange import Exchange, truth
from tests.support.exchange.assembly import venue_named
from tests.support.exchange.values import ATOMS

D = Decimal
KEYS = {"binance": "BTCUSDT", "bybit": "spot:BTCUSDT"}


@pytest.fixture(params=sorted(KEYS))
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def between(exchange: Exchange, venue: str) -> str:
    """A price between the best bid and the best ask, where nobody else rests."""
    book = venue_named(exchange, venue).engine
    key = KEYS[venue]
    bid, ask = book.books[key].bids.best(), book.books[key].asks.best()
    assert bid is not None
    assert ask is not None
    assert ask - bid > 1
    return book.instruments[key].price_text(bid + 1)


@pytest.mark.parametrize("with_terms", [False, True], ids=["submit", "place"])
def test_two_orders_of_ours_never_trade_with_each_other(
    venue: str, with_terms: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resting one expires: a trade with oneself has one number for two fills, and pays two fees."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        price = between(exchange, venue)
        rests = order(port, "FBabc-0001", Side.BUY, "0.001", price)
        assert isinstance(await port.submit(rests), Accepted)
        if with_terms:
            wish = Wish("FBabc-0002", rests.instrument, Side.SELL, D("0.001"), D(price))
            assert isinstance(await port.place(wish), Accepted)
        else:
            meets = order(port, "FBabc-0002", Side.SELL, "0.001", price)
            assert isinstance(await port.submit(meets), Accepted)
        found = truth(exchange, venue)
        assert [fill.trade_id for fill in found.fills if fill.client_id == rests.client_id] == []
        report = await port.order(rests.instrument, rests.client_id)
        assert isinstance(report, OrderReport)
        assert (report.state, report.filled) == (State.EXPIRED, 0)

    on(venue, work, monkeypatch)


@pytest.mark.parametrize("side", list(Side))
def test_rebate_is_booked_in_the_asset_that_it_is_paid_in(
    venue: str, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A negative fee, in the asset that the account really got: Bybit pays it in what the order gives."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.act("fee.rebate")
        engine = venue_named(exchange, venue).engine
        mine = order(port, "FBabc-0001", side, "0.01", between(exchange, venue))
        outcome = await port.submit(mine)
        assert isinstance(outcome, Accepted)
        (there,) = engine.open_orders("trader")
        engine.force_fill(there, there.left, "background")
        (fill,) = truth(exchange, venue).fills
        (trade,) = await port.trades(mine.instrument, exchange.start_ns)
        gets, gives = ("BTC", "USDT") if side is Side.BUY else ("USDT", "BTC")
        assert trade.fee < 0
        assert (trade.fee, trade.fee_asset) == (D(fill.fee) / ATOMS, fill.fee_asset)
        assert trade.fee_asset == (gives if venue == "bybit" else gets)

    on(venue, work, monkeypatch)


def test_fee_is_in_the_asset_that_bybit_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The asset is what the venue says, not what the sign of the fee lets one guess."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        engine = venue_named(exchange, "bybit").engine
        engine.account("trader").taker_fee = -(ATOMS // 20_000)  # a promotion pays takers, in what they get
        mine = order(port, "FBabc-0001", Side.BUY, "0.001", "66000")
        assert isinstance(await port.submit(mine), Accepted)
        told = await port.trades(mine.instrument, exchange.start_ns)
        assert told
        assert all(trade.fee < 0 and trade.fee_asset == "BTC" for trade in told)

    on("bybit", work, monkeypatch)


def test_both_sides_of_a_trade_with_oneself_are_told(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that the owner sends from elsewhere meets ours: two fills with one number, both are read."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        mine = order(port, "FBabc-0001", Side.BUY, "0.01", between(exchange, venue))
        assert isinstance(await port.submit(mine), Accepted)
        exchange.act("account.external_trade", symbol=KEYS[venue], side="SELL", lots=500)
        told = await port.trades(mine.instrument, exchange.start_ns)
        assert len({trade.trade_id for trade in told}) == 1
        assert sorted(trade.side.value for trade in told) == ["buy", "sell"]
        assert len({trade.venue_id for trade in told}) == 2

    on(venue, work, monkeypatch)
