"""What an approval says of the fee of orders that rest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.instrument import Fees
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.figures import Figures
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.requests_shown import pending
from tests.core.test_ended_outside import SLOT, Live
from tests.core.test_kernel import GRID, I

D = Decimal


@pytest.mark.parametrize("asset", ["quote", "base", "BNB"])
def test_the_fee_of_a_resting_buy_is_its_worth_in_whatever_asset(asset: str) -> None:
    """A venue that takes the fee in coins takes as much: 0.00 was shown."""
    desk = Live().begun()
    desk.cancel_outside(SLOT)
    desk.do(ev.TriedAgain(desk.ns, "b1", SLOT))
    (request,) = desk.kernel.approvals.pending.values()
    spec = request.orders[0][1]
    assert spec.side is Side.BUY
    i = replace(I, fees=Fees(D("0.001"), D("0.001"), asset))
    entry = BotEntry(
        "b1", "b1", "spot_grid", I.id, i, Figures("b1", i.base, i.quote), ev.Policy.EVERY_ORDER, False, GRID
    )
    shown = pending(desk.kernel, entry, request, 0, 120, D(0))
    assert shown.fee == i.fee_up(spec.price * spec.qty * D("0.001")) > 0
