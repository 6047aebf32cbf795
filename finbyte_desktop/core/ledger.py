"""Double entry in every asset: owners, buckets, reservations, cost basis.

An owner is a bot, `UNATTRIBUTED` (the account's money that no bot holds) or `VENUE` (the other side of every
movement with the outside world). Every transaction adds up to 0 in every asset, so the sum over the bots and
unattributed equals the venue's balance to the last unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.numbers import ZERO

UNATTRIBUTED = "unattributed"
VENUE = "venue"
FREE = "free"
RESERVED = "reserved"
TRADED = "traded"
FEES = "fees"
OUTSIDE = "outside"
POSITION = "position"  # contracts held, in base units under the name of their market; negative is short
FUNDING = "funding"
Line: TypeAlias = tuple[str, str, str, Decimal]
"""One line of a transaction: owner, bucket, asset, amount; told as facts.Posting."""


class Ledger:
    """Balances by (owner, bucket, asset); nothing else changes them but `post`."""

    def __init__(self) -> None:
        self._balances: dict[tuple[str, str, str], Decimal] = {}

    def balance(self, owner: str, bucket: str, asset: str) -> Decimal:
        """Units of the asset in one account; 0 for an account that never moved."""
        return self._balances.get((owner, bucket, asset), ZERO)

    def free(self, owner: str, asset: str) -> Decimal:
        """What the owner may still use."""
        return self._balances.get((owner, FREE, asset), ZERO)

    def reserved(self, owner: str, asset: str) -> Decimal:
        """What stands in the owner's orders."""
        return self._balances.get((owner, RESERVED, asset), ZERO)

    def held(self, owner: str, asset: str) -> Decimal:
        """Free and reserved together."""
        get = self._balances.get
        return get((owner, FREE, asset), ZERO) + get((owner, RESERVED, asset), ZERO)

    def post(self, lines: Sequence[Line]) -> None:
        """Books one transaction. Raises Bug, and books nothing, when an asset does not add up to 0."""
        if len(lines) != 2 or lines[0][2] != lines[1][2] or lines[0][3] != -lines[1][3]:
            self._check(lines)
        balances = self._balances
        for owner, bucket, asset, amount in lines:
            key = (owner, bucket, asset)
            balances[key] = balances[key] + amount if key in balances else amount

    @staticmethod
    def _check(lines: Sequence[Line]) -> None:
        sums: dict[str, Decimal] = {}
        for _, _, asset, amount in lines:
            sums[asset] = sums[asset] + amount if asset in sums else amount
        for asset, total in sums.items():
            if total:
                raise Bug(f"A transaction in {asset} is out of balance by {total}.", "unbalanced")

    def account_total(self, asset: str) -> Decimal:
        """The sum over all bots and unattributed: what the venue's balance must be."""
        return sum(
            (v for (owner, _, a), v in self._balances.items() if a == asset and owner != VENUE),
            ZERO,
        )

    def owners(self) -> list[str]:
        """Everybody who holds something besides the venue, in name order."""
        return sorted({owner for (owner, _, _), v in self._balances.items() if owner != VENUE and v != 0})

    def assets(self) -> list[str]:
        """Every asset that ever moved, in name order."""
        return sorted({asset for (_, _, asset) in self._balances})

    def rows(self) -> list[tuple[str, str, str, Decimal]]:
        """All accounts in a fixed order, for saving and for comparing."""
        return [(*key, value) for key, value in sorted(self._balances.items()) if value != 0]

    def load(self, rows: Iterable[tuple[str, str, str, Decimal]]) -> None:
        """Replaces everything by saved rows."""
        self._balances = {(owner, bucket, asset): value for owner, bucket, asset, value in rows}
