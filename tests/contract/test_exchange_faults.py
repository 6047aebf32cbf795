"""Every knob of the test exchange strikes, does what it says, and is counted; in memory and on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.contract.raw import Listener, Raw, body
from tests.support.exchange import KNOBS, Exchange, Faults, TestExchange, build, truth
from tests.support.exchange import engine as engine_module
from tests.support.exchange.acts import Acts
from tests.support.exchange.fault_files import load_faults
from tests.support.exchange.values import State, Status

if TYPE_CHECKING:
    from collections.abc import Callable

SPOT = ["binance"]


def make(**rule: Any) -> Raw:
    """A client of an exchange with one rule of faults."""
    faults = Faults(1, [rule] if rule else [])
    return Raw(build(seed=1, venues=SPOT, faults=faults, market_step_ms=0))


def orders(raw: Raw) -> list[str]:
    return [order.state.value for order in truth(raw.exchange, "binance").orders]


# -------------------------------------------------------------------------------- requests

REQUESTS = [
    # knob, parameters, what the client sees, the orders there are in the end
    ("net.loss_request", {}, "silence", []),
    ("net.loss_response", {}, "silence", ["NEW"]),
    ("net.reset_request", {}, "reset", []),
    ("net.dns", {}, "unreachable", []),
    ("net.partition", {}, "silence", []),
    ("net.late_delivery", {"min_ms": 4000, "max_ms": 4000}, "reset", ["NEW"]),
    ("net.late_delivery", {"min_ms": 6000, "max_ms": 60_000}, "reset", []),
    ("net.delay_request", {"min_ms": 3000, "max_ms": 3000}, 200, ["NEW"]),
    ("net.delay_request", {"min_ms": 6000, "max_ms": 6000}, 400, []),
    ("net.delay_response", {"min_ms": 3000, "max_ms": 9000}, 200, ["NEW"]),
    ("net.latency", {"min_ms": 5, "max_ms": 50}, 200, ["NEW"]),
    ("net.reset", {"at_byte": 10}, "cut", ["NEW"]),
    ("net.close_mid_body", {}, "cut", ["NEW"]),
    ("net.slow_drip", {"chunk_bytes": 20, "chunk_ms": 100}, "slow", ["NEW"]),
    ("http.status", {"status": 403}, 403, []),
    ("http.status", {"status": 408}, 408, []),
    ("http.status", {"status": 409}, 409, []),
    ("http.status", {"status": 502, "body": "html"}, 502, []),
    ("http.status", {"status": 503, "executed": True}, 503, ["NEW"]),
    ("http.rate_limited", {"retry_after_s": 7}, 429, []),
    ("http.rate_limited", {"ban": True}, 418, []),
    ("order.accept_then_error", {}, 504, ["NEW"]),
    ("order.error_then_accept_late", {"delay_ms": 3000}, 503, ["NEW"]),
    ("order.error_then_accept_late", {"delay_ms": 9000}, 503, []),
    ("order.error_then_accept_late", {"delay_ms": 9000, "deadline": False}, 503, ["NEW"]),
    ("net.late_delivery", {"min_ms": 9000, "max_ms": 60_000, "deadline": False}, "reset", ["NEW"]),
    ("order.reject", {"code": -2010, "text": "no"}, 400, []),
    ("order.expire", {}, 200, ["EXPIRED"]),
    ("fill.partials", {"parts": 3, "every_ms": 10}, 200, ["FILLED"]),
    ("fill.before_ack", {"delay_ms": 500}, 200, ["FILLED"]),
]


@pytest.mark.parametrize(("knob", "params", "seen", "there"), REQUESTS)
def test_fault_of_a_request(knob: str, params: dict[str, Any], seen: object, there: list[str]) -> None:
    """What the client sees of an order and what became of it are two things."""
    raw = make(knob=knob, times=1 if knob != "net.partition" else None, **params)
    outcome = raw.order()
    raw.exchange.advance(70)
    if outcome.kind != "answer":
        assert outcome.kind == seen
    elif isinstance(seen, int):
        assert outcome.response is not None
        assert outcome.response.status == seen
    else:
        assert (outcome.cut_at is not None) == (seen == "cut")
        assert (outcome.drip_ms > 0) == (seen == "slow")
    assert orders(raw) == there
    assert raw.exchange.faults.counts[knob] >= 1


@pytest.mark.parametrize("kind", ["html", "empty", "object", "array", "null", "truncated", "wrong_types"])
def test_body_of_an_accepted_order_may_be_nonsense(kind: str) -> None:
    """A status of 200 says nothing when the body is not an order."""
    raw = make(knob="http.body", body=kind)
    outcome = raw.order()
    assert outcome.response is not None
    assert outcome.response.status == 200
    try:
        assert body(outcome) in ({}, [], None) or body(outcome)["orderId"] == "none"
    except ValueError:
        assert kind in {"html", "empty", "truncated"}
    assert orders(raw) == ["NEW"]


def test_retry_after_stands_in_the_header() -> None:
    """429 says when to come again."""
    outcome = make(knob="http.rate_limited", retry_after_s=7).order()
    assert outcome.response is not None
    assert outcome.response.headers["Retry-After"] == "7"


# -------------------------------------------------------------------------------- fills and reads


def test_order_may_fill_while_its_cancel_is_on_the_way() -> None:
    """The cancel finds the order gone, or what is left of it."""
    raw = make(knob="fill.during_cancel", percent=100)
    raw.order()
    outcome = raw.binance("DELETE", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="one")
    assert body(outcome)["code"] == -2011
    assert orders(raw) == ["FILLED"]


def test_order_may_trade_after_its_cancel_was_confirmed() -> None:
    """A confirmed cancel is no proof that no trade follows."""
    raw = make(knob="fill.after_cancel_ack", percent=50, delay_ms=300)
    raw.order()
    raw.binance("DELETE", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="one")
    assert orders(raw) == ["CANCELED"]
    raw.exchange.advance(1)
    fills = truth(raw.exchange, "binance").fills
    assert [fill.lots for fill in fills] == [500]
    assert not any(raw.exchange.venues[0].engine.ledger.sums().values())


def test_reads_may_lag_behind() -> None:
    """For a while an order is not found, not open, without trades, and its money looks free."""
    raw = make(knob="read.lag", ms=2000)
    raw.exchange.faults.add("read.balance_lag", ms=2000)
    raw.exchange.advance(3)
    raw.order()
    ask = {"symbol": "BTCUSDT"}
    assert body(raw.binance("GET", "/api/v3/order", origClientOrderId="one", **ask))["code"] == -2013
    assert body(raw.binance("GET", "/api/v3/openOrders", **ask)) == []
    assert money(raw)["locked"] == "0.00000000"
    raw.exchange.advance(3)
    assert body(raw.binance("GET", "/api/v3/order", origClientOrderId="one", **ask))["status"] == "NEW"
    assert money(raw)["locked"] == "600.00000000"


def money(raw: Raw) -> Any:
    answer = body(raw.binance("GET", "/api/v3/account"))
    return next(row for row in answer["balances"] if row["asset"] == "USDT")


@pytest.mark.parametrize(
    ("knob", "path", "expected"),
    [
        ("read.not_found", "/api/v3/order", -2013),
        ("read.page_shift", "/api/v3/allOrders", 0),
        ("read.open_orders_missing", "/api/v3/openOrders", 0),
    ],
)
def test_read_may_miss_an_order(knob: str, path: str, expected: int) -> None:
    """What a read does not show may be there nevertheless."""
    raw = make(knob=knob)
    raw.order()
    params = {"origClientOrderId": "one"} if path.endswith("order") else {}
    answer = body(raw.binance("GET", path, symbol="BTCUSDT", **params))
    assert (answer["code"] if isinstance(answer, dict) else len(answer)) == expected


def test_stale_replicas_disagree() -> None:
    """Two reads in a row may see the order come and go."""
    raw = make(knob="read.stale_replica", ms=4000)
    raw.order()
    raw.exchange.advance(2)
    seen = {
        body(raw.binance("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="one")).get("status")
        for _ in range(30)
    }
    assert seen == {None, "NEW"}


def test_post_only_order_may_meet_the_market_on_its_way() -> None:
    """The book moved: the order would take, and is refused."""
    raw = make(knob="order.post_only_cross", times=1)
    outcome = raw.binance(
        "POST", "/api/v3/order", symbol="BTCUSDT", side="BUY", type="LIMIT_MAKER", quantity="0.01",
        price="60000", newClientOrderId="maker",
    )  # fmt: skip
    assert body(outcome)["code"] == -2010


def test_fee_asset_may_switch_between_orders() -> None:
    """The same account pays in coins, then in BNB."""
    raw = make(knob="fee.asset_switch", probability=0.5)
    for number in range(12):
        raw.binance("POST", "/api/v3/order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.001",
                    newClientOrderId=f"m{number}")  # fmt: skip
    assert {fill.fee_asset for fill in truth(raw.exchange, "binance").fills} == {"BTC", "BNB"}


@pytest.mark.parametrize(("scope", "code"), [("open", None), ("forever", -2010), ("none", None)])
def test_client_id_may_be_unique_in_three_ways(scope: str, code: int | None) -> None:
    """Uniqueness is the venue's choice."""
    raw = make(knob="order.unique_ids", scope=scope)
    raw.order("same")
    second = body(raw.order("same")).get("code")
    raw.binance("DELETE", "/api/v3/openOrders", symbol="BTCUSDT")
    assert body(raw.order("same")).get("code") == code
    assert (second is None) == (scope == "none")


