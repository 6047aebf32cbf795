"""Believable figures for the fake desk: markets, candles from a formula, bots, requests, history."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from finbyte_desktop.core.events import Answer, JsonValue, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.margin import Perpetual, Tier
from finbyte_desktop.core.orders import OrderType, Role, Side
from finbyte_desktop.services.ports import (
    BotCard,
    BotDetail,
    CandleArrays,
    DecidedApproval,
    DecisionRow,
    FillRow,
    Holding,
    LadderLevel,
    Market,
    OpenOrder,
    OrderRow,
    PendingApproval,
    PlannedOrder,
    ProfitByBot,
    ProfitLine,
    ProfitSummary,
    TransferRow,
)

D = Decimal
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = 1_776_859_692 * SECOND  # 22 Apr 2026 12:08:12 UTC
FEE = D("0.001")

MARKETS: tuple[Market, ...] = (
    Market(
        "BTC/USDT",
        "BTC",
        "USDT",
        "Demo market",
        D("0.01"),
        D("0.00001"),
        D("0.00001"),
        D(5),
        2,
        5,
        FEE,
        FEE,
        D("78314.31"),
        D("0.0248"),
        NOW,
    ),
    Market(
        "ETH/USDT",
        "ETH",
        "USDT",
        "Demo market",
        D("0.01"),
        D("0.0001"),
        D("0.0001"),
        D(5),
        2,
        4,
        FEE,
        FEE,
        D("2399.30"),
        D("0.0163"),
        NOW,
    ),
    Market(
        "SOL/USDT",
        "SOL",
        "USDT",
        "Demo market",
        D("0.01"),
        D("0.001"),
        D("0.001"),
        D(5),
        2,
        3,
        FEE,
        FEE,
        D("88.31"),
        D("-0.0071"),
        NOW,
    ),
    Market(
        "demo:BTC/USDT:USDT",
        "BTC",
        "USDT",
        "Demo market",
        D("0.1"),
        D("0.001"),
        D("0.001"),
        D(5),
        1,
        3,
        D("0.0002"),
        D("0.0005"),
        D("78314.3"),
        D("0.0248"),
        NOW,
        perpetual=Perpetual(
            (
                Tier(D(0), D(300_000), D("0.004"), D(0), D(100)),
                Tier(D(300_000), D(800_000), D("0.005"), D(300), D(50)),
            ),
            D(100),
        ),
    ),
)
PERPETUAL = MARKETS[-1].id


def wave(seed: int, count: int) -> np.ndarray:
    """A walk from a congruential generator with slow waves on it; the same for the same seed, ends at 0."""
    state = seed * 7919 + 12345
    steps = np.empty(count)
    for index in range(count):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        steps[index] = state / 2**31 - 0.5
    slow = np.sin(np.arange(count) / 70 + seed) * 3 + np.sin(np.arange(count) / 23 + 2 * seed) * 1.2
    walk = np.cumsum(steps) + slow * 2
    return walk - walk[-1]


def candles(market: Market, interval_ns: int, limit: int, end_ns: int = NOW) -> CandleArrays:
    """`limit` candles up to `end_ns`, the last close at the market's last price."""
    last = float(market.last or 100)
    scale = last * 0.0042 * math.sqrt(max(1.0, interval_ns / HOUR))
    closes = last + wave(ord(market.base[0]) + interval_ns // MINUTE % 97, limit) * scale
    opens = np.concatenate([[closes[0]], closes[:-1]])
    spread = np.abs(np.diff(np.concatenate([[closes[0]], closes]))) * 0.5 + scale * 0.25
    highs, lows = np.maximum(opens, closes) + spread, np.minimum(opens, closes) - spread
    first = end_ns // interval_ns - limit + 1
    times = (np.arange(limit, dtype=np.int64) + first) * interval_ns
    volume = 40 + np.abs(np.diff(np.concatenate([[closes[0]], closes]))) / scale * 120
    return CandleArrays(interval_ns, times, opens, highs, lows, closes, volume)


def series(seed: int, count: int, end: float, wobble: float) -> tuple[float, ...]:
    """A course that starts at 0 and ends at `end`."""
    walk = wave(seed, count)
    walk = (walk - walk[0]) * wobble / max(1.0, float(np.ptp(walk)))
    ramp = np.linspace(0, end - walk[-1], count)
    return tuple(float(value) for value in walk + ramp)


def card(bot: str, market: str, state: BotState, **changes: object) -> BotCard:
    """A spot grid's card with everything filled in; `changes` replaces fields."""
    base, quote = market.split("/")
    place = next(m for m in MARKETS if m.id == market)
    last = place.last or D(1)
    values: dict[str, object] = {
        "id": bot,
        "name": f"{market} spot grid",
        "type": "spot_grid",
        "market": market,
        "base": base,
        "quote": quote,
        "price_places": place.price_places,
        "qty_places": place.qty_places,
        "state": state,
        "reason": "",
        "policy": Policy.PLAN,
        "created_ns": NOW - 8 * DAY - 3 * HOUR,
        "started_ns": NOW - 8 * DAY - 3 * HOUR,
        "ended_ns": None,
        "runtime_ns": 8 * DAY + 3 * HOUR,
        "investment": D(10000),
        "total_profit": D("272.96"),
        "total_profit_ratio": D("0.027296"),
        "grid_profit": D("86.69"),
        "floating_profit": D("186.27"),
        "fees": {quote: D("62.48")},
        "fees_quote": D("62.48"),
        "apr": D("1.225"),
        "grid_apr": D("0.389"),
        "trips_24h": 7,
        "trips": 58,
        "buys_open": 16,
        "sells_open": 4,
        "lower": (last * D("0.92")).quantize(D(1)),
        "upper": (last * D("1.02")).quantize(D(1)),
        "entry": (last * D("0.9545")).quantize(place.tick),
        "last": last,
        "break_even": (last * D("0.9009")).quantize(place.tick),
        "break_even_with_profit": (last * D("0.8548")).quantize(place.tick),
        "versus_holding": D("-203.87"),
        "withdrawn": D(0),
        "withdrawable": D("86.69"),
        "spark": series(ord(bot[-1]), 90, 272.96, 220.0),
        "event": (
            "sold_placed",
            {
                "qty": "0.0060",
                "base": base,
                "price": str((last * D("1.001")).quantize(place.tick)),
                "next": str((last * D("0.996")).quantize(place.tick)),
            },
        ),
        "event_ns": NOW - 5 * MINUTE,
        "waiting_request": None,
        "fresh": True,
    }
    values.update(changes)
    return BotCard(**values)  # type: ignore[arg-type]


def running_cards() -> list[BotCard]:
    """Five bots that live: running, waiting, degraded, paused."""
    return [
        card(
            "bot-1",
            "BTC/USDT",
            BotState.RUNNING,
            lower=D(72000),
            upper=D(80000),
            entry=D(74750),
            break_even=D(70553),
            break_even_with_profit=D(66941),
        ),
        card(
            "bot-2",
            "ETH/USDT",
            BotState.WAIT_APPROVAL,
            reason="open",
            started_ns=None,
            runtime_ns=0,
            investment=D(3000),
            total_profit=None,
            total_profit_ratio=None,
            grid_profit=D(0),
            floating_profit=None,
            fees={},
            fees_quote=D(0),
            apr=None,
            grid_apr=None,
            trips_24h=0,
            trips=0,
            buys_open=0,
            sells_open=0,
            lower=D(2200),
            upper=D(2600),
            entry=None,
            break_even=None,
            break_even_with_profit=None,
            versus_holding=None,
            withdrawable=D(0),
            spark=(),
            event=("approval_asked", {"orders": "25"}),
            event_ns=NOW - 2 * MINUTE,
            waiting_request="req-1",
        ),
        card(
            "bot-3",
            "SOL/USDT",
            BotState.DEGRADED,
            reason="feed_stale",
            investment=D(3000),
            total_profit=D("86.12"),
            total_profit_ratio=D("0.0287"),
            grid_profit=D("104.82"),
            floating_profit=D("-18.70"),
            fees={"USDT": D("5.20"), "BNB": D("0.00041")},
            fees_quote=D("7.89"),
            apr=D("0.740"),
            grid_apr=D("0.900"),
            trips_24h=10,
            trips=150,
            buys_open=21,
            sells_open=7,
            runtime_ns=14 * DAY + 4 * HOUR,
            lower=D(78),
            upper=D(92),
            entry=D("84.50"),
            break_even=D("86.73"),
            break_even_with_profit=D("83.49"),
            versus_holding=D("41.07"),
            spark=series(3, 90, 86.12, 40.0),
            event=("degraded", {"reason": "feed_stale"}),
            event_ns=NOW - 40 * SECOND,
        ),
        card(
            "bot-4",
            "ETH/USDT",
            BotState.RUNNING,
            investment=D("4350.80"),
            total_profit=D("458.35"),
            total_profit_ratio=D("0.1053"),
            grid_profit=D("140.11"),
            floating_profit=D("318.24"),
            fees_quote=D("14.35"),
            fees={"USDT": D("14.35")},
            apr=D("1.326"),
            grid_apr=D("0.402"),
            trips_24h=3,
            trips=29,
            buys_open=12,
            sells_open=8,
            runtime_ns=29 * DAY,
            lower=D(1900),
            upper=D(2600),
            entry=D("2170.60"),
            break_even=D("2011.32"),
            break_even_with_profit=D("1931.10"),
            versus_holding=D("-10.52"),
            spark=series(9, 90, 458.35, 180.0),
            event_ns=NOW - 70 * MINUTE,
        ),
        card(
            "bot-5",
            "SOL/USDT",
            BotState.PAUSED,
            reason="restart",
            investment=D(1000),
            total_profit=D("-12.40"),
            total_profit_ratio=D("-0.0124"),
            grid_profit=D("4.18"),
            floating_profit=D("-16.58"),
            fees_quote=D("1.21"),
            fees={"USDT": D("1.21")},
            apr=None,
            grid_apr=None,
            trips_24h=4,
            trips=4,
            runtime_ns=19 * HOUR,
            lower=D(84),
            upper=D(96),
            entry=D("90.10"),
            break_even=D("89.41"),
            break_even_with_profit=D("88.97"),
            versus_holding=D("7.30"),
            spark=series(5, 90, -12.4, 14.0),
            event=("paused", {"reason": "restart"}),
            event_ns=NOW - 3 * HOUR,
        ),
    ]


def ended_cards() -> list[BotCard]:
    """Six bots whose life is over."""
    rows = (
        ("bot-20", "ETH/USDT", 9, 2, "3000", "55.77", "by_you", 5),
        ("bot-21", "SOL/USDT", 27, 6, "2008.62", "100.33", "by_you", 8),
        ("bot-22", "BTC/USDT", 25, 13, "5000", "235.04", "take_profit", 4),
        ("bot-23", "ETH/USDT", 29, 15, "5000", "167.01", "take_profit", 7),
        ("bot-24", "BTC/USDT", 23, 15, "2500", "-199.35", "stop", 6),
        ("bot-25", "BTC/USDT", 30, 26, "7500", "-264.15", "stop", 2),
    )
    result = []
    for bot, market, began, ended, investment, profit, reason, seed in rows:
        total, put_in = D(profit), D(investment)
        grid = (abs(total) * D("0.4") + 20).quantize(D("0.01"))
        result.append(
            card(
                bot,
                market,
                BotState.STOPPED,
                reason=reason,
                investment=put_in,
                total_profit=total,
                total_profit_ratio=(total / put_in).quantize(D("0.0001")),
                grid_profit=grid,
                floating_profit=total - grid,
                created_ns=NOW - began * DAY,
                started_ns=NOW - began * DAY,
                ended_ns=NOW - ended * DAY + 5 * HOUR,
                runtime_ns=(began - ended) * DAY + 5 * HOUR,
                buys_open=0,
                sells_open=0,
                trips_24h=0,
                trips=17 + seed * 9,
                spark=series(seed, 60, float(total), abs(float(total)) * 0.7 + 30),
                event=("stopped", {"reason": reason}),
                event_ns=NOW - ended * DAY,
                withdrawable=D(0),
            )
        )
    return result


def planned(
    market: Market, low: Decimal, high: Decimal, grids: int, qty: Decimal
) -> tuple[PlannedOrder, list[PlannedOrder], list[PlannedOrder], Decimal]:
    """Opening, buys (nearest first), sells (nearest first) and the vacant level of an arithmetic grid."""
    price = market.last or D(1)
    levels = [low + (high - low) * index / grids for index in range(grids + 1)]
    levels = [(level / market.tick).to_integral_value() * market.tick for level in levels]
    vacant = next((level for level in levels if level >= price), levels[-1])
    step = levels[1] - levels[0]
    buys, sells = [], []
    total = D(0)
    for level in sorted((x for x in levels if x < vacant), reverse=True):
        total += level * qty
        buys.append(
            PlannedOrder(Side.BUY, OrderType.LIMIT, level, qty, level * qty, total, level / price - 1, None)
        )
    total = D(0)
    for level in (x for x in levels if x > vacant):
        total += level * qty
        net = (level * (1 - FEE)) / (level - step) - (1 + FEE)
        sells.append(
            PlannedOrder(Side.SELL, OrderType.LIMIT, level, qty, level * qty, total, level / price - 1, net)
        )
    need = qty * len(sells)
    opening = PlannedOrder(Side.BUY, OrderType.MARKET, price, need, need * price, need * price, D(0), None)
    return opening, buys, sells, vacant


def pending(wall_ns: int) -> list[PendingApproval]:
    """One plan and two single orders."""
    eth, sol = MARKETS[1], MARKETS[2]
    opening, buys, sells, _ = planned(eth, D(2200), D(2600), 24, D("0.052"))
    plan = PendingApproval(
        "req-1",
        "d" * 64,
        "bot-2",
        "ETH/USDT spot grid",
        "plan",
        eth.id,
        "ETH",
        "USDT",
        2,
        4,
        NOW - 128 * SECOND,
        D("2398.61"),
        eth.last,
        False,
        wall_ns + 92 * SECOND,
        120,
        (*buys, *sells),
        opening,
        opening.cost * FEE,
        sum((b.cost for b in buys), D(0)),
        D("3000.00"),
        opening.cost * FEE,
        D(2200),
        D(2600),
        D("26887.23"),
        D("2401.70"),
        D("2150.00"),
        D("-265.39"),
    )

    def single(request: str, side: Side, price: str, qty: str, left_s: int, moved: bool) -> PendingApproval:
        cost = D(price) * D(qty)
        order = PlannedOrder(
            side, OrderType.LIMIT, D(price), D(qty), cost, cost, D(price) / (sol.last or D(1)) - 1, None
        )
        return PendingApproval(
            request,
            "e" * 64,
            "bot-3",
            "SOL/USDT spot grid",
            "order",
            sol.id,
            "SOL",
            "USDT",
            2,
            3,
            NOW - 60 * SECOND,
            D("88.20"),
            sol.last,
            moved,
            wall_ns + left_s * SECOND,
            120,
            (order,),
            None,
            D(0),
            cost if side is Side.BUY else D(0),
            cost,
            cost * FEE,
            D(78),
            D(92),
            D("26887.23"),
            None,
            None,
            None,
        )

    return [
        plan,
        single("req-2", Side.BUY, "87.50", "3.400", 44, False),
        single("req-3", Side.SELL, "89.00", "3.400", 71, True),
    ]


def decided() -> list[DecidedApproval]:
    """What was answered today."""
    rows = (
        (10, "buy", "0.0062", "BTC", "77980.00", Answer.APPROVED, ""),
        (37, "buy", "40.0", "SOL", "87.90", Answer.LAPSED, ""),
        (106, "sell", "0.0800", "ETH", "2391.00", Answer.APPROVED, ""),
        (141, "buy_market", "0.0500", "BTC", "78102.00", Answer.REFUSED, ""),
        (183, "plan", "", "ETH", "", Answer.APPROVED, ""),
        (236, "buy", "12.0", "SOL", "86.40", Answer.APPROVED, ""),
    )
    return [
        DecidedApproval(
            NOW - minutes * MINUTE,
            "bot-1",
            f"{base}/USDT spot grid",
            "plan" if code == "plan" else "order",
            f"{base}/USDT",
            (code, {"qty": qty, "base": base, "price": price, "orders": "24"}),
            answer,
            why,
        )
        for minutes, code, qty, base, price, answer, why in rows
    ]


def levels_of(bot: BotCard) -> list[LadderLevel]:
    """Twenty equal steps from lower to upper."""
    if bot.lower is None or bot.upper is None or bot.last is None:
        return []
    step = (bot.upper - bot.lower) / 20
    prices = [bot.lower + step * index for index in range(21)]
    vacant = next((price for price in prices if price >= bot.last), prices[-1])
    qty = (bot.investment / 20 / bot.last).quantize(D(1).scaleb(-bot.qty_places))
    return [
        LadderLevel(price, "vacant", None)
        if price == vacant
        else LadderLevel(price, "buy" if price < vacant else "sell", qty, slot=f"L{n}")
        for n, price in enumerate(prices)
    ]


def fills_of(bot: BotCard, count: int) -> list[FillRow]:
    """Fills where the candles cross the levels, alternating, the newest first."""
    market = next(m for m in MARKETS if m.id == bot.market)
    end = bot.ended_ns or NOW
    bars = candles(market, HOUR, 220, end)
    levels = [float(level.price) for level in levels_of(bot)] or [float(bot.last or 1)]
    rows: list[FillRow] = []
    before = float(bars.close[0])
    for index in range(1, len(bars.close)):
        if int(bars.open_ns[index]) < (bot.started_ns or bot.created_ns):
            before = float(bars.close[index])
            continue
        after = float(bars.close[index])
        crossed = [level for level in levels if min(before, after) < level <= max(before, after)]
        for order, level in enumerate(crossed if after > before else reversed(crossed)):
            side = Side.SELL if after > before else Side.BUY
            price = D(str(round(level, 2)))
            qty = (bot.investment / 20 / price).quantize(D(1).scaleb(-bot.qty_places))
            rows.append(
                FillRow(
                    f"{bot.id}-{index}-{order}",
                    int(bars.open_ns[index]) + order * MINUTE + 17 * SECOND,
                    bot.id,
                    bot.name,
                    bot.market,
                    side,
                    price,
                    qty,
                    price * qty,
                    price * qty * FEE,
                    bot.quote,
                    Role.MAKER,
                    price,
                    D("1.46") if len(rows) % 2 else None,
                    "level",
                )
            )
        before = after
    return list(reversed(rows))[:count]


def orders_of(bot: BotCard) -> list[OpenOrder]:
    """One order at each level that is not vacant."""
    last = bot.last or D(1)
    return [
        OpenOrder(
            f"{bot.id}-{index}",
            bot.id,
            bot.market,
            f"L{index}",
            Side.BUY if level.kind == "buy" else Side.SELL,
            OrderType.LIMIT,
            level.price,
            level.qty,
            D(0),
            level.price * level.qty,
            level.price / last - 1,
            "open",
            NOW - 3 * HOUR,
        )
        for index, level in enumerate(levels_of(bot))
        if level.qty is not None and bot.buys_open
    ]


def decisions_of(bot: BotCard) -> list[DecisionRow]:
    """The newest first."""
    rows = []
    for fill in fills_of(bot, 40):
        step = (bot.upper - bot.lower) / 20 if bot.upper and bot.lower else D(1)
        beyond = fill.price - step if fill.side is Side.SELL else fill.price + step
        code = ("sold" if fill.side is Side.SELL else "bought") + ("_trip" if fill.trip_profit else "_placed")
        fields = {
            "qty": str(fill.qty),
            "base": bot.base,
            "price": str(fill.price),
            "next": str(beyond),
            "quote": bot.quote,
            "profit": str(fill.trip_profit or ""),
        }
        rows.append(DecisionRow(fill.ns, bot.id, bot.name, Level.INFO, code, fields))
    rows.append(
        DecisionRow(
            NOW - 6 * HOUR, bot.id, bot.name, Level.WARNING, "slot_blocked", {"slot": "L4", "code": "lapsed"}
        ),
    )
    return sorted(rows, key=lambda row: -row.ns)


PARAMS: Mapping[str, JsonValue] = {
    "lower": "72000",
    "upper": "80000",
    "grids": 20,
    "spacing": "arithmetic",
    "qty_mode": "equal_base",
    "investment": "10000",
    "base_qty": "0",
    "stop_price": "70000",
    "hold_delay_s": 0,
    "exit": "sell",
    "trailing_up": False,
    "trailing_down": False,
    "reserve": "0.01",
}


def detail(bot: BotCard) -> BotDetail:
    """Everything on a bot's page; the lines of the breakdown add up to the total."""
    total = bot.total_profit or D(0)
    grid = bot.grid_profit
    lines = [ProfitLine("grid", grid, {"trips": str(bot.trips)})]
    if bot.total_profit is not None:
        coins = (total - grid) * D("0.7")
        lines += [
            ProfitLine("coins", coins, {"qty": "0.0240", "base": bot.base, "price": str(bot.last)}),
            ProfitLine("outside_trips", total - grid - coins + D("4.20"), {}),
            ProfitLine("opening_fee", D("-4.20"), {}),
        ]
    count = 120
    began = bot.started_ns or bot.created_ns
    times = np.linspace(began, bot.ended_ns or NOW, count).astype(np.int64)
    own = series(ord(bot.id[-1]), count, float(total), 220)
    in_trips = np.linspace(0, float(grid), count)
    equity = [(int(t), a, b) for t, a, b in zip(times, own, in_trips, strict=True)]
    params = dict(PARAMS) | {
        "lower": str(bot.lower),
        "upper": str(bot.upper),
        "investment": str(bot.investment),
    }
    market = next(m for m in MARKETS if m.id == bot.market)
    started = bot.started_ns is not None
    return BotDetail(
        bot,
        params,
        levels_of(bot) if started else (),
        orders_of(bot),
        fills_of(bot, 125) if started else (),
        decisions_of(bot) if started else (),
        tuple(lines),
        True,
        NOW - 3 * MINUTE,
        equity if started else (),
        D("0.0240"),
        D("7261.18"),
        D("75120.33"),
        market.change_24h,
    )


def order_rows(bots: Sequence[BotCard]) -> list[OrderRow]:
    """Live and ended orders of all bots, the newest first."""
    rows = [
        OrderRow(
            order.client_id,
            bot.id,
            bot.name,
            bot.market,
            order.slot,
            order.side,
            order.type,
            order.price,
            order.qty,
            D(0),
            "open",
            "",
            order.created_ns,
            None,
        )
        for bot in bots
        for order in orders_of(bot)
    ]
    for bot in bots:
        for index, fill in enumerate(fills_of(bot, 30)):
            state, why = ("canceled", "by_you") if index % 9 == 5 else ("filled", "")
            filled = D(0) if why else fill.qty
            row = OrderRow(
                f"{fill.trade_id}-o",
                bot.id,
                bot.name,
                bot.market,
                f"L{index % 20}",
                fill.side,
                OrderType.LIMIT,
                fill.price,
                fill.qty,
                filled,
                state,
                why,
                fill.ns - 2 * HOUR,
                fill.ns,
            )
            rows.append(row)
    return sorted(rows, key=lambda row: -row.created_ns)


def paper_holdings() -> list[Holding]:
    """The play money of the demo: most of it in bots."""
    return [
        Holding(
            "USDT",
            D("38907.23"),
            D("26887.23"),
            D("12020"),
            D("26887.23"),
            D(0),
            D("38907.23"),
            (),
            D("12020.00"),
        ),
        Holding("BTC", D("0.12400"), D(0), D("0.12400"), D(0), D(0), D("9710.97"), (), D("9710.97")),
        Holding(
            "ETH", D("1.8800"), D("0.5000"), D("1.3800"), D("0.5000"), D(0), D("4508.24"), (), D("3309.24")
        ),
    ]


def paper_worth() -> list[tuple[int, float, float]]:
    """Three days of it, an hour apart."""
    return [
        (NOW - (72 - n) * HOUR, 52_400 + 14.0 * n + 90 * math.sin(n / 4), 20_300 + 5.0 * n) for n in range(73)
    ]


def transfers() -> list[TransferRow]:
    return [
        TransferRow(NOW - 2 * MINUTE, "budget", "ETH/USDT spot grid", "USDT", D("-3000")),
        TransferRow(NOW - 26 * HOUR, "withdrawn", "BTC/USDT spot grid", "USDT", D("40")),
        TransferRow(NOW - 8 * DAY, "budget", "BTC/USDT spot grid", "USDT", D("-10000")),
        TransferRow(NOW - 30 * DAY, "deposit", "Paper account", "USDT", D("50000")),
    ]


def profits(days: int, live: Sequence[BotCard], ended: Sequence[BotCard]) -> ProfitSummary:
    """The figures of the profit page; they tie out with the cards."""
    rows = [
        ProfitByBot(
            c.id,
            c.name,
            c.type,
            c.market,
            c.state,
            c.ended_ns,
            c.investment,
            c.grid_profit,
            c.floating_profit,
            c.total_profit,
            c.total_profit_ratio,
        )
        for c in (*live, *ended)
        if c.total_profit is not None
    ]
    running = sum((c.total_profit for c in live if c.total_profit is not None), D(0))
    historical = sum((c.total_profit for c in ended if c.total_profit is not None), D(0))
    total = running + historical
    steps = wave(11, days) * 60
    daily = [
        (NOW // DAY * DAY - (days - 1 - i) * DAY, D(str(round(float(s), 2))))
        for i, s in enumerate(np.diff(steps, prepend=0.0))
    ]
    curve = series(4, days * 24, float(total), 1900)
    markets: dict[str, list[Decimal]] = {}
    for row in rows:
        markets.setdefault(row.market, []).append(row.total or D(0))
    return ProfitSummary(
        "USDT",
        total,
        total / D(50000),
        running,
        historical,
        D("24582.29"),
        sum((c.investment for c in live), D(0)),
        len(live),
        D("386.98"),
        D("588.49"),
        D("458.23"),
        [(NOW - (len(curve) - 1 - i) * HOUR, value) for i, value in enumerate(curve)],
        daily,
        sum(1 for _, a in daily if a > 0),
        len(daily),
        4,
        6,
        1155,
        1161,
        rows,
        [("spot_grid", len(rows), total)],
        [(market, len(values), sum(values, D(0))) for market, values in markets.items()],
        [
            ("USDT", D("43210.11"), D("43210.11"), D(0)),
            ("BTC", D("0.12400"), D("0.12400"), D(0)),
            ("ETH", D("1.8800"), D("1.8800"), D(0)),
            ("SOL", D("31.200"), D("31.200"), D(0)),
        ],
    )
