"""From the kernel's state to what a page shows: cards, details, pending approvals."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.control import PULLED
from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.ledger import Ledger
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import Side, State
from finbyte_desktop.core.passing import Wait
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.bot_positions import bot_position
from finbyte_desktop.services.figures import DAY_NS, Figures
from finbyte_desktop.services.kinds.kind import Ends, Kind, given
from finbyte_desktop.services.kinds.registry import kind_of_bot
from finbyte_desktop.services.ports import (
    BotCard,
    LadderLevel,
    OpenOrder,
    ProfitLine,
    SlotWait,
    Stands,
)
from finbyte_desktop.services.position_figures import PositionFigures
from finbyte_desktop.services.shown_baskets import BasketState
from finbyte_desktop.services.shown_deals import DealState, ScheduleState

SPARK_POINTS = 120
SHOWN = 8
QUICK_NS = 1_000_000_000  # an order that leaves within a second did not wait
PACE = "pace"  # of an order whose turn to leave has not come, or that the venue has not confirmed
ON_THEIR_WAY = (State.INTENT, State.SENT)


@dataclass(slots=True)
class BotEntry:
    """What the desk keeps of one bot besides the kernel's record: name, figures, curve."""

    id: str
    name: str
    type: str
    market: str
    instrument: Instrument
    figures: Figures
    policy: Policy
    auto_start: bool
    params: Mapping[str, Any]
    others: tuple[Instrument, ...] = ()  # markets that it trades besides its first
    state: BotState = BotState.DRAFT
    reason: str = ""
    last: Decimal | None = None
    curve: deque[tuple[int, float, float]] = field(default_factory=lambda: deque(maxlen=4_000))
    sampled_ns: int = 0
    apart: bool = False  # another feed plays, which does not have all of its markets: prices of two times
    drawn: tuple[tuple[int, int], list[float]] = (
        (0, 0),
        [],
    )  # the curve's length and end, what `_spark` drew

    @property
    def kind(self) -> Kind:
        """What the window needs of its type."""
        return kind_of_bot(self.type, self.params)

    @property
    def markets(self) -> tuple[Instrument, ...]:
        """Every market that it trades, its first one first."""
        return (self.instrument, *self.others)

    @property
    def names(self) -> set[str]:
        """Their names."""
        return {self.market, *(one.id for one in self.others)}

    def trades_too(self, markets: Sequence[Instrument]) -> None:
        """Markets that it trades from now on."""
        self.others = (*self.others, *markets)
        if isinstance(self.figures, BasketFigures):
            self.figures.add_markets(markets)

    def mark(self, prices: Mapping[str, Decimal]) -> Decimal | None:
        """What its figures are told as `last`: the price of its market, of several the worth of the coins."""
        f = self.figures
        if isinstance(f, BasketFigures):
            return f.mark({} if self.apart else prices)  # it remembers those of the time when all were here
        return prices.get(self.market)

    def fold(self, fact: fx.Fact, prices: Mapping[str, Decimal]) -> None:
        """Takes a fact into its figures, with the prices of that moment."""
        self.figures.apply(fact, self.mark(prices))


def steps_of(i: Instrument) -> dict[str, JsonValue]:
    """The steps of a bot's market as they are kept with it: another feed may have others for its name."""
    return {"tick": plain(i.tick), "lot": plain(i.lot)}


def with_steps(i: Instrument, kept: Mapping[str, Any]) -> Instrument:
    """A market with the steps that were kept with a bot; as it is where none were."""
    if "lot" not in kept:
        return i
    return replace(i, tick=Decimal(kept["tick"]), lot=Decimal(kept["lot"]))


def card(
    entry: BotEntry,
    record: BotRecord | None,
    last: Decimal | None,
    now_ns: int,
    fresh: bool,
    waiting: str | None,
    away: str = "",
) -> BotCard:
    """A bot's card at this price. `away` is a market of it whose prices are not here."""
    with exact():
        return replace(_card(entry, record, last, now_ns, fresh, waiting), away=away)


