"""The review: all that was set, what can be lost, and a button that holds still inside the collar."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.services.limit_breaks import FIELDS
from finbyte_desktop.services.ports import LimitBreak, QuickBacktest
from finbyte_desktop.ui import words_limits
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, REVIEW, WizardPage
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown
from finbyte_desktop.ui.viewmodels.wizard import ALL_DAYS
from tests.support.fake_accounts import FakeAccounts
from tests.support.fake_desk import WALL_NS, full
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import SpawnAtOnce

D = Decimal


def reviewed(window: MainWindow, **params: object) -> WizardPage:
    """The review of these parameters."""
    window.session.go(Place("wizard", market="ETH/USDT", params=params))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    page.wizard.check_now()
    page.show_step(REVIEW)
    assert page.step() == REVIEW
    return page


def test_everything_that_was_set_is_told(window: MainWindow) -> None:
    """Trailing down, the delay, the exit, own coins, the number of live orders."""
    page = reviewed(
        window, stop_ratio="0.1", hold_delay_s=90, exit="sell", trailing_down=True, trailing_up=True,
        pump_guard_steps=3, max_live_orders=20, base_qty="0.4",
    )  # fmt: skip
    text = page.review._subline.text()
    for sentence in (
        "if the price falls straight after the start",
        "0.4 ETH of your own coins go in.",
        "A stop or take profit acts when it stayed true for 90 s.",
        "Then it sells all coins.",
        "The range follows a rising price.",
        "Trailing pauses at more than 3 steps within a minute.",
        "The range follows a falling price; its top coin is then sold for less.",
        "At most 20 orders rest at once.",
    ):
        assert sentence in text
    side = page.review.side
    assert side._facts["own"].isVisibleTo(side)
    assert side._facts["own"].value.shown_text().startswith("0.4")


def test_without_a_stop_the_possible_loss_is_told(window: MainWindow) -> None:
    """That nothing limits it, and what the lower price costs; with a stop the loss there."""
    side = reviewed(window).review.side
    assert side.unlimited.isVisibleTo(side)
    assert side.unlimited.text().startswith("Without a stop the loss is not limited: at a price of ")
    assert side.unlimited.text().endswith("it would be about 180.00 USDT.")
    side = reviewed(window, stop_price="2000").review.side
    assert not side.unlimited.isVisibleTo(side)
    assert side._facts["loss"].isVisibleTo(side)


@pytest.mark.parametrize(("share", "again"), [("1.004", False), ("0.996", False), ("1.006", True)])
def test_the_start_holds_still_inside_the_collar(
    wizard: WizardPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, share: str, again: bool
) -> None:
    """Ticks inside the band in which an approved order may be sent change the numbers, not the button."""
    wizard.show_step(REVIEW)
    place = wizard.review.start.geometry()
    inner = desk.preflight
    monkeypatch.setattr(
        desk, "preflight", lambda *a: replace(inner(*a), price=(inner(*a).price or D(1)) * D(share))
    )
    wizard.wizard.check_now()
    assert (wizard.review.start.text() == "Prices moved, look again") is again
    assert wizard.review.start.geometry() == place


def test_own_coins_are_checked_against_the_account(window: MainWindow) -> None:
    """What is free is shown beside the switch, and proposed; more is refused beside the field."""
    window.session.go(Place("wizard", market="ETH/USDT"))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    page.show_step(ADVANCED)
    page.wizard.check_now()
    option = page.form.option("base_qty")
    assert option.note.text() == "Available 0.5 ETH"
    option.box.click()
    page.wizard.check_now()
    assert page.wizard.values["base_qty"] == D("0.5")
    assert page.form.field("base_qty").message_text().endswith("ETH of them are not bought at the start")
    assert page.preview.numbers._own.isVisibleTo(page.preview.numbers)
    page.wizard.set_value("base_qty", D(2))
    page.wizard.check_now()
    assert page.form.field("base_qty").message_text() == "More than the account has free. Feasible: 0 – 0.5"


def test_own_coins_stand_in_the_approval(window: MainWindow) -> None:
    """The plan that waits says which coins go into the bot."""
    request = replace(data.pending(0)[0], own_coins=D("0.4"))
    facts = {label: text for label, text, _ in dialog_shown(request, window.session).facts}
    assert facts["Your own coins that go in"] == f"0.4 {request.base}"
    without = dialog_shown(replace(request, own_coins=D(0)), window.session).facts
    assert "Your own coins that go in" not in {label for label, _, _ in without}


def test_no_number_in_the_amount_of_ai_parameters_is_said_to_be_none(
    qtbot: QtBot, wizard: WizardPage
) -> None:
    """Not that a value is needed; and the other tab shows the same text."""
    wizard.show_ai(True)
    line = wizard.candidates.investment.field.line
    line.selectAll()
    qtbot.keyClicks(line, "abc")
    wizard.wizard.check_now()
    assert wizard.candidates.investment.field.message_text() == "Not a number. Write it like 72,600.50"
    assert wizard.form.investment.field.text() == "abc"
    assert wizard.preview.ai.blocked.text() == "Investment: Not a number. Write it like 72,600.50"


def test_an_upper_price_far_away_is_pointed_at(wizard: WizardPage) -> None:
    """In the colour of warnings, and the bot can still be started."""
    wizard.wizard.set_value("upper", D(900_000))
    wizard.wizard.check_now()
    message = wizard.form.field("upper").message_text()
    assert message == "11 times the price. Is this the price that you mean?"
    assert not wizard.form.field("upper").has_error()


def test_the_backtest_covers_what_is_loaded_and_says_so(
    wizard: WizardPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days are the person's choice; a feed of half an hour is told as half an hour."""
    asked: list[int] = []

    async def short(bot_type: str, market: str, params: object, days: int = 7) -> QuickBacktest:
        asked.append(days)
        points = [(data.NOW - 1800 * data.SECOND, 0.0, 0.0), (data.NOW, 1.0, 0.5)]
        return QuickBacktest(
            days, D(1), D("0.5"), 1, D("0.01"), points, "touch", data.NOW - 1800 * data.SECOND, data.NOW
        )

    monkeypatch.setattr(desk, "quick_backtest", short)
    area = wizard.preview.numbers.backtest
    area.days.selected.emit(30)
    area.days.selected.emit(ALL_DAYS)
    assert asked == [30, ALL_DAYS]
    assert area.days.current() == ALL_DAYS
    assert "(30 min 00 s)" in area.covers.text()
    assert area.covers.text().count(":") >= 2


