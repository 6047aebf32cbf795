"""AI proportion: weights by hierarchical risk parity, and how they did against equal ones (decision 0027).

Only sums, products, quotients and square roots of floats, each rounded as IEEE 754 says: the same history
gives the same weights on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import fsum, sqrt

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.shown_baskets import Proportion, TrackRecord, Verdict

DAY_NS = 86_400_000_000_000
WINDOW = 90  # daily returns that weights are found from
STEP = 30  # days for which weights stand in the check
LEAST_CLOSES = WINDOW + STEP + 1
MOST_CLOSES = 400
YEAR_DAYS = 365
CENTS = 10_000  # a weight of 100 % in steps of 0.01 %
SAME_PLACES = 10  # distances that are the same in so many decimals count as equal
SHOWN = Decimal("0.000001")

Matrix = list[list[float]]
Weigh = Callable[[Sequence[Sequence[float]]], list[float]]


@dataclass(frozen=True, slots=True)
class Closes:
    """Daily closes of one asset in order of time: days since 1970 and prices."""

    days: Sequence[int]
    prices: Sequence[float]


def proportion(rows: Mapping[str, Closes], costs: Mapping[str, float]) -> Proportion:
    """Weights of two or more assets from the last `WINDOW` daily returns, with a walk forward before that.

    `costs` is the part of what is traded that a trade costs (fee and slippage). Raises UserError for too
    little history, or an asset whose price stood still.
    """
    days, closes = together(rows)
    if len(days) < LEAST_CLOSES:
        raise UserError(
            f"The prices that all of these assets have go back {len(days)} days; {LEAST_CLOSES} are needed: "
            f"{WINDOW} to find weights, and {STEP} more to check them on days that they have not seen.",
            "history_too_short",
            "assets",
        )
    returns = [_returns(closes[asset]) for asset in rows]
    _check_moves(list(rows), returns)
    weights = percents(found_weights([row[-WINDOW:] for row in returns]))
    end = len(days) - 1
    begin = WINDOW + (end - WINDOW) % STEP
    rates = [costs[asset] for asset in rows]
    per_year = (end - begin) * YEAR_DAYS / (days[end] - days[begin])
    own = _walked(returns, rates, begin, per_year, found_weights)
    equal = _walked(returns, rates, begin, per_year, _evenly)
    return Proportion(
        shares=dict(zip(rows, weights, strict=True)),
        from_ns=days[end - WINDOW] * DAY_NS,
        to_ns=(days[end] + 1) * DAY_NS,
        checked_days=end - begin,
        checked_from_ns=(days[begin] + 1) * DAY_NS,
        own=own,
        equal=equal,
        verdict=_judged(own, equal),
    )


def together(rows: Mapping[str, Closes]) -> tuple[list[int], dict[str, list[float]]]:
    """The last days of which every asset has a close, at most `MOST_CLOSES`, and the closes."""
    known = [dict(zip(row.days, row.prices, strict=True)) for row in rows.values()]
    common = set(known[0]).intersection(*known[1:])
    days = sorted(common)[-MOST_CLOSES:]
    return days, {asset: [closes[day] for day in days] for asset, closes in zip(rows, known, strict=True)}


def _returns(closes: Sequence[float]) -> list[float]:
    return [after / before - 1.0 for before, after in pairwise(closes)]


def _check_moves(assets: Sequence[str], returns: Sequence[Sequence[float]]) -> None:
    """Raises UserError where any window of the history has a price that stood still."""
    for asset, row in zip(assets, returns, strict=True):
        still = 0
        for change in row:
            still = still + 1 if change == 0 else 0
            if still >= WINDOW:
                raise UserError(
                    f"The price of {asset} stood still for {WINDOW} days: no weight can be found for it. "
                    "Take it out, or choose other weights.",
                    "price_stood_still",
                    "assets",
                )


# --- the weights --------------------------------------------------------------------------------------


def found_weights(returns: Sequence[Sequence[float]]) -> list[float]:
    """Weights of assets from their returns, one row an asset: hierarchical risk parity on the covariance
    shrunk as Ledoit and Wolf say. Above 0, with a sum of 1 up to rounding.
    """
    return risk_parity(shrunk(returns))


def shrunk(returns: Sequence[Sequence[float]]) -> Matrix:
    """The covariance of returns, drawn towards one of a constant correlation by the factor of Ledoit and
    Wolf, "Honey, I Shrunk the Sample Covariance Matrix" (2004), appendix B. Variances stay.
    """
    count, size = len(returns[0]), len(returns)
    means = [fsum(row) / count for row in returns]
    moves = [[value - mean for value in row] for row, mean in zip(returns, means, strict=True)]
    sample = [[_mean_product(a, b) for b in moves] for a in moves]
    deviations = [sqrt(sample[n][n]) for n in range(size)]
    pairs = [(i, j) for i in range(size) for j in range(size) if i != j]
    average = fsum(sample[i][j] / (deviations[i] * deviations[j]) for i, j in pairs) / len(pairs)
    target = [
        [sample[i][i] if i == j else average * deviations[i] * deviations[j] for j in range(size)]
        for i in range(size)
    ]
    distance = fsum((target[i][j] - sample[i][j]) * (target[i][j] - sample[i][j]) for i, j in pairs)
    factor = 0.0
    if distance > 0:
        pi = [
            [_covariance_error(a, b, sample[i][j]) for j, b in enumerate(moves)] for i, a in enumerate(moves)
        ]
        drift = fsum(
            deviations[j] / deviations[i] * _theta(moves[i], moves[j], sample[i][i], sample[i][j])
            for i, j in pairs
        )  # the sum over both orders of a pair is twice its half
        rho = fsum(pi[n][n] for n in range(size)) + average * drift
        kappa = (fsum(fsum(row) for row in pi) - rho) / distance
        factor = max(0.0, min(kappa / count, 1.0))
    return [[factor * target[i][j] + (1.0 - factor) * sample[i][j] for j in range(size)] for i in range(size)]


def _mean_product(a: Sequence[float], b: Sequence[float]) -> float:
    return fsum(x * y for x, y in zip(a, b, strict=True)) / len(a)


def _covariance_error(a: Sequence[float], b: Sequence[float], mean: float) -> float:
    """The variance of the products whose mean a covariance is."""
    return fsum((x * y - mean) * (x * y - mean) for x, y in zip(a, b, strict=True)) / len(a)


def _theta(a: Sequence[float], b: Sequence[float], variance: float, covariance: float) -> float:
    """How the estimates of a variance and a covariance move together."""
    both = zip(a, b, strict=True)
    return fsum((x * x - variance) * (x * y - covariance) for x, y in both) / len(a)


def risk_parity(covariance: Matrix) -> list[float]:
    """Hierarchical risk parity (Lopez de Prado, "Building Diversified Portfolios that Outperform Out of
    Sample", 2016). Equal distances are taken in the order of the assets.
    """
    weights = [1.0] * len(covariance)
    parts = [clustered(covariance)]
    while parts:
        part = parts.pop()
        if len(part) < 2:
            continue
        left, right = part[: len(part) // 2], part[len(part) // 2 :]
        first, second = _cluster_variance(covariance, left), _cluster_variance(covariance, right)
        share = 1.0 - first / (first + second)
        for n in left:
            weights[n] *= share
        for n in right:
            weights[n] *= 1.0 - share
        parts += [left, right]
    return weights


def clustered(covariance: Matrix) -> list[int]:
    """The assets in the order of a single-linkage tree: those that move alike stand beside each other."""
    size = range(len(covariance))
    deviations = [sqrt(covariance[n][n]) for n in size]
    alike = [[covariance[i][j] / (deviations[i] * deviations[j]) for j in size] for i in size]
    near = [[0.0 if i == j else sqrt(max(0.0, (1.0 - alike[i][j]) / 2)) for j in size] for i in size]
    between = [[_distance(near[i], near[j]) for j in size] for i in size]
    clusters: list[tuple[int, list[int]]] = [(n, [n]) for n in size]
    number = len(covariance)
    while len(clusters) > 1:
        _, first, second = min(
            (min(between[i][j] for i in a for j in b), at, other)
            for at, (_, a) in enumerate(clusters)
            for other, (_, b) in enumerate(clusters)
            if at < other
        )
        joined = clusters[first][1] + clusters[second][1]
        clusters = [one for place, one in enumerate(clusters) if place not in (first, second)]
        clusters.append((number, joined))
        number += 1
    return clusters[0][1]


def _distance(a: Sequence[float], b: Sequence[float]) -> float:
    exact = sqrt(fsum((x - y) * (x - y) for x, y in zip(a, b, strict=True)))
    return round(exact, SAME_PLACES)


def _cluster_variance(covariance: Matrix, part: Sequence[int]) -> float:
    """The variance of a part that is weighed by inverse variances."""
    inverse = [1.0 / covariance[n][n] for n in part]
    whole = fsum(inverse)
    weights = [one / whole for one in inverse]
    return fsum(
        weights[a] * weights[b] * covariance[i][j] for a, i in enumerate(part) for b, j in enumerate(part)
    )


def percents(weights: Sequence[float]) -> list[Decimal]:
    """Weights as percent in steps of 0.01 with a sum of exactly 100, each at least 0.01: rounded down, what
    is left goes to the largest remainders, of equal ones to the first.
    """
    whole = fsum(weights)
    exact = [weight * CENTS / whole for weight in weights]
    steps = [max(1, int(value)) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (int(exact[n]) - exact[n], n))
    for n in by_rest[: max(0, CENTS - sum(steps))]:
        steps[n] += 1
    while sum(steps) > CENTS:  # a tiny weight was raised to the least one
        steps[steps.index(max(steps))] -= 1
    return [Decimal(step).scaleb(-2) for step in steps]


def _evenly(returns: Sequence[Sequence[float]]) -> list[float]:
    return [1.0 / len(returns)] * len(returns)


# --- how they did ---------------------------------------------------------------------------------------


def _walked(
    returns: Sequence[Sequence[float]],
    costs: Sequence[float],
    begin: int,
    per_year: float,
    weigh: Weigh,
) -> TrackRecord:
    """What weights brought on the returns from `begin` on, found anew each `STEP` days from the `WINDOW`
    returns before, with what their trades cost.
    """
    held, value = [0.0] * len(returns), 1.0
    values = [value]
    for at in range(begin, len(returns[0])):
        if (at - begin) % STEP == 0:
            weights = weigh([row[at - WINDOW : at] for row in returns])
            wanted = [weight * value for weight in weights]
            cost = fsum(rate * abs(b - a) for rate, a, b in zip(costs, held, wanted, strict=True))
            held = [weight * (value - cost) for weight in weights]
        held = [amount * (1.0 + row[at]) for amount, row in zip(held, returns, strict=True)]
        value = fsum(held)
        values.append(value)
    changes = _returns(values)
    mean = fsum(changes) / len(changes)
    variance = fsum((one - mean) * (one - mean) for one in changes) / (len(changes) - 1)
    peak, fall = 0.0, 0.0
    for one in values:
        peak = max(peak, one)
        fall = max(fall, 1.0 - one / peak)
    return TrackRecord(_shown(value - 1.0), _shown(sqrt(variance * per_year)), _shown(fall))


def _shown(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(SHOWN)


def _judged(own: TrackRecord, equal: TrackRecord) -> Verdict:
    earned, calm = own.total_return >= equal.total_return, own.volatility < equal.volatility
    if calm:
        return Verdict.BETTER if earned else Verdict.CALMER
    return Verdict.WILDER if own.total_return > equal.total_return else Verdict.NO_BETTER
