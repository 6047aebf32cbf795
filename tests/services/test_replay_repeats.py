"""`finbyte-desktop replay`: the same arguments give the same result, whenever and wherever it runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.cli import run
from finbyte_desktop.services import clock, desk, desk_market

YEAR_NS = 365 * 86_400_000_000_000


def replayed(out: Path, *words: str) -> dict[str, Any]:
    """The document of a replay."""
    assert run(["replay", *words, "--json", str(out)]) == 0
    document: dict[str, Any] = json.loads(out.read_text())
    return document


def test_the_same_seed_gives_the_same_result_in_another_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Range, fills and profit of a replay of the demo market follow from its arguments alone."""
    first = replayed(tmp_path / "a.json", "--demo", "1", "--hours", "1")
    real = clock.wall_ns
    for module in (desk, desk_market):
        monkeypatch.setattr(module, "wall_ns", lambda: real() + YEAR_NS)
    second = replayed(tmp_path / "b.json", "--demo", "1", "--hours", "1")
    assert first["fills"] > 0
    assert first == second
    assert replayed(tmp_path / "c.json", "--demo", "2", "--hours", "1") != first
