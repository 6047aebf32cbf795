"""From a person's choice of prices to a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.margin import LiquidationRule
from finbyte_desktop.services import ports
from finbyte_desktop.services.feeds import CandleItem, Feed
from finbyte_desktop.services.venues.perpetual_replay import check_files

REPLAYS = (ports.FeedKind.CANDLES, ports.FeedKind.CAPTURE)
PERPETUAL = "perpetual:"  # begins the key of a replay with files of a perpetual
SEVERAL = "several:"  # begins the key of a feed of several candle files


def several(
    files: Sequence[ports.CandleFile], speed: Decimal | None, begin_ns: int | None = None
) -> ports.FeedChoice:
    """The choice of several candle files as one feed."""
    return ports.FeedChoice(
        ports.FeedKind.CANDLES, files[0].path, speed=speed, files=tuple(files), begin_ns=begin_ns
    )


def feed_key(choice: ports.FeedChoice) -> str:
    """The name under which a feed's position is kept."""
    if choice.kind is ports.FeedKind.DEMO:
        return f"demo:{choice.seed}"
    if choice.files:  # in whatever order they were chosen
        rows = sorted([str(one.path), one.symbol or "", one.market or ""] for one in choice.files)
        return SEVERAL + orjson.dumps([choice.begin_ns, rows]).decode()
    if choice.perpetual is not None:
        files = choice.perpetual
        paths = [None if p is None else str(p) for p in (files.tiers, files.funding, files.mark)]
        row = [choice.kind.value, str(choice.path), choice.symbol, *paths, files.rule.value]
        return PERPETUAL + orjson.dumps(row).decode()
    return f"{choice.kind.value}:{choice.path}:{choice.symbol or ''}"


def choice_of(key: str, speed: Decimal | None) -> ports.FeedChoice:
    """The choice that a position was kept for."""
    if key.startswith(PERPETUAL):
        name, file, symbol, *paths, rule = orjson.loads(key.removeprefix(PERPETUAL))
        tiers, funding, mark = (None if p is None else Path(p) for p in paths)
        assert tiers is not None
        files = ports.PerpetualFiles(tiers, funding, mark, LiquidationRule(rule))
        return ports.FeedChoice(ports.FeedKind(name), Path(file), symbol, speed, perpetual=files)
    if key.startswith(SEVERAL):
        begin_ns, rows = orjson.loads(key.removeprefix(SEVERAL))
        named = [
            ports.CandleFile(Path(path), symbol or None, market or None) for path, symbol, market in rows
        ]
        return several(named, speed, begin_ns)
    kind, _, rest = key.partition(":")
    if kind == ports.FeedKind.DEMO:
        return ports.FeedChoice(speed=speed, seed=int(rest))
    parts = rest.split(":")
    cuts = [(":".join(parts[:n]), ":".join(parts[n:])) for n in range(len(parts) - 1, 0, -1)]
    # paths and symbols may hold a colon both ("C:\\...", "BTC/USDT:USDT"): the file that is there tells
    path, symbol = next((cut for cut in cuts if Path(cut[0]).exists()), cuts[0])
    return ports.FeedChoice(ports.FeedKind(kind), Path(path), symbol or None, speed)


def check_file(choice: ports.FeedChoice) -> None:
    """Raises UserError when a file of a choice is not there."""
    for path in choice.paths:
        if not path.exists():
            raise _no_such_file(path)
    if choice.perpetual is not None:
        check_files(choice.perpetual)


def _no_such_file(path: Path) -> UserError:
    return UserError(f"There is no file {path}. Nothing was run; check its name.", "no_such_file", "path")


def make_feed(choice: ports.FeedChoice, start_ns: int) -> Feed:
    """The feed of a choice. Raises UserError when its file cannot be used."""
    if choice.kind is ports.FeedKind.DEMO:
        from finbyte_desktop.services.venues.demo_market import DemoMarket

        return DemoMarket(choice.seed, start_ns)
    if choice.path is None:
        raise UserError("Choose a file to replay.", "no_file", "path")
    if choice.files:
        from finbyte_desktop.services.venues.candle_files import CandleFiles

        check_file(choice)
        return CandleFiles(choice.files, choice.begin_ns)
    if choice.perpetual is not None:
        check_files(choice.perpetual)
    if choice.path.is_dir():
        from finbyte_desktop.services.recording_replay import RecordingReplay

        return RecordingReplay(choice.path)
    from finbyte_desktop.services.venues.replay import CandleReplay, CaptureReplay

    if choice.kind is ports.FeedKind.CANDLES:
        return CandleReplay(choice.path, choice.symbol, perpetual=choice.perpetual)
    return CaptureReplay(choice.path, perpetual=choice.perpetual)


