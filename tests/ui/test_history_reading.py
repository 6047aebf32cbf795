"""History over a desk that takes its time: pages, waiting, errors, newer questions, and columns that stay."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from finbyte_desktop.core.errors import FinByteError, Unavailable
from finbyte_desktop.services import ports as p
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.pages.history_life import LifeView
from finbyte_desktop.ui.remembered_tables import SETTLED_MS
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.history import PAGE_ROWS
from finbyte_desktop.ui.viewmodels.page_model import SLOW_MS, Reading
from finbyte_desktop.widgets.table import TableView
from tests.support.fake_desk import FakeDesk, full
from tests.ui import basket_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.ui.conftest import Clock, OpenWindow


class ManyFills(FakeDesk):
    """A desk with 1,234 fills, numbered from the newest."""

    total = 1_234

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[p.HistoryQuery] = []

    async def read_history(self, query: p.HistoryQuery) -> p.HistoryPage | None:
        self.asked.append(query)
        one = self.history_fills()[0]
        last = min(self.total, query.start + query.limit)
        rows = [replace(one, trade_id=f"T{n}") for n in range(query.start, last)]
        return p.HistoryPage(query, rows, self.total)


class Waiting:
    """Coroutines that go on when the test says so."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.tasks: list[asyncio.Task[object]] = []

    def __call__(self, work: Coroutine[Any, Any, object]) -> None:
        self.tasks.append(self.loop.create_task(work))
        if not self.loop.is_running():
            self.turn()

    def turn(self) -> None:
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.run_until_complete(asyncio.sleep(0))

    def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*self.tasks, return_exceptions=True))
        self.loop.close()


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    made = Waiting()
    yield made
    made.close()


@pytest.fixture
def slow_session(qtbot: QtBot, waiting: Waiting, clock: Clock) -> Iterator[Session]:
    made = Session(full(), waiting, clock)
    yield made
    made.bridge.close()


class Answers:
    """What a reading told."""

    def __init__(self, session: Session) -> None:
        self.told: list[object] = []
        self.waits: list[bool] = []
        self.reading: Reading[str] = Reading(session, self.told.append, self.told.append)
        self.reading.waited.connect(lambda: self.waits.append(self.reading.slow))
        self.futures: list[asyncio.Future[str | None]] = []
        self.loop = session.spawn.loop  # type: ignore[attr-defined]

    def ask(self, key: str) -> asyncio.Future[str | None]:
        future: asyncio.Future[str | None] = self.loop.create_future()
        self.futures.append(future)

        async def question() -> str | None:
            return await future

        self.reading.ask(key, question)
        return future


def test_newest_question_is_the_one_that_is_answered(slow_session: Session, waiting: Waiting) -> None:
    """An answer to an older question comes too late to be shown."""
    answers = Answers(slow_session)
    older, newer = answers.ask("a"), answers.ask("b")
    newer.set_result("newer")
    waiting.turn()
    older.set_result("older")
    waiting.turn()
    assert answers.told == ["newer"]


def test_same_question_is_asked_again_after_its_answer(slow_session: Session, waiting: Waiting) -> None:
    """What changes faster than it can be read is still shown, and read once more at the end."""
    answers = Answers(slow_session)
    first, second, third = answers.ask("a"), answers.ask("a"), answers.ask("a")
    first.set_result("1")
    waiting.turn()
    assert answers.told == ["1"]
    assert answers.reading.is_under_way()
    second.set_result("2")
    third.set_result("3")
    waiting.turn()
    assert answers.told == ["1", "3"]
    assert not answers.reading.is_under_way()


def test_waiting_is_told_only_when_it_is_long(slow_session: Session, waiting: Waiting) -> None:
    """A quick answer shows no word about reading; a slow one does, until it is there."""
    answers = Answers(slow_session)
    answers.ask("a").set_result("quick")
    waiting.turn()
    QTest.qWait(SLOW_MS + 60)
    assert answers.waits == []
    slow = answers.ask("b")
    QTest.qWait(SLOW_MS + 60)
    assert answers.waits == [True]
    slow.set_result("slow")
    waiting.turn()
    assert answers.waits == [True, False]
    error = Unavailable("The disk is away.", "away")
    answers.ask("c").set_exception(error)
    waiting.turn()
    assert answers.told == ["quick", "slow", error]


