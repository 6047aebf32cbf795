"""Widgets are tested without a display; the platform must be chosen before Qt is imported."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
os.environ["QT_API"] = "pyside6"

import pytest
from PySide6.QtWidgets import QApplication

from finbyte_desktop.ui import theme


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    """The application in the dark look."""
    theme.apply(qapp, theme.build(theme.Mode.DARK))
    return qapp
