"""What a strategy imports: `from finbyte import Link, http, logger` (bots.md 5, docs/decisions/0022)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from finbyte_desktop.services.strategy_host.levels import candle_bin, time_range

if TYPE_CHECKING:
    from finbyte_desktop.services.strategy_host.runtime import Runtime

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - as strategies for older versions write it
CALLBACKS = ("order_update", "fill_update", "position_update", "quote_update", "trade_update")
ROUTE = "_finbyte_route"
MOST_LINE = 2_000
Answer = dict[str, Any]
Method = TypeVar("Method", bound=Callable[..., Any])


class ApiError(Exception):
    """A request that was not done. `response` is the whole answer, with its error."""

    def __init__(self, message: str, response: Answer) -> None:
        super().__init__(message)
        self.response = response


class Http:
    """`@http.route` makes a method an address: `get_name` of GET, `post_name` of POST requests."""

    @staticmethod
    def route(method: Method) -> Method:
        setattr(method, ROUTE, True)
        return method


Log = Callable[[str, str], None]


class _ToHost(logging.Handler):
    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log(record.levelname.lower(), self.format(record)[:MOST_LINE])


class Link:
    """The base class of strategies. Times are those of the event that is told, prices and sizes floats."""

    _runtime: Runtime

    # --- time -------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The time of the event, UTC."""
        return EPOCH + timedelta(microseconds=self._runtime.ns // 1000)

    @property
    def unix_now(self) -> int:
        """The same in seconds."""
        return self._runtime.ns // 1_000_000_000

    @property
    def epoch_now(self) -> int:
        """The same in milliseconds."""
        return self._runtime.ns // 1_000_000

    @property
    def second(self) -> float:
        """Seconds since the minute began, to the microsecond."""
        return self._runtime.ns // 1000 % 60_000_000 / 1e6

    @property
    def iso_now(self) -> str:
        """The time of the event in ISO 8601."""
        return self.now.isoformat()

    def candle_bin(self, value: int, level: str, ceil: bool = False) -> int:
        """A time (ms) rounded to the begin of a candle of this level, down or up."""
        return candle_bin(value, level, ceil)

    def time_range(self, start: int, end: int, level: str, include_start: bool = True) -> list[int]:
        """Times (ms) from `start` to `end`, a level apart."""
        return time_range(start, end, level, include_start)

    # --- threads ----------------------------------------------------------------------------------

    @property
    def background_threads(self) -> dict[int, str]:
        """Threads made by `create_thread` that are not at their end: id and name."""
        return self._runtime.background_threads()

    def create_thread(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Runs the target beside the callbacks; in a backtest or a replay before the next event."""
        self._runtime.create_thread(target, args, kwargs)

    def delay_thread(self, interval: float, target: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Calls the target once so many seconds of the events' time have passed."""
        self._runtime.delay(interval, target, args, kwargs)

    # --- where it trades --------------------------------------------------------------------------

    @property
    def src(self) -> str:
        """The exchange, as callbacks name it."""
        return self._runtime.src

    @property
    def venue(self) -> str:
        """The name to call the venue by."""
        return self._runtime.venue

    @property
    def sym(self) -> str:
        """The symbol of the bot's market."""
        return self._runtime.sym

    # --- the exchange -----------------------------------------------------------------------------

    def fetch_candles(self, venue: str, sym: str, level: str = "1m", since: int | None = None) -> Answer:
        """Candles up to now, the one of now included, at most 1,000."""
        return self._runtime.call("fetch_candles", venue, sym=sym, level=level, since=since)

    def fetch_balances(self, venue: str) -> Answer:
        """What the bot holds, by asset."""
        return self._runtime.call("fetch_balances", venue)

    def fetch_open_orders(self, venue: str) -> Answer:
        """The strategy's orders that may still trade."""
        return self._runtime.call("fetch_open_orders", venue)

    def fetch_positions(self, venue: str) -> Answer:
        """What the strategy holds of its market."""
        return self._runtime.call("fetch_positions", venue)

    def create_limit_order(self, venue: str, sym: str, side: str, size: float, price: float) -> Answer:
        """A limit order; its price is rounded away from the market, its size down."""
        return self._runtime.call("create_limit_order", venue, sym=sym, side=side, size=size, price=price)

    def create_market_order(self, venue: str, sym: str, side: str, size: float) -> Answer:
        """An order at the market; its size is rounded down. What it traded comes with `fill_update`."""
        return self._runtime.call("create_market_order", venue, sym=sym, side=side, size=size)

    def cancel_order(self, venue: str, order_id: str | None = None, sym: str | None = None) -> Answer:
        """Cancels one order, those of a symbol, or all."""
        return self._runtime.call("cancel_order", venue, order_id=order_id, sym=sym)

    def amend_order(
        self, venue: str, order_id: str, size: float | None = None, price: float | None = None
    ) -> Answer:
        """Gives an open order another size, of which what it traded is a part, or another price."""
        return self._runtime.call("amend_order", venue, order_id=order_id, size=size, price=price)

    def call_endpoint(
        self, venue: str, path: str, version: str, method: str = "GET", params: dict[str, Any] | None = None
    ) -> Answer:
        """A call of the venue's own interface; refused where there is no venue, as on paper."""
        return self._runtime.call(
            "call_endpoint", venue, path=path, version=version, method=method, params=params
        )

    def publish(self, topic: str, data: Any = None) -> None:
        """Sends data to whoever listens to the strategy's stream."""
        self._runtime.publish(topic, data)

    # --- what is told -----------------------------------------------------------------------------

    def order_update(self, src: str, sym: str, data: dict[str, Any]) -> None:
        """An order changed."""

    def fill_update(self, src: str, sym: str, data: dict[str, Any]) -> None:
        """An order traded."""

    def position_update(self, src: str, sym: str, data: dict[str, Any]) -> None:
        """The position changed."""

    def quote_update(self, src: str, sym: str, data: dict[str, Any]) -> None:
        """The best bid and ask changed."""

    def trade_update(self, src: str, sym: str, data: dict[str, Any]) -> None:
        """Somebody traded."""


def strategy_module(log: Log) -> ModuleType:
    """The module `finbyte` of one strategy. Its Link speaks with the runtime that is put into it later."""
    module = ModuleType("finbyte", "What a FinByte strategy imports.")
    logger = logging.Logger("strategy")  # noqa: LOG001 - one of its own, which nobody else can name
    logger.addHandler(_ToHost(log))
    link = type("Link", (Link,), {"__module__": "finbyte", "__doc__": Link.__doc__})
    module.__dict__.update(Link=link, http=Http(), logger=logger, ApiError=ApiError)
    return module