# -------------------------------------------------------------------------------- streams

STREAM = ("stream.binance.com", "/ws/btcusdt@trade/btcusdt@depth@100ms")


def streamed(raw: Raw, seconds: float = 20) -> Listener:
    listener = Listener(raw.exchange, *STREAM)
    raw.exchange.advance(seconds)
    return listener


def streaming(**rule: Any) -> Raw:
    return Raw(build(seed=1, venues=SPOT, faults=Faults(1, [rule] if rule else []), market_step_ms=250))


def gaps(listener: Listener) -> int:
    """How many book updates do not follow their predecessor."""
    books = [m for m in listener.texts() if m["e"] == "depthUpdate"]
    return sum(1 for a, b in pairwise(books) if b["U"] != a["u"] + 1)


def twins(listener: Listener) -> int:
    texts = [frame.text for frame in listener.frames if frame.kind == "text"]
    return len(texts) - len(set(texts))


def test_streams_without_faults_are_whole() -> None:
    """Books have no gap, trades no hole and no twin."""
    listener = streamed(streaming())
    trades = [m["t"] for m in listener.texts() if m["e"] == "trade"]
    assert len(trades) > 10
    assert trades == list(range(trades[0], trades[0] + len(trades)))
    assert gaps(listener) == 0


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"knob": "stream.drop", "probability": 0.3}, lambda x: gaps(x) > 0),
        ({"knob": "stream.duplicate", "probability": 0.3}, lambda x: twins(x) > 0),
        ({"knob": "stream.reorder", "probability": 0.3, "ms": 400}, lambda x: gaps(x) > 0),
        ({"knob": "stream.sequence_gap", "probability": 0.3}, lambda x: gaps(x) > 0),
        ({"knob": "stream.delay", "min_ms": 100, "max_ms": 500}, lambda x: gaps(x) == 0),
        ({"knob": "stream.burst", "probability": 0.1, "ms": 3000}, lambda x: gaps(x) == 0),
        ({"knob": "stream.stall", "windows": [[5000, 6000]]}, lambda x: x.kinds()[-1] == "ping"),
        ({"knob": "stream.stall", "pings": False}, lambda x: x.frames == []),
        ({"knob": "stream.max_age", "ms": 5000}, lambda x: x.kinds()[-1] == "close"),
        ({"knob": "net.partition"}, lambda x: "text" not in x.kinds()),
        ({"knob": "time.suspend", "at_ms": [1000], "for_ms": 60_000}, lambda x: len(x.texts()) < 20),
    ],
)  # fmt: skip
def test_fault_of_a_stream(rule: dict[str, Any], holds: Callable[[Listener], bool]) -> None:
    """Messages are lost, doubled, late, out of order, or the connection falls silent or ends."""
    raw = streaming(**({} if rule["knob"] == "net.partition" else rule))
    listener = Listener(raw.exchange, *STREAM)
    if rule["knob"] == "net.partition":
        raw.exchange.faults.add(**rule)
    raw.exchange.advance(30)
    assert holds(listener)
    assert raw.exchange.faults.counts[rule["knob"]] > 0


