"""The wizard as a person uses it, with real widgets."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.kinds.spot_grid_search import NAMES as SEARCHED
from finbyte_desktop.services.ports import Market
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.pages import wizard_review
from finbyte_desktop.ui.pages.wizard_ai import NAMES, _name
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, MARKET, PARAMETERS, REVIEW, TYPE, WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.approvals import unlike_review
from tests.ui import desk_data as data

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import Clock

D = Decimal


def move_price(desk: FakeDesk, factor: Decimal) -> None:
    """Every market's price, by a factor."""
    before = desk.market

    def moved(market: str) -> Market:
        place = before(market)
        return replace(place, last=None if place.last is None else place.last * factor)

    desk.market = moved  # type: ignore[method-assign]


def type_into(qtbot: QtBot, wizard: WizardPage, name: str, text: str) -> None:
    line = wizard.form.field(name).line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.wait(200)


def test_newcomer_reaches_a_waiting_plan_with_clicks_only(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """Type, market, suggested parameters, review, start: then the question is open."""
    window.session.go(Place("wizard"))
    page = window.page("wizard")
    assert page.step() == TYPE
    qtbot.mouseClick(page.types.cards[0].button, Qt.MouseButton.LeftButton)
    assert page.step() == MARKET
    table = page.markets.table.view
    where = table.visualRect(page.markets.model.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert page.step() == PARAMETERS
    qtbot.mouseClick(page.forward, Qt.MouseButton.LeftButton)
    assert page.step() == ADVANCED
    qtbot.mouseClick(page.forward, Qt.MouseButton.LeftButton)
    assert page.step() == REVIEW
    qtbot.mouseClick(page.review.start, Qt.MouseButton.LeftButton)
    created = [call for call in desk.calls if call[0] == "create_bot"]
    assert len(created) == 1
    assert created[0][1:3] == ("spot_grid", "BTC/USDT")
    dialogs = [d for d in window.stage.findChildren(ApprovalDialog) if d.is_open()]
    assert len(dialogs) == 1
    assert dialogs[0].error_line.isHidden() is not bool(
        unlike_review(desk.preflight("spot_grid", "BTC/USDT", created[0][3]), desk.waiting[-1])
    )


def test_a_plan_that_is_not_the_reviewed_one_says_so(
    wizard: WizardPage, window: MainWindow, desk: FakeDesk
) -> None:
    """The price may move between the review and the plan; a hair's breadth is no news."""
    preflight, plan = wizard.wizard.preflight, desk.waiting[0]
    assert preflight is not None
    assert preflight.opening is not None
    assert plan.opening is not None

    def told(then: str | None, now: str | None) -> str:
        before = None if then is None else replace(preflight.opening, qty=D("5.751"), cost=D(then))
        asked = None if now is None else replace(plan.opening, cost=D(now))
        return unlike_review(replace(preflight, opening=before), replace(plan, opening=asked))

    assert told("854", "858") == told(None, None) == ""
    assert told(None, "1416") == ("The price moved since your review: there nothing was bought at the start.")
    text = told("854", "1416")
    assert text.startswith("The price moved since your review: there it was 5.751")
    assert text.endswith("for about 854.00 USDT.")
    assert told("854", None) == text
    window.session.go(Place("approvals", request=plan.id, note=text))
    dialog = next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())
    assert dialog.error_line.text() == text
    assert not dialog.error_line.isHidden()


def test_error_stands_under_its_field_with_a_way_out(qtbot: QtBot, wizard: WizardPage) -> None:
    """The feasible range is named, one button takes an accepted value, and Review waits."""
    wizard.show_step(ADVANCED)
    wizard.form.option("stop_price").box.click()
    type_into(qtbot, wizard, "stop_price", "76000")
    field = wizard.form.field("stop_price")
    assert field.has_error()
    assert field.message_text() == "Inside the range. Feasible: 0.01 – 73,599.99"
    assert not wizard.forward.isEnabled()
    assert wizard.problem_count.text() == "1 field needs a change"
    qtbot.mouseClick(field.fix_button(), Qt.MouseButton.LeftButton)
    qtbot.wait(200)
    assert not field.has_error()
    assert field.value() == D("73599.99")
    assert wizard.forward.isEnabled()


def test_click_on_the_number_of_problems_goes_to_the_field(qtbot: QtBot, wizard: WizardPage) -> None:
    """Nobody has to search what is wrong."""
    type_into(qtbot, wizard, "grids", "1")
    wizard.form.field("lower").setFocus()
    wizard.problem_count.click()
    assert wizard.window().focusWidget() is wizard.form.field("grids").line


def test_review_cannot_be_entered_with_a_problem(qtbot: QtBot, wizard: WizardPage) -> None:
    """Neither by button nor by step."""
    type_into(qtbot, wizard, "investment", "1")
    wizard.show_step(REVIEW)
    assert wizard.step() == PARAMETERS
    assert wizard.form.field("investment").has_error()


def test_nonsense_is_no_number_and_never_zero(qtbot: QtBot, wizard: WizardPage) -> None:
    """What cannot be read is missing, not 0."""
    type_into(qtbot, wizard, "lower", "12x")
    assert wizard.form.field("lower").value() is None
    assert "lower" not in wizard.wizard.values
    assert not wizard.wizard.ready()


def test_without_a_market_nothing_is_ready_and_nothing_is_tried(wizard: WizardPage, desk: FakeDesk) -> None:
    """An account that was left, or whose markets are not read yet."""
    model = wizard.wizard
    assert model.ready()
    model.market_id = ""
    assert not model.ready()
    model._start_backtest()
    assert not model.backtest_running


def test_typing_is_checked_once_after_a_pause(qtbot: QtBot, wizard: WizardPage, desk: FakeDesk) -> None:
    """One validator run for a burst of keys, after 150 ms."""
    qtbot.wait(300)
    runs: list[int] = []
    inner = desk.preflight
    desk.preflight = lambda *a: runs.append(1) or inner(*a)
    line = wizard.form.field("lower").line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "73000")
    assert runs == []
    qtbot.waitUntil(lambda: len(runs) == 1, timeout=1000)