def test_history_is_shown_a_page_at_a_time(open_window: OpenWindow) -> None:
    """The line below the table says which rows are shown, its buttons go to the others, and a search or
    another order begins at the first.
    """
    desk = ManyFills()
    window = open_window(desk)
    window.session.go(Place("history", "fills"))
    page: Any = window.page("history")
    pager, table = page.pagers["fills"], page.tables["fills"]
    assert pager.isVisible()
    assert pager.text() == "1 to 500 of 1,234"
    assert table.model.rowCount() == PAGE_ROWS
    seen = []
    for button in (2, 2, 1, 3, 0):
        pager.press(button)
        seen.append((pager.text(), table.model.key_at(0)[1]))
    assert seen == [
        ("501 to 1,000 of 1,234", "T500"),
        ("1,001 to 1,234 of 1,234", "T1000"),
        ("501 to 1,000 of 1,234", "T500"),
        ("1,001 to 1,234 of 1,234", "T1000"),
        ("1 to 500 of 1,234", "T0"),
    ]
    pager.press(2)
    table.sort_by("price", descending=True)
    assert (desk.asked[-1].sort, desk.asked[-1].descending, desk.asked[-1].start) == ("price", True, 0)
    pager.press(2)
    page.history.set_filter(text="btc")
    assert (desk.asked[-1].text, desk.asked[-1].start) == ("btc", 0)
    desk.total = 3
    page.history.refresh()
    assert not pager.isVisible()


def test_page_beyond_the_end_goes_back_to_the_last(open_window: OpenWindow) -> None:
    """Rows that went away leave no empty page."""
    desk = ManyFills()
    window = open_window(desk)
    window.session.go(Place("history", "fills"))
    page: Any = window.page("history")
    page.pagers["fills"].press(3)
    desk.total = 600
    page.history.refresh()
    assert page.pagers["fills"].text() == "501 to 600 of 600"


@pytest.mark.parametrize("what", ["fills", "bots"])
def test_reading_that_fails_says_so_and_keeps_the_rows(open_window: OpenWindow, what: str) -> None:
    """The page's bar has the reason until a reading succeeds; a refresh in between does not hide it."""

    class Failing(FakeDesk):
        error: FinByteError | None = None

        async def read_history(self, query: p.HistoryQuery) -> p.HistoryPage | None:
            if self.error is not None:
                raise self.error
            return await super().read_history(query)

        async def read_life(self, bot: str, known: p.BotLife | None = None) -> p.BotLife | None:
            if self.error is not None:
                raise self.error
            return await super().read_life(bot, known)

    desk = Failing()
    window = open_window(desk)
    window.session.go(Place("history", what))
    page: Any = window.page("history")
    before = page.tables["fills"].model.rowCount(), page.history.life.bot()
    desk.error = Unavailable("The database is damaged.", "damaged_database")
    if what == "fills":
        page.history.refresh()
    else:
        page.history.life.show_bot("bot-24")
    assert page.error_bar.isVisible()
    assert page.error_bar.text() == "The database is damaged."
    assert (page.tables["fills"].model.rowCount(), page.history.life.bot()) == before
    desk.error = None
    page.error_bar.action_clicked.emit()
    if what == "bots":
        page.history.life.show_bot("bot-24")
    assert not page.error_bar.isVisible()


def table_of(window: MainWindow, page: str, key: str) -> TableView:
    return next(t for t in window.page(page).findChildren(TableView) if t.key == key)


