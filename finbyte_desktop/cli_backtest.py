"""`finbyte-desktop backtest`: its options, what they mean, and what it prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finbyte_desktop.core.instrument import Instrument
    from finbyte_desktop.core.margin import Perpetual
    from finbyte_desktop.core.walk import Funding
    from finbyte_desktop.services.candle_series import CandleSeries
    from finbyte_desktop.services.funding_holes import FundingHole

BOTS = ("spot_grid", "futures_grid", "dca", "rebalance", "own_strategy")
SEVERAL = ("dca", "rebalance")  # may trade several markets, as their parameters say
OF_PERPETUALS = ("funding", "mark", "leverage_tiers", "liquidation_rule")
DAY_NS = 86_400_000_000_000
MOST_HOLES = 5  # that are named one by one
HELP = """\
Parameters are a JSON object with these keys (unknown keys are refused with the nearest known name).
Grids:
  lower, upper, grids            the range and the number of grid intervals (2 to 200)
  spacing                        arithmetic | geometric
  investment                     quote that the bot may use
  order_qty                      fixes the size of an order instead of computing it
  entry_price, entry_direction   start when touched; above = rising to it, below = falling to it
  stop_price | stop_amount | stop_ratio                      at most one: a price, a loss, a part of the
  take_profit_price | take_profit_amount | take_profit_ratio investment (0.1 = 10 %)
  hold_delay_s
  trailing_up, trailing_up_cap, trailing_down, pump_guard_steps
  max_live_orders, reserve (0.01)
spot_grid:
  qty_mode                       equal_base | equal_quote
  base_qty                       own coins in addition to the investment
  exit                           keep | sell
futures_grid, on a linear perpetual with isolated margin:
  direction                      long | short | neutral
  leverage                       1 to what the market allows
  stop_price_high                neutral: a second stop, above the range (stop_price is the one below it)
  exit                           close | keep the position
  accept_liquidation             true: a paper or live bot starts although it would be liquidated in its range
dca, on a spot market, form recurring:
  amount, investment             quote that each order spends; that all spend, fees included
  interval                       hour | 4_hours | 12_hours | day | week | 2_weeks | month
  at, weekday, day, time_zone    09:30; monday .. sunday for weeks; 1 to 31 for months; UTC, Europe/Berlin ..
  first, missed                  now | scheduled; skip | catch_up
  price_cap, price_floor         an order beyond them is left out
  take_profit, take_profit_part  net of fees (0.1 = 10 %) over what the coins cost; the part that is sold (1)
  smart_runs, smart_most (2), smart_least (0.5)
                                 by where the price stands among those of so many orders before
  exit                           keep | sell
  assets                         {"BTC": 1, "ETH": 1}: 2 to 20 assets, each on its spot market (--candles
                                 once for each); the amount is split among them
  weighting (equal)              equal (1 each) | custom (percent, together 100)
                                 With assets: no price_cap, price_floor, smart_*; take_profit looks each
                                 minute at what all coins are worth, and sells them together
dca, on a spot market, form safety_orders:
  base_order                     quote that the first order of a deal spends
  safety_orders                  how many buys stand below it (0 to 50)
  safety_order, volume_scale (1) quote of the first of them; each spends so many times the one before
  deviation, deviation_scale (1) how far the first stands below (0.03 = 3 %); each step so many times the last
  deviation_kind                 cumulative (from the base price) | compounding (from the order before)
  take_profit, take_profit_from  net of fees (0.01 = 1 %); of what the deal spent: average | base_order
  trailing                       sells when the price falls by this part from its highest since
  stop_loss, stop_loss_from      below the average | base_price; sells everything and ends the bot
  cooldown_s, max_deals          pause between two deals; deals after which the bot ends
  entry_price, entry_direction, exit (keep | sell), reserve (0.01)
dca, on a linear perpetual with isolated margin, form futures: as safety_orders, and
  direction, leverage            long | short; 1 to what the market allows
  base_order, safety_order       what they trade, leverage included; a short's orders stand above the base
  extra_margin (0)               quote behind the position beyond what the orders need
  exit                           close | keep the position
  accept_liquidation             true: a paper or live bot starts although its ladder passes the liquidation
