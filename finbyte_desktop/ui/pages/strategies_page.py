"""The page Strategies: files, editor, what they wrote, and running them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.paths import Locations
from finbyte_desktop.services.ports import BotDetail, StrategyBot, StrategyResult
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.strategy_dialogs import (
    DeleteDialog,
    LiveCodeDialog,
    NewStrategyDialog,
    RenameDialog,
    TrustDialog,
)
from finbyte_desktop.ui.pages.page import Page, ScrollColumn
from finbyte_desktop.ui.pages.strategy_editor import StrategyEditor
from finbyte_desktop.ui.pages.strategy_lines import LinesPanel
from finbyte_desktop.ui.pages.strategy_list import StrategyList
from finbyte_desktop.ui.pages.strategy_result import LimitsPanel, ResultPanel
from finbyte_desktop.ui.pages.strategy_run import RunPanel
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.strategies import FAILED, StrategiesModel
from finbyte_desktop.ui.viewmodels.strategy_documents import Document
from finbyte_desktop.ui.viewmodels.strategy_lines import (
    DECISIONS,
    LOG,
    PROBLEMS,
    LineShown,
    StrategyLines,
)
from finbyte_desktop.ui.viewmodels.strategy_run import (
    BACKTEST,
    FILE,
    OWN_STRATEGY,
    PAPER,
    RunModel,
    StrategyRunner,
)
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.metrics import SPACE_4

EXAMPLES = "strategies"
LIST_WIDTH, NARROW_LIST, SIDE_WIDTH, NARROW_SIDE = 208, 172, 336, 312
WIDE_FROM = 1240


class StrategiesPage(Page):
    """One model of the files, one of the parameters, one runner; the parts show them."""

    TELLS_FEED = True

    def __init__(self, session: Session, locations: Locations) -> None:
        self.strategies = StrategiesModel(session, locations.resources / EXAMPLES)
        super().__init__(session, self.strategies, "")
        model = self.strategies
        self.run_model = RunModel(session, self)
        self.runner = StrategyRunner(session, model, self)
        self._lines = StrategyLines(session, model)
        self.header.set_title(self.tr("Strategies"))
        create = Button(self.tr("New strategy"), ButtonKind.PRIMARY, "ph.plus-bold")
        create.clicked.connect(lambda: self.ask_new())
        self.header.add_action(create)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.list = StrategyList(model)
        row.addWidget(self.list)
        self.editor = StrategyEditor(model)
        self.lines = LinesPanel()
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(4)
        middle.addWidget(self.editor)
        middle.addWidget(self.lines)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 1)
        middle.setSizes([560, 190])
        row.addWidget(middle, 1)
        row.addWidget(self._make_side())
        self.body.addLayout(row)
        for keys, do in (("Ctrl+S", model.save), ("Ctrl+F", self.editor.find.open_bar)):
            QShortcut(QKeySequence(keys), self).activated.connect(do)  # from every part of the page
        self._begun = False
        self._detail: BotDetail | None = None
        self._connect()

    def _make_side(self) -> QWidget:
        self._side = Panel("l")
        outer = QVBoxLayout(self._side)
        outer.setContentsMargins(1, 0, 0, 0)
        scroll = ScrollColumn(spacing=SPACE_4, margins=False)
        scroll.column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        self.run = RunPanel(self.session, self.strategies, self.run_model, self.runner)
        self.result = ResultPanel(self.session)
        for part in (self.run, self.result, LimitsPanel()):
            scroll.column.addWidget(part)
        scroll.column.addStretch(1)
        outer.addWidget(scroll)
        return self._side

    _ended: StrategyResult | None = None  # the backtest whose end was shown

    def _connect(self) -> None:
        model, files = self.strategies, self.list
        model.opened.connect(self._opened)
        model.listed.connect(self._listed)
        model.checked.connect(self._show_lines)
        model.went.connect(self.runner.forget)
        files.chosen.connect(lambda file: model.open(file))
        files.new_wanted.connect(lambda: self.ask_new())
        files.copy_wanted.connect(self.ask_new)
        files.rename_wanted.connect(lambda file: RenameDialog(self.session, model, file).open())
        files.delete_wanted.connect(lambda file: DeleteDialog(self.session, model, file).open())
        self.editor.copy_wanted.connect(self.ask_new)
        self.run.run_wanted.connect(self.run_now)
        self.run.mode_changed.connect(self._show_run)
        self.runner.told.connect(self._show_run)
        self.runner.moved_on.connect(self.run.show_share)
        self.lines.line_wanted.connect(self.go_to)

    # -- coming and going

    def enter(self, place: Place) -> None:
        """The palette and the gallery lead here; a clone brings parameters with its file."""
        self._begin()
        given = dict(place.params)
        file = given.pop(FILE, None)
        if place.market or given:
            self.run_model.begin(place.market, given, OWN_STRATEGY)
        if file is not None:
            self.strategies.refresh()
            self.strategies.open(Path(str(file)))
            self.run.set_mode(PAPER)

    def _begin(self) -> None:
        if self._begun:
            return
        try:
            self.run_model.begin(kind=OWN_STRATEGY)
            self._begun = True
        except FinByteError as error:
            self.strategies.error = words_problems.error(error)
            self._model_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.run_model.activate()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.run_model.deactivate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE_FROM
        self.list.setFixedWidth(LIST_WIDTH if wide else NARROW_LIST)
        self._side.setFixedWidth(SIDE_WIDTH if wide else NARROW_SIDE)

    # -- what somebody asked for

    def ask_new(self, source: Path | None = None) -> None:
        """A new file, or a copy of one."""
        dialog = NewStrategyDialog(self.session, self.strategies, source)
        dialog.made.connect(lambda: QTimer.singleShot(0, self.editor.code, self._to_code))
        dialog.open()

    def _to_code(self) -> None:
        self.editor.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, file: str, line: int) -> None:
        """Shows a line of a file of the trader's, or of the one that is shown."""
        document = self.strategies.current
        known = (*self.strategies.lists.own, *self.strategies.lists.examples)
        if document is None or document.file.name != file:
            found = next((one.path for one in known if one.name == file), None)
            if found is None:
                return
            self.strategies.open(found, line)
        self.editor.code.go_to(line)

    def run_now(self, mode: str) -> None:
        """Saves and runs; before the first run it is said with which rights."""
        if not self.session.desk.settings().code_trusted:
            TrustDialog(self.session, lambda: self._run(mode)).open()
        else:
            self._run(mode)

    def _run(self, mode: str) -> None:
        model, document = self.run_model, self.strategies.current
        if document is None or not self.strategies.save() or not model.ready():
            return
        if mode == BACKTEST:
            self.run.start_progress()
            self.runner.backtest(document.file, model.market_id, model.values)
        elif self.session.desk.health().mode == "live":
            LiveCodeDialog(self.session, lambda: self.runner.run_here(document.file, model)).open()
        else:
            self.runner.run_here(document.file, model)

    # -- showing

    def show_model(self) -> None:
        self.list.show_files()
        self._show_run()

    def _listed(self) -> None:
        self.list.show_files()
        self.run.show_state()

    def _opened(self) -> None:
        """Another document: its own bot, its own result."""
        document = self.strategies.current
        file = None if document is None else document.file
        self._begin()
        self.run_model.set_file(file)
        if self.strategies.living(file) is not None:
            self.runner.mode = PAPER
        self.list.show_files()
        self._show_run()

    def _result(self) -> StrategyResult | None:
        document = self.strategies.current
        if document is None or self.runner.mode != BACKTEST:
            return None
        return self.runner.results.get(document.file)

    def _show_run(self) -> None:
        self.run.show_state()
        document, result = self.strategies.current, self._result()
        bot = None if document is None else self.strategies.bot_of(document.file)
        self._detail = self._read_detail(bot)
        if result is not None:
            if result.failure and result is not self._ended:
                self.lines.show_tab(PROBLEMS)
            self._ended = result
            self.result.show_result(result)
        elif self.runner.mode == PAPER and bot is not None and self._detail is not None:
            self.result.show_bot(bot, self._detail)
        else:
            self.result.show_nothing(self.run_model.market_id)
        self._show_lines()

    def _read_detail(self, bot: StrategyBot | None) -> BotDetail | None:
        """The bot's page as of now, read once for all parts."""
        if bot is None:
            return None
        try:
            return self.session.desk.detail(bot.bot)
        except FinByteError as error:
            self.lines.source.setText(words_problems.error(error))
            return None

    def _show_lines(self) -> None:
        document, result = self.strategies.current, self._result()
        if document is None:
            self.lines.show_rows({LOG: [], DECISIONS: [], PROBLEMS: []}, "")
            return
        lines, tried = self._lines, self.runner.errors.get(document.file, "")
        told = () if self._detail is None else self._detail.decisions
        rows = {
            LOG: lines.log(document.file, result),
            DECISIONS: lines.decisions(told, result),
            PROBLEMS: lines.problems(document, told, result, tried),
        }
        self.lines.show_rows(rows, self._source(document.file, result))
        if result is not None:
            self.result.show_age(old=self.runner.is_old(document.file))
        self._mark_failure(document, rows[PROBLEMS])

    def _mark_failure(self, document: Document, problems: Sequence[LineShown]) -> None:
        """The line at which the bot of this very code failed."""
        bot = self.strategies.bot_of(document.file)
        if bot is None or self.runner.mode != PAPER or document.unsaved or document.problem:
            return
        if self.strategies.ran.get(bot.bot) != document.digest or not bot.reason.startswith(FAILED):
            return
        wrong = (row for row in problems if row.tone is Tone.DANGER and row.file == document.file.name)
        first = next((row for row in wrong if row.line), None)
        if first is not None:
            self.strategies.say_problem(document, first.text)

    def _source(self, file: Path, result: StrategyResult | None) -> str:
        if result is not None:
            return self.tr("of older code") if self.runner.is_old(file) else self.tr("of the backtest")
        bot = self.strategies.bot_of(file)
        return "" if bot is None else self.tr("of the bot {name}").format(name=bot.name)
