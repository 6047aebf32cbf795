"""The futures grid in the window: its form, where it ends, its plan, its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.ports import BotPosition, PlannedOrder, PlannedPosition
from finbyte_desktop.ui import words
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown, request_shown
from finbyte_desktop.ui.viewmodels.bot_position import position_rows
from finbyte_desktop.ui.viewmodels.bots import event_of, facts_of
from finbyte_desktop.ui.words_decisions import decision
from tests.ui import desk_data as data

if TYPE_CHECKING:
    import pytest

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.wizard_page import WizardPage
    from tests.support.fake_desk import FakeDesk

D = Decimal
ADVANCED, REVIEW = 3, 4
Open = Callable[..., "MainWindow"]
HELD = BotPosition(
    D("-0.084"), D("60926.1"), D("5117.79"), D("36.66"), D(3), D("5063.56"), D("-0.37"),
    D("99000.5"), D("0.61"), None, D("88000.1"), D(0),
)  # fmt: skip


def wizard(open_window: Open, desk: FakeDesk, **params: Any) -> WizardPage:
    window = open_window(desk)
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", market=data.PERPETUAL, kind="futures_grid"))
    page.wizard.set_values(params)
    page.wizard.check_now()
    return page


def test_perpetual_has_a_name() -> None:
    """Neither its venue nor what it settles in."""
    assert words.market("demo:BTC/USDT:USDT") == "BTC/USDT perp"
    assert words.market("demo:BTC/USDT") == words.market("BTC/USDT") == "BTC/USDT"
    assert words.coin("demo:BTC/USDT:USDT") == "BTC"


def test_gallery_leads_to_perpetuals_alone(open_window: Open, desk: FakeDesk) -> None:
    """A spot market that stood in the form is not taken along."""
    window = open_window(desk)
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT"))
    page._type_chosen("futures_grid")
    assert {row.id for row in page.markets.model.rows()} == {data.PERPETUAL}
    assert page.wizard.market_id == ""
    page._market_chosen(data.PERPETUAL)
    assert page.wizard.values["direction"] == "long"
    assert page.wizard.ready()


def test_levels_and_liquidation_stand_on_the_chart_while_typing(open_window: Open, desk: FakeDesk) -> None:
    """Of a long grid below it, of a short one above; the panel has both figures and no other."""
    page = wizard(open_window, desk)
    panel = page.preview.position
    assert page.preview._lower.currentWidget() is panel
    assert len(page.preview.chart.levels) == 21
    keys = {line.key for line in page.preview.chart._lines}
    assert keys == {"lower", "upper", "liquidation_low"}
    assert panel.facts["low"].isVisibleTo(page)
    assert not panel.facts["high"].isVisibleTo(page)
    page.wizard.set_values({"direction": "short"})
    page.wizard.check_now()
    keys = {line.key for line in page.preview.chart._lines}
    assert keys == {"lower", "upper", "liquidation_high"}
    assert "Short" in panel.facts["opening"].value.shown_text()


def test_the_form_stands_before_its_values_are_known(open_window: Open, desk: FakeDesk) -> None:
    """A venue's terms are read first: until then nothing is suggested."""
    page = wizard(open_window, desk)
    page.wizard.values.clear()
    page._show_values()
    assert page.spec_form.isVisible()


def test_dragged_line_reaches_the_form(open_window: Open, desk: FakeDesk) -> None:
    page = wizard(open_window, desk)
    page.preview.line_dragged.emit("lower", D("77000.0"))
    field: Any = page.spec_form.field("lower")
    assert field.edit.value() == D("77000.0")
    assert page.wizard.values["lower"] == D("77000.0")


