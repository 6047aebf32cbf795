"""Stop and take profit by amount or percent (docs/decisions/0007)."""

from __future__ import annotations

from typing import Any

import pytest

from finbyte_desktop.bots.spot_grid_params import checked
from finbyte_desktop.core.errors import UserError
from tests.bots.test_grid_vectors import flat, market, run

GRID = {"lower": 25000, "upper": 30000, "grids": 5, "investment": 140000, "order_qty": 1, "exit": "sell"}
FREE = market(fee="0", lot="1")
# The opening buys 3 coins at 26,500: 60,500 of 140,000 are left.


def ended(params: dict[str, Any], *prices: str) -> tuple[str, list[tuple[str, str]], str]:
    """State, trades and total profit after these prices, on the grid of the specification's vector."""
    result = run(GRID | params, FREE, flat("26500", *prices))
    return result["reason"], [(f["side"], f["price"]) for f in result["fills"][1:]], result["total_profit"]


def test_a_loss_of_an_amount_stands_at_the_highest_price_that_loses_it() -> None:
    """(140,000 - 1,000 - 60,500) / 3 = 26,166.666...: 26,166.66 stops, one tick more does not."""
    assert ended({"stop_amount": 1000}, "26166.67")[:2] == ("", [])
    reason, trades, total = ended({"stop_amount": 1000}, "26166.66")
    assert (reason, trades, total) == ("stop", [("sell", "26166.66")], "-1000.02")


def test_a_loss_in_percent_is_a_part_of_the_investment() -> None:
    """1 % of 140,000 is 1,400: (140,000 - 1,400 - 60,500) / 3 = 26,033.33."""
    assert ended({"stop_ratio": "0.01"}, "26033.34")[0] == ""
    assert ended({"stop_ratio": "0.01"}, "26033.33")[0] == "stop"


def test_a_profit_moves_with_what_the_bot_holds() -> None:
    """5,000 stand at 28,166.67 with 3 coins; after the sale at 28,000 at 28,250 with 2."""
    assert ended({"take_profit_amount": 5000}, "28000", "28249.99")[0] == ""
    reason, trades, total = ended({"take_profit_amount": 5000}, "28000", "28250")
    assert reason == "take_profit"
    assert trades == [("sell", "28000"), ("sell", "28250")]
    assert total == "5000"


def test_a_profit_in_percent() -> None:
    """10 % of 140,000 are 14,000: nothing is held above 30,000, and 3 sold coins earn 7,500 in all."""
    assert ended({"take_profit_ratio": "0.1"}, "30000", "31000")[0] == ""
    assert ended({"take_profit_ratio": "0.02"}, "27433.33")[0] == ""
    assert ended({"take_profit_ratio": "0.02"}, "27433.34")[0] == "take_profit"


def test_a_profit_that_is_there_when_the_last_coin_is_sold_is_taken() -> None:
    """A jump over the whole range sells three coins for 7,500: a profit of 7,000 is there at any price."""
    reason, trades, total = ended({"take_profit_amount": 7000}, "31000", "26000")
    assert (reason, total) == ("take_profit", "7500")
    assert trades == [("sell", "28000"), ("sell", "29000"), ("sell", "30000")]


def test_a_jump_past_the_amount_sells_at_the_open() -> None:
    """Nothing is traded at a price that was jumped over; the buys on the way fill at their own price."""
    reason, trades, _ = ended({"stop_amount": 1000}, "25500")
    assert reason == "stop"
    assert trades == [("buy", "26000"), ("sell", "25500")]


def test_the_delay_ends_when_the_loss_is_made_good_and_acts_when_it_lasts() -> None:
    """90 s below the price stop the bot; a price above it in between starts the time anew."""
    held = {"stop_amount": 1000, "hold_delay_s": 90}
    assert ended(held, "26100", "26200", "26100")[0] == ""
    assert ended(held, "26100", "26100", "26100")[0] == "stop"


@pytest.mark.parametrize(
    ("params", "code", "field"),
    [
        ({"stop_amount": 5, "stop_price": 24000}, "two_conditions", "stop_amount"),
        ({"stop_amount": 5, "stop_ratio": "0.1"}, "two_conditions", "stop_ratio"),
        ({"take_profit_amount": 5, "take_profit_price": 31000}, "two_conditions", "take_profit_amount"),
        ({"stop_amount": 140001}, "stop_amount_too_large", "stop_amount"),
        ({"stop_ratio": "1.01"}, "out_of_bounds", "stop_ratio"),
        ({"take_profit_ratio": 0}, "out_of_bounds", "take_profit_ratio"),
        ({"stop_amount": "NaN"}, "not_finite", "stop_amount"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_cause(params: dict[str, Any], code: str, field: str) -> None:
    """Two conditions for one side, more than everything, nonsense."""
    with pytest.raises(UserError) as refused:
        checked(GRID | params, FREE)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_start_that_would_stop_at_once_is_refused() -> None:
    """The opening's fee of 79.50 is more than the loss that the trader would bear."""
    dear = market(fee="0.001", lot="1")
    for params, code, field, least in (
        ({"stop_amount": 50}, "stop_at_once", "stop_amount", "79.51"),
        ({"stop_ratio": "0.0001"}, "stop_at_once", "stop_ratio", "0.0006"),
    ):
        with pytest.raises(UserError) as refused:
            run(GRID | params, dear, flat("26500", "26500"))
        error = refused.value
        assert (error.code, error.field, error.fix) == (code, field, least)
        run(GRID | {error.field: error.fix}, dear, flat("26500", "26500"))
