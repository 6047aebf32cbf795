"""What a dialog or a page says is still so a moment later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from finbyte_desktop.core.events import Exit
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.session import Place
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

D = Decimal
Open = Callable[..., "MainWindow"]


def test_who_comes_back_is_not_asked_again(window: MainWindow, desk: FakeDesk) -> None:
    """A request that was answered from its dialog: Escape on the bot's page leads back without a word."""
    said: list[Any] = []
    window.session.said.connect(said.append)
    window.session.go(Place("approvals", request="req-1", note="look"))
    desk.waiting = [one for one in desk.waiting if one.id != "req-1"]
    window.session.go(Place("bot", bot="bot-1"))
    said.clear()
    window.go_back()
    assert window.place().page == "approvals"
    assert said == []


def test_stop_dialog_follows_the_bot(open_window: Open, desk: FakeDesk) -> None:
    """Coins, money and profit are those of now, not of the moment at which it opened."""
    window = open_window(desk)
    dialog = StopDialog(window.session, "bot-1")
    dialog.open()
    before = dialog.choices[Exit.SELL].accessibleDescription(), dialog._consequence.text()
    card = replace(desk.cards_live[0], total_profit=D("-77.70"), last=D(60000))
    desk.cards_live = [card, *desk.cards_live[1:]]
    window.session.bridge.slow.emit(frozenset({"fills"}))
    after = dialog.choices[Exit.SELL].accessibleDescription(), dialog._consequence.text()
    assert before[0] != after[0]
    assert "77.70" in after[1]
    assert "77.70" not in before[1]


def test_first_stop_in_the_editor_sells(open_window: Open, desk: FakeDesk) -> None:
    """As in the wizard: who sets a stop means to get out; who then chooses to keep the coins keeps them."""
    window = open_window(desk)
    dialog = EditDialog(window.session, "bot-1")
    dialog.open()
    assert dialog.exit is not None
    for name in ("stop_price", "stop_amount", "stop_ratio", "take_profit_price"):
        dialog._params.pop(name, None)
    dialog._params["exit"] = "keep"
    dialog.exit.set_current("keep")
    dialog._take_condition("stop", "stop_price", D(59000))
    assert dialog.exit_note.isVisibleTo(dialog)  # not without a word
    assert dialog._params["exit"] == "sell"
    assert dialog.exit.current() == "sell"
    QTest.mouseClick(dialog.exit._buttons["keep"], Qt.MouseButton.LeftButton)
    assert not dialog.exit_note.isVisibleTo(dialog)
    dialog._take_condition("stop", "stop_price", D(58000))
    assert dialog._params["exit"] == "keep"


def test_totals_of_a_schedule_add_up(open_window: Open, desk: FakeDesk) -> None:
    """What the later orders spend has a row of its own."""
    window = open_window(desk)
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", market=data.MARKETS[0].id, kind="dca_recurring"))
    page.wizard.set_values({"amount": D(450), "investment": D(4500)})
    page.wizard.check_now()
    page.show_step(4)
    facts = page.review.side._facts
    shown = {key: facts[key].value.shown_text() for key in ("market", "fee", "later", "reserve")}
    parts = {key: D(text.split()[0].replace(",", "")) for key, text in shown.items()}
    assert facts["later"].isVisibleTo(page)
    assert parts["later"] > 3000
    assert abs(sum(parts.values()) - 4500) <= D("0.02")