def test_acknowledgement_of_a_subscription_may_be_lost() -> None:
    """The subscription works, its acknowledgement never came."""
    raw = streaming(knob="stream.ack_lost")
    listener = Listener(raw.exchange, "stream.binance.com", "/ws")
    listener.say(method="SUBSCRIBE", params=["btcusdt@trade"], id=1)
    raw.exchange.advance(10)
    assert listener.texts()
    assert not [m for m in listener.texts() if "result" in m]


# -------------------------------------------------------------------------------- markets, accounts, time


def spot(exchange: Exchange) -> Any:
    return exchange.venues[0].engine


ACTS: list[tuple[str, dict[str, Any], Callable[[Raw], bool]]] = [
    ("market.halt", {"for_ms": 10**6}, lambda r: body(r.order("two"))["msg"] == "Market is closed."),
    ("market.cancel_only", {"for_ms": 10**6}, lambda r: body(r.order("two"))["code"] == -1013),
    ("market.delist", {}, lambda r: orders(r) == ["EXPIRED"]),
    ("market.gap", {"percent": -10}, lambda r: orders(r) == ["FILLED"]),
    ("market.empty_book", {}, lambda r: spot(r.exchange).books["BTCUSDT"].asks.best() is None),
    (
        "account.deposit",
        {"atoms": 10**8},
        lambda r: truth(r.exchange, "binance").balances["USDT"] == "100001",
    ),
    ("account.external_cancel", {}, lambda r: orders(r) == ["CANCELED"]),
    ("account.external_trade", {}, lambda r: orders(r) == ["NEW", "FILLED"]),
    ("account.key_revoked", {}, lambda r: body(r.order("two"))["code"] == -2015),
    ("account.permission_change", {}, lambda r: body(r.order("two"))["code"] == -2015),
    ("order.filter_change", {"factor": 5000}, lambda r: body(r.order("two"))["code"] == -1013),
    ("fee.rebate", {}, lambda r: spot(r.exchange).account("trader").maker_fee < 0),
    ("time.skew", {"ms": 8000}, lambda r: body(r.order("two"))["code"] == -1021),
    ("time.step", {"ms": -8000}, lambda r: body(r.order("two"))["code"] == -1021),
    ("time.suspend", {}, lambda r: r.order("two").kind == "silence"),
]


