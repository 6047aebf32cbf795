"""Orders of which nothing proves that they rest: on a bot's page, in its ladder and on its card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.bots import event_of
from finbyte_desktop.ui.viewmodels.detail import DetailModel
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_desk import FakeDesk


def doubted(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sell is in the hands of a person, of one buy the answer got lost."""
    found = desk.detail("bot-1")
    levels, orders = list(found.levels), list(found.orders)
    for side, state in (("sell", "quarantined"), ("buy", "unknown")):
        at = next(n for n, level in enumerate(levels) if level.kind == side)
        levels[at] = replace(levels[at], unproved=state)
        at = next(n for n, order in enumerate(orders) if order.side.value == side)
        orders[at] = replace(orders[at], state=state)
    card = replace(found.card, unknown=1, quarantined=1, state=BotState.RUNNING, waiting_request=None)
    changed = replace(found, card=card, levels=levels, orders=orders)
    monkeypatch.setattr(desk, "detail", lambda bot: changed)
    desk.cards_live = [card, *desk.cards_live[1:]]


def test_rows_say_what_is_not_proved_and_are_not_counted(
    desk: FakeDesk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their rows have another look and words; the heads count what rests."""
    doubted(desk, monkeypatch)
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    shown = model.shown
    assert shown is not None
    rows = [row for row in shown.ladder if row.kind == "unproved"]
    assert [row.note_right for row in rows] == ["you must look", "no proof yet"]
    assert [row.note_left.partition(" ")[0] for row in rows] == ["sell", "buy"]
    assert all(row.note_left.endswith("?") and not row.buy and not row.sell for row in rows)
    assert (shown.buys_head, shown.sells_head) == ("Buy 15", "3 Sell")


def test_the_page_has_the_bar_of_the_account(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody but a person can say is asked at the head of the page; the tab counts what rests."""
    doubted(desk, monkeypatch)
    window.session.go(Place("bot", bot="bot-1"))
    page: Any = window.page("bot")
    assert page.event_line.isVisibleTo(page)
    assert page.event_line.text().startswith("Nothing proves what became of 1 order")
    qtbot.waitUntil(lambda: page.side.tabs._buttons["orders"].count == 18)


def test_the_card_says_it_before_anything_else(desk: FakeDesk, session: Session) -> None:
    """A question to a person first; what is being asked meanwhile, without one."""
    card = replace(desk.card("bot-1"), state=BotState.RUNNING, waiting_request=None)
    asked = event_of(replace(card, quarantined=2, unknown=1), None, session)
    assert (asked.tone, asked.action_key) == (Tone.DANGER, "answer")
    assert asked.text == "Nothing proves what became of 2 orders: look at the venue, and answer."
    lost = event_of(replace(card, unknown=1), None, session)
    assert (lost.tone, lost.action, lost.lasting) == (Tone.WARN, "", True)
    assert "the answer got lost" in lost.text
