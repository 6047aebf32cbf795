"""Read models and doors of the trader's own strategies: files, what runs of them, and their backtests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.shown_markets import CandleArrays


@dataclass(frozen=True, slots=True)
class StrategyFile:
    """One file. `stamp` changes whenever its content may have; an example is only read."""

    path: Path
    stamp: tuple[int, int]
    is_example: bool = False

    @property
    def name(self) -> str:
        """Its name with the ending."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class StrategyText:
    """What a file holds, and its digest; `wrong` says why that can be shown in no editor, and `text` is empty
    then.
    """

    text: str
    digest: str
    wrong: UserError | None = None


@dataclass(frozen=True, slots=True)
class StrategyDraft:
    """Work that was not saved: the text, and the digest of the file that it was made from."""

    text: str
    made_from: str


@dataclass(frozen=True, slots=True)
class StrategyBot:
    """A bot that runs a file. `loaded` is the digest of the code that runs, empty while no process is there;
    `changed` names the other files that it imports and that hold something else by now; `heard` counts its
    callbacks.
    """

    bot: str
    name: str
    file: Path
    market: str
    state: BotState
    reason: str
    loaded: str = ""
    heard: int = 0
    changed: tuple[str, ...] = ()


class StrategyLine(NamedTuple):
    """A line that a strategy wrote, or that tells of it. `ns` is market time, 0 before its start."""

    ns: int
    level: str
    text: str


class StrategyFill(NamedTuple):
    """One trade of a backtest."""

    ns: int
    side: Side
    price: Decimal
    qty: Decimal


@dataclass(frozen=True, slots=True)
class StrategyResult:
    """A backtest of a strategy. Money is quote, ratios are fractions; `candles` are for painting and may be
    fewer and longer than those that were walked. `failure` is what ended the strategy, if anything did.
    """

    file: Path
    market: str
    candles_walked: int
    from_ns: int
    to_ns: int
    investment: Decimal
    total: Decimal
    total_ratio: Decimal | None
    drawdown: Decimal
    drawdown_ratio: Decimal | None
    trips: int
    versus_holding: Decimal
    fees: Mapping[str, Decimal]
    fills: Sequence[StrategyFill]
    candles: CandleArrays
    callbacks: int
    lines: Sequence[StrategyLine]
    lines_left_out: int
    failure: str


class StrategyFiles(Protocol):
    """The trader's files and the examples. Raises UserError (a name, a file in use, no such file) or
    Unavailable (the disk); nothing is half done then.
    """

    @property
    def folder(self) -> Path: ...
    def own(self) -> Sequence[StrategyFile]: ...
    def examples(self) -> Sequence[StrategyFile]: ...
    def read(self, file: Path) -> StrategyText: ...
    def look(self, file: Path) -> StrategyText: ...  # also at one that no editor shows
    def save(self, file: Path, text: str) -> str: ...  # the digest of what is there now
    def create(self, name: str, text: str) -> Path: ...
    def rename(self, file: Path, name: str) -> Path: ...
    def delete(self, file: Path) -> None: ...
    def draft(self, file: Path) -> StrategyDraft | None: ...
    def keep_draft(self, file: Path, draft: StrategyDraft) -> None: ...
    def drop_draft(self, file: Path) -> None: ...


class OwnStrategies(Protocol):
    """What the window does with strategies of the trader's own on one desk."""

    @property
    def files(self) -> StrategyFiles: ...
    @property
    def runs_here(self) -> bool: ...  # bots of this account can run a strategy
    def bots(self) -> Sequence[StrategyBot]: ...  # the newest first, ended ones too
    def log(self, bot: str) -> Sequence[StrategyLine]: ...  # since FinByte started, oldest first
    async def check(self, file: Path, text: str) -> None: ...  # reads it and runs nothing; raises UserError
    async def reload(self, bot: str) -> None: ...
    async def backtest(
        self,
        file: Path,
        market: str,
        params: Mapping[str, Any],
        days: int,  # of what is loaded; or the whole of a file:
        candles: Path | None,
        progress: Callable[[int, int], bool],  # called on another thread; True ends it
    ) -> StrategyResult: ...
