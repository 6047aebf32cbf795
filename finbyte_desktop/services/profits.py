"""The profit page's sums: exact totals by bot, type and market, days in the trader's time zone."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.ledger import UNATTRIBUTED, Ledger
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.figures import DAY_NS
from finbyte_desktop.services.ports import ProfitByBot, ProfitSummary
from finbyte_desktop.services.read_models import BotEntry

SHOWN = 8
CURVE_POINTS = 600
RUNNING = frozenset(
    {BotState.RUNNING, BotState.PAUSED, BotState.DEGRADED, BotState.STARTING, BotState.STOPPING}
)
PLACES = Decimal("0.01")
Course = tuple[list[int], list[float]]


def day_start(ns: int, zone: str) -> int:
    """Midnight of the day that holds this time, in a time zone, as ns UTC."""
    moment = dt.datetime.fromtimestamp(ns / 1e9, ZoneInfo(zone))
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp()) * 1_000_000_000


def summarise(
    entries: Sequence[BotEntry],
    lasts: Mapping[str, Decimal],
    ledger: Ledger,
    venue: Mapping[str, Decimal],
    now_ns: int,
    days: int,
    zone: str,
    currency: str,
) -> ProfitSummary:
    """Everything on the profit page. Only bots whose quote asset is the reporting currency are added up."""
    with exact():
        return _summarise(entries, lasts, ledger, venue, now_ns, days, zone, currency)


def _summarise(
    entries: Sequence[BotEntry],
    lasts: Mapping[str, Decimal],
    ledger: Ledger,
    venue: Mapping[str, Decimal],
    now_ns: int,
    days: int,
    zone: str,
    currency: str,
) -> ProfitSummary:
    rows: list[ProfitByBot] = []
    running = historical = invested = assets = fees = ZERO
    all_invested = ZERO
    running_bots = winning = closed = trips = winning_trips = 0
    types: dict[str, tuple[int, Decimal]] = {}
    markets: dict[str, tuple[int, Decimal]] = {}
    left_out: list[str] = []
    for entry in entries:
        f = entry.figures
        if f.started_ns is None:
            continue
        if entry.instrument.quote != currency:
            left_out.append(entry.name)
            continue
        keeps = entry.instrument.perpetual is not None and f.held_base != 0
        ended = entry.state in ENDED_BOTS and not keeps  # a position that was kept goes on to gain and lose
        marked = entry.last if ended else entry.mark(lasts)
        last = entry.last if marked is None else marked
        if last is None:
            continue
        total, investment = f.total(last), f.investment(last)
        all_invested += investment
        fees += f.fees_quote
        trips += f.trips
        winning_trips += f.winning_trips
        if ended:
            historical += total
            closed += 1
            winning += total > 0
        else:
            running += total
            invested += investment
            assets += f.equity(last)
            running_bots += entry.state not in ENDED_BOTS
        kind = entry.kind.key
        count, amount = types.get(kind, (0, ZERO))
        types[kind] = (count + 1, amount + total)
        traded = _traded(entry)
        count, amount = markets.get(traded, (0, ZERO))
        markets[traded] = (count + 1, amount + total)
        ratio = half_even_div(total, investment, SHOWN) if investment > 0 else None
        rows.append(
            ProfitByBot(
                entry.id,
                entry.name,
                kind,
                entry.market,
                entry.state,
                f.ended_ns,
                investment,
                f.trip_profit,
                total - f.trip_profit,
                total,
                ratio,
                ended and entry.instrument.perpetual is None and f.holds_nothing(entry.instrument),
            )
        )
    total = running + historical
    courses = [_course(e) for e in entries if e.curve and e.instrument.quote == currency]
    # bots of a feed that is later than this one: here they are neither past nor to come
    elsewhere = sum(profits[-1] for times, profits in courses if times[0] > now_ns)
    courses = [course for course in courses if course[0][0] <= now_ns]
    curve = _curve(courses, now_ns, days, float(total), elsewhere)
    daily = _daily(courses, now_ns, days, zone, total - _money(elsewhere))
    week = _at(courses, now_ns - 7 * DAY_NS) + elsewhere
    return ProfitSummary(
        currency=currency,
        total=total if rows else None,
        total_ratio=half_even_div(total, all_invested, SHOWN) if all_invested > 0 else None,
        running=running if running_bots else None,
        historical=historical,
        assets_in_running=assets if running_bots else None,
        invested_running=invested,
        running_bots=running_bots,
        today=daily[-1][1] if daily else None,
        seven_days=(total - _money(week)) if rows else None,
        fees=fees,
        curve=curve,
        daily=daily,
        winning_days=sum(1 for _, amount in daily if amount > 0),
        counted_days=sum(1 for _, amount in daily if amount != 0),
        winning_bots=winning,
        closed_bots=closed,
        winning_trips=winning_trips,
        trips=trips,
        by_bot=sorted(rows, key=lambda row: -(row.total or ZERO)),
        by_type=sorted(((k, n, a) for k, (n, a) in types.items()), key=lambda row: -row[2]),
        by_market=sorted(((k, n, a) for k, (n, a) in markets.items()), key=lambda row: -row[2]),
        ties_out=ties_out(ledger, venue),
        left_out=left_out,
        idle_days=_idle(courses, [edge for edge, _ in daily]),
    )


def _traded(entry: BotEntry) -> str:
    """The market of a bot; of one that trades several all of them together: "BTC+ETH/USDT"."""
    if not entry.others:
        return entry.market
    return f"{'+'.join(one.base for one in entry.markets)}/{entry.instrument.quote}"


def ties_out(ledger: Ledger, venue: Mapping[str, Decimal]) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Asset, the ledger's sum over everybody, the venue's balance, the venue less the ledger."""
    out = []
    for asset in sorted({*ledger.assets(), *venue}):
        ours, theirs = ledger.account_total(asset), venue.get(asset, ZERO)
        out.append((asset, ours, theirs, theirs - ours))
    return out


