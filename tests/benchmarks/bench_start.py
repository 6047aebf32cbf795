"""How soon the first window is painted and what it weighs, beside a bare PySide6 window in the same run.

Run by hand under a display (about a minute):

python3 dev.py exec python tests/benchmarks/bench_start.py [RUNS]

Goals on a warm start: the whole window with its Bots page below 0.6 s and 160 MB, at most 1.0 s. Each run is
a process of its own on one data folder with one running bot; the medians of RUNS (9) are printed.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["QT_API"] = "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"

LATE = ("ccxt", "sqlalchemy", "pyqtgraph", "polars", "numpy", "alembic")
WATCHED = {
    "finbyte_desktop.ui.main_window": ("MainWindow", "window"),
    "finbyte_desktop.ui.opening": ("OpeningWindow", "opening"),
}
SETTLED_S = 4.0


def marks(state: dict[str, Any], name: str) -> None:
    """Notes the time since the process was asked for, the memory and what has been imported."""
    since_s = time.monotonic() - float(os.environ["BENCH_ASKED"])
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    rss = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
    state[name] = {
        "s": since_s,
        "cpu": time.process_time(),
        "mb": rss,
        "late": [name for name in LATE if name in sys.modules],
    }


def bare(_folder: str) -> None:
    """A bare window of Qt."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    state: dict[str, Any] = {}

    class Bare(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, done)

    def done() -> None:
        marks(state, "bare")
        print(json.dumps(state), flush=True)
        os._exit(0)

    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1440, 900)
    window.show()
    app.exec()


def full(folder: str) -> None:
    """The client as it is started, until its main window has been painted and has settled."""
    from importlib.machinery import PathFinder

    from PySide6.QtCore import QObject, QTimer

    from finbyte_desktop import cli

    state: dict[str, Any] = {}

    def watch(kind: Any, name: str) -> None:
        paint = kind.paintEvent

        def painted(self: QObject, event: object) -> None:
            paint(self, event)
            if name not in state:
                state[name] = None
                QTimer.singleShot(0, lambda: noted(name))

        kind.paintEvent = painted

    def noted(name: str) -> None:
        marks(state, name)
        if name == "window":
            QTimer.singleShot(int(SETTLED_S * 1000), end)

    def end() -> None:
        marks(state, "settled")
        print(json.dumps(state), flush=True)
        os._exit(0)

    class Late:
        """Watches the windows' classes once their modules have been imported, and imports nothing itself."""

        @staticmethod
        def find_spec(name: str, path: Any = None, target: object = None) -> object:
            if name not in WATCHED:
                return None
            spec = PathFinder.find_spec(name, path)
            assert spec is not None
            assert spec.loader is not None
            run = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                run(module)
                kind, mark = WATCHED[name]
                watch(getattr(module, kind), mark)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
            return spec

    sys.meta_path.insert(0, Late)  # type: ignore[arg-type]
    sys.argv = sys.argv[:1]
    cli.run(["--data", folder])


async def prepare(folder: Path) -> None:
    """A data folder as after some days: settings, a bot that runs."""
    from finbyte_desktop.core.events import Policy
    from finbyte_desktop.services.desk import PaperDesk

    desk = await PaperDesk.open(folder)
    market = desk.markets()[0].id
    await desk.create_bot("spot_grid", market, desk.suggest("spot_grid", market), Policy.AUTOMATIC, True)
    desk.start()
    await asyncio.sleep(2)
    await desk.close("keep")


def measured(what: str, folder: str) -> dict[str, Any]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["BENCH_ASKED"] = repr(time.monotonic())
    done = subprocess.run(
        [sys.executable, __file__, "--child", what, folder],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "settings.json").write_text('{"first_run_done": true}')
        asyncio.run(prepare(Path(name)))
        found: dict[str, list[dict[str, Any]]] = {}
        for _ in range(runs + 1):
            for what in ("bare", "full"):
                for mark, state in measured(what, name).items():
                    found.setdefault(mark, []).append(state)
    for mark, states in found.items():
        warm = states[1:]
        seconds, cpu, mb = (statistics.median(state[key] for state in warm) for key in ("s", "cpu", "mb"))
        late = ", ".join(warm[-1]["late"]) or "none"
        print(f"{mark:<8} {seconds:5.2f} s  CPU {cpu:5.2f} s  {mb:5.0f} MB   of the late packages: {late}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        {"bare": bare, "full": full}[sys.argv[2]](sys.argv[3])
    else:
        main()
