"""What an export says: dates, costs, the whole ledger, money of bots, decisions in words; beside a window."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.cli import run as run_command
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.exports.tables import write_portions
from tests.services.test_desk import GOOD, D, opened, run, until


async def automatic(desk: PaperDesk, **changed: Any) -> str:
    """A bot that asks nobody, with some fills."""
    market = desk.markets()[0].id
    bot = await desk.create_bot("spot_grid", market, {**GOOD, **changed}, Policy.AUTOMATIC, True)
    await until(desk, lambda: desk.card(bot).trips >= 2)
    return bot


async def traded(folder: Path) -> None:
    """A data folder with a bot that traded, got more money and was stopped, and one that runs."""
    async with opened(folder) as desk:
        await desk.deposit("COIN", D(3))
        bot = await automatic(desk, base_qty="2")
        await desk.add_investment(bot, D(50))
        await desk.stop(bot, Exit.SELL)
        await automatic(desk, lower="92", grids=9)


def exported(folder: Path, what: str, form: str = "parquet") -> list[dict[str, Any]]:
    path = folder / f"{what}.{form}"
    words = ["export", what, "--format", form, "--data", str(folder / "data"), "--out", str(path)]
    assert run_command(words) == 0
    frame = pl.read_parquet(path) if form == "parquet" else pl.read_csv(path, infer_schema_length=0)
    return frame.to_dicts()


def test_ledger_is_every_line_and_balances(tmp_path: Path) -> None:
    """Each transaction of the export sums to 0 in every asset, and its lines add up to what the bots hold."""
    held: dict[tuple[str, str], Decimal] = defaultdict(Decimal)

    async def work() -> None:
        await traded(tmp_path)
        async with opened(tmp_path) as desk:
            for owner, _, asset, amount in desk._kernel.ledger.rows():
                with exact():
                    held[owner, asset] += amount

    run(work())
    rows = exported(tmp_path, "ledger")
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with exact():
        for row in rows:
            sums[row["tx"], row["asset"]] += row["amount"]
            found[row["owner"], row["asset"]] += row["amount"]
    assert set(sums.values()) == {0}
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in held.items() if v}
    assert {"fill", "reserve", "added"} <= {row["reason"] for row in rows}


def test_fills_have_dates_and_costs(tmp_path: Path) -> None:
    """A fill says when it was as a date and what it cost, exactly; Parquet holds numbers, CSV their texts."""
    run(traded(tmp_path))
    texts, numbers = exported(tmp_path, "fills", "csv"), exported(tmp_path, "fills")
    for text, row in zip(texts, numbers, strict=True):
        with exact():
            assert row["cost"] == row["price"] * row["qty"] == D(text["price"]) * D(text["qty"])
        assert D(text["cost"]) == row["cost"]
        whole, _, rest = row["time"].rpartition(".")
        day = pl.Series([whole]).str.to_datetime("%Y-%m-%dT%H:%M:%S").dt.epoch("s")[0]
        assert day * 10**9 + int(rest.removesuffix("Z")) == row["ns"]


def test_bots_say_what_was_paid_in(tmp_path: Path) -> None:
    """The money of a bot is its investment and what was added; own coins stand for themselves."""
    run(traded(tmp_path))
    first, second = exported(tmp_path, "bots")
    assert (first["paid_in"], first["own_coins"], first["withdrawn"]) == (1050, 2, 0)
    assert (second["paid_in"], second["own_coins"]) == (1000, 0)
    assert first["created"].endswith("Z")
    assert second["ended"] is None


def test_decisions_are_sentences(tmp_path: Path) -> None:
    """A line of the log is exported as the window words it, beside its code."""
    run(traded(tmp_path))
    rows = exported(tmp_path, "decisions")
    assert {row["text"] for row in rows if row["code"] == "became_starting"}
    for row in rows:
        assert row["text"]
        assert "{" not in row["text"]


def test_export_runs_beside_an_open_window(tmp_path: Path) -> None:
    """The command line reads what a running window has written, and writes nothing there."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await automatic(desk)
            seen = exported(tmp_path, "orders")
            assert {r["client_id"] for r in seen if r["state"] == "OPEN"} == set(desk._kernel.orders)
            assert len(seen) > len(desk._kernel.orders) > 0

    run(work())


def test_number_that_parquet_cannot_hold_is_said(tmp_path: Path) -> None:
    """No digit is lost: the file of too many digits is refused, and CSV is named as the way."""
    path = tmp_path / "x.parquet"
    fits = "12345678901234567890.123456789012345678"
    assert write_portions({"a": Decimal}, 2, [[(fits,)], [(None,)]], "parquet", path) == 2
    assert pl.read_parquet(path)["a"].to_list() == [D(fits), None]
    for text in ("0.1234567890123456789", "123456789012345678901"):
        with pytest.raises(UserError) as caught:
            write_portions({"a": Decimal}, 1, [[(text,)]], "parquet", path)
        assert caught.value.code == "too_many_digits"
        assert write_portions({"a": Decimal}, 1, [[(text,)]], "csv", tmp_path / "x.csv") == 1
        assert (tmp_path / "x.csv").read_text() == f"a\n{text}\n"
    assert pl.read_parquet(path)["a"].to_list() == [D(fits), None]


def test_an_unknown_bot_is_refused_with_the_bots_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No empty file that looks like a success."""
    known: list[str] = []

    async def work() -> None:
        async with opened(tmp_path) as desk:
            known.append(await automatic(desk))

    run(work())
    out = tmp_path / "x.csv"
    words = ["export", "fills", "--format", "csv", "--data", str(tmp_path / "data"), "--out", str(out)]
    assert run_command([*words, "--bot", "nobody"]) == 2
    assert f"There is no bot nobody. The bots here: {known[0]}." in capsys.readouterr().err
    assert not out.exists()
    assert run_command([*words, "--bot", known[0]]) == 0
