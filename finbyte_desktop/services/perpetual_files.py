"""What a backtest of a perpetual reads beside its candles: fundings, mark prices, leverage tiers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from finbyte_desktop.bots.params import nearest_name
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.margin import Tier, with_amounts
from finbyte_desktop.core.numbers import ONE, ZERO, decimal_of, exact, plain
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.exact_json import read_json
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

ROUNDED = Decimal("0.01")  # of the requirement at a tier's floor: so far a venue rounds its amounts
NS_PER_MS = 1_000_000
FUNDING_COLUMNS = ("funding_time", "funding_rate")
MARK_COLUMNS = ("open_time", "open")
TIER_KEYS = ("minNotional", "maxNotional", "maintenanceMarginRate", "maxLeverage")
AT_ITS_TIME_MS = 1_000  # a funding is told a few ms beside the full hour at which its mark candle opens


class Marks(NamedTuple):
    """Opens of mark candles, oldest first: times in ms, prices, and the least time between two of them."""

    times_ms: Sequence[int]
    prices: Sequence[Decimal]
    interval_ms: int

    def at(self, time_ms: int) -> Decimal | None:
        """The mark price of a time at which a mark candle opens."""
        for n in range(max(0, (after := bisect_right(self.times_ms, time_ms)) - 1), after + 1):
            if n < len(self.times_ms) and abs(self.times_ms[n] - time_ms) <= AT_ITS_TIME_MS:
                return self.prices[n]
        return None


def load_fundings(path: Path, symbol: str | None, marks: Marks | None = None) -> list[Funding]:
    """The fundings of a symbol, oldest first, each with its mark price where `marks` has one.

    Raises UserError naming the line for disorder, duplicates and rates that are no rates.
    """
    frame, times = _rows(path, symbol, FUNDING_COLUMNS, "fundings")
    rates = _numbers(frame, FUNDING_COLUMNS[1], path)
    for at, rate in enumerate(rates):
        if abs(rate) >= ONE:
            raise UserError(
                f"{path.name}, line {line_of(frame, at)}: funding_rate {plain(rate)} is not a rate; "
                "0.0001 is 0.01 %.",
                "bad_rate",
            )
    found = [None if marks is None else marks.at(time) for time in times.tolist()]
    return [
        Funding(time * NS_PER_MS, rate, mark)
        for time, rate, mark in zip(times.tolist(), rates, found, strict=True)
    ]


def load_marks(path: Path, symbol: str | None) -> Marks:
    """The mark prices of a symbol. Raises UserError naming the line for disorder and impossible prices."""
    frame, times = _rows(path, symbol, MARK_COLUMNS, "mark prices")
    prices = _numbers(frame, MARK_COLUMNS[1], path)
    for at, price in enumerate(prices):
        if price <= ZERO:
            raise UserError(
                f"{path.name}, line {line_of(frame, at)}: open is {plain(price)}, not a price above 0.",
                "bad_price",
            )
    interval = int(np.diff(times).min()) if len(times) > 1 else 0
    return Marks(times.tolist(), prices, interval)


def symbols_of(path: Path) -> list[str]:
    """The symbols of a table; none for one that names none, or that cannot be read."""
    try:
        frame = read_table(path)
    except (*DAMAGED, UserError):
        return []  # who loads it says what is wrong
    return sorted(str(name) for name in frame["symbol"].unique()) if "symbol" in frame.columns else []


def _rows(path: Path, symbol: str | None, columns: tuple[str, str], what: str) -> tuple[pl.DataFrame, Ints]:
    try:
        frame = one_symbol(read_table(path), symbol, path)
    except DAMAGED as error:
        raise UserError(f"{path.name} cannot be read as {what}: {first_line(error)}", "unreadable") from None
    check_columns(frame, columns, path)
    if not len(frame):
        raise UserError(f"{path.name} has no {what}. Nothing was run; choose another file.", "empty_file")
    times = times_of(frame, columns[0], path)
    found = out_of_order(times)
    if found is not None:
        at, says, code = found
        raise UserError(
            f"{path.name}, line {line_of(frame, at)}: {columns[0]} {times[at]} {says}. Correct the file.",
            code,
        )
    return frame, times


def _numbers(frame: pl.DataFrame, column: str, path: Path) -> list[Decimal]:
    """A column as it is written; of floats their shortest decimals."""
    if not (frame[column].dtype.is_numeric() or frame[column].dtype == pl.String):
        raise UserError(f"{path.name}: column {column} does not hold numbers.", "bad_column")
    numbers: list[Decimal] = []
    for at, value in enumerate(frame[column].to_list()):
        try:
            numbers.append(decimal_of(repr(value) if isinstance(value, float) else value, column))
        except UserError as error:
            line = f"{path.name}, line {line_of(frame, at)}"
            if value is None:
                raise UserError(f"{line}: {column} is missing.", "missing_value") from None
            raise UserError(f"{line}: {error.text}", error.code) from None
    return numbers


def load_tiers(path: Path, symbol: str, base: str, quote: str) -> tuple[Tier, ...]:
    """The leverage tiers of a market: JSON, plain or gzip, an object of lists by symbol such as
    BTC/USDT:USDT, or one list. The amounts are those of the venue (`info.cum`) where every tier tells one,
    else those that make the requirement continuous.
    """
    table = read_json(path)
    names = (symbol, f"{base}/{quote}:{quote}", f"{base}{quote}")
    if isinstance(table, dict):
        key = next((name for name in names if name in table), None)
        if key is None:
            near = nearest_name(names[1], list(table)) if table else ""
            hint = f" The nearest that it holds is {near}." if near else ""
            raise UserError(f"{path.name} does not hold {names[1]}.{hint}", "no_symbol")
        table = table[key]
    if not isinstance(table, list) or not table or not all(isinstance(row, dict) for row in table):
        raise UserError(f"{path.name}: a list of tiers is needed for {names[1]}.", "not_tiers")
    with exact():
        tiers = [_tier(row, number, path) for number, row in enumerate(table, 1)]
        _check_tiers(tiers, path)
        infos = [row.get("info") for row in table]
        told = [info["cum"] for info in infos if isinstance(info, dict) and "cum" in info]
        if len(told) < len(tiers):
            return with_amounts(tiers)
        amounts = [_number(cum, "cum", number, path) for number, cum in enumerate(told, 1)]
        for number, (tier, amount) in enumerate(zip(with_amounts(tiers), amounts, strict=True), 1):
            if abs(amount - tier.amount) > ROUNDED * tier.floor * tier.rate:
                raise UserError(
                    f"{path.name}, tier {number}: cum {plain(amount)} does not fit the rates. It would be "
                    f"{plain(tier.amount)}.",
                    "bad_cum",
                )
        return tuple(tier._replace(amount=amount) for tier, amount in zip(tiers, amounts, strict=True))


def _tier(row: Mapping[str, Any], number: int, path: Path) -> Tier:
    missing = [key for key in TIER_KEYS if row.get(key) is None]
    if missing:
        raise UserError(f"{path.name}, tier {number}: {missing[0]} is missing.", "missing_value")
    floor, cap, rate, leverage = (_number(row[key], key, number, path) for key in TIER_KEYS)
    if not ZERO < rate < ONE:
        raise UserError(
            f"{path.name}, tier {number}: maintenanceMarginRate {plain(rate)} is not between 0 and 1.",
            "bad_rate",
        )
    if leverage < ONE:
        raise UserError(
            f"{path.name}, tier {number}: maxLeverage {plain(leverage)} is below 1.", "bad_leverage"
        )
    return Tier(floor, cap, rate, ZERO, leverage)


def _number(value: Any, key: str, number: int, path: Path) -> Decimal:
    try:
        return decimal_of(value, key)
    except UserError as error:
        raise UserError(f"{path.name}, tier {number}: {error.text}", error.code) from None


def _check_tiers(tiers: Sequence[Tier], path: Path) -> None:
    """Each tier begins where the one before ends, asks for as much margin at least and allows no more."""
    before = Tier(ZERO, ZERO, ZERO, ZERO, tiers[0].max_leverage)
    for number, tier in enumerate(tiers, 1):
        if tier.floor != before.cap:
            raise UserError(
                f"{path.name}, tier {number}: it begins at {plain(tier.floor)}, not at {plain(before.cap)}.",
                "tiers_apart",
            )
        if tier.cap <= tier.floor or tier.rate < before.rate or tier.max_leverage > before.max_leverage:
            raise UserError(
                f"{path.name}, tier {number}: tiers must rise: a higher cap, no lower rate, no higher "
                "leverage than in the tier before.",
                "tiers_fall",
            )
        before = tier
