"""The application as real processes on real sockets, killed while it trades: everything ties out afterwards.

`python3 dev.py crash --kills N` runs as many kills as one likes. A kill proves what survives the end of the
process; what survives the end of the power is the simulation's disk, which loses what was not synced.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.support.crash.campaign import Crashes

KILLS = 12


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_nothing_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    """Orders, fills and ledger are the exchange's after kills at durable steps and at random."""
    crashes = Crashes(tmp_path, seed=1)
    assert asyncio.run(crashes.run(KILLS)) == []
    truth = crashes.exchange.truth("binance")
    assert len(truth.orders) > 10
    assert sum(crashes.ends.values()) == KILLS
    assert sum(times for name, times in crashes.ends.items() if name != "at random") >= 3
