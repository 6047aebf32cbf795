"""The command line: exit status, error documents, the same bytes for the same input, exact numbers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.cli import parser, run
from finbyte_desktop.services.store.database import open_database

ROOT = Path(__file__).resolve().parents[2]
T = 1_700_000_040_000
KEYS: dict[str, type | tuple[type, ...]] = {
    "bot": str,
    "params": dict,
    "fill_rule": str,
    "candles": int,
    "from_ns": int,
    "to_ns": int,
    "investment": str,
    "grid_profit": str,
    "floating_profit": str,
    "total_profit": str,
    "fees": dict,
    "round_trips": int,
    "levels": list,
    "vacant_level": (int, type(None)),
    "order_qty": (str, type(None)),
    "base": str,
    "quote": str,
    "equity": str,
    "max_drawdown": str,
    "fills": list,
    "stats": dict,
}
EXTRA_KEYS = {"state", "reason"}
FILL_KEYS: dict[str, type | tuple[type, ...]] = {
    "ts_ns": int,
    "side": str,
    "price": str,
    "qty": str,
    "fee": str,
    "fee_asset": str,
    "level": (str, type(None)),
    "role": str,
}
GOOD = '{"lower": 90, "upper": "110", "grids": 10, "investment": 1000.10}'


def candle_file(folder: Path, count: int = 60) -> Path:
    """A market that swings between 94 and 106."""
    lines = ["open_time,open,high,low,close,volume"]
    price = 100.0
    for n in range(count):
        close = 100 + (6 if n % 4 == 1 else -6 if n % 4 == 3 else 0)
        high, low = max(price, close), min(price, close)
        lines.append(f"{T + n * 60_000},{price:.2f},{high:.2f},{low:.2f},{close:.2f},1")
        price = close
    path = folder / "COINUSDT.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def argv(folder: Path, out: Path, params: str = GOOD, *more: str) -> list[str]:
    """A backtest's command line."""
    (folder / "P.json").write_text(params, encoding="utf-8")
    words = ["backtest", "--bot", "spot_grid", "--params", str(folder / "P.json"), "--json", str(out)]
    words += [
        "--candles",
        str(candle_file(folder)),
        "--tick",
        "0.01",
        "--lot",
        "0.001",
        "--min-notional",
        "5",
    ]
    return [*words, *more]


def backtest(folder: Path, params: str = GOOD, *more: str, status: int = 0) -> dict[str, Any]:
    """The document of a backtest."""
    out = folder / "out.json"
    assert run(argv(folder, out, params, *more)) == status
    document: dict[str, Any] = json.loads(out.read_text())
    return document


def test_document_has_exactly_its_keys_and_types(tmp_path: Path) -> None:
    """What programs read of a backtest: names and types of every field, of every fill."""
    found = backtest(tmp_path)
    assert set(found) == set(KEYS) | EXTRA_KEYS
    for name, kind in KEYS.items():
        assert isinstance(found[name], kind), name
    assert len(found["fills"]) > 20
    for fill in found["fills"]:
        assert set(fill) == set(FILL_KEYS)
        assert all(isinstance(fill[name], kind) for name, kind in FILL_KEYS.items())
    assert all(isinstance(level, str) for level in found["levels"])
    assert all(isinstance(value, str | int | type(None)) for value in found["stats"].values())
    assert {fill["side"] for fill in found["fills"]} == {"buy", "sell"}
    assert {fill["role"] for fill in found["fills"]} == {"maker", "taker"}
    assert found["candles"] == 60
    assert found["from_ns"] == T * 1_000_000
    assert found["to_ns"] == (T + 60 * 60_000) * 1_000_000


def test_document_adds_up(tmp_path: Path) -> None:
    """Equity is quote plus coins at the last price; profit is its distance from the investment; exactly."""
    found = backtest(tmp_path)

    def number(name: str) -> Decimal:
        return Decimal(found[name])

    assert number("equity") == number("quote") + number("base") * 94
    assert number("total_profit") == number("equity") - number("investment")
    assert number("total_profit") == number("grid_profit") + number("floating_profit")
    fees = sum((Decimal(fill["fee"]) for fill in found["fills"]), Decimal(0))
    assert {asset: Decimal(amount) for asset, amount in found["fees"].items()} == {"USDT": fees}


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """A backtest can be compared by its file."""
    for name in ("a.json", "b.json"):
        assert run(argv(tmp_path, tmp_path / name)) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.1", "0.1"),
        ("1000.10", "1000.1"),
        ("12345678901234567890", "12345678901234567890"),
        ("1e3", "1000"),
        ('"1000.000000000000000001"', "1000.000000000000000001"),
    ],
)
def test_numbers_are_read_exactly(tmp_path: Path, written: str, read: str) -> None:
    """A JSON number is the decimal that is written there, never its nearest float."""
    params = f'{{"lower": 90, "upper": 110, "grids": 2, "investment": {written}, "stop_price": 0.1}}'
    (tmp_path / "P.json").write_text(params)
    from finbyte_desktop.bots.spot_grid_params import SpotGridParams
    from finbyte_desktop.cli_commands import read_params

    parsed = SpotGridParams.from_raw(read_params(tmp_path / "P.json"))
    assert parsed.investment == Decimal(read)
    assert parsed.raw["investment"] == read
    assert parsed.raw["stop_price"] == "0.1"


