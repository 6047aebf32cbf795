"""The test exchange as its own process: the same bytes in every process, and a start by hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.exchange import KNOBS
from tests.support.exchange.fault_files import TAKES, BadFaults, example, listed, load_faults

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


def refused(*arguments: str) -> str:
    """What it says where it does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.exchange", "--port", "0", *arguments], cwd=ROOT, text=True,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


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


def test_help_names_every_knob_with_its_meaning_and_an_example(tmp_path: Path) -> None:
    """And the examples are rules that a file may hold, all of them together."""
    told = run("tests.support.exchange", "--help")
    lines = told.splitlines()
    for knob, meaning in KNOBS.items():
        at = lines.index(f"  {knob}")
        assert lines[at + 1].strip() == meaning
        assert json.loads(lines[at + 2])["knob"] == knob
    rules = tmp_path / "all.json"
    rules.write_text(json.dumps([example(knob) for knob in KNOBS]), encoding="utf-8")
    assert len(load_faults(rules, 1).rules) == len(KNOBS)


def test_what_a_knob_takes_is_what_the_exchange_reads() -> None:
    """Nothing stands in an example that no line of the exchange asks for, and no knob is there twice."""
    folder = ROOT / "tests" / "support" / "exchange"
    source = "".join(
        path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "fault_files.py"
    )
    read = set(re.findall(r'params(?:\.get\(|\[)"([a-z_]+)"', source))
    assert set(TAKES) <= set(KNOBS)
    assert {name for taken in TAKES.values() for name in taken} <= read
    named = {word for meaning in KNOBS.values() for word in re.findall(r"\b[a-z]+_[a-z]+\b", meaning)}
    assert {word for word in named if word in read} <= {name for taken in TAKES.values() for name in taken}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"knob": "net.dns"}', "must hold a list of rules"),
        ("[1]", 'rule 1: a rule is an object with a "knob"'),
        ('[{"knob": "net.dns"}, {"probability": 1}]', 'rule 2: a rule is an object with a "knob"'),
        ('[{"knob": "net.dns",}]', "is no JSON: line 1"),
        ('[{"knob": "net.dns", "chance": 1}]', "net.dns takes no 'chance'; it takes probability, at_ms"),
        ('[{"knob": "net.dns", "probability": 7}]', "probability of net.dns cannot be 7"),
        ('[{"knob": "net.dns", "at_ms": 5}]', "at_ms of net.dns cannot be 5; an example is [5000, 60000]"),
        ('[{"knob": "net.dns", "windows": [[5]]}]', "windows of net.dns cannot be [[5]]"),
        ('[{"knob": "read.lag", "ms": "2s"}]', 'ms of read.lag cannot be "2s"; an example is 2000'),
        ('[{"knob": "market.gap", "where": {}}]', "market.gap takes no 'where'"),
    ],
)
def test_bad_file_of_faults_is_told_in_plain_words(tmp_path: Path, text: str, told: str) -> None:
    """What is wrong, in which rule, and what may stand there."""
    rules = tmp_path / "faults.json"
    rules.write_text(text, encoding="utf-8")
    with pytest.raises(BadFaults) as found:
        load_faults(rules, 1)
    assert told in str(found.value)


def test_exchange_with_a_bad_file_does_not_start(tmp_path: Path) -> None:
    """A file that is not there, and a knob that is none: no traceback, and all knobs are named."""
    assert "cannot be read: No such file" in refused("--faults", str(tmp_path / "none.json"))
    rules = tmp_path / "faults.json"
    rules.write_text('[{"knob": "net.slow"}]', encoding="utf-8")
    told = refused("--faults", str(rules))
    assert told.startswith(f"{rules}, rule 1: there is no knob 'net.slow'.")
    assert listed() in told
