"""What a page shows for what the desk says, without a window."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtGui import QFontMetrics

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.passing import LIMIT_PASSES, PASSING
from finbyte_desktop.services.lives import Trade, empty_life, with_fills
from finbyte_desktop.services.ports import LedgerDifference, SlotWait
from finbyte_desktop.services.read_models import PACE
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_waits
from finbyte_desktop.ui.viewmodels.approvals import ApprovalsModel, dialog_shown
from finbyte_desktop.ui.viewmodels.bots import BotsModel, facts_of
from finbyte_desktop.ui.viewmodels.detail import DetailModel
from finbyte_desktop.ui.viewmodels.detail_tables import fills_table
from finbyte_desktop.ui.viewmodels.history import HistoryModel
from finbyte_desktop.ui.viewmodels.history_tables import bots_table, life_table
from finbyte_desktop.ui.viewmodels.profits import ProfitsModel, classes_of
from finbyte_desktop.ui.viewmodels.stopped import stopped_table
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role, font
from tests.support.fake_accounts import LiveFakeDesk, health_of
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import Clock

D = Decimal


@pytest.fixture
def bots(session: Session) -> BotsModel:
    model = BotsModel(session)
    model.refresh()
    return model


def test_bots_that_need_somebody_come_first(bots: BotsModel) -> None:
    """Degraded, waiting, paused; then the running ones by profit."""
    states = [card.state for card in bots.cards]
    assert states == [
        BotState.DEGRADED, BotState.WAIT_APPROVAL, BotState.PAUSED, BotState.RUNNING, BotState.RUNNING,
    ]  # fmt: skip
    assert [card.total for card in bots.cards[3:]] == ["+458.35", "+272.96"]


@pytest.mark.parametrize(
    ("sort", "first"), [("profit", "bot-4"), ("ratio", "bot-4"), ("runtime", "bot-4"), ("name", "bot-1")]
)
def test_bots_are_sorted_as_asked(bots: BotsModel, sort: str, first: str) -> None:
    """Each order of the list has its own first."""
    bots.set_sort(sort)
    assert bots.cards[0].id == first


@pytest.mark.parametrize("make", [stopped_table, bots_table])
def test_amounts_of_several_currencies_are_sorted_each_for_itself(
    session: Session, desk: FakeDesk, make: Any
) -> None:
    """900 of one money are not more than 5 of another."""
    table, one = make(session), desk.cards_ended[0]
    amounts = [("USDT", "900"), ("BTC", "0.5"), ("USDT", "-3"), ("BTC", "2"), ("USDT", "4")]
    table.set_rows(
        [
            replace(one, id=str(n), quote=quote, total_profit=D(amount), investment=D(amount))
            for n, (quote, amount) in enumerate(amounts)
        ]
    )
    for column, spec in enumerate(table.columns):
        if spec.key in ("total", "profit", "investment"):
            table.sort(column)
            assert [table.row(n).id for n in range(5)] == ["1", "3", "2", "4", "0"]


def test_lives_of_other_years_tell_them(session: Session, desk: FakeDesk) -> None:
    """Below the days: the column keeps its width."""
    table, one = bots_table(session), desk.cards_ended[0]
    assert one.started_ns is not None
    assert one.ended_ns is not None
    back = 600 * fmt.NS_A_DAY
    table.set_rows(
        [one, replace(one, id="old", started_ns=one.started_ns - back, ended_ns=one.ended_ns - back)]
    )
    column = next(n for n, spec in enumerate(table.columns) if spec.key == "lived")
    new, old = (table.cell(row, column) for row in (0, 1))
    assert (new.text, new.line2) == ("13 Apr – 20 Apr", "7 d 5 h")
    assert old.line2 == "2024, 7 d 5 h"
    assert old.tooltip == f"{old.text} 2024"


def test_a_bot_tells_what_it_holds(session: Session, desk: FakeDesk) -> None:
    """Coins and money of now, never more than there is; of one that has ended nothing is told."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    assert model.shown is not None
    assert model.shown.holds == "Holds 0.02400 BTC and 7,261.18 USDT"
    model.set_bot(desk.cards_ended[0].id)
    model.refresh()
    assert model.shown.holds == ""


