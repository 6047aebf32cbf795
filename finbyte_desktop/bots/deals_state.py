"""The private state of a bot that trades in deals, as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from finbyte_desktop.bots.dca_ladder import Rung
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import decimal_of, plain

if TYPE_CHECKING:
    from finbyte_desktop.bots.deals import Deals

DECIMALS = ("start_price", "worst", "added", "withdrawn", "profit", "taking")


def save_deals(bot: Deals[Any]) -> dict[str, JsonValue]:
    """Everything that is not in its class."""
    state: dict[str, JsonValue] = {name: plain(getattr(bot, name)) for name in DECIMALS}
    return state | {
        "params": dict(bot.params.raw),
        "phase": bot.phase.value,
        "trips": bot.trips,
        "deal": None if bot.deal is None else bot.deal.save(),
        "rungs": [[plain(rung.price), plain(rung.qty)] for rung in bot.rungs],
        "filled": {str(number): plain(qty) for number, qty in sorted(bot.filled.items())},
        "highest": None if bot.best is None else plain(bot.best),
        "closing": bot.closing,
        "closed_ns": bot.closed_ns,
        "stop_reason": bot.stop_reason,
        "exit_sells": bot.exit_sells,
    }


def restore_deals(bot: Deals[Any], state: Mapping[str, JsonValue]) -> None:
    """Puts it back, exactly."""
    for name in DECIMALS:
        setattr(bot, name, decimal_of(state[name], name))
    bot.phase = BotState(cast(str, state["phase"]))
    bot.trips, bot.closed_ns = cast(int, state["trips"]), cast(int, state["closed_ns"])
    deal, best = state["deal"], state["highest"]
    bot.deal = None if deal is None else bot.restored_deal(cast("Mapping[str, JsonValue]", deal))
    rows = cast("list[list[str]]", state["rungs"])
    bot.rungs = [Rung(decimal_of(price), decimal_of(qty)) for price, qty in rows]
    opened = cast("Mapping[str, str]", state.get("filled", {}))
    bot.filled = {int(number): decimal_of(qty) for number, qty in opened.items()}
    bot.best = None if best is None else decimal_of(best)
    bot.closing, bot.exit_sells = bool(state["closing"]), bool(state["exit_sells"])
    bot.stop_reason = cast(str, state["stop_reason"])
