"""Axes in the application's look: values at the right, times at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QRectF, QTimeZone
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from finbyte_desktop.widgets.chart_ticks import TickKind, TimeTick, apart, log_ticks, time_ticks, value_ticks
from finbyte_desktop.widgets.colors import Colors
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.paint import CENTER, LEFT, RIGHT

PRICE_AXIS_WIDTH = 72
TIME_AXIS_HEIGHT = 22
TEXT_MARGIN = 8
VALUE_PITCH = 44
TAG_ROOM = 16  # px from the middle of a tag in which no number stands
LABEL_GAP = 60  # px between the middles of two times


def spell_value(value: float, places: int) -> str:
    """A number of an axis: grouped, with a true minus sign."""
    text = f"{value:,.{places}f}"
    if text.startswith("-"):
        text = "\u2212" + text[1:] if any(char in "123456789" for char in text) else text[1:]
    return text


def spell_time(tick: TimeTick) -> str:
    """A time mark in the user's language."""
    moment = QDateTime.fromSecsSinceEpoch(tick.time_s, QTimeZone.utc())
    return QLocale().toString(moment, _format(tick.kind))


def spell_moment(time_s: float, *, with_time: bool) -> str:
    """A moment for the crosshair's tag and for tooltips."""
    moment = QDateTime.fromSecsSinceEpoch(int(time_s), QTimeZone.utc())
    text = "d MMM yyyy  HH:mm" if with_time else "d MMM yyyy"
    return QLocale().toString(moment, QCoreApplication.translate("chart", text))


def _format(kind: TickKind) -> str:
    translate = QCoreApplication.translate
    if kind is TickKind.DAY:
        return translate("chart", "d MMM")
    if kind is TickKind.MONTH:
        return translate("chart", "MMM")
    if kind is TickKind.YEAR:
        return translate("chart", "yyyy")
    return "HH:mm:ss" if kind is TickKind.SECONDS else "HH:mm"


class ValueAxis(pg.AxisItem):
    """Numbers at the right of a plot. In log mode the plot's y is log10 of the value."""

    def __init__(self, width: int = PRICE_AXIS_WIDTH, pitch: int = VALUE_PITCH) -> None:
        super().__init__("right")
        self.pitch = pitch  # px that a number has at least, about
        self.colors: Colors | None = None
        self.log = False
        self.min_places = 0
        self.left_text = False
        self.unit = ""
        self.line_visible = True
        self._avoided: Sequence[float] = ()  # px where tags stand
        self._numbers: list[float] = []  # px of all numbers, as painted last
        self.enableAutoSIPrefix(False)
        self.setWidth(width)

    def boundingRect(self) -> QRectF:
        """Its own place, no more: a change of a price does not repaint the axis below."""
        return self.mapRectFromParent(self.geometry())

    def tick_values(self) -> tuple[list[float], list[float], int]:
        """Values, their y in plot units, and decimals."""
        low, high = self.range
        view = self.linkedView()
        if view is None or not (np.isfinite(low) and np.isfinite(high)) or high <= low:
            return [], [], 0
        count = max(2, int(view.rect().height() / self.pitch))
        if self.log:
            values, places = log_ticks(10.0 ** max(low, -300), 10.0 ** min(high, 300), count)
            return values, [float(np.log10(value)) for value in values], places
        values, places = value_ticks(low, high, count)
        return values, values, places

    def avoid(self, tags: Sequence[float]) -> None:
        """Keeps these px free; painted anew where other numbers are hidden by them than before."""
        before, self._avoided = self._hidden(), tags
        if self._hidden() != before:
            self.update()

    def _hidden(self) -> list[bool]:
        return [any(abs(at - tag) < TAG_ROOM for tag in self._avoided) for at in self._numbers]

    def widest(self) -> float:
        """The width in px that its longest number needs."""
        values, _, places = self.tick_values()
        metrics = QFontMetricsF(font(Role.LABEL))
        places = max(places, self.min_places if places else 0)
        texts = (spell_value(value, places) + self.unit for value in values)
        return max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + 2 * TEXT_MARGIN

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view = self.linkedView()
        if self.colors is None or view is None:
            return
        rect = QRectF(0, 0, self.width(), view.rect().height())
        if self.line_visible:
            p.fillRect(QRectF(0, 0, 1, rect.height()), self.colors.line)
        p.setFont(font(Role.LABEL))
        p.setPen(self.colors.muted)
        low, high = self.range
        values, ys, places = self.tick_values()
        places = max(places, self.min_places if places else 0)
        taken = list(self._avoided)
        self._numbers = [(high - y) / (high - low) * rect.height() for y in ys]
        for value, at in zip(values, self._numbers, strict=True):
            if at < 7 or at > rect.height() - 7 or any(abs(at - tag) < TAG_ROOM for tag in taken):
                continue
            taken.append(at)
            text = spell_value(value, places) + self.unit
            place = QRectF(TEXT_MARGIN, at - 8, rect.width() - 2 * TEXT_MARGIN, 16)
            p.drawText(place, LEFT if self.left_text else RIGHT, text)


class TimeAxis(pg.AxisItem):
    """Times at the foot of a plot. `to_seconds` and `to_x` translate between plot x and epoch seconds."""

    def __init__(
        self,
        to_seconds: Callable[[float], float] = lambda x: x,
        to_x: Callable[[float], float] = lambda seconds: seconds,
        height: int = TIME_AXIS_HEIGHT,
        least_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        super().__init__("bottom")
        self.least_s = least_s
        self.colors: Colors | None = None
        self.to_seconds = to_seconds
        self.to_x = to_x
        self.line_visible = True
        self.enableAutoSIPrefix(False)
        self.setHeight(height)

    def ticks(self) -> list[tuple[float, TimeTick]]:
        """(plot x, mark) of each label."""
        low, high = self.range
        view = self.linkedView()
        if view is None or not (np.isfinite(low) and np.isfinite(high)) or high <= low:
            return []
        count = max(2, int(view.rect().width() / 84))
        marks = time_ticks(self.to_seconds(low), self.to_seconds(high), count, self.least_s())
        placed = [(self.to_x(mark.time_s), mark) for mark in marks]
        # where candles are missing, times that are far apart stand side by side
        gap = LABEL_GAP * (high - low) / max(1.0, view.rect().width())
        return [placed[number] for number in apart([(x, mark.strong) for x, mark in placed], gap)]

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view = self.linkedView()
        if self.colors is None or view is None:
            return
        width = view.rect().width()
        if self.line_visible:
            p.fillRect(QRectF(0, 0, self.geometry().width() + PRICE_AXIS_WIDTH, 1), self.colors.line)
        low, high = self.range
        for x, mark in self.ticks():
            at = (x - low) / (high - low) * width
            if at < 14 or at > width - 14:
                continue
            p.setFont(font(Role.CHIP if mark.strong else Role.LABEL))
            p.setPen(self.colors.text if mark.strong else self.colors.muted)
            p.drawText(QRectF(at - 50, 1, 100, self.height() - 1), CENTER, spell_time(mark))
