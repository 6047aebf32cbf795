"""A smart rebalance in the window: chosen, reviewed, approved, watched, edited, stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.kinds.kind import field_specs
from finbyte_desktop.services.kinds.rebalance import RebalanceKind
from finbyte_desktop.services.ports import CandleArrays, Market, Verdict
from finbyte_desktop.ui import words_rebalance_forms
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.pages.asset_picker import AssetPicker, evenly, to_hundred
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown, moved_text, request_shown
from finbyte_desktop.ui.viewmodels.basket_presets import moved, presets, wanted
from finbyte_desktop.ui.viewmodels.baskets import allocation, state_rows, when_text
from finbyte_desktop.ui.viewmodels.bots import facts_of
from finbyte_desktop.widgets.allocation_chart import AllocationBar
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.text import Text
from tests.support.fake_desk import WALL_NS
from tests.ui import basket_data
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.wizard_page import WizardPage
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk

D = Decimal
PARAMETERS, REVIEW = 2, 4
Open = Callable[..., "MainWindow"]


def wizard(open_window: Open, desk: FakeDesk, **params: Any) -> WizardPage:
    return wizard_of("rebalance", basket_data.PARAMS, open_window, desk, **params)


def wizard_of(
    kind: str, given: Mapping[str, Any], open_window: Open, desk: FakeDesk, **params: Any
) -> WizardPage:
    """The wizard of a kind with several assets; with `params`, these over what is given."""
    window = open_window(desk)
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT", kind=kind))
    if params:
        page.wizard.set_values({**given, **params})
    page.wizard.check_now()
    page.spec_form.show_values()
    return page


def typed(picker: AssetPicker, asset: str, text: str) -> None:
    """A person types into the field of an asset."""
    line = picker.edits[asset].line
    line.setText(text)
    line.textEdited.emit(text)


@pytest.fixture
def with_basket(desk: FakeDesk) -> FakeDesk:
    desk.cards_live.insert(0, basket_data.card())
    desk.waiting.insert(0, basket_data.plan(WALL_NS))
    return desk


def test_every_field_has_words() -> None:
    """Each help of the specification, each label and choice."""
    for spec in field_specs(RebalanceKind()):
        assert spec.help in words_rebalance_forms.HELPS, spec.help
        assert spec.name in fields.LABELS, spec.name
        for choice in spec.choices:
            assert choice in fields.CHOICES, choice


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        ({"A": "50", "B": "30"}, {"A": "62.5", "B": "37.5"}),
        ({"A": "1", "B": "1", "C": "1"}, {"A": "33.34", "B": "33.33", "C": "33.33"}),
        ({"A": "0", "B": "0"}, {"A": "50.00", "B": "50.00"}),
        ({"A": "x", "B": "40"}, {"A": "0", "B": "100"}),
        ({"A": "-5", "B": "40"}, {"A": "50.00", "B": "50.00"}),
        ({}, {}),
    ],
)
def test_weights_are_brought_to_exactly_a_hundred(shares: dict[str, str], wanted: dict[str, str]) -> None:
    """The proportions stay; what cannot be divided goes to the largest."""
    assert to_hundred(shares) == wanted
    for count in (2, 3, 7, 20):
        even = evenly([str(n) for n in range(count)])
        assert sum(D(share) for share in even.values()) == 100


def test_a_suggestion_can_be_started_at_once(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    """Nothing has to be typed; the review names every order, and what is created is what stands there."""
    page = wizard(open_window, desk)
    assert page.wizard.ready()
    preflight = page.wizard.preflight
    assert preflight is not None
    assert preflight.basket is not None
    table = page.preview.plan.orders.basket.table
    assert table is not None
    assert table.model.rowCount() == 3
    assert [row.name for row in page.preview.basket.chart.rows()][:3] == list(page.wizard.values["assets"])
    page.show_step(REVIEW)
    assert page.review.headline.text().startswith("You buy BTC, ")
    assert "fees" in page.review.headline.text()
    assert page.review.side._facts["market"].isVisibleTo(page)
    page.review.start.click()
    qtbot.waitUntil(lambda: any(call[0] == "create_bot" for call in desk.calls))
    created = next(call for call in desk.calls if call[0] == "create_bot")
    assert created[1] == "rebalance"
    assert created[3] == page.wizard.values


def test_weights_are_typed_and_their_sum_is_told(open_window: Open, desk: FakeDesk) -> None:
    """A sum that is not 100 stands beside the assets; a press mends it; nothing that was typed is lost."""
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "50"})
    picker = page.spec_form.picker
    typed(picker, "ETH", "40")
    page.wizard.check_now()
    assert picker.sum.text() == "90 % of 100 %"
    assert "do not add up" in picker.problem.text()
    assert not page.forward.isEnabled()
    picker.whole.click()
    page.wizard.check_now()
    assert page.wizard.ready()
    assert D(page.wizard.values["assets"]["BTC"]) + D(page.wizard.values["assets"]["ETH"]) == 100
    typed(picker, "BTC", "half")
    page.wizard.check_now()
    assert picker.edits["BTC"].has_error()
    assert page.wizard.values["assets"]["BTC"] == "half"
    assert not page.forward.isEnabled()
    page._go_to_problem()
    assert picker.edits["BTC"].line.text() == "half"


def test_an_asset_without_a_market_is_marked_and_can_be_taken_out(open_window: Open, desk: FakeDesk) -> None:
    """As one that was delisted: beside it, and the others stay."""
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "30", "LUNA": "20"})
    picker = page.spec_form.picker
    assert "delisted" in picker.edits["LUNA"].message_text()
    assert not picker.edits["BTC"].has_error()
    picker.removes["LUNA"].click()
    picker._add("SOL")
    assert picker.edits["SOL"].line.text() == "20"
    page.wizard.check_now()
    assert page.wizard.ready()
    assert page.wizard.values["assets"] == {"BTC": "50", "ETH": "30", "SOL": "20"}


def test_another_way_of_weighing_takes_the_assets_along(open_window: Open, desk: FakeDesk) -> None:
    """Equal, by market value, and back to one's own with the same proportions."""
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "50"})
    form = page.spec_form
    form.field("weighting").edited.emit("equal", "")
    assert page.wizard.values["assets"] == {"BTC": "1", "ETH": "1"}
    assert form.picker.edits["BTC"].line.isReadOnly()
    form.field("weighting").edited.emit("market_value", "")
    page.wizard.check_now()
    assert not page.wizard.ready(), "nobody knows the market values but the person"
    page.wizard.set_values({"assets": {"BTC": "900", "ETH": "300"}})
    form.field("weighting").edited.emit("custom", "")
    assert sum(D(share) for share in page.wizard.values["assets"].values()) == 100
    page.wizard.check_now()
    assert page.wizard.ready()


