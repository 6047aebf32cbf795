"""What an order waits for: the writer's statements, the log that is moved beside the commits, and that
nothing appended is lost when nobody waits any more.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Bug, Unavailable
from finbyte_desktop.services.store import checkpoints
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import FILE_NAME, open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.statements import KEY, Statements

D = Decimal
LONGEST_S = 10.0


def deposit(journal: Journal, ns: int) -> None:
    journal.append(ev.Deposited(ns, "CASH", D(1)), {}, [])


def in_file_alone(folder: Path, beside: Path) -> int:
    """How many rows of the journal a copy of the file without its log has."""
    copy = beside / f"copy{time.monotonic_ns()}.sqlite3"
    shutil.copyfile(folder / FILE_NAME, copy)
    connection = sqlite3.connect(copy)
    try:
        return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])
    except sqlite3.DatabaseError:  # nothing is there yet, or it is being moved
        return 0
    finally:
        connection.close()


def becomes(found: Callable[[], int], wanted: int) -> None:
    last_s = time.monotonic() + LONGEST_S
    while found() != wanted:
        assert time.monotonic() < last_s
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def test_rows_of_a_commit_that_nobody_waits_for_become_durable(folder: Path) -> None:
    """Whoever waits may be cancelled while another transaction is written: nothing appended is lost."""
    journal = Journal(open_database(folder))
    free = threading.Event()
    journal._writer.submit(free.wait)

    async def given_up() -> None:
        deposit(journal, 1)
        waiting = asyncio.ensure_future(journal.commit())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        free.set()
        deposit(journal, 2)
        await journal.commit()

    asyncio.run(given_up())
    journal.close()
    again = Journal(open_database(folder))
    assert [row.event.ns for row in again.events_after(0)] == [1, 2]
    again.close()


@pytest.mark.parametrize("at_fault", ["disk", "program"])
def test_nothing_is_written_after_what_was_not(folder: Path, at_fault: str) -> None:
    """A commit that fails ends the writing: one that waits behind it would leave a hole before its rows."""
    journal = Journal(open_database(folder))
    free = threading.Event()
    journal._writer.submit(free.wait)
    deposit(journal, 1)
    if at_fault == "program":
        journal._inserts.append(
            (t.journal, {"seq": 2**70, "ns": 1, "kind": "", "name": "", "body": "", "marks": ""})
        )
    else:
        journal._inserts.append(journal._inserts[0])  # the disk's word for a row that is there twice

    async def both() -> list[BaseException | None]:
        first = asyncio.ensure_future(journal.commit())
        await asyncio.sleep(0)
        deposit(journal, 2)
        second = asyncio.ensure_future(journal.commit())
        await asyncio.sleep(0)
        free.set()
        return await asyncio.gather(first, second, return_exceptions=True)  # type: ignore[return-value]

    failed, after = asyncio.run(both())
    assert failed is not None
    assert isinstance(after, Unavailable)
    assert journal.failed is after
    with pytest.raises(Unavailable):
        journal.commit_now()
    journal.close()
    again = Journal(open_database(folder))
    assert list(again.events_after(0)) == []
    again.close()


def test_a_short_log_stays_where_it_is(folder: Path, tmp_path: Path) -> None:
    """Commits move nothing: what they wrote is durable in the log, and all of it is read back."""
    journal = Journal(open_database(folder))
    for ns in range(400):  # more than SQLite's own thousand pages
        deposit(journal, ns)
        journal.commit_now({"part": "x" * 12_000 + str(ns)})
    assert in_file_alone(folder, tmp_path) == 0
    assert len(journal.events_after(0)) == 400
    journal.close()


def test_a_filled_log_is_moved_at_a_quiet_moment(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once there are enough rows in the log and nobody commits, they are in the file."""
    monkeypatch.setattr(checkpoints, "MOVED_AFTER", 10)
    journal = Journal(open_database(folder))
    for ns in range(11):
        deposit(journal, ns)
        journal.commit_now()
    becomes(lambda: in_file_alone(folder, tmp_path), 11)
    for ns in range(11):
        deposit(journal, ns)
        journal.commit_now()
    becomes(lambda: in_file_alone(folder, tmp_path), 22)
    journal.close()


def test_a_log_that_is_never_quiet_is_moved_all_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quiet moment is waited for, but not for ever."""
    monkeypatch.setattr(checkpoints, "MOVED_AFTER", 10)
    monkeypatch.setattr(checkpoints, "QUIET_S", 0.05)
    monkeypatch.setattr(checkpoints, "LONGEST_S", 0.3)
    journal = Journal(open_database(folder))
    last_s = time.monotonic() + LONGEST_S
    while in_file_alone(folder, tmp_path) < 11:
        assert time.monotonic() < last_s
        deposit(journal, 1)
        journal.commit_now()
        time.sleep(0.01)
    journal.close()


def test_a_log_at_its_limit_is_moved_by_the_commit(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody else comes to it, the log does not grow without end."""
    monkeypatch.setattr(checkpoints, "MOST_PAGES", 20)
    journal = Journal(open_database(folder))
    for ns in range(30):
        deposit(journal, ns)
        journal.commit_now()
    assert in_file_alone(folder, tmp_path) > 0
    journal.close()


