"""Several candle files that cannot play together: what is said, by the id of the row in docs/errors.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.feed_choice import several
from finbyte_desktop.services.ports import CandleFile, FeedStatus
from finbyte_desktop.services.venues.absent_feed import AbsentFeed
from finbyte_desktop.services.venues.candle_files import MOST_FILES, CandleFiles
from finbyte_desktop.ui import words_feed

LATER_MIN = 5_000


def file(folder: Path, name: str, start: int = 0) -> CandleFile:
    """Three minutes of a market that stands at 100."""
    path = folder / f"{name}.csv"
    rows = [f"{60_000 * (start + n)},100,100,100,100,1" for n in range(3)]
    path.write_text("open_time,open,high,low,close,volume\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return CandleFile(path)


def _refused(*names: str, start: int = 0, begin_ns: int | None = None) -> Callable[[Path, Any], str]:
    def provoke(folder: Path, _: Any) -> str:
        first, *others = names
        given = [file(folder, first), *(file(folder, name, start) for name in others)]
        with pytest.raises(UserError) as raised:
            CandleFiles(given, begin_ns)
        return raised.value.text

    return provoke


def _one_missing(folder: Path, _: Any) -> str:
    first, second = file(folder, "AAAUSDT"), file(folder, "BBBUSDT")
    second.path.unlink()
    choice = several([first, second], None)
    feed = AbsentFeed(choice, UserError("gone", "no_such_file"))
    assert feed.missing == second.path
    status = FeedStatus(choice, feed.label, False, False, False, feed.reason, None, None, None, False)
    return words_feed.absent(replace(status, problem=feed.problem, missing=feed.missing))


FILES_REFUSALS: dict[str, Callable[[Path, Any], str]] = {
    "files-twice": _refused("AAAUSDT", "again_AAA_USDT"),
    "files-other-quote": _refused("AAAUSDT", "BBBEUR"),
    "files-no-common-time": _refused("AAAUSDT", "BBBUSDT", start=LATER_MIN),
    "files-begin-late": _refused("AAAUSDT", "BBBUSDT", begin_ns=10**15),
    "files-unnamed": _refused("AAAUSDT", "prices"),
    "files-too-many": _refused(*(f"A{n}USDT" for n in range(MOST_FILES + 1))),
    "files-one-missing": _one_missing,
}