def test_a_preset_fills_the_form_and_says_what_it_returned(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    """Only with assets that are traded here, over 24 hours, 7 and 30 days."""
    spot = [m for m in desk.markets() if m.perpetual is None]
    found = presets(spot, {market.id: moved(desk, market) for market in wanted(spot)})
    assert [one.is_here for one in found] == [True, True, True, False, False]
    assert all(len(one.returns) == 3 for one in found)
    assert all(one.name != one.key for one in found)
    page = wizard(open_window, desk)
    picker = page.spec_form.picker
    qtbot.waitUntil(lambda: any("%" in picker.preset.itemText(n) for n in range(picker.preset.count())))
    chosen = next(one for one in page.wizard.presets() if one.key == "two_halves")
    assert f"{chosen.name}: BTC, ETH" in chosen.text
    picker._take_preset("two_halves")
    assert page.wizard.values["assets"] == {"BTC": "1", "ETH": "1"}
    assert page.wizard.values["weighting"] == "equal"


def shares_of(quote: str, names: Sequence[str]) -> list[Market]:
    """Markets of now with these assets, whatever else they are."""
    pattern = data.MARKETS[0]
    return [replace(pattern, id=f"{name}/{quote}", base=name, quote=quote) for name in names]


def test_a_basket_of_other_prices_says_what_is_missing(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what a recording says of it, and its days; the form keeps what it had, and files can be chosen."""
    page = wizard(open_window, desk)
    picker, before = page.spec_form.picker, dict(page.wizard.values)
    indian = next(one for one in page.wizard.presets() if one.key == "nse_five")
    assert indian.text == (
        "Five Indian shares: ONGC, TATASTEEL, RELIANCE, INFY, SBIN   +2.4 %  −1.3 %  +0.6 %"
        "   until 2022-02-28"
    )
    picker._take_preset("nse_five")
    assert page.wizard.values == before
    assert picker.lack.text() == (
        "Five Indian shares: prices of ONGC, TATASTEEL, RELIANCE, INFY, SBIN in INR are needed, and are not "
        "here. Its returns are those of a recording from 2017-01-02 to 2022-02-28."
    )
    assert picker.lack.isVisibleTo(picker)
    picker.lack.action_clicked.emit()
    asked = page.window().stage.findChildren(FeedDialog)
    assert [one.is_open() for one in asked] == [True]
    picker._take_preset("two_halves")
    assert not picker.lack.isVisibleTo(picker)
    assert page.wizard.values["assets"] == {"BTC": "1", "ETH": "1"}


def test_a_basket_that_is_here_in_part_is_taken_in_part(desk: FakeDesk) -> None:
    """And what is left out is named; crypto is no basket for shares, nor shares in other money."""
    known = {one.key: one for one in presets(shares_of("USDT", ["ETH", "SOL", "ONGC", "INFY"]), {})}
    assert known["platforms"].assets == ("ETH", "SOL")
    assert known["platforms"].lack == "Not among the prices of now, and left out: AVAX, DOT, NEAR, SUI."
    assert not known["nse_five"].is_here
    assert not known["two_halves"].is_here
    shares = shares_of("INR", ["ONGC", "TATASTEEL", "RELIANCE", "INFY", "SBIN"])
    first = presets(shares, {one.id: (0.1, 0.2, None) for one in shares})[0]
    assert (first.key, first.lack) == ("nse_five", "")
    assert first.text.endswith("SBIN   +10.0 %  +20.0 %  -")
    assert {one.base for one in wanted(shares)} == {one.base for one in shares}


def test_returns_are_those_of_the_candles_whatever_their_length(desk: FakeDesk) -> None:
    """Days as well as hours, and over days without a candle."""
    day = 24 * 3_600_000_000_000
    days = [n for n in range(40) if n % 7 not in (5, 6)]
    closes = np.array([100.0 + n for n in days])
    open_ns = np.array(days, dtype=np.int64) * day
    bars = CandleArrays(day, open_ns, closes, closes, closes, closes, closes)
    desk.candles = lambda *_: bars  # type: ignore[method-assign]
    last, found = days[-1], moved(desk, shares_of("INR", ["ONGC"])[0])
    then = [next(100.0 + n for n in reversed(days) if n + 1 <= last + 1 - span) for span in (1, 7, 30)]
    assert found == pytest.approx([closes[-1] / before - 1 for before in then])
    few = CandleArrays(day, open_ns[:6], *[closes[:6]] * 5)
    desk.candles = lambda *_: few  # type: ignore[method-assign]
    assert moved(desk, shares_of("INR", ["ONGC"])[0])[2] is None


def test_other_prices_begin_the_form_anew(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where none of the chosen assets is among them; else what was set stays."""
    page = wizard(open_window, desk)
    shares = shares_of("INR", ["ONGC", "INFY"])
    session = page.wizard.session
    monkeypatch.setattr(session, "markets_for", lambda _: shares)
    monkeypatch.setattr(desk, "market", lambda name: next((m for m in shares if m.id == name), shares[0]))
    page.wizard.load()
    assert page.wizard.market_id == "ONGC/INR"


def test_own_coins_go_in_where_the_account_has_some(open_window: Open, desk: FakeDesk) -> None:
    """Those of the chosen assets; the box is away where there are none."""
    page = wizard(open_window, desk, assets={"BTC": "50", "SOL": "50"})
    picker = page.spec_form.picker
    assert not picker.own.isVisibleTo(picker)
    picker._add("ETH")
    assert picker.own.isVisibleTo(picker)
    assert picker.own.text() == "Take in my own coins: 0.5 ETH"
    picker.own.click()
    assert page.wizard.values["own"] == {"ETH": "0.5000"}
    picker.removes["ETH"].click()
    assert "own" not in page.wizard.values


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"trigger": "deviation", "threshold": "2.5"}, "2.5 percentage points off its weight."),
        ({"trigger": "interval", "interval_s": 1_800}, "every 30 min"),
        ({"interval_s": 604_800}, "5 percentage points off its weight, and every 7 d."),
    ],
)
def test_when_it_trades_is_a_sentence(params: dict[str, Any], text: str) -> None:
    assert text in when_text(params)


