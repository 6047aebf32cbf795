"""Closing a position while the venue's positions lag behind its orders."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

import pytest

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.live import closing as closing_module
from finbyte_desktop.services.live.closing import Closing
from finbyte_desktop.services.live.stop_cover import key_of
from finbyte_desktop.services.venues.live_orders import PositionSide, Wish
from finbyte_desktop.services.venues.live_perpetuals import Perpetual, Position
from finbyte_desktop.services.venues.live_port import Accepted, Outcome, Rejected

D = Decimal
NAME = "bybit:BTC/USDT:USDT"
HELD = Position(NAME, PositionSide.BOTH, D(1), D(100), D(100), None, D(0), 0)


class Lagging:
    """Shows the position for `lag_s` after its first order; `answers` come in turn, the last for good."""

    def __init__(self, lag_s: float, *answers: Outcome) -> None:
        self.lag_s, self.answers, self.sent = lag_s, list(answers), list[Wish]()
        self.first_s: float | None = None

    def now_ns(self) -> int:
        return 0

    def perpetual(self, instrument: str) -> Perpetual:
        assert instrument == NAME
        return cast(Any, SimpleNamespace(tick=D("0.1")))

    async def positions(self) -> Sequence[Position]:
        is_gone = self.first_s is not None and monotonic() - self.first_s > self.lag_s
        return [] if is_gone else [HELD]

    async def place(self, wish: Wish) -> Outcome:
        self.sent.append(wish)
        self.first_s = monotonic() if self.first_s is None else self.first_s
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing_module, "LOOK_S", 0.01)
    monkeypatch.setattr(closing_module, "CLOSE_S", 1.0)
    monkeypatch.setattr(closing_module, "LAG_S", 0.6, raising=False)


def closed(port: Lagging) -> Any:
    async def keep(name: str, state: JsonValue) -> None:
        pass

    return asyncio.run(Closing(port, "fb", keep, {}).close(key_of(HELD)))


REDUCE_ONLY = Rejected("reduce_only", "There is nothing to reduce.")


@pytest.mark.parametrize("answer", [Accepted("1"), REDUCE_ONLY])
def test_lagging_positions_are_waited_for(answer: Outcome) -> None:
    """The venue took the order, or has nothing left to reduce, and shows the position for a while."""
    port = Lagging(0.3, answer)
    assert closed(port)[:2] == (D(0), "")
    assert len(port.sent) == 1


@pytest.mark.parametrize("answers", [(Accepted("1"),), (Accepted("1"), REDUCE_ONLY)])
def test_taken_order_that_is_not_seen_is_told_as_such(answers: tuple[Outcome, ...]) -> None:
    """Whoever is told "not closed" sends another order."""
    left, why, is_taken = closed(Lagging(60, *answers))
    assert (left, why, is_taken) == (D(1), "", True)


def test_refusals_end_it() -> None:
    """Their reason is told, long before the time is over."""
    port = Lagging(60, Rejected("filter", "Out of bounds."))
    assert closed(port) == (D(1), "Out of bounds.", False)
    assert len(port.sent) == closing_module.TRIES
