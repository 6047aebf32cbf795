"""The bar at the head of a bot's page while its venue or its key keeps orders from leaving."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import AccountHealth, ShownTrouble
from finbyte_desktop.services.venues.venue_trouble import Trouble, VenueTrouble
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_accounts import health_of
from tests.support.fake_desk import FakeDesk
from tests.ui.test_error_words import chinese  # noqa: F401

S_NS = 1_000_000_000


def told(kind: Trouble, now_ns: int, seconds: int = 0) -> ShownTrouble:
    """A trouble that began just now and ends so many seconds later."""
    until_ns = now_ns + seconds * S_NS if seconds else 0
    found = VenueTrouble(kind, "binance", now_ns, until_ns, 418)
    return ShownTrouble(found.code, found.text, now_ns, until_ns or None)


def shown(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, bot: str = "bot-1", **health: Any
) -> Any:
    """The page of a bot of an account that stands so."""
    account: AccountHealth = replace(health_of("binance-1", "main account", "Binance"), **health)
    monkeypatch.setattr(desk, "account_health", lambda: account)
    window.session.go(Place("bot", bot=bot))
    page: Any = window.page("bot")
    page.detail.refresh()
    return page


def running(desk: FakeDesk, **changed: Any) -> None:
    card = replace(desk.cards_live[0], state=BotState.RUNNING, waiting_request=None, **changed)
    desk.cards_live = [card, *desk.cards_live[1:]]


def test_ban_is_told_on_the_page_of_each_bot(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happened, until when, whether its orders rest at the venue, what to do; gone when it is over."""
    running(desk)
    card = desk.card("bot-1")
    banned = told(Trouble.BANNED, window.session.now_ns(), 125)
    page = shown(window, desk, monkeypatch, trouble=banned)
    assert page.venue_bar.isVisibleTo(page)
    text = page.venue_bar.text()
    assert text.startswith("Binance has blocked the address of this computer until ")
    orders = card.buys_open + card.sells_open
    assert f"{orders} orders of this bot rested there when the venue was read last." in text
    assert "stay and may still be filled; no new order is sent" in text
    assert "at the venue's own site or app" in text
    assert text.endswith("Close other programs that trade from this address, and wait.")
    assert page.venue_bar._countdown.text() in ("02:05", "02:04")
    page = shown(window, desk, monkeypatch)
    assert not page.venue_bar.isVisibleTo(page)


@pytest.mark.parametrize(
    ("name", "kind", "seconds", "tone", "head", "end"),
    [
        ("trouble", Trouble.UNREACHABLE, 0, Tone.WARN, "Binance does not answer, or only with errors.",
         "FinByte goes on by itself."),
        ("cooling", Trouble.THROTTLED, 30, Tone.WARN, "Binance was asked too much and takes no requests",
         "other programs at the same address or key add to this."),
        ("key", Trouble.KEY_NO_TRADE, 0, Tone.DANGER, "The API key for Binance may not trade any more:",
         "on the page of their bot."),
    ],
)  # fmt: skip
def test_what_else_holds_orders_up_is_told_there(
    window: MainWindow,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kind: Trouble,
    seconds: int,
    tone: Tone,
    head: str,
    end: str,
) -> None:
    """A venue out of reach, a cool-down, a key without the right to trade; a bot without orders says so."""
    running(desk, buys_open=0, sells_open=0)
    held_up = told(kind, window.session.now_ns(), seconds)
    page = shown(window, desk, monkeypatch, **{name: held_up})
    assert page.venue_bar.isVisibleTo(page)
    assert page.venue_bar.text().startswith(head)
    assert "No order of this bot rested there when the venue was read last." in page.venue_bar.text()
    assert page.venue_bar.text().endswith(end)
    assert page.venue_bar._tone is tone
    assert bool(page.venue_bar._countdown.text()) is bool(seconds)


def test_bar_leads_to_the_connections_and_spares_what_has_ended(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its link opens Settings, Connections; a bot that has ended waits for no venue."""
    banned = told(Trouble.BANNED, window.session.now_ns(), 125)
    ended = next(iter(desk.cards(ended=True)))
    page = shown(window, desk, monkeypatch, ended.id, trouble=banned)
    assert not page.venue_bar.isVisibleTo(page)
    running(desk)
    page = shown(window, desk, monkeypatch, trouble=banned)
    went: list[Place] = []
    window.session.went.connect(went.append)
    page.venue_bar.action_clicked.emit()
    assert went == [Place("settings", "connections")]


def test_bar_is_translated(
    window: MainWindow,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    chinese: None,  # noqa: F811
) -> None:
    """All of its sentences, with the numbers kept."""
    running(desk)
    page = shown(window, desk, monkeypatch, trouble=told(Trouble.BANNED, window.session.now_ns(), 125))
    assert "orders" not in page.venue_bar.text()
    assert "rest" not in page.venue_bar.text()
