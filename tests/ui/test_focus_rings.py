"""Whatever Tab stops at shows it; what is only scrolled is no stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from finbyte_desktop.ui.pages.history_life import LifeView
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import KeyFocus
from finbyte_desktop.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow

# fields paint their frame; the life of a bot that has ended is played by keys everywhere on its page
SHOWN_OTHERWISE = (KeyFocus, QLineEdit, LifeView)


@pytest.mark.parametrize(
    "place",
    [
        Place("bots", "running"), Place("bots", "gallery"), Place("approvals"), Place("portfolio"),
        Place("profits"), Place("history"), Place("settings", "feed"), Place("bot", bot="bot-1"),
        Place("wizard", market="BTC/USDT"),
    ],
    ids=lambda place: f"{place.page}-{place.tab}",
)  # fmt: skip
def test_every_tab_stop_has_a_ring(qtbot: QtBot, window: MainWindow, place: Place) -> None:
    """By Tab it comes, by a click it does not, and it goes with the focus."""
    window.show()
    window.session.go(place)
    stops = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, SHOWN_OTHERWISE)
    ]
    for stop in stops:
        rings = [ring for ring in stop.findChildren(FocusRing) if ring.parentWidget() is stop]
        assert len(rings) == 1, stop
        for reason, shown in (
            (Qt.FocusReason.TabFocusReason, True),
            (Qt.FocusReason.MouseFocusReason, False),
        ):
            QApplication.sendEvent(stop, QFocusEvent(QFocusEvent.Type.FocusIn, reason))
            assert rings[0].isHidden() is not shown
            assert rings[0].geometry() == stop.rect()
            QApplication.sendEvent(stop, QFocusEvent(QFocusEvent.Type.FocusOut, reason))
            assert rings[0].isHidden()
