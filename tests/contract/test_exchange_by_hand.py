"""The test exchange as its own process: the same bytes in every process, and a start by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


def test_two_processes_see_the_same_bytes() -> None:
    """Neither the process nor the seed of Python's hashes changes what a run brings."""
    traces = {run("tests.contract.trace_of_a_run", PYTHONHASHSEED=seed) for seed in ("1", "2")}
    assert len(traces) == 1


def test_exchange_starts_by_hand_with_faults_from_a_file(tmp_path: Path) -> None:
    """The command prints where the exchange is, a key, and how many rules it read."""
    rules = tmp_path / "faults.json"
    rules.write_text(json.dumps([{"knob": "net.latency", "min_ms": 1, "max_ms": 5}]), encoding="utf-8")
    said = run(
        "tests.support.exchange", "--port", "0", "--seed", "3", "--faults", str(rules), "--for-seconds", "0.2"
    )
    assert "http://127.0.0.1:" in said
    assert "api.bybit.com" in said
    assert "Faults: 1 rules" in said
