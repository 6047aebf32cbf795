"""Why a fill happened, in the table of a life."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import FillRow
from finbyte_desktop.ui.viewmodels.history_tables import why_of


@pytest.mark.parametrize(
    ("opens", "side", "told"),
    [
        (Side.BUY, Side.BUY, "safety order"),
        (Side.BUY, Side.SELL, "take profit"),
        (Side.SELL, Side.SELL, "safety order"),
        (Side.SELL, Side.BUY, "take profit"),
    ],
)
def test_a_short_deal_takes_its_profit_by_buying(opens: Side, side: Side, told: str) -> None:
    """What opens a position is a safety order, whichever side that is."""
    d = Decimal
    fill = FillRow("t", 1, "b", "bot", "m", side, d(100), d(1), d(100), d(0), "USDT", None, d(100), None, "")
    assert why_of(fill, "dca_futures", opens) == told
