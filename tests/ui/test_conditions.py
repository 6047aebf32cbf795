"""Stop and take profit by price, amount or percent, as a person sets and reads them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.ports import BotDetail, FieldProblem, Stands
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.pages.condition_field import ConditionField
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, REVIEW, WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import conditions, fields
from tests.ui import desk_data as data
from tests.ui.desk_preflight import FIELDS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.widgets.candle_chart import CandleChart
    from tests.support.fake_desk import FakeDesk

D = Decimal


@pytest.fixture(autouse=True)
def advanced(wizard: WizardPage) -> None:
    wizard.show_step(ADVANCED)


def choose(qtbot: QtBot, field: ConditionField, kind: str) -> None:
    qtbot.mouseClick(field.kinds._buttons[kind], Qt.MouseButton.LeftButton)


def type_into(qtbot: QtBot, field: ConditionField, text: str) -> None:
    field.edit.line.setFocus()
    field.edit.line.selectAll()
    qtbot.keyClicks(field.edit.line, text)


def stops(wizard: WizardPage) -> dict[str, Any]:
    return {name: value for name, value in wizard.wizard.values.items() if name in conditions.ALL}


def lines(chart: CandleChart) -> dict[str, tuple[float, str, bool]]:
    return {line.key: (line.price, line.label, line.draggable) for line in chart._lines}


def test_exactly_one_parameter_is_set(qtbot: QtBot, wizard: WizardPage) -> None:
    """Percent is typed as 10 and sent as 0.1; the kinds before it are gone."""
    wizard.form.option("stop_price").box.click()
    assert stops(wizard) == {"stop_price": D("72128.00")}
    stop = wizard.form.conditions["stop"]
    choose(qtbot, stop, "amount")
    assert stops(wizard) == {"stop_amount": D("300.00")}
    choose(qtbot, stop, "ratio")
    type_into(qtbot, stop, "12.5")
    assert stops(wizard) == {"stop_ratio": D("0.125")}
    wizard.form.option("take_profit_price").box.click()
    choose(qtbot, wizard.form.conditions["take_profit"], "ratio")
    assert stops(wizard) == {"stop_ratio": D("0.125"), "take_profit_ratio": D("0.1")}
    wizard.form.option("stop_price").box.click()
    assert stops(wizard) == {"take_profit_ratio": D("0.1")}
    assert wizard.wizard.values["exit"] == "sell"
    wizard.form.option("take_profit_price").box.click()
    assert stops(wizard) == {}
    assert "exit" not in wizard.wizard.values


def test_what_was_typed_comes_back_with_its_kind(qtbot: QtBot, wizard: WizardPage) -> None:
    """Also what cannot be read: it is told again, and blocks again."""
    wizard.form.option("stop_price").box.click()
    stop = wizard.form.conditions["stop"]
    type_into(qtbot, stop, "7o000")
    assert wizard.wizard.unread == {"stop_price": "7o000"}
    choose(qtbot, stop, "ratio")
    type_into(qtbot, stop, "8")
    assert wizard.wizard.unread == {}
    choose(qtbot, stop, "amount")
    type_into(qtbot, stop, "250.50")
    choose(qtbot, stop, "ratio")
    assert stop.edit.text() == "8"
    assert stops(wizard) == {"stop_ratio": D("0.08")}
    choose(qtbot, stop, "amount")
    assert stop.edit.text() == "250.50"
    choose(qtbot, stop, "price")
    assert stop.edit.text() == "7o000"
    assert stops(wizard) == {}
    assert not wizard.wizard.ready()
    assert stop.edit.has_error()


def test_arrow_keys_change_the_kind(qtbot: QtBot, wizard: WizardPage) -> None:
    """The choice can be reached without a mouse."""
    wizard.form.option("stop_price").box.click()
    stop = wizard.form.conditions["stop"]
    stop.kinds._buttons["price"].setFocus()
    qtbot.keyClick(stop.kinds, Qt.Key.Key_Right)
    assert stop.kind == "amount"
    assert list(stops(wizard)) == ["stop_amount"]


def test_where_an_amount_stands_is_told_and_drawn(qtbot: QtBot, wizard: WizardPage) -> None:
    """The validator's price below the field and on the chart; it cannot be dragged. A price can."""
    wizard.form.option("stop_price").box.click()
    wizard.wizard.check_now()
    assert lines(wizard.preview.chart)["stop_price"] == (72128.0, "stop", True)
    stop = wizard.form.conditions["stop"]
    assert stop.edit.message_text() == ""
    choose(qtbot, stop, "amount")
    wizard.wizard.check_now()
    assert stop.edit.message_text() == (
        "about 63,551.45 if the price falls straight after the start; 62,651.45 with the coins of the start"
    )
    assert lines(wizard.preview.chart)["stop_amount"] == (63551.45, "stop −300.00", False)
    assert "stop_price" not in lines(wizard.preview.chart)
    choose(qtbot, stop, "ratio")
    wizard.wizard.check_now()
    assert lines(wizard.preview.chart)["stop_ratio"][1] == "stop −10 %"


