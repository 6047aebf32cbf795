"""The tables of History: bots, a bot's life, orders, transfers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotCard, FillRow, OrderRow, TransferRow
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_dca, words_decisions
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.places import MarketPlaces, Owners, of_currency
from finbyte_desktop.ui.viewmodels.stopped import REASON_TONES
from finbyte_desktop.ui.viewmodels.widths import full_width, moment_width, second_column, short_span_width
from finbyte_desktop.ui.words_decisions import slot as decision_slot
from finbyte_desktop.ui.words_kinds import KINDS
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel


def bots_table(session: Session) -> TableModel[BotCard]:
    """Bots in two lines each, the newest end first."""
    translate = QCoreApplication.translate

    def bot(card: BotCard) -> Cell:
        line = f"{words.bot_type(card.type)}, {fmt.plain(card.investment)}"
        title = words.bot_title(card.name, card.market, card.type)
        return Cell(title, coin=card.base, line2=line, strong=True, tooltip=card.name)

    def lived(card: BotCard) -> Cell:
        times, whole = session.times, words.lived(card, session.times)
        if card.started_ns is None:
            return Cell(whole, line2=fmt.duration(card.runtime_ns))
        days, end = times.short_day(card.started_ns), card.ended_ns
        if end is not None:
            days = times.short_span(card.started_ns, end)
        years = times.years(card.started_ns, card.started_ns if end is None else end)
        line = ", ".join(part for part in (years, fmt.duration(card.runtime_ns)) if part)
        return Cell(days, line2=line, tooltip=whole)

    def stopped(card: BotCard) -> Cell:
        if card.ended_ns is None:
            return Cell(words.state(card.state), chip=words.STATE_TONES[card.state])
        return Cell(words.reason(card.reason), chip=REASON_TONES.get(card.reason, Tone.MUTED))

    def course(card: BotCard) -> Cell:
        tone = Tone.BUY if (card.total_profit or 0) >= 0 else Tone.SELL
        return Cell("", tone, spark=tuple(card.spark))

    def profit(card: BotCard) -> Cell:
        text = fmt.money(card.total_profit, card.quote, sign=True)
        won = card.total_profit is None or card.total_profit >= 0
        return Cell(
            text, Tone.BUY if won else Tone.SELL, line2=fmt.percent(card.total_profit_ratio, sign=True)
        )

    columns = [
        Column(
            "bot",
            translate("HistoryTable", "Bot, invested"),
            lambda c: c.market,
            bot,
            width=150,
            stretch=True,
        ),
        Column(
            "lived",
            translate("HistoryTable", "Lived"),
            lambda c: c.ended_ns or c.started_ns,
            lived,
            width=short_span_width(session),
        ),
        Column("stopped", translate("HistoryTable", "Stopped"), lambda c: c.reason, stopped, width=90),
        Column(
            "spark",
            translate("HistoryTable", "Over life"),
            lambda c: of_currency(c.quote, c.total_profit),
            course,
            width=78,
        ),
        Column(
            "profit",
            translate("HistoryTable", "Profit"),
            lambda c: of_currency(c.quote, c.total_profit),
            profit,
            number=True,
            mute_zeros=False,
            width=88,
        ),
    ]
    return TableModel(columns, key=lambda c: c.id)


def life_table(
    session: Session, kind: Callable[[], str] = lambda: "", opens: Callable[[], Side] = lambda: Side.BUY
) -> TableModel[FillRow]:
    """A bot's fills in the order of its life."""
    translate = QCoreApplication.translate
    places = MarketPlaces(session)
    columns = [
        second_column(session, translate("LifeTable", "Time"), of_one=True),
        Column(
            "asset",
            translate("LifeTable", "Asset"),
            lambda r: r.market,
            lambda r: Cell(words.coin(r.market), strong=True),
            width=64,
            hidden=True,
        ),
        Column(
            "event",
            translate("LifeTable", "Event"),
            lambda r: r.side.value,
            lambda r: Cell(words.done_side(r.side), words.side_tone(r.side)),
            width=76,
        ),
        Column(
            "price",
            translate("LifeTable", "Price"),
            lambda r: r.price,
            lambda r: places.price(r.market, r.price),
            number=True,
            width=96,
        ),
        Column(
            "qty",
            translate("LifeTable", "Quantity"),
            lambda r: r.qty,
            lambda r: places.qty(r.market, r.qty),
            number=True,
            width=90,
        ),
        Column(
            "fee",
            translate("LifeTable", "Fee"),
            lambda r: r.fee,
            lambda r: Cell(fmt.fee(r.fee), note=r.fee_asset),
            number=True,
            width=104,
        ),
        Column(
            "trip",
            translate("LifeTable", "Round trip"),
            lambda r: r.trip_profit,
            lambda r: fmt.number(r.trip_profit, 2, sign=True),
            number=True,
            signed=True,
            width=90,
        ),
        Column(
            "why",
            translate("LifeTable", "Why"),
            lambda r: r.why,
            lambda r: Cell(why_of(r, kind(), opens()), Tone.MUTED, tooltip=why_of(r, kind(), opens())),
            width=220,
            stretch=True,
        ),
    ]
    return TableModel(columns, key=lambda r: r.key)


REBALANCED, SCHEDULED = "#trade", "#run"  # end the slots of bots of several markets


