"""A deal and a schedule on the bot's page, on its card and in its edit dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from finbyte_desktop.services.ports import (
    BotDetail,
    DealState,
    LadderLevel,
    PlannedRung,
    Preflight,
    ScheduleState,
)
from finbyte_desktop.services.shown_positions import PlannedPosition
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.pages.spec_fields import NumberField
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown
from finbyte_desktop.ui.viewmodels.bots import facts_of
from finbyte_desktop.ui.viewmodels.deals import deal_rows, schedule_rows
from finbyte_desktop.ui.viewmodels.planned_rungs import first_margin
from finbyte_desktop.ui.words_decisions import decision, slot
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

D = Decimal
PARAMS: dict[str, Any] = {
    "form": "safety_orders", "base_order": "100", "safety_orders": 2, "safety_order": "100",
    "deviation": "0.02", "take_profit": "0.01",
}  # fmt: skip
DEAL = DealState(
    number=3, most=5, average=D("78000"), base_price=D("78300"), take_profit=D("79500"), stop=D("70000"),
    used=1, rungs=2, next_price=D("75000"), spent=D("200.2"), coins=D("0.0025"),
)  # fmt: skip


@pytest.fixture
def in_a_deal(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    """The first bot is in the third of five deals; its first safety order has bought."""
    card = replace(desk.cards_live[0], type="dca_safety")
    desk.cards_live[0] = card
    levels = (
        LadderLevel(D("79500"), "sell", D("0.0025"), None, "TP"),
        LadderLevel(D("76800"), "done", D("0.0013")),
        LadderLevel(D("75000"), "buy", D("0.0013"), None, "S2"),
    )

    def detail(bot: str) -> BotDetail:
        found = data.detail(desk.card(bot))
        if bot != card.id:
            return found
        return replace(
            found, params=PARAMS, deal=DEAL, levels=levels, take_profit_at=DEAL.take_profit,
            stop_at=DEAL.stop,
        )  # fmt: skip

    monkeypatch.setattr(desk, "detail", detail)
    return desk


def test_the_page_of_a_deal_says_where_it_stands(
    open_window: Callable[..., MainWindow], in_a_deal: FakeDesk
) -> None:
    """Which deal it is, what a coin cost, where it ends, which safety orders have bought."""
    window = open_window(in_a_deal)
    window.session.go(Place("bot", bot=in_a_deal.cards_live[0].id))
    page: Any = window.page("bot")
    shown = {fact.label.text(): fact.value.shown_text() for fact in page.side.deal.facts if fact.label.text()}
    assert page.side.deal.isVisibleTo(page)
    assert shown["Deal"] == "3 of 5"
    assert shown["Safety orders used"] == "1 of 2"
    assert shown["Average price"].startswith("78,000")
    assert shown["Take profit"].startswith("79,500")
    notes = [level.note_left for level in page.detail.shown.ladder]
    assert any(note.startswith("bought 0.0013") for note in notes)
    assert [level.number for level in page.detail.shown.ladder if level.kind == "buy"] == ["2"]
    assert "Next safety order" in shown
    grid = page.detail.shown.breakdown[0]
    assert grid.label == "Profit of deals"
    window.session.go(Place("bot", bot=in_a_deal.cards_live[1].id))
    assert not page.side.deal.isVisibleTo(page)


def test_a_safety_order_that_does_not_rest_is_told_so(
    open_window: Callable[..., MainWindow], desk: FakeDesk
) -> None:
    """Its price alone would promise an order at the venue."""
    session, card = open_window(desk).session, desk.cards_live[0]
    rows = [label for label, _, _ in deal_rows(replace(DEAL, next_rests=False), card, session)]
    assert rows[-1] == "Next, not placed yet"
    none_left = replace(DEAL, next_price=None, next_rests=False)
    assert deal_rows(none_left, card, session)[-1][:2] == ("Next safety order", "-")


def test_the_card_of_a_deal_has_its_own_words(in_a_deal: FakeDesk) -> None:
    """No grid is spoken of where there is none."""
    labels = [fact.label for fact in facts_of(in_a_deal.cards_live[0])]
    assert "Profit of deals" in labels
    assert not [text for text in labels if "grid" in text.lower()]


def test_what_can_change_while_a_deal_runs(
    open_window: Callable[..., MainWindow], in_a_deal: FakeDesk, qtbot: QtBot
) -> None:
    """Its profit and stop, as percent; what it spends and its entry cannot."""
    window = open_window(in_a_deal)
    bot = in_a_deal.cards_live[0].id
    dialog = EditDialog(window.session, bot)
    dialog.open()
    assert {"take_profit", "stop_loss", "cooldown_s"} <= dialog.typed.keys()
    assert not {"base_order", "safety_orders", "entry_price"} & dialog.typed.keys()
    assert not dialog.typed["stop_loss_from"].isVisibleTo(dialog.typed["stop_loss_from"].parentWidget())
    profit = dialog.typed["take_profit"]
    assert isinstance(profit, NumberField)
    assert profit.edit.value() == 1
    profit.edit.line.setText("0")
    profit.edit.line.textEdited.emit("0")
    dialog.check_now()
    assert profit.has_error()
    assert not dialog.button("save").isEnabled()
    profit.edit.line.setText("2.5")
    profit.edit.line.textEdited.emit("2.5")
    dialog.check_now()
    assert dialog.button("save").isEnabled()
    dialog.button("save").click()
    qtbot.waitUntil(lambda: any(call[0] == "edit" for call in in_a_deal.calls))
    call = next(call for call in in_a_deal.calls if call[0] == "edit")
    assert call[2] == {**PARAMS, "take_profit": D("0.025")}


def test_rows_of_a_pause_and_of_a_schedule(open_window: Callable[..., MainWindow], desk: FakeDesk) -> None:
    """When the next deal begins, when the next order is due, what becomes of missed ones."""
    session, card = open_window(desk).session, desk.cards_live[0]
    pause = {row[0]: row[1] for row in deal_rows(DealState(4, resumes_ns=data.NOW), card, session)}
    assert pause["Next deal"] == "4"
    assert pause["Begins"]
    spent = ScheduleState(None, D(900), D("0.4"), D("0.01"), D(90), None, True, "UTC")
    rows = {label: text for label, text, _ in schedule_rows(spent, card, session)}
    assert rows["Next order"] == "everything is spent"
    assert rows["Missed orders"] == "one is offered for all"
    spent = replace(spent, next_ns=1_777_278_600 * 10**9, zone="America/New_York")
    rows = {label: text for label, text, _ in schedule_rows(spent, card, session)}
    assert rows["Next order"] == "27 Apr 04:30 America/New York"


def test_a_time_of_day_names_its_zone(desk: FakeDesk) -> None:
    """The one of the bot, in its parameters and in its log, whatever zone the window tells times in."""
    specs = desk.field_specs("dca_recurring")
    for params, text in (
        ({"interval": "day", "at": "08:30"}, "08:30 UTC"),
        ({"interval": "day", "at": "08:30", "time_zone": "Asia/Kolkata"}, "08:30 Asia/Kolkata"),
        ({"interval": "day"}, "-"),
    ):
        rows = {label: shown for label, shown, _ in fields.rows(specs, dict(params), "BTC", "USDT")}
        assert rows["Time of day"] == text
    changed = decision("param_changed", {"field": "at", "before": "", "after": "08:30"})
    assert changed == "Time of day in the bot's time zone: - \u2192 08:30."


def test_the_log_of_a_deal_is_told_in_words() -> None:
    """Slots, parts of a whole and money as a person reads them."""
    assert slot("S2") == "safety order 2"
    assert slot("TP") == "the take profit"
    bought = decision("run_bought", {"qty": "0.1", "price": "100", "spent": "199.8326193"})
    assert "199.83 spent so far with fees" in bought
    changed = decision("param_changed", {"field": "take_profit", "before": "0.01", "after": "0.025"})
    assert "1.00 %" in changed
    assert "2.50 %" in changed


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("open", "and as much by the schedule"),
        ("scheduled", "Nothing is bought now"),
        ("scheduled", ", fee "),
        ("catch_up", "once for all that were missed"),
    ],
)
def test_the_question_of_a_schedule_says_what_happens_now(
    open_window: Callable[..., MainWindow], desk: FakeDesk, tag: str, said: str
) -> None:
    """No orders of a grid are spoken of."""
    plan = next(request for request in desk.waiting if request.kind == "plan")
    asked = replace(plan, bot_type="dca_recurring", tag=tag)
    shown = dialog_shown(asked, open_window(desk).session)
    assert said in shown.consequence
    assert "buy orders" not in shown.consequence


def test_money_of_a_deal_on_a_perpetual_adds_up() -> None:
    """The margin of the first order is what fee, reserve and safety orders leave; a spot deal has none."""
    spot = Preflight(True, (), {}, D(100), reserve=D(20), held_for_buys=D(300), opening_fee=D("0.5"))
    assert first_margin(spot) is None
    position = PlannedPosition("short", D(3), D(500), D(-1), D(100), D(1500), None, D(150))
    rung = PlannedRung(0, D(100), D(0), D(1), D(100), D(100), D(100), D(99), D("0.01"))
    assert first_margin(replace(spot, position=position, rungs=(rung,))) == D("179.5")


def test_advanced_opens_by_a_click_on_its_title(
    open_window: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    """Not by its small button alone; what stands there by itself is not counted as set."""
    window = open_window(desk)
    window.session.go(Place("wizard", market="BTC/USDT", kind="dca_safety"))
    page: Any = window.page("wizard")
    page.show_step(2)
    form = page.spec_form
    form.set_advanced(False)
    for spec in page.wizard.specs():
        page.wizard.set_value(spec.name, page.wizard.values.get(spec.name, spec.default))
    page.wizard.set_value("stop_loss", "0.1")
    form.show_values()
    assert form.head.count() == "1 set"
    qtbot.mouseClick(form.head.title, Qt.MouseButton.LeftButton)
    assert form.advanced.isVisibleTo(form)
    qtbot.mouseClick(form.head, Qt.MouseButton.LeftButton)
    assert not form.advanced.isVisibleTo(form)
    qtbot.mouseClick(form.head.fold, Qt.MouseButton.LeftButton)
    assert form.advanced.isVisibleTo(form)
