"""Reading beside the engine: threads whose connections cannot write; a newer question of a kind ends
the older one.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DatabaseError

from finbyte_desktop.services.exports.tables import write_portions
from finbyte_desktop.services.store.database import Database, damaged, failure, reading_engine
from finbyte_desktop.services.store.export_rows import Sentence, export_rows
from finbyte_desktop.services.store.queries import Queries

Answer = TypeVar("Answer")
THREADS = 2  # a table can be read while a long life is
BREATH_S = 0.001  # between two portions, so that the window's thread never waits long for the interpreter


class Question:
    """A question under way. It ends by itself, or when `end` is called from another thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._ended = threading.Event()

    def is_ended(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._ended.is_set()

    def asks(self, connection: sqlite3.Connection | None) -> None:
        """The connection that works on it now."""
        with self._guard:
            if self.is_ended() and connection is not None:
                raise Superseded  # and it is not kept: it is about to be closed
            self._connection = connection

    def end(self) -> None:
        """Its answer is not wanted any more; SQLite stops in the middle."""
        with self._guard:
            self._ended.set()
            if self._connection is not None:
                self._connection.interrupt()

    def breathe(self) -> None:
        """Called between two portions of work. Raises Superseded when nobody waits any more."""
        if self.is_ended():
            raise Superseded
        time.sleep(BREATH_S)


class Superseded(Exception):
    """A newer question of the same kind took this one's place."""


class Reader:
    """Answers on threads of its own. Facts that were committed before a question are in its answer."""

    def __init__(self, database: Database) -> None:
        self._path = database.path
        self._threads = ThreadPoolExecutor(THREADS, "reader")
        self._engine = reading_engine(database.path)
        self._newest: dict[str, Question] = {}
        self._closed = False

    async def ask(self, kind: str, work: Callable[[Queries, Question], Answer]) -> Answer | None:
        """The answer; None when a newer question of this kind took its place, or the desk closes.

        Raises Unavailable when the database cannot be read.
        """
        older = self._newest.get(kind)
        if older is not None:
            older.end()
        if self._closed:
            return None
        question = self._newest[kind] = Question()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._answer, question, work)
        except asyncio.CancelledError:
            question.end()
            raise
        finally:
            if self._newest.get(kind) is question:
                del self._newest[kind]

    def _answer(self, question: Question, work: Callable[[Queries, Question], Answer]) -> Answer | None:
        if question.is_ended():
            return None
        try:
            with self._engine.connect() as connection:
                question.asks(connection.connection.driver_connection)
                try:
                    answer = work(Queries(connection), question)
                finally:
                    question.asks(None)
            return None if question.is_ended() else answer
        except Superseded:
            return None
        except (DatabaseError, sqlite3.Error, OSError) as error:
            if question.is_ended():
                return None
            raise failure(self._path, error) from error

    async def check(self) -> None:
        """Reads the whole file. Raises Unavailable when it is damaged; ends early when the desk closes."""

        def read(queries: Queries, _: Question) -> bool:
            return queries.is_whole()

        if await self.ask("check", read) is False:
            raise damaged(self._path)

    async def export(
        self,
        path: Path,
        what: str,
        form: str,
        bot: str | None,
        progress: Callable[[int, int], bool],
        sentence: Sentence | None,
        times_ns: tuple[int | None, int | None] = (None, None),
    ) -> int:
        """Writes a table to a file on a thread of its own; the number of rows.

        Raises UserError for a cancel, Unavailable when the database or the disk refuses.
        """
        return await asyncio.get_running_loop().run_in_executor(
            None, self._export, path, what, form, bot, progress, sentence, times_ns
        )

    def _export(
        self,
        path: Path,
        what: str,
        form: str,
        bot: str | None,
        progress: Callable[[int, int], bool],
        sentence: Sentence | None,
        times_ns: tuple[int | None, int | None] = (None, None),
    ) -> int:
        def told(done: int, total: int) -> bool:
            time.sleep(BREATH_S)
            return progress(done, total) or self._closed

        try:
            with self._engine.connect() as connection:
                rows = export_rows(connection, what, *times_ns, bot=bot, sentence=sentence)
                return write_portions(rows.columns, rows.total, rows.portions, form, path, told)
        except (DatabaseError, sqlite3.Error) as error:
            raise failure(self._path, error) from error

    def close(self) -> None:
        """Ends what is under way and the thread."""
        self._closed = True
        for question in list(self._newest.values()):
            question.end()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._engine.dispose()
