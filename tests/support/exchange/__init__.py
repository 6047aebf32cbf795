"""A test exchange that speaks Binance spot, Binance USD-M and Bybit v5 at the level of the wire.

It shares no code with the product, so that a mistake of the product cannot hide in it. Its layers:

* engine.py and its parts: a matching engine in integers, which knows neither clock nor dice;
* binance_*.py, bybit*.py: the dialects, request to response and event to stream message, without sockets;
* exchange.py: virtual time, faults and the wire log around them, still without sockets;
* server.py: all of it behind aiohttp on loopback.

In a test against real sockets::

    async with TestExchange(seed=1) as exchange:
        key = exchange.add_account("trader", {"USDT": "10000", "BTC": "1"})  # or kind="ed25519", "rsa"
        client = SomeClient(exchange.host("api.binance.com"), key.key, key.secret)

The first part of a path is the real host's name: https://api.binance.com/api/v3/time stands at
exchange.url + "/api.binance.com/api/v3/time", wss://stream.bybit.com/v5/public/spot at
exchange.ws("stream.bybit.com") + "/v5/public/spot". Time runs with the machine's clock; speed=10 makes it
faster, manual=True stops it, and await exchange.advance(seconds) moves it either way.

In a simulation, without sockets and in virtual time alone::

    exchange = build(seed=1, venues=["binance"])
    key = add_account(exchange)
    exchange.send(WireRequest("GET", "api.binance.com", "/api/v3/time"), outcomes.append)
    connection = exchange.connect("stream.binance.com", "/ws/btcusdt@trade", "", frames.append)
    exchange.receive(connection, '{"method": "SUBSCRIBE", "params": ["btcusdt@depth"], "id": 1}')
    exchange.advance(60)  # or advance_to(exchange.next_due_ns()), step by step

What a client would see comes through the callbacks, at its moment of virtual time: an Outcome is an answer,
perhaps cut or slow, a reset, or unreachable; silence is that nothing comes. A callback may send again.
The same seed and the same requests give the same bytes.

Faults are rules of data, drawn from the seed; faults.KNOBS names them all::

    exchange.faults.add("net.loss_response", probability=0.1, where={"path": "/api/v3/order"})
    exchange.faults.add("order.reject", times=1, code=-2010, text="Account has insufficient balance")
    exchange.faults.add("market.halt", at_ms=[60_000], symbol="BTCUSDT", for_ms=30_000)
    exchange.faults.add("net.partition", windows=[[10_000, 20_000]])
    exchange.act("market.gap", symbol="BTCUSDT", percent=-8)      # the timed knobs, at once
    exchange.faults.counts["net.loss_response"]                   # how often it struck
    exchange.faults.clear("net.")

exchange.truth("binance", "trader"), or truth(exchange, "binance"), is what really happened: orders, fills,
balances, positions, every request that arrived by client id, bans, and strikes of the faults.
Prices, quantities and money in it are integers (ticks, lots, atoms of 1e-8); see values.Instrument.

By hand: python3 dev.py exchange [--port P] [--seed S] [--faults FILE] [--recording FILE] prints where it is
and a key. recording.play(exchange, venue, "BTCUSDT", path) feeds a market from recorded Binance streams.

What it leaves out: margin and option markets, trailing and iceberg orders (an iceberg rests in full),
portfolio margin, withdrawals, USD-M's own WebSocket API; aggregated trades are single trades; candles older
than a day are drawn; Bybit's position mode is one for all markets, and isolated margin is shown but not kept
apart. Faults of the host (killed process, full disk, locked database) are the tests' own business.
"""

from tests.support.exchange.assembly import Credentials, Truth, add_account, build, truth, venue_named
from tests.support.exchange.exchange import Exchange
from tests.support.exchange.faults import KNOBS, Faults
from tests.support.exchange.server import TestExchange
from tests.support.exchange.wire import Connection, Frame, Outcome, WireRequest, WireResponse

__all__ = [
    "KNOBS",
    "Connection",
    "Credentials",
    "Exchange",
    "Faults",
    "Frame",
    "Outcome",
    "TestExchange",
    "Truth",
    "WireRequest",
    "WireResponse",
    "add_account",
    "build",
    "truth",
    "venue_named",
]
