"""Exports: fills, orders, ledger and bots as CSV or Parquet, written to a temporary name and put in place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.numbers import plain

CHUNK = 1_000
FORMATS = ("csv", "parquet")


def write_table(
    names: list[str],
    rows: list[tuple[Any, ...]],
    form: str,
    path: Path,
    progress: Callable[[int, int], bool] | None = None,
) -> int:
    """Writes rows; decimals as exact text. The number of rows. Raises as `write_portions` does."""

    def portions() -> Iterator[list[tuple[Any, ...]]]:
        for start in range(0, len(rows), CHUNK):
            yield [
                tuple(plain(value) if isinstance(value, Decimal) else value for value in row)
                for row in rows[start : start + CHUNK]
            ]

    return write_portions(names, len(rows), portions(), form, path, progress)


def write_portions(
    names: list[str],
    total: int,
    portions: Iterable[Sequence[tuple[Any, ...]]],
    form: str,
    path: Path,
    progress: Callable[[int, int], bool] | None = None,
) -> int:
    """Writes rows without decimals as they come, in portions. The number of rows.

    Raises UserError for an unknown format or a cancel (the old file stays), Unavailable when the disk
    refuses.
    """
    if form not in FORMATS:
        raise UserError(f"There is no format {form}; choose csv or parquet.", "no_such_format", "format")
    import polars as pl  # late: slow to import, and few starts write an export

    frames: list[pl.DataFrame] = []
    written = 0
    for portion in portions:
        if progress is not None and progress(written, total):
            raise UserError("The export was cancelled; no file was changed.", "cancelled")
        columns = dict(zip(names, zip(*portion, strict=True), strict=True))
        frames.append(pl.DataFrame(columns, strict=False))
        written += len(portion)
    frame = (
        pl.concat(frames, how="vertical_relaxed") if frames else pl.DataFrame({name: [] for name in names})
    )
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
        progress(written, written)
    return written
