"""Past candles of a venue over REST, through ccxt: exact, in rising order, over all pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.market import Candle
from finbyte_desktop.core.numbers import decimal_of, plain
from finbyte_desktop.services.venues.ccxt_map import Unreadable, symbol_of
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.ccxt_wire import NS_PER_MS

MINUTE_NS = 60_000_000_000
A_PAGE = 1_000
MOST_PAGES = 400
TIMEFRAMES: Mapping[int, str] = {
    MINUTE_NS: "1m",
    3 * MINUTE_NS: "3m",
    5 * MINUTE_NS: "5m",
    15 * MINUTE_NS: "15m",
    30 * MINUTE_NS: "30m",
    60 * MINUTE_NS: "1h",
    120 * MINUTE_NS: "2h",
    240 * MINUTE_NS: "4h",
    360 * MINUTE_NS: "6h",
    720 * MINUTE_NS: "12h",
    1_440 * MINUTE_NS: "1d",
}


def finest_within(interval_ns: int) -> int:
    """The longest interval that a venue has and that divides this one; one minute where there is none."""
    fitting = [known for known in TIMEFRAMES if interval_ns % known == 0]
    return max(fitting, default=MINUTE_NS)


async def candles(
    port: CcxtVenue, instrument: str, interval_ns: int, start_ns: int, end_ns: int
) -> list[Candle]:
    """Candles that open at or after `start_ns` and before `end_ns`, the last one perhaps unfinished.

    `interval_ns` is one of `TIMEFRAMES`. Times without a candle are left out, as the venue does. Raises
    Unavailable when no readable answer came, VenueRejected when the venue said no, UserError for more pages
    than are read at once.
    """
    frame, symbol = TIMEFRAMES[interval_ns], symbol_of(instrument)
    step_ms = interval_ns // NS_PER_MS
    since_ms = -(-start_ns // interval_ns) * step_ms
    end_ms = -(-end_ns // NS_PER_MS)
    if end_ms - since_ms > MOST_PAGES * A_PAGE * step_ms:
        raise UserError("That is a longer time than can be read at once.", "too_many_candles", "days")
    found: dict[int, Candle] = {}
    while since_ms < end_ms:
        until_ms = min(since_ms + A_PAGE * step_ms, end_ms) - 1
        page = (symbol, frame, since_ms, A_PAGE, {"until": until_ms})
        for candle in await port.ask_openly("fetch_ohlcv", *page, read=_read):
            if since_ms * NS_PER_MS <= candle.open_ns < end_ns:
                found[candle.open_ns] = candle
        since_ms += A_PAGE * step_ms
    return [found[open_ns] for open_ns in sorted(found)]


def _read(rows: Sequence[Any]) -> list[Candle]:
    return [_candle(row) for row in rows]


def _candle(row: Any) -> Candle:
    """One row: time in ms, then open, high, low, close and volume as texts. Raises Unreadable."""
    try:
        opened, high, low, close, volume = (_number(text) for text in row[1:6])
    except UserError as error:
        raise Unreadable(error.text) from None
    if not low <= min(opened, close) <= max(opened, close) <= high or low <= 0:
        raise Unreadable("a candle whose low is above its high")
    return Candle(int(row[0]) * NS_PER_MS, opened, high, low, close, volume)


def _number(text: Any) -> Decimal:
    if isinstance(text, float):
        raise Unreadable("a number that is no text any more")
    return Decimal(plain(decimal_of(str(text), "candle")))
