"""What card, page and tables say of a bot: nothing outdated, nothing raw, nothing alarming."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.ports import (
    BotCard,
    DecisionRow,
    FeedChoice,
    FeedKind,
    LadderLevel,
    OrderRow,
    ShownTrouble,
)
from finbyte_desktop.ui import words
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.approvals import moved_text
from finbyte_desktop.ui.viewmodels.bots import event_of, facts_of, needs_attention, range_of, shown
from finbyte_desktop.ui.viewmodels.detail import DetailModel
from finbyte_desktop.ui.viewmodels.history_tables import orders_table
from finbyte_desktop.ui.viewmodels.profits import ProfitsModel
from finbyte_desktop.ui.viewmodels.told import in_order
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.ladder_base import HEAD
from tests.support.fake_accounts import health_of
from tests.support.fake_desk import WALL_NS
from tests.ui import basket_data
from tests.ui import desk_data as data

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk

D = Decimal


def running(desk: FakeDesk, **changed: Any) -> BotCard:
    card = replace(desk.card("bot-1"), state=BotState.RUNNING, waiting_request=None)
    return replace(card, **changed)


def test_an_answered_request_is_not_told_any_more(desk: FakeDesk, session: Session) -> None:
    """Once the bot runs its card tells that, and no request that was answered meanwhile."""
    card = running(desk, event=("plan_moved", {"price": "66800"}))
    shown = event_of(card, None, session)
    assert "asked again" not in shown.text
    assert shown.text.endswith("Running: its orders rest at the venue.")


def test_a_price_beyond_the_range_is_said(desk: FakeDesk, session: Session) -> None:
    """Above it nothing can be sold, below it nothing can be bought; inside nothing is said of it."""
    card = running(desk)
    assert card.upper is not None
    assert card.lower is not None
    above = event_of(replace(card, last=card.upper + 1), None, session)
    assert above.text == "Price above the range: nothing to sell until it comes back."
    assert above.lasting
    below = event_of(replace(card, last=card.lower - 1), None, session)
    assert below.text == "Price below the range: nothing to buy until it comes back."
    assert not event_of(replace(card, last=card.upper), None, session).lasting


def test_the_page_tells_of_a_price_beyond_the_range(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line stands at the head of the page."""
    card = running(desk)
    assert card.upper is not None
    desk.cards_live = [replace(card, last=card.upper + 1), *desk.cards_live[1:]]
    window.session.go(Place("bot", bot="bot-1"))
    page: Any = window.page("bot")
    assert page.event_line.isVisibleTo(page)
    assert page.event_line.text().startswith("Price above the range")


def test_nothing_floats_once_every_coin_is_sold(desk: FakeDesk, session: Session) -> None:
    """Grid profit and the profit of coins sold make the total, on the page and in Profits."""
    ended = replace(next(iter(desk.cards(ended=True))), sold=True)
    fact = facts_of(ended)[2]
    assert fact.label == "Profit of coins sold"
    assert ended.total_profit is not None
    assert ended.floating_profit == ended.total_profit - ended.grid_profit
    model = DetailModel(session)
    model.set_bot(ended.id)
    desk.cards_ended = [ended if c.id == ended.id else c for c in desk.cards_ended]
    model.refresh()
    assert model.shown is not None
    labels = [line.label for line in model.shown.breakdown]
    assert words.floating(sold=True) in labels
    assert words.floating() not in labels
    profits = ProfitsModel(session)
    profits.refresh()
    column = next(c for c in profits.by_bot.columns if c.key == "floating")
    row = next(row for row in profits.by_bot.rows() if row.bot == ended.id)
    assert column.cell(replace(row, sold=True)).note == "sold"
    assert column.cell(replace(row, sold=False)).note == ""


