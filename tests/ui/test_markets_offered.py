"""Which markets the window offers for its bots."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.core.margin import Perpetual
from finbyte_desktop.ui.pages.wizard_page import MARKET, WizardPage
from finbyte_desktop.ui.session import Place
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow


def test_wizard_offers_spot_markets_alone(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bots trade spot: a perpetual of the feed is in no list of markets, however early it stands."""
    perpetual = replace(data.MARKETS[0], id="x:BTC/USDT:USDT", perpetual=Perpetual((), Decimal(20)))
    monkeypatch.setattr(data, "MARKETS", [perpetual, *data.MARKETS])
    window.session.go(Place("wizard"))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    page.show_step(MARKET)
    page._list_markets()
    assert page.wizard.market_id != perpetual.id
    assert perpetual.id not in {row.id for row in page.markets.model.rows()}
    assert perpetual.id not in {market.id for market in window.session.spot_markets()}
    assert perpetual.id in {market.id for market in window.session.desk.markets()}


@pytest.mark.parametrize(
    ("kind", "there", "title"),
    [
        ("futures_grid", "spot", "No perpetual here"),
        ("dca_futures", "spot", "No perpetual here"),
        ("spot_grid", "perpetual", "No spot market here"),
        ("spot_grid", "", "No market yet"),
    ],
)
def test_prices_of_the_other_kind_are_told(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, kind: str, there: str, title: str
) -> None:
    """No market for this bot is not no market: what plays is named, and the way to other prices."""
    perpetual = replace(data.MARKETS[0], id="x:BTC/USDT:USDT", perpetual=Perpetual((), Decimal(20)))
    here = {"spot": [m for m in data.MARKETS if m.perpetual is None][:1], "perpetual": [perpetual], "": []}
    monkeypatch.setattr(data, "MARKETS", here[there])
    window.session.go(Place("wizard", kind=kind))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    page.show_step(MARKET)
    page._list_markets()
    empty = page.markets.table.empty_state
    assert empty.title() == title
    assert ("BTC/USDT" in empty.accessibleName()) is bool(there)
    empty.button.click()
    assert window.page("settings").isVisible()
