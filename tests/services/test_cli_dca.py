"""The command line of a DCA bot's backtest."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.bots.dca_params import SPECS as SAFETY_SPECS
from finbyte_desktop.bots.recurring_params import SPECS as RECURRING_SPECS
from finbyte_desktop.cli_backtest import HELP
from tests.support.dca_line import RECURRING, SAFETY, result

D = Decimal


def test_help_names_every_parameter() -> None:
    """What can stand in a parameter file stands in the help."""
    assert [spec.name for spec in (*SAFETY_SPECS, *RECURRING_SPECS) if spec.name not in HELP] == []


@pytest.mark.parametrize("params", [SAFETY, RECURRING], ids=["safety_orders", "recurring"])
def test_result_adds_up(tmp_path: Path, params: dict[str, object]) -> None:
    """Deals make the realised profit, fills the money and the coins; the same input gives the same bytes."""
    found = result(tmp_path, dict(params))
    before = (tmp_path / "out.json").read_bytes()
    assert found["round_trips"] == len(found["deals"]) > 0
    assert D(found["grid_profit"]) == sum(D(deal["profit"]) for deal in found["deals"])
    money, coins = D(found["investment"]), D(0)
    for fill in found["fills"]:
        sign = 1 if fill["side"] == "buy" else -1
        coins += sign * D(fill["qty"])
        money -= sign * D(fill["qty"]) * D(fill["price"]) + D(fill["fee"])
    assert (D(found["quote"]), D(found["base"])) == (money, coins)
    assert D(found["total_profit"]) == D(found["equity"]) - D(found["investment"])
    result(tmp_path, dict(params))
    assert (tmp_path / "out.json").read_bytes() == before
