"""Strategies of the trader's own for the window's tests: real files in a folder, nothing that runs."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services import ports as p
from finbyte_desktop.services.strategy_files import StrategyFiles

D = Decimal
MINUTE_NS = 60_000_000_000


class FakeStrategies:
    """Implements `ports.OwnStrategies`. `fail_with` is raised by the next command, `shown` are its bots."""

    def __init__(self, folder: Path, examples: Path | None, desk: Any, *, runs_here: bool = True) -> None:
        self.desk = desk
        self.runs_here = runs_here
        self.shown: list[p.StrategyBot] = []
        self.lines: dict[str, list[p.StrategyLine]] = {}
        self.fail_with: Exception | None = None
        self.steps = 4
        self.checked: list[str] = []
        self.candles: list[Path | None] = []
        self.result: p.StrategyResult | None = None
        self._files = StrategyFiles(folder, examples, self._user)

    @property
    def files(self) -> StrategyFiles:
        return self._files

    def _user(self, file: Path) -> str:
        return next((bot.name for bot in self.bots() if bot.file == file and bot.loaded), "")

    def bots(self) -> Sequence[p.StrategyBot]:
        self.desk._read()
        return self.shown

    def log(self, bot: str) -> Sequence[p.StrategyLine]:
        return self.lines.get(bot, [])

    async def check(self, file: Path, text: str) -> None:
        self.checked.append(text)
        try:
            ast.parse(text)
        except SyntaxError as error:
            told = f"{file.name}, line {error.lineno}: {error.msg}."
            raise UserError(told, "strategy_syntax", "strategy") from None
        if "class Trading" not in text:
            told = f"{file.name}: it defines no class Trading(Link)."
            raise UserError(told, "strategy_class", "strategy")

    async def reload(self, bot: str) -> None:
        self.desk._command("reload", bot)
        self.shown = [
            replace(one, loaded=self.files.read(one.file).digest) if one.bot == bot else one
            for one in self.shown
        ]

    async def backtest(
        self,
        file: Path,
        market: str,
        params: Mapping[str, Any],
        days: int,
        candles: Path | None,
        progress: Callable[[int, int], bool],
    ) -> p.StrategyResult:
        self.desk._command("backtest", file.name, market, dict(params), days)
        self.candles.append(candles)
        for step in range(self.steps):
            await asyncio.sleep(0.001)
            if progress(step + 1, self.steps):
                raise UserError("Cancelled.", "cancelled")
        return self.result or a_result(self.desk, file, market)


def a_result(desk: Any, file: Path, market: str) -> p.StrategyResult:
    """Six trades on the candles that the fake desk has."""
    candles = desk.candles(market, 15 * MINUTE_NS, 400)
    at = (40, 90, 150, 210, 280, 350)
    fills = [
        p.StrategyFill(
            int(candles.open_ns[n]),
            Side.BUY if turn % 2 == 0 else Side.SELL,
            D(f"{candles.close[n]:.1f}"),
            D("0.0115"),
        )
        for turn, n in enumerate(at)
    ]
    lines = [
        p.StrategyLine(fill.ns, "info", f"sold at {fill.price}") for fill in fills if fill.side is Side.SELL
    ]
    lines.append(p.StrategyLine(fills[-1].ns, "warning", f"{file.name}, line 12: the average is old"))
    return p.StrategyResult(
        file=file, market=market, candles_walked=6_000,
        from_ns=int(candles.open_ns[0]), to_ns=int(candles.open_ns[-1]) + 15 * MINUTE_NS,
        investment=D(1000), total=D("38.214"), total_ratio=D("0.038214"), drawdown=D("21.5"),
        drawdown_ratio=D("0.0213"), trips=3, versus_holding=D("-4.73"), fees={"USDT": D("5.38")},
        fills=fills, candles=candles, callbacks=24_011, lines=lines, lines_left_out=0, failure="",
    )  # fmt: skip
