"""Keeps the computer awake while bots need it: a spot grid's stop works only on a computer that is awake."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wakepy import Mode

LONGEST_REASON = 120


class Awake(StrEnum):
    """Whether the system was asked not to sleep, and agreed."""

    OFF = "off"
    ON = "on"
    REFUSED = "refused"


class KeepAwake:
    """Holds the system's sleep inhibitor while it is wanted.

    All calls to the system run in one thread of their own: some systems bind the inhibitor to its thread, and
    asking the message bus may take a moment. The system releases it by itself when the process ends.
    """

    def __init__(self) -> None:
        self.state = Awake.OFF
        self.why = ""  # what the system said when it refused
        self._thread: ThreadPoolExecutor | None = None
        self._mode: Mode | None = None

    async def want(self, wanted: bool) -> Awake:
        """Asks for the inhibitor or gives it back; asking again after a refusal tries again."""
        if wanted is (self.state is Awake.ON):
            return self.state
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="awake")
        work = self._hold if wanted else self._release
        self.state = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        return self.state

    async def close(self) -> None:
        """Gives the inhibitor back, also one that was being asked for, and ends the thread."""
        if self._thread is not None:
            self.state = await asyncio.get_running_loop().run_in_executor(self._thread, self._release)
            self._thread.shutdown(wait=False)
            self._thread = None

    def _hold(self) -> Awake:
        from wakepy import keep

        mode = keep.running(on_fail="pass")
        mode.__enter__()
        if mode.active:
            self._mode, self.why = mode, ""
            return Awake.ON
        failed = mode.result.list_methods(ignore_platform_fails=True)
        self.why = next((_plain(str(m.failure_reason)) for m in failed if m.failure_reason), "")
        mode.__exit__(None, None, None)
        return Awake.REFUSED

    def _release(self) -> Awake:
        mode, self._mode = self._mode, None
        if mode is not None:
            mode.__exit__(None, None, None)
        return Awake.OFF


def _plain(reason: str) -> str:
    """The first sentence of what the system said, without the call around it."""
    said = reason.partition("failed with message: ")[2] or reason
    return re.split(r"[.!] ", said.strip("\"')( "))[0][:LONGEST_REASON]
