"""Each field by itself, so that one bad field does not hide another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.params import Kind, ParamSpec, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument, money_places
from finbyte_desktop.services.shown import FieldProblem


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


def problem_of(error: UserError) -> FieldProblem:
    """An error as the problem of its field."""
    return FieldProblem(error.field or "", error.code, error.text, error.feasible, error.fix)


def told_step(i: Instrument) -> Decimal:
    """The step in which a person is told amounts of its quote."""
    return Decimal(1).scaleb(-money_places(i.quote))


def _optional(spec: ParamSpec) -> ParamSpec:
    return replace(spec, required=False, default=False if spec.kind is Kind.FLAG else spec.default)
