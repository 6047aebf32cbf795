"""A real venue through ccxt: outcomes of orders proved by raw codes, reads that come back exact or fail."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias, TypeVar

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.orders import Order
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.services.live.budget import DEFAULT_LIMIT, DEFAULT_PACE, LIMITS, PACES, Budget, Kind
from finbyte_desktop.services.venues import ccxt_map, ccxt_pages
from finbyte_desktop.services.venues.ccxt_call import KEY_REFUSED, UNSURE
from finbyte_desktop.services.venues.ccxt_listing import listing, listing_here
from finbyte_desktop.services.venues.ccxt_map import Unreadable, symbol_of
from finbyte_desktop.services.venues.ccxt_perpetual_map import SETTLE, is_perpetual, perpetual
from finbyte_desktop.services.venues.ccxt_perpetual_trading import wish_of
from finbyte_desktop.services.venues.ccxt_perpetuals import VenuePerpetuals
from finbyte_desktop.services.venues.ccxt_rejects import says_absent, tells_balances
from finbyte_desktop.services.venues.ccxt_wire import (
    CALL,
    NS_PER_MS,
    Answer,
    Meant,
    at_address,
    host_of,
    make_exchange,
)
from finbyte_desktop.services.venues.live_perpetuals import Perpetual
from finbyte_desktop.services.venues.live_port import (
    Accepted,
    AssetBalance,
    KeyRights,
    OrderReport,
    Outcome,
    Rejected,
    Report,
    Stream,
    Tier,
    TradeReport,
    Unknown,
)
from finbyte_desktop.services.venues.tiers import VENUES, tier_of
from finbyte_desktop.services.venues.venue_trouble import Trouble, shown_name, with_host

Result = TypeVar("Result")
Markets: TypeAlias = tuple[list[tuple[Instrument, str]], dict[str, str], list[tuple[Perpetual, str]]]
CONNECTIONS = 2
CLOCK_TRIES = 3
GOOD_TRIP_NS = 400 * NS_PER_MS
JUMP_NS = 1_000 * NS_PER_MS  # so far apart wall and steady clock may drift between two measurements
# Numbers that only a conditional order of Binance USD-M has: developers.binance.com, "Event: ALGO_UPDATE".
WAITS = frozenset({"aid", "algoId"})
TELLS_ALL_ORDERS = frozenset({"binance", "binanceusdm", "bybit"})  # open orders of all markets in one answer
# Only spot markets are read, and nothing that needs more rights than trading.
_SPOT = {
    "fetchMarkets": {"types": ["spot"]},
    "fetchMargins": False,
    "fetchCurrencies": False,
    "defaultType": "spot",
}
# Ccxt reads positions and balances beside a stream of orders, for a cache of its own that nobody asks here.
_USDM = {
    "watchPositions": {"fetchPositionsSnapshot": False, "awaitPositionsSnapshot": False},
    "watchBalance": {"fetchBalanceSnapshot": False, "awaitBalanceSnapshot": False},
}
OPTIONS: Mapping[str, Mapping[str, Any]] = {"binance": _SPOT, "binanceusdm": _USDM, "bybit": _SPOT}
# Where nothing tells what a key may do: Binance's wallet and Bybit's key information serve real money alone.
_BINANCES = frozenset({"binance", "binanceusdm", "binancecoinm", "binanceus"})
NO_RIGHTS: Mapping[str, frozenset[str]] = {"testnet": _BINANCES, "demo": _BINANCES | {"bybit"}}


class CcxtVenue(VenuePerpetuals):
    """One account at one venue. `now_ns` is this computer's clock, which may be set; `steady_ns` counts on
    whatever happens to it, and the venue's clock is measured against that one. Without it `now_ns` must never
    be set.

    `perpetuals` reads the USDT perpetuals of the account too; Binance USD-M has nothing else.
    `testnet` and `demo` are the venue's two kinds of play money.
    `address` sends everything to another host (a test exchange), `session` replaces the network; then no
    work is done on other threads.
    """

    def __init__(
        self,
        venue: str,
        key: str,
        secret: str,
        now_ns: Callable[[], int],
        passphrase: str = "",
        options: Mapping[str, Any] | None = None,
        address: str | None = None,
        session: Any = None,
        testnet: bool = False,
        perpetuals: bool = False,
        demo: bool = False,
        steady_ns: Callable[[], int] | None = None,
    ) -> None:
        self.name = venue
        self._mode = "testnet" if testnet else "demo" if demo else "live"
        self.tier = tier_of(venue)
        self._local_ns = now_ns
        self._steady_ns = steady_ns or now_ns
        self._ahead_ns = self._apart_ns = self._apart()  # venue's and wall clock less the steady one
        self._in_doubt = False
        self._is_inline = session is not None
        self.holds: Callable[[str], bool] = lambda bot: False  # whether a panic holds the orders of a bot
        self._measuring = asyncio.Lock()
        limit, pace = LIMITS.get(venue, DEFAULT_LIMIT), PACES.get(venue, DEFAULT_PACE)
        self.budget = Budget(self.now_ns, limit, pace)
        self._instruments: dict[str, Instrument] = {}
        self._quotes: dict[str, str] = {}
        self._ids = {}
        self._perpetuals, self._rules, self._learned = {}, {}, {}
        self._wants_perpetuals = perpetuals or venue == "binanceusdm"
        given = {"apiKey": key, "secret": secret, **(options or {})}
        if passphrase:
            given["password"] = passphrase
        self._exchanges = [make_exchange(venue, given, self._now_ms, self.budget) for _ in range(CONNECTIONS)]
        for exchange in self._exchanges:
            exchange.options |= OPTIONS.get(venue, {})
            if perpetuals and venue == "bybit":
                exchange.options["fetchMarkets"] = {"types": ["spot", "linear"]}
            exchange.has["fetchCurrencies"] = False
            if testnet or demo:
                _to_play_money(exchange, venue, testnet, demo)
            if address is not None:
                at_address(exchange, address)
            if testnet or demo or address is not None:
                self.host = host_of(exchange)
            if session is not None:
                exchange.session, exchange.own_session = session, False

    # --- clock and markets ------------------------------------------------------------------------

    def now_ns(self) -> int:
        return self._steady_ns() + self._ahead_ns

    def steady_ns(self) -> int:
        return self._steady_ns()

    def _apart(self) -> int:
        return self._local_ns() - self._steady_ns()

    def clock_in_doubt(self) -> bool:
        return self._in_doubt or abs(self._apart() - self._apart_ns) > JUMP_NS

    async def sure_of_clock(self) -> None:
        if self.clock_in_doubt():
            async with self._measuring:
                if self.clock_in_doubt():
                    await self.measure_clock()

    def _now_ms(self) -> int:
        return self.now_ns() // NS_PER_MS

    async def open(self) -> None:
        """Measures the clock and loads the markets, again when it is called again. Raises Unavailable or
        VenueRejected.
        """
        await self.measure_clock()
        read = listing_here if self._is_inline else listing
        whole = await self._read(lambda: read(self._exchanges[0], self._markets_of))
        found, quotes, perpetuals = whole.made
        if not found and not perpetuals:  # ccxt makes an empty list of a strange answer
            venue = with_host(self.name, self.host)
            raise Unavailable(f"{venue} told no market that is traded. Nothing was sent.", "no_markets")
        whole.give_to(self._exchanges)
        self._quotes |= quotes
        self._instruments = {instrument.id: instrument for instrument, _ in found}
        self._ids |= {market.id: name for market, name in (*found, *perpetuals)}  # halted ones keep theirs
        self._perpetuals = {perpetual.id: perpetual for perpetual, _ in perpetuals}
        self._rules |= self._perpetuals
        self._instruments |= self._traded_perpetuals()

    def _markets_of(self, listed: Sequence[Mapping[str, Any]]) -> Markets:
        """Spot markets that are traded, with the venue's names of them; the quotes of all that can be read;
        and perpetuals where they are wanted. Changes nothing here: it is called on another thread. Raises
        Unavailable.
        """
        with self._read_strictly():
            return *self._spot_of(listed), self._perpetuals_of(listed)

    def _spot_of(
        self, listed: Sequence[Mapping[str, Any]]
    ) -> tuple[list[tuple[Instrument, str]], dict[str, str]]:
        found: list[tuple[Instrument, str]] = []
        quotes: dict[str, str] = {}
        for market in listed:
            if not market.get("spot"):
                continue
            name = ccxt_map.instrument_id(self.name, str(market["symbol"]))
            quotes[name] = str(market["quote"])
            if market.get("active") is False:
                continue  # what is halted can still be read
            with contextlib.suppress(Unreadable):  # a market without steps cannot be traded exactly
                found.append((ccxt_map.instrument(self.name, market), str(market["id"])))
        return found, quotes

    def _perpetuals_of(self, listed: Sequence[Mapping[str, Any]]) -> list[tuple[Perpetual, str]]:
        found: list[tuple[Perpetual, str]] = []
        for market in listed if self._wants_perpetuals else ():
            if is_perpetual(market) and market.get("active") is not False:
                with contextlib.suppress(Unreadable):  # cannot be traded exactly
                    found.append((perpetual(self.name, market), str(market["id"])))
        return found

    def _quote_of(self, instrument: str) -> str:
        settle = settled_in(instrument)
        if settle:  # also of one that is traded no more: its past is asked for
            return settle
        if instrument not in self._quotes:
            raise Unavailable(f"{self.name} does not list {instrument}.", "no_such_market")
        return self._quotes[instrument]

    async def measure_clock(self) -> int:
        """The venue's clock less this computer's, ns. It is taken from the moment when an answer came, so
        that our stamps are never ahead of the venue's clock, which most venues refuse; late by the answer's
        way at most, and the best of some tries counts.
        """
        found: list[int] = []
        for _ in range(CLOCK_TRIES):
            before, apart = self._steady_ns(), self._apart()
            told_ms = await self._read_clock(lambda: self._exchanges[0].fetch_time())
            after = self._steady_ns()
            if not isinstance(told_ms, int):
                venue = with_host(self.name, self.host)
                raise Unavailable(f"{venue} does not tell its time. Nothing was sent.", "no_venue_time")
            if abs(self._apart() - apart) > JUMP_NS:
                continue  # this computer slept while the answer was on its way
            found.append(told_ms * NS_PER_MS - after)
            if after - before < GOOD_TRIP_NS:
                break
        if not found:
            raise Unavailable("The clock of this computer does not stand still.", "clock_in_doubt")
        self._ahead_ns, self._apart_ns, self._in_doubt = max(found), self._apart(), False
        return self._ahead_ns - self._apart_ns

    def instruments(self) -> Mapping[str, Instrument]:
        return self._instruments

    def symbol_there(self, instrument: str) -> str:
        """The venue's own name of a market."""
        return self._ids[instrument]

    async def ask_openly(
        self, method: str, *given: Any, read: Callable[[Any], Result], as_text: bool = False
    ) -> Result:
        """What `read` makes, beside, of the answer to one question that no key signs: `method` is ccxt's name
        of it. A long answer is given `as_text` where that is wanted. Raises Unavailable or VenueRejected.
        """

        async def asked() -> Any:
            call = CALL.get()
            if call is not None:
                call.as_text = as_text
            return await getattr(self._exchanges[0], method)(*given)

        told = await self._read(asked)
        return await self.beside(partial(self._understood, partial(read, told)))

    async def close(self) -> None:
        ended = await asyncio.gather(*(e.close() for e in self._exchanges), return_exceptions=True)
        for exchange, result in zip(self._exchanges, ended, strict=True):
            if isinstance(result, BaseException):
                exchange.session = None  # nothing more can be done for a connection that does not close

    async def beside(self, work: Callable[[], Result]) -> Result:
        """The result of work that would hold the loop up, from a thread; on the loop where the network was
        replaced. `work` asks nothing and changes nothing here.
        """
        return work() if self._is_inline else await asyncio.to_thread(work)

    # --- orders -----------------------------------------------------------------------------------

    async def turn(self) -> None:
        await self.budget.turn()

    async def submit(self, order: Order) -> Outcome:
        if order.instrument not in self._instruments:
            return Rejected("no_such_market", f"{self.name} does not list {order.instrument}", denied=True)
        if order.instrument in self._perpetuals:
            if not await self._is_sure():
                return UNSURE
            return await self.place(wish_of(order), lambda: self.holds(order.bot))
        kind, side, qty, price, params = ccxt_map.request_of(order)
        symbol = symbol_of(order.instrument)
        meant = Meant(order.client_id, self._ids[order.instrument], side, qty, price)
        call = Answer(meant, kind=Kind.ORDER, is_held=lambda: self.holds(order.bot))
        if not await self._is_sure():
            return UNSURE
        placed, failed = await self._call(
            call, lambda: self._exchanges[0].create_order(symbol, kind, side, qty, price, params)
        )
        if not call.orders_sent:
            return self._denied(failed)
        return self._outcome(call, failed, lambda: _accepted(placed, order, symbol, self.tier is not Tier.C))

    async def cancel(self, instrument: str, client_id: str, venue_id: str | None) -> Outcome:
        symbol = symbol_of(instrument)
        call = Answer(kind=Kind.PANIC if self.urgent else Kind.CANCEL)
        params = {} if venue_id is not None else _by_client_id(self.name, client_id)
        if not await self._is_sure():
            return UNSURE
        told, failed = await self._call(
            call, lambda: self._exchanges[0].cancel_order(venue_id, symbol, params)
        )
        if not call.sent:
            return self._denied(failed)
        if says_absent(self.name, call.status, call.value):
            return Rejected("absent", f"{self.name} has no such order.")
        return self._outcome(call, failed, lambda: _taken(told, venue_id))

    # --- reads ------------------------------------------------------------------------------------

    async def order(
        self, instrument: str, client_id: str | None, venue_id: str | None = None, connection: int = 0
    ) -> OrderReport | None:
        exchange, symbol = self._exchanges[connection % CONNECTIONS], symbol_of(instrument)
        self._refuse_unlisted(exchange, symbol)
        try:
            found = await self._look(exchange, symbol, client_id or "", venue_id)
        except VenueRejected as error:
            if error.code == "absent":
                return None
            raise
        if found is None:
            return None
        report = self._understood(lambda: ccxt_map.order_report(self.name, found, self.now_ns()))
        asked = (instrument, client_id or report.client_id, venue_id or report.venue_id)
        if (report.instrument, report.client_id, report.venue_id) != asked:
            raise Unavailable(f"{self.name} answered with another order.", "other_order")
        return report

    def _refuse_unlisted(self, exchange: Any, symbol: str) -> None:
        """Nothing can be asked about a market that is not on the list any more. Raises VenueRejected."""
        if exchange.markets and symbol not in exchange.markets:
            raise VenueRejected(f"{self.name} has no market {symbol} (any more).", "no_such_market")

    async def _look(self, exchange: Any, symbol: str, client_id: str, venue_id: str | None) -> Any:
        """One order by either id. Bybit keeps open orders, and those that ended or were rejected after they
        were accepted, in two places: both are asked.
        """
        params = {} if venue_id is not None else _by_client_id(self.name, client_id)
        if self.name != "bybit":
            return await self._read(lambda: exchange.fetch_order(venue_id or "", symbol, dict(params)))
        wanted = {"orderId": venue_id} if venue_id is not None else params
        for ask in (exchange.fetch_open_orders, exchange.fetch_canceled_and_closed_orders):
            found, _ = await self._rows(partial(ask, symbol, None, None, dict(wanted)))
            if found:
                return found[0]
        return None

    @property
    def tells_all_orders(self) -> bool:
        return self.name in TELLS_ALL_ORDERS

    async def orders_everywhere(self) -> Sequence[OrderReport]:
        if not self.tells_all_orders:
            return []
        exchange = self._exchanges[0]
        exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
        with self._read_strictly():
            found = await ccxt_pages.open_orders(
                self.name, exchange.fetch_open_orders, self._rows, None, _most_at_once(exchange)
            )
            if self.name == "bybit" and self._perpetuals:  # they are a list of their own
                found += await self._linear_orders(exchange)
            return [ccxt_map.order_report(self.name, order, self.now_ns()) for order in found]

    async def _linear_orders(self, exchange: Any) -> list[Any]:
        """Those of Bybit's perpetuals. A key that may not trade them, and was good for spot a moment ago, has
        none there.
        """
        ask = partial(_linear, exchange.fetch_open_orders)
        try:
            return await ccxt_pages.open_orders(self.name, ask, self._rows, None, None)
        except VenueRejected as error:
            if error.code not in (KEY_REFUSED, Trouble.KEY_RIGHTS.value):
                raise
            self.forget_perpetuals()
            return []

    async def open_orders(self, instrument: str, connection: int = 0) -> Sequence[OrderReport]:
        exchange, symbol = self._exchanges[connection % CONNECTIONS], symbol_of(instrument)
        self._refuse_unlisted(exchange, symbol)
        with self._read_strictly():
            most = _most_at_once(exchange)
            ask = exchange.fetch_open_orders
            if self.name == "bybit" and settled_in(instrument):
                ask = partial(_linear, ask)
            found = await ccxt_pages.open_orders(self.name, ask, self._rows, symbol, most)
            return [ccxt_map.order_report(self.name, order, self.now_ns()) for order in found]

    async def trades(self, instrument: str, since_ns: int, connection: int = 0) -> Sequence[TradeReport]:
        exchange, quote = self._exchanges[connection % CONNECTIONS], self._quote_of(instrument)
        ask, symbol = exchange.fetch_my_trades, symbol_of(instrument)
        read = partial(self._trades_of, quote=quote)
        with self._read_strictly():
            found = await ccxt_pages.trades_since(
                self.name, ask, self._rows, read, symbol, since_ns, self._now_ms()
            )
            if self.name == "bybit" and settled_in(instrument):
                return await self._with_booked(instrument, found)
            return found

    def _trades_of(self, page: Sequence[Mapping[str, Any]], quote: str) -> list[TradeReport]:
        made = (trade for trade in page if not ccxt_map.is_funding(trade))
        return [ccxt_map.trade_report(self.name, trade, quote) for trade in made]

    async def balances(self) -> Mapping[str, AssetBalance]:
        if self.name == "binanceusdm":
            return await self._usdm_wallet()
        found = await self._read(lambda: self._exchanges[0].fetch_balance(), tells_balances)
        return self._understood(lambda: ccxt_map.balances(found))

    async def prices(self, instruments: Sequence[str]) -> Mapping[str, Decimal]:
        exchange = self._exchanges[0]
        apart = [name for name in instruments if name in self._perpetuals]
        if apart and len(apart) < len(instruments):  # one answer is about one kind of market
            others = [name for name in instruments if name not in self._perpetuals]
            return {**await self.prices(others), **await self.prices(apart)}
        symbols = [symbol_of(name) for name in instruments]
        light = exchange.has.get("fetchLastPrices") is True
        ask, field = (exchange.fetch_last_prices, "price") if light else (exchange.fetch_tickers, "last")
        found = await self._read(partial(ask, symbols))
        return self._understood(lambda: ccxt_map.prices(found, instruments, field))

    async def rights(self) -> KeyRights:
        exchange = self._exchanges[0]
        if self.name in NO_RIGHTS.get(self._mode, ()):
            return KeyRights(None, None, None, None)
        if self.name.startswith("binance"):
            told = await self._read(lambda: exchange.sapiGetAccountApiRestrictions())
            rights = self._understood(lambda: ccxt_map.binance_rights(told))
            return replace(rights, can_trade=rights.can_futures) if self.name == "binanceusdm" else rights
        if self.name == "bybit":
            told = await self._read(lambda: exchange.privateGetV5UserQueryApi())
            return self._understood(lambda: ccxt_map.bybit_rights(told))
        return KeyRights(None, None, None, None)

    async def owner(self) -> str | None:
        """The venue's own number of the account that the key belongs to, the same for each of its keys; None
        where it does not tell. It needs no list of markets. Raises Unavailable or VenueRejected.
        """
        exchange = self._exchanges[0]
        if self.name == "binance":
            told = await self._read(lambda: exchange.privateGetAccount())
            return self._understood(lambda: ccxt_map.number_of(told.get("uid")))
        if self.name == "binanceusdm" and self._mode == "live":  # its own addresses tell no number
            with contextlib.suppress(VenueRejected):  # a key that may not read the spot account
                told = await self._read(lambda: exchange.privateGetAccount())
                return self._understood(lambda: ccxt_map.number_of(told.get("uid")))
        if self.name == "bybit" and "bybit" not in NO_RIGHTS.get(self._mode, ()):
            told = await self._read(lambda: exchange.privateGetV5UserQueryApi())
            return self._understood(lambda: ccxt_map.number_of(told["result"].get("userID")))
        return None

    # --- the private stream -----------------------------------------------------------------------

    async def watch(self, what: Stream, deliver: Callable[[Report], None]) -> None:
        """Delivers orders or trades of the account as they happen, until the stream breaks: then
        Unavailable.
        """
        exchange = self._exchanges[0]
        ask = exchange.watch_orders if what is Stream.ORDERS else exchange.watch_my_trades
        read = self._order_of if what is Stream.ORDERS else self._trade_of
        while True:
            told = await self._read(ask)
            rows: list[Mapping[str, Any]] = self._understood(partial(list, told))
            for row in rows:
                known = self._understood(partial(self._known, row))
                if known is not None:
                    deliver(self._understood(partial(read, known)))

    def _known(self, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """A row about a market that is read here; the streams tell of all of an account. Bybit has one name
        for a perpetual and its spot market, and ccxt takes it for one of them. None for any other row, for
        what waits for a trigger (see `protections`), for a funding, and for a trade of a perpetual without
        what the venue booked: that is read with the list.
        """
        name = ccxt_map.instrument_id(self.name, str(row["symbol"]))
        info = row["info"]
        if self.name != "bybit":
            is_read = name in self._quotes or name in self._perpetuals
            return row if is_read and not WAITS & set(info) else None
        spot = symbol_of(name).partition(":")[0]
        name = ccxt_map.instrument_id(self.name, spot)
        if info["category"] == "spot":
            return {**row, "symbol": spot} if name in self._quotes else None
        linear = f"{spot}:{SETTLE}"
        is_read = ccxt_map.instrument_id(self.name, linear) in self._perpetuals
        told = "execId" not in info or info.get("execPnl") not in (None, "")
        good = info["category"] == "linear" and is_read and told and not ccxt_map.is_funding(row)
        return {**row, "symbol": linear} if good else None

    def _order_of(self, row: Mapping[str, Any]) -> Report:
        return ccxt_map.order_report(self.name, row, self.now_ns())

    def _trade_of(self, row: Mapping[str, Any]) -> Report:
        name = ccxt_map.instrument_id(self.name, str(row["symbol"]))
        return ccxt_map.trade_report(self.name, row, self._quote_of(name))


async def _linear(ask: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    """The same question about Bybit's perpetuals; without a market ccxt asks of spot alone. What waits for a
    trigger is no order yet: see `protections`.
    """
    kind = {"type": "swap", "subType": "linear", "orderFilter": "Order"}
    last: Mapping[str, Any] = given[-1] if isinstance(given[-1], dict) else {}
    head = given[:-1] if isinstance(given[-1], dict) else given
    return await ask(*head, {**last, **kind})


def _to_play_money(exchange: Any, venue: str, testnet: bool, demo: bool) -> None:
    """Points an exchange at play money. Raises UserError where there is none: it is never real money then."""
    row = VENUES.get(venue)
    there = row is not None and (row.testnet if testnet else row.demo)
    if not there or testnet is demo:
        what = "both a test network and demo trading at once" if testnet is demo else "such play money"
        raise UserError(
            f"{shown_name(venue)} does not offer {what}. Nothing was connected. Choose another kind of play "
            "money, or another venue.",
            "no_play_money",
            "testnet" if testnet else "demo",
        )
    if testnet:
        exchange.set_sandbox_mode(True)
    else:
        exchange.enable_demo_trading(True)


def _by_client_id(venue: str, client_id: str) -> dict[str, str]:
    names = {"binance": "origClientOrderId", "binanceusdm": "origClientOrderId", "bybit": "orderLinkId"}
    return {names.get(venue, "clientOrderId"): client_id}


def _most_at_once(exchange: Any) -> int | None:
    """How many open orders a venue shows at once, where ccxt knows it."""
    kinds = exchange.features or {}
    told = ((kinds.get("spot") or {}).get("fetchOpenOrders") or {}).get("limit")
    return int(told) if told else None


def _accepted(placed: Any, order: Order, symbol: str, echoes: bool) -> Outcome:
    """Accepted only when the venue's id is there and everything it echoed is what was meant; our id must be
    among it where the venue knows it.
    """
    if not isinstance(placed, Mapping):
        return Unknown("no order in the answer")
    venue_id, client_id = placed.get("id"), placed.get("clientOrderId")
    if not isinstance(venue_id, str) or not venue_id:
        return Unknown("no order id in the answer")
    echoed = (
        client_id == order.client_id or (not echoes and not client_id),
        placed.get("symbol") in (None, symbol),
        placed.get("side") in (None, order.spec.side.value),
        placed.get("amount") in (None, "") or Decimal(str(placed["amount"])) == order.spec.qty,
    )
    return Accepted(venue_id) if all(echoed) else Unknown("the answer is about another order")


def _taken(told: Any, venue_id: str | None) -> Outcome:
    """Whether a cancel was taken in: only when the answer names an order, the one that was meant."""
    named = told.get("id") if isinstance(told, Mapping) else None
    if not named or (venue_id is not None and str(named) != venue_id):
        return Unknown("the answer names no order, or another one")
    return Accepted(str(named))
