"""How deep lines of Python stand: by spaces, or by tabs where a file has them."""

from __future__ import annotations

import re

INDENT = 4
OPENERS = (":", "(", "[", "{")
ENDERS = ("return", "pass", "break", "continue", "raise")
STRING = re.compile(r"""(?P<mark>["'])(?:\\.|(?!(?P=mark)).)*(?P=mark)""")


def lead(text: str) -> str:
    """The spaces and tabs with which a line begins."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def has_tabs(text: str) -> bool:
    """Whether the first line that is indented is so by a tab."""
    found = re.search(r"^[ \t]+(?=\S)", text, re.MULTILINE)
    return found is not None and "\t" in found[0]


def code_of(line: str) -> str:
    """A line without its remark; what stands in quotes is no remark."""
    return STRING.sub('""', line).partition("#")[0].rstrip()


def is_open(code: str) -> bool:
    """Whether a bracket of a line goes on in the next one."""
    return any(code.count(opens) > code.count(closes) for opens, closes in ("()", "[]", "{}"))


def outward(before: str) -> int:
    """How many characters of a line's beginning are its last step: a tab, or up to four spaces."""
    if before.endswith("\t"):
        return 1
    spaces = len(before) - len(before.rstrip(" "))
    return min(INDENT, spaces)


def next_lead(line: str, *, tabs: bool) -> str:
    """The beginning of the line after this one: as deep, one step deeper after a colon or a bracket, one
    less after a return.
    """
    before, code = lead(line), code_of(line)
    if code.endswith(OPENERS):
        return before + ("\t" if tabs else " " * INDENT)
    first = code.split(maxsplit=1)[:1]
    if first and first[0] in ENDERS and not is_open(code):
        return before[: len(before) - outward(before)]
    return before
