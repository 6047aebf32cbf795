"""Files of candles, good and bad: every defect is named with its line, nothing is repaired in silence."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.candles import load_candles, symbols_in

D = Decimal
HEAD = "open_time,open,high,low,close,volume"
T = 1_700_000_040_000


def row(minute: int, prices: str = "10.5,11,10,10.75", volume: str = "3.5") -> str:
    return f"{T + minute * 60_000},{prices},{volume}"


def write(path: Path, lines: list[str], head: str = HEAD, end: str = "\n") -> Path:
    path.write_text("\n".join([head, *lines]) + end, encoding="utf-8", newline="")
    return path


GOOD = [row(0), row(1), row(2)]
BAD: list[tuple[str, list[str], str, str]] = [
    ("a duplicate", [row(0), row(1), row(1)], "duplicate_row", "line 4"),
    ("disorder", [row(0), row(2), row(1)], "unsorted", "line 4"),
    ("NaN", [row(0), row(1, "NaN,11,10,10.75")], "bad_price", "line 3: open"),
    ("infinity", [row(0), row(1, "10.5,inf,10,10.75")], "bad_price", "line 3: high"),
    ("a price of zero", [row(0), row(1, "10.5,11,0,10.75")], "bad_price", "line 3: low"),
    ("a negative price", [row(0), row(1, "10.5,11,10,-10.75")], "bad_price", "line 3: close"),
    ("a missing price", [row(0), row(1, "10.5,,10,10.75")], "bad_price", "line 3: high"),
    ("words", [row(0), row(1, "ten,11,10,10.75")], "bad_price", "line 3: open"),
    ("a high below the close", [row(0), row(1, "10.5,10.6,10,10.75")], "bad_bar", "line 3"),
    ("a low above the open", [row(0), row(1, "10.5,11,10.6,10.75")], "bad_bar", "line 3"),
    ("a negative volume", [row(0), row(1, volume="-1")], "bad_volume", "line 3"),
    ("a volume of NaN", [row(0), row(1, volume="NaN")], "bad_volume", "line 3"),
    ("no volume", [row(0), row(1, volume="")], "bad_volume", "line 3"),
    ("half a line", [row(0), row(1)[:22]], "bad_price", "line 3"),
    ("half a number of a time", [row(0), str(T)[:5]], "unsorted", "line 3"),
    ("too many fields", [row(0), row(1) + ",9,9"], "unreadable", "a.csv"),
    ("a time with a fraction", [row(0), row(1).replace("0000,", "0000.5,", 1)], "bad_time", "line 3"),
    ("a time in words", [row(0), "2023-11-14,10.5,11,10,10.75,1"], "bad_time", "line 3"),
    ("times in microseconds", [row(0).replace(",", "000,", 1)], "bad_time", "line 2"),
    ("a time before 1970", ["-60000,10.5,11,10,10.75,1"], "bad_time", "line 2"),
    ("nothing but a header", [], "empty_file", "no candles"),
    (
        "more decimals than any market",
        [row(0), row(1, "10.5,11,10,10.1234567890123")],
        "too_many_decimals",
        "12",
    ),
    ("more digits than fit", [row(0, "9" * 18 + "," + "9" * 18 + ",10.5,11")], "too_many_decimals", ""),
]


@pytest.mark.parametrize(("lines", "code", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_defect_is_named_with_its_line(tmp_path: Path, lines: list[str], code: str, words: str) -> None:
    """A defect of a file is an error that names the line and what is wrong with it."""
    with pytest.raises(UserError) as caught:
        load_candles(write(tmp_path / "a.csv", lines))
    assert caught.value.code == code
    assert words in caught.value.text


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("open_time,open,high,low,close", "volume"),
        ("time,open,high,low,close,volume", "open_time"),
        ("date,o,h,l,c,v", "open_time"),
    ],
)
def test_missing_column_is_named(tmp_path: Path, head: str, word: str) -> None:
    """The message says which column is missing, which are needed and which were found."""
    lines = [",".join(line.split(",")[: head.count(",") + 1]) for line in GOOD]
    with pytest.raises(UserError, match=f"column {word} is missing") as caught:
        load_candles(write(tmp_path / "a.csv", lines, head))
    assert head.split(",")[0] in caught.value.text


def test_gaps_are_allowed_and_counted(tmp_path: Path) -> None:
    """Missing candles are no defect: the interval is the smallest step, and the holes are counted."""
    series, repair = load_candles(write(tmp_path / "a.csv", [row(0), row(1), row(5), row(7)]))
    assert (len(series), series.interval_ns, series.gaps) == (4, 60_000_000_000, 4)
    assert (repair.sorted_rows, repair.dropped_duplicates) == (0, 0)


def test_zero_volume_is_allowed(tmp_path: Path) -> None:
    """A minute without a trade is a candle like any other."""
    series, _ = load_candles(write(tmp_path / "a.csv", [row(0, "10,10,10,10", "0"), row(1)]))
    assert series.volume.tolist() == [0.0, 3.5]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_end_of_the_file_does_not_matter(tmp_path: Path, end: str) -> None:
    """With or without a last line break the file has the same candles."""
    series, _ = load_candles(write(tmp_path / "a.csv", GOOD, end=end))
    assert len(series) == 3


def test_windows_text_with_spaces_is_read(tmp_path: Path) -> None:
    """A mark of byte order, carriage returns and spaces around numbers change no value."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}\r\n{T}, 10.5 ,11 , 10, 10.75, 3.5 \r\n".encode())
    series, _ = load_candles(path)
    assert series.candle(0) == (T * 1_000_000, D("10.5"), D(11), D(10), D("10.75"), D("3.5"))


