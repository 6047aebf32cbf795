"""History as text: bots that lived, and one bot's life step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import (
    BotCard,
    BotDetail,
    BotLife,
    DecisionRow,
    FillRow,
    HistoryPage,
    HistoryQuery,
    TransferRow,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.detail_tables import decisions_table, fills_table
from finbyte_desktop.ui.viewmodels.history_tables import bots_table, life_table, orders_table, transfers_table
from finbyte_desktop.ui.viewmodels.page_model import PageModel, Reading
from finbyte_desktop.ui.viewmodels.told import in_order, moved, openings
from finbyte_desktop.widgets.table_model import TableModel

RESULTS = ("any", "profit", "loss")
ENDS = (0, 7, 30, 90)
PAGE_ROWS = 500
MOST_TRANSFERS = 5_000
LONGEST_OPENING_NS = fmt.NS_AN_HOUR  # from the start of a bot to the end of its opening purchase
FIRST_FILLS = 20  # an opening purchase is more trades than that only in a thin book


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
    sold: bool = False  # every coin is sold at this moment, and the bot has ended
    unknown: str = ""  # why there is no profit of that moment


class Listed(QObject):
    """One table of History, a page of rows at a time. `changed` follows each page, and a long wait."""

    changed = Signal()

    def __init__(self, session: Session, what: str, model: TableModel[Any], owner: PageModel) -> None:
        super().__init__(owner)
        self._session = session
        self._what = what
        self.model = model
        self.model.sort_wanted.connect(self._sorted)
        self.text = ""
        self.start = 0
        self.total: int | None = None
        self._owner = owner
        self._reading: Reading[HistoryPage] = Reading(session, self._read, owner.read_failed, self)
        self._reading.waited.connect(self.changed)

    def refresh(self) -> None:
        """Asks for the page that is shown; the rows come later."""
        sort = self.model.sorted_by()
        query = HistoryQuery(
            self._what,
            text=self.text,
            sort="" if sort is None else self.model.columns[sort[0]].key,
            descending=sort is None or sort[1] == Qt.SortOrder.DescendingOrder,
            start=self.start,
            limit=PAGE_ROWS,
        )
        self._reading.ask(query, lambda: self._page(query))

    async def _page(self, query: HistoryQuery) -> HistoryPage | None:
        return await self._session.desk.read_history(query)

    def set_text(self, text: str) -> None:
        """Searches from the first row."""
        if text != self.text:
            self.text, self.start = text, 0

    def move_to(self, start: int) -> None:
        """Another page."""
        last = max(0, (self.total or 0) - 1) // PAGE_ROWS * PAGE_ROWS
        self.start = min(max(0, start), last)
        self.refresh()

    def is_slow(self) -> bool:
        """Whether somebody waits for rows long enough to be told so."""
        return self._reading.slow

    def is_under_way(self) -> bool:
        """Whether rows are being read."""
        return self._reading.is_under_way()

    def is_unread(self) -> bool:
        """Whether no answer has come yet."""
        return self.total is None

    def _sorted(self) -> None:
        self.start = 0
        self.refresh()

    def _read(self, page: HistoryPage) -> None:
        self.total = page.total
        if not page.rows and page.query.start:
            self.move_to(page.query.start)
            return
        self.model.set_rows(page.rows)
        self._owner.read_well()
        self.changed.emit()


class ToldDecisions(Listed):
    """The decision log of all bots, with opening purchases and moved money, which stand in no decision.

    They are told between the rows of a page that is in order of time. `cards` are the bots that may have
    such lines. The number of rows on all pages is that of the decisions.
    """

    def __init__(self, session: Session, model: TableModel[Any], owner: PageModel) -> None:
        super().__init__(session, "decisions", model, owner)
        self.cards: Sequence[BotCard] = ()
        self._openings: dict[str, list[DecisionRow]] = {}
        self._transfers: Sequence[TransferRow] = ()
        self._transfers_of: tuple[object, ...] = ()

    async def _page(self, query: HistoryQuery) -> HistoryPage | None:
        page = await super()._page(replace(query, limit=query.limit + 1))
        if page is None:
            return None
        rows: Sequence[DecisionRow] = page.rows[: query.limit]
        if query.sort in ("", "time"):
            after = page.rows[query.limit].ns if len(page.rows) > query.limit else None
            rows = await self._with_derived(query, rows, after)
        return HistoryPage(query, rows, page.total)

    async def _with_derived(
        self, query: HistoryQuery, rows: Sequence[DecisionRow], after: int | None
    ) -> Sequence[DecisionRow]:
        """`after` is the time of the first row of the next page, None on the last one."""
        if not rows and query.start:
            return rows
        first = rows[0].ns if rows and query.start else None
        low, high = (after, first) if query.descending else (first, after)
        derived = [
            row
            for row in await self._derived(low, high)
            if (low is None or row.ns > low or (row.ns == low and not query.descending))
            and (high is None or row.ns < high or (row.ns == high and query.descending))
            and _matches(row, query.text)
        ]
        return in_order([*rows, *derived], descending=query.descending) if derived else rows

    async def _derived(self, low: int | None, high: int | None) -> list[DecisionRow]:
        """Those of the bots that may have one between these times."""
        desk = self._session.desk
        key = tuple((card.id, card.investment, card.withdrawn) for card in self.cards)
        if key != self._transfers_of:
            page = await desk.read_history(HistoryQuery("transfers", limit=MOST_TRANSFERS))
            if page is not None:
                self._transfers, self._transfers_of = page.rows, key
        owners = {card.name: card for card in self.cards} | {card.id: card for card in self.cards}
        found: list[DecisionRow] = []
        for row in self._transfers:
            if row.owner in owners:
                found += moved(owners[row.owner], [row])
        for card in self.cards:
            if card.started_ns is None or (high is not None and card.started_ns > high):
                continue
            if low is not None and card.started_ns < low - LONGEST_OPENING_NS:
                continue
            if card.id not in self._openings:
                query = HistoryQuery("fills", card.id, sort="time", descending=False, limit=FIRST_FILLS)
                page = await desk.read_history(query)
                if page is None:
                    continue
                rows = openings(card, page.rows)
                if any(fill.why != "opening" for fill in page.rows) or card.ended_ns is not None:
                    self._openings[card.id] = rows  # no more of them can come
            else:
                rows = self._openings[card.id]
            found += rows
        return found


def _matches(row: DecisionRow, text: str) -> bool:
    return text.lower() in f"{row.bot_name} {row.code} {' '.join(row.fields.values())}".lower()


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
        self.listed = {
            what: Listed(session, what, model, self)
            for what, model in (
                ("orders", self.orders),
                ("fills", self.fills),
                ("transfers", self.transfers),
            )
        }
        self.told = ToldDecisions(session, self.decisions, self)
        self.listed["decisions"] = self.told
        for listed in self.listed.values():
            listed.model.sort_elsewhere()
        self.tab = "bots"
        self.life = Life(session, self)

    def load(self) -> None:
        desk = self.session.desk
        live = [card for card in desk.cards() if card.started_ns is not None]
        self.all = [*desk.cards(ended=True), *live]
        self.told.cards = self.all
        self.kept = tuple(card for card in self.all if self._keeps(card))
        self.bots.set_rows(self.kept)
        for card in self.all:
            if card.id == self.life.bot() and not self.life.is_behind(card):
                self.life.take_card(card)
        listed = self.listed.get(self.tab)
        if listed is not None:
            listed.set_text(self.text)
            listed.refresh()

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

    def together(self) -> tuple[int, int, tuple[str, ...]]:
        """(bots shown, of them in profit, their profit in each currency, the reporting one first)."""
        currency = self.session.settings.currency
        sums: dict[str, Decimal] = {}
        won = 0
        for card in self.kept:
            if card.total_profit is not None:
                sums[card.quote] = sums.get(card.quote, Decimal(0)) + card.total_profit
                won += card.total_profit > 0
        quotes = sorted(sums or [currency], key=lambda quote: (quote != currency, quote))
        texts = (f"{fmt.money(sums.get(quote, Decimal(0)), quote, sign=True)} {quote}" for quote in quotes)
        return len(self.kept), won, tuple(texts)


def keeps_position(card: BotCard) -> bool:
    """Whether a bot has ended and kept its position, which is still open."""
    return card.ended_ns is not None and card.position is not None and bool(card.position.qty)


class Life(QObject):
    """One bot's life: its fills in order, a cursor among them, the numbers at the cursor.

    `changed` follows each reading and each change of `slow`, `went_on` new figures of the same life. The
    table shows the page of the cursor.
    """

    changed = Signal()
    went_on = Signal()

    def __init__(self, session: Session, owner: PageModel) -> None:
        super().__init__(owner)
        self._session = session
        self._owner = owner
        self._read: BotLife | None = None
        self.cursor = 0
        self.wanted = ""
        self.table = life_table(session, self._kind, self._opens)
        self._reading: Reading[BotLife] = Reading(session, self._take, self._failed, self)
        self._reading.waited.connect(self.changed)

    @property
    def detail(self) -> BotDetail | None:
        return self._read.detail if self._read is not None else None

    def _kind(self) -> str:
        return self._read.detail.card.type if self._read is not None else ""

    def _opens(self) -> Side:
        """With which side the bot builds up what it holds."""
        params = {} if self._read is None else self._read.detail.params
        return Side.SELL if params.get("direction") == "short" else Side.BUY

    @property
    def read(self) -> BotLife | None:
        """The life as it was read last."""
        return self._read

    @property
    def fills(self) -> Sequence[FillRow]:
        return self._read.fills if self._read is not None else ()

    def show_bot(self, bot: str) -> None:
        """Reads a bot's whole life; what is known of it already is not read again."""
        self.wanted = bot
        known = self._read if self.bot() == bot else None
        self._reading.ask(bot, lambda: self._session.desk.read_life(bot, known))

    def is_slow(self) -> bool:
        """Whether somebody waits for the life long enough to be told so."""
        return self._reading.slow

    def _take(self, life: BotLife) -> None:
        at_end = self.bot() != life.detail.card.id or self.cursor >= self.last()
        self._read = life
        self.cursor = self.last() if at_end else self.cursor
        self._show_page()
        self._owner.read_well()
        self.changed.emit()

    def take_card(self, card: BotCard) -> None:
        """The figures of now of the bot that is shown: nothing of its life came since it was read."""
        if self._read is not None and card != self._read.detail.card:
            self._read = replace(self._read, detail=replace(self._read.detail, card=card))
            self.went_on.emit()

    def _failed(self, error: FinByteError) -> None:
        self.wanted = self.bot()
        self._owner.read_failed(error)

    def page_start(self) -> int:
        """The number of the first fill in the table."""
        return min(self.cursor, max(0, len(self.fills) - 1)) // PAGE_ROWS * PAGE_ROWS

    def last(self) -> int:
        """The last place of the cursor: the end of a bot that has ended, else its last fill."""
        return max(0, len(self.fills) - (self.detail is None or self.detail.card.ended_ns is None))

    def is_at_end(self) -> bool:
        """Whether the cursor stands at the bot's end, after its last fill."""
        ended = self.detail is not None and self.detail.card.ended_ns is not None
        return ended and self.cursor >= len(self.fills)

    def keeps_position(self) -> bool:
        """Whether the bot has ended and its position is still open."""
        return self.detail is not None and keeps_position(self.detail.card)

    def end_ns(self) -> int | None:
        """When the life ended: at the bot's end, or with the trade that closed its position after it; now,
        where that is still open. None of a bot that goes on.
        """
        if self.detail is None or self.detail.card.ended_ns is None:
            return None
        last = self.fills[-1].ns if self.fills else 0
        return max(self.detail.card.ended_ns, last, self._session.now_ns() if self.keeps_position() else 0)

    def _show_page(self) -> None:
        start = self.page_start()
        rows = self.fills[start : start + PAGE_ROWS]
        self.table.set_rows(rows)

    def number_of(self, fill: FillRow) -> int | None:
        """Where a fill of the shown page stands in the life; None when the page is of another bot by now."""
        start = self.page_start()
        shown = list(self.fills[start : start + PAGE_ROWS])
        return start + shown.index(fill) if fill in shown else None

    def is_behind(self, card: BotCard) -> bool:
        """Whether the bot went on since its life was read: another state, another round trip, or after its
        end another position.
        """
        if self.detail is None:
            return True
        known = self.detail.card
        was, now = known.position, card.position
        if known.ended_ns is not None and was is not None and now is not None and was.qty != now.qty:
            return True
        return (card.state, card.trips, card.ended_ns) != (known.state, known.trips, known.ended_ns)

    def bot(self) -> str:
        return self.detail.card.id if self.detail is not None else ""

    def move_to(self, cursor: int) -> None:
        before = self.page_start()
        self.cursor = min(max(0, cursor), self.last())
        if self.page_start() != before:
            self._show_page()

    def move(self, steps: int) -> None:
        self.move_to(self.cursor + steps)

    def move_days(self, days: int) -> None:
        """To the first fill at least that many days away."""
        now = self.at_ns()
        if self._read is None or now is None:
            return
        target = now + days * fmt.NS_A_DAY
        place = int(np.searchsorted(self._read.ns, target))
        self.move_to(max(self.cursor + 1, place) if days > 0 else min(self.cursor - 1, place))

    def move_to_share(self, share: float) -> None:
        """To the first fill after this part of the life, from 0 to 1."""
        if self._read is not None and self.fills:
            first, last = self._span()
            self.move_to(int(np.searchsorted(self._read.ns, first + int(share * (last - first)))))

    def _span(self) -> tuple[int, int]:
        """From the first fill to the end, or to the last fill."""
        assert self._read is not None
        first, last = int(self._read.ns[0]), int(self._read.ns[-1])
        return first, max(last, self.end_ns() or last)

    def share(self) -> float:
        """How much of the life is over at the cursor, from 0 to 1."""
        now = self.at_ns()
        if self._read is None or not self.fills or now is None:
            return 1.0
        first, last = self._span()
        return (now - first) / (last - first) if last > first else 1.0

    def at_ns(self) -> int | None:
        """The moment of the cursor; None without fills and an end."""
        if self.is_at_end():
            return self.end_ns()
        return self.fills[self.cursor].ns if self.fills else None

    def price(self) -> Decimal | None:
        """The price of that moment."""
        if self.is_at_end():
            return self.detail.card.last if self.detail is not None else None
        return self.fills[self.cursor].price if self.fills else None

    def params(self) -> Mapping[str, Any]:
        """The parameters of the bot at that moment: those of now without the changes that came later."""
        life, now = self._read, self.at_ns()
        if life is None:
            return {}
        params = dict(life.detail.params)
        for change in reversed(life.changes):
            if now is None or change.ns <= now:
                break
            params[change.name] = change.before or None
        return params

    def is_of_chart(self) -> bool:
        """Whether the fill at the cursor is of the market of the chart."""
        if self.is_at_end() or not self.fills or self.detail is None:
            return True
        return self.fills[self.cursor].market == self.detail.card.market

    def chart_price(self) -> float | None:
        """The price of the chart's market at that moment: of a trade there, else of its candles."""
        price = self.price()
        if price is not None and self.is_of_chart():
            return float(price)
        now, candles = self.at_ns(), None if self._read is None else self._read.candles
        if now is None or candles is None or not len(candles.open_ns):
            return None
        place = int(np.searchsorted(candles.open_ns, now, side="right")) - 1
        if place < 0:
            return None
        is_over = now >= int(candles.open_ns[place]) + candles.interval_ns
        is_over = is_over or (self.is_at_end() and place == len(candles.open_ns) - 1)
        return float(candles.close[place] if is_over else candles.open[place])

    def _price_text(self, places: int) -> str:
        if self.is_of_chart():
            return fmt.number(self.price(), places)
        fill = self.fills[self.cursor]
        return f"{fmt.number(fill.price)} {words.coin(fill.market)}"

    def shown(self) -> StepShown | None:
        """The numbers at the cursor."""
        life = self._read
        if life is None:
            return None
        card = life.detail.card
        now = self.at_ns()
        if now is None:
            absent = fmt.ABSENT
            return StepShown(self.tr("No fill"), absent, absent, absent, absent, absent, absent)
        profit: Decimal | None
        if self.is_at_end():
            step, grid, trips, profit = (
                words.state(card.state),
                card.grid_profit,
                card.trips,
                card.total_profit,
            )
        else:
            step = self.tr("Step {step} of {all}").format(
                step=life.fills_before + self.cursor + 1, all=life.fills_before + len(self.fills)
            )
            grid, trips, profit = (
                life.grid[self.cursor],
                int(life.trips[self.cursor]),
                life.total[self.cursor],
            )
        floating = None if profit is None else profit - grid
        return StepShown(
            step,
            self._session.times.full(now),
            fmt.money(profit, card.quote, sign=True),
            fmt.money(grid, card.quote, sign=True),
            fmt.money(floating, card.quote, sign=True),
            fmt.number(trips),
            self._price_text(card.price_places),
            card.sold and self.cursor >= len(self.fills) - 1,
            self.tr("The price of an asset that the bot held is not known at this moment.")
            if profit is None
            else "",
        )

    def days(self) -> list[tuple[int, int, int]]:
        """(start of a piece of life, buys, sells): the life in at most 80 pieces."""
        life = self._read
        if life is None or not life.fills:
            return []
        first, last = self._span()
        last = max(last, first + 1)
        pieces = min(80, max(1, len(life.fills)))
        width = (last - first) // pieces + 1
        place = (life.ns - first) // width
        buys = np.bincount(place[life.is_buy], minlength=pieces)
        sells = np.bincount(place[~life.is_buy], minlength=pieces)
        return [(first + i * width, int(buys[i]), int(sells[i])) for i in range(pieces)]
