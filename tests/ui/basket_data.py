"""A smart rebalance for the fake desk: its card, its page, its plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import OrderType, Role, Side
from finbyte_desktop.services.ports import (
    BasketAsset,
    BasketState,
    BotCard,
    BotDetail,
    DecisionRow,
    FillRow,
    PendingApproval,
    PlannedOrder,
    ProfitLine,
    ScheduleState,
)
from tests.ui import desk_data as data

D = Decimal
BOT = "bot-basket"
SHARES = {"BTC": "50", "ETH": "30", "SOL": "20"}
PARAMS = {
    "assets": SHARES, "weighting": "custom", "trigger": "either", "threshold": "5", "interval_s": 86_400,
    "investment": "3000", "exit": "sell", "stop_equity": "0.8",
}  # fmt: skip
QTYS = {"BTC": "0.02016", "ETH": "0.3715", "SOL": "6.62"}
PLACES = {"BTC": (2, 5), "ETH": (2, 4), "SOL": (2, 3)}


def basket(money: str = "4.18") -> BasketState:
    """Three assets at the prices of the fake markets."""
    prices = {m.base: m.last or D(1) for m in data.MARKETS if m.perpetual is None}
    values = {asset: D(qty) * prices[asset] for asset, qty in QTYS.items()}
    equity = sum(values.values(), D(money))
    rows = []
    for asset, value in values.items():
        target, weight = D(SHARES[asset]) / 100, value / equity
        price, qty = PLACES[asset]
        drift = (weight - target) * 100
        average = prices[asset] * D("0.97")
        rows.append(
            BasketAsset(
                asset,
                f"{asset}/USDT",
                D(QTYS[asset]),
                prices[asset],
                value,
                target,
                weight,
                drift,
                average.quantize(D("0.01")),
                price,
                qty,
            )
        )
    weight = D(money) / equity
    rows.append(BasketAsset("USDT", "", D(money), D(1), D(money), D(0), weight, weight * 100))
    drift = max(abs(row.drift or D(0)) for row in rows)
    return BasketState(
        tuple(rows), equity, D(3000), drift, D(5), data.NOW + 7 * data.HOUR, None, "idle", D(2400), None
    )


def card() -> BotCard:
    """It runs, and has rebalanced eleven times."""
    state = basket()
    total = (state.equity or D(0)) - 3000
    like = data.card(BOT, "BTC/USDT", BotState.RUNNING)
    return replace(
        like, name="BTC, ETH, SOL", type="rebalance", investment=D(3000), total_profit=total,
        total_profit_ratio=total / 3000, grid_profit=D("21.37"), floating_profit=total - D("21.37"),
        fees={"USDT": D("4.61")}, fees_quote=D("4.61"), trips=11, trips_24h=1, lower=None, upper=None,
        buys_open=0, sells_open=0, last=None, entry=None, break_even=None, break_even_with_profit=None,
        versus_holding=D("6.02"), withdrawable=D("4.18"), basket=state, policy=Policy.PLAN,
        event=("rebalanced", {"number": "11"}), waiting_request=None, position=None,
    )  # fmt: skip


def detail(shown: BotCard) -> BotDetail:
    """Its page."""
    like = data.detail(replace(shown, type="spot_grid", last=D(100), lower=D(90), upper=D(110)))
    total = shown.total_profit or D(0)
    fills, said = [], []
    for n, (asset, side) in enumerate((("BTC", Side.SELL), ("ETH", Side.BUY), ("SOL", Side.BUY)) * 3):
        market = next(m for m in data.MARKETS if m.base == asset and m.perpetual is None)
        price, ns = market.last or D(1), data.NOW - n * 5 * data.HOUR
        qty = (D(40) / price).quantize(D(1).scaleb(-PLACES[asset][1]))
        trip = D("1.94") if side is Side.SELL else None
        fills.append(
            FillRow(f"T{n}", ns, BOT, shown.name, market.id, side, price, qty, price * qty,
                    (price * qty / 1000).quantize(D("0.0001")), "USDT", Role.TAKER, None, trip,
                    "level_bought")
        )  # fmt: skip
        fields = {"qty": str(qty), "base": asset, "price": str(price)}
        code = "rebalance_bought" if side is Side.BUY else "rebalance_sold"
        fields |= {"trip": "1.94"} if side is Side.SELL else {}
        said.append(DecisionRow(ns, BOT, shown.name, Level.INFO, code, fields))
    buys = shown.type == "dca_basket"
    params, stands = (dict(PURCHASES), schedule()) if buys else (dict(PARAMS), None)
    return replace(
        like, card=shown, params=params, levels=(), orders=(), fills=fills, decisions=said,
        breakdown=(
            ProfitLine("grid_profit", shown.grid_profit, {"trips": str(shown.trips)}),
            ProfitLine("coins_held", total - shown.grid_profit),
        ),
        stop_at=None, take_profit_at=None, deal=None, schedule=stands, average_cost=None,
    )  # fmt: skip


def plan(wall_ns: int) -> PendingApproval:
    """Its first purchase, which waits for an answer."""
    like = data.pending(wall_ns)[0]
    orders, total, moves = [], D(0), []
    for asset, qty in QTYS.items():
        market = next(m for m in data.MARKETS if m.base == asset and m.perpetual is None)
        price = market.last or D(1)
        total += D(qty) * price
        moves.append((market.id, price * D("0.999"), price))
        orders.append(
            PlannedOrder(
                Side.BUY, OrderType.MARKET, price, D(qty), D(qty) * price, total, D(0), None, market.id
            )
        )
    return replace(
        like, id="req-basket", bot=BOT, bot_name="BTC, ETH, SOL", market="BTC/USDT", base="BTC", kind="plan",
        orders=tuple(orders), opening=None, opening_fee=D(0), reserved=D(0), cost=total,
        fee=(total / 1000).quantize(D("0.0001")), investment=D(3000), stop_price=None, loss_at_stop=None,
        own_coins=D(0), bot_type="rebalance", tag="open", moves=tuple(moves), worst_price=None, moved=False,
    )  # fmt: skip


PURCHASES = {
    "assets": SHARES, "weighting": "custom", "amount": "150", "investment": "3000", "interval": "week",
    "weekday": "monday", "at": "09:30", "time_zone": "Europe/Berlin", "take_profit": "0.1",
}  # fmt: skip


def purchases() -> BasketState:
    """The same assets, bought by a schedule; the profit is near."""
    state = basket()
    coins = [replace(row, drift=None, spent=(row.value or D(0)) * D("0.97")) for row in state.assets[:-1]]
    worth = sum((row.value or D(0) for row in coins), D(0))
    return replace(
        state, assets=(*coins, state.assets[-1]), drift=None, threshold=None, next_by_time_ns=None,
        stop_equity=None, keeps_weights=False, coins_net=worth * D("0.999"),
        take_profit_coins=worth * D("1.06"),
    )  # fmt: skip


def buyer() -> BotCard:
    """A bot that buys the three assets each week, and has sold once."""
    return replace(
        card(), type="dca_basket", basket=purchases(), trips=1, trips_24h=0, versus_holding=None,
        event=("asset_bought", {"qty": "0.6", "base": "SOL", "price": "150", "spent": "2850"}),
    )  # fmt: skip


def schedule() -> ScheduleState:
    """Where its schedule stands."""
    return ScheduleState(data.NOW + 30 * data.HOUR, D(2850), D(150), None, None, None, True, "Europe/Berlin")


def buyer_plan(now_ns: int, tag: str = "open") -> PendingApproval:
    """The plan that waits for its first orders, or for those that were missed."""
    return replace(plan(now_ns), bot_type="dca_basket", tag=tag)
