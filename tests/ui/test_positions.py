"""Perpetual positions in Portfolio: what is naked is seen, a stop is set, moved and taken away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.ports import Positions
from finbyte_desktop.ui.dialogs.protect_dialog import ProtectDialog
from finbyte_desktop.ui.session import Place
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
    assert page.unread.isHidden()


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
    assert "No answer came." in page.unread.text()


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
    desk.fail_with = UserError("no", "stop_wrong_side", "price")
    dialog = asked(page, window, 0)
    dialog.field.set_value(D("90000"))
    dialog.button("do").click()
    assert dialog.is_open()
    assert dialog.field.has_error()
    assert dialog.field.value() == D("90000")


def test_stop_is_taken_away(page: PortfolioPage, window: MainWindow, desk: FakeDesk) -> None:
    """Only where there is one of ours."""
    asked(page, window, 0).button("remove").click()
    assert desk.calls == [("protect", LONG.key, None)]
    with pytest.raises(KeyError):
        asked(page, window, 1).button("remove")


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
