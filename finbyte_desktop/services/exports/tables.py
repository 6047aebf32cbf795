"""Exports: fills, orders, ledger and bots as CSV or Parquet, written to a temporary name and put in place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError

GROUP = 20_000
FORMATS = ("csv", "parquet")


def write_portions(
    columns: Mapping[str, type],
    total: int,
    portions: Iterable[Sequence[tuple[Any, ...]]],
    form: str,
    path: Path,
    progress: Callable[[int, int], bool] | None = None,
) -> int:
    """Writes rows of whole numbers (`int`) and texts (`str`) while they are read: a few portions are in
    memory at a time, of a Parquet file some groups of `GROUP` rows. The number of rows.

    Raises UserError for an unknown format or a cancel (the old file stays), Unavailable when the disk
    refuses.
    """
    if form not in FORMATS:
        raise UserError(f"There is no format {form}; choose csv or parquet.", "no_such_format", "format")
    import polars as pl  # late: slow to import, and few starts write an export
    from polars.io.plugins import register_io_source

    kinds = {name: pl.Int64 if kind is int else pl.String for name, kind in columns.items()}
    written = 0

    def frames(*_: object) -> Iterator[pl.DataFrame]:
        nonlocal written
        for portion in portions:
            if progress is not None and progress(written, total):
                raise UserError("The export was cancelled; no file was changed.", "cancelled")
            yield pl.DataFrame(portion, schema=kinds, orient="row")
            written += len(portion)

    rows = register_io_source(frames, schema=dict(kinds))
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if form == "csv":
            rows.sink_csv(temporary)
        else:
            rows.sink_parquet(temporary, row_group_size=GROUP)
        temporary.replace(path)
    except (OSError, pl.exceptions.ComputeError) as error:
        why = getattr(error, "strerror", None) or error
        raise Unavailable(
            f"The export could not be written to {path}: {why}. Nothing was changed. "
            "Choose another folder or free some space.",
            "export_unwritable",
        ) from None
    finally:
        with contextlib.suppress(OSError):  # the folder itself may be what is wrong
            temporary.unlink(missing_ok=True)
    if progress is not None:
        progress(written, written)
    return written