def test_limits_that_a_plan_would_break_are_told(window: MainWindow, desk: FakeDesk) -> None:
    """Which limit, what it allows, what the plan comes to, and the way to where it is changed; the bot can be
    created all the same.
    """
    went: list[Place] = []
    window.session.went.connect(went.append)
    assert reviewed(window).review.side.limits.isHidden()
    desk.broken_limits = (
        LimitBreak("limit_order_notional", "max_order_notional", D("812.40"), D(20), "USDT"),
        LimitBreak("limit_open_orders_a_bot", "max_open_orders_a_bot", 24, 10),
        LimitBreak("limit_market", "markets", "binance:ETH/USDT", "binance:BTC/USDT"),
        LimitBreak("limit_daily_loss", "daily_loss", D("0.3"), D("0.3")),
    )
    page = reviewed(window)
    side = page.review.side
    assert side.limits.isVisibleTo(side)
    for sentence in (
        "Value of one order: 20.00 USDT at most. The largest of this plan is worth 812.40 USDT",
        "Open orders of one bot: 10 at most. This plan has 24;",
        "Only these markets may be traded: BTC/USDT. No order of this plan would be sent in ETH/USDT.",
        "your limit of 30 %",
    ):
        assert sentence in side.limits.text()
    assert side.start.isEnabled()
    side.change_limits.click()
    assert (went[-1].page, went[-1].tab) == ("settings", "limits")


def test_every_limit_has_words() -> None:
    """Each code that a plan can break."""
    assert set(FIELDS) == set(words_limits.BREAKS)


def test_stop_of_a_live_account_needs_a_computer_that_is_awake(qtbot: QtBot, spawn: SpawnAtOnce) -> None:
    """The venue holds no stop for a spot grid: the review says so, and offers to keep the computer awake."""
    accounts = FakeAccounts(full())
    desk = accounts.desks["binance-1"]
    desk.current = replace(desk.current, keep_awake=False)
    session = Session(desk, spawn, lambda: WALL_NS, None, accounts=accounts, account="binance-1")
    page = WizardPage(session)
    qtbot.addWidget(page)
    page.enter(Place("wizard", market="ETH/USDT", params={"stop_price": "2000"}))
    page.wizard.check_now()
    page.show_step(REVIEW)
    line = page.review.side.awake
    assert line.isVisibleTo(page.review.side)
    assert line.text.text().startswith("This stop works only while this computer is awake. ")
    assert line.turn_on.isVisibleTo(line)
    line.turn_on.click()
    assert desk.current.keep_awake
    page.enter(Place("wizard", market="ETH/USDT"))
    page.wizard.check_now()
    page.show_step(REVIEW)
    assert not page.review.side.awake.isVisibleTo(page.review.side)


def test_price_that_leaves_the_range_is_told_with_a_way_out(window: MainWindow, desk: FakeDesk) -> None:
    """In the words of the form; nothing is said to be placed or passed, the start is off, and one click
    makes the range fit again.
    """
    page = reviewed(window)
    review, market = page.review, desk.market("ETH/USDT")
    assert review.wrong.isHidden()
    assert review.start.isEnabled()
    page.wizard.values["upper"] = (market.last or D(1)) * D("0.99")
    page.wizard.values["lower"] = (market.last or D(1)) * D("0.90")
    page.wizard.check_now()
    told = "The price now is outside the range"
    assert review.headline.text() == told
    assert review.wrong.text() == f"Upper price: {told}"
    assert not review.wrong.isHidden()
    assert not review.start.isEnabled()
    assert review.start.text() == "Start on paper"
    assert review.side._passed.text() == "Pre-flight not passed"
    assert review.table("buy").empty_state is not None
    assert review.table("buy")._empty[1] == "Nothing can be placed with these parameters."
    assert review.wrong._action.text().startswith("Upper price: use ")
    review.wrong._action.click()
    assert review.wrong.isHidden()
    assert review.start.isEnabled()
    assert "limit orders" in review.headline.text()
    assert review.side._passed.text().startswith("Pre-flight passed")


def test_review_that_cannot_be_checked_starts_nothing(window: MainWindow, desk: FakeDesk) -> None:
    """The reason stands there."""
    page = reviewed(window)
    page.wizard.preflight, page.wizard.preflight_error = None, "There is no such market here."
    page.review.show_preflight()
    assert not page.review.start.isEnabled()
    assert page.review.wrong.text() == "There is no such market here."
