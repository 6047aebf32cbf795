"""Habits that cost money or freeze the window are refused in every module of finbyte_desktop."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import RULES, Source, matches, package_sources, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Check = Callable[[Source], Iterator[tuple[int, str]]]

HOUSE = RULES["house"]
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
BROAD = {"Exception", "BaseException"}


def blocking_dialog(source: Source) -> Iterator[tuple[int, str]]:
    """A nested event loop freezes every task that wakes meanwhile."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = ast.unparse(node.value).rpartition(".")[2]
        if node.attr in {"exec", "exec_"}:
            yield node.lineno, f"{ast.unparse(node)}: use open() and await the answer"
        elif node.attr in HOUSE["blocking_calls"].get(owner, []):
            yield node.lineno, f"{ast.unparse(node)}: blocks in its own event loop; open() a dialog object"


def process_events(source: Source) -> Iterator[tuple[int, str]]:
    """Events handled in the middle of a function re-enter it."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "processEvents":
            yield node.lineno, "processEvents re-enters the caller; await instead"


def float_money(source: Source) -> Iterator[tuple[int, str]]:
    """Money and prices are Decimal; isinstance(x, float), which refuses floats, is no use of one."""
    if not matches(source.path, HOUSE["deterministic"]):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node.lineno, f"float literal {node.value!r}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"float", "complex"}:
            yield node.lineno, f"{ast.unparse(node)} makes a float"
        elif isinstance(node, ast.Attribute) and node.attr == "from_float":
            yield node.lineno, "from_float keeps a float's error"


def clock_or_randomness(source: Source) -> Iterator[tuple[int, str]]:
    """Time is the event's and a seed is a parameter, so the same events give the same bytes."""
    if not matches(source.path, HOUSE["deterministic"]):
        return
    for node in ast.walk(source.tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"id", "hash", "__import__"}:
            yield node.lineno, f"{ast.unparse(node)} differs from run to run"
        for name in names:
            if name.partition(".")[0] in HOUSE["clocks_and_randomness"]:
                yield node.lineno, f"{name}: no wall clock, no randomness, no system here"  # type: ignore[attr-defined]


