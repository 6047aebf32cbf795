"""Everything that keeps a venue from answering, provoked at the test exchange."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.venue_trouble import Trouble, VenueTrouble
from tests.support.connected import change_answers
from tests.support.exchange import Exchange, add_account, build, venue_named
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.virtual import run

GEO = {"code": 0, "msg": "Service unavailable from a restricted location according to our terms."}
COUNTRY = b"<html>The distribution is configured to block access from your country.</html>"
MAINTENANCE = b"<html><h1>Scheduled maintenance</h1></html>"


@dataclass(frozen=True)
class Case:
    """One cause: how it is brought about, and what is told then, for how many seconds."""

    id: str
    kind: Trouble
    venue: str
    fault: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    status: int = 0
    change: Callable[[Exchange, Any], None] | None = None
    seconds: int = 0
    ask: str = "balances"


def _key(**given: Any) -> Callable[[Exchange, Any], None]:
    def change(exchange: Exchange, key: Any) -> None:
        for name, value in given.items():
            setattr(key, name, value)

    return change


CASES = (
    Case("venue-throttled", Trouble.THROTTLED, "binance", {"knob": "http.rate_limited", "retry_after_s": 30},
         seconds=30),
    Case("venue-banned", Trouble.BANNED, "binance",
         {"knob": "http.rate_limited", "retry_after_s": 90, "ban": True}, seconds=90),
    Case("venue-banned-bybit", Trouble.BANNED, "bybit", body={"retCode": 10018, "retMsg": "too frequent"},
         status=403, seconds=120),
    Case("venue-firewall", Trouble.FIREWALL, "binance", body=b"<html>Forbidden</html>", status=403,
         seconds=5),
    Case("venue-geo-blocked", Trouble.GEO_BLOCKED, "binance", body=GEO, status=451, seconds=5),
    Case("venue-geo-blocked-bybit", Trouble.GEO_BLOCKED, "bybit", body=COUNTRY, status=403, seconds=5),
    Case("venue-maintenance", Trouble.MAINTENANCE, "bybit", body=MAINTENANCE, status=503, seconds=5),
    Case("venue-unreachable", Trouble.UNREACHABLE, "binance", {"knob": "net.dns"}),
    Case("venue-server-error", Trouble.UNREACHABLE, "bybit", {"knob": "http.status", "status": 502}),
    Case("captive-portal", Trouble.CAPTIVE_PORTAL, "binance", {"knob": "http.body", "body": "html"}),
    Case("venue-clock", Trouble.CLOCK, "binance", body={"code": -1021, "msg": "Timestamp"}, status=400),
    Case("key-wrong", Trouble.KEY_WRONG, "bybit", change=_key(is_enabled=False)),
    Case("key-wrong-secret", Trouble.KEY_WRONG, "binance", body={"code": -1022, "msg": "Signature"},
         status=400),
    Case("key-or-address", Trouble.KEY_OR_ADDRESS, "binance", change=_key(ips=("9.9.9.9",))),
    Case("key-expired", Trouble.KEY_EXPIRED, "bybit", change=_key(expires_ms=1)),
    Case("key-address", Trouble.KEY_ADDRESS, "bybit", change=_key(ips=("9.9.9.9",))),
    Case("key-rights", Trouble.KEY_RIGHTS, "bybit", body={"retCode": 10005, "retMsg": "Permission denied"},
         status=200),
    Case("no-such-market", Trouble.NO_SUCH_MARKET, "binance", body={"code": -1121, "msg": "Invalid symbol."},
         status=400, ask="open_orders"),
)  # fmt: skip


def provoke(case: Case) -> tuple[VenueTrouble | None, CcxtVenue, Unavailable | VenueRejected]:
    """The state that a question ends in, the port after the cause is gone, and the error."""
    exchange = build(seed=5, venues=[case.venue])
    given = add_account(exchange)
    key = venue_named(exchange, case.venue).keys[given.key]
    found: list[Any] = []

    async def main() -> None:
        session = MemorySession(exchange)
        port = CcxtVenue(case.venue, given.key, given.secret, lambda: exchange.now_ns, session=session)
        try:
            await port.open()
            saved = {name: getattr(key, name) for name in ("is_enabled", "ips", "expires_ms")}
            send = exchange.send
            if case.fault:
                exchange.faults.add(**case.fault)
            if case.body is not None:
                change_answers(exchange, "/", lambda *_: case.body, case.status)
            if case.change is not None:
                case.change(exchange, key)
            found.append(await _failed(port, case))
            found.append(port.trouble)
            exchange.faults.clear()
            exchange.send = send  # type: ignore[method-assign]
            for name, value in saved.items():
                setattr(key, name, value)
            await port.balances()
            found.append(port)
        finally:
            await port.close()

    run(exchange, main(), 3_600.0)
    error, trouble, port = found
    if case.kind is Trouble.NO_SUCH_MARKET:  # about one question: the venue itself is well
        assert trouble is None
        trouble = VenueTrouble(case.kind, case.venue, 0)
    return trouble, port, error


async def _failed(port: CcxtVenue, case: Case) -> Unavailable | VenueRejected:
    try:
        if case.ask == "open_orders":
            await port.open_orders(f"{case.venue}:BTC/USDT")
        else:
            await port.balances()
    except (Unavailable, VenueRejected) as error:
        return error
    raise AssertionError("nothing went wrong")


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody vouches for, and its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(private, hashes.SHA256())
    )
    pem, key = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem, key
