"""Strategies that do harm, by accident or not: each ends with its reason, and nothing of it is left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from tests.support.strategies import candles, lines, ran, trading

SERIES = candles("100", "101", "99")
ORDER = 'self.create_limit_order(self.venue, sym=sym, side="Buy", size={size}, price={price})'


def processes_in(folder: Path) -> list[int]:
    """Every process that stands in a folder, as those of its strategies do."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if (one / "cwd").readlink() == folder and (one / "stat").read_text().split()[2] != "Z":
                found.append(int(one.name))
        except OSError:
            continue
    return found


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path) -> Iterator[None]:
    """No process of a strategy outlives its run."""
    yield
    if sys.platform == "linux":
        assert processes_in(tmp_path) == []


def quoted(folder: Path, body: str, head: str = "") -> Path:
    """A strategy that does this at every quote."""
    rows = "\n".join(f"    {row}" for row in body.splitlines())
    return trading(folder, f"def quote_update(self, src, sym, data):\n{rows}", head)


RAISES: dict[str, tuple[str, str, str]] = {
    "raises": ("strategy_raised", "1 / 0", "ZeroDivisionError: division by zero"),
    "raises without a text": (
        "strategy_raised",
        "class Bad(Exception):\n    def __str__(self):\n        return 1 / 0\nraise Bad",
        "Bad",
    ),
    "exits": ("strategy_exited", "import sys\nsys.exit(3)", "SystemExit: 3"),
    "interrupts": ("strategy_exited", "raise KeyboardInterrupt", "KeyboardInterrupt"),
    "recursion": ("strategy_raised", "self.quote_update(src, sym, data)", "RecursionError"),
    "memory at once": ("strategy_memory", "self.kept = bytearray(10 ** 10)", "MemoryError"),
    "forks": ("strategy_raised", "import os\nos.fork()", "cannot start processes"),
    "starts a program": ("strategy_raised", "import subprocess\nsubprocess.run(['true'])", "cannot start"),
    "starts a shell": ("strategy_raised", "import os\nos.system('true')", "cannot start processes"),
    "signals the engine": ("strategy_raised", "import os\nos.kill(os.getppid(), 9)", "cannot send signals"),
    "no number": (
        "strategy_raised",
        ORDER.format(size="float('nan')", price=100),
        "size: 'nan' is not a finite",
    ),
    "infinity": (
        "strategy_raised",
        ORDER.format(size=1, price="float('inf')"),
        "price: 'inf' is not a finite",
    ),
    "below zero": ("strategy_raised", ORDER.format(size=-1, price=100), "size: a number above 0 is needed"),
    "zero": ("strategy_raised", ORDER.format(size=0, price=100), "size: a number above 0 is needed"),
    "a huge number": (
        "strategy_raised",
        ORDER.format(size=1e300, price=100),
        "more digits than any market uses",
    ),
    "many digits": ("strategy_raised", ORDER.format(size="'1' * 500", price=100), "more digits than any"),
    "a list for a size": ("strategy_raised", ORDER.format(size="[1]", price=100), "'list' is not a number"),
    "a truth for a size": ("strategy_raised", ORDER.format(size="True", price=100), "'True' is not a number"),
    "no side": (
        "strategy_raised",
        'self.create_market_order(self.venue, sym=sym, side="Hold", size=1)',
        "side: Buy or Sell is needed, not 'Hold'",
    ),
    "a foreign symbol": (
        "strategy_raised",
        'self.create_market_order(self.venue, sym="ETH/USDT", side="Buy", size=1)',
        "The symbol 'ETH/USDT' is not this bot's. It trades BTC/USDT alone.",
    ),
    "a foreign venue": ("strategy_raised", 'self.fetch_balances("Bank")', "There is no venue 'Bank'"),
    "a foreign order": (
        "strategy_raised",
        'self.cancel_order(self.venue, order_id="FB123")',
        "There is no open order 'FB123'",
    ),
    "more than its money": (
        "strategy_raised",
        ORDER.format(size=9.99, price=100.2),
        "is worth more than 1000",
    ),
    "coins that it has not": (
        "strategy_raised",
        'self.create_market_order(self.venue, sym=sym, side="Sell", size=1)',
        "does not have the money or the coins",
    ),
    "a huge message": ("strategy_raised", 'self.publish("t", "x" * 10 ** 6)', "bytes are too many"),
    "no message": ("strategy_raised", 'self.publish("t", object())', "TypeError"),
    "no time": ("strategy_raised", "self.delay_thread(float('nan'), print)", "is not a number of seconds"),
    "no runtime": ("strategy_raised", "self._runtime = None\nself.now", "AttributeError"),
    "timers without end": (
        "strategy_raised",
        "while True:\n    self.delay_thread(1e6, print)",
        "10000 timers at once",
    ),
    "threads without end": (
        "strategy_raised",
        "while True:\n    self.create_thread(print)",
        "100 threads at once",
    ),
}


