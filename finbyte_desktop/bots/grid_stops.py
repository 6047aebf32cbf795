"""Stop and take profit of a grid: by price, or by an amount of money that is turned into a price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from finbyte_desktop.bots.spot_grid_params import SpotGridParams
from finbyte_desktop.core.contract import BotView, Touched
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Intent, WakeAt, WatchPrice
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, floor_div, plain

if TYPE_CHECKING:
    from finbyte_desktop.bots.spot_grid import SpotGrid

STOP, TAKE_PROFIT = "stop", "take_profit"
KEYS = (STOP, TAKE_PROFIT, "stop_back", "take_profit_back")
LEAST_AMOUNT, LEAST_RATIO = Decimal("0.01"), Decimal("0.0001")
STRICT = Decimal("0.000001")  # part of a tick: "beyond this price" as a price that can be watched


def condition_prices(
    p: SpotGridParams, tick: Decimal, invested: Decimal, quote: Decimal, base: Decimal
) -> dict[str, Decimal | None]:
    """The prices at which stop and take profit become true with these holdings (docs/decisions/0007).

    `quote` includes what was withdrawn. None where nothing is to be watched.
    """
    at = {STOP: p.stop_price, TAKE_PROFIT: p.take_profit_price}
    if not p.stops_in_money:
        return at
    short = invested - quote  # what the coins must be worth to break even
    loss = p.loss_of(invested)
    if loss is not None and base > 0:
        price = floor_div(short - loss, base, tick)
        at[STOP] = price if price > 0 else None
    gain = p.gain_of(invested)
    if gain is not None and base > 0:
        at[TAKE_PROFIT] = max(tick, ceil_div(short + gain, base, tick))
    elif gain is not None and short + gain <= 0:
        at[TAKE_PROFIT] = tick  # the coins are sold and the profit is there: at any price
    return at


def check_at_start(
    p: SpotGridParams, i: Instrument, opening: Decimal, price: Decimal, slippage: Decimal
) -> dict[str, Decimal | None]:
    """Where the conditions stand after the opening purchase at this price.

    Raises UserError beside the field when one of them would be true at once.
    """
    paid = i.price_up(price * (ONE + slippage))
    cost = opening * paid
    quote = p.investment - cost - i.fee_up(cost * i.taker_in_quote)
    base = p.base_qty + opening - i.fee_up(opening * i.taker_in_base)
    return check_now(p, i.tick, p.invested_at(price), quote, base, price)


def check_now(
    p: SpotGridParams, tick: Decimal, invested: Decimal, quote: Decimal, base: Decimal, price: Decimal
) -> dict[str, Decimal | None]:
    """Where the conditions stand with these holdings. Raises UserError when one of an amount is true at this
    price.
    """
    at = condition_prices(p, tick, invested, quote, base)
    stop, target = at[STOP], at[TAKE_PROFIT]
    if p.stops_in_money and stop is not None and stop >= price:
        raise _at_once(p, STOP, invested - quote - base * price, invested)
    if p.stops_in_money and target is not None and target <= price:
        raise _at_once(p, TAKE_PROFIT, quote + base * price - invested, invested)
    return at


def _at_once(p: SpotGridParams, kind: str, there: Decimal, invested: Decimal) -> UserError:
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

    def check(self, params: SpotGridParams, view: BotView) -> None:
        """Raises UserError when a bot that runs would stop at once with these parameters."""
        g, i = self._grid, view.instrument
        quote, base = view.held(i.quote) + g.withdrawn, view.held(i.base)
        check_now(params, i.tick, g.invested, quote, base, view.last)

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
