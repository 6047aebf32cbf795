"""A strategy's file as it is open in the editor, and as a row of the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from finbyte_desktop.services.ports import StrategyText
from finbyte_desktop.widgets.colors import Tone

PLACE = re.compile(r"(?P<file>[^\s,:/\\]+\.py)(?:, line |，第 )(?P<line>\d+)")  # as told, and in Chinese
EMPTY = '''"""What it does."""

from finbyte import Link, logger


class Trading(Link):
    def quote_update(self, src, sym, data):
        bid, ask = data["bid"][0], data["ask"][0]
'''


def place_in(text: str) -> tuple[str, int] | None:
    """The file and the line that a text names first."""
    found = PLACE.search(text)
    return None if found is None else (found["file"], int(found["line"]))


@dataclass(slots=True)
class Document:
    """A file that was opened. `text` is what is typed, `saved` what the file held when it was read or written
    last; `outside` what somebody else wrote meanwhile, until a person has decided between the two.
    """

    file: Path
    is_example: bool
    text: str
    saved: str
    digest: str
    stamp: tuple[int, int]
    line: int = 1
    outside: StrategyText | None = None
    gone: bool = False
    checked: bool = False
    problem: str = ""
    problem_line: int = 0

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that the file does not hold."""
        lost = self.gone or (self.outside is not None and self.outside.wrong is not None)
        return not self.is_example and (self.text != self.saved or lost)


@dataclass(frozen=True, slots=True)
class FileShown:
    """A row of the list. `tone` is that of its dot, None without one; `state` says it in words."""

    file: Path
    name: str
    is_example: bool
    unsaved: bool
    tone: Tone | None
    state: str