def test_prices_are_exact_whatever_their_columns_need(tmp_path: Path) -> None:
    """Columns with few and with many decimals keep their own digits in one common unit."""
    lines = [row(0, "61837.635,61838.1,61837.123456789012,61837.7"), row(1, "61837.7,61838.01,61837.7,61838")]
    series, _ = load_candles(write(tmp_path / "a.csv", lines))
    assert series.candle(0)[1:5] == (D("61837.635"), D("61838.1"), D("61837.123456789012"), D("61837.7"))
    assert series.candle(1)[1:5] == (D("61837.7"), D("61838.01"), D("61837.7"), D("61838"))


def test_exponents_are_read_as_written(tmp_path: Path) -> None:
    """Tiny prices come with exponents."""
    series, _ = load_candles(write(tmp_path / "a.csv", [row(0, "1.5e-7,2e-7,1e-7,0.00000012")]))
    assert series.candle(0)[1:5] == (D("0.00000015"), D("0.0000002"), D("0.0000001"), D("0.00000012"))


# --- repair -------------------------------------------------------------------------------------------


def test_repair_sorts_and_drops_exact_duplicates_and_says_so(tmp_path: Path) -> None:
    """Only what changes no value is repaired, and how much is told."""
    path = write(tmp_path / "a.csv", [row(2), row(0), row(1), row(0)])
    series, repair = load_candles(path, repair=True)
    assert [(ns // 1_000_000 - T) // 60_000 for ns in series.open_ns.tolist()] == [0, 1, 2]
    assert repair.dropped_duplicates == 1
    assert repair.sorted_rows > 0


def test_repair_refuses_two_different_candles_at_one_time(tmp_path: Path) -> None:
    """Nobody guesses which of two contradicting lines is right."""
    path = write(tmp_path / "a.csv", [row(0), row(1), row(1, "10.5,12,10,10.75")])
    with pytest.raises(UserError, match="line 4: two different candles"):
        load_candles(path, repair=True)


# --- symbols ------------------------------------------------------------------------------------------

TWO = [f"AB/C,{row(0)}", f"XY/C,{row(0, '20,21,19,20')}", f"AB/C,{row(1)}", f"XY/C,{row(1, '20,21,19,20')}"]


def test_file_with_two_symbols_asks_which(tmp_path: Path) -> None:
    """Two instruments in one file are never mixed."""
    path = write(tmp_path / "a.csv", TWO, "symbol," + HEAD)
    assert symbols_in(path) == ["AB/C", "XY/C"]
    with pytest.raises(UserError, match="say which") as caught:
        load_candles(path)
    assert caught.value.code == "symbol_needed"
    with pytest.raises(UserError, match="does not hold ZZ") as caught:
        load_candles(path, "ZZ")
    series, _ = load_candles(path, "XY/C")
    assert (series.symbol, series.candle(1).open) == ("XY/C", D(20))


def test_line_of_a_defect_is_that_of_the_file_when_it_holds_more_symbols(tmp_path: Path) -> None:
    """Lines are counted in the file that a person opens, not among the chosen symbol's lines."""
    lines = [*TWO, f"XY/C,{row(2, '20,21,0,20')}"]
    with pytest.raises(UserError, match="line 6: low"):
        load_candles(write(tmp_path / "a.csv", lines, "symbol," + HEAD), "XY/C")


# --- parquet ------------------------------------------------------------------------------------------


def frame(**columns: Any) -> pl.DataFrame:
    data = {"open_time": [T, T + 60_000], "open": [10.5, 10.5], "high": [11.0, 11.0], "low": [10.0, 10.0]}
    return pl.DataFrame(data | {"close": [10.75, 10.75], "volume": [1.0, 0.0]} | columns)


@pytest.mark.parametrize(
    "columns",
    [{}, {"open": [10, 10], "low": [9, 9]}, {"open_time": [float(T), T + 60_000.0]}],
    ids=["floats", "whole prices", "whole times as floats"],
)
def test_parquet_is_read_by_its_shortest_decimals(tmp_path: Path, columns: dict[str, Any]) -> None:
    """A float stands for the shortest decimal that is written for it."""
    frame(**columns).write_parquet(tmp_path / "a.parquet")
    series, _ = load_candles(tmp_path / "a.parquet")
    assert series.candle(1)[2:5:2] == (D("11"), D("10.75"))
    assert series.open_ns.tolist() == [T * 1_000_000, (T + 60_000) * 1_000_000]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"open": [10.5, float("nan")]}, "bad_price"),
        ({"open": [10.5, None]}, "bad_price"),
        ({"high": [11.0, float("inf")]}, "bad_price"),
        ({"close": [[1.0], [2.0]]}, "bad_column"),
        ({"open_time": [T + 0.5, T + 60_000]}, "bad_time"),
        ({"open_time": [T, None]}, "bad_time"),
        ({"open_time": [dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 2)]}, "bad_time"),  # noqa: DTZ001 - as files have it
        ({"volume": [1.0, None]}, "bad_volume"),
        ({"volume": [True, False]}, "bad_column"),
    ],
)
def test_parquet_defect_is_named(tmp_path: Path, columns: dict[str, Any], code: str) -> None:
    """The same rules hold for Parquet, whatever the types of its columns."""
    frame(**columns).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(UserError) as caught:
        load_candles(tmp_path / "a.parquet")
    assert caught.value.code == code


