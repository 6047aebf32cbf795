"""Positions that bots hold on paper, on the Portfolio page: each with what it gains, and in the sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import BotCard, BotPosition, Holding
from finbyte_desktop.ui.pages.portfolio_page import PortfolioPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, TableModel
from tests.support.fake_desk import FakeDesk
from tests.ui import desk_data as data
from tests.ui.position_data import positions

if TYPE_CHECKING:
    from tests.ui.conftest import OpenWindow

D = Decimal
SHORT = BotPosition(
    D("-3.197"), D("3000.5"), D("9592.6"), D("-236.86"), D(100), D("1349.66"), D(0),
    D("3150.03"), D("0.02"), None, None, D(0),
)  # fmt: skip


def held(desk: FakeDesk, position: BotPosition | None = SHORT) -> BotCard:
    """A bot that ended and kept its position."""
    return replace(
        desk.cards_ended[0],
        market=data.PERPETUAL,
        base="BTC",
        name="kept",
        position=position,
        last=D("3074.59"),
    )


def cells_of(model: TableModel[Any]) -> dict[str, Cell]:
    """The cells of the first row."""
    return {column.key: model.cell(0, n) for n, column in enumerate(model.columns)}


@pytest.fixture
def page(open_window: OpenWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> PortfolioPage:
    """An account whose only holding is money, 1,349.66 of it behind the position."""
    desk.cards_live = []
    desk.cards_ended = [held(desk)]
    usdt = Holding(
        "USDT",
        D("49861.15"),
        D(0),
        D("1349.66"),
        D("48511.49"),
        D(0),
        D("49624.29"),
        (),
        D("1112.80"),
        D("-236.86"),
    )
    monkeypatch.setattr(desk, "holdings", lambda: [usdt])
    window = open_window(desk)
    window.session.go(Place("portfolio"))
    found = window.page("portfolio")
    assert isinstance(found, PortfolioPage)
    return found


def test_each_position_of_a_bot_has_a_row(page: PortfolioPage) -> None:
    """Market and bot, side, quantity, prices, profit, margin and where it ends."""
    table = page.held_table
    assert table.isVisible()
    assert page.portfolio.held.source_count() == 1
    cells = cells_of(page.portfolio.held)
    assert (cells["market"].text, cells["market"].line2) == ("BTC/USDT perp", "kept")
    assert (cells["side"].text, cells["side"].chip) == ("Short", Tone.SELL)
    texts = [cells[key].text for key in ("qty", "entry", "last", "unrealised", "margin", "liquidation")]
    assert texts == ["3.1970", "3,000.50", "3,074.59", "−236.86", "1,349.66", "3,150.03"]


def test_the_value_of_money_is_explained(page: PortfolioPage) -> None:
    """Balance and open profit make the value."""
    cells = cells_of(page.portfolio.table)
    assert "open" in page.table.visible_columns()
    assert [cells[key].text for key in ("total", "open", "value")] == [
        "49,861.15", "−236.86", "49,624.29",
    ]  # fmt: skip


def test_a_position_has_its_part_of_the_allocation(page: PortfolioPage) -> None:
    """Margin and open profit are what it is worth."""
    shown = page.portfolio.shown
    assert shown is not None
    assert dict(shown.shares) == {"USDT": D("48511.49"), "BTC/USDT perp": D("1112.80")}


def test_nothing_is_said_of_positions_where_none_is_held(
    page: PortfolioPage, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an empty table, not a column of zeros."""
    desk.cards_ended = [held(desk, replace(SHORT, qty=D(0)))]
    plain = replace(desk.holdings()[0], open_profit=D(0), value=D("49861.15"))
    monkeypatch.setattr(desk, "holdings", lambda: [plain])
    page.portfolio.refresh()
    assert not page.held.isVisible()
    assert "open" not in page.table.visible_columns()


def test_a_position_of_a_venue_stands_in_its_own_table_alone(page: PortfolioPage, desk: FakeDesk) -> None:
    """There its prices and its stop are the venue's."""
    desk.held_positions = positions()
    page.portfolio.refresh()
    assert not page.held.isVisible()


def test_a_row_leads_to_the_page_of_its_bot(page: PortfolioPage, desk: FakeDesk) -> None:
    """There the position can be closed."""
    assert desk.cards_ended[0].state is BotState.STOPPED
    went: list[Place] = []
    page.session.went.connect(went.append)
    page.held_table.row_activated.emit(page.portfolio.held.rows()[0])
    assert went == [Place("bot", bot=desk.cards_ended[0].id)]
