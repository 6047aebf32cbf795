"""At 1100 x 720, in both languages, what must be read is not cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetrics

from finbyte_desktop.ui.pages.gallery import TypeCard
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, PARAMETERS, REVIEW
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.widths import WIDE_NS
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.text import Text
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.widgets.table import TableView
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow


@pytest.fixture(params=["en", "zh_CN"])
def narrow(request: pytest.FixtureRequest, open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    desk.current = replace(desk.current, language=request.param)
    window = open_window(desk)
    window.resize(1100, 720)
    return window


def room(table: TableView, key: str) -> tuple[int, int]:
    """(width of the widest text, width of the column) of a column."""
    number = next(i for i, column in enumerate(table.model.columns) if column.key == key)
    metrics = QFontMetrics(font(Role.TABLE))
    texts = [table.model.cell(row, number).text for row in range(table.model.rowCount())]
    if key == "time":
        texts.append(table.window().session.times.moment(WIDE_NS))  # a date with two digits everywhere
    return max(metrics.horizontalAdvance(text) for text in texts), table.view.columnWidth(number)


def test_times_of_history_are_whole(qtbot: QtBot, narrow: MainWindow) -> None:
    """Chinese dates are longer: the columns are as wide as the language needs."""
    narrow.session.go(Place("history", bot="bot-20"))
    page = narrow.page("history")
    qtbot.wait(30)
    for table, key, padding in (
        (page.list, "lived", 16),
        (page.list, "bot", 63),
        (page.life.table, "time", 24),
    ):
        text, width = room(table, key)
        assert text + padding <= width, key
    for tab, key in (("orders", "time"), ("orders", "why"), ("fills", "time"), ("decisions", "time")):
        page.show_tab(tab)
        text, width = room(page.tables[tab], key)
        assert text + 24 <= width, (tab, key)


def test_stopped_bots_show_total_and_actions(qtbot: QtBot, narrow: MainWindow) -> None:
    """Nobody has to scroll sideways for what a bot earned."""
    narrow.session.go(Place("bots", "stopped"))
    table = narrow.page("bots").stopped_table
    qtbot.wait(30)
    assert table.view.horizontalScrollBar().maximum() == 0
    assert {"total", "ratio", "actions"} <= set(table.visible_columns())


def test_fills_of_a_bot_fit_beside_its_chart(qtbot: QtBot, narrow: MainWindow) -> None:
    """No column stands half outside of the panel."""
    narrow.session.go(Place("bot", bot="bot-1", tab="history"))
    side = narrow.page("bot").side
    qtbot.wait(30)
    view = side.fills.view
    assert view.horizontalScrollBar().maximum() == 0
    for key in ("time", "price", "qty", "trip"):
        text, width = room(side.fills, key)
        assert text + (24 if key in ("time", "trip") else 16) <= width, key


def test_what_a_bot_holds_is_not_cut(qtbot: QtBot, narrow: MainWindow) -> None:
    """It stands over its orders, also in a narrow window."""
    narrow.session.go(Place("bot", bot="bot-1"))
    side = narrow.page("bot").side
    qtbot.wait(30)
    assert "7,261.18 USDT" in side.holds.text()
    assert side.holds.shown_lines() == [side.holds.text()]


def test_profit_lines_of_a_bot_fit(qtbot: QtBot, narrow: MainWindow) -> None:
    """Notes that have no room stand in the tooltip, and the legend is not cut in a letter."""
    narrow.session.go(Place("bot", bot="bot-1"))
    page = narrow.page("bot")
    qtbot.wait(30)
    metrics = QFontMetrics(font(Role.TABLE))
    for row in page.breakdown._rows:
        assert metrics.horizontalAdvance(row.label) + 12 * row.part <= page.breakdown._label_width
    heights = range(page.breakdown.minimumHeight())
    tips = "".join({page.breakdown.tip_at(y) for y in heights})
    assert all(f"{row.label}  {row.text}" in tips and row.note in tips for row in page.breakdown._rows)
    assert page.breakdown.minimumHeight() <= page.breakdown.height()
    assert page._legend.sizeHint().width() <= page._legend.width()


@pytest.mark.parametrize("size", [(1100, 720), (1240, 800), (1440, 900)])
def test_requests_fit_with_both_buttons(qtbot: QtBot, narrow: MainWindow, size: tuple[int, int]) -> None:
    """Reject is as reachable as approve, also where the effect is told beside it."""
    narrow.resize(*size)
    narrow.session.go(Place("approvals"))
    page = narrow.page("approvals")
    qtbot.wait(30)
    for row in page.rows():
        assert row.reject.mapTo(page, row.reject.rect().topRight()).x() < page.width() - 24
        assert row.reject.visibleRegion().boundingRect().width() == row.reject.width()


def test_price_of_a_stop_is_whole_in_the_wizard(qtbot: QtBot, narrow: MainWindow) -> None:
    """No digit of it is hidden behind the choice of its kind or its unit."""
    params = {"stop_price": "70000", "take_profit_price": "123456.78"}
    narrow.session.go(Place("wizard", market="BTC/USDT", params=params))
    page = narrow.page("wizard")
    page.show_step(ADVANCED)
    qtbot.wait(30)
    for condition in page.form.conditions.values():
        line = condition.edit.line
        room = line.contentsRect().width() - line.textMargins().left() - line.textMargins().right()
        assert QFontMetrics(line.font()).horizontalAdvance(line.text()) < room


@pytest.mark.parametrize("width", [1000, 1100, 1240, 1366, 1440])
def test_names_of_the_gallery_are_whole(qtbot: QtBot, narrow: MainWindow, width: int) -> None:
    """Beside a picture, and with what is said of a kind that is not there yet."""
    narrow.resize(width, 720)
    narrow.session.go(Place("bots", "gallery"))
    qtbot.wait(30)
    for card in narrow.page("bots").findChildren(TypeCard):
        for text in card.findChildren(Text):
            assert text.wordWrap() or text.width() >= text.sizeHint().width(), text.text()


@pytest.mark.parametrize("width", [1100, 1440])
@pytest.mark.parametrize("direction", ["short", "long", "neutral"])
def test_totals_and_heads_of_a_futures_grid_are_whole(
    qtbot: QtBot, narrow: MainWindow, direction: str, width: int
) -> None:
    """In its wizard and in the review: what a liquidation is about is never left to a guess."""
    narrow.resize(width, 720)
    narrow.session.go(Place("wizard", market=data.PERPETUAL, kind="futures_grid"))
    page = narrow.page("wizard")
    page.wizard.set_values({"direction": direction, "leverage": 5})
    page.wizard.check_now()
    for step in (PARAMETERS, REVIEW):
        page.show_step(step)
        qtbot.wait(50)
        rows = [row for row in page.findChildren(FactRow) if row.isVisible()]
        for row in rows:
            assert row.label.shown_lines() == [row.label.text()], row.label.text()
    for side in ("buy", "sell"):
        view = page.review.table(side).view
        head = view.horizontalHeader()
        for number, column in enumerate(page.review.table(side).model.columns):
            if not view.isColumnHidden(number):
                wide = QFontMetrics(head.font()).horizontalAdvance(column.title)
                assert wide + 16 <= view.columnWidth(number), column.title


@pytest.mark.parametrize("width", [1000, 1100, 1240, 1440])
def test_a_ladder_of_safety_orders_has_its_quantities(qtbot: QtBot, narrow: MainWindow, width: int) -> None:
    """In the wizard and in the review; nothing of it has to be scrolled to, no head is cut."""
    narrow.resize(width, 720)
    narrow.session.go(Place("wizard", market="BTC/USDT", kind="dca_safety"))
    page = narrow.page("wizard")
    page.wizard.check_now()
    for step, plan in ((PARAMETERS, page.preview.plan.orders), (REVIEW, page.review.plan)):
        page.show_step(step)
        qtbot.wait(50)
        table = plan.table
        view, shown = table.view, set(table.visible_columns())
        assert {"number", "price", "cost", "average", "take_profit", "rise"} <= shown
        assert width < 1100 or {"qty", "cumulative"} <= shown
        assert width < 1240 or len(shown) == len(table.model.columns)
        assert view.horizontalScrollBar().maximum() == 0
        for number, column in enumerate(table.model.columns):
            if column.key in shown:
                head = QFontMetrics(view.horizontalHeader().font()).horizontalAdvance(column.title)
                text, wide = room(table, column.key)
                padding = 24 if column.key in ("number", "rise") else 16  # at the ends there is more
                assert max(head, text) + padding <= wide == view.columnWidth(number), column.key


MONEY = ("Investment", "APR", "Break-even", "Round trips", "Fees paid", "Withdrawn")


@pytest.mark.parametrize("is_stale", [False, True])
@pytest.mark.parametrize("size", [(1100, 720), (1000, 640), (1440, 720), (1440, 900)])
def test_nothing_of_the_money_is_left_out_of_a_bots_page(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk, size: tuple[int, int], is_stale: bool
) -> None:
    """What has no room in one row stands in the next; every figure is whole."""
    desk.stale = is_stale
    window = open_window(desk)
    window.resize(*size)
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.wait(80)
    shown = {fact.label.text(): fact for fact in page.facts.facts()}
    for fact in shown.values():
        assert fact.isVisibleTo(window)
        assert fact.width() >= fact.sizeHint().width()
        assert fact.height() >= fact.minimumSizeHint().height()
        right = fact.mapTo(page.facts, fact.rect().bottomRight())
        assert page.facts.rect().contains(right)
    rows = [row.label.text() for row in (page._fees, page._withdrawn) if row.isVisibleTo(window)]
    for word in MONEY:
        assert any(label.startswith(word) for label in (*shown, *rows)), word


def test_notes_do_not_cover_the_reasons(qtbot: QtBot, narrow: MainWindow) -> None:
    """On a bot's page they stand over the foot of the chart, elsewhere in the middle."""
    narrow.session.say("One")
    toast = narrow.toasts._toasts["One"]
    assert abs(toast.geometry().center().x() - narrow.stage.width() / 2) <= 2
    narrow.session.go(Place("bot", bot="bot-1"))
    qtbot.wait(30)
    side = narrow.page("bot").side
    assert toast.geometry().right() < side.x()
    narrow.session.go(Place("wizard", market=data.MARKETS[0].id))
    qtbot.wait(30)
    chart = narrow.page("wizard").preview.chart
    below = chart.mapTo(narrow.stage, chart.rect().bottomRight())
    assert chart.mapTo(narrow.stage, chart.rect().topLeft()).x() < toast.geometry().left()
    assert toast.geometry().right() < below.x()
    assert toast.geometry().bottom() < below.y()
    narrow.session.go(Place("bot", bot="bot-1"))
    qtbot.wait(30)
    lower = narrow.page("bot")._lower
    assert toast.geometry().bottom() < lower.mapTo(narrow.page("bot"), lower.rect().topLeft()).y()
