"""Keeps a candle chart current: candles of a market and interval, the price now ten times a second."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import CandleArrays
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.candle_chart import CandleChart
from finbyte_desktop.widgets.segmented import SegmentedControl

INTERVALS: tuple[tuple[int, str], ...] = (
    (5 * fmt.NS_A_MINUTE, "5m"),
    (15 * fmt.NS_A_MINUTE, "15m"),
    (fmt.NS_AN_HOUR, "1h"),
    (4 * fmt.NS_AN_HOUR, "4h"),
    (fmt.NS_A_DAY, "1d"),
)
CANDLES = 1500
SHOWN = 220
REPAINT_MS = 100  # a repaint of the chart takes 5 ms and more; ladders and numbers keep the frame's pace


def interval_choice(height: int = 28) -> SegmentedControl:
    """The timeframes of a chart, 1h chosen."""
    name = QCoreApplication.translate("ChartFeed", "Timeframe")
    return SegmentedControl(INTERVALS, fmt.NS_AN_HOUR, height=height, name=name)


class ChartFeed(QObject):
    """Feeds one chart from the desk while the chart is visible.

    `loaded` follows each full load, with (highest, lowest) prices of nothing: pages add their own marks then.
    """

    loaded = Signal()

    def __init__(self, session: Session, chart: CandleChart) -> None:
        super().__init__(chart)
        self._session = session
        self._chart = chart
        self._market = ""
        self._interval = fmt.NS_AN_HOUR
        self._last_open: int | None = None
        self._candles_due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(REPAINT_MS)
        self._timer.timeout.connect(self._follow)
        session.bridge.frame.connect(self._frame)
        session.bridge.slow.connect(self._told)

    def show(self, market: str, interval_ns: int | None = None) -> None:
        """Shows a market; an interval of None keeps the one in force."""
        interval = interval_ns or self._interval
        if (market, interval) == (self._market, self._interval) and self._last_open is not None:
            return
        self._market, self._interval, self._last_open = market, interval, None
        self._load()

    def interval_ns(self) -> int:
        return self._interval

    def _load(self) -> None:
        try:
            candles = self._session.desk.candles(self._market, self._interval, CANDLES)
            place = self._session.desk.market(self._market)
        except FinByteError as error:
            self._chart.set_message(error.text)
            return
        self._chart.set_places(place.price_places)
        if not len(candles.open_ns):
            self._chart.set_message(
                QCoreApplication.translate("ChartFeed", "No candles yet. They appear with the first trades.")
            )
            return
        set_candles(self._chart, candles)
        self._chart.show_last(SHOWN)
        self._last_open = int(candles.open_ns[-1])
        self._price()
        self.loaded.emit()

    def _frame(self) -> None:
        if self._market and self._chart.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _told(self, topics: frozenset[str]) -> None:
        if "quotes" in topics:
            self._candles_due = True
            self._frame()

    def _follow(self) -> None:
        """Brings candles and price to the state of now, in one repaint."""
        if not self._chart.isVisible():
            return
        if self._candles_due:
            self._candles_due = False
            self._take_candles()
        self._price()

    def _price(self) -> None:
        try:
            last = self._session.desk.market(self._market).last
            stale = self._session.stale_age() is not None
        except FinByteError as error:
            self._chart.set_message(error.text)
            return
        self._chart.set_price_now(None if last is None else float(last), stale=stale)

    def _take_candles(self) -> None:
        if self._last_open is None:
            self._load()
            return
        try:
            recent = self._session.desk.candles(self._market, self._interval, 3)
        except FinByteError as error:
            self._chart.set_message(error.text)
            return
        opens = [int(ns) for ns in recent.open_ns]
        if not opens:
            return
        if self._last_open not in opens:
            self._load()
            return
        for index in range(opens.index(self._last_open), len(opens)):
            self._chart.update_last(
                opens[index],
                float(recent.open[index]),
                float(recent.high[index]),
                float(recent.low[index]),
                float(recent.close[index]),
                float(recent.volume[index]),
            )
        self._last_open = opens[-1]


def set_candles(chart: CandleChart, candles: CandleArrays) -> None:
    """Hands arrays to a chart."""
    chart.set_candles(candles.open_ns, candles.open, candles.high, candles.low, candles.close, candles.volume)
