"""Every kind of bot lives its life in the window on a real recording, and its books tie out."""

from __future__ import annotations

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.end2end.test_main_job import ROOT, START, live, number

ROWS = 2_000
SPOT = ["candles_binance_spot_ETHUSDT_1m.parquet"]
SEVERAL = [f"candles_binance_spot_{asset}USDT_5m.parquet" for asset in ("BTC", "ETH", "SOL")]
PERPETUAL = ["candles_binance_usdm_BTCUSDT_PERP_1m.parquet"]
TERMS = {
    "--leverage-tiers": "exchangeinfo/binance_leverage_tiers_2024-10.json.gz",
    "--funding": "candles/funding_binance_usdm.parquet",
    "--mark": "candles/mark_binance_usdm_8h.parquet",
}
LIVES = {
    "spot_grid": SPOT,
    "futures_grid": PERPETUAL,
    "rebalance": SEVERAL,
    "dca_recurring": SPOT,
    "dca_several": SEVERAL,
    "dca_safety": SPOT,
    "dca_futures": PERPETUAL,
    "own_strategy": SPOT,
}


def recording(data: Path, folder: Path, names: list[str]) -> list[str]:
    """The beginning of recordings, as options of the application."""
    options = []
    for name in names:
        pl.read_parquet(data / "candles" / name).head(ROWS).write_parquet(folder / name)
        options += ["--candles", str(folder / name)]
    if names == PERPETUAL:
        options += ["--symbol", "BTCUSDT"]
        for option, file in TERMS.items():
            options += [option, str(data / file)]
    return [*options, "--speed", "1"]


def exported(folder: Path, what: str) -> list[dict[str, str]]:
    """What the command line writes of a data folder."""
    out = folder.parent / f"{what}.csv"
    words = ["export", what, "--format", "csv", "--out", str(out), "--data", str(folder)]
    subprocess.run([sys.executable, "-m", "finbyte_desktop", *words], cwd=ROOT, check=True, timeout=60)
    with out.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.data
@pytest.mark.window
@pytest.mark.parametrize("kind", LIVES)
def test_a_bot_lives_its_life_in_the_window(
    shared_data: Path, tmp_path: Path, window_env: dict[str, str], kind: str
) -> None:
    """Created, approved, run, edited, stopped and reviewed; the account has what its fills say."""
    folder = tmp_path / "data"
    feed = recording(shared_data, tmp_path, LIVES[kind])
    seen = live(folder, f"tests.end2end.every_bot:{kind}", tmp_path / "seen.json", window_env, *feed)

    books = {row[0]: row[1:] for row in csv.reader(seen["ties_out"].splitlines(), delimiter="\t")}
    fills = exported(folder, "fills")
    assert len(fills) >= 2
    assert any(row["code"] == "param_changed" for row in exported(folder, "decisions"))
    assert len(list(csv.DictReader(seen["fills"].splitlines(), delimiter="\t"))) == len(fills)
    owned = {"USDT": START}
    for row in fills:
        sign = 1 if row["side"] == "buy" else -1
        owned["USDT"] -= sign * Decimal(row["qty"]) * Decimal(row["price"])
        if LIVES[kind] != PERPETUAL:
            base = row["instrument"].split(":")[1].split("/")[0]
            owned[base] = owned.get(base, Decimal(0)) + sign * Decimal(row["qty"])
        owned[row["fee_asset"]] -= Decimal(row["fee"])
    if LIVES[kind] == PERPETUAL:  # its position was closed: what came in and went out is money alone
        owned["USDT"] += sum(Decimal(row["amount"]) for row in exported(folder, "fundings"))
    for asset, amount in owned.items():
        ours, venue, difference = (number(text) for text in books[asset][:3])
        assert (ours, difference) == (venue, 0)
        assert ours == amount, asset
