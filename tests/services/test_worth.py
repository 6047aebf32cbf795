"""The course of an account's value: one a currency, thinned, kept over a restart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.services.ports import Holding
from finbyte_desktop.services.store.database import Database, open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.worth import MOST_POINTS, SAMPLE_NS, WAITS_NS, Worth

D = Decimal
ROWS = [
    Holding("USDT", D(100), D(60), D(40), D(60), D(0), D(100), (), D(40)),
    Holding("BTC", D(2), D(1), D(1), D(1), D(0), D(50), (), D(25)),
    Holding("NEW", D(7), D(7), D(0), D(7), D(0), None),
]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.engine.dispose()


def test_points_are_kept_and_found_again(database: Database) -> None:
    """A restart goes on where it stood."""
    journal = Journal(database)
    worth = Worth(journal, Queries(database.engine))
    for minute in range(3):
        now = minute * SAMPLE_NS
        assert worth.is_due(now, "USDT")
        worth.take(now, "USDT", ROWS[:2])
        assert not worth.is_due(now + SAMPLE_NS - 1, "USDT")
    journal.commit_now({})
    again = Worth(journal, Queries(database.engine))
    assert list(again.points("USDT")) == [(n * SAMPLE_NS, 150.0, 65.0) for n in range(3)]
    assert not again.is_due(SAMPLE_NS, "USDT")  # the clock was set back
    assert list(again.points("EUR")) == []


def test_nothing_with_a_price_is_no_point(database: Database) -> None:
    """An account that nobody can value was not worth 0."""
    worth = Worth(Journal(database), Queries(database.engine))
    worth.take(0, "USDT", [ROWS[2]])
    assert list(worth.points("USDT")) == []


def test_price_that_is_not_read_yet_makes_no_loss(database: Database) -> None:
    """No point is taken until it is there; one that never comes is left out after a while."""
    worth = Worth(Journal(database), Queries(database.engine))
    without_btc = [replace(row, value=None) if row.asset == "BTC" else row for row in ROWS[:2]]
    worth.take(0, "USDT", without_btc)
    worth.take(SAMPLE_NS, "USDT", without_btc)
    assert list(worth.points("USDT")) == []
    worth.take(SAMPLE_NS + 1, "USDT", ROWS[:2])
    assert [total for _, total, _ in worth.points("USDT")] == [150.0]
    worth.take(2 * SAMPLE_NS, "USDT", ROWS)
    worth.take(2 * SAMPLE_NS + WAITS_NS - 1, "USDT", ROWS)
    assert len(worth.points("USDT")) == 1
    worth.take(2 * SAMPLE_NS + WAITS_NS, "USDT", ROWS)
    worth.take(3 * SAMPLE_NS + WAITS_NS, "USDT", ROWS)
    assert [total for _, total, _ in worth.points("USDT")] == [150.0] * 3


def test_years_stay_small(database: Database) -> None:
    """The course is thinned, its ends stay, and the pause between points grows with it."""
    worth = Worth(Journal(database), Queries(database.engine))
    last = 0
    for minute in range(3 * MOST_POINTS):
        now = minute * SAMPLE_NS
        if worth.is_due(now, "USDT"):
            worth.take(now, "USDT", ROWS[:2])
            last = now
    points = worth.points("USDT")
    assert len(points) <= MOST_POINTS
    assert (points[0][0], points[-1][0]) == (0, last)
    times = [point[0] for point in points]
    assert times == sorted(set(times))
    assert not worth.is_due(last + SAMPLE_NS, "USDT")
