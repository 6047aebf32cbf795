"""Candle files: Parquet and CSV into exact integer columns, with every defect named by its line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.market import Candle
from finbyte_desktop.core.numbers import EXACT, scale_of

Ints = npt.NDArray[np.int64]
NS_PER_MS = 1_000_000
COLUMNS = ("open_time", "open", "high", "low", "close", "volume")
MAX_PLACES = 12
MAX_EXACT_FLOAT = 2**53
EXACT_FLOAT_DIGITS = 15
FIRST_DATA_LINE = 2


@dataclass(frozen=True, slots=True)
class CandleSeries:
    """Candles of one instrument in rising order of time.

    Attributes:
        open_ns: opening times, ns UTC.
        open, high, low, close: prices in units of `10**-places`.
        volume: base units, for show only.
        interval_ns: smallest distance between two candles.
    """

    symbol: str
    open_ns: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: npt.NDArray[np.float64]
    places: int
    interval_ns: int

    def __len__(self) -> int:
        return len(self.open_ns)

    def price(self, units: int) -> Decimal:
        """A price of this series as an exact decimal."""
        return Decimal(units).scaleb(-self.places, EXACT)

    def candle(self, at: int) -> Candle:
        """One candle as exact values."""
        price = self.price
        return Candle(
            int(self.open_ns[at]),
            price(int(self.open[at])),
            price(int(self.high[at])),
            price(int(self.low[at])),
            price(int(self.close[at])),
            Decimal(repr(float(self.volume[at]))),
        )

    def slice(self, start: int, stop: int) -> CandleSeries:
        """A part of the series, sharing its memory."""
        cut = np.s_[start:stop]
        return CandleSeries(
            self.symbol,
            self.open_ns[cut],
            self.open[cut],
            self.high[cut],
            self.low[cut],
            self.close[cut],
            self.volume[cut],
            self.places,
            self.interval_ns,
        )

    @property
    def gaps(self) -> int:
        """How many candles are missing between the first and the last."""
        if len(self) < 2:
            return 0
        return int((self.open_ns[-1] - self.open_ns[0]) // self.interval_ns) + 1 - len(self)


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
    frame = _one_symbol(frame, symbol, path)
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise UserError(
            f"{path.name}: column {missing[0]} is missing. Needed are {', '.join(COLUMNS)}; "
            f"found {', '.join(frame.columns)}.",
            "missing_column",
        )
    name = symbol or (str(frame["symbol"][0]) if "symbol" in frame.columns and len(frame) else path.stem)
    if len(frame) == 0:
        raise UserError(f"{path.name} has no candles.", "empty_file")
    times = _times(frame, path)
    order, fixed = _order(times, frame, path, repair)
    prices = {c: _prices(frame, c, path) for c in ("open", "high", "low", "close")}
    places = max(_places(column) for column in prices.values())
    columns = {name: _to_units(column, places)[order] for name, column in prices.items()}
    volume = _volume(frame, path)[order]
    times = times[order]
    _check_bars(columns, order, path)
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
    return sorted(str(s) for s in frame["symbol"].unique().to_list()) if "symbol" in frame.columns else []


def _read(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise UserError(f"There is no file {path}.", "no_such_file")
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=0)
    except (pl.exceptions.PolarsError, OSError) as error:
        first = str(error).splitlines()[0]
        raise UserError(f"{path.name} cannot be read as candles: {first}", "unreadable") from None


def _one_symbol(frame: pl.DataFrame, symbol: str | None, path: Path) -> pl.DataFrame:
    if "symbol" not in frame.columns:
        return frame
    names = [str(s) for s in frame["symbol"].unique(maintain_order=True).to_list()]
    if symbol is None:
        if len(names) > 1:
            raise UserError(
                f"{path.name} holds {len(names)} symbols ({', '.join(sorted(names)[:8])} ...): "
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


def _times(frame: pl.DataFrame, path: Path) -> Ints:
    times = frame["open_time"].cast(pl.Int64, strict=False)
    if times.null_count():
        line = int(times.is_null().arg_max() or 0) + FIRST_DATA_LINE
        raise UserError(
            f"{path.name}, line {line}: open_time is not a whole number of milliseconds.", "bad_time"
        )
    whole: Ints = times.to_numpy()
    return whole


def _order(times: Ints, frame: pl.DataFrame, path: Path, repair: bool) -> tuple[npt.NDArray[np.intp], Repair]:
    steps = np.diff(times)
    if not (steps <= 0).any():
        return np.arange(len(times)), Repair(0, 0)
    bad = int(np.argmax(steps <= 0)) + 1
    if not repair:
        what = (
            "repeats the time of the line before"
            if steps[bad - 1] == 0
            else "is earlier than the line before"
        )
        code = "duplicate_row" if steps[bad - 1] == 0 else "unsorted"
        raise UserError(
            f"{path.name}, line {bad + FIRST_DATA_LINE}: open_time {times[bad]} {what}. "
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
                f"{path.name}, line {int(order[at]) + FIRST_DATA_LINE}: two different candles at "
                f"{times[order][at]}; remove one of them.",
                "conflicting_rows",
            )
    return order[~same], Repair(moved, int(same.sum()))


@dataclass(frozen=True, slots=True)
class _Prices:
    """A column of prices: the floats, and the texts where they have more digits than a float keeps."""

    floats: npt.NDArray[np.float64]
    texts: list[str] | None


def _prices(frame: pl.DataFrame, column: str, path: Path) -> _Prices:
    series = frame[column]
    texts = None
    if series.dtype == pl.String:
        if int(series.str.len_bytes().max() or 0) > EXACT_FLOAT_DIGITS:  # type: ignore[arg-type]  # max() is untyped
            texts = [text.strip() for text in series.to_list() if text is not None]
        numbers = series.cast(pl.Float64, strict=False)
        if numbers.null_count():
            numbers = series.str.strip_chars().cast(pl.Float64, strict=False)
    elif series.dtype.is_numeric():
        numbers = series.cast(pl.Float64, strict=False)
    else:
        raise UserError(f"{path.name}: column {column} does not hold numbers.", "bad_column")
    floats = numbers.to_numpy()
    good = np.isfinite(floats) & (floats > 0)
    if not good.all():
        at = int(np.argmin(good))
        raise UserError(
            f"{path.name}, line {at + FIRST_DATA_LINE}: {column} is {series[at]!r}, not a price above 0.",
            "bad_price",
        )
    return _Prices(floats, texts)


def _places(column: _Prices) -> int:
    """How many decimals the column needs; a float by its shortest decimal."""
    if column.texts is not None:
        return max(scale_of(Decimal(text)) for text in column.texts)
    for places in range(MAX_PLACES + 1):
        scale = 10.0**places
        units = np.rint(column.floats * scale)
        if np.abs(units).max() < MAX_EXACT_FLOAT and (units / scale == column.floats).all():
            return places
    raise UserError("The prices have more than 12 decimals.", "too_many_decimals")


def _to_units(column: _Prices, places: int) -> Ints:
    if column.texts is not None:
        units = [int(Decimal(text).scaleb(places, EXACT)) for text in column.texts]
        return np.array(units, dtype=np.int64)
    scaled: Ints = np.rint(column.floats * 10.0**places).astype(np.int64)
    return scaled


def _volume(frame: pl.DataFrame, path: Path) -> npt.NDArray[np.float64]:
    numbers = frame["volume"].cast(pl.Float64, strict=False)
    if numbers.null_count() or not numbers.is_finite().all() or bool((numbers < 0).any()):
        bad = (
            numbers.is_null()
            | ~numbers.is_finite().fill_null(value=False)
            | (numbers < 0).fill_null(value=True)
        )
        line = int(bad.arg_max() or 0) + FIRST_DATA_LINE
        raise UserError(f"{path.name}, line {line}: volume is not a number of 0 or more.", "bad_volume")
    return numbers.to_numpy()


def _check_bars(columns: dict[str, Ints], order: npt.NDArray[np.intp], path: Path) -> None:
    o, h, low, c = columns["open"], columns["high"], columns["low"], columns["close"]
    bad = (h < o) | (h < c) | (low > o) | (low > c)
    if bad.any():
        line = int(order[int(np.argmax(bad))]) + FIRST_DATA_LINE
        raise UserError(
            f"{path.name}, line {line}: high is not the highest or low not the lowest price.",
            "bad_bar",
        )
