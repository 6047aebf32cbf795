"""Perpetual positions of the accounts, and what stops the venue holds under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import AccountState, Desk, ShownPosition
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.number_label import tone_of_sign
from finbyte_desktop.widgets.table_model import Cell, Column, RowAction, TableModel

STOP = "stop"
NS_A_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position of an account. `desk` takes the command about its stop; `is_old` says that it was read some
    time ago.
    """

    account: AccountState
    desk: Desk
    position: ShownPosition
    is_old: bool = False


def price_text(position: ShownPosition, value: Decimal | None) -> str:
    """A price with as many places as the market's step has."""
    return fmt.number(value, max(0, -int(position.tick.normalize().as_tuple().exponent)))


def at_stop(position: ShownPosition, price: Decimal) -> Decimal:
    """What the position gains (loses, below 0) from its entry to a price, before fees."""
    return (price - position.entry) * (position.size if position.is_long else -position.size)


def stop_problem(position: ShownPosition, price: Decimal) -> str:
    """Why a stop at this price would be refused, as far as it is known here; empty for a good one."""
    translate = QCoreApplication.translate
    if price % position.tick:
        text = translate("PositionsTable", "Prices there have steps of {step}.")
        return text.format(step=fmt.plain(position.tick))
    mark, end = price_text(position, position.mark), price_text(position, position.liquidation)
    if position.is_long and price >= position.mark:
        text = translate(
            "PositionsTable",
            "The stop of a long position belongs below the mark price, {mark}: here it would close at once.",
        )
        return text.format(mark=mark)
    if not position.is_long and price <= position.mark:
        text = translate(
            "PositionsTable",
            "The stop of a short position belongs above the mark price, {mark}: here it would close at once.",
        )
        return text.format(mark=mark)
    liquidation = position.liquidation
    if liquidation is not None and (price <= liquidation if position.is_long else price >= liquidation):
        text = translate("PositionsTable", "The venue liquidates at {end}, before it reaches this stop.")
        return text.format(end=end)
    return ""


def stop_cell(position: ShownPosition) -> Cell:
    """Where the stop is, or for how long there has been none: the one thing here that can ruin a person. What
    it was naked before is part of its life.
    """
    translate = QCoreApplication.translate
    if position.wanted is not None and position.wanted != position.stop:
        text = translate("PositionsTable", "placing {price}").format(
            price=price_text(position, position.wanted)
        )
        return Cell(text, Tone.WARN, dot=Tone.WARN, line2=_in_total(position))
    if position.naked_s is None:
        own = position.wanted is not None
        tip = (
            translate("PositionsTable", "Rests at the venue, also while this computer sleeps.")
            if own
            else translate("PositionsTable", "Placed elsewhere; FinByte leaves it alone.")
        )
        price = price_text(position, position.stop)
        return Cell(price, Tone.BUY, dot=Tone.BUY, tooltip=tip, line2=_in_total(position))
    since = fmt.duration(position.naked_s * NS_A_SECOND)
    if position.covered:
        text = translate("PositionsTable", "{part} naked for {time}").format(
            part=fmt.percent((position.size - position.covered) / position.size, 0), time=since
        )
    else:
        text = translate("PositionsTable", "none, naked for {time}").format(time=since)
    tip = translate("PositionsTable", "No stop at the venue limits the loss of this position.")
    more = _in_total(position) if position.bare_s > position.naked_s else ""
    return Cell(text, Tone.DANGER, dot=Tone.DANGER, strong=True, tooltip=tip, line2=more)


def _in_total(position: ShownPosition) -> str:
    """For how long it was naked in all its life; empty where it never was."""
    if not position.bare_s:
        return ""
    translate = QCoreApplication.translate
    time = fmt.duration(position.bare_s * NS_A_SECOND)
    return translate("PositionsTable", "naked {time} in total").format(time=time)


def positions_table() -> TableModel[PositionRow]:
    """Side, size, prices, profit and the stop."""
    translate = QCoreApplication.translate

    def market(row: PositionRow) -> Cell:
        p = row.position
        return Cell(f"{p.base}/{p.settle}", coin=p.base, strong=True, line2=row.account.name)

    def side(row: PositionRow) -> Cell:
        if row.position.is_long:
            return Cell(translate("PositionsTable", "Long"), chip=Tone.BUY)
        return Cell(translate("PositionsTable", "Short"), chip=Tone.SELL)

    def old(row: PositionRow, text: str) -> Cell:
        return Cell(text, Tone.STALE if row.is_old else None)

    def gain(row: PositionRow) -> Cell:
        text = fmt.money(row.position.unrealised, row.position.settle, sign=True)
        return Cell(text, Tone.STALE if row.is_old else tone_of_sign(text))

    def action(row: PositionRow) -> Sequence[RowAction]:
        if row.position.wanted is None:
            text = translate("PositionsTable", "Set stop")
        else:
            text = translate("PositionsTable", "Move stop")
        return (RowAction(STOP, text, primary=row.position.naked_s is not None),)

    columns = [
        Column("market", translate("PositionsTable", "Perpetual"), lambda r: r.position.base, market,
               width=150, stretch=True),
        Column("side", translate("PositionsTable", "Side"), lambda r: r.position.is_long, side, width=68),
        Column("size", translate("PositionsTable", "Size"), lambda r: r.position.size,
               lambda r: old(r, fmt.plain(r.position.size)), number=True, width=72),
        Column("entry", translate("PositionsTable", "Entry"), lambda r: r.position.entry,
               lambda r: old(r, price_text(r.position, r.position.entry)), number=True, width=86),
        Column("mark", translate("PositionsTable", "Mark"), lambda r: r.position.mark,
               lambda r: old(r, price_text(r.position, r.position.mark)), number=True, width=86),
        Column("liquidation", translate("PositionsTable", "Liquidation"), lambda r: r.position.liquidation,
               lambda r: old(r, price_text(r.position, r.position.liquidation)), number=True, width=86),
        Column("unrealised", translate("PositionsTable", "Unrealised"), lambda r: r.position.unrealised,
               gain, number=True, signed=True, width=90),
        Column("stop", translate("PositionsTable", "Stop at the venue"), lambda r: r.position.stop,
               lambda r: stop_cell(r.position), width=190),
        Column("action", "", lambda r: None, lambda r: "", width=100, actions=action),
    ]  # fmt: skip
    return TableModel(columns, key=lambda row: (row.account.id, row.position.key))
