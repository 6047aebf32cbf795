"""History as text: bots that lived, and one bot's life step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from PySide6.QtCore import QObject

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotCard, BotDetail, CandleArrays, FillRow
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.detail import decisions_table, fills_table
from finbyte_desktop.ui.viewmodels.history_tables import bots_table, life_table, orders_table, transfers_table
from finbyte_desktop.ui.viewmodels.page_model import PageModel

RESULTS = ("any", "profit", "loss")
ENDS = (0, 7, 30, 90)


@dataclass(frozen=True, slots=True)
class StepShown:
    """The numbers at one moment of a bot's life."""

    step: str
    moment: str
    profit: str
    grid: str
    floating: str
    trips: str
    last: str


class HistoryModel(PageModel):
    """Lists with filters, and the chosen bot with a cursor in its fills."""

    topics = frozenset({"bots", "fills"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.text = ""
        self.market = ""
        self.result = "any"
        self.ended_days = 0
        self.all: Sequence[BotCard] = ()
        self.kept: tuple[BotCard, ...] = ()
        self.bots = bots_table(session)
        self.orders = orders_table(session)
        self.fills = fills_table(session, with_bot=True)
        self.transfers = transfers_table(session)
        self.decisions = decisions_table(session, with_bot=True)
        self.tab = "bots"
        self.life = Life(session)

    def load(self) -> None:
        desk = self.session.desk
        live = [card for card in desk.cards() if card.started_ns is not None]
        self.all = [*desk.cards(ended=True), *live]
        self.kept = tuple(card for card in self.all if self._keeps(card))
        self.bots.set_rows(self.kept)
        if self.tab == "orders":
            self.orders.set_rows(desk.history_orders(text=self.text))
        elif self.tab == "fills":
            self.fills.set_rows(desk.history_fills(text=self.text))
        elif self.tab == "transfers":
            self.transfers.set_rows(desk.history_transfers())
        elif self.tab == "decisions":
            self.decisions.set_rows(desk.history_decisions(text=self.text))

    def set_filter(
        self,
        text: str | None = None,
        market: str | None = None,
        result: str | None = None,
        ended_days: int | None = None,
    ) -> None:
        self.text = self.text if text is None else text
        self.market = self.market if market is None else market
        self.result = self.result if result is None else result
        self.ended_days = self.ended_days if ended_days is None else ended_days
        self.refresh()

    def markets(self) -> list[str]:
        return sorted({card.market for card in self.all})

    def _keeps(self, card: BotCard) -> bool:
        if self.market and card.market != self.market:
            return False
        total = card.total_profit
        if self.result == "profit" and (total is None or total <= 0):
            return False
        if self.result == "loss" and (total is None or total >= 0):
            return False
        if self.ended_days and (
            card.ended_ns is None or card.ended_ns < self.session.now_ns() - self.ended_days * fmt.NS_A_DAY
        ):
            return False
        text = f"{card.name} {card.market} {words.reason(card.reason)} {words.bot_type(card.type)}".lower()
        return all(word in text for word in self.text.lower().split())

    def together(self) -> tuple[int, int, str]:
        """(bots shown, of them in profit, their profit together)."""
        totals = [card.total_profit for card in self.kept if card.total_profit is not None]
        quote = self.kept[0].quote if self.kept else "USDT"
        text = f"{fmt.money(sum(totals, Decimal(0)), quote, sign=True)} {quote}"
        return len(self.kept), sum(1 for total in totals if total > 0), text


class Life(QObject):
    """One bot's life: its fills in order, a cursor among them, the numbers at the cursor."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.detail: BotDetail | None = None
        self.candles: CandleArrays | None = None
        self.fills: tuple[FillRow, ...] = ()
        self.cursor = 0
        self.interval_ns: int | None = None
        self.table = life_table(session)

    def show_bot(self, bot: str) -> None:
        """Reads a bot's whole life; the cursor stands at its end."""
        desk = self._session.desk
        self.detail = desk.detail(bot)
        self.fills = tuple(sorted(desk.history_fills(bot), key=lambda fill: (fill.ns, fill.trade_id)))
        self.candles = desk.history_candles(bot, self.interval_ns)
        self.cursor = max(0, len(self.fills) - 1)
        self.table.set_rows(self.fills)

    def is_behind(self, card: BotCard) -> bool:
        """Whether the bot went on since its life was read: another state, or another round trip."""
        if self.detail is None:
            return True
        known = self.detail.card
        return (card.state, card.trips, card.ended_ns) != (known.state, known.trips, known.ended_ns)

    def bot(self) -> str:
        return self.detail.card.id if self.detail is not None else ""

    def move_to(self, cursor: int) -> None:
        self.cursor = min(max(0, cursor), max(0, len(self.fills) - 1))

    def move(self, steps: int) -> None:
        self.move_to(self.cursor + steps)

    def move_days(self, days: int) -> None:
        """To the first fill at least that many days away."""
        if not self.fills:
            return
        target = self.fills[self.cursor].ns + days * fmt.NS_A_DAY
        times = [fill.ns for fill in self.fills]
        place = int(np.searchsorted(times, target))
        self.move_to(max(self.cursor + 1, place) if days > 0 else min(self.cursor - 1, place))

    def at_ns(self) -> int | None:
        """The moment of the cursor; None without fills."""
        return self.fills[self.cursor].ns if self.fills else None

    def shown(self) -> StepShown | None:
        """The numbers at the cursor."""
        if self.detail is None:
            return None
        card = self.detail.card
        now = self.at_ns()
        if now is None:
            absent = fmt.ABSENT
            return StepShown(self.tr("No fill"), absent, absent, absent, absent, absent, absent)
        done = self.fills[: self.cursor + 1]
        grid = sum((fill.trip_profit for fill in done if fill.trip_profit is not None), Decimal(0))
        profit = self._profit_at(now)
        floating = None if profit is None else profit - grid
        return StepShown(
            self.tr("Step {step} of {all}").format(step=self.cursor + 1, all=len(self.fills)),
            self._session.times.full(now),
            fmt.money(profit, card.quote, sign=True),
            fmt.money(grid, card.quote, sign=True),
            fmt.money(floating, card.quote, sign=True),
            fmt.number(sum(1 for fill in done if fill.trip_profit is not None)),
            fmt.number(self.fills[self.cursor].price, card.price_places),
        )

    def _profit_at(self, ns: int) -> Decimal | None:
        """The profit of the equity course at a moment, to the cent; None before its first point."""
        points = self.detail.equity if self.detail is not None else ()
        if not points or ns < points[0][0]:
            return None
        place = int(np.searchsorted([point[0] for point in points], ns, side="right")) - 1
        return Decimal(str(round(points[place][1], 2)))

    def days(self) -> list[tuple[int, int, int]]:
        """(start of a piece of life, buys, sells): the life in at most 80 pieces."""
        if not self.fills or self.detail is None:
            return []
        first, last = self.fills[0].ns, max(self.fills[-1].ns, self.fills[0].ns + 1)
        pieces = min(80, max(1, len(self.fills)))
        width = (last - first) // pieces + 1
        counts = [[first + i * width, 0, 0] for i in range(pieces)]
        for fill in self.fills:
            counts[(fill.ns - first) // width][1 if fill.side is Side.BUY else 2] += 1
        return [(start, buys, sells) for start, buys, sells in counts]
