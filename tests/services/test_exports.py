"""Exports: exact texts, both formats, and a file that is whole or not there."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.exports.tables import write_portions

COLUMNS: dict[str, type] = {"ns": int, "side": str, "price": str, "note": str}
CHUNK = 1_000
ROWS: list[tuple[Any, ...]] = [
    (1_700_000_000_000_000_001, "buy", "0.1", 'a, "b"\nc'),
    (2**62, "sell", "123456789012345678.00000001", None),
    (3, "buy", "1000", "日本"),
]


class Portion(list[tuple[Any, ...]]):
    """Rows that can be watched."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def written(rows: list[tuple[Any, ...]], form: str, path: Path, progress: Any = None) -> int:
    portions = (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
    return write_portions(COLUMNS, len(rows), portions, form, path, progress)


def read(path: Path) -> list[tuple[Any, ...]]:
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema_length=0)
    return frame.rows()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_digit_is_in_the_file(tmp_path: Path, form: str) -> None:
    """Money is exact text and times are whole nanoseconds, in either format."""
    path = tmp_path / f"x.{form}"
    assert written(ROWS, form, path) == 3
    rows = [tuple(str(v) if v is not None else None for v in row) for row in read(path)]
    assert rows[0] == ("1700000000000000001", "buy", "0.1", 'a, "b"\nc')
    assert rows[1] == (str(2**62), "sell", "123456789012345678.00000001", None)
    assert rows[2] == ("3", "buy", "1000", "日本")
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_table_without_rows_has_its_columns(tmp_path: Path, form: str) -> None:
    """Nothing to export is a file with a header."""
    path = tmp_path / f"x.{form}"
    assert written([], form, path) == 0
    frame = pl.read_parquet(path) if form == "parquet" else pl.read_csv(path, infer_schema_length=None)
    assert frame.columns == list(COLUMNS)


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    """An export can be compared with another."""
    for name in ("a.csv", "b.csv", "a.parquet", "b.parquet"):
        written(ROWS, name.rpartition(".")[2], tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_cancelled_export_leaves_the_old_file(tmp_path: Path) -> None:
    """A cancel in the middle changes nothing."""
    path = tmp_path / "x.csv"
    path.write_text("old")
    rows = [(n, "buy", str(n), "") for n in range(CHUNK * 2 + 1)]
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        seen.append((done, total))
        return done >= CHUNK

    with pytest.raises(UserError) as caught:
        written(rows, "csv", path, progress)
    assert caught.value.code == "cancelled"
    assert path.read_text() == "old"
    assert seen == [(0, len(rows)), (CHUNK, len(rows))]


def test_progress_ends_at_the_end(tmp_path: Path) -> None:
    """The last report says that all rows are written."""
    seen: list[tuple[int, int]] = []
    written(ROWS, "csv", tmp_path / "x.csv", lambda done, total: bool(seen.append((done, total))))
    assert seen == [(0, 3), (3, 3)]


def test_unknown_format_is_refused(tmp_path: Path) -> None:
    """Only the two formats are written."""
    with pytest.raises(UserError) as caught:
        written(ROWS, "xlsx", tmp_path / "x.xlsx")
    assert caught.value.code == "no_such_format"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_folder_that_is_a_file_is_said_in_words(tmp_path: Path, form: str) -> None:
    """A place that cannot be written is named, with what to do."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable) as caught:
        written(ROWS, form, tmp_path / "file" / f"x.{form}")
    assert caught.value.code == "export_unwritable"
    assert "Nothing was changed" in caught.value.text


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_are_written_while_they_are_read(tmp_path: Path, form: str) -> None:
    """The memory of an export does not grow with its rows: of 600 portions only the last ones are held."""
    held: weakref.WeakSet[Portion] = weakref.WeakSet()
    most = 0

    def portions() -> Iterator[Portion]:
        nonlocal most
        for number in range(600):
            portion = Portion((number * 500 + n, "sell", "1.5", None) for n in range(500))
            held.add(portion)
            yield portion
            del portion
            most = max(most, len(held))

    path = tmp_path / f"x.{form}"
    assert write_portions(COLUMNS, 300_000, portions(), form, path) == 300_000
    assert most < 20
    assert [row[0] for row in read(path)[::50_000]] == ([0, 50_000, 100_000, 150_000, 200_000, 250_000]
        if form == "parquet" else ["0", "50000", "100000", "150000", "200000", "250000"])  # fmt: skip
    assert len(read(path)) == 300_000


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_column_that_is_empty_at_first_keeps_its_kind(tmp_path: Path, form: str) -> None:
    """A time that the first thousand orders do not have is a whole number all the same."""
    path = tmp_path / f"x.{form}"
    first = [(None, "buy", "1", "")] * CHUNK
    assert written([*first, (2**60, None, "2", None)], form, path) == CHUNK + 1
    frame = pl.read_parquet(path) if form == "parquet" else pl.read_csv(path, infer_schema_length=None)
    assert frame.schema["ns"] == pl.Int64
    assert frame.row(0) == (None, "buy", "1" if form == "parquet" else 1, "")
    assert frame["ns"].to_list()[-1] == 2**60


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_failure_in_the_middle_leaves_nothing_behind(tmp_path: Path, form: str) -> None:
    """What the rows' source raises is what the caller hears, and no half file stays."""

    def portions() -> Iterator[list[tuple[Any, ...]]]:
        yield ROWS
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        write_portions(COLUMNS, 6, portions(), form, tmp_path / f"x.{form}")
    assert list(tmp_path.iterdir()) == []
