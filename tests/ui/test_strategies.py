"""The page Strategies with real files: list, editor, drafts, another editor, names, marks, running."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.paths import locations
from finbyte_desktop.services import ports as p
from finbyte_desktop.ui.dialogs.strategy_dialogs import (
    DeleteDialog,
    LiveCodeDialog,
    NewStrategyDialog,
    RenameDialog,
    TrustDialog,
)
from finbyte_desktop.ui.pages.strategies_page import StrategiesPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import strategies
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown, request_shown
from finbyte_desktop.ui.viewmodels.strategy_lines import DECISIONS, LOG, PROBLEMS
from finbyte_desktop.ui.viewmodels.strategy_run import BACKTEST, PAPER
from finbyte_desktop.ui.words_decisions import slot
from finbyte_desktop.ui.words_kinds import words_of
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_strategies import FakeStrategies, a_result
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

D = Decimal
KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
CODE = "from finbyte import Link\n\n\nclass Trading(Link):\n    pass\n"
Open = Callable[[Any], "MainWindow"]


@pytest.fixture
def own(desk: FakeDesk, tmp_path: Path) -> FakeStrategies:
    """The folder of the trader, empty, and the examples of the program."""
    desk.strategies = FakeStrategies(tmp_path, locations().resources / "strategies", desk)
    return desk.strategies


def shown(window: MainWindow) -> StrategiesPage:
    """The page, at the front."""
    window.session.go(Place("strategies"))
    page = window.page("strategies")
    assert isinstance(page, StrategiesPage)
    return page


@pytest.fixture
def mine(own: FakeStrategies) -> Path:
    """A file of the trader's."""
    return own.files.create("mine", CODE)


@pytest.fixture
def page(own: FakeStrategies, mine: Path, window: MainWindow) -> StrategiesPage:
    return shown(window)


def dialog(window: MainWindow, kind: type[Any]) -> Any:
    """The question that is open."""
    return next(one for one in window.stage.findChildren(kind) if one.is_open())


def type_at_end(page: StrategiesPage, qtbot: QtBot, text: str) -> None:
    """With real keys, at the end of the code."""
    page.editor.code.setFocus()
    qtbot.keyClick(page.editor.code, KEY.Key_End, CONTROL)
    qtbot.keyClicks(page.editor.code, text)


def later(path: Path, text: str) -> None:
    """Another editor saves, a moment after."""
    path.write_text(text, encoding="utf-8")
    stamp = path.stat().st_mtime_ns + 5_000_000_000
    os.utime(path, ns=(stamp, stamp))


# --- the way there --------------------------------------------------------------------------------


def test_the_page_has_its_key_and_its_place_in_the_palette(
    own: object, window: MainWindow, qtbot: QtBot
) -> None:
    """The sixth of the rail, before the settings."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, KEY.Key_6, CONTROL)
    assert window.place_name() == "strategies"
    qtbot.keyClick(window, KEY.Key_7, CONTROL)
    assert window.place_name() == "settings"
    window.open_palette()
    assert "Strategies" in [item.title for item in window._palette.offered.items()]


def test_the_gallery_leads_to_the_page(own: object, window: MainWindow) -> None:
    """Code has no wizard; the wizard's own choice of a type leads there too."""
    window.session.go(Place("bots", "gallery"))
    bots: Any = window.page("bots")
    card = next(card for card in bots.gallery.cards if card.kind.key == "own_strategy")
    assert card.button.isEnabled()
    card.button.click()
    assert window.place_name() == "strategies"
    window.session.go(Place("wizard"))
    wizard: Any = window.page("wizard")
    wizard._type_chosen("own_strategy")
    assert window.place_name() == "strategies"


# --- files ----------------------------------------------------------------------------------------


