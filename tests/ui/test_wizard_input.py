"""Input that is wrong: said beside its cause, all of it at once, and nothing old is shown for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, PARAMETERS, WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import wizard as wizard_model
from finbyte_desktop.ui.viewmodels.wizard import SearchState
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow

D = Decimal


def type_into(qtbot: QtBot, wizard: WizardPage, name: str, text: str, wait_ms: int = 200) -> None:
    line = wizard.form.field(name).line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.wait(wait_ms)


def test_text_that_is_no_number_is_not_called_missing(qtbot: QtBot, wizard: WizardPage) -> None:
    """Something stands there: "Needed" would be a riddle."""
    type_into(qtbot, wizard, "lower", "12x")
    assert wizard.form.field("lower").message_text().startswith("Not a number")
    line = wizard.form.field("lower").line
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.wait(200)
    assert wizard.form.field("lower").message_text() == "Needed"


def test_optional_field_with_nonsense_stops_the_start(qtbot: QtBot, wizard: WizardPage) -> None:
    """A stop price that cannot be read is not a bot without a stop."""
    wizard.show_step(ADVANCED)
    wizard.form.option("stop_price").box.click()
    type_into(qtbot, wizard, "stop_price", "7o000")
    assert not wizard.wizard.ready()
    assert not wizard.forward.isEnabled()
    assert wizard.form.field("stop_price").has_error()
    wizard.form.show_values()
    assert wizard.form.option("stop_price").box.isChecked()
    assert wizard.form.field("stop_price").text() == "7o000"
    wizard.form.option("stop_price").box.click()
    qtbot.wait(200)
    assert wizard.wizard.ready()


def test_every_problem_is_shown_at_once(qtbot: QtBot, wizard: WizardPage) -> None:
    """Two fields in error are two errors on the screen, also one that was folded away."""
    wizard.wizard.set_value("stop_price", D(76000))
    wizard.form.set_advanced(False)
    type_into(qtbot, wizard, "investment", "1")
    assert wizard.form.field("investment").has_error()
    assert wizard.form.field("stop_price").has_error()
    assert wizard.form.advanced.isVisibleTo(wizard)
    assert wizard.problem_count.text() == "2 fields need a change"
    assert "Investment: " in wizard.problem_count.toolTip()
    assert "Stop price: " in wizard.problem_count.toolTip()


def test_continue_is_closed_while_something_is_wrong(qtbot: QtBot, wizard: WizardPage) -> None:
    """On the first step too, with the number of fields beside it."""
    assert wizard.forward.isEnabled()
    type_into(qtbot, wizard, "grids", "1")
    assert wizard.step() == PARAMETERS
    assert not wizard.forward.isEnabled()
    assert wizard.problem_count.text() == "1 field needs a change"


def test_click_before_the_check_ended_goes_to_the_error(qtbot: QtBot, wizard: WizardPage) -> None:
    """Who is faster than the validator is not let through."""
    type_into(qtbot, wizard, "grids", "1", wait_ms=0)
    wizard.form.field("lower").setFocus()
    wizard.forward.click()
    assert wizard.step() == PARAMETERS
    assert wizard.window().focusWidget() is wizard.form.field("grids").line


def test_preview_shows_nothing_of_the_input_before(qtbot: QtBot, wizard: WizardPage) -> None:
    """Numbers are grey while the check runs and gone when the input is not possible."""
    preview = wizard.preview
    qtbot.waitUntil(lambda: wizard.wizard.backtest is not None, timeout=2000)
    assert preview.state.text() == ""
    type_into(qtbot, wizard, "lower", "12x", wait_ms=0)
    assert preview.numbers._qty.value.sign_tone().value == "stale" or preview.state.text()
    qtbot.wait(250)
    assert preview.state.text() == "not possible with this input"
    assert {fact.value.shown_text() for fact in (*preview.numbers.facts(), *preview.ai.facts())} == {"-"}
    assert preview.numbers.net.shown_text() == "-"
    assert wizard.wizard.backtest is None
    assert {fact.value.shown_text() for fact in preview.numbers.backtest.results} == {"-"}


def test_backtest_of_the_input_before_is_grey(qtbot: QtBot, wizard: WizardPage, desk: FakeDesk) -> None:
    """Until the last days of the new input are there, the old results look old."""
    model, results = wizard.wizard, wizard.preview.numbers.backtest.results
    qtbot.waitUntil(lambda: model.backtest is not None, timeout=2000)
    tones = lambda: {fact.value.sign_tone().value for fact in results}  # noqa: E731
    assert "stale" not in tones()
    type_into(qtbot, wizard, "investment", "2000", wait_ms=0)
    qtbot.waitUntil(lambda: model.values["investment"] == D(2000) and model.backtest_is_old, timeout=2000)
    assert tones() == {"stale"}
    qtbot.waitUntil(lambda: not model.backtest_is_old, timeout=5000)
    assert "stale" not in tones()


def test_validator_that_fails_leaves_no_old_numbers(wizard: WizardPage, desk: FakeDesk) -> None:
    """An error of the desk is said, and the answer before it is not kept."""

    def fails(*_: object) -> object:
        raise UserError("There is no market here.", "other")

    desk.preflight = fails
    wizard.wizard.check_now()
    assert wizard.preview.state.text() == "There is no market here."
    assert wizard.problem_count.text() == "Not possible now"
    assert wizard.problem_count.toolTip() == "There is no market here."
    assert not wizard.forward.isEnabled()
    assert {
        fact.value.shown_text() for fact in (*wizard.preview.numbers.facts(), *wizard.preview.ai.facts())
    } == {"-"}


def test_minimum_names_its_price_and_holds_still_while_typing(
    qtbot: QtBot, wizard: WizardPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The minimum does not run away from somebody who types it."""
    type_into(qtbot, wizard, "investment", "2000")
    hint = wizard.form.field("investment").message_text()
    assert hint.startswith("min ")
    assert "78,314.31" in hint
    moved = replace(data.MARKETS[0], last=D(80000))
    monkeypatch.setattr(data, "MARKETS", (moved, *data.MARKETS[1:]))
    wizard.wizard.load()
    assert wizard.form.field("investment").message_text() == hint
    monkeypatch.setattr(wizard_model, "EDIT_PAUSE_S", 0.0)
    wizard.wizard.load()
    assert "80,000.00" in wizard.form.field("investment").message_text().replace("80,000,", "80,000.00,")


