"""The dialog that asks for a file: the system's own, or Qt's in the colours of the application."""

from __future__ import annotations

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

COMPLETIONS = "completions"  # the list under the name; no selector of the style sheet finds it otherwise


def first_folder() -> str:
    """Where a person's own files are: Documents, else the home folder; never where the program runs."""
    for place in (
        QStandardPaths.StandardLocation.DocumentsLocation,
        QStandardPaths.StandardLocation.HomeLocation,
    ):
        folder = QStandardPaths.writableLocation(place)
        if folder and QDir(folder).exists():
            return folder
    return QDir.homePath()


def file_dialog(parent: QWidget, title: str) -> QFileDialog:
    """A dialog over the window of a widget; it goes away with its answer."""
    dialog = QFileDialog(parent.window(), title, first_folder())
    dialog.finished.connect(dialog.deleteLater)
    for line in dialog.findChildren(QLineEdit):
        completer = line.completer()
        if completer is not None:
            completer.popup().setObjectName(COMPLETIONS)
    return dialog
