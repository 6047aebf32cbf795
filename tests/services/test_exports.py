"""Exports: exact texts, both formats, and a file that is whole or not there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.exports.tables import CHUNK, write_table

D = Decimal
NAMES = ["ns", "side", "price", "note"]
ROWS: list[tuple[Any, ...]] = [
    (1_700_000_000_000_000_001, "buy", D("0.1"), 'a, "b"\nc'),
    (2**62, "sell", D("123456789012345678.00000001"), None),
    (3, "buy", D("1E+3"), "日本"),
]


def read(path: Path) -> list[tuple[Any, ...]]:
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema_length=0)
    return frame.rows()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_digit_is_in_the_file(tmp_path: Path, form: str) -> None:
    """Money is exact text and times are whole nanoseconds, in either format."""
    path = tmp_path / "new folder" / f"x.{form}"
    assert write_table(NAMES, ROWS, form, path) == 3
    rows = [tuple(str(v) if v is not None else None for v in row) for row in read(path)]
    assert rows[0] == ("1700000000000000001", "buy", "0.1", 'a, "b"\nc')
    assert rows[1] == (str(2**62), "sell", "123456789012345678.00000001", None)
    assert rows[2] == ("3", "buy", "1000", "日本")
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_table_without_rows_has_its_columns(tmp_path: Path, form: str) -> None:
    """Nothing to export is a file with a header."""
    path = tmp_path / f"x.{form}"
    assert write_table(NAMES, [], form, path) == 0
    frame = pl.read_parquet(path) if form == "parquet" else pl.read_csv(path)
    assert frame.columns == NAMES


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    """An export can be compared with another."""
    for name in ("a.csv", "b.csv", "a.parquet", "b.parquet"):
        write_table(NAMES, ROWS, name.rpartition(".")[2], tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_cancelled_export_leaves_the_old_file(tmp_path: Path) -> None:
    """A cancel in the middle changes nothing."""
    path = tmp_path / "x.csv"
    path.write_text("old")
    rows = [(n, "buy", D(n), "") for n in range(CHUNK * 2 + 1)]
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        seen.append((done, total))
        return done >= CHUNK

    with pytest.raises(UserError) as caught:
        write_table(NAMES, rows, "csv", path, progress)
    assert caught.value.code == "cancelled"
    assert path.read_text() == "old"
    assert seen == [(0, len(rows)), (CHUNK, len(rows))]


def test_progress_ends_at_the_end(tmp_path: Path) -> None:
    """The last report says that all rows are written."""
    seen: list[tuple[int, int]] = []
    write_table(NAMES, ROWS, "csv", tmp_path / "x.csv", lambda done, total: bool(seen.append((done, total))))
    assert seen == [(0, 3), (3, 3)]


def test_unknown_format_is_refused(tmp_path: Path) -> None:
    """Only the two formats are written."""
    with pytest.raises(UserError) as caught:
        write_table(NAMES, ROWS, "xlsx", tmp_path / "x.xlsx")
    assert caught.value.code == "no_such_format"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_folder_that_is_a_file_is_said_in_words(tmp_path: Path, form: str) -> None:
    """A place that cannot be written is named, with what to do."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable) as caught:
        write_table(NAMES, ROWS, form, tmp_path / "file" / f"x.{form}")
    assert caught.value.code == "export_unwritable"
    assert "Nothing was changed" in caught.value.text
