"""One bot's page as text: head, ladder, history, parameters, decisions, how the profit came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import (
    BotCard,
    BotDetail,
    DecisionRow,
    FieldSpec,
    FillRow,
    LadderLevel,
    Stands,
    TransferRow,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_waits
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels import conditions, fields, own_code, purchases
from finbyte_desktop.ui.viewmodels.baskets import own_text, state_rows
from finbyte_desktop.ui.viewmodels.bot_position import position_rows
from finbyte_desktop.ui.viewmodels.bots import CardShown, shown
from finbyte_desktop.ui.viewmodels.deals import deal_rows, schedule_rows
from finbyte_desktop.ui.viewmodels.detail_tables import decisions_table, fills_table
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.ui.viewmodels.told import moments, told
from finbyte_desktop.ui.viewmodels.venue_bar import VenueBar, venue_bar
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.ui.words_kinds import KINDS, say
from finbyte_desktop.widgets.allocation_chart import AllocationRow
from finbyte_desktop.widgets.colors import Tone

OWN_CANCEL = "pulled_by_you"
UNPROVED = frozenset({"unknown", "quarantined"})
DEALS = frozenset({"dca_safety", "dca_futures"})
IN_MONEY = frozenset(name for name in conditions.ALL if not name.endswith(conditions.PRICE))
HELD_AGAIN_NS = 2 * fmt.NS_A_SECOND  # so soon candles that were not there are looked for again
UNCOVERED_NS = 2 * fmt.NS_A_MINUTE  # so much of a bot's life may lie after the last candle known of it


def _rung(detail: BotDetail, level: LadderLevel) -> int | None:
    """The number of a safety order: its own, also when others have bought. None for any other order."""
    number = level.slot.removeprefix("S")
    is_rung = detail.card.type in DEALS and number != level.slot and number.isdecimal()
    return int(number) if is_rung else None


@dataclass(frozen=True, slots=True)
class LevelShown:
    """One row of the ladder. `kind` is "buy", "sell", "vacant", "idle", "waits", "unproved" or "now"."""

    key: str
    kind: str
    price: str
    number: str = ""
    cost: str = ""
    buy: str = ""
    sell: str = ""
    away: str = ""
    note_left: str = ""
    note_right: str = ""


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of the profit's breakdown; `value` is for the bar only."""

    label: str
    value: float
    text: str
    note: str
    total: bool = False
    part: bool = False  # counted in the floating PnL above it
    tip: str = ""


class TiesShown(NamedTuple):
    """Whether the books of a bot add up, in a few words, and what they mean."""

    text: str
    tone: Tone
    tip: str = ""


@dataclass(frozen=True, slots=True)
class DetailShown:
    """The whole page."""

    card: CardShown
    name: str
    market: str
    base: str
    quote: str
    places: int
    since: str
    buys_head: str
    buys_cost: str
    sells_head: str
    sells_qty: str
    ladder: tuple[LevelShown, ...]
    blocked: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, str, Tone], ...]
    params: tuple[tuple[str, str, str], ...]
    breakdown: tuple[LineShown, ...]
    ties: TiesShown
    fees: str
    withdrawn: str
    versus: str | None
    holding_legend: str
    own_legend: str
    can_withdraw: bool
    conditions: tuple[str, ...] = ()
    waits: str = ""  # why orders are not at the venue yet, and when they go there
    blocked_by_you: bool = False  # all of `blocked`: a person's own cancels, no fault
    holds: str = ""  # coins and money of the bot now
    holds_exactly: str = ""
    deal: tuple[tuple[str, str, str], ...] = ()  # of a bot with deals, a schedule, weights, a position
    allocation: tuple[AllocationRow, ...] = ()  # of a bot of several assets
    venue: VenueBar | None = None
    refused: tuple[str, ...] = ()  # levels whose orders do not go before a person tries again


# Decisions that tell each trade: the fills are not told beside them.
TOLD_BY_ITSELF = (
    "bought", "sold", "grid_bought", "grid_sold", "grid_end_", "grid_part_", "dca_", "run_", "rebalance_",
    "strategy_bought", "strategy_sold", "deal_opened", "deal_added", "deal_reduced", "deal_late",
)  # fmt: skip


