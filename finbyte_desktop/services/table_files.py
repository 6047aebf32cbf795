"""Tables in files, Parquet or CSV: rows that know their line, of one symbol, in order of time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from finbyte_desktop.core.errors import UserError

Ints = npt.NDArray[np.int64]
FIRST_DATA_LINE = 2
LINE = "line of the file"
MAX_TIME_MS = 2**63 // 10**6 // 2
DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def read_table(path: Path) -> pl.DataFrame:
    """The rows with their lines. Raises UserError for a file that is not there, one of `DAMAGED` for one that
    is no table.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}. Nothing was run; check its name.", "no_such_file")
    if path.suffix.lower() in (".parquet", ".pq"):
        return pl.read_parquet(path).with_row_index(LINE, FIRST_DATA_LINE)
    frame = pl.read_csv(path, infer_schema_length=0)
    rows = frame.with_row_index(LINE, FIRST_DATA_LINE)
    if not all(column.null_count() for column in frame):
        return rows
    return rows.filter(~pl.all_horizontal(pl.col(frame.columns).is_null()))


def first_line(error: BaseException) -> str:
    """What an error of the reader says first."""
    return (str(error) or "it is damaged").splitlines()[0]


def check_columns(frame: pl.DataFrame, needed: tuple[str, ...], path: Path) -> None:
    """Raises UserError naming the first column that is missing."""
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise UserError(
            f"{path.name}: column {missing[0]} is missing. Needed are {', '.join(needed)}; "
            f"found {', '.join(name for name in frame.columns if name != LINE)}.",
            "missing_column",
        )


def one_symbol(frame: pl.DataFrame, symbol: str | None, path: Path) -> pl.DataFrame:
    """The rows of a symbol; all of them where the file names none."""
    if "symbol" not in frame.columns:
        return frame
    names = [str(s) for s in frame["symbol"].unique(maintain_order=True).to_list()]
    if symbol is None:
        if len(names) > 1:
            raise UserError(
                f"{path.name} holds {len(names)} symbols "
                f"({', '.join(sorted(names)[:8])}{' ...' if len(names) > 8 else ''}): "
                "say which with --symbol.",
                "symbol_needed",
                "symbol",
            )
        return frame
    if symbol not in names:
        raise UserError(
            f"{path.name} does not hold {symbol}; it holds {', '.join(sorted(names)[:12])}.", "no_symbol"
        )
    return frame.filter(pl.col("symbol") == symbol)


def line_of(frame: pl.DataFrame, at: int) -> int:
    """The line of the file (of a Parquet file as if it had been text) that a row came from."""
    return int(frame[LINE][at])


def times_of(frame: pl.DataFrame, name: str, path: Path) -> Ints:
    """A column of whole milliseconds since 1970. Raises UserError naming the line of another value."""
    column = frame[name]
    if column.dtype == pl.String:
        times = column.str.strip_chars().cast(pl.Int64, strict=False)
    elif column.dtype.is_integer() or column.dtype.is_float():
        times = column.cast(pl.Int64, strict=False)
        times = times.set(times.cast(column.dtype) != column, None)
    else:
        raise UserError(
            f"{path.name}: {name} holds {column.dtype}, not whole milliseconds since 1970.", "bad_time"
        )
    good = ((times >= 0) & (times <= MAX_TIME_MS)).fill_null(value=False)
    if not good.all():
        at = int(good.arg_min() or 0)
        raise UserError(
            f"{path.name}, line {line_of(frame, at)}: {name} {column[at]!r} is not a whole number of "
            "milliseconds since 1970.",
            "bad_time",
        )
    whole: Ints = times.to_numpy()
    return whole


def out_of_order(times: Ints) -> tuple[int, str, str] | None:
    """The first row that is not later than the one before, what it does, and the code; None in order."""
    steps = np.diff(times)
    if not (steps <= 0).any():
        return None
    bad = int(np.argmax(steps <= 0)) + 1
    if steps[bad - 1] == 0:
        return bad, "repeats the time of the line before", "duplicate_row"
    return bad, "is earlier than the line before", "unsorted"
