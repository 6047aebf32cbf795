"""The strategy's side: its code, its clock, its timers and threads, and the way of its requests."""

from __future__ import annotations

import contextlib
import heapq
import math
import operator
import threading
import traceback
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Protocol

import orjson

from finbyte_desktop.services.strategy_host.candle_book import CandleBook
from finbyte_desktop.services.strategy_host.link import CALLBACKS, MOST_LINE, Answer, ApiError, Link

NS_PER_S = 1_000_000_000
MOST_TIMERS, MOST_THREADS = 10_000, 100
MOST_TOPIC, MOST_PUBLISHED = 100, 65_536
LONGEST_S = 10 * 366 * 86_400
NUMBERS = frozenset({"size", "price"})


class Failed(Exception):
    """The strategy cannot go on: a code, and a text that names the line at fault."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class Port(Protocol):
    """Where a runtime's requests go."""

    def call(self, name: str, args: dict[str, Any]) -> Answer:
        """The answer of the engine."""
        ...

    def log(self, level: str, text: str) -> None: ...

    def publish(self, topic: str, body: bytes) -> None: ...


class Runtime:
    """One strategy. `threads` are real where nothing has to come out the same again; else what
    `create_thread` is given runs to its end before the next event.
    """

    def __init__(self, port: Port, folder: Path, src: str, venue: str, sym: str, threads: bool) -> None:
        self._port, self._folder, self._threads = port, folder, threads
        self.src, self.venue, self.sym = src, venue, sym
        self.ns = 0
        self.told = 0  # callbacks so far
        self.book = CandleBook()
        self._methods: dict[str, Callable[[str, str, dict[str, Any]], None]] = {}
        self._strategy: Any = None
        self._timers: list[tuple[int, int, Callable[[], Any]]] = []
        self._waiting: list[tuple[int, str, Callable[[], Any]]] = []
        self._numbers = count(1)
        self._live: dict[int, str] = {}
        self._last: Answer = {"rate_limits": {"remaining": 0, "reset": 0}}
        self.failure: Failed | None = None

    # --- what it is told --------------------------------------------------------------------------

    def start(self, kind: type[Link], ns: int) -> None:
        """Makes the strategy. Raises Failed."""
        self.ns = ns
        self._run("__init__", lambda: setattr(self, "_strategy", kind()))
        for name in CALLBACKS:
            if getattr(kind, name, None) is not getattr(Link, name):
                self._methods[name] = getattr(self._strategy, name)
        self.run_waiting()

    @property
    def next_ns(self) -> int | None:
        """When the earliest timer is due."""
        return self._timers[0][0] if self._timers else None

    def deliver(self, ns: int, calls: tuple[tuple[str, dict[str, Any]], ...]) -> None:
        """Runs callbacks. Raises Failed."""
        self.ns = ns
        methods, src, sym = self._methods, self.src, self.sym
        for name, data in calls:
            if name == "trade_update":
                self.book.trade(data["time"], data["price"], data["size"])
            method = methods.get(name)
            if method is not None:
                self.told += 1
                try:
                    method(src, sym, data)
                except BaseException as error:
                    self._fail(name, error)
        if self._waiting:
            self.run_waiting()

    def fire(self, ns: int) -> None:
        """Runs the timers that are due. Raises Failed."""
        self.ns = ns
        timers = self._timers
        while timers and timers[0][0] <= ns:
            _, _, target = heapq.heappop(timers)
            self.told += 1
            self._run("delay_thread", target)
            self.run_waiting()

    def route(self, ns: int, method: str, data: dict[str, Any]) -> Any:
        """Runs a route. What it raises is the answer of the route, not the end of the strategy."""
        self.ns = ns
        try:
            found = getattr(self._strategy, method)(data)
        except Exception as error:
            return {"error": {"type": "api_error", "message": _told(error, self._folder)}}
        self.run_waiting()
        return found

    def run_waiting(self) -> None:
        """Runs what `create_thread` was given, where that is not done beside."""
        while self._waiting:
            number, _, target = self._waiting.pop(0)
            self._live.pop(number, None)
            self._run("create_thread", target)

    def _run(self, name: str, target: Callable[[], Any]) -> None:
        try:
            target()
        except BaseException as error:
            self._fail(name, error)

    def _fail(self, name: str, error: BaseException) -> NoReturn:
        raise failed(name, error, self._folder) from None

    # --- threads ----------------------------------------------------------------------------------

    def background_threads(self) -> dict[int, str]:
        return dict(self._live)

    def create_thread(
        self, target: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> None:
        if not callable(target):
            raise TypeError("create_thread needs something that can be called.")
        if len(self._live) >= MOST_THREADS:
            raise RuntimeError(f"A strategy may have {MOST_THREADS} threads at once.")
        number, name = next(self._numbers), getattr(target, "__name__", "thread")
        self._live[number] = name
        if self._threads:
            work = lambda: self._beside(number, lambda: target(*args, **kwargs))  # noqa: E731
            threading.Thread(target=work, name=name, daemon=True).start()
        else:
            self._waiting.append((number, name, lambda: target(*args, **kwargs)))

    def _beside(self, number: int, target: Callable[[], Any]) -> None:
        try:
            target()
        except BaseException as error:
            self.failure = failed("create_thread", error, self._folder)
        finally:
            self._live.pop(number, None)

    def delay(
        self, interval: float, target: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> None:
        if not callable(target):
            raise TypeError("delay_thread needs something that can be called.")
        seconds = float(interval)
        if not (math.isfinite(seconds) and 0 <= seconds <= LONGEST_S):
            raise ValueError(f"delay_thread: {interval!r} is not a number of seconds.")
        if len(self._timers) >= MOST_TIMERS:
            raise RuntimeError(f"A strategy may have {MOST_TIMERS} timers at once.")
        due = self.ns + max(1, round(seconds * NS_PER_S))
        heapq.heappush(self._timers, (due, next(self._numbers), lambda: target(*args, **kwargs)))

    # --- requests ---------------------------------------------------------------------------------

    def call(self, name: str, venue: str, **args: Any) -> Answer:
        """The answer to a request. Raises ApiError for what was not done, except for too many requests."""
        for key in NUMBERS & args.keys():
            args[key] = _written(args[key])
        if name == "fetch_candles":
            answer = self._candles(venue, **args)
        else:
            answer = self._port.call(name, {"venue": venue, **args})
            self._last = answer
        error = answer["error"]
        if error is not None and error["type"] == "api_error":
            raise ApiError(error["message"], answer)
        return answer

    def _candles(self, venue: Any, sym: Any, level: Any, since: Any) -> Answer:
        checked = self._port.call("check_market", {"venue": venue, "sym": sym})
        if checked["error"] is not None:
            return checked
        try:
            if not isinstance(level, str):
                raise ValueError("level: a text such as '1m' is needed.")
            rows = self.book.candles(level, None if since is None else operator.index(since))
        except (ValueError, TypeError) as error:
            return {**checked, "error": {"type": "api_error", "message": str(error)}}
        return {**checked, "data": rows}

    def publish(self, topic: Any, data: Any) -> None:
        if not (isinstance(topic, str) and 0 < len(topic) <= MOST_TOPIC):
            raise ValueError(f"publish: a topic is a text of at most {MOST_TOPIC} letters.")
        body = orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)
        if len(body) > MOST_PUBLISHED:
            raise ValueError(f"publish: {len(body)} bytes are too many; {MOST_PUBLISHED} are possible.")
        self._port.publish(topic, body)


def failed(name: str, error: BaseException, folder: Path) -> Failed:
    """What ended a strategy, in words that name the file and the line."""
    if isinstance(error, Failed):
        return error
    code = "strategy_raised"
    if isinstance(error, SystemExit | KeyboardInterrupt):
        code = "strategy_exited"
    elif isinstance(error, MemoryError):
        code = "strategy_memory"
    return Failed(code, f"{_told(error, folder)} (in {name})")


def _told(error: BaseException, folder: Path) -> str:
    try:
        text = str(error)
    except Exception:  # its own text raises
        text = ""
    words = type(error).__name__ + (f": {text}" if text else "")
    place = place_of(error.__traceback__, folder)
    return f"{place}: {words[:MOST_LINE]}" if place else words[:MOST_LINE]


def place_of(trace: TracebackType | None, folder: Path) -> str:
    """The last line of the strategy's own files in a traceback: "strategy.py, line 12"."""
    found = ""
    for frame, line in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(folder):
            found = f"{path.relative_to(folder)}, line {line}"
    return found


def _written(value: Any) -> str | None:
    """A number of the strategy by its shortest decimal. What is none is told as it is, to be refused."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    with contextlib.suppress(TypeError, ValueError):
        return str(operator.index(value))
    try:
        return repr(float(value))
    except (TypeError, ValueError, OverflowError):
        return type(value).__name__
