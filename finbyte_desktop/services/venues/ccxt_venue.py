"""A real venue through ccxt: outcomes of orders proved by raw codes, reads that come back exact or fail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.orders import Order
from finbyte_desktop.services.live.budget import Budget, Kind
from finbyte_desktop.services.venues import ccxt_map
from finbyte_desktop.services.venues.ccxt_map import Unreadable, symbol_of
from finbyte_desktop.services.venues.ccxt_rejects import (
    proven_reject,
    says_absent,
    tells_a_list,
    tells_balances,
)
from finbyte_desktop.services.venues.ccxt_wire import (
    CALL,
    NS_PER_MS,
    Answer,
    Meant,
    NotSent,
    at_address,
    make_exchange,
)
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

CONNECTIONS = 2
CLOCK = "clock"
CLOCK_TRIES = 3
GOOD_TRIP_NS = 400 * NS_PER_MS
JUMP_NS = 1_000 * NS_PER_MS  # so far apart wall and steady clock may drift between two measurements
TRADES_A_PAGE = {"binance": 1000, "bybit": 100}
NEWEST_FIRST = frozenset({"bybit"})  # where a page holds the newest trades, not those after a time
AHEAD_MS = 60_000
PAGES = 50
OVERLAP_MS = 1
TIERS: Mapping[str, Tier] = {"binance": Tier.A, "binanceusdm": Tier.A, "bybit": Tier.A}
# Only spot markets are read, and nothing that needs more rights than trading.
_SPOT = {
    "fetchMarkets": {"types": ["spot"]},
    "fetchMargins": False,
    "fetchCurrencies": False,
    "defaultType": "spot",
}
OPTIONS: Mapping[str, Mapping[str, Any]] = {"binance": _SPOT, "bybit": _SPOT}
Value = TypeVar("Value")
# What reading an answer of the wrong shape ends with. A number that is none is an ArithmeticError.
STRANGE = (Unreadable, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class CcxtVenue:
    """One account at one venue. `now_ns` is this computer's clock, which may be set; `steady_ns` counts on
    whatever happens to it, and the venue's clock is measured against that one. Without it `now_ns` must never
    be set.

    `address` sends everything to another host (a test exchange), `session` replaces the network.
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
        steady_ns: Callable[[], int] | None = None,
    ) -> None:
        self.name = venue
        self.tier = TIERS.get(venue, Tier.B)
        self._local_ns = now_ns
        self._steady_ns = steady_ns or now_ns
        self._ahead_ns = self._apart_ns = self._apart()  # venue's and wall clock less the steady one
        self._in_doubt = False
        self._measuring = asyncio.Lock()
        self.budget = Budget(self.now_ns)
        self._instruments: dict[str, Instrument] = {}
        self._quotes: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        given = {"apiKey": key, "secret": secret, **(options or {})}
        if passphrase:
            given["password"] = passphrase
        self._exchanges = [make_exchange(venue, given, self._now_ms, self.budget) for _ in range(CONNECTIONS)]
        for exchange in self._exchanges:
            exchange.options |= OPTIONS.get(venue, {})
            exchange.has["fetchCurrencies"] = False
            if testnet:
                exchange.set_sandbox_mode(True)
            if address is not None:
                at_address(exchange, address)
            if session is not None:
                exchange.session, exchange.own_session = session, False

    # --- clock and markets ------------------------------------------------------------------------

    def now_ns(self) -> int:
        return self._steady_ns() + self._ahead_ns

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
        listed: Sequence[Mapping[str, Any]] = await self._read(lambda: self._exchanges[0].fetch_markets())
        instruments, ids, quotes = self._understood(lambda: self._markets_of(listed))
        if not instruments:  # ccxt makes an empty list of an answer without markets
            raise Unavailable(f"{self.name} told no market that is traded. Nothing was sent.", "no_markets")
        for exchange in self._exchanges:
            exchange.set_markets(listed)
        self._instruments, self._ids = instruments, ids
        self._quotes |= quotes

    def _markets_of(
        self, listed: Sequence[Mapping[str, Any]]
    ) -> tuple[dict[str, Instrument], dict[str, str], dict[str, str]]:
        """Instruments that are traded and their ids at the venue, and the quotes of all that can be read."""
        instruments: dict[str, Instrument] = {}
        ids: dict[str, str] = {}
        quotes: dict[str, str] = {}
        for market in listed:
            if not market.get("spot"):
                continue
            quotes[ccxt_map.instrument_id(self.name, str(market["symbol"]))] = str(market["quote"])
            if market.get("active") is False:
                continue  # what is halted can still be read
            try:
                found = ccxt_map.instrument(self.name, market)
            except Unreadable:
                continue  # a market without steps cannot be traded exactly
            instruments[found.id] = found
            ids[found.id] = str(market["id"])
        return instruments, ids, quotes

    async def measure_clock(self) -> int:
        """The venue's clock less this computer's, ns. It is taken from the moment when an answer came, so
        that our stamps are never ahead of the venue's clock, which most venues refuse; late by the answer's
        way at most, and the best of some tries counts.
        """
        found: list[int] = []
        for _ in range(CLOCK_TRIES):
            before, apart = self._steady_ns(), self._apart()
            told_ms = await self._read(lambda: self._exchanges[0].fetch_time(), sure=False)
            after = self._steady_ns()
            if not isinstance(told_ms, int):
                raise Unavailable(f"{self.name} does not tell its time. Nothing was sent.", "no_venue_time")
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

    async def close(self) -> None:
        ended = await asyncio.gather(*(e.close() for e in self._exchanges), return_exceptions=True)
        for exchange, result in zip(self._exchanges, ended, strict=True):
            if isinstance(result, BaseException):
                exchange.session = None  # nothing more can be done for a connection that does not close

    # --- orders -----------------------------------------------------------------------------------

    async def submit(self, order: Order) -> Outcome:
        if order.instrument not in self._ids:
            return Rejected("no_such_market", f"{self.name} does not list {order.instrument}", denied=True)
        kind, side, qty, price, params = ccxt_map.request_of(order)
        symbol = symbol_of(order.instrument)
        meant = Meant(order.client_id, self._ids[order.instrument], side, qty, price)
        call = Answer(meant, kind=Kind.ORDER)
        if not await self._is_sure():
            return Rejected("clock_in_doubt", "the venue's time is not known", denied=True)
        placed, failed = await self._call(
            call, lambda: self._exchanges[0].create_order(symbol, kind, side, qty, price, params)
        )
        if failed is None and isinstance(placed, Mapping):
            try:
                return _accepted(placed, order, symbol, self.tier is not Tier.C)
            except STRANGE as error:
                return Unknown(f"unreadable answer, {type(error).__name__}")
        if not call.orders_sent:
            return Rejected(_denial(failed), str(failed), denied=True)
        return self._refusal(call, failed)

    async def cancel(self, instrument: str, client_id: str, venue_id: str | None) -> Outcome:
        symbol = symbol_of(instrument)
        call = Answer(kind=Kind.CANCEL)
        params = {} if venue_id is not None else _by_client_id(self.name, client_id)
        if not await self._is_sure():
            return Rejected("clock_in_doubt", "the venue's time is not known", denied=True)
        placed, failed = await self._call(
            call, lambda: self._exchanges[0].cancel_order(venue_id, symbol, params)
        )
        if failed is None and isinstance(placed, Mapping):
            return Accepted(str(placed.get("id") or venue_id or ""))
        if call.sent and says_absent(self.name, call.status, call.value):
            return Rejected("absent", str(failed))
        return self._refusal(call, failed) if call.sent else Rejected("not_sent", str(failed), denied=True)

    async def _is_sure(self) -> bool:
        try:
            await self.sure_of_clock()
        except (Unavailable, VenueRejected):
            return False
        return True

    def _refusal(self, call: Answer, failed: BaseException | None) -> Outcome:
        reject = proven_reject(self.name, call.status, call.value)
        if reject is not None:
            self._in_doubt = self._in_doubt or reject.name == CLOCK
            return Rejected(reject.name, f"{reject.code}")
        return Unknown(f"{type(failed).__name__}, status {call.status}")

    async def _call(self, call: Answer, work: Callable[[], Awaitable[Any]]) -> tuple[Any, Exception | None]:
        """The result of one request, or what went wrong; the raw answer is in `call`."""
        token = CALL.set(call)
        try:
            return await work(), None
        except Exception as error:  # ccxt lets anything out, and only the raw answer proves
            return None, error
        finally:
            CALL.reset(token)

    # --- reads ------------------------------------------------------------------------------------

    async def _read(
        self,
        work: Callable[[], Awaitable[Value]],
        is_told: Callable[[str, Any], bool] | None = None,
        sure: bool = True,
    ) -> Value:
        """One question. Raises VenueRejected for a listed code, Unavailable for everything else: also for an
        answer that `is_told` does not find what was asked for in. ccxt makes an empty list of `{}`.
        """
        if sure:
            await self.sure_of_clock()
        call = Answer()
        found, failed = await self._call(call, work)
        if failed is None:
            if is_told is not None and not is_told(self.name, call.value):
                raise Unavailable(f"{self.name} gave an answer without what was asked for.", "no_answer")
            return found  # type: ignore[no-any-return]
        if isinstance(failed, NotSent):
            raise Unavailable(str(failed), "not_sent")
        reject = proven_reject(self.name, call.status, call.value)
        if reject is not None:
            self._in_doubt = self._in_doubt or reject.name == CLOCK
            raise VenueRejected(
                f"{self.name} refused: {reject.name} ({reject.code}).", reject.name
            ) from failed
        if says_absent(self.name, call.status, call.value):
            raise VenueRejected(f"{self.name} has no such order.", "absent") from failed
        raise Unavailable(
            f"{self.name} gave no usable answer ({type(failed).__name__}, status {call.status}).", "no_answer"
        ) from failed

    def _understood(self, work: Callable[[], Value]) -> Value:
        try:
            return work()
        except STRANGE as error:
            raise Unavailable(
                f"An answer of {self.name} cannot be read ({error}).", "unreadable_answer"
            ) from error

    async def order(
        self, instrument: str, client_id: str | None, venue_id: str | None = None, connection: int = 0
    ) -> OrderReport | None:
        exchange, symbol = self._exchanges[connection % CONNECTIONS], symbol_of(instrument)
        params = {} if venue_id is not None else _by_client_id(self.name, client_id or "")
        try:
            found = await self._read(lambda: _fetch_order(exchange, self.name, venue_id, symbol, params))
        except VenueRejected as error:
            if error.code == "absent":
                return None
            raise
        if found is None:
            return None
        report = self._understood(lambda: ccxt_map.order_report(self.name, found, self.now_ns()))
        if client_id is not None and report.client_id != client_id:
            raise Unavailable(f"{self.name} answered with another order.", "other_order")
        return report

    async def orders_everywhere(self) -> Sequence[OrderReport]:
        if self.name not in TIERS:
            return []
        exchange = self._exchanges[0]
        exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
        found = await self._read(lambda: exchange.fetch_open_orders(), tells_a_list)
        return self._understood(lambda: [ccxt_map.order_report(self.name, o, self.now_ns()) for o in found])

    async def open_orders(self, instrument: str, connection: int = 0) -> Sequence[OrderReport]:
        exchange, symbol = self._exchanges[connection % CONNECTIONS], symbol_of(instrument)
        found = await self._read(lambda: exchange.fetch_open_orders(symbol), tells_a_list)
        return self._understood(lambda: [ccxt_map.order_report(self.name, o, self.now_ns()) for o in found])

    async def trades(self, instrument: str, since_ns: int, connection: int = 0) -> Sequence[TradeReport]:
        exchange, symbol = self._exchanges[connection % CONNECTIONS], symbol_of(instrument)
        limit, quote = TRADES_A_PAGE.get(self.name, 100), self._quote_of(instrument)
        backwards = self.name in NEWEST_FIRST
        found: dict[str, TradeReport] = {}
        since_ms, until_ms = since_ns // NS_PER_MS, self._now_ms() + AHEAD_MS
        for _ in range(PAGES):
            params = {"until": until_ms} if backwards else {}
            page = await self._read(
                partial(exchange.fetch_my_trades, symbol, since_ms, limit, params), tells_a_list
            )
            reports = self._understood(partial(self._trades_of, page, quote))
            fresh = {report.trade_id: report for report in reports if report.trade_id not in found}
            found |= fresh
            if len(page) < limit:
                break
            times_ms = [report.ns // NS_PER_MS for report in reports]
            if backwards:
                until_ms = min(times_ms) if fresh else until_ms - OVERLAP_MS
            else:
                since_ms = max(times_ms) if fresh else since_ms + OVERLAP_MS
        else:
            raise Unavailable(f"{self.name} has more trades than can be read at once.", "too_many_trades")
        return sorted(found.values(), key=lambda t: (t.ns, len(t.trade_id), t.trade_id))

    def _quote_of(self, instrument: str) -> str:
        if instrument not in self._quotes:
            raise Unavailable(f"{self.name} does not list {instrument}.", "no_such_market")
        return self._quotes[instrument]

    def _trades_of(self, page: Sequence[Mapping[str, Any]], quote: str) -> list[TradeReport]:
        return [ccxt_map.trade_report(self.name, trade, quote) for trade in page]

    async def balances(self) -> Mapping[str, AssetBalance]:
        found = await self._read(lambda: self._exchanges[0].fetch_balance(), tells_balances)
        return self._understood(lambda: ccxt_map.balances(found))

    async def prices(self, instruments: Sequence[str]) -> Mapping[str, Decimal]:
        symbols = [symbol_of(name) for name in instruments]
        exchange = self._exchanges[0]
        light = exchange.has.get("fetchLastPrices") is True
        ask, field = (exchange.fetch_last_prices, "price") if light else (exchange.fetch_tickers, "last")
        found = await self._read(partial(ask, symbols))

        def read() -> dict[str, Decimal]:
            by_name = {name: found[symbol_of(name)].get(field) for name in instruments}
            return {name: Decimal(str(last)) for name, last in by_name.items() if last is not None}

        return self._understood(read)

    async def rights(self) -> KeyRights:
        exchange = self._exchanges[0]
        if self.name == "binance":
            told = await self._read(lambda: exchange.sapiGetAccountApiRestrictions())
            return self._understood(lambda: _binance_rights(told))
        if self.name == "bybit":
            told = await self._read(lambda: exchange.privateGetV5UserQueryApi())
            return self._understood(lambda: _bybit_rights(told["result"]))
        return KeyRights(None, None, None, None)

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
                deliver(self._understood(partial(read, row)))

    def _order_of(self, row: Mapping[str, Any]) -> Report:
        return ccxt_map.order_report(self.name, row, self.now_ns())

    def _trade_of(self, row: Mapping[str, Any]) -> Report:
        name = ccxt_map.instrument_id(self.name, str(row["symbol"]))
        return ccxt_map.trade_report(self.name, row, self._quote_of(name))


def _binance_rights(told: Mapping[str, Any]) -> KeyRights:
    expires_ms = told.get("tradingAuthorityExpirationTime")
    return KeyRights(
        told.get("enableSpotAndMarginTrading"),
        told.get("enableWithdrawals"),
        told.get("enableInternalTransfer") or told.get("permitsUniversalTransfer"),
        told.get("ipRestrict"),
        int(expires_ms) * NS_PER_MS if expires_ms else None,
    )


def _bybit_rights(told: Mapping[str, Any]) -> KeyRights:
    rights = told.get("permissions") or {}
    wallet = rights.get("Wallet") or []
    return KeyRights(
        str(told.get("readOnly")) == "0" and "SpotTrade" in (rights.get("Spot") or []),
        "Withdraw" in wallet,
        any("Transfer" in right for right in wallet),
        bool([ip for ip in told.get("ips") or [] if ip != "*"]),
    )


def _denial(failed: Exception | None) -> str:
    return "too_many_requests" if str(failed) == "too_many_requests" else "not_sent"


def _by_client_id(venue: str, client_id: str) -> dict[str, str]:
    names = {"binance": "origClientOrderId", "binanceusdm": "origClientOrderId", "bybit": "orderLinkId"}
    return {names.get(venue, "clientOrderId"): client_id}


async def _fetch_order(
    exchange: Any, venue: str, venue_id: str | None, symbol: str, params: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """One order by either id. Bybit keeps open and ended orders in two places, both are asked."""
    if venue != "bybit":
        return await exchange.fetch_order(venue_id or "", symbol, dict(params))  # type: ignore[no-any-return]
    wanted = {"orderId": venue_id} if venue_id is not None else dict(params)
    for ask in (exchange.fetch_open_orders, exchange.fetch_canceled_and_closed_orders):
        for order in await ask(symbol, None, None, dict(wanted)):
            if venue_id in (None, order.get("id")):
                return order  # type: ignore[no-any-return]
    return None


def _accepted(placed: Mapping[str, Any], order: Order, symbol: str, echoes: bool) -> Outcome:
    """Accepted only when the venue's id is there and everything it echoed is what was meant; our id must be
    among it where the venue knows it.
    """
    venue_id, client_id = placed.get("id"), placed.get("clientOrderId")
    if not venue_id:
        return Unknown("no order id in the answer")
    echoed = (
        client_id == order.client_id or (not echoes and not client_id),
        placed.get("symbol") in (None, symbol),
        placed.get("side") in (None, order.spec.side.value),
        placed.get("amount") in (None, "") or Decimal(str(placed["amount"])) == order.spec.qty,
    )
    return Accepted(str(venue_id)) if all(echoed) else Unknown("the answer is about another order")
