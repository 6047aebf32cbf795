"""Cancelling one order from the ladder of a bot's page: asked first, and told where it is blocked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPointF, Qt

from finbyte_desktop.ui.dialogs.cancel_order_dialog import CancelOrderDialog
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.colors import Tone
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.services.ports import BotCard, LadderLevel
    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk


@pytest.fixture
def page(window: MainWindow) -> Any:
    window.session.go(Place("bot", bot="bot-1"))
    return window.page("bot")


def opened(window: MainWindow) -> CancelOrderDialog:
    return next(d for d in window.stage.findChildren(CancelOrderDialog) if d.is_open())


def right_click(qtbot: QtBot, page: Any, kind: str) -> LadderLevel:
    """On the first level of this kind that can be seen."""
    ladder = page.side.ladder
    for y in range(30, ladder.viewport().height(), 4):
        row = ladder.row_at(QPointF(40, y))
        level = next((x for x in page.detail.raw.levels if row is not None and str(x.price) == row.key), None)
        if level is not None and level.kind == kind:
            where = QPointF(40, y).toPoint()
            qtbot.mouseClick(ladder.viewport(), Qt.MouseButton.RightButton, pos=where)
            found: LadderLevel = level
            return found
    raise AssertionError(f"no {kind} is visible")


def test_right_click_asks_and_cancels(qtbot: QtBot, window: MainWindow, page: Any, desk: FakeDesk) -> None:
    """What goes stands in the title; the safe answer keeps it."""
    level = right_click(qtbot, page, "buy")
    dialog = opened(window)
    dialog.button("keep").click()
    assert desk.calls == []
    right_click(qtbot, page, "buy")
    opened(window).button("cancel").click()
    assert desk.calls == [("cancel_order", "bot-1", level.slot)]
    assert "The order is being cancelled." in window.toasts.texts()


def test_delete_key_does_the_same(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    """Nobody needs a mouse."""
    level = next(x for x in page.detail.raw.levels if x.kind == "sell")
    page.side.ladder._current = str(level.price)
    qtbot.keyClick(page.side.ladder, Qt.Key.Key_Delete)
    price = f"{level.price:,.2f}"
    assert opened(window)._title.text().startswith("Cancel the sell of ")
    assert opened(window)._title.text().endswith(f" BTC at {price}?")


def test_a_level_without_an_order_asks_nothing(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    """The vacant one, and the price of now."""
    vacant = next(x for x in page.detail.raw.levels if x.kind == "vacant")
    for key in (str(vacant.price), "now"):
        page._cancel_order(key)
    assert not [d for d in window.stage.findChildren(CancelOrderDialog) if d.is_open()]


def test_pulled_level_says_so_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, window: MainWindow, desk: FakeDesk
) -> None:
    """As other blocked levels do: in the ladder, and above it with the button."""
    real = data.levels_of

    def levels_of(bot: BotCard) -> list[LadderLevel]:
        return [replace(x, kind="idle", blocked="pulled_by_you") if x.slot == "L3" else x for x in real(bot)]

    monkeypatch.setattr(data, "levels_of", levels_of)
    window.session.go(Place("bot", bot="bot-1"))
    page: Any = window.page("bot")
    price = next(x for x in page.detail.raw.levels if x.slot == "L3").price
    row = next(x for x in page.detail.shown.ladder if x.key == str(price))
    assert (row.note_left, row.note_right) == ("not placed", "cancelled by you")
    assert page.side.blocked.isVisibleTo(page)
    told = page.detail.shown.blocked[0][1]
    assert told.startswith("You cancelled the order at ")
    assert told.endswith("It stays away until you place it again.")
    assert page.side.blocked._tone is Tone.NEUTRAL  # the person's own cancel is no alarm
    page.side._try_again()
    assert desk.calls == [("try_again", "bot-1", "L3")]


def test_the_log_tells_it() -> None:
    """As a sentence."""
    fields = {"side": "buy", "qty": "0.0123", "price": "75000"}
    assert decision("order_pulled", fields) == "You cancelled the buy of 0.0123 at 75,000."
    assert decision("order_pulled", fields | {"side": "sell"}) == (
        "You cancelled the sell of 0.0123 at 75,000."
    )
