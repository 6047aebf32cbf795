"""The same random days for a futures grid: its closing orders and its position stay equal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.commands import Isolate, Submit
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.margin import LiquidationRule, Perpetual
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.perpetual_venue import PerpetualVenue
from finbyte_desktop.core.walk import CandleWalk
from tests.core import test_out_of_turn as spot
from tests.core.test_kernel import MINUTE, Desk
from tests.core.test_out_of_turn import GRIDS, LOWER, UPPER, Chance

D = Decimal
SEEDS, STEPS = 40, 150
DIRECTIONS = ("long", "short", "neutral")
PERPETUAL = Instrument(
    "m", "COIN", "CASH", D("0.01"), D("0.001"), D("0.001"), D(1), Fees(D("0.0005"), D("0.001")), 0,
    Perpetual((), D(125), LiquidationRule.BYBIT, 3_600_000_000_000),
)  # fmt: skip


class PerpetualDesk(Desk):
    """A desk whose one market is a perpetual."""

    def __init__(self, part: str | None) -> None:
        self.kernel = Kernel({PERPETUAL.id: PERPETUAL}, make_bot)
        self.venue = PerpetualVenue(PERPETUAL, VenueOptions(fill_fraction=D(part) if part else None))
        self.walk = CandleWalk(self.venue, MINUTE)
        self.facts, self.submitted, self.canceled = [], [], []
        self.ns = 0
        self.goto("100")
        self.do(ev.Deposited(0, "CASH", D(100_000)))

    def do(self, event: ev.Event) -> Step:
        with exact():
            first = self.kernel.handle(event)
            steps = [first]
            while steps:
                step = steps.pop(0)
                self.facts += step.facts
                for command in step.commands:
                    if isinstance(command, Isolate):
                        self.venue.isolate(command.margin, command.leverage)
                        continue
                    if isinstance(command, Submit):
                        self.submitted.append(command)
                        order = command.order
                        reports = self.venue.submit(order.client_id, order.spec, self.ns)
                    else:
                        reports = self.venue.cancel(command.client_id, self.ns)
                    steps += [self.kernel.handle(report) for report in reports]
        return first


class Chances(Chance):
    """One run of a futures grid, of a direction that its seed draws."""

    def begun(self, part: str | None, more: dict[str, Any]) -> Desk:
        desk = PerpetualDesk(part)
        params = {
            "direction": self.draw.choice(DIRECTIONS), "leverage": "2", "investment": "1000",
            "lower": str(LOWER), "upper": str(UPPER), "grids": GRIDS, **more,
        }  # fmt: skip
        desk.do(ev.BotCreated(desk.ns, "b1", "futures_grid", PERPETUAL.id, params, ev.Policy.EVERY_ORDER))
        desk.settle()
        return desk

    def held(self) -> Decimal:
        return abs(self.record.position.qty)

    def stood_for(self, idle: Decimal) -> None:
        if self.grid.ending_side is not None:
            super().stood_for(idle)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_level_forgets_what_it_stands_for(seed: int) -> None:
    """Every cell has one place, and what closes is what is held; solved, the grid is whole."""
    spot.driven(Chances(seed), STEPS)
