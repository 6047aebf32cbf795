"""Prices of the demo market, computed from a seed: every minute of every year without looking at any other.

A minute's price is the sum of slow waves and of ever smaller hats between their corners, which gives a random
walk that returns to its level within days. Every random number is a hash of seed, instrument, purpose and
place, all arithmetic is in integers, so every machine computes the same ticks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from itertools import pairwise
from math import isqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.services.trade_bars import MINUTE_NS, Bars, cut, joined, resampled

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

NANO = 10**9
HOUR_MINUTES = 60
CHUNK_MINUTES = 72 * HOUR_MINUTES
MAX_CHUNKS = 48
MAX_HOUR_CHUNKS = 1_024
WORD = 2**64
BELL_MEAN, BELL_SPREAD = 131_070, 37_837  # of the sum of four 16 bit numbers
WAVES = ((65_536, 40_000_000), (16_384, 30_000_000), (4_096, 20_000_000), (1_024, 12_000_000))
HATS = tuple(2**power for power in range(10, 0, -1))
REGIME_MINUTES = 64
REGIMES = (60, 75, 85, 95, 105, 120, 150, 200)  # percent of the usual volatility
LOWEST = -800_000_000
MAX_TRADES = 512
SHORT_GAP_OF_16 = 9


@dataclass(frozen=True, slots=True)
class DemoCoin:
    """One invented market: what is traded and how lively.

    Attributes:
        level: price around which the market moves, ticks.
        sigma: usual move within a minute, parts in 10**9.
        step: distance of two levels of the book, ticks.
        depth: usual quantity of a level, lots.
        turnover: usual volume of a minute, lots.
    """

    instrument: Instrument
    level: int
    sigma: int
    step: int
    depth: int
    turnover: int


def _coin(base: str, level: str, tick: str, lot: str, *shape: int) -> DemoCoin:
    step, rate = Decimal(tick), Decimal("0.001")
    fees = Fees(rate, rate)
    unit = Decimal(lot)
    instrument = Instrument(f"demo:{base}/USDT", base, "USDT", step, unit, unit, Decimal(5), fees)
    sigma, spacing, depth, turnover = shape
    return DemoCoin(instrument, int(Decimal(level) / step), sigma, spacing, depth, turnover)


def demo_coins() -> tuple[DemoCoin, ...]:
    """The markets of the demo."""
    return (
        _coin("BTC", "64000", "0.1", "0.00001", 1_600_000, 25, 35_000, 800_000),
        _coin("ETH", "3200", "0.01", "0.0001", 1_900_000, 15, 60_000, 1_200_000),
        _coin("SOL", "148", "0.01", "0.001", 2_400_000, 1, 150_000, 2_500_000),
        _coin("XRP", "0.58", "0.0001", "0.1", 2_200_000, 1, 600_000, 2_500_000),
    )


def key_of(*parts: object) -> int:
    """A 64 bit number that stands for these parts."""
    return int.from_bytes(blake2b("|".join(map(str, parts)).encode(), digest_size=8).digest(), "big")


def words(key: int, places: Ints) -> Words:
    """64 random bits for every place (splitmix64)."""
    x = places.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def parts(bits: Words) -> tuple[Ints, Ints, Ints, Ints]:
    """Four independent numbers 0..65535 out of each word."""
    low = np.uint64(0xFFFF)
    a, b, c, d = (((bits >> np.uint64(shift)) & low).astype(np.int64) for shift in (0, 16, 32, 48))
    return a, b, c, d


def bell(bits: Words) -> Ints:
    """Roughly normal numbers around 0 with a spread of `BELL_SPREAD`."""
    a, b, c, d = parts(bits)
    return a + b + c + d - BELL_MEAN


class Print(NamedTuple):
    """One trade of a plan: ns UTC, ticks, lots, whether the aggressor sold, whether it follows in a burst."""

    ns: int
    price: int
    qty: int
    sold: bool
    in_burst: bool


class CoinPaths:
    """The generated prices of one coin under one seed."""

    def __init__(self, coin: DemoCoin, seed: int) -> None:
        self.coin = coin
        name = coin.instrument.id
        self._waves = [(key_of(seed, name, "wave", size), size, amplitude) for size, amplitude in WAVES]
        self._hats = [
            (key_of(seed, name, "hat", size), size, isqrt(coin.sigma * coin.sigma * size // 4))
            for size in HATS
        ]
        purposes = ("regime", "candle", "volume", "path", "size", "time")
        self._keys = {what: key_of(seed, name, what) for what in purposes}
        self._chunks: dict[int, Bars] = {}
        self._hour_chunks: dict[int, Bars] = {}

    def regime(self, minutes: Ints) -> Ints:
        """Volatility of the time, percent of the usual one."""
        bits = words(self._keys["regime"], minutes // REGIME_MINUTES)
        return np.array(REGIMES, dtype=np.int64)[(bits & np.uint64(7)).astype(np.int64)]

    def levels(self, minutes: Ints) -> Ints:
        """The price at the beginning of each minute, ticks."""
        total = np.zeros(len(minutes), dtype=np.int64)
        for key, size, amplitude in self._waves:
            corner, inside = np.divmod(minutes, size)
            left, right = bell(words(key, corner)), bell(words(key, corner + 1))
            total += (left * (size - inside) + right * inside) // size * amplitude // BELL_SPREAD
        regime = self.regime(minutes)
        for key, size, height in self._hats:
            cell, inside = np.divmod(minutes, size)
            hat = np.minimum(inside, size - inside) * 2
            rise = bell(words(key, cell)) * height // BELL_SPREAD
            if size <= REGIME_MINUTES:
                rise = rise * regime // 100
            total += rise * hat // size
        return self.coin.level * (NANO + np.maximum(total, LOWEST)) // NANO

    def _chunk(self, number: int) -> Bars:
        chunk = self._chunks.pop(number, None)
        if chunk is None:
            chunk = self._make_chunk(number)
            if len(self._chunks) >= MAX_CHUNKS:
                del self._chunks[next(iter(self._chunks))]
        self._chunks[number] = chunk
        return chunk

    def _make_chunk(self, number: int) -> Bars:
        first = number * CHUNK_MINUTES
        minutes = np.arange(first, first + CHUNK_MINUTES + 1, dtype=np.int64)
        levels = self.levels(minutes)
        minutes = minutes[:-1]
        regime = self.regime(minutes)
        up, down, jitter, _ = parts(words(self._keys["candle"], minutes))
        wide, busy, more, _ = parts(words(self._keys["volume"], minutes))
        close = levels[1:]
        open_ = levels[:-1] + jitter % 5 - 2
        sigma = levels[:-1] * self.coin.sigma // NANO * regime // 100
        reach = sigma * (wide + 16_384) >> 16
        high = np.maximum(open_, close) + (reach * up >> 17)
        low = np.minimum(open_, close) - (reach * down >> 17)
        low = np.maximum(low, 1)
        span = 100 + 100 * (high - low) // np.maximum(sigma, 1)
        busy_part = 8_192 + (busy * more >> 16)
        volume = self.coin.turnover * span // 250 * regime // 100 * busy_part // 24_576 + 2 * MAX_TRADES
        return Bars(minutes * MINUTE_NS, open_, high, low, close, volume)

    def bars(self, start: int, stop: int) -> Bars:
        """The candles of the minutes from `start` up to, not including, `stop`."""
        pieces = []
        for number in range(start // CHUNK_MINUTES, -(-stop // CHUNK_MINUTES)):
            first = number * CHUNK_MINUTES
            pieces.append(cut(self._chunk(number), max(start - first, 0), min(stop - first, CHUNK_MINUTES)))
        return pieces[0] if len(pieces) == 1 else joined(pieces)

    def hours(self, start: int, stop: int) -> Bars:
        """The candles of the whole hours between two minutes that begin hours."""
        pieces = []
        for number in range(start // CHUNK_MINUTES, -(-stop // CHUNK_MINUTES)):
            chunk = self._hour_chunks.get(number)
            if chunk is None:
                chunk = resampled(self._chunk(number), HOUR_MINUTES * MINUTE_NS)
                if len(self._hour_chunks) >= MAX_HOUR_CHUNKS:
                    del self._hour_chunks[next(iter(self._hour_chunks))]
                self._hour_chunks[number] = chunk
            first = number * CHUNK_MINUTES
            inside = (max(start - first, 0), min(stop - first, CHUNK_MINUTES))
            pieces.append(cut(chunk, inside[0] // HOUR_MINUTES, inside[1] // HOUR_MINUTES))
        return joined(pieces)

    # --- the trades of one minute -------------------------------------------------------------------------

    def prints(self, minute: int) -> list[Print]:
        """The trades of a minute. First, highest, lowest and last price and the sum make its candle."""
        open_ns, open_, high, low, close, volume = (int(c[0]) for c in self.bars(minute, minute + 1))
        regime = int(self.regime(np.array([minute], dtype=np.int64))[0])
        places = np.arange(MAX_TRADES, dtype=np.int64) + minute * MAX_TRADES
        bits = words(self._keys["path"], places)
        a, b, c, d = parts(bits)
        count = min(110 + regime + int(a[0]) % 80, MAX_TRADES)
        first = count // 8 + int(b[0]) * (count // 2 - count // 8) // 65_536
        second = count // 2 + 1 + int(c[0]) * (count * 7 // 8 - count // 2 - 1) // 65_536
        low_first = (close >= open_) is (int(d[0]) % 4 != 0)
        ways = [(0, open_), (first, low if low_first else high), (second, high if low_first else low)]
        prices = _bridge([*ways, (count - 1, close)], bell(bits), low, high)
        sizes, kinds, _, _ = parts(words(self._keys["time"], places)[:count])
        times = _times(sizes, kinds)
        lots = _shares(words(self._keys["size"], places)[:count], volume)
        return self._swept(open_ns, times.tolist(), prices.tolist(), lots.tolist(), kinds.tolist())

    def _swept(
        self, open_ns: int, times: list[int], prices: list[int], lots: list[int], gaps: list[int]
    ) -> list[Print]:
        """The trades with their sides; one that moves far within a burst prints at the levels on its way."""
        found: list[Print] = []
        step = self.coin.step
        before, sold = prices[0], gaps[0] % 2 == 0
        for ns, price, qty, gap in zip(times, prices, lots, gaps, strict=True):
            in_burst = gap % 16 < SHORT_GAP_OF_16 and bool(found)
            sold = price < before or (price == before and sold)
            at = open_ns + ns
            if in_burst and abs(price - before) >= 2 * step and qty >= 4:
                third, way = qty // 4, price - before
                for part in (1, 2):
                    found.append(Print(at, before + way * part // 3, third, sold, True))
                    at += 1_000
                qty -= 2 * third
            found.append(Print(at, price, qty, sold, in_burst))
            before = price
        return found


def _bridge(ways: list[tuple[int, int]], noise: Ints, low: int, high: int) -> Ints:
    """A jagged path through the given points (index, ticks) that never leaves low..high."""
    count = ways[-1][0] + 1
    walk = np.cumsum(noise[:count] * max(high - low, 1)) // (BELL_SPREAD // 16)
    # a step of the walk is 1/16 of the range, in 1/256 ticks
    path = np.empty(count, dtype=np.int64)
    for (a, start), (b, end) in pairwise(ways):
        inside = np.arange(b - a + 1, dtype=np.int64)
        slope = (walk[b] - walk[a]) * inside // (b - a)
        straight = start * 256 + (end - start) * 256 * inside // (b - a)
        path[a : b + 1] = (straight + walk[a : b + 1] - walk[a] - slope + 128) >> 8
        path[a], path[b] = start, end
    path = np.where(path > high, 2 * high - path, path)
    path = np.where(path < low, 2 * low - path, path)
    return np.clip(path, low, high)


def _times(size: Ints, kind: Ints) -> Ints:
    """Times of trades within a minute, ns, in bursts."""
    short = kind % 16 < SHORT_GAP_OF_16
    gaps = np.where(short, 1 + size % 32, 120 + size % 1_600)
    return np.cumsum(gaps) * MINUTE_NS // (int(gaps.sum()) + 200)


def _shares(bits: Words, volume: int) -> Ints:
    """A volume in lots cut into trades of very different size, each at least one lot."""
    a, b, c, _ = parts(bits)
    weight = 64 + (((a * b) >> 16) * c >> 16)
    shares = 1 + (volume - len(weight)) * weight // int(weight.sum())
    shares[-1] += volume - int(shares.sum())
    return shares