def test_dragged_line_writes_into_the_field(wizard: WizardPage) -> None:
    """The chart and the form are one: on the market's tick."""
    wizard.preview.chart.line_moved.emit("lower", 72345.678)
    assert wizard.form.field("lower").value() == D("72345.68")
    assert wizard.wizard.values["lower"] == D("72345.68")


def test_search_fills_the_form_with_the_best_candidate(wizard: WizardPage) -> None:
    """The first candidate is chosen; another click changes form and preview."""
    wizard.show_ai(True)
    cards = wizard.candidates.cards()
    assert [card.candidate.name for card in cards] == ["wide", "moderate", "narrow", "narrowest"]
    assert [_name(name) for name in NAMES] == list(SEARCHED)  # every name of the search has its word
    assert cards[0].isChecked()
    cards[2].click()
    assert wizard.wizard.values["lower"] == cards[2].candidate.lower
    wizard.show_ai(False)
    assert wizard.form.field("grids").value() == cards[2].candidate.grids


def test_search_without_a_good_grid_says_so(window: MainWindow, desk: FakeDesk) -> None:
    """No candidate is a possible answer, with a next step."""
    desk.search_note = "no_good_grid"
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    page.show_ai(True)
    assert page.candidates.none.isVisibleTo(page)
    assert page.candidates.none.title() == "No good grid here"


def test_chosen_policy_and_restart_reach_the_desk(qtbot: QtBot, wizard: WizardPage, desk: FakeDesk) -> None:
    """What stands in the review is what is created."""
    wizard.show_step(REVIEW)
    wizard.review.policy_card(Policy.EVERY_ORDER).click()
    wizard.review.side.restart.findChildren(type(wizard.review.side.restart._group.buttons()[1]))[1].click()
    wizard.review.start.click()
    call = next(call for call in desk.calls if call[0] == "create_bot")
    assert call[4] is Policy.EVERY_ORDER
    assert call[5] is True


