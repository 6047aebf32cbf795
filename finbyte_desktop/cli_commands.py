"""What the command line's options mean, and the commands that need no window."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finbyte_desktop.services.ports import BotPosition, FeedChoice, Market, PerpetualFiles

NS_PER_S = 1_000_000_000
HOUR_NS = 3_600 * NS_PER_S
DEMO_BEGINS_NS = 1_767_225_600 * NS_PER_S  # 2026-01-01: a replay of the demo market can be repeated
REPLAY_BATCH_NS = 50_000_000  # no window waits for the loop


def data_folder(given: Path | None) -> Path:
    """The chosen data folder, or the user's own."""
    if given is not None:
        return given
    from finbyte_desktop import paths

    return paths.locations().data


def feed_choice(args: argparse.Namespace) -> FeedChoice | None:
    """The feed that the options name; None when they name none."""
    from dataclasses import replace

    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.core.numbers import decimal_of
    from finbyte_desktop.services.ports import FeedChoice, FeedKind

    named = [n for n in ("demo", "candles", "capture") if getattr(args, n, None) is not None]
    if len(named) > 1:
        raise UserError(f"Choose one of --{' and --'.join(named)}.", "two_feeds")
    choice: FeedChoice | None = None
    if named == ["demo"]:
        choice = FeedChoice(FeedKind.DEMO, seed=args.demo)
    elif named == ["candles"]:
        choice = _candles(args)
    elif named == ["capture"]:
        choice = FeedChoice(FeedKind.CAPTURE, args.capture.resolve(), args.symbol)
    files = _perpetual_files(args)
    if files is not None and choice is not None and choice.files:
        raise UserError("Leverage tiers and fundings are for a replay of one file.", "perpetual_of_several")
    if files is not None:
        if choice is None or choice.path is None:
            raise UserError(
                "Leverage tiers and fundings are for a replay: name it with --candles or --capture. The demo "
                "market has its own.",
                "perpetual_without_replay",
            )
        choice = replace(choice, perpetual=files)
    if args.speed is not None:
        speed = None if args.speed == "max" else decimal_of(args.speed, "--speed")
        if speed is not None and not 0 < speed <= 100_000:
            raise UserError("--speed: a number above 0 up to 100000, or max.", "bad_speed")
        choice = replace(choice or FeedChoice(), speed=speed)
    return choice


def _candles(args: argparse.Namespace) -> FeedChoice:
    """A file of candles, or several of them together."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.feed_choice import several
    from finbyte_desktop.services.ports import CandleFile, FeedChoice, FeedKind

    paths = [path.resolve() for path in args.candles]
    if len(paths) == 1:
        return FeedChoice(FeedKind.CANDLES, paths[0], args.symbol)
    if args.symbol is not None:
        raise UserError(
            "--symbol is for one file. Several name their markets by their own names, such as BTCUSDT.csv.",
            "symbol_of_one_file",
        )
    return several([CandleFile(path) for path in paths], FeedChoice().speed)


def _perpetual_files(args: argparse.Namespace) -> PerpetualFiles | None:
    """The files of a replayed perpetual that the options name. Raises UserError where the tiers are missing:
    without them nobody could tell a liquidation.
    """
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.core.margin import LiquidationRule
    from finbyte_desktop.services.ports import PerpetualFiles

    given = {name: getattr(args, name, None) for name in ("leverage_tiers", "funding", "mark")}
    paths = {name: None if path is None else path.resolve() for name, path in given.items()}
    rule = getattr(args, "liquidation_rule", None)
    tiers = paths["leverage_tiers"]
    if tiers is None:
        named = [name for name, path in paths.items() if path is not None] + ["liquidation_rule"] * bool(rule)
        if named:
            option = named[0].replace("_", "-")
            raise UserError(
                f"--{option} needs --leverage-tiers FILE: without the maintenance table of the market nobody "
                "can tell when a position is liquidated.",
                "no_tiers",
            )
        return None
    rule = LiquidationRule.BINANCE if rule is None else LiquidationRule(rule)
    return PerpetualFiles(tiers, paths["funding"], paths["mark"], rule)


def read_params(path: Path) -> Mapping[str, Any]:
    """A JSON object whose numbers are read exactly; NaN and Infinity are refused."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.exact_json import read_json

    raw = read_json(path)
    if not isinstance(raw, dict):
        raise UserError(f"{path.name}: an object with parameters is needed.", "not_an_object")
    return raw


def write_json(path: Path, result: Mapping[str, Any]) -> None:
    """A result as a file. Raises Unavailable where that cannot be."""
    import orjson

    from finbyte_desktop.core.errors import Unavailable

    try:
        path.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.", "unwritable") from None


def export(args: argparse.Namespace) -> int:
    """`finbyte-desktop export`."""
    from sqlalchemy.exc import DatabaseError

    from finbyte_desktop.core.errors import Unavailable, UserError
    from finbyte_desktop.services.exports.tables import write_portions
    from finbyte_desktop.services.store.database import (
        FILE_NAME,
        FolderLock,
        open_database,
        open_to_read,
        unopened,
    )
    from finbyte_desktop.services.store.export_rows import export_rows
    from finbyte_desktop.services.store.proof import prove
    from finbyte_desktop.ui.words_decisions import decision

    basis = args.cost_basis
    if basis is not None and args.what != "fills":
        raise UserError("--cost-basis is for the export of fills.", "cost_basis_of_fills")
    folder = _account_folder(data_folder(args.data), args.account)
    if not (folder / FILE_NAME).exists():
        raise UserError(f"There is no FinByte data in {folder}.", "no_data")
    start, end = date_ns(args.start, "--from"), date_ns(args.end, "--to")
    try:
        lock = FolderLock(folder)
    except Unavailable:  # a window has it open: it wrote this file, so nothing is to be migrated
        lock = None
    try:
        database = open_to_read(folder) if lock is None else open_database(folder, prove)
        try:
            with database.engine.connect() as connection:
                rows = export_rows(connection, args.what, start, end, args.bot, basis, decision)
                count = write_portions(rows.columns, rows.total, rows.portions, args.format, args.out)
        except DatabaseError as error:
            raise unopened(database, error) from error
        finally:
            database.engine.dispose()
    finally:
        if lock is not None:
            lock.release()
    print(f"{count} rows written to {args.out}", file=sys.stderr)
    if args.account is None and (names := _names(data_folder(args.data))):
        known = ", ".join(names)
        print(f"These are those of the paper account. Others: {known} (--account NAME).", file=sys.stderr)
    return 0


