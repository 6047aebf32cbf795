"""Candle files: Parquet and CSV into exact integer columns, with every defect named by its line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import EXACT, scale_of
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.table_files import (
    DAMAGED,
    Ints,
    check_columns,
    first_line,
    line_of,
    one_symbol,
    out_of_order,
    read_table,
    times_of,
)

__all__ = ["CandleSeries", "Repair", "load_candles", "symbols_in"]

NS_PER_MS = 1_000_000
COLUMNS = ("open_time", "open", "high", "low", "close", "volume")
MAX_PLACES = 12
MAX_UNITS = 2**62
MAX_EXACT_FLOAT = 2**53
EXACT_FLOAT_DIGITS = 15
SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Repair:
    """What `repair` changed in a file."""

    sorted_rows: int
    dropped_duplicates: int


def load_candles(path: Path, symbol: str | None = None, repair: bool = False) -> tuple[CandleSeries, Repair]:
    """Reads a Parquet or CSV file of candles.

    Raises UserError naming the line for disorder, duplicates, NaN, impossible bars and wrong columns. With
    `repair` rows are sorted and exact duplicates dropped, and the answer says how many.
    """
    frame = _read(path)
    frame = one_symbol(frame, symbol, path)
    check_columns(frame, COLUMNS, path)
    name = symbol or (str(frame["symbol"][0]) if "symbol" in frame.columns and len(frame) else path.stem)
    if len(frame) == 0:
        raise UserError(
            f"{path.name} has no candles. Nothing was run; choose a file with lines below its header.",
            "empty_file",
        )
    times = times_of(frame, "open_time", path)
    order, fixed = _order(times, frame, path, repair)
    prices = {c: _prices(frame, c, path) for c in ("open", "high", "low", "close")}
    places = max(column.places for column in prices.values())
    columns = {name: _in_units(column, places, path) for name, column in prices.items()}
    _check_bars(columns, frame, path)
    volume = _volume(frame, path)
    if order is not None:
        times, volume = times[order], volume[order]
        columns = {name: column[order] for name, column in columns.items()}
    interval = int(np.diff(times).min()) if len(times) > 1 else 60_000
    series = CandleSeries(
        name,
        times * NS_PER_MS,
        columns["open"],
        columns["high"],
        columns["low"],
        columns["close"],
        volume,
        places,
        interval * NS_PER_MS,
    )
    return series, fixed


def symbols_in(path: Path) -> list[str]:
    """The symbols that a file holds; empty for a file of one unnamed instrument."""
    frame = _read(path)
    check_columns(frame, COLUMNS, path)
    return sorted(str(s) for s in frame["symbol"].unique().to_list()) if "symbol" in frame.columns else []


def _read(path: Path) -> pl.DataFrame:
    try:
        return read_table(path)
    except DAMAGED as error:
        raise UserError(f"{path.name} cannot be read as candles: {first_line(error)}", "unreadable") from None


def _order(
    times: Ints, frame: pl.DataFrame, path: Path, repair: bool
) -> tuple[npt.NDArray[np.intp] | None, Repair]:
    """Which rows in which order; None for all of them as they are."""
    found = out_of_order(times)
    if found is None:
        return None, Repair(0, 0)
    if not repair:
        bad, what, code = found
        raise UserError(
            f"{path.name}, line {line_of(frame, bad)}: open_time {times[bad]} {what}. "
            "--repair sorts the rows and drops exact duplicates.",
            code,
        )
    order = np.argsort(times, kind="stable")
    moved = int((order != np.arange(len(times))).sum())
    rows = frame.select(COLUMNS)[order.tolist()]
    same = np.concatenate([[False], np.diff(times[order]) == 0])
    for at in np.flatnonzero(same).tolist():
        if rows.row(at) != rows.row(at - 1):
            raise UserError(
                f"{path.name}, line {line_of(frame, int(order[at]))}: two different candles at "
                f"{times[order][at]}; remove one of them.",
                "conflicting_rows",
            )
    return order[~same], Repair(moved, int(same.sum()))


@dataclass(frozen=True, slots=True)
class _Prices:
    """A column of prices in units of `10**-places`, the fewest decimals that write every price."""

    units: Ints
    places: int
    largest: int


def _prices(frame: pl.DataFrame, column: str, path: Path) -> _Prices:
    series = frame[column]
    floats = _floats(series, path).to_numpy()
    good = np.isfinite(floats) & (floats > 0)
    if not good.all():
        at = int(np.argmin(good))
        raise UserError(
            f"{path.name}, line {line_of(frame, at)}: {column} is "
            f"{'missing' if series[at] is None else repr(series[at])}, not a price above 0. "
            "Correct the line, or leave it out: gaps are allowed.",
            "bad_price",
        )
    longer = series.dtype == pl.String and _longest(series) > EXACT_FLOAT_DIGITS
    found = _exact_units(series) if longer else _units(floats)
    if found is None:
        raise UserError(
            f"{path.name}: the prices in {column} have more than {MAX_PLACES} decimals.", "too_many_decimals"
        )
    return found


def _floats(series: pl.Series, path: Path) -> pl.Series:
    """A column of numbers or texts as floats; what cannot be read is null."""
    if series.dtype == pl.String:
        numbers = series.cast(pl.Float64, strict=False)
        return series.str.strip_chars().cast(pl.Float64, strict=False) if numbers.null_count() else numbers
    if series.dtype.is_numeric():
        return series.cast(pl.Float64, strict=False)
    raise UserError(f"{path.name}: column {series.name} does not hold numbers.", "bad_column")


def _longest(series: pl.Series) -> int:
    return int(series.str.len_bytes().max() or 0)  # type: ignore[arg-type]  # max() is untyped


def _exact_units(series: pl.Series) -> _Prices | None:
    """Texts of which a float keeps too few digits; None when they have too many decimals."""
    numbers = [Decimal(text.strip()) for text in series.to_list()]
    places = max(scale_of(number) for number in numbers)
    if places > MAX_PLACES:
        return None
    units = [int(number.scaleb(places, EXACT)) for number in numbers]
    largest = max(units)
    return _Prices(np.array(units if largest <= MAX_UNITS else [0], dtype=np.int64), places, largest)


def _units(floats: npt.NDArray[np.float64]) -> _Prices | None:
    """Floats by the fewest decimals that write each of them; a few rows rule most candidates out."""
    some = floats[:SAMPLE]
    for places in range(MAX_PLACES + 1):
        if _written(some, places) is not None:
            rounded = _written(floats, places)
            if rounded is not None:
                return _Prices(rounded.astype(np.int64), places, int(rounded.max()))
    return None


def _written(floats: npt.NDArray[np.float64], places: int) -> npt.NDArray[np.float64] | None:
    """Prices in units of `10**-places` when every one is the shortest writing of a number with so many
    decimals.
    """
    scale = 10.0**places
    units = floats * scale
    np.rint(units, out=units)
    exact = bool(units.max() < MAX_EXACT_FLOAT and (units / scale == floats).all())
    return units if exact else None


def _in_units(column: _Prices, places: int, path: Path) -> Ints:
    """The column in units of `10**-places`, exactly."""
    factor = 10 ** (places - column.places)
    if column.largest * factor > MAX_UNITS:
        raise UserError(f"{path.name}: the prices have too many digits together.", "too_many_decimals")
    return column.units if factor == 1 else column.units * factor


def _volume(frame: pl.DataFrame, path: Path) -> npt.NDArray[np.float64]:
    floats = _floats(frame["volume"], path).to_numpy()
    good = np.isfinite(floats) & (floats >= 0)
    if not good.all():
        line = line_of(frame, int(np.argmin(good)))
        raise UserError(f"{path.name}, line {line}: volume is not a number of 0 or more.", "bad_volume")
    return floats


def _check_bars(columns: dict[str, Ints], frame: pl.DataFrame, path: Path) -> None:
    o, h, low, c = columns["open"], columns["high"], columns["low"], columns["close"]
    bad = (h < o) | (h < c) | (low > o) | (low > c)
    if bad.any():
        line = line_of(frame, int(np.argmax(bad)))
        raise UserError(
            f"{path.name}, line {line}: high is not the highest or low not the lowest price.",
            "bad_bar",
        )