def unattributed(ledger: Ledger, asset: str) -> Decimal:
    """What no bot holds."""
    return ledger.held(UNATTRIBUTED, asset)


def _money(value: float) -> Decimal:
    return Decimal(repr(round(value, 8)))


def _course(entry: BotEntry) -> Course:
    """The times and profits of a bot's curve, in lists: a deque is slow to search."""
    return [point[0] for point in entry.curve], [point[1] for point in entry.curve]


def _at(courses: Sequence[Course], ns: int) -> float:
    """The sum of all bots' profit at a time, from the sampled curves."""
    total = 0.0
    for times, profits in courses:
        at = bisect_right(times, ns) - 1
        if at >= 0:
            total += profits[at]
    return total


def _curve(
    courses: Sequence[Course], now_ns: int, days: int, total: float, elsewhere: float
) -> list[tuple[int, float]]:
    """The sum over the last days. What ended before them is part of the sum and stretches nothing."""
    if not courses:
        return []
    earliest = now_ns - days * DAY_NS
    begins = [times[0] for times, _ in courses if times[-1] >= earliest]
    start = max(min(begins, default=earliest), earliest)
    span = max(1, now_ns - start)
    points = [start + span * k // CURVE_POINTS for k in range(CURVE_POINTS)]
    return [*((ns, _at(courses, ns) + elsewhere) for ns in points), (now_ns, total)]


def _daily(
    courses: Sequence[Course], now_ns: int, days: int, zone: str, total: Decimal
) -> list[tuple[int, Decimal]]:
    if not courses:
        return []
    first = min(times[0] for times, _ in courses)
    midnight = day_start(now_ns, zone)
    edges = [midnight]
    while len(edges) < days and edges[-1] > first:
        edges.append(day_start(edges[-1] - DAY_NS // 2, zone))
    edges.reverse()
    values = [_money(_at(courses, edge)) for edge in edges] + [total]
    return [(edge, values[n + 1] - values[n]) for n, edge in enumerate(edges)]


def _idle(courses: Sequence[Course], edges: Sequence[int]) -> frozenset[int]:
    """On which of these days, given by their first moments with today as the last, no bot lived."""
    found = set()
    for n, edge in enumerate(edges):
        begun = [times for times, _ in courses if n + 1 == len(edges) or times[0] < edges[n + 1]]
        if not any(times[-1] >= edge for times in begun):
            found.add(edge)
    return frozenset(found)
