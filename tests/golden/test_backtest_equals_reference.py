"""The exact engine against the independent reference: every fill, every figure, to the last digit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.core.errors import UserError
from tests.support.reference import spot_grid as reference
from tests.support.reference.scenarios import scenario, stops_scenario
from tests.support.reference.wrong_engines import WRONG_ENGINES
from tests.support.runs import comparable, request_of, run_document

SEEDS = 240
BLOCKS = 12
NS_PER_MINUTE = 60_000_000_000
MS_PER_WEEK = 7 * 86_400_000
NS_PER_WEEK = MS_PER_WEEK * 1_000_000
LONG_SEEDS = 40
WRONG_SEEDS = 200


@pytest.mark.parametrize("family", [scenario, stops_scenario])
@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_scenarios_equal_reference(block: int, family: Any) -> None:
    """On random markets and parameters the product and the reference agree in every fill and figure, also
    where stop and take profit are amounts or parts of the investment.
    """
    for seed in range(block, SEEDS, BLOCKS):
        params, candles, interval_ns, market = family(seed)
        ours = comparable(run_document(request_of(params, candles, interval_ns, market)))
        theirs = comparable(reference.run(params, candles, interval_ns, market))
        assert ours == theirs, f"seed {seed}"


@pytest.mark.parametrize("family", [scenario, stops_scenario])
def test_runs_of_many_years_equal_reference(family: Any) -> None:
    """A bot of which nothing is asked goes on for as long as the candles do."""
    years = 0.0
    for seed in range(LONG_SEEDS):
        params, candles, _, market = family(seed)
        weekly = [(candles[0][0] + n * MS_PER_WEEK, *prices) for n, (_, *prices) in enumerate(candles)]
        ours = comparable(run_document(request_of(params, weekly, NS_PER_WEEK, market)))
        theirs = comparable(reference.run(params, weekly, NS_PER_WEEK, market))
        assert ours == theirs, f"seed {seed}"
        times = [fill["ts_ns"] for fill in ours["fills"]]
        years = max([years, *((at - times[0]) / NS_PER_WEEK / 52 for at in times[-1:])])
    assert years > 2


def product_results(cache: dict[int, Any] = {}) -> dict[int, Any]:  # noqa: B006 - one computation for all engines
    """The product's documents of the first scenarios."""
    if not cache:
        for seed in range(WRONG_SEEDS):
            params, candles, interval_ns, market = scenario(seed)
            cache[seed] = (
                (params, candles, interval_ns, market),
                comparable(run_document(request_of(params, candles, interval_ns, market))),
            )
    return cache


@pytest.mark.parametrize("engine", WRONG_ENGINES, ids=lambda engine: engine.__name__)
@pytest.mark.xdist_group("wrong_engines")
def test_planted_wrong_engine_is_caught(engine: Any) -> None:
    """A wrong engine gives another answer than the product on one of the scenarios."""
    for inputs, ours in product_results().values():
        try:
            wrong = comparable(engine(*inputs).run())
        except Exception:  # a wrong engine may also break down
            return
        if wrong != ours:
            return
    pytest.fail(f"{engine.__name__} agrees with the product on {WRONG_SEEDS} scenarios")


RECORDINGS = [
    ("candles_binance_spot_BTCUSDT_1m.parquet", "0.01", "0.00001", 40, "arithmetic", "quote"),
    ("candles_binance_spot_ETHUSDT_1m.parquet", "0.01", "0.0001", 30, "geometric", "base"),
    ("candles_binance_spot_SOLUSDT_1m.parquet", "0.01", "0.001", 24, "arithmetic", "base"),
    ("candles_bitstamp_btcusd_min_2020_01_01.parquet", "0.01", "0.00000001", 8, "geometric", "quote"),
    ("candles_binance_spot_XRPUSDT_5m.parquet", "0.0001", "1", 50, "arithmetic", "quote"),
]


