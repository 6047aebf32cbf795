"""DCA on perpetuals beside its reference on real candles, with the fundings, marks and tiers of the venue."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.services.perpetual_files import NS_PER_MS, load_fundings, load_marks, load_tiers
from tests.golden.test_backtest_equals_reference import recorded
from tests.support.dca_futures_runs import COMPARED, request_of, run_product, run_reference
from tests.support.reference.dca_cases import plain_market
from tests.support.reference.dca_futures import FuturesDca

ROWS = 12_000
D = Decimal
DEALS: dict[str, Any] = {
    "form": "futures", "base_order": D(200), "safety_order": D(200), "safety_orders": 5,
    "deviation": D("0.004"), "deviation_scale": D("1.3"), "volume_scale": D("1.4"), "take_profit": D("0.006"),
}  # fmt: skip
BTC = ("candles_binance_usdm_BTCUSDT_PERP_1m.parquet", "BTCUSDT", "0.1", "0.001")
ETH = ("candles_binance_usdm_ETHUSDT_PERP_5m.parquet", "ETHUSDT", "0.01", "0.001")
SOL = ("candles_binance_usdm_SOLUSDT_PERP_1m.parquet", "SOLUSDT", "0.01", "0.1")
XRP = ("candles_binance_usdm_XRPUSDT_PERP_1m.parquet", "XRPUSDT", "0.0001", "1")
RECORDINGS: list[tuple[tuple[str, str, str, str], str, dict[str, Any]]] = [
    (BTC, "binance", {"direction": "long", "leverage": 10, "base_order": D(400), "safety_order": D(400)}),
    (BTC, "bybit", {"direction": "short", "leverage": 25, "base_order": D(400), "safety_order": D(400)}),
    (ETH, "binance", {"direction": "long", "leverage": 5, "trailing": D("0.002"), "extra_margin": D(500)}),
    (ETH, "gate", {"direction": "short", "leverage": 5, "take_profit_from": "base_order"}),
    (SOL, "bybit", {"direction": "long", "leverage": 5, "deviation_kind": "compounding", "cooldown_s": 900}),
    (SOL, "binance", {"direction": "short", "leverage": 15}),
    (
        XRP,
        "gate",
        {"direction": "long", "leverage": 3, "stop_loss": D("0.1"), "stop_loss_from": "base_price"},
    ),
    (XRP, "binance", {"direction": "short", "leverage": 2, "trailing": D("0.003"), "extra_margin": D(300)}),
]


def fundings(
    folder: Path, symbol: str, candles: list[Any], interval_ms: int
) -> list[tuple[int, Decimal, Decimal | None]]:
    """The fundings that fell into the candles, with their mark prices."""
    marks = load_marks(folder / "mark_binance_usdm_8h.parquet", symbol)
    rows = load_fundings(folder / "funding_binance_usdm.parquet", symbol, marks)
    end = candles[-1][0] + interval_ms
    return [(r.ns // NS_PER_MS, r.rate, r.mark) for r in rows if candles[0][0] < r.ns // NS_PER_MS < end]


@pytest.mark.data
@pytest.mark.parametrize(("market_of", "rule", "change"), RECORDINGS, ids=range(len(RECORDINGS)))
def test_real_recordings_equal_reference(
    shared_data: Path, market_of: tuple[str, str, str, str], rule: str, change: dict[str, Any]
) -> None:
    """To the last digit, jumping and walking; liquidations and stops among them."""
    name, symbol, tick, lot = market_of
    folder = shared_data / "candles"
    candles = recorded(folder / name, ROWS)
    interval_ms = candles[1][0] - candles[0][0]
    market = plain_market(
        tick=tick, lot=lot, min_qty=lot, fee_maker="0.0002", fee_taker="0.0005", slippage="0.0002"
    )
    table = shared_data / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz"
    tiers = [
        (t.cap, t.rate, t.amount if rule == "binance" else D(0), t.max_leverage)
        for t in load_tiers(table, symbol, symbol[:-4], "USDT")
    ]
    funding = fundings(folder, symbol, candles, interval_ms)
    assert len(funding) > 20
    scenario = ({**DEALS, **change}, candles, interval_ms * NS_PER_MS, market, funding, tiers, rule)
    wanted = run_reference(FuturesDca, scenario)
    assert isinstance(wanted, dict)
    assert len(wanted["fills"]) >= 6
    for walk in (False, True):
        found = run_product(request_of(scenario, walk=walk))
        assert isinstance(found, dict)
        assert [key for key in COMPARED if found[key] != wanted[key]] == [], "walk" if walk else "jump"
