"""Nobody imports what the import table of rules.toml does not name."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.architecture.sources import RULES, Source, matches, package_sources, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = "finbyte_desktop"


class Import(NamedTuple):
    """One imported name with all its dots, the line it stands on, and whether it waits for a call."""

    target: str
    line: int
    is_late: bool


def imports_of(source: Source) -> list[Import]:
    """Every import, also inside functions and TYPE_CHECKING, and import_module() of a literal name."""
    return list(_walk(source.tree, source.path, is_late=False))


def _walk(node: ast.AST, path: str, *, is_late: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        yield from (Import(target, child.lineno, is_late) for target in _targets(child, path))  # type: ignore[attr-defined]
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            yield from _walk(ast.Module(body=child.body, type_ignores=[]), path, is_late=True)
            yield from _walk(ast.Module(body=child.orelse, type_ignores=[]), path, is_late=is_late)
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(child, path, is_late=is_late or is_function)


def _targets(node: ast.AST, path: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        parents = [OWN, *path.split("/")[:-1]]
        anchor = parents[: len(parents) - node.level + 1] if node.level else []
        module = ".".join([*anchor, *([node.module] if node.module else [])])
        return [f"{module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return [
            arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
    return []


def row_of(path: str) -> dict[str, Any] | None:
    return next((row for row in RULES["row"] if matches(path, row["files"])), None)


def violations(source: Source) -> list[str]:
    """What of this module's imports no row names, as lines a reader can act on."""
    row = row_of(source.path)
    if row is None:
        return [f"{source.path}: no row of the import table names this file"]
    found = []
    for item in imports_of(source):
        refusal = _refusal(item, row, source.path)
        if refusal is not None:
            found.append(f"{source.path}:{item.line}: {row['name']} may not import {item.target}: {refusal}")
    return found


def _refusal(item: Import, row: dict[str, Any], path: str) -> str | None:
    root, _, rest = item.target.partition(".")
    if root in sys.stdlib_module_names:
        if row["stdlib"] != "all" and root not in row["stdlib"]:
            return "not in its part of the standard library"
        names = row.get("names", {}).get(root)
        return None if names is None or rest in names else f"only {', '.join(names)}, each by name"
    if row.get("late") and not item.is_late and item.target != f"{OWN}.__version__":
        return "only inside a function"
    if root == OWN:
        allowed = any(
            not prefix or rest == prefix or rest.startswith(f"{prefix}.") for prefix in row["finbyte"]
        )
        return None if allowed else "this arrow is not in the table"
    externals = {*row["external"]}
    for place in RULES["place"]:
        if matches(path, place["files"]):
            externals.update(place["external"])
    return None if root in externals or "*" in externals else "this package is not in the table for this file"


def test_package_imports_only_what_the_table_names() -> None:
    """Every arrow between the rooms, and every package, stands in the table."""
    found = [line for source in package_sources() for line in violations(source)]
    assert not found, "\n".join(found)


