"""The decision log with what the journal knows besides the bot's own words: the opening purchase, money that
was put in and taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finbyte_desktop.core.intents import Level
from finbyte_desktop.services.ports import BotCard, BotDetail, DecisionRow, FillRow, TransferRow
from finbyte_desktop.ui import format as fmt

DESK_LIMIT = 500  # so many decisions the desk hands out; what is older than them is not told either
TOGETHER_NS = 60 * fmt.NS_A_SECOND
# At one moment the purchase comes after "starting" and before "running", a transfer before its effect.
_RANK = {"became_running": 0, "opening_filled": 2, "became_starting": 3} | dict.fromkeys(
    ("investment_added", "profit_withdrawn"), 4
)
MOVED = {"added": "investment_added", "withdrawn": "profit_withdrawn"}


def told(detail: BotDetail, transfers: Sequence[TransferRow]) -> list[DecisionRow]:
    """Decisions, opening purchases and moved money, the newest first."""
    derived = [*openings(detail.card, detail.fills), *moved(detail.card, transfers)]
    if len(detail.decisions) >= DESK_LIMIT:
        oldest = detail.decisions[-1].ns
        derived = [row for row in derived if row.ns >= oldest]
    return in_order([*detail.decisions, *derived])


def in_order(rows: Sequence[DecisionRow], *, descending: bool = True) -> list[DecisionRow]:
    """By time; what happened at one moment in the order of the journal, or, where a row of that moment is
    older than this order, by cause and effect.
    """
    when = moments(rows)
    unknown = {when[id(row)] for row in rows if not row.seq}

    def place(row: DecisionRow) -> tuple[int, int, int]:
        ns = when[id(row)]
        return -ns, _RANK.get(row.code, 1) if ns in unknown else 0, -row.seq

    newest_first = sorted(rows, key=place)
    return newest_first if descending else newest_first[::-1]


def moments(rows: Sequence[DecisionRow]) -> dict[int, int]:
    """When each row (by its id) happened, never before what the journal has before it: the clocks of a
    person's order and of the venue's answer may differ by a moment.
    """
    found, latest = {}, 0
    for row in sorted((row for row in rows if row.seq), key=lambda row: row.seq):
        latest = max(latest, row.ns)
        found[id(row)] = latest
    return found | {id(row): row.ns for row in rows if not row.seq}


def openings(card: BotCard, fills: Sequence[FillRow]) -> list[DecisionRow]:
    """The opening purchases among a bot's trades."""
    rows: list[DecisionRow] = []
    group: list[FillRow] = []
    for fill in sorted((f for f in fills if f.why == "opening"), key=lambda f: (f.ns, f.seq)):
        if group and fill.ns - group[-1].ns > TOGETHER_NS:
            rows.append(_opening(card, group))
            group = []
        group.append(fill)
    return [*rows, _opening(card, group)] if group else rows


def _opening(card: BotCard, fills: Sequence[FillRow]) -> DecisionRow:
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
        fills[-1].seq,
    )


def moved(card: BotCard, transfers: Sequence[TransferRow]) -> list[DecisionRow]:
    """Money that was put into a bot or taken out of it."""
    return [
        DecisionRow(
            row.ns,
            card.id,
            card.name,
            Level.INFO,
            MOVED[row.reason],
            {"amount": fmt.amount(abs(row.amount), row.asset)},
            row.seq,
        )
        for row in transfers
        if row.reason in MOVED and row.owner in (card.id, card.name)
    ]
