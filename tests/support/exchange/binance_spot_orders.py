"""Orders as Binance spot takes and shows them: parameters in, reports out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange.binance import STATES, Failure, decimal8
from tests.support.exchange.values import (
    Fill,
    Instrument,
    Kind,
    NewOrder,
    Order,
    OrderChanged,
    OrderList,
    SelfTrade,
    Side,
    State,
    TimeInForce,
    parse_atoms,
)

if TYPE_CHECKING:
    from tests.support.exchange.binance_spot import BinanceSpot

TYPES = {
    "LIMIT": ("timeInForce", "quantity", "price"),
    "MARKET": (),
    "LIMIT_MAKER": ("quantity", "price"),
    "STOP_LOSS": ("quantity", "stopPrice"),
    "STOP_LOSS_LIMIT": ("timeInForce", "quantity", "price", "stopPrice"),
    "TAKE_PROFIT": ("quantity", "stopPrice"),
    "TAKE_PROFIT_LIMIT": ("timeInForce", "quantity", "price", "stopPrice"),
}
PARAMETERS = {
    "symbol", "side", "type", "timeInForce", "quantity", "quoteOrderQty", "price", "newClientOrderId",
    "strategyId", "strategyType", "stopPrice", "trailingDelta", "icebergQty", "newOrderRespType",
    "selfTradePreventionMode", "recvWindow", "timestamp", "signature", "apiKey", "computeCommissionRates",
    "pegPriceType", "pegOffsetValue", "pegOffsetType", "returnRateLimits",
}  # fmt: skip
EXPIRY_REASONS = {"fill or kill": 1, "no liquidity": 1, "delisted": 7, "venue": 2}


def wish_of(venue: BinanceSpot, params: dict[str, Any], account: str) -> NewOrder:
    """The order that a set of parameters asks for; Failure when it makes no sense."""
    instrument = venue.market_of(params)
    venue.need(params, "side", "type")
    side, kind_text = venue.side_of(params), str(params["type"])
    if kind_text not in TYPES:
        raise Failure(-1116, "Invalid orderType.")
    venue.need(params, *TYPES[kind_text])
    unknown = set(params) - PARAMETERS
    if unknown:
        known = len(params) - len(unknown)
        raise Failure(-1104, f"Not all sent parameters were read; read '{known}' parameter(s) but was sent "
                             f"'{len(params)}'.")  # fmt: skip
    limit = "LIMIT" in kind_text
    if not limit and "price" in params:
        raise Failure(-1106, "Parameter 'price' sent when not required.")
    if kind_text in {"MARKET", "LIMIT_MAKER"} and "timeInForce" in params:
        raise Failure(-1106, "Parameter 'timeInForce' sent when not required.")
    wish = NewOrder(
        account, instrument.key, side, Kind.LIMIT if limit else Kind.MARKET, 0, venue.client_id_of(params)
    )
    if limit:
        wish.price = instrument.ticks(str(params["price"]))
    if kind_text == "LIMIT_MAKER":
        wish.time_in_force = TimeInForce.POST_ONLY
    elif "timeInForce" in params:
        try:
            wish.time_in_force = TimeInForce(params["timeInForce"])
        except ValueError as error:
            raise Failure(-1115, "Invalid timeInForce.") from error
    _set_quantity(venue, instrument, wish, params, kind_text)
    if "stopPrice" in params and kind_text not in {"LIMIT", "MARKET", "LIMIT_MAKER"}:
        wish.trigger = instrument.ticks(str(params["stopPrice"]))
        wish.trigger_above = (side is Side.BUY) == kind_text.startswith("STOP")
    mode = str(params.get("selfTradePreventionMode", "EXPIRE_MAKER"))
    try:
        wish.self_trade = SelfTrade(mode)
    except ValueError as error:
        raise Failure(-1135, "Invalid selfTradePreventionMode.") from error
    wish.tags = {"type": kind_text}
    for name in ("icebergQty", "strategyId", "strategyType"):
        if name in params:
            wish.tags[name] = params[name]
    return wish


def _set_quantity(
    venue: BinanceSpot, instrument: Instrument, wish: NewOrder, params: dict[str, Any], kind_text: str
) -> None:
    if kind_text == "MARKET" and "quoteOrderQty" in params:
        try:
            budget = parse_atoms(str(params["quoteOrderQty"]))
        except ValueError as error:
            raise Failure(-1100, "Illegal characters found in parameter 'quoteOrderQty'") from error
        wish.tags["quote"] = budget
        if wish.side is Side.BUY:
            wish.quote_budget = budget
            wish.lots = instrument.max_lots
        else:
            best = venue.best(instrument)[0][0] or venue.engine.last_price(instrument.key)
            wish.lots = budget // max(instrument.cost(best, 1), 1)
        return
    venue.need(params, "quantity")
    wish.lots = instrument.lots(str(params["quantity"]))


# -------------------------------------------------------------------------------- reports


def type_of(order: Order) -> str:
    return str(order.wish.tags.get("type", order.kind.value))


def quantity_of(order: Order) -> int:
    """The asked quantity; an order by quote amount shows what it got."""
    return order.filled if order.wish.quote_budget is not None else order.lots


def time_in_force(order: Order) -> str:
    mode = order.wish.time_in_force
    return "GTC" if mode is TimeInForce.POST_ONLY else mode.value


def state_text(order: Order) -> str:
    if order.state is State.WAITING and "parent" in order.wish.tags:
        return "PENDING_NEW"
    return STATES[order.state]


def common(venue: BinanceSpot, order: Order) -> dict[str, Any]:
    instrument = venue.engine.instruments[order.key]
    return {
        "price": venue.price(instrument, order.price),
        "origQty": venue.quantity(instrument, quantity_of(order)),
        "executedQty": venue.quantity(instrument, order.filled),
        "origQuoteOrderQty": decimal8(order.wish.tags.get("quote", 0)),
        "cummulativeQuoteQty": decimal8(order.cost),
        "status": state_text(order),
        "timeInForce": time_in_force(order),
        "type": type_of(order),
        "side": order.side.value,
    }


def stop_text(venue: BinanceSpot, order: Order) -> str:
    return venue.price(venue.engine.instruments[order.key], order.wish.trigger or 0)


def placed(venue: BinanceSpot, order: Order, how: str) -> dict[str, Any]:
    """The answer to POST order: ACK, RESULT or FULL."""
    answer: dict[str, Any] = {
        "symbol": order.key, "orderId": order.id, "orderListId": order.list_id,
        "clientOrderId": order.client_id, "transactTime": venue.stamp(order.created_ns),
    }  # fmt: skip
    if how == "ACK":
        return answer
    answer |= common(venue, order)
    if order.wish.trigger is not None:
        answer["stopPrice"] = stop_text(venue, order)
    answer["workingTime"] = venue.stamp(order.working_ns) if order.working_ns >= 0 else -1
    if how == "FULL":
        mine = [f for f in venue.fills_of(order.account, order.key) if f.order_id == order.id]
        answer["fills"] = [fill_row(venue, fill) for fill in mine]
    answer["selfTradePreventionMode"] = order.wish.self_trade.value
    _add_prevention(venue, order, answer)
    return answer


def fill_row(venue: BinanceSpot, fill: Fill) -> dict[str, Any]:
    instrument = venue.engine.instruments[fill.key]
    return {
        "price": venue.price(instrument, fill.price), "qty": venue.quantity(instrument, fill.lots),
        "commission": decimal8(fill.fee), "commissionAsset": fill.fee_asset, "tradeId": fill.trade_id,
    }  # fmt: skip


def shown(venue: BinanceSpot, order: Order) -> dict[str, Any]:
    """An order as GET order, openOrders and allOrders show it."""
    answer = {
        "symbol": order.key, "orderId": order.id, "orderListId": order.list_id,
        "clientOrderId": order.client_id, **common(venue, order), "stopPrice": stop_text(venue, order),
        "icebergQty": decimal8(0), "time": venue.stamp(order.created_ns),
        "updateTime": venue.stamp(order.updated_ns), "isWorking": order.state is not State.WAITING,
        "workingTime": venue.stamp(order.working_ns) if order.working_ns >= 0 else -1,
        "selfTradePreventionMode": order.wish.self_trade.value,
    }  # fmt: skip
    _add_prevention(venue, order, answer)
    return answer


def _add_prevention(venue: BinanceSpot, order: Order, answer: dict[str, Any]) -> None:
    if order.prevented:
        instrument = venue.engine.instruments[order.key]
        answer["preventedMatchId"] = 0
        answer["preventedQuantity"] = venue.quantity(instrument, order.prevented)


def cancelled(venue: BinanceSpot, order: Order, cancel_id: str) -> dict[str, Any]:
    answer = {
        "symbol": order.key, "origClientOrderId": order.client_id, "orderId": order.id,
        "orderListId": order.list_id, "clientOrderId": cancel_id,
        "transactTime": venue.stamp(order.updated_ns), **common(venue, order),
    }  # fmt: skip
    if order.wish.trigger is not None:
        answer["stopPrice"] = stop_text(venue, order)
    answer["selfTradePreventionMode"] = order.wish.self_trade.value
    _add_prevention(venue, order, answer)
    return answer


def trade_row(venue: BinanceSpot, fill: Fill) -> dict[str, Any]:
    instrument = venue.engine.instruments[fill.key]
    return {
        "symbol": fill.key, "id": fill.trade_id, "orderId": fill.order_id, "orderListId": fill.list_id,
        "price": venue.price(instrument, fill.price), "qty": venue.quantity(instrument, fill.lots),
        "quoteQty": decimal8(fill.cost), "commission": decimal8(fill.fee),
        "commissionAsset": fill.fee_asset, "time": venue.stamp(fill.time_ns),
        "isBuyer": fill.side is Side.BUY, "isMaker": fill.is_maker, "isBestMatch": True,
    }  # fmt: skip


def list_shown(venue: BinanceSpot, found: OrderList) -> dict[str, Any]:
    done = found.state == "ALL_DONE"
    legs = venue.engine.lists.legs(found.id)
    return {
        "orderListId": found.id, "contingencyType": "OTO" if found.contingency.startswith("OTO") else "OCO",
        "listStatusType": "ALL_DONE" if done else "EXEC_STARTED",
        "listOrderStatus": "ALL_DONE" if done else "EXECUTING", "listClientOrderId": found.client_id,
        "transactionTime": venue.stamp(found.time_ns), "symbol": found.key,
        "orders": [{"symbol": o.key, "orderId": o.id, "clientOrderId": o.client_id} for o in legs],
    }  # fmt: skip


# -------------------------------------------------------------------------------- stream


def execution_report(venue: BinanceSpot, event: OrderChanged, cancel_id: str = "") -> dict[str, Any]:
    order, fill = event.order, event.fill
    instrument = venue.engine.instruments[order.key]
    what = {"TRIGGERED": "NEW"}.get(event.what, event.what)
    if what == "EXPIRED" and order.state is State.EXPIRED_IN_MATCH:
        what = "TRADE_PREVENTION" if order.prevented else "EXPIRED"
    price, quantity = venue.price, venue.quantity
    client_id, original = (cancel_id, order.client_id) if cancel_id else (order.client_id, "")
    report: dict[str, Any] = {
        "e": "executionReport", "E": venue.now_ms, "s": order.key, "c": client_id, "S": order.side.value,
        "o": type_of(order), "f": time_in_force(order), "q": quantity(instrument, quantity_of(order)),
        "p": price(instrument, order.price), "P": stop_text(venue, order), "F": decimal8(0),
        "g": order.list_id, "C": original, "x": what, "X": state_text(order),
        "r": "NONE", "i": order.id,
        "l": quantity(instrument, fill.lots if fill else 0), "z": quantity(instrument, order.filled),
        "L": price(instrument, fill.price if fill else 0), "n": decimal8(fill.fee) if fill else "0",
        "N": fill.fee_asset if fill else None, "T": venue.stamp(order.updated_ns),
        "t": fill.trade_id if fill else -1, "I": order.id * 2 + order.version + len(order.journal),
        "w": order.is_working and order.state in {State.NEW, State.PARTIAL},
        "m": bool(fill and fill.is_maker), "M": bool(fill), "O": venue.stamp(order.created_ns),
        "Z": decimal8(order.cost), "Y": decimal8(fill.cost if fill else 0),
        "Q": decimal8(order.wish.tags.get("quote", 0)),
    }  # fmt: skip
    if order.working_ns >= 0:
        report["W"] = venue.stamp(order.working_ns)
    report["V"] = order.wish.self_trade.value
    if order.prevented:
        report |= {
            "v": 0,
            "A": quantity(instrument, order.prevented),
            "B": quantity(instrument, order.prevented),
        }
    if what == "EXPIRED" and order.reason in EXPIRY_REASONS:
        report["eR"] = EXPIRY_REASONS[order.reason]
    return report


def list_status(venue: BinanceSpot, found: OrderList) -> dict[str, Any]:
    shown_list = list_shown(venue, found)
    return {
        "e": "listStatus", "E": venue.now_ms, "s": found.key, "g": found.id,
        "c": shown_list["contingencyType"], "l": shown_list["listStatusType"],
        "L": shown_list["listOrderStatus"], "r": "NONE", "C": found.client_id,
        "T": venue.stamp(found.time_ns),
        "O": [{"s": o["symbol"], "i": o["orderId"], "c": o["clientOrderId"]} for o in shown_list["orders"]],
    }  # fmt: skip
