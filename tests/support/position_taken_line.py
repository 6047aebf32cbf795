"""What taking over a position of the venue is refused with, each provoked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.live.desk_perpetuals import LivePerpetuals
from finbyte_desktop.services.live.position_truth import PositionDifference, PositionTruth
from finbyte_desktop.services.ports import DifferingPosition
from tests.core.test_position_taken import NAME, Held

D = Decimal


def _text(work: Callable[[], Any]) -> str:
    with pytest.raises(FinByteError) as caught:
        work()
    return caught.value.text


def _taken(of_held: str, bots: str = "1") -> str:
    held = Held()
    event = ev.PositionTaken(10, NAME, held.qty * D(of_held), held.qty * D(bots))
    return _text(lambda: held.do(event))


def _held_up() -> str:
    held = Held()
    held.do(ev.BotStopped(8, "b1", ev.Exit.KEEP))
    for order in held.record.live_orders():
        held.do(ev.OrderCanceled(8, order.client_id, "by_us"))
    held.do(ev.FeedChanged(9, NAME, False, "position_unread"))
    return _text(lambda: held.do(ev.BotStopped(10, "b1", ev.Exit.SELL)))


def _live(seen: str, asks: bool) -> str:
    """The venue has nothing, and a person answers."""
    taking = SimpleNamespace(explains=lambda instrument, venue: True)
    parts = {"kernel": SimpleNamespace(taking=taking), "port": SimpleNamespace(now_ns=lambda: 0)}
    shell: Any = SimpleNamespace(following=SimpleNamespace(finds=lambda: asks), **parts)
    truth = PositionTruth(shell)

    async def compared() -> tuple[PositionDifference, ...]:
        return (PositionDifference(NAME, D(0), D(1)),)

    async def read() -> set[str]:
        return set()

    truth.compare, truth.read_fundings = compared, read  # type: ignore[method-assign]
    return _text(lambda: asyncio.run(truth.take(NAME, D(seen))))


def _differs() -> str:
    row = DifferingPosition(NAME, "COIN", 3, "b1", "COIN/CASH perp", D("0.3"), D(0), True)
    kernel = SimpleNamespace(bots={"b1": object()}, perpetuals=SimpleNamespace(kept=lambda record: True))
    desk: Any = SimpleNamespace(_kernel=kernel, _differing_positions=lambda: [row], _label=lambda: "Binance")
    return _text(lambda: LivePerpetuals._refuse_other_position(desk, "b1"))


POSITION_TAKEN_REFUSALS: dict[str, Callable[[], str]] = {
    "taken-no-difference": lambda: _taken("1"),
    "taken-bot-moved": lambda: _taken("0", "0.5"),
    "taken-larger": lambda: _taken("1.5"),
    "taken-venue-moved": lambda: _live("0.5", False),
    "taken-trade-asked": lambda: _live("0", True),
    "kept-position-differs": _differs,
    "kept-position-held-up": _held_up,
}
