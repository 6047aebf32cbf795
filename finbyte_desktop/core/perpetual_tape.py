"""PerpetualTapeVenue: the simulated exchange of one linear perpetual that is filled by trades and books."""

from __future__ import annotations

from finbyte_desktop.core.perpetual_venue import PerpetualVenue
from finbyte_desktop.core.tape import TapeVenue


class PerpetualTapeVenue(PerpetualVenue, TapeVenue):
    """A position as in `PerpetualVenue`, fills as in `TapeVenue`; its mark is the price of the last trade."""

    def ends_position(self) -> bool:
        """Whether the last trade liquidates the position; before the first one nothing does."""
        return bool(self.price) and super().ends_position()
