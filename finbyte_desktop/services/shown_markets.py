"""Read models of markets and feeds. Frozen, free of Qt; units as in `ports`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from finbyte_desktop.core.margin import LiquidationRule, Perpetual

if TYPE_CHECKING:  # the first window needs neither the arrays nor their package
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


PAPER_START = Decimal(50_000)  # virtual money in each quote asset that the paper account never held


class FeedKind(StrEnum):
    """Where prices come from."""

    DEMO = "demo"
    CANDLES = "candles"
    CAPTURE = "capture"


@dataclass(frozen=True, slots=True)
class PerpetualFiles:
    """Files beside a replay that make its market a perpetual: the leverage tiers, the fundings and the mark
    prices at which those are paid. `rule` says whose formula tells the liquidation price.
    """

    tiers: Path
    funding: Path | None = None
    mark: Path | None = None
    rule: LiquidationRule = LiquidationRule.BINANCE


@dataclass(frozen=True, slots=True)
class CandleFile:
    """One market of a feed of several files: its file, its symbol in a file that holds several, and the name
    of its market (such as "BTC/USDT") where the file does not tell it.
    """

    path: Path
    symbol: str | None = None
    market: str | None = None


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """A feed as a person chooses it. `path` is for the two replays, `perpetual` for those of a perpetual.

    `speed` 1 is real time, 10 ten times that, None as fast as it goes. `files` are the markets of a feed of
    several candle files, empty for every other feed; `path` is then the first one's. It begins at `begin_ns`
    or later, None: where all of them have begun.
    """

    kind: FeedKind = FeedKind.DEMO
    path: Path | None = None
    symbol: str | None = None
    speed: Decimal | None = Decimal(10)
    seed: int = 1
    perpetual: PerpetualFiles | None = None
    files: tuple[CandleFile, ...] = ()
    begin_ns: int | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Its files of prices, each once, in their order."""
        if self.files:
            return tuple(dict.fromkeys(file.path for file in self.files))
        return () if self.path is None else (self.path,)


@dataclass(frozen=True, slots=True)
class FileSpan:
    """One market of a feed of several files: from its first candle to the end of its last one, ns UTC."""

    market: str
    path: Path
    first_ns: int
    end_ns: int
    interval_ns: int


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """What a feed of several files would play: from when to when, ns UTC, and what each file has. It could
    begin at `earliest_ns`: there all have begun.
    """

    start_ns: int
    end_ns: int
    earliest_ns: int
    quote: str
    spans: tuple[FileSpan, ...]


class PaperFees(StrEnum):
    """In which asset the paper account takes its fees: as the venue does whose prices are played, or always
    in quote, or a buy's in the coin bought and a sell's in quote.
    """

    VENUE = "venue"
    QUOTE = "quote"
    COIN = "base"


@dataclass(frozen=True, slots=True)
class PaperFills:
    """How the paper account fills orders.

    `slippage` is the fraction by which a market order fills worse, `delay_ms` the way to the venue in market
    time, `part` the fraction of an order that one touch of its price fills (None: all of it).
    """

    slippage: Decimal = Decimal(0)
    delay_ms: int = 0
    part: Decimal | None = None
    fees: PaperFees = PaperFees.VENUE


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """The feed as it runs. `age_ns` is the time since the last message; `position` and `length` of a replay
    0..1. `problem` says why the feed of the choice is not there at all: `reason` is then "feed_missing" or
    "feed_unreadable". `bots` counts those that live on it, once it has `finished`: it cannot begin anew
    under them. `stand_in` is the currency that stands for the one of a file which names none; else empty.
    `missing` is the file that is not there, where the choice names several.
    """

    choice: FeedChoice
    label: str
    running: bool
    paused: bool
    fresh: bool
    reason: str
    age_ns: int | None
    now_ns: int | None
    position: float | None
    finished: bool
    problem: str = ""
    bots: int = 0
    stand_in: str = ""
    missing: Path | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """One market that can be traded now. `change_24h` is a fraction.

    `fee_asset` is "quote" (both sides pay quote), "base" (a buy pays in the coin bought) or a third asset.
    `stale_ns` is how old `last` is, None while it is fresh. `perpetual` has the margin and the fundings of a
    linear perpetual; None for a spot market.
    """

    id: str
    base: str
    quote: str
    venue: str
    tick: Decimal
    lot: Decimal
    min_qty: Decimal
    min_notional: Decimal
    price_places: int
    qty_places: int
    fee_maker: Decimal
    fee_taker: Decimal
    last: Decimal | None
    change_24h: Decimal | None
    last_ns: int | None
    fee_asset: str = "quote"
    stale_ns: int | None = None
    perpetual: Perpetual | None = None


@dataclass(frozen=True, slots=True)
class CandleArrays:
    """Candles for a chart, floats for painting only."""

    interval_ns: int
    open_ns: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats


@dataclass(frozen=True, slots=True)
class BookRow:
    """Shown depth at one price."""

    price: Decimal
    bid_qty: Decimal | None
    ask_qty: Decimal | None
