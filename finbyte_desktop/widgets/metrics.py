"""Distances in px at 100 % scale. The grid is 4."""

from __future__ import annotations

from typing import Final

SPACE_1: Final = 4
SPACE_2: Final = 8
SPACE_3: Final = 12
SPACE_4: Final = 16
SPACE_5: Final = 24

RADIUS: Final = 6
RADIUS_SMALL: Final = 4

RAIL_WIDTH: Final = 64
HEADER_HEIGHT: Final = 56
STATUS_HEIGHT: Final = 28
ROW_HEIGHT: Final = 28
BUTTON_HEIGHT: Final = 32
FIELD_HEIGHT: Final = 36
