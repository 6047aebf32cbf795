"""Security, limits, sockets and listen keys of the test exchange, in memory and in virtual time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.contract.raw import Listener, Raw, body
from tests.contract.traded import Traded
from tests.support.exchange import Faults, TestExchange, WireRequest, add_account, build, truth
from tests.support.exchange.venue import Window
from tests.support.exchange.wire import ApiKey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.exchange import Credentials, Exchange


def make(*venues: str, **options: Any) -> Raw:
    return Raw(build(seed=1, venues=venues or ("binance",), market_step_ms=0, **options))


# -------------------------------------------------------------------------------- keys and signatures


@pytest.mark.data
def test_signatures_are_the_documented_ones(shared_data: Path) -> None:
    """The published example of Binance verifies, and not with one letter changed."""
    vectors = json.loads((shared_data / "known_answers" / "exchange_signature_vectors.json").read_text())
    key = ApiKey("k" * 64, "a", secret=vectors["binance_hmac"]["secret"])
    for vector in vectors["binance_hmac"]["vectors"]:
        assert key.verifies(vector["payload"], vector["signature_hex"])
        assert not key.verifies(vector["payload"] + "0", vector["signature_hex"])


def private_key(key: Credentials) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(key.secret.encode(), None)


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_public_key_signatures_are_checked(kind: str) -> None:
    """A signature of the private key passes, one of another text does not."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    raw = make()
    key = add_account(raw.exchange, "other", kind=kind)
    text = f"timestamp={raw.exchange.now_ns // 10**6}"
    for signed, status in ((text, 200), (text + "1", 400)):
        secret = private_key(key)
        arguments = (PKCS1v15(), SHA256()) if kind == "rsa" else ()
        made = base64.b64encode(secret.sign(signed.encode(), *arguments)).decode()
        quoted = made.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
        request = WireRequest(
            "GET", "api.binance.com", "/api/v3/account", f"{text}&signature={quoted}",
            {"X-MBX-APIKEY": key.key},
        )  # fmt: skip
        outcome = raw.exchange.ask(request)
        assert outcome.response is not None
        assert outcome.response.status == status


def test_binance_refuses_wrong_keys_times_and_signatures() -> None:
    """Each wrong credential has its own code, and nothing is executed."""
    raw = make()
    now_ms = raw.exchange.now_ns // 10**6
    ask = {"symbol": "BTCUSDT"}

    def code(request: WireRequest) -> int:
        return int(body(raw.exchange.ask(request))["code"])

    good = raw.binance_request("GET", "/api/v3/openOrders", **ask)
    assert body(raw.exchange.ask(good)) == []
    for stamp_ms, expected in ((now_ms + 1000, -1021), (now_ms - 5001, -1021), (now_ms + 999, None)):
        request = raw.binance_request("GET", "/api/v3/openOrders", stamp_ms=stamp_ms, **ask)
        answer = body(raw.exchange.ask(request))
        assert (answer["code"] if isinstance(answer, dict) else None) == expected
    wrong = raw.binance_request("GET", "/api/v3/openOrders", **ask)
    wrong.query = wrong.query[:-1] + ("0" if wrong.query[-1] != "0" else "1")
    assert code(wrong) == -1022
    short = raw.binance_request("GET", "/api/v3/openOrders", **ask)
    short.headers["x-mbx-apikey"] = "short"
    assert code(short) == -2014
    unknown = raw.binance_request("GET", "/api/v3/openOrders", **ask)
    unknown.headers["x-mbx-apikey"] = "0" * 64
    assert code(unknown) == -2015
    assert code(raw.binance_request("GET", "/api/v3/openOrders", signed=False, **ask)) == -1102
    raw.exchange.act("account.key_revoked")
    assert code(raw.binance_request("GET", "/api/v3/openOrders", **ask)) == -2015


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"price": "60000.001"}, -1013),
        ({"quantity": "0.000001"}, -1013),
        ({"quantity": "1e3"}, -1013),
        ({"price": "-1"}, -1013),
        ({"type": "NONE"}, -1116),
        ({"side": "HOLD"}, -1117),
        ({"timeInForce": "GTX"}, -1115),
        ({"symbol": "NOPE"}, -1121),
        ({"newClientOrderId": "not allowed!"}, -1100),
        ({"newClientOrderId": "x" * 37}, -1100),
        ({"unknown": "1"}, -1104),
        ({"type": "LIMIT_MAKER"}, -1106),
        ({"price": "600000"}, -1013),
        ({"quantity": "9", "price": "60000"}, -2010),
    ],
)
def test_binance_refuses_a_wrong_order(params: dict[str, Any], code: int) -> None:
    """Parameters and filters are checked as the venue does it."""
    raw = make()
    assert body(raw.order(**params))["code"] == code
    assert truth(raw.exchange, "binance").orders == []


