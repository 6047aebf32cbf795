"""What the view-models share: they read while their page is visible, and an error of theirs is shown, not
raised.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.session import Session

_LOG = logging.getLogger(__name__)


class PageModel(QObject):
    """Reads the desk into a frozen snapshot. `changed` follows each read, also one that failed.

    `topics` name what makes it read again. Subclasses implement `load`, which may raise: then the old
    snapshot stays
    and `error` says why.
    """

    changed = Signal()
    topics: frozenset[str] = frozenset({"bots"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.error = ""
        self.stale_age: str | None = None
        self.loaded = False
        self._active = False
        session.bridge.slow.connect(self._told)
        session.bridge.at_once.connect(self._told)

    def activate(self) -> None:
        """The page came to the front."""
        self._active = True
        self.refresh()

    def deactivate(self) -> None:
        self._active = False

    def is_active(self) -> bool:
        return self._active

    def refresh(self) -> None:
        """Reads now."""
        try:
            self.stale_age = self.session.stale_age()
            self.load()
        except FinByteError as error:
            self.error = words_problems.error(error)
        except Exception as error:
            _LOG.exception("a view-model failed")
            self.error = self.tr("This page cannot be shown: {error}. Bots run on.").format(error=error)
        else:
            self.error = ""
            self.loaded = True
        self.changed.emit()

    def load(self) -> None:
        """Reads the desk into the snapshot. May raise."""
        raise NotImplementedError

    def _told(self, topics: frozenset[str]) -> None:
        if self._active and (topics & self.topics or "settings" in topics):
            self.refresh()
