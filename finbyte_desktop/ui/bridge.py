"""From the engine's changes to repaints: many notifications become few ticks, and no fill or request is
lost.
"""

from __future__ import annotations

from decimal import DefaultContext, localcontext

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from finbyte_desktop.services.ports import Desk, Notice

FRAME_RATES = (60, 30, 20)
SLOW_MS = 300
QUOTES = "quotes"
AT_ONCE = frozenset({"fills", "approvals", "settings"})
ALL_TOPICS = frozenset({"quotes", "bots", "approvals", "health", "fills", "settings"})


class Bridge(QObject):
    """Folds the desk's topics.

    `frame` comes at most `frame_rate` times a second while quotes move: visible ladders and charts repaint
    on it. `slow` comes about three times a second with everything that changed since the last one; the rest
    of a page lives on it. `at_once` follows fills, approvals and settings in the next turn of the loop.
    Readers take the state of that moment: the last value wins. `noticed` carries every single notice.
    """

    frame = Signal()
    slow = Signal(object)
    at_once = Signal(object)
    noticed = Signal(object)

    def __init__(self, desk: Desk, frame_rate: int = 60, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames = self._timer(self._tell_frame)
        self._slow = self._timer(self._tell_slow)
        self._slow.setInterval(SLOW_MS)
        self._soon = self._timer(self._tell_at_once)
        self._soon.setInterval(0)
        self._waiting: frozenset[str] = frozenset()
        self._urgent: frozenset[str] = frozenset()
        self.set_frame_rate(frame_rate)
        self._stop = [desk.subscribe(self._changed), desk.subscribe_notices(self._noticed)]

    def set_frame_rate(self, frame_rate: int) -> None:
        """60, 30 or 20 repaints a second; anything else is taken as the nearest of them."""
        nearest = min(FRAME_RATES, key=lambda rate: abs(rate - frame_rate))
        self._frames.setInterval(round(1000 / nearest))

    def close(self) -> None:
        """Hears nothing any more."""
        for stop in self._stop:
            stop()
        self._stop = []
        for timer in (self._frames, self._slow, self._soon):
            timer.stop()

    def _changed(self, topics: frozenset[str]) -> None:
        if QUOTES in topics and not self._frames.isActive():
            self._frames.start()
        self._waiting |= topics
        if not self._slow.isActive():
            self._slow.start()
        urgent = topics & AT_ONCE
        if urgent:
            self._urgent |= urgent
            if not self._soon.isActive():
                self._soon.start()

    def _noticed(self, notice: Notice) -> None:
        """The engine tells it in the middle of its exact sums; what a person sees of it may be rounded."""
        with localcontext(DefaultContext):
            self.noticed.emit(notice)

    def _tell_frame(self) -> None:
        self.frame.emit()

    def _tell_slow(self) -> None:
        topics, self._waiting = self._waiting, frozenset()
        self.slow.emit(topics)

    def _tell_at_once(self) -> None:
        topics, self._urgent = self._urgent, frozenset()
        self.at_once.emit(topics)

    def _timer(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(slot)
        return timer
