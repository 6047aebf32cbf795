"""ccxt against the test exchange: every address it knows is sent to loopback."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.support.exchange import TestExchange

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

LIMIT_S = 20


def to_loopback(addresses: Any, exchange: TestExchange) -> Any:
    """The same tree of addresses with each real host as the first part of a path on loopback."""
    if isinstance(addresses, dict):
        return {name: to_loopback(leaf, exchange) for name, leaf in addresses.items()}
    if isinstance(addresses, list):
        return [to_loopback(leaf, exchange) for leaf in addresses]
    if not isinstance(addresses, str) or "://" not in addresses:
        return addresses
    scheme, _, rest = addresses.partition("://")
    host, _, path = rest.partition("/")
    host = host.partition(":")[0].replace("{hostname}", "bybit.com")
    base = exchange.ws(host) if scheme.startswith("ws") else exchange.host(host)
    return f"{base}/{path}" if path else base


@asynccontextmanager
async def ccxt_client(
    name: str, exchange: TestExchange, *, kind: str = "hmac", account: str = "trader", **options: Any
) -> AsyncIterator[Any]:
    """A ccxt.pro client of that exchange with an account's key."""
    import ccxt.pro

    key = exchange.add_account(account, kind=kind)
    given = {"apiKey": key.key, "secret": key.secret, "enableRateLimit": False, "options": options}
    client = getattr(ccxt.pro, name)(given)
    client.urls["api"] = to_loopback(client.urls["api"], exchange)
    try:
        yield client
    finally:
        await client.close()


def run(test: Coroutine[Any, Any, None]) -> None:
    """A test may not take longer than LIMIT_S."""
    asyncio.run(asyncio.wait_for(test, LIMIT_S))


async def watched(call: Any, act: Any) -> Any:
    """What a watch call brings after something was done while it waits."""

    async def later() -> None:
        await asyncio.sleep(0.3)
        await act()

    brought, _ = await asyncio.gather(call, later())
    return brought
