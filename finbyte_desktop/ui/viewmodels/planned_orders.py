"""The exact orders of a plan as two tables: buys with cost and sum, sells with proceeds and net profit."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import PlannedOrder
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.viewmodels.widths import words_width
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel


def order_table(side: str, places: int, qty_places: int) -> TableModel[tuple[int, PlannedOrder]]:
    """Buys with their cost and sum, or sells with their proceeds and net profit; rows are (number, order)."""
    translate = QCoreApplication.translate
    tone = Tone.BUY if side == "buy" else Tone.SELL
    number = Column("number", "#", lambda r: r[0], lambda r: Cell(str(r[0]), Tone.MUTED), width=40)
    price = Column(
        "price",
        translate("Review", "Price"),
        lambda r: r[1].price,
        lambda r: Cell(fmt.number(r[1].price, places), tone),
        number=side == "buy",
        width=96,
        stretch=True,
        mute_zeros=False,
    )
    away = Column(
        "away",
        translate("Review", "From now"),
        lambda r: r[1].away,
        lambda r: Cell(fmt.percent(r[1].away, sign=True), Tone.MUTED),
        number=True,
        width=74,
    )
    qty = Column(
        "qty",
        translate("Review", "Quantity"),
        lambda r: r[1].qty,
        lambda r: fmt.number(r[1].qty, qty_places),
        number=True,
        width=70,
    )
    cost = Column(
        "cost",
        translate("Review", "Cost") if side == "buy" else translate("Review", "Proceeds"),
        lambda r: r[1].cost,
        lambda r: fmt.number(r[1].cost, 2),
        number=True,
        width=66,
    )
    if side == "buy":
        total = Column(
            "sum",
            translate("Review", "Cumulative"),
            lambda r: r[1].cumulative,
            lambda r: Cell(fmt.number(r[1].cumulative, 2), Tone.MUTED),
            number=True,
            width=80,
        )
        columns = [number, qty, cost, total, away, price]
    else:
        net = Column(
            "net",
            translate("Review", "Net, grid"),
            lambda r: r[1].net,
            lambda r: fmt.percent(r[1].net, 3),
            number=True,
            width=max(66, words_width(translate("Review", "Net, grid"))),
        )
        columns = [price, away, qty, cost, net, number]
    return TableModel(columns, key=lambda r: r[0])
