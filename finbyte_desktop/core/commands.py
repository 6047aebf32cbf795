"""All that the kernel may tell the shell to do."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from finbyte_desktop.core.orders import Order


class Submit(NamedTuple):
    """Send this order, once. Its intent is among the facts of the same step and must be durable first."""

    order: Order


class Cancel(NamedTuple):
    """Ask the venue to cancel."""

    instrument: str
    client_id: str


class Isolate(NamedTuple):
    """Put so much more of the account's money behind the position of a market (negative: take it back), at
    this leverage.
    """

    instrument: str
    margin: Decimal
    leverage: Decimal


Command: TypeAlias = Submit | Cancel | Isolate
