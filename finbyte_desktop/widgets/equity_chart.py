"""EquityChart: one or several courses over time, with the zero line and a read-out under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from finbyte_desktop.widgets.chart_axes import TimeAxis, ValueAxis, spell_moment, spell_value
from finbyte_desktop.widgets.colors import Paint, Themed, paint_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.mini_paint import paint_centered
from finbyte_desktop.widgets.paint import LEFT, dot, round_box

AREA_ALPHA = 30
VALUE_PITCH = 24  # px: low charts have three numbers too


@dataclass(frozen=True, slots=True)
class Series:
    """A course: times in ns (increasing), a value each. NaN leaves a gap."""

    key: str
    label: str
    times_ns: NDArray[np.int64]
    values: NDArray[np.float64]
    paint: Paint = 0
    dashed: bool = False
    area: bool = False


class _Courses(pg.GraphicsObject):
    """Grid, areas, lines, end points and the read-out, in pixels of the plot."""

    def __init__(self, chart: EquityChart) -> None:
        super().__init__()
        self.chart = chart
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        rect = self.chart.plot_rect()
        return rect.adjusted(0, 0, 4, 0)

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        chart = self.chart
        c = chart.colors
        rect = chart.plot_rect()
        if not chart.series:
            paint_centered(p, rect, chart.message, c.muted)
            return
        for y in chart.value_marks():
            p.fillRect(QRectF(0, round(y), rect.width(), 1), c.grid)
        base_y = round(chart.y_of(0.0)) if chart.zero_line else rect.height()
        if chart.zero_line:
            p.fillRect(QRectF(0, base_y, rect.width(), 1), c.line_strong)
        for series in reversed(chart.series):
            self._paint_series(p, series, float(base_y))
        if chart.pointer is not None:
            self._paint_readout(p, chart.pointer, rect)

    def _paint_series(self, p: QPainter, series: Series, base_y: float) -> None:
        xs, ys = self.chart.pixels(series)
        if not len(xs):
            return
        color = paint_color(self.chart.colors, series.paint)
        path = pg.functions.arrayToQPath(xs, ys, connect="finite")
        p.save()
        if series.area and np.isfinite(ys).all():
            area = QPainterPath(path)
            area.lineTo(xs[-1], base_y)
            area.lineTo(xs[0], base_y)
            area.closeSubpath()
            fill = QColor(color)
            fill.setAlpha(AREA_ALPHA)
            p.fillPath(area, fill)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color, 1.3 if series.dashed else 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if series.dashed:
            pen.setDashPattern([2.5, 2.5])
        p.setPen(pen)
        p.drawPath(path)
        p.restore()
        if not series.dashed and np.isfinite(ys[-1]):
            dot(p, QPointF(xs[-1], ys[-1]), 2.8, color)

    def _paint_readout(self, p: QPainter, at: QPointF, rect: QRectF) -> None:
        c = self.chart.colors
        seconds, entries = self.chart.values_at(at.x())
        p.fillRect(QRectF(round(at.x()), 0, 1, rect.height()), c.line_strong)
        head = spell_moment(seconds, with_time=True)
        small, strong = QFontMetrics(font(Role.LABEL)), QFontMetrics(font(Role.CHIP))
        width = small.horizontalAdvance(head)
        for series, value in entries:
            text = f"{series.label}  {spell_value(value, self.chart.places)}"
            width = max(width, strong.horizontalAdvance(text) + 14)
            y = self.chart.y_of(value)
            dot(p, QPointF(at.x(), y), 3, paint_color(c, series.paint))
        height = 16.0 * (len(entries) + 1) + 10
        x = at.x() + 12 if at.x() + 36 + width < rect.width() else at.x() - width - 28
        box = QRectF(x, max(4.0, min(at.y() - height - 8, rect.height() - height - 4)), width + 16, height)
        round_box(p, box, 4, c.raised, c.line)
        p.setFont(font(Role.LABEL))
        p.setPen(c.muted)
        p.drawText(QRectF(box.x() + 8, box.y() + 5, width, 16), LEFT, head)
        for number, (series, value) in enumerate(entries, 1):
            line = QRectF(box.x() + 8, box.y() + 5 + 16 * number, width, 16)
            dot(p, QPointF(line.x() + 3, line.center().y()), 3, paint_color(c, series.paint))
            p.setFont(font(Role.CHIP))
            p.setPen(c.text)
            p.drawText(
                line.adjusted(12, 0, 12, 0), LEFT, f"{series.label}  {spell_value(value, self.chart.places)}"
            )


def _same_course(one: Series, other: Series) -> bool:
    """Whether two series look the same; their labels stand in the read-out only."""
    if (one.key, one.paint, one.dashed, one.area) != (other.key, other.paint, other.dashed, other.area):
        return False
    same_times = np.array_equal(one.times_ns, other.times_ns)
    return same_times and np.array_equal(one.values, other.values, equal_nan=True)


class _View(pg.GraphicsView):
    def __init__(self, chart: EquityChart) -> None:
        super().__init__(chart, useOpenGL=False, background=None)
        self._chart = chart
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        ev.ignore()

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        ev.ignore()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        self._chart.point_at(ev.position())

    def wheelEvent(self, ev: QEvent) -> None:
        ev.ignore()

    def leaveEvent(self, ev: QEvent) -> None:
        self._chart.point_at(None)


class EquityChart(Themed, QWidget):
    """Shows all of its series; there is nothing to zoom. The first series is painted on top."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        axis_width: int = 56,
        zero_line: bool = True,
        places: int = 2,
        unit: str = "",
    ) -> None:
        super().__init__(parent)
        self.series: tuple[Series, ...] = ()
        self.zero_line = zero_line
        self.places = places
        self.pointer: QPointF | None = None
        self.message = self.tr("No data yet")
        self.setMinimumSize(120, 80)
        self.setAccessibleName(self.tr("Course over time"))
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        self._least_axis = axis_width
        self._values, self._times = ValueAxis(axis_width, VALUE_PITCH), TimeAxis(height=24)
        self._values.unit = unit
        self._values.line_visible = self._times.line_visible = False
        self._plot = pg.PlotItem(
            viewBox=self._box, axisItems={"right": self._values, "bottom": self._times}, enableMenu=False
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
        self._courses = _Courses(self)
        self._courses.setParentItem(self._box)
        self._box.sigResized.connect(self._resized)
        self.init_colors()
        self.colors_changed()
        self._show_axes()

    def set_series(self, series: Sequence[Series]) -> None:
        shown = tuple(entry for entry in series if len(entry.times_ns))
        same = len(shown) == len(self.series) and all(map(_same_course, shown, self.series))
        self.series = shown
        self._show_axes()
        if not same:
            self._fit()
        last = [
            f"{entry.label} {spell_value(float(entry.values[-1]), self.places)}"
            for entry in self.series
            if np.isfinite(entry.values[-1])
        ]
        self.setAccessibleDescription(", ".join(last))
        if not same or self.pointer is not None:
            self._courses.update()

    def set_message(self, text: str) -> None:
        """What stands in an empty chart."""
        self.message = text
        self._courses.update()

    def plot_rect(self) -> QRectF:
        rect = self._box.rect()
        return QRectF(0, 0, rect.width(), rect.height())

    def y_of(self, value: float) -> float:
        low, high = self._box.viewRange()[1]
        return float((high - value) / ((high - low) or 1.0) * self._box.rect().height())

    def value_marks(self) -> list[float]:
        values, _, _ = self._values.tick_values()
        return [self.y_of(value) for value in values]

    def pixels(self, series: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The series in pixels, at most about four points a pixel column (its extremes are kept)."""
        rect = self._box.rect()
        (x0, x1), (y0, y1) = self._box.viewRange()
        xs = (series.times_ns / 1e9 - x0) / ((x1 - x0) or 1.0) * rect.width()
        ys = (y1 - series.values) / ((y1 - y0) or 1.0) * rect.height()
        if len(xs) <= 4 * max(1.0, rect.width()):
            return np.asarray(xs), np.asarray(ys)
        stride = int(np.ceil(len(xs) / max(1.0, rect.width())))
        whole = len(xs) // stride * stride
        columns = ys[:whole].reshape(-1, stride)
        column_x = xs[:whole].reshape(-1, stride)
        thin_x = np.repeat(column_x[:, 0], 2)
        thin_y = np.stack([columns.min(axis=1), columns.max(axis=1)], axis=1).reshape(-1)
        return np.append(thin_x, xs[-1]), np.append(thin_y, ys[-1])

    def values_at(self, x_px: float) -> tuple[float, list[tuple[Series, float]]]:
        """Seconds at a pixel and the value of each series there (the last known one)."""
        low, high = self._box.viewRange()[0]
        seconds = low + x_px / max(1.0, self._box.rect().width()) * (high - low)
        found = []
        for entry in self.series:
            number = int(np.searchsorted(entry.times_ns, np.int64(seconds * 1e9), side="right")) - 1
            if number >= 0 and np.isfinite(entry.values[number]):
                found.append((entry, float(entry.values[number])))
        return seconds, found

    def point_at(self, at: QPointF | None) -> None:
        inside = at is not None and self.plot_rect().contains(at) and bool(self.series)
        self.pointer = QPointF(at) if inside and at is not None else None
        self._courses.update()

    def colors_changed(self) -> None:
        for axis in (self._values, self._times):
            axis.colors = self.colors
            axis.update()
        self._view.setBackground(self.colors.panel)
        self._courses.update()

    def _show_axes(self) -> None:
        for axis in (self._values, self._times):
            axis.setOpacity(1.0 if self.series else 0.0)  # an empty chart has no numbers

    def _fit(self) -> None:
        if not self.series:
            return
        start = min(int(entry.times_ns[0]) for entry in self.series) / 1e9
        end = max(int(entry.times_ns[-1]) for entry in self.series) / 1e9
        lows = [float(np.nanmin(entry.values)) for entry in self.series if np.isfinite(entry.values).any()]
        highs = [float(np.nanmax(entry.values)) for entry in self.series if np.isfinite(entry.values).any()]
        low, high = min(lows, default=0.0), max(highs, default=1.0)
        if self.zero_line:
            low, high = min(low, 0.0), max(high, 0.0)
        pad = ((high - low) or abs(high) or 1.0) * 0.06
        margin = max(1.0, end - start) * 0.012
        self._box.setRange(
            xRange=(start, max(end + margin, start + 1)),
            yRange=(low - pad, high + pad),
            padding=0,
            disableAutoRange=True,
        )
        self._widen()

    def _widen(self) -> None:
        """The axis is as wide as its longest number."""
        width = max(self._least_axis, ceil(self._values.widest()))
        if width != self._values.width():
            self._values.setWidth(width)

    def _resized(self) -> None:
        self._widen()
        self._courses.prepareGeometryChange()
        self._courses.update()