# -------------------------------------------------------------------------------- limits


def test_weights_are_counted_warned_about_and_banned() -> None:
    """The headers count; too much is 429, going on is 418, and the ban ends."""
    raw = make()
    used = []
    for _ in range(3):
        outcome = raw.binance("GET", "/api/v3/exchangeInfo", signed=False)
        assert outcome.response is not None
        used.append(int(outcome.response.headers["X-MBX-USED-WEIGHT-1M"]))
    assert used == [20, 40, 60]
    statuses = []
    for _ in range(310):
        outcome = raw.binance("GET", "/api/v3/exchangeInfo", signed=False)
        assert outcome.response is not None
        statuses.append(outcome.response.status)
    assert statuses[0] == 200
    assert 429 in statuses
    assert statuses[-1] == 418
    assert outcome.response is not None
    assert int(outcome.response.headers["Retry-After"]) > 60
    assert truth(raw.exchange, "binance").banned
    raw.exchange.advance(200)
    assert body(raw.binance("GET", "/api/v3/ping", signed=False)) == {}
    assert not truth(raw.exchange, "binance").banned


def test_orders_are_counted_per_account() -> None:
    """The hundred and first order within ten seconds is refused, one in the next window is not."""
    raw = make()
    for number in range(100):
        outcome = raw.order(f"n{number}", price=str(50_000 + number))
    assert outcome.response is not None
    assert outcome.response.headers["X-MBX-ORDER-COUNT-10S"] == "100"
    refused = raw.order("one-too-many")
    assert body(refused)["code"] == -1015
    raw.exchange.advance(10)
    assert body(raw.order("again"))["status"] == "NEW"


def test_window_of_a_limit_begins_anew() -> None:
    """What was used counts within one window only."""
    window = Window(10, 1000)
    assert [window.add(at_ms, 4) for at_ms in (0, 999, 1000, 1500)] == [4, 8, 4, 8]
    assert window.rest_s(1500) == 1


def test_bybit_counts_calls_and_addresses() -> None:
    """The headers say what is left; too many calls are 10006, too many of one address 403."""
    raw = Traded()
    codes = [
        raw.v5("GET", "/v5/order/realtime", category="linear", symbol="BTCUSDT")["retCode"] for _ in range(60)
    ]
    assert (codes[0], codes[-1]) == (0, 10006)
    raw.exchange.advance(2)
    assert raw.v5("GET", "/v5/account/info")["retCode"] == 0
    request = WireRequest("GET", "api.bybit.com", "/v5/market/time")
    statuses = {raw.exchange.ask(request).response.status for _ in range(700)}  # type: ignore[union-attr]
    assert statuses == {200, 403}


# -------------------------------------------------------------------------------- sockets


def test_streams_come_in_three_styles() -> None:
    """Raw streams come bare, combined ones wrapped, and SUBSCRIBE is acknowledged."""
    exchange = build(seed=1, venues=["binance"])
    bare = Listener(exchange, "stream.binance.com", "/ws/btcusdt@trade")
    wrapped = Listener(exchange, "stream.binance.com", "/stream", "streams=btcusdt@trade/ethusdt@bookTicker")
    asked = Listener(exchange, "stream.binance.com", "/ws")
    asked.say(method="SUBSCRIBE", params=["btcusdt@depth5", "btcusdt@kline_1m", "!miniTicker@arr"], id=7)
    asked.say(method="LIST_SUBSCRIPTIONS", id=8)
    asked.say(method="NONSENSE", id=9)
    exchange.advance(5)
    assert {m["e"] for m in bare.texts()} == {"trade"}
    assert {m["stream"] for m in wrapped.texts()} == {"btcusdt@trade", "ethusdt@bookTicker"}
    assert asked.texts()[0] == {"result": None, "id": 7}
    assert asked.texts()[1]["result"] == ["!miniTicker@arr", "btcusdt@depth5", "btcusdt@kline_1m"]
    assert asked.texts()[2]["error"]["code"] == 2
    assert any("lastUpdateId" in m for m in asked.texts()[3:])
    asked.say(method="UNSUBSCRIBE", params=["btcusdt@depth5", "btcusdt@kline_1m", "!miniTicker@arr"], id=10)
    exchange.advance(0.05)
    before = len(asked.frames)
    exchange.advance(5)
    assert len(asked.frames) == before


