"""All that the kernel may tell the shell to do."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from finbyte_desktop.core.orders import Order


class Submit(NamedTuple):
    """Send this order, once. Its intent is among the facts of the same step and must be durable first."""

    order: Order


class Cancel(NamedTuple):
    """Ask the venue to cancel."""

    instrument: str
    client_id: str


Command: TypeAlias = Submit | Cancel
