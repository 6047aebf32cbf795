"""Perpetual positions in Portfolio: what is naked is seen, a stop is set, moved and taken away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.live.stop_refusals import Standing, StopRefused
from finbyte_desktop.services.ports import Positions, UnreadPosition
from finbyte_desktop.ui import words_errors, words_problems
from finbyte_desktop.ui.dialogs import protect_dialog
from finbyte_desktop.ui.dialogs.protect_dialog import ProtectDialog, RemoveStopDialog
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.status_line import StatusLine
from tests.ui.position_data import LONG, SHORT, positions

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.portfolio_page import PortfolioPage
    from tests.support.fake_desk import FakeDesk

D = Decimal


@pytest.fixture
def page(window: MainWindow, desk: FakeDesk) -> PortfolioPage:
    desk.held_positions = positions()
    window.session.go(Place("portfolio"))
    found: PortfolioPage = window.page("portfolio")  # type: ignore[assignment]
    return found


def cells(page: PortfolioPage, key: str) -> list[tuple[str, Tone | None]]:
    model = page.portfolio.positions
    column = next(i for i, c in enumerate(model.columns) if c.key == key)
    found = [model.cell(row, column) for row in range(model.rowCount())]
    return [(cell.text, cell.tone) for cell in found]


def asked(page: PortfolioPage, window: MainWindow, row: int) -> ProtectDialog:
    page.positions_table.view.pressed_action.emit(row, "stop")
    return next(d for d in window.stage.findChildren(ProtectDialog) if d.is_open())


def test_naked_positions_are_seen(page: PortfolioPage) -> None:
    """Protected, naked for how long, partly naked, and a stop that is on its way are four things."""
    assert cells(page, "stop") == [
        ("80,000.0", Tone.BUY),
        ("none, naked for 12 min 34 s", Tone.DANGER),
        ("60 % naked for 12 s", Tone.DANGER),
        ("placing 81,000.0", Tone.WARN),
    ]
    assert not page.positions.isHidden()
    assert page.unread_positions.isHidden()


def test_nothing_is_shown_where_nothing_is_held(page: PortfolioPage, desk: FakeDesk) -> None:
    """No account with perpetuals, or one without a position: no card; one that cannot be read says why."""
    desk.held_positions = None
    page.portfolio.refresh()
    assert page.positions.isHidden()
    desk.held_positions = Positions((), 1, "", False)
    page.portfolio.refresh()
    assert page.positions.isHidden()
    desk.held_positions = Positions((), None, "No answer came.", False)
    page.portfolio.refresh()
    assert not page.positions.isHidden()
    assert "No answer came." in page.unread_positions.text()


def test_stop_is_asked_for_with_its_cost(
    page: PortfolioPage, window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    """The suggestion is on the right side, the question says the loss, the desk hears the exact price."""
    dialog = asked(page, window, 1)
    assert dialog.field.value() == D("3339.10")  # a short one's stop is above
    dialog.field.set_value(D("3200"))
    dialog.field.edited.emit(None)
    assert "−238.35 USDT" in dialog._consequence.text()
    dialog.button("do").click()
    assert desk.calls == [("protect", SHORT.key, D("3200"))]


def test_refused_stop_stands_beside_the_field(
    page: PortfolioPage, window: MainWindow, desk: FakeDesk
) -> None:
    """Nothing that was typed is lost."""
    desk.fail_with = UserError("no", "stop_refused", "price")
    dialog = asked(page, window, 0)
    dialog.field.set_value(D("84000"))
    dialog.field.edited.emit(None)
    dialog.button("do").click()
    assert dialog.is_open()
    assert dialog.field.has_error()
    assert dialog.field.value() == D("84000")


@pytest.mark.parametrize(
    ("row", "price", "words"),
    [
        (0, "90000", "below the mark price, 85,010.2"),
        (0, "85010.2", "below the mark price"),
        (0, "71000", "liquidates at 71,250.4"),
        (0, "80000.05", "steps of 0.1"),
        (1, "3100", "above the mark price, 3,180.10"),
    ],
)
def test_stop_that_would_be_refused_is_said_while_typing(
    page: PortfolioPage, window: MainWindow, desk: FakeDesk, row: int, price: str, words: str
) -> None:
    """Beside the field, before anything is sent; a good price takes it away."""
    dialog = asked(page, window, row)
    good = dialog.field.value()
    dialog.field.set_value(D(price))
    dialog.field.edited.emit(None)
    assert dialog.field.has_error()
    assert words in dialog.field.message_text()
    assert not dialog.button("do").isEnabled()
    dialog.field.set_value(good)
    dialog.field.edited.emit(None)
    assert not dialog.field.has_error()
    assert dialog.button("do").isEnabled()
    assert desk.calls == []


def test_mark_price_follows_while_the_dialog_is_open(
    page: PortfolioPage, window: MainWindow, desk: FakeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed stays, and is judged at the price of now; a position that closed says so."""
    monkeypatch.setattr(protect_dialog, "FOLLOW_MS", 5)
    dialog = asked(page, window, 0)
    dialog.field.set_value(D("84000"))
    dialog.field.edited.emit(None)
    assert not dialog.field.has_error()
    desk.held_positions = positions(replace(LONG, mark=D("83900.5")), SHORT)
    qtbot.waitUntil(lambda: "83,900.5" in dialog.field.note.text(), timeout=2_000)
    assert dialog.field.value() == D("84000")
    assert "below the mark price, 83,900.5" in dialog.field.message_text()
    assert not dialog.button("do").isEnabled()
    desk.held_positions = positions(trouble="No answer came.", is_old=True)
    desk.held_positions = replace(desk.held_positions, rows=())
    dialog.follow()
    assert "is closed" not in dialog._consequence.text()  # nobody knows
    desk.held_positions = positions(SHORT)
    qtbot.waitUntil(lambda: "is closed" in dialog._consequence.text(), timeout=2_000)
    assert not dialog.button("do").isEnabled()


