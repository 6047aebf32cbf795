"""What is told of a price feed that cannot be used: what is wrong, what it means, what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import FeedChoice, FeedPlan, FeedStatus
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.viewmodels import fields

MISSING = "feed_missing"
DAY_NS, FEWEST_DAYS = 86_400_000_000_000, 3


def is_absent(feed: FeedStatus) -> bool:
    """Whether the chosen feed could not be opened, so that no price comes at all."""
    return bool(feed.problem)


def absent(feed: FeedStatus) -> str:
    """The whole of it, for a person who can do something about it."""
    translate = QCoreApplication.translate
    if feed.reason == MISSING:
        what = translate("feed", "The file {path} of the price feed is not there.").format(
            path=feed.missing or feed.choice.path
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


def ended(feed: FeedStatus) -> str:
    """Of a recording that is over: what it means, and what can be done, which bots on it decide."""
    if feed.bots:
        return QCoreApplication.translate(
            "feed",
            "The recording has ended: no more prices come, and no order that rests is filled. What a bot "
            "sells when you stop it goes at the last price. Choose another feed; this one plays from its "
            "beginning when its bots have ended.",
        )
    return QCoreApplication.translate(
        "feed",
        "The recording has ended: no more prices come. Choose it again to play it from its beginning, or "
        "choose another feed.",
    )


def stands_in(feed: FeedStatus) -> str:
    """That the currency of the amounts is not known, and how to name it; only where that is so."""
    said = QCoreApplication.translate("feed", "{file} does not name its currency: {quote} stands for it.")
    told = said.format(file=feed.label, quote=feed.stand_in)
    if feed.choice.symbol is not None:  # it names a market, but no currency
        return told
    mend = QCoreApplication.translate("feed", "Choose the file again under Price feed to name its market.")
    return f"{told} {mend}"


def taken(now: FeedStatus, choice: FeedChoice) -> str:
    """What is said when another feed was taken, or the one that had ended once more."""
    same = _prices(choice) == _prices(now.choice)
    if now.finished and same:
        return QCoreApplication.translate("feed", "The recording plays from its beginning.")
    return QCoreApplication.translate("feed", "Prices come from the new feed.")


def _prices(choice: FeedChoice) -> tuple[object, ...]:
    """What the prices of a choice are, at whatever speed."""
    return choice.kind, choice.path, choice.symbol, choice.files, choice.begin_ns


def _days(count: int) -> str:
    return QCoreApplication.translate("feed", "{count} d").format(count=count)


def together(plan: FeedPlan, times: fmt.Times) -> str:
    """What several files would play, and what they have beyond it."""
    translate = QCoreApplication.translate
    days = round((plan.end_ns - plan.start_ns) / DAY_NS)
    length = fmt.duration(plan.end_ns - plan.start_ns) if days < FEWEST_DAYS else _days(days)
    said = [
        translate("feed", "They play together: {span} ({days}).").format(
            span=times.covered(plan.start_ns, plan.end_ns), days=length
        )
    ]
    before = [span for span in plan.spans if span.first_ns < plan.start_ns]
    after = [span for span in plan.spans if span.end_ns - plan.end_ns >= span.interval_ns]
    if before and len(before) == len(plan.spans):
        said.append(translate("feed", "What is before is their past."))
    elif before:
        names = ", ".join(f"{span.market} ({times.date(span.first_ns)})" for span in before)
        said.append(translate("feed", "Begin earlier, seen as their past: {markets}.").format(markets=names))
    if after:
        names = ", ".join(f"{span.market} ({times.date(span.end_ns - 1)})" for span in after)
        said.append(translate("feed", "Go on later, not played: {markets}.").format(markets=names))
    lengths = {span.interval_ns for span in plan.spans}
    if len(lengths) > 1:
        each = ", ".join(f"{s.market} {fields.span(s.interval_ns // fmt.NS_A_SECOND)}" for s in plan.spans)
        told = translate("feed", "Their candles differ in length: {lengths}. Each is played at its own time.")
        said.append(told.format(lengths=each))
    return " ".join(said)


def absent_cell(feed: FeedStatus) -> str:
    """The same in two words."""
    if feed.reason == MISSING:
        return QCoreApplication.translate("feed", "file missing")
    return QCoreApplication.translate("feed", "not readable")