def why_of(fill: FillRow, kind: str = "", opens: Side = Side.BUY) -> str:
    """Why a fill happened, in words; `kind` is that of its bot, `opens` the side of its safety orders."""
    translate = QCoreApplication.translate
    if fill.why in ("", "level", "mirror", "level_bought", "level_sold"):
        if fill.level is None:
            return translate("LifeTable", "taken at the market")
        if kind in KINDS:
            closes = fill.side is not opens
            return translate("LifeTable", "take profit") if closes else translate("LifeTable", "safety order")
        if fill.side is Side.SELL:
            return translate("LifeTable", "level reached, buy below")
        return translate("LifeTable", "level reached, sell above")
    return words.reason(fill.why)


def slot_text(slot: str) -> str:
    """A bot's slot: "L3" is the fourth level from below, "take:open" is told as what it was for."""
    if slot.endswith(REBALANCED):
        return QCoreApplication.translate("OrdersTable", "rebalance")
    if slot.endswith(SCHEDULED):
        return QCoreApplication.translate("OrdersTable", "by the schedule")
    if slot in words_dca.SLOTS or (slot[:1] == "S" and slot[1:].isdigit()):
        return words_decisions.slot(slot)
    kind, _, name = slot.partition(":")
    if kind == "take" and name:
        return words.reason({"grow": "added"}.get(name, name))
    if slot[:1] == "L" and slot[1:].lstrip("-").isdigit():
        number = int(slot[1:]) + 1
        return QCoreApplication.translate("OrdersTable", "level {number}").format(number=number)
    return slot


def orders_table(session: Session) -> TableModel[OrderRow]:
    """Orders of every state."""
    translate = QCoreApplication.translate
    places = MarketPlaces(session)

    def price(row: OrderRow) -> Cell:
        at = places.price(row.market, row.price)
        if row.average is None:
            return Cell(at)
        limit = translate("OrdersTable", "Average of its trades; its limit was {price}.").format(price=at)
        return Cell(places.average(row.market, row.average), tooltip=limit)

    def why(row: OrderRow) -> Cell:
        said = "" if row.why == row.state else words.reason(row.why)  # the state says that much
        return Cell(said or fmt.ABSENT, Tone.MUTED, tooltip=said)

    columns = [
        Column(
            "time",
            translate("OrdersTable", "Created"),
            lambda r: r.created_ns,
            lambda r: Cell(session.times.moment(r.created_ns), Tone.MUTED),
            width=moment_width(session),
        ),
        Column(
            "bot",
            translate("OrdersTable", "Bot"),
            lambda r: r.bot_name,
            lambda r: Cell(r.bot_name, coin=words.coin(r.market)),
            width=180,
            stretch=True,
        ),
        Column(
            "slot",
            translate("OrdersTable", "Level"),
            lambda r: r.slot,
            lambda r: Cell(slot_text(r.slot), tooltip=decision_slot(r.slot)),
            width=92,
        ),
        Column(
            "side",
            translate("OrdersTable", "Side"),
            lambda r: r.side.value,
            lambda r: Cell(words.side(r.side), words.side_tone(r.side)),
            width=66,
        ),
        Column(
            "type",
            translate("OrdersTable", "Type"),
            lambda r: r.type.value,
            lambda r: words.order_type(r.type),
            width=76,
        ),
        Column(
            "price",
            translate("OrdersTable", "Price"),
            lambda r: r.price,
            price,
            number=True,
            width=90,
        ),
        Column(
            "qty",
            translate("OrdersTable", "Quantity"),
            lambda r: r.qty,
            lambda r: places.qty(r.market, r.qty),
            number=True,
            width=90,
        ),
        Column(
            "filled",
            translate("OrdersTable", "Filled"),
            lambda r: r.filled,
            lambda r: fmt.ABSENT if r.filled == 0 else places.qty(r.market, r.filled),
            number=True,
            width=90,
        ),
        Column(
            "state",
            translate("OrdersTable", "State"),
            lambda r: r.state,
            lambda r: Cell(words.order_state(r.state), dot=words.order_state_tone(r.state)),
            width=112,
        ),
        Column(
            "why",
            translate("OrdersTable", "Why"),
            lambda r: r.why,
            why,
            stretch=True,
        ),
        Column(
            "ended",
            translate("OrdersTable", "Ended"),
            lambda r: r.ended_ns,
            lambda r: session.times.moment(r.ended_ns),
            width=moment_width(session),
        ),
    ]
    return TableModel(columns, key=lambda r: r.client_id)


def transfers_table(session: Session) -> TableModel[TransferRow]:
    """Money that moved without a trade."""
    translate = QCoreApplication.translate
    owners = Owners(session)
    columns = [
        Column(
            "time",
            translate("TransfersTable", "Time"),
            lambda r: r.ns,
            lambda r: Cell(session.times.full(r.ns), Tone.MUTED),
            width=full_width(session),
        ),
        Column(
            "reason",
            translate("TransfersTable", "What"),
            lambda r: r.reason,
            lambda r: words.transfer(r.reason),
            width=200,
        ),
        Column(
            "owner",
            translate("TransfersTable", "Whose"),
            lambda r: r.owner,
            lambda r: owners.name(r.owner),
            width=240,
            stretch=True,
        ),
        Column(
            "asset",
            translate("TransfersTable", "Asset"),
            lambda r: r.asset,
            lambda r: Cell(r.asset, coin=r.asset),
            width=110,
        ),
        Column(
            "amount",
            translate("TransfersTable", "Amount"),
            lambda r: r.amount,
            lambda r: fmt.number(r.amount, None if r.amount.as_tuple().exponent < -2 else 2, sign=True),
            number=True,
            signed=True,
            width=150,
        ),
    ]
    return TableModel(columns, key=lambda r: (r.ns, r.reason, r.owner, r.asset))
