"""Moving what is durable in the write-ahead log into the file, beside the commits at a quiet moment.

SQLite does it by itself inside the commit that fills the log. That commit then takes as long as writing and
syncing two files (22 ms at the 99th percentile where a commit takes 0.5), and the order behind it waits. It
is not done often either: the first commit after it begins the log anew and syncs twice.
"""

from __future__ import annotations

import logging
import threading
import time

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

log = logging.getLogger(__name__)
MOVED_AFTER = 2_000  # rows; about 180 orders or answers to them, and a log of 8 MB
QUIET_S = 0.1  # so long nobody has committed anything
LONGEST_S = 5.0  # so long a quiet moment is waited for
AGAIN_S = 1.0  # after somebody who reads an older state held it up
MOST_PAGES = 10_000  # a log of this length (40 MB) is moved by the commit itself, whoever waits


def leave_log_alone(connection: sa.Connection) -> None:
    """From now on the commits of a connection move nothing before the log has `MOST_PAGES`."""
    connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={MOST_PAGES}")
    connection.rollback()


class Checkpoints:
    """A thread of its own, from when it is first needed; commits go on meanwhile. What
    cannot be moved stays durable in the log, and is tried again.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._due = threading.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._written = 0  # rows; only the writer counts them
        self._moved = 0  # of those; only the thread counts them
        self._newest_s = 0.0  # when something was committed last
        self._failed = False

    def committed(self, rows: int) -> None:
        """So many rows more are in the log that are not in the file. To be called by one thread only."""
        self._newest_s = time.monotonic()
        self._written += rows
        if self._written - self._moved < MOVED_AFTER or self._due.is_set():
            return
        self._due.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the thread. What is in the log is moved when the last connection closes."""
        self._end.set()
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._end.is_set():
            self._due.wait()
            self._wait_for_quiet()
            if self._end.is_set():
                return
            written = self._written
            if self._move():
                self._moved = written
                self._due.clear()
            else:
                self._end.wait(AGAIN_S)

    def _wait_for_quiet(self) -> None:
        last_s = time.monotonic() + LONGEST_S
        while (now_s := time.monotonic()) < last_s and now_s - self._newest_s < QUIET_S:
            if self._end.wait(QUIET_S):
                return

    def _move(self) -> bool:
        """Whether all of the log was in the file."""
        try:
            with self._engine.connect() as connection:
                answer = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
        except DBAPIError as error:
            if not self._failed:  # commits tell a person when the disk takes nothing more
                log.warning("The log was not moved into %s: %s", self._engine.url.database, error.orig)
            self._failed = True
            return False
        self._failed = False
        _, pages, moved = answer
        return bool(pages == moved)
