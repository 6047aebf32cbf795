"""Between ccxt's unified structures and the core's values: pure, exact, and an error instead of a default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import decimal_of, exact, plain
from finbyte_desktop.core.orders import Order, OrderType, Role, Side, State
from finbyte_desktop.services.venues.live_port import AssetBalance, KeyRights, OrderReport, TradeReport

NS_PER_MS = 1_000_000
DEFAULT_RATE = Decimal("0.001")
# Two orders of one account that meet: Binance lets the resting one expire by itself, Bybit lets them trade
# unless the order says otherwise (bybit-exchange.github.io, "Self Match Prevention"). Such a trade would have
# one number for both of its fills, and pay two fees.
NO_SELF_TRADE: Mapping[str, tuple[str, str]] = {"bybit": ("smpType", "CancelMaker")}
# Trades that the venue itself made: bybit-exchange.github.io, "Enums Definitions", execType.
BYBIT_ENDS: Mapping[str, str] = {
    "BustTrade": "liquidated",
    "AdlTrade": "deleveraged",
    "Settle": "liquidated",
    "Delivery": "liquidated",
}


class Unreadable(Exception):
    """A structure of the venue lacks what it must have; nothing is guessed."""


def _text(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    if value is None or value == "":
        raise Unreadable(f"{key} is missing")
    return str(value)


def number(source: Mapping[str, Any], key: str) -> Decimal:
    """An exact number, without the venue's trailing zeros. Raises Unreadable for none."""
    try:
        return Decimal(plain(decimal_of(_text(source, key), key)))
    except UserError as error:
        raise Unreadable(error.text) from None


def optional(source: Mapping[str, Any], key: str) -> Decimal | None:
    """An exact number, or None where the venue leaves it empty. Raises Unreadable for something else."""
    value = source.get(key)
    return None if value is None or value == "" else number(source, key)


def instrument_id(venue: str, symbol: str) -> str:
    """Our name of a market, unique over all venues."""
    return f"{venue}:{symbol}"


def symbol_of(instrument: str) -> str:
    """ccxt's symbol of our market."""
    return instrument.partition(":")[2]


def instrument(
    venue: str, market: Mapping[str, Any], maker: Decimal | None = None, taker: Decimal | None = None
) -> Instrument:
    """A spot market with its steps and minimums. Fees are taken in what is received, as venues do without a
    discount token. Rates are those of the account, else the market's own.

    Raises Unreadable when the venue does not tell a step.
    """
    precision, limits = market["precision"], market["limits"]
    lot = number(precision, "amount")
    tick = number(precision, "price")
    if tick <= 0 or lot <= 0:
        raise Unreadable("a step is not above 0")
    own = ((maker, "maker"), (taker, "taker"))
    rates = [rate if rate is not None else optional(market, key) for rate, key in own]
    return Instrument(
        instrument_id(venue, market["symbol"]),
        market["base"],
        market["quote"],
        tick,
        lot,
        max(lot, optional(limits.get("amount") or {}, "min") or lot),
        optional(limits.get("cost") or {}, "min") or Decimal(0),
        Fees(rates[0] or DEFAULT_RATE, rates[1] or DEFAULT_RATE, "base"),
    )


def no_self_trade(venue: str) -> dict[str, str]:
    """What an order must say so that it never trades with another one of the account."""
    found = NO_SELF_TRADE.get(venue)
    return {} if found is None else {found[0]: found[1]}


# --- what we send -----------------------------------------------------------------------------------


def request_of(order: Order) -> tuple[str, str, str, str, dict[str, Any]]:
    """Type, side, quantity, price and parameters of an order for ccxt.

    A market order leaves as a limit that takes what is there up to the worst price that was allowed and
    cancels the rest (immediate or cancel): no fill can be worse than what was approved.
    """
    spec = order.spec
    params: dict[str, Any] = {"clientOrderId": order.client_id}
    if spec.type is OrderType.MARKET:
        params["timeInForce"] = "IOC"
    elif spec.type is OrderType.STOP:
        params["triggerPrice"] = plain(spec.stop_price) if spec.stop_price is not None else None
        params["timeInForce"] = "GTC"
    elif spec.post_only:
        params["postOnly"] = True
    else:
        params["timeInForce"] = "GTC"
    params |= no_self_trade(order.instrument.partition(":")[0])
    return "limit", spec.side.value, plain(spec.qty), plain(spec.price), params


