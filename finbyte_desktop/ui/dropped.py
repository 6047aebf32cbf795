"""Files that are dropped on the window: prices to play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.session import Session

Taker = Callable[[Sequence[Path]], None]


def files(mime: QMimeData) -> list[Path]:
    """The files of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def taker(window: MainWindow) -> Taker | None:
    """Who takes them now. Nobody does while a question about something else is open, nor at a venue, which
    has its own prices: then the pointer says so.
    """
    from finbyte_desktop.ui.dialogs.dialog import Dialog

    session = window.session
    if session.desk.health().mode != "paper":
        return None
    asking = [dialog for dialog in window.stage.findChildren(Dialog) if dialog.is_open()]
    if asking:
        dialog = asking[-1]
        return dialog.take_files if dialog.takes_files else None
    return None if window.asks() else lambda paths: _ask(session, paths)


def _ask(session: Session, paths: Sequence[Path]) -> None:
    from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog

    FeedDialog(session, *paths).open()
