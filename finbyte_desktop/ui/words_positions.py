"""Positions of bots in sentences: what a plan opens, with which leverage, and where that ends."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotPosition, PlannedOrder, PlannedPosition
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.counts import Counts

DIRECTIONS: Mapping[str, str] = {
    "long": QT_TRANSLATE_NOOP("Positions", "Long"),
    "short": QT_TRANSLATE_NOOP("Positions", "Short"),
    "neutral": QT_TRANSLATE_NOOP("Positions", "Neutral"),
}
OPENS = {
    Side.BUY: QT_TRANSLATE_NOOP(
        "Positions", "You open a long position of {qty} {base} at the market, about {cost}, fee {fee}"
    ),
    Side.SELL: QT_TRANSLATE_NOOP(
        "Positions", "You open a short position of {qty} {base} at the market, about {cost}, fee {fee}"
    ),
}


EXITS: Mapping[Exit, str] = {
    Exit.KEEP: QT_TRANSLATE_NOOP("Positions", "Keep the position"),
    Exit.SELL: QT_TRANSLATE_NOOP("Positions", "Close the position"),
}


ENDED = frozenset({"position_stop", "position_panic", "position_liquidated", "position_deleveraged"})
TAKEN = frozenset({"position_taken", "position_taken_unpriced"})
DIFFER = frozenset({"profit_differs", "funding_differs"})
FUNDING_PLACES = 4  # a funding of a small position is less than a cent


def with_units(code: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Amounts of a funding and of a liquidation with what they are counted in; nothing for other lines."""
    quote = fields["quote"]
    if code == "funding":
        amount = fmt.number(Decimal(fields["amount"]), FUNDING_PLACES, sign=True)
        return {
            "amount": f"{amount} {quote}",
            "rate": fmt.percent(Decimal(fields["rate"]), FUNDING_PLACES, sign=True),
        }
    if code == "liquidated":
        return {
            "qty": f"{fields['qty']} {fields['base']}",
            "lost": fmt.amount(Decimal(fields["lost"]), quote),
        }
    if code in ENDED:
        gained = fmt.money(Decimal(fields["realised"]), quote, sign=True)
        return {
            "qty": f"{fields['qty']} {fields['base']}",
            "realised": f"{gained} {quote}",
            "fee": fmt.amount(Decimal(fields["fee"]), quote),
        }
    if code in TAKEN:
        return _taken(fields)
    if code in DIFFER:
        return {name: f"{fields[name]} {quote}" for name in ("venue", "ours")}
    return {}


def _taken(fields: Mapping[str, str]) -> dict[str, str]:
    """What of a position was closed outside."""
    shown = {name: f"{fields[name]} {fields['base']}" for name in ("qty", "left", "after") if name in fields}
    if "realised" in fields:
        gained = fmt.money(Decimal(fields["realised"]), fields["quote"], sign=True)
        shown["realised"] = f"{gained} {fields['quote']}"
        shown["fee"] = fmt.amount(Decimal(fields["fee"]), fields["quote"])
    return shown


def _say(source: str) -> str:
    return QCoreApplication.translate("Positions", source)


def direction(name: str) -> str:
    """ "Long", "Short" or "Neutral"."""
    return _say(DIRECTIONS[name])


def exit_choice(value: Exit) -> str:
    """What becomes of the position when its bot ends."""
    return _say(EXITS[value])


def of_qty(qty: Decimal) -> str:
    """The direction of what is held."""
    return direction("long" if qty > 0 else "short")


def leverage(value: Decimal) -> str:
    """ "5×"."""
    return f"{fmt.plain(value)}\u00d7"


def opens(opening: PlannedOrder | None, fee: str, orders: int, base: str, quote: str, qty_places: int) -> str:
    """What a plan does at once, and how many orders it places."""
    placed = Counts().limit_orders(orders)
    if opening is None:
        return QCoreApplication.translate(
            "Positions", "You place {orders}. No position is opened now."
        ).format(orders=placed)
    head = _say(OPENS[opening.side]).format(
        qty=fmt.number(opening.qty, qty_places),
        base=base,
        cost=fmt.amount(opening.cost, quote),
        fee=fee,
    )
    return QCoreApplication.translate("Positions", "{opened}, and place {orders}.").format(
        opened=head, orders=placed
    )


def backed(position: PlannedPosition, quote: str) -> str:
    """The money behind it, and how large it may become."""
    return QCoreApplication.translate(
        "Positions", "{margin} of margin carry a position of up to {most}, {leverage}."
    ).format(
        margin=fmt.amount(position.margin, quote),
        most=fmt.amount(position.most, quote),
        leverage=leverage(position.leverage),
    )


def ends(position: PlannedPosition | BotPosition, places: int) -> list[str]:
    """A sentence for each side on which a straight move ends in a liquidation."""
    said = []
    for price, source in (
        (
            position.liquidation_low,
            QCoreApplication.translate(
                "Positions", "Liquidated at about {price} if the price falls straight there."
            ),
        ),
        (
            position.liquidation_high,
            QCoreApplication.translate(
                "Positions", "Liquidated at about {price} if the price rises straight there."
            ),
        ),
    ):
        if price is not None:
            said.append(source.format(price=fmt.number(price, places)))
    return said or [QCoreApplication.translate("Positions", "No price above 0 would liquidate it.")]


def all_lost(margin: Decimal, quote: str) -> str:
    """What a liquidation takes."""
    return QCoreApplication.translate("Positions", "A liquidation takes all of the margin, {margin}.").format(
        margin=fmt.amount(margin, quote)
    )
