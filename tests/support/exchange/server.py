"""The exchange behind aiohttp on loopback: the first part of each path is the venue's host name."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.support.exchange import assembly as building
from tests.support.exchange.wire import Connection, Frame, Outcome, WireRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.exchange.assembly import Credentials, Truth
    from tests.support.exchange.exchange import Exchange
    from tests.support.exchange.faults import Faults

LONGEST_SILENCE_S = 90
PUMP_S = 0.02
MOST_QUEUED = 100_000


class TestExchange:
    """async with TestExchange(seed=1) as exchange: clients connect to exchange.url + "/" + host + path.

    Its clock runs with the machine's, speed times as fast; with manual=True only advance() moves it.
    """

    __test__ = False

    def __init__(
        self,
        *,
        seed: int = 1,
        port: int = 0,
        faults: Faults | None = None,
        venues: Iterable[str] | None = None,
        manual: bool = False,
        speed: int = 1,
        market_step_ms: int = 250,
        with_market: bool = True,
    ) -> None:
        self.exchange: Exchange = building.build(
            seed=seed, venues=venues, start_ns=time.time_ns(), faults=faults,
            market_step_ms=market_step_ms, with_market=with_market,
        )  # fmt: skip
        self._port = port
        self._manual = manual
        self._speed = speed
        self._runner: web.AppRunner | None = None
        self._pump: asyncio.Task[None] | None = None
        self._started = (0, 0)
        self._writers: set[asyncio.Task[None]] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        self.url = ""

    # ---------------------------------------------------------------------------- for tests

    @property
    def faults(self) -> Faults:
        return self.exchange.faults

    def host(self, name: str) -> str:
        """The http address that stands for a real host."""
        return f"{self.url}/{name}"

    def ws(self, name: str) -> str:
        """The ws address that stands for a real host."""
        return f"{self.url.replace('http', 'ws', 1)}/{name}"

    def add_account(
        self, name: str = "trader", balances: dict[str, str] | None = None, *, kind: str = "hmac"
    ) -> Credentials:
        return building.add_account(self.exchange, name, balances, kind=kind)

    def truth(self, venue: str, account: str = "trader") -> Truth:
        return building.truth(self.exchange, venue, account)

    async def advance(self, seconds: float) -> None:
        """Let virtual time pass at once, and everybody read what it brought."""
        self.exchange.advance(seconds)
        if not self._manual:
            self._started = (time.monotonic_ns(), self.exchange.now_ns)
        await asyncio.sleep(0)

    # ---------------------------------------------------------------------------- life

    async def __aenter__(self) -> TestExchange:
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{tail:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        if not self._manual:
            # Building took its time, and a client's clock is the machine's.
            self.exchange.advance_to(time.time_ns())
        self._started = (time.monotonic_ns(), self.exchange.now_ns)
        if not self._manual:
            self._pump = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        for socket in list(self._sockets):
            await socket.close(code=1001)
        for task in list(self._writers):
            task.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _run(self) -> None:
        while True:
            self._catch_up()
            await asyncio.sleep(PUMP_S)

    def _catch_up(self) -> None:
        if not self._manual:
            real_ns, virtual_ns = self._started
            self.exchange.advance_to(virtual_ns + (time.monotonic_ns() - real_ns) * self._speed)

    # ---------------------------------------------------------------------------- requests

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        _, host, *rest = path.split("/", 2)
        tail = "/" + (rest[0] if rest else "")
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._serve_socket(request, host, tail, query)
        wire = WireRequest(
            request.method, host, tail, query, dict(request.headers), await request.read(),
            request.remote or "",
        )  # fmt: skip
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def reply(outcome: Outcome) -> None:
            if not answer.done():
                answer.set_result(outcome)

        self._catch_up()
        self.exchange.send(wire, reply)
        try:
            outcome = await asyncio.wait_for(answer, LONGEST_SILENCE_S)
        except TimeoutError:
            outcome = Outcome("reset")
        try:
            return await self._respond(request, outcome)
        except ConnectionResetError:  # the client was killed meanwhile
            return web.Response()

    async def _respond(self, request: web.Request, outcome: Outcome) -> web.StreamResponse:
        response = outcome.response
        if outcome.kind != "answer" or response is None:
            return _abort(request, web.Response())
        body = response.body
        if outcome.cut_at is None and not outcome.chunk_bytes:
            return web.Response(status=response.status, body=body, headers=response.headers)
        stream = web.StreamResponse(status=response.status, headers=response.headers)
        stream.content_length = len(body)
        await stream.prepare(request)
        end = len(body) if outcome.cut_at is None else min(outcome.cut_at, max(len(body) - 1, 0))
        step = outcome.chunk_bytes or max(end, 1)
        for start in range(0, end, step):
            await stream.write(body[start : min(start + step, end)])
            if outcome.chunk_ms:
                await asyncio.sleep(outcome.chunk_ms / 1000)
        if outcome.cut_at is not None:
            if outcome.cut_by == "close" and request.transport is not None:
                request.transport.close()
                return stream
            return _abort(request, stream)
        await stream.write_eof()
        return stream

    # ---------------------------------------------------------------------------- streams

    async def _serve_socket(
        self, request: web.Request, host: str, path: str, query: str
    ) -> web.StreamResponse:
        self._catch_up()
        frames: asyncio.Queue[Frame] = asyncio.Queue(MOST_QUEUED)
        connection = self.exchange.connect(host, path, query, frames.put_nowait, request.remote or "")
        if connection is None:
            return _abort(request, web.Response())
        socket = web.WebSocketResponse(autoping=True, compress=False)
        await socket.prepare(request)
        self._sockets.add(socket)
        writer = asyncio.create_task(_write(socket, frames))
        self._writers.add(writer)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and not connection.pings_stalled:
                    self._receive(connection, message.data)
        finally:
            self.exchange.disconnect(connection)
            self._sockets.discard(socket)
            self._writers.discard(writer)
            writer.cancel()
        return socket

    def _receive(self, connection: Connection, text: Any) -> None:
        self._catch_up()
        self.exchange.receive(connection, str(text))


async def _write(socket: web.WebSocketResponse, frames: asyncio.Queue[Frame]) -> None:
    while not socket.closed:
        frame = await frames.get()
        with contextlib.suppress(ConnectionError):
            if frame.kind == "text":
                await socket.send_str(frame.text)
            elif frame.kind == "ping":
                await socket.ping(frame.text.encode())
            else:
                await socket.close(code=frame.code)


def _abort(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Reset the connection; what is returned is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return response
