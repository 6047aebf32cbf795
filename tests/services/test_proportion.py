"""AI proportion: weights against an independent calculation, rounding, and the check on unseen days."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services import proportion as sut
from finbyte_desktop.services.daily_closes import closes_of, closes_of_series
from finbyte_desktop.services.proportion import (
    DAY_NS,
    LEAST_CLOSES,
    STEP,
    WINDOW,
    Closes,
    clustered,
    found_weights,
    percents,
    proportion,
    risk_parity,
    shrunk,
)
from finbyte_desktop.services.shown_baskets import Verdict
from finbyte_desktop.services.shown_markets import CandleArrays
from tests.support.basket_paper import wandering

D = Decimal


def returns(seed: int, assets: int, count: int = WINDOW) -> list[list[float]]:
    """Returns that have something in common."""
    rng = random.Random(seed)
    common = [rng.gauss(0, 0.02) for _ in range(count)]
    return [
        [common[n] * (0.3 + 0.2 * a) + rng.gauss(0.0002, 0.01 + 0.004 * a) for n in range(count)]
        for a in range(assets)
    ]


# --- independent calculations ----------------------------------------------------------------------


def reference_shrunk(rows: Any) -> Any:
    """Ledoit and Wolf's own order of calculation, on whole matrices."""
    x = np.array(rows).T
    t, n = x.shape
    x = x - x.mean(axis=0)
    sample = x.T @ x / t
    sd = np.sqrt(np.diag(sample))
    average = ((sample / np.outer(sd, sd)).sum() - n) / (n * (n - 1))
    prior = average * np.outer(sd, sd)
    np.fill_diagonal(prior, np.diag(sample))
    squares = x * x
    phi_matrix = squares.T @ squares / t - sample * sample
    theta = (x**3).T @ x / t - np.diag(sample)[:, None] * sample
    np.fill_diagonal(theta, 0)
    rho = np.diag(phi_matrix).sum() + average * (np.outer(1 / sd, sd) * theta).sum()
    gamma = ((sample - prior) ** 2).sum()
    factor = max(0.0, min(1.0, (phi_matrix.sum() - rho) / gamma / t)) if n > 2 else 0.0
    return factor * prior + (1 - factor) * sample