rebalance, on several spot markets of one quote asset (--candles once for each):
  assets                         {"BTC": 50, "ETH": 30, "USDT": 20}: asset to share; 2 to 20 of them
  weighting                      custom (percent, together 100) | equal (1 each) | market_value | ai
                                 ai with a list, ["BTC", "ETH"]: weights are found from the candles before
                                 --from; with an object they are those shares
  trigger                        deviation | interval | either
  threshold (5)                  percentage points by which an asset may be off its weight (0.5 to 50)
  interval_s (86400)             1800 to 2419200
  investment, own                quote; {"BTC": 0.1}: coins that are taken in
  cost_guard (0.05)              nothing is traded while it costs a larger part of what is moved
  stop_ratio, take_profit_ratio  value over what was put in (0.9, 1.2)
  exit                           sell | keep
own_strategy, on a spot market, with --strategy FILE.py (a class Trading(Link)):
  investment                     quote that the strategy may use, fees included
  max_order, max_orders (50)     quote that one order may be worth; how many may be open
  venue (FinByte)                what the code calls the venue
  exit                           keep | sell
Numbers are texts or JSON numbers, read exactly. Candle files are Parquet or CSV with the columns
open_time (ms), open, high, low, close, volume.

The steps of several markets (rebalance, dca with assets) come from --markets, a JSON object by symbol:
{"BTC/USDT": {"tick": "0.01", "lot": "0.00001", "min_notional": "5"}}; min_qty is the lot when absent. --tick,
--lot and --min-notional are those of the markets that it does not name. The document has also assets
(quantity, value, weight and target at the end), rebalances and realised_profit (by average cost); of a dca
round_trips and spent, and of each asset cost, average and spent.

An own_strategy runs in a process of its own, with your rights: run only code that you trust. The document has
also strategy: what ended it (failure), its callbacks, the first lines of its log, what it published. Files in
the folder of FILE.py can be imported by their names.

