"""A bare client of the exchange in memory: it signs, sends, listens and reads, nothing more."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.support.exchange import Connection, Frame, Outcome, WireRequest, add_account

if TYPE_CHECKING:
    from tests.support.exchange import Credentials, Exchange

BINANCE_HOSTS = {"api": "api.binance.com", "sapi": "api.binance.com", "fapi": "fapi.binance.com"}


class Listener:
    """A WebSocket connection and what came over it."""

    def __init__(self, exchange: Exchange, host: str, path: str, query: str = "") -> None:
        self.frames: list[Frame] = []
        self._exchange = exchange
        made = exchange.connect(host, path, query, self.frames.append)
        assert made is not None
        self.connection: Connection = made

    def say(self, **message: Any) -> None:
        self._exchange.receive(self.connection, json.dumps(message))

    def texts(self) -> list[Any]:
        return [json.loads(frame.text) for frame in self.frames if frame.kind == "text"]

    def kinds(self) -> list[str]:
        return [frame.kind for frame in self.frames]


class Raw:
    """Requests of one account; the newest answer of each is returned as it came over the wire."""

    def __init__(self, exchange: Exchange, key: Credentials | None = None) -> None:
        self.exchange = exchange
        self.key = key or add_account(exchange)

    def binance_request(
        self, method: str, path: str, *, signed: bool = True, stamp_ms: int | None = None, **params: Any
    ) -> WireRequest:
        given = {name: str(value) for name, value in params.items()}
        headers = {"X-MBX-APIKEY": self.key.key}
        if signed:
            given["timestamp"] = str(self.exchange.now_ns // 10**6 if stamp_ms is None else stamp_ms)
        query = urlencode(given)
        if signed:
            made = hmac.new(self.key.secret.encode(), query.encode(), hashlib.sha256).hexdigest()
            query = f"{query}&signature={made}"
        return WireRequest(method, BINANCE_HOSTS[path.split("/")[1]], path, query, headers)

    def binance(self, method: str, path: str, **params: Any) -> Outcome:
        """Ask Binance and let time pass until the answer."""
        return self.exchange.ask(self.binance_request(method, path, **params))

    def order(self, client_id: str = "one", **params: Any) -> Outcome:
        """A small limit order far below the market, unless the parameters say otherwise."""
        usual = {
            "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01",
            "price": "60000", "newClientOrderId": client_id,
        }  # fmt: skip
        return self.binance("POST", "/api/v3/order", **{**usual, **params})

    def user_stream(self) -> Listener:
        """The spot user data stream over the WebSocket API."""
        listener = Listener(self.exchange, "ws-api.binance.com", "/ws-api/v3")
        params: dict[str, Any] = {"apiKey": self.key.key, "timestamp": self.exchange.now_ns // 10**6}
        text = "&".join(f"{name}={params[name]}" for name in sorted(params))
        params["signature"] = hmac.new(self.key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        listener.say(id=1, method="userDataStream.subscribe.signature", params=params)
        return listener


def body(outcome: Outcome) -> Any:
    assert outcome.response is not None
    return outcome.response.value()