def test_the_price_of_a_stopped_bot_is_that_of_its_end(desk: FakeDesk, session: Session) -> None:
    """It is not called the price now."""
    ended = next(card for card in desk.cards(ended=True) if card.last is not None)
    model = DetailModel(session)
    model.set_bot(ended.id)
    model.refresh()
    assert model.shown is not None
    now = [row for row in model.shown.ladder if row.kind == "now"]
    assert {row.note_left for row in now} <= {"price at the end"}
    bounds = range_of(replace(ended, lower=D(1), upper=D(2)))
    assert bounds is not None
    assert bounds.texts[3].startswith("end ")


def row(ns: int, code: str, seq: int) -> DecisionRow:
    return DecisionRow(ns, "bot-1", "x", Level.INFO, code, {}, seq)


def test_decisions_stand_in_the_order_of_the_journal() -> None:
    """Also where the clock of the order was a moment ahead of that of the answer."""
    rows = [row(1_000, "became_stopping", 5), row(990, "became_stopped", 6), row(900, "became_running", 2)]
    assert [r.code for r in in_order(rows)] == ["became_stopped", "became_stopping", "became_running"]


def test_an_average_price_is_rounded_to_the_market() -> None:
    """A sentence has no more decimals than the market's prices; a price of the market stays as it is."""
    fields = {"qty": "1", "base": "ETH", "price": "3071.05141355", "proceeds": "3070", "quote": "USDT"}
    assert "at 3,071.05. " in decision("coins_sold", fields, 2)
    assert "at 3,071.5. " in decision("coins_sold", fields | {"price": "3071.5"}, 2)


def test_look_again_tells_the_reason(desk: FakeDesk) -> None:
    """From which price to which, how far, and how far it may move."""
    request = replace(desk.approvals()[0], asked_price=D(3000), now_price=D(3030), moved=True, price_places=2)
    assert moved_text(request) == (
        "Look again: the price moved from 3,000.00 to 3,030.00 (+1.00 %), more than 0.50 %."
    )


def test_an_offer_holds_still_while_the_pointer_is_over_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click takes the number that was aimed at."""
    edit = DecimalEdit("Upper")
    qtbot.addWidget(edit)
    edit.show()
    edit.set_error("Outside", D(67400))
    monkeypatch.setattr(type(edit.fix_button()), "underMouse", lambda _: True)
    edit.set_error("Outside", D(67500))
    assert edit.fix_button().text() == "Use 67,400"
    edit.fix_button().click()
    assert edit.value() == D(67400)
    edit.set_error("Outside", D(67500))
    assert edit.fix_button().text() == "Use 67,500"


def test_stop_proposes_what_the_bot_does_at_its_end(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that sells all at the end is not proposed to keep its coins."""
    real = data.detail

    def detail(card: BotCard) -> Any:
        found = real(card)
        return replace(found, params={**found.params, "exit": "sell"})

    monkeypatch.setattr(data, "detail", detail)
    act_on_bot(window.session, "bot-1", "stop")
    dialog = next(d for d in window.stage.findChildren(StopDialog) if d.is_open())
    assert dialog.choices[Exit.SELL].isChecked()
    assert not dialog.choices[Exit.KEEP].isChecked()


def test_orders_tell_average_level_and_reason(session: Session) -> None:
    """A market sale shows the price it brought, a level its number, and a reason more than the state."""
    order = OrderRow(
        "c1", "bot-1", "x", "BTC/USDT", "L11", Side.SELL, OrderType.MARKET, D("3055.69"), D(1), D(1),
        "canceled", "canceled", 1, 2, D("3071.051"),
    )  # fmt: skip
    table = orders_table(session)
    cells = {column.key: column.cell(order) for column in table.columns}
    assert cells["price"].text == "3,071.05"
    assert "3,055.69" in cells["price"].tooltip
    assert cells["slot"].text == "level 12"
    assert cells["why"].text == "-"
    why = next(column for column in table.columns if column.key == "why")
    assert why.cell(replace(order, why="pulled_by_you")).text == "cancelled by you"
    assert why.cell(replace(order, why="stopping_by_you")).text == "you stopped the bot"


