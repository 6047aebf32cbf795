"""The modules of finbyte_desktop as syntax trees, and the rules they are measured with."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).resolve().parents[2] / "finbyte_desktop"
RULES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Source:
    """One module: its path relative to the package with forward slashes, its text and its tree."""

    path: str
    text: str
    tree: ast.Module


def parse(path: str, text: str) -> Source:
    """A source from text, also for the planted ones that no file holds."""
    return Source(path, text, ast.parse(text, filename=path))


def package_sources() -> list[Source]:
    """Every module that exists now."""
    return [
        parse(file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8"))
        for file in sorted(PACKAGE.rglob("*.py"))
    ]


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns names the path: a folder with "/" at its end, or a name with wildcards."""
    return any(
        path.startswith(pattern) if pattern.endswith("/") else fnmatchcase(path, pattern)
        for pattern in patterns
    )