def test_big_whole_numbers_stay_whole(tmp_path: Path) -> None:
    """More digits than a float keeps come through a whole backtest."""
    found = backtest(tmp_path, GOOD.replace("1000.10", "12345678901234567.89"))
    assert found["params"]["investment"] == found["investment"] == "12345678901234567.89"


def test_unknown_key_is_refused_with_the_nearest_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The keys are closed: a misspelt one is bad input, and the error document says which."""
    found = backtest(tmp_path, GOOD.replace('"lower"', '"lowr"'), status=2)
    assert set(found) == {"error", "code"}
    assert found["code"] == "unknown_key"
    assert '"lower"' in found["error"]
    assert capsys.readouterr().err.strip() == found["error"]


def test_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    """Exit status 2, and a document with the reason."""
    out = tmp_path / "out.json"
    words = argv(tmp_path, out, GOOD, "--symbol", "X")
    words[words.index("--candles") + 1] = str(tmp_path / "none.csv")
    assert run(words) == 2
    assert json.loads(out.read_text())["code"] == "no_such_file"


def test_summary_is_printed_without_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the result stands on standard output."""
    words = argv(tmp_path, tmp_path / "x.json")
    at = words.index("--json")
    assert run(words[:at] + words[at + 2 :]) == 0
    assert "round trips" in capsys.readouterr().out


def test_a_currency_that_nothing_tells_is_not_made_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Amounts stand without a unit, and the way to name the market is told; a name that tells it has one."""
    words = argv(tmp_path, tmp_path / "x.json")
    (tmp_path / "COINUSDT.csv").rename(tmp_path / "prices.csv")
    words[words.index("--candles") + 1] = str(tmp_path / "prices.csv")
    if "--symbol" in words:
        del words[words.index("--symbol") : words.index("--symbol") + 2]
    at = words.index("--json")
    plain = words[:at] + words[at + 2 :]
    for extra, fees in (([], r"fees +[\d.]+\n"), (["--symbol", "COIN/USDT"], r"fees +[\d.]+ USDT\n")):
        assert run([*plain, *extra]) == 0
        told = capsys.readouterr()
        assert re.search(fees, told.out)
        assert ("--symbol BTC/USDT" in told.err) is (not extra)
    assert run(words) == 0
    assert "USD" not in capsys.readouterr().err.replace("BTC/USDT", "").partition("Total profit")[2]


def test_result_that_cannot_be_written_is_the_environments_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 3 when the place for the result is not there."""
    assert run(argv(tmp_path, tmp_path / "no folder" / "out.json")) == 3
    assert "cannot be written" in capsys.readouterr().err


def test_repair_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--repair sorts and drops, and says how much."""
    words = argv(tmp_path, tmp_path / "a.json")
    assert run(words) == 0
    path = tmp_path / "COINUSDT.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[2], lines[1], *lines[3:], lines[-1]]) + "\n")
    (tmp_path / "again").mkdir()
    swapped = [str(tmp_path / "b.json") if word.endswith("a.json") else word for word in words]
    assert run(swapped) == 2
    assert run([*swapped, "--repair"]) == 0
    assert "Repaired: " in capsys.readouterr().err
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_replay_and_export_work_on_one_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A replay leaves its history in the data folder, and an export writes all of it."""
    data, out = tmp_path / "data", tmp_path / "replay.json"
    (tmp_path / "P.json").write_text('{"lower": 90, "upper": 110, "grids": 10, "investment": 1000.10}')
    path = candle_file(tmp_path, 300)
    words = ["replay", "--candles", str(path), "--params", str(tmp_path / "P.json"), "--data", str(data)]
    assert run([*words, "--json", str(out)]) == 0
    card = json.loads(out.read_text())
    assert card["ties_out"] is True
    assert card["round_trips"] > 0
    for what in ("fills", "orders", "ledger", "bots"):
        for form in ("csv", "parquet"):
            target = tmp_path / f"{what}.{form}"
            words = ["export", what, "--format", form, "--out", str(target), "--data", str(data)]
            assert run(words) == 0
    fills = pl.read_parquet(tmp_path / "fills.parquet")
    assert len(fills) == card["fills"]
    texts = pl.read_csv(tmp_path / "fills.csv", infer_schema_length=0)["price"]
    assert [Decimal(text) for text in texts] == fills["price"].to_list()
    words = ["export", "fills", "--format", "csv", "--out", str(tmp_path / "none.csv"), "--data", str(data)]
    assert run([*words, "--to", "2001-01-01"]) == 0
    assert "0 rows written" in capsys.readouterr().err


