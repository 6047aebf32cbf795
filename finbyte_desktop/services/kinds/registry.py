"""The kinds of bots that can be created, and which of them a bot is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.kinds.dca_basket import DcaBasketKind
from finbyte_desktop.services.kinds.dca_futures import DcaFuturesKind
from finbyte_desktop.services.kinds.dca_recurring import DcaRecurringKind
from finbyte_desktop.services.kinds.dca_safety import DcaSafetyKind
from finbyte_desktop.services.kinds.futures_grid import FuturesGridKind
from finbyte_desktop.services.kinds.kind import Kind
from finbyte_desktop.services.kinds.own_strategy import OwnStrategyKind
from finbyte_desktop.services.kinds.rebalance import RebalanceKind
from finbyte_desktop.services.kinds.spot_grid import SpotGridKind

KINDS: tuple[Kind, ...] = (
    SpotGridKind(),
    DcaRecurringKind(),
    DcaBasketKind(),
    DcaSafetyKind(),
    DcaFuturesKind(),
    FuturesGridKind(),
    RebalanceKind(),
    OwnStrategyKind(),
)


def kind_of(name: str, params: Mapping[str, Any] | None = None) -> Kind:
    """The kind with this key, or that of a bot type with these parameters. Raises UserError for one that
    cannot be created.
    """
    found = _found(name, params or {})
    if found is None:
        raise UserError(f"There is no bot type {name}.", "no_such_bot_type", "bot")
    return found


def kind_of_bot(bot_type: str, params: Mapping[str, Any]) -> Kind:
    """The kind of a bot that exists; one that knows nothing of it where its type is none of ours."""
    found = _found(bot_type, params)
    if found is None:
        found = Kind()
        found.key = found.bot_type = bot_type
    return found


def _found(name: str, params: Mapping[str, Any]) -> Kind | None:
    for kind in KINDS:
        if kind.key == name or (kind.bot_type == name and kind.makes(params)):
            return kind
    return None
