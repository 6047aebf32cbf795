"""The futures grid against its reference on real candles, with the fundings, marks and tiers of the venue."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.perpetual_files import NS_PER_MS, load_fundings, load_marks, load_tiers
from tests.golden.test_backtest_equals_reference import recorded
from tests.support.futures_runs import COMPARED, comparable, request_of, run_product
from tests.support.reference.futures_grid import run

ROWS = 12_000
D = Decimal
RECORDINGS = [
    ("candles_binance_usdm_BTCUSDT_PERP_1m.parquet", "BTCUSDT", "0.1", "0.001"),
    ("candles_binance_usdm_ETHUSDT_PERP_5m.parquet", "ETHUSDT", "0.01", "0.001"),
    ("candles_binance_usdm_SOLUSDT_PERP_1m.parquet", "SOLUSDT", "0.01", "0.1"),
    ("candles_binance_usdm_XRPUSDT_PERP_1m.parquet", "XRPUSDT", "0.0001", "1"),
]


@pytest.mark.data
@pytest.mark.parametrize(("name", "symbol", "tick", "lot"), RECORDINGS, ids=lambda value: str(value)[-22:])
@pytest.mark.parametrize(
    ("direction", "rule", "leverage"),
    [("long", "binance", 25), ("short", "bybit", 40), ("neutral", "gate", 12)],
)
def test_real_recordings_equal_reference(
    shared_data: Path, name: str, symbol: str, tick: str, lot: str, direction: str, rule: str, leverage: int
) -> None:
    """To the last digit, jumping and walking; liquidations among them."""
    folder, step = shared_data / "candles", D(tick)
    candles = recorded(folder / name, ROWS)
    interval_ms = candles[1][0] - candles[0][0]
    low, high = min(c[3] for c in candles), max(c[2] for c in candles)
    opening = candles[0][1]
    params: dict[str, Any] = {
        "direction": direction,
        "leverage": leverage,
        "lower": ((low + (opening - low) / 4) // step) * step,
        "upper": ((opening + (high - opening) * 3 / 4) // step + 1) * step,
        "grids": 24,
        "investment": D(3000),
        "max_live_orders": 12,
    }
    market = {
        "tick": step, "lot": D(lot), "min_qty": D(lot), "min_notional": D(5), "fee_maker": D("0.0002"),
        "fee_taker": D("0.0005"), "max_leverage": D(75),
    }  # fmt: skip
    table = shared_data / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz"
    tiers = [(t.cap, t.rate, t.amount) for t in load_tiers(table, symbol, symbol[:-4], "USDT")]
    tiers[-1] = (None, *tiers[-1][1:])
    marks = load_marks(folder / "mark_binance_usdm_8h.parquet", symbol)
    rows = load_fundings(folder / "funding_binance_usdm.parquet", symbol, marks)
    end = candles[-1][0] + interval_ms
    funding = [(r.ns // NS_PER_MS, r.rate, r.mark) for r in rows if candles[0][0] < r.ns // NS_PER_MS < end]
    slippage = D("0.0002")
    reference_tiers = [(cap, rate, amount if rule == "binance" else 0) for cap, rate, amount in tiers]
    scenario = (params, candles, interval_ms * NS_PER_MS, market, funding)
    wanted = comparable(run(*scenario, reference_tiers, rule, slippage))
    assert len(funding) > 20
    for walk in (False, True):
        found = comparable(run_product(request_of(*scenario, tiers, rule, slippage, walk=walk)))
        assert [key for key in COMPARED if found[key] != wanted[key]] == [], "walk" if walk else "jump"
    assert len(wanted["fills"]) > 10, plain(wanted["equity"])
