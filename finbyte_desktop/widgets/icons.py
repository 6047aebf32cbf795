"""Icons of the icon font, drawn in a given colour and kept in Qt's pixmap cache.

Names are QtAwesome names; the application uses the Phosphor family ("ph.robot"), plus
"ri.stock-line" for candles. An empty name draws nothing.
"""

from __future__ import annotations

import qtawesome
from PySide6.QtCore import QRect, QRectF, QSize, Qt, qWarning
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache


def icon_pixmap(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size` logical px, crisp at the device pixel ratio."""
    key = f"finbyte-icon:{name}:{color.rgba():x}:{size}:{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    try:
        qtawesome.charmap(name)
    except KeyError:
        qWarning(f"no icon of the name {name!r}")
        return QPixmap()
    pixels = round(size * ratio)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        qtawesome.icon(name, color=color).paint(painter, QRect(0, 0, pixels, pixels))
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def paint_icon(painter: QPainter, name: str, color: QColor, rect: QRectF | QRect, size: int) -> None:
    """Draws the icon centred in the rect."""
    if not name:
        return
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    center = QRectF(rect).center()
    painter.drawPixmap(
        round(center.x() - size / 2), round(center.y() - size / 2), icon_pixmap(name, color, size, ratio)
    )


def icon(name: str, color: QColor) -> QIcon:
    """A QIcon for menus and line edits."""
    return qtawesome.icon(name, color=color) if name else QIcon()
