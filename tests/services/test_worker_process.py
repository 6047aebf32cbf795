"""Processes that calculate for the window end when it does, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from finbyte_desktop.services import worker_process
from finbyte_desktop.services.desk_verbs import DeskVerbs

AT_ONCE_S = 1.0
PARENT = """
import os, sys, time
from finbyte_desktop.services.worker_process import worker_pool

def work():
    until = time.monotonic() + 30
    while time.monotonic() < until:
        pass

if __name__ == "__main__":
    pool = worker_pool(1)
    print(pool.submit(os.getpid).result(), flush=True)
    if sys.argv[1] == "busy":
        pool.submit(work)
    elif sys.argv[1] == "end":
        sys.exit(0)
    time.sleep(30)
"""


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is not only waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("how", ["idle", "busy", "end"])
def test_worker_ends_at_once_with_a_killed_parent(how: str, tmp_path: Path) -> None:
    """SIGKILL, while the worker waits and while it calculates; and an end in good order."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, str(script), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    try:
        if how != "end":
            assert is_alive(worker)
            time.sleep(0.5)
            parent.kill()
        parent.wait(10)
        ended_s = time.monotonic()
        while is_alive(worker) and time.monotonic() - ended_s < 10:
            time.sleep(0.01)
        assert time.monotonic() - ended_s < AT_ONCE_S
    finally:
        parent.stdout.close()
        if is_alive(worker):
            os.kill(worker, 9)


def test_desks_calculate_in_such_processes() -> None:
    """Previews and searches run where nothing is left behind."""
    desk: Any = SimpleNamespace(_pool=None)
    pool = DeskVerbs._workers(desk)
    assert pool._initializer is worker_process.end_with_parent
    assert DeskVerbs._workers(desk) is pool
    pool.shutdown()
