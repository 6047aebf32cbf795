"""The window comes back where it was, on a screen that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication

from finbyte_desktop.services.ports import Settings, WindowPlace
from finbyte_desktop.services.settings import load_settings, save_settings
from finbyte_desktop.ui.main_window import SMALLEST
from finbyte_desktop.ui.window_place import first_size, fitted, restore

if TYPE_CHECKING:
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow

LEAST = QSize(1000, 640)
LEFT, RIGHT = QRect(0, 0, 1920, 1040), QRect(1920, 0, 1280, 1024)


@pytest.mark.parametrize(
    ("place", "screens", "shown"),
    [
        (WindowPlace(100, 50, 1200, 800), [LEFT], QRect(100, 50, 1200, 800)),
        (WindowPlace(2000, 50, 1100, 800), [LEFT, RIGHT], QRect(2000, 50, 1100, 800)),
        (WindowPlace(2000, 50, 1100, 800), [LEFT], QRect(410, 120, 1100, 800)),
        (WindowPlace(100, -900, 1200, 800), [LEFT], QRect(360, 120, 1200, 800)),
        (WindowPlace(0, 0, 3000, 2000), [LEFT], QRect(0, 0, 1920, 1040)),
        (WindowPlace(10, 10, 300, 200), [LEFT], QRect(10, 10, 1000, 640)),
    ],
)
def test_the_head_of_the_window_is_within_reach(
    place: WindowPlace, screens: list[QRect], shown: QRect
) -> None:
    """A screen that went away takes no window with it; nothing is larger than its screen."""
    assert fitted(place, screens, LEAST) == shown


def test_place_is_saved_when_the_window_closes(open_window: OpenWindow, desk: FakeDesk) -> None:
    """Once, and only where something changed."""
    desk.current = replace(desk.current, closing="keep")
    window = open_window(desk)
    window._note_usual()
    window.setGeometry(40, 30, 1210, 777)
    window.close()
    place = WindowPlace(40, 30, 1210, 777)
    assert desk.calls == [("change_settings", {"window": place}), ("close", "keep")]
    again = open_window(desk)
    again._note_usual()
    desk.calls.clear()
    again.close()
    assert desk.calls == [("close", "keep")]


def test_a_saved_place_is_taken(qtbot: object, open_window: OpenWindow, desk: FakeDesk) -> None:
    """As large as the last time, or as the screen is."""
    place = WindowPlace(30, 20, 1050, 700)
    window = open_window(desk)
    restore(window, place)
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    assert window.size() == fitted(place, screens, SMALLEST).size()


@pytest.mark.parametrize(
    "place", [None, WindowPlace(-8, 4, 1400, 900), WindowPlace(1, 2, 1000, 640, maximized=True)]
)
def test_place_survives_the_file(tmp_path: Path, place: WindowPlace | None) -> None:
    """As it was written, also where there is none."""
    save_settings(tmp_path, Settings(window=place))
    assert load_settings(tmp_path).window == place


@pytest.mark.parametrize(
    "saved",
    ['{"x": 1}', '{"x": 1, "y": 1, "width": 0, "height": 5}', '{"x": 1, "y": 1, "width": 1e9, "height": 5}'],
)
def test_nonsense_costs_only_the_place(tmp_path: Path, saved: str) -> None:
    """Every other setting is kept."""
    (tmp_path / "settings.json").write_text(f'{{"theme": "light", "window": {saved}}}', encoding="utf-8")
    assert load_settings(tmp_path) == Settings(theme="light")


@pytest.mark.parametrize(
    ("room", "size"),
    [
        (QSize(1920, 1040), QSize(1440, 900)),
        (QSize(1100, 720), QSize(1100, 720)),
        (QSize(800, 600), QSize(1000, 640)),
    ],
)
def test_the_first_window_fits_its_screen(room: QSize, size: QSize) -> None:
    """Nothing at its edges, such as Panic, is off a small screen."""
    assert first_size(QSize(1440, 900), room, LEAST) == size
