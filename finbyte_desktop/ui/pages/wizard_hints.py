"""The quiet lines of the form: hints below fields that are fine, notes beside the advanced settings."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.viewmodels import conditions, fields


def price_step(market: Market) -> Decimal:
    """A step that a person wants: about a tenth of a percent of the price, on the tick."""
    if market.last is None:
        return market.tick
    return max(market.tick, Decimal(10) ** (market.last.adjusted() - 3))


def hints_of(preflight: Preflight, market: Market, values: dict[str, Any]) -> dict[str, str]:
    hint = words_problems.hint
    found = {name: hint(code, dict(texts)) for name, (code, texts) in preflight.hints.items()}
    price = preflight.price
    for name in ("lower", "upper"):
        value = fields.decimal(values.get(name))
        if value is not None and price:
            below = value < price
            percent = fmt.number(abs(value / price - 1) * 100, 1)
            found.setdefault(name, hint("below_now" if below else "above_now", {"percent": percent}))
    if preflight.max_grids is not None:
        found.setdefault("grids", hint("grids_in_profit", {"low": "2", "high": str(preflight.max_grids)}))
    if preflight.step is not None:
        geometric = values.get("spacing") == "geometric"
        percent = fmt.number(preflight.step * 100, 2)
        exact = _step(values) or preflight.step
        shown = exact.quantize(market.tick, ROUND_HALF_UP)
        step = {"step": str(shown), "quote": market.quote}
        found.setdefault(
            "spacing",
            hint("step_percent", {"percent": percent})
            if geometric and preflight.step < 1
            else hint("step" if shown == exact else "step_about", step),
        )
    own = fields.decimal(values.get("base_qty"))
    if own and preflight.own_used is not None:
        used = {"qty": str(preflight.own_used), "base": market.base}
        found.setdefault("base_qty", hint("own_used", used))
    if preflight.min_investment is not None:
        found.setdefault(
            "investment",
            hint(
                "min_investment",
                {
                    "amount": str(preflight.min_investment),
                    "price": str(price) if price is not None else fmt.ABSENT,
                    "notional": str(market.min_notional),
                    "quote": market.quote,
                },
            ),
        )
    return found


def _step(values: dict[str, Any]) -> Decimal | None:
    """The distance of the levels before each is rounded to a price of the market; None while it is open."""
    lower, upper, grids = (fields.decimal(values.get(name)) for name in ("lower", "upper", "grids"))
    if lower is None or upper is None or not grids or grids < 1:
        return None
    return (upper - lower) / grids


def option_notes(preflight: Preflight, market: Market, values: dict[str, Any]) -> dict[str, str]:
    translate = QCoreApplication.translate
    stops = conditions.is_set(conditions.STOP, values)
    notes = {
        "take_profit_price": translate("CustomForm", "then sell all, stop")
        if values.get("exit") == "sell"
        else translate("CustomForm", "then keep the coins, stop"),
        "entry_price": "" if "entry_price" in values else translate("CustomForm", "start at once"),
        "trailing_down": translate("CustomForm", "range follows a falling price"),
        "qty_mode": ""
        if values.get("qty_mode") == "equal_quote"
        else translate("CustomForm", "now equal base"),
        "hold_delay_s": translate("CustomForm", "stop acts after the delay"),
        "max_live_orders": translate("CustomForm", "only the nearest rest"),
        "stop_price": "" if stops else translate("CustomForm", "works while this computer is awake"),
        "trailing_up": translate("CustomForm", "range follows a rising price"),
    }
    if preflight.trail_steps_paid is not None and values.get("trailing_up"):
        notes["trailing_up"] = translate("CustomForm", "pays for {steps}").format(
            steps=Counts().steps(preflight.trail_steps_paid)
        )
    return notes
