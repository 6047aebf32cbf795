"""Colours of Python code, line by line: a text that is half typed has them too."""

from __future__ import annotations

import builtins
import keyword
import re
from typing import NamedTuple

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from finbyte_desktop.widgets.colors import Themed

BUILTINS = frozenset(name for name in dir(builtins) if name[0].islower()) | {"self", "cls"}
KEYWORDS = frozenset(keyword.kwlist)
PREFIX = r"(?:[rRbBuUfF]|[rR][bBfF]|[bBfF][rR])?"
TOKEN = re.compile(
    rf"""(?P<comment>\#.*)
    |(?P<long>{PREFIX}(?P<quotes>\"\"\"|'''))
    |(?P<string>{PREFIX}(?:"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)))
    |(?P<decorator>@[\w.]+)
    |(?P<number>(?<![\w.])(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?))
    |(?P<name>[^\W\d]\w*)""",
    re.VERBOSE,
)
NOTHING, IN_DOUBLE, IN_SINGLE = 0, 1, 2  # what a line ends inside of
ENDS = {IN_DOUBLE: '"""', IN_SINGLE: "'''"}


class Piece(NamedTuple):
    """A stretch of a line and what it is: keyword, builtin, defined, string, number, comment, decorator."""

    start: int
    length: int
    kind: str


def pieces(line: str, state: int = NOTHING) -> tuple[list[Piece], int]:
    """The coloured stretches of a line that begins inside of `state`, and what it ends inside of."""
    found: list[Piece] = []
    at = 0
    if state in ENDS:
        at, state = _long(line, 0, 0, state, found)
        if state:
            return found, state
    defines = False
    while (token := TOKEN.search(line, at)) is not None:
        start, at = token.span()
        kind = token.lastgroup or ""
        if token["long"]:
            inside = IN_DOUBLE if token["quotes"] == '"""' else IN_SINGLE
            at, state = _long(line, start, at, inside, found)
            if state:
                return found, state
            continue
        if kind == "name":
            kind = _name(token[0], defines)
            defines = token[0] in ("def", "class")
        if kind:
            found.append(Piece(start, at - start, kind))
    return found, NOTHING


def _long(line: str, start: int, after: int, inside: int, found: list[Piece]) -> tuple[int, int]:
    """A string over lines that begins at `start`: where it ends, and what the line ends inside of."""
    at = after
    while (end := line.find(ENDS[inside], at)) > 0 and line[end - 1] == "\\":
        at = end + 1
    stop = len(line) if end < 0 else end + 3
    found.append(Piece(start, stop - start, "string"))
    return stop, inside if end < 0 else NOTHING


def _name(word: str, defined: bool) -> str:
    if defined:
        return "defined"
    if word in KEYWORDS:
        return "keyword"
    return "builtin" if word in BUILTINS else ""


class PythonColors(Themed, QSyntaxHighlighter):
    """Colours a document while it is typed, in the colours of the theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.init_colors()
        self._make()

    def update(self) -> None:
        """Called with other colours."""
        self._make()
        self.rehighlight()

    def _make(self) -> None:
        c = self.colors
        self._formats = {
            kind: _format(color)
            for kind, color in (
                ("keyword", c.accent_text),
                ("builtin", c.paper_text),
                ("defined", c.code_name),
                ("decorator", c.code_name),
                ("string", c.code_string),
                ("number", c.code_number),
                ("comment", c.muted),
            )
        }

    def highlightBlock(self, text: str) -> None:
        found, state = pieces(text, max(NOTHING, self.previousBlockState()))
        for start, length, kind in found:
            self.setFormat(start, length, self._formats[kind])
        self.setCurrentBlockState(state)


def _format(color: QColor) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(color)
    return made
