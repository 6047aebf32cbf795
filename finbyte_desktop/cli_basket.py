"""`finbyte-desktop backtest` of a bot of several markets: several candle files, one run."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finbyte_desktop.core.instrument import Instrument

STEPS = ("tick", "lot", "min_notional")


def basket(args: argparse.Namespace, params: Mapping[str, Any]) -> int:
    """Runs the bot on every market of its assets and tells the result."""
    from finbyte_desktop.cli_backtest import rate, read_series, show_progress, tell_written
    from finbyte_desktop.cli_commands import write_json
    from finbyte_desktop.services.backtest import uncollected
    from finbyte_desktop.services.basket_backtest import BasketBacktest, BasketRequest
    from finbyte_desktop.services.basket_report import document

    rules = {} if args.markets is None else _rules(args.markets)
    assets = params.get("assets")
    found = [
        read_series(args, path, symbol)
        for path in args.candles
        for symbol in _symbols(path, assets if isinstance(assets, dict) else {})
    ]
    markets = [(_market(args, series.symbol, rules), series) for series in found]
    _check_assets(params, [market for market, _ in markets])
    request = BasketRequest(args.bot, params, markets, rate(args.slippage, "--slippage"))
    with uncollected():
        result = document(request, BasketBacktest(request).run(show_progress))
    if args.json is not None:
        write_json(args.json, result)
        tell_written(args.json, result["total_profit"], markets[0][0].quote)
    else:
        _print(result)
    return 0


def _symbols(path: Path, assets: Mapping[str, Any]) -> list[str | None]:
    """Which markets of a file are meant: its only one, or of several those of the assets."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.candles import symbols_in
    from finbyte_desktop.services.venues.instrument_guess import split_symbol

    symbols = symbols_in(path)
    if len(symbols) < 2:
        return [None]
    wanted = [symbol for symbol in symbols if split_symbol(symbol)[0] in assets]
    if not wanted:
        raise UserError(
            f"{path.name} holds no market of these assets; it holds {', '.join(symbols[:12])}.",
            "no_symbol",
            "assets",
        )
    return [*wanted]


def _rules(path: Path) -> Mapping[str, Mapping[str, Any]]:
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.exact_json import read_json

    raw = read_json(path)
    if not isinstance(raw, dict) or not all(isinstance(row, dict) for row in raw.values()):
        raise UserError(f"{path.name}: an object of objects by symbol is needed.", "not_an_object")
    for symbol, row in raw.items():
        for key in row:
            if key not in (*STEPS, "min_qty"):
                raise UserError(
                    f"{path.name}, {symbol}: there is no {key}. Known: {', '.join(STEPS)}, min_qty.",
                    "unknown_key",
                )
    return raw


def _market(args: argparse.Namespace, symbol: str, rules: Mapping[str, Mapping[str, Any]]) -> Instrument:
    from finbyte_desktop.cli_backtest import positive, rate
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.core.instrument import Fees, Instrument
    from finbyte_desktop.services.venues.instrument_guess import split_symbol

    base, quote = split_symbol(symbol)
    row = rules.get(symbol, rules.get(f"{base}/{quote}", {}))
    given = {name: row.get(name, getattr(args, name)) for name in STEPS}
    for name, value in given.items():
        if value is None:
            raise UserError(
                f"{symbol}: its {name} is not known. Name it in --markets FILE, or give "
                f"--{name.replace('_', '-')}.",
                "missing_option",
            )
    tick, lot = positive(given["tick"], f"{symbol} tick"), positive(given["lot"], f"{symbol} lot")
    least = row.get("min_qty", args.min_qty)
    return Instrument(
        f"backtest:{base}/{quote}",
        base,
        quote,
        tick,
        lot,
        lot if least is None else positive(least, f"{symbol} min_qty"),
        positive(given["min_notional"], f"{symbol} min_notional", zero=True),
        Fees(rate(args.fee_maker, "--fee-maker"), rate(args.fee_taker, "--fee-taker"), args.fee_asset),
    )


def _check_assets(params: Mapping[str, Any], markets: list[Instrument]) -> None:
    """Every asset needs its market, and every market an asset."""
    from finbyte_desktop.core.errors import UserError

    quote = markets[0].quote
    assets = params.get("assets")
    names = list(assets) if isinstance(assets, dict) else []
    bases = [market.base for market in markets]
    for name in names:
        if name != quote and name not in bases:
            raise UserError(
                f"assets: there are no candles of {name}/{quote}. Give its file with --candles too.",
                "no_market",
                "assets",
            )
    for base in bases:
        if names and base not in names:
            raise UserError(f"assets: {base} has candles but no share.", "no_share", "assets")


def _rounds(result: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What this type of bot does again and again."""
    if "rebalances" in result:
        return [("rebalances", result["rebalances"])]
    return [("spent", result["spent"]), ("profit taken", result["round_trips"])]


def _held(row: Mapping[str, Any]) -> str:
    """One asset at the end."""
    if "spent" not in row:
        return f"{row['qty']}, weight {row['weight']}, target {row['target']}"
    return f"{row['qty']}, worth {row['value']}, average cost {row['average'] or '-'}, spent {row['spent']}"


def _print(result: Mapping[str, Any]) -> None:
    fees = ", ".join(f"{amount} {asset}" for asset, amount in result["fees"].items())
    rows = [
        ("candles", ", ".join(f"{count} {symbol}" for symbol, count in result["candles"].items())),
        ("investment", result["investment"]),
        ("total profit", result["total_profit"]),
        ("realised profit", result["realised_profit"]),
        *_rounds(result),
        ("fills", len(result["fills"])),
        ("fees", fees or "0"),
        ("largest drawdown", result["max_drawdown"]),
        *((row["asset"], _held(row)) for row in result["assets"]),
        ("fill rule", result["fill_rule"]),
    ]
    for name, value in rows:
        print(f"{name:18} {value}")
