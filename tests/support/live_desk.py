"""A live desk on the test exchange over real sockets, and the comparison of its books with the exchange's."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import Notice, Policy
from finbyte_desktop.services.settings import SharedSettings, load_settings
from tests.support.exchange import Credentials, TestExchange, venue_named
from tests.support.exchange.market import SeededMarket

D = Decimal
SYMBOL = "BTC/USDT"
WAIT_S = 20.0
BALANCES = {"USDT": "10000", "BTC": "1"}


def connection(venue: str, address: str | None, name: str = "acc1") -> Connection:
    """An account of the test exchange."""
    return Connection(name, venue, f"Test {venue}", Home.SESSION, address=address)


def api_key(given: Credentials) -> ApiKey:
    """Its key as the product keeps it."""
    return ApiKey(Secret(given.key), Secret(given.secret))


async def until(true: Callable[[], object], wait_s: float = WAIT_S) -> None:
    """Waits until something is so."""
    deadline = time.monotonic() + wait_s
    while not true():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def live_desk(
    folder: Path, exchange: TestExchange, venue: str, key: Credentials, notices: list[Notice] | None = None
) -> AsyncIterator[LiveDesk]:
    """A desk that is open; it closes with its orders kept."""
    settings = SharedSettings(folder, load_settings(folder))
    desk = await LiveDesk.open(folder, connection(venue, exchange.url), api_key(key), settings)
    if notices is not None:
        desk.subscribe_notices(notices.append)
    desk.start()
    try:
        yield desk
    finally:
        await desk.close("keep")


def params_around(price: Decimal, **changed: Any) -> dict[str, Any]:
    """A grid of ten steps of 0.8 % around a price."""
    step = (price * D("0.008")).quantize(D(1))
    lower = (price - 5 * step).quantize(D(1))
    return {
        "lower": str(lower),
        "upper": str(lower + 10 * step),
        "grids": 10,
        "investment": "8000",
        **changed,
    }


async def running(desk: LiveDesk, market: str, **changed: Any) -> str:
    """A bot whose plan was approved and whose orders rest at the venue."""
    auto_start = changed.pop("auto_start", True)
    await desk.look_at(market)
    last = desk.market(market).last
    assert last is not None
    bot = await desk.create_bot("spot_grid", market, params_around(last, **changed), Policy.PLAN, auto_start)
    (request,) = desk.approvals()
    assert request.bot == bot
    assert desk.card(bot).state is BotState.WAIT_APPROVAL
    assert desk.history_orders(bot) == []
    await desk.decide(request.id, request.digest, True)
    await until(lambda: desk.card(bot).state is BotState.RUNNING)
    await until(lambda: {o.state for o in desk.detail(bot).orders} == {"open"})
    return bot


async def swing(desk: LiveDesk, exchange: TestExchange, bot: str, trips: int) -> None:
    """The market goes down and up by more than a step until the bot has made so many round trips."""
    place = venue_named(exchange.exchange, desk.card(bot).market.partition(":")[0])
    key = next(
        key for key, i in place.engine.instruments.items() if i.symbol == "BTCUSDT" and not i.is_linear
    )
    assert isinstance(place.market, SeededMarket)
    start = place.market.fair[key]
    for number in range(40):
        if desk.card(bot).trips >= trips:
            return
        place.market.trade_at(key, start * (990 if number % 2 == 0 else 1010) // 1000)
        await asyncio.sleep(0.4)
    assert desk.card(bot).trips >= trips


async def settled(desk: LiveDesk) -> None:
    """Nothing is under way any more, and the account was compared."""
    await until(
        lambda: all(o.state in ("open", "partial") for b in desk.cards() for o in desk.detail(b.id).orders)
    )
    for _ in range(20):
        await desk.check_account()
        if not desk.account_health().differences:
            return
        await asyncio.sleep(0.25)


def ties_out(desk: LiveDesk, exchange: TestExchange, venue: str) -> None:
    """Orders, fills and every balance are what the exchange has, to the last digit."""
    truth = exchange.truth(venue)
    ledger = desk._kernel.ledger
    assets = {*truth.balances, *ledger.assets()}
    assert {a: ledger.account_total(a) for a in assets} == {a: D(truth.balances.get(a, "0")) for a in assets}
    rows = desk.history_fills()
    ids = Counter((row.market, row.trade_id) for row in rows)  # venues number trades market by market
    assert max(ids.values(), default=1) == 1
    assert len(rows) == len(truth.fills)
    ours = Counter(row.trade_id for row in rows)
    assert all(any(row.endswith(str(fill.trade_id)) for row in ours) for fill in truth.fills)
    ours = {o.client_id for o in desk.history_orders()}
    assert set(truth.orders_by_client_id()) <= ours
    resting = {o.client_id for o in truth.orders if o.state.is_open}
    assert resting == {o.client_id for b in desk.cards() for o in desk.detail(b.id).orders}
    assert all(len(truth.creates(name)) <= 1 for name in ours)
