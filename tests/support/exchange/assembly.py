"""Putting an exchange together: its venues, its accounts and their keys, and the truth about both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.exchange.binance_spot import BinanceSpot
from tests.support.exchange.binance_usdm import BinanceUsdm
from tests.support.exchange.bybit import Bybit
from tests.support.exchange.exchange import START_NS, Exchange
from tests.support.exchange.listings import binance_spot, binance_usdm, bybit
from tests.support.exchange.market import QUOTES
from tests.support.exchange.values import Fill, Order, parse_atoms, short_text
from tests.support.exchange.venue import MS, Venue
from tests.support.exchange.wire import ApiKey, WireRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from tests.support.exchange.faults import Faults

MAKERS: dict[str, Callable[..., Venue]] = {
    "binance": BinanceSpot,
    "binanceusdm": BinanceUsdm,
    "bybit": Bybit,
}
LISTINGS = {"binance": binance_spot, "binanceusdm": binance_usdm, "bybit": bybit}
DEFAULT_BALANCES = {"USDT": "100000", "BTC": "2", "ETH": "20", "SOL": "100", "DOGE": "100000", "BNB": "10"}


def build(
    *,
    seed: int = 1,
    venues: Iterable[str] | None = None,
    start_ns: int = START_NS,
    faults: Faults | None = None,
    market_step_ms: int = 250,
    with_market: bool = True,
    markets: Collection[str] | None = None,
    quotes_a_step: int = QUOTES,
) -> Exchange:
    """An exchange in memory with the named venues; without names with all of them. `markets` are the engine's
    keys of the only ones that are listed; `quotes_a_step` is how busy their background traders are.
    """
    exchange = Exchange(seed=seed, start_ns=start_ns, faults=faults, market_step_ms=market_step_ms)
    chosen = list(MAKERS if venues is None else venues)
    for place, name in enumerate(chosen):
        listed = None if markets is None else [i for i in LISTINGS[name]() if i.key in markets]
        one = MAKERS[name](exchange, seed=seed + place, instruments=listed)
        one.start(with_market=with_market, quotes_a_step=quotes_a_step)
        exchange.venues.append(one)
    return exchange


def venue_named(exchange: Exchange, name: str) -> Venue:
    return next(venue for venue in exchange.venues if venue.name == name)


@dataclass(slots=True, frozen=True)
class Credentials:
    """What a client needs: secret is the HMAC secret, or the private key in PEM."""

    key: str
    secret: str
    account: str


def add_account(
    exchange: Exchange,
    name: str = "trader",
    balances: dict[str, str] | None = None,
    *,
    kind: str = "hmac",
    venues: Iterable[str] | None = None,
) -> Credentials:
    """An account of that name on every venue (or the named ones), with money, and a key for it."""
    secret, public = _new_secret(exchange, name, kind)
    text = hashlib.sha256(f"key:{exchange.seed}:{name}:{kind}:{secret}".encode()).hexdigest()
    for one in exchange.venues:
        if venues is not None and one.name not in venues:
            continue
        is_new = name not in one.engine.ledger.accounts
        one.engine.ledger.open(name)
        if is_new:
            held = DEFAULT_BALANCES if balances is None else balances
            for asset, amount in one.opening_balances(held).items():
                one.engine.ledger.deposit(name, asset, parse_atoms(amount))
            one.engine.ledger.accounts[name].began()
        one.keys[text] = ApiKey(
            text, name, kind, "" if public else secret, public, created_ms=exchange.start_ns // MS
        )
    return Credentials(text, secret, name)


def _new_secret(exchange: Exchange, name: str, kind: str) -> tuple[str, str]:
    """The secret for the client and, for public-key kinds, the public half for the venue."""
    if kind == "hmac":
        return hashlib.sha256(f"secret:{exchange.seed}:{name}".encode()).hexdigest(), ""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

    private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
    if kind == "ed25519":
        private = ed25519.Ed25519PrivateKey.from_private_bytes(
            hashlib.sha256(f"ed25519:{exchange.seed}:{name}".encode()).digest()
        )
    else:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode(), public.decode()


@dataclass(slots=True)
class Truth:
    """What really is: for tests only, no client can see it."""

    orders: list[Order]
    fills: list[Fill]
    balances: dict[str, str]
    locked: dict[str, str]
    positions: dict[tuple[str, str], int]
    requests: list[WireRecord]
    banned: bool
    count_418: int
    count_429: int
    faults: dict[str, int]
    requests_by_client_id: dict[str, list[WireRecord]] = field(default_factory=dict)

    def orders_by_client_id(self) -> dict[str, list[Order]]:
        found: dict[str, list[Order]] = {}
        for order in self.orders:
            found.setdefault(order.client_id, []).append(order)
        return found

    def creates(self, client_id: str) -> list[WireRecord]:
        """Every request that asked to create an order of that id, in the order of arrival."""
        return [r for r in self.requests_by_client_id.get(client_id, []) if r.kind == "create"]


def truth(exchange: Exchange, venue_name: str, account: str = "trader") -> Truth:
    """Orders, fills, balances, every request that arrived, bans and strikes of the faults."""
    one = venue_named(exchange, venue_name)
    holder = one.engine.account(account)
    mine = [record for record in one.records if record.account == account]
    by_id: dict[str, list[WireRecord]] = {}
    for record in mine:
        for client_id in record.client_ids:
            by_id.setdefault(client_id, []).append(record)
    return Truth(
        list(one.orders_of(account)),
        list(one.engine.fills.get(account, [])),
        {asset: short_text(atoms) for asset, atoms in sorted(holder.total.items())},
        {asset: short_text(atoms) for asset, atoms in sorted(holder.locked.items())},
        {place: position.lots for place, position in holder.positions.items()},
        mine,
        any(until > one.now_ms for until in one.bans.until_ms.values()),
        one.bans.count_418,
        one.bans.count_429,
        dict(exchange.faults.counts),
        by_id,
    )
