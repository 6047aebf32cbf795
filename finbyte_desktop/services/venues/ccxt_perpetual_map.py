"""From raw answers about perpetuals to values: pure, exact, and an error instead of a default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues.ccxt_map import NS_PER_MS, Unreadable, instrument_id, number, optional
from finbyte_desktop.services.venues.live_orders import PositionSide
from finbyte_desktop.services.venues.live_perpetuals import (
    Bracket,
    FeeTier,
    Funding,
    Leverage,
    MarginMode,
    Perpetual,
    Position,
    Protection,
    StrangePosition,
)

SETTLE = "USDT"
BOOKED_NS = 60_000 * NS_PER_MS
_INDEX = {"0": PositionSide.BOTH, "1": PositionSide.LONG, "2": PositionSide.SHORT}


def is_perpetual(market: Mapping[str, Any]) -> bool:
    """Whether a market of ccxt is one that this adapter reads."""
    return bool(market.get("swap") and market.get("linear") and market.get("settle") == SETTLE)


def perpetual(venue: str, market: Mapping[str, Any]) -> Perpetual:
    """A market. Raises Unreadable when the venue does not tell a step or the size of a contract."""
    precision, limits = market["precision"], market["limits"]
    tick, lot, size = number(precision, "price"), number(precision, "amount"), number(market, "contractSize")
    if min(tick, lot, size) <= 0:
        raise Unreadable("a step is not above 0")
    with exact():
        return Perpetual(
            instrument_id(venue, market["symbol"]),
            str(market["base"]),
            str(market["settle"]),
            tick,
            lot * size,
            max(lot, optional(limits.get("amount") or {}, "min") or lot) * size,
            optional(limits.get("cost") or {}, "min") or Decimal(0),
            size,
            optional(limits.get("leverage") or {}, "max"),
        )


def binance_brackets(answer: Sequence[Any], symbol: str) -> list[Bracket]:
    """/fapi/v1/leverageBracket of one market, smallest notional first."""
    (found,) = [row for row in answer if row["symbol"] == symbol]
    rows = [
        Bracket(
            number(row, "notionalFloor"),
            number(row, "notionalCap"),
            number(row, "initialLeverage"),
            number(row, "maintMarginRatio"),
            number(row, "cum"),
        )
        for row in found["brackets"]
    ]
    return _joined(sorted(rows, key=lambda row: row.floor))


def bybit_brackets(rows: Sequence[Mapping[str, Any]], symbol: str) -> list[Bracket]:
    """/v5/market/risk-limit of one market, smallest notional first; a bracket begins where the last ends."""
    floor, found = Decimal(0), []
    for row in sorted(rows, key=lambda row: number(row, "riskLimitValue")):
        if row["symbol"] != symbol:
            raise Unreadable("another market")
        cap = number(row, "riskLimitValue")
        rate, deduction = number(row, "maintenanceMargin"), optional(row, "mmDeduction") or Decimal(0)
        found.append(Bracket(floor, cap, number(row, "maxLeverage"), rate, deduction))
        floor = cap
    return _joined(found)


def _joined(rows: list[Bracket]) -> list[Bracket]:
    """Brackets without a hole. Raises Unreadable for others: margin would be counted wrongly."""
    ends = [Decimal(0), *(row.cap for row in rows)]
    if not rows or any(row.floor != end for row, end in zip(rows, ends, strict=False)):
        raise Unreadable("brackets with holes")
    return rows


def binance_position(row: Mapping[str, Any], instrument: str) -> Position | None:
    """A row of /fapi/v3/positionRisk; None for one without a position."""
    qty = number(row, "positionAmt")
    if not qty:
        return None
    liquidation = number(row, "liquidationPrice")
    return Position(
        instrument,
        PositionSide(str(row["positionSide"]).lower()),
        qty,
        number(row, "entryPrice"),
        number(row, "markPrice"),
        liquidation if liquidation > 0 else None,
        number(row, "unRealizedProfit"),
        int(row["updateTime"]) * NS_PER_MS,
    )


def binance_strange(row: Mapping[str, Any]) -> StrangePosition | None:
    """A row of a market that is not read here."""
    qty = number(row, "positionAmt")
    return StrangePosition(_symbol(row), qty) if qty else None


def bybit_strange(row: Mapping[str, Any]) -> StrangePosition | None:
    """The same of Bybit."""
    size = number(row, "size")
    if not size:
        return None
    if size < 0 or row["side"] not in ("Buy", "Sell"):
        raise Unreadable("a position without a side")
    return StrangePosition(_symbol(row), size if row["side"] == "Buy" else -size)


def _symbol(row: Mapping[str, Any]) -> str:
    found = row["symbol"]
    if not isinstance(found, str) or not found:
        raise Unreadable("a position without a market")
    return found


def bybit_position(row: Mapping[str, Any], instrument: str) -> Position | None:
    """A row of /v5/position/list; None for one without a position."""
    size = number(row, "size")
    if not size:
        return None
    if size < 0 or row["side"] not in ("Buy", "Sell"):
        raise Unreadable("a position without a side")
    return Position(
        instrument,
        _INDEX[str(row["positionIdx"])],
        size if row["side"] == "Buy" else -size,
        number(row, "avgPrice"),
        number(row, "markPrice"),
        optional(row, "liqPrice"),
        number(row, "unrealisedPnl"),
        int(row["updatedTime"]) * NS_PER_MS,
    )


def binance_protection(row: Mapping[str, Any], instrument: str) -> Protection | None:
    """A row of /fapi/v1/openAlgoOrders; None for one that may open a position."""
    position, side = PositionSide(str(row["positionSide"]).lower()), Side(str(row["side"]).lower())
    closes = _is_true(row["closePosition"])
    against = {PositionSide.LONG: Side.SELL, PositionSide.SHORT: Side.BUY}.get(position)
    if not (closes or _is_true(row["reduceOnly"]) or side is against):
        return None
    kind = str(row["orderType"])
    if not kind.startswith(("STOP", "TAKE_PROFIT")):
        return None  # a trailing stop has no price that could be told
    return Protection(
        instrument,
        position,
        side,
        number(row, "triggerPrice"),
        (side is Side.BUY) is kind.startswith("STOP"),
        None if closes else number(row, "quantity"),
        str(row["clientAlgoId"]),
        str(int(row["algoId"])),
    )


def bybit_protection(row: Mapping[str, Any], instrument: str) -> Protection | None:
    """A row of /v5/order/realtime; None for one that waits for nothing or may open a position."""
    if not row["triggerPrice"] or not number(row, "triggerPrice"):
        return None
    closes = _is_true(row["closeOnTrigger"]) and not number(row, "qty")
    if not (closes or _is_true(row["reduceOnly"])):
        return None
    if str(row["triggerDirection"]) not in ("1", "2"):
        raise Unreadable("no direction of a trigger")
    return Protection(
        instrument,
        _INDEX[str(row["positionIdx"])],
        Side(str(row["side"]).lower()),
        number(row, "triggerPrice"),
        str(row["triggerDirection"]) == "1",
        None if closes else number(row, "qty"),
        str(row["orderLinkId"]),
        str(row["orderId"]),
    )


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def binance_funding(row: Mapping[str, Any], instrument: str) -> Funding:
    """A row of /fapi/v1/income."""
    if row["incomeType"] != "FUNDING_FEE":
        raise Unreadable("another kind of income")
    at_ns = int(row["time"]) * NS_PER_MS
    return Funding(at_ns, instrument, str(int(row["tranId"])), number(row, "income"), str(row["asset"]))


def bybit_funding(row: Mapping[str, Any], instrument: str) -> Funding:
    """A row of /v5/execution/list: a fee above 0 was paid."""
    if row["execType"] != "Funding":
        raise Unreadable("another kind of execution")
    at_ns, name = int(row["execTime"]) * NS_PER_MS, str(row["execId"])
    rate, mark = optional(row, "feeRate"), optional(row, "execPrice")
    return Funding(at_ns, instrument, name, -number(row, "execFee"), SETTLE, rate, mark)


def with_rates(found: Sequence[Funding], rows: Sequence[Mapping[str, Any]], symbol: str) -> list[Funding]:
    """The same payments with rate and mark price of /fapi/v1/fundingRate. The income is booked some seconds
    after the time of its funding.
    """
    told = [
        (int(row["fundingTime"]) * NS_PER_MS, number(row, "fundingRate"), optional(row, "markPrice"))
        for row in rows
        if row["symbol"] == symbol
    ]
    made = []
    for payment in found:
        near = [row for row in told if abs(payment.ns - row[0]) <= BOOKED_NS]
        best = min(near, key=lambda row: abs(payment.ns - row[0]), default=None)
        made.append(payment if best is None else payment._replace(rate=best[1], mark=best[2]))
    return made


def binance_leverage(answer: Sequence[Any], symbol: str) -> Leverage:
    """/fapi/v1/symbolConfig of one market."""
    (row,) = [row for row in answer if row["symbol"] == symbol]
    modes = {"CROSSED": MarginMode.CROSS, "ISOLATED": MarginMode.ISOLATED}
    return Leverage(number(row, "leverage"), modes[row["marginType"]])


def bybit_booked(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """What /v5/account/transaction-log says of trades, by their numbers: the change of the wallet is what was
    realised and funded less the fee (bybit-exchange.github.io, "Get Transaction Log").
    """
    with exact():
        return {
            str(row["tradeId"]): number(row, "change")
            + number(row, "fee")
            - (optional(row, "funding") or Decimal(0))
            for row in rows
        }


def bybit_leverage(rows: Sequence[Mapping[str, Any]], symbol: str, margin: str) -> Leverage:
    """/v5/position/list of one market and the mode of the whole account."""
    found = {number(row, "leverage") for row in rows if row["symbol"] == symbol}
    modes = {
        "REGULAR_MARGIN": MarginMode.CROSS,
        "PORTFOLIO_MARGIN": MarginMode.CROSS,
        "ISOLATED_MARGIN": MarginMode.ISOLATED,
    }
    return Leverage(min(found), modes[margin])


def fee_tier(row: Mapping[str, Any], maker: str, taker: str) -> FeeTier:
    """Rates by the names that the venue gives them."""
    return FeeTier(number(row, maker), number(row, taker))
