"""Opening the database: lock, check, back up, migrate, refuse what is newer; every way it can fail has its
words.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.logs import redacted, text_of
from finbyte_desktop.services.store.schema import SCHEMA_VERSION

FILE_NAME = "finbyte.sqlite3"
LOCK_NAME = "finbyte.lock"
CLEAN_NAME = "finbyte.clean"
KEPT_BACKUPS = 5
BUSY_MS = 3_000
DAMAGED = "damaged_database"


def folder_problem(folder: Path, error: OSError) -> Unavailable:
    """A data folder that cannot be made or written."""
    return Unavailable(
        f"The data folder {folder} cannot be used: {error.strerror}. Nothing was changed and nothing runs. "
        "Give this user the right to write there, or start with another folder: --data FOLDER.",
        "folder_unusable",
    )


def check_folder(folder: Path) -> None:
    """Makes a data folder where there is none. Raises Unavailable when it cannot be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise folder_problem(folder, error) from None


class FolderLock:
    """One instance a data folder: an operating system lock that ends with the process. Raises Unavailable
    when another one has it, or when the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: IO[str] = (folder / LOCK_NAME).open("a+")
        except OSError as error:
            raise folder_problem(folder, error) from None
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise Unavailable(
                f"FinByte is already running with the data folder {folder}. Nothing was changed. "
                "Use the window that is open, or start with another folder: --data FOLDER.",
                "second_instance",
            ) from None

    def release(self) -> None:
        """Lets another instance in."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `backup` is the copy made before a migration, if there was one. `checked` is False
    when the whole file has not been read: nobody touched it since a clean end, and `check` can come later.
    """

    engine: Engine
    path: Path
    backup: Path | None
    checked: bool = True


def open_database(folder: Path, prove: Callable[[Database], None] | None = None) -> Database:
    """Opens (or makes) the database of a data folder. The caller holds the folder's lock. `prove` raises
    when the program cannot go on with a file that is about to be migrated.

    Raises UserError for a file of a newer version, Unavailable for a damaged, locked or unwritable one, or
    one that `prove` refuses. The file is then left exactly as it was.
    """
    path = folder / FILE_NAME
    fresh = not path.exists()
    engine = make_engine(path)
    checked = fresh or not _ended_cleanly(path)
    try:
        if not fresh and checked:
            check(path)
        version = 0 if fresh else _format_of(path)
        if version > SCHEMA_VERSION:
            raise UserError(
                f"The data in {path} was written by a newer FinByte "
                f"(format {version}, this one knows {SCHEMA_VERSION}). "
                "Nothing was changed. Install the newer version, or start with another folder: "
                "--data FOLDER.",
                "newer_database",
            )
        backup = None
        if version < SCHEMA_VERSION:
            if not fresh:
                if prove is not None:
                    prove(Database(engine, path, None, checked))
                backup = _back_up(path, version)
            # late: most starts migrate nothing, and Alembic is slow to import
            from finbyte_desktop.services.store.migrations import migrate

            migrate(engine)
    except (UserError, Unavailable):
        engine.dispose()
        raise
    except (DatabaseError, sqlite3.DatabaseError, OSError) as error:
        engine.dispose()
        raise failure(path, error) from None
    return Database(engine, path, backup, checked)


def open_to_read(folder: Path) -> Database:
    """Opens a database that another process may be writing; every write is refused.

    Raises Unavailable for a file of another version or one that cannot be read.
    """
    path = folder / FILE_NAME
    try:
        version = _format_of(path)
    except (sqlite3.Error, OSError) as error:
        raise failure(path, error) from None
    if version != SCHEMA_VERSION:
        raise Unavailable(
            f"Another version of FinByte has {path} open (format {version}, this one knows "
            f"{SCHEMA_VERSION}). Nothing was changed. Close its window first.",
            "other_version_open",
        )
    return Database(reading_engine(path), path, None)


def reading_engine(path: Path) -> Engine:
    """Connections that see what is committed and refuse every write."""
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    return engine


def make_engine(path: Path) -> Engine:
    """An engine whose connections write durably: WAL, synchronous FULL, foreign keys on."""
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync=ON")

    return engine


def _format_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_MS / 1000)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchall()
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if tables else []
    return int(rows[0][0]) if rows else 0


def mark_clean(path: Path) -> None:
    """Notes that the file is whole as it stands now, after its last connection was closed."""
    (path.parent / CLEAN_NAME).write_text(_stamp(path), encoding="utf-8")


def mark_used(path: Path) -> None:
    """From now on the file may end in any state."""
    (path.parent / CLEAN_NAME).unlink(missing_ok=True)


def _ended_cleanly(path: Path) -> bool:
    """Whether nobody has written to the file since `mark_clean`."""
    mark, log = path.parent / CLEAN_NAME, path.with_name(path.name + "-wal")
    try:
        return not log.exists() and mark.read_text(encoding="utf-8") == _stamp(path)
    except (OSError, UnicodeDecodeError):
        return False


def _stamp(path: Path) -> str:
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def check(path: Path) -> None:
    """Reads the whole file: 1 s for 250 MB on a cold disk. Raises Unavailable when it is damaged."""
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000)
    try:
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        connection.close()
    if answer is None or answer[0] != "ok":
        raise damaged(path)


def damaged(path: Path) -> Unavailable:
    """The words for a file that is not a healthy database."""
    return Unavailable(
        f"The database {path} is damaged. It was not changed. No order can be sent until it is replaced: "
        f"close FinByte, move the file away and put the newest copy from {path.parent / 'backups'} "
        "in its place, "
        "or start with another folder: --data FOLDER.",
        DAMAGED,
    )


@contextlib.contextmanager
def understood(database: Database) -> Iterator[None]:
    """Whatever goes wrong with the data inside is told in words: Unavailable."""
    try:
        yield
    except Unavailable:
        raise
    except Exception as error:  # another version or a damaged page can hold anything
        raise unopened(database, error) from error


def unopened(database: Database, error: Exception) -> Unavailable:
    """The words for what went wrong while an open file was read. Damage is looked for first: a file that
    ended cleanly was not read as a whole.
    """
    path, copy = database.path, database.backup
    try:
        check(path)
    except Unavailable as found:
        return found
    except (sqlite3.Error, OSError) as worse:
        return failure(path, worse)
    if isinstance(error, DatabaseError | sqlite3.Error | OSError):
        return failure(path, error)
    kept = "" if copy is None else f"A copy from before the update is {copy}. "
    return Unavailable(
        f"This FinByte cannot go on with the data in {path} ({text_of(error)}). Money and "
        f"orders in it are as they were, and nothing was sent. {kept}"
        "Install the version that you had before, or start with another folder: --data FOLDER.",
        "data_not_understood",
    )


def failure(path: Path, error: BaseException) -> Unavailable:
    """The words for what SQLite or the disk said."""
    text = str(getattr(error, "orig", error)).lower()
    if "locked" in text or "busy" in text:
        return Unavailable(
            f"Another program holds the database {path}. Nothing was lost. "
            "Close that program and start again.",
            "locked_database",
        )
    if "full" in text:
        return Unavailable(
            f"The disk with {path} is full. Nothing was lost: "
            "what is not on disk was neither shown nor sent. "
            "Free some space and start again.",
            "disk_full",
        )
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return damaged(path)
    if (
        "readonly" in text
        or "read-only" in text
        or "unable to open" in text
        or isinstance(error, PermissionError)
    ):
        return Unavailable(
            f"FinByte may not write to {path}. Nothing was lost. "
            "Give this user the right to write there, or start with another folder: --data FOLDER.",
            "unwritable",
        )
    why = redacted(str(error))
    return Unavailable(f"The database {path} cannot be used: {why}. Nothing was changed.", "database")


def not_written(path: Path) -> Unavailable:
    """The words for an error of the program itself while it wrote."""
    return Unavailable(
        f"Something could not be written to {path}, by an error of the program. What is not on disk was "
        "neither shown nor sent; what is there is whole. Start again.",
        "not_written",
    )


def _back_up(path: Path, version: int) -> Path:
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    number = 1
    while (target := folder / f"finbyte-format{version}-{number}.sqlite3").exists():
        number += 1
    temporary = target.with_suffix(".tmp")
    source = sqlite3.connect(path)
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as copy:
            source.backup(copy)
    finally:
        source.close()
    temporary.replace(target)
    for old in sorted(folder.glob("finbyte-*.sqlite3"), key=lambda p: p.stat().st_mtime)[:-KEPT_BACKUPS]:
        old.unlink()
    return target


def free_bytes(folder: Path) -> int:
    """Free space of the disk that holds the data folder."""
    return shutil.disk_usage(folder).free