@pytest.mark.parametrize(
    ("buys", "sells", "told"),
    [
        (1, 0, "Paused by you. Its orders are being cancelled; nothing but a stop acts until you resume."),
        (0, 0, "Paused by you. No order of it rests; nothing but a stop acts until you resume."),
    ],
)
def test_pause_says_when_its_cancels_are_done(session: Session, buys: int, sells: int, told: str) -> None:
    """As long as an order may rest it is being cancelled, and no longer."""
    card = replace(
        session.desk.cards()[0], state=BotState.PAUSED, reason="by_you", buys_open=buys, sells_open=sells,
        waiting_request=None,
    )  # fmt: skip
    assert event_of(card, None, session).text == told


AWAY_SINCE = replace(
    health_of("binance-1", "main account", "Binance"),
    trouble=ShownTrouble("unreachable", "It does not answer.", WALL_NS - 60 * 10**9),
)


def away(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "account_health", lambda: AWAY_SINCE)


@pytest.mark.parametrize(
    ("state", "reason", "head"),
    [
        (BotState.PAUSED, "by_you", "Paused by you; nothing but a stop acts until you resume."),
        (BotState.PAUSED, "limit_drawdown", "Paused: your limit of drawdown is reached."),
        (BotState.STOPPING, "panic", "Panic: you stopped this bot."),
    ],
)
def test_cancels_are_not_called_done_while_the_venue_is_away(
    desk: FakeDesk, session: Session, monkeypatch: pytest.MonkeyPatch, state: BotState, reason: str, head: str
) -> None:
    """They are asked for and not confirmed: so many orders may rest and fill until the venue answers."""
    away(desk, monkeypatch)
    card = replace(
        desk.cards()[0], state=state, reason=reason, buys_open=3, sells_open=2, waiting_request=None,
        event=(f"became_{state.value}", {"reason": reason}),
    )  # fmt: skip
    text = event_of(card, None, session).text
    assert text.startswith(
        "5 orders may still rest at the venue and can fill until it answers: cancels are asked for, not "
        "confirmed. "
    )
    assert head in text
    assert "being cancelled" not in text
    done = event_of(replace(card, buys_open=0, sells_open=0), None, session).text
    assert "may still rest" not in done


