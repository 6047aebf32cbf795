"""The futures grid on the command line: its document, what it says, and the same on real recordings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.cli import parser, run
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.exact_json import read_json
from finbyte_desktop.services.perpetual_files import load_fundings, load_marks, load_tiers
from tests.services.test_cli import EXTRA_KEYS, KEYS
from tests.support.perpetual_line import (
    CANDLES,
    FUNDING,
    LONG,
    MARK,
    MINUTE,
    SYMBOL,
    TIERS,
    T,
    argv,
    candle_lines,
    document,
    table,
    tiers_file,
)

D = Decimal
POSITION_KEYS = {"mark_rule", "positions", "funding", "liquidation"}
HOURS_8 = 8 * 60 * MINUTE


def fundings(folder: Path, *rows: tuple[int, str]) -> Path:
    return table(folder, "f.csv", FUNDING, *(f"{T + at},{rate}" for at, rate in rows))


def test_document_has_the_keys_of_the_spot_grid_and_those_of_a_position(tmp_path: Path) -> None:
    """Names and types of what programs read."""
    found = document(tmp_path, funding=fundings(tmp_path, (5 * MINUTE, "0.001"), (9 * MINUTE + 3, "-0.002")))
    assert set(found) == set(KEYS) | EXTRA_KEYS | POSITION_KEYS
    for name, kind in KEYS.items():
        assert isinstance(found[name], kind), name
    (position,) = found["positions"]
    assert set(position) == {
        "symbol", "side", "qty", "entry_price", "entry_value", "unrealised", "leverage",
    }  # fmt: skip
    assert (position["side"], position["leverage"]) == ("long", "5")
    assert [set(row) for row in found["funding"]["rows"]] == [{"ts_ns", "rate", "mark", "amount"}] * 2
    assert found["liquidation"]["event"] is None
    assert found["mark_rule"] == "liquidation at the price of the candle path; fundings at the last price"


def test_document_adds_up(tmp_path: Path) -> None:
    """Equity is money plus the profit of the position; it follows from fills and fundings alone."""
    found = document(tmp_path, funding=fundings(tmp_path, (5 * MINUTE, "0.001"), (9 * MINUTE, "-0.002")))
    money, held = D(found["investment"]), D(0)
    for fill in found["fills"]:
        sign = 1 if fill["side"] == "buy" else -1
        money -= sign * D(fill["price"]) * D(fill["qty"]) + D(fill["fee"])
        held += sign * D(fill["qty"])
    amounts = [D(row["amount"]) for row in found["funding"]["rows"]]
    assert D(found["funding"]["total"]) == sum(amounts)
    assert amounts[0] < 0 < amounts[1]
    (position,) = found["positions"]
    assert D(position["qty"]) == held
    assert D(found["equity"]) == money + sum(amounts) + held * 94
    assert D(found["equity"]) == D(found["quote"]) + D(position["unrealised"])
    assert D(found["total_profit"]) == D(found["equity"]) - D(found["investment"])
    assert found["base"] == "0"


def test_funding_is_paid_at_the_mark_price_of_its_time(tmp_path: Path) -> None:
    """A mark candle that opens a few ms beside a funding prices it; where none opens, the last price does."""
    marks = table(tmp_path, "m.csv", MARK, f"{T - HOURS_8},77", f"{T},99.5")
    rows = fundings(tmp_path, (4, "0.001"), (20 * MINUTE, "0.001"))
    found = document(tmp_path, funding=rows, mark=marks)
    first, second = found["funding"]["rows"]
    assert (first["ts_ns"], first["mark"]) == ((T + 4) * 1_000_000, "99.5")
    assert second["mark"] != "99.5"
    assert "1 of 2 fundings at the mark price" in found["mark_rule"]
    held = sum(D(f["qty"]) for f in found["fills"] if f["ts_ns"] == T * 1_000_000)
    assert D(first["amount"]) == -(held * D("99.5") * D("0.001"))


def test_liquidation_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The price falls to half: everything is lost, and it was said before that this may be."""
    fall = [*candle_lines(8), f"{T + 8 * MINUTE},94,94,50,50,1", f"{T + 9 * MINUTE},50,95,50,95,1"]
    candles = table(tmp_path, "b.csv", CANDLES, *fall)
    params = {**LONG, "leverage": 10, "lower": "60", "investment": 400}
    found = document(tmp_path, params, candles=candles, symbol=SYMBOL)
    said = capsys.readouterr().err
    planned, event = found["liquidation"]["planned_low"], found["liquidation"]["event"]
    assert f"liquidated at about {planned}, inside the range" in said
    assert (found["state"], found["reason"]) == ("stopped", "liquidated")
    assert event["price"] == found["fills"][-1]["price"]
    assert found["fills"][-1]["role"] == "liquidation"
    assert D("0") < D(event["lost"])
    assert found["positions"] == []
    assert (found["equity"], found["quote"], D(found["total_profit"])) == ("0", "0", D(-400))