def test_damaged_file_is_an_error_in_plain_words(tmp_path: Path) -> None:
    """Whatever bytes a file holds, the answer is candles or a UserError."""
    whole = tmp_path / "whole.parquet"
    pl.DataFrame(
        {
            "open_time": [T + n * 60_000 for n in range(500)],
            **{
                name: [10.0 + n / 8 for n in range(500)]
                for name in ("open", "high", "low", "close", "volume")
            },
        }
    ).write_parquet(whole)
    data = whole.read_bytes()
    numbers = random.Random(1)
    refused = 0
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(numbers.randrange(1, 8)):
            damaged[numbers.randrange(len(damaged))] = numbers.randrange(256)
        path = tmp_path / "damaged.parquet"
        path.write_bytes(damaged[: numbers.choice([len(damaged), numbers.randrange(len(damaged))])])
        try:
            load_candles(path)
        except UserError:
            refused += 1
    assert refused > 100


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe garbage \x80" * 50, b"\n\n\n", b"PAR1"])
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_file_that_is_no_table_is_refused(tmp_path: Path, data: bytes, suffix: str) -> None:
    """Nothing, noise and empty lines are no candles."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(UserError):
        load_candles(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A path without a file is an error that names it."""
    with pytest.raises(UserError, match=r"nowhere\.csv"):
        load_candles(tmp_path / "nowhere.csv")
