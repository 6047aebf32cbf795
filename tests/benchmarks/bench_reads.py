"""How long the window waits for History and Profits, and how evenly it is served meanwhile. Run by hand:

python3 dev.py exec python tests/benchmarks/bench_reads.py [FILLS] [freeze]

A 16 ms timer is served by the window's thread while every page and an export are read from a store with that
many fills (200,000 when absent). Goal: no gap over 50 ms. With "freeze" all that lives after opening
is put aside from Python's collector, whose full passes over it are pauses of 60 to 100 ms.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
ENGINE_FILLS = 10_000
FRAME_MS = 16
GOAL_MS = 50


def build(folder: Path, fills: int) -> Any:
    """Makes the store, in a process of its own: nothing of it is left in the window's."""
    from finbyte_desktop.services.store.database import FILE_NAME
    from tests.support.big_store import make_store, multiply

    choice = asyncio.run(make_store(folder, min(fills, ENGINE_FILLS)))
    multiply(folder / "data" / FILE_NAME, fills)
    return choice


async def measure(folder: Path, fills: int) -> None:
    """Opens a window on the store and reads everything."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop import paths
    from finbyte_desktop.core.errors import FinByteError
    from finbyte_desktop.eventloop import Tasks
    from finbyte_desktop.services.desk import PaperDesk
    from finbyte_desktop.ui.appearance import Appearance
    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.session import Place

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        choice = other.submit(build, folder, fills).result()
    started = time.perf_counter()
    desk = await PaperDesk.open(folder / "data", choice)
    print(f"opened in {time.perf_counter() - started:.2f} s")
    if "freeze" in sys.argv:
        gc.collect()
        gc.freeze()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    failures: list[BaseException] = []
    tasks = Tasks(failures.append)
    locations = paths.locations(folder / "data")
    window = MainWindow(desk, tasks.spawn, Appearance(app, locations.translations), locations)
    window.show()
    beats: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start(FRAME_MS)
    desk.feed_pause(True)
    desk.start()
    await asyncio.sleep(1)

    pauses: list[float] = []
    begun: list[float] = []

    def collected(phase: str, _info: object) -> None:
        if phase == "start":
            begun[:] = [time.perf_counter()]
        elif begun:
            pauses.append(1000 * (time.perf_counter() - begun[0]))

    gc.callbacks.append(collected)

    async def observe(name: str, act: Callable[[], object], done: Callable[[], object]) -> None:
        beats.clear()
        pauses.clear()
        begin = time.perf_counter()
        beats.append(begin)
        result = act()
        if isinstance(result, Awaitable):
            await result
        for _ in range(10_000):
            if done():
                break
            await asyncio.sleep(0.002)
        took = time.perf_counter() - begin
        await asyncio.sleep(0.1)
        gaps = [1000 * (b - a) for a, b in pairwise(beats)]
        late = "  LATE" if max(gaps) > GOAL_MS else ""
        print(f"{name:34} {1000 * took:7.0f} ms, longest gap {max(gaps):5.0f} ms "
              f"(collector {max(pauses, default=0):.0f} ms){late}", flush=True)  # fmt: skip

    window.session.go(Place("profits"))
    await asyncio.sleep(0.3)
    history: Any = window.page("history")
    await observe("history: made, first life read", lambda: window.session.go(Place("history", "bots")),
                  lambda: history.history.life.read is not None)  # fmt: skip
    for what in ("fills", "orders", "decisions", "transfers"):
        listed = history.history.listed[what]
        await observe(f"history: {what}", lambda what=what: window.session.go(Place("history", what)),
                      lambda listed=listed: not listed.is_unread())  # fmt: skip
    fills_of = history.history.listed["fills"]

    def idle() -> bool:
        return not fills_of.is_under_way()

    window.session.go(Place("history", "fills"))
    await asyncio.sleep(0.3)
    await observe("fills: refreshed", history.history.refresh, idle)
    await observe("fills: sorted by price", lambda: history.tables["fills"].sort_by("price", True), idle)
    await observe("fills: last page", lambda: fills_of.move_to(10**9), idle)
    await observe("fills: searched", lambda: history.history.set_filter(text="grid 2"), idle)
    history.history.set_filter(text="")
    await asyncio.sleep(0.5)
    life = history.history.life
    bots = [card.id for card in history.history.all]
    window.session.go(Place("history", "bots"))
    await asyncio.sleep(0.5)
    for bot in bots[:2]:
        await observe(f"life of {bot}", lambda bot=bot: life.show_bot(bot), lambda bot=bot: life.bot() == bot)
    print(f"  ({len(life.fills)} fills in it)")
    await observe("life: stepped", lambda: history.life._go(lambda: life.move(-1)), lambda: True)
    await observe("life: from the beginning", lambda: history.life._go(lambda: life.move_to(0)), lambda: True)
    await observe("profits", lambda: window.session.go(Place("profits")), lambda: True)
    await observe("profits: refreshed", lambda: window.page("profits").model.refresh(), lambda: True)
    for form in ("csv", "parquet"):
        target = folder / f"x.{form}"
        await observe(
            f"export fills, {form}",
            lambda form=form, target=target: desk.export("fills", form, target, None, lambda *_: False),
            lambda: True,
        )
    window.session.go(Place("history", "fills"))
    history.history.set_filter(text="price")
    started = time.perf_counter()
    try:
        await desk.close("keep")
    except FinByteError as error:
        print(error.text)
    print(f"closed during a query in {time.perf_counter() - started:.2f} s; errors: {failures}")
    await tasks.close()


def main() -> int:
    """Runs on Qt's loop, as the window does."""
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop import eventloop

    fills = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    app = QApplication(sys.argv[:1])

    async def run() -> int:
        with tempfile.TemporaryDirectory() as folder:
            await measure(Path(folder), fills)
        return 0

    def failed(error: BaseException) -> None:
        raise error

    return eventloop.run(app, run, failed)


if __name__ == "__main__":
    sys.exit(main())