def test_a_newcomer_sees_the_examples_read_only(
    own: FakeStrategies, window: MainWindow, qtbot: QtBot
) -> None:
    """And copies one with one button and a name."""
    page = shown(window)
    assert page.strategies.current.is_example
    before = page.editor.code.text()
    type_at_end(page, qtbot, "x")
    assert page.editor.code.text() == before
    qtbot.mouseClick(page.editor.copy, LEFT)
    asked = dialog(window, NewStrategyDialog)
    assert asked.name.text() == "bollinger_bands"
    asked.button("take").click()
    assert page.strategies.current.file == own.files.folder / "bollinger_bands.py"
    assert page.editor.code.text() == before
    assert [row.name for row in page.strategies.rows()[0]] == ["bollinger_bands.py"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine", "There is a file mine.py already."),
        ("two words", "A name has at most 60 letters, digits and _"),
        ("random", "random is the name of a part of Python"),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_the_field(
    page: StrategiesPage, window: MainWindow, qtbot: QtBot, name: str, said: str
) -> None:
    """The question stays open with what was typed."""
    qtbot.mouseClick(page.list.new, LEFT)
    asked = dialog(window, NewStrategyDialog)
    asked.name.line.selectAll()
    qtbot.keyClicks(asked.name.line, name)
    qtbot.keyClick(asked.name.line, KEY.Key_Return)
    assert asked.is_open()
    assert asked.name.message_text().startswith(said)
    asked.name.line.selectAll()
    qtbot.keyClicks(asked.name.line, "another")
    qtbot.keyClick(asked.name.line, KEY.Key_Return)
    assert page.strategies.current.file.name == "another.py"
    assert "class Trading(Link)" in page.editor.code.text()


def test_rename_and_delete_ask_and_do(
    page: StrategiesPage, window: MainWindow, mine: Path, qtbot: QtBot
) -> None:
    """By the keys of the list; what was typed goes along with the name."""
    type_at_end(page, qtbot, "# more")
    page.list.view.setFocus()
    qtbot.keyClick(page.list.view, KEY.Key_F2)
    asked = dialog(window, RenameDialog)
    asked.name.set_text("other")
    asked.button("take").click()
    other = mine.with_name("other.py")
    assert (mine.exists(), other.exists()) == (False, True)
    assert page.editor.code.text().endswith("# more")
    assert page.strategies.current.unsaved
    assert page.strategies.files.draft(other) is not None
    qtbot.keyClick(page.list.view, KEY.Key_Delete)
    asked = dialog(window, DeleteDialog)
    asked.button("delete").click()
    assert not other.exists()
    assert page.strategies.current.is_example
    page.list.view.setFocus()
    qtbot.keyClick(page.list.view, KEY.Key_Delete)
    assert not any(one.is_open() for one in window.stage.findChildren(DeleteDialog))


def test_a_file_that_a_bot_runs_is_not_deleted(
    page: StrategiesPage, own: FakeStrategies, window: MainWindow, mine: Path
) -> None:
    """The reason stands in the question."""
    runs(own, page, mine)
    page.list.delete_wanted.emit(mine)
    asked = dialog(window, DeleteDialog)
    asked.button("delete").click()
    assert asked.is_open()
    assert asked.error_line.text() == "mine runs mine.py. Stop the bot first."
    assert mine.exists()


def test_the_list_is_walked_by_keys(page: StrategiesPage, qtbot: QtBot) -> None:
    """Each file is shown as it is reached; heads are skipped."""
    page.list.view.setFocus()
    qtbot.keyClick(page.list.view, KEY.Key_Down)
    assert page.strategies.current.file.name == "bollinger_bands.py"
    assert "lower band" in page.editor.code.text()
    qtbot.keyClick(page.list.view, KEY.Key_Up)
    assert page.strategies.current.file.name == "mine.py"


# --- typing ---------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_with_a_key(page: StrategiesPage, mine: Path, qtbot: QtBot) -> None:
    """Until then it has its mark, in the editor and in the list, and the file is as it was."""
    type_at_end(page, qtbot, "# more")
    assert page.editor.mark.isVisible()
    assert page.strategies.rows()[0][0].unsaved
    assert mine.read_text(encoding="utf-8") == CODE
    qtbot.keyClick(page.editor.code, KEY.Key_S, CONTROL)
    assert mine.read_text(encoding="utf-8") == CODE + "# more"
    assert not page.editor.mark.isVisible()
    assert not page.editor.save.isEnabled()


def test_the_keys_of_the_editor_are_those_of_the_page(
    page: StrategiesPage, window: MainWindow, mine: Path, qtbot: QtBot
) -> None:
    """Save and find also from the list and from the fields."""
    type_at_end(page, qtbot, "# more")
    page.list.view.setFocus()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, KEY.Key_S, CONTROL)
    assert mine.read_text(encoding="utf-8") == CODE + "# more"
    qtbot.keyClick(window, KEY.Key_F, CONTROL)
    assert page.editor.find.isVisible()


def test_unsaved_work_comes_back_after_the_end(
    page: StrategiesPage, own: FakeStrategies, window: MainWindow, open_window: Open, desk: FakeDesk,
    qtbot: QtBot,
) -> None:  # fmt: skip
    """The window is closed, or another language builds it anew: nothing is asked, nothing is lost."""
    type_at_end(page, qtbot, "# half")
    window.session.go(Place("bots"))
    assert own.files.draft(own.files.folder / "mine.py") is not None
    said: list[Any] = []
    other = open_window(desk)
    other.session.said.connect(said.append)
    again = shown(other)
    assert again.editor.code.text() == CODE + "# half"
    assert again.strategies.current.unsaved
    assert said[0].text == "mine.py has work that was not saved."


def test_a_draft_is_on_the_disk_while_somebody_types(
    page: StrategiesPage, own: FakeStrategies, mine: Path, qtbot: QtBot
) -> None:
    """A moment after the last key, whatever happens to FinByte then."""
    type_at_end(page, qtbot, "# half")
    qtbot.waitUntil(lambda: own.files.draft(mine) is not None, timeout=2_000)
    page.editor.code.undo()
    while page.strategies.current.unsaved:
        page.editor.code.undo()
    qtbot.waitUntil(lambda: own.files.draft(mine) is None, timeout=2_000)


def test_two_files_keep_their_unsaved_texts(page: StrategiesPage, own: FakeStrategies, qtbot: QtBot) -> None:
    """Going to another one and back, with the line of the cursor."""
    own.files.create("second", CODE)
    page.strategies.look_at_disk()
    page.editor.code.go_to(4)
    type_at_end(page, qtbot, "# one")
    page.strategies.open(own.files.folder / "second.py")
    assert page.editor.code.text() == CODE
    page.strategies.open(own.files.folder / "mine.py")
    assert page.editor.code.text() == CODE + "# one"
    assert page.editor.code.place()[0] == 6


# --- another editor -------------------------------------------------------------------------------


def test_a_file_that_another_editor_saved_is_taken(page: StrategiesPage, mine: Path) -> None:
    """Where nothing is unsaved here."""
    later(mine, CODE + "# theirs\n")
    page.strategies.look_at_disk()
    assert page.editor.code.text() == CODE + "# theirs\n"
    assert not page.strategies.current.unsaved


