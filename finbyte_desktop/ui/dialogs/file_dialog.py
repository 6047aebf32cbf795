"""The dialog that asks for a file: the system's own, or Qt's in the colours of the application."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

LAST_FOLDER = "last_folder"  # a property of the window
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


def file_dialog(parent: QWidget, title: str, near: Path | None = None) -> QFileDialog:
    """A dialog over the window of a widget; it goes away with its answer. It begins beside the file `near`,
    else where this window's last file was.
    """
    window = parent.window()
    folder = str(window.property(LAST_FOLDER) or "")
    if near is not None and QDir(str(near.parent)).exists():
        folder = str(near.parent)
    dialog = QFileDialog(window, title, folder if QDir(folder).exists() and folder else first_folder())
    dialog.fileSelected.connect(lambda file: window.setProperty(LAST_FOLDER, str(Path(file).parent)))
    dialog.filesSelected.connect(lambda files: window.setProperty(LAST_FOLDER, str(Path(files[0]).parent)))
    dialog.finished.connect(dialog.deleteLater)
    for line in dialog.findChildren(QLineEdit):
        completer = line.completer()
        if completer is not None:
            completer.popup().setObjectName(COMPLETIONS)
    return dialog
