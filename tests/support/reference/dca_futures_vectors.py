"""Hand-worked cases of DCA on perpetuals: small enough to be checked with pencil and paper.

The arithmetic stands above each case. Unless said otherwise: a base order of 100 at 100, no safety orders,
two times, 2 % profit, one deal; no fees, tick 0.01, lot 0.001, one tier of 1 % without an amount, Binance's
formula, one-minute candles from the time 0. A rising candle goes to its low at 20 s and its high at 40 s, a
falling one the other way round. The budget is 100 / 2 / 0.99 = 50.505..., up to a cent: 50.51.
"""

from __future__ import annotations

from typing import Any

from tests.support.reference.dca_cases import flat
from tests.support.reference.dca_futures_cases import Vector

DEAL = {"form": "futures", "direction": "long", "leverage": 2, "base_order": 100, "safety_orders": 0}
DEAL |= {"take_profit": "0.02", "max_deals": 1}
SHORT = {**DEAL, "direction": "short"}
LADDER: dict[str, Any] = {"safety_order": 100, "safety_orders": 2, "deviation": "0.03"}
ONE_MORE = {**LADDER, "safety_orders": 1}
FEES = {"fee_maker": "0.0002", "fee_taker": "0.0005"}
TWO_TIERS = (("150", "0.01", "0", "100"), (None, "0.05", "6", "5"))
BOUGHT, SOLD = ("buy", 100, 1, "taker", 0), ("sell", 100, 1, "taker", 0)


