"""The exact request for each order, change and cancel, as data: endpoint, parameters, and what must be in it.

Sources: developers.binance.com ("New order", "Order Amend Keep Priority", "New Order list - OCO"; USD-M "New
Order", "Modify Order", "New Algo Order"), bybit-exchange.github.io ("Place Order", "Amend Order", "Cancel All
Orders").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues.ccxt_map import no_self_trade
from finbyte_desktop.services.venues.ccxt_wire import Meant
from finbyte_desktop.services.venues.live_orders import Change, Pair, PositionSide, Terms, Trigger, Wish

Params = dict[str, str | bool | int]
SPOT, USDM, BYBIT = "binance", "binanceusdm", "bybit"
_INDEX = {PositionSide.BOTH: 0, PositionSide.LONG: 1, PositionSide.SHORT: 2}


class Impossible(Exception):
    """A venue has no request for this. `code` says why; nothing was sent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Request(NamedTuple):
    """One request through ccxt: its name of the section, method, path, parameters, and what may leave."""

    section: str
    method: str
    path: str
    params: Params
    meant: Meant | None = None


def _meant(params: Params, client_id: str, symbol: str, ids: tuple[str, ...] = ()) -> Meant:
    exact = tuple(sorted((name, _text(value)) for name, value in params.items()))
    return Meant(client_id, symbol, "", "", None, exact, frozenset({client_id, *ids}))


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_linear(wish: Wish | Change | Pair) -> bool:
    return ":" in wish.instrument.partition(":")[2]


def place(venue: str, wish: Wish, symbol: str) -> Request:
    """The request that places an order. Raises Impossible where the venue has none for it."""
    if wish.price is None and wish.trigger is None:
        raise Impossible("no_price_bound")
    if (wish.trigger is None) is not (wish.trigger_price is None):
        raise Impossible("bad_trigger")
    if wish.terms is Terms.POST_ONLY and (wish.trigger is not None or wish.price is None):
        raise Impossible("post_only_needs_limit")
    if wish.closes and (wish.trigger is None or wish.price is not None or wish.qty or not _is_linear(wish)):
        raise Impossible("bad_close")
    if venue == BYBIT:
        request = _on_bybit(wish, symbol)
    elif venue == USDM:
        request = _on_usdm(wish, symbol)
    elif venue == SPOT:
        request = _on_spot(wish, symbol)
    else:
        raise Impossible("not_for_this_venue")
    return request._replace(meant=_meant(request.params, wish.client_id, symbol))


def _sides(side: Side) -> str:
    return side.value.upper()


def _on_spot(wish: Wish, symbol: str) -> Request:
    if wish.reduce_only or wish.position is not PositionSide.BOTH:
        raise Impossible("reduce_only_needs_a_position")
    params: Params = {"symbol": symbol, "side": _sides(wish.side), "quantity": plain(wish.qty)}
    params |= {"newClientOrderId": wish.client_id, "newOrderRespType": "ACK"}
    params |= _spot_leg(wish)
    return Request("private", "POST", "order", params)


def _spot_leg(wish: Wish) -> Params:
    if wish.trigger is None:
        if wish.price is None:
            raise Impossible("no_price_bound")
        if wish.terms is Terms.POST_ONLY:
            return {"type": "LIMIT_MAKER", "price": plain(wish.price)}
        return {"type": "LIMIT", "price": plain(wish.price), "timeInForce": wish.terms.value}
    if wish.trigger_price is None:
        raise Impossible("bad_trigger")
    kind = "STOP_LOSS" if wish.trigger is Trigger.STOP else "TAKE_PROFIT"
    if wish.price is None:
        return {"type": kind, "stopPrice": plain(wish.trigger_price)}
    return {
        "type": f"{kind}_LIMIT",
        "stopPrice": plain(wish.trigger_price),
        "price": plain(wish.price),
        "timeInForce": wish.terms.value,
    }


def _on_usdm(wish: Wish, symbol: str) -> Request:
    terms = "GTX" if wish.terms is Terms.POST_ONLY else wish.terms.value
    params: Params = {"symbol": symbol, "side": _sides(wish.side)}
    params |= {"closePosition": "true"} if wish.closes else {"quantity": plain(wish.qty)}
    if wish.position is not PositionSide.BOTH:
        params["positionSide"] = wish.position.value.upper()
    elif wish.reduce_only and not wish.closes:  # the venue takes one of the two
        params["reduceOnly"] = "true"
    if wish.price is not None:
        params |= {"price": plain(wish.price), "timeInForce": terms}
    if wish.trigger is None or wish.trigger_price is None:
        params |= {"type": "LIMIT", "newClientOrderId": wish.client_id, "newOrderRespType": "ACK"}
        return Request("fapiPrivate", "POST", "order", params)
    kind = "STOP" if wish.trigger is Trigger.STOP else "TAKE_PROFIT"
    params |= {
        "algoType": "CONDITIONAL",
        "type": kind if wish.price is not None else f"{kind}_MARKET",
        "triggerPrice": plain(wish.trigger_price),
        "clientAlgoId": wish.client_id,
    }
    return Request("fapiPrivate", "POST", "algoOrder", params)


