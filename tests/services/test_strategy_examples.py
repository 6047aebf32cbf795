"""Each example strategy runs on a day that has something for it, and does what it says."""

from __future__ import annotations

import ast
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finbyte_desktop.services.strategy_host import link
from tests.services.test_desk import run
from tests.services.test_strategy_paper import created, desk_on, reached
from tests.support.strategies import MINUTE_NS, candles, ran

D = Decimal
FOLDER = Path(__file__).parents[2] / "resources" / "strategies"
EXAMPLES = sorted(file.name for file in FOLDER.glob("*.py"))
WAVES = candles(*[f"{100 + 6 * np.sin(n / 40) + 2 * np.sin(n / 7):.2f}" for n in range(1_440)], spread="0.05")


@pytest.fixture(scope="module")
def runs() -> dict[str, Any]:
    """The documents of a day of waves, by example."""
    return {name: ran(FOLDER / name, WAVES) for name in EXAMPLES}


def fills(found: Any, side: str | None = None) -> list[dict[str, Any]]:
    return [fill for fill in found["fills"] if side in (None, fill["side"])]


def test_there_are_ten() -> None:
    """One for each way to trade that a newcomer looks for."""
    assert len(EXAMPLES) == 10


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_runs_a_day_without_an_error(runs: dict[str, Any], name: str) -> None:
    """Its bot still runs, and its money is what its trades left."""
    found = runs[name]
    assert found["strategy"]["failure"] is None
    assert found["state"] == "running"
    money, coins = D(found["investment"]), D(0)
    for fill in found["fills"]:
        sign = 1 if fill["side"] == "buy" else -1
        coins += sign * D(fill["qty"])
        money -= sign * D(fill["qty"]) * D(fill["price"]) + D(fill["fee"])
    assert (D(found["quote"]), D(found["base"])) == (money, coins)


def test_buy_and_hold_buys_once(runs: dict[str, Any]) -> None:
    """At the first price, with nearly all its money."""
    (only,) = fills(runs["buy_and_hold.py"])
    assert (only["side"], only["price"], only["qty"]) == ("buy", "100", "9.8")


@pytest.mark.parametrize("name", ["moving_averages.py", "breakout.py"])
def test_a_follower_buys_and_sells_in_turn(runs: dict[str, Any], name: str) -> None:
    """All that it holds, with every wave."""
    sides = [fill["side"] for fill in fills(runs[name])]
    assert len(sides) >= 6
    assert sides == ["buy", "sell"] * (len(sides) // 2) + ["buy"] * (len(sides) % 2)


def test_relative_strength_buys_low_and_sells_high(runs: dict[str, Any]) -> None:
    """On average by more than two."""
    found = runs["relative_strength.py"]
    bought, sold = ([D(fill["price"]) for fill in fills(found, side)] for side in ("buy", "sell"))
    assert sum(bought) / len(bought) + 2 < sum(sold) / len(sold)


def test_bollinger_bands_sells_above_what_it_paid(runs: dict[str, Any]) -> None:
    """Each trip earns more than its fees."""
    found = runs["bollinger_bands.py"]
    assert found["round_trips"] > 2
    assert all(D(deal["profit"]) > 0 for deal in found["deals"])
    assert {fill["role"] for fill in found["fills"]} <= {"maker", "taker"}


def test_ladder_earns_a_step_with_each_trip(runs: dict[str, Any]) -> None:
    """All its orders rest and trade as maker."""
    found = runs["ladder.py"]
    assert found["round_trips"] > 5
    assert {fill["role"] for fill in found["fills"]} == {"maker"}


def test_every_hour_buys_every_hour(runs: dict[str, Any]) -> None:
    """By the market's time, a minute after its start."""
    times = [fill["ts_ns"] for fill in fills(runs["every_hour.py"])]
    assert len(times) == 24
    assert {after - before for before, after in pairwise(times)} == {60 * MINUTE_NS}


def test_trailing_stop_sells_below_its_highest(runs: dict[str, Any]) -> None:
    """By the part that it trails, and says so."""
    found = runs["trailing_stop.py"]
    assert len(fills(found, "sell")) >= 3
    assert all("fell from" in row["text"] for row in found["strategy"]["log"])


def test_two_sides_has_both_sides_filled(runs: dict[str, Any]) -> None:
    """And holds no more than it may."""
    found = runs["two_sides.py"]
    assert len(fills(found, "buy")) > 10
    assert len(fills(found, "sell")) > 10
    coins = D(0)
    for fill in found["fills"]:
        coins += D(fill["qty"]) * (1 if fill["side"] == "buy" else -1)
        assert coins * D(fill["price"]) < 620


def test_signals_by_web_trades_what_it_is_asked(tmp_path: Path) -> None:
    """Over its routes, on paper."""

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, FOLDER / "signals_by_web.py")
            heard: list[Any] = []
            desk.strategies.listen(bot, lambda topic, data: heard.append((topic, data)))
            found = await desk.strategies.route(bot, "POST", "order", {"side": "Buy", "size": 1})
            assert found["error"] is None
            found = await desk.strategies.route(bot, "POST", "order", {"side": "Buy", "size": 1000})
            assert found["error"]["type"] == "api_error"
            desk.feed_pause(False)
            await reached(lambda: heard)
            assert heard[0] == ("fills", {"side": "Buy", "price": 100.0, "size": 1.0})
            state = await desk.strategies.route(bot, "GET", "state", {})
            assert state["balances"][1] == {"asset": "COIN", "amount": 1.0}

    run(work())


def test_the_editor_is_told_of_everything_that_there_is() -> None:
    """The stub beside the examples has every name of the interface, with the same arguments."""
    stub = ast.parse((FOLDER / "finbyte.pyi").read_text(encoding="utf-8"))
    real = ast.parse(Path(link.__file__).read_text(encoding="utf-8"))

    def methods(tree: ast.Module) -> dict[str, str]:
        kind = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Link")
        return {
            row.name: ast.unparse(row.args).replace("Answer", "dict[str, Any]")
            for row in kind.body
            if isinstance(row, ast.FunctionDef)
        }

    assert methods(stub) == methods(real)
