"""Running a strategy: its parameters, its backtest with progress, its bot on the account."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import FieldProblem, FieldSpec, StrategyResult
from finbyte_desktop.ui import words_ends, words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.own_code import OWN_STRATEGY
from finbyte_desktop.ui.viewmodels.strategies import StrategiesModel
from finbyte_desktop.ui.viewmodels.wizard import WizardModel

FILE = "strategy"  # the parameter that names the file: the list of files asks for it
BACKTEST, PAPER = "backtest", "paper"
SHARE_MS = 100
MONTH_DAYS = 30


class RunModel(WizardModel):
    """The parameters of the bot that would run the file which is shown, without the file itself."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.kind = OWN_STRATEGY

    def specs(self) -> tuple[FieldSpec, ...]:
        """Every field but the file."""
        return tuple(spec for spec in super().specs() if spec.name != FILE)

    def problems(self) -> list[FieldProblem]:
        """What is wrong with the parameters."""
        return [problem for problem in super().problems() if problem.field != FILE]

    def set_file(self, file: Path | None) -> None:
        """Another file with the same parameters."""
        self.values.pop(FILE, None)
        if file is not None:
            self.values[FILE] = str(file)
        self.check_now()

    def set_market(self, market: str) -> None:
        """Another market; the file and what was set stay."""
        kept = {name: value for name, value in self.values.items() if name != "investment"}
        super().set_market(market)
        self.values |= kept
        self.check_now()

    def _start_backtest(self) -> None:
        """Code runs only when a person says so."""
        self._later.stop()


class StrategyRunner(QObject):
    """Backtests, one at a time, and the bot of the file that is shown. `told` follows each change,
    `moved_on` the share of a backtest that runs.
    """

    told = Signal()
    moved_on = Signal()

    def __init__(self, session: Session, files: StrategiesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._files = session, files
        self.mode = BACKTEST
        self.days = MONTH_DAYS
        self.candles: Path | None = None
        self.results: dict[Path, StrategyResult] = {}
        self.errors: dict[Path, str] = {}  # why the last try of a file did not run
        self._tried: dict[Path, str] = {}  # the digest of the code of its last backtest
        self.under_way: Path | None = None
        self.share = 0.0
        self.stopping = False
        self.starting = False
        self._cancelled = False
        self._shares = QTimer(self)
        self._shares.setInterval(SHARE_MS)
        self._shares.timeout.connect(self.moved_on)

    # -- backtest

    def backtest(self, file: Path, market: str, params: Mapping[str, Any]) -> None:
        """Runs a file on past candles; the one before is given up."""
        if self.under_way is not None:
            return
        self.under_way, self.share, self.stopping, self._cancelled = file, 0.0, False, False
        self.errors.pop(file, None)
        document = self._files.documents.get(file)
        code = "" if document is None else document.digest
        self._shares.start()
        self.told.emit()
        self._session.spawn(self._backtest(file, market, dict(params), code))

    async def _backtest(self, file: Path, market: str, params: dict[str, Any], code: str) -> None:
        try:
            found = await self._files.work.backtest(
                file, market, params, self.days, self.candles, self._progress
            )
            self.results[file], self._tried[file] = found, code
            self._mark(file, words_ends.of_strategy(found.failure))
        except FinByteError as error:
            if not self._cancelled:
                self.failed(file, error)
        except asyncio.CancelledError:
            self._cancelled = True  # the window goes: the thread that waits for the run hears it too
            raise
        finally:
            self.under_way = None
            self._shares.stop()
        self.told.emit()

    def is_old(self, file: Path) -> bool:
        """Whether the result of a file is of other code than stands there now."""
        document = self._files.documents.get(file)
        if document is None or file not in self.results:
            return False
        return document.unsaved or document.digest != self._tried.get(file)

    def forget(self, file: Path) -> None:
        """A file is there no more by this name: what came of it is not that of the next one called so."""
        for kept in (self.results, self.errors, self._tried):
            kept.pop(file, None)  # type: ignore[attr-defined]

    def _progress(self, done: int, count: int) -> bool:
        """Called from the thread that waits for the run."""
        self.share = done / count if count else 0.0
        return self._cancelled

    def cancel(self) -> None:
        """Ends the backtest that runs."""
        self._cancelled = self.stopping = True
        self.told.emit()

    def failed(self, file: Path, error: FinByteError) -> None:
        """A try to run a file did not begin, or was given up; a line of it that the text names is marked."""
        text = words_problems.error(error)
        self.errors[file] = text
        if error.code.startswith("strategy_"):
            self._mark(file, text)
        self.told.emit()

    def _mark(self, file: Path, text: str) -> None:
        """Marks the line of the saved code that a text names."""
        document = self._files.documents.get(file)
        if text and document is not None and not document.unsaved:
            self._files.say_problem(document, text)

    # -- on the account

    def run_here(self, file: Path, model: RunModel) -> None:
        """Creates the bot; its plan then waits for approval like that of any bot."""
        self.starting = True
        self.errors.pop(file, None)
        self.told.emit()
        desk, names = self._session.desk, {bot.name for bot in self._files.lists.bots}
        work = desk.create_bot(
            OWN_STRATEGY,
            model.market_id,
            dict(model.values),
            model.policy,
            model.auto_start,
            _free(file.stem, names),
        )
        self._session.act(
            work, failed=lambda error: self._not_started(file, error), then=lambda _bot: self._started()
        )

    def _started(self) -> None:
        self.starting = False
        self._files.refresh()
        self.told.emit()

    def _not_started(self, file: Path, error: FinByteError) -> None:
        self.starting = False
        self.failed(file, error)

    def reload(self, bot: str, file: Path) -> None:
        """The bot goes on with the code that is saved; where it cannot be read, with the old one."""
        self.errors.pop(file, None)
        self._session.act(
            self._files.work.reload(bot),
            self.tr("{file} was read anew. Its orders stayed.").format(file=file.name),
            failed=lambda error: self.failed(file, error),
            then=lambda _: self._files.refresh(),
        )


def _free(stem: str, taken: set[str]) -> str:
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem} {number}"
    return name