def test_click_and_double_click_ask_once(page: PortfolioPage, window: MainWindow) -> None:
    """The second click of a double click on the row's button opens no second dialog."""
    first = asked(page, window, 0)
    page.positions_table.row_activated.emit(page.portfolio.positions.row(0))
    page.positions_table.view.pressed_action.emit(1, "stop")
    assert [d for d in window.stage.findChildren(ProtectDialog) if d.is_open()] == [first]
    first.button("cancel").click()
    page.positions_table.row_activated.emit(page.portfolio.positions.row(1))
    assert len([d for d in window.stage.findChildren(ProtectDialog) if d.is_open()]) == 1


def removing(window: MainWindow) -> RemoveStopDialog:
    return next(d for d in window.stage.findChildren(RemoveStopDialog) if d.is_open())


def test_stop_is_taken_away_after_a_question(page: PortfolioPage, window: MainWindow, desk: FakeDesk) -> None:
    """Only where there is one of ours; the question says the money, and keeping it is the safe answer."""
    asked(page, window, 0).button("remove").click()
    assert desk.calls == []
    text = removing(window)._consequence.text()
    assert "−1,030.12 USDT" in text  # at the stop
    assert "−3,217.52 USDT" in text  # at the liquidation
    removing(window).button("keep").click()
    assert desk.calls == []
    asked(page, window, 0).button("remove").click()
    removing(window).button("remove").click()
    assert desk.calls == [("protect", LONG.key, None)]
    with pytest.raises(KeyError):
        asked(page, window, 1).button("remove")


def test_taking_away_a_stop_without_a_known_end_says_what_a_move_costs(
    page: PortfolioPage, window: MainWindow, desk: FakeDesk
) -> None:
    """No liquidation price is told: each tenth against it has its price."""
    desk.held_positions = positions(replace(SHORT, stop=D("3300"), wanted=D("3300"), naked_s=None))
    page.portfolio.refresh()
    asked(page, window, 0).button("remove").click()
    assert "954.03 USDT, and no end is known" in removing(window)._consequence.text()


def test_position_that_cannot_be_protected_here_is_named(
    page: PortfolioPage, window: MainWindow, desk: FakeDesk
) -> None:
    """Beside the others, which are shown as always; alone too."""
    strange = (UnreadPosition("BTCUSDC", D("0.5"), True), UnreadPosition("XYZUSDT", D("12"), False))
    for rows in (positions().rows, ()):
        desk.held_positions = replace(positions(), rows=rows, unread=strange)
        page.portfolio.refresh()
        assert not page.positions.isHidden()
        assert page.positions_table.isHidden() is not bool(rows)
        assert "0.5 BTCUSDC long cannot be protected here." in page.unread_positions.text()
        assert "12 XYZUSDT short cannot be protected here." in page.unread_positions.text()
        assert "halted" in page.unread_positions.text()


