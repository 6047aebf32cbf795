"""Why the cash of a wallet may differ from the ledger: perpetuals that share it are in no bot's books."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.shown_accounts import Positions

PART = "perpetual_cash"
UNIFIED = frozenset({"bybit"})  # venues with one wallet for spot and perpetuals
SETTLE = "USDT"
OPEN, CHANGED = "perpetual_open", "perpetual_changed"


class PerpetualCash:
    """Of one account. `saved` is what `state` gave before."""

    def __init__(self, saved: Mapping[str, Any]) -> None:
        self._sizes = {key: Decimal(size) for key, size in saved.get("sizes", {}).items()}
        self._changed = bool(saved.get("changed", False))

    def look(self, positions: Positions) -> bool:
        """Takes in what was read; whether something is to be kept."""
        if positions.read_ns is None:
            return False
        sizes = {row.key: row.size if row.is_long else -row.size for row in positions.rows}
        if sizes == self._sizes:
            return False
        self._sizes, self._changed = sizes, True
        return True

    def agreed(self) -> bool:
        """Venue and ledger agree: what was before explains nothing any more. Whether that is to be kept."""
        before, self._changed = self._changed, False
        return before

    def cause(self, asset: str) -> str:
        """Why this asset may differ; empty where perpetuals do not explain it."""
        if asset != SETTLE:
            return ""
        return OPEN if self._sizes else CHANGED if self._changed else ""

    def state(self) -> JsonValue:
        """What has to be kept."""
        return {"sizes": {key: str(size) for key, size in self._sizes.items()}, "changed": self._changed}
