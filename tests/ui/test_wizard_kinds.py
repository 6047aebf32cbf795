"""The wizard for kinds that are no grid: a form from the specification, the whole ladder, problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

from finbyte_desktop.services.kinds.dca_recurring import DcaRecurringKind
from finbyte_desktop.services.kinds.dca_safety import DcaSafetyKind
from finbyte_desktop.services.kinds.futures_grid import FuturesGridKind
from finbyte_desktop.services.kinds.kind import field_specs
from finbyte_desktop.services.kinds.own_strategy import OwnStrategyKind
from finbyte_desktop.ui import words_dca_forms, words_futures_forms, words_strategies
from finbyte_desktop.ui.pages.spec_fields import ChoiceField, NumberField
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import fields

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.wizard_page import WizardPage
    from tests.support.fake_desk import FakeDesk

D = Decimal
KINDS = (DcaSafetyKind(), DcaRecurringKind(), FuturesGridKind(), OwnStrategyKind())
PARAMETERS, ADVANCED, REVIEW = 2, 3, 4
Open = Callable[..., "MainWindow"]


def wizard(open_window: Open, desk: FakeDesk, kind: str, **params: Any) -> WizardPage:
    window = open_window(desk)
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT", kind=kind))
    page.wizard.set_values(params)
    page.wizard.check_now()
    return page


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_field_is_written_once_and_has_words(kind: Any) -> None:
    """Labels and helps of the specification are those of the window; each choice has its word."""
    helps = words_dca_forms.HELPS + words_futures_forms.HELPS + words_strategies.HELPS
    for spec in field_specs(kind):
        assert fields.label(spec.name) == spec.label, spec.name
        assert spec.help in helps, spec.help
        for choice in spec.choices:
            known = fields.CHOICES.keys() | {key for _, key in words_dca_forms.CHOICES_OF}
            assert choice in known, choice


def test_the_gallery_leads_to_the_kind(open_window: Open, desk: FakeDesk) -> None:
    """To its market, its suggestion, its own form; another kind begins anew."""
    window = open_window(desk)
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", kind="dca_safety"))
    assert page.step() == 1
    page._market_chosen("BTC/USDT")
    assert page.wizard.values["safety_orders"] == 5
    assert page._form_stack.currentIndex() == 2
    assert not page.mode.isVisibleTo(page)
    page._type_chosen("spot_grid")
    assert "lower" in page.wizard.values
    assert "safety_orders" not in page.wizard.values
    page.show_step(PARAMETERS)
    assert page._form_stack.currentIndex() == 0


def test_a_ratio_is_typed_as_percent_and_a_scale_as_it_is(open_window: Open, desk: FakeDesk) -> None:
    """What is typed is what the bot gets."""
    page = wizard(open_window, desk, "dca_safety")
    take, scale = page.spec_form.field("take_profit"), page.spec_form.field("volume_scale")
    assert isinstance(take, NumberField)
    assert isinstance(scale, NumberField)
    take.edit.line.setText("2.5")
    take.edit.line.textEdited.emit("2.5")
    scale.edit.line.setText("1.4")
    scale.edit.line.textEdited.emit("1.4")
    assert page.wizard.values["take_profit"] == D("0.025")
    assert page.wizard.values["volume_scale"] == D("1.4")
    take.edit.line.setText("x")
    take.edit.line.textEdited.emit("x")
    assert page.wizard.unread == {"take_profit": "x"}
    assert not page.wizard.ready()


def test_the_whole_ladder_is_shown_before_it_starts(open_window: Open, desk: FakeDesk) -> None:
    """In the preview and in the review, with the money that it takes."""
    page = wizard(open_window, desk, "dca_safety", stop_loss="0.3")
    preflight = page.wizard.preflight
    assert preflight is not None
    table = page.preview.plan.orders.table
    assert table is not None
    assert table.model.rowCount() == 6
    page.show_step(REVIEW)
    assert page.review.plan.table is not None
    assert page.review.plan.table.model.rowCount() == 6
    assert "limit orders" in page.review.headline.text()
    shown = page.review.side._facts["investment"].value.shown_text()
    assert shown.startswith(f"{preflight.investment:,.2f}")
    assert not page.review.side._facts["net"].isVisibleTo(page)
    assert page.review.side._facts["loss"].isVisibleTo(page)


def test_a_scale_that_is_too_large_is_marked_with_one_that_fits(open_window: Open, desk: FakeDesk) -> None:
    """Beside its field; the way out is taken by a press."""
    page = wizard(open_window, desk, "dca_safety", volume_scale="6")
    field = page.spec_form.field("volume_scale")
    assert isinstance(field, NumberField)
    assert field.has_error()
    assert "More than the account has free" in field.edit.message_text()
    assert not page.forward.isEnabled()
    field.edit.fix_button().click()
    page.wizard.check_now()
    assert page.wizard.ready()
    assert not field.has_error()


def test_a_deviation_that_is_too_large_is_told_beside_it(open_window: Open, desk: FakeDesk) -> None:
    """Nothing else was typed; the value that is offered is written as it is typed."""
    page = wizard(open_window, desk, "dca_safety", deviation="0.3")
    field = page.spec_form.field("deviation")
    assert isinstance(field, NumberField)
    assert "Feasible: up to 13.43 %" in field.edit.message_text()
    assert not page.spec_form.field("safety_orders").has_error()
    assert field.edit.fix_button().text() == "Use 13.43"
    field.edit.fix_button().click()
    page.wizard.check_now()
    assert page.wizard.ready()


def test_fields_that_mean_nothing_are_away(open_window: Open, desk: FakeDesk) -> None:
    """A weekday belongs to weeks; with another interval it goes, with its value."""
    page = wizard(open_window, desk, "dca_recurring", interval="week", weekday="monday")
    form = page.spec_form
    assert form.field("weekday").isVisibleTo(form)
    interval = form.field("interval")
    assert isinstance(interval, ChoiceField)
    interval.edited.emit("month", "")
    assert "weekday" not in page.wizard.values
    assert not form.field("weekday").isVisibleTo(form)
    assert form.field("day").isVisibleTo(form)
    page.wizard.check_now()
    assert [p.field for p in page.wizard.problems()] == ["day"]
    interval.edited.emit("hour", "")
    for name in ("day", "at", "time_zone"):
        assert not form.field(name).isVisibleTo(form)


def test_a_schedule_says_its_next_orders(open_window: Open, desk: FakeDesk) -> None:
    """When they are, and for how many the money is enough."""
    page = wizard(open_window, desk, "dca_recurring")
    amount = page.spec_form.field("amount")
    assert amount.edit.message_text() == "Fees come on top"
    text = page.preview.plan.orders.runs.text()
    assert re.search(r"At once: .* for about .* USDT, fee .* USDT\.", text)
    assert re.search(r"Next: .* 00:00 UTC\.", text)
    assert re.search(r"enough for \d+ orders, until .* 00:00 UTC\.", text)
    for name, value in (("at", "08:30"), ("time_zone", "America/New_York")):
        page.wizard.set_value(name, value)
    page.wizard.check_now()
    text = page.preview.plan.orders.runs.text()
    assert re.search(r"Next: .* 08:30 America/New York\.", text)
    for name, value in (("at", None), ("interval", "hour")):
        page.wizard.set_value(name, value)
    page.wizard.check_now()
    text = page.preview.plan.orders.runs.text()
    assert re.search(r"Next: .* UTC\.", text)
    page.show_step(REVIEW)
    assert "then by the schedule" in page.review.headline.text()


def test_a_clone_of_a_deal_keeps_what_was_set_and_nothing_more(open_window: Open, desk: FakeDesk) -> None:
    """What was left empty there stays empty."""
    window = open_window(desk)
    page: Any = window.page("wizard")
    given = {"form": "safety_orders", "base_order": "50", "safety_orders": 0, "take_profit": "0.02"}
    window.session.go(Place("wizard", market="BTC/USDT", kind="dca_safety", params=given))
    assert page.wizard.values == {
        "base_order": D(50), "safety_orders": 0, "take_profit": D("0.02"),
    }  # fmt: skip
    page.wizard.check_now()
    assert page.wizard.ready()


def test_the_bot_is_created_as_its_kind(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    """With the values of the form."""
    page = wizard(open_window, desk, "dca_recurring")
    page.show_step(REVIEW)
    page.review.start.click()
    qtbot.waitUntil(lambda: any(call[0] == "create_bot" for call in desk.calls))
    created = next(call for call in desk.calls if call[0] == "create_bot")
    assert created[1] == "dca_recurring"
    assert created[3] == page.wizard.values


def test_typing_goes_on_where_a_field_comes_to_its_side(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    """The stop loss brings a field with it: the next key still belongs to the stop loss."""
    page = wizard(open_window, desk, "dca_safety")
    page.show_step(PARAMETERS)
    page.spec_form.set_advanced(True)
    field = page.spec_form.field("stop_loss")
    assert isinstance(field, NumberField)
    line = field.edit.line
    page.window().activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "2")
    assert page.spec_form.field("stop_loss_from").isVisibleTo(page)
    assert line.hasFocus()
    qtbot.keyClicks(line, "5")
    assert D(str(page.wizard.values["stop_loss"])) == D("0.25")


def test_an_empty_count_leaves_what_belongs_to_it(open_window: Open, desk: FakeDesk) -> None:
    """Nobody knows yet how many: the scales stay as they are; 0 takes them away, in the form too."""
    page = wizard(open_window, desk, "dca_safety", volume_scale="1.3")
    count, scale = page.spec_form.field("safety_orders"), page.spec_form.field("volume_scale")
    assert isinstance(count, NumberField)
    assert isinstance(scale, NumberField)
    page.spec_form.show_values()
    count.edit.line.setText("")
    count.edit.line.textEdited.emit("")
    assert D(str(page.wizard.values["volume_scale"])) == D("1.3")
    assert scale.isVisibleTo(page)
    count.edit.line.setText("0")
    count.edit.line.textEdited.emit("0")
    assert "volume_scale" not in page.wizard.values
    assert scale.edit.line.text() == ""
