"""What a stop or a panic leaves behind, in words: orders of which nobody can say what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.shown_accounts import QuarantinedOrder, ShownPosition, UnreadPosition

ANSWERED = "Settings > Connections"  # where in the window
NAMED = 5  # orders that are named one by one


def described(order: QuarantinedOrder) -> str:
    """One order, such as "buy 0.006 BTC at 77600 USDT (binance:BTC/USDT, bot b1)"."""
    what = f"{order.side.value} {plain(order.qty)} {order.base} at {plain(order.price)} {order.quote}"
    return f"{what} ({order.market}, bot {order.bot})"


def in_words(position: ShownPosition) -> str:
    """A position, such as "long 0.25 BTC (BTC/USDT perpetual), entered at 84120.5, no stop"."""
    side = "long" if position.is_long else "short"
    market = f"{position.base}/{position.settle} perpetual"
    stop = "no stop" if position.naked_s is not None else "with a stop"
    held = f"{side} {plain(position.size)} {position.base} ({market})"
    return f"{held}, entered at {plain(position.entry)}, {stop}"


def strange_in_words(position: UnreadPosition) -> str:
    """A position that is not read here, such as "long 0.5 BTCUSDC, which FinByte cannot close"."""
    side = "long" if position.is_long else "short"
    return f"{side} {plain(position.size)} {position.market}, which FinByte cannot close"


def remainder(orders: Sequence[QuarantinedOrder]) -> str:
    """A sentence for the end of a stop; empty when nothing is left."""
    if not orders:
        return ""
    count = "1 order" if len(orders) == 1 else f"{len(orders)} orders"
    named = "; ".join(described(order) for order in orders[:NAMED])
    more = f"; and {len(orders) - NAMED} more" if len(orders) > NAMED else ""
    answer = "answer it" if len(orders) == 1 else "answer them"
    return f"{count} of unknown fate: {named}{more}. Look at the venue and {answer} in {ANSWERED}."
