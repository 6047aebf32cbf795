"""What is told of a price feed that cannot be used: what is wrong, what it means, what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import FeedStatus
from finbyte_desktop.ui import words_problems

MISSING = "feed_missing"


def is_absent(feed: FeedStatus) -> bool:
    """Whether the chosen feed could not be opened, so that no price comes at all."""
    return bool(feed.problem)


def absent(feed: FeedStatus) -> str:
    """The whole of it, for a person who can do something about it."""
    translate = QCoreApplication.translate
    if feed.reason == MISSING:
        what = translate("feed", "The file {path} of the price feed is not there.").format(
            path=feed.choice.path
        )
    else:
        why = words_problems.worded("", feed.problem)
        what = translate("feed", "The price feed cannot be used. {why}").format(why=why)
    means = translate(
        "feed",
        "No price comes and nothing is traded: bots of it wait, and their orders rest on paper. Choose the "
        "file where it is now, or another feed.",
    )
    return f"{what} {means}"


def absent_cell(feed: FeedStatus) -> str:
    """The same in two words."""
    if feed.reason == MISSING:
        return QCoreApplication.translate("feed", "file missing")
    return QCoreApplication.translate("feed", "not readable")