def test_errors_stand_beside_the_field_in_its_unit(qtbot: QtBot, wizard: WizardPage) -> None:
    """More than the investment, more than all of it, two at once."""
    wizard.form.option("stop_price").box.click()
    stop = wizard.form.conditions["stop"]
    choose(qtbot, stop, "amount")
    type_into(qtbot, stop, "5000")
    wizard.wizard.check_now()
    assert stop.edit.message_text() == "More than the investment cannot be lost. Feasible: up to 3,000"
    stop.edit.fix_button().click()
    wizard.wizard.check_now()
    assert stops(wizard) == {"stop_amount": D(3000)}
    assert not stop.edit.has_error()
    choose(qtbot, stop, "ratio")
    type_into(qtbot, stop, "150")
    wizard.wizard.check_now()
    assert stop.edit.message_text() == "Out of bounds. Feasible: above 0 to 100 %"
    assert not wizard.wizard.ready()
    wizard.form.set_advanced(False)
    wizard.wizard.set_values({"stop_ratio": "0.1", "stop_amount": "50"})
    wizard.wizard.check_now()
    assert stop.edit.message_text() == "A price, an amount or percent: only one of them"
    assert wizard.form.advanced.isVisibleTo(wizard)
    type_into(qtbot, stop, "60")
    wizard.wizard.check_now()
    assert stops(wizard) == {"stop_amount": D(60)}
    assert not stop.edit.has_error()


def test_click_on_the_problem_goes_to_the_condition(qtbot: QtBot, wizard: WizardPage) -> None:
    """Whatever its kind is."""
    wizard.form.option("stop_price").box.click()
    stop = wizard.form.conditions["stop"]
    choose(qtbot, stop, "ratio")
    type_into(qtbot, stop, "150")
    wizard.wizard.check_now()
    wizard.form.field("lower").setFocus()
    wizard.problem_count.click()
    assert wizard.window().focusWidget() is stop.edit.line


def test_clone_brings_the_kinds(window: MainWindow) -> None:
    """Parameters of another bot stand in the form as they were given."""
    given = {"stop_ratio": "0.1", "take_profit_amount": "450"}
    window.session.go(Place("wizard", market="BTC/USDT", params=given))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    stop, target = page.form.conditions["stop"], page.form.conditions["take_profit"]
    assert (stop.kind, stop.edit.text()) == ("ratio", "10")
    assert (target.kind, target.edit.text()) == ("amount", "450.00")
    assert page.form.option("stop_price").box.isChecked()
    page.wizard.check_now()
    page.show_step(REVIEW)
    text = page.review._subline.text()
    assert "Stops at a loss of 10 % of the investment: about 63,551.45 if" in text
    assert (
        "Takes a profit of 450.00 USDT, before the fee of selling: about 102,708.60 if the price rises"
        in text
    )


def opened(window: MainWindow) -> EditDialog:
    act_on_bot(window.session, "bot-1", "edit")
    return next(dialog for dialog in window.stage.findChildren(EditDialog) if dialog.is_open())


