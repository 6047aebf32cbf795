"""Panic through the guard, with real processes: the application hangs, dies or ends, the venue is the test
exchange, and its own log of requests is the judge.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.control import GUARD, ask
from finbyte_desktop.services.credentials import Connection, Home
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.settings import SharedSettings, load_settings
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Accepted
from tests.support.connected import order
from tests.support.exchange import Credentials, TestExchange
from tests.support.live_desk import BALANCES, api_key, running, settled, ties_out, until

ROOT = Path(__file__).resolve().parents[2]
VENUES = ("binance", "bybit")
LIMIT_S = 170.0
WIRE_S = 1.0
BLOCK_S = 60.0
NS_PER_S = 1_000_000_000
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")


def run(work: Any) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


class Child:
    """The application as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.guard = 0

    async def told(self, name: str) -> Any:
        """The next line that has this; the others are let go."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            found = json.loads(line)
            if name in found:
                self.guard = found.get("guard", self.guard)
                return found[name]
        raise AssertionError(f"it ended before it told {name}")

    def do(self, what: str, **more: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **more}).encode() + b"\n")

    async def state(self) -> dict[str, Any]:
        self.do("state")
        return dict(await self.told("state"))

    async def open(
        self, exchange: TestExchange, venue: str, key: Credentials, bots: int = 1, **more: Any
    ) -> None:
        given = {"venue": venue, "address": exchange.url, "key": key.key, "secret": key.secret}
        self.do("open", id=f"acc-{venue}", bots=bots, **given, **more)
        await self.told("opened")


@asynccontextmanager
async def child(folder: Path, linger_s: float = 60.0) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.guarded_child", str(folder), str(linger_s),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    found = Child(process)
    try:
        yield found
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        if found.guard and lives(found.guard):
            os.kill(found.guard, signal.SIGKILL)


def lives(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def readable(folder: Path, pid: int) -> list[tuple[str, bytes]]:
    """What others could read: command line, environment, and every file of the folder."""
    paths = [Path(f"/proc/{pid}/cmdline"), Path(f"/proc/{pid}/environ")]
    paths += [path for path in folder.rglob("*") if path.is_file()]
    return [(str(path), path.read_bytes()) for path in paths]


def open_files(pid: int) -> list[str]:
    return [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]


def resting(exchange: TestExchange, venue: str) -> list[str]:
    return [o.client_id for o in exchange.truth(venue).orders if o.state.is_open]


def traded(exchange: TestExchange, venue: str) -> set[str]:
    """Orders that filled; one may do so before anybody could cancel it."""
    return {o.client_id for o in exchange.truth(venue).orders if o.filled}


def sent(exchange: TestExchange, venue: str, kind: str, since_ns: int) -> list[Any]:
    return [r for r in exchange.truth(venue).requests if r.kind == kind and r.time_ns >= since_ns]


def first_asked(exchange: TestExchange, venue: str, since_ns: int) -> dict[str, int]:
    """When the first cancel of each order arrived."""
    asked = sent(exchange, venue, "cancel", since_ns)
    return {name: r.time_ns for r in reversed(asked) for name in r.client_ids}


def now_ns(exchange: TestExchange) -> int:
    """The clock of the exchange's log."""
    exchange._catch_up()
    return exchange.exchange.now_ns


async def panic(exchange: TestExchange, folder: Path, scope: str = "all") -> tuple[dict[str, Any], int]:
    """The guard's answer, and when it was asked."""
    asked_ns = now_ns(exchange)
    return await asyncio.to_thread(ask, folder, {"do": "panic", "scope": scope}, GUARD), asked_ns


