"""What the validators of bots that trade in deals share: each field, the ladder, what the account needs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

from finbyte_desktop.bots.dca_ladder import Ladder, down, up
from finbyte_desktop.bots.dca_params import LEAST_SCALE, DcaParams
from finbyte_desktop.bots.params import ParamSpec
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_to, exact, floor_to, plain
from finbyte_desktop.services.kinds.dca_ladder_plan import LadderPlan
from finbyte_desktop.services.kinds.fields import market_errors, problem_of, told_step
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.shown import FieldProblem, Preflight

CHECKS = 12
CENT = Decimal("0.01")
BASIS_POINT = Decimal("0.0001")
USUAL_DEVIATION = Decimal("0.05")  # the largest that is suggested
LEAST_DEVIATION = Decimal("0.01")  # where even this is too much, something else is at fault
SHOWN = 8
NEEDED_FOR_ORDERS = ("safety_order", "deviation")


P = TypeVar("P", bound=DcaParams)


class DealPreflight(Generic[P]):
    """Collects problems and figures; stops where a figure has no meaning any more.

    Attributes:
        specs: the parameters of the bot.
    """

    specs: tuple[ParamSpec, ...] = ()

    def __init__(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> None:
        self.i, self.raw, self.m = i, raw, moment
        self.problems: list[FieldProblem] = []
        self.warnings: list[FieldProblem] = []
        self.figures: dict[str, Any] = {}

    # --- of a spot market, or of a perpetual --------------------------------------------------------

    @abstractmethod
    def params_of(self, raw: Mapping[str, Any]) -> P:
        """The parameters, each of them fine by itself."""

    @abstractmethod
    def static_problems(self, p: P) -> list[UserError]:
        """What is wrong whatever the price is."""

    @abstractmethod
    def plan(self, p: P, start: Decimal, slippage: Decimal) -> LadderPlan:
        """The ladder at a price. Raises UserError where the market takes no such base order."""

    @abstractmethod
    def most_funds(self, p: P, free: Decimal) -> Fraction:
        """What the orders of a deal may trade with so much free quote."""

    @abstractmethod
    def warn(self, p: P, plan: LadderPlan, start: Decimal) -> None:
        """Notes what is possible and looks like a slip."""

    @abstractmethod
    def figures_of(self, p: P, plan: LadderPlan, start: Decimal) -> dict[str, Any]:
        """The orders and what they come to, by their names in `Preflight`."""

    # --- the look -----------------------------------------------------------------------------------

    def result(self) -> Preflight:
        """Everything there is to say about a parameter set at this price, field by field."""
        with exact():
            return self._looked()

    def _looked(self) -> Preflight:
        params = self._parsed()
        if params is not None:
            self._examine(params)
        return Preflight(
            ok=not self.problems,
            problems=tuple(self.problems),
            hints={},
            price=self.m.price,
            order_limit=self.i.max_live_orders,
            checks=CHECKS,
            warnings=tuple(self.warnings),
            collar=self.m.collar,
            **self.figures,
        )

    def problem(self, problem: FieldProblem) -> None:
        """Notes a problem once."""
        if not any((problem.field, problem.code) == (known.field, known.code) for known in self.problems):
            self.problems.append(problem)

    def _parsed(self) -> P | None:
        found = market_errors(self.specs, self.raw, self.i)
        bad = {error.field for error in found}
        count = self.raw.get("safety_orders")
        if "safety_orders" not in bad and int(str(count)):
            for name in NEEDED_FOR_ORDERS:
                if self.raw.get(name) is None:
                    found.append(UserError("A value is needed.", "missing", name))
        for error in found:
            self.problem(problem_of(error))
        return None if found else self.params_of(self.raw)

    def _examine(self, p: P) -> None:
        for error in self.static_problems(p):
            below_zero = error.code == "ladder_below_zero"
            self.problem(self._too_deep(p, error) if below_zero else problem_of(error))
        if any(problem.code == "ladder_below_zero" for problem in self.problems):
            return
        self._funds(p)
        start = p.entry_price if p.entry_price is not None else self.m.price
        if start is None:
            self.problem(FieldProblem("", "no_price", "There is no price yet.", None, None))
            return
        try:
            plan = self.plan(p, start, self.m.slippage)
        except UserError as error:
            found = problem_of(error)
            small = error.code == "order_too_small"
            self.problem(replace(found, fix=self._enough(p, start)) if small else found)
            return
        self._orders(p, plan)
        self.warn(p, plan, start)
        self.figures |= self.figures_of(p, plan, start)

    # --- problems of more than one field ----------------------------------------------------------

    def _too_deep(self, p: P, error: UserError) -> FieldProblem:
        """A ladder that reaches zero: beside a deviation that is larger than usual, else beside the scale
        where a smaller one would do, else the number.
        """
        ladder = p.ladder
        found = problem_of(error)
        if ladder.deviation > USUAL_DEVIATION:
            deviation = _largest(
                ladder.deviation,
                lambda x: replace(ladder, deviation=x).possible() == ladder.count,
                BASIS_POINT,
            )
            if deviation >= LEAST_DEVIATION:
                text = f"{found.text} With a deviation up to {plain(deviation)} all of them stand above it."
                told = plain(deviation)
                return FieldProblem("deviation", "ladder_below_zero", text, f"up to {told}", told)
        if ladder.deviation_scale <= 1:
            return found
        if replace(ladder, deviation_scale=ONE).possible() < ladder.count:
            return found
        most = _largest_scale(
            ladder.deviation_scale, lambda x: replace(ladder, deviation_scale=x).possible() == ladder.count
        )
        text = f"{found.text} With a deviation scale up to {plain(most)} all of them stand above it."
        return FieldProblem(
            "deviation_scale", "ladder_below_zero", text, f"{plain(ONE)} - {plain(most)}", plain(most)
        )

    def _funds(self, p: P) -> None:
        """What the ladder needs, against what is free; beside what makes it so large."""
        needed, free, i = p.investment(self.i), self.m.free_quote, self.i
        self.figures["investment"] = needed
        if free is None or needed <= free:
            return

        def fits(ladder: Ladder, base: Decimal = p.base_order) -> bool:
            return replace(p, ladder=ladder, base_order=base).investment(i) <= free

        has = plain(floor_to(free, told_step(i)))
        text = f"The orders of a deal need {plain(needed)} {i.quote}; {has} is free."
        counts = [n for n in range(p.ladder.count) if fits(replace(p.ladder, count=n))]
        scale = p.ladder.volume_scale
        if scale > 1 and fits(replace(p.ladder, volume_scale=ONE)):
            most = plain(_largest_scale(scale, lambda x: fits(replace(p.ladder, volume_scale=x))))
            found = FieldProblem("volume_scale", "insufficient_funds", text, f"{plain(ONE)} - {most}", most)
        elif counts:
            most = str(max(counts))
            found = FieldProblem("safety_orders", "insufficient_funds", text, f"0 - {most}", most)
        else:
            funds = self.most_funds(p, free)
            beside = funds - sum(p.ladder.amounts())
            share = down(beside if beside >= i.min_notional else funds, CENT) - CENT
            most = plain(max(ZERO, share))
            found = FieldProblem(
                "base_order", "insufficient_funds", text, f"0 - {most}", most if share > 0 else None
            )
        self.problem(found)

    def _enough(self, p: P, start: Decimal) -> str:
        """The smallest base order that the market takes at a price."""
        amount = max(p.base_order, self.i.min_notional)
        for _ in range(64):
            try:
                self.plan(replace(p, base_order=amount, ladder=replace(p.ladder, count=0)), start, ZERO)
                break
            except UserError:
                amount = ceil_to(amount * Decimal("1.1"), CENT)
        return plain(amount)

    def _orders(self, p: P, plan: LadderPlan) -> None:
        """Orders that the venue would refuse: too small in whole lots, or too many at once."""
        i, rungs = self.i, plan.rungs[1:]
        for rung, amount in zip(rungs, p.ladder.amounts(), strict=True):
            if rung.qty >= i.min_qty and rung.cost >= i.min_notional and rung.qty > 0:
                continue
            enough = max(i.qty_up(i.min_qty), i.qty_up_div(i.min_notional, rung.price), i.lot) * rung.price
            first = up(Fraction(enough) * Fraction(p.ladder.amount) / amount, CENT)
            text = (
                f"Safety order {rung.number} is smaller than the market takes at {plain(rung.price)}: "
                f"{plain(ceil_to(enough, CENT))} {i.quote} is needed."
            )
            self.problem(
                FieldProblem("safety_order", "order_too_small", text, f"from {plain(first)}", plain(first))
            )
            break
        rests = len(rungs) + (p.trailing is None)
        if rests > i.max_live_orders:
            most = i.max_live_orders - (p.trailing is None)
            text = f"{rests} orders would rest at once, the venue allows {i.max_live_orders}."
            self.problem(FieldProblem("safety_orders", "too_many_orders", text, f"0 - {most}", str(most)))

    def stop_before_orders(self, plan: LadderPlan, before: Callable[[Decimal, Decimal], bool]) -> None:
        """Warns where a stop loss comes before a safety order; `before` tells which of two prices that is."""
        for earlier, rung in zip(plan.rungs, plan.rungs[1:], strict=False):
            if earlier.stop is not None and before(earlier.stop, rung.price):
                text = (
                    f"The stop loss at {plain(earlier.stop)} comes before safety order {rung.number}: it and "
                    "those beyond it never trade."
                )
                told = f"{rung.number}"
                self.warnings.append(FieldProblem("stop_loss", "stop_before_orders", text, told, None))
                break


def _largest_scale(given: Decimal, fits: Callable[[Decimal], bool]) -> Decimal:
    """The largest scale below a given one, to two places, that fits; 1 fits."""
    return max(_largest(given, fits, CENT, ONE), LEAST_SCALE)


def _largest(
    given: Decimal, fits: Callable[[Decimal], bool], step: Decimal, least: Decimal = ZERO
) -> Decimal:
    """The largest multiple of a step below a given one that fits; `least` fits, or is no answer."""
    low, high = int(least / step), int(given / step)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle * step) else (low, middle - 1)
    return low * step