def reference_weights(covariance: Any) -> Any:
    """The paper's recursion over a tree that is built by merging the two nearest clusters."""
    cov = np.array(covariance)
    sd = np.sqrt(np.diag(cov))
    d = np.sqrt(np.clip((1 - cov / np.outer(sd, sd)) / 2, 0, None))
    np.fill_diagonal(d, 0)
    apart = np.sqrt(((d[:, None, :] - d[None, :, :]) ** 2).sum(axis=2)).round(10)
    groups: dict[int, list[int]] = {n: [n] for n in range(len(cov))}
    while len(groups) > 1:
        names = sorted(groups)
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
        a, b = min(pairs, key=lambda pair: (apart[np.ix_(groups[pair[0]], groups[pair[1]])].min(), pair))
        groups[max(names) + 1 + len(cov)] = groups.pop(a) + groups.pop(b)
    order = next(iter(groups.values()))

    def variance(part: Sequence[int]) -> float:
        sub = cov[np.ix_(part, part)]
        w = 1 / np.diag(sub)
        w = w / w.sum()
        return float(w @ sub @ w)

    weights = np.ones(len(cov))

    def split(part: list[int]) -> None:
        if len(part) > 1:
            left, right = part[: len(part) // 2], part[len(part) // 2 :]
            alpha = 1 - variance(left) / (variance(left) + variance(right))
            weights[left] *= alpha
            weights[right] *= 1 - alpha
            split(left)
            split(right)

    split(order)
    return weights


@pytest.mark.parametrize("assets", [2, 3, 4, 7, 20])
def test_weights_are_those_of_the_published_formulas(assets: int) -> None:
    """Covariance and weights, calculated another way."""
    for seed in range(12):
        rows = returns(seed, assets)
        covariance = shrunk(rows)
        assert np.allclose(covariance, reference_shrunk(rows), rtol=1e-9, atol=1e-18)
        weights = risk_parity(covariance)
        assert np.allclose(weights, reference_weights(covariance), rtol=1e-9)
        assert sum(weights) == pytest.approx(1)
        assert min(weights) > 0
        assert sorted(clustered(covariance)) == list(range(assets))


def test_shrinking_leaves_variances_and_makes_correlations_alike() -> None:
    """As the method says."""
    rows = returns(3, 6)
    plain = np.cov(np.array(rows), bias=True)
    covariance = np.array(shrunk(rows))
    assert np.allclose(np.diag(covariance), np.diag(plain))
    sd = np.sqrt(np.diag(plain))
    spread = [np.std((m / np.outer(sd, sd))[np.triu_indices(6, 1)]) for m in (plain, covariance)]
    assert spread[1] < spread[0]


def test_two_assets_are_weighed_by_their_variances() -> None:
    """The known result for two; whoever moves twice as much gets a fifth."""
    rng = random.Random(1)
    calm = [rng.gauss(0, 0.01) for _ in range(WINDOW)]
    assert found_weights([calm, [2 * one for one in calm]]) == pytest.approx([0.8, 0.2])
    assert found_weights([calm, calm[::-1]]) == pytest.approx([0.5, 0.5])


def test_a_group_that_moves_alike_shares_its_part() -> None:
    """Four assets, three of which are nearly one: the fourth gets more than a quarter."""
    rng = random.Random(5)
    one, other = ([rng.gauss(0, 0.02) for _ in range(WINDOW)] for _ in range(2))
    rows = [[x + rng.gauss(0, 0.0005) for x in one] for _ in range(3)] + [other]
    weights = found_weights(rows)
    assert weights[3] > 0.3


@pytest.mark.parametrize("seed", range(200))
def test_percents_sum_to_exactly_a_hundred(seed: int) -> None:
    """In steps of 0.01, none of them 0, none farther than a step from its weight where that is possible."""
    rng = random.Random(seed)
    weights = [rng.random() ** rng.choice((1, 6)) + 1e-9 for _ in range(rng.randrange(2, 21))]
    shares = percents(weights)
    assert sum(shares) == 100
    assert min(shares) >= D("0.01")
    assert all(share == share.quantize(D("0.01")) for share in shares)
    if min(weights) / sum(weights) > 0.0002:
        wanted = [100 * one / sum(weights) for one in weights]
        assert all(abs(float(share) - one) <= 0.01 for share, one in zip(shares, wanted, strict=True))
    assert percents([1.0] * 3) == [D("33.34"), D("33.33"), D("33.33")]


# --- the check ---------------------------------------------------------------------------------------


def rows_of(seed: int, assets: int, count: int) -> dict[str, Closes]:
    found = {}
    for n, row in enumerate(returns(seed, assets, count - 1)):
        prices = [100.0]
        for change in row:
            prices.append(prices[-1] * (1 + change))
        found[f"A{n}"] = Closes(range(1_000, 1_000 + count), prices)
    return found


def free(rows: dict[str, Closes], rate: float = 0.001) -> dict[str, float]:
    return dict.fromkeys(rows, rate)


def test_weights_are_of_the_last_days_alone(tmp_path: Path) -> None:
    """What was before the window changes the check, not the weights; what the check sees is only before."""
    rows = rows_of(1, 4, 250)
    found = proportion(rows, free(rows))
    cut = {name: Closes(one.days[-LEAST_CLOSES:], one.prices[-LEAST_CLOSES:]) for name, one in rows.items()}
    assert proportion(cut, free(rows)).shares == found.shares
    assert (found.checked_days, proportion(cut, free(rows)).checked_days) == (150, STEP)
    assert found.to_ns == 1_250 * DAY_NS
    assert (found.to_ns - found.checked_from_ns) // DAY_NS == 150
    assert (found.to_ns - found.from_ns) // DAY_NS == WINDOW + 1


def test_the_check_is_what_a_hand_would_count() -> None:
    """Month by month with weights from the days before, the trades at their cost; equal weights beside it."""
    rows = rows_of(7, 3, 200)
    found = proportion(rows, free(rows, 0.002))
    prices = np.array([one.prices for one in rows.values()])
    changes = prices[:, 1:] / prices[:, :-1] - 1
    begin = changes.shape[1] - found.checked_days

    def walked(weigh: Any) -> tuple[float, float, float]:
        value, units, values = 1.0, np.zeros(3), [1.0]
        for day in range(begin, changes.shape[1]):
            now = prices[:, day]
            if (day - begin) % STEP == 0:
                weights = np.array(weigh(changes[:, day - WINDOW : day]))
                traded = np.abs(weights * value - units * now).sum()
                units = weights * (value - 0.002 * traded) / now
            value = float((units * prices[:, day + 1]).sum())
            values.append(value)
        daily = np.diff(values) / np.array(values[:-1])
        falls = 1 - np.array(values) / np.maximum.accumulate(values)
        return value - 1, float(daily.std(ddof=1) * np.sqrt(365)), float(falls.max())

    for record, weigh in (
        (found.own, lambda seen: reference_weights(reference_shrunk(seen))),
        (found.equal, lambda _: [1 / 3] * 3),
    ):
        counted = walked(weigh)
        told = [float(record.total_return), float(record.volatility), float(record.drawdown)]
        assert told == pytest.approx(counted, abs=2e-6)


def test_nothing_that_is_to_come_is_seen() -> None:
    """Other prices after a day leave the weights that stood on it as they were."""
    rows = rows_of(2, 4, 240)
    asked: list[list[float]] = []
    original = sut.found_weights

    def noted(seen: Sequence[Sequence[float]]) -> list[float]:
        asked.append([row[-1] for row in seen])
        return original(seen)

    last = [one.prices[-1] / one.prices[-2] - 1 for one in rows.values()]
    try:
        sut.found_weights = noted  # type: ignore[assignment]
        proportion(rows, free(rows))
    finally:
        sut.found_weights = original
    assert asked[0] == pytest.approx(last)
    prices = [one.prices for one in rows.values()]
    begins = [239 - 120 + STEP * n for n in range(4)]
    seen = [[p[at] / p[at - 1] - 1 for p in prices] for at in begins]
    assert np.allclose(asked[1:], seen)


def test_too_little_or_no_history_is_said() -> None:
    """Days that only some of the assets have do not count; a price that stands still is named."""
    rows = rows_of(1, 3, LEAST_CLOSES)
    assert proportion(rows, free(rows)).checked_days == STEP
    rows["A1"] = Closes(rows["A1"].days[1:], rows["A1"].prices[1:])
    with pytest.raises(UserError) as raised:
        proportion(rows, free(rows))
    assert (raised.value.code, raised.value.field) == ("history_too_short", "assets")
    assert f"{LEAST_CLOSES - 1} days" in raised.value.text
    rows = rows_of(1, 3, 200)
    rows["A2"] = Closes(rows["A2"].days, [5.0] * 200)
    with pytest.raises(UserError) as raised:
        proportion(rows, free(rows))
    assert raised.value.code == "price_stood_still"
    assert "A2" in raised.value.text


def test_the_verdict_is_honest() -> None:
    """Better only with no less return and less fluctuation."""
    record = sut.TrackRecord
    for own, equal, verdict in (
        ((D("0.1"), D("0.2")), (D("0.1"), D("0.3")), Verdict.BETTER),
        ((D("0.05"), D("0.2")), (D("0.1"), D("0.3")), Verdict.CALMER),
        ((D("0.2"), D("0.4")), (D("0.1"), D("0.3")), Verdict.WILDER),
        ((D("0.05"), D("0.3")), (D("0.1"), D("0.3")), Verdict.NO_BETTER),
        ((D("0.1"), D("0.3")), (D("0.1"), D("0.3")), Verdict.NO_BETTER),
    ):
        assert sut._judged(record(*own, D(0)), record(*equal, D(0))) is verdict


# --- real recordings ---------------------------------------------------------------------------------


def test_real_recordings_have_weights(shared_data: Path) -> None:
    """Coins by the day and shares of a market with weekends: the calmer ones get more."""
    frame = pl.read_parquet(shared_data / "candles" / "candles_binance_spot_daily_multi_1d.parquet")
    rows = {}
    for coin in ("BTC", "ETH", "SOL", "DOGE"):
        own = frame.filter(pl.col("symbol") == f"{coin}USDT").sort("open_time")
        rows[coin] = Closes((own["open_time"] // 86_400_000).to_list(), own["close"].to_list())
    found = proportion(rows, free(rows))
    assert sum(found.shares.values()) == 100
    assert found.shares["BTC"] > found.shares["ETH"] > found.shares["DOGE"]
    assert found.own.volatility < found.equal.volatility
    frame = pl.read_parquet(shared_data / "candles" / "candles_nse_daily.parquet").sort("date")
    shares = {}
    for name in ("ONGC", "TATASTEEL", "RELIANCE", "INFY", "SBIN"):
        own = frame.filter(pl.col("symbol") == name)
        days = [date.fromisoformat(day).toordinal() for day in own["date"]]
        shares[name] = Closes(days, own["close"].to_list())
    found = proportion(shares, free(shares))
    assert found.checked_days == 300
    assert found.shares["TATASTEEL"] == min(found.shares.values())


def test_days_that_are_not_over_do_not_count() -> None:
    """Of a chart's candles the last one; a series' days have their last close."""
    days = np.arange(5, dtype=np.int64) * DAY_NS
    closes = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    bars = CandleArrays(DAY_NS, days, closes, closes, closes, closes, closes)
    assert closes_of(bars, 5 * DAY_NS - 1) == Closes([0, 1, 2, 3], [1.0, 2.0, 3.0, 4.0])
    assert closes_of(bars, 5 * DAY_NS).days == [0, 1, 2, 3, 4]
    assert closes_of(replace(bars, interval_ns=7 * DAY_NS), 50 * DAY_NS).days == ()
    series = wandering(1, 60, interval=DAY_NS // 24)
    found = closes_of_series(series)
    assert found.days == (0, 1, 2)
    assert found.prices == tuple(float(series.price(int(series.close[n]))) for n in (23, 47, 59))