def test_card_and_page_show_weights_beside_targets(open_window: Open, with_basket: FakeDesk) -> None:
    """Assets in place of a ladder, allocation in place of a chart, drift in place of a break-even."""
    window = open_window(with_basket)
    facts = {fact.label: fact for fact in facts_of(basket_data.card())}
    assert facts["Largest deviation / acts from"].second == "5.00"
    window.session.go(Place("bots", "running"))
    bars = [bar for bar in window.findChildren(AllocationBar) if bar.rows()]
    assert [row.name for row in bars[0].rows()][:3] == ["BTC", "ETH", "SOL"]
    window.session.go(Place("bot", bot=basket_data.BOT))
    page: Any = window.page("bot")
    rows = page.allocation.chart.rows()
    assert [row.name for row in rows] == ["BTC", "ETH", "SOL", "USDT"]
    assert rows[0].target_text == "50.0 %"
    assert page.allocation.isVisibleTo(page)
    assert not page.chart.isVisibleTo(page)
    assert page.side.assets is not None
    assert page.side.assets.model.rowCount() == 4
    assert not page.side.ladder.isVisibleTo(page)
    assert "asset" in page.side.fills.visible_columns()
    shown = {label: text for label, text, _ in page.detail.shown.deal}
    assert shown["Acts from"] == "5.00"
    assert shown["Stop loss at a worth of"] == "2,400.00"
    assert ("BTC", "50.00 %", "") in page.detail.shown.params
    window.session.go(Place("bot", bot="bot-1"))
    assert page.chart.isVisibleTo(page)
    assert page.side.ladder.isVisibleTo(page)
    assert "asset" not in page.side.fills.visible_columns()


