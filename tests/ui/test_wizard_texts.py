"""What the wizard says of steps, counts, empty sides and the last days is true."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services import ports as p
from finbyte_desktop.ui.pages.wizard_hints import hints_of
from finbyte_desktop.ui.pages.wizard_page import WizardPage
from finbyte_desktop.ui.viewmodels.bots import event_of
from tests.ui.test_wizard_input import type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

D = Decimal


@pytest.mark.parametrize(
    ("lower", "upper", "grids", "tick", "text"),
    [
        ("0.5", "0.54", 14, "0.0001", "step about 0.0029 USDT"),
        ("100", "1022.2", 61, "0.01", "step about 15.12 USDT"),
        ("90", "110", 10, "0.01", "step 2 USDT"),
    ],
)
def test_a_step_is_rounded_and_said_to_be_about(
    wizard: WizardPage, lower: str, upper: str, grids: int, tick: str, text: str
) -> None:
    """Levels are prices of the market, so steps differ by a tick where the range does not divide."""
    found, market = wizard.wizard.preflight, wizard.wizard.market()
    assert found is not None
    assert market is not None
    values: dict[str, Any] = {"lower": lower, "upper": upper, "grids": grids}
    cut = replace(found, step=((D(upper) - D(lower)) / grids).quantize(D(tick), "ROUND_DOWN"))
    assert hints_of(cut, replace(market, tick=D(tick)), values)["spacing"] == text


def test_a_count_is_told_to_be_digits_only(qtbot: QtBot, wizard: WizardPage) -> None:
    """Nobody writes a number of grids like a price."""
    type_into(qtbot, wizard, "grids", "1e9")
    assert wizard.form.field("grids").message_text() == "Digits only, such as 49"
    assert wizard.wizard.problems()[0].code == "not_digits"


def test_a_backtest_without_history_says_so(
    qtbot: QtBot, wizard: WizardPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parameters are feasible; only the days are missing."""

    async def refuse(*_: object) -> p.QuickBacktest:
        raise UserError("a.csv has too little", "too_little_history")

    monkeypatch.setattr(desk, "quick_backtest", refuse)
    wizard.wizard.set_backtest_days(7)
    qtbot.waitUntil(lambda: not wizard.wizard.backtest_running)
    chart = wizard.preview.numbers.backtest.equity
    assert chart.message == "There is too little price history for so many days."


def test_an_order_that_waits_says_for_whom(window: MainWindow, desk: FakeDesk) -> None:
    """Beside Review stands the order that is asked, not what the last one was followed by."""
    card = next(c for c in desk.cards_live if c.state is BotState.RUNNING)
    card = replace(card, event=("grid_bought", {"qty": "1", "price": "5", "next": "6"}))
    request = replace(desk.waiting[0], opening=None)
    shown = event_of(card, request, window.session)
    assert shown.text.startswith("Waits for your approval: buy ")
    assert "Waits for your approval" not in event_of(card, None, window.session).text


def test_the_clock_is_not_behind_the_moment_of_pricing(wizard: WizardPage, window: MainWindow) -> None:
    """At 60x a second is a minute of market time: both show the same moment."""
    session = window.session
    moment = session.now_ns() + 11 * 10**9
    session.time_shown.emit(moment)
    assert window.status._clock.value == session.times.clock(moment)
    heard: list[object] = []
    session.time_shown.connect(heard.append)
    wizard.show_step(4)
    assert heard
    assert session.times.clock(heard[-1]) in wizard.review._priced.text()  # type: ignore[arg-type]
    assert window.status._clock.value == session.times.clock(heard[-1])  # type: ignore[arg-type]
