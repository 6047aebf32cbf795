"""Errors of files with prices in words, and of several that shall play together."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "bad_column": (QT_TRANSLATE_NOOP("errors", "{file}: column {column} does not hold numbers."),),
    "empty_file": (
        "{file} has no candles. Nothing was run; choose a file with lines below its header.",
        QT_TRANSLATE_NOOP("errors", "{file} holds no recorded prices."),
    ),
    "missing_column": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}: column {column} is missing. Needed are {needed}; found {found}.",
        ),
    ),
    "no_such_file": (
        "There is no file {path}. Nothing was run; check its name.",
        QT_TRANSLATE_NOOP("errors", "There is no file {path}."),
    ),
    "no_symbol": (QT_TRANSLATE_NOOP("errors", "{file} does not hold {symbol}; it holds {found}."),),
    "bad_time": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: {column} {given} is not a whole number of milliseconds since 1970.",
        ),
        QT_TRANSLATE_NOOP("errors", "{file}: {column} holds {kind}, not whole milliseconds since 1970."),
    ),
    "duplicate_row": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: open_time {time} repeats the time of the line before. --repair sorts the "
            "rows and drops exact duplicates.",
        ),
    ),
    "unsorted": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: open_time {time} is earlier than the line before. --repair sorts the "
            "rows and drops exact duplicates.",
        ),
    ),
    "conflicting_rows": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: two different candles at {time}; remove one of them.",
        ),
    ),
    "bad_price": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: {column} is {given}, not a price above 0. Correct the line, or leave it "
            "out: gaps are allowed.",
        ),
    ),
    "too_many_decimals": (
        QT_TRANSLATE_NOOP("errors", "{file}: the prices in {column} have more than {most} decimals."),
        QT_TRANSLATE_NOOP("errors", "{file}: the prices have too many digits together."),
    ),
    "bad_volume": (QT_TRANSLATE_NOOP("errors", "{file}, line {line}: volume is not a number of 0 or more."),),
    "bad_bar": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: high is not the highest or low not the lowest price.",
        ),
    ),
    "unreadable": (
        QT_TRANSLATE_NOOP("errors", "{file} cannot be read as candles: {why}"),
        QT_TRANSLATE_NOOP("errors", "{path} was recorded by another version."),
        QT_TRANSLATE_NOOP("errors", "{path} is not a recording that can be read."),
        QT_TRANSLATE_NOOP("errors", "{path} holds no messages of Binance that can be read."),
    ),
    "symbol_needed": (
        QT_TRANSLATE_NOOP("errors", "{file} holds {count} symbols ({some}): say which with --symbol."),
    ),
    "too_many_files": (
        QT_TRANSLATE_NOOP("errors", "{count} markets are too many for one feed: {most} are possible."),
    ),
    "begins_after_end": (
        QT_TRANSLATE_NOOP("errors", "The candles of these files end on {day}; they cannot begin later."),
    ),
    "market_unnamed": (
        QT_TRANSLATE_NOOP("errors", "{file} does not name the market of {name}: write it, such as BTC/USDT."),
    ),
    "market_twice": (
        QT_TRANSLATE_NOOP(
            "errors", "{market} is there twice: in {first} and in {second}. Take one of them out."
        ),
    ),
    "quotes_differ": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{market} does not go with {first}: the markets of one feed are priced in one currency.",
        ),
    ),
    "no_shared_time": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{late} begins on {begin}, {early} ends on {end}: these files have no time in common.",
        ),
    ),
}
