"""The page Strategies over a real paper desk: written, saved, run, approved, reloaded, stopped, tested."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.eventloop import Tasks, run
from finbyte_desktop.paths import locations
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from finbyte_desktop.ui.appearance import Appearance
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.dialogs.strategy_dialogs import NewStrategyDialog, TrustDialog
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.strategy_lines import LOG, PROBLEMS
from finbyte_desktop.ui.viewmodels.strategy_run import PAPER
from tests.services.test_desk import candle_file, opened

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop.services.desk import PaperDesk

WAIT_S = 30.0
LEFT = Qt.MouseButton.LeftButton
CODE = """from finbyte import Link, logger


class Trading(Link):
    def __init__(self):
        self.count = 0

    def trade_update(self, src, sym, data):
        self.count += 1
        if self.count % 100 == 1:
            self.create_market_order(self.venue, sym=sym, side="Buy", size=0.2)
            logger.info("FIRST %s", self.count)
"""


async def until(true: Callable[[], object]) -> None:
    """Waits until something is so, while the window lives."""
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def on_desk(
    qapp: QApplication, folder: Path, work: Callable[[MainWindow, PaperDesk], Awaitable[None]]
) -> None:
    """Does something with a window over a desk whose market is a file that stands."""
    errors: list[BaseException] = []

    async def main() -> int:
        choice = FeedChoice(FeedKind.CANDLES, candle_file(folder, count=3_000), speed=None)
        async with opened(folder, choice) as desk:
            await desk.change_settings(first_run_done=True)
            tasks = Tasks(errors.append)
            where = replace(locations(folder / "data"), resources=locations().resources)
            appearance = Appearance(qapp, where.translations)
            window = MainWindow(desk, tasks.spawn, appearance, where)
            window.resize(1440, 900)
            window.show()
            try:
                await work(window, desk)
            finally:
                window._may_close = True
                window.close()
                await tasks.close()
                if appearance._translator is not None:
                    qapp.removeTranslator(appearance._translator)
                window.deleteLater()
                QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        return 0

    assert run(qapp, main, errors.append) == 0
    assert errors == []


def dialog(window: MainWindow, kind: type[Any]) -> Any:
    return next(one for one in window.stage.findChildren(kind) if one.is_open())


async def written(window: MainWindow, name: str, text: str) -> Any:
    """A new file of this text, made as a person makes it."""
    window.session.go(Place("strategies"))
    page: Any = window.page("strategies")
    QTest.mouseClick(page.list.new, LEFT)
    asked = dialog(window, NewStrategyDialog)
    asked.name.line.clear()
    QTest.keyClicks(asked.name.line, name)
    QTest.keyClick(asked.name.line, Qt.Key.Key_Return)
    code = page.editor.code
    code.selectAll()
    code.insertPlainText(text)
    assert page.strategies.current.unsaved
    return page


def test_a_strategy_lives_on_paper_from_the_first_letter_to_its_stop(
    qapp: QApplication, tmp_path: Path
) -> None:
    """Written, saved by starting it, trusted, approved; it trades, its code is changed while it runs, a wrong
    change is refused with its line, and it is stopped from the page.
    """

    async def work(window: MainWindow, desk: PaperDesk) -> None:
        page = await written(window, "swing", CODE)
        await until(lambda: page.strategies.current.checked)
        assert page.editor.state.text() == "No problems"
        page.run.set_mode(PAPER)
        page.run_model.set_policy(Policy.PLAN)
        await until(lambda: page.run.start.isEnabled())
        assert page.run.start.text() == "Save and run on paper"
        QTest.mouseClick(page.run.start, LEFT)
        dialog(window, TrustDialog).button("run").click()
        await until(lambda: page.run.review.isVisible())
        assert page.list.rows.rows[1].state == "waits"
        page.run.review.click()
        assert window.place_name() == "approvals"
        await until(lambda: [d for d in window.stage.findChildren(ApprovalDialog) if d.is_open()])
        approve = dialog(window, ApprovalDialog)
        approve.button("approve").click()
        await until(lambda: window.place_name() == "bot")
        window.session.go(Place("strategies"))
        await until(lambda: page.run.reload.isVisible())
        bot = desk.cards()[0].id
        assert (desk.card(bot).name, desk.card(bot).state) == ("swing", BotState.RUNNING)
        assert page.run.loaded.text() == "What runs is what is saved."
        desk.feed_pause(False)
        await until(lambda: len(desk.detail(bot).fills) > 2)
        desk.feed_pause(True)
        await until(lambda: any("FIRST" in row.text for row in page.lines.models[LOG].rows))
        assert page.result.facts["trades"].value.shown_text() != "0"
        # other code while it runs
        code = page.editor.code
        code.selectAll()
        code.insertPlainText(CODE.replace("FIRST", "SECOND"))
        assert page.run.reload.text() == "Save and reload"
        page.run.reload.click()
        await until(lambda: page.run.loaded.text() == "What runs is what is saved.")
        desk.feed_pause(False)
        await until(lambda: any("SECOND" in row.text for row in page.lines.models[LOG].rows))
        desk.feed_pause(True)
        # code that cannot be read leaves the old one running
        code.selectAll()
        code.insertPlainText(CODE.replace("def trade_update", "dev trade_update"))
        page.run.reload.click()
        await until(lambda: page.run.problem.isVisible())
        assert "swing.py, line 8: " in page.run.problem.text()
        assert page.editor.code.marks()
        assert page.lines.models[PROBLEMS].rows[0].line == 8
        assert desk.strategies.lives[bot].is_ready
        page.run.stop.click()
        dialog(window, StopDialog).button("stop").click()
        await until(lambda: desk.card(bot).state is BotState.STOPPED)
        await until(lambda: page.run.start.isVisible())
        await until(lambda: page.list.rows.rows[1].state == "stopped")
        assert (tmp_path / "data" / "strategies" / "swing.py").is_file()

    on_desk(qapp, tmp_path, work)


def test_a_strategy_that_raises_on_paper_is_shown_with_its_line(qapp: QApplication, tmp_path: Path) -> None:
    """The dot, the chip and the problems say so; a click leads to the line."""

    async def work(window: MainWindow, desk: PaperDesk) -> None:
        page = await written(window, "wrong", CODE.replace("self.count += 1", "self.count += self.step"))
        await desk.change_settings(code_trusted=True)
        page.run.set_mode(PAPER)
        page.run_model.set_policy(Policy.AUTOMATIC)
        await until(lambda: page.run.start.isEnabled())
        page.run.start.click()
        await until(lambda: desk.cards() and desk.cards()[0].state is BotState.RUNNING)
        desk.feed_pause(False)
        await until(lambda: not desk.cards())
        await until(lambda: page.list.rows.rows[1].state == "failed")
        rows = page.lines.models[PROBLEMS].rows
        assert "wrong.py, line 9: AttributeError" in rows[0].text
        page.go_to(rows[0].file, rows[0].line)
        assert page.editor.code.place()[0] == 9
        assert page.run.state.text() == "failed"

    on_desk(qapp, tmp_path, work)


def test_a_backtest_runs_through_the_page(qapp: QApplication, tmp_path: Path) -> None:
    """On candles of a file and on what is loaded, with trades and log, while the window goes on."""

    async def work(window: MainWindow, desk: PaperDesk) -> None:
        page = await written(window, "swing", CODE)
        await desk.change_settings(code_trusted=True)
        other = candle_file(tmp_path, "OTHER.csv", count=2_000)
        page.run.take_file(other)
        await until(lambda: page.run.test.isEnabled())
        turns = 0
        QTest.mouseClick(page.run.test, LEFT)
        assert page.run.progress.isVisible()
        while page.runner.under_way is not None:
            turns += 1
            await asyncio.sleep(0.005)
        assert turns > 5
        result = page.runner.results[page.strategies.current.file]
        assert (result.candles_walked, result.failure) == (2_000, "")
        assert len(result.fills) > 10
        assert page.result.facts["trades"].value.shown_text() == str(len(result.fills))
        assert "FIRST" in page.lines.models[LOG].rows[0].text
        assert desk.cards() == []
        # endless code is cancelled by a person
        code = page.editor.code
        code.selectAll()
        code.insertPlainText(CODE.replace("self.count += 1", "self.count += sum(range(30_000)) * 0 + 1"))
        page.run.test.click()
        await until(lambda: page.runner.share > 0)
        page.run.progress.cancel_button.click()
        await until(lambda: page.runner.under_way is None)
        assert not page.run.problem.isVisible()

    on_desk(qapp, tmp_path, work)