def test_book_of_snapshot_and_changes_equals_the_venues() -> None:
    """A client that follows the documented steps has the venue's book."""
    raw = Raw(build(seed=3, venues=["binance"]))
    listener = Listener(raw.exchange, "stream.binance.com", "/ws/btcusdt@depth@100ms")
    raw.exchange.advance(1)
    snapshot = body(raw.binance("GET", "/api/v3/depth", signed=False, symbol="BTCUSDT", limit=5000))
    raw.exchange.advance(20)
    book = {side: {p: q for p, q in snapshot[f"{side}s"]} for side in ("bid", "ask")}  # noqa: C416
    last = snapshot["lastUpdateId"]
    for message in listener.texts():
        if message["u"] <= last:
            continue
        assert message["U"] <= last + 1
        for side, letter in (("bid", "b"), ("ask", "a")):
            for price, quantity in message[letter]:
                book[side][price] = quantity
        last = message["u"]
    venue = raw.exchange.venues[0]
    bids, asks = venue.levels("BTCUSDT", 5000)  # type: ignore[attr-defined]
    held = {side: {p: q for p, q in book[side].items() if float(q)} for side in book}
    assert held == {"bid": dict(bids), "ask": dict(asks)}


def socket_request(exchange: Exchange, key: Credentials, **params: Any) -> dict[str, Any]:
    given = {"apiKey": key.key, "timestamp": exchange.now_ns // 10**6, **params}
    text = "&".join(f"{name}={given[name]}" for name in sorted(given))
    if "PRIVATE KEY" in key.secret:
        signature = base64.b64encode(private_key(key).sign(text.encode())).decode()
    else:
        signature = hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return {**given, "signature": signature}


def test_orders_and_user_data_over_the_websocket_api() -> None:
    """A signed request places an order; its events come over the subscribed connection."""
    raw = make()
    user = raw.user_stream()
    api = Listener(raw.exchange, "ws-api.binance.com", "/ws-api/v3")
    params = socket_request(
        raw.exchange, raw.key, symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC",
        price="60000", quantity="0.01", newClientOrderId="by-socket",
    )  # fmt: skip
    api.say(id="a", method="order.place", params=params)
    wrong = {**params, "signature": "0" * 64}
    api.say(id="b", method="order.place", params=wrong)
    raw.exchange.advance(0.1)
    first, second = api.texts()
    assert (first["status"], first["result"]["status"]) == (200, "NEW")
    assert (second["status"], second["error"]["code"]) == (400, -1022)
    events = [m["event"] for m in user.texts() if "event" in m]
    assert [e["e"] for e in events] == ["executionReport", "outboundAccountPosition"]
    assert events[0]["c"] == "by-socket"
    assert len(truth(raw.exchange, "binance").creates("by-socket")) == 2


def test_session_needs_an_ed25519_key() -> None:
    """session.logon opens a session for unsigned requests; an HMAC key cannot."""
    raw = make()
    key = add_account(raw.exchange, "trader", kind="ed25519")
    api = Listener(raw.exchange, "ws-api.binance.com", "/ws-api/v3")
    api.say(id=1, method="session.logon", params=socket_request(raw.exchange, raw.key))
    api.say(id=2, method="userDataStream.subscribe")
    api.say(id=3, method="session.logon", params=socket_request(raw.exchange, key))
    api.say(id=4, method="userDataStream.subscribe")
    api.say(id=5, method="account.status", params={"timestamp": raw.exchange.now_ns // 10**6})
    raw.exchange.advance(0.1)
    assert [m["status"] for m in api.texts()] == [400, 401, 200, 200, 200]
    assert api.texts()[4]["result"]["accountType"] == "SPOT"


def test_removed_listen_key_of_spot_is_gone() -> None:
    """The retired way to the spot user stream does not work here either."""
    outcome = make().binance("POST", "/api/v3/userDataStream", signed=False)
    assert outcome.response is not None
    assert outcome.response.status == 404


# -------------------------------------------------------------------------------- USD-M and Bybit


def test_listen_key_expires_unless_it_is_extended() -> None:
    """After an hour without a word the stream says so and falls silent."""
    raw = make("binanceusdm")
    key = body(raw.binance("POST", "/fapi/v1/listenKey", signed=False))["listenKey"]
    listener = Listener(raw.exchange, "fstream.binance.com", "/private/ws", f"listenKey={key}")
    raw.exchange.advance(3000)
    assert body(raw.binance("PUT", "/fapi/v1/listenKey", signed=False))["listenKey"] == key
    raw.exchange.advance(3000)
    assert listener.texts() == []
    raw.exchange.advance(700)
    assert [m["e"] for m in listener.texts()] == ["listenKeyExpired"]
    assert body(raw.binance("PUT", "/fapi/v1/listenKey", signed=False))["code"] == -1125


def test_countdown_cancels_unless_it_is_renewed() -> None:
    """The dead man's switch takes the plain orders and leaves the protective stop."""
    raw = make("binanceusdm")
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01",
             "price": "61000", "newClientOrderId": "grid"}  # fmt: skip
    assert body(raw.binance("POST", "/fapi/v1/order", **order))["status"] == "NEW"
    stop = {"symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "quantity": "0.01",
            "algoType": "CONDITIONAL", "triggerPrice": "60000", "clientAlgoId": "stop"}  # fmt: skip
    assert body(raw.binance("POST", "/fapi/v1/algoOrder", **stop))["algoStatus"] == "NEW"
    raw.binance("POST", "/fapi/v1/countdownCancelAll", symbol="BTCUSDT", countdownTime=10_000)
    raw.exchange.advance(12)
    states = {o.client_id: o.state.value for o in truth(raw.exchange, "binanceusdm").orders}
    assert states == {"grid": "CANCELED", "algo:stop": "WAITING"}


def test_funding_comes_every_eight_hours_and_liquidation_when_the_margin_is_gone() -> None:
    """Time alone takes funding; a fall of the mark closes what its margin no longer carries."""
    raw = Raw(build(seed=1, venues=["binanceusdm"], market_step_ms=0))
    poor = Raw(raw.exchange, add_account(raw.exchange, "poor", {"USDT": "700"}))
    poor.binance("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=100)
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.1"}
    assert (
        body(poor.binance("POST", "/fapi/v1/order", newOrderRespType="RESULT", **order))["status"] == "FILLED"
    )
    raw.exchange.advance(8 * 3600 + 2)
    kinds = [row["incomeType"] for row in body(poor.binance("GET", "/fapi/v1/income"))]
    assert "FUNDING_FEE" in kinds
    raw.exchange.act("market.gap", percent=-11)
    raw.exchange.advance(2)
    assert body(poor.binance("GET", "/fapi/v3/positionRisk")) == []
    assert truth(raw.exchange, "binanceusdm", "poor").orders[-1].client_id.startswith("autoclose-")
    assert not any(raw.exchange.venues[0].engine.ledger.sums().values())


def test_bybit_refuses_wrong_keys_times_and_topics() -> None:
    """Codes of the documentation, with status 200; private topics need a login."""
    raw = Traded()
    request = WireRequest("GET", "api.bybit.com", "/v5/account/info", headers={"X-BAPI-API-KEY": "none"})
    assert body(raw.exchange.ask(request))["retCode"] == 10003
    stale = WireRequest(
        "GET", "api.bybit.com", "/v5/account/info",
        headers={"X-BAPI-API-KEY": raw.key.key, "X-BAPI-TIMESTAMP": "1", "X-BAPI-RECV-WINDOW": "5000"},
    )  # fmt: skip
    assert body(raw.exchange.ask(stale))["retCode"] == 10002
    stale.headers["x-bapi-timestamp"] = str(raw.exchange.now_ns // 10**6)
    assert body(raw.exchange.ask(stale))["retCode"] == 10004
    private = Listener(raw.exchange, "stream.bybit.com", "/v5/private")
    private.say(op="subscribe", args=["order"])
    private.say(op="auth", args=[raw.key.key, "9" * 13, "wrong"])
    private.say(op="ping", req_id="p")
    public = Listener(raw.exchange, "stream.bybit.com", "/v5/public/linear")
    public.say(op="subscribe", args=["orderbook.7.BTCUSDT"], req_id="x")
    public.say(op="ping", req_id="p")
    raw.exchange.advance(0.1)
    assert [m.get("success") for m in private.texts()] == [False, False, None]
    assert private.texts()[2]["op"] == "pong"
    assert [m["success"] for m in public.texts()] == [False, True]
    assert public.texts()[1]["ret_msg"] == "pong"


def test_bybit_book_of_snapshot_and_deltas_equals_the_venues() -> None:
    """The first message is a snapshot; deltas lead to the venue's own levels, numbers without a gap."""
    exchange = build(seed=3, venues=["bybit"])
    listener = Listener(exchange, "stream.bybit.com", "/v5/public/linear")
    listener.say(op="subscribe", args=["orderbook.50.BTCUSDT"])
    exchange.advance(20)
    books = [m for m in listener.texts() if m.get("topic")]
    assert books[0]["type"] == "snapshot"
    held: dict[str, dict[str, str]] = {"b": {}, "a": {}}
    numbers = []
    for message in books:
        numbers.append(message["data"]["u"])
        for side in ("b", "a"):
            held[side].update(message["data"][side])
    held = {side: {p: q for p, q in levels.items() if float(q)} for side, levels in held.items()}
    market = exchange.venues[0].engine.instruments["linear:BTCUSDT"]
    bids, asks = exchange.venues[0].public.levels(market, 50)  # type: ignore[attr-defined]
    assert held == {"b": dict(bids), "a": dict(asks)}
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_bybit_post_only_order_that_would_take_is_accepted_and_cancelled() -> None:
    """The answer is a number; only the order itself says that it was not taken."""
    raw = Traded()
    answer = raw.v5("POST", "/v5/order/create", category="linear", symbol="BTCUSDT", side="Buy", qty="0.01",
                    orderType="Limit", price="66000", timeInForce="PostOnly", orderLinkId="po")  # fmt: skip
    assert answer["retCode"] == 0
    row = raw.v5("GET", "/v5/order/realtime", category="linear", symbol="BTCUSDT", orderLinkId="po")
    order = row["result"]["list"][0]
    assert (order["orderStatus"], order["rejectReason"]) == ("Cancelled", "EC_PostOnlyWillTakeLiquidity")


# -------------------------------------------------------------------------------- the server


def test_server_stands_still_until_its_time_is_moved() -> None:
    """With manual time nothing happens by itself; advance() brings it all at once."""

    async def check() -> None:
        faults = Faults(1, [{"knob": "net.delay_response", "min_ms": 5000, "max_ms": 5000}])
        async with TestExchange(seed=1, venues=["binance"], manual=True, faults=faults) as exchange:
            url = exchange.host("api.binance.com") + "/api/v3/time"
            async with aiohttp.ClientSession() as session:
                waiting = asyncio.ensure_future(session.get(url))
                await asyncio.sleep(0.2)
                assert not waiting.done()
                start_ms = exchange.exchange.now_ns // 10**6
                await exchange.advance(5)
                async with await waiting as answer:
                    assert (await answer.json())["serverTime"] == start_ms

    asyncio.run(asyncio.wait_for(check(), 10))


def test_server_answers_unknown_hosts_and_paths() -> None:
    """Nothing outside the venues' hosts is served."""

    async def check() -> None:
        async with (
            TestExchange(seed=1, venues=["binance"]) as exchange,
            aiohttp.ClientSession() as session,
        ):
            for path in ("/example.com/api", "/api.binance.com/api/v3/nothing", "/"):
                async with session.get(exchange.url + path) as answer:
                    assert answer.status == 404

    asyncio.run(asyncio.wait_for(check(), 10))