async def command(folder: Path, *args: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "finbyte_desktop", *args, "--data", str(folder),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def desk_of(
    folder: Path, exchange: TestExchange, venue: str, key: Credentials
) -> AsyncIterator[LiveDesk]:
    """The account of a child that has ended, opened here."""
    name = f"acc-{venue}"
    connection = Connection(name, venue, name, Home.SESSION, address=exchange.url)
    settings = SharedSettings(folder, load_settings(folder))
    desk = await LiveDesk.open(folder, connection, api_key(key), settings)
    desk.start()
    try:
        yield desk
    finally:
        await desk.close("keep")


@pytest.mark.slow
def test_panic_while_the_application_hangs(tmp_path: Path) -> None:
    """The loop stands still for a minute: every cancel is on the wire within a second of the asking, the
    venues show nothing of ours, and the bots that wake place nothing again; both books tie out.
    """

    async def work() -> None:
        async with TestExchange(seed=31, venues=list(VENUES)) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                for venue in VENUES:
                    await app.open(exchange, venue, key)
                fills = {venue: len(exchange.truth(venue).fills) for venue in VENUES}
                app.do("block", seconds=BLOCK_S)
                await app.told("blocked")
                began = time.monotonic()
                await asyncio.sleep(1.0)
                exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=-1)  # bots would answer fills
                await asyncio.sleep(1.5)
                before = {venue: resting(exchange, venue) for venue in VENUES}
                assert all(len(ids) > 4 for ids in before.values())
                assert any(len(exchange.truth(venue).fills) > fills[venue] for venue in VENUES)
                answer, asked_ns = await panic(exchange, tmp_path)
                for venue in VENUES:
                    first = first_asked(exchange, venue, asked_ns)
                    there = set(before[venue]) - traded(exchange, venue)
                    assert there <= set(first)
                    late = max(first[name] for name in there) - asked_ns
                    assert late < WIRE_S * NS_PER_S, f"{venue}: {late / NS_PER_S} s"
                    assert resting(exchange, venue) == []
                assert answer["engine"] == "hangs"
                told = {row["id"]: row for row in answer["accounts"]}
                for venue in VENUES:
                    row = told[f"acc-{venue}"]
                    assert (row["unconfirmed"], row["seen"], row["held"]) == ([], True, True)
                    assert row["cancelled"] + row["gone"] >= len(before[venue])
                await app.told("woke")
                assert time.monotonic() - began > BLOCK_S - 5
                await asyncio.sleep(6.0)
                state = await app.state()
                for venue in VENUES:
                    assert set(state[f"acc-{venue}"]["bots"].values()) == {"stopped"}
                    assert state[f"acc-{venue}"]["gates"] == {f"{venue}:BTC/USDT": ["panic"]}
                    assert state[f"acc-{venue}"]["orders"] == []
                    assert sent(exchange, venue, "create", asked_ns) == []
                app.do("end")
                await app.told("ended")
            for venue in VENUES:
                async with desk_of(tmp_path, exchange, venue, key) as desk:
                    await settled(desk)
                    ties_out(desk, exchange, venue)
                    assert desk.is_held
                    assert {c.state for c in desk.cards(ended=True)} == {BotState.STOPPED}

    run(work())


def test_panic_of_a_living_application_stops_its_bots(tmp_path: Path) -> None:
    """The command cancels, the engine stops its bots, the account is held; after `ctl release` a new bot
    trades again.
    """

    async def work() -> None:
        async with TestExchange(seed=32, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, "binance", key)
                code, out, err = await command(tmp_path, "panic")
                assert (code, err) == (0, ""), err
                assert "acc-binance: " in out
                assert "the venue shows none of ours" in out
                assert "FinByte has stopped the bots." in out or "Stopped: acc-binance/b1." in out
                assert resting(exchange, "binance") == []
                await asyncio.sleep(1.0)
                state = (await app.state())["acc-binance"]
                assert state["bots"] == {"b1": "stopped"}
                assert state["gates"] == {"binance:BTC/USDT": ["panic"]}
                code, out, err = await command(tmp_path, "ctl", "release")
                assert (code, out) == (0, "acc-binance: release\n"), err
                assert (await app.state())["acc-binance"]["gates"] == {}
                app.do("bot", id="acc-binance", market="binance:BTC/USDT")
                await app.told("bot")
                assert len(resting(exchange, "binance")) > 5
                app.do("end")
                await app.told("ended")
            async with desk_of(tmp_path, exchange, "binance", key) as desk:
                await settled(desk)
                ties_out(desk, exchange, "binance")

    run(work())


