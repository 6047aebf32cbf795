"""Exports: fills, orders, ledger and bots as CSV or Parquet, written to a temporary name and put in place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError

GROUP = 20_000
DIGITS, PLACES = 38, 18
FORMATS = ("csv", "parquet")


def write_portions(
    columns: Mapping[str, type],
    total: int,
    portions: Iterable[Sequence[tuple[Any, ...]]],
    form: str,
    path: Path,
    progress: Callable[[int, int], bool] | None = None,
) -> int:
    """Writes rows of whole numbers (`int`), exact decimals given as texts (`Decimal`) and texts (`str`) while
    they are read: a few portions are in memory at a time, of a Parquet file some groups of `GROUP` rows. The
    number of rows. Parquet has decimals of `DIGITS` digits, `PLACES` of them behind the point.

    Raises UserError for an unknown format, a folder that is not there, a cancel or a number that Parquet
    cannot hold (the old file stays), Unavailable when the disk refuses.
    """
    if form not in FORMATS:
        raise UserError(f"There is no format {form}; choose csv or parquet.", "no_such_format", "format")
    if not path.parent.exists():
        raise UserError(
            f"There is no folder {path.parent}. Nothing was written; check its name, or make it first.",
            "no_such_folder",
            "path",
        )
    import polars as pl  # late: slow to import, and few starts write an export
    from polars.io.plugins import register_io_source

    parquet = form == "parquet"
    types: Mapping[type, Any] = {
        int: pl.Int64(),
        Decimal: pl.Decimal(DIGITS, PLACES) if parquet else pl.String(),
    }
    kinds = {name: types.get(kind, pl.String()) for name, kind in columns.items()}
    decimals = [n for n, kind in enumerate(columns.values()) if kind is Decimal] if parquet else []
    written = 0

    def frames(*_: object) -> Iterator[pl.DataFrame]:
        nonlocal written
        for portion in portions:
            if progress is not None and progress(written, total):
                raise UserError("The export was cancelled; no file was changed.", "cancelled")
            whole = [_numbers(row, decimals) for row in portion] if decimals else portion
            yield pl.DataFrame(whole, schema=kinds, orient="row")
            written += len(portion)

    rows = register_io_source(frames, schema=dict(kinds))
    temporary = path.with_name(path.name + ".part")
    try:
        if parquet:
            rows.sink_parquet(temporary, row_group_size=GROUP)
        else:
            rows.sink_csv(temporary)
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


def _numbers(row: tuple[Any, ...], places: Sequence[int]) -> list[Any]:
    """The row with its texts of decimals as numbers."""
    out = list(row)
    for n in places:
        if out[n] is None:
            continue
        value = out[n] = Decimal(out[n])
        _, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int) or exponent < -PLACES or len(digits) + exponent > DIGITS - PLACES:
            raise UserError(
                f"The number {value} has more digits than Parquet can hold. Nothing was changed. "
                "Export it as CSV, which holds every digit.",
                "too_many_digits",
            )
    return out
