"""The database: migrations with a backup, refusals without a trace, exact money, an append-only journal."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import (
    FILE_NAME,
    KEPT_BACKUPS,
    FolderLock,
    open_database,
)
from finbyte_desktop.services.store.journal import KEPT_SNAPSHOTS, Journal
from finbyte_desktop.services.store.migrations import current_version, newest_version
from finbyte_desktop.services.store.waiting import Waiting

D = Decimal


def old_file(folder: Path, *statements: str) -> Path:
    """A database from before the first format."""
    path = folder / FILE_NAME
    connection = sqlite3.connect(path)
    for statement in ("CREATE TABLE old (a TEXT)", "INSERT INTO old VALUES ('kept')", *statements):
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return names


def test_schema_version_is_the_newest_migration(tmp_path: Path) -> None:
    """The number in the schema, the head of the migrations and a fresh file agree."""
    database = open_database(tmp_path)
    assert t.SCHEMA_VERSION == newest_version() == current_version(database.engine)
    assert database.backup is None
    database.engine.dispose()


def test_migrations_make_exactly_the_schema(tmp_path: Path) -> None:
    """The migrations and the tables that the program writes to have the same columns and types."""
    database = open_database(tmp_path)
    inspector = sa.inspect(database.engine)
    found = {
        name: {(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)}
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }
    keys = {name: inspector.get_pk_constraint(name)["constrained_columns"] for name in found}
    indexes = {
        name: {(i["name"], tuple(i["column_names"])) for i in inspector.get_indexes(name)} for name in found
    }
    dialect = database.engine.dialect
    wanted = {
        table.name: {(c.name, c.type.compile(dialect), bool(c.nullable)) for c in table.columns}
        for table in t.metadata.sorted_tables
    }
    database.engine.dispose()
    assert found == wanted
    assert keys == {one.name: [c.name for c in one.primary_key.columns] for one in t.metadata.sorted_tables}
    assert indexes == {
        table.name: {(i.name, tuple(c.name for c in i.columns)) for i in table.indexes}
        for table in t.metadata.sorted_tables
    }


def test_commits_are_durable_by_setting(tmp_path: Path) -> None:
    """Every connection writes ahead, syncs each commit and checks foreign keys."""
    database = open_database(tmp_path)
    with database.engine.connect() as connection:
        answers = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.engine.dispose()
    assert answers == ["wal", 2, 1]


def test_older_file_is_backed_up_and_migrated(tmp_path: Path) -> None:
    """Before a migration there is a whole copy, and what was in the file is still there after it."""
    path = old_file(tmp_path)
    database = open_database(tmp_path)
    database.engine.dispose()
    assert database.backup is not None
    assert tables(database.backup) == {"old"}
    assert {"old", "journal", "alembic_version"} <= tables(path)


def test_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    """A migration is one transaction: an index in its way leaves the file as it was."""
    path = old_file(tmp_path, "CREATE INDEX postings_by_reason ON old (a)")
    with pytest.raises(Unavailable):
        open_database(tmp_path)
    assert tables(path) == {"old"}


def test_backups_are_bounded(tmp_path: Path) -> None:
    """Only the newest copies are kept."""
    for _ in range(KEPT_BACKUPS + 2):
        (tmp_path / FILE_NAME).unlink(missing_ok=True)
        for name in ("-wal", "-shm"):
            (tmp_path / (FILE_NAME + name)).unlink(missing_ok=True)
        old_file(tmp_path)
        open_database(tmp_path).engine.dispose()
    assert len(list((tmp_path / "backups").glob("finbyte-*.sqlite3"))) == KEPT_BACKUPS
    assert not list((tmp_path / "backups").glob("*.tmp"))


def test_newer_file_is_refused_untouched(tmp_path: Path) -> None:
    """Data of a newer version is not opened, not migrated, not backed up and not changed by a byte."""
    open_database(tmp_path).engine.dispose()
    path = tmp_path / FILE_NAME
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '0777'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        open_database(tmp_path)
    assert caught.value.code == "newer_database"
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_folder_is_held_by_one_instance(tmp_path: Path) -> None:
    """The second lock of a folder is refused; after the release it is had."""
    lock = FolderLock(tmp_path)
    with pytest.raises(Unavailable) as caught:
        FolderLock(tmp_path)
    assert caught.value.code == "second_instance"
    lock.release()
    FolderLock(tmp_path).release()


MONEY = ["0.1", "0.00000001", "123456789012345678901234567.123456789", "-5", "0", "1000000000000000000000"]


@pytest.mark.parametrize("text", MONEY)
def test_money_comes_back_to_the_last_digit(tmp_path: Path, text: str) -> None:
    """A decimal is written as text and read as the same decimal."""
    database = open_database(tmp_path)
    row = {"row": 1, "tx": 1, "ns": 1, "reason": "r", "ref": "", "owner": "o", "bucket": "b", "asset": "A"}
    with database.engine.begin() as connection:
        connection.execute(sa.insert(t.postings).values(**row, amount=D(text)))
    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT amount, typeof(amount) FROM postings").one()
        read = connection.execute(sa.select(t.postings.c.amount)).scalar_one()
    database.engine.dispose()
    assert tuple(stored) == (text, "text")
    assert read == D(text)
    assert isinstance(read, Decimal)


def rows_of(folder: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / FILE_NAME)
    rows = connection.execute("SELECT * FROM journal ORDER BY seq").fetchall()
    connection.close()
    return rows


def deposit(n: int) -> tuple[ev.Deposited, list[fx.Fact]]:
    lines = (fx.Posting("unattributed", "free", "A", D(n)), fx.Posting("venue", "outside", "A", D(-n)))
    return ev.Deposited(n, "A", D(n)), [fx.Posted(n, "deposit", "A", lines)]


def test_journal_only_grows(tmp_path: Path) -> None:
    """What was written is never changed, numbers have no holes, and reading gives the same values back."""
    journal = Journal(open_database(tmp_path))
    written: list[tuple[object, ...]] = []
    for n in range(1, 30):
        event, facts = deposit(n)
        journal.append(event, {"m": D("1.5")}, facts)
        if n % 3 == 0:
            journal.commit_now()
            now = rows_of(tmp_path)
            assert now[: len(written)] == written
            written = now
    journal.commit_now()
    assert [row[0] for row in rows_of(tmp_path)] == list(range(1, 59))
    assert [row.event for row in journal.events_after(0)] == [deposit(n)[0] for n in range(1, 30)]
    assert journal.facts_after(0) == [deposit(n)[1][0] for n in range(1, 30)]
    assert journal.events_after(0)[0].marks == {"m": D("1.5")}
    assert journal.events_after(56)[0].seq == 57
    journal.close()
    assert Journal(open_database(tmp_path)).seq == 58


def test_nothing_is_durable_before_a_commit(tmp_path: Path) -> None:
    """An event that was only appended is gone after a restart."""
    journal = Journal(open_database(tmp_path))
    journal.append(*_with_marks(deposit(1)))
    assert journal.is_dirty
    journal.close()
    again = Journal(open_database(tmp_path))
    assert again.seq == 0
    again.close()


def _with_marks(
    pair: tuple[ev.Deposited, list[fx.Fact]],
) -> tuple[ev.Deposited, dict[str, Decimal], list[fx.Fact]]:
    return pair[0], {}, pair[1]


def test_snapshots_are_bounded_and_the_newest_is_read(tmp_path: Path) -> None:
    """However many snapshots are taken, only the newest few stay."""
    journal = Journal(open_database(tmp_path))
    for n in range(1, 8):
        journal.append(*_with_marks(deposit(n)))
        journal.commit_now(None, {"number": n})
    found = journal.load_snapshot()
    assert found == (journal.seq, {"number": 7})
    journal.close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    (count,) = connection.execute("SELECT count(*) FROM snapshots").fetchone()
    connection.close()
    assert count == KEPT_SNAPSHOTS


def test_commit_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """A row that cannot be written takes the whole transaction with it, and the journal stays failed."""
    journal = Journal(open_database(tmp_path))
    journal.append(*_with_marks(deposit(1)))
    journal.commit_now({"account": {"A": "1"}})
    journal.append(*_with_marks(deposit(2)))
    journal.append(
        ev.Deposited(3, "A", D(1)), {}, [fx.ApprovalAsked(3, "r", "b", "plan", "m", D(1), (), "", None)]
    )
    journal.append(
        ev.Deposited(4, "A", D(1)), {}, [fx.ApprovalAsked(4, "r", "b", "plan", "m", D(1), (), "", None)]
    )
    with pytest.raises(Unavailable):
        journal.commit_now({"account": {"A": "9"}})
    with pytest.raises(Unavailable):
        journal.commit_now()
    journal.close()
    again = Journal(open_database(tmp_path))
    assert again.seq == 2
    assert again.load_venue() == {"account": {"A": "1"}}
    again.close()


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ([(State.OPEN, "0", "")], ""),
        ([(State.OPEN, "0", ""), (State.FILLED, "1", "")], ""),
        ([(State.OPEN, "0", ""), (State.CANCELED, "0", "external"), (State.CANCELED, "0.5", "")], "external"),
    ],
)
def test_what_was_in_doubt_of_an_order_is_not_told_once_it_is_known(
    tmp_path: Path, then: list[tuple[State, str, str]], why: str
) -> None:
    """Why an order ended stays; that nothing proved what became of it does not."""
    database = open_database(tmp_path)
    journal = Journal(database)
    spec = OrderSpec(Side.BUY, D(1), D(100))
    order = Order("c1", "b1", "L1", 1, 1, "m", spec, 1, "token", State.SENT)
    moved = [fx.OrderMoved(2, "c1", State.UNKNOWN, D(0), "no_proof")]
    moved += [
        fx.OrderMoved(3 + n, "c1", state, D(filled), said) for n, (state, filled, said) in enumerate(then)
    ]
    made = fx.BotRegistered(1, "b1", "spot_grid", "m", {}, ev.Policy.PLAN)
    for fact in (made, fx.OrderPlanned(1, order), *moved):
        journal.append(ev.AlarmDue(fact.ns), {}, [fact])
    journal.commit_now()
    with database.engine.connect() as connection:
        told = connection.execute(sa.select(t.orders.c.why)).scalar_one()
    database.engine.dispose()
    assert told == why


def test_a_wait_of_less_than_a_second_lasts_one(tmp_path: Path) -> None:
    """ "Within 0 s" says nothing."""
    database = open_database(tmp_path)
    with database.engine.connect() as connection:
        waiting = Waiting(connection)
    database.engine.dispose()
    waiting.begins(fx.BotMoved(5, "b1", BotState.DEGRADED, "stale"))
    assert waiting.ends(fx.BotMoved(6, "b1", BotState.RUNNING, ""), 7) == {"lasted": "1"}
