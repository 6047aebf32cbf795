"""One run of a strategy in its process: what it is to be told, and what it told."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.strategy_host.process import StrategyProcess
from finbyte_desktop.services.strategy_host.session import Session

WORK, HUNG = object(), object()
KEPT_LINES, MOST_LINE = 1_000, 2_000
MOST_MESSAGES = 5_000  # in one callback, or in a second
MOST_ROUTES, MOST_NAME, MOST_TOPICS = 100, 100, 100
WAITING_ROUTES = 100
PREFIX = {"GET": "get_", "POST": "post_"}
MOST_NS = 2**63


class Life:
    """A strategy's process and what is under way with it.

    Attributes:
        is_busy: it was told something and has not come back.
        begins: its class is still to be made.
        wake_ns: its earliest timer; `fires` once that was noticed.
        asked: something was asked since everything was made durable.
        digest: of the code that it was read from; `parts` of the other files of the trader's that it imports.
    """

    def __init__(
        self,
        session: Session,
        process: StrategyProcess,
        inbox: asyncio.Queue[Any],
        file: Path,
        digest: str = "",
    ) -> None:
        self.session, self.process, self.inbox, self.file = session, process, inbox, file
        self.digest = digest
        self.parts: Mapping[Path, str] = {}
        self.told_parts: object = None
        self.lines: deque[tuple[int, str, str]] = deque(maxlen=KEPT_LINES)
        self.listeners: deque[Callable[[str, Any], None]] = deque()
        self.topics: dict[str, Any] = {}
        self.routes: tuple[tuple[str, str], ...] = ()
        self.is_ready = self.is_busy = self.begins = self.over = self.nudged = self.asked = False
        self.wake_ns: int | None = None
        self.fires: int | None = None
        self.begun_s: float | None = None
        self.told = 0
        self._number = self._messages = 0
        self._since_s = 0.0
        self._asked_routes: deque[tuple[str, Mapping[str, Any], asyncio.Future[Any]]] = deque()
        self._answers: dict[int, asyncio.Future[Any]] = {}

    # --- what it is told --------------------------------------------------------------------------

    @property
    def has_work(self) -> bool:
        """Whether it has not heard everything, or has not come back. While its bot is paused it hears of
        routes alone: what it would answer with could not be sent.
        """
        if self.over or self.is_busy or self._asked_routes:
            return not self.over
        waits = self.begins or self.fires is not None or bool(self.session.pending)
        return waits and self.session.is_running

    def nudge(self) -> None:
        """Wakes whoever talks with it, once."""
        if not (self.nudged or self.is_busy or self.over) and self.has_work:
            self.nudged = True
            self.inbox.put_nowait(WORK)

    def fire(self, ns: int) -> None:
        """The time of its timers has come."""
        self.fires = ns
        self.nudge()

    def forget_older_quote(self) -> None:
        """A quote that was not heard is replaced by the next one."""
        pending = self.session.pending
        if pending and pending[-1].calls[0][0] == "quote_update":
            pending.pop()

    def next_message(self, ns: int) -> bool:
        """Tells it the next thing; False where there is nothing."""
        pending = self.session.pending
        message: dict[str, Any]
        hears = self.session.is_running
        if self.begins and hears:
            self.begins = False
            message = {"do": "start", "ns": ns}
        elif pending and hears:
            told = pending.popleft()
            message = {"do": "tell", "ns": told.ns, "calls": told.calls}
        elif self.fires is not None and hears:
            message = {"do": "fire", "ns": self.fires}
            self.fires = self.wake_ns = None
        elif self._asked_routes:
            method, data, answer = self._asked_routes.popleft()
            self._answers[self._number + 1] = answer
            message = {"do": "route", "ns": ns, "method": method, "data": data}
        else:
            return False
        self._number += 1
        self.is_busy = True
        self._messages = 0
        self.begun_s = time.monotonic()
        self.process.tell({**message, "number": self._number})
        return True

    # --- how long it takes ------------------------------------------------------------------------

    def waited_s(self) -> float:
        """How long it has had the word."""
        return 0.0 if self.begun_s is None else time.monotonic() - self.begun_s

    def pause(self) -> float | None:
        """The engine works for it: that is not its time."""
        spent = None if self.begun_s is None else time.monotonic() - self.begun_s
        self.begun_s = None
        return spent

    def resume(self, spent: float | None) -> None:
        """It has the word again."""
        if spent is not None and self.is_busy:
            self.begun_s = time.monotonic() - spent

    def floods(self) -> bool:
        """Whether it has sent too much in this callback, or within a second of its own."""
        now = time.monotonic()
        if not self.is_busy and now - self._since_s > 1.0:
            self._since_s, self._messages = now, 0
        self._messages += 1
        return self._messages > MOST_MESSAGES

    # --- what it told -----------------------------------------------------------------------------

    def ready(self, routes: list[Any]) -> None:
        """It was read, and has these routes."""
        rows = [row for row in routes if isinstance(row, list) and len(row) == 2][:MOST_ROUTES]
        self.routes = tuple((str(method), str(name)[:MOST_NAME]) for method, name in rows if method in PREFIX)
        self.is_ready = True

    def done(self, message: Mapping[str, Any]) -> bool:
        """It came back; whether that makes sense."""
        wake, told = message.get("wake"), message.get("told")
        right = message["done"] == self._number and self.is_busy
        if not right or not isinstance(told, int):
            return False
        if not (wake is None or (type(wake) is int and 0 < wake < MOST_NS)):
            return False
        self.is_busy, self.begun_s = False, None
        self.wake_ns, self.told = wake, told
        return True

    def noted(self, message: Mapping[str, Any]) -> None:
        """A line of its log."""
        level, text = str(message.get("level"))[:20], str(message["log"])[:MOST_LINE]
        left_out = message.get("left_out")
        ns = 0 if self.session is None else self.session.ns  # type: ignore[redundant-expr]
        if isinstance(left_out, int) and left_out > 0:
            self.lines.append((ns, "warning", f"{left_out} lines were left out: they came too fast."))
        self.lines.append((ns, level, text))

    def published(self, message: Mapping[str, Any]) -> None:
        """Data for whoever listens."""
        topic, data = str(message["publish"])[:MOST_NAME], message.get("data")
        if topic in self.topics or len(self.topics) < MOST_TOPICS:
            self.topics[topic] = data
        for heard in tuple(self.listeners):
            heard(topic, data)

    # --- routes -----------------------------------------------------------------------------------

    async def ask_route(self, method: str, name: str, data: Mapping[str, Any]) -> Any:
        """The answer of a route, once it had its turn. Raises UserError where there is none."""
        if len(self._asked_routes) >= WAITING_ROUTES:
            raise UserError("The strategy has not answered the requests before.", "strategy_busy")
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked_routes.append((f"{PREFIX[method]}{name}", dict(data), answer))
        self.nudge()
        return await answer

    def routed(self, message: Mapping[str, Any]) -> None:
        """The answer of a route."""
        number = message["routed"]
        answer = self._answers.pop(number, None) if isinstance(number, int) else None
        if answer is not None and not answer.done():
            answer.set_result(message.get("body"))

    def leave(self) -> None:
        """It is over: whoever waits for a route is told."""
        waiting = [*self._answers.values(), *(answer for _, _, answer in self._asked_routes)]
        self._answers.clear()
        self._asked_routes.clear()
        for answer in waiting:
            if not answer.done():
                answer.set_exception(UserError("The strategy has ended.", "strategy_off"))