@pytest.mark.parametrize(("knob", "params", "holds"), ACTS)
@pytest.mark.parametrize("way", ["by hand", "by schedule"])
def test_what_happens_to_market_account_or_clock(
    knob: str, params: dict[str, Any], holds: Callable[[Raw], bool], way: str
) -> None:
    """A timed knob strikes at its moment, or when a test says so."""
    raw = make()
    raw.order()
    if way == "by hand":
        raw.exchange.act(knob, **params)
    else:
        raw.exchange.faults.add(knob, at_ms=[1500], **params)
        assert not raw.exchange.faults.counts[knob]
        raw.exchange.advance(3)
    assert raw.exchange.faults.counts[knob] == 1
    assert holds(raw)


def test_position_mode_flips_and_positions_are_liquidated_on_request() -> None:
    """What happens to futures accounts without a client asking."""
    raw = Raw(build(seed=1, venues=["binanceusdm"], market_step_ms=0))
    raw.exchange.act("account.mode_flip")
    dual = body(raw.binance("GET", "/fapi/v1/positionSide/dual"))
    assert dual == {"dualSidePosition": True}
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01", "positionSide": "LONG"}
    raw.binance("POST", "/fapi/v1/order", **order)
    assert len(body(raw.binance("GET", "/fapi/v3/positionRisk"))) == 1
    raw.exchange.act("account.mode_flip")
    raw.exchange.act("market.liquidation")
    assert body(raw.binance("GET", "/fapi/v3/positionRisk")) == []
    raw.exchange.act("market.funding", rate=10_000)
    assert len(body(raw.binance("GET", "/fapi/v1/fundingRate", signed=False, symbol="BTCUSDT"))) == 1


def test_no_knob_is_a_name_alone() -> None:
    """Every knob that can be set is looked at somewhere."""
    folder = Path(engine_module.__file__).parent
    texts = [file.read_text(encoding="utf-8") for file in folder.glob("*.py") if file.name != "faults.py"]
    unused = [knob for knob in KNOBS if not any(f'"{knob}"' in text for text in texts)]
    assert unused == []


def test_halt_ends_by_itself() -> None:
    """A market opens again after its time."""
    raw = make()
    raw.exchange.act("market.halt", for_ms=5000)
    raw.exchange.advance(6)
    assert spot(raw.exchange).instruments["BTCUSDT"].status is Status.TRADING
    assert body(raw.order())["status"] == "NEW"


def test_drifting_clock_leaves_the_window() -> None:
    """A clock that runs fast is seconds ahead after hours."""
    raw = make(knob="time.drift", ppm=1000)
    assert body(raw.order())["status"] == "NEW"
    raw.exchange.advance(7200)
    assert body(raw.order("two"))["code"] == -1021


def test_crossed_book_is_published() -> None:
    """The depth shows a bid above the ask."""
    raw = make(knob="market.crossed_book")
    depth = body(raw.binance("GET", "/api/v3/depth", signed=False, symbol="BTCUSDT"))
    assert float(depth["bids"][0][0]) > float(depth["asks"][0][0])


# -------------------------------------------------------------------------------- data and determinism