def _on_bybit(wish: Wish, symbol: str) -> Request:
    linear = _is_linear(wish)
    if not linear and (wish.reduce_only or wish.position is not PositionSide.BOTH):
        raise Impossible("reduce_only_needs_a_position")
    terms = "PostOnly" if wish.terms is Terms.POST_ONLY else wish.terms.value
    params: Params = {
        "category": "linear" if linear else "spot",
        "symbol": symbol,
        "side": wish.side.value.capitalize(),
        "orderType": "Market" if wish.price is None else "Limit",
        "qty": plain(wish.qty),
        "orderLinkId": wish.client_id,
        "timeInForce": "IOC" if wish.price is None else terms,
        **no_self_trade("bybit"),
    }
    if wish.price is not None:
        params["price"] = plain(wish.price)
    elif not linear:
        params["marketUnit"] = "baseCoin"
    if wish.trigger_price is not None:
        params["triggerPrice"] = plain(wish.trigger_price)
        if linear:
            params |= {"triggerDirection": 1 if wish.wakes_above else 2, "triggerBy": "LastPrice"}
        else:
            params["orderFilter"] = "StopOrder"
    if linear:
        params["positionIdx"] = _INDEX[wish.position]
        if wish.reduce_only or wish.closes:
            params["reduceOnly"] = True
        if wish.closes:
            params["closeOnTrigger"] = True
    return Request("private", "POST", "v5/order/create", params)


# --- changes ------------------------------------------------------------------------------------------


def amend(venue: str, change: Change, symbol: str) -> Request:
    """The one request that changes an order and keeps its id. Raises Impossible where there is none: then the
    order is cancelled, and its rest placed anew once the cancel is proved.
    """
    params: Params
    if venue == BYBIT:
        params = {
            "category": "linear" if _is_linear(change) else "spot",
            "symbol": symbol,
            "orderLinkId": change.client_id,
            "qty": plain(change.qty),
            "price": plain(change.price),
        }
        request = Request("private", "POST", "v5/order/amend", params)
    elif venue == USDM:
        params = {
            "symbol": symbol,
            "side": _sides(change.side),
            "quantity": plain(change.qty),
            "price": plain(change.price),
            "origClientOrderId": change.client_id,
        }
        request = Request("fapiPrivate", "PUT", "order", params)
    elif venue == SPOT and change.price == change.old_price and change.qty < change.old_qty:
        params = {
            "symbol": symbol,
            "origClientOrderId": change.client_id,
            "newClientOrderId": change.client_id,  # else the venue invents one
            "newQty": plain(change.qty),
        }
        request = Request("private", "PUT", "order/amend/keepPriority", params)
    else:
        raise Impossible("cancel_and_place")
    return request._replace(meant=_meant(params, change.client_id, symbol))


def pair(venue: str, wish: Pair, symbol: str) -> Request:
    """A limit and a stop of which one cancels the other, in one request. Raises Impossible elsewhere."""
    if venue != SPOT:
        raise Impossible("no_pairs_here")
    limit: Mapping[str, str] = {
        "Type": "LIMIT_MAKER",
        "ClientOrderId": wish.limit_id,
        "Price": plain(wish.limit_price),
    }
    stop = {"Type": "STOP_LOSS", "ClientOrderId": wish.stop_id, "StopPrice": plain(wish.stop_trigger)}
    if wish.stop_price is not None:
        stop |= {"Type": "STOP_LOSS_LIMIT", "Price": plain(wish.stop_price), "TimeInForce": "GTC"}
    above, below = (limit, stop) if wish.side is Side.SELL else (stop, limit)
    params: Params = {
        "symbol": symbol,
        "side": _sides(wish.side),
        "quantity": plain(wish.qty),
        "listClientOrderId": wish.list_id,
        "newOrderRespType": "ACK",
    }
    params |= {f"above{name}": text for name, text in above.items()}
    params |= {f"below{name}": text for name, text in below.items()}
    meant = _meant(params, wish.list_id, symbol, (wish.limit_id, wish.stop_id))
    return Request("private", "POST", "orderList/oco", params, meant)


# --- cancels ------------------------------------------------------------------------------------------


def cancel_all(venue: str, instrument: str, symbol: str) -> tuple[Request, ...]:
    """The requests that cancel everything that rests in a market, whoever placed it."""
    if venue == SPOT:
        return (Request("private", "DELETE", "openOrders", {"symbol": symbol}),)
    if venue == USDM:
        return tuple(
            Request("fapiPrivate", "DELETE", path, {"symbol": symbol})
            for path in ("allOpenOrders", "algoOpenOrders")
        )
    if venue == BYBIT:
        linear = ":" in instrument.partition(":")[2]
        params: Params = {"category": "linear" if linear else "spot", "symbol": symbol}
        return (Request("private", "POST", "v5/order/cancel-all", params),)
    raise Impossible("not_for_this_venue")


def cancel_pair(venue: str, list_id: str, symbol: str) -> Request:
    """Cancels both orders of a pair."""
    if venue != SPOT:
        raise Impossible("no_pairs_here")
    return Request("private", "DELETE", "orderList", {"symbol": symbol, "listClientOrderId": list_id})


def cancel_conditional(venue: str, client_id: str, symbol: str) -> Request:
    """Cancels a conditional order of a perpetual."""
    if venue == USDM:
        return Request("fapiPrivate", "DELETE", "algoOrder", {"clientAlgoId": client_id})
    if venue == BYBIT:
        params: Params = {"category": "linear", "symbol": symbol, "orderLinkId": client_id}
        return Request("private", "POST", "v5/order/cancel", params)
    raise Impossible("not_for_this_venue")
