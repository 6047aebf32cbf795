"""When a venue that took no request is asked again, and for how long what it told is true."""

from __future__ import annotations

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.clock import NS_PER_S

SOON_S = 1.0
OF_A_WHILE = frozenset({"throttled", "banned"})  # codes of what is over by itself
# What another try can mend: the venue's clock is measured anew with each.
OVER_BY_ITSELF = OF_A_WHILE | {"clock"}


def wait_s(until_ns: int, now_ns: int, usual_s: float) -> float:
    """Seconds until the next try: soon after the moment that the venue told, else `usual_s`."""
    left_ns = until_ns - now_ns
    return left_ns / NS_PER_S + SOON_S if left_ns > 0 else usual_s


class Told:
    """The last trouble. One that speaks of a moment is over when that has passed."""

    def __init__(self) -> None:
        self._text = ""
        self._until_ns = 0

    def take(self, error: FinByteError | None) -> None:
        """Another trouble, or None: it went well."""
        self._text, self._until_ns = ("", 0) if error is None else (error.text, error.until_ns)

    def text(self, now_ns: int) -> str:
        """What is true of it now; empty where nothing is."""
        return "" if self._until_ns and now_ns >= self._until_ns else self._text
