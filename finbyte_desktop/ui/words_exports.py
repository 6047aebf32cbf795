"""What an export refuses."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "no_such_export": (QT_TRANSLATE_NOOP("errors", "There is no export {what}."),),
    "no_such_format": (QT_TRANSLATE_NOOP("errors", "There is no format {form}; choose csv or parquet."),),
    "no_such_folder": (
        QT_TRANSLATE_NOOP(
            "errors", "There is no folder {path}. Nothing was written; check its name, or make it first."
        ),
    ),
    "export_unwritable": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The export could not be written to {path}: {why}. Nothing was changed. Choose another folder "
            "or free some space.",
        ),
    ),
}
