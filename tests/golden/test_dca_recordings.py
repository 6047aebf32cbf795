"""The DCA bots on real candles, beside their reference."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.dca_runs import comparable, request_of, run_product
from tests.support.reference.dca_cases import ENGINES, FEES, plain_market

ROWS = 20_000
DEALS: dict[str, Any] = {
    "form": "safety_orders", "base_order": 200, "safety_order": 200, "safety_orders": 5, "deviation": "0.004",
    "deviation_scale": "1.3", "volume_scale": "1.4", "take_profit": "0.006",
}  # fmt: skip
HOURS: dict[str, Any] = {"form": "recurring", "amount": 50, "investment": 6000, "interval": "4_hours"}
RECORDINGS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("candles_binance_spot_BTCUSDT_1m.parquet", "0.01", "0.00001", "quote", DEALS),
    ("candles_binance_spot_ETHUSDT_1m.parquet", "0.01", "0.0001", "base", {**DEALS, "trailing": "0.002"}),
    (
        "candles_binance_spot_SOLUSDT_1m.parquet",
        "0.01",
        "0.001",
        "base",
        {**DEALS, "deviation_kind": "compounding", "take_profit_from": "base_order", "cooldown_s": 900},
    ),
    (
        "candles_binance_spot_XRPUSDT_5m.parquet",
        "0.0001",
        "1",
        "quote",
        {**DEALS, "stop_loss": "0.2", "stop_loss_from": "base_price", "exit": "sell"},
    ),
    ("candles_binance_spot_BTCUSDT_1m.parquet", "0.01", "0.00001", "base", {**HOURS, "take_profit": "0.004"}),
    (
        "candles_binance_spot_ETHUSDT_5m.parquet",
        "0.01",
        "0.0001",
        "quote",
        {**HOURS, "smart_runs": 20, "take_profit": "0.01", "take_profit_part": "0.5"},
    ),
    (
        "candles_binance_spot_BTCUSDT_1h_2017_2024.parquet",
        "0.01",
        "0.000001",
        "quote",
        {**HOURS, "interval": "week", "weekday": "monday", "at": "09:30", "time_zone": "Europe/Berlin"},
    ),
    (
        "candles_bitstamp_btcusd_min_2020_01_01.parquet",
        "0.01",
        "0.00000001",
        "base",
        {**HOURS, "interval": "hour", "price_cap": "7200", "exit": "sell"},
    ),
]


def recorded(path: Path) -> list[tuple[int, Decimal, Decimal, Decimal, Decimal]]:
    """Candles of a recording, prices by their shortest decimal."""
    frame = pl.read_parquet(path).head(ROWS)
    columns = [frame[name].to_list() for name in ("open_time", "open", "high", "low", "close")]
    return [(t, *(Decimal(repr(x)) for x in prices)) for t, *prices in zip(*columns, strict=True)]


@pytest.mark.data
@pytest.mark.parametrize(("name", "tick", "lot", "fee_asset", "params"), RECORDINGS)
def test_real_recordings_equal_reference(
    shared_data: Path, name: str, tick: str, lot: str, fee_asset: str, params: dict[str, Any]
) -> None:
    """Gaps between close and open included, the two agree to the last digit, jump and walk."""
    candles = recorded(shared_data / "candles" / name)
    interval_ns = (candles[1][0] - candles[0][0]) * 1_000_000
    market = plain_market(tick=tick, lot=lot, min_qty=lot, fee_asset=fee_asset, **FEES)
    scenario = (
        {k: v if isinstance(v, str) else Decimal(v) for k, v in params.items()},
        candles,
        interval_ns,
        market,
    )
    wanted = comparable(ENGINES[params["form"]](*scenario).run())
    assert len(wanted["fills"]) >= 12
    for walk in (False, True):
        assert run_product(request_of(scenario, walk=walk)) == wanted
