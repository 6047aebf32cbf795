"""A recurring purchase of several assets in the window: chosen, reviewed, approved, watched, edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

from finbyte_desktop.services.kinds.dca_basket import DcaBasketKind
from finbyte_desktop.services.kinds.kind import field_specs
from finbyte_desktop.ui import words_dca_basket, words_dca_forms, words_decisions, words_errors
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.format import ABSENT
from finbyte_desktop.ui.pages.wizard_plan import MONEY
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import fields, purchases
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown, request_shown
from finbyte_desktop.ui.viewmodels.baskets import allocation
from finbyte_desktop.ui.viewmodels.bots import facts_of
from finbyte_desktop.ui.viewmodels.history_tables import slot_text
from tests.support.fake_desk import WALL_NS
from tests.ui import basket_data
from tests.ui.test_basket import typed, wizard_of

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.wizard_page import WizardPage
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk

D = Decimal
PARAMETERS, REVIEW = 2, 4
Open = Callable[..., "MainWindow"]


def wizard(open_window: Open, desk: FakeDesk, **params: Any) -> WizardPage:
    return wizard_of("dca_basket", basket_data.PURCHASES, open_window, desk, **params)


@pytest.fixture
def with_buyer(desk: FakeDesk) -> FakeDesk:
    desk.cards_live.insert(0, basket_data.buyer())
    desk.waiting.insert(0, basket_data.buyer_plan(WALL_NS))
    return desk


def test_every_field_has_words() -> None:
    """Each help of the specification, each label and choice."""
    for spec in field_specs(DcaBasketKind()):
        assert spec.help in words_dca_forms.HELPS + words_dca_basket.HELPS, spec.help
        assert spec.name in fields.LABELS, spec.name
        for choice in spec.choices:
            assert choice in fields.CHOICES, choice


def test_a_suggestion_can_be_started_at_once(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    """Nothing has to be typed; the plan shows each asset's first order and the next moments."""
    page = wizard(open_window, desk)
    assert page.wizard.ready()
    assert page.wizard.values["weighting"] == "equal"
    orders = page.preview.plan.orders
    assert orders.basket.table is not None
    assert orders.basket.table.model.rowCount() == 3
    assert orders.basket.table.model.columns[1].title == "Each time"
    assert "Next: " in orders.runs.text()
    assert "every day, split by the weights" in page.preview.basket.rule.text()
    page.show_step(REVIEW)
    assert page.review.headline.text().startswith("You buy BTC, ")
    assert page.review.headline.text().endswith("then by the schedule.")
    page.review.start.click()
    qtbot.waitUntil(lambda: any(call[0] == "create_bot" for call in desk.calls))
    created = next(call for call in desk.calls if call[0] == "create_bot")
    assert created[1] == "dca_basket"
    assert created[3] == page.wizard.values


@pytest.mark.parametrize("first", ["now", "scheduled"])
def test_where_the_money_goes_adds_up_with_the_later_purchases(
    open_window: Open, desk: FakeDesk, first: str
) -> None:
    """Nine tenths of it are for them; it has no safety orders, also while the weights are wrong."""
    page = wizard(open_window, desk, first=first)
    plan = page.preview.plan
    plan.choose(MONEY)
    facts = plan._facts

    def amount(key: str) -> Decimal:
        text = facts[key].value.shown_text().split()[0].replace(",", "")
        return D(0) if text == ABSENT else D(text)

    def shown() -> set[str]:
        return {key for key in facts if facts[key].isVisibleTo(plan)}

    assert "later" in shown()
    assert "held" not in shown()
    assert amount("later") > amount("opening") * 3
    parts = sum((amount(key) for key in ("opening", "fee", "later", "reserve")), D(0))
    assert abs(parts - amount("investment")) <= D("0.02")
    page.wizard.set_values({"weighting": "custom", "assets": {"BTC": "10", "ETH": "10"}})
    page.wizard.check_now()
    assert not page.wizard.ready()
    assert "held" not in shown()


def test_nothing_is_bought_at_the_start_by_the_schedule(open_window: Open, desk: FakeDesk) -> None:
    """Neither headline nor totals speak of an order of now."""
    page = wizard(open_window, desk, first="scheduled")
    page.show_step(REVIEW)
    assert page.review.headline.text() == "Nothing is bought now. The bot buys by its schedule."
    assert not page.review.side._facts["market"].isVisibleTo(page)
    assert page.review.side._facts["later"].isVisibleTo(page)


def test_the_money_is_none_of_the_assets_and_own_coins_stay_out(open_window: Open, desk: FakeDesk) -> None:
    """What is bought with cannot be chosen; nobody is asked for coins of the account."""
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "50"})
    picker = page.spec_form.picker
    offered = [picker.add.itemText(n) for n in range(picker.add.count())]
    assert "SOL" in offered
    assert "USDT" not in offered
    assert not picker.own.isVisibleTo(picker)
    typed(picker, "ETH", "40")
    page.wizard.check_now()
    assert not page.forward.isEnabled()