def goes_on(choice: ports.FeedChoice, saved: Mapping[str, Any]) -> bool:
    """Whether a saved position lies in the feed of a choice: the same markets, times and prices."""
    feed = make_feed(choice, 0)
    if not set(saved["walks"]) <= {i.id for i in feed.instruments()}:
        return False
    try:
        feed.seek(saved["cursor"])
    except UserError:
        return False
    if choice.files:
        from finbyte_desktop.services.venues.candle_files import CandleFiles, points_of

        return isinstance(feed, CandleFiles) and feed.goes_on(points_of(saved))
    if choice.kind is not ports.FeedKind.CANDLES:
        return True  # its items have times of their own; candles begin at the same minutes everywhere
    given = saved["cursor"]["given"]
    for walk in saved["walks"].values():
        points = [decode(point) for point in walk["walk"]["points"]]
        feed.seek({"given": given - 1, "past": given - 1, "next_ns": points[0][0] if points else None})
        item = feed.next()
        if not isinstance(item, CandleItem):
            return False
        candle = item.candle
        if not {price for _, price in points} <= {candle.open, candle.high, candle.low, candle.close}:
            return False
    return True


def symbols_to_choose(path: Path, kind: ports.FeedKind) -> list[str]:
    """The symbols of a candle file; a recording plays all of its own, so there is nothing to choose.

    Raises UserError for a file that cannot be replayed as this kind: "not_candles" for a recording,
    "not_a_recording" for candles, "not_prices" for neither.
    """
    if kind is ports.FeedKind.DEMO:
        return []
    if not path.exists():
        raise _no_such_file(path)
    if kind is ports.FeedKind.CANDLES:
        symbols = _candle_symbols(path)
        if symbols is not None:
            return symbols
        if _is_recording(path):
            raise UserError(f"{path.name} is a recording, it holds no candles.", "not_candles", "path")
    else:
        if _is_recording(path):
            return []
        if _candle_symbols(path) is not None:
            raise UserError(f"{path.name} holds candles, it is no recording.", "not_a_recording", "path")
    raise UserError(
        f"{path.name} holds neither candles nor a recording that can be read.", "not_prices", "path"
    )


def file_is_at_fault(choice: ports.FeedChoice) -> bool:
    """Whether the file of prices that a choice names is not there or cannot be replayed."""
    if choice.path is None:
        return False
    alone = replace(choice, perpetual=None)
    try:
        check_file(alone)
        make_feed(alone, 0)
    except UserError:
        return True
    return False


def with_file(choice: ports.FeedChoice, path: Path) -> ports.FeedChoice:
    """The choice with another file, as what it is: candles or a recording. A symbol stays where the file
    holds it. Of several files it takes the place of the one that is not there.
    """
    gone = next((one for one in choice.paths if not one.exists()), None)
    if choice.files and gone is not None:
        files = [replace(one, path=path) if one.path == gone else one for one in choice.files]
        return replace(choice, path=files[0].path, files=tuple(files))
    choice = replace(choice, files=(), begin_ns=None)
    for kind in (choice.kind, *(one for one in REPLAYS if one is not choice.kind)):
        try:
            symbols = symbols_to_choose(path, kind)
        except UserError:
            continue
        symbol = None if kind is ports.FeedKind.CAPTURE else choice.symbol
        if symbols and symbol not in symbols:
            symbol = symbols[0]
        return replace(choice, path=path, kind=kind, symbol=symbol)
    return replace(choice, path=path)  # opening it says what is wrong


def _candle_symbols(path: Path) -> list[str] | None:
    """None for a file without candles."""
    from finbyte_desktop.services.candles import symbols_in

    try:
        return symbols_in(path)
    except UserError:
        return None


def _is_recording(path: Path) -> bool:
    if path.is_dir():
        from finbyte_desktop.services.recording_frames import read_about

        try:
            read_about(path)
        except UserError:
            return False
        return True
    from finbyte_desktop.services.venues.replay import CaptureReplay

    try:
        CaptureReplay(path)
    except UserError:
        return False
    return True
