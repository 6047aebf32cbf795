"""The fence around orders without proof: a model venue in virtual time, and wrong fences that it catches."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from finbyte_desktop.core.fence import (
    LOOK_APART_NS,
    SECOND_NS,
    Fence,
    Finding,
    Look,
    Sight,
    finding,
    next_look_ns,
    widened,
)

SEEDS = 20_000
F, A, X = Sight.FOUND, Sight.ABSENT, Sight.FAILED
Decide = Callable[[Fence, Sequence[Look], int], Finding]


class Fate(NamedTuple):
    """What the model venue does with one order: when it took and filled it; None for never.

    `lags_ns` is how far behind each connection's replica reads; `failing` how often a question fails.
    """

    took_ns: int | None
    filled_ns: int | None
    lags_ns: tuple[int, int]
    failing: float


def fate(seed: int) -> Fate:
    """A request that is lost, on time or late; worked on for up to ten seconds; stale reads."""
    rng = random.Random(seed)
    arrives = rng.choice((0, rng.randint(0, 6 * SECOND_NS), rng.randint(4 * SECOND_NS, 5 * SECOND_NS)))
    if rng.random() < 0.35 or arrives > 5 * SECOND_NS:
        took = None
    else:
        took = arrives + rng.choice((0, rng.randint(0, 10 * SECOND_NS)))
    filled = None
    if took is not None and rng.random() < 0.5:
        filled = took + rng.randint(0, 20 * SECOND_NS)
    lags = (rng.randint(0, 10 * SECOND_NS), rng.choice((0, rng.randint(0, 10 * SECOND_NS))))
    return Fate(took, filled, lags, rng.choice((0.0, 0.2, 0.8)))


def life(seed: int, decide: Decide, stuck: bool = False) -> tuple[Finding, int, Fate]:
    """Looks for the order as the client does, until something is decided: that, its time, the truth."""
    venue, rng = fate(seed), random.Random(-seed - 1)
    fence = Fence(0)
    looks: list[Look] = []
    now = rng.randint(0, 3 * SECOND_NS)
    number = 0
    while True:
        connection = number % 2
        number += 1
        seen = now - venue.lags_ns[connection]
        if stuck and connection == 1:
            seen = -1
        taken = venue.took_ns is not None and venue.took_ns <= seen
        filled = venue.filled_ns is not None and venue.filled_ns <= seen

        def sight(there: bool) -> Sight:
            if rng.random() < venue.failing:
                return X
            return F if there else A

        looks.append(Look(now, connection, sight(taken), sight(taken and not filled), sight(filled)))
        found = decide(fence, looks, now)
        if found is not Finding.LOOK_AGAIN:
            return found, now, venue
        later = next_look_ns(fence, looks, now)
        now = max(later, now + 1) if later != now else now + LOOK_APART_NS


def wrong(decide: Decide, seeds: range, stuck: bool = False) -> list[int]:
    """Seeds in which an order that the venue took, or will take, was called never accepted."""
    found = []
    for seed in seeds:
        verdict, _, venue = life(seed, decide, stuck)
        if verdict is Finding.NEVER_ACCEPTED and venue.took_ns is not None:
            found.append(seed)
    return found


def test_no_order_that_lives_is_called_dead() -> None:
    """20,000 fates; and every outcome occurs."""
    seen: dict[Finding, int] = dict.fromkeys(Finding, 0)
    for seed in range(SEEDS):
        verdict, now, venue = life(seed, finding)
        seen[verdict] += 1
        if verdict is Finding.NEVER_ACCEPTED:
            assert venue.took_ns is None, f"seed {seed}"
        if verdict is Finding.FOUND:
            assert venue.took_ns is not None
        assert now <= 32 * SECOND_NS, f"seed {seed}: nobody was asked in time"
    assert min(seen[f] for f in (Finding.FOUND, Finding.NEVER_ACCEPTED, Finding.QUARANTINE)) > 100


def test_a_quiet_venue_proves_absence_within_30_seconds() -> None:
    """Without failures of transport a lost order is proven dead in time; a person is not needed."""
    lost = [s for s in range(2_000) if fate(s).took_ns is None and not fate(s).failing]
    assert len(lost) > 100
    for seed in lost:
        verdict, now, _ = life(seed, finding)
        assert verdict is Finding.NEVER_ACCEPTED
        assert now <= 30 * SECOND_NS


def first_absence(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """A published mistake: not found once means lost."""
    if looks[-1].is_found:
        return Finding.FOUND
    return Finding.NEVER_ACCEPTED if looks[-1].by_id is A else Finding.LOOK_AGAIN


def three_absences(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """A published mistake: not found three times means lost."""
    if any(look.is_found for look in looks):
        return Finding.FOUND
    absent = sum(look.by_id is A for look in looks)
    return Finding.NEVER_ACCEPTED if absent >= 3 else Finding.LOOK_AGAIN


def no_read_lag(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """The venue's answers are taken as being of now."""
    return finding(fence._replace(read_lag_ns=0), looks, now_ns)