# --- what the venue says ----------------------------------------------------------------------------

_WHY = {"canceled": "external", "expired": "expired", "rejected": "rejected"}
# Bybit tells a reject after it has accepted an order: bybit-exchange.github.io, "Enums Definitions",
# rejectReason. Of an order that was cancelled it says nothing.
_WHY_REJECTED = {
    "EC_InsufficientBalance": "insufficient_funds",
    "EC_PostOnlyWillTakeLiquidity": "post_only",
    "EC_NoImmediateQtyToFill": "no_liquidity",
    "EC_NoEnoughQtyToFill": "fok",
    "EC_CancelForNoFullFill": "fok",
    "EC_InvalidSymbolStatus": "market_closed",
    "EC_SecurityStatusFail": "market_closed",
    "EC_InvalidPriceScale": "filter",
    "EC_LimitOrderInvalidPrice": "filter",
    "EC_QtyCannotBeZero": "filter",
    "EC_EcInvalidQty": "filter",
    "EC_InvalidAmount": "filter",
    "EC_ReachMaxTradeNum": "filter",
    "EC_BySelfMatch": "self_trade",
    "EC_ReachRiskPriceLimit": "filter",
    "EC_ReachMarketPriceLimit": "filter",
}


def state_of(order: Mapping[str, Any], filled: Decimal, qty: Decimal) -> State:
    """The state that a unified order tells. Raises Unreadable for one that it does not name."""
    status = order.get("status")
    if status == "open":
        return State.PARTIAL if filled > 0 else State.OPEN
    if status == "closed":
        return State.FILLED if filled >= qty else State.CANCELED
    if status == "canceled":
        return State.CANCELED
    if status in ("expired", "expired_in_match"):
        return State.EXPIRED
    if status == "rejected":
        return State.REJECTED
    raise Unreadable(f"status {status}")


def order_report(venue: str, order: Mapping[str, Any], now_ns: int) -> OrderReport:
    """A unified order. Raises Unreadable when a field that it must have is missing."""
    qty, filled = number(order, "amount"), optional(order, "filled") or Decimal(0)
    state = State.EXPIRED if _met_its_own(venue, order) else state_of(order, filled, qty)
    told_ms = order.get("lastUpdateTimestamp") or order.get("timestamp")
    return OrderReport(
        int(told_ms) * NS_PER_MS if told_ms else now_ns,
        instrument_id(venue, _text(order, "symbol")),
        _text(order, "id"),
        order.get("clientOrderId") or None,
        Side(_text(order, "side")),
        optional(order, "price"),
        qty,
        filled,
        state,
        "self_trade" if _met_its_own(venue, order) else _why(order, state),
    )


def _met_its_own(venue: str, order: Mapping[str, Any]) -> bool:
    """Whether Bybit cancelled an order because another one of the account met it."""
    info = order.get("info")
    named = isinstance(info, Mapping) and info.get("cancelType") == "CancelBySmp"
    return venue == "bybit" and named and order.get("status") == "canceled"


def _why(order: Mapping[str, Any], state: State) -> str:
    info = order.get("info")
    if state is State.REJECTED and isinstance(info, Mapping):
        return _WHY_REJECTED.get(str(info.get("rejectReason")), "rejected")
    return _WHY.get(str(order.get("status")), "")


def trade_report(venue: str, trade: Mapping[str, Any], quote: str) -> TradeReport:
    """A unified trade. Raises Unreadable when a field that it must have is missing.

    A rebate is a negative fee. A trade without a fee (a promotion) has 0 in quote.
    """
    info = trade.get("info")
    fee = trade.get("fee") or {}
    cost, asset = optional(fee, "cost"), fee.get("currency")
    if venue == "bybit" and isinstance(info, Mapping):  # ccxt guesses the asset from the fee's sign
        asset = info.get("feeCurrency") or asset
    if not asset and ":" in _text(trade, "symbol"):
        asset = quote  # a perpetual takes its fees in what it settles in; Bybit leaves the name empty
    if cost is None or not asset:
        cost, asset = Decimal(0), quote
    client_id, realised, why = None, None, ""
    if isinstance(info, Mapping):
        if ":" in _text(trade, "symbol"):
            realised, why = _booked(info), BYBIT_ENDS.get(str(info.get("execType")), "")
        client_id = info.get("orderLinkId") or info.get("c") or info.get("clientOrderId") or None
    return TradeReport(
        int(_text(trade, "timestamp")) * NS_PER_MS,
        instrument_id(venue, _text(trade, "symbol")),
        _text(trade, "id"),
        _text(trade, "order"),
        None if client_id is None else str(client_id),
        Side(_text(trade, "side")),
        number(trade, "price"),
        number(trade, "amount"),
        cost,
        str(asset),
        Role.MAKER if trade.get("takerOrMaker") == "maker" else Role.TAKER,
        realised,
        why,
    )