def test_creating_a_bot_releases_the_account(tmp_path: Path) -> None:
    """Whoever starts a bot by hand wants to trade: its orders leave without another question."""

    async def work() -> None:
        async with TestExchange(seed=33, venues=["bybit"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, "bybit", key)
                answer, _ = await panic(exchange, tmp_path, "account=acc-bybit")
                assert answer["engine"] == "lives"
                await asyncio.sleep(1.0)
                assert (await app.state())["acc-bybit"]["gates"] == {"bybit:BTC/USDT": ["panic"]}
                app.do("bot", id="acc-bybit", market="bybit:BTC/USDT")
                await app.told("bot")
                assert (await app.state())["acc-bybit"]["gates"] == {}
                assert len(resting(exchange, "bybit")) > 5

    run(work())


def test_panic_of_one_bot_while_the_application_hangs(tmp_path: Path) -> None:
    """Its orders are cancelled and it stops when the loop wakes; the other bot's rest and it trades on."""

    async def work() -> None:
        async with TestExchange(seed=34, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, "binance", key, bots=2)
                both = set(resting(exchange, "binance"))
                app.do("block", seconds=6)
                await app.told("blocked")
                await asyncio.sleep(1.5)
                refused, asked_ns = await panic(exchange, tmp_path, "bot=b7")
                assert refused["code"] == "no_such_scope"
                assert first_asked(exchange, "binance", asked_ns) == {}
                assert len(both) > 10
                answer, _ = await panic(exchange, tmp_path, "bot=b1")
                assert (answer["accounts"][0]["bot"], answer["engine"]) == ("b1", "hangs")
                left = set(resting(exchange, "binance"))
                assert len(both) - len(left) > 5
                await app.told("woke")
                folder = tmp_path / "accounts" / "acc-binance"
                await until(lambda: not list(folder.glob("panic*")))
                state = (await app.state())["acc-binance"]
                assert state["bots"] == {"b1": "stopped", "b2": "running"}
                assert state["gates"] == {}
                assert left & set(state["orders"])

    run(work())


def test_application_that_dies_leaves_its_orders_and_no_process(tmp_path: Path) -> None:
    """Nothing is cancelled by itself; a panic is taken for a while longer; then the guard ends. The next
    start finds the mark: its bots are stopped before they place anything.
    """

    async def work() -> None:
        async with TestExchange(seed=35, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path, linger_s=5.0) as app:
                await app.open(exchange, "binance", key)
                before = set(resting(exchange, "binance"))
                guard = app.guard
                app.process.kill()
                await app.process.wait()
                died = time.monotonic()
                await asyncio.sleep(2.0)
                assert lives(guard)
                assert set(resting(exchange, "binance")) & before
                code, out, _ = await command(tmp_path, "panic")
                assert (code, "FinByte itself has ended" in out) == (0, True)
                assert resting(exchange, "binance") == []
                asked_ns = now_ns(exchange)
                await until(lambda: not lives(guard))
                assert time.monotonic() - died < 12
                assert not (tmp_path / "guard.sock").exists()
                code, _, err = await command(tmp_path, "panic")
                assert (code, "nothing was cancelled" in err) == (3, True)
            async with desk_of(tmp_path, exchange, "binance", key) as desk:
                await until(lambda: not desk.cards())
                await settled(desk)
                ties_out(desk, exchange, "binance")
                assert desk.is_held
                assert desk.health().gates == {"binance:BTC/USDT": ("panic",)}
                assert sent(exchange, "binance", "create", asked_ns) == []
                await running(desk, "binance:BTC/USDT", investment="4000")
                assert not desk.is_held

    run(work())


@pytest.mark.parametrize("venue", VENUES)
def test_many_orders_are_on_their_way_within_a_second(venue: str, tmp_path: Path) -> None:
    """More than Binance takes in ten seconds; of Bybit as many cancels as it takes in one."""
    grids = {"binance": 80, "bybit": 17}[venue]
    wide = {"investment": "9000", "lower": "30000", "upper": "130000", "grids": grids}

    async def work() -> None:
        async with TestExchange(seed=39, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, venue, key, params=wide)
                app.do("block", seconds=8)
                await app.told("blocked")
                await asyncio.sleep(1.5)
                before = set(resting(exchange, venue))
                assert len(before) > {"binance": 60, "bybit": 12}[venue]
                answer, asked_ns = await panic(exchange, tmp_path)
                before -= traded(exchange, venue)
                assert before <= (first := first_asked(exchange, venue, asked_ns)).keys()
                assert max(first[name] for name in before) - asked_ns < WIRE_S * NS_PER_S
                assert answer["accounts"][0]["unconfirmed"] == []
                assert resting(exchange, venue) == []

    run(work())


def test_next_application_takes_the_place_of_a_dead_one(tmp_path: Path) -> None:
    """The guard that was left behind goes at once, and a panic reaches the new one."""

    async def work() -> None:
        async with TestExchange(seed=38, venues=["bybit"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, "bybit", key)
                old = app.guard
                app.process.kill()
                await app.process.wait()
                async with child(tmp_path) as following:
                    await following.open(exchange, "bybit", key, bots=0)
                    await until(lambda: not lives(old))
                    answer, _ = await panic(exchange, tmp_path)
                    assert answer["engine"] == "lives"
                    assert answer["accounts"][0]["unconfirmed"] == []
                    assert resting(exchange, "bybit") == []
                    await asyncio.sleep(1.0)
                    assert (await following.state())["acc-bybit"]["bots"] == {"b1": "stopped"}

    run(work())


def test_guard_ends_with_its_application_and_keeps_no_secret(tmp_path: Path) -> None:
    """A clean end takes it along at once. While it lives, its key is neither in its command line, nor its
    environment, nor on the disk; and it holds no lock. A guard that is killed is replaced.
    """

    async def work() -> None:
        async with TestExchange(seed=36, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, "binance", key)
                first = app.guard
                seen = await asyncio.to_thread(readable, tmp_path, first)
                assert not [
                    where for where, text in seen for s in (key.key, key.secret) if s.encode() in text
                ]
                held = await asyncio.to_thread(open_files, first)
                assert not [name for name in held if "lock" in name or "sqlite" in name]
                os.kill(first, signal.SIGKILL)
                await until(lambda: not lives(first))
                app.do("guard", after=first)
                app.guard = await app.told("guard")
                assert app.guard != first
                answer, _ = await panic(exchange, tmp_path)
                assert answer["accounts"][0]["unconfirmed"] == []
                assert resting(exchange, "binance") == []
                app.do("end")
                await app.told("ended")
                await until(lambda: not lives(app.guard), 2)
                assert not (tmp_path / "guard.sock").exists()

    run(work())


def test_orders_that_nobody_told_of_are_cancelled_too(tmp_path: Path) -> None:
    """What rests with our prefix is ours, also when this application does not know it; an order that a
    person placed at the venue is left alone.
    """

    async def work() -> None:
        async with TestExchange(seed=37, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with child(tmp_path) as app:
                await app.open(exchange, "binance", key)
                prefix = resting(exchange, "binance")[0][:6]
                port = CcxtVenue("binance", key.key, key.secret, wall_ns, address=exchange.url)
                await port.open()
                for name in (f"{prefix}unknown", "by-hand"):
                    rests = order(port, name, Side.BUY, "0.001", "60000")
                    assert isinstance(await port.submit(rests), Accepted)
                await port.close()
                assert {f"{prefix}unknown", "by-hand"} <= set(resting(exchange, "binance"))
                await panic(exchange, tmp_path)
                assert resting(exchange, "binance") == ["by-hand"]

    run(work())


def test_paper_is_stopped_by_the_engine(tmp_path: Path) -> None:
    """A folder with paper only has no guard: the command asks the engine."""

    async def work() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "finbyte_desktop", "headless", "--paper", "--demo", "--data", str(tmp_path),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            await until((tmp_path / "control.sock").exists, 40)
            code, out, err = await command(tmp_path, "panic", "--json")
            assert (code, json.loads(out)["engine"]) == (0, "away"), err
            assert not (tmp_path / "guard.sock").exists()
            code, _, err = await command(tmp_path, "panic", "--scope", "bot=b9")
            assert (code, "no bot b9" in err) == (2, True)
        finally:
            process.send_signal(signal.SIGTERM)
            await process.communicate()

    run(work())
