"""What is told of weights that were found: how they did on days that they had not seen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.services.ports import Proportion, TrackRecord
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.widgets.colors import Tone

NO_BREAK = "\u00a0"
VERDICTS: Mapping[str, str] = {
    "better": QT_TRANSLATE_NOOP("Proportion", "So far it did better: no less return, and less fluctuation."),
    "calmer": QT_TRANSLATE_NOOP(
        "Proportion", "It fluctuated less, and earned less: it did not beat equal weights."
    ),
    "wilder": QT_TRANSLATE_NOOP(
        "Proportion", "It earned more, but fluctuated no less: that was luck rather than what it is made for."
    ),
    "no_better": QT_TRANSLATE_NOOP(
        "Proportion", "It did not beat equal weights: Equal is the better choice here."
    ),
}
TEXTS: Mapping[str, tuple[str, ...]] = {
    "history_too_short": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prices that all of these assets have go back {days} days; {needed} are needed: {window} to "
            "find weights, and {step} more to check them on days that they have not seen.",
        ),
    ),
    "price_stood_still": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The price of {asset} stood still for {days} days: no weight can be found for it. Take it out, "
            "or choose other weights.",
        ),
    ),
    "money_weighed": (
        QT_TRANSLATE_NOOP(
            "errors",
            "assets: {asset} is the money that the others are priced in, and its price does not move. Take "
            "it out, or choose other weights.",
        ),
    ),
    "too_few_assets": (QT_TRANSLATE_NOOP("errors", "assets: {needed} or more are needed, not {given}."),),
}


def told(found: Proportion, times: fmt.Times) -> str:
    """The check in plain words, with its days: a line for each way of weighing, then what that means."""
    translate = QCoreApplication.translate
    head = translate("Proportion", "Out of sample, over {days} days ({span}), after costs:")
    lines = (
        head.format(days=found.checked_days, span=times.covered(found.checked_from_ns, found.to_ns)),
        translate("Proportion", "AI proportion: {record}").format(record=_record(found.own)),
        translate("Proportion", "equal weights: {record}").format(record=_record(found.equal)),
        translate("Proportion", VERDICTS[found.verdict.value]),
        translate("Proportion", "What was is no promise."),
    )
    return "\n".join(lines[:3]) + f"\n{lines[3]} {lines[4]}"


def _record(one: TrackRecord) -> str:
    text = QCoreApplication.translate(
        "Proportion", "return {total}, fluctuation {volatility} a year, largest fall {drawdown}"
    )
    shown = {
        "total": fmt.percent(one.total_return, 1, sign=True),
        "volatility": fmt.percent(one.volatility, 1),
        "drawdown": fmt.percent(one.drawdown, 1),
    }
    return text.format(**{name: figure.replace(" ", NO_BREAK) for name, figure in shown.items()})


def tone(found: Proportion) -> Tone:
    """Quiet where it did what it is made for, else a warning."""
    return Tone.MUTED if found.verdict.value == "better" else Tone.WARN
