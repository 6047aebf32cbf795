"""Daily closes of markets, from which AI proportion weighs them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.proportion import DAY_NS, Closes
from finbyte_desktop.services.shown_markets import CandleArrays

FEWEST = 2


def closes_of(days: CandleArrays, now_ns: int) -> Closes:
    """The closes of the days that are over; none of candles that are longer than a day."""
    if days.interval_ns > DAY_NS:
        return Closes((), ())
    over = int((days.open_ns + DAY_NS).searchsorted(now_ns, side="right"))
    numbers = (days.open_ns[:over] // DAY_NS).tolist()
    return Closes(numbers, days.close[:over].tolist())


def closes_of_series(series: CandleSeries) -> Closes:
    """The last close of each day of a series."""
    if series.interval_ns > DAY_NS:
        return Closes((), ())
    scale = 10.0**series.places
    last = {
        int(ns) // DAY_NS: int(close) / scale for ns, close in zip(series.open_ns, series.close, strict=True)
    }
    return Closes(tuple(last), tuple(last.values()))


def weighed_assets(assets: Sequence[str], quote: str, traded: Collection[str]) -> list[str]:
    """The assets that are to be weighed. Raises UserError for one that has no price that moves."""
    if quote in assets:
        raise UserError(
            f"assets: {quote} is the money that the others are priced in, and its price does not move. Take "
            "it out, or choose other weights.",
            "money_weighed",
            "assets",
        )
    for asset in assets:
        if asset not in traded:
            raise UserError(
                f"assets: {asset} has no market here that goes with {quote}.", "no_market", "assets"
            )
    if len(assets) < FEWEST:
        raise UserError(
            f"assets: {FEWEST} or more are needed, not {len(assets)}.", "too_few_assets", "assets"
        )
    return list(assets)
