"""The place of a feed whose file cannot be used: no market, no price, no end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services import ports
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import Cursor, FeedItem

MISSING, UNREADABLE = "feed_missing", "feed_unreadable"


class AbsentFeed:
    """A feed that gives nothing, in place of the one of `choice`.

    Attributes:
        reason: "feed_missing" for a file that is not there, "feed_unreadable" for one that cannot be used.
        problem: what is wrong, in plain words.
        missing: the first of its files that is not there.
    """

    def __init__(self, choice: ports.FeedChoice, error: UserError) -> None:
        self.missing = next((path for path in choice.paths if not path.exists()), None)
        self.kind = choice.kind
        self.label = "" if choice.path is None else (self.missing or choice.path).name
        self.reason = UNREADABLE if self.missing is None else MISSING
        self.problem = error.text

    def instruments(self) -> Sequence[Instrument]:
        """None: nothing can be traded."""
        return []

    def peek_ns(self) -> int | None:
        """Nothing comes."""
        return None

    def next(self) -> FeedItem | None:
        """Nothing comes."""
        return None

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """None: no funding is known."""
        return None

    def cursor(self) -> Cursor:
        """It has no position."""
        return {}

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Raises UserError: it has no position."""
        raise UserError(f"{self.label} does not have this position.", "bad_cursor")

    def progress(self) -> float | None:
        """It does not move."""
        return None

    def history(self, instrument: str, interval_ns: int, limit: int) -> ports.CandleArrays:
        """Raises UserError: it has no candles."""
        raise UserError(f"Nothing of {self.label} has been replayed yet.", "no_candles")

    def series(self, instrument: str, days: int) -> CandleSeries:
        """Raises UserError: it has no candles."""
        raise UserError(f"Nothing of {self.label} has been replayed yet.", "no_candles")