def test_edit_changes_the_kind_of_a_stop(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """The price goes, the percent comes; where it stands is told of what this bot holds."""
    dialog = opened(window)
    stop = dialog.conditions["stop"]
    assert stop.edit.text() == "70,000.00"
    choose(qtbot, stop, "ratio")
    type_into(qtbot, stop, "120")
    dialog.check_now()
    assert stop.edit.message_text() == "Out of bounds. Feasible: above 0 to 100 %"
    assert not dialog.button("save").isEnabled()
    type_into(qtbot, stop, "20")
    dialog.check_now()
    assert stop.edit.message_text().endswith(" with the coins it holds now")
    dialog.button("save").click()
    sent = desk.calls[0][2]
    assert isinstance(sent, dict)
    assert sent["stop_ratio"] == D("0.2")
    assert "stop_price" not in sent


def test_lines_of_a_bot_stand_where_its_conditions_stand(
    monkeypatch: pytest.MonkeyPatch, window: MainWindow, desk: FakeDesk
) -> None:
    """From the engine while it runs; a stopped bot's amount has no price any more, its price has."""
    real = data.detail

    def detail(bot: Any) -> BotDetail:
        found = real(bot)
        params = {k: v for k, v in found.params.items() if k != "stop_price"} | {
            "stop_amount": "300", "take_profit_price": "90000",
        }  # fmt: skip
        return replace(found, params=params, stop_at=D("71000.50"), take_profit_at=D(90000))

    monkeypatch.setattr(data, "detail", detail)
    monkeypatch.setattr(desk, "stands_at", lambda *_: Stands(True, D("71000.50"), D(90000)))
    window.session.go(Place("bot", bot="bot-1"))
    page: Any = window.page("bot")
    drawn = lines(page.chart)
    assert drawn["stop_amount"][:2] == (71000.5, "stop −300.00")
    assert drawn["take_profit_price"][:2] == (90000.0, "take profit")
    ended = {"stop_amount": D(300), "take_profit_price": D(90000)}
    placed = conditions.placed(ended, {"stop": None, "take_profit": None})
    assert [(given.name, price) for given, price in placed] == [("take_profit_price", D(90000))]


def test_a_percent_stop_is_drawn_where_a_straight_fall_reaches_it(
    monkeypatch: pytest.MonkeyPatch, window: MainWindow, desk: FakeDesk
) -> None:
    """The chart shows the price at which the stop acts first, and the parameters tell both prices."""
    real = data.detail

    def detail(bot: Any) -> BotDetail:
        found = real(bot)
        params = {k: v for k, v in found.params.items() if k != "stop_price"} | {"stop_ratio": "0.08"}
        return replace(found, params=params, stop_at=D("2529.75"))

    stands = Stands(True, D("2529.75"), None, D("2664.95"), None)
    monkeypatch.setattr(data, "detail", detail)
    monkeypatch.setattr(desk, "stands_at", lambda *_: stands)
    window.session.go(Place("bot", bot="bot-1"))
    page: Any = window.page("bot")
    assert lines(page.chart)["stop_ratio"][:2] == (2664.95, "stop −8 %")
    assert page.detail.shown.conditions[0] == (
        "Stops at a loss of 8 % of the investment: about 2,664.95 if the price falls straight from here; "
        "2,529.75 with the coins it holds now."
    )


def test_a_stop_that_is_passed_already_is_refused_while_typing(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the bot that runs would refuse it: with the range that is possible, and Save waits."""
    dialog = opened(window)
    stop = dialog.conditions["stop"]
    choose(qtbot, stop, "ratio")
    problem = FieldProblem("stop_ratio", "stop_at_once", "x", "from 0.0061", "0.0061")
    monkeypatch.setattr(desk, "stands_at", lambda *_: Stands(True, D(3016), refused=problem))
    type_into(qtbot, stop, "0.1")
    dialog.check_now()
    text = "The bot would stop at once: that much is lost already. Feasible: from 0.61 %"
    assert stop.edit.message_text() == text
    assert not dialog.button("save").isEnabled()
    monkeypatch.setattr(desk, "stands_at", lambda *_: Stands(True, D(3016)))
    dialog.show_error(UserError("x", "stop_at_once", "stop_ratio", "from 0.0061", "0.0061"))
    assert stop.edit.message_text() == text


def test_parameters_show_the_condition_that_is_set() -> None:
    """One row a condition, in its unit; one "-" where none is set."""
    rows = fields.rows(FIELDS, {"stop_ratio": "0.1"}, "BTC", "USDT")
    shown = {label: (text, unit) for label, text, unit in rows}
    assert shown["Stop at a loss in percent"] == ("10.00 %", "")
    assert "Stop price" not in shown
    assert "Stop at a loss" not in shown
    assert shown["Take profit price"] == ("-", "")
    assert "Take a profit" not in shown


def test_range_of_a_part_is_spelled_in_percent() -> None:
    """As it is typed."""
    problem = FieldProblem("take_profit_ratio", "out_of_bounds", "x", "above 0 to 100", None)
    assert words_problems.problem(problem) == "Out of bounds. Feasible: above 0 to 10,000 %"
    assert words_problems.spell_range("up to 3000") == "up to 3,000"
