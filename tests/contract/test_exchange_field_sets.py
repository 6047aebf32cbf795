"""Every answer and message has the fields of the venues' own documented and recorded ones."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.field_sets import CASES
from tests.contract.traded import Traded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.data


def fixture(folder: Path, archive: str, name: str) -> Any:
    """The JSON of one fixture; of a text with several parts the last one."""
    with gzip.open(folder / "fixtures" / f"{archive}_fixtures.json.gz") as file:
        files = json.load(file)
    value = next(files[path] for path in files if path.endswith(name))
    if not isinstance(value, dict) or "_raw_text" not in value:
        return value
    text = value["_raw_text"].partition("\n= ")[2] or value["_raw_text"]
    text = re.sub(r"\|(\d+)\|", r"\1", text)
    return json.loads(text[min(at for at in (text.find("{"), text.find("[")) if at >= 0) :])


def shape(value: Any, prefix: str = "") -> set[str]:
    """The paths of all fields; lists stand for the union of their entries."""
    found: set[str] = set()
    if isinstance(value, list):
        for entry in value:
            found |= shape(entry, prefix)
    elif isinstance(value, dict):
        for name, inner in value.items():
            found.add(f"{prefix}{name}")
            found |= shape(inner, f"{prefix}{name}.")
    return found


@pytest.fixture(scope="module")
def traded() -> Traded:
    return Traded()


@pytest.mark.parametrize(("archive", "name", "ours", "less", "more"), CASES, ids=[case[1] for case in CASES])
def test_fields_are_the_venues_own(
    traded: Traded,
    shared_data: Path,
    archive: str,
    name: str,
    ours: Callable[[Traded], Any],
    less: list[str],
    more: list[str],
) -> None:
    """The set of fields equals the fixture's, apart from the named ones."""
    theirs, made = shape(fixture(shared_data, archive, name)), shape(ours(traded))
    assert sorted(theirs - made) == less
    assert sorted(made - theirs) == more
