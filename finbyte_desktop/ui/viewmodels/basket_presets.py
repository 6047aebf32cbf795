"""Baskets to begin with, as data: their assets, and what those did in the last days on the feed of now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A basket with its assets that are traded here, and its returns over 24 hours, 7 and 30 days (fractions,
    for reading only; None where the candles do not reach back).
    """

    key: str
    weighting: str
    assets: tuple[str, ...]
    missing: tuple[str, ...]
    returns: tuple[float | None, ...]

    @property
    def name(self) -> str:
        """Its name in the window's language."""
        source = NAMES.get(self.key)
        return QCoreApplication.translate("Presets", source) if source else self.key

    @property
    def text(self) -> str:
        """Name, assets and returns in one line."""
        figures = "  ".join(
            fmt.ABSENT if part is None else fmt.percent(Decimal(repr(round(part, 4))), 1, sign=True)
            for part in self.returns
        )
        return f"{self.name}: {', '.join(self.assets)}   {figures}"


@lru_cache(maxsize=1)
def _data() -> dict[str, object]:
    found: dict[str, object] = json.loads(
        (resources_folder() / "presets" / "baskets.json").read_text("utf-8")
    )
    return found


def wanted(markets: Sequence[Market]) -> list[Market]:
    """The markets whose past is told."""
    rows = _data()["baskets"]
    assert isinstance(rows, list)
    named = {asset for row in rows for asset in row["assets"]}
    return [market for market in markets if market.base in named]


def presets(markets: Sequence[Market], moves: Mapping[str, Moves]) -> list[Preset]:
    """Those of which at least two assets are traded here, against one quote asset. `moves` are what is known
    of the past of their markets.
    """
    here = {market.base: market for market in markets}
    rows = _data()["baskets"]
    assert isinstance(rows, list)
    found = []
    for row in rows:
        assets = tuple(asset for asset in row["assets"] if asset in here)
        if len(assets) < LEAST_ASSETS:
            continue
        missing = tuple(asset for asset in row["assets"] if asset not in here)
        past = [moves.get(here[asset].id, NOTHING) for asset in assets]
        returns = tuple(_together([one[place] for one in past]) for place in range(len(SPANS_H)))
        found.append(Preset(row["key"], row["weighting"], assets, missing, returns))
    return found


def _together(parts: Sequence[float | None]) -> float | None:
    """What equal parts of all did."""
    known = [part for part in parts if part is not None]
    return sum(known) / len(known) if known and len(known) == len(parts) else None


def moved(desk: Desk, market: Market) -> Moves:
    """What a price did over each span."""
    hours = desk.candles(market.id, HOUR_NS, SPANS_H[-1] + 1)
    count = len(hours.close)
    found: list[float | None] = []
    for span in SPANS_H:
        if count <= span or not hours.open[count - 1 - span]:
            found.append(None)
        else:
            found.append(float(hours.close[-1] / hours.open[count - 1 - span] - 1.0))
    return tuple(found)