def no_server_timeout(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """The venue is thought to work at once."""
    return finding(fence._replace(server_timeout_ns=0), looks, now_ns)


def failures_are_evidence(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """A question that failed is taken for a no."""
    plain = [
        Look(k.sent_ns, k.connection, *(A if s is X else s for s in (k.by_id, k.open_orders, k.trades)))
        for k in looks
    ]
    return finding(fence, plain, now_ns)


def latest_look_decides(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """What an earlier look found is forgotten."""
    found = finding(fence, [k for k in looks if not k.is_found], now_ns)
    return Finding.FOUND if found is Finding.LOOK_AGAIN and looks[-1].is_found else found


def one_connection(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """Every answer counts as if it came over a connection of its own."""
    return finding(fence, [k._replace(connection=n) for n, k in enumerate(looks)], now_ns)


@pytest.mark.parametrize(
    "decide",
    [first_absence, three_absences, no_read_lag, no_server_timeout, failures_are_evidence],
)
def test_wrong_fences_are_caught(decide: Decide) -> None:
    """Each of them calls a living order dead in one of the first two thousand fates."""
    assert wrong(decide, range(2_000)), decide.__name__


def stuck_everywhere(decide: Decide) -> list[Finding]:
    """A replica that is stuck for good answers every look of one connection; the other one fails."""
    fence = Fence(0)
    looks = [Look(n * LOOK_APART_NS, 1, A, A, A) for n in range(16)]
    looks += [Look(n * LOOK_APART_NS + 1, 0, X, X, X) for n in range(16)]
    looks.sort()
    return [decide(fence, looks[: n + 1], looks[n].sent_ns) for n in range(len(looks))]


def test_one_connection_alone_proves_nothing() -> None:
    """A stuck replica is believed by the wrong fence only."""
    assert Finding.NEVER_ACCEPTED not in stuck_everywhere(finding)
    assert Finding.NEVER_ACCEPTED in stuck_everywhere(one_connection)


def test_an_earlier_sight_wins() -> None:
    """Found once, then absent everywhere: it was there."""
    looks = [Look(0, 0, F, A, A), *(Look(n * SECOND_NS, n // 2 % 2, A, A, A) for n in range(20, 34, 2))]
    assert finding(Fence(0), looks, looks[-1].sent_ns) is Finding.FOUND
    assert latest_look_decides(Fence(0), looks, looks[-1].sent_ns) is Finding.NEVER_ACCEPTED


def test_looks_come_every_two_seconds_and_when_the_fence_stands() -> None:
    """The first at once; none between 24 s and 26 s is missed for the fence at 25 s."""
    fence = Fence(0)
    assert next_look_ns(fence, [], 7) == 7
    at = [Look(24 * SECOND_NS, 0, A, A, A)]
    assert next_look_ns(fence, at, 24 * SECOND_NS) == fence.stands_ns == 25 * SECOND_NS
    at.append(Look(25 * SECOND_NS, 1, A, A, A))
    assert next_look_ns(fence, at, 25 * SECOND_NS) == 27 * SECOND_NS


def test_a_late_sight_widens_the_lag() -> None:
    """Seen 8 s after it was read as absent: 16 s from now on."""
    assert widened(10 * SECOND_NS, 8 * SECOND_NS) == 16 * SECOND_NS
    assert widened(10 * SECOND_NS, 2 * SECOND_NS) == 10 * SECOND_NS
    assert Fence(0, read_lag_ns=16 * SECOND_NS).quarantine_ns == 35 * SECOND_NS
