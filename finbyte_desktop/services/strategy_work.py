"""The trader's own strategies for the window: their files, the bots that run them, reading and backtests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.bots.own_strategy_params import checked
from finbyte_desktop.bots.registry import OWN_STRATEGY
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.backtest import BacktestRequest
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.quick_backtest import shown_candles
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.shown_strategies import (
    StrategyBot,
    StrategyFill,
    StrategyLine,
    StrategyResult,
)
from finbyte_desktop.services.strategy_files import MOST_BYTES, StrategyFiles, digest_of
from finbyte_desktop.services.strategy_host import trial
from finbyte_desktop.services.strategy_host.host import StrategyHost

Progress = Callable[[int, int], bool]


class StrategyWork:
    """Implements `ports.OwnStrategies`. `host` is None where bots of this account run no strategies."""

    def __init__(
        self,
        data: Path,
        examples: Path | None,
        entries: Callable[[], Iterable[BotEntry]],
        host: StrategyHost | None,
        series: Callable[[str, int], Awaitable[CandleSeries]],
        market: Callable[[str], tuple[Instrument, Decimal]],
    ) -> None:
        self._entries, self._host, self._series, self._market = entries, host, series, market
        self._files = StrategyFiles(data, examples, self._user)
        self._digests: dict[Path, tuple[tuple[int, int], str]] = {}

    @property
    def files(self) -> StrategyFiles:
        """The trader's files and the examples."""
        return self._files

    @property
    def runs_here(self) -> bool:
        """Whether bots of this account can run a strategy."""
        return self._host is not None

    # --- bots -------------------------------------------------------------------------------------

    def bots(self) -> Sequence[StrategyBot]:
        """Those that run a file or did, the newest first."""
        return [self._shown(entry) for entry in reversed(self._own())]

    def _own(self) -> list[BotEntry]:
        return [entry for entry in self._entries() if entry.type == OWN_STRATEGY]

    def _shown(self, entry: BotEntry) -> StrategyBot:
        life = None if self._host is None else self._host.lives.get(entry.id)
        return StrategyBot(
            entry.id,
            entry.name,
            Path(entry.params["strategy"]),
            entry.market,
            entry.state,
            entry.reason,
            "" if life is None else life.digest,
            0 if life is None else life.told,
            () if life is None else tuple(self._changed(life.parts)),
        )

    def _changed(self, parts: Mapping[Path, str]) -> Iterable[str]:
        """The names of those that hold something else than when they were imported, or are gone."""
        return (file.name for file, digest in parts.items() if self._digest(file) != digest)

    def _digest(self, file: Path) -> str:
        """Of a file as it is now, read again when its stamp is another; empty where it is gone."""
        try:
            about = file.stat()
            stamp = (about.st_mtime_ns, about.st_size)
            kept = self._digests.get(file)
            if not file.is_file() or about.st_size > MOST_BYTES:
                return ""
            if kept is None or kept[0] != stamp:
                kept = self._digests[file] = (stamp, digest_of(file.read_bytes()))
        except OSError:
            return ""
        return kept[1]

    def _user(self, file: Path) -> str:
        """The name of a bot that lives on a file, as its strategy or as a part of that."""
        lives = (one for one in self._own() if one.state not in ENDED_BOTS)
        return next((one.name for one in lives if file in self._of(one)), "")

    def _of(self, entry: BotEntry) -> Iterable[Path]:
        life = None if self._host is None else self._host.lives.get(entry.id)
        return (Path(entry.params["strategy"]), *(() if life is None else life.parts))

    def log(self, bot: str) -> Sequence[StrategyLine]:
        """What it wrote since FinByte was started, oldest first."""
        return [] if self._host is None else [StrategyLine(*row) for row in self._host.log(bot)]

    async def reload(self, bot: str) -> None:
        """Takes its file anew; the old code goes on where that cannot be read. Raises UserError."""
        if self._host is None:
            raise UserError("The strategy does not run.", "strategy_off")
        await self._host.reload(bot)

    # --- reading and running ----------------------------------------------------------------------

    async def check(self, file: Path, text: str) -> None:
        """Reads a text in a process of its own. Raises UserError with the line at fault."""
        await asyncio.to_thread(trial.look, file, text)

    async def backtest(
        self,
        file: Path,
        market: str,
        params: Mapping[str, Any],
        days: int,
        candles: Path | None,
        progress: Progress,
    ) -> StrategyResult:
        """Runs it on what is loaded of a market, or with its steps and fees on a file. Raises UserError."""
        i, slippage = self._market(market)
        given = {name: value for name, value in params.items() if value is not None}
        raw = checked({**given, "strategy": str(file)}, i).raw
        series = await self._series(market, days) if candles is None else await _of_file(candles)
        request = BacktestRequest(OWN_STRATEGY, raw, i, series, slippage)
        document = await asyncio.to_thread(trial.run, request, file, progress)
        return result_of(document, file, market, series)


async def _of_file(candles: Path) -> CandleSeries:
    series, _ = await asyncio.to_thread(load_candles, candles)
    return series


def result_of(document: Mapping[str, Any], file: Path, market: str, series: CandleSeries) -> StrategyResult:
    """What the document of a run says, for the window."""
    stats, told = document["stats"], document["strategy"]
    failure = told["failure"]
    return StrategyResult(
        file=file,
        market=market,
        candles_walked=document["candles"],
        from_ns=document["from_ns"],
        to_ns=document["to_ns"],
        investment=Decimal(document["investment"]),
        total=Decimal(document["total_profit"]),
        total_ratio=_decimal(stats["total_profit_ratio"]),
        drawdown=Decimal(document["max_drawdown"]),
        drawdown_ratio=_decimal(stats["max_drawdown_ratio"]),
        trips=document["round_trips"],
        versus_holding=Decimal(stats["versus_holding"]),
        fees={asset: Decimal(amount) for asset, amount in document["fees"].items()},
        fills=[
            StrategyFill(row["ts_ns"], Side(row["side"]), Decimal(row["price"]), Decimal(row["qty"]))
            for row in document["fills"]
        ],
        candles=shown_candles(series),
        callbacks=told["callbacks"],
        lines=[StrategyLine(row["ns"], row["level"], row["text"]) for row in told["log"]],
        lines_left_out=told["log_left_out"],
        failure="" if failure is None else failure["text"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
