"""A folder that an earlier version wrote opens as it was; one that cannot be opened stays as it was, and the
person reads why.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.cli import run as run_command
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services import desk as desk_module
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind, Notice
from finbyte_desktop.services.store.database import CLEAN_NAME, FILE_NAME, failure
from finbyte_desktop.services.store.reader import Reader
from tests.services.test_desk import candle_file, opened, run, running

# Format 1 was written by the program of commit 460d981, format 2 by that of 5d69591, each with what it showed
# at the end.
FORMATS = {n: Path(__file__).parents[1] / "support" / f"folder_of_format_{n}.zip" for n in (1, 2)}
OLD_FEED = "candles:/tmp/mk/folder/COINUSDT.csv:"


def unpacked(folder: Path, number: int = 1) -> Any:
    """The folder of an earlier version, its market where `opened` has it; what it showed."""
    with zipfile.ZipFile(FORMATS[number]) as packed:
        packed.extractall(folder / "data")
    path = folder / "data" / FILE_NAME
    feed = f"feed:candles:{folder / 'COINUSDT.csv'}:"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        moved = connection.execute(
            "UPDATE venue_state SET name = ? WHERE name = ?", (feed, f"feed:{OLD_FEED}")
        )
        assert moved.rowcount == 1
        connection.commit()
    return orjson.loads((folder / "data" / "shown.json").read_bytes())


def shown(desk: PaperDesk) -> Any:
    """Bots, money, trades and orders as texts."""
    cards = [*desk.cards(), *desk.cards(ended=True)]
    return {
        "bots": [
            [c.id, c.name, c.state.value, c.trips, *map(plain, (c.grid_profit, c.total_profit, c.investment))]
            for c in cards
        ],
        "money": [[b.asset, plain(b.total)] for b in desk.balances()],
        "fills": [
            [
                f.bot,
                f.side.value,
                *map(plain, (f.price, f.qty, f.fee)),
                None if f.trip_profit is None else plain(f.trip_profit),
            ]
            for f in desk.history_fills()
        ],
        "orders": sorted(
            [o.slot, o.spec.side.value, plain(o.spec.price), plain(o.spec.qty)]
            for o in desk._kernel.bots["b1"].live_orders()
        ),
    }


@pytest.mark.parametrize("number", FORMATS)
def test_older_folder_opens_as_it_was(tmp_path: Path, number: int) -> None:
    """The same bots, money, trades and orders; and the bot goes on trading."""

    async def work() -> None:
        before = unpacked(tmp_path, number)
        rows = fills_of(tmp_path / "data" / FILE_NAME)
        async with opened(tmp_path) as desk:
            assert shown(desk) == before
            assert rows
            assert fills_of(tmp_path / "data" / FILE_NAME) == rows
            trips = desk.card("b1").trips
            for _ in range(2_000):
                if desk.card("b1").trips > trips:
                    break
                desk.feed_step()
                await asyncio.sleep(0.001)
            assert desk.card("b1").trips > trips
        assert len(list((tmp_path / "data" / "backups").glob(f"finbyte-format{number}-*.sqlite3"))) == 1

    run(work())


def fills_of(path: Path) -> list[dict[str, Any]]:
    """Every trade with every column, in the order of the journal."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM fills ORDER BY row")]