def test_ai_continue_waits_for_the_search_and_says_so(wizard: WizardPage) -> None:
    """What is not found yet cannot be continued with."""
    wizard.show_ai(True)
    assert wizard.preview.ai.continue_button.isEnabled()
    wizard.wizard.search = SearchState(running=True, share=0.4)
    wizard.wizard.searched.emit()
    assert not wizard.preview.ai.continue_button.isEnabled()
    assert wizard.preview.ai.blocked.text() == "The search still runs. Wait for it, or cancel it."
    assert wizard.preview.ai.continue_button.toolTip() == wizard.preview.ai.blocked.text()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_ai_parameters_fit_the_smallest_usual_window(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk, language: str
) -> None:
    """At 1100 x 720 nothing is cut at the right: Cancel, days, suitability and presets can be reached."""
    desk.current = replace(desk.current, language=language)
    window = open_window(desk)
    window.resize(1100, 720)
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    page.show_ai(True)
    qtbot.wait(30)
    panel = page.candidates
    room = page._form_panel.width()
    for widget in (panel.days, *panel.cards(), panel.investment):
        right = widget.mapTo(page._form_panel, widget.rect().topRight()).x()
        assert right < room, type(widget).__name__
        assert widget.minimumSizeHint().width() <= widget.width()
    for card in panel.cards():
        assert card.layout().minimumSize().height() <= card.height()
    page.wizard.search = SearchState(running=True, share=0.4)
    page.wizard.searched.emit()
    qtbot.wait(30)
    cancel = panel.progress.cancel_button
    assert cancel.isVisible()
    assert cancel.mapTo(page._form_panel, cancel.rect().bottomRight()).x() < room
    assert not cancel.visibleRegion().isEmpty()


def test_running_search_can_be_cancelled(wizard: WizardPage, desk: FakeDesk) -> None:
    """Cancel reaches the search."""
    asked: list[bool] = []

    async def search(*args: object) -> object:
        wizard.candidates.progress.cancel_button.click()
        await asyncio.sleep(0)
        asked.append(args[-1](1, 4))
        raise UserError("cancelled", "cancelled")

    desk.search_parameters = search
    wizard.wizard.start_search(7)
    assert asked == [True]
    assert not wizard.wizard.search.running


def test_leaving_ai_parameters_ends_its_search(wizard: WizardPage, desk: FakeDesk) -> None:
    """What a search finds after the person went to Customise changes nothing there, and it runs no longer."""
    found, stopped = desk.search_parameters, []

    async def search(*args: object) -> object:
        wizard.show_ai(False)
        stopped.append(args[-1](1, 4))
        return await found(*args)

    desk.search_parameters = search
    before = dict(wizard.wizard.values)
    wizard.show_ai(True)
    assert stopped == [True]
    assert wizard.wizard.values == before
    assert wizard.wizard.search == SearchState()
    desk.search_parameters = found
    wizard.show_ai(True)
    assert wizard.wizard.candidate is not None


def test_both_tabs_speak_of_one_investment(wizard: WizardPage) -> None:
    """What is typed or chosen on one tab stands on the other at once, before any check."""
    ours, theirs = wizard.candidates.investment, wizard.form.investment
    ours.edited.emit(D(44_000))
    assert theirs.field.value() == D(44_000)
    theirs.edited.emit(D(3_000))
    assert ours.field.value() == D(3_000)
