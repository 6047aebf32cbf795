"""What goes over the wire, without any socket: requests, answers, stream connections and signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS


def json_text(value: Any) -> str:
    """A value as venues write it: without spaces."""
    return json_bytes(value).decode()


def json_bytes(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=PLAIN)
    except TypeError:  # what only the slower one knows: names that are numbers, very large numbers
        return json.dumps(value, separators=(",", ":")).encode()


def _pairs(text: str) -> list[tuple[str, str]]:
    """As `parse_qsl` with blank values; most texts have nothing to decode."""
    if "%" in text or "+" in text:
        return parse_qsl(text, keep_blank_values=True)
    parts = (part.partition("=") for part in text.split("&") if part)
    return [(name, value) for name, _, value in parts]


@dataclass(slots=True)
class WireRequest:
    """One HTTP request; host is the venue's real host name, which the server takes from the path."""

    method: str
    host: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    ip: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self.headers = {name.lower(): text for name, text in self.headers.items()}

    def params(self) -> dict[str, str]:
        """Query and form body together, decoded; the last of a repeated name wins."""
        pairs = _pairs(self.query)
        if self.body and not self.headers.get("content-type", "").startswith("application/json"):
            pairs += _pairs(self.body.decode())
        return dict(pairs)

    def payload(self) -> str:
        """What Binance signs: query and body exactly as sent, without the signature itself."""
        text = self.query + self.body.decode()
        return "&".join(part for part in text.split("&") if not part.startswith("signature="))


@dataclass(slots=True)
class WireResponse:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: int = 200, **headers: str) -> WireResponse:
        return cls(status, json_bytes(value), {"Content-Type": "application/json;charset=UTF-8", **headers})

    def value(self) -> Any:
        return orjson.loads(self.body)


@dataclass(slots=True)
class Outcome:
    """What the client gets to see: an answer, perhaps cut or slow, a reset, or nothing at all."""

    kind: str  # answer, reset, unreachable, silence
    response: WireResponse | None = None
    cut_at: int | None = None
    cut_by: str = "close"  # or "reset"
    chunk_bytes: int = 0
    chunk_ms: int = 0

    @property
    def drip_ms(self) -> int:
        """How long the body takes when it comes chunk by chunk."""
        if self.response is None or not self.chunk_bytes:
            return 0
        return len(self.response.body) // self.chunk_bytes * self.chunk_ms


@dataclass(slots=True)
class Frame:
    """One WebSocket frame to the client: text, ping or close."""

    kind: str
    text: str = ""
    code: int = 1000


@dataclass(eq=False, slots=True)
class Connection:
    """One WebSocket connection of a client, as the dialects see it."""

    number: int
    host: str
    path: str
    query: str
    deliver: Callable[[Frame], None]
    opened_ns: int
    ip: str = "127.0.0.1"
    topics: set[str] = field(default_factory=set)
    account: str | None = None
    is_open: bool = True
    is_stalled: bool = False
    pings_stalled: bool = False
    busy_until_ns: int = 0
    state: dict[str, Any] = field(default_factory=dict)


def account_number(name: str) -> int:
    """By what a venue numbers an account: the same for all of its keys."""
    digest = hashlib.sha256(f"account:{name}".encode()).digest()
    return 10_000_000 + int.from_bytes(digest[:4], "big") % 80_000_000


@dataclass(slots=True)
class ApiKey:
    """A client's key: hmac keys hold a secret, rsa and ed25519 keys a public key in PEM."""

    key: str
    account: str
    kind: str = "hmac"
    secret: str = ""
    public_pem: str = ""
    can_trade: bool = True
    can_withdraw: bool = False
    can_futures: bool = True
    is_enabled: bool = True
    is_read_only: bool = False
    ips: tuple[str, ...] = ()
    created_ms: int = 0
    expires_ms: int = 0

    def verifies(self, payload: str, signature: str) -> bool:
        """Whether the signature of the payload is this key's."""
        if self.kind == "hmac":
            made = _hmac_of(self.secret).copy()
            made.update(payload.encode())
            return hmac.compare_digest(made.hexdigest(), signature.lower())
        try:
            raw = base64.b64decode(signature, validate=True)
        except ValueError:
            return False
        return _verifies_public(self, payload.encode(), raw)


@lru_cache(maxsize=64)
def _hmac_of(secret: str) -> hmac.HMAC:
    """The beginning of every signature with a secret."""
    return hmac.new(secret.encode(), digestmod=hashlib.sha256)


def _verifies_public(key: ApiKey, payload: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    public = load_pem_public_key(key.public_pem.encode())
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, payload)
        elif isinstance(public, RSAPublicKey):
            public.verify(signature, payload, PKCS1v15(), SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


@dataclass(slots=True)
class WireRecord:
    """One request as it arrived, for the invariants: who asked for what, and what came of it."""

    time_ns: int
    venue: str
    account: str | None
    kind: str  # create, amend, cancel, read, market, other
    method: str
    path: str
    client_ids: tuple[str, ...]
    params: dict[str, Any]
    status: int = 0
    code: int | None = None
    executed: bool = True
    host: str = ""