def test_trades_of_a_finer_feed_keep_their_digits(session: Session, desk: FakeDesk) -> None:
    """In the lists of a bot, of History and of all fills, though the market of now has fewer."""
    fill = replace(desk.history_fills()[0], qty=D("0.09187225"), price=D("7174.28123"))
    for table in (
        fills_table(session, with_bot=True),
        fills_table(session, with_bot=False),
        life_table(session),
    ):
        table.set_rows([fill])
        shown = {c.key: cell_of(table, n) for n, c in enumerate(table.columns)}
        assert (shown["qty"], shown["price"]) == ("0.09187225", "7,174.28123")


def test_fee_in_coins_has_room_for_its_unit(session: Session) -> None:
    """In History: the smallest usual fee with all its digits, and what it is paid in."""
    column = next(c for c in fills_table(session, with_bot=True).columns if c.key == "fee")
    number = QFontMetrics(font(Role.TABLE_STRONG)).horizontalAdvance("0.00000638")
    unit = QFontMetrics(font(Role.TABLE)).horizontalAdvance("USDT")
    assert column.width >= 16 + number + 6 + unit
    fill = replace(data.fills_of(data.running_cards()[0], 1)[0], fee=D("0.000006381249"), fee_asset="BTC")
    assert column.cell(fill).tooltip == "0.000006381249 BTC"


def cell_of(table: Any, column: int) -> str:
    return str(table.data(table.index(0, column)))


@pytest.mark.parametrize(("key", "count"), [("all", 5), ("attention", 3), ("running", 3), ("paused", 1)])
def test_filter_keeps_what_its_count_says(bots: BotsModel, key: str, count: int) -> None:
    """The number on the filter is the number of cards behind it."""
    assert bots.counts[key] == count
    bots.set_filter(key)
    assert len(bots.cards) == count


def test_card_shows_facts_as_text(bots: BotsModel) -> None:
    """Every fact with its sign, its unit, its precision; absent ones are None and shown as "-"."""
    card = data.running_cards()[0]
    facts = facts_of(card)
    shown = [(fact.text, fact.second, fact.unit) for fact in facts]
    assert shown == [
        ("10,000.00", None, "USDT"),
        ("+86.69", None, "USDT"),
        ("+186.27", None, "USDT"),
        ("62.48", None, "USDT"),
        ("122.5 %", "38.9 %", ""),
        ("7", "58", ""),
        ("70,553.00", "66,941.00", ""),
        ("−203.87", None, "USDT"),
    ]
    waiting = facts_of(data.running_cards()[1])
    assert waiting[2].text is None
    assert waiting[4].text is None


def test_waiting_bot_says_what_it_asks(bots: BotsModel) -> None:
    """The consequence stands on the card already, with the time it waits."""
    card = next(card for card in bots.cards if card.state is BotState.WAIT_APPROVAL)
    assert card.event.text == (
        "Buy 0.6240 ETH for about 1,497.16 USDT, fee 1.50 USDT, and place 24 limit orders."
    )
    assert card.event.action_key == "review"
    assert card.event.deadline_ns is not None


def test_view_model_that_raises_keeps_its_snapshot_and_says_why(desk: FakeDesk, bots: BotsModel) -> None:
    """An error bar, not an empty page."""
    desk.read_error = Unavailable("The disk is full.", "journal")
    bots.refresh()
    assert bots.error == "The disk is full."
    assert len(bots.cards) == 5
    desk.read_error = None
    bots.refresh()
    assert bots.error == ""


@pytest.mark.expected_logs("a view-model failed")
def test_bug_in_a_view_model_is_shown_and_logged(desk: FakeDesk, bots: BotsModel) -> None:
    """What nobody thought of reaches the person and the log."""
    desk.read_error = ZeroDivisionError("planted")
    bots.refresh()
    assert "planted" in bots.error


def test_stale_prices_have_an_age(desk: FakeDesk, bots: BotsModel) -> None:
    """A number that is not fresh says how old it is."""
    assert bots.stale_age is None
    desk.stale = True
    bots.refresh()
    assert bots.stale_age == "47 s"


