"""The right panel: what runs of a file, its parameters, backtest and paper, stop and reload."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import BotCard, StrategyBot
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.feed_form import choose_file
from finbyte_desktop.ui.pages.spec_form import SpecForm
from finbyte_desktop.ui.pages.wizard_parts import MarketButton
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.strategies import StrategiesModel
from finbyte_desktop.ui.viewmodels.strategy_documents import Document
from finbyte_desktop.ui.viewmodels.strategy_run import (
    BACKTEST,
    OWN_STRATEGY,
    PAPER,
    RunModel,
    StrategyRunner,
)
from finbyte_desktop.ui.viewmodels.wizard import ALL_DAYS
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton, LinkButton
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.progress import Progress
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text

CANDLE_FILES = "*.csv *.parquet *.gz"


class RunPanel(QWidget):
    """`run_wanted` carries the mode, `mode_changed` comes with each choice of one."""

    run_wanted = Signal(str)
    mode_changed = Signal()

    def __init__(
        self, session: Session, files: StrategiesModel, model: RunModel, runner: StrategyRunner
    ) -> None:
        super().__init__()
        self._session, self._files, self._model, self._runner = session, files, model, runner
        health = session.desk.health()
        self._account, self._mode = health.venue, health.mode
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        head = QHBoxLayout()
        head.addWidget(Text(self.tr("Run"), Role.STRONG))
        head.addStretch(1)
        self.state = Chip("")
        head.addWidget(self.state)
        column.addLayout(head)
        self.mode = SegmentedControl(
            [(BACKTEST, self.tr("Backtest")), (PAPER, self._mode_text())],
            stretch=True,
            name=self.tr("How to run it"),
        )
        self.mode.selected.connect(self.set_mode)
        column.addWidget(self.mode)
        real = self._mode == "live"
        self.money = Text(self._money_text(), Role.LABEL, Tone.WARN if real else Tone.MUTED, wrap=True)
        self.money.setVisible(self._mode != "paper")
        column.addWidget(self.money)
        column.addWidget(self._make_form())
        column.addWidget(self._make_backtest())
        column.addWidget(self._make_paper())
        column.addWidget(self._make_bot())
        self.problem = Banner("", Tone.DANGER, wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)

    # -- parts

    def _mode_text(self) -> str:
        return self.tr("Paper") if self._mode == "paper" else words_accounts.mode(self._mode)

    def _money_text(self) -> str:
        text = self.tr("What it orders on {account} is play money of the venue.")
        if self._mode == "live":
            text = self.tr("What it orders on {account} is bought and sold with your real money.")
        return text.format(account=self._account)

    def _start_text(self, *, unsaved: bool) -> str:
        if self._mode == "paper":
            return self.tr("Save and run on paper") if unsaved else self.tr("Run on paper")
        text = self.tr("Save and run on {account}") if unsaved else self.tr("Run on {account}")
        return text.format(account=self._account)

    def _make_form(self) -> QWidget:
        self.form_area = QWidget()
        column = QVBoxLayout(self.form_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        self.market = MarketButton()
        self.market.chosen.connect(self._model.set_market)
        column.addWidget(self.market)
        self.form = SpecForm(self._model, columns=1)
        self.form.set_advanced(False)
        column.addWidget(self.form)
        self._model.values_changed.connect(self.show_values)
        self._model.checked.connect(self.show_answers)
        return self.form_area

    def _make_backtest(self) -> QWidget:
        self.backtest_area = QWidget()
        column = QVBoxLayout(self.backtest_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(Text(self.tr("Candles"), Role.TABLE, Tone.MUTED))
        self.days = SegmentedControl(
            [(7, self.tr("7 d")), (30, self.tr("30 d")), (180, self.tr("180 d")), (ALL_DAYS, self.tr("All"))],
            self._runner.days,
            height=28,
            stretch=True,
            name=self.tr("Days of the backtest"),
        )
        self.days.selected.connect(self._take_days)
        column.addWidget(self.days)
        row = QHBoxLayout()
        self.browse = LinkButton(self.tr("From a file"))
        self.browse.clicked.connect(self._browse)
        row.addWidget(self.browse)
        self.candles = Text("", Role.TABLE, Tone.MUTED, elide=True)
        row.addWidget(self.candles, 1)
        self.no_file = IconButton(
            "ph.x", self.tr("Use what is loaded"), ButtonKind.GHOST, size=24, icon_size=12
        )
        self.no_file.clicked.connect(lambda: self.take_file(None))
        row.addWidget(self.no_file)
        column.addLayout(row)
        self.test = Button(self.tr("Run backtest"), ButtonKind.PRIMARY, "ph.play-bold", height=36)
        self.test.clicked.connect(lambda: self.run_wanted.emit(BACKTEST))
        column.addWidget(self.test)
        self.progress = Progress(self.tr("Backtest"))
        self.progress.cancelled.connect(self._runner.cancel)
        self.progress.hide()
        column.addWidget(self.progress)
        return self.backtest_area

    def _make_paper(self) -> QWidget:
        self.paper_area = QWidget()
        column = QVBoxLayout(self.paper_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.policy = Select(
            [
                (policy, words.policy(policy))
                for policy in (Policy.PLAN, Policy.EVERY_ORDER, Policy.AUTOMATIC)
            ],
            self.tr("Approval"),
            self._model.policy,
        )
        self.policy.selected.connect(self._model.set_policy)
        column.addWidget(self.policy)
        self.policy_note = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        column.addWidget(self.policy_note)
        self.restart = Select(
            [(False, self.tr("Wait for me")), (True, self.tr("Resume by itself"))],
            self.tr("After a restart"),
            self._model.auto_start,
        )
        self.restart.selected.connect(lambda on: setattr(self._model, "auto_start", on))
        column.addWidget(self.restart)
        self.start = Button(self.tr("Run on paper"), ButtonKind.PRIMARY, "ph.play-bold", height=36)
        self.start.clicked.connect(lambda: self.run_wanted.emit(PAPER))
        column.addWidget(self.start)
        self.paper_note = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        column.addWidget(self.paper_note)
        self.to_paper = LinkButton(self.tr("Go to the paper account"))
        self.to_paper.clicked.connect(lambda: self._session.go_to_account("paper", Place("strategies")))
        column.addWidget(self.to_paper)
        return self.paper_area

    def _make_bot(self) -> QWidget:
        self.bot_area = QWidget()
        column = QVBoxLayout(self.bot_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.facts = {
            "market": FactRow(self.tr("Market")),
            "investment": FactRow(self.tr("Investment")),
            "profit": FactRow(self.tr("Total profit"), signed=True),
            "orders": FactRow(self.tr("Open orders")),
        }
        for fact in self.facts.values():
            column.addWidget(fact)
        self.loaded = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        column.addWidget(self.loaded)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.stop = Button(self.tr("Stop"), ButtonKind.DANGER, "ph.stop")
        self.stop.clicked.connect(lambda: self._act("stop"))
        row.addWidget(self.stop, 1)
        self.reload = Button(self.tr("Reload changes"), ButtonKind.PRIMARY, "ph.arrows-clockwise")
        self.reload.clicked.connect(self._reload)
        row.addWidget(self.reload, 1)
        self.review = Button(self.tr("Review and approve"), ButtonKind.PRIMARY, "ph.check-circle")
        self.review.clicked.connect(lambda: self._act("review"))
        column.addWidget(self.review)
        self.resume = Button(self.tr("Resume"), ButtonKind.PRIMARY, "ph.play-bold")
        self.resume.clicked.connect(lambda: self._act("resume"))
        column.addWidget(self.resume)
        column.addLayout(row)
        self.bot_page = LinkButton(self.tr("Open the bot's page"))
        self.bot_page.clicked.connect(lambda: self._act("open"))
        column.addWidget(self.bot_page)
        return self.bot_area

    # -- what somebody did

    def set_mode(self, mode: str) -> None:
        self._runner.mode = mode
        self.mode.set_current(mode)
        self.mode_changed.emit()

    def _take_days(self, days: int) -> None:
        self._runner.days = days
        self.take_file(None)

    def _browse(self) -> None:
        names = self.tr("Candles ({names})").format(names=CANDLE_FILES)
        choose_file(self, self.tr("Candles of a file"), names, self.take_file)

    def take_file(self, file: Path | None) -> None:
        """The backtest runs on a file, or on what is loaded of the market."""
        self._runner.candles = file
        self.show_state()

    def _bot(self) -> StrategyBot | None:
        document = self._files.current
        return self._files.living(None if document is None else document.file)

    def _act(self, action: str) -> None:
        bot = self._bot()
        if bot is not None:
            act_on_bot(self._session, bot.bot, action)

    def _reload(self) -> None:
        bot = self._bot()
        if bot is not None and self._files.save():
            self._runner.reload(bot.bot, bot.file)

    # -- showing

    def show_values(self) -> None:
        """The parameters of the model, and its market."""
        self.form.set_specs(self._model.specs())
        market = self._model.market()
        self.market.set_markets(self._session.markets_for(OWN_STRATEGY), self._model.market_id)
        if market is not None:
            self.form.set_market(market)
        self.form.show_values()
        self.policy.set_current(self._model.policy)
        self.show_answers()

    def show_answers(self) -> None:
        """What the validator says, beside the fields."""
        market, found = self._model.market(), self._model.preflight
        if market is not None and found is not None:
            self.form.show_answers(found, market)
        self.market.set_markets(self._session.markets_for(OWN_STRATEGY), self._model.market_id)
        self.show_state()

    def show_state(self) -> None:
        """What runs now, and what can be done."""
        document = self._files.current
        bot = self._bot()
        mode, on_paper = self._runner.mode, self._runner.mode == PAPER
        self.mode.set_current(mode)
        self.form_area.setVisible(not on_paper or bot is None)
        self.backtest_area.setVisible(not on_paper)
        self.paper_area.setVisible(on_paper and bot is None)
        self.bot_area.setVisible(on_paper and bot is not None)
        self._show_chip(document)
        self._show_backtest(document)
        self._show_paper(document)
        if bot is not None and document is not None:
            self._show_bot(bot, document)
        error = "" if document is None else self._runner.errors.get(document.file, "")
        self.problem.setVisible(bool(error))
        if error:
            self.problem.set_event(error, Tone.DANGER)

    def _show_chip(self, document: Document | None) -> None:
        bot = None if document is None else self._files.bot_of(document.file)
        if bot is None:
            self.state.hide()
            return
        self.state.show()
        card = self._card(bot)
        if bot.state in (BotState.STOPPED, BotState.ERROR):
            failed = bot.state is BotState.ERROR or bot.reason.startswith("strategy_")
            text = self.tr("failed") if failed else self.tr("stopped")
            self.state.set_chip(text, Tone.DANGER if failed else Tone.MUTED)
        elif bot.state is BotState.RUNNING and card is not None and card.started_ns is not None:
            since = self._session.times.recent(card.started_ns, self._session.now_ns())
            told = self.tr("on paper since {time}") if self._mode == "paper" else self.tr("runs since {time}")
            self.state.set_chip(told.format(time=since), words_accounts.MODE_TONES[self._mode])
        else:
            self.state.set_chip(words.state(bot.state), words.STATE_TONES[bot.state])

    def _show_backtest(self, document: Document | None) -> None:
        under_way = self._runner.under_way is not None
        self.progress.setVisible(under_way)
        self.test.setVisible(not under_way)
        self.test.setEnabled(document is not None and self._model.ready())
        unsaved = document is not None and document.unsaved
        self.test.setText(self.tr("Save and run backtest") if unsaved else self.tr("Run backtest"))
        self.show_share()
        file = self._runner.candles
        self.candles.setText("" if file is None else file.name)
        self.candles.setToolTip("" if file is None else str(file))
        self.no_file.setVisible(file is not None)
        self.days.setEnabled(file is None)

    def show_share(self) -> None:
        """How far the backtest is."""
        if self._runner.under_way is not None and not self._runner.stopping:
            self.progress.set_progress(self._runner.share)

    def start_progress(self) -> None:
        self.progress.start(self.tr("Backtest"))

    def _show_paper(self, document: Document | None) -> None:
        here = self._files.work.runs_here
        is_example = document is not None and document.is_example
        unsaved = document is not None and document.unsaved
        for part in (self.policy, self.policy_note, self.restart, self.start):
            part.setVisible(here)
        self.to_paper.setVisible(not here)
        self.start.setText(self._start_text(unsaved=unsaved))
        ready = document is not None and not is_example and self._model.ready()
        self.start.setEnabled(here and ready and not self._runner.starting)
        note = ""
        if not here:
            note = self.tr("Bots of this account run no strategies. The paper account does.")
        elif is_example:
            note = self.tr("Copy the example to your files first.")
        self.paper_note.setText(note)
        self.paper_note.setVisible(bool(note))
        self.policy_note.setText(self._policy_text())

    def _policy_text(self) -> str:
        if self._model.policy is Policy.EVERY_ORDER:
            return self.tr("You approve each order. One that you do not answer in time is not sent.")
        if self._model.policy is Policy.AUTOMATIC:
            return self.tr("Starts without asking. No order may be worth more than the largest order.")
        return self.tr("You approve the start; then orders up to the largest order go by themselves.")

    def _card(self, bot: StrategyBot) -> BotCard | None:
        try:
            return self._session.desk.card(bot.bot)
        except FinByteError:
            return None

    def _show_bot(self, bot: StrategyBot, document: Document) -> None:
        card = self._card(bot)
        if card is not None:
            self.facts["market"].set_value(words.market(card.market))
            self.facts["investment"].set_value(fmt.money(card.investment, card.quote), card.quote)
            self.facts["profit"].set_value(fmt.money(card.total_profit, card.quote, sign=True), card.quote)
            self.facts["orders"].set_value(fmt.number(card.buys_open + card.sells_open))
        waits = card is not None and card.waiting_request is not None
        running = bool(bot.loaded)
        self.review.setVisible(waits)
        self.reload.setVisible(running)
        self.resume.setVisible(not waits and bot.state is BotState.PAUSED)
        self.reload.setText(self.tr("Save and reload") if document.unsaved else self.tr("Reload changes"))
        self.loaded.setText(self._loaded_text(bot, document, waits=waits))
        newer = running and (bot.loaded != document.digest or bool(bot.changed))
        self.loaded.set_tone(Tone.WARN if newer or document.unsaved else Tone.MUTED)

    def _loaded_text(self, bot: StrategyBot, document: Document, *, waits: bool) -> str:
        if waits and not bot.loaded:
            return self.tr("It starts when you approve it.")
        if bot.state is BotState.PAUSED:
            return self.tr("It is paused: nothing is sent.")
        if not bot.loaded:
            return self.tr("Its code does not run now.")
        if document.unsaved:
            return self.tr("Older code runs: what you typed is not saved.")
        if bot.loaded != document.digest:
            return self.tr("Older code runs: the saved file is newer. Reload takes it.")
        if bot.changed:
            text = self.tr("Older code runs: {files}, which it imports, changed since. Reload takes that.")
            return text.format(files=", ".join(bot.changed))
        return self.tr("What runs is what is saved.")
