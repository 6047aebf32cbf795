"""Hand-worked cases of the futures grid: small enough to be checked with pencil and paper.

`VECTORS` lists them; each names the parameters, the candles and what must come out. The arithmetic stands
above each case. Unless said otherwise: levels 100, 102, ... 110, one coin a level, start at 104, no fees,
tick 0.01, lot 0.001, one tier with a rate of 1 % and no amount, one-minute candles from the time 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.support.reference.futures_grid import Candle

MINUTE = 60_000_000_000
SECOND = 1_000_000_000
FLAT_TIER = ((None, "0.01", "0"),)
THREE_TIERS = (("300", "0.01", "0"), ("500", "0.02", "3"), (None, "0.05", "18"))
SMALL = {"lower": 100, "upper": 110, "grids": 5, "order_qty": 1, "investment": 1000, "leverage": 2}
LONG = {**SMALL, "direction": "long"}
SHORT = {**SMALL, "direction": "short"}
NEUTRAL = {**SMALL, "direction": "neutral"}
THIN = {"investment": 60, "leverage": 10}  # five coins on sixty

Row = tuple[Any, Any, Any, Any]


@dataclass(frozen=True)
class Vector:
    """One case: what goes in, and the part of the result that was worked out by hand.

    `fills` are (side, price, qty, role) and, where it matters, the second at which it happened. `refused` is
    the code of the refusal.
    """

    name: str
    params: dict[str, Any]
    rows: Sequence[Row]
    fills: Sequence[tuple[Any, ...]] | None = None
    result: dict[str, Any] = field(default_factory=dict)
    funding: Sequence[Sequence[Any]] = ()
    paid: Sequence[Any] | None = None  # the amounts of the fundings
    market: dict[str, Any] = field(default_factory=dict)
    tiers: Sequence[Sequence[Any]] = FLAT_TIER
    rule: str = "binance"
    slippage: Any = 0
    refused: str | None = None

    def arguments(self) -> tuple[Any, ...]:
        """The arguments of `run`."""
        return (
            self.params,
            candles(*self.rows),
            MINUTE,
            plain_market(**self.market),
            self.funding,
            self.tiers,
            self.rule,
            self.slippage,
        )


def plain_market(**changes: Any) -> dict[str, Any]:
    """A market without fees, tick 0.01, lot 0.001, unless said otherwise."""
    plain = {
        "tick": "0.01",
        "lot": "0.001",
        "min_notional": 5,
        "min_qty": "0.001",
        "fee_maker": 0,
        "fee_taker": 0,
    }
    return {**plain, **changes}


def candles(*rows: Row) -> list[Candle]:
    """One-minute candles from (open, high, low, close)."""
    made = []
    for number, row in enumerate(rows):
        o, high, low, c = (Decimal(str(x)) for x in row)
        made.append((number * 60_000, o, high, low, c))
    return made


def flat(price: Any) -> Row:
    """A candle that stands at one price."""
    return (price, price, price, price)


D = Decimal
OPENED_LONG = ("buy", 104, 3, "taker")  # for the sells at 106, 108 and 110
OPENED_SHORT = ("sell", 104, 2, "taker")  # for the buys at 100 and 102
FEES = {"fee_maker": "0.0002", "fee_taker": "0.0005"}
SIZED = {"investment": 1000, "leverage": 5, "order_qty": None}

VECTORS: list[Vector] = [
    # Levels 18,000, 22,000, 26,000; start at 22,000: one buy below, one sell above, 0.152 opened at 22,000.
    # Opening fee 3,344 * 0.00055 = 1.8392. Buy 2,736 * 0.00055 = 1.5048, sell 1.8392: together 3.344.
    # Trip 0.152 * 4,000 = 608, less 3.344 = 604.656. Average entry of 0.304: 20,000; the sale books 304.
    # Money 5,000 - 1.8392 - 1.5048 + 304 - 1.8392 = 5,298.8168; 0.152 are left at 3,040, worth 3,344.
    Vector(
        "completed grid",
        {
            "lower": 18000,
            "upper": 26000,
            "grids": 2,
            "order_qty": "0.152",
            "investment": 5000,
            "leverage": 2,
            "direction": "long",
        },
        [(22000, 22000, 18000, 22000)],
        [
            ("buy", 22000, D("0.152"), "taker"),
            ("buy", 18000, D("0.152"), "maker"),
            ("sell", 22000, D("0.152"), "maker"),
        ],
        {
            "round_trips": 1,
            "grid_profit": D("604.656"),
            "fees": D("5.1832"),
            "quote": D("5298.8168"),
            "position_qty": D("0.152"),
            "entry_value": 3040,
            "equity": D("5602.8168"),
            "total_profit": D("602.8168"),
            "floating_profit": D("-1.8392"),
        },
        market={"fee_maker": "0.00055", "fee_taker": "0.00055", "tick": "0.1"},
    ),
    # Start at 104.5: buys 100, 102, 104, vacant 106, sells 108, 110. Slippage 0.1 %, leverage 5.
    # One coin: opening 2 * 104.5 * 1.001 = 209.209, buys 306; fees 0.1046045 + 0.0612 = 0.1658045, five
    # times 0.8290225. Sum 516.0380225; 4,950 / 516.0380225 = 9.5923...: q = 9.592.
    # Opening 19.184 at ceil(104.6045) = 104.61: 2,006.83824, fee 1.00341912.
    Vector(
        "sizing of a long grid",
        {**LONG, **SIZED},
        [flat("104.5")],
        [("buy", D("104.61"), D("19.184"), "taker")],
        {"order_qty": D("9.592"), "vacant_level": 3, "fees": D("1.00341912")},
        market=FEES,
        slippage="0.001",
    ),
    # Short: opening 3 * 104.6045 = 313.8135, sells 218; fees 0.15690675 + 0.0436 = 0.20050675, five times
    # 1.00253375. Sum 532.81603375; 4,950 / 532.81603375 = 9.2902...: q = 9.290.
    # Opening 27.870 at floor(104.3955) = 104.39: 2,909.3493, fee 1.45467465.
    Vector(
        "sizing of a short grid",
        {**SHORT, **SIZED},
        [flat("104.5")],
        [("sell", D("104.39"), D("27.87"), "taker")],
        {"order_qty": D("9.29"), "vacant_level": 3, "fees": D("1.45467465")},
        market=FEES,
        slippage="0.001",
    ),
    # Neutral: the larger side is 306 of buys (sells 218); 306 + 5 * 0.0612 = 306.306; 4,950 / 306.306 =
    # 16.1603...: q = 16.160. Nothing is traded at the start.
    Vector(
        "sizing of a neutral grid",
        {**NEUTRAL, **SIZED},
        [flat("104.5")],
        [],
        {"order_qty": D("16.16"), "vacant_level": 3, "position_qty": 0, "liquidation_price": None},
        market=FEES,
        slippage="0.001",
    ),
    # Minimum: 1.05 * 5 / 100 = 0.0525, in lots of 0.01: 0.06. The long sum of above at 0.06 is
    # 30.96228135; / 4.95 = 6.2550...: 6.26.
    Vector(
        "smallest investment",
        {**LONG, **SIZED, "investment": "6.26"},
        [flat("104.5")],
        result={"order_qty": D("0.06")},
        market={**FEES, "lot": "0.01", "min_qty": "0.01"},
        slippage="0.001",
    ),
    Vector(
        "below the smallest investment",
        {**LONG, **SIZED, "investment": "6.25"},
        [flat("104.5")],
        market={**FEES, "lot": "0.01", "min_qty": "0.01"},
        slippage="0.001",
        refused="min_investment",
    ),
    # 60 behind 3 coins at 104: (312 - 60) / (3 * 0.99) = 84.848...; with the buy at 102: 354 / 3.96 =
    # 89.39...; with the buy at 100: 454 / 4.95 = 91.717..., up to the tick: 91.72. All 60 are lost.
    Vector(
        "liquidation in a walk",
        {**LONG, **THIN},
        [(104, 104, 91, 92)],
        [
            OPENED_LONG,
            ("buy", 102, 1, "maker"),
            ("buy", 100, 1, "maker"),
            ("sell", D("91.72"), 5, "liquidation", 40),
        ],
        {
            "state": "stopped",
            "stop_reason": "liquidated",
            "equity": 0,
            "total_profit": -60,
            "max_drawdown": 60,
            "position_qty": 0,
            "liquidation_estimate": {"low": D("91.72"), "high": None},
            "orders": [],
        },
    ),
    # Short: 2 coins at 104, sells at 106, 108, 110: 532; (532 + 60) / (5 * 1.01) = 117.2277: down to 117.22.
    Vector(
        "liquidation of a short grid",
        {**SHORT, **THIN},
        [(104, 118, 104, 118)],
        [
            OPENED_SHORT,
            ("sell", 106, 1, "maker"),
            ("sell", 108, 1, "maker"),
            ("sell", 110, 1, "maker"),
            ("buy", D("117.22"), 5, "liquidation", 40),
        ],
        {
            "equity": 0,
            "stop_reason": "liquidated",
            "liquidation_estimate": {"low": None, "high": D("117.22")},
        },
    ),
    # From 104 to 80: both buys at their own prices, then the liquidation at the open, booked at 91.72.
    Vector(
        "liquidation in a gap",
        {**LONG, **THIN},
        [flat(104), flat(80)],
        [
            OPENED_LONG,
            ("buy", 102, 1, "maker", 60),
            ("buy", 100, 1, "maker", 60),
            ("sell", D("91.72"), 5, "liquidation", 60),
        ],
        {"equity": 0, "total_profit": -60, "stop_reason": "liquidated"},
    ),
    # From 104 to 91.73: one tick above the liquidation; 60 + 5 * 91.73 - 514 = 4.65.
    Vector(
        "a gap that ends one tick before the liquidation",
        {**LONG, **THIN},
        [flat(104), flat("91.73")],
        [OPENED_LONG, ("buy", 102, 1, "maker"), ("buy", 100, 1, "maker")],
        {"equity": D("4.65"), "state": "running", "liquidation_price": D("91.72")},
    ),
    # From 104 to 80 over a stop at 95 and the liquidation at 91.72: at the open the liquidation comes first.
    Vector(
        "a gap over a stop and the liquidation",
        {**LONG, **THIN, "stop_price": 95},
        [flat(104), flat(80)],
        [
            OPENED_LONG,
            ("buy", 102, 1, "maker"),
            ("buy", 100, 1, "maker"),
            ("sell", D("91.72"), 5, "liquidation"),
        ],
        {"equity": 0, "stop_reason": "liquidated"},
    ),
    # Neutral from 105 with 60: three buys (306 - 60) / 2.97 = 82.828..., two sells (218 + 60) / 2.02 =
    # 137.623...
    Vector(
        "the two estimates of a neutral grid",
        {**NEUTRAL, **THIN},
        [flat(105)],
        [],
        {"liquidation_estimate": {"low": D("82.83"), "high": D("137.62")}, "liquidation_price": None},
    ),
    # 18 at leverage 30: after the buy at 102 (414 - 18) / 3.96 = 100 exactly, the price of the next buy.
    # That buy fills first; then (514 - 18) / 4.95 = 100.202: 100.21 is already reached.
    Vector(
        "an order at the liquidation price fills first",
        {**LONG, "investment": 18, "leverage": 30},
        [(104, 104, 99, 99)],
        [
            OPENED_LONG,
            ("buy", 102, 1, "maker"),
            ("buy", 100, 1, "maker"),
            ("sell", D("100.21"), 5, "liquidation"),
        ],
        {"equity": 0, "liquidation_estimate": {"low": 100, "high": None}},
    ),
    # Due at 60 s, the open of the second candle: 3 coins at the last close 103, 0.0001: 0.0309 paid; then
    # the jump to 102 buys the fourth. Due at 70 s: 4 * 102 * 0.000300001 = 0.122400408 received, rounded
    # down. Due at 120 s with a mark of 101.7: 406.8 * 0.000123451 = 0.0502198668 paid, rounded up.
    # Sum 0.04128053; equity 1,000.04128053 + 408 - 414.
    Vector(
        "funding of a long grid",
        LONG,
        [(104, 104, 103, 103), flat(102), flat(102)],
        [OPENED_LONG, ("buy", 102, 1, "maker", 60)],
        {"funding_total": D("0.04128053"), "equity": D("994.04128053"), "grid_profit": 0},
        funding=[
            (0, "0.5"),
            (60_000, "0.0001"),
            (70_000, "-0.000300001", None),
            (120_000, "0.000123451", "101.7"),
            (180_000, "0.5"),
        ],
        paid=[D("-0.0309"), D("0.12240040"), D("-0.05021987")],
    ),
    # A short of 2 at 104 receives a positive rate: 208 * 0.00011111111 = 0.0231111108..., down.
    Vector(
        "funding of a short grid",
        SHORT,
        [flat(104), flat(104)],
        [OPENED_SHORT],
        {"equity": D("1000.02311111")},
        funding=[(60_000, "0.00011111111")],
        paid=[D("0.02311111")],
    ),
    # 312 * 0.19 = 59.28 of 60 are paid: (312 - 0.72) / 2.97 = 104.808: 104.81 is above the price of 104.
    Vector(
        "a funding that liquidates",
        {**LONG, **THIN},
        [flat(104), flat(104)],
        [OPENED_LONG, ("sell", D("104.81"), 3, "liquidation", 30)],
        {"equity": 0, "stop_reason": "liquidated", "funding_total": D("-59.28")},
        funding=[(30_000, "0.19")],
    ),
    # Short 2 at 104 (fee 0.416), sell 106 (0.106), buy 104 (0.104), buy 102 (0.102). Trip 2 - 0.21 = 1.79.
    # The buy at 104 takes a third of 314: 104.66666666, rounded down for a short; 209.33333334 are left, the
    # buy at 102 takes half. Equity: 208 + 106 - 104 - 102 - 102 = 6, less 0.728 of fees.
    Vector(
        "a trip of a short grid",
        {**SHORT, "leverage": 1},
        [(104, 106, 104, 106), (106, 106, 102, 102)],
        [OPENED_SHORT, ("sell", 106, 1, "maker"), ("buy", 104, 1, "maker"), ("buy", 102, 1, "maker")],
        {
            "round_trips": 1,
            "grid_profit": D("1.79"),
            "fees": D("0.728"),
            "position_qty": -1,
            "entry_value": D("104.66666667"),
            "quote": D("1002.60533333"),
            "equity": D("1005.272"),
        },
        market={"fee_maker": "0.001", "fee_taker": "0.002"},
    ),
    # Start at 105, vacant 106. Buy 104, sell 106: none left, trip of 2. Sell 108: short 1. Buy 106: none
    # left, trip of 2. Buy 104: long 1.
    Vector(
        "a neutral grid that crosses zero",
        {**NEUTRAL, "leverage": 3},
        [(105, 108, 104, 108), (108, 108, 104, 104)],
        [
            ("buy", 104, 1, "maker"),
            ("sell", 106, 1, "maker"),
            ("sell", 108, 1, "maker"),
            ("buy", 106, 1, "maker"),
            ("buy", 104, 1, "maker"),
        ],
        {
            "round_trips": 2,
            "grid_profit": 4,
            "quote": 1004,
            "equity": 1004,
            "position_qty": 1,
            "entry_value": 104,
            "orders": [
                (100, "buy", 1, False),
                (102, "buy", 1, False),
                (106, "sell", 1, False),
                (108, "sell", 1, False),
                (110, "sell", 1, False),
            ],
        },
    ),
    # Long: the sells only reduce. Short: the buys do.
    Vector(
        "reduce-only orders of a long grid",
        LONG,
        [flat(104)],
        [OPENED_LONG],
        {
            "orders": [
                (100, "buy", 1, False),
                (102, "buy", 1, False),
                (106, "sell", 1, True),
                (108, "sell", 1, True),
                (110, "sell", 1, True),
            ]
        },
    ),
    Vector(
        "reduce-only orders of a short grid",
        SHORT,
        [flat(104)],
        [OPENED_SHORT],
        {
            "orders": [
                (100, "buy", 1, True),
                (102, "buy", 1, True),
                (106, "sell", 1, False),
                (108, "sell", 1, False),
                (110, "sell", 1, False),
            ]
        },
    ),
    # Jumped over to 120: 106 + 108 + 110 - 312 = 12; nothing is left to reduce.
    Vector(
        "a long grid above its range",
        LONG,
        [flat(104), flat(120)],
        [OPENED_LONG, ("sell", 106, 1, "maker"), ("sell", 108, 1, "maker"), ("sell", 110, 1, "maker")],
        {
            "equity": 1012,
            "position_qty": 0,
            "entry_value": 0,
            "liquidation_price": None,
            "orders": [(p, "buy", 1, False) for p in (100, 102, 104, 106, 108)],
        },
    ),
    # Short with a stop above: opened at floor(103.896) = 103.89, jumped to 115: three sells at their prices,
    # closed at ceil(115.115) = 115.12. 207.78 + 324 - 575.60 = -43.82.
    Vector(
        "the stop of a short grid",
        {**SHORT, "leverage": 1, "stop_price": 112},
        [flat(104), flat(115)],
        [
            ("sell", D("103.89"), 2, "taker"),
            ("sell", 106, 1, "maker"),
            ("sell", 108, 1, "maker"),
            ("sell", 110, 1, "maker"),
            ("buy", D("115.12"), 5, "taker"),
        ],
        {"stop_reason": "stop_price", "quote": D("956.18"), "position_qty": 0, "total_profit": D("-43.82")},
        slippage="0.001",
    ),
    # Short, take profit below the range at 99: both buys have filled, nothing is left to close.
    Vector(
        "the take profit of a short grid",
        {**SHORT, "take_profit_price": 99},
        [(104, 104, 99, 99)],
        [OPENED_SHORT, ("buy", 102, 1, "maker"), ("buy", 100, 1, "maker")],
        {"stop_reason": "take_profit", "equity": 1006, "orders": []},
    ),
    # Neutral from 105, a loss of 10. Up: sells 108 and 110, (218 + 10) / 2 = 114.
    Vector(
        "a neutral grid loses an amount above",
        {**NEUTRAL, "stop_amount": 10},
        [(105, 120, 105, 120)],
        [("sell", 108, 1, "maker"), ("sell", 110, 1, "maker"), ("buy", 114, 2, "taker")],
        {"stop_reason": "stop_price", "total_profit": -10},
    ),
    # Down: buys 104, 102, 100; (306 - 10) / 3 = 98.666...: down to 98.66, a loss of 10.02.
    Vector(
        "a neutral grid loses an amount below",
        {**NEUTRAL, "stop_ratio": "0.01"},
        [(105, 105, 95, 95)],
        [
            ("buy", 104, 1, "maker"),
            ("buy", 102, 1, "maker"),
            ("buy", 100, 1, "maker"),
            ("sell", D("98.66"), 3, "taker"),
        ],
        {"stop_reason": "stop_price", "total_profit": D("-10.02")},
    ),
    # Neutral with a stop price above its range, 112: 108 + 110 - 224 = -6.
    Vector(
        "the upper stop of a neutral grid",
        {**NEUTRAL, "stop_price": 95, "stop_price_high": 112},
        [(105, 120, 105, 120)],
        [("sell", 108, 1, "maker"), ("sell", 110, 1, "maker"), ("buy", 112, 2, "taker")],
        {"stop_reason": "stop_price", "total_profit": -6},
    ),
    # Short, a profit of 5: at 102 one coin brings 2, the other has to bring 3: 104 - 3 = 101.
    Vector(
        "a short grid earns an amount",
        {**SHORT, "take_profit_ratio": "0.005"},
        [(104, 104, 99, 99)],
        [OPENED_SHORT, ("buy", 102, 1, "maker"), ("buy", 101, 1, "taker")],
        {"stop_reason": "take_profit", "total_profit": 5},
    ),
    # Neutral, a profit of 2, path 105, 104, 106: the trip leaves no position and 2, there at any price.
    Vector(
        "a profit without a position",
        {**NEUTRAL, "take_profit_amount": 2},
        [(105, 107, 104, 107)],
        [("buy", 104, 1, "maker"), ("sell", 106, 1, "maker")],
        {"stop_reason": "take_profit", "total_profit": 2, "orders": []},
    ),
    # At the stop 40 s after the start; ten seconds later the alarm acts at the price of then.
    Vector(
        "a stop with a delay",
        {**LONG, "stop_price": 98, "hold_delay_s": 10},
        [(104, 104, 97, "97.5")],
        [OPENED_LONG, ("buy", 102, 1, "maker"), ("buy", 100, 1, "maker"), ("sell", 97, 5, "taker", 50)],
        {"stop_reason": "stop_price", "total_profit": -29},
    ),
    # Values 312 and 414 belong to the second tier, 514 to the third: (514 - 60 - 18) / (5 * 0.95) = 91.789.
    Vector(
        "tiers, binance",
        {**LONG, **THIN},
        [(104, 104, 96, 96)],
        result={"liquidation_price": D("91.79"), "equity": 26},
        tiers=THREE_TIERS,
    ),
    # With one buy filled: (414 - 60 - 3) / (4 * 0.98) = 89.5408.
    Vector(
        "tiers, the second",
        {**LONG, **THIN},
        [(104, 104, 101, 101)],
        result={"liquidation_price": D("89.55")},
        tiers=THREE_TIERS,
    ),
    # Short of 532: (532 + 60 + 18) / (5 * 1.05) = 116.190.
    Vector(
        "tiers of a short grid",
        {**SHORT, **THIN},
        [(104, 111, 104, 111)],
        result={"liquidation_price": D("116.19")},
        tiers=THREE_TIERS,
    ),
    # Bybit: (514 * 1.05 - 60) / 5 = 95.94.
    Vector(
        "tiers, bybit",
        {**LONG, **THIN},
        [(104, 104, 96, 96)],
        result={"liquidation_price": D("95.94")},
        tiers=THREE_TIERS,
        rule="bybit",
    ),
    # Gate: 0.156 of opening fee leave 59.844; (514 - 59.844) / (5 * (1 - 0.0505)) = 95.6621...
    Vector(
        "tiers, gate",
        {**LONG, **THIN},
        [(104, 104, 96, 96)],
        result={"liquidation_price": D("95.67")},
        market={"fee_taker": "0.0005"},
        tiers=THREE_TIERS,
        rule="gate",
    ),
    # 300 behind 514: the stop at 98 keeps the 5 coins; a funding of 5 * 97 * 0.001 = 0.485 at the next open,
    # then (514 - 299.515) / 4.95 = 43.330...: 43.34 is jumped over. Falls of equity: 29, then 300.
    Vector(
        "a kept position goes on",
        {**LONG, "investment": 300, "stop_price": 98, "exit": "keep"},
        [(104, 104, 97, 97), flat(40)],
        [
            OPENED_LONG,
            ("buy", 102, 1, "maker"),
            ("buy", 100, 1, "maker"),
            ("sell", D("43.34"), 5, "liquidation", 60),
        ],
        {"state": "stopped", "stop_reason": "stop_price", "equity": 0, "max_drawdown": 300},
        funding=[(60_000, "0.001")],
        paid=[D("-0.485")],
    ),
    # The estimate of the thin grid is 91.72.
    Vector(
        "a stop at the liquidation price",
        {**LONG, **THIN, "stop_price": "91.72"},
        [flat(104)],
        refused="stop_beyond_liquidation",
    ),
    Vector(
        "a stop one tick before the liquidation price",
        {**LONG, **THIN, "stop_price": "91.73"},
        [(104, 104, 91, 91)],
        [
            OPENED_LONG,
            ("buy", 102, 1, "maker"),
            ("buy", 100, 1, "maker"),
            ("sell", D("91.73"), 5, "taker"),
        ],
        {"stop_reason": "stop_price", "equity": D("4.65")},
    ),
    # Two live orders, from 104 to 111: 106 fills there, 108 and 110 come live late and take 111.
    # 106 + 111 + 111 - 312 = 16.
    Vector(
        "orders that become live in a jump",
        {**LONG, "max_live_orders": 2},
        [flat(104), flat(111)],
        [
            OPENED_LONG,
            ("sell", 106, 1, "maker"),
            ("sell", 111, 1, "taker"),
            ("sell", 111, 1, "taker"),
        ],
        {"equity": 1016, "position_qty": 0},
    ),
    # Entry 104 from below, jumped over to 105: P = 105, vacant 106, three buys below: 3 coins sold at 105.
    Vector(
        "an entry price that was jumped over",
        {**SHORT, "entry_price": 104, "entry_direction": "above"},
        [flat(103), flat(105)],
        [("sell", 105, 3, "taker", 60)],
        {"vacant_level": 3, "state": "running"},
    ),
    Vector("a stop inside the range", {**SHORT, "stop_price": 105}, [flat(104)], refused="stop_inside"),
    Vector("a short's stop below", {**SHORT, "stop_price": 90}, [flat(104)], refused="stop_inside"),
    Vector(
        "a neutral take profit price",
        {**NEUTRAL, "take_profit_price": 120},
        [flat(104)],
        refused="direction",
    ),
]


def seen(vector: Vector, outcome: dict[str, Any]) -> dict[str, Any]:
    """The part of a result that a vector speaks about."""
    found: dict[str, Any] = {name: outcome[name] for name in vector.result}
    if vector.fills is not None:
        found["fills"] = [(f["side"], f["price"], f["qty"], f["role"]) for f in outcome["fills"]]
        found["seconds"] = [f["ts_ns"] // SECOND for f in outcome["fills"]]
    if vector.paid is not None:
        found["paid"] = [line["amount"] for line in outcome["funding"]]
    return found


def expected(vector: Vector, found: dict[str, Any]) -> dict[str, Any]:
    """What a vector says, in the form of `seen`; a second that it does not name is taken as found."""
    wanted = dict(vector.result)
    if vector.fills is not None:
        wanted["fills"] = [tuple(f[:4]) for f in vector.fills]
        seconds = found["seconds"]
        named = [f[4] if len(f) > 4 else None for f in vector.fills]
        same = len(seconds) == len(named)
        wanted["seconds"] = [
            s if n is None else n for s, n in zip(seconds if same else named, named, strict=True)
        ]
    if vector.paid is not None:
        wanted["paid"] = list(vector.paid)
    return wanted
