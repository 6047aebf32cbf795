"""Background tasks with a name, a strong reference, an error path, and an end.

`spawn` is for work that must not be done twice: the inbox, one order, one command. It ends with its error,
and whoever owns the supervisor decides what that means. `keep` is for work that reads the world again and
again and remembers nothing that a new beginning would lose: readers, pollers, streams, comparing. It begins
anew after a pause that grows, and is given up like the other when it fails too often.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)
FIRST_PAUSE_S = 1.0  # each next error doubles it
LONGEST_PAUSE_S = 60.0
MOST_RESTARTS = 10  # of one task within `WITHIN_S`
WITHIN_S = 3_600.0


class Supervisor:
    """Owns every background task of the engine; `on_failure` hears of each that ended with an error,
    `on_restart` of each that failed and begins anew after so many seconds.
    """

    def __init__(
        self,
        on_failure: Callable[[str, BaseException], None] | None = None,
        on_restart: Callable[[str, BaseException, float], None] | None = None,
    ) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._on_failure = on_failure
        self._on_restart = on_restart

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Starts a task. An error ends it."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def keep(self, name: str, make: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[Any]:
        """Starts a task that begins anew after an error: `make` is called for every beginning. After
        `MOST_RESTARTS` within an hour the next error ends it.
        """
        return self.spawn(name, self._kept(name, make))

    async def _kept(self, name: str, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        clock = asyncio.get_running_loop().time
        errors: deque[float] = deque()
        while True:
            try:
                await make()
            except Exception as error:
                now = clock()
                while errors and now - errors[0] >= WITHIN_S:
                    errors.popleft()
                if len(errors) >= MOST_RESTARTS:
                    raise
                pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** len(errors))
                errors.append(now)
                self._begins_anew(name, error, pause_s)
            else:
                return
            await asyncio.sleep(pause_s)

    def _begins_anew(self, name: str, error: Exception, pause_s: float) -> None:
        if self._on_restart is not None:
            self._on_restart(name, error, pause_s)
        else:
            log.error("%s failed and begins anew in %g s: %s", name, pause_s, error, exc_info=error)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        if self._on_failure is not None:
            self._on_failure(task.get_name(), error)
        else:
            log.error("%s failed: %s", task.get_name(), error, exc_info=error)

    async def close(self) -> None:
        """Cancels what still runs and waits for it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