def test_refused_stop_is_told_with_position_price_and_reason() -> None:
    """What could not be done, what stands under the position now, and what to do."""
    about = {
        "market": "BTC/USDT:USDT",
        "direction": "short",
        "price": "90000",
        "reason": "stop_would_trigger",
    }
    moved = decision("stop_move_refused", {**about, "kept": "91000"})
    for words in (
        "short BTC/USDT:USDT",
        "to 90,000",
        "the stop would act at once",
        "A stop at 91,000 for the whole position is there",
    ):
        assert words in moved
    assert "nothing limits the loss now" in decision("stop_refused", about)
    left = {**about, "stands": "0.02 BTC @ 91000", "naked": "0.01 BTC"}
    for words in ("There is now: 0.02 BTC @ 91000, which does not grow", "Without a stop: 0.01 BTC."):
        assert words in decision("stop_refused_left", left)
    assert "The stop at 92,000 is not back yet" in decision("stop_refused_again", {**left, "again": "92000"})
    late = decision("stop_refused_late", {**left, "late": "80000", "reason": "stop_beyond_liquidation"})
    for words in ("A stop at 80,000 for the whole position is there, but", "liquidates before that price"):
        assert words in late
    assert "look at the venue" in decision("stop_refused_unread", about)


@pytest.mark.parametrize(
    ("stands", "again", "words"),
    [
        (Standing(D("84000"), (), D(0), "BTC"), None, "A stop at 84000 for the whole position is there."),
        (Standing(None, (), D(1), "BTC"), None, "Nothing limits the loss of the position now."),
        (Standing(None, ((D(1), D(9)),), D(2), "BTC"), None, "now: 1 BTC @ 9, which does not grow"),
        (Standing(None, ((D(1), D(9)),), D(0), "BTC"), D(8), "The stop at 8 is not back yet"),
        (
            Standing(None, (), D(1), "BTC", D(7)),
            None,
            "A stop at 7 for the whole position is there, but the venue",
        ),
        (Standing(None, ((D(1), D(9)),), D(0), "BTC", D(7)), None, "Before that there is: 1 BTC @ 9."),
        (None, None, "could not be read after that: look at the venue."),
    ],
)
def test_refusal_in_the_dialog_says_what_stands(
    stands: Standing | None, again: Decimal | None, words: str
) -> None:
    """With its numbers, and in words of the window's language: a text without words fails."""
    told = StopRefused("Bybit did not take the stop at 85000: Too many.", "x").with_what_stands(stands, again)
    assert words in words_problems.error(told)
    assert words_errors.told(told.code, told.text) == told.text


def test_status_line_counts_what_is_naked(page: PortfolioPage, window: MainWindow, desk: FakeDesk) -> None:
    """It is seen on every page, and goes with the last naked position."""
    line = window.findChildren(StatusLine)[0]
    window.session.bridge.slow.emit(frozenset({"positions"}))
    assert (line._cells["naked"].label, line._cells["naked"].value) == ("Without a stop", "2")
    desk.held_positions = positions(LONG)
    window.session.bridge.slow.emit(frozenset({"positions"}))
    assert "naked" not in line._cells


def test_account_of_a_position_stands_below_its_market(page: PortfolioPage) -> None:
    """On a line of its own: a narrow window has no room beside it."""
    model = page.portfolio.positions
    cell = model.cell(0, next(i for i, c in enumerate(model.columns) if c.key == "market"))
    assert (cell.text, cell.line2) == ("BTC/USDT", "Paper account")


def test_naked_time_of_its_whole_life_is_shown(page: PortfolioPage, desk: FakeDesk) -> None:
    """Also under a stop that is there now; not twice where it was never covered."""
    desk.held_positions = positions(
        replace(LONG, bare_s=180),
        replace(SHORT, bare_s=934),
        replace(SHORT, key="both x"),
        replace(LONG, key="both y"),
    )
    page.portfolio.refresh()
    model = page.portfolio.positions
    column = next(i for i, c in enumerate(model.columns) if c.key == "stop")
    assert [model.cell(row, column).line2 for row in range(model.rowCount())] == [
        "naked 3 min 00 s in total",
        "naked 15 min 34 s in total",
        "",
        "",
    ]


def test_positions_that_were_read_long_ago_are_stale(page: PortfolioPage, desk: FakeDesk) -> None:
    """No figure of them stays in full colour."""
    desk.held_positions = positions(LONG, trouble="No answer came.", is_old=True)
    page.portfolio.refresh()
    for key in ("size", "entry", "mark", "liquidation", "unrealised"):
        assert [tone for _, tone in cells(page, key)] == [Tone.STALE]
