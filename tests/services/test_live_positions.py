"""Perpetual positions beside the bots of a live account: shown with their stops, protected by the desk."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.cli import run as command
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.credentials import Credentials
from finbyte_desktop.services.ports import Notice, ShownPosition
from tests.support.exchange import TestExchange, venue_named
from tests.support.live_desk import BALANCES, api_key, connection, live_desk, running, until

D = Decimal
LIMIT_S = 60.0


@pytest.fixture(params=["binance", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def futures_of(venue: str) -> str:
    return "binanceusdm" if venue == "binance" else venue


def open_position(exchange: TestExchange, venue: str) -> None:
    """The owner buys a perpetual by another way."""
    place = venue_named(exchange.exchange, futures_of(venue))
    key = next(k for k, i in place.engine.instruments.items() if i.is_linear and i.base == "BTC")
    exchange.exchange.act("account.external_trade", symbol=key, venue=place.name, account="trader")


def test_position_is_shown_and_protected_over_a_restart(venue: str, tmp_path: Path) -> None:
    """Naked at first; with the stop not any more; it rests on while the application is closed."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:

                def row() -> ShownPosition | None:
                    shown = desk.positions()
                    return None if shown is None or not shown.rows else shown.rows[0]

                await until(row)
                first = row()
                assert first is not None
                assert first.is_long
                assert (first.settle, first.stop, first.covered) == ("USDT", None, 0)
                assert first.naked_s is not None
                price = (first.mark * D("0.97")).quantize(D(1))
                with pytest.raises(UserError) as caught:
                    await desk.protect(first.key, first.mark + 100 * first.tick)
                assert caught.value.field == "price"
                await desk.protect(first.key, price)
                held = row()
                assert held is not None
                assert (held.stop, held.wanted, held.covered, held.naked_s) == (price, price, held.size, None)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, venue, key, notices) as desk:
                await until(row)
                again = row()
                assert again is not None
                assert (again.stop, again.wanted) == (price, price)
                await desk.protect(again.key, None)
                gone = row()
                assert gone is not None
                assert (gone.stop, gone.wanted) == (None, None)
                with pytest.raises(UserError, match="closed"):
                    await desk.protect("both nothing", price)

    run(work())


def test_panic_leaves_the_stop(venue: str, tmp_path: Path) -> None:
    """A panic cancels what may open or change a position; what limits a loss rests on. The guard finds what
    has our prefix, and the stop is not among it.
    """

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:

                def row() -> ShownPosition | None:
                    shown = desk.positions()
                    return None if shown is None or not shown.rows else shown.rows[0]

                await until(row)
                first = row()
                assert first is not None
                price = (first.mark * D("0.97")).quantize(D(1))
                await desk.protect(first.key, price)
                assert list(await desk._account.port.orders_everywhere()) == []
                await desk.panic()
                perpetuals = desk._account.perpetuals
                assert perpetuals is not None
                assert [stop.trigger_price for stop in await perpetuals.protections()] == [price]

    run(work())


def test_nothing_is_asked_of_the_venue_after_the_close(venue: str, tmp_path: Path) -> None:
    """A dialog that was open longer than its account: it hears why, and no connection is opened anew."""

    async def work() -> None:
        venues = sorted({venue, futures_of(venue)})
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = exchange.add_account("trader", BALANCES)
            open_position(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:

                def row() -> ShownPosition | None:
                    shown = desk.positions()
                    return None if shown is None or not shown.rows else shown.rows[0]

                await until(row)
                first = row()
                assert first is not None
            for price in ((first.mark * D("0.97")).quantize(D(1)), None):
                with pytest.raises(Unavailable) as caught:
                    await desk.protect(first.key, price)
                assert caught.value.code == "closing"
            perpetuals = desk._account.perpetuals
            assert perpetuals is not None
            assert all(each.session is None for each in perpetuals._exchanges)

    run(work())


def test_key_without_that_right_reads_none(venue: str, tmp_path: Path) -> None:
    """No connection is opened for perpetuals that the key may not touch."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            for one in exchange.exchange.venues:
                one.keys[key.key].can_futures = False
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                assert desk.positions() is None

    run(work())


def test_export_reads_the_account_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fills of a live account by the name of its connection; without a name the others are pointed at."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            Credentials(tmp_path).add(connection("binance", exchange.url), api_key(key))
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await running(desk, "binance:BTC/USDT")

    run(work())
    out = tmp_path / "fills.csv"
    words = ["export", "fills", "--format", "csv", "--out", str(out), "--data", str(tmp_path)]
    assert command([*words, "--account", "Test binance"]) == 0
    assert len(out.read_text().splitlines()) > 1
    capsys.readouterr()
    assert command([*words, "--account", "Mine"]) == 2
    assert "Known: paper, Test binance." in capsys.readouterr().err
