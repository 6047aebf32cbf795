"""Qt's loop as asyncio's: timers are never early, tasks are held and heard, dialogs are awaited."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal

from finbyte_desktop.eventloop import Tasks, answer_of, run
from finbyte_desktop.paths import locations, resources_folder

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


class Asker(QObject):
    answered = Signal(object)


def never(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("delay_s", [0.0, 0.001, 0.0204, 0.05])
def test_sleep_never_ends_early(qapp: QApplication, delay_s: float) -> None:
    """Qt's coarse timers may fire 5 % too soon; these may not."""

    async def main() -> int:
        for _ in range(5):
            before = time.monotonic()
            await asyncio.sleep(delay_s)
            assert time.monotonic() - before >= delay_s
        return 7

    assert run(qapp, main, never) == 7


def test_error_of_a_task_is_heard_and_the_rest_runs_on(qapp: QApplication) -> None:
    """No task dies silently."""
    heard: list[BaseException] = []

    async def fails() -> None:
        raise ValueError("planted")

    async def main() -> int:
        tasks = Tasks(heard.append)
        tasks.spawn(fails())
        await asyncio.sleep(0.01)
        await tasks.close()
        return 0

    assert run(qapp, main, never) == 0
    assert [str(error) for error in heard] == ["planted"]


def test_closing_cancels_what_still_runs(qapp: QApplication) -> None:
    """Nothing is left pending, and nothing can be started afterwards."""
    ended: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    async def main() -> int:
        tasks = Tasks(never)
        tasks.spawn(waits())
        await asyncio.sleep(0.01)
        assert len(tasks) == 1
        await tasks.close()
        assert tasks.spawn(waits()) is None
        return len(tasks)

    assert run(qapp, main, never) == 0
    assert ended == ["cancelled"]


def test_answer_of_a_dialog_is_awaited_while_other_tasks_run(qapp: QApplication) -> None:
    """A question blocks nobody; only its first answer counts."""
    asker = Asker()
    ticks: list[int] = []

    async def other() -> None:
        for number in range(3):
            ticks.append(number)
            await asyncio.sleep(0.002)
        asker.answered.emit("yes")
        asker.answered.emit("no")

    async def main() -> int:
        tasks = Tasks(never)
        answer = answer_of(asker.answered)
        tasks.spawn(other())
        assert await answer == "yes"
        await tasks.close()
        return 0

    assert run(qapp, main, never) == 0
    assert ticks == [0, 1, 2]


def test_error_of_a_callback_goes_to_the_handler(qapp: QApplication) -> None:
    """Also what no task owns is heard."""
    heard: list[BaseException] = []

    def fails() -> None:
        raise ValueError("planted")

    async def main() -> int:
        asyncio.get_running_loop().call_soon(fails)
        await asyncio.sleep(0.01)
        return 0

    assert run(qapp, main, heard.append) == 0
    assert [str(error) for error in heard] == ["planted"]


def test_data_folder_of_its_own_keeps_everything_inside(tmp_path: Path) -> None:
    """A run on a chosen folder leaves no trace elsewhere."""
    found = locations(tmp_path)
    assert found.data == tmp_path.resolve()
    assert found.log.is_relative_to(found.data)
    assert found.cache.is_relative_to(found.data)
    assert (resources_folder() / "i18n").is_dir()