def test_limits_of_one_price_are_not_asked_for(open_window: Open, desk: FakeDesk) -> None:
    """They are not in the form; a clone or a file that has them is told why not."""
    page = wizard(open_window, desk)
    assert not {"price_cap", "price_floor", "smart_runs"} & {spec.name for spec in page.wizard.specs()}
    found = desk.preflight("dca_basket", "BTC/USDT", {**basket_data.PURCHASES, "price_cap": "1"})
    assert [(p.field, p.code) for p in found.problems] == [("price_cap", "only_one_asset")]
    for text in words_dca_basket.TEXTS["only_one_asset"]:
        said = text.format(name="price_cap")
        assert words_errors.told("only_one_asset", said) == said


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"amount": "150", "interval": "week"}, "Buys for 150.00 USDT every week, split by the weights."),
        ({"amount": "20", "interval": "4_hours"}, "Buys for 20.00 USDT every 4 hours, split by the weights."),
        ({}, "Buys all assets again and again, split by their weights."),
    ],
)
def test_its_rule_is_a_sentence(params: dict[str, Any], text: str) -> None:
    assert purchases.rule_text(params, "USDT") == text


def test_card_and_page_show_what_was_bought(open_window: Open, with_buyer: FakeDesk) -> None:
    """Held, average cost, worth and spent of each asset; the schedule; no weights that are kept."""
    window = open_window(with_buyer)
    facts = {fact.label: fact for fact in facts_of(basket_data.buyer())}
    assert facts["Coins worth / sold from"].second == "3,238.05"
    assert "Largest deviation / acts from" not in facts
    window.session.go(Place("bot", bot=basket_data.BOT))
    page: Any = window.page("bot")
    assert [row.name for row in page.allocation.chart.rows()] == ["BTC", "ETH", "SOL"]
    keys = [column.key for column in page.side.assets.model.columns]
    assert keys == ["asset", "qty", "spent", "average", "value"]
    shown = {label: text for label, text, _ in page.detail.shown.deal}
    assert shown["Spent with fees"] == "2,850.00"
    assert shown["Left to spend"] == "150.00"
    assert shown["Sold when they bring"] == "3,238.05"
    assert "Average price" not in shown
    assert ("BTC", "50.00 %", "") in page.detail.shown.params


def test_the_table_of_assets_follows_the_bot(open_window: Open, with_buyer: FakeDesk) -> None:
    """A rebalance on the same page has prices again."""
    with_buyer.cards_live.insert(1, replace(basket_data.card(), id="bot-other"))
    window = open_window(with_buyer)
    page: Any = window.page("bot")
    for bot, key in ((basket_data.BOT, "spent"), ("bot-other", "price"), (basket_data.BOT, "spent")):
        window.session.go(Place("bot", bot=bot))
        assert page.side.assets.model.columns[2].key == key
    heads = {row.drift_text for row in allocation(basket_data.purchases())}
    assert "1,578.82" in heads


@pytest.mark.parametrize(
    ("tag", "title", "said", "effect"),
    [
        ("open", "Approve the opening plan?", "and as much by the schedule.", "again and again"),
        ("scheduled", "Approve the opening plan?", "Nothing is bought now.", "again and again"),
        ("catch_up", "Buy what was missed?", "once for all that were missed.", "One order of each asset"),
    ],
)
def test_the_question_says_what_happens_now(
    session: Session, tag: str, title: str, said: str, effect: str
) -> None:
    """Every order by name, and what follows from an approval."""
    request = basket_data.buyer_plan(WALL_NS, tag)
    shown = dialog_shown(request, session)
    assert shown.title == title
    assert said in shown.consequence
    assert "0.02016 BTC, 0.3715 ETH, 6.62 SOL" in shown.consequence
    assert effect in request_shown(request, session).effect


def test_weights_are_edited_while_it_runs(open_window: Open, with_buyer: FakeDesk) -> None:
    """The dialog says what other weights do; a held asset leaves by a weight of 0."""
    window = open_window(with_buyer)
    dialog = EditDialog(window.session, basket_data.BOT)
    dialog.open()
    picker = dialog.picker
    assert picker is not None
    assert not picker.removes["BTC"].isVisibleTo(picker)
    typed(picker, "SOL", "0")
    typed(picker, "BTC", "70")
    dialog.check_now()
    assert dialog.button("save").isEnabled()
    dialog.button("save").click()
    edited = next(call for call in with_buyer.calls if call[0] == "edit")
    assert edited[2]["assets"] == {"BTC": "70", "ETH": "30", "SOL": "0"}


def test_its_log_and_its_orders_are_told_in_words() -> None:
    """What it bought and sold, and why an order was there."""
    fields_of = {"qty": "0.5", "base": "SOL", "price": "88.3", "spent": "150", "trip": "4.2", "number": "2"}
    assert "0.5 SOL at 88.3" in words_decisions.decision("asset_bought", fields_of)
    assert "Against its average cost" in words_decisions.decision("asset_sold", fields_of)
    assert words_decisions.decision("profit_taken", fields_of) == "Sale 2 with profit is over."
    assert slot_text("BTC/USDT#run") == "by the schedule"
