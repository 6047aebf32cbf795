"""A trailing grid whose orders were partly filled or still have to grow: nothing is counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.orders import Side
from tests.core.test_kernel import Desk
from tests.core.test_level_queue import grid_of
from tests.core.test_out_of_turn import stood_on

D = Decimal
BUY, SELL = Side.BUY, Side.SELL


def edges(desk: Desk) -> list[dict[str, object]]:
    said = [f for f in desk.facts if isinstance(f, fx.Said) and f.code == "edge_partly_filled"]
    return [dict(fact.fields) for fact in said]


@pytest.mark.parametrize("pulled", [False, True])
def test_sell_at_the_bottom_is_what_the_one_at_the_top_has_left(pulled: bool) -> None:
    """Two fifths of the highest sell traded, then the price fell through the range: what comes at the lower
    edge stands on the coins that are there, whether its rest still rested or was cancelled by a person.
    """
    desk = Desk(part="0.4")
    desk.create(ev.Policy.AUTOMATIC, trailing_down=True)
    desk.goto("104")
    whole = grid_of(desk).wants[8][1]
    if pulled:
        desk.do(ev.OrderPulled(desk.ns, "b1", "L8"))
    desk.goto("95.5")
    desk.goto("94.5")
    grid, view = grid_of(desk), desk.kernel.bots["b1"].view
    sold = D("0.500")
    assert grid.hi == 7
    assert grid.wants[0] == (SELL, whole - sold)
    assert view.held("COIN") == stood_on(grid, view)
    assert not any(slot.blocked for slot in desk.kernel.bots["b1"].slots.values())
    assert edges(desk) == [{"qty": sold, "price": D(104)}]
    assert (8, SELL) not in grid.partial


def test_cell_that_the_range_left_grows_no_more() -> None:
    """It may come back one day, with a quantity of that day."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC, trailing_up=True)
    grid = grid_of(desk)
    grid.growth.later = {0: grid.cell_qty[0], 5: grid.cell_qty[5]}
    desk.goto("105.5")
    assert (grid.lo, grid.hi) == (1, 9)
    assert list(grid.growth.later) == [5]


def test_new_level_leaves_the_money_of_cells_that_still_grow() -> None:
    """What was added for them is theirs when trailing asks how large a buy may be."""
    desk = Desk()
    desk.create(ev.Policy.AUTOMATIC)
    grid, view = grid_of(desk), desk.kernel.bots["b1"].view
    rate = D("1.0005")
    others = view.held("CASH") / rate - 200  # leaves 200, of which 10 are the reserve
    assert grid.trail_qty(BUY, D("1.9"), D(100), others, view) == D("1.9")
    grid.growth.later = {4: grid.cell_qty[4] + 1}  # cell 4 begins at 100
    assert grid.trail_qty(BUY, D("1.9"), D(100), others, view) == D("0.9")
