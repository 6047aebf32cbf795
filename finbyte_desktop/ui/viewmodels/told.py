"""The decision log with what the journal knows besides the bot's own words: the opening purchase, money that
was put in and taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finbyte_desktop.core.intents import Level
from finbyte_desktop.services.ports import BotDetail, DecisionRow, FillRow, TransferRow
from finbyte_desktop.ui import format as fmt

DESK_LIMIT = 500  # so many decisions the desk hands out; what is older than them is not told either
TOGETHER_NS = 60 * fmt.NS_A_SECOND
_RANK = {"became_running": 0, "opening_filled": 2, "became_starting": 3} | dict.fromkeys(
    ("investment_added", "profit_withdrawn"), 4
)
MOVED = {"added": "investment_added", "withdrawn": "profit_withdrawn"}


def told(detail: BotDetail, transfers: Sequence[TransferRow]) -> list[DecisionRow]:
    """Decisions, opening purchases and moved money, the newest first."""
    derived = [*_openings(detail), *_moved(detail, transfers)]
    if len(detail.decisions) >= DESK_LIMIT:
        oldest = detail.decisions[-1].ns
        derived = [row for row in derived if row.ns >= oldest]
    # At one moment the purchase comes after "starting" and before "running", a transfer before its effect.
    rows = [*detail.decisions, *derived]
    return sorted(rows, key=lambda row: (-row.ns, _RANK.get(row.code, 1)))


def _openings(detail: BotDetail) -> list[DecisionRow]:
    rows: list[DecisionRow] = []
    group: list[FillRow] = []
    for fill in sorted((f for f in detail.fills if f.why == "opening"), key=lambda f: f.ns):
        if group and fill.ns - group[-1].ns > TOGETHER_NS:
            rows.append(_opening(detail, group))
            group = []
        group.append(fill)
    return [*rows, _opening(detail, group)] if group else rows


def _opening(detail: BotDetail, fills: Sequence[FillRow]) -> DecisionRow:
    card = detail.card
    qty = sum((fill.qty for fill in fills), Decimal(0))
    cost = sum((fill.cost for fill in fills), Decimal(0))
    fee = sum((fill.fee for fill in fills), Decimal(0))
    asset = fills[-1].fee_asset
    return DecisionRow(
        fills[-1].ns,
        card.id,
        card.name,
        Level.INFO,
        "opening_filled",
        {
            "qty": str(qty),
            "base": card.base,
            "price": str(round(cost / qty, card.price_places)),
            "cost": fmt.amount(cost, card.quote),
            "fee": fmt.amount(fee, asset) if asset == card.quote else f"{fmt.plain(fee)} {asset}",
        },
    )


def _moved(detail: BotDetail, transfers: Sequence[TransferRow]) -> list[DecisionRow]:
    card = detail.card
    return [
        DecisionRow(
            row.ns,
            card.id,
            card.name,
            Level.INFO,
            MOVED[row.reason],
            {"amount": fmt.amount(abs(row.amount), row.asset)},
        )
        for row in transfers
        if row.reason in MOVED and row.owner in (card.id, card.name)
    ]
