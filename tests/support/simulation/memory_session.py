"""What ccxt takes for an aiohttp session, with the test exchange behind it instead of a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from tests.support.exchange.wire import Connection, Frame, Outcome, WireRequest

if TYPE_CHECKING:
    from tests.support.exchange.exchange import Exchange

PONG_S = 0.005
KINDS = {"text": aiohttp.WSMsgType.TEXT, "ping": aiohttp.WSMsgType.PING}


class MemorySession:
    """`get`, `post`, `put`, `delete` and `ws_connect` of one client. `dead` makes it a client that was
    killed: nothing arrives any more.
    """

    def __init__(self, exchange: Exchange, ip: str = "127.0.0.1") -> None:
        self._exchange = exchange
        self._ip = ip
        self.cookie_jar: Any = None
        self.headers: dict[str, str] = {}
        self.sockets: list[MemorySocket] = []
        self.dead = False
        self.sending: Callable[[WireRequest], None] = lambda _: None

    def _ask(self, method: str, url: Any, given: Mapping[str, Any]) -> _Request:
        return _Request(self, self._exchange, method, URL(url, encoded=True), given, self._ip)

    def get(self, url: Any, **given: Any) -> _Request:
        return self._ask("GET", url, given)

    def post(self, url: Any, **given: Any) -> _Request:
        return self._ask("POST", url, given)

    def put(self, url: Any, **given: Any) -> _Request:
        return self._ask("PUT", url, given)

    def delete(self, url: Any, **given: Any) -> _Request:
        return self._ask("DELETE", url, given)

    def ws_connect(self, url: str, **_: Any) -> _Opening:
        return _Opening(self, self._exchange, url, self._ip)

    def kill(self) -> None:
        """The process is gone: its connections are cut, what it asked goes on without it."""
        self.dead = True
        for socket in self.sockets:
            socket.drop()

    async def close(self) -> None:
        self.kill()


class _Request:
    """One request as an asynchronous context."""

    def __init__(
        self,
        session: MemorySession,
        exchange: Exchange,
        method: str,
        url: URL,
        given: Mapping[str, Any],
        ip: str,
    ) -> None:
        self._session = session
        body = given.get("data") or b""
        headers = {str(k): str(v) for k, v in (given.get("headers") or {}).items()}
        self._request = WireRequest(
            method,
            url.host or "",
            url.raw_path,
            url.raw_query_string,
            headers,
            body if isinstance(body, bytes) else b"",
            ip,
        )
        timeout = given.get("timeout")
        self._timeout_s = timeout.total if timeout is not None and timeout.total else 300.0
        self._exchange = exchange

    async def __aenter__(self) -> _Response:
        loop = asyncio.get_running_loop()
        got: asyncio.Future[Outcome] = loop.create_future()

        def reply(outcome: Outcome) -> None:
            if not got.done() and not self._session.dead:
                got.set_result(outcome)

        self._session.sending(self._request)
        if not self._session.dead:
            self._exchange.send(self._request, reply)
        deadline = loop.call_later(self._timeout_s, _late, got)
        try:
            outcome = await got
        finally:
            deadline.cancel()
        if outcome.kind == "unreachable":
            raise aiohttp.ClientConnectionError("unreachable")
        if outcome.kind == "reset":
            raise aiohttp.ClientOSError(104, "reset by peer")
        if outcome.kind == "silence" or outcome.response is None:
            await asyncio.sleep(self._timeout_s)
            raise TimeoutError
        return _Response(outcome, self._timeout_s)

    async def __aexit__(self, *_: object) -> None:
        return None


def _late(got: asyncio.Future[Outcome]) -> None:
    if not got.done():
        got.set_exception(TimeoutError())


class _Response:
    """An answer whose body may be cut or slow."""

    def __init__(self, outcome: Outcome, timeout_s: float) -> None:
        assert outcome.response is not None
        self._outcome = outcome
        self._timeout_s = timeout_s
        self.status = outcome.response.status
        self.reason = ""
        self.headers = CIMultiDict(outcome.response.headers)
        self.content = outcome.response.body

    async def text(self, errors: str = "strict") -> str:
        outcome, body = self._outcome, self.content
        if outcome.chunk_bytes and outcome.chunk_ms:
            pause_s = len(body) / outcome.chunk_bytes * outcome.chunk_ms / 1000
            if pause_s > self._timeout_s:
                await asyncio.sleep(self._timeout_s)
                raise TimeoutError
            await asyncio.sleep(pause_s)
        if outcome.cut_at is not None:
            if outcome.cut_by == "reset":
                raise aiohttp.ClientOSError(104, "reset by peer")
            raise aiohttp.ClientPayloadError("the body ended early")
        return body.decode(errors=errors)


class _Opening:
    def __init__(self, session: MemorySession, exchange: Exchange, url: str, ip: str) -> None:
        self._session, self._exchange, self._url, self._ip = session, exchange, url, ip

    async def __aenter__(self) -> MemorySocket:
        parts = urlsplit(self._url)
        socket = MemorySocket(self._exchange)
        await asyncio.sleep(0.02)
        connection = self._exchange.connect(
            parts.hostname or "", parts.path, parts.query, socket.deliver, self._ip
        )
        if connection is None:
            raise aiohttp.ClientConnectionError("unreachable")
        socket.connection = connection
        self._session.sockets.append(socket)
        return socket

    async def __aexit__(self, *_: object) -> None:
        return None


class MemorySocket:
    """The client's end of a WebSocket."""

    _conn = None

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._frames: asyncio.Queue[aiohttp.WSMessage] = asyncio.Queue()
        self.connection: Connection | None = None
        self.closed = False

    def deliver(self, frame: Frame) -> None:
        kind = KINDS.get(frame.kind, aiohttp.WSMsgType.CLOSE)
        data: Any = frame.code if kind is aiohttp.WSMsgType.CLOSE else frame.text
        self._frames.put_nowait(aiohttp.WSMessage(kind, data, None))

    async def receive(self) -> aiohttp.WSMessage:
        return await self._frames.get()

    async def send_str(self, text: str) -> None:
        if self.connection is not None and not self.closed:
            self._exchange.receive(self.connection, text)

    async def ping(self, data: bytes = b"") -> None:
        connection = self.connection
        if connection is None or not connection.is_open or connection.pings_stalled:
            return
        if self._exchange.is_cut({"host": connection.host, "path": connection.path}):
            return
        asyncio.get_running_loop().call_later(
            PONG_S, self._frames.put_nowait, aiohttp.WSMessage(aiohttp.WSMsgType.PONG, data, None)
        )

    async def pong(self, data: bytes = b"") -> None:
        """An answer to the exchange's ping; the exchange does not wait for it."""

    def drop(self) -> None:
        """This end is gone."""
        if self.connection is not None and not self.closed:
            self._exchange.disconnect(self.connection)
        self.closed = True

    async def close(self, *_: Any, **__: Any) -> None:
        self.drop()