def _card(
    entry: BotEntry,
    record: BotRecord | None,
    last: Decimal | None,
    now_ns: int,
    fresh: bool,
    waiting: str | None,
) -> BotCard:
    f, i = entry.figures, entry.instrument
    price = last if last is not None else entry.last
    total = f.total(price) if price is not None else None
    investment = f.investment(price)
    kind = entry.kind
    buys = sells = unknown = quarantined = 0
    if record is not None:
        for order in record.live_orders():
            unknown += order.state is State.UNKNOWN
            quarantined += order.state is State.QUARANTINED
            if order.spec.side is Side.BUY:
                buys += 1
            else:
                sells += 1
    without, with_profit = f.break_even(i.fees.taker) if not f.holds_nothing(i) else (None, None)
    lower, upper = kind.bounds(entry.params, record)
    end = f.ended_ns or now_ns
    said = f.last_said
    return BotCard(
        id=entry.id,
        name=entry.name,
        type=kind.key,
        market=entry.market,
        base=i.base,
        quote=i.quote,
        price_places=i.price_places,
        qty_places=i.qty_places,
        state=entry.state,
        reason=entry.reason,
        policy=entry.policy,
        created_ns=f.created_ns,
        started_ns=f.started_ns,
        ended_ns=f.ended_ns,
        runtime_ns=max(0, end - f.started_ns) if f.started_ns is not None else 0,
        investment=investment,
        total_profit=total,
        total_profit_ratio=_ratio(total, investment),
        grid_profit=f.trip_profit,
        floating_profit=None if total is None else total - f.trip_profit,
        fees=dict(f.fees),
        fees_quote=f.fees_quote,
        apr=None if total is None else f.yearly(total, now_ns),
        grid_apr=f.yearly(f.trip_profit, now_ns),
        trips_24h=f.trips_since(end - DAY_NS),
        trips=f.trips,
        buys_open=buys,
        sells_open=sells,
        lower=lower,
        upper=upper,
        entry=f.entry if f.entry is not None else _begun_at(kind, f, record),
        last=None if kind.several else price,
        break_even=without,
        break_even_with_profit=with_profit,
        versus_holding=f.versus_holding(price) if price is not None else None,
        withdrawn=f.withdrawn,
        withdrawable=_withdrawable(record, entry.state),
        spark=_spark(entry, total),
        event=None if said is None else (said.code, texts(said.fields)),
        event_ns=None if said is None else said.ns,
        waiting_request=waiting,
        fresh=fresh,
        sold=entry.state in ENDED_BOTS and i.perpetual is None and f.holds_nothing(i),
        blocked=0 if record is None else sum(s.blocked not in (None, PULLED) for s in record.slots.values()),
        position=bot_position(f, i, record, price, kind) if isinstance(f, PositionFigures) else None,
        unknown=unknown,
        quarantined=quarantined,
        basket=_basket(entry, record),
    )


def _basket(entry: BotEntry, record: BotRecord | None) -> BasketState | None:
    """The assets of a bot that trades several markets, at the prices that `entry.mark` saw."""
    if not isinstance(entry.figures, BasketFigures):
        return None
    return entry.kind.basket(entry.params, entry.markets, entry.figures, record)


def _spark(entry: BotEntry, total: Decimal | None) -> list[float]:
    """The profit over the whole life, and that of now: line and number of a card agree."""
    if not entry.curve:
        return []
    of = (len(entry.curve), entry.curve[-1][0])
    if entry.drawn[0] != of:
        entry.drawn = of, over_life(list(entry.curve))
    samples = entry.drawn[1]
    return samples if total is None else [*samples, float(total)]


def course(entry: BotEntry, total: Decimal | None, now_ns: int) -> list[tuple[int, float, float]]:
    """The profit curve of a bot with the point of now: line and number of its page agree. A bot that has
    ended has the point of its end.
    """
    points = list(entry.curve)
    if points and total is not None and entry.state not in ENDED_BOTS:
        now = max(now_ns, points[-1][0])
        if now == points[-1][0]:
            points.pop()
        points.append((now, float(total), float(entry.figures.trip_profit)))
    return points


