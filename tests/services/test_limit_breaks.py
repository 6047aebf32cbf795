"""What the wizard warns of is what the engine holds back: the same limits, told before a bot is created."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.restraint import LIMIT_CODES
from finbyte_desktop.core.risk import Limits, Tiers
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight
from finbyte_desktop.services.limit_breaks import FIELDS, limit_breaks
from finbyte_desktop.services.shown import LimitBreak
from tests.core.test_kernel import GRID, I
from tests.core.test_late import Live

D = Decimal
PLAN = {**GRID, "investment": "400"}
OPEN = Limits(currency="CASH")


def account(**limits: Any) -> Live:
    """A live account with a grid that runs, and money for another."""
    found = Live()
    found.do(ev.EngineStarted, "e1", RULES)
    for order in list(found.kernel.orders):
        found.do(ev.OrderAccepted, order, f"v{order}")
    found.do(ev.Deposited, "CASH", D(1000))
    found.do(ev.LimitsSet, OPEN._replace(**limits))
    return found


def warned(of: Live, **params: Any) -> list[LimitBreak]:
    given = {**PLAN, **params}
    found = preflight(I, given, of.kernel.last[I.id], D(1000), D(0), D(0), of.kernel.limits.collar)
    assert found.ok, found.problems
    return list(limit_breaks(of.kernel, I.id, given, found))


def held_back(of: Live, **params: Any) -> set[str]:
    """The limits that hold orders back when the bot is created after all."""
    before = len(of.facts)
    of.do(ev.BotCreated, "b2", "spot_grid", I.id, {**PLAN, **params}, ev.Policy.AUTOMATIC, True)
    for order in [o for o in of.sent() if o.bot == "b2"]:  # the purchase at the start, if it was sent
        of.accept(order)
        of.fill(order, order.spec.qty, "opening", price=D(100))
    said = [f for f in of.facts[before:] if isinstance(f, fx.Said)]
    waits = {dict(f.fields).get("why") for f in said} | {f.code for f in said}
    return {str(code) for code in waits if code in LIMIT_CODES}


CASES: list[tuple[str, dict[str, Any]]] = [
    ("limit_order_notional", {"max_order_notional": D(30)}),
    ("limit_open_orders", {"max_open_orders": 12}),
    ("limit_open_orders_a_bot", {"max_open_orders_a_bot": 3}),
    ("limit_open_orders_a_market", {"max_open_orders_a_market": 12}),
    ("limit_exposure", {"max_exposure": D(1100)}),
    ("limit_exposure_a_bot", {"max_exposure_a_bot": D(200)}),
    ("limit_exposure_a_market", {"max_exposure_a_market": D(1100)}),
    ("limit_order_rate", {"max_orders_a_minute": 4}),
    ("limit_market", {"markets": ("other",)}),
    ("limit_price_band", {"price_band": D("0.001"), "collar": D("0.01")}),
    ("limit_no_rate", {"max_exposure": D(10**6), "currency": "USDT"}),
]


@pytest.mark.parametrize(("code", "limits"), CASES, ids=[case[0] for case in CASES])
def test_limit_that_holds_orders_back_is_warned_of(code: str, limits: dict[str, Any]) -> None:
    """Named, with its value and the plan's; and the engine does as it says."""
    kept = account(**limits)
    rows = warned(kept)
    assert [row.code for row in rows] == [code]
    (row,) = rows
    assert row.field in Limits._fields
    if isinstance(row.value, Decimal | int) and isinstance(row.bound, Decimal | int):
        assert row.value > row.bound
    assert code in held_back(kept)


@pytest.mark.parametrize(("code", "limits"), CASES, ids=[case[0] for case in CASES])
def test_wide_limit_is_not_warned_of(code: str, limits: dict[str, Any]) -> None:
    """Ten times as wide, it holds nothing back."""
    wide = {
        name: value * 10
        if isinstance(value, Decimal | int) and name not in ("price_band", "collar")
        else value
        for name, value in limits.items()
    }
    wide |= {"price_band": D("0.1")} if "price_band" in wide else {}
    wide |= {"markets": (I.id,)} if "markets" in wide else {}
    wide |= {"currency": "CASH"} if "currency" in wide else {}
    kept = account(**wide)
    assert warned(kept) == []
    assert held_back(kept) == set()


def test_loss_that_was_reached_is_warned_of() -> None:
    """The tier that holds now, read without touching what is remembered."""
    kept = account(daily_loss=Tiers(reduce=D("0.1")))
    kept.kernel.restraint.tiers["daily_loss", "CASH"] = "reduce"
    worth = dict(kept.kernel.restraint.worth)
    (row,) = warned(kept)
    assert (row.code, row.field, row.bound) == ("limit_daily_loss", "daily_loss", D("0.1"))
    assert kept.kernel.restraint.worth == worth


def test_only_the_nearest_orders_count() -> None:
    """A plan that keeps few orders open stays below the number."""
    kept = account(max_open_orders_a_bot=6)
    assert [row.code for row in warned(kept)] == ["limit_open_orders_a_bot"]
    assert warned(kept, max_live_orders=6) == []


def test_paper_is_warned_of_nothing() -> None:
    """It keeps no limits."""
    kept = Live()
    kept.do(ev.Deposited, "CASH", D(1000))
    assert kept.kernel.limits.version == 0
    assert warned(kept) == []


def test_every_limit_has_a_setting() -> None:
    """Each code leads to the field that holds it, but the one that waits for a price."""
    assert {*FIELDS, "limit_no_price"} == LIMIT_CODES
    assert set(FIELDS.values()) <= set(Limits._fields)
