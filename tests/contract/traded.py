"""An account that has done a little of everything at every venue, and what the venues say about it."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from tests.contract.raw import Listener, Raw, body
from tests.support.exchange import WireRequest, build


class Traded(Raw):
    """An account with an open order, trades, a stop and a position at every venue."""

    def __init__(self) -> None:
        super().__init__(build(seed=1))
        self.user = self.user_stream()
        key = body(self.binance("POST", "/fapi/v1/listenKey", signed=False))["listenKey"]
        self.futures = Listener(self.exchange, "fstream.binance.com", f"/ws/{key}")
        self.bybit = Listener(self.exchange, "stream.bybit.com", "/v5/private")
        self._bybit_login()
        self.order("open")
        self.order("bought", type="MARKET", price=None, timeInForce=None)
        for way, price in (("open", "60800"), ("cancel", "60900")):
            self.usdm("POST", "/fapi/v1/order", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01",
                      price=price, newClientOrderId=way)  # fmt: skip
        self.usdm("POST", "/fapi/v1/order", side="BUY", type="MARKET", quantity="0.01", newClientOrderId="b")
        self.usdm("POST", "/fapi/v1/algoOrder", algoType="CONDITIONAL", side="SELL", type="STOP_MARKET",
                  quantity="0.01", triggerPrice="61000", clientAlgoId="stop")  # fmt: skip
        for category in ("spot", "linear"):
            common = {"category": category, "symbol": "BTCUSDT", "side": "Buy", "qty": "0.01"}
            self.v5("POST", "/v5/order/create", **common, orderType="Limit", price="61000",
                    orderLinkId=f"open-{category}")  # fmt: skip
            self.v5("POST", "/v5/order/create", **common, orderType="Market", marketUnit="baseCoin",
                    orderLinkId=f"bought-{category}")  # fmt: skip
        self.exchange.advance(0.1)

    def order(self, client_id: str = "one", **params: Any) -> Any:
        usual = {
            "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01",
            "price": "60000", "newClientOrderId": client_id, "newOrderRespType": "FULL",
        }  # fmt: skip
        given = {name: value for name, value in {**usual, **params}.items() if value is not None}
        return body(self.binance("POST", "/api/v3/order", **given))

    def spot(self, method: str, path: str, **params: Any) -> Any:
        return body(self.binance(method, path, symbol="BTCUSDT", **params))

    def usdm(self, method: str, path: str, **params: Any) -> Any:
        return body(self.binance(method, path, symbol="BTCUSDT", **params))

    def _bybit_login(self) -> None:
        expires = str(self.exchange.now_ns // 10**6 + 10_000)
        signed = hmac.new(self.key.secret.encode(), f"GET/realtime{expires}".encode(), hashlib.sha256)
        self.bybit.say(op="auth", args=[self.key.key, expires, signed.hexdigest()])
        self.bybit.say(op="subscribe", args=["order", "execution", "position", "wallet"])

    def v5(self, method: str, path: str, **params: Any) -> Any:
        """Ask Bybit; the whole answer."""
        stamp = str(self.exchange.now_ns // 10**6)
        text = json.dumps(params) if method == "POST" else "&".join(f"{k}={v}" for k, v in params.items())
        payload = f"{stamp}{self.key.key}5000{text}"
        headers = {
            "X-BAPI-API-KEY": self.key.key, "X-BAPI-TIMESTAMP": stamp, "X-BAPI-RECV-WINDOW": "5000",
            "X-BAPI-SIGN": hmac.new(self.key.secret.encode(), payload.encode(), hashlib.sha256).hexdigest(),
            "Content-Type": "application/json",
        }  # fmt: skip
        is_post = method == "POST"
        request = WireRequest(method, "api.bybit.com", path, "" if is_post else text, headers,
                              text.encode() if is_post else b"")  # fmt: skip
        return body(self.exchange.ask(request))

    def event(self, listener: Listener, kind: str, **facts: Any) -> Any:
        """The newest message of that kind whose named fields fit."""
        for message in reversed(listener.texts()):
            inner = message.get("event", message)
            core = inner.get("o", inner) if isinstance(inner.get("o"), dict) else inner
            is_kind = kind in {inner.get("e"), message.get("topic")}
            if is_kind and all(core.get(name) == value for name, value in facts.items()):
                return message
        raise AssertionError(f"no {kind} in {listener.texts()}")
