"""The application as real processes on real sockets, killed while it trades: everything ties out afterwards.

`python3 dev.py crash --kills N` runs as many kills as one likes. A kill proves what survives the end of the
process; what survives the end of the power is the simulation's disk, which loses what was not synced.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crash.campaign import INTERRUPTED, Crashes
from tests.support.exchange import add_account, build, truth

KILLS = 12
LINE_S = 60


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_nothing_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    """Orders, fills and ledger are the exchange's after kills at durable steps and at random."""
    between: list[list[str]] = []

    def told(crashes: Crashes) -> None:
        between.append(crashes.compare_now(crashes.exchange.truth("binance")))
        if crashes.kills == KILLS:
            crashes.stop()

    crashes = Crashes(tmp_path, 1, told)
    assert asyncio.run(crashes.run(1_000)) == []
    assert between == [[]] * KILLS
    assert len(crashes.exchange.truth("binance").orders) > 10
    assert sum(crashes.ends.values()) == KILLS
    assert sum(times for name, times in crashes.ends.items() if name != "at random") >= 3


def test_what_differs_between_two_lives_is_told(tmp_path: Path) -> None:
    """An order of the exchange that is unknown here, and a fill here that the exchange does not have."""
    crashes = Crashes(tmp_path, 1)
    crashes.path.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(crashes.path)) as database, database:
        database.execute("CREATE TABLE orders (client_id TEXT, state TEXT)")
        database.execute("CREATE TABLE fills (trade_id TEXT)")
        database.execute("INSERT INTO fills VALUES ('77')")

    exchange = build(seed=1, venues=["binance"])
    add_account(exchange, balances={"USDT": "100000", "BTC": "2"})
    exchange.act("account.external_trade", symbol="BTCUSDT")
    there = truth(exchange, "binance")
    wrong = crashes.compare_now(there)
    assert "fills that the venue does not have: ['77']" in wrong
    assert f"{there.orders[0].client_id} is unknown here" in wrong


@contextlib.contextmanager
def campaign(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A campaign as a person starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """What it says up to a line with these words, which must come within a minute."""
    assert process.stdout is not None
    said: list[str] = []
    until = time.monotonic() + LINE_S
    while time.monotonic() < until:
        line = process.stdout.readline()
        said.append(line)
        if wanted in line or not line:
            break
    assert wanted in said[-1], said
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_interrupted_kills_say_what_was_done() -> None:
    """The first signal tells at once how far it is, and compares; the second ends it."""
    with campaign("tests.support.crash", "--kills", "1000") as process:
        lines_until(process, "1000 kills with seed 1")
        time.sleep(5)
        process.send_signal(signal.SIGTERM)
        lines_until(process, "interrupted:")
        lines_until(process, "It comes to rest")
        process.send_signal(signal.SIGINT)
        lines_until(process, "were not compared to the end")
        assert process.wait(20) == INTERRUPTED


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_simulation_says_what_was_done(number: signal.Signals) -> None:
    """Its seeds are told while it runs, and what they brought when it is interrupted."""
    with campaign("tests.support.simulation", "--seeds", "1000", "--minutes", "1") as process:
        said = lines_until(process, "10 of 1000 seeds")
        assert "broken" in said[-1]
        process.send_signal(number)
        lines_until(process, "interrupted: ")
        lines_until(process, "dialects:")
        assert process.wait(20) in (1, INTERRUPTED)
