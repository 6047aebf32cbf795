"""The entry of a bot: the price at which it began, and none before it has begun."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Submit
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.figures import Figures
from finbyte_desktop.services.read_models import BotEntry, card
from tests.core.test_kernel import GRID, D, I
from tests.services.test_desk import opened, run, until
from tests.services.test_own_coins import falling

RANGE = {"lower": "80", "upper": "110", "grids": 10, "investment": "1000"}


async def made(desk: PaperDesk, policy: Policy, **changed: Any) -> str:
    return await desk.create_bot("spot_grid", desk.markets()[0].id, RANGE | changed, policy, False)


def test_plan_that_was_not_carried_out_is_no_entry(tmp_path: Path) -> None:
    """A bot that waits for a price or for an answer, and what becomes of either without a start."""

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            waits = await made(desk, Policy.AUTOMATIC, entry_price="85")
            refused = await made(desk, Policy.PLAN)
            assert (desk.card(waits).entry, desk.card(refused).entry) == (None, None)
            asked = desk.approvals()[0]
            await desk.decide(asked.id, asked.digest, False)
            await desk.stop(waits, Exit.KEEP)
            for bot in (waits, refused):
                assert desk.card(bot).state is BotState.STOPPED
                assert desk.card(bot).entry is None
            assert desk.card(refused).versus_holding is None

    run(work())


@pytest.mark.parametrize(("upper", "entry"), [("110", D(100)), ("100", D(100))], ids=["bought", "buys alone"])
def test_bot_that_runs_has_an_entry(tmp_path: Path, upper: str, entry: Decimal) -> None:
    """What its opening cost, or the price of its start where nothing had to be bought."""

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            bot = await made(desk, Policy.AUTOMATIC, upper=upper)
            await until(desk, lambda: desk.card(bot).entry is not None)
            shown = desk.card(bot)
            assert shown.state is BotState.RUNNING
            assert shown.entry is not None
            assert abs(shown.entry - entry) <= D("0.5")

    run(work())


def test_bot_that_was_stopped_before_its_opening_traded_has_none() -> None:
    """The plan was approved and the opening purchase sent; it was cancelled before it bought anything."""
    kernel = Kernel({I.id: I}, make_bot)
    kernel.last[I.id] = D(100)
    facts: list[fx.Fact] = []
    sent: list[str] = []

    def do(event: ev.Event) -> None:
        step = kernel.handle(event)
        facts.extend(step.facts)
        sent.extend(c.order.client_id for c in step.commands if isinstance(c, Submit))

    do(ev.Deposited(1, "CASH", D(1000)))
    do(ev.BotCreated(2, "b1", "spot_grid", I.id, GRID, Policy.AUTOMATIC, True))
    do(ev.OrderAccepted(3, sent[0], "v"))
    do(ev.BotStopped(4, "b1", Exit.KEEP))
    do(ev.OrderCanceled(5, sent[0], "by_us"))
    figures = Figures("b1", "COIN", "CASH")
    for fact in facts:
        if getattr(fact, "bot", "b1") == "b1":
            figures.apply(fact, D(100))
    record = kernel.bots["b1"]
    assert record.state is BotState.STOPPED
    assert figures.started_ns is not None
    entry = BotEntry("b1", "Bot", "spot_grid", I.id, I, figures, Policy.AUTOMATIC, True, GRID, record.state)
    assert card(entry, record, D(100), 6, True, None).entry is None