@pytest.mark.parametrize("keeps", [False, True])
def test_two_versions_are_asked_about(page: StrategiesPage, mine: Path, qtbot: QtBot, keeps: bool) -> None:
    """Neither is lost before a person has chosen."""
    type_at_end(page, qtbot, "# mine")
    later(mine, CODE + "# theirs\n")
    page.strategies.look_at_disk()
    assert page.editor.outside.isVisible()
    assert page.editor.code.text() == CODE + "# mine"
    (page.editor.keep if keeps else page.editor.take).click()
    assert not page.editor.outside.isVisible()
    assert page.editor.code.text() == CODE + ("# mine" if keeps else "# theirs\n")
    assert page.strategies.current.unsaved is keeps
    page.strategies.look_at_disk()
    assert not page.editor.outside.isVisible()


def test_a_draft_that_is_older_than_the_file_is_asked_about(
    own: FakeStrategies, mine: Path, window: MainWindow
) -> None:
    """Both stand beside each other when FinByte comes back."""
    own.files.keep_draft(mine, p.StrategyDraft(CODE + "# half", "another digest"))
    page = shown(window)
    assert page.editor.outside.isVisible()
    assert page.editor.code.text() == CODE + "# half"


def test_a_file_that_is_gone_is_kept_here(page: StrategiesPage, mine: Path, qtbot: QtBot) -> None:
    """And is there again once it is saved."""
    mine.unlink()
    page.strategies.look_at_disk()
    assert page.editor.note.text() == "deleted by another program, kept here"
    assert page.strategies.current.unsaved
    page.editor.save.click()
    assert mine.read_text(encoding="utf-8") == CODE
    assert not page.strategies.current.unsaved


def test_a_file_that_comes_back_takes_nothing_away(page: StrategiesPage, mine: Path, qtbot: QtBot) -> None:
    """Other editors take a file away and put a new one in its place; what was typed here is asked about."""
    type_at_end(page, qtbot, "# mine")
    mine.unlink()
    page.strategies.look_at_disk()
    later(mine, CODE + "# theirs\n")
    page.strategies.look_at_disk()
    assert page.editor.code.text() == CODE + "# mine"
    assert page.editor.outside.isVisible()
    page.editor.take.click()
    assert page.editor.code.text() == CODE + "# theirs\n"


def test_what_another_editor_wrote_a_moment_ago_is_not_written_over(
    page: StrategiesPage, mine: Path, qtbot: QtBot
) -> None:
    """Saving looks at the file first; who then keeps their own text saves it."""
    type_at_end(page, qtbot, "# mine")
    later(mine, CODE + "# theirs\n")
    page.editor.save.click()
    assert mine.read_text(encoding="utf-8") == CODE + "# theirs\n"
    assert page.editor.outside.isVisible()
    assert not page.strategies.save()
    page.editor.keep.click()
    page.editor.save.click()
    assert mine.read_text(encoding="utf-8") == CODE + "# mine"


@pytest.mark.parametrize("typed", ["", "# mine"])
def test_what_no_editor_shows_is_not_written_over_unasked(
    page: StrategiesPage, mine: Path, qtbot: QtBot, typed: str
) -> None:
    """Bytes that are no text came into the file: a run or a save asks first; the text here is kept."""
    type_at_end(page, qtbot, typed)
    mine.write_bytes(b"\xff\xfe\x00")
    page.strategies.look_at_disk()
    assert "is no text in UTF-8" in page.editor.outside_text.text()
    assert page.editor.keep.isVisible()
    assert not page.editor.take.isVisible()
    assert not page.strategies.save()
    assert mine.read_bytes() == b"\xff\xfe\x00"
    page.editor.keep.click()
    assert page.strategies.save()
    assert mine.read_text(encoding="utf-8") == CODE + typed


def test_what_could_not_be_shown_may_come_back(page: StrategiesPage, mine: Path) -> None:
    """Then nothing is asked."""
    before = mine.read_bytes()
    mine.write_bytes(b"\xff\xfe\x00")
    page.strategies.look_at_disk()
    assert page.editor.outside.isVisible()
    mine.write_bytes(before)
    page.strategies.look_at_disk()
    assert not page.editor.outside.isVisible()
    assert not page.strategies.current.unsaved


