"""What trading a perpetual needs beside reading it: its market with the account's terms, the order that
leaves, the wallet that stands behind it, and how the venue names what it does itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import LiquidationRule, Tier
from finbyte_desktop.core.margin import Perpetual as Terms
from finbyte_desktop.core.numbers import ONE
from finbyte_desktop.core.orders import Order, OrderType
from finbyte_desktop.services.venues.ccxt_map import DEFAULT_RATE, Unreadable, number
from finbyte_desktop.services.venues.live_orders import Terms as Rests
from finbyte_desktop.services.venues.live_orders import Wish
from finbyte_desktop.services.venues.live_perpetuals import Bracket, FeeTier, Perpetual
from finbyte_desktop.services.venues.live_port import AssetBalance

RULES: Mapping[str, LiquidationRule] = {
    "binanceusdm": LiquidationRule.BINANCE,
    "bybit": LiquidationRule.BYBIT,
}
# How a venue names the client of an order that it sent itself to close a position: developers.binance.com,
# "Event: Order Update".
LIQUIDATES, DELEVERAGES = ("autoclose-", "settlement_autoclose-"), "adl_autoclose"


def market_of(venue: str, found: Perpetual) -> Instrument:
    """A perpetual as a market. Its tiers and the account's rates are not known yet."""
    return Instrument(
        found.id,
        found.base,
        found.settle,
        found.tick,
        found.lot,
        found.min_qty,
        found.min_cost,
        Fees(DEFAULT_RATE, DEFAULT_RATE),
        perpetual=Terms((), found.max_leverage or ONE, RULES[venue], margin_by_order=True),
    )


def terms_of(venue: str, brackets: Sequence[Bracket]) -> Terms:
    """Tiers and leverage by the account's own brackets."""
    tiers = tuple(Tier(b.floor, b.cap, b.maintenance_rate, b.deduction, b.max_leverage) for b in brackets)
    return Terms(tiers, tiers[0].max_leverage, RULES[venue], margin_by_order=True)


def fees_of(tier: FeeTier) -> Fees:
    """The account's rates; perpetuals take their fees in what they settle in."""
    return Fees(tier.maker, tier.taker)


def wish_of(order: Order) -> Wish:
    """What leaves for an order of a bot: a market order takes what is there up to the worst price that was
    allowed and cancels the rest.
    """
    spec = order.spec
    rests = Rests.GTC
    if spec.type is OrderType.MARKET:
        rests = Rests.IOC
    elif spec.post_only:
        rests = Rests.POST_ONLY
    head = (order.client_id, order.instrument, spec.side, spec.qty, spec.price, rests)
    return Wish(*head, reduce_only=spec.reduce_only)


def usdm_wallet(rows: Any) -> dict[str, AssetBalance]:
    """/fapi/v3/balance: what is in the wallet, without the profit of open positions, and what of it is free.
    Raises Unreadable.
    """
    if not isinstance(rows, list):
        raise Unreadable("no list of balances")
    found = {}
    for row in rows:
        whole, loose = number(row, "balance"), number(row, "availableBalance")
        if whole or loose:
            found[str(row["asset"])] = AssetBalance(loose, whole)
    return found


def tells_usdm_wallet(_venue: str, rows: Any) -> bool:
    """Whether an answer is a wallet. The venue lists every asset, held or not: an empty list is no wallet."""
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, Mapping) and "balance" in row for row in rows)
    )


def closed_by(client_id: str | None) -> str:
    """Why the venue itself sent an order, by the name that it gave it; empty for any other."""
    if client_id is None:
        return ""
    if client_id.startswith(DELEVERAGES):
        return "deleveraged"
    return "liquidated" if client_id.startswith(LIQUIDATES) else ""
