"""Many notifications become few repaints, and no fill or request waits for them."""

from __future__ import annotations

from decimal import Decimal, Inexact
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.ports import Notice
from finbyte_desktop.ui.bridge import SLOW_MS, Bridge

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.support.fake_desk import FakeDesk


@pytest.fixture
def heard(qtbot: QtBot, desk: FakeDesk) -> dict[str, list[object]]:
    bridge = Bridge(desk, 60)
    found: dict[str, list[object]] = {
        "frame": [],
        "slow": [],
        "at_once": [],
        "noticed": [],
        "bridge": [bridge],
    }
    bridge.frame.connect(lambda: found["frame"].append(1))
    bridge.slow.connect(found["slow"].append)
    bridge.at_once.connect(found["at_once"].append)
    bridge.noticed.connect(found["noticed"].append)
    return found


def test_thousand_quotes_are_few_frames(qtbot: QtBot, desk: FakeDesk, heard: dict[str, list[object]]) -> None:
    """The last value wins: a burst costs one frame and one slow tick."""
    for _ in range(1000):
        desk.say("quotes")
    qtbot.waitUntil(lambda: bool(heard["slow"]), timeout=2000)
    assert len(heard["frame"]) == 1
    assert heard["slow"] == [frozenset({"quotes"})]


def test_a_notice_told_in_the_middle_of_exact_sums_may_be_rounded(desk: FakeDesk) -> None:
    """A window that divides there would raise, and the notice would be lost."""
    bridge, thirds = Bridge(desk, 60), []
    bridge.noticed.connect(lambda _notice: thirds.append(Decimal(1) / Decimal(3)))
    with exact():
        bridge._noticed(Notice(Level.WARNING, None, "feed_stale", {}))
        with pytest.raises(Inexact):
            Decimal(1) / Decimal(3)
    assert len(thirds) == 1


def test_slow_tick_carries_everything_that_changed(
    qtbot: QtBot, desk: FakeDesk, heard: dict[str, list[object]]
) -> None:
    """Topics are collected, none is dropped."""
    for topic in ("quotes", "bots", "health", "bots"):
        desk.say(topic)
    qtbot.waitUntil(lambda: bool(heard["slow"]), timeout=2000)
    assert heard["slow"] == [frozenset({"quotes", "bots", "health"})]
    assert heard["at_once"] == []


@pytest.mark.parametrize("topic", ["fills", "approvals", "settings"])
def test_what_a_person_waits_for_comes_at_once(
    qtbot: QtBot, desk: FakeDesk, heard: dict[str, list[object]], topic: str
) -> None:
    """Fills and requests do not wait for the slow tick."""
    with qtbot.waitSignal(heard["bridge"][0].at_once, timeout=200):
        desk.say(topic)
    assert heard["at_once"] == [frozenset({topic})]
    assert heard["slow"] == []


def test_every_notice_arrives(desk: FakeDesk, heard: dict[str, list[object]]) -> None:
    """Notices are a list, not a state."""
    notices = [Notice(number, Level.INFO, "grown", {}) for number in range(50)]
    for notice in notices:
        desk.notice(notice)
    assert heard["noticed"] == notices


def test_closed_bridge_hears_nothing(qtbot: QtBot, desk: FakeDesk, heard: dict[str, list[object]]) -> None:
    """After the end no timer fires and no callback is left."""
    heard["bridge"][0].close()
    desk.say("quotes", "fills")
    qtbot.wait(SLOW_MS + 100)
    assert heard["frame"] == heard["slow"] == heard["at_once"] == []


@pytest.mark.parametrize(("asked", "milliseconds"), [(60, 17), (30, 33), (20, 50), (1, 50), (144, 17)])
def test_frame_rate_is_one_of_three(desk: FakeDesk, qtbot: QtBot, asked: int, milliseconds: int) -> None:
    """Anything else is taken as the nearest."""
    bridge = Bridge(desk, asked)
    assert bridge._frames.interval() == milliseconds
    bridge.close()