def test_a_draft_that_could_not_be_kept_is_tried_again(
    page: StrategiesPage, own: FakeStrategies, mine: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full for a moment."""
    kept = own.files.keep_draft

    def full(file: Path, draft: p.StrategyDraft) -> None:
        raise Unavailable("The disk is full.", "strategy_unwritable")

    monkeypatch.setattr(strategies, "DRAFT_AGAIN_MS", 20)
    monkeypatch.setattr(own.files, "keep_draft", full)
    type_at_end(page, qtbot, "# mine")
    page.strategies.keep_drafts()
    monkeypatch.setattr(own.files, "keep_draft", kept)
    qtbot.waitUntil(lambda: own.files.draft(mine) is not None)


def test_a_file_that_is_gone_stays_in_the_list_with_what_was_typed(
    page: StrategiesPage, own: FakeStrategies, mine: Path, qtbot: QtBot
) -> None:
    """Also after a look at another file, and after a restart."""
    type_at_end(page, qtbot, "# mine")
    mine.unlink()
    page.strategies.look_at_disk()
    page.strategies.open(page.strategies.rows()[1][0].file)
    assert [row.name for row in page.strategies.rows()[0]] == ["mine.py"]
    page.strategies.open(mine)
    assert page.editor.code.text() == CODE + "# mine"
    page.strategies.documents.clear()  # as at the next start
    page.strategies.current = None
    page.strategies.open(mine)
    assert page.editor.code.text() == CODE + "# mine"
    assert page.editor.note.text() == "deleted by another program, kept here"
    page.editor.save.click()
    assert mine.read_text(encoding="utf-8") == CODE + "# mine"
    assert [row.name for row in page.strategies.rows()[0]] == ["mine.py"]


def test_an_order_of_code_has_no_inner_name() -> None:
    """The log speaks of the trader's order, not of a place in the engine."""
    assert slot("s003") == "an order of your code"
    assert slot("L3") == "level 4 from below"


def test_a_new_file_can_be_typed_into_at_once(page: StrategiesPage, window: MainWindow, qtbot: QtBot) -> None:
    """The keyboard does not go back to the button that asked for it."""
    page.ask_new()
    dialog = next(d for d in window.stage.findChildren(NewStrategyDialog) if d.is_open())
    dialog.button("take").click()
    qtbot.waitUntil(lambda: window.focusWidget() is page.editor.code)


def test_a_new_file_of_another_editor_is_listed(page: StrategiesPage, own: FakeStrategies) -> None:
    """Without anybody asking."""
    (own.files.folder / "theirs.py").write_text(CODE, encoding="utf-8")
    page.strategies.look_at_disk()
    assert [row.name for row in page.strategies.rows()[0]] == ["mine.py", "theirs.py"]
    assert page.list.rows.rowCount() == 2 + 1 + 1 + 10


# --- what is wrong --------------------------------------------------------------------------------


def test_a_wrong_line_is_marked_a_moment_after_it_was_typed(
    page: StrategiesPage, own: FakeStrategies, qtbot: QtBot
) -> None:
    """With its text; a click on the problem leads to it; the mark goes with the mistake."""
    type_at_end(page, qtbot, "x = = 1")
    assert page.editor.state.text() == "reading"
    qtbot.waitUntil(lambda: page.strategies.current.checked, timeout=3_000)
    assert page.editor.code.marks() == {6: "invalid syntax."}
    assert page.editor.state.text() == "1 problem"
    assert own.checked[-1].endswith("x = = 1")
    page.lines.show_tab(PROBLEMS)
    row = page.lines.models[PROBLEMS].rows[0]
    assert (row.file, row.line, row.tone) == ("mine.py", 6, Tone.DANGER)
    page.editor.code.go_to(1)
    view = page.lines.views[PROBLEMS]
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(0)).center())
    assert page.editor.code.place()[0] == 6
    assert page.window().focusWidget() is page.editor.code
    for _ in range(5):
        qtbot.keyClick(page.editor.code, KEY.Key_Delete)
    page.editor.code.undo()
    page.editor.code.set_text(CODE)
    page.strategies.typed(CODE)
    page.strategies.check_now()
    assert page.editor.code.marks() == {}


def test_a_wrong_class_is_marked_at_the_top(page: StrategiesPage) -> None:
    """A problem without a line stands at the first one."""
    page.editor.code.set_text("a = 1\n")
    page.strategies.typed("a = 1\n")
    page.strategies.check_now()
    assert page.editor.code.marks() == {1: "it defines no class Trading(Link)."}


def test_find_goes_through_the_file(page: StrategiesPage, qtbot: QtBot) -> None:
    """Ctrl+F, the text, Enter for the next one, Escape back to the code."""
    qtbot.keyClick(page.editor.code, KEY.Key_F, CONTROL)
    assert page.editor.find.isVisible()
    qtbot.keyClicks(page.editor.find.line, "Link")
    assert page.editor.code.place()[0] == 1
    qtbot.keyClick(page.editor.find.line, KEY.Key_Return)
    assert page.editor.code.place()[0] == 4
    qtbot.keyClicks(page.editor.find.line, "ed")
    assert page.editor.find.said.text() == "Not found"
    qtbot.keyClick(page.editor.find.line, KEY.Key_Escape)
    assert not page.editor.find.isVisible()
    assert page.window().focusWidget() is page.editor.code


# --- running --------------------------------------------------------------------------------------


def runs(
    own: FakeStrategies, page: StrategiesPage, file: Path, state: BotState = BotState.RUNNING, **of: Any
) -> str:
    """A bot of the fake desk runs this file."""
    desk: Any = own.desk
    card = replace(desk.cards_live[1], type="own_strategy", name=file.stem, state=state,
                   waiting_request=of.pop("waits", None))  # fmt: skip
    desk.cards_live[1] = card
    loaded = own.files.read(file).digest if state is BotState.RUNNING else ""
    own.shown = [
        p.StrategyBot(card.id, card.name, file, card.market, state, of.pop("reason", ""), loaded, 812)
    ]
    page.strategies.refresh()
    return str(card.id)


def trusted(desk: FakeDesk) -> None:
    desk.current = replace(desk.current, code_trusted=True)
    desk.say("settings")


def test_before_the_first_run_it_is_said_with_which_rights(
    page: StrategiesPage, window: MainWindow, desk: FakeDesk
) -> None:
    """Once; not running it is the safe answer."""
    page.run.test.click()
    asked = dialog(window, TrustDialog)
    assert asked._consequence.text() == "Strategy code runs with your user rights; run only code you trust."
    asked.button("no").click()
    assert not [call for call in desk.calls if call[0] == "backtest"]
    page.run.test.click()
    dialog(window, TrustDialog).button("run").click()
    assert [call[0] for call in desk.calls][-1] == "backtest"
    assert desk.current.code_trusted
    page.run.test.click()
    assert not any(one.is_open() for one in window.stage.findChildren(TrustDialog))
    assert len([call for call in desk.calls if call[0] == "backtest"]) == 2


