"""The application's side of the guard: starts it, tells it what is there, starts it anew when it ends.

Everything that could block (starting a process, writing to a pipe that nobody reads) is done by threads.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from finbyte_desktop.services.credentials import ApiKey, Connection
from finbyte_desktop.services.guard.port import LINGER_S, GuardState, Row
from finbyte_desktop.services.guard.scope import Scope
from finbyte_desktop.services.supervisor import Supervisor

log = logging.getLogger(__name__)
BEAT_S = 0.25
AGAIN_S = (0.5, 2.0, 5.0, 30.0)
END_S = 5.0
MOST_LINES = 2_000
SLOW_S = 20.0  # a guard that is not ready by then is not on its way any more
SILENT_S = 10.0  # loading the adapter of a venue takes a few seconds
STEADY_BEATS = 240  # a guard that lived so long is started anew at once


class _Life:
    """One guard process. `heard` is called on the loop with each line of it, and with None at its end."""

    def __init__(self, folder: Path, linger_s: float, heard: Callable[[_Life, Any], None]) -> None:
        self._lines: queue.Queue[bytes | None] = queue.Queue(MOST_LINES)
        self._loop = asyncio.get_running_loop()
        self._heard = heard
        self.pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(
            target=self._run, args=(command(folder, linger_s),), name="guard", daemon=True
        )
        self._thread.start()

    def tell(self, line: Mapping[str, Any]) -> bool:
        """Puts a line into the pipe; whether there was room."""
        try:
            self._lines.put_nowait(orjson.dumps(line) + b"\n")
        except queue.Full:
            return False
        return True

    def kill(self) -> None:
        """It does not read any more: another one shall take its place."""
        if self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """The guard is wanted no more. Blocking, for a thread: a panic that is under way is left alone."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)
        self._thread.join(END_S)

    def _run(self, wanted: Sequence[str]) -> None:
        extra: dict[str, Any] = {"start_new_session": True}  # what ends a terminal's programs is not for it
        if sys.platform == "win32":
            extra = {"creationflags": subprocess.CREATE_NO_WINDOW}
        try:
            process = subprocess.Popen(
                wanted, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **extra
            )
        except OSError as error:
            self._post({"told": "trouble", "text": f"The guard process does not start: {error.strerror}."})
            self._post(None)
            return
        self.pid, self._process = process.pid, process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        readers = [
            threading.Thread(target=self._read, args=(process.stdout,), daemon=True),
            threading.Thread(target=_complain, args=(process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        with contextlib.suppress(OSError):  # it has ended; the reader tells
            while (line := self._lines.get()) is not None:
                process.stdin.write(line)
                process.stdin.flush()
        with contextlib.suppress(OSError):
            process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_S)
        for reader in readers:
            reader.join(END_S)

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            for line in iter(stream.readline, b""):
                with contextlib.suppress(ValueError):  # half a line at its end
                    self._post(orjson.loads(line))
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)  # the writer ends too
        self._post(None)

    def _post(self, line: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._heard, self, line)


def _complain(stream: IO[bytes]) -> None:
    with stream:
        for line in iter(stream.readline, b""):
            log.warning("guard: %s", line.decode(errors="replace").rstrip())


def command(folder: Path, linger_s: float) -> list[str]:
    """The command line of the process: nothing secret stands in it."""
    frozen = getattr(sys, "frozen", False)
    module = ["--guard"] if frozen else ["-m", "finbyte_desktop.services.guard.process"]
    return [sys.executable, *module, str(folder.resolve()), str(linger_s)]


def _hello(connection: Connection, key: ApiKey, prefix: str) -> dict[str, Any]:
    """An account with its key, for the pipe alone."""
    return {
        "do": "account",
        "id": connection.id,
        "name": connection.name,
        "venue": connection.venue,
        "key": key.key.reveal(),
        "secret": key.secret.reveal(),
        "passphrase": "" if key.passphrase is None else key.passphrase.reveal(),
        "address": connection.address,
        "testnet": connection.testnet,
        "demo": connection.demo,
        "prefix": prefix,
    }


class GuardLink:
    """Keeps one guard for all accounts of a data folder, from the first account on.

    `panicked` hears, on the loop, that the guard was asked for a panic by somebody else.
    """

    def __init__(self, folder: Path, panicked: Callable[[Scope], None], linger_s: float = LINGER_S) -> None:
        self._folder = folder
        self._panicked = panicked
        self._linger_s = linger_s
        self._accounts: dict[str, tuple[Connection, ApiKey, str]] = {}
        self._orders: dict[str, dict[str, Any]] = {}
        self._positions: dict[str, dict[str, Any]] = {}
        self._busy: set[str] = set()
        self._supervisor = Supervisor()
        self._life: _Life | None = None
        self._beats = self._tries = 0
        self._started_s = self._heard_s = 0.0
        self._away: set[str] = set()
        self.ready: set[str] = set()

    @property
    def pid(self) -> int | None:
        """The process, when there is one."""
        return None if self._life is None else self._life.pid

    # --- what the accounts tell -------------------------------------------------------------------

    def watch(self, connection: Connection, key: ApiKey, prefix: str) -> None:
        """Hands an account and its key to the guard, which is started with the first one."""
        self._accounts[connection.id] = connection, key, prefix
        if self._life is None:
            self._start()
        else:
            self._life.tell(_hello(connection, key, prefix))

    def forget(self, account: str) -> None:
        """The account is closed: the guard lets go of its key."""
        self._accounts.pop(account, None)
        self._orders.pop(account, None)
        self._positions.pop(account, None)
        self.ready.discard(account)
        self._away.discard(account)
        self._tell({"do": "forget", "account": account})

    def orders(self, account: str, rows: Iterable[Row], bots: Sequence[str]) -> None:
        told = {"do": "orders", "account": account, "orders": list(rows), "bots": list(bots)}
        if account in self._accounts and self._orders.get(account) != told:
            self._orders[account] = told
            self._tell(told)

    def positions(self, account: str, rows: Sequence[str]) -> None:
        told = {"do": "positions", "account": account, "rows": list(rows)}
        if account in self._accounts and self._positions.get(account, {"rows": []})["rows"] != told["rows"]:
            self._positions[account] = told
            self._tell(told)

    def panic(self, account: str, bot: str | None) -> None:
        if account in self._accounts and self._tell({"do": "panic", "account": account, "bot": bot}):
            self._busy.add(account)

    def is_busy(self, account: str) -> bool:
        return account in self._busy

    def state(self, account: str) -> GuardState:
        """How the guard stands with an account now."""
        if account not in self._accounts:
            return GuardState.OFF
        if self._life is None:
            return GuardState.ENDED
        now = time.monotonic()
        if self._heard_s and now - self._heard_s > SILENT_S:
            return GuardState.SILENT
        if account in self.ready:
            return GuardState.READY
        if account in self._away:
            return GuardState.AWAY
        return GuardState.STARTING if now - self._started_s < SLOW_S else GuardState.SILENT

    # --- its life ---------------------------------------------------------------------------------

    def _start(self) -> None:
        self._started_s, self._heard_s = time.monotonic(), 0.0
        first = self._life is None and not self._beats and not self._tries
        self._life = _Life(self._folder, self._linger_s, self._heard)
        for about in self._accounts.values():
            self._life.tell(_hello(*about))
        for told in (*self._orders.values(), *self._positions.values()):
            self._life.tell(told)
        if first:
            self._supervisor.spawn("beat", self._beat())

    async def _beat(self) -> None:
        while True:
            if self._tell({"do": "beat"}):
                self._beats += 1
                if self._beats >= STEADY_BEATS:
                    self._tries = 0
            await asyncio.sleep(BEAT_S)

    def _tell(self, line: Mapping[str, Any]) -> bool:
        if self._life is None:
            return False
        told = self._life.tell(line)
        if not told:
            self._life.kill()  # what it knows is old from here on
        return told

    def _heard(self, life: _Life, line: Any) -> None:
        if life is not self._life:
            return
        if line is None:
            self._ended()
            return
        self._heard_s = time.monotonic()
        account = str(line.get("account", ""))
        match line.get("told"):
            case "panic":
                self._panicked(Scope(line["account"], line["bot"]))
            case "begun":
                self._busy.add(account)
            case "over":
                self._busy.discard(account)
            case "ready":
                self.ready.add(account)
                self._away.discard(account)
            case "away" | "trouble":
                self.ready.discard(account)
                self._away.add(account)
                log.warning("The guard: %s", line["text"])

    def _ended(self) -> None:
        """It was killed, or failed: nobody would hear a panic while this application hangs."""
        self._life = None
        self._busy.clear()
        self.ready.clear()
        self._away.clear()
        pause_s = AGAIN_S[min(self._tries, len(AGAIN_S) - 1)]
        self._tries += 1
        self._beats = 0
        log.warning("The guard process has ended. It is started again in %s s.", pause_s)
        self._supervisor.spawn("again", self._again(pause_s))

    async def _again(self, pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        if self._accounts and self._life is None:
            self._start()

    async def close(self) -> None:
        """Ends the guard with the application."""
        await self._supervisor.close()
        life, self._life = self._life, None
        if life is not None:
            life.tell({"do": "bye"})
            await asyncio.to_thread(life.end)
