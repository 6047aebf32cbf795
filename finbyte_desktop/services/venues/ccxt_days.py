"""The last day of every market of a venue, in one answer a kind of market: for lists that nobody follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import decimal_of, plain
from finbyte_desktop.services.venues.ccxt_listing import in_portions
from finbyte_desktop.services.venues.ccxt_rejects import rows_of
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue


class Day(NamedTuple):
    """The last price and that of 24 hours before; when it was told, on the venue's clock."""

    last: Decimal
    open: Decimal
    ns: int


class _Way(NamedTuple):
    """How a venue is asked, what it calls the two prices, and whether of its perpetuals."""

    method: str
    params: Mapping[str, str]
    last: str
    open: str
    perpetuals: bool = False


_BYBIT = ("publicGetV5MarketTickers", "lastPrice", "prevPrice24h")
WAYS: Mapping[str, Sequence[_Way]] = {
    "binance": (_Way("publicGetTicker24hr", {"type": "MINI"}, "lastPrice", "openPrice"),),
    "binanceusdm": (_Way("fapiPublicGetTicker24hr", {}, "lastPrice", "openPrice", perpetuals=True),),
    "bybit": (
        _Way(_BYBIT[0], {"category": "spot"}, *_BYBIT[1:]),
        _Way(_BYBIT[0], {"category": "linear"}, *_BYBIT[1:], perpetuals=True),
    ),
}


def tells_days(venue: str) -> bool:
    """Whether an answer of this venue, as it is read here, tells the day of every market of a kind."""
    return venue in WAYS


async def days(port: CcxtVenue) -> Mapping[str, Day]:
    """By market; those of which it tells nothing that can be read are left out. Some thousand rows are read
    on a thread. Raises Unavailable or VenueRejected.
    """
    found: dict[str, Day] = {}
    known = port.instruments().items()
    for way in WAYS[port.name]:
        names = {
            port.symbol_there(name): name for name, i in known if (i.perpetual is not None) is way.perpetuals
        }
        if names:
            read = partial(_read, port, way, names)
            found |= await port.ask_openly(way.method, dict(way.params), read=read, as_text=True)
    return found


def _read(port: CcxtVenue, way: _Way, names: Mapping[str, str], told: Any) -> Mapping[str, Day]:
    return _days(port.name, way, told, names, port.now_ns())


def _days(venue: str, way: _Way, told: Any, names: Mapping[str, str], ns: int) -> dict[str, Day]:
    found: dict[str, Day] = {}
    rows = rows_of(venue, in_portions(told) if isinstance(told, str) else told)
    for row in rows if isinstance(rows, list) else []:
        name = names.get(row.get("symbol", "")) if isinstance(row, dict) else None
        last, opened = (_price(row.get(field)) for field in (way.last, way.open)) if name else (None, None)
        if name is not None and last is not None and opened is not None:
            found[name] = Day(last, opened, ns)
    return found


def _price(text: Any) -> Decimal | None:
    """A price that is told as a text; None for anything else, and for 0, which stands for no trade."""
    try:
        price = decimal_of(text, "price") if isinstance(text, str) else None
    except UserError:
        return None
    return Decimal(plain(price)) if price is not None and price > 0 else None
