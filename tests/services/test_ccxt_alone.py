"""A small process loads the one exchange that it needs, and all of ccxt where that does not work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from finbyte_desktop.services.venues.tiers import VENUES

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
import sys, time
from finbyte_desktop.services.venues.ccxt_alone import load, stand_in
for venue in sys.argv[1:]:
    load(venue)
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
for venue in sys.argv[1:]:
    port = CcxtVenue(venue, "k", "s", time.time_ns)
    assert port._exchanges[0].id == venue, port._exchanges[0].id
    kind = type(port._exchanges[0]).__mro__[1]
    assert kind.__module__ == f"ccxt.pro.{venue}" or kind.__module__ == f"ccxt.async_support.{venue}"
exchanges = {n for n in sys.modules if n.startswith("ccxt.async_support.") and n.count(".") == 2}
print(len(exchanges))
assert not stand_in()
"""
BROKEN = """
import sys, time
from finbyte_desktop.services.venues import ccxt_alone
ccxt_alone.PARTS = {name: () for name in ccxt_alone.PARTS}  # names that ccxt passes on are not found
ccxt_alone.load("binance")
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
assert CcxtVenue("binance", "k", "s", time.time_ns)._exchanges[0].id == "binance"
import ccxt
assert ccxt.Exchange and ccxt.kraken
"""
MISSING = """
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.venues.ccxt_alone import load
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
load("no_such_venue")
try:
    CcxtVenue("no_such_venue", "k", "s", lambda: 0)
except Unavailable as error:
    print(error.code)
"""


def python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("venue", ["binance", "binanceusdm", "bybit"])
def test_one_venue_brings_no_other(venue: str) -> None:
    """Beside it only what it is made of: Binance's futures are its spot class."""
    assert int(python(SMALL, venue)) <= 4


def test_every_venue_can_be_loaded_so() -> None:
    """Each that can be connected is ccxt's own class, also beside the others."""
    assert int(python(SMALL, *VENUES)) < 3 * len(VENUES)


def test_all_of_ccxt_is_loaded_where_one_alone_does_not_work() -> None:
    """A panic may not fail because memory was saved."""
    python(BROKEN)


def test_venue_that_ccxt_lacks_is_said_by_who_opens_it() -> None:
    """As without it."""
    assert python(MISSING) == "no_such_venue"