A perpetual needs --leverage-tiers: without the maintenance table nobody can tell a liquidation. The file
is JSON, plain or .gz: an object of lists by symbol such as BTC/USDT:USDT, or one list; each tier has
minNotional, maxNotional, maintenanceMarginRate and maxLeverage, and where the venue tells it info.cum.
--funding is Parquet or CSV with the columns funding_time (ms) and funding_rate (0.0001 = 0.01 %); --mark has
open_time (ms) and open, and prices the fundings at whose time a candle of it opens; the others are paid at
the last price. Both may have a column symbol. Fundings that are missing in the middle of the file are told
(funding.holes in the document): nothing is paid at their times. A liquidation is judged on the path of the
candles. The document has also mark_rule, positions, funding and liquidation.
"""


def add_parser(commands: Any) -> None:
    """`backtest`."""
    p = commands.add_parser(
        "backtest",
        help="run a bot on recorded candles",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("--bot", required=True, help=" | ".join(BOTS))
    p.add_argument("--params", required=True, type=Path, metavar="P.json")
    p.add_argument("--strategy", type=Path, metavar="FILE.py", help="own_strategy: your Python file")
    p.add_argument(
        "--candles",
        required=True,
        type=Path,
        metavar="FILE",
        action="append",
        help="candles; for several markets once for each",
    )
    p.add_argument("--symbol")
    p.add_argument("--from", dest="start", metavar="DATE", help="first day, YYYY-MM-DD, UTC")
    p.add_argument("--to", dest="end", metavar="DATE", help="YYYY-MM-DD, UTC, not included")
    p.add_argument("--markets", type=Path, metavar="FILE", help="several markets: steps of each, as JSON")
    p.add_argument("--tick")
    p.add_argument("--lot")
    p.add_argument("--min-notional")
    p.add_argument("--min-qty", help="smallest quantity of an order; the lot when absent")
    p.add_argument("--fee-maker", default="0.001", metavar="R")
    p.add_argument("--fee-taker", default="0.001", metavar="R")
    p.add_argument("--fee-asset", default="quote", choices=("quote", "base"))
    p.add_argument("--slippage", default="0", metavar="R")
    p.add_argument("--funding", type=Path, metavar="FILE", help="fundings of a perpetual")
    p.add_argument("--mark", type=Path, metavar="FILE", help="mark prices, for the fundings")
    p.add_argument("--leverage-tiers", type=Path, metavar="FILE", help="maintenance table of a perpetual")
    p.add_argument(
        "--liquidation-rule",
        choices=("binance", "bybit", "gate"),
        help="whose formula tells the liquidation price; binance when absent",
    )
    p.add_argument("--repair", action="store_true", help="sort rows and drop exact duplicates")
    p.add_argument(
        "--json", type=Path, metavar="OUT", help="write the result here instead of printing a summary"
    )


def backtest(args: argparse.Namespace) -> int:
    """`finbyte-desktop backtest`."""
    from finbyte_desktop import cli_strategy
    from finbyte_desktop.bots.registry import is_basket
    from finbyte_desktop.cli_commands import read_params
    from finbyte_desktop.services.backtest import Backtest, BacktestRequest, uncollected, would_lose
    from finbyte_desktop.services.backtest_report import document
    from finbyte_desktop.services.position_report import liquidated_inside

    _check_known(args)
    params = read_params(args.params)
    _check_bot(args, params)
    cli_strategy.check(args)
    if params.get("accept_liquidation") is False:  # nobody is asked: a backtest shows what a liquidation does
        params = {name: value for name, value in params.items() if name != "accept_liquidation"}
    if is_basket(args.bot, params):
        from finbyte_desktop.cli_basket import basket

        return basket(args, params)
    _check_one_market(args)
    tick, lot = positive(args.tick, "--tick"), positive(args.lot, "--lot")
    series = read_series(args, args.candles[0], args.symbol)
    instrument = _instrument(args, series, tick, lot)
    funding, holes = ([], []) if args.funding is None else _funding(args, series)
    slippage = rate(args.slippage, "--slippage")
    if args.bot == "own_strategy":
        result = cli_strategy.run(args, params, instrument, series, slippage)
        _written(args, result, _known_quote(series, instrument))
        return 0
    request = BacktestRequest(
        args.bot, params, instrument, series, slippage, funding=funding, funding_holes=holes
    )
    for said in (would_lose(request), liquidated_inside(request)):
        if said:
            print(f"Such a bot would not be created: {said}", file=sys.stderr)
    with uncollected(), _hint(params, series):
        result = document(request, Backtest(request).run(show_progress))
    _written(args, result, _known_quote(series, instrument))
    return 0


def _known_quote(series: CandleSeries, instrument: Instrument) -> str:
    """The currency of the amounts; empty, and said, where neither the file nor its name tells it."""
    from finbyte_desktop.services.venues.instrument_guess import market_of

    if market_of(series.symbol):
        return instrument.quote
    print(
        f'The currency of "{series.symbol}" is not known: amounts are told without one. Name the market with '
        "--symbol, such as --symbol BTC/USDT.",
        file=sys.stderr,
    )
    return ""


def _written(args: argparse.Namespace, result: Mapping[str, Any], quote: str) -> None:
    from finbyte_desktop.cli_commands import write_json

    if args.json is not None:
        write_json(args.json, result)
        tell_written(args.json, result["total_profit"], quote)
    else:
        _print_summary(result, quote)


def tell_written(path: Path, total: str | None, quote: str) -> None:
    """Where a result is, and its profit, on standard error."""
    start = "\r" if sys.stderr.isatty() else ""  # over the progress
    money = f"{total or '-'} {quote}".rstrip()
    print(f"{start}Total profit {money}, written to {path}", file=sys.stderr)


@contextmanager
def _hint(params: Mapping[str, Any], series: CandleSeries) -> Iterator[None]:
    """A first price outside the range is told with the first day that begins inside it."""
    from finbyte_desktop.core.errors import UserError

    try:
        yield
    except UserError as error:
        day = _day_inside(params, series) if error.code == "price_outside" else None
        if day is None:
            raise
        text = f"{error.text} A run from {day} begins inside it: --from {day}."
        raise UserError(text, error.code, error.field, error.fix) from None


def _day_inside(params: Mapping[str, Any], series: CandleSeries) -> str | None:
    """The first day of the candles whose first one opens inside the range."""
    from finbyte_desktop.core.numbers import decimal_of

    lower, upper = decimal_of(params["lower"], "lower"), decimal_of(params["upper"], "upper")
    days = series.open_ns // DAY_NS
    for at in range(1, len(series)):
        if days[at] != days[at - 1] and lower <= series.price(int(series.open[at])) <= upper:
            return f"{datetime.fromtimestamp(int(series.open_ns[at]) / 1e9, UTC):%Y-%m-%d}"
    return None


def positive(text: str, name: str, zero: bool = False) -> Decimal:
    """A number above 0, or with `zero` not below it. Raises UserError naming the option."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.core.numbers import decimal_of

    value = decimal_of(text, name)
    if value < 0 or (value == 0 and not zero):
        raise UserError(f"{name}: {text} is not a number above 0.", "out_of_bounds")
    return value


