"""A grid's private state as JSON and back, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from finbyte_desktop.bots.grid_cells import Half
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import decimal_of, plain
from finbyte_desktop.core.orders import Side

if TYPE_CHECKING:
    from finbyte_desktop.bots.grid import Grid

_DECIMALS = (
    "size",
    "start_price",
    "opening",
    "opening_worst",
    "opened_qty",
    "added",
    "withdrawn",
)


def save(grid: Grid) -> dict[str, JsonValue]:
    """Everything that the grid must remember."""
    state: dict[str, JsonValue] = {name: plain(getattr(grid, name)) for name in _DECIMALS}
    return state | {
        "phase": grid.phase.value,
        "lo": grid.lo,
        "hi": grid.hi,
        "vacant": grid.vacant,
        "start_vacant": grid.start_vacant,
        "prices": [[n, plain(p)] for n, p in sorted(grid.prices.items())],
        "wants": [[n, s.value, plain(q)] for n, (s, q) in sorted(grid.wants.items())],
        "behind": [[n, s.value, plain(q)] for n, (s, q) in sorted(grid.queue.behind.items())],
        "cell_qty": [[n, plain(q)] for n, q in sorted(grid.cell_qty.items())],
        "cells": cast(JsonValue, grid.cells.save()),
        "partial": [
            [n, h.side.value, plain(h.qty), plain(h.cost), plain(h.fee), plain(h.base_fee)]
            for (n, _), h in sorted(grid.partial.items())
        ],
        "after_cancel": [[slot, f"L{n}"] for slot, n in sorted(grid.after_cancel.items())],
        "stop_reason": grid.stop_reason,
        "exit_sells": grid.exit_sells,
        "live": cast(JsonValue, sorted(grid.live)),
        "grow_slots": cast(JsonValue, list(grid.growth.slots)),
        "grow_due": cast(JsonValue, list(grid.growth.due)),
        "grow_later": [[n, plain(q)] for n, q in sorted(grid.growth.later.items())],
        "stops": cast(JsonValue, grid.stops.save()),
        "trailing": cast(JsonValue, grid.trailing.save()),
        "params": dict(grid.params.raw),
    }


def _text(price: Decimal | None) -> str | None:
    return None if price is None else plain(price)


def restore(grid: Grid, state: Mapping[str, JsonValue]) -> None:
    """Puts a saved state back."""
    rows = cast("Mapping[str, list[list[str]]]", state)
    text = cast("Mapping[str, str]", state)
    number = cast("Mapping[str, int]", state)
    for name in _DECIMALS:
        setattr(grid, name, decimal_of(text[name]))
    grid.phase = BotState(text["phase"])
    grid.lo, grid.hi, grid.vacant = number["lo"], number["hi"], number["vacant"]
    grid.start_vacant = number["start_vacant"]
    grid.prices = {int(n): decimal_of(p) for n, p in rows["prices"]}
    grid.wants = {int(n): (Side(side), decimal_of(q)) for n, side, q in rows["wants"]}
    grid.queue.behind = {int(n): (Side(side), decimal_of(q)) for n, side, q in rows.get("behind", [])}
    grid.cell_qty = {int(n): decimal_of(q) for n, q in rows["cell_qty"]}
    grid.cells.restore(rows["cells"])
    grid.partial = {
        (int(n), Side(side)): Half(Side(side), decimal_of(q), decimal_of(c), decimal_of(f), decimal_of(b))
        for n, side, q, c, f, b in rows["partial"]
    }
    grid.after_cancel = {row[0]: int(row[1][1:]) for row in rows["after_cancel"]}  # once with an order
    grid.stop_reason = text["stop_reason"]
    grid.exit_sells = bool(state["exit_sells"])
    grid.live = set(cast("list[int]", state["live"]))
    grid.growth.slots = list(cast("list[int]", state["grow_slots"]))
    grid.growth.due = list(cast("list[int]", state.get("grow_due", [])))
    grid.growth.later = {int(n): decimal_of(q) for n, q in rows["grow_later"]}
    at: JsonValue = {
        "stop": _text(grid.params.stop_price),
        "take_profit": _text(grid.params.take_profit_price),
    }
    earlier: JsonValue = {"at": at, "holding": []}  # what a state without stops had
    grid.stops.restore(cast("Mapping[str, JsonValue]", state.get("stops", earlier)))
    grid.trailing.restore(cast("Mapping[str, JsonValue]", state["trailing"]))
