"""A grid's private state, written and read back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.futures_grid import FuturesGrid
from tests.golden.test_futures_restart import PERPETUAL

D = Decimal
SHORT: dict[str, Any] = {
    "direction": "short", "leverage": "3", "lower": "90", "upper": "110", "grids": 10, "investment": "1000",
}  # fmt: skip


def written(grid: FuturesGrid) -> dict[str, Any]:
    """What a disk makes of a grid."""
    state: dict[str, Any] = json.loads(json.dumps(grid.save()))
    return state


def test_level_that_waits_for_a_cancel_waits_for_it_after_a_restart() -> None:
    """Trailing moved the range, and the new order goes out when the cancel is confirmed; states of before
    told the order with it.
    """
    grid, again, old = (FuturesGrid(SHORT, PERPETUAL) for _ in range(3))
    grid.after_cancel["L0"] = 10
    state = written(grid)
    again.restore(state)
    assert again.after_cancel == {"L0": 10}
    assert written(again) == state
    old.restore({**state, "after_cancel": [["L0", "L10", "buy", "0.5", "110"]]})
    assert old.after_cancel == {"L0": 10}
