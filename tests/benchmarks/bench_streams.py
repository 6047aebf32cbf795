"""Public streams under load: messages per CPU second, and a burst of trades with the loop's longest stall.

python3 dev.py exec python tests/benchmarks/bench_streams.py [MESSAGES]

A server in a process of its own speaks Binance spot on loopback: it answers a subscription with that many
messages (30,000 when absent; books with 20 levels each) as fast as the socket takes them. Measured is the CPU
time of this process, from the first to the last message, medians of 5:

* parse: orjson alone, no socket;
* dict: aiohttp, orjson and a plain dict book, nothing checked, nothing delivered;
* own: the port with own decoders, through to the coalesced books and the trades that a listener gets;
* ccxt bare: a loop of ccxt's watch calls;
* ccxt: the port through ccxt.

Then 30,000 trades at once while a 1 ms heartbeat runs, on asyncio's loop and on the window's.
Goals: own 60,000 and ccxt 33,000 book messages a CPU second; no trade lost, no stall over 50 ms.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402
import orjson  # noqa: E402
from aiohttp import web  # noqa: E402

from finbyte_desktop.core.market import Book, Ticker, Trade  # noqa: E402
from finbyte_desktop.services.supervisor import Supervisor  # noqa: E402
from finbyte_desktop.services.venues.binance_streams import BinanceDialect  # noqa: E402
from finbyte_desktop.services.venues.public_streams import OwnStreams  # noqa: E402
from finbyte_desktop.services.venues.stream_port import Channel, Market, StreamHealth  # noqa: E402

MARKET = Market("binance:BTC/USDT", "BTCUSDT")
SYMBOL = "BTC/USDT"
MESSAGES = 30_000
BURST = 30_000
RUNS = 5
LEVELS = 10
LIMIT_S = 20
MIDDLE = 6_400_000


def books(count: int) -> Iterator[dict[str, Any]]:
    """Book updates of 20 levels on both sides of one price; three levels in ten are removed."""
    dice = random.Random(1)
    for number in range(1, count + 1):
        sides = [
            [
                [f"{(MIDDLE + sign * dice.randint(1, 400)) / 100:.8f}",
                 f"{0 if dice.random() < 0.3 else dice.randint(1, 10**7) / 1e8:.8f}"]
                for _ in range(LEVELS)
            ]
            for sign in (-1, 1)
        ]  # fmt: skip
        at_ms = 1_767_225_600_000 + number
        yield {"e": "depthUpdate", "E": at_ms, "s": "BTCUSDT", "U": number, "u": number,
               "b": sides[0], "a": sides[1]}  # fmt: skip


def trades(count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        at_ms = 1_767_225_600_000 + number
        yield {"e": "trade", "E": at_ms, "s": "BTCUSDT", "t": number, "p": f"{64_000 + number % 97}.12000000",
               "q": "0.01230000", "T": at_ms, "m": bool(number % 2), "M": True}  # fmt: skip


def frame(text: bytes) -> bytes:
    """A WebSocket frame as a server sends it."""
    size = len(text)
    return (b"\x81" + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big"))) + text


def serve(count: int, kind: str, pipe: Any) -> None:
    """The server: market rules from the test exchange, a snapshot, and the burst after a subscription."""
    from tests.support.exchange import WireRequest, build

    exchange = build(seed=1, venues=["binance"])
    name = {"book": "btcusdt@depth@100ms", "trade": "btcusdt@trade"}[kind]
    raw = [orjson.dumps(value) for value in (books if kind == "book" else trades)(count)]
    wrapped = [b'{"stream":"%s","data":%s}' % (name.encode(), text) for text in raw]
    # the first message alone, so that a book can begin from its snapshot
    first = {False: raw[0], True: wrapped[0]}
    rest_of = {False: b"".join(map(frame, raw[1:])), True: b"".join(map(frame, wrapped[1:]))}

    async def rest(request: web.Request) -> web.StreamResponse:
        path = "/" + request.path.split("/", 2)[2]
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await stream(request, "/stream" in path)
        if path.endswith("/depth"):
            return web.json_response({"lastUpdateId": 0, "bids": [["1.00000000", "1"]], "asks": []})
        outcome = exchange.ask(WireRequest("GET", "api.binance.com", path, request.query_string))
        assert outcome.response is not None
        return web.Response(body=outcome.response.body, content_type="application/json")

    async def stream(request: web.Request, combined: bool) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        async for message in socket:
            asked = orjson.loads(message.data)
            await socket.send_str(orjson.dumps({"result": None, "id": asked.get("id")}).decode())
            if asked.get("method") == "SUBSCRIBE":
                await asyncio.sleep(0.2)
                await socket.send_str(first[combined].decode())
                await asyncio.sleep(0.6)
                assert request.transport is not None
                request.transport.write(rest_of[combined])
        return socket

    async def run() -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", rest)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
        await asyncio.sleep(3_600)

    asyncio.run(run())


class Got:
    """A listener that counts."""

    def __init__(self) -> None:
        self.trade_count = self.book_count = 0
        self.newest: Book | None = None

    def trades(self, instrument: str, trades: Sequence[Trade]) -> None:
        self.trade_count += len(trades)

    def book(self, instrument: str, book: Book) -> None:
        self.book_count += 1
        self.newest = book

    def ticker(self, instrument: str, ticker: Ticker) -> None: ...

    def stream_health(self, health: StreamHealth) -> None: ...


async def between(done: Callable[[], int], count: int) -> float:
    """CPU time from the second message to the last; looked at every few ms."""
    started, deadline = time.process_time(), time.monotonic() + LIMIT_S
    while done() < count and time.monotonic() < deadline:
        if done() <= 1:
            started = time.process_time()
        await asyncio.sleep(0.002)
    return time.process_time() - started


async def own(address: str, channel: Channel, count: int) -> tuple[float, str]:
    got, supervisor = Got(), Supervisor()
    async with aiohttp.ClientSession() as session:
        port = OwnStreams(BinanceDialect(), session, supervisor, got, address=address)
        port.subscribe(MARKET, channel)
        last_ns = (1_767_225_600_000 + count) * 1_000_000

        def done() -> int:
            if channel is Channel.TRADES:
                return got.trade_count
            handed_over = got.newest is not None and got.newest.ns == last_ns
            return count if handed_over else min(port.counts.received - 1, count - 1)

        took = await between(done, count)
        note = f"{got.book_count} books" if channel is Channel.BOOK else f"{got.trade_count} trades"
        note += f", lost {port.counts.lost}, gaps {port.counts.gaps}"
        await port.close()
    await supervisor.close()
    return took, note


async def through_ccxt(address: str, channel: Channel, count: int) -> tuple[float, str]:
    from finbyte_desktop.services.venues.ccxt_streams import CcxtStreams

    got, supervisor = Got(), Supervisor()
    port = CcxtStreams("binance", supervisor, got, time.time_ns, address, options=_OPTIONS)
    await port._exchange.load_markets()
    port.subscribe(MARKET, channel)
    last_ms = 1_767_225_600_000 + count

    def done() -> int:
        if channel is Channel.TRADES:
            return got.trade_count + port.counts.lost
        if got.newest is not None and got.newest.ns == last_ms * 10**6:
            return count
        book = port._exchange.orderbooks.get(SYMBOL)
        return 0 if book is None else min(book["nonce"] or 0, count - 1)

    took = await between(done, count)
    note = f"{got.book_count} books" if channel is Channel.BOOK else f"{got.trade_count} trades"
    note += f", lost {port.counts.lost}"
    await port.close()
    await supervisor.close()
    return took, note


_OPTIONS = {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot", "fetchMargins": False}


async def bare_ccxt(address: str, channel: Channel, count: int) -> tuple[float, str]:
    import ccxt.pro

    from finbyte_desktop.services.venues.ccxt_wire import at_address

    exchange = ccxt.pro.binance({"enableRateLimit": False, "options": _OPTIONS})
    at_address(exchange, address)
    exchange.has["fetchCurrencies"] = False
    await exchange.load_markets()
    seen = updates = 0

    async def follow() -> None:
        nonlocal seen, updates
        while True:
            if channel is Channel.BOOK:
                seen = (await exchange.watch_order_book(SYMBOL))["nonce"] or 0
            else:
                seen += len(await exchange.watch_trades(SYMBOL))
            updates += 1

    supervisor = Supervisor(lambda *_: None)
    supervisor.spawn("bare", follow())
    start, last = time.process_time(), -1
    took, idle_s = 0.0, 0.0
    while seen < count and idle_s < 1.0:
        await asyncio.sleep(0.002)
        idle_s = 0.0 if seen != last or not seen else idle_s + 0.002
        if seen <= 1:
            start = time.process_time()
        elif seen != last:
            took = time.process_time() - start
        last = seen
    await supervisor.close()
    await exchange.close()
    return took, f"{updates} wake-ups, {min(seen, count)} of {count} reached the caller" * (
        channel is Channel.TRADES
    )


async def plain_dict(address: str, channel: Channel, count: int) -> tuple[float, str]:
    """aiohttp, orjson and the simplest book there is; nothing is checked."""
    sides: dict[str, dict[int, str]] = {"b": {}, "a": {}}
    url = address.replace("http", "ws", 1) + "/stream.binance.com/stream"
    topic = "btcusdt@depth@100ms" if channel is Channel.BOOK else "btcusdt@trade"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, compress=0) as socket:
        await socket.send_str(orjson.dumps({"method": "SUBSCRIBE", "params": [topic], "id": 1}).decode())
        await socket.receive()
        seen = 0
        start = 0.0
        while seen < count:
            data = orjson.loads((await socket.receive()).data)["data"]
            if seen == 1:
                start = time.process_time()
            seen += 1
            if channel is Channel.BOOK:
                for side in ("b", "a"):
                    levels = sides[side]
                    for price, qty in data[side]:
                        key = int(price.replace(".", ""))
                        if qty == "0.00000000":
                            levels.pop(key, None)
                        else:
                            levels[key] = qty
        return time.process_time() - start, ""


def parse(count: int) -> float:
    messages = [orjson.dumps({"stream": "btcusdt@depth@100ms", "data": value}) for value in books(count)]
    start = time.process_time()
    for message in messages:
        orjson.loads(message)
    return time.process_time() - start


Measured = Callable[[str, Channel, int], Awaitable[tuple[float, str]]]


def rates(kind: str, channel: Channel, count: int) -> None:
    """Prints messages per CPU second of every way."""
    print(f"{kind}: {count:,} messages, per CPU second")
    if channel is Channel.BOOK:
        print(f"  {'parse':10} {count / statistics.median(parse(count) for _ in range(RUNS)):>9,.0f}")
    ways: dict[str, Measured] = {
        "dict": plain_dict, "own": own, "ccxt bare": bare_ccxt, "ccxt": through_ccxt
    }  # fmt: skip
    with Server(count, kind) as address:
        for name, way in ways.items():
            runs = [asyncio.run(way(address, channel, count)) for _ in range(RUNS)]  # type: ignore[arg-type]
            middle = statistics.median(took for took, _ in runs)
            print(f"  {name:10} {count / middle:>9,.0f}   {runs[-1][1]}", flush=True)


class Server:
    """The server's process."""

    def __init__(self, count: int, kind: str) -> None:
        context = get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(count, kind, theirs), daemon=True)

    def __enter__(self) -> str:
        self._process.start()
        address: str = self._ours.recv()
        return address

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


