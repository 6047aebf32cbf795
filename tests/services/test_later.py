"""A venue that told until when it takes no requests is asked again soon after that."""

from __future__ import annotations

import asyncio
import time
from typing import Any, cast

import pytest

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.services import later
from finbyte_desktop.services.account_links import AccountLink
from finbyte_desktop.services.credentials import Connection, Home
from finbyte_desktop.services.live.positions import AccountPositions
from finbyte_desktop.services.ports import Link
from tests.support.live_desk import until

NS = 10**9
UNTIL_S = 0.4
TEXT = "Bybit takes no requests until 04:59:34 UTC."


class Port:
    """Refuses the first try until a moment."""

    name = "bybit"
    strange_positions = ()

    def __init__(self, error: type[Unavailable] | type[VenueRejected]) -> None:
        self.tries: list[int] = []
        self.until_ns = time.time_ns() + int(UNTIL_S * NS)
        self._error = error

    def now_ns(self) -> int:
        return time.time_ns()

    def perpetuals(self) -> dict[str, Any]:
        return {}

    async def open(self) -> None:
        self.tries.append(self.now_ns())
        if len(self.tries) == 1:
            raise self._error(
                "Bybit takes no requests until 04:59:34 UTC.", "throttled", until_ns=self.until_ns
            )

    async def positions(self) -> list[Any]:
        return []

    async def protections(self) -> list[Any]:
        return []


@pytest.mark.parametrize("error", [Unavailable, VenueRejected])
def test_positions_are_opened_soon_after_the_moment_that_was_told(
    error: type[Unavailable] | type[VenueRejected], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the text is not shown once its time has passed."""
    monkeypatch.setattr(later, "SOON_S", 0.2)

    async def work() -> None:
        port, saved = Port(error), cast("dict[str, Any]", {})

        async def keep(_name: str, _state: object) -> None: ...

        nothing = lambda *_: None  # noqa: E731
        held = AccountPositions(cast("Any", port), "FB-", keep, saved, nothing, lost=nothing, refused=nothing)
        running = asyncio.create_task(held.run())
        await asyncio.sleep(UNTIL_S / 4)
        assert held.shown().trouble == TEXT
        await asyncio.sleep((port.until_ns - port.now_ns()) / NS + 0.02)
        assert held.shown().trouble == ""
        await until(lambda: held.shown().read_ns is not None)
        assert port.tries[1] - port.until_ns < NS
        running.cancel()

    asyncio.run(work())


def test_account_that_is_not_open_tells_no_time_that_has_passed() -> None:
    """It says that it is out of reach, and no longer why it was."""
    link = AccountLink(Connection("a", "bybit", "Mine", Home.SESSION), Link.AWAY, "until 04:59", "throttled")
    link.until_ns = time.time_ns() + 3600 * NS
    assert (link.state().why, link.state().code) == ("until 04:59", "throttled")
    link.until_ns = time.time_ns() - 1
    assert (link.state().link, link.state().why, link.state().code) == (Link.AWAY, "", "")


@pytest.mark.parametrize(("ahead_s", "usual_s", "found_s"), [(90, 10, 91), (-5, 10, 10), (-5, 600, 600)])
def test_pause_ends_soon_after_the_moment(ahead_s: int, usual_s: float, found_s: float) -> None:
    """Whether that is sooner or later than the usual pause."""
    assert later.wait_s((1_000 + ahead_s) * NS, 1_000 * NS, usual_s) == found_s
