"""Perpetuals in the kernel: who may trade one, whose position it is, and what a release needs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Isolate, Submit
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.margin import Perpetual, Tier
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.core.position import FLAT, Position

D = Decimal
TIERS = (Tier(D(0), D("1e12"), D("0.01"), D(0), D(20)),)
PERPETUAL = Instrument(
    "x:COIN/CASH:CASH", "COIN", "CASH", D("0.01"), D("0.001"), D("0.001"), D(5),
    Fees(D("0.0002"), D("0.0005")), perpetual=Perpetual(TIERS, D(20)),
)  # fmt: skip
SPOT = replace(PERPETUAL, id="x:COIN/CASH", perpetual=None)
RANGE = {"lower": "90", "upper": "110", "grids": 10, "investment": "1000"}
LONG = {**RANGE, "direction": "long", "leverage": "5", "exit": "keep"}


def kernel() -> Kernel:
    """A kernel with both markets at 100 and money."""
    made = Kernel({i.id: i for i in (PERPETUAL, SPOT)}, make_bot, secret=b"s")
    for name in made.instruments:
        made.mark(name, D(100))
    made.handle(ev.Deposited(1, "CASH", D(5000)))
    return made


def created(bot: str, bot_type: str, market: str, params: dict[str, ev.JsonValue]) -> ev.BotCreated:
    return ev.BotCreated(2, bot, bot_type, market, params, ev.Policy.AUTOMATIC, True)


def refused(made: Kernel, event: ev.Event) -> str:
    """The code of a refusal, which has changed nothing."""
    before = list(made.ledger.rows())
    with pytest.raises(UserError) as caught:
        made.handle(event)
    assert list(made.ledger.rows()) == before
    return caught.value.code


def opened(made: Kernel) -> ev.OrderFilled:
    """The opening order of the futures grid b1, filled at 100."""
    step = made.handle(created("b1", "futures_grid", PERPETUAL.id, LONG))
    isolate, submit = step.commands
    assert isolate == Isolate(PERPETUAL.id, D(1000), D(5))
    assert isinstance(submit, Submit)
    order = submit.order
    made.handle(ev.OrderAccepted(3, order.client_id, "v1"))
    fill = ev.OrderFilled(
        4, order.client_id, "t1", D(100), order.spec.qty, D("0.05") * order.spec.qty, "CASH",
        D("0.05") * order.spec.qty, Role.TAKER,
    )  # fmt: skip
    made.handle(fill)
    return fill


def test_bot_and_market_must_fit() -> None:
    """A futures grid needs a perpetual, a spot grid a spot market."""
    with exact():
        assert refused(kernel(), created("b1", "futures_grid", SPOT.id, LONG)) == "perpetual_needed"
        assert refused(kernel(), created("b1", "spot_grid", PERPETUAL.id, dict(RANGE))) == "spot_needed"


def test_one_bot_has_the_position_of_a_market() -> None:
    """A second one would be netted with it; once the first has ended without a position, it may come."""
    with exact():
        made = kernel()
        fill = opened(made)
        assert made.bots["b1"].position == Position(fill.qty, fill.qty * 100)
        second = created("b2", "futures_grid", PERPETUAL.id, LONG)
        assert refused(made, second) == "position_taken"
        made.handle(ev.Liquidated(5, PERPETUAL.id, "t2", Side.SELL, D(80), fill.qty))
        assert made.bots["b1"].position == FLAT
        made.handle(second)
        assert "b2" in made.bots


def test_position_is_not_released() -> None:
    """Money behind a position stays there until it is closed; after that it is the account's again."""
    with exact():
        made = kernel()
        fill = opened(made)
        stopped = made.handle(ev.BotStopped(5, "b1", ev.Exit.KEEP))
        assert stopped.facts
        for record, name in list(made.orders.values()):
            order = record.slots[name].order
            assert order is not None
            made.handle(ev.OrderCanceled(6, order.client_id, "asked"))
        assert made.bots["b1"].state.value == "stopped"
        assert refused(made, ev.BotReleased(7, "b1")) == "not_flat"
        lost = made.handle(ev.Liquidated(8, PERPETUAL.id, "t2", Side.SELL, D(80), fill.qty)).facts
        assert [f.role for f in lost if isinstance(f, fx.FillBooked)] == [Role.LIQUIDATION]
        assert made.ledger.held("b1", "CASH") == 0
        made.handle(ev.BotReleased(9, "b1"))
        assert made.ledger.held("unattributed", "CASH") == 4000


def test_liquidation_that_belongs_to_nobody_is_flagged() -> None:
    """The account is flagged, no bot loses anything."""
    with exact():
        made = kernel()
        facts = made.handle(ev.Liquidated(5, PERPETUAL.id, "t9", Side.SELL, D(80), D(1))).facts
    assert [f for f in facts if isinstance(f, fx.AccountFlagged)]
