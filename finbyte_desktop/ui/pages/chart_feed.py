"""Keeps a candle chart current: candles of a market and interval, the price now ten times a second."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import CandleArrays
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.candle_chart import CandleChart
from finbyte_desktop.widgets.segmented import SegmentedControl

INTERVALS: tuple[tuple[int, str], ...] = (
    (fmt.NS_A_MINUTE, "1m"),
    (5 * fmt.NS_A_MINUTE, "5m"),
    (15 * fmt.NS_A_MINUTE, "15m"),
    (fmt.NS_AN_HOUR, "1h"),
    (4 * fmt.NS_AN_HOUR, "4h"),
    (fmt.NS_A_DAY, "1d"),
)
CANDLES = 1500
SHOWN = 220
MORE_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # so long after a load that got less it is asked for again
FEW = 24  # candles that make no picture: then a shorter interval is chosen
REPAINT_MS = 100  # a repaint of the chart takes 5 ms and more; ladders and numbers keep the frame's pace


def interval_choice(height: int = 28) -> SegmentedControl:
    """The timeframes of a chart, 1h chosen."""
    name = QCoreApplication.translate("ChartFeed", "Timeframe")
    return SegmentedControl(INTERVALS, fmt.NS_AN_HOUR, height=height, name=name)


class ChartFeed(QObject):
    """Feeds one chart from the desk while the chart is visible.

    The price's tag and the last candle always come from one price, read once. A page that shows the price
    elsewhere too makes the feed with `follows` and hands over the price of its own snapshot by `show_price`:
    then tag, candle and ladder agree at every repaint.
    Of a bot that has ended, named by `life`, it shows the candles that were kept with it, whatever plays now.
    `loaded` follows each full load, with (highest, lowest) prices of nothing: pages add their own marks then.
    With `fits` a market that has few candles begins at a shorter interval; `fitted` tells which.
    """

    loaded = Signal()
    fitted = Signal(object)

    def __init__(
        self, session: Session, chart: CandleChart, *, follows: bool = False, fits: bool = False
    ) -> None:
        super().__init__(chart)
        self._session = session
        self._chart = chart
        self._market = ""
        self._life = ""
        self._foreign = False  # the chart still holds the candles of another market
        self._places: int | None = None
        self._interval = fmt.NS_AN_HOUR
        self._last_open: int | None = None
        self._follows = follows
        self._fits = fits
        self._given: Decimal | None = None
        self._candle: tuple[int, float, float, float, float, float] | None = None
        self._candles_due = False
        self._recent: CandleArrays | None = None  # read ahead for the next `show`
        self._loaded_count = 0
        self._asked_again = 0
        self._loaded_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(REPAINT_MS)
        self._timer.timeout.connect(self._follow)
        session.bridge.frame.connect(self._frame)
        session.bridge.slow.connect(self._told)

    def show(
        self, market: str, interval_ns: int | None = None, *, life: str = "", places: int | None = None
    ) -> None:
        """Shows a market, or the `life` of an ended bot on it with so many decimals in prices; an interval
        of None keeps the one in force.
        """
        interval = interval_ns or self._interval
        shown = (self._market, self._life, self._interval)
        if (market, life, interval) == shown and (self._last_open is not None or life):
            if self._candles_due and not life:  # what came while the page was hidden, perhaps the last
                self._candles_due = False
                self._take_candles()
                if not self._follows:  # else the page hands its price over next
                    self._price()
            return
        self._recent = None
        other = (market, life) != (self._market, self._life)
        first = self._fits and interval_ns is None and other
        self._foreign = self._foreign or other
        self._market, self._interval, self._last_open = market, interval, None
        self._life, self._places = life, places
        self._candle = None
        self._asked_again = 0
        if first:
            self._fit()
        self._load()

    def read_ahead(self) -> None:
        """Reads the newest candles for the next `show` of this market: reading and painting have a turn of
        the loop each.
        """
        if self._candles_due and self._last_open is not None and not self._life:
            with contextlib.suppress(FinByteError):  # `show` asks again, and says why
                self._recent = self._newest()

    def interval_ns(self) -> int:
        return self._interval

    def _fit(self) -> None:
        """The longest interval up to the one in force that makes a picture, else that with most candles."""
        best, most = self._interval, 0
        for interval in sorted((ns for ns, _ in INTERVALS if ns <= self._interval), reverse=True):
            try:
                candles = self._read(interval, FEW)
            except FinByteError:
                return  # the load says why
            if candles is None:
                return
            if len(candles.open_ns) > most:
                best, most = interval, len(candles.open_ns)
            if most >= FEW or not most:
                break  # where nothing is known yet, everything is on its way
        if best != self._interval:
            self._interval = best
            self.fitted.emit(best)

    def _load(self) -> None:
        try:
            candles = self._read(self._interval, CANDLES)
            places = self._places
            if places is None:
                places = self._session.desk.market(self._market).price_places
        except FinByteError as error:
            self._say(words_problems.error(error))
            return
        self._chart.set_places(places)
        if candles is None or not len(candles.open_ns):
            self._say(self._why_none())
            return
        self._take_all(candles, anew=True)

    def _why_none(self) -> str:
        """What stands in place of candles."""
        desk, translate = self._session.desk, QCoreApplication.translate
        if self._life:
            return words.no_candles(desk.card(self._life))
        account = desk.account_health()
        if account is not None and (account.trouble or account.cooling):
            return translate(
                "ChartFeed",
                "The venue does not serve this account now, and no candles of this market are on this "
                "computer. They appear when it answers again.",
            )
        return translate("ChartFeed", "No candles yet. They appear with the first trades.")

    def _say(self, text: str) -> None:
        """Why nothing is shown; what another market or bot left there goes."""
        if self._foreign or self._life:
            self._chart.clear()
        self._chart.set_message(text)

    def _take_all(self, candles: CandleArrays, *, anew: bool) -> None:
        """All candles; what is looked at stays in view unless the chart begins `anew`."""
        self._recent, self._foreign = None, False
        set_candles(self._chart, candles)
        if anew:
            self._chart.show_last(SHOWN)
        self._last_open = int(candles.open_ns[-1])
        self._loaded_count, self._loaded_s = len(candles.open_ns), monotonic()
        self._candle = _row(candles, -1)
        self._price()
        self.loaded.emit()

    def _frame(self) -> None:
        if not self._follows:
            self._wake()

    def _wake(self) -> None:
        if self._market and self._chart.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _told(self, topics: frozenset[str]) -> None:
        if "quotes" in topics:
            self._candles_due = True
            self._wake()

    def _follow(self) -> None:
        """Brings candles and price to the state of now, in one repaint."""
        if not self._chart.isVisible():
            return
        if self._candles_due and not self._life:
            self._candles_due = False
            self._take_candles()
        self._price()

    def show_price(self, last: Decimal | None) -> None:
        """The price of the page's own snapshot; only for a feed that follows one."""
        self._given = last
        if self._last_open is not None:
            self._price()

    def _price(self) -> None:
        """Tag and last candle from one price; that of an ended bot is what it is."""
        if self._life:
            self._chart.set_price_now(None if self._given is None else float(self._given))
            return
        try:
            market = self._session.desk.market(self._market)
            stale = self._session.stale_age() is not None
        except FinByteError as error:
            self._chart.set_message(words_problems.error(error))
            return
        last = self._given if self._follows else market.last
        self._chart.set_price_now(None if last is None else float(last), stale=stale)
        if last is None or last != market.last or self._candle is None:
            return
        open_ns, open_, high, low, close, volume = self._candle
        price = float(last)
        of_candle = market.last_ns is not None and 0 <= market.last_ns - open_ns < self._interval
        if of_candle and price != close:
            self._candle = (open_ns, open_, max(high, price), min(low, price), price, volume)
            self._chart.update_last(*self._candle)

    def _may_have_more(self) -> bool:
        """A venue's history comes in pieces: what was known at first may be a day of it. It is looked for a
        few times, ever later.
        """
        tries = self._asked_again
        if self._loaded_count >= CANDLES or tries >= len(MORE_S):
            return False
        return monotonic() - self._loaded_s >= MORE_S[tries]

    def _load_more(self) -> None:
        self._asked_again += 1
        self._loaded_s = monotonic()
        try:
            candles = self._read(self._interval, CANDLES)
        except FinByteError:
            return  # what is shown stays
        if candles is not None and len(candles.open_ns) > self._loaded_count + 1:  # not just the next one
            self._take_all(candles, anew=False)

    def _take_candles(self) -> None:
        if self._last_open is None:
            self._load()
            return
        if self._may_have_more():
            self._load_more()
        try:
            recent, self._recent = self._recent or self._newest(), None
        except FinByteError as error:
            self._chart.set_message(words_problems.error(error))
            return
        if recent is None or not len(recent.open_ns):
            return
        opens = [int(ns) for ns in recent.open_ns[-3:]]
        if self._last_open not in opens:
            self._load()
            return
        for index in range(opens.index(self._last_open) - len(opens), 0):
            self._candle = _row(recent, index)
            self._chart.update_last(*self._candle)
        self._last_open = opens[-1]

    def _newest(self) -> CandleArrays | None:
        return self._read(self._interval, 3)

    def _read(self, interval_ns: int, count: int) -> CandleArrays | None:
        desk = self._session.desk
        if not self._life:
            return desk.candles(self._market, interval_ns, count)
        return desk.history_candles(self._life, interval_ns)


def _row(candles: CandleArrays, index: int) -> tuple[int, float, float, float, float, float]:
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    open_, high, low, close, volume = (float(column[index]) for column in columns)
    return int(candles.open_ns[index]), open_, high, low, close, volume


def set_candles(chart: CandleChart, candles: CandleArrays) -> None:
    """Hands arrays to a chart."""
    chart.set_candles(candles.open_ns, candles.open, candles.high, candles.low, candles.close, candles.volume)
