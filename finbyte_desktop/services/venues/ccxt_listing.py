"""Reading a venue's list of markets: some thousand rows, which ccxt works on for a second.

Requests leave from the loop as all others do; what ccxt and we make of their answers is made on a thread, so
that no window waits for it.
"""

from __future__ import annotations

import asyncio
import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeAlias

from finbyte_desktop.services.venues.ccxt_wire import CALL

# What ccxt keeps of a list of markets, in `set_markets`.
TABLES = (
    "markets",
    "markets_by_id",
    "symbols",
    "ids",
    "currencies",
    "currencies_by_id",
    "baseCurrencies",
    "quoteCurrencies",
    "codes",
)


DECODER = json.JSONDecoder()
SPACE = re.compile(r"[ \t\n\r]*")
PORTIONS_DEPTH = 3  # the rows of {"symbols": [...]} and of {"result": {"list": [...]}}
Rows: TypeAlias = Sequence[Mapping[str, Any]]
Make: TypeAlias = Callable[[Rows], Any]


class Listing(NamedTuple):
    """Markets as ccxt unified them, the tables by which it finds them, and what was made of them here."""

    rows: Rows
    tables: Mapping[str, Any]
    made: Any

    def give_to(self, exchanges: Sequence[Any]) -> None:
        """All of them have the same tables from now on."""
        for exchange in exchanges:
            for name, table in self.tables.items():
                setattr(exchange, name, table)


def in_portions(text: str, depth: int = PORTIONS_DEPTH) -> Any:
    """What JSON text says, read row by row: reading some MB at once would hold every other thread up for as
    long as that takes. Raises ValueError for what is no JSON.
    """
    value, end = _portion(text, _past_space(text, 0), depth)
    if _past_space(text, end) != len(text):
        raise ValueError("more than one value")
    return value


def _portion(text: str, at: int, depth: int) -> tuple[Any, int]:
    opened = text[at : at + 1]
    if depth == 0 or opened not in ("{", "["):
        return DECODER.raw_decode(text, at)
    closing, named = ("}", True) if opened == "{" else ("]", False)
    rows: list[Any] = []
    at = _past_space(text, at + 1)
    while text[at : at + 1] != closing:
        if rows:
            at = _past_space(text, _past(text, at, ","))
        name = None
        if named:
            name, at = DECODER.raw_decode(text, at)
            if not isinstance(name, str):
                raise ValueError("a name that is no text")
            at = _past_space(text, _past(text, _past_space(text, at), ":"))
        value, at = _portion(text, at, depth - 1)
        rows.append((name, value) if named else value)
        at = _past_space(text, at)
    return dict(rows) if named else rows, at + 1


def _past(text: str, at: int, wanted: str) -> int:
    if text[at : at + 1] != wanted:
        raise ValueError(f"no {wanted} at {at}")
    return at + 1


def _past_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return at if found is None else found.end()


def _shadow(exchange: Any) -> Any:
    """The same exchange with nothing of its own: what is set in it is not seen in the other."""
    shadow = copy.copy(exchange)
    shadow.session = shadow.tcp_connector = None
    return shadow


def _indexed(exchange: Any, rows: Rows, make: Make) -> Listing:
    shadow = _shadow(exchange)
    if rows:
        shadow.set_markets(rows)
    return Listing(rows, {name: getattr(shadow, name) for name in TABLES}, make(rows))


async def listing_here(exchange: Any, make: Make) -> Listing:
    """Reads and works on the loop's thread."""
    return _indexed(exchange, await exchange.fetch_markets(), make)


async def listing(exchange: Any, make: Make) -> Listing:
    """Reads on the loop, and works on a thread; `make` is called there. Raises what ccxt and `make` do."""
    loop, call = asyncio.get_running_loop(), CALL.get()
    under_way: set[Future[Any]] = set()
    ended = False

    async def asked(given: Any, named: Any) -> Any:
        CALL.set(call)  # this is a task of its own
        return await exchange.fetch2(*given, **named)

    shadow = _shadow(exchange)

    async def fetch2(*given: Any, **named: Any) -> Any:
        if ended:
            raise asyncio.CancelledError
        future = asyncio.run_coroutine_threadsafe(asked(given, named), loop)
        under_way.add(future)
        value = await asyncio.wrap_future(future)
        return in_portions(value) if isinstance(value, str) else value

    shadow.fetch2 = fetch2

    def work() -> Listing:
        CALL.set(None)  # the thread reads whole answers; only the loop asks
        return _indexed(exchange, asyncio.run(shadow.fetch_markets()), make)

    if call is not None:
        call.as_text = True
    try:
        return await asyncio.to_thread(work)
    finally:
        ended = True
        for future in under_way:
            future.cancel()
