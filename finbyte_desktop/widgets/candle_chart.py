"""CandleChart: candles, volume, levels, fills and draggable price lines, fluid with 100,000 candles.

Plot x is the candle's number, plot y the price (its log10 in log mode). Prices here are floats for painting;
whoever receives a dragged price rounds it to the instrument's tick.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from finbyte_desktop.widgets.candle_data import CandleStore, Floats, Times
from finbyte_desktop.widgets.candle_items import (
    Backdrop,
    CandleItem,
    Curve,
    CurveItem,
    Level,
    LineStyle,
    Overlay,
    PriceLine,
    Tag,
)
from finbyte_desktop.widgets.candle_marks import FillMarks
from finbyte_desktop.widgets.chart_axes import (
    PRICE_AXIS_WIDTH,
    TimeAxis,
    ValueAxis,
    spell_moment,
    spell_value,
)
from finbyte_desktop.widgets.chart_ticks import TAG_HEIGHT, push_apart
from finbyte_desktop.widgets.colors import Paint, Themed, Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.mini_paint import paint_centered

__all__ = ["CandleChart", "Curve", "Level", "LineStyle", "PriceLine"]

MIN_CANDLES = 8
MAX_CANDLES = 400_000
GRAB_PX = 5


class _View(pg.GraphicsView):
    """Hands the raw events to the chart; pyqtgraph's own scene events are not used."""

    def __init__(self, chart: CandleChart) -> None:
        super().__init__(chart, useOpenGL=False, background=None)
        self._chart = chart
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        self._chart.pointer_pressed(ev)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        self._chart.pointer_moved(ev)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        self._chart.pointer_released(ev)

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        self._chart.pointer_double_clicked(ev)

    def wheelEvent(self, ev: QWheelEvent) -> None:
        self._chart.wheel_turned(ev)

    def leaveEvent(self, ev: QEvent) -> None:
        self._chart.pointer_left()


