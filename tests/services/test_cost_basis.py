"""Cost basis of an export: by hand, against a plain calculation, and against the window's own figures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.cli import run as run_command
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.exports.cost_basis import BASES
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.export_rows import export_rows
from tests.services.test_desk import D, opened, run, running

Trade = tuple[str, str, str]  # side, quantity, price


def realised(method: str, trades: Sequence[Trade]) -> list[str]:
    basis, out = BASES[method](), []
    with exact():
        for side, qty, price in trades:
            if side == "buy":
                basis.add(D(qty), D(qty) * D(price))
            else:
                out.append(str((D(qty) * D(price) - basis.take(D(qty))).normalize()))
    return out


BY_HAND: list[tuple[list[Trade], list[str], list[str]]] = [
    # bought 1 at 100 and 1 at 200; each of two sells at 300: average cost 150 each, fifo 100 then 200
    ([("buy", "1", "100"), ("buy", "1", "200"), ("sell", "1", "300"), ("sell", "1", "300")],
     ["1.5E+2", "1.5E+2"], ["2E+2", "1E+2"]),
    # 3 at 10, 2 at 20 = 70 for 5: average 14. Sell 4 at 25 = 100: cost 56, or 30 + 20 = 50
    ([("buy", "3", "10"), ("buy", "2", "20"), ("sell", "4", "25")], ["44"], ["5E+1"]),
    # a third of 10 is rounded down twice, the rest takes what is left: 3.33333333, 3.33333333, 3.33333334
    ([("buy", "3", "3.33333333333"), ("sell", "1", "5"), ("sell", "1", "5"), ("sell", "1", "5")],
     ["1.66666667", "1.66666667", "1.66666666001"], ["1.66666667", "1.66666667", "1.66666666001"]),
    # sold more than was bought here: all of the cost, nothing invented
    ([("buy", "1", "10"), ("sell", "2", "10")], ["1E+1"], ["1E+1"]),
    # a loss
    ([("buy", "2", "10"), ("sell", "0.5", "4")], ["-3"], ["-3"]),
]  # fmt: skip


@pytest.mark.parametrize(("trades", "average", "fifo"), BY_HAND)
def test_basis_is_what_a_hand_computes(trades: list[Trade], average: list[str], fifo: list[str]) -> None:
    """Small cases with their results written down."""
    assert realised("average", trades) == average
    assert realised("fifo", trades) == fifo


@pytest.mark.parametrize("method", ["average", "fifo"])
def test_fee_in_coins_makes_them_fewer(method: str) -> None:
    """One coin bought for 100 less a fee of 0.001 coins: the 0.999 that are left cost 100."""
    basis = BASES[method]()
    with exact():
        basis.add(D(1), D(100))
        basis.lose(D("0.001"), bought=True)
        assert basis.take(D("0.333")) == D("33.33333333")
        assert basis.take(D("0.666")) == D("66.66666667")


def plain_fifo(trades: Sequence[Trade]) -> list[Fraction]:
    """Coin by coin in the smallest unit, exact fractions."""
    unit = Fraction(1, 1000)
    coins: list[Fraction] = []
    out = []
    for side, qty, price in trades:
        count = int(Fraction(qty) / unit)
        if side == "buy":
            coins += [Fraction(price) * unit] * count
        else:
            cost, coins = sum(coins[:count], Fraction(0)), coins[count:]
            out.append(Fraction(qty) * Fraction(price) - cost)
    return out


def plain_average(trades: Sequence[Trade]) -> list[Fraction]:
    held = cost = Fraction(0)
    out = []
    for side, qty, price in trades:
        if side == "buy":
            held, cost = held + Fraction(qty), cost + Fraction(qty) * Fraction(price)
        else:
            share = cost * Fraction(qty) / held
            held, cost = held - Fraction(qty), cost - share
            out.append(Fraction(qty) * Fraction(price) - share)
    return out


@pytest.mark.parametrize("seed", range(40))
def test_basis_agrees_with_a_plain_calculation(seed: int) -> None:
    """Random trades: within the named rounding of exact fractions; all sales together cost what was paid."""
    rng = random.Random(seed)
    trades: list[Trade] = []
    held = 0
    for _ in range(40):
        price = str(D(rng.randrange(1, 100_000)) / 100)
        if held and rng.random() < 0.5:
            count = rng.randrange(1, held + 1)
            trades.append(("sell", str(D(count) / 1000), price))
            held -= count
        else:
            count = rng.randrange(1, 500)
            trades.append(("buy", str(D(count) / 1000), price))
            held += count
    if held:
        trades.append(("sell", str(D(held) / 1000), "5"))
    rounding = Fraction(len(trades), 10**8)
    for method, plain in (("fifo", plain_fifo), ("average", plain_average)):
        found, wanted = realised(method, trades), plain(trades)
        assert len(found) == len(wanted)
        for ours, theirs in zip(found, wanted, strict=True):
            assert abs(Fraction(ours) - theirs) <= rounding
        assert sum(map(Fraction, found)) == sum(wanted)


def exported(folder: Path, **given: Any) -> pl.DataFrame:
    database = open_database(folder / "data")
    with database.engine.connect() as connection:
        rows = export_rows(connection, "fills", **given)
        out = [dict(zip(rows.columns, row, strict=True)) for portion in rows.portions for row in portion]
    database.engine.dispose()
    assert len(out) == rows.total
    return pl.DataFrame(out, infer_schema_length=None)


def test_average_basis_is_what_the_window_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The realised profit of a bot is the sum of the column, own coins and a period's start included."""
    totals: dict[str, Decimal] = {}

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await desk.deposit("COIN", D(3))
            bot = await running(desk, base_qty="2")
            await desk.stop(bot, Exit.SELL)
            await running(desk, lower="92", grids=9)
            totals.update({b: e.figures.realised for b, e in desk._entries.items()})

    run(work())
    whole = exported(tmp_path, cost_basis="average")
    for bot, total in totals.items():
        column = whole.filter(pl.col("bot") == bot)["realised_before_fees"].to_list()
        with exact():
            assert sum((D(x) for x in column if x is not None), D(0)) == total
    assert whole.filter(pl.col("side") == "buy")["realised_before_fees"].null_count() == len(
        whole.filter(pl.col("side") == "buy")
    )
    middle = whole["ns"].to_list()[len(whole) // 2]
    for method in ("average", "fifo"):
        all_rows = exported(tmp_path, cost_basis=method)
        late = exported(tmp_path, cost_basis=method, start_ns=middle)
        assert late.rows() == all_rows.filter(pl.col("ns") >= middle).rows()
        assert set(all_rows["cost_basis"]) == {method}
    words = ["export", "fills", "--format", "csv", "--data", str(tmp_path / "data"), "--cost-basis", "fifo"]
    assert run_command([*words, "--out", str(tmp_path / "x.csv")]) == 0
    written = pl.read_csv(tmp_path / "x.csv", infer_schema_length=0)
    assert (
        written["realised_before_fees"].to_list()
        == exported(tmp_path, cost_basis="fifo")["realised_before_fees"].to_list()
    )
    words[1] = "orders"
    assert run_command([*words, "--out", str(tmp_path / "y.csv")]) == 2
    assert "--cost-basis is for the export of fills." in capsys.readouterr().err
