"""Where the window was: kept over restarts, and brought back to where a screen is now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from finbyte_desktop.services.ports import WindowPlace

TITLE = 40  # px that the window's frame takes of a screen's height, at the most
GRIP = 64  # px of the window's head that must be on a screen to be taken hold of


def place_of(window: QWidget) -> WindowPlace:
    """Size and position as a person left them; those before it was maximized, and whether it is."""
    rect = window.normalGeometry() if window.isMaximized() or window.isFullScreen() else window.geometry()
    return WindowPlace(rect.x(), rect.y(), rect.width(), rect.height(), window.isMaximized())


def restore(window: QWidget, place: WindowPlace) -> None:
    """Puts the window where it was, or onto the first screen when that place is gone."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    window.setGeometry(fitted(place, screens, window.minimumSize()))
    if place.maximized:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def first(window: QWidget, usual: QSize) -> None:
    """The usual size, or that of the screen where it is smaller."""
    screen = QGuiApplication.primaryScreen()
    room = screen.availableGeometry() if screen is not None else QRect(0, 0, usual.width(), usual.height())
    inner = room.size() - QSize(0, TITLE)
    window.resize(first_size(usual, inner, window.minimumSize()))
    if inner.width() < usual.width() or inner.height() < usual.height():
        window.move(room.topLeft())


def first_size(usual: QSize, room: QSize, least: QSize) -> QSize:
    """No larger than the screen, no smaller than the window can be."""
    return usual.boundedTo(room).expandedTo(least)


def fitted(place: WindowPlace, screens: Sequence[QRect], least: QSize) -> QRect:
    """The place on one of the screens: no larger than it, its head within reach."""
    wanted = QRect(place.x, place.y, place.width, place.height)
    if not screens:
        return wanted
    head = QRect(wanted.x(), wanted.y(), wanted.width(), GRIP)
    shown = [(head.intersected(screen), screen) for screen in screens]
    best, screen = max(shown, key=lambda pair: pair[0].width() * pair[0].height())
    kept = best.width() >= min(GRIP, head.width()) and best.height() >= GRIP // 2
    if not kept:
        screen = screens[0]
    size = wanted.size().boundedTo(screen.size()).expandedTo(least)
    wanted.setSize(size)
    if not kept:
        wanted.moveCenter(screen.center())
        wanted.moveTo(max(screen.x(), wanted.x()), max(screen.y(), wanted.y()))
    elif not screen.contains(wanted) and size != QSize(place.width, place.height):
        wanted.moveTo(screen.topLeft())
    return wanted
