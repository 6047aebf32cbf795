"""The jump to the next touch, and the sweep through a candle, give the same bytes as walking step by step."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.walk import CandleWalk, Happening
from finbyte_desktop.services import backtest
from finbyte_desktop.services.backtest import Backtest, BacktestRequest
from finbyte_desktop.services.backtest_report import document
from finbyte_desktop.services.candles import CandleSeries
from finbyte_desktop.services.touch_index import TouchIndex

CASES = 5_040
NEVER_NS = 2**62
BLOCKS = 12
MARKET = Instrument(
    "X",
    "COIN",
    "CASH",
    Decimal("0.01"),
    Decimal("0.001"),
    Decimal("0.001"),
    Decimal(1),
    Fees(Decimal("0.0005"), Decimal("0.001")),
)


def case(seed: int) -> BacktestRequest:
    """A short random market with quiet stretches, jumps and missing candles, and a grid on it."""
    rng = random.Random(seed)
    n = rng.randint(20, 150)
    middle, step = 10_000, rng.choice((20, 50, 100))
    price = middle + rng.randint(-2, 2) * step
    rows, t = [], 1_700_000_000_000_000_000
    for _ in range(n):
        o = price if rng.random() < 0.6 else price + rng.randint(-3, 3) * step // 2
        c = o + rng.choice((0, 0, 1, -1)) * rng.randint(0, step)
        high, low = max(o, c) + rng.randint(0, step // 2), min(o, c) - rng.randint(0, step // 2)
        rows.append((t, o, high, low, c))
        t += 60_000_000_000 * (1 if rng.random() < 0.95 else rng.randint(2, 6))
        price = c + (middle - c) // 8
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    series = CandleSeries("X", *columns, np.ones(n), 2, 60_000_000_000)
    params: dict[str, Any] = {
        "lower": "96",
        "upper": "104",
        "grids": rng.choice((4, 8, 16)),
        "investment": "1000",
    }
    if rng.random() < 0.3:
        params |= {"stop_price": "95.5", "hold_delay_s": rng.choice((0, 30, 90)), "exit": "sell"}
    if rng.random() < 0.3:
        params |= {"take_profit_price": "105", "hold_delay_s": rng.choice((0, 45))}
    if rng.random() < 0.3:
        params |= {
            "trailing_up": True,
            "pump_guard_steps": rng.choice((1, 2)),
            "trailing_down": rng.random() < 0.5,
        }
    if rng.random() < 0.2:
        params["entry_price"] = rng.choice(("99", "100", "101.5"))
    if rng.random() < 0.2:
        params["max_live_orders"] = rng.choice((2, 3))
    slippage = rng.choice((Decimal(0), Decimal("0.001")))
    if rng.random() < 0.2:
        params.pop("stop_price", None)
        name, values = rng.choice((("stop_amount", ("2", "9.5")), ("stop_ratio", ("0.002", "0.01"))))
        params |= {name: rng.choice(values), "hold_delay_s": rng.choice((0, 30, 90))}
    if rng.random() < 0.2:
        params.pop("take_profit_price", None)
        params |= {"take_profit_amount": rng.choice(("0.4", "3")), "exit": rng.choice(("keep", "sell"))}
    return BacktestRequest("spot_grid", params, MARKET, series, slippage)


class StepByStep(CandleWalk):
    """The plain walk of bots.md 10: with a time to stop at, however far, nothing is swept over."""

    def next(
        self, above: Any, below: Any, alarm_ns: int | None, until_ns: int | None = None, funding: Any = None
    ) -> Happening | None:
        return super().next(above, below, alarm_ns, NEVER_NS if until_ns is None else until_ns, funding)


def stepped(request: BacktestRequest) -> Any:
    """The outcome of every candle walked step by step: the reference of the faster ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backtest, "CandleWalk", StepByStep)
        return outcome(request, walk=True)


def outcome(request: BacktestRequest, walk: bool) -> Any:
    """The document without the count of candles that were looked at, or the refusal."""
    chosen = BacktestRequest(
        request.bot_type, request.params, request.instrument, request.series, request.slippage, walk
    )
    try:
        result = document(chosen, Backtest(chosen).run())
    except UserError as error:
        return error.code
    del result["stats"]["candles_walked"]
    return result


@pytest.mark.parametrize("block", range(BLOCKS))
def test_jump_equals_walk(block: int) -> None:
    """On thousands of random cases neither the jump nor the sweep changes anything."""
    for seed in range(block, CASES, BLOCKS):
        request = case(seed)
        wanted = stepped(request)
        assert outcome(request, walk=True) == wanted, f"sweep, case {seed}"
        assert outcome(request, walk=False) == wanted, f"jump, case {seed}"


def test_reference_never_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the faster ways are compared with does not use them."""

    def sweep(*_: Any) -> None:
        raise AssertionError("swept")

    monkeypatch.setattr(CandleWalk, "_sweep", sweep)
    for seed in range(40):
        stepped(case(seed))
    with pytest.raises(AssertionError, match="swept"):
        outcome(case(0), walk=True)


class OffByOne(TouchIndex):
    """A planted fault: the candle after the touched one."""

    def next_touch(self, start: int, below: Any, above: Any, alarm_ns: int | None) -> int:
        found = super().next_touch(start, below, above, alarm_ns)
        return found + 1


class StrictTouch(TouchIndex):
    """A planted fault: a candle that exactly reaches the price is skipped."""

    def next_touch(self, start: int, below: Any, above: Any, alarm_ns: int | None) -> int:
        tick = Decimal("0.01")
        return super().next_touch(
            start, None if below is None else below - tick, None if above is None else above + tick, alarm_ns
        )


class AlarmLate(TouchIndex):
    """A planted fault: alarms do not end a jump."""

    def next_touch(self, start: int, below: Any, above: Any, alarm_ns: int | None) -> int:
        return super().next_touch(start, below, above, None)


@pytest.mark.parametrize("wrong", [OffByOne, StrictTouch, AlarmLate])
def test_planted_fault_in_the_touch_index_is_caught(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison sees a touch index that is wrong by one candle, one tick, one jump or one alarm."""
    monkeypatch.setattr(backtest, "TouchIndex", wrong)
    assert any(outcome(case(s), walk=False) != outcome(case(s), walk=True) for s in range(400))


class BlindSweep(CandleWalk):
    """A planted fault: the sweep passes watched prices."""

    def _sweep(self, above: Any, below: Any) -> Happening | None:
        return super()._sweep(None, None)


class StrictSweep(CandleWalk):
    """A planted fault: a watched price that is exactly reached is passed."""

    def _sweep(self, above: Any, below: Any) -> Happening | None:
        tick = Decimal("0.01")
        return super()._sweep(
            None if above is None else above + tick, None if below is None else below - tick
        )


class LateSweep(CandleWalk):
    """A planted fault: what the sweep meets on its way happens a point later."""

    def _ns_of(self, at: int) -> int:
        return super()._ns_of(at + 1 if self._sweeps else at)

    def _sweep(self, above: Any, below: Any) -> Happening | None:
        self._sweeps = True
        found = super()._sweep(above, below)
        self._sweeps = False
        return found

    _sweeps = False


@pytest.mark.parametrize("wrong", [BlindSweep, StrictSweep, LateSweep])
def test_planted_fault_in_the_sweep_is_caught(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison sees a sweep that is wrong by a watched price, a tick or a point of the candle."""
    monkeypatch.setattr(backtest, "CandleWalk", wrong)
    assert any(outcome(case(s), walk=True) != stepped(case(s)) for s in range(400))