@pytest.mark.parametrize("name", RAISES)
def test_what_raises_halts_the_bot_with_its_line(tmp_path: Path, name: str) -> None:
    """The bot ends with a reason, the run goes on without it, and nothing was traded."""
    code, body, text = RAISES[name]
    found = ran(quoted(tmp_path, body), SERIES)
    failure = found["strategy"]["failure"]
    assert (found["state"], found["reason"]) == ("stopped", code)
    assert failure["code"] == code
    assert failure["text"].startswith("strategy.py, line ")
    assert text in failure["text"]
    assert found["fills"] == []


WRITES = """
import os
for fd in range(3, 10):
    try:
        os.write(fd, {})
    except OSError:
        continue
""".strip()
ENDS: dict[str, tuple[str, str]] = {
    "ends the process": ("import os\nos._exit(7)", "ended by itself, with status 7"),
    "crashes": ("import ctypes\nctypes.string_at(0)", "ended by the signal SIGSEGV"),
    "kills itself": (
        "import ctypes, os\nctypes.CDLL(None).kill(os.getpid(), 9)",
        "ended by the signal SIGKILL",
    ),
    "writes a huge message": (WRITES.format(r"b'\xff' * 64"), "larger than any may be"),
    "writes nonsense": (WRITES.format(r"b'\x00\x00\x00\x02{]'"), "what nobody can read"),
    "closes everything": ("import os\nos.closerange(0, 64)\nos._exit(0)", "ended by itself"),
}


@pytest.mark.parametrize("name", ENDS)
@pytest.mark.skipif(sys.platform != "linux", reason="signals and descriptors are those of Linux")
def test_a_process_that_ends_is_told(tmp_path: Path, name: str) -> None:
    """However it ends, the engine only hears of it."""
    body, text = ENDS[name]
    with pytest.raises(UserError) as ended:
        ran(quoted(tmp_path, body), SERIES)
    assert text in ended.value.text


HANGS = {
    "loops": "while True:\n    pass",
    "sleeps": "import time\ntime.sleep(1e6)",
    "in the middle of a search": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "waits for a thread": "import threading\nthreading.Event().wait()",
    "catches everything": "while True:\n    try:\n        src.no\n    except Exception:\n        continue",
}


@pytest.mark.parametrize("name", HANGS)
def test_a_hang_is_ended_with_its_line(tmp_path: Path, name: str) -> None:
    """Also one that never gives Python a turn."""
    with pytest.raises(UserError) as hung:
        ran(quoted(tmp_path, HANGS[name]), SERIES, silent_s=1.0)
    assert hung.value.code == "strategy_hang"
    if sys.platform != "win32":
        assert hung.value.text.startswith("strategy.py, line ")
        assert "in quote_update: it did not come back within 1 s" in hung.value.text


@pytest.mark.skipif(sys.platform != "linux", reason="the filter of system calls is that of Linux")
def test_processes_cannot_be_started_past_python(tmp_path: Path) -> None:
    """The system itself refuses: a fork bomb is a loop that does nothing."""
    body = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for _ in range(1000):
    assert libc.fork() == -1