def contents(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def strange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not understand the bots on disk."""

    def restore(_grid: SpotGrid, _state: Any) -> None:
        raise KeyError("shape")

    monkeypatch.setattr(SpotGrid, "restore", restore)


def test_file_that_is_not_understood_is_not_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another shape of snapshot: words, no backup needed, and the older version can still open the file; the
    export of the command line leaves it alone too.
    """
    unpacked(tmp_path)
    path = tmp_path / "data" / FILE_NAME
    before = contents(path)
    strange(monkeypatch)

    async def work() -> None:
        with pytest.raises(Unavailable) as caught:
            async with opened(tmp_path):
                pass
        assert caught.value.code == "data_not_understood"
        assert "KeyError: 'shape'" in caught.value.text

    run(work())
    words = ["export", "fills", "--format", "csv", "--data", str(path.parent)]
    assert run_command([*words, "--out", str(tmp_path / "x.csv")]) == 3
    assert "cannot go on with the data" in capsys.readouterr().err
    assert contents(path) == before
    assert not (path.parent / "backups").exists()


def test_trouble_after_a_migration_names_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails only once the file has its new format says where the old one is."""
    unpacked(tmp_path)

    def broken(_: PaperDesk) -> None:
        raise ValueError("figures")

    monkeypatch.setattr(SpotGrid, "restore", lambda *_: None)
    monkeypatch.setattr(PaperDesk, "_open_figures", broken)

    async def work() -> None:
        with pytest.raises(Unavailable) as caught:
            async with opened(tmp_path):
                pass
        (copy,) = (tmp_path / "data" / "backups").glob("finbyte-format1-*.sqlite3")
        assert f"A copy from before the update is {copy}." in caught.value.text

    run(work())


def damage(path: Path, table: str) -> None:
    """Overwrites the first page of a table; the file looks untouched."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    before = path.stat()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bot after a clean end."""
    folder = tmp_path_factory.mktemp("ended")

    async def work() -> None:
        async with opened(folder) as desk:
            await running(desk)

    run(work())
    return folder


def copied(ended: Path, folder: Path) -> Path:
    shutil.copytree(ended / "data", folder / "data", copy_function=shutil.copy2)
    return folder / "data" / FILE_NAME


@pytest.mark.parametrize("table", ["snapshots", "journal", "bots", "equity", "venue_state", "decisions"])
def test_damage_behind_a_clean_end_is_told_in_words(ended: Path, tmp_path: Path, table: str) -> None:
    """What opening reads is damaged while the mark of a clean end still fits."""
    path = copied(ended, tmp_path)
    damage(path, table)
    assert (path.parent / CLEAN_NAME).exists()

    own = FeedChoice(FeedKind.CANDLES, candle_file(ended), speed=None)

    async def work() -> None:
        with pytest.raises(Unavailable) as caught:
            async with opened(tmp_path, own):
                pass
        assert caught.value.code == "damaged_database"

    run(work())


@pytest.mark.parametrize("what", ["fills", "orders", "decisions"])
def test_export_from_a_damaged_file_is_told_in_words(
    ended: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    """The command line says it as the window does."""
    path = copied(ended, tmp_path)
    damage(path, what)
    words = ["export", what, "--format", "csv", "--data", str(path.parent), "--out", str(tmp_path / "x.csv")]
    assert run_command(words) == 3
    assert f"The database {path} is damaged." in capsys.readouterr().err


def test_check_that_is_hindered_is_tried_again(
    ended: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked file is no damage: one notice, the engine goes on, and the check comes later."""
    path = copied(ended, tmp_path)
    answers = [failure(path, sqlite3.OperationalError("database is locked"))] * 2
    checks: list[int] = []

    async def check(_: Reader) -> None:
        checks.append(1)
        if answers:
            raise answers.pop()

    monkeypatch.setattr(Reader, "check", check)
    monkeypatch.setattr(desk_module, "CHECK_AGAIN_S", 0.01)

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data")
        notices: list[Notice] = []
        desk.subscribe_notices(notices.append)
        desk.start()
        for _ in range(200):
            if len(checks) == 3:
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert len(checks) == 3
        assert [notice.code for notice in notices] == ["check_postponed"]
        assert desk.health().journal_ok
        await desk.close("keep")

    run(work())


@pytest.mark.parametrize(
    "change",
    [
        lambda state: {**state, "bots": [{}]},
        lambda state: {key: value for key, value in state.items() if key != "ledger"},
        lambda state: {**state, "bots": [{**bot, "params": {}} for bot in state["bots"]]},
    ],
)
def test_snapshot_of_another_shape_is_told_in_words(
    ended: Path, tmp_path: Path, change: Callable[[Any], Any]
) -> None:
    """A file of today's format with a snapshot that this program does not know."""
    path = copied(ended, tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, body FROM snapshots").fetchall()
        for number, body in rows:
            text = orjson.dumps(change(orjson.loads(body))).decode()
            connection.execute("UPDATE snapshots SET body = ? WHERE id = ?", (text, number))
        connection.commit()
    assert rows
    before = contents(path)

    async def work() -> None:
        with pytest.raises(Unavailable) as caught:
            async with opened(tmp_path):
                pass
        assert caught.value.code == "data_not_understood"

    run(work())
    assert contents(path) == before