TABLES = [
    (Place("history", "fills"), "fills", "price"),
    (Place("history", "orders"), "orders", "state"),
    (Place("history", "transfers"), "transfers", "owner"),
    (Place("history", "decisions"), "decisions", "level"),
    (Place("history", "bots"), "life", "fee"),
    (Place("profits", "by_bot"), "by_bot", "grid"),
    (Place("profits", "ties"), "ties", "venue"),
    (Place("bots", "stopped"), "stopped", ""),
    (Place("approvals", "decided"), "decided", ""),
    (Place("settings", "paper"), "balances", ""),
    (Place("bot", "history", bot="bot-1"), "fills", "qty"),
    (Place("bot", "log", bot="bot-1"), "log", "time"),
]


@pytest.mark.parametrize(("place", "key", "sort"), TABLES, ids=lambda v: getattr(v, "page", v))
def test_columns_are_as_they_were_after_a_restart(
    qtbot: QtBot, open_window: OpenWindow, place: Place, key: str, sort: str
) -> None:
    """Width, order, which columns are hidden and the sort, in every table of the pages."""
    desk = full()
    window = open_window(desk)
    window.session.go(place)
    table = table_of(window, place.page, key)
    columns = [column for column in table.model.columns if column.actions is None]
    fixed = next(c for c in reversed(columns) if not c.stretch and c.key in table.visible_columns())
    hidden = next(c for c in columns if c is not fixed and c.key != sort and c.key in table.visible_columns())
    chosen = sort or fixed.key
    width = table.view.columnWidth(table._number(fixed.key)) + 37
    table.view.setColumnWidth(table._number(fixed.key), width)
    header = table.view.horizontalHeader()
    header.moveSection(header.visualIndex(table._number(fixed.key)), 0)
    next(a for a in table.column_menu().actions() if a.text() == (hidden.title or hidden.key)).toggle()
    table.sort_by(chosen, descending=True)
    wanted = table.column_state()
    qtbot.waitUntil(lambda: bool(desk.calls))
    QTest.qWait(100)
    assert [call[0] for call in desk.calls] == ["change_settings"]
    again = open_window(desk)
    again.session.go(place)
    restored = table_of(again, place.page, key)
    assert restored.column_state() == wanted
    assert restored.view.columnWidth(restored._number(fixed.key)) == width
    assert hidden.key not in restored.visible_columns()
    assert restored.visible_columns()[0] == fixed.key
    sorted_by = restored.model.sorted_by()
    assert sorted_by == (restored._number(chosen), Qt.SortOrder.DescendingOrder)
    restored.set_column_visible(hidden.key, True)
    assert restored.view.columnWidth(restored._number(hidden.key)) > 30
    QTest.qWait(SETTLED_MS + 100)


def test_life_that_is_cut_says_so(open_window: OpenWindow) -> None:
    """The page tells how many fills there were in all, and counts its steps from the bot's first fill."""

    class LongLife(FakeDesk):
        async def read_life(self, bot: str, known: p.BotLife | None = None) -> p.BotLife | None:
            life = await super().read_life(bot, known)
            return life and replace(life, fills_before=70_000)

    desk = LongLife()
    window = open_window(desk)
    window.session.go(Place("history", bot=desk.cards(ended=True)[0].id))
    view = window.findChild(LifeView)
    assert view is not None
    shown = len(view._life.fills)
    assert view._lived.text().startswith(f"The last {shown} of {fmt.number(70_000 + shown)} fills, ")
    view._go(lambda: view._life.move(-1))
    assert view._step.label.text() == f"Step {70_000 + shown} of {70_000 + shown}"


def life_of(window: MainWindow, desk: FakeDesk) -> LifeView:
    one = next(card for card in desk.cards(ended=True) if len(desk.history_fills(card.id)) > 25)
    window.session.go(Place("history", bot=one.id))
    view = window.page("history").findChildren(LifeView)[0]
    assert len(view._life.fills) > 25
    return view


