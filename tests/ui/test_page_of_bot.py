"""Where a bot that has ended is opened from a list."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.services.ports import BotPosition
from finbyte_desktop.ui.dialogs.bot_actions import page_of
from finbyte_desktop.ui.session import Place
from tests.support.fake_desk import FakeDesk

D = Decimal


def test_one_that_kept_its_position_opens_where_that_can_be_closed() -> None:
    """Its own page has "Close position"; the life of any other is read in History."""
    card = FakeDesk().cards_ended[0]
    held = BotPosition(D(1), D(100), D(100), D(0), D(3), D(40), D(0), D(70), D("-0.3"), None, None, D(0))
    assert page_of(card) == Place("history", bot=card.id)
    assert page_of(replace(card, position=held)) == Place("bot", bot=card.id)
    assert page_of(replace(card, position=replace(held, qty=D(0)))) == Place("history", bot=card.id)
