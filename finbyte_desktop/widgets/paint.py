"""Small drawing steps that several widgets share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
RIGHT = (
    int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
)
CENTER = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)


def round_box(
    painter: QPainter,
    rect: QRectF | QRect,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A filled rounded rectangle whose border lies inside the rect, crisp at every scale."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if border is not None else 0.0
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def frame(painter: QPainter, rect: QRect, color: QColor) -> None:
    """The outline of a rectangle, one pixel wide and inside it; as fills, which cost a tenth of a stroke."""
    left, top, width, height = rect.x(), rect.y(), rect.width(), rect.height()
    painter.fillRect(left, top, width, 1, color)
    painter.fillRect(left, top + height - 1, width, 1, color)
    painter.fillRect(left, top, 1, height, color)
    painter.fillRect(left + width - 1, top, 1, height, color)


def dot(painter: QPainter, center: QPointF, radius: float, color: QColor) -> None:
    """A filled circle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(center, radius, radius)
    painter.restore()


def split_zeros(text: str) -> tuple[str, str]:
    """The part of a decimal text that carries information, and the zeros (with a bare point) behind it.

    "0.1500" -> ("0.15", "00"), "106,400.0" -> ("106,400", ".0"), "1,200" -> ("1,200", "").
    """
    if "." not in text or not text[-1:].isdigit():
        return text, ""
    kept = text.rstrip("0")
    if kept.endswith("."):
        kept = kept[:-1]
    return kept, text[len(kept) :]
