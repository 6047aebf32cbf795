"""The tables of trades and decisions: on a bot's page and in History."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import DecisionRow, FillRow
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.places import BotPlaces, MarketPlaces
from finbyte_desktop.ui.viewmodels.widths import second_column, time_column, words_width
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

WIDE_FEE = "0.00000638  USDT"  # in coins, with all its digits


def fills_table(session: Session, *, with_bot: bool) -> TableModel[FillRow]:
    """Trades, the newest first as the desk gives them."""
    translate = QCoreApplication.translate
    places = MarketPlaces(session)

    def price(row: FillRow) -> str:
        return places.price(row.market, row.price)

    def side(row: FillRow) -> Cell:
        return Cell(words.done_side(row.side), words.side_tone(row.side))

    def bot(row: FillRow) -> Cell:
        if not row.bot:
            why = words.reason(row.why)
            return Cell(why, Tone.MUTED, coin=words.coin(row.market), tooltip=why)
        return Cell(row.bot_name, coin=words.coin(row.market), tooltip=row.bot_name)

    def fee(row: FillRow) -> Cell:
        note = row.fee_asset if with_bot else ""
        return Cell(fmt.fee(row.fee), note=note, tooltip=f"{fmt.plain(row.fee)} {row.fee_asset}")

    timed = second_column if with_bot else time_column  # beside a chart there is no room for seconds
    columns = [
        timed(session, translate("FillsTable", "Time")),
        *(
            [
                Column(
                    "bot",
                    translate("FillsTable", "Bot"),
                    lambda r: r.bot_name,
                    bot,
                    width=180,
                    stretch=True,
                ),
                Column(
                    "market", translate("FillsTable", "Market"), lambda r: words.market(r.market), width=88
                ),
            ]
            if with_bot
            else [
                Column(
                    "asset",
                    translate("FillsTable", "Asset"),
                    lambda r: r.market,
                    lambda r: Cell(words.coin(r.market), strong=True),
                    width=56,
                    hidden=True,
                )
            ]
        ),
        Column(
            "side",
            translate("FillsTable", "Side"),
            lambda r: r.side.value,
            side,
            width=words_width(*(words.done_side(side) for side in Side), translate("FillsTable", "Side")),
        ),
        Column(
            "price",
            translate("FillsTable", "Price"),
            lambda r: r.price,
            price,
            number=True,
            width=88 if with_bot else 86,
            stretch=not with_bot,
        ),
        Column(
            "qty",
            translate("FillsTable", "Quantity"),
            lambda r: r.qty,
            lambda r: places.qty(r.market, r.qty),
            number=True,
            width=80 if with_bot else 70,
        ),
        Column(
            "cost",
            translate("FillsTable", "Cost"),
            lambda r: r.cost,
            lambda r: fmt.number(r.cost, 2),
            number=True,
            width=84,
            hidden=not with_bot,
        ),
        Column(
            "fee",
            translate("FillsTable", "Fee"),
            lambda r: r.fee,
            fee,
            number=True,
            width=words_width(WIDE_FEE) if with_bot else 68,
        ),
        Column(
            "role",
            translate("FillsTable", "Role"),
            lambda r: "" if r.role is None else r.role.value,
            lambda r: fmt.ABSENT if r.role is None else words.role(r.role),
            width=70,
            hidden=not with_bot,
        ),
        Column(
            "trip",
            translate("FillsTable", "Round trip"),
            lambda r: r.trip_profit,
            lambda r: fmt.number(r.trip_profit, 2, sign=True),
            number=True,
            signed=True,
            width=88 if with_bot else 82,
        ),
    ]
    return TableModel(columns, key=lambda r: r.key)


LINE = 42  # letters in a line of the narrow log


def in_two(sentences: str) -> tuple[str, str]:
    """The first sentence, and the others; of a long first sentence only its first clause."""
    for mark in (". ", "。", ", ", "，"):
        first, found, rest = sentences.partition(mark)
        short = len(first) <= LINE
        if found and rest and (short if mark in (". ", "。") else len(sentences) > LINE):
            return first + mark.rstrip(), rest
    return sentences, ""


def decisions_table(session: Session, *, with_bot: bool) -> TableModel[DecisionRow]:
    """The decision log in words."""
    translate = QCoreApplication.translate

    places = BotPlaces(session)

    def text(row: DecisionRow) -> Cell:
        words_of = decision(row.code, row.fields, places.price_places(row.bot))
        tone = words.LEVEL_TONES[row.level]
        # a narrow log has two lines for each entry: what happened, and what followed
        first, second = (words_of, "") if with_bot else in_two(words_of)
        return Cell(first, None if tone is Tone.ACCENT else tone, line2=second, tooltip=words_of)

    columns = [
        time_column(session, translate("DecisionsTable", "Time")),
        *(
            [
                Column(
                    "bot",
                    translate("DecisionsTable", "Bot"),
                    lambda r: r.bot_name,
                    lambda r: Cell(r.bot_name),
                    width=180,
                )
            ]
            if with_bot
            else []
        ),
        Column(
            "level",
            translate("DecisionsTable", "Level"),
            lambda r: r.level.value,
            lambda r: Cell(words.level(r.level), words.LEVEL_TONES[r.level]),
            width=80,
            hidden=not with_bot,
        ),
        Column(
            "text", translate("DecisionsTable", "Decision"), lambda r: r.code, text, width=300, stretch=True
        ),
    ]
    return TableModel(columns, key=lambda r: (r.ns, r.bot, r.code, tuple(r.fields.items())))
