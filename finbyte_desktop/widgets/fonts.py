"""The type sizes of the application, by role."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication


class Role(Enum):
    """(pixel size, weight) of each use of text."""

    HEADLINE = (28, 600)  # one number a card or page
    SECTION = (20, 600)
    TITLE = (15, 600)  # page and card titles
    SUBTITLE = (15, 400)
    STRONG = (13, 500)
    BODY = (13, 400)
    TABLE = (12, 400)
    TABLE_STRONG = (12, 500)
    PANEL_TITLE = (12, 600)
    LABEL = (11, 400)  # labels, units, axes
    CHIP = (11, 500)


def font(role: Role) -> QFont:
    """The application's font (with its tabular figures) in the size and weight of a role."""
    size_px, weight = role.value
    result = QFont(QGuiApplication.font())
    result.setPixelSize(size_px)
    result.setWeight(QFont.Weight(weight))
    return result


def text_width(role_font: QFont, text: str) -> int:
    """Width in px of one line of text."""
    return QFontMetrics(role_font).horizontalAdvance(text)