@pytest.mark.parametrize("hours", ["-3", "0", "nan", "1e-30000", ""])
def test_hours_that_are_no_time_are_refused(hours: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A replay of no time is bad input; nothing is run and nothing goes to standard output."""
    assert run(["replay", "--demo", "1", f"--hours={hours}"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("--hours: ")


def test_export_makes_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt folder is bad input, not a new place."""
    (tmp_path / "data").mkdir()
    open_database(tmp_path / "data").engine.dispose()
    target = tmp_path / "exprots" / "fills.csv"
    words = ["export", "fills", "--format", "csv", "--out", str(target), "--data", str(tmp_path / "data")]
    assert run(words) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert not target.parent.exists()


def test_real_process_ends_with_the_status(tmp_path: Path) -> None:
    """As a shell sees it: 0 and a document, 2 and a reason, no traceback."""
    command = [sys.executable, "-m", "finbyte_desktop"]
    out = tmp_path / "out.json"
    done = subprocess.run(
        command + argv(tmp_path, out), cwd=ROOT, capture_output=True, text=True, check=False
    )
    written = f"Total profit {json.loads(out.read_text())['total_profit']} USDT, written to {out}"
    assert (done.returncode, done.stdout, done.stderr.strip()) == (0, "", written)
    assert set(json.loads(out.read_text())) == set(KEYS) | EXTRA_KEYS
    bad = argv(tmp_path, out, '{"lower": NaN}')
    done = subprocess.run(command + bad, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert json.loads(out.read_text())["code"] == "not_finite"


@pytest.mark.parametrize("command", ["export fills", "replay"])
def test_data_folder_counts_before_and_after_the_command(command: str) -> None:
    """Neither place is silently ignored."""
    words = [*command.split(), *(["--format", "csv", "--out", "x.csv"] if "export" in command else [])]
    for given in (["--data", "here", *words], [*words, "--data", "here"]):
        assert parser().parse_args(given).data == Path("here")
    assert parser().parse_args(words).data is None


def test_backtest_of_some_days_is_the_one_of_a_shorter_file(tmp_path: Path) -> None:
    """--from and --to cut the file by days; the result is that of a file with those candles alone."""
    whole = pl.DataFrame(
        [(T + n * 3_600_000, 100, 100 + n % 7, 100 - n % 5, 100, 1) for n in range(96)],
        schema=["open_time", "open", "high", "low", "close", "volume"],
        orient="row",
    )
    day = T // 86_400_000 * 86_400_000
    part = whole.filter(pl.col("open_time").is_between(day + 86_400_000, day + 3 * 86_400_000 - 1))
    results = []
    for frame, days in ((whole, ["--from", "2023-11-15", "--to", "2023-11-17"]), (part, [])):
        words = argv(tmp_path, tmp_path / "out.json", GOOD, *days)
        frame.write_csv(tmp_path / "COINUSDT.csv")
        assert run(words) == 0
        results.append((tmp_path / "out.json").read_bytes())
    assert results[0] == results[1]
    assert json.loads(results[0])["candles"] == 48
    words = argv(tmp_path, tmp_path / "out.json", GOOD, "--from", "2024-01-01")
    assert run(words) == 2
    assert json.loads((tmp_path / "out.json").read_bytes())["code"] == "no_candles_then"


def test_a_plan_whose_lots_eat_the_trips_is_run_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backtest shows what such a grid loses; that nobody could create it is said beside."""
    more = ("--fee-maker", "0.001", "--fee-taker", "0.001")
    backtest(tmp_path, GOOD, *more, "--fee-asset", "base", "--lot", "0.1")
    assert "would not be created: A grid would earn -" in capsys.readouterr().err
    backtest(tmp_path, GOOD, *more, "--fee-asset", "quote", "--lot", "0.1")
    assert "would not be created" not in capsys.readouterr().err
