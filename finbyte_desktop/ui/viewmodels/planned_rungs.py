"""The ladder of a deal as a table: each order, and how the deal stands once it has bought."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.services.ports import PlannedRung, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

MARGIN_PLACES = 8


def first_margin(preflight: Preflight) -> Decimal | None:
    """What the first order of a deal on a perpetual binds: what the other parts leave of the margin; None for
    any other plan.
    """
    if preflight.position is None or not preflight.rungs:
        return None
    parts = (preflight.reserve, preflight.held_for_buys, preflight.opening_fee)
    return preflight.position.margin - sum((part for part in parts if part is not None), ZERO)


def grid_margin(preflight: Preflight) -> tuple[Decimal, Decimal] | None:
    """What the opening order of a grid on a perpetual binds, and what the margin has beside it for the limit
    orders; None for any other plan.
    """
    position = preflight.position
    if position is None or preflight.rungs:
        return None
    opening = ZERO if preflight.opening is None else preflight.opening.cost
    first = half_even_div(opening, position.leverage, MARGIN_PLACES)
    parts = (preflight.reserve, preflight.opening_fee, first)
    return first, position.margin - sum((part for part in parts if part is not None), ZERO)


def rung_table(
    places: int, qty_places: int, direction: str = "", *, stops: bool = False
) -> TableModel[PlannedRung]:
    """The base order first; `direction` is that of a position, none on a spot market; with `stops` where its
    stop loss stands after each order.
    """
    translate = QCoreApplication.translate
    opens, closes = (Tone.SELL, Tone.BUY) if direction == "short" else (Tone.BUY, Tone.SELL)

    def numbered(rung: PlannedRung) -> str:
        return str(rung.number) if rung.number else translate("Rungs", "base")

    def toned(rung: PlannedRung, text: str, tone: Tone) -> Cell:
        return Cell(text, tone if rung.comes else Tone.MUTED)

    def liquidation(rung: PlannedRung) -> Cell:
        """After a liquidation there is no other one."""
        text = fmt.number(rung.liquidation, places) if rung.comes else translate("Rungs", "never")
        return toned(rung, text, Tone.DANGER)

    def away(rung: PlannedRung) -> str:
        return fmt.percent(-rung.fall, sign=bool(direction)) if rung.number else fmt.ABSENT

    columns: list[Column[PlannedRung]] = [
        Column(
            "number",
            "#",
            lambda r: r.number,
            lambda r: Cell(numbered(r), Tone.MUTED),
            width=52,
            stretch=True,
        ),
        Column(
            "price",
            translate("Rungs", "Price"),
            lambda r: r.price,
            lambda r: toned(r, fmt.number(r.price, places), opens),
            number=True,
            width=82,
            mute_zeros=False,
        ),
        Column(
            "fall",
            translate("Rungs", "From base") if direction else translate("Rungs", "Below base"),
            lambda r: r.fall,
            lambda r: Cell(
                fmt.percent(-r.fall, sign=bool(direction)) if r.number else fmt.ABSENT, Tone.MUTED
            ),
            number=True,
            width=80,
        ),
        Column(
            "qty",
            translate("Rungs", "Quantity"),
            lambda r: r.qty,
            lambda r: fmt.number(r.qty, qty_places),
            number=True,
            width=74,
        ),
        Column(
            "cost",
            translate("Rungs", "Value") if direction else translate("Rungs", "Cost"),
            lambda r: r.cost,
            lambda r: fmt.number(r.cost, 2),
            number=True,
            width=74,
        ),
        Column(
            "cumulative",
            translate("Rungs", "Position then") if direction else translate("Rungs", "Spent by then"),
            lambda r: r.cumulative,
            lambda r: fmt.number(r.cumulative, 2),
            number=True,
            width=90,
        ),
        Column(
            "average",
            translate("Rungs", "Average"),
            lambda r: r.average,
            lambda r: fmt.number(r.average, places),
            number=True,
            width=82,
            mute_zeros=False,
        ),
        Column(
            "take_profit",
            translate("Rungs", "Take profit"),
            lambda r: r.take_profit,
            lambda r: toned(r, fmt.number(r.take_profit, places), closes),
            number=True,
            width=82,
            mute_zeros=False,
        ),
        Column(
            "rise",
            translate("Rungs", "Turn needed") if direction else translate("Rungs", "Rise needed"),
            lambda r: r.rise,
            lambda r: fmt.percent(r.rise, sign=True),
            number=True,
            width=92,
        ),
    ]
    if stops:
        columns.append(
            Column(
                "stop",
                translate("Rungs", "Stop loss"),
                lambda r: r.stop,
                lambda r: toned(r, fmt.number(r.stop, places), Tone.DANGER),
                number=True,
                width=82,
                mute_zeros=False,
            )
        )
    if direction:
        columns.append(
            Column(
                "liquidation",
                translate("Rungs", "Liquidation"),
                lambda r: r.liquidation,
                liquidation,
                number=True,
                width=88,
            )
        )
    return TableModel(columns, key=lambda r: r.number)
