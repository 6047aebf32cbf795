"""Processes that calculate beside the window, and end with it: also when it is killed and can tell nobody."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

PARENT_GONE = 1  # the status with which such a process ends


def worker_pool(count: int) -> ProcessPoolExecutor:
    """So many processes, started when they are first needed. They share nothing with this one."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=end_with_parent)


def end_with_parent() -> None:
    """From now on this process ends at once when the one that started it does. It waits for the end of a pipe
    that only the parent holds open, which the system closes however the parent ends.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), name="parent", daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(PARENT_GONE)  # whatever it calculates: nobody is there for the result
