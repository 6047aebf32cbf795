"""The application's side of the guard: one that is killed, or that stands still, is replaced and told again;
no process is left.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.control import GUARD, ask
from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.guard import link
from finbyte_desktop.services.guard.link import GuardLink, command
from finbyte_desktop.services.guard.port import GuardState
from finbyte_desktop.services.guard.scope import Scope
from tests.support.live_desk import until

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="stops by signals"),
    pytest.mark.expected_logs("The guard: Binance does not answer", "The guard process has ended"),
]
NOWHERE = Connection("acc1", "binance", "Main", Home.SESSION, address="http://127.0.0.1:9")
KEY = ApiKey(Secret("the-key-itself"), Secret("the-secret-itself"))


def linked(folder: Path, hurt: Callable[[int], None], many: int) -> None:
    """Starts a guard, hurts it, and asks the next one what it was told."""

    async def work() -> None:
        guard = GuardLink(folder, lambda scope: None)
        try:
            guard.watch(NOWHERE, KEY, "FBabc-")
            await until((folder / GUARD.socket).exists)
            first = guard.pid
            assert first is not None
            hurt(first)
            for number in range(many):
                rows = [(f"FBabc-{number}-{n}", None, "binance:BTC/USDT", "b1") for n in range(200)]
                guard.orders("acc1", rows, ["b1"])
                await asyncio.sleep(0)
            await until(lambda: guard.pid not in (None, first))
            await until(lambda: status(folder) == [("acc1", 200)])
        finally:
            last = guard.pid
            await guard.close()
        assert last is not None
        with pytest.raises(ProcessLookupError):
            os.kill(last, 0)
        assert not (folder / GUARD.socket).exists()

    def status(where: Path) -> list[tuple[str, int]]:
        try:
            told = ask(where, {"do": "status"}, GUARD)
        except Unavailable:  # it is on its way
            return []
        return [(row["id"], row["orders"]) for row in told["accounts"]]

    async def limited() -> None:
        async with asyncio.timeout(60):
            await work()

    asyncio.run(limited())


def test_killed_guard_is_replaced(tmp_path: Path) -> None:
    """The next one knows the account and its orders."""
    linked(tmp_path, lambda pid: os.kill(pid, signal.SIGKILL), 1)


def test_guard_that_stands_still_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pipe and the queue before it are full: what it knows is old."""
    monkeypatch.setattr(link, "MOST_LINES", 50)
    linked(tmp_path, lambda pid: os.kill(pid, signal.SIGSTOP), 120)


def test_nothing_secret_is_in_the_command_line(tmp_path: Path) -> None:
    """Only the folder and a time."""
    assert command(tmp_path, 60.0)[-2:] == [str(tmp_path.resolve()), "60.0"]


def test_panic_from_outside_is_told_to_the_application(tmp_path: Path) -> None:
    """With its scope, at once: also when the venue cannot be reached."""

    async def work() -> None:
        heard: list[Scope] = []
        guard = GuardLink(tmp_path, heard.append)
        try:
            guard.watch(NOWHERE, KEY, "FBabc-")
            guard.orders("acc1", [], ["b1"])
            await until((tmp_path / GUARD.socket).exists)
            await until(lambda: guard.pid is not None)
            asking = asyncio.create_task(
                asyncio.to_thread(ask, tmp_path, {"do": "panic", "scope": "account=Main"}, GUARD)
            )
            await until(lambda: heard == [Scope("acc1")])
            await until(lambda: guard.is_busy("acc1"))
            assert (tmp_path / "accounts" / "acc1" / "panic").exists()
            pid = guard.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await asyncio.wait([asking])
            assert asking.exception() is not None
            await until(lambda: not guard.is_busy("acc1"))
        finally:
            await guard.close()

    async def limited() -> None:
        async with asyncio.timeout(60):
            await work()

    asyncio.run(limited())


def test_state_of_the_guard_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts, cannot reach the venue, stands still, goes on, and is gone: each is another state."""
    monkeypatch.setattr(link, "SILENT_S", 1.0)
    monkeypatch.setattr(link, "AGAIN_S", (5.0,))

    async def work() -> None:
        guard = GuardLink(tmp_path, lambda scope: None)
        try:
            assert guard.state("acc1") is GuardState.OFF
            guard.watch(NOWHERE, KEY, "FBabc-")
            assert guard.state("acc1") is GuardState.STARTING
            await until(lambda: guard.state("acc1") is GuardState.AWAY)
            pid = guard.pid
            assert pid is not None
            os.kill(pid, signal.SIGSTOP)
            await until(lambda: guard.state("acc1") is GuardState.SILENT)
            os.kill(pid, signal.SIGCONT)
            await until(lambda: guard.state("acc1") is GuardState.AWAY)
            os.kill(pid, signal.SIGKILL)
            await until(lambda: guard.state("acc1") is GuardState.ENDED)
            await until(lambda: guard.state("acc1") is GuardState.STARTING)
            await until(lambda: guard.state("acc1") is GuardState.AWAY)
        finally:
            await guard.close()

    async def limited() -> None:
        async with asyncio.timeout(60):
            await work()

    asyncio.run(limited())


@pytest.mark.expected_logs("The guard: The guard process does not start")
def test_guard_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that takes too long."""
    real = link.command

    async def work() -> None:
        monkeypatch.setattr(link, "command", lambda folder, linger_s: [str(tmp_path / "nothing-there")])
        guard = GuardLink(tmp_path, lambda scope: None)
        try:
            guard.watch(NOWHERE, KEY, "FBabc-")
            await until(lambda: guard.state("acc1") is GuardState.ENDED)
        finally:
            await guard.close()
        monkeypatch.setattr(link, "command", real)
        monkeypatch.setattr(link, "SLOW_S", 0.0)
        slow = GuardLink(tmp_path, lambda scope: None)
        try:
            slow.watch(NOWHERE, KEY, "FBabc-")
            assert slow.state("acc1") is GuardState.SILENT
        finally:
            await slow.close()

    asyncio.run(work())
