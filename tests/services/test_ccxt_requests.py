"""What leaves for an order with terms is what was meant: nothing more, nothing less, every id ours."""

from __future__ import annotations

import json
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues import ccxt_requests
from finbyte_desktop.services.venues.ccxt_requests import Request
from finbyte_desktop.services.venues.ccxt_wire import Answer, NotSent, check
from finbyte_desktop.services.venues.live_orders import Change, Pair, PositionSide, Terms, Trigger, Wish

D = Decimal
HOSTS = {"private": "https://api.binance.com/api/v3/", "fapiPrivate": "https://fapi.binance.com/fapi/v1/"}
SPOT, LINEAR = "BTC/USDT", "BTC/USDT:USDT"


def made(venue: str, **more: object) -> Request:
    market = LINEAR if venue == "binanceusdm" or more.pop("linear", False) else SPOT
    given = {"side": Side.SELL, "qty": D("0.010"), "price": D("60000"), **more}
    return ccxt_requests.place(venue, Wish("FB-1", f"{venue}:{market}", **given), "BTCUSDT")  # type: ignore[arg-type]


ROWS = {
    "spot-fok": (
        made("binance", terms=Terms.FOK),
        {"type": "LIMIT", "timeInForce": "FOK", "price": "60000", "quantity": "0.01", "side": "SELL"},
    ),
    "spot-post": (made("binance", terms=Terms.POST_ONLY), {"type": "LIMIT_MAKER", "price": "60000"}),
    "spot-stop-limit": (
        made("binance", trigger=Trigger.STOP, trigger_price=D("61000")),
        {"type": "STOP_LOSS_LIMIT", "stopPrice": "61000", "price": "60000", "timeInForce": "GTC"},
    ),
    "spot-take-profit": (
        made("binance", price=None, trigger=Trigger.TAKE_PROFIT, trigger_price=D("70000")),
        {"type": "TAKE_PROFIT", "stopPrice": "70000"},
    ),
    "usdm-reduce": (
        made("binanceusdm", reduce_only=True, terms=Terms.IOC),
        {"type": "LIMIT", "reduceOnly": "true", "timeInForce": "IOC"},
    ),
    "usdm-hedge": (
        made("binanceusdm", reduce_only=True, position=PositionSide.LONG),
        {"positionSide": "LONG", "type": "LIMIT", "timeInForce": "GTC"},
    ),
    "usdm-stop": (
        made("binanceusdm", price=None, trigger=Trigger.STOP, trigger_price=D("59000"), reduce_only=True),
        {"algoType": "CONDITIONAL", "type": "STOP_MARKET", "triggerPrice": "59000", "reduceOnly": "true",
         "clientAlgoId": "FB-1"},
    ),
    "bybit-linear-stop": (
        made("bybit", linear=True, price=None, trigger=Trigger.STOP, trigger_price=D("59000"),
             reduce_only=True),
        {"category": "linear", "orderType": "Market", "triggerPrice": "59000", "triggerDirection": 2,
         "reduceOnly": True, "positionIdx": 0, "timeInForce": "IOC"},
    ),
    "bybit-linear-take-profit": (
        made("bybit", linear=True, trigger=Trigger.TAKE_PROFIT, trigger_price=D("70000")),
        {"triggerDirection": 1, "orderType": "Limit", "price": "60000"},
    ),
    "bybit-spot-post": (
        made("bybit", terms=Terms.POST_ONLY),
        {"category": "spot", "timeInForce": "PostOnly", "orderLinkId": "FB-1"},
    ),
    "bybit-amend": (
        ccxt_requests.amend(
            "bybit", Change("FB-1", "bybit:BTC/USDT", Side.BUY, D(1), D(2), D(3), D(4)), "BTCUSDT"
        ),
        {"orderLinkId": "FB-1", "qty": "4", "price": "3"},
    ),
    "usdm-amend": (
        ccxt_requests.amend(
            "binanceusdm", Change("FB-1", f"x:{LINEAR}", Side.BUY, D(1), D(2), D(3), D(4)), "BTCUSDT"
        ),
        {"origClientOrderId": "FB-1", "quantity": "4", "price": "3", "side": "BUY"},
    ),
    "spot-amend": (
        ccxt_requests.amend(
            "binance", Change("FB-1", f"x:{SPOT}", Side.BUY, D(1), D(2), D(1), D("1.5")), "BTCUSDT"
        ),
        {"origClientOrderId": "FB-1", "newClientOrderId": "FB-1", "newQty": "1.5"},
    ),
    "spot-pair": (
        ccxt_requests.pair(
            "binance",
            Pair("FB-l", "FB-1", "FB-2", f"x:{SPOT}", Side.BUY, D(1), D(50_000), D(70_000), D(71_000)),
            "BTCUSDT",
        ),
        {"aboveType": "STOP_LOSS_LIMIT", "aboveStopPrice": "70000", "abovePrice": "71000",
         "aboveClientOrderId": "FB-2", "belowType": "LIMIT_MAKER", "belowPrice": "50000",
         "belowClientOrderId": "FB-1", "listClientOrderId": "FB-l"},
    ),
}  # fmt: skip


def wire(request: Request, venue: str, **changed: object) -> tuple[str, str, str]:
    """URL, method and body as ccxt sends them; a change of None takes a parameter out."""
    params = {**request.params, **changed}
    params = {name: value for name, value in params.items() if value is not None}
    if venue == "bybit":
        return f"https://api.bybit.com/{request.path}", request.method, json.dumps(params)
    more = {"timestamp": "1", "recvWindow": "5000", "signature": "x"}
    return HOSTS[request.section] + request.path, request.method, urlencode({**params, **more})


@pytest.mark.parametrize("row", ROWS, ids=list(ROWS))
def test_request_is_the_one_of_its_row_and_may_leave_once(row: str) -> None:
    """The parameters that the venue documents; the same call cannot send them again."""
    request, wanted = ROWS[row]
    venue = "bybit" if row.startswith("bybit") else "binance"
    assert wanted.items() <= request.params.items()
    call = Answer(request.meant)
    check(venue, *wire(request, venue), call)
    with pytest.raises(NotSent, match="twice"):
        check(venue, *wire(request, venue), call)


@pytest.mark.parametrize("row", ROWS, ids=list(ROWS))
def test_request_with_anything_changed_does_not_leave(row: str) -> None:
    """Each parameter changed, taken out, and one more added; an id that is not ours; no intent at all."""
    request, _ = ROWS[row]
    venue = "bybit" if row.startswith("bybit") else "binance"
    for name in request.params:
        for changed in ("x-made-up", None):
            with pytest.raises(NotSent):
                check(venue, *wire(request, venue, **{name: changed}), Answer(request.meant))
    for name in ("quoteOrderQty", "closePosition", "takeProfit", "pendingClientOrderId"):
        with pytest.raises(NotSent):
            check(venue, *wire(request, venue, **{name: "1"}), Answer(request.meant))
    for call in (None, Answer()):
        with pytest.raises(NotSent):
            check(venue, *wire(request, venue), call)


def test_order_that_replaces_another_is_unreachable() -> None:
    """Two orders of one request could both be live."""
    with pytest.raises(NotSent):
        check("binance", "https://api.binance.com/api/v3/order/cancelReplace", "POST", "", Answer())