def test_orders_of_the_review_are_those_of_the_validator(wizard: WizardPage) -> None:
    """Exactly these orders, nearest first."""
    wizard.show_step(REVIEW)
    preflight = wizard.wizard.preflight
    assert preflight is not None
    buys = wizard.review.table("buy").model
    assert [row[1] for row in buys.rows()] == list(preflight.buys)
    sells = wizard.review.table("sell").model
    assert [row[1] for row in sells.rows()] == list(preflight.sells)


def test_refused_creation_stays_in_the_review_with_the_reason(wizard: WizardPage, desk: FakeDesk) -> None:
    """Nothing is half done, and the person can try again."""
    wizard.show_step(REVIEW)
    desk.fail_with = UserError("Only 10 USDT is available.", "other")
    wizard.review.start.click()
    error = wizard.review.side.error
    assert error.text() == "Only 10 USDT is available."
    assert error.parent() is wizard.review.side  # beside the buttons, not below the fold of the totals
    assert wizard.review.start.isEnabled()
    assert wizard.step() == REVIEW


def test_moved_price_asks_to_look_again(wizard: WizardPage, desk: FakeDesk) -> None:
    """A price beyond the collar is not started by the old click."""
    wizard.show_step(REVIEW)
    move_price(desk, D("1.01"))
    wizard.wizard.check_now()
    assert wizard.review.start.text() == "Prices moved, look again"
    wizard.review.start.click()
    assert not [call for call in desk.calls if call[0] == "create_bot"]
    assert wizard.review.start.text() == "Start on paper"


def test_moved_price_that_has_stood_a_while_can_be_started(
    wizard: WizardPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read for some seconds is agreed to, at any speed of the market; a leap meanwhile is not."""
    now = [time.monotonic()]
    monkeypatch.setattr(wizard_review.time, "monotonic", lambda: now[0])
    wizard.show_step(REVIEW)
    for _ in range(20):  # far from the price of the beginning, never a collar within the seconds
        move_price(desk, D("1.0008"))
        now[0] += 2
        wizard.wizard.check_now()
        assert wizard.review.start.text() == "Start on paper"
    move_price(desk, D("0.99"))
    wizard.wizard.check_now()
    assert wizard.review.start.text() == "Prices moved, look again"
    now[0] += wizard_review.READ_S + 0.1
    wizard.wizard.check_now()
    assert wizard.review.start.text() == "Start on paper"


def test_escape_goes_one_step_back_and_creates_nothing(
    qtbot: QtBot, window: MainWindow, wizard: WizardPage, desk: FakeDesk
) -> None:
    """Review, advanced, parameters, then out of the wizard."""
    wizard.show_step(REVIEW)
    for expected in (ADVANCED, PARAMETERS):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert wizard.step() == expected
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.place().page == "bots"
    assert desk.calls == []


def test_list_of_markets_takes_in_what_the_venue_tells_later(
    window: MainWindow, desk: FakeDesk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change of the day comes a moment after the list; the list is not made anew with every price."""
    told = tuple(replace(market, last=None, change_24h=None) for market in data.MARKETS)
    monkeypatch.setattr(desk, "markets", lambda bot_type="": list(told))
    window.session.go(Place("wizard"))
    page = window.page("wizard")
    page.show_step(MARKET)
    model = page.markets.model

    def changes() -> set[Decimal | None]:
        return {model.row(n).change_24h for n in range(model.rowCount())}

    assert changes() == {None}
    told = data.MARKETS
    window.session.bridge.slow.emit(frozenset({"quotes"}))
    assert changes() == {None}
    clock.ns += 2 * fmt.NS_A_SECOND
    window.session.bridge.slow.emit(frozenset({"quotes"}))
    assert changes() == {market.change_24h for market in data.MARKETS}


def test_price_that_stood_until_now_counts_as_read(
    wizard: WizardPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long nothing was priced: what stood there is what somebody has read."""
    now = [time.monotonic()]
    monkeypatch.setattr(wizard_review.time, "monotonic", lambda: now[0])
    wizard.show_step(REVIEW)
    now[0] += 600
    move_price(desk, D("1.03"))
    wizard.wizard.check_now()
    assert wizard.review.start.text() == "Prices moved, look again"
