"""The process of one strategy: `python -c "... child.main()"`, or `--strategy` of an installed program.

It reads messages from standard input and answers on standard output, has no other way to the engine, and ends
with it. What the strategy prints is its log.
"""

from __future__ import annotations

import faulthandler
import io
import os
import queue
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, NoReturn

import orjson

from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.known import instrument_of
from finbyte_desktop.services.strategy_host.confinement import confine
from finbyte_desktop.services.strategy_host.frames import MOST_BYTES, packed, read_frame
from finbyte_desktop.services.strategy_host.link import MOST_LINE, Answer, strategy_module
from finbyte_desktop.services.strategy_host.loading import load, look, parts_of, routes
from finbyte_desktop.services.strategy_host.runtime import Failed, Runtime

FROM_ENGINE = 1 << 31
MOST_LINES, LINES_S = 200, 1.0  # of the log, in so much time


class Pipe:
    """Both directions to the engine."""

    def __init__(self, source: IO[bytes], target: IO[bytes]) -> None:
        self._source, self._target = source, target
        self._lock = threading.Lock()

    def read(self) -> Any:
        """The next message. The process ends with the engine."""
        return orjson.loads(self.read_bytes())

    def read_bytes(self) -> bytes:
        frame = read_frame(self._source, FROM_ENGINE)
        if frame is None:
            os._exit(0)
        return frame

    def write(self, message: Any) -> None:
        self.write_frame(packed(message))

    def write_frame(self, frame: bytes) -> None:
        with self._lock:
            self._target.write(frame)
            self._target.flush()


class Printed(io.TextIOBase):
    """Standard output and error of the strategy: lines of its log."""

    def __init__(self, level: str, log: Callable[[str, str], None]) -> None:
        super().__init__()
        self._level, self._log, self._rest = level, log, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text)[-65_536:].split("\n")
        for line in lines:
            self._log(self._level, line[:MOST_LINE])
        return len(text)