def bare_task(source: Source) -> Iterator[tuple[int, str]]:
    """A task nobody holds is collected in mid-flight, and its error is never seen."""
    for node in ast.walk(source.tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in HOUSE["task_starters"]:
            yield node.lineno, f"{name}: start tasks through the supervisor"  # type: ignore[attr-defined]


def long_file(source: Source) -> Iterator[tuple[int, str]]:
    """A file has one subject."""
    lines = len(source.text.splitlines())
    if lines > HOUSE["max_lines"]:
        yield lines, f"{lines} lines; split it by subject at {HOUSE['max_lines']}"


def vague_name(source: Source) -> Iterator[tuple[int, str]]:
    """A name says what a thing is, not that it does something."""
    path = PurePosixPath(source.path)
    for part in (*path.parent.parts, path.stem):
        if part in HOUSE["refused_modules"]:
            yield 1, f"{part} is no subject for a module"
    names = [(1, path.stem)]
    names += [
        (node.lineno, node.name)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for line, name in names:
        words = {word.lower() for word in WORD.findall(name)}
        if words.intersection(HOUSE["refused_name_words"]):
            yield line, f"{name} says nothing about what it is"


def broad_except(source: Source) -> Iterator[tuple[int, str]]:
    """Errors are caught by their family; a handler that ends with a bare raise only looks."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            last = node.body[-1]
            reraises = isinstance(last, ast.Raise) and last.exc is None
            if not reraises and (node.type is None or _names_in(node.type) & BROAD):
                yield node.lineno, "except Exception catches what nobody thought of"
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("suppress")
            and any(_names_in(argument) & BROAD for argument in node.args)
        ):
            yield node.lineno, "suppress(Exception) hides what nobody thought of"


def _names_in(node: ast.expr) -> set[str]:
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}


def silent_except(source: Source) -> Iterator[tuple[int, str]]:
    """An error that is meant to be dropped says so with contextlib.suppress and one type."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and all(_does_nothing(statement) for statement in node.body):
            yield node.lineno, "the error is swallowed"


def _does_nothing(statement: ast.stmt) -> bool:
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass) or is_constant


def colour(source: Source) -> Iterator[tuple[int, str]]:
    """Colours come from the theme, so that dark, light and colour-blind palettes hold everywhere."""
    if not matches(source.path, HOUSE["coloured"]):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.search(node.value):
            yield node.lineno, f"hard-coded colour in {node.value[:40]!r}"


CHECKS: dict[str, Check] = {
    "blocking-dialog": blocking_dialog,
    "process-events": process_events,
    "float-money": float_money,
    "clock-or-randomness": clock_or_randomness,
    "bare-task": bare_task,
    "long-file": long_file,
    "vague-name": vague_name,
    "broad-except": broad_except,
    "silent-except": silent_except,
    "colour": colour,
}


def findings(rule: str, source: Source) -> list[str]:
    """Where the module breaks the rule, unless rules.toml allows it there."""
    if any(entry["rule"] == rule and matches(source.path, entry["files"]) for entry in RULES["allowed"]):
        return []
    return [f"{source.path}:{line}: {rule}: {text}" for line, text in CHECKS[rule](source)]


@pytest.mark.parametrize("rule", CHECKS)
def test_package_keeps_the_rule(rule: str) -> None:
    """No module breaks the rule outside the places that rules.toml lists with a reason."""
    found = [line for source in package_sources() for line in findings(rule, source)]
    assert not found, "\n".join(found)


def test_every_allowed_place_names_a_rule_and_a_reason() -> None:
    """An exception without a rule or a reason is a typing error."""
    assert all(entry["rule"] in CHECKS and entry["why"] and entry["files"] for entry in RULES["allowed"])


PLANTED = [
    ("blocking-dialog", "ui/page.py", "dialog.exec()"),
    ("blocking-dialog", "ui/page.py", "self.menu.exec_(point)"),
    ("blocking-dialog", "ui/page.py", "def f():\n    return QMessageBox.question(self, 'a', 'b')"),
    ("blocking-dialog", "ui/page.py", "QtWidgets.QFileDialog.getSaveFileName(self)"),
    ("blocking-dialog", "app.py", "run = app.exec"),
    ("process-events", "ui/page.py", "QApplication.processEvents()"),
    ("float-money", "core/ledger.py", "FEE = 0.001"),
    ("float-money", "core/ledger.py", "x = 1e3"),
    ("float-money", "bots/grid.py", "def f(x):\n    return float(x)"),
    ("float-money", "bots/grid.py", "Decimal.from_float(x)"),
    ("clock-or-randomness", "core/kernel.py", "import time"),
    ("clock-or-randomness", "core/kernel.py", "def f():\n    from os import urandom"),
    ("clock-or-randomness", "bots/grid.py", "from datetime import datetime"),
    ("clock-or-randomness", "bots/grid.py", "orders.sort(key=lambda order: id(order))"),
    ("bare-task", "services/runner.py", "asyncio.create_task(f())"),
    ("bare-task", "services/runner.py", "from asyncio import ensure_future\nensure_future(f())"),
    ("bare-task", "ui/page.py", "loop.create_task(f())"),
    ("long-file", "services/runner.py", "x = 1\n" * 601),
    ("vague-name", "services/runner.py", "class OrderManager: ..."),
    ("vague-name", "services/runner.py", "def order_helper(): ..."),
    ("vague-name", "services/runner.py", "class _VenueImpl: ..."),
    ("vague-name", "services/feed_utils.py", "x = 1"),
    ("vague-name", "ui/models/order.py", "x = 1"),
    ("vague-name", "core/common.py", "x = 1"),
    ("broad-except", "services/runner.py", "try:\n    f()\nexcept Exception as e:\n    log(e)"),
    ("broad-except", "services/runner.py", "try:\n    f()\nexcept:\n    log()"),
    ("broad-except", "services/runner.py", "try:\n    f()\nexcept (OSError, BaseException):\n    log()"),
    ("broad-except", "services/runner.py", "with contextlib.suppress(Exception):\n    f()"),
    ("silent-except", "services/runner.py", "try:\n    f()\nexcept OSError:\n    pass"),
    ("silent-except", "services/runner.py", "try:\n    f()\nexcept OSError:\n    'never mind'\n    ..."),
    ("colour", "ui/page.py", "label.setStyleSheet('color: #FF0000')"),
    ("colour", "widgets/ladder.py", "BID = QColor('#80ff0000')"),
    ("colour", "widgets/ladder.py", "style = f'color: #00ff00; width: {x}'"),
]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_planted_break_is_caught(rule: str, path: str, text: str) -> None:
    """The rule can fail: this module breaks it."""
    assert findings(rule, parse(path, text))


def test_every_rule_has_a_planted_break() -> None:
    """A rule that nothing can break is no rule."""
    assert {rule for rule, _, _ in PLANTED} == set(CHECKS)


KEPT = [
    ("blocking-dialog", "ui/page.py", "dialog.open()\nQMessageBox(self).open()\nexec_plan = 1"),
    (
        "float-money",
        "core/numbers.py",
        "if isinstance(x, float):\n    raise TypeError\ny = Decimal('0.1') + 1",
    ),
    ("float-money", "services/statistics/ratios.py", "x = float(0.5)"),
    ("clock-or-randomness", "services/clock.py", "import time"),
    ("bare-task", "services/supervisor.py", "asyncio.create_task(f())"),
    ("long-file", "services/runner.py", "x = 1\n" * 600),
    (
        "vague-name",
        "services/runner.py",
        "class ImplicitOrder: ...\ndef simple(): ...\n@contextmanager\ndef f(): ...",
    ),
    ("broad-except", "core/kernel.py", "try:\n    f()\nexcept Exception as e:\n    halt(e)"),
    ("broad-except", "services/store/a.py", "try:\n    f()\nexcept BaseException:\n    undo()\n    raise"),
    ("silent-except", "services/runner.py", "try:\n    f()\nexcept OSError:\n    return_code = 1"),
    ("colour", "ui/theme.py", "ACCENT = '#3366ff'"),
    ("colour", "services/exports/table.py", "ACCENT = '#3366ff'"),
    ("colour", "ui/page.py", "text = 'order #1234567'"),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_module_that_keeps_the_rule_is_accepted(rule: str, path: str, text: str) -> None:
    """The rule refuses nothing else."""
    assert findings(rule, parse(path, text)) == []