def rate(text: str, name: str) -> Decimal:
    """A rate from 0 to below a half. Raises UserError naming the option."""
    from finbyte_desktop.core.errors import UserError

    value = positive(text, name, zero=True)
    if value >= Decimal("0.5"):
        raise UserError(f"{name}: {text} is not a rate; 0.001 is 0.1 %.", "out_of_bounds")
    return value


def _check_known(args: argparse.Namespace) -> None:
    from finbyte_desktop.core.errors import UserError

    if args.bot not in BOTS:
        raise UserError(f"There is no bot {args.bot}. Known: {', '.join(BOTS)}.", "no_such_bot_type")
    if args.bot not in SEVERAL:
        _check_one_market(args)


def _check_bot(args: argparse.Namespace, params: Mapping[str, Any]) -> None:
    """Options that this bot has no use for, or cannot do without."""
    from finbyte_desktop.bots.registry import is_on_perpetual
    from finbyte_desktop.core.errors import UserError

    if not is_on_perpetual(args.bot, params):
        given = [name for name in OF_PERPETUALS if getattr(args, name) is not None]
        if given:
            option = given[0].replace("_", "-")
            raise UserError(
                f"--{option} is for perpetuals; {args.bot} trades a spot market.", "perpetual_only"
            )
        return
    if args.leverage_tiers is None:
        raise UserError(
            f"{args.bot} needs --leverage-tiers FILE: without the maintenance table of the market nobody can "
            "tell when its position is liquidated.",
            "no_tiers",
        )
    if args.fee_asset != "quote":
        raise UserError("Fees of a perpetual are paid in quote: leave --fee-asset away.", "fees_in_quote")
    if args.mark is not None and args.funding is None:
        raise UserError("--mark prices the fundings: give --funding too.", "mark_without_funding")


def _check_one_market(args: argparse.Namespace) -> None:
    """What a bot of one market needs."""
    from finbyte_desktop.core.errors import UserError

    if len(args.candles) > 1:
        text = f"{args.bot} trades one market: give --candles once."
        named = " To buy several assets, name them: assets." if args.bot == "dca" else ""
        raise UserError(text + named, "one_market")
    if args.markets is not None:
        raise UserError(f"--markets is for rebalance; {args.bot} trades one market.", "one_market")
    for option in ("tick", "lot", "min_notional"):
        if getattr(args, option) is None:
            raise UserError(f"--{option.replace('_', '-')} is missing.", "missing_option")


def read_series(args: argparse.Namespace, path: Path, symbol: str | None) -> CandleSeries:
    """The candles of one file from --from to --to."""
    from finbyte_desktop.cli_commands import date_ns
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.candles import load_candles

    start, end = date_ns(args.start, "--from"), date_ns(args.end, "--to")
    series, repaired = load_candles(path, symbol, args.repair)
    if repaired.sorted_rows or repaired.dropped_duplicates:
        print(
            f"Repaired: {repaired.sorted_rows} rows moved, {repaired.dropped_duplicates} duplicates dropped.",
            file=sys.stderr,
        )
    series = series.between(start, end)
    if not len(series):
        raise UserError(f"{path.name} has no candle from --from to --to.", "no_candles_then")
    return series


def _instrument(args: argparse.Namespace, series: CandleSeries, tick: Decimal, lot: Decimal) -> Instrument:
    from finbyte_desktop.core.instrument import Fees, Instrument
    from finbyte_desktop.services.venues.instrument_guess import split_symbol

    base, quote = split_symbol(series.symbol)
    fees = Fees(rate(args.fee_maker, "--fee-maker"), rate(args.fee_taker, "--fee-taker"), args.fee_asset)
    return Instrument(
        f"backtest:{series.symbol}",
        base,
        quote,
        tick,
        lot,
        positive(args.min_qty, "--min-qty") if args.min_qty else lot,
        positive(args.min_notional, "--min-notional", zero=True),
        fees,
        perpetual=None if args.leverage_tiers is None else _terms(args, series.symbol, base, quote),
    )


def _terms(args: argparse.Namespace, symbol: str, base: str, quote: str) -> Perpetual:
    from finbyte_desktop.core.margin import LiquidationRule, Perpetual
    from finbyte_desktop.services.perpetual_files import load_tiers

    tiers = load_tiers(args.leverage_tiers, symbol, base, quote)
    rule = (
        LiquidationRule.BINANCE if args.liquidation_rule is None else LiquidationRule(args.liquidation_rule)
    )
    return Perpetual(tiers, tiers[0].max_leverage, rule)


