"""`finbyte-desktop backtest` of a bot of several markets: several candle files, one run."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finbyte_desktop.core.instrument import Instrument
    from finbyte_desktop.services.candle_series import CandleSeries
    from finbyte_desktop.services.shown_baskets import Proportion, TrackRecord

DAY_NS = 86_400_000_000_000

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
    named = [
        (path, symbol)
        for path in args.candles
        for symbol in _symbols(path, assets if isinstance(assets, (dict, list)) else {})
    ]
    markets = [
        (_market(args, series.symbol, rules), series)
        for series in (read_series(args, path, symbol) for path, symbol in named)
    ]
    weighed = None
    if wants_weights(params):
        weighed = _weighed(args, params, markets, named)
        params = with_weights(params, weighed)
    _check_assets(params, [market for market, _ in markets])
    request = BasketRequest(args.bot, params, markets, rate(args.slippage, "--slippage"))
    with uncollected():
        result = document(request, BasketBacktest(request).run(show_progress))
    if weighed is not None:
        result["proportion"] = proportion_row(weighed)
    if args.json is not None:
        write_json(args.json, result)
        tell_written(args.json, result["total_profit"], markets[0][0].quote)
    else:
        _print(result)
    return 0


def wants_weights(params: Mapping[str, Any]) -> bool:
    """Whether weights are to be found for the assets that the parameters list."""
    return params.get("weighting") == "ai" and isinstance(params.get("assets"), list)


def with_weights(params: Mapping[str, Any], found: Proportion) -> dict[str, Any]:
    """The parameters with the weights that were found."""
    from finbyte_desktop.core.numbers import plain

    return {**params, "assets": {asset: plain(share) for asset, share in found.shares.items()}}


def proportion_row(found: Proportion) -> dict[str, Any]:
    """Weights that were found and their check, as JSON."""
    from finbyte_desktop.core.numbers import plain

    def record(one: TrackRecord) -> dict[str, str]:
        return {name: plain(getattr(one, name)) for name in ("total_return", "volatility", "drawdown")}

    return {
        "weights": {asset: plain(share) for asset, share in found.shares.items()},
        "from_ns": found.from_ns,
        "to_ns": found.to_ns,
        "checked_days": found.checked_days,
        "checked_from_ns": found.checked_from_ns,
        "out_of_sample": record(found.own),
        "equal_weights": record(found.equal),
        "verdict": found.verdict.value,
    }


def _weighed(
    args: argparse.Namespace,
    params: Mapping[str, Any],
    markets: Sequence[tuple[Instrument, CandleSeries]],
    named: Sequence[tuple[Path, str | None]],
) -> Proportion:
    """Weights from the candles before the start of the run, and from no later one."""
    from finbyte_desktop.cli_backtest import rate
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.candles import load_candles
    from finbyte_desktop.services.daily_closes import closes_of_series, weighed_assets
    from finbyte_desktop.services.proportion import proportion

    if args.start is None:
        raise UserError(
            'assets: with "weighting": "ai" and a list of assets, weights are found from the candles before '
            "the start of the run. Name its first day: --from.",
            "start_needed",
            "assets",
        )
    start = max(int(series.open_ns[0]) for _, series in markets)
    rows = {}
    for (market, _), (path, symbol) in zip(markets, named, strict=True):
        series, _ = load_candles(path, symbol, args.repair)
        rows[market.base] = closes_of_series(series.between(None, start - start % DAY_NS))
    assets = weighed_assets([str(one) for one in params["assets"]], markets[0][0].quote, rows)
    slippage = rate(args.slippage, "--slippage")
    costs = {market.base: float(market.fees.taker + slippage) for market, _ in markets}
    return proportion({asset: rows[asset] for asset in assets}, costs)


def _symbols(path: Path, assets: Collection[str]) -> list[str | None]:
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
