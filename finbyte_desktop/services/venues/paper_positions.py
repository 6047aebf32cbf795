"""What the paper account has in perpetual markets: it is the account's and outlives a change of feed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, plain
from finbyte_desktop.core.perpetual_venue import Isolated, PerpetualVenue
from finbyte_desktop.core.position import Position


class PaperPositions:
    """Positions and their money by market. A market that trades here keeps its own; those whose feed is away
    are kept here.

    Attributes:
        put_in: all that was put behind each position, less what was taken back.
    """

    def __init__(self) -> None:
        self.put_in: dict[str, Decimal] = {}
        self._away: dict[str, Isolated] = {}
        self._here: dict[str, PerpetualVenue] = {}

    def adopt(self, venue: PerpetualVenue) -> None:
        """The account's part goes over to a market that trades here now."""
        i = venue.instrument
        venue.isolated = self._away.pop(i.id, Isolated(i.quote))
        self._here[i.id] = venue

    def isolate(
        self, i: Instrument, put_in: Decimal, leverage: Decimal, balances: dict[str, Decimal]
    ) -> None:
        """Moves money of the account behind a position, or back, until so much was put in; asked again it
        moves nothing.
        """
        amount = put_in - self.put_in.get(i.id, ZERO)
        self.put_in[i.id] = put_in
        venue = self._here.get(i.id)
        if venue is not None:
            venue.isolate(amount, leverage)
            return
        balances[i.quote] = balances.get(i.quote, ZERO) - amount
        kept = self._away.get(i.id, Isolated(i.quote))
        self._away[i.id] = kept._replace(margin=kept.margin + amount, leverage=leverage)

    def all(self) -> dict[str, Isolated]:
        """Every market with something of the account, in name order."""
        rows = {**self._away, **{name: venue.isolated for name, venue in self._here.items()}}
        return {name: row for name, row in sorted(rows.items()) if row != Isolated(row.quote)}

    def held(self, balances: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """The account by asset: cash with what stands behind positions, contracts under their market's
        name.
        """
        found = dict(balances)
        for name, row in self.all().items():
            found[row.quote] = found.get(row.quote, ZERO) + row.margin
            if row.position.qty:
                found[name] = row.position.qty
        return found

    def save(self) -> dict[str, JsonValue]:
        """Everything, those that trade here included."""
        rows = self.all()
        names = sorted({*rows, *(name for name, amount in self.put_in.items() if amount)})
        return {name: [_encoded(rows.get(name)), plain(self.put_in.get(name, ZERO))] for name in names}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave; before the markets that trade here are adopted, or after."""
        self.put_in, self._away = {}, {}
        for name, (row, put_in) in state.items():
            self.put_in[name] = Decimal(put_in)
            if row is not None:
                quote, position, margin, leverage, fundings = decode(row)
                self._away[name] = Isolated(quote, Position(*position), margin, leverage, fundings)
        for venue in self._here.values():
            self.adopt(venue)


def _encoded(row: Isolated | None) -> JsonValue:
    return None if row is None else encode((*row[:1], tuple(row.position), *row[2:]))
