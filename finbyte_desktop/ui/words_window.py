"""Errors of the services that a window tells in other words: it names what a person sees, and no command was
to be run.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

IN_WINDOW: Mapping[str, str] = {
    "There are no finished candles of {symbol} yet.": QT_TRANSLATE_NOOP(
        "errors", "No candle of {symbol} has ended yet: there is nothing to calculate with."
    ),
    "There is no file {path}. Nothing was run; check its name.": QT_TRANSLATE_NOOP(
        "errors", "There is no file {path}. Nothing was changed; choose the file where it is now."
    ),
    "{file} has no candles. Nothing was run; choose a file with lines below its header.": QT_TRANSLATE_NOOP(
        "errors", "{file} has no candles. Nothing was changed; choose a file with lines below its header."
    ),
}
