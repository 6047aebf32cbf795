"""What a strategy wrote, what its bot decided, and what is wrong, as lines with time, level and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import DecisionRow, StrategyLine, StrategyResult
from finbyte_desktop.ui import words, words_decisions, words_ends
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.strategies import StrategiesModel
from finbyte_desktop.ui.viewmodels.strategy_documents import Document, place_in
from finbyte_desktop.widgets.colors import Tone

LOG, DECISIONS, PROBLEMS = "log", "decisions", "problems"
MOST_TRADES = 1_000  # of a backtest, the newest
MOST_DECISIONS = 500
BAD = (Tone.WARN, Tone.DANGER)
LEVELS = {
    "debug": Level.INFO,
    "info": Level.INFO,
    "warning": Level.WARNING,
    "error": Level.ERROR,
    "critical": Level.ERROR,
}


@dataclass(frozen=True, slots=True)
class LineShown:
    """A row: when, how grave, what, and the line of a file that it names (0: none)."""

    time: str
    level: str
    tone: Tone
    text: str
    file: str = ""
    line: int = 0


class StrategyLines:
    """Makes the rows of the three lists from the desk and from the last backtest."""

    def __init__(self, session: Session, files: StrategiesModel) -> None:
        self._session, self._files = session, files
        self._seen: object = None
        self._shown: tuple[list[LineShown], list[LineShown]] = ([], [])
        self._known: dict[StrategyLine, LineShown] = {}
        self._worded: dict[object, LineShown] = {}
        self._times = self._worded_times = session.times
        self._result: StrategyResult | None = None
        self._told: object = None
        self._decided: list[LineShown] = []

    def log(self, file: Path, result: StrategyResult | None) -> list[LineShown]:
        """What the strategy wrote, newest first: of its bot, or of the backtest."""
        return self._written(file, result)[0]

    def _written(self, file: Path, result: StrategyResult | None) -> tuple[list[LineShown], list[LineShown]]:
        """The rows of the log, and those of them that are no good news. A log grows seldom: the rows of the
        one before are taken where it is the same.
        """
        lines, left_out = self._lines(file, result)
        seen = (lines, left_out, self._session.times)
        if seen == self._seen:
            return self._shown
        known = self._known if self._times is self._session.times else {}
        self._known = {one: known.get(one) or self._line(one) for one in lines}
        self._times = self._session.times
        rows = [self._known[one] for one in reversed(lines)]
        bad = [row for row in rows if row.tone in BAD]
        if left_out:
            text = QCoreApplication.translate("StrategyLines", "{count} more lines were not kept.")
            rows.insert(0, self._row(None, Level.NOTICE, text.format(count=left_out)))
        self._seen, self._shown = seen, (rows, bad)
        return self._shown

    def _lines(self, file: Path, result: StrategyResult | None) -> tuple[Sequence[StrategyLine], int]:
        if result is not None:
            return result.lines, result.lines_left_out
        bot = self._files.bot_of(file)
        return ([] if bot is None else self._files.work.log(bot.bot)), 0

    def decisions(self, told: Sequence[DecisionRow], result: StrategyResult | None) -> list[LineShown]:
        """What the bot did and why, newest first; a backtest tells its trades."""
        seen = (told, self._session.times)
        if result is self._result and seen == self._told:
            return self._decided
        self._result, self._told = result, seen
        self._decided = self._trades(result) if result is not None else self._decisions(_newest(told))
        return self._decided

    def _decisions(self, told: Sequence[DecisionRow]) -> list[LineShown]:
        """Each is put into words once."""
        known = self._worded if self._worded_times is self._session.times else {}
        self._worded_times = self._session.times
        keys = [_key(row) for row in told]
        pairs = zip(keys, told, strict=True)
        self._worded = {key: known.get(key) or self._decision(row) for key, row in pairs}
        return [self._worded[key] for key in keys]

    def _trades(self, result: StrategyResult) -> list[LineShown]:
        return [
            self._row(
                fill.ns,
                Level.INFO,
                words_decisions.decision(
                    "strategy_bought" if fill.side is Side.BUY else "strategy_sold_for",
                    {"qty": str(fill.qty), "price": str(fill.price)},
                ),
            )
            for fill in reversed(result.fills[-MOST_TRADES:])
        ]

    def problems(
        self, document: Document, told: Sequence[DecisionRow], result: StrategyResult | None, tried: str
    ) -> list[LineShown]:
        """What is wrong with the text, why it did not run, what ended it, and errors that it wrote."""
        texts = dict.fromkeys((document.problem, tried))
        if result is not None and result.failure:
            texts.pop(
                words_ends.of_strategy(result.failure), None
            )  # its line is marked; below it stands whole
        rows = [self._row(None, Level.ERROR, text) for text in texts if text]
        if result is not None and result.failure:
            rows.append(self._row(None, Level.ERROR, ended(result.failure)))
        if result is None:
            wrong = [row for row in told if row.level in (Level.ERROR, Level.WARNING)]
            rows += [self._decision(row) for row in _newest(wrong)]
        return rows + self._written(document.file, result)[1]

    def _decision(self, row: DecisionRow) -> LineShown:
        return self._row(row.ns, row.level, words_decisions.decision(row.code, row.fields))

    def _line(self, line: StrategyLine) -> LineShown:
        return self._row(line.ns or None, LEVELS.get(line.level, Level.INFO), line.text)

    def _row(self, ns: int | None, level: Level, text: str) -> LineShown:
        place = place_in(text) if level is not Level.INFO else None
        file, line = ("", 0) if place is None else place
        time = self._session.times.second(ns) if ns else ""
        return LineShown(time, words.level(level), words.LEVEL_TONES[level], text, file, line)


def _key(row: DecisionRow) -> object:
    return row.bot, row.ns, row.seq, row.code, tuple(row.fields.items())


def _newest(told: Sequence[DecisionRow]) -> list[DecisionRow]:
    return sorted(told, key=lambda row: (-row.ns, -row.seq))[:MOST_DECISIONS]


def ended(failure: str) -> str:
    """What ended a strategy in its backtest."""
    source = QCoreApplication.translate(
        "StrategyLines", "The strategy was ended: {text} The result goes on without it."
    )
    text = words_ends.of_strategy(failure)
    return source.format(text=text if text.endswith((".", "。")) else f"{text}.")
