"""Baskets to begin with, as data: their assets, and what those did in the last days on the feed of now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.paths import resources_folder
from finbyte_desktop.services.ports import Desk, Market
from finbyte_desktop.ui import format as fmt

HOUR_NS = 3_600_000_000_000
SPANS_H = (24, 7 * 24, 30 * 24)
LEAST_ASSETS = 2
Moves = tuple[float | None, ...]
NOTHING: Moves = (None, None, None)
NAMES: Mapping[str, str] = {
    "majors": QT_TRANSLATE_NOOP("Presets", "The large four"),
    "two_halves": QT_TRANSLATE_NOOP("Presets", "Bitcoin and Ether"),
    "platforms": QT_TRANSLATE_NOOP("Presets", "Platforms"),
    "payments": QT_TRANSLATE_NOOP("Presets", "Payments"),
    "nse_five": QT_TRANSLATE_NOOP("Presets", "Five Indian shares"),
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a basket did on a recording that is not here: its days (as 2022-02-28), and the returns over the
    last 24 hours, 7 and 30 days of it.
    """

    first_day: str
    last_day: str
    returns: Moves


@dataclass(frozen=True, slots=True)
class Preset:
    """A basket with its assets that are traded here, those that are not, and its returns over 24 hours, 7 and
    30 days of the prices that are here (fractions, for reading only; None where the candles do not reach
    back). `quote` is the currency that it is priced in, empty for any.
    """

    key: str
    weighting: str
    assets: tuple[str, ...]
    missing: tuple[str, ...]
    returns: Moves
    quote: str = ""
    recorded: Recorded | None = None

    @property
    def is_here(self) -> bool:
        """Whether a bot can begin with it: at least two of its assets are traded here."""
        return len(self.assets) >= LEAST_ASSETS

    @property
    def name(self) -> str:
        """Its name in the window's language."""
        source = NAMES.get(self.key)
        return QCoreApplication.translate("Presets", source) if source else self.key

    @property
    def text(self) -> str:
        """Name, assets and returns in one line; of one that is not here, what a recording says, with its
        end.
        """
        assets = ", ".join(self.assets if self.is_here else (*self.assets, *self.missing))
        told, until = self.returns, ""
        if self.recorded is not None and not any(part is not None for part in told):
            told = self.recorded.returns
            until = QCoreApplication.translate("Presets", "until {day}").format(day=self.recorded.last_day)
        figures = "  ".join(
            fmt.ABSENT if part is None else fmt.percent(Decimal(repr(round(part, 4))), 1, sign=True)
            for part in told
        )
        return "   ".join(part for part in (f"{self.name}: {assets}", figures, until) if part)

    @property
    def lack(self) -> str:
        """What of it the prices of now do not have; empty where all of it is here."""
        if not self.missing:
            return ""
        translate, names = QCoreApplication.translate, ", ".join(self.missing)
        quote = self.quote or translate("Presets", "one currency")
        if self.is_here:
            text = translate("Presets", "Not among the prices of now, and left out: {assets}.")
        else:
            text = translate("Presets", "{name}: prices of {assets} in {quote} are needed, and are not here.")
        said = text.format(name=self.name, assets=names, quote=quote)
        if self.recorded is None or self.is_here:
            return said
        days = translate("Presets", "Its returns are those of a recording from {first} to {last}.")
        return f"{said} {days.format(first=self.recorded.first_day, last=self.recorded.last_day)}"


@lru_cache(maxsize=1)
def _data() -> dict[str, object]:
    found: dict[str, object] = json.loads(
        (resources_folder() / "presets" / "baskets.json").read_text("utf-8")
    )
    return found


def _rows() -> list[dict[str, Any]]:
    rows = _data()["baskets"]
    assert isinstance(rows, list)
    return rows


def wanted(markets: Sequence[Market]) -> list[Market]:
    """The markets whose past is told."""
    named = {(asset, row.get("quote")) for row in _rows() for asset in row["assets"]}
    return [one for one in markets if {(one.base, None), (one.base, one.quote)} & named]


def presets(markets: Sequence[Market], moves: Mapping[str, Moves]) -> list[Preset]:
    """All of them, those first that can be taken on these markets of one quote asset. `moves` are what is
    known of the past of their markets.
    """
    found = []
    for row in _rows():
        quote = row.get("quote", "")
        here = {market.base: market for market in markets if quote in ("", market.quote)}
        assets = tuple(asset for asset in row["assets"] if asset in here)
        missing = tuple(asset for asset in row["assets"] if asset not in here)
        past = [moves.get(here[asset].id, NOTHING) for asset in assets]
        returns = tuple(_together([one[place] for one in past]) for place in range(len(SPANS_H)))
        found.append(
            Preset(
                row["key"], row["weighting"], assets, missing, returns, quote, _recorded(row.get("recorded"))
            )
        )
    return sorted(found, key=lambda one: not one.is_here)


def _recorded(row: Mapping[str, Any] | None) -> Recorded | None:
    return None if row is None else Recorded(row["from"], row["to"], tuple(row["returns"]))


def _together(parts: Sequence[float | None]) -> float | None:
    """What equal parts of all did."""
    known = [part for part in parts if part is not None]
    return sum(known) / len(known) if known and len(known) == len(parts) else None


def moved(desk: Desk, market: Market) -> Moves:
    """What a price did over each span up to the end of its last candle, whatever the candles' length."""
    bars = desk.candles(market.id, HOUR_NS, SPANS_H[-1] + 2)
    if not len(bars.close):
        return NOTHING
    ends = bars.open_ns + bars.interval_ns
    found: list[float | None] = []
    for span in SPANS_H:
        before = int(ends.searchsorted(int(ends[-1]) - span * HOUR_NS, side="right")) - 1
        first = float(bars.close[before]) if before >= 0 else 0.0
        found.append(float(bars.close[-1]) / first - 1.0 if first else None)
    return tuple(found)
