"""USDT linear perpetuals of Binance USD-M and Bybit: reads and settings. Nothing here is read in part: a list
that cannot be read to its end, or a row that is not understood, fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import Perpetual as Terms
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.live.budget import Kind
from finbyte_desktop.services.venues import ccxt_perpetual_map as reading
from finbyte_desktop.services.venues.ccxt_map import Unreadable, symbol_of
from finbyte_desktop.services.venues.ccxt_orders import VenueOrders
from finbyte_desktop.services.venues.ccxt_pages import AHEAD_MS, DAY_MS, Turn, windows
from finbyte_desktop.services.venues.ccxt_perpetual_trading import (
    fees_of,
    market_of,
    tells_usdm_wallet,
    terms_of,
    usdm_wallet,
)
from finbyte_desktop.services.venues.ccxt_rejects import raw_code
from finbyte_desktop.services.venues.ccxt_wire import NS_PER_MS, Answer
from finbyte_desktop.services.venues.live_perpetuals import (
    Bracket,
    FeeTier,
    Funding,
    Leverage,
    MarginMode,
    Perpetual,
    Position,
    PositionMode,
    Protection,
    StrangePosition,
)
from finbyte_desktop.services.venues.live_port import (
    Accepted,
    AssetBalance,
    Outcome,
    TradeReport,
    Unknown,
)

WEEK_MS = 7 * DAY_MS - 1
INCOME_A_PAGE = 1_000
FUNDING_A_PAGE = 100
POSITIONS_A_PAGE = 200
ORDERS_A_PAGE = 50
TRANSACTIONS_A_PAGE = 50
BEFORE_MS = 60_000
# The venue says that a setting is already what was asked for.
ALREADY: Mapping[str, frozenset[str]] = {
    "binanceusdm": frozenset({"-4046", "-4059"}),
    "bybit": frozenset({"110043", "110025", "110026"}),
}
Ask = Callable[[dict[str, Any]], Awaitable[Any]]


class VenuePerpetuals(VenueOrders):
    """Perpetuals of one account. `perpetuals` is empty where they were not asked for; `strange_positions` are
    those of the last reading whose market is not among them.
    """

    _perpetuals: dict[str, Perpetual]
    _rules: dict[str, Perpetual]
    _instruments: dict[str, Instrument]
    _learned: dict[str, tuple[Terms, Fees]]
    _wants_perpetuals: bool
    strange_positions: Sequence[StrangePosition] = ()

    def perpetuals(self) -> Mapping[str, Perpetual]:
        """The markets that are traded now, by our names."""
        return self._perpetuals

    def perpetual(self, instrument: str) -> Perpetual:
        """The rules of a market as it was listed last, halted or not. KeyError where it never was."""
        return self._rules[instrument]

    def _name_of(self, symbol: Any) -> str | None:
        """Our name of a market of the venue; None for one that is not read here."""
        return next((name for name in self._perpetuals if self._ids[name] == symbol), None)

    async def _raw(self, ask: Ask, params: dict[str, Any]) -> Any:
        return await self._read(partial(ask, params))

    async def _pages(self, ask: Ask, params: dict[str, Any]) -> list[Mapping[str, Any]]:
        """Every row of a list of Bybit."""
        turn, cursor, found = Turn(self.name), "", []
        while True:
            turn.page()
            more = {"cursor": cursor} if cursor else {}
            answer = await self._raw(ask, {**params, **more})
            rows = answer["result"]["list"]
            found += [row for row in rows if row["symbol"]]
            cursor = turn.cursor(answer)
            if not rows or not cursor:
                return found

    def _traded_perpetuals(self) -> dict[str, Instrument]:
        """The perpetuals as markets, with the account's terms where those were read."""
        found = {name: market_of(self.name, row) for name, row in self._perpetuals.items()}
        for name, (terms, fees) in self._learned.items():
            if name in found:
                found[name] = replace(found[name], perpetual=terms, fees=fees)
        return found

    async def learn(self, instrument: str) -> None:
        """Reads tiers and rates of a perpetual; `instruments` has them from then on. Raises Unavailable or
        VenueRejected.
        """
        terms = terms_of(self.name, await self.brackets(instrument))
        self._learned[instrument] = terms, fees_of(await self.fee_tier(instrument))
        if instrument in self._instruments:
            self._instruments[instrument] = self._traded_perpetuals()[instrument]

    def forget_perpetuals(self) -> None:
        """The key may not trade them: they are no markets here."""
        self._instruments = {n: i for n, i in self._instruments.items() if i.perpetual is None}
        self._perpetuals, self._wants_perpetuals = {}, False

    async def _with_booked(self, instrument: str, trades: Sequence[TradeReport]) -> list[TradeReport]:
        """Trades of Bybit with what it booked for each, by its list of transactions. Raises Unavailable where
        that does not have one of them yet: it is read again.
        """
        if not trades:
            return []
        symbol, exchange = self._listed_id(instrument), self._exchanges[0]
        since_ms, until_ms = trades[0].ns // NS_PER_MS, self.now_ns() // NS_PER_MS + AHEAD_MS
        found: dict[str, Decimal] = {}
        for start, end in windows(since_ms, until_ms, WEEK_MS):
            asked: dict[str, Any] = {"accountType": "UNIFIED", "category": "linear", "type": "TRADE"}
            asked |= {"startTime": start, "endTime": end, "limit": TRANSACTIONS_A_PAGE}
            rows = await self._pages(exchange.privateGetV5AccountTransactionLog, asked)
            found |= reading.bybit_booked([row for row in rows if row["symbol"] == symbol])
        if any(trade.trade_id not in found for trade in trades):
            raise Unavailable(f"{self.name} has not booked every trade yet.", "not_booked")
        return [trade._replace(realised=found[trade.trade_id]) for trade in trades]

    async def _usdm_wallet(self) -> Mapping[str, AssetBalance]:
        exchange = self._exchanges[0]
        found = await self._read(lambda: exchange.fapiPrivateV3GetBalance(), tells_usdm_wallet)
        return self._understood(lambda: usdm_wallet(found))

    # --- reads ------------------------------------------------------------------------------------

    async def brackets(self, instrument: str) -> Sequence[Bracket]:
        """Leverage and maintenance margin by notional, smallest first."""
        symbol, exchange = self._ids[instrument], self._exchanges[0]
        with self._read_strictly():
            if self.name == "bybit":
                asked = {"category": "linear", "symbol": symbol}
                rows = await self._pages(exchange.publicGetV5MarketRiskLimit, asked)
                return reading.bybit_brackets(rows, symbol)
            answer = await self._raw(exchange.fapiPrivateGetLeverageBracket, {"symbol": symbol})
            return reading.binance_brackets(answer, symbol)

    async def positions(self) -> Sequence[Position]:
        """Every open position in a USDT perpetual that is known here. The others stand in
        `strange_positions`, so that one of them does not hide the rest.
        """
        exchange = self._exchanges[0]
        with self._read_strictly():
            if self.name == "bybit":
                asked = {"category": "linear", "settleCoin": reading.SETTLE, "limit": POSITIONS_A_PAGE}
                rows = await self._pages(exchange.privateGetV5PositionList, asked)
                made = [self._position(row, reading.bybit_position, reading.bybit_strange) for row in rows]
            else:
                answer = await self._raw(exchange.fapiPrivateV3GetPositionRisk, {})
                if answer == []:  # so answers a venue in trouble, too: believed when both connections say it
                    answer = await self._raw(self._exchanges[-1].fapiPrivateV3GetPositionRisk, {})
                if not isinstance(answer, list):
                    raise Unreadable("positions are a list")
                made = [
                    self._position(row, reading.binance_position, reading.binance_strange) for row in answer
                ]
            self.strange_positions = tuple(found for found in made if isinstance(found, StrangePosition))
            return [found for found in made if isinstance(found, Position)]

    async def protections(self) -> Sequence[Protection]:
        """Every conditional order of the account that ends a USDT perpetual position, or a part of one."""
        exchange = self._exchanges[0]
        with self._read_strictly():
            if self.name == "bybit":
                asked = {"category": "linear", "settleCoin": reading.SETTLE, "orderFilter": "StopOrder"}
                rows = await self._pages(
                    exchange.privateGetV5OrderRealtime, {**asked, "limit": ORDERS_A_PAGE}
                )
                read = reading.bybit_protection
            else:
                rows = await self._raw(exchange.fapiPrivateGetOpenAlgoOrders, {})
                read = reading.binance_protection
            named = [(row, self._name_of(row["symbol"])) for row in rows]
            made = [read(row, name) for row, name in named if name is not None]
            return [found for found in made if found is not None]

    def _position(
        self,
        row: Mapping[str, Any],
        read: Callable[[Mapping[str, Any], str], Position | None],
        read_strange: Callable[[Mapping[str, Any]], StrangePosition | None],
    ) -> Position | StrangePosition | None:
        name = self._name_of(row["symbol"])
        return read_strange(row) if name is None else read(row, name)

    def _listed_id(self, instrument: str) -> str:
        """The venue's name of a market, also of one that was closed before this application began. Raises
        VenueRejected where it is not on the list any more.
        """
        if instrument in self._ids:
            return self._ids[instrument]
        symbol, listed = symbol_of(instrument), self._exchanges[0].markets or {}
        if symbol not in listed:
            raise VenueRejected(f"{self.name} has no market {symbol} (any more).", "no_such_market")
        return str(listed[symbol]["id"])

    async def funding(self, instrument: str, since_ns: int) -> Sequence[Funding]:
        """What was paid and received in a market since then, oldest first; also in one that is traded no
        more, while the venue lists it.
        """
        symbol, exchange = self._listed_id(instrument), self._exchanges[0]
        found: dict[str, Funding] = {}
        since_ms = since_ns // NS_PER_MS
        until_ms = max(since_ms, self.now_ns() // NS_PER_MS) + AHEAD_MS
        with self._read_strictly():
            for start, end in windows(since_ms, until_ms, WEEK_MS):
                if self.name == "bybit":
                    asked: dict[str, Any] = {"category": "linear", "symbol": symbol, "execType": "Funding"}
                    asked |= {"startTime": start, "endTime": end, "limit": FUNDING_A_PAGE}
                    rows = await self._pages(exchange.privateGetV5ExecutionList, asked)
                    made = [reading.bybit_funding(row, instrument) for row in rows]
                else:
                    made = await self._income(exchange.fapiPrivateGetIncome, symbol, instrument, start, end)
                found |= {payment.id: payment for payment in made}
            paid = sorted(found.values(), key=lambda payment: (payment.ns, payment.id))
            if self.name == "bybit" or not paid:
                return paid
            wanted = {"symbol": symbol, "limit": INCOME_A_PAGE}
            wanted |= {"startTime": paid[0].ns // NS_PER_MS - BEFORE_MS, "endTime": until_ms}
            told = await self._raw(exchange.fapiPublicGetFundingRate, wanted)
            return reading.with_rates(paid, told, symbol)

    async def _income(self, ask: Ask, symbol: str, instrument: str, start: int, end: int) -> list[Funding]:
        turn, made = Turn(self.name), []
        while True:
            turn.page()
            asked = {"symbol": symbol, "incomeType": "FUNDING_FEE", "startTime": start, "endTime": end}
            answer = await self._raw(ask, {**asked, "limit": INCOME_A_PAGE})
            if any(row["symbol"] != symbol for row in answer):
                raise Unreadable("another market")
            made += [reading.binance_funding(row, instrument) for row in answer]
            if len(answer) < INCOME_A_PAGE:
                return made
            start = max(int(row["time"]) for row in answer)

    async def leverage(self, instrument: str) -> Leverage:
        """Leverage and margin mode of a market."""
        symbol, exchange = self._ids[instrument], self._exchanges[0]
        with self._read_strictly():
            if self.name == "bybit":
                asked = {"category": "linear", "symbol": symbol}
                rows = await self._pages(exchange.privateGetV5PositionList, asked)
                account = await self._raw(exchange.privateGetV5AccountInfo, {})
                return reading.bybit_leverage(rows, symbol, account["result"]["marginMode"])
            answer = await self._raw(exchange.fapiPrivateGetSymbolConfig, {"symbol": symbol})
            return reading.binance_leverage(answer, symbol)

    async def position_mode(self, instrument: str) -> PositionMode:
        """One position or two in this market. Binance has one mode for the whole account."""
        symbol, exchange = self._ids[instrument], self._exchanges[0]
        with self._read_strictly():
            if self.name == "bybit":
                asked = {"category": "linear", "symbol": symbol}
                rows = await self._pages(exchange.privateGetV5PositionList, asked)
                indexes = {str(row["positionIdx"]) for row in rows}
                if not indexes or not indexes <= {"0", "1", "2"}:
                    raise Unreadable("no position mode")
                return PositionMode.ONE_WAY if indexes == {"0"} else PositionMode.HEDGE
            answer = await self._raw(exchange.fapiPrivateGetPositionSideDual, {})
            modes = {"true": PositionMode.HEDGE, "false": PositionMode.ONE_WAY}
            return modes[str(answer["dualSidePosition"]).lower()]

    async def fee_tier(self, instrument: str) -> FeeTier:
        """The account's own rates in a market."""
        symbol, exchange = self._ids[instrument], self._exchanges[0]
        with self._read_strictly():
            if self.name == "bybit":
                asked = {"category": "linear", "symbol": symbol}
                (row,) = await self._pages(exchange.privateGetV5AccountFeeRate, asked)
                return reading.fee_tier(row, "makerFeeRate", "takerFeeRate")
            row = await self._raw(exchange.fapiPrivateGetCommissionRate, {"symbol": symbol})
            if row["symbol"] != symbol:
                raise Unreadable("another market")
            return reading.fee_tier(row, "makerCommissionRate", "takerCommissionRate")

    # --- settings ---------------------------------------------------------------------------------

    async def set_leverage(self, instrument: str, leverage: Decimal) -> Outcome:
        """Sets the leverage of a market. Accepted also when it was that already."""
        symbol, exchange, text = self._ids[instrument], self._exchanges[0], plain(leverage)
        if self.name == "bybit":
            asked = {"category": "linear", "symbol": symbol, "buyLeverage": text, "sellLeverage": text}
            return await self._set(exchange.privatePostV5PositionSetLeverage, asked)
        return await self._set(exchange.fapiPrivatePostLeverage, {"symbol": symbol, "leverage": text})

    async def set_margin_mode(self, instrument: str, mode: MarginMode) -> Outcome:
        """Sets the margin mode: of the market at Binance, of the whole account at Bybit."""
        exchange, isolated = self._exchanges[0], mode is MarginMode.ISOLATED
        if self.name == "bybit":
            asked = {"setMarginMode": "ISOLATED_MARGIN" if isolated else "REGULAR_MARGIN"}
            return await self._set(exchange.privatePostV5AccountSetMarginMode, asked)
        asked = {"symbol": self._ids[instrument], "marginType": "ISOLATED" if isolated else "CROSSED"}
        return await self._set(exchange.fapiPrivatePostMarginType, asked)

    async def set_position_mode(self, mode: PositionMode) -> Outcome:
        """Sets one position a market or two, for the whole account. Refused while anything is open."""
        exchange, hedge = self._exchanges[0], mode is PositionMode.HEDGE
        if self.name == "bybit":
            asked: dict[str, Any] = {"category": "linear", "coin": reading.SETTLE, "mode": 3 if hedge else 0}
            return await self._set(exchange.privatePostV5PositionSwitchMode, asked)
        dual = {"dualSidePosition": "true" if hedge else "false"}
        return await self._set(exchange.fapiPrivatePostPositionSideDual, dual)

    async def _set(self, ask: Ask, params: dict[str, Any]) -> Outcome:
        call = Answer(kind=Kind.READ)
        told, failed = await self._call(call, partial(ask, params))
        if not call.sent:
            return self._denied(failed)
        found = raw_code(call.value)
        if found is not None and found[0] in ALREADY.get(self.name, frozenset()):
            return Accepted("")
        return self._outcome(call, failed, lambda: _set_to(told, params))


def _set_to(told: Any, params: Mapping[str, Any]) -> Outcome:
    """Whether an answer says that the setting was taken: by a code, or by the value itself."""
    said_so = str(told.get("retCode")) == "0" or str(told.get("code")) == "200"
    shown = "leverage" in params and str(told.get("leverage")) == params["leverage"]
    return Accepted("") if said_so or shown else Unknown("the answer does not say what is set")
