"""The command line of a strategy's backtest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.bots.own_strategy_params import SPECS
from finbyte_desktop.cli import run
from finbyte_desktop.cli_backtest import HELP
from tests.services.test_desk import candle_file
from tests.support.strategies import trading

BUYS = """
def __init__(self):
    self.bought = False

def quote_update(self, src, sym, data):
    if not self.bought:
        self.bought = True
        self.create_market_order(self.venue, sym=sym, side="Buy", size=1)
        logger.info("bought at %s", data["ask"][0])
"""


def line(folder: Path, file: Path | None, *more: str, bot: str = "own_strategy", **params: Any) -> int:
    """One run of the command line."""
    given = folder / "p.json"
    given.write_text(json.dumps({"investment": 1000.5, **params}))
    candles = candle_file(folder, count=40)
    words = ["backtest", "--bot", bot, "--params", str(given), "--candles", str(candles)]
    words += ["--tick", "0.01", "--lot", "0.01", "--min-notional", "5"]
    return run([*words, *(() if file is None else ("--strategy", str(file))), *more])


def test_help_names_every_parameter() -> None:
    """What can stand in a parameter file stands in the help; the file is an option of its own."""
    assert [spec.name for spec in SPECS if spec.name not in HELP and spec.name != "strategy"] == []


def test_a_run_writes_the_document_of_the_others(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The same keys, the same bytes for the same input, and no path of this computer."""
    file, out = trading(tmp_path, BUYS), tmp_path / "out.json"
    assert line(tmp_path, file, "--json", str(out)) == 0
    told = capfd.readouterr().err
    assert "info: bought at 100.0" in told
    first = out.read_bytes()
    found = json.loads(first)
    assert found["bot"] == "own_strategy"
    assert found["params"]["strategy"] == "strategy.py"
    assert found["params"]["investment"] == "1000.5"
    assert [(fill["side"], fill["qty"], fill["price"]) for fill in found["fills"]] == [("buy", "1", "100")]
    assert found["strategy"]["callbacks"] == 160
    assert str(tmp_path) not in first.decode()
    assert line(tmp_path, file, "--json", str(out)) == 0
    assert out.read_bytes() == first


def test_a_halted_strategy_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With its line; the document is written all the same."""
    file = trading(tmp_path, "def quote_update(self, src, sym, data):\n    1 / 0")
    assert line(tmp_path, file) == 0
    assert "The strategy was halted: strategy.py, line 6: ZeroDivisionError" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("file", "bot", "text"),
    [
        (None, "own_strategy", "--strategy FILE is missing: your Python file."),
        ("none.py", "own_strategy", "none.py cannot be read: there is no such file."),
        ("none.py", "dca", "--strategy is for own_strategy; dca has no file."),
    ],
)
def test_a_wrong_line_is_refused(
    tmp_path: Path, file: str | None, bot: str, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Before anything is read."""
    assert line(tmp_path, None if file is None else tmp_path / file, bot=bot) == 2
    assert text in capfd.readouterr().err