def test_rules_come_from_a_file_and_unknown_knobs_are_refused(tmp_path: Any) -> None:
    """A file of rules is a list of objects; a misspelt knob is no silent nothing."""
    path = tmp_path / "faults.json"
    path.write_text(json.dumps([{"knob": "net.dns", "times": 2}, {"knob": "order.expire", "at_ms": [5]}]))
    assert [rule.knob for rule in load_faults(path, 1).rules] == ["net.dns", "order.expire"]
    with pytest.raises(ValueError):
        Faults().add("net.misspelt")
    assert len(Faults.swarm(3, KNOBS).rules) < len(KNOBS)


def test_every_timed_knob_is_known() -> None:
    """The knobs that act are among the named ones."""
    exchange = build(seed=1, venues=SPOT)
    assert set(Acts(exchange)._acts) <= set(KNOBS)


def trace(seed: int) -> str:
    """A digest of all bytes of a run under many faults."""
    knobs = [k for k in KNOBS if k.startswith(("net.", "http.", "order.", "fill.", "stream.", "read."))]
    knobs = [k for k in knobs if k not in {"net.partition", "stream.stall", "order.unique_ids"}]
    raw = Raw(build(seed=seed, venues=SPOT, faults=Faults.swarm(seed, knobs, 0.2)))
    seen = hashlib.sha256()
    raw.exchange.connect(*STREAM, "", lambda frame: seen.update(frame.text.encode()))
    for number in range(25):
        price = 63_000 + 100 * (number % 12)
        request = raw.binance_request(
            "POST", "/api/v3/order", symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC",
            quantity="0.001", price=price, newClientOrderId=f"n{number}",
        )  # fmt: skip
        raw.exchange.send(request, lambda o: seen.update(o.response.body if o.response else o.kind.encode()))
        raw.exchange.advance(1)
    assert not any(spot(raw.exchange).ledger.sums().values())
    for order in truth(raw.exchange, "binance").orders:
        assert order.state is not State.TRIGGERED
        seen.update(f"{order.id}{order.state}{order.filled}".encode())
    return seen.hexdigest()


def test_same_seed_gives_the_same_bytes() -> None:
    """A run is its seed; another seed is another run."""
    assert trace(5) == trace(5) != trace(6)


# -------------------------------------------------------------------------------- on loopback


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ({"knob": "net.reset_request"}, aiohttp.ClientConnectionError),
        ({"knob": "net.dns"}, aiohttp.ClientConnectionError),
        ({"knob": "net.reset", "at_byte": 5}, aiohttp.ClientPayloadError),
        ({"knob": "net.close_mid_body"}, aiohttp.ClientPayloadError),
        ({"knob": "net.loss_response"}, TimeoutError),
        ({"knob": "net.loss_request"}, TimeoutError),
        ({"knob": "net.partition"}, TimeoutError),
        ({"knob": "net.delay_response", "min_ms": 300, "max_ms": 300}, 200),
        ({"knob": "net.slow_drip", "chunk_bytes": 4, "chunk_ms": 10}, 200),
        ({"knob": "http.status", "status": 503}, 503),
        ({"knob": "http.body", "body": "html"}, 200),
    ],
)
def test_fault_on_loopback(rule: dict[str, Any], seen: object) -> None:
    """A real client sees resets, cut bodies, silence and odd answers."""

    async def check() -> None:
        async with TestExchange(seed=1, venues=SPOT, faults=Faults(1, [rule])) as exchange:
            url = exchange.host("api.binance.com") + "/api/v3/time"
            limit = aiohttp.ClientTimeout(total=1)
            async with aiohttp.ClientSession(timeout=limit) as session:
                if isinstance(seen, int):
                    async with session.get(url) as answer:
                        await answer.read()
                        assert answer.status == seen
                else:
                    with pytest.raises(seen):  # type: ignore[call-overload]
                        async with session.get(url) as answer:
                            await answer.read()
            assert exchange.faults.counts[rule["knob"]] >= 1

    asyncio.run(asyncio.wait_for(check(), 10))


def test_stream_fault_on_loopback() -> None:
    """A connection ends at its age, and a new one can be made."""

    async def check() -> None:
        rule = {"knob": "stream.max_age", "ms": 300}
        async with TestExchange(seed=1, venues=SPOT, faults=Faults(1, [rule])) as exchange:
            url = exchange.ws("stream.binance.com") + "/ws/btcusdt@depth@100ms"
            async with aiohttp.ClientSession() as session:
                for _ in range(2):
                    async with session.ws_connect(url) as socket:
                        async for message in socket:
                            assert message.json()["e"] == "depthUpdate"
                        assert socket.close_code == 1008

    asyncio.run(asyncio.wait_for(check(), 10))