class CandleChart(Themed, QWidget):
    """Keys: Left/Right pan, +/- zoom, Home/End first/last, F fit, L log, Escape puts a dragged line back."""

    line_moved = Signal(str, float)  # released
    line_moving = Signal(str, float)  # while dragging
    price_hovered = Signal(object)  # float or None
    log_changed = Signal(bool)
    clicked_price = Signal(float, object)  # price, mouse button

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = CandleStore()
        self.levels: tuple[Level, ...] = ()
        self.curves: tuple[Curve, ...] = ()
        self.band: tuple[float, float] | None = None
        self.highlight: float | None = None
        self.pointer: QPointF | None = None
        self.volume_visible = True
        self._lines: tuple[PriceLine, ...] = ()
        self._price_now: float | None = None
        self._price_now_wanted = True
        self._price_is_stale = False
        self._places = 2
        self._log = False
        self._following = True
        self._auto_price = True
        self._fit_prices: tuple[float, ...] = ()
        self._cursor_ns: int | None = None
        self._tags: list[Tag] = []
        self._drag: tuple[str, QPointF, tuple[float, float, float, float]] | None = None
        self._drag_line: tuple[str, float, float] | None = None  # key, price now, price at the start
        self._message = ""
        self._ranged = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Price chart"))
        self.setMinimumSize(200, 120)
        self.init_colors()
        self._build()
        self.colors_changed()

    def _build(self) -> None:
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        self._price_axis = ValueAxis()
        self._time_axis = TimeAxis(
            lambda x: self.store.time_of(x) / 1e9, lambda seconds: self.store.x_of(seconds * 1e9)
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
        self._view = _View(self)
        self._view.setCentralItem(self._plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._backdrop, self._candles, self._curve_item = Backdrop(self), CandleItem(self), CurveItem(self)
        for item, z in ((self._backdrop, -3), (self._candles, -2), (self._curve_item, -1)):
            item.setParentItem(self._box)
            item.setZValue(z)
        self._marks = FillMarks()
        for scatter in self._marks.items:
            self._box.addItem(scatter, ignoreBounds=True)
        self._overlay = Overlay(self)
        self._overlay.setParentItem(self._plot)
        self._overlay.setZValue(1000)
        self._box.sigRangeChanged.connect(self._range_changed)
        self._box.sigResized.connect(self._resized)

    # -- data

    def set_candles(
        self, times_ns: Times, opens: Floats, highs: Floats, lows: Floats, closes: Floats, volumes: Floats
    ) -> None:
        """Replaces all candles (oldest first). What is visible stays, unless it follows the last candle."""
        had, shown = len(self.store), self.x_range()
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

    def update_last(
        self, time_ns: int, open_: float, high: float, low: float, close: float, volume: float
    ) -> bool:
        """Changes the last candle or appends a newer one; False for one that is older than the last."""
        appended = self.store.update_last(time_ns, (open_, high, low, close, volume))
        if appended is None:
            return False
        if appended and self._following:
            low_x, high_x = self.x_range()
            self._set_x(low_x + 1, high_x + 1)
        if self._following or appended:
            self._refit()
        self._refresh()
        return True

    def set_levels(self, levels: Sequence[Level]) -> None:
        self.levels = tuple(levels)
        self._backdrop.update()

    def set_band(self, low: float | None, high: float | None) -> None:
        """Tints the range of a bot."""
        self.band = None if low is None or high is None else (low, high)
        self._backdrop.update()

    def set_lines(self, lines: Sequence[PriceLine]) -> None:
        """Named lines; a line that is being dragged stays under the pointer."""
        self._lines = tuple(lines)
        self._layout_tags()

    def set_fills(self, times_ns: Times, prices: Floats, buys: np.ndarray) -> None:
        """Marks of fills: `buys` is true for a buy."""
        self._marks.set_fills(times_ns, prices, buys)
        self._place_marks()

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Indicator lines, one value a candle each."""
        self.curves = tuple(curves)
        self._curve_item.update()
        self._overlay.update()

    def set_price_now(self, price: float | None, *, stale: bool = False) -> None:
        """The tag of the price now; until the first call the last close is shown."""
        self._price_now, self._price_now_wanted, self._price_is_stale = price, False, stale
        self._layout_tags()

    def set_cursor(self, time_ns: int | None) -> None:
        """Veils all that is later than this moment; None shows everything."""
        self._cursor_ns = time_ns
        self._overlay.update()

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
        self._message = text
        self.update()
        self._view.viewport().update()

    # -- view

    def x_range(self) -> tuple[float, float]:
        low, high = self._box.viewRange()[0]
        return float(low), float(high)

    def is_following(self) -> bool:
        return self._following

    def is_log(self) -> bool:
        return self._log

    def set_log(self, log: bool) -> None:
        if log != self._log:
            self._log = log
            self._price_axis.log = log
            self._auto_price = True
            self._refit()
            self._refresh()
            self.log_changed.emit(log)

    def set_fit_prices(self, prices: Sequence[float]) -> None:
        """Prices that the automatic price range must include besides the visible candles."""
        self._fit_prices = tuple(prices)
        self._refit()

    def show_last(self, count: int | None = None) -> None:
        """Shows the last candles and follows new ones."""
        if count is None:
            count = int(min(400, max(60, self.plot_rect().width() / 7)))
        end = max(1, len(self.store)) - 0.5 + count * 0.06
        self._ranged = True
        self._following = True
        self._auto_price = True
        self._set_x(end - count * 1.06, end)
        self._refit()

    def show_time(self, start_ns: int, end_ns: int) -> None:
        """Shows a stretch of time."""
        self._ranged = True
        self._auto_price = True
        self._set_x(self.store.x_of(start_ns) - 0.5, self.store.x_of(end_ns) + 0.5)
        self._note_following()
        self._refit()

    def fit(self) -> None:
        """Back to the automatic price range."""
        self._auto_price = True
        self._refit()

    def zoom(self, factor: float, at_x: float | None = None) -> None:
        """Shows `factor` times as much time, keeping the candle at `at_x` (the right edge) in place."""
        low, high = self.x_range()
        most = min(MAX_CANDLES, max(MIN_CANDLES * 2, len(self.store) * 1.3))
        width = min(most, max(MIN_CANDLES, (high - low) * factor))
        anchor = (len(self.store) - 1 if self._following else high) if at_x is None else at_x
        share = (anchor - low) / ((high - low) or 1.0)
        self._set_x(anchor - share * width, anchor + (1 - share) * width)
        self._note_following()
        self._refit()

    def pan(self, candles: float) -> None:
        low, high = self.x_range()
        self._set_x(low + candles, high + candles)
        self._note_following()
        self._refit()

    # -- geometry that the items use

    def plot_rect(self) -> QRect:
        rect = self._box.rect()
        return QRect(0, 0, int(rect.width()), int(rect.height()))

    def y_of(self, price: float) -> float:
        low, high = self._box.viewRange()[1]
        return float((high - self._unit(price)) / ((high - low) or 1.0) * self._box.rect().height())

    def ys_of(self, prices: Floats) -> Floats:
        low, high = self._box.viewRange()[1]
        with np.errstate(invalid="ignore", divide="ignore"):
            units = np.log10(prices) if self._log else prices
        return np.asarray((high - units) / ((high - low) or 1.0) * self._box.rect().height())

    def price_at(self, y: float) -> float:
        low, high = self._box.viewRange()[1]
        unit = high - y / max(1.0, self._box.rect().height()) * (high - low)
        return float(10.0 ** min(300.0, unit) if self._log else unit)

    def x_at(self, x_px: float) -> float:
        low, high = self.x_range()
        return low + x_px / max(1.0, self._box.rect().width()) * (high - low)

    def cursor_x(self) -> float | None:
        """Px of the time cursor, just after its candle."""
        if self._cursor_ns is None:
            return None
        low, high = self.x_range()
        x = self.store.x_of(self._cursor_ns) + 0.5
        return (x - low) / ((high - low) or 1.0) * self._box.rect().width()

    def time_marks(self) -> list[tuple[float, str]]:
        low, high = self.x_range()
        width = self._box.rect().width()
        return [(round((x - low) / (high - low) * width), "") for x, _ in self._time_axis.ticks()]

    def price_marks(self) -> list[float]:
        values, _, _ = self._price_axis.tick_values()
        return [round(self.y_of(value)) for value in values]

    def tags(self) -> list[Tag]:
        """All tags as they are drawn."""
        return self._tags

    def dragging_key(self) -> str | None:
        return self._drag_line[0] if self._drag_line is not None else None

    def price_stale(self) -> bool:
        return self._price_is_stale

    def spell_price(self, price: float) -> str:
        return spell_value(price, self._places)

    def spell_time_at(self, x_px: float) -> str:
        if not len(self.store):
            return ""
        seconds = self.store.time_of(round(self.x_at(x_px))) / 1e9
        return spell_moment(seconds, with_time=self.store.interval_ns < 86_400_000_000_000)

    def value_parts(self) -> list[tuple[str, Paint]]:
        """Open, high, low, close, change and volume of the candle under the pointer (else the last one)."""
        if not len(self.store):
            return []
        number = len(self.store) - 1
        if self.pointer is not None:
            number = min(number, max(0, round(self.x_at(self.pointer.x()))))
        opens, high, low, close, volume = (float(value) for value in self.store.columns[:, number])
        tone = Tone.BUY if close >= opens else Tone.SELL
        parts: list[tuple[str, Paint]] = []
        for name, value in (
            (self.tr("O"), opens),
            (self.tr("H"), high),
            (self.tr("L"), low),
            (self.tr("C"), close),
        ):
            parts += [(name, Tone.MUTED), (self.spell_price(value), tone)]
        change = (close / opens - 1) * 100 if opens else 0.0
        parts.append((("+" if change >= 0 else "") + spell_value(change, 2) + " %", tone))
        parts += [(self.tr("Vol"), Tone.MUTED), (spell_short(volume), Tone.NEUTRAL)]
        for curve in self.curves:
            if number < len(curve.values) and math.isfinite(curve.values[number]):
                value = self.spell_price(float(curve.values[number]))
                parts += [(curve.label, Tone.MUTED), (value, curve.paint)]
        return parts

    # -- pointer and keys

    def pointer_pressed(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            if self._in_plot(at):
                self.clicked_price.emit(self.price_at(at.y()), event.button())
            return
        line = self._line_at(at)
        if line is not None:
            self._drag_line = (line.key, line.price, line.price)
            self._layout_tags()
            return
        plot = self.plot_rect()
        kind = "price" if at.x() > plot.width() else "time" if at.y() > plot.height() else "pan"
        (x0, x1), (y0, y1) = self._box.viewRange()
        self._drag = (kind, QPointF(at), (x0, x1, y0, y1))

    def pointer_moved(self, event: QMouseEvent) -> None:
        at = event.position()
        inside = self._in_plot(at)
        self.pointer = QPointF(at) if inside else None
        if self._drag_line is not None:
            key, _, start = self._drag_line
            height = self.plot_rect().height()
            price = self.price_at(min(max(0.0, at.y()), height))
            self._drag_line = (key, price, start)
            self._layout_tags()
            self.line_moving.emit(key, price)
        elif self._drag is not None:
            self._drag_to(at)
        else:
            self._view.setCursor(self._cursor_shape(at))
            self.price_hovered.emit(self.price_at(at.y()) if inside else None)
        self._overlay.update()

    def pointer_released(self, event: QMouseEvent) -> None:
        if self._drag_line is not None:
            key, price, start = self._drag_line
            self._drag_line = None
            if price != start:
                self._lines = tuple(replace(v, price=price) if v.key == key else v for v in self._lines)
                self.line_moved.emit(key, price)
            self._layout_tags()
        elif self._drag is not None:
            _, start_at, _ = self._drag
            self._drag = None
            moved = (event.position() - start_at).manhattanLength()
            if moved < 4 and self._in_plot(event.position()):
                self.clicked_price.emit(self.price_at(event.position().y()), event.button())

    def pointer_double_clicked(self, event: QMouseEvent) -> None:
        plot = self.plot_rect()
        if event.position().y() > plot.height():
            self.show_last()
        else:
            self.fit()

    def pointer_left(self) -> None:
        self.pointer = None
        self.price_hovered.emit(None)
        self._overlay.update()

    def wheel_turned(self, event: QWheelEvent) -> None:
        event.accept()
        delta = event.angleDelta()
        at = event.position()
        over_axis = at.x() > self.plot_rect().width()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or over_axis:
            self._scale_price(1.15 ** (-delta.y() / 120), at.y())
        elif abs(delta.x()) > abs(delta.y()):
            low, high = self.x_range()
            self.pan(-delta.x() / 120 * (high - low) * 0.08)
        else:
            self.zoom(1.15 ** (-delta.y() / 120), self.x_at(min(at.x(), self.plot_rect().width())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        low, high = self.x_range()
        width = high - low
        key = event.key()
        if key == Qt.Key.Key_Escape and self._drag_line is not None:
            self._drag_line = None
            self._layout_tags()
        elif key == Qt.Key.Key_Left:
            self.pan(-width * 0.1)
        elif key == Qt.Key.Key_Right:
            self.pan(width * 0.1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1 / 1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1.25)
        elif key == Qt.Key.Key_Home:
            self._set_x(-0.5, width - 0.5)
            self._note_following()
            self._refit()
        elif key == Qt.Key.Key_End:
            self.show_last(max(MIN_CANDLES, int(width / 1.06)))
        elif key == Qt.Key.Key_F:
            self.fit()
        elif key == Qt.Key.Key_L:
            self.set_log(not self._log)
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

    def _unit(self, price: float) -> float:
        return math.log10(max(price, 1e-300)) if self._log else price

    def _in_plot(self, at: QPointF) -> bool:
        return QRectF(self.plot_rect()).contains(at)

    def _line_at(self, at: QPointF) -> PriceLine | None:
        for tag in self._tags:
            if tag.line is None or not tag.line.draggable:
                continue
            on_line = (
                not tag.off_view
                and abs(at.y() - tag.line_y) <= GRAB_PX
                and at.x() <= self.plot_rect().width()
            )
            on_tag = at.x() > self.plot_rect().width() - 110 and abs(at.y() - tag.y) <= TAG_HEIGHT / 2
            if on_line or on_tag:
                return tag.line
        return None

    def _cursor_shape(self, at: QPointF) -> Qt.CursorShape:
        plot = self.plot_rect()
        if self._line_at(at) is not None or (at.x() > plot.width() and at.y() < plot.height()):
            return Qt.CursorShape.SizeVerCursor
        if at.y() > plot.height():
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.CrossCursor

    def _drag_to(self, at: QPointF) -> None:
        assert self._drag is not None
        kind, start, (x0, x1, y0, y1) = self._drag
        rect = self._box.rect()
        dx, dy = at.x() - start.x(), at.y() - start.y()
        if kind == "pan":
            shift = -dx * (x1 - x0) / max(1.0, rect.width())
            self._set_x(x0 + shift, x1 + shift)
            if not self._auto_price or abs(dy) > 24:
                rise = dy * (y1 - y0) / max(1.0, rect.height())
                self._auto_price = False
                self._set_y(y0 + rise, y1 + rise)
        elif kind == "price":
            factor = 1.006**dy
            middle, half = (y0 + y1) / 2, (y1 - y0) / 2 * factor
            self._auto_price = False
            self._set_y(middle - half, middle + half)
        else:
            width = min(MAX_CANDLES, max(MIN_CANDLES, (x1 - x0) * 1.006 ** (-dx)))
            self._set_x(x1 - width, x1)
        self._note_following()
        self._refit()

    def _scale_price(self, factor: float, at_y: float) -> None:
        low, high = self._box.viewRange()[1]
        share = at_y / max(1.0, self._box.rect().height())
        anchor = high - share * (high - low)
        span = (high - low) * factor
        self._auto_price = False
        self._set_y(anchor - (1 - share) * span, anchor + share * span)

    def _set_x(self, low: float, high: float) -> None:
        width = high - low
        if len(self.store):
            low = min(len(self.store) - 4.0, max(4.0 - width, low))
        self._box.setRange(xRange=(low, low + width), padding=0, disableAutoRange=True)

    def _set_y(self, low: float, high: float) -> None:
        if math.isfinite(low) and math.isfinite(high) and high - low > 1e-15:
            self._box.setRange(yRange=(low, high), padding=0, disableAutoRange=True)

    def _note_following(self) -> None:
        self._following = self.x_range()[1] >= len(self.store) - 0.6

    def _refit(self) -> None:
        """Sets the automatic price range, only where it differs from the one in force."""
        if not self._auto_price:
            return
        extremes = self.store.extremes(*self.x_range())
        if extremes is None:
            return
        low = self._unit(min(extremes[0], *self._fit_prices) if self._fit_prices else extremes[0])
        high = self._unit(max(extremes[1], *self._fit_prices) if self._fit_prices else extremes[1])
        span = (high - low) or abs(high) * 0.01 or 1.0
        foot = 0.17 if self.volume_visible else 0.07
        wanted = (low - span * foot / (1 - foot - 0.08), high + span * 0.08 / (1 - foot - 0.08))
        now = self._box.viewRange()[1]
        if max(abs(wanted[0] - now[0]), abs(wanted[1] - now[1])) > span * 1e-6:
            self._set_y(*wanted)

    def _range_changed(self) -> None:
        self._place_marks()
        self._refresh()

    def _resized(self) -> None:
        self._overlay.setPos(self._box.pos())
        if not self._ranged or self._following:
            low, high = self.x_range()
            if self._ranged and high > low and len(self.store):
                self._refit()
        for item in (self._backdrop, self._candles, self._curve_item, self._overlay):
            item.viewRangeChanged()
        self._place_marks()
        self._layout_tags()

    def _refresh(self) -> None:
        for item in (self._backdrop, self._candles, self._curve_item):
            item.update()
        self._layout_tags()
        self._time_axis.update()

    def _layout_tags(self) -> None:
        height = self.plot_rect().height()
        lines: list[PriceLine | None] = []
        for line in self._lines:
            if self._drag_line is not None and self._drag_line[0] == line.key:
                line = replace(line, price=self._drag_line[1], text="")
            lines.append(line)
        price = self._price_now
        if self._price_now_wanted and len(self.store):
            price = float(self.store.columns[3, -1])
        if price is not None:
            lines.append(None)
        half = TAG_HEIGHT / 2
        ys = [
            self.y_of(price if line is None and price is not None else line.price if line else 0)
            for line in lines
        ]
        sides = [-1 if y < 0 else 1 if y > height else 0 for y in ys]
        fixed = len(lines) - 1 if price is not None and not sides[-1] else None
        places = push_apart(ys, half, max(half, height - half), fixed=fixed)
        self._tags = []
        for line, y, place, side in zip(lines, ys, places, sides, strict=True):
            value = price if line is None else line.price
            text = (line.text if line is not None else "") or self._tag_text(
                value if value is not None else 0.0, side
            )
            self._tags.append(Tag(line, y, place, text, side))
        self._price_axis.avoid = places
        self._price_axis.update()
        self._overlay.update()

    def _tag_text(self, price: float, side: int) -> str:
        """The price with as many of its decimals as fit into a tag, beside the arrow of an off-view one."""
        used = QFontMetrics(font(Role.CHIP))
        room = PRICE_AXIS_WIDTH - 10 - (used.horizontalAdvance(" \u2191") if side else 0)
        for places in range(self._places, 0, -1):
            text = spell_value(price, places)
            if used.horizontalAdvance(text) <= room:
                return text
        return spell_value(price, 0)

    def _place_marks(self) -> None:
        rect = self.plot_rect()
        (x0, x1), (y0, y1) = self._box.viewRange()
        if rect.width() and rect.height() and x1 > x0 and y1 > y0:
            self._marks.place(self.store, (x0, x1), (y0, y1), rect, log=self._log)

    def paintEvent(self, event: QEvent) -> None:
        if self._message and not len(self.store):
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), self.colors.panel)
                paint_centered(painter, QRectF(self.rect()), self._message, self.colors.muted)


def spell_short(value: float) -> str:
    """A volume in few characters: 1,234 or 16.2 K or 3.41 M."""
    for limit, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "K")):
        if abs(value) >= limit:
            scale = 1e3 if letter == "K" else limit
            return f"{value / scale:,.2f} {letter}"
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"
