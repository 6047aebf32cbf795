"""The life of a bot on a perpetual: what its fundings and a liquidation add to the course of its profit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.orders import Role
from finbyte_desktop.services.lives import RawFills
from finbyte_desktop.services.ports import BotLife

ROW, ROLE = 0, 11  # places in a raw fill
Paid = tuple[int, Decimal]  # the place in the journal, and what was received (negative: paid)


def with_fundings(known: BotLife, life: BotLife, rows: Sequence[Paid]) -> BotLife:
    """A life that grew out of `known`, with the fundings since then, oldest first, in its totals and in what
    is held. A liquidation leaves nothing.

    What closing a part of a position rounds against the trader (below 0.00000001 each time) is not counted.
    """
    assert isinstance(life.fills, RawFills)
    first = len(known.fills)
    if len(life.fills) == first:
        return life
    base, quote = life.held
    totals = list(life.total)
    waiting, paid = list(rows), ZERO
    with exact():
        for place in range(first, len(totals)):
            raw = life.fills.raw[place]
            while waiting and waiting[0][0] < raw[ROW]:
                paid += waiting.pop(0)[1]
            total = totals[place]
            assert total is not None  # it has one market
            totals[place] = total = total + paid
            if Role(raw[ROLE]) is Role.LIQUIDATION:
                card = life.detail.card
                nothing = card.withdrawn - card.investment
                paid += nothing - total
                totals[place] = nothing
        return replace(life, total=tuple(totals), held=(base, quote + paid))
