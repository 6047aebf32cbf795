"""The table of bots whose life is over."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import BotCard
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.places import of_currency
from finbyte_desktop.ui.viewmodels.widths import span_width
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, RowAction, TableModel

REASON_TONES = {"take_profit": Tone.BUY, "stop": Tone.DANGER, "panic": Tone.DANGER}


def kept_position() -> Cell:
    """The chip of a bot that has ended and kept its position."""
    translate = QCoreApplication.translate
    tip = translate("StoppedTable", "It kept its position, and nobody looks after it. Close it on its page.")
    return Cell(translate("StoppedTable", "position open"), chip=Tone.DANGER, tooltip=tip)


def stopped_table(session: Session) -> TableModel[BotCard]:
    """Columns of the stopped bots, the newest end first."""
    translate = QCoreApplication.translate

    def bot(card: BotCard) -> Cell:
        return Cell(
            words.bot_title(card.name, card.market, card.type),
            coin=card.base,
            note=words.bot_type(card.type),
            strong=True,
            tooltip=card.name,
        )

    def chip(card: BotCard) -> Cell:
        if card.position is not None and card.position.qty:
            return kept_position()
        return Cell(
            words.reason(card.reason) or words.state(card.state),
            chip=REASON_TONES.get(card.reason, Tone.MUTED),
        )

    def course(card: BotCard) -> Cell:
        tone = Tone.BUY if (card.total_profit or 0) >= 0 else Tone.SELL
        return Cell("", tone, spark=tuple(card.spark))

    actions = (
        RowAction("clone", translate("StoppedTable", "Clone")),
        RowAction("history", translate("StoppedTable", "History")),
    )
    columns = [
        Column("bot", translate("StoppedTable", "Bot"), lambda c: c.market, bot, width=240, stretch=True),
        Column(
            "lived",
            translate("StoppedTable", "Lived"),
            lambda c: c.ended_ns,
            lambda c: Cell(words.lived(c, session.times), note=fmt.duration(c.runtime_ns)),
            width=span_width(session) + 64,
        ),
        Column("reason", translate("StoppedTable", "Stopped"), lambda c: c.reason, chip, width=104),
        Column(
            "spark",
            translate("StoppedTable", "Over life"),
            lambda c: of_currency(c.quote, c.total_profit),
            course,
            width=110,
        ),
        Column(
            "trips",
            translate("StoppedTable", "Trips"),
            lambda c: c.trips,
            lambda c: fmt.number(c.trips),
            number=True,
            width=100,
        ),
        Column(
            "investment",
            translate("StoppedTable", "Investment"),
            lambda c: of_currency(c.quote, c.investment),
            lambda c: fmt.money(c.investment, c.quote),
            number=True,
            width=94,
        ),
        Column(
            "grid",
            translate("StoppedTable", "Trip profit"),
            lambda c: of_currency(c.quote, c.grid_profit),
            lambda c: fmt.money(c.grid_profit, c.quote, sign=True),
            number=True,
            signed=True,
            width=94,
            tooltip=translate("StoppedTable", "What completed round trips, deals and sales have earned."),
        ),
        Column(
            "total",
            translate("StoppedTable", "Total profit"),
            lambda c: of_currency(c.quote, c.total_profit),
            lambda c: fmt.money(c.total_profit, c.quote, sign=True),
            number=True,
            signed=True,
            width=94,
        ),
        Column(
            "ratio",
            "%",
            lambda c: c.total_profit_ratio,
            lambda c: fmt.percent_number(c.total_profit_ratio, sign=True),
            number=True,
            signed=True,
            width=68,
        ),
        Column("actions", "", lambda c: c.id, actions=lambda c: actions, width=160),
    ]
    return TableModel(columns, key=lambda c: c.id)