def test_a_backtest_saves_runs_and_shows_what_came_of_it(
    page: StrategiesPage, desk: FakeDesk, mine: Path, qtbot: QtBot
) -> None:
    """Figures, trades on the chart, the log; nothing of it is made up here."""
    trusted(desk)
    type_at_end(page, qtbot, "# new")
    assert page.run.test.text() == "Save and run backtest"
    page.run.days.selected.emit(7)
    qtbot.mouseClick(page.run.test, LEFT)
    assert mine.read_text(encoding="utf-8").endswith("# new")
    call = next(call for call in desk.calls if call[0] == "backtest")
    assert (call[1], call[2], call[4]) == ("mine.py", "BTC/USDT", 7)
    assert call[3]["strategy"] == str(mine)
    facts = {key: fact.value.shown_text() for key, fact in page.result.facts.items() if fact.isVisible()}
    assert facts["result"] == "+38.21 USDT"
    assert (facts["trades"], facts["trips"], facts["calls"]) == ("6", "3", "24,011")
    assert (facts["drawdown"], facts["holding"]) == ("−2.13 %", "−4.73 USDT")
    assert len(page.lines.models[LOG].rows) == 4
    assert len(page.lines.models[DECISIONS].rows) == 6
    assert page.lines.models[PROBLEMS].rows[0].line == 12
    assert page.lines.source.text() == "of the backtest"


def test_a_backtest_on_a_file_names_it(page: StrategiesPage, own: FakeStrategies, desk: FakeDesk) -> None:
    """Until it is put away, or days are chosen."""
    trusted(desk)
    page.run.take_file(Path("/candles/btc.csv"))
    assert page.run.candles.text() == "btc.csv"
    page.run.test.click()
    page.run.no_file.click()
    page.run.test.click()
    assert own.candles == [Path("/candles/btc.csv"), None]


def test_a_backtest_that_fails_says_why_and_where(
    page: StrategiesPage, desk: FakeDesk, window: MainWindow
) -> None:
    """In the panel, at the line, and among the problems; the result before stays of the file."""
    trusted(desk)
    desk.fail_with = UserError(
        "mine.py, line 4: NameError: name 'x' is not defined (in import)", "strategy_import"
    )
    page.run.test.click()
    assert "NameError" in page.run.problem.text()
    assert list(page.editor.code.marks()) == [4]
    assert page.lines.models[PROBLEMS].rows[0].line == 4
    page.run.test.click()
    assert not page.run.problem.isVisible()


def test_a_result_is_of_the_code_that_ran(
    page: StrategiesPage, own: FakeStrategies, desk: FakeDesk, mine: Path, qtbot: QtBot
) -> None:
    """Of older code it says so; a new file of an old name begins with none."""
    trusted(desk)
    page.run.test.click()
    assert page.lines.source.text() == "of the backtest"
    type_at_end(page, qtbot, "# more")
    assert page.lines.source.text() == "of older code"
    assert page.result.note.text().startswith("of older code, ")
    page.run.test.click()
    assert page.lines.source.text() == "of the backtest"
    page.strategies.delete(mine)
    page.strategies.create("mine", CODE)
    assert page.strategies.current.file == mine
    assert mine not in page.runner.results
    assert page.lines.models[LOG].rows == []


def test_code_that_fails_in_its_backtest_is_no_quiet_strategy(
    page: StrategiesPage, own: FakeStrategies, desk: FakeDesk, mine: Path
) -> None:
    """The result says in red what ended it, its line is marked, the problems come to the front."""
    trusted(desk)
    told = "mine.py, line 5: ZeroDivisionError: division by zero (in quote_update)"
    own.result = replace(a_result(desk, mine, "BTC/USDT"), failure=told)
    page.run.test.click()
    assert page.result.failure.isVisibleTo(page)
    assert "ZeroDivisionError" in page.result.failure.text()
    assert list(page.editor.code.marks()) == [5]
    assert page.editor.state.text() == "1 problem"
    assert page.lines.tabs.current() == PROBLEMS
    rows = [row for row in page.lines.models[PROBLEMS].rows if "ZeroDivisionError" in row.text]
    assert [row.line for row in rows] == [5]
    own.result = None
    page.run.test.click()
    assert not page.result.failure.isVisibleTo(page)


def test_a_backtest_is_cancelled(page: StrategiesPage, own: FakeStrategies, desk: FakeDesk) -> None:
    """Nothing is shown of it, and nothing is wrong."""
    trusted(desk)
    shares: list[float] = []

    def stops(done: int, count: int) -> bool:
        shares.append(done / count)
        if done == 2:
            page.run.progress.cancel_button.click()
        return page.runner._cancelled

    page.runner._progress = stops  # type: ignore[method-assign]
    page.run.test.click()
    assert shares == [0.25, 0.5]
    assert page.runner.results == {}
    assert not page.run.problem.isVisible()
    assert page.run.test.isVisible()


def test_paper_creates_the_bot_through_the_desk(
    page: StrategiesPage, desk: FakeDesk, mine: Path, window: MainWindow
) -> None:
    """With the file, the market, the money and the approval that was chosen."""
    trusted(desk)
    page.run.set_mode(PAPER)
    page.run_model.set_value("investment", D(500))
    page.run_model.check_now()
    page.run.start.click()
    call = next(call for call in desk.calls if call[0] == "create_bot")
    assert (call[1], call[2], call[6]) == ("own_strategy", "BTC/USDT", "mine")
    assert (call[3]["strategy"], call[3]["investment"]) == (str(mine), D(500))
    assert call[4] is desk.default_policy


