"""The backtest of a strategy, inside its own process: kernel, venue and code side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Context, setcontext
from pathlib import Path
from typing import Any

from finbyte_desktop.core.events import AlarmDue, BotCreated
from finbyte_desktop.core.numbers import EXACT, exact
from finbyte_desktop.core.walk import Seen
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest, BacktestRun
from finbyte_desktop.services.backtest_report import document
from finbyte_desktop.services.strategy_host.link import Answer, Link
from finbyte_desktop.services.strategy_host.runtime import Failed, Runtime
from finbyte_desktop.services.strategy_host.session import Session

BEAT_S = 0.1
KEPT_LINES = 200


@dataclass(slots=True)
class InPlace:
    """The port of a strategy that runs beside the engine."""

    session: Session | None = None
    lines: list[tuple[int, str, str]] = field(default_factory=list)
    more_lines: int = 0
    published: dict[str, int] = field(default_factory=dict)

    def call(self, name: str, args: dict[str, Any]) -> Answer:
        assert self.session is not None
        return self.session.call(name, args)

    def log(self, level: str, text: str) -> None:
        if len(self.lines) < KEPT_LINES:
            self.lines.append((0 if self.session is None else self.session.ns, level, text))
        else:
            self.more_lines += 1

    def publish(self, topic: str, body: bytes) -> None:
        if topic in self.published or len(self.published) < KEPT_LINES:
            self.published[topic] = self.published.get(topic, 0) + 1


class StrategyBacktest(Backtest):
    """One run of a strategy on candles."""

    def __init__(
        self,
        request: BacktestRequest,
        file: Path,
        kind: type[Link],
        port: InPlace,
        keep_facts: bool = False,
    ) -> None:
        super().__init__(request, keep_facts)
        self._file, self._kind = file, kind
        self.port = port
        self.failure: Failed | None = None
        self.callbacks = 0
        self._context = Context()

    def run(self, progress: Callable[[int, int], bool] | None = None) -> BacktestRun:
        """Runs to the last candle; what the strategy leaves behind is collected, unlike that of a bot."""
        with exact():
            return self._run(progress)

    def _run(self, progress: Callable[[int, int], bool] | None) -> BacktestRun:
        request, data, kernel, walk = self._request, self.run_data, self.kernel, self.walk
        series, name = request.series, request.instrument.id
        first = series.candle(0)
        walk.begin(first)
        walk.tells = True
        kernel.last[name] = first.open
        self._fund(first.open_ns)
        self._apply(BotCreated(first.open_ns, BOT, request.bot_type, name, request.params, request.policy))
        data.started_at, self._traded = 0, True
        session = self.port.session = Session(kernel, BOT, self._apply, lambda: walk.ns)
        runtime = Runtime(
            self.port, self._file.parent, session.src, session.venue, session.sym, threads=False
        )
        self.heard = session.after
        self._guarded(session, self._start, runtime, first.open_ns)
        self._tell(session, runtime)
        triggers, alarms, venue, n = kernel.triggers[name], kernel.alarms, self.venue, len(series)
        beat = time.monotonic()
        for at in range(n):
            if at:
                walk.load(series.candle(at))
            data.candles_walked += 1
            while True:
                timer = None if self.failure is not None else runtime.next_ns
                alarm = alarms.next_ns
                due = timer if alarm is None or (timer is not None and timer < alarm) else alarm
                found = walk.next(triggers.next_above, triggers.next_below, due)
                if found is None:
                    break
                kernel.last[name] = venue.price
                if isinstance(found, Seen):
                    session.seen(found)
                elif isinstance(found, AlarmDue) and (alarm is None or alarm > found.ns):
                    self._guarded(session, runtime.fire, found.ns)
                else:
                    self._apply(found)
                if session.pending:
                    self._tell(session, runtime)
            if self._traded:
                self._hold(at)
            if progress is not None and time.monotonic() - beat > BEAT_S:
                beat = time.monotonic()
                progress(at + 1, n)
        self.callbacks = runtime.told
        return data

    def _start(self, runtime: Runtime, ns: int) -> None:
        self._kind._runtime = runtime
        runtime.start(self._kind, ns)

    def _tell(self, session: Session, runtime: Runtime) -> None:
        """Tells the strategy everything that it has not heard, what its requests cause included."""
        pending = session.pending
        while pending:
            ns, calls = pending.popleft()
            if self.failure is None and session.is_running:
                self._guarded(session, runtime.deliver, ns, calls)

    def _guarded(self, session: Session, step: Callable[..., None], *args: Any) -> None:
        """Lets the strategy act, in a decimal context of its own."""
        setcontext(self._context)
        try:
            step(*args)
        except Failed as failure:
            setcontext(EXACT)
            self.failure = failure
            session.halt(failure.code, failure.text)
        finally:
            setcontext(EXACT)

    def document(self) -> dict[str, Any]:
        """The document of the run, with what the strategy said."""
        found = document(self._request, self.run_data)
        lines = [{"ns": ns, "level": level, "text": text} for ns, level, text in self.port.lines]
        failure = self.failure
        return found | {
            "strategy": {
                "failure": None if failure is None else {"code": failure.code, "text": failure.text},
                "callbacks": self.callbacks,
                "log": lines,
                "log_left_out": self.port.more_lines,
                "published": dict(sorted(self.port.published.items())),
            }
        }
