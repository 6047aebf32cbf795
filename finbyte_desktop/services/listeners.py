"""Who hears of a change. One who fails hinders neither the others nor whoever tells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Generic, ParamSpec

log = logging.getLogger(__name__)
Told = ParamSpec("Told")
FAILED = "a listener failed"


class Listeners(Generic[Told]):
    """Everybody who wants to hear of one kind of change, in the order in which they came."""

    def __init__(self) -> None:
        self._entries: list[list[Callable[Told, object]]] = []  # the same callback may come twice

    def add(self, callback: Callable[Told, object]) -> Callable[[], None]:
        """Hears from now on; what is returned ends that, and may be called twice."""
        entry = [callback]
        self._entries.append(entry)

        def end() -> None:
            self._entries = [other for other in self._entries if other is not entry]

        return end

    def tell(self, *args: Told.args, **kwargs: Told.kwargs) -> None:
        """Tells everybody. Nothing is raised: an error goes to the error path of the loop that runs, where it
        is written with its traceback and told to the person; without a loop to the log.
        """
        for [callback] in list(self._entries):
            try:
                callback(*args, **kwargs)
            except Exception as error:
                _report(error)


def _report(error: Exception) -> None:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        log.error("%s: %s", FAILED, error, exc_info=error)
    else:
        loop.call_exception_handler({"message": FAILED, "exception": error})