def test_liquidation_inside_the_range_needs_a_yes(open_window: Open, desk: FakeDesk) -> None:
    """Said beside the box that accepts it, which comes out of its fold; then the review says it once more."""
    page = wizard(open_window, desk, leverage=D(60), lower=D("76000"))
    assert not page.forward.isEnabled()
    box: Any = page.spec_form.field("accept_liquidation")
    assert box.isVisibleTo(page)
    assert box.has_error()
    assert "inside the range" in box.below.text()
    box.box.click()
    page.wizard.check_now()
    assert page.wizard.ready()
    assert not box.has_error()
    page.show_step(REVIEW)
    told = page.review.side.liquidated.text()
    assert "you have accepted it" in told
    assert "all of the margin" in told


def test_totals_of_the_review_add_up_to_the_margin(open_window: Open, desk: FakeDesk) -> None:
    """What an order trades is more than what it binds."""
    page = wizard(open_window, desk)
    page.show_step(REVIEW)
    facts, found = page.review.side._facts, page.wizard.preflight
    assert facts["market"].label.text() == "Margin of the opening order"
    parts = [facts[key].value.shown_text() for key in ("market", "fee", "held", "reserve")]
    total = sum((Decimal(text.replace(",", "").split()[0]) for text in parts if text != "-"), Decimal(0))
    assert abs(total - found.position.margin) <= Decimal("0.02")


def test_review_of_a_short_grid_speaks_of_a_sale(open_window: Open, desk: FakeDesk) -> None:
    page = wizard(open_window, desk, direction="short")
    page.show_step(REVIEW)
    assert page.review.headline.text().startswith("You open a short position of ")
    assert page.review._opening_chip.text() == "1 Market sell"
    assert page.review._opening_cap.text().startswith("at least ")
    assert page.review.table("buy").model.rowCount() == 10
    assert page.review.table("sell").model.rowCount() == 10
    assert page.review.side._facts["high"].isVisibleTo(page)
    assert not page.review.side._facts["low"].isVisibleTo(page)


def test_approval_says_position_margin_and_end(open_window: Open, desk: FakeDesk) -> None:
    """The consequence in money, and what a liquidation would take."""
    opening = PlannedOrder(Side.SELL, OrderType.MARKET, D(78000), D("0.1"), D(7800), D(7800), D(0), None)
    position = PlannedPosition("short", D(5), D(2000), D("-0.1"), D(78000), D(9800), None, D("91000"))
    plan = next(one for one in desk.waiting if one.kind == "plan")
    request = replace(
        plan, market=data.PERPETUAL, bot_type="futures_grid", orders=(opening,), opening=opening,
        position=position, worst_price=D(77600), loss_at_stop=None,
    )  # fmt: skip
    window = open_window(desk)
    shown = dialog_shown(request, window.session)
    assert "short position of 0.1" in shown.consequence
    assert "2,000.00 USDT of margin" in shown.consequence
    assert "91,000" in shown.consequence
    facts = {label: text for label, text, _ in shown.facts}
    assert facts["Never below"].startswith("77,600")
    assert facts["Lost if it is liquidated"].endswith("2,000.00")
    assert "91,000" in request_shown(request, window.session).effect


def test_card_and_page_of_a_position(open_window: Open, desk: FakeDesk) -> None:
    """What is held, where it was entered, where it ends, in its card and on its page."""
    card = replace(desk.cards_live[0], type="futures_grid", position=HELD, price_places=1, qty_places=3)
    position, liquidation = facts_of(card)[6:]
    assert (position.text, position.second) == ("Short 0.084", "60,926.1")
    assert liquidation.text == "99,000.5 (+61.00 %)"
    rows = {label: text for label, text, _ in position_rows(HELD, card)}
    assert rows["Position"] == "Short 0.084"
    assert rows["Unrealised profit"] == "+36.66"
    assert rows["Liquidation in a straight rise"].startswith("88,000.1")
    assert "Liquidation in a straight fall" not in rows
    assert rows["Funding so far"].endswith("0.37")
    lost = replace(HELD, qty=D(0), entry=None, liquidation=None, liquidation_high=None, lost=D(5000))
    rows = {label: text for label, text, _ in position_rows(lost, card)}
    assert rows["Position"] == "none"
    assert rows["Lost by liquidation"].endswith("5,000.00")


