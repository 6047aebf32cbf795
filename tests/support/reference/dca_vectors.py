"""Hand-worked cases of both DCA forms: small enough to be checked with pencil and paper.

`VECTORS` lists runs (`dca_moments` has the schedules). The arithmetic stands above each case. Unless said
otherwise: no fees, tick 0.01, lot 0.001, minimum notional 5; safety orders: one-minute candles from the time
0 at the price 100, base order 100, take profit 2 %, one deal; recurring: one-hour candles from the time 0,
100 an hour.
Points of a minute: 0, 20, 40 s; of an hour: 0, 1200, 2400 s.
"""

from __future__ import annotations

from decimal import Decimal

from tests.support.reference.dca_cases import (
    BASE_FEES,
    DEAL,
    FEES,
    HOURLY,
    LADDER,
    ONE_MORE,
    Vector,
    flat,
)

BASE = ("buy", 100, 1, "taker", 0)
DONE = {"state": "stopped", "reason": "deals_done"}

VECTORS: list[Vector] = [
    # 100 * 1.02 = 102. Budget 100 / 0.99 = 101.0101..., up: 101.02.
    Vector(
        "one deal",
        DEAL,
        [(100, 103, 100, 103)],
        [BASE, ("sell", 102, 1, "maker", 40)],
        [],
        [2],
        {**DONE, "investment": "101.02", "quote": "103.02", "base": 0, "round_trips": 1, "max_drawdown": 0},
    ),
    # 300 / 0.99 = 303.0303... -> 303.04. Safety orders 97 and 94: 100/97 = 1.0309, 100/94 = 1.0638.
    # The second deal buys 100/102 = 0.98039 at 102: cost 99.96; take profit 104.04; 102 * 0.97 = 98.94,
    # 100/98.94 = 1.0107; 102 * 0.94 = 95.88, 100/95.88 = 1.04297. 303.04 + 2 - 99.96 = 205.08.
    # At 103: 205.08 + 0.98 * 103 = 306.02: total 2.98, of it 2 realised.
    Vector(
        "the next deal begins at the take profit",
        {**LADDER, "max_deals": None},
        [(100, 103, 100, 103)],
        [BASE, ("sell", 102, 1, "maker", 40), ("buy", 102, "0.98", "taker", 40)],
        [("95.88", "buy", "1.042"), ("98.94", "buy", "1.01"), ("104.04", "sell", "0.98")],
        [2],
        {"investment": "303.04", "quote": "205.08", "equity": "306.02", "floating_profit": "0.98"},
    ),
    # Spent 100 + 1.03 * 97 = 199.91, received 2.03: 199.91 * 1.02 / 2.03 = 100.4474 -> 100.45.
    # 2.03 * 100.45 = 203.9135. Low of the first candle at 40 s, high of the second at 100 s.
    # Drawdown at the close of 99: 303.04 - 199.91 + 2.03 * 99 = 304.10, none.
    Vector(
        "a safety order lowers the take profit",
        LADDER,
        [(100, 100, "96.5", 99), (99, 101, 99, 101)],
        [BASE, ("buy", 97, "1.03", "maker", 40), ("sell", "100.45", "2.03", "maker", 100)],
        [],
        ["4.0035"],
        {**DONE, "max_drawdown": 0},
    ),
    # 199.91 + 2 = 201.91; / 2.03 = 99.46305 -> 99.47; 2.03 * 99.47 = 201.9241.
    # At the close of 98: 303.04 - 199.91 + 2.03 * 98 = 302.07: 0.97 below the investment.
    Vector(
        "take profit from the base order",
        {**LADDER, "take_profit_from": "base_order"},
        [(100, 100, "96.5", 98), (98, 101, 98, 101)],
        [BASE, ("buy", 97, "1.03", "maker"), ("sell", "99.47", "2.03", "maker")],
        [],
        ["2.0141"],
        {"max_drawdown": "0.97"},
    ),
    # Spent 100.1, target 102.102; / 0.999 = 102.2042 -> 102.21; fee 0.10221. Budget 100.1/0.99 = 101.11...
    Vector(
        "fees in quote",
        DEAL,
        [(100, 103, 100, 103)],
        [BASE, ("sell", "102.21", 1, "maker")],
        [],
        ["2.00779"],
        {"investment": "101.12", "fees": {"CASH": Decimal("0.20221")}},
        FEES,
    ),
    # Received 0.999, target 102; / 0.998001 = 102.2043 -> 102.21; 102.10779 - 0.10210779 = 102.00568221.
    Vector(
        "fees in base",
        DEAL,
        [(100, 103, 100, 103)],
        [BASE, ("sell", "102.21", "0.999", "maker")],
        [],
        ["2.00568221"],
        {"investment": "101.02", "base": 0},
        BASE_FEES,
    ),
    # Lot 0.01: 0.99 of 0.999 are sold: 102 / (0.99 * 0.999) = 103.1334 -> 103.14; 102.1086 - 0.1021086.
    Vector(
        "dust stays",
        DEAL,
        [(100, 104, 100, 104)],
        [BASE, ("sell", "103.14", "0.99", "maker")],
        [],
        ["2.0064914"],
        {"base": "0.009"},
        {**BASE_FEES, "lot": "0.01"},
    ),
    # Published: 3, 6.6, 10.92, 16.104 %. 1,000 each: 0.010309, 0.010706, 0.011225, 0.011919; 5,000 / 0.99.
    Vector(
        "published deviations, cumulative",
        {**LADDER, "base_order": 1000, "safety_order": 1000, "safety_orders": 4, "deviation_scale": "1.2"},
        [flat(100_000)],
        [("buy", 100_000, "0.01", "taker")],
        [
            (83896, "buy", "0.01191"),
            (89080, "buy", "0.01122"),
            (93400, "buy", "0.0107"),
            (97000, "buy", "0.0103"),
            (102_000, "sell", "0.01"),
        ],
        result={"investment": "5050.51"},
        market={"lot": "0.00001", "min_qty": "0.00001"},
    ),
    # Published: 3, 6.492, 10.5315, 15.1696 %. 97,000; * 0.964 = 93,508; * 0.9568 = 89,468.4544;
    # * 0.94816 = 84,830.4097. 1,000 / 89,468.45 = 0.011177, / 84,830.40 = 0.011788.
    Vector(
        "published deviations, compounding",
        {
            **LADDER,
            "base_order": 1000,
            "safety_order": 1000,
            "safety_orders": 4,
            "deviation_scale": "1.2",
            "deviation_kind": "compounding",
        },
        [flat(100_000)],
        None,
        [
            ("84830.40", "buy", "0.01178"),
            ("89468.45", "buy", "0.01117"),
            (93508, "buy", "0.01069"),
            (97000, "buy", "0.0103"),
            (102_000, "sell", "0.01"),
        ],
        market={"lot": "0.00001", "min_qty": "0.00001"},
    ),
    # 100 + 100 + 150 + 225 = 575; * 1.002 (the dearer rate) / 0.99 = 581.9696... -> 581.97.
    # 150/94 = 1.5957, 225/91 = 2.4725. Spent 100.2, target 102.204; / 0.999 = 102.3063 -> 102.31.
    Vector(
        "volumes grow",
        {**LADDER, "safety_orders": 3, "volume_scale": "1.5"},
        [flat(100)],
        [BASE],
        [(91, "buy", "2.472"), (94, "buy", "1.595"), (97, "buy", "1.03"), ("102.31", "sell", 1)],
        result={"investment": "581.97"},
        market={"fee_maker": "0.001", "fee_taker": "0.002"},
    ),
    # Both at their own prices, at the open. 100 + 99.91 + 99.922 = 299.832; * 1.02 / 3.093 = 98.8777.
    # At 93: 3.093 * 93 - 299.832 = -12.183.
    Vector(
        "a jump over two safety orders",
        LADDER,
        [flat(100), flat(93)],
        [BASE, ("buy", 97, "1.03", "maker", 60), ("buy", 94, "1.063", "maker", 60)],
        [("98.88", "sell", "3.093")],
        result={"max_drawdown": "12.183", "total_profit": "-12.183"},
    ),
    # The sale at 102; the next deal knows 102: 100/102 = 0.980, bought at the open, 102.50 (at most 102.51).
    Vector(
        "a jump over the take profit",
        {**DEAL, "max_deals": 2},
        [flat(100), flat("102.50")],
        [BASE, ("sell", 102, 1, "maker", 60), ("buy", "102.50", "0.98", "taker", 60)],
        [("104.55", "sell", "0.98")],
        [2],
    ),
    # The open of 105 is beyond 102.51: nothing is bought, a second later 100/105 = 0.95238 at 105.
    Vector(
        "a jump far over the take profit",
        {**DEAL, "max_deals": 2},
        [flat(100), (105, 106, 105, 106)],
        [BASE, ("sell", 102, 1, "maker", 60), ("buy", 105, "0.952", "taker", 61)],
        [("107.10", "sell", "0.952")],
        [2],
    ),
    # Lot 0.01: each deal receives 0.999 or less and sells in whole lots. Deal 1: 0.99 at 103.14, 0.009 stay.
    # Deal 2 at 103.14: 100/103.14 = 0.9695 -> 0.96, received 0.95904 for 99.0144: average 103.24324324, stop
    # at 98.08. Held 0.96804: not 0.95 but 0.96 are sold, 94.1568 less 0.0941568; 94.0626432 - 99.0144 =
    # -4.9517568; 0.00804 stay.
    Vector(
        "the stop loss sells the dust too",
        {**DEAL, "max_deals": 2, "stop_loss": "0.05"},
        [(100, 104, 100, 104), (104, 104, 98, 98)],
        [BASE, ("sell", "103.14", "0.99", "maker", 40), ("buy", "103.14", "0.96", "taker", 40)]
        + [("sell", "98.08", "0.96", "taker", 100)],
        [],
        ["2.0064914", "-4.9517568"],
        {"base": "0.00804"},
        {**BASE_FEES, "lot": "0.01"},
    ),
    # 95 is reached on the way to 94.
    Vector(
        "stop loss on a walk",
        {**DEAL, "stop_loss": "0.05", "max_deals": None},
        [(100, 100, 94, 96)],
        [BASE, ("sell", 95, 1, "taker", 40)],
        [],
        [-5],
        {"state": "stopped", "reason": "stop_loss", "round_trips": 1, "grid_profit": -5},
    ),
    # 97 fills on the way, everything is sold at the open.
    Vector(
        "stop loss in a jump",
        {**ONE_MORE, "stop_loss": "0.05"},
        [flat(100), flat(90)],
        [BASE, ("buy", 97, "1.03", "maker", 60), ("sell", 90, "2.03", "taker", 60)],
        [],
        ["-17.21"],
    ),
    # 199.91 / 2.03 = 98.47783251; * 0.95 = 93.5539 -> 93.55; 2.03 * 93.55 = 189.9065.
    Vector(
        "stop loss from the average",
        {**ONE_MORE, "stop_loss": "0.05"},
        [(100, 100, 93, 94)],
        [BASE, ("buy", 97, "1.03", "maker"), ("sell", "93.55", "2.03", "taker")],
        [],
        ["-10.0035"],
    ),
    # 100 * 0.95 = 95; 2.03 * 95 = 192.85.
    Vector(
        "stop loss from the base price",
        {**ONE_MORE, "stop_loss": "0.05", "stop_loss_from": "base_price"},
        [(100, 100, 93, 94)],
        [BASE, ("buy", 97, "1.03", "maker"), ("sell", 95, "2.03", "taker")],
        [],
        ["-7.06"],
    ),
    # Closed at 40 s, the pause ends at 70 s, when the price is still that of 60 s: 100/101 = 0.9901.
    Vector(
        "a pause between two points",
        {**DEAL, "cooldown_s": 30, "max_deals": 2},
        [(100, 103, 100, 101), (101, 105, 99, 104)],
        [BASE, ("sell", 102, 1, "maker", 40), ("buy", 101, "0.99", "taker", 70)]
        + [("sell", "103.02", "0.99", "maker", 100)],
        result=DONE,
    ),
    # The pause ends with the open at 60 s, after the jump to 99: 100/99 = 1.0101.
    Vector(
        "a pause that ends at an open",
        {**DEAL, "cooldown_s": 20, "max_deals": 2},
        [(100, 103, 100, 101), flat(99)],
        [BASE, ("sell", 102, 1, "maker", 40), ("buy", 99, "1.01", "taker", 60)],
    ),
    # 102 is reached, H rises by 0.02 each to 104; 104 * 0.99 = 102.96 on the way down.
    Vector(
        "trailing",
        {**DEAL, "trailing": "0.01"},
        [(100, 104, 100, 104), (104, 104, 102, 103)],
        [BASE, ("sell", "102.96", 1, "taker", 100)],
        [],
        ["2.96"],
        DONE,
    ),
    # 104.01 is less than a step above 104: 104 * 0.999 = 103.896, not 103.906.
    Vector(
        "trailing rises by whole steps",
        {**DEAL, "trailing": "0.001"},
        [(100, "104.01", 100, "104.01"), ("104.01", "104.01", 103, 103)],
        [BASE, ("sell", "103.89", 1, "taker")],
    ),
    # The open of 105 arms: 105 * 0.99 = 103.95.
    Vector(
        "trailing begins with a jump",
        {**DEAL, "trailing": "0.01"},
        [flat(100), flat(105), (105, 105, 103, 103)],
        [BASE, ("sell", "103.95", 1, "taker", 160)],
    ),
    # The open of 102.01 arms and is H, although 102 was jumped over by less than a step: 102.01 * 0.999 =
    # 101.90799 -> 101.90, not 101.89.
    Vector(
        "trailing begins with a small jump",
        {**DEAL, "trailing": "0.001"},
        [flat(100), flat("102.01"), ("102.01", "102.01", 101, 101)],
        [BASE, ("sell", "101.90", 1, "taker", 160)],
    ),
    # Armed at 102 (sale at 96.90), but 97 fills first: a new take profit at 100.45, nothing is sold at 96.
    Vector(
        "a safety order begins trailing anew",
        {**ONE_MORE, "trailing": "0.05"},
        [(100, 102, 96, 96), (96, 100, 96, 100)],
        [BASE, ("buy", 97, "1.03", "maker", 40)],
        [],
    ),
    # Trailing is watched with the taker's rate: 100.2 * 1.02 / 0.998 = 102.4089 -> 102.41, not 102.31.
    # H = 102.41 (the next step would be 102.43), sale at 102.41 * 0.999 = 102.30759 -> 102.30.
    Vector(
        "trailing knows the fee of its sale",
        {**DEAL, "trailing": "0.001"},
        [(100, "102.42", 100, "102.42"), ("102.42", "102.42", 102, 102)],
        [BASE, ("sell", "102.30", 1, "taker")],
        market={"fee_maker": "0.001", "fee_taker": "0.002"},
    ),
    # H = 102, sale at 96.90, stop at 96; the open of 95 reaches both: the higher one acts. 100/95 = 1.0526.
    Vector(
        "trailing sale and stop loss in one jump",
        {**DEAL, "trailing": "0.05", "stop_loss": "0.04", "max_deals": 2, "reserve": "0.2"},
        [(100, 102, 100, 102), flat(95)],
        [BASE, ("sell", 95, 1, "taker", 60), ("buy", 95, "1.052", "taker", 60)],
        [],
        [-5],
        {"reason": None},
    ),
    # 98 from above: 100/98 = 1.0204.
    Vector(
        "entry price on a walk",
        {**DEAL, "entry_price": 98, "entry_direction": "below"},
        [(97, 99, 97, 99), (99, 99, 97, 97)],
        [("buy", 98, "1.02", "taker", 100)],
        [("99.96", "sell", "1.02")],
    ),
    # Jumped over: the open of 105. 100/105 = 0.952.
    Vector(
        "entry price in a jump",
        {**DEAL, "entry_price": 102},
        [flat(100), flat(105)],
        [("buy", 105, "0.952", "taker", 60)],
    ),
    Vector(
        "entry price that is never reached",
        {**DEAL, "entry_price": 102, "entry_direction": "below"},
        [(100, 103, 100, 103)],
        [],
        [],
        [],
        {"state": "waiting", "reason": None, "investment": "101.02", "equity": "101.02", "total_profit": 0},
    ),
    # 100/101 = 0.990 at 101: 99.99 * 1.02 / 0.99 = 103.02. 101 * 0.97 = 97.97, 100/97.97 = 1.0207.
    Vector(
        "slippage",
        ONE_MORE,
        [flat(100)],
        [("buy", 101, "0.99", "taker")],
        [("97.97", "buy", "1.02"), ("103.02", "sell", "0.99")],
        market={"slippage": "0.01"},
    ),
    # 101 * 0.995 = 100.495 -> 100.49, above the price of 100: a taker at most at its limit; 0.99512.
    # (99.99 + 99.98755) * 1.02 / 1.985 = 102.7591 -> 102.76.
    Vector(
        "a safety order that is marketable",
        {**ONE_MORE, "deviation": "0.005"},
        [flat(100)],
        [("buy", 101, "0.99", "taker", 0), ("buy", "100.49", "0.995", "taker", 0)],
        [("102.76", "sell", "1.985")],
        market={"slippage": "0.01"},
    ),
    # 101 * 0.995 = 100.495 -> 100.49 is already reached: sold at 99. 0.99 * -2 = -1.98.
    Vector(
        "a stop loss that is reached at once",
        {**DEAL, "stop_loss": "0.005"},
        [flat(100)],
        [("buy", 101, "0.99", "taker"), ("sell", 99, "0.99", "taker")],
        [],
        ["-1.98"],
        {"reason": "stop_loss"},
        {"slippage": "0.01"},
    ),
    # 0.5 + 0.5 = 1; compounding it would be 0.75.
    Vector(
        "a ladder that ends at zero", {**LADDER, "deviation": "0.5"}, [flat(100)], refused="ladder_below_zero"
    ),
    Vector("a base order that is too small", {**DEAL, "base_order": 4}, [flat(100)], refused="base_minimum"),
    # Recurring: the start is a full hour; 100/80 = 1.25, 100/125 = 0.8.
    Vector(
        "an order an hour",
        HOURLY,
        [flat(100), flat(80), flat(125)],
        [BASE, ("buy", 80, "1.25", "taker", 3600), ("buy", 125, "0.8", "taker", 7200)],
        [],
        [],
        {"quote": 700, "base": "3.05", "equity": "1081.25", "max_drawdown": 20, "state": "running"},
    ),
    # Points at 1800, 3000 (90), 4200 (104): at 3600 the price is 90; 100/90 = 1.1111.
    Vector(
        "an order between two points",
        {**HOURLY, "first": "scheduled"},
        [(100, 104, 90, 102)],
        [("buy", 90, "1.111", "taker", 3600)],
        start_s=1800,
    ),
    # 101 is above the cap, 79 below the floor, 100 and 80 are neither.
    Vector(
        "cap and floor",
        {**HOURLY, "price_cap": 100, "price_floor": 80},
        [flat(100), flat(101), flat(80), flat(79)],
        [BASE, ("buy", 80, "1.25", "taker", 7200)],
    ),
    # 6th: 90..110, 95: 2 - 1.5 * 5/20 = 1.625; 162.5/95 = 1.7105. 7th: last five 110, 90, 105, 95, 95; 120 is
    # taken as 110: 0.5; 50/120 = 0.41667. The fourth and fifth are plain: 100/105 and 100/95.
    Vector(
        "smart amounts",
        {**HOURLY, "smart_runs": 5},
        [flat(p) for p in (100, 110, 90, 105, 95, 95, 120)],
        [BASE, ("buy", 110, "0.909", "taker"), ("buy", 90, "1.111", "taker"), ("buy", 105, "0.952", "taker")]
        + [("buy", 95, "1.052", "taker"), ("buy", 95, "1.71", "taker"), ("buy", 120, "0.416", "taker")],
    ),
    # 50 are left for the third: / 100.50 = 0.4975; then 0.30: below 5.
    Vector(
        "the money runs out",
        {**HOURLY, "investment": 250},
        [flat(100)] * 5,
        [BASE, ("buy", 100, 1, "taker", 3600), ("buy", 100, "0.497", "taker", 7200)],
        result={"state": "stopped", "reason": "all_spent", "quote": "0.3"},
    ),
    # Half at 110 (gain 5). Then 100/112 = 0.892: held 1.392 for 50 + 99.904; Q = 0.696 cost 74.952;
    # * 1.1 / 0.696 = 118.4586.
    Vector(
        "take profit of a part",
        {**HOURLY, "take_profit": "0.1", "take_profit_part": "0.5"},
        [(100, 112, 100, 112), flat(112)],
        [BASE, ("sell", 110, "0.5", "maker", 2400), ("buy", 112, "0.892", "taker", 3600)],
        [("118.46", "sell", "0.696")],
        [5],
    ),
    # Cost 100.1; * 1.1 / 0.999 = 110.2202 -> 110.23; fee 0.11023.
    Vector(
        "recurring: fees in quote",
        {**HOURLY, "take_profit": "0.1"},
        [(100, 112, 100, 112)],
        [BASE, ("sell", "110.23", 1, "maker")],
        [],
        ["10.01977"],
        market=FEES,
    ),
    # Lot 0.01: 0.99 of 0.999: cost 99.099099099... up to 99.09909910; * 1.1 / (0.99 * 0.999) = 110.2203...
    # -> 110.23; 0.99 * 110.23 = 109.1277, fee 0.1091277: gain 9.9194732.
    Vector(
        "recurring: fees in base",
        {**HOURLY, "take_profit": "0.1"},
        [(100, 112, 100, 112)],
        [BASE, ("sell", "110.23", "0.99", "maker")],
        [],
        ["9.9194732"],
        {"base": "0.009"},
        {**BASE_FEES, "lot": "0.01"},
    ),
    # 100 / 100.50 = 0.995; at 3600 nothing is left, the sale at 105 ends the bot. 0.995 * 5 = 4.975.
    Vector(
        "the last sale ends the bot",
        {**HOURLY, "investment": 100, "take_profit": "0.05"},
        [flat(100), flat(100), (100, 106, 100, 106)],
        [("buy", 100, "0.995", "taker", 0), ("sell", 105, "0.995", "maker", 9600)],
        [],
        ["4.975"],
        {"state": "stopped", "reason": "all_spent"},
    ),
    # 0.995 / 2 -> 0.497 at 105: gain 2.485; the other 0.498 at the market at once: 4.975 in all.
    Vector(
        "exit after the last sale",
        {**HOURLY, "investment": 100, "take_profit": "0.05", "take_profit_part": "0.5", "exit": "sell"},
        [flat(100), flat(100), (100, 106, 100, 106)],
        [("buy", 100, "0.995", "taker", 0), ("sell", 105, "0.497", "maker", 9600)]
        + [("sell", 105, "0.498", "taker", 9600)],
        [],
        ["2.485"],
        {"grid_profit": "2.485", "floating_profit": "2.49", "round_trips": 1, "base": 0},
    ),
    # Half is sold at 110. At 200: 0.5 more, 1.0 cost 150; half of it 75 * 1.1 / 0.5 = 165: below 200.
    Vector(
        "a take profit that is marketable",
        {**HOURLY, "take_profit": "0.1", "take_profit_part": "0.5"},
        [(100, 110, 100, 110), flat(200)],
        [BASE, ("sell", 110, "0.5", "maker"), ("buy", 200, "0.5", "taker", 3600)]
        + [("sell", 200, "0.5", "taker", 3600)],
        [],
        [5, 25],
    ),
    Vector("a week without a day", {**HOURLY, "interval": "week"}, [flat(100)], refused="weekday"),
]
