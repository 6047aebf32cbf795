"""Futures grids on a live desk of the test exchange, and their books beside the exchange's."""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.ledger import FEES, FUNDING, POSITION, VENUE
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.placing import STOPS
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import Policy
from finbyte_desktop.services.position_figures import PositionFigures
from tests.support.exchange import Credentials, TestExchange, venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.exchange.values import ATOMS, BalanceChanged, Event
from tests.support.live_desk import until

D = Decimal
SYMBOL = "BTC/USDT:USDT"
FENCE_S = 60.0
MONEY = {"USDT": "10000"}


def venues_of(venue: str) -> list[str]:
    """What has to be there: Binance tells the rights of a key at its spot address."""
    return ["binance", "binanceusdm"] if venue == "binanceusdm" else [venue]


def market_of(venue: str) -> str:
    """Our name of the perpetual that is traded here."""
    return f"{venue}:{SYMBOL}"


def key_of(venue: str) -> str:
    """The test exchange's name of it."""
    return "linear:BTCUSDT" if venue == "bybit" else "BTCUSDT"


class Booked:
    """What the exchange booked on an account, beside its trades: fundings and the rest, in atoms."""

    def __init__(self, exchange: TestExchange, venue: str, account: str = "trader") -> None:
        self.funding = 0
        self._account = account
        venue_named(exchange.exchange, venue).engine.listeners.append(self._heard)

    def _heard(self, event: Event) -> None:
        if isinstance(event, BalanceChanged) and event.account == self._account:
            self.funding += event.delta if event.why == "FUNDING_FEE" else 0


def grid_around(price: Decimal, direction: str = "long", **changed: Any) -> dict[str, Any]:
    """Ten steps of 0.4 % around a price, three times leveraged, with a stop on the losing side."""
    step = (price * D("0.004")).quantize(D(1))
    lower = (price - 5 * step).quantize(D(1))
    upper = lower + 10 * step
    params = {
        "direction": direction,
        "leverage": 3,
        "lower": str(lower),
        "upper": str(upper),
        "grids": 10,
        "investment": "3000",
    }
    if direction != "short":
        params["stop_price"] = str(lower - 2 * step)
    if direction == "short":
        params["stop_price"] = str(upper + 2 * step)
    if direction == "neutral":
        params["stop_price_high"] = str(upper + 2 * step)
    return params | changed


async def started(
    desk: LiveDesk, venue: str, direction: str = "long", auto_start: bool = True, **changed: Any
) -> str:
    """A futures grid whose plan was approved and whose orders rest."""
    market = market_of(venue)
    await desk.look_at(market)
    last = desk.market(market).last
    assert last is not None
    params = grid_around(last, direction, **changed)
    bot = await desk.create_bot("futures_grid", market, params, Policy.PLAN, auto_start)
    (request,) = desk.approvals()
    await desk.decide(request.id, request.digest, True)
    await until(lambda: desk.card(bot).state is BotState.RUNNING)
    await until(lambda: {o.state for o in desk.detail(bot).orders} == {"open"})
    return bot


def trader(exchange: TestExchange, venue: str, balances: dict[str, str] | None = None) -> Credentials:
    """An account with money, ready for isolated margin where that is a setting of all of it."""
    key = exchange.add_account("trader", MONEY if balances is None else balances)
    if venue == "bybit":
        place: Any = venue_named(exchange.exchange, venue)
        place.accounts._margin_modes["trader"] = "ISOLATED_MARGIN"
    return key


def leverage_path(venue: str) -> str:
    """Where leverage is set."""
    return "/v5/position/set-leverage" if venue == "bybit" else "/fapi/v1/leverage"


def place_of(exchange: TestExchange, venue: str) -> SeededMarket:
    """The market that moves the prices."""
    found = venue_named(exchange.exchange, venue).market
    assert isinstance(found, SeededMarket)
    return found


async def swings(exchange: TestExchange, venue: str, percents: list[str], pause_s: float = 0.5) -> None:
    """The price goes to these distances from the start, in percent."""
    place, key = place_of(exchange, venue), key_of(venue)
    instrument = venue_named(exchange.exchange, venue).engine.instruments[key]
    for percent in percents:
        place.trade_at(key, int(instrument.start_price * (1 + D(percent) / 100)))
        await asyncio.sleep(pause_s)


def fund(exchange: TestExchange, venue: str, rate: str = "0.0001") -> None:
    """Longs pay shorts, at once."""
    exchange.exchange.act("market.funding", symbol=key_of(venue), venue=venue, rate=int(D(rate) * ATOMS))


def record_of(desk: LiveDesk, bot: str) -> BotRecord:
    """What the kernel knows of a bot."""
    return desk._kernel.bots[bot]


async def quiet(desk: LiveDesk) -> None:
    """Nothing is under way, and cash and positions are what the venue has. An order whose sender was killed
    has its fence first.
    """

    def settled() -> bool:
        return all(o.state in ("open", "partial") for b in desk.cards() for o in desk.detail(b.id).orders)

    await until(settled, FENCE_S)
    for _ in range(40):
        await desk.check_account()
        away = await desk._account.shell.truth.compare()
        if not away and not desk.account_health().differences:
            return
        await asyncio.sleep(0.25)


def ties_out(desk: LiveDesk, exchange: TestExchange, venue: str, booked: Booked) -> None:
    """Position, cash, fees, fundings, trades and resting orders are the exchange's, to the last digit."""
    truth, ledger = exchange.truth(venue), desk._kernel.ledger
    place = venue_named(exchange.exchange, venue)
    instrument = place.engine.instruments[key_of(venue)]
    there = place.engine.perpetuals.position("trader", key_of(venue), "BOTH")
    market = market_of(venue)
    assert ledger.account_total("USDT") == D(truth.balances["USDT"])
    held = [r for r in desk._kernel.bots.values() if r.instrument.id == market and r.position.qty]
    qty = sum((r.position.qty for r in held), D(0))
    lots = D(there.lots) * instrument.lot_atoms / ATOMS
    assert (qty, ledger.account_total(market)) == (lots, lots)
    assert sum((r.position.value for r in held), D(0)) == D(there.entry_cost) / ATOMS
    fills = [f for f in truth.fills if f.key == key_of(venue)]
    assert ledger.balance(VENUE, FEES, "USDT") == D(sum(f.fee for f in fills)) / ATOMS
    assert -ledger.balance(VENUE, FUNDING, "USDT") == D(booked.funding) / ATOMS
    assert sum((ledger.balance(r.id, POSITION, market) for r in held), D(0)) == qty
    rows = desk.history_fills()
    counted = Counter(row.trade_id for row in rows)
    assert max(counted.values(), default=1) == 1
    assert len(rows) == len(fills)
    ours = {o.client_id for o in desk.history_orders()}
    resting = {o.client_id for o in truth.orders if o.state.is_open and STOPS not in o.client_id}
    assert resting == {o.client_id for b in desk.cards() for o in desk.detail(b.id).orders}
    assert all(len(truth.creates(name)) <= 1 for name in ours)
    for bot, record in desk._kernel.bots.items():
        figures = desk._entries[bot].figures
        assert isinstance(figures, PositionFigures)
        held_quote = ZERO if record.state in ENDED_BOTS and not record.position.qty else figures.held_quote
        assert figures.held_in(ledger) == (figures.held_base, held_quote)
        assert figures.position == record.position


def stops_there(exchange: TestExchange, venue: str) -> list[Any]:
    """The conditional orders that rest."""
    return [o for o in exchange.truth(venue).orders if o.state.is_open and STOPS in o.client_id]
