"""Stop and take profit of a grid: by price, or by an amount of money that is turned into a price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from finbyte_desktop.bots.spot_grid_params import SpotGridParams
from finbyte_desktop.core.contract import BotView, Touched
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import Intent, WakeAt, WatchPrice
from finbyte_desktop.core.numbers import ZERO, ceil_div, decimal_of, floor_div, plain

if TYPE_CHECKING:
    from finbyte_desktop.bots.spot_grid import SpotGrid

STOP, TAKE_PROFIT = "stop", "take_profit"
KEYS = (STOP, TAKE_PROFIT, "stop_back", "take_profit_back")
STRICT = Decimal("0.000001")  # part of a tick: "beyond this price" as a price that can be watched


def condition_prices(
    p: SpotGridParams, tick: Decimal, invested: Decimal, quote: Decimal, base: Decimal
) -> dict[str, Decimal | None]:
    """The prices at which stop and take profit become true with these holdings (docs/decisions/0007).

    `quote` includes what was withdrawn. None where nothing is to be watched.
    """
    at = {STOP: p.stop_price, TAKE_PROFIT: p.take_profit_price}
    if base <= 0 or not p.stops_in_money:
        return at
    short = invested - quote  # what the coins must be worth to break even
    loss = p.stop_amount if p.stop_ratio is None else p.stop_ratio * invested
    if loss is not None:
        price = floor_div(short - loss, base, tick)
        at[STOP] = price if price > 0 else None
    gain = p.take_profit_amount if p.take_profit_ratio is None else p.take_profit_ratio * invested
    if gain is not None:
        at[TAKE_PROFIT] = max(tick, ceil_div(short + gain, base, tick))
    return at


class Stops:
    """The two conditions that end a grid.

    `at` holds the price of each condition now; `holding` the conditions that are true and wait for the hold
    delay.
    """

    def __init__(self, grid: SpotGrid) -> None:
        self._grid = grid
        self.at: dict[str, Decimal | None] = {STOP: None, TAKE_PROFIT: None}
        self.holding: set[str] = set()

    def prices(self, view: BotView) -> dict[str, Decimal | None]:
        """Where stop and take profit stand with what the bot holds now; None where nothing is watched."""
        g, i = self._grid, view.instrument
        quote, base = view.held(i.quote), view.held(i.base)
        return condition_prices(g.params, i.tick, g.invested, quote + g.withdrawn, base)

    def watches(self, view: BotView) -> list[Intent]:
        """Both conditions watched from the start."""
        self.at = self.prices(view)
        self.holding.clear()
        return [self._watch(STOP), self._watch(TAKE_PROFIT)]

    def moved(self, view: BotView) -> list[Intent]:
        """After the bot's holdings changed: where an amount stands at another price, watch that one."""
        if not self._grid.params.stops_in_money:
            return []
        out: list[Intent] = []
        new = self.prices(view)
        for key in (STOP, TAKE_PROFIT):
            if new[key] == self.at[key]:
                continue
            self.at[key] = new[key]
            if key in self.holding and new[key] is not None:
                out.append(self._watch_back(key, view))
            elif key in self.holding:
                self.holding.discard(key)
                out += [WatchPrice(f"{key}_back"), WakeAt(f"{key}_hold", None)]
            else:
                out.append(self._watch(key))
        return out

    def touched(self, event: Touched, view: BotView) -> list[Intent] | None:
        """A condition became true, or false again while its delay ran. None: it is true and must act now."""
        key = event.key
        if key in (STOP, TAKE_PROFIT):
            delay = self._grid.params.hold_delay_ns
            if not delay:
                return None
            self.holding.add(key)
            return [WakeAt(f"{key}_hold", event.ns + delay), self._watch_back(key, view)]
        key = key.removesuffix("_back")
        self.holding.discard(key)
        return [WakeAt(f"{key}_hold", None), self._watch(key)]

    def forget(self) -> list[Intent]:
        """Takes every watch and delay back."""
        self.holding.clear()
        watches: list[Intent] = [WatchPrice(key) for key in KEYS]
        return [*watches, WakeAt("stop_hold", None), WakeAt("take_profit_hold", None)]

    def _watch(self, key: str) -> WatchPrice:
        price = self.at[key]
        return WatchPrice(key, None, price) if key == STOP else WatchPrice(key, price, None)

    def _watch_back(self, key: str, view: BotView) -> WatchPrice:
        price, beyond = self.at[key] or ZERO, view.instrument.tick * STRICT
        if key == STOP:
            return WatchPrice("stop_back", price + beyond, None)
        return WatchPrice("take_profit_back", None, price - beyond)

    def save(self) -> dict[str, JsonValue]:
        """State as JSON."""
        at = {key: None if price is None else plain(price) for key, price in self.at.items()}
        return {"at": cast(JsonValue, at), "holding": cast(JsonValue, sorted(self.holding))}

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back."""
        at = cast("Mapping[str, str | None]", state["at"])
        self.at = {key: None if price is None else decimal_of(price) for key, price in at.items()}
        self.holding = set(cast("list[str]", state["holding"]))
