"""The durable mark of a panic in an account's folder: while it is there, no new order leaves.

The guard sets it before its first cancel, the engine looks at it before every order. The whole account's mark
goes when a person releases it; a single bot's mark goes when the engine has stopped that bot.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from finbyte_desktop.core.errors import Unavailable

FILE_NAME = "panic"
BOT_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class PanicMark:
    """The marks of one account; without a place there is never one."""

    def __init__(self, place: Path | None) -> None:
        self._place = place or Path(os.devnull)
        self._path = self._place / FILE_NAME

    def holds(self, bot: str) -> bool:
        """Whether no order of this bot may leave. Cheap: it is asked before every order."""
        return self.is_set() or self._of(bot).exists()

    def is_set(self) -> bool:
        """Whether the whole account is held."""
        return self._path.exists()

    def bots(self) -> list[str]:
        """The bots that are held one by one."""
        found = self._place.glob(f"{FILE_NAME}.*")
        return sorted(path.suffix[1:] for path in found if BOT_NAME.fullmatch(path.suffix[1:]))

    def set(self, bot: str | None) -> None:
        """Holds the account, or one bot: for every process from now on, and after a loss of power once `sync`
        has returned. Raises Unavailable when the disk does not take it.
        """
        path = self._path if bot is None else self._of(bot)
        try:
            self._place.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        except OSError as error:
            raise _unwritable(path, error) from None

    def sync(self) -> None:
        """Makes what was set outlast a loss of power. Blocking. Raises Unavailable."""
        if os.name == "nt":  # folders cannot be synced there; the entry is written through
            return
        try:
            handle = os.open(self._place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise _unwritable(self._path, error) from None

    def release(self, bot: str | None = None) -> None:
        """Orders may leave again. Raises Unavailable when the disk refuses; the mark holds then."""
        path = self._path if bot is None else self._of(bot)
        try:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
            if self._place.exists():
                self.sync()
        except OSError as error:
            raise _unwritable(path, error) from None

    def _of(self, bot: str) -> Path:
        if not BOT_NAME.fullmatch(bot):  # it cannot have a file of its own: the account's counts for it
            return self._path
        return self._place / f"{FILE_NAME}.{bot}"


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"The mark of the panic, {path}, could not be changed: {error.strerror}. What was there before is "
        "unchanged. Free some space or give this user the right to write there.",
        "mark_unwritable",
    )