def recorded(path: Path, rows: int) -> list[tuple[int, Decimal, Decimal, Decimal, Decimal]]:
    """Candles of a recording, prices by their shortest decimal."""
    frame = pl.read_parquet(path).head(rows)
    columns = [frame[name].to_list() for name in ("open_time", "open", "high", "low", "close")]
    return [(t, *(Decimal(repr(x)) for x in prices)) for t, *prices in zip(*columns, strict=True)]


@pytest.mark.data
@pytest.mark.parametrize(("name", "tick", "lot", "grids", "spacing", "fee_asset"), RECORDINGS)
@pytest.mark.parametrize("qty_mode", ["equal_base", "equal_quote"])
def test_real_recordings_equal_reference(
    shared_data: Path,
    name: str,
    tick: str,
    lot: str,
    grids: int,
    spacing: str,
    fee_asset: str,
    qty_mode: str,
) -> None:
    """On real candles, gaps between close and open included, the two agree to the last digit."""
    candles = recorded(shared_data / "candles" / name, 12_000)
    interval_ns = (candles[1][0] - candles[0][0]) * 1_000_000
    opening = candles[0][1]
    step = Decimal(tick)
    low, high = min(c[3] for c in candles), max(c[2] for c in candles)
    lower = ((low + (opening - low) / 4) // step) * step
    upper = ((opening + (high - opening) * 2 / 3) // step) * step
    params = {
        "lower": lower,
        "upper": upper,
        "grids": grids,
        "spacing": spacing,
        "qty_mode": qty_mode,
        "investment": Decimal(25_000),
        "trailing_up": True,
        "pump_guard_steps": 3,
        "stop_price": (lower * Decimal("0.97") // step) * step,
        "hold_delay_s": 120,
        "exit": "sell",
    }
    market = {
        "tick": step,
        "lot": Decimal(lot),
        "min_notional": Decimal(5),
        "min_qty": Decimal(lot),
        "fee_maker": Decimal("0.0001"),
        "fee_taker": Decimal("0.0002"),
        "fee_asset": fee_asset,
        "slippage": Decimal("0.0002"),
        "base_asset": "COIN",
        "quote_asset": "CASH",
    }
    ours = comparable(run_document(request_of(params, candles, interval_ns, market)))
    theirs = comparable(reference.run(params, candles, interval_ns, market))
    assert ours == theirs
    assert len(ours["fills"]) > 20


REFUSED = {
    "off_tick": {"lower": Decimal("100.001")},
    "tick_collision": {"lower": Decimal(100), "upper": Decimal("100.10"), "grids": 50},
    "net_profit": {"grids": 190},
    "stop_inside": {"stop_price": Decimal(133)},
    "take_profit_inside": {"take_profit_price": Decimal(155)},
    "price_outside": {"lower": Decimal(150), "grids": 4},
    "min_investment": {"investment": Decimal(20)},
}


@pytest.mark.parametrize(("code", "change"), REFUSED.items())
def test_both_refuse_the_same_parameters(code: str, change: dict[str, Any]) -> None:
    """What the specification refuses is refused by both, for the same reason."""
    params = {"lower": Decimal(133), "upper": Decimal(155), "grids": 22, "investment": Decimal(4000)} | change
    market = {
        "tick": Decimal("0.01"),
        "lot": Decimal("0.001"),
        "min_notional": Decimal(5),
        "min_qty": Decimal("0.001"),
        "fee_maker": Decimal("0.0008"),
        "fee_taker": Decimal("0.0008"),
        "fee_asset": "quote",
        "slippage": Decimal(0),
        "base_asset": "COIN",
        "quote_asset": "CASH",
    }
    price = Decimal(146) if code != "tick_collision" else Decimal("100.05")
    candles = [(1_700_000_000_000, price, price, price, price)]
    with pytest.raises(ValueError, match=code):
        reference.run(params, candles, NS_PER_MINUTE, market)
    with pytest.raises(UserError) as refusal:
        run_document(request_of(params, candles, NS_PER_MINUTE, market))
    assert refusal.value.code == code