def test_a_deviation_that_is_acted_on_is_marked() -> None:
    state = basket_data.basket()
    worst = max(state.assets, key=lambda row: abs(row.drift or D(0)))
    near = allocation(state)
    assert {row.tone for row in near} <= {None, Tone.NEUTRAL}
    far = basket_data.basket("900")
    assert far.drift is not None
    assert far.drift > 5
    assert Tone.WARN in {row.tone for row in allocation(far)}
    assert worst.drift == state.drift or -(worst.drift or D(0)) == state.drift


def test_a_plan_names_every_order_with_its_price(with_basket: FakeDesk, session: Session) -> None:
    """In the queue and in the dialog; what moved too far is named."""
    request = basket_data.plan(WALL_NS)
    row = request_shown(request, session)
    assert (row.quantity, row.price, row.plan) == ("3 orders", "market", True)
    shown = dialog_shown(request, session)
    assert shown.consequence.startswith("You will buy 0.02016 BTC, 0.3715 ETH, 6.62 SOL for about")
    labels = [label for label, _, _ in shown.facts]
    assert labels[2:] == ["Buy 0.02016 BTC", "Buy 0.3715 ETH", "Buy 6.62 SOL"]
    assert shown.approve == "Approve 3 orders"
    name, was, _ = request.moves[1]
    moved = replace(request, moved=True, moves=(request.moves[0], (name, was, was * 2), request.moves[2]))
    assert moved_text(moved) == "Look again: ETH moved by more than 0.50 %."