class Far:
    """The port of a strategy whose engine is at the other end of the pipe."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._answers: dict[int, queue.SimpleQueue[Answer]] = {}
        self._number = self._lines = self._left_out = 0
        self._since_s = 0.0
        self._lock = threading.Lock()

    def call(self, name: str, args: dict[str, Any]) -> Answer:
        """Asks the engine and waits for its answer."""
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        with self._lock:
            self._number += 1
            number = self._number
        self._answers[number] = answers
        self._pipe.write({"call": number, "name": name, "args": args})
        return answers.get()

    def answered(self, number: int, answer: Answer) -> None:
        answers = self._answers.pop(number, None)
        if answers is not None:
            answers.put(answer)

    def log(self, level: str, text: str) -> None:
        """A line for the engine; what comes too fast is counted, and told with the next line."""
        now = time.monotonic()
        if now - self._since_s >= LINES_S:
            self._since_s, self._lines = now, 0
        self._lines += 1
        if self._lines > MOST_LINES:
            self._left_out += 1
            return
        left_out, self._left_out = self._left_out, 0
        self._pipe.write({"log": text, "level": level, "left_out": left_out})

    def publish(self, topic: str, body: bytes) -> None:
        self._pipe.write({"publish": topic, "data": orjson.Fragment(body)})


def main() -> NoReturn:
    """Serves one engine."""
    pipe = _own_pipe()
    hello = pipe.read()
    random.seed(0)  # of the module alone: what is drawn comes out the same again
    try:
        if hello["do"] == "backtest":
            _backtest(pipe, hello)
        elif hello["do"] == "look":
            confine(hello["memory_mb"])
            look(Path(hello["file"]), hello["text"])
            pipe.write({"result": {}})
        else:
            _serve(pipe, hello)
    except Failed as failure:
        pipe.write({"failed": failure.code, "text": failure.text})
    os._exit(0)  # whatever threads of the strategy are left


def _own_pipe() -> Pipe:
    """Takes the pipe away from standard input and output, where the strategy could meet it by accident."""
    source, target = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    os.dup2(empty, 1)
    os.close(empty)
    faulthandler.enable(file=2)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, file=2, all_threads=True, chain=False)
    return Pipe(os.fdopen(source, "rb"), os.fdopen(target, "wb"))


def _watch(pipe: Pipe) -> None:
    """Ends this process with the engine, whatever the strategy does."""
    threading.Thread(target=pipe.read_bytes, name="engine", daemon=True).start()


def _backtest(pipe: Pipe, hello: Mapping[str, Any]) -> None:
    from decimal import Decimal

    import numpy as np

    from finbyte_desktop.services.backtest import BacktestRequest
    from finbyte_desktop.services.candle_series import CandleSeries
    from finbyte_desktop.services.strategy_host.backtest import InPlace, StrategyBacktest

    ns, opened, high, low, close = [np.frombuffer(pipe.read_bytes(), np.int64) for _ in range(5)]
    volume = np.frombuffer(pipe.read_bytes(), np.float64)
    steps = (hello["places"], hello["interval_ns"])
    series = CandleSeries(hello["symbol"], ns, opened, high, low, close, volume, *steps)
    market = instrument_of(decode(hello["market"]))
    file, slippage, port = Path(hello["file"]), Decimal(hello["slippage"]), InPlace()
    request = BacktestRequest("own_strategy", hello["params"], market, series, slippage)
    confine(hello["memory_mb"])
    _watch(pipe)
    sys.stdout, sys.stderr = Printed("info", port.log), Printed("error", port.log)
    kind = load(file, strategy_module(port.log))
    routes(kind, file)  # also here: a wrong name is told before anything runs
    run = StrategyBacktest(request, file, kind, port)
    pipe.write({"ready": True})

    def progress(done: int, count: int) -> bool:
        pipe.write({"progress": [done, count]})
        return False

    run.run(progress)
    pipe.write({"result": run.document()})


def _serve(pipe: Pipe, hello: Mapping[str, Any]) -> None:
    """Tells the strategy what the engine says, one message after the other."""
    file, far, inbox = Path(hello["file"]), Far(pipe), queue.SimpleQueue[dict[str, Any]]()
    confine(hello["memory_mb"])
    threading.Thread(target=_read, args=(pipe, far, inbox), name="engine", daemon=True).start()
    sys.stdout, sys.stderr = Printed("info", far.log), Printed("error", far.log)
    kind = load(file, strategy_module(far.log))
    runtime = Runtime(far, file.parent, hello["src"], hello["venue"], hello["sym"], hello["threads"])
    runtime.book.load(hello["history"])
    kind._runtime = runtime
    pipe.write({"ready": routes(kind, file), "parts": parts_of(file)})
    while True:
        message = inbox.get()
        number, ns = message["number"], message["ns"]
        if message["do"] == "tell":
            runtime.deliver(ns, message["calls"])
        elif message["do"] == "fire":
            runtime.fire(ns)
        elif message["do"] == "route":
            _route(pipe, runtime, message)
        else:
            runtime.start(kind, ns)
        if runtime.failure is not None:
            raise runtime.failure
        pipe.write({"done": number, "wake": runtime.next_ns, "told": runtime.told})


def _read(pipe: Pipe, far: Far, inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
    while True:
        message = pipe.read()
        if "answer" in message:
            far.answered(message["answer"], message["body"])
        else:
            inbox.put(message)


def _route(pipe: Pipe, runtime: Runtime, message: Mapping[str, Any]) -> None:
    body = runtime.route(message["ns"], message["method"], message["data"])
    try:
        frame = packed({"routed": message["number"], "body": body})
        if len(frame) > MOST_BYTES:
            raise TypeError("It is too large.")
    except TypeError as error:
        text = f"{message['method']} gave what cannot be sent: {error}"
        frame = packed(
            {"routed": message["number"], "body": {"error": {"type": "api_error", "message": text}}}
        )
    pipe.write_frame(frame)