REFUSED = [
    pytest.param("core/orders.py", "import time", id="core-clock"),
    pytest.param("core/orders.py", "import asyncio", id="core-asyncio"),
    pytest.param("core/orders.py", "import numpy as np", id="core-numpy"),
    pytest.param("core/orders.py", "from math import sqrt", id="core-float-function"),
    pytest.param("core/orders.py", "import math", id="core-whole-math"),
    pytest.param("core/orders.py", "from finbyte_desktop.bots import base", id="core-bots"),
    pytest.param("core/orders.py", "from finbyte_desktop import services", id="core-services-by-name"),
    pytest.param("core/orders.py", "from ..services import desk", id="core-services-relative"),
    pytest.param("core/orders.py", "def f():\n    import random", id="core-inside-function"),
    pytest.param("core/orders.py", "if TYPE_CHECKING:\n    from aiohttp import web", id="core-type-checking"),
    pytest.param("core/orders.py", "if x:\n    pass\nelse:\n    import os", id="core-else"),
    pytest.param("core/orders.py", "__import__('os')", id="core-import-call"),
    pytest.param("bots/grid.py", "from finbyte_desktop.services import clock", id="bots-services"),
    pytest.param("bots/grid.py", "import logging", id="bots-logger"),
    pytest.param("services/desk.py", "from PySide6.QtCore import QObject", id="services-qt"),
    pytest.param("services/desk.py", "import finbyte_desktop.ui.bridge", id="services-ui"),
    pytest.param("services/desk.py", "from finbyte_desktop.paths import data", id="services-paths"),
    pytest.param("services/desk.py", "import sqlalchemy", id="services-sql-outside-store"),
    pytest.param(
        "services/desk.py", "import importlib as i\ni.import_module('ccxt')", id="services-ccxt-by-call"
    ),
    pytest.param("services/venues/paper.py", "import ccxt", id="services-ccxt-outside-its-files"),
    pytest.param("services/runner.py", "import polars", id="services-polars-outside-its-files"),
    pytest.param("services/api/auth.py", "import keyring", id="services-keyring-outside-its-files"),
    pytest.param("widgets/ladder.py", "from finbyte_desktop.core.orders import Side", id="widgets-core"),
    pytest.param("widgets/ladder.py", "from finbyte_desktop.ui import theme", id="widgets-ui"),
    pytest.param("widgets/ladder.py", "import polars", id="widgets-polars"),
    pytest.param("ui/page.py", "from finbyte_desktop.services import desk", id="ui-desk"),
    pytest.param("ui/page.py", "from finbyte_desktop.services.portside import x", id="ui-prefix-is-no-match"),
    pytest.param("ui/page.py", "from finbyte_desktop.bots import registry", id="ui-bots"),
    pytest.param("ui/page.py", "import qasync", id="ui-qasync"),
    pytest.param("paths.py", "import PySide6", id="paths-qt"),
    pytest.param("eventloop.py", "from finbyte_desktop.ui import bridge", id="eventloop-ui"),
    pytest.param("app.py", "from finbyte_desktop.services import desk", id="composition-early"),
    pytest.param("cli.py", "import PySide6", id="composition-early-package"),
    pytest.param("__init__.py", "import sys", id="package-init"),
    pytest.param("extra.py", "x = 1", id="file-without-row"),
]


@pytest.mark.parametrize(("path", "text"), REFUSED)
def test_planted_import_is_caught(path: str, text: str) -> None:
    """The table can fail: each of these modules breaks it once."""
    assert len(violations(parse(path, text))) == 1


ACCEPTED = [
    pytest.param("core/orders.py", "from math import gcd, isqrt, lcm", id="core-integer-math"),
    pytest.param("core/orders.py", "from collections.abc import Mapping", id="core-submodule"),
    pytest.param("core/orders.py", "from . import numbers\nfrom .market import Candle", id="core-relative"),
    pytest.param("bots/grid.py", "from finbyte_desktop.core.orders import Side", id="bots-core"),
    pytest.param("services/store/journal.py", "import sqlalchemy as sa, sqlite3", id="services-store"),
    pytest.param("services/venues/ccxt_map.py", "import ccxt.pro", id="services-ccxt"),
    pytest.param("services/sweep/grid.py", "import numba, numpy, optuna", id="services-sweep"),
    pytest.param("services/desk.py", "import asyncio, json, zlib, orjson, aiohttp", id="services-everywhere"),
    pytest.param("ui/page.py", "from finbyte_desktop.services import ports", id="ui-ports"),
    pytest.param("ui/page.py", "from finbyte_desktop.services.ports import Desk", id="ui-desk-protocol"),
    pytest.param("ui/page.py", "from finbyte_desktop.core.orders import Side", id="ui-core"),
    pytest.param("app.py", "import sys\ndef main():\n    from finbyte_desktop.ui import bridge", id="late"),
    pytest.param(
        "app.py", "if TYPE_CHECKING:\n    from finbyte_desktop.services import desk", id="types-only"
    ),
    pytest.param("__main__.py", "from finbyte_desktop import __version__", id="version"),
]


@pytest.mark.parametrize(("path", "text"), ACCEPTED)
def test_import_that_the_table_names_is_accepted(path: str, text: str) -> None:
    """The table refuses nothing that it names."""
    assert violations(parse(path, text)) == []
