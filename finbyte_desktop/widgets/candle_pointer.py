"""ChartPointer: what mouse and wheel do to a candle chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from finbyte_desktop.widgets.candle_items import PriceLine
from finbyte_desktop.widgets.chart_ticks import TAG_HEIGHT

if TYPE_CHECKING:
    from finbyte_desktop.widgets.candle_chart import CandleChart

GRAB_PX = 5
TAG_REACH_PX = 110
CLICK_PX = 4
FREE_PAN_PX = 24  # a drag must leave its row by this much before the price moves with it
ZOOM = 1.15  # one notch of the wheel
STRETCH = 1.006  # one pixel on an axis


class ChartPointer:
    """Dragging the plot pans, an axis scales, a draggable line moves; the wheel zooms at the pointer."""

    def __init__(self, chart: CandleChart) -> None:
        self._chart = chart
        self.at: QPointF | None = None
        self._drag: tuple[str, QPointF, tuple[float, float], tuple[float, float]] | None = None
        self._line: tuple[str, float, float] | None = None  # key, price now, price at the start

    def dragged(self) -> tuple[str, float] | None:
        """(key, price) of the line that is being dragged."""
        return self._line[:2] if self._line is not None else None

    def pressed(self, event: QMouseEvent) -> None:
        chart, at = self._chart, event.position()
        chart.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton:
            if chart.scale.contains(at):
                chart.price_clicked.emit(chart.scale.price_at(at.y()), event.button())
            return
        line = self._line_at(at)
        if line is not None:
            self._line = (line.key, line.price, line.price)
            chart.layout_tags()
            return
        plot = chart.scale.rect()
        kind = "price" if at.x() > plot.width() else "time" if at.y() > plot.height() else "pan"
        self._drag = (kind, QPointF(at), chart.scale.x_range(), chart.scale.y_range())

    def moved(self, event: QMouseEvent) -> None:
        chart, at = self._chart, event.position()
        inside = chart.scale.contains(at)
        self.at = QPointF(at) if inside else None
        if self._line is not None:
            key, _, start = self._line
            price = chart.scale.price_at(min(max(0.0, at.y()), chart.scale.rect().height()))
            self._line = (key, price, start)
            chart.layout_tags()
            chart.line_moving.emit(key, price)
        elif self._drag is not None:
            self._drag_to(at)
        else:
            chart.set_pointer_shape(self._shape(at))
            chart.price_hovered.emit(chart.scale.price_at(at.y()) if inside else None)
        chart.repaint_overlay()

    def released(self, event: QMouseEvent) -> None:
        chart, at = self._chart, event.position()
        if self._line is not None:
            key, price, start = self._line
            self._line = None
            if price != start:
                chart.move_line(key, price)
            chart.layout_tags()
        elif self._drag is not None:
            start_at = self._drag[1]
            self._drag = None
            if (at - start_at).manhattanLength() < CLICK_PX and chart.scale.contains(at):
                chart.price_clicked.emit(chart.scale.price_at(at.y()), event.button())

    def double_clicked(self, event: QMouseEvent) -> None:
        if event.position().y() > self._chart.scale.rect().height():
            self._chart.show_last()
        else:
            self._chart.fit()

    def left(self, event: QEvent) -> None:
        self.at = None
        self._chart.price_hovered.emit(None)
        self._chart.repaint_overlay()

    def wheel(self, event: QWheelEvent) -> None:
        event.accept()
        chart, delta, at = self._chart, event.angleDelta(), event.position()
        width = chart.scale.rect().width()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or at.x() > width:
            chart.scale_price(ZOOM ** (-delta.y() / 120), at.y())
        elif abs(delta.x()) > abs(delta.y()):
            low, high = chart.scale.x_range()
            chart.pan(-delta.x() / 120 * (high - low) * 0.08)
        else:
            chart.zoom(ZOOM ** (-delta.y() / 120), chart.scale.x_at(min(at.x(), width)))

    def give_up(self) -> bool:
        """Escape: puts a dragged line back; False if there was none."""
        if self._line is None:
            return False
        self._line = None
        self._chart.layout_tags()
        return True

    def _line_at(self, at: QPointF) -> PriceLine | None:
        width = self._chart.scale.rect().width()
        for tag in self._chart.tags():
            if tag.line is None or not tag.line.draggable:
                continue
            on_line = not tag.off_view and abs(at.y() - tag.line_y) <= GRAB_PX and at.x() <= width
            on_tag = at.x() > width - TAG_REACH_PX and abs(at.y() - tag.y) <= TAG_HEIGHT / 2
            if on_line or on_tag:
                return tag.line
        return None

    def _shape(self, at: QPointF) -> Qt.CursorShape:
        plot = self._chart.scale.rect()
        if self._line_at(at) is not None or (at.x() > plot.width() and at.y() < plot.height()):
            return Qt.CursorShape.SizeVerCursor
        if at.y() > plot.height():
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.CrossCursor

    def _drag_to(self, at: QPointF) -> None:
        assert self._drag is not None
        kind, start, (x0, x1), (y0, y1) = self._drag
        chart, plot = self._chart, self._chart.scale.rect()
        dx, dy = at.x() - start.x(), at.y() - start.y()
        if kind == "pan":
            shift = -dx * (x1 - x0) / max(1, plot.width())
            if abs(dy) > FREE_PAN_PX or not chart.is_price_auto():
                rise = dy * (y1 - y0) / max(1, plot.height())
                chart.set_price_range(y0 + rise, y1 + rise)
            chart.set_range(x0 + shift, x1 + shift)
        elif kind == "price":
            middle, half = (y0 + y1) / 2, (y1 - y0) / 2 * STRETCH**dy
            chart.set_price_range(middle - half, middle + half)
        else:
            chart.set_range(x1 - (x1 - x0) * STRETCH ** (-dx), x1)
