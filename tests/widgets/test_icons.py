"""Icons: the same pixels as QtAwesome's own, every name known."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from finbyte_desktop.widgets.icons import icon, icon_pixmap

PACKAGE = Path(__file__).resolve().parents[2] / "finbyte_desktop"
NAME = re.compile(r"\"((?:ph|ri)\.[a-z0-9-]+)\"")
COLOR = QColor("#4c8dff")


def used_names() -> list[str]:
    sources = [*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "widgets").rglob("*.py")]
    return sorted({name for file in sources for name in NAME.findall(file.read_text(encoding="utf-8"))})


def test_every_used_icon_exists(qapp: QApplication) -> None:
    """Each name in the source has a picture; an unknown one would be a Qt warning, which fails a test."""
    names = used_names()
    assert len(names) > 40
    for name in names:
        assert not icon_pixmap(name, COLOR, 16).isNull(), name


@pytest.mark.parametrize(("size", "ratio"), [(14, 1.0), (16, 1.0), (20, 2.0), (48, 1.0)])
def test_icon_has_the_pixels_that_qtawesome_draws(qapp: QApplication, size: int, ratio: float) -> None:
    """The fonts are drawn as QtAwesome draws them, pixel by pixel."""
    import qtawesome

    for name in ("ph.robot", "ph.plus-bold", "ph.gear-six", "ri.stock-line"):
        pixels = round(size * ratio)
        wanted = QPixmap(pixels, pixels)
        wanted.fill(Qt.GlobalColor.transparent)
        with QPainter(wanted) as painter:
            qtawesome.icon(name, color=COLOR).paint(painter, QRect(0, 0, pixels, pixels))
        drawn = icon_pixmap(name, COLOR, size, ratio)
        drawn.setDevicePixelRatio(1.0)
        assert drawn.toImage() == wanted.toImage(), name


def test_qicon_has_several_sizes(qapp: QApplication) -> None:
    """A tray asks for the size it likes; an empty name is an empty icon."""
    sizes = {size.width() for size in icon("ph.robot", COLOR).availableSizes()}
    assert {16, 24, 32, 64} <= sizes
    assert icon("", COLOR).isNull()


def test_icons_do_not_import_qtawesome() -> None:
    """Its package is slow to import and reads twelve fonts; its files are enough."""
    code = "import sys, finbyte_desktop.widgets.icons; sys.exit('qtawesome' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=PACKAGE.parent).returncode == 0
