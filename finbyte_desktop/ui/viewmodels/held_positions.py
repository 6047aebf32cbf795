"""Positions on perpetuals that bots hold on paper: what each is worth, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import AccountState, BotCard, BotPosition, Desk
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts
from finbyte_desktop.ui.viewmodels.bot_position import liquidation_text
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.number_label import tone_of_sign
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A bot of an account with an open position."""

    account: AccountState
    card: BotCard
    position: BotPosition

    @property
    def worth(self) -> Decimal:
        """The money behind it with what closing it would pay, in quote."""
        return self.position.margin + (self.position.unrealised or Decimal(0))


def held_rows(desks: Sequence[tuple[AccountState, Desk]]) -> list[HeldRow]:
    """Those of accounts without positions at a venue of their own."""
    return [
        HeldRow(state, card, card.position)
        for state, desk in desks
        if desk.positions() is None
        for card in (*desk.cards(), *desk.cards(ended=True))
        if card.position is not None and card.position.qty
    ]


def held_table() -> TableModel[HeldRow]:
    """Market and bot, side, quantity, prices, profit, margin and where it is liquidated."""
    translate = QCoreApplication.translate

    def old(row: HeldRow) -> Tone | None:
        ended = row.card.ended_ns is not None  # nothing says of its card how old the price is
        return None if row.card.fresh or ended else Tone.STALE

    def market(row: HeldRow) -> Cell:
        name, card = words_accounts.name_of(row.account), row.card
        return Cell(words.market(card.market), coin=card.base, strong=True, line2=card.name, tooltip=name)

    def side(row: HeldRow) -> Cell:
        if row.position.qty > 0:
            return Cell(translate("PositionsTable", "Long"), chip=Tone.BUY)
        return Cell(translate("PositionsTable", "Short"), chip=Tone.SELL)

    def price(row: HeldRow, value: Decimal | None) -> Cell:
        return Cell(fmt.number(value, row.card.price_places), old(row))

    def gain(row: HeldRow) -> Cell:
        text = fmt.money(row.position.unrealised, row.card.quote, sign=True)
        return Cell(text, old(row) or tone_of_sign(text))

    columns = [
        Column("market", translate("PositionsTable", "Perpetual"), lambda r: r.card.market, market,
               width=150, stretch=True),
        Column("side", translate("PositionsTable", "Side"), lambda r: r.position.qty > 0, side, width=76),
        Column("qty", translate("PositionsTable", "Size"), lambda r: abs(r.position.qty),
               lambda r: Cell(fmt.number(abs(r.position.qty), r.card.qty_places), old(r)),
               number=True, width=90),
        Column("entry", translate("PositionsTable", "Entry"), lambda r: r.position.entry,
               lambda r: price(r, r.position.entry), number=True, width=100),
        Column("last", translate("PositionsTable", "Price"), lambda r: r.card.last,
               lambda r: price(r, r.position.mark or r.card.last), number=True, width=100),
        Column("unrealised", translate("PositionsTable", "Unrealised"), lambda r: r.position.unrealised,
               gain, number=True, signed=True, width=100),
        Column("margin", translate("PositionsTable", "Margin"), lambda r: r.position.margin,
               lambda r: Cell(fmt.money(r.position.margin, r.card.quote), old(r)), number=True, width=100),
        Column("liquidation", translate("PositionsTable", "Liquidation"), lambda r: r.position.liquidation,
               lambda r: price(r, r.position.liquidation)._replace(
                   tooltip=liquidation_text(r.position, r.card)
               ), number=True, width=100),
    ]  # fmt: skip
    return TableModel(columns, key=lambda row: (row.account.id, row.card.id))
