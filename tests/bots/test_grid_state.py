"""A grid's private state, written and read back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.core.intents import Want
from finbyte_desktop.core.orders import OrderSpec, Side
from tests.golden.test_futures_restart import PERPETUAL

D = Decimal
SHORT: dict[str, Any] = {
    "direction": "short", "leverage": "3", "lower": "90", "upper": "110", "grids": 10, "investment": "1000",
}  # fmt: skip


def short() -> FuturesGrid:
    return FuturesGrid(SHORT, PERPETUAL)


def written(grid: FuturesGrid) -> dict[str, Any]:
    """What a disk makes of a grid."""
    state: dict[str, Any] = json.loads(json.dumps(grid.save()))
    return state


@pytest.mark.parametrize("side", list(Side))
def test_order_that_waits_for_a_cancel_is_the_same_after_a_restart(side: Side) -> None:
    """Trailing moved the range, and the new order goes out when the cancel is confirmed: one that only closes
    must not open a position then. States of before are read the same way.
    """
    grid, again = short(), short()
    grid.after_cancel["L0"] = Want("L10", OrderSpec(side, D("0.5"), D(110), reduce_only=side is Side.BUY))
    state = written(grid)
    assert state["after_cancel"] == [["L0", "L10", side.value, "0.5", "110"]]
    again.restore(state)
    assert again.after_cancel == grid.after_cancel
    assert written(again) == state
