"""Errors that nobody caught: into the log with their traceback, and told to the person, not too often.

Qt prints an error of a slot or an event handler and goes on; PySide calls `sys.excepthook` for it. A thread,
the loop and the collector of garbage have hooks of their own. All of them end here.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Any

from finbyte_desktop.services.logs import redacted

log = logging.getLogger(__name__)
TOLD_EVERY_S = 60.0
WRITTEN_EVERY_S = 60.0  # so often at most an error of one place is written with its traceback
PLACES_KEPT = 64


class Part(StrEnum):
    """Where an error was not caught."""

    WINDOW = "window"
    ASKED = "asked"  # in the middle of what a person asked for
    BESIDE = "beside"


Place = tuple[str, str, int]


class Uncaught:
    """The last place where an error can still be seen. `on_told` is called from whatever thread it came from,
    at most once a minute and part. May be used from any thread.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.on_told: Callable[[Part], None] | None = None
        self._clock_s = clock_s
        self._lock = threading.RLock()
        self._written_s: dict[Place, float] = {}
        self._more: dict[Place, int] = {}
        self._told_s: dict[Part, float] = {}
        self._is_telling = False

    def note(self, error: BaseException, part: Part = Part.WINDOW) -> None:
        """One error."""
        self._write(error, part)
        self._tell(part)

    def install(self) -> Callable[[], None]:
        """Takes the hooks of the interpreter; what is returned gives them back."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread
        sys.unraisablehook = self._not_raisable

        def restore() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before
            self._write_counts()

        return restore

    def _raised(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        error = kind() if error is None else error
        if isinstance(error, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        self.note(error if error.__traceback__ is not None else error.with_traceback(trace))

    def _raised_in_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
            self.note(told.exc_value, Part.BESIDE)

    def _not_raisable(self, told: Any) -> None:
        if told.exc_value is not None:
            self.note(told.exc_value, Part.BESIDE)

    def _write(self, error: BaseException, part: Part) -> None:
        place = _place_of(error)
        with self._lock:  # never held while something is logged: a handler has a lock of its own
            now = self._clock_s()
            if now - self._written_s.get(place, -WRITTEN_EVERY_S) < WRITTEN_EVERY_S:
                self._more[place] = self._more.get(place, 0) + 1
                return
            is_full = len(self._written_s) >= PLACES_KEPT
            if is_full:
                self._written_s.clear()
            self._written_s[place] = now
            more = self._more.pop(place, 0)
        if is_full:
            self._write_counts()
        again = f" (and {more} times more since it was last written)" if more else ""
        log.error("not caught, %s%s: %s", part.value, again, _text_of(error), exc_info=error)

    def _write_counts(self) -> None:
        with self._lock:
            counts, self._more = self._more, {}
        for (kind, file, line), more in counts.items():
            log.error("not caught, %d times more: %s in %s, line %d", more, kind, file, line)

    def _tell(self, part: Part) -> None:
        with self._lock:
            now, on_told = self._clock_s(), self.on_told
            is_due = now - self._told_s.get(part, -TOLD_EVERY_S) >= TOLD_EVERY_S
            if on_told is None or not is_due or self._is_telling:
                return
            self._told_s[part] = now
            self._is_telling = True
        try:
            on_told(part)
        except Exception as error:  # whoever tells is wrong himself: the log has both
            log.error("not told: %s", _text_of(error), exc_info=error)
        finally:
            self._is_telling = False


def _place_of(error: BaseException) -> Place:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__, "", 0
    return type(error).__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno


def _text_of(error: BaseException) -> str:
    return redacted(f"{type(error).__name__}: {error}")
