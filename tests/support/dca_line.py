"""The command line of a DCA bot's backtest over a small file: what is refused, and good parameters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.perpetual_line import document, refused

SAFETY: dict[str, Any] = {
    "form": "safety_orders", "base_order": "100", "safety_orders": 3, "safety_order": "100",
    "deviation": "0.01", "take_profit": "0.02",
}  # fmt: skip
RECURRING: dict[str, Any] = {
    "form": "recurring", "amount": "10", "investment": "100", "interval": "hour", "take_profit": "0.01",
}  # fmt: skip
FUTURES: dict[str, Any] = SAFETY | {"form": "futures", "direction": "long", "leverage": 2}
SPOT: dict[str, Any] = {"bot": "dca", "leverage_tiers": None}


def result(folder: Path, params: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What the command line writes for a DCA bot."""
    return document(folder, params, **{**SPOT, **options})


def _safety(**change: Any) -> Callable[[Path, Any], str]:
    return lambda f, c: refused(f, c, {**SAFETY, **change}, **SPOT)


def _futures(**change: Any) -> Callable[[Path, Any], str]:
    return lambda f, c: refused(f, c, {**FUTURES, **change}, bot="dca")


def _recurring(**change: Any) -> Callable[[Path, Any], str]:
    return lambda f, c: refused(f, c, {**RECURRING, **change}, **SPOT)


DCA_REFUSALS: dict[str, Callable[[Path, Any], str]] = {
    "dca-no-form": _safety(form="martingale"),
    "dca-perpetual-options": lambda f, c: refused(f, c, SAFETY, bot="dca"),
    "dca-ladder-below-zero": _safety(safety_orders=8, deviation="0.2"),
    "dca-safety-order-missing": _safety(deviation=None),
    "dca-safety-order-small": _safety(volume_scale="0.1"),
    "dca-base-order-small": _safety(base_order="4"),
    "dca-base-order-small-at-price": lambda f, c: refused(
        f, c, SAFETY | {"base_order": "5"}, **SPOT, lot="0.03"
    ),
    "dca-ladder-too-high": _futures(direction="short", safety_orders=12, deviation="0.9"),
    "dca-take-profit-of-short": _futures(direction="short", take_profit="0.9"),
    "dca-stop-below-zero": _futures(stop_loss="1"),
    "dca-stop-loss-late": _futures(leverage=10, stop_loss="0.5"),
    "dca-futures-no-tiers": lambda f, c: refused(f, c, FUTURES, **SPOT),
    "dca-direction-alone": _safety(entry_direction="above"),
    "recurring-amount-small": _recurring(amount="4"),
    "recurring-investment-small": _recurring(investment="9"),
    "recurring-floor-above-cap": _recurring(price_cap="90", price_floor="100"),
    "recurring-no-weekday": _recurring(interval="week"),
    "recurring-weekday-of-hours": _recurring(weekday="monday"),
    "recurring-time-of-hours": _recurring(at="09:30"),
    "recurring-no-time": _recurring(interval="day", at="9.30"),
    "recurring-no-zone": _recurring(interval="day", time_zone="Berlin"),
}
