"""Hand-worked runs of the smart rebalance: what goes in, and the fills that a person worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.reference.rebalance import Candle, Rebalance

Fill = tuple[int, str, str, str, str]  # second, coin, side, price, quantity
PLAIN = {"tick": "0.01", "lot": "0.001", "min_qty": "0.001", "min_notional": "1"}
BOTH = {"assets": {"AAA": "50", "BBB": "50"}, "trigger": "deviation", "investment": "1000"}
# Half in coins, half in quote: 5 coins at 100 and 500 after the start.
HALF = {
    "assets": {"AAA": "50", "USDT": "50"}, "own": {"AAA": "5.1"}, "investment": "490", "trigger": "deviation",
}  # fmt: skip
BOUGHT = {**HALF, "own": {}, "investment": "1000"}
FIVE: Fill = (0, "AAA", "buy", "100", "5")
TENTH: Fill = (0, "AAA", "sell", "100", "0.1")
# 5 coins and 500.01 after a purchase of 0.1 less 0.0001; at 150.002 each is 125 off, and 0.833 are sold:
# 0.833 * 150.002 * 0.001 / 125 = 0.000999613328
EDGE = {**HALF, "own": {"AAA": "4.9001"}, "investment": "510.01"}
EDGE_START: Fill = (0, "AAA", "buy", "100", "0.1")
EDGE_ROWS = {"AAA": [(0, *["100"] * 4), (60_000, *["150.002"] * 4), (120_000, *["150.002"] * 4)]}
EDGE_FEE = {"fee": "0.001", "fee_asset": "base"}


@dataclass(frozen=True)
class Scenario:
    """What goes into one run; the fees are those of all markets."""

    params: Mapping[str, Any]
    markets: Mapping[str, Mapping[str, Any]]
    candles: Mapping[str, Sequence[Candle]]
    interval_s: int = 60
    fee: str = "0"
    fee_asset: str = "quote"
    slippage: str = "0"


def reference_of(scenario: Scenario, engine: Callable[..., Rebalance] = Rebalance) -> dict[str, Any]:
    """What the reference makes of a scenario."""
    fees = {"fee_taker": scenario.fee, "fee_asset": scenario.fee_asset}
    markets = {symbol: {**market, **fees} for symbol, market in scenario.markets.items()}
    bot = engine(scenario.params, markets, scenario.candles, scenario.interval_s, scenario.slippage)
    return bot.result()


def flat(*prices: Any, start: int = 0, interval_s: int = 60) -> list[Candle]:
    """Candles that stand at one price each; None is a missing one."""
    rows = [(start + i * interval_s, p) for i, p in enumerate(prices) if p is not None]
    return [(time * 1000, *[str(price)] * 4) for time, price in rows]


@dataclass(frozen=True)
class Case:
    """One run, and what was worked out by hand: fills, and figures by name."""

    name: str
    params: dict[str, Any]
    rows: dict[str, Sequence[Candle]]
    fills: Sequence[Fill]
    figures: dict[str, Any] = field(default_factory=dict)
    market: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)  # of the scenario

    def scenario(self) -> Scenario:
        """What the two calculations get."""
        markets = {f"{coin}/USDT": {**PLAIN, **self.market} for coin in self.rows}
        candles = {f"{coin}/USDT": rows for coin, rows in self.rows.items()}
        return Scenario(self.params, markets, candles, **self.options)


def two(a: Sequence[Candle], b: Sequence[Candle]) -> dict[str, Sequence[Candle]]:
    """Candles of the two coins."""
    return {"AAA": a, "BBB": b}


OPENING: list[Fill] = [(0, "AAA", "buy", "100", "5"), (0, "BBB", "buy", "100", "5")]
APART = two(flat(100, 90, 90), flat(100, 110, 110))
TO_150 = {"AAA": flat(100, 150, 150)}
# 125 too much: 125 / 150 = 0.8333..
SOLD: list[Fill] = [TENTH, (60, "AAA", "sell", "150", "0.833")]
LONG = flat(99, *[101] * 62)
SLOW = {**HALF, "trigger": "interval", "interval_s": 1800, "investment": "485.1"}
AT_99: Fill = (0, "AAA", "sell", "99", "0.1")

STILL: Candle = (300_000, "100", "100", "100", "100")

CASES = [
    # 450 and 550 of 1,000. 50 / 110 = 0.4545.. brings 49.94; 49.94 / 90 = 0.5548..
    Case(
        "the vector of the specification",
        {**BOTH, "threshold": "1"},
        APART,
        [*OPENING, (60, "BBB", "sell", "110", "0.454"), (60, "AAA", "buy", "90", "0.554")],
        # The sold 0.454 cost 45.4.
        {"rebalances": 1, "equity": "1000", "realised_profit": "4.54", "quote": "0.08", "max_drawdown": "0"},
    ),
    Case("the threshold is reached exactly", {**BOTH, "threshold": "5"}, APART,
         [*OPENING, (60, "BBB", "sell", "110", "0.454"), (60, "AAA", "buy", "90", "0.554")]),
    Case("just below the threshold", {**BOTH, "threshold": "5.01"}, APART, OPENING, {"rebalances": 0}),
    Case("the quote asset has a weight", HALF, TO_150, SOLD,
         {"investment": "1000", "quote": "624.95", "equity": "1250", "realised_profit": "41.65"}),
    # 750 together: 125 of coins are missing, and the quote has 125 too much.
    Case("the quote asset buys", HALF, {"AAA": flat(100, 50, 50)}, [TENTH, (60, "AAA", "buy", "50", "2.5")],
         {"quote": "375", "equity": "750", "max_drawdown": "250"}),
    # Coins of 300 for 500 each: one each, 400 stay. At 200 each coin is off by 25, the quote by 50 of 100.
    Case("only the quote asset is off, too little for a coin", {**BOTH, "threshold": "30"},
         two(flat(300, 300, 201), flat(300, 300, 201)),
         [(0, "AAA", "buy", "300", "1"), (0, "BBB", "buy", "300", "1")],
         {"quote": "400", "rebalances": 0}, {"lot": "1", "min_qty": "1"}),
    Case(
        "only the quote asset is off, and buys",
        {**BOTH, "threshold": "30"},
        two(flat(300, 300, 200), flat(300, 300, 200)),
        [(0, "AAA", "buy", "300", "1"), (0, "BBB", "buy", "300", "1"),
         (120, "AAA", "buy", "200", "1"), (120, "BBB", "buy", "200", "1")],
        {"quote": "0", "rebalances": 1},
        {"lot": "1", "min_qty": "1"},
    ),
    # 1,500 together: 250 too much of the one, 750 of the other are missing.
    Case(
        "own coins",
        {**BOTH, "own": {"AAA": "10"}, "investment": "500"},
        two(flat(100, 100), flat(50, 50)),
        [(0, "AAA", "sell", "100", "2.5"), (0, "BBB", "buy", "50", "15")],
        {"investment": "1500", "realised_profit": "0", "rebalances": 0, "quote": "0"},
    ),
    Case("the guard at its edge", {**EDGE, "cost_guard": "0.000999613328"}, EDGE_ROWS,
         [EDGE_START, (60, "AAA", "sell", "150", "0.833")], {"rebalances": 1}, options=EDGE_FEE),
    Case("the guard just beyond", {**EDGE, "cost_guard": "0.000999613327"}, EDGE_ROWS, [EDGE_START],
         {"rebalances": 0}, options=EDGE_FEE),
    Case("the slippage counts in the guard", {**HALF, "cost_guard": "0.0009"}, TO_150,
         [(0, "AAA", "sell", "99.9", "0.1")], options={"slippage": "0.001"}),
    # 0.1 at 99.9 left 499.99: 125.005 / 150 = 0.83336..
    Case("the slippage is within the guard", {**HALF, "cost_guard": "0.0011"}, TO_150,
         [(0, "AAA", "sell", "99.9", "0.1"), (60, "AAA", "sell", "149.85", "0.833")],
         options={"slippage": "0.001"}),
    Case("fee and slippage in the guard", {**HALF, "cost_guard": "0.0014"}, TO_150,
         [(0, "AAA", "sell", "99.9", "0.1")], options={"fee": "0.001", "slippage": "0.001"}),
    # 505 of 1,000 since the first minute; 5 / 101 = 0.0495..
    Case("half a point at the interval", SLOW, {"AAA": LONG}, [AT_99, (1800, "AAA", "sell", "101", "0.049")],
         {"rebalances": 1}),
    Case("a little less than half a point", SLOW, {"AAA": flat(99, *["100.99"] * 62)}, [AT_99]),
    # The first interval comes at 99 and is used up; the price of 103 waits for the second.
    Case("the time counts as used", SLOW, {"AAA": flat(*[99] * 32, *[103] * 40)},
         [AT_99, (3600, "AAA", "sell", "103", "0.097")]),
    Case("the interval of either", {**SLOW, "trigger": "either", "threshold": "3"}, {"AAA": LONG},
         [AT_99, (1800, "AAA", "sell", "101", "0.049")]),
    Case("the interval counts from the start", {**SLOW, "trigger": "either", "threshold": "3"},
         {"AAA": flat(*[99] * 20, *[120] * 20, *[119] * 21)},
         # (600 - 547.5) / 120 = 0.4375; then 4.563 * 119 = 542.997 and 547.44 are 0.2 off
         [AT_99, (1200, "AAA", "sell", "120", "0.437")], {"rebalances": 1}),
    # The candles of 60 and 120 are missing on one market: the looks of both wait for 180.
    Case(
        "a hole in one market",
        {**BOTH, "threshold": "1"},
        two(flat(100, None, None, 100, 100), flat(100, 110, 120, 125, 125)),
        # 1,125: 62.5 / 125 = 0.5
        [*OPENING, (180, "BBB", "sell", "125", "0.5"), (180, "AAA", "buy", "100", "0.625")],
    ),
    # The interval of 1800 and its next are in the hole: one look at 4140; 25 / 110 = 0.2272.., 24.97 / 100.
    Case(
        "the interval comes in a hole",
        {**BOTH, "trigger": "interval", "interval_s": 1800},
        two(flat(*[100] * 29, *[None] * 40, *[100] * 30), flat(*[100] * 29, *[110] * 70)),
        [*OPENING, (4140, "BBB", "sell", "110", "0.227"), (4140, "AAA", "buy", "100", "0.249")],
        {"rebalances": 1},
    ),
    Case(
        "a hole at the common start",
        {**BOTH, "threshold": "1"},
        two(flat(100, 100, None, 100, 90, 90), flat(None, None, 100, 100, 110, 110)),
        [(180, "AAA", "buy", "100", "5"), (180, "BBB", "buy", "100", "5"),
         (240, "BBB", "sell", "110", "0.454"), (240, "AAA", "buy", "90", "0.554")],
    ),
    Case(
        "a start between minutes",
        {**BOTH, "threshold": "1"},
        two(flat(100, 100, 90, 90, start=30), flat(100, 100, 110, 110, start=30)),
        [(30, "AAA", "buy", "100", "5"), (30, "BBB", "buy", "100", "5"),
         (180, "BBB", "sell", "110", "0.454"), (180, "AAA", "buy", "90", "0.554")],
    ),
    # Prices count as they are in the file, and orders trade at the tick.
    Case(
        "a tick coarser than the prices",
        {**BOTH, "threshold": "1"},
        two(flat("1.003", "0.903", "0.903"), flat("1.003", "1.103", "1.103")),
        # 500 / 1.01 = 495.0495..; of 993.069314 there are 49.50439 too much: / 1.103 = 44.8815..
        [(0, "AAA", "buy", "1.01", "495.049"), (0, "BBB", "buy", "1.01", "495.049"),
         (60, "BBB", "sell", "1.1", "44.881"), (60, "AAA", "buy", "0.91", "54.252")],
    ),
    Case(
        "files of different times",
        {**BOTH, "threshold": "1"},
        two(flat(77, 100, 90, 90), flat(100, 110, 110, 130, start=60)),
        [(60, "AAA", "buy", "100", "5"), (60, "BBB", "buy", "100", "5"),
         (120, "BBB", "sell", "110", "0.454"), (120, "AAA", "buy", "90", "0.554")],
        {"equity": "1000"},
    ),
    # 4.995 at 90 and at 110: 449.55 and 549.45 of 999 are 5 points off.
    Case(
        "fees in coins",
        {**BOTH, "threshold": "5.1"},
        APART,
        OPENING,
        {"held": {"AAA": "4.995", "BBB": "4.995"}, "fees": {"AAA": "0.005", "BBB": "0.005"}, "equity": "999",
         "max_drawdown": "1"},
        options={"fee": "0.001", "fee_asset": "base"},
    ),
    # (1,000 - 0.00000002) / 2 / 100.1 = 4.995004..
    Case("fees in quote", {**BOTH, "threshold": "50"}, two(flat(100, 100), flat(100, 100)),
         [(0, "AAA", "buy", "100", "4.995"), (0, "BBB", "buy", "100", "4.995")],
         {"fees": {"USDT": "0.999"}, "quote": "0.001"}, options={"fee": "0.001"}),
    # 499.99999999 / 50 / 1.25 would be 8 but for the step of the fee.
    Case("the step of a fee", {**BOTH, "threshold": "50"}, two(flat(50, 50), flat(50, 50)),
         [(0, "AAA", "buy", "50", "7.999"), (0, "BBB", "buy", "50", "7.999")], options={"fee": "0.25"}),
    # 0.833 * 150 = 124.95, at 149.25 only 124.32525.
    Case("too small at the worst price", BOUGHT, TO_150, [FIVE], {}, {"min_notional": "124.4"}),
    # At 200: 1,500, 250 too much.
    Case("too small, then large enough", BOUGHT, {"AAA": flat(100, 150, 150, 200)},
         [FIVE, (180, "AAA", "sell", "200", "1.25")], {"rebalances": 1}, {"min_notional": "124.4"}),
    Case("large enough at the worst price", BOUGHT, TO_150, [FIVE, SOLD[1]], {},
         {"min_notional": "124.32525"}),
    Case("exactly the smallest quantity", BOUGHT, TO_150, [FIVE, SOLD[1]], {}, {"min_qty": "0.833"}),
    Case("below the smallest quantity", BOUGHT, TO_150, [FIVE], {}, {"min_qty": "0.834"}),
    Case("exactly at the stop", {**HALF, "stop_equity": "0.75", "threshold": "50"},
         {"AAA": flat(100, 50, 80)},
         [TENTH, (60, "AAA", "sell", "50", "5")],
         {"state": "stopped", "reason": "stop", "equity": "750", "realised_profit": "-250"}),
    Case("just above the stop", {**HALF, "stop_equity": "0.75", "threshold": "50"},
         {"AAA": flat(100, "50.01", 80)}, [TENTH], {"state": "running", "equity": "900"}),
    Case("exactly at the take profit, coins kept",
         {**HALF, "take_profit_equity": "1.25", "threshold": "50", "exit": "keep"},
         {"AAA": flat(100, 150, 80)}, [TENTH], {"state": "stopped", "reason": "take_profit", "equity": "900",
                                           "max_drawdown": "350"}),
    Case("the stop comes before the rebalance", {**HALF, "take_profit_equity": "1.25"}, TO_150,
         [TENTH, (60, "AAA", "sell", "150", "5")], {"rebalances": 0, "quote": "1250"}),
    # Both fall to 80 within the candle and are back at its close.
    Case("the drawdown is that of the closes", {**BOTH, "threshold": "50"},
         two([(0, "100", "100", "80", "100")], [(0, "100", "100", "80", "99")]), OPENING,
         {"max_drawdown": "5"}),
    # Low first: 80 at 100 s, so it is the price of the look of 120; 100 at 200 s.
    Case(
        "the price of the point before",
        {**BOTH, "threshold": "5"},
        two([(0, "100", "100", "80", "100"), STILL], [(0, "100", "100", "100", "100"), STILL]),
        # 900: 50 / 100 = 0.5; 50 / 80 = 0.625
        [*OPENING, (120, "BBB", "sell", "100", "0.5"), (120, "AAA", "buy", "80", "0.625"),
         # 5.625 * 100 and 450: 1,012.5; 56.25 / 100
         (240, "AAA", "sell", "100", "0.562"), (240, "BBB", "buy", "100", "0.562")],
        options={"interval_s": 300},
    ),
]  # fmt: skip
