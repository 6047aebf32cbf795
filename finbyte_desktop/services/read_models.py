"""From the kernel's state to what a page shows: cards, details, pending approvals."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.grid_straight import Standing, of_running, stop_in_fall, take_profit_in_rise
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.bots.spot_grid_params import SpotGridParams
from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.control import PULLED
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.ledger import Ledger
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import OrderSpec, OrderType, Side, State
from finbyte_desktop.core.passing import Wait
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord, Request
from finbyte_desktop.services.bot_positions import bot_position
from finbyte_desktop.services.figures import DAY_NS, Figures
from finbyte_desktop.services.ports import (
    BotCard,
    FieldProblem,
    LadderLevel,
    OpenOrder,
    PendingApproval,
    PlannedOrder,
    ProfitLine,
    SlotWait,
    Stands,
)
from finbyte_desktop.services.position_figures import PositionFigures

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
    state: BotState = BotState.DRAFT
    reason: str = ""
    last: Decimal | None = None
    curve: deque[tuple[int, float, float]] = field(default_factory=lambda: deque(maxlen=4_000))
    sampled_ns: int = 0
    drawn: tuple[tuple[int, int], list[float]] = (
        (0, 0),
        [],
    )  # the curve's length and end, what `_spark` drew


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
) -> BotCard:
    """A bot's card at this price."""
    with exact():
        return _card(entry, record, last, now_ns, fresh, waiting)


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
    bot = record.bot if record is not None else None
    grid = bot if isinstance(bot, SpotGrid) else None
    buys = sells = 0
    if record is not None:
        for order in record.live_orders():
            if order.spec.side is Side.BUY:
                buys += 1
            else:
                sells += 1
    without, with_profit = f.break_even(i.fees.taker) if not f.holds_nothing(i) else (None, None)
    lower, upper = _range(entry, grid)
    end = f.ended_ns or now_ns
    said = f.last_said
    return BotCard(
        id=entry.id,
        name=entry.name,
        type=entry.type,
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
        entry=f.entry if f.entry is not None else _begun_at(f, grid),
        last=price,
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
        sold=entry.state in ENDED_BOTS and f.holds_nothing(i),
        blocked=0 if record is None else sum(s.blocked not in (None, PULLED) for s in record.slots.values()),
        position=bot_position(f, i, record, price) if isinstance(f, PositionFigures) else None,
    )


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


def _begun_at(figures: Figures, grid: SpotGrid | None) -> Decimal | None:
    """The price of a grid's start where nothing had to be bought for it. A plan alone is no entry, nor is a
    start whose opening purchase has not traded.
    """
    if grid is None or grid.opening or figures.started_ns is None:
        return None
    return grid.start_price or None


def _range(entry: BotEntry, grid: SpotGrid | None) -> tuple[Decimal | None, Decimal | None]:
    if grid is not None and grid.prices:
        return grid.prices.get(grid.lo), grid.prices.get(grid.hi)
    lower, upper = entry.params.get("lower"), entry.params.get("upper")
    return (
        Decimal(str(lower)) if lower is not None else None,
        Decimal(str(upper)) if upper is not None else None,
    )


def texts(fields: Sequence[tuple[str, Decimal | str | int]]) -> dict[str, str]:
    """Fields of a decision as texts."""
    return {k: plain(v) if isinstance(v, Decimal) else str(v) for k, v in fields}


def _ratio(part: Decimal | None, whole: Decimal) -> Decimal | None:
    return None if part is None or whole <= 0 else half_even_div(part, whole, SHOWN)


def ties_out(entry: BotEntry, ledger: Ledger) -> bool:
    """Whether what a bot's trades and deposits add up to is what the ledger has for it, in both assets. What
    the venue holds is the account's business. A bot that has ended has given everything back.
    """
    figures = entry.figures
    held = figures.held_in(ledger)
    gave_back = entry.state in ENDED_BOTS and not any(held)
    return gave_back or held == (figures.held_base, figures.held_quote)


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
                entry.market,
                o.slot,
                o.spec.side,
                o.spec.type,
                o.spec.price,
                o.spec.qty,
                o.filled,
                o.spec.price * o.spec.qty,
                _ratio(o.spec.price - last, last) if last else None,
                o.state.name.lower(),
                o.created_ns,
            )
            for o in record.live_orders()
        ]
    return sorted(rows, key=lambda row: -row.price)