def _names(folder: Path) -> list[str]:
    from finbyte_desktop.services.credentials import Credentials

    return [connection.name for connection in Credentials(folder).connections()]


def _account_folder(folder: Path, account: str | None) -> Path:
    """Where the database of an account is. Raises UserError for a name that is no connection's."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.credentials import Credentials
    from finbyte_desktop.services.shown_accounts import ACCOUNTS

    if account in (None, "paper"):
        return folder
    for connection in Credentials(folder).connections():
        if account in (connection.name, connection.id):
            return folder / ACCOUNTS / connection.id
    known = ", ".join(["paper", *_names(folder)])
    raise UserError(f"There is no connection {account}. Known: {known}.", "no_such_account")


def date_ns(text: str | None, name: str) -> int | None:
    """The first moment of a day in UTC. Raises UserError naming the option."""
    import datetime as dt

    from finbyte_desktop.core.errors import UserError

    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{name}: {text} is not a date like 2026-01-31.", "not_a_date") from None
    moment = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    return int(moment.timestamp()) * NS_PER_S


def replay(args: argparse.Namespace) -> int:
    """`finbyte-desktop replay`."""
    return asyncio.run(_replay(args))


def _market(markets: Sequence[Market], named: str | None, bot: str) -> Market:
    """The market of this name, or the first one that the bot can trade. Raises UserError."""
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.services.kinds.registry import kind_of

    on_perpetuals = kind_of(bot).on_perpetuals
    fits = [m for m in markets if (m.perpetual is not None) is on_perpetuals] or markets
    symbols = {m.id: m.id.partition(":")[2] for m in markets}
    named_so = [m for m in markets if named in (m.id, symbols[m.id])]
    wanted = named_so or [m for m in fits if named in (None, f"{m.base}/{m.quote}")]
    if not wanted:
        known = ", ".join(symbols.values())
        raise UserError(f"This feed has no market {named}; it has {known}.", "no_such_market")
    return wanted[0]


def _position(held: BotPosition) -> dict[str, Any]:
    """A position as JSON, decimals as text."""
    from decimal import Decimal

    from finbyte_desktop.core.numbers import plain

    rows = {name: getattr(held, name) for name in held.__slots__}
    return {name: plain(value) if isinstance(value, Decimal) else value for name, value in rows.items()}


async def _replay(args: argparse.Namespace) -> int:
    import tempfile
    from dataclasses import replace

    from finbyte_desktop.cli_backtest import positive, tell_written
    from finbyte_desktop.cli_basket import wants_weights, with_weights
    from finbyte_desktop.core.events import Policy
    from finbyte_desktop.core.numbers import plain
    from finbyte_desktop.services.desk import PaperDesk
    from finbyte_desktop.services.ports import FeedChoice

    choice = feed_choice(args) or FeedChoice()
    if args.speed is None:
        choice = replace(choice, speed=None)
    wanted_ns = max(int(positive(args.hours, "--hours") * HOUR_NS), 1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.data or Path(scratch)
        desk = await PaperDesk.open(folder, choice, demo_begins_ns=DEMO_BEGINS_NS)
        try:
            markets = desk.markets()
            market = _market(markets, args.market, args.bot)
            params: Mapping[str, Any] = (
                desk.suggest(args.bot, market.id) if args.params is None else read_params(args.params)
            )
            if wants_weights(params):
                params = with_weights(params, await desk.ai_proportion(market.id, params["assets"]))
            bot = await desk.create_bot(args.bot, market.id, params, Policy.AUTOMATIC, True)
            start = desk.health().feed.now_ns or 0
            desk.feed_until(start + wanted_ns)
            desk.start(REPLAY_BATCH_NS)
            told = 0
            while not desk.feed_is_over():
                await asyncio.sleep(0.02)
                passed = (desk.health().feed.now_ns or 0) - start
                if (tenths := 10 * passed // wanted_ns) > told:
                    told = tenths
                    print(f"{10 * told} %: {passed // HOUR_NS} h of market time", file=sys.stderr)
            await desk.settle()
            detail = desk.detail(bot)
            card = detail.card
            result: dict[str, Any] = {
                "market": market.id,
                "params": dict(detail.params),
                "state": card.state.value,
                "investment": plain(card.investment),
                "total_profit": None if card.total_profit is None else plain(card.total_profit),
                "grid_profit": plain(card.grid_profit),
                "round_trips": card.trips,
                "fills": len(desk.history_fills(bot)),
                "ties_out": detail.ties_out,
            }
            if card.position is not None:
                result["position"] = _position(card.position)
        finally:
            await desk.close("keep")
    if args.json is not None:
        write_json(args.json, result)
        tell_written(args.json, result["total_profit"], market.quote)
    else:
        print(json.dumps(result, indent=1))
    return 0
