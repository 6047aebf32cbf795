"""What is told of weights that were found: how they did on days that they had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.services.ports import Proportion
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.widgets.colors import Tone

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
    """The check in plain words, with its days, and where the weights come from."""
    translate = QCoreApplication.translate
    text = translate(
        "Proportion",
        "Out of sample, over {days} days ({span}), after costs: {own}; equal weights: {equal}. {verdict} "
        "What was is no promise.",
    )
    return text.format(
        days=found.checked_days,
        span=times.covered(found.checked_from_ns, found.to_ns),
        own=_record(found.own.total_return, found.own.volatility, found.own.drawdown),
        equal=_record(found.equal.total_return, found.equal.volatility, found.equal.drawdown),
        verdict=translate("Proportion", VERDICTS[found.verdict.value]),
    )


def _record(total: Decimal, volatility: Decimal, drawdown: Decimal) -> str:
    return QCoreApplication.translate(
        "Proportion", "return {total}, fluctuation {volatility} a year, largest fall {drawdown}"
    ).format(
        total=fmt.percent(total, 1, sign=True),
        volatility=fmt.percent(volatility, 1),
        drawdown=fmt.percent(drawdown, 1),
    )


def tone(found: Proportion) -> Tone:
    """Quiet where it did what it is made for, else a warning."""
    return Tone.MUTED if found.verdict.value == "better" else Tone.WARN