def test_an_error_of_the_start_stands_in_the_panel(page: StrategiesPage, desk: FakeDesk) -> None:
    """And the button is there again."""
    trusted(desk)
    page.run.set_mode(PAPER)
    desk.fail_with = UserError(
        "mine.py, line 2: it was not imported within 10 s and was ended.", "strategy_hang"
    )
    page.run.start.click()
    assert "10 s" in page.run.problem.text()
    assert page.run.start.isEnabled()


def test_fields_come_from_the_specification_of_the_kind(page: StrategiesPage) -> None:
    """All but the file, which the list asks for; a wrong one keeps it from running."""
    names = [spec.name for spec in page.run_model.specs()]
    assert names == ["investment", "max_order", "max_orders", "venue", "exit"]
    page.run_model.set_value("investment", D(1))
    page.run_model.check_now()
    assert page.run.form.field("investment").has_error()
    assert not page.run.test.isEnabled()
    page.run_model.set_value("investment", D(100))
    page.run_model.set_market("ETH/USDT")
    assert page.run_model.values["investment"] == D(100)
    assert page.run.test.isEnabled()


def test_an_example_is_copied_before_it_runs_on_paper(page: StrategiesPage, own: FakeStrategies) -> None:
    """It belongs to the program, and the next version may have another one."""
    page.strategies.open(own.files.examples()[0].path)
    page.run.set_mode(PAPER)
    assert not page.run.start.isEnabled()
    assert page.run.paper_note.text() == "Copy the example to your files first."
    page.run.set_mode(BACKTEST)
    assert page.run.test.isEnabled()


def test_a_bot_that_runs_shows_what_runs_of_it(
    page: StrategiesPage, own: FakeStrategies, desk: FakeDesk, mine: Path, qtbot: QtBot
) -> None:
    """What runs and what is saved are told apart, and a reload makes them one."""
    bot = runs(own, page, mine)
    page.run.set_mode(PAPER)
    assert page.run.loaded.text() == "What runs is what is saved."
    assert page.strategies.rows()[0][0].tone is Tone.BUY
    type_at_end(page, qtbot, "# new")
    assert page.run.loaded.text() == "Older code runs: what you typed is not saved."
    qtbot.keyClick(page.editor.code, KEY.Key_S, CONTROL)
    assert page.run.loaded.text() == "Older code runs: the saved file is newer. Reload takes it."
    qtbot.mouseClick(page.run.reload, LEFT)
    assert ("reload", bot) in desk.calls
    assert page.run.loaded.text() == "What runs is what is saved."
    assert page.result.facts["calls"].value.shown_text() == "812"


def test_a_part_of_the_code_that_changed_is_older_code(
    page: StrategiesPage, own: FakeStrategies, mine: Path
) -> None:
    """What it imports is its code, too."""
    runs(own, page, mine)
    page.run.set_mode(PAPER)
    assert page.run.loaded.text() == "What runs is what is saved."
    own.shown = [replace(own.shown[0], changed=("parts.py",))]
    page.strategies.refresh()
    assert "parts.py" in page.run.loaded.text()


def test_a_reload_that_cannot_be_read_leaves_the_old_code(
    page: StrategiesPage, own: FakeStrategies, desk: FakeDesk, mine: Path
) -> None:
    """And says which line is wrong."""
    runs(own, page, mine)
    page.run.set_mode(PAPER)
    desk.fail_with = UserError("mine.py, line 4: expected ':'.", "strategy_syntax")
    page.run.reload.click()
    assert page.run.problem.text() == "mine.py, line 4: expected ':'."
    assert page.run.loaded.text() == "What runs is what is saved."


@pytest.mark.parametrize(
    ("state", "reason", "tone", "words"),
    [
        (BotState.WAIT_APPROVAL, "", Tone.WARN, "waits"),
        (BotState.PAUSED, "", Tone.WARN, "waits"),
        (BotState.STOPPED, "by_you", Tone.MUTED, "stopped"),
        (BotState.STOPPED, "strategy_raised", Tone.DANGER, "failed"),
        (BotState.ERROR, "", Tone.DANGER, "failed"),
    ],
)
def test_the_dot_says_what_became_of_the_last_bot(
    page: StrategiesPage,
    own: FakeStrategies,
    mine: Path,
    state: BotState,
    reason: str,
    tone: Tone,
    words: str,
) -> None:
    """In a colour and in words."""
    runs(own, page, mine, state, reason=reason)
    row = page.strategies.rows()[0][0]
    assert (row.tone, row.state) == (tone, words)
    ended = state in (BotState.STOPPED, BotState.ERROR)
    page.run.set_mode(PAPER)
    assert page.run.start.isVisible() is ended
    assert page.run.resume.isVisible() is (state is BotState.PAUSED)


def test_what_waits_for_approval_leads_there(
    page: StrategiesPage, own: FakeStrategies, window: MainWindow, mine: Path
) -> None:
    """And the bot's page is one step away."""
    runs(own, page, mine, BotState.WAIT_APPROVAL, waits="req-1")
    page.run.set_mode(PAPER)
    assert page.run.loaded.text() == "It starts when you approve it."
    page.run.review.click()
    assert window.place_name() == "approvals"
    shown(window)
    page.run.bot_page.click()
    assert window.place_name() == "bot"