def test_hidden_page_does_not_read(desk: FakeDesk, session: Session) -> None:
    """Only the page in front reads the desk."""
    model = BotsModel(session)
    model._told(frozenset({"bots"}))
    assert model.summary is None
    model.activate()
    assert model.summary is not None


def test_ladder_runs_from_the_top_through_the_price_now(session: Session) -> None:
    """Sells, the vacant level, the price now, buys numbered from the nearest."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    shown = model.shown
    assert shown is not None
    kinds = [row.kind for row in shown.ladder]
    assert kinds == ["sell"] * 4 + ["vacant", "now"] + ["buy"] * 16
    assert [row.number for row in shown.ladder if row.kind == "buy"] == [str(n) for n in range(1, 17)]
    first_buy = next(row for row in shown.ladder if row.kind == "buy")
    assert (first_buy.price, first_buy.cost, first_buy.away) == ("78,000.00", "497.64", "−0.40 %")
    assert (shown.buys_head, shown.sells_head) == ("Buy 16", "4 Sell")


def test_blocked_level_says_why_and_can_be_tried_again(desk: FakeDesk, session: Session) -> None:
    """Why was this order not placed: the answer stands on the page."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    detail = desk.detail("bot-1")
    blocked = replace(detail.levels[4], kind="idle", qty=None, blocked="lapsed", slot="L4")
    desk.detail = lambda bot: replace(detail, levels=[*detail.levels[:4], blocked, *detail.levels[5:]])
    model.refresh()
    assert model.shown is not None
    assert model.shown.blocked == (("L4", "The order at 73,600.00 is not placed: not approved in time."),)


def test_level_whose_order_waits_says_why_and_until_when(desk: FakeDesk, session: Session) -> None:
    """A mark of its own in the ladder, and above it every reason with what ends it."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    detail = desk.detail("bot-1")
    idle = replace(detail.levels[4], kind="idle", qty=None, slot="L4")
    until = data.NOW + 15 * data.SECOND
    waits = (
        SlotWait("L4", "too_many_requests", Side.BUY, idle.price, D("0.006"), until),
        SlotWait("opening", "limit_exposure", Side.BUY, idle.price, D("0.1"), until + 15 * data.SECOND),
        SlotWait("L9", "pace", Side.SELL, idle.price, D("0.006")),
    )
    levels = [*detail.levels[:4], idle, *detail.levels[5:]]
    desk.detail = lambda bot: replace(detail, levels=levels, waits=waits)
    model.refresh()
    shown = model.shown
    assert shown is not None
    sell, row = [row for row in shown.ladder if row.kind == "waits"]
    assert (sell.note_left, sell.note_right) == ("waits to sell", "")
    assert (row.price, row.note_left) == ("73,600.00", "waits to buy")
    assert row.note_right == "again 12:08:27"
    assert words.reason("too_many_requests") in shown.waits
    for part in (
        "They go when the venue takes requests again. Next try: 12:08:27.",
        "They go when bots of the account sell. Next try: 12:08:42.",
        "on their way, not taken by the venue yet. They go one after another, as fast as the venue allows.",
    ):
        assert part in shown.waits
    assert shown.blocked == ()


def test_every_wait_has_words() -> None:
    """What passes by itself, limits that can be kept later, and the pace."""
    assert {*PASSING, *LIMIT_PASSES, PACE} == set(words_waits.ENDS)


def test_breakdown_ends_with_the_total(session: Session) -> None:
    """The lines of the breakdown add up to what the headline says."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    assert model.shown is not None
    lines = model.shown.breakdown
    assert lines[-1].total
    assert lines[-1].text == model.shown.card.total
    assert sum(line.value for line in lines[:-1] if not line.part) == pytest.approx(lines[-1].value)
    floating = next(line for line in lines if line.label == "Floating PnL")
    assert sum(line.value for line in lines if line.part) == pytest.approx(floating.value)
    assert floating.text == next(fact.text for fact in model.shown.card.facts if fact.label == "Floating PnL")