class DetailModel(PageModel):
    """Reads one bot. `raw` keeps the read model for the chart, which paints with floats."""

    topics = frozenset({"bots", "fills", "quotes", "approvals"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.bot = ""
        self.raw: BotDetail | None = None
        self.shown: DetailShown | None = None
        self.told: list[DecisionRow] = []
        self.stands_at: dict[str, Decimal | None] = {}
        self._stands = Stands()
        self.holding: tuple[float, ...] = ()
        self._transfers: Sequence[TransferRow] = ()
        self._transfers_of: tuple[object, ...] = ()
        self._holding_of: tuple[str, int] = ("", 0)
        self._held_ns = 0
        self.fills = fills_table(session, with_bot=False)
        self.log = decisions_table(session, with_bot=False)

    def set_bot(self, bot: str) -> None:
        if bot != self.bot:
            self.bot = bot
            self.raw = self.shown = None
            self.loaded = False

    def has_ended(self) -> bool:
        """Whether the life of the bot is over, with no order of it left: no price concerns it any more."""
        card = None if self.raw is None else self.raw.card
        return card is not None and card.ended_ns is not None and not card.buys_open + card.sells_open

    def age(self) -> str | None:
        """What has ended does not grow old."""
        return None if self.has_ended() else super().age()

    def load(self) -> None:
        detail = self.session.desk.detail(self.bot)
        mine = [request for request in self.session.desk.approvals() if request.bot == self.bot]
        request = min(mine, key=lambda request: request.deadline_ns, default=None)
        specs = self.session.desk.field_specs(detail.card.type)
        moved = (self.bot, detail.card.investment, detail.card.withdrawn)
        if moved != self._transfers_of:
            self._transfers_of = moved
            self._transfers = self.session.desk.history_transfers()
        self.told = told(detail, self._transfers)
        self.raw = detail
        self._stands = stands(self.session, detail)
        self.stands_at = stood_at(detail, self._stands)
        self.shown = self._shown(detail, shown(detail.card, request, self.session), tuple(specs))
        self.stale_age = None if self.has_ended() else self.shown.card.away or self.stale_age
        self.fills.set_rows(detail.fills)
        self.log.set_rows(self.told)
        self._hold(detail)

    def _tied(self, detail: BotDetail) -> TiesShown:
        """Whether the bot's trades add up to its books, and, of a live bot, whether the venue has as much of
        its two assets as the books say; when that was looked at.
        """
        raw, times, health = detail.card, self.session.times, self.session.desk.account_health()
        if not detail.ties_out:
            text = self.tr("Does not tie out, checked {time}")
            return TiesShown(text.format(time=times.minute(detail.ties_out_ns)), Tone.DANGER)
        by_books = self.tr(
            "Every trade and fee of the bot, added up, is what the ledger holds for it, to the last digit. "
            "All bots together: Profits, Ties out."
        )
        if health is None and raw.ended_ns is not None:
            return TiesShown(self.tr("Ties out"), Tone.BUY, by_books)
        if health is None:
            text = self.tr("Ties out, checked {time}")
            return TiesShown(text.format(time=times.minute(detail.ties_out_ns)), Tone.BUY, by_books)
        held = {raw.base, raw.quote}
        if raw.basket is not None:
            held = {row.asset for row in raw.basket.assets}
        differing = ", ".join(row.asset for row in health.differences if row.asset in held)
        if differing:
            text, tip = self.tr("Venue differs: {assets}"), self.tr("The books of the bot tie out.")
            return TiesShown(text.format(assets=differing), Tone.WARN, tip)
        if health.checked_ns is None:
            tip = self.tr("The books of the bot tie out. The venue's balances are not read yet.")
            return TiesShown(self.tr("Venue not read yet"), Tone.WARN, tip)
        text = self.tr("Ties out, venue read {time}")
        if any(fill.ns > health.checked_ns for fill in detail.fills):
            text = self.tr("Venue read {time}, then traded")
            tip = self.tr(
                "The books of the bot tie out. The venue's balances were read before its last trade."
            )
            return TiesShown(text.format(time=times.minute(health.checked_ns)), Tone.NEUTRAL, tip)
        return TiesShown(text.format(time=times.minute(health.checked_ns)), Tone.BUY, by_books)

    def _shown(self, detail: BotDetail, card: CardShown, specs: tuple[FieldSpec, ...]) -> DetailShown:
        raw, times = detail.card, self.session.times
        proved = [order for order in detail.orders if order.state not in UNPROVED]
        buys = [order for order in proved if order.side is Side.BUY]
        sells = [order for order in proved if order.side is Side.SELL]
        since = ""
        if raw.started_ns is not None:
            since = self.tr("{runtime}, since {moment}").format(
                runtime=fmt.duration(raw.runtime_ns), moment=times.moment(raw.started_ns)
            )
        total = fmt.money(raw.total_profit, raw.quote, sign=True)
        holding = None
        if raw.total_profit is not None and raw.versus_holding is not None:
            holding = raw.total_profit - raw.versus_holding
        return DetailShown(
            card=card,
            name=raw.name,
            market=raw.market,
            base=raw.base,
            quote=raw.quote,
            places=raw.price_places,
            since=since,
            buys_head=self.tr("Buy {count}").format(count=len(buys)),
            buys_cost=fmt.amount(sum((order.cost for order in buys), Decimal(0)), raw.quote),
            sells_head=self.tr("{count} Sell").format(count=len(sells)),
            sells_qty=f"{fmt.number(sum((o.qty for o in sells), Decimal(0)), raw.qty_places)} {raw.base}",
            ladder=self._ladder(detail),
            blocked=tuple(
                (level.slot, self._blocked_text(level))
                for level in sorted(
                    (level for level in detail.levels if level.blocked is not None),
                    key=lambda level: level.blocked == OWN_CANCEL,
                )
            ),
            blocked_by_you=all(x.blocked == OWN_CANCEL for x in detail.levels if x.blocked is not None),
            refused=tuple(x.slot for x in detail.levels if x.blocked not in (None, OWN_CANCEL)),
            waits=self._waits(detail),
            venue=None if self.has_ended() else venue_bar(raw, self.session),
            deal=self._deal(detail),
            allocation=card.allocation,
            holds=self._holds(detail),
            holds_exactly=self.tr(
                "{coins} {base} and {money} {quote}. Its buy orders hold a part of it."
            ).format(
                coins=fmt.plain(detail.base_held),
                base=raw.base,
                money=fmt.plain(detail.quote_held),
                quote=raw.quote,
            ),
            decisions=self._why(detail),
            params=(
                *self._basket_params(detail),
                *fields.rows(specs, dict(detail.params), raw.base, raw.quote),
                (self.tr("Who approves"), words.policy(raw.policy), ""),
                (
                    self.tr("After a restart of the application"),
                    self.tr("Resumes by itself") if detail.auto_start else self.tr("Waits for you"),
                    "",
                ),
            ),
            breakdown=self._breakdown(detail),
            ties=self._tied(detail),
            fees=fmt.money(raw.fees_quote, raw.quote),
            withdrawn=fmt.money(raw.withdrawn, raw.quote),
            versus=None
            if raw.versus_holding is None
            else fmt.money(raw.versus_holding, raw.quote, sign=True),
            own_legend=self.tr("this bot {profit}").format(profit=total),
            holding_legend=self.tr("held in {base} {profit}").format(
                base=raw.base if raw.basket is None else raw.name,
                profit=fmt.money(holding, raw.quote, sign=True),
            ),
            can_withdraw=raw.withdrawable > 0,
            conditions=tuple(conditions.told(detail.params, self._stands, raw.quote, raw.price_places)),
        )

    def _deal(self, detail: BotDetail) -> tuple[tuple[str, str, str], ...]:
        if detail.card.position is not None:
            held = position_rows(detail.card.position, detail.card)
            deal = () if detail.deal is None else deal_rows(detail.deal, detail.card, self.session)
            return () if detail.card.started_ns is None else (*held, *deal)
        if own_code.is_code(detail.card.type):
            return own_code.code_rows(detail, self.session)
        if detail.deal is not None:
            return deal_rows(detail.deal, detail.card, self.session)
        if (raw_basket := detail.card.basket) and not raw_basket.keeps_weights:
            return purchases.state_rows(raw_basket, detail.schedule, detail.card, self.session)
        if raw_basket:
            return state_rows(raw_basket, detail.card, self.session)
        if detail.schedule is not None:
            return schedule_rows(detail.schedule, detail.card, self.session)
        return ()

    def _basket_params(self, detail: BotDetail) -> tuple[tuple[str, str, str], ...]:
        """The assets of a bot with their weights, one a row."""
        basket = detail.card.basket
        if basket is None:
            return ()
        rows = [(row.asset, fmt.percent(row.target), "") for row in basket.assets if row.target]
        own = own_text(detail.params)
        return (*rows, *(((fields.label("own"), own, ""),) if own else ()))

    def _holds(self, detail: BotDetail) -> str:
        """Coins and money that a bot has, whatever rests for them; "" for one that is over or waits."""
        card = detail.card
        several = card.basket is not None
        if card.started_ns is None or self.has_ended() or several or card.position is not None:
            return ""
        return self.tr("Holds {coins} {base} and {money}").format(
            coins=fmt.promised_number(detail.base_held, card.qty_places),
            base=card.base,
            money=fmt.promised(detail.quote_held, card.quote),
        )

    def _hold(self, detail: BotDetail) -> None:
        """The course of holding with every new point of the bot's own; while the candles for it are on their
        way, as after a start, it is asked for again.
        """
        of, now = (self.bot, len(detail.equity)), self.session.clock()
        if of != self._holding_of or (not self.holding and now - self._held_ns >= HELD_AGAIN_NS):
            self._holding_of, self._held_ns = of, now
            self.holding = self._held_course(detail)
        total, versus = detail.card.total_profit, detail.card.versus_holding
        if self.holding and total is not None and versus is not None:
            self.holding = (*self.holding[:-1], float(total - versus))

    def _held_course(self, detail: BotDetail) -> tuple[float, ...]:
        """What the same money in coins would have earned, at each moment of `equity`: what the bot began with
        from its entry on, what was added from then on.

        Floats for painting; the last point is put there by the caller. Where no candles are known, as while
        the venue is away, it has a gap (NaN); empty where none of that time is known.
        """
        card = detail.card
        if not detail.equity or not card.entry or card.versus_holding is None:
            return ()
        candles = self.session.desk.history_candles(self.bot)
        if candles is None or not len(candles.open_ns):
            return ()
        times = np.array([point[0] for point in detail.equity], dtype=np.int64)
        known = times <= candles.open_ns[-1] + max(3 * candles.interval_ns, UNCOVERED_NS)
        if not known.any():
            return ()
        at = np.clip(np.searchsorted(candles.open_ns, times, side="right") - 1, 0, len(candles.close) - 1)
        closes = candles.close[at]
        first = card.investment - sum((amount for _, amount, _ in detail.additions), Decimal(0))
        course = float(first) * (closes / float(card.entry) - 1.0)
        for ns, amount, price in detail.additions:
            course += np.where(times >= ns, float(amount) * (closes / float(price) - 1.0), 0.0)
        course[~known] = np.nan
        return tuple(float(value) for value in course)

    def _why(self, detail: BotDetail) -> tuple[tuple[str, str, Tone], ...]:
        """The last decisions and trades together, the newest first; times of earlier days with their day."""
        times, now = self.session.times, self.session.now_ns()
        places: int | None = detail.card.price_places if detail.card.basket is None else None
        when = moments(self.told)
        rows = [
            (when[id(row)], decision(row.code, row.fields, places), words.LEVEL_TONES[row.level])
            for row in self.told[:6]
        ]
        if not any(row.code.startswith(TOLD_BY_ITSELF) for row in detail.decisions[:40]):
            rows += [(fill.ns, fill_text(fill, detail), Tone.NEUTRAL) for fill in detail.fills[:6]]
        rows.sort(key=lambda row: -row[0])
        return tuple((times.recent(ns, now), text, tone) for ns, text, tone in rows[:6])

    def _blocked_text(self, level: LadderLevel) -> str:
        price = fmt.number(level.price, self.raw.card.price_places if self.raw is not None else 2)
        if level.blocked == OWN_CANCEL:
            text = self.tr("You cancelled the order at {price}. It stays away until you place it again.")
            return text.format(price=price)
        return self.tr("The order at {price} is not placed: {reason}.").format(
            price=price, reason=words.reason(level.blocked or "")
        )

    def _waits(self, detail: BotDetail) -> str:
        """For each reason: how many orders, what ends it, the next moment."""
        told = []
        for code in dict.fromkeys(wait.code for wait in detail.waits):
            same = [wait for wait in detail.waits if wait.code == code]
            text = self.tr("Orders that wait: {count}. Why: {reason}. They go {end}.")
            told.append(
                text.format(count=len(same), reason=words_waits.reason(code), end=words_waits.end(code))
            )
            moments_known = [wait.until_ns for wait in same if wait.until_ns is not None]
            if moments_known:
                at = self.session.times.clock(min(moments_known))
                told.append(self.tr("Next try: {time}.").format(time=at))
        return " ".join(told)

    def _ladder(self, detail: BotDetail) -> tuple[LevelShown, ...]:
        card = detail.card
        last = card.last
        rows: list[LevelShown] = []
        now_placed = last is None
        number = 0
        for level in sorted(detail.levels, key=lambda entry: entry.price, reverse=True):
            if not now_placed and last is not None and level.price < last:
                rows.append(self._now_row(detail, last))
                now_placed = True
            if level.kind == "buy":
                number += 1
            rows.append(self._level_row(detail, level, _rung(detail, level) or number))
        if not now_placed and last is not None:
            rows.append(self._now_row(detail, last))
        return tuple(rows)

    def _now_row(self, detail: BotDetail, last: Decimal) -> LevelShown:
        change = ""
        ended = detail.card.ended_ns is not None
        if detail.change_24h is not None and not ended:
            change = self.tr("{percent} in 24 h").format(percent=fmt.percent(detail.change_24h, sign=True))
        return LevelShown(
            "now",
            "now",
            fmt.number(last, detail.card.price_places),
            note_left=self.tr("price at the end") if ended else self.tr("price now"),
            note_right=change,
        )

    def _level_row(self, detail: BotDetail, level: LadderLevel, number: int) -> LevelShown:
        card = detail.card
        price = fmt.number(level.price, card.price_places)
        away = "" if not card.last else fmt.percent(level.price / card.last - 1, sign=True)
        key = str(level.price)
        if level.kind == "vacant":
            last = next((fill for fill in detail.fills[:1] if fill.price == level.price), None)
            last_fill = self.session.times.minute(last.ns) if last is not None else ""
            note = self.tr("last fill {time}").format(time=last_fill) if last_fill else ""
            return LevelShown(
                key, "vacant", price, away=away, note_left=self.tr("vacant level"), note_right=note
            )
        wait = next((row for row in detail.waits if row.slot == level.slot), None) if level.slot else None
        if wait is not None:
            note = ""  # the reason stands above the ladder
            if wait.until_ns is not None:
                note = self.tr("again {time}").format(time=self.session.times.clock(wait.until_ns))
            left = self.tr("waits to buy") if wait.side is Side.BUY else self.tr("waits to sell")
            return LevelShown(key, "waits", price, away=away, note_left=left, note_right=note)
        if level.blocked is not None:
            note = words.reason(level.blocked)  # takes the room of the distance, too
            return LevelShown(key, "vacant", price, note_left=self.tr("not placed"), note_right=note)
        if level.kind == "done":
            bought = self.tr("bought {qty}").format(qty=fmt.number(level.qty, card.qty_places))
            return LevelShown(key, "vacant", price, away=away, note_left=bought)
        if level.kind == "idle":
            return self._idle_row(card, level, LevelShown(key, "vacant", price, away=away))
        qty = fmt.number(level.qty, card.qty_places)
        then = self._then(card, level)
        if level.unproved:
            return self._unproved_row(level, LevelShown(key, "unproved", price, away=away), qty)
        if level.kind == "buy":
            cost = fmt.money(level.price * level.qty, card.quote) if level.qty is not None else ""
            return LevelShown(key, "buy", price, str(number), cost, buy=qty, away=away, note_right=then)
        return LevelShown(key, "sell", price, sell=qty, away=away, note_left=then)

    def _unproved_row(self, level: LadderLevel, row: LevelShown, qty: str) -> LevelShown:
        """An order that nothing proves to rest: it may trade, and nobody can say that it is there."""
        left = self.tr("buy {qty}?") if level.kind == "buy" else self.tr("sell {qty}?")
        asked = self.tr("you must look") if level.unproved == "quarantined" else self.tr("no proof yet")
        return replace(row, note_left=left.format(qty=qty), note_right=asked)

    def _idle_row(self, card: BotCard, level: LadderLevel, row: LevelShown) -> LevelShown:
        """A level without an order: what it waits for."""
        if card.state is BotState.STOPPING:
            return replace(row, note_left=self.tr("no order any more"))
        side, qty = level.wants, fmt.number(level.qty, card.qty_places)
        if level.asked:
            asks = self.tr("asks you to buy {qty}") if side is Side.BUY else self.tr("asks you to sell {qty}")
            then = self._then(card, level)
            return replace(row, kind="waits", note_left=asks.format(qty=qty), note_right=then)
        paused = card.state is BotState.PAUSED
        note = self.tr("not placed while paused") if paused else self.tr("waits its turn")
        return replace(row, note_left=note, note_right=self._then(card, level))

    def _then(self, card: BotCard, level: LadderLevel) -> str:
        """The second order of a level where two came to want it."""
        if level.then is None:
            return ""
        side, qty = level.then
        if level.asked and level.kind != "idle":
            return self.tr("asks for {qty}").format(qty=fmt.number(qty, card.qty_places))
        text = self.tr("then buy {qty}") if side is Side.BUY else self.tr("then sell {qty}")
        return text.format(qty=fmt.number(qty, card.qty_places))

    def _breakdown(self, detail: BotDetail) -> tuple[LineShown, ...]:
        """Grid profit and floating PnL make the total; the lines between them make the floating PnL."""
        quote, sold = detail.card.quote, detail.card.sold
        on_margin = detail.card.position is not None
        of_kind = KINDS.get(detail.card.type)
        lines = []
        grids = ("grid", "grid_profit")
        parts = [line for line in detail.breakdown if line.key not in grids]
        for line in (*(entry for entry in detail.breakdown if entry.key in grids), None, *parts):
            if line is None:
                if parts:
                    floating = sum((entry.amount for entry in parts), Decimal(0))
                    text = fmt.money(floating, quote, sign=True)
                    lines.append(
                        LineShown(
                            words.floating(sold=sold),
                            float(floating),
                            text,
                            "",
                            tip=words.floating_tip(sold=sold),
                        )
                    )
                continue
            note = ""
            if line.key in grids and "trips" in line.note:
                note = Counts().trips(int(line.note["trips"]))
                if of_kind is not None:
                    note = f"{say(of_kind.short_trips)}: {line.note['trips']}"
            elif "qty" in line.note and "price" in line.note:
                price = fields.decimal(line.note["price"])
                note = self.tr("{qty} {base} at {price}").format(
                    qty=line.note["qty"],
                    base=line.note.get("base", detail.card.base),
                    price=fmt.number(price, detail.card.price_places),
                )
            text = fmt.money(line.amount, quote, sign=True)
            label = words.profit_line(line.key, of_position=on_margin)
            part, tip = line.key not in grids, words.profit_tip(line.key, of_position=on_margin)
            if of_kind is not None and not part:
                label, tip = say(of_kind.profit), say(of_kind.profit_tip)
            lines.append(LineShown(label, float(line.amount), text, note, part=part, tip=tip))
        total = detail.card.total_profit
        if total is not None:
            text = fmt.money(total, quote, sign=True)
            lines.append(LineShown(words.profit_line("total"), float(total), text, "", total=True))
        return tuple(lines)


def stands(session: Session, detail: BotDetail) -> Stands:
    """Where a bot's conditions in money stand; nothing is asked for where both are prices."""
    names = {name for name, value in detail.params.items() if value is not None}
    return session.desk.stands_at(detail.card.id, detail.params) if names & IN_MONEY else Stands()


def stood_at(detail: BotDetail, stands: Stands) -> dict[str, Decimal | None]:
    """The prices of a bot's conditions for its chart: the nearest at which each of them can act."""
    if stands.known:
        return conditions.ahead(stands)
    return {conditions.STOP: detail.stop_at, conditions.TAKE_PROFIT: detail.take_profit_at}


def fill_text(fill: FillRow, detail: BotDetail) -> str:
    """A trade as a sentence."""
    side = "sold" if fill.side is Side.SELL else "bought"
    base = detail.card.base if detail.card.basket is None else words.coin(fill.market)
    fields_of = {"qty": str(fill.qty), "base": base, "price": str(fill.price)}
    if fill.trip_profit is None:
        return decision(side, fields_of)
    return decision(
        f"{side}_one_trip", fields_of | {"profit": str(fill.trip_profit), "quote": detail.card.quote}
    )