def ladder(record: BotRecord) -> list[LadderLevel]:
    """Every level of a grid from the highest price, with what stands there."""
    grid = record.bot
    if record.state in (BotState.STOPPED, BotState.ERROR) and not record.live_orders():
        return []
    if not isinstance(grid, SpotGrid) or not grid.prices or not (grid.wants or grid.start_price):
        return []
    out: list[LadderLevel] = []
    for n in range(grid.hi, grid.lo - 1, -1):
        price = grid.prices.get(n, grid.spacing.price(n))
        wanted = grid.wants.get(n)
        slot = record.slots.get(f"L{n}")
        then = grid.queue.behind.get(n)
        if wanted is None:
            out.append(LadderLevel(price, "vacant", None))
        elif slot is not None and slot.order is not None:
            side, qty, asked = slot.order.spec.side.value, slot.order.spec.qty, slot.request is not None
            out.append(LadderLevel(price, side, qty, None, f"L{n}", None, asked, wanted if asked else then))
        else:
            blocked = slot.blocked if slot is not None else None
            asked = slot is not None and slot.request is not None
            out.append(LadderLevel(price, "idle", wanted[1], blocked, f"L{n}", wanted[0], asked, then))
    return out


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


def conditions(record: BotRecord | None) -> dict[str, Decimal | None]:
    """Where the stop and the take profit of a running grid stand now, those of an amount included."""
    grid = None if record is None or record.state in ENDED_BOTS else record.bot
    if not isinstance(grid, SpotGrid):
        return {"stop_at": None, "take_profit_at": None}
    at = grid.stops.at
    return {"stop_at": at[STOP].price, "take_profit_at": at[TAKE_PROFIT].price}


def conditions_with(record: BotRecord | None, raw: Mapping[str, Any]) -> Stands:
    """Where stop and take profit would stand with other parameters: with what the bot holds now, and after a
    straight move.
    """
    grid = None if record is None or record.state in ENDED_BOTS else record.bot
    if record is None or not isinstance(grid, SpotGrid):
        return Stands()
    view, i = record.view, record.instrument
    with exact():
        try:
            params = SpotGridParams.from_raw(raw)
        except UserError:
            return Stands()
        found = grid.stops.with_params(params, view)
        at = found[STOP].price, found[TAKE_PROFIT].price
        if grid.phase is not BotState.RUNNING:
            return Stands(False, *at)
        standing = of_running(grid, view)
        fall, rise = stop_in_fall(params, i, standing), take_profit_in_rise(params, i, standing)
        refused = _true_already(grid, params, view)
    return Stands(True, *at, fall, rise, refused)


def _true_already(grid: SpotGrid, params: SpotGridParams, view: BotView) -> FieldProblem | None:
    """The condition that would end a running grid at once, in the words of the refusal of an edit."""
    try:
        grid.stops.check(params, view)
    except UserError as error:
        return FieldProblem(error.field or "", error.code, error.text, error.feasible, error.fix)
    return None


def pending(
    kernel: Kernel,
    entry: BotEntry,
    request: Request,
    deadline_ns: int,
    countdown_s: int,
    balance: Decimal,
) -> PendingApproval:
    """A request of the queue with its consequence in money."""
    with exact():
        return _pending(kernel, entry, request, deadline_ns, countdown_s, balance)


