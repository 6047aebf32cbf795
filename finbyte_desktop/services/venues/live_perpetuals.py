"""Linear perpetuals as a venue tells them: markets, brackets, positions, funding, settings. Values only.

Prices are quote per base, quantities base units (contracts times their size), money is the settling asset.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues.live_orders import PositionSide


class MarginMode(StrEnum):
    """What stands for a position: all of the account's money, or what was put aside for it."""

    CROSS = "cross"
    ISOLATED = "isolated"


class PositionMode(StrEnum):
    """One position a market, or a long and a short one beside each other."""

    ONE_WAY = "one_way"
    HEDGE = "hedge"


class Perpetual(NamedTuple):
    """A market. `contract_size` is base units a contract; `max_leverage` None where brackets tell it."""

    id: str
    base: str
    settle: str
    tick: Decimal
    lot: Decimal
    min_qty: Decimal
    min_cost: Decimal
    contract_size: Decimal
    max_leverage: Decimal | None


class Bracket(NamedTuple):
    """Up to `cap` of notional: the highest leverage, and the maintenance margin as a part of the notional
    less `deduction`.
    """

    floor: Decimal
    cap: Decimal
    max_leverage: Decimal
    maintenance_rate: Decimal
    deduction: Decimal


class Position(NamedTuple):
    """An open position; `qty` is above 0 for a long one, below for a short one."""

    instrument: str
    side: PositionSide
    qty: Decimal
    entry_price: Decimal
    mark_price: Decimal
    liquidation_price: Decimal | None
    unrealised: Decimal
    ns: int


class StrangePosition(NamedTuple):
    """An open position in a market that is not read here: it is halted, or settles in another asset. `market`
    is the venue's own name of it; `qty` as in a position.
    """

    market: str
    qty: Decimal


class Protection(NamedTuple):
    """A conditional order that ends a position, or `qty` of it, once the market trades at `trigger_price`;
    None for all of it. `side` is that of the order: a long position is ended by a sell.
    """

    instrument: str
    position: PositionSide
    side: Side
    trigger_price: Decimal
    wakes_above: bool
    qty: Decimal | None
    client_id: str
    venue_id: str


class Funding(NamedTuple):
    """One payment between longs and shorts; `amount` is above 0 when it was received. `rate` and `mark` tell
    how it came about, where the venue says that.
    """

    ns: int
    instrument: str
    id: str
    amount: Decimal
    asset: str
    rate: Decimal | None = None
    mark: Decimal | None = None


class Leverage(NamedTuple):
    """What a market is set to."""

    leverage: Decimal
    margin: MarginMode


class FeeTier(NamedTuple):
    """Rates of the account in a market."""

    maker: Decimal
    taker: Decimal
