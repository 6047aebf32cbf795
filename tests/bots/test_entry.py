"""How a bot waits for its entry price."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.bots.entry import watch_entry
from finbyte_desktop.core.intents import WatchPrice

D = Decimal


@pytest.mark.parametrize(
    ("above", "price", "watched"),
    [
        (None, "100", WatchPrice("entry", D(119))),
        (True, "100", WatchPrice("entry", D(119))),
        (None, "130", WatchPrice("entry", None, D(119))),
        (False, "130", WatchPrice("entry", None, D(119))),
    ],
)
def test_from_the_right_side_the_price_itself_is_watched(
    above: bool | None, price: str, watched: WatchPrice
) -> None:
    """It counts when it is touched."""
    assert watch_entry(D(119), above, D(price), D("0.5")) == [watched]


def test_from_the_wrong_side_any_price_beyond_it_is_a_crossing() -> None:
    """Prices of files do not keep to the tick: 119.35 is above 119, also where a tick is a half."""
    (rises,) = watch_entry(D(119), False, D(100), D("0.5"))
    assert isinstance(rises, WatchPrice)
    assert rises.above is not None
    assert D(119) < rises.above < D("119.001")
    (falls,) = watch_entry(D(119), True, D(130), D("0.5"))
    assert isinstance(falls, WatchPrice)
    assert falls.below is not None
    assert D("118.999") < falls.below < D(119)
