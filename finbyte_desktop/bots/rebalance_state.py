"""The private state of a smart rebalance: to disk and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ZERO, plain
from finbyte_desktop.core.orders import OrderSpec, OrderType, Side

IDLE, SELLING, BUYING, LEAVING = "idle", "selling", "buying", "leaving"

_NUMBERS = ("parts", "quote_target", "put_in", "withdrawn", "profit", "invested")
_PLAINLY = (
    "step",
    "start_ns",
    "looked_ns",
    "held_off_ns",
    "is_due",
    "traded",
    "trips",
    "began",
    "is_opened",
    "tries",
    "exit_sells",
    "stop_reason",
)


class RebalanceState:
    """`step` is what it is doing: nothing, selling, buying, or selling out. `busy` are the slots whose orders
    have not ended. `lacks`, `parts` and `quote_target` are those of the rebalance under way.
    """

    def __init__(self, exit_sells: bool) -> None:
        self.phase = BotState.DRAFT
        self.step = IDLE
        self.busy: set[str] = set()
        self.planned: list[tuple[str, OrderSpec]] = []
        self.lacks: dict[str, Decimal] = {}
        self.parts = self.quote_target = ZERO
        self.start_ns = self.looked_ns = self.held_off_ns = 0
        self.is_due = False
        self.skipped: list[str] = []
        self.traded = False
        self.costs: dict[str, Decimal] = {}
        self.put_in = self.withdrawn = self.profit = self.invested = ZERO
        self.trips = 0
        self.began = self.is_opened = False  # whether it was approved; whether its first purchase is over
        self.tries = 0
        self.exit_sells = exit_sells
        self.stop_reason = ""

    def save(self) -> dict[str, JsonValue]:
        """The whole private state."""
        return {
            "phase": self.phase.value,
            **{name: plain(getattr(self, name)) for name in _NUMBERS},
            **{name: getattr(self, name) for name in _PLAINLY},
            "busy": [*sorted(self.busy)],
            "skipped": [*self.skipped],
            "planned": [
                [slot, spec.side.value, plain(spec.qty), plain(spec.price)] for slot, spec in self.planned
            ],
            "lacks": {name: plain(value) for name, value in self.lacks.items()},
            "costs": {name: plain(value) for name, value in self.costs.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Puts a saved state back."""
        self.phase = BotState(state["phase"])
        for name in _NUMBERS:
            setattr(self, name, Decimal(state[name]))
        for name in _PLAINLY:
            setattr(self, name, state[name])
        self.busy, self.skipped = set(state["busy"]), [*state["skipped"]]
        self.planned = [
            (slot, OrderSpec(Side(side), Decimal(qty), Decimal(price), OrderType.MARKET))
            for slot, side, qty, price in state["planned"]
        ]
        self.lacks = {name: Decimal(value) for name, value in state["lacks"].items()}
        self.costs = {name: Decimal(value) for name, value in state["costs"].items()}