def over_life(curve: Sequence[tuple[int, float, float]]) -> list[float]:
    """The profits of a curve from its first to its last point: at even moments when they are too many."""
    if len(curve) <= SPARK_POINTS:
        return [point[1] for point in curve]
    times = [point[0] for point in curve]
    first, span = times[0], times[-1] - times[0]
    moments = (first + span * k // (SPARK_POINTS - 1) for k in range(SPARK_POINTS))
    return [curve[max(0, bisect_right(times, ns) - 1)][1] for ns in moments]


def _withdrawable(record: BotRecord | None, state: BotState) -> Decimal:
    if record is None or state is not BotState.RUNNING:
        return ZERO
    return record.bot.withdrawable(record.view)


def _begun_at(kind: Kind, figures: Figures, record: BotRecord | None) -> Decimal | None:
    """The price of a bot's start where nothing had to be bought for it. A plan alone is no entry, nor is a
    start whose opening purchase has not traded.
    """
    if record is None or figures.started_ns is None:
        return None
    return kind.begun_at(record)


def texts(fields: Sequence[tuple[str, Decimal | str | int]]) -> dict[str, str]:
    """Fields of a decision as texts."""
    return {k: plain(v) if isinstance(v, Decimal) else str(v) for k, v in fields}


def _ratio(part: Decimal | None, whole: Decimal) -> Decimal | None:
    return None if part is None or whole <= 0 else half_even_div(part, whole, SHOWN)


def ties_out(entry: BotEntry, ledger: Ledger) -> bool:
    """Whether what a bot's trades and deposits add up to is what the ledger has for it, in every asset. What
    the venue holds is the account's business. A bot that has ended has given everything back.
    """
    figures = entry.figures
    held = figures.held_in(ledger)
    gave_back = entry.state in ENDED_BOTS and not any(held)
    return gave_back or held == figures.held_now()


def breakdown(entry: BotEntry, last: Decimal | None) -> list[ProfitLine]:
    """The lines of a bot's profit; they add up to the total exactly."""
    price = last if last is not None else entry.last
    if price is None:
        return []
    with exact():
        return [
            ProfitLine(key, amount, {"trips": str(entry.figures.trips)} if key == "grid_profit" else {})
            for key, amount in entry.figures.breakdown(price)
        ]


def open_orders(entry: BotEntry, record: BotRecord, last: Decimal | None) -> list[OpenOrder]:
    """Live orders from the highest price."""
    with exact():
        rows = [
            OpenOrder(
                o.client_id,
                entry.id,
                o.instrument,
                o.slot,
                o.spec.side,
                o.spec.type,
                o.spec.price,
                o.spec.qty,
                o.filled,
                o.spec.price * o.spec.qty,
                _ratio(o.spec.price - last, last) if last and not entry.kind.several else None,
                o.state.name.lower(),
                o.created_ns,
            )
            for o in record.live_orders()
        ]
    return sorted(rows, key=lambda row: -row.price)


def ladder(entry: BotEntry, record: BotRecord) -> list[LadderLevel]:
    """Every level of a bot from the highest price, with what stands there."""
    if record.state in ENDED_BOTS and not record.live_orders():
        return []
    with exact():
        return entry.kind.ladder(record)


def slot_waits(record: BotRecord, waits: Mapping[tuple[str, str], Wait], now_ns: int) -> list[SlotWait]:
    """Orders that go to the venue by themselves, later: from the highest price."""
    out: list[SlotWait] = []
    for name, slot in record.slots.items():
        wait, want, order = waits.get((record.id, name)), slot.want, slot.order
        if wait is not None and want is not None and order is None:
            out.append(SlotWait(name, wait.code, want.side, want.price, want.qty, wait.due_ns))
        elif order is not None and order.state in ON_THEIR_WAY and now_ns - order.created_ns > QUICK_NS:
            out.append(SlotWait(name, PACE, order.spec.side, order.spec.price, order.spec.qty))
    return sorted(out, key=lambda row: (-row.price, row.slot))


def ends(entry: BotEntry, record: BotRecord | None) -> Ends:
    """Where the stop and the take profit of a bot that runs stand now, those of an amount included."""
    if record is None or record.state in ENDED_BOTS:
        return Ends()
    with exact():
        return entry.kind.ends(record)


def deal(entry: BotEntry, record: BotRecord | None) -> DealState | None:
    """The deal of a bot that buys in deals and has not ended."""
    if record is None or record.state in ENDED_BOTS:
        return None
    with exact():
        return entry.kind.deal(record)


def schedule(entry: BotEntry, record: BotRecord | None) -> ScheduleState | None:
    """Where a bot with a schedule stands that has not ended."""
    if record is None or record.state in ENDED_BOTS:
        return None
    with exact():
        return entry.kind.schedule(record)


def conditions_with(entry: BotEntry, record: BotRecord | None, raw: Mapping[str, Any]) -> Stands:
    """Where stop and take profit would stand with other parameters: with what the bot holds now, and after a
    straight move.
    """
    if record is None or record.state in ENDED_BOTS:
        return Stands()
    with exact():
        return entry.kind.ends_with(record, given(raw))
