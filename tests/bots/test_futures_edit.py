"""A futures grid that runs takes other conditions."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from tests.support.perpetual_market import MARKET, PARAMS, begins


def test_edit_of_a_running_futures_grid_takes_its_new_stop() -> None:
    """The bot runs on with the stop that a person has set, and says that it was changed."""
    kernel = Kernel({MARKET.id: MARKET}, make_bot)
    kernel.mark(MARKET.id, Decimal(100))
    for event in begins():
        kernel.handle(event)
    step = kernel.handle(ev.BotEdited(kernel.ns + 1, "bot1", {**PARAMS, "stop_price": "90"}))
    record = kernel.bots["bot1"]
    assert record.state is not BotState.ERROR, record.reason
    assert any(isinstance(fact, fx.Said) and fact.code == "param_changed" for fact in step.facts)
    assert record.bot.params.stop_price == Decimal(90)  # type: ignore[attr-defined]