def test_closing_while_the_log_is_about_to_be_moved_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing ends the thread at once, and the file is whole with no log beside it."""
    monkeypatch.setattr(checkpoints, "MOVED_AFTER", 1)
    monkeypatch.setattr(checkpoints, "LONGEST_S", 60.0)
    journal = Journal(open_database(folder))
    deposit(journal, 1)
    journal.commit_now()
    closing = threading.Thread(target=journal.close)
    closing.start()
    closing.join(LONGEST_S)
    assert not closing.is_alive()
    assert not (folder / f"{FILE_NAME}-wal").exists()
    assert open_database(folder).checked is False  # it ended cleanly


def test_a_failed_move_is_told_once_and_tried_again(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    expected_logs: Any,
) -> None:
    """A log that cannot be moved stops no commit; it is said once, and moved when that is possible."""
    monkeypatch.setattr(checkpoints, "MOVED_AFTER", 1)
    monkeypatch.setattr(checkpoints, "AGAIN_S", 0.05)
    expected_logs.require("The log was not moved into")
    database = open_database(folder)
    refusals = [0]

    def refuse(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "wal_checkpoint" in statement and refusals[0] < 3:
            refusals[0] += 1
            raise sa.exc.OperationalError(statement, None, sqlite3.OperationalError("disk I/O error"))

    sa.event.listen(database.engine, "before_cursor_execute", refuse)
    journal = Journal(database)
    deposit(journal, 1)
    journal.commit_now()
    becomes(lambda: in_file_alone(folder, tmp_path), 1)
    journal.close()
    assert refusals[0] == 3
    told = [record for record in caplog.records if record.name == checkpoints.__name__]
    assert len(told) == 1


def test_a_part_that_is_on_disk_already_is_not_written_again(folder: Path) -> None:
    """Only what changed of the venue's state is in a transaction, and the newest is what is read back."""
    journal = Journal(open_database(folder))
    journal.commit_now({"a": 1, "b": {"x": 1}})
    connection = journal._connection
    assert connection is not None
    driven = connection.connection.driver_connection
    assert driven is not None
    before = driven.total_changes
    journal.commit_now({"a": 1, "b": {"x": 2}})
    assert driven.total_changes == before + 1
    journal.commit_now({"a": 2, "b": {"x": 2}})
    journal.close()
    again = Journal(open_database(folder))
    assert again.load_venue() == {"a": 2, "b": {"x": 2}}
    again.close()


def test_a_row_names_every_column_and_no_other(folder: Path) -> None:
    """A value that is missing or has no column is a fault of the program, not a gap in the file."""
    database = open_database(folder)
    insert = Statements(database.engine.dialect).insert(t.venue_state)
    update = Statements(database.engine.dialect).update(t.orders.c.client_id, ["filled"])
    cursor = sqlite3.connect(":memory:").cursor()
    for statement, row in (
        (insert, {"name": "a"}),
        (insert, {"name": "a", "body": "b", "more": 1}),
        (update, {"filled": D(1)}),
    ):
        with pytest.raises(Bug):
            statement.run(cursor, [row])
    cursor.execute("CREATE TABLE orders (client_id, filled)")
    cursor.execute("INSERT INTO orders VALUES ('k', '0')")
    update.run(cursor, [{"filled": D("1E+2"), KEY: "k"}])
    assert cursor.execute("SELECT filled FROM orders").fetchone() == ("100",)
    cursor.connection.close()
    database.engine.dispose()


def test_a_file_that_cannot_be_opened_once_is_moved_later(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    """One refusal to connect does not end the thread."""
    monkeypatch.setattr(checkpoints, "MOVED_AFTER", 1)
    monkeypatch.setattr(checkpoints, "AGAIN_S", 0.05)
    expected_logs.require("The log was not moved into")
    journal = Journal(open_database(folder))
    engine, refusals = journal._checkpoints._engine, [0]

    class Refusing:
        url = engine.url

        def connect(self) -> sa.Connection:
            refusals[0] += 1
            if refusals[0] == 1:
                raise sa.exc.OperationalError(
                    "", {}, sqlite3.OperationalError("unable to open database file")
                )
            return engine.connect()

    monkeypatch.setattr(journal._checkpoints, "_engine", Refusing())
    deposit(journal, 1)
    journal.commit_now()
    becomes(lambda: in_file_alone(folder, tmp_path), 1)
    assert refusals[0] > 1
    journal.close()