def test_short_and_neutral(tmp_path: Path) -> None:
    """A short grid sells first, a neutral one trades nothing at the start."""
    short = document(tmp_path, {**LONG, "direction": "short"})
    assert (short["fills"][0]["side"], short["fills"][0]["role"]) == ("sell", "taker")
    neutral = document(tmp_path, {**LONG, "direction": "neutral"})
    assert neutral["fills"][0]["role"] == "maker"


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """A result can be compared by its file."""
    document(tmp_path)
    before = (tmp_path / "out.json").read_bytes()
    document(tmp_path)
    assert (tmp_path / "out.json").read_bytes() == before


def test_summary_tells_position_funding_and_liquidation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed without --json."""
    assert run(argv(tmp_path, json=None, funding=fundings(tmp_path, (5 * MINUTE, "0.001")))) == 0
    printed = capsys.readouterr().out
    assert "position           long " in printed
    assert "liquidation        none" in printed
    assert "funding            -" in printed


def test_part_of_the_time_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fundings that end long before the candles are used, and it is said how many they are."""
    lines = [f"{T + n * 60 * MINUTE},100,101,99,100,1" for n in range(60)]
    candles = table(tmp_path, "c.csv", CANDLES, *lines)
    rows = fundings(tmp_path, (60 * MINUTE, "0.001"))
    document(tmp_path, candles=candles, symbol=SYMBOL, funding=rows)
    assert "covers only a part of the candles: 1 fundings" in capsys.readouterr().err