def test_holding_ends_where_the_headline_says(session: Session) -> None:
    """A value at each moment; the last one is total profit less versus holding."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    assert model.raw is not None
    assert len(model.holding) == len(model.raw.equity)
    assert model.holding[-1] == pytest.approx(272.96 + 203.87)


def test_holding_course_takes_added_money_in_from_its_moment_on(
    session: Session, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the course is that of what the bot began with, whatever comes in later."""
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    alone, raw = model.holding, model.raw
    assert raw is not None
    middle = len(raw.equity) // 2
    price = Decimal(78_000)
    added = replace(
        raw,
        card=replace(raw.card, investment=raw.card.investment + 5_000),
        additions=((raw.equity[middle][0], Decimal(5_000), price),),
    )
    monkeypatch.setattr(desk, "detail", lambda _bot: added)
    later = DetailModel(session)
    later.set_bot("bot-1")
    later.refresh()
    assert later.holding[:middle] == pytest.approx(alone[:middle])
    assert later.holding[middle:-1] != pytest.approx(alone[middle:-1])


def test_holding_course_comes_with_the_candles(
    session: Session, desk: FakeDesk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a start the market's candles are on their way: the course is drawn once they are there, also when
    the bot's own has no new point, and they are not asked for with every price.
    """
    asked, real, there = [], desk.history_candles, False

    def late(bot: str, interval_ns: int | None = None) -> Any:
        asked.append(bot)
        return real(bot, interval_ns) if there else None

    monkeypatch.setattr(desk, "history_candles", late)
    model = DetailModel(session)
    model.set_bot("bot-1")
    for _ in range(5):
        model.load()
    assert (model.holding, len(asked)) == ((), 1)
    there = True
    clock.ns += 2 * fmt.NS_A_SECOND
    for _ in range(5):
        model.load()
        clock.ns += 2 * fmt.NS_A_SECOND
    assert len(model.holding) == len(model.raw.equity)
    assert len(asked) == 2


def test_holding_course_stays_while_the_venue_is_away(
    session: Session, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that is paused or stops meanwhile keeps the course as far as candles are known; after that there
    is a gap, and the last point is that of now.
    """
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    whole = model.holding
    candles = desk.history_candles("bot-1")
    assert candles is not None
    half = len(candles.open_ns) // 2
    columns = ("open_ns", "open", "high", "low", "close", "volume")
    short = replace(candles, **{name: getattr(candles, name)[:half] for name in columns})
    monkeypatch.setattr(desk, "history_candles", lambda bot, interval_ns=None: short)
    again = DetailModel(session)
    again.set_bot("bot-1")
    again.refresh()
    assert len(again.holding) == len(whole)
    gaps = [math.isnan(value) for value in again.holding]
    first = gaps.index(True)
    assert first > 0
    assert all(gaps[first:-1])
    assert again.holding[: first // 2] == whole[: first // 2]
    assert again.holding[-1] == whole[-1]


def test_plans_come_before_orders(session: Session) -> None:
    """Then by what expires first."""
    model = ApprovalsModel(session)
    model.refresh()
    assert [request.id for request in model.requests] == ["req-1", "req-2", "req-3"]
    assert model.totals(["req-1", "req-2"]) == (26, "3,297.50 USDT")
    sell = model.raw["req-3"]
    assert sell.orders[0].side is Side.SELL
    assert model.totals(["req-3"]) == (1, fmt.amount(sell.orders[0].cost, sell.quote))
    model.set_kind("order")
    assert [request.id for request in model.requests] == ["req-2", "req-3"]


@pytest.mark.parametrize(
    ("request_id", "consequence", "approve"),
    [
        ("req-1", ("You will buy 0.6240 ETH for about 1,497.16 USDT, fee 1.50 USDT, and reserve 1,430.00 "
                   "USDT for 12 buy orders."), "Approve 25 orders"),
        ("req-2", "You will buy 3.400 SOL at 87.50 for 297.50 USDT, fee 0.30 USDT.", "Approve the order"),
        ("req-3", "You will sell 3.400 SOL at 89.00 for 302.60 USDT, fee 0.30 USDT.", "Approve the order"),
    ],
)  # fmt: skip
def test_dialog_says_the_consequence_first(
    desk: FakeDesk, session: Session, request_id: str, consequence: str, approve: str
) -> None:
    """Side, quantity, price, cost and fee in one sentence."""
    request = next(request for request in desk.waiting if request.id == request_id)
    shown = dialog_shown(request, session)
    assert shown.consequence == consequence
    assert shown.approve == approve


@pytest.mark.parametrize(
    ("amounts", "counts"),
    [
        ([], []),
        ([D(0), D(0)], [2]),
        ([D(-5), D(5)], [1, 0, 0, 0, 0, 1]),
        ([D(1), D(2), D(3), D(4)], [0, 1, 1, 2]),
    ],
)
def test_days_are_counted_in_round_classes(amounts: list[Decimal], counts: list[int]) -> None:
    """Every day falls into exactly one class, and one border lies at 0."""
    classes = classes_of(amounts)
    assert sum(c.count for c in classes) == len(amounts)
    assert len(classes) <= 8 or not amounts
    if len(amounts) == 2 and amounts[0] < 0:
        assert [c.count for c in classes if not c.positive] + [c.count for c in classes if c.positive]
        assert sum(c.count for c in classes if not c.positive) == 1


def live_session(session: Session, **changes: Any) -> Session:
    """The same window on a live account that stands so with its venue."""
    desk = LiveFakeDesk(replace(health_of("binance-1", "main", "Binance"), **changes))
    session.desk = desk
    return session


def test_live_bot_ties_out_only_with_a_venue_that_has_as_much(session: Session) -> None:
    """Its books alone are not enough for the green mark; the time is that of the venue's answer."""
    row = LedgerDifference("BTC", D(1), D(2), D(-1))
    other = replace(row, asset="XRP")
    for changes, text, tone in (
        ({}, "Ties out, venue read", Tone.BUY),
        ({"differences": (other,)}, "Ties out, venue read", Tone.BUY),
        ({"differences": (row,)}, "Venue differs: BTC", Tone.WARN),
        ({"checked_ns": None}, "Venue not read yet", Tone.WARN),
        ({"checked_ns": 1}, "Venue read", Tone.NEUTRAL),  # before its last trade
    ):
        model = DetailModel(live_session(session, **changes))  # type: ignore[arg-type]
        model.set_bot("bot-1")
        model.refresh()
        assert model.shown is not None
        assert model.shown.ties.text.startswith(text)
        assert model.shown.ties.tone is tone


def test_profit_page_ties_out_with_its_rows(session: Session) -> None:
    """Running plus stopped is the total, and so is the sum of the rows."""
    model = ProfitsModel(session)
    model.refresh()
    assert model.raw is not None
    assert model.raw.running is not None
    assert model.raw.running + model.raw.historical == model.raw.total
    assert sum(row.total for row in model.raw.by_bot if row.total is not None) == model.raw.total


def test_history_is_filtered_by_market_result_and_text(session: Session) -> None:
    """Filters work together."""
    model = HistoryModel(session)
    model.refresh()
    everything = len(model.kept)
    model.set_filter(market="BTC/USDT")
    assert {card.market for card in model.kept} == {"BTC/USDT"}
    model.set_filter(result="loss")
    assert all(card.total_profit < 0 for card in model.kept)
    model.set_filter(text="stop reached")
    assert [card.id for card in model.kept] == ["bot-24", "bot-25"]
    model.set_filter(text="", market="", result="any")
    assert len(model.kept) == everything


def test_currencies_are_never_added_to_each_other(session: Session, desk: FakeDesk) -> None:
    """The line below the bots of History has a sum for each currency, the reporting one first."""
    ended = desk.cards(ended=True)[0]
    dollar = replace(ended, id="usd", quote="USD", total_profit=D("5.5"))
    desk.cards_live, desk.cards_ended = [], [dollar, replace(ended, total_profit=D("-7"))]
    model = HistoryModel(session)
    model.refresh()
    assert model.together() == (2, 1, ("\u22127.00 USDT", "+5.50 USD"))


def test_life_steps_by_fill_and_by_day(session: Session) -> None:
    """The cursor stays inside the life, and the numbers are those of its moment."""
    model = HistoryModel(session)
    model.refresh()
    life = model.life
    life.show_bot("bot-22")
    last = len(life.fills)
    assert life.cursor == last
    life.move(5)
    assert life.cursor == last
    life.move_to(0)
    life.move(-1)
    assert life.cursor == 0
    first_ns = life.at_ns()
    life.move_days(1)
    assert life.at_ns() is not None
    assert first_ns is not None
    assert life.at_ns() - first_ns >= data.DAY
    shown = life.shown()
    assert shown is not None
    assert shown.step == f"Step {life.cursor + 1} of {last}"


def test_numbers_of_a_step_belong_to_its_price(session: Session, desk: FakeDesk) -> None:
    """Profit and floating of a step are what its fills make of its price, whatever the sampled curve says."""
    model = HistoryModel(session)
    fill = replace(
        data.fills_of(desk.card("bot-1"), 1)[0], side=Side.BUY, qty=D(2), fee=D(1), trip_profit=None
    )
    bought, sold = replace(fill, price=D(100)), replace(fill, side=Side.SELL, price=D(110), trip_profit=D(3))
    trades = [
        Trade(f.side is Side.BUY, f.price, f.qty, f.fee, "USDT", f.fee, f.trip_profit) for f in (bought, sold)
    ]
    life = empty_life(desk.detail("bot-1"))
    life = replace(life, detail=replace(life.detail, equity=[(1, -777.0, 0.0)]))
    life = replace(with_fills(life, [5, 9], [100.0, 110.0], trades), fills=[bought, sold])
    model.life._take(life)
    for cursor, profit, grid, floating in ((0, "-1.00", "0.00", "-1.00"), (1, "+18.00", "+3.00", "+15.00")):
        model.life.move_to(cursor)
        shown = model.life.shown()
        assert shown is not None
        told = [text.replace("\u2212", "-") for text in (shown.profit, shown.grid, shown.floating)]
        assert told == [profit, grid, floating]


def test_life_ends_at_the_end_of_the_bot(session: Session) -> None:
    """The last step is the stop, with the figures of the bot's card."""
    model = HistoryModel(session)
    model.refresh()
    life = model.life
    life.show_bot("bot-22")
    detail = life.detail
    assert detail is not None
    card = detail.card
    assert card.ended_ns is not None
    assert life.cursor == life.last() == len(life.fills)
    shown = life.shown()
    assert shown is not None
    assert (life.is_at_end(), life.share()) == (True, 1.0)
    assert life.at_ns() == max(card.ended_ns, life.fills[-1].ns)
    assert shown.step == words.state(card.state)
    assert shown.profit == fmt.money(card.total_profit, card.quote, sign=True)
    assert shown.floating == fmt.money(card.floating_profit, card.quote, sign=True)
    assert shown.last == fmt.number(card.last, card.price_places)
    life.move(-1)
    shown = life.shown()
    assert shown is not None
    assert shown.step == f"Step {len(life.fills)} of {len(life.fills)}"


def test_distribution_counts_days_with_a_bot(
    session: Session, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day before any bot is no day with a profit of 0."""
    raw = desk.profits()
    idle = frozenset(ns for ns, _ in raw.daily[:20])
    monkeypatch.setattr(desk, "profits", lambda days: replace(raw, idle_days=idle))
    model = ProfitsModel(session)
    model.refresh()
    assert model.shown is not None
    assert sum(one.count for one in model.shown.classes) == len(raw.daily) - 20
    assert len(model.shown.days) == len(raw.daily)
    lived = [amount for _, amount in raw.daily[20:]]
    assert model.shown.mean == fmt.money(sum(lived, Decimal(0)) / len(lived), raw.currency, sign=True)


def test_a_trade_of_no_bot_says_that_it_was_made_outside(session: Session) -> None:
    """In the place of the bot stands why there is none; nothing is said of a role that nobody knows."""
    mine = data.fills_of(data.running_cards()[0], 1)[0]
    table = fills_table(session, with_bot=True)
    table.set_rows([replace(mine, bot="", bot_name="", role=None, trip_profit=None, why="traded_outside")])
    cells = {column.key: table.cell(0, at) for at, column in enumerate(table.columns)}
    assert (cells["bot"].text, cells["bot"].tone) == ("traded outside FinByte", Tone.MUTED)
    assert cells["role"].text == fmt.ABSENT
    assert cells["trip"].text == fmt.ABSENT
