"""The sleep inhibitor, against a system that agrees and one that refuses."""

from __future__ import annotations

import asyncio
import sys

import pytest

from finbyte_desktop.services.awake import Awake, KeepAwake


def test_the_inhibitor_is_held_while_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking twice changes nothing; giving it back ends it; it can be asked for again."""
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")

    async def session() -> list[Awake]:
        awake = KeepAwake()
        states = [await awake.want(wanted) for wanted in (False, True, True, False, True)]
        await awake.close()
        return [*states, awake.state]

    on, off = Awake.ON, Awake.OFF
    assert asyncio.run(session()) == [off, on, on, off, on, off]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system always agrees")
def test_a_system_that_cannot_is_said_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a message bus nobody can promise to stay awake."""
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "no")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")

    async def session() -> list[Awake]:
        awake = KeepAwake()
        states = [await awake.want(wanted=True)]
        assert 0 < len(awake.why) <= 120
        assert "DBusCallError" not in awake.why
        monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
        states.append(await awake.want(wanted=True))
        await awake.close()
        return states

    assert asyncio.run(session()) == [Awake.REFUSED, Awake.ON]
