"""The command line of a DCA bot's backtest."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.bots.dca_params import SPECS as SAFETY_SPECS
from finbyte_desktop.bots.recurring_params import SPECS as RECURRING_SPECS
from finbyte_desktop.cli import run
from finbyte_desktop.cli_backtest import HELP
from tests.support.dca_line import FUTURES, RECURRING, SAFETY, SPOT, result
from tests.support.perpetual_line import argv

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


def test_summary_counts_deals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A DCA has no grid."""
    assert run(argv(tmp_path, SAFETY, **SPOT, json=None)) == 0
    told = capsys.readouterr().out
    assert "deals' profit" in told
    assert "grid" not in told
    assert "round trips" not in told


@pytest.mark.parametrize("accepted", [None, True])
def test_a_liquidation_that_was_accepted_hinders_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], accepted: bool | None
) -> None:
    """Then such a bot is created: nothing else is said."""
    params = {**FUTURES, "leverage": 20, "safety_orders": 5, "deviation": "0.03"}
    if accepted:
        params["accept_liquidation"] = True
    assert run(argv(tmp_path, params, bot="dca")) == 0
    assert ("would not be created" in capsys.readouterr().err) is (accepted is None)
