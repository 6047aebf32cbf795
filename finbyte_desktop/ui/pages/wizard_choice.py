"""The first two steps: which type of bot, which market."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.pages.gallery import TYPES, TypeCard
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.flow import FlowLayout
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel
from finbyte_desktop.widgets.text import Text

ON_PERPETUALS = frozenset(one.key for one in TYPES if one.groups == ("futures",))


class TypeStep(ScrollColumn):
    """All types; the ones that exist can be chosen."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.column.addWidget(Text(self.tr("Which type of bot?"), Role.TITLE))
        area = QWidget()
        flow = FlowLayout(area, spacing=SPACE_3, equal_width=400)
        self.cards = [TypeCard(kind) for kind in TYPES]
        for card in self.cards:
            card.create_wanted.connect(self.chosen)
            flow.addWidget(card)
        self.column.addWidget(area)
        self.column.addStretch(1)


def _tone(market: Market) -> Tone | None:
    """A price that is not fresh is not shown as one of now."""
    return None if market.stale_ns is None else Tone.STALE


def _last(market: Market) -> Cell:
    age = "" if market.stale_ns is None else fmt.age(market.stale_ns)
    return Cell(fmt.number(market.last, market.price_places), _tone(market), age)


def _change(market: Market) -> Cell:
    return Cell(fmt.percent(market.change_24h, sign=True), _tone(market))


def market_table() -> TableModel[Market]:
    """Markets with price and change."""
    translate = QCoreApplication.translate
    return TableModel(
        [
            Column(
                "market",
                translate("MarketStep", "Market"),
                lambda m: m.id,
                lambda m: Cell(words.market(m.id), coin=m.base, strong=True),
                width=200,
                stretch=True,
            ),
            Column(
                "venue",
                translate("MarketStep", "Venue"),
                lambda m: m.venue,
                lambda m: words.venue(m.venue),
                width=140,
            ),
            Column(
                "last",
                translate("MarketStep", "Last price"),
                lambda m: m.last,
                _last,
                number=True,
                width=160,
            ),
            Column(
                "change",
                translate("MarketStep", "24 h"),
                lambda m: m.change_24h,
                _change,
                number=True,
                signed=True,
                width=90,
            ),
            Column(
                "fee",
                translate("MarketStep", "Maker / taker"),
                lambda m: m.fee_maker,
                lambda m: f"{fmt.percent(m.fee_maker)} / {fmt.percent(m.fee_taker)}",
                number=True,
                width=150,
            ),
            Column(
                "least",
                translate("MarketStep", "Smallest order"),
                lambda m: m.min_notional,
                lambda m: fmt.amount(m.min_notional, m.quote),
                number=True,
                width=130,
            ),
        ],
        key=lambda m: m.id,
    )


def _named(markets: Sequence[Market]) -> str:
    """The first few of them."""
    names = [words.market(one.id) for one in markets[:3]]
    return ", ".join(names) + (" …" if len(markets) > len(names) else "")


class MarketStep(QWidget):
    """One click or Enter chooses a market."""

    chosen = Signal(str)
    feed_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        column.setSpacing(SPACE_3)
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(Text(self.tr("Which market?"), Role.TITLE))
        self.note = Text("", Role.TABLE, Tone.MUTED)
        head.addWidget(self.note)
        head.addStretch(1)
        column.addLayout(head)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        self.model = market_table()
        self.table = TableView(
            self.model,
            row_height=44,
            filter_visible=True,
            multi_select=False,
            name=self.tr("Markets"),
        )
        self.table.row_activated.connect(lambda market: self.chosen.emit(market.id))
        self.table.view.clicked.connect(lambda index: self.chosen.emit(self.model.row(index.row()).id))
        self.table.empty_action_clicked.connect(self.feed_wanted)
        card.body.addWidget(self.table)
        column.addWidget(card, 1)
        self.show_kind("spot_grid")

    def show_markets(self, session: Session, kind: str) -> None:
        """The markets that are there for this kind of bot, or why there is none."""
        markets = session.markets_for(kind)
        if not markets:
            self.table.set_empty(*self._why_none(session, kind))
        self.model.set_rows(markets)

    def _why_none(self, session: Session, kind: str) -> tuple[str, str, str]:
        perpetual = kind in ON_PERPETUALS
        others = session.markets_for("spot_grid" if perpetual else "futures_grid")
        is_paper = session.desk.health().mode == "paper"
        if not others or not is_paper:
            title = self.tr("No market yet")
            if others:
                title = self.tr("No perpetual here") if perpetual else self.tr("No spot market here")
            if not is_paper:
                return (
                    title,
                    self.tr("Markets appear as soon as this account has read those of its venue."),
                    "",
                )
            text = self.tr("Markets appear as soon as prices arrive. Choose a price feed in the settings.")
            return title, text, self.tr("Choose prices")
        if perpetual:
            title, text = (
                self.tr("No perpetual here"),
                self.tr(
                    "The prices that play now are those of {markets}. This bot trades perpetuals: the demo "
                    "market has some, and a file can be played as one."
                ),
            )
        else:
            title, text = (
                self.tr("No spot market here"),
                self.tr("The prices that play now are those of {markets}. This bot trades spot markets."),
            )
        return title, text.format(markets=_named(others)), self.tr("Choose prices")

    def show_kind(self, kind: str) -> None:
        """What a market should be like for this kind of bot."""
        notes = {
            "spot_grid": self.tr("A grid earns where the price swings inside a range."),
            "futures_grid": self.tr("Perpetuals of this account. A position can be liquidated."),
            "dca_futures": self.tr("Perpetuals of this account. A position can be liquidated."),
            "dca_safety": self.tr("A deal earns where the price comes back after a fall."),
            "rebalance": self.tr("The first of its assets. The others come next, for the same money."),
            "dca_basket": self.tr("The first of its assets. The others come next, for the same money."),
            "dca_recurring": self.tr("What you want to own more of, whatever its price is today."),
        }
        self.note.setText(notes.get(kind, ""))
