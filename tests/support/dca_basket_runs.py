"""The recurring purchase of several assets, asked through the command line, beside its reference."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.support.rebalance_runs import ask, common, told_apart
from tests.support.reference.dca_basket_cases import reference_of
from tests.support.reference.rebalance_cases import Scenario


def comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the product's document that the reference has, in its form."""
    made = common(document)
    made["round_trips"], made["spent"] = document["round_trips"], Fraction(document["spent"])
    made["costs"] = {row["asset"]: Fraction(row["cost"]) for row in document["assets"]}
    made["spent_on"] = {row["asset"]: Fraction(row["spent"]) for row in document["assets"]}
    return made


def differences(scenario: Scenario, folder: Path, wanted: dict[str, Any] | None = None) -> list[str]:
    """What product and reference say differently, in words; nothing where they agree."""
    return told_apart(wanted or reference_of(scenario), comparable(ask(scenario, folder, "dca")))
