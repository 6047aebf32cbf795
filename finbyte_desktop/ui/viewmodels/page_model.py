"""What the view-models share: they read while their page is visible, and an error of theirs is shown, not
raised.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import text_of
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.session import Session

_LOG = logging.getLogger(__name__)
SLOW_MS = 150
Answer = TypeVar("Answer")


class Reading(QObject, Generic[Answer]):
    """One answer that takes time: asked for in the background, told by `answered` or by `failed`.

    A question with another key ends the one before. One with the same key, asked while that is under way,
    is asked again after it: whatever changes often is shown at the speed at which it can be read.
    `slow` says whether somebody has waited long enough to be told; `waited` follows when that changes.
    """

    waited = Signal()

    def __init__(
        self,
        session: Session,
        answered: Callable[[Answer], None],
        failed: Callable[[FinByteError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._answered = answered
        self._failed = failed
        self._key: Hashable = None
        self._number = 0
        self._under_way = False
        self._again: Callable[[], Awaitable[Answer | None]] | None = None
        self.slow = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SLOW_MS)
        self._timer.timeout.connect(self._became_slow)

    def ask(self, key: Hashable, question: Callable[[], Awaitable[Answer | None]]) -> None:
        """Asks; an answer None means that somebody else's newer question took this one's place."""
        if self._under_way and key == self._key:
            self._again = question
            return
        self._key = key
        self._number += 1
        self._under_way, self._again = True, None
        if not self.slow:
            self._timer.start()
        self._session.spawn(self._ask(self._number, question))

    def is_under_way(self) -> bool:
        return self._under_way

    def drop(self) -> None:
        """Nobody waits for the answer any more."""
        self._number += 1
        self._ended()

    async def _ask(self, number: int, question: Callable[[], Awaitable[Answer | None]]) -> None:
        answer: Answer | None = None
        error: FinByteError | None = None
        try:
            answer = await question()
        except FinByteError as caught:
            error = caught
        finally:
            current = number == self._number
            if current:
                self._ended()
        if not current:
            return
        again, self._again = self._again, None
        if error is not None:
            self._failed(error)
        elif answer is not None:
            self._answered(answer)
        if again is not None:
            self.ask(self._key, again)

    def _ended(self) -> None:
        self._under_way = False
        self._timer.stop()
        if self.slow:
            self.slow = False
            self.waited.emit()

    def _became_slow(self) -> None:
        self.slow = True
        self.waited.emit()


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
        self._read_problem = ""
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
            self.stale_age = self.age()
            self.load()
        except FinByteError as error:
            self.error = words_problems.error(error)
        except Exception as error:
            _LOG.exception("a view-model failed")
            self.error = self.tr("This page cannot be shown: {error}. Bots run on.").format(
                error=text_of(error)
            )
        else:
            self.error = self._read_problem
            self.loaded = True
        self.changed.emit()

    def age(self) -> str | None:
        """How old what is shown is, when it is not fresh."""
        return self.session.stale_age()

    def load(self) -> None:
        """Reads the desk into the snapshot. May raise."""
        raise NotImplementedError

    def read_well(self) -> None:
        """A reading in the background succeeded: what the one before said is over."""
        if self._read_problem:
            self._read_problem = self.error = ""
            self.changed.emit()

    def read_failed(self, error: FinByteError) -> None:
        """A reading in the background failed: the old rows stay and the page says why."""
        self._read_problem = self.error = words_problems.error(error)
        self.changed.emit()

    def _told(self, topics: frozenset[str]) -> None:
        if self._active and (topics & self.topics or "settings" in topics):
            self.refresh()