def test_log_and_errors_of_a_bot_stand_below(
    page: StrategiesPage, own: FakeStrategies, mine: Path, qtbot: QtBot
) -> None:
    """Newest first; an error that names a line leads to it by Enter."""
    bot = runs(own, page, mine)
    own.lines[bot] = [
        p.StrategyLine(data.NOW - 10**9, "info", "begun"),
        p.StrategyLine(data.NOW, "error", "Traceback ... mine.py, line 3, in run: ValueError: no"),
    ]
    page.run.set_mode(PAPER)
    assert [row.text for row in page.lines.models[LOG].rows][1] == "begun"
    assert page.lines.models[PROBLEMS].rows[0].tone is Tone.DANGER
    page.lines.show_tab(PROBLEMS)
    view = page.lines.views[PROBLEMS]
    view.setFocus()
    view.setCurrentIndex(view.model().index(0))
    qtbot.keyClick(view, KEY.Key_Return)
    assert page.editor.code.place()[0] == 3
    view.setFocus()
    qtbot.keyClick(view, KEY.Key_C, CONTROL)
    assert "ValueError: no" in QApplication.clipboard().text()


def test_a_clone_comes_with_its_file_and_parameters(
    page: StrategiesPage, own: FakeStrategies, window: MainWindow, mine: Path
) -> None:
    """From the bot's page, its menu or History."""
    own.files.create("second", CODE)
    params = {"strategy": str(own.files.folder / "second.py"), "investment": "777", "max_orders": 9}
    window.session.go(Place("strategies", market="ETH/USDT", params=params, kind="own_strategy"))
    assert page.strategies.current.file.name == "second.py"
    assert page.run_model.market_id == "ETH/USDT"
    assert page.run_model.values["investment"] == D(777)
    assert page.runner.mode == PAPER


def test_an_account_that_runs_none_leads_to_paper(
    own: FakeStrategies, mine: Path, window: MainWindow, desk: FakeDesk
) -> None:
    """Files and backtests are there all the same."""
    own.runs_here = False
    page = shown(window)
    page.run.set_mode(PAPER)
    assert not page.run.start.isVisible()
    assert page.run.to_paper.isVisible()
    assert "run no strategies" in page.run.paper_note.text()
    page.run.set_mode(BACKTEST)
    assert page.run.test.isEnabled()


def test_escape_leaves_the_editor_before_the_page(
    page: StrategiesPage, qtbot: QtBot, window: MainWindow
) -> None:
    """The way out by keys: Escape, then Tab."""
    page.editor.code.setFocus()
    qtbot.keyClick(page.editor.code, KEY.Key_Escape)
    qtbot.keyClick(page.editor.code, KEY.Key_Tab)
    assert page.window().focusWidget() is not page.editor.code
    assert window.place_name() == "strategies"


def test_the_folder_and_the_menu_of_a_file(page: StrategiesPage, own: FakeStrategies) -> None:
    """Where the files are is shown whole; an example can only be copied."""
    assert page.list.folder.toolTip() == str(own.files.folder)
    offered = {action.text(): action.isEnabled() for action in page.list.menu().actions()}
    assert offered == {"New strategy": True, "Copy": True, "Rename": True, "Delete": True}
    page.strategies.open(own.files.examples()[0].path)
    offered = {action.text(): action.isEnabled() for action in page.list.menu().actions()}
    assert offered == {"New strategy": True, "Copy": True, "Rename": False, "Delete": False}


def test_a_page_that_cannot_be_read_says_so(own: FakeStrategies, window: MainWindow, desk: FakeDesk) -> None:
    """And shows everything once it can."""
    desk.read_error = UserError("The journal cannot be read.", "journal")
    page = shown(window)
    assert page.unread.isVisible()
    desk.read_error = None
    page.model.refresh()
    assert page.editor.isVisible()
    assert page.editor.code.text()


# --- its bots elsewhere in the window -------------------------------------------------------------


def waits(desk: FakeDesk, own: FakeStrategies, file: Path, **params: Any) -> str:
    """A plan of a bot that runs this file is in the queue, and nothing else."""
    card = replace(desk.cards_live[1], type="own_strategy", name="mine", waiting_request="req-9")
    desk.cards_live[1] = card
    detail = replace(desk.detail(card.id), card=card, params={"strategy": str(file), **params})
    desk.detail = lambda bot: detail  # type: ignore[method-assign]
    asked = replace(
        data.pending(data.NOW)[0], id="req-9", bot=card.id, bot_name="mine", bot_type="own_strategy",
        orders=(), opening=None, opening_fee=D(0), reserved=D(0), cost=D(0), moved=False,
    )  # fmt: skip
    desk.waiting = [asked]
    own.shown = [p.StrategyBot(card.id, "mine", file, card.market, BotState.WAIT_APPROVAL, "")]
    return str(card.id)


@pytest.mark.parametrize(
    ("params", "most"),
    [({"investment": "1000"}, "1,000.00"), ({"investment": "1000", "max_order": "50"}, "50.00")],
)
def test_its_plan_says_what_the_code_may_do(
    desk: FakeDesk, own: FakeStrategies, mine: Path, window: MainWindow, params: dict[str, str], most: str
) -> None:
    """No grid, and no orders of none: how much one order may be worth, and all of them."""
    waits(desk, own, mine, **params)
    row = request_shown(desk.waiting[0], window.session)
    assert row.effect == f"Runs your code: orders up to {most} USDT go by themselves."
    shown = dialog_shown(desk.waiting[0], window.session)
    assert shown.consequence == (
        f"Your code may place orders up to {most} USDT each by itself, with 1,000.00 USDT in all. "
        "Nothing is placed now."
    )
    assert shown.approve == "Approve the start"


