"""Why a venue cannot be used: a typed state for each cause, with words that say what is at stake."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import ccxt
import pytest
from aiohttp import web

from finbyte_desktop.core.errors import FinByteError, Unavailable
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues import venue_trouble
from finbyte_desktop.services.venues.ccxt_trust import trusted
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.ccxt_wire import NS_PER_MS
from finbyte_desktop.services.venues.live_port import Rejected, Unknown
from finbyte_desktop.services.venues.venue_trouble import MAY_BE_LIVE, Trouble, VenueTrouble, trouble_of
from tests.support.connected import on, order
from tests.support.exchange import Exchange
from tests.support.troubled import CASES, provoke

S_NS = 1_000_000_000


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_cause_is_told_as_a_state(case: Any) -> None:
    """Each cause gives its own state, code and words, and for how long; a good answer ends it."""
    found, port, error = provoke(case)
    assert isinstance(found, VenueTrouble)
    assert found.kind is case.kind
    assert error.code == case.kind.value
    assert error.text == found.text
    assert found.kind.value in {kind.value for kind in Trouble}
    seconds = (found.until_ns - found.since_ns) / S_NS if found.until_ns else 0
    assert case.seconds <= seconds <= case.seconds + 2
    assert port.trouble is None


def test_every_state_has_its_words() -> None:
    """What happened, what it means for orders and what to do: three parts, and none with a hole in it."""
    for kind in Trouble:
        for open_order in (False, True):
            text = VenueTrouble(kind, "binance", 0, 5 * S_NS, 451, open_order).text
            assert "{" not in text
            assert "Binance" in text
            assert (MAY_BE_LIVE in text) is open_order
            assert text.count(". ") >= 2
    assert {case.kind for case in CASES} == set(Trouble) - {Trouble.NOT_THE_VENUE, Trouble.KEY_NO_TRADE}


@pytest.mark.parametrize(
    ("venue", "given", "place"),
    [
        ("binance", {}, ""),
        ("bybit", {}, ""),
        ("binance", {"testnet": True}, "testnet.binance.vision"),
        ("binance", {"demo": True}, "demo-api.binance.com"),
        ("bybit", {"testnet": True}, "api-testnet.bybit.com"),
        ("bybit", {"demo": True}, "api-demo.bybit.com"),
        ("binance", {"address": "http://127.0.0.1:8899"}, "127.0.0.1:8899"),
        ("bybit", {"address": "https://me:word@proxy.example:1443/x", "testnet": True}, "proxy.example:1443"),
        ("binanceusdm", {"address": "http://127.0.0.1:8899", "perpetuals": True}, "127.0.0.1:8899"),
    ],
)
def test_other_host_than_the_venues_own_is_known(venue: str, given: dict[str, Any], place: str) -> None:
    """By its host and port, without what is secret in an address."""
    assert CcxtVenue(venue, "key", "secret", lambda: 0, **given).host == place


def test_error_names_the_host_where_it_is_not_the_venues_own() -> None:
    """Whoever connects to a test network or a host of his own sees which of them does not answer."""

    with socket.create_server(("127.0.0.1", 0)) as nobody:
        number = nobody.getsockname()[1]

    async def work() -> str:
        address = f"http://127.0.0.1:{number}"
        port = CcxtVenue("binance", "key", "secret", time.time_ns, address=address)
        try:
            await port.open()
        except Unavailable as error:
            return error.text
        finally:
            await port.close()
        raise AssertionError("nobody listens there")

    text = asyncio.run(work())
    assert text.startswith(f"Binance (127.0.0.1:{number}) does not answer, or only with errors.")


@pytest.mark.parametrize(
    ("knob", "unknown"),
    [
        ({"knob": "http.status", "status": 451}, True),
        ({"knob": "http.status", "status": 503}, True),
        ({"knob": "http.body", "body": "html"}, True),
        ({"knob": "http.rate_limited", "retry_after_s": 30}, False),
    ],
)
def test_order_on_its_way_is_told_as_perhaps_live(
    knob: dict[str, Any], unknown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is proved, the words say that the order may be live; a proved no says nothing of it."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.faults.add(**knob, where={"kind": "create"})
        outcome = await port.submit(order(port, "FBabc-0001", Side.BUY, "0.001", "50000"))
        assert isinstance(outcome, Unknown if unknown else Rejected)
        assert port.trouble is not None
        assert (MAY_BE_LIVE in port.trouble.text) is unknown

    on("binance", work, monkeypatch)


@pytest.mark.parametrize(
    ("knob", "least_s"),
    [
        ({"knob": "http.rate_limited", "retry_after_s": 30}, 30),
        ({"knob": "http.rate_limited", "retry_after_s": 90, "ban": True}, 90),
        ({"knob": "http.status", "status": 451}, 5),
        ({"knob": "http.status", "status": 403}, 5),
    ],
)
def test_nothing_is_asked_while_the_venue_refuses(
    knob: dict[str, Any], least_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a refusal the next question waits, and an order is denied here; then everything goes on."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.faults.add(**knob, times=1)
        with pytest.raises(FinByteError):
            await port.balances()
        started = exchange.now_ns
        outcome = await port.submit(order(port, "FBabc-0002", Side.BUY, "0.001", "50000"))
        assert outcome == Rejected("too_many_requests", "too_many_requests", denied=True)
        await port.balances()
        assert exchange.now_ns - started >= least_s * S_NS
        assert port.trouble is None

    on("binance", work, monkeypatch)


def test_end_of_a_ban_is_read_from_its_message() -> None:
    """Binance writes it into the text."""
    text = '{"code":-1003,"msg":"Way too many requests; IP(1.2.3.4) banned until 1659146400000."}'
    assert venue_trouble.banned_until_ms(text) == 1_659_146_400_000
    for other in ("", "banned until", "banned until soon", "banned until 12"):
        assert venue_trouble.banned_until_ms(other) == 0


def test_certificate_that_does_not_fit_is_told() -> None:
    """A TLS error means that somebody else answers; time-outs and lost names do not."""
    assert trouble_of("binance", None, None, "", ssl.SSLCertVerificationError()) is Trouble.NOT_THE_VENUE
    wrapped = ccxt.ExchangeNotAvailable("binance GET https://api.binance.com")
    wrapped.__cause__ = ssl.SSLError()
    assert trouble_of("binance", None, None, "", wrapped) is Trouble.NOT_THE_VENUE
    assert trouble_of("binance", None, None, "", ccxt.RequestTimeout("x")) is Trouble.UNREACHABLE
    assert trouble_of("binance", None, None, "", ValueError("x")) is None


class Portal:
    """A real server that answers everything in one way, and counts what was asked where."""

    def __init__(self, answer: Callable[[web.Request], web.StreamResponse]) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self.url = ""

    async def __aenter__(self) -> Portal:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.asked.append(f"{request.method} {request.path}")
            return self._answer(request)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()


@pytest.mark.parametrize("status", [302, 307, 308])
def test_redirect_is_not_followed(status: int) -> None:
    """It would carry the key elsewhere, or send an order twice: it is a portal, and an order is Unknown."""

    def away(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "/login"})

    async def main() -> None:
        async with Portal(away) as portal:
            port = CcxtVenue("binance", "k", "s", lambda: 1_700_000_000 * S_NS, address=portal.url)
            try:
                with pytest.raises(Unavailable) as caught:
                    await port.open()
                assert caught.value.code == "captive_portal"
                assert not [path for path in portal.asked if "login" in path]
            finally:
                await port.close()

    asyncio.run(main())


def test_all_connections_share_one_context_that_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The authorities are read once a process, and certificates and hosts' names are checked with them."""
    made: list[ssl.SSLContext] = []
    real = ssl.create_default_context

    def noted(*given: Any, **named: Any) -> ssl.SSLContext:
        made.append(real(*given, **named))
        return made[-1]

    trusted.cache_clear()
    monkeypatch.setattr(ssl, "create_default_context", noted)

    async def main() -> None:
        ports = [CcxtVenue(name, "k", "s", lambda: 10**18) for name in ("binance", "bybit")]
        contexts = []
        for exchange in [exchange for port in ports for exchange in port._exchanges]:
            exchange.open()
            assert exchange.session.connector._ssl is exchange.ssl_context
            contexts.append(exchange.ssl_context)
        for port in ports:
            await port.close()
        assert made == [contexts[0]]
        assert len({id(context) for context in contexts}) == 1
        assert (contexts[0].verify_mode, contexts[0].check_hostname) == (ssl.CERT_REQUIRED, True)
        assert contexts[0].minimum_version >= ssl.TLSVersion.TLSv1_2
        assert contexts[0].cert_store_stats()["x509_ca"] > 50

    asyncio.run(main())


def test_server_without_the_venues_certificate_gets_nothing(tmp_path: Any) -> None:
    """Over a real connection: a certificate that nobody vouches for is told, and no request is made."""
    from tests.support.troubled import self_signed

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*self_signed(tmp_path))
    asked: list[str] = []

    async def main() -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            asked.append(request.path)
            return web.json_response({})

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        url = f"https://127.0.0.1:{runner.addresses[0][1]}"
        port = CcxtVenue("binance", "k", "s", lambda: 1_700_000_000_000 * NS_PER_MS, address=url)
        try:
            with pytest.raises(Unavailable) as caught:
                await port.open()
            assert caught.value.code == "not_the_venue"
        finally:
            await port.close()
            await runner.cleanup()

    asyncio.run(main())
    assert asked == []