def _pending(
    kernel: Kernel,
    entry: BotEntry,
    request: Request,
    deadline_ns: int,
    countdown_s: int,
    balance: Decimal,
) -> PendingApproval:
    i = entry.instrument
    now = kernel.last.get(i.id)
    opening: PlannedOrder | None = None
    opening_fee = reserved = cost = fee = ZERO
    worst = None
    rows: list[PlannedOrder] = []
    cumulative = {Side.BUY: ZERO, Side.SELL: ZERO}
    for _, spec in request.orders:
        price = request.price if spec.type is OrderType.MARKET else spec.price
        amount = price * spec.qty
        cumulative[spec.side] += amount
        row = PlannedOrder(
            spec.side,
            spec.type,
            price,
            spec.qty,
            amount,
            cumulative[spec.side],
            half_even_div(price - request.price, request.price, SHOWN),
            None,
        )
        rows.append(row)
        if spec.type is OrderType.MARKET:
            opening, worst = row, spec.price
            opening_fee = i.fee_up(amount * i.fees.taker)
            fee += opening_fee
            cost += amount
        elif spec.side is Side.BUY:
            part = amount + i.fee_up(amount * i.maker_in_quote)
            reserved += part
            cost += amount
        if request.kind != "plan" and spec.type is not OrderType.MARKET:
            sold = spec.side is Side.SELL and i.fees.asset in ("quote", "base")
            fee += i.fee_up(amount * (i.fees.maker if sold else i.maker_in_quote))
    low, high = _prices(request.orders, request.price)
    if request.kind == "plan":
        record = kernel.bots.get(entry.id)
        bot = record.bot if record is not None else None
        lower, upper = _range(entry, bot if isinstance(bot, SpotGrid) else None)
        if lower is not None and upper is not None:
            low, high = lower, upper
    moved = now is not None and kernel.approvals.has_moved(request, now)
    stop_price, loss = _at_stop(kernel, entry, rows, opening_fee)
    return PendingApproval(
        id=request.id,
        digest=request.digest,
        bot=entry.id,
        bot_name=entry.name,
        kind=request.kind,
        market=entry.market,
        base=i.base,
        quote=i.quote,
        price_places=i.price_places,
        qty_places=i.qty_places,
        asked_ns=request.asked_ns,
        asked_price=request.price,
        now_price=now,
        moved=moved,
        deadline_ns=deadline_ns,
        countdown_s=countdown_s,
        orders=tuple(rows),
        opening=opening,
        opening_fee=opening_fee,
        reserved=reserved,
        cost=cost,
        fee=fee,
        low=low,
        high=high,
        balance_now=balance,
        worst_price=worst,
        stop_price=stop_price,
        loss_at_stop=loss,
        investment=entry.figures.invested,
        own_coins=_own_coins(kernel, entry, request),
        collar=kernel.limits.collar,
    )


def _own_coins(kernel: Kernel, entry: BotEntry, request: Request) -> Decimal:
    """The trader's own coins that a plan puts into the bot."""
    record = kernel.bots.get(entry.id)
    grid = record.bot if record is not None else None
    return grid.params.base_qty if request.kind == "plan" and isinstance(grid, SpotGrid) else ZERO


def _prices(orders: Sequence[tuple[str, OrderSpec]], price: Decimal) -> tuple[Decimal, Decimal]:
    prices = [spec.price for _, spec in orders if spec.type is not OrderType.MARKET] or [price]
    return min(prices), max(prices)


def _at_stop(
    kernel: Kernel, entry: BotEntry, rows: Sequence[PlannedOrder], fee: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """The price of the stop once these orders are in force, and what is lost there at most."""
    record, i = kernel.bots.get(entry.id), entry.instrument
    grid = record.bot if record is not None else None
    if not isinstance(grid, SpotGrid):
        return None, None
    p = grid.params
    if not p.stops_in_money or p.stop_price is not None:
        return p.stop_price, _loss(rows, p.stop_price, i)
    invested = grid.invested
    bought = sum((row.qty for row in rows if row.type is OrderType.MARKET and row.side is Side.BUY), ZERO)
    paid = sum((row.cost for row in rows if row.type is OrderType.MARKET and row.side is Side.BUY), ZERO)
    ledger = kernel.ledger
    coins = ledger.held(entry.id, i.base) + bought - i.fee_up(bought * i.taker_in_base)
    quote = ledger.held(entry.id, i.quote) + grid.withdrawn - paid
    quote -= fee if i.taker_in_quote else ZERO
    fall = stop_in_fall(p, i, Standing(invested, quote, coins, grid.prices, grid.wants, grid.vacant))
    return fall, p.loss_of(invested) if fall is not None else None


def _loss(rows: Sequence[PlannedOrder], stop: Decimal | None, i: Instrument) -> Decimal | None:
    """What is lost when every buy fills on the way down and all coins are sold at the stop."""
    if stop is None:
        return None
    spent = coins = ZERO
    for row in rows:
        if row.side is Side.BUY:
            rate = i.taker_in_quote if row.type is OrderType.MARKET else i.maker_in_quote
            spent += row.cost * (1 + rate)
            coins += row.qty
    return spent - coins * stop * (1 - i.fees.taker)
