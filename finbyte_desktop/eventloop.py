"""Qt's event loop as asyncio's: precise timers, tasks that are held and heard, answers of dialogs as
futures.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import qasync
from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication

ErrorPath = Callable[[BaseException], None]
_LOG = logging.getLogger(__name__)
_PRECISE = Qt.TimerType.PreciseTimer


class _PreciseTimers(QObject):
    """One Qt timer for each waiting callback, never early: the default timers of Qt may fire 5 % too soon."""

    def __init__(self) -> None:
        super().__init__()
        self._handles: dict[int, asyncio.Handle] = {}
        self._stopped = False

    def add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        milliseconds = math.ceil(delay * 1000) if delay > 0 else 0
        self._handles[self.startTimer(milliseconds, _PRECISE)] = handle
        return handle

    def timerEvent(self, event: QTimerEvent) -> None:
        number = event.timerId()
        self.killTimer(number)
        handle = self._handles.pop(number, None)
        if handle is not None and not self._stopped and not handle.cancelled():
            handle._run()

    def stop(self) -> None:
        self._stopped = True
        for number in self._handles:
            self.killTimer(number)
        self._handles.clear()

    def set_debug(self, enabled: bool) -> None:
        """Asked for by qasync; nothing here differs in debug mode."""


class EventLoop(qasync.QEventLoop):
    """The loop of the window's thread. Use it as a context manager; it is closed at the end."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._timer = _PreciseTimers()


class Tasks:
    """Every task of the window: a strong reference, an error path, cancellation at the end.

    `spawn` is what pages get. An error that no page caught goes to `on_error`; a cancelled task is silent.
    """

    def __init__(self, on_error: ErrorPath) -> None:
        self._on_error = on_error
        self._held: set[asyncio.Task[object]] = set()
        self._closed = False

    def spawn(self, work: Awaitable[object]) -> asyncio.Task[object] | None:
        """Starts the work now; None when the application is already closing."""
        coroutine = work if asyncio.iscoroutine(work) else _wrapped(work)
        if self._closed:
            coroutine.close()
            return None
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(coroutine)
        self._held.add(task)
        task.add_done_callback(self._ended)
        return task

    def __len__(self) -> int:
        return len(self._held)

    async def close(self, timeout_s: float = 3.0) -> None:
        """Cancels what still runs and waits for it, at most `timeout_s`."""
        self._closed = True
        here = asyncio.current_task()
        waiting = [task for task in self._held if task is not here]
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting, timeout=timeout_s)

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._held.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._on_error(error)


async def _wrapped(work: Awaitable[object]) -> object:
    return await work


def answer_of(signal: Any) -> asyncio.Future[Any]:
    """The first thing a signal says, as a future: `answer = await answer_of(overlay.finished)`.

    Nothing blocks meanwhile: the dialog is open, other tasks run on. A signal without arguments answers None.
    """
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def answered(*arguments: object) -> None:
        if not future.done():
            future.set_result(arguments[0] if arguments else None)

    signal.connect(answered)
    future.add_done_callback(lambda _: _disconnect(signal, answered))
    return future


def _disconnect(signal: Any, slot: Callable[..., None]) -> None:
    try:
        signal.disconnect(slot)
    except RuntimeError:
        # the object that owned the signal is gone, and the connection with it
        _LOG.debug("the signal ended before its answer was dropped")


def run(app: QApplication, main: Callable[[], Coroutine[Any, Any, int]], on_error: ErrorPath) -> int:
    """Runs the coroutine that `main` makes on Qt's loop until it returns its exit status.

    An exception of a callback goes to `on_error`. The application does not quit when its last window
    closes: `main`
    decides when all is done.
    """
    app.setQuitOnLastWindowClosed(False)
    with EventLoop(app) as loop:
        asyncio.set_event_loop(loop)

        def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            on_error(error if isinstance(error, BaseException) else RuntimeError(str(context.get("message"))))

        loop.set_exception_handler(handle)
        return loop.run_until_complete(main())
