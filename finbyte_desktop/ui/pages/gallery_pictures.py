"""Small pictures of what each type of bot does, drawn from formulas."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from finbyte_desktop.widgets.colors import Colors, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import RADIUS_SMALL
from finbyte_desktop.widgets.paint import dot, round_box

WIDTH, HEIGHT = 184, 112


def course(seed: float, count: int = 46, drift: float = 0.0) -> list[float]:
    """Values between 0 and 1 that look like a price."""
    raw = [
        math.sin(i / 3.1 + seed) * 0.9
        + math.sin(i / 7.7 + seed * 2) * 1.6
        + math.sin(i * 1.9 + seed * 5) * 0.45
        + math.sin(i * 2.7 + seed) * 0.3
        + drift * i / count
        for i in range(count)
    ]
    low, high = min(raw), max(raw)
    return [(value - low) / (high - low) for value in raw]


class TypePicture(Themed, QWidget):
    """184x112, one picture a bot type."""

    def __init__(self, bot_type: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paint = getattr(self, f"_paint_{bot_type}")
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            round_box(painter, self.rect(), RADIUS_SMALL, self.colors.window)
            painter.setClipRect(self.rect())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, self.colors, QRectF(self.rect()).adjusted(6, 12, -6, -12))

    # -- parts

    @staticmethod
    def _points(area: QRectF, values: list[float]) -> list[QPointF]:
        step = area.width() / (len(values) - 1)
        return [QPointF(area.x() + i * step, area.bottom() - v * area.height()) for i, v in enumerate(values)]

    @staticmethod
    def _line(painter: QPainter, points: list[QPointF], color: QColor, width: float = 1.3) -> None:
        painter.setPen(
            QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(QPolygonF(points))

    @staticmethod
    def _dashes(painter: QPainter, area: QRectF, y: float, color: QColor) -> None:
        pen = QPen(color, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.drawLine(QLineF(area.x(), y, area.right(), y))

    @staticmethod
    def _word(painter: QPainter, rect: QRectF, text: str, color: QColor, flags: Qt.AlignmentFlag) -> None:
        painter.setFont(font(Role.LABEL))
        painter.setPen(color)
        painter.drawText(rect, int(flags), text)

    # -- pictures

    def _paint_spot_grid(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        for number in range(7):
            y = area.bottom() - number / 6 * area.height()
            self._dashes(painter, area, y, c.sell if number > 3 else c.buy)
        points = self._points(area, course(0.4))
        self._line(painter, points, c.muted)
        before = points[0]
        for point in points[1:]:
            for number in range(7):
                y = area.bottom() - number / 6 * area.height()
                if min(before.y(), point.y()) < y <= max(before.y(), point.y()):
                    share = (y - before.y()) / ((point.y() - before.y()) or 1)
                    x = before.x() + share * (point.x() - before.x())
                    if abs(point.y() - before.y()) > 5:
                        dot(painter, QPointF(x, y), 2.8, c.sell if point.y() < before.y() else c.buy)
            before = point

    def _paint_futures_grid(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        middle = area.center().y()
        upper, lower = QColor(c.sell), QColor(c.buy)
        upper.setAlpha(34)
        lower.setAlpha(34)
        painter.fillRect(QRectF(0, 0, self.width(), middle), upper)
        painter.fillRect(QRectF(0, middle, self.width(), self.height() - middle), lower)
        self._dashes(painter, QRectF(self.rect()), middle, c.buy)
        points = self._points(area, course(2.1))
        self._line(painter, points, c.muted)
        for number in (8, 14, 22, 29, 37):
            above = points[number].y() < middle
            dot(painter, points[number], 3, c.sell if above else c.buy)
        self._word(painter, area, self.tr("short"), c.sell_text, Qt.AlignmentFlag.AlignTop)
        right = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight  # the course runs low on the left
        self._word(painter, area, self.tr("long"), c.buy_text, right)

    def _paint_rebalance(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        width = area.width() / 7
        for number, (a, b) in enumerate(
            ((0.42, 0.30), (0.50, 0.24), (0.42, 0.30), (0.34, 0.36), (0.42, 0.30), (0.47, 0.22), (0.42, 0.30))
        ):
            x = area.x() + number * width + 3
            y = area.top()
            for share, paint in ((a, c.series[3]), (b, c.series[1]), (1 - a - b, c.series[4])):
                color = QColor(paint)
                color.setAlpha(255 if number % 2 == 0 else 120)
                painter.fillRect(
                    QRectF(x, y, width - 12 if number % 2 == 0 else width - 14, share * area.height()), color
                )
                y += share * area.height()
        for share in (0.42, 0.72):
            self._dashes(painter, area, area.top() + share * area.height(), c.text)

    def _paint_dca_recurring(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        values = course(1.3, drift=3.0)
        points = self._points(area, values)
        self._line(painter, points, c.muted)
        mean: list[float] = []
        bought = 0.0
        for number, value in enumerate(values):
            if number % 6 == 1:
                bought += value
                dot(painter, points[number], 3, c.buy)
            mean.append(bought / max(1, (number + 5) // 6))
        pen = QPen(c.accent, 1.4, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(self._points(area, mean)))
        self._word(
            painter, area, self.tr("average"), c.accent_text,
            Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight,
        )  # fmt: skip

    def _paint_dca_basket(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        width, bars = area.width() / 9, 9
        for number in range(bars):
            height = area.height() * (number + 2) / (bars + 2)
            x, y = area.x() + number * width + 2, area.bottom()
            for share, paint in ((0.5, c.series[3]), (0.3, c.series[1]), (0.2, c.series[4])):
                part = share * height
                y -= part
                painter.fillRect(QRectF(x, y, width - 6, part - 1), QColor(paint))
            dot(painter, QPointF(x + (width - 6) / 2, y - 5), 3, c.buy)

    def _paint_dca_safety(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        values = [
            0.98,
            0.86,
            0.92,
            0.74,
            0.70,
            0.58,
            0.44,
            0.47,
            0.28,
            0.14,
            0.02,
            0.16,
            0.30,
            0.36,
            0.52,
            0.66,
            0.62,
            0.72,
        ]
        points = self._points(area, values)
        self._dashes(painter, area, area.bottom() - 0.66 * area.height(), c.sell)
        self._line(painter, points, c.muted)
        for number, radius in ((0, 2.4), (3, 2.8), (6, 3.4), (10, 4.4)):
            dot(painter, points[number], radius, c.buy)
        dot(painter, points[15], 4.4, c.sell)

    def _paint_dca_futures(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        rise = [0.06, 0.18, 0.14, 0.32, 0.30, 0.46, 0.58, 0.54, 0.72, 0.88, 0.98, 0.84, 0.72, 0.66, 0.5, 0.38]
        points = self._points(area, rise)
        self._dashes(painter, area, area.bottom() - 0.40 * area.height(), c.buy)
        self._line(painter, points, c.muted)
        for number, radius in ((0, 2.4), (3, 2.8), (6, 3.4), (10, 4.4)):
            dot(painter, points[number], radius, c.sell)
        dot(painter, points[15], 4.4, c.buy)
        self._word(painter, area, self.tr("short"), c.sell_text, Qt.AlignmentFlag.AlignTop)

    def _paint_signal(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        points = self._points(area, course(3.6))
        self._line(painter, points, c.muted)
        painter.setPen(QPen(c.accent, 1, Qt.PenStyle.DotLine))
        for number in (11, 27):
            painter.drawLine(
                QLineF(points[number].x(), area.top() - 6, points[number].x(), area.bottom() + 6)
            )
        painter.setPen(Qt.PenStyle.NoPen)
        for number, up in ((11, True), (17, False), (27, True), (39, False)):
            x, y = points[number].x(), points[number].y() + (9 if up else -9)
            size = 5 if up else -5
            painter.setBrush(c.buy if up else c.sell)
            painter.drawPolygon(
                QPolygonF([QPointF(x - 5, y + size), QPointF(x + 5, y + size), QPointF(x, y - size)])
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_delta_neutral(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        inner = area.adjusted(0, 14, 0, -14)
        values = course(0.9)
        long, short = QColor(c.buy), QColor(c.sell)
        long.setAlpha(170)
        short.setAlpha(170)
        self._line(painter, self._points(inner, [0.15 + 0.7 * v for v in values]), long)
        self._line(painter, self._points(inner, [0.85 - 0.7 * v for v in values]), short)
        self._line(painter, self._points(inner, [0.36 + 0.3 * i / 45 for i in range(46)]), c.accent, 2)
        self._word(painter, area, self.tr("spot long"), c.buy_text, Qt.AlignmentFlag.AlignTop)
        self._word(painter, area, self.tr("perp short"), c.sell_text, Qt.AlignmentFlag.AlignBottom)
        self._word(
            painter, area, self.tr("funding"), c.accent_text,
            Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight,
        )  # fmt: skip

    def _paint_market_maker(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        values = course(1.9, drift=2.2)
        held = [values[i - i % 4] for i in range(len(values))]
        self._line(painter, self._points(area, values), c.faint, 1)
        for shift, color in ((0.10, c.sell), (-0.10, c.buy)):
            points = self._points(area, [min(1.05, max(-0.05, v + shift)) for v in held])
            steps = [points[0]]
            for point in points[1:]:
                steps += [QPointF(point.x(), steps[-1].y()), point]
            self._line(painter, steps, color)

    def _paint_own_strategy(self, painter: QPainter, c: Colors, area: QRectF) -> None:
        painter.setFont(font(Role.LABEL))
        y = area.top() + 8
        for indent, parts in (
            (0, (("class ", c.series[1]), ("Trading", c.text), ("(Link):", c.muted))),
            (1, (("def ", c.series[1]), ("quote_update", c.text), ("(self, q):", c.muted))),
            (2, (("if q.last < self.low:", c.muted),)),
            (3, (("create_limit_order", c.buy_text), ("(...)", c.muted))),
        ):
            x = area.x() + 2 + indent * 11
            for text, color in parts:
                painter.setPen(color)
                painter.drawText(QPointF(x, y), text)
                x += painter.fontMetrics().horizontalAdvance(text)
            y += 18
