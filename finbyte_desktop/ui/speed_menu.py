"""How fast the market time of a paper account runs, as a menu above its cell in the status line."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from finbyte_desktop.ui.dialogs.feed_form import SPEEDS
from finbyte_desktop.ui.session import Place, Session


class SpeedMenu(QMenu):
    """The speeds, holding the prices, and the way to the feed. Filled anew each time it opens."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setTitle(self.tr("Speed of the market time"))
        self.setAccessibleName(self.title())
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Reads the speed of now."""
        self.clear()
        feed = self._session.desk.health().feed
        speeds = QActionGroup(self)
        for speed, text in (*SPEEDS, (None, self.tr("as fast as it goes"))):
            action = QAction(text, self)
            action.setCheckable(True)
            action.setChecked(speed == feed.choice.speed)
            action.triggered.connect(lambda _checked=False, speed=speed: self._run_at(speed))
            speeds.addAction(action)
            self.addAction(action)
        self.addSeparator()
        hold = self.tr("Let the prices go on") if feed.paused else self.tr("Hold the prices")
        self.addAction(hold, lambda: self._session.desk.feed_pause(not feed.paused))
        if feed.paused:
            self.addAction(self.tr("One step"), self._session.desk.feed_step)
        self.addAction(self.tr("More about the feed"), lambda: self._session.go(Place("settings", "feed")))

    def open_above(self, anchor: QWidget) -> None:
        """Above its cell, at the foot of the window."""
        self.fill()
        corner = anchor.mapToGlobal(anchor.rect().topLeft())
        corner.setY(corner.y() - self.sizeHint().height())
        self.popup(corner)

    def _run_at(self, speed: Decimal | None) -> None:
        self._session.desk.feed_speed(speed)
