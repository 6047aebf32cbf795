"""Icons of the icon fonts, drawn in a given colour and kept in Qt's pixmap cache.

Names are QtAwesome names; the application uses the Phosphor family ("ph.robot"), plus "ri.stock-line" for
candles. An empty name draws nothing. The fonts and their tables of names are QtAwesome's files and the icons
are drawn as it draws them; its package is not imported, for that takes 0.13 s, twelve fonts and 25 MB.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, qWarning
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap, QPixmapCache

_FILES = {"ph": "phosphor", "ri": "remixicon"}
_GLYPH_SHARE = 0.875  # the height of a glyph in its icon, which leaves room for the font's bearing
_ICON_SIZES = (16, 22, 24, 32, 48, 64)


class _IconFont(NamedTuple):
    family: str
    codes: dict[str, str]

    def glyph(self, name: str) -> str:
        code = self.codes.get(name)
        return chr(int(code, 16)) if code else ""


@cache
def _icon_font(prefix: str) -> _IconFont:
    """A family of icons, read once; without glyphs where there is none of that name."""
    spec = find_spec("qtawesome")
    places = spec.submodule_search_locations if spec is not None else None
    stem = _FILES.get(prefix)
    if not places or stem is None:
        return _IconFont("", {})
    folder = Path(next(iter(places))) / "fonts"
    fonts, tables = sorted(folder.glob(f"{stem}-[0-9]*.ttf")), sorted(folder.glob(f"{stem}-charmap-*.json"))
    if not fonts or not tables:
        return _IconFont("", {})
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(fonts[-1])))
    codes = json.loads(tables[-1].read_text(encoding="utf-8"))
    return _IconFont(families[0], codes) if families else _IconFont("", {})


def icon_pixmap(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size` logical px, crisp at the device pixel ratio."""
    key = f"finbyte-icon:{name}:{color.rgba():x}:{size}:{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    prefix, _, rest = name.partition(".")
    icons = _icon_font(prefix)
    glyph = icons.glyph(rest)
    if not glyph:
        qWarning(f"no icon of the name {name!r}")
        return QPixmap()
    pixels = round(size * ratio)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    font = QFont()
    font.setFamily(icons.family)
    font.setPixelSize(round(_GLYPH_SHARE * pixels))
    with QPainter(pixmap) as painter:
        painter.setPen(color)
        painter.setFont(font)
        painter.drawText(QRect(0, 0, pixels, pixels), Qt.AlignmentFlag.AlignCenter, glyph)
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
    """A QIcon for menus, line edits and the tray, in the sizes that desktops ask for."""
    result = QIcon()
    if name:
        for size in _ICON_SIZES:
            result.addPixmap(icon_pixmap(name, color, size))
    return result