def test_its_page_tells_of_the_code(
    desk: FakeDesk, own: FakeStrategies, mine: Path, window: MainWindow
) -> None:
    """The file, whether it runs, how often it was called, what it wrote last; and the way to the code."""
    bot = waits(desk, own, mine, investment="1000")
    window.session.go(Place("bot", bot=bot))
    page: Any = window.page("bot")
    assert page.detail.shown.deal[:2] == (("File", "mine.py", ""), ("Its code", "does not run", ""))
    digest = own.files.read(mine).digest
    own.shown = [replace(own.shown[0], state=BotState.RUNNING, loaded=digest, heard=1_200)]
    own.lines[bot] = [p.StrategyLine(data.NOW, "info", "sold at 78,409.00")]
    page.detail.refresh()
    assert page.detail.shown.deal == (
        ("File", "mine.py", ""),
        ("Its code", "runs", ""),
        ("Calls", "1,200", ""),
        ("Last line", "sold at 78,409.00", ""),
    )
    action = next(one for one in page.menu().actions() if one.text() == "Open its code")
    action.trigger()
    assert window.place_name() == "strategies"
    strategies = window.page("strategies")
    assert isinstance(strategies, StrategiesPage)
    assert strategies.strategies.current.file == mine


def test_its_profit_is_that_of_sales() -> None:
    """No word of a grid on its card and its page."""
    named = words_of("own_strategy")
    assert not any("grid" in text.lower() for text in (named.profit, named.apr, named.trips, named.fees_tip))


def test_a_log_is_put_into_rows_when_it_grows(
    page: StrategiesPage, own: FakeStrategies, desk: FakeDesk, mine: Path
) -> None:
    """Not with each price; and anew in another time zone."""
    bot = runs(own, page, mine)
    own.lines[bot] = [p.StrategyLine(data.NOW, "info", f"line {n}") for n in range(1_000)]
    page.run.set_mode(PAPER)
    rows = page.lines.models[LOG].rows
    assert (len(rows), rows[0].text) == (1_000, "line 999")
    page.strategies.refresh()
    assert page.lines.models[LOG].rows is rows
    own.lines[bot] = [*own.lines[bot], p.StrategyLine(data.NOW, "info", "new")]
    page.strategies.refresh()
    assert page.lines.models[LOG].rows[0].text == "new"


def test_another_language_keeps_what_is_typed(
    page: StrategiesPage, window: MainWindow, mine: Path, qtbot: QtBot
) -> None:
    """All pages are made anew then; the old one looks at the disk no more."""
    old = page.strategies
    type_at_end(page, qtbot, "# half")
    window.session.change_settings(language="zh_CN")
    qtbot.waitUntil(lambda: window.page("strategies") is not page, timeout=2_000)
    again = window.page("strategies")
    assert isinstance(again, StrategiesPage)
    qtbot.waitUntil(lambda: again.strategies.loaded, timeout=2_000)
    assert again.editor.code.text() == CODE + "# half"
    assert not old._disk.isActive()


def test_a_backtest_ends_with_the_window(page: StrategiesPage, own: FakeStrategies, mine: Path) -> None:
    """The thread that waits for it hears that nobody wants the result."""

    async def never(*_given: Any) -> Any:
        await asyncio.Event().wait()

    own.backtest = never  # type: ignore[method-assign]

    async def work() -> None:
        task = asyncio.create_task(page.runner._backtest(mine, "BTC/USDT", {}, ""))
        await asyncio.sleep(0)
        assert not page.runner._progress(1, 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(work())
    assert page.runner._progress(1, 2)


def with_account(desk: FakeDesk, mode: str) -> None:
    """The desk is that of an account at a venue."""
    health = desk.health
    desk.health = lambda: replace(health(), mode=mode, venue="main account")  # type: ignore[method-assign]


def test_code_runs_with_real_money_after_the_name_was_typed(
    own: FakeStrategies, mine: Path, window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    """The panel says whose money it is; without the name of the account nothing is created."""
    with_account(desk, "live")
    desk.current = replace(desk.current, code_trusted=True)
    page = shown(window)
    page.strategies.open(mine)
    page.run.set_mode(PAPER)
    assert "with your real money" in page.run.money.text()
    assert page.run.start.text() == "Run on main account"
    page.run_now(PAPER)
    asked = dialog(window, LiveCodeDialog)
    assert not asked.button("run").isEnabled()
    assert not [call for call in desk.calls if call[0] == "create_bot"]
    asked.name.line.setText("main account")
    asked.name.edited.emit("main account")
    assert asked.button("run").isEnabled()
    asked.button("run").click()
    qtbot.waitUntil(lambda: bool([call for call in desk.calls if call[0] == "create_bot"]))


def test_play_money_of_a_venue_asks_for_no_name(
    own: FakeStrategies, mine: Path, window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    """It is said to be play money."""
    with_account(desk, "testnet")
    desk.current = replace(desk.current, code_trusted=True)
    page = shown(window)
    page.strategies.open(mine)
    page.run.set_mode(PAPER)
    assert "play money" in page.run.money.text()
    page.run_now(PAPER)
    qtbot.waitUntil(lambda: bool([call for call in desk.calls if call[0] == "create_bot"]))
