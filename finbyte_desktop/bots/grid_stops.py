"""Stop and take profit of a grid: by price, or by an amount of money that is turned into a price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from finbyte_desktop.bots.grid_params import STOP, STOP_HIGH, TAKE_PROFIT, Condition, GridParams
from finbyte_desktop.core.contract import BotView, Touched
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import Intent, WakeAt, WatchPrice
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, floor_div, plain

if TYPE_CHECKING:
    from finbyte_desktop.bots.grid import Grid

KEYS = (STOP, TAKE_PROFIT, STOP_HIGH, "stop_back", "take_profit_back", "stop_high_back")
LEAST_AMOUNT, LEAST_RATIO = Decimal("0.01"), Decimal("0.0001")
STRICT = Decimal("0.000001")  # part of a tick: "beyond this price" as a price that can be watched


def conditions(
    p: GridParams, tick: Decimal, invested: Decimal, quote: Decimal, base: Decimal
) -> dict[str, Condition]:
    """The prices at which stop and take profit become true where the bot is worth `quote + base * price`
    (docs/decisions/0007). `quote` includes what was withdrawn; `base` is negative for a short position.
    """
    at = p.price_conditions()
    if not p.stops_in_money:
        return at
    short = invested - quote  # what the coins must be worth to break even
    loss, gain = p.loss_of(invested), p.gain_of(invested)
    if loss is not None and base > 0:
        price = floor_div(short - loss, base, tick)
        at[STOP] = Condition(price if price > 0 else None, above=False)
    elif loss is not None and base < 0:
        at[STOP] = Condition(max(tick, ceil_div(loss - short, -base, tick)), above=True)
    elif loss is not None and p.acts_when_flat and loss <= short:
        at[STOP] = Condition(tick, above=True)  # nothing is held, and the loss is there: at any price
    if gain is not None and base > 0:
        at[TAKE_PROFIT] = Condition(max(tick, ceil_div(short + gain, base, tick)), above=True)
    elif gain is not None and base < 0:
        price = floor_div(-short - gain, -base, tick)
        at[TAKE_PROFIT] = Condition(price if price > 0 else None, above=False)
    elif gain is not None and short + gain <= 0:
        at[TAKE_PROFIT] = Condition(tick, above=True)  # all is sold and the profit is there: at any price
    return at


def check_now(
    p: GridParams, tick: Decimal, invested: Decimal, quote: Decimal, base: Decimal, price: Decimal
) -> dict[str, Condition]:
    """Where the conditions stand with these holdings. Raises UserError when one of an amount is true at this
    price.
    """
    at = conditions(p, tick, invested, quote, base)
    if p.stops_in_money and at[STOP].is_true(price):
        raise _at_once(p, STOP, invested - quote - base * price, invested)
    if p.stops_in_money and at[TAKE_PROFIT].is_true(price):
        raise _at_once(p, TAKE_PROFIT, quote + base * price - invested, invested)
    return at


def _at_once(p: GridParams, kind: str, there: Decimal, invested: Decimal) -> UserError:
    """The refusal of a condition that is true with `there` quote of loss or profit."""
    by_ratio = p.stop_ratio is not None if kind == STOP else p.take_profit_ratio is not None
    unit = invested if by_ratio else ONE
    step = LEAST_RATIO if by_ratio else LEAST_AMOUNT
    least = plain(max(ZERO, floor_div(there, unit, step)) + step)
    word = "is lost already" if kind == STOP else "is earned already"
    return UserError(
        f"The bot would stop at once: {plain(there)} {word}. Feasible: from {least}.",
        f"{kind}_at_once",
        f"{kind}_{'ratio' if by_ratio else 'amount'}",
        feasible=f"from {least}",
        fix=least,
    )


class Stops:
    """The conditions that end a grid.

    `at` holds each condition as it stands now; `holding` those that are true and wait for the hold delay.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.at: dict[str, Condition] = dict.fromkeys((STOP, TAKE_PROFIT), Condition(None, above=False))
        self.holding: set[str] = set()

    def _now(self, params: GridParams, view: BotView) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        worth = self._grid.worth(view)
        return view.instrument.tick, self._grid.invested, worth.quote, worth.base

    def check(self, params: GridParams, view: BotView) -> None:
        """Raises UserError when a bot that runs would stop at once with these parameters."""
        check_now(params, *self._now(params, view), view.last)

    def with_params(self, params: GridParams, view: BotView) -> dict[str, Condition]:
        """Where the conditions of these parameters stand with what the bot holds now."""
        return conditions(params, *self._now(params, view))

    def watches(self, view: BotView) -> list[Intent]:
        """All conditions watched from the start."""
        self.at = self.with_params(self._grid.params, view)
        self.holding.clear()
        return [self._watch(key) for key in self.at]

    def moved(self, view: BotView) -> list[Intent]:
        """After the bot's holdings changed: where an amount stands at another price, watch that one."""
        if not self._grid.params.stops_in_money:
            return []
        out: list[Intent] = []
        new = self.with_params(self._grid.params, view)
        for key in self.at:
            if new[key] == self.at[key]:
                continue
            self.at[key] = new[key]
            if key in self.holding and new[key].price is not None:
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
        if key in self.at:
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
        out: list[Intent] = [WatchPrice(name) for key in self.at for name in (key, f"{key}_back")]
        return [*out, *(WakeAt(f"{key}_hold", None) for key in self.at)]

    def _watch(self, key: str) -> WatchPrice:
        price, above = self.at[key]
        return WatchPrice(key, price, None) if above else WatchPrice(key, None, price)

    def _watch_back(self, key: str, view: BotView) -> WatchPrice:
        (price, above), beyond = self.at[key], view.instrument.tick * STRICT
        at = price or ZERO
        if above:
            return WatchPrice(f"{key}_back", None, at - beyond)
        return WatchPrice(f"{key}_back", at + beyond, None)

    def save(self) -> dict[str, JsonValue]:
        """State as JSON. A stop stands below and a take profit above, unless `turned` names them."""
        at = {key: None if found.price is None else plain(found.price) for key, found in self.at.items()}
        stands = [(key, found) for key, found in self.at.items() if found.price is not None]
        turned = sorted(key for key, found in stands if found.above is not _above(key))
        state: dict[str, JsonValue] = {
            "at": cast(JsonValue, at),
            "holding": cast(JsonValue, sorted(self.holding)),
        }
        return state | ({"turned": cast(JsonValue, turned)} if turned else {})

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back."""
        at = cast("Mapping[str, str | None]", state["at"])
        turned = cast("list[str]", state.get("turned", []))
        self.at = {
            key: Condition(None if price is None else decimal_of(price), _above(key) is not (key in turned))
            for key, price in at.items()
        }
        self.holding = set(cast("list[str]", state["holding"]))


def _above(key: str) -> bool:
    """On which side of the range a condition stands, as a rule."""
    return key != STOP
