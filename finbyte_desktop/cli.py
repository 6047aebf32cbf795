"""The command line: the window by default, and headless, ctl, panic, backtest, replay, export.

Exit status 0 done, 2 bad input, 3 environment. Texts go to standard error, results to standard output or a
file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

DONE, BAD_INPUT, ENVIRONMENT = 0, 2, 3
EXPORT_HELP = """\
Times are nanoseconds since 1970 and beside them dates, both UTC. Numbers are exact: texts in CSV, decimals of
38 digits with 18 behind the point in Parquet. The ledger has every line of every transaction, reservations
and fills included; transfers are what went into and out of bots. The params of a bot keep the investment it
began with: what was added later stands in paid_in. It can run while the window is open. Each account at a
venue has a history of its own: name it with --account. Fundings are those of bots on perpetuals; an amount
below 0 was paid. The contracts of a position stand in the ledger, in the bucket "position".
With --cost-basis each fill has three columns more: cost_basis (the method), cost_of_sold (what the coins
that it sold had cost, in quote) and realised_before_fees (its proceeds less that cost); both are empty for a
buy. The fees stand in the columns fee, fee_asset and fee_quote.
  average   every coin of a bot costs the same, as the window shows it
  fifo      what a bot bought first is sold first
Own coins put into a bot count at the price of that moment. Fees in coins make the coins fewer, not cheaper.
Of a perpetual cost_of_sold is empty, and realised_before_fees is what a fill that closed a part of it
earned by the average entry, as venues reckon it.
Costs are exact: a share is rounded down to 0.00000001 and the rest stays with the coins that are left, so
all sales together cost what was paid. Fills before --from count for the cost without being written.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="finbyte-desktop",
        description="Trading bots on your own computer. Without a command: the window.",
    )
    top.add_argument("--version", action="store_true", help="print the version")
    top.add_argument("--data", type=Path, metavar="FOLDER", help="the data folder")
    top.add_argument("--offscreen-check", type=Path, metavar="PICTURE", help="open the window, save it, end")
    _feed_options(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    from finbyte_desktop import cli_backtest, cli_engine

    cli_backtest.add_parser(commands)
    _replay(commands)
    _export(commands)
    cli_engine.add_parsers(commands, _feed_options)
    return top


def _feed_options(target: argparse.ArgumentParser) -> None:
    target.add_argument(
        "--demo", type=int, nargs="?", const=1, metavar="SEED", help="prices: the demo market"
    )
    target.add_argument(
        "--candles",
        type=Path,
        metavar="FILE",
        action="append",
        help="prices: a replay of candles; several files of one currency play together",
    )
    target.add_argument("--capture", type=Path, metavar="FILE", help="prices: a replay of a raw capture")
    target.add_argument("--symbol", help="which symbol of the file")
    target.add_argument("--speed", help="1 is real time, max as fast as it goes")
    perpetual = "of a replayed perpetual"
    target.add_argument("--leverage-tiers", type=Path, metavar="FILE", help=f"maintenance table {perpetual}")
    target.add_argument("--funding", type=Path, metavar="FILE", help=f"fundings {perpetual}")
    target.add_argument("--mark", type=Path, metavar="FILE", help="mark prices, for the fundings")
    target.add_argument(
        "--liquidation-rule", choices=("binance", "bybit", "gate"), help="whose formula tells liquidations"
    )


def _replay(commands: Any) -> None:
    p = commands.add_parser(
        "replay",
        help="run a bot on a feed without a window and print its card",
        epilog="The same arguments give the same result: the demo market begins at 2026-01-01 UTC. With "
        "--data the feed goes on where that folder left it.",
    )
    _feed_options(p)
    p.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="FOLDER", help="the data folder")
    p.add_argument(
        "--bot", default="spot_grid", help="spot_grid | own_strategy | futures_grid, which needs a perpetual"
    )
    p.add_argument(
        "--market", help="such as BTC/USDT, a perpetual as BTC/USDT:USDT; when absent the feed's first"
    )
    p.add_argument("--params", type=Path, metavar="P.json", help="parameters; suggested ones when absent")
    p.add_argument("--hours", default="24", help="market time to run, or until the feed ends")
    p.add_argument("--json", type=Path, metavar="OUT")


def _export(commands: Any) -> None:
    p = commands.add_parser(
        "export",
        help="write history to a file",
        epilog=EXPORT_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument(
        "what", choices=("fills", "orders", "ledger", "bots", "transfers", "decisions", "fundings")
    )
    p.add_argument("--format", required=True, choices=("csv", "parquet"))
    p.add_argument("--out", required=True, type=Path, metavar="FILE", help="its folder must be there")
    p.add_argument("--from", dest="start", metavar="DATE", help="YYYY-MM-DD, UTC")
    p.add_argument("--to", dest="end", metavar="DATE", help="YYYY-MM-DD, UTC, not included")
    p.add_argument("--bot", help="id of one bot, as `export bots` has it")
    p.add_argument(
        "--account", metavar="NAME", help="a connection, by its name; the paper account when absent"
    )
    p.add_argument(
        "--cost-basis",
        choices=("average", "fifo"),
        help="fills: what sold coins had cost and what they earned",
    )
    p.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="FOLDER", help="the data folder")


def run(argv: list[str]) -> int:
    """Runs one command line."""
    args = parser().parse_args(argv)
    if args.version:
        from finbyte_desktop import __version__

        print(__version__)
        return DONE
    from finbyte_desktop.core.errors import FinByteError, UserError

    try:
        from finbyte_desktop import cli_backtest, cli_commands, cli_engine

        if args.command is None:
            from finbyte_desktop.app import run_window

            folder, feed = cli_commands.data_folder(args.data), cli_commands.feed_choice(args)
            return run_window(folder, feed, args.offscreen_check)
        commands = {
            "backtest": cli_backtest.backtest,
            "replay": cli_commands.replay,
            "export": cli_commands.export,
            "headless": cli_engine.headless,
            "ctl": cli_engine.ctl,
            "panic": cli_engine.panic,
        }
        return commands[args.command](args)
    except FinByteError as error:
        _fail(args, error.text, error.code)
        return BAD_INPUT if isinstance(error, UserError) else ENVIRONMENT


def _fail(args: argparse.Namespace, text: str, code: str) -> None:
    print(text, file=sys.stderr)
    target = getattr(args, "json", None)
    if target is not None:
        import contextlib
        import json

        with contextlib.suppress(OSError):  # the place of the result may be what is wrong; it was said above
            target.write_text(json.dumps({"error": text, "code": code}) + "\n", encoding="utf-8")