async def heartbeat(gaps: list[tuple[float, float]]) -> None:
    """Wall and CPU time between two beats; another program on the machine makes the first longer."""
    before = time.perf_counter(), time.process_time()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter(), time.process_time()
        gaps.append((now[0] - before[0], now[1] - before[1]))
        before = now


async def burst(address: str, way: Measured) -> tuple[float, float, str]:
    """The longest time in which the loop served nobody, by the wall and in CPU time, and what arrived."""
    gaps: list[tuple[float, float]] = []
    supervisor = Supervisor()
    await asyncio.sleep(0.2)
    supervisor.spawn("heartbeat", heartbeat(gaps))
    _, note = await way(address, Channel.TRADES, BURST)
    await supervisor.close()
    return max(wall for wall, _ in gaps) * 1000, max(cpu for _, cpu in gaps) * 1000, note


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    print(f"load average {os.getloadavg()[0]:.1f}")
    for kind, channel in {"book": Channel.BOOK, "trade": Channel.TRADES}.items():
        rates(kind, channel, count)
    print(f"burst of {BURST:,} trades: longest stall of the loop, ms")
    import qasync  # noqa: F401
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop.app import YOUNG_OBJECTS
    from finbyte_desktop.eventloop import EventLoop

    app = QApplication([])
    gc.collect()
    gc.freeze()  # as the application does after its start
    gc.set_threshold(YOUNG_OBJECTS)

    def on_asyncio(address: str, way: Measured) -> tuple[float, float, str]:
        return asyncio.run(burst(address, way))

    def on_the_windows_loop(address: str, way: Measured) -> tuple[float, float, str]:
        loop = EventLoop(app)
        asyncio.set_event_loop(loop)
        with loop:
            return loop.run_until_complete(burst(address, way))  # type: ignore[no-any-return]

    with Server(BURST, "trade") as address:
        for name, way in {"own": own, "ccxt": through_ccxt}.items():
            for loop_name, run in {"asyncio": on_asyncio, "window": on_the_windows_loop}.items():
                found = [run(address, way) for _ in range(RUNS)]
                walls, cpus = sorted(run[0] for run in found), sorted(run[1] for run in found)
                print(
                    f"  {name:5} {loop_name:8} wall median {walls[RUNS // 2]:5.1f}, longest {walls[-1]:5.1f}"
                    f"; CPU median {cpus[RUNS // 2]:5.1f}, longest {cpus[-1]:5.1f}; {found[-1][2]}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