def test_orders_kept_at_a_restart_are_not_called_cancelled(
    desk: FakeDesk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asked for their cancels: that stays as it is said, also while the venue is away."""
    away(desk, monkeypatch)
    card = replace(desk.cards()[0], state=BotState.PAUSED, reason="restart", buys_open=3, sells_open=2)
    text = event_of(card, None, session).text
    assert text.startswith("Paused after a restart. Its orders stay and may fill")
    assert "asked for" not in text


def test_the_note_of_a_pause_says_what_is_not_confirmed(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the venue is away nothing is being cancelled there."""
    away(desk, monkeypatch)
    card = desk.card("bot-1")
    act_on_bot(window.session, "bot-1", "pause")
    count = card.buys_open + card.sells_open
    assert window.toasts.texts() == [
        (
            f"Paused: nothing new is placed, what it holds stays. {count} orders may still rest at the "
            "venue and can fill until it answers: cancels are asked for, not confirmed."
        )
    ]


@pytest.mark.parametrize(
    "code", ["became_paused_by_you", "became_paused_limit_daily_loss", "limit_drawdown_halt"]
)
def test_the_log_calls_no_order_cancelled_that_was_only_asked_away(code: str) -> None:
    """What is written at the moment of a pause is true then and later."""
    head, _, reason = code.partition("_paused_")
    text = decision(
        f"{head}_paused" if reason else code, {"reason": reason, "scope": "", "value": "", "bound": ""}
    )
    assert "orders cancelled" not in text
    assert "are cancelled" not in text
    assert "each can fill until the venue confirms" in text


def test_orders_that_nobody_placed_need_a_person(desk: FakeDesk, session: Session) -> None:
    """Coins without a sell are told on the card, and the bot counts among those that need somebody."""
    card = replace(running(desk), blocked=2)
    shown = event_of(card, None, session)
    assert shown.text == "2 orders of its levels are not placed. They stay away until you try again."
    assert (shown.tone, shown.action_key) == (Tone.WARN, "open")
    assert needs_attention(card)
    assert not needs_attention(replace(card, blocked=0))


def test_sums_name_the_bots_of_another_currency(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bots and Profits say which bots are in none of their sums."""
    told = "Not in these sums, as their money is not USDT: XRP/USD spot grid"
    page, profits = window.page("bots"), window.page("profits")
    page.model.refresh()
    assert not page.running.left_out.isVisibleTo(page)
    summed = replace(desk.profits(), left_out=("XRP/USD spot grid",))
    monkeypatch.setattr(desk, "profits", lambda days=30: summed)
    page.model.refresh()
    profits.model.refresh()
    assert page.running.left_out.isVisibleTo(page)
    assert page.running.left_out.text() == told
    assert profits._bots_note.text().endswith(told)


def test_cards_keep_their_places_under_the_pointer(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price or a state moves none; one that comes or goes moves them where no pointer was for a while and
    no button is down. The page is in order when it is entered, and a chosen order is at once.
    """
    page = window.page("bots")
    tab = page.running
    tab._left.setInterval(80)
    page.model.refresh()
    before = [view.bot for view in tab.cards()]

    def send(kind: QEvent.Type) -> None:
        middle = QPointF(5, 5)
        event = QEnterEvent(middle, middle, middle) if kind is QEvent.Type.Enter else QEvent(kind)
        QApplication.sendEvent(tab._flow_area, event)

    def needs_you(bot: str, state: BotState) -> None:
        desk.cards_live = [replace(c, state=state) if c.id == bot else c for c in desk.cards_live]
        page.model.refresh()

    needs_you(before[-1], BotState.ERROR)
    qtbot.wait(120)
    assert [view.bot for view in tab.cards()] == before
    send(QEvent.Type.Enter)
    ended = before[1]
    desk.cards_live = [card for card in desk.cards_live if card.id != ended]
    page.model.refresh()
    assert [view.bot for view in tab.cards()] == before
    assert [view.bot for view in tab.cards() if not view.isEnabled()] == [ended]
    send(QEvent.Type.Leave)
    page.model.refresh()
    assert [view.bot for view in tab.cards()] == before
    qtbot.waitUntil(lambda: tab.cards()[0].bot == before[-1], timeout=2000)
    assert ended not in [view.bot for view in tab.cards()]
    now = [view.bot for view in tab.cards()]
    pressed = [Qt.MouseButton.LeftButton]
    monkeypatch.setattr(QGuiApplication, "mouseButtons", lambda: pressed[0])
    desk.cards_live = desk.cards_live[1:]
    needs_you(before[-1], BotState.RUNNING)
    assert [view.bot for view in tab.cards()] == now
    pressed[0] = Qt.MouseButton.NoButton
    window.session.go(Place("portfolio"))
    window.session.go(Place("bots"))
    assert [view.bot for view in tab.cards()] == [card.id for card in page.model.cards]
    assert tab.cards()[0].bot != before[-1]
    pressed[0] = Qt.MouseButton.LeftButton
    page.model.set_sort("name")
    assert [view.bot for view in tab.cards()] == [card.id for card in page.model.cards]
    pressed[0] = Qt.MouseButton.NoButton


@pytest.mark.parametrize(("by_itself", "told"), [(True, "Resumes by itself"), (False, "Waits for you")])
def test_parameters_tell_who_approves_and_what_a_restart_does(
    session: Session, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *, by_itself: bool, told: str
) -> None:
    """They were chosen with the other parameters, and stand with them."""
    found = replace(desk.detail("bot-1"), auto_start=by_itself)
    monkeypatch.setattr(desk, "detail", lambda bot: found)
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    assert model.shown is not None
    assert model.shown.params[-2:] == (
        ("Who approves", words.policy(found.card.policy), ""),
        ("After a restart of the application", told, ""),
    )


def test_a_bot_is_entered_with_its_price_in_the_middle_of_the_ladder(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of forty orders and more those around the price are seen; where somebody scrolled to stays."""
    found = desk.detail("bot-1")
    last = found.card.last
    assert last is not None
    prices = [last + 25 * step for step in range(30, -31, -1) if step]
    levels = [LadderLevel(price, "sell" if price > last else "buy", Decimal("0.01")) for price in prices]
    many = replace(found, levels=levels)
    monkeypatch.setattr(desk, "detail", lambda bot: many)
    window.session.go(Place("bot", bot="bot-1"))
    ladder = window.page("bot").side.ladder
    bar = ladder.verticalScrollBar()
    qtbot.waitUntil(lambda: bool(ladder.rows()) and not ladder._to_centre)
    number = next(i for i, row in enumerate(ladder.rows()) if ladder.is_now(row))
    middle = (number + 0.5) * ladder.row_height - bar.value()
    assert bar.maximum() > 10 * ladder.row_height
    assert abs(middle - (ladder.viewport().height() - HEAD) / 2) <= ladder.row_height
    bar.setValue(0)
    window.page("bot").model.refresh()
    qtbot.wait(50)
    assert bar.value() == 0


def test_a_bot_that_ends_says_what_it_waits_for(desk: FakeDesk, session: Session) -> None:
    """On paper nothing trades while prices are held; once they move there is nothing to say."""
    card = running(desk, state=BotState.STOPPING, buys_open=0, sells_open=1)
    desk.paused = True
    assert event_of(card, None, session).text == "Ends when prices move: 1 order waiting for that."
    opening = replace(card, state=BotState.STARTING)
    assert event_of(opening, None, session).text == "Its opening order waits until prices move."
    desk.paused = False
    assert "waits" not in event_of(card, None, session).text


def test_a_bot_that_ends_can_only_be_ended_another_way(window: MainWindow, desk: FakeDesk) -> None:
    """Nothing else is offered, its levels want nothing, and no promise is made of what is on its way."""
    card = running(desk, state=BotState.STOPPING)
    desk.cards_live = [card, *desk.cards_live[1:]]
    window.session.go(Place("bot", bot="bot-1"))
    page: Any = window.page("bot")
    offered = {key for key, button in page._buttons.items() if button.isEnabled()}
    assert offered & {"edit", "add", "stop"} == {"stop"}
    act_on_bot(window.session, "bot-1", "stop")
    dialog = next(d for d in window.stage.findChildren(StopDialog) if d.is_open())
    assert dialog.button("keep").text() == "Leave it as it is"
    assert "stays traded" in dialog._consequence.text()
    dialog.choices[Exit.SELL].click()
    dialog.button("stop").click()
    assert desk.calls[-1] == ("stop", "bot-1", Exit.SELL)


def test_the_line_names_the_order_that_waits_and_counts_the_others(desk: FakeDesk, session: Session) -> None:
    """Of several requests the one that is over first, which `Review` opens; not what happened before it."""
    asked = next(request for request in desk.waiting if request.opening is None)
    order = asked.orders[0]
    later = replace(asked, id="later", deadline_ns=asked.deadline_ns + 60)
    desk.waiting = [later, asked]
    card = replace(desk.card("bot-1"), id=asked.bot, state=BotState.RUNNING, waiting_request=asked.id)
    shown = event_of(card, asked, session)
    assert shown.text.startswith("Waits for your approval: ")
    assert str(order.price.normalize()) in shown.text.replace(",", "")
    assert shown.text.endswith(" 1 more request waits.")
    desk.waiting = [asked]
    assert "more" not in event_of(card, asked, session).text


def test_the_ladder_says_what_is_asked_and_what_comes_after_it(
    desk: FakeDesk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order that waits for an answer, and the second one of a level."""
    found = desk.detail("bot-1")
    levels = list(found.levels)
    asked, buys, sells = 2, 0, next(n for n, level in enumerate(levels) if level.kind == "sell")
    then = (Side.SELL, D("0.006"))
    levels[asked] = replace(levels[asked], kind="idle", wants=Side.BUY, asked=True, then=then)
    levels[sells] = replace(levels[sells], then=(Side.BUY, D("0.007")))
    levels[buys] = replace(levels[buys], then=then)
    monkeypatch.setattr(desk, "detail", lambda _bot: replace(found, levels=tuple(levels)))
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    assert model.shown is not None
    rows = {row.key: row for row in model.shown.ladder}
    row = rows[str(levels[asked].price)]
    assert (row.kind, row.note_left, row.note_right) == (
        "waits",
        f"asks you to buy {levels[asked].qty}",
        "then sell 0.00600",
    )
    assert rows[str(levels[sells].price)].note_left == "then buy 0.00700"
    assert rows[str(levels[buys].price)].note_right == "then sell 0.00600"
    levels[buys] = replace(levels[buys], asked=True, then=(Side.BUY, D("0.00702")))
    model.refresh()
    rows = {row.key: row for row in model.shown.ladder}
    assert rows[str(levels[buys].price)].note_right == "asks for 0.00702"


def test_a_paused_bot_of_another_feed_says_that_nothing_fills(desk: FakeDesk, session: Session) -> None:
    """Its values are not of now, whatever state it is in; an ended bot waits for no feed."""
    card = running(desk, state=BotState.PAUSED, market="replay:BTC/USDT", fresh=False)
    desk.needs[card.market] = FeedChoice(FeedKind.CANDLES, Path("/home/you/btc.csv"))
    line = event_of(card, None, session)
    assert line.text.startswith("Paused. Nothing fills until its prices from ")
    assert line.action == "Use that feed"
    assert shown(card, None, session).away == "other feed"
    assert shown(replace(card, state=BotState.STOPPED), None, session).away == ""
    assert shown(running(desk), None, session).away == ""


def test_a_bot_paused_by_a_restart_speaks_of_orders_only_where_it_has_some(
    desk: FakeDesk, session: Session
) -> None:
    """A rebalance, or a DCA between two purchases, has none."""
    card = running(desk, state=BotState.PAUSED, reason="restart")
    assert event_of(card, None, session).text.startswith("Paused after a restart. Its orders stay")
    none = replace(card, buys_open=0, sells_open=0)
    assert event_of(none, None, session).text.startswith("Paused after a restart. No order of it rests;")


def test_a_bot_of_several_markets_of_which_one_is_away_offers_its_feed(
    desk: FakeDesk, session: Session
) -> None:
    """As one of a single market: also where its first market is here."""
    card = replace(basket_data.card(), state=BotState.PAUSED, fresh=False, away="replay:SOL/USDT")
    desk.cards_live.insert(0, card)
    choice = FeedChoice(FeedKind.CANDLES, Path("/home/you/coins.csv"))
    desk.needs["replay:SOL/USDT"] = choice
    assert event_of(card, None, session).action == "Use that feed"
    assert shown(card, None, session).away == "other feed"
    act_on_bot(session, card.id, "feed_back")
    assert ("choose_feed", choice) in desk.calls


def test_which_market_keeps_a_bot_of_several_waiting(session: Session) -> None:
    """It names the market beside the reason."""
    card = replace(
        basket_data.card(), state=BotState.DEGRADED, reason="not_traded", waits_for="binance:ETH/USDT"
    )
    assert event_of(card, None, session).text == (
        "Waits for ETH/USDT: the venue does not trade this market now. Nothing of it is traded meanwhile, "
        "and it goes on by itself."
    )