def is_funding(trade: Mapping[str, Any]) -> bool:
    """Whether a row of Bybit's executions is a payment between longs and shorts and no trade."""
    info = trade.get("info")
    return isinstance(info, Mapping) and info.get("execType") == "Funding"


def _booked(info: Mapping[str, Any]) -> Decimal | None:
    """What the venue booked for closing a perpetual with a trade; None where it does not say."""
    told = (optional(info, name) for name in ("realizedPnl", "rp", "execPnl"))
    return next((found for found in told if found is not None), None)


def balances(found: Mapping[str, Any]) -> dict[str, AssetBalance]:
    """Every asset with something in it. Raises Unreadable for a balance that is no number."""
    out: dict[str, AssetBalance] = {}
    free, total = found.get("free") or {}, found.get("total") or {}
    for asset in total:
        whole, loose = optional(total, asset), optional(free, asset)
        if whole is not None and (whole or loose):
            out[str(asset)] = AssetBalance(loose or Decimal(0), whole)
    return out


def prices(found: Mapping[str, Any], instruments: Sequence[str], field: str) -> dict[str, Decimal]:
    """Last prices by our names; a market without a trade yet is left out. Raises Unreadable for one that is
    not above 0.
    """
    out: dict[str, Decimal] = {}
    for name in instruments:
        last = optional(found[symbol_of(name)], field)
        if last is not None and last <= 0:
            raise Unreadable(f"{field} is not above 0")
        if last is not None:
            out[name] = last
    return out


def _flag(told: Mapping[str, Any], key: str) -> bool:
    value = told[key]
    if not isinstance(value, bool):
        raise Unreadable(f"{key} is neither true nor false")
    return value


def binance_rights(told: Mapping[str, Any]) -> KeyRights:
    """What /sapi/v1/account/apiRestrictions says. A right that is not told is not assumed to be missing."""
    expires_ms = told.get("tradingAuthorityExpirationTime")
    moves = [told.get(name) for name in ("enableInternalTransfer", "permitsUniversalTransfer")]
    return KeyRights(
        _flag(told, "enableSpotAndMarginTrading"),
        _flag(told, "enableWithdrawals"),
        any(value is not False and value is not None for value in moves),
        _flag(told, "ipRestrict"),
        int(expires_ms) * NS_PER_MS if expires_ms else None,
        told.get("enableFutures") is True,
    )


def bybit_rights(answer: Mapping[str, Any]) -> KeyRights:
    """What /v5/user/query-api says."""
    told = answer["result"]
    rights = told["permissions"]
    spot, wallet, ips = (_texts(rights, "Spot"), _texts(rights, "Wallet"), _texts(told, "ips"))
    return KeyRights(
        str(told["readOnly"]) == "0" and "SpotTrade" in spot,
        "Withdraw" in wallet,
        any("Transfer" in right for right in wallet),
        bool([ip for ip in ips if ip != "*"]),
        can_futures="Position" in _texts(rights, "ContractTrade"),
    )


def number_of(told: object) -> str | None:
    """A number by which a venue names an account; None where it tells none. Raises Unreadable."""
    if told is None or str(told) in ("", "0"):
        return None
    if isinstance(told, bool) or not str(told).isdigit():
        raise Unreadable("the number of an account is no number")
    return str(told)


def _texts(source: Mapping[str, Any], key: str) -> list[str]:
    found = source.get(key) or []
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise Unreadable(f"{key} is no list of texts")
    return found


def fee_in_quote(trade: TradeReport, base: str, quote: str, prices: Mapping[str, Decimal]) -> Decimal:
    """The value of a trade's fee in quote, by the trade's price or the last price of a third asset; 0 when
    that is not known.
    """
    with exact():
        if trade.fee_asset == quote:
            return trade.fee
        if trade.fee_asset == base:
            return trade.fee * trade.price
        return trade.fee * prices.get(trade.fee_asset, Decimal(0))
