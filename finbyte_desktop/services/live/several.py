"""Which markets of a live account a bot trades, or would trade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.kinds.kind import Kind, Peer
from finbyte_desktop.services.kinds.rebalance_preflight import ASSETS
from finbyte_desktop.services.shown import FieldProblem


def markets_named(kind: Kind, market: str, params: Mapping[str, Any], peers: Mapping[str, Peer]) -> list[str]:
    """The markets of the assets that parameters name, also of those that are not whole yet; `market` alone
    for a kind that trades one. `peers` are the markets with the same quote asset, by their base.
    """
    given = params.get(ASSETS)
    if not kind.several or not isinstance(given, Mapping):
        return [market]
    return list(dict.fromkeys(peers[asset].instrument.id for asset in given if asset in peers))


def not_traded(venue: str, market: str) -> FieldProblem:
    """What the wizard says of a market that the venue lists no more."""
    text = (
        f"{venue} does not trade {market.partition(':')[2]} now: it was halted, renamed or taken off the "
        "list. Nothing was created. Choose another market."
    )
    return FieldProblem("", "market_not_traded", text, None, None)


def markets_in_use(kernel: Kernel) -> set[str]:
    """Every market of the bots that have not ended, and of positions kept at an end: those are priced,
    compared and paid for until they are closed.
    """
    records = kernel.bots.values()
    living = (record for record in records if record.state not in ENDED_BOTS or record.position.qty)
    return {market.id for record in living for market in record.markets}


def first_closed(names: Iterable[str], gates: Mapping[str, tuple[str, ...]]) -> str | None:
    """The first of these markets that takes no new order."""
    return next((name for name in names if name in gates), None)