def test_fundings_that_are_missing_in_the_middle_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which, and that nothing was paid then: in the document, in the summary and at once; a whole file and a
    hole outside the candles say nothing.
    """
    lines = [f"{T + n * 60 * MINUTE},100,101,99,100,1" for n in range(60)]
    candles = table(tmp_path, "c.csv", CANDLES, *lines)
    hours = (8, 16, 40, 48, 56, 64, 72, 96)  # of 8 h: two missing, and two more after the candles
    rows = fundings(tmp_path, *((hour * 60 * MINUTE, "0.001") for hour in hours))
    found = document(tmp_path, candles=candles, symbol=SYMBOL, funding=rows)
    (hole,) = found["funding"]["holes"]
    first = (T + 16 * 60 * MINUTE) * 1_000_000
    assert hole == {"after_ns": first, "before_ns": first + 3 * HOURS_8 * 1_000_000, "missing": 2}
    said = capsys.readouterr().err
    assert "f.csv lacks 2 fundings in its middle: between " in said
    assert " (2). Nothing was paid at those times in this run" in said
    assert run(argv(tmp_path, json=None, candles=candles, symbol=SYMBOL, funding=rows)) == 0
    assert "(2 missing in the file: nothing was paid then)" in capsys.readouterr().out
    whole = fundings(tmp_path, *((hour * 60 * MINUTE, "0.001") for hour in range(8, 97, 8)))
    assert document(tmp_path, candles=candles, symbol=SYMBOL, funding=whole)["funding"]["holes"] == []
    assert "lacks" not in capsys.readouterr().err


def test_amounts_of_tiers(tmp_path: Path) -> None:
    """Told by the venue in every tier they are taken, rounded as it rounds; else they make the requirement
    continuous. Amounts that do not fit the rates would tell a wrong liquidation.
    """

    def amounts(*cums: str) -> list[Decimal]:
        told = [{**row, "info": {"cum": cum}} for row, cum in zip(TIERS, cums, strict=False)]
        rows = [*told, *TIERS[len(told) :]]
        return [tier.amount for tier in load_tiers(tiers_file(tmp_path, rows), SYMBOL, "COIN", "USDT")]

    assert amounts("0", "40.3") == [D(0), D("40.3")]
    assert amounts("0") == [D(0), D(40)]
    for wrong in (("0", "1"), ("99999", "40"), ("-99999", "40")):
        with pytest.raises(UserError) as error:
            amounts(*wrong)
        assert error.value.code == "bad_cum"


def test_file_that_says_a_thing_twice_or_never_ends_is_refused(tmp_path: Path) -> None:
    """The last word would win silently."""
    file = tmp_path / "twice.json"
    for text, code in (('{"grids": 20, "grids": 5}', "said_twice"), ("[" * 100_000, "not_json")):
        file.write_text(text)
        with pytest.raises(UserError) as error:
            read_json(file)
        assert error.value.code == code


def test_help_names_every_parameter() -> None:
    """What can stand in a parameter file stands in the help."""
    from finbyte_desktop.bots.futures_grid_params import SPECS as FUTURES
    from finbyte_desktop.bots.spot_grid_params import SPECS as SPOT
    from finbyte_desktop.cli_backtest import HELP

    assert [spec.name for spec in (*SPOT, *FUTURES) if spec.name not in HELP] == []
    options = parser().format_help()
    assert "backtest" in options


REAL = [
    ("candles_binance_usdm_BTCUSDT_PERP_1m.parquet", "BTCUSDT", "0.1", "long", "93000", "112000", 19, False),
    ("candles_binance_usdm_ETHUSDT_PERP_1m.parquet", "ETHUSDT", "0.01", "short", "1750", "2900", 46, True),
    (
        "candles_binance_usdm_BTCUSDT_PERP_5m.parquet",
        "BTCUSDT",
        "0.1",
        "neutral",
        "74000",
        "94000",
        40,
        False,
    ),
]


@pytest.mark.data
@pytest.mark.parametrize(("name", "symbol", "tick", "direction", "lower", "upper", "grids", "lost"), REAL)
def test_real_recordings(
    shared_data: Path, tmp_path: Path, name: str, symbol: str, tick: str, direction: str, lower: str,
    upper: str, grids: int, lost: bool,
) -> None:  # fmt: skip
    """Real candles with the fundings, mark prices and tiers of their venue."""
    folder = shared_data / "candles"
    options: dict[str, Any] = {
        "candles": folder / name,
        "symbol": symbol,
        "tick": tick,
        "funding": folder / "funding_binance_usdm.parquet",
        "mark": folder / "mark_binance_usdm_8h.parquet",
        "leverage_tiers": shared_data / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz",
    }
    params = {
        "direction": direction, "leverage": 8, "lower": lower, "upper": upper, "grids": grids,
        "investment": "5000",
    }  # fmt: skip
    found = document(tmp_path, params, **options)
    assert found["round_trips"] > 20
    assert len(found["funding"]["rows"]) >= 20
    assert found["mark_rule"].endswith("fundings at the mark price of their time")
    money = D(found["investment"]) + D(found["funding"]["total"])
    held = D(0)
    for fill in found["fills"]:
        sign = 1 if fill["side"] == "buy" else -1
        money -= sign * D(fill["price"]) * D(fill["qty"]) + D(fill["fee"])
        held += sign * D(fill["qty"])
    assert (found["liquidation"]["event"] is not None) is lost
    if not lost:
        gain = sum((D(row["unrealised"]) for row in found["positions"]), D(0))
        assert D(found["equity"]) == D(found["quote"]) + gain
        assert D(found["quote"]) + gain == money + held * last_price(folder / name)
    else:
        assert (found["equity"], held) == ("0", 0)


def last_price(path: Path) -> Decimal:
    """The last close of a recording."""
    import polars as pl

    return D(repr(pl.read_parquet(path)["close"][-1]))


@pytest.mark.data
def test_every_real_table_is_read(shared_data: Path) -> None:
    """All 349 markets of a venue's brackets, all symbols of its fundings and marks."""
    import gzip
    import json

    path = shared_data / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz"
    symbols = list(json.loads(gzip.decompress(path.read_bytes())))
    assert len(symbols) == 349
    btc = load_tiers(path, "BTCUSDT", "BTC", "USDT")
    assert (btc[0].rate, btc[0].max_leverage, btc[1].amount) == (D("0.004"), 125, 50)
    for symbol in symbols[::25]:
        assert load_tiers(path, symbol, "", "")[-1].cap > 0
    folder = shared_data / "candles"
    for symbol in ("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "ADAUSDT"):
        marks = load_marks(folder / "mark_binance_usdm_8h.parquet", symbol)
        rows = load_fundings(folder / "funding_binance_usdm.parquet", symbol, marks)
        assert len(rows) > 250
        assert all(row.mark is not None for row in rows)
    assert len(load_fundings(folder / "funding_bybit_linear.parquet", "WIFUSDT")) > 400