def test_weights_are_edited_while_it_runs(open_window: Open, with_basket: FakeDesk) -> None:
    """A held asset leaves by a weight of 0; a wrong sum blocks saving; what is saved is what was typed."""
    window = open_window(with_basket)
    dialog = EditDialog(window.session, basket_data.BOT)
    dialog.open()
    picker = dialog.picker
    assert picker is not None
    assert not picker.removes["BTC"].isVisibleTo(picker)
    typed(picker, "SOL", "0")
    dialog.check_now()
    assert "do not add up" in picker.problem.text()
    assert not dialog.button("save").isEnabled()
    typed(picker, "BTC", "70")
    dialog.check_now()
    assert not picker.has_error()
    assert dialog.button("save").isEnabled()
    dialog.button("save").click()
    edited = next(call for call in with_basket.calls if call[0] == "edit")
    assert edited[2]["assets"] == {"BTC": "70", "ETH": "30", "SOL": "0"}


def test_stopping_says_what_becomes_of_each_coin(open_window: Open, with_basket: FakeDesk) -> None:
    """Kept or sold, with their worth and the fees; as the bot itself would end."""
    window = open_window(with_basket)
    dialog = StopDialog(window.session, basket_data.BOT)
    dialog.open()
    told = " ".join(text.text() for box in dialog.choices.values() for text in box.findChildren(Text))
    for part in ("0.02016 BTC", "0.3715 ETH", "6.620 SOL"):
        assert part in told
    dialog.button("stop").click()
    stopped = next(call for call in with_basket.calls if call[0] == "stop")
    assert str(stopped[2]) == "sell"


def test_what_it_does_and_when_it_asks_again_is_told(session: Session) -> None:
    state = replace(basket_data.basket(), doing="selling", held_off_ns=data.NOW + data.HOUR)
    rows = {label: text for label, text, _ in state_rows(state, basket_data.card(), session)}
    assert rows["Now"] == "sells what is too much"
    assert "Asks nothing until" in rows
    assert "Take profit at a worth of" not in rows


# --- AI proportion -------------------------------------------------------------------------------


def chosen_ai(page: WizardPage, qtbot: QtBot) -> AssetPicker:
    page.spec_form.field("weighting").edited.emit("ai", "")
    picker = page.spec_form.picker
    qtbot.waitUntil(lambda: picker.found.isVisibleTo(picker) and "Finding" not in picker.found.text())
    page.wizard.check_now()
    return picker


def test_ai_proportion_fills_the_weights_and_tells_its_check(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    """Nothing is typed there; what it did on days that it had not seen stands below, beside equal weights."""
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "30", "SOL": "20"})
    picker = chosen_ai(page, qtbot)
    assert page.wizard.values["assets"] == {"BTC": "54.55", "ETH": "27.27", "SOL": "18.18"}
    assert page.wizard.values["weighting"] == "ai"
    assert picker.edits["BTC"].line.isReadOnly()
    assert picker.sum.text() == "100 % of 100 %"
    assert picker.found.text().replace("\u00a0", " ").splitlines() == [
        "Out of sample, over 150 days (23 Nov 2025 – 22 Apr 2026), after costs:",
        "AI proportion: return +12.3 %, fluctuation 41.0 % a year, largest fall 18.0 %",
        "equal weights: return +11.0 %, fluctuation 52.0 % a year, largest fall 24.0 %",
        "So far it did better: no less return, and less fluctuation. What was is no promise.",
    ]
    assert page.wizard.ready()
    page.show_step(REVIEW)
    page.review.start.click()
    qtbot.waitUntil(lambda: any(call[0] == "create_bot" for call in desk.calls))
    created = next(call for call in desk.calls if call[0] == "create_bot")
    assert created[3]["assets"] == {"BTC": "54.55", "ETH": "27.27", "SOL": "18.18"}


