"""CandleChart: candles, volume, levels, fills and draggable price lines, fluid with 100,000 candles.

Plot x is the candle's number, plot y the price (its log10 in log mode). Prices here are floats for painting;
whoever receives a dragged price rounds it to the instrument's tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QVBoxLayout, QWidget

from finbyte_desktop.widgets.candle_data import CandleStore, Floats, Times
from finbyte_desktop.widgets.candle_items import (
    Backdrop,
    CandleItem,
    Curve,
    CurveItem,
    LastCandleItem,
    Level,
    LineStyle,
    PriceLine,
    Tag,
)
from finbyte_desktop.widgets.candle_marks import FillMarks
from finbyte_desktop.widgets.candle_overlay import Overlay, ValuesItem
from finbyte_desktop.widgets.candle_pointer import ChartPointer
from finbyte_desktop.widgets.candle_scale import PriceScale
from finbyte_desktop.widgets.candle_tags import candle_values, lay_tags
from finbyte_desktop.widgets.chart_axes import (
    TimeAxis,
    ValueAxis,
    spell_moment,
    spell_value,
)
from finbyte_desktop.widgets.colors import Paint, Themed
from finbyte_desktop.widgets.focus_ring import FocusRing

__all__ = ["CandleChart", "Curve", "Level", "LineStyle", "PriceLine"]

MIN_CANDLES = 8
AHEAD = 0.75  # where a moment that was out of sight comes to stand, of the width
MAX_CANDLES = 400_000


class _View(pg.GraphicsView):
    """Hands the raw events to the chart's pointer; pyqtgraph's own scene events are not used."""

    def __init__(self, chart: CandleChart, pointer: ChartPointer) -> None:
        super().__init__(chart, useOpenGL=False, background=None)
        self._pointer = pointer
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        self._pointer.pressed(ev)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        self._pointer.moved(ev)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        self._pointer.released(ev)

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        self._pointer.double_clicked(ev)

    def wheelEvent(self, ev: QWheelEvent) -> None:
        self._pointer.wheel(ev)

    def leaveEvent(self, ev: QEvent) -> None:
        self._pointer.left(ev)


class CandleChart(Themed, QWidget):
    """Keys: Left/Right pan, +/- zoom, Home/End first/last, F fit, L log, Escape puts a dragged line back."""

    line_moved = Signal(str, float)  # released
    line_moving = Signal(str, float)  # while dragging
    price_hovered = Signal(object)  # float or None
    log_changed = Signal(bool)
    price_clicked = Signal(float, object)  # price, mouse button

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = CandleStore()
        self.levels: tuple[Level, ...] = ()
        self.curves: tuple[Curve, ...] = ()
        self.band: tuple[float, float] | None = None
        self.highlight: float | None = None
        self.pointer = ChartPointer(self)
        self.volume_visible = True
        self._lines: tuple[PriceLine, ...] = ()
        self._price_now: float | None = None
        self._price_now_wanted = True
        self._price_is_stale = False
        self._places = 2
        self._following = True
        self._auto_price = True
        self._fit_prices: tuple[float, ...] = ()
        self._cursor_ns: int | None = None
        self._tags: list[Tag] = []
        self._tag_looks: object = None
        self.message = ""
        self._ranged = False
        self._count_by_width = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        self.setAccessibleName(self.tr("Price chart"))
        self.setMinimumSize(200, 120)
        self.init_colors()
        self._build()
        self.colors_changed()

    def _build(self) -> None:
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        self.scale = PriceScale(self._box)
        self._price_axis = ValueAxis()
        self._time_axis = TimeAxis(
            lambda x: self.store.time_of(x) / 1e9,
            lambda seconds: self.store.x_of(seconds * 1e9),
            least_s=lambda: self.store.interval_ns / 1e9,
        )
        self._plot = pg.PlotItem(
            viewBox=self._box,
            axisItems={"right": self._price_axis, "bottom": self._time_axis},
            enableMenu=False,
        )
        self._plot.hideAxis("left")
        self._plot.showAxis("right")
        self._plot.hideButtons()
        self._plot.layout.setContentsMargins(0, 0, 0, 0)
        self._plot.layout.setSpacing(0)
        self._view = _View(self, self.pointer)
        self._view.setCentralItem(self._plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._backdrop, self._candles, self._curve_item = Backdrop(self), CandleItem(self), CurveItem(self)
        self._curve_item.setVisible(False)
        self._last_candle = LastCandleItem(self)
        self._parts = (self._backdrop, self._candles, self._last_candle, self._curve_item)
        for z, item in enumerate(self._parts, -len(self._parts)):
            item.setParentItem(self._box)
            item.setZValue(z)
        kept = QGraphicsItem.CacheMode.DeviceCoordinateCache  # a new price paints none of these anew
        for drawn in (self._backdrop, self._candles, self._curve_item, self._time_axis, self._price_axis):
            drawn.setCacheMode(kept)
        self._marks = FillMarks()
        for scatter in self._marks.items:
            self._box.addItem(scatter, ignoreBounds=True)
        self._overlay, self._values = Overlay(self), ValuesItem(self)
        for z, item in enumerate((self._overlay, self._values), 1000):
            item.setParentItem(self._plot)
            item.setZValue(z)
        self._box.sigRangeChanged.connect(self._range_changed)
        self._box.sigResized.connect(self._resized)

    # -- data

    def set_candles(
        self, times_ns: Times, opens: Floats, highs: Floats, lows: Floats, closes: Floats, volumes: Floats
    ) -> None:
        """Replaces all candles (oldest first). What is visible stays, unless it follows the last candle."""
        had, shown = len(self.store), self.scale.x_range()
        times = (self.store.time_of(shown[0]), self.store.time_of(shown[1]))
        self.store.replace(times_ns, opens, highs, lows, closes, volumes)
        if not had or not self._ranged:
            self.show_last()
        elif self._following:
            width = shown[1] - shown[0]
            end = len(self.store) - had + shown[1]
            self._set_x(end - width, end)
        else:
            self._set_x(self.store.x_of(times[0]), self.store.x_of(times[1]))
        self._refit()
        self._refresh()

    def clear(self) -> None:
        """Another market: no candles, fills, levels or lines, and the next candles choose the view."""
        nothing = np.empty(0)
        self.store.replace(np.empty(0, np.int64), nothing, nothing, nothing, nothing, nothing)
        self.levels, self.curves, self._lines, self._fit_prices = (), (), (), ()
        self.band = self.highlight = self._cursor_ns = self._price_now = None
        self._price_now_wanted = True
        self._ranged = False
        self._marks.set_fills(np.empty(0, np.int64), nothing, np.empty(0, bool))
        self._place_marks()
        self._refresh()

    def update_last(
        self, time_ns: int, open_: float, high: float, low: float, close: float, volume: float
    ) -> bool:
        """Changes the last candle or appends a newer one; False for one that is older than the last."""
        reached = tuple(self.store.columns[1:3, -1]) if len(self.store) else ()
        appended = self.store.update_last(time_ns, (open_, high, low, close, volume))
        if appended is None:
            return False
        if appended and self._following:
            low_x, high_x = self.scale.x_range()
            self._set_x(low_x + 1, high_x + 1)
        if appended or (self._following and reached != (high, low)):
            self._refit()
        if appended:
            self._refresh()
            return True
        self._last_candle.update()
        if self._candles.whole or self._candles.volume_top != self.store.volume_top(*self.scale.x_range()):
            self._candles.update()
        if self.curves:
            self._curve_item.update()
        self._values.update()
        if self._price_now_wanted:
            self.layout_tags()
        return True

    def set_levels(self, levels: Sequence[Level]) -> None:
        if tuple(levels) == self.levels:
            return
        self.levels = tuple(levels)
        self._backdrop.update()

    def set_band(self, low: float | None, high: float | None) -> None:
        """Tints the range of a bot."""
        band = None if low is None or high is None else (low, high)
        if band == self.band:
            return
        self.band = band
        self._backdrop.update()

    def set_lines(self, lines: Sequence[PriceLine]) -> None:
        """Named lines; a line that is being dragged stays under the pointer."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.layout_tags()

    def set_fills(self, times_ns: Times, prices: Floats, buys: np.ndarray) -> None:
        """Marks of fills: `buys` is true for a buy."""
        if self._marks.set_fills(times_ns, prices, buys):
            self._place_marks()

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Indicator lines, one value a candle each."""
        self.curves = tuple(curves)
        self._curve_item.setVisible(bool(self.curves))
        self._curve_item.update()
        self.repaint_overlay()

    def set_price_now(self, price: float | None, *, stale: bool = False) -> None:
        """The tag of the price now; until the first call the last close is shown."""
        if (price, False, stale) != (self._price_now, self._price_now_wanted, self._price_is_stale):
            self._price_now, self._price_now_wanted, self._price_is_stale = price, False, stale
            self.layout_tags()

    def set_cursor(self, time_ns: int | None) -> None:
        """Veils all that is later than this moment; None shows everything."""
        self._cursor_ns = time_ns
        self.repaint_overlay()

    def set_highlight(self, price: float | None) -> None:
        """Lights one price up, as the ladder's row under the pointer."""
        self.highlight = price
        self._backdrop.update()

    def set_places(self, places: int) -> None:
        """Decimals of the instrument's price."""
        self._places = places
        self._refresh()

    def set_volume_visible(self, visible: bool) -> None:
        self.volume_visible = visible
        self._refit()
        self._refresh()

    def set_message(self, text: str) -> None:
        """What stands in the middle while there are no candles ("Loading 1h candles")."""
        self.message = text
        self.repaint_overlay()

    # -- view

    def is_following(self) -> bool:
        return self._following

    def is_log(self) -> bool:
        return self.scale.log

    def set_log(self, log: bool) -> None:
        if log != self.scale.log:
            self.scale.log = self._price_axis.log = log
            self._auto_price = True
            self._refit()
            self._refresh()
            self.log_changed.emit(log)

    def set_fit_prices(self, prices: Sequence[float]) -> None:
        """Prices that the automatic price range must include besides the visible candles."""
        if tuple(prices) != self._fit_prices:
            self._fit_prices = tuple(prices)
            self._refit()

    def show_last(self, count: int | None = None) -> None:
        """Shows the last candles and follows new ones."""
        self._count_by_width = count is None
        if count is None:
            count = int(min(400, max(60, self.scale.rect().width() / 7)))
        end = max(1, len(self.store)) - 0.5 + count * 0.06
        self._ranged = True
        self._following = True
        self._auto_price = True
        self._set_x(end - count * 1.06, end)
        self._refit()

    def show_time(self, start_ns: int, end_ns: int) -> None:
        """Shows a stretch of time."""
        self._ranged = True
        self._count_by_width = False
        self._auto_price = True
        self._set_x(self.store.x_of(start_ns) - 0.5, self.store.x_of(end_ns) + 0.5)
        self._following = self.scale.x_range()[1] >= len(self.store) - 0.6
        self._refit()

    def show_moment(self, time_ns: int) -> None:
        """Brings a moment into view when it is not; the width of what is shown stays."""
        low, high = self.scale.x_range()
        x = min(self.store.x_of(time_ns) + 0.5, len(self.store) - 0.5)  # what came later has no candle
        if len(self.store) and not low <= x <= high:
            start = x - AHEAD * (high - low)
            self.set_range(start, start + high - low)

    def fit(self) -> None:
        """Back to the automatic price range."""
        self._auto_price = True
        self._refit()

    def zoom(self, factor: float, at_x: float | None = None) -> None:
        """Shows `factor` times as much time, keeping the candle at `at_x` (the right edge) in place."""
        low, high = self.scale.x_range()
        most = min(MAX_CANDLES, max(MIN_CANDLES * 2, len(self.store) * 1.3))
        width = min(most, max(MIN_CANDLES, (high - low) * factor))
        anchor = (len(self.store) - 1 if self._following else high) if at_x is None else at_x
        share = (anchor - low) / ((high - low) or 1.0)
        self.set_range(anchor - share * width, anchor + (1 - share) * width)

    def pan(self, candles: float) -> None:
        low, high = self.scale.x_range()
        self.set_range(low + candles, high + candles)

    # -- what the items ask for

    def cursor_x(self) -> float | None:
        """Px of the time cursor, just after its candle."""
        if self._cursor_ns is None:
            return None
        return self.scale.px_of(self.store.x_of(self._cursor_ns) + 0.5)

    def time_marks(self) -> list[float]:
        """Pixels of the grid's vertical lines."""
        return [round(self.scale.px_of(x)) for x, _ in self._time_axis.ticks()]

    def price_marks(self) -> list[float]:
        """Pixels of the grid's horizontal lines."""
        values, _, _ = self._price_axis.tick_values()
        return [round(self.scale.y_of(value)) for value in values]

    def dragging_key(self) -> str | None:
        dragged = self.pointer.dragged()
        return dragged[0] if dragged is not None else None

    def price_stale(self) -> bool:
        return self._price_is_stale

    def spell_price(self, price: float) -> str:
        return spell_value(price, self._places)

    def spell_time_at(self, x_px: float) -> str:
        if not len(self.store):
            return ""
        seconds = self.store.time_of(round(self.scale.x_at(x_px))) / 1e9
        return spell_moment(seconds, with_time=self.store.interval_ns < 86_400_000_000_000)

    def value_parts(self) -> list[tuple[str, Paint]]:
        """Open, high, low, close, change and volume of the candle under the pointer, else of the one at the
        cursor of a life that is stepped through, else of the last one.
        """
        if not len(self.store):
            return []
        number = len(self.store) - 1
        if self.pointer.at is not None:
            number = min(number, max(0, round(self.scale.x_at(self.pointer.at.x()))))
        elif self._cursor_ns is not None:
            number = min(number, max(0, int(self.store.x_of(self._cursor_ns))))
        return candle_values(self.store, number, self.curves, self.spell_price)

    # -- what the pointer asks for

    def tags(self) -> list[Tag]:
        """All tags as they are drawn."""
        return self._tags

    def is_price_auto(self) -> bool:
        return self._auto_price

    def set_range(self, low_x: float, high_x: float) -> None:
        """Shows candles low_x to high_x (by number), within sensible widths."""
        self._count_by_width = False
        width = min(MAX_CANDLES, max(MIN_CANDLES, high_x - low_x))
        self._set_x(high_x - width, high_x)
        self._following = self.scale.x_range()[1] >= len(self.store) - 0.6
        self._refit()

    def set_price_range(self, low: float, high: float) -> None:
        """Fixes the price range (in plot units) until `fit`."""
        self._auto_price = False
        self.scale.set_y(low, high)

    def scale_price(self, factor: float, at_y: float) -> None:
        """Shows `factor` times as much price, keeping what stands at a pixel."""
        low, high = self.scale.y_range()
        share = at_y / max(1, self.scale.rect().height())
        anchor, span = high - share * (high - low), (high - low) * factor
        self.set_price_range(anchor - (1 - share) * span, anchor + share * span)

    def move_line(self, key: str, price: float) -> None:
        """A line was dropped at a price."""
        self._lines = tuple(replace(line, price=price) if line.key == key else line for line in self._lines)
        self.line_moved.emit(key, price)

    def set_pointer_shape(self, shape: Qt.CursorShape) -> None:
        self._view.setCursor(shape)

    def repaint_overlay(self) -> None:
        """All that stands in front of the candles."""
        self._overlay.update()
        self._values.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        low, high = self.scale.x_range()
        width = high - low
        key = event.key()
        if key == Qt.Key.Key_Escape and self.pointer.give_up():
            return
        if key == Qt.Key.Key_Left:
            self.pan(-width * 0.1)
        elif key == Qt.Key.Key_Right:
            self.pan(width * 0.1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1 / 1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1.25)
        elif key == Qt.Key.Key_Home:
            self.set_range(-0.5, width - 0.5)
        elif key == Qt.Key.Key_End:
            self.show_last(max(MIN_CANDLES, int(width / 1.06)))
        elif key == Qt.Key.Key_F:
            self.fit()
        elif key == Qt.Key.Key_L:
            self.set_log(not self.scale.log)
        else:
            super().keyPressEvent(event)

    def colors_changed(self) -> None:
        if not hasattr(self, "_view"):
            return
        for axis in (self._price_axis, self._time_axis):
            axis.colors = self.colors
        self._view.setBackground(self.colors.panel)
        self._marks.set_colors(self.colors)
        self._refresh()

    # -- inside

    def _set_x(self, low: float, high: float) -> None:
        width = high - low
        if len(self.store):
            low = min(len(self.store) - 4.0, max(4.0 - width, low))
        self.scale.set_x(low, low + width)

    def _refit(self) -> None:
        """Sets the automatic price range, only where it differs from the one in force."""
        if not self._auto_price:
            return
        prices = [*self._fit_prices, *(self.store.extremes(*self.scale.x_range()) or ())]
        if not prices:
            return
        low, high = self.scale.unit(min(prices)), self.scale.unit(max(prices))
        span = (high - low) or abs(high) * 0.01 or 1.0
        foot = 0.17 if self.volume_visible else 0.07
        wanted = (low - span * foot / (1 - foot - 0.08), high + span * 0.08 / (1 - foot - 0.08))
        now = self.scale.y_range()
        if max(abs(wanted[0] - now[0]), abs(wanted[1] - now[1])) > span * 1e-6:
            self.scale.set_y(*wanted)

    def _range_changed(self) -> None:
        self._place_marks()
        self._refresh()

    def _resized(self) -> None:
        for item in (self._overlay, self._values):
            item.setPos(self._box.pos())
        if self._count_by_width and len(self.store):
            self.show_last()
        for item in (*self._parts, self._overlay, self._values):
            item.viewRangeChanged()
        self._place_marks()
        self.layout_tags()

    def _refresh(self) -> None:
        self._last_candle.prepareGeometryChange()  # its column moves with the view
        for item in self._parts:
            item.update()
        self.repaint_overlay()
        self.layout_tags()
        self._time_axis.update()
        self._price_axis.update()

    def layout_tags(self) -> None:
        """Places all tags anew."""
        dragged = self.pointer.dragged()
        lines = self._lines
        if dragged is not None:
            key, at = dragged
            lines = tuple(replace(line, price=at, text="") if line.key == key else line for line in lines)
        price = self._price_now
        if self._price_now_wanted and len(self.store):
            price = float(self.store.columns[3, -1])
        before, self._tags = self._tags, lay_tags(lines, price, self.scale, self._places)
        looks = (dragged, self._price_is_stale)
        if looks == self._tag_looks and before == self._tags:
            return
        self._price_axis.avoid([tag.y for tag in self._tags])
        if looks != self._tag_looks:
            self._tag_looks = looks
            self._overlay.update()
            return
        for tag in {*before} ^ {*self._tags}:
            for rect in self._overlay.tag_rects(tag):
                self._overlay.update(rect)

    def _place_marks(self) -> None:
        rect = self.scale.rect()
        (x0, x1), (y0, y1) = self.scale.x_range(), self.scale.y_range()
        if rect.width() and rect.height() and x1 > x0 and y1 > y0:
            self._marks.place(self.store, (x0, x1), (y0, y1), rect, log=self.scale.log)
