"""Lists that a venue shows in pages and windows, read to their end. What cannot be read to its end fails.

Windows and pages: developers.binance.com (myTrades: 24 hours and 1,000 rows, USD-M userTrades: 7 days and
1,000 rows, fromId goes without a time), bybit-exchange.github.io (execution list: 7 days and 100 rows, order
list: 50 rows, with a cursor).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.venues.live_port import TradeReport

NS_PER_MS = 1_000_000
DAY_MS = 86_400_000
AHEAD_MS = 60_000
MOST_PAGES = 300
TRADES_A_PAGE = {"binance": 1000, "binanceusdm": 1000, "bybit": 100}
WINDOW_MS = {"binance": DAY_MS - 1, "binanceusdm": 7 * DAY_MS - 1, "bybit": 7 * DAY_MS - 1}
ORDERS_A_PAGE = {"bybit": 50}
NEWEST_WITHOUT_TIME = frozenset({"binance"})  # where a page without a time holds the newest of all times
Ask = Callable[..., Awaitable[Any]]
Rows = Callable[[Callable[[], Awaitable[Sequence[Any]]]], Awaitable[tuple[Sequence[Any], dict[str, Any]]]]
Reader = Callable[[Sequence[Any]], list[TradeReport]]
Found = dict[
    tuple[str, str], TradeReport
]  # by trade and order: a trade with oneself has one number, two sides


class Turn:
    """Counts the pages of one read and remembers its cursors."""

    def __init__(self, venue: str) -> None:
        self._venue = venue
        self._pages = 0
        self._cursors: set[str] = set()

    def page(self) -> None:
        """One more page. Raises Unavailable where a list has no end."""
        self._pages += 1
        if self._pages > MOST_PAGES:
            self._fail()

    def window(self) -> None:
        """The pages of another window: its cursors are its own."""
        self._cursors.clear()

    def cursor(self, answer: Mapping[str, Any]) -> str:
        """The cursor of the next page, empty at the end."""
        result = answer.get("result")
        found = result.get("nextPageCursor") if isinstance(result, dict) else None
        if not found:
            return ""
        if not isinstance(found, str) or found in self._cursors:
            self._fail()
        self._cursors.add(str(found))
        return str(found)

    def _fail(self) -> None:
        raise Unavailable(
            f"A list of {self._venue} has no end, or more than {MOST_PAGES} pages. It was not read in part.",
            "endless_pages",
        )


async def trades_since(
    venue: str, ask: Ask, rows: Rows, read: Reader, symbol: str, since_ns: int, now_ms: int
) -> list[TradeReport]:
    """Every trade since then, oldest first. `ask` is ccxt's fetch_my_trades, `rows` the way to ask it, `read`
    makes reports of a page.
    """
    since_ms = since_ns // NS_PER_MS
    until_ms = max(since_ms, now_ms) + AHEAD_MS  # whatever the clock says, the venue is asked
    limit, window_ms = TRADES_A_PAGE.get(venue, 100), WINDOW_MS.get(venue)
    found: Found = {}
    turn = Turn(venue)

    async def page(since: int | None, **params: Any) -> tuple[Sequence[Any], dict[str, Any]]:
        turn.page()
        told, answer = await rows(partial(ask, symbol, since, limit, params))
        for report in read(told):
            if report.ns >= since_ms * NS_PER_MS:
                found.setdefault((report.trade_id, report.venue_id), report)
            elif since is not None or params:
                raise Unavailable(f"{venue} told trades of another time.", "unreadable_answer")
        return told, answer

    if window_ms is None:
        await _by_time(venue, page, found, since_ms, limit)
    elif venue == "bybit":
        for start, end in windows(since_ms, until_ms, window_ms):
            turn.window()
            told, answer = await page(start, until=end)
            while told and (cursor := turn.cursor(answer)):
                told, answer = await page(start, until=end, cursor=cursor)
    else:
        await _by_number(venue, page, since_ms, until_ms, window_ms, limit)
    return sorted(found.values(), key=lambda t: (t.ns, len(t.trade_id), t.trade_id))


def windows(since_ms: int, until_ms: int, window_ms: int) -> Iterator[tuple[int, int]]:
    """First and last millisecond of each window."""
    for start in range(since_ms, until_ms + 1, window_ms + 1):
        yield start, min(start + window_ms, until_ms)


async def _by_number(venue: str, page: Ask, since_ms: int, until_ms: int, window_ms: int, limit: int) -> None:
    """Where trades are numbered: windows up to the first trade, from there on by its number."""
    if since_ms + window_ms < until_ms and venue in NEWEST_WITHOUT_TIME:
        told, _ = await page(None)
        if len(told) < limit or min(int(row["timestamp"]) for row in told) < since_ms:
            return
    for start, end in windows(since_ms, until_ms, window_ms):
        told, _ = await page(start, until=end)
        if told:
            is_last = end == until_ms
            while told and not (is_last and len(told) < limit):
                told, _ = await page(None, fromId=max(int(row["id"]) for row in told) + 1)
                is_last = True
            return


async def _by_time(venue: str, page: Ask, found: Found, since_ms: int, limit: int) -> None:
    """Where only times are known: on from the newest trade, until a page brings nothing new."""
    start, count = since_ms, -1
    while len(found) > count:
        count = len(found)
        told, _ = await page(start)
        newest = max((int(row["timestamp"]) for row in told), default=start)
        if len(told) >= limit and newest == start:
            raise Unavailable(
                f"{venue} has more trades in one moment than it shows in a page.", "too_many_trades"
            )
        start = newest


async def open_orders(venue: str, ask: Ask, rows: Rows, symbol: str | None, most: int | None) -> list[Any]:
    """Every open order, of one market or (None) of all. `most` is how many a venue without pages shows at
    once, where that is known.
    """
    if venue not in ORDERS_A_PAGE:
        told, _ = await rows(partial(ask, symbol))
        if most is not None and len(told) >= most:
            raise Unavailable(f"{venue} has more open orders than it shows.", "too_many_orders")
        return list(told)
    found: dict[str, Any] = {}
    turn, cursor = Turn(venue), ""
    while True:
        turn.page()
        params = {"cursor": cursor} if cursor else {}
        told, answer = await rows(partial(ask, symbol, None, ORDERS_A_PAGE[venue], params))
        for order in told:
            found.setdefault(str(order["id"]), order)
        cursor = turn.cursor(answer)
        if not told or not cursor:
            return list(found.values())
