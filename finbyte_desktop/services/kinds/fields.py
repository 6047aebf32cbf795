"""Each field by itself, so that one bad field does not hide another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.futures_common import over_market
from finbyte_desktop.bots.params import Kind, ParamSpec, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument, money_places
from finbyte_desktop.services.shown import FieldProblem

OUT_OF_BOUNDS = "out_of_bounds"


def field_errors(specs: tuple[ParamSpec, ...], given: Mapping[str, Any]) -> list[UserError]:
    """What is wrong with each field alone, in the order of the specification."""
    found: list[UserError] = []
    for spec in specs:
        value = given.get(spec.name)
        try:
            parse((_optional(spec),), {} if value is None else {spec.name: value})
            if value is None and spec.required:
                raise UserError("A value is needed.", "missing", spec.name)
        except UserError as error:
            found.append(error)
    return found


def market_errors(specs: tuple[ParamSpec, ...], given: Mapping[str, Any], i: Instrument) -> list[UserError]:
    """The same of a bot on a perpetual: its leverage has the bound of the market alone."""
    found = field_errors(specs, given)
    for at, error in enumerate(found):
        if error.field == "leverage" and error.code == OUT_OF_BOUNDS:
            value = Decimal(str(given["leverage"]))
            found[at] = over_market(i, value) or error
    return found


def problem_of(error: UserError) -> FieldProblem:
    """An error as the problem of its field."""
    return FieldProblem(error.field or "", error.code, error.text, error.feasible, error.fix)


def told_step(i: Instrument) -> Decimal:
    """The step in which a person is told amounts of its quote."""
    return Decimal(1).scaleb(-money_places(i.quote))


def _optional(spec: ParamSpec) -> ParamSpec:
    return replace(spec, required=False, default=False if spec.kind is Kind.FLAG else spec.default)
