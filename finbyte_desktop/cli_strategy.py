"""`finbyte-desktop backtest --bot own_strategy`: the trader's own Python on candles."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finbyte_desktop.core.instrument import Instrument
    from finbyte_desktop.services.candle_series import CandleSeries

OWN_STRATEGY = "own_strategy"
MOST_LINES = 20


def check(args: argparse.Namespace) -> None:
    """Raises UserError where the file of the strategy is missing, or is given to another bot."""
    from finbyte_desktop.core.errors import UserError

    if args.bot == OWN_STRATEGY and args.strategy is None:
        raise UserError("--strategy FILE is missing: your Python file.", "missing_option")
    if args.bot != OWN_STRATEGY and args.strategy is not None:
        raise UserError(f"--strategy is for {OWN_STRATEGY}; {args.bot} has no file.", "no_strategy")


def run(
    args: argparse.Namespace,
    params: Mapping[str, Any],
    market: Instrument,
    series: CandleSeries,
    slippage: Decimal,
) -> dict[str, Any]:
    """The document of the run. What ended the strategy, and its first lines, go to standard error."""
    from finbyte_desktop.bots.own_strategy_params import checked
    from finbyte_desktop.cli_backtest import show_progress
    from finbyte_desktop.services.backtest import BacktestRequest
    from finbyte_desktop.services.strategy_host import trial

    raw = checked({**params, "strategy": args.strategy.name}, market).raw
    request = BacktestRequest(OWN_STRATEGY, raw, market, series, slippage)
    result = trial.run(request, args.strategy, show_progress)
    _tell(result["strategy"])
    return result


def _tell(strategy: Mapping[str, Any]) -> None:
    lines = strategy["log"]
    for row in lines[:MOST_LINES]:
        print(f"{row['level']}: {row['text']}", file=sys.stderr)
    more = len(lines) + strategy["log_left_out"] - MOST_LINES
    if more > 0:
        print(f"{more} more lines.", file=sys.stderr)
    if strategy["failure"] is not None:
        print(
            f"The strategy was halted: {strategy['failure']['text']}. The result goes on without it.",
            file=sys.stderr,
        )