VECTORS: list[Vector] = [
    # 1 * (102 - 100) = 2. Equity 50.51 + 2.
    Vector(
        "a long deal",
        DEAL,
        [(100, 103, 100, 103)],
        [BOUGHT, ("sell", 102, 1, "maker", 40)],
        [2],
        [],
        result={"investment": "50.51", "equity": "52.51", "total_profit": 2, "reason": "deals_done"},
    ),
    # 1 * (100 - 98) = 2.
    Vector(
        "a short deal",
        SHORT,
        [(100, 100, 97, 97)],
        [SOLD, ("buy", 98, 1, "maker", 40)],
        [2],
        result={"equity": "52.51", "round_trips": 1},
    ),
    # Fee of the base order 0.05. p * 0.9998 >= 102.05: 102.0704... -> 102.08, fee 0.020416:
    # 2.08 - 0.05 - 0.020416. Budget 100 * 0.5005 / 0.99 = 50.5555... -> 50.56.
    Vector(
        "a long deal with fees",
        DEAL,
        [(100, 103, 100, 103)],
        [BOUGHT, ("sell", "102.08", 1, "maker", 40)],
        ["2.009584"],
        result={"investment": "50.56"},
        market=FEES,
    ),
    # p * 1.0002 <= 97.95: 97.9304... -> 97.93, fee 0.019586: 2.07 - 0.05 - 0.019586.
    Vector(
        "a short deal with fees",
        SHORT,
        [(100, 100, 97, 97)],
        [SOLD, ("buy", "97.93", 1, "maker", 40)],
        ["2.000414"],
        market=FEES,
    ),
    # 100/97 = 1.0309, 100/94 = 1.0638. F = 300: 150 / 0.99 = 151.5151... -> 151.52.
    Vector(
        "a long ladder",
        {**DEAL, **LADDER},
        [flat(100)],
        [BOUGHT],
        orders=[(94, "buy", "1.063", False), (97, "buy", "1.03", False), (102, "sell", 1, True)],
        result={"investment": "151.52"},
    ),
    # Compounding by 3, 3.6, 4.32 and 5.184 %: 103, 106.708, 111.3177856, 117.0884996, rounded up.
    # 100/103 = 0.9708, 100/106.71 = 0.9371, 100/111.32 = 0.8983, 100/117.09 = 0.8540.
    Vector(
        "a short ladder that compounds",
        {**SHORT, **LADDER, "safety_orders": 4, "deviation_scale": "1.2", "deviation_kind": "compounding"},
        [flat(100)],
        [SOLD],
        orders=[
            (98, "buy", 1, True),
            (103, "sell", "0.97", False),
            ("106.71", "sell", "0.937", False),
            ("111.32", "sell", "0.898", False),
            ("117.09", "sell", "0.854", False),
        ],
    ),
    # E = 100 + 1.03*97 = 199.91, Q = 2.03. (199.91 + 3.9982)/2.03 = 100.4474: 203.9135 - 199.91.
    Vector(
        "a long take profit from the average",
        {**DEAL, **ONE_MORE},
        [(100, 100, 97, 97), (97, 101, 97, 101)],
        [BOUGHT, ("buy", 97, "1.03", "maker", 40), ("sell", "100.45", "2.03", "maker", 100)],
        ["4.0035"],
    ),
    # 2 over 199.91: 201.91/2.03 = 99.4630 -> 99.47: 201.9241 - 199.91.
    Vector(
        "a long take profit from the base order",
        {**DEAL, **ONE_MORE, "take_profit_from": "base_order"},
        [(100, 100, 97, 97), (97, 101, 97, 101)],
        [BOUGHT, ("buy", 97, "1.03", "maker", 40), ("sell", "99.47", "2.03", "maker", 100)],
        ["2.0141"],
    ),
    # E = 100 + 0.97*103 = 199.91, Q = 1.97. (199.91 - 3.9982)/1.97 = 99.4476 -> 99.44: 199.91 - 195.8968.
    Vector(
        "a short take profit from the average",
        {**SHORT, **ONE_MORE},
        [(100, 103, 100, 103), (103, 103, 99, 99)],
        [SOLD, ("sell", 103, "0.97", "maker", 40), ("buy", "99.44", "1.97", "maker", 100)],
        ["4.0132"],
    ),
    # 98 is watched; H falls to 96 by steps of 0.01 (96*0.0001 up to the tick); 96*1.01 = 96.96.
    Vector(
        "short trailing",
        {**SHORT, "trailing": "0.01"},
        [(100, 100, 96, "96.5"), ("96.5", "97.5", "96.5", "97.5")],
        [SOLD, ("buy", "96.96", 1, "taker", 100)],
        ["3.04"],
    ),
    # At 98 a jump to 96.5: H = 96.5, closed at 96.5*1.02 = 98.43, which a jump to 99 passes.
    Vector(
        "short trailing in jumps",
        {**SHORT, "trailing": "0.02"},
        [flat(100), flat("96.5"), flat(99)],
        [SOLD, ("buy", 99, 1, "taker", 120)],
        [1],
    ),
    # 199.91/2.03 = 98.47783251; * 0.95 = 93.5539 -> 93.55; 2.03*93.55 = 189.9065.
    Vector(
        "a long stop loss from the average",
        {**DEAL, **ONE_MORE, "stop_loss": "0.05"},
        [(100, 100, 93, 93)],
        [BOUGHT, ("buy", 97, "1.03", "maker", 40), ("sell", "93.55", "2.03", "taker", 40)],
        ["-10.0035"],
        [],
        result={"reason": "stop_loss"},
    ),
    # 199.91/1.97 = 101.47715736; * 1.05 = 106.5510 -> up to 106.56; 199.91 - 1.97*106.56 = -10.0132.
    Vector(
        "a short stop loss from the average",
        {**SHORT, **ONE_MORE, "stop_loss": "0.05"},
        [(100, 107, 100, 107)],
        [SOLD, ("sell", 103, "0.97", "maker", 40), ("buy", "106.56", "1.97", "taker", 40)],
        ["-10.0132"],
        result={"reason": "stop_loss"},
    ),
    # 105 is jumped over: closed at the open.
    Vector(
        "a short stop loss from the base price in a jump",
        {**SHORT, "stop_loss": "0.05", "stop_loss_from": "base_price"},
        [flat(100), flat(107)],
        [SOLD, ("buy", 107, 1, "taker", 60)],
        [-7],
    ),
    # Ten times: 10/0.99 -> 10.11. (100 - 10.11)/0.99 = 90.7979 -> up to 90.80. No deal is closed.
    Vector(
        "a long liquidation",
        {**DEAL, "leverage": 10},
        [(100, 100, 90, 90)],
        [BOUGHT, ("sell", "90.80", 1, "liquidation", 40)],
        [],
        result={"reason": "liquidated", "equity": 0, "total_profit": "-10.11", "max_drawdown": "10.11"},
    ),
    # (100 + 10.11)/1.01 = 109.0198 -> down to 109.01.
    Vector(
        "a short liquidation",
        {**SHORT, "leverage": 10},
        [(100, 110, 100, 110)],
        [SOLD, ("buy", "109.01", 1, "liquidation", 40)],
        result={"reason": "liquidated", "total_profit": "-10.11"},
    ),
    # 100*1.01 - 10.11 = 90.89, a price that is touched exactly.
    Vector(
        "a liquidation by the formula of Bybit",
        {**DEAL, "leverage": 10},
        [(100, 100, "90.89", "90.89")],
        [BOUGHT, ("sell", "90.89", 1, "liquidation", 40)],
        rule="bybit",
    ),
    # 20/0.99 -> 20.21. The jump fills 1.03 at 97 first: (199.91 - 20.21)/(2.03*0.99) = 89.4163 -> 89.42,
    # which 85 is beyond.
    Vector(
        "a liquidation in a jump",
        {**DEAL, **ONE_MORE, "leverage": 10},
        [flat(100), flat(85)],
        [BOUGHT, ("buy", 97, "1.03", "maker", 60), ("sell", "89.42", "2.03", "liquidation", 60)],
        result={"reason": "liquidated", "planned_liquidation": "89.42"},
    ),
    # F = 200, 20 times: 10.11. After the base order 90.80 as above, 0.01 beyond 90.81. 100/90.81 = 1.101:
    # E = 199.98181, (E - 10.11)/(2.101*0.99) = 91.2849 -> 91.29: the fill itself leads to the liquidation.
    Vector(
        "a safety order that liquidates",
        {**DEAL, **ONE_MORE, "leverage": 20, "deviation": "0.0919", "accept_liquidation": False},
        [(100, 100, 90, 90)],
        [BOUGHT, ("buy", "90.81", "1.101", "maker", 40), ("sell", "91.29", "2.101", "liquidation", 40)],
        result={"planned_liquidation": "91.29"},
    ),
    # The safety order at 90.80 is at the liquidation: nobody accepted it.
    Vector(
        "an unsafe ladder that is not accepted",
        {**DEAL, **ONE_MORE, "leverage": 20, "deviation": "0.092", "accept_liquidation": False},
        [flat(100)],
        refused="ladder_liquidated",
    ),
    # Accepted: the order at 90.80 comes first, 1.101. E = 199.9708, (E - 10.11)/(2.101*0.99) -> 91.28.
    Vector(
        "a safety order at the very liquidation",
        {**DEAL, **ONE_MORE, "leverage": 20, "deviation": "0.092", "accept_liquidation": True},
        [(100, 100, 90, 90)],
        [BOUGHT, ("buy", "90.80", "1.101", "maker", 40), ("sell", "91.28", "2.101", "liquidation", 40)],
        result={"planned_liquidation": "90.80"},
    ),
    # Nobody was asked: it runs, and ends at 90.80 where the walk ended.
    Vector(
        "an unsafe ladder that nobody was asked about",
        {**DEAL, **ONE_MORE, "leverage": 20, "deviation": "0.1"},
        [(100, 100, 90, 90)],
        [BOUGHT, ("sell", "90.80", 1, "liquidation", 40)],
        result={"planned_liquidation": "90.80"},
    ),
    # 30 more: 40.11. 100/90 = 1.111: (199.99 - 40.11)/(2.111*0.99) = 76.5016 -> 76.51.
    Vector(
        "extra margin makes it safe",
        {
            **DEAL,
            **ONE_MORE,
            "leverage": 20,
            "deviation": "0.1",
            "accept_liquidation": False,
            "extra_margin": 30,
        },
        [flat(100)],
        [BOUGHT],
        result={"investment": "40.11", "planned_liquidation": "76.51"},
    ),
    # Ten times: the liquidation of the base order is 90.80; a stop at it could never act, 90.81 can.
    Vector(
        "a stop loss at the liquidation",
        {**DEAL, "leverage": 10, "stop_loss": "0.092"},
        [flat(100)],
        refused="stop_loss_late",
    ),
    Vector(
        "a stop loss a tick before the liquidation",
        {**DEAL, "leverage": 10, "stop_loss": "0.0919"},
        [(100, 100, 90, 90)],
        [BOUGHT, ("sell", "90.81", 1, "taker", 40)],
        ["-9.19"],
        result={"planned_liquidation": "90.80"},
    ),
    # F = 300, ten times: 30.31. The stop at 95 comes before 94: the walk ends after 97, at
    # (199.91 - 30.31)/(2.03*0.99) = 84.3907 -> 84.40.
    Vector(
        "a walk that a stop loss ends",
        {**DEAL, **LADDER, "leverage": 10, "stop_loss": "0.05", "stop_loss_from": "base_price"},
        [flat(100)],
        [BOUGHT],
        result={"planned_liquidation": "84.40"},
    ),
    # Five times: 40/0.99 -> 40.41. Now (100 - 40.41)/0.99 = 60.1919 -> 60.20; 199.91 is in
    # the second tier: (199.91 - 40.41 - 6)/(2.03*0.95) = 79.5955 -> 79.60.
    Vector(
        "the tier of what is held",
        {**DEAL, **ONE_MORE, "leverage": 5},
        [flat(100)],
        [BOUGHT],
        result={"planned_liquidation": "79.60", "liquidation_price": "60.20"},
        tiers=TWO_TIERS,
    ),
    # F = 200 is in a tier that allows five times.
    Vector(
        "the tier of the funds limits the leverage",
        {**DEAL, **ONE_MORE, "leverage": "5.01"},
        [flat(100)],
        refused="leverage",
        tiers=TWO_TIERS,
    ),
    # 1 + 10*0.9 = 10 times is still possible; F = 1,100.
    Vector(
        "a short ladder to ten times the price",
        {**SHORT, **LADDER, "leverage": 1, "safety_orders": 10, "deviation": "0.9"},
        [flat(100)],
        [SOLD],
        result={"investment": "1111.12"},
    ),
    Vector(
        "a short ladder beyond ten times the price",
        {**SHORT, **LADDER, "leverage": 1, "safety_orders": 11, "deviation": "0.9"},
        [flat(100)],
        refused="ladder_too_high",
    ),
    Vector(
        "a long ladder to nothing",
        {**DEAL, **LADDER, "deviation": "0.5"},
        [flat(100)],
        refused="ladder_below_zero",
    ),
    # 1 * 100 * 0.001, at the price before that of its time. The deal earned 2, the funding is none of its.
    Vector(
        "a funding is paid",
        DEAL,
        [flat(100), flat(103)],
        [BOUGHT, ("sell", 102, 1, "maker", 60)],
        [2],
        paid=["-0.1"],
        result={"grid_profit": 2, "total_profit": "1.9", "floating_profit": "-0.1"},
        funding=[(60_000, "0.001")],
    ),
    # 1 * 110 * 0.001 at the mark price.
    Vector(
        "a funding is received",
        SHORT,
        [flat(100), flat(100)],
        [SOLD],
        paid=["0.11"],
        result={"quote": "50.62"},
        funding=[(90_000, "0.001", 110)],
    ),
    # 0.91 are paid at 91: (100 - 10.11 + 0.91)/0.99 = 91.7171 -> 91.72, which 91 is beyond.
    Vector(
        "a funding that liquidates",
        {**DEAL, "leverage": 10},
        [(100, 100, 91, 91), flat(91)],
        [BOUGHT, ("sell", "91.72", 1, "liquidation", 60)],
        paid=["-0.91"],
        result={"reason": "liquidated"},
        funding=[(60_000, "0.01")],
    ),
    # 50 put in; 0.1 paid, 0.05 earned at 100.05: twice 49.95 is less than 100.
    Vector(
        "out of money",
        {**DEAL, "max_deals": None, "take_profit": "0.0005", "reserve": 0},
        [flat(100), (100, 101, 100, 101)],
        [BOUGHT, ("sell", "100.05", 1, "maker", 100)],
        ["0.05"],
        result={"investment": 50, "reason": "out_of_money", "equity": "49.95"},
        funding=[(60_000, "0.001")],
    ),
    # 0.05 paid and 0.05 earned: twice 50 is enough. 100/100.05 = 0.9995.
    Vector(
        "just enough money",
        {**DEAL, "max_deals": 2, "take_profit": "0.0005", "reserve": 0},
        [flat(100), (100, "100.05", 100, "100.05")],
        [BOUGHT, ("sell", "100.05", 1, "maker", 100), ("buy", "100.05", "0.999", "taker", 100)],
        ["0.05"],
        result={"reason": None},
        funding=[(60_000, "0.0005")],
    ),
    # 10.11 + 12 = 22.11; 12.2 are paid, 2 earned: 11.91, ten times 119.1 is enough. 0.98 at 102 = 99.96:
    # (99.96 - 11.91)/(0.98*0.99) = 90.7545 -> 90.76, and the stop of then is at 102*0.8897 -> 90.74.
    Vector(
        "a later deal whose stop loss would be late",
        {**DEAL, "max_deals": None, "leverage": 10, "extra_margin": 12, "stop_loss": "0.1103"},
        [flat(100), flat(102)],
        [BOUGHT, ("sell", 102, 1, "maker", 60)],
        [2],
        paid=["-12.2"],
        result={"reason": "stop_loss_late", "equity": "11.91"},
        funding=[(60_000, "0.1", 122)],
    ),
    # The take profit at 98 was jumped over: 100/98 = 1.020 at the open of 97.60 (at worst 98*0.995 = 97.51).
    # 99.552 less 2 %: 97.56096/1.02 = 95.648 -> 95.64.
    Vector(
        "a jump over a short take profit",
        {**SHORT, "max_deals": 2},
        [flat(100), flat("97.60")],
        [SOLD, ("buy", 98, 1, "maker", 60), ("sell", "97.60", "1.02", "taker", 60)],
        [2],
        [("95.64", "buy", "1.02", True)],
    ),
    # 97 is beyond 97.51: nothing is sold, a second later 100/97 = 1.0309 at 97.
    Vector(
        "a jump far over a short take profit",
        {**SHORT, "max_deals": 2},
        [flat(100), flat(97)],
        [SOLD, ("buy", 98, 1, "maker", 60), ("sell", 97, "1.03", "taker", 61)],
        [2],
    ),
    # 100/(100*1.001) = 0.99900, sold at 99.90; the ladder stands above that: 102.897 -> 102.90.
    Vector(
        "short slippage",
        {**SHORT, **ONE_MORE},
        [flat(100)],
        [("sell", "99.90", "0.999", "taker", 0)],
        orders=[("97.90", "buy", "0.999", True), ("102.90", "sell", "0.971", False)],
        market={"slippage": "0.001"},
    ),
    # Once, 200 put in, 0.1 earned. 100/100.1 = 0.999 at the open of 100.50: 100.3995; 1.025 at 97.48: 99.917;
    # together 200.3165, more than the 200.1 that are there.
    Vector(
        "a safety order that the money does not cover",
        {**DEAL, **ONE_MORE, "max_deals": 2, "leverage": 1, "take_profit": "0.001", "reserve": 0},
        [flat(100), flat("100.50")],
        [BOUGHT, ("sell", "100.10", 1, "maker", 60), ("buy", "100.50", "0.999", "taker", 60)],
        ["0.1"],
        [("100.61", "sell", "0.999", True)],
    ),
    # Once, 100 put in: 0.999 at 100.50 (100.003 up to the tick) is more. Every second it is tried
    # anew; at 101 it is 0.990.
    Vector(
        "a base order that the money does not cover",
        {**DEAL, "leverage": 1, "reserve": 0},
        [flat("100.003"), flat(101)],
        [("buy", 101, "0.99", "taker", 60)],
        market={"tick": "0.5"},
    ),
    # From 119.35, less than a tick above 119: 100/119 = 0.840; 97.9608/0.84 = 116.62 -> 116.5.
    Vector(
        "an entry price that was passed by less than a tick",
        {**SHORT, "entry_price": 119, "entry_direction": "below"},
        [(100, 100, 95, 100), (105, "119.35", 104, 106)],
        [
            ("sell", 119, "0.84", "taker", "119.999999999"),
            ("buy", "116.5", "0.84", "maker", "119.999999999"),
        ],
        ["2.1"],
        market={"tick": "0.5"},
    ),
    # At 105 from below: 100/105 = 0.952, 99.96 less 2 % is 102.90; 30 s later the next deal, at its time.
    Vector(
        "a short entry and a pause",
        {**SHORT, "max_deals": 2, "entry_price": 105, "entry_direction": "above", "cooldown_s": 30},
        [(100, 106, 100, 106), (106, 106, 102, 102), flat(102)],
        [
            ("sell", 105, "0.952", "taker", 40),
            ("buy", "102.90", "0.952", "maker", 100),
            ("sell", 102, "0.98", "taker", 130),
        ],
        ["1.9992"],
    ),
]
