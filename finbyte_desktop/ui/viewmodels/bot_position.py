"""A bot's position on a perpetual as rows of text, as facts of its card, and as lines of its chart."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import BotCard, BotPosition
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_positions

Row = tuple[str, str, str]
NS_PER_S = 1_000_000_000


def held_text(position: BotPosition, card: BotCard) -> str:
    """ "Long 0.0510", "none"."""
    if not position.qty:
        return QCoreApplication.translate("Positions", "none")
    return f"{words_positions.of_qty(position.qty)} {fmt.number(abs(position.qty), card.qty_places)}"


def liquidation_text(position: BotPosition, card: BotCard) -> str:
    """The price that ends the position of now, and how far it is."""
    if position.liquidation is None:
        return QCoreApplication.translate("Positions", "none") if position.qty else fmt.ABSENT
    text = fmt.number(position.liquidation, card.price_places)
    return text if position.away is None else f"{text} ({fmt.percent(position.away, sign=True)})"


def stop_text(position: BotPosition, card: BotCard) -> str:
    """Where the venue ends the position, and for how long it had no stop."""
    none = QCoreApplication.translate("Positions", "none")
    text = none if position.stop is None else fmt.number(position.stop, card.price_places)
    if position.naked_s is None:
        return text
    naked = QCoreApplication.translate("Positions", "naked for {time}")
    return f"{text} ({naked.format(time=fmt.duration(position.naked_s * NS_PER_S))})"


def position_rows(position: BotPosition, card: BotCard) -> tuple[Row, ...]:
    """(label, text, unit): what is held, on which money, and where it ends."""
    translate, quote = QCoreApplication.translate, card.quote
    rows = [
        (
            translate("Positions", "Position"),
            held_text(position, card),
            f"{card.base}  {words_positions.leverage(position.leverage)}"
            if position.leverage is not None and position.qty
            else card.base
            if position.qty
            else "",
        )
    ]
    if position.lost:
        rows.append((translate("Positions", "Lost by liquidation"), fmt.money(-position.lost, quote), quote))
    if position.qty:
        entry = fmt.number(position.entry, card.price_places)
        gain = fmt.money(position.unrealised, quote, sign=True)
        rows.append((translate("Positions", "Entry price"), entry, quote))
        rows.append((translate("Positions", "Unrealised profit"), gain, quote))
    rows.append((translate("Positions", "Margin"), fmt.money(position.margin, quote), quote))
    if position.qty:
        rows.append((translate("Positions", "Liquidation"), liquidation_text(position, card), quote))
    if position.qty and position.mark is not None:
        mark = fmt.number(position.mark, card.price_places)
        rows.insert(2, (translate("Positions", "Mark price"), mark, quote))
        rows.append((translate("Positions", "Stop at the venue"), stop_text(position, card), quote))
    for price, label in (
        (position.liquidation_low, translate("Positions", "Liquidation in a straight fall")),
        (position.liquidation_high, translate("Positions", "Liquidation in a straight rise")),
    ):
        if price is not None and price != position.liquidation:
            rows.append((label, _away(price, card), quote))
    if position.funding:
        paid = fmt.money(position.funding, quote, sign=True)
        rows.append((translate("Positions", "Funding so far"), paid, quote))
    return tuple(rows)


def _away(price: Decimal, card: BotCard) -> str:
    text = fmt.number(price, card.price_places)
    return f"{text} ({fmt.percent(price / card.last - 1, sign=True)})" if card.last else text


def liquidations(position: BotPosition | None) -> list[tuple[str, Decimal]]:
    """Prices at which the position ends, each once: that of now, and those after straight moves."""
    if position is None:
        return []
    found = {
        "liquidation": position.liquidation,
        "liquidation_low": position.liquidation_low,
        "liquidation_high": position.liquidation_high,
    }
    places: dict[Decimal, str] = {}
    for key, price in found.items():
        if price is not None:
            places.setdefault(price, key)
    return [(key, price) for price, key in places.items()]
