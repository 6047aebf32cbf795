"""The desk asks the system to stay awake exactly while a bot counts on it."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import Awake
from finbyte_desktop.services.settings import load_settings
from tests.services.test_desk import opened, run, running, until


async def becomes(desk: PaperDesk, state: Awake) -> None:
    """Waits for the thread that asks the system."""
    for _ in range(500):
        if desk.health().awake is state:
            return
        await asyncio.sleep(0.005)
    assert desk.health().awake is state


def test_awake_while_a_bot_runs(tmp_path: Path) -> None:
    """Held from its creation, given back in a pause, at the end, and when a person wants it so."""

    async def work() -> None:
        heard: list[frozenset[str]] = []
        async with opened(tmp_path) as desk:
            desk.subscribe(heard.append)
            await becomes(desk, Awake.OFF)
            bot = await running(desk)
            await becomes(desk, Awake.ON)
            await desk.pause(bot)
            await becomes(desk, Awake.OFF)
            await desk.resume(bot)
            await becomes(desk, Awake.ON)
            heard.clear()
            await desk.save_settings(replace(desk.settings(), keep_awake=False))
            await becomes(desk, Awake.OFF)
            assert any("health" in topics for topics in heard)
            assert not load_settings(tmp_path / "data").keep_awake
            await desk.save_settings(replace(desk.settings(), keep_awake=True))
            await becomes(desk, Awake.ON)
            await desk.stop(bot, Exit.KEEP)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            await becomes(desk, Awake.OFF)

    run(work())


def test_awake_again_after_a_restart_and_released_at_the_end(tmp_path: Path) -> None:
    """A bot that runs on after the start is looked after at once; closing gives the inhibitor back."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await becomes(desk, Awake.ON)
        assert desk._awake.state is Awake.OFF
        async with opened(tmp_path) as desk:
            assert desk.card(bot).state is BotState.PAUSED
            await becomes(desk, Awake.OFF)
            await desk.resume(bot)
            await becomes(desk, Awake.ON)
        assert desk._awake.state is Awake.OFF

    run(work())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system always agrees")
def test_a_refusal_is_told_and_asked_again_by_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot runs on; each of its moves does not ask anew, the settings do."""
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "no")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await becomes(desk, Awake.REFUSED)
            assert desk.health().awake_why
            monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
            await desk.save_settings(desk.settings())
            await becomes(desk, Awake.ON)
            assert desk.health().awake_why == ""
            assert desk.card(bot).state is BotState.RUNNING

    run(work())
