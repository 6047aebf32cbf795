"""How evenly the window is served while a recording runs at 5,000 events a second.

Run by hand under a display:

python3 dev.py exec python tests/benchmarks/bench_frames.py CAPTURE [SPEED]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["QT_API"] = "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"

WARM_UP_S = 4.0
MEASURED_S = 12.0
FRAME_MS = 16


def main() -> int:
    """Opens the window on a replay, makes a bot, and measures the time between served 60 Hz timers."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop import app, cli
    from finbyte_desktop.core.events import Policy
    from finbyte_desktop.ui.session import Place

    beats: list[float] = []
    session = app._session
    state: dict[str, object] = {}

    async def observed(application: QApplication, *rest: object) -> int:
        timer = QTimer(application)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        start = time.perf_counter()
        cpu = time.process_time()

        def beat() -> None:
            now = time.perf_counter()
            window = next((w for w in application.topLevelWidgets() if hasattr(w, "session")), None)
            if window is not None and "bot" not in state:
                state["bot"] = "asked"
                window.session.spawn(make(window))
            if now - start > WARM_UP_S:
                if "since" not in state:
                    state.update(cpu=time.process_time(), since=now, messages=messages(state))
                beats.append(now)
            if now - start > WARM_UP_S + MEASURED_S:
                report(beats, state, now, cpu)
                os._exit(0)

        timer.timeout.connect(beat)
        timer.start(FRAME_MS)
        return await session(application, *rest)  # type: ignore[arg-type]

    async def make(window: object) -> None:
        desk = window.session.desk  # type: ignore[attr-defined]
        market = desk.markets()[0]
        params = {**desk.suggest("spot_grid", market.id), "grids": 10}
        bot = await desk.create_bot("spot_grid", market.id, params, Policy.AUTOMATIC, True)
        window.session.go(Place("bot", bot=bot))  # type: ignore[attr-defined]
        state["desk"] = desk

    app._session = observed  # type: ignore[assignment]
    capture, speed = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "130"
    sys.argv = sys.argv[:1]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "settings.json").write_text('{"first_run_done": true}')
        return cli.run(["--data", folder, "--capture", capture, "--speed", speed])


def report(beats: list[float], state: dict[str, object], now: float, _cpu: float) -> None:
    """Percentiles of the time between two served timers, CPU share, events a second."""
    gaps = sorted(1000 * (b - a) for a, b in pairwise(beats))
    span = now - float(state["since"])  # type: ignore[arg-type]
    share = (time.process_time() - float(state["cpu"])) / span  # type: ignore[arg-type]
    rate = (messages(state) - int(state["messages"])) / span  # type: ignore[call-overload]
    print(f"frames {len(gaps)}, p50 {gaps[len(gaps) // 2]:.1f} ms, p99 {gaps[int(len(gaps) * 0.99)]:.1f} ms")
    print(f"longest {gaps[-1]:.1f} ms, over 50 ms: {sum(g > 50 for g in gaps)}")
    print(f"CPU {100 * share:.0f} % of a core, {rate:.0f} messages of the recording a second", flush=True)


def messages(state: dict[str, object]) -> int:
    """Lines of the recording that were read up to now."""
    return state["desk"]._venue.feed.counts.lines  # type: ignore[attr-defined,no-any-return]


if __name__ == "__main__":
    sys.exit(main())
