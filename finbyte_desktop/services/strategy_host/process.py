"""A strategy's process as the engine has it: started clean, read with bounds, ended whole."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import orjson

from finbyte_desktop.services.strategy_host.frames import MOST_BYTES, TooLarge, packed, read_frame

CODE = "import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"
MODULE = "finbyte_desktop.services.strategy_host.child"
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",  # sets have the same order again
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
KEPT_FROM_SYSTEM = ("SYSTEMROOT", "WINDIR")  # Windows starts no Python without them
MOST_UNREAD, MOST_UNWRITTEN = 1_000, 1_000
MOST_COMPLAINT = 16_384
TRACE_S, TRACES, END_S = 0.25, 24, 5.0
LINE = re.compile(r'File "(.+)", line (\d+) in (\S+)')
Heard = Callable[[Any], None]


class Ended:
    """The process has ended. `why` is "huge" or "unreadable" where it was no end of its own."""

    def __init__(self, why: str = "") -> None:
        self.why = why


class StrategyProcess:
    """One process. `heard` is called, on a thread of its own, with each message, and with Ended at last.

    Whoever hears calls `took` for each message: a flood waits in the pipe, not in memory.
    """

    def __init__(self, folder: Path, heard: Heard, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._heard, self._most_bytes = folder, heard, most_bytes
        self._room = threading.BoundedSemaphore(MOST_UNREAD)
        self._frames: queue.Queue[bytes | None] = queue.Queue(MOST_UNWRITTEN)
        self._complaints = b""
        self._over = False
        self._process = _started(folder)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        work = (
            (self._write, self._process.stdin),
            (self._read, self._process.stdout),
            (self._listen, self._process.stderr),
        )
        self._threads = [threading.Thread(target=do, args=(stream,), daemon=True) for do, stream in work]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def tell(self, message: Any) -> bool:
        """Sends a message; whether there was room for it."""
        return self.send(packed(message))

    def send(self, frame: bytes) -> bool:
        """The same with a message that is packed already."""
        try:
            self._frames.put_nowait(frame)
        except queue.Full:
            return False
        return True

    def took(self) -> None:
        """One message was worked off."""
        with contextlib.suppress(ValueError):
            self._room.release()

    def where(self) -> str:
        """Where the strategy is just now: "strategy.py, line 12, in on_fill"; empty where nobody knows."""
        if sys.platform == "win32" or self._process.poll() is not None:
            return ""
        for _ in range(TRACES):  # a thread that runs while it is looked at is not always seen
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGUSR1)
            end = time.monotonic() + TRACE_S
            while time.monotonic() < end:
                time.sleep(0.01)
                place = self._place()
                if place:
                    return place
        return ""

    def _place(self) -> str:
        text = self._complaints.decode(errors="replace")
        for file, line, function in LINE.findall(text):
            path = Path(file)
            if path.is_relative_to(self._folder):
                return f"{path.relative_to(self._folder)}, line {line}, in {function}"
        return ""

    def end(self) -> int:
        """Ends the process with all that belongs to it; the status with which it ended. Nothing of it is left
        when this returns.
        """
        with contextlib.suppress(queue.Full):
            self._frames.put_nowait(None)
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        if self._process.poll() is None:
            self._process.kill()
        status = self._process.wait()
        self._over = True
        with contextlib.suppress(ValueError):
            self._room.release()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(END_S)
        return status

    def status(self, wait_s: float = END_S) -> int | None:
        """How it ended by itself; None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(wait_s)
        return None

    # --- threads ----------------------------------------------------------------------------------

    def _write(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended; the reader tells
            while (frame := self._frames.get()) is not None:
                stream.write(frame)
                if self._frames.empty():
                    stream.flush()
        with contextlib.suppress(OSError, ValueError):
            stream.close()

    def _read(self, stream: IO[bytes]) -> None:
        why = ""
        with stream, contextlib.suppress(OSError, ValueError):
            while True:
                self._room.acquire()
                if self._over:
                    break
                try:
                    frame = read_frame(stream, self._most_bytes)
                    if frame is None:
                        break
                    message = orjson.loads(frame)
                except TooLarge:
                    why = "huge"
                    break
                except orjson.JSONDecodeError:
                    why = "unreadable"
                    break
                self._heard(message)
        with contextlib.suppress(queue.Full):
            self._frames.put_nowait(None)
        self._heard(Ended(why))

    def _listen(self, stream: IO[bytes]) -> None:
        with stream, contextlib.suppress(OSError, ValueError):
            while part := os.read(stream.fileno(), 4_096):
                self._complaints = (self._complaints + part)[-MOST_COMPLAINT:]  # it comes in tiny parts


def _started(folder: Path) -> subprocess.Popen[bytes]:
    """Starts it: no key and no other variable of ours, no descriptor but its pipes, a session of its own."""
    frozen = getattr(sys, "frozen", False)
    root = str(Path(__file__).resolve().parents[3])
    script = ["-s", "-P", "-c", CODE.format(module=MODULE), root]
    wanted = [sys.executable, *(["--strategy"] if frozen else script)]
    environment = ENVIRONMENT | {name: os.environ[name] for name in KEPT_FROM_SYSTEM if name in os.environ}
    extra: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        extra = {"creationflags": subprocess.CREATE_NO_WINDOW}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        wanted, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder, env=environment, close_fds=True, **extra
    )
