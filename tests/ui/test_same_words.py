"""The same thing is called the same and shows the same number wherever it stands; money is said plainly."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import Notice
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.approvals import dialog_shown, request_shown
from finbyte_desktop.ui.viewmodels.bots import event_of, facts_of
from finbyte_desktop.ui.viewmodels.detail import DetailModel
from finbyte_desktop.ui.viewmodels.history import HistoryModel
from finbyte_desktop.ui.viewmodels.profits import ProfitsModel
from finbyte_desktop.ui.viewmodels.stopped import stopped_table
from finbyte_desktop.ui.words_decisions import decision

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow

D = Decimal


def opened(window: MainWindow) -> Dialog:
    return next(dialog for dialog in window.stage.findChildren(Dialog) if dialog.is_open())


# -- floating profit


def test_floating_profit_is_one_word_and_one_number(session: Session, desk: FakeDesk) -> None:
    """Card, detail page and profit table call total minus grid "Floating PnL" and show the same amount."""
    card = desk.card("bot-1")
    assert card.total_profit is not None
    wanted = fmt.money(card.total_profit - card.grid_profit, card.quote, sign=True)
    fact = next(fact for fact in facts_of(card) if fact.label == words.floating())
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    assert model.shown is not None
    line = next(line for line in model.shown.breakdown if line.label == words.floating())
    profits = ProfitsModel(session)
    profits.refresh()
    column = next(c for c in profits.by_bot.columns if c.key == "floating")
    row = next(row for row in profits.by_bot.rows() if row.bot == "bot-1")
    assert (fact.text, line.text, column.cell(row).text, column.title) == (wanted,) * 3 + (words.floating(),)
    assert fact.tooltip == column.tooltip == words.floating_tip()
    parts = [entry for entry in model.shown.breakdown if entry.part]
    assert sum(part.value for part in parts) == pytest.approx(line.value)


def test_no_page_shortens_the_name_of_floating_profit(window: MainWindow) -> None:
    """History says the whole name too."""
    window.session.go(Place("history", bot="bot-20"))
    life = window.page("history").life
    assert life._floating.label.text() == words.floating()
    assert life._floating.toolTip() == words.floating_tip()


def test_win_rate_of_round_trips_says_what_it_leaves_out(session: Session, desk: FakeDesk) -> None:
    """100 % of round trips of a losing bot is not read as a winning bot."""
    loser = replace(
        desk.cards_live[0],
        grid_profit=D(30),
        floating_profit=D(-230),
        total_profit=D(-200),
    )
    desk.cards_live, desk.cards_ended = [loser], []
    model = ProfitsModel(session)
    model.refresh()
    assert model.shown is not None
    trips = model.shown.rates[2]
    assert trips.note.endswith("round trips")
    assert trips.beside == "not in it: floating PnL −230.00"


# -- what an opening costs


def test_opening_has_one_figure_everywhere(session: Session, desk: FakeDesk) -> None:
    """Queue, dialog and card name the cost without the fee, and the fee beside it."""
    request = desk.waiting[0]
    assert request.opening is not None
    cost, fee = fmt.amount(request.opening.cost, "USDT"), fmt.money(request.opening_fee, "USDT")
    said = f"for about {cost}, fee {fee} USDT"
    row = request_shown(request, session)
    assert (f"{row.cost} {row.cost_note}", row.fee) == (cost, fee)
    assert said in dialog_shown(request, session).consequence
    assert said in event_of(desk.card("bot-2"), request, session).text


def test_review_says_the_cost_as_the_approval_does(window: MainWindow, desk: FakeDesk) -> None:
    """The same figure and the same words before and after the click."""
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    page.show_step(4)
    preflight = page.wizard.preflight
    assert preflight is not None
    assert preflight.opening is not None
    cost = fmt.amount(preflight.opening.cost, "USDT")
    fee = fmt.money(preflight.opening_fee, "USDT")
    assert f"for about {cost}, fee {fee} USDT, and " in page.review.headline.text()


def test_a_fee_in_coins_is_named_so_everywhere(session: Session, desk: FakeDesk) -> None:
    """By its worth and by the coin that it is paid in; a sell pays quote."""
    desk.fee_asset = "base"
    request = desk.waiting[0]
    said = f"fee about {fmt.amount(request.opening_fee, 'USDT')}, paid in ETH"
    assert said in dialog_shown(request, session).consequence
    assert said in event_of(desk.card("bot-2"), request, session).text
    for order in desk.waiting[1:3]:
        paid = ", paid in SOL" in dialog_shown(order, session).consequence
        assert paid is (order.orders[0].side is Side.BUY)


# -- taking profit out of a losing bot


def test_withdrawal_from_a_losing_bot_is_warned_of(window: MainWindow, desk: FakeDesk) -> None:
    """Grid profit can be taken out while the bot as a whole loses: that is working money."""
    loser = replace(desk.cards_live[0], grid_profit=D("86.69"), total_profit=D("-120.50"))
    desk.cards_live = [loser, *desk.cards_live[1:]]
    act_on_bot(window.session, "bot-1", "withdraw")
    text = opened(window).warning.text()
    assert opened(window).warning.isVisible()
    assert "+86.69" in text
    assert "−120.50 USDT" in text
    assert "working money" in text


def test_withdrawal_from_a_winning_bot_is_not_warned_of(window: MainWindow) -> None:
    """No alarm without a reason."""
    act_on_bot(window.session, "bot-1", "withdraw")
    assert "at a loss" not in opened(window).warning.text()


# -- closing, time


def test_each_way_to_close_tells_of_bots_orders_and_money(window: MainWindow) -> None:
    """In plain words, and none of them says "stop" where a bot is only at rest."""
    window.close()
    dialog = opened(window)
    assert dialog.choices
    for card in dialog.choices.values():
        lines = card._text.text().split("\n")
        assert [line.partition(":")[0] for line in lines] == ["Bots", "Orders", "Money"]
        assert "stop" not in f"{card._title.text()} {card._text.text()}".lower()


def test_countdown_is_your_time_and_the_request_has_market_time(window: MainWindow, desk: FakeDesk) -> None:
    """Two clocks, each named."""
    window.session.go(Place("approvals", request="req-1"))
    dialog = next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())
    assert dialog._deadline_label.text() == "your time left"
    page = window.page("approvals")
    assert page.rows()[0]._title_note.toolTip().endswith("market time")


# -- notes


def test_newer_note_on_a_bot_replaces_the_older(window: MainWindow, desk: FakeDesk) -> None:
    """What contradicts each other does not stand beside each other."""
    act_on_bot(window.session, "bot-1", "pause")
    act_on_bot(window.session, "bot-1", "resume")
    assert window.toasts.texts() == ["The bot goes on: its orders are placed again."]
    desk.notice(Notice(1, Level.INFO, "bot_ended", {"name": "BTC", "reason": "by_you"}, "bot-1"))
    assert len(window.toasts.texts()) == 1
    desk.notice(Notice(2, Level.WARNING, "feed_stale", {"reason": "stale"}))
    desk.notice(Notice(3, Level.INFO, "feed_fresh", {}))
    assert window.toasts.texts()[1:] == ["Prices are fresh again."]


def test_notes_are_at_most_three_and_go_away(window: MainWindow, qtbot: QtBot) -> None:
    """Nothing piles up, and nothing stays for ever."""
    for number in range(5):
        window.session.say(f"note {number}")
    assert window.toasts.texts() == ["note 2", "note 3", "note 4"]
    assert all(toast.timer.isActive() for toast in window.toasts._toasts.values())


# -- languages


def test_one_is_not_many(qapp: QApplication) -> None:
    """English knows the singular, and thousands are separated."""
    counts = Counts()
    assert (counts.bots(1), counts.bots(5), counts.orders(1)) == ("1 bot", "5 bots", "1 order")
    assert counts.rows(18402) == "18,402 rows"
    assert decision("approval_asked", {"orders": "1"}) == "Asks you to approve 1 order."


def test_chinese_leaves_no_label_of_the_venue_in_english(open_window: OpenWindow, desk: FakeDesk) -> None:
    """Names that the engine stores in English are translated where they are shown."""
    desk.current = replace(desk.current, language="zh_CN")
    window = open_window(desk)
    shown = f"{words.venue('Demo market')}{words.venue('Paper')}{words.fill_rule('candles, touch fills')}"
    assert not re.search("[A-Za-z]{2}", shown)
    assert words.venue("btc-candles.csv") == "btc-candles.csv"
    assert "Demo market" not in " ".join(label.text() for label in window.status.findChildren(QLabel))
    assert "Demo market" not in decision("feed_changed", {"label": "Demo market"})


def test_counted_things_in_the_log_are_words_too(session: Session) -> None:
    """A sentence with a number in it knows one from many."""
    assert decision("bots_waiting", {"bots": "1"}) == "After the restart 1 bot must be resumed by you."


def test_a_bot_has_one_name_everywhere(session: Session, desk: FakeDesk, window: MainWindow) -> None:
    """Three bots of one market are told apart in every table and above their life."""
    ended = desk.cards(ended=True)[0]
    market = words.market(ended.market)
    names = [market, f"{market} 2", f"{market} 3"]
    desk.cards_live = []
    desk.cards_ended = [replace(ended, id=f"same-{n}", name=name) for n, name in enumerate(names)]
    history, profits = HistoryModel(session), ProfitsModel(session)
    history.refresh()
    profits.refresh()
    stopped = stopped_table(session)
    stopped.set_rows(desk.cards_ended)
    for table in (history.bots, profits.by_bot, stopped):
        column = table.columns[0]
        assert sorted(column.cell(row).text for row in table.rows()) == names
    window.session.go(Place("history", bot="same-2"))
    assert window.page("history").life._title.text() == names[2]
    assert words.bot_title("XRP/USDT spot grid", "demo:XRP/USDT", "spot_grid") == "XRP/USDT"