assert libc.kill(os.getppid(), 0) == -1
assert libc.execl(b"/bin/true", b"true", None) == -1
assert libc.syscall(435, 0, 0) == -1
print("refused")
"""
    found = ran(quoted(tmp_path, body.strip()), SERIES)
    assert found["strategy"]["failure"] is None
    assert lines(found)[0].startswith("refused")


def test_memory_is_bounded(tmp_path: Path) -> None:
    """What grows slowly ends, too."""
    body = "kept = []\nwhile True:\n    kept.append(bytes(1 << 20))"
    found = ran(quoted(tmp_path, body), SERIES, memory_mb=512)
    assert found["reason"] == "strategy_memory"


def test_requests_without_end_are_answered_with_a_limit(tmp_path: Path) -> None:
    """So many a minute of the market; the rest is told to wait, and nothing is raised."""
    body = """
    kinds = {}
    for _ in range(5000):
        error = self.create_limit_order(self.venue, sym=sym, side="Buy", size=0.1, price=60)["error"] \
            if len(self.fetch_open_orders(self.venue)["data"]) < 1 else \
            self.cancel_order(self.venue)["error"]
        kind = error and error["type"]
        kinds[kind] = kinds.get(kind, 0) + 1
    print(kinds)
    """.replace("\n    ", "\n").strip()
    found = ran(quoted(tmp_path, body), SERIES)
    assert found["strategy"]["failure"] is None
    assert lines(found)[0] == "{None: 600, 'rate_limits': 4400}"


def test_lines_without_end_are_counted(tmp_path: Path) -> None:
    """A log has an end, and says what is not in it."""
    found = ran(quoted(tmp_path, "for n in range(10000):\n    print(n)"), SERIES)
    assert len(found["strategy"]["log"]) == 200
    assert found["strategy"]["log_left_out"] == 12 * 10_000 - 200


def test_one_line_without_end_is_cut(tmp_path: Path) -> None:
    """So has a line."""
    found = ran(quoted(tmp_path, "print('x' * 10 ** 7)\nlogger.info('y' * 10 ** 7)"), SERIES)
    assert {len(line) for line in lines(found)} == {2_000}


def test_the_environment_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of what FinByte was started with can be read there."""
    monkeypatch.setenv("FINBYTE_SECRET", "abc123")
    body = "import os\nprint(dict(os.environ))\nif os.path.exists('/proc/self/environ'):\n"
    body += "    print(open('/proc/self/environ').read())\nraise ValueError"
    text = "\n".join(lines(ran(quoted(tmp_path, body), SERIES)))
    assert "PYTHONHASHSEED" in text
    assert "abc123" not in text
    assert "HOME" not in text


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are listed under /proc")
def test_no_descriptor_of_the_engine_is_there(tmp_path: Path) -> None:
    """Only the pipe is: no database, no connection."""
    secret = tmp_path / "database"
    secret.write_text("keys")
    body = """
    import os
    for fd in range(3, 256):
        try:
            print(os.readlink(f"/proc/self/fd/{fd}"))
        except OSError:
            continue
    raise ValueError
    """.replace("\n    ", "\n").strip()
    with secret.open() as held:
        os.set_inheritable(held.fileno(), True)
        found = lines(ran(quoted(tmp_path, body), SERIES))
    assert len(found) == 2
    assert all(line.startswith("pipe:") for line in found)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are those of Unix")
def test_the_disk_is_not_filled(tmp_path: Path) -> None:
    """A file may not grow without an end."""
    body = "with open('big', 'wb') as file:\n    file.truncate(10 ** 12)"
    found = ran(quoted(tmp_path, body), SERIES)
    assert "File too large" in found["strategy"]["failure"]["text"]


def test_a_strategy_ends_with_the_engine(tmp_path: Path) -> None:
    """A process whose engine is gone does not stay."""
    import subprocess

    file = quoted(tmp_path, "import time\ntime.sleep(60)")
    code = (
        "import sys; from pathlib import Path; from tests.support.strategies import ran, candles;"
        "ran(Path(sys.argv[1]), candles('100', '101'), silent_s=60)"
    )
    engine = subprocess.Popen([sys.executable, "-c", code, str(file)])
    _until(lambda: len(processes_in(tmp_path)) == 1)
    time.sleep(0.5)
    engine.kill()
    engine.wait()
    _until(lambda: not processes_in(tmp_path))


def _until(reached: Any) -> None:
    end = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)
