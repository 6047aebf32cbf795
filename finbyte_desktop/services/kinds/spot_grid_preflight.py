"""The one validator of a spot grid: what is wrong, what is feasible, and exactly what would be placed.

The wizard, the edit dialog and the backtest all ask here, so that none of them promises what another refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from finbyte_desktop.bots.grid_math import (
    FAR_TIMES,
    MIN_GRIDS,
    Sizer,
    check_range,
    check_reach,
    levels,
    vacant_index,
)
from finbyte_desktop.bots.grid_plan import check_trips, most_grids
from finbyte_desktop.bots.grid_profit import Trip, net_range, profitable, rate_range, trips
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.bots.spot_grid_params import SPECS, SpotGridParams, static_problems
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument, money_places
from finbyte_desktop.core.numbers import ONE, ZERO, decimal_of, exact, floor_to, half_even_div, plain
from finbyte_desktop.services.kinds.fields import field_errors
from finbyte_desktop.services.kinds.spot_grid_plan import StartPlan
from finbyte_desktop.services.ports import FieldProblem, Preflight

CHECKS = 15
SHOWN = 8
MONEY_PLACES = 4
DUST_COUNTS = Decimal("0.8")  # of the profit of a round trip
RANGED = frozenset({"out_of_bounds", "min_investment", "insufficient_funds"})


def preflight(
    instrument: Instrument,
    raw: Mapping[str, Any],
    price: Decimal | None,
    available: Decimal | None,
    available_base: Decimal | None = None,
    slippage: Decimal = ZERO,
    collar: Decimal = Decimal("0.005"),
) -> Preflight:
    """Everything there is to say about a parameter set at this price, field by field."""
    with exact():
        return _Preflight(instrument, raw, price, available, available_base, slippage, collar).result()


class _Preflight:
    """Collects problems and figures; stops computing where a figure has no meaning any more."""

    def __init__(
        self,
        instrument: Instrument,
        raw: Mapping[str, Any],
        price: Decimal | None,
        available: Decimal | None,
        available_base: Decimal | None,
        slippage: Decimal,
        collar: Decimal,
    ) -> None:
        self.i, self.raw, self.price = instrument, raw, price
        self.available, self.available_base = available, available_base
        self.slippage, self.collar = slippage, collar
        self.problems: list[FieldProblem] = []
        self.warnings: list[FieldProblem] = []
        self.hints: dict[str, tuple[str, Mapping[str, str]]] = {}
        self.figures: dict[str, Any] = {}
        self.stand_ins: frozenset[str] = frozenset()

    def result(self) -> Preflight:
        params = self._parsed()
        by_itself = len(self.problems)
        if params is not None:
            self._examine(params)
        if self.stand_ins:
            found = self.problems[by_itself:]
            self.problems[by_itself:] = [p for p in found if p.field not in self.stand_ins]
            least = self.figures.get("min_investment")
            self.figures = {}  # figures of a value that nobody gave
            if self.stand_ins == {"investment"}:
                self.figures["min_investment"] = least  # it is the same whatever is invested
        self._each_alone()
        self._one_range_of_investment()
        return Preflight(
            ok=not self.problems,
            problems=tuple(self.problems),
            hints=self.hints,
            price=self.price,
            order_limit=self.i.max_live_orders,
            checks=CHECKS,
            warnings=tuple(self.warnings),
            collar=self.collar,
            **self.figures,
        )

    def _one_range_of_investment(self) -> None:
        """Every problem of the investment names the same range: from the minimum to what is free."""
        least, most = self.figures.get("min_investment"), self.available
        if least is None:
            return
        if most is not None:  # as it is told beside the field
            most = floor_to(most, _told_step(self.i))
        text, fix = f"from {plain(least)}", plain(least)
        if most is not None:
            text = f"{plain(least)} - {plain(most)}"
        for at, found in enumerate(self.problems):
            if found.field != "investment" or found.code not in RANGED:
                continue
            if most is not None and most < least:
                self.problems[at] = replace(found, feasible=None, fix=None)
            else:
                use = plain(most) if found.code == "insufficient_funds" and most is not None else fix
                self.problems[at] = replace(found, feasible=text, fix=use)

    def _problem(self, error: UserError) -> None:
        if any((error.field, error.code) == (known.field, known.code) for known in self.problems):
            return
        self.problems.append(
            FieldProblem(error.field or "", error.code, error.text, error.feasible, error.fix)
        )

    def _parsed(self) -> SpotGridParams | None:
        """Each field by itself, so that one bad field does not hide another."""
        given = {k: v for k, v in self.raw.items() if v is not None}
        for error in field_errors(SPECS, given):
            self._problem(error)
        bad = {problem.field for problem in self.problems}
        if bad & {"lower", "upper"}:
            return None
        # The rest is examined with stand-ins for what is wrong, so that all problems are told at once.
        usable = {name: value for name, value in given.items() if name not in bad}
        if "grids" in bad:
            usable["grids"] = MIN_GRIDS
        if "investment" in bad:
            usable["investment"] = self.available or ZERO
        self.stand_ins = frozenset(bad)
        try:
            return SpotGridParams.from_raw(usable)
        except UserError as error:
            self._problem(error)
            return None

    def _examine(self, p: SpotGridParams) -> None:
        start = p.entry_price if p.entry_price is not None else self.price
        most = cache(lambda: most_grids(p, start, self.i, self.slippage))
        found = static_problems(p, self.i, most)
        if any(error.code in ("range", "off_tick") for error in found):
            for error in found:
                self._problem(error)
            return
        self.figures["max_grids"] = most()
        in_coins, fee = self.i.fees.asset == "base", self.i.fees.maker
        try:
            prices = levels(p.lower, p.upper, p.grids, p.geometric, self.i.tick)
        except UserError:
            prices = []
        for error in found:
            self._problem(error)
        self._range_hints(p)
        if not prices:
            return
        self.figures |= {"levels": tuple(prices), "step": prices[1] - prices[0]}
        if not in_coins or not profitable(prices, fee):
            low, high = rate_range(prices, fee)
            self.figures |= {"net_low": low, "net_high": high}
        self._reach(p, start)
        if start is None:
            self.problems.append(FieldProblem("", "no_price", "There is no price yet.", None, None))
            return
        self._size(p, prices, start, most, fits=not found)

    def _reach(self, p: SpotGridParams, start: Decimal | None) -> None:
        """An upper price far beyond the price: refused, or possible and pointed at."""
        if start is None or start <= 0:
            return
        try:
            check_reach(p.upper, start, self.i.tick)
        except UserError as error:
            self._problem(error)
            return
        if p.upper > start * FAR_TIMES:
            times = plain(half_even_div(p.upper, start, 0))
            text = f"{times} times the price {plain(start)}. Is this the price that you mean?"
            self.warnings.append(FieldProblem("upper", "upper_high", text, times, None))

    def _range_hints(self, p: SpotGridParams) -> None:
        if self.price is None or self.price <= 0:
            return
        for name, value in (("lower", p.lower), ("upper", p.upper)):
            away = half_even_div(value - self.price, self.price, SHOWN)
            self.hints[name] = ("away", {"ratio": plain(away)})

    def _size(
        self,
        p: SpotGridParams,
        prices: list[Decimal],
        start: Decimal,
        most: Callable[[], int],
        *,
        fits: bool,
    ) -> None:
        i = self.i
        bot = None
        if fits:  # else no bot can be made of it; the minimum investment is still worth showing
            with suppress(UserError):
                bot = SpotGrid(p.raw, i)
        if not p.lower <= start <= p.upper:
            if bot is not None:
                self._collect(bot, start)
            return
        vacant = vacant_index(prices, start)
        sizer = Sizer(i, prices, vacant, start, p.equal_quote, p.base_qty, self.slippage)
        self.figures["min_investment"] = sizer.minimum_investment(p.reserve)
        self.figures["vacant"] = prices[vacant]
        if bot is None or not self._collect(bot, start):
            return
        sizing = bot.sizing(start, i, self.slippage)
        found = trips(i, prices, sizing.cell_qty)
        try:
            check_trips(found, most)
        except UserError as error:
            self._problem(error)
        low, high = net_range(found)
        self.figures |= {"net_low": low, "net_high": high}
        self._coin_dust(found, start)
        plan = StartPlan(p, i, prices, vacant, start, sizing, found, self.slippage)
        self.figures |= plan.figures(self.collar)

    def _coin_dust(self, found: list[Trip], price: Decimal) -> None:
        """Where a buy pays its fee in coins, its sell is smaller, and a whole number of lots: what is left is
        no profit of the round trip. Told where it takes more than a fifth of one.
        """
        i = self.i
        dust = [one.dust for one in found]
        worth = half_even_div(max(dust) * price, ONE, SHOWN)
        self.figures |= {"dust_low": min(dust), "dust_high": max(dust), "dust_worth": worth}
        eaten = [one for one in found if one.dust and one.profit < one.unrounded * DUST_COUNTS]
        if not eaten:
            return
        worst = min(eaten, key=lambda one: one.profit)
        shown = [plain(half_even_div(value, ONE, MONEY_PLACES)) for value in (worst.profit, worst.unrounded)]
        self.warnings.append(
            FieldProblem(
                "investment",
                "coin_dust",
                f"Fees are taken in coins there, and orders are whole lots: of {plain(worst.qty)} {i.base} "
                f"bought, {plain(worst.sold)} are sold. A round trip shows {shown[0]} {i.quote} instead of "
                f"{shown[1]}; {plain(worst.dust)} {i.base} of each stay in the bot as coins. Fewer grids or "
                "a larger investment make the lots count less.",
                None,
                None,
            )
        )

    def _collect(self, bot: SpotGrid, start: Decimal) -> bool:
        try:
            bot.sizing(start, self.i, self.slippage)
        except UserError as error:
            self._problem(error)
            return False
        return True

    def _each_alone(self) -> None:
        """What a field tells without any other: prices between two steps, more than there is."""
        for name in ("lower", "upper"):
            value = self._given(name)
            if value is None:
                continue
            try:
                check_range(value if name == "lower" else ZERO, value, self.i.tick)
            except UserError as error:
                if error.code == "off_tick":
                    self._problem(error)
        for name, asset, free, step in (
            ("investment", self.i.quote, self.available, _told_step(self.i)),
            ("base_qty", self.i.base, self.available_base, None),
        ):
            value = self._given(name)
            if value is None or free is None or value <= free:
                continue
            most = plain(free if step is None else floor_to(free, step))
            text, feasible = f"Only {plain(free)} {asset} is available.", f"0 - {most}"
            self.problems.append(FieldProblem(name, "insufficient_funds", text, feasible, most))

    def _given(self, name: str) -> Decimal | None:
        """The number in a field; None where it has none, or a wrong one."""
        value = self.raw.get(name)
        if value is None or any(
            found.field == name and found.code != "price_outside" for found in self.problems
        ):
            return None
        return decimal_of(value, name)


def _told_step(i: Instrument) -> Decimal:
    """The step in which a person is told amounts of its quote."""
    return Decimal(1).scaleb(-money_places(i.quote))
