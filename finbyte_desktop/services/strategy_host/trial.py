"""Runs a strategy's backtest in a process of its own and waits for its result."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from finbyte_desktop.core.codec import encode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.known import told
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.backtest import BacktestRequest
from finbyte_desktop.services.strategy_host.frames import HEAD
from finbyte_desktop.services.strategy_host.process import Ended, StrategyProcess
from finbyte_desktop.services.strategy_host.words import ended_text

START_S, SILENT_S = 10.0, 5.0
MEMORY_MB = 2_048
MOST_RESULT = 1 << 28
Progress = Callable[[int, int], bool]


def run(
    request: BacktestRequest,
    file: Path,
    progress: Progress | None = None,
    *,
    start_s: float = START_S,
    silent_s: float = SILENT_S,
    memory_mb: int = MEMORY_MB,
) -> dict[str, Any]:
    """The document of the run. Raises UserError for a strategy that cannot be read, hangs or ends, with the
    file and the line where that is known.
    """
    file = found(file)
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
    process = StrategyProcess(file.parent, messages.put, MOST_RESULT)
    try:
        _send(process, request, file, memory_mb)
        return _result(process, messages, progress, start_s, silent_s)
    finally:
        process.end()


def look(file: Path, text: str, *, start_s: float = START_S, memory_mb: int = MEMORY_MB) -> None:
    """Reads a text as a strategy's file, in a process of its own, and runs nothing of it. Raises UserError
    with the line at fault. The folder of the file may have gone away.
    """
    folder = next(one for one in file.absolute().parents if one.is_dir())
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
    process = StrategyProcess(folder, messages.put)
    try:
        process.tell({"do": "look", "file": str(file), "text": text, "memory_mb": memory_mb})
        _result(process, messages, None, start_s, start_s)
    finally:
        process.end()


def found(file: Path) -> Path:
    """Where a strategy's file is. Raises UserError where there is none."""
    if not file.is_file():
        raise UserError(f"{file.name} cannot be read: there is no such file.", "strategy_file", "strategy")
    return file.resolve()


def _send(process: StrategyProcess, request: BacktestRequest, file: Path, memory_mb: int) -> None:
    series = request.series
    process.tell(
        {
            "do": "backtest",
            "file": str(file),
            "market": market_of(request.instrument),
            "params": dict(request.params),
            "slippage": plain(request.slippage),
            "symbol": series.symbol,
            "places": series.places,
            "interval_ns": series.interval_ns,
            "memory_mb": memory_mb,
        }
    )
    for column in (series.open_ns, series.open, series.high, series.low, series.close, series.volume):
        body = column.tobytes()
        process.send(len(body).to_bytes(HEAD, "big") + body)


def market_of(instrument: Instrument) -> JsonValue:
    """A market as it is told to a strategy's process."""
    return encode(told(0, instrument))


def _result(
    process: StrategyProcess,
    messages: queue.SimpleQueue[Any],
    progress: Progress | None,
    start_s: float,
    silent_s: float,
) -> dict[str, Any]:
    wait_s, ready = start_s, False
    end = time.monotonic() + wait_s
    while True:
        try:
            message = messages.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            place = process.where()
            who = place or "The strategy"
            if ready:
                raise UserError(
                    f"{who}: it did not come back within {wait_s:g} s and was ended.",
                    "strategy_hang",
                    "strategy",
                ) from None
            raise UserError(
                f"{who}: it was not imported within {wait_s:g} s and was ended.", "strategy_hang", "strategy"
            ) from None
        process.took()
        if isinstance(message, Ended):
            raise UserError(ended_text(process.status(), message.why), "strategy_exited", "strategy")
        result = _heard(message, progress)
        if result is not None:
            return result
        ready, wait_s = True, silent_s
        end = time.monotonic() + wait_s


def _heard(message: Any, progress: Progress | None) -> dict[str, Any] | None:
    if not isinstance(message, Mapping):
        raise UserError("The strategy's process sent what nobody can read.", "strategy_message", "strategy")
    if "failed" in message:
        raise UserError(str(message.get("text")), str(message["failed"]), "strategy")
    done = message.get("progress")
    if isinstance(done, list) and len(done) == 2 and progress is not None and progress(done[0], done[1]):
        raise UserError("Cancelled.", "cancelled")
    result = message.get("result")
    return result if isinstance(result, dict) else None