def test_other_assets_are_weighed_anew(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    """One added, one taken out; another way of weighing keeps the weights as one's own."""
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "50"})
    picker = chosen_ai(page, qtbot)
    desk.no_weights = UserError("The price of SOL stood still for 90 days: no weight.", "price_stood_still")
    picker._add("SOL")
    assert page.wizard.values["assets"] == {"BTC": "", "ETH": "", "SOL": ""}
    page.wizard.check_now()
    assert not page.wizard.ready()
    assert not picker.edits["SOL"].has_error()
    desk.no_weights = None
    picker.anew.click()
    qtbot.waitUntil(lambda: page.wizard.values["assets"].get("SOL") == "18.18")
    picker.removes["BTC"].click()
    qtbot.waitUntil(lambda: page.wizard.values["assets"] == {"ETH": "66.67", "SOL": "33.33"})
    page.spec_form.field("weighting").edited.emit("custom", "")
    assert page.wizard.values["assets"] == {"ETH": "66.67", "SOL": "33.33"}
    assert not picker.found.isVisibleTo(picker)
    assert not picker.edits["ETH"].line.isReadOnly()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.CALMER, "It fluctuated less, and earned less: it did not beat equal weights."),
        (Verdict.WILDER, "It earned more, but fluctuated no less"),
        (Verdict.NO_BETTER, "It did not beat equal weights: Equal is the better choice here."),
    ],
)
def test_weights_that_do_not_beat_equal_ones_say_so(
    open_window: Open, desk: FakeDesk, qtbot: QtBot, verdict: Verdict, words: str
) -> None:
    """As a warning, and they can be taken all the same."""
    desk.verdict = verdict
    picker = chosen_ai(wizard(open_window, desk, assets={"BTC": "50", "ETH": "50"}), qtbot)
    assert words in picker.found.text()


def test_history_too_short_is_told_and_nothing_can_be_started(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    """The fields stay empty; another way of weighing mends it."""
    desk.no_weights = UserError(
        "The prices that all of these assets have go back 20 days; 121 are needed: 90 to find weights, and "
        "30 more to check them on days that they have not seen.",
        "history_too_short",
        "assets",
    )
    page = wizard(open_window, desk, assets={"BTC": "50", "ETH": "50"})
    picker = chosen_ai(page, qtbot)
    assert "go back 20 days; 121 are needed" in picker.found.text()
    assert not page.wizard.ready()
    assert not page.forward.isEnabled()
    page.spec_form.field("weighting").edited.emit("equal", "")
    page.wizard.check_now()
    assert page.wizard.ready()


def test_a_running_bot_can_be_weighed_anew(window: MainWindow, with_basket: FakeDesk, qtbot: QtBot) -> None:
    """In the edit dialog; nothing can be saved before the weights are there."""
    dialog = EditDialog(window.session, basket_data.BOT)
    dialog.open()
    picker = dialog.picker
    assert picker is not None
    dialog._take_typed("weighting", "ai")
    dialog.check_now()
    assert not dialog.button("save").isEnabled()
    qtbot.waitUntil(lambda: "Out of sample" in picker.found.text())
    dialog.check_now()
    assert dialog.button("save").isEnabled()
    assert sum(D(share) for share in dialog._params["assets"].values()) == 100