def test_the_chart_goes_where_the_cursor_goes(window: MainWindow, desk: FakeDesk) -> None:
    """Also when somebody looks at a short stretch of the life."""
    view = life_of(window, desk)
    chart = view.chart

    def in_view() -> bool:
        x = chart.cursor_x()
        return x is not None and 0 <= x <= chart.scale.rect().width()

    chart.zoom(0.1)
    low, high = chart.scale.x_range()
    for place in (0, len(view._life.fills) // 2, 10**9):
        view._go(lambda place=place: view._life.move_to(place))
        assert in_view()
        now_low, now_high = chart.scale.x_range()
        assert abs((now_high - now_low) - (high - low)) < 0.01


def test_what_came_after_the_last_candle_moves_nothing(window: MainWindow, desk: FakeDesk) -> None:
    """A bot that ended while its prices were away is shown whole."""
    view = life_of(window, desk)
    chart, store = view.chart, view.chart.store
    chart.show_time(int(store.time_of(0)), int(store.time_of(len(store) - 1)))
    before = chart.scale.x_range()
    chart.show_moment(int(store.time_of(len(store) - 1)) + 30 * 86_400 * 10**9)
    assert chart.scale.x_range() == before


def test_the_end_shows_the_last_fill(window: MainWindow, desk: FakeDesk) -> None:
    """The list stands at its end, not at the beginning of the last page."""
    view = life_of(window, desk)
    bar = view.table.view.verticalScrollBar()
    view._go(lambda: view._life.move_to(0))
    assert bar.value() == 0
    assert bar.maximum() > 0
    view._go(lambda: view._life.move_to(10**9))
    assert view._life.is_at_end()
    assert bar.value() == bar.maximum()


def test_a_stop_is_drawn_from_the_moment_it_was_set(open_window: OpenWindow) -> None:
    """Before that the line of the stop of then stands, or none; the levels of an ended grid are there."""

    class EditedLife(FakeDesk):
        async def read_life(self, bot: str, known: p.BotLife | None = None) -> p.BotLife | None:
            life = await super().read_life(bot, known)
            assert life is not None
            params = dict(life.detail.params) | {"stop_price": "70000"}
            changes = [
                p.ParamChange(int(life.ns[10]) + 1, "stop_price", ""),
                p.ParamChange(int(life.ns[20]) + 1, "stop_price", "60000"),
            ]
            detail = replace(life.detail, params=params, levels=(), stop_at=None)
            return replace(life, detail=detail, changes=changes, level_prices=tuple(map(Decimal, (1, 2, 3))))

    desk = EditedLife()
    view = life_of(open_window(desk), desk)
    assert [level.price for level in view.chart.levels] == [1.0, 2.0, 3.0]
    assert not any(level.live for level in view.chart.levels)

    def stops(place: int) -> list[float]:
        view._go(lambda: view._life.move_to(place))
        return [line.price for line in view.chart._lines if line.key.startswith("stop")]

    assert [stops(place) for place in (10, 11, 20, 21, 10)] == [[], [60000.0], [60000.0], [70000.0], []]


def test_untouched_tables_are_not_saved(open_window: OpenWindow) -> None:
    """Looking at a table changes no setting."""
    desk = full()
    window = open_window(desk)
    for place, *_ in TABLES:
        window.session.go(place)
    QTest.qWait(SETTLED_MS + 100)
    assert desk.calls == []


def test_a_bot_that_never_started_says_so(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its candles are not missing: there was no life of it. What another bot left there is gone."""
    one = desk.cards_ended[0]
    never = replace(one, id="none", started_ns=None, runtime_ns=0)
    desk.cards_ended = [one, never]
    window.session.go(Place("history", bot=one.id))
    view = window.page("history").findChildren(LifeView)[0]
    assert len(view.chart.store)
    monkeypatch.setattr(desk, "history_candles", lambda bot, interval_ns=None: None)
    window.session.go(Place("history", bot="none"))
    assert len(view.chart.store) == 0
    assert view.chart.message == "This bot never started: nothing was traded."
    assert view._lived.text() == words.lived(never, window.session.times) == "never started"


def test_life_with_a_kept_position_goes_on_until_its_close(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Head and list agree all the time; the span of the life ends with the trade that closed the position."""
    desk = FakeDesk()
    one = next(card for card in desk.cards(ended=True) if len(desk.history_fills(card.id)) > 25)
    fills = desk.history_fills(one.id)
    monkeypatch.setattr(desk, "history_fills", lambda bot=None, text="", limit=50000: fills)
    closed_ns = max(fill.ns for fill in fills)
    held = p.BotPosition(
        Decimal(1), Decimal(100), Decimal(100), Decimal(0), Decimal(3), Decimal(40), Decimal(0),
        None, None, None, None, Decimal(0),
    )  # fmt: skip

    def become(card: p.BotCard) -> None:
        desk.cards_ended = [card if other.id == one.id else other for other in desk.cards_ended]
        page.history.refresh()

    kept = replace(one, ended_ns=closed_ns - 7_200 * 10**9, position=held, total_profit=Decimal("168.71"))
    window = open_window(desk)
    page: Any = window.page("history")
    become(kept)
    window.session.go(Place("history", bot=one.id))
    view = page.findChildren(LifeView)[0]
    times = window.session.times
    assert view._ended.text() == "position open"
    assert view._lived.text() == f"since {times.moment(kept.started_ns)}"
    assert view._step.value.shown_text().endswith(times.full(window.session.now_ns()))
    become(replace(kept, total_profit=Decimal("170.5")))  # the price moved
    assert view._total.shown_text().startswith("+170.50")
    assert view._profit.value.shown_text().endswith("+170.50")
    become(replace(kept, total_profit=Decimal("349.88"), position=replace(held, qty=Decimal(0))))
    assert view._total.shown_text().startswith("+349.88")
    assert view._lived.text() == f"{times.moment(kept.started_ns)} – {times.moment(closed_ns)}"
    assert view._step.value.shown_text().endswith(times.full(closed_ns))


def test_chart_of_several_assets_shows_the_price_of_its_own_market(open_window: OpenWindow) -> None:
    """At the trade of another market the candle of that moment, and never the price of the bot before."""

    class Basket(FakeDesk):
        async def read_life(self, bot: str, known: p.BotLife | None = None) -> p.BotLife | None:
            if bot != basket_data.BOT:
                return await super().read_life(bot, known)
            life = await super().read_life(like.id)
            assert life is not None
            fills = [replace(fill, market="ETH/USDT") for fill in life.fills]
            total = [None, *life.total[1:]]
            return replace(life, detail=self.detail(bot), fills=fills, total=total)

    desk = Basket()
    before = next(card for card in desk.cards(ended=True) if len(desk.history_fills(card.id)) > 25)
    like = next(c for c in desk.cards(ended=True) if c.id != before.id and len(desk.history_fills(c.id)) > 9)
    basket = replace(
        basket_data.card(), state=like.state, started_ns=like.started_ns, ended_ns=like.ended_ns, last=None
    )
    desk.cards_ended.insert(0, basket)
    window = open_window(desk)
    window.session.go(Place("history", bot=before.id))
    view = window.page("history").findChildren(LifeView)[0]
    view._go(lambda: view._life.move_to(0))
    assert view.chart._price_now == float(view._life.fills[0].price)
    window.session.go(Place("history", bot=basket.id))
    candles = view._life.read.candles  # type: ignore[union-attr]
    assert candles is not None

    def of_candle(ns: int | None) -> float:
        return float(candles.open[int(np.searchsorted(candles.open_ns, ns or 0, side="right")) - 1])

    assert view.chart._price_now == of_candle(basket.ended_ns)
    view._go(lambda: view._life.move_to(0))
    assert view.chart._price_now == of_candle(view._life.fills[0].ns)
    assert view._profit.value.shown_text() == fmt.ABSENT
    assert view._profit.toolTip() == "The price of an asset that the bot held is not known at this moment."
    view._go(lambda: view._life.move_to(1))
    assert view._profit.toolTip() == ""
