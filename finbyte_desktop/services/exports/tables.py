"""Exports: fills, orders, ledger and bots as CSV or Parquet, written to a temporary name and put in place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.numbers import plain

CHUNK = 5_000
FORMATS = ("csv", "parquet")


def write_table(
    names: list[str],
    rows: list[tuple[Any, ...]],
    form: str,
    path: Path,
    progress: Callable[[int, int], bool] | None = None,
) -> int:
    """Writes rows; decimals as exact text. The number of rows.

    Raises UserError for an unknown format or a cancel (the old file stays), Unavailable when the disk
    refuses.
    """
    if form not in FORMATS:
        raise UserError(f"There is no format {form}; choose csv or parquet.", "no_such_format", "format")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for start in range(0, len(rows), CHUNK):
        if progress is not None and progress(start, len(rows)):
            raise UserError("The export was cancelled; no file was changed.", "cancelled")
        for row in rows[start : start + CHUNK]:
            for name, value in zip(names, row, strict=True):
                columns[name].append(plain(value) if isinstance(value, Decimal) else value)
    import polars as pl  # late: slow to import, and few starts write an export

    frame = pl.DataFrame(columns, strict=False) if rows else pl.DataFrame({name: [] for name in names})
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if form == "csv":
            frame.write_csv(temporary)
        else:
            frame.write_parquet(temporary)
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # the folder itself may be what is wrong
            temporary.unlink(missing_ok=True)
        raise Unavailable(
            f"The export could not be written to {path}: {error.strerror or error}. Nothing was changed. "
            "Choose another folder or free some space.",
            "export_unwritable",
        ) from None
    if progress is not None:
        progress(len(rows), len(rows))
    return len(rows)
