"""The application's side of the guard: one that is killed, or that stands still, is replaced and told again;
no process is left.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from finbyte_desktop import __main__ as program
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.control import GUARD, ask
from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.guard import link, process
from finbyte_desktop.services.guard.link import GuardLink, command
from finbyte_desktop.services.guard.port import GuardState
from finbyte_desktop.services.guard.scope import Scope
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, api_key, connection, until

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="stops by signals"),
    pytest.mark.expected_logs(
        r"The guard: Binance \(127\.0\.0\.1:9\) does not answer", "The guard process has ended"
    ),
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


MOST_MB = 70  # measured with both venues: 59, before 112


def used_mb(pid: int | None) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_guard_is_small(tmp_path: Path) -> None:
    """With a connection to both first-class venues it takes half of what all of ccxt takes."""

    async def work() -> None:
        venues = ["binance", "bybit"]
        async with TestExchange(seed=3, venues=venues) as exchange:
            key = api_key(exchange.add_account("trader", BALANCES))
            guard = GuardLink(tmp_path, lambda scope: None)
            try:
                for venue in venues:
                    guard.watch(connection(venue, exchange.url, venue), key, "FBabc-")
                await until(lambda: guard.ready == set(venues))
                assert used_mb(guard.pid) < MOST_MB
            finally:
                await guard.close()

    asyncio.run(work())


def started_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], dict[str, object]]:
    """The command line and the settings that the process would be started with."""
    found: list[tuple[list[str], dict[str, object]]] = []

    def popen(wanted: list[str], **settings: object) -> None:
        found.append((wanted, settings))
        raise OSError(2, "not here")

    monkeypatch.setattr(link.subprocess, "Popen", popen)

    async def work() -> None:
        heard: list[object] = []
        life = link._Life(folder, 60.0, lambda _, line: heard.append(line))
        await until(lambda: None in heard)
        await asyncio.to_thread(life.end)

    asyncio.run(work())
    ((wanted, settings),) = found
    return wanted, settings


def test_guard_of_an_installed_program_is_the_program_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen program has no Python that could run a module: it starts itself, with a word in front."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/finbyte-desktop/finbyte-desktop")
    wanted, settings = started_with(tmp_path, monkeypatch)
    assert wanted == ["/opt/finbyte-desktop/finbyte-desktop", "--guard", str(tmp_path.resolve()), "60.0"]
    assert settings["start_new_session"] is True
    heard: list[list[str]] = []
    monkeypatch.setattr(process, "main", lambda argv: heard.append(argv) or 0)
    monkeypatch.setattr(sys, "argv", wanted)
    assert program.main() == 0
    assert heard == [wanted[2:]]


def test_guard_on_windows_opens_no_console_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of its own is what other systems have; a path with blanks stays one argument."""
    monkeypatch.setattr(link.sys, "platform", "win32")
    monkeypatch.setattr(link.subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\FinByte Desktop\finbyte-desktop.exe")
    folder = tmp_path / "my data"
    folder.mkdir()
    wanted, settings = started_with(folder, monkeypatch)
    assert wanted == [
        r"C:\Program Files\FinByte Desktop\finbyte-desktop.exe", "--guard", str(folder.resolve()), "60.0"
    ]  # fmt: skip
    assert settings["creationflags"] == 0x08000000
    assert "start_new_session" not in settings
    assert all(settings[name] == subprocess.PIPE for name in ("stdin", "stdout", "stderr"))
    assert subprocess.list2cmdline(wanted).count('"') == 4


def test_guard_from_source_runs_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same Python, so the same packages."""
    wanted, _ = started_with(tmp_path, monkeypatch)
    assert wanted[:3] == [sys.executable, "-m", "finbyte_desktop.services.guard.process"]


def test_guard_without_pipes_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without a console has none where nobody gave it any: nothing would ever be heard."""
    monkeypatch.setattr(sys, "stdin", None)
    assert process.main([str(tmp_path), "1"]) == process.NO_PIPES