def running(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first bot as a futures grid."""
    bot = desk.cards_live[0]
    card = replace(bot, type="futures_grid", market=data.PERPETUAL, position=HELD, state=BotState.RUNNING)
    desk.cards_live = [card, *desk.cards_live[1:]]
    given = {"direction": "short", "leverage": "3", "lower": "58000", "upper": "64000", "exit": "close"}
    shown = replace(data.detail(card), params=given)
    monkeypatch.setattr(desk, "detail", lambda _bot: shown)
    return card.id


def test_fundings_and_liquidations_are_told_with_their_units() -> None:
    """A line of an older journal, which knows no unit, is told without."""
    funding = {"rate": "0.0001", "mark": "60000", "amount": "-0.0312", "quote": "USDT"}
    assert decision("funding", funding) == (
        "Funding: \u22120.0312 USDT at a rate of +0.0100 % and a price of 60,000."
    )
    del funding["quote"]
    assert "0.0001" in decision("funding", funding)
    lost = {"price": "51000", "qty": "0.05", "base": "BTC", "lost": "2000.5", "quote": "USDT"}
    assert decision("liquidated", lost) == (
        "The venue liquidated the position: 0.05 BTC at 51,000. All of the margin is lost: 2,000.50 USDT."
    )


def test_a_liquidated_bot_says_so_on_its_page(open_window: Open, desk: FakeDesk) -> None:
    """And what it had realised is not called a gap of costs."""
    window = open_window(desk)
    card = replace(desk.cards()[0], state=BotState.STOPPED, reason="liquidated", event=None, position=HELD)
    event = event_of(card, None, window.session)
    assert event.text == "The venue liquidated its position: all of its margin is lost, and it ended."
    assert event.action_key == "why"
    assert words.profit_line("realised_outside", of_position=True) == "Realised, not in trips"
    assert words.profit_line("realised_outside") == "Average cost gap"
    assert words.profit_tip("realised_outside", of_position=True).startswith("What closing parts")


def test_stop_names_what_becomes_of_the_position(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing comes first where the bot would close; who keeps it is told that nobody looks after it."""
    bot = running(desk, monkeypatch)
    window = open_window(desk)
    dialog = StopDialog(window.session, bot)
    dialog.open()
    assert dialog.choices[Exit.SELL].isChecked()
    assert "Nobody looks after it" in dialog.choices[Exit.KEEP].accessibleDescription()
    assert "Short 0.08" in dialog.choices[Exit.SELL].accessibleDescription()


def test_edit_offers_the_stops_of_a_position(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its levels and its leverage stay as they are; nothing is written over another field."""
    bot = running(desk, monkeypatch)
    window = open_window(desk)
    dialog = EditDialog(window.session, bot)
    dialog.open()
    assert set(dialog.conditions) == {"stop", "take_profit"}
    assert {"trailing_up", "exit", "hold_delay_s"} <= set(dialog.typed)
    assert "leverage" not in dialog.typed
    assert "stop_price_high" in dialog.typed
    assert not dialog.typed["stop_price_high"].isVisibleTo(dialog.column.parentWidget())


def test_each_liquidation_on_the_chart_has_its_own_name(open_window: Open, desk: FakeDesk) -> None:
    """That of now, and the one that a straight move would come to."""
    desk.cards_live[0] = replace(desk.cards_live[0], market=data.PERPETUAL, position=HELD)
    window = open_window(desk)
    window.session.go(Place("bot", bot=desk.cards_live[0].id))
    page: Any = window.page("bot")
    lines = {line.key: line.label for line in page.chart._lines if line.key.startswith("liquidation")}
    assert lines == {"liquidation": "liquidation", "liquidation_high": "liquidation after a rise"}
