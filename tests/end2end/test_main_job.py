"""The main job with real mouse and keys: wizard, approval, fills on a recording, stop, restart, review."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CAPTURE = "hftbacktest_binance_spot_btcusdt_20240808.txt.gz"
START = Decimal(50_000)
LIMIT_S = 300


def live(folder: Path, script: str, result: Path, env: dict[str, str], *options: str) -> dict[str, Any]:
    """Lets a person work at the application and returns what was noted."""
    command = [sys.executable, "-m", "tests.support.person", str(folder), script, str(result), *options]
    done = subprocess.run(
        command, cwd=ROOT, env=env, timeout=LIMIT_S, capture_output=True, text=True, check=False
    )
    notes = json.loads(result.read_text()) if result.exists() else {"error": done.stderr}
    assert not notes["error"], notes["error"]
    assert done.returncode == 0, done.stderr
    assert_nothing_failed(folder)
    return dict(notes)


def assert_nothing_failed(folder: Path) -> None:
    """No exception that nobody caught is in the log, whatever the window made of it."""
    said = (folder / "log" / "finbyte.log").read_text(encoding="utf-8")
    assert "not caught" not in said, said[said.index("not caught") :][:3_000]


def number(text: str) -> Decimal:
    """An amount as the window writes it."""
    return Decimal(text.replace(",", "").replace("−", "-").split()[0])


@pytest.mark.data
@pytest.mark.window
def test_newcomer_makes_a_bot_watches_it_trade_and_reviews_it_later(
    shared_data: Path, tmp_path: Path, window_env: dict[str, str]
) -> None:
    """From the first start to the offline review with nothing but the window; the books tie out."""
    folder = tmp_path / "data"
    capture = str(shared_data / "ws" / CAPTURE)
    first = live(
        folder,
        "tests.end2end.main_job:first_day",
        tmp_path / "first.json",
        window_env,
        "--capture",
        capture,
        "--speed",
        "1",
    )
    second = live(folder, "tests.end2end.main_job:next_day", tmp_path / "second.json", window_env)

    books = {row[0]: row[1:] for row in csv.reader(first["ties_out"].splitlines(), delimiter="\t")}
    for asset in ("BTC", "USDT"):
        ours, venue, difference = (number(text) for text in books[asset][:3])
        assert ours == venue
        assert difference == 0

    shown = list(csv.DictReader(second["fills"].splitlines(), delimiter="\t"))
    out = tmp_path / "fills.csv"
    subprocess.run(
        [sys.executable, "-m", "finbyte_desktop", "export", "fills", "--format", "csv", "--out", str(out)]
        + ["--data", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    with out.open(newline="") as file:
        kept = list(csv.DictReader(file))
    assert len(shown) == len(kept) >= 3
    quote, base = START, Decimal(0)
    for row in kept:
        sign = 1 if row["side"] == "buy" else -1
        base += sign * Decimal(row["qty"])
        quote -= sign * Decimal(row["qty"]) * Decimal(row["price"])
        if row["fee_asset"] == "BTC":  # as at Binance, whose prices are played: a buy pays in the coin bought
            base -= Decimal(row["fee"])
        else:
            quote -= Decimal(row["fee"])
    assert quote == number(books["USDT"][0])
    assert base == number(books["BTC"][0])
    prices = sorted(number(row["Price"]) for row in shown)
    assert prices == sorted(Decimal(row["price"]) for row in kept)
    assert any("Spot grid" in text for text in second["history"])
