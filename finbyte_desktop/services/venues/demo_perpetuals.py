"""The perpetuals of the demo market, computed from a seed like everything there.

A perpetual's price is that of its coin on the spot market of the same minute and a premium of some hundredths
of a percent that comes and goes within days; trades, candles and book are its own. Fundings are due at 00:00,
08:00 and 16:00 UTC. Their rate is made of the average premium P since the one before as on large venues,
P + (0.01 % - P, cut to 0.05 % either way), and never beyond 0.3 %. Their mark price is the perpetual's
generated price of that minute, before the noise of single trades; a position is liquidated on the prices of
trades. The leverage tiers are made up like the prices, in the shape of those of large venues.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import EIGHT_HOURS_NS, Perpetual, Tier, with_amounts
from finbyte_desktop.core.numbers import EXACT
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.trade_bars import MINUTE_NS
from finbyte_desktop.services.venues.demo_paths import (
    BELL_SPREAD,
    NANO,
    CoinPaths,
    DemoCoin,
    Ints,
    bell,
    key_of,
    words,
)

FUNDING_MINUTES = EIGHT_HOURS_NS // MINUTE_NS
USUAL_PREMIUM = 60_000  # parts in 10**9
PREMIUM_WAVES = ((1_440, 450_000), (240, 150_000), (16, 50_000))  # minutes, parts in 10**9
SAMPLE_MINUTES = 5
INTEREST, CUT, MOST = 100_000, 500_000, 3_000_000  # of a rate, parts in 10**9
RATE_STEP = 10
MAKER, TAKER = Decimal("0.0002"), Decimal("0.0005")


def _tiers(*rows: tuple[int, str, int]) -> tuple[Tier, ...]:
    """Tiers of (cap of notional, maintenance rate, most leverage), each from the cap of the one before."""
    found, floor = [], Decimal(0)
    for cap, rate, leverage in rows:
        found.append(Tier(floor, Decimal(cap), Decimal(rate), Decimal(0), Decimal(leverage)))
        floor = Decimal(cap)
    return with_amounts(found)


TIERS = {
    "BTC": _tiers(
        (50_000, "0.004", 125),
        (250_000, "0.005", 100),
        (3_000_000, "0.01", 50),
        (20_000_000, "0.025", 20),
        (40_000_000, "0.05", 10),
        (100_000_000, "0.1", 5),
        (1_000_000_000, "0.5", 1),
    ),
    "ETH": _tiers(
        (50_000, "0.005", 100),
        (500_000, "0.0065", 75),
        (2_000_000, "0.01", 50),
        (10_000_000, "0.025", 20),
        (25_000_000, "0.05", 10),
        (80_000_000, "0.1", 5),
        (500_000_000, "0.5", 1),
    ),
}
SHAPES = {"BTC": (25, 900, 36_000), "ETH": (15, 14_000, 500_000)}  # step, depth, turnover as in DemoCoin


def perpetual_of(spot: DemoCoin) -> DemoCoin | None:
    """The perpetual of a coin of the demo; None where it has none."""
    i = spot.instrument
    if i.base not in TIERS:
        return None
    tiers, lot = TIERS[i.base], Decimal("0.001")
    instrument = Instrument(
        f"{i.id}:{i.quote}",
        i.base,
        i.quote,
        i.tick,
        lot,
        lot,
        i.min_notional,
        Fees(MAKER, TAKER),
        perpetual=Perpetual(tiers, tiers[0].max_leverage),
    )
    return DemoCoin(instrument, spot.level, spot.sigma, *SHAPES[i.base])


class PerpetualPaths(CoinPaths):
    """The generated prices of one perpetual beside those of its coin, and its fundings."""

    def __init__(self, coin: DemoCoin, spot: CoinPaths, seed: int) -> None:
        super().__init__(coin, seed)
        self._spot = spot
        name = coin.instrument.id
        self._premium = [
            (key_of(seed, name, "premium", size), size, amplitude) for size, amplitude in PREMIUM_WAVES
        ]

    def regime(self, minutes: Ints) -> Ints:
        """Volatility of the time, that of its coin."""
        return self._spot.regime(minutes)

    def levels(self, minutes: Ints) -> Ints:
        """The price at the beginning of each minute, ticks: its coin's with the premium."""
        return self._spot.levels(minutes) * (NANO + self.premium(minutes)) // NANO

    def premium(self, minutes: Ints) -> Ints:
        """How far it stands above its coin at the beginning of each minute, parts in 10**9."""
        total = np.full(len(minutes), USUAL_PREMIUM, dtype=np.int64)
        for key, size, amplitude in self._premium:
            corner, inside = np.divmod(minutes, size)
            left, right = bell(words(key, corner)), bell(words(key, corner + 1))
            total += (left * (size - inside) + right * inside) // size * amplitude // BELL_SPREAD
        return total

    def funding_after(self, ns: int) -> Funding:
        """The first funding that is due after this time."""
        due_ns = (ns // EIGHT_HOURS_NS + 1) * EIGHT_HOURS_NS
        minute = due_ns // MINUTE_NS
        since = np.arange(minute - FUNDING_MINUTES, minute, SAMPLE_MINUTES, dtype=np.int64)
        average = int(self.premium(since).sum()) // len(since)
        rate = average + max(-CUT, min(INTEREST - average, CUT))
        rate = max(-MOST, min(rate, MOST)) // RATE_STEP
        ticks = int(self.levels(np.array([minute], dtype=np.int64))[0])
        mark = Decimal(ticks).scaleb(-self.coin.instrument.price_places, EXACT)
        return Funding(due_ns, Decimal(rate).scaleb(-8, EXACT), mark)