def _funding(args: argparse.Namespace, series: CandleSeries) -> tuple[list[Funding], list[FundingHole]]:
    """The fundings while the candles last, and where some are missing."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.funding_holes import funding_holes
    from finbyte_desktop.services.perpetual_files import NS_PER_MS, load_fundings, load_marks

    symbol = args.symbol or (
        None if series.symbol == args.candles[0].stem else series.symbol
    )  # as the candles
    marks = None if args.mark is None else load_marks(args.mark, symbol)
    if marks is not None and marks.interval_ms * NS_PER_MS == series.interval_ns:
        raise UserError(
            f"{args.mark.name} has a mark price for every candle. Such a series would decide liquidations, "
            "and this version judges them on the path of the candles. Leave --mark away, or give one of a "
            "longer interval: it prices the fundings.",
            "mark_too_fine",
        )
    rows = load_fundings(args.funding, symbol, marks)
    start, end = int(series.open_ns[0]), int(series.open_ns[-1]) + series.interval_ns
    found = [row for row in rows if start < row.ns < end]
    if not found:
        raise UserError(
            f"{args.funding.name} has no funding while the candles last. Leave --funding away, or give the "
            "file of that time.",
            "no_funding_then",
        )
    if rows[0].ns > start + DAY_NS or rows[-1].ns < end - DAY_NS:
        print(
            f"{args.funding.name} covers only a part of the candles: {len(found)} fundings.", file=sys.stderr
        )
    holes = [hole for hole in funding_holes(rows) if hole.after_ns < end and hole.before_ns > start]
    if holes:
        print(_holes_told(args.funding.name, holes), file=sys.stderr)
    return found, holes


def _holes_told(name: str, holes: Sequence[FundingHole]) -> str:
    """Which fundings a file lacks, and what that means for the result."""
    spans = [
        f"{_moment(hole.after_ns)} and {_moment(hole.before_ns)} ({hole.missing})"
        for hole in holes[:MOST_HOLES]
    ]
    more = f" and {len(holes) - MOST_HOLES} more" if len(holes) > MOST_HOLES else ""
    count = sum(hole.missing for hole in holes)
    lacks = f"{count} funding" if count == 1 else f"{count} fundings"
    return (
        f"{name} lacks {lacks} in its middle: between {', '.join(spans)}{more}. Nothing was paid at those "
        "times in this run, so its profit and its liquidation may be off. Give a file that has them all."
    )


def _moment(ns: int) -> str:
    return f"{datetime.fromtimestamp(ns / 1e9, UTC):%Y-%m-%d %H:%M}"


def _lacking(holes: Sequence[Mapping[str, int]]) -> str:
    count = sum(hole["missing"] for hole in holes)
    return f" ({count} missing in the file: nothing was paid then)" if count else ""


def show_progress(done: int, total: int) -> bool:
    """Tells a person at a terminal how far a run is; never cancels it."""
    if sys.stderr.isatty():
        print(f"\r{100 * done // total} %", end="", file=sys.stderr)
    return False


def _print_summary(result: Mapping[str, Any], quote: str) -> None:
    """The figures; fees in the stand-in of a currency that is not known have no unit."""
    from finbyte_desktop.services.venues.instrument_guess import UNKNOWN_QUOTE

    units = {asset: asset if quote or asset != UNKNOWN_QUOTE else "" for asset in result["fees"]}
    fees = [f"{fee} {units[asset]}".rstrip() for asset, fee in result["fees"].items()]
    rows = [
        ("candles", result["candles"]),
        ("investment", result["investment"]),
        ("total profit", result["total_profit"]),
        ("deals' profit" if "deals" in result else "grid profit", result["grid_profit"]),
        ("floating profit", result["floating_profit"]),
        ("deals" if "deals" in result else "round trips", result["round_trips"]),
        ("fills", len(result["fills"])),
        ("fees", ", ".join(fees) or "0"),
        ("largest drawdown", result["max_drawdown"]),
    ]
    if "positions" in result:
        held = [f"{row['side']} {row['qty']} at {row['entry_price']}" for row in result["positions"]]
        ends, event = result["liquidation"], result["liquidation"]["event"]
        lost = "none" if event is None else f"at {event['price']}, {event['lost']} lost"
        rows += [
            ("position", ", ".join(held) or "none"),
            ("funding", result["funding"]["total"] + _lacking(result["funding"]["holes"])),
            ("liquidation", lost),
            ("liquidation price", ends["price"] or "-"),
            ("mark rule", result["mark_rule"]),
        ]
    rows.append(("fill rule", result["fill_rule"]))
    for name, value in rows:
        print(f"{name:18} {value}")
